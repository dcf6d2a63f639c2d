"""The sets of an exercise side by side, each ticked or not: Set 1 ✓, Set 2 ✓, Set 3 blank.

A ticked set is a set done, so that they become one column with how many there were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from backcare.csv_reader import Rows, shortened
from backcare.diary import words
from backcare.diary.durations import is_plain
from backcare.diary.headings import Meanings, folded
from backcare.diary.marks import is_tick, mark_choices, says_none, yes_or_no
from backcare.diary.moments import ticks
from backcare.diary.questions import Choice, Question, tick_doubt

_ASK = (
    "may be the sets of an exercise, each ticked or not. Pass columns={said} if {means}, or "
    "columns={none} not to read them."
)
_ASK_BOTH = (
    "say how many sets were done, and {sets!r} beside them says something else. Pass "
    "columns={ticked} to count what is ticked, or columns={none} to read {sets!r}."
)
_NOT_READ = "do not read them"
_ONES = frozenset({"0", "1"})


class Ticked(NamedTuple):
    """The rows with the ticked sets counted, what is then said of the headings, what is asked."""

    rows: Rows
    columns: Meanings
    asked: list[Question]


def count_ticked(
    rows: Rows, columns: Meanings, places: Sequence[int], meant: Callable[[str], Any]
) -> Ticked:
    """Put how many sets were ticked in place of a column for each, at these places.

    `meant` says which column of the log a heading is for.
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
    answers = ticks(texts, "", words.DONE, marks)
    open_ = [text for text in texts if text and answers[text] is None]
    if not column and (open_ or _ONES & {*texts}):
        return Ticked(rows, columns, [_ask(rows, headings, texts)])
    if open_:
        at = next(n for n, row in cells.items() if open_[0] in row)
        heading = headings[cells[at].index(open_[0])]
        rule = tick_doubt(heading, open_[0])
        return Ticked(rows, columns, [Question(rows.numbers[at], heading.strip(), "", rule)])
    counted = {n: str(sum(bool(answers[text]) for text in row)) for n, row in cells.items()}
    return _counted(rows, columns, places, counted, meant)


def _are_ticks(texts: Sequence[str]) -> bool:
    """Say whether cells can be nothing but ticks: a yes among them, or one mark or 1."""
    known = {*texts} - {""}
    is_used = any(yes_or_no(text) or is_tick(text) for text in known)
    return is_used and all(
        (yes_or_no(text) is not None and (text in _ONES or not is_plain(text)))
        or is_tick(text)
        or says_none(text)
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


def _together(headings: Sequence[str]) -> str:
    return ", ".join(shortened(heading).strip() for heading in headings)
