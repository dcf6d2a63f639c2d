"""The stop rule: which sessions broke it, and whom to ask then."""

from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest

import backcare as bc
from backcare.safety import (
    ASK_WHOM,
    SafetySettings,
    breaks_stop_rule,
    reason_to_stop,
    safety_settings,
    severe_sessions,
    stop_rule_sessions,
    whom_to_ask,
)
from backcare.sessions import Session

EVENING = datetime(2026, 3, 2, 18, tzinfo=timezone(timedelta(hours=1)))
LIMIT = safety_settings().pain_minutes_max


def log(*sessions: tuple[str, str, float | None], utc_offset_min: int = 60) -> pd.DataFrame:
    """Return a log frame of sessions: id, start, minutes of pain above mild."""
    frame = pd.DataFrame(sessions, columns=["session_id", "started_at", "pain_minutes"])
    return frame.assign(
        patient="me",
        started_at=pd.to_datetime(frame["started_at"]),
        utc_offset_min=pd.array([utc_offset_min] * len(frame), dtype="Int64"),
        pain_minutes=frame["pain_minutes"].astype("Float64"),
    )


@pytest.mark.parametrize(
    ("minutes", "broken"), [(None, False), (0, False), (LIMIT, False), (LIMIT + 0.5, True)]
)
def test_only_longer_than_the_limit_breaks_the_rule(minutes: float | None, broken: bool) -> None:
    """At the limit itself, and where nothing is known, the rule holds."""
    assert breaks_stop_rule(Session(EVENING, pain_peak=6, pain_minutes=minutes)) is broken
    found = stop_rule_sessions(log(("a", "2026-03-02 18:00", minutes)))
    assert found["session_id"].tolist() == (["a"] if broken else [])


def test_a_clinician_may_lower_the_limit() -> None:
    """The numbers are settings."""
    strict = safety_settings(pain_minutes_max=5)
    assert breaks_stop_rule(Session(EVENING, pain_minutes=6), settings=strict)
    frame = log(("a", "2026-03-02 18:00", 6))
    assert len(stop_rule_sessions(frame, settings=strict)) == 1


def test_unknown_minutes_break_no_rule_however_strict() -> None:
    """Who does not know how long it lasted is asked, and called; a breach is not made up."""
    strict = safety_settings(pain_minutes_max=0)
    frame = log(("a", "2026-03-02 18:00", None), ("b", "2026-03-03 18:00", 1))
    assert stop_rule_sessions(frame, settings=strict)["session_id"].tolist() == ["b"]


def test_a_session_with_many_entries_is_told_once() -> None:
    """One row an entry in the log, one row a session here."""
    frame = log(*[("a", "2026-03-02 18:00", 20)] * 3, ("b", "2026-03-03 18:00", 20))
    assert stop_rule_sessions(frame)["session_id"].tolist() == ["a", "b"]


def test_an_empty_log_has_no_breach() -> None:
    """No session, nothing broken."""
    assert stop_rule_sessions(log()).empty


def test_the_frame_is_not_changed() -> None:
    """No function changes its argument."""
    frame = log(("a", "2026-03-02 18:00", 20))
    before = frame.copy()
    stop_rule_sessions(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_minutes_that_nobody_wrote_down_break_no_rule() -> None:
    """Not even one that allows none: the call list asks about them."""
    strict = SafetySettings(mild_pain_max=3, pain_minutes_max=0)
    assert not breaks_stop_rule(Session(datetime(2026, 3, 2, 18, tzinfo=UTC)), settings=strict)
    assert stop_rule_sessions(log(("a", "2026-03-02 18:00", None)), settings=strict).empty


def test_the_sessions_of_a_breach_have_the_columns_that_are_promised() -> None:
    """Those of a session as a whole, numbered anew; nothing of the frame's own index."""
    frame = log(("a", "2026-03-02 18:00", 1), ("b", "2026-03-03 18:00", 20))
    broken = stop_rule_sessions(frame)
    assert broken.index.tolist() == [0]
    assert broken.columns.tolist() == [
        *("session_id", "patient", "started_at", "pain_before", "pain_after", "pain_peak"),
        *("pain_minutes", "note", "utc_offset_min"),
    ]


@pytest.mark.parametrize(
    ("said", "reason", "whom"),
    [
        ({}, "", ""),
        ({"pain_peak": 6, "pain_minutes": LIMIT}, "", ""),
        ({"pain_peak": 6, "pain_minutes": LIMIT + 1}, "stop_rule", "a doctor"),
        ({"pain_before": 7}, "severe_pain", "a health professional"),
        ({"pain_after": 7}, "severe_pain", "a health professional"),
        ({"pain_peak": 10, "pain_minutes": LIMIT + 1}, "stop_rule", "a doctor"),
    ],
)
def test_why_one_session_is_a_reason_to_ask_and_whom(
    said: dict[str, float], reason: str, whom: str
) -> None:
    """What the stop rule asks for weighs more; a warning sign always asks for a doctor."""
    assert reason_to_stop(Session(EVENING, **said)) == reason
    assert whom_to_ask(reason) == whom
    assert whom_to_ask(reason, signs=True) == "a doctor"


@pytest.mark.parametrize("table", ["progression_rules", "call_rules"])
def test_the_tables_name_who_is_to_be_asked_as_every_page_does(table: str) -> None:
    """One person to ask about one thing: a doctor about the stop rule."""
    rules = bc.load_table(table).set_index("rule_id")
    known = set(ASK_WHOM.values())
    for rule_id, whom in ASK_WHOM.items():
        words = " ".join(map(str, rules.loc[rule_id]))
        others = [one.removeprefix("a ") for one in known - {whom}]
        assert not [one for one in others if one in words]
    assert "no doctor has been asked since" in rules.loc["stop_rule", "text"]


def test_severe_sessions_are_rows_of_a_log() -> None:
    """Each once, numbered from 0, with what the others have too."""
    frame = log(*[(one, f"2026-03-0{day} 18:00", None) for day, one in enumerate("abca", 1)])
    pains = {"pain_before": [1, 7, None, 1], "pain_after": [6, 2, None, 6], "pain_peak": [6] * 4}
    found = severe_sessions(frame.assign(**{k: pd.array(v, "Int64") for k, v in pains.items()}))
    assert found["session_id"].to_dict() == {0: "b"}
    assert list(found.columns) == list(stop_rule_sessions(frame).columns)
