"""Outcome measures, which belong to a patient and not to one session."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Row, String, delete, insert, select, type_coerce

from backcare.errors import unknown_term
from backcare.log.schema import MEASURES
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


def put_measure(
    connection: Connection, patient: str, day: date, instrument: str, *, score: float, note: str
) -> None:
    """Store a score in the place of one of the same patient, day and instrument."""
    key = {"patient": patient, "date": day, "instrument": instrument}
    same = (MEASURES.c[column] == value for column, value in key.items())
    connection.execute(delete(MEASURES).where(*same))
    connection.execute(insert(MEASURES), key | {"score": float(score), "note": note})


def _is_whole(row: Row[Any]) -> bool:
    """Tell whether a stored score can be read; one that cannot is left out."""
    try:
        for text in (row.patient, row.instrument, row.note):
            text.encode()
        if not isinstance(row.date, date):
            date.fromisoformat(row.date)
        return math.isfinite(row.score)
    except (AttributeError, TypeError, ValueError):
        return False


def read_measures(connection: Connection, patient: str | None) -> pd.DataFrame:
    """Return the scores of a patient, or of all."""
    whose = [] if patient is None else [MEASURES.c.patient == patient]
    # As the database keeps them: one that is no day must not hide the others.
    day = type_coerce(MEASURES.c.date, String).label("date")
    raw = [day if c is MEASURES.c.date else c for c in MEASURES.c]
    rows = filter(_is_whole, connection.execute(select(*raw).where(*whose)).all())
    frame = pd.DataFrame(rows, columns=MEASURES.c.keys())
    frame = frame.astype({"date": "datetime64[us]", "score": "float64"})
    return frame.sort_values(["patient", "date", "instrument"], ignore_index=True)
