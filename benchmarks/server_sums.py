"""The weekly sums of a log on a server, in one SELECT, beside reading all of it and adding up.

    python benchmarks/server_sums.py postgresql+psycopg://user@server/empty --sessions 20000

Both give the very same frame, which is checked before anything is timed. The log is made up: three
sessions a week, a year of them for each patient, three exercises each.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import pandas as pd

import backcare as bc
from backcare.log.rows import insert_frame
from backcare.log.session_log import SessionLog
from backcare.sessions import log_frame

_EXERCISES = ("bridging", "bird_dog", "pelvic_tilt")
_A_PATIENT, _AT_ONCE = 156, 2_000


def made_up(sessions: int) -> pd.DataFrame:
    """Make up a log frame, in the order of a log."""
    rows = pd.RangeIndex(sessions * len(_EXERCISES))
    session = rows // len(_EXERCISES)
    number = session % _A_PATIENT
    days = number // 3 * 7 + number % 3 * 2
    start = pd.Timestamp("2025-01-06 08:00") + pd.to_timedelta(days, unit="D")
    columns = {
        "session_id": session.map("s{:07d}".format),
        "patient": (session // _A_PATIENT).map("p{:05d}".format),
        "started_at": start,
        "exercise_id": [_EXERCISES[row % len(_EXERCISES)] for row in rows],
        "sets": 2,
        "reps": 10,
        "pain_before": session % 7,
        "pain_after": session % 6,
        "pain_minutes": session % 20,
        "note": "",
        "utc_offset_min": 0,
    }
    return log_frame(columns)


def seconds(call: Callable[[], object], rounds: int) -> float:
    """Return the median time of a call on the wall."""
    taken = []
    for _ in range(rounds):
        before = time.perf_counter()
        call()
        taken.append(time.perf_counter() - before)
    return statistics.median(taken)


def main() -> None:
    """Fill an empty log, and print both times."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address", help="of an empty PostgreSQL database")
    parser.add_argument("--sessions", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    log = SessionLog(asked.address)
    frame = made_up(asked.sessions)
    with log._database.write() as connection:
        for first in range(0, len(frame), _AT_ONCE * len(_EXERCISES)):
            insert_frame(connection, frame[first : first + _AT_ONCE * len(_EXERCISES)])

    def read_all() -> pd.DataFrame:
        return bc.weekly_sums(log.to_frame(), by="patient")

    def on_the_server() -> pd.DataFrame:
        return log.weekly_sums(by="patient")

    with log._database.write() as connection:
        connection.exec_driver_sql("ANALYZE")
    pd.testing.assert_frame_equal(on_the_server(), read_all())
    one, other = seconds(on_the_server, asked.rounds), seconds(read_all, asked.rounds)
    print(f"{asked.sessions:,} sessions, {len(frame):,} entries")
    print(f"  one SELECT         {one:8.2f} s")
    print(f"  reading all of it  {other:8.2f} s, {other / one:.1f} times as long")


if __name__ == "__main__":
    main()
