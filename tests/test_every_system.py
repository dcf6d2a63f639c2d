"""What would work on one system only is found: joined paths, shell lines, another's folders.

Ruff holds every text file that is opened to name its encoding (PLW1514).
"""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PROGRAMS = [
    *sorted((ROOT / "backcare").rglob("*.py")),
    *sorted((ROOT / "docs").glob("*.py")),
    *sorted((ROOT / "data").glob("*.py")),
    *NOTEBOOKS,
]
# A folder of one system, or of one person.
SOMEWHERE = re.compile(r"^(/(home|tmp|usr|etc|var|Users|opt)\b|~/|[A-Za-z]:\\)")
FROM_OS = {"os.path.join", "os.sep", "os.system", "os.popen", "os.altsep"}


def cells(path: Path) -> list[str]:
    """Give the code of a program, or of each cell of a notebook."""
    text = path.read_text("utf-8")
    if path.suffix == ".py":
        return [text]
    every = json.loads(text)["cells"]
    return ["".join(cell["source"]) for cell in every if cell["cell_type"] == "code"]


def faults(code: str) -> Iterator[str]:
    """Say what in a piece of code works on one system only."""
    for line in code.splitlines():
        if line.lstrip().startswith(("!", "%")):
            yield f"for a shell or IPython: {line}"
            return  # this is no Python
    for node in ast.walk(ast.parse(code)):
        yield from wrong(node)


def wrong(node: ast.AST) -> Iterator[str]:
    """Say what is wrong with one expression."""
    match node:
        case (
            ast.BinOp(op=ast.Add(), left=ast.Constant(value="/" | "\\"))
            | ast.BinOp(op=ast.Add(), right=ast.Constant(value="/" | "\\"))
        ):
            yield f"joined by hand: {ast.unparse(node)}"
        case ast.Attribute() if ast.unparse(node) in FROM_OS:
            yield f"pathlib does it everywhere: {ast.unparse(node)}"
        case ast.keyword(arg="shell", value=ast.Constant(value=True)):
            yield "needs a shell"
        case ast.Constant(value=str(text)) if SOMEWHERE.match(text):
            yield f"somebody's folder: {text}"


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: str(path.relative_to(ROOT)))
def test_works_on_every_system(path: Path) -> None:
    """No shell line, no path joined by hand, no folder that only one system has."""
    assert [fault for code in cells(path) for fault in faults(code)] == []


@pytest.mark.parametrize(
    "code",
    [
        *("!ls", "%cd ..", "folder + '/' + name", "os.path.join(a, b)", "os.system('ls')"),
        *("run('ls', shell=True)", "open('/home/me/log.db')", r"Path('C:\\logs')", "Path('~/x')"),
    ],
)
def test_what_works_on_one_system_only_is_found(code: str) -> None:
    """Each of them is told, so that the test above can fail."""
    assert len(list(faults(code))) >= 1


@pytest.mark.parametrize("code", ["Path('..', 'data') / 'x.csv'", "5 % 3", "'1/2' + 'and/or'"])
def test_what_works_everywhere_is_left_alone(code: str) -> None:
    """Paths of pathlib, sums and words are no faults."""
    assert list(faults(code)) == []
