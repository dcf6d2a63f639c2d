"""How much of an exercise: the ranges of the tables, and the dose of a level inside them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from backcare.exercises.load import load_table
from backcare.plan.columns import records

Range = tuple[int, int | None]  # a maximum that is None is open


class Dose(NamedTuple):
    """What one row of a plan asks for; what is None is not counted."""

    sets: int = 1
    reps: int | None = None
    hold_s: int | None = None
    rest_s: int | None = None
    minutes: float | None = None


class Step(NamedTuple):
    """One way in which an exercise gets harder: a row of progression_steps.csv."""

    quantity: str
    by: int
    highest: int | None
    variant: str
    text: str
    source: str


@functools.cache
def plan_rules() -> Mapping[str, float]:
    """Return the numbers of plan_rules.csv by their settings.

    Examples
    --------
    >>> plan_rules()["levels"]
    3.0
    """
    rules = load_table("plan_rules")
    return MappingProxyType(dict(zip(rules["setting"], rules["value"].astype(float), strict=True)))


def ranges(exercise_id: str, row: Mapping[str, Any]) -> dict[str, Range]:
    """Return the range of each quantity that the tables give a number for.

    Parameters
    ----------
    exercise_id : str
        The exercise.
    row : mapping
        Its row of the wide frame.

    Returns
    -------
    dict
        Minimum and maximum by quantity; the maximum is None where it is open.

    Examples
    --------
    >>> exercises = bc.load_exercises()
    >>> ranges("bridging", exercises.loc["bridging"])
    {'reps': (8, 12), 'hold_s': (6, 6), 'rest_s': (10, 10)}
    >>> ranges("walking", exercises.loc["walking"])
    {'minutes': (5, 30)}
    """
    ends = {
        "reps": (row.get("reps_min"), row.get("reps_max")),
        "hold_s": (row.get("hold_s_min"), row.get("hold_s_max")),
        "rest_s": (row.get("rest_s"), row.get("rest_s")),
    }
    # A table of one's own may name only one end of a range.
    numbers = {name: [int(end) for end in both if not pd.isna(end)] for name, both in ends.items()}
    found: dict[str, Range] = {name: (min(n), max(n)) for name, n in numbers.items() if n}
    if "hold_s" in found:  # a hold without a number of times is done once
        found = {"reps": (1, 1), **found}
    return found if row["kind"] == "exercise" else _minutes().get(exercise_id, {})


def level_dose(ranges: Mapping[str, Range], level: int) -> Dose:
    """Return the dose of a level: 1 is the smallest amount, the highest level the largest.

    Examples
    --------
    >>> level_dose({"reps": (8, 12), "hold_s": (15, 30)}, 2)
    Dose(sets=1, reps=10, hold_s=22, rest_s=None, minutes=None)
    """
    rules = plan_rules()
    share = (level - 1) / (rules["levels"] - 1)
    amounts = {
        name: int(low + ((low if high is None else high) - low) * share)  # the cautious side
        for name, (low, high) in ranges.items()
    }
    return Dose(sets=int(rules["sets"]), **amounts)


@functools.cache
def steps_of(exercise_id: str) -> tuple[Step, ...]:
    """Return the steps by which an exercise gets harder, first to last.

    Examples
    --------
    >>> [step.quantity for step in steps_of("bird_dog")]
    ['hold_s', 'variant', 'reps']
    """
    table = load_table("progression_steps").sort_values("order")
    own = table[table["exercise_id"] == exercise_id]
    rows = own if len(own) else table[table["exercise_id"] == ""]
    return tuple(_steps(rows))


def widened(exercise_id: str, ranges: Mapping[str, Range]) -> dict[str, Range]:
    """Return the ranges, as far as the steps of progression go beyond the first dose.

    Examples
    --------
    >>> widened("bird_dog", {"reps": (8, 12), "hold_s": (5, 5)})
    {'reps': (8, 12), 'hold_s': (5, 10)}
    """
    tops = {step.quantity: step.highest for step in steps_of(exercise_id) if step.highest}
    return {name: (low, tops.get(name, high)) for name, (low, high) in ranges.items()}


def _steps(rows: pd.DataFrame) -> Iterator[Step]:
    for row in records(rows):
        by, highest = (None if pd.isna(n) else int(n) for n in (row["step"], row["highest"]))
        yield Step(row["quantity"], by or 0, highest, row["variant"], row["text"], row["source"])


@functools.cache
def _minutes() -> Mapping[str, dict[str, Range]]:
    """Return the minutes of each activity for which a table has any."""
    doses = load_table("doses").query("quantity == 'minutes'").set_index("exercise_id")["maximum"]
    shortest = load_table("session_parts").set_index("exercise_id")["minutes_min"].dropna()
    highest = {key: None if pd.isna(top) else int(top) for key, top in doses.items()}
    return MappingProxyType(
        {str(key): {"minutes": (int(low), highest.get(key))} for key, low in shortest.items()}
    )
