"""How much of an exercise: the columns of a plan, and every dose that can stand in it.

In order of reading: the columns and their limits; a `Dose` and its words; the ranges that the
tables give, and the dose of a level inside them; easier amounts while it is done; the next dose,
a step up or a step down; and where in a session an exercise belongs.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from backcare.tables.fields import Field
from backcare.tables.forms import fields
from backcare.tables.shipped import load_checked, load_table
from backcare.tables.vocabulary import terms
from backcare.text import amount_words, inside_sentence

# Everything that a session player or a handout needs stands in the plan itself. What can be planned
# must be inside what a log takes, which a test holds; a log may record more than a plan asks for.
COLUMNS = fields("plan")
DOSE_LIMITS: Mapping[str, Field] = MappingProxyType(
    {name: COLUMNS[name] for name in ("sets", "reps", "hold_s", "minutes", "rest_s")}
)

# The `acute_order` of what is in no plan for sudden or new pain, whoever cleared it.
NEVER_ACUTE = 0
Range = tuple[float, float | None]  # a maximum that is None is open
Facts: TypeAlias = Mapping[str, Mapping[str, Any]]  # rows of the table of exercises, by their ids


def plan_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Build a plan from its rows: every column, in order, with its type."""
    given = list(rows)
    return pd.DataFrame(
        {
            column: pd.Series([row.get(column, _blank(field)) for row in given], dtype=field.dtype)
            for column, field in COLUMNS.items()
        }
    )


def _blank(field: Field) -> object:
    return pd.NA if field.is_number else ""


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dicts of Python's own values; what is missing stays as it is.

    `frame.to_dict("records")` would make None of some missing cells and not of others.
    """
    names = [str(name) for name in frame.columns]
    # Twice as quick as `itertuples`, which looks each column up by its place and makes a class.
    columns = (map(_plain, column) for _, column in frame.items())  # noqa: PERF102 (a frame is no dict)
    rows = zip(frame.index, *columns, strict=True)
    return [dict(zip(names, row, strict=True)) for _, *row in rows]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def facts_of(exercise_ids: Collection[str], exercises: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the rows of exercises that the table has; of one that it has twice, the first."""
    rows = exercises[exercises.index.isin(list(exercise_ids)) & ~exercises.index.duplicated()]
    return dict(zip(map(str, rows.index), records(rows), strict=True))


@functools.cache
def plan_rules() -> Mapping[str, float]:
    """Return the numbers of plan_rules.csv by their settings."""
    rules = load_checked("plan_rules")["plan_rules"]
    return MappingProxyType(dict(zip(rules["setting"], rules["value"].astype(float), strict=True)))


# --- a dose, and its words ------------------------------------------------------------------


class Dose(NamedTuple):
    """What one row of a plan asks for; what is None is not counted."""

    sets: int = 1
    reps: int | None = None
    hold_s: int | None = None
    rest_s: int | None = None
    minutes: float | None = None


def dose_of(row: Mapping[str, Any]) -> Dose:
    """Read the dose of a row of a plan."""
    given = {name: row[name] for name in Dose._fields if not pd.isna(row[name])}
    whole = {name: int(number) for name, number in given.items() if name != "minutes"}
    return Dose(**given | whole)


def dose_words(dose: Dose, sides: str, variant: str = "", *, in_full: bool = False) -> str:
    """Say how much of an exercise to do; `in_full` writes "seconds" out.

    Examples
    --------
    >>> dose_words(Dose(sets=2, reps=8, hold_s=5), "one_then_other", "opposite_arm")
    '2 sets of 8 times on each side, hold 5 s, with the opposite arm'
    """
    amount = amount_words(**dose._asdict(), each_side=sides != "both", in_full=in_full)
    return f"{amount}, {inside_sentence(terms('variant')[variant])}" if variant else amount


def row_dose_words(row: Mapping[str, Any], *, in_full: bool = False) -> str:
    """Say how much a row of a plan asks for."""
    return dose_words(dose_of(row), row["sides"], row["variant"], in_full=in_full)


# --- the ranges of the tables, and the doses of the levels ----------------------------------


