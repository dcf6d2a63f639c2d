"""Where a log is kept: its tables and their version, opening it, and its failures in words.

A file is opened with SQLite's rollback journal and synchronous=EXTRA: when a commit returns,
the data, and the end of the journal, are on the disk. (Write-ahead logging would save a
flush, but the newest sessions would stand in a second file, lost when a patient copies or
mails the log, and it does not work on the network drives where many home folders are.)
"""

from __future__ import annotations

import functools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from platformdirs import user_data_path
from sqlalchemy import (
    URL,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    Pool,
    QueuePool,
    StaticPool,
    String,
    Table,
    Text,
    create_engine,
    inspect as look_at,
    make_url,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.types import TypeEngine

from backcare.errors import LogError
from backcare.sessions import LOG_SCHEMA
from backcare.tables.fields import Field


class Refused(Exception):  # noqa: N818 (it is the second half of a LogError's sentence)
    """Why a log cannot be used, for the end of a sentence that names the log."""


def _sql_columns(owner: str) -> Iterator[Column[Any]]:
    """Yield the columns that sessions or entries have by the log's schema, but for the key."""
    for name, field in LOG_SCHEMA.items():
        if field.owner == owner and name != "session_id":
            yield Column(name, _sql_type(field), nullable=field.is_number)


def _sql_type(field: Field) -> TypeEngine[Any]:
    if field.is_number:
        return Integer() if field.whole else Float()
    return DateTime() if field.type == "datetime" else String(field.most)


# The tables of a log of the newest version, which is how a new one is made. `started_at` is
# the time on the patient's wall clock: less `utc_offset_min` it is the instant in UTC.
TABLES = MetaData()
SESSIONS = Table(
    "sessions",
    TABLES,
    Column("session_id", String(100), primary_key=True),
    *_sql_columns("session"),
    Column("utc_offset_min", Integer, nullable=False),
)
ENTRIES = Table(
    "entries",
    TABLES,
    Column("session_id", ForeignKey(SESSIONS.c.session_id), primary_key=True),
    Column("position", Integer, primary_key=True),
    *_sql_columns("entry"),
)
MEASURES = Table(
    "measures",
    TABLES,
    Column("patient", String(100), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("instrument", String(100), primary_key=True),
    Column("score", Float, nullable=False),
    Column("note", String(10_000), nullable=False),
)
EVENTS = Table(
    "events",
    TABLES,
    Column("event_id", String(32), primary_key=True),
    Column("patient", String(100), nullable=False),
    Column("happened_at", DateTime, nullable=False),
    Column("utc_offset_min", Integer, nullable=False),
    Column("kind", String(100), nullable=False),
    # Which warning signs, which exercise and why, or what was agreed on; "" where the kind says
    # it all.
    Column("detail", String(1_000), nullable=False),
    Column("number", Integer, nullable=False),  # in the order of writing
)
# How each changed session was before (JSON; empty where it did not exist), for undo.
CHANGES = Table(
    "changes",
    TABLES,
    Column("change_id", Integer, primary_key=True),
    Column("session_id", String(100), primary_key=True),
    Column("action", String(10), nullable=False),
    Column("before", Text),
)
_VERSIONS = Table("backcare_log", TABLES, Column("version", Integer, nullable=False))

# What brings a log of version 1 to version 2, and so on, in SQL that SQLite and PostgreSQL both
# read. A released step is never changed. Few and plain as they are, they ask for no Alembic; and
# the version is ours anyway, because it refuses a log that a newer program has written.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "ALTER TABLE events ADD COLUMN detail VARCHAR(1000) DEFAULT '' NOT NULL",
        "ALTER TABLE events ADD COLUMN number INTEGER DEFAULT 0 NOT NULL",
    ),
)


def newest_version() -> int:
    """Return the version of a log after the last step."""
    return 1 + len(MIGRATIONS)


