"""The wheel: built from the checkout, installed somewhere else, it is the same package."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

import backcare as bc

ROOT = Path(__file__).parents[1]
# The generator of the sample log writes a table of the checkout; an installed one is never written.
# The rest is left by running what is there.
LEFT_OUT = {"make_sample_log.py", "__pycache__", ".ipynb_checkpoints"}
LEFT_OUT |= {"lesson_plan.html", "lesson_report.pdf"}
TABLES = sorted(path.stem for path in (ROOT / "data").glob("*.csv"))
# Prints, for an installed or a checked-out backcare alike, where it is and every table it loads.
SHOW = f"""
import backcare as bc
print(bc.__file__)
print(bc.load_exercises().to_csv(), *(bc.load_table(name).to_csv() for name in {TABLES}))
"""


def run(*command: object, cwd: Path) -> str:
    """Run a program from `cwd` and return what it prints; say its errors where it fails."""
    offline = {**os.environ, "PIP_NO_INDEX": "1"}
    offline.pop("PYTHONPATH", None)
    texts = [str(part) for part in command]
    done = subprocess.run(texts, cwd=cwd, env=offline, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(kind: str, source: Path, out: Path) -> Path:
    """Build a `wheel` or an `sdist` with the hatchling of this environment."""
    run(
        sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", out, cwd=source
    )
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of this checkout."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a new environment and return that environment's Python."""
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(home)
    paths = {"base": str(home), "platbase": str(home)}
    python = Path(sysconfig.get_path("scripts", "venv", paths)) / Path(sys.executable).name
    pip = [sys.executable, "-m", "pip", "--python", python]
    run(*pip, "install", "--quiet", "--no-deps", wheel, cwd=home)
    # The libraries are those of this environment. A line in a .pth file adds their folder but
    # does not follow the .pth files in it, so an editable backcare there stays out of reach.
    site = Path(sysconfig.get_path("purelib", "venv", paths))
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python


def test_installed_wheel_loads_the_same_tables(installed: Path, tmp_path: Path) -> None:
    """From another folder the installed package, not this checkout, loads the very same tables."""
    where, tables = run(installed, "-I", "-c", SHOW, cwd=tmp_path).split("\n", 1)
    here, expected = run(sys.executable, "-c", SHOW, cwd=ROOT).split("\n", 1)
    assert Path(where).is_relative_to(installed.parents[1])
    assert Path(here) == Path(bc.__file__)
    assert tables == expected
    assert len(TABLES) > 0


def test_installed_wheel_has_the_command(installed: Path, tmp_path: Path) -> None:
    """With no checkout in reach, `backcare` says its version and copies the notebooks out."""
    command = installed.with_name(f"backcare{installed.suffix}")
    assert run(command, "--version", cwd=tmp_path) == f"backcare {bc.__version__}\n"
    assert "Copied to" in run(command, "notebooks", "mine", cwd=tmp_path)
    ours = {path.name: path.read_bytes() for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir()} == ours
    assert len(ours) > 0


def test_wheel_has_every_file_of_package_and_data(wheel: Path) -> None:
    """No table, template, style sheet or script is left behind, and nothing else comes along."""
    folders = {
        "backcare": ROOT / "backcare",
        "backcare/data": ROOT / "data",
        "backcare/notebooks": ROOT / "notebooks",
        f"{wheel.name.partition('-py3')[0]}.data/data/share": ROOT / "share",
    }
    expected = {
        f"{inside}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for inside, folder in folders.items()
        for path in folder.rglob("*")
        if path.is_file() and LEFT_OUT.isdisjoint(path.parts)
    }
    with ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
        found = {name: archive.read(name) for name in names}
    assert sorted(found) == sorted(expected)
    assert found == expected


def test_sdist_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    """The wheel of the source archive is the wheel of the checkout, byte for byte."""
    archive = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(archive) as tar:
        tar.extractall(tmp_path, filter="data")
    unpacked = tmp_path / archive.name.removesuffix(".tar.gz")
    assert build("wheel", unpacked, tmp_path / "again").read_bytes() == wheel.read_bytes()
