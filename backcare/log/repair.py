"""A new log of what can be read of a damaged one.

The damaged log is copied first, and everything is read from the copy: nobody is busy with that, and
a change that was cut off half way is taken back in it. What can be read is gathered in tables that
take anything, looked at there as in any log (see `salvage`), and what is whole goes into a new one.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sqlalchemy import Column, Integer, MetaData, StaticPool, Table, create_engine

from backcare.errors import Fault, LogError
from backcare.log.backup import NO_COPY, copy_file, not_made
from backcare.log.care import look_for, way_out
from backcare.log.database import any_text
from backcare.log.salvage import Kept, sort_out
from backcare.log.schema import CHANGES, ENTRIES, EVENTS, FIRST_WITH_SUMS, MEASURES, SESSIONS
from backcare.log.stored import write_sums
from backcare.log.version import migrate
from backcare.sessions import LOG_SCHEMA
from backcare.text import and_list, counted

_TABLES = (SESSIONS, ENTRIES, MEASURES, EVENTS, CHANGES)
_WORDS = {MEASURES: "score", EVENTS: "answer", CHANGES: "change"}
# The columns that early versions lacked; the checksum came last.
_LATER = {"detail", "number", "checksum"}
_SESSION_ID = LOG_SCHEMA["session_id"]


class Repaired(NamedTuple):
    """A log made anew: where it is, what is in it, and what had to be left out."""

    old: Path
    path: Path
    sessions: int
    seen: int  # sessions of which the old log has a trace, as far as anybody can tell
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
            lines.append(f"These are {self.sessions} of about {counted(self.seen, 'session')}.")
            lines += [f"{and_list(lost)} could not be read."] if lost else []
            if self.lost["answer"]:
                lines.append("What those answers may have changed is asked again.")
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
        raise LogError(f"{new} already exists. Move it away and try again.")
    look_for(path)
    try:
        # Beside the log, where its owner keeps what nobody else should see; and gone afterwards.
        with TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
            copy, draft = Path(folder, "copy"), Path(folder, "new")
            copy_file(path, copy)
            found = _look_into(copy)
            if not found.tables[SESSIONS].names:
                raise LogError(f"No session of {path} can be read any more. Put back a copy.")
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            kept, lost = _make(draft, found)
            draft.rename(new)
    except NO_COPY as error:
        raise not_made(new, error) from error
    ids = [one for one in kept.seen if not _SESSION_ID.text_fault(one)]
    seen = max(len(ids), found.tables[SESSIONS].traces)
    faults = [way_out(fault, path) for fault in kept.faults]
    return Repaired(path, new, kept.sessions, seen, found.damaged, lost, faults)


# --- what can be read of the file ----------------------------------------------------------------


class _Read(NamedTuple):
    """What can be read of a table: its rows by their number, and the columns that they have."""

    names: list[str]
    rows: dict[int, list[Any]]
    is_as_made: bool  # no column is missing
    traces: int  # rows of which there is a trace, in the table or in its index
    complete: bool  # no row is missing


class _Found(NamedTuple):
    """What can be read of a file."""

    tables: dict[Table, _Read]
    damaged: bool


def _look_into(copy: Path) -> _Found:
    with closing(sqlite3.connect(copy)) as old:
        old.text_factory = any_text
        # With this, SQLite goes by a table of contents that is damaged too, and leaves out what of
        # it cannot be read.
        with suppress(sqlite3.DatabaseError):  # a file of another kind, of which nothing can be
            old.execute("PRAGMA writable_schema = ON")
        tables = {table: _read(old, table) for table in _TABLES}
        damaged = not (_is_sound(old) and all(read.is_as_made for read in tables.values()))
        return _Found(tables, damaged)


def _read(old: sqlite3.Connection, table: Table) -> _Read:
    known = _columns(old, table)
    names = [column.name for column in table.c if column.name in known]
    if not names:
        return _Read([], {}, is_as_made=False, traces=0, complete=False)
    rows, complete = _rows(old, table, names)
    index = f"{table.name} INDEXED BY sqlite_autoindex_{table.name}_1"  # of its primary key
    traces = -1
    with suppress(sqlite3.Error, UnicodeError):
        traces = old.execute(f"SELECT count(*) FROM {index}").fetchone()[0]  # noqa: S608
    lacking = {*table.c.keys()} - known
    is_as_made = not lacking or ("checksum" in lacking and lacking <= _LATER)
    complete = complete and is_as_made and traces == len(rows)
    return _Read(names, rows, is_as_made, max(traces, len(rows)), complete)


def _columns(old: sqlite3.Connection, table: Table) -> set[str]:
    """Return the names of the columns that a table has; none where it cannot be read."""
    with suppress(sqlite3.Error, UnicodeError):
        return {row[1] for row in old.execute(f"PRAGMA table_info({table.name})")}
    return set()


def _rows(
    old: sqlite3.Connection, table: Table, names: list[str]
) -> tuple[dict[int, list[Any]], bool]:
    """Read a table from both ends up to the damage; tell whether there was none in the way."""
    rows = dict[int, list[Any]]()
    columns = ", ".join(["rowid", *names])  # of our own tables, never what somebody gave
    for way in ("ASC", "DESC"):
        in_order = f"FROM {table.name} NOT INDEXED ORDER BY rowid {way}"
        with suppress(sqlite3.Error, UnicodeError):
            for number, *cells in old.execute(f"SELECT {columns} {in_order}"):
                rows.setdefault(number, cells)
            return rows, way == "ASC"
    return rows, False


def _is_sound(old: sqlite3.Connection) -> bool:
    with suppress(sqlite3.Error, UnicodeError):
        return bool(old.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    return False


# --- the new log ---------------------------------------------------------------------------------


def _make(draft: Path, found: _Found) -> tuple[Kept, dict[str, int]]:
    """Make the new log in an empty file; return what is in it, and how much else is lost.

    The tables in which all is gathered last as long as the connection, and stand before those of
    the same names in the log.
    """
    raw = sqlite3.connect(draft)
    raw.text_factory = any_text
    engine = create_engine(
        "sqlite://", creator=lambda: raw, poolclass=StaticPool, hide_parameters=True
    )
    with closing(raw), engine.connect() as connection:
        migrate(connection, new=True)
        connection.exec_driver_sql("PRAGMA temp_store = MEMORY")
        for table, read in found.tables.items():
            columns = (Column(column.name, column.type) for column in table.c)
            Table(table.name, MetaData(), *columns, prefixes=["TEMPORARY"]).create(connection)
            _gather(raw, table, read)
        for table in FIRST_WITH_SUMS:
            if "checksum" not in found.tables[table].names:  # of an early version
                write_sums(connection, table)
        complete = {table for table, read in found.tables.items() if read.complete}
        kept = sort_out(connection, complete)
        for table in _TABLES:
            names = ", ".join(table.c.keys())
            rows = f"SELECT {names} FROM temp.{table.name} ORDER BY rowid"  # noqa: S608
            raw.execute(f"INSERT OR IGNORE INTO main.{table.name} ({names}) {rows}")
        connection.commit()
        changes = raw.execute("SELECT count(*) FROM main.changes").fetchone()[0]
    there = {MEASURES: kept.scores, EVENTS: kept.answers, CHANGES: changes}
    return kept, {_WORDS[table]: found.tables[table].traces - n for table, n in there.items()}


def _gather(raw: sqlite3.Connection, table: Table, read: _Read) -> None:
    """Put the rows of a table into one that takes anything, as they stand."""
    lacking = {
        column.name: 0 if isinstance(column.type, Integer) else ""
        for column in table.c
        if column.name not in read.names
    }
    into = f"temp.{table.name} ({', '.join(['rowid', *read.names, *lacking])})"
    for number, cells in read.rows.items():
        row = [number, *cells, *lacking.values()]
        # Text that is none comes from SQLite by `any_text`, and goes back as its bytes.
        marks = ", ".join("CAST(? AS TEXT)" if type(cell) is str else "?" for cell in row)
        put = f"INSERT INTO {into} VALUES ({marks})"  # noqa: S608 (our own names)
        raw.execute(put, list(map(_bytes_of_text, row)))
    if table is ENTRIES:  # two in one place would be one in the new log
        first = "SELECT min(rowid) FROM temp.entries GROUP BY session_id, position"
        raw.execute(f"DELETE FROM temp.entries WHERE rowid NOT IN ({first})")  # noqa: S608


def _bytes_of_text(cell: Any) -> Any:
    return cell.encode("utf-8", "surrogateescape") if type(cell) is str else cell
