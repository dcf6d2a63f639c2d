"""Opening a log: where it is, who may open it, and how older logs become newer ones."""

import contextlib
import os
import sqlite3
import stat
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, inspect, make_url

from backcare.errors import LogError
from backcare.log import SessionLog, place, schema, whole_file
from backcare.log.version import version_of
from backcare.sessions import Entry, Session

MONDAY = datetime(2026, 3, 2, 18, tzinfo=UTC)
on_posix = pytest.mark.skipif(os.name != "posix", reason="this system knows owners differently")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a log's file with a session in it."""
    path = tmp_path / "log.db"
    with SessionLog(path) as log:
        log.add(Session(MONDAY, session_id="first", entries=[Entry("bridging")]))
    return path


@pytest.fixture
def _open_to_all() -> Iterator[None]:
    """Let new files be readable and writable by everybody, where nothing says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    """Return who may do what with a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


@on_posix
@pytest.mark.usefixtures("_open_to_all")
def test_a_new_log_is_its_owners_from_the_first_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file, what SQLite puts beside it while it writes, and each folder that was made."""
    for change in ("chmod", "fchmod"):  # too late: somebody could have looked before
        monkeypatch.delattr(os, change)
    path = tmp_path / "a" / "b" / "log.db"
    with SessionLog(path) as log, log._database.write() as connection:
        connection.exec_driver_sql("INSERT INTO events VALUES ('', '', '', 0, '', '', 0, '')")
        beside = set(path.parent.iterdir()) - {path}
        assert beside
        assert {mode(file) for file in (path, *beside)} == {0o600}
    assert (mode(path.parent), mode(path.parent.parent)) == (0o700, 0o700)


@on_posix
def test_rights_that_somebody_gave_are_left_alone(path: Path) -> None:
    """A family may share a log, and a folder is not the log's to close."""
    path.chmod(0o660)
    path.parent.chmod(0o755)
    with SessionLog(path) as log:
        log.add(Session(MONDAY))
    assert (mode(path), mode(path.parent)) == (0o660, 0o755)


def test_the_log_is_one_file(path: Path) -> None:
    """Nothing stands beside it while nobody writes: a copy of it is a copy of everything."""
    with SessionLog(path) as log:
        log.add(Session(MONDAY))
        assert list(path.parent.iterdir()) == [path]


