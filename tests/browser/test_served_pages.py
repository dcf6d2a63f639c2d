"""The patient's pages, as `python -m nox -s app` serves them, for everybody."""

import http.client
import json
import re
import signal
import stat
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

import psutil
import pytest
from axe import axe_faults
from explorer_page import ExplorerPage, answer, answer_none
from focus import focus_faults
from log_page import LogPage
from playwright.sync_api import BrowserContext, Page, expect
from servers import CHECKOUT, serving_pages
from shells import PATIENCE_MS

import backcare as bc
from backcare.log.kept import kept_key
from backcare.pages.server import find_pages
from backcare.pages.today import today_words

pytestmark = pytest.mark.browser

PAGES = find_pages(CHECKOUT / "notebooks")
# Where the keyboard is, whether that can be seen, and a note that it has been there. What the body
# map is at has a thick line of its own for a ring.
FOCUSED = """() => {
  const node = document.activeElement;
  if (node === document.body) return null;
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  window.been ??= new Set();
  // A number of a scale has its ring on what stands for it.
  const ring = node.type === "radio" ? getComputedStyle(node.nextElementSibling) : style;
  if (ring.outlineStyle !== "none" || node.matches(".bc-region")) been.add(node);
  return { html: node.outerHTML.slice(0, 120), seen: box.bottom > 0 && box.top < innerHeight };
}"""
# Tab stops once at a group of radio buttons; the arrow keys go on from there.
MISSED = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")]
  .filter((node) => node.tabIndex >= 0 && !node.disabled && !been.has(node))
  .filter((node) => node.type !== "radio" || ![...been].some((one) => one.name === node.name))
  .filter((node) => node.checkVisibility({ visibilityProperty: true }))
  .map((node) => node.outerHTML.slice(0, 120))"""
MANY = 300
WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}
MOVING = """() => document.getAnimations()
  .filter((one) => one.playState === "running" && one.effect.getTiming().iterations > 1).length"""


# The looks of chips that can be chosen from, wherever they stand; there should be one.
CHIPS = """() => {
  const chips = [...document.querySelectorAll(".bc-chips button, .widget-toggle-buttons button")]
    .filter((node) => node.getClientRects().length)
    .filter((node) => !node.matches(".mod-active, :hover, :focus"));
  const names = ["fontSize", "padding", "borderRadius", "border", "minHeight", "color"];
  const looks = chips.map((node) => getComputedStyle(node))
    .map((style) => [...names, "backgroundColor"].map((name) => style[name]).join());
  return [...new Set(looks)];
}"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, psutil.Process]]:
    """Run the command of `nox -s app`; give the address that it prints, and the program."""
    with serving_pages(tmp_path_factory.mktemp("pages")) as (address, program):
        yield address, program


@pytest.fixture
def start(served: tuple[str, psutil.Process]) -> str:
    """Give the address of the start page."""
    return served[0]


