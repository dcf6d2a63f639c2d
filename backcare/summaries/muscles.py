"""Floor 2: what a log adds up to for its charts and the report: by muscle, exercise and day.

Floor 2: what a log says of each muscle group, in the words of its chart and its body map.
"""

from __future__ import annotations

from typing import Literal

import pandas as pd

from backcare.exercises.load import exercise_muscles
from backcare.safety import stop_rule_sessions
from backcare.tables.vocabulary import terms
from backcare.text import and_list, long_date

# The project's own choice: in full, helpers would hide which muscles were meant.
SECONDARY_WEIGHT = 0.5
_ENDS: tuple[Literal["first"], Literal["last"]] = ("first", "last")


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


def exercise_doses(frame: pd.DataFrame) -> pd.DataFrame:
    """Tell how often each exercise was done, and its first and its last dose.

    Parameters
    ----------
    frame : pandas.DataFrame
        One patient's log, as `SessionLog.to_frame("me")` gives it.

    Returns
    -------
    pandas.DataFrame
        Index `exercise_id`, what was done most often on top. Columns `sessions` (in how many),
        then `first_sets`, `first_reps`, `first_hold_s`, `first_minutes` and the same with
        `last_`; missing where the log gives no number.

    Examples
    --------
    >>> starts = pd.to_datetime(["2026-03-02", "2026-03-04"])
    >>> frame = pd.DataFrame({"session_id": ["a", "b"], "started_at": starts, "sets": [1, 2],
    ...                       "exercise_id": "bridging", "reps": [8, 10], "hold_s": 6,
    ...                       "minutes": None})
    >>> doses = exercise_doses(frame)
    >>> doses.loc["bridging", ["sessions", "first_reps", "last_reps"]].tolist()
    [2, 8, 10]
    """
    done = frame.dropna(subset="exercise_id").sort_values("started_at", kind="stable")
    each = done.drop_duplicates(["session_id", "exercise_id"])
    sessions = each.groupby("exercise_id", sort=False).size().rename("sessions")
    table = sessions.to_frame()
    for keep in _ENDS:
        dose = done.drop_duplicates("exercise_id", keep=keep).set_index("exercise_id")
        table = table.join(dose[["sets", "reps", "hold_s", "minutes"]].add_prefix(f"{keep}_"))
    return table.sort_values("sessions", ascending=False, kind="stable")


UNIT = "weighted sets"
HOW_COUNTED = (
    f"A set counts 1 for a muscle it is mainly for and {SECONDARY_WEIGHT:g} for one that helps; it "
    "may strengthen, stretch or move it. An activity, such as a walk, counts as one set."
)


def balance_range(frame: pd.DataFrame) -> str:
    """Say from when to when a log reaches.

    Examples
    --------
    >>> starts = pd.to_datetime(["2026-03-04", "2026-03-02"])
    >>> balance_range(pd.DataFrame({"started_at": starts}))
    '2 Mar 2026 to 4 Mar 2026'
    """
    first, last = frame["started_at"].min(), frame["started_at"].max()
    return f"{long_date(first)} to {long_date(last)}"


def not_counted(frame: pd.DataFrame, exercises: pd.DataFrame) -> list[str]:
    """Name what was done but trains no muscle that the table knows of.

    Examples
    --------
    >>> frame = pd.DataFrame({"exercise_id": ["bridging", "juggling"]})
    >>> not_counted(frame, bc.load_exercises())
    ['juggling']
    """
    done = frame["exercise_id"].dropna().drop_duplicates()
    names = exercises["name"].to_dict()
    without = done[~done.isin(exercise_muscles(exercises).index)]
    return [str(names.get(exercise, exercise)) for exercise in without]


def not_counted_text(names: list[str]) -> str:
    """Say that some exercises were not counted, and why; "" where all were.

    Examples
    --------
    >>> not_counted_text(["juggling"])
    'Not counted, because the table names no muscle for it: juggling.'
    """
    told = and_list(names)
    return f"Not counted, because the table names no muscle for it: {told}." if told else ""


def balance_sentence(sets: pd.DataFrame, frame: pd.DataFrame) -> str:
    """Tell in one sentence which groups were trained most, and which not at all.

    Parameters
    ----------
    sets : pandas.DataFrame
        What `muscle_sets` gives for `frame`.
    frame : pandas.DataFrame
        The log.

    Returns
    -------
    str
        The sentence, with the first and the last day of the log.

    Examples
    --------
    >>> from backcare.summaries.muscles import muscle_sets
    >>> frame = pd.DataFrame({"exercise_id": [], "sets": []})
    >>> balance_sentence(muscle_sets(frame, bc.load_exercises()), frame)
    'Muscle groups trained: no exercises yet.'
    """
    labels = terms("muscle_group")
    totals = sets.sum(axis=1).sort_values(ascending=False, kind="stable").rename(index=dict(labels))
    if not totals.any():
        return "Muscle groups trained: no exercises yet."
    trained = totals[totals > 0]
    most = and_list([f"{label} ({total:g})" for label, total in trained.head(3).items()])
    none = and_list([str(label).lower() for label in totals[totals == 0].index])
    return (
        f"Muscle groups trained, {balance_range(frame)}, in {UNIT}: "
        f"most for {most.lower()}; {f'none for {none}' if none else 'no group was left out'}."
    )
