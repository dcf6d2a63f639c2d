"""The page without Python, as a test sees it."""

from pathlib import Path

from explorer_page import ExplorerPage
from player_page import PlayerPage
from playwright.sync_api import Locator, Page

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
