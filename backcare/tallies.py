"""Floor 2: what a log adds up to for its charts and the report: by muscle, exercise and day."""

from __future__ import annotations

import pandas as pd

from backcare.muscles import exercise_muscles
from backcare.stop_rule import stop_rule_sessions
from backcare.tables import terms

# The project's own choice: in full, helpers would hide which muscles were meant.
SECONDARY_WEIGHT = 0.5


def muscle_sets(
    frame: pd.DataFrame, exercises: pd.DataFrame, *, secondary_weight: float = SECONDARY_WEIGHT
) -> pd.DataFrame:
    """Add up the sets that worked, stretched or moved each muscle group.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log as `SessionLog.to_frame()` gives it. An entry without sets, as an activity has
        none, counts as one.
    exercises : pandas.DataFrame
        A table as `load_exercises` gives it; what it does not hold is not counted.
    secondary_weight : float, default 0.5
        What a set counts for a muscle that only helps, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        Index `muscle_group`, every group of the vocabulary in its order; columns `primary`
        and `secondary` (weighted sets, float). Their sum is the number of weighted sets.

    Examples
    --------
    >>> frame = pd.DataFrame({"exercise_id": ["bridging", "walking"], "sets": [2, None]})
    >>> sets = muscle_sets(frame, bc.load_exercises())
    >>> sets.loc[["glutes", "lower_back", "cardio", "calves"]]
                  primary  secondary
    muscle_group
    glutes            2.0        0.0
    lower_back        0.0        1.0
    cardio            1.0        0.0
    calves            0.0        0.0
    """
    done = frame["sets"].astype("float64").fillna(1).groupby(frame["exercise_id"]).sum()
    pairs = exercise_muscles(exercises).reset_index()
    weight = pairs["rank"].map({"primary": 1.0, "secondary": secondary_weight})
    pairs["sets"] = pairs["exercise_id"].map(done) * weight
    sets = pairs.pivot_table("sets", "muscle_group", "rank", aggfunc="sum")
    groups = pd.Index(list(terms("muscle_group")), name="muscle_group")
    wide = sets.reindex(index=groups, columns=["primary", "secondary"])
    return wide.rename_axis(columns=None).fillna(0.0)


def sessions_by_day(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the sessions of each day on which there was one.

    Parameters
    ----------
    frame : pandas.DataFrame
        One patient's log, as `SessionLog.to_frame("me")` gives it.

    Returns
    -------
    pandas.DataFrame
        Index `day` (where the patient was); columns `sessions` (int) and `stop` (bool:
        whether the stop rule was broken in one of them).

    Examples
    --------
    >>> start = pd.to_datetime(["2026-03-02 08:00", "2026-03-02 18:00", "2026-03-04 18:00"])
    >>> frame = pd.DataFrame({"session_id": ["a", "b", "c"], "started_at": start,
    ...                       "pain_minutes": [None, 20, None]})
    >>> sessions_by_day(frame)
                sessions   stop
    day
    2026-03-02         2   True
    2026-03-04         1  False
    """
    sessions = frame.drop_duplicates("session_id")
    stopped = stop_rule_sessions(frame)["session_id"]
    days = sessions["started_at"].dt.normalize().rename("day")
    return (
        pd.DataFrame({"sessions": 1, "stop": sessions["session_id"].isin(stopped)})
        .groupby(days)
        .agg({"sessions": "sum", "stop": "any"})
    )
