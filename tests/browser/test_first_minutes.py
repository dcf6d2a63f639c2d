"""The first cell of a notebook in a page: ready, or what to do where widgets cannot be shown."""

import json
import re

import pytest
from playwright.sync_api import expect
from servers import CHECKOUT, write_notebook
from shells import PATIENCE_MS

pytestmark = pytest.mark.browser

FIRST = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))[0]
CELL = next(
    "".join(cell["source"])
    for cell in json.loads(FIRST.read_text("utf-8"))["cells"]
    if cell["cell_type"] == "code"
)


def test_ready_is_said_where_widgets_are_shown(shell):
    """One line; the words for a page without widgets are gone."""
    shell.open(write_notebook(shell.server.folder / "first.ipynb", CELL))
    expect(shell.page.locator(".bc-setup-ready")).to_contain_text("Ready", timeout=PATIENCE_MS)
    expect(shell.page.locator(".bc-setup-late")).to_be_hidden()


def test_a_page_that_cannot_show_widgets_says_what_to_do(lab, shoot):
    """JupyterLab without the part that anywidget brings: the way out stands there, in words."""
    lab.page.route(re.compile("/extensions/anywidget/"), lambda route: route.abort())
    lab.open(write_notebook(lab.server.folder / "first.ipynb", CELL))
    late = lab.page.locator(".bc-setup-late")
    expect(late).to_contain_text("python -m nox -s lab", timeout=PATIENCE_MS)
    lab.page.wait_for_function(
        "node => getComputedStyle(node).visibility === 'visible'", arg=late.element_handle()
    )
    expect(lab.page.locator(".bc-setup-ready")).to_have_count(0)
    shoot("late")


def test_a_kernel_without_backcare_says_what_to_do(lab, shoot):
    """The way out stands in the cell's output, and the cells below do not run."""
    hidden = "import sys; sys.modules['backcare'] = None"
    path = lab.server.folder / "missing.ipynb"
    lab.open(write_notebook(path, hidden, CELL, "print('went on')"))
    said = lab.page.locator(".jp-OutputArea-output").get_by_text("In backcare's folder, run:")
    said.first.wait_for()
    shoot("missing")
    assert lab.page.get_by_text("went on", exact=True).count() == 0
