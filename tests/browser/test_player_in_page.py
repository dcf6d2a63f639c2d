"""A session is played in a real browser: by mouse and by keys, through all that can go wrong."""

import os
import re
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from axe import axe_faults
from focus import focus_faults
from player_page import CELL, EVERY, WHOLE, PlayerPage
from playwright.sync_api import Locator, expect
from servers import write_notebook
from shells import PATIENCE_MS, Lab, Voila
from test_explorer_for_all import CUT_OFF

import backcare as bc

pytestmark = pytest.mark.browser

TELL_NUMBER = "import os, pathlib\n\npathlib.Path({path!r}).write_text(str(os.getpid()))"
# All that a browser keeps but the moment at which a log has changed last, for the start page.
KEPT = """Object.keys(localStorage)
  .filter((key) => key.startsWith('backcare') && key !== 'backcare-told')"""
# What a browser does when another page is in front: it says so, and draws no frame.
HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true });
  window.drawsFrames = window.requestAnimationFrame;
  window.requestAnimationFrame = () => 0;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SHOW = """() => {
  delete document.visibilityState;
  window.requestAnimationFrame = window.drawsFrames;
  document.dispatchEvent(new Event("visibilitychange"));
}"""
# Names what is too small for a finger; the words beside a box are pressed with it.
SMALL = """root => [...root.querySelectorAll("button, input, textarea")]
  .map((node) => node.closest("label") ?? node)
  .filter((node) => node.getClientRects().length && node.getBoundingClientRect().height < 43.5)
  .map((node) => `${node.tagName} ${node.textContent} ${node.getBoundingClientRect().height}`)"""

# Names what of these cannot be seen whole, or lies under something else.
OUT_OF_SIGHT = """(root, names) => names.filter((name) => {
  const node = root.querySelector(name);
  const { left, right, top, bottom } = node.getBoundingClientRect();
  const at = (y) => document.elementFromPoint((left + right) / 2, y);
  const seen = (y) => node.contains(at(y)) || at(y)?.contains(node);
  return !(left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight)
    || !seen(top + 2) || !seen(bottom - 2);
})"""
# A screen that can be kept awake, and counts how often that was asked for and given back.
AWAKE = """
window.awake = { asked: 0, held: 0 };
Object.defineProperty(navigator, "wakeLock", { value: { async request(kind) {
  if (kind !== "screen") throw new TypeError(kind);
  window.awake.asked += 1;
  window.awake.held += 1;
  let released = false;
  return { async release() { if (!released) window.awake.held -= 1; released = true; } };
} } });
"""
# What Voila's page has above it where there are others; test_served_pages looks for the same.
ADD_PAGES = """document.body.insertAdjacentHTML("afterbegin",
  '<nav hidden><a href="/voila/render/03_track_progress.ipynb">My progress</a></nav>')"""
NEVER_AWAKE = {
    "missing": "Object.defineProperty(navigator, 'wakeLock', { value: undefined })",
    "refused": "Object.defineProperty(navigator, 'wakeLock', "
    "{ value: { request() { return Promise.reject(new Error('no')); } } })",
}


def this_morning() -> datetime:
    """Give an hour of today from which no session runs into another day."""
    return datetime.now().astimezone().replace(hour=9)


@pytest.fixture
def play(shell: Lab | Voila, tmp_path: Path) -> Iterator[Callable[..., PlayerPage]]:
    """Open a player on a log in a file, with a clock that can be put forward."""
    notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
    shell.page.clock.install(time=this_morning())
    errors: list[str] = []
    shell.page.on("pageerror", lambda error: errors.append(str(error)))

    def opened(
        *more: str, cell: str = CELL, settings: str = "", theme: str = "light", script: str = ""
    ) -> PlayerPage:
        shell.page.add_init_script(script)
        cell = cell.format(path=str(tmp_path / "log.db"), more=settings)
        write_notebook(notebook, cell, *more)
        shell.open(notebook, theme)
        page = PlayerPage(shell.page)
        page.root.wait_for()
        return page

    yield opened
    assert errors == [], "A script of the page failed."


def in_log(tmp_path: Path) -> list[bc.Session]:
    with bc.SessionLog(tmp_path / "log.db") as log:
        return log.sessions()


def entries(session: bc.Session) -> list[tuple[object, ...]]:
    return [(one.exercise_id, one.sets, one.reps, one.hold_s) for one in session.entries]


