"""A PostgreSQL of the tests' own that is stopped, full, or not what an address says of it.

A server that others use cannot be stopped, and one that trusts everybody refuses no password.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from clinics import PASSWORD, Clinic, at_the_tables, made_clinic
from hubs import deploy, needs_own_postgres, own_postgres, stopped
from log_in_processes import is_whole, session
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import OperationalError
from trials import Trial

from backcare.clinic import check, grant, revoke
from backcare.clinic.__main__ import main
from backcare.errors import LogError, OutcomeUnknownError
from backcare.log import SessionLog, database as log_database, version
from backcare.sessions import Session

pytestmark = needs_own_postgres
MONDAY = datetime(2026, 3, 2, 18, tzinfo=UTC)
WAY_OUT = "Try again in a minute. If that does not help"


@pytest.fixture(scope="module")
def server() -> Iterator[deploy.Postgres]:
    """Run the server."""
    with own_postgres() as running:
        yield running


def sql(url: object, *statements: str) -> list[tuple[object, ...]]:
    """Type SQL; give the rows of the last statement."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            found = connection.exec_driver_sql(statement)
        rows = [tuple(row) for row in found] if found.returns_rows else []
    engine.dispose()
    return rows


@pytest.fixture(scope="module")
def own(server: deploy.Postgres) -> Iterator[Clinic]:
    """Make a clinic there; each test leaves it as it was, or lets in somebody for itself."""
    with made_clinic(server.url.render_as_string(hide_password=False)) as made:
        yield made


@pytest.fixture(params=["PostgreSQL", "a clinic's PostgreSQL"])
def place(request: pytest.FixtureRequest, server: deploy.Postgres) -> Iterator[str]:
    """Return where a log can be made: in a database, or a clinic's, for one of its patients."""
    if request.param == "PostgreSQL":
        name = f"log_{secrets.token_hex(4)}"
        sql(server.url, f"CREATE DATABASE {name}")
        yield server.url.set(database=name).render_as_string(hide_password=False)
        sql(server.url, f"DROP DATABASE {name} WITH (FORCE)")
    else:
        clinic, name = request.getfixturevalue("own"), secrets.token_hex(4)
        clinic.let_in(name, patient=name)
        yield clinic.address(name)


# --- stopped and started again -------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_that_is_started_anew_in_a_session(
    server: deploy.Postgres, place: str, mode: str
) -> None:
    """While it is gone each use says so, and what to do; then the same log goes on."""
    with SessionLog(place) as log:
        log.add(Session(MONDAY, session_id="before"))
        with stopped(server, mode):
            for use in (
                lambda: log.add(Session(MONDAY)),
                lambda: log.add_once(Session(MONDAY)),
                log.to_frame,
                log.undo,
                log.awaiting_reason,
                lambda: log.add_measure("2026-03-02", "nrs_pain", 1),
                lambda: SessionLog(place),
                lambda: SessionLog(place, open_later=True).sessions(),
            ):
                with pytest.raises(LogError, match="was left as it is: its server") as told:
                    use()
                assert WAY_OUT in str(told.value)
                assert not isinstance(told.value, OutcomeUnknownError)
        log.add(Session(MONDAY, session_id="after"))
        assert {one.session_id for one in log.sessions()} == {"before", "after"}


