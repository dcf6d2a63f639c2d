"""The session log beside what it is built on: bare sqlite3, and `pandas.read_sql`.

    python benchmarks/log.py --entries 100000 --folder ~/somewhere

Three questions, each with its peer in the same run and taking turns with it, so that a busy
machine slows both:

- `add`: sessions of four entries, each on the disk before the next, beside the same two INSERTs
  through bare sqlite3 on one open connection with the same journal and the same flushes;
- `to_frame`, beside `pandas.read_sql` of the same join, without any of its types;
- `import_csv` of the log's own export into an empty log, at a tenth of the rows and at all.

The disk decides most of `add`, so give a folder on the disk that you mean, not one in memory.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy.schema import CreateTable

from backcare.diary import diary_bytes
from backcare.log import SessionLog
from backcare.log.schema import ENTRIES, SESSIONS
from backcare.sessions import Entry, Session

ENTRIES_OF_ONE = 4
START = datetime(2024, 1, 1, 18, tzinfo=UTC)
# What `database.py` sets for a log; a flush less would be another promise.
SAME_DURABILITY = ("PRAGMA journal_mode = DELETE", "PRAGMA synchronous = EXTRA")
JOIN = """
    SELECT s.session_id, patient, started_at, exercise_id, sets, reps, hold_s, minutes,
        pain_before, pain_after, pain_peak, pain_minutes, note, utc_offset_min
    FROM sessions s LEFT JOIN entries e ON s.session_id = e.session_id
    ORDER BY patient, started_at, s.session_id, position
"""


def make_session(number: int) -> Session:
    """Make up a session."""
    entries = [Entry("bridging", sets=2, reps=8 + place, hold_s=6) for place in range(4)]
    start = START + timedelta(hours=number)
    return Session(start, 3, 2, entries, pain_peak=4, pain_minutes=1.5, note="a good day")


def make_log(entries: int) -> pd.DataFrame:
    """Make up the log of a clinic, a hundred patients, as a frame."""
    number = np.repeat(np.arange(entries // ENTRIES_OF_ONE), ENTRIES_OF_ONE)
    size = len(number)
    rng = np.random.default_rng(entries)
    return pd.DataFrame(
        {
            "session_id": [f"{one:032x}" for one in number.tolist()],
            "patient": [f"P{one % 100:02}" for one in number.tolist()],
            "started_at": np.datetime64(START.replace(tzinfo=None), "us")
            + number * np.timedelta64(1, "h"),
            "exercise_id": rng.choice(["bridging", "bird_dog", "pelvic_tilt", "wall_sit"], size),
            "sets": pd.array(rng.integers(1, 4, size), dtype="Int64"),
            "reps": pd.array(rng.integers(8, 13, size), dtype="Int64"),
            "hold_s": pd.array(rng.integers(1, 11, size), dtype="Int64"),
            "minutes": pd.array([None] * size, dtype="Float64"),
            "pain_before": pd.array(number % 7, dtype="Int64"),
            "pain_after": pd.array(number % 5, dtype="Int64"),
            "pain_peak": pd.array([None] * size, dtype="Int64"),
            "pain_minutes": pd.array(number % 3 / 2, dtype="Float64"),
            "note": "",
            "utc_offset_min": pd.array([60] * size, dtype="Int64"),
        }
    )


def add_bare(connection: sqlite3.Connection, session: Session) -> None:
    """Write a session as one would without this package."""
    key = session.session_id
    start = session.started_at.strftime("%Y-%m-%d %H:%M:%S.%f")
    pain = (session.pain_before, session.pain_after, session.pain_peak, session.pain_minutes)
    entries = [
        (key, place, one.exercise_id, one.sets, one.reps, one.hold_s, one.minutes)
        for place, one in enumerate(session.entries)
    ]
    connection.execute("BEGIN IMMEDIATE")
    row = (key, session.patient, start, *pain, session.note, 0, "")  # no checksum
    connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", entries)
    connection.execute("COMMIT")


def bare_log(path: Path) -> sqlite3.Connection:
    """Open a file with the same tables and the same flushes."""
    connection = sqlite3.connect(path, isolation_level=None)
    tables = (str(CreateTable(table)) for table in (SESSIONS, ENTRIES))
    for statement in (*SAME_DURABILITY, *tables):
        connection.execute(statement)
    return connection


def seconds(work: Callable[[], object]) -> float:
    """Time one call."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def show(name: str, ours: Sequence[float], peer: Sequence[float], of: str) -> None:
    """Print two medians and what one is of the other."""
    a, b = statistics.median(ours), statistics.median(peer)
    print(f"{name:<12}{a * 1e3:10.2f} ms, {of} {b * 1e3:10.2f} ms: time x {a / b:.2f}", end="")
    print(f", rate x {b / a:.2f}")


def bench_add(folder: Path, rounds: int) -> None:
    """Add sessions to both in turn."""
    with SessionLog(folder / "add.db") as log:
        bare = bare_log(folder / "bare.db")
        ours, peer = [], []
        for number in range(rounds):
            session = make_session(number)
            ours.append(seconds(lambda session=session: log.add(session)))
            peer.append(seconds(lambda session=session: add_bare(bare, session)))
        bare.close()
    show("add", ours, peer, "sqlite3")


def bench_frame(folder: Path, entries: int, rounds: int) -> None:
    """Read a log back whole."""
    (folder / "frame.csv").write_bytes(diary_bytes(make_log(entries)))
    with SessionLog(folder / "frame.db") as log:
        log.import_csv(folder / "frame.csv")
        bare = sqlite3.connect(folder / "frame.db")
        ours, peer = [], []
        for _ in range(rounds):
            ours.append(seconds(log.to_frame))
            peer.append(seconds(lambda: pd.read_sql(JOIN, bare)))
        bare.close()
    show("to_frame", ours, peer, "read_sql")


def bench_import(folder: Path, entries: int) -> None:
    """Import a tenth of the rows, then all of them."""
    for rows in (entries // 10, entries):
        file, path = folder / f"{rows}.csv", folder / f"{rows}.db"
        file.write_bytes(diary_bytes(make_log(rows)))
        with SessionLog(path) as log:
            took = seconds(lambda log=log, file=file: log.import_csv(file))
            again = seconds(lambda log=log, file=file: log.import_csv(file))
        print(
            f"import_csv  {rows:>9} rows {took:6.2f} s, {took / rows * 1e5:6.2f} s per 100,000",
            end="",
        )
        print(f"; once more, adding nothing, {again:6.2f} s")


def main() -> None:
    """Run all three."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--entries", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=300)
    options.add_argument("--folder", type=Path, default=Path.cwd())
    given = options.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder, prefix=".bench-log-") as made:
        bench_add(Path(made), given.rounds)
        bench_frame(Path(made), given.entries, rounds=9)
        bench_import(Path(made), given.entries)


if __name__ == "__main__":
    main()
