"""Which small mistakes in the rules the tests would notice: mutants, module by module.

    python tests/mutants.py --each 30 --at-least 90

Run by `python -m nox -s mutation`, in an environment that has cosmic-ray. A mutant is the code with
one operator, number or word changed; it is killed when a test of its module fails. One is made at
each of `--each` places of a module, drawn by `--seed`. The changes are made in copies of the
checkout, one a processor. Each survivor is shown: it asks for a test, or changes nothing that
anybody could see.
"""

import argparse
import ast
import compileall
import os
import random
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from pathlib import Path

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome

# What a person's safety rests on, and the tests that look after it, the quickest first.
TESTS = {
    "backcare/safety.py": ("safety", "stop_rule", "own_rule", "safety_record"),
    "backcare/log/answers.py": ("safety_record", "own_rule"),
    "backcare/log/events.py": (
        "safety_record",
        "own_rule",
        "log_measures",
        "log_stored",
        "log_repair",
    ),
    "backcare/widgets/gate_and_stop.py": ("red_flag_gate", "page_traits", "own_rule", "log_stored"),
    "backcare/exercises/filter.py": ("selection",),
    "backcare/plan/screening.py": ("plan", "session_planner", "plan_files"),
    "backcare/plan/make.py": ("plan_order", "plan"),
    "backcare/plan/check.py": ("plan_files", "plan"),
    "backcare/plan/dose.py": ("plan_files", "plan", "progression", "record"),
    "backcare/plan/progression.py": ("progression", "progression_reference"),
    "backcare/cohort/calls.py": ("group_calls",),
}
_TIMEOUT_S = 300
_CHECKOUT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Try the mutants, say which survived, and fail where too few were killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=30, help="at how many places of a module")
    parser.add_argument("--at-least", type=float, default=90, help="per cent to be killed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("modules", nargs="*", default=list(TESTS))
    asked = parser.parse_args()
    os.chdir(_CHECKOUT)
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(asked.processes, initializer=_copy, initargs=(folder,)) as pool,
    ):
        failing = [f for f in pool.map(_failure, asked.modules) if f]
        if failing:
            print("The tests have to pass before anything is changed:", *failing, sep="\n")
            return 2
        killed = every = 0
        for module in asked.modules:
            tried = pool.map(_survivor, drawn(module, asked.each, asked.seed))
            found = [diff for diff in tried if diff is not None]
            survivors = [diff for diff in found if diff]
            dead = len(found) - len(survivors)
            killed, every = killed + dead, every + len(found)
            print(f"{module}: {dead} of {len(found)} killed", *survivors, sep="\n", flush=True)
    score = 100 * killed / every
    print(f"{killed} of {every} mutants killed, {score:.0f} % (at least {asked.at_least:.0f} %)")
    return 0 if score >= asked.at_least else 1


def drawn(module: str, each: int, seed: int) -> list[MutationSpec]:
    """Return one mutation at each of some places of a module: the same ones each time."""
    with use_db(":memory:", WorkDB.Mode.create) as work:
        init([Path(module)], work, {})
        every = [item.mutations[0] for item in work.work_items]
    unread = list(_unread(Path(module)))
    run = [m for m in every if not any(a <= m.start_pos < b for a, b in unread)]
    run.sort(key=lambda m: (m.start_pos, m.operator_name, m.occurrence))
    places = [list(here) for _, here in groupby(run, key=lambda m: m.start_pos)]
    chance = random.Random(seed)  # noqa: S311
    return [chance.choice(here) for here in chance.sample(places, min(each, len(places)))]


def _unread(module: Path) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield from where to where stands what is never run: types, and the decorators beside them."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        types = [getattr(node, name, None) for name in ("annotation", "returns")]
        for part in (*types, *getattr(node, "decorator_list", ())):
            if isinstance(part, ast.expr):
                start = (part.lineno, part.col_offset - 1)  # a decorator's place is its @
                yield start, (part.end_lineno, part.end_col_offset)


def _copy(folder: str) -> None:
    """Give this process a checkout of its own, and tests that look for no smallest example."""
    own = Path(tempfile.mkdtemp(dir=folder), "checkout")
    left_out = shutil.ignore_patterns(".git", ".nox", "build", "__pycache__", ".*_cache")
    shutil.copytree(_CHECKOUT, own, ignore=left_out)
    os.chdir(own)
    compileall.compile_dir("backcare", quiet=1)  # a test run with a mutant writes none
    os.environ |= {"PYTHONPATH": str(own), "BACKCARE_TEST_MUTANTS": "1"}


def _command(module: str) -> str:
    tests = [f"tests/test_{name}.py" for name in TESTS[module]]
    quiet = ("-qq", "-x", "-p", "no:cacheprovider", "--no-header")
    return shlex.join([sys.executable, "-m", "pytest", "-o", "addopts=", *quiet, *tests])


def _failure(module: str) -> str:
    """Return what the tests of a module say where they fail without any change, else ''."""
    outcome, output = run_tests(_command(module), _TIMEOUT_S)
    return "" if outcome == TestOutcome.SURVIVED else f"{module}\n{output}"


def _survivor(mutation: MutationSpec) -> str | None:
    """Return the change that no test noticed; '' when one did, None where nothing was changed."""
    result = mutate_and_test([mutation], _command(str(mutation.module_path)), _TIMEOUT_S)
    if result.worker_outcome == WorkerOutcome.NO_TEST:
        return None
    if result.test_outcome not in {TestOutcome.KILLED, TestOutcome.SURVIVED}:
        raise RuntimeError(result.output)
    return result.diff if result.test_outcome == TestOutcome.SURVIVED else ""


if __name__ == "__main__":
    sys.exit(main())
