"""What a wide table of exercises must hold: checked whole, and every fault told at once.

Only a table from outside is checked here; the shipped ones are held to `datapackage.json`
by the tests.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pandera.pandas as pa

from backcare.csv_reader import read_cells
from backcare.errors import Fault, TableError, did_you_mean
from backcare.exercises.columns import NUMBERS, wide_columns

_REQUIRED = ("exercise_id", "name", "kind", "advice", "position", "primary_muscles")
_REQUIRED_BY_STATE = ("rating_", "reason_", "source_")
_MUSCLES = ("primary_muscles", "secondary_muscles", "stretched_muscles", "mobilised_muscles")
_MANY = ("equipment", *_MUSCLES)
# Not clinical limits: only what a slip of the finger goes beyond.
_LIMITS = {
    "difficulty": (1, 3),
    "reps_min": (1, 100),
    "reps_max": (1, 100),
    "hold_s_min": (1, 600),
    "hold_s_max": (1, 600),
    "rest_s": (0, 600),
}
_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_WHOLE = re.compile(r"[0-9]{1,4}(\.0*)?")  # some programs write 8 as 8.0
_YES, _NO = ("true", "yes"), ("false", "no", "")

Choices = Mapping[str, Sequence[str]]


def read_exercises(path: str | os.PathLike[str], choices: Choices) -> pd.DataFrame:
    """Read and check a wide table of exercises.

    Parameters
    ----------
    path : path-like
        A CSV file in the wide form.
    choices : mapping of str to sequence of str
        The terms of `kind`, `advice`, `position`, `equipment`, `rating`, `muscle_group` and
        `pain_state`.

    Returns
    -------
    pandas.DataFrame
        As `load_exercises` returns it.

    Raises
    ------
    TableError
        With every fault of the file; nothing is loaded then.
    """
    file = Path(path).expanduser()
    columns = wide_columns(choices["pain_state"])
    names = ["exercise_id", *columns]
    cells, faults = read_cells(file, names)
    faults += _cell_faults(cells, names, choices)
    if not faults and cells.empty:
        faults = [Fault(None, "", "", "It has a header but no rows. Add a row for each exercise.")]
    if faults:
        place = {name: place for place, name in enumerate(names)}
        faults.sort(key=lambda fault: (fault.row or 0, place.get(fault.column, -1)))
        raise TableError(file.name, faults)
    return _typed(cells, columns)


def _cell_faults(cells: pd.DataFrame, names: list[str], choices: Choices) -> list[Fault]:
    """Check the cells against the schema; say in our words what pandera finds."""
    rules = {rule.text: rule for rule in _table_rules(choices["pain_state"]) if rule.fits(cells)}
    columns = {
        name: pa.Column(checks=list(_cell_rules(name, choices)), required=_is_required(name))
        for name in names
    }
    checks = [pa.Check(rule.holds, error=text) for text, rule in rules.items()]
    try:
        pa.DataFrameSchema(columns, checks=checks, strict=True).validate(cells, lazy=True)
    except pa.errors.SchemaErrors as error:
        found = error.failure_cases[["column", "check", "failure_case", "index"]]
    else:
        return []
    ids = list(cells.get("exercise_id", ()))
    faults = []
    for column, check, value, row in found.itertuples(index=False):
        if check == "column_in_dataframe":
            faults.append(Fault(1, value, "", "is missing. Add this column to the header."))
        elif check == "column_in_schema":
            rule = (
                f"is not a column of this table.{did_you_mean(value, names)} Rename or delete it."
            )
            faults.append(Fault(1, value, "", rule))
        elif check not in rules or column == rules[check].column:  # it blames every column
            known = ids if column == "swap" else _terms(column, choices)
            near = [did_you_mean(one, known) for one in _several(value) if one not in known]
            faults.append(Fault(int(row), column, value, check + "".join(near)))
    return faults


def _several(cell: str) -> list[str]:
    return [value.strip() for value in cell.split("|") if value.strip()]


def _is_required(column: str) -> bool:
    return column in _REQUIRED or column.startswith(_REQUIRED_BY_STATE)


def _terms(column: str, choices: Choices) -> Sequence[str]:
    """Return the terms that a column may hold, none where it may hold any text."""
    if column.startswith("rating_"):
        return choices["rating"]
    return choices.get("muscle_group" if column in _MUSCLES else column, ())


def _cell_rules(column: str, choices: Choices) -> Iterator[pa.Check]:
    """Yield what must hold for every cell of one column."""
    terms = _terms(column, choices)
    told = ", ".join(terms)
    if column == "exercise_id":
        yield _each(_ID.fullmatch, "must be lower-case words joined by _, such as wall_sit.")
        yield _UNIQUE
    elif column in NUMBERS:
        low, high = _LIMITS[column]
        rule = f"must be a whole number from {low} to {high}, or blank."
        yield _each(partial(_is_number, low=low, high=high), rule)
    elif column == "per_side":
        yield _each(lambda cell: cell.casefold() in _YES + _NO, "must be true or false.")
    elif column in _MANY:
        rule = f"must name only {told}, with | between several."
        yield _each(lambda cell: set(_several(cell)) <= set(terms), rule)
    elif terms:
        yield _each(terms.__contains__, f"must be one of {told}.")
    elif column == "name":
        yield _each(bool, "must not be blank.")
    elif column.startswith("source_"):
        yield _each(bool, "must say where the rating is from; JUDGEMENT if it is your own.")


def _each(holds: Callable[[str], object], rule: str) -> pa.Check:
    return pa.Check(lambda cell: bool(holds(cell)), element_wise=True, error=rule)


_UNIQUE = pa.Check(
    lambda ids: ids.eq("") | ~ids.duplicated(keep=False),
    error="must be there once only. Rename or delete one of the rows.",
)


def _is_number(cell: str, *, low: int, high: int) -> bool:
    return not cell or (_WHOLE.fullmatch(cell) is not None and low <= float(cell) <= high)


class _TableRule(NamedTuple):
    """What must hold between cells: the column to blame, those it needs, the rule in words."""

    column: str
    needs: tuple[str, ...]
    text: str
    holds: Callable[[pd.DataFrame], pd.Series[bool]]

    def fits(self, cells: pd.DataFrame) -> bool:
        return {self.column, *self.needs} <= set(cells.columns)


def _table_rules(pain_states: Sequence[str]) -> Iterator[_TableRule]:
    for high, low in (("reps_max", "reps_min"), ("hold_s_max", "hold_s_min")):
        text = f"must not be below {low}. Correct one of the two."
        yield _TableRule(high, (low,), text, partial(_not_below, high=high, low=low))
    for state in pain_states:
        rating, reason = f"rating_{state}", f"reason_{state}"
        text = f"must be avoid, since advice is avoid. Change {rating} or advice."
        yield _TableRule(rating, ("advice",), text, partial(_both_avoid, rating=rating))
        text = f"must say why, since {rating} is avoid. Write a sentence."
        yield _TableRule(reason, (rating,), text, partial(_says_why, rating=rating, reason=reason))
    text = "must be the exercise_id of another row, or blank."
    yield _TableRule("swap", ("exercise_id",), text, _swap_is_another)
    text = "must not be a row with advice avoid. Name one to try, or leave it blank."
    yield _TableRule("swap", ("exercise_id", "advice"), text, _swap_may_be_tried)


def _not_below(cells: pd.DataFrame, *, high: str, low: str) -> pd.Series[bool]:
    highest, lowest = (pd.to_numeric(cells[name], errors="coerce") for name in (high, low))
    return ~(highest < lowest)


def _both_avoid(cells: pd.DataFrame, *, rating: str) -> pd.Series[bool]:
    return cells["advice"].ne("avoid") | cells[rating].eq("avoid")


def _says_why(cells: pd.DataFrame, *, rating: str, reason: str) -> pd.Series[bool]:
    return cells[rating].ne("avoid") | cells[reason].ne("")


def _swap_is_another(cells: pd.DataFrame) -> pd.Series[bool]:
    swap, ids = cells["swap"], cells["exercise_id"]
    return swap.eq("") | (swap.isin(ids) & swap.ne(ids))


def _swap_may_be_tried(cells: pd.DataFrame) -> pd.Series[bool]:
    to_avoid = cells["exercise_id"][cells["advice"].eq("avoid")]
    return cells["swap"].eq("") | ~cells["swap"].isin(to_avoid)


def _typed(cells: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Turn checked text into the wide frame."""
    frame = cells.set_index("exercise_id").reindex(columns=columns, fill_value="").astype("str")
    for column in NUMBERS:
        numbers = frame[column].where(frame[column] != "")
        frame[column] = pd.to_numeric(numbers).astype("Int64")
    for column in _MANY:
        frame[column] = ["|".join(_several(cell)) for cell in frame[column]]
    frame["per_side"] = frame["per_side"].str.casefold().isin(_YES)
    return frame
