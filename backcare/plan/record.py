"""What a player recorded, turned into a session: only what was done counts, and all of it.

The record is what happened, phase by phase; everything that a log wants is worked out of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from backcare.safety import ASK_WHOM, SafetySettings, is_above, safety_settings, settings_in_force
from backcare.sessions import SESSION_LIMITS, TEXT_LIMITS, Entry, Session
from backcare.tables.vocabulary import terms

# Getting into place is how each turn of an exercise begins.
_INTO_PLACE = ("get_ready", "change_over")
_SIDES = ("", "first", "other")
_WHEN = ("before", "during", "after")
_MINUTE_MS = 60_000
# Milliseconds of thirty years: no number of a session is as large.
_MOST = 1e12

# From when to when pain was above mild.
_Stretch: TypeAlias = tuple[float, float]


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
    told by the record's own `rule`, by which the page watched, unless nobody has allowed as much.
    """
    now = settings_in_force(settings)
    check_record(record, now)
    mild, rise = _rule_of(record, now)
    reports = [(ms, pain) for ms, pain, _ in record["reports"]]
    pains = {when: [pain for _, pain, at in record["reports"] if at == when] for when in _WHEN}
    return Session(
        session_id=record["session_id"],
        started_at=datetime.fromisoformat(record["started_at"]),
        pain_before=reports[0][1],
        pain_peak=max(pains["during"], default=None),
        pain_after=next(reversed(pains["after"]), None),
        pain_minutes=minutes_above_mild(
            reports,
            record["ended_ms"],
            mild,
            rise=rise,
            start=reports[0][1],
            gaps=record.get("gaps") or (),
        ),
        entries=played_entries(Played(*row) for row in record["played"]),
        note=record["note"],
        patient=patient,
    )


def check_record(record: Any, settings: SafetySettings) -> None:
    """Refuse what is no record that a page sends, before anything of it counts.

    Nothing is guessed: pain of an unknown `when` would be left out, and times that run backwards,
    or gaps while pain was mild, would take minutes off those that are above it.
    """
    if not isinstance(record, Mapping):
        raise ValueError("This is not a record of a session.")
    for name, is_right in _PARTS.items():
        if not is_right(record.get(name)):
            raise ValueError(f"The {name} of the record is not one that a session can have.")
    reports, gaps = record["reports"], record.get("gaps") or []
    times = [ms for ms, *_ in reports] + [record["ended_ms"]]
    ends = [ms for since, to, _ in gaps for ms in (since, to)]
    if times != sorted(times) or ends != sorted(ends):
        raise ValueError(
            "A time of the record is not one that a session can have: it runs backwards."
        )
    pains = [(ms, pain) for ms, pain, _ in reports] + [(record["ended_ms"], 0)]
    above = list(_above_mild(pains, *_rule_of(record, settings), start=reports[0][1]))
    for since, to, _ in gaps:
        if not any(first <= since and to <= last for first, last in above):
            raise ValueError(
                "A gap of the record is not one that a session can have: pain was mild in it."
            )


