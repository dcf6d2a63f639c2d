"""Sessions as values: what they keep of what they are given, and what is refused."""

import math
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from backcare.errors import FaultsError, SessionError
from backcare.sessions import (
    ENTRY_LIMITS,
    LIMITS,
    Entry,
    Session,
    check_numbers,
    check_session,
    log_frame,
)
from backcare.summaries.weekly import weekly_summary

EXERCISES = pd.DataFrame(index=pd.Index(["bridging", "my_own"], name="exercise_id"))
EVENING = datetime(2026, 3, 2, 18, 30, tzinfo=timezone(timedelta(hours=1)))
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
LAST_MOMENT = datetime.max.replace(tzinfo=timezone(-timedelta(hours=23)))
NAIVE = (datetime(1969, 12, 31), datetime.min, datetime.max)  # noqa: DTZ001, DTZ901


def faults(session: Session, **options: Any) -> list[str]:
    """Return every fault of a session as its words, none when it is good."""
    try:
        check_session(session, **{"exercises": EXERCISES, "now": NOW} | options)
    except SessionError as error:
        return [str(fault) for fault in error]
    return []


@pytest.fixture
def _in_helsinki(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Move this computer to Helsinki, two hours ahead of UTC in winter and three in summer."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system cannot change its time zone while it runs")
    monkeypatch.setenv("TZ", "EET-2EEST,M3.5.0/3,M10.5.0/4")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_start_keeps_its_wall_clock_and_offset() -> None:
    """The zone's rules are dropped, its offset at that moment stays."""
    session = Session(datetime(2026, 7, 1, 7, 15, 3, 42, tzinfo=ZoneInfo("Europe/Berlin")))
    assert session.started_at.isoformat() == "2026-07-01T07:15:03.000042+02:00"
    assert isinstance(session.started_at.tzinfo, timezone)


def test_a_start_at_utc_is_not_taken_for_a_start_without_offset() -> None:
    """An offset of nothing is an offset."""
    assert Session(datetime(2026, 7, 1, 7, tzinfo=UTC)).started_at.hour == 7


@pytest.mark.usefixtures("_in_helsinki")
@pytest.mark.parametrize(("month", "hours"), [(1, 2), (7, 3)])
def test_a_start_without_offset_is_this_computers_time(month: int, hours: int) -> None:
    """A naive time gets the offset that holds here on that day."""
    session = Session(datetime(2026, month, 1, 7))  # noqa: DTZ001
    assert session.started_at.hour == 7
    assert session.started_at.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(("fold", "hours"), [(0, 2), (1, 1)])
def test_the_hour_that_comes_twice_keeps_apart(fold: int, hours: int) -> None:
    """When clocks go back, the first and the second 02:30 differ by their offset."""
    twice = datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=ZoneInfo("Europe/Berlin"))
    session = Session(twice)
    assert session.started_at.utcoffset() == timedelta(hours=hours)
    assert session.started_at == twice.astimezone(UTC)


def test_an_offset_with_seconds_is_rounded_to_the_minute() -> None:
    """No zone of today has one; a file with one still has a place in the log."""
    odd = timezone(timedelta(hours=1, seconds=31))
    assert Session(datetime(2026, 3, 2, tzinfo=odd)).started_at.utcoffset() == timedelta(
        hours=1, minutes=1
    )


def test_a_pandas_timestamp_becomes_a_plain_time() -> None:
    """No database takes a Timestamp for certain, and none keeps its nanoseconds."""
    session = Session(pd.Timestamp("2026-03-02 18:30:00.000000999+01:00"))
    assert type(session.started_at) is datetime
    assert session.started_at == EVENING


def test_numbers_from_numpy_and_whole_floats_become_plain_numbers() -> None:
    """A column with gaps has floats for its whole numbers: 3.0 is 3."""
    session = Session(EVENING, np.int64(3), 2.0, [Entry("bridging", np.float64(2.0))])  # type: ignore[arg-type]
    assert (type(session.pain_before), type(session.pain_after)) == (int, int)
    assert type(session.entries[0].sets) is int
    assert faults(session) == []


def test_making_a_session_does_not_change_or_share_the_list_of_entries() -> None:
    """What happens to the list later does not happen to the session."""
    entries = [Entry("bridging")]
    session = Session(EVENING, entries=entries)
    entries.clear()
    assert session.entries == (Entry("bridging"),)


def test_each_session_has_an_id_of_its_own() -> None:
    """Two sessions that say the same are still two."""
    assert Session(EVENING).session_id != Session(EVENING).session_id


@pytest.mark.parametrize(
    "session",
    [
        Session(EVENING),
        Session(EVENING, pain_before=0, pain_after=10, pain_peak=10, pain_minutes=0.5),
        Session(EVENING, entries=[Entry("my_own"), Entry("my_own", 20, 200, 600, 600.0)]),
        Session(EVENING, note='🙂, "quoted"\r\n=1+1\t' * 500, patient="Zoë", session_id="7"),
        Session(NOW + timedelta(days=1)),
        Session(datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=14)))),
    ],
)
def test_a_good_session_passes(session: Session) -> None:
    """Half-finished ones and those at the limits pass."""
    assert faults(session) == []


