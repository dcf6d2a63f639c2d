"""From entries to weeks: the sums of a log, which add up whichever part of it they are of.

`weekly_sums` finds the sessions in a log, which has one row an entry (`find_pieces`), numbers their
weeks (`Weeks`), and adds everything up at the place of its week (`combine`). The calendar that
numbers weeks is at the end.

No `groupby`: weeks and patients are numbered without gaps, so that to add up is to add at a place.
On a log of usual size that takes a ninth of the time of pandas (benchmarks/weekly.py), and it gives
sums of parts, which a groupby of means would not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, NoReturn, TypeAlias, cast

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from backcare.errors import unknown_term
from backcare.safety import SafetySettings, lasted_too_long
from backcare.sessions import (
    as_floats,
    check_numbers,
    is_exercised,
    keep_to_limits,
    refuse,
    require,
    text_column_faults,
)
from backcare.text import counted

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
Unit: TypeAlias = Literal["s", "ms", "us", "ns"]
Window: TypeAlias = tuple[int | None, int | None]

Columns: TypeAlias = Mapping[str, ExtensionArray]
# Numbers by the name of their sum, and the row of the result that each belongs to.
Part: TypeAlias = tuple[Array, Mapping[str, Array]]

# Day 0 of numpy's calendar. It was a Thursday; week 0 is the one that holds it.
_DAY_0 = date(1970, 1, 1)
_NEVER = 2**29  # a week number beyond any date, also where numbers have 32 bits


NUMBERS = (
    *("sets", "reps", "hold_s", "minutes"),
    *("pain_before", "pain_after", "pain_minutes"),
)
LOG = ("session_id", "started_at", *NUMBERS)
_ROWS_NAMED = 5


class Kind(NamedTuple):
    """How two numbers of the same week become one, and what a week holds before the first."""

    combine: np.ufunc
    nothing: np.generic


_COUNT = Kind(np.add, np.int64(0))
_AMOUNT = Kind(np.add, np.float64(0))
_WORST = Kind(np.fmax, np.float64(np.nan))
# A set of the days of a week, one bit each, Monday's the lowest: a day in two sets is one day.
_DAYS = Kind(np.bitwise_or, np.uint8(0))
SUMS: Mapping[str, Kind] = MappingProxyType(
    {
        "sessions": _COUNT,
        "active_days": _DAYS,
        "minutes": _AMOUNT,
        "reps": _AMOUNT,
        "hold_s": _AMOUNT,
        "pain_before_sum": _AMOUNT,
        "pain_before_count": _COUNT,
        "pain_before_worst": _WORST,
        "pain_after_sum": _AMOUNT,
        "pain_after_count": _COUNT,
        "pain_after_worst": _WORST,
        "pain_change_sum": _AMOUNT,
        "pain_change_count": _COUNT,
        "stop_days": _DAYS,
    }
)
_NO_ROW = -2
# What a dose is where it is not known: it counts once, or for nothing.
_BLANK: Mapping[str, float] = MappingProxyType({"sets": 1, "reps": 1, "hold_s": 0})
# Sessions at a time: few enough for all that numpy makes of them to stay in the cache.
_AT_A_TIME = 2**15


def weekly_sums(
    frame: pd.DataFrame, *, by: str | None = None, settings: SafetySettings | None = None
) -> pd.DataFrame:
    """Add up a log, or a part of one, week by week, so that parts can be put together.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log as for `weekly_summary`, or a part of it. A log may be cut anywhere but inside
        a session, all of whose rows have to be in one part.
    by : {"patient"}, optional
        Keep patients apart.
    settings : SafetySettings, optional
        The numbers of the stop rule, by which `stop_days` are counted; `safety_settings()` when
        left out.

    Returns
    -------
    pandas.DataFrame
        Columns `week` and, with `by`, `patient`; then the sums. Most add up across parts; of
        `…_worst` the higher counts. `active_days` and `stop_days` can't be added, as a day
        in two parts is one day: they are sets of days, seven bits of a number (1 Monday, 2
        Tuesday, 4 Wednesday …), to be united. `summary_from_sums` knows.

    Raises
    ------
    ValueError
        If a column, a start or an id is missing, or `by` is not known.

    Examples
    --------
    >>> log = pd.DataFrame({
    ...     "session_id": ["a", "b"],
    ...     "started_at": pd.to_datetime(["2026-03-02 08:00", "2026-03-04 18:30"]),
    ...     "sets": 1, "reps": 10, "hold_s": 6, "minutes": None,
    ...     "pain_before": [4, 3], "pain_after": [2, None], "pain_minutes": 0})
    >>> bc.weekly_sums(log)[["week", "sessions", "active_days", "pain_before_sum"]]
            week  sessions  active_days  pain_before_sum
    0 2026-03-02         2            5              7.0
    """
    weeks, sums = add_up(frame, by, settings=settings)
    return pd.DataFrame({**weeks.as_columns(), **sums}, copy=False)


def add_sums(sums: pd.DataFrame) -> pd.DataFrame:
    """Put the sums of parts of a log together; of parts in any order, weeks may be missing.

    Parameters
    ----------
    sums : pandas.DataFrame
        What `weekly_sums` gave for each part, below one another (`pandas.concat`).

    Returns
    -------
    pandas.DataFrame
        What `weekly_sums` gives for the whole: of each patient every week from the first to the
        last.

    Raises
    ------
    ValueError
        If a column is missing.

    Examples
    --------
    >>> log = pd.DataFrame({
    ...     "session_id": ["a", "b"],
    ...     "started_at": pd.to_datetime(["2026-03-02 08:00", "2026-03-16 18:30"]),
    ...     "sets": 1, "reps": 10, "hold_s": 6, "minutes": None,
    ...     "pain_before": [4, 3], "pain_after": [2, None], "pain_minutes": 0})
    >>> parts = pd.concat([bc.weekly_sums(log[1:]), bc.weekly_sums(log[:1])])
    >>> bc.add_sums(parts)[["week", "sessions", "reps"]]
            week  sessions  reps
    0 2026-03-02         1  10.0
    1 2026-03-09         0   0.0
    2 2026-03-16         1  10.0
    """
    weeks, total = together(sums)
    return pd.DataFrame({**weeks.as_columns(), **total}, copy=False)


def together(
    sums: pd.DataFrame, window: Window = (None, None)
) -> tuple[Weeks, Mapping[str, Array]]:
    """Return the weeks that sums of parts are of, or those in a window, and the sums of each."""
    require(sums, ("week", *SUMS), "weekly_sums gives all of them")
    return _together([sums.copy(deep=False)], window)


def add_parts(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return `add_sums` of sums by patient, and take each column out of the parts on the way.

    Of very many weeks, memory would otherwise hold all of them three times.
    """
    weeks, total = _together(parts, (None, None))
    return pd.DataFrame({**weeks.as_columns(), **total}, copy=False)


