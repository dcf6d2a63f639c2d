"""The shipped files: where they are, what `datapackage.json` says of each, and reading one."""

from __future__ import annotations

import functools
import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from backcare.errors import Fault, TableError, unknown_term

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_PANDAS_TYPES = {"integer": "Int64", "number": "float64", "boolean": "bool"}


@functools.cache
def described_tables() -> dict[str, list[dict[str, Any]]]:
    """Return the fields of each shipped table, as `datapackage.json` describes them.

    Examples
    --------
    >>> described_tables()["names"][1]["name"]
    'other_name'
    """
    descriptor = json.loads((_data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    tables = [resource for resource in descriptor["resources"] if "schema" in resource]
    return {table["name"]: table["schema"]["fields"] for table in tables}


def read_shipped(name: str) -> pd.DataFrame:
    """Read a shipped table with the types of its description.

    Raises
    ------
    ValueError
        If there is no table of that name.
    TableError
        If somebody has edited the file and it no longer fits its header or its types.

    Examples
    --------
    >>> read_shipped("names").columns.tolist()
    ['exercise_id', 'other_name', 'source']
    """
    if name not in described_tables():
        raise unknown_term("table", [name], list(described_tables()))
    types = {field["name"]: field["type"] for field in described_tables()[name]}
    file = _data_folder() / f"{name}.csv"
    try:
        table = _read(file, types)
    except ValueError as error:
        raise _edited(file, types, str(error)) from error
    if not _is_whole(table, described_tables()[name]):
        raise _edited(file, types, f"Its columns must be {', '.join(types)}.")
    return table


def read_drawing(name: str) -> dict[str, Any]:
    """Read a shipped drawing, which is JSON because curves make no table.

    Examples
    --------
    >>> read_drawing("body_map")["views"]["front"]["label"]
    'Front'
    """
    text = (_data_folder() / f"{name}.json").read_text(encoding="utf-8")
    drawing: dict[str, Any] = json.loads(text)
    return drawing


def _is_whole(table: pd.DataFrame, fields: list[dict[str, Any]]) -> bool:
    """Tell whether every row has as many cells as the header, since pandas says nothing.

    Where there are more it takes the first column for an index; where there are fewer it
    adds blank ones.
    """
    if list(table.columns) != [field["name"] for field in fields]:
        return False
    last, limits = table[fields[-1]["name"]], fields[-1].get("constraints", {})
    cut_short = limits.get("required", False) and bool(last.eq("").any())
    return isinstance(table.index, pd.RangeIndex) and not cut_short


def _read(file: Traversable, types: dict[str, str]) -> pd.DataFrame:
    not_text = [column for column, kind in types.items() if kind != "string"]
    with file.open(encoding="utf-8-sig") as lines:
        return pd.read_csv(
            lines,
            dtype={column: _PANDAS_TYPES.get(kind, "str") for column, kind in types.items()},
            keep_default_na=False,  # "none" is a pain state, and so could "NA" be a word
            na_values={column: [""] for column in not_text},
        )


def _edited(file: Traversable, types: dict[str, str], rule: str) -> TableError:
    """Say which rows of an edited file are at fault, or at least the rule that it breaks."""
    from backcare.csv_reader import read_cells

    _, faults = read_cells(Path(str(file)), types)
    hint = "Put text with a comma between double quotes, or take the file as it was published."
    return TableError(file.name, [*faults, Fault(None, "", "", f"{rule.rstrip('.')}. {hint}")])


@functools.cache
def _data_folder() -> Traversable:
    """Find the tables: inside an installed package, or beside the package in a checkout."""
    inside = resources.files("backcare") / "data"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "data"