@pytest.mark.parametrize("column", sorted(LIMITS))
@pytest.mark.parametrize("value", [-1, 10_000, math.nan, math.inf, True, "3", pd.NA, 10**30])
def test_a_wrong_number_is_told_with_its_rule(column: str, value: object) -> None:
    """Each number column refuses what is out of range and what is no number."""
    if column in ENTRY_LIMITS:
        session = Session(EVENING, entries=[Entry("bridging", **{column: value})])  # type: ignore[arg-type]
        place = f"entry 1, {column}"
    else:
        session = Session(EVENING, **{column: value})  # type: ignore[arg-type]
        place = column
    assert faults(session) == [
        f"{place}: {str(value)!r} {LIMITS[column].limits}; leave it out if it is not known."
    ]


@pytest.mark.parametrize("value", [2.5, 0.999])
def test_half_a_point_of_pain_is_refused(value: float) -> None:
    """The scale has whole points."""
    assert len(faults(Session(EVENING, pain_before=value))) == 1  # type: ignore[arg-type]


def test_no_minutes_at_all_are_refused() -> None:
    """An exercise that took no time was not done."""
    assert len(faults(Session(EVENING, entries=[Entry("bridging", minutes=0)]))) == 1


@pytest.mark.parametrize(
    "started_at",
    [None, "2026-03-02", pd.NaT, NOW + timedelta(days=1, seconds=1), LAST_MOMENT, *NAIVE],
)
def test_a_wrong_start_is_told(started_at: Any) -> None:
    """No time, a time to come and a time before all logs are refused."""
    [fault] = faults(Session(started_at))
    assert fault.startswith("started_at: ")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("note", "x" * 10_001),
        ("note", "x" * 10_000_000),
        ("note", "a\0b"),
        ("note", "\ud83d"),
        ("note", None),
        ("patient", ""),
        ("patient", " \n"),
        ("patient", "x" * 101),
        ("patient", "a\0"),
        ("session_id", ""),
        ("session_id", 7),
    ],
)
def test_a_wrong_text_is_told(column: str, value: Any) -> None:
    """Too long, too short, no text, or text that a database cannot keep."""
    [fault] = faults(Session(EVENING, **{column: value}))
    assert fault.startswith(f"{column}: ")
    assert len(fault) < 300


def test_an_unknown_exercise_is_told_with_the_nearest() -> None:
    """A slip of the finger gets the name that was meant."""
    assert faults(Session(EVENING, entries=[Entry("bridgin")])) == [
        "entry 1, exercise_id: 'bridgin' is not an exercise of the table. Did you mean 'bridging'?"
    ]


@pytest.mark.parametrize("entry", [None, "bridging", {"exercise_id": "bridging"}, Entry(None)])  # type: ignore[arg-type]
def test_what_is_no_entry_is_told(entry: Any) -> None:
    """Anything else among the entries is a fault, not a crash."""
    assert len(faults(Session(EVENING, entries=[entry]))) == 1


def test_all_faults_come_at_once() -> None:
    """One error tells them all, in the order of the session."""
    session = Session(
        NOW + timedelta(days=9),
        pain_before=11,
        note="\0",
        entries=[Entry("bridging"), Entry("sawing", reps=-1)],
    )
    with pytest.raises(SessionError, match="5 problems") as caught:
        check_session(session, exercises=EXERCISES, now=NOW)
    assert caught.value.faults["column"].tolist() == [
        *("started_at", "pain_before", "note"),
        *("entry 2, exercise_id", "entry 2, reps"),
    ]


def test_the_shipped_exercises_and_the_clock_are_what_a_session_is_held_to() -> None:
    """Without other words, the table is `load_exercises()` and now is now."""
    check_session(Session(datetime.now(UTC), entries=[Entry("bird_dog")]))


@pytest.mark.parametrize("note", ["I am so ill. " * 900, "so ill\0", "so ill \ud83d", ["so ill"]])
def test_no_message_quotes_a_note(note: object) -> None:
    """What somebody wrote about their health is theirs."""
    with pytest.raises(SessionError) as error:
        check_session(Session(EVENING, note=note), exercises=EXERCISES, now=NOW)
    assert "note: must" in str(error.value)
    assert "so ill" not in f"{error.value} {error.value!r} {error.value.faults.to_dict()}"


@pytest.mark.parametrize("value", [1 + 2j, True, np.True_, np.complex64(1)])
@pytest.mark.parametrize("dtype", [object, None])
def test_what_python_counts_as_a_number_is_none(value: object, dtype: type | None) -> None:
    """True is no 1, and of 1+2j no half is taken."""
    rows = [{"session_id": "a", "patient": "me", "started_at": EVENING.replace(tzinfo=None)}]
    frame = log_frame(rows).astype({"reps": object})
    frame["reps"] = pd.Series([value], dtype=dtype)
    with pytest.raises(FaultsError, match=r"reps, index 0: .* must be a whole number"):
        check_numbers(frame)
    with pytest.raises(ValueError, match="reps"):
        weekly_summary(frame)


def test_a_frame_that_is_none_or_has_a_column_twice() -> None:
    """Both are told in words."""
    rows = [{"session_id": "a", "patient": "me", "started_at": EVENING.replace(tzinfo=None)}]
    frame = log_frame(rows)
    twice = pd.concat([frame, frame[["reps"]]], axis="columns")
    with pytest.raises(ValueError, match="has reps twice"):
        weekly_summary(twice)
    with pytest.raises(FaultsError, match="reps: is there twice"):
        check_numbers(twice)
    with pytest.raises(ValueError, match="must be a DataFrame, got NoneType"):
        weekly_summary(None)
