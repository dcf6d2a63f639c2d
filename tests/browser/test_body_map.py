"""The body map as a person uses it: by mouse, by finger, by keys, in the explorer, on a phone."""

import pytest
from axe import axe_faults
from explorer_page import EXPLORER, ExplorerPage, answer, labels
from playwright.sync_api import Locator, expect
from servers import write_notebook
from test_explorer_for_all import CUT_OFF

import backcare as bc

pytestmark = pytest.mark.browser

EXERCISES = bc.load_exercises()
GROUPS = list(labels("muscle_group"))
# Two maps, and what Python knows of the first.
MAPS = """\
import backcare as bc
import ipywidgets as widgets

first, second = bc.BodyMap(), bc.BodyMap(value=["calves"])
told = widgets.Label("nothing")
told.add_class("told")
first.observe(lambda change: setattr(told, "value", " ".join(change["new"])), "value")
widgets.VBox([first, second, told])"""
LOG = """\
import backcare as bc
import pandas as pd

frame = pd.DataFrame({"exercise_id": ["bridging", "walking"], "sets": [3, None],
                      "started_at": pd.Timestamp("2026-03-02 18:30")})
bc.BodyMap(frame=frame)"""
# The middle of the largest square, on a grid of 2 pixels, whose every point belongs to the region.
LARGEST = """region => {
  let best = { size: 0 };
  for (const path of region.querySelectorAll(".bc-touch")) {
    const box = path.getBoundingClientRect();
    const rows = [];
    for (let y = box.top - 4; y < box.bottom + 4; y += 2) {
      const above = rows.at(-1) ?? [];
      const row = [];
      for (let x = box.left - 4, i = 0; x < box.right + 4; x += 2, i += 1) {
        const hit = document.elementFromPoint(x, y)?.closest(".bc-region") === region;
        const side = hit ? 1 + Math.min(above[i] ?? 0, row[i - 1] ?? 0, above[i - 1] ?? 0) : 0;
        row.push(side);
        if (2 * side > best.size) best = { size: 2 * side, x: x - side, y: y - side };
      }
      rows.push(row);
    }
  }
  return best;
}"""


def region(root: Locator, group: str) -> Locator:
    """Find a muscle group on a body."""
    return root.locator(f".bc-region[data-group='{group}']")


def largest(part: Locator) -> dict[str, float]:
    """Measure the largest square of a region that can be pressed, and find its middle."""
    part.locator(".bc-shape").last.scroll_into_view_if_needed()
    return part.evaluate(LARGEST)


def point_at(part: Locator) -> None:
    """Move the mouse on to a region."""
    place = largest(part)
    part.page.mouse.move(place["x"], place["y"])


def press(part: Locator) -> None:
    """Press a region with the mouse."""
    point_at(part)
    part.page.mouse.down()
    part.page.mouse.up()


def open_maps(shell, *cells: str, theme: str = "light") -> Locator:
    """Open a notebook with these cells, and wait for its first map."""
    notebook = write_notebook(shell.server.folder / f"maps-{theme}-{len(cells[0])}.ipynb", *cells)
    shell.open(notebook, theme)
    shell.page.locator(".bc-body svg").first.wait_for()
    return shell.page.locator(".bc-body")


def test_two_maps_by_mouse(shell, shoot):
    """Each map is pressed on its own: it names what is meant, picks and releases, tells Python."""
    maps = open_maps(shell, MAPS)
    first, second, told = maps.nth(0), maps.nth(1), shell.page.locator(".told")
    line, high = first.locator(".bc-body-line"), first.bounding_box()["height"]
    point_at(region(first, "hip_flexors"))
    expect(line).to_have_text("Front of hip: The muscles that lift your knee.")
    assert first.bounding_box()["height"] == high
    press(region(first, "shoulders"))
    press(region(first, "glutes"))
    expect(told).to_have_text("glutes shoulders")
    expect(region(first, "glutes")).to_have_attribute("aria-checked", "true")
    shoot("picked")
    press(region(first, "shoulders"))
    expect(told).to_have_text("glutes")
    shell.page.mouse.move(2, 2)
    expect(line).to_have_text("Picked: Buttocks")
    expect(second.locator("[aria-checked='true']")).to_have_count(1)
    expect(second.locator(".bc-body-line")).to_have_text("Picked: Calves")