@pytest.mark.parametrize("is_back", [True, False])
def test_a_server_that_stops_before_a_commit(
    server: deploy.Postgres, place: str, is_back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it can be looked up it is said not to be there; else that nobody knows."""
    kind = log_database.Database
    commit = kind._commit

    def stop_first(self: log_database.Database, connection: Connection) -> None:
        server.stop()
        try:
            commit(self, connection)
        finally:
            if is_back:
                server.start()

    one = Session(MONDAY, session_id="one")
    with SessionLog(place) as log:
        log.add(Session(MONDAY, session_id="before"))
        with monkeypatch.context() as patch:
            patch.setattr(kind, "_commit", stop_first)
            with pytest.raises(LogError) as told:
                log.add(one)
        if not is_back:
            server.start()
        assert isinstance(told.value, OutcomeUnknownError) is not is_back
        said = "was left as it is" if is_back else "Do it again when the log can be reached"
        assert said in str(told.value)
        assert [kept.session_id for kept in log.sessions()] == ["before"]
        assert log.add_once(one) == "one"


def test_a_server_that_stops_again_and_again_under_a_writer(
    server: deploy.Postgres, place: str, request: pytest.FixtureRequest, trial: Trial
) -> None:
    """What was said to be saved is there, what was said not to be is not, and nothing is half."""
    restarts = trial.times(2, 100)
    saved: set[str] = set()
    left: dict[str, str] = {}
    unknown: dict[str, Session] = {}
    is_over = threading.Event()

    def write() -> None:
        with SessionLog(place, open_later=True) as log:
            number = 0
            while not is_over.is_set():
                number += 1
                one = session(f"{number}", number)
                try:
                    saved.add(log.add(one))
                except OutcomeUnknownError:
                    unknown[one.session_id] = one
                except LogError as error:
                    left[one.session_id] = str(error)
                    time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(restarts):
        time.sleep(0.05 + trial.chance.random() * 0.1)
        with stopped(server):
            pass
    time.sleep(0.1)
    is_over.set()
    writer.join()
    with SessionLog(place) as log:
        stored = log.sessions()
        assert all(map(is_whole, stored))
        there = {one.session_id for one in stored}
        assert saved <= there
        assert not left.keys() & there
        odd = [words for words in left.values() if WAY_OUT not in words]
        assert odd == []
        assert there - saved <= unknown.keys()
        for one in unknown.values():  # as the words say: again, and it is there once
            log.add_once(one)
        assert {one.session_id for one in log.sessions()} == saved | unknown.keys()
    assert len(saved) >= restarts
    assert left or unknown
    kept = (
        f"{len(saved):,} sessions were said to be saved: all are there, none half; {len(left):,} "
        f"were said not to be, and are not; of {len(unknown):,} it was said that nobody knows"
    )
    trial.tell(f"a server stopped under a writer ({request.node.callspec.id})", restarts, kept)


# --- full ----------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(server: deploy.Postgres) -> Iterator[Path]:
    """Make a disk of 24 MiB on which the server may keep databases, where this is allowed."""
    disk = Path(tempfile.mkdtemp())
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("making a small disk needs root on Linux")
    try:
        shutil.chown(disk, "postgres")
        sql(server.url, f"CREATE TABLESPACE small LOCATION '{disk}'")
        yield disk
        sql(server.url, "DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", str(disk)], check=True)
        disk.rmdir()


def test_a_server_whose_disk_is_full(server: deploy.Postgres, small_disk: Path, place: str) -> None:
    """The session that did not fit is refused as a whole, in words; with room the log goes on."""
    name = make_url(place).database
    sql(server.url, f"ALTER DATABASE {name} SET TABLESPACE small")
    added: set[str] = set()
    try:
        with SessionLog(place) as log:
            log.add(Session(MONDAY, session_id="before"))
            filler = small_disk / "filler"
            filler.write_bytes(bytes(shutil.disk_usage(small_disk).free - 300_000))
            with pytest.raises(LogError, match=r"the disk of its server is full\. Ask the person"):
                added.update(
                    log.add(Session(MONDAY, note=secrets.token_hex(2_000))) for _ in range(400)
                )
            assert {one.session_id for one in log.sessions()} == {"before", *added}
            assert added
            filler.unlink()
            log.add(Session(MONDAY, session_id="after"))
            assert {one.session_id for one in log.sessions()} == {"before", "after", *added}
    finally:
        sql(server.url, f"ALTER DATABASE {name} SET TABLESPACE pg_default")


def test_a_server_without_room_for_locks(server: deploy.Postgres, own: Clinic) -> None:
    """It is named by every task and by a log, with whom to ask: nobody's password is wrong."""
    engine = create_engine(server.url)
    with engine.connect() as holds:
        # Whose locks last for as long as the connection, also where one of them fails.
        take = "SELECT count(pg_advisory_lock_shared(g)) FROM generate_series(1, 1000000) AS g"
        with pytest.raises(OperationalError, match="out of shared memory"):
            holds.exec_driver_sql(take)
        words = "no room for locks, left: somebody may hold too many.*Ask the person who looks"
        for task in TASKS:
            assert_named(run(own, own.url, task), words, task)
        with pytest.raises(LogError) as told:
            own.log("anna")
        assert_named(str(told.value), words, "log")
        holds.invalidate()
    engine.dispose()
    with stopped(server, "fast"):  # as the guide says
        pass
    assert check(own.url) == []


# --- not what the address says -------------------------------------------------------------------

# Of an address, and what is said of it.
WRONG: dict[str, tuple[Callable[[str], str], str]] = {
    "host": (lambda url: url.replace("127.0.0.1", "127.0.0.9"), r"cannot be reached.*127\.0\.0\.9"),
    "port": (
        lambda url: make_url(url).set(port=9).render_as_string(hide_password=False),
        "cannot be reached.*port 9 .*check the server's name and port",
    ),
    "database": (
        lambda url: make_url(url).set(database="nowhere").render_as_string(hide_password=False),
        "does not let you in.*nowhere.*Check the login, the password and the name of the database",
    ),
    "password": (
        lambda url: url.replace("made up", "another"),
        "does not let you in.*password.*Check the login.*% is written %25",
    ),
    "no password": (
        lambda url: re.sub(r":[^:/@]+@", "@", url),
        "wants a password, and there is none.*pgpass",
    ),
    "login": (
        lambda url: make_url(url).set(username="nobody").render_as_string(hide_password=False),
        "does not let you in.*nobody.*Check the login",
    ),
    "scheme": (lambda url: url.replace("postgresql", "postgrsql"), "PostgreSQL database"),
    "another scheme": (
        lambda url: url.replace("postgresql+psycopg", "postgres"),
        "PostgreSQL data",
    ),
    "another kind of driver": (
        lambda url: url.replace("psycopg", "psycopg_async"),
        r"postgresql\+psycopg://",
    ),
    "driver": (lambda url: url.replace("psycopg", "psycpg"), r"postgresql\+psycopg://"),
    "no colon": (lambda url: url.replace("://", "//"), "It is written like"),
    "one stroke": (lambda url: url.replace("://", ":/"), "It is written like"),
    "a port that is none": (
        lambda url: url.replace("127.0.0.1:", "127.0.0.1:x"),
        "It is written like.*The port is a number",
    ),
    "port 0, which would be another": (
        lambda url: make_url(url).set(port=0).render_as_string(hide_password=False),
        "The port is a number from 1",
    ),
    "a port beyond all": (
        lambda url: make_url(url).set(port=70_000).render_as_string(hide_password=False),
        "The port is a number from 1 to 65535",
    ),
    "a sign that would cut it short": (
        lambda url: url.replace("made", "made%00"),
        "cannot be read. It is written like",
    ),
    "a login that would cut it short": (
        lambda url: url.replace("psycopg://", "psycopg://%00"),
        "cannot be read. It is written like",
    ),
    "no scheme": (lambda url: url.partition(":")[2], "It is written like"),
    "PostgreSQL's own way": (
        lambda _url: f"host=127.0.0.1 password={PASSWORD.replace(' ', '')} user=anna",
        "It is written like",
    ),
    "PostgreSQL's own way, the password first": (
        lambda _url: f"password = '{PASSWORD}' host=127.0.0.1",
        "It is written like",
    ),
    "a setting that is none": (lambda url: f"{url}?sslmod=require", "Did you mean 'sslmode'"),
    "a password as a setting that is none": (
        lambda url: f"{url}?pasword=made-up",
        "'pasword', which is no setting",
    ),
    "another password as a setting": (
        lambda url: f"{url}?password=not+made+up",
        "does not let you in.*password",
    ),
    "a way of TLS that is none": (
        lambda url: f"{url}?sslmode=always",
        "a setting in its address cannot be used.*sslmode.*after the question mark",
    ),
    "a time that is none": (
        lambda url: f"{url}?connect_timeout=soon",
        "a setting in its address cannot be used.*connect_timeout",
    ),
    "an option that is none": (
        lambda url: f"{url}?options=-cno_such%3D1",
        "a setting in its address cannot be used.*no_such",
    ),
    "a sign in the password": (
        lambda url: url.replace("made up", "made@up"),
        "in a password, @ is written %40",
    ),
}
TASKS = {
    "init": [],
    "grant": ["new", "--patient", "new"],
    "revoke": ["{anna}"],
    "assign": ["{carla}", "ben"],
    "release": ["{carla}", "anna"],
    "check": [],
}


def run(own: Clinic, url: str, task: str) -> str:
    """Run a task of the command; return what it refuses with, as a person reads it."""
    names = {name: own.login(name) for name in ("anna", "carla")}
    done = CliRunner().invoke(main, [task, url, *(word.format(**names) for word in TASKS[task])])
    if done.exception is None:
        return ""
    # What the command prints in place of a traceback.
    assert isinstance(done.exception, LogError | SystemExit), done.exc_info
    return done.output if isinstance(done.exception, SystemExit) else str(done.exception)


def state(server: deploy.Postgres, own: Clinic) -> list[list[tuple[object, ...]]]:
    """Return all that a task could have changed."""
    inside = at_the_tables(server.url.set(database=own.owner.database))
    tables = ("people", "assigned", "audit", "clinic", "backcare_log", "sessions")
    all_rows = "SELECT * FROM {}"
    rights = "SELECT relname, relacl::text FROM pg_class ORDER BY oid"
    roles = "SELECT rolname, rolcanlogin, rolpassword FROM pg_authid ORDER BY oid"
    members = "SELECT roleid, member FROM pg_auth_members ORDER BY 1, 2"
    rows = [sql(inside, all_rows.format(table)) for table in tables]
    return [*rows, *(sql(inside, asked) for asked in (rights, roles, members))]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_address_is_named(
    server: deploy.Postgres,
    own: Clinic,
    wrong: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By every task and by a log, with the way out and without the password; nothing is changed."""
    monkeypatch.chdir(tmp_path)
    spoil, words = WRONG[wrong]
    before = state(server, own)
    said = {task: run(own, spoil(own.url), task) for task in TASKS}
    for name, open_it in {
        "log": SessionLog,
        "log, later": lambda address: SessionLog(address, open_later=True).to_frame(),
    }.items():
        with pytest.raises(LogError) as told:
            open_it(spoil(own.address("anna")))
        said[name] = str(told.value)
    for told_by, refused in said.items():
        assert_named(refused, words, told_by)
    assert state(server, own) == before
    assert list(tmp_path.iterdir()) == []  # no address was taken for the path of a file


def assert_named(said: str, words: str, told_by: str) -> None:
    """Fail unless a refusal has its words, and nothing that is secret or for programmers."""
    assert re.search(words, said, re.DOTALL), (told_by, said)
    for part in (
        PASSWORD,
        "made",
        "made-up",
        "Traceback",
        "psycopg.",
        "sqlalchemy.exc",
        "Background on",
    ):
        assert part not in said, (told_by, said)


# --- TLS ----------------------------------------------------------------------------------------


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate for a server's name, signed by itself, and its key."""
    made, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"),
            *("-out", made, "-keyout", key),
        ],
        capture_output=True,
        check=True,
    )
    for path in (made, key):
        path.chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(path, "postgres")
    return made, key


