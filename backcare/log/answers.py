"""What a person answered about their safety: warning signs, what they asked about, and agreed on.

And what is usual for them, which is answered again with each plan.

Each answer is an event, written once and never changed: the newest of its kind holds, and what
was said before stays to be read.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import chain, takewhile
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, Row, func, insert, or_, select, type_coerce, update
from sqlalchemy.types import NullType

from backcare.days import Day, day_of
from backcare.errors import Fault, unknown_term
from backcare.log.database import Database
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
)
from backcare.safety import (
    ASK_WHOM,
    REASON_MOST,
    MildLimit,
    RedFlagAnswer,
    SafetySettings,
    Usual,
    check_mild_limit,
    personal_settings,
    red_flag_advice,
)
from backcare.sessions import DAYS_AHEAD, FIRST_YEAR, LOG_SCHEMA
from backcare.tables.fields import Field
from backcare.tables.vocabulary import terms
from backcare.text import join_terms, split_terms

_PROFESSIONAL = "professional_asked"
_RED_FLAGS, _TAKEN_BACK = "red_flags", "red_flags_taken_back"
# The detail of both is the exercise, and on the next line why it was asked about.
_ASKED, _NOT_ASKED = "exercise_asked", "exercise_not_asked"
_REASON = Field("reason", most=REASON_MOST)
_TOLD_TO_STOP = "told_to_stop"  # its detail is the reason, and on the next line the session
_MILD_LIMIT = "mild_limit"  # its detail is "4 2026-03-02"; "" once it is taken back
_USUAL = "usual"  # its detail has the pain state, the minutes and the conditions, a line each
LOST = ""  # in the place of that session: it is lost with a part of the log
_MARKS_AT_ONCE = 50  # of 16 characters each, in one detail
_NUMBERS = range(2**30)  # of events: what lies outside has been spoilt
_MOST_TRIES = 20_000  # to find the number of an event in which it was spoilt
# What an answer that cannot be read may have taken back: of each, the older ones of the same kinds.
_ASKED_AGAIN = ((_RED_FLAGS, _TAKEN_BACK), (_ASKED, _NOT_ASKED), (_MILD_LIMIT,), (_USUAL,))
_KINDS = (_PROFESSIONAL, _TOLD_TO_STOP, *chain.from_iterable(_ASKED_AGAIN))


class SafetyRecord:
    """The answers of one person, kept in the log: `log.safety_record(patient)` opens it.

    Every widget that asks the same question shows the same answer, because it stands here once.
    Times are `datetime`s with their offset from UTC, and a day is one of the patient's own clock.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    >>> record = bc.SessionLog(":memory:", now=lambda: noon).safety_record()
    >>> record.red_flags() is None, record.is_clear()  # nobody has answered yet
    (True, False)
    >>> record.answer_red_flags([]).flags, record.is_clear()
    ((), True)
    >>> record.answer_red_flags(["fever"]).flags, record.is_clear()
    (('fever',), False)
    """

    def __init__(
        self, log: object, database: Database, patient: str, now: Callable[[], datetime]
    ) -> None:
        self._log = log  # held, because a log that nobody holds closes itself
        self._database, self._patient, self._now = database, patient, now

    def __repr__(self) -> str:
        return f"SafetyRecord({str(self._database)!r}, patient={self._patient!r})"

    def now(self, zone: tzinfo | None = None) -> datetime:
        """Return the time by the log's clock, in the person's time zone or this computer's."""
        return self._now().astimezone(zone)

    def answer_red_flags(self, flags: Iterable[str], when: datetime | None = None) -> RedFlagAnswer:
        """Store which warning signs are there; none at all is an answer too.

        Parameters
        ----------
        flags : iterable of str
            The `flag_id` of each sign, as in `load_red_flags()`.
        when : datetime.datetime, optional
            When the person answered, by their own clock; now when left out.

        Returns
        -------
        RedFlagAnswer
            What is stored.

        Raises
        ------
        ValueError
            If a flag is unknown, or `when` is not a time or lies in the future.
        LogError
            If the log cannot be written.
        """
        known = tuple(str(flag) for flag in red_flag_advice(flags).index)
        answer = RedFlagAnswer(moment("when", when, self._now()), known)
        self._write(_RED_FLAGS, join_terms(answer.flags), answer.answered_at)
        return answer

    def take_back_red_flags(self) -> None:
        """Store that the last answer about the warning signs no longer holds: it is asked again.

        Raises
        ------
        LogError
            If the log cannot be written.
        """
        self._write(_TAKEN_BACK, "", self.now())

    def red_flags(self) -> RedFlagAnswer | None:
        """Return the answer about the warning signs that holds; None when there is none.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        last = next(self._newest(_RED_FLAGS, _TAKEN_BACK), None)
        if last is None or last.kind == _TAKEN_BACK:
            return None
        return RedFlagAnswer(last.when, tuple(split_terms(last.detail)))

    def is_clear(self) -> bool:
        """Tell whether the person has said today that no warning sign is there.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        answer = self.red_flags()
        return answer is not None and answer.clears(self._now())

    def ask_about(
        self,
        exercise_id: str,
        when: datetime | None = None,
        *,
        reason: str = "",
        asked: bool = True,
    ) -> None:
        """Store that a health professional was asked about an exercise; `asked=False` revokes it.

        It holds for the reason it was asked for. With another reason the exercise is asked about
        again; the first answer stays, and holds again when its reason is back.

        Parameters
        ----------
        exercise_id : str
            The exercise.
        when : datetime.datetime, optional
            When, by the person's own clock; now when left out.
        reason : str, default ""
            Why it had to be asked about, in the words that stand beside the exercise; at most
            800 characters.
        asked : bool, default True
            False takes the word back, for this reason alone.

        Raises
        ------
        ValueError
            If `when` is not a time or lies in the future, `exercise_id` cannot be an id, or
            `reason` cannot be stored.
        LogError
            If the log cannot be written.

        Examples
        --------
        >>> record = bc.SessionLog(":memory:").safety_record()
        >>> record.ask_about("partial_crunch", reason="Ask first if your leg hurts.")
        >>> ("partial_crunch", "Ask first if your leg hurts.") in record.asked_about()
        True
        >>> ("partial_crunch", "Ask first if your bones are weak.") in record.asked_about()
        False
        """
        check_texts(exercise_id=exercise_id)
        if rule := _REASON.text_fault(reason):
            raise ValueError(f"reason {rule}")
        kind = _ASKED if asked else _NOT_ASKED
        self._write(kind, f"{exercise_id}\n{reason}", moment("when", when, self._now()))

    def asked_about(self) -> dict[tuple[str, str], date]:
        """Return what a health professional was asked about and why, each with its day.

        Returns
        -------
        dict
            From (`exercise_id`, `reason`) to the day, the newest answer first. What an early
            version stored without a reason is not in it: nobody knows what was asked.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        found: dict[tuple[str, str], Event] = {}
        for event in self._newest(_ASKED, _NOT_ASKED):
            exercise_id, has_reason, reason = event.detail.partition("\n")
            if has_reason:
                found.setdefault((exercise_id, reason), event)
        return {key: one.when.date() for key, one in found.items() if one.kind == _ASKED}

    def tell_to_stop(self, session_id: str, reason: str) -> None:
        """Store that a person was told to stop and ask, which the numbers alone may not tell.

        Minutes above mild that nobody knows, or those of two sessions together, are in no column
        of the log. It is stored once for each session, with the moment: who asked somebody while
        the session still was on has not asked about this.

        Parameters
        ----------
        session_id : str
            The session, which is in the log already.
        reason : str
            "stop_rule" or "severe_pain", as `SessionLog.awaiting_reason` gives it.

        Raises
        ------
        ValueError
            If the reason is another.
        LogError
            If the log cannot be read or written.

        Examples
        --------
        >>> from datetime import datetime
        >>> log = bc.SessionLog(":memory:")
        >>> session_id = log.add(bc.Session(datetime(2026, 3, 2, 18), pain_peak=5))
        >>> log.safety_record().tell_to_stop(session_id, "stop_rule")
        >>> log.awaiting_reason()
        'stop_rule'
        >>> log.confirm_professional()
        >>> log.awaiting_reason()
        ''
        """
        if reason not in ASK_WHOM:
            raise unknown_term("reason", [reason], ASK_WHOM)

        def put(connection: Connection) -> str:
            told = read_told_to_stop(connection, self._patient)
            if any(one.session_id == session_id for one in told):
                return ""
            detail = f"{reason}\n{session_id}"
            return put_event(connection, self._patient, _TOLD_TO_STOP, self.now(), detail=detail)

        put_for_certain(self._database, put)

    def told_to_stop(self) -> dict[str, tuple[str, datetime]]:
        """Return after which sessions the person was told to stop, why, and when.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        with self._database.read() as connection:
            told = read_told_to_stop(connection, self._patient)
        return {one.session_id: (one.reason, one.when) for one in reversed(told)}

    def set_mild_limit(self, pain: int, *, agreed_on: Day) -> MildLimit:
        """Store the limit of mild that a professional agreed on with this one person.

        It takes the place of the usual limit wherever the person's own pain is looked at. All the
        same, a rise above the start of a session eases off, and severe pain stops.

        Parameters
        ----------
        pain : int
            Pain up to this, 0 to 10 (NRS), is mild for this person: above the usual limit, and at
            most `agreed_highest` of `load_safety_rules`.
        agreed_on : str or datetime.date
            The day on which it was agreed, such as "2026-03-02".

        Returns
        -------
        MildLimit
            What is stored: `pain` and `agreed_on`.

        Raises
        ------
        ValueError
            If the limit is not one that may be agreed on, or the day lies in the future.
        LogError
            If the log cannot be written.

        Examples
        --------
        >>> record = bc.SessionLog(":memory:").safety_record()
        >>> record.set_mild_limit(4, agreed_on="2026-03-02").pain
        4
        >>> record.settings().mild_pain_max
        4
        """
        limit = MildLimit(check_mild_limit(pain), day_of("agreed_on", agreed_on))
        if limit.agreed_on > (self.now() + timedelta(days=DAYS_AHEAD)).date():
            raise ValueError(f"agreed_on must not be in the future, got {limit.agreed_on}.")
        self._write(_MILD_LIMIT, f"{limit.pain} {limit.agreed_on.isoformat()}", self.now())
        return limit

    def take_back_mild_limit(self) -> None:
        """Store that the personal limit of mild no longer holds: the usual one does again.

        Raises
        ------
        LogError
            If the log cannot be written.
        """
        self._write(_MILD_LIMIT, "", self.now())

    def mild_limit(self) -> MildLimit | None:
        """Return the personal limit of mild that holds; None when there is none.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        last = next(self._newest(_MILD_LIMIT), None)
        if last is None or not last.detail:
            return None
        try:
            pain, agreed_on = last.detail.split()
            return MildLimit(check_mild_limit(int(pain)), date.fromisoformat(agreed_on))
        except ValueError:
            return None  # the table allows less than it did then

    def settings(self, settings: SafetySettings | None = None) -> SafetySettings:
        """Return the stop rule that holds for this person.

        Parameters
        ----------
        settings : SafetySettings, optional
            The numbers that a clinician has set; `safety_settings()` when left out. Where they
            lower what is mild, the personal limit does not count.

        Returns
        -------
        SafetySettings
            With the personal limit of mild, where one holds, and the day it was agreed on.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        return personal_settings(settings, self.mild_limit())

    def remember(
        self,
        pain_state: str,
        minutes: int,
        conditions: Iterable[str] = (),
        when: datetime | None = None,
    ) -> Usual:
        """Store what a plan was made with, so that the next one begins with it.

        Parameters
        ----------
        pain_state : str
            How the back is; a term of the vocabulary `pain_state`.
        minutes : int
            How long the session may take, above 0.
        conditions : iterable of str, default ()
            What applies to this person; terms of the vocabulary `condition`.
        when : datetime.datetime, optional
            When, by the person's own clock; now when left out.

        Returns
        -------
        Usual
            What is stored. Where the same was said that day, nothing is written again.

        Raises
        ------
        ValueError
            If a term is unknown, the minutes are no whole number above 0, or `when` is not a
            time or lies in the future.
        LogError
            If the log cannot be read or written.

        Examples
        --------
        >>> record = bc.SessionLog(":memory:").safety_record()
        >>> usual = record.remember("chronic", 20, ["osteoporosis"])
        >>> record.usual() == usual
        True
        """
        said_at = moment("when", when, self._now())
        usual = Usual(said_at, pain_state, minutes, tuple(conditions))
        if fault := _usual_fault(usual):
            raise fault
        last = self.usual()
        if last and last[1:] == usual[1:] and last.state_on(said_at):
            return last
        detail = f"{pain_state}\n{minutes}\n{join_terms(usual.conditions)}"
        self._write(_USUAL, detail, said_at)
        return usual

    def usual(self) -> Usual | None:
        """Return what the last plan was made with; None when there is none.

        Raises
        ------
        LogError
            If the log cannot be read.
        """
        last = next(self._newest(_USUAL), None)
        if last is None:
            return None
        try:
            pain_state, minutes, conditions = last.detail.split("\n")
            usual = Usual(last.when, pain_state, int(minutes), tuple(split_terms(conditions)))
        except ValueError:
            return None
        # Of a term that the tables no longer know nobody can say what it asks for.
        return None if _usual_fault(usual) else usual

    def _write(self, kind: str, detail: str, when: datetime) -> None:
        put_for_certain(
            self._database,
            lambda connection: put_event(connection, self._patient, kind, when, detail=detail),
        )

    def _newest(self, *kinds: str) -> Iterator[Event]:
        """Yield the events of some kinds, the newest first."""
        with self._database.read() as connection:
            yield from read_events(connection, self._patient, *kinds)


