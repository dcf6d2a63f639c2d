"""A plan that somebody edited: checked as a whole, timed anew, and marked where it goes beyond.

`examine` does the work for `check_plan` here and for `load_plan`: cells are tidied, blanks filled
from the table, every fault found, and the rest worked out anew.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

import numpy as np
import pandas as pd

from backcare.errors import Fault, PlanError, did_you_mean, quoted
from backcare.exercises.load import check_columns, load_exercises
from backcare.plan.dose import (
    COLUMNS,
    DOSE_LIMITS,
    NEVER_ACUTE,
    Facts,
    acute_walk,
    dose_of,
    facts_of,
    follows_acute_walk,
    place_of,
    plan_frame,
    plan_rules,
    progression_ranges,
    records,
    steps_of,
)
from backcare.plan.phases import seconds_of
from backcare.plan.screening import is_as_answered, is_of_another, says_ask
from backcare.sessions import NO_EXERCISE
from backcare.tables.vocabulary import definitions, terms

# These are worked out anew, so it does not matter what stands in them.
_WORKED_OUT = ("seconds", "outside")
# These the table fills, so an exercise that it does not know is one fault, not five.
_FROM_TABLE = ("name", "part", "sides", "rating", "reason", "source")
_CLEARED = "The table says “Ask first”. Cleared by a clinician for this plan."
_OWN = " If it is one of your own, pass the table that it comes from: exercises=..."
_UNITS = {"reps": "times", "hold_s": "s", "rest_s": "s of rest", "minutes": "minutes"}


def check_plan(plan: pd.DataFrame, exercises: pd.DataFrame | None = None) -> pd.DataFrame:
    """Check a plan that was edited, time it again, and mark what is outside the table's range.

    A clinician may set any amount that can be done and logged. What is beyond the range of
    the table is kept, and `outside` says so. A rating that was changed from ask to ok is kept too,
    and `caution` says that a clinician has cleared it. What came along when the exercise or the
    pain of a row was changed is not kept: it is filled again. Blank cells are filled from the table
    where it knows, a rating as `ask` also where the caution says so; only `exercise_id`,
    `pain_state` and an amount have to be there.

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
    backcare.errors.PlanError: The plan cannot be used: 2 problems.
      exercise 1, reps: '-1' must be a whole number from 1 to 200; leave it blank if ...
      exercise 2, exercise_id: 'sit_up' should be avoided with this kind of pain, so it cannot be
      in a plan. Take Partial crunch instead.
    """
    exercises = load_exercises() if exercises is None else exercises
    checked, faults = examine(list(plan.columns), records(plan), exercises)
    if faults:
        raise PlanError(map(_with_place, faults))
    checked.attrs.update(plan.attrs)
    return checked


def checked_or_refused(plan: pd.DataFrame, exercises: pd.DataFrame | None) -> pd.DataFrame:
    """Check a plan that is to leave the house; one that was refused says why."""
    if plan.empty and (refusal := plan.attrs.get("refusal")):
        raise PlanError([Fault(None, "", "", str(refusal))])
    return check_plan(plan, exercises)


def _with_place(fault: Fault) -> Fault:
    """Name the exercise of a fault in words: a plan that is no file has no row numbers."""
    where = f"exercise {fault.row + 1}, " if fault.row is not None else ""
    return fault._replace(row=None, column=f"{where}{fault.column}" if fault.column else "")


def examine(
    columns: Sequence[object], rows: Sequence[Mapping[str, Any]], exercises: pd.DataFrame
) -> tuple[pd.DataFrame, list[Fault]]:
    """Check a plan given as rows: return it as a frame, or every fault.

    The `row` of a fault is the place in the plan, from 0; None where it is the whole plan's.
    """
    states = [
        fact
        for state in terms("pain_state")
        for fact in (f"rating_{state}", f"reason_{state}", f"source_{state}")
    ]
    check_columns(exercises, ["name", "kind", "advice", "swap", *states])
    if faults := list(_column_faults(columns)):
        return plan_frame([]), faults
    tidied = [{name: _tidy(row.get(name), name) for name in COLUMNS} for row in rows]
    facts = _facts(tidied, exercises)
    filled = _filled(tidied, facts, exercises)
    if faults := list(_row_faults(filled, facts, exercises.index)):
        return plan_frame([]), faults
    filled.sort(key=lambda row: row["order"])
    worked_out = (
        _worked_out(place, row, facts[row["exercise_id"]]) for place, row in enumerate(filled)
    )
    return plan_frame(worked_out), []


def _facts(rows: Iterable[Mapping[str, Any]], exercises: pd.DataFrame) -> Facts:
    """Return what the table knows of the exercises of a plan, and of their swaps."""
    named = {row["exercise_id"] for row in rows if isinstance(row["exercise_id"], str)}
    swaps = exercises.loc[exercises.index.isin(list(named)), "swap"]
    facts = facts_of(named.union(swaps), exercises)
    # A plan's cells are without blanks around them, and are compared with those of the table.
    return {
        key: {name: _bare(value) for name, value in fact.items()} for key, fact in facts.items()
    }


def _bare(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _tidy(value: object, column: str) -> object:
    """Turn a cell into Python's own value: None (or "") where there is nothing, 8 for 8.0."""
    text = not COLUMNS[column].is_number
    if isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    missing = any(value is nothing for nothing in (None, pd.NA, pd.NaT))
    if missing or (isinstance(value, float) and math.isnan(value)):
        return "" if text else None
    if isinstance(value, str):
        return value.strip() if text or value.strip() else None
    whole = isinstance(value, float) and math.isfinite(value) and value % 1 == 0
    return int(value) if whole and column != "minutes" else value  # type: ignore[call-overload]


