"""The explorer for everybody: by keyboard, on a phone, in the dark, read out, with no kernel."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from axe import axe_faults
from explorer_page import EXPLORER, ExplorerPage, answer
from nbconvert import HTMLExporter
from playwright.sync_api import BrowserContext, Locator, Page, expect
from servers import write_notebook

import backcare as bc

pytestmark = pytest.mark.browser

EXERCISES = bc.load_exercises()
FLAGS = bc.load_red_flags().query("asked")

# Names what sticks out of the explorer to the left or right, or is cut off inside it.
CUT_OFF = """root => {
  const outer = root.getBoundingClientRect();
  const unseen = (node) => node.closest(".bc-unseen") || !node.getClientRects().length;
  // Code scrolls, and a picture is a window on its scene.
  const scrolls = (node) => node.closest("pre") !== null || node.ownerSVGElement;
  const sticksOut = (box) => box.left < outer.left - 1 || box.right > outer.right + 1;
  const cut = (node) => ["hidden", "clip"].includes(getComputedStyle(node).overflowX)
    && node.scrollWidth > node.clientWidth + 1;
  return [root, ...root.querySelectorAll("*")]
    .filter((node) => !unseen(node) && !scrolls(node))
    .filter((node) => sticksOut(node.getBoundingClientRect()) || cut(node))
    .map((node) => `${node.tagName}.${node.className}: ${node.textContent.slice(0, 40)}`);
}"""
OPEN_FOLDS = """root => {
  for (const fold of root.querySelectorAll("details")) fold.open = true;
}"""


def faults(explorer: ExplorerPage) -> list[str]:
    """Ask axe-core what is wrong inside the explorer."""
    return axe_faults(explorer.root)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(explore, shoot, theme):
    """Names, roles and contrast are right: at the gate, with a tick, and with every fold open."""
    explorer = explore(theme=theme)
    assert faults(explorer) == []
    shoot("gate")
    explorer.tick(FLAGS.index[0])
    explorer.gate.get_by_role("alert").get_by_text(FLAGS["action"].iloc[0]).wait_for()
    assert faults(explorer) == []
    shoot("ticked")
    explorer.tick(FLAGS.index[0])
    explorer.clear_gate()
    for state in ("none", "acute"):
        explorer.press("pain-state", state)
        wanted = answer(EXERCISES, {"pain_state": state})
        assert explorer.settled(wanted) == wanted
        shoot(state)
        explorer.root.evaluate(OPEN_FOLDS)
        assert faults(explorer) == []


def test_phone_cuts_nothing_off(explore, shoot):
    """At 400 pixels nothing sticks out, nothing is cut, and nobody scrolls sideways."""
    explorer = explore()
    page = explorer.root.page
    page.set_viewport_size({"width": 400, "height": 800})
    assert explorer.root.evaluate(CUT_OFF) == []
    shoot("gate")
    explorer.clear_gate()
    explorer.press("pain-state", "chronic")
    wanted = answer(EXERCISES, {"pain_state": "chronic"})
    assert explorer.settled(wanted) == wanted
    shoot("controls")
    explorer.root.evaluate(OPEN_FOLDS)
    assert explorer.root.evaluate(CUT_OFF) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    explorer.cards.first.scroll_into_view_if_needed()
    shoot("card")


class Keys:
    """A keyboard, and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, target: Locator) -> None:
        """Go on with Tab until the target has the focus."""
        for _ in range(80):
            if target.evaluate("node => node === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"Tab never came to {target}")


def test_keyboard_alone_is_enough(explore, shoot):
    """From the gate to a fold of a card with Tab, Space, the arrows and Enter."""
    explorer = explore()
    root, keys = explorer.root, Keys(explorer.root.page)
    box = root.locator("input[data-flag-id]").first
    box.focus()
    keys.press("Space")
    explorer.gate.get_by_role("alert").get_by_text(FLAGS["action"].iloc[0]).wait_for()
    keys.press("Space")
    keys.tab_to(root.locator(".bc-gate-none"))
    keys.press("Enter")
    keys.tab_to(explorer.button("pain-state", "chronic"))
    keys.press("Enter")
    wanted = answer(EXERCISES, {"pain_state": "chronic"})
    assert explorer.settled(wanted) == wanted
    assert root.get_by_role("status").filter(has_text="that may suit you").count() == 1
    filters = root.locator(".bc-opens")
    keys.tab_to(filters)
    keys.press("Space")
    assert filters.get_attribute("aria-expanded") == "true"
    keys.tab_to(explorer.button("muscles", "glutes"))
    keys.press("Space")
    keys.tab_to(root.locator(".bc-position select"))
    keys.press("ArrowDown", "Enter")
    choices = {"pain_state": "chronic", "muscle_groups": ["glutes"], "position": "on_back"}
    wanted = answer(EXERCISES, choices)
    assert explorer.settled(wanted) == wanted
    keys.tab_to(explorer.button("equipment", "Nothing"))
    keys.press("Space", "Space")
    keys.tab_to(root.locator(".bc-search input"))
    keys.page.keyboard.type("bri")
    wanted = answer(EXERCISES, choices, "bri")
    assert explorer.settled(wanted) == wanted
    shoot("found")
    expect(filters).to_have_text("Filters (3)")
    steps = root.locator("article.bc-card:not([hidden]) details.bc-card-how")
    keys.tab_to(steps.locator("> summary"))
    keys.press("Enter")
    assert steps.get_attribute("open") == ""
    expect(steps.locator("ol")).to_be_visible()
    keys.press("Space")
    assert steps.get_attribute("open") is None
    fold = root.locator("details.bc-pandas")
    if explorer.root.page.evaluate("'voila' in document.body.dataset"):
        expect(fold).not_to_be_visible()
        return
    keys.tab_to(fold.locator("> summary"))
    keys.press("Enter")
    fold.locator("code").get_by_text("filter_exercises").wait_for()


def test_saved_notebook_shows_the_cards_without_a_kernel(lab, context, tmp_path, shoot):
    """A viewer with no kernel and no script still has the warning signs and every card."""
    notebook = write_notebook(lab.server.folder / "saved.ipynb", EXPLORER)
    lab.open(notebook)
    ExplorerPage.on(lab.page)
    lab.run("docmanager:save")
    saved = nbformat.read(notebook, as_version=4)
    saved.metadata.pop("widgets", None)
    viewed = tmp_path / "saved.html"
    viewed.write_text(HTMLExporter().from_notebook_node(saved)[0], "utf-8")
    check_static(context, viewed, shoot)


def check_static(context: BrowserContext, viewed: Path, shoot: Callable[..., None]) -> None:
    """Look at the file in a Chromium that runs no script."""
    asked: list[str] = []
    bare = context.browser.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(viewed.as_uri())
    explorer = ExplorerPage.on(page)
    shoot("gate", page)
    explorer.cards.first.scroll_into_view_if_needed()
    shoot("cards", page)
    names = explorer.cards.locator("h3").all_inner_texts()
    assert names == list(EXERCISES["name"])
    assert all(explorer.cards.nth(i).is_visible() for i in range(len(names)))
    assert all(text in explorer.gate.inner_text() for text in FLAGS["text"])
    assert explorer.root.locator("script").count() == 0
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    bare.close()
