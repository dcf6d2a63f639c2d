"""What of a diary is new to a log, and putting that in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, false, select

from backcare.log.rows import insert_frame, read_frame
from backcare.log.schema import SESSIONS
from backcare.sessions import LOG_COLUMNS

_SESSIONS_AT_ONCE = 1_000


class Found(NamedTuple):
    """The ids of a diary's sessions: not in the log; in it; in it with other content."""

    new: list[str]
    known: list[str]
    changed: list[str]


def compare(connection: Connection, frame: pd.DataFrame) -> Found:
    """Find by id, and by content, what of a diary's frame the log has already."""
    found = Found([], [], [])
    given, stored = _contents(frame), _contents(_same_days(connection, frame))
    ids = set(connection.scalars(select(SESSIONS.c.session_id)))
    # A stored session that stands in the file under its own id is no double of another one.
    elsewhere = {content for session_id, content in stored.items() if session_id not in given}
    for session_id, content in given.items():
        if session_id in ids:
            (found.known if stored.get(session_id) == content else found.changed).append(session_id)
        else:
            (found.known if content in elsewhere else found.new).append(session_id)
    return found


def _same_days(connection: Connection, frame: pd.DataFrame) -> pd.DataFrame:
    start, end = frame["started_at"].min(), frame["started_at"].max()
    # Of an empty file neither is a time; no session is read for one.
    inside = false() if pd.isna(start) else SESSIONS.c.started_at.between(start, end)
    return read_frame(connection, select(SESSIONS).where(inside))


def _contents(frame: pd.DataFrame) -> dict[str, tuple[Any, ...]]:
    """Return what each session says, its id left out."""
    columns = [column for column in LOG_COLUMNS if column != "session_id"]
    cells = frame[columns].astype(object)
    rows = cells.where(cells.notna(), None).itertuples(index=False, name=None)
    contents: dict[str, list[Any]] = {}
    for session_id, row in zip(frame["session_id"], rows, strict=True):
        contents.setdefault(session_id, []).append(row)
    return {session_id: tuple(rows) for session_id, rows in contents.items()}


def store(connection: Connection, frame: pd.DataFrame, tell: Callable[[float], None]) -> None:
    """Write the sessions some at a time; `tell` is told what share of them is written."""
    number, ids = pd.factorize(frame["session_id"])
    for first in range(0, len(ids), _SESSIONS_AT_ONCE):
        insert_frame(connection, frame[(number >= first) & (number < first + _SESSIONS_AT_ONCE)])
        tell(min(1, (first + _SESSIONS_AT_ONCE) / len(ids)))
