"""The session log: what goes in comes out, changes can be undone, whatever database keeps it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from backcare.errors import ChangedElsewhereError, LogError, SessionError
from backcare.exercises.load import load_exercises
from backcare.log import SessionLog, Undone
from backcare.sessions import ENTRY_LIMITS, LOG_COLUMNS, SESSION_LIMITS, Entry, Session
from backcare.tables.fields import Field

CET = timezone(timedelta(hours=1))
MONDAY = datetime(2026, 3, 2, 18, 30, tzinfo=CET)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)  # as conftest.py has it


def reopened(log: SessionLog, address: str) -> SessionLog:
    """Close a log and open it again, as the next day's notebook does."""
    if address == ":memory:":
        return log
    log.close()
    return SessionLog(address, now=lambda: NOW)


def session(day: int = 2, **values: Any) -> Session:
    """Return a session of March 2026 with two entries."""
    entries = [Entry("bridging", sets=2, reps=10, hold_s=6), Entry("walking", minutes=12.5)]
    start = MONDAY.replace(day=day)
    return Session(**{"started_at": start, "pain_before": 3, "entries": entries} | values)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
WORDS = st.one_of(
    TEXT, st.sampled_from(['🙂, a "good" day\r\n=1+1', "'; DROP TABLE entries", "\t"])
)
OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def numbers(limit: Field) -> st.SearchStrategy[Any]:
    """Return all that a column may hold, nothing included."""
    if limit.whole:
        return st.none() | st.integers(limit.lowest, limit.highest)
    return st.none() | st.floats(limit.lowest, limit.highest, exclude_min=not limit.lowest_itself)


