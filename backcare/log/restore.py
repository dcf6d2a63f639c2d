"""A backup put into a log: all of it where the log is empty, and what is new where it is not.

What is there already is not added twice. What is there otherwise is refused, with both shown:
nobody but its owner knows which is right. It is one transaction, so all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, Table, and_, delete, func, insert, select

from backcare.errors import Fault, LogError, RestoreError, quoted
from backcare.log.backup import unsealed
from backcare.log.care import faults_of
from backcare.log.database import Database
from backcare.log.events import merge_answers, sort_answers
from backcare.log.importing import compare
from backcare.log.rows import make_room, read_frame, remember_added
from backcare.log.schema import CHANGES, ENTRIES, EVENTS, MEASURES, SESSIONS
from backcare.log.stored import as_kept, as_text, row_sum
from backcare.log.version import Refused
from backcare.sessions import ENTRY_COLUMNS, LOG_COLUMNS
from backcare.text import and_list, counted, long_date

_TABLES = (SESSIONS, ENTRIES, MEASURES, EVENTS, CHANGES)
_OWN = ("checksum", "number")  # of an answer, what the log it is in has given it
_UNREADABLE = (
    "{path} was made of a log that could not be read as a whole, and {problems}. "
    "Make a log of the rest: python -m backcare.log repair. Nothing was restored."
)
_CONTRADICTED = "{path} was not restored: the log has other details of what is in it"
_CHOOSE = "Correct the one in the log with {way}, or restore into a new log."
_SPOILT_HERE = (
    "answers about safety in it cannot be read, so nobody can tell where those of the backup "
    "belong. See python -m backcare.log check"
)

Row = Mapping[str, Any]


class Restored(NamedTuple):
    """What `SessionLog.restore` did.

    Attributes
    ----------
    made : datetime.datetime
        When the backup was made.
    sessions, scores, answers : int
        How many are new in the log; answers are those about safety.
    known : int
        Sessions that were there already, and are as they were.
    """

    made: datetime
    sessions: int
    scores: int
    answers: int
    known: int

    def __str__(self) -> str:
        new = [
            counted(self.sessions, "session"),
            counted(self.scores, "score"),
            counted(self.answers, "answer"),
        ]
        added = f"{and_list(new)} added, {counted(self.known, 'session')} known already."
        return f"From the backup of {long_date(self.made)}: {added}"


def restore(database: Database, path: Path) -> Restored:
    """Put into a log what a backup has and it has not."""
    backup = read_backup(path)
    done: list[Restored] = []

    def store() -> None:
        with database.write() as connection:
            done[:] = [put(connection, backup)]

    def is_stored() -> bool:
        with database.read() as connection:
            return is_put(connection, backup)

    database.for_certain(store, is_stored)
    return done[0]


class Backup(NamedTuple):
    """All that is in a backup: the rows of each table, and the sessions as a log frame."""

    path: Path
    made: datetime
    tables: Mapping[Table, Sequence[Row]]
    frame: pd.DataFrame


def read_backup(path: Path) -> Backup:
    """Read a backup, which must be whole; it stays as it is."""
    with TemporaryDirectory() as folder:
        copy, made = unsealed(path, Path(folder))
        try:
            with closing(Database(copy)) as database:
                _check_readable(path, faults_of(database))
                with database.read() as connection:
                    tables = {table: _rows(connection, table) for table in _TABLES}
                    frame = read_frame(connection, select(SESSIONS))[0]
        except LogError as error:
            raise LogError(str(error).replace(str(copy), str(path))) from error
    return Backup(path, made, tables, frame)


def _check_readable(path: Path, faults: Sequence[Fault]) -> None:
    if faults:
        problems = f"{counted(len(faults), 'part')} of it cannot be read, first {faults[0]}"
        raise LogError(_UNREADABLE.format(path=path, problems=problems.rstrip(".")))


def _rows(connection: Connection, table: Table) -> Sequence[Row]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


class _New(NamedTuple):
    """What of a backup a log does not have, or has in a form that cannot be read any more."""

    sessions: set[str]
    scores: Sequence[Row]
    answers: Sequence[Row]
    known: int


def put(connection: Connection, backup: Backup) -> Restored:
    """Put into a log what of a backup it does not have; refuse what contradicts it."""
    if all(not connection.scalar(select(func.count()).select_from(one)) for one in _TABLES):
        new = _New(
            {row["session_id"] for row in backup.tables[SESSIONS]},
            backup.tables[MEASURES],
            backup.tables[EVENTS],
            0,
        )
        for table in _TABLES:
            _insert(connection, table, backup.tables[table])
    else:
        new = _what_is_new(connection, backup)
        _merge(connection, backup, new)
    counts = len(new.sessions), len(new.scores), len(new.answers)
    return Restored(backup.made, *counts, new.known)


def is_put(connection: Connection, backup: Backup) -> bool:
    """Tell whether all of a backup is in a log."""
    new = _what_is_new(connection, backup)
    return not (new.sessions or new.scores or new.answers)


def _what_is_new(connection: Connection, backup: Backup) -> _New:
    found = compare(connection, backup.frame)
    faults = list(_session_faults(connection, backup.frame, found.changed))
    scores = _new_rows(connection, backup, MEASURES, (), faults, _score_fault)
    answers = _new_rows(connection, backup, EVENTS, _OWN, faults, _answer_fault)
    if faults:
        raise RestoreError(_CONTRADICTED.format(path=backup.path), faults)
    return _New({*found.new}, scores, answers, len(found.known))


def _new_rows(
    connection: Connection,
    backup: Backup,
    table: Table,
    left_out: Sequence[str],
    faults: list[Fault],
    fault: Callable[[Row, Row], Fault],
) -> Sequence[Row]:
    """Return the rows of a backup that a log lacks, or has spoilt; add a fault for each other."""
    keys = [column.name for column in table.primary_key]
    # As they are kept: one in the log that cannot be read must not hide the rest.
    kept = map(_in_text, connection.execute(select(*as_kept(connection, table))).mappings())
    here = {tuple(row[key] for key in keys): row for row in kept}
    new = []
    for given in backup.tables[table]:
        row = _in_text(given)
        mine = here.get(tuple(row[key] for key in keys))
        if mine is None or (mine["checksum"] == row["checksum"] != row_sum(mine)):
            new.append(given)
        elif any(mine[name] != row[name] for name in row if name not in left_out):
            faults.append(fault(mine, row))
    return new


def _in_text(row: Mapping[Any, Any]) -> Row:
    return {name: as_text(value, None) for name, value in row.items()}


def _merge(connection: Connection, backup: Backup, new: _New) -> None:
    chosen = [row for row in backup.tables[SESSIONS] if row["session_id"] in new.sessions]
    make_room(connection, {row["session_id"]: row["checksum"] for row in chosen})
    done = [row for row in backup.tables[ENTRIES] if row["session_id"] in new.sessions]
    _insert(connection, SESSIONS, chosen)
    _insert(connection, ENTRIES, done)
    if chosen:
        remember_added(connection, "import", (row["session_id"] for row in chosen))
    for table, rows in ((MEASURES, new.scores), (EVENTS, new.answers)):
        keys = list(table.primary_key)
        for row in rows:  # what is left of it and cannot be read
            same = and_(*(key == row[key.name] for key in keys))
            connection.execute(delete(table).where(same))
    _insert(connection, MEASURES, new.scores)
    if new.answers:
        if sort_answers(connection)[1]:
            raise Refused(_SPOILT_HERE)
        merge_answers(connection, new.answers)


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))


# --- what contradicts each other,----------------------------------------------------------------


def _session_faults(
    connection: Connection, frame: pd.DataFrame, changed: Sequence[str]
) -> Iterator[Fault]:
    """Yield how sessions in a log differ from those of the same ids in a backup."""
    for session_id in changed:
        here = read_frame(connection, select(SESSIONS).where(SESSIONS.c.session_id == session_id))
        words = "cannot be read in the log. Repair it first: python -m backcare.log repair."
        if not here[0].empty:
            mine, theirs = here[0], frame[frame["session_id"] == session_id]
            way = _CHOOSE.format(way="log.edit")
            words = f"{_both(_differing(mine, theirs))} {way}"
        yield Fault(None, f"session {session_id}", "", words)


def _differing(mine: pd.DataFrame, theirs: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Yield the columns in which two sessions differ, with what each says."""
    for column in LOG_COLUMNS:
        here, there = _said(mine[column]), _said(theirs[column])
        if here != there:
            yield column, here, there


