"""The weeks of a group: who came when, of how many that could have come."""

from __future__ import annotations

from datetime import date

import pandas as pd

from backcare.cohort.people import day_of, ends_of, entries_until, sessions_until
from backcare.cohort.rules import read_rules
from backcare.weekly import weekly_summary

_WEEK = pd.Timedelta(days=7)


def group_weeks(
    frame: pd.DataFrame,
    *,
    on: str | date,
    sessions_goal: float = 3,
    rules: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Summarise every week of every patient, and tell in which they had not begun, or stopped.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log of several patients, as `load_logs(folder).frame`.
    on : str or datetime.date
        The day one looks, such as "2025-07-07". The last week is the last one that was over by
        then: a week that has just begun would look like a week missed.
    sessions_goal : float, default 3
        Sessions a week that were agreed on, 1 or more.
    rules : pandas.DataFrame, optional
        `load_table("call_rules")` with numbers of your own; `stopped` is asked here.

    Returns
    -------
    pandas.DataFrame
        Index `patient` and `week`, for each patient the weeks of the whole group (who has only
        begun this week is not in it yet); the columns of
        `weekly_summary`, and before them `state`, a week_state of the vocabulary: "not_begun",
        "sessions", "none" or "stopped".

    Raises
    ------
    ValueError
        If the frame is no log, or an argument makes no sense.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "session_id": ["a", "b"], "patient": ["P1", "P2"], "note": "",
    ...     "started_at": pd.to_datetime(["2025-01-06", "2025-01-16"]),
    ...     "exercise_id": "bridging", "sets": 1, "reps": 10, "hold_s": 6, "minutes": None,
    ...     "pain_before": 4, "pain_after": None, "pain_peak": None, "pain_minutes": None,
    ...     "utc_offset_min": 0})
    >>> group_weeks(frame, on="2025-01-20")["state"].unstack()
    week    2025-01-06 2025-01-13
    patient
    P1        sessions       none
    P2       not_begun   sessions
    """
    day = day_of(on)
    over = day - pd.Timedelta(days=day.weekday())
    entries = entries_until(frame, over - pd.Timedelta(days=1))
    if entries.empty:
        weekly = weekly_summary(entries, by="patient", sessions_goal=sessions_goal)
        weekly.insert(0, "state", "")
        return weekly
    start = entries["started_at"].min()
    weekly = weekly_summary(
        entries, by="patient", sessions_goal=sessions_goal, start=start, end=over - _WEEK
    )
    # Whoever came again since the last whole week has not stopped.
    ends = ends_of(sessions_until(frame, day))
    of_each = ends.reindex(weekly.index.get_level_values("patient"))
    week = pd.DatetimeIndex(weekly.index.get_level_values("week"))
    first, last = (of_each[f"{end}_session"].to_numpy() for end in ("first", "last"))
    has_stopped = of_each["days_since"].to_numpy() >= read_rules(rules)["stopped"].days
    weekly.insert(0, "state", "none")
    weekly.loc[week + _WEEK <= first, "state"] = "not_begun"
    weekly.loc[has_stopped & (week > last), "state"] = "stopped"
    weekly.loc[weekly["sessions"] > 0, "state"] = "sessions"
    return weekly


def group_adherence(weeks: pd.DataFrame) -> pd.DataFrame:
    """Add up a group week by week: sessions done, of those planned by all and by who still comes.

    Parameters
    ----------
    weeks : pandas.DataFrame
        What `group_weeks` gave.

    Returns
    -------
    pandas.DataFrame
        Index `week`. Columns `begun` (patients who have begun, stopped or not), `stopped`,
        `came` (with a session that week), `sessions`; `share_of_begun`: sessions done of those
        agreed with all who have begun; `share_of_coming`: the same without who has stopped,
        which is the more flattering number.

    Raises
    ------
    ValueError
        If the table is not one of `group_weeks`.

    Examples
    --------
    >>> index = pd.MultiIndex.from_product(
    ...     [["P1", "P2"], [pd.Timestamp("2025-01-06")]], names=["patient", "week"])
    >>> weeks = pd.DataFrame({"state": ["sessions", "stopped"], "sessions": [3, 0],
    ...                       "sessions_goal": 3.0}, index=index)
    >>> group_adherence(weeks)[["begun", "stopped", "share_of_begun", "share_of_coming"]]
                begun  stopped  share_of_begun  share_of_coming
    week
    2025-01-06      2        1             0.5              1.0
    """
    if lacking := [name for name in ("state", "sessions", "sessions_goal") if name not in weeks]:
        raise ValueError(f"weeks lacks {', '.join(lacking)}; group_weeks gives all of them.")
    begun = weeks["state"] != "not_begun"
    stopped = weeks["state"] == "stopped"
    goal = weeks["sessions_goal"]
    parts = pd.DataFrame(
        {
            "begun": begun,
            "stopped": stopped,
            "came": weeks["state"] == "sessions",
            "sessions": weeks["sessions"],
            "of_begun": goal.where(begun, 0.0),
            "of_coming": goal.where(begun & ~stopped, 0.0),
        }
    )
    table = parts.groupby(level="week").sum()
    for name in ("begun", "coming"):
        planned = table.pop(f"of_{name}")
        table[f"share_of_{name}"] = table["sessions"] / planned.where(planned > 0)
    return table


def retention(
    frame: pd.DataFrame, *, on: str | date, rules: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Tell what share of a group still came so many weeks after their first session.

    Somebody is kept at week 4 who had a session 28 days after the first one, or later. Only who
    began so long ago that it is settled is counted: another stretch of days as long as it takes to
    count as having stopped must have gone by.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log of several patients, as `load_logs(folder).frame`.
    on : str or datetime.date
        The day one looks, such as "2025-07-07"; what is later is not read.
    rules : pandas.DataFrame, optional
        `load_table("call_rules")` with numbers of your own; `stopped` is asked here.

    Returns
    -------
    pandas.DataFrame
        Index `weeks_since_first`, from 0; columns `settled` (patients for whom it is known),
        `kept` (of these) and `share`. The last row is the last for which anybody is settled.

    Raises
    ------
    ValueError
        If the frame is no log, or an argument makes no sense.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "session_id": ["a", "b", "c"], "patient": ["P1", "P1", "P2"], "note": "",
    ...     "started_at": pd.to_datetime(["2025-01-06", "2025-01-13", "2025-01-06"]),
    ...     "exercise_id": "bridging", "sets": 1, "reps": 10, "hold_s": 6, "minutes": None,
    ...     "pain_before": 4, "pain_after": None, "pain_peak": None, "pain_minutes": None,
    ...     "utc_offset_min": 0})
    >>> retention(frame, on="2025-02-24")
                       settled  kept  share
    weeks_since_first
    0                        2     2    1.0
    1                        2     1    0.5
    """
    ends = ends_of(sessions_until(frame, day_of(on)))
    wait = read_rules(rules)["stopped"].days
    known, since = (ends[name].to_numpy() for name in ("days_known", "days_since"))
    longest = int((known.max(initial=-1) - wait) // 7)
    rows = []
    for week in range(longest + 1):
        settled = known >= 7 * week + wait
        kept = settled & (known - since >= 7 * week)
        rows.append((int(settled.sum()), int(kept.sum())))
    index = pd.RangeIndex(len(rows), name="weeks_since_first")
    table = pd.DataFrame(rows, index=index, columns=["settled", "kept"], dtype="int64")
    table["share"] = table["kept"] / table["settled"]
    return table
