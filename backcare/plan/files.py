"""A plan as a file: CSV for people and their spreadsheets, JSON for programs, and back."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from backcare.atomic_write import write_or_explain
from backcare.csv_reader import (
    check_nesting,
    csv_bytes,
    escape_formula,
    read_cells,
    text_of,
    unescape_formula,
)
from backcare.errors import Fault, TableError, quoted
from backcare.exercises.load import load_exercises
from backcare.plan.check import check_plan, examine
from backcare.plan.dose import COLUMNS, records
from backcare.tables.fields import Field

_SUFFIXES = (".csv", ".json")
# What `float` reads besides is not what anybody means: nan, 1_0, figures of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_TOO_DEEP = "It is not JSON as save_plan writes it: too many brackets inside one another."


def save_plan(
    plan: pd.DataFrame, path: str | os.PathLike[str], exercises: pd.DataFrame | None = None
) -> None:
    """Write a plan to a file, which `load_plan` reads back unchanged.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan; it is checked first, as by `check_plan`.
    path : path-like
        Where to, ending in `.csv` or `.json`. A file that is there is replaced once the new one
        is whole.
    exercises : pandas.DataFrame, optional
        The wide frame that the plan is made of; `load_exercises()` when left out.

    Raises
    ------
    PlanError
        If the plan is nonsense, or empty.
    ValueError
        If the file's name ends in something else.

    Examples
    --------
    >>> import tempfile
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     bc.save_plan(plan, f"{folder}/plan.csv")
    ...     bool(bc.load_plan(f"{folder}/plan.csv").equals(plan))
    True
    """
    file = Path(path).expanduser()
    write = _plan_csv if _suffix(file) == ".csv" else _plan_json
    write_or_explain(file, write(check_plan(plan, exercises)))


def load_plan(path: str | os.PathLike[str], exercises: pd.DataFrame | None = None) -> pd.DataFrame:
    """Read a plan from a file, edited or not.

    Parameters
    ----------
    path : path-like
        A file as `save_plan` writes it, ending in `.csv` or `.json`; a spreadsheet may have
        saved the CSV again. Columns and cells that `check_plan` can fill may be left out.
    exercises : pandas.DataFrame, optional
        The wide frame that the plan is made of; `load_exercises()` when left out.

    Returns
    -------
    pandas.DataFrame
        The plan, as `check_plan` gives it.

    Raises
    ------
    TableError
        If the file cannot be read or the plan is nonsense: every fault at once, with its row.
    ValueError
        If the file's name ends in something else.

    Examples
    --------
    >>> bc.load_plan("no_such_plan.csv")
    Traceback (most recent call last):
    backcare.errors.TableError: no_such_plan.csv was not loaded: 1 problem.
      There is no such file. Check the path.
    """
    file = Path(path).expanduser()
    exercises = load_exercises() if exercises is None else exercises
    columns, rows, numbers = _csv_rows(file) if _suffix(file) == ".csv" else _json_rows(file)
    plan, faults = examine(columns, rows, exercises)
    if faults:
        raise TableError(file.name, [_numbered(fault, numbers) for fault in faults])
    return plan


def _plan_csv(plan: pd.DataFrame) -> bytes:
    """Write a checked plan as CSV; what a spreadsheet would run has an apostrophe before it."""
    rows = ([_written(row[name]) for name in COLUMNS] for row in records(plan))
    return csv_bytes(COLUMNS, rows)


def _plan_json(plan: pd.DataFrame) -> bytes:
    """Write a checked plan as JSON: a list with an object for each exercise, null for blanks."""
    rows = [{name: None if pd.isna(row[name]) else row[name] for name in COLUMNS}
            for row in records(plan)]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def _written(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, str):
        return escape_formula(value)
    return f"{value:g}" if float(value).is_integer() else repr(float(value))


def _csv_rows(file: Path) -> tuple[list[Any], list[dict[str, Any]], list[int]]:
    """Read the cells of a CSV file: numbers as numbers where they are, the rest as text."""
    cells, faults = read_cells(file, COLUMNS)
    if faults:
        raise TableError(file.name, faults)
    rows = [
        {name: _value(text, COLUMNS.get(name)) for name, text in row.items()}
        for row in records(cells)
    ]
    return list(cells.columns), rows, [int(number) for number in cells.index]


def _value(text: str, field: Field | None) -> object:
    if field is None or not field.is_number:
        return unescape_formula(text)
    if not text:
        return None
    return float(text) if _NUMBER.fullmatch(text) else text


def _json_rows(file: Path) -> tuple[list[Any], list[dict[str, Any]], list[int]]:
    text = text_of(file, empty="Write one with save_plan.")
    try:
        check_nesting(text)
        rows = json.loads(text, object_pairs_hook=each_once, parse_constant=no_number)
    except ValueError as error:
        _refuse(file, f"It is not JSON: {error}. Write it with save_plan.")
    except RecursionError:
        _refuse(file, f"{_TOO_DEEP} Write it with save_plan.")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _refuse(file, "It must be a list with an object for each exercise, as save_plan writes it.")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return columns, rows, list(range(1, len(rows) + 1))


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object; of two values with one name nobody can say which counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{quoted(double)} appears twice in one object")
    return found


def no_number(name: str) -> NoReturn:
    """Refuse what Python alone takes for JSON: NaN would pass for a blank."""
    raise ValueError(f"{name} is not a number there")


def _suffix(file: Path) -> str:
    suffix = file.suffix.casefold()
    if suffix not in _SUFFIXES:
        raise ValueError(f"path must end in .csv or .json, got {file.name!r}. Rename it.")
    return suffix


def _refuse(file: Path, rule: str) -> NoReturn:
    raise TableError(file.name, [Fault(None, "", "", rule)])


def _numbered(fault: Fault, numbers: list[int]) -> Fault:
    """Give a fault the row's number in the file, in place of its place in the plan."""
    return fault if fault.row is None else fault._replace(row=numbers[fault.row])
