"""What is wrong with a plan that somebody edited: every fault, and the rows tidied."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

import numpy as np
import pandas as pd

from backcare.errors import did_you_mean
from backcare.exercises.load import terms
from backcare.plan.columns import COLUMNS, DOSE_LIMITS, records
from backcare.plan.dose import plan_rules, steps_of
from backcare.sessions import Limit, text_rule

# These are worked out anew, so it does not matter what stands in them.
WORKED_OUT = ("seconds", "outside")
# These the table fills, so an exercise that it does not know is one fault, not five.
FILLED = ("name", "part", "sides", "rating", "reason", "source")
_TERMS = {"part": "part", "sides": "sides", "pain_state": "pain_state"}
_LONGEST_TEXT = 10_000


class PlaceFault(NamedTuple):
    """One fault: the row's place in the plan (None for all of it), column, value and rule."""

    place: int | None
    column: str
    value: str
    rule: str


def tidy(value: object, column: str) -> object:
    """Turn a cell into Python's own value: None where there is nothing, 8 for 8.0.

    Examples
    --------
    >>> tidy(np.float64(8), "reps"), tidy(pd.NA, "reps"), tidy(float("nan"), "name")
    (8, None, '')
    """
    text = COLUMNS[column] == "str"
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    missing = any(value is nothing for nothing in (None, pd.NA, pd.NaT))
    if missing or (isinstance(value, float) and math.isnan(value)):
        return "" if text else None
    if isinstance(value, str):
        return value.strip() if text or value.strip() else None
    whole = isinstance(value, float) and math.isfinite(value) and value % 1 == 0
    return int(value) if whole and column != "minutes" else value  # type: ignore[call-overload]


def column_faults(columns: Iterable[object]) -> Iterator[PlaceFault]:
    """Yield what is wrong with the columns."""
    given = list(columns)
    if "exercise_id" not in given:
        yield PlaceFault(None, "exercise_id", "", "is missing. Add this column.")
    for name in dict.fromkeys(map(str, given)):
        if name not in COLUMNS:
            rule = f"is not a column of a plan.{did_you_mean(name, COLUMNS)} Rename or delete it."
            yield PlaceFault(None, name, "", rule)
        elif given.count(name) > 1:
            yield PlaceFault(None, name, "", "stands twice. Rename or delete one of the columns.")


def row_faults(rows: Sequence[Mapping[str, Any]], exercises: pd.DataFrame) -> Iterator[PlaceFault]:
    """Yield what is wrong with the rows, which are tidied, and whose blanks are filled."""
    if not rows:
        yield PlaceFault(None, "", "", "The plan holds no exercise. Add at least one row.")
    states = [row["pain_state"] for row in rows]
    orders = [row["order"] for row in rows]
    for place, row in enumerate(rows):
        known = is_known(row["exercise_id"], exercises)
        blank = {name for name in FILLED if not known and not row[name]}
        for column in [name for name in COLUMNS if name not in blank.union(WORKED_OUT)]:
            if rule := _cell_rule(column, row[column], exercises):
                yield PlaceFault(place, column, _shown(row[column]), rule)
        if row["pain_state"] != states[0]:
            rule = f"must be {states[0]!r}, as in the first row."
            yield PlaceFault(place, "pain_state", _shown(row["pain_state"]), rule)
        if row["order"] is not None and orders.count(row["order"]) > 1:
            yield PlaceFault(place, "order", _shown(row["order"]), "must be there once only.")
        yield from _own_faults(place, row, known=known)
        if known:
            yield from _exercise_faults(place, row, fact_of(row["exercise_id"], exercises))


def _cell_rule(column: str, value: object, exercises: pd.DataFrame) -> str:
    """Return the rule that one cell breaks, or ""."""
    if column in DOSE_LIMITS:
        limit = DOSE_LIMITS[column]
        blank = "; leave it blank if it is not counted." if column != "sets" else "."
        return "" if value is None or limit.allows(value) else f"{limit.rule}{blank}"
    if column in ("order", "level"):
        limit = Limit(1, int(plan_rules()["levels"])) if column == "level" else Limit(1, 100_000)
        fits = limit.allows(value) or (value is None and column == "level")
        return "" if fits else f"{limit.rule}."
    if rule := text_rule(value, 0, _LONGEST_TEXT):
        return rule
    if column == "exercise_id" and value not in exercises.index:
        return f"is not an exercise of the table.{did_you_mean(value, exercises.index)}"
    if column in _TERMS and value not in terms(_TERMS[column]):
        known = terms(_TERMS[column])
        return f"must be one of {', '.join(known)}.{did_you_mean(value, known)}"
    return ""


def is_known(exercise_id: object, exercises: pd.DataFrame) -> TypeGuard[str]:
    """Tell whether an exercise is in the table, whatever was written in its cell."""
    return isinstance(exercise_id, str) and exercise_id in exercises.index


def fact_of(exercise_id: str, exercises: pd.DataFrame) -> dict[str, Any]:
    """Return the row of one exercise."""
    return records(exercises.loc[[exercise_id]])[0]


def _own_faults(place: int, row: Mapping[str, Any], *, known: bool) -> Iterator[PlaceFault]:
    """Yield what does not go together in one row."""
    if row["minutes"] is None and row["reps"] is None:
        rule = "must say how much: give reps, or minutes for an activity."
        yield PlaceFault(place, "reps", "", rule)
    if row["minutes"] is not None and row["reps"] is not None:
        rule = "must be blank where reps are given. Delete one of the two."
        yield PlaceFault(place, "minutes", _shown(row["minutes"]), rule)
    if row["rating"] not in ("ok", "ask", "avoid") and (row["rating"] or known):
        yield PlaceFault(place, "rating", _shown(row["rating"]), "must be ok or ask.")


def _exercise_faults(
    place: int, row: Mapping[str, Any], fact: Mapping[str, Any]
) -> Iterator[PlaceFault]:
    """Yield what the table forbids: another's variant, and what is to be avoided today."""
    known = ["", *(step.variant for step in steps_of(row["exercise_id"]) if step.variant)]
    if row["variant"] not in known:
        choices = ", ".join(repr(one) for one in known)
        rule = f"must be one of {choices} for this exercise."
        yield PlaceFault(place, "variant", _shown(row["variant"]), rule)
    todays = fact.get(f"rating_{row['pain_state']}", "avoid")
    if "avoid" in (fact["advice"], todays, row["rating"]):
        swap = f" Take {fact['swap']} instead." if fact["swap"] else " Delete the row."
        rule = f"is to be avoided with this pain, so it can be in no plan.{swap}"
        yield PlaceFault(place, "exercise_id", row["exercise_id"], rule)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
