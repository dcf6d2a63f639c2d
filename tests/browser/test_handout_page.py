"""A plan to take home, opened from the disk with the network off: ticked, saved, printed, read."""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from axe import axe_faults
from handout_plans import EXERCISES, LONGEST, MARKUP, SHORT, marked_up
from playwright.sync_api import BrowserContext, Locator, Page, expect
from printed import Printed, read_printed
from test_explorer_for_all import CUT_OFF

import backcare as bc
from backcare.plan.dose import records, row_dose_words

pytestmark = pytest.mark.browser

RULES = bc.load_safety_rules()["text"]
EXERCISE_IDS = SHORT["exercise_id"].tolist()

# Waits, without eval, which the page forbids, until a figure has moved.
MOVES = """svg => new Promise((done) => {
  const look = () => (svg.getCurrentTime() > 0.1 ? done() : requestAnimationFrame(look));
  look();
})"""


class Handout:
    """A handout in a page, as a person meets it."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.said = page.locator("#said")
        self.day = page.locator("#day")
        page.goto(file.as_uri())
        page.locator("#diary").wait_for()

    def button(self, day: date) -> Locator:
        """Find the button of a day."""
        return self.page.locator(f'[data-day="{day.isoformat()}"]')

    def tick(self, day: date) -> None:
        """Press a day, and wait until it is ticked and its questions are there."""
        self.button(day).click()
        expect(self.button(day)).to_have_attribute("aria-pressed", "true")
        expect(self.day).to_contain_text(f"{day.day} {day:%B}")

    def feels(self, when: str, pain: int | None) -> None:
        """Answer how the pain was before or after, or take the answer back."""
        scale = self.day.get_by_role("radiogroup", name=f"Pain {when}")
        if pain is None:
            scale.get_by_role("button", name=f"Clear: Pain {when}").click()
        else:
            scale.locator("label").nth(pain).click()

    def saved(self, folder: Path) -> Path:
        """Save the ticks as a file, and return it."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Save my ticks as a file").click()
        file = folder / download.value.suggested_filename
        download.value.save_as(file)
        return file

    def today(self) -> date:
        """Return what the page takes for today."""
        day = self.page.locator('[aria-current="date"]').get_attribute("data-day")
        return date.fromisoformat(day)


# By name: what clears all may do so only once the next test has begun, in a process of its own.
FORGET = "Object.keys(localStorage).forEach((name) => localStorage.removeItem(name))"


@pytest.fixture
def opened(context: BrowserContext, page: Page, tmp_path: Path) -> Callable[..., Handout]:
    """Open the handout of a plan from the disk, where there is no network."""
    context.set_offline(True)

    def open_one(plan=SHORT, **others) -> Handout:
        return Handout(page, bc.plan_handout(plan, tmp_path / "handout.html", **others))

    yield open_one
    page.evaluate(FORGET)
    context.set_offline(False)


@pytest.fixture
def log():
    """Open a log in memory."""
    with bc.SessionLog(":memory:") as log:
        yield log


def test_ticks_go_into_a_log(opened, log, tmp_path, shoot):
    """Two days, one with all of its answers, kept over a reload, exported, imported: the same."""
    handout = opened(patient="P07")
    page, today = handout.page, handout.today()
    yesterday = today - timedelta(1)
    handout.tick(yesterday)
    page.get_by_role("checkbox", name="Single leg lift").uncheck()
    handout.feels("before", 2)
    handout.feels("after", 5)
    page.get_by_label("How many minutes").fill("16")
    page.get_by_label("A note").fill('=HYPERLINK("x"), stiff')
    handout.tick(today)
    page.reload()
    expect(handout.button(yesterday)).to_have_attribute("aria-pressed", "true")
    handout.button(yesterday).click()
    expect(page.get_by_label("A note")).to_have_value('=HYPERLINK("x"), stiff')
    expect(page.get_by_role("checkbox", name="Single leg lift")).not_to_be_checked()
    shoot("ticked")
    file = handout.saved(tmp_path)
    assert "'=HYPERLINK" in file.read_text("utf-8")
    assert log.import_csv(file).added == 2
    first, second = log.sessions("P07")
    entries = [
        bc.Entry(row.exercise_id, sets=row.sets, reps=row.reps, hold_s=row.hold_s)
        for row in SHORT.itertuples()
    ]
    assert (first.started_at.date(), second.started_at.date()) == (yesterday, today)
    assert list(first.entries) == [one for one in entries if one.exercise_id != "single_leg_lift"]
    assert list(second.entries) == entries
    assert (first.pain_before, first.pain_after, first.pain_minutes) == (2, 5, 16)
    assert first.note == '=HYPERLINK("x"), stiff'
    assert (second.pain_before, second.pain_after, second.note) == (None, None, "")
    assert log.awaiting_professional("P07")
    again = log.import_csv(file)
    assert (again.added, again.known) == (0, 2)
    # Byte for byte what the log itself exports.
    assert log.export_csv(tmp_path / "log.csv").read_bytes() == file.read_bytes()


