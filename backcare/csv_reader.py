"""CSV files as text: read, whoever saved them, and written.

`read_cells` reads a table, whose rows must all be complete; a diary has rows of any length, and
takes `text_of`, `separator_of` and `split_rows` one by one. Each tells everything that is wrong
with the shape of a file. `csv_bytes`, `csv_number` and `escape_formula` are the way back.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise, takewhile
from pathlib import Path
from typing import IO, NamedTuple, NoReturn, TypeAlias

import numpy as np
import pandas as pd

from backcare.errors import Fault, TableError, did_you_mean, printable

Source: TypeAlias = "str | os.PathLike[str] | bytes | IO[str] | IO[bytes]"

# What is read at most, so that a file that is no diary, or is damaged, is refused before it fills
# the memory or the day. A thousand patients fill a tenth of it in a year.
MOST_BYTES = 100_000_000
# What a spreadsheet shows at most: rows, blank ones too, and the characters of a cell.
_MOST_ROWS = 1_048_576
_MOST_IN_A_CELL = 32_767
# A log has fewer than twenty columns and a table of exercises fewer than fifty.
_MOST_COLUMNS = 1_000
# All rows are made as long as the header, so that few characters may become many cells.
_MOST_CELLS = 20_000_000
# Of a line with more the cells could fill the memory before anybody counts them. A note may have
# some, so that there may be more than there are columns.
_MOST_SEPARATORS = 1_000_000
# Brackets in one another: a bundle or a plan has fewer than twenty.
_MOST_NESTED = 200
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', flags=re.DOTALL)
_BRACKET = re.compile(r"[\[\]{}]")
_ZIP, _XLS = b"PK", b"\xd0\xcf\x11\xe0"  # how .xlsx, .ods and other zip files, and .xls, begin
_SAVE_AS = "In the spreadsheet choose “Save as”, then “CSV UTF-8”, and load that file."
_NOT_CSV = "It is a {kind}, not a CSV file. {way_out}"
_COPY_IT = (
    "Copy its table into a spreadsheet, or type it there, choose “Save as”, then “CSV UTF-8”, and "
    "load that file."
)
_EXPORT_IT = (
    "In the program or on the page that it comes from look for “Export” and “CSV”, and load that "
    "file."
)
_UNPACK_IT = "Unpack it, and load the CSV file that is in it."
_OPEN_IT = (
    "If it is a log of this package, open it: SessionLog(path). If it is a backup, "
    "SessionLog.restore(path) reads it."
)
# How files begin that are no text: from which byte on, by what, what they are, and the way out.
_KINDS = (
    (0, b"%PDF", "PDF", _COPY_IT),
    *((0, sign, "picture", _COPY_IT) for sign in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")),
    *((0, sign, "picture", _COPY_IT) for sign in (b"II*\0", b"MM\0*", b"RIFF")),
    *((4, b"ftyp" + sign, "picture", _COPY_IT) for sign in (b"hei", b"mif", b"avif")),
    (4, b"ftyp", "video", _EXPORT_IT),
    (0, b"{\\rtf", "text document", _COPY_IT),
    (0, b"SQLite format 3\0", "database", _OPEN_IT),
    (8, b".FIT", "file of a sports watch", _EXPORT_IT),
    *(
        (0, sign, "packed file", _UNPACK_IT)
        for sign in (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh")
    ),
)
# What markup is, by its first element.
_MARKUP = {
    "html": (
        "web page",
        "On that page look for “Export” or “Download”, perhaps after signing in again; or copy its "
        "table into a spreadsheet, choose “Save as”, then “CSV UTF-8”, and load that file.",
    ),
    **dict.fromkeys(
        ("gpx", "kml", "trainingcenterdatabase"), ("track of where you were", _EXPORT_IT)
    ),
    "svg": ("picture", _COPY_IT),
    "workbook": ("workbook", _SAVE_AS),
    "clinicaldocument": (
        "clinical document",
        "Of what Apple Health exports, load export.xml, which is beside it.",
    ),
}
_IN_HTML = ("head", "body", "table", "meta", "title", "div")
_FIRST_ELEMENT = re.compile(
    r"\ufeff?\s*(?:(?:<\?[^>]*>|<!--.*?-->)\s*)*"
    r"(?:<!doctype\s+(?P<type>[a-z][\w:.-]*)|<(?P<tag>[a-z][\w:.-]*)[\s/>])",
    re.I | re.S,
)
_MOST_HEAD = 5_000
IS_LINK = "It is a link to a file that is not there. Put the file itself here."
_SHOWN_CHARACTERS = 100
_MOST_ABOVE = 30  # lines above the header: a title, whose diary it is, what to write where
_LONGEST_HEADER = 20_000
# What makes a spreadsheet run a text, or take it for a number, a date or a truth value and write
# that in its way, after any blanks and apostrophes: "007" would come back as 7. A text that matches
# still matches behind one more apostrophe, so taking one off always undoes putting one on.
_MONTH = "(?:jan|feb|m[aäÄ]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zäÄ]{0,8}"
_CHANGED = re.compile(
    "|".join(
        (
            r"(?!(?:0|[1-9][0-9]{0,14})\Z)(?:[$€£] ?)?[.,]?[0-9][0-9.,:/+\-%$€£e ]{0,400}"
            r"(?:[ap]\.?m\.?)?",
            rf"[0-9]{{1,4}}[ .\-/]{{0,3}}{_MONTH}[ .,\-/]{{0,3}}[0-9]{{0,4}}",
            rf"{_MONTH}[ .,\-/]{{1,3}}[0-9]{{1,4}}(?:[ ,]{{1,3}}[0-9]{{2,4}})?",
            "true|false|wahr|falsch",
        )
    ),
    re.IGNORECASE | re.ASCII,
)
_BEFORE = re.compile(r"['\s]*")
_FORMULA = re.compile(r"[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]")  # the last four: full width
# A letter that was written as UTF-8 and read as Windows-1252: é is Ã©, a dash â€“. What it was is
# looked at, because capitals before a quotation mark begin in the same way.
_GARBLED = re.compile(
    "[\u00c2-\u00c5\u00ce-\u00d1\u00e2][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_LETTERS = re.compile("[\u00a0-\u017f\u0370-\u03ff\u0400-\u047f\u2010-\u203a\u20ac\u2122]+")
_READ_WRONGLY = (
    "was once read in the wrong encoding: it has “{found}” where “{meant}” was written. Open the "
    "file as it was before, as UTF-8 (in a spreadsheet: import it, “Unicode (UTF-8)”), and save "
    "it as “CSV UTF-8”."
)
_NUL = (
    "has a NUL in it, a sign that no text has: the file is damaged, or was not saved as text. Type "
    "the cell again, or save the file again."
)
# Also what other separators would be: a spreadsheet may try them all at once.
_PARTING = re.compile('[",;\t\r\n]')
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
# The mark at the beginning of a file, as it is and as it looks when read in a wrong encoding, and
# that once more; a program that reads it as letters may put another one before it.
_MARKS = re.compile("(?:\ufeff|\u00ef\u00bb\u00bf|Ã¯Â»Â¿|´╗┐|∩╗┐|Ôªø|п»ї|ď»ż)+")
_FIRST_MARKS = re.compile(rf'(["\s]*){_MARKS.pattern}(?:["\s]*{_MARKS.pattern})*')
_SEPARATOR_LINE = re.compile(r"sep=.(?:\r\n|\r|\n)")
_STRAY_QUOTE = (
    "has a quotation mark that is not closed, or not followed by a separator. Correct it: "
    "rows below may have been read as part of this one."
)
_TOO_MANY = (
    "has {found} cells, and the first row has {width}. Put a text or a number that holds "
    "the separator in quotation marks."
)
TOO_LARGE = (
    f"It is larger than {MOST_BYTES // 10**6} MB, and larger files are not read. Check that it is "
    "the right one, or split it into several."
)
_TOO_WIDE = (
    f"has more than {_MOST_COLUMNS:,} columns, and no more are read. Check that it is the right "
    "file, or delete the columns that are not needed."
)
_TOO_LONG = (
    f"It has more than {_MOST_ROWS:,} rows, blank ones counted, and no more are read. Delete the "
    "blank ones, or split it into several files."
)
_TOO_FULL = (
    f"It has more than {_MOST_CELLS:,} cells in its rows and columns, and no more are read. Delete "
    "the columns that are not needed, or split it into several files."
)
_FULL_LINE = (
    f"Its line {{number}} has more than {_MOST_SEPARATORS:,} separators, and no more are read. "
    "Check that it is the right file."
)
_LONG_CELL = (
    f"has a cell of more than {_MOST_IN_A_CELL:,} characters, which is more than a spreadsheet "
    "holds. Shorten it."
)
_CUT_OFF = "is cut off after {found} of {width} cells. Complete it, or export the file again."
_NOT_COMPLETE = "has {found} cells, but the header has {width}. Make the two numbers the same."


def read_cells(path: Path | bytes, known: Iterable[str]) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the cells of a table as text, and say what is wrong with its header and rows."""
    text = text_of(path, empty='Start from load_exercises().to_csv("mine.csv").')
    if "\0" in text:
        _refuse(path, f"It is not text. {_SAVE_AS}")
    # Of a row with too few or too many cells nobody can say which of them belongs where.
    separator = separator_of(text, set(known).__contains__)
    rows = split_rows(name_of(path), text, separator, complete=True)
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
        _check_size(source, len(source))
        text = _decode(source, source)
    elif isinstance(source, str | os.PathLike):
        text = _decode(source, _read(Path(source).expanduser()))
    else:
        text = _read_open(source)
    text = _FIRST_MARKS.sub(r"\1", text, count=1) if _FIRST_MARKS.match(text) else text
    if not text.strip("\ufeff\r\n\t ,;"):
        _refuse(source, f"It is empty. {empty}")
    if "\0" in _first_line(text):
        _refuse(source, f"It is not text. {_SAVE_AS}")
    if rule := _rule_of_markup(text):
        _refuse(source, rule)
    # Some programs name the separator in a first line, which spreadsheets do not show.
    named = _SEPARATOR_LINE.match(text)
    return text[named.end() :] if named else text


