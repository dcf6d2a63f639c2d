"""One training session as a value: what was done, how it felt, and what may be written down.

In order of reading: `LOG_SCHEMA` says what a log holds and each of its columns may be, a
`Session` holds its `Entry`s, one for each exercise, and `check_session` says everything that is
wrong with one at once, before it is stored. Making a session only tidies what it was given.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from numbers import Number
from types import MappingProxyType
from typing import Any, TypeGuard

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.arrays import NumpyExtensionArray

from backcare.errors import Fault, FaultsError, SessionError, did_you_mean
from backcare.exercises.load import load_exercises
from backcare.exercises.other import OTHER_ACTIVITY
from backcare.tables.fields import Field
from backcare.tables.forms import fields

# Windows knows no local time before 1970, and no diary that people still keep is as old.
FIRST_YEAR = 1970
# A clock in the wrong time zone is less than a day ahead: that is no reason to refuse a session.
DAYS_AHEAD = 1
TOO_EARLY = f"must not be before {FIRST_YEAR}. Correct the year."
IN_FUTURE = "must not be in the future. Correct the date, or this computer's clock."
NO_SUCH_DAY = (
    "is a day that does not exist: there is no {day} {month} {year}. Find out which day it was. "
    "2 March 2026, for one, is written like this: 2026-03-02."
)
NO_SUCH_TIME = (
    "is a day or time that does not exist. Find out which it was. Half past six in the evening of "
    "2 March 2026, for one, is written like this: 2026-03-02 18:30."
)
NO_SUCH_OFFSET = "has an offset of {offset} from UTC. Write one such as +01:00."
NO_EXERCISE = "is not an exercise of the table."
_OF_A_TABLE = " Write an id of load_exercises(), or pass exercises with a table that has this one."
_FILL_IN = "must be text, and not blank. Fill it in."
NAMELESS = "is blank beside an amount. Write which exercise was done, or leave the amount blank."
OTHER_MINUTES = "must be given: of other activity the minutes are kept, and nothing else."
NOBODY = "me"  # whose a log is when nobody is named


# The schema of the log is the form `log` of datapackage.json, and written nowhere else: frames,
# tables, CSV files and checks follow it. Pain is on the NRS, from 0 (none) to 10 (worst). The other
# highest numbers are only what a slip of the finger goes beyond.
LOG_SCHEMA: Mapping[str, Field] = fields("log")


def _columns(owner: str) -> Mapping[str, Field]:
    return MappingProxyType({name: one for name, one in LOG_SCHEMA.items() if one.owner == owner})


def _limits(columns: Mapping[str, Field]) -> Mapping[str, Field]:
    return MappingProxyType({name: one for name, one in columns.items() if one.is_number})


SESSION_COLUMNS, ENTRY_COLUMNS = _columns("session"), _columns("entry")
ENTRY_LIMITS, SESSION_LIMITS = _limits(ENTRY_COLUMNS), _limits(SESSION_COLUMNS)
LIMITS = _limits(LOG_SCHEMA)
TEXT_LIMITS: Mapping[str, Field] = MappingProxyType(
    {name: one for name, one in SESSION_COLUMNS.items() if one.type == "string"}
)
CSV_COLUMNS = tuple(LOG_SCHEMA)
# In a frame and in the database a start is the time on the wall clock, without its offset from
# UTC: days and weeks are those of the patient. The offset is a column of its own.
LOG_COLUMNS = (*LOG_SCHEMA, "utc_offset_min")
# The offset from UTC is that of a datetime: less than a day.
OFFSET = Field("utc_offset_min", "integer", lowest=-1_439, highest=1_439)
_NUMBERS: Mapping[str, Field] = MappingProxyType({**LIMITS, OFFSET.name: OFFSET})
_MAY_BE_BLANK = ("exercise_id", "note")
_AT_A_TIME = 2**16  # numbers: few enough to stay in the cache
# What pandas calls a column of objects that can be looked up and sorted.
_OF_ONE_KIND = ("string", "integer", "empty")
_DTYPES = {name: column.dtype for name, column in LOG_SCHEMA.items()} | {"utc_offset_min": "Int64"}


def log_frame(
    rows: Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]] = (),
    index: pd.Index[Any] | None = None,
) -> pd.DataFrame:
    """Build a log frame of columns or of rows: every column in order, with its type."""
    return pd.DataFrame(rows, index, columns=list(LOG_COLUMNS)).astype(_DTYPES)


def is_exercised(frame: pd.DataFrame) -> pd.Series[bool]:
    """Tell the rows of a log in which an exercise was done.

    A session without one is not counted as a session: only the pain or a note was kept, or other
    activity, which is none of the exercises that were agreed on.
    A frame without the column `exercise_id` tells nothing of it, and all of its rows count.
    """
    if "exercise_id" not in frame:
        return pd.Series(True, index=frame.index)
    exercises = frame["exercise_id"]
    return exercises.notna() & ~exercises.isin([OTHER_ACTIVITY])


def exercises_of(session: Session) -> tuple[Entry, ...]:
    """Return what of a session are exercises of a table."""
    return tuple(entry for entry in session.entries if entry.exercise_id != OTHER_ACTIVITY)


def check_log(frame: pd.DataFrame, needed: Sequence[str]) -> None:
    """Refuse a log frame that lacks a column, or holds what no log does; one error names all of it.

    A frame that a log gives passes. What is wrong with a number is looked for in every column, and
    with a start, an id or a text in those that are `needed`.
    """
    require(frame, needed, "SessionLog.to_frame() gives all of them")
    refuse(log_faults(frame, needed))


def log_faults(frame: pd.DataFrame, needed: Sequence[str]) -> Iterator[Fault]:
    """Yield what `check_log` refuses of a log frame that has all columns needed."""
    yield from _wrong_numbers(frame)
    for name in needed:
        if name == "started_at":
            yield from _start_column_faults(frame[name])
        elif name not in _NUMBERS:
            yield from text_column_faults(frame[name], blank=name in _MAY_BE_BLANK)


def unlike_sessions(
    frame: pd.DataFrame, *, exercises: pd.DataFrame | None = None, now: datetime | None = None
) -> Iterator[Fault]:
    """Yield what `check_session` would refuse of a log frame, and `check_log` lets pass.

    What is wrong in many rows alike is named once, with the first of them.
    """
    table = load_exercises() if exercises is None else exercises
    yield from _starts_out_of_time(frame, now or datetime.now(UTC))
    for name in ("patient", "note"):  # few different ones stand there
        if name in frame:
            yield from _texts_out_of_limits(frame[name], TEXT_LIMITS[name])
    nameless = (frame["session_id"] == "").fillna(False)
    if nameless.any():
        yield Fault(None, f"session_id, index {_first_label(frame, nameless)}", "", _FILL_IN)
    yield from _unknown_exercises(frame["exercise_id"], table.index)
    for rows, column, rule in _nameless_and_other(frame):
        if rows.any():
            yield Fault(None, f"{column}, index {_first_label(frame, rows)}", "", rule)


def _starts_out_of_time(frame: pd.DataFrame, now: datetime) -> Iterator[Fault]:
    """Yield starts that are too early, or more than a day ahead; in numbers, of any year."""
    starts = frame["started_at"].to_numpy()
    if starts.dtype.kind != "M":
        return  # of an empty frame it may be anything
    unit = np.datetime_data(starts.dtype)[0]
    last = np.datetime64((now.astimezone(UTC) + timedelta(days=DAYS_AHEAD)).replace(tzinfo=None))
    furthest = np.timedelta64(int(OFFSET.highest), "m")
    # Nowhere else does the offset decide.
    places = np.flatnonzero(starts > (last - furthest).astype(f"M8[{unit}]"))
    ahead = starts[places] > (last + furthest).astype(f"M8[{unit}]")
    near = places[~ahead]
    offsets = frame["utc_offset_min"].array[near].to_numpy("float64", na_value=0)
    offsets = np.clip(np.nan_to_num(offsets), OFFSET.lowest, OFFSET.highest).astype("m8[m]")
    ahead[~ahead] = starts[near].astype("M8[us]") - offsets > last
    early = np.flatnonzero(starts < np.datetime64(f"{FIRST_YEAR}-01-01T00:00:00"))
    for wrong, rule in ((early, TOO_EARLY), (places[ahead], IN_FUTURE)):
        days, firsts = np.unique(starts[wrong].astype("M8[D]"), return_index=True)
        for day, place in zip(days, wrong[firsts], strict=True):
            yield Fault(None, f"started_at, index {frame.index[place]}", str(day), rule)


def _texts_out_of_limits(column: pd.Series[Any], limit: Field) -> Iterator[Fault]:
    wrong = [text for text in _each_once(column) if limit.text_fault(text)]
    for label, text in _firsts(column, wrong):
        # What somebody wrote about their health, and who they are, is for no message.
        yield Fault(None, f"{column.name}, index {label}", "", limit.text_fault(text))


def _unknown_exercises(column: pd.Series[Any], known: pd.Index[Any]) -> Iterator[Fault]:
    there = _each_once(column)
    for label, name in _firsts(column, there[~there.isin([*known, OTHER_ACTIVITY])]):
        rule = f"{NO_EXERCISE}{did_you_mean(name, known) or _OF_A_TABLE}"
        yield Fault(None, f"exercise_id, index {label}", str(name), rule)


def _firsts(column: pd.Series[Any], wrong: Sequence[Any] | pd.Index[Any]) -> Iterator[Any]:
    """Yield the label and the text of the first row in which each of some texts stands."""
    if len(wrong):
        rows = column[column.isin(wrong)]
        yield from rows[~rows.duplicated()].items()


def _each_once(column: pd.Series[Any]) -> pd.Index[Any]:
    """Return what stands in a column of texts, but for blanks."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        plain: pd.Index[Any] = pd.Index(column.dropna().unique())
        return plain
    texts: pd.Index[Any] = column.cat.categories
    there = np.zeros(len(texts) + 1, bool)
    there[column.cat.codes.to_numpy()] = True  # a blank is -1, the last place
    return texts[there[:-1]]


