"""Outcome measures, which belong to a patient and not to one session."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Row, select

from backcare.errors import Fault, unknown_term
from backcare.log.login import delete_rows, insert_rows
from backcare.log.schema import MEASURES
from backcare.log.stored import CHANGED, LAST_YEAR, as_kept, is_as_written, row_sum
from backcare.sessions import FIRST_YEAR
from backcare.tables.shipped import load_table


def check_score(instrument: str, score: float) -> None:
    """Raise ValueError for an instrument or a score that the table of measures does not have."""
    table = load_table("measures")
    # A side that the table leaves open has no limit.
    lows, highs = table["lowest"].fillna(-math.inf), table["highest"].fillna(math.inf)
    ranges = dict(zip(table["measure_id"], zip(lows, highs, strict=True), strict=True))
    if instrument not in ranges:
        raise unknown_term("instrument", [instrument], list(ranges))
    lowest, highest = ranges[instrument]
    is_number = isinstance(score, int | float) and not isinstance(score, bool)
    if not is_number or not math.isfinite(score) or not lowest <= score <= highest:
        limits = f" from {lowest:g} to {highest:g}" if math.isfinite(highest - lowest) else ""
        raise ValueError(f"score must be a number{limits} for {instrument}, got {score!r}.")


def measure_row(
    patient: str, day: date, instrument: str, *, score: float, note: str
) -> dict[str, Any]:
    """Return a score as the log keeps it."""
    row = {"patient": patient, "date": day, "instrument": instrument}
    row |= {"score": float(score), "note": note}
    return row | {"checksum": row_sum(row)}


def put_measure(connection: Connection, row: Mapping[str, Any]) -> None:
    """Store a score in the place of one of the same patient, day and instrument."""
    delete_rows(connection, MEASURES, *_same(row))
    insert_rows(connection, MEASURES, [row])


def has_measure(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Tell whether a score stands in the log just so."""
    stored = select(MEASURES.c.checksum).where(*_same(row))
    return bool(connection.scalar(stored) == row["checksum"])


def _same(row: Mapping[str, Any]) -> Iterator[ColumnElement[bool]]:
    return (column == row[column.name] for column in MEASURES.primary_key)


def is_whole(row: Row[Any]) -> bool:
    """Tell whether a stored score is as it was written, and can be read."""
    try:
        for text in (row.patient, row.instrument, row.note):
            text.encode()
        day = row.date if isinstance(row.date, date) else date.fromisoformat(row.date)
        fits = FIRST_YEAR <= day.year <= LAST_YEAR and math.isfinite(row.score)
        return fits and is_as_written(row)
    except (AttributeError, TypeError, ValueError, OverflowError):
        return False


def read_measures(connection: Connection, patient: str | None) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the scores of a patient, or of all; and a fault for each that had to be left out."""
    whose = [] if patient is None else [MEASURES.c.patient == patient]
    found = connection.execute(select(*as_kept(connection, MEASURES)).where(*whose)).all()
    rows = list(filter(is_whole, found))
    frame = pd.DataFrame(rows, columns=MEASURES.c.keys()).drop(columns="checksum")
    frame = frame.astype({"date": "datetime64[us]", "score": "float64"})
    frame = frame.sort_values(["patient", "date", "instrument"], ignore_index=True)
    # Its day and its instrument may be what is wrong.
    return frame, [Fault(None, "a score", "", CHANGED)] * (len(found) - len(rows))
