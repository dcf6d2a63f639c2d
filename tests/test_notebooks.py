"""The shipped notebooks: small cells, prose first, light files, answers that run."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
FOLDED_ANSWER = re.compile(r"<details>.*?```python\n(.*?)```.*?</details>", re.DOTALL)


def cells(notebook: Path, kind: str | None = None) -> list[dict]:
    every = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in every if kind in (None, cell["cell_type"])]


def source(cell: dict) -> str:
    return "".join(cell["source"])


pytestmark = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


def test_no_code_cell_is_longer_than_ten_lines(notebook):
    """One cell, one idea."""
    long = [cell for cell in cells(notebook, "code") if len(source(cell).splitlines()) > 10]
    assert not [source(cell) for cell in long]


def test_prose_stands_before_each_code_cell(notebook):
    """The reader is told what a cell is for before it runs."""
    kinds = [cell["cell_type"] for cell in cells(notebook)]
    assert kinds[0] == "markdown"
    assert ("code", "code") not in set(pairwise(kinds))


def test_a_copy_of_it_needs_no_checkout(notebook):
    """`backcare notebooks` copies it alone: it reads no file beside it, and links to none."""
    assert [cell for cell in cells(notebook, "code") if '".."' in source(cell)] == []
    assert "](../" not in "".join(source(cell) for cell in cells(notebook, "markdown"))


def test_the_safety_line_stands_in_the_first_cell(notebook):
    """Wherever a patient starts to read, it says: education, not medical advice."""
    assert "Education, not medical advice" in source(cells(notebook)[0])


def test_the_file_is_light_and_shows_without_a_kernel(notebook):
    """Saved with its outputs, without widget state, under 500 KB."""
    assert notebook.stat().st_size < 500_000
    assert "widgets" not in json.loads(notebook.read_text(encoding="utf-8"))["metadata"]
    for cell in cells(notebook, "code"):
        for output in cell["outputs"]:
            data = output.get("data", {})
            if "application/vnd.jupyter.widget-view+json" in data:
                assert "text/html" in data, source(cell)


def test_a_page_opens_with_its_app(notebook):
    """*Run All* and one look: what a patient uses comes right after the check, the lesson later."""
    tags = [set(cell["metadata"].get("tags", [])) for cell in cells(notebook, "code")]
    of_page = [place for place, some in enumerate(tags) if some & {"page", "page-setup"}]
    if not of_page:
        pytest.skip("this notebook is no page: it has no app to open with")
    assert len(of_page) > 1
    assert of_page == list(range(len(of_page)))
    assert source(cells(notebook, "code")[0]).endswith("bc.check_setup()")


def test_the_check_takes_no_room(notebook):
    """Its code is folded away, in JupyterLab and in the book, and the prose above says so."""
    place = [cell["cell_type"] for cell in cells(notebook)].index("code")
    before, check = cells(notebook)[place - 1 : place + 1]
    assert check["metadata"]["jupyter"] == {"source_hidden": True}
    assert "hide-input" in check["metadata"]["tags"]
    assert "is folded away:" in source(before)


def test_every_table_is_shown_in_our_style(notebook):
    """Text on the left and whole, numbers rounded: `use_table_style` comes before the first one."""
    shown = [
        "".join(output.get("data", {}).get("text/html", ""))
        for cell in cells(notebook, "code")
        for output in cell["outputs"]
    ]
    tables = [html for html in shown if 'class="dataframe' in html]
    assert tables
    assert [html for html in tables if "mathjax_ignore" not in html] == []
    assert [html for html in tables if "...</td>" in html or "nan</td>" in html.lower()] == []


def test_links_to_a_part_lead_there(notebook):
    """JupyterLab, Voila and the book name a heading by its words, with - for each blank."""
    text = "\n".join(source(cell) for cell in cells(notebook, "markdown"))
    parts = {words.strip().replace(" ", "-") for words in re.findall(r"(?m)^#+ (.+)$", text)}
    assert [link for link in re.findall(r"\]\(#([^)]+)\)", text) if link not in parts] == []


def test_folded_answers_run(notebook, tmp_path, monkeypatch, capsys):
    """Each answer that a class unfolds works after the notebook's own cells."""
    answers = [code for cell in cells(notebook) for code in FOLDED_ANSWER.findall(source(cell))]
    if not answers:
        pytest.skip("this notebook folds no answer away: nothing to run")
    monkeypatch.chdir(notebook.parent)
    monkeypatch.setenv("BACKCARE_LOG", str(tmp_path / "log.db"))
    names: dict = {}
    for code in [source(cell) for cell in cells(notebook, "code")] + answers:
        exec(compile(code, notebook.name, "exec"), names)  # noqa: S102
    capsys.readouterr()
