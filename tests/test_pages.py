"""The patient's pages: which notebooks they are, and that their cells stand on their own."""

import json
from pathlib import Path

import pytest
from ipywidgets import Widget

from backcare.pages import Page, find_pages

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
TAGS = {"page", "page-setup"}


def cells(file: str) -> list[dict]:
    return json.loads((NOTEBOOKS / file).read_text("utf-8"))["cells"]


def tags(cell: dict) -> set[str]:
    return TAGS.intersection(cell["metadata"].get("tags", []))


def tagged(file: str, tag: str) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(file) if tag in tags(cell)]


each_page = pytest.mark.parametrize("page", find_pages(NOTEBOOKS), ids=lambda page: page.file)


def test_notebooks_with_tags_are_the_pages() -> None:
    """A notebook with a tagged cell says in its metadata that it is a page, and no other does."""
    files = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    assert [page.file for page in find_pages(NOTEBOOKS)] == [
        file for file in files if any(map(tags, cells(file)))
    ]


@each_page
def test_a_page_begins_with_heading_and_safety(page: Page) -> None:
    """Nobody comes to an app past its safety line; links have a name of their own, and a why."""
    first = cells(page.file)[0]
    assert tags(first) == {"page"}
    assert "".join(first["source"]).startswith("# ")
    assert "> **Education, not medical advice.**" in "".join(first["source"])
    assert page.title != Path(page.file).stem
    assert page.about.endswith(".")


@each_page
def test_a_page_runs_without_its_lesson(page: Page, tmp_path, monkeypatch, capsys) -> None:
    """The tagged cells need nothing from the others, and what is shown is an app."""
    monkeypatch.chdir(NOTEBOOKS)
    monkeypatch.setenv("BACKCARE_LOG", str(tmp_path / "log.db"))
    names: dict = {}
    for cell in cells(page.file):
        if cell["cell_type"] == "code" and tags(cell):
            exec("".join(cell["source"]), names)  # noqa: S102
    capsys.readouterr()
    last = tagged(page.file, "page")[-1].splitlines()[-1]
    assert isinstance(eval(last, names), Widget)  # noqa: S307


def test_other_files_are_no_pages(tmp_path: Path) -> None:
    """A torn notebook, one of somebody else's, a folder: passed over, and the rest is found."""
    page = {"metadata": {"backcare": {"page": "Rest."}}, "cells": []}
    texts = {"a.ipynb": '{"metadata": {"ba', "b.ipynb": "[]", "c.ipynb": '{"metadata": {}}'}
    for name, text in {**texts, "d.ipynb": json.dumps(page), "e.txt": json.dumps(page)}.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "f.ipynb").mkdir()
    assert find_pages(tmp_path) == [Page("d.ipynb", "d", "Rest.")]
