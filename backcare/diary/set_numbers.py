"""The number of a set, or how many sets: what the cells of a column that may be either say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from backcare.diary import words
from backcare.diary.cells import number_of
from backcare.diary.durations import is_plain
from backcare.text import fold

_CHANCE = 3  # numbers that go 1, 2, 3


class Beside(NamedTuple):
    """What stands beside a cell: whose day, its exercise and what kind that is, and the reps."""

    day: tuple[str, str]
    exercise: str
    kind: str
    reps: float


def number_or_amount(
    texts: Sequence[str], beside: Sequence[Beside], *, counted: bool = False
) -> str:
    """Say whether a column numbers the sets or counts them; "" where it may be both.

    What is called the sets is `counted`, as long as its numbers do not look like a row of them;
    what is called a set is so no longer where an exercise has several in one day.
    """
    groups: dict[tuple[tuple[str, str], str], list[float]] = {}
    for text, row in zip(texts, beside, strict=True):
        if not text:
            continue
        if not is_plain(text):
            is_number = words.names_a_set(text) or fold(text) in words.REST | words.SET_MARKS
            return "set_number" if is_number else "sets"
        if row.exercise:
            groups.setdefault((row.day, row.exercise), []).append(float(text.replace(",", ".")))
    several = [group for group in groups.values() if len(group) > 1]
    rising = [group for group in several if len(set(group)) > 1]
    if not rising:
        return "sets"
    if all(map(_is_numbered, several)):
        alone = [group[0] for group in groups.values() if len(group) == 1]
        if all(one in (0, 1) for one in alone):
            return "set_number"
    return "sets" if counted and not any(map(_looks_numbered, rising)) else ""


def number_or_reps(texts: Sequence[str], beside: Sequence[Beside], *, named: str) -> str:
    """Say whether a column numbers the repetitions or counts them; "" where it may be both.

    It is `named` after the number, after one of them, or ("") after several.
    """
    groups: dict[tuple[tuple[str, str], str], list[float]] = {}
    for text, row in zip(texts, beside, strict=True):
        if is_plain(text) and row.exercise:
            groups.setdefault((row.day, row.exercise), []).append(number_of(text))
    several = [group for group in groups.values() if len(set(group)) > 1]
    if named == "number":
        is_one = all(group[0] in (0, 1) for group in groups.values() if group not in several)
        return "rep_number" if several and is_one and all(map(_is_numbered, several)) else ""
    if named == "one":
        return "" if any(min(group) in (0, 1) for group in several) else "reps"
    long = several and all(len(group) >= _CHANCE and _counts_up(group) for group in several)
    return "" if long and len(several) == len(groups) else "reps"


def runs_on(texts: Sequence[str], beside: Sequence[Beside], *, counted: bool) -> bool:
    """Say whether numbers go 1, 2, 3 over the exercises of a day, or over the days.

    What is called the sets may do so by chance, if not three times.
    """
    days: dict[tuple[str, str], list[float]] = {}
    for text, row in zip(texts, beside, strict=True):
        if text and row.exercise:
            days.setdefault(row.day, []).append(number_of(text))
    several = [day for day in days.values() if len(day) > 1]
    if counted:
        return any(len(day) >= _CHANCE for day in several) and all(map(_goes_on, several))
    whole = [number for day in days.values() for number in day]
    return (bool(several) and all(map(_goes_on, several))) or (
        len(whole) >= _CHANCE and _goes_on(whole)
    )


def stand_alone(texts: Sequence[str], beside: Sequence[Beside]) -> bool:
    """Say whether there is one number a day, 2 or more, on several days of somebody."""
    given = [(text, row.day) for text, row in zip(texts, beside, strict=True) if text]
    days = {day for _, day in given}
    is_many = all(is_plain(text) and number_of(text) > 1 for text, _ in given)
    several = len(days) > len({patient for patient, _ in days})
    return is_many and several and len(given) == len(days)


def are_a_row_each(
    numbers: Sequence[str], amounts: Sequence[str], beside: Sequence[Beside]
) -> bool | None:
    """Say whether rows with a set's number and how many sets there were are a set each.

    None where some are not: then nobody knows how many sets a row is of. False where no row says
    that there was more than one.
    """
    groups: dict[tuple[tuple[str, str], str], list[tuple[float, float]]] = {}
    for number, amount, row in zip(numbers, amounts, beside, strict=True):
        if number and amount and row.exercise:
            both = number_of(number), number_of(amount)
            groups.setdefault((row.day, row.exercise), []).append(both)
    if all(many <= 1 for group in groups.values() for _, many in group):
        return False
    return True if all(map(_is_complete, groups.values())) else None


def _is_complete(group: Sequence[tuple[float, float]]) -> bool:
    """Say whether rows are sets 1, 2, 3 of 3, perhaps several times."""
    many = {amount for _, amount in group}
    total = many.pop()
    counted = Counter(number for number, _ in group)
    whole = [float(one) for one in range(1, int(total) + 1)]
    return not many and sorted(counted) == whole and len({*counted.values()}) == 1


def _goes_on(numbers: Sequence[float]) -> bool:
    return numbers[0] in (0, 1) and all(now == before + 1 for before, now in pairwise(numbers))


def _is_numbered(group: Sequence[float]) -> bool:
    """Say whether numbers go 1, 2, 3, perhaps several times, or are those in another order."""
    orders = [list(group), list(group)[::-1]]
    return any(map(_counts_up, orders)) or (len(group) >= _CHANCE and _goes_on(sorted(group)))


def _counts_up(numbers: Sequence[float]) -> bool:
    start = numbers[0]
    steps = pairwise(numbers)
    return start in (0, 1) and all(
        now in (before + 1, start) and now != before for before, now in steps
    )


def _looks_numbered(group: Sequence[float]) -> bool:
    """Say whether some numbers go up by 1, or begin with 1, each there once, with few gaps."""
    goes_up = any(now == before + 1 for before, now in pairwise(group))
    is_each_once = len(set(group)) == len(group) and max(group) <= 2 * len(group)
    return goes_up or (min(group) in (0, 1) and is_each_once)
