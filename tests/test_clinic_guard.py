"""Nobody holds up the others of a clinic, whoever is shut out is out, and a backup is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from clinics import PASSWORD, Clinic, at_the_tables, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError

import backcare as bc
from backcare import clinic as server

pytestmark = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made() -> Iterator[Clinic]:
    """Give a clinic with sessions of two patients."""
    with made_clinic(POSTGRES) as one:
        for name in ("anna", "ben"):
            one.log(name, now=lambda: NOW).add(_session("first"))
        yield one


def _session(session_id: str) -> bc.Session:
    done = [bc.Entry("bridging", sets=2, reps=10)]
    return bc.Session(NOW, session_id=session_id, pain_after=3, entries=done)


@contextmanager
def connected(made: Clinic, name: str, **more: object) -> Iterator[psycopg.Connection]:
    """Connect as somebody who types what they like."""
    at = made.owner
    with psycopg.connect(
        host=at.host, port=at.port, dbname=at.database, user=made.login(name), password=PASSWORD,
        **more,
    ) as connection:  # fmt: skip
        yield connection


# What waits for a table before the server looks whether somebody may do it.
WAITS = (
    "CREATE RULE r AS ON INSERT TO {table} DO NOTHING",
    "CREATE TRIGGER t AFTER INSERT ON {table} EXECUTE FUNCTION note_change()",
    "DROP TRIGGER noted_insert ON {table}",
    "DROP POLICY own ON {table}",
    "ALTER TABLE {table} ADD COLUMN more int",
    "CREATE INDEX ON {table} (patient)",
    "COMMENT ON TABLE {table} IS 'mine'",
    "CREATE TABLE of_mine (patient varchar REFERENCES {table})",
    "CREATE TEMP TABLE of_mine (patient varchar REFERENCES {table})",
)


@pytest.mark.parametrize("name", ["anna", "carla"])
@pytest.mark.parametrize("table", ["people", "audit", "sessions"])
def test_nobody_holds_up_others_by_waiting_for_a_table(made: Clinic, name: str, table: str) -> None:
    """One connection holds the table, another waits for it: whoever comes later would wait, too."""
    with connected(made, name) as holds:
        holds.execute(f"TABLE {table}")
        for waits in WAITS:
            with connected(made, name) as other:
                asks = threading.Thread(target=_try, args=(other, waits.format(table=table)))
                asks.start()
                asks.join(0.2)
                ben = made.log("ben", now=lambda: NOW)
                begun = time.monotonic()
                ben.undo(ben.add(_session("meanwhile")))
                assert server.check(made.url) == []
                assert time.monotonic() - begun < 10, waits
                asks.join()


def _try(connection: psycopg.Connection, statement: str) -> None:
    with suppress(psycopg.Error):
        connection.execute(statement)


def test_nobody_takes_all_connections(made: Clinic) -> None:
    """One login has so many, and the others go on."""
    with ExitStack() as held:

        def take() -> None:
            held.enter_context(connected(made, "anna"))

        for _ in range(15):
            take()
        assert made.log("ben").sessions()
        with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
            all(take() is None for _ in range(60))
        assert made.log("ben").sessions()


@pytest.fixture
def own() -> Iterator[Clinic]:
    """Give a clinic for one test alone, with sessions of two patients."""
    with made_clinic(POSTGRES) as one:
        for name in ("anna", "ben"):
            one.log(name, now=lambda: NOW).add(_session("first"))
        yield one


@pytest.mark.parametrize(
    "out",
    [
        lambda own: server.revoke(own.url, own.login("carla")),
        lambda own: server.release(own.url, own.login("carla"), "anna"),
    ],
    ids=["revoke", "release"],
)
def test_who_is_shut_out_is_out_at_once(own: Clinic, out) -> None:
    """Whatever rows they hold, and whatever they were reading."""
    with connected(own, "carla") as carla:
        carla.execute("SELECT open_record('anna')")
        carla.commit()
        carla.execute("SET idle_in_transaction_session_timeout = 0")
        carla.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert carla.execute("SELECT patient FROM sessions").fetchall() == [("anna",)]
        carla.execute("SELECT take_turn('anna')")
        begun = time.monotonic()
        out(own)
        assert time.monotonic() - begun < 8
        with pytest.raises(psycopg.OperationalError):
            carla.execute("SELECT patient FROM sessions")
        with suppress(psycopg.Error):
            carla.rollback()
    anna = own.log("anna", now=lambda: NOW)
    assert anna.add(_session("second")) == "second"
    assert server.check(own.url) == []
    with suppress(DBAPIError):
        assert own.sql("carla", "SELECT patient FROM sessions") == []


def test_a_note_does_not_last_for_a_long_transaction(made: Clinic) -> None:
    """What is read ten minutes later is noted anew, also in a transaction that goes on."""
    root = at_the_tables(make_url(POSTGRES).set(database=made.owner.database))
    with connected(made, "carla") as carla:
        carla.execute("SELECT open_record('anna')")
        carla.commit()
        assert carla.execute("SELECT DISTINCT patient FROM sessions").fetchall() == [("anna",)]
        # A superuser has the note be of eleven minutes before: the clock of a test cannot.
        engine = create_engine(root)
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER append_only")
            aged = "UPDATE audit SET at = now() - interval '9 minutes 58 seconds' WHERE login = "
            connection.exec_driver_sql(f"{aged}'{made.login('carla')}'")
            connection.exec_driver_sql("ALTER TABLE audit ENABLE TRIGGER append_only")
        engine.dispose()
        assert carla.execute("SELECT DISTINCT patient FROM sessions").fetchall() == [("anna",)]
        time.sleep(3)
        assert carla.execute("SELECT patient FROM sessions").fetchall() == []


# --- a backup -----------------------------------------------------------------------------------


def _program(name: str) -> str:
    """Find a program of PostgreSQL, the newest where there are several."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3])
    )
    found = debian[-1] if debian else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this computer")
    return str(found)