def _filled(
    rows: list[dict[str, Any]], facts: Facts, exercises: pd.DataFrame
) -> list[dict[str, Any]]:
    """Fill blank cells: from the table, or as for a row that says nothing of it."""
    unordered = all(row["order"] is None for row in rows)
    state = next((row["pain_state"] for row in rows if row["pain_state"]), "")
    names = list(map(_bare, exercises["name"]))
    filled = []
    for order, given in enumerate(rows, start=1):
        row = _without_another(given, facts, names)
        usual = _usual(row, state, facts) | ({"order": order} if unordered else {})
        blank = {name for name, value in row.items() if value in (None, "")}
        filled.append(row | {name: usual[name] for name in blank & usual.keys()})
    return filled


def _without_another(row: dict[str, Any], facts: Facts, names: Collection[str]) -> dict[str, Any]:
    """Blank what came along from another exercise or pain when somebody changed one of the two.

    An `ok` where the table asks first is somebody's word only with the table's reason for this
    exercise and pain beside it, or with one of their own. "OK because: ..." is neither, but where
    `make_plan` itself writes it: an answer that nobody gave clears nothing.
    """
    key, state = row["exercise_id"], row["pain_state"]
    if not _is_known(key, facts) or state not in list(terms("pain_state")):
        return row
    fact = facts[key]
    blanked: dict[str, str] = {}
    if row["name"] in names and row["name"] != fact["name"]:
        blanked |= dict.fromkeys(("name", "part", "sides", "why", "caution"), "")
    if is_of_another(str(row["reason"]), key, state, fact):
        blanked |= dict.fromkeys(("reason", "source"), "")
        if row["rating"] == "ok" and fact[f"rating_{state}"] == "ask":
            caution = str(blanked.get("caution", row["caution"])).replace(_CLEARED, "").strip()
            blanked |= {"rating": "", "caution": caution or definitions("rating")["ask"]}
    return row | blanked


def _usual(row: Mapping[str, Any], state: str, facts: Facts) -> dict[str, Any]:
    """Return what may stand in the blank cells of a row."""
    usual: dict[str, Any] = {"sets": int(plan_rules()["sets"]), "pain_state": state}
    exercise_id = row["exercise_id"]
    if not _is_known(exercise_id, facts):
        return usual
    fact = facts[exercise_id]
    place = place_of(exercise_id, fact)
    usual |= {"name": fact["name"], "part": place.part, "sides": place.sides}
    if row["hold_s"] is not None:  # a hold without a number of times is done once
        usual["reps"] = 1
    if isinstance(state, str) and state in terms("pain_state"):
        usual |= {name: fact[f"{name}_{state}"] for name in ("rating", "reason", "source")}
        # Whoever blanks a rating does not thereby undo what the caution says.
        if usual["rating"] == "ok" and _says_ask(row, fact):
            usual["rating"] = "ask"
    return usual


def _is_known(exercise_id: object, facts: Facts) -> TypeGuard[str]:
    """Tell whether an exercise is in the table, whatever was written in its cell."""
    return isinstance(exercise_id, str) and exercise_id in facts


# --- faults ---------------------------------------------------------------------------------


def _column_faults(columns: Iterable[object]) -> Iterator[Fault]:
    """Yield what is wrong with the columns."""
    given = list(columns)
    if "exercise_id" not in given:
        yield Fault(None, "exercise_id", "", "is missing. Add this column.")
    for name in dict.fromkeys(map(str, given)):
        if name not in COLUMNS:
            near = did_you_mean(name, list(COLUMNS))
            rule = f"is not a column of a plan.{near} Rename or delete it."
            yield Fault(None, name, "", rule)
        elif given.count(name) > 1:
            yield Fault(None, name, "", "appears twice. Rename or delete one of the columns.")