def felt_at(record: Mapping[str, Any], now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when severe pain, and pain above mild, was told last in a record that is right.

    A page says how long ago that was, as its clock may be another. None is where it never was, and
    where an older page does not say.
    """
    severe, above = (
        None if ms is None else now - timedelta(milliseconds=ms)
        for ms in record.get("ago_ms") or (None, None)
    )
    return severe, above


def _is_number(value: object) -> bool:
    """Leave out NaN too: pain for NaN minutes would count as none."""
    return type(value) in (int, float) and 0 <= value <= _MOST  # type: ignore[operator]


def _is_number_or_none(value: object) -> bool:
    return value is None or _is_number(value)


def _is_text(value: object) -> bool:
    return not TEXT_LIMITS["session_id"].text_fault(value)


def _is_row(value: object, *parts: Callable[[Any], bool]) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == len(parts)
        and all(is_right(part) for is_right, part in zip(parts, value, strict=True))
    )


def _is_start(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_played(row: object) -> bool:
    return _is_row(
        row,
        lambda place: type(place) is int,
        _is_text,
        lambda phase: isinstance(phase, str) and phase in terms("phase"),
        lambda side: side in _SIDES,
        lambda number: number is None or type(number) is int,
        _is_number,
        _is_number,
    )


def _are_reports(rows: object) -> bool:
    """Tell whether pain was told, once before and then as often as it was asked."""
    pain = SESSION_LIMITS["pain_peak"].allows
    return (
        isinstance(rows, list | tuple)
        and all(_is_row(row, _is_number, pain, lambda when: when in _WHEN) for row in rows)
        and [row[2] == "before" for row in rows] == [place == 0 for place in range(len(rows) or 1)]
    )


def _is_gap(row: Any) -> bool:
    if not _is_row(row, _is_number, _is_number, _is_number_or_none):
        return False
    since, to, minutes = row
    # A rounded millisecond more, as the page divides before Python multiplies.
    return minutes is None or bool(minutes * _MINUTE_MS <= to - since + 1)


def _is_rule(value: object) -> bool:
    return value is None or (
        isinstance(value, Mapping)
        and _is_number(value.get("mild"))
        and _is_number_or_none(value.get("rise"))
    )


# What each part of a record is. What is None may be missing: older pages do not send it.
_PARTS: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "session_id": _is_text,
        "started_at": _is_start,
        "played": lambda rows: isinstance(rows, list | tuple) and all(map(_is_played, rows)),
        "reports": _are_reports,
        "rule": _is_rule,
        "gaps": lambda rows: (
            rows is None or (isinstance(rows, list | tuple) and all(map(_is_gap, rows)))
        ),
        "ended_ms": _is_number,
        "note": lambda note: isinstance(note, str),
        "ago_ms": lambda ago: ago is None or _is_row(ago, *[_is_number_or_none] * 2),
        "waits": lambda reason: reason is None or reason in ("", *ASK_WHOM),
    }
)


def _rule_of(record: Mapping[str, Any], now: SafetySettings) -> tuple[float, float | None]:
    """Return the limit of mild, and the rise, by which a record's pain counts as above mild.

    A page cannot allow more than the tables, or what was agreed on and still holds: of a rule that
    does, nothing counts that is milder than the rule of now.
    """
    if record.get("rule") is None:  # a page of before they were sent
        return now.mild_pain_max, now.rise
    mild, rise = record["rule"]["mild"], record["rule"].get("rise")
    is_agreed = rise is not None and now.rise is not None and rise <= now.rise
    if mild <= safety_settings().mild_pain_max or (is_agreed and mild <= now.mild_pain_max):
        return mild, rise
    rises = [one for one in (rise, now.rise) if one is not None]
    return min(mild, now.mild_pain_max), min(rises, default=None)


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
    gaps: Sequence[tuple[int, int, float | None]] = (),
) -> float | None:
    """Add up the minutes from each report of pain above mild to the next one that is not.

    Pain that is by `rise` more than at the `start` is above mild too, where there is a `rise`.
    `gaps` are times above mild in which nobody looked, from and to, each with the minutes that the
    person gave; where that is None, nobody knows how long it was.
    """
    above = list(_above_mild([*reports, (ended_ms, 0)], mild, rise, start))
    if not above:
        return None
    above_ms = sum(to - since for since, to in above)
    for since, to, minutes in gaps:
        if minutes is None:
            return None
        above_ms += minutes * _MINUTE_MS - (to - since)
    if gaps and above_ms <= 0:
        return None  # it was above mild, and by what was given for no time at all
    most = SESSION_LIMITS["pain_minutes"].highest
    return min(float(most), math.ceil(above_ms / (_MINUTE_MS / 10)) / 10)


def _above_mild(
    reports: Iterable[tuple[int, int]], mild: float, rise: float | None, start: float | None
) -> Iterator[_Stretch]:
    """Yield the times from each report of pain above mild to the next report."""
    for (ms, pain), (until, _) in pairwise(reports):
        if is_above(pain, mild=mild, rise=rise, start=start):
            yield ms, until


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