def _together(parts: Sequence[pd.DataFrame], window: Window) -> tuple[Weeks, Mapping[str, Array]]:
    """Put parts together, a column at a time, which they then lack."""
    monday = pd.concat([part.pop("week") for part in parts], ignore_index=True).to_numpy()
    who, patients = np.zeros(len(monday), np.int64), None
    if "patient" in parts[0]:
        named = pd.concat([part.pop("patient") for part in parts], ignore_index=True)
        who, names = pd.factorize(named, sort=True)
        patients = pd.Index(names)
    week, _ = week_and_weekday(monday)
    weeks = Weeks.between(who, week, patients, window, unit_of(monday))
    row, total = weeks.rows(who, week), dict[str, Array]()
    for name in SUMS:
        values = np.concatenate([part.pop(name).to_numpy() for part in parts])
        total |= combine([(row, {name: values})], len(weeks), [name])
    return weeks, total


def add_up(
    frame: pd.DataFrame,
    by: str | None,
    window: Window = (None, None),
    *,
    settings: SafetySettings | None = None,
    pieces: Pieces | None = None,
) -> tuple[Weeks, Mapping[str, Array]]:
    """Return the weeks of a log, or those in a window, and the sums of each."""
    if by not in (None, "patient"):
        raise unknown_term("by", [by], ["patient"])
    require(frame, (*LOG, by) if by else LOG, "SessionLog.to_frame() gives all of them")
    started_at = wall_clock(frame)
    if pieces is None:
        pieces = find_pieces(frame, started_at)
    if by and (pieces.who < 0).any():
        refuse_blank(frame["patient"])
    week, weekday = week_and_weekday(started_at[pieces.first])
    who, patients = (pieces.who, pieces.patients) if by else (np.zeros_like(week), None)
    weeks = Weeks.between(who, week, patients, window, unit_of(started_at))
    parts = _parts(frame, pieces, weeks.rows(who, week), weekday, settings)
    return weeks, combine(parts, len(weeks))


