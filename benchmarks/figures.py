"""How long `figure_svg` takes for each exercise, and how many bytes it makes.

    python benchmarks/figures.py

Aims: under 10 ms and at most 20,000 bytes each. The poses are read before the clock starts; the
time is that of the processor, the least of several rounds, since the machine does other things.
"""

import time

import backcare as bc

ROUNDS = 20


def milliseconds(exercise_id: str) -> float:
    """Time one exercise."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        bc.figure_svg(exercise_id)
        times.append(time.process_time() - start)
    return min(times) * 1e3


def main() -> None:
    """Measure every exercise, and print the slowest and the largest last."""
    every = bc.load_exercises().index
    bc.figure_svg(every[0])
    taken = {name: milliseconds(name) for name in every}
    sizes = {name: len(bc.figure_svg(name).encode()) for name in every}
    for name in every:
        print(f"{name:22}{taken[name]:6.1f} ms{sizes[name]:8,} bytes")
    slowest, largest = max(taken, key=taken.__getitem__), max(sizes, key=sizes.__getitem__)
    print(f"slowest: {slowest}, {taken[slowest]:.1f} ms (aim: under 10)")
    print(f"largest: {largest}, {sizes[largest]:,} bytes (aim: at most 20,000)")


if __name__ == "__main__":
    main()
