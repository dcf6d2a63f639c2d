"""The lesson of notebook 04 and its teacher's notes: one hour, the same parts, cited facts."""

import ast
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTES = (ROOT / "docs/teaching/04_teachers_notes.md").read_text("utf-8")
CELLS = json.loads((ROOT / "notebooks/04_teach_a_class.ipynb").read_text("utf-8"))["cells"]
TEXT = "\n".join("".join(c["source"]) for c in CELLS if c["cell_type"] == "markdown")
CODE = ["".join(cell["source"]) for cell in CELLS if cell["cell_type"] == "code"]


def test_the_hour_has_sixty_minutes() -> None:
    """The table's minutes add up, and each part's heading says the same."""
    rows = re.findall(r"^\| (\d\. .*?) \| (\d+) \|$", NOTES, flags=re.MULTILINE)
    assert sum(int(minutes) for _, minutes in rows) == 60
    headings = re.findall(r"^### (\d\. .*?) \((\d+) minutes\)$", NOTES, flags=re.MULTILINE)
    assert headings == rows


def test_the_notes_follow_the_lesson() -> None:
    """Every part of the notebook but the last words has its notes, under the same title."""
    parts = re.findall(r"^## (\d\. .*)$", TEXT, flags=re.MULTILINE)
    noted = re.findall(r"^### (\d\. .*?) \(", NOTES, flags=re.MULTILINE)
    assert parts[:-1] == noted


def test_what_is_for_the_teacher_is_not_shown_to_the_class() -> None:
    """The page of the class has no timings, and says where they are."""
    assert re.findall(r"\d+ minutes", TEXT.replace("15 minutes", "")) == []
    assert "docs/teaching/04_teachers_notes.md" in TEXT


def test_answers_are_computed() -> None:
    """Each question takes its answer or its reason from something computed, not from text alone."""
    asked = [call for cell in CODE for call in ast.walk(ast.parse(cell)) if is_quiz(call)]
    assert len(asked) >= 8
    for call in asked:
        given = [word.value for word in call.keywords if word.arg in ("answer", "because")]
        assert any(isinstance(part, ast.Name) for value in given for part in ast.walk(value)), (
            ast.unparse(call)
        )


def is_quiz(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "bc.Quiz"


def test_made_up_numbers_are_marked() -> None:
    """Each cell with numbers of nobody says so, in the code and in the words around it."""
    made_up = [cell for cell in CODE if cell.startswith("noted = {")]
    assert len(made_up) == 2
    assert all("synthetic" in cell.splitlines()[0] for cell in made_up)
    assert TEXT.count("made up**") == len(made_up)


def test_the_code_of_a_question_is_folded_away() -> None:
    """Neither JupyterLab nor the book shows the answer above the question."""
    asking = [cell for cell in CELLS if "bc.Quiz(" in "".join(cell["source"])]
    asking = [cell for cell in asking if cell["cell_type"] == "code"]
    assert asking
    for cell in asking:
        assert cell["metadata"]["jupyter"] == {"source_hidden": True}
        assert cell["metadata"]["tags"] == ["hide-input"]
