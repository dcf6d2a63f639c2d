"""Whether durations are possible for the exercises beside them, in one unit or another."""

from __future__ import annotations

from collections.abc import Sequence

from backcare.diary import words
from backcare.diary.cells import is_part_of_day
from backcare.diary.durations import TWO_PARTS, UNITLESS, is_two_parts, seconds_in
from backcare.diary.set_numbers import Beside
from backcare.sessions import LIMITS

_LONGEST_HOLD_S = LIMITS["hold_s"].highest
_LONGEST_S = LIMITS["minutes"].highest * 60
# Nobody walks for less, and no set of repetitions takes longer.
_LEAST_ACTIVITY_S = 60
_MOST_SET_S = 1_800
OWN_UNITS = {"hold_s": "s", "minutes": "min"}


def _seconds(text: str, unit: str) -> float:
    found = seconds_in(text, unit=unit)
    return 0 if found is None else found


def fits(given: Sequence[tuple[str, Beside]], unit: str) -> bool:
    """Say whether every cell is a possible duration in this unit, for the exercise beside it."""
    return all(_is_possible(_seconds(text, unit), row) for text, row in given)


def _is_possible(seconds: float, row: Beside) -> bool:
    if row.kind != "exercise":
        return seconds <= _LONGEST_S
    return seconds <= _LONGEST_HOLD_S and seconds * max(row.reps, 1) <= _MOST_SET_S


def is_plausible(given: Sequence[tuple[str, Beside]], unit: str) -> bool:
    """Say whether no activity is over in less than a minute."""
    times = [_seconds(text, unit) for text, row in given if row.kind == "activity"]
    return all(not 0 < seconds < _LEAST_ACTIVITY_S for seconds in times)


def may_be_mixed(given: Sequence[tuple[str, Beside]], units: Sequence[str]) -> bool:
    """Say whether holds and activities share a column, each of which may be in its own unit."""
    holds = [both for both in given if both[1].kind == "exercise"]
    others = [both for both in given if both[1].kind == "activity"]
    return bool(holds and others) and all(fits(others, unit) for unit in units)


def is_the_same_all_day(given: Sequence[tuple[str, Beside]]) -> bool:
    """Say whether one duration stands in every row of a day, and a day has several exercises."""
    by_day: dict[tuple[str, str], set[str]] = {}
    many: dict[tuple[str, str], set[str]] = {}
    for text, row in given:
        by_day.setdefault(row.day, set()).add(text)
        many.setdefault(row.day, set()).add(row.exercise)
    several = any(len(exercises) > 1 for exercises in many.values())
    return several and all(len(texts) == 1 for texts in by_day.values())


def is_of_the_session(given: Sequence[tuple[str, Beside]], unit: str) -> bool:
    """Say whether one duration stands in every row of a day, too long for some exercise of it.

    Without a unit it has to be too long in each that there may be.
    """
    if not is_the_same_all_day(given):
        return False
    clocks = any(is_two_parts(text) for text, _ in given)
    units = (unit,) if unit else TWO_PARTS if clocks else UNITLESS
    return not any(fits(given, one) for one in units)


def without_clock(texts: Sequence[str]) -> str:
    """Say what times are that are not written as 18:30; "" where they may be parts of a day."""
    if all(map(is_part_of_day, texts)):
        return ""
    is_duration = any(seconds_in(one, unit="s") is not None for one in texts)
    return words.DURATION if is_duration else words.TIME


def is_own_unit(known: Sequence[str], column: str) -> bool:
    """Say whether units say no more than the column itself does."""
    times = {words.unit_of(text) for text in known} - {""}
    return times == {OWN_UNITS.get(column)}
