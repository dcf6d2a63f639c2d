"""The power fails: what a log has acknowledged is there, and what was under way is whole or not.

A program does to a log all that can be done to one (`busy_days.py`), under strace. It says after
each step what it then promises. Of the record, disks are made as a power cut at any moment may
leave them (the model of a disk is in `power_cut.py`), thousands of them, and on each the log is
opened as on the next day. Then this must be true:

- It opens, or nothing had been acknowledged yet and it can be begun anew.
- All that is in it, every session whole, is what was promised last, or that and the one change
  that was under way. Nothing is set aside as unreadable.
- Another session can be added.

So that this can be believed: a record that is made to its end gives the very files that the
program left; and on a disk that does not keep what it was told to, losses are found.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import sys
import warnings
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import busy_days
import pytest
from busy_days import promise, session
from power_cut import Disk, File, Folder, record
from test_log_opening import VERSION_1
from trials import Trial

from backcare.errors import LogError
from backcare.log import SessionLog

LOG = "home/backcare/log.db"
NEXT_DAY = session(1000)
JOURNAL = bytes.fromhex("d9d505f920a163d7")  # how a journal of SQLite begins, once it counts


class Recorded:
    """A folder as it was, and what the program then did to the log in it and promised."""

    def __init__(self, strace: str, start: Path, beginning: str) -> None:
        self.beginning = beginning
        self.start, self.live = start, start.with_name(f"{start.name}-live")
        shutil.copytree(start, self.live)
        command = [sys.executable, busy_days.__file__, str(self.live / LOG)]
        self.calls = record(strace, command, self.live, start.with_suffix(".trace"))
        self.promises = [one.data.decode().strip() for one in self.calls if one.name == "said"]

    def cut(
        self,
        chance: random.Random,
        where: Path,
        deaf_to: type[File] | type[Folder] | None = None,
    ) -> Cut:
        """Make a folder as a cut at a random moment may leave it."""
        disk = Disk(self.start, deaf_to)
        opened = [call.name for call in self.calls].index("said")
        # One cut in five is at the opening, which is short and has to be right.
        last = opened if chance.random() < 0.2 else len(self.calls)
        done = self.calls[: chance.randint(0, last)]
        for call in done:
            disk.make(call)
        disk.after_cut(chance, where)
        said = [call.name for call in done].count("said")
        moment = "making" if not said else "between" if done[-1].name == "said" else "within"
        return Cut(where / LOG, moment, self.promises[max(0, said - 1) : said + 1])


class Cut(NamedTuple):
    """A log after a power cut: when that was, and what may be in it now."""

    path: Path
    moment: str
    promised: list[str]

    def has_journal(self) -> bool:
        """Say whether a change was half done, so that it has to be taken back."""
        journal = self.path.with_name(f"{self.path.name}-journal")
        return journal.exists() and journal.read_bytes()[:8] == JOURNAL

    def fault(self) -> str:
        """Open the log as on the next day, and say what is wrong with it; "" where all is well."""
        try:
            with SessionLog(self.path) as log:
                return self._fault_of(log)
        except (LogError, sqlite3.DatabaseError) as error:
            return f"refused: {error}"

    def _fault_of(self, log: SessionLog) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is set aside is in `unread`
            found = promise(log)
        if len(log.unread):
            return f"set aside: {log.unread['column'].tolist()}"
        if found not in self.promised:
            parts = [json.loads(line) for line in (found, self.promised[0])]
            return f"other: {[name for name in parts[0] if parts[0][name] != parts[1][name]]}"
        log.add(NEXT_DAY)
        return "" if log.session(NEXT_DAY.session_id) == NEXT_DAY else "not added"


def first_version(start: Path) -> None:
    """Begin with a log of the first version, which is brought to the newest one."""
    path = start / LOG
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in VERSION_1:
            connection.execute(statement)
        rows = [(f"old-{number}", "fine " * number) for number in range(60)]
        connection.executemany(
            "INSERT INTO sessions VALUES"
            " (?, 'me', '2026-03-01 18:00:00.000000', 60, 3, NULL, 4, 2.5, ?)",
            rows,
        )
        connection.executemany(
            "INSERT INTO entries VALUES (?, 0, 'bridging', 2, 10, 6, NULL)",
            [(name,) for name, _ in rows],
        )


@pytest.fixture(scope="module")
def new_log(strace: str, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Record the program in an empty folder: the log is made, with the folders that it lacks."""
    start = tmp_path_factory.mktemp("new") / "start"
    start.mkdir()
    return Recorded(strace, start, "a new log")


