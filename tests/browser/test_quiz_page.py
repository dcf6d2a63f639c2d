"""A question in a real page: answered wrong and right, by mouse and by keys, for everybody."""

import shutil
import uuid
from pathlib import Path

import nbformat
import pytest
from axe import axe_faults
from playwright.sync_api import Locator, expect
from servers import CHECKOUT, write_notebook
from shells import PATIENCE_MS
from test_explorer_for_all import CUT_OFF

import backcare as bc

pytestmark = pytest.mark.browser

FEVER = bc.load_red_flags().loc["fever"]
WRONG, RIGHT = "Gentle walking", FEVER["action"]
# Two questions, since the choices of one must not take away those of the other, and a cell that
# would be gone if JupyterLab heard the keys typed into a question.
QUESTION = """\
import backcare as bc

fever = bc.load_red_flags().loc["fever"]
bc.Quiz("You have a fever. <b>What now?</b>", ["Gentle walking", "Sit-ups", fever["action"]],
        answer=fever["action"], because="One sign is enough.", source="LONG|" + fever["source"])"""
SECOND = 'bc.Quiz("1 + 1?", [1, 2], answer=2, because="Count your thumbs.")'
SMALL = """root => [...root.querySelectorAll("button, .bc-answer")]
  .map((node) => node.getBoundingClientRect().height).filter((height) => height < 43.5)"""


@pytest.fixture
def ask(shell):
    """Open the two questions in a notebook of their own."""

    def opened(theme: str = "light") -> tuple[Locator, Locator]:
        path = shell.server.folder / f"{uuid.uuid4().hex}.ipynb"
        shell.open(write_notebook(path, QUESTION, SECOND), theme)
        both = shell.page.locator(".bc-quiz")
        expect(both).to_have_count(2, timeout=PATIENCE_MS)
        return both.nth(0), both.nth(1)

    return opened


def says(quiz: Locator, *words: str) -> None:
    """Wait until the verdict, which is read out when it changes, has these words."""
    for word in words:
        expect(quiz.get_by_role("status")).to_contain_text(word, timeout=PATIENCE_MS)


def faults(quiz: Locator) -> list[str]:
    """Ask axe-core what is wrong in the question."""
    return axe_faults(quiz)


def test_wrong_then_right_by_mouse(ask, shoot):
    """Nothing is told before it is asked; then answer, reason and sources; a new choice is new."""
    quiz, other = ask()
    group = quiz.get_by_role("group", name="You have a fever. <b>What now?</b>")
    expect(group.get_by_role("radio")).to_have_count(3)
    quiz.get_by_role("button", name="Check my answer").click()
    says(quiz, "Choose an answer first.")
    quiz.get_by_text(WRONG).click()
    quiz.get_by_role("button").click()
    says(quiz, f"Not quite. The answer is “{RIGHT}”", "One sign is enough.", "FIN", "LONG")
    expect(quiz.get_by_role("radio", name=RIGHT)).to_have_accessible_name(f"{RIGHT} ✓ the answer")
    dois = bc.load_sources()["doi"]
    assert {link.get_attribute("href") for link in quiz.get_by_role("link").all()} == {
        f"https://doi.org/{dois[key]}" for key in ("FIN", "LONG")
    }
    shoot("wrong")
    quiz.get_by_text(RIGHT).first.click()
    expect(quiz.get_by_role("status")).to_be_empty(timeout=PATIENCE_MS)
    expect(quiz.get_by_text("✕ your choice")).to_have_count(0)
    quiz.get_by_role("button").click()
    says(quiz, f"✓ Right: “{RIGHT}”")
    shoot("right")
    other.get_by_text("2", exact=True).click()
    expect(quiz.get_by_role("radio", name=RIGHT)).to_be_checked()
    other.get_by_role("button").click()
    says(other, "Count your thumbs.")
    expect(other.get_by_text("Source")).to_have_count(0)


def test_by_keys_alone(ask):
    """Tab, arrows, space and Enter are enough, and no cell is moved, cut or run by them."""
    quiz, other = ask()
    keys = quiz.page.keyboard
    first = quiz.get_by_role("radio").first
    first.focus()
    keys.press("Space")
    expect(first).to_be_checked()
    for key in ("d", "d", "ArrowDown", "ArrowDown"):
        keys.press(key)
    expect(quiz.get_by_role("radio").nth(2)).to_be_checked(timeout=PATIENCE_MS)
    keys.press("Enter")
    says(quiz, "✓ Right")
    expect(quiz.get_by_role("radio").nth(2)).to_be_focused()
    keys.press("ArrowUp")
    keys.press("Tab")
    expect(quiz.get_by_role("button")).to_be_focused()
    keys.press("Space")
    says(quiz, "✕ Not quite.")
    expect(quiz.get_by_role("button")).to_be_focused()
    expect(other).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), [("light", 400), ("dark", 1200)])
def test_for_everybody(ask, shoot, theme, width):
    """Names, contrast and sizes are right before and after, and nothing sticks out."""
    quiz, _ = ask(theme)
    quiz.page.set_viewport_size({"width": width, "height": 1000})
    assert faults(quiz) == []
    for choice in (WRONG, RIGHT):
        quiz.get_by_text(choice).first.click()
        quiz.get_by_role("button").click()
        says(quiz, "Not quite" if choice == WRONG else "Right")
        quiz.page.mouse.move(0, 0)
        assert faults(quiz) == []
        assert quiz.evaluate(CUT_OFF) == []
        assert quiz.evaluate(SMALL) == []
        shoot(choice.split()[0])


def test_the_lesson(voila):
    """Notebook 04 as a page: every question can be answered, and no cell has failed."""
    folder = voila.server.folder
    lesson = Path(shutil.copy(CHECKOUT / "notebooks/04_teach_a_class.ipynb", folder))
    code = [cell.source for cell in nbformat.read(lesson, 4).cells if cell.cell_type == "code"]
    voila.open(lesson)
    voila.page.get_by_text("What this hour cannot tell you").wait_for()
    quizzes = voila.page.locator(".bc-quiz")
    expect(quizzes).to_have_count("".join(code).count("bc.Quiz("), timeout=PATIENCE_MS)
    wrong = 0
    for quiz in quizzes.all():
        quiz.get_by_role("radio").first.check()
        quiz.get_by_role("button").click()
        answer = quiz.locator(".bc-answer[data-mark=right]")
        answer.wait_for()
        if not answer.get_by_role("radio").is_checked():
            wrong += 1
            answer.click()
            quiz.get_by_role("button").click()
        says(quiz, "✓ Right")
    assert 0 < wrong < quizzes.count()
    expect(voila.page.locator("[data-mime-type$=error], [data-mime-type$=stderr]")).to_have_count(0)
    assert all(image.get_attribute("alt") for image in voila.page.locator("img").all())
