"""Which session of a day a row is of, where the file says so: 1 and 2, morning and evening.

Two sessions of a day without times would be one, and so what tells them apart is read, or asked
about. What has one value on each day tells nothing apart, and is left alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from backcare.csv_reader import Rows, shortened
from backcare.diary import words
from backcare.diary.cells import days_of
from backcare.diary.decide import Claim
from backcare.diary.questions import Question, heading_choices
from backcare.text import fold, folded_terms

_LONGEST = 40
# 1, #2, Session 2, 2nd, II
_WHICH = re.compile(
    r"(?:(?:session|workout|training|einheit|s)\.? *)?(?:#|no\.?|nr\.?)? *"
    r"(?:[1-9][0-9]{0,2}(?:st|nd|rd|th|\.)?|i{1,3}|first|second|third)(?: of [0-9])?"
    r"(?: *(?:session|workout|training|einheit))?",
    re.I,
)
_HALF = re.compile(r"[ap]\.? ?m\.?", re.I)
_TWELVE_HOURS = re.compile(r"(?:0?[1-9]|1[0-2])(?:[:.][0-9]{2}){0,2}")
# When each part of a day is, by its hour.
_HOURS_OF_PARTS: Mapping[int, str] = MappingProxyType(
    {
        7: "breakfast|früh",
        8: "am|a|morning|mornings|morgen|morgens|matin|mañana|mattina|mattino|ochtend",
        10: "forenoon|vormittag|vormittags",
        12: "noon|midday|lunch|lunchtime|mittag|mittags|midi|middag",
        15: "pm|p|afternoon|afternoons|nachmittag|nachmittags|après|tarde|pomeriggio|namiddag",
        18: "dinner|evening|evenings|abend|abends|soir|sera|avond",
        21: "night|nights|bedtime|nacht|nachts|nuit|noche|notte",
    }
)
_EARLY, _LATE = (folded_terms(one) for one in ("early|earlier|first", "late|later|last"))
_ORDINALS = (
    "first|i|erste|erster|erstes|première|premier|primera|primero|prima|primo|eerste|primeira",
    "second|ii|zweite|zweiter|zweites|deuxième|segunda|segundo|seconda|secondo|tweede",
    "third|iii|dritte|dritter|drittes|troisième|tercera|tercero|terza|terzo|derde|terceira",
)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])")
_NUMBER = re.compile("[0-9]+")
_LETTERS = "abcdef"  # of which the order is meant; M and A may be morgens and abends
_LAST = 999
_ASK = (
    "may say which session of the day a row is of: on some days it has two values. Pass "
    "columns={{{heading!r}: 'session_of_day'}} if so, or columns={{{heading!r}: None}} if each day "
    "is one session."
)
_ASK_MIXED = (
    "has times of the day in some rows and words in others. Write times (18:30) in all of them, or "
    "pass columns={{{heading!r}: 'session_of_day'}} to tell sessions of a day apart by it, or "
    "columns={{{heading!r}: None}}."
)
_CHOICES = (
    (words.SESSION, "it tells the sessions of a day apart"),
    (None, "each day is one session: do not read it"),
)


_HOURS = {word: hour for hour, of in _HOURS_OF_PARTS.items() for word in folded_terms(of)}
_PLACES = {word: n for n, of in enumerate(_ORDINALS, start=1) for word in folded_terms(of)}


@functools.cache
def place_in_day(name: str) -> int | None:
    """Say where in its day a session comes that is called so; None where its name does not say.

    Examples
    --------
    >>> place_in_day("Session 2"), place_in_day("morning") < place_in_day("am Abend")
    (2, True)
    >>> place_in_day("gym") is None
    True
    """
    if clock := _CLOCK.search(name):
        return (int(clock[1]) * 60 + int(clock[2])) // 5
    if number := _NUMBER.search(name):
        return min(int(number[0]), _LAST)
    found = {fold(word) for word in words.LETTERS.findall(name[:_LONGEST])}
    if len(found) == 1 and min(found) in [*_LETTERS]:
        return 8 * 12 + _LETTERS.index(min(found))  # A may be AM, too, beside P
    if hours := [_HOURS[word] for word in found if word in _HOURS]:
        return max(hours) * 12 - 6 * bool(found & _EARLY) + 6 * bool(found & _LATE)
    if places := [_PLACES[word] for word in found if word in _PLACES]:
        return min(places)
    return None


def take_parts_of_day(rows: Rows, claims: dict[str, list[Claim]]) -> list[Question]:
    """Take what is no time of the day, but morning or evening, for that; ask where it is both."""
    asked = []
    for column in (words.TIME, words.TIME_OR_DURATION):
        for one in [one for one in claims.get(column, ()) if one.rank > 0]:
            known = rows.values(one.place)
            parts = [text for text in known if words.is_part_of_the_day(text)]
            if not parts:
                continue
            claims[column].remove(one)
            if len(parts) == len(known):
                claims.setdefault(words.WHICH_SESSION, []).append(one)
            else:
                asked.append(_question(rows, one.place, _ASK_MIXED))
        if not claims.get(column, [None]):
            del claims[column]
    return asked


def tell_sessions_apart(
    rows: Rows, claims: dict[str, list[Claim]], others: Sequence[int]
) -> list[Question]:
    """Find the column that tells sessions of a day apart, or ask about one that may."""
    found = claims.pop(words.WHICH_SESSION, [])
    named = [one.place for one in found]
    halves = [Claim(3, n, "") for n in (*named, *others) if _are_halves(rows.values(n))]
    if halves and words.TIME in claims:
        claims[words.HALF] = halves[:1]
    if not claims.keys().isdisjoint((words.SESSION, "session_id", words.TIME)):
        return []
    days = _days(rows, claims)
    more = [Claim(3, place, "") for place in others if _are_parts(rows.values(place))]
    asked = []
    for one in [*found, *more]:
        texts = [text.strip() for text in rows.column(one.place)]
        if not _are_several(texts, days):
            continue
        if all(
            words.is_part_of_the_day(text) or _is_which(text) for text in rows.values(one.place)
        ):
            claims[words.SESSION] = [one]
            return []
        asked.append(_question(rows, one.place, _ASK))
    return asked[:1]


def with_half(time: str, half: str) -> str:
    """Join a time of twelve hours and the half of the day that stands in a cell of its own."""
    is_open = _TWELVE_HOURS.fullmatch(time.strip()) and half.strip()
    return f"{time.strip()} {half.strip()}" if is_open else time


def _are_halves(known: Sequence[str]) -> bool:
    return bool(known) and all(map(_HALF.fullmatch, known))


def _are_parts(known: Sequence[str]) -> bool:
    return bool(known) and all(map(words.is_part_of_the_day, known))


def _is_which(text: str) -> bool:
    return len(text) <= _LONGEST and _WHICH.fullmatch(text) is not None


def _days(rows: Rows, claims: Mapping[str, Sequence[Claim]]) -> list[tuple[str, str]]:
    places = [
        min(claims[column]).place if claims.get(column) else None
        for column in ("patient", "started_at")
    ]
    patients, dates = ([text.strip() for text in rows.column(place)] for place in places)
    return days_of(patients, dates)


def _are_several(texts: Sequence[str], days: Sequence[tuple[str, str]]) -> bool:
    of_day: dict[tuple[str, str], set[str]] = {}
    for text, day in zip(texts, days, strict=True):
        if text:
            of_day.setdefault(day, set()).add(text.casefold())
    return any(len(found) > 1 for found in of_day.values())


def _question(rows: Rows, place: int, rule: str) -> Question:
    heading = rows.header[place]
    asked = Question(
        rows.header_number, heading.strip(), "", rule.format(heading=shortened(heading))
    )
    return asked.offering(heading_choices(heading, _CHOICES))
