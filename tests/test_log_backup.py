"""A backup: one file with all of a log, which comes back as it was, or is refused in words."""

import os
import random
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest
from sqlalchemy import Connection, Table, insert, select

import backcare as bc
from backcare.errors import LogError, OutcomeUnknownError, RestoreError
from backcare.log import SessionLog
from backcare.log.__main__ import main
from backcare.log.backup import seal
from backcare.log.login import insert_rows
from backcare.log.schema import CHANGES, EVENTS, MEASURES, SESSIONS, TABLES, VERSIONS
from backcare.log.stored import row_sum
from backcare.sessions import Entry, Session
from backcare.widgets.take_along import everything_file

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
FIRST = Session(MONDAY, 3, 2, [Entry("bridging", sets=2, reps=10)], session_id="first", note="fine")
SECOND = Session(
    MONDAY + timedelta(days=1), 5, 4, [Entry("walking", minutes=20), Entry("bird_dog", reps=8)],
    session_id="second",
)  # fmt: skip


def filled(log: SessionLog) -> SessionLog:
    """Put something into each table of a log."""
    log.add(FIRST)
    log.add(SECOND)
    log.edit(replace(FIRST, pain_after=1))
    log.add(replace(FIRST, session_id="gone", note="to be deleted"))
    log.delete("gone")
    log.add_measure("2026-03-02", "rmdq_24", 9, note="é")
    log.safety_record().answer_red_flags([])
    log.safety_record().ask_about("partial_crunch")
    log.confirm_professional(MONDAY)
    return log


def contents(log: SessionLog) -> dict[str, list[Any]]:
    """Return every row of a log."""
    with log._database.read() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in TABLES.sorted_tables
            if table is not VERSIONS
        }


def new(folder: Path, name: str = "new.db") -> SessionLog:
    return SessionLog(folder / name, now=lambda: NOW)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a backup of a log with something in each table."""
    with new(tmp_path, "log.db") as log:
        return filled(log).backup(tmp_path / "copy.db")


def refused(path: Path, folder: Path) -> str:
    """Return why a file was not restored; the log it was for has nothing in it."""
    with new(folder, "refused.db") as log:
        with pytest.raises(LogError) as caught:
            log.restore(path)
        assert not any(contents(log).values())
    return str(caught.value)


def test_an_empty_log_becomes_what_was_backed_up(log: SessionLog, tmp_path: Path) -> None:
    """Every row of every table, from a file, from memory and from a server."""
    copy = filled(log).backup(tmp_path / "copy.db")
    with new(tmp_path) as other:
        said = str(other.restore(copy))
        assert said == (
            "From the backup of 1 Jun 2026: 2 sessions, 1 score and 3 answers added, "
            "0 sessions known already."
        )
        assert contents(other) == contents(log)
        assert other.undo() == log.undo()
        pd.testing.assert_frame_equal(other.to_frame(), log.to_frame())


def test_a_log_anywhere_takes_a_backup(log: SessionLog, copy: Path) -> None:
    """A file's backup goes into memory and onto a server, too."""
    log.restore(copy)
    with SessionLog(copy) as same:
        assert contents(log) == contents(same)


def test_a_backup_is_dated_and_for_its_owner_alone(copy: Path, tmp_path: Path) -> None:
    """In a folder it has the day in its name; it takes nobody's place."""
    with new(tmp_path, "log.db") as log:
        dated = log.backup(tmp_path)
        assert dated.name == "log-2026-06-01.db"
        assert dated.read_bytes()[-200:].count(b"2026-06-01T") == 1
        with pytest.raises(LogError, match=r"already exists\. Choose another name"):
            log.backup(tmp_path)
        with pytest.raises(LogError, match="already exists"):
            log.backup(tmp_path / "log.db")
        assert len(log.sessions()) == 2
    if os.name == "posix":
        assert {stat.S_IMODE(one.stat().st_mode) for one in (copy, dated)} == {0o600}


def test_a_restored_backup_adds_nothing_twice(copy: Path, tmp_path: Path) -> None:
    """Also into the log that it was made of."""
    with new(tmp_path, "log.db") as log:
        before = contents(log)
        done = log.restore(copy)
        assert (done.sessions, done.scores, done.answers, done.known) == (0, 0, 0, 2)
        assert contents(log) == before