def check_nesting(text: str) -> None:
    """Raise RecursionError where brackets of JSON are too deep in one another to be read.

    Python raises it too, but for a browser's Python, whose stack ends before it is looked at.
    """
    brackets = _BRACKET.findall(_STRING.sub("", text))
    if max(accumulate(1 if one in "[{" else -1 for one in brackets), default=0) > _MOST_NESTED:
        raise RecursionError("brackets are too deep in one another")


class Given(NamedTuple):
    """A file as the text of a CSV file, and what its rows are called if it is none itself."""

    text: str
    numbers: tuple[int, ...] | None = None  # of each row below the header
    told: tuple[Fault, ...] = ()  # what of the file is in no row
    faults: tuple[Fault, ...] = ()
    program: str = ""  # that wrote it, where its form shows that


def name_of(source: Source) -> str:
    """Return what to call a source in messages."""
    path = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    if not isinstance(path, str | os.PathLike):
        return "The file"
    return printable(Path(path).name or str(path))


def separator_of(text: str, is_known: Callable[[str], bool]) -> str:
    """Return the comma, semicolon or tab by which most columns of the header are known."""
    header = _first_line(text)

    def found(separator: str) -> tuple[int, int]:
        names = _cells_of(header, separator)
        return sum(map(is_known, set(names))), len(names)

    return max(",;\t", key=found)


