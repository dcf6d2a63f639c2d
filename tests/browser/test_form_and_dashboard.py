"""A session is entered, seen, kept over a restart, changed and taken back, in a real browser."""

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from axe import axe_faults
from log_page import CELLS, LogPage
from playwright.sync_api import Locator, expect
from servers import write_notebook
from shells import PATIENCE_MS, Lab, Voila

import backcare as bc

pytestmark = pytest.mark.browser

EMPTY = "Your progress will appear here once you have written down your first session."

# Names what is too small for a finger, but for links in a text.
SMALL = """root => [...root.querySelectorAll("button, select, input, textarea")]
  .filter((node) => node.getClientRects().length)
  .filter((node) => node.getBoundingClientRect().height < 43.5)
  .map((node) => `${node.tagName} ${node.textContent} ${node.getBoundingClientRect().height}`)"""
# Names lists whose words may run on under their arrow.
UNDER_ARROW = """root => [...root.querySelectorAll("select")]
  .filter((node) => parseFloat(getComputedStyle(node).paddingRight) < 28)
  .map((node) => node.textContent)"""
CUT_OFF = """root => {
  const outer = root.getBoundingClientRect();
  const { paddingLeft, paddingRight } = getComputedStyle(root);
  const left = outer.left + parseFloat(paddingLeft);
  const right = outer.right - parseFloat(paddingRight);
  return [...root.querySelectorAll("*")].filter((node) => node.getClientRects().length)
    .filter((node) => !node.closest("thead > *"))
    .filter((node) => node.getBoundingClientRect().width > 1)
    .filter((node) => node.getBoundingClientRect().right > right + 1
      || node.getBoundingClientRect().left < left - 1)
    .map((node) => `${node.tagName}.${node.className}: ${node.textContent.slice(0, 40)}`);
}"""

# Says whether the page may be left without a question.
LEAVES = "() => dispatchEvent(new Event('beforeunload', { cancelable: true }))"
# Letters of a chart that are smaller than 12 px on the screen.
TINY = """root => [...root.querySelectorAll(".bc-chart text")].filter((node) => {
  const { width } = node.ownerSVGElement.getBoundingClientRect();
  const scale = width / node.ownerSVGElement.viewBox.baseVal.width;
  return parseFloat(getComputedStyle(node).fontSize) * scale < 12;
}).map((node) => node.textContent)"""
# How far the charts' edges are from those of the words around them.
EDGES = """root => {
  const words = root.querySelector(".bc-sessions").getBoundingClientRect();
  return [...root.querySelectorAll(".bc-chart svg")].map((chart) => chart.getBoundingClientRect())
    .flatMap(({ left, right }) => [Math.abs(left - words.left), Math.abs(right - words.right)]);
}"""
# Words of a chart in other letters than those of the page, or in the ink of paper.
STRANGE = """root => [...root.querySelectorAll(".bc-chart text")].filter((node) => {
  const { fill, fontFamily } = getComputedStyle(node);
  return fontFamily !== getComputedStyle(root).fontFamily
    || ["rgb(31, 45, 58)", "rgb(91, 107, 120)"].includes(fill);
}).map((node) => node.textContent)"""


@pytest.fixture
def keep(shell: Lab | Voila, tmp_path) -> Callable[..., LogPage]:
    """Open the dashboard with its form on a log in a file; opened again, a new kernel reads it."""
    notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
    cells = [cell.format(path=str(tmp_path / "log.db")) for cell in CELLS]
    write_notebook(notebook, *cells)

    def opened(theme: str = "light", *, folded: bool = False) -> LogPage:
        shell.open(notebook, theme)
        page = LogPage(shell.page).wait()
        return page if folded else page.open_form()

    return opened


def faults(page: LogPage) -> list[str]:
    """Ask axe-core what is wrong in the dashboard, which has the form in it."""
    return axe_faults(page.dashboard)


def in_log(tmp_path) -> list[bc.Session]:
    with bc.SessionLog(tmp_path / "log.db") as log:
        return log.sessions()


def urgent(button: Locator) -> None:
    """See that a button is filled with the red of danger, its words white."""
    expect(button).to_have_css("background-color", "rgb(199, 58, 43)")
    expect(button).to_have_css("color", "rgb(255, 255, 255)")


