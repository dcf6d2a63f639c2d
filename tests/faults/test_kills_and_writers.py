"""Writers that are killed, and many at once: what a log has acknowledged is there, and whole."""

import os
from pathlib import Path

import pytest
from log_in_processes import run
from trials import Trial

NAMES = {"file": "SQLite", "postgresql": "PostgreSQL"}
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs fork and signals")


@pytest.mark.parametrize("database", ["file", "postgresql"], indirect=True)
def test_a_killed_writer_loses_nothing_and_leaves_nothing_half(
    database: str, address: str, quick_folder: Path, trial: Trial
) -> None:
    """Killed at a random moment: each acknowledged session is there, and none is half there."""
    where = str(quick_folder / "log.db") if database == "file" else address
    kills = trial.times(30, 1000)
    found = run("kill_writers", where, kills, trial.chance.getrandbits(32))
    assert found["wrong"] == []
    assert found["kills"] == kills
    assert found["acknowledged"] >= kills / 2
    kept = f"{found['acknowledged']:,} sessions were said to be saved: all are there, none half"
    trial.tell(f"a writer killed at a random moment ({NAMES[database]})", kills, kept)


@pytest.mark.parametrize("database", ["file", "postgresql"], indirect=True)
def test_writers_at_once_lose_nothing_and_store_nothing_twice(
    database: str, address: str, quick_folder: Path, trial: Trial
) -> None:
    """Many processes open one new log and add sessions, all at the same time."""
    where = str(quick_folder / "log.db") if database == "file" else address
    writers, each = trial.times(8, 16), trial.times(50, 200)
    found = run("write_together", where, writers, each)
    total = writers * each
    assert found == {"acknowledged": total, "stored": total, "wrong": []}
    kept = f"{total:,} sessions: all are there, none twice, none half"
    trial.tell(
        f"programs that begin one log and write into it together ({NAMES[database]})", writers, kept
    )


@pytest.mark.parametrize("database", ["file", "postgresql"], indirect=True)
def test_a_forked_process_opens_the_log_for_itself(address: str) -> None:
    """A connection that two processes share would spoil what both write."""
    assert run("fork_an_open_log", address) == {"wrong": []}
