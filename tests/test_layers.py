"""The floors of the package: which module may import which, read from the source with `ast`."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "backcare"

# A new module is written in here, on its floor. `backcare` is the contents page, above them all.
FLOORS = {
    1: "errors palette prose schemas shipped spreadsheet tables whole_file wide",
    2: "balance change diary muscles needs plan questions safety selection sessions stop_rule "
    "tallies weekly wish",
    3: "body_map cards charts cohort figures handout log report",
    4: "pages widgets",
    5: "backcare",
}
FLOOR_OF = {module: floor for floor, modules in FLOORS.items() for module in modules.split()}
# Modules of floor 3 stand side by side; these are the only arrows between them: a report shows
# charts, and a chart of exercises their shapes; a handout is cards and figures on a page, because
# the words that a patient reads about safety must not exist twice.
ARROWS = {
    ("report", "charts"),
    ("charts", "figures"),
    ("handout", "cards"),
    ("handout", "figures"),
}
# What a floor may import from outside, beside Python's own library.
FRAMES = {"numpy", "pandas"}
LIBRARIES = {
    1: {*FRAMES, "pandera"},
    2: {*FRAMES, "packaging"},
    3: {*FRAMES, "dask", "jinja2", "matplotlib", "PIL", "platformdirs", "sqlalchemy", "tqdm"},
    4: {
        *(*FRAMES, "anywidget", "IPython", "ipywidgets", "traitlets"),
        *("jupyter_server", "tornado", "voila"),
    },
    5: set(),
}


def imported_names(node: ast.AST, package: list[str]) -> Iterator[str]:
    """Yield the dotted names that one node imports; `package` resolves the relative ones."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = package[: len(package) + 1 - node.level] if node.level else []
        base = ".".join([*above, *filter(None, [node.module])])
        yield from (f"{base}.{alias.name}" for alias in node.names)


def is_module(name: str) -> bool:
    """Tell a module of the package from a public name of its contents page."""
    return name in FLOOR_OF or (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


def fault(importer: str, name: str) -> str | None:
    """Say what is wrong when a module of the package imports `name`, or nothing."""
    floor = FLOOR_OF[importer]
    root, *rest = name.split(".")
    if root != "backcare":
        known = root in sys.stdlib_module_names or root in LIBRARIES[floor]
        return None if known else f"{importer}: {root} is not a library of floor {floor}"
    imported = rest[0] if rest and is_module(rest[0]) else "backcare"
    if (other := FLOOR_OF.get(imported, 0)) > floor:
        return f"{importer} (floor {floor}) imports {imported} from a floor above"
    beside = floor == other == 3 and importer != imported
    if beside and (importer, imported) not in ARROWS:
        return f"{importer} imports {imported}: modules of floor 3 do not import one another"
    return None


def faults(module: str, source: str) -> list[str]:
    """Say what is wrong with the imports, at any depth, of `backcare.cards` or the like."""
    package = module.split(".")[:-1]
    importer = module.split(".")[1].replace("__init__", "backcare")
    if importer not in FLOOR_OF:
        return [f"{importer} stands on no floor: name it in FLOORS of tests/test_layers.py"]
    names = [name for node in ast.walk(ast.parse(source)) for name in imported_names(node, package)]
    return [text for name in names if (text := fault(importer, name))]


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_imports_point_down(path: Path) -> None:
    """Every module imports only from its own floor's libraries and from floors below."""
    module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    assert faults(module, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("backcare.tables", "from backcare.selection import filter_exercises"),
        ("backcare.tables", "from . import widgets"),
        ("backcare.selection", "def f():\n    from .cards import card"),
        ("backcare.selection", "import matplotlib.pyplot as plt"),
        ("backcare.charts", "import backcare as bc"),
        ("backcare.charts", "from backcare import load_exercises"),
        ("backcare.charts", "from .report import weekly_report"),
        ("backcare.cards", "import ipywidgets"),
        ("backcare.widgets.player", "import requests"),
        ("backcare.helpers", "import re"),
    ],
)
def test_a_wrong_import_is_found(module: str, source: str) -> None:
    """Each kind of import that the floors forbid is reported, so the test above can fail."""
    assert len(faults(module, source)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("backcare.__init__", "from .tables import load_exercises"),
        (
            "backcare.selection",
            "import pandas as pd\nfrom .tables import load_table",
        ),
        ("backcare.report", "from backcare.charts import plot_pain_trend"),
        ("backcare.widgets.explorer", "from ..cards import card\nfrom .style import css"),
    ],
)
def test_a_right_import_is_left_alone(module: str, source: str) -> None:
    """What the floors allow is not reported."""
    assert faults(module, source) == []
