"""From entries to sessions: which rows of a log belong together, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, NoReturn, TypeAlias

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from backcare.weekly.weeks import Array

Columns: TypeAlias = Mapping[str, ExtensionArray]

NUMBERS = (
    *("sets", "reps", "hold_s", "minutes"),
    *("pain_before", "pain_after", "pain_minutes"),
)
LOG = ("session_id", "started_at", *NUMBERS)
_ROWS_NAMED = 5


class Pieces(NamedTuple):
    """Rows of one session that stand together: in a log, always the whole session.

    `first` is the place of each piece's first row, `who` the number of its patient, and
    `again` tells the pieces whose session has begun in an earlier piece.
    """

    first: Array
    who: Array
    patients: pd.Index[Any] | None
    again: Array


def find_pieces(frame: pd.DataFrame, started_at: Array) -> Pieces:
    """Cut a log wherever a row is of another session than the row above."""
    new = _changes(frame["session_id"])
    new[1:] |= started_at[1:] != started_at[:-1]
    new_patient = _changes(frame["patient"]) if "patient" in frame else ~np.ones_like(new)
    first = np.flatnonzero(new | new_patient)
    ids = frame["session_id"].array.take(first)
    if ids.isna().any():
        refuse_blank(frame["session_id"])
    who, patients = _number_patients(frame, first, new_patient[first])
    again = _seen_before(who, started_at[first], ids)
    return Pieces(first, who, patients, again)


def _number_patients(
    frame: pd.DataFrame, first: Array, new: Array
) -> tuple[Array, pd.Index[Any] | None]:
    """Give each piece the number of its patient, in the order of their names; a blank is -1."""
    if "patient" not in frame:
        return np.zeros_like(first), None
    # A patient's pieces stand together in a log, so that few names have to be looked up.
    names = frame["patient"].iloc[first[new]]
    number, patients = pd.factorize(names, sort=True)
    who: Array = number[np.cumsum(new) - 1]
    return who, pd.Index(patients)


def _seen_before(who: Array, started_at: Array, ids: ExtensionArray) -> Array:
    """Tell the pieces whose session has begun in an earlier piece."""
    again = np.zeros(len(who), bool)
    suspect = _may_come_twice(who, started_at)
    if suspect.any():
        keys = {"who": who[suspect], "at": started_at[suspect], "id": ids[suspect]}
        again[suspect] = pd.DataFrame(keys).duplicated()
    return again


def _may_come_twice(who: Array, started_at: Array) -> Array:
    """Tell the pieces that share patient and start with another, and so may be of one session.

    To compare all ids would take longer than everything else. In the order of a log, by patient
    and start, it is enough to look at neighbours.
    """
    same_patient = who[1:] == who[:-1]
    in_order = (who[1:] > who[:-1]) | (same_patient & (started_at[1:] >= started_at[:-1]))
    if not in_order.all():
        return pd.DataFrame({"who": who, "at": started_at}).duplicated(keep=False).to_numpy()
    same_start = same_patient & (started_at[1:] == started_at[:-1])
    suspect = np.zeros(len(who), bool)
    suspect[1:] = same_start
    suspect[:-1] |= same_start
    return suspect


def _changes(column: pd.Series[Any]) -> Array:
    """Tell the rows whose value is another than that of the row above."""
    # Strings of Python are compared fastest as bare objects; all else as pandas keeps it.
    python = column.dtype == object or getattr(column.dtype, "storage", "") == "python"
    values = column.to_numpy() if python else column.array
    new: Array = np.ones(len(column), bool)
    try:
        differs = values[1:] != values[:-1]
    except TypeError:  # from pd.NA, which is neither the same nor another
        refuse_blank(column)
    masked = not isinstance(differs, np.ndarray)
    new[1:] = differs.to_numpy(bool, na_value=True) if masked else differs
    return new


def number_columns(frame: pd.DataFrame) -> Columns:
    """Return the columns that hold numbers, as pandas keeps them."""
    return {name: _number_column(frame[name]) for name in NUMBERS}


def _number_column(column: pd.Series[Any]) -> ExtensionArray:
    values: ExtensionArray = column.array
    if not pd.api.types.is_numeric_dtype(column.dtype):
        numbers = pd.to_numeric(column, errors="coerce")
        wrong = column[numbers.isna() & column.notna()]
        if len(wrong):
            raise ValueError(
                f"{column.name} must be a number, but is {wrong.iloc[0]!r} or the like "
                f"{_in_rows(wrong)}. Correct it, or leave it blank."
            )
        values = numbers.array
    return values


def floats(values: ExtensionArray, blank: float = np.nan) -> Array:
    """Return numbers as floats, with something else in the place of what is blank."""
    return values.to_numpy("float64", na_value=blank)


def wall_clock(frame: pd.DataFrame) -> Array:
    """Return when each row's session began, as the clock there showed it."""
    started_at = frame["started_at"] if len(frame) else pd.to_datetime(frame["started_at"])
    if not pd.api.types.is_datetime64_any_dtype(started_at):
        raise ValueError(
            f"started_at must hold dates and times, got the type {started_at.dtype}. "
            "Make them of it with pandas.to_datetime."
        )
    if started_at.hasnans:
        refuse_blank(started_at)
    if isinstance(started_at.dtype, pd.DatetimeTZDtype):
        started_at = started_at.dt.tz_localize(None)
    return started_at.to_numpy()


def require(frame: pd.DataFrame, columns: Iterable[str], way_out: str) -> None:
    """Raise an error that names the columns a frame lacks."""
    lacking = [name for name in columns if name not in frame]
    if lacking:
        raise ValueError(f"The frame lacks {', '.join(lacking)}; {way_out}.")


def refuse_blank(column: pd.Series[Any]) -> NoReturn:
    """Raise an error that names the rows in which nothing stands."""
    raise ValueError(
        f"{column.name} must not be blank, but is {_in_rows(column[column.isna()])}. Fill it in, "
        f'or leave these rows out with frame.dropna(subset="{column.name}").'
    )


def _in_rows(found: pd.Series[Any]) -> str:
    labels = [str(label) for label in found.index[:_ROWS_NAMED]]
    named = ", ".join(labels) + (" …" if len(found) > _ROWS_NAMED else "")
    return f"in {len(found)} row{'s' if len(found) != 1 else ''} (index {named})"