def test_a_session_lives(keep, shell, tmp_path, shoot):
    """Entered, in the table and the charts, there after a restart, changed, and taken back."""
    page = keep()
    week = page.dashboard.locator(".bc-week")
    expect(page.charts).to_have_count(0)
    expect(week).to_have_text(EMPTY)
    row = page.add("Bridge")
    page.add("Walking")
    expect(row.get_by_role("spinbutton", name="Times per set")).to_have_value("8")
    page.feels("Pain before", 3)
    page.feels("Pain after", 0)
    page.form.get_by_label("Anything to remember?").fill("slept badly")
    page.button("Save").click()
    page.says("Saved.")
    (session,) = in_log(tmp_path)
    assert (session.pain_before, session.pain_peak, session.pain_after) == (3, None, 0)
    page.shows("Bridge (8 times, hold 6 s), Walking30slept badly")
    expect(page.charts).to_have_count(4, timeout=PATIENCE_MS)
    for place, words in enumerate(
        ("session was 3", "1 session in all", "on 1 of", "Muscle groups")
    ):
        assert words in (page.charts.nth(place).get_attribute("aria-label") or "")
    expect(week).to_contain_text("This week: 1 of 3 sessions.")
    # The form is closed, and what came of it is seen above the charts.
    expect(page.scale("Pain after")).to_be_hidden()
    expect(page.write).to_be_focused()
    expect(page.said).to_be_in_viewport()
    expect(page.button("Undo")).to_be_in_viewport()
    shoot("saved")

    shell.leave()
    page = keep()
    page.shows("slept badly")
    choice = page.form.get_by_label("Earlier sessions")
    choice.select_option(index=1)
    page.button("Change it").click()
    page.answered("Pain before", 3)
    # The form may be far above the button: there one goes on.
    expect(page.form.get_by_label("Exercise", exact=True)).to_be_focused()
    expect(page.form.get_by_label("Exercise", exact=True)).to_be_in_viewport()
    page.feels("Pain after", 2)
    page.amount("Times per set").fill("10")
    page.button("Save changes").click()
    page.says("Saved.")
    page.shows("10 times, hold 6 s), Walking32slept badly")
    assert in_log(tmp_path)[0].entries[0].reps == 10
    page.button("Undo").click()
    page.says("back as it was")
    page.answered("Pain after", 0)
    page.shows("Walking30slept badly")
    assert in_log(tmp_path) == [session]


def test_the_stop_rule_on_screen(keep, tmp_path, shoot):
    """Ease off at once above mild; stop after 15 minutes; gone when a professional was asked."""
    page = keep()
    minutes = page.amount("Minutes with pain above mild")
    page.add("Walking")
    page.feels("Worst pain", 3)
    expect(minutes).to_be_hidden()
    page.feels("Worst pain", 6)  # from 7 on there is nothing to ease off to
    minutes.wait_for()
    page.form.get_by_role("alert").get_by_text("ease off at once").wait_for()
    for _ in range(4):
        page.form.get_by_role("button", name="Minutes with pain above mild: more").click()
    expect(minutes).to_have_value("20")
    page.button("Save").click()
    page.says("Stop here")
    notice = page.dashboard.get_by_role("alert").get_by_text("Please do no more exercises")
    notice.wait_for()
    expect(page.dashboard.locator(".bc-stop:visible")).to_have_count(1)
    expect(page.dashboard.locator(".bc-flare:visible")).to_have_count(1)
    expect(page.form).to_contain_text("Stop here, and do no more exercises today.")
    assert in_log(tmp_path)[0].pain_minutes == 20
    expect(page.button("New session")).to_be_hidden()
    week = page.dashboard.locator(".bc-week")
    said_once = re.compile(r"This week: 1 of 3 sessions\.$")
    expect(week).to_have_text(said_once, timeout=PATIENCE_MS)
    urgent(page.dashboard.get_by_role("button", name="Get help now"))
    assert faults(page) == []
    shoot("stop")
    page.dashboard.get_by_role("button", name="I have asked a doctor").click()
    notice.wait_for(state="detached")
    page.button("New session").wait_for()
    expect(page.page.locator(":is(.bc-gate, .bc-app):focus")).to_be_visible()
    # Whoever was asked: on the day on which it hurt nobody is sent on to a goal.
    words = "Leave your usual exercises out until your pain has settled."
    expect(week).to_contain_text(words, timeout=PATIENCE_MS)
    expect(week).not_to_contain_text("goal.")