def test_what_is_acknowledged_is_on_the_disk(path: Path) -> None:
    """The journal is flushed, and so is the folder that it is deleted from (EXTRA is 3)."""
    with SessionLog(path) as log, log._database.read() as connection:
        told = {
            setting: connection.exec_driver_sql(f"PRAGMA {setting}").scalar()
            for setting in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert told == {"journal_mode": "delete", "synchronous": 3, "foreign_keys": 1}


def test_without_a_path_the_log_is_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where this computer keeps such things; a page has a place of its own."""
    monkeypatch.setattr(whole_file, "in_page", lambda: False)
    monkeypatch.delenv("BACKCARE_LOG", raising=False)
    monkeypatch.setattr(place, "user_data_path", lambda name, **_: tmp_path / name)
    with SessionLog() as log:
        assert log.path == tmp_path / "backcare" / "log.db"


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_the_environment_says_where_the_log_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """As a path, or as an address; a path that is given counts more."""
    monkeypatch.setenv("BACKCARE_LOG", form.format(tmp_path / "env.db"))
    with SessionLog() as log, SessionLog(tmp_path / "given.db") as given:
        assert log.path == tmp_path / "env.db"
        assert given.path == tmp_path / "given.db"


def test_a_log_stays_where_it_was_when_the_notebook_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path is taken once; ~ is the home folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    with SessionLog("log.db") as log, SessionLog("~/log.db") as at_home:
        monkeypatch.chdir("/")
        log.add(Session(MONDAY))
        assert log.path == tmp_path / "log.db"
        assert at_home.path == tmp_path / "home" / "log.db"


@pytest.mark.parametrize("name", ["a b?c#d%20e.db", "Übung 🙂.db", "a&mode=memory.db"])
def test_a_path_may_have_any_characters(tmp_path: Path, name: str) -> None:
    """What means something in an address means nothing in a path."""
    with SessionLog(tmp_path / name) as log:
        log.add(Session(MONDAY))
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("mysql://me:secret@server/log", "cannot be a log. Pass the path of a file"),
        ("postgresql+nonesuch://me:secret@server/log", "Install what is missing"),
        ("postgrsql+psycopg://me:secret@server/log", "cannot be a log. Pass the path of a file"),
        ("://", "The address of the log cannot be read"),
        ("postgresql:/me:secret@server/log", "The address of the log cannot be read"),
        ("postgresql//me:secret@server/log", "The address of the log cannot be read"),
        ("postgres:server/log", "The address of the log cannot be read"),
        ("mysql:me:secret@server/log", "The address of the log cannot be read"),
        ("postgresql+psycopg:///me:secret@server/log", "The address of the log cannot be read"),
        ("postgresql+psycopg://me:secret@server:port/log", r"The port is a number"),
        ("postgresql+psycopg://me:a@secret@server/log", "in a password, @ is written %40"),
    ],
)
def test_an_address_that_cannot_be_a_log_is_told_without_its_password(
    given: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what can be given instead; and what is nearly an address makes no file."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LogError, match=told) as caught:
        SessionLog(given)
    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["me@home.db", "logs/me@home.db", "postgres.db"])
def test_what_is_only_a_little_like_an_address_is_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As it is, and in the address of a file."""
    monkeypatch.chdir(tmp_path)
    SessionLog(name).close()
    assert (tmp_path / name).exists()
    SessionLog(f"sqlite:///{tmp_path}/{name}").close()


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    """It is told, and nothing is put into it."""
    with pytest.raises(LogError, match="it is not a file that can be opened"):
        SessionLog(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_cannot_be_a_folder(path: Path) -> None:
    """The folder of the log has to be one."""
    with pytest.raises(LogError, match="Choose another path"):
        SessionLog(path / "log.db")


def test_a_closed_log_says_so(path: Path) -> None:
    """Closing twice does no harm; using it after that is told."""
    log = SessionLog(path)
    log.close()
    log.close()
    with pytest.raises(LogError, match="it has been closed"):
        log.to_frame()


def test_a_log_shows_where_it_is(path: Path) -> None:
    """The same text each time, so that a notebook's output does not change."""
    with SessionLog(path) as log:
        assert repr(log) == f"SessionLog({str(path)!r})"
    assert repr(SessionLog(":memory:")) == "SessionLog(':memory:')"


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 2", b"SQLite format 3"])
def test_what_is_empty_or_foreign_is_asked_about_and_not_touched(
    tmp_path: Path, content: bytes
) -> None:
    """SQLite would take it for a log to be begun, and write into it."""
    path = tmp_path / "log.db"
    path.write_bytes(content)
    empty = r"put back a copy\. If it is to become a new log, delete it first"
    for open_later in (False, True):
        with pytest.raises(LogError, match="not a backcare log" if content else empty):
            SessionLog(path, open_later=open_later).add(Session(MONDAY))
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [content]


@pytest.mark.parametrize(
    "made",
    ["PRAGMA user_version = 7", "CREATE VIEW v AS SELECT 1", "CREATE TABLE t(x); DROP TABLE t"],
)
def test_a_file_of_sqlite_without_our_tables_is_not_touched(tmp_path: Path, made: str) -> None:
    """Only a file that backcare has just made itself becomes a log."""
    path = tmp_path / "other.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(made)
    before = path.read_bytes()
    for open_later in (False, True):
        with pytest.raises(LogError, match="is not a session log"):
            SessionLog(path, open_later=open_later).add(Session(MONDAY))
    assert path.read_bytes() == before


def test_a_log_that_has_lost_its_tables_is_not_begun_anew(path: Path) -> None:
    """It is no new one."""
    tables = [table.name for table in reversed(schema.TABLES.sorted_tables)]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(";".join(f"DROP TABLE {table}" for table in tables))
    with pytest.raises(LogError, match="is not a session log"):
        SessionLog(path)


@on_posix
@pytest.mark.parametrize("open_later", [False, True])
def test_what_is_no_regular_file_is_refused(tmp_path: Path, open_later: bool) -> None:
    """Told by what it is; a pipe is not waited for."""
    dangling, loop, fifo = (tmp_path / name for name in ("dangling", "loop", "fifo"))
    dangling.symlink_to(tmp_path / "nowhere" / "log.db")
    loop.symlink_to(loop)
    os.mkfifo(fifo)
    link, none = "a link to a file that is not there", "not a file that can be opened"
    for one, told in ((dangling, link), (loop, link), (fifo, none), (Path(os.devnull), none)):
        with pytest.raises(LogError, match=told):
            SessionLog(one, open_later=open_later).to_frame()


@pytest.mark.parametrize("length", [1, 15, 16, 17, 99])
def test_a_log_that_was_cut_short_may_be_put_back(path: Path, length: int) -> None:
    """It is not only called a file of another kind."""
    os.truncate(path, length)
    with pytest.raises(LogError, match=r"[Pp]ut back a copy"):
        SessionLog(path)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("time", ["infinity", "-infinity", "0044-03-15 12:00:00 BC"])
def test_a_time_that_python_does_not_know(address: str, time: str) -> None:
    """PostgreSQL knows more of them: what has one is set aside, and hides nothing else."""
    with SessionLog(address) as log:
        for name in ("bad", "good"):
            log.add(Session(MONDAY, session_id=name))
            log.add_measure(MONDAY.date() - timedelta(days=name == "bad"), "rmdq_24", 9)
        log.safety_record().answer_red_flags([])
        with log._database.write() as connection:
            change = f"UPDATE sessions SET started_at = '{time}' WHERE session_id = 'bad'"  # noqa: S608
            connection.exec_driver_sql(change)
            day = time.replace(" 12:00:00", "")
            change = f"UPDATE measures SET date = '{day}' WHERE date < '2026-03-02'"  # noqa: S608
            connection.exec_driver_sql(change)
            connection.exec_driver_sql(f"UPDATE events SET happened_at = '{time}'")  # noqa: S608
        with pytest.warns(UserWarning, match="1 session"):
            assert log.to_frame()["session_id"].tolist() == ["good"]
        assert [one.session_id for one in log.sessions()] == ["good"]
        with pytest.warns(UserWarning, match="1 score"):
            assert len(log.measures()) == 1
        assert "python -m" not in str(log.unread.to_dict())  # it knows no servers
        assert log.safety_record().red_flags() is None
        assert log._known_times("no such file") == [MONDAY]
        with pytest.warns(UserWarning, match="1 session"):
            assert log.awaiting_reason() == "stop_rule"


def test_a_log_cut_to_nothing_while_it_is_open_is_told(path: Path) -> None:
    """The next use finds it, and begins no new one."""
    with SessionLog(path) as log:
        log.add(Session(MONDAY))
        os.truncate(path, 0)
        for use in (lambda: log.add(Session(MONDAY)), log.to_frame):
            with pytest.raises(LogError, match=r"empty file\. If it was your log"):
                use()
    assert path.stat().st_size == 0


def test_a_new_log_is_whole_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is stopped before that leaves no log; what is left over is cleared away in time."""

    def stop(*_: object) -> None:
        raise RuntimeError("killed")

    path = tmp_path / "log.db"
    with monkeypatch.context() as patch:
        patch.setattr(place, "_name", stop)
        with pytest.raises(RuntimeError):
            SessionLog(path)
    assert list(tmp_path.iterdir()) == []
    old, young = (tmp_path / f".log.db.{name}.new" for name in ("old", "young"))
    for file in (old, young):
        file.touch()
    os.utime(old, (0, 0))
    SessionLog(path).close()
    assert {file.name for file in tmp_path.iterdir()} == {"log.db", young.name}


def test_a_disk_that_knows_no_second_name_for_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory sticks do not; the log is there all the same, and whole."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    with SessionLog(tmp_path / "log.db") as log:
        log.add(Session(MONDAY))
        assert [file.name for file in tmp_path.iterdir()] == ["log.db"]


# What version 1, the first that was released, made.
VERSION_1 = (
    """CREATE TABLE sessions (
        session_id VARCHAR(100) NOT NULL PRIMARY KEY,
        patient VARCHAR(100) NOT NULL,
        started_at TIMESTAMP NOT NULL,
        utc_offset_min INTEGER NOT NULL,
        pain_before INTEGER,
        pain_after INTEGER,
        pain_peak INTEGER,
        pain_minutes DOUBLE PRECISION,
        note VARCHAR(10000) NOT NULL
    )""",
    """CREATE TABLE entries (
        session_id VARCHAR(100) NOT NULL REFERENCES sessions (session_id),
        position INTEGER NOT NULL,
        exercise_id VARCHAR(100) NOT NULL,
        sets INTEGER,
        reps INTEGER,
        hold_s INTEGER,
        minutes DOUBLE PRECISION,
        PRIMARY KEY (session_id, position)
    )""",
    """CREATE TABLE measures (
        patient VARCHAR(100) NOT NULL,
        date DATE NOT NULL,
        instrument VARCHAR(100) NOT NULL,
        score DOUBLE PRECISION NOT NULL,
        note VARCHAR(10000) NOT NULL,
        PRIMARY KEY (patient, date, instrument)
    )""",
    """CREATE TABLE events (
        event_id VARCHAR(32) NOT NULL PRIMARY KEY,
        patient VARCHAR(100) NOT NULL,
        happened_at TIMESTAMP NOT NULL,
        utc_offset_min INTEGER NOT NULL,
        kind VARCHAR(100) NOT NULL
    )""",
    """CREATE TABLE changes (
        change_id INTEGER NOT NULL,
        session_id VARCHAR(100) NOT NULL,
        action VARCHAR(10) NOT NULL,
        before TEXT,
        PRIMARY KEY (change_id, session_id)
    )""",
    "CREATE TABLE backcare_log (version INTEGER NOT NULL)",
    "INSERT INTO backcare_log VALUES (1)",
)


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """Return a log as version 1 wrote it."""
    path = tmp_path / "first.db"
    rows = (
        "INSERT INTO sessions VALUES"
        " ('first', 'me', '2026-03-02 18:00:00.000000', 60, 3, NULL, NULL, 2.5, 'fine')",
        "INSERT INTO entries VALUES ('first', 0, 'bridging', 2, 10, 6, NULL)",
    )
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        for statement in (*VERSION_1, *rows):
            connection.execute(statement)
    return path


def assert_is_as_a_new_log(log: SessionLog) -> None:
    """Hold the tables of a log to those that the statements are built from."""
    with log._database.read() as connection:
        found = inspect(connection)
        for table in schema.TABLES.sorted_tables:
            made = {one["name"]: one for one in found.get_columns(table.name)}
            assert {name: one["nullable"] for name, one in made.items()} == {
                column.name: column.nullable for column in table.columns
            }
            key = found.get_pk_constraint(table.name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key]
        assert set(found.get_table_names()) == {table.name for table in schema.TABLES.sorted_tables}


def test_a_new_log_has_the_tables_that_are_used(log: SessionLog) -> None:
    """Whatever database keeps it."""
    assert_is_as_a_new_log(log)


def test_the_steps_lead_to_the_tables_that_are_used(first_version: Path) -> None:
    """What the steps make of the first version is what a new log begins with."""
    with SessionLog(first_version) as log:
        assert_is_as_a_new_log(log)
        cet = timezone(timedelta(hours=1))
        start = datetime(2026, 3, 2, 18, tzinfo=cet)
        done = [Entry("bridging", 2, 10, 6)]
        kept = Session(start, 3, None, done, pain_minutes=2.5, note="fine", session_id="first")
        assert log.sessions() == [kept]
        log.edit(replace(kept, pain_after=2))
        assert log.to_frame()["pain_after"].tolist() == [2]


def test_an_older_log_is_brought_to_the_newest_version(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Step by step, with everything in it."""
    steps = ("ALTER TABLE sessions ADD COLUMN mood INTEGER",), ("UPDATE sessions SET mood = 3",)
    newest = schema.newest_version() + 2
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, *steps))
    for _ in range(2):
        with SessionLog(path) as log, log._database.read() as connection:
            assert version_of(connection) == newest
            assert connection.exec_driver_sql("SELECT mood FROM sessions").scalars().all() == [3]
            assert log.session("first").entries == (Entry("bridging"),)


def test_a_step_to_a_new_version_that_fails_leaves_the_old_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All statements of a step, or none."""
    before = path.read_bytes()
    step = ("ALTER TABLE sessions ADD COLUMN mood INTEGER", "NO SUCH STATEMENT")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
    with pytest.raises(LogError, match="syntax error"):
        SessionLog(path)
    assert path.read_bytes() == before


@pytest.fixture
def latin_database(address: str) -> Iterator[str]:
    """Make a database that keeps text as LATIN1, beside the one of the tests."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = f"latin_{uuid.uuid4().hex}"
    with engine.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
        )
    yield make_url(address).set(database=name, query={}).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_database_that_cannot_hold_every_sign_is_refused(latin_database: str) -> None:
    """Before somebody writes a note that it would not take."""
    with pytest.raises(LogError, match=r"keeps text as LATIN1.*createdb --encoding=UTF8"):
        SessionLog(latin_database)


def test_a_draft_that_goes_while_another_log_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many programs that begin one log, each clears its own draft away."""
    monkeypatch.setattr(Path, "glob", lambda folder, _pattern: [folder / ".log.db.0.new"])
    with SessionLog(tmp_path / "log.db") as log:
        assert log.sessions() == []
