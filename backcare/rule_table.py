"""Tables of rules whose numbers may be changed, each number inside limits of the shipped table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from backcare.errors import Fault, TableError, did_you_mean, shown_value
from backcare.tables.fields import Field
from backcare.tables.shipped import load_checked

# The numbers that a rule may have, and the columns of their limits.
_NUMBERS = {"value": ("lowest", "highest"), "days": ("days_lowest", "days_highest")}
_NAMED = "The table of rules"


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


def read_rules(
    table: str, changed: pd.DataFrame | None, *, outcome: str, beside: Iterable[str] = ()
) -> dict[str, Rule]:
    """Return the rules of a shipped table in their order, with the numbers of a changed one.

    It has to agree with the tables `beside` it. Only numbers are taken from the changed table;
    raise one TableError for all its faults.
    """
    rules = load_checked(table, *beside)[table].sort_values("order")
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
    start = f'Start from load_table("{table}").'
    if not isinstance(changed, pd.DataFrame):
        raise ValueError(f"rules must be a table of them, got {shown_value(changed)}. {start}")
    way_out = f"is missing. {start}"
    if lacking := [name for name in ("rule_id", *columns) if name not in changed]:
        raise TableError(_NAMED, [Fault(None, name, "", way_out) for name in lacking])
    faults, found = [], dict[str, dict[str, Any]]()
    for row in _rows(changed):
        rule_id = row["rule_id"]
        if rule_id not in shipped:
            rule = f"is not a rule.{did_you_mean(rule_id, list(shipped))}"
            faults.append(Fault(None, "rule_id", str(rule_id), rule))
        elif rule_id in found:
            faults.append(Fault(None, "rule_id", rule_id, "appears twice. Delete one row."))
        else:
            for name in columns:
                faults += _number_faults(name, row[name], shipped[rule_id])
        found[rule_id] = row
    faults += [Fault(None, rule_id, "", way_out) for rule_id in shipped if rule_id not in found]
    if faults:
        raise TableError(_NAMED, faults)
    return found


def _number_faults(name: str, number: Any, shipped: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with one number."""
    place = f"{shipped['rule_id']}, {name}"
    got = f"{number:g}" if isinstance(number, float) else str(number)
    if pd.isna(shipped[name]):
        if not pd.isna(number):
            yield Fault(None, place, got, "must be blank. Delete the number.")
        return
    low, high = (shipped[limit] for limit in _NUMBERS[name])
    unit = shipped["unit"] if name == "value" else "days"
    field = Field(name, "number", unit, required=True, lowest=low, highest=high)
    if not field.allows(number):
        yield Fault(None, place, got, field.rule)


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): row[name] for name in row} for row in table.to_dict("records")]