def ranges(exercise_id: str, row: Mapping[str, Any]) -> dict[str, Range]:
    """Return the range of each quantity that the tables have numbers for, by its wide row."""
    if row["kind"] != "exercise":
        return activity_minutes().get(exercise_id, {})
    ends = {
        "reps": (row.get("reps_min"), row.get("reps_max")),
        "hold_s": (row.get("hold_s_min"), row.get("hold_s_max")),
        "rest_s": (row.get("rest_s"), row.get("rest_s")),
    }
    # A table of one's own may name only one end of a range.
    numbers = {name: [int(end) for end in both if not pd.isna(end)] for name, both in ends.items()}
    found: dict[str, Range] = {name: (min(n), max(n)) for name, n in numbers.items() if n}
    # A hold without a number of times is done once.
    return {"reps": (1, 1), **found} if "hold_s" in found else found


@functools.cache
def activity_minutes() -> Mapping[str, dict[str, Range]]:
    """Return the minutes of each activity for which a table has any."""
    doses = load_table("doses").query("quantity == 'minutes'").set_index("exercise_id")["maximum"]
    shortest = load_table("session_parts").set_index("exercise_id")["minutes_min"].dropna()
    highest = {key: None if pd.isna(top) else int(top) for key, top in doses.items()}
    return MappingProxyType(
        {str(key): {"minutes": (int(low), highest.get(key))} for key, low in shortest.items()}
    )


def level_dose(ranges: Mapping[str, Range], level: int) -> Dose:
    """Return the dose of a level: 1 is the smallest amount, the highest level the largest."""
    rules = plan_rules()
    share = (level - 1) / (rules["levels"] - 1)
    quantities = {
        name: int(low + ((low if high is None else high) - low) * share)  # the cautious side
        for name, (low, high) in ranges.items()
    }
    return Dose(sets=int(rules["sets"]), **quantities)


# --- easier, while it is being done ---------------------------------------------------------

_EASED = ("reps", "hold_s", "minutes")


class Amount(NamedTuple):
    """A dose, and the harder form of the exercise that it is for; "" is the plain one."""

    dose: Dose
    variant: str = ""


