"""What a plan says: why each exercise is in it, what to know, why it is empty.

A plan as a session player needs it: every phase of every exercise, and of its easier forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from backcare.plan.dose import Amount, Dose, amounts, fact_of, records
from backcare.plan.phases import dose_of, row_phases
from backcare.tables.vocabulary import terms
from backcare.text import clock, counted, inside_sentence


def plan_summary(plan: pd.DataFrame) -> str:
    """Say a plan in words, line by line; or why there is none.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan, as `make_plan`, `check_plan` or `load_plan` gives it; it may be empty.

    Returns
    -------
    str
        How many exercises and how long, a line for each exercise, and the notes; for an empty
        plan what to do instead. Plain text, to print or to show.

    Examples
    --------
    >>> exercises = bc.load_exercises()
    >>> print(bc.plan_summary(bc.make_plan(exercises, pain_state="acute", minutes=3)))
    1 exercise, 2 min 39 s
     1. Pelvic tilt: 8 times, hold 10 s. Ask first.
    Ask a health professional before you start any exercise for back pain. Depending on the
    cause and how strong the pain is, some exercises may not suit you or may harm you.
    Ask first, before you do: Pelvic tilt.
    >>> print(bc.plan_summary(bc.make_plan(exercises, pain_state="mild", minutes=0.5)))
    30 s is too short for a plan. The shortest is Press-up back extension, which takes 39 s.
    Ask for 1 minute or more.
    """
    if plan.empty:
        return plan.attrs.get("refusal") or "There is no exercise in this plan."
    count = len(plan)
    head = f"{counted(count, 'exercise')}, {clock(int(plan['seconds'].sum()))}"
    lines = [_line(row) for row in records(plan)]
    return "\n".join([head, *lines, *plan.attrs.get("notes", [])])


def dose_words(dose: Dose, sides: str, variant: str = "", *, in_full: bool = False) -> str:
    """Say how much of an exercise to do; `in_full` writes "seconds" out.

    Examples
    --------
    >>> dose_words(Dose(sets=2, reps=8, hold_s=5), "one_then_other", "opposite_arm")
    '2 sets of 8 times on each side, hold 5 s, with the opposite arm'
    >>> dose_words(Dose(minutes=5), "both")
    '5 minutes'
    >>> dose_words(Dose(reps=8, hold_s=1), "both", in_full=True)
    '8 times, hold 1 second'
    """
    if dose.minutes is not None:
        return f"{dose.minutes:g} minute{'s' if dose.minutes != 1 else ''}"
    times = "once" if dose.reps == 1 else f"{dose.reps} times"
    parts = [f"{dose.sets} sets of {times}" if dose.sets > 1 else times]
    if sides != "both":
        parts[0] += " on each side"
    for name, seconds in (("hold", dose.hold_s), ("rest", dose.rest_s)):
        unit = f"second{'s' if seconds != 1 else ''}" if in_full else "s"
        parts += [f"{name} {seconds} {unit}"] if seconds else []
    parts += [inside_sentence(terms("variant")[variant])] if variant else []
    return ", ".join(filter(None, parts))


def _line(row: dict[str, Any]) -> str:
    ask = " Ask first." if row["rating"] == "ask" else ""
    mark = f" ({row['outside']})" if row["outside"] else ""
    much = dose_words(dose_of(row), row["sides"], row["variant"])
    return f"{row['order']:2}. {row['name']}: {much}.{ask}{mark}"


def session_program(plan: pd.DataFrame, exercises: pd.DataFrame) -> list[dict[str, Any]]:
    """Write out a plan, so that a page can play it alone.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan that `check_plan` has passed; it may be empty.
    exercises : pandas.DataFrame
        The table that it is made of.

    Returns
    -------
    list of dict
        An exercise each, in order: `exercise_id`, `name`, `caution` (what to be told first; ""
        is nothing), `steps` (how to do it, a list) and `amounts`, a list that begins with the
        plan's own dose and goes on with easier ones: each has `words` and `phases`, lists of
        phase, side, set, rep, seconds and cue, as in `plan_phases`.

    Examples
    --------
    >>> exercises = bc.load_exercises()
    >>> plan = bc.make_plan(exercises, pain_state="chronic", minutes=5)
    >>> first = session_program(plan, exercises)[0]
    >>> [amount["words"] for amount in first["amounts"]]
    ['8 times, hold 10 s', '4 times, hold 5 s', '2 times, hold 2 s']
    >>> first["amounts"][0]["phases"][2]
    ['hold', '', 1, 1, 10, 'Breathe smoothly, in and out.']
    """
    rows = enumerate(records(plan))
    return [_item(row, fact_of(row["exercise_id"], exercises), place == 0) for place, row in rows]


def _item(row: Mapping[str, Any], fact: Mapping[str, Any], first: bool) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("exercise_id", "name", "caution")},
        "steps": [step for step in fact.get("steps", "").split("|") if step],
        "amounts": [_amount(row, one, first) for one in amounts(dose_of(row), row["variant"])],
    }


def _amount(row: Mapping[str, Any], one: Amount, first: bool) -> dict[str, Any]:
    phases = row_phases(row["exercise_id"], one.dose, row["sides"], one.variant, first=first)
    words = dose_words(one.dose, row["sides"], one.variant)
    told = f"{words[0].upper()}{words[1:]}"
    listed = [[p.phase, p.side, p.set, p.rep, p.seconds, p.cue] for p in phases]
    return {"words": told, "phases": listed}
