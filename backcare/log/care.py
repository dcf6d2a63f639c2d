"""Looking after a log: what of it cannot be read, a copy of it, and a new one of what can.

`python -m backcare.log` is the door to it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Table, func, select, union

from backcare.errors import Fault, LogError
from backcare.log.answers import told_of_lost, unread_answers
from backcare.log.database import Database, any_text, is_address, why_of
from backcare.log.measures import read_measures
from backcare.log.rows import delete_orphans, delete_sessions
from backcare.log.schema import (
    CHANGES,
    ENTRIES,
    EVENTS,
    FIRST_WITH_SUMS,
    MEASURES,
    SESSIONS,
)
from backcare.log.stored import orphan_faults, read_orphans, read_rows, with_path, write_sums
from backcare.sessions import LOG_SCHEMA
from backcare.text import and_list, counted

# In this order, so that no entry is without its session.
_TABLES = (SESSIONS, ENTRIES, MEASURES, EVENTS, CHANGES)
_WORDS = {MEASURES: "score", EVENTS: "answer", CHANGES: "change"}
_KEPT_BY = ("add", "edit", "import")  # the changes after which a session is there
_PATIENT = LOG_SCHEMA["patient"]


def check(path_or_url: str | os.PathLike[str]) -> list[Fault]:
    """Return what of a log cannot be read, a fault for each session, score and answer of those."""
    with closing(_opened(path_or_url)) as database, database.read() as connection:
        rows = read_rows(connection, select(SESSIONS))
        faults = [
            *rows.faults,
            *orphan_faults(read_orphans(connection, rows.aside)),
            *read_measures(connection, None)[1],
            *unread_answers(connection),
        ]
    return [_way_out(fault, database.path) for fault in faults]


def _way_out(fault: Fault, path: Path | None) -> Fault:
    """Name what helps whoever has just checked: the copy of what can be read."""
    words = fault.rule.replace("see python -m backcare.log check", "python -m backcare.log repair")
    return fault._replace(rule=with_path(words, path))


class BackUp(NamedTuple):
    """A copy of a log, and what of it cannot be read, as it cannot in the log itself."""

    path: Path
    fault: str

    def __str__(self) -> str:
        if not self.fault:
            return f"Copied, and the copy can be read: {self.path}"
        return f"Copied as it is, damage and all: {self.path}\n{self.fault}"


def back_up(path: Path, copy: Path) -> BackUp:
    """Copy a log as it is at one moment, for its owner alone, and see what of it can be read.

    A damaged one is copied too: it is what somebody who repairs it wants to have first.
    """
    _look_for(path)
    if not path.stat().st_size:
        raise LogError(f"{path} is empty, so there is nothing to copy. Look for an older copy.")
    if copy.exists():
        raise LogError(f"{copy} is there already. Give the copy another name.")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        _copy_file(path, copy)
    except (OSError, sqlite3.Error) as error:
        copy.unlink(missing_ok=True)
        why = why_of(error) if isinstance(error, sqlite3.Error) else error
        raise LogError(f"{copy} could not be made: {why}. The log is as it was.") from error
    return BackUp(copy, _what_is_wrong(copy))


def _copy_file(path: Path, copy: Path) -> None:
    """Copy a log page by page, also while it is written; what SQLite cannot read, as it stands."""
    try:
        with (
            closing(Database(path, open_later=True)) as database,
            database.file() as old,
            closing(sqlite3.connect(copy)) as new,
        ):
            old.backup(new)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        shutil.copyfile(path, copy)
    with copy.open("rb") as file:
        os.fsync(file.fileno())


def _what_is_wrong(copy: Path) -> str:
    try:
        faults = check(copy)
    except LogError as error:
        return str(error)
    return "\n".join(map(str, faults))


class Repaired(NamedTuple):
    """A log made anew: where it is, what is in it, and what had to be left out."""

    old: Path
    path: Path
    sessions: int
    seen: int  # sessions of which the old log has at least a trace
    damaged: bool  # more may be lost than anybody can count
    lost: dict[str, int]  # scores, answers and changes that could not be read
    left_out: list[Fault]

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        missing = self.damaged or self.left_out or any(self.lost.values())
        return not missing and self.sessions >= self.seen

    def __str__(self) -> str:
        lost = [counted(number, one) for one, number in self.lost.items() if number]
        lines = [
            f"{self.path} has {counted(self.sessions, 'session')}. {self.old} is as it was.",
            *map(str, self.left_out),
        ]
        if not self.whole:
            lines.append(f"These are {self.sessions} of at least {counted(self.seen, 'session')}.")
            lines += [f"{and_list(lost)} could not be read."] if lost else []
            lines += ["The file itself is damaged: more may be lost."] if self.damaged else []
            lines.append(
                "A copy that was made before the damage may have more: look for one first."
            )
        if self.whole or self.sessions:
            lines.append(
                "If it is right, put it in the place of the old one, and keep the old one."
            )
        else:
            lines.append("Do not put it in the place of the old one: no session is in it.")
        return "\n".join(lines)


def repair(path: Path) -> Repaired:
    """Make a new log beside a damaged one, of every session, score and answer that is whole."""
    new = path.with_name(f"{path.stem}-repaired{path.suffix}")
    if new.exists():
        raise LogError(f"{new} is there already. Move it away and try again.")
    _look_for(path)
    with closing(_as_it_is(path)) as old:
        if not _columns(old, SESSIONS):
            raise LogError(f"No session of {path} can be read any more. Put back a copy.")
        damaged, seen = not _is_sound(old), len(_ids(old))
        there = {table: _count(old, table) for table in (MEASURES, EVENTS, CHANGES)}
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
            delete_orphans(connection)
            kept = {
                MEASURES: len(read_measures(connection, None)[0]),
                EVENTS: _copied(connection, EVENTS) - len(unread_answers(connection)),
                CHANGES: _copied(connection, CHANGES),
            }
            lost = {word: max(there[one] - kept[one], 0) for one, word in _WORDS.items()}
            faults = [_way_out(fault, path) for fault in rows.faults]
            made_anew = Repaired(path, new, len(whole), seen, damaged, lost, faults)
            if not made_anew.whole:  # what is lost may have been a stop, of anybody
                for patient in _patients(connection):
                    told_of_lost(connection, patient, datetime.now(UTC))
    return made_anew


def _copied(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _patients(connection: Connection) -> set[str]:
    """Return whose log it is; of whom nothing is left, the log may be all the same: "me"."""
    names = union(*(select(table.c.patient) for table in (SESSIONS, MEASURES, EVENTS)))
    found = {name for name in connection.scalars(names) if not _PATIENT.text_fault(name)}
    return found or {"me"}


def _is_sound(old: sqlite3.Connection) -> bool:
    try:
        return bool(old.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except (sqlite3.Error, UnicodeError):
        return False


def _count(old: sqlite3.Connection, table: Table) -> int:
    """Return how many rows of a table there is a trace of, in the table or in its index."""
    counts = [0, len(list(_rows(old, table.name, ["1"])))]
    with suppress(sqlite3.Error):
        counts += old.execute(f"SELECT count(*) FROM {table.name}").fetchone()  # noqa: S608
    return max(counts)


def _ids(old: sqlite3.Connection) -> set[Any]:
    """Return the id of each session of which there is a trace: in a table or in an index.

    A change tells of one only where it did not delete it, and was not taken back.
    """
    found: set[Any] = set()
    for table in ("sessions", "entries"):
        found.update(one for (one,) in _rows(old, table, ["session_id"]))
        for way in ("ASC", "DESC"):
            with suppress(sqlite3.Error, UnicodeError):
                index = f"FROM {table} ORDER BY session_id {way}"  # by the index alone
                found.update(one for (one,) in old.execute(f"SELECT session_id {index}"))
    changes = _rows(old, "changes", ["change_id", "session_id", "action"])
    in_order = sorted(changes, key=lambda row: row[0] if isinstance(row[0], int) else -1)
    newest = {session_id: action for _, session_id, action in in_order}
    return found.union(one for one, action in newest.items() if action in _KEPT_BY)


def _look_for(path: Path) -> None:
    if not path.is_file():
        raise LogError(f"There is no file {path}. Give the path of the log.")


def _opened(path_or_url: str | os.PathLike[str]) -> Database:
    if not is_address(path_or_url):
        _look_for(Path(path_or_url))
    return Database(path_or_url)


def _as_it_is(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    connection.text_factory = any_text
    # With this, SQLite goes by a table of contents that is damaged too, and leaves out what of it
    # cannot be read. The file is opened to be read all the same.
    with suppress(sqlite3.DatabaseError):  # a file of another kind, of which nothing can be read
        connection.execute("PRAGMA writable_schema = ON")
    return connection


def _copy(table: Table, old: sqlite3.Connection, new: sqlite3.Connection) -> bool:
    """Copy what can be read of a table, as it stands; tell whether it had checksums."""
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
    return "checksum" not in lacking


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