def test_what_the_log_lacks_is_added_to_what_it_has(copy: Path, tmp_path: Path) -> None:
    """As one change, which one undo takes out again."""
    third = Session(MONDAY + timedelta(days=9), 2, 2, session_id="third")
    with new(tmp_path) as log:
        log.add(third)
        done = log.restore(copy)
        assert (done.sessions, done.scores, done.answers, done.known) == (2, 1, 3, 0)
        assert {one.session_id for one in log.sessions()} == {"first", "second", "third"}
        assert log.measures()["score"].tolist() == [9]
        assert log.restore(copy)[1:] == (0, 0, 0, 2, (), "")
        assert log.undo() == ("import", ("first", "second"))
        assert log.sessions() == [third]


def test_the_same_session_under_another_id_is_no_second_one(copy: Path, tmp_path: Path) -> None:
    """As in an import: its content tells."""
    with new(tmp_path) as log:
        log.add(replace(SECOND, session_id="copied by hand"))
        assert log.restore(copy).known == 1
        assert [one.session_id for one in log.sessions()] == ["first", "copied by hand"]


def test_what_contradicts_the_log_is_shown_and_refused(copy: Path, tmp_path: Path) -> None:
    """All of it at once, both sides of it; nothing is added of the rest."""
    with new(tmp_path) as log:
        log.add(replace(FIRST, pain_after=9, note="a secret"))
        log.add_measure("2026-03-02", "rmdq_24", 11, note="é")
        before = contents(log)
        with pytest.raises(RestoreError) as caught:
            log.restore(copy)
        assert contents(log) == before
    assert str(caught.value) == (
        f"{copy} was not restored: the log has other details of what is in it: 2 problems.\n"
        "  session first: differs: pain_after is '9' in the log and '1' in the backup; the notes "
        "differ. Correct the one in the log with log.edit, or keep it as it is and restore the "
        "rest: keep_differing=True (in a terminal --keep-differing).\n"
        "  rmdq_24 of 2026-03-02, patient me: differs: score is '11.0' in the log and '9.0' in "
        "the backup. Correct the one in the log with log.add_measure, or keep it as it is and "
        "restore the rest: keep_differing=True (in a terminal --keep-differing)."
    )
    assert caught.value.faults["column"].tolist() == [
        "session first",
        "rmdq_24 of 2026-03-02, patient me",
    ]


def test_the_rest_comes_in_where_what_differs_is_kept(copy: Path, tmp_path: Path) -> None:
    """Asked for in words: the log's own stays as it is, and is named with what both say."""
    with new(tmp_path) as log:
        own = replace(FIRST, pain_after=9, note="a secret")
        log.add(own)
        log.add_measure("2026-03-02", "rmdq_24", 11, note="é")
        done = log.restore(copy, keep_differing=True)
        assert (done.sessions, done.scores, done.answers, done.known) == (1, 0, 3, 0)
        assert log.session("first") == own
        assert log.session("second") == SECOND
        assert log.measures()["score"].tolist() == [11]
        places = ["session first", "rmdq_24 of 2026-03-02, patient me"]
        assert [fault.column for fault in done.kept] == places
        assert "session first: differs: pain_after is '9' in the log and '1' in" in str(done)
        assert "keep_differing" not in str(done)
        again = log.restore(copy, keep_differing=True)
        assert (again.sessions, again.answers, again.known, len(again.kept)) == (0, 0, 1, 2)


def test_what_cannot_be_read_is_not_kept_in_silence(copy: Path, tmp_path: Path) -> None:
    """Where the one in the log is spoilt, nobody knows what would be kept."""
    with new(tmp_path) as log:
        log.add(replace(FIRST, pain_after=9))
        with log._database.write() as connection:
            connection.execute(SESSIONS.update().values(pain_after="nine"))
        before = contents(log)
        with pytest.raises(RestoreError, match=r"cannot be read in the log\. Repair it first"):
            log.restore(copy, keep_differing=True)
        assert contents(log) == before


