"""Benchmarks that make up a log have to follow its tables; run small, their figures say nothing."""

import importlib
import subprocess
import sys
from pathlib import Path


def first_words(benchmark: str, *given: str) -> list[str]:
    """Run a benchmark; give how each line that it prints begins."""
    script = Path(__file__).parents[1] / f"benchmarks/{benchmark}.py"
    ran = subprocess.run(
        [sys.executable, script, *given], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return [line.split()[0] for line in ran.stdout.splitlines()]


def test_the_benchmark_of_the_log_runs(tmp_path):
    found = first_words("log", "--entries=400", "--rounds=2", f"--folder={tmp_path}")
    assert found == ["add", "to_frame", "import_csv", "import_csv"]


def test_the_benchmark_of_the_call_list_runs():
    found = first_words("calls", "--patients=20", "--rows=2000")
    assert found == ["2,000", "weekly_summary", "who_to_call", "who_to_call"]


def test_the_benchmark_of_a_group_runs():
    found = first_words("group", "--patients=3")
    asked = ["load_logs", "who_to_call", "group_weeks", "compare_pain", "group_retention"]
    assert found == ["3", "read_csv", *asked, "load_logs"]


def test_the_bare_charts_are_the_packages_own(monkeypatch):
    """What is timed beside matplotlib has to be the same picture, pixel by pixel."""
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "benchmarks")
    charts = importlib.import_module("charts")
    weekly = charts.make_weekly()
    for ours, bare in charts.PAIRS:
        assert charts.png(ours, weekly) == charts.png(bare, weekly, "constrained")
