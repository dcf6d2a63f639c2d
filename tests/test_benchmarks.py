"""The benchmark of the log goes by the log's own tables, and so has to follow them."""

import subprocess
import sys
from pathlib import Path


def test_the_benchmark_of_the_log_runs(tmp_path):
    """Small: what it measures then says nothing."""
    script = Path(__file__).parents[1] / "benchmarks/log.py"
    given = ["--entries=400", "--rounds=2", f"--folder={tmp_path}"]
    ran = subprocess.run(
        [sys.executable, script, *given], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["add", "to_frame", "import_csv", "import_csv"]
