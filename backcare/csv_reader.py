"""Read a CSV file as text, whichever program saved it, and tell what is wrong with its shape."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, NoReturn, TypeAlias

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