@pytest.fixture(scope="module")
def with_tls() -> Iterator[tuple[deploy.Postgres, Path]]:
    """Run a server with a certificate for `localhost`; give the folder of others, too."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)  # the server reads its own there
    try:
        with own_postgres() as running:
            own_one, key = certificate(folder, "localhost")
            certificate(folder, "elsewhere.example")
            (folder / "junk.crt").write_text("junk")
            sql(
                running.url,
                f"ALTER SYSTEM SET ssl_cert_file = '{own_one}'",
                f"ALTER SYSTEM SET ssl_key_file = '{key}'",
                "ALTER SYSTEM SET ssl = on",
            )
            with stopped(running, "fast"):
                pass
            yield running, folder
    finally:
        shutil.rmtree(folder)


KEEP = "Do not turn this check off"
# What an address says of TLS, the name of the server there, and what comes of it.
TLS = {
    "required": ("sslmode=require", "127.0.0.1", ""),
    "held to its certificate": (
        "sslmode=verify-full&sslrootcert={}/localhost.crt",
        "localhost",
        "",
    ),
    "by another name": (
        "sslmode=verify-full&sslrootcert={}/localhost.crt",
        "127.0.0.1",
        f"certificate with another name .*localhost.*into the address.*{KEEP}",
    ),
    "held to another certificate": (
        "sslmode=verify-full&sslrootcert={}/elsewhere.example.crt",
        "localhost",
        f"by nobody whom this computer trusts.*sslrootcert=.*{KEEP}",
    ),
    "held to those of this computer": (
        "sslmode=verify-full&sslrootcert=system",
        "localhost",
        f"by nobody whom this computer trusts.*sslrootcert=.*{KEEP}",
    ),
    "held to nothing": (
        "sslmode=verify-full&sslrootcert={}/none.crt",
        "localhost",
        f"nothing to hold the certificate.*Add sslrootcert=.*{KEEP}",
    ),
    "held to what is no certificate": (
        "sslmode=verify-ca&sslrootcert={}/junk.crt",
        "localhost",
        f"nothing to hold the certificate.*Add sslrootcert=.*{KEEP}",
    ),
    "with half a certificate of one's own": (
        "sslmode=require&sslcert={0}/localhost.crt&sslkey={0}/none.key",
        "localhost",
        "your own certificate do not go together.*sslkey=",
    ),
    "in a version that nobody has": (
        "sslmode=require&ssl_min_protocol_version=TLSv9",
        "localhost",
        "a setting in its address cannot be used.*ssl_min_protocol_version",
    ),
}


@pytest.mark.parametrize("kind", TLS)
def test_what_tls_does_not_do_is_named(with_tls: tuple[deploy.Postgres, Path], kind: str) -> None:
    """With the way out, which is never to look less closely."""
    running, folder = with_tls
    how, host, words = TLS[kind]
    base = running.url.set(host=host).render_as_string(hide_password=False)
    address = f"{base}?{how.format(quote(str(folder)))}"
    if not words:
        SessionLog(address).close()
        return
    for use in (SessionLog, check):
        with pytest.raises(LogError) as told:
            use(address)
        assert_named(str(told.value), words, kind)
        assert str(running.url.password) not in str(told.value)


@pytest.mark.parametrize("mode", ["require", "verify-ca", "verify-full"])
def test_a_server_without_tls_is_named(own: Clinic, mode: str) -> None:
    """By every task and by a log; nobody is told to go on without it."""
    words = f"does not do TLS, and its address asks for it.*turn it on.*{KEEP}"
    for task in TASKS:
        assert_named(run(own, f"{own.url}?sslmode={mode}", task), words, task)
    with pytest.raises(LogError) as told:
        SessionLog(f"{own.address('anna')}?sslmode={mode}")
    assert_named(str(told.value), words, "log")


def test_a_server_that_wants_tls_is_named(with_tls: tuple[deploy.Postgres, Path]) -> None:
    """Whoever comes without it is told to add it; who has no right to come, whom to ask."""
    running, _ = with_tls
    [[place]] = sql(running.url, "SHOW hba_file")
    rules = Path(str(place))
    before = rules.read_bytes()
    words = {
        "hostssl": ("disable", "with TLS only.*Add sslmode=verify-full"),
        "hostnossl": ("require", "does not let this login in from this computer.*Check the login"),
    }
    try:
        for line, (mode, told) in words.items():
            rules.write_bytes(f"{line} all all 127.0.0.1/32 scram-sha-256\n".encode())
            with stopped(running, "fast"):
                pass
            address = running.url.update_query_dict({"sslmode": mode})
            with pytest.raises(LogError, match=told):
                SessionLog(address.render_as_string(hide_password=False))
    finally:
        rules.write_bytes(before)
        with stopped(running, "fast"):
            pass


# What is done to a clinic, with what puts it right again; who refuses then, and in what words.
SPOILT: dict[str, tuple[str, str, set[str], str]] = {
    "a role is missing": (
        "ALTER ROLE backcare_patient RENAME TO mislaid",
        "ALTER ROLE mislaid RENAME TO backcare_patient",
        {"init", "grant", "check"},
        "role backcare_patient is missing.*CREATE ROLE backcare_patient NOLOGIN.*put back a copy",
    ),
    "a login has no role": (
        "REVOKE backcare_patient FROM {anna}",
        "GRANT backcare_patient TO {anna}",
        {"check", "log"},
        "not belong to backcare_patient.*clinic revoke URL anna.*, and grant it again|"
        "may not do that there. Ask the person who looks",
    ),
    "a right is missing": (
        "REVOKE SELECT ON sessions FROM backcare_clinician",
        "GRANT SELECT ON sessions TO backcare_clinician",
        {"check"},
        "may SELECT public.sessions: that is missing.*run: GRANT SELECT ON public.sessions TO",
    ),
    "a role that logs in": (
        "ALTER ROLE backcare_backup LOGIN CREATEROLE",
        "ALTER ROLE backcare_backup NOLOGIN NOCREATEROLE",
        {"check"},
        "The role backcare_backup may log in itself and may make other logins.*NOREPLICATION;",
    ),
    "a role that belongs to another": (
        "GRANT backcare_backup TO backcare_patient",
        "REVOKE backcare_backup FROM backcare_patient",
        {"check"},
        "backcare_patient' belongs to backcare_backup.*REVOKE .backcare_backup. FROM",
    ),
    "row security that is off for all": (
        "ALTER ROLE ALL SET row_security = off",
        "ALTER ROLE ALL RESET row_security",
        {"check", "log"},
        "row_security is off.*administrator, run: ALTER ROLE ALL RESET row_security;|"
        "may not do that there. Ask the person who looks",
    ),
    "the list of steps is empty": (
        "DELETE FROM clinic",
        "INSERT INTO clinic VALUES ('001_people.sql')",
        {*TASKS, "log"},
        "the list of its steps is gone. Put back a copy.*INSERT INTO .*clinic check URL|"
        "of an older version than this backcare. Ask .* python -m backcare.clinic init",
    ),
    "a step of a newer one": (
        "INSERT INTO clinic VALUES ('999_later.sql')",
        "DELETE FROM clinic WHERE step = '999_later.sql'",
        {*TASKS, "log"},
        "step 999_later.sql is of a newer backcare.*Update backcare|"
        "it is of a newer version than this backcare. Update backcare",
    ),
    "a log of a newer one": (
        "UPDATE backcare_log SET version = version + 95",
        "UPDATE backcare_log SET version = version - 95",
        {*TASKS, "log"},
        "it is of version 9. and this backcare knows versions up to.*Update backcare",
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_is_wrong_with_a_clinic_is_named(
    server: deploy.Postgres, own: Clinic, spoilt: str
) -> None:
    """With the way out, and nothing is changed; put right, all of it holds."""
    spoil, mend, refusing, words = SPOILT[spoilt]
    inside = server.url.set(database=own.owner.database)
    sql(inside, spoil.format(anna=own.login("anna")))
    try:
        before = state(server, own)
        for task in refusing - {"log"}:
            assert_named(run(own, own.url, task), words, task)
        if "log" in refusing:
            with pytest.raises(LogError) as told:
                own.log("anna")
            assert_named(str(told.value), words, "log")
        assert state(server, own) == before
    finally:
        sql(inside, mend.format(anna=own.login("anna")))
    assert check(own.url) == []
    with own.log("anna") as log:
        log.undo(log.add(Session(MONDAY)))


def test_an_older_server_is_named(own: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the version that is needed, by every task and by a log."""
    monkeypatch.setattr(version, "OLDEST_SERVER", 99)
    words = r"its server is PostgreSQL \d+(\.\d+)+, and backcare needs 99 or newer. Have the server"
    for task in TASKS:
        assert_named(run(own, own.url, task), words, task)
    with pytest.raises(LogError, match=words):
        own.log("anna")


def test_the_advice_for_a_login_that_is_gone_can_be_followed(
    server: deploy.Postgres, own: Clinic
) -> None:
    """And then the same patient is let in again, with what they wrote."""
    own.let_in("zoe", patient="zoe")
    zoe = own.login("zoe")
    with own.log("zoe") as log:
        log.add(Session(MONDAY, session_id="one"))
    sql(server.url, f"DROP ROLE {zoe}")
    (said,) = check(own.url)
    assert f"is gone. Run python -m backcare.clinic revoke URL {zoe}." in said
    revoke(own.url, zoe)
    assert check(own.url) == []
    grant(own.url, zoe, patient="zoe", password=PASSWORD)
    with own.log("zoe") as log:
        assert log.has("one")