def _row_faults(
    rows: Sequence[Mapping[str, Any]], facts: Facts, exercise_ids: pd.Index
) -> Iterator[Fault]:
    """Yield what is wrong with the rows, which are tidied, and whose blanks are filled."""
    if not rows:
        yield Fault(None, "", "", "The plan has no exercises. Add at least one row.")
    states = [row["pain_state"] for row in rows]
    orders = [row["order"] for row in rows]
    for place, row in enumerate(rows):
        known = _is_known(row["exercise_id"], facts)
        blank = {name for name in _FROM_TABLE if not known and not row[name]}
        for column in [name for name in COLUMNS if name not in blank.union(_WORKED_OUT)]:
            if rule := _cell_rule(column, row[column], exercise_ids):
                yield Fault(place, column, _shown(row[column]), rule)
        if row["pain_state"] != states[0]:
            rule = f"must be {quoted(_shown(states[0]))}, as in the first row."
            yield Fault(place, "pain_state", _shown(row["pain_state"]), rule)
        if row["order"] is not None and orders.count(row["order"]) > 1:
            yield Fault(place, "order", _shown(row["order"]), "must be there once only.")
        yield from _own_faults(place, row, known=known)
        if known:
            yield from _exercise_faults(place, row, facts)
    yield from _acute_faults([row for row in rows if states[0] == "acute"], facts)


def _cell_rule(column: str, value: object, exercise_ids: pd.Index) -> str:
    """Return the rule that one cell breaks, or ""."""
    if column in DOSE_LIMITS:
        limit = DOSE_LIMITS[column]
        blank = "; leave it blank if it is not counted." if column != "sets" else "."
        return "" if value is None or limit.allows(value) else f"{limit.limits}{blank}"
    if column in ("order", "level"):
        limit = COLUMNS[column]
        if column == "level":
            limit = dataclasses.replace(limit, lowest=1, highest=int(plan_rules()["levels"]))
        fits = limit.allows(value) or (value is None and not limit.required)
        return "" if fits else f"{limit.limits}."
    if rule := COLUMNS[column].text_fault(value):
        return rule
    if column == "exercise_id" and value not in exercise_ids:
        near = did_you_mean(value, exercise_ids)
        return f"{NO_EXERCISE}{near or _OWN}"
    known = COLUMNS[column].terms
    if known and value not in known:
        return f"{COLUMNS[column].rule}{did_you_mean(value, terms(column))}"
    return ""


def _own_faults(place: int, row: Mapping[str, Any], *, known: bool) -> Iterator[Fault]:
    """Yield what does not go together in one row."""
    if row["minutes"] is None and row["reps"] is None:
        rule = "must say how much: give reps, or minutes for an activity."
        yield Fault(place, "reps", "", rule)
    if row["minutes"] is not None and row["reps"] is not None:
        rule = "must be blank where reps are given. Delete one of the two."
        yield Fault(place, "minutes", _shown(row["minutes"]), rule)
    if row["rating"] not in ("ok", "ask", "avoid") and (row["rating"] or known):
        yield Fault(place, "rating", _shown(row["rating"]), "must be ok or ask.")


def _exercise_faults(place: int, row: Mapping[str, Any], facts: Facts) -> Iterator[Fault]:
    """Yield what the table forbids: another's variant, and what is to be avoided today."""
    fact = facts[row["exercise_id"]]
    known = ["", *(step.variant for step in steps_of(row["exercise_id"]) if step.variant)]
    if row["variant"] not in known:
        choices = ", ".join(repr(one) for one in known)
        rule = f"must be one of {choices} for this exercise."
        yield Fault(place, "variant", _shown(row["variant"]), rule)
    todays = fact.get(f"rating_{row['pain_state']}", "avoid")
    if "avoid" in (fact["advice"], todays, row["rating"]):
        way_out = _way_out(row, facts.get(fact["swap"], {}))
        rule = f"should be avoided with this kind of pain, so it cannot be in a plan. {way_out}"
        yield Fault(place, "exercise_id", row["exercise_id"], rule)