def _nameless_and_other(frame: pd.DataFrame) -> Iterator[tuple[Any, str, str]]:
    """Yield rows with an amount of no exercise, and those of other activity that break its rule."""
    has = {name: frame[name].notna().to_numpy() for name in ENTRY_LIMITS if name in frame}
    nameless = frame["exercise_id"].isna().to_numpy()
    yield nameless & np.logical_or.reduce([*has.values()]), "exercise_id", NAMELESS
    other = (frame["exercise_id"] == OTHER_ACTIVITY).fillna(False).to_numpy(bool)
    for name, there in has.items():
        if name == "minutes":
            yield other & ~there, name, f"{OTHER_MINUTES} Fill them in, or leave it out."
        else:
            yield other & there, name, "is not kept of other activity. Leave it out."


def _first_label(rows: pd.DataFrame | pd.Series[Any], wrong: Any) -> Any:
    return rows.index[int(np.argmax(np.asarray(wrong, dtype=bool)))]


def check_numbers(frame: pd.DataFrame) -> None:
    """Refuse a log frame with numbers that no log holds; one error names all of them.

    A frame made by hand may hold infinity, or a pain of -7, of which sums and charts would make
    something that looks like a result.
    """
    refuse(_wrong_numbers(frame))


def keep_to_limits(name: str, values: Any, *, whole: bool) -> bool:
    """Tell whether all numbers of a column of the log may stand there; NaN is a blank.

    Nearly every column is all right, which its least and its greatest number tell fastest, and what
    is left when whole numbers are taken away. With `whole` it is known that they all are.
    """
    limit = _NUMBERS[name]
    least = np.fmin.reduce(values, initial=np.inf)
    is_low = least < limit.lowest if limit.lowest_itself else least <= limit.lowest
    if is_low or np.fmax.reduce(values, initial=-np.inf) > limit.highest:
        return False
    if whole or not limit.whole:
        return True
    starts = range(0, len(values), _AT_A_TIME)
    return all(_are_whole(values[start : start + _AT_A_TIME]) for start in starts)


