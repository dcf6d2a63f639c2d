"""Load the tables of exercises, sources and safety rules as data frames.

The facts are kept in long tables, one fact a row, each with its source (`data/*.csv`).
`load_table` reads one of them as it is; `load_exercises` joins them to one wide frame,
one exercise a row, which the rest of the package works on. A clinician's own table is a
single CSV file in that wide form.

The shipped files: where they are, what `datapackage.json` says of each, and reading one.

Floor 2: which exercise trains which muscle group, one row for each pair.
"""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from backcare.errors import Fault, TableError, unknown_term
from backcare.exercises.columns import join_tables

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
    return inside if inside.is_dir() else Path(__file__).parents[2] / "data"


def load_exercises(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Load the exercises as one wide frame, one exercise a row.

    Parameters
    ----------
    path : path-like, optional
        A table of your own in the same wide form: `load_exercises().to_csv("mine.csv")`
        writes one to start from. Comma, semicolon or tab between the cells; UTF-8,
        UTF-16 or Windows-1252. Columns that may be blank may also be left out.

    Returns
    -------
    pandas.DataFrame
        Index `exercise_id`; text columns hold "" where there is nothing, and several
        values in one cell are joined by `|`. Columns:

        - `name`, `other_names`, `kind` (exercise, activity), `advice` (try, avoid),
          `position`, `equipment`, `per_side` (bool), `difficulty` (1 to 3);
        - the dose: `reps_min`, `reps_max`, `hold_s_min`, `hold_s_max`, `rest_s` (whole
          numbers, seconds where named `_s`, <NA> where none is stated), `dose_note`;
        - `primary_muscles`, `secondary_muscles`, and which of these are not strengthened
          but `stretched_muscles` or `mobilised_muscles`;
        - `feel`, `why`, `steps`, `cues`, `mistakes`, `progression`, `cautions`, `swap`
          (the `exercise_id` to do instead);
        - for each pain state (none, mild, chronic, acute) `rating_…`, `reason_…`,
          `source_…`; the other `…_source` columns say where their facts are from.

    Raises
    ------
    TableError
        If your own table has faults: all of them at once, with row and column.

    Examples
    --------
    >>> exercises = bc.load_exercises()
    >>> len(exercises)
    17
    >>> exercises.loc["bridging", ["reps_min", "reps_max", "rest_s"]].astype(int).to_dict()
    {'reps_min': 8, 'reps_max': 12, 'rest_s': 10}
    >>> exercises["primary_muscles"].str.get_dummies().loc["bird_dog", ["cardio", "glutes"]]
    cardio    0
    glutes    1
    Name: bird_dog, dtype: int64
    """
    if path is None:
        return _shipped_exercises().copy()
    # A clinician's own table is checked with pandera, which takes half a second to import.
    from backcare.exercises.schema import read_exercises

    vocabularies = ("pain_state", "rating", "position", "equipment", "muscle_group")
    allowed = {vocabulary: tuple(terms(vocabulary)) for vocabulary in vocabularies}
    return read_exercises(path, allowed | {name: choices(name) for name in ("kind", "advice")})


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
    return read_shipped(name)


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
        `urgency` (emergency, soon), `text` and `action`.

    Examples
    --------
    >>> load_red_flags()["urgency"].value_counts().to_dict()
    {'emergency': 7, 'soon': 6}
    """
    return load_table("red_flags").sort_values("order").set_index("flag_id")


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
    return load_table("safety_rules").sort_values("order").set_index("rule_id")


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


@functools.cache
def terms(vocabulary: str) -> Mapping[str, str]:
    """Return the terms of one vocabulary, in order, each with its label for the screen.

    Examples
    --------
    >>> terms("rating")["ask"]
    'Ask first'
    """
    every = load_table("vocabulary")
    rows = every[every["vocabulary"] == vocabulary].sort_values("order")
    return MappingProxyType(dict(zip(rows["term"], rows["label"], strict=True)))


@functools.cache
def definitions(vocabulary: str) -> Mapping[str, str]:
    """Return the terms of one vocabulary, in order, each with what it means.

    Examples
    --------
    >>> definitions("muscle_group")["glutes"]
    'gluteus maximus'
    """
    every = load_table("vocabulary")
    rows = every[every["vocabulary"] == vocabulary].sort_values("order")
    return MappingProxyType(dict(zip(rows["term"], rows["definition"], strict=True)))


def choices(column: str) -> tuple[str, ...]:
    """Return what the data dictionary allows in one column of exercises.csv.

    Examples
    --------
    >>> choices("advice")
    ('try', 'avoid')
    """
    fields = {field["name"]: field for field in described_tables()["exercises"]}
    return tuple(fields[column]["constraints"]["enum"])


@functools.cache
def _shipped_exercises() -> pd.DataFrame:
    """Assemble the wide frame once; callers get a copy, so that none can change another's."""
    names = ("exercises", "names", "doses", "muscles", "instructions", "cautions", "ratings")
    return join_tables({name: load_table(name) for name in names}, terms("pain_state"))


def exercise_muscles(exercises: pd.DataFrame) -> pd.DataFrame:
    """Return the muscle groups that exercises train, one row for each pair.

    Parameters
    ----------
    exercises : DataFrame
        A table as `load_exercises` gives it, indexed by ``exercise_id``.

    Returns
    -------
    DataFrame
        Index ``exercise_id``, in the order of `exercises`; columns ``muscle_group``, ``rank``
        (``primary`` or ``secondary``) and ``role`` (``strengthens``, ``stretches`` or
        ``mobilises``). An exercise that names no muscle has no row.

    Examples
    --------
    >>> import backcare as bc
    >>> bc.exercise_muscles(bc.load_exercises()).loc["bridging"]
                muscle_group       rank         role
    exercise_id
    bridging          glutes    primary  strengthens
    bridging      hamstrings  secondary  strengthens
    bridging      lower_back  secondary  strengthens
    """
    rows = [
        (row.Index, muscle, rank, _role(row, muscle))
        for row in exercises.itertuples()
        for rank in ("primary", "secondary")
        for muscle in getattr(row, f"{rank}_muscles").split("|")
        if muscle
    ]
    columns = ["exercise_id", "muscle_group", "rank", "role"]
    return pd.DataFrame(rows, columns=columns).set_index("exercise_id")


def _role(row: Any, muscle: str) -> str:
    """Name what happens to one muscle: what is not stretched or mobilised is strengthened."""
    if muscle in row.stretched_muscles.split("|"):
        return "stretches"
    return "mobilises" if muscle in row.mobilised_muscles.split("|") else "strengthens"
