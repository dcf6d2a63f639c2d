"""A log as a database: opening it, its transactions, and its failures in words.

A file is opened with SQLite's rollback journal and synchronous=EXTRA: when a commit returns,
the data, and the end of the journal, are on the disk. (Write-ahead logging would save a
flush, but the newest sessions would stand in a second file, lost when a patient copies or
mails the log, and it does not work on the network drives where many home folders are.)
"""

from __future__ import annotations

import math
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Pool,
    QueuePool,
    StaticPool,
    create_engine,
    inspect as look_at,
)
from sqlalchemy.exc import DBAPIError

from backcare.errors import LogError, OutcomeUnknownError
from backcare.log import schema
from backcare.log.connect import (
    ALL_PATIENTS_S,
    ANSWER_S,
    ONE_PATIENT_S,
    may_take,
    server_engine,
    wait_for,
)
from backcare.log.login import OLDER, Login, is_clinic, login_of
from backcare.log.place import (
    address_of,
    check_kind,
    file_uri,
    identity_of,
    make_file,
    shown_address,
)
from backcare.log.stored import with_path
from backcare.log.version import (
    DAMAGED,
    Refused,
    check_server,
    check_version,
    migrate,
    version_of,
)
from backcare.log.whole_file import WholeFile, is_taken_whole
from backcare.log.why import is_busy, may_be_done, why_of

T = TypeVar("T")


# Another program may be busy with the log. Who waits is told after a while, and not for ever.
WORD_AFTER_S = 2.0
GIVE_UP_AFTER_S = 15.0
# Having given up, a page looks at what else it shows: that is not waited for as long once more.
NOT_AGAIN_FOR_S = 5.0
_A_MOMENT_S = 0.001
# What begins a transaction: one that makes or renews the tables, one that writes, one writer at a
# time, and one that reads, and sees the log as it is at one moment (SQLite begins to see it with
# the first look). Whatever lock another program holds is met here, where it is told and waited for.
_OURS = ", ".join(schema.TABLES.tables)
_ONE_MAKER = {
    "sqlite": ("BEGIN IMMEDIATE",),
    # One lock for each schema: two logs in one database have nothing to do with each other.
    "postgresql": ("SELECT pg_advisory_xact_lock(72514, hashtext(current_schema()))",),
}
_ONE_WRITER = {
    "sqlite": ("BEGIN IMMEDIATE",),
    "postgresql": (f"LOCK TABLE {_OURS} IN EXCLUSIVE MODE",),  # whoever reads may go on
}
_ONE_MOMENT = {
    "sqlite": ("BEGIN", "SELECT count(*) FROM sqlite_master"),
    "postgresql": (
        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        f"LOCK TABLE {_OURS} IN ACCESS SHARE MODE",
    ),
}
# How long a statement waits, in milliseconds.
_WAIT = {"sqlite": "PRAGMA busy_timeout = {}", "postgresql": "SET LOCAL lock_timeout = {}"}


