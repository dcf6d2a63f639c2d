"""What pages write as CSV, in a real browser: the same cells as Python writes."""

import csv
import io
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings, strategies as st
from playwright.sync_api import Page

import backcare as bc
from backcare.csv_reader import csv_bytes, csv_number, csv_text, escape_formula

pytestmark = pytest.mark.browser

SCRIPT = Path(bc.__file__).parent / "browser" / "csv.js"
# Half of a surrogate pair reaches a page as something else.
CHARACTERS = [chr(n) for n in range(sys.maxunicode + 1) if not 0xD800 <= n < 0xE000]
SIGNS = "'=+-@\uff1d\uff0b\uff0d\uff20\t\r\n \x0b\x1c\x85\xa0\u2028\ufeffa1\","
cells = st.text(st.sampled_from(SIGNS) | st.characters(exclude_categories=["Cs"]), max_size=8)


@pytest.fixture(scope="module")
def bare(context) -> Page:
    """Open a page with nothing in it but what writes cells."""
    page = context.new_page()
    page.add_script_tag(content=SCRIPT.read_text("utf-8"))
    return page


@pytest.mark.parametrize("form", ["{}", "{}1", "{}=1", " '{}=1"])
def test_every_character_is_a_formula_here_and_there(bare: Page, form: str) -> None:
    """Whatever a cell begins with, page and Python put an apostrophe before the same ones."""
    # The page makes the same texts by itself: sending them there takes a minute.
    there = bare.evaluate(
        """(form) => {
          const changed = [];
          for (let n = 0; n < 0x110000; n++) {
            if (n >= 0xd800 && n < 0xe000) continue;
            const text = form.replace("{}", () => String.fromCodePoint(n));
            if (escapeFormula(text) !== text) changed.push(text);
          }
          return changed;
        }""",
        form,
    )
    texts = (form.format(character) for character in CHARACTERS)
    assert there == [text for text in texts if escape_formula(text) != text]
    assert there


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(cells, min_size=2, max_size=2), max_size=4))
@example(rows=[["=1+1", "'=1"], ["a\nb", 'say "ah"'], ["", ""]])
def test_page_and_python_write_the_same_file(bare: Page, rows: list[list[str]]) -> None:
    """Quotation marks, line ends and apostrophes are the same; what is read back is the text."""
    there = bare.evaluate("(rows) => csvText(rows)", rows)
    safe = [[escape_formula(cell) for cell in row] for row in rows]
    assert list(csv.reader(io.StringIO(there, newline=""))) == safe
    if not any("\r" in cell or "\n" in cell for row in rows for cell in row):
        header, *others = safe or [[]]
        assert there == (csv_text(header, others) if rows else "")


NUMBERS = ["007", "12", "1.5", "$ 5", "6:30 pm", "9" * 16, "1\n"]
WORDS = ["2 March", "MÄRZ 26", "Dec 1, 2026", "True", "\u017fep 1", "ma\u017f 5"]
GARBLED = ["Ã©", "don\xe2€™t", "Ð\u0178Ñ€Ð", "Ð\u0178Ñ€", "CAFÉ…", "“AMANHÃ”", "\ufeffÃ©"]


@pytest.mark.parametrize("text", [*NUMBERS, *WORDS, *GARBLED])
def test_what_a_spreadsheet_would_change_is_the_same_here_and_there(bare: Page, text: str) -> None:
    """Numbers, dates and garbled letters as texts: the same ones have an apostrophe."""
    there = bare.evaluate("(text) => escapeFormula(text)", text)
    assert there == escape_formula(text)


def test_a_file_begins_as_pythons_does(bare: Page) -> None:
    """With the sign by which a spreadsheet knows UTF-8; and no number has three decimals."""
    there = bare.evaluate("() => csvFile([['a', 'é'], [1.125, 0.5]])")
    assert there.encode() == csv_bytes(["a", "é"], [[csv_number(1.125), csv_number(0.5)]])


def test_a_number_is_no_formula(bare: Page) -> None:
    """A minus makes a text a formula, and a number only negative; nothing is an empty cell."""
    assert bare.evaluate("() => [-1, '-1', null, undefined, 0].map(csvCell)") == [
        *("-1", "'-1", "", "", "0"),
    ]
