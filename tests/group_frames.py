"""Small groups for the tests, written as short as they can be read."""

import pandas as pd

from backcare.sessions import log_frame

ON = "2025-07-07"
HEADER = (
    "session_id,patient,started_at,exercise_id,sets,reps,pain_before,pain_after,pain_minutes,note"
)


def group(*sessions: dict) -> pd.DataFrame:
    """Make a log of sessions; each names its `patient` and `day`, and what else it says."""
    rows = [
        {
            "session_id": f"s{number}",
            "exercise_id": "bridging",
            "note": "",
            "utc_offset_min": 0,
            **{key: value for key, value in session.items() if key != "day"},
            "started_at": pd.Timestamp(f"{session['day']} 18:00"),
        }
        for number, session in enumerate(sessions)
    ]
    return log_frame(rows)


def days_before(on: str, days: int) -> str:
    """Return the day so many days before another."""
    return f"{pd.Timestamp(on) - pd.Timedelta(days=days):%Y-%m-%d}"


def seen(patient: str, ages: list[int], pain: list | int | None = None, **told: object) -> list:
    """Make one patient's sessions, by how many days before ON each was."""
    pains = pain if isinstance(pain, list) else [pain] * len(ages)
    return [
        {"patient": patient, "day": days_before(ON, age), "pain_before": before, **told}
        for age, before in zip(ages, pains, strict=True)
    ]