@pytest.fixture
def app(page: Page, start: str) -> Iterator["App"]:
    """Open the start page; nothing may go wrong in its own scripts, or ask for what is shut out."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda told: faults.extend(re.findall(".*Content Security.*", told.text)))
    yield App(page, start)
    page.goto("about:blank")
    assert faults == []


# The links of the navigation that have a line below them on white paper.
LINED = """() => [...document.querySelectorAll("nav li a")]
  .filter((link) => getComputedStyle(link).borderBottomColor !== "rgb(255, 255, 255)")
  .map((link) => link.getAttribute("aria-current"))"""


class App:
    """The pages in a browser, beginning with the first."""

    def __init__(self, page: Page, start: str) -> None:
        self.page, self.start = page, start
        page.goto(start)

    def open(self, file: str) -> None:
        """Follow the link of the navigation to a page, and wait until it can be used."""
        link = self.page.get_by_role("navigation").locator(f"a[href$='{file}']")
        link.click()
        self.page.locator(f"nav a[aria-current='page'][href$='{file}']").wait_for()
        self.page.locator("#rendered_cells .bc-app").first.wait_for()

    def fill(self) -> None:
        """Use the page's app until its results show."""
        if self.page.locator(".bc-explorer").count():
            explorer = ExplorerPage.on(self.page)
            explorer.clear_gate()
            explorer.press("pain-state", "chronic")
            wanted = answer(bc.load_exercises(), {"pain_state": "chronic"})
            assert explorer.settled(wanted) == wanted
        if self.page.locator(".bc-planner").count():
            planner = self.page.locator(".bc-planner")
            answer_none(planner.locator(".bc-gate"))
            chronic = planner.get_by_role("button", name="Long-lasting pain")
            known = planner.get_by_role("button", name="Change my answers")
            expect(chronic.or_(known)).to_be_visible()  # known from another page, or asked here
            if chronic.is_visible():
                chronic.click()
            expect(planner.locator(".bc-plan li").first).to_be_visible(timeout=PATIENCE_MS)
        if self.page.locator(".bc-dashboard").count():
            log = LogPage(self.page).wait().open_form()
            log.add("Bridge")
            log.feels("Pain after", 2)
            log.button("Save").click()
            log.says("Saved.")
            expect(log.charts).to_have_count(4, timeout=PATIENCE_MS)
            expect(log.charts.last).to_be_visible()
            expect(log.write).to_have_attribute("aria-expanded", "false")
            log.open_form()  # the save has closed it

    def faults(self) -> list[str]:
        """Ask axe-core what is wrong with the whole page."""
        return axe_faults(self.page.locator(":root"))

    def width(self) -> int:
        """Measure how far the page can be scrolled sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth")


def test_start_page_leads_everywhere(app, shoot):
    """*Start*, and a link with a sentence for each other page; the navigation says where one is."""
    page = app.page
    doors = page.get_by_role("main").get_by_role("link")
    assert doors.count() == len(PAGES) > 0
    for told in PAGES:
        door = page.get_by_role("main").locator(f"a[href$='{told.file}']")
        if told.shows != "session":
            expect(door).to_contain_text(told.title)
        if told.shows not in {"session", "progress"}:
            expect(door).to_contain_text(told.about)
    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    expect(page.get_by_role("main")).to_contain_text("Education, not medical advice.")
    assert app.faults() == []
    shoot("start")
    moving = page.locator(".bcp-picture svg").element_handle()
    now = moving.evaluate("svg => svg.getCurrentTime()")
    page.wait_for_function("([svg, now]) => svg.getCurrentTime() > now", arg=[moving, now])
    page.get_by_role("button", name="Pause the picture").click()
    expect(page.get_by_role("button", name="Play the picture")).to_be_visible()
    assert moving.evaluate("svg => svg.animationsPaused()")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert focus_faults(page.locator(":root"), at_least=5) == []
    doors.last.click()
    page.locator("#rendered_cells").wait_for()
    for told in PAGES:
        app.open(told.file)
        assert page.title() == told.title
        assert page.locator("html").get_attribute("lang") == "en"
        expect(page.locator("h1")).to_have_count(1)
        expect(page.locator("nav [aria-current]")).to_have_text(told.title)
        # The player leads there once a session is saved.
        expect(page.locator("nav a[href$='track_progress.ipynb']")).to_have_count(1)
        expect(page.locator(".bc-setup, .jp-Cell-inputWrapper pre")).to_have_count(0)
        safety = page.get_by_text("Education, not medical advice.", exact=True)
        assert sum(one.is_visible() for one in safety.all()) == 1
        page.get_by_text("If it flares: what to do").first.click()
        today = bc.load_guidance().loc["flare_move", "text"]
        expect(page.get_by_text(today).first).to_be_visible()
    page.emulate_media(color_scheme="light", forced_colors="active")
    assert page.evaluate(LINED) == ["page"]
    page.get_by_role("link", name="backcare").click()
    expect(page.locator(".bcp-today h1")).to_be_visible()
    assert page.evaluate(LINED) == []
    expect(page.locator(".bcp-press")).to_have_css("border-top-width", "2px")


def test_after_severe_pain_the_start_page_leads_to_help(app, served, shoot):
    """The urgent question has its answer beside it, and nothing is promised that is not there."""
    page, path = app.page, served[1].environ()["BACKCARE_LOG"]
    with bc.SessionLog(path) as log:
        done = bc.Entry("walking", minutes=5)
        severe = log.add(bc.Session(datetime.now().astimezone(), entries=[done], pain_after=8))
    page.evaluate("localStorage.setItem('backcare-session-one', '{}')")
    page.reload()
    main = page.get_by_role("main")
    try:
        expect(main).to_contain_text("bladder or bowel trouble? Get help now:")
        expect(main).to_contain_text("It is kept in this browser")
        shoot("stops")
        page.get_by_role("link", name="See what to do").click()
        expect(page.locator(".bc-stop").get_by_role("button", name="Get help now")).to_be_visible()
    finally:
        page.evaluate("localStorage.clear()")
        with bc.SessionLog(path) as log:
            log.delete(severe)


def test_a_stop_that_only_this_browser_knows(app, served, shoot):
    """The start page, which has no Python of its own, leads to help; the log hears of it there."""
    page, path = app.page, served[1].environ()["BACKCARE_LOG"]
    main = page.get_by_role("main")
    with bc.SessionLog(path) as log:
        left = json.dumps({"waits": "severe_pain", "id": "kept", "aboveMs": 0})
        page.evaluate(
            "([name, left]) => localStorage.setItem(name, left)",
            [f"backcare-left-{kept_key(log, 'me')}", left],
        )
        page.reload()
        try:
            stops = "No session until you have asked a health professional"
            expect(page.get_by_role("heading", level=1)).to_have_text(stops)
            expect(main.get_by_role("link", name="Start")).to_have_count(0)
            expect(main).not_to_contain_text("to reach your goal")
            assert app.faults() == []
            shoot("kept-stop")
            page.get_by_role("link", name="See what to do").click()
            asked = page.get_by_role("button", name="I have asked a health professional")
            expect(asked).to_be_visible()
            assert log.awaiting_reason() == "severe_pain"
            asked.click()
            expect(asked).to_be_hidden()
            page.goto(app.start)
            expect(main).not_to_contain_text(stops)
        finally:
            page.evaluate("localStorage.clear()")
            log.confirm_professional()


# A session of the player's that is over and not saved, as it stands in the browser.
LEFT_OVER = {
    "version": 1,
    "id": "kept",
    "rule": {"mild": 4, "severe": 7, "minutes": 15},
    "gaps": [],
    "items": [],
    "over": "done",
    "sent": False,
    "startedAt": "2026-03-04T09:00:00+00:00",
}


def test_pain_that_only_this_browser_knows(app, served, shoot):
    """The start page, which has no Python of its own, goes by it, until it has settled."""
    page, path = app.page, served[1].environ()["BACKCARE_LOG"]
    heading = page.get_by_role("heading", level=1)
    usual = heading.inner_text()
    began = time.time() * 1000 - 120_000
    play = LEFT_OVER | {"started": began, "seen": began + 60_000, "ended": 60_000, "ahead": 0}
    reports = [[0, 2, "before", began], [30_000, 6, "during", began + 30_000]]
    with bc.SessionLog(path) as log:

        def keep(*reports: list[object]) -> None:
            name = f"backcare-session-{kept_key(log, 'me')}"
            kept = json.dumps(play | {"reports": reports})
            page.evaluate("(kept) => localStorage.setItem(...kept)", [name, kept])
            page.reload()

        try:
            keep(*reports)
            expect(heading).to_have_text("Go gently today")
            expect(page.get_by_role("main")).to_contain_text("your pain went above mild")
            expect(page.get_by_role("main")).to_contain_text("a session that is not saved yet")
            expect(page.locator(".bcp-press")).to_have_text("See my plan")
            shoot("kept-pain")
            record = log.safety_record()
            record.tell_pain("kept", 2, 6)
            record.say_settled(["kept"])
            page.reload()
            expect(heading).to_have_text(usual)
            time.sleep(1.1)  # a log tells moments that are a second apart
            keep(*reports, [60_000, 6, "after", time.time() * 1000])
            expect(heading).to_have_text("Go gently today")
            record.tell_to_stop("kept", "severe_pain", is_on=True)
            log.confirm_professional()
            time.sleep(1.1)
            keep(*reports, [60_000, 8, "after", time.time() * 1000])
            expect(heading).to_have_text("No session until you have asked a health professional")
        finally:
            page.evaluate("localStorage.clear()")
            page.reload()


def test_start_page_says_what_is_on(app, served, shoot):
    """Week and plan are those of the log whenever the page is opened, seen again or a day older."""
    page, path = app.page, served[1].environ()["BACKCARE_LOG"]
    heading = page.get_by_role("heading", level=1)
    with bc.SessionLog(path) as log:
        expect(heading).to_have_text(today_words(log)["heading"])
        page.get_by_role("button", name="Pause the picture").click()
        assert page.locator(".bcp-picture svg").evaluate("svg => svg.animationsPaused()")
        log.add(bc.Session(datetime.now().astimezone(), entries=[bc.Entry("walking", minutes=5)]))
        log.safety_record().answer_red_flags([])
        log.safety_record().remember("chronic", 10)
        today = today_words(log)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(heading).to_have_text(today["heading"])
    expect(heading).to_contain_text("Today: about 10 minutes, ")
    expect(page.get_by_role("button", name="Play the picture")).to_be_visible()
    with bc.SessionLog(path) as log:
        log.add(bc.Session(datetime.now().astimezone(), entries=[bc.Entry("walking", minutes=5)]))
        today = today_words(log)
    # As from another page, while this one was loading: no event comes here.
    page.evaluate("localStorage.setItem('backcare-told', Date.now())")
    expect(page.get_by_role("main")).to_contain_text(today["week"])
    expect(page.locator(".bcp-done")).to_have_count(sum(day["done"] for day in today["days"]))
    assert app.faults() == []
    page.set_viewport_size({"width": 400, "height": 800})
    assert app.width() <= 400
    shoot("today")
    page.get_by_role("link", name=today["press"]).click()
    planner = page.locator(".bc-planner")
    expect(
        planner.get_by_text(
            "You said today: Long-lasting pain (over 12 weeks). As last time: 10 minutes."
        )
    ).to_be_visible()
    row = planner.locator(".bc-plan li").first
    expect(row).to_be_visible()
    # What was answered today is not asked again: the plan comes first.
    assert row.bounding_box()["y"] < 760
    minutes = planner.get_by_role("group", name="How many minutes do you have?")
    expect(minutes).to_be_hidden()
    planner.get_by_role("button", name="Change my answers").click()
    expect(minutes).to_be_visible()
    do_plan = planner.get_by_role("button", name="Do this plan")
    do_plan.click()
    planner.locator(".bc-felt-before label").nth(2).click()
    planner.locator(".bc-start").click()
    expect(planner.locator(".bc-way")).to_be_in_viewport()
    page.reload()
    # What is not finished is seen before anything is pressed, here and on the start page.
    expect(planner).to_contain_text("You began a session today at ")
    do_plan.click()
    expect(planner.locator(".bc-way")).to_be_in_viewport()  # it goes on from the top of its screen
    page.goto(app.start)
    expect(page.get_by_role("main")).to_contain_text("You began a session that is not saved yet.")
    expect(page.get_by_role("link", name="Go on with it")).to_be_visible()
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator(".bcp-unsaved")).to_be_hidden()
    with page.expect_navigation():  # a clock that is put forward would stay so for other tests
        page.evaluate("() => { Date.prototype.toDateString = () => 'another day'; }")


@pytest.mark.parametrize(("theme", "width"), [("light", 1200), ("dark", 400)])
@pytest.mark.parametrize("file", [page.file for page in PAGES])
def test_for_everybody(app, shoot, file, theme, width):
    """The whole page has names, roles, order and contrast right, also zoomed, and used."""
    app.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    app.page.set_viewport_size({"width": width, "height": 900})
    app.open(file)
    shoot("opened")
    assert app.faults() == []
    app.fill()
    shoot("used")
    assert app.faults() == []
    assert app.width() <= width
    assert app.page.evaluate(MOVING) == 0
    assert focus_faults(app.page.locator(":root"), at_least=20) == []
    assert len(app.page.evaluate(CHIPS)) <= 1
    for fold in app.page.locator(".bc-meanings").locator("visible=true").all():
        fold.locator("summary").click()
        expect(fold.locator("dd").first).to_be_visible()
    assert app.width() <= width
    # A window of 1200 pixels at 200 % has room for 600.
    app.page.set_viewport_size({"width": 600, "height": 450})
    assert app.width() <= 600


@pytest.mark.parametrize("file", [page.file for page in PAGES])
def test_keys_reach_everything(app, shoot, file):
    """Tab goes to each thing that can be pressed, shows where it is, and comes out at the end."""
    page = app.page
    app.open(file)
    app.fill()
    skip = page.get_by_role("link", name="Skip to main content")
    skip.focus()
    # Back and forth, because a ring is shown for keys only.
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(skip).to_be_focused()
    shoot("skip")
    reached: list[dict] = []
    while (at := page.evaluate(FOCUSED)) and len(reached) < MANY:
        reached.append(at)
        page.keyboard.press("Tab")
    assert len(reached) < MANY
    assert [at["html"] for at in reached if not at["seen"]] == []
    assert page.evaluate(MISSED) == []


def test_skip_link_and_enter(app):
    """The first key pressed and Enter lead past the navigation, into the page."""
    app.open(PAGES[0].file)
    app.page.keyboard.press("Tab")
    expect(app.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    app.page.keyboard.press("Enter")
    app.page.keyboard.press("Tab")
    assert app.page.evaluate("document.activeElement.closest('#rendered_cells') !== null")


def test_theme_follows_the_system(app):
    """Dark when the system is dark, also when it changes; an address can decide otherwise."""
    page = app.page

    def wears(theme: str) -> None:
        """Wait until the page is as dark as that, and says so to what is in it."""
        page.wait_for_function(
            """(light) => {
              const colour = getComputedStyle(document.body).backgroundColor;
              const brightest = Math.max(...colour.match(/[0-9]+/g).slice(0, 3));
              const told = document.body.dataset.jpThemeLight ?? String(light);
              return brightest >= 128 === light && told === String(light);
            }""",
            arg=theme == "light",
        )

    wears("light")
    page.emulate_media(color_scheme="dark")
    wears("dark")
    app.open(PAGES[0].file)
    wears("dark")
    page.emulate_media(color_scheme="light")
    wears("light")
    address = page.url.partition("?")[0]
    page.goto(f"{address}?theme=dark")
    wears("dark")
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}?theme=light")
    wears("light")


@pytest.mark.parametrize("path", ["voila/render/nothing.ipynb", "nothing"])
def test_what_is_not_there_is_said_kindly(app, path):
    """A mistyped address shows the way back, in words and not in numbers."""
    app.page.goto(urljoin(app.start, path))
    expect(app.page.locator("h1")).to_have_text("This page cannot be shown")
    expect(app.page.get_by_role("main")).not_to_contain_text("404")
    assert app.faults() == []
    app.page.get_by_role("link", name="Go to the start page").click()
    expect(app.page.locator(".bcp-today h1")).to_be_visible()


def test_a_sign_ticked_in_another_window(app):
    """The start page says so at once, without being looked at again, and takes it back as soon."""
    heading = app.page.locator(".bcp-today h1")
    other = App(app.page.context.new_page(), app.start)
    other.open(PAGES[0].file)
    gate = other.page.locator(".bc-gate")
    answer_none(gate)
    expect(heading).not_to_have_text("Get help now")
    gate.locator(".bc-gate-again").click()
    gate.locator("input").first.check()
    expect(heading).to_have_text("Get help now", timeout=10_000)
    gate.locator("input").first.uncheck()
    expect(heading).not_to_have_text("Get help now", timeout=10_000)
    with app.page.expect_navigation():  # it looks again, and is left only after that
        answer_none(gate)
    other.page.close()


def test_pages_stopped(page, tmp_path, shoot):
    """Start page and app say so in the same words, and what to do; neither is lost by a press."""
    with serving_pages(tmp_path / "home", only=PAGES[0].file) as (address, program):
        start = App(page, address)
        app = App(page.context.new_page(), address)
        app.open(PAGES[0].file)
        program.terminate()
        program.wait(PATIENCE_MS / 1_000)
        notices = [start.page.locator(".bcp-lost"), app.page.locator(".bc-lost").first]
        said = []
        for notice in notices:
            lines = notice.locator("h1, p")
            expect(lines.first).to_contain_text("has lost its connection")
            expect(lines.last).to_contain_text("start backcare the way you did")
            said.append(lines.all_text_contents())
            notice.get_by_role("button", name="Open it again").click()
            expect(notice.get_by_role("button")).to_have_text("No answer yet. Try again")
        assert said[0] == said[1]
        expect(start.page.locator(".bcp-today")).to_be_hidden()
        assert start.faults() == []
        shoot("start", start.page)
        app.page.close()


def test_nobody_else_on_this_computer_gets_in(start):
    """Without the secret word there is no page; and only this computer is listened to."""
    address = urlsplit(start)
    assert address.hostname == "127.0.0.1"
    for path in ("", f"voila/render/{PAGES[0].file}"):
        with urllib.request.urlopen(f"http://{address.netloc}/{path}") as answered:
            assert "/login" in answered.url
    ours = [one for one in psutil.net_connections("tcp") if one.laddr.port == address.port]
    assert {one.laddr.ip for one in ours} == {"127.0.0.1"}


def answered(start: str, path: str, **headers: str) -> int:
    """Ask the server for something, with its word, and give the status of the answer.

    Whatever it is, it comes with the policy that shuts out everything from elsewhere.
    """
    address = urlsplit(start)
    asked = http.client.HTTPConnection(address.netloc, timeout=60)
    asked.request("GET", f"/{path}?{address.query}", headers=headers)
    told = asked.getresponse()
    asked.close()
    assert "default-src 'self'" in told.getheader("Content-Security-Policy", "")
    assert told.getheader("Referrer-Policy") == "same-origin"
    return told.status


@pytest.mark.parametrize(
    "path",
    ["", "logout", "voila/static/voila.js", "voila/templates/backcare/static/nothing", "nothing"],
)
def test_no_other_name_is_answered(start, path):
    """A name of somebody's that leads to this computer gets nothing, not even with the word."""
    mine = answered(start, path)
    assert mine == (404 if "nothing" in path else 200)
    for host in ("localhost", "LOCALHOST:80", "127.0.0.1"):
        assert answered(start, path, Host=host) == mine
    for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:8866", "localhos"):
        assert answered(start, path, Host=host) == 403