def test_the_newest_answer_holds_whichever_log_it_was_given_in(tmp_path: Path) -> None:
    """An older one of the backup does not come before it, however many there were."""
    hours = iter(range(10_000))
    clock = lambda: NOW + timedelta(hours=next(hours))  # noqa: E731
    with SessionLog(tmp_path / "a.db", now=clock) as old:
        for _ in range(3):
            old.safety_record().answer_red_flags([])
        old.safety_record().ask_about("partial_crunch")
        copy = old.backup(tmp_path / "copy.db")
        old.safety_record().answer_red_flags(["fever"])
        later = old.backup(tmp_path / "later.db")
    with SessionLog(tmp_path / "b.db", now=clock) as log:
        log.safety_record().answer_red_flags(["saddle_numbness"])
        log.restore(copy)
        record = log.safety_record()
        assert list(record.red_flags().flags) == ["saddle_numbness"]
        assert ("partial_crunch", "") in record.asked_about()
    with SessionLog(tmp_path / "c.db", now=lambda: NOW) as log:
        log.safety_record().answer_red_flags(["saddle_numbness"])
        log.restore(later)
        assert list(log.safety_record().red_flags().flags) == ["fever"]


def test_a_stop_stays_one(tmp_path: Path) -> None:
    """Whoever has to ask a professional has to after the restore, and who has asked has not."""
    bad = Session(MONDAY, pain_peak=8, pain_minutes=60, session_id="bad")
    with new(tmp_path, "log.db") as log:
        log.add(bad)
        waiting = log.backup(tmp_path / "waiting.db")
        log.confirm_professional()
        asked = log.backup(tmp_path / "asked.db")
    for copy, reason in ((waiting, "stop_rule"), (asked, "")):
        with new(tmp_path, f"of-{copy.name}") as log:
            log.add(SECOND)
            log.restore(copy)
            assert log.awaiting_reason() == reason


def test_a_spoilt_row_of_the_log_is_healed(copy: Path, tmp_path: Path) -> None:
    """What cannot be read there any more, and is whole in the backup, is put in its place."""
    with new(tmp_path, "log.db") as log:
        before = contents(log)
        for change in (
            "sessions SET pain_before = 11 WHERE session_id = 'second'",
            "measures SET score = 1",
            "events SET detail = 'fever' WHERE kind = 'red_flags'",
        ):
            with log._database.write() as connection:
                connection.exec_driver_sql(f"UPDATE {change}")
        done = log.restore(copy)
        assert (done.sessions, done.scores, done.answers) == (1, 1, 1)
        after = contents(log)
        assert {k: after[k] for k in ("sessions", "measures")} == {
            k: before[k] for k in ("sessions", "measures")
        }
        assert list(log.safety_record().red_flags().flags) == []


def test_answers_that_cannot_be_read_keep_others_out(copy: Path, tmp_path: Path) -> None:
    """Nobody could tell which of them would be the newest."""
    with new(tmp_path) as log:
        log.safety_record().ask_about("bridging")
        with log._database.write() as connection:
            connection.exec_driver_sql("UPDATE events SET detail = 'walking'")
        before = contents(log)
        with pytest.raises(LogError, match="answers about safety in it cannot be read"):
            log.restore(copy)
        assert contents(log) == before