def _are_whole(values: Any) -> bool:
    return bool(np.fmax.reduce(values - np.floor(values), initial=0) == 0)


def as_floats(values: ExtensionArray, *, blank: float = np.nan) -> np.ndarray[Any, np.dtype[Any]]:
    """Return the numbers of a column of numbers as floats, and what stands for a blank.

    Floats with their own blanks are not copied, and keep their size.
    """
    numbers = values.to_numpy() if isinstance(values, NumpyExtensionArray) else None
    if numbers is None or numbers.dtype.kind != "f":
        return values.to_numpy("float64", na_value=blank)
    return numbers if np.isnan(blank) else np.where(np.isnan(numbers), blank, numbers)


def refuse(faults: Iterable[Fault]) -> None:
    """Raise one error for all that is wrong with a log frame; pass when nothing is."""
    if found := list(faults):
        raise FaultsError("The log was not read", found)


def require(
    frame: pd.DataFrame, columns: Iterable[str], way_out: str, *, name: str = "The frame"
) -> None:
    """Raise an error that names the columns a frame lacks, or has twice."""
    if not isinstance(frame, pd.DataFrame):
        way_out = getattr(frame, "way_out", way_out)  # what it is good for, if it says so
        raise ValueError(f"{name} must be a DataFrame, got {type(frame).__name__}; {way_out}.")
    lacking = [column for column in columns if column not in frame]
    if lacking:
        raise ValueError(f"{name} lacks {', '.join(lacking)}; {way_out}.")
    twice = frame.columns[frame.columns.duplicated()].unique()
    if doubled := [column for column in columns if column in twice]:
        raise ValueError(f"{name} has {', '.join(doubled)} twice; {way_out}.")


