"""`weekly_summary` beside pandas, Polars, DuckDB and a compiled loop, on one made-up log.

    python benchmarks/weekly.py --rows 1000 1000000 10000000

All compute the very same table, which is checked before anything is timed. The log has one row
an entry, 6.5 of them a session, in the order and with the types of `SessionLog.to_frame()`. Each
contender has it in its own kind of memory before the clock starts: pandas frames, a Polars frame,
a DuckDB table. The rounds take turns, so that a busy machine slows all of them. Polars and DuckDB
use all processors, whose times are added up. The compiled loop trusts that the log is in order and
cannot read text: it gets its ids as numbers the way backcare does. Ids are text, or, to show how
much that costs, numbers.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

import duckdb
import numba
import numpy as np
import pandas as pd
import polars as pl
from _made_up import COLUMNS, make_log

from backcare.summaries.weekly import weekly_summary

Call: TypeAlias = Callable[[], Any]

NUMBERS = ("sets", "reps", "hold_s", "minutes", "pain_before", "pain_after", "pain_minutes")
GOAL = 3
STOP_MINUTES = 15


def with_backcare(log: pd.DataFrame) -> pd.DataFrame:
    """Run the function that this is about."""
    return weekly_summary(log, sessions_goal=GOAL, by="patient")


def with_pandas(log: pd.DataFrame) -> pd.DataFrame:
    """Group twice, the rows for doses and each session's first row for the rest."""
    day = log["started_at"].dt.normalize()
    week = day - pd.to_timedelta(log["started_at"].dt.day_of_week, unit="D").astype(
        "timedelta64[us]"
    )
    sets = log["sets"].fillna(1)
    rows = pd.DataFrame(
        {
            "patient": log["patient"],
            "week": week,
            "minutes": log["minutes"],
            "reps": sets * log["reps"],
            "hold_s": sets * log["reps"].fillna(1) * log["hold_s"],
        }
    )
    doses = rows.groupby(["patient", "week"])[["minutes", "reps", "hold_s"]].sum()
    first = ~log["session_id"].duplicated()
    sessions = log.loc[first, ["patient", "pain_before", "pain_after"]].assign(
        week=week[first],
        day=day[first],
        change=lambda each: each["pain_after"] - each["pain_before"],
        stop_day=day[first].where(log.loc[first, "pain_minutes"].fillna(0) > STOP_MINUTES),
    )
    weeks = sessions.groupby(["patient", "week"]).agg(
        sessions=("day", "size"),
        active_days=("day", "nunique"),
        pain_before_mean=("pain_before", "mean"),
        pain_before_worst=("pain_before", "max"),
        pain_after_mean=("pain_after", "mean"),
        pain_after_worst=("pain_after", "max"),
        pain_change_mean=("change", "mean"),
        stop_days=("stop_day", "nunique"),
    )
    summary = weeks.join(doses).reindex(_every_week(weeks.index))
    counts = ["sessions", "active_days", "minutes", "reps", "hold_s", "stop_days"]
    summary[counts] = summary[counts].fillna(0)
    return summary.assign(sessions_goal=GOAL, adherence=summary["sessions"] / GOAL)


