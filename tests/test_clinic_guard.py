"""Nobody holds up the others of a clinic, whoever is shut out is out, and a backup is one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import psycopg
import pytest
from clinics import PASSWORD, Clinic, at_the_tables, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError

import backcare as bc
from backcare import clinic as server
from backcare.clinic import server as clinic_server
from backcare.errors import LogError
from backcare.log.why import why_of

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


def test_nobody_fills_the_servers_list_of_locks(made: Clinic) -> None:
    """Locks that stand for nothing are refused to every login: nobody would be let in any more."""
    kinds = ("xact_lock_shared", "xact_lock", "lock_shared", "lock")
    called = [f"{how}_{kind}" for how in ("pg_advisory", "pg_try_advisory") for kind in kinds]
    for name, function, given in product(("anna", "carla"), called, ("g", "g, 1")):
        asked = f"SELECT count({function}({given})) FROM generate_series(1, 9) AS g"  # noqa: S608
        with pytest.raises(DBAPIError, match=f"permission denied for function {function}"):
            made.sql(name, asked)


@pytest.mark.parametrize("name", ["anna", "carla"])
@pytest.mark.parametrize("how", ["", "EXPLAIN ANALYZE "])
@pytest.mark.parametrize(
    "makes", ["CREATE TEMP TABLE of_mine AS SELECT 1 AS one", "SELECT 1 AS one INTO TEMP of_mine"]
)
def test_nobody_makes_tables_for_the_time_being(
    made: Clinic, name: str, how: str, makes: str
) -> None:
    """Each is a lock, and fills the disk; what is explained is announced to no trigger."""
    with pytest.raises(DBAPIError, match=r"denied to create temporary|only the owner of a clinic"):
        made.sql(name, how + makes)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER EVENT TRIGGER backcare_guard DISABLE",
        "DROP EVENT TRIGGER backcare_guard",
        "CREATE OR REPLACE FUNCTION backcare_guard.refuse() RETURNS event_trigger"
        " LANGUAGE plpgsql AS 'BEGIN END'",
        "ALTER FUNCTION backcare_guard.refuse() RESET search_path",
        "ALTER FUNCTION backcare_guard.refuse() OWNER TO {owner}",
        "GRANT EXECUTE ON FUNCTION lo_creat(integer) TO PUBLIC",
        "GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock_shared(bigint) TO PUBLIC",
        "GRANT EXECUTE ON FUNCTION pg_try_advisory_lock(bigint) TO {anna}",
        "GRANT TEMPORARY ON DATABASE {database} TO PUBLIC",
        "GRANT TEMPORARY ON DATABASE {database} TO {anna} WITH GRANT OPTION",
    ],
)
def test_a_server_that_is_not_guarded_is_named(made: Clinic, change: str) -> None:
    """Its administrator alone can hold who waits for a table, or takes locks; and mend it."""
    root = make_url(POSTGRES).set(database=made.owner.database)
    engine = create_engine(root, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        names = {"owner": made.owner.username, "anna": made.login("anna")}
        names["database"] = made.owner.database
        connection.exec_driver_sql(change.format(**names))
    engine.dispose()
    [said] = server.check(made.url)
    assert "python -m backcare.clinic guard URL" in said
    with pytest.raises(LogError, match="only a superuser may guard a server"):
        server.guard(made.url)
    server.guard(root.render_as_string(hide_password=False))
    assert server.check(made.url) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("40P01", "have waited for each other. Try again"),
        ("53200", "no room for locks, left: somebody may hold too many of them. Ask the person"),
        ("53100", "the disk of its server is full. Ask the person"),
        ("3F000", "a part of it is missing or has got another name. Ask the person"),
        ("42883", "a part of it is missing or has got another name. Ask the person"),
    ],
)
def test_why_a_server_refused_is_said_with_a_way_out(made: Clinic, state: str, words: str) -> None:
    """Whatever it was about; nothing of what the server says itself."""
    raises = f"DO $$ BEGIN RAISE EXCEPTION 'secret' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(DBAPIError) as told:
        made.sql("anna", raises)
    assert words in why_of(told.value)
    assert "secret" not in why_of(told.value)


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


def test_who_holds_up_init_is_ended_as_the_guide_says(own: Clinic, monkeypatch) -> None:
    """By the server's administrator; after that it is brought up to date."""
    monkeypatch.setattr(clinic_server, "_LOCK_S", 0.5)
    guide = Path(__file__).parents[1] / "docs/guides/clinic_server.md"
    (ends,) = re.findall(
        "^- `(SELECT pg_terminate_backend.*;)`$", guide.read_text("utf-8"), re.MULTILINE
    )
    with connected(own, "carla") as holds:
        holds.execute("SET idle_in_transaction_session_timeout = 0")
        holds.execute("TABLE sessions")
        with pytest.raises(LogError, match="another program is busy with it"):
            server.init(own.url)
        root = create_engine(make_url(POSTGRES).set(database=own.owner.database))
        with root.connect() as connection:
            connection.exec_driver_sql(ends.replace("'clinic'", f"'{own.owner.database}'"))
        root.dispose()
        assert server.init(own.url) == []
        with suppress(psycopg.Error):
            holds.rollback()


def test_who_is_shut_out_while_a_clinician_holds_their_row(own: Clinic, monkeypatch) -> None:
    """It is said that they are out, and what is left to do; nothing says to let them in again."""
    monkeypatch.setattr(clinic_server, "_LOCK_S", 0.5)
    anna, carla = own.login("anna"), own.login("carla")
    with connected(own, "carla") as holds:
        holds.execute("SELECT take_turn('anna')")
        with pytest.raises(LogError) as told:
            server.revoke(own.url, anna)
        assert f"login '{anna}' is shut out, and may do nothing here any more" in str(told.value)
        assert "left as it is" not in str(told.value)
        assert f"python -m backcare.clinic release URL {carla} 'anna'" in str(told.value)
        assert f"python -m backcare.clinic revoke URL {anna}" in str(told.value)
        with pytest.raises(DBAPIError, match="permission denied"):
            own.sql("anna", "TABLE sessions")
        [said] = server.check(own.url)
        assert f"python -m backcare.clinic revoke URL {anna}" in said
        assert "GRANT" not in said
        server.release(own.url, carla, "anna")
        server.revoke(own.url, anna)
        assert server.check(own.url) == []
        with suppress(psycopg.Error):
            holds.rollback()


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
        # A copy has no rights on a database as a whole.
        [said] = server.check(there.url)
        assert "python -m backcare.clinic guard URL" in said
        server.guard(back.render_as_string(hide_password=False))
        assert server.check(there.url) == []
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {back.database} WITH (FORCE)")
        engine.dispose()