def test_no_pain_is_an_answer(keep, tmp_path):
    """A tap on 0, a 0 typed, Space and Enter all answer, 1 and 0 are 10; Clear takes it back."""
    page = keep()
    page.answered("Pain before", None)
    page.feels("Pain before", 0)
    for name in ("Worst pain", "Pain after"):
        expect(page.scale(name).get_by_role("radio")).to_have_count(11)
        expect(page.form.get_by_role("button", name=f"Clear: {name}")).to_be_hidden()
    page.first_mark("Worst pain").press("0")
    page.answered("Worst pain", 0)
    page.page.keyboard.type("10")
    page.answered("Worst pain", 10)
    page.page.keyboard.press("0")
    page.answered("Worst pain", 0)
    page.first_mark("Pain after").press("Space")
    page.answered("Pain after", 0)
    page.first_mark("Pain after").press("Delete")
    page.answered("Pain after", None)
    page.first_mark("Pain after").press("Enter")
    page.answered("Pain after", 0)
    page.form.get_by_role("button", name="Clear: Worst pain").click()
    page.answered("Worst pain", None)
    expect(page.first_mark("Worst pain")).to_be_focused()
    page.button("Save").dblclick()
    page.says("Saved.")
    (session,) = in_log(tmp_path)
    assert (session.pain_before, session.pain_peak, session.pain_after) == (0, None, 0)


def test_keyboard_alone_is_enough(keep, tmp_path):
    """The form is opened and filled, the session saved and taken back with keys alone."""
    page = keep(folded=True)
    keys = page.page.keyboard
    for opened in (True, False, True):
        page.write.focus()
        keys.press("Enter")
        expect(page.write).to_have_attribute("aria-expanded", str(opened).lower())
    expect(page.form.get_by_label("Exercise", exact=True)).to_be_focused()
    choose(page, page.form.get_by_label("Exercise", exact=True), "Walking")
    keys.press("Tab")
    expect(page.button("Add")).to_be_focused()
    keys.press("Enter")
    page.rows.first.wait_for()
    tab_to(page, page.amount("Minutes"))
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    expect(page.amount("Minutes")).to_have_value("10")
    tab_to(page, page.first_mark("Pain before"))
    for key in ("ArrowRight", "ArrowRight"):
        keys.press(key)
    page.answered("Pain before", 2)
    keys.press("Tab")
    expect(page.form.get_by_role("button", name="Clear: Pain before")).to_be_focused()
    tab_to(page, page.first_mark("Pain after"))
    keys.press("0")
    keys.press("0")  # in JupyterLab this restarts the kernel, unless it is kept from it
    page.answered("Pain after", 0)
    tab_to(page, page.button("Save"))
    keys.press("Enter")
    page.says("Saved.")
    (session,) = in_log(tmp_path)
    assert (session.entries, session.pain_before) == ((bc.Entry("walking", minutes=10),), 2)
    expect(page.write).to_be_focused()
    tab_to(page, page.button("Undo"))
    keys.press("Enter")
    page.says("Undone")
    expect(page.button("Save")).to_be_focused()
    expect(page.amount("Minutes")).to_have_value("10")
    assert in_log(tmp_path) == []


def choose(page: LogPage, choice, wanted: str) -> None:
    """Go down a list to an entry; typed letters only find it where they come fast enough."""
    choice.focus()
    entries = choice.locator("option").all_text_contents()
    for _ in entries:
        if choice.evaluate("node => node.selectedOptions[0]?.text") == wanted:
            return
        page.page.keyboard.press("ArrowDown")
    raise AssertionError(f"{wanted} is not in {entries}")


def tab_to(page: LogPage, target) -> None:
    """Go on with Tab until the target has the focus."""
    for _ in range(40):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {target}")


def test_a_fault_keeps_what_was_entered(keep, tmp_path):
    """What is wrong is said by its question; mended, the same entries are stored.

    As long as they are not, the page asks before it is left, and works on for whoever stays.
    """
    page = keep()
    row = page.add("Bridge")
    times = row.get_by_role("spinbutton", name="Times per set")
    times.fill("")
    times.press_sequentially("1e")  # no number, and so no answer: left out, it would be lost
    page.button("Save").click()
    page.says("Times per set: what you typed cannot be read. Correct it, or leave it empty.")
    times.fill("900")
    page.button("Save").click()
    page.says("Bridge, Times per set: you entered 900. It must be a whole number from 1 to 200.")
    expect(page.amount("Times per set")).to_have_value("900")
    page.write.click()  # folded, it is not saved either
    with page.page.expect_event("dialog") as asked:
        page.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    page.write.click()
    page.amount("Times per set").fill("9")
    page.button("Save").click()
    page.says("Saved.")
    assert in_log(tmp_path)[0].entries[0].reps == 9
    assert page.page.evaluate(LEAVES)


