"""The rules for calling patients: their numbers in a table, which a class can change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from backcare.errors import did_you_mean
from backcare.tables.shipped import load_table

_NUMBERS = {"value": ("lowest", "highest"), "days": ("days_lowest", "days_highest")}


class Rule(NamedTuple):
    """One row of call_rules.csv, with the numbers that hold here; NaN where it has none."""

    rule_id: str
    order: int
    urgency: str
    text: str
    reason: str
    value: float
    days: float
    source: str

    @property
    def words(self) -> str:
        """The rule as a sentence with its numbers."""
        return self.text.format(value=f"{self.value:g}", days=f"{self.days:g}")


def call_rules(rules: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rules for calling patients as sentences, each with the numbers that hold.

    Parameters
    ----------
    rules : pandas.DataFrame, optional
        `load_table("call_rules")` with `value` and `days` of your own, inside their limits; the
        shipped numbers when left out.

    Returns
    -------
    pandas.DataFrame
        Index `rule_id`, in the order in which they count. Columns `urgency` (a call of the
        vocabulary; "counted" calls nobody), `rule` (a sentence) and `source`.

    Raises
    ------
    ValueError
        If rules are missing or unknown, or numbers are out of range: all of it at once.

    Examples
    --------
    >>> call_rules().loc["silent", "rule"]
    'No session for 14 days or more, by somebody who came regularly until then.'
    """
    told = read_rules(rules)
    rows = {name: (rule.urgency, rule.words, rule.source) for name, rule in told.items()}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["urgency", "rule", "source"])
    return table.rename_axis("rule_id")


def read_rules(given: pd.DataFrame | None = None) -> dict[str, Rule]:
    """Return the rules in their order, with the numbers of a table that was changed.

    Only `value` and `days` are taken from the table given, and held to the limits of the shipped
    one.

    Raises
    ------
    ValueError
        If rules are missing or unknown, or numbers are out of range: all of it at once.

    Examples
    --------
    >>> read_rules()["stopped"].days
    42.0
    >>> rules = bc.load_table("call_rules")
    >>> rules.loc[rules["rule_id"] == "silent", "days"] = 60
    >>> read_rules(rules)
    Traceback (most recent call last):
    ValueError: rules cannot be used. silent: days must be 7 to 28 days, got 60.
    """
    shipped = {str(row["rule_id"]): row for row in _records(load_table("call_rules"))}
    numbers = {name: {key: row[key] for key in _NUMBERS} for name, row in shipped.items()}
    if given is not None:
        numbers = _given_numbers(given, shipped)
    kept = ("rule_id", "order", "urgency", "text", "reason", "source")
    by_order = sorted(shipped.values(), key=lambda row: int(row["order"]))
    return {
        row["rule_id"]: Rule(**{key: row[key] for key in kept}, **numbers[row["rule_id"]])
        for row in by_order
    }


def _given_numbers(
    given: pd.DataFrame, shipped: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, float]]:
    if lacking := [column for column in ("rule_id", *_NUMBERS) if column not in given]:
        raise ValueError(
            f"rules lacks the columns {', '.join(lacking)}. Start from load_table('call_rules')."
        )
    faults, numbers = [], dict[str, dict[str, float]]()
    for row in _records(given):
        name = row["rule_id"]
        if name not in shipped:
            faults.append(f"{name!r} is not a rule.{did_you_mean(name, list(shipped))}")
        elif name in numbers:
            faults.append(f"{name}: stands twice.")
        else:
            told = (_number_fault(key, row[key], shipped[name]) for key in _NUMBERS)
            faults += [f"{name}: {fault}" for fault in told if fault]
        numbers[name] = {key: row[key] for key in _NUMBERS}
    faults += [f"{name}: is missing." for name in shipped if name not in numbers]
    if faults:
        raise ValueError(f"rules cannot be used. {' '.join(faults)}")
    return numbers


def _number_fault(key: str, number: Any, row: Mapping[str, Any]) -> str:
    if pd.isna(row[key]):
        return "" if pd.isna(number) else f"has no {key}, got {number!r}. Leave it blank."
    low, high = (row[limit] for limit in _NUMBERS[key])
    real = isinstance(number, int | float | np.number) and not isinstance(number, bool)
    if real and low <= number <= high:
        return ""
    unit = row["unit"] if key == "value" else "days"
    return (
        f"{key} must be {low:g} to {high:g} {unit}, got {f'{number:g}' if real else repr(number)}."
    )


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): row[name] for name in row} for row in table.to_dict("records")]
