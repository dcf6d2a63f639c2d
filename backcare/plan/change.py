"""A plan changed by the person who does it: exercises left out, or swapped for others.

Whatever is changed, the plan is made anew by the rules of `make`, of the exercises that are left:
a change can give nobody an exercise or an amount that the same answers would not have given.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import pandas as pd

from backcare.exercises.load import exercise_muscles
from backcare.plan.dose import acute_walk, facts_of, place_of
from backcare.plan.make import make_plan, plan_from


class Change(NamedTuple):
    """An exercise that somebody does not want today, and what is done instead; "" for nothing."""

    exercise_id: str
    instead: str = ""


def changed_plan(
    exercises: pd.DataFrame, changes: Sequence[Change], **question: Any
) -> pd.DataFrame:
    """Make a plan for what `make_plan` is asked, and make one change after the other to it.

    A change of an exercise that is not in the plan changes nothing. What does not fit in place of
    another is left out.
    """
    plan = make_plan(exercises, **question)
    for one in changes:
        if not may_leave_out(plan, one.exercise_id):
            continue
        new = one.instead and one.instead not in set(plan["exercise_id"])
        swapped = _swapped(plan, one, exercises, question) if new else None
        kept = [other for other in plan["exercise_id"] if other != one.exercise_id]
        plan = plan_from(exercises, kept, **question) if swapped is None else swapped
    return plan


def may_leave_out(plan: pd.DataFrame, exercise_id: str) -> bool:
    """Tell whether a plan goes on without an exercise.

    The last one stays, and with sudden or new pain the walk, without which there is no plan.
    """
    needed = plan["pain_state"].eq("acute").any() and exercise_id == acute_walk()
    return exercise_id in set(plan["exercise_id"]) and len(plan) > 1 and not needed


def may_swap(plan: pd.DataFrame) -> bool:
    """Tell whether one exercise of a plan may take another's place.

    With sudden or new pain none may: that plan is made from the gentlest exercise on.
    """
    return not plan["pain_state"].eq("acute").any()


def find_swap(
    plan: pd.DataFrame,
    exercise_id: str,
    exercises: pd.DataFrame,
    *,
    unwanted: Collection[str] = (),
    **question: Any,
) -> str:
    """Find what may be done instead of an exercise, everything else staying; "" where nothing.

    It is rated ok, is none that is `unwanted`, and of those that fit the one that works most of
    the same muscles, at least one; what belongs to the same part of a session comes first.
    """
    if not may_swap(plan):
        return ""
    muscles = exercise_muscles(exercises)["muscle_group"]
    same = muscles[muscles.isin(muscles[muscles.index == exercise_id])]
    by_shared = same.index.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    part = plan.loc[plan["exercise_id"] == exercise_id, "part"].iloc[0]
    facts = facts_of(by_shared.index, exercises)
    others = sorted(by_shared.index, key=lambda key: place_of(key, facts[key]).part != part)
    for instead in others:
        if instead in (exercise_id, *unwanted, *plan["exercise_id"]):
            continue
        swapped = _swapped(plan, Change(exercise_id, instead), exercises, question)
        if swapped is not None:
            return str(instead)
    return ""


def _swapped(
    plan: pd.DataFrame, change: Change, exercises: pd.DataFrame, question: dict[str, Any]
) -> pd.DataFrame | None:
    """Make the plan with one exercise in the place of another; None where that does not fit."""
    exercise_id, instead = change
    wanted = plan["exercise_id"].replace(exercise_id, instead).tolist()
    swapped = plan_from(exercises, wanted, **question)
    is_ok = swapped.loc[swapped["exercise_id"] == instead, "rating"].eq("ok").any()
    return swapped if is_ok and set(swapped["exercise_id"]) == {*wanted} else None
