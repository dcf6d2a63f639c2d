"""What pages write as CSV, in a real browser: the same cells as Python writes."""

import csv
import io
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings, strategies as st
from playwright.sync_api import Page

import backcare as bc
from backcare.csv_reader import csv_text, escape_formula

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


def test_a_number_is_no_formula(bare: Page) -> None:
    """A minus makes a text a formula, and a number only negative; nothing is an empty cell."""
    assert bare.evaluate("() => [-1, '-1', null, undefined, 0].map(csvCell)") == [
        *("-1", "'-1", "", "", "0"),
    ]
