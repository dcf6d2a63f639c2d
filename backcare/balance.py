"""Floor 2: what a log says of each muscle group, in the words of its chart and its body map."""

from __future__ import annotations

import pandas as pd

from backcare.exercises.load import terms
from backcare.muscles import exercise_muscles
from backcare.summaries.muscles import SECONDARY_WEIGHT
from backcare.text import and_list, long_date

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
