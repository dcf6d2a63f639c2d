"""Letters that stand for yes and no in one language: S and N, T and N, J and N, O and N, Y and N.

Alone each may be anything. A column that has both, and no other, or whose heading names the two,
is read as the words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from backcare.csv_reader import Rows
from backcare.diary import doing, words
from backcare.diary.headings import Meanings, folded, meaning
from backcare.text import fold

# By what stands for yes, beside n: what both mean.
_YES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"s": ("sí", "no"), "t": ("tak", "nie"), "o": ("oui", "non")}  # j and y are known as words
)
_NAMED = re.compile(r"(?<![^\W\d_])([stjoy])\s*/\s*n(?![^\W\d_])", re.I)
_LONGEST = 100
# Headings under which these letters are names of something else.
_READ_AS = (None, words.DONE, words.NOT_DONE, words.STATUS)


def names_letters(heading: str) -> str:
    """Return the letter that a heading gives for yes beside n: "s" of S/N; "" of all else."""
    found = _NAMED.search(heading[:_LONGEST])
    return found[1].casefold() if found else ""


def with_answers(rows: Rows, columns: Meanings) -> Rows:
    """Write out the letters for yes and no, but where the caller says what a letter means."""
    told = {folded(heading) for heading, one in columns.items() if isinstance(one, tuple)}
    places = {
        place: yes
        for place, heading in enumerate(rows.header)
        if (yes := _letter_of(rows, place)) and folded(heading) not in told
    }
    if not places:
        return rows
    cells = [
        [_written(text, places.get(place, "")) for place, text in enumerate(row)]
        for row in rows.cells
    ]
    return rows._replace(cells=cells)


def _letter_of(rows: Rows, place: int) -> str:
    heading, known = rows.header[place], {*map(fold, rows.values(place))}
    if meaning(heading)[1] not in _READ_AS or not known:
        return ""
    named = names_letters(heading)
    if named in _YES and known <= {named, "n"}:
        return named
    for yes in _YES:
        if known == {yes, "n"} or (known == {yes} and yes == "s" and _is_asked_in_latin(heading)):
            return yes
    return ""


def _is_asked_in_latin(heading: str) -> bool:
    """Say whether a heading asks in Spanish, Italian or Portuguese whether it was done."""
    return bool(doing.words_of(heading) & doing.DONE_IN_LATIN)


def _written(text: str, yes: str) -> str:
    if not yes or not text.strip():
        return text
    return _YES[yes][fold(text) != yes]
