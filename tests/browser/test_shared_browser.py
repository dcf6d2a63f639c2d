"""The page that a clinic has for all of its patients, in a browser that two of them share."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from alone_page import KEPT_HERE, Alone, begun, write_down
from hubs import ANNA, BEN, deploy, needs_hub
from playwright.sync_api import Page, expect

pytestmark = [*needs_hub, pytest.mark.browser]


@pytest.fixture(scope="module")
def trial() -> Iterator[Any]:
    """Start a clinic with one page for all."""
    with deploy.running_trial(one_page=True) as trial:
        yield trial


def logged_in(page: Page, trial: Any, name: str) -> Alone:
    """Open the clinic's address as somebody new, fill in the form, and see where it leads."""
    page.goto(trial.address + "hub/logout")
    page.goto(trial.address)
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(trial.passwords[name])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/services/page/{name}/")
    return Alone(page, page.url)


@pytest.mark.parametrize("width", [1280, 400])
def test_two_people_at_one_browser(trial: Any, page: Page, shoot, width: int) -> None:
    """Each finds their own, kept by the clinic; after "Sign out" nobody's is there."""
    page.set_viewport_size({"width": width, "height": 900})
    anna = logged_in(page, trial, ANNA)
    expect(page.get_by_role("banner")).to_contain_text(ANNA)
    progress = write_down(anna, "bridging", before=3)
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Saved.")
    expect(progress).to_contain_text("of 3 sessions")
    shoot("saved")
    expect(anna.view("My data")).to_contain_text("Your log is kept by your clinic.")
    shoot("data")
    assert page.evaluate(KEPT_HERE).endswith("[]")
    page.get_by_role("link", name="Sign out").click()
    ben = logged_in(page, trial, BEN)
    expect(ben.view("My progress")).to_contain_text("once you have done your first session")
    page.goto(anna.address)
    page.wait_for_url(ben.address)


def test_a_session_is_saved_once_who_was_logged_out_is_back(trial: Any, page: Page, shoot) -> None:
    """It says what to do, and does it when that is done; the player loses nothing meanwhile."""
    hour_ago = datetime.now().astimezone() - timedelta(hours=1)
    page.clock.install(time=hour_ago - timedelta(hours=hour_ago.hour == 23))
    anna = logged_in(page, trial, ANNA)
    anna.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    player = begun(page, pain=2)
    other = page.context.new_page()
    other.goto(trial.address + "hub/logout")
    player.play_on()
    player.save(pain=2)
    expect(page.locator("body")).to_contain_text("Log in again in another tab")
    shoot("logged out")
    logged_in(other, trial, ANNA)
    page.get_by_role("button", name="Try again").click()
    player.is_saved()
    shoot("saved")
    other.close()