def test_a_day_leaves_out_what_is_to_be_asked_about(opened, log, tmp_path):
    """Until its box is ticked; the file has it from then on."""
    plan = bc.check_plan(SHORT.iloc[:2].assign(rating=["ok", "ask"]))
    handout = opened(plan)
    handout.tick(handout.today())
    first, second = (handout.page.get_by_role("checkbox", name=name) for name in plan["name"])
    expect(first).to_be_checked()
    expect(second).not_to_be_checked()
    log.import_csv(handout.saved(tmp_path))
    assert [one.exercise_id for one in log.sessions()[0].entries] == EXERCISE_IDS[:1]
    second.check()
    assert EXERCISE_IDS[1] in handout.saved(tmp_path).read_text("utf-8")


def test_every_note_comes_through(opened, log, tmp_path):
    """Whatever a spreadsheet would run is made harmless by the same rule, and comes back whole."""
    handout = opened()
    kinds = {"Cc", "Cf", "Zs"}  # control signs, signs that are not seen, and spaces
    listed = {*"=+-@',;", '"', "\uff1d", "\uff0b", "\uff0d", "\uff20"}
    signs = [
        sign
        for sign in map(chr, range(1, 0x10000))
        if sign in listed or sign.isspace() or unicodedata.category(sign) in kinds
    ]
    notes = [f"{start}{sign}=1" for sign in signs for start in ("", "'")] + ["🙂", "twas", "a\nb"]
    start = date(2020, 1, 1)
    days = {
        f"{start + timedelta(place)}": {
            "id": f"id{place}",
            "at": f"{start + timedelta(place)}T12:00:00+01:00",
            "ticked": True,
            "left_out": [],
            "note": note,
        }
        for place, note in enumerate(notes)
    }
    kept_days(handout, days)
    file = handout.saved(tmp_path)
    assert log.import_csv(file).added == len(notes)
    frame = log.to_frame("me").drop_duplicates("session_id")
    assert frame["note"].tolist() == notes
    assert log.export_csv(tmp_path / "log.csv").read_bytes() == file.read_bytes()


def kept_days(handout: Handout, days: object) -> None:
    """Load the page anew with days where it keeps its own, whatever they are.

    They are put there as the page begins: what is written right before a reload may arrive after.
    """
    key = json.loads(handout.page.locator("#plan").text_content())["key"]
    kept = json.dumps({"days": days})
    put = f"localStorage.setItem({json.dumps(key)}, {json.dumps(kept)})"
    handout.page.add_init_script(put)
    handout.page.reload()
    handout.page.locator("#diary").wait_for()


def kept_day(day: date, **others: object) -> dict[str, object]:
    """Return a day as the page keeps it, but for what is given."""
    moment = f"{day}T12:00:00+01:00"
    return {"id": f"id{day}", "at": moment, "ticked": True, "left_out": [], "note": "", **others}


@pytest.mark.parametrize("spoilt", [{"a": 1}, [8], 99, -3, 2.5, "8", True, None])
def test_a_pain_that_is_none_was_not_answered(opened, log, tmp_path, spoilt):
    """Nothing is said of it; what can be read beside it counts; the file can be imported."""
    handout = opened()
    today = handout.today()
    minutes = 601 if spoilt == 99 else spoilt
    spoilt_all = kept_day(today, before=spoilt, after=spoilt, minutes=minutes, note=[spoilt])
    kept_days(handout, {f"{today}": spoilt_all})
    expect(handout.button(today)).to_have_attribute("aria-pressed", "true")
    handout.button(today).click()
    alert = handout.day.get_by_role("alert")
    expect(alert).to_have_text("")
    expect(handout.day.get_by_role("radio", checked=True)).to_have_count(0)
    assert log.import_csv(handout.saved(tmp_path)).added == 1
    (session,) = log.sessions()
    felt = (session.pain_before, session.pain_after, session.pain_minutes, session.note)
    assert felt == (None, None, None, "")
    kept_days(handout, {f"{today}": kept_day(today, before=spoilt, after=8)})
    handout.button(today).click()
    expect(alert).to_contain_text("Pain of 8 out of 10 is severe.")


