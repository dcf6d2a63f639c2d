"""The session form and the dashboard in a page, as a person meets them."""

import re

from playwright.sync_api import Locator, Page, expect

# A log in a file that the next kernel finds again.
CELLS = (
    "import os\n\nimport backcare as bc\n\nos.environ['BACKCARE_LOG'] = {path!r}\n"
    "log = bc.SessionLog()",
    "bc.ProgressDashboard(log, form=bc.SessionForm(log))",
)
_PATIENCE_MS = 60_000


class LogPage:
    """The form and the dashboard of one page or cell, the one in the other or below it."""

    def __init__(self, page: Page | Locator) -> None:
        self.page = page
        self.form = page.locator(".bc-session-form")
        self.dashboard = page.locator(".bc-dashboard")
        self.said = self.form.locator("> * > .bc-said, > .bc-said").first
        self.rows = self.form.locator(".bc-entry")
        self.charts = self.dashboard.locator('.bc-chart svg[role="img"][aria-label]')
        self.table = self.dashboard.locator("table.bc-sessions tbody tr")

    def wait(self) -> "LogPage":
        """Wait until both can be used."""
        self.dashboard.locator(".bc-week .bc-said").wait_for()
        return self

    @property
    def write(self) -> Locator:
        """The button that opens and closes the form."""
        return self.dashboard.get_by_role("button", name="Write down a session")

    def open_form(self) -> "LogPage":
        """Open the form, which is folded, and wait until it can be used."""
        self.write.click()
        self.scale("Pain after").wait_for()
        return self

    def scale(self, name: str) -> Locator:
        """Find a pain scale by the beginning of its question."""
        return self.form.get_by_role("radiogroup", name=name)

    def amount(self, name: str) -> Locator:
        """Find a number field of the form by its name."""
        return self.form.get_by_role("spinbutton", name=name)

    def button(self, name: str) -> Locator:
        """Find one of the form's buttons by the words on it."""
        return self.form.get_by_role("button", name=name, exact=True)

    def add(self, exercise: str) -> Locator:
        """Choose an exercise and add it; give its row."""
        self.form.get_by_label("Exercise", exact=True).select_option(label=exercise)
        self.button("Add").click()
        row = self.rows.filter(has_text=exercise).last
        row.wait_for()
        return row

    def says(self, words: str) -> None:
        """Wait until the form says this."""
        expect(self.said).to_contain_text(words, timeout=_PATIENCE_MS)

    def shows(self, *rows: str) -> None:
        """Wait until the dashboard's table has these rows, newest first, and no other."""
        patterns = [re.compile(re.escape(row)) for row in rows]
        expect(self.table).to_have_text(patterns, timeout=_PATIENCE_MS)

    def feels(self, name: str, pain: int) -> None:
        """Answer a scale with the mouse, and wait until the answer is there."""
        self.scale(name).locator("label").nth(pain).click()
        self.answered(name, pain)

    def answered(self, name: str, pain: int | None) -> None:
        """Wait until a scale holds this answer."""
        scale = self.form.get_by_role("radiogroup", name=name, include_hidden=True)
        given = scale.locator("input:checked")
        if pain is None:
            expect(given).to_have_count(0, timeout=_PATIENCE_MS)
        else:
            expect(given).to_have_value(str(pain), timeout=_PATIENCE_MS)

    def first_mark(self, name: str) -> Locator:
        """Find the answer of a scale that Tab comes to while none is given."""
        return self.scale(name).get_by_role("radio").first