def text_column_faults(column: pd.Series[Any], *, blank: bool) -> Iterator[Fault]:
    """Yield what is no text in a column of a log, and what is blank where nothing may be."""
    if blank and column.dtype != object:
        return
    wrong = column.isna() & (not blank)
    # Only a column of objects may hold a list, or two kinds of things that have no order.
    if column.dtype == object and pd.api.types.infer_dtype(column) not in _OF_ONE_KIND:
        wrong |= column.notna() & ~column.map(lambda one: isinstance(one, str)).astype(bool)
    for label in column.index[wrong]:
        rule = "must be text. Correct it." if blank else _FILL_IN
        yield Fault(None, f"{column.name}, index {label}", "", rule)


def _start_column_faults(column: pd.Series[Any]) -> Iterator[Fault]:
    if not len(column):
        return
    if not pd.api.types.is_datetime64_any_dtype(column.dtype):
        rule = "must hold dates and times. Convert it with pandas.to_datetime."
        yield Fault(None, "started_at", "", rule)
        return
    for label in column.index[column.isna()]:
        rule = "must be a date and time, and not blank. Fill it in."
        yield Fault(None, f"started_at, index {label}", "", rule)


def _wrong_numbers(frame: pd.DataFrame) -> Iterator[Fault]:
    for name, limit in _NUMBERS.items():
        if name in frame:
            yield from _faults_of(frame[name], limit)


def _faults_of(found: pd.Series[Any] | pd.DataFrame, limit: Field) -> Iterator[Fault]:
    if isinstance(found, pd.Series):
        yield from _column_faults(found, limit)
    else:
        yield Fault(None, limit.name, "", "is there twice. Rename or delete one of the columns.")


def _column_faults(column: pd.Series[Any], limit: Field) -> Iterator[Fault]:
    odd_types = pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_complex_dtype(column)
    if pd.api.types.is_numeric_dtype(column.dtype) and not odd_types:
        values = as_floats(column.array)
        if keep_to_limits(limit.name, values, whole=pd.api.types.is_integer_dtype(column.dtype)):
            return
        blank = np.isnan(values)
    else:
        odd = column.map(_is_odd).astype(bool)
        numbers = column.astype(object).where(~odd, np.nan)
        values = pd.to_numeric(numbers, errors="coerce").to_numpy("float64", na_value=np.nan)
        blank = (column.isna() & ~odd).to_numpy()  # so that a word in a column of numbers is not
    good = (values >= limit.lowest if limit.lowest_itself else values > limit.lowest) & (
        values <= limit.highest
    )
    if limit.whole:
        good &= np.floor(values) == values
    rule = f"{limit.limits}. Correct it, or leave it blank if it is not known."
    for place in np.flatnonzero(~(good | blank)).tolist():
        where = f"{limit.name}, index {column.index[place]}"
        yield Fault(None, where, _shown(column.iloc[place]), rule)


