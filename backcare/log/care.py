"""Looking after a log: what of it cannot be read.

`python -m backcare.log` is the door to it; `backup` makes a copy, `restore` brings one back, and
`repair` makes a new log of what can be read.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from sqlalchemy import select

from backcare.errors import Fault, LogError
from backcare.log.database import Database
from backcare.log.events import unread_answers
from backcare.log.measures import read_measures
from backcare.log.place import is_address
from backcare.log.schema import SESSIONS
from backcare.log.stored import orphan_faults, read_orphans, read_rows, with_path


def check(path_or_url: str | os.PathLike[str]) -> list[Fault]:
    """Return what of a log cannot be read, a fault for each session, score and answer of those."""
    if not is_address(path_or_url):
        look_for(Path(path_or_url))
    with closing(Database(path_or_url)) as database:
        return faults_of(database)


def faults_of(database: Database) -> list[Fault]:
    """Return what of an opened log cannot be read."""
    with database.read() as connection:
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


def look_for(path: Path) -> None:
    """Refuse a path where there is no file."""
    if not path.is_file():
        raise LogError(f"There is no file {path}. Choose the file of the log.")
