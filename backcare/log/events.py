"""The answers as the log keeps them: rows of one table, written once and never changed.

The newest of its kind holds. One that cannot be read may have taken back those before it.
"""

from __future__ import annotations

import functools
import heapq
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from itertools import chain, dropwhile, takewhile
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.types import NullType

from backcare.errors import Fault
from backcare.log.database import Database, is_one_moment, once
from backcare.log.login import delete_rows, insert_rows
from backcare.log.rows import split_offset
from backcare.log.schema import EVENTS
from backcare.log.stored import (
    CHANGED,
    LAST_YEAR,
    Aside,
    as_kept,
    is_as_written,
    mark_of,
    may_be_astray,
    row_sum,
    shows_others,
)
from backcare.log.version import Refused
from backcare.safety import ASK_WHOM, red_flag_advice
from backcare.sessions import FIRST_YEAR
from backcare.text import split_terms

PROFESSIONAL = "professional_asked"
RED_FLAGS, TAKEN_BACK = "red_flags", "red_flags_taken_back"
# The detail of both is the exercise, and on the next line why it was asked about.
ASKED, NOT_ASKED = "exercise_asked", "exercise_not_asked"
TOLD_TO_STOP = "told_to_stop"  # its detail is the reason, and on the next line the session
# Pain in a session that is in no log yet: at its start and at its worst; on the next line, its id.
PAIN_TOLD = "pain_told"
MILD_LIMIT = "mild_limit"  # its detail is "4 2026-03-02"; "" once it is taken back
USUAL = "usual"  # its detail has the pain state, the minutes and the conditions, a line each
SETTLED = "back_settled"  # its detail is the session since which it has
ON = "on: "  # before the id of a session that still was on: it may never come into the log
LOST = ""  # in the place of that session: it is lost with a part of the log
_MARKS_AT_ONCE = 50  # of 16 characters each, in one detail
_NUMBERS = range(2**30)  # of events: what lies outside has been spoilt
_MOST_TRIES = 20_000  # to find the number of an event in which it was spoilt
# What an answer that cannot be read may have taken back: of each, the older ones of the same kinds.
_ASKED_AGAIN = ((RED_FLAGS, TAKEN_BACK), (ASKED, NOT_ASKED), (MILD_LIMIT,), (USUAL,), (SETTLED,))
_NONE_BETWEEN = (
    "a clinic's server keeps each answer about safety where it is, and some of the backup are "
    "older than those that it has. Bring the sessions alone: write them from the old log with "
    "log.export_csv, and read that file with log.import_csv"
)
_KIND = EVENTS.c.kind
_IS_ANY = _KIND.is_not(None)
_KINDS = (PROFESSIONAL, TOLD_TO_STOP, PAIN_TOLD, *chain.from_iterable(_ASKED_AGAIN))


class Event(NamedTuple):
    """An answer as it stands in the log: its kind, its detail, when it was given, and its mark."""

    kind: str
    detail: str
    when: datetime
    mark: str


class StopEvent(NamedTuple):
    """That a patient was told to stop: after which session, why, when, and its mark."""

    session_id: str
    reason: str
    when: datetime
    mark: str


class PainTold(NamedTuple):
    """The pain in a session that was in no log yet: at its start, at its worst, and when."""

    session_id: str
    before: int
    peak: int
    when: datetime


class Asked(NamedTuple):
    """When a patient has asked a professional, in UTC; and the marks of what it was about.

    A mark stands for what a time does not tell: for what cannot be read, and for what lies in the
    future by a clock that is or was wrong.
    """

    moments: list[datetime]
    marks: set[str]

    def since(self, when: datetime, mark: str) -> bool:
        """Tell whether a professional was asked since a time, or about what has this mark."""
        return mark in self.marks or any(moment >= when for moment in self.moments)

    def open_of(self, told: Iterable[StopEvent]) -> list[StopEvent]:
        """Return the words to stop since which no professional was asked."""
        return [one for one in told if not self.since(one.when, one.mark)]


