"""A plan that somebody edited: checked as a whole, timed anew, and marked where it goes beyond."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from backcare.errors import Fault, PlanError
from backcare.exercises.load import load_exercises, terms
from backcare.plan.candidates import place_of
from backcare.plan.columns import COLUMNS, plan_frame, records
from backcare.plan.dose import plan_rules, ranges, widened
from backcare.plan.faults import PlaceFault, column_faults, fact_of, is_known, row_faults, tidy
from backcare.plan.phases import dose_of, seconds_of
from backcare.wish import check_columns, facts

_UNITS = {"reps": "times", "hold_s": "s", "rest_s": "s of rest", "minutes": "minutes"}


def check_plan(plan: pd.DataFrame, exercises: pd.DataFrame | None = None) -> pd.DataFrame:
    """Check a plan that was edited, time it anew, and mark what is outside the table's range.

    A clinician may set any amount that can be done and logged. What is beyond the range of
    the table is kept, and `outside` says so. Blank cells are filled from the table where it
    knows; only `exercise_id`, `pain_state` and an amount have to be there.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan, such as `make_plan` gives, with its numbers, rows or their `order` changed.
    exercises : pandas.DataFrame, optional
        The wide frame that the plan is made of; `load_exercises()` when left out.

    Returns
    -------
    pandas.DataFrame
        The plan, sorted by `order` and numbered from 1, with `seconds` and `outside` worked
        out anew; columns as for `make_plan`.

    Raises
    ------
    PlanError
        If the plan is nonsense: every fault at once, with row and column.

    Examples
    --------
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
    >>> more = bc.check_plan(plan.assign(reps=[15, 3]))
    >>> more["outside"].tolist()
    ['15 times: the table has 8 to 12', '']
    >>> bc.check_plan(plan.assign(reps=[-1, 3], exercise_id=["pelvic_tilt", "sit_up"]))
    Traceback (most recent call last):
    backcare.errors.PlanError: The plan cannot be used: 2 faults.
      exercise 1, reps: '-1' must be a whole number from 1 to 200; leave it blank if ...
      exercise 2, exercise_id: 'sit_up' is to be avoided with this pain, so it can be in no plan.
      Take partial_crunch instead.
    """
    exercises = load_exercises() if exercises is None else exercises
    checked, faults = examine(list(plan.columns), records(plan), exercises)
    if faults:
        raise PlanError(map(_told, faults))
    checked.attrs.update(plan.attrs)
    return checked


def examine(
    columns: Sequence[object], rows: Sequence[Mapping[str, Any]], exercises: pd.DataFrame
) -> tuple[pd.DataFrame, list[PlaceFault]]:
    """Check a plan given as rows: return it as a frame, or every fault.

    Examples
    --------
    >>> plan, faults = examine(["exercise_id"], [{"exercise_id": "bridgin"}], bc.load_exercises())
    >>> plan.empty, faults[0].rule
    (True, "is not an exercise of the table. Did you mean 'bridging'?")
    """
    states = [fact for state in terms("pain_state") for fact in facts(state)]
    check_columns(exercises, ["name", "kind", "advice", "swap", *states])
    if faults := list(column_faults(columns)):
        return plan_frame([]), faults
    tidied = [{name: tidy(row.get(name), name) for name in COLUMNS} for row in rows]
    filled = _filled(tidied, exercises)
    if faults := list(row_faults(filled, exercises)):
        return plan_frame([]), faults
    filled.sort(key=lambda row: row["order"])
    return plan_frame([_worked_out(place, row, exercises) for place, row in enumerate(filled)]), []


def _filled(rows: list[dict[str, Any]], exercises: pd.DataFrame) -> list[dict[str, Any]]:
    """Fill blank cells: from the table, or as for a row that says nothing of it."""
    unordered = all(row["order"] is None for row in rows)
    state = next((row["pain_state"] for row in rows if row["pain_state"]), "")
    return [
        {
            name: value if value not in (None, "") else blanks.get(name, value)
            for name, value in row.items()
        }
        for place, row in enumerate(rows)
        for blanks in [_blanks(row, state, exercises) | ({"order": place + 1} if unordered else {})]
    ]


def _blanks(row: Mapping[str, Any], state: str, exercises: pd.DataFrame) -> dict[str, Any]:
    found: dict[str, Any] = {"sets": int(plan_rules()["sets"]), "pain_state": state}
    exercise_id = row["exercise_id"]
    if not is_known(exercise_id, exercises):
        return found
    fact = fact_of(exercise_id, exercises)
    place = place_of(exercise_id, fact)
    found |= {"name": fact["name"], "part": place.part, "sides": place.sides}
    if row["hold_s"] is not None:  # a hold without a number of times is done once
        found["reps"] = 1
    if isinstance(state, str) and state in terms("pain_state"):
        found |= {name: fact[f"{name}_{state}"] for name in ("rating", "reason", "source")}
    return found


def _worked_out(place: int, row: dict[str, Any], exercises: pd.DataFrame) -> dict[str, Any]:
    """Give a row its number and its time, and mark what is outside the ranges of the table."""
    given = {name: pd.NA if value is None else value for name, value in row.items()}
    seconds = seconds_of(row["exercise_id"], dose_of(given), row["sides"], first=place == 0)
    return given | {"order": place + 1, "seconds": seconds, "outside": _outside(row, exercises)}


def _outside(row: Mapping[str, Any], exercises: pd.DataFrame) -> str:
    """Say which amounts are outside the table's range, or that it has none."""
    known = widened(row["exercise_id"], _ranges(row, exercises))
    usual = int(plan_rules()["sets"])
    told = [f"{row['sets']} sets: the table has {usual}"] if row["sets"] != usual else []
    for name, unit in _UNITS.items():
        value = row[name]
        if value is None or (name == "reps" and value == 1 and name not in known):
            continue
        low, high = known.get(name, (None, None))
        if low is None:
            told.append(f"{value:g} {unit}: the table has no number")
        elif value < low or (high is not None and value > high):
            span = f"{low}" if low == high else f"{low} to {high}" if high else f"{low} or more"
            told.append(f"{value:g} {unit}: the table has {span}")
    return "; ".join(told)


def _ranges(row: Mapping[str, Any], exercises: pd.DataFrame) -> dict[str, Any]:
    return ranges(row["exercise_id"], fact_of(row["exercise_id"], exercises))


def _told(fault: PlaceFault) -> Fault:
    where = f"exercise {fault.place + 1}, " if fault.place is not None else ""
    return Fault(None, f"{where}{fault.column}" if fault.column else "", fault.value, fault.rule)
