"""Several exercises in one cell: “Bridge, Bird dog”, as forms with ticks write them.

Where nothing else is said of them each becomes a row, under the number that the row has in the
file. So do those of a column that is named for what was done, where no other has exercises.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from backcare.csv_reader import Rows, different, shortened
from backcare.diary import doing, words
from backcare.diary.headings import Meanings, folded, meaning
from backcare.diary.moments import ticks
from backcare.diary.questions import LEFT_OUT, Question, heading_choices
from backcare.text import fold

_APART = (
    re.compile(r"[;\n\r|•]+"),
    re.compile(r"\s*,\s*"),
    re.compile(r"\s*[/+&]\s*|\s+(?:and|und|et|y|e|en)\s+"),
)
_LONGEST, _MOST = 1_000, 30
_AMOUNTS = ("sets", "reps", "hold_s", "minutes", words.DURATION, words.AMOUNT, words.SET_OR_SETS)
_TIMES = (words.TIME_OR_DURATION, words.PLURAL, words.LENGTH, words.MIN_OR_MINIMUM)
_ASK = (
    "may be the exercises that were done, or a note; no column has exercises. Write their names as "
    "they stand in the list of exercises, with commas between them; or pass "
    "columns={{{heading!r}: 'exercise_id'}} if they are exercises, columns={{{heading!r}: 'note'}} "
    "if it is a note, or columns={{{heading!r}: None}}."
)
_OR_SEVERAL = "If it is several exercises, write each in a row of its own."
_SEVERAL = (
    "are several exercises, and nobody can say of which the numbers beside them are. Write each in "
    "a row of its own, with the date and its own numbers."
)


def exercises_apart(
    rows: Rows, columns: Meanings, kinds: Collection[str]
) -> tuple[Rows, Meanings, list[Question]]:
    """Return the rows with an exercise each, what the headings mean then, and what is asked."""
    told = {folded(heading): meant for heading, meant in columns.items()}
    meant = [_meant(heading, told) for heading in rows.header]
    places = [place for place, column in enumerate(meant) if column == "exercise_id"]
    if not places:
        for place, heading in enumerate(rows.header):
            is_tick = meant[place] == words.DONE
            if not (is_tick or doing.asks_whether_done(heading)) or folded(heading) in told:
                continue
            known = different(map(str.strip, rows.column(place)))
            if any(_is_known(part, kinds) for text in known for part in _pieces(text, kinds)):
                columns = {**columns, heading: "exercise_id"}
                places.append(place)
            elif is_tick and (asked := _ask(rows, place, known)):
                return rows, columns, [asked]
    if len(places) != 1:
        return rows, columns, []
    amounts = [at for at, one in enumerate(meant) if one in (*_AMOUNTS, *_TIMES)]
    return _a_row_each(rows, places[0], amounts, kinds), columns, []


def parts_of(text: str, kinds: Collection[str]) -> list[str]:
    """Return the exercises that a cell names, if each is known; else the cell."""
    found = _pieces(text, kinds)
    return found if all(_is_known(one, kinds) for one in found) else [text]


def say_how(broken: dict[int, str], exercises: Sequence[str], kinds: Collection[str]) -> None:
    """Say of cells that name several exercises, and cannot be read, how to write them."""
    for place, rule in broken.items():
        found = _pieces(exercises[place], kinds)
        known = [one for one in found if _is_known(one, kinds)]
        if 1 < len(found) == len(known):
            broken[place] = _SEVERAL
        elif len(found) > 1 and known:
            broken[place] = f"{rule} {_OR_SEVERAL}"


def _pieces(text: str, kinds: Collection[str]) -> list[str]:
    """Return what signs and words between names leave of a cell."""
    return _parts(text.strip(), kinds, _APART) if len(text) <= _LONGEST else [text]


def _is_known(text: str, kinds: Collection[str]) -> bool:
    return fold(text) in kinds


def _parts(text: str, kinds: Collection[str], signs: Sequence[re.Pattern[str]]) -> list[str]:
    if not signs or not text or _is_known(text, kinds):
        return [text]
    sign, *others = signs
    pieces = [piece for piece in map(str.strip, sign.split(text)) if piece]
    if not others and not all(_is_known(piece, kinds) for piece in pieces):
        return [text]  # "and" may be a part of a name
    return [part for piece in pieces for part in _parts(piece, kinds, others)]


def _a_row_each(rows: Rows, place: int, amounts: Sequence[int], kinds: Collection[str]) -> Rows:
    known: dict[str, list[str]] = {}
    numbers, cells = list[int](), list[list[str]]()
    for number, row in zip(rows.numbers, rows.cells, strict=True):
        text = row[place]
        if text not in known:
            known[text] = parts_of(text, kinds)
        each = known[text]
        if len(each) > _MOST or any(row[at].strip() for at in amounts):
            each = [text]
        numbers += [number] * len(each)
        cells += [[*row[:place], one, *row[place + 1 :]] for one in each]
    same = len(cells) == len(rows.cells)
    return rows if same else rows._replace(numbers=numbers, cells=cells)


def _ask(rows: Rows, place: int, known: Sequence[str]) -> Question | None:
    """Ask about a tick that has words in it, beside no exercise: it would be lost."""
    heading = rows.header[place]
    answers = ticks(known, heading)
    if all(answer is not None or not text for text, answer in answers.items()):
        return None
    texts = [text.strip() for text in rows.column(place)]
    at = next(n for n, text in enumerate(texts) if text and answers[text] is None)
    rule = _ASK.format(heading=shortened(heading))
    ways = [("exercise_id", "the exercises that were done"), ("note", "a note"), LEFT_OUT]
    return Question(rows.numbers[at], heading.strip(), "", rule).offering(
        heading_choices(heading, ways)
    )


def _meant(heading: str, told: Mapping[str, Any]) -> Any:
    one = told[folded(heading)] if folded(heading) in told else meaning(heading)[1]
    return one[0] if isinstance(one, tuple) else one
