"""The rules of progression: their numbers in a table, what each asks here.

Every rule that holds speaks, and the most careful decision is taken. More pain during or after
a session, or in all of it, can only make more rules hold, so it never makes a suggestion less
careful.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from backcare.errors import did_you_mean
from backcare.exercises.load import load_table, terms
from backcare.plan.columns import records
from backcare.plan.history import History
from backcare.safety import SafetySettings
from backcare.stop_rule import lasted_too_long


class Case(NamedTuple):
    """All that the rules may ask about one exercise."""

    history: History
    settings: SafetySettings
    sessions: float
    awaiting: bool
    acute: bool
    at_top: bool


class Rule(NamedTuple):
    """One row of progression_rules.csv, with the number that holds here."""

    rule_id: str
    decision: str
    value: float
    text: str
    source: str


def read_rules(given: pd.DataFrame | None = None) -> dict[str, Rule]:
    """Return the rules in their order, with the numbers of a table that was changed.

    Only `value` is taken from the table given, and held to `lowest` and `highest`.

    Raises
    ------
    ValueError
        If rules are missing or unknown, or numbers are out of range: all of it at once.

    Examples
    --------
    >>> rules = bc.load_table("progression_rules")
    >>> rules.loc[rules["setting"] == "break_days", "value"] = 20
    >>> read_rules(rules)
    Traceback (most recent call last):
    ValueError: rules cannot be used. break: value must be 1 to 14 days, got 20.
    """
    shipped = records(load_table("progression_rules").sort_values("order"))
    values = {row["rule_id"]: row["value"] for row in shipped}
    if given is not None:
        values |= _given_values(given, {row["rule_id"]: row for row in shipped})
    kept = ("rule_id", "decision", "text", "source")
    return {
        rule_id: Rule(**{name: row[name] for name in kept}, value=values[rule_id])
        for row in shipped
        for rule_id in [row["rule_id"]]
    }


def decide(rules: Mapping[str, Rule], case: Case) -> tuple[Rule, list[str]]:
    """Return the rule that decides, and the ids of all that hold, in order.

    Examples
    --------
    >>> nothing = History((), (), (), (), 0)
    >>> case = Case(nothing, bc.safety_settings(), 2, awaiting=False, acute=False, at_top=False)
    >>> rule, holding = decide(read_rules(), case)
    >>> rule.rule_id, rule.decision
    ('few_sessions', 'hold')
    """
    holding = [rule for rule in rules.values() if _ASKS[rule.rule_id](case, rule.value)]
    careful = list(terms("decision"))
    # `max` takes the first among equals, which is the first in the table's order.
    return max(holding, key=lambda rule: careful.index(rule.decision)), [
        rule.rule_id for rule in holding
    ]


def _given_values(
    given: pd.DataFrame, shipped: Mapping[str, Mapping[str, Any]]
) -> dict[str, float]:
    lacking = [column for column in ("rule_id", "value") if column not in given]
    if lacking:
        raise ValueError(
            f"rules lacks the columns {', '.join(lacking)}. "
            'Start from load_table("progression_rules").'
        )
    faults, values = [], {}
    for row in records(given[["rule_id", "value"]]):
        rule_id, value = row["rule_id"], row["value"]
        if rule_id not in shipped:
            faults.append(f"{rule_id!r} is not a rule.{did_you_mean(rule_id, list(shipped))}")
        elif rule_id in values:
            faults.append(f"{rule_id}: stands twice.")
        elif rule := _number_rule(value, shipped[rule_id]):
            faults.append(f"{rule_id}: {rule}")
        values[rule_id] = value
    faults += [f"{rule_id}: is missing." for rule_id in shipped if rule_id not in values]
    if faults:
        raise ValueError(f"rules cannot be used. {' '.join(faults)}")
    return values


def _number_rule(value: Any, row: Mapping[str, Any]) -> str:
    if not row["setting"]:
        return "" if pd.isna(value) else f"has no number, got {value!r}. Leave it blank."
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if number and row["lowest"] <= value <= row["highest"]:
        return ""
    shown = f"{value:g}" if number else repr(value)
    span = f"{row['lowest']:g} to {row['highest']:g} {row['unit']}"
    return f"value must be {span}, got {shown}."


def _above_mild(case: Case) -> bool:
    """Tell whether pain rose above mild in the last session; one that began so is `not_mild`."""
    mild = case.settings.mild_pain_max
    return any(
        felt.during is not None and felt.during > mild
        and (felt.before is None or felt.during > felt.before)
        for felt in case.history.latest
    )  # fmt: skip


def _not_mild(case: Case) -> bool:
    mild = case.settings.mild_pain_max
    return any(felt.strongest > mild or (felt.minutes or 0) > 0 for felt in case.history.window)


def _far_short(case: Case, percent: float) -> bool:
    shares = case.history.shares
    short = [share is not None and share * 100 < percent for share in shares]
    return len(shares) >= case.sessions and all(short)


def _not_reached(case: Case) -> bool:
    return any(share is None or share < 1 for share in case.history.shares)


def _stopped(case: Case) -> bool:
    return any(lasted_too_long(felt.minutes or 0, case.settings) for felt in case.history.window)


_ASKS: Mapping[str, Callable[[Case, float], bool]] = MappingProxyType(
    {
        "stop_rule": lambda case, _: case.awaiting,
        "severe_pain": lambda case, n: any(f.strongest >= n for f in case.history.latest),
        "pain_rise": lambda case, n: any(f.rise(f.after) >= n for f in case.history.latest),
        "above_mild": lambda case, _: _above_mild(case),
        "long_break": lambda case, n: any(days >= n for days in case.history.breaks[-1:]),
        "far_short": _far_short,
        "new_pain": lambda case, _: case.acute,
        "small_rise": lambda case, n: any(f.rise(f.during) >= n for f in case.history.window),
        "not_mild": lambda case, _: _not_mild(case),
        "after_a_stop": lambda case, _: _stopped(case),
        "break": lambda case, n: any(days >= n for days in case.history.breaks),
        "few_sessions": lambda case, n: case.history.sessions < n,
        "pain_unknown": lambda case, _: any(
            felt.before is None or felt.after is None for felt in case.history.window
        ),
        "not_reached": lambda case, _: _not_reached(case),
        "at_the_top": lambda case, _: case.at_top,
        "ready": lambda _, __: True,
    }
)
