"""Whose rows they are, where no heading says patient: a name, an id, an e-mail address.

Two people under a heading that is not read would be one, and so it is asked. What is the same in
every row tells nobody apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from backcare.csv_reader import Rows, shortened
from backcare.diary import words
from backcare.diary.questions import Choice, Question
from backcare.text import fold

_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]{2,}")
_WHOLE = re.compile("([0-9]+)[.,]0+")  # of a number that a spreadsheet wrote
_LONGEST = 100
_FEWEST_NUMBERED = 4  # rows: fewer, numbered 1, 2, 3, may be as many people
_ASK = (
    "may say whose rows they are, and has several in it. Pass columns={said} if {each} is a "
    "patient, or columns={none} if they are all one person's."
)
_ASK_TOGETHER = (
    "may say together whose rows they are. Write both in one column Patient, or pass "
    "columns={none} if they are all one person's."
)


def same_name(text: str) -> str:
    """Return who is meant: no blanks around a name, and 1 where a spreadsheet made 1.0 of it."""
    name = " ".join(text.split())
    found = _WHOLE.fullmatch(name)
    return found[1] if found else name


def exercises_named(
    rows: Rows, places: Sequence[int], kinds: Collection[str] | Mapping[str, str]
) -> int | None:
    """Return which of some columns names exercises, and nothing else."""
    for place in places:
        known = rows.values(place)
        if known and _are_exercises(known, kinds):
            return place
    return None


def ask_whose(
    rows: Rows, places: Sequence[int], kinds: Collection[str] | Mapping[str, str]
) -> list[Question]:
    """Ask about the columns by which people may be told apart, all of them in one question."""
    found = [place for place in places if _tells_apart(rows, place, kinds)]
    if not found:
        return []
    headings = list(dict.fromkeys(rows.header[place] for place in found))
    cells = [tuple(row[place].strip() for place in found) for row in rows.cells]
    people = len(set(cells))
    alone = [place for place in found if len({row[place].strip() for row in rows.cells}) >= people]
    none: dict[str, str | None] = dict.fromkeys(headings)
    ways = [{**none, rows.header[place]: "patient"} for place in alone]
    named = ", ".join(shortened(heading).strip() for heading in headings)
    rule = (_ASK if ways else _ASK_TOGETHER).format(
        said=ways[0] if ways else "", each="each of them", none=none
    )
    choices = [
        Choice("columns", way, f"{shortened(rows.header[place]).strip()}: each is a patient")
        for way, place in zip(ways, alone, strict=True)
    ]
    one = Choice("columns", none, "all rows are one person's: do not read it")
    return [Question(rows.header_number, named, "", rule).offering([*choices, one])]


def _tells_apart(rows: Rows, place: int, kinds: Collection[str] | Mapping[str, str]) -> bool:
    heading, known = rows.header[place], rows.values(place)
    if len({fold(text) or text for text in known}) < 2 or len(heading) > _LONGEST:
        return False
    if all(map(_EMAIL.fullmatch, known)):
        return True
    if not words.may_be_person(heading) or _are_exercises(known, kinds):
        return False
    return not _are_numbers_of_rows([row[place].strip() for row in rows.cells])


def _are_exercises(known: Sequence[str], kinds: Collection[str] | Mapping[str, str]) -> bool:
    """Say whether most of what is there are exercises: nobody's name is Bridge."""
    return 2 * sum(fold(text) in kinds for text in known) >= len(known)


def _are_numbers_of_rows(texts: Sequence[str]) -> bool:
    """Say whether each row has the number after that of the row before."""
    if len(texts) < _FEWEST_NUMBERED or not all(map(str.isdecimal, texts)):
        return False
    first = int(texts[0])
    return [int(text) for text in texts] == [*range(first, first + len(texts))]
