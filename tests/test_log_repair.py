"""A new log of what can be read of a damaged one: whole, and nobody's stop is lost with the rest."""

import os
import random
import resource
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_log_stored import BAD, GOOD, MONDAY, SPOILT, WITHOUT_SUMS, WRITTEN, change, spoil
from trials import Trial

from backcare.log import SessionLog
from backcare.log.__main__ import main
from backcare.sessions import Entry, Session
from backcare.widgets.gate_and_stop import StopNotice


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a log with two sessions, a score and some answers in it."""
    path = tmp_path / "log.db"
    with SessionLog(path) as log:
        log.add(GOOD)
        log.add(BAD)
        log.add_measure("2026-03-02", "rmdq_24", 9)
        log.safety_record().answer_red_flags(["fever"])
        log.confirm_professional(MONDAY)
    return path


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


