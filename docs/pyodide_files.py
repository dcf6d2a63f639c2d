"""Put Pyodide and the wheels that run in it into a folder, each checked by its hash.

Pyodide comes from npm, pure wheels from the package index (`requirements/pyodide.txt`). Those that
are compiled come from Pyodide's own release, and its list says what each has to be. Where that is
out of reach, BACKCARE_PYODIDE_FROM names what carries the same files: a folder, an archive, or a
requirement (`name==version`) whose wheel does. Nothing of this is part of the package.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
LOCK = CHECKOUT / "requirements/pyodide.txt"
PYODIDE = "314.0.3"
SHA256 = "d7f7d24f8db486c7eda7280f3b0f7517524c8e43e8b086c6ee6ae8016658b484"
RELEASE = (
    f"https://github.com/pyodide/pyodide/releases/download/{PYODIDE}/pyodide-{PYODIDE}.tar.bz2"
)
PLATFORM = "pyemscripten_2026_0_wasm32"
# Its wheels are compiled; without a compiler its source makes one that is Python alone.
PURE_FROM_SOURCE = "markupsafe"
FAULTS = (OSError, ValueError, subprocess.CalledProcessError, tarfile.TarError, zipfile.BadZipFile)
HELP = (
    f"Python for a browser needs npm and {RELEASE}. Where that is out of reach, set "
    "BACKCARE_PYODIDE_FROM to a folder, an archive or a requirement that has the same files."
)
_PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")


def gather(folder: Path) -> None:
    """Fill `folder/core` and `folder/wheels`; what is there and right is not fetched again."""
    folder.mkdir(parents=True, exist_ok=True)
    core, wheels = folder / "core", folder / "wheels"
    if not (core / "pyodide-lock.json").exists():
        _fetch_core(folder)
    wheels.mkdir(exist_ok=True)
    wanted = compiled(core)
    missing = {name: digest for name, digest in wanted.items() if not _is(wheels / name, digest)}
    for name, content in _found(missing).items():
        (wheels / name).write_bytes(content)
    lock = LOCK.read_bytes()
    seen = wheels / "pure.txt"
    if not seen.exists() or seen.read_bytes() != lock:
        for old in wheels.glob("*.whl"):
            if old.name not in wanted:
                old.unlink()
        _fetch_pure(wheels)
        seen.write_bytes(lock)


def words_for(fault: Exception) -> str:
    """Say that the notebooks were not made, why, and what to do."""
    return f"The notebooks for a browser were not made: {getattr(fault, 'reason', fault)}\n{HELP}"


def compiled(core: Path) -> dict[str, str]:
    """Return the compiled wheels by name, with the hash that Pyodide's own list gives each."""
    packages = json.loads((core / "pyodide-lock.json").read_text("utf-8"))["packages"]
    groups = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    pinned = dict(line.split("==") for line in groups["pyodide"] if "==" in line)
    for name, version in pinned.items():
        if packages[name]["version"] != version:
            raise ValueError(f"Pyodide {PYODIDE} has {name} {packages[name]['version']}.")
    chosen = [packages[name] for name in pinned]
    return {Path(one["file_name"]).name: one["sha256"] for one in chosen}


def unpack(folder: Path) -> None:
    """Lay the wheels open in `folder/site`, for a Python under Node."""
    shutil.rmtree(folder / "site", ignore_errors=True)
    for wheel in (folder / "wheels").glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder / "site")  # noqa: S202 -- their hashes are known


def _fetch_core(folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as drafts:
        pack = ("npm", "pack", "--silent", f"pyodide@{PYODIDE}")
        subprocess.run(pack, cwd=drafts, check=True, stdout=subprocess.PIPE)
        (archive,) = Path(drafts).glob("*.tgz")
        if not _is(archive, SHA256):
            raise ValueError(f"npm's pyodide@{PYODIDE} is not the file that it was.")
        with tarfile.open(archive) as packed:
            packed.extractall(drafts, filter="data")
        shutil.rmtree(folder / "core", ignore_errors=True)
        (Path(drafts) / "package").rename(folder / "core")


def _found(missing: dict[str, str]) -> dict[str, bytes]:
    """Return the files, from where they are; one with another hash is none."""
    if not missing:
        return {}
    given = os.environ.get("BACKCARE_PYODIDE_FROM", "")
    offered = _carried(given, set(missing)) if given else _released(set(missing))
    found = {
        name: content
        for name, content in offered
        if hashlib.sha256(content).hexdigest() == missing[name]
    }
    lacking = sorted(missing.keys() - found)
    if lacking:
        raise ValueError(
            f"{given or RELEASE} lacks {', '.join(lacking)}, or has other files of these names."
        )
    return found


def _released(names: set[str]) -> Iterator[tuple[str, bytes]]:
    """Take the files out of the release while it comes: all of it has some hundred megabytes."""
    with (
        urllib.request.urlopen(RELEASE, timeout=60) as answer,
        tarfile.open(fileobj=answer, mode="r|bz2") as packed,
    ):
        for one in packed:
            content = packed.extractfile(one) if Path(one.name).name in names else None
            if content:
                yield Path(one.name).name, content.read()


def _carried(given: str, names: set[str]) -> Iterator[tuple[str, bytes]]:
    path = Path(given)
    if path.is_dir():
        yield from ((one.name, one.read_bytes()) for one in path.rglob("*") if one.name in names)
    elif path.is_file():
        with zipfile.ZipFile(path) as archive:
            for one in archive.namelist():
                if Path(one).name in names:
                    yield Path(one).name, archive.read(one)
    else:
        with tempfile.TemporaryDirectory() as drafts:
            _pip("download", "--no-deps", "--only-binary=:all:", f"--dest={drafts}", given)
            (wheel,) = Path(drafts).glob("*.whl")
            yield from _carried(str(wheel), names)


def _fetch_pure(wheels: Path) -> None:
    """Fetch what the lock names; pip checks the hashes."""
    with tempfile.TemporaryDirectory() as drafts:
        target = ("--python-version=3.14", "--implementation=cp", "--abi=cp314")
        target += (f"--platform={PLATFORM}",)
        hashed = ("--require-hashes", "-r", str(LOCK))
        source = f"--no-binary={PURE_FROM_SOURCE}"
        _pip(
            *("download", "--no-deps", "--only-binary=:all:", source, "--no-build-isolation"),
            *(*target, f"--dest={drafts}", *hashed),
        )
        (archive,) = Path(drafts).glob("*.tar.gz")
        without_compiler = os.environ | {"CC": shutil.which("false") or "false"}
        build = ("wheel", "--no-deps", "--no-index", "--no-build-isolation")
        _pip(*build, f"--wheel-dir={drafts}", str(archive), env=without_compiler)
        for wheel in Path(drafts).glob("*.whl"):
            shutil.copy2(wheel, wheels / wheel.name)


def _pip(*words: str, env: Any = None) -> None:
    subprocess.run([*_PIP, *words], check=True, env=env)


def _is(file: Path, digest: str) -> bool:
    return file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == digest


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--unpack", action="store_true", help="lay the wheels open too")
    asked = parser.parse_args()
    try:
        gather(asked.folder)
        if asked.unpack:
            unpack(asked.folder)
    except FAULTS as fault:
        sys.exit(words_for(fault))
