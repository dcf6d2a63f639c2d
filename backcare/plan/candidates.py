"""What may stand in a plan today: each exercise that is offered, with its dose and its time."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from backcare.exercises.load import load_table
from backcare.plan.columns import records
from backcare.plan.dose import Dose, level_dose, plan_rules, ranges
from backcare.plan.phases import seconds_of, timings
from backcare.plan.screening import Ticked, verdict
from backcare.wish import several

# One of these says how much; a rest alone does not.
_HOW_MUCH = {"reps", "minutes"}


class Place(NamedTuple):
    """Where an exercise belongs in a session, and how its sides take turns."""

    part: str
    sides: str
    source: str


class Candidate(NamedTuple):
    """One exercise that may be chosen.

    `seconds` is the time without that to get into place; `groups` are the muscle groups to
    balance, `mainly` those that it mainly works; `rank` is its place in the table.
    """

    exercise_id: str
    row: Mapping[str, Any]
    place: Place
    dose: Dose
    most_minutes: float
    rating: str
    caution: str
    groups: tuple[str, ...]
    mainly: frozenset[str]
    hard: bool
    seconds: int
    rank: int


class Pool(NamedTuple):
    """The candidates, and the names of those left out: for an answer, or for want of a dose."""

    candidates: list[Candidate]
    advised_against: list[str]
    on_their_own: list[str]


def pool(offered: pd.DataFrame, state: str, level: int, ticked: Ticked, wish: set[str]) -> Pool:
    """Turn the rows that may be offered into candidates.

    Examples
    --------
    >>> from backcare.plan.screening import read_answers
    >>> offered = bc.filter_exercises(bc.load_exercises(), pain_state="acute")
    >>> found = pool(offered, "acute", 1, read_answers("leg_symptoms"), set())
    >>> found.candidates[0].exercise_id, found.advised_against[0]
    ('walking', 'Hamstring stretch with a towel')
    """
    found = Pool([], [], [])
    rows = zip(offered.index.map(str), records(offered), strict=True)
    for rank, (exercise_id, row) in enumerate(rows):
        judged = verdict(exercise_id, row, state, ticked)
        place, amounts = place_of(exercise_id, row), ranges(exercise_id, row)
        if judged.rating == "avoid":
            found.advised_against.append(row["name"])
        elif place.part == "on_its_own" or not amounts.keys() & _HOW_MUCH:
            found.on_their_own.append(row["name"])
        else:
            dose = level_dose(amounts, level)
            # A walk begins short; time that is left over may lengthen it to the level's dose.
            short = dose._replace(minutes=amounts["minutes"][0]) if dose.minutes else dose
            mainly, groups = _groups(row, wish)
            told = (judged.rating, judged.caution, groups, mainly, is_hard(row))
            lasts = work(exercise_id, short, place)
            found.candidates.append(
                Candidate(exercise_id, row, place, short, dose.minutes or 0, *told, lasts, rank)
            )
    return found


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


def work(exercise_id: str, dose: Dose, place: Place) -> int:
    """Return the seconds of an exercise without the time to get into place."""
    first = seconds_of(exercise_id, dose, place.sides, first=True)
    return first - timings(exercise_id)["get_ready"][0]


def is_hard(row: Mapping[str, Any]) -> bool:
    """Tell what is hard; an exercise whose difficulty nobody stated counts as hard.

    Examples
    --------
    >>> is_hard({"difficulty": 1}), is_hard({"difficulty": pd.NA})
    (False, True)
    """
    difficulty = row.get("difficulty", pd.NA)
    return bool(pd.isna(difficulty) or difficulty >= plan_rules()["hard_from"])


def _groups(row: Mapping[str, Any], wish: set[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return what an exercise mainly works, and the groups to balance: those wished for."""
    mainly = several(row["primary_muscles"])
    if not wish:
        return frozenset(mainly), tuple(mainly)
    wished = [group for group in mainly if group in wish]
    also = [group for group in several(row["secondary_muscles"]) if group in wish]
    return frozenset(mainly), tuple(wished or also)


@functools.cache
def _places() -> Mapping[str, Place]:
    rows = records(load_table("session_parts"))
    return MappingProxyType(
        {row["exercise_id"]: Place(row["part"], row["sides"], row["source"]) for row in rows}
    )
