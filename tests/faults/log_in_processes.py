"""Programs that write into a log at the same time, or are killed while they do.

`run` starts this file as a program of its own: it loads pandas and SQLAlchemy once and
forks its writers, so that hundreds of them take seconds, and the tests' process, which has
threads, is never forked.
"""

import functools
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NoReturn

from backcare.errors import LogError
from backcare.log import SessionLog
from backcare.sessions import Entry, Session

MONDAY = datetime(2026, 3, 2, 18, tzinfo=timezone(timedelta(hours=1)))


def session(name: str, number: int) -> Session:
    """Return a session whose note says how many entries it has."""
    entries = [Entry("bridging", reps=1 + place) for place in range(number % 5)]
    start = MONDAY + timedelta(minutes=number)
    return Session(start, session_id=name, note=str(len(entries)), entries=entries)


def run(task: str, where: object, *numbers: int) -> dict[str, Any]:
    """Run a task of this file in a process of its own, and return what it found."""
    command = [sys.executable, __file__, task, str(where), *map(str, numbers)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


class Writer:
    """A forked process that works on a log and says line by line what it has done."""

    def __init__(self, work: Callable[[Callable[[object], None]], None]) -> None:
        reads, writes = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os.close(reads)
            self._live(work, lambda said: os.write(writes, f"{said}\n".encode()) and None)
        os.close(writes)
        self._said = os.fdopen(reads, "rb", buffering=0)
        self.lines: list[str] = []

    def _live(
        self, work: Callable[[Callable[[object], None]], None], say: Callable[[object], None]
    ) -> NoReturn:
        try:
            work(say)
        except BaseException as error:  # noqa: BLE001 (whatever it is, the parent has to hear it)
            say(f"!{error!r}")
        os._exit(0)

    def hear(self, lines: int) -> None:
        """Wait until it has said so many lines more, or is gone."""
        for _ in range(lines):
            line = self._said.readline().decode()
            # A line without an end was cut short by the kill: nobody was told it.
            self.lines += [line[:-1]] if line.endswith("\n") else []

    def end(self, *, kill: bool) -> None:
        """Kill it, or wait until it ends; hear the rest of what it said."""
        if kill:
            os.kill(self.process, signal.SIGKILL)
        while said := self._said.readline():
            self.lines += [said[:-1].decode()] if said.endswith(b"\n") else []
        self._said.close()
        os.waitpid(self.process, 0)


def faults_of(where: str, acknowledged: set[str]) -> list[str]:
    """Return what is wrong with a log: lost sessions, and half ones."""
    with SessionLog(where) as log:
        stored = {one.session_id: one for one in log.sessions()}
    lost = [f"lost {name}" for name in acknowledged - set(stored)]
    return [*lost, *(f"half {name}" for name, one in stored.items() if not is_whole(one))]


def is_whole(session: Session) -> bool:
    """Say whether a stored session has the entries that it was made with."""
    return int(session.note) == len(session.entries)


def add_until_killed(where: str, name: str, say: Callable[[object], None]) -> None:
    """Add sessions, each said when the log has acknowledged it."""
    log = SessionLog(where)
    for number in itertools.count():
        say(log.add(session(f"{name}-{number}", number)))


def kill_writers(where: str, kills: int, seed: int) -> dict[str, object]:
    """Kill a writer again and again at random moments: opening the log, adding, between."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    acknowledged: set[str] = set()
    wrong: list[str] = []
    for number in range(kills):
        writer = Writer(functools.partial(add_until_killed, where, str(number)))
        wanted = chance.randrange(5)
        writer.hear(wanted)
        time.sleep(chance.random() * (0.006 if wanted else 0.06))
        writer.end(kill=True)
        wrong += [line for line in writer.lines if line.startswith("!")]
        acknowledged |= set(writer.lines)
        wrong += faults_of(where, acknowledged)
    with SessionLog(where) as log:
        stored = len(log.sessions())
    return {"kills": kills, "acknowledged": len(acknowledged), "stored": stored, "wrong": wrong}


def add_all(where: str, name: int, sessions: int, say: Callable[[object], None]) -> None:
    """Add so many sessions, each said when the log has acknowledged it."""
    log = SessionLog(where)
    for number in range(sessions):
        say(log.add(session(f"{name}-{number}", number)))


def write_together(where: str, processes: int, sessions: int) -> dict[str, object]:
    """Let several processes open a new log and write into it, all at the same time."""
    writers = [
        Writer(functools.partial(add_all, where, name, sessions)) for name in range(processes)
    ]
    for writer in writers:
        writer.end(kill=False)
    said = [line for writer in writers for line in writer.lines]
    names = {f"{name}-{number}" for name in range(processes) for number in range(sessions)}
    with SessionLog(where) as log:
        stored = len(log.sessions())
    wrong = [line for line in said if line.startswith("!")] + faults_of(where, names)
    return {"acknowledged": len(set(said)), "stored": stored, "wrong": wrong}


def write_apart(places: str, sessions: int) -> dict[str, object]:
    """Let a process write into each log, all at the same time, sessions of the same ids."""
    logs = places.split("\n")
    writers = [Writer(functools.partial(add_all, where, 0, sessions)) for where in logs]
    for writer in writers:
        writer.end(kill=False)
    names = {f"0-{number}" for number in range(sessions)}
    wrong = [line for writer in writers for line in writer.lines if line.startswith("!")]
    stored = []
    for where in logs:
        wrong += faults_of(where, names)
        with SessionLog(where) as log:
            stored.append(len(log.sessions()))
    return {"stored": stored, "wrong": wrong}


def fork_an_open_log(where: str) -> dict[str, object]:
    """Go on writing in two processes into a log that was opened before they parted."""
    with SessionLog(where) as log:
        log.add(session("before", 1))
        child = Writer(lambda say: say(log.add(session("child", 2))))
        log.add(session("parent", 3))
        child.end(kill=False)
        log.add(session("after", 4))
    return {"wrong": faults_of(where, {"before", "child", "parent", "after"})}


def fill_the_disk(where: str, room: int) -> dict[str, object]:
    """Add sessions until no more room is on the disk, then make room and go on."""
    import resource  # where there is fork, there is this

    wrong: list[str] = []
    acknowledged: set[str] = set()
    log = SessionLog(where)
    size = Path(where).stat().st_size
    # Python has the system's signal for this ignored: the write fails, as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + room, resource.RLIM_INFINITY))
    refused = ""
    while not refused:
        try:
            acknowledged.add(log.add(session(f"full-{len(acknowledged)}", 4)))
        except LogError as error:
            refused = str(error)
    wrong += faults_of(where, acknowledged)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    acknowledged.add(log.add(session("after", 4)))
    wrong += faults_of(where, acknowledged)
    return {"acknowledged": len(acknowledged), "refused": refused, "wrong": wrong}


def write_without_the_right(where: str) -> dict[str, object]:
    """Read and write a log that may only be read, then one in a folder like that."""
    refused: list[str] = []
    folder = Path(where).parent
    with SessionLog(where) as log:
        log.add(session("before", 2))
    if os.geteuid() == 0:  # nothing is forbidden to root
        os.chown(where, 65534, 65534)
        os.chown(folder, 65534, 65534)
        os.setuid(65534)
    for target, mode in ((Path(where), 0o400), (folder, 0o500)):
        target.chmod(mode)
        with SessionLog(where) as log:
            try:
                log.add(session("refused", 2))
            except LogError as error:
                refused.append(str(error))
        target.chmod(0o700)
    return {"refused": refused, "wrong": faults_of(where, {"before"})}


if __name__ == "__main__":
    name, where, *numbers = sys.argv[1:]
    print(json.dumps(globals()[name](where, *map(int, numbers))))
