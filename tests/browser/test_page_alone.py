"""The page without Python: opened from the disk, with no network, by a patient."""

import functools
import gzip
import itertools
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.image as mpl_image
import numpy as np
import pandas as pd
import pytest
from alone_page import (
    FULL,
    LINKS,
    SEVERE,
    Alone,
    begun,
    hurting,
    offers_nothing,
    told_while_full,
    write_down,
)
from axe import axe_faults
from explorer_page import answer
from harm_watch import Watch
from player_page import PlayerPage
from playwright.sync_api import BrowserContext, Locator, Page, expect
from printed import read_printed

import backcare as bc
from backcare.plan.screening import screened
from backcare.safety import rule_texts
from backcare.site import write_page, write_site
from backcare.tables.vocabulary import terms
from backcare.text import long_date

pytestmark = pytest.mark.browser

EXERCISES = bc.load_exercises()
TODAY = datetime.now(UTC).date()
AMOUNTS = ("sets", "reps", "hold_s", "minutes")
FORGET = """async () => {
  localStorage.clear();
  sessionStorage.clear();
  for (const { name } of await indexedDB.databases()) {
    await new Promise((done) => {
      const gone = indexedDB.deleteDatabase(name);
      gone.onsuccess = gone.onerror = gone.onblocked = done;
    });
  }
}"""


# What the cards need, which comes before all else.
FIRST = ("index.html", "page.css", "page.js")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page once."""
    return write_page(tmp_path_factory.mktemp("alone") / "exercises.html")


@pytest.fixture
def alone(context: BrowserContext, page: Page, file: Path) -> Iterator[Alone]:
    """Open the page where there is no network, with nothing kept."""
    context.set_offline(True)
    page.goto(file.as_uri())
    page.evaluate(FORGET)
    yield Alone(page, file.as_uri())
    page.evaluate(FORGET)
    context.set_offline(False)


def test_nothing_is_offered_before_it_is_asked(alone: Alone) -> None:
    """Neither a card nor a plan; with a sign only what to do about it, and after a reload too."""
    explorer = alone.explorer()
    expect(explorer.root.locator("article.bc-card:visible")).to_have_count(0)
    expect(explorer.root.locator(".bc-pain-state")).to_be_hidden()
    session = alone.view("Do a session")
    expect(session.get_by_role("button", name="Do this plan")).to_be_hidden()
    session.get_by_label("fever").check()
    expect(session.get_by_text("doctor").first).to_be_visible()
    alone.open()
    for name in ("Find exercises", "Do a session"):
        view = alone.view(name)
        expect(view.get_by_label("fever")).to_be_checked()
        expect(view.locator(".bc-pain-state")).to_be_hidden()


@pytest.mark.parametrize("state", ["acute", "chronic", "mild", "none"])
def test_cards_are_those_of_python(alone: Alone, state: str) -> None:
    """What is offered and left out for each pain, and with a condition."""
    explorer = alone.explorer()
    explorer.clear_gate()
    explorer.press("pain-state", state)
    wanted = answer(EXERCISES, {"pain_state": state})
    for part in ("code", "asked"):
        wanted.pop(part, None)
    assert explorer.settled(wanted) == wanted


def test_a_session_from_the_questions_to_the_file(alone: Alone, tmp_path: Path, shoot) -> None:
    """Choose, plan, play, log; it is there after a reload, and Python reads what is taken along."""
    page, watch = alone.page, Watch(alone.page)
    page.clock.install()
    alone.open()
    session = alone.plan("Long-lasting pain")
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=5)
    expect(session.locator(".bc-plan li strong")).to_have_text(plan["name"].tolist())
    shoot("plan")
    session.get_by_role("button", name="Do this plan").click()
    player = begun(page, pain=3)
    shoot("player")
    player.play_on()
    player.save(pain=2)
    player.is_saved()
    alone.open()
    progress = alone.view("My progress")
    expect(progress).to_contain_text("This week: 1 of 3 sessions.")
    shoot("progress")
    data = alone.view("My data")
    file = alone.saved(data.get_by_role("button", name="Save the sessions"), tmp_path / "log.csv")
    with bc.SessionLog(":memory:") as log:
        assert log.import_csv(file).added == 1
        (kept,) = log.sessions()
        assert {entry.exercise_id for entry in kept.entries} == set(plan["exercise_id"])
        assert (kept.pain_before, kept.pain_after) == (3, 2)
        again = log.export_csv(tmp_path / "again.csv")
    data.get_by_role("button", name="Delete everything").click()
    with page.expect_navigation():
        data.get_by_role("button", name="Press again").click()
    data = alone.view("My data")
    data.locator("input[type=file]").set_input_files(again)
    expect(data).to_contain_text("1 session taken in")
    assert (
        alone.saved(
            data.get_by_role("button", name="Save the sessions"), tmp_path / "back.csv"
        ).read_bytes()
        == file.read_bytes()
    )
    assert watch.harm() == []


def test_severe_pain_stops_the_page(alone: Alone) -> None:
    """After it nothing is offered, in no part and after a reload, until somebody was asked."""
    page = alone.page
    page.clock.install()
    alone.open()
    session = alone.plan("Long-lasting pain")
    session.get_by_role("button", name="Do this plan").click()
    player = begun(page, pain=3)
    player.play_on()
    player.save(pain=9)
    player.is_saved()
    alone.open()
    explorer = alone.explorer()
    explorer.clear_gate()
    expect(explorer.root).to_contain_text("No exercises are shown until you have asked.")
    expect(explorer.root.locator("article.bc-card:visible")).to_have_count(0)
    session = alone.view("Do a session")
    expect(session).to_contain_text("No plan is made until you have asked.")
    session.get_by_role("button", name="I have asked a health professional").click()
    expect(session.locator(".bc-stop")).to_be_hidden()
    expect(session.locator(":focus .bc-gate")).to_be_visible()


@pytest.mark.parametrize("say_severe", SEVERE)
def test_severe_pain_that_was_chosen_is_not_walked_around(alone: Alone, say_severe) -> None:
    """By no link and no reload; what was asked about then is not asked again."""
    page = alone.page
    page.clock.install()
    alone.open()
    alone.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    say_severe(page)
    offers_nothing(alone)
    alone.open()
    offers_nothing(alone)
    session = alone.view("Do a session")
    session.get_by_role("button", name="I have asked a health professional").click()
    expect(session.locator(".bc-stop")).to_be_hidden()
    alone.open()
    explorer = alone.explorer()
    explorer.press("pain-state", "acute")
    expect(explorer.root.locator("article.bc-card:visible").first).to_be_visible()


def test_severe_pain_that_was_chosen_counts_beside_the_plan(alone: Alone) -> None:
    """Whoever goes back to the plan from the first screen reads the stop there, at once."""
    alone.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    player = PlayerPage(alone.page)
    player.on("before")
    player.feels(8)
    session = alone.page.get_by_role("region", name="Do a session", exact=True)
    session.get_by_role("button", name="Back to the plan").click()
    expect(session.locator(".bc-stop").first).to_contain_text("Stop here")
    expect(session.get_by_text("walk is fine").locator("visible=true")).to_have_count(0)


def test_pain_above_mild_that_is_not_saved_counts(alone: Alone) -> None:
    """On the other parts, and after a reload: whether the back has settled is asked there."""
    page = alone.page
    page.clock.install()
    alone.open()
    alone.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    hurting(page, 6)
    for reloaded in (False, True):
        if reloaded:
            alone.open()
        explorer = alone.explorer().root
        expect(explorer).to_contain_text("your pain went above mild")
        expect(explorer.locator("article.bc-card:visible")).to_have_count(0)
    session = alone.view("Do a session")
    session.get_by_role("button", name="Yes, it is as usual again").click()
    explorer = alone.explorer().root
    explorer.get_by_role("button", name="Long-lasting pain").click()
    expect(explorer.locator("article.bc-card:visible").first).to_be_visible()


def test_the_same_pain_after_it_had_settled_has_to_settle_again(alone: Alone) -> None:
    """In one session, which is not saved: what was felt later has not settled."""
    page = alone.page
    page.clock.install()
    alone.open()
    alone.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    player = hurting(page, 6)
    player.button("Finish for today").click()
    for again in (True, False):
        explorer = alone.explorer().root
        expect(explorer).to_contain_text("your pain went above mild")
        expect(explorer.locator("article.bc-card:visible")).to_have_count(0)
        session = alone.view("Do a session")
        session.get_by_role("button", name="Back to the plan").click()
        session.get_by_role("button", name="Yes, it is as usual again").click()
        expect(session.locator(".bc-plan li:visible").first).to_be_visible()
        if again:
            session.get_by_role("button", name="Do this plan").click()
            page.clock.fast_forward(2_000)
            player.on("after")
            player.feels(6)
    session.get_by_role("button", name="Do this plan").click()
    page.clock.fast_forward(2_000)
    player.on("after")
    player.feels(6)
    player.button("Save").click()
    player.is_saved()
    for _ in range(2):
        expect(alone.explorer().root).to_contain_text("your pain went above mild")
        expect(alone.view("Do a session")).to_contain_text("Has your back settled since")
        alone.open()


def test_pain_of_a_session_that_is_deleted_counts(alone: Alone) -> None:
    """It was felt: whether the back has settled is asked all the same."""
    page = alone.page
    page.clock.install()
    alone.open()
    session = alone.plan("Long-lasting pain")
    session.get_by_role("button", name="Do this plan").click()
    player = hurting(page, 6)
    alone.open()
    session = alone.view("Do a session")
    session.get_by_role("button", name="Not yet").click()
    session.get_by_role("button", name="Go on with it").click()
    for _ in range(2):
        player.button("Delete it").click()
    for _ in range(2):
        explorer = alone.explorer().root
        expect(explorer).to_contain_text("your pain went above mild")
        explorer.get_by_role("button", name="Long-lasting pain").click()
        expect(explorer.locator("article.bc-card:visible")).to_have_count(0)
        alone.open()


def test_severe_pain_after_somebody_was_asked_stops_again(alone: Alone) -> None:
    """In the same session, which is over by then and not saved; also after a reload."""
    page = alone.page
    page.clock.install()
    alone.open()
    session = alone.plan("Long-lasting pain")
    session.get_by_role("button", name="Do this plan").click()
    player = hurting(page, 8)
    player.button("Finish for today").click()
    offers_nothing(alone)
    session.get_by_role("button", name="Back to the plan").click()
    session.get_by_role("button", name="I have asked a health professional").click()
    expect(session.locator(".bc-stop:visible")).to_have_count(0)
    session.get_by_role("button", name="Yes, it is as usual again").click()
    session.get_by_role("button", name="Do this plan").click()
    page.clock.fast_forward(2_000)
    player.on("after")
    player.feels(9)
    offers_nothing(alone)
    alone.open()
    offers_nothing(alone)


@pytest.mark.parametrize("say_severe", SEVERE)
def test_severe_pain_stops_where_nothing_at_all_can_be_kept(alone: Alone, say_severe) -> None:
    """As long as the page is open, on every part of it."""
    page = alone.page
    page.clock.install()
    alone.open()
    alone.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    page.evaluate(FULL)
    page.evaluate("""() => { Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError"); }; }""")
    say_severe(page)
    offers_nothing(alone)