def combine(parts: Iterable[Part], rows: int, names: Iterable[str] = SUMS) -> dict[str, Array]:
    """Make one number of all those with the same row; what has the row -1 is left out."""
    # Python's -1 is the last place: one more than there are rows, to be thrown away.
    sums = {name: np.full(rows + 1, SUMS[name].nothing) for name in names}
    for row, numbers in parts:
        for name, values in numbers.items():
            SUMS[name].combine.at(sums[name], row, values)
    return {name: values[:-1] for name, values in sums.items()}


def _parts(
    frame: pd.DataFrame,
    pieces: Pieces,
    row: Array,
    weekday: Array,
    settings: SafetySettings | None,
) -> Iterator[Part]:
    """Yield numbers to combine, each with its row, of some sessions at a time."""
    columns = number_columns(frame)
    if not all(_is_of_numbers(frame[name]) for name in NUMBERS):
        check_numbers(frame)
    edges = np.append(pieces.first, len(frame))
    for begin in range(0, len(row), _AT_A_TIME):
        end = min(begin + _AT_A_TIME, len(row))
        some, rows = slice(begin, end), slice(edges[begin], edges[end])
        block = {name: _in_limits(frame, name, values[rows]) for name, values in columns.items()}
        first = pieces.first[some] - edges[begin]
        pieces_here = pieces.again[some], pieces.done[some]
        yield row[some], _of_sessions(block, first, *pieces_here, weekday[some], settings)
        # Doses need no sessions: what stands together of a week is added up at one go.
        week = np.flatnonzero(np.diff(row[some], prepend=_NO_ROW))
        yield row[some][week], _of_entries(block, columns["reps"][rows].isna(), first[week])


def _in_limits(frame: pd.DataFrame, name: str, values: ExtensionArray) -> Array:
    """Return some numbers of a column as floats; refuse a frame with numbers that no log holds."""
    numbers = as_floats(values, blank=_BLANK.get(name, np.nan))
    if not keep_to_limits(name, numbers, whole=pd.api.types.is_integer_dtype(values.dtype)):
        check_numbers(frame)  # which names all that is wrong
    return numbers.astype("float64", copy=False)  # sums need them all, whatever a column has


def _of_sessions(
    block: Mapping[str, Array],
    first: Array,
    again: Array,
    done: Array,
    weekday: Array,
    settings: SafetySettings | None,
) -> dict[str, Array]:
    """Write each session as the sums of a week in which it is the only one."""
    # Where a session's rows stand apart, it counts, with its pain, in the first place.
    before, after, above_mild = (
        np.where(again, np.nan, block[name].take(first))
        for name in ("pain_before", "pain_after", "pain_minutes")
    )
    stop = lasted_too_long(above_mild, settings)
    return {
        "sessions": (done & ~again).astype(np.int64),
        "active_days": np.left_shift(done, weekday).astype(np.uint8),
        **_sum_and_count("pain_before", before),
        "pain_before_worst": before,
        **_sum_and_count("pain_after", after),
        "pain_after_worst": after,
        **_sum_and_count("pain_change", after - before),
        "stop_days": np.left_shift(stop, weekday).astype(np.uint8),
    }