def _acute_faults(rows: Sequence[Mapping[str, Any]], facts: Facts) -> Iterator[Fault]:
    """Yield what is in no plan for sudden or new pain: the rules `acute_…` of plan_rules.csv."""
    if not rows:
        return
    walk, places = acute_walk(), _in_order(rows)
    first = rows[places[0]]["exercise_id"]
    if all(row["exercise_id"] != walk for row in rows):
        rule = f"is not enough with sudden or new pain. Add a row for {walk}."
        yield Fault(0, "exercise_id", _shown(rows[0]["exercise_id"]), rule)
    elif first != walk:
        rule = (
            f"cannot come first: with sudden or new pain every plan begins with a walk. "
            f"Put {walk} before it, with the lowest order."
        )
        yield Fault(places[0], "exercise_id", _shown(first), rule)
    before = 0
    for place in places:
        row = rows[place]
        key = row["exercise_id"]
        if key == acute_walk() or not _is_known(key, facts):
            continue
        if rule := _acute_rule(row, facts[key], before):
            yield Fault(place, "exercise_id", key, rule)
        before += row["rating"] == "ask"


def _in_order(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the places of rows as they follow each other; as they stand if no order is to read."""
    orders = [row["order"] for row in rows]
    places = range(len(rows))
    if not all(COLUMNS["order"].allows(order) for order in orders):
        return list(places)
    return sorted(places, key=lambda place: orders[place])


def _acute_rule(row: Mapping[str, Any], fact: Mapping[str, Any], before: int) -> str:
    """Return the rule that a row breaks after the walk and `before` others, or ""."""
    if place_of(row["exercise_id"], fact).acute == NEVER_ACUTE:
        return "cannot be in a plan for sudden or new pain, whatever its rating. Delete the row."
    if row["rating"] != "ask":  # cleared by a clinician, here or in a table of their own
        return ""
    way_out = "Delete the row, unless a clinician cleared it: then its rating is ok."
    if not follows_acute_walk(row["exercise_id"], fact):
        return f"is not among the gentle exercises for sudden or new pain. {way_out}"
    most = int(plan_rules()["acute_exercises_max"])
    return f"is more than {most} exercises with sudden or new pain. {way_out}" * (before >= most)


def _way_out(row: Mapping[str, Any], swap: Mapping[str, Any]) -> str:
    """Say what to do in place of an exercise; a swap may itself be one to ask about, or none."""
    rating = swap.get(f"rating_{row['pain_state']}", "avoid")
    if rating == "avoid":
        return "Delete the row."
    ask = " and ask about it first" if rating == "ask" else ""
    return f"Take {swap['name']} instead{ask}."


def _shown(value: object) -> str:
    return "" if value is None else str(value)


# --- what is worked out anew ----------------------------------------------------------------


def _worked_out(place: int, row: dict[str, Any], fact: Mapping[str, Any]) -> dict[str, Any]:
    """Give a row its number and its time, and mark what is outside the ranges of the table."""
    given = {name: pd.NA if value is None else value for name, value in row.items()}
    seconds = seconds_of(row["exercise_id"], dose_of(given), row["sides"], first=place == 0)
    return given | {
        "order": place + 1,
        "seconds": seconds,
        "outside": _outside(row, fact),
        "caution": _caution(row, fact),
    }


def _caution(row: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Mark what the table or a condition says to ask about and somebody has set to ok by hand."""
    key, state, caution = row["exercise_id"], row["pain_state"], str(row["caution"] or "")
    if row["rating"] != "ok" or _CLEARED in caution:
        return caution
    # An answer of the person makes it ok, too.
    answered = is_as_answered(str(row["reason"]), key, state, fact)
    asked = fact[f"rating_{state}"] == "ask" and not answered
    return f"{_CLEARED} {caution}".strip() if asked or _says_ask(row, fact) else caution


def _says_ask(row: Mapping[str, Any], fact: Mapping[str, Any]) -> bool:
    """Tell whether the caution of a row says to ask, apart from the mark of one who cleared it."""
    caution = str(row["caution"] or "").replace(_CLEARED, "")
    return says_ask(row["exercise_id"], caution, fact.get("cautions", ""))


def _outside(row: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Say which amounts are outside the table's range, or that it has none."""
    known = progression_ranges(row["exercise_id"], fact, row["pain_state"])
    usual = int(plan_rules()["sets"])
    marks = [f"{row['sets']} sets: the table has {usual}"] if row["sets"] != usual else []
    for name, unit in _UNITS.items():
        value = row[name]
        if value is None or (name == "reps" and value == 1 and name not in known):
            continue
        low, high = known.get(name, (None, None))
        if low is None:
            marks.append(f"{value:g} {unit}: the table has no number")
        elif value < low or (high is not None and value > high):
            span = (
                f"{low:g}" if low == high else f"{low:g} to {high}" if high else f"{low:g} or more"
            )
            marks.append(f"{value:g} {unit}: the table has {span}")
    return "; ".join(marks)
