"""The explorer as a patient's page: pictures come first, and each card opens to all the rest."""

from collections.abc import Iterator

import pytest
from axe import axe_faults
from explorer_page import ExplorerPage, answer
from playwright.sync_api import Locator, Page, expect
from printed import read_printed
from servers import CHECKOUT, serving_pages

import backcare as bc
from backcare.pages.server import find_pages

pytestmark = pytest.mark.browser

EXERCISES = bc.load_exercises()
FILE = find_pages(CHECKOUT / "notebooks")[0].file
PLACES = """() => {
  const picture = [...document.querySelectorAll("article.bc-card .bc-picture")]
    .find((node) => node.getClientRects().length);
  return {
    picture: picture.getBoundingClientRect().top + scrollY,
    page: document.documentElement.scrollHeight,
    header: document.querySelector("header").getBoundingClientRect().height,
  };
}"""
# By width: how far down the first picture may be, and how high the page.
BOUNDS = {1280: (560, 3_000), 400: (760, 6_500)}
# What a screen reader is told of by itself, of all that is not hidden from it.
LIVE = """root => [...root.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]")]
  .filter((node) => node.getClientRects().length).length"""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run the command of `nox -s app`; give the address that it prints."""
    with serving_pages(tmp_path_factory.mktemp("pages"), only="01_explore_exercises.ipynb") as (
        address,
        _program,
    ):
        yield address


@pytest.fixture
def explorer(page: Page, start: str) -> ExplorerPage:
    """Open the page of the explorer and answer that there are no warning signs."""
    page.goto(start)
    page.get_by_role("navigation").locator(f"a[href$='{FILE}']").click()
    opened = ExplorerPage.on(page)
    opened.clear_gate()
    return opened


def feel(explorer: ExplorerPage, state: str, **choices: object) -> None:
    """Say how the back is, and wait for the cards."""
    explorer.press("pain-state", state)
    wanted = answer(EXERCISES, {"pain_state": state, **choices})
    assert explorer.settled(wanted) == wanted


def card_of(explorer: ExplorerPage, exercise: str) -> Locator:
    """Find the card of an exercise."""
    return explorer.root.locator(f"article.bc-card[data-exercise-id='{exercise}']")


def test_the_first_picture_is_near_the_top(explorer, shoot):
    """Whatever the answer, it is on the first screen or almost, and the page is not long."""
    page = explorer.root.page
    too_far = []
    for width, (first, highest) in BOUNDS.items():
        page.set_viewport_size({"width": width, "height": 800})
        for state in ("mild", "chronic", "acute", "none"):
            feel(explorer, state)
            places = page.evaluate(PLACES)
            if places["picture"] > first or places["page"] > highest or places["header"] >= 60:
                too_far.append((width, state, places))
        expect(explorer.root.locator("article.bc-card:visible")).to_have_count(14)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            shoot(f"cards_{width}_{theme}")
            assert axe_faults(page.locator(":root")) == []
    assert too_far == []
    page.set_viewport_size({"width": 640, "height": 400})
    assert page.evaluate(PLACES)["page"] < 4_500  # 1280 at 200 %


def test_what_applies_to_somebody_pushes_no_picture_down(explorer, shoot):
    """It is said above the cards, or counted on the button where there is no room."""
    mine = ("osteoporosis", "leg_symptoms", "knee_pain")
    for condition in mine:
        explorer.press("conditions", condition)
    explorer.root.locator(".bc-opens").click()
    explorer.press("pain-state", "chronic")
    page = explorer.root.page
    expect(explorer.root.locator(".bc-opens")).to_have_text(f"Filters ({len(mine)})")
    expect(explorer.root.locator(".bc-for-you:visible").first).to_be_visible()
    for width, (first, _) in BOUNDS.items():
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(PLACES)["picture"] <= first, width
        shoot(f"about_you_{width}")
    for condition in mine:  # the other tests have the same log
        explorer.press("conditions", condition)


def test_one_live_region_and_a_heading_say_the_count(explorer):
    """A screen reader is told once, and finds the count and each card by its name."""
    feel(explorer, "chronic")
    assert explorer.root.evaluate(LIVE) == 1
    expect(explorer.root.get_by_role("status")).to_contain_text("exercises that may suit you")
    heading = explorer.root.get_by_role("heading", name="14 exercises that may suit you", level=2)
    expect(heading).to_be_visible()
    for exercise, _rating in explorer.seen()["offered"]:
        name = EXERCISES.loc[exercise, "name"]
        expect(explorer.root.get_by_role("article", name=name, exact=True)).to_be_visible()


def test_the_pandas_code_is_for_notebooks(explorer):
    """A page has no cell to put it into."""
    feel(explorer, "none")
    expect(explorer.root.get_by_text("Show the pandas code")).not_to_be_visible()


@pytest.mark.parametrize("width", [1280, 400])
def test_a_card_opens_to_all_that_it_says(explorer, shoot, width):
    """The picture grows; cautions, steps and cues show; sources wait inside one more fold."""
    explorer.root.page.set_viewport_size({"width": width, "height": 800})
    feel(explorer, "none")
    card, row = card_of(explorer, "bird_dog"), EXERCISES.loc["bird_dog"]
    cautions = row["cautions"].split("|")
    expect(card).to_contain_text(row["reason_none"])
    how = card.locator(".bc-card-how > summary")
    expect(how).to_contain_text(f"Read {len(cautions)} cautions")
    before = card.locator(".bc-picture svg").bounding_box()
    how.click()
    for text in [*cautions, *row["steps"].split("|"), *row["cues"].split("|")]:
        expect(card.get_by_text(text)).to_be_visible()
    after, whole = card.locator(".bc-picture svg").bounding_box(), card.bounding_box()
    assert after["height"] > before["height"]
    assert whole["width"] == pytest.approx(
        explorer.root.locator(".bc-deck").bounding_box()["width"]
    )
    key = card.get_by_text("WEBMD", exact=True).first
    latin = card.get_by_text("gluteus maximus")
    expect(key).not_to_be_visible()
    expect(latin).not_to_be_visible()
    card.get_by_text("Why we say this").click()
    expect(key).to_be_visible()
    expect(latin).to_be_visible()
    shoot("opened")
    how.click()
    expect(card.get_by_text(cautions[0])).not_to_be_visible()


def test_a_swap_is_a_button_that_leads_to_its_card(explorer, shoot):
    """With a still picture; it opens the card and takes the keyboard there, unless it is hidden."""
    feel(explorer, "none")
    explorer.root.locator(".bc-left-out > summary").click()
    line = explorer.root.locator("[data-left-out-id='double_leg_lift']")
    swap = line.get_by_role("button", name="Do this instead: Single leg lift")
    still = swap.locator("svg")
    expect(still).to_be_visible()
    assert still.evaluate("svg => svg.animationsPaused()")
    shoot("swap")
    swap.click()
    card = card_of(explorer, "single_leg_lift")
    expect(card.locator("ol")).to_be_visible()
    expect(card.locator(".bc-picture")).to_be_in_viewport()
    expect(card.locator(".bc-card-how > summary")).to_be_focused()
    explorer.press("equipment", "wall")
    wanted = answer(EXERCISES, {"pain_state": "none", "equipment": ["wall"]})
    assert explorer.settled(wanted) == wanted
    explorer.press("muscles", "calves")
    wanted = answer(
        EXERCISES, {"pain_state": "none", "muscle_groups": ["calves"], "equipment": ["wall"]}
    )
    assert explorer.settled(wanted) == wanted
    expect(line.locator(".bc-swap")).to_be_disabled()
    expect(line.locator(".bc-swap")).to_contain_text("Your filters hide it now.")


def test_what_all_cards_say_is_said_once(explorer):
    """Above them; an opened card has the whole of its reason."""
    feel(explorer, "acute")
    explorer.press("muscles", "quadriceps")
    wanted = answer(EXERCISES, {"pain_state": "acute", "muscle_groups": ["quadriceps"]})
    assert explorer.settled(wanted) == wanted
    said = "Some exercises can make new pain worse."
    expect(explorer.root.locator(".bc-shared")).to_contain_text(f"For every exercise here: {said}")
    seen = explorer.root.get_by_text(said).locator("visible=true")
    expect(seen).to_have_count(1)
    card = card_of(explorer, wanted["offered"][0][0])
    card.locator(".bc-card-how > summary").click()
    expect(seen).to_have_count(2)
    expect(card.locator(".bc-reason:visible")).to_contain_text(said)


def test_print_has_all_that_a_card_says(explorer):
    """Paper cannot be pressed: cards are opened for it, and shut after; no picture is unmade."""
    feel(explorer, "none")
    for exercise in ("partial_crunch", "press_up_extension", "knee_to_chest", "wall_sit"):
        picture = card_of(explorer, exercise).locator(".bc-drawn svg")
        assert picture.evaluate("svg => svg.getCurrentTime()") > 0  # also where nobody has looked
    steps = explorer.root.locator("article.bc-card:not([hidden]) ol").first
    expect(steps).not_to_be_visible()
    page = explorer.root.page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(steps).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(steps).not_to_be_visible()


@pytest.fixture
def with_conditions(explorer: ExplorerPage) -> Iterator[ExplorerPage]:
    """Say that the pain is long-lasting and three conditions apply; take them back at the end."""
    conditions = ["osteoporosis", "pregnancy", "recent_operation"]
    for condition in conditions:
        # A page that was made before shows for a moment what was true then.
        chip = explorer.button("conditions", condition)
        expect(chip).to_have_attribute("aria-pressed", "false")
        explorer.press("conditions", condition)
    explorer.press("pain-state", "chronic")
    wanted = answer(EXERCISES, {"pain_state": "chronic"}, conditions=conditions)
    assert explorer.settled(wanted) == wanted
    yield explorer
    for condition in conditions:
        explorer.press("conditions", condition)
    wanted = answer(EXERCISES, {"pain_state": "chronic"})
    assert explorer.settled(wanted) == wanted  # which the log remembers, for the next test


def test_paper_says_for_whom_and_has_no_controls(with_conditions):
    """A line has the pain, the conditions and the date; no question; nine sheets at most."""
    page = with_conditions.root.page
    paper = read_printed(page.pdf(format="A4"))
    day = page.evaluate(
        "new Date().toLocaleDateString('en-GB', {day: 'numeric', month: 'long', year: 'numeric'})"
    )
    assert paper.has("For: Long-lasting pain (over 12 weeks).", "Osteoporosis", f"{day}.")
    assert paper.has("Partial crunch", "Step by step")
    for control in ("What would you like to train?", "Which position?", "Explain", "Safety rules"):
        assert not paper.has(control)
    assert len(paper.pages) <= 9  # were 20
    expect(page.locator(".bc-for-whom")).to_have_count(0)


def test_a_caution_for_this_person_is_printed_once(with_conditions):
    """What stands beside the picture on paper is not in the list below it too, and is after."""
    card = card_of(with_conditions, "pelvic_tilt")
    said = card.locator(".bc-for-you").inner_text()
    lines = card.locator(".bc-cautions li")
    repeated = [line for line in lines.all_text_contents() if line.strip() in said]
    assert repeated
    page = with_conditions.root.page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert lines.filter(visible=True).count() == lines.count() - len(repeated)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert card.locator(".bc-cautions li[hidden]").count() == 0


# What lies under the button beside the count.
UNDER = """() => {
  const cut = (box, other) => box.left < other.right && other.left < box.right
    && box.top < other.bottom && other.top < box.bottom;
  const button = document.querySelector(".bc-still").getBoundingClientRect();
  const range = document.createRange();
  return [...document.querySelectorAll(".bc-found > *")].filter((line) => {
    range.selectNodeContents(line);
    return [...range.getClientRects()].some((box) => cut(box, button));
  }).map((line) => line.textContent);
}"""


@pytest.mark.parametrize("width", [1280, 400, 320])
def test_three_conditions_keep_the_page_short(with_conditions, width):
    """Cards say “Ask first”, the whole caution is one press away; nothing is under a button."""
    page = with_conditions.root.page
    with_conditions.root.locator(".bc-opens").click()
    page.set_viewport_size({"width": width, "height": 800})
    expect(with_conditions.root.locator(".bc-refine")).to_be_hidden()
    places = page.evaluate(PLACES)
    assert places["page"] <= {1280: 3_200, 400: 6_500, 320: 7_000}[width]
    assert places["header"] <= 56  # one row
    assert page.evaluate(UNDER) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_faults(with_conditions.root) == []
    card = card_of(with_conditions, "partial_crunch")
    caution = card.locator(".bc-for-you")
    is_cut = "node => node.scrollHeight > node.clientHeight + 1"
    assert caution.evaluate(is_cut)
    expect(card.locator("[data-chip=ask]")).to_be_visible()
    card.locator(".bc-card-how > summary").click()
    expect(card.locator(".bc-cautions")).to_be_visible()
    assert not caution.evaluate(is_cut)
    page.set_viewport_size({"width": 1280, "height": 800})
