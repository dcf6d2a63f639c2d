"""How long the call list of a large group takes, beside `weekly_summary` on the same rows.

    python benchmarks/calls.py --patients=1000 --rows=1000000

The log is made up: every patient comes each second day, with four exercises a session, some pain
above mild, and a note now and then. Both take turns; processor time is measured, which a busy
machine stretches least. Aim: at most 12 times `weekly_summary`, so that no rule goes through the
patients one by one.
"""

import argparse

import numpy as np
import pandas as pd
from group import compare

import backcare as bc

AS_OF = "2025-07-07"
EXERCISES = ["walking", "bridging", "bird_dog", "pelvic_tilt"]


def made_up(patients: int, rows: int) -> pd.DataFrame:
    """Make up a log, with the types of `SessionLog.to_frame()`."""
    rng = np.random.default_rng(1)
    each = max(1, rows // patients // len(EXERCISES))
    every = patients * each
    number = np.tile(np.arange(each), patients)
    before = rng.integers(0, 9, every)
    after = np.clip(before + rng.integers(-2, 2, every), 0, 10)
    lasted = np.where(rng.random(every) < 0.1, rng.integers(1, 30, every), np.nan)
    sessions = pd.DataFrame(
        {
            "session_id": pd.Series(range(every)).astype("str"),
            "patient": pd.Series(np.repeat(np.arange(patients), each)).map("P{:04d}".format),
            "started_at": pd.Timestamp(AS_OF) - pd.to_timedelta(2 * (each - number) - 1, unit="D"),
            "utc_offset_min": pd.array([60] * every, dtype="Int64"),
            "pain_before": pd.array(before, dtype="Int64"),
            "pain_after": pd.array(after, dtype="Int64"),
            "pain_peak": pd.array([pd.NA] * every, dtype="Int64"),
            "pain_minutes": pd.array(lasted, dtype="Float64"),
            "note": np.where(rng.random(every) < 0.05, "Slept badly.", ""),
        }
    )
    entries = sessions.loc[sessions.index.repeat(len(EXERCISES))].reset_index(drop=True)
    amounts = {"sets": 1, "reps": 8, "hold_s": pd.NA}
    whole = {name: pd.array([one] * len(entries), dtype="Int64") for name, one in amounts.items()}
    return entries.assign(
        exercise_id=EXERCISES * every,
        minutes=pd.array([pd.NA] * len(entries), dtype="Float64"),
        **whole,
    )


def main() -> None:
    """Print both medians and how many times the one is the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--patients", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    frame = made_up(asked.patients, asked.rows)
    assert len(bc.who_to_call(frame, as_of=AS_OF)) > asked.patients / 2
    medians = compare(
        {
            "weekly_summary": lambda: bc.weekly_summary(frame),
            "who_to_call": lambda: bc.who_to_call(frame, as_of=AS_OF),
        }
    )
    print(f"{len(frame):,} rows of {frame['patient'].nunique():,} patients")
    for name, median in medians.items():
        print(f"{name:15} {1000 * median:8.0f} ms")
    ratio = medians["who_to_call"] / medians["weekly_summary"]
    print(f"who_to_call is {ratio:.1f} times weekly_summary (aim: at most 12)")


if __name__ == "__main__":
    main()
