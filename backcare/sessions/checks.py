"""Everything that is wrong with a session, told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd

from backcare.errors import Fault, SessionError, did_you_mean
from backcare.exercises.load import load_exercises
from backcare.sessions.limits import (
    DAYS_AHEAD,
    ENTRY_LIMITS,
    FIRST_YEAR,
    SESSION_LIMITS,
    TEXT_LIMITS,
    Limit,
    text_rule,
)
from backcare.sessions.values import Entry, Session, is_time


def check_session(
    session: Session, *, exercises: pd.DataFrame | None = None, now: datetime | None = None
) -> None:
    """Raise one error that names everything wrong with a session; pass when nothing is.

    Parameters
    ----------
    session : Session
        The session to check.
    exercises : pandas.DataFrame, optional
        The table whose exercises count as known; `load_exercises()` when left out.
    now : datetime.datetime, optional
        The moment that counts as now, with its offset; the computer's clock when left out.

    Raises
    ------
    SessionError
        If anything is wrong: all of it at once, in `.faults`.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=timezone.utc)
    >>> check_session(Session(noon, pain_before=11, entries=[Entry("bridgin", reps=-1)]), now=noon)
    Traceback (most recent call last):
    backcare.errors.SessionError: The session was not stored: 3 faults.
      pain_before: '11' must be a whole number from 0 to 10; leave it out if it is not known.
      entry 1, exercise_id: 'bridgin' is not an exercise of the table. Did you mean 'bridging'?
      entry 1, reps: '-1' must be a whole number from 1 to 200; leave it out if it is not known.
    """
    table = load_exercises() if exercises is None else exercises
    faults = [*_start_faults(session.started_at, now or datetime.now(UTC))]
    faults += _number_faults(session, SESSION_LIMITS)
    faults += _text_faults(session)
    for number, entry in enumerate(session.entries, start=1):
        faults += [
            fault._replace(column=f"entry {number}, {fault.column}")
            for fault in _entry_faults(entry, table.index)
        ]
    if faults:
        raise SessionError(faults)


def _start_faults(started_at: object, now: datetime) -> Iterator[Fault]:
    if not is_time(started_at) or started_at.tzinfo is None:
        rule = "must be a date and time, for example datetime(2026, 3, 2, 18, 30)."
    elif started_at.year < FIRST_YEAR:
        rule = f"must not be before {FIRST_YEAR}. Correct the year."
    elif started_at > now + timedelta(days=DAYS_AHEAD):
        rule = "must not be in the future. Correct the date."
    else:
        return
    yield Fault(None, "started_at", str(started_at), rule)


def _number_faults(row: object, limits: Mapping[str, Limit]) -> Iterator[Fault]:
    for column, limit in limits.items():
        value = getattr(row, column)
        if value is not None and not limit.allows(value):
            rule = f"{limit.rule}; leave it out if it is not known."
            yield Fault(None, column, str(value), rule)


def _text_faults(session: Session) -> Iterator[Fault]:
    for column, (fewest, most) in TEXT_LIMITS.items():
        value = getattr(session, column)
        if rule := text_rule(value, fewest, most):
            yield Fault(None, column, str(value), rule)


def _entry_faults(entry: object, known: pd.Index[Any]) -> Iterator[Fault]:
    if not isinstance(entry, Entry):
        yield Fault(None, "exercise_id", str(entry), 'must be an Entry, as in Entry("bridging").')
        return
    name = entry.exercise_id
    if not isinstance(name, str) or name not in known:
        rule = f"is not an exercise of the table.{did_you_mean(name, known)}"
        yield Fault(None, "exercise_id", str(name), rule)
    yield from _number_faults(entry, ENTRY_LIMITS)
