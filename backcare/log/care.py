"""Looking after a log: what of it cannot be read, and a copy of it.

`python -m backcare.log` is the door to it; `repair` makes a new log of what can be read.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from backcare.errors import Fault, LogError
from backcare.log.database import Database, why_of
from backcare.log.events import unread_answers
from backcare.log.measures import read_measures
from backcare.log.place import is_address
from backcare.log.schema import SESSIONS
from backcare.log.stored import orphan_faults, read_orphans, read_rows, with_path

NO_COPY = (OSError, sqlite3.Error, DBAPIError)  # what may come of making a file


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
    return [way_out(fault, database.path) for fault in faults]


def way_out(fault: Fault, path: Path | None) -> Fault:
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
    look_for(path)
    if not path.stat().st_size:
        raise LogError(f"{path} is empty, so there is nothing to copy. Look for an older copy.")
    if copy.exists():
        raise LogError(f"{copy} already exists. Choose another name for the copy.")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        copy_file(path, copy)
    except NO_COPY as error:
        copy.unlink(missing_ok=True)
        raise not_made(copy, error) from error
    return BackUp(copy, _what_is_wrong(copy))


def copy_file(path: Path, copy: Path) -> None:
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


def not_made(file: Path, error: OSError | sqlite3.Error | DBAPIError) -> LogError:
    """Build the error for a file that could not be made of a log."""
    if not isinstance(error, OSError):
        why = why_of(error)
    elif error.errno == errno.ENOSPC:
        why = "the disk is full. Free some space on it and try again"
    else:
        why = error.strerror or str(error)
    return LogError(f"{file} could not be made: {why}. The log is as it was.")


def look_for(path: Path) -> None:
    """Refuse a path where there is no file."""
    if not path.is_file():
        raise LogError(f"There is no file {path}. Choose the file of the log.")


def _opened(path_or_url: str | os.PathLike[str]) -> Database:
    if not is_address(path_or_url):
        look_for(Path(path_or_url))
    return Database(path_or_url)