def faults(page: PlayerPage) -> list[str]:
    """Ask axe-core what is wrong in the player, and look for what is cut off or too small."""
    return [*axe_faults(page.root), *page.root.evaluate(CUT_OFF), *page.root.evaluate(SMALL)]


def test_a_session_by_mouse(play, tmp_path, shoot):
    """Red flags, pain before, every phase, pain after: the log holds exactly that, once.

    The screen is kept awake while it runs, and no longer.
    """
    page = play(script=AWAKE)
    awake = "([asked, held]) => window.awake.asked === asked && window.awake.held === held"
    page.begin(pain=3)
    page.page.wait_for_function(awake, arg=[1, 1])
    page.shows("Get ready")
    page.wait(20)
    page.shows("Hold")
    expect(page.root.locator(".bc-count")).to_have_text("1 of 2")
    shoot("hold")
    page.button("Pause").click()
    page.shows("Paused: Hold")
    page.page.wait_for_function(awake, arg=[1, 0])
    page.wait(90)
    page.button("Continue").click()
    page.shows("Hold")
    page.page.wait_for_function(awake, arg=[2, 1])
    page.page.evaluate(HIDE)
    page.page.evaluate(SHOW)  # by then a browser has let go of it
    page.page.wait_for_function(awake, arg=[3, 1])
    page.play_on()
    page.page.wait_for_function(awake, arg=[3, 0])
    page.save(pain=0)
    page.is_saved()
    link = page.root.get_by_role("link", name="See my progress")
    expect(link).to_have_count(0)  # there is no page that it would lead to
    page.page.evaluate(ADD_PAGES)
    expect(link).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")  # the main button
    expect(link).to_have_attribute("href", re.compile("http.*/03_track_progress.ipynb$"))
    (session,) = in_log(tmp_path)
    assert entries(session) == WHOLE
    assert (session.pain_before, session.pain_after) == (3, 0)
    assert (session.pain_peak, session.pain_minutes, session.note) == (None, None, "")
    page.button("Another session").click()
    page.on("before")  # the red flags were answered today
    assert page.page.evaluate(KEPT) == []
    assert abs(session.started_at - this_morning()) < timedelta(hours=1)


def test_a_session_by_keys_alone(play, tmp_path, shoot):
    """Tab, Space, the arrows and Enter are enough, and no key gets out to the notebook."""
    page = play()
    keys = page.page.keyboard
    page.root.locator("input[data-flag-id]").first.focus()
    tab_to(page, page.root.locator(".bc-gate-none"))
    keys.press("Enter")
    page.on("before")
    tab_to(page, page.root.locator(".bc-made-for input").first)
    keys.press("Space")
    tab_to(page, page.root.locator(".bc-felt-before input").first)
    keys.press("Space")
    tab_to(page, page.root.locator(".bc-start"))
    keys.press("Enter")
    page.on("live")
    expect(page.pause).to_be_focused()
    page.wait(20)
    page.shows("Hold")
    keys.press("Space")
    page.shows("Paused: Hold")
    keys.press("Space")
    page.shows("Hold")
    for key in ("d", "d", "0", "0", "x"):
        keys.press(key)
    keys.press("ArrowRight")
    page.shows("Next exercise")
    keys.press("ArrowLeft")
    keys.press("Space")
    page.shows("Paused: Get ready")
    tab_to(page, page.root.locator(".bc-easier"))
    keys.press("Enter")
    expect(page.root.locator(".bc-amount-words")).to_contain_text("made easier")
    tab_to(page, page.root.locator(".bc-hurts"))
    keys.press("Enter")
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    tab_to(page, page.button("OK"))
    keys.press("Enter")
    expect(page.root.locator(".bc-advice-now")).to_be_focused()
    shoot("mild")
    tab_to(page, page.button("Continue"))
    keys.press("Enter")
    expect(page.pause).to_be_focused()
    page.play_on()
    page.on("after")
    tab_to(page, page.root.locator(".bc-felt-after input").first)
    keys.press("Space")
    tab_to(page, page.root.locator("textarea"))
    keys.type("by keys")
    tab_to(page, page.button("Save"))
    keys.press("Enter")
    page.is_saved()
    (session,) = in_log(tmp_path)
    assert entries(session) == [("bridging", 1, 1, 30), WHOLE[1]]
    assert (session.pain_before, session.pain_peak, session.pain_after) == (0, 2, 0)
    assert session.note == "by keys Made easier: Bridge. Skipped: Bridge."


