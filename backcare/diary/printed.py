"""Numbers in the brackets of a heading of an amount: Reps (x10), Hold (10 s), Sets (3).

They may be what was planned, or what one in a cell stands for. What the cells show to be no more
than a plan or a range is told; all else is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from backcare.csv_reader import Rows, different, shortened
from backcare.diary import words
from backcare.diary.brackets import in_brackets
from backcare.diary.cells import number_of
from backcare.diary.decide import Claim
from backcare.diary.durations import is_plain
from backcare.diary.questions import LEFT_OUT, Question, heading_choices
from backcare.errors import Fault
from backcare.text import fold, folded_terms

_OWN_UNITS = {"sets": "", "reps": "", "hold_s": "s", "minutes": "min", words.DURATION: "s"}
_NAMES = {
    "sets": "how many sets were done",
    "reps": "how many repetitions were done",
    "hold_s": "how many seconds it was held",
    "minutes": "how many minutes it took",
    words.DURATION: "how long it took",
}
_NUMBER = re.compile("[0-9]+(?:[.,][0-9]+)?")
_SIGNS = re.compile(r"[\s\w.,\N{EN DASH}\N{EM DASH}-]*")
_WORDS = folded_terms("to|bis|a|à|al|tot|of|max|reps|sets|wdh|sätze|séries|ca")
_ASK = (
    "has {inside} in its brackets, so that a number below it may be one of these, or how much of "
    "it was done. Pass columns={{{heading!r}: {meant!r}}} if it is {what}, or "
    "columns={{{heading!r}: None}} not to read it. If each stands for more, write how many there "
    "were in all."
)
_TOLD = (
    "has {inside} in its brackets, which is taken for what was planned: the numbers below it count "
    "as they stand. If they are something else, pass columns={{{heading!r}: None}}."
)


def ask_of_printed(rows: Rows, claims: Mapping[str, Sequence[Claim]]) -> Iterator[Question]:
    """Ask of amounts whose heading has another number in it than the cells show to be a plan."""
    for heading, place, column in _printed(rows, claims):
        texts = [text.strip() for text in rows.column(place)]
        inside = "; ".join(in_brackets(heading))
        if not texts or _is_told(inside, column, texts) is not None:
            continue
        at = next((n for n, text in enumerate(texts) if text), 0)
        unit = next(filter(None, map(words.unit_of, words.LETTERS.findall(inside))), "")
        is_timed = bool(_OWN_UNITS[column])
        meant = (words.DURATION, unit) if is_timed and unit else column
        shown = shortened(heading)
        rule = _ASK.format(
            heading=shown, inside=shortened(inside), meant=meant, what=_NAMES[column]
        )
        ways = [(meant, _NAMES[column]), *([("reps", _NAMES["reps"])] if is_timed else ())]
        asked = Question(rows.numbers[at], heading.strip(), "", rule)
        yield asked.offering(heading_choices(heading, (*ways, LEFT_OUT)))


def tell_of_printed(rows: Rows, claims: Mapping[str, Sequence[Claim]]) -> Iterator[Fault]:
    """Tell of amounts whose heading has what was planned, and the cells less."""
    for heading, place, column in _printed(rows, claims):
        inside = "; ".join(in_brackets(heading))
        if _is_told(inside, column, [text.strip() for text in rows.column(place)]):
            rule = _TOLD.format(heading=shortened(heading), inside=shortened(inside))
            yield Fault(rows.header_number, heading.strip(), "", rule)


def _printed(rows: Rows, claims: Mapping[str, Sequence[Claim]]) -> Iterator[tuple[str, int, str]]:
    """Yield the headings of amounts that have a number in brackets, and cells below.

    Of several, such as Set (1) and Set (2), it is asked elsewhere which is meant.
    """
    for column in _OWN_UNITS:
        for one in claims.get(column, ()) if len(claims.get(column, ())) == 1 else ():
            heading = rows.header[one.place]
            has_number = any(map(_NUMBER.search, in_brackets(heading)))
            if one.rank and has_number and any(map(str.strip, rows.column(one.place))):
                yield heading, one.place, column


def _is_told(inside: str, column: str, texts: Sequence[str]) -> bool | None:
    """Say whether a number in brackets is told as a plan; None where it is asked about.

    False where the cells are all in its range, or the same.
    """
    printed = [number_of(text) for text in _NUMBER.findall(inside)]
    known = different(texts)
    found = {word.casefold() for word in words.LETTERS.findall(inside)}
    units = {unit for word in found if (unit := words.unit_of(word))}
    is_range = _SIGNS.fullmatch(inside) and all(
        words.unit_of(word) or fold(word) in _WORDS for word in found
    )
    if not is_range or units - {_OWN_UNITS[column]} or not all(map(is_plain, known)):
        return None
    numbers = [number_of(text) for text in known]
    low, high = min(printed), max(printed)
    if all(low <= number <= high for number in numbers):
        return False
    is_less = all(number <= high for number in numbers) and _OWN_UNITS[column] != "s"
    return True if is_less else None