def _is_odd(value: object) -> bool:
    """Tell what is no number to write down: True for 1, complex ones, and a time that is blank."""
    return value is pd.NaT or isinstance(
        value, bool | np.bool_ | complex | np.complexfloating | np.datetime64 | np.timedelta64
    )


def _shown(value: object) -> str:
    """Return what a fault may quote of a column of numbers: no words, which may be a patient's."""
    text = str(value).removesuffix(".0")
    is_number = value is pd.NaT or isinstance(value, Number | np.bool_)
    return text if is_number or not any(map(str.isalpha, text)) else ""


@dataclass(frozen=True)
class Entry:
    """One exercise of a session, and how much of it was done.

    Parameters
    ----------
    exercise_id : str
        The exercise, as in the index of `load_exercises()`; or `OTHER_ACTIVITY`, for what no
        table has: it has `minutes` and nothing else, and counts for no adherence.
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
    patient: str = NOBODY
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


def _tidy_numbers(row: object, limits: Mapping[str, Field]) -> None:
    for column, limit in limits.items():
        value = getattr(row, column)
        if isinstance(value, np.generic):
            value = value.item()
        if limit.whole and isinstance(value, float) and math.isfinite(value) and value % 1 == 0:
            value = int(value)
        if isinstance(value, float) and value == 0:
            value = 0.0  # a zero with a sign would be another number to a log's checksum
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
    if is_time(started_at) and started_at.year < FIRST_YEAR:
        rule = TOO_EARLY
    elif not is_time(started_at) or started_at.tzinfo is None:
        rule = "must be a date and time, for example datetime(2026, 3, 2, 18, 30)."
    elif started_at - timedelta(days=DAYS_AHEAD) > now:  # after the last day there is no other
        rule = IN_FUTURE
    else:
        return
    yield Fault(None, "started_at", str(started_at), rule)


def _number_faults(row: object, limits: Mapping[str, Field]) -> Iterator[Fault]:
    for column, limit in limits.items():
        value = getattr(row, column)
        if value is not None and not limit.allows(value):
            rule = f"{limit.limits}; leave it out if it is not known."
            yield Fault(None, column, str(value), rule)


def _text_faults(session: Session) -> Iterator[Fault]:
    for column, limit in TEXT_LIMITS.items():
        value = getattr(session, column)
        if rule := limit.text_fault(value):
            # What somebody wrote about their health is for no message.
            yield Fault(None, column, "" if column == "note" else str(value), rule)


def _entry_faults(entry: object, known: pd.Index[Any]) -> Iterator[Fault]:
    if not isinstance(entry, Entry):
        yield Fault(None, "exercise_id", str(entry), 'must be an Entry, as in Entry("bridging").')
        return
    name = entry.exercise_id
    if isinstance(name, str) and name == OTHER_ACTIVITY:
        yield from _other_faults(entry)
    elif not isinstance(name, str) or name not in known:
        rule = f"{NO_EXERCISE}{did_you_mean(name, known)}"
        yield Fault(None, "exercise_id", str(name), rule)
    yield from _number_faults(entry, ENTRY_LIMITS)


def _other_faults(entry: Entry) -> Iterator[Fault]:
    """Yield what is missing in other activity, and what it cannot have."""
    if entry.minutes is None:
        yield Fault(None, "minutes", "", f"{OTHER_MINUTES} Fill them in, or leave it out.")
    for column in ENTRY_LIMITS:
        if column != "minutes" and (value := getattr(entry, column)) is not None:
            yield Fault(None, column, str(value), "is not kept of other activity. Leave it out.")
