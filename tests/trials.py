"""Trials: one fault made many times and counted, with small numbers here and large ones by hand.

`python -m nox -s faults` makes the large ones and writes what came of them into docs/faults.md.
BACKCARE_TEST_SEED draws others than the usual ones.
"""

from __future__ import annotations

import os
import platform
import random
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

LARGE = os.environ.get("BACKCARE_TEST_FAULTS") == "large"
SEED = os.environ.get("BACKCARE_TEST_SEED", "2026")
_HEAD = "| what was done | times | what came of it | test |\n|---|--:|---|---|\n"
_TABLE = re.compile("(?<=<!-- the last full run -->\n).*(?=<!-- its end -->)", re.DOTALL)


class Trial:
    """How often a test makes its fault, the chance that picks each, and what is told of them."""

    def __init__(self, name: str, record: Callable[[str, object], None]) -> None:
        self.chance = random.Random(f"{SEED} {name}")  # noqa: S311 (no secret)
        self._record = record

    def times(self, small: int, large: int) -> int:
        """Return how often: the small number with every test run, the large one by hand."""
        return large if LARGE else small

    def tell(self, fault: str, times: int, found: str) -> None:
        """Keep a row for the table, when all that the test looks at has been seen to be right."""
        self._record("trial", [fault, times, found])


@pytest.fixture
def trial(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Trial:
    """Give a test its numbers and its chance."""
    return Trial(request.node.name, record_property)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the rows, and write them down where BACKCARE_TEST_FAULTS_TABLE says."""
    passed: list[pytest.TestReport] = terminalreporter.stats.get("passed", [])
    rows = [
        (*value, report.nodeid.split("::")[0])
        for report in sorted(passed, key=lambda one: one.nodeid)
        for name, value in report.user_properties
        if name == "trial" and report.when == "call"
    ]
    if not rows:
        return
    terminalreporter.section("trials")
    for fault, times, found, *_ in rows:
        terminalreporter.write_line(f"{times:,} x {fault}: {found}")
    page = os.environ.get("BACKCARE_TEST_FAULTS_TABLE")
    if not page:
        return
    if any(terminalreporter.stats.get(kind) for kind in ("failed", "error", "skipped")):
        terminalreporter.write_line(f"{page} stays as it is: not every trial was made and held.")
        return
    lines = [
        f"| {fault} | {times:,} | {found} | `{Path(test).name}` |\n"
        for fault, times, found, test in rows
    ]
    here = (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()}"
    )
    when = f"{datetime.now(UTC):%Y-%m-%d}, seed {SEED}, {here}.\n\n"
    text = Path(page).read_text(encoding="utf-8")
    Path(page).write_text(_TABLE.sub(lambda _: when + _HEAD + "".join(lines), text), "utf-8")
    terminalreporter.write_line(f"{page} has them now.")
