"""What the tests of faults find ready: a quick folder, and the tool that records system calls."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NO_STRACE = "The system calls of a program cannot be recorded here. Install strace (Debian: strace)"


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """Make a folder in memory where there is such, for what needs no disk of its own."""
    memory = Path("/dev/shm")  # noqa: S108 (the folder in it is our own)
    folder = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else tmp_path))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def strace() -> str:
    """Find strace and see that it may be used, or say why there is no test."""
    if sys.platform != "linux":
        pytest.skip("strace is a tool of Linux.")
    found = shutil.which("strace")
    if found and not subprocess.run([found, "-o", os.devnull, "true"], check=False).returncode:
        return found
    why = f"{NO_STRACE}{', and allow it to trace (ptrace)' if found else ''}."
    if os.environ.get("BACKCARE_REQUIRE_BROWSER") == "1":
        pytest.fail(why, pytrace=False)
    pytest.skip(why)
