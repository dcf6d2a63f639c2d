"""Load the tables of exercises, sources and safety rules as data frames.

The facts are kept in long tables, one fact a row, each with its source (`data/*.csv`).
`load_table` reads one of them as it is; `load_exercises` joins them to one wide frame,
one exercise a row, which the rest of the package works on. A clinician's own table is a
single CSV file in that wide form.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from backcare.exercises.columns import join_tables
from backcare.shipped import described_tables, read_shipped


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
