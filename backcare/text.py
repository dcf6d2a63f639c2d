"""Words: counts, amounts, lists, days and durations in English, cells of terms, text for XML.

Babel knows how a language counts, lists and dates, whatever the computer speaks; a catalogue of
another language needs its rules and nothing else of this module.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from babel import Locale

# British lists have no comma before "and". Days are taken from plain English, because British
# English has a month of four letters, "Sept", beside eleven of three.
LISTS, DAYS = "en_GB", "en"
# A program writes the months in the language of its account.
MONTHS = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb"),
    *("ru", "tr", "ja", "zh", "ko"),
)
_MORE_WEEKDAYS = {"sonnabend": 5, "tues": 1, "weds": 2, "thur": 3, "thurs": 3}  # Monday is 0
# What XML cannot hold, not even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_WEEKDAY_WIDTHS: tuple[Literal["wide", "abbreviated", "short"], ...] = (*_WIDTHS, "short")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_WORD = re.compile(r"[^\W_]+")
_PLURAL = re.compile("(?<=ss|ch|sh)es$|(?<=[^su])s$")
_ACCENTS = re.compile("[\u0300-\u036f'\u2019]")  # accents and apostrophes


@functools.cache
def _locale(name: str) -> Locale:
    from babel import Locale  # takes as long as a page of text; many a session needs none

    return Locale.parse(name)


def and_list(words: Sequence[str]) -> str:
    """Join words as people do: "a, b and c"."""
    from babel.lists import format_list

    return format_list(list(words), locale=_locale(LISTS))


def row_ranges(rows: Iterable[int]) -> str:
    """Write row numbers with those in a row put together: "rows 2 to 4 and 9"."""
    runs: list[list[int]] = []
    numbers = sorted(set(rows))
    for row in numbers:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    texts = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return f"{plural(len(numbers), 'row')} {and_list(texts)}"


def counted(number: float, thing: str, several: str | None = None) -> str:
    """Write a number of things: "2,400 weeks"; `several` is their name where "s" is not enough."""
    shown = int(number) if number == int(number) else number
    return f"{shown:,} {plural(number, thing, several)}"


def plural(number: float, thing: str, several: str | None = None) -> str:
    """Return the name of a thing as it stands beside a number, which is written elsewhere."""
    one = _locale(LISTS).plural_form(number) == "one"
    return thing if one else several or f"{thing}s"


def one_decimal(number: float) -> str:
    """Write a number to one decimal, if it has any: "4.5", "4"."""
    return f"{number:.1f}".removesuffix(".0")


Quantity: TypeAlias = "float | tuple[float | None, float | None] | None"


def amount_words(
    *,
    sets: float | None = None,
    reps: Quantity = None,
    hold_s: Quantity = None,
    rest_s: Quantity = None,
    minutes: Quantity = None,
    each_side: bool = False,
    in_full: bool = False,
) -> str:
    """Say an amount of exercise, each quantity a number or a range; `in_full` spells seconds out.

    The page says what was done in the same words: `amountWords` in browser/words.js.

    Examples
    --------
    >>> amount_words(sets=2, reps=8, hold_s=5, each_side=True)
    '2 sets of 8 times on each side, hold 5 s'
    >>> amount_words(reps=(8, 12), rest_s=1, in_full=True), amount_words(minutes=(5, None))
    ('8 to 12 times, rest 1 second after each', 'at least 5 minutes')
    """
    seconds = functools.partial(_range, thing="second" if in_full else "s", kept=not in_full)
    times = "once" if reps in (1, (1, 1)) else _range(reps, "time")
    each = " after each" if times else ""
    parts = [
        " of ".join(filter(None, [f"{sets:g} sets" if (sets or 1) > 1 else "", times])),
        f"hold {held}" if (held := seconds(hold_s or None)) else "",
        f"rest {rested}{each}" if (rested := seconds(rest_s or None)) else "",
        _range(minutes, "minute"),
    ]
    first, *others = [part for part in parts if part] or [""]
    return ", ".join([f"{first} on each side" if each_side and first else first, *others])


def short_amount(
    *,
    sets: float | None = None,
    reps: float | None = None,
    hold_s: float | None = None,
    minutes: float | None = None,
) -> str:
    """Write an amount for a narrow column, with signs: two sets of 12 are 2 x 12."""
    parts = [
        counted(sets, "set") if sets and reps is None else "",
        f"{sets or 1:g} \N{MULTIPLICATION SIGN} {reps:g}" if reps is not None else "",
        f"{hold_s:g} s" if hold_s else "",
        f"{minutes:g} min" if minutes is not None else "",
    ]
    return ", ".join(part for part in parts if part)


def _range(quantity: Quantity, thing: str, *, kept: bool = False) -> str:
    """Say "8 to 12 times", "1 second", "up to 5 s", "at least 2 times", or nothing."""
    low, high = quantity if isinstance(quantity, tuple) else (quantity, quantity)
    several = thing if kept else None
    if high is None:
        return "" if low is None else f"at least {counted(low, thing, several)}"
    words = counted(high, thing, several)
    if low is None:
        return f"up to {words}"
    return words if low == high else f"{low:g} to {words}"


def month_name(day: Any) -> str:
    """Name the month of a day in three letters: "Sep"."""
    return _day_text(day, "MMM")


def short_date(day: Any) -> str:
    """Write a day without its year: "6 Jan"."""
    return _day_text(day, "d MMM")


def long_date(day: Any) -> str:
    """Write a day with its year: "6 Jan 2025"."""
    return _day_text(day, "d MMM y")


def spelled_date(day: Any) -> str:
    """Write a day with its month in full: "6 January 2025"; `spelledDate` in a page."""
    return _day_text(day, "d MMMM y")


def weekday_name(day: Any) -> str:
    """Name the weekday of a day in full: "Monday"."""
    return _day_text(day, "EEEE")


def short_weekday_name(day: Any) -> str:
    """Name the weekday of a day in three letters: "Mon"."""
    return _day_text(day, "EEE")


def long_month_name(day: Any) -> str:
    """Name the month of a day in full: "September"."""
    return _day_text(day, "MMMM")


@functools.cache
def month_numbers() -> Mapping[str, int]:
    """Return the numbers of months by their names, long and short, in many languages."""
    from babel.dates import get_month_names

    widths = [(width, context) for width in _WIDTHS for context in _CONTEXTS]
    return {
        name.casefold().strip("."): number
        for language in MONTHS
        for width, context in widths
        for number, name in get_month_names(width, context, _locale(language)).items()
    }


@functools.cache
def weekday_names() -> frozenset[str]:
    """Return the names of the weekdays, long and short, in the languages that months are in."""
    return frozenset(weekday_numbers())


@functools.cache
def weekday_numbers() -> Mapping[str, frozenset[int]]:
    """Return by name which weekday it may be, Monday is 0: Do is Thursday, and in Spanish Sunday.

    Examples
    --------
    >>> sorted(weekday_numbers()["do"]), sorted(weekday_numbers()["montag"])
    ([3, 6], [0])
    """
    from babel.dates import get_day_names

    numbers = {name: frozenset({number}) for name, number in _MORE_WEEKDAYS.items()}
    for language in MONTHS:
        for width in _WEEKDAY_WIDTHS:
            for context in _CONTEXTS:
                for number, name in get_day_names(width, context, _locale(language)).items():
                    key = name.casefold().strip(".")
                    numbers[key] = numbers.get(key, frozenset()) | {number}
    return numbers


def _day_text(day: Any, pattern: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale=_locale(DAYS))


def clock(seconds: int) -> str:
    """Write a duration in minutes and seconds: "2 min 5 s"."""
    minutes, rest = divmod(seconds, 60)
    parts = [f"{minutes} min"] if minutes else []
    return " ".join(parts + ([f"{rest} s"] if rest else []))


def about_minutes(seconds: float) -> str:
    """Say how long something takes, as a plan's time is said: "about 10 minutes"."""
    return f"about {counted(max(1, int(seconds / 60 + 0.5)), 'minute')}"