def test_only_what_is_here_is_fetched(page, start):
    """Whatever gets into a page cannot take anything elsewhere, or bring it from there."""
    App(page, start).open(PAGES[0].file)
    shut_out = page.evaluate(
        """async (paths) => {
          const shut = [];
          document.addEventListener("securitypolicyviolation", (e) => shut.push(e.blockedURI));
          const tries = [
            () => fetch("http://127.0.0.1:9/told"),
            () => new WebSocket("ws://127.0.0.1:9/told"),
            () => { new Image().src = "http://127.0.0.1:9/told.png"; },
            () => import("http://127.0.0.1:9/told.js"),
            () => eval("1"),
          ];
          for (const one of tries) try { await one(); } catch { /* shut is what counts */ }
          await new Promise((done) => setTimeout(done, 500));
          return shut;
        }"""
    )
    assert shut_out == [
        *("http://127.0.0.1:9/told", "ws://127.0.0.1:9/told", "http://127.0.0.1:9/told.png"),
        *("http://127.0.0.1:9/told.js", "eval"),
    ]


def test_signing_out(app, shoot):
    """It is said in words, and the pages are shut; the address opens them again."""
    page = app.page
    page.goto(urljoin(app.start, "logout"))
    expect(page.locator("h1")).to_have_text("You are signed out")
    assert app.faults() == []
    shoot("signed-out")
    page.goto(urljoin(app.start, f"voila/render/{PAGES[0].file}"))
    assert "/login" in page.url
    page.goto(app.start)
    expect(page.locator(".bcp-today h1")).to_be_visible()


