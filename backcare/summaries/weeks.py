"""From sessions to weeks: sums that can be put together, whichever part of a log they are of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from backcare.errors import unknown_term
from backcare.stop_rule import lasted_too_long
from backcare.weekly.entries import (
    LOG,
    Columns,
    Pieces,
    find_pieces,
    floats,
    number_columns,
    refuse_blank,
    require,
    wall_clock,
)
from backcare.weekly.weeks import Array, Weeks, Window, unit_of, week_and_weekday

# Numbers by the name of their sum, and the row of the result that each belongs to.
Part: TypeAlias = tuple[Array, Mapping[str, Array]]


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
# Sessions at a time: few enough for all that numpy makes of them to stay in the cache.
_AT_A_TIME = 2**15


def weekly_sums(frame: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Add up a log, or a part of one, week by week, so that parts can be put together.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log as for `weekly_summary`, or a part of it. A log may be cut anywhere but inside
        a session, all of whose rows have to be in one part.
    by : {"patient"}, optional
        Keep patients apart.

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
    weeks, sums = add_up(frame, by)
    return pd.DataFrame({**weeks.as_columns(), **sums}, copy=False)


def add_up(
    frame: pd.DataFrame, by: str | None, window: Window = (None, None)
) -> tuple[Weeks, Mapping[str, Array]]:
    """Return the weeks of a log, or those in a window, and the sums of each."""
    if by not in (None, "patient"):
        raise unknown_term("by", [by], ["patient"])
    require(frame, (*LOG, by) if by else LOG, "SessionLog.to_frame() gives all of them")
    started_at, columns = wall_clock(frame), number_columns(frame)
    pieces = find_pieces(frame, started_at)
    if by and (pieces.who < 0).any():
        refuse_blank(frame["patient"])
    week, weekday = week_and_weekday(started_at[pieces.first])
    who, patients = (pieces.who, pieces.patients) if by else (np.zeros_like(week), None)
    weeks = Weeks.between(who, week, patients, window, unit_of(started_at))
    parts = _parts(columns, pieces, weeks.rows(who, week), weekday)
    return weeks, combine(parts, len(weeks))


def combine(parts: Iterable[Part], rows: int) -> dict[str, Array]:
    """Make one number of all those with the same row; what has the row -1 is left out."""
    # Python's -1 is the last place: one more than there are rows, to be thrown away.
    sums = {name: np.full(rows + 1, kind.nothing) for name, kind in SUMS.items()}
    for row, numbers in parts:
        for name, values in numbers.items():
            SUMS[name].combine.at(sums[name], row, values)
    return {name: values[:-1] for name, values in sums.items()}


def _parts(columns: Columns, pieces: Pieces, row: Array, weekday: Array) -> Iterator[Part]:
    """Yield numbers to combine, each with its row, of some sessions at a time."""
    edges = np.append(pieces.first, len(columns["sets"]))
    for begin in range(0, len(row), _AT_A_TIME):
        end = min(begin + _AT_A_TIME, len(row))
        some, rows = slice(begin, end), slice(edges[begin], edges[end])
        block = {name: values[rows] for name, values in columns.items()}
        first = pieces.first[some] - edges[begin]
        yield row[some], _of_sessions(block, first, pieces.again[some], weekday[some])
        # Doses need no sessions: what stands together of a week is added up at one go.
        week = np.flatnonzero(np.diff(row[some], prepend=_NO_ROW))
        yield row[some][week], _of_entries(block, first[week])


def _of_sessions(block: Columns, first: Array, again: Array, weekday: Array) -> dict[str, Array]:
    """Write each session as the sums of a week in which it is the only one."""
    # Where a session's rows stand apart, it counts, with its pain, in the first place.
    before, after, above_mild = (
        np.where(again, np.nan, floats(block[name].take(first)))
        for name in ("pain_before", "pain_after", "pain_minutes")
    )
    stop = lasted_too_long(above_mild)
    return {
        "sessions": (~again).astype(np.int64),
        "active_days": np.left_shift(1, weekday).astype(np.uint8),
        **_sum_and_count("pain_before", before),
        "pain_before_worst": before,
        **_sum_and_count("pain_after", after),
        "pain_after_worst": after,
        **_sum_and_count("pain_change", after - before),
        "stop_days": np.left_shift(stop, weekday).astype(np.uint8),
    }


def _of_entries(block: Columns, first: Array) -> dict[str, Array]:
    """Add up the doses from each of some rows to the next."""
    times = floats(block["sets"], blank=1) * floats(block["reps"], blank=1)
    doses = {
        "minutes": floats(block["minutes"], blank=0),
        "reps": times * ~block["reps"].isna(),
        # Not reps x seconds: a hold without reps was held once.
        "hold_s": times * floats(block["hold_s"], blank=0),
    }
    return {name: np.add.reduceat(dose, first) for name, dose in doses.items()}


def _sum_and_count(name: str, scores: Array) -> dict[str, Array]:
    known = ~np.isnan(scores)
    return {
        f"{name}_sum": np.where(known, scores, 0),
        f"{name}_count": known.astype(np.int64),
    }
