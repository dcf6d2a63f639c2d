"""A log as weeks: how often, how much, and how the pain was, weeks without a session included.

`week_sums` adds the log up; here the sums become means and adherence. The sums of parts of a log
can be put together before this step.
"""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

import numpy as np
import pandas as pd

from backcare.days import Day, day_of
from backcare.safety import SafetySettings
from backcare.summaries.week_sums import (
    Array,
    Weeks,
    Window,
    add_up,
    together,
    week_of,
)

# How many days are in each set of days of a week, one bit each.
_DAYS_IN_SET = np.array([days.bit_count() for days in range(2**7)], np.int64)


def weekly_summary(
    frame: pd.DataFrame,
    *,
    sessions_goal: float = 3,
    by: str | None = None,
    start: Day | None = None,
    end: Day | None = None,
    settings: SafetySettings | None = None,
) -> pd.DataFrame:
    """Summarise a log week by week, the weeks without a session included.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log as `SessionLog.to_frame()` gives it, one row an entry; its own order is the
        fastest, and any will do. Rows that agree in `session_id`, `started_at` and (where
        there is one) `patient` are one session, and its pain is read from the first of them.
        `started_at` is the time on the clock there.
    sessions_goal : float, default 3
        Sessions a week that were agreed on, 1 or more.
    by : {"patient"}, optional
        Keep patients apart. When left out, all rows are taken together, as of one person.
    start, end : str or datetime.date, optional
        Any day of the first and of the last week wanted, such as "2026-03-02". When left
        out: the weeks of the first and of the last session; with `by`, of each patient's
        own, so name an `end` to see who has stopped coming.
    settings : SafetySettings, optional
        The numbers of the stop rule, by which `stop_days` are counted; `safety_settings()` when
        left out.

    Returns
    -------
    pandas.DataFrame
        Index `week` (its Monday), or `patient` and `week`. Columns:

        - `sessions`, those in which an exercise was done; `active_days`, the days with one. Other
          activity (`OTHER_ACTIVITY`) makes neither, as it is nothing that was agreed on;
        - `minutes`, those of other activity among them; `reps`, sets x reps; `hold_s`, sets x reps
          x seconds held. Sets left blank count as 1; reps left blank as none, but a hold without
          reps was held once;
        - `pain_before_mean`, `pain_before_worst`, `pain_after_mean`, `pain_after_worst`,
          0 to 10 on the NRS, and `pain_change_mean`, after less before where both are known,
          so that a minus is relief; NaN where nothing is known;
        - `sessions_goal`, and `adherence`, sessions / goal, which can be above 1;
        - `stop_days`: days on which pain above mild lasted longer than the stop rule allows.

    Raises
    ------
    ValueError
        If a column, a start or an id is missing, or an argument makes no sense.

    Examples
    --------
    >>> log = pd.DataFrame({
    ...     "session_id": ["a", "a", "b"],
    ...     "started_at": pd.to_datetime(["2026-03-02", "2026-03-02", "2026-03-17"]),
    ...     "sets": [1, 2, None], "reps": [10, 8, None], "hold_s": [6, None, None],
    ...     "minutes": [None, None, 30], "pain_before": [4, 4, 3], "pain_after": [2, 2, 2],
    ...     "pain_minutes": 0})
    >>> bc.weekly_summary(log)[["sessions", "reps", "pain_before_mean", "adherence"]]
                sessions  reps  pain_before_mean  adherence
    week
    2026-03-02         1    26               4.0   0.333333
    2026-03-09         0     0               NaN   0.000000
    2026-03-16         1     0               3.0   0.333333
    """
    window = _check(sessions_goal, start, end)
    weeks, sums = add_up(frame, by, window, settings=settings)
    return _summarise(weeks, sums, sessions_goal)


def summary_from_sums(
    sums: pd.DataFrame,
    *,
    sessions_goal: float = 3,
    start: Day | None = None,
    end: Day | None = None,
) -> pd.DataFrame:
    """Make the weekly summary of a log from the sums of its parts.

    Parameters
    ----------
    sums : pandas.DataFrame
        What `weekly_sums` gave; of several parts, below one another (`pandas.concat`).
    sessions_goal, start, end
        As for `weekly_summary`.

    Returns
    -------
    pandas.DataFrame
        What `weekly_summary` gives for the whole log.

    Raises
    ------
    ValueError
        If a column is missing or an argument makes no sense.

    Examples
    --------
    >>> log = pd.DataFrame({
    ...     "session_id": ["a", "b"],
    ...     "started_at": pd.to_datetime(["2026-03-02 08:00", "2026-03-02 18:30"]),
    ...     "sets": 1, "reps": 10, "hold_s": 6, "minutes": None,
    ...     "pain_before": [4, 3], "pain_after": [2, None], "pain_minutes": 0})
    >>> sums = pd.concat([bc.weekly_sums(log[:1]), bc.weekly_sums(log[1:])])
    >>> bc.summary_from_sums(sums)[["sessions", "active_days", "pain_before_mean"]]
                sessions  active_days  pain_before_mean
    week
    2026-03-02         2            1               3.5
    """
    window = _check(sessions_goal, start, end)
    weeks, total = together(sums, window)
    return _summarise(weeks, total, sessions_goal)


def _summarise(weeks: Weeks, total: Mapping[str, Array], goal: float) -> pd.DataFrame:
    columns = {
        "sessions": total["sessions"],
        "active_days": _DAYS_IN_SET[total["active_days"]],
        "minutes": total["minutes"],
        "reps": total["reps"].astype(np.int64),
        "hold_s": total["hold_s"].astype(np.int64),
        "pain_before_mean": _mean(total, "pain_before"),
        "pain_before_worst": total["pain_before_worst"],
        "pain_after_mean": _mean(total, "pain_after"),
        "pain_after_worst": total["pain_after_worst"],
        "pain_change_mean": _mean(total, "pain_change"),
        "sessions_goal": goal,
        "adherence": total["sessions"] / goal,
        "stop_days": _DAYS_IN_SET[total["stop_days"]],
    }
    return pd.DataFrame(columns, index=weeks.as_index(), copy=False)


def _mean(total: Mapping[str, Array], name: str) -> Array:
    count = total[f"{name}_count"]
    return total[f"{name}_sum"] / np.where(count > 0, count, np.nan)


def check_goal(goal: object) -> None:
    """Raise a ValueError where something is no number of sessions a week that may be agreed on."""
    if not (isinstance(goal, Real) and float(goal) >= 1):
        raise ValueError(f"sessions_goal must be 1 or more sessions a week, got {goal!r}.")


def _check(goal: float, start: Day | None, end: Day | None) -> Window:
    """Check the arguments, and return the numbers of the first and the last week wanted."""
    check_goal(goal)
    first, last = (
        None if day is None else day_of(argument, day)
        for argument, day in (("start", start), ("end", end))
    )
    if first and last and first > last:
        raise ValueError(f"start must not be after end, got {first} and {last}. Swap them.")
    return None if first is None else week_of(first), None if last is None else week_of(last)
