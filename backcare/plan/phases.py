"""A plan as phases, one after the other: what a session player plays, second for second.

`plan_phases` is a plan as a frame of phases; `session_program` is the same for a page that plays
it alone, with the easier forms of each exercise. Both stand on `row_phases`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from backcare.plan.dose import Amount, Dose, amounts, dose_of, dose_words, facts_of, records
from backcare.plan.screening import advice, ask_reason, is_needed, is_settled_before
from backcare.tables.shipped import load_table
from backcare.tables.vocabulary import terms
from backcare.text import split_terms

PHASE_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "order": "Int64",
        "exercise_id": "str",
        "name": "str",
        "phase": "str",
        "side": "str",
        "set": "Int64",
        "rep": "Int64",
        "seconds": "Int64",
        "cue": "str",
        "start_s": "Int64",
    }
)


class Phase(NamedTuple):
    """One stretch of time with one thing to do; `side` is "", first or other."""

    phase: str
    side: str
    set: int | None
    rep: int | None
    seconds: int
    cue: str


def plan_phases(plan: pd.DataFrame) -> pd.DataFrame:
    """Split a plan into phases: what to do from each second to the next.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan, as `make_plan`, `check_plan` or `load_plan` gives it; it may be empty.

    Returns
    -------
    pandas.DataFrame
        One phase a row, in the order of time: `order` and `exercise_id` of the plan's row,
        `name`, `phase` (get_ready, lift, hold, lower, breathe, rest, other_side, go or
        change_over), `side` ("", first or other), `set` and `rep` (from 1; missing between
        exercises), `seconds`, `cue` (what to say) and `start_s` (seconds since the
        beginning). `get_ready` and `change_over` come before the exercise they are for. The sum
        of `seconds` is the plan's time.

    Examples
    --------
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
    >>> phases = bc.plan_phases(plan)
    >>> phases.loc[:3, ["exercise_id", "phase", "rep", "seconds", "start_s"]]
       exercise_id      phase   rep  seconds  start_s
    0  pelvic_tilt  get_ready  <NA>       10        0
    1  pelvic_tilt       lift     1        3       10
    2  pelvic_tilt       hold     1       10       13
    3  pelvic_tilt      lower     1        3       23
    >>> bool(phases["seconds"].sum() == plan["seconds"].sum())
    True

    Source: how long each phase lasts is in `load_table("timings")`, our own judgement.
    """
    rows = []
    start_s = 0
    for place, row in enumerate(records(plan)):
        dose = (row["exercise_id"], dose_of(row), row["sides"], row["variant"])
        for phase in row_phases(*dose, first=place == 0):
            rows.append((row["order"], row["exercise_id"], row["name"], *phase, start_s))
            start_s += phase.seconds
    return pd.DataFrame(rows, columns=list(PHASE_COLUMNS)).astype(dict(PHASE_COLUMNS))


def session_program(plan: pd.DataFrame, exercises: pd.DataFrame) -> list[dict[str, Any]]:
    """Write out a checked plan, so that a page can play it alone: an exercise each, in order.

    `amounts` of each begins with the plan's own dose and goes on with easier ones; its `phases`
    are lists of phase, side, set, rep, seconds and cue, as in `plan_phases`.
    """
    facts = facts_of(plan["exercise_id"], exercises)
    rows = enumerate(records(plan))
    return [_item(row, facts[row["exercise_id"]], place == 0) for place, row in rows]


def _item(row: Mapping[str, Any], fact: Mapping[str, Any], first: bool) -> dict[str, Any]:
    lists = {name: split_terms(fact.get(name, "")) for name in ("steps", "cues", "mistakes")}
    cautions = [
        text for text in split_terms(fact.get("cautions", "")) if text not in row["caution"]
    ]
    before = [text for text in cautions if is_settled_before(row["exercise_id"], text)]
    return {
        **{name: row[name] for name in ("exercise_id", "name", "caution", "rating")},
        "advice": advice(row, fact),
        "ask_reason": ask_reason(row, fact),
        "needed": is_needed(row),
        **lists,
        # What counts while it is done, and what is answered before it is begun.
        "care": [text for text in cautions if text not in before],
        "ask_first": before,
        "amounts": [_amount(row, one, first) for one in amounts(dose_of(row), row["variant"])],
    }


def _amount(row: Mapping[str, Any], one: Amount, first: bool) -> dict[str, Any]:
    phases = row_phases(row["exercise_id"], one.dose, row["sides"], one.variant, first=first)
    words = dose_words(one.dose, row["sides"], one.variant)
    return {
        "words": f"{words[0].upper()}{words[1:]}",
        "phases": [[p.phase, p.side, p.set, p.rep, p.seconds, p.cue] for p in phases],
    }


def row_phases(
    exercise_id: str, dose: Dose, sides: str, variant: str = "", *, first: bool
) -> Iterator[Phase]:
    """Yield the phases of one exercise, beginning with the time to get into place."""
    yield _timed("get_ready" if first else "change_over", exercise_id)
    if dose.minutes is not None:
        yield _timed("go", exercise_id, seconds=max(1, round(dose.minutes * 60)))
        return
    before = None
    for move in _moves(dose, sides):
        if before is not None:
            yield from _between(before, move, exercise_id, dose)
        yield from _moving(move, exercise_id, dose, variant)
        before = move


def seconds_of(exercise_id: str, dose: Dose, sides: str, *, first: bool) -> int:
    """Return how long an exercise takes, with the time to get into place."""
    return sum(phase.seconds for phase in row_phases(exercise_id, dose, sides, first=first))


class _Move(NamedTuple):
    set: int
    rep: int
    side: str


def _moves(dose: Dose, sides: str) -> Iterator[_Move]:
    """Yield every repetition of every set, the sides in the order that the exercise wants."""
    names = ("",) if sides == "both" else ("first", "other")
    for one_set in range(1, dose.sets + 1):
        reps = range(1, (dose.reps or 1) + 1)
        if sides == "in_turn":
            yield from (_Move(one_set, rep, side) for rep in reps for side in names)
        else:
            yield from (_Move(one_set, rep, side) for side in names for rep in reps)


def _moving(move: _Move, exercise_id: str, dose: Dose, variant: str) -> Iterator[Phase]:
    lift = _timed("lift", exercise_id, move)
    yield lift._replace(cue=f"{lift.cue} {terms('variant')[variant]}.") if variant else lift
    if dose.hold_s:
        yield _timed("hold", exercise_id, move, dose.hold_s)
    yield _timed("lower", exercise_id, move)


def _between(before: _Move, after: _Move, exercise_id: str, dose: Dose) -> Iterator[Phase]:
    """Yield the pause between two repetitions: a rest where one is named, else a breath."""
    if before.set != after.set:
        yield _timed("rest", exercise_id, before)
    elif dose.rest_s:
        yield _timed("rest", exercise_id, before, dose.rest_s)
    elif before.side == after.side and dose.rest_s is None:
        yield _timed("breathe", exercise_id, before)
    if before.side != after.side:
        yield _timed("other_side", exercise_id, after)


def _timed(
    phase: str, exercise_id: str, move: _Move | None = None, seconds: int | None = None
) -> Phase:
    """Build a phase with its own time, or with that of the table."""
    usual, cue = timings(exercise_id)[phase]
    lasts = usual if seconds is None else seconds
    if move is None:
        return Phase(phase, "", None, None, lasts, cue)
    return Phase(phase, move.side, move.set, move.rep, lasts, cue)


def timings(exercise_id: str) -> Mapping[str, tuple[int, str]]:
    """Return how long each phase lasts in an exercise, and its cue."""
    every = every_timing()
    return every.get(exercise_id, every[""])


@functools.cache
def every_timing() -> Mapping[str, Mapping[str, tuple[int, str]]]:
    """Return the times of each exercise that has some of its own, and under "" those of all."""
    found: dict[str, dict[str, tuple[int, str]]] = {"": {}}
    # The times of all come first: an exercise has them for whatever it names no own ones for.
    for row in sorted(records(load_table("timings")), key=lambda row: row["exercise_id"] != ""):
        times = found.setdefault(row["exercise_id"], dict(found[""]))
        usual, _ = times.get(row["phase"], (0, ""))
        own = usual if pd.isna(row["seconds"]) else int(row["seconds"])
        times[row["phase"]] = (own, row["cue"])
    return MappingProxyType(found)
