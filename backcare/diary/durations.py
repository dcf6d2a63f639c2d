"""How long something took, in a cell: "0:20:00", "25m", "1 h 5 min", "90", each in seconds.

Also with its unit after a clock (1:30 h), with signs (20′30″), and as ISO 8601 has it (PT20M).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from backcare.diary.words import BETWEEN, UNITS

_CLOCK = re.compile(r"([0-9]{1,3}):([0-5]?[0-9])(?::([0-5]?[0-9])(?:[.,][0-9]+)?)?")
_PLAIN = re.compile(r"[0-9]{1,6}(?:\.[0-9]+|,(?![0-9]{3}$)[0-9]+)?")
_PARTS = re.compile(r"([0-9]*[.,]?[0-9]+)\s*([^\W\d_]+)\.?,?\s*")
_REST = re.compile("[0-5]?[0-9]")  # the minutes of 1h30
_CLOCK_AND_UNIT = re.compile(r"([0-9.,:]+)\s*([^\W\d_]+(?::[a-z]+)*)\.?")
_ISO = re.compile(r"p(?:0+[ymwd])*t(?=[0-9])")
_SECONDS = {"s": 1, "min": 60, "h": 3600}
_SMALLER = {"h": "min", "min": "s"}
# Two strokes are seconds and one is minutes, in whatever form they are typed.
_STROKES = (
    ("''", " s "),
    *((sign, " s ") for sign in '″"”“'),
    *((sign, " min ") for sign in "′'’´"),
)
_MOST_CHARACTERS = 40
# Hours with two figures behind the point: 1.30 is an hour and 18 minutes, or and a half.
_POINTED = re.compile(r"([0-9]{1,2})[.,]([0-5][0-9])(?:\s*([^\W\d_]+)\.?)?")
_QUARTERS = {"00", "25", "50", "75"}
UNITLESS = ("s", "min")  # what a number without a unit may mean
TWO_PARTS = ("m:ss", "h:mm")  # what 12:30 may mean
CLOCKS = (*TWO_PARTS, "h:mm:ss")


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


def is_bare(text: str) -> bool:
    """Say whether a cell is a number of nobody knows what, or a clock of two parts; 0 is none."""
    return (is_plain(text) or is_two_parts(text)) and bool(seconds_in(text, unit="s"))


def is_open(text: str) -> bool:
    """Say whether minutes may be minutes and seconds or hours and minutes; 0:00 is none."""
    return is_two_parts(text) and bool(seconds_in(text, unit="m:ss"))


def is_pointed(text: str) -> bool:
    """Say whether a cell is written as 1.30, which may be hours and minutes."""
    return _POINTED.fullmatch(text) is not None


def are_hours_or_minutes(texts: Iterable[str], *, unit: str) -> bool:
    """Say whether what is behind the point of hours may be minutes: 1.30, 0.45; not 1.5 or 0.75."""
    found = [_POINTED.fullmatch(text) for text in texts if "." in text or "," in text]
    ends = {one[2] for one in found if one}
    units = {UNITS.get((one[3] or "").casefold(), one[3] or unit) for one in found if one}
    return bool(found) and all(found) and units == {"h"} and not ends <= _QUARTERS


def seconds_in(text: str, *, unit: str) -> float | None:
    """Read a duration; `unit` is what a number alone, or 12:30, means. None where it is none."""
    text = text.casefold().strip()
    if len(text) > _MOST_CHARACTERS:
        return None
    if unit == "h:mm" and (found := _POINTED.fullmatch(text)):
        return int(found[1]) * 3600 + int(found[2]) * 60
    if is_plain(text):
        return float(text.replace(",", ".")) * _SECONDS.get(unit, 1)
    told = _CLOCK_AND_UNIT.fullmatch(text)
    if told and is_clock(told[1]) and (its_unit := UNITS.get(told[2])):
        text, unit = told[1], its_unit
    if found := _CLOCK.fullmatch(text):
        first, second, third = found.groups()
        if third is not None:
            return int(first) * 3600 + int(second) * 60 + int(third)
        large = unit in ("h", "h:mm", "h:mm:ss")
        return (int(first) * 60 + int(second)) * (60 if large else 1)
    return _in_words(_ISO.sub("", text, count=1) if _ISO.match(text) else text)


def _in_words(text: str) -> float | None:
    """Read an amount of each unit, the last of which may be missing: 1h30."""
    text = text.replace("½", ".5")
    for sign, name in _STROKES:
        text = text.replace(sign, name)
    text = " ".join(word for word in text.split() if word not in BETWEEN)
    total, at, unit = 0.0, 0, ""
    for part in _PARTS.finditer(text):
        unit = UNITS.get(part[2], "")
        if part.start() != at or unit not in _SECONDS:
            return None
        total += float(part[1].replace(",", ".")) * _SECONDS[unit]
        at = part.end()
    if at and at < len(text) and unit in _SMALLER and (rest := _REST.fullmatch(text, at)):
        return total + int(rest[0]) * _SECONDS[_SMALLER[unit]]
    return total if at == len(text) and at else None