def _every_week(index: pd.MultiIndex) -> pd.MultiIndex:
    week = index.to_frame()["week"].groupby("patient").agg(["min", "max"])
    count = ((week["max"] - week["min"]).dt.days // 7 + 1).to_numpy()
    since = np.arange(count.sum()) - np.repeat(count.cumsum() - count, count)
    weeks = np.repeat(week["min"].to_numpy(), count) + since * np.timedelta64(7, "D")
    return pd.MultiIndex.from_arrays([week.index.repeat(count), weeks], names=index.names)


def polars_table(log: pd.DataFrame) -> pl.DataFrame:
    """Give Polars the same columns in its own memory."""
    columns = {}
    for name, column in log.items():
        values = column.array
        if isinstance(values, pd.arrays.IntegerArray | pd.arrays.FloatingArray):
            blank = pl.Series(values.isna())
            numbers = pl.Series(values.to_numpy(values.dtype.numpy_dtype, na_value=0))
            columns[name] = pl.select(pl.when(~blank).then(numbers)).to_series()
        else:
            columns[name] = pl.Series(values.to_numpy() if column.dtype != object else list(values))
    return pl.DataFrame(columns)


def with_polars(log: pl.DataFrame) -> pl.DataFrame:
    """Sum up each session, then each week, then join the weeks in between; all lazy."""
    sets, reps = pl.col("sets").fill_null(1), pl.col("reps")
    sessions = (
        log.lazy()
        .group_by("session_id")
        .agg(
            pl.col("patient", "started_at", "pain_before", "pain_after", "pain_minutes").first(),
            pl.col("minutes").sum(),
            reps=(sets * reps).sum(),
            hold_s=(sets * reps.fill_null(1) * pl.col("hold_s")).sum(),
        )
        .with_columns(
            day=pl.col("started_at").dt.date(),
            week=pl.col("started_at").dt.truncate("1w"),
            change=pl.col("pain_after") - pl.col("pain_before"),
        )
    )
    weeks = sessions.group_by("patient", "week").agg(
        pl.len().alias("sessions"),
        pl.col("day").n_unique().alias("active_days"),
        pl.col("minutes", "reps", "hold_s").sum(),
        pl.col("pain_before", "pain_after").mean().name.suffix("_mean"),
        pl.col("pain_before", "pain_after").max().name.suffix("_worst"),
        pl.col("change").mean().alias("pain_change_mean"),
        pl.col("day").filter(pl.col("pain_minutes") > STOP_MINUTES).n_unique().alias("stop_days"),
    )
    every_week = (
        weeks.group_by("patient")
        .agg(pl.datetime_range(pl.col("week").min(), pl.col("week").max(), "1w").alias("week"))
        .explode("week")
    )
    counts = pl.col("sessions", "active_days", "minutes", "reps", "hold_s", "stop_days")
    return (
        every_week.join(weeks, on=["patient", "week"], how="left")
        .with_columns(counts.fill_null(0))
        .with_columns(sessions_goal=GOAL, adherence=pl.col("sessions") / GOAL)
        .sort("patient", "week")
        .collect()
    )


DUCKDB = """
with sessions as (
    select any_value(patient) as patient, any_value(started_at)::date as day,
        date_trunc('week', any_value(started_at))::date as week,
        any_value(pain_before) as before, any_value(pain_after) as after,
        any_value(pain_minutes) as above, sum(minutes) as minutes,
        sum(coalesce(sets, 1) * reps) as reps,
        sum(coalesce(sets, 1) * coalesce(reps, 1) * hold_s) as hold_s
    from log group by session_id
), weeks as (
    select patient, week, count(*) as sessions, count(distinct day) as active_days,
        sum(minutes) as minutes, sum(reps) as reps, sum(hold_s) as hold_s,
        avg(before) as pain_before_mean, max(before) as pain_before_worst,
        avg(after) as pain_after_mean, max(after) as pain_after_worst,
        avg(after - before) as pain_change_mean,
        count(distinct day) filter (above > $stop) as stop_days
    from sessions group by patient, week
), every_week as (
    select patient, unnest(generate_series(min(week), max(week), interval 7 day))::date as week
    from weeks group by patient
)
select patient, week, coalesce(sessions, 0) as sessions, coalesce(active_days, 0) as active_days,
    coalesce(minutes, 0) as minutes, coalesce(reps, 0) as reps, coalesce(hold_s, 0) as hold_s,
    pain_before_mean, pain_before_worst, pain_after_mean, pain_after_worst, pain_change_mean,
    $goal as sessions_goal, coalesce(sessions, 0) / $goal as adherence,
    coalesce(stop_days, 0) as stop_days
from every_week left join weeks using (patient, week) order by patient, week
"""


def with_duckdb(log: duckdb.DuckDBPyConnection) -> dict[str, np.ndarray]:
    """Do it in SQL; the answer comes as numpy arrays, which is its fastest way out."""
    return log.execute(DUCKDB, {"stop": STOP_MINUTES, "goal": GOAL}).fetchnumpy()


US_A_DAY = 24 * 60 * 60 * 1_000_000
DAYS_IN_SET = np.array([days.bit_count() for days in range(2**7)])


@numba.njit
def note(sums, week, place, score):
    """Note a score of pain: sum, count and highest."""
    sums[week, place] += score
    sums[week, place + 1] += 1
    sums[week, place + 2] = max(sums[week, place + 2], score)


@numba.njit
def one_pass(new, who, at, doses, pains, week_0, weeks, sums, days):  # noqa: C901 (fastest so)
    """Go through the rows once; a column is its numbers, and where they are blank."""
    sets, reps, hold_s, minutes = doses
    before, after, above_mild = pains
    week = 0
    for row in range(len(new)):
        if new[row]:
            day = at[row] // US_A_DAY + 3
            week = who[row] * weeks + day // 7 - week_0
            sums[week, 0] += 1
            days[week, 0] |= 1 << day % 7
            if not before[1][row]:
                note(sums, week, 4, before[0][row])
            if not after[1][row]:
                note(sums, week, 7, after[0][row])
            if not (before[1][row] or after[1][row]):
                sums[week, 10] += after[0][row] - before[0][row]
                sums[week, 11] += 1
            if not above_mild[1][row] and above_mild[0][row] > STOP_MINUTES:
                days[week, 1] |= 1 << day % 7
        times = 1 if sets[1][row] else sets[0][row]
        if not reps[1][row]:
            times *= reps[0][row]
            sums[week, 2] += times
        if not hold_s[1][row]:
            sums[week, 3] += times * hold_s[0][row]
        if not minutes[1][row]:
            sums[week, 1] += minutes[0][row]


def with_one_pass(log: pd.DataFrame) -> pd.DataFrame:
    """Compile the whole sum into one loop, for logs in order only, with pandas' inner arrays."""
    patient = log["patient"].to_numpy()
    new_patient = _changes(patient)
    codes, patients = pd.factorize(patient[new_patient], sort=True)
    new = _changes(log["session_id"].to_numpy()) | new_patient
    at = log["started_at"].to_numpy().view(np.int64)
    week_0, week_n = ((edge // US_A_DAY + 3) // 7 for edge in (at.min(), at.max()))
    weeks = week_n - week_0 + 1
    sums = np.zeros((len(patients) * weeks, 12))
    days = np.zeros((len(sums), 2), np.int64)
    sums[:, [6, 9]] = -np.inf
    columns = tuple((log[name].array._data, log[name].array._mask) for name in NUMBERS)
    who = codes[np.cumsum(new_patient) - 1]
    one_pass(new, who, at, columns[:4], columns[4:], week_0, weeks, sums, days)
    held = (sums[:, 0] > 0).reshape(-1, weeks)
    first, last = held.argmax(axis=1), weeks - 1 - held[:, ::-1].argmax(axis=1)
    number = np.arange(weeks)
    row = np.flatnonzero((number >= first[:, None]) & (number <= last[:, None]))
    sums = sums[row].T
    sums[[5, 8, 11]] = np.where(sums[[5, 8, 11]] > 0, sums[[5, 8, 11]], np.nan)
    sums[[6, 9]] = np.where(sums[[6, 9]] >= 0, sums[[6, 9]], np.nan)
    mondays = (np.arange(week_0, week_n + 1) * 7 - 3).astype("datetime64[D]")
    index = pd.MultiIndex(
        [patients, pd.DatetimeIndex(mondays.astype("datetime64[us]"))],
        [row // weeks, row % weeks],
        names=["patient", "week"],
        verify_integrity=False,
    )
    values = (
        *(
            sums[0],
            DAYS_IN_SET[days[row, 0]],
            *sums[1:4],
            sums[4] / sums[5],
            sums[6],
            sums[7] / sums[8],
            sums[9],
        ),
        *(sums[10] / sums[11], GOAL, sums[0] / GOAL, DAYS_IN_SET[days[row, 1]]),
    )
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)), index=index)


def _changes(values: np.ndarray) -> np.ndarray:
    new = np.ones(len(values), bool)
    new[1:] = values[1:] != values[:-1]
    return new


def same(ours: pd.DataFrame, theirs: Any) -> None:
    """Fail unless a contender computed the very same table."""
    if isinstance(theirs, pd.DataFrame):
        theirs = theirs.reset_index()
    elif isinstance(theirs, pl.DataFrame):
        theirs = {name: theirs[name].to_numpy() for name in theirs.columns}
    ours = ours.reset_index()
    for label in ("patient", "week"):
        assert np.array_equal(
            ours[label].to_numpy(), np.asarray(theirs[label]).astype(ours[label].to_numpy().dtype)
        )
    for name in COLUMNS:
        column = pd.Series(theirs[name]).astype("Float64").to_numpy("float64", na_value=np.nan)
        np.testing.assert_allclose(ours[name].to_numpy("float64"), column, rtol=1e-12, err_msg=name)


def contenders(log: pd.DataFrame) -> dict[str, Call]:
    """Give each contender the log in its own kind of memory."""
    frame, table = polars_table(log), duckdb.connect()
    table.execute("create table log as select * from log")
    return {
        "backcare": lambda: with_backcare(log),
        "pandas": lambda: with_pandas(log),
        "Polars": lambda: with_polars(frame),
        "DuckDB": lambda: with_duckdb(table),
        "one compiled pass": lambda: with_one_pass(log),
    }


class Cost(NamedTuple):
    """Milliseconds on the wall, and of all processors together."""

    wall: float
    processors: float


def costs(calls: dict[str, Call], rounds: int) -> dict[str, Cost]:
    """Time all in turn, and return the medians."""
    timed: dict[str, list[Cost]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            gc.collect()
            wall, processors = time.perf_counter(), time.process_time()
            call()
            wall, processors = time.perf_counter() - wall, time.process_time() - processors
            timed[name].append(Cost(wall * 1e3, processors * 1e3))
    return {
        name: Cost(
            statistics.median(c.wall for c in each), statistics.median(c.processors for c in each)
        )
        for name, each in timed.items()
    }


def megabytes(call: Call) -> float:
    """Measure the most memory that a call has in use at once, its answer included."""
    tracemalloc.start()
    call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def measure(rows: int, ids: str, rounds: int, *, at_eight: bool) -> tuple[float, float]:
    """Print one comparison; return our own time of the processors, and memory."""
    log = make_log(rows, ids, at_eight=at_eight)
    calls = contenders(log)
    ours = calls["backcare"]()
    for name in list(calls)[1:]:
        same(ours, calls[name]())
    cost = costs(calls, rounds)
    memory = {name: megabytes(calls[name]) for name in ("backcare", "pandas")}
    when = ", all at 8:00" if at_eight else ""
    patients = log["patient"].nunique()
    print(f"\n{rows:,} rows, {patients:,} patients, ids as {ids}{when}, {rounds} rounds")
    print(f"{'':20}{'on the wall':>27}{'of the processors':>27}{'memory at most':>18}")
    own = cost["backcare"]
    for name, each in cost.items():
        wall = f"{each.wall:,.1f} ms {each.wall / own.wall:5.2f} x ours"
        processors = f"{each.processors:,.1f} ms {each.processors / own.processors:5.2f} x ours"
        peak = f"{memory[name]:,.1f} MB" if name in memory else ""
        print(f"  {name:18}{wall:>27}{processors:>27}{peak:>18}")
    return own.processors, memory["backcare"]


def main() -> None:
    """Measure each size, and how time and memory grow from one to the next."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000, 1_000_000])
    parser.add_argument(
        "--ids", nargs="+", choices=["text", "numbers"], default=["text", "numbers"]
    )
    parser.add_argument("--at-eight", action="store_true", help="all sessions begin at 8:00")
    parser.add_argument("--rounds", type=int, help="more for small logs, when left out")
    asked = parser.parse_args()
    for ids in asked.ids:
        before: tuple[int, float, float] | None = None
        for rows in asked.rows:
            rounds = asked.rounds or (51 if rows <= 10_000 else 9 if rows <= 1_000_000 else 5)
            median, memory = measure(rows, ids, rounds, at_eight=asked.at_eight)
            if before:
                print(
                    f"  beside {before[0]:,} rows: {rows / before[0]:.0f} x the rows, "
                    f"{median / before[1]:.1f} x the time of the processors, "
                    f"{memory / before[2]:.1f} x the memory"
                )
            before = rows, median, memory


if __name__ == "__main__":
    main()
