"""How long `import backcare` takes, beside `import pandas`, and the first `load_exercises()` after.

    python benchmarks/import_time.py

Each import is timed in a Python of its own, the two in turn, so that both meet the same machine.
The first pair only warms the disk. Aims: at most 1.15 times pandas, and under 50 ms.
"""

import statistics
import subprocess
import sys
from pathlib import Path

PAIRS = 15
_TIMED = "import time; start = time.perf_counter(); {}; print((time.perf_counter() - start) * 1e3)"
_CHECKOUT = Path(__file__).parents[1]


def milliseconds(timed: str, before: str = "pass") -> float:
    """Time one statement in a Python of its own."""
    program = f"{before}; {_TIMED.format(timed)}"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=_CHECKOUT, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> None:
    """Measure, and print the medians and their ratio."""
    pandas, backcare, loading = [], [], []
    for _ in range(PAIRS + 1):
        pandas.append(milliseconds("import pandas"))
        backcare.append(milliseconds("import backcare"))
        loading.append(milliseconds("backcare.load_exercises()", before="import backcare"))
    times = {"import pandas": pandas, "import backcare": backcare, "load_exercises()": loading}
    medians = {name: statistics.median(timed[1:]) for name, timed in times.items()}
    for name, median in medians.items():
        print(f"{name:17} median {median:7.1f} ms   (least {min(times[name][1:]):.1f})")
    ratio = medians["import backcare"] / medians["import pandas"]
    print(f"import backcare is {ratio:.2f} times import pandas (aim: at most 1.15)")


if __name__ == "__main__":
    main()
