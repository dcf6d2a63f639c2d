"""What a log says about one exercise: how the last sessions felt, and how much was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from backcare.plan.columns import records
from backcare.plan.dose import Dose

_NEEDED = (
    *("session_id", "started_at", "exercise_id", "sets", "reps", "hold_s", "minutes"),
    *("pain_before", "pain_after", "pain_peak", "pain_minutes"),
)


class Felt(NamedTuple):
    """One session: its day, and its pain from 0 to 10; None where it is not known."""

    day: date
    before: float | None
    after: float | None
    peak: float | None
    minutes: float | None

    @property
    def during(self) -> float | None:
        """The strongest pain during or after, as far as known."""
        return max((p for p in (self.after, self.peak) if p is not None), default=None)

    @property
    def strongest(self) -> float:
        """The strongest pain at any time, as far as known."""
        return max((p for p in (self.before, self.during) if p is not None), default=0)

    def rise(self, until: float | None) -> float:
        """By how much pain rose until then; 0 where one of the two is not known."""
        return 0 if self.before is None or until is None else until - self.before


class Session(NamedTuple):
    """One session of the log: how it felt, and its entries."""

    felt: Felt
    entries: tuple[Mapping[str, Any], ...]

    def has(self, exercise_id: str) -> bool:
        """Say whether an exercise was done in it."""
        return any(entry["exercise_id"] == exercise_id for entry in self.entries)


class History(NamedTuple):
    """The last sessions as far as one exercise goes, oldest first.

    `latest` are the newest session of all, and the newest with the exercise; `window` every
    session since the first of the last ones with it; `shares` how much of the amount was
    done in these (None: not written down); `breaks` the days from each of them to the next,
    and to today; `sessions` how many there are with it in the whole log.
    """

    latest: tuple[Felt, ...]
    window: tuple[Felt, ...]
    shares: tuple[float | None, ...]
    breaks: tuple[int, ...]
    sessions: int


def read_sessions(frame: pd.DataFrame) -> list[Session]:
    """Read the sessions of one patient's log, oldest first.

    Raises
    ------
    ValueError
        If the frame is no log, or that of several patients.

    Examples
    --------
    >>> read_sessions(bc.load_table("sample_log"))[0].felt.before
    7
    """
    if missing := [column for column in _NEEDED if column not in frame]:
        raise ValueError(
            f"The frame has no column {', '.join(missing)}. "
            "Give a log, as SessionLog.to_frame() makes it."
        )
    whose: list[Any] = list(frame["patient"].dropna().unique()) if "patient" in frame else []
    if len(whose) > 1:
        raise ValueError(
            f"The log is that of {len(whose)} patients, and a suggestion is for one. "
            f"Pass log.to_frame({str(whose[0])!r})."
        )
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in records(_in_time(frame)):
        rows.setdefault(row["session_id"], []).append(row)
    return [Session(_felt(several[0]), tuple(several)) for several in rows.values()]


def history_of(
    exercise_id: str, dose: Dose, sessions: Sequence[Session], *, last: int, today: date
) -> History:
    """Collect what the rules of progression ask about one exercise; `last` sessions of it.

    Examples
    --------
    >>> sessions = read_sessions(bc.load_table("sample_log"))
    >>> done = Dose(reps=8, hold_s=6)
    >>> history_of("bridging", done, sessions[:3], last=2, today=date(2025, 1, 20)).shares
    (1.0, 1.0)
    """
    places = [place for place, one in enumerate(sessions) if one.has(exercise_id)]
    recent = places[-last:]
    since = recent[0] if recent else len(sessions) - 1
    days = [sessions[place].felt.day for place in recent]
    newest = [*sessions[-1:], *(sessions[place] for place in places[-1:])]
    return History(
        latest=tuple(one.felt for one in newest),
        window=tuple(one.felt for one in sessions[max(0, since) :]),
        shares=tuple(_share(exercise_id, dose, sessions[place].entries) for place in recent),
        breaks=tuple((b - a).days for a, b in pairwise([*days, today])),
        sessions=len(places),
    )


def _in_time(frame: pd.DataFrame) -> pd.DataFrame:
    """Order by the moment, which the wall clock alone does not tell across time zones."""
    moment = pd.to_datetime(frame["started_at"], utc=True)
    if "utc_offset_min" in frame:
        minutes = frame["utc_offset_min"].astype("Int64").fillna(0).astype("int64")
        moment = moment - pd.to_timedelta(minutes, unit="min")
    keys = pd.DataFrame({"moment": moment, "session_id": frame["session_id"]})
    return frame.loc[keys.sort_values(["moment", "session_id"], kind="stable").index]


def _felt(row: Mapping[str, Any]) -> Felt:
    pain = [row[f"pain_{when}"] for when in ("before", "after", "peak", "minutes")]
    day = pd.Timestamp(row["started_at"]).date()
    return Felt(day, *(None if pd.isna(number) else number for number in pain))


def _share(exercise_id: str, dose: Dose, entries: Iterable[Mapping[str, Any]]) -> float | None:
    """Return how much of the amount was done, 1 for all of it; None where nobody can say."""
    done = [entry for entry in entries if entry["exercise_id"] == exercise_id]
    if dose.minutes is not None:
        return _part([entry["minutes"] for entry in done], dose.minutes)
    times = [(1 if pd.isna(one["sets"]) else one["sets"]) * one["reps"] for one in done]
    shares = [_part(times, dose.sets * (dose.reps or 1))]
    if dose.hold_s:
        holds = [entry["hold_s"] for entry in done]
        shares.append(None if any(map(pd.isna, holds)) else min(holds) / dose.hold_s)
    known = [share for share in shares if share is not None]
    return float(min(known)) if len(known) == len(shares) else None


def _part(amounts: Sequence[Any], whole: float) -> float | None:
    return None if any(map(pd.isna, amounts)) else float(sum(amounts) / whole)