def tab_to(page: PlayerPage, target) -> None:
    """Go on with Tab until the target has the focus."""
    for _ in range(60):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {target}")


def test_pain_eases_off_and_stops(play, tmp_path, shoot):
    """Above mild pauses and offers less; for too long it stops, is logged, and bars the next."""
    page = play(
        settings=", settings=bc.safety_settings(pain_minutes_max=10)", script=NEVER_AWAKE["missing"]
    )
    page.begin(pain=1)
    page.wait(20)
    page.button("It hurts").click()
    page.shows("Paused: Hold")
    page.feels(6)
    page.button("OK").click()
    page.root.get_by_role("heading", name="Ease off now").wait_for()
    assert faults(page) == []
    shoot("ease")
    page.button("Easier: once, hold 30 s").click()
    expect(page.root.locator(".bc-amount-words")).to_contain_text("made easier")
    expect(page.root.locator(".bc-pain-now")).to_contain_text("Your pain: 6, above mild")
    page.button("Pause").click()
    page.wait(300)
    expect(page.phase).to_contain_text("Paused")
    page.wait(330)
    page.on("end")
    page.is_saved()
    page.root.get_by_role("alert").get_by_text("Please do no more exercises").wait_for()
    shoot("stopped")
    assert faults(page) == []
    (session,) = in_log(tmp_path)
    assert (session.entries, session.pain_peak, session.pain_after) == ((), 6, None)
    assert 10 < session.pain_minutes < 12
    assert "Stopped: pain above mild for more than 10 minutes." in session.note
    expect(page.button("Another session")).to_have_count(0)
    page.button("I have asked a doctor").click()
    page.button("Another session").wait_for()


def test_a_reload_in_the_middle(play, shell, tmp_path):
    """It comes back paused where it was; what was done before is in the log with the rest."""
    page = play(script=NEVER_AWAKE["refused"])
    page.begin()
    page.wait(90)
    page.shows("Rest")
    shell.reload()
    page.on("live")
    page.shows("Paused: Rest")
    page.root.get_by_text("because this page was closed or in the background").wait_for()
    page.button("Continue").click()
    page.play_on()
    page.save(pain=4)
    page.root.get_by_text("contact a doctor").locator("visible=true").wait_for()
    page.is_saved()
    assert [entries(session) for session in in_log(tmp_path)] == [WHOLE]
    # While it hurts no session is offered; the way there says what has to be true first.
    expect(page.button("Another session")).to_have_count(0)
    page.button("My pain is mild again").click()
    page.on("before")


def test_a_kernel_that_does_not_answer_and_a_hidden_page(play, shell, tmp_path, shoot):
    """The clock goes on without either; "saved" is said only when the kernel has done it."""
    page = play(TELL_NUMBER.format(path=str(tmp_path / "pid")))
    with stopped(tmp_path / "pid"):
        page.begin()
        shell.page.evaluate(HIDE)
        page.play_on()
        shell.page.evaluate(SHOW)
        page.save()
        said = page.root.locator(".bc-end .bc-said")
        expect(said).to_have_text("Saving…")
        page.wait(7)
        expect(said).to_contain_text("no answer has come")
        assert in_log(tmp_path) == []
        page.wait(40)  # sent again and again
        shoot("waiting")
    page.is_saved()
    assert [entries(one) for one in in_log(tmp_path)] == [WHOLE]


@contextmanager
def stopped(pid: Path, how: signal.Signals = signal.SIGSTOP) -> Iterator[None]:
    """Hold the kernel that has written its number into a file: busier than any kernel can be.

    SIGKILL ends it.
    """
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not pid.exists() or not pid.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, "The kernel never wrote its number."
        time.sleep(0.05)
    number = int(pid.read_text(encoding="utf-8"))
    os.kill(number, how)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # it is gone, or its page is
            os.kill(number, signal.SIGCONT)


def test_a_log_that_cannot_be_written(play, tmp_path, shoot):
    """Kept in the page, offered as a file that a log takes, written once it can be: once."""
    page = play()
    page.begin()
    page.play_on()
    (tmp_path / "log.db").rename(tmp_path / "away.db")
    page.save()
    said = page.root.locator(".bc-end .bc-said")
    expect(said).to_contain_text("Not saved yet", timeout=PATIENCE_MS)
    expect(said).to_contain_text("Put it back")
    assert faults(page) == []
    shoot("kept")
    with page.page.expect_download() as downloading:
        page.button("Download").click()
    file = tmp_path / "session.csv"
    downloading.value.save_as(file)
    (tmp_path / "away.db").rename(tmp_path / "log.db")
    page.button("Try again").click()
    page.is_saved()
    (session,) = in_log(tmp_path)
    with bc.SessionLog(tmp_path / "log.db") as log, bc.SessionLog(tmp_path / "other.db") as other:
        assert str(log.import_csv(file)) == "0 sessions added, 1 were there already."
        other.import_csv(file)
        assert other.sessions() == [session]