def test_a_stop_in_one_tab_whose_log_is_full_stops_the_other(
    site: Alone, context: BrowserContext
) -> None:
    """At once, though the log has not heard of it."""
    page = site.page
    page.clock.install()
    site.open()
    other = Alone(context.new_page(), site.address)
    site.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    told_while_full(page)
    offers_nothing(other)
    other.page.close()


def test_severe_pain_can_be_chosen_otherwise_while_it_is_asked(alone: Alone) -> None:
    """A slip on the first screen is no stop; what is chosen after one was asked about is."""
    page = alone.page
    session = alone.plan("Long-lasting pain")
    session.get_by_role("button", name="Do this plan").click()
    player = PlayerPage(page)
    for pain in (8, 2):
        player.on("before")
        player.feels(pain)
    alone.explorer().press("pain-state", "none")
    expect(page.locator("article.bc-card:visible").first).to_be_visible()
    session = alone.view("Do a session")
    asked = session.get_by_role("button", name="I have asked a health professional")
    for pain in (8, 9):
        player.on("before")
        player.feels(pain)
        offers_nothing(alone)
        asked.click()
        expect(session.locator(".bc-stop:visible")).to_have_count(0)
        page.wait_for_timeout(1_100)  # a log tells moments that are a second apart


def test_every_part_is_clean(alone: Alone, shoot) -> None:
    """Light and dark, wide and narrow: nothing that a machine can find keeps anybody out."""
    page = alone.page
    explorer = alone.explorer()
    explorer.clear_gate()
    explorer.press("pain-state", "mild")
    alone.view("Do a session").get_by_role("button", name="Mild discomfort").click()
    for width in (1280, 768, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for name in ("Find exercises", "Do a session", "My progress", "My data"):
                alone.view(name)
                shoot(f"{name}-{width}-{theme}")
                faults = axe_faults(page.locator(":root"), but="[data-view][hidden]")
                assert faults == [], (name, width, theme)
                assert page.evaluate("document.documentElement.scrollWidth") <= width


def backup_of(*events: object) -> str:
    """Write a backup of the page with answers, and no sessions."""
    return json.dumps({"made_by": "backcare-page", "version": 1, "sessions": [], "events": events})


def event_of(kind: str, at: str, **more: object) -> dict[str, object]:
    return {"kind": kind, "patient": "me", "at": at} | more


DAMAGED = (
    None,
    event_of("red_flags", "2026-03-01T09:00:00+01:00"),
    event_of("red_flags", "2026-03-01T09:00:00+01:00", flags=["no sign"]),
    event_of("red_flags", "some day", flags=[]),
    event_of("usual", "2026-03-01T09:00:00+01:00", minutes=0, conditions=[]),
    event_of("usual", "2026-03-01T09:00:00+01:00", minutes=5, conditions=["no condition"]),
    event_of("mild_limit", "2026-03-01T09:00:00+01:00", pain=9, agreed_on="2026-03-01"),
    event_of("told_to_stop", "2026-03-01T09:00:00+01:00", session_id="a", reason="none"),
    event_of("confirmed", "2026-03-01T09:00:00+01:00"),
    event_of("constructor", "2026-03-01T09:00:00+01:00"),
)


def test_an_older_answer_of_a_backup_takes_no_newer_ones_place(alone: Alone) -> None:
    """A sign that is ticked here stays, whatever was answered before it on another device."""
    session = alone.view("Do a session")
    session.get_by_label("fever").check()
    data = alone.view("My data")
    older = event_of("red_flags", f"{TODAY - timedelta(days=3)}T09:00:00+01:00", flags=[])
    text = backup_of(older)
    named = {"name": "b.json", "mimeType": "text/json", "buffer": text.encode()}
    data.locator("input[type=file]").set_input_files([named])
    expect(data).to_contain_text("taken in from b.json")
    expect(alone.view("Do a session").get_by_label("fever")).to_be_checked()
    alone.open()
    expect(alone.view("Do a session").get_by_label("fever")).to_be_checked()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "It is empty."),
        ("a,b\r\n1,2\r\n", "these columns are missing: session_id"),
        ('{"made_by": "backcare-page", "version": 9}', "a newer page"),
        ('{"made_by": "backcare-page", "version": 1, "sess', "It is damaged"),
        ('{"made_by": "backcare-page", "version": 1, "sessions": {}}', "A part of it is missing"),
        *((backup_of(event), "Answer 1 is damaged.") for event in DAMAGED),
    ],
)
def test_a_file_with_faults_changes_nothing(alone: Alone, text: str, said: str) -> None:
    """It is said what is wrong, and nothing of it is taken in."""
    data = alone.view("My data")
    named = {"name": "file.csv", "mimeType": "text/csv", "buffer": text.encode()}
    data.locator("input[type=file]").set_input_files([named])
    expect(data).to_contain_text("was not taken in, and nothing has changed.")
    expect(data).to_contain_text(said)


