"""Writers that are killed, and many at once: what a log has acknowledged is there, and whole."""

import os
from pathlib import Path

import pytest
from clinics import Clinic
from log_in_processes import run
from sqlalchemy import create_engine, text
from trials import Trial

NAMES = {"file": "SQLite", "postgresql": "PostgreSQL", "clinic": "a clinic's PostgreSQL"}
every_place = pytest.mark.parametrize("database", [*NAMES], indirect=True)
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs fork and signals")


def noted(address: str) -> int:
    """Return how many sessions a clinic's server has noted as written, by who may see that."""
    engine = create_engine(address)
    with engine.connect() as connection:
        found = text("SELECT sum(number) FROM audit WHERE did = 'insert' AND what = 'sessions'")
        count = connection.scalar(found)
    engine.dispose()
    return int(count)


@every_place
def test_a_killed_writer_loses_nothing_and_leaves_nothing_half(
    database: str, address: str, quick_folder: Path, trial: Trial
) -> None:
    """Killed at a random moment: each acknowledged session is there, and none is half there."""
    where = str(quick_folder / "log.db") if database == "file" else address
    kills = trial.times(15 if database == "clinic" else 30, 1000)
    found = run("kill_writers", where, kills, trial.chance.getrandbits(32))
    assert found["wrong"] == []
    assert found["kills"] == kills
    assert found["acknowledged"] >= kills / 2
    if database == "clinic":  # a note for each that is there, and for no other
        assert noted(address) == found["stored"]
    kept = f"{found['acknowledged']:,} sessions were said to be saved: all are there, none half"
    trial.tell(f"a writer killed at a random moment ({NAMES[database]})", kills, kept)


@every_place
def test_writers_at_once_lose_nothing_and_store_nothing_twice(
    database: str, address: str, quick_folder: Path, trial: Trial
) -> None:
    """Many processes open one new log and add sessions, all at the same time."""
    where = str(quick_folder / "log.db") if database == "file" else address
    writers, each = trial.times(8, 16), trial.times(20 if database == "clinic" else 50, 200)
    found = run("write_together", where, writers, each)
    total = writers * each
    assert found == {"acknowledged": total, "stored": total, "wrong": []}
    kept = f"{total:,} sessions: all are there, none twice, none half"
    trial.tell(
        f"programs that begin one log and write into it together ({NAMES[database]})", writers, kept
    )


@pytest.mark.parametrize("database", ["clinic"], indirect=True)
def test_patients_who_write_at_once_are_kept_apart(
    database: str, shared_clinic: Clinic, trial: Trial
) -> None:
    """Each with a login of their own, and with sessions of the same ids."""
    patients, each = trial.times(8, 16), trial.times(20, 200)
    names = [f"at-once-{number}" for number in range(patients)]
    for name in names:
        shared_clinic.let_in(name, patient=name)
    addresses = [shared_clinic.address(name) for name in names]
    found = run("write_apart", "\n".join(addresses), each)
    assert found == {"stored": [each] * patients, "wrong": []}
    assert [noted(address) for address in addresses] == [each] * patients
    kept = f"{patients * each:,} sessions: all are there, with who wrote them, none half"
    trial.tell(f"patients of {NAMES[database]} who write at the same time", patients, kept)


@every_place
def test_a_forked_process_opens_the_log_for_itself(address: str) -> None:
    """A connection that two processes share would spoil what both write."""
    assert run("fork_an_open_log", address) == {"wrong": []}
