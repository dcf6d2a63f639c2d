"""Tables of rules whose numbers may be changed, each number inside limits of the shipped table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from backcare.errors import did_you_mean
from backcare.tables.fields import Field
from backcare.tables.shipped import load_checked

# The numbers that a rule may have, and the columns of their limits.
_NUMBERS = {"value": ("lowest", "highest"), "days": ("days_lowest", "days_highest")}


class Rule(NamedTuple):
    """One row of a table of rules, with the numbers that hold here; NaN where it has none.

    `outcome` is what follows where the rule holds: a decision, or the urgency of a call.
    """

    rule_id: str
    outcome: str
    text: str
    source: str
    value: float
    days: float
    reason: str

    @property
    def sentence(self) -> str:
        """The rule in words, with its numbers."""
        return self.text.format(value=f"{self.value:g}", days=f"{self.days:g}")


def read_rules(table: str, changed: pd.DataFrame | None, *, outcome: str) -> dict[str, Rule]:
    """Return the rules of a shipped table in their order, with the numbers of a changed one.

    Only numbers are taken from the changed table; raise one ValueError for all its faults.
    """
    rules = load_checked(table)[table].sort_values("order")
    shipped = {str(row["rule_id"]): row for row in _rows(rules)}
    numbers = shipped if changed is None else _checked(changed, shipped, table)
    return {
        rule_id: Rule(
            rule_id=rule_id,
            outcome=row[outcome],
            text=row["text"],
            source=row["source"],
            value=numbers[rule_id].get("value", np.nan),
            days=numbers[rule_id].get("days", np.nan),
            reason=row.get("reason", ""),
        )
        for rule_id, row in shipped.items()
    }


def _checked(
    changed: pd.DataFrame, shipped: Mapping[str, Mapping[str, Any]], table: str
) -> dict[str, dict[str, Any]]:
    """Return the rows of a changed table by their rules."""
    columns = [name for name in _NUMBERS if name in next(iter(shipped.values()))]
    if lacking := [name for name in ("rule_id", *columns) if name not in changed]:
        raise ValueError(
            f'rules lacks the columns {", ".join(lacking)}. Start from load_table("{table}").'
        )
    faults, found = [], dict[str, dict[str, Any]]()
    for row in _rows(changed):
        rule_id = row["rule_id"]
        if rule_id not in shipped:
            faults.append(f"{rule_id!r} is not a rule.{did_you_mean(rule_id, list(shipped))}")
        elif rule_id in found:
            faults.append(f"{rule_id}: appears twice.")
        else:
            wrong = [_number_fault(name, row[name], shipped[rule_id]) for name in columns]
            faults += [f"{rule_id}: {fault}" for fault in wrong if fault]
        found[rule_id] = row
    faults += [f"{rule_id}: is missing." for rule_id in shipped if rule_id not in found]
    if faults:
        raise ValueError(f"rules cannot be used. {' '.join(faults)}")
    return found


def _number_fault(name: str, number: Any, shipped: Mapping[str, Any]) -> str:
    """Say what is wrong with one number; "" where nothing is."""
    if pd.isna(shipped[name]):
        return "" if pd.isna(number) else f"has no {name}, got {number!r}. Leave it blank."
    low, high = (shipped[limit] for limit in _NUMBERS[name])
    unit = shipped["unit"] if name == "value" else "days"
    field = Field(name, "number", unit, required=True, lowest=low, highest=high)
    if field.allows(number):
        return ""
    got = f"{number:g}" if isinstance(number, float) else repr(number)
    return f"{name} {field.rule.rstrip('.')}, got {got}."


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): row[name] for name in row} for row in table.to_dict("records")]
