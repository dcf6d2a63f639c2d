"""A session player in a page, as a person meets it, and a clock that can be put forward."""

from playwright.sync_api import Locator, Page, expect
from shells import PATIENCE_MS

# Two short exercises, of which one has two sides, and a log in a file. What is waited for lasts a
# minute, so that a slow machine does not miss it.
CELL = """\
import backcare as bc
import pandas as pd

log = bc.SessionLog({path!r})
plan = bc.check_plan(pd.DataFrame({{
    "exercise_id": ["bridging", "hamstring_stretch"], "pain_state": "chronic",
    "reps": [2, 1], "hold_s": [60, 60], "rest_s": [60, None],
}}))
player = bc.SessionPlayer(plan, log{more})
player"""
# Every exercise that is done in place, with all that the table warns of.
EVERY = """\
import backcare as bc
import pandas as pd

log = bc.SessionLog({path!r})
exercises = bc.load_exercises()
done = exercises[(exercises["advice"] == "try") & exercises["hold_s_min"].notna()]
plan = bc.check_plan(pd.DataFrame({{
    "exercise_id": done.index, "pain_state": "mild", "reps": 2, "hold_s": 60,
}}))
player = bc.SessionPlayer(plan, log{more})
player"""
# What a session that is played to its end holds.
WHOLE = [("bridging", 1, 2, 60), ("hamstring_stretch", 1, 1, 60)]
_STEP_S = 30


class PlayerPage:
    """The player of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".bc-session-player")
        self.phase = self.root.locator(".bc-phase")
        self.pause = self.root.locator(".bc-pause")

    def button(self, name: str) -> Locator:
        """Find a button that is on screen by the beginning of its words."""
        return self.root.get_by_role("button", name=name).locator("visible=true").first

    def on(self, screen: str) -> None:
        """Wait until a screen is on."""
        expect(self.root).to_have_attribute("data-screen", screen, timeout=PATIENCE_MS)

    def feels(self, pain: int) -> None:
        """Answer the question about pain that is on screen."""
        marks = self.root.locator(".bc-felt-marks label").locator("visible=true")
        marks.nth(pain).click()

    def begin(self, pain: int = 2) -> None:
        """Answer the red flags and the pain, and start."""
        self.on("gate")
        self.root.locator(".bc-gate-none").click()
        self.start(pain)

    def start(self, pain: int = 2) -> None:
        """Answer the pain, where the red flags are answered, and start."""
        self.on("before")
        self.still_fits()
        self.feels(pain)
        self.root.locator(".bc-start").click()
        self.on("live")

    def still_fits(self) -> None:
        """Say that the back is as it was when the plan was made."""
        self.root.locator(".bc-made-for").get_by_label("Yes").check()

    def shows(self, phase: str) -> None:
        """Wait until this phase is on."""
        expect(self.phase).to_have_text(phase, timeout=PATIENCE_MS)

    def wait(self, seconds: float) -> None:
        """Put the page's clock forward, a little at a time."""
        while seconds > 0:
            step = min(seconds, _STEP_S)
            self.page.clock.fast_forward(round(step * 1000))
            seconds -= step

    def play_on(self) -> None:
        """Put the clock forward until the session is over."""
        for _ in range(40):
            if self.root.get_attribute("data-screen") != "live":
                return
            self.wait(_STEP_S)
        raise AssertionError("The session never came to its end.")

    def save(self, pain: int = 1) -> None:
        """Answer how the back is now, and save."""
        self.on("after")
        self.feels(pain)
        self.button("Save").click()

    def is_saved(self) -> None:
        """Wait until the page says that the log has the session."""
        said = self.root.locator(".bc-end .bc-said")
        expect(said).to_contain_text("Saved. ", timeout=PATIENCE_MS)
