"""A real Chromium, and JupyterLab and Voila to open in it, for the tests in this folder.

Without a Chromium the tests are skipped; BACKCARE_REQUIRE_BROWSER=1 makes that a failure.
BACKCARE_CHROMIUM names another program, BACKCARE_ARTIFACTS the folder for screenshots.
"""

import functools
import os
import re
import shutil
import threading
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import engines
import pytest
from engines import Engine
from explorer_page import EXPLORER, ExplorerPage
from lite import SITE
from playwright.sync_api import (
    BrowserContext,
    Error as PlaywrightError,
    Page,
    expect,
    sync_playwright,
)
from servers import CHECKOUT, Server, serving, write_notebook
from shells import NO_CHROMIUM, PATIENCE_MS, SWITCHES, Lab, Voila, find_chromium

from backcare.site import serve, write_site

_HERE = {"127.0.0.1", "localhost"}
FAILED = pytest.StashKey[bool]()
_CACHES = ["Cache", "Code Cache"]
# What a test expects to become true may take as long as everything else on a busy machine.
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Find Chromium, or say why there is no test."""
    found = find_chromium()
    if found:
        return found
    if os.environ.get("BACKCARE_REQUIRE_BROWSER") == "1":
        pytest.fail(NO_CHROMIUM, pytrace=False)
    pytest.skip(NO_CHROMIUM)


@pytest.fixture(scope="session")
def browser_caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for what Chromium has fetched and compiled, which costs most of a page."""
    return tmp_path_factory.mktemp("caches")


# For a module, not for the session: while Playwright runs, no other test can use asyncio.
@pytest.fixture(scope="module")
def context(
    chromium_path: str, browser_caches: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """Start Chromium as a new person, of whom it remembers nothing but what programs look like."""
    person = tmp_path_factory.mktemp("person")
    shutil.copytree(browser_caches, person / "Default", dirs_exist_ok=True)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            person,
            executable_path=chromium_path,
            args=SWITCHES,
            viewport={"width": 1200, "height": 900},
        )
        context.set_default_timeout(PATIENCE_MS)
        yield context
        context.close()
    for cache in _CACHES:
        shutil.rmtree(browser_caches / cache, ignore_errors=True)
        if (person / "Default" / cache).exists():
            (person / "Default" / cache).rename(browser_caches / cache)


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open a page, and at its end see that all it asked for was on this machine."""
    asked: list[str] = []
    before = context.pages
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    yield page
    if request.node.stash.get(FAILED, False):  # what it has left is not for the next test
        with suppress(PlaywrightError):
            page.evaluate("localStorage.clear()")
        for one in [one for one in context.pages if one not in (*before, page)]:
            one.close()
    page.close()
    outside = [url for url in asked if not _stays_here(url)]
    assert outside == [], "The page asked for something that is not on this machine."


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    """Name the file for a screenshot, after the test and a word."""
    folder = Path(os.environ.get("BACKCARE_ARTIFACTS") or CHECKOUT / "build/artifacts")
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w-]+", "-", request.node.name).strip("-")
    return lambda word: folder / f"{name}-{word}.png"


@pytest.fixture
def shoot(page: Page, picture: Callable[[str], Path]) -> Callable[..., None]:
    """Save a screenshot, of the test's page or another, under the test's name and a word."""

    def shot(word: str, of: Page = page) -> None:
        of.screenshot(path=picture(word))

    return shot


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run JupyterLab."""
    with serving("lab", tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="session")
def voila_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run Voila, over a folder whose one notebook it has ready before it is asked for."""
    home = tmp_path_factory.mktemp("voila")
    (home / "notebooks").mkdir()
    write_notebook(home / "notebooks/explorer.ipynb", EXPLORER)
    with serving("voila", home) as server:
        yield server


@pytest.fixture(scope="module")
def lite_site() -> Iterator[str]:
    """Serve the page with its notebooks as any web server does; give its address."""
    if not (SITE / "notebooks/index.html").is_file():
        pytest.skip("The notebooks for a page are not made: `nox -s lite` makes and tries them.")
    write_site(SITE)
    handler = functools.partial(serve._Handler, directory=str(SITE))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=["firefox", "webkit"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Open a window of each of the two other browsers."""
    if told := engines.missing(request.param):
        if os.environ.get("BACKCARE_REQUIRE_BROWSER") == "1":
            pytest.fail(told, pytrace=False)
        pytest.skip(told)
    home = tmp_path / "person"
    home.mkdir()
    with getattr(engines, request.param)(home) as opened:
        yield opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the fixtures of a test how it went."""
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def last_seen(request: pytest.FixtureRequest, shoot: Callable[..., None]) -> Callable[[], None]:
    """Keep as a picture what was there when a test failed; one of each takes a minute."""

    def keep() -> None:
        if request.node.stash.get(FAILED, True):
            shoot("end")

    return keep


@pytest.fixture
def lab(page: Page, lab_server: Server, last_seen: Callable[[], None]) -> Iterator[Lab]:
    """Give a test JupyterLab in its page."""
    lab = Lab(page, lab_server)
    yield lab
    last_seen()
    lab.leave()


@pytest.fixture
def voila(page: Page, voila_server: Server, last_seen: Callable[[], None]) -> Iterator[Voila]:
    """Give a test Voila in its page."""
    voila = Voila(page, voila_server)
    yield voila
    last_seen()
    voila.leave()


@pytest.fixture(params=["lab", "voila"])
def shell(request: pytest.FixtureRequest) -> Lab | Voila:
    """Give a test each of the two, one after the other."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def explore(shell: Lab | Voila) -> Callable[..., ExplorerPage]:
    """Open an explorer: the plain one, or what the cells given show."""

    def opened(*cells: str, theme: str = "light") -> ExplorerPage:
        name = f"{uuid.uuid4().hex}.ipynb" if cells else "explorer.ipynb"
        notebook = shell.server.folder / name
        if not notebook.exists():
            write_notebook(notebook, *(cells or [EXPLORER]))
        shell.open(notebook, theme)
        return ExplorerPage.on(shell.page)

    return opened


def _stays_here(url: str) -> bool:
    """Say whether an address is on this machine, or is itself what it stands for."""
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "file", "about"} or parts.hostname in _HERE