def put_for_certain(
    database: Database, put: Callable[[Connection], str], patient: str | None = None
) -> bool:
    """Store a patient's answers, and look for them where the outcome is lost.

    `put` returns the id of the last one; "" says that the answer was there before. Returns whether
    it was not.
    """
    event_id: str | None = None

    def store() -> None:
        nonlocal event_id
        with database.write(patient) as connection:
            event_id = put(connection)

    def is_stored() -> bool:
        if not event_id:
            return event_id is not None
        with database.read(patient) as connection:
            one = select(EVENTS.c.event_id).where(EVENTS.c.event_id == event_id)
            return connection.scalar(one) is not None

    database.for_certain(store, is_stored)
    return bool(event_id)


def put_asked(
    connection: Connection, patient: str, when: datetime, marks: Sequence[str] = ()
) -> str:
    """Store that a patient has asked a professional, also about what has these marks."""
    event_id = ""
    for first in range(0, len(marks) or 1, _MARKS_AT_ONCE):
        detail = " ".join(marks[first : first + _MARKS_AT_ONCE])
        event_id = put_event(connection, patient, PROFESSIONAL, when, detail=detail)
    return event_id


def read_asked(connection: Connection, patient: str) -> Asked:
    """Return when a patient has asked a professional, and about what.

    Nothing takes back that somebody was asked: each word that can be read counts.
    """
    events = list(filter(None, _events(connection, patient, PROFESSIONAL)))
    marks = {mark for event in events for mark in event.detail.split()}
    return Asked([event.when.astimezone(UTC) for event in events], marks)


def read_told_to_stop(connection: Connection, patient: str) -> list[StopEvent]:
    """Return when a patient was told to stop, the newest first."""
    told = []
    for event in filter(None, _events(connection, patient, TOLD_TO_STOP)):
        reason, _, session_id = event.detail.partition("\n")
        told.append(StopEvent(session_id, reason, event.when, event.mark))
    return told


def read_pain_told(connection: Connection, patient: str) -> list[PainTold]:
    """Return the pain in sessions that were in no log yet, of each the newest word."""
    told = dict[str, PainTold]()
    for event in filter(None, _events(connection, patient, PAIN_TOLD)):
        pains, _, session_id = event.detail.partition("\n")
        with suppress(ValueError):
            before, peak = map(int, pains.split())
            told.setdefault(session_id, PainTold(session_id, before, peak, event.when))
    return list(told.values())


def spoilt_stops(connection: Connection, patient: str) -> list[Aside]:
    """Return the events that cannot be read and may have told a patient to stop."""
    rows = _rows(connection, patient, TOLD_TO_STOP)
    return [Aside(None, None, _mark(row)) for row in rows if _event(row) is None]


def told_of_lost(connection: Connection, patient: str, when: datetime) -> None:
    """Store that a part of a patient's log is lost, in which they may have been told to stop."""
    put_event(connection, patient, TOLD_TO_STOP, when, detail=f"stop_rule\n{LOST}")


def _mark(row: Row[Any]) -> str:
    # Without its number, which `put_event` may mend.
    return mark_of({name: value for name, value in row._mapping.items() if name != "number"})


def read_events(connection: Connection, patient: str, *kinds: str) -> Iterator[Event]:
    """Yield the events of some kinds, the newest first, as far as they can be read.

    An answer that cannot be read may have taken back those before it: all are asked again.
    """
    for event in _events(connection, patient, *kinds):
        if event is None:
            return
        yield event


def _events(connection: Connection, patient: str, *kinds: str) -> Iterator[Event | None]:
    """Yield the events of some kinds, the newest first; None for one that cannot be read."""
    rows = _rows(connection, patient, *kinds)
    return (event for event in map(_event, rows) if event is None or event.kind in kinds)


