"""How long something took, in a cell: "0:20:00", "25m", "1 h 5 min", "90", each in seconds."""

from __future__ import annotations

import re

from backcare.diary.words import UNITS

_CLOCK = re.compile(r"([0-9]{1,3}):([0-5]?[0-9])(?::([0-5]?[0-9])(?:[.,][0-9]+)?)?")
_PLAIN = re.compile(r"[0-9]{1,6}(?:\.[0-9]+|,(?![0-9]{3}$)[0-9]+)?")
_PARTS = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([a-z]+)\.?\s*")
_SECONDS = {"s": 1, "min": 60, "h": 3600}
_MOST_CHARACTERS = 40
UNITLESS = ("s", "min")  # what a number without a unit may mean
TWO_PARTS = ("m:ss", "h:mm")  # what 12:30 may mean


def is_plain(text: str) -> bool:
    """Say whether a cell is a number without a unit."""
    return _PLAIN.fullmatch(text) is not None


def is_two_parts(text: str) -> bool:
    """Say whether a cell is written as 12:30."""
    found = _CLOCK.fullmatch(text)
    return found is not None and found[3] is None


def is_clock(text: str) -> bool:
    """Say whether a cell is written as 12:30 or 0:12:30."""
    return _CLOCK.fullmatch(text) is not None


def seconds_in(text: str, *, unit: str) -> float | None:
    """Read a duration; `unit` is what a number alone, or 12:30, means. None where it is none."""
    text = text.casefold().strip()
    if len(text) > _MOST_CHARACTERS:
        return None
    if is_plain(text):
        return float(text.replace(",", ".")) * _SECONDS.get(unit, 1)
    if found := _CLOCK.fullmatch(text):
        first, second, third = found.groups()
        if third is not None:
            return int(first) * 3600 + int(second) * 60 + int(third)
        large = unit in ("h", "h:mm", "h:mm:ss")
        return (int(first) * 60 + int(second)) * (60 if large else 1)
    return _in_words(text)


def _in_words(text: str) -> float | None:
    total, at = 0.0, 0
    for part in _PARTS.finditer(text):
        unit = UNITS.get(part[2])
        if part.start() != at or unit not in _SECONDS:
            return None
        total += float(part[1].replace(",", ".")) * _SECONDS[unit]
        at = part.end()
    return total if at == len(text) and at else None