@pytest.fixture(scope="module")
def older_log(strace: str, tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Record it with a log of the first version, which is brought to the newest one."""
    start = tmp_path_factory.mktemp("older") / "start"
    first_version(start)
    return Recorded(strace, start, "a log of the first version")


@pytest.fixture(scope="module")
def mended_log(
    strace: str, new_log: Recorded, tmp_path_factory: pytest.TempPathFactory
) -> Recorded:
    """Record it with what a first cut has left, half a change: that is taken back before all."""
    start = tmp_path_factory.mktemp("mended") / "start"
    chance = random.Random(1)  # noqa: S311 (no secret)
    while not new_log.cut(chance, start).has_journal():
        shutil.rmtree(start)
    return Recorded(strace, start, "a log with half a change in it")


@pytest.fixture(params=["new_log", "older_log", "mended_log"])
def recorded(request: pytest.FixtureRequest) -> Recorded:
    """Give a test each of the records."""
    found: Recorded = request.getfixturevalue(request.param)
    return found


def test_the_record_is_complete(recorded: Recorded) -> None:
    """Made to its end, it gives the very files that the program left."""
    disk = Disk(recorded.start)
    for call in recorded.calls:
        disk.make(call)
    left = [path for path in recorded.live.rglob("*") if path.is_file()]
    assert disk.files() == {
        path.relative_to(recorded.live).as_posix(): path.read_bytes() for path in left
    }
    assert len(recorded.promises) > 40
    assert len(set(recorded.promises)) > 40  # they are no empty words


def test_a_power_cut_takes_nothing_that_was_promised(
    recorded: Recorded, quick_folder: Path, trial: Trial
) -> None:
    """Whenever the power fails, and whatever of the unkept has come to be on the disk."""
    cuts = trial.times(25, 1700)
    faults, moments, taken_back = Counter[str](), Counter[str](), 0
    for number in range(cuts):
        cut = recorded.cut(trial.chance, quick_folder / "disk")
        moments[cut.moment] += 1
        taken_back += cut.has_journal()
        if fault := cut.fault():
            faults[f"{cut.moment}, cut {number}: {fault}"] += 1
        shutil.rmtree(quick_folder / "disk")
    assert not faults
    assert taken_back > cuts / 10
    trial.tell(
        f"a power cut while a program is busy with {recorded.beginning}",
        cuts,
        f"{moments['making']:,} in the opening, {moments['within']:,} within a change, "
        f"{moments['between']:,} between two: what was said to be saved is there, and "
        f"the change under way as a whole or not at all ({taken_back:,} were taken back)",
    )


@pytest.mark.parametrize("deaf_to", [File, Folder])
def test_a_disk_that_keeps_nothing_of_what_it_is_told_to_is_found_out(
    recorded: Recorded, quick_folder: Path, trial: Trial, deaf_to: type[File] | type[Folder]
) -> None:
    """Such losses are seen: they would be, if the log did not wait for the disk."""
    cuts, lost = trial.times(20, 300), 0
    for _ in range(cuts):
        lost += bool(recorded.cut(trial.chance, quick_folder / "disk", deaf_to).fault())
        shutil.rmtree(quick_folder / "disk")
    assert lost
    kind = "the content of files" if deaf_to is File else "the names in folders"
    trial.tell(
        f"a power cut where the disk keeps nothing of {kind}, with {recorded.beginning}",
        cuts,
        f"{lost:,} losses: the look at a log after a cut finds them",
    )