@pytest.mark.parametrize("place", ["sessions", "entries", "changes", "measures", "events"])
def test_a_fault_in_the_middle_leaves_the_log_as_it_was(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Whichever table it comes at; into an empty log and into one with content."""

    def failing(connection: Connection, table: Table, rows: Sequence[Any]) -> None:
        if table.name == place:
            raise RuntimeError("the power went")
        insert_rows(connection, table, rows)

    for name, session in (("empty.db", None), ("more.db", replace(FIRST, session_id="more",
                                                                   note="of mine"))):  # fmt: skip
        with new(tmp_path, name) as log:
            if session:
                log.add(session)
            before = contents(log)
            with monkeypatch.context() as patched:
                for module in ("restore", "rows", "events"):
                    patched.setattr(f"backcare.log.{module}.insert_rows", failing)
                with pytest.raises(RuntimeError, match="the power went"):
                    log.restore(copy)
            assert contents(log) == before


def test_a_lost_answer_of_the_server_is_looked_into(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there then is no failure, and what is not is told."""
    with new(tmp_path) as log:
        commit = log._database._commit

        def lose(connection: Any, *, after: bool = True) -> None:
            if after:
                commit(connection)
            raise OutcomeUnknownError("It is not known.", "the connection was lost")

        monkeypatch.setattr(log._database, "_commit", lambda c: lose(c, after=False))
        with pytest.raises(LogError, match="was left as it is: the connection was lost"):
            log.restore(copy)
        assert not any(contents(log).values())
        monkeypatch.setattr(log._database, "_commit", lose)
        assert log.restore(copy).sessions == 2


# --- torn, changed, none -----------------------------------------------------------------------


def test_no_byte_of_a_backup_can_change_unseen(copy: Path, tmp_path: Path) -> None:
    """Nor can any be missing at its end, or too many be there."""
    whole, chance = copy.read_bytes(), random.Random(13)  # noqa: S311 (which bytes, is no secret)
    torn = tmp_path / "torn.db"
    places = [*chance.sample(range(len(whole)), 60), *range(len(whole) - 130, len(whole))]
    cuts = [0, 1, 15, 100, len(whole) // 2, len(whole) - 1, *chance.sample(range(len(whole)), 10)]
    flips = [whole[:n] + bytes([whole[n] ^ 4]) + whole[n + 1 :] for n in places]
    for content in [*flips, *(whole[:n] for n in cuts), whole + b"\n", whole * 2]:
        torn.write_bytes(content)
        said = refused(torn, tmp_path)
        assert str(torn) in said
        assert "Nothing was restored." in said


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda whole: whole[:-20], "has no seal at its end: it was cut off, or it is a log"),
        (lambda whole: whole.replace(b"2026-06-01T", b"2026-06-02T"), "as it was made on 2026-06"),
        (lambda whole: whole.replace(b"fine", b"fane"), "is not as it was made on 2026-06-01"),
        (lambda _: b"", "is not a backup"),
        (lambda _: b"date,exercise\n", "is not a backup"),
        (lambda whole: whole[4096:], "is not a backup, or its beginning is lost"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(
    copy: Path, tmp_path: Path, damage: Callable[[bytes], bytes], words: str
) -> None:
    """Cut off, changed, or something else altogether; and the way out."""
    copy.write_bytes(damage(copy.read_bytes()))
    said = refused(copy, tmp_path)
    assert words in said
    assert "ook for another copy" in said


def test_a_backup_that_was_used_as_a_log_is_one(copy: Path, tmp_path: Path) -> None:
    """It says so, and a backup of it can be restored."""
    with SessionLog(copy) as used:
        used.add(Session(MONDAY + timedelta(days=30), session_id="later"))
    assert "make a backup of it" in refused(copy, tmp_path) or "changed" in refused(copy, tmp_path)
    assert main(["backup", str(copy), str(tmp_path / "again.db")]) == 0
    with new(tmp_path) as log:
        assert log.restore(tmp_path / "again.db").sessions == 3


def test_there_has_to_be_a_file(tmp_path: Path) -> None:
    """A path where there is none, and a folder, are told."""
    for path in (tmp_path / "none.db", tmp_path):
        assert refused(path, tmp_path).startswith(f"There is no file {path}.")


def test_a_backup_of_a_newer_program_is_refused(copy: Path, tmp_path: Path) -> None:
    """With the way out, and by its own name."""
    with SessionLog(copy) as log, log._database.write() as connection:
        connection.exec_driver_sql("UPDATE backcare_log SET version = 99")
    seal(copy, NOW)
    said = refused(copy, tmp_path)
    assert said.startswith(f"The log {copy} was left as it is: it is of version 99")
    assert "Update backcare" in said


@pytest.mark.usefixtures("copy")
def test_a_damaged_log_is_backed_up_with_a_warning(tmp_path: Path) -> None:
    """Its backup is refused, with the way to what can be read of it."""
    with new(tmp_path, "log.db") as log:
        with log._database.write() as connection:
            connection.exec_driver_sql("UPDATE sessions SET note = 'x' WHERE session_id = 'first'")
        with pytest.warns(UserWarning, match="Copied as it is, damage and all"):
            spoilt = log.backup(tmp_path / "spoilt.db")
    said = refused(spoilt, tmp_path)
    assert "1 part of it cannot be read, first session first, checksum" in said
    assert "python -m backcare.log repair" in said


def test_what_is_no_time_on_a_server_is_none_in_the_backup(log: SessionLog, tmp_path: Path) -> None:
    """Such a row is copied, too, and told."""
    filled(log)
    with log._database.write() as connection:
        connection.exec_driver_sql("UPDATE sessions SET started_at = '9999-12-31 00:00:00.000000'")
    with pytest.warns(UserWarning, match="damage and all"):
        copy = log.backup(tmp_path / "copy.db")
    with SessionLog(copy) as same:
        with pytest.warns(UserWarning, match="2 sessions"):
            frame = same.to_frame()
        assert (len(frame), len(same.measures())) == (0, 1)


# --- one idea with the command and the page ----------------------------------------------------


@pytest.mark.usefixtures("copy")
def test_the_command_makes_and_takes_backups(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same file as the log itself makes."""
    made = tmp_path / "made.db"
    assert main(["backup", str(tmp_path / "log.db"), str(made)]) == 0
    assert main(["restore", str(tmp_path / "new.db"), str(made)]) == 0
    assert "2 sessions, 1 score and 3 answers added" in capsys.readouterr().out
    with new(tmp_path) as log:
        log.edit(replace(SECOND, pain_after=9))
    assert main(["restore", str(tmp_path / "new.db"), str(made)]) == 1
    assert "--keep-differing" in capsys.readouterr().out
    assert main(["restore", str(tmp_path / "new.db"), str(made), "--keep-differing"]) == 0
    assert "Kept as the log has it" in capsys.readouterr().out
    made.write_bytes(made.read_bytes()[:-1])
    assert main(["restore", str(tmp_path / "new.db"), str(made)]) == 1
    assert "has no seal" in capsys.readouterr().out


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_command_takes_the_address_of_a_server(
    log: SessionLog, tmp_path: Path, address: str
) -> None:
    """To copy from, and to restore to."""
    before = contents(filled(log))
    assert main(["backup", address, str(tmp_path / "copy.db")]) == 0
    with log._database.write() as connection:
        for table in (EVENTS, MEASURES, CHANGES):
            connection.execute(table.delete())
    assert main(["restore", address, str(tmp_path / "copy.db")]) == 0
    assert contents(log)["measures"] == before["measures"]


def test_what_somebody_called_me_by_can_become_mine(tmp_path: Path) -> None:
    """All of it, down to what undo can bring back; without it, names stay as they are."""
    with new(tmp_path, "anna.db") as anna:
        anna.add(replace(FIRST, patient="anna"))
        anna.add(replace(SECOND, patient="anna"))
        anna.edit(replace(SECOND, patient="anna", note="better"))
        anna.add_measure("2026-03-02", "rmdq_24", 9, patient="anna")
        anna.safety_record("anna").answer_red_flags(["fever"])
        anna.confirm_professional(MONDAY, patient="anna")
        copy = anna.backup(tmp_path / "copy.db")
        flags = anna.safety_record("anna").red_flags()
    with new(tmp_path, "named.db") as log:
        done = log.restore(copy)
        assert done.whose == ""
        assert {*log.to_frame()["patient"]} == {"anna"}
    with new(tmp_path, "mine.db") as log:
        done = log.restore(copy, me="anna")
        assert (done.sessions, done.scores, done.answers, done.whose) == (2, 1, 2, "")
        assert {*log.to_frame()["patient"]} == {*log.measures()["patient"]} == {"me"}
        assert log.safety_record().red_flags() == flags
        assert log.unread.empty
        assert log.restore(copy, me="anna").known == 2
        log.undo()
        assert log.session("second").note == ""
        assert log.session("second").patient == "me"
        with pytest.raises(LogError, match=r"nothing of 'ana'\. Did you mean 'anna'\?.* of 'anna'"):
            log.restore(copy, me="ana")
        log.add(replace(FIRST, session_id="other", patient="anna"))
        both = log.backup(tmp_path / "both.db")
    assert "has what is of 'anna' and what is of 'me'" in _refused_as(both, tmp_path, me="anna")
    assert main(["restore", str(tmp_path / "told.db"), str(copy), "--me", "anna"]) == 0
    with new(tmp_path, "told.db") as log:
        assert {*log.to_frame()["patient"]} == {"me"}


def test_who_has_deleted_all_there_was_is_still_somebody(tmp_path: Path) -> None:
    """What undo can bring back is theirs, and comes back as their own."""
    with new(tmp_path, "was.db") as log:
        log.add(replace(FIRST, patient="anna"))
        log.delete(FIRST.session_id)
        copy = log.backup(tmp_path / "nothing.db")
    assert "nothing of 'ben'. It is of 'anna'." in _refused_as(copy, tmp_path, me="ben")
    with new(tmp_path, "mine.db") as log:
        log.restore(copy, me="anna")
        log.undo()
        assert log.session(FIRST.session_id).patient == "me"


@pytest.mark.parametrize("me", [None, 5, ["anna"]])
def test_what_is_no_name_is_nobody(copy: Path, tmp_path: Path, me: Any) -> None:
    """Also None, which could be meant as nobody or as everybody: it is left out for that."""
    assert f"me='anna', got {me!r}. Leave it out" in _refused_as(copy, tmp_path, me=me)


def _refused_as(path: Path, folder: Path, *, me: str) -> str:
    with new(folder, "refused.db") as log:
        with pytest.raises(LogError) as caught:
            log.restore(path, me=me)
        assert not any(contents(log).values())
    return str(caught.value)


@pytest.mark.usefixtures("copy")
def test_the_pages_copy_of_everything_can_be_restored(tmp_path: Path) -> None:
    """As it is, without unpacking it; one with tables only says what to do."""
    archive = tmp_path / "everything.zip"
    with new(tmp_path, "log.db") as log:
        file = everything_file(log, "me", day=NOW.date())
        assert file is not None
        archive.write_bytes(file.content)
        with new(tmp_path) as other:
            assert other.restore(archive).sessions == 2
            assert contents(other) == contents(log)
        log.add(replace(SECOND, session_id="theirs", patient="p2"))
        file = everything_file(log, "me", day=NOW.date())
        assert file is not None
        archive.write_bytes(file.content)
    assert "holds tables only" in refused(archive, tmp_path)
    assert "log.import_csv" in refused(archive, tmp_path)
    archive.write_bytes(file.content[:-30])
    assert "is not a backup" in refused(archive, tmp_path)


def test_an_archive_that_was_changed_is_refused(copy: Path, tmp_path: Path) -> None:
    """By its own checksum, or by that of the log in it."""
    archive = tmp_path / "everything.zip"
    with ZipFile(archive, "w") as file:
        file.writestr("log.db", copy.read_bytes())
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)
    assert "was cut off or damaged" in refused(archive, tmp_path)


def test_an_answer_of_the_same_id_that_differs_is_refused(copy: Path, tmp_path: Path) -> None:
    """It was never changed by this program, so nobody knows what it is."""
    with new(tmp_path, "log.db") as log:
        with log._database.write() as connection:
            chosen = select(EVENTS).where(EVENTS.c.kind == "exercise_asked")
            row = dict(connection.execute(chosen).mappings().one()) | {"detail": "bridging\n"}
            connection.execute(EVENTS.delete().where(EVENTS.c.event_id == row["event_id"]))
            connection.execute(insert(EVENTS), row | {"checksum": row_sum(row)})
        with pytest.raises(RestoreError, match=r"detail is 'bridging\\n' in the log and 'partial"):
            log.restore(copy, keep_differing=True)


def test_a_log_that_is_empty_but_for_undo_keeps_it(copy: Path, tmp_path: Path) -> None:
    """A log whose only session was deleted is no empty log."""
    with new(tmp_path) as log:
        log.add(replace(SECOND, session_id="mine", note="mine"))
        log.delete("mine")
        log.restore(copy)
        assert log.undo() == ("import", ("first", "second"))
        assert log.undo() == ("delete", ("mine",))
        with log._database.read() as connection:
            assert connection.scalars(select(SESSIONS.c.session_id)).all() == ["mine"]


def test_the_error_and_the_result_are_public() -> None:
    """Whoever catches one finds it where the others are."""
    assert bc.RestoreError is RestoreError