def test_days_that_cannot_be_read_are_not_ticked(opened, log, tmp_path):
    """A day that is none, or without what a log needs; the others are as they were."""
    plan = bc.check_plan(SHORT.iloc[:2].assign(rating=["ok", "ask"]))
    handout = opened(plan)
    today = handout.today()
    days = {today - timedelta(ago): {} for ago in range(8)}
    odd = [
        {"id": ""},
        {"id": 7},
        {"at": "noon"},
        {"at": ["x"]},
        {"at": "2020-01-01T12:00:00+01:00"},
    ]
    odd += [{"ticked": "yes"}, {"left_out": {"a": 1}}, {"left_out": [99, "x"]}]
    days = {f"{day}": kept_day(day, **one) for day, one in zip(days, odd, strict=True)}
    none = {"2026-02-30": kept_day("2026-02-30"), "2026-99-99": kept_day("2026-99-99"), "a": None}
    kept_days(handout, days | none | {"2020-01-01": kept_day("2020-01-01"), "2020-01-02": 5})
    read = log.import_csv(handout.saved(tmp_path))
    assert (read.added, len(read.faults)) == (3, 0)
    # Which exercises were done is not known: not the one to ask about.
    done = [[one.exercise_id for one in session.entries] for session in log.sessions()]
    assert done == [EXERCISE_IDS[:2], EXERCISE_IDS[:1], EXERCISE_IDS[:1]]
    for spoilt in (None, 5, "x", [1]):
        kept_days(handout, spoilt)
        handout.tick(today)


def test_the_stop_rule_lives(opened, shoot):
    """Pain above mild brings the rule's words; too long says stop; a tick can be taken away."""
    handout = opened()
    page, today = handout.page, handout.today()
    handout.tick(today)
    alert = handout.day.get_by_role("alert")
    handout.feels("after", 3)
    expect(alert).to_have_text("")
    handout.feels("after", 4)
    expect(alert).to_have_text(f"{RULES['ease_off']} {RULES['stop_rule']}")
    page.get_by_label("How many minutes").fill("15")
    expect(alert).to_contain_text(RULES["ease_off"])
    page.get_by_label("How many minutes").fill("16")
    expect(alert).to_have_text(RULES["stop_rule"])
    shoot("stop")
    page.get_by_label("How many minutes").fill("601")
    expect(handout.said).to_contain_text("from 0 to 600: they are left out")
    page.get_by_role("button", name="Remove this tick").click()
    expect(handout.button(today)).to_have_attribute("aria-pressed", "false")
    expect(handout.day).to_be_hidden()
    tomorrow = handout.button(today + timedelta(1))
    if tomorrow.count():
        tomorrow.dispatch_event("click")
        expect(handout.said).to_contain_text("is still to come")


def test_severe_pain_ends_it(opened):
    """7 or more, before or after: no more exercises, ask, and the warning signs a press away."""
    handout = opened()
    page = handout.page
    handout.tick(handout.today())
    alert, worse = handout.day.get_by_role("alert"), page.locator("#worse")
    handout.feels("after", 6)
    expect(alert).to_contain_text(RULES["ease_off"])
    expect(worse).to_be_hidden()
    handout.feels("after", 8)
    expect(alert).to_contain_text("Pain of 8 out of 10 is severe. Do no more exercises now")
    expect(alert).to_contain_text("ask a health professional before your next session.")
    expect(alert).not_to_contain_text(RULES["ease_off"])
    expect(worse).to_contain_text("New numbness, weakness, tingling, bladder or bowel trouble?")
    worse.get_by_role("link", name="Get help now").click()
    expect(page.locator("#signs")).to_be_in_viewport()
    handout.feels("after", None)
    expect(worse).to_be_hidden()
    handout.feels("before", 7)
    expect(alert).to_contain_text("Pain of 7 out of 10 is severe.")
    expect(worse).to_be_visible()


def test_ticks_can_be_deleted(opened, log, tmp_path):
    """Only at the second press; then there is nothing to save."""
    handout = opened()
    handout.tick(handout.today())
    handout.page.locator("#forget").click()
    expect(handout.button(handout.today())).to_have_attribute("aria-pressed", "true")
    handout.page.locator("#forget").click()
    expect(handout.button(handout.today())).to_have_attribute("aria-pressed", "false")
    assert log.import_csv(handout.saved(tmp_path)).added == 0