def test_each_fault_has_its_row_and_column(alone: Alone) -> None:
    """Pain of 99, half a set and a day that is none: all at once."""
    columns = bc.SessionLog.to_frame.__doc__ and list(bc.sessions.CSV_COLUMNS)
    row = dict.fromkeys(columns, "") | {"session_id": "a", "patient": "me", "started_at": "soon"}
    row |= {"pain_before": "99", "exercise_id": "bridging", "sets": "1.5"}
    text = ",".join(columns) + "\r\n" + ",".join(row.values()) + "\r\n"
    data = alone.view("My data")
    named = {"name": "file.csv", "mimeType": "text/csv", "buffer": text.encode()}
    data.locator("input[type=file]").set_input_files([named])
    for column in ("started_at", "pain_before", "sets"):
        expect(data).to_contain_text(f"Row 2, {column}: ")
    assert json.dumps(alone.page.evaluate("({...localStorage})")).count("bridging") == 0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Put the folder on a web server that knows nothing of it."""
    folder = write_site(tmp_path_factory.mktemp("site")).parent
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """A web server that says nothing of what it was asked."""

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(context: BrowserContext, page: Page, served: tuple[Path, str]) -> Iterator[Alone]:
    """Open the folder's page, with nothing kept."""
    page.goto(served[1])
    page.evaluate(FORGET)
    yield Alone(page, served[1])
    context.set_offline(False)
    page.evaluate(FORGET)


def test_the_page_opens_without_a_network_after_one_visit(
    site: Alone, context: BrowserContext
) -> None:
    """All of it, with the answers that were given before."""
    site.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    explorer = site.explorer()
    explorer.clear_gate()
    explorer.press("pain-state", "acute")
    expect(explorer.root.locator("article.bc-card:visible").first).to_be_visible()
    context.set_offline(True)
    site.open()
    session = site.view("Do a session")
    expect(session).to_contain_text("No warning signs today.")
    session.get_by_role("button", name="Sudden or new pain").click()
    expect(session.locator(".bc-plan li").first).to_contain_text("Walking")


def test_a_site_that_is_opened_as_a_file_says_what_it_needs(
    page: Page, served: tuple[Path, str]
) -> None:
    """A web server, or the page as one file; and nothing is offered."""
    page.goto((served[0] / "index.html").as_uri())
    told = page.get_by_role("alert").filter(has_text="was opened as a file")
    expect(told).to_contain_text("Open it at its address there")
    expect(told).to_contain_text("write_page")
    expect(page.locator("article.bc-card:visible")).to_have_count(0)