def test_a_busy_kernel_saves_what_was_on_screen(keep, tmp_path):
    """Changes that come faster than the kernel answers are all in what a press on Save stores."""
    page = keep()
    page.add("Walking")
    minutes = page.form.get_by_role("button", name="Minutes: more")
    # All in one go: the kernel gets the press before ipywidgets lets the later changes out.
    minutes.evaluate(
        """(more) => {
          for (let press = 0; press < 6; press += 1) more.click();
          more.closest(".bc-session-form").querySelector("button.bc-main").click();
        }"""
    )
    page.says("Saved.")
    assert in_log(tmp_path)[0].entries == (bc.Entry("walking", minutes=30),)


# Types a note and presses New session in one go, as somebody does for whom the kernel is too slow.
TYPE_AND_LEAVE = """(note, words) => {
  for (let end = 1; end <= words.length; end += 1) {
    note.value = words.slice(0, end);
    note.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const buttons = note.closest(".bc-session-form").querySelectorAll("button");
  [...buttons].find((button) => button.textContent === "New session").click();
}"""


def test_a_busy_kernel_drops_nothing_unasked(keep):
    """New session asks about what was on screen; what it then empties does not come back."""
    page = keep()
    page.feels("Pain before", 3)
    page.feels("Worst pain", 6)  # which asks for more, so that the form stays open
    page.button("Save").click()
    page.says("Saved.")
    note = page.form.get_by_label("Anything to remember?")
    note.evaluate(TYPE_AND_LEAVE, "late")
    page.says("You have not saved this session.")
    expect(note).to_have_value("late")
    note.evaluate(TYPE_AND_LEAVE, "latest")
    expect(note).to_have_value("", timeout=PATIENCE_MS)
    page.button("Save").click()
    page.says("Nothing to save yet.")


@pytest.mark.parametrize(("theme", "width"), [("light", 400), ("dark", 1200)])
def test_for_everybody(keep, shoot, theme, width):
    """Names, contrast and sizes are right, and nothing sticks out; empty, filled and folded."""
    page = keep(theme, folded=True)
    page.page.set_viewport_size({"width": width, "height": 1000})
    expect(page.dashboard.locator("button:visible, select:visible")).to_have_count(1)
    expect(page.dashboard.locator("table, .bc-chart svg")).to_have_count(0)
    assert faults(page) == []
    assert page.dashboard.evaluate(CUT_OFF) == []
    shoot("empty")
    page.open_form()
    expect(page.dashboard.locator(".bc-gate:visible")).to_have_count(1)
    page.add("Bird dog")
    page.add("Walking")
    page.feels("Worst pain", 5)
    page.amount("Minutes with pain above mild").wait_for()
    page.form.get_by_label("Anything to remember?").fill("slept badly")
    page.write.click()
    expect(page.scale("Pain after")).to_be_hidden()
    page.says("What you entered is still here")
    shoot("folded")
    page.open_form()
    expect(page.rows).to_have_count(2)
    page.answered("Worst pain", 5)
    expect(page.form.get_by_label("Anything to remember?")).to_have_value("slept badly")
    shoot("filled")
    page.button("Save").click()
    page.says("Saved.")
    expect(page.charts).to_have_count(4, timeout=PATIENCE_MS)
    shoot("saved")
    assert faults(page) == []
    assert page.dashboard.evaluate(SMALL) == []
    assert page.dashboard.evaluate(CUT_OFF) == []
    assert page.dashboard.evaluate(UNDER_ARROW) == []
    expect(page.dashboard.locator(".bc-chart[aria-busy]")).to_have_count(0, timeout=PATIENCE_MS)
    assert page.dashboard.evaluate(TINY) == []
    assert max(page.dashboard.evaluate(EDGES)) < 1
    assert page.dashboard.evaluate(STRANGE) == []
    assert page.page.evaluate("document.documentElement.scrollWidth") <= width
    page.dashboard.locator(".bc-chart").first.scroll_into_view_if_needed()
    shoot("dashboard")


