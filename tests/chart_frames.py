"""Frames to draw, and what stands on axes; for the tests of charts and of the report."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes

MONDAY = pd.Timestamp("2026-03-02")
STATES = {"-": "not_begun", "0": "none", "x": "stopped"}


def weekly(
    sessions: list[int],
    *,
    goal: float | list[float] = 3,
    before: list[float | None] | None = None,
    after: list[float | None] | None = None,
    stops: list[int] | None = None,
) -> pd.DataFrame:
    """Make a weekly summary with these columns; a week without sessions has no pain."""
    count = len(sessions)
    weeks = pd.date_range(MONDAY, periods=count, freq="7D", name="week")
    done = np.array(sessions) > 0
    columns = {
        "sessions": sessions,
        "sessions_goal": goal,
        "reps": np.array(sessions) * 10,
        "minutes": np.array(sessions) * 5.0,
        "pain_before_mean": before or np.where(done, 5.0, np.nan),
        "pain_after_mean": after or np.where(done, 4.0, np.nan),
        "stop_days": stops or 0,
    }
    return pd.DataFrame(columns, index=weeks).astype({"pain_before_mean": float})


def log(starts: list[str], **columns: Any) -> pd.DataFrame:
    """Make a log of one bridge a session; `columns` change what they name."""
    entry = {"patient": "me", "exercise_id": "bridging", "sets": 1, "reps": 10, "hold_s": 6}
    session = {"pain_before": 4, "pain_after": 3, "pain_peak": None, "pain_minutes": None}
    ids = [f"s{number}" for number in range(len(starts))]
    start = {"session_id": ids, "started_at": pd.to_datetime(starts)}
    rows = {**start, **entry, "minutes": None, **session, "note": "", **columns}
    return pd.DataFrame(rows)


def year(sessions_a_week: int = 3, weeks: int = 52) -> pd.DataFrame:
    """Make the log of a year or so, some weeks missed, one day with pain for too long."""
    days = [
        MONDAY + pd.Timedelta(days=7 * week + 2 * number, hours=18)
        for week in range(weeks)
        for number in range(sessions_a_week)
        if week not in (5, 20, 21)
    ]
    minutes = [30.0 if number == 10 else None for number in range(len(days))]
    return log([str(day) for day in days], pain_minutes=minutes)


def weeks(**patients: str) -> pd.DataFrame:
    """Make weeks of a group: figures are sessions, - not begun, x stopped."""
    days = pd.date_range(MONDAY, periods=len(next(iter(patients.values()))), freq="7D")
    index = pd.MultiIndex.from_product([list(patients), days], names=["patient", "week"])
    signs = [sign for text in patients.values() for sign in text]
    sessions = [int(sign) if sign.isdigit() else 0 for sign in signs]
    pain = [10.0 - count if count else np.nan for count in sessions]
    return pd.DataFrame(
        {
            "state": [STATES.get(sign, "sessions") for sign in signs],
            "sessions": sessions,
            "sessions_goal": 3.0,
            "pain_before_mean": pain,
            "stop_days": 0,
        },
        index=index,
    )


def changes(values: list[float | None], *, better: int = 0, stopped: int = 0) -> pd.DataFrame:
    """Make changes of pain; the first ones are better by enough, and the first have stopped."""
    known = [value is not None for value in values]
    order = np.arange(len(values))
    return pd.DataFrame(
        {
            "change": values,
            "known": known,
            "better": order < better,
            "stopped": order < stopped,
            "why_not": ["" if one else "too early" for one in known],
        },
        index=[f"P{number}" for number in order],
    ).astype({"change": float})


def week_at(number: int) -> float:
    return float(dates.date2num(MONDAY + pd.Timedelta(weeks=number)))


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def bars(ax: Axes) -> dict[float, Any]:
    """Return the bars by where their middle stands."""
    return {
        float(bar.get_x() + bar.get_width() / 2): bar
        for container in ax.containers
        for bar in container
    }


MEASURES = pd.DataFrame(
    {
        "date": ["2026-03-20", "2026-02-10", "2026-03-20"],
        "instrument": ["rmdq_24", "rmdq_24", "psfs"],
        "score": [9.0, 15.0, 4.0],
    }
)
