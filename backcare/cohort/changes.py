"""How the pain of each patient of a group changed, and of whom nobody can say."""

from __future__ import annotations

from datetime import date

import pandas as pd

from backcare.cohort.people import day_of, ends_of, mean_of, sessions_until
from backcare.cohort.rules import read_rules
from backcare.summaries.mcid import rules_met
from backcare.text import and_list


def pain_changes(
    frame: pd.DataFrame,
    *,
    on: str | date,
    days: int = 14,
    rules: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compare the pain before sessions of each patient's first and latest days.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log of several patients, as `load_logs(folder).frame`.
    on : str or datetime.date
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
        - `known` (bool): whether a change can be told at all, and if not `why_not`: "too early"
          (the two spans of days would overlap), or "not noted";
        - `better` (bool): known, and better by enough to matter; `by`, the rules that say so.

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
    >>> pain_changes(frame, on="2025-03-03")[["change", "better", "by", "why_not"]]
             change  better                   by    why_not
    patient
    P1         -2.0    True  2 points and 30 %
    P2          NaN   False                       too early

    Source
    ------
    Ostelo and others, Spine 33:90, 2008: 2 points or 30 % of the first score, for getting better
    only. A change for the worse is shown, and never counted by these numbers.
    """
    if not 1 <= days <= 90:
        raise ValueError(f"days must be 1 to 90, got {days}.")
    sessions = sessions_until(frame, day_of(on))
    table = ends_of(sessions)
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
    by = [and_list(rules_met(a, b)) if known else "" for a, b, known in pairs]
    table["by"] = pd.Series(by, table.index, dtype="str")
    table["better"] = table["by"] != ""
    table["stopped"] = table["days_since"] >= read_rules(rules)["stopped"].days
    return table.drop(columns=["days_known", "days_since"])
