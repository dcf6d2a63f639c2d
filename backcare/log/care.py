"""Looking after a log: what of it cannot be read, a copy of it, and a new one of what can.

`python -m backcare.log` is the door to it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Integer, Table, select

from backcare.errors import Fault, LogError
from backcare.log.answers import unread_answers
from backcare.log.database import Database, any_text
from backcare.log.measures import read_measures
from backcare.log.rows import delete_sessions
from backcare.log.schema import (
    CHANGES,
    ENTRIES,
    EVENTS,
    FIRST_WITH_SUMS,
    MEASURES,
    SESSIONS,
)
from backcare.log.stored import read_rows, with_path, write_sums
from backcare.text import counted

# In this order, so that no entry is without its session.
_TABLES = (SESSIONS, ENTRIES, MEASURES, EVENTS, CHANGES)


def check(path: Path) -> list[Fault]:
    """Return what of a log cannot be read, a fault for each session, score and answer of those."""
    with closing(_opened(path)) as database, database.read() as connection:
        faults = [
            *read_rows(connection, select(SESSIONS)).faults,
            *read_measures(connection, None)[1],
            *unread_answers(connection),
        ]
    return [_way_out(fault, path) for fault in faults]


def _way_out(fault: Fault, path: Path) -> Fault:
    """Name what helps whoever has just checked: the copy of what can be read."""
    words = fault.rule.replace("see python -m backcare.log check", "python -m backcare.log repair")
    return fault._replace(rule=with_path(words, path))


def back_up(path: Path, copy: Path) -> Path:
    """Copy a log as it is at one moment, for its owner alone, and see that the copy can be read."""
    if copy.exists():
        raise LogError(f"{copy} is there already. Give the copy another name.")
    with closing(_opened(path)) as database, database.read():
        try:
            os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
                old.backup(new)
        except (OSError, sqlite3.Error) as error:
            copy.unlink(missing_ok=True)
            raise LogError(f"{copy} could not be made: {error}. The log is as it was.") from error
    _opened(copy).close()
    return copy


class Repaired(NamedTuple):
    """A log made anew: where it is, what is in it, and what had to be left out."""

    old: Path
    path: Path
    sessions: int
    left_out: list[Fault]

    def __str__(self) -> str:
        lines = [
            f"{self.path} has {counted(self.sessions, 'session')}. {self.old} is as it was.",
            *map(str, self.left_out),
            "If it is right, put it in the place of the old one, and keep the old one.",
        ]
        return "\n".join(lines)


def repair(path: Path) -> Repaired:
    """Make a new log beside a damaged one, of every session that is whole and all the answers."""
    new = path.with_name(f"{path.stem}-repaired{path.suffix}")
    if new.exists():
        raise LogError(f"{new} is there already. Move it away and try again.")
    _look_for(path)
    with closing(_as_it_is(path)) as old:
        if not _columns(old, SESSIONS):
            raise LogError(f"No session of {path} can be read any more. Put back a copy.")
    with closing(Database(new)) as database:
        with closing(_as_it_is(path)) as old, closing(sqlite3.connect(new)) as made:
            lacking = [table for table in _TABLES if not _copy(table, old, made)]
            made.commit()
        with database.write() as connection:
            for table in lacking:
                if table in FIRST_WITH_SUMS:  # of a version that wrote no checksums
                    write_sums(connection, table)
            rows = read_rows(connection, select(SESSIONS))
            whole = rows.sessions["session_id"]
            delete_sessions(connection, SESSIONS.c.session_id.not_in(whole))
    return Repaired(path, new, len(whole), rows.faults)


def _look_for(path: Path) -> None:
    if not path.is_file():
        raise LogError(f"There is no file {path}. Give the path of the log.")


def _opened(path: Path) -> Database:
    _look_for(path)
    return Database(path)


def _as_it_is(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    connection.text_factory = any_text
    # With this, SQLite goes by a table of contents that is damaged too, and leaves out what of it
    # cannot be read. The file is opened to be read all the same.
    with suppress(sqlite3.DatabaseError):  # a file of another kind, of which nothing can be read
        connection.execute("PRAGMA writable_schema = ON")
    return connection


def _copy(table: Table, old: sqlite3.Connection, new: sqlite3.Connection) -> bool:
    """Copy what can be read of a table, as it stands; tell whether all its columns were there."""
    known = _columns(old, table)
    names = [column.name for column in table.c if column.name in known]
    lacking = {
        column.name: 0 if isinstance(column.type, Integer) else ""
        for column in table.c
        if column.name not in known
    }
    marks = ", ".join("?" * len(table.c))
    columns = ", ".join([*names, *lacking])  # names of our own tables, never what somebody gave
    into = f"INSERT OR IGNORE INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608
    for row in _rows(old, table.name, names):
        with suppress(sqlite3.Error, UnicodeError):  # what the new log would not take is not whole
            new.execute(into, [*row, *lacking.values()])
    return not lacking


def _columns(old: sqlite3.Connection, table: Table) -> set[str]:
    """Return the names of the columns that a table has; none where it cannot be read."""
    try:
        return {row[1] for row in old.execute(f"PRAGMA table_info({table.name})")}
    except sqlite3.DatabaseError:
        return set()


def _rows(old: sqlite3.Connection, table: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield what can be read of a table, from both ends up to the damage."""
    columns = ", ".join(names)
    for way in ("ASC", "DESC"):
        try:
            in_order = f"FROM {table} NOT INDEXED ORDER BY rowid {way}"
            yield from old.execute(f"SELECT {columns} {in_order}")
        except (sqlite3.Error, UnicodeError):
            continue
        return
