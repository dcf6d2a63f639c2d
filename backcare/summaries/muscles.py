"""What a log adds up to by muscle, by day and by exercise, for charts, body map and report."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from backcare.exercises.load import exercise_muscles
from backcare.exercises.other import OTHER_ACTIVITY, exercise_names
from backcare.safety import SafetySettings, stop_rule_sessions
from backcare.sessions import check_log, is_exercised
from backcare.tables.vocabulary import terms
from backcare.text import and_list, counted, long_date

# The project's own choice: in full, helpers would hide which muscles were meant.
SECONDARY_WEIGHT = 0.5
UNIT = "sets"  # weighted ones: `HOW_COUNTED` says how
HOW_COUNTED = (
    f"A set counts 1 for a muscle it is mainly for and {SECONDARY_WEIGHT:g} for one that helps; it "
    "may strengthen, stretch or move it. An activity, such as a walk, counts as one set."
)
_DOSE = ("sets", "reps", "hold_s", "minutes")
_ENDS: tuple[Literal["first"], Literal["last"]] = ("first", "last")


def muscle_sets(
    frame: pd.DataFrame, exercises: pd.DataFrame, *, secondary_weight: float = SECONDARY_WEIGHT
) -> pd.DataFrame:
    """Add up the weighted sets, `primary` and `secondary`, for every group of the vocabulary."""
    check_log(frame, ("started_at", "exercise_id", "sets"))
    # An entry without sets, as an activity has none, counts as one.
    done = frame["sets"].astype("float64").fillna(1).groupby(frame["exercise_id"]).sum()
    pairs = exercise_muscles(exercises).reset_index()
    weight = pairs["rank"].map({"primary": 1.0, "secondary": secondary_weight})
    pairs["sets"] = pairs["exercise_id"].map(done) * weight
    sets = pairs.pivot_table("sets", "muscle_group", "rank", aggfunc="sum")
    groups = pd.Index(list(terms("muscle_group")), name="muscle_group")
    wide = sets.reindex(index=groups, columns=["primary", "secondary"])
    return wide.rename_axis(columns=None).fillna(0.0)


def balance_range(frame: pd.DataFrame) -> str:
    """Say from when to when a log reaches."""
    first, last = frame["started_at"].min(), frame["started_at"].max()
    return f"{long_date(first)} to {long_date(last)}"


def not_counted(frame: pd.DataFrame, exercises: pd.DataFrame) -> list[str]:
    """Name what was done but trains no muscle that the table knows of."""
    done = frame["exercise_id"].dropna().drop_duplicates()
    names = exercise_names(exercises)
    without = done[~done.isin(exercise_muscles(exercises).index)]
    return [str(names.get(exercise, exercise)) for exercise in without]


def not_counted_text(names: list[str]) -> str:
    """Say that some exercises were not counted, and why; "" where all were."""
    if not names:
        return ""
    return f"Not counted, because the table names no muscle for it: {and_list(names)}."


def balance_sentence(sets: pd.DataFrame, frame: pd.DataFrame) -> str:
    """Tell in one sentence which groups were trained most, and which not at all."""
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


def sessions_by_day(frame: pd.DataFrame, *, settings: SafetySettings | None = None) -> pd.DataFrame:
    """Count the sessions of each day with one, and say whether one of them broke the stop rule.

    One in which no exercise was done counts for the stop rule alone.
    """
    check_log(frame, ("session_id", "started_at", "pain_minutes"))
    sessions = frame.drop_duplicates("session_id")
    exercised = sessions["session_id"].isin(frame.loc[is_exercised(frame), "session_id"])
    stopped = stop_rule_sessions(frame, settings=settings)["session_id"]
    days = sessions["started_at"].dt.normalize().rename("day")
    return (
        pd.DataFrame({"sessions": exercised, "stop": sessions["session_id"].isin(stopped)})
        .groupby(days)
        .agg({"sessions": "sum", "stop": "any"})
    )


def exercise_doses(frame: pd.DataFrame) -> pd.DataFrame:
    """Tell how often each exercise was done, most often first, and its first and last dose."""
    check_log(frame, ("session_id", "started_at", "exercise_id", *_DOSE))
    done = frame[is_exercised(frame)].sort_values("started_at", kind="stable")
    each = done.drop_duplicates(["session_id", "exercise_id"])
    sessions = each.groupby("exercise_id", sort=False).size().rename("sessions")
    table = sessions.to_frame()
    for keep in _ENDS:
        dose = done.drop_duplicates("exercise_id", keep=keep).set_index("exercise_id")
        table = table.join(dose[list(_DOSE)].add_prefix(f"{keep}_"))
    return table.sort_values("sessions", ascending=False, kind="stable")


def other_activity(frame: pd.DataFrame) -> str:
    """Say how often other activity was done, and how long; "" where none was."""
    minutes = frame.loc[frame["exercise_id"].eq(OTHER_ACTIVITY).fillna(False), "minutes"]
    if minutes.empty:
        return ""
    return (
        f"Other activity: {counted(len(minutes), 'time')}, {minutes.sum():g} minutes. It is not "
        "counted as a session; the notes say what it was."
    )