def _said(cells: pd.Series[Any]) -> str:
    """Say what a session has in a column; in one of its exercises, of each."""
    own = cells.name in ENTRY_COLUMNS
    shown = list(cells if own else cells[:1])
    return ", ".join("nothing" if pd.isna(one) else str(one) for one in shown)


def _both(differing: Iterator[tuple[str, str, str]]) -> str:
    parts = [
        f"{column} is {quoted(mine)} in the log and {quoted(theirs)} in the backup"
        if column != "note"
        else "the notes differ"  # anybody's words: for the file, not for a message
        for column, mine, theirs in differing
    ]
    return f"differs: {'; '.join(parts)}."


def _score_fault(mine: Row, theirs: Row) -> Fault:
    pairs = ((name, str(mine[name]), str(theirs[name])) for name in ("score", "note"))
    words = _both(pair for pair in pairs if pair[1] != pair[2])
    place = f"{mine['instrument']} of {mine['date']}, patient {mine['patient']}"
    return Fault(None, place, "", f"{words} {_CHOOSE.format(way='log.add_measure')}")


def _answer_fault(mine: Row, theirs: Row) -> Fault:
    names = ("patient", "happened_at", "kind", "detail")
    words = _both((n, str(mine[n]), str(theirs[n])) for n in names if mine[n] != theirs[n])
    return Fault(None, f"answer {mine['event_id']}", "", f"{words} Restore into a new log.")
