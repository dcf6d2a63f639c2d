"""What one column of a table may hold, as `datapackage.json` says it, and what breaks that.

The shipped tables are held to it as they are read (`shipped`), and what people bring (`forms`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from backcare.errors import Fault, did_you_mean
from backcare.text import split_terms

# Some programs write 8 as 8.0; figures of other scripts look alike, and nobody checks them.
_NUMBER = {
    "integer": re.compile(r"-?[0-9]{1,6}(\.0*)?"),
    "number": re.compile(r"-?[0-9]{1,6}(\.[0-9]*)?"),
}
# Of the terms of one cell: more nobody reads, and a damaged file may have thousands.
_MOST_HINTS = 5
_YES, _NO = ("true", "yes"), ("false", "no", "")
# What pandas itself calls a column of text: `str` from 3.0 on, `object` before.
TEXT = pd.Series(["text"]).dtype


@dataclass(frozen=True)
class Field:
    """One column: its type, what it may hold, and whether the column or a cell may lack."""

    name: str
    type: str = "string"
    unit: str = ""
    owner: str = ""  # of a log's column: session or entry
    column_required: bool = False
    required: bool = False
    unique: bool = False
    lowest: float = -math.inf
    lowest_itself: bool = True
    highest: float = math.inf
    fewest: int = 0
    most: int = 10_000  # characters
    terms: tuple[str, ...] = ()
    several: bool = False  # with | between
    pattern: str = ""
    words: str = ""  # the rule, where there is more to say than follows from the above

    @property
    def is_number(self) -> bool:
        """Whether the column holds numbers."""
        return self.type in _NUMBER

    @property
    def whole(self) -> bool:
        """Whether its numbers are whole."""
        return self.type == "integer"

    @property
    def dtype(self) -> Any:
        """The column's type in a frame."""
        kinds = {"integer": "Int64", "number": "Float64", "datetime": "datetime64[us]"}
        return kinds.get(self.type, TEXT)

    @property
    def limits(self) -> str:
        """What its numbers must be, in words without a full stop."""
        if not self.lowest_itself:
            return f"must be a number above {self.lowest:g} and at most {self.highest:g}"
        kind = "a whole number" if self.whole else "a number"
        return f"must be {kind} from {self.lowest:g} to {self.highest:g}"

    @property
    def length(self) -> str:
        """How long its texts must be, in words without a full stop."""
        return f"must have {self.fewest} to {self.most} characters"

    @property
    def rule(self) -> str:
        """The rule in words, as the rest of a sentence that begins with the column."""
        if self.words:
            return self.words
        if self.is_number:
            number = f"number of {self.unit} " if self.unit else "number "
            limits = self.limits.replace("number ", number)
            return f"{limits}." if self.required else f"{limits}, or blank."
        if self.type == "boolean":
            return "must be true or false."
        if self.pattern:
            return f"must have the form {self.pattern}."
        if self.terms:
            known = ", ".join(self.terms)
            several = f"must name only {known}, with | between several."
            return several if self.several else f"must be one of {known}."
        return "must not be blank."

    def allows(self, number: object) -> bool:
        """Tell whether a number keeps to the limits; what is no number does not."""
        kinds = int if self.whole else int | float
        if isinstance(number, bool) or not isinstance(number, kinds):
            return False
        return self._inside(number)

    def _inside(self, number: float) -> bool:
        above = number >= self.lowest if self.lowest_itself else number > self.lowest
        return above and number <= self.highest

    def text_fault(self, value: object) -> str:
        """Return the rule that a text breaks by its length or its signs, "" where it is fine."""
        if not isinstance(value, str):
            return "must be text."
        if len(value) > self.most or len(value.strip() if self.fewest else value) < self.fewest:
            return f"{self.length}."
        # PostgreSQL stores no NUL, and half of a surrogate pair has no UTF-8 form.
        if "\0" in value or value.encode(errors="ignore").decode() != value:
            return "must not hold a NUL or half a character. Type the text again."
        return ""

    def fits(self, cell: str) -> bool:
        """Tell whether a cell of a file keeps to the rule."""
        if self.type == "boolean":
            return cell.casefold() in _YES + _NO
        if not cell:
            return not self.required
        if self.is_number:
            written = _NUMBER[self.type].fullmatch(cell)
            return written is not None and self._inside(float(cell))
        if self.pattern:
            return re.fullmatch(self.pattern, cell) is not None
        given = split_terms(cell) if self.several else [cell]
        return bool(given or not self.required) and (not self.terms or set(given) <= {*self.terms})

    def fault_of(self, cell: str) -> str:
        """Return the rule that a cell breaks, with the terms that were probably meant."""
        given = split_terms(cell) if self.several else [cell]
        unknown = [one for one in dict.fromkeys(given) if self.terms and one not in self.terms]
        return self.rule + "".join(did_you_mean(one, self.terms) for one in unknown[:_MOST_HINTS])

    def typed(self, cells: pd.Series[str]) -> pd.Series[Any]:
        """Turn cells that keep to the rule into what the column holds."""
        if self.type == "boolean":
            return cells.str.casefold().isin(_YES)
        if self.is_number:
            numbers = pd.to_numeric(cells.where(cells != ""))
            return numbers.astype("Int64" if self.type == "integer" else "float64")
        return cells.map(lambda cell: "|".join(split_terms(cell))) if self.several else cells


