"""Floor 1: lists and days in words, in English whatever the computer speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
