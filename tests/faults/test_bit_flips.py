"""A disk that forgets: one bit of a log is flipped, or a sector or page is zeroed or swapped.

Each time the log is opened, and all of it looked at: its sessions, its frame, its scores and the
answers about safety. Then this must be true:

- It is refused with a LogError, or it opens; no other exception comes out of it.
- Each session and score that is shown is as it was written, in every way to look at it, and each
  one that is missing was told, in a warning and in `log.unread`.
- An answer about safety is as it was given, or is asked again; no other one takes its place.
- Who had to stop has to stop, and who had a warning sign is not clear of it.
- `undo` brings back what was, or nothing.
- No message, with all that stands behind it, has a patient's words in it.
"""

from __future__ import annotations

import json
import sqlite3
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from busy_days import MONDAY, session, steps
from trials import Trial

from backcare.errors import LogError
from backcare.log import SessionLog
from backcare.log.__main__ import main
from backcare.sessions import Entry, Session

WRITTEN = ("secret", "walk to the shop")  # as in the notes of busy_days
SECTOR, PAGE = 512, 4096
PATIENTS = ("me", "p01", "p11", "p02")


class Seen:
    """All that a log shows, and what it says with it."""

    def __init__(self, path: Path) -> None:
        self.sessions: dict[str, Session] = {}
        self.frame = pd.DataFrame()
        self.scores = pd.DataFrame()
        self.answers: list[Any] = []
        self.stopped: set[str] = set()
        self.clear: set[str] = set()
        self.opened = False
        self.told = 0
        self.said: list[str] = []
        with warnings.catch_warnings(record=True) as given:
            warnings.simplefilter("always")
            try:
                with SessionLog(path) as log:
                    self._look(log)
            except LogError as error:
                self.said += traceback.format_exception(error)
        self.said += [str(one.message) for one in given]

    def _look(self, log: SessionLog) -> None:
        self.frame, self.scores = log.to_frame(), log.measures()
        self.told = len(log.unread)
        self.said.append(str(log.unread.to_dict()))
        self.sessions = {one.session_id: one for one in log.sessions()}
        assert set(self.frame["session_id"]) == set(self.sessions)
        record = log.safety_record()
        self.answers = [record.red_flags(), record.mild_limit()]
        self.answers += [{*record.asked_about().items()}, {*record.told_to_stop().items()}]
        self.stopped = {one for one in PATIENTS if log.awaiting_reason(one)}
        self.clear = {one for one in PATIENTS if log.safety_record(one).is_clear()}
        self.opened = True

    def compare(self, whole: Seen) -> str:
        """Hold it to what the log showed before; say in a word what has come of it."""
        assert not [word for word in WRITTEN if word in "\n".join(self.said)]
        if not self.opened:
            return "refused"
        for name, shown in self.sessions.items():
            assert shown == whole.sessions[name]
        rows = whole.frame["session_id"].isin(self.sessions)
        pd.testing.assert_frame_equal(self.frame, whole.frame[rows].reset_index(drop=True))
        both = self.scores.merge(whole.scores, how="left", indicator=True)
        assert both["_merge"].eq("both").all()
        missing = len(whole.sessions) - len(self.sessions) + len(whole.scores) - len(self.scores)
        assert missing <= self.told
        single, several = self.answers[:2], self.answers[2:]
        assert all(map(lambda now, was: now in (None, was), single, whole.answers[:2]))
        assert all(map(set.issubset, several, whole.answers[2:]))
        assert self.stopped >= whole.stopped
        assert self.clear <= whole.clear
        if self.told:
            return "told"
        return "the same" if self.answers == whole.answers else "asked again"


def small(log: SessionLog) -> None:
    """Put two sessions, a score and some answers into a log."""
    log.add(session(1))
    log.add(session(3))
    log.add_measure("2026-03-02", "rmdq_24", 9, note="walk to the shop: 4")
    log.safety_record().answer_red_flags(["fever"], MONDAY)
    log.confirm_professional(MONDAY)


def big(log: SessionLog) -> None:
    """Put into a log all that there is, on many pages, some of them free again."""
    for _ in steps(log):
        pass


def stops(log: SessionLog) -> None:
    """Put into a log what stops one patient of several: by a session, by a word, by a sign."""
    for number, patient in enumerate(PATIENTS):
        for day in range(3):
            log.add(replace(session(10 * number + day), patient=patient, pain_after=1))
        log.confirm_professional(patient=patient)
        log.safety_record(patient).answer_red_flags([])
    tomorrow = datetime.now(UTC) + timedelta(hours=2)  # after they have asked
    log.add(Session(tomorrow, pain_after=9, patient="p01", session_id="severe"))
    log.add(Session(tomorrow, patient="me", session_id="told", entries=[Entry("bridging")]))
    log.safety_record("me").tell_to_stop("told", "stop_rule")
    log.safety_record("p11").answer_red_flags(["fever"])


@pytest.fixture(params=[small, big, stops])
def path(request: pytest.FixtureRequest, quick_folder: Path) -> Path:
    """Return a log with something in it."""
    path = quick_folder / "log.db"
    with SessionLog(path) as log:
        request.param(log)
    return path