def _rows(connection: Connection, patient: str, *kinds: str) -> list[Row[Any]]:
    """Return the rows of some kinds, the newest first: what has no number may be the newest."""
    # One whose kind is no kind of ours may be one that got spoilt.
    if is_one_moment(connection):  # all are read once
        every = once(connection, ("events", patient), lambda: _chosen(connection, patient, _IS_ANY))
        rows = [row for row in every if row.kind in kinds or row.kind not in _KINDS]
    else:
        rows = _chosen(connection, patient, or_(_KIND.in_(kinds), _KIND.not_in(_KINDS)))

    @functools.cache
    def numbers() -> range:
        return range(min(_highest_number(connection) + len(rows) + 1, _MOST_TRIES))

    return sorted(rows, key=lambda row: _age(row, numbers), reverse=True)


def _chosen(connection: Connection, patient: str, chosen: ColumnElement[bool]) -> list[Row[Any]]:
    every = select(*as_kept(connection, EVENTS)).where(chosen)
    rows = list(connection.execute(every.where(EVENTS.c.patient == patient)))
    if not shows_others(connection):
        return rows
    return rows + [
        row  # in which the patient's name was spoilt
        for row in connection.execute(every.where(*may_be_astray(EVENTS, patient)))
        if row.checksum == row_sum({**row._mapping, "patient": patient})
    ]


def _age(row: Row[Any], numbers: Callable[[], Iterable[int]]) -> tuple[int, bool]:
    """Return the number that a row was written with; where that may be any, the highest.

    If the number alone was spoilt, the checksum tells which of the others it was. Since then the
    same number may have been given again: what is as it was written is the newer of the two.
    """
    if not _has_number(row):
        return _NUMBERS.stop, False
    if is_as_written(row):
        return row.number, True
    kept, sums = dict(row._mapping), row.checksum
    others = (number for number in numbers() if row_sum(kept | {"number": number}) == sums)
    return next(others, row.number), False


def _highest_number(connection: Connection) -> int:
    """Return the newest number in a log, of anybody's answers."""
    fits = EVENTS.c.number.between(0, _NUMBERS.stop - 1)  # text and blobs are above each number
    return int(connection.scalar(select(func.max(EVENTS.c.number)).where(fits)) or 0)


def _has_number(row: Row[Any]) -> bool:
    return type(row.number) is int and row.number in _NUMBERS


def unread_answers(connection: Connection) -> list[Fault]:
    """Return a fault for each answer in a log that cannot be read."""
    rows = connection.execute(select(*as_kept(connection, EVENTS))).all()
    return [Fault(None, "an answer about safety", "", CHANGED) for row in rows if not _event(row)]


class Spoilt(NamedTuple):
    """An answer that cannot be read: its row, its mark, and whether it may have been a stop."""

    row: dict[Any, Any]
    mark: str
    may_stop: bool


def sort_answers(connection: Connection) -> tuple[list[Row[Any]], list[Spoilt]]:
    """Return the rows of the answers in a log that can be read, and those that cannot."""
    rows = connection.execute(select(*as_kept(connection, EVENTS))).all()
    may_stop = {TOLD_TO_STOP: True} | dict.fromkeys(set(_KINDS) - {TOLD_TO_STOP}, False)
    return [row for row in rows if _event(row)], [
        Spoilt({**row._mapping}, _mark(row), may_stop.get(row.kind, True))
        for row in rows
        if not _event(row)
    ]


def lasting_answers(connection: Connection, patients: Iterable[str], *, lost: bool) -> set[str]:
    """Return the ids of the answers that may stand where those that cannot be read do not.

    Those about a stop always may. What is asked again is left out where one that cannot be read
    may have taken it back, and all of it where answers are `lost` of which nobody knows whose.
    """
    found = set[str]()
    for patient in patients:
        stops = filter(_event, _rows(connection, patient, PROFESSIONAL, TOLD_TO_STOP, PAIN_TOLD))
        found.update(row.event_id for row in stops)
        for kinds in () if lost else _ASKED_AGAIN:
            newest = takewhile(_event, _rows(connection, patient, *kinds))
            found.update(row.event_id for row in newest)
    return found


