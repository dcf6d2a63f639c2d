"""Columns side by side that say the same of several: Anna and Peter, Anna sets and Peter sets.

They may be people, sets, sides or parts of the day. Whose row it is, or how much it was, nobody
knows then, and so it is asked; a log is one person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backcare.csv_reader import Rows, shortened
from backcare.diary import words
from backcare.diary.brackets import without_brackets
from backcare.diary.cells import number_of
from backcare.diary.decide import Claim
from backcare.diary.durations import is_plain
from backcare.diary.harmless import is_about_else
from backcare.diary.left_over import names_left_over
from backcare.diary.moments import names_moment
from backcare.diary.people import is_answer_or_part
from backcare.diary.questions import Choice, Question
from backcare.diary.unread import is_of_others, is_of_plan, names_other, shape_of
from backcare.errors import Fault
from backcare.text import fold

_ASK = (
    "may be people, sets, sides or parts of the day, with a column each: it is not known what they "
    "say together. A log is one person's. Write a file for each person, and a row for each set or "
    "time; or pass columns={one} to read {first} alone{other}, or columns={none} to read none."
)
_OTHER_AMOUNT = " (with 'minutes' or 'hold_s' in place of 'reps' if it is that)"
_ALONE, _NOT_READ = "read {heading} alone", "something else: read none of them"
_MAY_BE_SEVERAL = (
    "is not read, and may be of one of several people, sets or parts of the day, with a column "
    "each. If so, write a file for each person, and a row for each set or time."
)
_AMOUNTS = ("sets", "reps", "hold_s", "minutes", words.DURATION)
_COUNTED = (*_AMOUNTS, words.DONE)
_NAME = re.compile(r"[^\W\d_]+\.?(?:[ -][^\W_]+\.?)?")
_LONGEST, _MOST, _MOST_WORDS = 100, 6, 3
_EXTREMES = words.EXTREMES | {"min", "minimum"}
_MANY = 1_000  # which is no amount of an exercise


def ask_of_several(
    rows: Rows,
    claims: Mapping[str, Sequence[Claim]],
    places: Sequence[int],
) -> Iterator[Question]:
    """Ask about columns that nobody knows and that say the same of several."""
    if "exercise_id" not in claims:
        return
    there = [n for n, name in enumerate(rows.column(min(claims["exercise_id"]).place)) if name]
    free = [place for place in places if _is_free(rows.header[place])]
    open_ = [place for place in free if _is_open(rows.header[place])]  # EVA is a scale of pain
    named = {place: _named(rows.header[place]) for place in free}
    columns = {place: column for place, (_, column) in named.items() if column}
    whose = dict[str, set[str]]()
    for place, column in columns.items():
        whose.setdefault(column, set()).add(named[place][0])
    if any(len(whose[columns[place]]) > 1 for place in open_ if place in columns):
        yield _question(rows, columns, named)
        return
    texts = {place: {rows.cells[n][place].strip() for n in there} - {""} for place in open_}
    ticked = [place for place, known in texts.items() if known and all(map(_is_a_tick, known))]
    if len(ticked) > 1 and not any(map(is_plain, set().union(*(texts[n] for n in ticked)))):
        yield _question(rows, dict.fromkeys(ticked, words.DONE), named)
    elif not any(claims.get(one) for one in (*_AMOUNTS, words.DONE)):
        counted = [place for place, known in texts.items() if known and all(map(_is_count, known))]
        if len(counted) > 1:
            known = set().union(*(texts[one] for one in counted))
            are_times = {shape_of(text) for text in known} == {"timed"}
            column = words.DURATION if are_times else "reps"
            yield _question(rows, dict.fromkeys(counted, column), named)


def tell_of_several(
    rows: Rows | None, claims: Mapping[str, Sequence[Claim]], places: Sequence[int]
) -> Iterator[Fault]:
    """Tell of names, or words that may be names, over numbers: Anna, Peter, beside how much."""
    if rows is None or "exercise_id" not in claims:
        return
    found = [
        place
        for place in places
        if _is_open(rows.header[place])
        and _NAME.fullmatch(rows.header[place].strip())
        and rows.values(place)
        and all(_is_count(text.strip()) for text in rows.values(place))
    ]
    for place in found if len(found) > 1 else ():
        yield Fault(rows.header_number, rows.header[place].strip(), "", _MAY_BE_SEVERAL)


def _is_open(heading: str) -> bool:
    """Say whether a heading is not known to be about something else, of pain or of a plan."""
    is_side = bool(words.side_of(heading)[0])
    return _is_free(heading) and (is_side or not is_of_others(heading))


def _is_free(heading: str) -> bool:
    if not heading.strip() or len(heading) > _LONGEST:
        return False
    if words.side_of(heading)[0]:
        return True
    if fold(heading) in _EXTREMES:
        return False
    is_else = names_other(heading) or is_about_else(heading) or words.names_distance(heading)
    is_other = is_of_plan(heading) or names_left_over(heading) or names_moment(heading)
    return not (is_else or is_other)


def _named(heading: str) -> tuple[str, str]:
    """Return whose or which a heading is, and what of it: Anna sets; ("", "") where it is not."""
    plain = heading.replace("'s ", " ").replace("’s ", " ")
    inside = [fold(word) for word in words.LETTERS.findall(plain)]
    whole = [fold(word) for word in words.LETTERS.findall(without_brackets(plain))]
    for many in range(min(_MOST_WORDS, len(inside) - 1), 0, -1):
        for name, rest in (
            (inside[-many:], inside[:-many]),
            (inside[:many], inside[many:]),
            (whole, [one for one in inside if one not in whole]),
        ):
            column = words.column_named("".join(name))
            if column in _COUNTED and rest:
                return " ".join(rest), column
    return "", ""


def _is_a_tick(text: str) -> bool:
    return is_answer_or_part(text)


def _is_count(text: str) -> bool:
    if is_plain(text):
        return number_of(text) < _MANY
    return shape_of(text) in ("counted", "timed")


def _question(
    rows: Rows, columns: Mapping[int, str], named: Mapping[int, tuple[str, str]]
) -> Question:
    headings = {place: rows.header[place] for place in columns}
    none: dict[str, Any] = dict.fromkeys(headings.values())
    whose = {place: named[place][0] or heading for place, heading in headings.items()}
    ways = []
    for one in list(dict.fromkeys(whose.values()))[:_MOST]:
        own = [place for place, whom in whose.items() if whom == one]
        way = none | {
            headings[place]: column
            for place in own
            if (column := _column_of(headings[place], columns[place]))
        }
        shown = ", ".join(shortened(headings[place]).strip() for place in own)
        ways.append(Choice("columns", way, _ALONE.format(heading=shown)))
    other = _OTHER_AMOUNT if "reps" in columns.values() else ""
    first = shortened(next(iter(headings.values()))).strip()
    rule = _ASK.format(one=ways[0].value, first=first, other=other, none=none)
    shown = ", ".join(shortened(heading).strip() for heading in headings.values())
    asked = Question(rows.header_number, shown, "", rule)
    return asked.offering([*ways, Choice("columns", none, _NOT_READ)])


def _column_of(heading: str, column: str) -> str:
    """Return the column of the log that a caller can name."""
    if words.names_minutes(heading):
        return "minutes"
    return column if column in words.CHOICES else "reps"