def test_a_newer_version_is_told_until_it_is_used(
    page: Page, context: BrowserContext, two_sites: tuple[str, str], tmp_path: Path, shoot
) -> None:
    """Each time the page is opened; pressed, it is there, and not while a session is open."""
    first, _ = two_sites
    told = "A newer version of this page is ready."
    alone = Alone(page, first)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    is_new = "() => dataOf('facts').exercises.some(({ name }) => name === 'A walk in the park')"
    alone.open()
    expect(page.get_by_text(told)).to_have_count(0)
    table = bc.load_exercises()
    table.loc["walking", "name"] = "A walk in the park"
    write_site(tmp_path / "a", table)
    for _ in range(2):
        alone.open()
        expect(page.get_by_text(told)).to_be_visible()
        alone.view("My data")
        expect(page.get_by_text(told)).to_be_visible()
    other = Alone(context.new_page(), first)
    expect(other.page.get_by_text(told)).to_have_count(1)
    use = page.get_by_role("button", name="Use the newer version")
    for width, theme in ((360, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        shoot(f"{width}-{theme}")
        assert axe_faults(page.locator(":root")) == []
    alone.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    use.click()
    expect(page.get_by_text("Your session is open. End it first")).to_be_visible()
    assert not page.evaluate(is_new)
    alone.open()
    with page.expect_navigation():
        use.click()
    for tab, presses in ((page, False), (other.page, True)):
        if presses:  # the other one goes on as it was
            with tab.expect_navigation():
                tab.get_by_role("button", name="Use the newer version").click()
        tab.locator("html[data-ready=all]").wait_for()
        assert tab.evaluate(is_new)
        expect(tab.get_by_text(told)).to_have_count(0)
    other.page.close()


def test_the_first_part_is_small(served: tuple[Path, str]) -> None:
    """What the cards need is at most 400 KB, 100 KB as it is sent; all of it at most 2 MB."""
    first = [(served[0] / name).read_bytes() for name in FIRST]
    assert sum(map(len, first)) <= 400_000
    assert sum(len(gzip.compress(one)) for one in first) <= 100_000
    assert sum(one.stat().st_size for one in served[0].iterdir()) <= 2_000_000


def test_a_sign_in_one_tab_shuts_the_other(site: Alone, context: BrowserContext) -> None:
    """At once, and so does taking it back open neither without an answer."""
    explorer = site.explorer()
    explorer.clear_gate()
    explorer.press("pain-state", "mild")
    expect(explorer.root.locator("article.bc-card:visible").first).to_be_visible()
    other = Alone(context.new_page(), site.address)
    there = other.view("Do a session")
    there.get_by_role("button", name="Check again").click()
    there.get_by_label("fever").check()
    expect(explorer.root.locator("article.bc-card:visible")).to_have_count(0)
    there.get_by_label("fever").uncheck()
    expect(explorer.root.locator("article.bc-card:visible")).to_have_count(0)
    other.page.close()


def test_midnight_asks_anew(alone: Alone) -> None:
    """A page that stays open forgets the answers of the day before, and shows nothing by them."""
    page = alone.page
    page.clock.install()
    alone.open()
    explorer = alone.explorer()
    explorer.clear_gate()
    explorer.press("pain-state", "mild")
    expect(explorer.root.locator("article.bc-card:visible").first).to_be_visible()
    page.clock.fast_forward("24:00:00")
    expect(explorer.root.locator("article.bc-card:visible")).to_have_count(0)
    explorer.clear_gate()
    expect(explorer.root).to_contain_text("Choose how your back is today")


def test_a_browser_that_keeps_nothing_says_so(alone: Alone, tmp_path: Path) -> None:
    """The session can be done, nobody is told that it is saved, and it can be taken along."""
    page = alone.page
    page.add_init_script("indexedDB.open = () => { throw new Error('private'); };")
    page.evaluate("localStorage.clear()")  # as in a browser that has never kept a log
    page.clock.install()
    alone.open()
    expect(alone.view("My data")).to_contain_text("This browser does not keep anything")
    session = alone.plan("Mild discomfort")
    session.get_by_role("button", name="Do this plan").click()
    player = begun(page, pain=1)
    player.play_on()
    player.save(pain=1)
    expect(player.root.locator(".bc-end .bc-said")).to_contain_text("could not keep it")
    file = alone.saved(player.button("Download"), tmp_path / "session.csv")
    with bc.SessionLog(":memory:") as log:
        assert log.import_csv(file).added == 1


def test_a_hostile_table_is_shown_as_text(
    context: BrowserContext, page: Page, tmp_path: Path
) -> None:
    """A cell that would end the script, or be an element, stands there as it was typed."""
    bad = "</script><img src=x onerror='top.hacked=1'>&amp;"
    table = EXERCISES.copy()
    for column in ("name", "steps", "reason_mild", "other_names", "cautions"):
        table.loc["bridging", column] = f"{bad} {column}"
    context.set_offline(True)
    watch = Watch(page)
    alone = Alone(page, write_page(tmp_path / "own.html", table).as_uri())
    explorer = alone.explorer()
    explorer.clear_gate()
    explorer.press("pain-state", "mild")
    expect(explorer.root.locator("[data-exercise-id=bridging] h3")).to_contain_text(f"{bad} name")
    session = alone.view("Do a session")
    session.get_by_role("button", name="Mild discomfort").click()
    session.get_by_role("button", name="60 min").click()
    expect(page.locator(".bc-plan")).to_contain_text(f"{bad} name")
    assert watch.harm() == []
    page.evaluate(FORGET)
    context.set_offline(False)


def test_to_look_is_no_answer_but_for_a_new_pain(alone: Alone) -> None:
    """Cards for another pain change no plan; those for a new one do, on this page and the next."""
    explorer = alone.explorer()
    explorer.clear_gate()
    explorer.press("pain-state", "none")
    expect(explorer.root.locator("article.bc-card:visible").first).to_be_visible()
    session = alone.view("Do a session")
    expect(session.locator(".bc-plan li")).to_have_count(0)
    session.get_by_role("button", name="Long-lasting pain").click()
    expect(session.locator(".bc-plan li")).not_to_have_count(0)
    alone.view("Find exercises")
    explorer.press("pain-state", "acute")
    alone.open()
    session = alone.view("Do a session")
    pressed = session.locator(".bc-pain-state button[aria-pressed=true]")
    expect(pressed).to_contain_text("Sudden or new pain")


def test_a_sign_goes_before_a_stop(alone: Alone) -> None:
    """The check is a line beside the notice, opens, and folds under nobody's hands."""
    progress = write_down(alone, "bridging", before=2)
    scale = progress.get_by_role("radiogroup", name="Worst pain while exercising")
    scale.get_by_label("8", exact=True).check(force=True)
    progress.get_by_role("button", name="Save", exact=True).click()
    session = alone.view("Do a session")
    stop = session.get_by_role("heading", name="Stop here")
    asked = session.get_by_role("button", name="I have asked a health professional")
    expect(asked).to_be_visible()
    sign, action = session.get_by_label("new trouble passing urine"), session.locator(".bc-advice")
    expect(sign).to_be_hidden()
    session.get_by_role("button", name="Answer it now").click()
    expect(sign).to_be_visible()
    sign.check()
    expect(asked).to_be_hidden()
    expect(session.get_by_text("until you have asked a doctor")).to_be_visible()
    first, then = (one.first.bounding_box() for one in (action, stop))
    assert first is not None
    assert then is not None
    assert first["y"] < then["y"]
    sign.uncheck()
    expect(sign).to_be_visible()
    session.get_by_role("button", name="None of these applies to me").click()
    asked.click()
    expect(stop).to_be_hidden()


def test_another_session_waits_until_it_has_settled(alone: Alone) -> None:
    """After pain above mild: in the player, the plan and among the cards, until it is said."""
    page = alone.page
    page.clock.install()
    alone.open()
    session = alone.plan("Long-lasting pain")
    session.get_by_role("button", name="Do this plan").click()
    player = begun(page, pain=3)
    player.play_on()
    player.save(pain=5)
    player.is_saved()
    player.button("My pain is mild again").click()
    player.on("before")
    player.feels(2)
    player.button("Start").click()
    player.on("before")
    asked = player.root.get_by_role("group", name="Has your back settled since?")
    asked.get_by_label("Not yet").check()
    expect(player.root).to_contain_text("Leave its exercises out for now.")
    expect(player.button("Start")).to_have_count(0)
    player.button("Back to the plan").click()
    expect(session).to_contain_text("Has your back settled since that session?")
    expect(session.locator(".bc-plan li")).to_have_count(0)
    cards = alone.view("Find exercises")
    expect(cards).to_contain_text("In a session today your pain went above mild.")
    session = alone.view("Do a session")
    session.get_by_role("button", name="Yes, it is as usual again").click()
    expect(session.locator(".bc-plan li")).not_to_have_count(0)
    alone.page.wait_for_timeout(300)
    alone.open()  # what was said is kept
    session = alone.view("Do a session")
    expect(session).to_contain_text("In a session today your pain went above mild.")
    expect(session.get_by_text("Has your back settled since that session?")).to_be_hidden()
    expect(session.locator(".bc-plan li")).not_to_have_count(0)


def test_people_of_one_browser_are_apart(site: Alone, context: BrowserContext) -> None:
    """What one answers in a tab is no answer of another's in the next; names may begin alike."""
    site.explorer().clear_gate()
    data = site.view("My data")
    data.get_by_label("Somebody else").fill("me-too")
    with site.page.expect_navigation():
        data.get_by_role("button", name="Add").click()
    expect(site.view("My data")).to_contain_text("This is the log of me-too.")
    session = site.view("Do a session")
    expect(session.get_by_role("button", name="None of these applies to me")).to_be_visible()
    session.get_by_label("fever").check()
    other = Alone(context.new_page(), site.address)
    data = other.view("My data")
    with other.page.expect_navigation():
        data.get_by_label("Whose log").select_option("Me")
    there = other.view("Do a session")
    expect(there).to_contain_text("No warning signs today.")
    session.get_by_label("fever").uncheck()
    there.get_by_role("button", name="Check again").click()
    there.get_by_label("fever").check()
    expect(session.get_by_label("fever")).not_to_be_checked()
    session.get_by_role("button", name="None of these applies to me").click()
    expect(there.get_by_label("fever")).to_be_checked()
    other.page.close()


def test_fast_presses_are_all_kept(alone: Alone) -> None:
    """However fast chips are pressed: each counts, on screen and after a reload."""
    session = alone.view("Do a session")
    alone.none_applies(session)
    session.get_by_role("button", name="Long-lasting pain").click()
    session.locator("summary", has_text="About you").click()
    chips = session.locator(".bc-conditions button")
    number = chips.count()
    chips.evaluate_all("(several) => several.forEach((chip) => chip.click())")
    pressed = session.locator(".bc-conditions button[aria-pressed=true]")
    expect(pressed).to_have_count(number)
    alone.page.wait_for_timeout(300)
    expect(pressed).to_have_count(number)
    alone.open()
    session = alone.view("Do a session")
    expect(session.locator(".bc-conditions button[aria-pressed=true]")).to_have_count(number)


def test_what_is_taken_back_at_once_is_taken_back(alone: Alone) -> None:
    """Two presses before the log has the first: the last holds, here and after a reload."""
    session = alone.view("Do a session")
    alone.none_applies(session)
    session.get_by_role("button", name="Long-lasting pain").click()
    minutes = session.locator(".bc-minutes")
    chosen = minutes.locator("button[aria-pressed=true]")
    before = chosen.inner_text()
    alone.page.wait_for_timeout(300)  # the log has how the back is
    minutes.evaluate(
        """(one) => {
          const there = one.querySelector("button[aria-pressed=true]");
          one.querySelector("button[aria-pressed=false]").click();
          there.click();
        }"""
    )
    alone.page.wait_for_timeout(300)
    expect(chosen).to_have_text(before)
    alone.open()
    alone.view("Do a session")
    expect(chosen).to_have_text(before)


def test_a_session_is_written_down_as_it_was(alone: Alone, tmp_path: Path, shoot) -> None:
    """Faults first, and all stays; how long it hurt is asked after; undone, and saved again."""
    progress = write_down(alone, "bridging", before=3)
    said = progress.locator(".bc-writing [role=status]")
    times = progress.get_by_role("spinbutton", name="Times per set")
    times.fill("300")
    save = progress.get_by_role("button", name="Save", exact=True)
    save.click()
    expect(said).to_contain_text("Bridge, Times per set: you entered 300.")
    times.fill("10")
    worst = progress.get_by_role("radiogroup", name="Worst pain while exercising")
    worst.get_by_label("8", exact=True).check(force=True)
    expect(progress.get_by_role("alert").filter(has_text="Stop for today")).to_be_visible()
    worst.get_by_label("5", exact=True).check(force=True)
    expect(progress.get_by_role("alert").filter(has_text="Stop for today")).to_have_count(0)
    progress.get_by_label("When was it?").fill("2026-03-02T18:05")
    progress.get_by_label("Anything to remember?").fill("=at the gym")
    for width, theme in ((1280, "light"), (360, "dark")):
        alone.page.set_viewport_size({"width": width, "height": 800})
        alone.page.emulate_media(color_scheme=theme)
        shoot(f"form-{width}-{theme}")
        assert axe_faults(alone.page.locator(":root")) == []
    save.click()
    expect(said).to_contain_text("Saved. 2 Mar 2026, 18:05: Bridge; pain before 3, worst 5.")
    expect(said).to_contain_text("You have not said how long the pain was above mild.")
    progress.get_by_role("spinbutton", name="Minutes with pain above mild").fill("20")
    progress.get_by_role("button", name="Save changes").click()
    expect(said).to_contain_text("Stop here, and do no more exercises today.")
    expect(progress.get_by_role("button", name="I have asked a doctor")).to_be_visible()
    progress.get_by_role("button", name="Undo").click()
    expect(said).to_contain_text("Undone")
    expect(progress.get_by_role("button", name="I have asked a doctor")).to_be_hidden()
    progress.get_by_role("button", name="Undo").click()
    expect(progress).to_contain_text("Your progress will appear here")
    save.click()
    expect(said).to_contain_text("Saved.")
    alone.open()
    progress = alone.view("My progress")
    progress.get_by_text("All sessions (1)").click()
    progress.get_by_role("button", name="Change the session of 2 Mar 2026, 18:05").click()
    progress.get_by_role("spinbutton", name="Minutes with pain above mild").fill("5")
    progress.get_by_role("button", name="Save changes").click()
    expect(said).to_have_text("Saved. 2 Mar 2026, 18:05: Bridge; pain before 3, worst 5.")
    data = alone.view("My data")
    file = alone.saved(data.get_by_role("button", name="Save the sessions"), tmp_path / "log.csv")
    with bc.SessionLog(":memory:") as log:
        assert log.import_csv(file).added == 1
        (kept,) = log.sessions()
    assert f"{kept.started_at:%Y-%m-%dT%H:%M}" == "2026-03-02T18:05"
    assert kept.entries == (bc.Entry("bridging", sets=1, reps=10, hold_s=6),)
    assert (kept.pain_before, kept.pain_peak, kept.pain_after) == (3, 5, None)
    assert (kept.note, kept.pain_minutes) == ("=at the gym", 5)


def open_earlier(alone: Alone) -> Locator:
    """Open the one session that is there, to change it."""
    progress = alone.view("My progress")
    progress.get_by_text("All sessions (1)").click()
    progress.get_by_role("button", name="Change the session of").click()
    return progress


def note_of(progress: Locator) -> Locator:
    return progress.get_by_label("Anything to remember?")


def test_two_tabs_do_not_write_over_each_other(
    site: Alone, context: BrowserContext, tmp_path: Path
) -> None:
    """The second is told what the first has made of it; it stays one session, and Undo has both."""
    progress = write_down(site, "walking", before=2)
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Saved.")
    site.open()
    other = Alone(context.new_page(), site.address)
    there, here = open_earlier(other), open_earlier(site)
    note_of(there).fill("from there")
    worst = there.get_by_role("radiogroup", name="Worst pain while exercising")
    worst.get_by_label("3", exact=True).check(force=True)
    there.get_by_role("button", name="Save changes").click()
    expect(there).to_contain_text("Saved.")
    note_of(here).fill("from here")
    here.get_by_role("button", name="Save changes").click()
    said = here.locator(".bc-writing [role=status]")
    expect(said).to_contain_text("Not saved yet. What you entered is still here.")
    expect(said).to_contain_text("changed in another window")
    expect(said).to_contain_text("Worst pain while exercising is 3 there and nothing here")
    expect(note_of(here)).to_have_value("from here")
    expect(there).to_contain_text("from there")
    here.get_by_role("button", name="Save changes").click()
    expect(said).to_contain_text("Saved.")
    expect(here).to_contain_text("All sessions (1)")
    here.get_by_role("button", name="Undo").click()
    expect(said).to_contain_text("Undone")
    expect(note_of(here)).to_have_value("from there")
    file = site.view("My data").get_by_role("button", name="Save the sessions")
    with bc.SessionLog(":memory:") as log:
        assert log.import_csv(site.saved(file, tmp_path / "log.csv")).added == 1
        (kept,) = log.sessions()
    assert (kept.note, kept.pain_peak) == ("from there", 3)
    other.page.close()


def test_what_was_deleted_in_another_tab_can_be_kept(site: Alone, context: BrowserContext) -> None:
    """It is said, and the next press keeps it; severe pain counts at once."""
    progress = write_down(site, "walking", before=2)
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Saved.")
    other = Alone(context.new_page(), site.address)
    here = open_earlier(other)
    progress.get_by_role("button", name="Undo").click()
    expect(progress).to_contain_text("Undone")
    worst = here.get_by_role("radiogroup", name="Worst pain while exercising")
    worst.get_by_label("9", exact=True).check(force=True)
    here.get_by_role("button", name="Save changes").click()
    said = here.locator(".bc-writing [role=status]")
    expect(said).to_contain_text("deleted in another window")
    expect(here.get_by_role("heading", name="Stop here")).to_be_visible()
    here.get_by_role("button", name="Save", exact=True).click()
    expect(said).to_contain_text("Saved.")
    expect(here).to_contain_text("All sessions (1)")
    other.page.close()


@pytest.mark.parametrize("meanwhile", ["deleted", "changed", "nothing"])
def test_saved_is_said_of_what_the_log_has(
    site: Alone, context: BrowserContext, meanwhile: str
) -> None:
    """Also where nothing was changed here: the log is asked each time."""
    progress = write_down(site, "walking", before=2)
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Saved.")
    other = Alone(context.new_page(), site.address)
    here = open_earlier(other)
    if meanwhile == "deleted":
        progress.get_by_role("button", name="Undo").click()
        expect(progress).to_contain_text("Undone")
    elif meanwhile == "changed":
        site.open()
        progress = open_earlier(site)
        note_of(progress).fill("from there")
        progress.get_by_role("button", name="Save changes").click()
        expect(progress).to_contain_text("Saved.")
    here.get_by_role("button", name="Save changes").click()
    said = here.locator(".bc-writing [role=status]")
    if meanwhile == "nothing":
        expect(said).to_contain_text("Saved.")
        expect(here.get_by_role("button", name="Undo")).to_be_hidden()
    else:
        expect(said).to_contain_text("Not saved yet. What you entered is still here.")
        expect(said).to_contain_text(f"this session was {meanwhile} in another window")
        again = "Save" if meanwhile == "deleted" else "Save changes"
        here.get_by_role("button", name=again, exact=True).click()
        expect(said).to_contain_text("Saved.")
    other.open()
    expect(other.view("My progress")).to_contain_text("All sessions (1)")
    expect(note_of(open_earlier(other))).to_have_value("")
    other.page.close()


@pytest.mark.parametrize(
    "name", ["Anna Maria Katharina Montgomery-Featherstonehaugh", "x" * 80, "Zoë 🙂 " * 11]
)
def test_a_long_name_can_be_read_in_whole(alone: Alone, name: str, shoot) -> None:
    """On a phone, too: it wraps inside its pill, and nothing of it is cut."""
    page = alone.page
    data = alone.view("My data")
    data.get_by_label("Somebody else").fill(name)
    with page.expect_navigation():
        data.get_by_role("button", name="Add").click()
    pill = page.locator(".bc-who")
    expect(pill).to_have_text(name.strip())
    for width in (360, 400, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        shoot(f"{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert pill.bounding_box()["y"] >= 4, width
        inside = pill.evaluate("""(pill) => {
          const words = document.createRange();
          words.selectNodeContents(pill);
          const [own, text] = [pill.getBoundingClientRect(), words.getBoundingClientRect()];
          const corner = parseFloat(getComputedStyle(pill).borderTopLeftRadius);
          return own.left >= 0 && own.right <= innerWidth && text.left >= own.left
            && text.right <= own.right && text.bottom <= own.bottom
            && Math.min(corner, own.height / 2) <= 24;
        }""")
        assert inside, width


def test_a_plan_fills_the_form(alone: Alone) -> None:
    """With its amounts; what has to be asked about first is left out, and named."""
    condition, plan = next(
        (condition, plan)
        for condition in terms("condition")
        for plan in [bc.make_plan(EXERCISES, pain_state="chronic", minutes=5, answers=[condition])]
        if 0 < plan["rating"].eq("ask").sum() < len(plan)
    )
    session = alone.plan("Long-lasting pain")
    session.locator("summary", has_text="About you").click()
    session.get_by_role("button", name=terms("condition")[condition], exact=True).click()
    progress = alone.view("My progress")
    progress.get_by_role("button", name="Write down a session").click()
    progress.get_by_role("button", name="Fill in from my plan").click()
    expect(progress.get_by_role("button", name="Fill in from my plan")).to_be_hidden()
    asks, may = (plan[plan["rating"].eq("ask") == one] for one in (True, False))
    entries = progress.locator(".bc-entry")
    expect(entries).to_have_count(len(may))
    for name, row in zip(entries.all(), may.itertuples(), strict=True):
        expect(name).to_contain_text(row.name)
        amounts = [row.minutes, row.sets, row.reps, row.hold_s]
        shown = [int(one.input_value()) for one in name.get_by_role("spinbutton").all()]
        assert shown == [one for one in amounts if pd.notna(one)]
    said = progress.locator(".bc-writing [role=status]")
    for name in asks["name"]:
        expect(said).to_contain_text(name)
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(said).to_contain_text("Saved.")


def test_what_cannot_be_read_is_not_left_out_in_silence(alone: Alone) -> None:
    """Half a date and a number that is none: nothing is saved before they are mended."""
    progress = write_down(alone, "walking")
    progress.get_by_label("When was it?").press_sequentially("03")
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress.locator(".bc-writing [role=status]")).to_contain_text("cannot be read")
    expect(progress).to_contain_text("Your progress will appear here")


def test_a_limit_that_was_agreed_on_holds_everywhere(alone: Alone) -> None:
    """In the form, the stop rule and the player; until it is taken back."""
    progress = alone.view("My progress")
    progress.get_by_text("A limit agreed with my professional").click()
    keep = progress.get_by_role("button", name="Keep this limit")
    keep.click()
    expect(progress).to_contain_text("Not kept yet: choose the number that you agreed on.")
    progress.get_by_label("Up to this, pain is mild for me").select_option("5")
    progress.get_by_label("Agreed on", exact=True).fill("2026-03-02")
    progress.get_by_label("I agreed on this").check()
    keep.click()
    words = "Your own limit of mild: 5, agreed with your health professional on 2 Mar 2026."
    expect(progress).to_contain_text(words)
    alone.open()
    progress = write_down(alone, "walking", before=5)
    expect(progress.get_by_role("spinbutton", name="Minutes with pain")).to_be_hidden()
    expect(progress.locator(".bc-session-form")).to_contain_text(words)
    session = alone.plan("Long-lasting pain")
    for place in (".bc-safety", ".bc-rules"):
        expect(session.locator(place).first).to_contain_text(words)
        expect(session.locator(place).first).to_contain_text("more than 5 on")
        expect(session.locator(place).first).not_to_contain_text("more than 3 on")
    session.get_by_role("button", name="Do this plan").click()
    expect(session.locator(".bc-before .bc-rule")).to_contain_text(words)
    progress = alone.view("My progress")
    progress.get_by_role("button", name="Remove this limit").click()
    expect(progress.get_by_role("spinbutton", name="Minutes with pain")).to_be_visible()


def test_paper_has_what_a_doctor_asks(alone: Alone) -> None:
    """One page, light, of 11 pt or more, on A4 and Letter, after years of sessions; and a plan."""
    page, newest = alone.page, long_date(TODAY - timedelta(days=2))
    sessions = [
        {
            "session_id": f"s{day}",
            "patient": "me",
            "note": "It was windy. " * 20,
            "started_at": f"{TODAY - timedelta(days=300 - day)}T18:00:00+01:00",
            "pain_before": 6,
            "pain_after": 2,
            "pain_peak": 7,
            "pain_minutes": 20,
            "entries": [dict.fromkeys(AMOUNTS) | {"exercise_id": one} for one in EXERCISES.index],
        }
        for day in range(0, 300, 2)
    ]
    backup = {"made_by": "backcare-page", "version": 1, "sessions": sessions, "events": []}
    named = {"name": "b.json", "mimeType": "text/json", "buffer": json.dumps(backup).encode()}
    data = alone.view("My data")
    data.locator("input[type=file]").set_input_files([named])
    expect(data).to_contain_text("150 sessions taken in")
    alone.view("My progress").get_by_role("button", name="I have asked a doctor").click()
    page.emulate_media(color_scheme="dark")
    for paper in ("A4", "Letter"):
        printed = read_printed(page.pdf(format=paper))
        assert len(printed.pages) == 1
        assert min(printed.sizes) >= 11
        shown = ("Sessions each week", "Pain before and after", "The last sessions", newest)
        assert printed.has(*shown, "Ostelo", "stop and contact a doctor", "Printed on")
        assert not printed.has("Write down a session")
    session = alone.plan("Long-lasting pain")
    session.get_by_role("button", name="Yes, it is as usual again").click()
    printed = read_printed(page.pdf(format="A4"))
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=5)
    assert min(printed.sizes) >= 11
    for exercise_id, name in zip(plan["exercise_id"], plan["name"], strict=True):
        assert printed.has(name, *EXERCISES["cautions"][exercise_id].split("|"))
    assert not printed.has("Do this plan")


FILL = """async () => {
  const base = await new Promise((keep) => {
    const request = indexedDB.open("others");
    const store = () => request.result.createObjectStore("all", { autoIncrement: true });
    request.onupgradeneeded = store;
    request.onsuccess = () => keep(request.result);
  });
  const add = (size) => new Promise((keep, fail) => {
    const adding = base.transaction("all", "readwrite", { durability: "strict" });
    adding.objectStore("all").add(crypto.getRandomValues(new Uint8Array(size)));
    adding.oncomplete = keep;
    adding.onabort = fail;
  });
  for (let size = 65536; size >= 128; size /= 2) {
    try { for (;;) await add(size); } catch { continue; }
  }
  base.close();
}"""


def test_storage_that_fills_up_loses_nothing(
    context: BrowserContext, served: tuple[Path, str], tmp_path: Path
) -> None:
    """The first is saved; the next is not, stays in the form, goes out as a file, and comes in."""
    # Browsers look at the room of an address now and then only: this one nobody has used yet.
    site = Alone(context.new_page(), served[1].replace("127.0.0.1", "localhost"))
    devtools = context.new_cdp_session(site.page)
    quota = {"origin": site.address.rstrip("/")}
    devtools.send("Storage.overrideQuotaForOrigin", quota | {"quotaSize": 4_000_000})
    progress = write_down(site, "walking", before=1)
    save = progress.get_by_role("button", name="Save", exact=True)
    save.click()
    said = progress.locator(".bc-writing [role=status]")
    expect(said).to_contain_text("Saved.")
    site.plan("Mild discomfort")
    progress = write_down(site, "bridging", before=2)
    progress.get_by_label("Anything to remember?").fill("It was windy.")
    site.page.evaluate(FILL)
    save.click()
    expect(said).to_contain_text("Not saved yet. What you entered is still here.")
    expect(said).to_contain_text("Save a copy as a file now.")
    copy = progress.get_by_role("button", name="Save a copy as a file")
    with bc.SessionLog(":memory:") as log:
        assert log.import_csv(site.saved(copy, tmp_path / "copy.csv")).added == 1
    expect(progress.get_by_label("Anything to remember?")).to_have_value("It was windy.")
    expect(progress).to_contain_text("All sessions (1)")
    # What is answered holds on the page, though it cannot be kept.
    cards = site.view("Find exercises")
    cards.get_by_role("button", name="Mild discomfort").click()
    cards.get_by_text("Filters", exact=True).click()
    condition = cards.locator(".bc-conditions button").first
    condition.click()
    site.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    site.page.wait_for_timeout(200)
    expect(condition).to_have_attribute("aria-pressed", "true")
    progress = site.view("My progress")
    devtools.send("Storage.overrideQuotaForOrigin", quota)
    save.click()
    expect(said).to_contain_text("Saved.")
    expect(progress).to_contain_text("All sessions (2)")
    site.page.evaluate(FORGET)
    site.page.evaluate("indexedDB.deleteDatabase('others')")
    site.page.close()


def test_what_is_said_in_another_tab_holds_for_an_open_plan(
    site: Alone, context: BrowserContext
) -> None:
    """What a condition speaks against goes from the next start, and it is said why."""
    session = site.plan("Long-lasting pain")
    session.get_by_role("button", name="15 min").click()
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=15)
    shorter = bc.make_plan(EXERCISES, pain_state="chronic", minutes=5)
    (added, *_) = plan.loc[~plan["exercise_id"].isin(shorter["exercise_id"]), "name"]
    expect(session.get_by_text(added).filter(visible=True).first).to_be_visible()
    session.get_by_role("button", name="Do this plan").click()
    term, label, held = next(
        (term, label, held)
        for term, label in terms("condition").items()
        if len(held := screened(plan, EXERCISES, [term])) < len(plan)
    )
    other = Alone(context.new_page(), site.address)
    there = other.view("Find exercises")
    there.get_by_role("button", name="Mild discomfort").click()
    there.get_by_text("Filters", exact=True).click()
    there.get_by_role("button", name=label, exact=True).click()
    expect(session).to_contain_text(held.attrs["notes"][-1])
    assert term not in plan["caution"].tolist()
    other.page.close()


def test_what_a_card_says_of_itself_is_one_line(alone: Alone, shoot) -> None:
    """“Ask first” looks as “OK” does, also once the styles of the player are there."""
    page, explorer = alone.page, alone.explorer()
    explorer.clear_gate()
    explorer.press("pain-state", "chronic")
    for width, theme in itertools.product((1280, 400), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        chips = explorer.root.locator("article.bc-card:visible .bc-chip:visible")
        assert {"OK", "Ask first"} <= {one[2:] for one in chips.all_inner_texts()}
        heights = chips.evaluate_all("(all) => all.map((one) => one.offsetHeight)")
        assert max(heights) <= 1.1 * min(heights), (width, theme)
        asks = chips.filter(has_text="Ask first").first
        asks.scroll_into_view_if_needed()
        shoot(f"ask-{width}-{theme}")


def test_the_first_picture_is_soon_in_sight_on_a_phone(alone: Alone) -> None:
    """At most 760 px down; what is not in the line is one press away, word for word."""
    page = alone.page
    page.set_viewport_size({"width": 400, "height": 800})
    explorer = alone.explorer()
    explorer.clear_gate()
    explorer.press("pain-state", "mild")
    picture = explorer.root.locator("article.bc-card:visible .bc-figure").first
    picture.wait_for()
    page.evaluate("scrollTo(0, 0)")
    assert picture.bounding_box()["y"] <= 760
    explorer.root.get_by_text("Safety rules").click()
    for rule in ("ask_first", "ease_off", "stop_rule"):
        words = explorer.root.get_by_text(rule_texts()[rule])
        expect(words.filter(visible=True).first).to_be_visible()


# How much of each visible picture is drawn: 0 where what it shows is hidden.
DRAWN = """(pictures) => pictures.map((svg) => Math.max(0,
  ...[...svg.querySelectorAll(".bf-moving, .bf-still")].map((one) => {
    const { width, height } = one.getBoundingClientRect();
    return width * height / (svg.clientWidth * svg.clientHeight);
  })))"""


@pytest.mark.parametrize("media", [{"reduced_motion": "reduce"}, {"media": "print"}])
def test_a_picture_has_something_to_see(alone: Alone, media: dict[str, Any], shoot) -> None:
    """Who asked for less motion, and paper, get the move too; and Play plays it."""
    page = alone.page
    page.emulate_media(reduced_motion=media.get("reduced_motion"))
    alone.open()
    explorer = alone.explorer()
    explorer.clear_gate()
    explorer.press("pain-state", "chronic")
    page.emulate_media(**media)
    pictures = explorer.root.locator("article.bc-card:visible .bc-drawn svg")
    pictures.first.wait_for()
    drawn = pictures.evaluate_all(DRAWN)
    assert len(drawn) > 10
    assert min(drawn) > 0.05
    seen = mpl_image.imread(BytesIO(pictures.first.screenshot()))
    assert len(np.unique((seen[..., :3] * 15).round().reshape(-1, 3), axis=0)) > 10
    shoot("-".join(media))
    asked = page.get_by_role("heading", name="How is your back today?")
    expect(asked).to_have_count(0 if "media" in media else 1)
    if "media" in media:
        page.evaluate("() => { dispatchEvent(new Event('beforeprint')); }")
        expect(page.get_by_text("For: Long-lasting pain").filter(visible=True)).to_have_count(1)
        return
    stands = pictures.first.screenshot()
    page.wait_for_timeout(500)
    assert pictures.first.screenshot() == stands
    explorer.root.get_by_role("button", name="Play the pictures").click()
    alone.until(lambda: pictures.first.screenshot() != stands)
    assert min(pictures.evaluate_all(DRAWN)) > 0.05


def test_nothing_lies_over_the_questions(alone: Alone) -> None:
    """At the lower edge of a phone there is a bar where there is a plan to do, and else none."""
    page = alone.page
    page.set_viewport_size({"width": 400, "height": 800})
    session = alone.view("Do a session")
    alone.none_applies(session)
    folds = session.locator(".bc-folded-question > summary:visible")
    in_sight = """(one) => {
      scrollBy(0, one.getBoundingClientRect().bottom - innerHeight + 2);
      const { left, top, width, height } = one.getBoundingClientRect();
      return one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    }"""
    assert folds.count() == 2
    assert [fold.evaluate(in_sight) for fold in folds.all()] == [True, True]
    session.get_by_role("button", name="Long-lasting pain").click()
    start = session.get_by_role("button", name="Do this plan")
    expect(start).to_be_in_viewport()


class Failing(Quiet):
    """A web server of which one file fails, or comes late."""

    name, how = "", ""
    late = threading.Event()

    def end_headers(self) -> None:
        """Have the browser ask each time."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def do_GET(self) -> None:
        """Send what is asked for, or what fails."""
        if not self.how or self.path != f"/{self.name}":
            super().do_GET()
        elif self.how == "missing":
            self.send_error(404)
        elif self.how == "late":
            self.late.wait(60)
            super().do_GET()
        else:
            text = {"damaged": "}{", "of another version": '{"stamp": "0"}'}[self.how].encode()
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(self.path))
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)


@pytest.fixture
def failing(served: tuple[Path, str], page: Page) -> Iterator[Alone]:
    """Open the page after a session that left more pain, and keep no file of it in the browser."""
    Failing.name, Failing.how, Failing.late = "", "", threading.Event()
    handler = functools.partial(Failing, directory=str(served[0]))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        alone = Alone(page, f"http://127.0.0.1:{server.server_port}/")
        page.evaluate("() => navigator.serviceWorker.ready.then((one) => one.unregister())")
        session = {
            "session_id": "a",
            "patient": "me",
            "note": "",
            "started_at": f"{TODAY - timedelta(days=2)}T18:00:00+00:00",
            "entries": [dict.fromkeys(AMOUNTS) | {"exercise_id": "bridging", "reps": 10}],
        }
        session |= {"pain_before": 2, "pain_after": 5, "pain_peak": 5, "pain_minutes": 5}
        backup = {"made_by": "backcare-page", "version": 1, "sessions": [session], "events": []}
        named = {"name": "b.json", "mimeType": "text/json", "buffer": json.dumps(backup).encode()}
        data = alone.view("My data")
        data.locator("input[type=file]").set_input_files([named])
        expect(data).to_contain_text("1 session taken in")
        alone.none_applies(alone.view("Do a session"))
        page.goto("about:blank")
        yield alone
        Failing.late.set()
        page.goto(alone.address)
        page.evaluate(FORGET)
        server.shutdown()


@pytest.mark.parametrize(
    ("name", "how"),
    [
        *(("rest.js", how) for how in ("missing", "damaged")),
        *(("rest.json", how) for how in ("missing", "damaged", "of another version")),
        ("rest.css", "missing"),
    ],
)
def test_without_a_part_nothing_is_offered(failing: Alone, name: str, how: str, shoot) -> None:
    """It is said, on every view, and the button loads it again."""
    page = failing.page
    Failing.name, Failing.how = name, how
    page.goto(failing.address)
    told = page.get_by_role("alert").filter(has_text="could not be loaded")
    for view in ("My progress", "My data", "Do a session", "Find exercises"):
        failing.view(view)
        expect(told).to_be_visible()
        expect(page.get_by_text("One moment")).to_have_count(0)
    for state in ("acute", "chronic"):
        failing.explorer().press("pain-state", state)
        expect(page.locator("article.bc-card:visible")).to_have_count(0)
    shoot(f"missing-{name}-{how}")
    assert axe_faults(page.locator(":root")) == []
    Failing.how = Failing.name = ""
    told.get_by_role("button", name="Load it again").click()
    page.locator("html[data-ready=all]").wait_for()
    expect(told).to_have_count(0)
    failing.explorer().press("pain-state", "acute")
    expect(page.locator("article.bc-card:visible").first).to_be_visible()


@pytest.mark.parametrize("name", ["rest.js", "rest.json", "rest.css"])
def test_until_all_of_it_is_there_no_card_is_shown_that_would_go(failing: Alone, name: str) -> None:
    """Whether the back has to settle after the last session, the second part says."""
    page = failing.page
    Failing.name, Failing.how = name, "late"
    page.goto(failing.address, wait_until="commit")
    page.locator("html[data-ready=exercises]").wait_for()
    explorer = failing.explorer()
    explorer.press("pain-state", "chronic")
    expect(explorer.root).to_contain_text("One moment")
    expect(page.locator("article.bc-card:visible")).to_have_count(0)
    Failing.late.set()
    expect(explorer.root).to_contain_text("First: has your back settled?")
    expect(page.locator("article.bc-card:visible")).to_have_count(0)


def test_a_page_whose_script_does_not_come_says_what_to_do(failing: Alone) -> None:
    Failing.name, Failing.how = "page.js", "missing"
    failing.page.goto(failing.address)
    again = failing.page.get_by_role("link", name="load this page again")
    expect(again).to_be_visible()
    Failing.how = Failing.name = ""
    again.click()
    failing.page.locator("html[data-ready=all]").wait_for()
    expect(again).to_have_count(0)


# What a page kept before its names had a place: sessions of two, an answer, pain that was chosen.
KEPT_BEFORE = """async ([day, start]) => {
  const base = await new Promise((keep) => {
    const request = indexedDB.open("backcare", 1);
    request.onupgradeneeded = () => {
      const made = request.result;
      const stores = [
        made.createObjectStore("sessions", { keyPath: "session_id" }),
        made.createObjectStore("events", { keyPath: "number", autoIncrement: true }),
      ];
      for (const store of stores) store.createIndex("patient", "patient");
    };
    request.onsuccess = () => keep(request.result);
  });
  const adding = base.transaction(["sessions", "events"], "readwrite");
  const entries = [{ exercise_id: "walking", sets: null, reps: null, hold_s: null, minutes: 10 }];
  const felt = { pain_before: 1, pain_after: 1, pain_peak: null, pain_minutes: null, note: "" };
  for (const patient of ["me", "Anna"]) {
    const session = { session_id: patient, patient, started_at: start, entries, ...felt };
    adding.objectStore("sessions").put(session);
    const event = { kind: "red_flags", patient, at: start, flags: ["fever"], seen: [] };
    adding.objectStore("events").add(event);
  }
  await new Promise((keep) => { adding.oncomplete = keep; });
  base.close();
  const severe = JSON.stringify({ day, pain: 8, id: "chosen" });
  localStorage.setItem("backcare-severe-page-416e6e61.", severe);
  localStorage.setItem("backcare-page-person", "Anna");
  const kept = await caches.open("backcare-page-0123456789ab");
  for (const site of ["a", "b"]) await kept.put(`/${site}/page.js`, new Response("old"));
}"""
KEPT = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) =>
  [name, (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)])))"""


@pytest.fixture
def two_sites(tmp_path: Path, page: Page) -> Iterator[tuple[str, str]]:
    """Put two sites on one address, as a service for pages does."""
    for name in ("a", "b"):
        write_site(tmp_path / name)
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/"
        yield f"{base}a/", f"{base}b/"
        page.goto(f"{base}a/icon.svg")
        page.evaluate(FORGET)
        server.shutdown()


LEFT = """async () => (await readOld()).map((store) => store.map(({ patient }) => patient))"""


def kept_before(page: Page, site: str) -> None:
    """Open the first of two sites where something is kept from before there were places."""
    page.goto(f"{site}icon.svg")
    page.evaluate(KEPT_BEFORE, [f"{TODAY}", f"{TODAY - timedelta(days=2)}T18:00:00+00:00"])


def test_what_was_kept_before_there_were_places_is_taken_over(
    page: Page, two_sites: tuple[str, str], shoot
) -> None:
    """By the first site of an address that is opened; the other one says where it has gone."""
    first, second = two_sites
    kept_before(page, first)
    alone = Alone(page, first)
    expect(page.locator(".bc-who")).to_have_text("Anna")
    session = alone.view("Do a session")
    expect(session.get_by_label("fever")).to_be_checked()
    expect(session).to_contain_text("Stop here")
    expect(alone.view("My progress")).to_contain_text("All sessions (1)")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    assert page.evaluate(KEPT)["backcare-page-0123456789ab"] == ["/b/page.js"]
    page.wait_for_function(f"async () => (await ({LEFT})()).flat().length === 0")
    names = page.evaluate("Object.keys(localStorage)")
    assert not {"backcare-severe-page-416e6e61.", "backcare-page-person"} & {*names}
    there = Alone(page, second)
    expect(page.locator(".bc-who")).to_be_empty()
    told = page.get_by_text(f"is now with the page {first}")
    for part in LINKS:
        there.view(part)
        expect(told).to_be_in_viewport()
    for width, theme in ((360, "light"), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        shoot(f"{width}-{theme}")
        assert axe_faults(page.locator(":root")) == []
    expect(there.view("My data").get_by_label("Whose log").locator("option")).to_have_text(["Me"])
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    assert sorted(name.split()[1] for name in page.evaluate(KEPT)) == ["/a/", "/b/"]
    there = Alone(page, first)
    expect(told).to_be_hidden()
    expect(there.view("My data").get_by_label("Whose log")).to_contain_text("Anna")


def test_who_deletes_what_was_taken_over_has_deleted_all_of_it(
    page: Page, context: BrowserContext, two_sites: tuple[str, str]
) -> None:
    """Nothing of it is left for the next site of that address, and none leads there."""
    first, second = two_sites
    kept_before(page, first)
    alone = Alone(page, first)
    page.wait_for_function(f"async () => (await ({LEFT})()).flat().length === 0")
    other = Alone(context.new_page(), second)
    told = other.page.get_by_text("is now with the page")
    for _ in ("Anna", "me"):
        expect(told).to_be_visible()
        data = alone.view("My data")
        data.get_by_role("button", name="Delete everything").click()
        with page.expect_navigation():
            data.get_by_role("button", name="Press again").click()
        page.locator("html[data-ready=all]").wait_for()
    expect(told).to_be_hidden()
    other.page.close()
    there = Alone(page, second)
    for site in (there, alone):
        site.open()
        expect(page.get_by_text("is now with the page")).to_be_hidden()
        expect(page.locator(".bc-who")).to_be_empty()
        expect(site.view("Do a session").get_by_label("fever")).not_to_be_checked()
        expect(site.view("My progress")).to_contain_text("Your progress will appear here")
        assert page.evaluate("() => readOld()") == [[], []]
    kept = json.dumps(page.evaluate("({...localStorage})"))
    assert [one for one in ("Anna", "severe", "416e6e61") if one in kept] == []


def test_what_could_not_be_taken_over_stays_where_it_is(
    context: BrowserContext, page: Page, two_sites: tuple[str, str]
) -> None:
    """Nothing is deleted that is not there twice; the next time all of it comes."""
    first, _ = two_sites
    kept_before(page, first)
    full = context.new_page()
    full.add_init_script(FULL.removeprefix("() => {").rstrip().removesuffix("}"))
    full.goto(first)
    full.locator("html[data-ready]").wait_for()
    full.close()
    page.goto(f"{first}icon.svg")
    alone = Alone(page, first)
    expect(alone.view("My progress")).to_contain_text("All sessions (1)")
    data = alone.view("My data")
    expect(data.get_by_label("Whose log").locator("option")).to_have_text(["Me", "Anna"])
    page.wait_for_function(f"async () => (await ({LEFT})()).flat().length === 0")


def test_two_sites_of_one_address_keep_apart(
    page: Page, context: BrowserContext, two_sites: tuple[str, str]
) -> None:
    """Sessions, stops and what is kept for when there is no network."""
    first, second = two_sites
    alone = Alone(page, first)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    write_down(alone, "walking", before=9)
    progress = alone.page.get_by_role("region", name="My progress", exact=True)
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Stop here")
    there = Alone(page, second)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    expect(there.view("My progress")).to_contain_text("Your progress will appear here")
    expect(there.view("Do a session")).not_to_contain_text("Stop here")
    context.set_offline(True)
    try:
        for address, stops in ((first, True), (second, False)):
            session = Alone(page, address).view("Do a session")
            expect(session.get_by_role("heading", name="Stop here")).to_have_count(int(stops))
    finally:
        context.set_offline(False)


def test_the_keyboard_goes_on_in_the_player(alone: Alone) -> None:
    """And back in the plan, when somebody goes back to it."""
    page = alone.page
    session = alone.plan("Long-lasting pain")
    session.get_by_role("button", name="Do this plan").press("Enter")
    expect(page.locator(".bc-session-player:focus")).to_be_visible()
    PlayerPage(page).on("before")
    page.keyboard.press("Tab")
    expect(page.locator(".bc-session-player :focus")).to_be_visible()
    session.get_by_role("button", name="Back to the plan").press("Enter")
    expect(page.locator(".bc-plan h2:focus")).to_be_visible()


def test_what_was_entered_is_not_lost_unasked(alone: Alone) -> None:
    """By no reload, and by no change of person; what is saved or never entered asks nothing."""
    page = alone.page
    alone.open()  # asks nothing
    progress = write_down(alone, "bridging", before=3)
    with page.expect_event("dialog") as asked:
        page.evaluate("() => { setTimeout(() => location.reload()); }")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    expect(progress.locator(".bc-entry")).to_contain_text("Bridge")
    data = alone.view("My data")
    for _ in range(2):
        data.get_by_role("textbox", name="Somebody else").fill("Anna")
        data.get_by_role("button", name="Add").click()
        if _ == 0:
            expect(data).to_contain_text("What you entered under Progress is not saved.")
    expect(page.locator(".bc-who")).to_have_text("Anna")
