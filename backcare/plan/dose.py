"""How much of an exercise: the ranges of the tables, and the dose of a level inside them.

The columns of a plan, and what its numbers may be.

What "easier" means while an exercise is being done: a smaller amount, and its easier form.

The next dose: a step on, a step back, or the same, always inside the ranges of the tables.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from backcare.sessions import ENTRY_LIMITS, Limit
from backcare.tables.shipped import load_table

# Everything that a session player or a handout needs stands in the plan itself.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "order": "Int64",
        "exercise_id": "str",
        "name": "str",
        "part": "str",
        "sets": "Int64",
        "reps": "Int64",
        "hold_s": "Int64",
        "rest_s": "Int64",
        "minutes": "Float64",
        "sides": "str",
        "variant": "str",
        "level": "Int64",
        "pain_state": "str",
        "rating": "str",
        "caution": "str",
        "why": "str",
        "reason": "str",
        "source": "str",
        "seconds": "Int64",
        "outside": "str",
    }
)
# What can be done can be logged: the limits are those of a log. Rest is not logged; its limit
# is only what a slip of the finger goes beyond.
DOSE_LIMITS: Mapping[str, Limit] = MappingProxyType({**ENTRY_LIMITS, "rest_s": Limit(0, 600)})


def plan_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Build a plan from its rows: every column, in order, with its type.

    Examples
    --------
    >>> plan_frame([{"exercise_id": "bridging", "reps": 8}])[["exercise_id", "reps", "hold_s"]]
      exercise_id  reps  hold_s
    0    bridging     8    <NA>
    """
    given = list(rows)
    return pd.DataFrame(
        {
            column: pd.Series([row.get(column, _blank(kind)) for row in given], dtype=kind)
            for column, kind in COLUMNS.items()
        }
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dicts of Python's own values: row by row the faster.

    Examples
    --------
    >>> records(pd.DataFrame({"reps": [8]}))
    [{'reps': 8}]
    """
    names = [str(name) for name in frame.columns]
    return [
        dict(zip(names, map(_plain, row), strict=True)) for row in frame.itertuples(index=False)
    ]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _blank(kind: str) -> object:
    return "" if kind == "str" else pd.NA


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


_EASED = ("reps", "hold_s", "minutes")


class Amount(NamedTuple):
    """A dose, and the harder form of the exercise that it is for; "" is the plain one."""

    dose: Dose
    variant: str = ""


def amounts(dose: Dose, variant: str = "") -> list[Amount]:
    """Return the dose as it is planned, then each easier one, as far as it can be made easier.

    Parameters
    ----------
    dose : Dose
        How much the plan asks for.
    variant : str
        The harder form that the plan asks for, which is the first thing to go; "" is none.

    Returns
    -------
    list of Amount
        The plan's own first, each that follows smaller than the one before.

    Examples
    --------
    >>> [(one.dose.reps, one.dose.hold_s) for one in amounts(Dose(reps=8, hold_s=5))]
    [(8, 5), (4, 2), (2, 1)]
    >>> [one.dose.minutes for one in amounts(Dose(minutes=5))]
    [5, 2.5, 1.25]
    >>> len(amounts(Dose(reps=1)))
    1

    Source: the share and how often are in `load_table("plan_rules")`, our own judgement.
    """
    found = [Amount(dose, variant)]
    for _ in range(int(plan_rules()["ease_steps"])):
        easier = Amount(_smaller(found[-1].dose))
        if easier == found[-1]:
            break
        found.append(easier)
    return found


def _smaller(dose: Dose) -> Dose:
    """Take the share of what can be made less; once is the least, and a second."""
    share = plan_rules()["ease_percent"] / 100
    given = {name: value for name in _EASED if (value := getattr(dose, name)) is not None}
    less = {
        name: value * share if name == "minutes" else min(value, max(1, int(value * share)))
        for name, value in given.items()
    }
    return dose._replace(**less)


class Next(NamedTuple):
    """What to do next time, and the step in words; "" where there is none."""

    dose: Dose
    variant: str
    text: str


def step_on(exercise_id: str, dose: Dose, variant: str, ranges: Mapping[str, Range]) -> Next | None:
    """Return the first step of progression that is still open, None at the top.

    Examples
    --------
    >>> ranges = {"reps": (8, 12), "hold_s": (5, 10)}
    >>> step_on("bird_dog", Dose(reps=8, hold_s=5), "", ranges).dose.hold_s
    6
    >>> step_on("bird_dog", Dose(reps=8, hold_s=10), "", ranges).variant
    'opposite_arm'
    >>> step_on("bird_dog", Dose(reps=12, hold_s=10), "opposite_arm", ranges) is None
    True
    """
    for step in steps_of(exercise_id):
        if step.quantity == "variant":
            if variant != step.variant:
                return Next(_smallest(dose, ranges), step.variant, step.text)
        elif (now := getattr(dose, step.quantity)) is not None and step.quantity in ranges:
            _, high = ranges[step.quantity]
            if high is not None and now < high:
                grown = min(now + step.by, high)
                return Next(dose._replace(**{step.quantity: grown}), variant, step.text)
    return None


def step_back(exercise_id: str, dose: Dose, variant: str, ranges: Mapping[str, Range]) -> Next:
    """Return a smaller dose: the last step that can be undone is.

    Examples
    --------
    >>> ranges = {"reps": (8, 12), "hold_s": (5, 10)}
    >>> step_back("bird_dog", Dose(reps=8, hold_s=7), "opposite_arm", ranges).variant
    ''
    >>> step_back("bird_dog", Dose(reps=8, hold_s=5), "", ranges).text
    'This is the smallest amount already. Leave it out until it has settled.'
    """
    for step in reversed(steps_of(exercise_id)):
        if step.quantity == "variant":
            if variant == step.variant:
                return Next(dose, "", "Do the easier form again.")
        elif (less := _less(step, dose, ranges)) is not None:
            return Next(dose._replace(**{step.quantity: less}), variant, "A step back.")
    told = "This is the smallest amount already. Leave it out until it has settled."
    return Next(dose, variant, told)


def _less(step: Step, dose: Dose, ranges: Mapping[str, Range]) -> Any:
    """Return a quantity one step smaller, None where it is at its smallest."""
    now = getattr(dose, step.quantity)
    if now is None or step.quantity not in ranges:
        return None
    low, high = ranges[step.quantity]
    # What a clinician set above the range comes back into it.
    less = max(low, now - step.by if high is None else min(now - step.by, high))
    return less if less < now else None


def _smallest(dose: Dose, ranges: Mapping[str, Range]) -> Dose:
    """Begin again with the smallest amounts: a harder form comes with less of it."""
    small = {name: low for name, (low, _) in ranges.items() if name in ("reps", "hold_s")}
    return dose._replace(**small)


class Place(NamedTuple):
    """Where an exercise belongs in a session, and how its sides take turns."""

    part: str
    sides: str
    source: str


def place_of(exercise_id: str, row: Mapping[str, Any]) -> Place:
    """Return where an exercise belongs, by the table or else by what it is.

    Examples
    --------
    >>> place_of("bird_dog", {"kind": "exercise"})
    Place(part='main', sides='one_then_other', source='WEBMD|JUDGEMENT')
    """
    if exercise_id in _places():
        return _places()[exercise_id]
    part = "main" if row["kind"] == "exercise" else "on_its_own"
    return Place(part, "one_then_other" if row.get("per_side") else "both", "")


@functools.cache
def _places() -> Mapping[str, Place]:
    rows = records(load_table("session_parts"))
    return MappingProxyType(
        {row["exercise_id"]: Place(row["part"], row["sides"], row["source"]) for row in rows}
    )


def fact_of(exercise_id: str, exercises: pd.DataFrame) -> dict[str, Any]:
    """Return the row of one exercise."""
    return records(exercises.loc[[exercise_id]])[0]
