"""What it takes when 50 patients are at a clinic's page at once, each with their own rows.

    python benchmarks/clinic_visitors.py --visitors 50

It runs the hub of `deploy/trial.py` with one page for all patients, its PostgreSQL, and visitors
who ask for what a browser would, on the same processors. Beside it, the same of a kernel a page is
measured by `python benchmarks/voila_visitors.py`. It prints, for each kind of request, how long the
visitors waited while they come over a minute, stay, and write down a session; then the same where
all of them ask in the same moment; and the memory that each visitor takes.
"""

import argparse
import random
import statistics
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

# The tests know how to run a hub and to log in to it.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from hubs import Visitor, deploy, of_hub, told

MIB = 2**20
ARRIVE_S, STAY_S, LOOK_AGAIN_S = 60, 90, 30
FILES = ("page.css", "page.js", "rest.css", "rest.js", "rest.json", "log")


class Patient(Visitor):
    """A visitor whose every request to the page is timed."""

    def come(self, password: str, waits: dict[str, list[float]]) -> None:
        """Log in, and load all that the page consists of."""
        self.waits = waits
        self.page = self.log_in(password).url
        cookies = [one for one in self.browser.cookies if one.path.startswith("/services")]
        self.browser.headers["X-XSRFToken"] = next(c.value for c in cookies if c.name == "_xsrf")
        for name in ("", *FILES):
            self.ask(name)

    def ask(self, name: str, kind: str = "", **call: object) -> None:
        """Ask for a file or the log, or tell the log something."""
        begun = time.perf_counter()
        if call:
            answer = self.browser.post(self.page + name, json=call)
        else:
            answer = self.browser.get(self.page + name)
        self.waits[kind or name or "page"].append(time.perf_counter() - begun)
        answer.raise_for_status()

    def save(self, minutes: int, kind: str = "save") -> None:
        """Save a session that began so many minutes ago, and look at the log as the page does."""
        began = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=minutes)
        entry = {"exercise_id": "bridging", "sets": 2, "reps": 10}
        session = {"patient": "me", "session_id": f"{self.name}-{minutes}", "entries": [entry]}
        self.ask("log", kind, do="add", session=session | {"started_at": began.isoformat()})
        self.ask("log", f"log after {kind}")

    def stay(self, moment: random.Random) -> None:
        """Look at the log now and then, and save a session."""
        for turn in range(STAY_S // LOOK_AGAIN_S):
            time.sleep(moment.uniform(0.8, 1.2) * LOOK_AGAIN_S)
            self.ask("log", "look again")
            if turn == 0:
                self.save(moment.randrange(60, 600))


def memory_of(processes: Iterable[psutil.Process]) -> float:
    """Return what processes hold, in MiB: their own, and their part of what they share."""
    return sum(one.memory_full_info().pss for one in processes) / MIB


def at_once(patients: list[Patient], do: str, *words: object) -> None:
    """Have all of them do something in the same moment."""
    start = threading.Barrier(len(patients))

    def go(patient: Patient) -> None:
        start.wait()
        getattr(patient, do)(*words)

    together([threading.Thread(target=go, args=(one,)) for one in patients])


def together(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def measure(visitors: int) -> None:
    """Have them come, stay, and ask all at once."""
    names = {f"p-{number:03}": f"patient {number:03}" for number in range(visitors)}
    waits: dict[str, list[float]] = defaultdict(list)
    with deploy.running_trial(names, one_page=True) as trial:
        [page] = [one for one in of_hub(trial) if "page" in one.cmdline()]
        hub = psutil.Process(page.ppid())
        [*postgres] = [
            one for one in psutil.process_iter() if str(trial.folder) in " ".join(one.cmdline())
        ]
        root = next(one for one in postgres if one.name() == "postgres")
        programs = {
            "page": lambda: [page],
            "PostgreSQL": lambda: [root, *root.children()],
            "hub": lambda: [hub],
            "proxy": lambda: [
                one for one in of_hub(trial) if "CONFIGPROXY_AUTH_TOKEN" in told(one)
            ],
        }
        before = {name: memory_of(those()) for name, those in programs.items()}
        patients = [Patient(name, trial.address) for name in names]

        def visit(patient: Patient, seed: int) -> None:
            moment = random.Random(seed)  # noqa: S311 (it plays people)
            time.sleep(moment.uniform(0, ARRIVE_S))
            patient.come(trial.passwords[patient.name], waits)
            patient.stay(moment)

        together([threading.Thread(target=visit, args=(p, n)) for n, p in enumerate(patients)])
        after = {name: memory_of(those()) for name, those in programs.items()}
        at_once(patients, "ask", "log", "log, all at once")
        at_once(patients, "save", 700, "save, all at once")
    print(f"{'asked for':28} {'times':>6} {'median':>9} {'longest':>9}")
    for kind, taken in waits.items():
        print(f"{kind:28} {len(taken):6} {statistics.median(taken):7.3f} s {max(taken):7.3f} s")
    print(f"\n{'memory':28} {'before':>10} {'a visitor':>12}")
    for name, begun in before.items():
        print(f"{name:28} {begun:6.0f} MiB {(after[name] - begun) / visitors:8.2f} MiB")


def main() -> None:
    """Measure, and say how busy the machine was besides."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=50)
    asked = parser.parse_args()
    print(f"{psutil.cpu_count()} processors, load before: {psutil.getloadavg()[0]:.1f}")
    measure(asked.visitors)


if __name__ == "__main__":
    main()
