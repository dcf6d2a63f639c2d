"""Rows that stand in a diary twice because they were pasted twice: they count once, and are told.

Equal rows of one session that follow each other may be sets or rounds, and all count. But who comes
back to a start after another one, to say of it word for word the same again, did it once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import groupby

from backcare.csv_reader import Rows
from backcare.text import row_ranges

_AGAIN = (
    "begins what stands in {first} already, word for word: {again} {are} left out. Delete one of "
    "the two. If all of it was done twice, write the time of each."
)


def pasted(
    rows: Rows,
    sessions: Sequence[Hashable],
    starts: Sequence[Hashable],
    exercises: Sequence[str | None],
) -> dict[int, int]:
    """Return the places of rows that are there again, each with the place where they are first.

    Where no exercise was done, nothing counts twice.
    """
    keys = [*zip(sessions, starts, strict=True)]
    seen: dict[Hashable, int] = {}
    copies: dict[int, int] = {}
    for key, run in groupby(range(len(keys)), key=keys.__getitem__):
        places = [*run]
        if key[1] is not None and any(exercises[place] for place in places):
            said = tuple(tuple(rows.cells[place]) for place in places)
            first = seen.setdefault((key, said), places[0])
            if first != places[0]:
                copies |= zip(places, range(first, first + len(places)), strict=True)
    return copies


def pasted_faults(rows: Rows, copies: Mapping[int, int]) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the first row of each block of copies."""
    for _, block in groupby(enumerate(copies), key=lambda one: one[1] - one[0]):
        places = [place for _, place in block]
        again = [rows.numbers[place] for place in places]
        first = [rows.numbers[copies[place]] for place in places]
        are = "are" if len({*again}) > 1 else "is"
        named = {"first": row_ranges(first), "again": row_ranges(again), "are": are}
        yield places[0], _AGAIN.format(**named)
