"""Notebook 06 on rows that are kept elsewhere, and 05 on fewer: the cells, run without a kernel."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

NOTEBOOK = Path(__file__).parents[1] / "notebooks/06_a_clinic_in_numbers.ipynb"
OF_A_GROUP = NOTEBOOK.with_name("05_follow_a_group.ipynb")
_LINE = "clinic = bc.load_parts(made)"


def differing(instead: str) -> list[tuple[str, str]]:
    """Run the notebook with another line for `clinic`; return outputs that are not as saved."""
    saved = [_saved(cell) for cell in _cells() if cell["cell_type"] == "code"][1:]
    given = _all_run(instead)[0]
    return [pair for pair in zip(saved, given, strict=True) if pair[0] != pair[1]]


def answers(instead: str) -> int:
    """Run the answers to the exercises after such a notebook; return how many there are."""
    names = _all_run(instead)[1]
    words = ["".join(cell["source"]) for cell in _cells() if cell["cell_type"] == "markdown"]
    code = re.findall(r"```python\n(.*?)```", "\n".join(words), re.DOTALL)
    return len([_run(one, names) for one in code])


def names_after(instead: str, *, line: str = _LINE, notebook: Path = NOTEBOOK) -> dict[str, Any]:
    """Run a notebook with something else for a line of it; return the names that it leaves."""
    return _all_run(instead, line, notebook)[1]


def _cells(notebook: Path = NOTEBOOK) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = json.loads(notebook.read_text("utf-8"))["cells"]
    return cells


def _all_run(
    instead: str, line: str = _LINE, notebook: Path = NOTEBOOK
) -> tuple[list[str], dict[str, Any]]:
    """Run all cells; return what each gives, and the names that they leave."""
    code = ["".join(cell["source"]) for cell in _cells(notebook) if cell["cell_type"] == "code"]
    assert code[0].endswith("bc.check_setup()")
    assert sum(line in cell for cell in code) == 1
    names: dict[str, Any] = {}
    exec("import backcare as bc", names)  # noqa: S102
    with pd.option_context("display.max_columns", 20):  # as in a notebook
        return [_run(cell.replace(line, instead), names) for cell in code[1:]], names


def _saved(cell: dict[str, Any]) -> str:
    return "".join(text for output in cell["outputs"] for text in _texts(output))


def _texts(output: dict[str, Any]) -> Iterator[str]:
    yield "".join(output.get("text", []))
    yield "".join(output.get("data", {}).get("text/plain", []))


def _run(cell: str, names: dict[str, Any]) -> str:
    """Run a cell; return what it prints, and its last value as text."""
    tree = ast.parse(cell)
    *before, last = tree.body
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        if not isinstance(last, ast.Expr):
            exec(compile(tree, "cell", "exec"), names)  # noqa: S102
            return printed.getvalue()
        exec(compile(ast.Module(before, []), "cell", "exec"), names)  # noqa: S102
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
    return printed.getvalue() + ("" if value is None else repr(value))
