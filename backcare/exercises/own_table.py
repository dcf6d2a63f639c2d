"""A clinician's own table of exercises: checked whole, and every fault told at once.

What one cell may hold is said in the form `own_exercises` of `datapackage.json`; what must hold
between cells is said here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from backcare.csv_reader import read_cells
from backcare.errors import Fault, TableError, did_you_mean
from backcare.exercises.other import OTHER_ACTIVITY
from backcare.tables.fields import cell_faults, header_faults, typed
from backcare.tables.forms import fields
from backcare.tables.vocabulary import terms

_AS_A_FILE = "exercises, as exercises.to_csv writes them to a file,"
Rows: TypeAlias = "pd.Series[bool]"

_NEVER_A_SWAP = (
    "should be avoided whenever this one is. Name one that may be done, or leave it blank."
)


def read_own_table(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a wide table of exercises as `load_exercises` returns it, or raise every fault of it."""
    file = Path(path).expanduser()
    return _checked(file, file.name)


def checked_table(exercises: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that somebody made as it would be read from a file, or raise every fault.

    Parameters
    ----------
    exercises : pandas.DataFrame
        A frame as `load_exercises` gives it; columns that may be blank may be left out.

    Returns
    -------
    pandas.DataFrame
        The frame with every column, each of its own type.

    Raises
    ------
    TypeError
        If it is no frame.
    TableError
        If anything is wrong with it; the rows are numbered as in the file that `to_csv` writes,
        whose header is row 1.

    Examples
    --------
    >>> exercises = bc.load_exercises()
    >>> checked_table(exercises).equals(exercises)
    True
    """
    if not isinstance(exercises, pd.DataFrame):
        raise TypeError(
            "exercises must be a table as load_exercises gives it, "
            f"got {type(exercises).__name__}. Of a file, load_exercises(path) makes one."
        )
    has_own_index = exercises.index.name == "exercise_id"
    file = exercises.to_csv(index=has_own_index).encode()
    try:
        return _checked(file, _AS_A_FILE)
    except TableError as error:
        raise TableError(_AS_A_FILE, error) from None


def _checked(file: Path | bytes, name: str) -> pd.DataFrame:
    known = fields("own_exercises")
    cells, faults = read_cells(file, known)
    faults += header_faults(cells.columns, known)
    faults += cell_faults(cells, known)
    faults += _row_faults(cells)
    if not faults and cells.empty:
        faults = [Fault(None, "", "", "It has a header but no rows. Add a row for each exercise.")]
    if faults:
        place = {name: place for place, name in enumerate(known)}
        faults.sort(key=lambda fault: (fault.row or 0, place.get(fault.column, -1)))
        raise TableError(name, faults)
    return typed(cells, known).set_index("exercise_id")


def _row_faults(cells: pd.DataFrame) -> Iterator[Fault]:
    """Yield what is wrong between the cells of a row, or of two rows."""
    for column, broken, rule in _broken_rules(cells):
        for row, value in cells.loc[broken, column].items():
            near = did_you_mean(value, cells["exercise_id"]) if column == "swap" else ""
            yield Fault(int(str(row)), column, value, rule + near)


def _broken_rules(cells: pd.DataFrame) -> Iterator[tuple[str, Rows, str]]:
    """Yield the column to blame, the rows that break the rule, and the rule."""
    # A rule between columns waits until the file has them all.
    there = set(cells.columns)
    if "exercise_id" in there:
        rule = "is what a log calls an activity that no table has. Choose another short name."
        yield "exercise_id", cells["exercise_id"].eq(OTHER_ACTIVITY), rule
    for high, low in (("reps_max", "reps_min"), ("hold_s_max", "hold_s_min")):
        if {high, low} <= there:
            rule = f"must not be below {low}. Correct one of the two."
            yield high, _number(cells[high]) < _number(cells[low]), rule
    for state in terms("pain_state"):
        rating, reason = f"rating_{state}", f"reason_{state}"
        if {rating, "advice"} <= there:
            rule = f"must be avoid, since advice is avoid. Change {rating} or advice."
            yield rating, cells["advice"].eq("avoid") & cells[rating].ne("avoid"), rule
        if {rating, reason} <= there:
            rule = f"must say why, since {rating} is avoid. Write a sentence."
            yield reason, cells[rating].eq("avoid") & cells[reason].eq(""), rule
    if {"swap", "exercise_id"} <= there:
        swap, ids = cells["swap"], cells["exercise_id"]
        rule = "must be the exercise_id of another row, or blank."
        yield "swap", swap.ne("") & (~swap.isin(ids) | swap.eq(ids)), rule
        to_avoid = ids[cells["advice"].eq("avoid")] if "advice" in there else ids[:0]
        rule = "must not be a row with advice avoid. Name one to try, or leave it blank."
        yield "swap", swap.ne("") & swap.isin(to_avoid), rule
        yield "swap", _never_a_swap(cells), _NEVER_A_SWAP


def _never_a_swap(cells: pd.DataFrame) -> Rows:
    """Tell which swaps are rated avoid in every state in which their own row is."""
    ratings = [f"rating_{state}" for state in terms("pain_state")]
    never = pd.Series(data=False, index=cells.index)
    if {*ratings, "advice"} - {*cells.columns}:
        return never
    avoided = cells[ratings] == "avoid"
    by_id = avoided.set_axis(cells["exercise_id"].tolist()).groupby(level=0).any()
    # A row with advice avoid is blamed by itself.
    known = cells["swap"].isin(cells.loc[cells["advice"].eq("try"), "exercise_id"])
    swaps = by_id.reindex(cells.loc[known, "swap"]).to_numpy()
    own = avoided[known]
    never[known] = own.any(axis="columns") & ~(own & ~swaps).any(axis="columns")
    return never


def _number(cells: pd.Series[str]) -> pd.Series[float]:
    return pd.to_numeric(cells, errors="coerce")
