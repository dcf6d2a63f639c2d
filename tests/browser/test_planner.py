"""The planner in JupyterLab and Voila: questions, a plan in words, and its player."""

import uuid
from datetime import datetime
from pathlib import Path

import pytest
from axe import axe_faults
from playwright.sync_api import Locator, Page, expect
from printed import read_printed
from servers import write_notebook
from shells import PATIENCE_MS, Lab, Voila
from test_explorer_for_all import CUT_OFF

import backcare as bc
from backcare.text import spelled_date

pytestmark = pytest.mark.browser

CELLS = (
    "import os\n\nimport backcare as bc\n\nos.environ['BACKCARE_LOG'] = {path!r}\n"
    "log = bc.SessionLog()",
    "bc.SessionPlanner(log, minutes=10)",
)
PLAN = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=10)
LONGER = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=30)
# What is under something else while it has the focus, from the last to the first and back.
COVERED = """root => {
  const all = [...root.querySelectorAll("button, summary, input, [tabindex]")]
    .filter((node) => node.getClientRects().length);
  const covered = (node) => {
    node.focus();
    const { left, right, top, bottom } = node.getBoundingClientRect();
    const seen = document.elementFromPoint((left + right) / 2, bottom - 2);
    return !node.contains(seen) && !node.closest("label")?.contains(seen);
  };
  return [...all.toReversed(), ...all].filter(covered).map((node) => node.outerHTML.slice(0, 80));
}"""


@pytest.fixture
def page(shell: Lab | Voila, tmp_path) -> Page:
    """Open a planner."""
    cells = [cell.format(path=str(tmp_path / "log.db")) for cell in CELLS]
    shell.open(write_notebook(shell.server.folder / f"{uuid.uuid4().hex}.ipynb", *cells))
    shell.page.locator(".bc-planner .bc-gate-none").wait_for()
    return shell.page


def faults(page: Page) -> list[str]:
    """Ask axe-core what is wrong inside the planner, and name what is cut off."""
    planner = page.locator(".bc-planner")
    return [*axe_faults(planner), *planner.evaluate(CUT_OFF)]


def start_in_reach(planner: Locator) -> None:
    """On a phone Start is on screen beside whatever has the focus, and lies over none of it."""
    page, start = planner.page, planner.get_by_role("button", name="Do this plan")
    for first in (".bc-pain_state", ".bc-plan h2"):
        planner.locator(first).evaluate("node => node.scrollIntoView()")
        expect(start).to_be_in_viewport(ratio=1)
    assert planner.locator(".bc-controls").evaluate(COVERED) == []
    page.emulate_media(media="print")
    assert planner.locator(".bc-do-plan").evaluate("n => getComputedStyle(n).position") != "sticky"
    page.emulate_media(media="screen")
    planner.locator(".bc-gate-again").click()
    planner.locator(".bc-gate-ask").get_by_role("checkbox").first.check()
    expect(start).to_be_hidden()
    planner.locator(".bc-gate-ask").get_by_role("checkbox").first.uncheck()
    planner.locator(".bc-gate-none").click()
    expect(start).to_be_visible()