def flip(content: bytearray, chance: Random) -> None:
    """Flip one bit."""
    place = chance.randrange(8 * len(content))
    content[place // 8] ^= 1 << place % 8


def spoil(content: bytearray, chance: Random) -> None:
    """Zero a sector or a page, or swap it with another one."""
    size = chance.choice([SECTOR, PAGE])
    one, other = (size * chance.randrange(len(content) // size) for _ in range(2))
    here = content[one : one + size]
    content[one : one + size] = chance.choice([bytes(size), content[other : other + size]])
    if any(content[one : one + size]):
        content[other : other + size] = here


@pytest.mark.parametrize(
    ("harm", "name"),
    [(flip, "a flipped bit in"), (spoil, "a zeroed or swapped sector or page of")],
    ids=["flip", "spoil"],
)
def test_what_a_disk_changes_is_noticed(
    path: Path, harm: Callable[[bytearray, Random], None], name: str, trial: Trial
) -> None:
    """Refused in words, told, or nothing of a session is changed."""
    whole, good = Seen(path), path.read_bytes()
    spoilt = path.with_name("spoilt.db")
    times, found = trial.times(30, 1000), Counter[str]()
    for _ in range(times):
        content = bytearray(good)
        harm(content, trial.chance)
        spoilt.write_bytes(content)
        found[Seen(spoilt).compare(whole)] += 1
    spoilt.unlink()
    came = ", ".join(f"{count:,} {what}" for what, count in sorted(found.items()))
    trial.tell(f"{name} a log of {len(good) // 1024} KiB", times, came)


def test_a_table_of_contents_that_cannot_be_read(path: Path) -> None:
    """It is refused in words, although Python cannot read SQLite's; repair saves the rest."""
    whole, content = Seen(path), path.read_bytes()
    assert b"CREATE TABLE measures" in content
    path.write_bytes(content.replace(b"CREATE TABLE measures", b"CREATE TABLE (\xe1asures", 1))
    with pytest.raises(LogError, match="was left as it is: it is damaged"):
        SessionLog(path)
    assert main(["repair", str(path)]) == 1  # the scores are lost
    saved = Seen(path.with_name("log-repaired.db"))
    assert saved.sessions == whole.sessions
    assert saved.answers == whole.answers  # no score was ever a stop
    assert saved.scores.empty


@pytest.mark.parametrize("old", [False, True])
def test_undo_brings_back_no_other_session(quick_folder: Path, old: bool) -> None:
    """What a deleted session was has a checksum too, but for one that an early program deleted."""
    path, deleted = quick_folder / "log.db", session(3)
    with SessionLog(path) as log:
        log.add(deleted)
        log.delete(deleted.session_id)
    with closing(sqlite3.connect(path)) as connection, connection:
        (text,) = connection.execute("SELECT before FROM changes ORDER BY before DESC").fetchone()
        changed = json.loads(text) | {"pain_after": 1}
        if old:
            del changed["checksum"]
        put = "UPDATE changes SET before = ? WHERE before IS NOT NULL"
        connection.execute(put, (json.dumps(changed),))
    with SessionLog(path) as log:
        if old:
            log.undo()
            assert log.sessions() == [replace(deleted, pain_after=1)]
        else:
            with pytest.raises(LogError, match="cannot be read any more"):
                log.undo()
            assert log.sessions() == []
            assert log.add_once(deleted) == deleted.session_id


def test_repair_where_nothing_can_be_read(
    quick_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says so, and makes no empty log that somebody could take for the repaired one."""
    path = quick_folder / "log.db"
    with SessionLog(path) as log:
        small(log)
    content = bytearray(path.read_bytes())
    content[100:PAGE] = bytes(PAGE - 100)
    for spoilt in (content, b"Dear diary"):
        path.write_bytes(spoilt)
        assert main(["repair", str(path)]) == 1
        assert "No session of" in capsys.readouterr().out
        assert list(quick_folder.iterdir()) == [path]


def test_a_place_that_is_wrong_in_the_index(quick_folder: Path) -> None:
    """The entries still stand there in their order: then a frame has them in it too."""
    path = quick_folder / "log.db"
    done = [Entry(exercise) for exercise in ("bridging", "walking", "bird_dog", "pilates")]
    with SessionLog(path) as log:
        log.add(Session(MONDAY, session_id="one", entries=done))
    content = path.read_bytes()
    third = b"one\x02\x03"  # the session, the place of the entry in it, and its row
    assert content.count(third) == 1
    path.write_bytes(content.replace(third, b"one\x42\x03"))
    with SessionLog(path) as log:
        assert log.session("one").entries == tuple(done)
        assert log.to_frame()["exercise_id"].tolist() == [one.exercise_id for one in done]


def test_an_id_that_is_wrong_in_the_table(quick_folder: Path) -> None:
    """The index still has it: the entries of that session go to no other one."""
    path = quick_folder / "log.db"
    with SessionLog(path) as log:
        log.add(Session(MONDAY, session_id="one", entries=[Entry("bridging")]))
        log.add(Session(MONDAY, session_id="two", entries=[Entry("walking")]))
    content = path.read_bytes()
    assert content.count(b"oneme2026") == 1  # the id, the patient and the time
    path.write_bytes(content.replace(b"oneme2026", b"ofeme2026"))
    with SessionLog(path) as log:
        with pytest.warns(UserWarning, match="1 session"):
            assert log.to_frame()["exercise_id"].tolist() == ["walking"]
        assert [one.session_id for one in log.sessions()] == ["two"]
