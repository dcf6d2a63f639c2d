"""Nothing old is shown: pages made before, pages behind others, pages left open over midnight."""

import signal
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from axe import axe_faults
from explorer_page import ExplorerPage, answer_none
from log_page import LogPage
from player_page import CELL, PlayerPage
from playwright.sync_api import Locator, Page, expect
from servers import write_notebook
from shells import Lab, Voila
from test_player_in_page import TELL_NUMBER, stopped

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
BOTH = "bc.ProgressDashboard(log, form=bc.SessionForm(log))"
EMPTY = "Your progress will appear here once you have written down your first session."
EXPLORER, PLANNER = "bc.ExerciseExplorer(log=log)", "bc.SessionPlanner(log)"
LOST = "has lost its connection. Nothing here is up to date."
# Hears what pages tell the start page.
LISTEN = """() => {
  addEventListener("storage", ({ key }) => { window.heard ||= key === "backcare-told"; });
}"""
# What ipywidgets puts before each part of a widget whose kernel is gone.
ICONS = """root => [root, ...root.querySelectorAll("*")].filter((node) =>
  node.getClientRects().length
  && !["none", "normal", '""'].includes(getComputedStyle(node, "::before").content)
  && getComputedStyle(node, "::before").fontFamily.includes("Awesome")).length"""


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


def walk(moment: datetime) -> bc.Session:
    return bc.Session(moment, entries=[bc.Entry("walking", minutes=5)])


def in_another_window(tmp_path: Path, act: Callable[[bc.SessionLog], object]) -> None:
    """Change the log as a program does that is no page of this browser."""
    with bc.SessionLog(tmp_path / "log.db") as log:
        act(log)


def test_another_page_saves(open_page, shoot):
    """Save in page A, open B, save there, go back to A: each shows what the log has."""
    a = open_page(BOTH)
    week(a, EMPTY)
    save(a.open_form())
    week(a, "1 of 3")
    b = open_page(FORM, DASHBOARD, new=True)
    week(b, "1 of 3")
    a.page.evaluate(LISTEN)
    save(b, pain_after=8)
    week(b, "2 of 3")
    a.page.wait_for_function("window.heard")  # as the start page does
    expect(b.dashboard.locator(".bc-stop").first).to_contain_text("I have asked")
    expect(b.form.get_by_role("button", name="I have asked")).to_be_visible()
    # Nobody has touched A. It says stop once, and what to do if it flares beside that.
    week(a, "2 of 3")
    expect(a.page.get_by_role("button", name="I have asked")).to_have_count(1)
    expect(a.dashboard.get_by_text("Stop here")).to_have_count(1)
    expect(a.dashboard.locator(".bc-flare:visible")).to_have_count(1)
    # "Get help now" in it leads to the check, which is there once too.
    a.dashboard.get_by_role("button", name="Get help now").click()
    expect(a.dashboard.locator(".bc-gate")).to_have_count(1)
    expect(a.dashboard.locator(".bc-gate input").first).to_be_focused()
    shoot("stop-in-a", a.page)
    a.dashboard.get_by_role("button", name="I have asked").click()
    for page in (a, b):
        expect(page.page.get_by_role("button", name="I have asked")).to_have_count(0)


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_seen_again(open_page, tmp_path):
    """What no page has done is there when the window is looked at again."""
    page = open_page(DASHBOARD)
    week(page, EMPTY)
    in_another_window(tmp_path, lambda log: log.add(walk(log.safety_record().now())))
    page.page.evaluate("window.dispatchEvent(new Event('focus'))")
    week(page, "1 of 3")
    in_another_window(tmp_path, lambda log: log.add(walk(log.safety_record().now())))
    page.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    week(page, "2 of 3")


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_left_open_over_midnight(open_page, page, tmp_path):
    """Nobody touches the page, and a week later it says that of the new week."""
    page.clock.install()
    dashboard = open_page(DASHBOARD)
    in_another_window(tmp_path, lambda log: log.add(walk(log.safety_record().now())))
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    week(dashboard, "1 of 3")
    (tmp_path / "days").write_text("." * 7, "utf-8")
    page.clock.fast_forward(7 * 24 * 3_600_000)
    page.clock.run_for(10_000)
    week(dashboard, "0 of 3")


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_nothing_outlives_its_question(open_page, page, tmp_path, shoot):
    """While Python is busy, what was right for other answers is out of sight, and comes back."""
    in_another_window(tmp_path, lambda log: log.add(walk(log.safety_record().now())))
    log = open_page(TELL_NUMBER.format(path=str(tmp_path / "pid")), EXPLORER, PLANNER, DASHBOARD)
    explorer, planner = ExplorerPage.on(page), page.locator(".bc-planner")
    explorer.clear_gate()
    explorer.press("pain-state", "none")
    expect(explorer.root.locator(".bc-card:visible")).not_to_have_count(0)
    expect(log.charts).to_have_count(4)
    busy, time = (
        log.dashboard.locator(".bc-chart[aria-busy=true]"),
        log.dashboard.get_by_label("Time"),
    )
    expect(busy).to_have_count(0)
    card = explorer.root.locator(".bc-card:visible").first
    answer_none(planner.locator(".bc-gate"))
    pressed(planner, "No pain")
    plan = planner.locator(".bc-plan")
    expect(plan).to_be_visible()
    with stopped(tmp_path / "pid"):
        explorer.press("pain-state", "acute")
        pressed(planner, "Sudden or new pain")
        time.select_option(label="Last year")
        expect(busy).to_have_count(4)
        assert busy.first.evaluate("chart => getComputedStyle(chart).opacity") == "0.4"
        expect(card).not_to_be_visible()
        expect(explorer.root.locator(".bc-count")).to_have_text("One moment …")
        expect(plan).not_to_be_visible()
        expect(planner.get_by_text("One moment …")).to_be_visible()
        shoot("busy")
        # Who takes the answer back sees what is right for the one before.
        time.select_option(label="Last 12 weeks")
        expect(busy).to_have_count(0)
        time.select_option(label="Last 4 weeks")
        expect(busy).to_have_count(4)
        explorer.press("pain-state", "none")
        expect(card).to_be_visible()
        explorer.press("pain-state", "acute")
        expect(card).not_to_be_visible()
    wanted = len(bc.filter_exercises(bc.load_exercises(), pain_state="acute"))
    expect(explorer.root.locator(".bc-card:visible")).to_have_count(wanted)
    expect(plan).to_be_visible()
    expect(busy).to_have_count(0)


