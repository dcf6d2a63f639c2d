"""The page without Python, as a test sees it."""

import time
from collections.abc import Callable
from pathlib import Path

from explorer_page import ExplorerPage
from player_page import PlayerPage
from playwright.sync_api import Locator, Page, expect

LINKS = {
    "Find exercises": "Exercises",
    "Do a session": "Session",
    "My progress": "Progress",
    "My data": "My data",
}


class Alone:
    """The page, as somebody sees it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.open()

    def open(self) -> None:
        """Open the page anew."""
        self.page.goto(self.address)
        self.page.locator("html[data-ready=all]").wait_for()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what the page does beside what it shows."""
        deadline = time.monotonic() + 60
        while not holds() and time.monotonic() < deadline:
            self.page.wait_for_timeout(100)
        assert holds()

    def view(self, name: str) -> Locator:
        """Go to a part by its link."""
        self.page.get_by_role("navigation").get_by_role("link", name=LINKS[name]).click()
        return self.page.get_by_role("region", name=name, exact=True)

    def none_applies(self, view: Locator) -> None:
        """Answer that there are no warning signs."""
        view.get_by_role("button", name="None of these applies to me").click()

    def plan(self, state: str) -> Locator:
        """Answer the questions of a session of five minutes, without a warning sign."""
        session = self.view("Do a session")
        self.none_applies(session)
        session.get_by_role("button", name=state).click()
        session.get_by_role("button", name="5 min", exact=True).click()
        return session

    def explorer(self) -> ExplorerPage:
        """Go to the cards."""
        self.view("Find exercises")
        return ExplorerPage.on(self.page)

    def saved(self, press: Locator, to: Path) -> Path:
        """Press what saves a file, and give the file."""
        with self.page.expect_download() as download:
            press.click()
        download.value.save_as(to)
        return to


def begun(page: Page, pain: int) -> PlayerPage:
    """Start the session that is on screen; how the back is was said when its plan was made."""
    player = PlayerPage(page)
    player.on("before")
    player.feels(pain)
    player.button("Start").click()
    player.on("live")
    return player


def hurting(page: Page, pain: int) -> PlayerPage:
    """Start the session that is on screen, and say that it hurts so much."""
    player = begun(page, pain=2)
    player.button("It hurts").click()
    player.feels(pain)
    player.button("OK").click()
    return player


def chosen_before(page: Page) -> None:
    """Choose severe pain on the first screen, and press nothing."""
    player = PlayerPage(page)
    player.on("before")
    player.feels(8)


def chosen_after(page: Page) -> None:
    """Choose severe pain at the end, and do not save."""
    player = begun(page, pain=3)
    player.play_on()
    player.on("after")
    player.feels(9)


def told_while_full(page: Page) -> None:
    """Say in the middle that it hurts, where the log takes nothing more."""
    player = begun(page, pain=3)
    player.wait(15)
    page.evaluate(FULL)
    player.button("It hurts").click()
    player.feels(8)
    player.button("OK").click()


# What a browser has of a page: its own storage, and the names of its databases.
KEPT_HERE = """async () => JSON.stringify({...localStorage, ...sessionStorage})
  + JSON.stringify((await indexedDB.databases()).map(({ name }) => name))"""
FULL = """() => {
  IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
  IDBObjectStore.prototype.put = IDBObjectStore.prototype.add;
}"""
# Each way in which a session can say that pain is severe, before anything is saved.
SEVERE = (chosen_before, chosen_after, told_while_full)


def offers_nothing(alone: Alone) -> None:
    """Look at every part that could offer an exercise: each says to stop."""
    explorer = alone.explorer()
    expect(explorer.root).to_contain_text("No exercises are shown until you have asked.")
    expect(explorer.root).to_contain_text("Stop here")
    expect(explorer.root.locator("article.bc-card:visible")).to_have_count(0)
    progress = alone.view("My progress")
    expect(progress).to_contain_text("Stop here")
    session = alone.view("Do a session")
    expect(session).to_contain_text("Stop here")
    expect(session.locator(".bc-plan li:visible")).to_have_count(0)
    expect(session.get_by_role("button", name="Do this plan")).to_be_hidden()


def write_down(alone: Alone, exercise: str, *, before: int | None = None) -> Locator:
    """Open the form of "My progress", and fill in an exercise and a pain."""
    progress = alone.view("My progress")
    progress.get_by_role("button", name="Write down a session").click()
    progress.locator(".bc-choice select").select_option(exercise)
    progress.get_by_role("button", name="Add").click()
    if before is not None:
        scale = progress.get_by_role("radiogroup", name="Pain before you started")
        scale.get_by_label(f"{before}", exact=True).check(force=True)
    return progress
