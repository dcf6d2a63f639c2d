"""The notebooks in a page alone: Python is in the browser, and nothing is asked of anybody."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from lite import (
    FAULTS,
    GO_TO,
    PATIENCE_MS,
    RAN,
    READY,
    RUN_ALL,
    SHOWS,
    SITE,
    WIDGETS,
)
from log_page import LogPage
from playwright.sync_api import BrowserContext, Page, expect
from servers import CHECKOUT

from backcare import text

pytestmark = [pytest.mark.browser, pytest.mark.lite, pytest.mark.timeout(1200)]

MOST_BYTES = 70_000_000
NOTEBOOKS = sorted(path.stem for path in (CHECKOUT / "notebooks").glob("0*.ipynb"))
ASK = """async (code) => {
  let answer = "";
  const { kernel } = jupyterapp.shell.currentWidget.sessionContext.session;
  const asked = kernel.requestExecute({ code });
  asked.onIOPub = ({ content }) => {
    answer += content.data?.["text/plain"] ?? content.evalue ?? "";
  };
  await asked.done;
  return answer;
}"""


@pytest.fixture(autouse=True)
def _nothing_leaves(context: BrowserContext, lite_site: str) -> Iterator[None]:
    """See that every request, those of workers too, is one to this folder."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield
    here = (f"{lite_site}/", f"blob:{lite_site}/", "data:")
    assert [url for url in asked if not url.startswith(here)] == []


def go_to(page: Page, site: str, notebook: str) -> Page:
    """Open a notebook, and wait until its Python answers."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{site}/notebooks/notebooks/index.html?path={notebook}.ipynb")
    page.wait_for_function(READY)
    return page


def run_all(page: Page) -> None:
    """Run all cells to the end, without a fault and without a warning."""
    page.evaluate(RUN_ALL)
    page.wait_for_function(RAN)
    page.wait_for_function(READY)
    assert page.evaluate(FAULTS) == []


def ask(page: Page, code: str) -> str:
    """Return what the notebook's Python answers."""
    return str(page.evaluate(ASK, code))


def own_log(page: Page) -> LogPage:
    """Find the form and the dashboard of the reader's own log; those of the lesson come below."""
    return LogPage(page.locator(".jp-Cell", has_text="ProgressDashboard(my_log")).wait()


def test_the_folder_is_small_enough() -> None:
    """Without source maps, and with everything that it needs in it."""
    files = [path for path in SITE.rglob("*") if path.is_file()]
    assert not [path for path in files if path.suffix == ".map"]
    assert sum(path.stat().st_size for path in files) <= MOST_BYTES
    folder = SITE / "notebooks/static/pyodide"
    lock = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))
    assert {one["file_name"] for one in lock["packages"].values()} == {
        path.name for path in folder.glob("*.whl")
    }


def test_a_button_of_the_page_leads_to_the_notebooks(page: Page, lite_site: str) -> None:
    """It opens the first one."""
    page.goto(f"{lite_site}/")
    page.get_by_role("link", name="For students").click()
    page.wait_for_function(READY, timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Which exercises suit my back today?")).to_be_visible()


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_runs_to_the_end(page: Page, lite_site: str, notebook: str) -> None:
    """Without a fault; each of its widgets shows, and the explorer can be used."""
    run_all(go_to(page, lite_site, notebook))
    for number in page.evaluate(WIDGETS):
        page.evaluate(GO_TO, number)
        page.wait_for_function(SHOWS, arg=number)
    if notebook == NOTEBOOKS[0]:
        page.get_by_role("button", name="None of these applies to me").first.click()
        page.get_by_role("button", name="Long-lasting pain").first.click()
        expect(page.locator("article.bc-card").first).to_be_visible()


def test_a_log_is_there_after_a_reload_and_in_other_notebooks(
    context: BrowserContext, page: Page, lite_site: str
) -> None:
    """What the form calls saved is kept by the browser."""
    run_all(go_to(page, lite_site, "03_track_progress"))
    log = own_log(page).open_form()
    log.add("Pelvic tilt")
    log.feels("Pain before", 2)
    log.feels("Pain after", 1)
    log.button("Save").click()
    log.says("Saved")
    page.reload()
    page.wait_for_function(READY)
    run_all(page)
    own_log(page).shows("Pelvic tilt")
    with closing_page(context) as other:
        go_to(other, lite_site, "01_explore_exercises")
        count = "import backcare as bc\nlen(bc.SessionLog().sessions())"
        assert ask(other, count) == "1"
        ask(
            other,
            "from datetime import datetime\nbc.SessionLog().add(bc.Session(datetime(2026, 3, 2)))",
        )
        assert ask(page, "len(my_log.sessions())") == "2"


def test_every_language_of_dates_is_there(page: Page, lite_site: str) -> None:
    """What was left out of the wheels is not missed: months and weekdays are as on a computer."""
    go_to(page, lite_site, "02_do_a_session")
    here = repr([sorted(text.weekday_names()), sorted(text.month_numbers().items())])
    there = "[sorted(text.weekday_names()), sorted(text.month_numbers().items())]"
    code = f"import backcare as bc\nfrom backcare import text\n{there} == {here}"
    assert ask(page, code) == "True"


@contextmanager
def closing_page(context: BrowserContext) -> Iterator[Page]:
    """Open another page for a while."""
    page = context.new_page()
    yield page
    page.close()
