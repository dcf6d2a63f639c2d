"""A session log written as CSV, the same bytes for the same log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pandas as pd

from backcare.csv_reader import csv_bytes, csv_number, escape_formula
from backcare.diary.gather import in_order
from backcare.errors import did_you_mean
from backcare.sessions import CSV_COLUMNS, LIMITS, LOG_COLUMNS


def diary_bytes(frame: pd.DataFrame) -> bytes:
    r"""Return a session log as a CSV file, which `read_diary` reads back exactly.

    UTF-8 that says so in its first bytes, commas, lines that end in ``\r\n``; one row an entry,
    ordered by patient, start and session. `started_at` has its offset from UTC. A text that a
    spreadsheet would run as a formula, or write as a number or date, has an apostrophe before it.
    """
    if missing := [column for column in LOG_COLUMNS if column not in frame]:
        near = did_you_mean(missing[0], map(str, frame.columns))
        raise ValueError(
            f"The frame has no column {', '.join(missing)}.{near} "
            "Pass a frame as SessionLog.to_frame() makes it."
        )
    ordered = in_order(frame[list(LOG_COLUMNS)])
    starts = _written_starts(ordered["started_at"], ordered["utc_offset_min"])
    cells = [
        starts if column == "started_at" else _written(ordered[column], _writer(column))
        for column in CSV_COLUMNS
    ]
    return csv_bytes(CSV_COLUMNS, zip(*cells, strict=True))


def _writer(column: str) -> Callable[[Any], str]:
    if column not in LIMITS:
        return escape_formula
    return str if LIMITS[column].whole else csv_number


def _written(column: pd.Series[Any], write: Callable[[Any], str]) -> list[str]:
    values = column.astype(object).where(column.notna(), None)
    return ["" if value is None else write(value) for value in values]


def _written_starts(walls: pd.Series[Any], offsets: pd.Series[Any]) -> list[str]:
    """Write times in ISO 8601, each with its offset from UTC."""
    moments: list[datetime] = walls.to_numpy("datetime64[us]").tolist()
    minutes: list[int] = offsets.to_numpy("int64").tolist()
    zones = {offset: timezone(timedelta(minutes=offset)) for offset in set(minutes)}
    pairs = zip(moments, minutes, strict=True)
    return [moment.replace(tzinfo=zones[offset]).isoformat() for moment, offset in pairs]
