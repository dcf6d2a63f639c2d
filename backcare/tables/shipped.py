"""The shipped tables: where they are, what `datapackage.json` says of each, and reading one."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from backcare.errors import Fault, TableError, unknown_term
from backcare.tables.contradictions import table_faults

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_PANDAS_TYPES = {"integer": "Int64", "number": "float64", "boolean": "bool"}


def load_table(name: str) -> pd.DataFrame:
    """Load one of the shipped long tables as it stands in its CSV file.

    Parameters
    ----------
    name : str
        The file's name without `.csv`, for example "muscles" or "vocabulary".

    Returns
    -------
    pandas.DataFrame
        One fact a row. Text columns hold "" where there is nothing; whole numbers are
        `Int64`, other numbers `float64`.

    Raises
    ------
    ValueError
        If there is no table of that name.
    TableError
        If the file was edited so that it no longer fits its columns or their types.

    Examples
    --------
    >>> muscles = load_table("muscles")
    >>> muscles.loc[muscles["exercise_id"] == "sit_up", ["muscle_group", "rank"]].values.tolist()
    [['hip_flexors', 'primary'], ['abdominals', 'secondary']]
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


def load_sources() -> pd.DataFrame:
    """Load what the source keys in every table stand for.

    Returns
    -------
    pandas.DataFrame
        Index `source`; columns as in sources.csv, among them `origin` (user_source,
        literature, judgement), `citation` and `doi`.

    Examples
    --------
    >>> load_sources().loc["JUDGEMENT", "origin"]
    'judgement'
    """
    return load_table("sources").set_index("source")


def load_red_flags() -> pd.DataFrame:
    """Load the warning signs that call for a doctor, not for exercise.

    Returns
    -------
    pandas.DataFrame
        Index `flag_id`, in the order to ask; columns as in red_flags.csv, among them
        `asked` (whether a patient is asked, or a class only reads it), `urgency` (emergency,
        today, soon), `text`, `action` and `say` (what to say on the phone).

    Examples
    --------
    >>> load_red_flags()["urgency"].value_counts().to_dict()
    {'emergency': 9, 'soon': 8, 'today': 2}
    """
    return _by_key("red_flags", "flag_id")


def load_safety_rules() -> pd.DataFrame:
    """Load the safety rules and the settings that some of them have.

    Returns
    -------
    pandas.DataFrame
        Index `rule_id`, in the order to tell; columns as in safety_rules.csv, among them
        `text` and, for some, `setting`, `value`, `unit` and `highest`.

    Examples
    --------
    >>> load_safety_rules().loc[["ease_off", "stop_rule"], ["setting", "value", "unit"]]
                        setting  value        unit
    rule_id
    ease_off      mild_pain_max    3.0  NRS points
    stop_rule  pain_minutes_max   15.0     minutes
    """
    return _by_key("safety_rules", "rule_id")


def _by_key(name: str, key: str) -> pd.DataFrame:
    """Load a table on which a person's safety rests, in its order; refuse it if it has faults."""
    table = load_table(name)
    refuse_faults({name: table}, f"{name}.csv")
    return table.sort_values("order").set_index(key)


def load_dictionary() -> pd.DataFrame:
    """Load the data dictionary: what each column of each shipped table means.

    Returns
    -------
    pandas.DataFrame
        One column of one table a row: `table`, `column`, `type`, `unit`, `meaning`,
        `choices`, `minimum`, `maximum`, `required`; "" or NaN where there is none.

    Examples
    --------
    >>> dictionary = load_dictionary()
    >>> dictionary.loc[dictionary["column"] == "difficulty", "meaning"].item()
    '1 easy to start, 2 some effort, 3 hard.'
    """
    return pd.DataFrame(
        {
            "table": table,
            "column": field["name"],
            "type": field["type"],
            "unit": field.get("unit", ""),
            "meaning": field["description"],
            "choices": "|".join(limits.get("enum", [])),
            "minimum": limits.get("minimum"),
            "maximum": limits.get("maximum"),
            "required": limits.get("required", False),
        }
        for table, fields in described_tables().items()
        for field in fields
        for limits in [field.get("constraints", {})]
    )


def refuse_faults(tables: Mapping[str, pd.DataFrame], what: str = "The data folder") -> None:
    """Raise every fault of shipped tables: in their cells, and where they contradict each other."""
    schemas = {one["name"]: one["schema"] for one in descriptor()["resources"] if "schema" in one}
    if faults := table_faults(tables, schemas):
        raise TableError(what, faults)


def read_drawing(name: str) -> dict[str, Any]:
    """Read a shipped drawing, which is JSON because curves make no table."""
    drawing: dict[str, Any] = json.loads((_data_folder() / f"{name}.json").read_text("utf-8"))
    return drawing


@functools.cache
def descriptor() -> dict[str, Any]:
    """Read `datapackage.json`, which says what each column of each table means and may hold."""
    package: dict[str, Any] = json.loads((_data_folder() / "datapackage.json").read_text("utf-8"))
    return package


@functools.cache
def described_tables() -> dict[str, list[dict[str, Any]]]:
    """Return the fields of each shipped table, as `datapackage.json` describes them."""
    return {
        table["name"]: table["schema"]["fields"]
        for table in descriptor()["resources"]
        if "schema" in table
    }


@functools.cache
def _data_folder() -> Traversable:
    """Find the tables: inside an installed package, or beside the package in a checkout."""
    inside = resources.files("backcare") / "data"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "data"


def _read(file: Traversable, types: dict[str, str]) -> pd.DataFrame:
    not_text = [column for column, kind in types.items() if kind != "string"]
    with file.open(encoding="utf-8-sig") as lines:
        return pd.read_csv(
            lines,
            dtype={column: _PANDAS_TYPES.get(kind, "str") for column, kind in types.items()},
            keep_default_na=False,  # "none" is a pain state, and so could "NA" be a word
            na_values={column: [""] for column in not_text},
        )


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


def _edited(file: Traversable, types: dict[str, str], rule: str) -> TableError:
    """Say which rows of an edited file are at fault, or at least the rule that it breaks."""
    from backcare.csv_reader import read_cells

    _, faults = read_cells(Path(str(file)), types)
    hint = "Put text with a comma between double quotes, or take the file as it was published."
    return TableError(file.name, [*faults, Fault(None, "", "", f"{rule.rstrip('.')}. {hint}")])