def field_of(described: Mapping[str, Any], *, terms: Iterable[str] = ()) -> Field:
    """Make a rule of what `datapackage.json` says of a column."""
    limits = described.get("constraints", {})
    return Field(
        described["name"],
        described["type"],
        described.get("unit", ""),
        column_required=described.get("columnRequired", False),
        required=limits.get("required", False),
        unique=limits.get("unique", False),
        owner=described.get("of", ""),
        lowest=limits.get("exclusiveMinimum", limits.get("minimum", -math.inf)),
        lowest_itself="exclusiveMinimum" not in limits,
        highest=limits.get("maximum", math.inf),
        fewest=limits.get("minLength", 0),
        most=limits.get("maxLength", 10_000),
        terms=tuple(terms) or tuple(limits.get("enum", ())),
        several=described.get("several", False),
        pattern=limits.get("pattern", ""),
        words=described.get("rule", ""),
    )


def header_faults(names: Iterable[str], known: Mapping[str, Field]) -> Iterator[Fault]:
    """Yield the columns that are missing, and those that nobody knows."""
    given = list(names)
    for name, field in known.items():
        if field.column_required and name not in given:
            yield Fault(1, name, "", "is missing. Add this column to the header.")
    for name in given:
        if name not in known:
            near = did_you_mean(name, list(known))
            yield Fault(1, name, "", f"is not a column of this table.{near} Rename or delete it.")


def cell_faults(cells: pd.DataFrame, known: Mapping[str, Field]) -> Iterator[Fault]:
    """Yield each cell that breaks the rule of its column; the index has the numbers of the rows."""
    for name, column in cells.items():
        if not (field := known.get(str(name))):
            continue
        unfit = {cell for cell in column.unique() if not field.fits(cell)}
        for row, cell in column[column.isin(unfit)].items() if unfit else []:
            yield Fault(_row(row), field.name, cell, field.fault_of(cell))
        if field.unique and not column.is_unique:
            rule = "must be there once only. Rename or delete one of the rows."
            for row, cell in column[column.ne("") & column.duplicated(keep=False)].items():
                yield Fault(_row(row), field.name, cell, rule)


def typed(cells: pd.DataFrame, known: Mapping[str, Field]) -> pd.DataFrame:
    """Turn checked cells into a frame with every known column; one that is not there is blank."""
    every = cells.reindex(columns=list(known), fill_value="").astype("str")
    return pd.DataFrame({name: field.typed(every[name]) for name, field in known.items()})


def _row(label: Any) -> int:
    return int(label)  # pandas knows the labels of an index as Hashable only
