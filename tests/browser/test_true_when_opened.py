"""Nothing old is shown: pages made before, pages behind others, pages left open over midnight."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from log_page import LogPage
from playwright.sync_api import Page, expect
from servers import write_notebook
from shells import Lab, Voila

import backcare as bc

pytestmark = pytest.mark.browser

# A log by a clock that another program can put forward, a line in a file for each day.
LOG = """\
import datetime as dt
import pathlib

import backcare as bc

days = pathlib.Path({days!r})
now = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=len(days.read_text()))
log = bc.SessionLog({path!r}, now=now)"""
FORM, DASHBOARD = "bc.SessionForm(log)", "bc.ProgressDashboard(log)"


@pytest.fixture
def open_page(page: Page, shell: Lab | Voila, tmp_path: Path) -> Iterator[Callable[..., LogPage]]:
    """Open cells on a log in a file, in the test's page or in one beside it."""
    (tmp_path / "days").write_text("", "utf-8")
    log = LOG.format(days=str(tmp_path / "days"), path=str(tmp_path / "log.db"))
    beside: list[Lab | Voila] = []

    def opened(*cells: str, new: bool = False) -> LogPage:
        notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
        write_notebook(notebook, log, *cells)
        at = type(shell)(page.context.new_page(), shell.server) if new else shell
        if new:
            beside.append(at)
        at.open(notebook)
        at.page.locator(".bc-app").first.wait_for()
        return LogPage(at.page)

    yield opened
    for other in beside:
        other.page.close()


def week(page: LogPage, words: str) -> None:
    """Wait until the dashboard says this of the week."""
    expect(page.dashboard.locator(".bc-week")).to_contain_text(words)


def save(page: LogPage, *, pain_after: int = 2) -> None:
    page.add("Walking")
    page.feels("Pain after", pain_after)
    page.button("Save").click()
    page.says("Saved.")


def in_another_window(tmp_path: Path, act: Callable[[bc.SessionLog], object]) -> None:
    """Change the log as a program does that is no page of this browser."""
    with bc.SessionLog(tmp_path / "log.db") as log:
        act(log)


def test_another_page_saves(open_page, shoot):
    """Save in page A, open B, save there, go back to A: each shows what the log has."""
    a = open_page(FORM, DASHBOARD)
    week(a, "0 of 3")
    save(a)
    week(a, "1 of 3")
    b = open_page(FORM, DASHBOARD, new=True)
    week(b, "1 of 3")
    save(b, pain_after=8)
    week(b, "2 of 3")
    expect(b.dashboard.locator(".bc-stop").first).to_contain_text("I have asked")
    # Nobody has touched A.
    week(a, "2 of 3")
    expect(a.dashboard.get_by_role("button", name="I have asked")).to_be_visible()
    expect(a.form.get_by_role("button", name="I have asked")).to_be_visible()
    shoot("stop-in-a", a.page)
    a.dashboard.get_by_role("button", name="I have asked").click()
    for page in (a, b):
        expect(page.page.get_by_role("button", name="I have asked")).to_have_count(0)


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_seen_again(open_page, tmp_path):
    """What no page has done is there when the window is looked at again."""
    page = open_page(DASHBOARD)
    week(page, "0 of 3")
    in_another_window(tmp_path, lambda log: log.add(bc.Session(log.safety_record().now())))
    page.page.evaluate("window.dispatchEvent(new Event('focus'))")
    week(page, "1 of 3")
    in_another_window(tmp_path, lambda log: log.add(bc.Session(log.safety_record().now())))
    page.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    week(page, "2 of 3")


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_left_open_over_midnight(open_page, page, tmp_path):
    """Nobody touches the page, and a week later it says that of the new week."""
    page.clock.install()
    dashboard = open_page(DASHBOARD)
    in_another_window(tmp_path, lambda log: log.add(bc.Session(log.safety_record().now())))
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    week(dashboard, "1 of 3")
    (tmp_path / "days").write_text("." * 7, "utf-8")
    page.clock.fast_forward(7 * 24 * 3_600_000)
    page.clock.run_for(10_000)
    week(dashboard, "0 of 3")