def test_without_the_secret_word(browser_alone, start):
    """What is missing is said in plain words; the word alone opens the page that was asked for."""
    page = browser_alone
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(urljoin(start, f"voila/render/{PAGES[0].file}"))
    expect(page.locator("h1")).to_have_text("Your pages are closed")
    word = page.get_by_label("Secret word")
    expect(word).to_be_focused()
    word.fill("abc")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("That is not the word.")
    assert axe_faults(page.locator(":root")) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    word.fill(urlsplit(start).query.partition("=")[2])
    page.get_by_role("button", name="Open my pages").click()
    page.locator("#rendered_cells .bc-app").first.wait_for()
    assert urlsplit(page.url).path.endswith(PAGES[0].file)


def test_what_the_list_of_processes_tells_opens_nothing(app, served):
    """The word is not in it; the id of a kernel, which may be, leads to nothing that was typed."""
    app.open(PAGES[0].file)
    address = urlsplit(app.start)
    word = address.query.partition("=")[2]
    family = [served[1], *served[1].children(recursive=True)]
    lines = [" ".join(one.cmdline()) for one in family]
    assert [line for line in lines if word in line] == []
    ids = [connection_file(one).stem.removeprefix("kernel-") for one in kernels(served[1])]
    assert ids
    for one in ids:
        for path in (f"voila/query/{one}", f"api/kernels/{one}/channels"):
            asked = http.client.HTTPConnection(address.netloc, timeout=60)
            asked.request("GET", f"/{path}", headers=WEBSOCKET)
            assert asked.getresponse().status in {403, 404}
            asked.close()


