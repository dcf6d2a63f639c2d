"""The floors of the package: which room may import which, which library which room; long files.

`pyproject.toml` names the floors; import-linter reads the imports, at any depth.
"""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]

# Beside Python's own library. A room that is not named imports numpy and pandas only.
FRAMES = {"numpy", "pandas"}
JUPYTER = {"IPython", "anywidget", "ipywidgets", "traitlets"}
LIBRARIES = {
    "browser": {"jinja2"},
    "clinic": {
        "click",
        "lazy_loader",
        "ltiauthenticator",
        "pandas",
        "psycopg",
        "sqlalchemy",
        "tornado",
    },
    "command": {"click", "jupyterhub", "jupyterlab", "traitlets", "voila"},
    "charts": FRAMES | {"matplotlib", "PIL"},
    "cohort": FRAMES | {"tqdm"},
    "documents": FRAMES | {"icalendar", "matplotlib"},
    "exercises": FRAMES | {"jinja2"},
    "log": FRAMES | {"platformdirs", "sqlalchemy", "tqdm"},
    "pages": {
        *("ipykernel", "jupyter_client", "jupyter_server", "jupyterhub", "numpy", "pandas"),
        *("tornado", "traitlets", "voila", "zmq"),
    },
    "site": FRAMES | {"jupyterhub", "matplotlib", "tornado"},
    "text": {"babel"},
    "widgets": FRAMES | JUPYTER | {"lazy_loader", "packaging"},
    "": {"lazy_loader"},
}

MOST_LINES = 550  # of code in one file, see docs/adr/0016-rooms-by-subject.md


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package in a folder, with the floors of this project."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, str(ROOT / "pyproject.toml"), "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_point_down() -> None:
    """Every room imports only from the floors below its own, and no room runs in a circle."""
    done = checked(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what is said of a package with one import of each wrong kind."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(ROOT / "backcare", folder / "backcare", ignore=shutil.ignore_patterns("__py*"))
    for file, line in {
        "exercises/load.py": "from backcare.exercises import cards",
        "text.py": "from . import widgets",
        "sessions.py": "def f():\n    from .log import SessionLog",
        "safety.py": "import matplotlib.pyplot as plt",
        "figures/svg.py": "from ..cohort import load_logs",
        "plan/phases.py": "import ipywidgets",
    }.items():
        with (folder / "backcare" / file).open("a", encoding="utf-8") as code:
            code.write(f"\n{line}\n")
    (folder / "backcare" / "helpers.py").write_text('"""."""\n', encoding="utf-8")
    return checked(folder).stdout


@pytest.mark.parametrize(
    "words",
    [
        "No cycles are allowed in backcare.exercises.",
        "backcare.text is not allowed to import backcare.widgets",
        "backcare.sessions is not allowed to import backcare.log",
        "backcare.safety is not allowed to import matplotlib",
        "backcare.figures is not allowed to import backcare.cohort",
        "backcare.plan is not allowed to import ipywidgets",
        "backcare.helpers",
    ],
)
def test_a_wrong_import_is_found(broken: str, words: str) -> None:
    """Each kind of import that the floors forbid is reported, so the test above can fail."""
    assert words in broken, broken


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """Read who imports what."""
    return grimp.build_graph("backcare", include_external_packages=True, cache_dir=None)


def uses_contents_page(graph: grimp.ImportGraph) -> set[str]:
    """Name the modules of the package that import its contents page, which is above them all."""
    return {one for one in graph.find_modules_that_directly_import("backcare") if "." in one}


def test_no_room_reads_the_contents_page(graph: grimp.ImportGraph) -> None:
    """Inside the package a name is imported from where it is; one module loads all, as pages do."""
    assert uses_contents_page(graph) == {"backcare.pages.loaded"}
    graph.add_import(importer="backcare.charts.outcomes", imported="backcare")
    assert uses_contents_page(graph) == {"backcare.pages.loaded", "backcare.charts.outcomes"}


def foreign(graph: grimp.ImportGraph) -> dict[str, set[str]]:
    """Name the libraries that a room imports and that are not for it."""
    used: dict[str, set[str]] = {}
    for module in graph.modules:
        room = [*module.split("."), ""][1]
        found = used.setdefault(room, set())
        if module.startswith("backcare"):
            every = graph.find_modules_directly_imported_by(module)
            found |= {one for one in every if not one.startswith("backcare")}
    known = sys.stdlib_module_names
    wrong = {room: libs - known - LIBRARIES.get(room, FRAMES) for room, libs in used.items()}
    return {room: libs for room, libs in wrong.items() if libs}


def test_each_room_has_its_own_libraries(graph: grimp.ImportGraph) -> None:
    """A library is imported in the rooms that are for it, so nothing loads it unasked."""
    assert foreign(graph) == {}
    graph.add_module("requests", is_squashed=True)
    graph.add_import(importer="backcare.widgets.player", imported="requests")
    graph.add_import(importer="backcare.plan.make", imported="matplotlib")
    assert foreign(graph) == {"widgets": {"requests"}, "plan": {"matplotlib"}}


def code_lines(text: str) -> int:
    """Count the lines of a file without its docstrings, comments and blank lines."""
    lines = enumerate(text.splitlines(), start=1)
    written = {n for n, line in lines if line.strip() and not line.lstrip().startswith("#")}
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Expr(value=ast.Constant(value=str()), lineno=first, end_lineno=int(last)):
                written.difference_update(range(first, last + 1))
    return len(written)


def test_what_counts_as_a_line_of_code() -> None:
    """Docstrings, comments and blank lines do not, a text over several lines does."""
    text = '"""Title.\n\nMore."""\n\n# Why\nX = """a\nb"""\n\ndef f():\n    """Do."""\n    pass\n'
    assert code_lines(text) == 4


def test_no_file_is_too_long() -> None:
    """Longer than that, a file has two subjects."""
    files = (ROOT / "backcare").rglob("*.py")
    lines = {str(file): code_lines(file.read_text(encoding="utf-8")) for file in files}
    assert len(lines) > 50
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
