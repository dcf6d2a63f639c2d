"""How long choosing, explaining and searching take on the shipped table, and on 2,000 rows.

    python benchmarks/filtering.py

The explorer asks all three at each press. The least of many rounds is told, which a busy machine
stretches least. Aims: each under 10 ms on the shipped table, and under 30 ms on 2,000 rows.
"""

import time
from collections.abc import Callable

import pandas as pd

import backcare as bc

ROWS, ROUNDS = 2_000, 100
CHOICES = {
    "pain_state": "chronic",
    "muscle_groups": ["glutes", "hamstrings"],
    "position": ["on_back", "on_front"],
    "equipment": ["towel"],
}


def milliseconds(work: Callable[[], object]) -> float:
    """Return the least time that something takes."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


def repeated(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table over and over, each row with an id of its own."""
    rows = pd.concat([table] * (ROWS // len(table) + 1)).head(ROWS)
    ids = [f"{exercise_id}_{place}" for place, exercise_id in enumerate(rows.index)]
    return rows.set_axis(ids).rename_axis("exercise_id")


def main() -> None:
    """Print the least time of each, for both tables."""
    shipped = bc.load_exercises()
    for table in (shipped, repeated(shipped)):
        ways: dict[str, Callable[[], object]] = {
            "filter_exercises": lambda table=table: bc.filter_exercises(table, **CHOICES),
            "explain_exclusions": lambda table=table: bc.explain_exclusions(table, **CHOICES),
            "search_exercises": lambda table=table: bc.search_exercises(table, "leg lift"),
        }
        print(f"{len(table):,} rows")
        for name, work in ways.items():
            print(f"  {name:20}{milliseconds(work):6.1f} ms")


if __name__ == "__main__":
    main()
