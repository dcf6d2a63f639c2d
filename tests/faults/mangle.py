"""How a good file is spoilt: by people, by spreadsheets, by disks and by whoever means harm.

Each mangling is a function of its own, of a table's cells, of its text or of its bytes, and takes
its choices from a `random.Random`. `mangle` makes some of them, one after the other: the same seed
spoils the same file in the same way, and `Mangled.how` has their names.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import random
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

Cells = list[list[str]]
Chance = random.Random  # noqa: S311 (no secret)

NASTY = (
    *("", " ", "NA", "nan", "NaN", "inf", "-inf", "1e309", "1e3", "-0", "-1", "0", "11", "201"),
    *(
        "\uff19",
        "\uff11\uff12",
        "\u0663",
        "\u00b2",
        "\u00bd",
        "1,5",
        "1.5",
        "1.",
        ".5",
        "+3",
        "1_0",
    ),
    *("0x10", "1 000", "1\u00a0000", "1,000", "100000", "99999999999999999999", "1/2", "0.1e1"),
    *("=1+1", "'=1", "''=1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "-2+3", "#REF!", "#N/A"),
    *("null", "None", "TRUE", "yes", "ok", "ask", "avoid", "try", "acute", "none", "exercise"),
    *("sit_up", "bridging", "bridgin", "Bridge", "walking", "no_such_exercise", "JUDGEMENT"),
    *("31/02/2026", "03/04/2026", "2026-13-01", "9999-12-31", "0001-01-01", "20260302", "46083"),
    *("2026-03-02T24:00", "2026-03-02T18:30+99:00", "2 Mars 2026", "2026-03-02T18:30:00.5Z"),
    *("x" * 200, "x" * 40_000, "glute|" * 2_000, "word " * 2_500, "|", "a|a|a", "||", "9" * 400),
    *("\0", "half\0a word", "\ufeff", "\u202ereversed", "\x1b[31mred", "a\nb", "a\r\nb\rc", "\r"),
    *(
        '"',
        '""',
        "'",
        ",",
        ";",
        "\t",
        "\x0c",
        "\x85",
        "\u2028",
        "\u00a0",
        "<script>",
        "{{x}}",
        "%s",
    ),
    *("\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}", "e\u0301" * 90, "\N{FLEXED BICEPS}", "\udc80"),
)
NASTY_JSON = (
    *("NaN", "Infinity", "-Infinity", "1e400", "-0.0", "1" * 5_000, "1e-400", "true", "null"),
    *("[]", "{}", '[["x"]]', '{"a": 1}', '"8"', '"\\ud800"', '"\\u0000"', "8.5", "[" * 5_000),
    *('{"a":' * 50_000, '"' + "x" * 40_000 + '"', "0x10", "'x'", "[" * 200_000, '"\\u001b[31m"'),
)


class Mangled(NamedTuple):
    """A spoilt file, and the names of all that was done to it."""

    how: tuple[str, ...]
    content: bytes


def mangle(good: Cells, chance: Chance) -> Mangled:
    """Spoil a table, given as its cells, in one way or in several."""
    chosen = _some([*OF_CELLS, *OF_TEXT, *OF_BYTES], chance)
    cells = _apply(OF_CELLS, chosen, [list(row) for row in good], chance)
    return _spoil(chosen, _csv(cells), chance)


def mangle_json(good: str, chance: Chance) -> Mangled:
    """Spoil a JSON text in one way or in several."""
    chosen = _some([*OF_JSON, *OF_JSON, *OF_TEXT, *OF_BYTES], chance)
    return _spoil(chosen, _apply(OF_JSON, chosen, good, chance), chance)


def cells_of(text: str) -> Cells:
    """Return the cells of a good CSV file."""
    return list(csv.reader(io.StringIO(text, newline="")))


def _some(manglings: Sequence[Callable[..., Any]], chance: Chance) -> list[Callable[..., Any]]:
    return chance.choices(manglings, k=chance.choice([1, 1, 1, 2, 2, 3, 5]))


def _apply(level: Sequence[Any], chosen: Sequence[Any], given: Any, chance: Chance) -> Any:
    for change in chosen:
        if change in level and given:
            given = change(given, chance)
    return given


def _spoil(chosen: Sequence[Callable[..., Any]], text: str, chance: Chance) -> Mangled:
    text = _apply(OF_TEXT, chosen, text, chance)
    content = _apply(OF_BYTES, chosen, text.encode("utf-8", "surrogatepass"), chance)
    return Mangled(tuple(change.__name__ for change in chosen), content)


def _csv(cells: Cells) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(cells)
    return file.getvalue()


# --- cells -----------------------------------------------------------------------------------


def _row(cells: Cells, chance: Chance) -> int:
    """Choose a row, which mostly is not the header."""
    return chance.randrange(min(1, len(cells) - 1), len(cells))


def _place(cells: Cells, chance: Chance) -> tuple[int, int]:
    row = _row(cells, chance)
    return row, chance.randrange(max(1, len(cells[row])))


def _put(cells: Cells, row: int, column: int, value: str) -> None:
    if column < len(cells[row]):
        cells[row][column] = value


def some_nasty_cells(cells: Cells, chance: Chance) -> Cells:
    for _ in range(chance.randint(1, 4)):
        _put(cells, *_place(cells, chance), chance.choice(NASTY))
    return cells


def a_nasty_column(cells: Cells, chance: Chance) -> Cells:
    _, column = _place(cells, chance)
    value = chance.choice(NASTY)
    for row in range(1, len(cells)):
        _put(cells, row, column, value)
    return cells


def cells_exchanged(cells: Cells, chance: Chance) -> Cells:
    (row, column), (other, place) = _place(cells, chance), _place(cells, chance)
    if column < len(cells[row]) and place < len(cells[other]):
        cells[row][column], cells[other][place] = cells[other][place], cells[row][column]
    return cells


def a_cell_of_another_row(cells: Cells, chance: Chance) -> Cells:
    row, column = _place(cells, chance)
    other = cells[_row(cells, chance)]
    _put(cells, row, column, other[column] if column < len(other) else "")
    return cells


def numbers_changed(cells: Cells, chance: Chance) -> Cells:
    factor = chance.choice([-1, 0, 0.5, 10, 1000, 1e308])
    column = _place(cells, chance)[1]
    for row in cells[1:]:
        if (
            column < len(row)
            and re.fullmatch(r"-?[0-9.]{1,9}", row[column])
            and chance.random() < 0.5
        ):
            row[column] = f"{float(row[column].strip('.') or 0) * factor:g}"
    return cells


def dates_in_another_order(cells: Cells, chance: Chance) -> Cells:
    form = chance.choice(["{2}/{1}/{0}", "{1}/{2}/{0}", "{2}.{1}.{0}", "{0}{1}{2}", "{0}-{2}-{1}"])
    return [
        [re.sub(r"^(\d{4})-(\d\d)-(\d\d)", lambda day: form.format(*day.groups()), cell)
         for cell in row]
        for row in cells
    ]  # fmt: skip


def dates_of_another_year(cells: Cells, chance: Chance) -> Cells:
    year = chance.choice(["0000", "1899", "1969", "2027", "2999", "9999", "202", "20266"])
    return [
        [re.sub(r"^\d{4}(?=-)", year, cell) if chance.random() < 0.3 else cell for cell in row]
        for row in cells
    ]


def a_word_misspelt(cells: Cells, chance: Chance) -> Cells:
    row, column = _place(cells, chance)
    if column < len(cells[row]) and len(word := cells[row][column]) > 1:
        at = chance.randrange(len(word))
        cells[row][column] = word[:at] + chance.choice(["", "x", word[at] * 2]) + word[at + 1 :]
    return cells


def a_heading_changed(cells: Cells, chance: Chance) -> Cells:
    at = chance.randrange(max(1, len(cells[0])))
    new = chance.choice([*NASTY, *cells[0], "pain", "date", "note", "exercise", "rating_mild"])
    _put(cells, 0, at, new)
    return cells


def headings_shuffled(cells: Cells, chance: Chance) -> Cells:
    chance.shuffle(cells[0])
    return cells


def headings_in_other_words(cells: Cells, chance: Chance) -> Cells:
    change = chance.choice([str.upper, str.title, lambda name: name.replace("_", " ") + " "])
    cells[0] = [change(name) for name in cells[0]]
    return cells


def columns_shuffled(cells: Cells, chance: Chance) -> Cells:
    order = list(range(len(cells[0])))
    chance.shuffle(order)
    return [[row[place] for place in order if place < len(row)] for row in cells]


def a_column_removed(cells: Cells, chance: Chance) -> Cells:
    at = chance.randrange(max(1, len(cells[0])))
    return [row[:at] + row[at + 1 :] for row in cells]


def a_column_added(cells: Cells, chance: Chance) -> Cells:
    at, heading = chance.randrange(len(cells[0]) + 1), chance.choice(["", "mine", *cells[0]])
    value = chance.choice(["", "1", "mine"])
    return [
        [*row[:at], heading if place == 0 else value, *row[at:]] for place, row in enumerate(cells)
    ]


def a_column_emptied(cells: Cells, chance: Chance) -> Cells:
    _, column = _place(cells, chance)
    for row in range(1, len(cells)):
        _put(cells, row, column, "")
    return cells


def many_columns_added(cells: Cells, chance: Chance) -> Cells:
    count = chance.choice([3, 300, 1_100])
    return [[*row, *[""] * count] for row in cells]


def a_row_emptied(cells: Cells, chance: Chance) -> Cells:
    row = _row(cells, chance)
    cells[row] = [""] * len(cells[row])
    return cells


def a_row_removed(cells: Cells, chance: Chance) -> Cells:
    del cells[_row(cells, chance)]
    return cells


def rows_removed(cells: Cells, chance: Chance) -> Cells:
    return cells[: chance.randint(1, len(cells))]


def a_row_doubled(cells: Cells, chance: Chance) -> Cells:
    row = _row(cells, chance)
    cells.insert(_row(cells, chance), list(cells[row]))
    return cells


def rows_doubled(cells: Cells, chance: Chance) -> Cells:
    return cells + [list(row) for row in cells[1:] * chance.choice([1, 3])]


def rows_shuffled(cells: Cells, chance: Chance) -> Cells:
    below = cells[1:]
    chance.shuffle(below)
    return [cells[0], *below]


def a_row_too_short(cells: Cells, chance: Chance) -> Cells:
    row = _row(cells, chance)
    cells[row] = cells[row][: chance.randrange(len(cells[row]) + 1)]
    return cells


def a_row_too_long(cells: Cells, chance: Chance) -> Cells:
    cells[_row(cells, chance)] += chance.choice([[""], ["x"], ["", "x"], ["x"] * 2_000])
    return cells


def no_header(cells: Cells, _: Chance) -> Cells:
    return cells[1:]


def the_header_again(cells: Cells, chance: Chance) -> Cells:
    cells.insert(_row(cells, chance), list(cells[0]))
    return cells


def a_title_above(cells: Cells, chance: Chance) -> Cells:
    return [["My back", *[""] * chance.choice([0, 3])], *cells]


# --- text ------------------------------------------------------------------------------------


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def another_separator(text: str, chance: Chance) -> str:
    return text.replace(",", chance.choice(";\t|:"))


def other_line_ends(text: str, chance: Chance) -> str:
    ends = chance.choice([["\n"], ["\r"], ["\r\n", "\n", "\r"], ["\r\r\n"], ["\n\n"], ["\u2028"]])
    return re.sub(r"\r\n|\r|\n", lambda _: chance.choice(ends), text)


def lines_joined(text: str, chance: Chance) -> str:
    lines = _lines(text)
    at = chance.randrange(len(lines))
    lines[at] = lines[at].rstrip("\r\n")
    return "".join(lines)


def lines_exchanged(text: str, chance: Chance) -> str:
    lines = _lines(text)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "".join(lines)


def a_line_doubled(text: str, chance: Chance) -> str:
    lines = _lines(text)
    at = chance.randrange(len(lines))
    return "".join([*lines[: at + 1], *lines[at:]])


def a_line_lost(text: str, chance: Chance) -> str:
    lines = _lines(text)
    del lines[chance.randrange(len(lines))]
    return "".join(lines)


def blank_lines(text: str, chance: Chance) -> str:
    lines = _lines(text)
    lines.insert(
        chance.randrange(len(lines) + 1), chance.choice(["\n", " \n", ",,,\n", "\n" * 999])
    )
    return "".join(lines)


def a_quote_opened(text: str, chance: Chance) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(['"', ',"', "'", "\u201c"]) + text[at:]


def quotes_lost(text: str, _: Chance) -> str:
    return text.replace('"', "")


def cells_quoted_again(text: str, _: Chance) -> str:
    return "".join('"' + line.rstrip("\r\n").replace('"', '""') + '"\r\n' for line in _lines(text))


def a_separator_named(text: str, chance: Chance) -> str:
    return chance.choice(["sep=,\r\n", "sep=;\n", "SEP=,\n", "sep=\n"]) + text


def the_file_twice(text: str, chance: Chance) -> str:
    return text + chance.choice(["", "\n", "\ufeff"]) + text


def text_cut_off(text: str, chance: Chance) -> str:
    return text[: chance.randrange(len(text))]


def a_line_end_lost(text: str, _: Chance) -> str:
    return text.rstrip("\r\n")


def signs_put_in(text: str, chance: Chance) -> str:
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(text) + 1)
        text = (
            text[:at]
            + chance.choice(["\0", "\ufeff", "\u202e", "\x1b[2J", "\x07", "\xa0", "\t"])
            + text[at:]
        )
    return text


def figures_of_another_script(text: str, chance: Chance) -> str:
    zero = chance.choice([0xFF10, 0x0660, 0x0966])
    return re.sub(
        "[0-9]", lambda one: chr(zero + int(one[0])) if chance.random() < 0.1 else one[0], text
    )


def typed_by_a_word_processor(text: str, _: Chance) -> str:
    return text.replace("-", "\u2013").replace("'", "\u2019").replace('"', "\u201d")


# --- bytes -----------------------------------------------------------------------------------


def bits_flipped(content: bytes, chance: Chance) -> bytes:
    spoilt = bytearray(content)
    for _ in range(chance.choice([1, 1, 3, 30])):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def bytes_lost(content: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.choice([1, 2, 7, 60, 999]) :]


def bytes_doubled(content: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(content))
    return content[: at + chance.choice([1, 9, 99])] + content[at:]


def bytes_put_in(content: bytes, chance: Chance) -> bytes:
    scraps = [b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\xe2\x82", b"\x81", b"\n", b"\r"]
    at = chance.randrange(len(content) + 1)
    scrap = chance.choice([*scraps, chance.randbytes(6)])
    return content[:at] + scrap + content[at:]


def a_block_of_zeros(content: bytes, chance: Chance) -> bytes:
    at, length = chance.randrange(len(content)), chance.choice([1, 64, 512])
    return content[:at] + bytes(length) + content[at + length :]


def bytes_cut_off(content: bytes, chance: Chance) -> bytes:
    return content[: chance.randrange(len(content))]


def another_encoding(content: bytes, chance: Chance) -> bytes:
    names = [
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "latin-1",
        "cp1252",
        "utf-7",
        "utf-8-sig",
    ]
    return content.decode("utf-8", "replace").encode(chance.choice(names), "replace")


def a_byte_order_mark(content: bytes, chance: Chance) -> bytes:
    marks = [codecs.BOM_UTF8, codecs.BOM_UTF8 * 2, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE]
    return chance.choice([*marks, b"PK\x03\x04", b"\x1f\x8b"]) + content


def decoded_wrongly(content: bytes, _: Chance) -> bytes:
    return content.decode("latin-1").encode()


# --- JSON ------------------------------------------------------------------------------------


def _values(text: str) -> list[re.Match[str]]:
    return list(re.finditer(r'(?<=": )("(?:[^"\\]|\\.)*"|[^,\]}\n]+)', text))


def a_nasty_value(text: str, chance: Chance) -> str:
    found = _values(text)
    if not found:
        return text
    start, end = chance.choice(found).span()
    nasty = [*NASTY_JSON, *(json.dumps(value) for value in NASTY)]
    return text[:start] + chance.choice(nasty) + text[end:]


def a_value_of_another_key(text: str, chance: Chance) -> str:
    found = _values(text)
    if not found:
        return text
    start, end = chance.choice(found).span()
    return text[:start] + chance.choice(found)[0] + text[end:]


def a_key_changed(text: str, chance: Chance) -> str:
    keys = re.findall(r'"[a-z_]+"(?=:)', text)
    if not keys:
        return text
    new = chance.choice([*keys, '"x"', '""', '"\\n"', '"' + "k" * 40_000 + '"'])
    return text.replace(chance.choice(keys), new, chance.choice([1, -1]))


def wrapped_in_another_value(text: str, chance: Chance) -> str:
    before, after = chance.choice([("[", "]"), ('{"plan": ', "}"), ("[" * 100_000, ""), ("", "x")])
    return before + text + after


OF_CELLS = (
    *(some_nasty_cells, some_nasty_cells, a_nasty_column, cells_exchanged, a_cell_of_another_row),
    *(numbers_changed, dates_in_another_order, dates_of_another_year, a_word_misspelt),
    *(a_heading_changed, headings_shuffled, headings_in_other_words, columns_shuffled),
    *(a_column_removed, a_column_added, a_column_emptied, many_columns_added, a_row_emptied),
    *(a_row_removed, rows_removed, a_row_doubled, rows_doubled, rows_shuffled, a_row_too_short),
    *(a_row_too_long, no_header, the_header_again, a_title_above),
)
OF_TEXT = (
    *(another_separator, other_line_ends, lines_joined, lines_exchanged, a_line_doubled),
    *(a_line_lost, blank_lines, a_quote_opened, quotes_lost, cells_quoted_again),
    *(a_separator_named, the_file_twice, text_cut_off, a_line_end_lost, signs_put_in),
    *(figures_of_another_script, typed_by_a_word_processor),
)
OF_BYTES = (
    *(bits_flipped, bytes_lost, bytes_doubled, bytes_put_in, a_block_of_zeros, bytes_cut_off),
    *(another_encoding, a_byte_order_mark, decoded_wrongly),
)
OF_JSON = (a_nasty_value, a_value_of_another_key, a_key_changed, wrapped_in_another_value)