def test_a_browser_that_keeps_nothing_says_so(opened, log, tmp_path):
    """The ticks can still be saved as a file."""
    handout = opened()
    handout.page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('It is full.'); }; }"
    )
    handout.tick(handout.today())
    expect(handout.said).to_contain_text("This browser cannot keep it: save your ticks as a file")
    assert log.import_csv(handout.saved(tmp_path)).added == 1


def test_what_a_browser_gives_late_is_not_written_over(opened):
    """After a reload a browser may give, for a moment, what was kept before the last writes."""
    handout = opened(patient="late")
    page, today = handout.page, handout.today()
    handout.tick(today)
    page.get_by_label("A note").fill("stiff")
    kept = page.evaluate("({...localStorage})")
    page.add_init_script(
        "localStorage.clear(); "
        f"setTimeout(() => Object.assign(localStorage, {json.dumps(kept)}), 500)"
    )
    page.reload()
    handout.button(today).click()
    expect(page.get_by_label("A note")).to_have_value("stiff")
    assert page.evaluate("({...localStorage})") == kept


def test_two_tabs_know_of_each_other(opened, context):
    """A day ticked in one is ticked in the other, and neither writes over the other's."""
    handout = opened(patient="tabs")  # and so with days of its own, whatever other tests leave
    page = handout.page
    with_it = context.new_page()
    other = Handout(with_it, Path(page.url.removeprefix("file://")))
    days = [other.today() - timedelta(days=ago) for ago in range(3)]
    other.tick(days[0])
    expect(handout.button(days[0])).to_have_attribute("aria-pressed", "true")
    # A tab that hears nothing reads what is kept before it changes it, and when it is looked at.
    page.add_init_script("addEventListener('storage', (event) => event.stopImmediatePropagation())")
    page.reload()
    other.tick(days[1])
    page.wait_for_function(f"JSON.stringify({{...localStorage}}).includes('{days[1]}')")
    expect(handout.button(days[1])).to_have_attribute("aria-pressed", "false")
    handout.tick(days[2])
    for tab in (handout, other):
        for day in days:
            expect(tab.button(day)).to_have_attribute("aria-pressed", "true")
    other.page.get_by_role("button", name="Remove this tick").click()
    page.wait_for_function(
        """(day) => {
          document.dispatchEvent(new Event("visibilitychange"));
          return document.querySelector(`[data-day="${day}"]`).ariaPressed === "false";
        }""",
        arg=str(days[1]),
    )
    with_it.close()


def assert_all_is_printed(printed: Printed, plan: pd.DataFrame) -> None:
    """Demand all that keeps a person safe, and each exercise's box on one page."""
    flags = bc.load_red_flags()
    safety = [*RULES[["ask_first", "ease_off", "stop_rule"]], *flags["action"], *flags["say"]]
    missing = [text for text in [*safety, *flags.drop("age")["text"]] if not printed.has(text)]
    every = [EXERCISES.loc[name, "cautions"].split("|") for name in plan["exercise_id"]]
    times = Counter(text for cautions in every for text in cautions)
    for row, cautions in zip(records(plan), every, strict=True):
        fact = EXERCISES.loc[row["exercise_id"]]
        box = [f"{row['order']} {row['name']}", row_dose_words(row, in_full=True), row["caution"]]
        box += [text for name in ("steps", "cues", "mistakes") for text in fact[name].split("|")]
        if not printed.has(*box, *(text for text in cautions if times[text] == 1)):
            missing.append(row["name"])
        missing += [text for text in cautions if not printed.has(text)]
    keys = {key for cell in plan["source"] for key in cell.split("|")} - {""}
    cited = bc.load_sources().loc[sorted(keys), "citation"]
    assert missing + [text for text in cited if not printed.has(text)] == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_longest_plan_prints_on_two_sheets(opened, tmp_path, paper):
    """Four pages, as paper has two sides: two pages would need letters too small for many.

    Each letter has 11 pt or more, nothing is left out, and a page is as good in the dark.
    """
    for state, plan in LONGEST.items():
        handout = opened(plan)
        printed = read_printed(handout.page.pdf(format=paper, path=tmp_path / f"{state}.pdf"))
        assert 1 <= len(printed.pages) <= (2 if state == "acute" else 4), state
        assert min(printed.sizes) >= 11, state
        assert_all_is_printed(printed, plan)
    page = handout.page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".bf-moving:visible, button:visible, #days:visible").count() == 0
    assert page.locator(".bf-still:visible").count() == len(plan)
    assert page.locator(".ho-paper .ho-box:visible").count() == 28
    colours = "node => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]"
    ink, ground = page.locator("body").evaluate(colours)
    assert "255, 255, 255" in ground
    assert "255" not in ink
    page.emulate_media(media="screen", color_scheme="light")


