"""What a player recorded, turned into a session: only what was done counts, and all of it.

The record is what happened, phase by phase; everything that a log wants is worked out of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from backcare.safety import SafetySettings, is_above, safety_settings
from backcare.sessions import SESSION_LIMITS, Entry, Session

# Getting into place is how each turn of an exercise begins.
_INTO_PLACE = ("get_ready", "change_over")
_WHEN = ("before", "during", "after")
_MINUTE_MS = 60_000
# Milliseconds of thirty years: no number of a session is as large.
_MOST = 1e12


class Played(NamedTuple):
    """A phase as it was played: `seconds` are its length, `done` those that went by in it."""

    place: int
    exercise_id: str
    phase: str
    side: str
    set: int | None
    seconds: int
    done: float


class _Rep(NamedTuple):
    set: int
    hold_s: int | None


def played_session(
    record: Mapping[str, Any],
    *,
    patient: str = "me",
    settings: SafetySettings | None = None,
) -> Session:
    """Make the session that a player's record tells of.

    `played` of the record are lists in the order of `Played`, `reports` lists of milliseconds since
    the start, pain from 0 to 10, and when: "before", "during" or "after". Of `pain_minutes` each
    tenth that was begun counts; they are None when pain never was above mild. What is above mild is
    told by the record's own `rule`, by which the page watched; it may have changed since.
    """
    _check_numbers(record)
    now = settings or safety_settings()
    rule = record.get("rule") or {"mild": now.mild_pain_max, "rise": now.rise}
    reports = [(ms, pain) for ms, pain, _ in record["reports"]]
    pains = {when: [pain for _, pain, at in record["reports"] if at == when] for when in _WHEN}
    return Session(
        session_id=record["session_id"],
        started_at=datetime.fromisoformat(record["started_at"]),
        pain_before=next(iter(pains["before"]), None),
        pain_peak=max(pains["during"], default=None),
        pain_after=next(reversed(pains["after"]), None),
        pain_minutes=minutes_above_mild(
            reports,
            record["ended_ms"],
            rule["mild"],
            rise=rule["rise"],
            start=next(iter(pains["before"]), None),
            gaps=record.get("gaps", ()),
        ),
        entries=played_entries(Played(*row) for row in record["played"]),
        note=record["note"],
        patient=patient,
    )


def _check_numbers(record: Mapping[str, Any]) -> None:
    """Refuse numbers that no session has: pain for NaN minutes would count as none."""
    left: list[Any] = list(record.values())
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            left += value.values()
        elif isinstance(value, list | tuple):
            left += value
        elif isinstance(value, int | float) and not abs(value) <= _MOST:
            raise ValueError("A number of the record is none that a session has.")


def played_entries(played: Iterable[Played]) -> list[Entry]:
    """Count what was done: repetitions played to their end, on both sides, and minutes.

    A repetition that was broken off is none, nor is one that only one side has done. What was
    done with another hold, or in another turn, is another entry.
    """
    return [entry for turn in _turns(played) for entry in _turn_entries(turn)]


def minutes_above_mild(
    reports: Iterable[tuple[int, int]],
    ended_ms: int,
    mild: float,
    *,
    rise: float | None = None,
    start: float | None = None,
    gaps: Iterable[tuple[int, int, float | None]] = (),
) -> float | None:
    """Add up the minutes from each report of pain above mild to the next one that is not.

    Pain that is by `rise` more than at the `start` is above mild too, where there is a `rise`.
    `gaps` are times above mild in which nobody looked, from and to, each with the minutes that the
    person gave; where that is None, nobody knows how long it was.
    """
    above_ms, since, ever = 0.0, None, False
    for ms, pain in [*reports, (ended_ms, 0)]:
        above_ms += 0 if since is None else max(0, ms - since)
        since = ms if is_above(pain, mild=mild, rise=rise, start=start) else None
        ever = ever or since is not None
    for start, end, minutes in gaps:
        if minutes is None:
            return None
        above_ms += minutes * _MINUTE_MS - (end - start)
    most = SESSION_LIMITS["pain_minutes"].highest
    return min(float(most), math.ceil(above_ms / (_MINUTE_MS / 10)) / 10) if ever else None


def _turns(played: Iterable[Played]) -> Iterator[list[Played]]:
    """Split what was played into turns: each time that an exercise was begun is one."""
    turn: list[Played] = []
    for one in played:
        if turn and (one.place != turn[-1].place or one.phase in _INTO_PLACE):
            yield turn
            turn = []
        turn.append(one)
    if turn:
        yield turn


def _turn_entries(turn: Sequence[Played]) -> Iterator[Entry]:
    exercise_id = turn[0].exercise_id
    counted = groupby(_reps(turn))
    sets = [(rep.hold_s, len(list(same))) for rep, same in counted]
    for (hold_s, reps), same in groupby(sets):
        yield Entry(exercise_id, sets=len(list(same)), reps=reps, hold_s=hold_s)
    seconds = sum(one.done for one in turn if one.phase == "go")
    # Rounded down, as the page does it: no more than was done.
    if minutes := math.floor(seconds * 100 / 60 + 1e-6) / 100:
        yield Entry(exercise_id, minutes=minutes)


def _reps(turn: Sequence[Played]) -> list[_Rep]:
    """List the repetitions that were done, those of one side paired with those of the other."""
    sides: dict[str, list[_Rep]] = {"": [], "first": [], "other": []}
    for side, rep in _whole_reps(turn):
        sides[side].append(rep)
    pairs = []
    for number in dict.fromkeys(rep.set for rep in sides["first"]):
        one, other = ([r for r in sides[side] if r.set == number] for side in ("first", "other"))
        pairs += [min(both, key=lambda rep: rep.hold_s or 0) for both in zip(one, other)]  # noqa: B905 -- what is left over is no pair
    return sides[""] + pairs


def _whole_reps(turn: Sequence[Played]) -> Iterator[tuple[str, _Rep]]:
    """Yield each repetition whose every phase was played to its end, with its side."""
    whole, hold_s = False, None
    for one in turn:
        to_its_end = one.done >= one.seconds
        if one.phase == "lift":
            whole, hold_s = to_its_end, None
        elif one.phase == "hold":
            whole, hold_s = whole and to_its_end, one.seconds
        elif one.phase == "lower":
            if whole and to_its_end:
                yield one.side, _Rep(one.set or 1, hold_s)
            whole = False
