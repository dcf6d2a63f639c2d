"""Somebody whom a school's system sends to a clinic: for their browser, it is another site."""

from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from axe import axe_faults
from hubs import ANNA, deploy, needs_hub
from playwright.sync_api import Page, expect
from schools import CONFIG_11, running_school, signed_11, written

pytestmark = [*needs_hub, pytest.mark.browser]


@pytest.fixture(scope="module")
def school() -> Iterator[tuple[Any, str]]:
    """Start a system that speaks LTI 1.3, and a clinic to which it sends people."""
    with running_school() as started:
        yield started


def arrived(page: Page, trial: Any, shoot: Any) -> None:
    """Press what leads to the clinic, and see one's own page there, until one signs out."""
    with page.context.expect_page() as opened:
        page.get_by_text("Exercises for your back").click()
    there = opened.value
    there.wait_for_url(f"{trial.address}services/page/{ANNA}/")
    there.get_by_role("link", name="Sign out").click()
    there.wait_for_url(f"{trial.address}hub/**")
    for word, size in (("signed-out", 1280), ("bookmark", 400)):
        there.set_viewport_size({"width": size, "height": 800})
        shoot(word, there)
        there.goto(f"{trial.address}services/page/{ANNA}/")
    expect(there.locator("body")).to_contain_text("press the link there once more")
    assert axe_faults(there.locator(":root")) == []
    there.close()


def test_a_link_in_a_course(school: tuple[Any, str], page: Page, shoot: Any) -> None:
    """A browser hands cookies to the form of another site only where it is told to."""
    trial, system = school
    page.goto(f"{system}/course")
    arrived(page, trial, shoot)


def test_a_link_of_an_older_system(school: tuple[Any, str], page: Page, shoot: Any) -> None:
    """LTI 1.1 needs no cookie before somebody is known."""
    with (
        deploy.made_trial(one_page=True) as trial,
        deploy.running_hub(trial, written(trial, CONFIG_11)),
    ):
        url, form = signed_11(trial.address, ANNA)
        fields = "".join(f'<input name="{one}" value="{escape(form[one])}">' for one in form)
        press = "<button>Exercises for your back</button>"
        page.goto(f"{school[1]}/course")
        page.set_content(f'<form method="post" target="_blank" action="{url}">{fields}{press}')
        arrived(page, trial, shoot)