def _of_entries(block: Mapping[str, Array], no_reps: Array, first: Array) -> dict[str, Array]:
    """Add up the doses from each of some rows to the next."""
    times = block["sets"] * block["reps"]
    doses = {
        "minutes": np.where(np.isnan(block["minutes"]), 0, block["minutes"]),
        "reps": times * ~no_reps,
        # Not reps x seconds: a hold without reps was held once.
        "hold_s": times * block["hold_s"],
    }
    return {name: np.add.reduceat(dose, first) for name, dose in doses.items()}


def _sum_and_count(name: str, scores: Array) -> dict[str, Array]:
    known = ~np.isnan(scores)
    return {
        f"{name}_sum": np.where(known, scores, 0),
        f"{name}_count": known.astype(np.int64),
    }


# --- the sessions in a log -------------------------------------------------------------------


class Pieces(NamedTuple):
    """Rows of one session that stand together: in a log, always the whole session."""

    first: Array  # the place of each piece's first row
    who: Array  # the number of its patient
    patients: pd.Index[Any] | None
    again: Array  # whether its session has begun in an earlier piece
    done: Array  # whether any exercise was done in it


def find_pieces(frame: pd.DataFrame, started_at: Array) -> Pieces:
    """Cut a log wherever a row is of another session than the row above."""
    new = _changes(frame["session_id"])
    new[1:] |= started_at[1:] != started_at[:-1]
    new_patient = _changes(frame["patient"]) if "patient" in frame else ~np.ones_like(new)
    first = np.flatnonzero(new | new_patient)
    begun = frame["session_id"].iloc[first]
    ids = begun.array
    if ids.isna().any():
        refuse_blank(frame["session_id"])
    refuse(text_column_faults(begun, blank=True))
    who, patients = _number_patients(frame, first, new_patient[first])
    again = _seen_before(who, started_at[first], ids)
    done = _is_done(frame, first)
    if again.any() and not done.all():
        _move_forward(done, who, started_at[first], ids)
    return Pieces(first, who, patients, again, done)


def _is_done(frame: pd.DataFrame, first: Array) -> Array:
    """Tell the pieces in which any exercise was done."""
    if "exercise_id" not in frame:  # of which nothing is told: all of it counts
        return np.ones(len(first), bool)
    done: Array = is_exercised(frame[["exercise_id"]].iloc[first]).to_numpy(bool, copy=True)
    rows = np.diff(first, append=len(frame))
    if (rows[~done] > 1).any():  # seldom: other activity comes before the first exercise
        done = np.logical_or.reduceat(is_exercised(frame).to_numpy(bool), first)
    return done


def _move_forward(done: Array, who: Array, started_at: Array, ids: ExtensionArray) -> None:
    """Let a session whose rows stand apart be done in its first piece, if it is in any."""
    keys = pd.DataFrame({"who": who, "at": started_at, "id": ids})
    done[:] = pd.Series(done).groupby([keys[name] for name in keys]).transform("any").to_numpy()


def _number_patients(
    frame: pd.DataFrame, first: Array, new: Array
) -> tuple[Array, pd.Index[Any] | None]:
    """Give each piece the number of its patient, in the order of their names; a blank is -1."""
    if "patient" not in frame:
        return np.zeros_like(first), None
    # A patient's pieces stand together in a log, so that few names have to be looked up.
    names = frame["patient"].iloc[first[new]]
    refuse(text_column_faults(names, blank=True))
    number, patients = pd.factorize(names, sort=True)
    who: Array = number[np.cumsum(new) - 1]
    return who, pd.Index(patients)


