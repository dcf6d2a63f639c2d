"""Sessions and their entries, as values."""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TypeGuard

import numpy as np
import pandas as pd

from backcare.sessions.limits import ENTRY_LIMITS, SESSION_LIMITS, Limit


@dataclass(frozen=True)
class Entry:
    """One exercise of a session, and how much of it was done.

    Parameters
    ----------
    exercise_id : str
        The exercise, as in the index of `load_exercises()`.
    sets : int, optional
        1 to 20.
    reps : int, optional
        Repetitions in each set, 1 to 200.
    hold_s : int, optional
        Seconds that each repetition was held, 0 to 600.
    minutes : float, optional
        Minutes, above 0 and at most 600; for walking, swimming and the like.

    Examples
    --------
    >>> Entry("bridging", sets=1, reps=10, hold_s=6)
    Entry(exercise_id='bridging', sets=1, reps=10, hold_s=6, minutes=None)
    """

    exercise_id: str
    sets: int | None = None
    reps: int | None = None
    hold_s: int | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        """Turn numpy's numbers into Python's, which every database takes."""
        _tidy_numbers(self, ENTRY_LIMITS)


@dataclass(frozen=True)
class Session:
    """One training session; half-finished ones, without entries or pain after, are fine too.

    Parameters
    ----------
    started_at : datetime.datetime
        When it began. Without an offset from UTC it is this computer's local time. The
        wall-clock time and the offset are both kept, to the whole minute of offset.
    pain_before, pain_after : int, optional
        Pain just before and just after, from 0 (none) to 10 (worst), on the NRS.
    entries : sequence of Entry
        The exercises, in the order in which they were done.
    pain_peak : int, optional
        The strongest pain during the session, 0 to 10.
    pain_minutes : float, optional
        Minutes with pain above mild, 0 to 600. The stop rule looks at this.
    note : str
        Anything else, up to 10,000 characters.
    patient : str
        Whose session it is, 1 to 100 characters.
    session_id : str
        Made up when left out; editing a stored session means adding it under its own id.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> session = Session(datetime(2026, 3, 2, 18, 30, tzinfo=timezone.utc), pain_before=3,
    ...                   pain_after=2, entries=[Entry("bridging", sets=1, reps=10, hold_s=6)])
    >>> session.entries[0].reps, session.patient
    (10, 'me')
    >>> session.started_at.isoformat()
    '2026-03-02T18:30:00+00:00'
    """

    started_at: datetime
    pain_before: int | None = None
    pain_after: int | None = None
    entries: Sequence[Entry] = ()
    pain_peak: int | None = None
    pain_minutes: float | None = None
    note: str = ""
    patient: str = "me"
    session_id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        """Fix the offset of the start, and the entries as a tuple."""
        object.__setattr__(self, "started_at", _with_fixed_offset(self.started_at))
        object.__setattr__(self, "entries", tuple(self.entries))
        _tidy_numbers(self, SESSION_LIMITS)


def is_time(value: object) -> TypeGuard[datetime]:
    """Leave out NaT, which pandas makes a datetime too."""
    return isinstance(value, datetime) and not pd.isna(value)


def _with_fixed_offset(started_at: datetime) -> datetime:
    """Give a start the offset that holds at that moment; what is no time stays as it is."""
    if not is_time(started_at):
        return started_at
    if isinstance(started_at, pd.Timestamp):
        started_at = started_at.to_pydatetime(warn=False)
    try:
        there = started_at if started_at.utcoffset() is not None else started_at.astimezone()
        offset = there.utcoffset() or timedelta()
    except (OSError, OverflowError, ValueError):  # before or after what this computer can tell
        return started_at
    minutes = timezone(timedelta(minutes=round(offset / timedelta(minutes=1))))
    return started_at.replace(tzinfo=minutes, fold=0)


def _tidy_numbers(row: object, limits: Mapping[str, Limit]) -> None:
    for column, limit in limits.items():
        value = getattr(row, column)
        if isinstance(value, np.generic):
            value = value.item()
        if limit.whole and isinstance(value, float) and math.isfinite(value) and value % 1 == 0:
            value = int(value)
        object.__setattr__(row, column, value)
