"""A plan as a session player needs it: every phase of every exercise, and of its easier forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from backcare.plan.columns import records
from backcare.plan.easing import Amount, amounts
from backcare.plan.faults import fact_of
from backcare.plan.phases import dose_of, row_phases
from backcare.plan.text import dose_words


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