def test_by_keys_alone(shell, shoot):
    """Tab comes to the map once; arrows go round it; Space and Enter pick; no key gets out."""
    first = open_maps(shell, MAPS).first
    page, told = shell.page, shell.page.locator(".told")
    region(first, GROUPS[0]).focus()
    page.keyboard.press("ArrowLeft")
    expect(region(first, GROUPS[-1])).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(first.locator(".bc-body-line")).to_have_text(
        "Deep stomach: The muscle that goes round your waist like a belt."
    )
    ring = "node => parseFloat(getComputedStyle(node).strokeWidth)"
    rings = {group: region(first, group).locator(".bc-shape").last for group in GROUPS}
    assert [group for group in GROUPS if rings[group].evaluate(ring) > 4] == ["deep_core"]
    page.keyboard.press("Space")
    expect(told).to_have_text("deep_core")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(told).to_have_text("deep_core lower_back")
    shoot("picked")
    for key in ("d", "d", "0", "0", "x"):
        page.keyboard.press(key)
    page.keyboard.press("Space")
    expect(told).to_have_text("deep_core")
    page.keyboard.press("Tab")
    expect(first.locator(":focus")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(region(first, "lower_back")).to_be_focused()


def test_explorer_follows_the_body_and_its_chips(explore, shoot):
    """What is pressed on the body presses its chip and chooses cards, and the other way round."""
    explorer = explore()
    explorer.clear_gate()
    explorer.press("pain-state", "chronic")
    explorer.open_filters()
    body = explorer.root.locator(".bc-body")
    press(region(body, "glutes"))
    wanted = answer(EXERCISES, {"pain_state": "chronic", "muscle_groups": ["glutes"]})
    assert explorer.settled(wanted) == wanted
    expect(explorer.button("muscles", "glutes")).to_have_attribute("aria-pressed", "true")
    explorer.press("muscles", "abdominals")
    explorer.press("muscles", "glutes")
    wanted = answer(EXERCISES, {"pain_state": "chronic", "muscle_groups": ["abdominals"]})
    assert explorer.settled(wanted) == wanted
    expect(region(body, "abdominals")).to_have_attribute("aria-checked", "true")
    expect(region(body, "glutes")).to_have_attribute("aria-checked", "false")
    shoot("both")


def test_phone(explore, shoot):
    """At 400 pixels the body is a filter; nothing is cut off, and a finger finds each group."""
    explorer = explore()
    explorer.root.page.set_viewport_size({"width": 400, "height": 800})
    explorer.clear_gate()
    body = explorer.root.locator(".bc-body")
    expect(body.locator("svg")).not_to_be_visible()
    explorer.open_filters()
    expect(body.locator("svg")).to_be_visible()
    sizes = {group: largest(region(body, group))["size"] for group in GROUPS}
    shoot("open")
    assert explorer.root.evaluate(CUT_OFF) == []
    assert {group: size for group, size in sizes.items() if size < 24} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_axe_finds_nothing(shell, shoot, theme):
    """Names, roles and contrast are right, with something picked and with a log."""
    maps = open_maps(shell, MAPS, LOG, theme=theme)
    expect(maps).to_have_count(3)
    press(region(maps.first, "cardio"))
    shoot("maps")
    assert [axe_faults(maps.nth(place)) for place in range(3)] == [[], [], []]


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_a_log_is_told_in_words(shell):
    """Each region names its number and level; the legend and the sentence stand below."""
    body = open_maps(shell, LOG).first
    expect(region(body, "glutes")).to_have_attribute("aria-label", "Buttocks: 3 sets, most")
    point_at(region(body, "calves"))
    expect(body.locator(".bc-body-line")).to_have_text("Calves: 0 sets, none")
    expect(body.locator(".bc-levels")).to_contain_text("some: 1.5")
    expect(body.locator(".bc-body-legend")).to_contain_text("most for buttocks (3)")


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_explorers_keep_their_own_bodies(explore):
    """On one page each explorer has its own map."""
    first = explore(EXPLORER, EXPLORER)
    second = ExplorerPage.on(first.root.page, 1)
    first.clear_gate()
    second.clear_gate()
    second.open_filters()
    press(region(second.root, "calves"))
    expect(region(second.root, "calves")).to_have_attribute("aria-checked", "true")
    expect(first.root.locator(".bc-region[aria-checked='true']")).to_have_count(0)