ENTRIES = st.builds(
    Entry,
    st.sampled_from(list(load_exercises().index)),
    **{column: numbers(limit) for column, limit in ENTRY_LIMITS.items()},
)
SESSIONS = st.builds(
    Session,
    st.datetimes(datetime(1970, 1, 1), datetime(2026, 5, 31), timezones=OFFSETS),  # noqa: DTZ001
    entries=st.lists(ENTRIES, max_size=4),
    note=WORDS,
    patient=WORDS.filter(str.strip),
    session_id=st.uuids().map(str),
    **{column: numbers(limit) for column, limit in SESSION_LIMITS.items()},
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(SESSIONS, SESSIONS)
def test_any_session_comes_back_as_it_went_in(
    log: SessionLog, first: Session, second: Session
) -> None:
    """Emoji, quotes, line ends, all numbers, the wall clock and its offset survive; twice."""
    second = replace(second, session_id=first.session_id)
    for kept in (first, second):
        (log.add if kept is first else log.edit)(kept)
        found = log.session(first.session_id)
        assert found == kept
        assert found.started_at.isoformat() == kept.started_at.isoformat()
    log.undo()
    assert log.session(first.session_id) == first
    log.undo()
    with pytest.raises(LogError, match="no session"):
        log.session(first.session_id)


def test_add_returns_the_id_and_keeps_the_session_for_the_next_day(
    log: SessionLog, address: str
) -> None:
    """What was added is there when the log is opened again."""
    added = session()
    assert log.add(added) == added.session_id
    assert reopened(log, address).sessions() == [added]


def test_a_faulty_session_is_refused_and_nothing_is_stored(scratch: SessionLog) -> None:
    """All faults are told, and the log is as it was."""
    with pytest.raises(SessionError, match="2 problems"):
        scratch.add(session(pain_after=11, note="\0"))
    with pytest.raises(SessionError, match="future"):
        scratch.add(Session(NOW + timedelta(days=2)))
    assert scratch.sessions() == []


def test_a_session_cannot_be_added_twice(log: SessionLog) -> None:
    """The second is refused with the way out, and the first stays."""
    added = session(session_id="first")
    log.add(added)
    with pytest.raises(LogError, match="'first' is in the log already"):
        log.add(session(session_id="first", note="another"))
    assert log.sessions() == [added]


def test_an_exercise_table_of_ones_own_decides_what_is_known(address: str) -> None:
    """A clinician's own exercises can be logged, the shipped ones then not."""
    own = pd.DataFrame(index=pd.Index(["my_own"], name="exercise_id"))
    with SessionLog(address, exercises=own, now=lambda: NOW) as log:
        log.add(session(entries=[Entry("my_own")]))
        with pytest.raises(SessionError, match="'bridging' is not an exercise"):
            log.add(session())


def test_the_frame_has_one_row_an_entry_in_the_logs_order(log: SessionLog) -> None:
    """By patient, wall clock, id and order of entries; a session without entries is a row."""
    walk = [Entry("walking", minutes=20), Entry("bird_dog", reps=8), Entry("walking", minutes=5)]
    log.add(session(9, session_id="c", patient="me", note="b", entries=walk))
    log.add(session(2, session_id="b", patient="me", entries=[], pain_after=2))
    log.add(session(2, session_id="a", patient="me", entries=[Entry("bridging")]))
    log.add(session(30, session_id="d", patient="Zoë", entries=[]))
    log.add(session(31, session_id="e", patient="Me", entries=[]))
    frame = log.to_frame()
    assert frame["session_id"].tolist() == ["e", "d", "a", "b", "c", "c", "c"]
    exercises = frame["exercise_id"].fillna("-").tolist()
    assert exercises == ["-", "-", "bridging", "-", "walking", "bird_dog", "walking"]
    assert frame["minutes"].fillna(0).tolist() == [0, 0, 0, 0, 20, 0, 5]
    assert frame["note"].tolist() == ["", "", "", "", "b", "b", "b"]
    assert frame["started_at"].dt.day.tolist() == [31, 30, 2, 2, 9, 9, 9]


@pytest.mark.parametrize("filled", [True, False])
def test_the_frame_has_the_same_columns_and_types_when_it_is_empty(
    log: SessionLog, filled: bool
) -> None:
    """What works on a year of sessions works on none."""
    if filled:
        log.add(session())
    types = log.to_frame().dtypes
    assert tuple(types.index) == LOG_COLUMNS
    words = dict.fromkeys(["session_id", "patient", "exercise_id", "note"], pd.Series(["a"]).dtype)
    whole = [column for column, limit in {**ENTRY_LIMITS, **SESSION_LIMITS}.items() if limit.whole]
    assert types.to_dict() == {
        **words,
        **dict.fromkeys([*whole, "utc_offset_min"], pd.Int64Dtype()),
        **dict.fromkeys(["minutes", "pain_minutes"], pd.Float64Dtype()),
        "started_at": np.dtype("datetime64[us]"),
    }


def test_days_are_those_on_the_wall_clock_where_the_patient_was(log: SessionLog) -> None:
    """A session at 23:30 in Tokyo is of that day there, whatever day it is in Greenwich."""
    tokyo = timezone(timedelta(hours=9))
    log.add(Session(datetime(2026, 3, 2, 0, 30, tzinfo=tokyo), session_id="early"))
    log.add(Session(datetime(2026, 3, 2, 23, 30, tzinfo=tokyo), session_id="late"))
    log.add(Session(datetime(2026, 3, 3, 0, 0, tzinfo=tokyo), session_id="next"))
    for start in ("2026-03-02", date(2026, 3, 2), datetime(2026, 3, 2, 15, tzinfo=UTC)):
        found = log.to_frame(start=start, end=start)["session_id"].tolist()
        assert found == ["early", "late"]
        assert [one.session_id for one in log.sessions(start=start, end=start)] == found


@pytest.mark.parametrize("day", ["soon", "", "2026-02-30", float("nan")])
def test_what_is_no_day_is_told(scratch: SessionLog, day: Any) -> None:
    """The name, the form and the value."""
    with pytest.raises(ValueError, match='start must be a day, such as "2026-03-02", got'):
        scratch.to_frame(start=day)


def test_sessions_can_be_asked_for_by_patient_and_by_number(log: SessionLog) -> None:
    """The last come newest first; all come oldest first."""
    for day, patient in ((3, "me"), (2, "P07"), (5, "me"), (4, "P07")):
        log.add(session(day, patient=patient))
    assert [one.started_at.day for one in log.sessions()] == [2, 3, 4, 5]
    assert [one.started_at.day for one in log.sessions("P07")] == [2, 4]
    assert [one.started_at.day for one in log.last_sessions(3)] == [5, 4, 3]
    assert [one.started_at.day for one in log.last_sessions(patient="P07")] == [4, 2]
    assert log.last_sessions(1)[0].entries == tuple(session().entries)
    assert log.to_frame("P08").empty


@pytest.mark.parametrize("change", ["edit", "delete", "session"])
def test_a_session_that_is_not_there_is_told(log: SessionLog, change: str) -> None:
    """Nothing is added by accident."""
    with pytest.raises(LogError, match="no session 'gone' in the log"):
        getattr(log, change)(session(session_id="gone") if change == "edit" else "gone")
    assert log.sessions() == []


def test_edit_replaces_the_session_as_a_whole(log: SessionLog) -> None:
    """Entries that are no longer in it are gone."""
    log.add(session(session_id="a"))
    edited = session(9, session_id="a", entries=[Entry("bird_dog")], patient="P07")
    log.edit(edited)
    assert log.sessions() == [edited]
    assert len(log.to_frame()) == 1


def test_undo_goes_back_step_by_step_also_after_a_restart(log: SessionLog, address: str) -> None:
    """Each undo takes back one change, the last first."""
    first, edited = session(session_id="a"), session(session_id="a", note="edited")
    log.add(first)
    log.edit(edited)
    log.delete("a")
    log.add(session(3, session_id="b"))
    log = reopened(log, address)
    assert log.undo() == Undone("add", ("b",))
    assert log.undo() == Undone("delete", ("a",))
    assert log.sessions() == [edited]
    log = reopened(log, address)
    assert log.undo() == Undone("edit", ("a",))
    assert log.sessions() == [first]
    assert log.undo() == Undone("add", ("a",))
    assert log.sessions() == []
    with pytest.raises(LogError, match="nothing to undo"):
        log.undo()


def test_undo_of_one_session_leaves_what_others_did(log: SessionLog) -> None:
    """Where many write, a form takes back only what it saved itself."""
    log.add(session(2, session_id="mine"))
    theirs = session(3, session_id="theirs")
    log.add(theirs)
    log.edit(session(2, session_id="mine", note="edited"))
    log.edit(theirs)
    assert log.undo("mine") == Undone("edit", ("mine",))
    assert log.undo("mine") == Undone("add", ("mine",))
    assert log.sessions() == [theirs]
    with pytest.raises(LogError, match="nothing to undo"):
        log.undo("mine")


def test_undo_names_the_sessions_in_their_order(log: SessionLog) -> None:
    """By when they were, whatever their ids, and whatever order they came in."""
    log.add_all([session(day, session_id=name) for day, name in ((3, "a"), (4, "b"), (2, "c"))])
    assert log.undo() == Undone("import", ("c", "a", "b"))


def test_a_step_that_cannot_be_read_is_told_with_the_way_out(log: SessionLog) -> None:
    """The session can be corrected by hand, and other sessions' steps can be taken back."""
    log.add(session(2, session_id="mine"))
    log.add(session(3, session_id="spoilt"))
    log.edit(session(3, session_id="spoilt", note="edited"))
    with log._database.write() as connection:
        connection.exec_driver_sql("UPDATE changes SET before = '{' WHERE before IS NOT NULL")
    with pytest.raises(LogError, match=r"Correct that session by hand, .* log\.undo\(session_id\)"):
        log.undo()
    assert log.session("spoilt").note == "edited"
    assert log.undo("mine") == Undone("add", ("mine",))
    log.edit(session(3, session_id="spoilt", note="by hand"))
    assert log.undo() == Undone("edit", ("spoilt",))


def test_what_was_changed_meanwhile_is_not_undone(log: SessionLog) -> None:
    """With the session as it was known, whatever became of it since stays as it is."""
    mine = Session(MONDAY, pain_after=2, session_id="mine")
    log.add(mine)
    theirs = replace(mine, pain_after=9)
    log.edit(theirs)
    with pytest.raises(ChangedElsewhereError, match="Nothing was done"):
        log.undo("mine", known=mine)
    assert log.session("mine") == theirs
    assert log.undo("mine", known=theirs) == Undone("edit", ("mine",))
    assert log.undo("mine", known=mine) == Undone("add", ("mine",))
    with pytest.raises(ChangedElsewhereError):
        log.undo(known=mine)


def test_what_was_changed_meanwhile_is_not_replaced(log: SessionLog) -> None:
    """Done again, an edit that was done already is no other change."""
    first = Session(MONDAY, pain_after=2, session_id="one")
    log.add(first)
    second, third = replace(first, pain_after=9), replace(first, pain_before=1)
    for _ in range(2):
        assert log.edit(second, known=first) == "one"
    with pytest.raises(ChangedElsewhereError):
        log.edit(third, known=first)
    assert log.session("one") == second
    assert log.undo("one").action == "edit"
    assert log.session("one") == first
    log.delete("one")
    with pytest.raises(LogError, match="There is no session"):
        log.edit(third, known=first)


def test_the_word_about_waiting_is_told_as_before_after_a_while(log: SessionLog) -> None:
    """At the end of its `with`; without one it stays."""
    said: list[str] = []
    log.tell_waiting(said.append)
    before = log._database.on_wait
    with log.tell_waiting(print):
        assert log._database.on_wait is print
    assert log._database.on_wait is before


def test_at_least_twenty_changes_can_be_undone(scratch: SessionLog) -> None:
    """Whatever the number at which the count stands."""
    for number in range(47):
        scratch.add(session(3, session_id=str(number)))
    for number in reversed(range(27, 47)):
        assert scratch.undo().session_ids == (str(number),)


def test_what_was_deleted_is_forgotten_after_forty_more_changes(scratch: SessionLog) -> None:
    """Undo is for slips; a patient's deleted words do not stay for ever."""
    scratch.delete(scratch.add(session(session_id="private", note="private")))
    for number in range(40):
        scratch.add(session(3, session_id=str(number)))
    with pytest.raises(LogError, match="nothing to undo"):
        scratch.undo("private")
