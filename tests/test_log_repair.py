"""A new log of what can be read of a damaged one: whole, and nobody's stop is lost with it."""

import os
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import test_log_stored
from test_log_stored import BAD, GOOD, MONDAY, SPOILT, WITHOUT_SUMS, WRITTEN, change, spoil

from backcare.log import SessionLog
from backcare.log.__main__ import main
from backcare.sessions import Entry, Session
from backcare.widgets.gate_and_stop import StopNotice

path = test_log_stored.path


def mangle(path: Path) -> None:
    """Overwrite one page of many that hold notes."""
    content = bytearray(path.read_bytes())
    leaf, size = 0x0D, 4096  # the first byte of a page of rows in a file of SQLite, and its length
    pages = [
        start
        for start in range(size, len(content), size)
        if content[start] == leaf and b"x" * 500 in content[start : start + size]
    ]
    middle = pages[len(pages) // 2]
    content[middle : middle + size] = b"\xff" * size
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage", [lambda path: spoil(path, SPOILT["text as pain"]), mangle], ids=["value", "page"]
)
def test_repair_keeps_what_can_be_read(
    path: Path, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """In a new log beside the old one, which stays as it was."""
    with SessionLog(path) as log:
        for number in range(50):
            log.add(replace(GOOD, session_id=f"{number}", note="x" * 500))
    damage(path)
    before = path.read_bytes()
    main(["repair", str(path)])
    said = capsys.readouterr().out
    assert path.read_bytes() == before
    with SessionLog(path.with_name("log-repaired.db")) as log:
        kept = log.sessions()
        log.add(Session(MONDAY))
    assert 20 <= len(kept) <= 51
    assert f"log-repaired.db has {len(kept)} sessions" in said
    assert all(one.note in {GOOD.note, BAD.note, "x" * 500} for one in kept)
    assert main(["repair", str(path)]) == 1


def repaired(path: Path, damage: Callable[[Path], object], capsys) -> tuple[int, str]:
    """Return what repair says of a log of 62 sessions that was damaged, and its code."""
    with SessionLog(path) as log:
        for number in range(60):
            log.add(replace(GOOD, session_id=f"{number}", note="x" * 500))
    damage(path)
    return main(["repair", str(path)]), capsys.readouterr().out


def test_repair_counts_what_is_lost_with_a_page(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest of the file knows of more sessions than can be read; any may have been a stop."""
    code, said = repaired(path, mangle, capsys)
    assert code == 1
    with SessionLog(path.with_name("log-repaired.db")) as log:
        kept = len(log.sessions())
        assert kept < 62
        assert f"These are {kept} of about 62 sessions." in said
        assert "The file itself is damaged: more may be lost." in said
        assert log.awaiting_reason() == "stop_rule"
        notice = StopNotice(log)
        assert "Part of your log cannot be read" in notice._words.value
        notice.confirm()
        assert log.awaiting_reason() == ""


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.9])
def test_repair_of_a_log_cut_short(
    path: Path, part: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """It never says that an empty log is all right."""
    cut = lambda path: os.truncate(path, int(path.stat().st_size * part))  # noqa: E731
    code, said = repaired(path, cut, capsys)
    assert code == 1
    assert "of about" in said or "No session of" in said
    new = path.with_name("log-repaired.db")
    if "has 0 sessions" in said:
        assert "Do not put it in the place of the old one" in said
        assert "If it is right" not in said
    else:
        assert not new.exists() or "If it is right" in said


def test_repair_counts_scores_answers_and_changes(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is lost of them is no less lost."""

    def damage(path: Path) -> None:
        change(path, "UPDATE measures SET score = 'x'", "UPDATE events SET happened_at = 'x'")

    code, said = repaired(path, damage, capsys)
    assert code == 1
    assert "1 score and 2 answers could not be read." in said
    assert "These are 62 of about 62 sessions." in said


def test_repair_makes_no_answer_of_half_a_row(path: Path) -> None:
    """Without its detail "fever" is no "none of these"."""
    change(path, "ALTER TABLE events DROP COLUMN detail")
    main(["repair", str(path)])
    with SessionLog(path.with_name("log-repaired.db")) as log:
        assert log.safety_record().red_flags() is None
        assert log.awaiting_reason() == "stop_rule"


def test_repair_of_what_is_whole(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is missing, also where sessions were deleted and changes taken back."""
    with SessionLog(path) as log:
        log.delete("bad")
        log.add(replace(GOOD, session_id="new"))
        log.undo()
    assert main(["repair", str(path)]) == 0
    assert "of about" not in capsys.readouterr().out
    with SessionLog(path.with_name("log-repaired.db")) as log:
        assert log.awaiting_reason() == ""


def test_repair_of_an_early_version(path: Path) -> None:
    """It wrote no checksums: what can be read counts as right."""
    change(path, *WITHOUT_SUMS, "UPDATE backcare_log SET version = 2")
    assert main(["repair", str(path)]) == 0
    with SessionLog(path.with_name("log-repaired.db")) as log:
        assert {one.session_id for one in log.sessions()} == {"good", "bad"}
        assert log.safety_record().red_flags().flags == ("fever",)


def new_log(path: Path) -> SessionLog:
    """Open the log that repair made."""
    return SessionLog(path.with_name("log-repaired.db"))


# --- a healthy log -------------------------------------------------------------------------------


def test_a_log_that_is_held_is_not_called_lost(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program is busy with it: that is said, and nothing is left behind."""
    monkeypatch.setattr("backcare.log.database.WORD_AFTER_S", 0.01)
    monkeypatch.setattr("backcare.log.database.GIVE_UP_AFTER_S", 0.02)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert main(["repair", str(path)]) == 1
        said = capsys.readouterr()
        assert "another program is busy with it. Try again in a minute" in said.out
        assert "Another program is busy with the log" in said.err
        assert list(path.parent.iterdir()) == [path]
        other.execute("ROLLBACK")
        other.execute("BEGIN IMMEDIATE")  # who has only begun to write is in nobody's way
        assert main(["repair", str(path)]) == 0


def test_a_change_that_was_cut_off_is_taken_back_first(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its journal stands beside the log after a kill or a power cut."""
    with SessionLog(path) as log:
        for number in range(30):
            log.add(replace(GOOD, session_id=f"{number}", note="x" * 3_000))
    cut_off = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('PRAGMA cache_size = 2'); c.execute('BEGIN IMMEDIATE');"
        "c.execute('UPDATE sessions SET note = note || 1, checksum = 2'); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", cut_off, str(path)], check=False)
    assert path.with_name("log.db-journal").exists()
    assert main(["repair", str(path)]) == 0
    assert "has 32 sessions" in capsys.readouterr().out
    assert {one.name for one in path.parent.iterdir()} == {"log.db", "log-repaired.db"}


@pytest.mark.skipif(os.name != "posix", reason="needs a limit to the size of files")
@pytest.mark.parametrize("room", [0, 30_000, 100_000])
def test_a_full_disk_is_told_and_nothing_is_left_behind(path: Path, room: int) -> None:
    """The next try finds the place free."""
    with SessionLog(path) as log:
        for number in range(60):
            log.add(replace(GOOD, session_id=f"{number}", note="x" * 3_000))
    before = path.read_bytes()
    with_little_room = (
        "import resource, signal, sys; from backcare.log.__main__ import main;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}));"
        "sys.exit(main(['repair', sys.argv[1]]))"
    )
    tried = subprocess.run(
        [sys.executable, "-c", with_little_room, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (tried.returncode, tried.stderr) == (1, "")
    assert "log-repaired.db could not be made: the disk gave an error" in tried.stdout
    assert list(path.parent.iterdir()) == [path]
    assert path.read_bytes() == before
    assert main(["repair", str(path)]) == 0


@pytest.mark.skipif(os.name != "posix", reason="another system has other rights")
def test_only_its_owner_may_open_the_new_log(path: Path) -> None:
    """As the old one."""
    assert main(["repair", str(path)]) == 0
    assert path.with_name("log-repaired.db").stat().st_mode & 0o077 == 0


# --- what is left out ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "spoilt",
    [
        "measures SET score = 13",
        "measures SET date = 'monday'",
        "events SET detail = 'gever'",
        "events SET patient = x'ff'",
        "events SET event_id = 5 WHERE kind = 'red_flags'",
        "events SET detail = CAST(x'c328' AS TEXT)",
        *(f"{one} WHERE session_id = 'bad'" for one in SPOILT.values()),
    ],
)
def test_all_of_a_repaired_log_can_be_read(
    path: Path, spoilt: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also its scores and answers."""
    change(path, f"UPDATE {spoilt}")
    assert main(["repair", str(path)]) == 1
    assert WRITTEN not in capsys.readouterr().out
    assert main(["check", str(path.with_name("log-repaired.db"))]) == 0


def test_an_entry_in_the_place_of_another(path: Path) -> None:
    """A session whose entries do not all find a place is left out."""
    with SessionLog(path) as log:
        log.add(replace(GOOD, session_id="two", entries=[Entry("bridging"), Entry("walking")]))
    content = path.read_bytes()
    second = b"\x13\x09\x1b"  # what SQLite writes for three signs, the place 1 and seven signs
    assert content.count(second) == 1
    path.write_bytes(content.replace(second, b"\x13\x08\x1b"))  # the place 0
    assert main(["repair", str(path)]) == 1
    assert main(["check", str(path.with_name("log-repaired.db"))]) == 0


def test_what_a_lost_answer_may_have_taken_back_is_asked_again(path: Path) -> None:
    """What was said since still holds, and so does what was said of others things."""
    with SessionLog(path) as log:
        record, other = log.safety_record(), log.safety_record("p2")
        record.ask_about("bridging", reason="x")
        record.ask_about("bridging", reason="x", asked=False)
        record.ask_about("walking", reason="x")
        record.answer_red_flags([])
        record.set_mild_limit(4, agreed_on="2026-03-02")
        record.take_back_mild_limit()
        other.answer_red_flags([])
        change(
            path,
            "UPDATE events SET detail = 'x' WHERE kind = 'exercise_not_asked'",
            "UPDATE events SET detail = 'x' WHERE kind = 'mild_limit' AND detail = ''",
        )
    assert main(["repair", str(path)]) == 1
    with new_log(path) as log:
        record, other = log.safety_record(), log.safety_record("p2")
        assert list(record.asked_about()) == [("walking", "x")]
        assert record.mild_limit() is None
        assert record.red_flags().flags == other.red_flags().flags == ()
        assert log.awaiting_reason() == log.awaiting_reason("p2") == ""


@pytest.mark.parametrize("spoilt", ["patient = 'p2'", "patient = 'nobody'"])
def test_an_answer_whose_owner_is_spoilt_brings_no_older_one_back(path: Path, spoilt: str) -> None:
    """Its checksum tells whose it was."""
    with SessionLog(path) as log:
        log.add(replace(GOOD, session_id="2", patient="p2"))
        log.safety_record("p2").answer_red_flags([])
        log.safety_record().answer_red_flags([])
        log.safety_record().answer_red_flags(["fever"])
    newest = "WHERE number = (SELECT max(number) FROM events)"
    change(path, f"UPDATE events SET {spoilt} {newest}")  # noqa: S608 (our own words)
    assert main(["repair", str(path)]) == 1
    with new_log(path) as log:
        assert log.safety_record().red_flags() is None
        assert log.safety_record("p2").red_flags().flags == ()


@pytest.mark.parametrize("lost", [True, False])
def test_where_nobody_knows_whose_answer_is_lost_all_are_asked_again(
    path: Path, lost: bool
) -> None:
    """But an answer about warning signs was no stop; all the answers together may have been."""
    with SessionLog(path) as log:
        log.add(replace(GOOD, session_id="2", patient="p2"))
        log.safety_record("p2").answer_red_flags([])
        log.safety_record("p2").tell_to_stop("2", "severe_pain")
    spoilt = "UPDATE events SET patient = x'00', detail = 'x' WHERE detail = 'fever'"
    change(path, "DROP TABLE events" if lost else spoilt)
    assert main(["repair", str(path)]) == 1
    with new_log(path) as log:
        assert log.safety_record("p2").red_flags() is log.safety_record().red_flags() is None
        assert log.awaiting_reason() == ("stop_rule" if lost else "")
        assert log.awaiting_reason("p2") == ("stop_rule" if lost else "severe_pain")


def test_sessions_known_of_are_those_with_an_id(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands in the place of one that was spoilt is no session more."""
    change(path, "UPDATE sessions SET session_id = x'0102' WHERE session_id = 'bad'")
    change(path, "UPDATE changes SET session_id = x'03' WHERE session_id = 'good'")
    assert main(["repair", str(path)]) == 1
    assert "These are 1 of about 2 sessions." in capsys.readouterr().out


# --- who has to ask ------------------------------------------------------------------------------


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """Return a log of three patients, the third of whom has to ask a professional."""
    path = tmp_path / "log.db"
    with SessionLog(path) as log:
        for name in ("p1", "p2", "p3"):
            done = [Entry("bridging", reps=8), Entry("walking", minutes=5)]
            log.add(Session(MONDAY, 2, 1, done, patient=name, session_id=f"of {name}"))
            log.add_measure("2026-03-02", "rmdq_24", 9, patient=name)
            log.safety_record(name).answer_red_flags([])
        log.safety_record("p3").tell_to_stop("of p3", "stop_rule")
    return path


def waiting(path: Path) -> set[str]:
    """Return who has to ask a professional by the log that repair makes."""
    main(["repair", str(path)])
    assert main(["check", str(path.with_name("log-repaired.db"))]) == 0
    with new_log(path) as log:
        return {name for name in ("p1", "p2", "p3") if log.awaiting_reason(name)}


@pytest.mark.parametrize(
    ("spoilt", "also"),
    [
        ("UPDATE sessions SET note = 'z' WHERE patient = 'p1'", {"p1"}),
        ("UPDATE sessions SET note = CAST(x'c328' AS TEXT) WHERE patient = 'p1'", {"p1"}),
        ("UPDATE sessions SET note = 'z' WHERE patient = 'p3'", set()),
        ("UPDATE sessions SET patient = 'p2' WHERE patient = 'p1'", {"p1"}),
        ("UPDATE sessions SET patient = x'00' WHERE patient = 'p1'", {"p1"}),
        ("UPDATE sessions SET session_id = 'z' WHERE patient = 'p1'", {"p1"}),
        ("UPDATE sessions SET session_id = x'00' WHERE patient = 'p1'", {"p1"}),
        ("UPDATE entries SET session_id = 'z' WHERE session_id = 'of p1'", {"p1"}),
        ("UPDATE entries SET session_id = 'z' WHERE session_id = 'of p1' AND reps", {"p1"}),
        ("UPDATE entries SET reps = 9 WHERE session_id = 'of p1' AND reps", {"p1"}),
        ("DELETE FROM entries WHERE session_id = 'of p1'", {"p1"}),
        ("DELETE FROM sessions WHERE patient = 'p1'", {"p1", "p2"}),
        ("UPDATE sessions SET patient = x'00', note = 'z' WHERE patient = 'p1'", {"p1", "p2"}),
        ("UPDATE measures SET score = 13 WHERE patient = 'p1'", set()),
        ("DROP TABLE measures", set()),
        ("DELETE FROM changes", set()),
        ("UPDATE events SET kind = 'red_flagr' WHERE patient = 'p1'", {"p1"}),
        ("UPDATE events SET detail = 'x' WHERE patient = 'p1'", set()),
        ("UPDATE events SET detail = 'x' WHERE kind = 'told_to_stop'", set()),
        ("UPDATE events SET patient = 'x' WHERE kind = 'told_to_stop'", set()),
        ("UPDATE events SET patient = x'00' WHERE kind = 'told_to_stop'", set()),
        ("UPDATE events SET patient = x'00', number = 0 WHERE kind = 'told_to_stop'", {"p1", "p2"}),
        ("DROP TABLE events", {"p1", "p2"}),
    ],
)  # fmt: skip
def test_repair_stops_whose_stop_may_be_lost(clinic: Path, spoilt: str, also: set[str]) -> None:
    """And everybody only where nobody can tell whose it was."""
    change(clinic, spoilt)
    assert waiting(clinic) == {"p3", *also}


@pytest.mark.parametrize(
    "spoilt",
    [
        "UPDATE sessions SET note = 'z' WHERE patient = 'p1'",
        "UPDATE sessions SET started_at = 'z' WHERE patient = 'p1'",
        "UPDATE sessions SET patient = 'q1' WHERE patient = 'p1'",
        "UPDATE events SET detail = 'x' WHERE kind = 'told_to_stop'",
    ],
)
def test_who_has_asked_about_what_is_spoilt_is_not_stopped_again(clinic: Path, spoilt: str) -> None:
    """It was set aside then, and asked about."""
    change(clinic, spoilt)
    with SessionLog(clinic) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log.confirm_professional(patient="p1")
        log.confirm_professional(patient="p3")
    assert waiting(clinic) == set()


def test_a_word_to_stop_since_somebody_asked(clinic: Path) -> None:
    """It was about a session that is left out, and counts in the new log all the same."""
    change(clinic, "UPDATE sessions SET note = 'z' WHERE patient = 'p3'")
    with SessionLog(clinic) as log, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        log.confirm_professional(patient="p3")
        assert log.awaiting_reason("p3") == ""
    with SessionLog(clinic, now=lambda: datetime.now(UTC) + timedelta(hours=1)) as log:
        change(clinic, "DELETE FROM events WHERE kind = 'told_to_stop'")
        log.safety_record("p3").tell_to_stop("of p3", "stop_rule")
    assert waiting(clinic) == {"p3"}


def test_damage_that_loses_no_row_stops_nobody(clinic: Path) -> None:
    """A wrong count of free pages is damage; all rows are there, and their indexes agree."""
    content = bytearray(clinic.read_bytes())
    content[36:40] = (7).to_bytes(4, "big")
    clinic.write_bytes(content)
    assert waiting(clinic) == {"p3"}


def test_where_no_name_can_be_read_it_is_the_log_of_one(path: Path) -> None:
    """Whose stop is lost with the names."""
    for table in ("sessions", "measures", "events"):
        change(path, f"UPDATE {table} SET patient = 'mf'")  # noqa: S608 (our own words)
    assert main(["repair", str(path)]) == 1
    with new_log(path) as log:
        assert log.awaiting_reason() == "stop_rule"
