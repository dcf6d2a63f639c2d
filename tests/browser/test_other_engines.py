"""The patient's path in the other browsers people have: Firefox, and WebKit, Safari's engine."""

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from engines import Engine
from servers import serving_pages

import backcare as bc
from backcare.site.serve import serve_folder

pytestmark = [pytest.mark.browser, pytest.mark.engines]

# How many pictures are on screen, with something in them.
PICTURES = """(selector) => [...document.querySelectorAll(selector)].filter((picture) => {
  const shapes = [...picture.querySelectorAll("path, circle, use")];
  return shapes.filter((one) => one.getBoundingClientRect().width > 2).length > 5;
}).length"""
# Seconds that are left on the player's clock.
LEFT = """() => document.querySelector("[role=timer]").textContent.split(":")
  .reduce((sum, part) => 60 * sum + Number(part), 0)"""
LESS = f"(before) => ({LEFT})() < before"
FORWARD = "(ms) => { const now = Date.now; Date.now = () => now() + ms; }"
# What is wider than the window, or has scrolled where nobody can scroll it back.
LOST = """() => [...document.querySelectorAll("html, body *")]
  .filter((node) => node.scrollTop && getComputedStyle(node).overflowY === "hidden"
    || node.localName === "html" && node.scrollWidth > innerWidth)
  .map((node) => `${node.localName}.${node.className}: ${node.scrollTop}, ${node.scrollWidth}`)"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Run the pages; give the address of the first, and where the log will be."""
    # Each page has the kernel that is started for it: those that wait for visitors cost as much.
    with serving_pages(
        tmp_path_factory.mktemp("pages"), "--no-browser", "--preheat_kernel=False"
    ) as (address, program):
        yield address, Path(program.environ()["BACKCARE_LOG"])


@pytest.fixture
def person(served: tuple[str, Path]) -> Iterator[tuple[str, Path]]:
    """Give somebody who has no log yet the address; what they leave is not for the next."""
    yield served
    for file in served[1].parent.glob(f"{served[1].name}*"):
        file.unlink()


def test_from_the_first_question_to_progress(
    engine: Engine, person: tuple[str, Path], picture: Callable[[str], Path]
) -> None:
    """Exercises are explored, a plan is made and played, and what was done shows as progress."""

    def looks_right(word: str, pictures: str = "", many: int = 1) -> None:
        """Wait until the pictures are there; nothing of the page may be where nobody sees it."""
        if pictures:
            engine.until(f"(selector, many) => ({PICTURES})(selector) >= many", pictures, many)
        engine.shoot(picture(word))
        assert engine.run(LOST) == []

    start, path = person
    engine.resize(400, 900)
    engine.open(start)
    looks_right("start", ".bcp-picture svg")
    engine.press("", "nav a[href$='01_explore_exercises.ipynb']")
    engine.shows(".bc-explorer .bc-gate")
    assert engine.run(PICTURES, "article.bc-card svg") == 0
    engine.press("None of these applies to me")
    engine.press("Long-lasting pain")
    looks_right("explorer", "article.bc-card svg", many=5)

    engine.press("", "nav a[href$='02_do_a_session.ipynb']")
    engine.press("Long-lasting pain", ".bc-planner button")
    looks_right("plan", ".bc-plan li svg", many=3)
    engine.press("Do this plan", ".bc-planner button")
    engine.press("2", ".bc-felt-before label")
    looks_right("before")
    engine.press("Start", ".bc-start")
    engine.shows(".bc-phase", "Get ready")
    looks_right("player", ".bc-figure-box svg")
    engine.until(LESS, engine.run(LEFT))
    # A page that has slept for longer than this does not go on by itself.
    engine.run(FORWARD, 60_000)
    engine.until("() => parseInt(document.querySelector('.bc-count').textContent) > 1")
    engine.press("It hurts")
    engine.shows(".bc-hurt legend")
    looks_right("hurts")
    engine.press("Back to the session")
    engine.press("Finish for today", ".bc-bar button")
    engine.press("1", ".bc-felt-after label")
    looks_right("after")
    engine.press("Save")
    engine.shows(".bc-end .bc-said", "Saved.")
    looks_right("saved")
    engine.press("See my progress")
    engine.shows(".bc-dashboard .bc-week", "1")
    looks_right("progress", ".bc-chart svg")
    with bc.SessionLog(path) as log:
        (session,) = log.sessions()
    assert (session.pain_before, session.pain_after) == (2, 1)
    assert session.entries


def test_the_page_without_python(
    engine: Engine, picture: Callable[[str], Path], tmp_path: Path
) -> None:
    """Cards, a plan, a session that is kept over a reload, and how it went; nothing is cut off."""
    folder = bc.write_site(tmp_path / "site").parent
    heard: queue.Queue[str] = queue.Queue()
    threading.Thread(
        target=serve_folder, args=(folder,), kwargs={"say": heard.put}, daemon=True
    ).start()
    start = heard.get(timeout=20)
    engine.resize(400, 900)
    engine.open(start)
    engine.shows("[data-view=exercises] .bc-gate", "First, a short safety check")
    engine.press("None of these applies to me")
    engine.press("Long-lasting pain", "[data-view=exercises] button")
    engine.until(f"(selector) => ({PICTURES})(selector) >= 5", "article.bc-card svg")
    engine.shoot(picture("cards"))
    assert engine.run(LOST) == []
    engine.press("Session", "nav a")
    engine.press("Long-lasting pain", "[data-view=session] button")
    engine.shows(".bc-plan li")
    engine.press("Do this plan", "[data-view=session] button")
    engine.press("2", ".bc-felt-before label")
    engine.press("Start", ".bc-start")
    engine.shows(".bc-phase", "Get ready")
    engine.until(f"(selector) => ({PICTURES})(selector) >= 1", ".bc-figure-box svg")
    engine.shoot(picture("player"))
    engine.until(LESS, engine.run(LEFT))
    engine.run(FORWARD, 60_000)
    engine.until("() => parseInt(document.querySelector('.bc-count').textContent) > 1")
    engine.press("Finish for today", ".bc-bar button")
    engine.press("1", ".bc-felt-after label")
    engine.press("Save")
    engine.shows(".bc-end .bc-said", "Saved.")
    engine.open(f"{start}?again#progress")
    engine.shows("[data-view=progress]", "This week: 1 of 3 sessions.")
    engine.until("() => document.querySelectorAll('.bc-weeks').length === 2")
    engine.shoot(picture("progress"))
    assert engine.run(LOST) == []
