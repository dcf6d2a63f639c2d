"""How long `import backcare` takes, and it with the first table, beside `import pandas`.

    python benchmarks/import_time.py

Pandas itself is imported with the first table, so that is the sum to compare. Each is timed in a
Python of its own, in turn, so that all meet the same machine; the first round only warms the disk.
Time is given twice: by the clock, and of the processor, which what else the machine does disturbs
less. Aim: the first table after at most 1.15 times pandas and 50 ms.
"""

import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 15
_TIMED = """
import time
clock, processor = time.perf_counter(), time.process_time()
{timed}
print(time.perf_counter() - clock, time.process_time() - processor)
"""
_CHECKOUT = Path(__file__).parents[1]


def seconds(timed: str) -> tuple[float, float]:
    """Time statements in a Python of their own: by the clock, and of the processor."""
    program = _TIMED.format(timed=timed)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=_CHECKOUT, capture_output=True, text=True, check=True
    )
    clock, processor = map(float, done.stdout.split())
    return clock, processor


def main() -> None:
    """Measure, and print the medians and their ratio."""
    table = "import backcare; backcare.load_exercises()"
    statements = ("import pandas", "import backcare", table)
    rounds = [[seconds(statement) for statement in statements] for _ in range(ROUNDS + 1)]
    for place, clock in enumerate(["by the clock", "of the processor"]):
        columns = zip(*[[times[place] for times in one] for one in rounds[1:]], strict=True)
        pandas, backcare, loaded = [statistics.median(column) * 1e3 for column in columns]
        print(f"{clock}: pandas {pandas:.0f} ms, backcare {backcare:.0f} ms, ", end="")
        print(f"with the first table {loaded:.0f} ms ", end="")
        print(f"(aim: at most {1.15 * pandas + 50:.0f}); x {loaded / pandas:.2f}")


if __name__ == "__main__":
    main()