def lines_above(
    text: str, is_header: Callable[[list[str]], bool], *, most: int = _MOST_ABOVE
) -> tuple[list[tuple[int, str]], str]:
    """Split off what stands above the header: by number the lines with something in them.

    Where no line of the first ones is a header, nothing is split off.
    """
    above: list[tuple[int, str]] = []
    for number, line in enumerate(_LINE.finditer(text), start=1):
        if number > most:
            break
        words = line[0][:_LONGEST_HEADER]
        if any(is_header(_cells_of(words, separator)) for separator in ",;\t"):
            return above, text[line.start() :]
        if words.strip("\ufeff\r\n\t ,;"):
            above.append((number, words))
    return [], text


def out_of_quotes(text: str, is_header: Callable[[list[str]], bool]) -> str:
    """Take the quotation marks off lines that are, each as a whole, in them.

    A spreadsheet writes such when it had all of a line in one cell.
    """
    if not text.startswith('"') or "\0" in text:
        return text
    for separator in ";\t,":
        whole = []
        with _long_cells(len(text)), contextlib.suppress(csv.Error):
            lines = (line[0] for line in _LINE.finditer(text))
            for cells in csv.reader(lines, delimiter=separator, strict=True):
                if len(cells) > 1:
                    break
                whole.append("".join(cells))
            else:
                is_one = any(is_header(_cells_of(whole[0], other)) for other in ",;\t")
                return "\n".join([*whole, ""]) if is_one else text
    return text