def amounts(dose: Dose, variant: str = "") -> list[Amount]:
    """Return the dose as it is planned, then each easier one, as far as it can be made easier.

    The harder form is the first thing to go.
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


# --- the next dose, always inside the ranges ------------------------------------------------


class Step(NamedTuple):
    """One way in which an exercise gets harder: a row of progression_steps.csv."""

    quantity: str
    by: int
    highest: int | None
    variant: str
    text: str


class Next(NamedTuple):
    """What to do next time, and the step in words; "" where there is none."""

    dose: Dose
    variant: str
    text: str
    leave_out: bool = False


@functools.cache
def steps_of(exercise_id: str) -> tuple[Step, ...]:
    """Return the steps by which an exercise gets harder, first to last."""
    table = load_table("progression_steps").sort_values("order")
    own = table[table["exercise_id"] == exercise_id]
    rows = records(own if len(own) else table[table["exercise_id"] == ""])
    return tuple(
        Step(row["quantity"], by or 0, highest, row["variant"], row["text"])
        for row in rows
        for by, highest in [(None if pd.isna(n) else int(n) for n in (row["step"], row["highest"]))]
    )


def widened(exercise_id: str, ranges: Mapping[str, Range]) -> dict[str, Range]:
    """Return the ranges, as far as the steps of progression go beyond the first dose."""
    tops = {step.quantity: step.highest for step in steps_of(exercise_id) if step.highest}
    return {name: (low, tops.get(name, high)) for name, (low, high) in ranges.items()}


def progression_ranges(
    exercise_id: str, fact: Mapping[str, Any], pain_state: str = ""
) -> dict[str, Range]:
    """Return the ranges of an exercise, from the first dose to the last step."""
    found = widened(exercise_id, ranges(exercise_id, fact))
    if pain_state == "acute" and exercise_id == acute_walk():
        # New pain is no reason to rest: where five minutes are too much, a walk of less is not.
        found["minutes"] = (plan_rules()["acute_walk_min"], found["minutes"][1])
    return found


def step_on(exercise_id: str, dose: Dose, variant: str, ranges: Mapping[str, Range]) -> Next | None:
    """Return the first step of progression that is still open, None at the top."""
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


def halved(dose: Dose, ranges: Mapping[str, Range]) -> Amount:
    """Return half of each quantity that can be made less, in the plain form."""
    share = plan_rules()["step_back_percent"] / 100
    return _lessened(dose, ranges, dict.fromkeys(_EASED, share))


def is_half(less: Dose, dose: Dose) -> bool:
    """Tell whether a dose is, as a whole, no more than the share that a step down leaves."""
    return _size(less) <= _size(dose) * plan_rules()["step_back_percent"] / 100


def _size(dose: Dose) -> float:
    """Return the minutes, or the times, longer by how long each is held."""
    return dose.minutes or dose.sets * (dose.reps or 1) * (dose.hold_s or 1)


def smallest(dose: Dose, ranges: Mapping[str, Range]) -> Amount:
    """Return the smallest amounts, in the plain form; half of what the tables know no range of."""
    share = plan_rules()["step_back_percent"] / 100
    return _lessened(dose, ranges, {name: 0 if name in ranges else share for name in _EASED})


def _lessened(dose: Dose, ranges: Mapping[str, Range], shares: Mapping[str, float]) -> Amount:
    """Take a share of each quantity, whole and rounded down, but stay inside the ranges."""
    sets = int(plan_rules()["sets"])
    less: dict[str, Any] = {"sets": min(dose.sets, max(sets, dose.sets // 2))}
    for name, share in shares.items():
        if (now := getattr(dose, name)) is not None:
            low, high = ranges.get(name, (1, None))
            # What a clinician set above the range comes back into it; below it, it stays there.
            part = min(max(low, int(now * share)), now if high is None else high)
            less[name] = min(now, part)
    return Amount(dose._replace(**less))


def _smallest(dose: Dose, ranges: Mapping[str, Range]) -> Dose:
    """Start again with the smallest amounts: a harder form comes with less of it."""
    small = {name: int(low) for name, (low, _) in ranges.items() if name in ("reps", "hold_s")}
    return dose._replace(**small)


# --- where it belongs in a session ----------------------------------------------------------


class Place(NamedTuple):
    """Where an exercise belongs in a session, and how its sides take turns.

    `acute` is its place in a plan for sudden or new pain; None where it is in none.
    """

    part: str
    sides: str
    source: str
    acute: int | None = None


def place_of(exercise_id: str, row: Mapping[str, Any]) -> Place:
    """Return where an exercise belongs, by the table or else by what it is."""
    if exercise_id in places():
        return places()[exercise_id]
    part = "main" if row["kind"] == "exercise" else "on_its_own"
    # An exercise of somebody's own comes after those that the table puts in order.
    last = 1 + max(place.acute or 0 for place in places().values())
    sides = "one_then_other" if row.get("per_side") else "both"
    return Place(part, sides, "", last if part == "main" else None)


@functools.cache
def acute_walk() -> str:
    """Return the id of the walk with which every plan for sudden or new pain begins."""
    return next(exercise_id for exercise_id, place in places().items() if place.acute == 1)


def follows_acute_walk(exercise_id: str, row: Mapping[str, Any]) -> bool:
    """Tell whether an exercise is among the gentle ones that may follow that walk."""
    difficulty = row.get("difficulty")
    gentle = not pd.isna(difficulty) and difficulty <= plan_rules()["acute_difficulty_max"]
    return bool(place_of(exercise_id, row).acute) and bool(gentle)


@functools.cache
def places() -> Mapping[str, Place]:
    """Return where each exercise of the table belongs in a session."""
    found = {}
    for row in records(load_table("session_parts")):
        acute = None if pd.isna(row["acute_order"]) else int(row["acute_order"])
        found[row["exercise_id"]] = Place(row["part"], row["sides"], row["source"], acute)
    return MappingProxyType(found)
