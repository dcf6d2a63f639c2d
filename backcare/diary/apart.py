"""Amounts that stand together, taken apart before it is asked which column is which.

Exercises side by side (Exercise 1, Reps 1, Exercise 2, Reps 2) become a row each, and so do the
sets of an exercise (Set 1, Set 2, Set 3), under the number that the row has in the file. Sets and
repetitions in one cell (3x8) become two columns. Of what is
counted for each side of the body one side is read, if both are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from backcare.csv_reader import Rows, shortened
from backcare.diary import doing, words
from backcare.diary.cells import amount_reader, number_reader, shown
from backcare.diary.durations import is_plain
from backcare.diary.headings import Meanings, folded, meaning
from backcare.diary.hints import sets_and_reps
from backcare.diary.questions import Choice, Question
from backcare.diary.ticked_sets import count_ticked
from backcare.errors import Fault
from backcare.sessions import LIMITS
from backcare.text import fold

_One = TypeVar("_One")
_LONGEST = 100
_NUMBER = re.compile("[1-9][0-9]?")
_NUMBERED = re.compile(r"(.*?)[\s_.#-]*\(?#?([1-9][0-9]?)[).]?\s*")
_FEW_SETS = 5
_NONE = frozenset({"", "0", "-", "\N{EN DASH}"})
_OF_SETS = ("reps", "hold_s")
_ASK_BY = (
    "is for sets and repetitions (3x8), and has something else here. Write the sets in a column "
    "Sets and the repetitions in a column Reps, or pass columns={{{heading!r}: None}}."
)
_ASK_SETS = (
    "are the sets of an exercise, side by side. Pass columns={said} if they are repetitions, with "
    "'hold_s' in place of 'reps' if they are seconds, or with None not to read them. Or write each "
    "set in a row of its own, its number under Set and its repetitions under Reps."
)


_ASK_SIDES = (
    "are of the left and the right side, and not the same. A log has one number, that of each "
    "side. Pass columns={left} to read that of the left, or columns={right} for the right; "
    "{more}or write each side in a row of its own."
)
_ASK_EXERCISES = (
    "are exercises side by side, and not each has the same columns beside it. Write each exercise "
    "in a row of its own, or pass columns={way} to read the first only."
)
_OR_HELD = "with 'hold_s' in place of 'reps' if they are seconds; "
_TIMES = ("minutes", words.MIN_OR_MINIMUM, words.DURATION)
_PARTS_OF_TIME = ("h", "min", "s")
_AMOUNTS = ("sets", "reps", "hold_s", "minutes", words.DURATION)
# What may stand beside each of several exercises.
_OF_EXERCISES = (
    *("exercise_id", *_AMOUNTS, words.SET_OR_SETS, words.REPS_UNIT, words.DURATION_UNIT),
    *(words.TIME_OR_DURATION, words.AMOUNT),
)


class _Sets(NamedTuple):
    """The places of the columns that have a set each, in order, and what is in all of them."""

    places: list[int]
    column: Any


class Apart(NamedTuple):
    """The rows taken apart, what the caller says of the headings there, what is asked and told."""

    rows: Rows
    columns: Meanings
    asked: list[Question]
    told: Sequence[Fault] = ()


def taken_apart(rows: Rows, columns: Meanings) -> Apart:
    """Take the columns of several apart; what is left to ask stays as it is."""
    told = {folded(heading): meant for heading, meant in columns.items()}
    rows, asked_of_exercises = _exercises_beside(rows, told)
    if asked_of_exercises:
        return Apart(rows, columns, asked_of_exercises)
    rows = _time_in_parts(rows, told)
    same, asked_of_sides = _sides(rows, told)
    columns = {**columns, **same}
    rows, asked = _sets_by_reps(rows, told)
    asked += asked_of_sides
    named = [place for place, _ in _side_by_side(rows)]
    if places := named or _numbered_alone(rows):
        ticked = count_ticked(
            rows, columns, places, lambda one: _meant(one, told), are_sets=bool(named)
        )
        if ticked.asked or ticked.rows is not rows:
            return Apart(ticked.rows, ticked.columns, [*asked, *ticked.asked], ticked.told)
    sets = _sets_beside(rows, told)
    if sets is None:
        return Apart(rows, columns, asked)
    headings = [rows.header[place] for place in sets.places]
    if sets.column is None:
        return Apart(rows, columns, [*asked, _ask_sets(rows, headings)])
    names = {folded(one) for one in headings}
    kept = {one: meant for one, meant in columns.items() if folded(one) not in names}
    return Apart(_a_row_each(rows, sets), {**kept, _together(headings): sets.column}, asked)


def _together(headings: Sequence[str]) -> str:
    return ", ".join(shortened(heading).strip() for heading in headings)


def _meant(heading: str, told: Mapping[str, Any]) -> Any:
    return told[folded(heading)] if folded(heading) in told else meaning(heading)[1]


# --- sets and repetitions in one cell -------------------------------------------------------------


def _sets_by_reps(rows: Rows, told: Mapping[str, Any]) -> tuple[Rows, list[Question]]:
    known = [_meant(heading, told) for heading in rows.header]
    both = [
        () if folded(heading) in told else words.sets_and_reps(heading[:_LONGEST])
        for heading in rows.header
    ]
    counts = ("sets", "reps", words.SET_OR_SETS)
    places = [at for at, column in enumerate(known) if column in counts or both[at]]
    if len(places) != 1:
        return rows, []
    (place,) = places
    texts = [text.strip() for text in rows.column(place)]
    pairs = [sets_and_reps(text) for text in texts if text]
    order = both[place]
    if not order and None not in pairs and _tells_sets([pair for pair in pairs if pair]):
        order = ("sets", "reps")
    if not order or not pairs:
        return rows, []
    if None in pairs:
        return rows, [_ask_by(rows, place, texts)]
    own = "reps" if known[place] == "reps" else "sets"
    return _two_columns(rows, place, order, own), []


def _tells_sets(pairs: Sequence[tuple[str, str]]) -> bool:
    """Say whether the first numbers can only be the sets: few, and fewer than any second one."""
    firsts, seconds = [int(one) for one, _ in pairs], [int(one) for _, one in pairs]
    return bool(pairs) and max(firsts) <= _FEW_SETS and max(firsts) < min(seconds)


def _two_columns(rows: Rows, place: int, order: tuple[str, ...], own: str) -> Rows:
    """Put what a column is for in its place, and the other in a new column at the end."""
    other = "sets" if own == "reps" else "reps"
    is_known = meaning(rows.header[place])[1] in ("sets", "reps")
    heading = rows.header[place] if is_known else own.capitalize()
    header = [*rows.header, other.capitalize()]
    header[place] = heading
    cells = []
    for row in rows.cells:
        pair = sets_and_reps(row[place].strip()) or ("", "")
        of = dict(zip(order, pair, strict=True))
        cells.append([*row[:place], of[own], *row[place + 1 :], of[other]])
    return rows._replace(header=header, cells=cells)


def _ask_by(rows: Rows, place: int, texts: Sequence[str]) -> Question:
    heading = rows.header[place]
    at = next(n for n, text in enumerate(texts) if text and not sets_and_reps(text))
    rule = _ASK_BY.format(heading=shortened(heading))
    asked = Question(rows.numbers[at], heading.strip(), shown("reps", texts[at]), rule)
    return asked.offering([Choice("columns", {heading: None}, "do not read it")])


# --- exercises side by side -----------------------------------------------------------------------


def _exercises_beside(rows: Rows, told: Mapping[str, Any]) -> tuple[Rows, list[Question]]:
    """Give each exercise of a row one of its own, where each has the same columns."""
    groups: dict[int, dict[str, int]] = {}
    for place, heading in enumerate(rows.header):
        name, number = _numbered(heading)
        column = meaning(name)[1]
        if column in _OF_EXERCISES and folded(heading) not in told and rows.values(place):
            groups.setdefault(number, {}).setdefault(column, place)
    if sum("exercise_id" in places for places in groups.values()) < 2:
        return rows, []
    # What has no number is of the first, if that has not the same under a number.
    bare, first = groups.pop(0, {}), groups.get(1, {})
    if bare and not bare.keys() & first.keys():
        groups[1] = {**bare, **first}
    elif bare:
        groups[0] = bare
    ordered = [places for _, places in sorted(groups.items())]
    if any(places.keys() != ordered[0].keys() for places in ordered):
        return rows, [_ask_exercises(rows, ordered)]
    return _an_exercise_a_row(rows, ordered), []


def _numbered(heading: str) -> tuple[str, int]:
    """Return a heading without the number at its end, and that; 0 where it has none."""
    found = _NUMBERED.fullmatch(heading) if len(heading) <= _LONGEST else None
    return (found[1], int(found[2])) if found else (heading, 0)


def _an_exercise_a_row(rows: Rows, groups: Sequence[Mapping[str, int]]) -> Rows:
    taken = {place for places in groups for place in places.values()}
    others = [place for place in range(len(rows.header)) if place not in taken]
    columns = list(groups[0])
    names = [_numbered(rows.header[groups[0][column]])[0] for column in columns]
    numbers, cells = [], []
    for number, row in zip(rows.numbers, rows.cells, strict=True):
        each = [[row[places[column]] for column in columns] for places in groups]
        for one in [one for one in each if any(map(str.strip, one))] or each[:1]:
            numbers.append(number)
            cells.append([*(row[place] for place in others), *one])
    header = [*(rows.header[place] for place in others), *names]
    return rows._replace(header=header, numbers=numbers, cells=cells)


def _ask_exercises(rows: Rows, groups: Sequence[Mapping[str, int]]) -> Question:
    exercises = [rows.header[one["exercise_id"]] for one in groups if "exercise_id" in one]
    way: dict[str, str | None] = {
        rows.header[place]: column
        for column, place in groups[0].items()
        if column in words.CHOICES and _numbered(rows.header[place])[1]
    }
    more = [place for places in groups[1:] for place in places.values()]
    way |= dict.fromkeys(rows.header[place] for place in more)
    rule = _ASK_EXERCISES.format(way=way)
    asked = Question(rows.header_number, "", _together(exercises), rule)
    return asked.offering([Choice("columns", way, "read the first only")])


# --- the sets of an exercise side by side ---------------------------------------------------------


def _sets_beside(rows: Rows, told: Mapping[str, Any]) -> _Sets | None:
    """Find the columns that have a set each, where no other has the repetitions of all."""
    found = _side_by_side(rows)
    places = [place for place, _ in found]
    if not found:
        return None
    others = [text for place, text in enumerate(rows.header) if place not in places]
    said = [told.get(folded(rows.header[place]), "") for place in places]
    if None in said or any(_meant(text, told) in _OF_SETS for text in others):
        return None
    columns = {column for _, column in found} if set(said) == {""} else set(said)
    column = columns.pop() if len(columns) == 1 else ""
    return _Sets(places, column or None)


def _side_by_side(rows: Rows) -> list[tuple[int, str]]:
    """Return the places of the columns for set 1, 2, 3, and what is in each; [] where are none."""
    found: dict[int, tuple[int, str]] = {}
    for place, heading in enumerate(rows.header):
        if (one := _one_set(heading)) and one[0] not in found:
            found[one[0]] = (place, one[1])
    return _in_turn(found)


def _numbered_alone(rows: Rows) -> list[int]:
    """Return the places of the columns that are called 1, 2, 3 or 1st, 2nd, 3rd, and no more."""
    found: dict[int, int] = {}
    for place, heading in enumerate(rows.header):
        letters = {fold(word) for word in words.LETTERS.findall(heading[:_LONGEST])}
        numbers = [*_NUMBER.findall(heading[:_LONGEST])]
        numbers += [str(words.ORDINALS[word]) for word in letters if word in words.ORDINALS]
        if len(numbers) == 1 and letters <= words.OF_ONE_SET | words.ORDINALS.keys():
            found.setdefault(int(numbers[0]), place)
    return _in_turn(found)


def _in_turn(found: Mapping[int, _One]) -> list[_One]:
    """Return what was found of 1, 2, 3 in their order; [] where one is missing, or is alone."""
    are_all = len(found) > 1 and sorted(found) == list(range(1, len(found) + 1))
    return [one for _, one in sorted(found.items())] if are_all else []


def _one_set(heading: str) -> tuple[int, str] | None:
    """Return which set a column is for, and what is in it, "" if it is not said."""
    if len(heading) > _LONGEST:
        return None
    letters = [fold(word) for word in words.LETTERS.findall(heading)]
    spelled = [words.ORDINALS[word] for word in letters if word in words.ORDINALS]
    letters = [word for word in letters if word not in words.ORDINALS]
    numbers = [*_NUMBER.findall(heading), *spelled]
    if len(numbers) != 1:
        return None
    name = "".join(word for word in letters if word not in words.OF_ONE_SET | doing.DONE)
    column = meaning(name)[1] if name else ""
    is_set = column in _OF_SETS or (not name and words.SET_WORDS & set(letters))
    return (int(numbers[0]), str(column)) if is_set else None


def _ask_sets(rows: Rows, headings: Sequence[str]) -> Question:
    said = {shortened(heading): "reps" for heading in headings}
    asked = Question(rows.header_number, _together(headings), "", _ASK_SETS.format(said=said))
    meanings = (("reps", "repetitions"), ("hold_s", "seconds held"), (None, "do not read them"))
    return asked.offering(
        Choice("columns", dict.fromkeys(headings, column), meant) for column, meant in meanings
    )


def _a_row_each(rows: Rows, sets: _Sets) -> Rows:
    places = sets.places
    others = [place for place in range(len(rows.header)) if place not in places]
    together = _together([rows.header[place] for place in places])
    header = [*(rows.header[place] for place in others), together, "set_number"]
    read = _reader(sets.column)
    numbers, cells = [], []
    for number, row in zip(rows.numbers, rows.cells, strict=True):
        found = [
            [row[place], str(which)]
            for which, place in enumerate(places, start=1)
            if row[place].strip() not in _NONE
        ]
        # A row with a fault is left out as a whole, so that only the faulty cell stays.
        broken = [one for one in found if not _can_read(one[0].strip(), read)]
        for one in broken[:1] or found or [["", ""]]:
            numbers.append(number)
            cells.append([*(row[place] for place in others), *one])
    return rows._replace(header=header, numbers=numbers, cells=cells)


def _reader(meant: Any) -> Callable[[str], float]:
    column, unit = meant if isinstance(meant, tuple) else (meant, "")
    limit = LIMITS.get(column, LIMITS["reps"])
    return amount_reader(limit, unit) if column == "hold_s" else number_reader(limit)


def _can_read(text: str, read: Callable[[str], float]) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


# --- a time in hours, minutes and seconds ---------------------------------------------------------


def _time_in_parts(rows: Rows, told: Mapping[str, Any]) -> Rows:
    """Join Hours, Minutes and Seconds of one row to one time, where they can be its parts."""
    found: dict[str, int] = {}
    for place, heading in enumerate(rows.header):
        _, column, unit = meaning(heading)
        if column in _TIMES and folded(heading) not in told:
            found.setdefault(unit if column == words.DURATION else "min", place)
    units = [unit for unit in _PARTS_OF_TIME if unit in found]
    if len(units) < 2 or len(units) < len(found):
        return rows
    places = [found[unit] for unit in units]
    cells = [[row[place].strip() for place in places] for row in rows.cells]
    each = [
        [(text, unit) for text, unit in zip(texts, units, strict=True) if text not in _NONE]
        for texts in cells
    ]
    several = [one for one in each if len(one) > 1]
    if not several or not all(map(_are_parts, several)):
        return rows
    others = [place for place in range(len(rows.header)) if place not in places]
    joined = [
        [*(row[place] for place in others), " ".join(f"{text} {unit}" for text, unit in one)]
        for row, one in zip(rows.cells, each, strict=True)
    ]
    header = [*(rows.header[place] for place in others), "Duration"]
    return rows._replace(header=header, cells=joined)


def _are_parts(time: Sequence[tuple[str, str]]) -> bool:
    """Say whether each is a whole number, and none after the first fills one before it."""
    return all(text.isdecimal() for text, _ in time) and all(int(text) < 60 for text, _ in time[1:])


# --- the two sides of the body --------------------------------------------------------------------


def _sides(rows: Rows, told: Mapping[str, Any]) -> tuple[dict[str, Any], list[Question]]:
    """Return which of two columns is read, where both sides are the same; and what is asked."""
    found: dict[str, dict[str, int]] = {}
    for place, heading in enumerate(rows.header):
        if folded(heading) not in told and (one := _side(heading)):
            found.setdefault(one[1], {}).setdefault(one[0], place)
    read, asked = dict[str, Any](), list[Question]()
    for column, sides in found.items():
        others = [text for place, text in enumerate(rows.header) if place not in sides.values()]
        rivals = {column} if column else {*_AMOUNTS, words.AMOUNT} - {"sets"}
        if len(sides) < 2 or rivals & {_meant(text, told) for text in others}:
            continue
        left, right = (rows.header[sides[side]] for side in (words.LEFT, words.RIGHT))
        texts = [
            (one.strip(), other.strip())
            for one, other in zip(*(rows.column(sides[side]) for side in sides), strict=True)
        ]
        if column and all(one == other for one, other in texts):
            read |= {left: column, right: None}
        elif column or all(text in _NONE or is_plain(text) for both in texts for text in both):
            asked.append(_ask_sides(rows, left, right, column))
            read |= {left: None, right: None}  # of which nothing more is asked
    return read, asked


def _side(heading: str) -> tuple[str, str] | None:
    """Return the side that a column is for, and of which amount, "" if it is not said."""
    side, name = words.side_of(heading[:_LONGEST])
    column = str(meaning(name)[1]) if name else ""
    return (side, column) if side and (not name or column in _AMOUNTS) else None


def _ask_sides(rows: Rows, left: str, right: str, column: str) -> Question:
    said = column or "reps"
    ways = [{left: said, right: None}, {left: None, right: said}]
    named = [left.strip(), right.strip()]
    if not column:
        ways += [{left: "hold_s", right: None}, {left: None, right: "hold_s"}]
        named = [f"{one}, as {what}" for what in ("repetitions", "seconds") for one in named]
    rule = _ASK_SIDES.format(left=ways[0], right=ways[1], more="" if column else _OR_HELD)
    asked = Question(rows.header_number, "", _together([left, right]), rule)
    neither = Choice("columns", {left: None, right: None}, "neither")
    return asked.offering(
        [*(Choice("columns", way, one) for way, one in zip(ways, named, strict=True)), neither]
    )
