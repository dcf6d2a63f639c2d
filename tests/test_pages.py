"""The patient's pages: which notebooks they are, and that their cells stand on their own."""

import json
import webbrowser
from pathlib import Path
from queue import Queue
from threading import Event
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from ipywidgets import Widget
from jupyter_client.restarter import KernelRestarter

from backcare.pages.kernels import PageKernels
from backcare.pages.server import Page, PagesServer, find_pages

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


@pytest.fixture
def server(tmp_path: Path) -> PagesServer:
    """Give a server that has not been started, with a folder of its own."""
    server = PagesServer(port=8866)
    server.connection_dir = str(tmp_path)
    return server


class Browser:
    """A browser in the foreground: it comes back when it is closed."""

    def __init__(self) -> None:
        self.asked: Queue[str] = Queue()
        self.closed = Event()

    def open(self, url: str, *_: int) -> bool:
        """Note what is opened, and stay."""
        self.asked.put(url)
        return self.closed.wait(60)


def test_the_secret_word_is_handed_over_in_a_file(server, tmp_path, monkeypatch) -> None:
    """No program is started with it; and a browser that stays does not hold up the pages."""
    browser = Browser()
    monkeypatch.setattr(webbrowser, "get", lambda _: browser)
    server.launch_browser()
    asked = browser.asked.get(timeout=60)
    assert not browser.closed.is_set()
    browser.closed.set()
    assert asked == (tmp_path / "open.html").as_uri()
    assert server.address == f"http://127.0.0.1:8866/?token={server.token}"
    assert f'content="0;url={server.address}"' in (tmp_path / "open.html").read_text("utf-8")


def test_without_a_browser_nothing_is_written(server, tmp_path, monkeypatch) -> None:
    """The address stands in the window."""
    monkeypatch.setattr(webbrowser, "get", Mock(side_effect=webbrowser.Error("none")))
    server.launch_browser()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("ip", "hosts"),
    [
        ("127.0.0.1", {"127.0.0.1", "localhost"}),
        ("192.168.1.5", {"192.168.1.5"}),
        ("::1", {"[::1]", "localhost"}),
        ("", set()),
        ("0.0.0.0", set()),  # noqa: S104
    ],
)
def test_names_of_the_server(server, ip, hosts) -> None:
    """Those it was started for; all of them where it listens to all."""
    server.ip = ip
    assert set(server.hosts) - {ip, f"[{ip}]"} == hosts - {ip, f"[{ip}]"}
    assert hosts <= set(server.hosts)


def test_a_name_that_is_shown_is_a_name(server) -> None:
    """Behind another server, people come by its name."""
    server.custom_display_url = "https://pages.example/backcare/"
    assert set(server.hosts) == {"127.0.0.1", "[127.0.0.1]", "localhost", "pages.example"}


@pytest.mark.parametrize("private", [True, False])
def test_what_others_could_read_is_said(server, capsys, private) -> None:
    """Where kernels cannot be private, the window says so."""
    server.kernel_manager = SimpleNamespace(is_private=private)
    server.say_where()
    told = capsys.readouterr().out
    assert server.address in told
    assert ("could read along" in told) is not private


def test_no_kernel_is_started_again_empty(server) -> None:
    """It would have run nothing of its page."""
    kernels = PageKernels(parent=server)
    kernel, _, _ = kernels.pre_start_kernel("python3", {})
    assert KernelRestarter(kernel_manager=kernel, parent=kernel).restart_limit == 0
