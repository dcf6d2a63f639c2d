"""Read a CSV file as text, whichever program saved it, and tell what is wrong with its shape.

The rows of a diary file, numbered as a spreadsheet numbers them.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple, NoReturn, TypeAlias

import pandas as pd

from backcare.errors import Fault, TableError, did_you_mean

Source: TypeAlias = "str | os.PathLike[str] | bytes | IO[str] | IO[bytes]"

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx and .ods, and .xls, begin
_SAVE_AS = "In the spreadsheet choose “Save as”, then “CSV UTF-8”, and load that file."


def read_cells(path: Path, known: Iterable[str]) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the cells of a CSV file as text.

    Commas, semicolons and tabs are told apart by which of them finds most `known` columns.
    Rows without anything in them are left out.

    Returns
    -------
    pandas.DataFrame
        One column for each name in the header; the index `row` is the number that a
        spreadsheet shows beside the row. Spaces around cells are gone.
    list of Fault
        What is wrong with header and rows. A row with too few or too many cells is not in
        the frame, since nobody can say which of them belongs where.

    Raises
    ------
    TableError
        If the file cannot be read as text, or its cells cannot be told apart.
    """
    text = text_of(path, empty='Start from load_exercises().to_csv("mine.csv").')
    if "\0" in text:
        _refuse(path, f"It is not text. {_SAVE_AS}")
    separator = separator_of(text, set(known).__contains__)
    header, *rows = _split(path, text, separator)
    names = [name.strip() for name in header]
    filled = {row: cells for row, cells in enumerate(rows, start=2) if "".join(cells).strip()}
    whole, faults = {}, _header_faults(names, filled.values())
    for row, cells in filled.items():
        if len(cells) < len(names) or "".join(cells[len(names) :]).strip():
            rule = f"has {len(cells)} cells, but the header has {len(names)}. Make them as many."
            faults.append(Fault(row, "", "", rule))
        else:
            whole[row] = [cell.strip() for cell in cells[: len(names)]]
    frame = pd.DataFrame(
        list(whole.values()), pd.Index(whole, name="row", dtype="int64"), names, dtype="str"
    )
    kept = (frame.columns != "") & ~frame.columns.duplicated()
    return frame.loc[:, kept], faults


def text_of(source: Source, *, empty: str) -> str:
    r"""Read a path, bytes or an open file to its end, with line ends as they are.

    Raises
    ------
    TableError
        If it cannot be read, is not text, or is empty; `empty` is the way out of that.

    Examples
    --------
    >>> text_of("Übung\r\n".encode("utf-16"), empty=""), text_of("Übung".encode("cp1252"), empty="")
    ('Übung\r\n', 'Übung')
    """
    if isinstance(source, bytes):
        text = _decode(source, source)
    elif isinstance(source, str | os.PathLike):
        text = _decode(source, _read(Path(source).expanduser()))
    else:
        text = _read_open(source)
    if not text.strip("\ufeff\r\n\t ,;"):
        _refuse(source, f"It is empty. {empty}")
    if "\0" in _first_line(text):
        _refuse(source, f"It is not text. {_SAVE_AS}")
    # Some programs name the separator in a first line, which spreadsheets do not show.
    return re.sub(r"\Asep=.(\r\n|\r|\n)", "", text)


def name_of(source: Source) -> str:
    """Return what to call a source in messages.

    Examples
    --------
    >>> name_of("folder/diary.csv"), name_of(b"date")
    ('diary.csv', 'The file')
    """
    path = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    return Path(path).name or str(path) if isinstance(path, str | os.PathLike) else "The file"


def separator_of(text: str, is_known: Callable[[str], bool]) -> str:
    """Return the comma, semicolon or tab by which most columns of the header are known.

    Examples
    --------
    >>> separator_of('"pain (0, none)";date', ["pain (0, none)", "date"].__contains__)
    ';'
    """

    def found(separator: str) -> tuple[int, int]:
        names = [name.strip(' "') for name in _first_line(text).split(separator)]
        return sum(map(is_known, set(names))), len(names)

    return max(",;\t", key=found)


def _first_line(text: str) -> str:
    return re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0]


def _refuse(source: Source, rule: str) -> NoReturn:
    raise TableError(name_of(source), [Fault(None, "", "", rule)])


def _read(path: Path) -> bytes:
    if path.is_dir():
        _refuse(path, "It is a folder. Give the name of the CSV file in it as well.")
    if not path.exists():
        beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        _refuse(path, f"There is no such file.{did_you_mean(path.name, beside)} Check the path.")
    if not path.is_file():
        _refuse(path, "It is not a file that can be read to its end. Copy it to a CSV file.")
    try:
        return path.read_bytes()
    except OSError as error:
        _refuse(path, f"It cannot be opened ({error.strerror}). Close it elsewhere, or copy it.")


def _read_open(file: IO[str] | IO[bytes]) -> str:
    try:
        content = file.read()
    except UnicodeDecodeError:
        _refuse(file, 'It is not in the encoding that it was opened with. Open it with mode "rb".')
    return content.removeprefix("\ufeff") if isinstance(content, str) else _decode(file, content)


def _decode(source: Source, raw: bytes) -> str:
    if raw.startswith(_WORKBOOKS):
        _refuse(source, f"It is a workbook, not a CSV file. {_SAVE_AS}")
    try:
        return raw.decode(_encoding(raw))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse(source, f"Its line {line} is not text in any encoding known here. {_SAVE_AS}")


def _encoding(raw: bytes) -> str:
    """Name the encoding: what the first bytes say, else UTF-8, else Windows-1252."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        # Windows-1252 next to never looks like UTF-8. Where a part does, the file is damaged
        # UTF-8, and reading it as Windows-1252 would put wrong letters in silently.
        if raw.decode("utf-8", "ignore").isascii():
            return "cp1252"
    return "utf-8-sig"


def _split(path: Path, text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        hint = 'Look for a quote mark (") that is not closed, or not doubled inside a cell.'
        _refuse(
            path, f"Its cells cannot be told apart near line {reader.line_num}: {error}. {hint}"
        )


def _header_faults(names: list[str], rows: Iterable[list[str]]) -> list[Fault]:
    twice = {name for name in names if name and names.count(name) > 1}
    faults = [
        Fault(1, name, name, "stands twice in the header. Rename or delete one of the columns.")
        for name in sorted(twice)
    ]
    nameless = {place for place, name in enumerate(names) if not name}
    used = {place for row in rows for place in nameless if "".join(row[place : place + 1]).strip()}
    rule = "has cells but no name. Name it in row 1, or delete it."
    return faults + [Fault(1, f"column {place + 1}", "", rule) for place in sorted(used)]


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
