"""A diary brought in on a page: chosen or dropped; good, faulty, ambiguous; taken back."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from axe import axe_faults
from focus import focus_faults
from log_page import LogPage
from playwright.sync_api import Locator, Page, expect
from servers import write_notebook
from shells import Lab, Voila

pytestmark = pytest.mark.browser

LOG = "import backcare as bc\n\nlog = bc.SessionLog({path!r})"
CELLS = ("bc.ProgressDashboard(log, form=bc.SessionForm(log))", "bc.ImportForm(log)")
GOOD = "date,exercise,reps\n2026-03-02,Bridge,10\n2026-03-04,Bird dog,8\n"
FAULTY = "date,exercise,reps\n2026-03-02,Bridge,10\n2026-03-04,Bridge,9999\n"
AMBIGUOUS = "date,exercise,minutes\n03/04/2026,Walking,10\n03/04/2026,Rowing,20\n"
# Drops a file as a person does who has it from a folder.
DROP = """(root, [name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name));
  for (const type of ["dragenter", "dragover", "drop"]) {
    const event = { dataTransfer: files, bubbles: true, cancelable: true };
    root.dispatchEvent(new DragEvent(type, event));
  }
}"""


class ImportPage:
    """The import form in a page, below the dashboard of the same log."""

    def __init__(self, page: Page) -> None:
        self.page, self.log = page, LogPage(page)
        self.root = page.locator(".bc-import")
        self.said = self.root.locator(".bc-said")

    def button(self, name: str) -> Locator:
        """Find a button by the words on it."""
        return self.root.get_by_role("button", name=name, exact=True)

    def open(self) -> "ImportPage":
        """Unfold the form."""
        self.button("Bring in a diary").click()
        self.button("Choose a file").wait_for()
        return self

    def choose(self, path: Path) -> None:
        """Choose a file with the system's own window."""
        with self.page.expect_file_chooser() as chooser:
            self.button("Choose a file").click()
        chooser.value.set_files(path)

    def drop(self, name: str, text: str) -> None:
        """Drop a file on the form."""
        self.root.locator(".bc-drop").evaluate(DROP, [name, text])

    def says(self, words: str) -> None:
        """Wait until the form says this."""
        expect(self.said).to_contain_text(words)


@pytest.fixture
def bring(shell: Lab | Voila, tmp_path: Path) -> Callable[..., ImportPage]:
    """Open the form on a log in a file."""

    def opened(theme: str = "light") -> ImportPage:
        notebook = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
        write_notebook(notebook, LOG.format(path=str(tmp_path / "log.db")), *CELLS)
        shell.open(notebook, theme)
        return ImportPage(shell.page).open()

    return opened


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        (tmp_path / "my diary.csv").write_text(text, "utf-8")
        return tmp_path / "my diary.csv"

    return written


def test_a_good_file_comes_in_and_goes_out_again(
    bring: Callable[..., ImportPage], file: Callable[[str], Path], shoot: Callable[..., None]
) -> None:
    """Chosen, looked at, added, seen on the dashboard, taken back."""
    page = bring()
    page.choose(file(GOOD))
    page.says("my diary.csv: 2 sessions, 2 March to 4 March 2026.")
    assert axe_faults(page.root) == []
    assert focus_faults(page.root, at_least=4) == []
    shoot("good")
    page.button("Import").click()
    page.says("2 sessions added.")
    week = page.log.dashboard.locator(".bc-week")
    expect(week).to_contain_text("This week: 0 of 3 sessions")
    expect(page.button("Undo")).to_be_focused()
    page.button("Undo").click()
    page.says("Undone")
    expect(week).to_contain_text("Your progress will appear here")


def test_a_faulty_file_is_dropped(
    bring: Callable[..., ImportPage], shoot: Callable[..., None]
) -> None:
    """What is wrong with it is named, and left out only when that is said."""
    page = bring("dark")
    page.drop("faulty.csv", FAULTY)
    page.says("1 row cannot be read")
    expect(page.root.locator(".bc-import-shown")).to_contain_text("Row 3, reps")
    expect(page.button("Import")).to_be_disabled()
    assert axe_faults(page.root) == []
    shoot("faulty")
    page.root.get_by_label("Leave this row out and bring in the rest").check()
    page.button("Import").click()
    page.says("1 session added.")


def test_an_ambiguous_file_is_answered_by_keyboard(
    bring: Callable[..., ImportPage], file: Callable[[str], Path], shoot: Callable[..., None]
) -> None:
    """Each answer counts at once; *Import* works when nothing is asked any more."""
    page = bring()
    page.choose(file(AMBIGUOUS))
    page.says("First, please answer 2 questions")
    day, rowing = page.root.get_by_label("03/04/2026"), page.root.get_by_label("Rowing")
    day.focus()
    page.page.keyboard.press("ArrowDown")
    page.says("3 April 2026")
    page.says("First, please answer 1 question")
    shoot("ambiguous")
    rowing.select_option(label="Keep it as another activity (minutes only)")
    page.says("Press Import to add 1 session.")
    page.button("Import").focus()
    page.page.keyboard.press("Enter")
    page.says("1 session added.")


def test_what_is_too_large_is_not_sent(bring: Callable[..., ImportPage]) -> None:
    """It is refused where it is, by its name."""
    page = bring()
    page.page.evaluate("""() => {
      Object.defineProperty(File.prototype, "size", { get: () => 200_000_000, configurable: true });
    }""")
    page.drop("big.csv", GOOD)
    page.says("big.csv was not read. It is larger than 100 MB")
