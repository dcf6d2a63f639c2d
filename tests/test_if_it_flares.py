"""What to do if it flares: folded away on every page of a patient, and in the stop notice."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING

import pytest
from ipywidgets import HTML

import backcare as bc
from backcare.widgets.base import family
from backcare.widgets.gate_and_stop import StopNotice

if TYPE_CHECKING:
    from collections.abc import Callable

    from ipywidgets import Widget

    from backcare.log import SessionLog

FOLD = '<details class="bc-fold bc-flare"><summary>If it flares: what to do</summary>'
GUIDANCE = bc.load_guidance()["text"]
PLACES: dict[str, Callable[[SessionLog], Widget]] = {
    "explorer": lambda _log: bc.ExerciseExplorer(),
    "planner": lambda log: bc.SessionPlanner(log),
    "player": lambda log: bc.SessionPlayer(
        bc.make_plan(bc.load_exercises(), pain_state="mild", minutes=10), log
    ),
    "form": lambda log: bc.SessionForm(log),
    "dashboard": lambda log: bc.ProgressDashboard(log),
}


def folds(root: Widget) -> list[str]:
    """Return the HTML of a widget that has the folded part."""
    return [w.value for w in family(root) if isinstance(w, HTML) and FOLD in w.value]


@pytest.mark.parametrize("place", PLACES)
def test_it_is_on_every_page_of_a_patient(place):
    """Once, where nothing is wrong, with the warning signs in it."""
    with bc.SessionLog(":memory:") as log:
        (html,) = folds(PLACES[place](log))
    assert html.count(FOLD) == 1
    assert GUIDANCE["flare_walk"] in html
    assert bc.load_red_flags().loc["fever", "text"] in html


@pytest.mark.parametrize("place", ["explorer", "planner", "player"])
def test_all_ten_safety_rules_are_beside_it(place):
    """In one folded list, each with its source: in the widget, and in what is left of it."""
    with bc.SessionLog(":memory:") as log:
        root = PLACES[place](log)
        (html,) = folds(root)
        bundle = root._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    rules = bc.load_safety_rules()
    assert len(rules) == 10
    for page in (html, data["text/html"]):
        folded = page.partition('<details class="bc-fold bc-rules">')[2].partition("</details>")[0]
        for rule in rules.itertuples():
            item = f'<li data-rule="{rule.Index}">{rule.text} <small>[{rule.source}]</small></li>'
            assert item in folded


@pytest.mark.parametrize("place", ["explorer", "planner", "player", "dashboard"])
def test_it_is_in_what_is_left_without_a_kernel(place):
    """A saved notebook has it too."""
    with bc.SessionLog(":memory:") as log:
        bundle = PLACES[place](log)._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/html"].count(FOLD) == 1


def test_the_stop_notice_has_it_too():
    """Beside the words that are read out at once, not in them; gone once somebody was asked."""
    with bc.SessionLog(":memory:") as log:
        notice = StopNotice(log)
        assert folds(notice) == []
        log.add(bc.Session(datetime(2026, 3, 2, 18, tzinfo=UTC), pain_peak=6, pain_minutes=20))
        notice.refresh()
        (html,) = folds(notice)
        alert, fold = html.split(FOLD)
        assert re.search(r'<div role="alert">.*Stop here.*</div>\s*$', alert, re.DOTALL)
        assert "until you have asked a doctor." in alert
        assert 'bowel trouble?</strong> <button type="button" class="bc-help">Get help' in alert
        assert GUIDANCE["flare_stop_rule"] in fold
        notice.confirm()
        assert folds(notice) == []


def test_a_stop_without_a_check_has_the_signs_in_words():
    """On the dashboard nothing can be ticked; what to do stands in the notice."""
    with bc.SessionLog(":memory:") as log:
        log.add(bc.Session(datetime(2026, 3, 2, 18, tzinfo=UTC), pain_peak=8))
        (html,) = folds(bc.ProgressDashboard(log).stop)
    alert, _ = html.split(FOLD)
    assert '<summary class="bc-help">Get help now</summary>' in alert
    assert bc.load_red_flags().loc["fever", "text"] in alert
    assert "<button" not in alert


def test_the_player_says_a_doctor_as_the_stop_rule_does():
    """Its screens name whom to contact, and when to go on, in words with one meaning."""
    screens = resources.files("backcare.browser").joinpath("player_screens.js").read_text("utf-8")
    assert "the session has stopped. Do no more exercises today. Contact a doctor, and" in screens
    assert "Continue only while it stays mild, or make the exercise easier." in screens


def test_a_log_that_cannot_be_read_has_no_flare_in_its_notice():
    """Then nobody knows of a stop, and the page has it anyway."""
    log = bc.SessionLog(":memory:")
    log.close()
    assert folds(StopNotice(log)) == []
