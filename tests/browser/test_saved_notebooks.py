"""Saved notebooks in viewers with no kernel: nbconvert's page, as nbviewer has it, and a bare one.

The bare one keeps no style and no script, as web views of a repository do.
"""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import BrowserContext, Page
from servers import CHECKOUT
from traitlets.config import Config

import backcare as bc

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))
WAITS = ["model not found", "widget not found", "Loading widget", "Error displaying widget"]
BARE = Config({"HTMLExporter": {"sanitize_html": True}})
# How many outputs of cells there are, those with nothing to see, and pictures that say nothing.
LOOK = """() => {
  const outputs = [...document.querySelectorAll(".jp-OutputArea-child")];
  const sees = (output) => {
    const copy = output.cloneNode(true);
    for (const style of copy.querySelectorAll("style, .jp-OutputPrompt")) style.remove();
    return copy.textContent.trim() || copy.querySelector("img, svg");
  };
  return {
    outputs: outputs.length,
    empty: outputs.filter((output) => !sees(output)).map((output) => output.innerHTML),
    silent: [...document.images].filter((image) => !image.naturalWidth || !image.alt).length,
    text: document.body.textContent,
  };
}"""


@pytest.mark.parametrize("config", [Config(), BARE], ids=["styled", "bare"])
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_output_is_seen_without_a_kernel(
    context: BrowserContext, tmp_path: Path, shoot: Callable, notebook: Path, config: Config
) -> None:
    """Each table, chart and card is there, each picture has words, and no view waits."""
    saved = nbformat.read(notebook, as_version=4)
    viewed = tmp_path / "viewed.html"
    viewed.write_text(HTMLExporter(config=config).from_notebook_node(saved)[0], "utf-8")
    bare = context.browser.new_context(java_script_enabled=False, offline=True)
    page = bare.new_page()
    page.goto(viewed.as_uri())
    shoot("top", page)
    found = page.evaluate(LOOK)
    bare.close()
    outputs = [output for cell in saved.cells for output in cell.get("outputs", [])]
    assert found["outputs"] == len(outputs)
    # Nothing was missing when it was saved, so there is no line about it; and a print may be blank.
    blank = ("<span></span>", "<pre></pre>")
    assert [html for html in found["empty"] if not any(one in html for one in blank)] == []
    assert found["silent"] == 0
    assert [words for words in WAITS if words in found["text"]] == []
    assert "Not running yet: choose Run, Run All Cells." in " ".join(found["text"].split())


def test_a_call_list_can_be_read_on_a_phone(page: Page) -> None:
    """The reason keeps lines of some words; without room, the table goes on to the right."""
    calls = bc.who_to_call(bc.make_group(30), as_of="2025-07-07")
    page.set_viewport_size({"width": 320, "height": 800})
    page.set_content(bc.show_calls(calls, most=3)._repr_html_())
    letter = "(cell) => parseFloat(getComputedStyle(cell).fontSize)"
    for cell in page.locator(".bc-calls td:nth-last-child(2)").all():
        assert cell.bounding_box()["width"] >= 12 * cell.evaluate(letter)