def test_kernels_are_spoken_to_in_private(app, served):
    """No message of theirs goes over the network, where another program could listen."""
    app.open(PAGES[0].file)
    running = kernels(served[1])
    assert running
    for one in running:
        file = connection_file(one)
        assert json.loads(file.read_text("utf-8"))["transport"] == "ipc"
        assert stat.S_IMODE(file.parent.stat().st_mode) & 0o077 == 0
        # The one port is for processes that a kernel has split off, and pages have none.
        ports = one.net_connections("inet")
        assert [talk for talk in ports if talk.raddr] == []
        assert {talk.laddr.ip for talk in ports} <= {"127.0.0.1"}
        assert len(ports) <= 1


def ends(kernel: psutil.Process) -> bool:
    """Wait until a kernel has ended."""
    return psutil.wait_procs([kernel], timeout=PATIENCE_MS / 1000)[1] == []


def kernel_of(page: Page, program: psutil.Process) -> psutil.Process:
    """Find the kernel of the page that is open."""
    told = page.locator("#jupyter-config-data").text_content()
    ours = json.loads(told or "{}")["kernelId"]
    return next(one for one in kernels(program) if ours in connection_file(one).stem)


def connection_file(kernel: psutil.Process) -> Path:
    """Find the file that says how a kernel is spoken to: its sockets are beside it when it runs."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < until:
        for one in kernel.net_connections("unix"):
            if "/kernel-" in one.laddr:
                return Path(re.sub(r"-ipc-\d$", ".json", one.laddr))
        time.sleep(0.1)
    raise AssertionError(f"{kernel} never listened.")


def test_a_page_that_is_left_stops_its_kernel(app, served):
    """At once, as the page says goodbye."""
    app.open(PAGES[0].file)
    app.fill()
    kernel = kernel_of(app.page, served[1])
    app.page.goto("about:blank")
    left = time.monotonic()
    assert ends(kernel)
    # A page that said nothing has its kernel for a minute more.
    assert time.monotonic() - left < 45


def test_a_page_that_was_opened_by_its_address_stops_its_kernel(browser_alone, served):
    """A bookmark with the word in it: that page too can say goodbye."""
    start = urlsplit(served[0])
    page = browser_alone
    page.goto(f"http://{start.netloc}/voila/render/{PAGES[0].file}?{start.query}")
    page.locator("#rendered_cells .bc-app").first.wait_for()
    kernel = kernel_of(page, served[1])
    page.goto("about:blank")
    left = time.monotonic()
    assert ends(kernel)
    assert time.monotonic() - left < 45


@pytest.fixture
def browser_alone(context: BrowserContext) -> Iterator[Page]:
    """Open a page in a browser that has been nowhere yet."""
    assert context.browser
    fresh = context.browser.new_context()
    fresh.set_default_timeout(PATIENCE_MS)
    yield fresh.new_page()
    fresh.close()


def kernels(program: psutil.Process) -> list[psutil.Process]:
    """List the kernels that a server has running."""
    found = []
    for one in program.children(recursive=True):
        with suppress(psutil.Error):
            # Forked, it has the words of the process that it was forked from.
            forked = one.cmdline() == one.parent().cmdline()
            if forked or any("ipykernel" in word for word in one.cmdline()):
                found.append(one)
    return found


def test_a_page_that_is_left_before_it_has_loaded_stops_its_kernel(tmp_path):
    """The server sees that nobody has come to it."""
    soon = ("--MappingKernelManager.cull_idle_timeout=2", "--MappingKernelManager.cull_interval=1")
    with serving_pages(tmp_path / "home", "--no-browser", *soon) as (start, program):
        waiting = ready(program)
        assert answered(start, f"voila/render/{PAGES[0].file}") == 200
        deadline = time.monotonic() + 30
        while all(one.is_running() for one in waiting) and time.monotonic() < deadline:
            time.sleep(0.2)
        # Those that wait for their visitors wait on.
        time.sleep(4)
        assert sum(one.is_running() for one in waiting) == len(waiting) - 1


def test_all_kernels_killed(page, tmp_path, shoot):
    """A page that is loaded anew gets another one that works, and so does the next visitor."""
    with serving_pages(tmp_path / "home") as (address, program):
        app = App(page, address)
        app.open(PAGES[0].file)
        ready(program)
        for _ in range(2):
            for one in kernels(program):
                one.kill()
            # At once, and not when the line is looked after: what is shown may be out of date.
            expect(page.locator(".bc-lost").first).to_be_visible(timeout=10_000)
            began = time.monotonic()
            page.reload()
            page.locator("#rendered_cells .bc-app").first.wait_for()
            assert time.monotonic() - began < 30
            app.fill()
            # None comes back from the dead: those of the pages, and the one that is open.
            ready(program)
            assert len(kernels(program)) <= len(PAGES) + 1
        for told in PAGES[1:]:
            app.open(told.file)
        shoot("again")


def test_a_browser_in_the_foreground(tmp_path):
    """The pages are there while it is open; it is told of a file, and the word is in that."""
    told, program = tmp_path / "told", tmp_path / "browser"
    stays = "while kill -0 $PPID; do sleep 1; done"
    program.write_text(f'#!/bin/sh\necho "$@" >{told}.new\nmv {told}.new {told}\n{stays}\n')
    program.chmod(0o700)
    options = {"only": PAGES[0].file, "BROWSER": f"{program} %s"}
    with serving_pages(tmp_path / "home", "--Voila.port_retries=0", **options) as (
        start,
        server,
    ):
        assert answered(start, "") == 200
        deadline = time.monotonic() + 60
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        door = Path(url2pathname(urlsplit(told.read_text("utf-8").strip()).path))
        assert start in door.read_text("utf-8")
        assert stat.S_IMODE(door.parent.stat().st_mode) & 0o077 == 0
        assert answered(start, "") == 200
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0
    assert not door.exists()


def ready(program: psutil.Process) -> list[psutil.Process]:
    """Wait until each page has a kernel that waits for a visitor, and give all that run."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while len(kernels(program)) < len(PAGES) and time.monotonic() < deadline:
        time.sleep(0.2)
    return kernels(program)


