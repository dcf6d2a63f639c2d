"""CSV files as text: read, whoever saved them, and written.

`read_cells` reads a table, whose rows must all be complete; a diary has rows of any length, and
takes `text_of`, `separator_of` and `split_rows` one by one. Each tells everything that is wrong
with the shape of a file. `csv_text` and `escape_formula` are the way back.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple, NoReturn, TypeAlias

import pandas as pd

from backcare.errors import Fault, TableError, did_you_mean

Source: TypeAlias = "str | os.PathLike[str] | bytes | IO[str] | IO[bytes]"

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx and .ods, and .xls, begin
_SAVE_AS = "In the spreadsheet choose “Save as”, then “CSV UTF-8”, and load that file."
_SHOWN_CHARACTERS = 100
# What makes a spreadsheet run a cell, after any blanks and apostrophes. A text that matches
# still matches behind one more apostrophe, so taking one off always undoes putting one on.
_FORMULA = re.compile(r"['\s]*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]")  # the last four: full width
_STRAY_QUOTE = (
    "has a quotation mark that is not closed, or not followed by a separator. Correct it: "
    "rows below may have been read as part of this one."
)
_TOO_MANY = (
    "has {found} cells, and the first row has {width}. Put a text or a number that holds "
    "the separator in quotation marks."
)
_CUT_OFF = "is cut off after {found} of {width} cells. Complete it, or export the file again."
_NOT_COMPLETE = "has {found} cells, but the header has {width}. Make them as many."


def read_cells(path: Path, known: Iterable[str]) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the cells of a table as text, and say what is wrong with its header and rows."""
    text = text_of(path, empty='Start from load_exercises().to_csv("mine.csv").')
    if "\0" in text:
        _refuse(path, f"It is not text. {_SAVE_AS}")
    # Of a row with too few or too many cells nobody can say which of them belongs where.
    rows = split_rows(text, separator_of(text, set(known).__contains__), complete=True)
    if not rows.header:
        raise TableError(name_of(path), rows.faults)
    names = [name.strip() for name in rows.header]
    index = pd.Index(rows.numbers, name="row", dtype="int64")
    cells = [[cell.strip() for cell in row] for row in rows.cells]
    frame = pd.DataFrame(cells, index, names, dtype="str")
    kept = (frame.columns != "") & ~frame.columns.duplicated()
    return frame.loc[:, kept], [*_header_faults(names, rows), *rows.faults]


def text_of(source: Source, *, empty: str) -> str:
    """Read a path, bytes or an open file to its end, with line ends as they are."""
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
    """Return what to call a source in messages."""
    path = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    return Path(path).name or str(path) if isinstance(path, str | os.PathLike) else "The file"


def separator_of(text: str, is_known: Callable[[str], bool]) -> str:
    """Return the comma, semicolon or tab by which most columns of the header are known."""

    def found(separator: str) -> tuple[int, int]:
        names = [name.strip(' "') for name in _first_line(text).split(separator)]
        return sum(map(is_known, set(names))), len(names)

    return max(",;\t", key=found)


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


def split_rows(text: str, separator: str, *, complete: bool = False) -> Rows:
    """Split a text into rows; a row is left out, and a fault, when its cells do not fit."""
    header, header_number, blanks = list[str](), 1, list[str]()
    numbers, rows, faults = list[int](), list[list[str]](), list[Fault]()
    records = list(_records(text, separator))
    last = 0 if text.endswith(("\n", "\r")) else len(records)
    # As a spreadsheet numbers rows: blank ones count, line breaks inside quotation marks do not.
    for number, cells in enumerate(records, start=1):
        if cells is None:
            faults.append(Fault(number, "", "", _STRAY_QUOTE))
        elif not "".join(cells).strip():
            continue
        elif not header:
            header, header_number, blanks = cells, number, [""] * len(cells)
        elif rule := _shape_rule(cells, len(header), complete=complete, last=number == last):
            value = "" if complete else shortened(separator.join(cells))
            faults.append(Fault(number, "", value, rule))
        else:
            numbers.append(number)
            # Spreadsheets leave out blank last cells.
            rows.append((cells + blanks[len(cells) :])[: len(header)])
    return Rows(header, header_number, numbers, rows, faults)


def shortened(text: str) -> str:
    """Cut a text to what a message can show."""
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def csv_text(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write rows as CSV."""
    file = io.StringIO(newline="")
    # \r\n, because csv leaves a lone \r or \n in a text unquoted where it ends no line.
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(header)
    lines.writerows(rows)
    return file.getvalue()


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape_formula(text: str) -> str:
    """Undo `escape_formula`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


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


def _header_faults(names: list[str], rows: Rows) -> Iterator[Fault]:
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        rule = "stands twice in the header. Rename or delete one of the columns."
        yield Fault(rows.header_number, name, name, rule)
    for place, name in enumerate(names):
        if not name and "".join(rows.column(place)).strip():
            rule = f"has cells but no name. Name it in row {rows.header_number}, or delete it."
            yield Fault(rows.header_number, f"column {place + 1}", "", rule)


def _shape_rule(cells: Sequence[str], width: int, *, complete: bool, last: bool) -> str:
    """Return the rule broken by the number of cells; `last` is a last row without its line end."""
    rule, found = "", len(cells)
    if "".join(cells[width:]).strip():
        rule = _NOT_COMPLETE if complete else _TOO_MANY
    elif found < width and (complete or last):
        rule = _NOT_COMPLETE if complete else _CUT_OFF
    return rule.format(found=found, width=width)


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
