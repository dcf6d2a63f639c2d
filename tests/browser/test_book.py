"""The book, opened from the disk with the network off: every page, link, picture and card."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit
from urllib.request import url2pathname

import pytest
from axe import axe_faults
from playwright.sync_api import BrowserContext, Page, expect
from servers import CHECKOUT

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))
# It has tests of its own, and its links are to parts that it shows in turn.
FOR_PATIENTS = "exercises.html"
# All that a page leads to and shows.
LOOK = """() => {
  const shows = (cell) => {
    const copy = cell.cloneNode(true);
    for (const style of copy.querySelectorAll("style")) style.remove();
    return copy.textContent.trim() || copy.querySelector("img, svg");
  };
  const broken = (image) => !image.naturalWidth || !image.alt;
  const empty = (cell) => cell.getBoundingClientRect().height < 10 || !shows(cell);
  return {
    links: [...document.querySelectorAll("a[href]")].map((link) => link.href),
    ids: [...document.querySelectorAll("[id]")].map((node) => node.id),
    text: document.body.innerText,
    broken: [...document.images].filter(broken).map((image) => image.src.slice(0, 100)),
    empty: [...document.querySelectorAll(".cell_output")].filter(empty)
      .map((cell) => cell.outerHTML.slice(0, 200)),
  };
}"""
# Waits until the colours of the other theme are there: some change little by little.
CHANGED = """() => Promise.allSettled(document.getAnimations()
  .filter((one) => one instanceof CSSTransition).map((one) => one.finished))"""
SERIOUS = ["critical", "serious"]
NO_KERNEL = ["model not found", "widget not found", "Loading widget", "Error displaying widget"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the book as `python -m nox -s docs` does; a warning is a failure."""
    folder = tmp_path_factory.mktemp("book")
    command = [sys.executable, str(CHECKOUT / "docs/make_book.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def context(context: BrowserContext) -> BrowserContext:
    """Take the network away."""
    context.set_offline(True)
    return context


def walk(page: Page, book: Path) -> Iterator[tuple[Path, dict]]:
    """Open the first page and every page that links lead to, and say what is on each."""
    waiting, seen = [book / "index.html"], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        page.goto(path.as_uri())
        found = page.evaluate(LOOK)
        yield path, found
        targets = {to_file(urldefrag(link)[0]) for link in found["links"] if is_inside(link)}
        targets -= {book / FOR_PATIENTS}
        waiting += [target for target in targets if target.suffix == ".html" and target.is_file()]


def is_inside(link: str) -> bool:
    """Tell a link inside the book from one to somewhere else."""
    return urlsplit(link).scheme == "file"


def to_file(address: str) -> Path:
    """Give the file of an address."""
    return Path(url2pathname(urlsplit(address).path))


def test_no_link_and_no_picture_is_broken(page: Page, book: Path, shoot: Callable) -> None:
    """Each link inside leads to a file, and to a place in it; no page is left unlinked."""
    pages = dict(walk(page, book))
    broken = []
    for path, found in pages.items():
        for link in filter(is_inside, found["links"]):
            address, place = urldefrag(link)
            target = to_file(address)
            there = target.is_file() and (
                not place or target not in pages or unquote(place) in pages[target]["ids"]
            )
            broken += [] if there else [f"{path.relative_to(book)}: {link}"]
        broken += [f"{path.relative_to(book)}: {picture}" for picture in found["broken"]]
    assert broken == []
    # Those that Sphinx makes for its own buttons are reached by script.
    unlinked = {path.stem for path in set(book.rglob("*.html")) - set(pages)}
    unlinked -= {Path(FOR_PATIENTS).stem}
    assert unlinked <= {"search", "genindex", "py-modindex"}
    shoot("last")


def test_the_page_for_patients_opens_from_the_book(page: Page, book: Path, shoot: Callable) -> None:
    """The first page leads to it; it is the one file that works by a double-click."""
    page.goto((book / "index.html").as_uri())
    shoot("index")
    page.get_by_role("link", name="Open the page for patients").click()
    page.get_by_role("button", name="None of these applies to me").first.click()
    page.get_by_role("button", name="Long-lasting pain").first.click()
    expect(page.locator("article.bc-card").first).to_be_visible()
    shoot("page")


def test_notebooks_show_what_they_were_saved_with(page: Page, book: Path, shoot: Callable) -> None:
    """Tables, charts and cards are there, and no view waits for a kernel."""
    for notebook in NOTEBOOKS:
        page.goto((book / f"notebooks/{notebook.stem}.html").as_uri())
        found = page.evaluate(LOOK)
        assert found["empty"] == []
        assert [words for words in NO_KERNEL if words in found["text"]] == []
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        shown = [cell for cell in cells if cell.get("outputs")]
        assert page.locator(".cell_output").count() == len(shown)
        shoot(notebook.stem)


def test_pages_fit_a_phone_and_everybody(context: BrowserContext, book: Path) -> None:
    """In both themes axe-core finds nothing serious, and at 400 pixels no page scrolls sideways."""
    faults = []
    page = context.new_page()
    page.set_viewport_size({"width": 400, "height": 800})
    for path, _ in walk(page, book):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.evaluate(CHANGED)
            name = f"{path.relative_to(book).as_posix()} ({theme})"
            # All pages have the theme's dark colours, but notebooks also bring their own.
            if theme == "light" or path.parent.name == "notebooks":
                found = axe_faults(page.locator(":root"), SERIOUS)
                faults += [f"{name}: {fault}" for fault in found]
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > 400:
                faults.append(f"{name}: {wide} pixels wide")
    page.close()
    assert faults == []