def version_of(connection: Connection) -> int:
    """Return the version of an opened log, 0 for an empty one; refuse what is no log of ours."""
    tables = look_at(connection).get_table_names()
    if _VERSIONS.name in tables:
        return check_version(connection)
    # A database on a server may have other tables; a file with other tables is someone else's.
    if tables and connection.dialect.name == "sqlite":
        raise Refused("it holds other data and is no session log. Give the path of a log")
    return 0


def check_version(connection: Connection) -> int:
    """Return the version of a log that has one; refuse one that this program is too old for."""
    version = int(connection.exec_driver_sql("SELECT version FROM backcare_log").scalar_one())
    if version > newest_version():
        raise Refused(
            f"it is of version {version} and this backcare knows versions up to "
            f"{newest_version()}. Update backcare (pip install --upgrade backcare)"
        )
    return version


def migrate(connection: Connection) -> None:
    """Make or renew the tables; the caller's transaction makes it all or nothing."""
    version = version_of(connection)
    if version == 0:
        # Tables of these names that are there already belong to somebody else: that fails.
        TABLES.create_all(connection, checkfirst=False)
        connection.execute(_VERSIONS.insert().values(version=newest_version()))
        return
    for statement in chain.from_iterable(MIGRATIONS[version - 1 :]):
        connection.exec_driver_sql(statement)
    connection.execute(_VERSIONS.update().values(version=newest_version()))


BUSY_SECONDS = 60
# What begins a transaction that writes, and lets one writer in at a time; and one that reads,
# and sees the log as it is at one moment. Nothing else differs between the databases.
_ONE_WRITER = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(72514)"}
_ONE_MOMENT = {
    "sqlite": "BEGIN",
    "postgresql": "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
}
_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full. Make room on it and try again",
    sqlite3.SQLITE_READONLY: "it may only be read. Ask for the right to write there",
    sqlite3.SQLITE_PERM: "it is not yours to open. Ask its owner",
    sqlite3.SQLITE_CANTOPEN: "it is no file that can be opened. Give another path",
    sqlite3.SQLITE_BUSY: "another program is busy with it. Try again in a minute",
    sqlite3.SQLITE_NOTADB: "it is a file of another kind. Give the path of a log",
    sqlite3.SQLITE_CORRUPT: "it is damaged. Put back a copy, or give another path",
    sqlite3.SQLITE_IOERR: "the disk refused. See that it is there, and has room",
}


