"""What a log keeps of a patient beside the sessions: outcome measures, and advice asked for."""

import math
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from backcare.log import SessionLog
from backcare.log.events import Asked, StopEvent
from backcare.safety import safety_settings
from backcare.sessions import Session
from backcare.tables.shipped import load_table

TOKYO = timezone(timedelta(hours=9))
EVENING = datetime(2026, 3, 2, 18, tzinfo=TOKYO)


def test_measures_come_back_by_patient_day_and_instrument(log: SessionLog) -> None:
    """One row a score, in an order that does not depend on when it was entered."""
    log.add_measure("2026-03-09", "nrs_pain", 3, note="better 🙂")
    log.add_measure(date(2026, 3, 2), "rmdq_24", 9)
    log.add_measure(datetime(2026, 3, 2, 23, 59, tzinfo=TOKYO), "nrs_pain", 4.5)
    log.add_measure("2026-03-02", "psfs", 4, patient="P07")
    frame = log.measures()
    assert frame.columns.tolist() == ["patient", "date", "instrument", "score", "note"]
    assert frame["patient"].tolist() == ["P07", "me", "me", "me"]
    assert frame["date"].dt.day.tolist() == [2, 2, 2, 9]
    assert frame["instrument"].tolist() == ["psfs", "nrs_pain", "rmdq_24", "nrs_pain"]
    assert frame["score"].tolist() == [4.0, 4.5, 9.0, 3.0]
    assert log.measures("me")["note"].tolist() == ["", "", "better 🙂"]


def test_without_measures_the_frame_has_the_same_types(log: SessionLog) -> None:
    """A chart of none is drawn by the same code."""
    empty = log.measures().dtypes
    log.add_measure("2026-03-02", "nrs_pain", 3)
    assert log.measures().dtypes[["date", "score"]].equals(empty[["date", "score"]])


def test_a_second_score_of_the_day_corrects_the_first(log: SessionLog) -> None:
    """A slip is put right by entering it again."""
    log.add_measure("2026-03-02", "rmdq_24", 19)
    log.add_measure("2026-03-02", "rmdq_24", 9, note="read again")
    assert log.measures()[["score", "note"]].values.tolist() == [[9.0, "read again"]]


def test_each_instrument_takes_the_scores_of_its_range(scratch: SessionLog) -> None:
    """The table says the range, both ends included; an open side has no end."""
    for row in load_table("measures").fillna({"lowest": 0, "highest": 100}).itertuples():
        for score in (row.lowest, row.highest):
            scratch.add_measure("2026-03-02", row.measure_id, score)


@pytest.mark.parametrize("score", [-1, 25, math.nan, math.inf, True, "9", None])
def test_a_score_out_of_range_is_told(scratch: SessionLog, score: Any) -> None:
    """With the range, the instrument and the value; nothing is stored."""
    with pytest.raises(ValueError, match="score must be a number from 0 to 24 for rmdq_24, got"):
        scratch.add_measure("2026-03-02", "rmdq_24", score)
    assert scratch.measures().empty