def hidden(page, wanted):
    """Return what cannot be seen; a busy computer takes a moment to lay a page out anew."""
    for _ in range(30):
        page.root.evaluate("root => root.scrollIntoView()")
        if not (found := page.root.evaluate(OUT_OF_SIGHT, wanted)):
            break
        page.page.wait_for_timeout(100)
    return found


def test_what_counts_is_always_on_the_screen(play, shell, shoot):
    """Whatever the tables say of an exercise, wherever one has scrolled, and in its own words.

    What to do and what to watch for stand beside the picture during the hold.
    """
    page = play(cell=EVERY, theme="dark")
    page.root.locator(".bc-gate-none").click()
    page.on("before")
    page.still_fits()
    page.feels(2)
    # Whoever lies on the floor has chosen the voice before.
    start, voice = page.button("Start"), page.root.get_by_label("Voice")
    assert abs(middle(start) - middle(voice)) < 22
    for box in page.root.get_by_label("I have asked about").all():
        box.check()
    start.click()
    page.on("live")
    count = page.root.locator(".bc-track > span").count()
    assert count == 9
    keys, words = [".bc-pause", ".bc-hurts"], [".bc-cue", ".bc-watch"]
    unseen = []
    for place in range(count):
        page.wait(20)
        page.shows("Hold")
        for width, height in ((1366, 650), (640, 400), (390, 844)):
            page.page.set_viewport_size({"width": width, "height": height})
            # A cell of JupyterLab on a phone has no room for more than the keys.
            wanted = keys + (words if shell.name == "voila" or width > 640 else [])
            if height == 400:  # 1280 x 800 at 200 %: what to watch for may be longer
                wanted = wanted[:3]
            unseen += [(place, width, one) for one in hidden(page, wanted)]
            if place == 0:
                shoot(f"hold-{width}")
                for end in (".bc-care", ".bc-gate"):
                    page.root.locator(end).evaluate("node => node.scrollIntoView()")
                    unseen += [(end, width, one) for one in page.root.evaluate(OUT_OF_SIGHT, keys)]
        page.button("Skip").click()
    assert unseen == []


def middle(node: Locator) -> float:
    """Measure how far down the page the middle of something is."""
    box = node.bounding_box()
    assert box
    return box["y"] + box["height"] / 2


@pytest.mark.parametrize(("theme", "width"), [("light", 400), ("dark", 1200)])
def test_for_everybody(play, shoot, theme, width):
    """Names, contrast and sizes are right, and nothing sticks out, on every screen."""
    page = play(theme=theme)
    page.page.set_viewport_size({"width": width, "height": 860})
    found = {}

    def look(screen: str) -> None:
        page.on(screen) if screen in {"gate", "before", "live", "after", "end"} else None
        found[screen] = [*faults(page), *focus_faults(page.root)]
        shoot(screen)

    look("gate")
    page.root.locator(".bc-gate-none").click()
    look("before")
    page.button("Start").click()
    page.root.get_by_text("as it was when this plan was made").wait_for()
    page.still_fits()
    page.button("Start").click()
    page.root.get_by_text("You can choose 0").wait_for()
    page.feels(5)
    page.button("Start gently").wait_for()
    look("above")
    page.feels(0)
    for sound in ("Beep", "Voice"):
        page.root.get_by_label(sound).check()
    page.button("Start").click()
    look("live")
    page.wait(20)
    page.shows("Hold")
    look("hold")
    page.button("It hurts").click()
    look("asked")
    panel = page.root.locator(".bc-hurt")
    begins = [one.bounding_box()["x"] for one in (panel, panel.locator("fieldset").first)]
    assert begins[1] - begins[0] <= 24  # on the left, as all the rest
    page.button("Back to the session").click()
    page.shows("Hold")
    page.button("Finish for today").click()
    look("after")
    page.button("Save").click()
    page.root.get_by_text("press Save again").wait_for()
    page.button("Save").click()
    page.is_saved()
    look("end")
    assert {screen: told for screen, told in found.items() if told} == {}
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
