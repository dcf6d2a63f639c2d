"""How the time to make a plan grows with the table: 500, 1,000 and 2,000 rows.

    python benchmarks/plan.py

The least of a few rounds is told, and how many times that of 500 rows it is. Twice the rows should
take about twice the time; four times, as it once did, is the square. The aim for 2,000 rows is 1 s.
"""

import time

import pandas as pd

import backcare as bc

ROWS = (500, 1_000, 2_000)
MINUTES = (20, 60, 120)
ROUNDS = 5


def seconds(table: pd.DataFrame, minutes: float) -> float:
    """Return the least time that a plan takes."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        bc.make_plan(table, pain_state="mild", minutes=minutes)
        times.append(time.perf_counter() - start)
    return min(times)


def repeated(table: pd.DataFrame, rows: int) -> pd.DataFrame:
    """Return the table over and over, each row with an id of its own."""
    long = pd.concat([table] * (rows // len(table) + 1)).head(rows)
    ids = [f"{exercise_id}_{place}" for place, exercise_id in enumerate(long.index)]
    return long.set_axis(ids).rename_axis("exercise_id")


def main() -> None:
    """Print the times and their ratios for short and long sessions."""
    shipped = bc.load_exercises()
    tables = {rows: repeated(shipped, rows) for rows in ROWS}
    for minutes in MINUTES:
        times = {rows: seconds(table, minutes) for rows, table in tables.items()}
        print(f"{minutes} minutes")
        for rows, taken in times.items():
            print(f"  {rows:5,} rows {taken:7.3f} s  x {taken / times[ROWS[0]]:.1f}")


if __name__ == "__main__":
    main()