def test_a_limit_that_was_agreed_on(keep, tmp_path, shoot):
    """Unfolded, entered with its day and the agreement, in the form too, and taken back."""
    page = keep()
    own = page.dashboard.locator(".bc-own-limit")
    own.get_by_role("button", name="A limit agreed with my professional").click()
    own.get_by_label("Up to this, pain is mild for me").select_option(label="4 of 10")
    own.get_by_label("Agreed on", exact=True).fill("2026-03-02")
    expect(own.get_by_text("Monday 2 March 2026", exact=True)).to_be_visible()
    keeps = own.get_by_role("button", name="Keep this limit")
    keeps.click()
    own.get_by_text("only a limit that you agreed on").wait_for()
    own.get_by_label("I agreed on this with my health professional").check()
    shoot("own-limit")
    assert faults(page) == []
    assert own.evaluate(SMALL) == []
    assert own.evaluate(CUT_OFF) == []
    keeps.click()
    words = "Your own limit of mild: 4, agreed with your health professional on 2 Mar 2026."
    own.get_by_text(words).wait_for()
    page.form.get_by_text(words).wait_for()
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert log.safety_record().mild_limit() == (4, date(2026, 3, 2))
    own.get_by_role("button", name="Remove this limit").click()
    page.form.get_by_text(words).wait_for(state="hidden")
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert log.safety_record().mild_limit() is None


def test_severe_pain_leads_to_the_signs(keep):
    """From 7 on the form says stop, and its press brings the check below itself, unanswered."""
    page = keep()
    none = page.form.get_by_role("button", name="None of these applies to me")
    page.feels("Pain after", 8)
    page.form.get_by_text("bladder or bowel trouble?").wait_for()
    urgent(page.button("Get help now"))
    page.button("Get help now").click()
    none.wait_for()
    expect(page.form.locator(".bc-gate input").first).to_be_focused()
    expect(page.form.get_by_role("heading", name="First, a short safety check")).to_be_in_viewport()
    page.write.click()  # closed, it stays in sight as long as nothing is saved
    expect(page.scale("Pain after")).to_be_hidden()
    expect(page.form.get_by_text("Stop for today")).to_be_visible()
    notice = page.form.get_by_text("Stop for today").bounding_box()
    expect(page.dashboard.locator(".bc-gate")).to_have_count(1)
    check = page.form.locator(".bc-gate").bounding_box()
    assert notice
    assert check
    assert notice["y"] < check["y"]


def test_what_is_taken_along(keep, shoot):
    """Report and copy come as whole files; the page says where to look, and offers none before."""
    page = keep()
    doctor = page.dashboard.get_by_role("button", name="Print for my doctor")
    expect(doctor).to_be_hidden()
    page.add("Walking")
    page.button("Save").click()
    page.says("Saved.")
    with page.page.expect_download() as report:
        doctor.click()
    assert Path(report.value.path()).read_bytes().startswith(b"%PDF-")
    name = report.value.suggested_filename
    page.dashboard.get_by_text(f"Your browser has the file {name}.").wait_for()
    shoot("taken")
    with page.page.expect_download() as copied:
        page.dashboard.get_by_role("button", name="Save a copy of everything").click()
    with ZipFile(copied.value.path()) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["sessions.csv", "log.db"]
    assert axe_faults(page.dashboard) == []


def test_the_dashboard_filters(keep, tmp_path):
    """A choice in a list shows in words, in the table and in the charts."""
    with bc.SessionLog(tmp_path / "log.db") as log:
        for exercise in ("bridging", "walking"):
            log.add(bc.Session(datetime.now().astimezone(), entries=[bc.Entry(exercise)]))
    page = keep(folded=True)
    counted = page.dashboard.locator("> * > .bc-said").filter(has_text="since")
    expect(counted).to_contain_text("2 sessions since")
    page.dashboard.locator(".bc-filters").get_by_label("Exercise").select_option(label="Walking")
    expect(counted).to_contain_text("Walking only", timeout=PATIENCE_MS)
    page.shows("Walking")
    page.dashboard.locator(".bc-filters").get_by_label("Muscles").select_option(index=1)
    expect(counted).to_contain_text("No sessions", timeout=PATIENCE_MS)
    expect(page.charts).to_have_count(0)
