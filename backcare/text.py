"""Words: counts, lists, days and durations in English, cells of several terms, text for XML.

Babel knows how a language counts, lists and dates, whatever the computer speaks; a catalogue of
another language needs its rules and nothing else of this module.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale

# British lists have no comma before "and". Days are taken from plain English, because British
# English has a month of four letters, "Sept", beside eleven of three.
_LISTS, _DAYS = "en_GB", "en"
# What XML cannot hold, not even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_ACCENTS = re.compile("[\u0300-\u036f'\u2019]")  # accents and apostrophes


@functools.cache
def _locale(name: str) -> Locale:
    from babel import Locale  # takes as long as a page of text; many a session needs none

    return Locale.parse(name)


def and_list(words: Sequence[str]) -> str:
    """Join words as people do.

    Examples
    --------
    >>> and_list(["a", "b", "c"]), and_list(["a"]), and_list([])
    ('a, b and c', 'a', '')
    """
    from babel.lists import format_list

    return format_list(list(words), locale=_locale(_LISTS))


def counted(number: float, thing: str, several: str | None = None) -> str:
    """Write a number of things; `several` is their name where more than an "s" is added.

    Examples
    --------
    >>> counted(1, "week"), counted(2400, "week"), counted(2, "row to mend", "rows to mend")
    ('1 week', '2,400 weeks', '2 rows to mend')
    """
    one = _locale(_LISTS).plural_form(number) == "one"
    shown = int(number) if number == int(number) else number
    return f"{shown:,} {thing if one else several or f'{thing}s'}"


def month_name(day: Any) -> str:
    """Name the month of a day in three letters.

    Examples
    --------
    >>> from datetime import date
    >>> month_name(date(2025, 9, 1))
    'Sep'
    """
    return _day_text(day, "MMM")


def short_date(day: Any) -> str:
    """Write a day without its year.

    Examples
    --------
    >>> from datetime import date
    >>> short_date(date(2025, 1, 6))
    '6 Jan'
    """
    return _day_text(day, "d MMM")


def long_date(day: Any) -> str:
    """Write a day with its year.

    Examples
    --------
    >>> from datetime import date
    >>> long_date(date(2025, 1, 6))
    '6 Jan 2025'
    """
    return _day_text(day, "d MMM y")


def _day_text(day: Any, pattern: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, locale=_locale(_DAYS))


def clock(seconds: int) -> str:
    """Write a duration in minutes and seconds.

    Examples
    --------
    >>> clock(45), clock(120), clock(125)
    ('45 s', '2 min', '2 min 5 s')
    """
    minutes, rest = divmod(seconds, 60)
    parts = [f"{minutes} min"] if minutes else []
    return " ".join(parts + ([f"{rest} s"] if rest else []))


def inside_sentence(label: str) -> str:
    """Return a label of the screen as a word inside a sentence.

    Examples
    --------
    >>> inside_sentence("Front of thigh")
    'front of thigh'
    """
    return label[:1].lower() + label[1:]


def split_terms(cell: str) -> list[str]:
    """Split a cell of a table that may hold several terms.

    Examples
    --------
    >>> split_terms("glutes | calves"), split_terms("")
    (['glutes', 'calves'], [])
    """
    return [term.strip() for term in cell.split("|") if term.strip()]


def join_terms(cells: Iterable[str]) -> str:
    """Join terms, or cells of several, to one cell that has each term once, first seen first.

    Examples
    --------
    >>> join_terms(["glutes", "calves|glutes", ""])
    'glutes|calves'
    """
    return "|".join(dict.fromkeys(term for cell in cells for term in split_terms(cell)))


def xml_text(words: str) -> str:
    r"""Make words fit for XML, whoever wrote them.

    Examples
    --------
    >>> xml_text("up & down"), xml_text("\b") == "\N{REPLACEMENT CHARACTER}"
    ('up &amp; down', True)
    """
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


def fold(text: str) -> str:
    """Reduce a text to its plain lower-case letters and figures: no accents, signs or spaces.

    Examples
    --------
    >>> fold("  Pain_Before!"), fold("Übung-Nr. 1")
    ('painbefore', 'ubungnr1')
    """
    return re.sub(r"[\W_]+", "", plain_words(text))
