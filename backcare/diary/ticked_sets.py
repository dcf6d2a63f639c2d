"""The sets of an exercise side by side, each ticked or not: Set 1 ✓, Set 2 ✓, Set 3 blank.

A ticked set is a set done, so that they become one column with how many there were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from backcare.csv_reader import Rows, shortened
from backcare.diary import words
from backcare.diary.degrees import is_measured, is_part, share_done
from backcare.diary.durations import is_plain
from backcare.diary.headings import Meanings, folded
from backcare.diary.marks import is_tick, is_told, mark_choices, says_none, yes_or_no
from backcare.diary.moments import ticks
from backcare.diary.questions import Choice, Question, tick_doubt
from backcare.errors import Fault
from backcare.text import and_list

_ASK = (
    "may be the sets of an exercise, each ticked or not. Pass columns={said} if {means}, or "
    "columns={none} not to read them."
)
_ASK_BOTH = (
    "say how many sets were done, and {sets!r} beside them says something else. Pass "
    "columns={ticked} to count what is ticked, or columns={none} to read {sets!r}."
)
_ASK_PARTS = (
    "are the sets of an exercise, each ticked or not, and {part!r} may say that a part of a set "
    "was done. Pass columns={whole} to count the sets that were done in whole, columns={all} to "
    "count those of {parts}, too, or columns={none} not to read them."
)
_ASK_NUMBERED = (
    "may be the sets of an exercise, each ticked or not, or days or sessions. Pass columns={said} "
    "if they are sets, or columns={none} not to read them: each row then counts as it stands. If "
    "they are days or sessions, write a row for each."
)
_PART_OF_A_SET = (
    "says that a part of a set was done: such a set is not counted. To count it as one, pass "
    "columns={all}."
)
_ONE_IN_PART = (
    "says that a part of a set was done, and no set was done in whole: counted as one set. Write "
    "how many repetitions it were, if there were fewer."
)
_NOT_READ = "do not read them"
_ONES = frozenset({"0", "1"})
_MOST_NAMED = 5


class Ticked(NamedTuple):
    """The rows with the ticked sets counted, what is then said of the headings, asked and told."""

    rows: Rows
    columns: Meanings
    asked: list[Question]
    told: list[Fault] = []  # noqa: RUF012


def count_ticked(
    rows: Rows,
    columns: Meanings,
    places: Sequence[int],
    meant: Callable[[str], Any],
    *,
    are_sets: bool = True,
) -> Ticked:
    """Put how many sets were ticked in place of a column for each, at these places.

    `meant` says which column of the log a heading is for. Where no heading says that they
    `are_sets` (1, 2, 3), it is asked.
    """
    headings = [rows.header[place] for place in places]
    said = {folded(one): told for one, told in columns.items()}
    told = [said.get(folded(one), "") for one in headings]
    exercise = next((n for n, one in enumerate(rows.header) if meant(one) == "exercise_id"), None)
    column, marks = told[0] if isinstance(told[0], tuple) else (told[0], "")
    if exercise is None or len({*map(str, told)}) > 1 or column not in ("", words.DONE):
        return Ticked(rows, columns, [])
    there = [n for n, row in enumerate(rows.cells) if row[exercise].strip()]
    cells = {n: [rows.cells[n][place].strip() for place in places] for n in there}
    texts = [text for row in cells.values() for text in row]
    if not (column or _are_ticks(texts)):
        return Ticked(rows, columns, [])
    if not (column or are_sets):
        return Ticked(rows, columns, [_ask_numbered(rows, headings, texts, meant)])
    answers = ticks(texts, "", words.DONE, marks)
    parts = [text for text in dict.fromkeys(texts) if is_part(text) and not is_told(text, marks)]
    open_ = [text for text in texts if text and answers[text] is None]
    if not column and (open_ or _ONES & {*texts}):
        return Ticked(rows, columns, [_ask(rows, headings, texts)])
    if open_:
        at = next(n for n, row in cells.items() if open_[0] in row)
        heading = headings[cells[at].index(open_[0])]
        rule = tick_doubt(heading, open_[0])
        return Ticked(rows, columns, [Question(rows.numbers[at], heading.strip(), "", rule)])
    if parts and not column:
        return Ticked(rows, columns, [_ask_of_parts(rows, headings, parts)])
    whole = {text: bool(answer) and text not in parts for text, answer in answers.items()}
    many = {n: sum(whole[text] for text in row) for n, row in cells.items()}
    in_part = {n: next(filter(parts.__contains__, row), "") for n, row in cells.items()}
    counted = {n: str(sets or int(bool(in_part[n]))) for n, sets in many.items()}
    found = _counted(rows, columns, places, counted, meant)
    every = dict.fromkeys(headings, (words.DONE, "|".join([*filter(None, [marks]), *parts])))
    in_parts = [
        Fault(
            rows.numbers[n],
            headings[cells[n].index(part)].strip(),
            part,
            _PART_OF_A_SET.format(all=every) if many[n] else _ONE_IN_PART,
        )
        for n, part in in_part.items()
        if part
    ]
    return found._replace(told=in_parts)


def _are_ticks(texts: Sequence[str]) -> bool:
    """Say whether cells can be nothing but ticks: a yes among them, or one mark or 1."""
    known = {*texts} - {""}
    is_used = any(yes_or_no(text) or is_tick(text) for text in known)
    return is_used and all(
        (yes_or_no(text) is not None and (text in _ONES or not is_plain(text)))
        or is_tick(text)
        or says_none(text)
        or (share_done(text) is not None and not is_measured(text))
        for text in known
    )


def _counted(
    rows: Rows,
    columns: Meanings,
    places: Sequence[int],
    counted: Mapping[int, str],
    meant: Callable[[str], Any],
) -> Ticked:
    headings = [rows.header[place] for place in places]
    none: dict[str, str | None] = dict.fromkeys(headings)
    others = [place for place in range(len(rows.header)) if place not in places]
    sets = next((n for n in others if meant(rows.header[n]) == "sets"), None)
    names = {*map(folded, headings)}
    left = {one: told for one, told in columns.items() if folded(one) not in names}
    cells = [[row[place] for place in others] for row in rows.cells]
    header = [rows.header[place] for place in others]
    if sets is None:
        together = _together(headings)
        cells = [[*row, counted.get(n, "")] for n, row in enumerate(cells)]
        rows = rows._replace(header=[*header, together], cells=cells)
        return Ticked(rows, {**left, together: "sets"}, [])
    beside = rows.header[sets]
    if all(rows.cells[n][sets].strip() == many for n, many in counted.items()):
        return Ticked(rows._replace(header=header, cells=cells), left, [])
    ticked: dict[str, str | None] = {beside: None}
    rule = _ASK_BOTH.format(sets=shortened(beside).strip(), ticked=ticked, none=none)
    ways = [
        Choice("columns", ticked, "count the sets that are ticked"),
        Choice("columns", none, f"read {shortened(beside).strip()}, and not what is ticked"),
    ]
    asked = Question(rows.header_number, _together(headings), "", rule).offering(ways)
    return Ticked(rows, columns, [asked])


def _ask(rows: Rows, headings: Sequence[str], texts: Sequence[str]) -> Question:
    none: dict[str, Any] = dict.fromkeys(headings)
    marked = [(one.value[headings[0]], one.meaning) for one in mark_choices(headings[0], texts)]
    ways = [(told, meaning) for told, meaning in marked if told[0] == words.DONE]
    ways = ways or [(words.DONE, "1 means done")]
    said = dict.fromkeys(headings, ways[0][0])
    rule = _ASK.format(said=said, means=ways[0][1], none=none)
    choices = [Choice("columns", dict.fromkeys(headings, told), why) for told, why in ways]
    asked = Question(rows.header_number, _together(headings), "", rule)
    return asked.offering([*choices, Choice("columns", none, _NOT_READ)])


def _ask_of_parts(rows: Rows, headings: Sequence[str], parts: Sequence[str]) -> Question:
    whole: dict[str, Any] = dict.fromkeys(headings, words.DONE)
    every = dict.fromkeys(headings, (words.DONE, "|".join(parts)))
    none = dict.fromkeys(headings)
    rule = _ASK_PARTS.format(
        part=shortened(parts[0]),
        whole=whole,
        all=every,
        parts=and_list([repr(shortened(part)) for part in parts[:_MOST_NAMED]]),
        none=none,
    )
    ways = ((whole, "count the sets that were done in whole"), (every, "count the others, too"))
    asked = Question(rows.header_number, _together(headings), "", rule)
    return asked.offering(Choice("columns", *way) for way in (*ways, (none, _NOT_READ)))


def _ask_numbered(
    rows: Rows, headings: Sequence[str], texts: Sequence[str], meant: Callable[[str], Any]
) -> Question:
    """Ask of 1, 2, 3 over ticks whether they are sets; then no other column says how many."""
    marked = [one.value[headings[0]] for one in mark_choices(headings[0], texts)]
    tick = next((one for one in marked if one[0] == words.DONE), words.DONE)
    beside = [one for one in rows.header if one not in headings and meant(one) == "sets"]
    said: dict[str, Any] = {**dict.fromkeys(headings, tick), **dict.fromkeys(beside)}
    none: dict[str, Any] = dict.fromkeys(headings)
    rule = _ASK_NUMBERED.format(said=said, none=none)
    ways = ((said, "they are sets: count those that are ticked"), (none, _NOT_READ))
    asked = Question(rows.header_number, _together(headings), "", rule)
    return asked.offering(Choice("columns", *way) for way in ways)


def _together(headings: Sequence[str]) -> str:
    return ", ".join(shortened(heading).strip() for heading in headings)
