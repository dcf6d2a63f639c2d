"""Calendars: files with days, weeks or exercises as columns, or with their rows as columns.

They cannot be read, and no heading of theirs is the date: it is said what kind of file it is, and
how to write it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from backcare.csv_reader import Rows, shortened
from backcare.diary import words
from backcare.diary.cells import is_day
from backcare.diary.headings import ASK_BESIDE, folded, meaning
from backcare.diary.marks import is_mark, says_none, yes_or_no
from backcare.diary.questions import Choice, Question
from backcare.text import fold, folded_terms, month_numbers, weekday_names

_OF_SPANS = (
    "week|weeks|wk|w|woche|kw|kalenderwoche|semaine|sem|semana|settimana|sett|month|monat|mois|mes|"
    "mese|maand"
)
_OF_DAYS = "day|days|d|tag|t|jour|j|día|giorno|dag|session|einheit|séance|sesión|visit|termin"
_NUMBERED = re.compile(r"\s*([^\W\d_]+)\.?\s*(?:no\.?|nr\.?|#)?\s*[0-9]{1,3}\s*")
_IN_BRACKETS = re.compile(r"[^\[(]*[\[(]\s*([^\])]+?)\s*[\])]\s*")
_NUMBER = re.compile(r"[0-9]{1,2}")
_LONGEST, _FEWEST, _FEW_DAYS, _WHOLE_MONTH, _MOST = 100, 2, 3, 20, 10
_A_ROW_EACH = (
    " Write a row for each exercise of a day instead, with the columns Date, Exercise and Reps "
    "(Hold or Minutes where it is a time), such as {day}, Bird dog, 8."
)
_ARE_DAYS = "are days, with a column each."
_ARE_WEEKDAYS = "are days of the week, with a column each, and nobody knows of which week."
_ARE_WEEKS = "are weeks or months, with a column each, and nobody knows on which day it was."
_ARE_NUMBERED = "are days by their number, with a column each, and nobody knows their dates."
_OR_NOT = " Or pass columns={none} to read only what else there is."
_AMOUNTS = frozenset({"sets", "reps", "hold_s", "minutes", words.DURATION})
_ON_ITS_SIDE = (
    "stand below each other in the first column: the file lies on its side. Turn it in your "
    "spreadsheet: copy all of it, choose Paste special and Transpose in a new sheet, and save that "
    "as CSV. Then its first row is such as Date, Exercise, Reps, and each row below has a day, "
    "such as {day}, Bird dog, 8."
)
_A_DAY = "2026-03-02"


_SPANS, _DAYS = map(folded_terms, (_OF_SPANS, _OF_DAYS))


def ask_of_grid(
    rows: Rows, told: Mapping[str, Any], found: Collection[str], kinds: Collection[str]
) -> Question | None:
    """Say of a calendar that it is one, and how to write it; None of all else.

    `told` is what the caller says of the headings, `found` the columns that are known.
    """
    named = set(map(folded, told))
    heads = [one.strip() for one in rows.header if one.strip() and folded(one) not in named]
    heads = [one for one in heads if len(one) <= _LONGEST]
    if exercises := _exercises(heads, kinds):
        none: dict[str, str | None] = dict.fromkeys(exercises)
        rule = ASK_BESIDE.format(are="are exercises, with a column each", none=none)
        choice = Choice("columns", none, "do not read these columns")
        return _question(rows, exercises, rule).offering([choice])
    if sideways := _first_column(rows):
        return _question(rows, sideways, _ON_ITS_SIDE.format(day=_A_DAY))
    if not {"started_at", "exercise_id"} <= {*found}:
        if not (found_so := _days(heads, _FEW_DAYS, _FEWEST)):
            return None
        days, are = found_so
        return _question(rows, days, are + _A_ROW_EACH.format(day=_A_DAY))
    # Beside a date and an exercise they say what was done, if there is anything in them.
    filled = [one for one in heads if rows.values([one.strip() for one in rows.header].index(one))]
    if not (found_so := _days(filled, _FEWEST, _FEWEST if _AMOUNTS & {*found} else 1)):
        return None
    days, are = found_so
    none = dict.fromkeys(days)
    rule = are + _A_ROW_EACH.format(day=_A_DAY) + _OR_NOT.format(none=none)
    choice = Choice("columns", none, "do not read these columns")
    return _question(rows, days, rule).offering([choice])


def ticked_apart(rows: Rows, told: Mapping[str, Any], kinds: Collection[str]) -> Rows:
    """Give each exercise that a form ticks a row of its own, where nothing but ticks is there.

    “Exercises [Bird dog]” = Done is the exercise Bird dog, done; what is blank is nothing.
    """
    named = set(map(folded, told))
    heads = [one.strip() for one in rows.header if folded(one) not in named]
    exercises = set(_exercises([one for one in heads if len(one) <= _LONGEST], kinds))
    places = [place for place, one in enumerate(rows.header) if one.strip() in exercises]
    others = [place for place in range(len(rows.header)) if place not in places]
    if not places or "exercise_id" in (meaning(rows.header[place])[1] for place in others):
        return rows
    known = {text for place in places for text in rows.values(place)}
    if not known or not all(map(_is_tick, known)):
        return rows
    names = {place: _named(rows.header[place].strip()) for place in places}
    numbers, cells = list[int](), list[list[str]]()
    for number, row in zip(rows.numbers, rows.cells, strict=True):
        each = [[names[place], row[place]] for place in places if row[place].strip()]
        for one in each or [["", ""]]:
            numbers.append(number)
            cells.append([*(row[place] for place in others), *one])
    header = [*(rows.header[place] for place in others), "Exercise", "Done"]
    return rows._replace(header=header, numbers=numbers, cells=cells)


def _is_tick(text: str) -> bool:
    return yes_or_no(text) is not None or is_mark(text) or says_none(text)


def _named(heading: str) -> str:
    inside = _IN_BRACKETS.fullmatch(heading)
    return inside[1] if inside else ""


def _question(rows: Rows, headings: Sequence[str], rule: str) -> Question:
    shown = ", ".join(shortened(one) for one in headings[:_MOST])
    return Question(rows.header_number, "", shown, rule)


def _exercises(heads: Sequence[str], kinds: Collection[str]) -> list[str]:
    """Return the headings of a form that ticks exercises: Exercises [Bird dog]."""
    found = []
    for heading in heads:
        name = _named(heading)
        if name and fold(name) in kinds and fold(heading.split(name)[0]):
            found.append(heading)
    return found if len(found) >= _FEWEST else []


def _first_column(rows: Rows) -> list[str]:
    """Return the headings that stand in the first column, where the others are of days."""
    if not rows.header or len(rows.header) < _FEWEST:
        return []
    below = [text.strip() for text in rows.column(0)]
    column = [one for one in (rows.header[0].strip(), *below) if len(one) <= _LONGEST]
    known = [one for one in column if meaning(one)[1]]
    dates = [one for one in column if meaning(one)[1] in ("started_at", words.TIME)]
    others = [one for one in rows.header[1:] if one.strip()]
    are_days = any(map(is_day, others)) or not any(meaning(one)[1] for one in others)
    is_most = 2 * len(known) > len([one for one in column if one])
    return known if dates and is_most and len(known) > _FEWEST and are_days else []


def _days(heads: Sequence[str], weekdays: int, spans: int) -> tuple[list[str], str] | None:
    """Return the headings that are days or weeks, if they are as many, and what they are."""
    if len(dated := [one for one in heads if is_day(one)]) >= _FEWEST:
        return dated, _ARE_DAYS
    if len(named := [one for one in heads if fold(one) in _WEEKDAYS]) >= weekdays:
        return named, _ARE_WEEKDAYS
    if len(found := [one for one in heads if _counted(one) in _SPANS or fold(one) in _MONTHS]) >= (
        spans
    ):
        return found, _ARE_WEEKS
    numbered = [one for one in heads if _counted(one) in _DAYS]
    numbered = numbered if len(numbered) >= spans else [*filter(_NUMBER.fullmatch, heads)]
    if len(numbered) >= (spans if _counted(numbered[0] if numbered else "") else _WHOLE_MONTH):
        return numbered, _ARE_NUMBERED
    return None


def _counted(heading: str) -> str:
    """Return what a heading has a number of: Week 1, KW 10."""
    found = _NUMBERED.fullmatch(heading)
    return fold(found[1]) if found else ""


_WEEKDAYS = frozenset(map(fold, weekday_names()))
_MONTHS = frozenset(map(fold, month_numbers()))
