"""How long a folder of 200 logs takes to read, beside plain pandas, and what is asked of it then.

    python benchmarks/group.py --patients 200

Plain pandas reads the same files with `read_csv` and puts them below one another: it checks no
number, no date and no exercise, finds no session that stands twice, and hides no name. That both
see the same sessions is checked before anything is timed. They take turns; processor time is
measured, which a busy machine stretches least. Aim: at most 15 times plain pandas, under 3 s.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

import backcare as bc

ROUNDS = 5
ON = "2025-07-07"


def plain(folder: Path) -> pd.DataFrame:
    """Read the files as pandas does by itself."""
    files = sorted(folder.glob("*.csv"))
    return pd.concat([pd.read_csv(file) for file in files], ignore_index=True)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that something takes once."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the median of each way; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, work in ways.items():
            times[name].append(seconds(work))
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    """Print each way's median."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=200)
    patients = parser.parse_args().patients
    with TemporaryDirectory() as home:
        folder = Path(home, "clinic")
        made = seconds(lambda: bc.make_clinic(folder, patients=patients))
        frame, simple = bc.load_logs(folder).frame, plain(folder)
        assert len(frame) == len(simple)
        assert set(frame["session_id"]) == set(simple["session_id"])
        ways = {
            "read_csv and concat": lambda: plain(folder),
            "load_logs": lambda: bc.load_logs(folder),
            "who_to_call": lambda: bc.who_to_call(frame, as_of=ON),
            "group_weeks": lambda: bc.group_weeks(frame, as_of=ON),
            "compare_pain": lambda: bc.compare_pain(frame, as_of=ON),
            "group_retention": lambda: bc.group_retention(frame, as_of=ON),
        }
        medians = compare(ways)
    print(f"{patients} files, {len(frame):,} rows; made in {made:.2f} s")
    for name, median in medians.items():
        print(f"{name:22} {1000 * median:8.0f} ms")
    ratio = medians["load_logs"] / medians["read_csv and concat"]
    print(f"load_logs is {ratio:.1f} times plain pandas (aim: at most 15)")


if __name__ == "__main__":
    main()