class Database:
    """One log's file or server; `write()` and `read()` are its transactions."""

    def __init__(
        self, path_or_url: str | os.PathLike[str] | None, *, open_later: bool = False
    ) -> None:
        self._url = address_of(path_or_url)
        self._kind = self._url.get_backend_name()
        self._seen: tuple[int, ...] | None = None
        self._closed = False
        self._login: Login | None = None
        self._gave_up_at = -math.inf
        # One thread looks at the file at a time; and a log in memory has one connection for all.
        self._lock = threading.RLock()
        self._shared = threading.local()
        # Told in words when somebody has to wait for another program.
        self.on_wait: Callable[[str], object] = _print_it
        kept = self._url.database if self._kind == "sqlite" else None
        self.path = Path(kept) if kept and kept != ":memory:" else None
        self._in_memory = self._kind == "sqlite" and self.path is None
        self._whole = WholeFile(self.path) if self.path and is_taken_whole(self.path) else None
        # What SQLite opens.
        self._file = self._whole.copy if self._whole else self.path
        if not open_later:
            with self._failures():
                self._look_again()

    def __str__(self) -> str:
        if self._in_memory:
            return ":memory:"
        return str(self.path or shown_address(self._url))

    @contextmanager
    def write(self, patient: str | None = None) -> Iterator[Connection]:
        """Open a transaction in which no other program writes; on the disk when it ends.

        In a clinic, none writes for the same patient: for who has logged in, where none is named.
        """
        with self._failures(), self._alone_in_memory():
            self._look_again()
            with self._connected(patient) as connection:
                if self._login:
                    turn = partial(self._login.take_turn, connection, patient)
                    self._begin(connection, {}, turn, statement_s=ONE_PATIENT_S)
                else:
                    self._begin(connection, _ONE_WRITER, statement_s=ONE_PATIENT_S)
                check_version(connection)
                with self._login.writing() if self._login else nullcontext():
                    yield connection
                self._commit(connection)
            self._keep()

    @contextmanager
    def read(self, patient: str | None = None) -> Iterator[Connection]:
        """Open a transaction that sees the log as it is at one moment, for one patient or all."""
        shared: tuple[str | None, Connection] | None = getattr(self._shared, "moment", None)
        if shared and shared[0] == patient:
            yield shared[1]
            return
        with self._failures(), self._alone_in_memory():
            self._look_again()
            with self._connected(patient) as connection:
                is_of_one = patient is not None or (self._login and self._login.patient)
                most = ONE_PATIENT_S if is_of_one else ALL_PATIENTS_S
                self._begin(connection, _ONE_MOMENT, statement_s=most)
                yield connection

    @contextmanager
    def one_moment(self, patient: str) -> Iterator[None]:
        """Have all that one thread reads of a patient meanwhile be of the same moment."""
        with self.read(patient) as connection:
            connection.execution_options(moment={})
            self._shared.moment = patient, connection
            try:
                yield
            finally:
                del self._shared.moment

    @contextmanager
    def _connected(self, patient: str | None) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            if self._login:
                connection.execution_options(is_clinic=True)
                self._login.open(connection, patient)
            try:
                yield connection
            finally:
                if self.is_server and not connection.invalidated:
                    wait_for(connection, ANSWER_S)

    @contextmanager
    def login(self) -> Iterator[Login | None]:
        """Give who has logged in to a clinic's server, None elsewhere; what it refuses in words."""
        with self._failures():
            if self.is_server:  # a file is one person's, or those who share it know
                self._look_again()
            yield self._login

    @property
    def is_server(self) -> bool:
        """Whether a server keeps the log, and no file."""
        return self._kind != "sqlite"

    def whose(self, patient: str) -> str:
        """Return whose rows are meant: on a clinic's server, "me" is who has logged in."""
        with self.login() as login:
            return login.whose(patient) if login else patient

    def each(self, patient: str | None) -> list[str | None]:
        """Return whose rows are to be read by themselves; None for all at once."""
        with self.login() as login:
            if patient is not None or login is None:
                return [patient and self.whose(patient)]
            with self._engine.connect() as connection:
                return login.each(connection)

    @contextmanager
    def file(self) -> Iterator[sqlite3.Connection]:
        """Open the file to copy it, whatever is in it; nobody writes into it meanwhile."""
        if self._whole:
            self._whole.fetch()
        with closing(self._connect()) as connection:
            self._with_patience(
                partial(_wait_for_file, connection),
                lambda: list(map(connection.execute, _ONE_MOMENT["sqlite"])),
                again=connection.rollback,
            )
            yield connection

    def close(self) -> None:
        """Let go of the file or the server; closing twice does no harm."""
        self._closed = True
        self._let_go()

    @cached_property
    def _engine(self) -> Engine:
        # Parameters are what patients wrote: they are not for error messages.
        if self._kind != "sqlite":
            return server_engine(self._url)
        pool: type[Pool] = QueuePool if self._file else StaticPool
        return create_engine(
            "sqlite://", creator=self._connect, poolclass=pool, hide_parameters=True
        )

    def _connect(self) -> sqlite3.Connection:
        # `mode=rw`: a log that was deleted is missed, not quietly begun anew.
        target = f"{file_uri(self._file)}?mode=rw" if self._file else ":memory:"
        connection = sqlite3.connect(
            target,
            uri=True,
            isolation_level=None,  # transactions begin and end where this module says
            check_same_thread=False,  # the pool hands a connection to one thread at a time
        )
        try:
            self._with_patience(  # it looks into the file
                partial(_wait_for_file, connection),
                lambda: connection.execute("PRAGMA synchronous = EXTRA"),
            )
            connection.execute("PRAGMA foreign_keys = ON")
            connection.text_factory = any_text
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _alone_in_memory(self) -> Iterator[None]:
        with self._lock if self._in_memory else nullcontext():
            yield

    def _begin(
        self,
        connection: Connection,
        how: Mapping[str, tuple[str, ...]],
        first: Callable[[], object] = tuple,
        *,
        statement_s: float,
    ) -> None:
        """Begin a transaction, and do in it what has to wait for others too.

        In it, no statement takes longer than `statement_s` on a server.
        """

        def begin() -> None:
            if self.is_server:
                may_take(connection, statement_s)
            for statement in how.get(self._kind, ()):
                connection.exec_driver_sql(statement)
            first()

        self._with_patience(partial(_wait, connection), begin, again=connection.rollback)

    def _with_patience(
        self,
        wait: Callable[[float], object],
        do: Callable[[], T],
        *,
        again: Callable[[], object] | None = None,
    ) -> T:
        """Do what another program may hold up; say so where it has to be waited for.

        `wait` sets how many seconds a statement waits, and `again` is called before the second try.
        """
        gave_up = time.monotonic() - self._gave_up_at < NOT_AGAIN_FOR_S
        wait(_A_MOMENT_S if gave_up else WORD_AFTER_S)
        try:
            done = do()
        except (DBAPIError, sqlite3.Error) as error:
            if gave_up or not is_busy(error):
                raise
            if again is not None:
                again()
            done = self._wait_longer(wait, do)
        wait(GIVE_UP_AFTER_S)  # for what follows
        return done

    def _wait_longer(self, wait: Callable[[float], object], do: Callable[[], T]) -> T:
        left = GIVE_UP_AFTER_S - WORD_AFTER_S
        self.on_wait(
            f"Another program is busy with the log {self}. Waiting up to {left:g} seconds."
        )
        wait(left)
        try:
            return do()
        except (DBAPIError, sqlite3.Error) as error:
            if is_busy(error):
                self._gave_up_at = time.monotonic()
            raise

    def _commit(self, connection: Connection) -> None:
        """End a transaction; say so where nobody can tell whether it has come to be."""
        try:
            if self._kind == "sqlite":  # whoever reads has to end first; a server lets them read on
                commit = partial(connection.exec_driver_sql, "COMMIT")
                self._with_patience(partial(_wait, connection), commit)
            connection.commit()
        except DBAPIError as error:
            if not may_be_done(error):
                raise
            why = why_of(error)
            raise OutcomeUnknownError(
                f"It is not known whether the log {self} has it: {why}. Do it again when the log "
                "can be reached. What is there already is not stored twice.",
                why,
            ) from error

    def for_certain(self, change: Callable[[], object], is_done: Callable[[], bool]) -> None:
        """Make a change; where the answer to it got lost, look whether it has come to be."""
        try:
            change()
        except OutcomeUnknownError as unknown:
            try:
                done = is_done()
            except LogError:
                raise unknown from None
            if not done:
                raise self.was_left(unknown.why) from unknown

    def was_left(self, why: str) -> LogError:
        """Build the error for a change that did not come to be."""
        return LogError(f"The log {self} was left as it is: {with_path(why, self.path)}.")

    def _look_again(self) -> None:
        """Open anew what is not as it was: another file under the same name, or a forked process.

        A connection carried over a fork, or to a file that has been replaced, would write
        where nobody reads.
        """
        with self._lock:
            self._open_what_changed()

    def _open_what_changed(self) -> None:
        if self._closed:
            raise Refused("it has been closed. Open it again with SessionLog")
        if self._whole:
            self._whole.fetch()
        if self._seen is None and self._file is not None:
            make_file(self._file)
        seen = (os.getpid(), *(identity_of(self._file) if self._file else ()))
        if seen == self._seen or (self._seen and self._in_memory):
            return
        if self._file is not None:
            check_kind(self._file)
        self._let_go()
        try:
            self._prepare()
        except BaseException:
            self._engine.dispose()
            raise
        self._keep()  # what was made or renewed
        self._seen = seen

    def _keep(self) -> None:
        if self._whole:
            self._whole.keep()

    def _let_go(self) -> None:
        """Close the connections, but for those of the process that this one was forked from."""
        if self._seen is not None:
            self._engine.dispose(close=self._seen[0] == os.getpid())

    def _prepare(self) -> None:
        with self._engine.connect() as connection:
            version = self._with_patience(
                partial(_wait, connection),
                partial(self._version, connection),
                again=connection.rollback,
            )
            if version == schema.newest_version():
                self._login = login_of(connection)
                return
            if version and is_clinic(connection):  # nobody there may do it but its owner
                raise Refused(OLDER)
            connection.rollback()
            renew = partial(migrate, connection, new=self._in_memory)
            self._begin(connection, _ONE_MAKER, renew, statement_s=ALL_PATIENTS_S)
            self._commit(connection)

    def _version(self, connection: Connection) -> int:
        """Return the version of a log, 0 for an empty one; refuse what cannot be used."""
        if self._kind == "sqlite":
            _check_whole(connection)
        else:
            check_server(connection)
        return version_of(connection, new=self._in_memory)

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Say in words why the database or the file refused."""
        try:
            yield
        except DBAPIError as error:
            raise self.was_left(why_of(error)) from error
        except UnicodeDecodeError as error:  # Python cannot read what SQLite says of the damage
            raise self.was_left(DAMAGED) from error
        except Refused as error:
            raise self.was_left(str(error)) from error


def is_one_moment(connection: Connection) -> bool:
    """Tell whether several things are read of one moment: see `Database.one_moment`."""
    return "moment" in connection.get_execution_options()


def once(connection: Connection, what: tuple[object, ...], read: Callable[[], T]) -> T:
    """Read something; where several things are of one moment, only the first time."""
    known: dict[tuple[object, ...], T] = connection.get_execution_options().get("moment", {})
    if what not in known:
        known[what] = read()
    return known[what]


def _wait(connection: Connection, seconds: float) -> None:
    """Set how long a statement waits for another program."""
    connection.exec_driver_sql(_WAIT[connection.dialect.name].format(round(1000 * seconds)))


def _wait_for_file(connection: sqlite3.Connection, seconds: float) -> None:
    """Set how long a statement waits for another program, below SQLAlchemy."""
    connection.execute(_WAIT["sqlite"].format(round(1000 * seconds)))


def any_text(stored: bytes) -> str:
    """Read text as SQLite keeps it: one byte that is none must not hide the rest, see `stored`."""
    return stored.decode("utf-8", "surrogateescape")


def _print_it(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 (where no page has a place for it)


def _check_whole(connection: Connection) -> None:
    """Refuse a damaged file, or one of which rows are gone, before anything is written into it."""
    if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
        raise Refused(DAMAGED)
    # SQLite counts by an index, where that is quicker: it knows of the rows that a table has lost.
    # Both counts are one statement, between which no other program can write.
    for name in schema.TABLES.tables.keys() & set(look_at(connection).get_table_names()):
        counts = (f"(SELECT count(*) FROM {name}{way})" for way in ("", " NOT INDEXED"))  # noqa: S608
        if not connection.exec_driver_sql(f"SELECT {' = '.join(counts)}").scalar():
            raise Refused(DAMAGED)
