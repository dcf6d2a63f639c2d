"""The calendar under the sums: weeks as numbers, and the rows of a result as places to add to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias, cast

import numpy as np
import pandas as pd

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
Unit: TypeAlias = Literal["s", "ms", "us", "ns"]
Window: TypeAlias = tuple[int | None, int | None]

# Day 0 of numpy's calendar. It was a Thursday; week 0 is the one that holds it.
_DAY_0 = date(1970, 1, 1)
_NEVER = 2**40  # a week number beyond any date


def week_of(day: date) -> int:
    """Return the number of the week of a day.

    Examples
    --------
    >>> week_of(date(1970, 1, 4)), week_of(date(1970, 1, 5))
    (0, 1)
    """
    return (day.toordinal() - _DAY_0.toordinal() + _DAY_0.weekday()) // 7


def week_and_weekday(times: Array) -> tuple[Array, Array]:
    """Return the numbers of the weeks of many times, and of the days in them, Monday's 0.

    Examples
    --------
    >>> week_and_weekday(np.array(["1970-01-01", "1970-01-05T23:59"], dtype="datetime64[us]"))
    (array([0, 1]), array([3, 0]))
    """
    days = times.astype("datetime64[D]").astype(np.int64)
    week, weekday = np.divmod(days + _DAY_0.weekday(), 7)
    return week, weekday


def mondays(week: Array, unit: Unit) -> pd.DatetimeIndex:
    """Return the Mondays of numbered weeks.

    Examples
    --------
    >>> mondays(np.array([0, 1]), "us")
    DatetimeIndex(['1969-12-29', '1970-01-05'], dtype='datetime64[us]', name='week', freq=None)
    """
    days = (week * 7 - _DAY_0.weekday()).astype("datetime64[D]").astype("datetime64[s]")
    return pd.DatetimeIndex(days, name="week").as_unit(unit)


def unit_of(times: Array) -> Unit:
    """Return the unit in which an array counts time.

    Examples
    --------
    >>> unit_of(np.array(["2026-03-02"], dtype="datetime64[us]"))
    'us'
    """
    return cast(Unit, np.datetime_data(times.dtype)[0])


@dataclass(frozen=True)
class Weeks:
    """The rows of a result: of each patient every week from the first to the last.

    Parameters
    ----------
    first : array
        The number of each patient's first week.
    count : array
        How many weeks each patient has.
    patients : pandas.Index or None
        Their names; None for the weeks of all rows together.
    unit : str
        In which pandas is to count the time of the Mondays.
    """

    first: Array
    count: Array
    patients: pd.Index[Any] | None
    unit: Unit

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
        who = np.repeat(np.arange(len(self.count)), self.count)
        return who, np.arange(len(who)) + (self.first - self._rows_before())[who]