def test_a_kernel_that_is_gone(open_page, page, shell, tmp_path, shoot):
    """All that shows answers says so and hides them; what was typed stays; no icon is broken.

    Also what was typed in a form that a dashboard has, and that is folded.
    """
    number = TELL_NUMBER.format(path=str(tmp_path / "pid"))
    cells = [BOTH] if isinstance(shell, Voila) else [FORM, DASHBOARD]
    log = open_page(number, EXPLORER, PLANNER, *cells)
    if cells == [BOTH]:
        log.open_form()
    explorer = ExplorerPage.on(page)
    explorer.clear_gate()
    explorer.press("pain-state", "none")
    expect(explorer.root.locator(".bc-card:visible")).not_to_have_count(0)
    log.add("Walking")
    log.feels("Pain after", 4)
    if cells == [BOTH]:
        log.write.click()
        expect(log.scale("Pain after")).to_be_hidden()
    apps = page.locator(".bc-app:not(.bc-app .bc-app)")
    with stopped(tmp_path / "pid", signal.SIGKILL):
        expect(page.get_by_role("alert").filter(has_text=LOST)).to_have_count(2 + len(cells))
        for place in range(2 + len(cells)):
            app = apps.nth(place)
            expect(app.get_by_role("alert").filter(has_text=LOST)).to_be_visible()
            assert app.evaluate(ICONS) == 0
            assert axe_faults(app) == []
        shoot("lost")
        for gone in (
            ".bc-card",
            ".bc-plan",
            ".bc-controls",
            ".bc-week",
            ".bc-buttons",
            ".bc-chart",
        ):
            expect(page.locator(f"{gone}:visible")).to_have_count(0)
        log.answered("Pain after", 4)
        expect(log.scale("Pain after")).to_be_visible()
        not_saved = apps.nth(2).get_by_text("What you have typed here is not saved.")
        log.form.get_by_label("Anything to remember?").evaluate("(e) => e.scrollIntoView(false)")
        expect(not_saved).to_be_in_viewport(ratio=1)
        # A sign that comes on now is still told what to do about.
        explorer.root.locator(".bc-gate-again").click()
        explorer.tick("fever")
        expect(explorer.gate.locator(".bc-gate-action")).to_contain_text("doctor")
    again(page, shell)
    expect(page.locator(".bc-lost")).to_have_count(0)
    expect(ExplorerPage.on(page).gate.locator(".bc-gate-action")).to_contain_text("doctor")


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_the_player_goes_on(page, shell, tmp_path):
    """It needs no Python before it saves, and says itself what is not saved."""
    page.clock.install(time=datetime.now().astimezone().replace(hour=9))
    notebook = write_notebook(
        shell.server.folder / f"{uuid.uuid4().hex}.ipynb",
        CELL.format(path=str(tmp_path / "log.db"), more=""),
        TELL_NUMBER.format(path=str(tmp_path / "pid")),
    )
    shell.open(notebook)
    player = PlayerPage(page)
    player.begin(pain=2)
    with stopped(tmp_path / "pid", signal.SIGKILL):
        player.wait(30)
        page.wait_for_timeout(2_000)
        expect(page.locator(".bc-lost")).to_have_count(0)
        player.play_on()
        assert player.root.evaluate(ICONS) == 0


def pressed(root: Locator, words: str) -> None:
    root.get_by_role("button", name=words).click()


def again(page: Page, shell: Lab | Voila) -> None:
    """Do what the notice says."""
    if isinstance(shell, Lab):
        shell.wait_for_notebook()
        shell.run("notebook:run-all-cells")
    else:
        page.get_by_role("button", name="Open it again").first.click()
    page.locator(".bc-dashboard").wait_for()
