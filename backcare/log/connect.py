"""Connecting to a server that keeps a log, and how long it is waited for.

A server ends by itself a statement that takes too long (`statement_timeout`). One that hangs, or is
behind a network that does, ends nothing: then the connection is given up on this side, a little
later. So all that is asked of a server has an end, and a commit of which nothing was heard is one
of which nobody knows.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import NoSuchModuleError

from backcare.errors import did_you_mean
from backcare.log.version import Refused

# How long a server may say nothing before it is given up.
ANSWER_S = 15.0
# How long a statement may take. What is asked about one patient takes a few thousandths of a
# second: after this long something is wrong. All rows of a large clinic are added up in minutes.
ONE_PATIENT_S = 30.0
ALL_PATIENTS_S = 30 * 60.0
_LIBPQ = {"psycopg", "psycopg2"}  # the drivers that know the options of PostgreSQL's own library
_WRITE = "Begin its address with postgresql+psycopg://"


def server_engine(url: URL) -> Engine:
    """Make what connects to a server; refuse a driver that is not there, or cannot be used."""
    try:
        # A server may have been started anew since the last call: that is looked at first.
        engine = create_engine(
            url, hide_parameters=True, pool_pre_ping=True, connect_args=_patience_of(url)
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise Refused(
            f"{error}. Install what is missing with pip, or begin its address with "
            "postgresql+psycopg://"
        ) from error
    if engine.dialect.is_async:
        raise Refused(f"a log cannot be kept with the driver {url.drivername}. {_WRITE}")
    if engine.dialect.driver == "psycopg":
        _check_settings(url, engine.dialect.loaded_dbapi)
        kind = _given_up(engine.dialect.loaded_dbapi)
        event.listen(
            engine, "do_connect", lambda _d, _r, words, named: kind.connect(*words, **named)
        )
    return engine


def may_take(connection: Connection, seconds: float) -> None:
    """Set how long each statement of a transaction may take; after it, a server is not waited for.

    It ends with the transaction on the server, and on this side when it is set anew.
    """
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {round(1000 * seconds)}")
    wait_for(connection, seconds + ANSWER_S)


def wait_for(connection: Connection, seconds: float) -> None:
    """Set how long this side waits for the server's answer to anything."""
    driver: Any = connection.connection.driver_connection
    if hasattr(driver, "answer_s"):
        driver.answer_s = seconds


def _patience_of(url: URL) -> dict[str, int]:
    """Return when a server that says nothing is given up, but for what its address says of it."""
    if url.get_driver_name() not in _LIBPQ:
        return {}
    seconds = max(2, round(ANSWER_S))  # less would be taken for 2, and 0 for ever
    known = {
        "connect_timeout": seconds,
        # A connection that is open, to a computer that is no longer there.
        "keepalives_idle": seconds,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 1000 * seconds,
    }
    return {name: value for name, value in known.items() if name not in url.query}


def _check_settings(url: URL, psycopg: Any) -> None:
    """Refuse what follows the ? of an address and is no setting; no value of it is told."""
    known = {one.keyword.decode() for one in psycopg.pq.Conninfo.get_defaults()}
    for name in url.query:
        if name not in known:
            raise Refused(
                f"its address has {name!r}, which is no setting of PostgreSQL."
                f"{did_you_mean(name, known)} Correct what comes after the question mark"
            )


def _given_up(psycopg: Any) -> Any:
    """Make the kind of connection that is given up where a server does not answer."""

    class GivenUp(psycopg.Connection):  # type: ignore[misc]
        answer_s: float = ANSWER_S

        def wait(self, asked: Any, *words: Any, **named: Any) -> Any:
            return super().wait(self._in_time(asked), *words, **named)

        def _in_time(self, asked: Any) -> Generator[Any, Any, Any]:
            """Hand on what is waited for, until nothing was heard for too long."""
            heard = time.monotonic()
            try:
                wanted = next(asked)
                while True:
                    came = yield wanted
                    if came:
                        heard = time.monotonic()
                    elif time.monotonic() - heard > self.answer_s:
                        self.pgconn.finish()
                        raise psycopg.OperationalError(
                            f"no answer came within {self.answer_s:g} seconds"
                        )
                    wanted = asked.send(came)
            except StopIteration as done:
                return done.value

    return GivenUp
