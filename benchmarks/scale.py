"""`load_parts` on a folder of Parquet files, beside DuckDB and Polars, which stream the same files.

    python benchmarks/scale.py 10000000

The peers add up the weeks of each patient, the table of `weekly_summary`; so does backcare, which
also finds each session once, checks every cell and looks for sessions in two files. Each round is a
process of its own, so that its memory is its own; imports are not timed. They take turns. Processor
time is that of all processors together, which a busy machine stretches least. That all find
the same is checked in each round by the sums of each column.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from _made_up import COLUMNS, make_log

import backcare as bc

ROWS_A_FILE = 1_000_000
WAYS = ("loop", "dask", "duckdb", "polars")
WRITE = "write"  # in a process of its own, too, or all would be said to hold what that takes


def write(folder: Path, rows: int) -> None:
    """Write files of the rows of whole patients, a thousand rows each."""
    for file, first in enumerate(range(0, rows, ROWS_A_FILE)):
        log = make_log(min(ROWS_A_FILE, rows - first), "numbers")
        who = log["patient"] + file * (ROWS_A_FILE // 1000)
        # Another id in each file; a session's rows share it.
        number = log["session_id"].to_numpy() ^ np.int64(file)
        ids, texts = pd.factorize(number)
        words = pd.Index([f"{one:032x}" for one in texts.tolist()])
        people = pd.Index([f"P{one:06}" for one in who.drop_duplicates()])
        log = log.assign(
            session_id=words.take(ids),
            patient=people.take(pd.factorize(who)[0]),
            exercise_id=np.where(log["minutes"].notna(), "walking", "bridging"),
            pain_peak=log["pain_after"],
            note="",
            utc_offset_min=60,
        )
        log.to_parquet(folder / f"{file:04}.parquet", index=False, write_page_checksum=True)


def in_parts(folder: Path, engine: str | None) -> pd.DataFrame:
    """Do what this is about."""
    sums = bc.load_parts(folder, engine=engine, progress=False).sums
    return bc.summary_from_sums(sums)


def duckdb_weeks(folder: Path) -> Any:
    """Ask DuckDB for the same weeks."""
    import duckdb
    from weekly import with_duckdb

    table = duckdb.connect()
    table.execute(f"create view log as from read_parquet('{folder}/*.parquet')")
    return with_duckdb(table)


def polars_weeks(folder: Path) -> Any:
    """Ask Polars for the same weeks, a part of the files at a time."""
    import polars as pl
    from weekly import with_polars

    pl.Config.set_engine_affinity("streaming")
    return with_polars(pl.scan_parquet(folder / "*.parquet"))


def alone(way: str, folder: Path) -> dict[str, Any]:
    """Run one way in this process; give what it cost and the sum of each column."""
    calls = {
        "loop": lambda: in_parts(folder, None),
        "dask": lambda: in_parts(folder, "dask"),
        "duckdb": lambda: duckdb_weeks(folder),
        "polars": lambda: polars_weeks(folder),
    }
    in_parts(folder.with_name("little"), None)  # loads what is loaded when first used
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, processors = time.perf_counter(), time.process_time()
    found = calls[way]()
    cost = {"wall": time.perf_counter() - wall, "processors": time.process_time() - processors}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    columns = {name: pd.Series(found[name]).astype("Float64") for name in COLUMNS}
    sums = {name: float(column.sum()) for name, column in columns.items()}
    return {**cost, "peak": peak / 2**20, "before": before / 2**20, "sums": sums}


def main() -> None:
    """Write the files, let all ways take turns, and print their medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rows", type=int, nargs="?", default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=[*WAYS, WRITE], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way == WRITE:
        # Beside the files, for a folder in the folder might hold logs, and is refused.
        for folder, rows in ((asked.folder.with_name("little"), 1000), (asked.folder, asked.rows)):
            folder.mkdir()
            write(folder, rows)
        return
    if asked.way:
        print(json.dumps(alone(asked.way, asked.folder)))
        return
    with TemporaryDirectory() as home:
        folder = Path(home, "log")
        command = [sys.executable, __file__, str(asked.rows), "--folder", str(folder), "--way"]
        subprocess.run([*command, WRITE], check=True)
        size = sum(file.stat().st_size for file in folder.glob("*.parquet"))
        rounds: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
        for _ in range(asked.rounds):
            for way in WAYS:
                done = subprocess.run([*command, way], capture_output=True, text=True, check=True)
                rounds[way].append(json.loads(done.stdout))
                for name, total in rounds[way][-1]["sums"].items():
                    assert np.isclose(total, rounds["loop"][0]["sums"][name], rtol=1e-9), name
    print(f"{asked.rows:,} rows in files of {size / 2**20:,.0f} MiB, medians of {asked.rounds}")
    own = statistics.median(one["processors"] for one in rounds["loop"])
    for way, every in rounds.items():
        wall, processors, peak, before = (
            statistics.median(one[name] for one in every)
            for name in ("wall", "processors", "peak", "before")
        )
        print(
            f"{way:8} {processors:8.1f} s of the processors, {processors / own:4.2f} x the loop; "
            f"{wall:6.1f} s on the wall; {peak:5.2f} GiB at most ({before:.2f} before)"
        )


if __name__ == "__main__":
    main()
