"""Tables in a notebook: whole text on the left, rounded numbers on the right, nothing as markup."""

import re

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import backcare as bc
from backcare.widgets import table_style
from backcare.widgets.table_style import table_html

DASH = "\N{EN DASH}"


def cells(html: str, place: int) -> list[str]:
    """List what the cells of a column show."""
    return re.findall(rf'<td class="data row\d+ col{place}" >(.*?)</td>', html)


def look(html: str, place: int) -> str:
    """Give the style that the cells of a column, and its title, have of their own."""
    found = re.search(rf"#T_\w+ \.col{place} {{\n  (.*?);\n}}", html)
    return found[1] if found else ""


def test_text_is_whole() -> None:
    """No sentence is cut, however long, and it has room to be read in."""
    sentence = "Ease off, " * 40
    html = table_html(pd.DataFrame({"text": [sentence]}))
    assert cells(html, 0) == [sentence]
    assert look(html, 0) == "min-width: 12em"
    assert re.search(r"#T_\w+  td {\n  text-align: left;", html)


def test_numbers_are_rounded_to_what_the_column_needs() -> None:
    """Two decimals at most, the same in a whole column, on the right; what is missing is a dash."""
    frame = pd.DataFrame({"mean": [1.23456, 2, None], "count": [3.0, 4.0, None], "half": 0.5})
    html = table_html(frame.assign(reps=pd.array([8, None, 12], "Int64"), done=[True, False, True]))
    assert cells(html, 0) == ["1.23", "2.00", DASH]
    assert cells(html, 1) == ["3", "4", DASH]
    assert cells(html, 2) == ["0.5"] * 3
    assert cells(html, 3) == ["8", DASH, "12"]
    assert cells(html, 4) == ["True", "False", "True"]
    assert [look(html, place) for place in range(5)] == ["text-align: right"] * 4 + [""]


def test_days_and_times_are_short() -> None:
    """A column of days has no midnights; times have no seconds, and say their zone."""
    days = pd.to_datetime(["2026-03-02", "2026-03-04"])
    times = pd.to_datetime(["2026-03-02 18:30:05", None]).tz_localize("Europe/Berlin")
    html = table_html(pd.DataFrame({"at": times}, index=days))
    assert re.findall(r'row_heading level0 row\d" >(.*?)<', html) == ["2026-03-02", "2026-03-04"]
    assert cells(html, 0) == ["2026-03-02 18:30 CET", DASH]


def test_a_cell_of_many_kinds() -> None:
    """A row turned on its side holds numbers and text: each is written as it would be alone."""
    html = table_html(pd.DataFrame({"bridging": [8, 2.5, 192.0, "glutes", None]}, dtype="object"))
    assert cells(html, 0) == ["8", "2.5", "192", "glutes", DASH]


def test_nothing_is_taken_for_markup() -> None:
    """What stands in cells, titles, names and keys is shown as it was typed."""
    hostile = "<img src=x onerror=alert(1)>"
    frame = pd.DataFrame({hostile: [hostile]}, index=[hostile])
    html = table_html(frame.rename_axis(index=hostile, columns=hostile))
    assert "<img" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 5


def test_a_long_table_says_how_long_it_is() -> None:
    """As with pandas itself, a notebook does not get thousands of rows."""
    long = pd.DataFrame({name: range(500) for name in "abc"})
    with pd.option_context(
        "display.max_rows", 60, "display.min_rows", 10, "display.max_columns", 2
    ):
        html = table_html(long)
    assert len(cells(html, 0)) == 10
    assert "col2" not in html
    assert html.endswith("<p>Shown: 10 of 500 rows, 2 of 3 columns.</p>")


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(),
        pd.DataFrame([[1, 2.5]], columns=["a", "a"]),
        pd.DataFrame({"a": [1, 2]}, index=["x", "x"]),
        pd.DataFrame({"a": [1.0]}, index=pd.MultiIndex.from_tuples([("P1", 3)], names=["p", None])),
        bc.load_exercises(),
    ],
)
def test_any_table_is_shown(frame: pd.DataFrame) -> None:
    """Empty, with a title or a key twice, with two keys, or wide; the same table the same way."""
    before = frame.copy()
    assert table_html(frame) == table_html(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_it_is_for_this_notebook_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """From then on a table is shown like this, as text it stays pandas', and options stay."""
    shell = InteractiveShell()
    monkeypatch.setattr(table_style, "get_ipython", lambda: shell)
    frame = pd.DataFrame({"mean": [1.23456]})
    width = pd.get_option("display.max_colwidth")
    bc.use_table_style()
    data, _ = shell.display_formatter.format(frame)
    assert data["text/html"] == table_html(frame)
    assert data["text/plain"] == repr(frame)
    assert pd.get_option("display.max_colwidth") == width


def test_outside_of_a_notebook_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that has the line in it runs."""
    monkeypatch.setattr(table_style, "get_ipython", lambda: None)
    bc.use_table_style()