@pytest.mark.parametrize(
    ("day", "instrument", "texts", "told"),
    [
        ("soon", "psfs", {}, "date must be a day"),
        (None, "psfs", {}, "date must be a day"),
        ("2026-06-03", "psfs", {}, "date must not be in the future"),
        ("2026-03-02", "pfsf", {}, "instrument 'pfsf' is not known. Did you mean 'psfs'?"),
        ("2026-03-02", "psfs", {"patient": ""}, "patient must have 1 to 100 characters"),
        ("2026-03-02", "psfs", {"note": "\0"}, "note must not hold a NUL"),
    ],
)
def test_a_wrong_measure_is_told(
    scratch: SessionLog, day: Any, instrument: str, texts: dict[str, str], told: str
) -> None:
    """Name, rule and way out; nothing is stored."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (the words are looked at below)
        scratch.add_measure(day, instrument, 4, **texts)
    assert told in str(caught.value)
    assert scratch.measures().empty


def test_a_breach_of_the_stop_rule_waits_for_a_professional(log: SessionLog) -> None:
    """Asked before the session, or by somebody else, does not count."""
    log.add(Session(EVENING, pain_peak=6, pain_minutes=20))
    log.add(Session(EVENING, pain_peak=6, pain_minutes=10, patient="P07"))
    assert log.awaiting_professional()
    assert not log.awaiting_professional("P07")
    assert log.awaiting_professional("P07", settings=safety_settings(pain_minutes_max=5))
    log.confirm_professional(EVENING - timedelta(days=1))
    assert log.awaiting_professional()
    log.confirm_professional(EVENING + timedelta(days=1), patient="P07")
    assert log.awaiting_professional()
    log.confirm_professional(EVENING.astimezone(UTC))
    assert not log.awaiting_professional()


def test_an_empty_log_waits_for_nobody(scratch: SessionLog) -> None:
    """No session, nothing broken."""
    assert not scratch.awaiting_professional()


@pytest.mark.parametrize(
    ("asked", "awaits"),
    [
        ([], True),
        (["2026-03-01T12:00+00:00"], True),
        (["2026-03-02T16:59+00:00"], True),
        (["2026-03-02T17:00+00:00"], False),
        (["2026-03-03T09:00+01:00", "2026-03-01T12:00+00:00"], False),
    ],
)
def test_a_breach_waits_until_a_professional_has_been_asked(
    scratch: SessionLog, asked: list[str], awaits: bool
) -> None:
    """Asked before the session does not count; instants are compared, not wall clocks."""
    scratch.add(Session(datetime.fromisoformat("2026-03-02T18:00+01:00"), pain_minutes=20))
    for when in asked:
        scratch.confirm_professional(datetime.fromisoformat(when))
    assert scratch.awaiting_professional() is awaits


def test_a_later_breach_asks_again(scratch: SessionLog) -> None:
    """The answer to the first does not cover the second."""
    scratch.add(Session(EVENING, pain_minutes=20))
    scratch.add(Session(EVENING + timedelta(days=7), pain_minutes=30))
    scratch.confirm_professional(EVENING + timedelta(days=2))
    assert scratch.awaiting_professional()
    scratch.confirm_professional(EVENING + timedelta(days=8))
    assert not scratch.awaiting_professional()


def test_a_word_to_stop_is_open_until_somebody_was_asked_since_or_about_it() -> None:
    """At the very moment counts; so does its mark, whatever the time."""
    told = [StopEvent("a", "stop_rule", EVENING + timedelta(days=day), f"m{day}") for day in (0, 1)]
    assert Asked([], set()).open_of(told) == told
    assert Asked([EVENING], set()).open_of(told) == told[1:]
    assert Asked([EVENING], {"m1"}).open_of(told) == []


def test_what_is_undone_no_longer_waits(scratch: SessionLog) -> None:
    """Only what stands in the log counts."""
    scratch.add(Session(EVENING, pain_minutes=20))
    scratch.undo()
    assert not scratch.awaiting_professional()


def test_asked_now_is_the_default(log: SessionLog) -> None:
    """The button of a form needs no date."""
    log.add(Session(EVENING, pain_minutes=20))
    log.confirm_professional()
    assert not log.awaiting_professional()


@pytest.mark.parametrize("when", ["2026-03-02", date(2026, 3, 2), datetime(2026, 6, 2, tzinfo=UTC)])
def test_a_wrong_time_of_asking_is_told(scratch: SessionLog, when: Any) -> None:
    """A day alone could be before the session, and nobody has been asked tomorrow."""
    scratch.add(Session(EVENING, pain_minutes=20))
    with pytest.raises(ValueError, match="when must be a date and time"):
        scratch.confirm_professional(when)
    assert scratch.awaiting_professional()
