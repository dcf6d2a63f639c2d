"""Every notebook as a reader opens it in JupyterLab, and runs it from top to bottom."""

from pathlib import Path

import nbformat
import pytest
from servers import CHECKOUT
from shells import Lab

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))
# What every code cell has come to: its place among the runs, and what went wrong.
RAN = """() => jupyterapp.shell.currentWidget.content.widgets
  .map((cell) => cell.model.toJSON())
  .filter((cell) => cell.cell_type === "code")
  .map((cell) => ({
    count: cell.execution_count,
    wrong: cell.outputs
      .filter((one) => one.output_type === "error" || one.name === "stderr")
      .map((one) => one.evalue ?? String(one.text)),
  }))"""


def copied(notebook: Path, folder: Path) -> tuple[Path, int]:
    """Copy a notebook without its outputs, and nothing beside it; count its code cells."""
    fresh = nbformat.read(notebook, as_version=4)
    code = [cell for cell in fresh.cells if cell.cell_type == "code"]
    for cell in code:
        cell.outputs, cell.execution_count = [], None
    nbformat.write(fresh, folder / notebook.name)
    return folder / notebook.name, len(code)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_top_to_bottom(lab: Lab, notebook: Path) -> None:
    """Each cell runs once, in order, and none has an error or a warning to tell."""
    copy, cells = copied(notebook, lab.server.folder)
    lab.open(copy)
    ran = lab.page.evaluate(RAN)
    assert [cell["wrong"] for cell in ran if cell["wrong"]] == []
    assert [cell["count"] for cell in ran] == list(range(1, cells + 1))
    assert lab.page.get_by_text("Error displaying widget").count() == 0