def _cells_of(line: str, separator: str) -> list[str]:
    return [unmarked(name.strip(' "\r\n')) for name in line.split(separator, _MOST_COLUMNS)]


def unmarked(cell: str) -> str:
    """Return a cell without the mark with which a file begins, however it was read."""
    found = _MARKS.match(cell.lstrip(' "'))
    return cell.lstrip(' "')[found.end() :] if found else cell


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

    def values(self, place: int) -> list[str]:
        """Return the different texts of one column, without blanks around them."""
        return different(cell.strip() for cell in self.column(place))


def different(texts: Iterable[str]) -> list[str]:
    """Return texts each once, first seen first, and none that is blank."""
    return [text for text in dict.fromkeys(texts) if text]


def split_rows(
    file: str,
    text: str,
    separator: str,
    *,
    complete: bool = False,
    may_show: Callable[[str], bool] | None = None,
    first: int = 1,
) -> Rows:
    """Split a text into rows; a row is left out, and a fault, when its cells do not fit.

    `first` is the number of its first row, where others stood above it.

    A fault shows the row up to the first column of which `may_show` says no by its heading: from
    there on it may be anybody's words; or it shows the cell that is at fault. A file beyond what is
    read at most is refused, by the name that is given.
    """
    shown = 0
    found = Rows([], first, [], [], [])
    is_whole = text.endswith(("\n", "\r"))
    with _long_cells(len(text)):
        # As a spreadsheet numbers rows: blank ones count, line breaks inside quotation marks do
        # not.
        records = enumerate(_and_last(_records(file, text, separator)), start=first)
        for number, (cells, last) in records:
            if number > _MOST_ROWS:
                raise TableError(file, [Fault(None, "", "", _TOO_LONG)])
            if cells is None:
                found.faults.append(Fault(number, "", "", _STRAY_QUOTE))
            elif not "".join(cells).strip():
                continue
            elif not found.header:
                if len(cells) > _MOST_COLUMNS:
                    raise TableError(file, [Fault(number, "", "", _TOO_WIDE)])
                found = found._replace(header=[*map(unmarked, cells)], header_number=number)
                shown = len(list(takewhile(may_show, cells))) if may_show else 0
            else:
                is_cut = last and not is_whole
                rule = _shape_rule(cells, len(found.header), complete=complete, last=is_cut)
                of_row = Fault(number, "", shortened(separator.join(cells[:shown])), rule)
                of_cell = _cell_fault(found.header, number, cells, may_show)
                _add_row(found, number, cells, of_row if rule else of_cell)
                if len(found.cells) * len(found.header) > _MOST_CELLS:
                    raise TableError(file, [Fault(None, "", "", _TOO_FULL)])
    return found


