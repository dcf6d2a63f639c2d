"""A plan in words, as HTML for a widget or a page: what, how much, what to ask first, and why."""

from __future__ import annotations

import pandas as pd

from backcare.exercises.cards import safety_rules, template
from backcare.plan import plan_summary
from backcare.plan.columns import records
from backcare.plan.phases import dose_of
from backcare.plan.text import dose_words


def plan_html(plan: pd.DataFrame) -> str:
    """Write a plan as a short list; for an empty one, why it is empty and what to do.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan, as `make_plan`, `check_plan` or `load_plan` gives it.

    Returns
    -------
    str
        HTML, every cell of the plan escaped. What the safety line says already is left out.

    Examples
    --------
    >>> import backcare as bc
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="acute", minutes=5)
    >>> html = plan_html(plan)
    >>> "hold 10 seconds" in html, "Ask first" in html
    (True, True)
    """
    head, *_ = lines = plan_summary(plan).splitlines()
    if plan.empty:
        return template("plan").render(head="", rows=[], notes=lines)
    told = safety_rules()["rules"]["ask_first"]
    rows = [
        row | {"dose": dose_words(dose_of(row), row["sides"], row["variant"], in_full=True)}
        for row in records(plan)
    ]
    notes = [note for note in plan.attrs.get("notes", []) if note != told]
    return template("plan").render(head=head, rows=rows, notes=notes)
