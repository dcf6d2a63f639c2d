"""The page that a clinic has for all of its patients, in a browser that two of them share."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from alone_page import KEPT_HERE, Alone, begun, write_down
from hubs import ANNA, BEN, CARLA, deploy, needs_hub
from playwright.sync_api import Locator, Page, expect
from test_clinic_page import without_connections

import backcare as bc
from backcare.clinic.visits import begin_visit

pytestmark = [*needs_hub, pytest.mark.browser]


@pytest.fixture(scope="module")
def trial() -> Iterator[Any]:
    """Start a clinic with one page for all."""
    with deploy.running_trial(one_page=True) as trial:
        yield trial


def sign_in(page: Page, trial: Any, name: str) -> None:
    """Open the clinic's address as somebody new, and fill in the form."""
    page.goto(trial.address + "hub/logout")
    page.goto(trial.address)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(trial.passwords[name])
    page.get_by_role("button", name="Sign in").click()


def logged_in(page: Page, trial: Any, name: str) -> Alone:
    """Sign in, and see where it leads."""
    sign_in(page, trial, name)
    page.wait_for_url(f"**/services/page/{name}/")
    return Alone(page, page.url)


@pytest.mark.parametrize("width", [1280, 400])
def test_two_people_at_one_browser(trial: Any, page: Page, shoot, width: int) -> None:
    """Each finds their own, kept by the clinic; after "Sign out" nobody's is there."""
    page.set_viewport_size({"width": width, "height": 900})
    anna = logged_in(page, trial, ANNA)
    expect(page.get_by_role("banner")).to_contain_text(ANNA)
    progress = write_down(anna, "bridging", before=3)
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Saved.")
    expect(progress).to_contain_text("of 3 sessions")
    shoot("saved")
    expect(anna.view("My data")).to_contain_text("Your log is kept by your clinic.")
    shoot("data")
    assert page.evaluate(KEPT_HERE).endswith("[]")
    page.get_by_role("link", name="Sign out").click()
    ben = logged_in(page, trial, BEN)
    expect(ben.view("My progress")).to_contain_text("once you have done your first session")
    page.goto(anna.address)
    page.wait_for_url(ben.address)


def test_a_session_is_saved_once_who_was_logged_out_is_back(trial: Any, page: Page, shoot) -> None:
    """It says what to do, and does it when that is done; the player loses nothing meanwhile."""
    hour_ago = datetime.now().astimezone() - timedelta(hours=1)
    page.clock.install(time=hour_ago - timedelta(hours=hour_ago.hour == 23))
    anna = logged_in(page, trial, ANNA)
    anna.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    player = begun(page, pain=2)
    other = page.context.new_page()
    other.goto(trial.address + "hub/logout")
    player.play_on()
    player.save(pain=2)
    expect(page.locator("body")).to_contain_text("Sign in again in another tab")
    shoot("logged out")
    logged_in(other, trial, ANNA)
    page.get_by_role("button", name="Try again").click()
    player.is_saved()
    shoot("saved")
    other.close()


# What a browser does where a tab is left or comes back: the tests' own shows all of its tabs.
TURNS = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def typed(alone: Alone) -> Locator:
    """Write something down, and do not save it."""
    progress = write_down(alone, "bridging", before=3)
    progress.get_by_label("Anything to remember?").fill("a word of Anna")
    return progress


def planned(alone: Alone) -> Locator:
    """Come to a plan; what was answered today is not asked again."""
    session = alone.view("Do a session")
    none = session.get_by_role("button", name="None of these applies to me")
    do = session.get_by_role("button", name="Do this plan")
    expect(none.or_(do).first).to_be_visible()
    return alone.plan("Long-lasting pain") if none.is_visible() else session


def come_back(page: Page) -> None:
    """Turn to the window after a while: it looks at once, and not only twice a minute."""
    page.wait_for_timeout(2_500)
    page.evaluate("dispatchEvent(new Event('focus'))")


def kept_by_the_clinic(trial: Any) -> list[str]:
    """Give the notes that are in Anna's log, in the order of the alphabet."""
    with bc.SessionLog(begin_visit(trial.database, ANNA, lasts=timedelta(minutes=5))) as log:
        return sorted(one.note for one in log.sessions())