def _seen_before(who: Array, started_at: Array, ids: ExtensionArray) -> Array:
    """Tell the pieces whose session has begun in an earlier piece."""
    again = np.zeros(len(who), bool)
    # To compare all ids would take longer than everything else.
    suspect = np.flatnonzero(_may_come_twice(who, started_at))
    if len(suspect):
        keys = {"who": who[suspect], "at": started_at[suspect], "id": ids[suspect]}
        again[suspect] = pd.DataFrame(keys).duplicated()
    return again


def _may_come_twice(who: Array, started_at: Array) -> Array:
    """Tell the pieces that share patient and start with two others or more.

    Two in a row are of two sessions, or they would be one piece.
    """
    same_patient = who[1:] == who[:-1]
    # In the order of a log, by patient and start, it is enough to look at neighbours.
    in_order = (who[1:] > who[:-1]) | (same_patient & (started_at[1:] >= started_at[:-1]))
    if not in_order.all():
        return pd.DataFrame({"who": who, "at": started_at}).duplicated(keep=False).to_numpy()
    same_start = same_patient & (started_at[1:] == started_at[:-1])
    inner = same_start[1:] & same_start[:-1]
    suspect = np.zeros(len(who), bool)
    for shift in range(3):
        suspect[shift : len(inner) + shift] |= inner
    return suspect


def _changes(column: pd.Series[Any]) -> Array:
    """Tell the rows whose value is another than that of the row above."""
    # Strings of Python are compared fastest as bare objects; all else as pandas keeps it.
    python = column.dtype == object or getattr(column.dtype, "storage", "") == "python"
    values = column.to_numpy() if python else column.array
    new: Array = np.ones(len(column), bool)
    try:
        differs = values[1:] != values[:-1]
    except TypeError:  # from pd.NA, which is neither the same nor another
        refuse_blank(column)
    masked = not isinstance(differs, np.ndarray)
    new[1:] = differs.to_numpy(bool, na_value=True) if masked else differs
    return new


# --- the columns of a log --------------------------------------------------------------------


def number_columns(frame: pd.DataFrame) -> Columns:
    """Return the columns that hold numbers, as pandas keeps them."""
    return {name: _number_column(frame[name]) for name in NUMBERS}


def _is_of_numbers(column: pd.Series[Any]) -> bool:
    """Tell a column of whole numbers or floats from one that may hold anything."""
    kind = column.dtype
    return pd.api.types.is_integer_dtype(kind) or pd.api.types.is_float_dtype(kind)


def _number_column(column: pd.Series[Any]) -> ExtensionArray:
    values: ExtensionArray = column.array
    if not pd.api.types.is_numeric_dtype(column.dtype):
        numbers = pd.to_numeric(column, errors="coerce")
        wrong = column[numbers.isna() & column.notna()]
        if len(wrong):
            raise ValueError(
                f"{column.name} must be a number, but is none {_in_rows(wrong)}. "
                "Correct it, or leave it blank."
            )
        values = numbers.array
    return values


def wall_clock(frame: pd.DataFrame) -> Array:
    """Return when each row's session began, as the clock there showed it."""
    started_at = frame["started_at"] if len(frame) else pd.to_datetime(frame["started_at"])
    if not pd.api.types.is_datetime64_any_dtype(started_at):
        raise ValueError(
            f"started_at must hold dates and times, got the type {started_at.dtype}. "
            "Convert it with pandas.to_datetime."
        )
    if started_at.hasnans:
        refuse_blank(started_at)
    if isinstance(started_at.dtype, pd.DatetimeTZDtype):
        started_at = started_at.dt.tz_localize(None)
    return started_at.to_numpy()


def refuse_blank(column: pd.Series[Any]) -> NoReturn:
    """Raise an error that names the rows in which nothing stands."""
    raise ValueError(
        f"{column.name} must not be blank, but is {_in_rows(column[column.isna()])}. Fill it in, "
        f'or leave these rows out with frame.dropna(subset="{column.name}").'
    )


