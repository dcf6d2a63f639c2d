"""A group in numbers: its weeks, how many of them came, who is still there, how pain changed.

The four public functions come first. All look at a log as of one day: what is later is not read.
What they stand on is in `group`: each session once, and the sums of weeks.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from backcare.cohort.arguments import check_agreed, check_whole, day_asked
from backcare.cohort.group import GroupParts, ends_of, group_sessions, mean_of, sums_until
from backcare.days import as_of_was
from backcare.rule_table import Rule, read_rules
from backcare.safety import SafetySettings
from backcare.sessions import require
from backcare.summaries.mcid import thresholds_reached
from backcare.summaries.weekly import summary_from_sums
from backcare.text import and_list

_WEEK = pd.Timedelta(days=7)
SPAN_DAYS = 14  # at both ends of a log, of which the means are compared


@as_of_was("on")
def group_weeks(
    frame: pd.DataFrame | GroupParts,
    *,
    as_of: str | date,
    sessions_goal: float = 3,
    rules: pd.DataFrame | None = None,
    settings: SafetySettings | None = None,
) -> pd.DataFrame:
    """Summarise every week of every patient, and tell in which they had not begun, or stopped.

    Parameters
    ----------
    frame : pandas.DataFrame or GroupParts
        A log of several patients, as `load_logs(folder).frame`, or what `load_parts` gave.
    as_of : str or datetime.date
        The day one looks, such as "2025-07-07". The last week is the last one that was over by
        then: a week that has just begun would look like a week missed.
    sessions_goal : float, default 3
        Sessions a week that were agreed on, 1 or more.
    rules : pandas.DataFrame, optional
        `load_table("call_rules")` with numbers of your own; `stopped` is asked here.
    settings : SafetySettings, optional
        The numbers of the stop rule, by which `stop_days` are counted; `safety_settings()` when
        left out.

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
    >>> group_weeks(frame, as_of="2025-01-20")["state"].unstack()
    week    2025-01-06 2025-01-13
    patient
    P1        sessions       none
    P2       not_begun   sessions
    """
    check_agreed(sessions_goal)
    as_of = day_asked("as_of", as_of)
    over = as_of - pd.Timedelta(days=as_of.weekday())
    sums = sums_until(frame, over, settings)
    if sums.empty:
        weekly = summary_from_sums(sums, sessions_goal=sessions_goal)
        weekly.insert(0, "state", "")
        return weekly
    weekly = summary_from_sums(
        sums, sessions_goal=sessions_goal, start=sums["week"].min(), end=over - _WEEK
    )
    # Whoever came again since the last whole week has not stopped.
    ends = ends_of(group_sessions(frame, as_of))
    of_each = ends.reindex(weekly.index.get_level_values("patient"))
    week = pd.DatetimeIndex(weekly.index.get_level_values("week"))
    first, last = (of_each[f"{end}_session"].to_numpy() for end in ("first", "last"))
    has_stopped = of_each["days_since"].to_numpy() >= call_rules_by_id(rules)["stopped"].days
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
    needed = ("state", "sessions", "sessions_goal")
    require(weeks, needed, "group_weeks gives all of them", name="weeks")
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


@as_of_was("on")
def group_retention(
    frame: pd.DataFrame | GroupParts,
    *,
    as_of: str | date,
    rules: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Tell what share of a group still came so many weeks after their first session.

    Somebody is kept at week 4 who had a session 28 days after the first one, or later. Only who
    began so long ago that it is settled is counted: another stretch of days as long as it takes to
    count as having stopped must have gone by.

    Parameters
    ----------
    frame : pandas.DataFrame or GroupParts
        A log of several patients, as `load_logs(folder).frame`, or what `load_parts` gave.
    as_of : str or datetime.date
        The day one looks, such as "2025-07-07"; what is later is not read.
    rules : pandas.DataFrame, optional
        `load_table("call_rules")` with numbers of your own; `stopped` is asked here.

    Returns
    -------
    pandas.DataFrame
        Index `weeks_since_first`, from 0; columns `settled` (patients for whom it is known),
        `kept` (of these) and `share`. The last row is the last for which anyone is settled.

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
    >>> group_retention(frame, as_of="2025-02-24")
                       settled  kept  share
    weeks_since_first
    0                        2     2    1.0
    1                        2     1    0.5
    """
    ends = ends_of(group_sessions(frame, day_asked("as_of", as_of)))
    wait = call_rules_by_id(rules)["stopped"].days
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


