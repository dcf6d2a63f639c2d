"""The rows of a diary file, numbered as a spreadsheet numbers them."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from backcare.errors import Fault

_SHOWN_CHARACTERS = 100
_STRAY_QUOTE = (
    "has a quotation mark that is not closed, or not followed by a separator. Correct it: "
    "rows below may have been read as part of this one."
)
_TOO_MANY = (
    "has {found} cells, and the first row has {width}. Put a text or a number that holds "
    "the separator in quotation marks."
)
_CUT_OFF = "is cut off after {found} of {width} cells. Complete it, or export the file again."


class Rows(NamedTuple):
    """The header and the rows with something in them, each as long as the header."""

    header: list[str]
    header_number: int
    numbers: list[int]
    cells: list[list[str]]
    faults: list[Fault]

    def column(self, place: int | None) -> list[str]:
        """Return the texts of one column; empty ones where the file has no such column."""
        if place is None:
            return [""] * len(self.cells)
        return [cells[place] for cells in self.cells]


def split_rows(text: str, separator: str) -> Rows:
    r"""Split a text into rows; a row is left out, and a fault, when its cells cannot be told.

    Row numbers are those that a spreadsheet shows: blank rows count, and a line break inside
    quotation marks does not begin a new row.

    Examples
    --------
    >>> rows = split_rows('date,note\n\n2026-03-02,"first\nsecond"\n2026-03-03,a,b\n', ",")
    >>> rows.numbers, rows.cells
    ([3], [['2026-03-02', 'first\nsecond']])
    >>> print(rows.faults[0])
    row 4: '2026-03-03,a,b' has 3 cells, and the first row has 2. Put a text or a number that
    holds the separator in quotation marks.
    """
    header, header_number, blanks = list[str](), 1, list[str]()
    numbers, rows, faults = list[int](), list[list[str]](), list[Fault]()
    records = list(_records(text, separator))
    last = 0 if text.endswith(("\n", "\r")) else len(records)
    for number, cells in enumerate(records, start=1):
        if cells is None:
            faults.append(Fault(number, "", "", _STRAY_QUOTE))
        elif not "".join(cells).strip():
            continue
        elif not header:
            header, header_number, blanks = cells, number, [""] * len(cells)
        elif rule := _shape_rule(cells, len(header), may_be_cut=number == last):
            faults.append(Fault(number, "", shortened(separator.join(cells)), rule))
        else:
            numbers.append(number)
            rows.append(cells + blanks[len(cells) :])
    return Rows(header, header_number, numbers, rows, faults)


def shortened(text: str) -> str:
    """Cut a text to what a message can show."""
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def _shape_rule(cells: list[str], width: int, *, may_be_cut: bool) -> str:
    """Return the rule broken by the number of cells; spreadsheets leave out blank last cells."""
    if len(cells) > width and "".join(cells[width:]).strip():
        return _TOO_MANY.format(found=len(cells), width=width)
    if may_be_cut and len(cells) < width:
        return _CUT_OFF.format(found=len(cells), width=width)
    return ""


def _records(text: str, separator: str) -> Iterator[list[str] | None]:
    """Yield the cells of each row, or None for one with a stray quotation mark."""
    # A line ends at \r, \n or both, and nowhere else; inside quotation marks they are kept.
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    with _long_cells(len(text)):
        while True:
            try:
                yield from lines
                return
            except csv.Error:
                yield None


@contextlib.contextmanager
def _long_cells(characters: int) -> Iterator[None]:
    """Lift csv's limit: were it met inside a long note, the note's lines would pass for rows."""
    before = csv.field_size_limit(characters + 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)