def _run(program: str, user: str, password: str, made: Clinic, *words: str) -> str:
    at = made.owner
    there = ("-h", str(at.host), "-p", str(at.port), "-U", user)
    done = subprocess.run(
        [_program(program), *there, *words],
        env={**os.environ, "PGPASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_has_all_rows_and_can_be_put_back(own: Clinic, tmp_path: Path) -> None:
    """As the guide says it; and no patient can spoil it."""
    own.let_in("safe", role="backup")
    with connected(own, "anna", autocommit=True) as anna:
        for spoils in ("SELECT lo_from_bytea(0, 'x')", "SELECT lo_creat(1)", "SELECT lo_create(0)"):
            with suppress(psycopg.errors.InsufficientPrivilege):
                anna.execute(spoils)
    copy = tmp_path / "clinic.sql"
    words = ("--enable-row-security", "--no-blobs", f"--file={copy}", str(own.owner.database))
    _run("pg_dump", own.login("safe"), PASSWORD, own, *words)
    root = make_url(POSTGRES)
    engine = create_engine(root, isolation_level="AUTOCOMMIT")
    name = f"clinic_{own.tag}_back"
    back = root.set(database=name)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {own.owner.username}")
    try:
        stop = ("-v", "ON_ERROR_STOP=1", "-q", "-d", name, "-f", str(copy))
        _run("psql", str(root.username), str(root.password or ""), own, *stop)
        there = Clinic(own.owner.set(database=name), own.tag)
        for patient in ("anna", "ben"):
            assert there.log(patient).to_frame().equals(own.log(patient).to_frame())
        assert there.log("carla").to_frame()["patient"].unique().tolist() == ["anna"]
        assert server.check(there.url) == []
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {back.database} WITH (FORCE)")
        engine.dispose()