class Event(NamedTuple):
    """An answer as it stands in the log: its kind, its detail, when it was given, and its mark."""

    kind: str
    detail: str
    when: datetime
    mark: str


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


class Told(NamedTuple):
    """That a patient was told to stop: after which session, why, when, and its mark."""

    session_id: str
    reason: str
    when: datetime
    mark: str


def put_for_certain(database: Database, put: Callable[[Connection], str]) -> None:
    """Store answers, of which `put` returns the last one's id; look for it if the outcome is lost.

    An id of "" says that the answer was there before.
    """
    event_id: str | None = None

    def store() -> None:
        nonlocal event_id
        with database.write() as connection:
            event_id = put(connection)

    def is_stored() -> bool:
        if not event_id:
            return event_id is not None
        with database.read() as connection:
            one = select(EVENTS.c.event_id).where(EVENTS.c.event_id == event_id)
            return connection.scalar(one) is not None

    database.for_certain(store, is_stored)


def put_asked(
    connection: Connection, patient: str, when: datetime, marks: Sequence[str] = ()
) -> str:
    """Store that a patient has asked a professional, also about what has these marks."""
    event_id = ""
    for first in range(0, len(marks) or 1, _MARKS_AT_ONCE):
        detail = " ".join(marks[first : first + _MARKS_AT_ONCE])
        event_id = put_event(connection, patient, _PROFESSIONAL, when, detail=detail)
    return event_id


