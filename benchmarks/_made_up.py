"""A large log that is made up, and the columns in which all contenders have to agree."""

from __future__ import annotations

import numpy as np
import pandas as pd

COLUMNS = (
    *("sessions", "active_days", "minutes", "reps", "hold_s"),
    *("pain_before_mean", "pain_before_worst", "pain_after_mean", "pain_after_worst"),
    *("pain_change_mean", "sessions_goal", "adherence", "stop_days"),
)
WEEKS = 52
DATE_0 = np.datetime64("2025-01-06", "us")
MINUTES = 7 * 24 * 60 * WEEKS


def make_log(rows: int, ids: str, *, at_eight: bool = False) -> pd.DataFrame:
    """Make up a year of a patient for each thousand rows, some cells left blank.

    With `at_eight` all sessions begin at 8:00, so that many share a patient and a start.
    """
    rng = np.random.default_rng(rows)
    patients, sessions = max(1, rows // 1000), max(1, round(rows / 6.5))
    session = np.sort(rng.integers(0, sessions, rows))
    who = np.sort(rng.integers(0, patients, sessions))
    minute = rng.integers(0, MINUTES, sessions)
    if at_eight:
        minute = minute // (24 * 60) * (24 * 60) + 8 * 60
    minute = minute[np.lexsort((minute, who))]
    number = rng.integers(0, 2**62, sessions)
    activity = rng.random(rows) < 0.15

    def whole(low: int, high: int, blank: np.ndarray) -> pd.arrays.IntegerArray:
        return pd.arrays.IntegerArray(rng.integers(low, high + 1, len(blank)), blank.copy())

    def of_session(high: int, blank: float) -> pd.arrays.IntegerArray:
        return whole(0, high, rng.random(sessions) < blank).take(session)

    text = ids == "text"
    return pd.DataFrame(
        {
            "session_id": (_words("{:032x}", number) if text else number)[session],
            "patient": (_words("patient-{:05d}", who) if text else who)[session],
            "started_at": (DATE_0 + minute.astype("timedelta64[m]"))[session],
            "sets": whole(1, 3, activity),
            "reps": whole(1, 15, activity),
            "hold_s": whole(0, 30, activity),
            "minutes": pd.arrays.FloatingArray(rng.integers(2, 120, rows) / 2, ~activity),
            "pain_before": of_session(10, blank=0.02),
            "pain_after": of_session(10, blank=0.1),
            "pain_minutes": of_session(20, blank=0.5),
        }
    )


def _words(form: str, numbers: np.ndarray) -> np.ndarray:
    return np.array([form.format(number) for number in numbers.tolist()], dtype=object)
