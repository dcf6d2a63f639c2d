"""Load the exercises: the long tables, one fact a row, joined to one wide frame.

A clinician's own table is a single CSV file in that wide form.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable

import pandas as pd

from backcare.tables.contradictions import CHECKED
from backcare.tables.fields import TEXT
from backcare.tables.forms import fields
from backcare.tables.shipped import load_checked
from backcare.text import join_terms, split_terms

_RANKS = ("primary", "secondary")
# The wide columns that have several sentences of one kind.
_SENTENCES = {"step": "steps", "cue": "cues", "mistake": "mistakes"}


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
        If your own table has faults, or the shipped ones were edited so that they contradict
        each other: all of them at once, with row and column.

    Examples
    --------
    >>> exercises = bc.load_exercises()
    >>> len(exercises) == len(bc.load_table("exercises"))
    True
    >>> exercises.loc["bridging", ["reps_min", "reps_max", "rest_s"]].astype(int).to_dict()
    {'reps_min': 8, 'reps_max': 12, 'rest_s': 10}
    >>> exercises["primary_muscles"].str.get_dummies().loc["bird_dog", ["cardio", "glutes"]]
    cardio    0
    glutes    1
    Name: bird_dog, dtype: int64
    """
    if path is None:
        return _shipped_exercises().copy()
    from backcare.exercises.own_table import read_own_table  # few people have one

    return read_own_table(path)


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
    check_columns(exercises, [f"{kind}_muscles" for kind in (*_RANKS, "stretched", "mobilised")])
    trained = pd.concat([_muscles(exercises, rank).assign(rank=rank) for rank in _RANKS])
    trained["role"] = "strengthens"
    for named, role in (("mobilised", "mobilises"), ("stretched", "stretches")):
        trained.loc[_pairs(trained).isin(_pairs(_muscles(exercises, named))), "role"] = role
    return trained.loc[exercises.index.unique().intersection(trained.index, sort=False)]


def _muscles(exercises: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Give each muscle group that one column names a row."""
    groups = exercises[f"{kind}_muscles"].map(split_terms).explode().dropna().astype("str")
    return groups.rename_axis("exercise_id").to_frame("muscle_group")


def _pairs(trained: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([trained.index, trained["muscle_group"]])


@functools.cache
def _shipped_exercises() -> pd.DataFrame:
    """Join the long tables once; callers get a copy, so that none can change another's."""
    tables = load_checked(*CHECKED)
    exercises = tables["exercises"].set_index("exercise_id")
    doses = tables["doses"]
    text = [
        _each(tables["names"], "other_name").to_frame("other_names"),
        _dose_notes(doses),
        _muscle_cells(tables["muscles"]),
        _instructions(tables["instructions"]),
        _cautions(tables["cautions"]),
        _ratings(tables["ratings"]),
    ]
    amounts = _amounts(doses)
    columns = [name for name in fields("own_exercises") if name != "exercise_id"]
    # Also those that no row of a shortened table says anything of.
    named = [name for name in columns if name not in {*exercises, *amounts}]
    words = pd.DataFrame(pd.concat(text, axis="columns"), exercises.index, named).astype(object)
    return exercises.join([words.fillna("").astype(TEXT), amounts])[columns]


def _amounts(doses: pd.DataFrame) -> pd.DataFrame:
    """Give each quantity of a dose its columns; what is not counted is missing."""
    doses = doses.pivot(index="exercise_id", columns="quantity")  # noqa: PD010 (a grid is wanted)
    low, high = (
        pd.DataFrame(doses[bound], columns=["reps", "hold_s", "rest_s"]).astype("Int64")
        for bound in ("minimum", "maximum")
    )
    return pd.DataFrame(
        {
            "reps_min": low["reps"],
            "reps_max": high["reps"],
            "hold_s_min": low["hold_s"],
            "hold_s_max": high["hold_s"],
            "rest_s": low["rest_s"],
        }
    )


def _dose_notes(doses: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({f"dose_{name}": _each(doses, name) for name in ("note", "source")})


def _muscle_cells(muscles: pd.DataFrame) -> pd.DataFrame:
    named = {
        "primary": muscles["rank"] == "primary",
        "secondary": muscles["rank"] == "secondary",
        "stretched": muscles["role"] == "stretches",
        "mobilised": muscles["role"] == "mobilises",
    }
    cells = {
        f"{name}_muscles": _each(muscles[some], "muscle_group") for name, some in named.items()
    }
    cells["muscles_source"] = _each(muscles, "source")
    return pd.DataFrame(cells).fillna("")


def _instructions(instructions: pd.DataFrame) -> pd.DataFrame:
    lines = instructions.sort_values("order", kind="stable")
    # Not `join_terms`: a step may come twice.
    text = lines.groupby(["exercise_id", "part"])["text"].agg("|".join).unstack()  # noqa: PD010
    return text.rename(columns=_SENTENCES).assign(instructions_source=_each(lines, "source"))


def _cautions(cautions: pd.DataFrame) -> pd.DataFrame:
    # Several conditions of an exercise may share a sentence; a card needs it once.
    text, source = _each(cautions, "text"), _each(cautions, "source")
    return pd.DataFrame({"cautions": text, "cautions_source": source})


def _ratings(ratings: pd.DataFrame) -> pd.DataFrame:
    facts = ["rating", "reason", "source"]
    by_state = ratings.pivot(index="exercise_id", columns="pain_state", values=facts)  # noqa: PD010
    return by_state.set_axis(by_state.columns.map("_".join), axis="columns")


def _each(table: pd.DataFrame, column: str) -> pd.Series[str]:
    """Join the cells that each exercise has in one column to one."""
    return table.groupby("exercise_id")[column].agg(join_terms)


def check_columns(exercises: pd.DataFrame, needed: Iterable[str]) -> None:
    """Refuse a frame that lacks columns, or holds something else than text in them."""
    needed = list(needed)
    lacking = [column for column in needed if column not in exercises.columns]
    if lacking:
        raise ValueError(
            f"exercises lacks the columns {', '.join(lacking)}. Pass a whole frame from "
            "load_exercises(); one that filter_exercises gave has no ratings left for other "
            "pain states."
        )
    cells = {name: exercises[name].tolist() for name in needed}  # a list is quick to go through
    empty = [name for name, some in cells.items() if not all(isinstance(one, str) for one in some)]
    if empty:
        raise ValueError(
            f"exercises has cells without text in {', '.join(empty)}. Read your own "
            'table with load_exercises("mine.csv"), which fills blank cells with "".'
        )