def read_asked(connection: Connection, patient: str) -> Asked:
    """Return when a patient has asked a professional, and about what.

    Nothing takes back that somebody was asked: each word that can be read counts.
    """
    events = list(filter(None, _events(connection, patient, _PROFESSIONAL)))
    marks = {mark for event in events for mark in event.detail.split()}
    return Asked([event.when.astimezone(UTC) for event in events], marks)


def read_told_to_stop(connection: Connection, patient: str) -> list[Told]:
    """Return when a patient was told to stop, the newest first."""
    told = []
    for event in filter(None, _events(connection, patient, _TOLD_TO_STOP)):
        reason, _, session_id = event.detail.partition("\n")
        told.append(Told(session_id, reason, event.when, event.mark))
    return told


def spoilt_stops(connection: Connection, patient: str) -> list[Aside]:
    """Return the events that cannot be read and may have told a patient to stop."""
    rows = _rows(connection, patient, _TOLD_TO_STOP)
    return [Aside(None, None, _mark(row)) for row in rows if _event(row) is None]


def told_of_lost(connection: Connection, patient: str, when: datetime) -> None:
    """Store that a part of a patient's log is lost, in which they may have been told to stop."""
    put_event(connection, patient, _TOLD_TO_STOP, when, detail=f"stop_rule\n{LOST}")


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
    chosen = or_(EVENTS.c.kind.in_(kinds), EVENTS.c.kind.not_in(_KINDS))
    every = select(*as_kept(connection, EVENTS)).where(chosen)
    rows = list(connection.execute(every.where(EVENTS.c.patient == patient)))
    rows += [
        row  # in which the patient's name was spoilt
        for row in connection.execute(every.where(*may_be_astray(EVENTS, patient)))
        if row.checksum == row_sum({**row._mapping, "patient": patient})
    ]

    @functools.cache
    def numbers() -> range:
        return range(min(_highest_number(connection) + len(rows) + 1, _MOST_TRIES))

    return sorted(rows, key=lambda row: _age(row, numbers), reverse=True)


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
    may_stop = {_TOLD_TO_STOP: True} | dict.fromkeys(set(_KINDS) - {_TOLD_TO_STOP}, False)
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
        stops = filter(_event, _rows(connection, patient, _PROFESSIONAL, _TOLD_TO_STOP))
        found.update(row.event_id for row in stops)
        for kinds in () if lost else _ASKED_AGAIN:
            newest = takewhile(_event, _rows(connection, patient, *kinds))
            found.update(row.event_id for row in newest)
    return found