def inside_sentence(label: str) -> str:
    """Return a label of the screen as a word inside a sentence: "front of thigh"."""
    return label[:1].lower() + label[1:]


def split_terms(cell: str) -> list[str]:
    """Split a cell of a table that may hold several terms: "glutes | calves"."""
    return [term.strip() for term in cell.split("|") if term.strip()]


def join_terms(cells: Iterable[str]) -> str:
    """Join terms, or cells of several, to one cell that has each term once, first seen first."""
    return "|".join(dict.fromkeys(term for cell in cells for term in split_terms(cell)))


def xml_text(words: str) -> str:
    """Make words fit for XML, whoever wrote them."""
    return html.escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", words))


def plain_words(text: str) -> str:
    """Take capitals, accents and apostrophes away, as whoever looks for a word may type it.

    Examples
    --------
    >>> plain_words("L'Été à Łódź")
    'lete a łodz'
    """
    # Taken apart from its letter, an accent is a sign of its own.
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def singular_words(text: str) -> list[str]:
    """Return the plain words of a name, those that end like a plural without it.

    Examples
    --------
    >>> singular_words("Leg-raises"), singular_words("crunches, presses")
    (['leg', 'raise'], ['crunch', 'press'])
    """
    return [_PLURAL.sub("", word) for word in _WORD.findall(plain_words(text))]


def fold(text: str) -> str:
    """Reduce a text to its plain lower-case letters and figures: no accents, signs or spaces."""
    return re.sub(r"[\W_]+", "", plain_words(text))


def folded_terms(terms: str) -> frozenset[str]:
    """Return the terms of a list such as "done|not yet", each folded."""
    return frozenset(map(fold, split_terms(terms)))


def either(terms: str) -> str:
    """Return what a pattern has for any term of a list, in plain words; the longest is first."""
    plain = dict.fromkeys(map(plain_words, split_terms(terms)))
    return "|".join(map(re.escape, sorted(plain, key=len, reverse=True)))
