"""Make the notebooks for a browser alone: JupyterLite in a folder for any web server.

`python -m nox -s site -- --notebooks` runs this. Python is Pyodide, which `pyodide_files.py` has
fetched; the notebooks, the tables and a wheel of this checkout are in the folder too, so that
nothing is asked for elsewhere.
"""

from __future__ import annotations

import argparse
import email
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from backcare import text

CHECKOUT = Path(__file__).resolve().parents[1]
APPS = ("lab", "notebooks", "tree")
# What a kernel needs before it can say anything; one that it lacks it would miss without a word.
KERNEL = ("ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "piplite", "micropip")
ROOTS = (*KERNEL, "backcare", "ipywidgets")
# As Pyodide 314 answers them.
MARKERS = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "python_full_version": "3.14.2",
    "python_version": "3.14",
    "sys_platform": "emscripten",
    "extra": "",
}
# What no notebook here reads: of 11 MB of languages those in which no month is looked for, and
# what helps to complete code of other libraries.
LANGUAGES = {name.partition("_")[0] for name in (*text.MONTHS, text.LISTS, text.DAYS)} | {
    "no",
    "root",
}
UNUSED = ("jedi/third_party/django-stubs/", "matplotlib/mpl-data/sample_data/")
_KERNEL_EXTENSION = "@jupyterlite/pyodide-kernel-extension"
_HERE = {"display_name": "Python", "language": "python", "name": "python"}


def make(pyodide: Path, target: Path) -> None:
    """Write the folder; an earlier one in its place is removed."""
    with tempfile.TemporaryDirectory() as drafts:
        draft = Path(drafts)
        wheels = [*(pyodide / "wheels").glob("*.whl"), *_kernel_wheels(), _own_wheel(draft)]
        for name in ("contents", "lite"):
            (draft / name).mkdir()
        _write_contents(draft / "contents")
        settings = draft / "lite/jupyter-lite.json"
        settings.write_text(json.dumps(_settings()), encoding="utf-8")
        command = ("jupyter", "lite", "build", "--no-libarchive", "--no-sourcemaps")
        chosen = [f"--apps={name}" for name in APPS]
        where = ("--contents", str(draft / "contents"), "--lite-dir", str(draft / "lite"))
        output = ("--no-unused-shared-packages", "--output-dir", str(draft / "site"))
        program = (sys.executable, "-m", *command)
        subprocess.run([*program, *chosen, *where, *output], cwd=draft, check=True)
        _write_pyodide(pyodide / "core", wheels, draft / "site/static/pyodide")
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(draft / "site", target)


def _settings() -> dict[str, Any]:
    kernel = {
        "pyodideUrl": "./static/pyodide/pyodide.mjs",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": list(KERNEL)},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "backcare",
            "exposeAppInBrowser": True,
            "litePluginSettings": {f"{_KERNEL_EXTENSION}:kernel": kernel},
        },
    }


def _write_contents(folder: Path) -> None:
    """Copy the notebooks, each for the one kernel that is there, and the tables they speak of."""
    for path in sorted((CHECKOUT / "notebooks").glob("0*.ipynb")):
        # Read so, texts that stand there line by line are whole: a list is shown with commas.
        notebook = nbformat.read(path, as_version=4)
        notebook["metadata"]["kernelspec"] = _HERE
        (folder / path.name).write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "data").mkdir()
    for path in sorted((CHECKOUT / "data").glob("*.csv")):
        shutil.copy2(path, folder / "data" / path.name)


def _own_wheel(folder: Path) -> Path:
    pip = (sys.executable, "-m", "pip", "--quiet", "wheel", "--no-deps", "--no-build-isolation")
    subprocess.run([*pip, f"--wheel-dir={folder}", str(CHECKOUT)], check=True)
    return next(folder.glob("backcare-*.whl"))


def _kernel_wheels() -> Iterator[Path]:
    """Yield what the kernel brings along; of two versions of widgetsnbextension the newer."""
    extensions = Path(sys.prefix, "share/jupyter/labextensions")
    folder = extensions / _KERNEL_EXTENSION / "static/pypi"
    for pattern in ("ipykernel-*", "piplite-*", "pyodide_kernel-*", "widgetsnbextension-4*"):
        yield from folder.glob(f"{pattern}.whl")


def _write_pyodide(core: Path, wheels: Iterable[Path], folder: Path) -> None:
    """Copy Python and those wheels that are needed, with the list by which it finds them."""
    folder.mkdir(parents=True)
    for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
        shutil.copy2(core / name, folder / name)
    found: dict[str, tuple[Path, dict[str, Any]]] = {}
    for wheel in wheels:
        entry = _entry(wheel)
        found[entry["name"]] = (wheel, entry)
    needed = _closure(ROOTS, {name: entry["depends"] for name, (_, entry) in found.items()})
    for name in needed:
        wheel, entry = found[name]
        _copy_used(wheel, folder / wheel.name)
        entry["sha256"] = hashlib.sha256((folder / wheel.name).read_bytes()).hexdigest()
    info = json.loads((core / "pyodide-lock.json").read_text("utf-8"))["info"]
    lock = {"info": info, "packages": {name: found[name][1] for name in sorted(needed)}}
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, indent=1), encoding="utf-8")


def _closure(roots: Iterable[str], depends: dict[str, list[str]]) -> set[str]:
    """Return the roots and all that they need; a KeyError names what is not there."""
    needed: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += depends[name]
    return needed


def _entry(wheel: Path) -> dict[str, Any]:
    """Describe a wheel as Pyodide's list does."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        told = email.message_from_bytes(archive.read(metadata))
    asked = [Requirement(line) for line in told.get_all("Requires-Dist", [])]
    depends = [one.name for one in asked if not one.marker or one.marker.evaluate(MARKERS)]
    return {
        "name": canonicalize_name(told["Name"]),
        "version": told["Version"],
        "file_name": wheel.name,
        "install_dir": "site",
        "package_type": "package",
        "imports": sorted(set(_imports(names))),
        "depends": sorted({canonicalize_name(name) for name in depends}),
        "unvendored_tests": False,
    }


def _copy_used(wheel: Path, target: Path) -> None:
    """Copy a wheel without the files that nothing here reads."""
    with zipfile.ZipFile(wheel) as whole:
        kept = [one for one in whole.infolist() if _is_used(one.filename)]
        if len(kept) == len(whole.infolist()):
            shutil.copy2(wheel, target)
            return
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for one in kept:
                copy.writestr(one, whole.read(one))


def _is_used(name: str) -> bool:
    language = re.match(r"babel/locale-data/([a-z]+)", name)
    if language:
        return language[1] in LANGUAGES
    return not name.startswith(
        ("jedi/third_party/django-stubs/", "matplotlib/mpl-data/sample_data")
    )


def _imports(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        first, _, rest = name.partition("/")
        if rest and re.fullmatch(r"\w+", first) and rest.endswith((".py", ".so")):
            yield first
        elif not rest and name.endswith(".py"):
            yield name.removesuffix(".py")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pyodide", type=Path, help="what pyodide_files.py has filled")
    parser.add_argument("target", type=Path)
    asked = parser.parse_args()
    make(asked.pyodide, asked.target)
