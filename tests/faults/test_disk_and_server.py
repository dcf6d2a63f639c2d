"""What goes wrong around a log: each fault is told, and what was stored stays whole."""

import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from log_in_processes import run
from sqlalchemy import Connection, NullPool, create_engine, delete, select
from sqlalchemy.exc import DBAPIError

from backcare.errors import ChangedElsewhereError, LogError, OutcomeUnknownError, SessionError
from backcare.log import SessionLog, database, why
from backcare.log.__main__ import main
from backcare.log.schema import EVENTS, MEASURES, SESSIONS
from backcare.sessions import Entry, Session

MONDAY = datetime(2026, 3, 2, 18, tzinfo=UTC)
on_posix = pytest.mark.skipif(os.name != "posix", reason="needs fork and signals")
everywhere = pytest.mark.parametrize(
    "database", ["file", "memory", "postgresql", "clinic"], indirect=True
)
on_server = pytest.mark.parametrize("database", ["postgresql", "clinic"], indirect=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a log's file with some sessions in it."""
    path = tmp_path / "log.db"
    with SessionLog(path) as log:
        for number in range(20):
            log.add(Session(MONDAY, entries=[Entry("bridging")] * 20, note=f"{number}" * 500))
    return path


@pytest.fixture
def anybodys_folder() -> Iterator[Path]:
    """Make a folder that another user of this computer can reach."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


@on_posix
@pytest.mark.parametrize("room", [0, 10_000, 30_000])
def test_a_full_disk_is_told_and_the_log_goes_on_when_there_is_room(
    tmp_path: Path, room: int
) -> None:
    """The session that did not fit is refused as a whole."""
    found = run("fill_the_disk", tmp_path / "log.db", room)
    assert found["wrong"] == []
    assert "log.db was left as it is: the disk gave an error" in found["refused"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Make a disk of 128 KiB, where this is allowed."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("making a small disk needs root on Linux")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_really_full_is_told(small_disk: Path) -> None:
    """Each session before it is there."""
    added: list[str] = []
    with SessionLog(small_disk / "log.db") as log:
        with pytest.raises(LogError, match="the disk is full"):
            added.extend(log.add(Session(MONDAY, note="x" * 3_000)) for _ in range(100))
        assert {one.session_id for one in log.sessions()} == set(added)
        assert len(added) >= 5


def test_a_log_that_has_no_room_beside_it_is_not_repaired(
    small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """That is told, and nothing of the try takes up what room there was."""
    path = small_disk / "log.db"
    with SessionLog(path) as log:
        for _ in range(2):
            log.add(Session(MONDAY, note="x" * 8_000))
    assert main(["repair", str(path)]) == 1
    assert "log-repaired.db could not be made: the disk is full" in capsys.readouterr().out
    assert list(small_disk.iterdir()) == [path]


@on_posix
def test_without_the_right_to_write_a_log_can_still_be_read(anybodys_folder: Path) -> None:
    """A read-only file, and a folder in which no journal can be made."""
    found = run("write_without_the_right", anybodys_folder / "log.db")
    assert found["wrong"] == []
    assert len(found["refused"]) == 2
    for refused in found["refused"]:
        assert "log.db was left as it is: it is read-only. Ask for permission" in refused


def other_database(path: Path) -> None:
    """Put somebody else's database in the place of the log."""
    path.unlink()
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE sessions (id); INSERT INTO sessions VALUES (1)")
    connection.close()


def newer_version(path: Path) -> None:
    """Make the log one of a later version."""
    connection = sqlite3.connect(path)
    connection.executescript("UPDATE backcare_log SET version = 99")
    connection.close()


def mangle(path: Path) -> None:
    """Overwrite the middle of the file, which its first page knows nothing of."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(content)


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("Dear diary, " * 1000), "not a backcare log"),
    "noise": (lambda path: path.write_bytes(bytes(range(256)) * 64), "not a backcare log"),
    "cut short": (lambda path: os.truncate(path, path.stat().st_size // 3), "it is damaged"),
    "mangled": (mangle, "it is damaged"),
    "other database": (other_database, "it holds other data and is not a session log"),
    "newer": (newer_version, "version 99.*Update backcare"),
}


@pytest.mark.parametrize("fault", REFUSED)
@pytest.mark.parametrize("is_open", [False, True])
def test_what_is_no_good_log_is_refused_and_not_touched(
    path: Path, fault: str, is_open: bool
) -> None:
    """When it is opened, and also when it is put in the place of an open one."""
    spoil, told = REFUSED[fault]
    spare = path.with_name("spare.db")
    shutil.copy(path, spare)
    spoil(spare)
    before = spare.read_bytes()
    if is_open:
        with SessionLog(path) as log:
            spare.replace(path)
            for use in (lambda: log.add(Session(MONDAY)), log.to_frame, log.undo):
                with pytest.raises(LogError, match=f"log.db was left as it is: .*{told}"):
                    use()
    else:
        spare.replace(path)
        with pytest.raises(LogError, match=f"log.db was left as it is: .*{told}"):
            SessionLog(path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("fault", REFUSED)
def test_a_log_to_be_opened_later_refuses_until_it_is_mended(path: Path, fault: str) -> None:
    """Each use says why and changes nothing; with a good log in its place, all is well."""
    spoil, told = REFUSED[fault]
    with SessionLog(path) as log:
        rows = len(log.to_frame())
    good = path.read_bytes()
    spoil(path)
    bad = path.read_bytes()
    with SessionLog(path, open_later=True) as log:
        for use in (lambda: log.add(Session(MONDAY)), log.to_frame, log.undo):
            with pytest.raises(LogError, match=f"log.db was left as it is: .*{told}"):
                use()
        assert path.read_bytes() == bad
        path.write_bytes(good)
        assert len(log.to_frame()) == rows > 0


def test_a_folder_in_the_place_of_a_log_to_be_opened_later(tmp_path: Path) -> None:
    """It is told when the log is used; nothing is made until then, and then only the log."""
    (tmp_path / "log.db").mkdir()
    with SessionLog(tmp_path / "log.db", open_later=True) as log:
        with pytest.raises(LogError, match="it is not a file that can be opened"):
            log.to_frame()
        (tmp_path / "log.db").rmdir()
        log.add(Session(MONDAY))
    SessionLog(tmp_path / "a" / "log.db", open_later=True).close()
    assert [file.name for file in tmp_path.iterdir()] == ["log.db"]


def test_a_log_that_becomes_newer_while_it_is_open_is_not_written(path: Path) -> None:
    """Another notebook with a newer backcare may have brought it to its own version."""
    with SessionLog(path) as log:
        newer_version(path)
        with pytest.raises(LogError, match="version 99"):
            log.add(Session(MONDAY))


def test_a_log_deleted_while_open_is_told_and_not_begun_anew(path: Path) -> None:
    """An empty log in its place would hide that a year is gone."""
    with SessionLog(path) as log:
        moved = path.rename(path.with_name("moved.db"))
        for use in (lambda: log.add(Session(MONDAY)), log.to_frame):
            with pytest.raises(LogError, match=r"no longer there\. Put it back"):
                use()
        assert not path.exists()
        moved.rename(path)
        log.add(Session(MONDAY, session_id="after"))
    with SessionLog(path) as log:
        assert len(log.sessions()) == 21


def test_another_log_in_the_place_of_an_open_one_is_the_log_from_then_on(path: Path) -> None:
    """A program that keeps folders the same on two computers replaces files."""
    with SessionLog(path) as log:
        with SessionLog(path.with_name("other.db")) as other:
            other.add(Session(MONDAY, session_id="other"))
        path.with_name("other.db").replace(path)
        assert [one.session_id for one in log.sessions()] == ["other"]
        log.add(Session(MONDAY, session_id="new"))
    with SessionLog(path) as log:
        assert {one.session_id for one in log.sessions()} == {"other", "new"}


def test_a_log_that_another_program_does_not_let_go_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A word after 2 seconds, an end after 15, which this test does not wait for."""
    assert (database.WORD_AFTER_S, database.GIVE_UP_AFTER_S) == (2, 15)
    monkeypatch.setattr(database, "WORD_AFTER_S", 0.01)
    monkeypatch.setattr(database, "GIVE_UP_AFTER_S", 0.02)
    monkeypatch.setattr(database, "NOT_AGAIN_FOR_S", 0)
    other = sqlite3.connect(path, isolation_level=None)
    with SessionLog(path) as log:
        other.execute("BEGIN EXCLUSIVE")
        for use in (lambda: log.add(Session(MONDAY)), log.to_frame):
            with pytest.raises(LogError, match="another program is busy with it"):
                use()
            assert "Another program is busy with the log" in capsys.readouterr().err
        waits: list[str] = []
        log.tell_waiting(lambda words: (waits.append(words), other.execute("ROLLBACK")))
        log.add(Session(MONDAY))  # it is let go while this waits
        assert len(waits) == 1
    other.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for moments only."""
    monkeypatch.setattr("backcare.log.database.WORD_AFTER_S", 0.01)
    monkeypatch.setattr("backcare.log.database.GIVE_UP_AFTER_S", 0.02)
    monkeypatch.setattr("backcare.log.database.NOT_AGAIN_FOR_S", 0)


@pytest.mark.usefixtures("impatient")
def test_a_commit_that_a_reader_holds_up(path: Path) -> None:
    """It is told, waited for, and then given up as a whole: nobody else is shut out by it."""
    other = sqlite3.connect(path, isolation_level=None, timeout=0)
    waits: list[str] = []
    with SessionLog(path) as log:
        log.tell_waiting(waits.append)
        other.execute("BEGIN")
        other.execute("SELECT * FROM sessions").fetchall()
        with pytest.raises(LogError, match="was left as it is: another program is busy"):
            log.add(Session(MONDAY, session_id="one"))
        assert len(waits) == 1
        other.execute("COMMIT")
        assert other.execute("SELECT count(*) FROM sessions").fetchone() == (20,)
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        assert len(log.sessions()) == 20
        other.execute("BEGIN")
        other.execute("SELECT * FROM sessions").fetchall()
        log.tell_waiting(lambda _words: other.execute("COMMIT"))
        log.add(Session(MONDAY, session_id="one"))  # it is let go while this waits
        assert log.has("one")
    other.close()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("database", ["file", "postgresql", "clinic"], indirect=True)
def test_who_has_given_up_does_not_wait_again_at_once(
    log: SessionLog, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page looks at next is told at once; after a while it is waited for once more."""
    monkeypatch.setattr("backcare.log.database.NOT_AGAIN_FOR_S", 60)
    waits: list[str] = []
    log.tell_waiting(waits.append)
    address = log._database._url.render_as_string(hide_password=False)
    with create_engine(address, poolclass=NullPool).connect() as other:
        other.exec_driver_sql(_HOLD[database])
        for call in (log.undo, lambda: log.add(Session(MONDAY)), log.undo):
            with pytest.raises(LogError, match="another program is busy with it"):
                call()
        assert len(waits) == 1
        monkeypatch.setattr("backcare.log.database.NOT_AGAIN_FOR_S", 0)
        with pytest.raises(LogError, match="another program is busy with it"):
            log.undo()
        assert len(waits) == 2
        monkeypatch.setattr("backcare.log.database.NOT_AGAIN_FOR_S", 60)
    log.add(Session(MONDAY))


_HOLD = {
    "file": "BEGIN IMMEDIATE",
    "postgresql": "LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE",
    "clinic": "SELECT take_turn(my_patient())",
}


@pytest.mark.usefixtures("impatient")
def test_a_log_that_another_program_holds_while_it_is_opened(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A word, and an end; also where it is opened with its first use."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LogError, match="another program is busy with it"):
        SessionLog(path)
    assert capsys.readouterr().err.count("Another program is busy with the log") == 1
    with SessionLog(path, open_later=True) as log:
        log.tell_waiting(lambda _words: other.execute("ROLLBACK"))
        assert len(log.sessions()) == 20
    other.close()


def test_a_commit_that_is_interrupted_leaves_no_transaction_open(
    log: SessionLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log can be used at once, and holds what it held; one in memory too."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    log.add(Session(MONDAY, session_id="one"))

    def clear() -> None:
        with log._database.write() as connection:
            connection.execute(delete(SESSIONS))
            monkeypatch.setattr(Connection, "exec_driver_sql", interrupt)
            monkeypatch.setattr(Connection, "commit", interrupt)

    with pytest.raises(KeyboardInterrupt):
        clear()
    monkeypatch.undo()
    log.add(Session(MONDAY, session_id="two"))
    assert {one.session_id for one in log.sessions()} == {"one", "two"}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_whose_log_is_locked_while_it_is_opened(
    log: SessionLog, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first look has an end too."""
    address = log._database._url.render_as_string(hide_password=False)
    with create_engine(address, poolclass=NullPool).connect() as other:
        other.exec_driver_sql("LOCK TABLE backcare_log IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(LogError, match="another program is busy with it"):
            SessionLog(address)
        assert "Another program is busy with the log" in capsys.readouterr().err
    SessionLog(address).close()


@pytest.mark.usefixtures("impatient")
def test_a_server_that_never_answers() -> None:
    """It takes the connection and says nothing: this has an end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        address = f"postgresql+psycopg://me@127.0.0.1:{port}/clinic?keepalives_count=2"
        with pytest.raises(LogError, match="timeout"):
            SessionLog(address)


def test_a_write_that_fails_in_the_middle_leaves_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session, its entries and what undo needs go in together or not at all."""

    def fail(*_: object) -> None:
        raise RuntimeError("in the middle")

    with SessionLog(path) as log:
        before = log.to_frame()
        session = log.sessions()[0]
        for step in ("remember", "remember_added"):
            monkeypatch.setattr(f"backcare.log.session_log.{step}", fail)
        changes = (
            lambda: log.add(Session(MONDAY)),
            lambda: log.edit(session),
            lambda: log.delete(session.session_id),
        )
        for change in changes:
            with pytest.raises(RuntimeError):
                change()
        assert log.to_frame().equals(before)


# --- an answer that gets lost, and many threads ----------------------------------------------


@pytest.fixture
def lose(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lose the answer to each commit that follows, which has come to be or not.

    Before it is lost, another program may write.
    """
    kept = database.Database._commit

    def losing(done: bool, meanwhile: Callable[[], object] | None = None) -> None:
        def commit(_self: object, connection: Connection) -> None:
            (connection.commit if done else connection.rollback)()
            if meanwhile is not None:
                with monkeypatch.context() as patch:
                    patch.setattr(database.Database, "_commit", kept)
                    meanwhile()
            raise OutcomeUnknownError("It is not known.", "the cable was cut")

        monkeypatch.setattr(database.Database, "_commit", commit)

    return losing


def changes_of(log: SessionLog, folder: Path) -> dict[str, Callable[[], object]]:
    """Return every change to sessions."""
    log.add(Session(MONDAY, session_id="old", pain_after=1))
    diary = folder / "diary.csv"
    diary.write_text("started_at,exercise_id\n2026-03-02T18:00Z,bridging\n", "utf-8")
    return {
        "import": lambda: log.import_csv(diary),
        "add": lambda: log.add(Session(MONDAY, session_id="new")),
        "edit": lambda: log.edit(Session(MONDAY, session_id="old", pain_after=2)),
        "delete": lambda: log.delete("old"),
        "undo": log.undo,
    }


@everywhere
@pytest.mark.parametrize("change", ["import", "add", "edit", "delete", "undo"])
def test_an_answer_that_got_lost_is_looked_up(
    log: SessionLog, change: str, lose: Callable[[bool], None], tmp_path: Path
) -> None:
    """What has come to be is no failure; what has not is told as that, and can be done again."""
    make = changes_of(log, tmp_path)[change]
    before = log.sessions()
    lose(False)
    with pytest.raises(LogError, match="was left as it is: the cable was cut") as told:
        make()
    assert not isinstance(told.value, OutcomeUnknownError)
    assert log.sessions() == before
    lose(True)
    make()
    assert log.sessions() != before


def rows_of_log(log: SessionLog) -> set[tuple[Any, ...]]:
    """Return the rows of scores and answers as they stand in the log."""
    with log._database.read() as connection:
        tables = (MEASURES, EVENTS)
        return {tuple(row) for table in tables for row in connection.execute(select(table))}


ANSWERS: dict[str, Callable[[SessionLog], object]] = {
    "score": lambda log: log.add_measure("2026-03-02", "rmdq_24", 9),
    "score again": lambda log: log.add_measure("2026-03-02", "nrs_pain", 5),
    "signs": lambda log: log.safety_record().answer_red_flags(["fever"]),
    "signs taken back": lambda log: log.safety_record().take_back_red_flags(),
    "asked": lambda log: log.confirm_professional(),
    "asked about": lambda log: log.safety_record().ask_about("bridging", reason="Ask first."),
    "told to stop": lambda log: log.safety_record().tell_to_stop("old", "stop_rule"),
    "limit": lambda log: log.safety_record().set_mild_limit(4, agreed_on="2026-03-02"),
}


@everywhere
@pytest.mark.parametrize("kind", list(ANSWERS))
def test_a_score_or_an_answer_that_got_lost_is_looked_up(
    log: SessionLog, kind: str, lose: Callable[[bool], None]
) -> None:
    """As a session is: and done again, it is there once."""
    log.add(Session(MONDAY, session_id="old"))
    log.add_measure("2026-03-02", "nrs_pain", 3)
    before = rows_of_log(log)
    lose(False)
    with pytest.raises(LogError, match="was left as it is: the cable was cut") as told:
        ANSWERS[kind](log)
    assert not isinstance(told.value, OutcomeUnknownError)
    assert rows_of_log(log) == before
    lose(True)
    ANSWERS[kind](log)
    assert len(rows_of_log(log) - before) == 1


def test_a_word_to_stop_that_was_there_before(
    log: SessionLog, lose: Callable[[bool], None]
) -> None:
    """Nothing had to be stored, so nothing got lost."""
    log.add(Session(MONDAY, session_id="old"))
    log.safety_record().tell_to_stop("old", "stop_rule")
    lose(False)
    log.safety_record().tell_to_stop("old", "stop_rule")
    assert log.awaiting_reason() == "stop_rule"


def as_stored(log: SessionLog, session: Session) -> Session:
    """Return a session as a log gives it back: in a clinic, "me" has a name."""
    return replace(session, patient=log._database.whose(session.patient))


@everywhere
def test_a_session_as_it_was_before_is_no_sign_of_a_change(
    log: SessionLog, lose: Callable[..., None]
) -> None:
    """What the log knows of older versions does not make an edit, or an add, that never was."""
    first, second = Session(MONDAY, session_id="a"), Session(MONDAY, session_id="a", pain_after=9)
    log.add(first)
    log.edit(second)
    deleted = Session(MONDAY, session_id="b")
    log.add(deleted)
    log.delete("b")
    lose(False)
    for change in (lambda: log.edit(first), lambda: log.add(deleted)):
        with pytest.raises(LogError, match="was left as it is: the cable was cut"):
            change()
    assert log.sessions() == [as_stored(log, second)]
    lose(True)
    log.edit(first)
    log.add(deleted)
    assert log.sessions() == [as_stored(log, first), as_stored(log, deleted)]


@pytest.mark.parametrize("again", [False, True])
def test_a_session_that_was_changed_again_before_it_was_looked_up(
    log: SessionLog, lose: Callable[..., None], again: bool
) -> None:
    """It has been stored, whatever another program made of it since."""
    first, second = Session(MONDAY, session_id="a"), Session(MONDAY, session_id="a", pain_after=9)
    if again:
        log.add(first)
    lose(True, lambda: log.edit(replace(first, pain_after=1)))
    assert (log.edit if again else log.add)(second) == "a"
    assert log.session("a").pain_after == 1


def and_add(log: SessionLog) -> object:
    """Add a session, as another program does."""
    return log.add(Session(MONDAY, session_id="c"))


def and_edit(log: SessionLog) -> object:
    """Edit the session that the newest change was about."""
    return log.edit(Session(MONDAY, session_id="b", pain_after=5))


def and_add_again(log: SessionLog) -> object:
    """Add another session of the id that was taken back: the same change but for its content."""
    return log.add(Session(MONDAY, session_id="b", pain_after=5))


@everywhere
@pytest.mark.parametrize(
    ("which", "done", "meanwhile"),
    [
        ("a", True, None),  # while b is the newest change
        ("a", False, None),
        (None, True, and_add),  # the number of the change is used again
        (None, False, and_add),
        (None, False, and_edit),
        (None, True, and_add_again),
    ],
)
def test_an_undo_whose_answer_got_lost(
    log: SessionLog,
    lose: Callable[..., None],
    which: str | None,
    done: bool,
    meanwhile: Callable[[SessionLog], object] | None,
) -> None:
    """It is told as it is, whatever another program has written meanwhile."""
    log.add(Session(MONDAY, session_id="a", pain_after=1))
    log.edit(Session(MONDAY, session_id="a", pain_after=2))
    log.add(Session(MONDAY, session_id="b"))
    lose(done, meanwhile and (lambda: meanwhile(log)))
    if done:
        assert log.undo(which).session_ids == (which or "b",)
    else:
        with pytest.raises(LogError, match="was left as it is: the cable was cut"):
            log.undo(which)
    assert log.session("a").pain_after == (1 if which and done else 2)
    assert log.has("b") is not (done and meanwhile is and_add)
    assert log.has("c") is (meanwhile is and_add)


def test_an_answer_that_got_lost_before_the_change_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the log is brought to its newest version: nothing has been added, and that is told."""

    def once_lost(patch: pytest.MonkeyPatch) -> Callable[[object], None]:
        def lost(_self: object) -> None:
            patch.undo()
            raise OutcomeUnknownError("It is not known.", "the cable was cut")

        return lost

    diary = tmp_path / "diary.csv"
    diary.write_text("started_at,exercise_id\n2026-03-02T18:00Z,bridging\n", "utf-8")
    with SessionLog(tmp_path / "log.db") as log:
        session = Session(MONDAY, session_id="a")
        log.add(session)
        log.delete("a")
        known = log._known_times(diary)
        monkeypatch.setattr(log, "_known_times", lambda _path: known)
        for change in (lambda: log.add(session), log.undo, lambda: log.import_csv(diary)):
            with monkeypatch.context() as patch:
                patch.setattr(database.Database, "_open_what_changed", once_lost(patch))
                with pytest.raises(LogError, match="was left as it is: the cable was cut"):
                    change()
        assert log.sessions() == []


@everywhere
def test_while_nobody_can_tell_it_is_said_so(
    log: SessionLog, lose: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server is gone: the log cannot be looked at either."""

    def gone(*_: object) -> None:
        raise LogError("The server is gone.")

    lose(True)
    monkeypatch.setattr(log, "_has", gone)
    with pytest.raises(OutcomeUnknownError, match="It is not known"):
        log.add(Session(MONDAY, session_id="one"))
    monkeypatch.undo()
    assert log.add_once(log.session("one")) == "one"
    assert len(log.sessions()) == 1


@everywhere
@pytest.mark.parametrize("known", [True, False])
def test_what_to_do_after_an_undo_that_nobody_knows_of(
    log: SessionLog,
    lose: Callable[[bool], None],
    monkeypatch: pytest.MonkeyPatch,
    known: bool,
) -> None:
    """The advice is true: only with the session as it was known may it be done again unseen."""

    def gone(*_: object) -> None:
        raise LogError("The server is gone.")

    one = Session(MONDAY, session_id="one", pain_after=2)
    log.add(one)
    two = replace(one, pain_after=3)
    log.edit(two)
    lose(True)
    monkeypatch.setattr(database.Database, "read", gone)
    advice = "Do it again when" if known else "do not undo again"
    with pytest.raises(OutcomeUnknownError, match=advice):
        log.undo("one", known=two if known else None)
    monkeypatch.undo()
    if known:
        with pytest.raises(ChangedElsewhereError):
            log.undo("one", known=two)
    assert log.session("one") == as_stored(log, one)


def failure(code: int = 0, sqlstate: str | None = None, *, cut: bool = False) -> DBAPIError:
    """Build what SQLAlchemy raises for a fault of a database."""
    kind = sqlite3.OperationalError if code else OSError
    orig: Any = type("Fault", (kind,), {"sqlite_errorcode": code, "sqlstate": sqlstate})("fault")
    return DBAPIError("COMMIT", None, orig, connection_invalidated=cut)


@pytest.mark.parametrize(
    ("error", "may_be_done"),
    [
        (failure(sqlite3.SQLITE_FULL), False),
        (failure(sqlite3.SQLITE_BUSY), False),
        (failure(sqlite3.SQLITE_IOERR_FSYNC), True),
        (failure(sqlstate="40001"), False),
        (failure(sqlstate="57P01"), True),  # the server is shut down
        (failure(sqlstate="08006"), True),  # the connection failed
        (failure(), True),  # no answer at all
        (failure(sqlstate="40001", cut=True), True),
    ],
)
def test_which_failure_of_a_commit_leaves_it_open(error: DBAPIError, may_be_done: bool) -> None:
    """Who answers with a fault has not done it; who is gone may have."""
    assert why.may_be_done(error) is may_be_done


@on_server
def test_a_server_that_ends_the_connection(
    log: SessionLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a change: nothing was stored, which is told. Between two: all is well."""
    kind = type(log._database)
    commit = kind._commit

    def end(self: object, connection: Connection) -> None:
        number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        other = create_engine(connection.engine.url, poolclass=NullPool)
        with other.connect() as second:
            second.exec_driver_sql(f"SELECT pg_terminate_backend({number})")
        commit(self, connection)

    log.add(Session(MONDAY, session_id="before"))
    with monkeypatch.context() as patch:
        patch.setattr(kind, "_commit", end)
        with pytest.raises(LogError, match="was left as it is"):
            log.add(Session(MONDAY, session_id="lost"))
    assert [one.session_id for one in log.sessions()] == ["before"]
    with log._database.read() as connection:
        number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    with create_engine(log._database._url, poolclass=NullPool).connect() as second:
        second.exec_driver_sql(f"SELECT pg_terminate_backend({number})")
    log.add(Session(MONDAY, session_id="after"))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "held",
    [
        "LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE",
        "LOCK TABLE events IN SHARE MODE",
        "UPDATE sessions SET note = 'typed by hand'",
        "SELECT * FROM sessions FOR UPDATE",
        "ALTER TABLE measures ADD COLUMN mine integer",
    ],
)
def test_a_server_that_another_program_keeps_busy(
    log: SessionLog, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As with a file: a word, and an end to the waiting. Who only reads is not held up for less."""
    log.add(Session(MONDAY, session_id="one"))
    address = log._database._url.render_as_string(hide_password=False)
    changes = [
        lambda: log.add(Session(MONDAY)),
        lambda: log.edit(Session(MONDAY, session_id="one", pain_after=2)),
        lambda: log.add_measure("2026-03-02", "rmdq_24", 9),
        lambda: log.safety_record().ask_about("bridging"),
        log.undo,
    ]
    looks = [log.to_frame, log.measures, log.safety_record().red_flags]
    shut = "ACCESS EXCLUSIVE" in held or "ALTER" in held
    with create_engine(address, poolclass=NullPool).connect() as other:
        other.exec_driver_sql(held)
        for call in [*changes, *(looks if shut else [])]:
            with pytest.raises(LogError, match="another program is busy with it"):
                call()
            assert capsys.readouterr().err.count("Another program is busy with the log") == 1
        for call in [] if shut else looks:
            call()
    assert [one.session_id for one in log.sessions()] == ["one"]
    log.add(Session(MONDAY))


@pytest.mark.usefixtures("impatient")
@on_server
def test_two_programs_that_write_to_a_server(log: SessionLog) -> None:
    """One after the other."""
    waits: list[str] = []
    address = log._database._url.render_as_string(hide_password=False)
    with log._database.write(), SessionLog(address) as other:
        other.tell_waiting(waits.append)
        assert other.sessions() == []
        with pytest.raises(LogError, match="another program is busy with it"):
            other.add(Session(MONDAY))
    assert len(waits) == 1
    log.add(Session(MONDAY))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_whose_log_cannot_be_renewed_yet(
    log: SessionLog, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who brings a log to a newer version waits for whoever reads it, and says so."""
    address = log._database._url.render_as_string(hide_password=False)
    with create_engine(address, poolclass=NullPool).connect() as other:
        for table in ("measures", "events"):
            other.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN checksum")
        other.exec_driver_sql("UPDATE backcare_log SET version = 3")
        other.commit()
        other.exec_driver_sql("SELECT * FROM events")
        with pytest.raises(LogError, match="another program is busy with it"):
            SessionLog(address)
        assert "Another program is busy with the log" in capsys.readouterr().err
    with SessionLog(address) as renewed:
        assert renewed.measures().empty


@pytest.mark.parametrize("where", [":memory:", "log.db"])
def test_threads_lose_nothing(tmp_path: Path, where: str) -> None:
    """Of a log in memory there is one connection, which they take in turns."""
    path = where if where == ":memory:" else tmp_path / where
    with SessionLog(path) as log, ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda n: log.add(Session(MONDAY, session_id=f"{n}")), range(200)))
        frames = list(pool.map(lambda _: len(log.to_frame()), range(20)))
        assert {one.session_id for one in log.sessions()} == set(ids)
    assert frames == [200] * 20


@everywhere
def test_a_clock_that_was_put_back(address: str, tmp_path: Path) -> None:
    """What the log wrote by the right clock can be changed and read in again."""
    clock = [MONDAY]
    with SessionLog(address, now=lambda: clock[0]) as log:
        whose = log._database.whose("me")
        session = Session(MONDAY, pain_before=3, session_id="one")
        log.add(session)
        export = log.export_csv(tmp_path / "export.csv")
        clock[0] = MONDAY.replace(year=2019)
        log.edit(replace(session, pain_before=2))
        log.edit(session)
        assert log.import_csv(export).known == 1
        assert log.add_once(session) == "one"  # as a page does that did not hear of it
        begun = replace(session, started_at=MONDAY + timedelta(minutes=1), session_id="begun")
        assert log.add_once(begun) == "begun"  # before the clock was put back
        assert log.add(replace(begun, session_id="by hand")) == "by hand"
    with SessionLog(tmp_path / "new.db", now=lambda: clock[0]) as log:
        assert log.import_csv(export).added == 1
        for add in (log.add, log.add_once):
            with pytest.raises(SessionError, match=r"in the future.* or this computer's clock"):
                add(replace(session, started_at=MONDAY.replace(year=2030), session_id="two"))
        assert log.add_once(replace(session, patient=whose)) == "one"


@everywhere
def test_what_was_asked_by_a_wrong_clock_answers_no_later_stop(address: str) -> None:
    """A session lies in the future by it; who asks has asked about that, and about no other."""
    today = [datetime(2027, 3, 2, 18, tzinfo=UTC)]
    with SessionLog(address, now=lambda: today[0]) as log:
        log.add(Session(today[0], pain_after=9))
        today[0] = MONDAY
        log.add(Session(MONDAY, pain_after=9))
        log.confirm_professional()
        assert log.awaiting_reason() == ""
        today[0] += timedelta(days=20)
        log.add(Session(today[0], pain_after=9))
        assert log.awaiting_reason() == "severe_pain"
        log.confirm_professional()
        assert log.awaiting_reason() == ""
        log.add(Session(today[0] + timedelta(hours=1), pain_peak=6, pain_minutes=30))
        assert log.awaiting_reason() == "stop_rule"


@everywhere
def test_a_word_to_stop_by_a_wrong_clock_can_be_answered(address: str) -> None:
    """It was told in the future; who asks now has asked about it, and about no other."""
    today = [MONDAY + timedelta(days=5)]
    with SessionLog(address, now=lambda: today[0]) as log:
        for name in ("one", "two"):
            log.add(Session(MONDAY, session_id=name))
        log.safety_record().tell_to_stop("one", "stop_rule")
        today[0] = MONDAY + timedelta(days=1)
        log.confirm_professional(MONDAY)
        assert log.awaiting_reason() == "stop_rule"
        log.confirm_professional()
        assert log.awaiting_reason() == ""
        today[0] += timedelta(minutes=1)
        log.safety_record().tell_to_stop("two", "severe_pain")
        assert log.awaiting_reason() == "severe_pain"


@pytest.mark.parametrize("started_at", [MONDAY.replace(year=2030), "now", None])
def test_what_is_wrong_but_for_the_clock_is_told_at_once(log: SessionLog, started_at: Any) -> None:
    """A start in the future is looked up only where all else is right."""
    session = Session(MONDAY, pain_before=99, session_id="one")
    object.__setattr__(session, "started_at", started_at)
    with pytest.raises(SessionError) as told:
        log.add_once(session)
    assert list(told.value.faults["column"]) == ["started_at", "pain_before"]


@everywhere
def test_a_session_that_was_deleted_is_not_brought_back_by_a_page(log: SessionLog) -> None:
    """Another tab sends again what it had: it is known, also as it was before an edit."""
    session = Session(MONDAY, pain_after=3, session_id="one")
    log.add_once(session)
    other = replace(session, pain_after=9)
    apart = log.add_once(other)
    log.delete("one")
    assert log.add_once(session) == "one"
    assert log.add_once(other) == apart
    log.delete(apart)
    assert log.add_once(other) == apart
    assert log.sessions() == []
    log.undo()
    log.undo()
    log.edit(replace(session, pain_after=4))
    log.delete("one")
    assert log.add_once(session) == "one"
    assert not log.has("one")
