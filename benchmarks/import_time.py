"""How long `import backcare` takes, beside `import pandas`, and the first `load_exercises()` after.

    python benchmarks/import_time.py

Each import is timed in a Python of its own, the two in turn, so that both meet the same machine;
the first round only warms the disk. Time is told twice: by the clock, and of the processor, which
what else the machine does disturbs less. Aims: at most 1.15 times pandas, and under 50 ms.
"""

import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 15
_TIMED = """
import time
{before}
clock, processor = time.perf_counter(), time.process_time()
{timed}
print(time.perf_counter() - clock, time.process_time() - processor)
"""
_CHECKOUT = Path(__file__).parents[1]


def seconds(timed: str, before: str = "") -> tuple[float, float]:
    """Time one statement in a Python of its own: by the clock, and of the processor."""
    program = _TIMED.format(timed=timed, before=before)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=_CHECKOUT, capture_output=True, text=True, check=True
    )
    clock, processor = map(float, done.stdout.split())
    return clock, processor


def main() -> None:
    """Measure, and print the medians and their ratio."""
    rounds = [
        (
            seconds("import pandas"),
            seconds("import backcare"),
            seconds("backcare.load_exercises()", before="import backcare"),
        )
        for _ in range(ROUNDS + 1)
    ]
    for place, told in enumerate(["by the clock", "of the processor"]):
        columns = zip(*[[times[place] for times in one] for one in rounds[1:]], strict=True)
        pandas, backcare, loading = [statistics.median(column) * 1e3 for column in columns]
        print(f"{told}: pandas {pandas:.0f} ms, backcare {backcare:.0f} ms, ", end="")
        print(f"ratio {backcare / pandas:.2f} (aim: at most 1.15); ", end="")
        print(f"load_exercises() {loading:.0f} ms (aim: under 50)")


if __name__ == "__main__":
    main()
