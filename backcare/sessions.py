"""One training session as a value: what was done, how it felt, and what may be written down.

In order of reading: `LOG_SCHEMA` says what a log holds and each of its columns may be, a
`Session` holds its `Entry`s, one for each exercise, and `check_session` says everything that is
wrong with one at once, before it is stored. Making a session only tidies what it was given.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeGuard

import numpy as np
import pandas as pd

from backcare.errors import Fault, SessionError, did_you_mean
from backcare.exercises.load import load_exercises

# Windows knows no local time before 1970, and no diary that people still keep is as old.
FIRST_YEAR = 1970
# A clock in the wrong time zone is less than a day ahead: that is no reason to refuse a session.
DAYS_AHEAD = 1
# What pandas itself calls a column of text: `str` from 3.0 on, `object` before.
TEXT = pd.Series(["text"]).dtype


class Limit(NamedTuple):
    """The numbers that a column may hold."""

    lowest: int
    highest: int
    whole: bool = True
    lowest_itself: bool = True

    @property
    def rule(self) -> str:
        """The limit in words."""
        if not self.lowest_itself:
            return f"must be a number above {self.lowest} and at most {self.highest}"
        kind = "a whole number" if self.whole else "a number"
        return f"must be {kind} from {self.lowest} to {self.highest}"

    def allows(self, value: object) -> bool:
        """Say whether one number keeps to the limit; what is no number does not."""
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            return False
        above = value >= self.lowest if self.lowest_itself else value > self.lowest
        return above and value <= self.highest


class Length(NamedTuple):
    """The fewest and the most characters of a text."""

    fewest: int
    most: int


class LogColumn(NamedTuple):
    """A column of the log: whose it is, and what it may hold; a time has no limit here."""

    owner: Literal["session", "entry"]
    limit: Limit | Length | None

    @property
    def dtype(self) -> Any:
        """The column's type in a log frame."""
        if isinstance(self.limit, Limit):
            return "Int64" if self.limit.whole else "Float64"
        return "datetime64[us]" if self.limit is None else TEXT


# The schema of the log, and the only place where it is written: frames, tables, CSV files and
# checks follow it. Pain is on the NRS, from 0 (none) to 10 (worst). The other highest numbers
# are only what a slip of the finger goes beyond.
LOG_SCHEMA: Mapping[str, LogColumn] = MappingProxyType(
    {
        "session_id": LogColumn("session", Length(1, 100)),
        "patient": LogColumn("session", Length(1, 100)),
        "started_at": LogColumn("session", None),
        "exercise_id": LogColumn("entry", Length(1, 100)),
        "sets": LogColumn("entry", Limit(1, 20)),
        "reps": LogColumn("entry", Limit(1, 200)),
        "hold_s": LogColumn("entry", Limit(0, 600)),
        "minutes": LogColumn("entry", Limit(0, 600, whole=False, lowest_itself=False)),
        "pain_before": LogColumn("session", Limit(0, 10)),
        "pain_after": LogColumn("session", Limit(0, 10)),
        "pain_peak": LogColumn("session", Limit(0, 10)),
        "pain_minutes": LogColumn("session", Limit(0, 600, whole=False)),
        "note": LogColumn("session", Length(0, 10_000)),
    }
)


def _of(owner: str, kind: type[Any]) -> Mapping[str, Any]:
    columns = LOG_SCHEMA.items()
    found = {name: limit for name, (whose, limit) in columns if whose == owner}
    return MappingProxyType({name: one for name, one in found.items() if isinstance(one, kind)})


ENTRY_LIMITS: Mapping[str, Limit] = _of("entry", Limit)
SESSION_LIMITS: Mapping[str, Limit] = _of("session", Limit)
LIMITS: Mapping[str, Limit] = MappingProxyType({**ENTRY_LIMITS, **SESSION_LIMITS})
TEXT_LIMITS: Mapping[str, Length] = _of("session", Length)
ENTRY_COLUMNS = tuple(_of("entry", object))
SESSION_COLUMNS = tuple(_of("session", object))
CSV_COLUMNS = tuple(LOG_SCHEMA)
# In a frame and in the database a start is the time on the wall clock, without its offset from
# UTC: days and weeks are those of the patient. The offset is a column of its own.
LOG_COLUMNS = (*LOG_SCHEMA, "utc_offset_min")
_DTYPES = {name: column.dtype for name, column in LOG_SCHEMA.items()} | {"utc_offset_min": "Int64"}


def log_frame(
    rows: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]] = (),
    index: pd.Index[Any] | None = None,
) -> pd.DataFrame:
    """Build a log frame of columns or of rows: every column in order, with its type."""
    return pd.DataFrame(rows, index, columns=list(LOG_COLUMNS)).astype(_DTYPES)


def text_rule(value: object, fewest: int, most: int) -> str | None:
    """Return the rule that a text breaks, or None."""
    if not isinstance(value, str):
        return "must be text."
    if len(value) > most or len(value.strip() if fewest else value) < fewest:
        return f"must have {fewest} to {most} characters."
    # PostgreSQL stores no NUL, and half of a surrogate pair has no UTF-8 form.
    if "\0" in value or value.encode(errors="ignore").decode() != value:
        return "must not hold a NUL or half a character. Type the text anew."
    return None


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
    Entry(exercise_id='bridging', sets=1, reps=10, hold_s=6)
    """

    exercise_id: str
    sets: int | None = None
    reps: int | None = None
    hold_s: int | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        """Turn numpy's numbers into Python's, which every database takes."""
        _tidy_numbers(self, ENTRY_LIMITS)

    def __repr__(self) -> str:
        known = (f"{name}={value!r}" for name, value in vars(self).items() if value is not None)
        return f"Entry({', '.join(known)})"


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
    except (OSError, OverflowError, ValueError):  # a year that this computer has no clock for
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


def check_session(
    session: Session, *, exercises: pd.DataFrame | None = None, now: datetime | None = None
) -> None:
    """Raise one SessionError that names everything wrong with a session; pass when nothing is."""
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