def merge_answers(connection: Connection, new: Sequence[Mapping[str, Any]]) -> None:
    """Write answers of another log, none of which is here, where they belong in time.

    Which of two is the newer, their numbers say, and each log has counted by itself. So the
    answers that others of their kind take back are numbered anew, those of both logs, from the
    first of the other log on: by their times, but for two of one log, whose order is known. A
    clinic's server takes no answer out, and so refuses where one of its own would have to move.
    """
    theirs = [dict(row) for row in sorted(new, key=lambda row: row["number"])]
    takes_turns = {*chain.from_iterable(_ASKED_AGAIN)}
    for row in [row for row in theirs if row["kind"] not in takes_turns]:
        insert_rows(connection, EVENTS, [row])
    theirs = [row for row in theirs if row["kind"] in takes_turns]
    whose = EVENTS.c.patient.in_({row["patient"] for row in theirs})
    in_turn = select(EVENTS).where(whose, EVENTS.c.kind.in_(takes_turns)).order_by(EVENTS.c.number)
    mine = [dict(row) for row in connection.execute(in_turn).mappings()] if theirs else []
    highest = _highest_number(connection)
    both = heapq.merge(_in_time(mine), _in_time(theirs), key=itemgetter(0))
    known = {row["event_id"] for row in mine}
    # What was answered before all of theirs keeps its number.
    later = dropwhile(lambda one: one["event_id"] in known, (row for _, row in both))
    for number, row in enumerate(later, start=highest + 1):
        if row["event_id"] in known and not shows_others(connection):
            raise Refused(_NONE_BETWEEN)
        row |= {"number": number}
        delete_rows(connection, EVENTS, EVENTS.c.event_id == row["event_id"])
        insert_rows(connection, EVENTS, [row | {"checksum": row_sum(row)}])


def _in_time(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """Yield answers with their times in UTC; after a clock was put back, with the latest."""
    latest = datetime(1, 1, 2, tzinfo=UTC)
    for row in rows:
        zone = timezone(timedelta(minutes=row["utc_offset_min"]))
        latest = max(latest, row["happened_at"].replace(tzinfo=zone))
        yield latest, row


def _event(row: Row[Any]) -> Event | None:
    if not (is_as_written(row) and _has_number(row)):
        return None
    try:
        when = row.happened_at
        wall_clock = when if isinstance(when, datetime) else datetime.fromisoformat(when)
        zone = timezone(timedelta(minutes=row.utc_offset_min))
        row.detail.encode()
        if row.kind == RED_FLAGS:
            red_flag_advice(split_terms(row.detail))  # ValueError for a sign that nobody knows
    except (TypeError, ValueError, AttributeError, OverflowError):
        return None
    has_reason = row.kind != TOLD_TO_STOP or row.detail.partition("\n")[0] in ASK_WHOM
    if not has_reason or not FIRST_YEAR <= wall_clock.year <= LAST_YEAR:
        return None
    return Event(row.kind, row.detail, wall_clock.replace(tzinfo=zone), _mark(row))


def put_event(
    connection: Connection, patient: str, kind: str, when: datetime, *, detail: str = ""
) -> str:
    """Write an event, return its id; its number, not its time, says which of two is the newer."""
    wall_clock, minutes = split_offset(when)
    last = _last_number(connection, patient)
    event_id = uuid.uuid4().hex
    row = {
        "event_id": event_id,
        "patient": patient,
        "happened_at": wall_clock,
        "utc_offset_min": minutes,
        "kind": kind,
        "detail": detail,
        "number": last + 1,
    }
    insert_rows(connection, EVENTS, [row | {"checksum": row_sum(row)}])
    return event_id


def _last_number(connection: Connection, patient: str) -> int:
    """Return the newest number; first give one to what has none, so that the next is newer."""
    last = _highest_number(connection)
    mine = select(EVENTS.c.event_id, EVENTS.c.number).where(EVENTS.c.patient == patient)
    rows: list[Row[Any]] = list(connection.execute(mine))
    for row in rows:
        if _has_number(row):
            continue
        last += 1
        same = type_coerce(EVENTS.c.event_id, NullType()) == row.event_id
        connection.execute(update(EVENTS).where(same).values(number=last))
    return last