def _in_rows(found: pd.Series[Any]) -> str:
    labels = [str(label) for label in found.index[:_ROWS_NAMED]]
    named = ", ".join(labels) + (" …" if len(found) > _ROWS_NAMED else "")
    return f"in {counted(len(found), 'row')} (index {named})"


# --- the rows of a result --------------------------------------------------------------------


@dataclass(frozen=True)
class Weeks:
    """The rows of a result: of each patient every week from the first to the last."""

    first: Array  # the number of each patient's first week
    count: Array  # how many weeks there are of each
    patients: pd.Index[Any] | None  # None for the weeks of all rows together
    unit: Unit  # that of the Mondays' time

    @classmethod
    def between(
        cls,
        who: Array,
        week: Array,
        patients: pd.Index[Any] | None,
        window: Window,
        unit: Unit,
    ) -> Weeks:
        """Take each patient's own first and last week, where the window does not say."""
        people = 1 if patients is None else len(patients)
        start, end = window
        first = np.full(people, _NEVER if start is None else start)
        last = np.full(people, -_NEVER if end is None else end)
        if start is None:
            np.minimum.at(first, who, week)
        if end is None:
            np.maximum.at(last, who, week)
        return cls(first, np.maximum(last - first + 1, 0), patients, unit)

    def __len__(self) -> int:
        return int(self.count.sum())

    def rows(self, who: Array, week: Array) -> Array:
        """Return the row of each patient's week, or -1 where there is none."""
        since_first = week - self.first[who]
        inside = (since_first >= 0) & (since_first < self.count[who])
        return np.where(inside, self._rows_before()[who] + since_first, -1)

    def as_columns(self) -> dict[str, pd.Index[Any]]:
        """Return the Monday of each row, and the patient where there are any."""
        who, week = self._who_and_week()
        monday = mondays(week, self.unit)
        if self.patients is None:
            return {"week": monday}
        return {"patient": self.patients.take(who), "week": monday}

    def as_index(self) -> pd.Index[Any]:
        """Return the same as an index."""
        who, week = self._who_and_week()
        if self.patients is None:
            return mondays(week, self.unit)
        first = week.min(initial=_NEVER)
        every_week = np.arange(first, week.max(initial=-_NEVER) + 1)
        return pd.MultiIndex(
            levels=[self.patients, mondays(every_week, self.unit)],  # type: ignore[list-item]
            codes=[who, week - first],  # type: ignore[list-item]
            names=["patient", "week"],
            verify_integrity=False,
        )

    def _rows_before(self) -> Array:
        return np.cumsum(self.count) - self.count

    def _who_and_week(self) -> tuple[Array, Array]:
        """Return the numbers of each row's patient and week."""
        # numpy wants its own size of whole numbers, which has 32 bits in a browser.
        who = np.repeat(np.arange(len(self.count)), self.count.astype(np.intp))
        return who, np.arange(len(who)) + (self.first - self._rows_before())[who]


# --- the calendar ----------------------------------------------------------------------------


def week_of(day: date) -> int:
    """Return the number of the week of a day."""
    return (day.toordinal() - _DAY_0.toordinal() + _DAY_0.weekday()) // 7


def week_and_weekday(times: Array) -> tuple[Array, Array]:
    """Return the numbers of the weeks of many times, and of the days in them, Monday's 0."""
    days = times.astype("datetime64[D]").astype(np.int64)
    week, weekday = np.divmod(days + _DAY_0.weekday(), 7)
    return week, weekday


def mondays(week: Array, unit: Unit) -> pd.DatetimeIndex:
    """Return the Mondays of numbered weeks."""
    days = (week * 7 - _DAY_0.weekday()).astype("datetime64[D]").astype("datetime64[s]")
    return pd.DatetimeIndex(days, name="week").as_unit(unit)


def unit_of(times: Array) -> Unit:
    """Return the unit in which an array counts time."""
    return cast(Unit, np.datetime_data(times.dtype)[0])