class Database:
    """One log's file or server; `write()` and `read()` are its transactions."""

    def __init__(
        self, path_or_url: str | os.PathLike[str] | None, *, open_later: bool = False
    ) -> None:
        self._url = _address(path_or_url)
        self._kind = self._url.get_backend_name()
        self._seen: tuple[int, ...] | None = None
        self._closed = False
        kept = self._url.database if self._kind == "sqlite" else None
        self.path = Path(kept) if kept and kept != ":memory:" else None
        self._in_memory = self._kind == "sqlite" and self.path is None
        if not open_later:
            with self._failures():
                self._look_again()

    def __str__(self) -> str:
        if self._in_memory:
            return ":memory:"
        return str(self.path or self._url.render_as_string(hide_password=True))

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction in which no other program writes; on the disk when it ends."""
        with self._failures():
            self._look_again()
            with self._engine.connect() as connection:
                connection.exec_driver_sql(_ONE_WRITER[self._kind])
                check_version(connection)
                yield connection
                connection.commit()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees the log as it is at one moment."""
        with self._failures():
            self._look_again()
            with self._engine.connect() as connection:
                connection.exec_driver_sql(_ONE_MOMENT[self._kind])
                yield connection

    def close(self) -> None:
        """Let go of the file or the server; closing twice does no harm."""
        self._closed = True
        self._let_go()

    @functools.cached_property
    def _engine(self) -> Engine:
        # Parameters are what patients wrote: they are not for error messages.
        if self._kind != "sqlite":
            try:
                return create_engine(self._url, hide_parameters=True)
            except (ModuleNotFoundError, NoSuchModuleError) as error:
                raise Refused(f"{error}. Install what is missing with pip") from error
        pool: type[Pool] = QueuePool if self.path else StaticPool
        return create_engine(
            "sqlite://", creator=self._connect, poolclass=pool, hide_parameters=True
        )

    def _connect(self) -> sqlite3.Connection:
        # `mode=rw`: a log that was deleted is missed, not quietly begun anew.
        target = f"{_file_uri(self.path)}?mode=rw" if self.path else ":memory:"
        connection = sqlite3.connect(
            target,
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,  # transactions begin and end where this module says
            check_same_thread=False,  # the pool hands a connection to one thread at a time
        )
        try:
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _look_again(self) -> None:
        """Open anew what is not as it was: another file under the same name, or a forked process.

        A connection carried over a fork, or to a file that has been replaced, would write
        where nobody reads.
        """
        if self._closed:
            raise Refused("it has been closed. Open it again with SessionLog")
        if self._seen is None and self.path is not None:
            _make_private(self.path)
        seen = (os.getpid(), *(_identity(self.path) if self.path else ()))
        if seen == self._seen or (self._seen and self._in_memory):
            return
        self._let_go()
        try:
            self._prepare()
        except BaseException:
            self._engine.dispose()
            raise
        self._seen = seen

    def _let_go(self) -> None:
        """Close the connections, but for those of the process that this one was forked from."""
        if self._seen is not None:
            self._engine.dispose(close=self._seen[0] == os.getpid())

    def _prepare(self) -> None:
        with self._engine.connect() as connection:
            if self._kind == "sqlite":
                _check_whole(connection)
            if version_of(connection) == newest_version():
                return
            connection.rollback()
            connection.exec_driver_sql(_ONE_WRITER[self._kind])
            migrate(connection)
            connection.commit()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Say in words why the database or the file refused."""
        try:
            yield
        except DBAPIError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
            why = _WORDS.get(code, str(error.orig).strip().rstrip("."))
            raise LogError(f"The log {self} was left as it is: {why}.") from error
        except Refused as error:
            raise LogError(f"The log {self} was left as it is: {error}.") from error


def _address(path_or_url: str | os.PathLike[str] | None) -> URL:
    """Turn a path, a URL or neither into the address of a database."""
    given = os.fspath(path_or_url or os.environ.get("BACKCARE_LOG") or _own_folder() / "log.db")
    if given == ":memory:":
        return make_url("sqlite://")
    url = _parsed(given) if "://" in given else URL.create("sqlite", database=given)
    if url.get_backend_name() not in _ONE_WRITER:
        raise LogError(
            f"{url!r} cannot be a log. Give the path of a file, or the address of a "
            "PostgreSQL database: postgresql+psycopg://user@server/name."
        )
    if url.get_backend_name() == "sqlite" and url.database not in (None, ":memory:"):
        # A notebook may change its folder later; the log stays where it was.
        return url.set(database=str(Path(url.database).expanduser().absolute()))
    return url


def _parsed(given: str) -> URL:
    try:
        return make_url(given)
    except ArgumentError:
        raise LogError("The address of the log cannot be read. Check its spelling.") from None


def _own_folder() -> Path:
    return user_data_path("backcare", appauthor=False)


def _make_private(path: Path) -> None:
    """Make an empty log, and the folders that it lacks, which only their owner may open.

    A file or folder that is there already keeps the rights that somebody gave it.
    """
    try:
        for folder in reversed(path.parents):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise Refused(f"{error.strerror} ({error.filename}). Give another path") from error


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        gone = "it is no longer there. Put it back, or begin a new one with SessionLog"
        raise Refused(gone) from error
    return found.st_dev, found.st_ino


def _file_uri(path: Path) -> str:
    posix = path.as_posix()
    return "file://" + quote(os.fsencode(posix if posix.startswith("/") else f"/{posix}"))


def _check_whole(connection: Connection) -> None:
    """Refuse a damaged file before anything is written into it."""
    if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
        raise Refused(_WORDS[sqlite3.SQLITE_CORRUPT])
