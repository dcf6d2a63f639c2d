"""Columns that are not read and part the rows into a few kinds: told loudly, under any heading.

Blank beside filled, 0 beside more, green beside red: each may say what was done, and in a language
that nobody here reads. What is asked about, or known to be about something else, is none of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from backcare.csv_reader import Rows, shortened
from backcare.diary import pain_words, words
from backcare.diary.cells import is_stamp, number_of
from backcare.diary.durations import is_plain
from backcare.diary.harmless import is_about_else
from backcare.diary.unread import is_of_others
from backcare.errors import printable

_MOST, _LONGEST_CELL, _MOST_NAMED = 6, 40, 20
_MAY_SAY = (
    "Not read, but may say of some rows that they were not done: {headings}. If so, {undo}say it: "
    'columns={{"{first}": "done"}}, or "not_done"; if it is about something else, None.'
)
PARTS_ROWS = (
    "is not read, but may say of some rows that they were not done. Pass columns={{{heading!r}: "
    "'done'}} or 'not_done' if so, or None if it is about something else."
)


def line_of_kinds(unread: Iterable[str], *, stored: bool) -> str:
    """Say loudly which headings may say what was not done, and are not read; "" where none may."""
    found = [printable(shortened(one.strip())) for one in unread]
    undo = "undo the import and " if stored else ""
    shown = ", ".join(found[:_MOST_NAMED])
    return _MAY_SAY.format(headings=shown, undo=undo, first=found[0]) if found else ""


def that_part_rows(rows: Rows | None, exercise: int | None, places: Iterable[int]) -> Iterator[str]:
    """Yield the headings of columns that part the exercises into a few kinds."""
    if rows is None or exercise is None:
        return
    named = [n for n, name in enumerate(rows.column(exercise)) if name.strip()]
    for place in places:
        heading = rows.header[place]
        if not heading.strip() or is_of_others(heading) or is_about_else(heading):
            continue
        if pain_words.speaks_of_pain(heading) or words.names_distance(heading):
            continue
        texts = rows.column(place)
        if _parts([texts[n].strip() for n in named]):
            yield heading


def _parts(texts: Sequence[str]) -> bool:
    known = {*texts}
    if len(known) < 2 or any(len(text) > _LONGEST_CELL or is_stamp(text) for text in known):
        return False
    if "" in known:
        return True
    if all(map(is_plain, known)):  # all of one kind, but for none
        numbers = [*map(number_of, texts)]
        return 0 in numbers and not are_numbers_of_rows(numbers)
    return len(known) <= _MOST


def are_numbers_of_rows(numbers: Sequence[float]) -> bool:
    """Say whether numbers go up by one, and too often for that to be chance: 0, 1, 2."""
    return len(numbers) > 2 and all(after - before == 1 for before, after in pairwise(numbers))