def test_a_log_that_cannot_be_opened(page, tmp_path, shoot):
    """It is said in words, the exercises can be explored; Ctrl-C ends server and kernels."""
    bad = tmp_path / "bad.db"
    bad.write_text("Dear diary, " * 999, "utf-8")
    with serving_pages(tmp_path / "home", BACKCARE_LOG=str(bad)) as (address, program):
        app = App(page, address)
        app.open("03_track_progress.ipynb")
        alert = page.locator(".bc-dashboard").get_by_role("alert").filter(visible=True)
        expect(alert).to_contain_text("Your log cannot be read just now", timeout=PATIENCE_MS)
        expect(alert).to_contain_text("it is not a backcare log")
        shoot("told")
        assert app.faults() == []
        for file in ("02_do_a_session.ipynb", "01_explore_exercises.ipynb"):
            app.open(file)
            app.fill()
        family = kernels(program)
        assert family
        program.send_signal(signal.SIGINT)
        assert program.wait(60) == 0
        assert psutil.wait_procs(family, timeout=10)[1] == []
    assert bad.read_text("utf-8").startswith("Dear diary")


@pytest.mark.parametrize("seconds", [0, 0.5, 1, 1.5])
def test_an_interrupt_at_any_moment_ends_everything(tmp_path, seconds):
    """Also while kernels are made ready: none is left, and it is no failure."""
    with serving_pages(tmp_path / "home") as (_, program):
        time.sleep(seconds)
        family = kernels(program)
        program.send_signal(signal.SIGINT)
        assert program.wait(60) == 0
        assert psutil.wait_procs(family, timeout=10)[1] == []