def test_a_print_that_is_shrunk_is_noticed(opened):
    """What is wider than the paper makes Chromium shrink all of it: the sizes read say so."""
    page = opened().page
    assert min(read_printed(page.pdf(format="A4")).sizes) >= 11
    page.add_style_tag(content="@media print { .ho-lead { width: 300mm; } }")
    assert min(read_printed(page.pdf(format="A4")).sizes) < 9


def test_the_figures_move_and_can_be_stopped(opened):
    """On screen they move, until the button, or the system's wish for less motion."""
    page = opened().page
    svg = page.locator("svg.bc-figure").first
    expect(svg.locator(".bf-moving")).to_be_visible()
    now = "node => node.getCurrentTime()"
    svg.evaluate(MOVES)
    still = page.get_by_role("button", name="Stop the pictures")
    still.click()
    expect(still).to_have_attribute("aria-pressed", "true")
    assert svg.evaluate("node => node.animationsPaused()")
    assert svg.evaluate(now) == svg.evaluate(now)
    still.click()
    assert not svg.evaluate("node => node.animationsPaused()")
    page.emulate_media(reduced_motion="reduce")
    expect(svg.locator(".bf-still")).to_be_visible()
    expect(still).to_be_hidden()
    page.emulate_media(reduced_motion="no-preference")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, shoot, scheme):
    """Names, roles and contrast are right, and at 400 px nothing sticks out, with a day open."""
    handout = opened(LONGEST["chronic"])
    page = handout.page
    page.emulate_media(color_scheme=scheme)
    handout.tick(handout.today())
    handout.feels("after", 6)
    assert axe_faults(page.locator(":root")) == []
    shoot("wide")
    page.set_viewport_size({"width": 400, "height": 800})
    assert axe_faults(page.locator(":root")) == []
    # What is around a figure goes on beyond its frame, which is there to cut it off.
    cut = page.locator("body").evaluate(CUT_OFF)
    assert [one for one in cut if "SVGAnimatedString" not in one] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    small = """() => Array.from(document.querySelectorAll("button, select, input, a[href^='#']"))
      .filter((node) => node.getClientRects().length)
      .map((node) => node.closest("label") ?? node)
      .filter((node) => node.getBoundingClientRect().height < 44).map((node) => node.outerHTML)"""
    assert page.evaluate(small) == []
    shoot("phone")
    page.emulate_media(color_scheme="light")


def test_keyboard_alone_is_enough(opened, log, tmp_path):
    """From day to day with the arrows, a tick with Enter, the answers, and the file."""
    handout = opened()
    page, today = handout.page, handout.today()

    def tab_to(target: Locator) -> None:
        for _ in range(60):
            if target.evaluate("node => node === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab never came to {target}")

    page.locator("#still").focus()
    tab_to(handout.button(today))
    page.keyboard.press("ArrowUp")
    expect(handout.button(today - timedelta(7))).to_be_focused()
    page.keyboard.press("Enter")
    expect(handout.day).to_be_visible()
    tab_to(page.get_by_role("checkbox").first)
    page.keyboard.press("Space")
    tab_to(page.get_by_role("radio", name="0, no pain").first)
    page.keyboard.press("3")
    expect(page.locator("#before").get_by_role("radio", name="3")).to_be_checked()
    tab_to(page.get_by_role("button", name="Save my ticks as a file"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "keys.csv")
    assert log.import_csv(tmp_path / "keys.csv").added == 1
    (session,) = log.sessions("me")
    assert (session.started_at.date(), session.pain_before) == (today - timedelta(7), 3)
    assert [entry.exercise_id for entry in session.entries] == EXERCISE_IDS[1:]


def test_cells_stay_text(opened):
    """HTML in a table of one's own is shown, and nothing of it runs."""
    own, plan = marked_up()
    handout = opened(plan, exercises=own)
    handout.tick(handout.today())
    expect(handout.page.get_by_role("heading", name=f"{MARKUP}name").first).to_be_visible()
    assert handout.page.get_by_role("checkbox", name=MARKUP).count() == len(plan)
    assert handout.page.locator("img").count() == 0
    assert handout.page.title() == "My back exercises"
