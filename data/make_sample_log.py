"""Make sample_log.csv: a year of one patient who does not exist.

It lies beside what it makes, so that whoever has the file can see how it came about.
`python data/make_sample_log.py` writes the same bytes on every machine, and a test holds the
shipped file to them. The year is written to be discussed: pain that falls and then stays
level, weeks without a session, and one flare with a day on which the stop rule was broken.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from backcare.diary import diary_bytes
from backcare.exercises.load import load_exercises
from backcare.sessions import log_frame

FILE = Path(__file__).with_name("sample_log.csv")
SEED = 5
FIRST_MONDAY = datetime(2025, 1, 6, tzinfo=ZoneInfo("Europe/London"))
WEEKS = 52
MISSED = (7, 21, 31, 32, 50)
FLARE = 20

# Pain before a session at the turning points of the year; in between it changes evenly.
PAIN = {0: 6.0, 10: 4.1, 19: 4.0, 20: 7.0, 22: 6.0, 26: 3.7, 39: 3.4, 51: 1.8}
# From which week on: the exercises, and how many sessions a week are likely.
PHASES = {
    0: ("pelvic_tilt knee_to_chest bridging walking", (2, 3, 3, 4)),
    10: ("pelvic_tilt hamstring_stretch bridging bird_dog walking", (2, 3, 3, 3)),
    FLARE: ("pelvic_tilt walking", (2,)),
    25: ("hamstring_stretch bridging bird_dog partial_crunch walking", (2, 3, 3, 4)),
    39: ("hamstring_stretch bridging bird_dog wall_sit single_leg_lift swimming", (2, 3, 3, 4)),
}
# On which days of the week (Monday is 0) so many sessions are done.
DAYS = {2: (1, 4), 3: (0, 2, 4), 4: (0, 2, 4, 5)}
# What the patient wrote, by week and session of that week.
NOTES = {
    (0, 0): "First session. A bit nervous about it.",
    (2, 1): "Walked round the park without stopping.",
    (6, 1): "Sneezing all day. I'll rest if it is a cold.",
    (8, 0): "Back after a week in bed.",
    (12, 1): "Bird dog is wobbly on the left side.",
    (20, 1): "Sudden pain after I lifted a box. It didn't ease, so I stopped and rang the doctor.",
    (22, 0): "The doctor says that walking and gentle moves are fine.",
    (28, 1): "No better and no worse for weeks. Should I change something?",
    (33, 0): "Two weeks away. I did nothing, and it felt all right.",
    (39, 0): "Left the crunches out. They pull at my neck.",
    (45, 1): "Carried the shopping home and didn't think about my back.",
    (51, 0): "A year of it. I sleep through the night again.",
}
STOP_DAY = {"pain_before": 6, "pain_after": 8, "pain_peak": 8, "pain_minutes": 25.0}
Row = dict[str, Any]


def sample_frame() -> pd.DataFrame:
    """Return the synthetic year as a log frame, one row an entry."""
    # Of Python's generator only `random` itself is promised to stay as it is.
    chance = random.Random(SEED).random  # noqa: S311 (no secret is made here)
    rows = [row for week in range(WEEKS) for row in _week(week, chance)]
    by = ["started_at", "session_id"]
    return log_frame(rows).sort_values(by, kind="stable", ignore_index=True)


def _week(week: int, chance: Callable[[], float]) -> Iterator[Row]:
    """Yield the rows of one week; a missed week has none."""
    if week in MISSED:
        return
    exercises, often = PHASES[max(start for start in PHASES if start <= week)]
    count = often[int(chance() * len(often))]
    for number, day in enumerate(DAYS[count]):
        clock = timedelta(hours=18 if day < 5 else 10, minutes=int(chance() * 80))
        session = _session(FIRST_MONDAY + timedelta(weeks=week, days=day) + clock, week, chance)
        session["note"] = " ".join(filter(None, ["Synthetic.", NOTES.get((week, number))]))
        if (week, number) == (FLARE, 1):
            session |= STOP_DAY
        for exercise_id in _chosen(exercises.split(), week, chance):
            yield session | {"exercise_id": exercise_id, **_dose(exercise_id, week)}
        if chance() < 0.08:  # a walk in the morning of the same day
            yield _walk(session, week)


def _session(started_at: datetime, week: int, chance: Callable[[], float]) -> Row:
    usual = float(np.interp(week, list(PAIN), list(PAIN.values())))
    before = round(usual - 0.9 + 1.8 * chance())
    after = max(0, before - 1 + int(0.3 + 1.1 * chance())) if chance() < 0.95 else None
    offset = started_at.utcoffset() or timedelta()
    return {
        "session_id": f"sample-{started_at:%Y-%m-%d}",
        "patient": "sample",
        "started_at": started_at.replace(tzinfo=None),
        "utc_offset_min": offset // timedelta(minutes=1),
        "pain_before": before,
        "pain_after": after,
    }


def _chosen(exercises: list[str], week: int, chance: Callable[[], float]) -> list[str]:
    """Leave some exercises out of some sessions, the more the earlier in the year."""
    kept = [exercise for exercise in exercises if chance() < 0.7 + 0.005 * week]
    return kept or exercises[:1]


def _dose(exercise_id: str, week: int) -> Row:
    """Start at the table's smallest dose and build up to its largest over the year."""
    if exercise_id in ("walking", "swimming"):
        return {"minutes": 10.0 if week in range(FLARE, FLARE + 5) else 10.0 + 5 * (week // 10)}
    row = load_exercises().loc[exercise_id]
    grown = min(1.0, week / 45)
    reps, hold = (
        row[f"{what}_min"] + round(grown * (row[f"{what}_max"] - row[f"{what}_min"]))
        for what in ("reps", "hold_s")
    )
    return {"sets": 1 if week < 39 else 2, "reps": reps, "hold_s": hold}


def _walk(session: Row, week: int) -> Row:
    morning = session["started_at"].replace(hour=8, minute=15)
    own = {"session_id": session["session_id"] + "-walk", "started_at": morning}
    return {
        **session,
        **own,
        "exercise_id": "walking",
        "pain_after": session["pain_before"],
        "pain_peak": None,
        "pain_minutes": None,
        "note": "Synthetic.",
        **_dose("walking", week),
    }


def sample_bytes() -> bytes:
    """Return the file, with the line ends of the other tables in its folder."""
    return diary_bytes(sample_frame()).decode("utf-8-sig").replace("\r\n", "\n").encode()


if __name__ == "__main__":
    FILE.write_bytes(sample_bytes())
