"""Floor 1: lists and days in words, in English whatever the computer speaks; words for XML."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# What XML cannot hold, not even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def and_list(words: Sequence[str]) -> str:
    """Join words as people do.

    Examples
    --------
    >>> and_list(["a", "b", "c"]), and_list(["a"]), and_list([])
    ('a, b and c', 'a', '')
    """
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def short_date(day: Any) -> str:
    """Write a day without its year.

    Examples
    --------
    >>> from datetime import date
    >>> short_date(date(2025, 1, 6))
    '6 Jan'
    """
    return f"{day.day} {MONTHS[day.month - 1]}"


def long_date(day: Any) -> str:
    """Write a day with its year.

    Examples
    --------
    >>> from datetime import date
    >>> long_date(date(2025, 1, 6))
    '6 Jan 2025'
    """
    return f"{short_date(day)} {day.year}"


def xml_text(words: str) -> str:
    r"""Make words fit for XML, whoever wrote them.

    Examples
    --------
    >>> xml_text("up & down"), xml_text("\b") == "\N{REPLACEMENT CHARACTER}"
    ('up &amp; down', True)
    """
    return html.escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", words))


def fold(text: str) -> str:
    """Reduce a text to its plain lower-case letters and figures: no accents, signs or spaces.

    Examples
    --------
    >>> fold("  Pain_Before!"), fold("Übung-Nr. 1")
    ('painbefore', 'ubungnr1')
    """
    # Marks are signs too: taken apart from its letter, an accent goes with them.
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text.casefold()))