retention = group_retention  # its name until 0.1


@as_of_was("on")
def compare_pain(
    frame: pd.DataFrame | GroupParts,
    *,
    as_of: str | date,
    days: int = SPAN_DAYS,
    rules: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compare the pain before sessions of each patient's first and latest days.

    Parameters
    ----------
    frame : pandas.DataFrame or GroupParts
        A log of several patients, as `load_logs(folder).frame`, or what `load_parts` gave.
    as_of : str or datetime.date
        The day one looks, such as "2025-07-07"; what is later is not read.
    days : int, default 14
        How many days from the first session on, and up to the last one, make a mean; 1 to 90.
    rules : pandas.DataFrame, optional
        `load_table("call_rules")` with numbers of your own; `stopped` is asked here.

    Returns
    -------
    pandas.DataFrame
        Every patient with a session. Index `patient`; columns

        - `first_session`, `last_session` (days), `stopped` (bool);
        - `pain_first`, `pain_last`: means, 0 to 10 on the NRS; `sessions_first`,
          `sessions_last`: of how many sessions; `change`, the last less the first;
        - `known` (bool): whether a change can be known at all, and if not `why_not`: "too early"
          (the two spans of days would overlap), or "not noted";
        - `better` (bool): known, and improved enough to matter; `by`, the rules that say so.

    Raises
    ------
    ValueError
        If the frame is no log, or an argument makes no sense.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "session_id": ["a", "b", "c"], "patient": ["P1", "P1", "P2"], "note": "",
    ...     "started_at": pd.to_datetime(["2025-01-06", "2025-02-24", "2025-02-24"]),
    ...     "exercise_id": "bridging", "sets": 1, "reps": 10, "hold_s": 6, "minutes": None,
    ...     "pain_before": [6, 4, 5], "pain_after": None, "pain_peak": None,
    ...     "pain_minutes": None, "utc_offset_min": 0})
    >>> compare_pain(frame, as_of="2025-03-03")[["change", "better", "by", "why_not"]]
             change  better                   by    why_not
    patient
    P1         -2.0    True  2 points and 30 %
    P2          NaN   False                       too early

    Source
    ------
    Ostelo and others, Spine 33:90, 2008: 2 points or 30 % of the first score, for improvement
    only. A change for the worse is shown, and never counted by these numbers.
    """
    check_whole("days", days, "1 to 90", 1, 90)
    sessions = group_sessions(frame, day_asked("as_of", as_of))
    table = pain_between(sessions, ends_of(sessions), days=days)
    table["stopped"] = table["days_since"] >= call_rules_by_id(rules)["stopped"].days
    return table.drop(columns=["days_known", "days_since"])


pain_changes = compare_pain  # its name until 0.1


# --- what they stand on ---------------------------------------------------------------------


def pain_between(
    sessions: pd.DataFrame, ends: pd.DataFrame, *, days: int = SPAN_DAYS
) -> pd.DataFrame:
    """Return `ends` and how the pain of each patient went, as `compare_pain` says it."""
    table = ends.copy()
    last = table["days_since"].reindex(sessions["patient"]).to_numpy()
    spans = {"first": sessions["since_first"] < days, "last": sessions["age"] - last < days}
    for name, inside in spans.items():
        noted = inside & sessions["pain_before"].notna()
        table[f"pain_{name}"] = mean_of(sessions, noted, "pain_before").reindex(table.index)
        count = sessions["patient"][noted].value_counts()
        table[f"sessions_{name}"] = count.reindex(table.index, fill_value=0)
    early = table["days_known"] - table["days_since"] < 2 * days - 1
    noted_both = table[["pain_first", "pain_last"]].notna().all(axis=1)
    table["known"] = noted_both & ~early
    why_not = pd.Series("", table.index, dtype="str").mask(~noted_both, "not noted")
    table["why_not"] = why_not.mask(early, "too early")
    table["change"] = (table["pain_last"] - table["pain_first"]).where(table["known"])
    pairs = zip(table["pain_first"], table["pain_last"], table["known"], strict=True)
    by = [and_list(thresholds_reached(a, b)) if known else "" for a, b, known in pairs]
    table["by"] = pd.Series(by, table.index, dtype="str")
    table["better"] = table["by"] != ""
    return table


def call_rules_by_id(rules: pd.DataFrame | None) -> dict[str, Rule]:
    """Return the rules for calling patients, with the numbers of a table that was changed."""
    return read_rules("call_rules", rules, outcome="urgency", beside=["progression_rules"])
