"""Words for charts: numbers of things, lists, and what people wrote in letters the font has."""

from __future__ import annotations

import functools
import unicodedata
from typing import Any

import pandas as pd
from matplotlib import font_manager

from backcare.text import long_date


def counted(number: int, thing: str) -> str:
    """Write a number of things: "1 week", "2 weeks"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def weeks_in_words(weeks: pd.Index[Any]) -> str:
    """Say which weeks a chart shows: "52 weeks from 6 Jan 2025"."""
    return f"{counted(len(weeks), 'week')} from {long_date(weeks[0])}"


def short(text: str, letters: int = 40) -> str:
    """Return a person's words fit for a label: printable, and cut with "…" where too long."""
    text = printable(text)
    if len(text) <= letters:
        return text
    cut = text[: letters - 2]
    word_end = cut.rfind(" ") if text[letters - 2] != " " else len(cut)
    # A word that fills half the label is cut itself.
    return f"{cut[:word_end] if word_end > letters / 2 else cut} …"


def printable(text: str) -> str:
    """Return a person's words with what the font lacks put in words, on one line.

    DejaVu Sans is matplotlib's own font, so that every machine prints the same; it has no
    coloured emoji. A face becomes "[grinning face]", a letter that it lacks "\N{WHITE SQUARE}".
    """
    known = _characters()
    return " ".join("".join(c if ord(c) in known else _named(c) for c in text).split())


def _named(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("So", "Sk") and (name := unicodedata.name(character, "")):
        return "" if "MODIFIER" in name else f"[{name.lower()}]"
    if character.isspace() or kind == "Cc":
        return " "
    return "" if kind in ("Mn", "Cf") else "\N{WHITE SQUARE}"


@functools.cache
def _characters() -> frozenset[int]:
    path = font_manager.findfont(font_manager.FontProperties(family="DejaVu Sans"))
    return frozenset(font_manager.get_font(path).get_charmap())
