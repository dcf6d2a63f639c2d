"""The stop rule that holds for a person: lowered by a clinician, or with a limit agreed on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from group_frames import group, seen
from ipywidgets import HTML
from traitlets import TraitError

import backcare as bc
from backcare.documents.paper import Sheet
from backcare.documents.report import fill, unknown_duration
from backcare.log import SessionLog
from backcare.plan.record import played_session
from backcare.safety import (
    AgreedSettings,
    MildLimit,
    above_mild,
    mild_limits,
    personal_settings,
    rule_texts,
    severe_pain,
    stop_rule_text,
    went_above_mild,
)
from backcare.summaries.answer import gently, hurt_on
from backcare.widgets.base import family
from backcare.widgets.gate_and_stop import StopNotice

EXERCISES = bc.load_exercises()
PLAN = bc.check_plan(
    pd.DataFrame({"exercise_id": ["bridging"], "pain_state": "chronic", "reps": 8, "hold_s": 6})
)
USUAL = re.compile(r"\b15 min|(?:more than|above|over|up to) 3\b")
AGREED = AgreedSettings(4, 15, date(2026, 3, 2))
OWN = "Your own limit of mild: 4, agreed with your health professional on 2 Mar 2026."
LOWERED = [(2, 10), (0, 0), (2.5, 7.5), (1, 1)]


@pytest.fixture
def log() -> Iterator[SessionLog]:
    with bc.SessionLog(":memory:") as opened:
        yield opened


@pytest.fixture
def waiting(log: SessionLog) -> SessionLog:
    """Give a log in which the stop rule is broken, by the usual and by any lower number."""
    hour = datetime.now().astimezone() - timedelta(hours=1)
    log.add(bc.Session(hour, pain_before=2, pain_peak=5, pain_minutes=20))
    return log


def words(widget: object) -> str:
    """Put together all that a widget says."""
    parts = list(family(widget))
    texts = [part.value for part in parts if isinstance(part, HTML)]
    texts += [part.text for part in parts if part.has_trait("text")]
    programs = [part.program for part in parts if part.has_trait("program")]
    return " ".join([*texts, *(json.dumps(one) for one in programs)])


def said(waiting: SessionLog, settings: bc.SafetySettings, folder: Path) -> dict[str, str]:
    """Give what everything says that tells the stop rule."""
    form = bc.SessionForm(waiting, settings=settings)
    form.pains["pain_after"].value = 6
    form.save()
    planner = bc.SessionPlanner(waiting, settings=settings, pain_state="chronic", minutes=5)
    player = bc.SessionPlayer(PLAN, waiting, settings=settings)
    frame = waiting.to_frame()
    page = Sheet(595.28, 841.89)
    with plt.rc_context({"font.size": 8.0}):
        weekly = bc.weekly_summary(frame, settings=settings)
        fill(page, frame, weekly, whose="me", names=EXERCISES["name"], measures=None,
             settings=settings)  # fmt: skip
    calls = bc.who_to_call(frame, as_of=date.today(), settings=settings)  # noqa: DTZ011
    explorer = bc.ExerciseExplorer(settings=settings)
    handout = bc.plan_handout(PLAN, folder / "plan.html", settings=settings)
    return {
        "form": words(form),
        "dashboard": words(bc.ProgressDashboard(waiting, settings=settings)),
        "planner": words(planner),
        "player": words(player),
        "player page": player._repr_mimebundle_()["text/html"],
        "explorer": words(explorer),
        "handout": handout.read_text("utf-8"),
        "report": " ".join(text.get_text() for text in page.figure.texts),
        "calls": repr(bc.show_calls(calls)),
    }


@pytest.mark.parametrize("numbers", LOWERED)
def test_no_usual_number_is_left(waiting: SessionLog, tmp_path: Path, numbers) -> None:
    """Whatever tells the rule tells the lowered numbers; a test that finds the usual ones first."""
    settings = bc.SafetySettings(*numbers)
    minutes = f"{numbers[1]:g} min"
    for name, text in said(waiting, settings, tmp_path).items():
        assert not USUAL.search(text), name
        assert name == "calls" or minutes in text, name


def test_the_usual_numbers_are_found(waiting: SessionLog, tmp_path: Path) -> None:
    """What the test above looks for is there where nobody has lowered anything."""
    found = said(waiting, bc.safety_settings(), tmp_path)
    assert [name for name, text in found.items() if not USUAL.search(text)] == ["calls"]


@pytest.mark.parametrize("numbers", [*LOWERED, (3, 15)])
def test_the_rule_in_words(numbers) -> None:
    """Both sentences of the table, with the numbers that hold and in good English."""
    told = stop_rule_text(bc.SafetySettings(*numbers))
    minutes = "1 minute," if numbers[1] == 1 else f"{numbers[1]:g} minutes,"
    assert f"(more than {numbers[0]:g} on the 0 to 10 scale)" in told
    assert f"longer than {minutes} stop and contact a doctor" in told


def test_what_the_lowered_rule_does(log: SessionLog) -> None:
    """Twelve minutes are within 15 and beyond 10: notice, weeks, calendar, calls."""
    settings = bc.safety_settings(mild_pain_max=2, pain_minutes_max=10)
    day = datetime.now().astimezone() - timedelta(days=1)
    log.add(bc.Session(day, pain_before=3, pain_peak=5, pain_minutes=12))
    frame = log.to_frame()
    for chosen, breaks in ((None, False), (settings, True)):
        assert StopNotice(log, settings=chosen).waiting is breaks
        assert bc.ProgressDashboard(log, settings=chosen).stop.waiting is breaks
        assert bc.SessionForm(log, settings=chosen).stop.waiting is breaks
        assert bc.weekly_summary(frame, settings=chosen)["stop_days"].sum() == breaks
        assert (bc.weekly_sums(frame, settings=chosen)["stop_days"] > 0).sum() == breaks
        calls = bc.who_to_call(frame, as_of=day.date(), settings=chosen)
        assert ("stop_rule" in set(calls["rule_id"])) is breaks
        legend = bc.plot_adherence(frame, settings=chosen).get_legend().get_texts()
        assert any("stop" in text.get_text() for text in legend) is breaks
        plt.close("all")


def test_a_group_by_a_lowered_rule() -> None:
    """The weeks count more stop days; pain of 3 that does not get better is above a mild of 2."""
    frame = group(*seen("P1", range(3, 80, 7), pain=3, pain_minutes=12))
    settings = bc.safety_settings(mild_pain_max=2, pain_minutes_max=10)
    usual, lowered = (
        bc.group_weeks(frame, as_of="2025-07-07", settings=one) for one in (None, settings)
    )
    assert usual["stop_days"].sum() == 0 < lowered["stop_days"].sum()
    calls = bc.who_to_call(frame, as_of="2025-07-07", settings=bc.safety_settings(mild_pain_max=2))
    assert "no_better" in calls["rule_id"].to_list() + calls["also"].to_list()
    assert "no_better" not in set(bc.who_to_call(frame, as_of="2025-07-07")["rule_id"])


def test_the_form_asks_for_minutes_by_the_lowered_rule(log: SessionLog) -> None:
    """Pain of 3 is above a mild of 2."""
    for settings, asked in ((None, False), (bc.safety_settings(mild_pain_max=2), True)):
        form = bc.SessionForm(log, settings=settings)
        form.pains["pain_after"].value = 3
        assert (form.fields.minutes.layout.display != "none") is asked


# --- a limit of mild that was agreed on with one person -----------------------------------------


def test_the_limit_is_the_tables() -> None:
    """Above the usual one, at most 5, and below the pain that stops whatever was agreed."""
    assert list(mild_limits()) == [4, 5]
    assert mild_limits()[-1] < severe_pain()
    assert bc.load_safety_rules().loc["ease_off", "source"] == "JUDGEMENT"


def test_it_is_kept_and_taken_back(log: SessionLog) -> None:
    """The newest holds; revoked, the usual one does again; another patient's is another's."""
    record = log.safety_record()
    assert record.mild_limit() is None
    assert record.settings() == bc.safety_settings()
    record.set_mild_limit(5, agreed_on="2026-02-01")
    assert record.set_mild_limit(4, agreed_on=date(2026, 3, 2)) == (4, date(2026, 3, 2))
    assert record.mild_limit() == MildLimit(4, date(2026, 3, 2))
    assert record.settings() == AGREED
    assert log.safety_record("P07").mild_limit() is None
    record.take_back_mild_limit()
    assert record.mild_limit() is None
    assert record.settings(AGREED) == bc.safety_settings()  # not what held once


@pytest.mark.parametrize("pain", [3, 4.5, 6, 10, -1, "4", None, True, float("nan")])
def test_no_other_limit_is_kept(log: SessionLog, pain: object) -> None:
    """Neither a lower one, which is a setting, nor a higher one, nor half a point."""
    with pytest.raises(ValueError, match="whole number from 4 to 5"):
        log.safety_record().set_mild_limit(pain, agreed_on="2026-03-02")
    with pytest.raises(ValueError, match="whole number from 4 to 5"):
        AgreedSettings(pain, 15, date(2026, 3, 2))
    assert log.safety_record().mild_limit() is None


@pytest.mark.parametrize("day", ["soon", None, date.today() + timedelta(days=3)])  # noqa: DTZ011
def test_it_needs_a_day_that_has_been(log: SessionLog, day: object) -> None:
    """Dated, and not in the future."""
    with pytest.raises(ValueError, match="agreed_on must"):
        log.safety_record().set_mild_limit(4, agreed_on=day)
    assert log.safety_record().mild_limit() is None


def test_it_may_be_agreed_on_today(log: SessionLog) -> None:
    """As in the room where it is agreed."""
    today = log.safety_record().now().date()
    assert log.safety_record().set_mild_limit(4, agreed_on=today).agreed_on == today


@pytest.mark.parametrize("stored", ["9 2026-03-02", "4", "four 2026-03-02", "4 soon"])
def test_what_may_no_longer_be_agreed_on_does_not_hold(log: SessionLog, stored: str) -> None:
    """The table may allow less than when it was stored: then the usual limit holds."""
    record = log.safety_record()
    record._write("mild_limit", stored, record.now())
    assert record.mild_limit() is None
    assert record.settings() == bc.safety_settings()


def test_settings_still_never_raise_it() -> None:
    """The limit of one person is another kind: no argument of the settings leads to it."""
    with pytest.raises(ValueError, match="never raised"):
        bc.safety_settings(mild_pain_max=4)
    assert bc.SafetySettings(3, 15) != AgreedSettings(4, 15, date(2026, 3, 2))
    with pytest.raises(ValueError, match="never raised"):
        AgreedSettings(4, 16, date(2026, 3, 2))


def test_a_clinicians_lower_number_goes_before() -> None:
    """Where mild was lowered for a page, what was agreed on earlier does not raise it."""
    limit, lowered = MildLimit(5, date(2026, 3, 2)), bc.safety_settings(mild_pain_max=2)
    assert personal_settings(lowered, limit) == lowered
    shorter = bc.safety_settings(pain_minutes_max=10)
    assert personal_settings(shorter, limit) == AgreedSettings(5, 10, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("pain", "start", "usual", "agreed"),
    [
        (3, 0, False, True),  # a rise of 2 or more, below both limits
        (4, 3, True, False),
        (4, 2, True, True),
        (4, None, True, False),
        (5, 4, True, True),
        (0, 0, False, False),
    ],
)
def test_a_rise_is_above_mild_whatever_was_agreed(pain, start, usual, agreed) -> None:
    """For who has a limit of their own; else the rule stands as the source has it."""
    assert above_mild([pain], start) is usual
    assert above_mild([pain], start, settings=AGREED) is agreed


@pytest.mark.parametrize(("start", "last", "above"), [(1, 5, True), (3, 5, True), (4, 5, False)])
@pytest.mark.parametrize("column", ["pain_after", "pain_peak"])
def test_every_page_counts_a_rise_as_above_mild(
    log: SessionLog, column: str, start: int, last: int, above: bool
) -> None:
    """Nobody whose pain rose by 2 or more is sent on, whatever limit was agreed."""
    rule = log.safety_record().set_mild_limit(5, agreed_on="2026-03-02")
    settings = AgreedSettings(rule.pain, 15, rule.agreed_on)
    hour = datetime.now().astimezone() - timedelta(minutes=30)
    walk = [bc.Entry("walking", minutes=5)]
    log.add(bc.Session(hour, pain_before=start, **{column: last}, entries=walk))
    frame = log.to_frame("me")
    today = frame["started_at"].iloc[0].date()
    assert hurt_on(frame, today, settings=settings) is above
    assert bool(gently(frame, today, settings=settings)) is above
    assert bool(unknown_duration(frame, settings=settings)) is above
    week = bc.ProgressDashboard(log, as_of=today).this_week.text
    assert ("until your pain has settled" in week) is above
    assert ("to reach your goal" in week) is not above
    calls = bc.who_to_call(frame, as_of=today, settings=settings)
    assert ("unknown_duration" in set(calls["rule_id"])) is above
    bridge = [bc.Entry("bridging", sets=1, reps=8, hold_s=6)]
    log.add(bc.Session(hour, pain_before=start, **{column: last}, entries=bridge))
    found = bc.suggest_progression(log.to_frame("me"), PLAN, settings=settings)
    for rule_id in ("above_mild", "not_mild"):
        assert (rule_id in found.loc[0, "rules_met"].split("|")) is above


def test_the_form_says_that_pain_has_risen(log: SessionLog) -> None:
    """Beside a limit of 5, "above mild" alone would contradict itself at 5."""
    log.safety_record().set_mild_limit(5, agreed_on="2026-03-02")
    form = bc.SessionForm(log)
    for start, last, said in ((3, 5, True), (1, 3, True), (4, 5, False), (4, 6, False)):
        form.pains["pain_before"].value, form.pains["pain_after"].value = start, last
        assert ("has risen by 2 since the start" in form.fields.ease_off.value) is said


@pytest.mark.parametrize("settings", [None, bc.safety_settings(mild_pain_max=2), AGREED])
def test_a_column_of_sessions_goes_by_the_rule_of_one(settings: bc.SafetySettings | None) -> None:
    """With every start and every pain, known or not."""
    known = [None, *range(11)]
    names = ["pain_before", "pain_after", "pain_peak"]
    rows = [(start, after, peak) for start in known for after in known for peak in (None, 4)]
    frame = pd.DataFrame(rows, columns=names, dtype="Float64")
    told = went_above_mild(frame, settings=settings).tolist()
    assert told == [above_mild(row, row[0], settings=settings) for row in rows]


def test_every_screen_says_it(waiting: SessionLog, tmp_path: Path) -> None:
    """With its day, and with what holds all the same."""
    waiting.safety_record().set_mild_limit(4, agreed_on="2026-03-02")
    texts = said(waiting, waiting.safety_record().settings(), tmp_path)
    del texts["calls"], texts["explorer"]  # of a group; without a log
    for name, text in texts.items():
        assert OWN in " ".join(text.split()), name
        assert "a rise of 2 or more above the start" in " ".join(text.split()), name
        assert "7 or more you stop" in " ".join(text.split()), name
    assert OWN in rule_texts(AGREED)["ease_off"]


def test_the_player_plays_by_it(log: SessionLog) -> None:
    """The page is given the numbers, and is told when they change."""
    player = bc.SessionPlayer(PLAN, log)
    usual = player.stage.program["rule"]
    assert (usual["mild"], usual["rise"], usual["severe"]) == (3, None, 7)
    log.safety_record().set_mild_limit(5, agreed_on="2026-03-02")
    player.stop.watch._handle_custom_msg({"kind": "look", "zone": 0}, [])  # seen again
    agreed = player.stage.program["rule"]
    assert (agreed["mild"], agreed["rise"], agreed["severe"]) == (5, 2, 7)
    log.safety_record().take_back_mild_limit()
    player.stop.refresh()
    assert player.stage.program["rule"] == usual
    player.close()


def test_minutes_are_those_of_the_rule_it_was_played_by() -> None:
    """What is agreed on during a session does not make its pain mild."""
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC).isoformat()
    record = {"session_id": "a", "started_at": noon, "note": "", "ended_ms": 120_000, "played": []}
    record["reports"] = [[0, 3, "before"], [60_000, 4, "during"]]
    assert played_session(record).pain_minutes == 1
    assert played_session(record, settings=AGREED).pain_minutes is None
    record["rule"] = {"mild": 3, "rise": None}
    assert played_session(record, settings=AGREED).pain_minutes == 1


def test_it_is_entered_and_taken_back_in_the_dashboard(log: SessionLog) -> None:
    """Folded; kept only when a number, a day and the agreement are given; the form follows."""
    form = bc.SessionForm(log)
    dashboard = bc.ProgressDashboard(log, form=form)
    own, record = dashboard.own_limit, log.safety_record()
    assert own.inside.layout.display == "none"
    own.fold.click()
    assert own.inside.layout.display != "none"
    for missing in ("choose the number", "on which day", "with your health professional counts"):
        own.enter()
        assert missing in own.said.value
        assert record.mild_limit() is None
        if missing == "choose the number":
            own.pain.value = 4
        elif missing == "on which day":
            own.agreed_on.value = date(2999, 3, 2)
    own.agreed.value = True
    own.enter()
    assert "that day is in the future" in own.said.value
    assert record.mild_limit() is None
    own.agreed_on.value = date(2026, 3, 2)
    own.enter()
    assert record.mild_limit() == MildLimit(4, date(2026, 3, 2))
    assert OWN in words(dashboard)
    assert OWN in words(form)
    form.pains["pain_before"].value = 4
    assert form.fields.minutes.layout.display == "none"
    own.revoke()
    assert record.mild_limit() is None
    assert OWN not in words(dashboard) + words(form)
    assert form.fields.minutes.layout.display != "none"
    with pytest.raises(TraitError):
        own.pain.value = 6


def test_it_is_no_way_to_go_on_while_in_pain(waiting: SessionLog) -> None:
    """After pain above mild today it cannot be entered, but it can be taken back."""
    waiting.safety_record().set_mild_limit(4, agreed_on="2026-03-02")
    (session,) = waiting.sessions()
    today = session.started_at.date()
    own = bc.ProgressDashboard(waiting, as_of=today).own_limit
    assert own._fields.layout.display == "none"
    assert own.take_back.layout.display != "none"
    assert "Not now" in words(own)
    waiting.confirm_professional()
    own = bc.ProgressDashboard(waiting, as_of=today).own_limit
    assert own._fields.layout.display == "none"  # still that day
    own = bc.ProgressDashboard(waiting, as_of=today + timedelta(days=1)).own_limit
    assert own._fields.layout.display != "none"
