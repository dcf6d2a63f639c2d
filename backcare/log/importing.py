"""What of a diary is new to a log, and putting that in.

How far an import has come, for whoever waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, false, select

from backcare.log.database import SESSIONS
from backcare.log.rows import insert_frame, read_frame
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


Progress = Callable[[int, int], object]
# A shorter file is read before anybody could see a bar: about a second.
_LONG_ROWS = 10_000


class Steps:
    """The two passes over a file, reading and storing, told as one."""

    def __init__(self, tell: Progress) -> None:
        self._tell = tell
        self._rows = 0

    def read(self, done: int, rows: int) -> None:
        """Tell how many rows have been read."""
        self._rows = rows
        self._tell(done, 2 * rows)

    def stored(self, share: float) -> None:
        """Tell which share of the rows has been stored."""
        self._tell(self._rows + round(share * self._rows), 2 * self._rows)


class _Bar:
    """A bar that appears for a long file only, in a notebook as a widget."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        if total < 2 * _LONG_ROWS:
            return
        if self._bar is None:
            # Imported here: most imports are short.
            from tqdm.auto import tqdm

            self._bar = tqdm(total=total, desc=self._text, unit=" steps")
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


@contextmanager
def steps(progress: Progress | None, text: str) -> Iterator[Steps]:
    """Tell of the steps to whom the caller names, or else on a bar."""
    bar = _Bar(text)
    try:
        yield Steps(progress or bar)
    finally:
        bar.close()
