"""The first cell of each notebook: it says in words what is missing, and what to do."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ipywidgets import Widget
from packaging.requirements import Requirement

import backcare as bc
from backcare.widgets import setup_check, setup_check as needs
from backcare.widgets.setup_line import SetupLine

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def first_cell(notebook: Path) -> str:
    every = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in every if cell["cell_type"] == "code")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """List what a notebook is given to display."""
    given: list[object] = []
    monkeypatch.setattr(setup_check, "display", lambda thing, **_raw: given.append(thing))
    return given


def test_every_notebook_begins_with_the_same_check() -> None:
    """One cell, written once and copied; it ends in the check."""
    assert {first_cell(notebook) for notebook in NOTEBOOKS} == {first_cell(NOTEBOOKS[0])}
    assert first_cell(NOTEBOOKS[0]).endswith("bc.check_setup()")


def test_without_backcare_the_first_cell_says_what_to_do() -> None:
    """A bare Python, without a single package, prints the way out and no traceback."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", first_cell(NOTEBOOKS[0])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.match(r"No module named 'backcare'. This needs Python 3.11 or newer ", done.stderr)
    assert "Traceback" not in done.stderr


def test_the_first_cell_names_the_readmes_command_and_pyprojects_python() -> None:
    """What it tells somebody to do is what the README tells."""
    (start,) = re.findall(r'start = "(.*)"', first_cell(NOTEBOOKS[0]))
    assert f"\n{start}\n" in (ROOT / "README.md").read_text("utf-8")
    wanted = re.search(r'requires-python = ">=(.*)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert wanted
    assert f"Python {wanted[1]} or newer" in first_cell(NOTEBOOKS[0])


def test_this_python_has_all_that_is_needed(shown: list[object]) -> None:
    """Where these tests run nothing is missing: a line to be hidden, and the one that hides it."""
    found = bc.check_setup()
    assert found.faults == ()
    found._ipython_display_()
    late, line = shown
    assert 'class="bc-setup-late"' in late["text/html"]
    assert late["text/plain"].startswith("Not running yet: choose Run, Run All Cells.")
    assert isinstance(line, SetupLine)
    assert ".bc-setup-late { display: none" in line._css
    line.close()


def test_what_is_old_or_missing_is_said_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, shown: list[object]
) -> None:
    """Each package by its name, version and need, and then what to do; no widget is made."""
    real = needs.metadata.version
    versions = {"anywidget": "0.1.0"}
    monkeypatch.setattr(
        needs.metadata, "version", lambda name: versions.get(name) or missing(name, real)
    )
    made = len(Widget.get_manager_state()["state"])
    bc.check_setup()._ipython_display_()
    (bundle,) = shown
    words = bundle["text/plain"]
    assert "anywidget 0.1.0 is here, but >=0.9.13 is needed." in words
    assert "tqdm is missing: >=4.66 is needed." in words
    assert bundle["text/html"].count("<li>") == 2
    assert "python -m nox -s lab" in words
    assert len(Widget.get_manager_state()["state"]) == made


def missing(name: str, real) -> str:
    if name == "tqdm":
        raise needs.metadata.PackageNotFoundError(name)
    return real(name)


def test_every_need_of_pyproject_is_looked_at() -> None:
    """With nothing installed, each of the package's own needs is named, and none of `lab`'s."""
    asked = [Requirement(text) for text in needs.metadata.requires("backcare") or []]
    own = [one.name for one in asked if one.marker is None]
    said = needs.unmet([str(one) for one in asked], have={})
    assert [sentence.split(" is missing")[0] for sentence in said] == own
    assert "pandas" in own
    assert "jupyterlab" not in own


@pytest.mark.parametrize(
    ("have", "faults"),
    [("2.2", 0), ("2.2.0rc1", 1), ("3.0.0rc1", 0), ("2.1.9", 1), ("10.0", 0), ("", 1)],
)
def test_versions_are_compared_as_versions(have: str, faults: int) -> None:
    """10 is more than 2.2, and a release candidate of something newer is new enough."""
    assert len(needs.unmet(["pandas>=2.2"], have={"pandas": have} if have else {})) == faults


def test_a_python_that_is_too_old_is_said() -> None:
    """With its version and the one that is needed; what only an extra needs is passed over."""
    assert needs.unmet([], python=">=3.11", have_python="3.10.2") == (
        "Python 3.10.2 is here, but >=3.11 is needed.",
    )
    assert needs.unmet(["voila>=1; extra == 'lab'"], have={}) == ()


def test_found_but_not_installed_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that Python merely finds, nothing is known and nothing is said."""

    def nothing(name: str) -> object:
        raise needs.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(needs.metadata, "metadata", nothing)
    assert bc.check_setup().faults == ()
