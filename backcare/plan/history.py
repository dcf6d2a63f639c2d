"""What a log says of one exercise: its last sessions, how they felt, how much was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from backcare.plan.dose import Amount, Dose, records
from backcare.safety import starts
from backcare.sessions import check_log

_NEEDED = (
    *("session_id", "started_at", "exercise_id", "sets", "reps", "hold_s", "minutes"),
    *("pain_before", "pain_after", "pain_peak", "pain_minutes"),
)


class Felt(NamedTuple):
    """One session: its day, and its pain from 0 to 10; None where it is not known.

    `earlier` is pain before and after the last session before it of which either is known.
    """

    day: date
    before: float | None
    after: float | None
    peak: float | None
    minutes: float | None
    earlier: tuple[float | None, float | None] = (None, None)

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

    @property
    def baseline_rise(self) -> float:
        """By how much it began with more pain than the session before it began or ended with.

        0 where it began with no more than that session did: pain that was eased by exercise, and
        has come back to where it was, has not risen.
        """
        before, (began, ended) = self.before, self.earlier
        if before is None or (began is not None and before <= began):
            return 0
        return max((before - pain for pain in (began, ended) if pain is not None), default=0)


class LoggedSession(NamedTuple):
    """One session of the log: how it felt, and its entries."""

    felt: Felt
    entries: tuple[Mapping[str, Any], ...]

    def has(self, exercise_id: str) -> bool:
        """Say whether an exercise was done in it."""
        return any(entry["exercise_id"] == exercise_id for entry in self.entries)


class History(NamedTuple):
    """The last sessions as far as one exercise goes, oldest first.

    `latest` are the newest session of all, and the newest with the exercise; `window` every
    session since the first of the last days with it; `shares` how much of the amount was
    done in each session of these with it (None: not written down); `breaks` the days from each
    of these days to the next, and to the day one looks; `sessions` how many there are with it in
    the whole log, on how many `days`.
    """

    latest: tuple[Felt, ...]
    window: tuple[Felt, ...]
    shares: tuple[float | None, ...]
    breaks: tuple[int, ...]
    sessions: int
    days: int


def read_sessions(frame: pd.DataFrame) -> list[LoggedSession]:
    """Read the sessions of one patient's log, oldest first."""
    if missing := [column for column in _NEEDED if column not in frame]:
        raise ValueError(
            f"The frame has no column {', '.join(missing)}. "
            "Pass a log, as SessionLog.to_frame() makes it."
        )
    # As `load_table` gives the sample log, times are text.
    moments = pd.to_datetime(frame["started_at"], utc=True, errors="coerce")
    needed = [*_NEEDED, *(name for name in ["patient"] if name in frame)]
    check_log(frame.assign(started_at=moments), needed)
    whose: list[Any] = list(frame["patient"].dropna().unique()) if "patient" in frame else []
    if len(whose) > 1:
        raise ValueError(
            f"The log is that of {len(whose)} patients, and a suggestion is for one. "
            f"Pass log.to_frame({str(whose[0])!r})."
        )
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in records(_in_time(frame)):
        rows.setdefault(row["session_id"], []).append(row)
    found: list[LoggedSession] = []
    earlier: tuple[float | None, float | None] = (None, None)
    for several in rows.values():
        felt = _felt(several[0])._replace(earlier=earlier)
        found.append(LoggedSession(felt, tuple(several)))
        if felt.before is not None or felt.after is not None:
            earlier = (felt.before, felt.after)
    return found


def history_of(
    exercise_id: str, now: Amount, sessions: Sequence[LoggedSession], *, last: int, as_of: date
) -> History:
    """Collect what the rules ask about one exercise, of the `last` days with it.

    A log does not say which form was done. A harder one begins with less, so more than that was
    done in the plain form, and is no practice of the harder.
    """
    dose = now.dose
    every = [place for place, one in enumerate(sessions) if one.has(exercise_id)]
    places = [
        place
        for place in every
        if not now.variant or not _exceeds(exercise_id, dose, sessions[place].entries)
    ]
    days = sorted({sessions[place].felt.day for place in places})
    recent = [place for place in places if sessions[place].felt.day in days[-last:]]
    since = recent[0] if recent else len(sessions) - 1
    newest = [*sessions[-1:], *(sessions[place] for place in every[-1:])]
    return History(
        latest=tuple(one.felt for one in newest),
        window=tuple(one.felt for one in sessions[max(0, since) :]),
        shares=tuple(_share(exercise_id, dose, sessions[place].entries) for place in recent),
        breaks=tuple((b - a).days for a, b in pairwise([*days[-last:], as_of])),
        sessions=len(places),
        days=len(days),
    )


def _in_time(frame: pd.DataFrame) -> pd.DataFrame:
    """Order by the moment, which the wall clock alone does not tell across time zones."""
    moment = starts(frame.reindex(columns=["started_at", "utc_offset_min"]))
    keys = pd.DataFrame({"moment": moment, "session_id": frame["session_id"]})
    return frame.loc[keys.sort_values(["moment", "session_id"], kind="stable").index]


def _felt(row: Mapping[str, Any]) -> Felt:
    pain = [row[f"pain_{when}"] for when in ("before", "after", "peak", "minutes")]
    day = pd.Timestamp(row["started_at"]).date()
    before, after, peak, minutes = (None if pd.isna(number) else number for number in pain)
    return Felt(day, before, after, peak, minutes)


def _exceeds(exercise_id: str, dose: Dose, entries: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether a hold, or the times of an entry, were more than a dose asks for."""
    return any(
        not pd.isna(entry[name]) and entry[name] > planned
        for entry in entries
        if entry["exercise_id"] == exercise_id
        for name in ("reps", "hold_s")
        if (planned := getattr(dose, name)) is not None
    )


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
