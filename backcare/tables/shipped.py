"""The shipped tables, each held to its description as it is read."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from backcare.csv_reader import read_cells
from backcare.errors import Fault, TableError, unknown_term
from backcare.tables.contradictions import table_faults
from backcare.tables.descriptor import data_folder, described_tables, descriptor
from backcare.tables.fields import Field, cell_faults, field_of, header_faults, typed

_OTHER_ROWS = (
    "It must have {rows} rows below its header, and has {found}. Put the file back, or install the "
    'package again. If you added or deleted rows yourself, write "rows": {found} for it in '
    "datapackage.json, and start again."
)


def load_table(name: str) -> pd.DataFrame:
    """Load one of the shipped long tables as it is in its CSV file.

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
        If the file was edited so that it no longer fits its description; all faults at once.

    Examples
    --------
    >>> muscles = load_table("muscles")
    >>> muscles.loc[muscles["exercise_id"] == "sit_up", ["muscle_group", "rank"]].values.tolist()
    [['hip_flexors', 'primary'], ['abdominals', 'secondary']]
    """
    if name not in described_tables():
        raise unknown_term("table", [name], list(described_tables()))
    file = Path(str(data_folder() / f"{name}.csv"))
    now = file.stat()
    return _read(file, now.st_mtime_ns, now.st_size).copy()


@functools.lru_cache(maxsize=64)
def _read(file: Path, _changed_ns: int, _size: int) -> pd.DataFrame:
    """Read and check a table once for each state of its file: a page asks for some a dozen times.

    Callers copy it, so that none can change another's.
    """
    known = _columns(file.stem)
    cells, faults = read_cells(file, known)
    faults += [*header_faults(map(str, cells), known), *cell_faults(cells, known)]
    # Where a cell is wrong, the row that seems to be missing may be that one.
    if faults := faults or list(_missing_rows(file.stem, cells)):
        raise TableError(file.name, faults)
    return typed(cells[list(known)], known).reset_index(drop=True)


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


def load_guidance() -> pd.DataFrame:
    """Load advice in words: a plan for a flare, hurt and harm, scans, the way back to one's goals.

    Returns
    -------
    pandas.DataFrame
        Index `guidance_id`, in the order to tell; columns as in guidance.csv: `topic`,
        `audience` (patient; or class, for those who treat or learn), `text` and `source`.

    Examples
    --------
    >>> guidance = load_guidance()
    >>> guidance.loc["flare_rest", "text"]
    'Rest when you need to, but do not stay in bed all day.'
    >>> guidance.loc[guidance["audience"] == "class", "topic"].unique().tolist()
    ['hurt_and_harm', 'scan', 'graded_return', 'yellow_flags', 'start_back']
    """
    return _by_key("guidance", "guidance_id", "vocabulary", "sources").drop(columns="order")


def _by_key(name: str, key: str, *others: str) -> pd.DataFrame:
    """Load a table on which a person's safety rests, in its order; refuse it if it has faults."""
    return load_checked(name, *others)[name].sort_values("order").set_index(key)


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


def load_checked(*names: str) -> dict[str, pd.DataFrame]:
    """Load tables that have to agree; raise all faults of all of them, whatever kind, in one."""
    tables, faults = dict[str, pd.DataFrame](), list[Fault]()
    for name in names:
        try:
            tables[name] = load_table(name)
        except TableError as error:
            faults += [one._replace(column=_place(one.column, name)) for one in error]
    if faults := [*faults, *table_faults(tables, _schemas())]:
        raise TableError("The data folder" if len(names) > 1 else f"{names[0]}.csv", faults)
    return tables


def _place(column: str, table: str) -> str:
    """Name a column together with its table; the table alone where a fault is all of it."""
    return f"{column} of {table}.csv" if column else f"{table}.csv"


def read_drawing(name: str) -> dict[str, Any]:
    """Read a shipped drawing, which is JSON because curves make no table."""
    drawing: dict[str, Any] = json.loads((data_folder() / f"{name}.json").read_text("utf-8"))
    return drawing


def _missing_rows(table: str, cells: pd.DataFrame) -> Iterator[Fault]:
    """Yield the rows that a table lacks, as when it is cut off: those looked up by name, and any.

    A description that names no number of rows, as another folder's may, holds the table to none.
    """
    if cells.empty:
        yield Fault(None, "", "", "It has a header but no rows. Put them back.")
        return
    described = _resources()[table]
    rows, found = described.get("rows", len(cells)), len(cells)
    if found != rows:
        yield Fault(None, "", "", _OTHER_ROWS.format(rows=rows, found=found))
    schema = described["schema"]
    key = schema.get("primaryKey", [])
    for column, needed in schema.get("needed", {}).items():
        # A row for one exercise does not stand in for the one that holds for all of them.
        others = [name for name in key if name != column] if isinstance(key, list) else []
        general = cells.loc[(cells[others] == "").all(axis="columns"), column]
        for cell in needed:
            if cell not in general.tolist():
                yield Fault(None, column, cell, "no longer has a row. Put it back: it is needed.")


def _schemas() -> dict[str, Any]:
    return {name: one["schema"] for name, one in _resources().items()}


def _resources() -> dict[str, Any]:
    return {one["name"]: one for one in descriptor()["resources"] if "schema" in one}


@functools.cache
def _columns(table: str) -> Mapping[str, Field]:
    every = [{**column, "columnRequired": True} for column in described_tables()[table]]
    return {column["name"]: field_of(column) for column in every}
