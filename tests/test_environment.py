"""The set-up files agree with one another, and none ties the project to one machine."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import backcare as bc

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
# What runs in a browser follows another Python, and the versions that are compiled for it.
IN_PYODIDE = ROOT / "requirements/pyodide.txt"
LOCKS = sorted({*(ROOT / "requirements").glob("*.txt")} - {IN_PYODIDE})
# Where conda-forge has another name: `matplotlib` there brings Qt along, `tzdata` is not Python's.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "tzdata": "python-tzdata"}
# `python -m pytest notebooks` needs these, beside what the notebooks themselves need.
FOR_NOTEBOOK_TESTS = {"nbval", "pytest", "pytest-timeout"}
CONFIGS = [
    *LOCKS,
    IN_PYODIDE,
    *(ROOT / name for name in ["environment.yml", "noxfile.py", "pyproject.toml"]),
    *(ROOT / name for name in [".ci/run", ".gitattributes", ".gitignore"]),
    ROOT / ".pre-commit-config.yaml",
]


def needed() -> list[Requirement]:
    """List what the package and its `lab` extra need, and what builds it."""
    project = PYPROJECT["project"]
    texts = [
        *project["dependencies"],
        *project["optional-dependencies"]["lab"],
        *PYPROJECT["build-system"]["requires"],
    ]
    return [Requirement(text) for text in texts]


def test_environment_yml_has_pyproject_versions() -> None:
    """Conda and Binder get the same packages, at the same lowest versions, as pip."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    *conda, from_pip = environment["dependencies"]
    testing = [Requirement(text) for text in PYPROJECT["dependency-groups"]["tests"]]
    wanted = [*needed(), *(one for one in testing if one.name in FOR_NOTEBOOK_TESTS)]
    expected = {f"{CONDA_NAMES.get(one.name, one.name)}{one.specifier}" for one in wanted}
    assert set(conda) - {"pip"} == expected | {f"python{PYPROJECT['project']['requires-python']}"}
    assert from_pip == {"pip": ["-e ."]}


def pins(lock: Path) -> dict[str, list[Requirement]]:
    """List a lock's lines by package; a package may have one line for each Python or system."""
    lines = re.findall(r"^[a-z0-9].*==.*?(?= \\$)", lock.read_text("utf-8"), flags=re.MULTILINE)
    found: dict[str, list[Requirement]] = {}
    for line in map(Requirement, lines):
        found.setdefault(line.name, []).append(line)
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_satisfies_pyproject(lock: Path) -> None:
    """Every lock has the package's own needs, each in a version that pyproject allows."""
    lab = PYPROJECT["project"]["optional-dependencies"]["lab"]
    found = pins(lock)
    missing = {one.name for one in needed()} - found.keys()
    without_lab = lock.stem in {"docs", "lint", "lite", "scale"}
    assert missing <= ({Requirement(text).name for text in lab} if without_lab else set())
    for one in needed():
        for line in found.get(one.name, []):
            assert one.specifier.contains(str(line.specifier).removeprefix("=="))


def test_locks_agree() -> None:
    """A package has the same version in every lock that has it."""
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, lines in pins(lock).items():
            versions.setdefault(name, set()).add(str(sorted(str(line.specifier) for line in lines)))
    assert {name: seen for name, seen in versions.items() if len(seen) > 1} == {}


def test_the_lock_of_the_browser_has_all_that_backcare_needs() -> None:
    """What its release compiles is pinned in pyproject.toml, all else in the lock; none in both."""
    group = map(Requirement, PYPROJECT["dependency-groups"]["pyodide"])
    theirs = {one.name: one for one in group if "==" in str(one)}
    locked = pins(IN_PYODIDE)
    assert not theirs.keys() & locked.keys()
    for one in map(Requirement, PYPROJECT["project"]["dependencies"]):
        (found,) = locked.get(one.name) or [theirs[one.name]]
        assert one.specifier.contains(str(found.specifier).removeprefix("=="))


@pytest.mark.parametrize("lock", [*LOCKS, IN_PYODIDE], ids=lambda lock: lock.name)
def test_every_pin_has_a_hash(lock: Path) -> None:
    """No line of a lock can be installed unchecked."""
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text("utf-8"))[1:]
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_no_registry_host_and_no_machine_path(path: Path) -> None:
    """What is installed, and from where, is the reader's own pip's or conda's business."""
    hosts = r"pypi|pythonhosted|npmjs|anaconda|debian"
    text = path.read_text("utf-8")
    assert re.findall(rf"(?:{hosts})\.(?:org|com)|--(?:extra-)?index-url|--find-links", text) == []
    assert re.findall(r"(?<![\w.$}])/(?:home|root|Users|work|tmp|opt|mnt|srv)/", text) == []


def test_the_citation_has_the_version() -> None:
    """Whoever cites it cites what they have."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == bc.__version__


def test_readme_begins_with_two_commands() -> None:
    """A newcomer can open the notebooks and run every test with one line each."""
    readme = (ROOT / "README.md").read_text("utf-8")
    for session in ("lab", "tests"):
        assert f"python -m pip install nox && python -m nox -s {session}\n" in readme


def test_no_two_test_files_share_a_name() -> None:
    """Pytest imports a test file by its name alone, and stops at a second of the same."""
    counts = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in counts.items() if count > 1] == []