@pytest.mark.parametrize("left", [False, True], ids=["a tab in sight", "a tab that was left"])
def test_nothing_is_shown_to_who_comes_next(trial: Any, page: Page, shoot, left: bool) -> None:
    """At once, not after a while; it is all there again when its owner has logged in again."""
    progress = typed(logged_in(page, trial, ANNA))
    if left:
        page.evaluate(TURNS, True)
        expect(progress).to_be_hidden()
    other = page.context.new_page()
    other.goto(trial.address + "hub/logout")
    if not left:
        out = page.get_by_role("alert").filter(has_text="You are not signed in here any more")
        expect(out).to_be_visible(timeout=5_000)
    logged_in(other, trial, BEN)
    if left:
        page.evaluate(TURNS, False)
        expect(progress).to_be_hidden()
    said = page.get_by_role("alert").filter(has_text="Somebody else has signed in")
    expect(said).to_be_visible(timeout=5_000)
    shoot("somebody else")
    expect(page.locator("main :visible")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text(ANNA)
    # Whoever is there now can leave, is told nothing of what was left, and loses nothing of it.
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign out").click()
    opened.value.wait_for_url("**/hub/login")
    opened.value.close()
    expect(page.get_by_text("You are not done yet.")).to_be_hidden()
    logged_in(other, trial, ANNA)
    expect(progress.get_by_label("Anything to remember?")).to_have_value("a word of Anna")
    expect(progress).to_be_visible(timeout=5_000)
    expect(page.get_by_role("banner")).to_contain_text(ANNA)
    other.close()


def test_who_comes_back_to_a_tab_goes_on_where_they_were(trial: Any, page: Page) -> None:
    """Nothing that was typed is lost, and the keyboard is where it was."""
    note = typed(logged_in(page, trial, ANNA)).get_by_label("Anything to remember?")
    note.focus()
    for hidden in (True, False):
        page.evaluate(TURNS, hidden)
    expect(note).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(", and more")
    expect(note).to_have_value("a word of Anna, and more")


def test_a_session_that_plays_waits_while_somebody_else_is_there(trial: Any, page: Page) -> None:
    """Nobody does it meanwhile; its owner goes on with it."""
    planned(logged_in(page, trial, ANNA)).get_by_role("button", name="Do this plan").click()
    player = begun(page, pain=2)
    other = page.context.new_page()
    logged_in(other, trial, BEN)
    expect(player.root).to_be_hidden()
    logged_in(other, trial, ANNA)
    expect(player.pause).to_have_text("Continue")
    expect(player.pause).to_be_visible()
    other.close()


def test_a_clinician_is_led_to_their_notebooks(trial: Any, page: Page) -> None:
    """Also from the patients' page, which has nothing for them."""
    sign_in(page, trial, CARLA)
    page.goto(f"{trial.address}services/page/{CARLA}/")
    page.wait_for_url(re.compile(rf"/user/{CARLA}/|/hub/spawn"))


@pytest.mark.parametrize("what", ["typed", "played"])
def test_signing_out_asks_where_something_is_not_saved(
    trial: Any, page: Page, shoot, what: str
) -> None:
    """Whoever stays loses nothing; what is played is there again at the next visit."""
    who = ANNA if what == "typed" else BEN
    alone = logged_in(page, trial, who)
    sign_out = page.get_by_role("link", name="Sign out")
    if what == "typed":
        open_one, words = typed(alone), "is lost when you sign out"
    else:
        planned(alone).get_by_role("button", name="Do this plan").click()
        open_one, words = begun(page, pain=2).root, "This browser keeps it"
    sign_out.click()
    asked = page.get_by_role("alert").filter(has_text="You are not done yet.")
    expect(asked).to_contain_text(words)
    shoot("asked")
    asked.get_by_role("button", name="Stay here").click()
    expect(asked).to_be_hidden()
    expect(open_one).to_be_visible()
    sign_out.click()
    asked.get_by_role("button", name="Sign out all the same").click()
    page.wait_for_url("**/hub/login")
    alone = logged_in(page, trial, who)
    if what == "played":
        session = planned(alone)
        session.get_by_role("button", name="Do this plan").click()
        expect(session).to_contain_text("Paused because this page was closed")
    else:
        sign_out.click()  # there is nothing to ask about
        page.wait_for_url("**/hub/login")


@pytest.mark.parametrize("changed", [False, True], ids=["as it was", "changed meanwhile"])
def test_what_is_typed_stays_while_the_database_is_away(
    trial: Any, page: Page, shoot, changed: bool
) -> None:
    """It is saved by itself when that is back, once; what was changed since is for its owner."""
    progress = typed(logged_in(page, trial, ANNA))
    note, before = progress.get_by_label("Anything to remember?"), kept_by_the_clinic(trial)
    said = progress.get_by_role("status").filter(has_text="ot saved yet")
    with without_connections(trial):
        progress.get_by_role("button", name="Save", exact=True).click()
        expect(progress).to_contain_text("Not saved yet. What you entered is still here.")
        expect(progress).to_contain_text("it is saved by itself")
        expect(progress).not_to_contain_text("press the same button")  # one way out, not two
        come_back(page)
        away = page.get_by_role("alert").filter(has_text="What you have written down is not saved")
        expect(away).to_be_visible()
        shoot("away")
        expect(note).to_be_visible()
        expect(progress.get_by_text("This week")).to_be_hidden()
        expect(progress).not_to_contain_text("Saved.")
        if changed:
            note.fill("another word")
    come_back(page)
    expect(away).to_be_hidden()
    if changed:
        expect(said).to_contain_text("Your log is there again. Press Save.")
        assert kept_by_the_clinic(trial) == before
        progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Saved.")
    shoot("saved")
    kept = "another word" if changed else "a word of Anna"
    assert kept_by_the_clinic(trial) == sorted([*before, kept])
