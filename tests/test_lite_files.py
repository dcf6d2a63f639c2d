"""What the notebooks for a browser are made of: copies, and Python, which may be out of reach."""

import importlib.util
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[1]


def program(name: str) -> ModuleType:
    """Load a program of the folder docs."""
    spec = importlib.util.spec_from_file_location(name, CHECKOUT / f"docs/{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def texts(notebook: dict[str, Any]) -> Iterator[Any]:
    """Give each text of a notebook, as its file has it: whole, or line by line."""
    for cell in notebook["cells"]:
        yield cell["source"]
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            yield from (one for kind, one in data.items() if not kind.endswith("json"))
            if "text" in output:
                yield output["text"]


def test_a_text_of_a_copied_notebook_is_whole(tmp_path: Path) -> None:
    """Line by line, JupyterLite joins saved outputs with commas; and every line is there."""
    program("make_lite")._write_contents(tmp_path)
    copies = sorted(tmp_path.glob("*.ipynb"))
    assert len(copies) == 6
    for path in copies:
        copy, source = (
            list(texts(json.loads((folder / path.name).read_text("utf-8"))))
            for folder in (tmp_path, CHECKOUT / "notebooks")
        )
        assert any(isinstance(one, list) for one in source)
        assert copy == ["".join(one) for one in source]


def test_without_what_python_comes_from_it_is_said_in_words(tmp_path: Path) -> None:
    """No traceback: what failed, what is needed, and the way out."""
    command = (sys.executable, str(CHECKOUT / "docs/pyodide_files.py"), str(tmp_path / "pyodide"))
    ran = subprocess.run(
        command, env=os.environ | {"PATH": str(tmp_path)}, capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    said = ("were not made", "npm", "BACKCARE_PYODIDE_FROM")
    assert [one for one in said if one not in ran.stderr] == []


def test_a_release_that_does_not_answer_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the system's own reason."""
    files = program("pyodide_files")

    def fail(*_: object, **__: object) -> None:
        raise urllib.error.URLError("no route to host")

    monkeypatch.delenv("BACKCARE_PYODIDE_FROM", raising=False)
    monkeypatch.setattr(urllib.request, "urlopen", fail)
    with pytest.raises(files.FAULTS) as caught:
        files._found({"a.whl": "0"})
    words = files.words_for(caught.value)
    assert words.startswith("The notebooks for a browser were not made: no route to host\n")
    assert files.RELEASE in words