def shortened(text: str) -> str:
    """Cut a text to what a message can show."""
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def csv_text(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write rows as CSV."""
    return "".join(f"{','.join(map(_quoted, row))}\r\n" for row in chain([header], rows))


def _quoted(text: str) -> str:
    """Put a cell into quotation marks where it has a sign that may part cells, or rows."""
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _PARTING.search(text) else text


def escape_formula(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run, or write in its own way."""
    return f"'{text}" if _is_changed(text) else text


def csv_bytes(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Write rows as a CSV file that opens with its letters right where it is double-clicked.

    Spreadsheets take a file for UTF-8 by its first three bytes, and else for the computer's own.
    """
    return csv_text(header, rows).encode("utf-8-sig")


def csv_number(value: float) -> str:
    """Write a number in the fewest figures that give it back, without an exponent.

    After three decimals comes a zero: a German spreadsheet would take 1.125 for 1125.
    """
    text = np.format_float_positional(value, trim="-")
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def misread(text: str) -> tuple[str, str] | None:
    """Return a letter that was read in the wrong encoding, and what it was; None where none was.

    All that is not plain in the text has to make sense when read anew.
    """
    found = _GARBLED.search(text)
    if found is None:
        return None
    try:
        meant = bytes(map(_as_1252, text)).decode()
        begins = len(bytes(map(_as_1252, text[: found.start()])).decode())
    except (UnicodeError, ValueError):
        return None
    letters = "".join(sign for sign in meant if not sign.isascii())
    if not _LETTERS.fullmatch(letters):
        return None
    length = len(meant[begins].encode())
    return text[found.start() :][:length], meant[begins]


def _as_1252(sign: str) -> int:
    """Return the byte of a letter in Windows-1252; what that lacks, as browsers have it."""
    return ord(sign) if ord(sign) < 0x100 else sign.encode("cp1252")[0]


def unescape_formula(text: str) -> str:
    """Undo `escape_formula`."""
    return text[1:] if text.startswith("'") and _is_changed(text[1:]) else text


def _is_changed(text: str) -> bool:
    """Tell whether a spreadsheet would make something else of a text."""
    # A formula may begin with a blank of its own: of a line end, or of a tab.
    before = _BEFORE.match(text)
    begins = before.end() if before else 0
    is_formula = _FORMULA.match(text, begins) or any(map(text[:begins].__contains__, "\t\r\n"))
    # One that is garbled, and is meant so by whoever wrote it down, is told by the apostrophe.
    return bool(is_formula or _CHANGED.fullmatch(text, begins) or misread(text))


def _first_line(text: str) -> str:
    start = len(text) - len(text.lstrip())
    ends = [end for sign in "\r\n" if (end := text.find(sign, start)) >= 0]
    return text[start : min(ends, default=len(text))]


def _refuse(source: Source, rule: str) -> NoReturn:
    raise TableError(name_of(source), [Fault(None, "", "", rule)])


def _read(path: Path) -> bytes:
    if path.is_dir():
        _refuse(path, "It is a folder. Add the name of the CSV file in it.")
    if path.is_symlink() and not path.exists():
        _refuse(path, IS_LINK)
    if not path.exists():
        folder = path.parent
        beside = [printable(one.name) for one in folder.iterdir()] if folder.is_dir() else []
        _refuse(path, f"There is no such file.{did_you_mean(path.name, beside)} Check the path.")
    if not path.is_file():
        _refuse(path, "It is not a file that can be read to its end. Copy it to a CSV file.")
    try:
        _check_size(path, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        _refuse(path, f"It cannot be opened ({error.strerror}). Close it elsewhere, or copy it.")


def _read_open(file: IO[str] | IO[bytes]) -> str:
    try:
        content = file.read(MOST_BYTES + 1)
    except UnicodeDecodeError:
        _refuse(file, 'It is not in the encoding that it was opened with. Open it with mode "rb".')
    _check_size(file, len(content))
    return content.removeprefix("\ufeff") if isinstance(content, str) else _decode(file, content)


def _check_size(source: Source, size: int) -> None:
    if size > MOST_BYTES:
        _refuse(source, TOO_LARGE)


def _decode(source: Source, raw: bytes) -> str:
    if rule := _kind_of(raw):
        _refuse(source, rule)
    try:
        return raw.decode(_encoding(raw))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse(source, f"Its line {line} is not text in any encoding known here. {_SAVE_AS}")


def _kind_of(raw: bytes) -> str:
    """Say which file it is, if it is known by its first bytes as one that is no text."""
    if raw.startswith(_XLS):
        return _NOT_CSV.format(kind="workbook", way_out=_SAVE_AS)
    if raw.startswith(_ZIP) and raw[2:4] in (b"\x03\x04", b"\x05\x06"):
        kind, way_out = _kind_of_zip(raw)
        return _NOT_CSV.format(kind=kind, way_out=way_out)
    for at, sign, kind, way_out in _KINDS:
        if raw.startswith(sign, at):
            return _NOT_CSV.format(kind=kind, way_out=way_out)
    return ""


def _kind_of_zip(raw: bytes) -> tuple[str, str]:
    """Return what a zip file is, as many programs keep their files in one, and the way out."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "workbook", _SAVE_AS  # most probably: a part of one
    if any(name.startswith("word/") for name in names):
        return "text document", _COPY_IT
    if "[Content_Types].xml" in names or "content.xml" in names:
        return "workbook", _SAVE_AS
    tables = [name for name in names if name.casefold().endswith((".csv", ".json", ".xml"))]
    if not tables:
        return "zip file with no diary in it", _EXPORT_IT
    return "zip file", f"Unpack it, and load {printable(shortened(tables[0]))} from it."


def markup_rule(element: str) -> str:
    """Say what markup with this first element is; "" where that is not known."""
    name = element.casefold()
    found = _MARKUP.get("html" if name in _IN_HTML else name.rpartition(":")[2])
    return _NOT_CSV.format(kind=found[0], way_out=found[1]) if found else ""


def _rule_of_markup(text: str) -> str:
    """Say of a text that it is a web page or XML; "" of any other, though it begins with <."""
    found = _FIRST_ELEMENT.match(text[:_MOST_HEAD])
    if found is None:
        return ""
    name = found["type"] or found["tag"]
    if rule := markup_rule(name):
        return rule
    is_markup = found["type"] or f"</{name}" in text or text.startswith("<?xml")
    return _NOT_CSV.format(kind="file of markup (XML)", way_out=_EXPORT_IT) if is_markup else ""


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
    for name in sorted(name for name, count in Counter(names).items() if name and count > 1):
        rule = "appears twice in the header. Rename or delete one of the columns."
        yield Fault(rows.header_number, name, name, rule)
    for place, name in enumerate(names):
        if not name and "".join(rows.column(place)).strip():
            rule = f"has cells but no name. Name it in row {rows.header_number}, or delete it."
            yield Fault(rows.header_number, f"column {place + 1}", "", rule)


def _add_row(found: Rows, number: int, cells: list[str], fault: Fault | None) -> None:
    """Add a row as long as the header to those that were found, or the fault that it is."""
    if fault is not None:
        found.faults.append(fault)
        return
    width = len(found.header)
    found.numbers.append(number)
    # Spreadsheets leave out blank last cells.
    full = (cells + [""] * (width - len(cells)))[:width]
    if max(map(len, full)) > _MOST_IN_A_CELL:
        # No column of a diary may hold as much: what is kept is enough for its rule to say so.
        full = [cell[: _MOST_IN_A_CELL + 1] for cell in full]
    found.cells.append(full)


def _shape_rule(cells: Sequence[str], width: int, *, complete: bool, last: bool) -> str:
    """Return the rule broken by the number of cells; `last` is a last row without its line end."""
    rule, found = "", len(cells)
    if "".join(cells[width:]).strip():
        rule = _NOT_COMPLETE if complete else _TOO_MANY
    elif found < width and (complete or last):
        rule = _NOT_COMPLETE if complete else _CUT_OFF
    elif complete and max(map(len, cells)) > _MOST_IN_A_CELL:
        rule = _LONG_CELL
    return rule.format(found=found, width=width)


def _cell_fault(
    header: Sequence[str], number: int, cells: Sequence[str], may_show: Callable[[str], bool] | None
) -> Fault | None:
    """Return the fault of the first cell with letters that are not those which were written."""
    row = "".join(cells)
    if row.isascii() and "\0" not in row:
        return None
    for heading, cell in zip(header, cells, strict=False):
        rule = _NUL if "\0" in cell else ""
        if rule := rule or misread_rule(cell):
            shown = may_show is None or may_show(heading)
            return Fault(number, heading.strip(), shortened(cell) if shown else "", rule)
    return None


def misread_rule(cell: str) -> str:
    """Return the rule that a cell breaks whose letters were read in the wrong encoding, or ""."""
    found = None if cell.isascii() or cell.startswith("'") else misread(cell)
    # The second half of some letters is no sign that can be printed: à becomes Ã and such a space.
    return _READ_WRONGLY.format(found=printable(found[0]), meant=found[1]) if found else ""


def _and_last(records: Iterator[list[str] | None]) -> Iterator[tuple[list[str] | None, bool]]:
    """Yield each row, and whether it is the last one."""
    end = list[str]()
    for cells, after in pairwise(chain(records, [end])):
        yield cells, after is end


def _records(file: str, text: str, separator: str) -> Iterator[list[str] | None]:
    """Yield the cells of each row, or None for one with a stray quotation mark."""
    # A line ends at \r, \n or both, and nowhere else; inside quotation marks they are kept.
    lines = csv.reader(_lines(file, text, separator), delimiter=separator, strict=True)
    while True:
        try:
            yield from lines
            return
        except csv.Error:
            yield None


def _lines(file: str, text: str, separator: str) -> Iterator[str]:
    for number, line in enumerate(_LINE.finditer(text), start=1):
        words = line[0]
        if len(words) > _MOST_SEPARATORS and words.count(separator) > _MOST_SEPARATORS:
            raise TableError(file, [Fault(None, "", "", _FULL_LINE.format(number=number))])
        yield words


@contextlib.contextmanager
def _long_cells(characters: int) -> Iterator[None]:
    """Lift csv's limit: were it met inside a long note, the note's lines would pass for rows."""
    before = csv.field_size_limit(characters + 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)