def test_from_questions_to_the_player(page: Page, shoot):
    """Warning signs first; each answer changes the plan; Start opens it; there is a way back."""
    planner = page.locator(".bc-planner")
    pain = planner.get_by_role("group", name="How is your back today?", include_hidden=True)
    expect(pain).to_be_hidden()
    planner.locator(".bc-gate-none").click()
    status = planner.get_by_role("status")
    expect(status.filter(has_text="Choose how your back is")).to_have_count(1)
    chronic = pain.get_by_role("button", name="Long-lasting pain")
    chronic.focus()
    page.keyboard.press("Space")
    expect(chronic).to_have_attribute("aria-pressed", "true", timeout=PATIENCE_MS)
    names = planner.locator(".bc-plan li strong")
    expect(names).to_have_text(PLAN["name"].tolist(), timeout=PATIENCE_MS)
    expect(
        planner.get_by_role("status").filter(has_text="About 10 minutes, 4 exercises")
    ).to_have_count(1)
    stills = planner.locator(".bc-plan li .bc-mini svg")
    expect(stills).to_have_count(len(PLAN))
    assert [round(one.bounding_box()["width"]) for one in stills.all()] == [96] * len(PLAN)
    assert faults(page) == []
    shoot("plan")
    train = planner.get_by_role("button", name="What to train: everything")
    muscles = planner.get_by_role("group", name="What would you like to train?")
    expect(train).to_have_attribute("aria-expanded", "false")
    expect(muscles).to_be_hidden()
    train.click()
    expect(muscles).to_be_visible()
    planner.get_by_role("button", name="What to train").click()
    expect(muscles).to_be_hidden()
    minutes = planner.get_by_role("group", name="How many minutes do you have?")
    minutes.get_by_role("button", name="30 min").click()
    expect(names).to_have_count(len(LONGER), timeout=PATIENCE_MS)
    minutes.get_by_role("button", name="10 min").click()
    expect(names).to_have_count(len(PLAN), timeout=PATIENCE_MS)
    why = planner.locator(".bc-plan .bc-why").first
    expect(why.get_by_text("It trains:")).to_be_hidden()
    why.locator("summary").click()
    expect(why.get_by_text("It trains:")).to_be_visible()
    planner.get_by_role("button", name="Leave out: Pelvic tilt").press("Enter")
    expect(names).to_have_text(PLAN["name"].tolist()[1:], timeout=PATIENCE_MS)
    expect(planner.locator(".bc-plan h2")).to_be_focused()
    planner.get_by_role("button", name="Swap: Single leg lift").click()
    expect(planner.locator(".bc-changed")).to_contain_text(
        "instead of single leg lift", timeout=PATIENCE_MS
    )
    assert faults(page) == []
    shoot("changed")
    planner.get_by_role("button", name="Put them back").click()
    expect(names).to_have_text(PLAN["name"].tolist(), timeout=PATIENCE_MS)
    meaning = planner.get_by_text("A bone of the spine that has slipped forward.")
    expect(meaning).to_be_hidden()
    about = planner.locator(".bc-asks").filter(has_text="anything that changes")
    about.get_by_text("Explain").click()
    expect(meaning).to_be_visible()
    about.get_by_text("Explain").click()
    pain.get_by_role("button", name="Sudden or new pain").click()
    expect(planner.get_by_label("I have asked about: Pelvic tilt")).to_be_visible(
        timeout=PATIENCE_MS
    )
    page.set_viewport_size({"width": 400, "height": 800})
    assert faults(page) == []
    start_in_reach(planner)
    shoot("phone")
    with page.expect_download() as handout:
        planner.get_by_role("button", name="Take my plan home").click()
    assert "Walking" in Path(handout.value.path()).read_text("utf-8")
    planner.get_by_role("button", name="Put it in my calendar").click()
    planner.get_by_role("button", name="Wed", exact=True).click()
    assert faults(page) == []
    shoot("calendar")
    with page.expect_download() as calendar:
        planner.get_by_role("button", name="Save the calendar file").click()
    assert b"BYDAY=MO,FR" in Path(calendar.value.path()).read_bytes()
    planner.get_by_role("button", name="Do this plan").click()
    player = planner.locator(".bc-session-player")
    expect(player).to_be_visible(timeout=PATIENCE_MS)
    expect(player.locator(".bc-gate-none")).to_be_hidden(timeout=PATIENCE_MS)
    # What was pressed is gone: the page goes on at the player's beginning.
    expect(planner).to_be_focused()
    expect(player.locator(".bc-safety")).to_be_in_viewport(timeout=PATIENCE_MS)
    # The plan was read a moment ago: one list, and one Start.
    expect(player.get_by_role("button", name="Start", exact=True)).to_be_visible()
    expect(player.locator(".bc-listed")).to_be_hidden()
    player.get_by_text("What is in it").click()
    expect(player.locator(".bc-listed")).to_contain_text("Walking")
    shoot("player")
    planner.get_by_role("button", name="Back to the plan").click()
    expect(planner.locator(".bc-plan")).to_be_visible(timeout=PATIENCE_MS)
    expect(chronic).to_have_attribute("aria-pressed", "false", timeout=PATIENCE_MS)


def test_a_tick_for_one_reason_is_none_for_another(page: Page, shoot):
    """It goes with the plan whose words it was for, shows its day, and comes back with them."""
    planner = page.locator(".bc-planner")
    planner.locator(".bc-gate-none").click()
    pain = planner.get_by_role("group", name="How is your back today?")
    pain.get_by_role("button", name="Sudden or new pain").click()
    box = planner.get_by_label("I have asked about: Pelvic tilt")
    left_out = planner.locator(".bc-left-out-now").first
    expect(left_out).to_be_visible()
    box.check()
    expect(left_out).to_be_hidden()
    day = f"asked on {spelled_date(datetime.now().astimezone())}"
    expect(planner.locator(".bc-asked-on").first).to_have_text(day)
    shoot("asked")
    about = planner.get_by_role("group", name="About you")
    pregnant = about.get_by_role("button", name="Pregnan")
    pregnant.click()
    expect(planner.locator(".bc-plan")).to_contain_text("Ask first if you are pregnant")
    expect(box).not_to_be_checked()
    expect(planner.locator(".bc-asked-on").first).to_have_text("")
    expect(left_out).to_be_visible()
    page.set_viewport_size({"width": 400, "height": 800})
    assert faults(page) == []
    pregnant.click()
    expect(box).to_be_checked()
    expect(planner.locator(".bc-asked-on").first).to_have_text(day)
    assert faults(page) == []
    box.scroll_into_view_if_needed()
    shoot("phone")


@pytest.mark.parametrize("shell", ["voila"], indirect=True)
def test_a_printed_plan_says_for_whom(page: Page):
    """On paper are the pain, the date and the plan, and nothing that is pressed or folded away."""
    planner = page.locator(".bc-planner")
    planner.locator(".bc-gate-none").click()
    planner.get_by_role("button", name="Long-lasting pain").click()
    expect(planner.locator(".bc-plan li strong")).to_have_text(PLAN["name"].tolist())
    expect(planner.locator(".bc-plan li strong").last).to_be_visible()
    paper = read_printed(page.pdf(format="A4"))
    today = spelled_date(datetime.now().astimezone().date())
    assert paper.has(f"For: Long-lasting pain (over 12 weeks). {today}.")
    assert paper.has(*PLAN["name"])
    for control in (
        "How many minutes",
        "Which days?",
        "At what time?",
        "Why this one",
        "About you",
    ):
        assert not paper.has(control)