def _event(row: Row[Any]) -> Event | None:
    if not (is_as_written(row) and _has_number(row)):
        return None
    try:
        when = row.happened_at
        wall_clock = when if isinstance(when, datetime) else datetime.fromisoformat(when)
        zone = timezone(timedelta(minutes=row.utc_offset_min))
        row.detail.encode()
        if row.kind == _RED_FLAGS:
            red_flag_advice(split_terms(row.detail))  # ValueError for a sign that nobody knows
    except (TypeError, ValueError, AttributeError, OverflowError):
        return None
    told = row.kind != _TOLD_TO_STOP or row.detail.partition("\n")[0] in ASK_WHOM
    if not told or not FIRST_YEAR <= wall_clock.year <= LAST_YEAR:
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
    connection.execute(insert(EVENTS), row | {"checksum": row_sum(row)})
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


def moment(argument: str, given: datetime | None, now: datetime) -> datetime:
    """Return a time with its offset, now when none is given; refuse one of the future."""
    when = now.astimezone() if given is None else given  # by the clock of this computer
    if not isinstance(when, datetime) or pd.isna(when) or when.astimezone(UTC) > now:
        raise ValueError(
            f"{argument} must be a date and time that is not in the future, got {when}."
        )
    return when if when.tzinfo else when.astimezone()


def _usual_fault(usual: Usual) -> ValueError | None:
    """Return what is wrong with what somebody wants to be remembered."""
    if usual.pain_state not in (states := terms("pain_state")):
        return unknown_term("pain_state", [usual.pain_state], states)
    known = terms("condition")
    if unknown := [term for term in usual.conditions if term not in known]:
        return unknown_term("conditions", unknown, known)
    if type(usual.minutes) is not int or usual.minutes < 1:
        return ValueError(f"minutes must be a whole number above 0, got {usual.minutes!r}.")
    return None


def check_texts(**texts: str) -> None:
    """Refuse texts that a log cannot hold."""
    for name, text in texts.items():
        if rule := LOG_SCHEMA[name].text_fault(text):
            raise ValueError(f"{name} {rule}")
