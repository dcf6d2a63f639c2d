"""A backup of a log: a log in a file of its own, all of it, with a seal at its end.

It is a file of SQLite, wherever the log is kept, so it opens as a log and can be checked and
repaired. Behind what SQLite reads stands the seal: the day it was made, and the checksum of every
byte before. So a backup that was cut off, changed or used as a log since is told from a whole one.
A damaged log is copied as it is, without a seal.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile, is_zipfile

from sqlalchemy import Connection, StaticPool, create_engine, select
from sqlalchemy.exc import DBAPIError

from backcare.errors import LogError
from backcare.log.care import check, look_for
from backcare.log.database import Database
from backcare.log.place import HEADER
from backcare.log.schema import TABLES, VERSIONS
from backcare.log.stored import as_kept, as_text
from backcare.log.version import migrate
from backcare.log.why import why_of

NO_COPY = (OSError, sqlite3.Error, DBAPIError)  # what may come of making a file
# In a copy, that it is the log of a clinic's patient, whom the clinic calls by a name of its own.
OF_A_PATIENT = 1
_SEAL = re.compile(rb"\nbackcare backup 1, ([-+:.T\d]{10,40}), sha256 ([0-9a-f]{64})\n\Z")
_LONGEST_SEAL = 200
# What comes of an archive that is not as it was made.
_TORN_ARCHIVE = (BadZipFile, EOFError, NotImplementedError, ValueError, zlib.error)
_IN_ARCHIVE = "log.db"  # what the page calls it in a copy of everything
_OTHER_COPY = "Nothing was restored. Look for another copy."
_NO_SEAL = (
    "{path} has no seal at its end: it was cut off, or it is a log and not a backup. If it opens "
    "as a log, use it as one, or make a backup of it: python -m backcare.log backup. If not, look "
    "for another copy. Nothing was restored."
)
_BROKEN = "{path} is not as it was made on {made}: it was changed or damaged. " + _OTHER_COPY
_NONE = "{path} is not a backup, or its beginning is lost. " + _OTHER_COPY
_SAME_IDS = (
    "two patients of it have a session with the same id, and one file cannot hold both. Use "
    "log.export_csv, or let each patient make their own"
)
_NO_LOG = (
    "{path} holds tables only, because others are in that log, too. Unpack it and take in its "
    "sessions with log.import_csv. Nothing was restored."
)
_TORN = "{path} was cut off or damaged. " + _OTHER_COPY


class BackUp(NamedTuple):
    """A copy of a log, and what of it cannot be read, as it cannot in the log itself."""

    path: Path
    fault: str

    def __str__(self) -> str:
        if not self.fault:
            return f"Copied, and the copy can be read: {self.path}"
        return f"Copied as it is, damage and all: {self.path}\n{self.fault}"


def named(path: str | os.PathLike[str], day: date, log: Path | None = None) -> Path:
    """Return where a backup is made: the path, or in that folder a file with the day in its name.

    `log` is the log's file, where it has one.
    """
    target = Path(path).expanduser()
    if not target.is_dir():
        return target
    stem, suffix = (log.stem, log.suffix) if log else ("backcare-log", ".db")
    return target / f"{stem}-{day}{suffix}"


def back_up(path: Path, copy: Path, now: datetime) -> BackUp:
    """Copy a log as it is at one moment, for its owner alone, and see what of it can be read.

    A damaged one is copied too: it is what somebody who repairs it wants to have first.
    """
    look_for(path)
    if not path.stat().st_size:
        raise LogError(f"{path} is empty, so there is nothing to copy. Look for an older copy.")
    with _new_file(copy):
        copy_file(path, copy)
    return _looked_at(copy, now)


def back_up_rows(database: Database, copy: Path, now: datetime) -> BackUp:
    """Copy a log that is in no file into one, row by row, as it is at one moment."""
    with database.login() as login:
        is_patients = login is not None and login.patient is not None
    with _new_file(copy), database.read() as old, closing(sqlite3.connect(copy)) as new:
        engine = create_engine("sqlite://", creator=lambda: new, poolclass=StaticPool)
        with engine.begin() as connection:
            migrate(connection, new=True)
        _copy_rows(old, new)
        new.execute(f"PRAGMA user_version = {OF_A_PATIENT if is_patients else 0}")
    return _looked_at(copy, now)


def _copy_rows(old: Connection, new: sqlite3.Connection) -> None:
    for table in TABLES.sorted_tables:
        if table is VERSIONS:
            continue
        names = table.c.keys()
        put = f"INSERT INTO {table.name} ({', '.join(names)}) "
        put += f"VALUES ({', '.join('?' * len(names))})"
        # What is no time on a server is none here either: it is set aside there, and here.
        blank = [None if column.nullable else "" for column in table.c]
        for rows in old.execute(select(*as_kept(old, table))).partitions(1_000):
            new.executemany(put, [[*map(as_text, row, blank)] for row in rows])
    new.commit()


@contextmanager
def _new_file(copy: Path) -> Iterator[None]:
    """Make a file for its owner alone; it is gone again where it could not be filled."""
    if copy.exists():
        raise LogError(f"{copy} already exists. Choose another name for the copy.")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        yield
        with copy.open("rb") as file:
            os.fsync(file.fileno())
    except FileExistsError as error:  # another program was faster
        raise not_made(copy, error) from error
    except NO_COPY as error:
        copy.unlink(missing_ok=True)
        raise not_made(copy, error) from error
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


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


def not_made(file: Path, error: OSError | sqlite3.Error | DBAPIError) -> LogError:
    """Build the error for a file that could not be made of a log."""
    if isinstance(error, sqlite3.IntegrityError):
        why = _SAME_IDS
    elif not isinstance(error, OSError):
        why = why_of(error)
    elif error.errno == errno.ENOSPC:
        why = "the disk is full. Free some space on it and try again"
    else:
        why = error.strerror or str(error)
    return LogError(f"{file} could not be made: {why}. The log is as it was.")


def _looked_at(copy: Path, now: datetime) -> BackUp:
    """See what of a copy can be read; seal what opens as a log."""
    try:
        faults = check(copy)
    except LogError as error:
        return BackUp(copy, str(error))
    try:
        seal(copy, now)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise not_made(copy, error) from error
    return BackUp(copy, "\n".join(map(str, faults)))


def seal(copy: Path, now: datetime) -> None:
    """Write the day and the checksum of a whole file at its end."""
    begins = f"\nbackcare backup 1, {now.isoformat(timespec='seconds')}, sha256 ".encode()
    with copy.open("r+b") as file:
        found = hashlib.file_digest(file, "sha256")
        found.update(begins)
        file.seek(0, os.SEEK_END)
        file.write(b"%s%s\n" % (begins, found.hexdigest().encode()))
        file.flush()
        os.fsync(file.fileno())


# --- the way back --------------------------------------------------------------------------------


def unsealed(path: Path, folder: Path) -> tuple[Path, datetime]:
    """Put the log of a backup into a folder, where it may be renewed; return when it was made.

    What is not as it was made is refused.
    """
    if not path.is_file():
        raise LogError(f"There is no file {path}. Choose the file of the backup.")
    copy = folder / _IN_ARCHIVE
    try:
        if _begins(path) != HEADER and is_zipfile(path):
            _unpack(path, copy)
        else:
            shutil.copyfile(path, copy)
        return copy, _break_seal(path, copy)
    except OSError as error:
        why = error.strerror or error
        raise LogError(f"{path} cannot be read: {why}. Nothing was restored.") from error


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(HEADER))


def _unpack(path: Path, copy: Path) -> None:
    """Take the log out of the archive that a page saves."""
    try:
        with ZipFile(path) as archive:
            if _IN_ARCHIVE not in archive.namelist():
                raise LogError(_NO_LOG.format(path=path))
            with archive.open(_IN_ARCHIVE) as packed, copy.open("wb") as file:
                shutil.copyfileobj(packed, file)
    except _TORN_ARCHIVE as error:
        raise LogError(_TORN.format(path=path)) from error


def _break_seal(path: Path, copy: Path) -> datetime:
    """Check the seal of a backup and take it off the copy; return when it was made."""
    size = copy.stat().st_size
    with copy.open("r+b") as file:
        if file.read(len(HEADER)) != HEADER:
            raise LogError(_NONE.format(path=path))
        file.seek(max(0, size - _LONGEST_SEAL))
        seal = _SEAL.search(file.read())
        if seal is None:
            raise LogError(_NO_SEAL.format(path=path))
        inside = size - (seal.end() - seal.start())
        made, written = seal[1].decode(), seal[2].decode()
        file.seek(0)
        if _sum(file, inside + seal.start(2) - seal.start()) != written:
            raise LogError(_BROKEN.format(path=path, made=made[:10]))
        file.truncate(inside)
    return datetime.fromisoformat(made)


def _sum(file: Any, size: int) -> str:
    """Return the checksum of the first bytes of a file."""
    found = hashlib.sha256()
    while size and (part := file.read(min(size, 2**20))):
        found.update(part)
        size -= len(part)
    return found.hexdigest()
