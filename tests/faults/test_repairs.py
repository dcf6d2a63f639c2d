"""Random harm to a log of several patients, and what `repair` makes of it.

Each time this must be true of the new log, where there is one:

- All of it can be read.
- Its sessions and scores are as they were written; of the answers about safety, those that hold
  held before.
- Nobody whose stop waited before is without one, as long as their name can be read anywhere.
- Nothing else is left behind, the old log is as it was, and no note stands in any message.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from busy_days import MONDAY
from test_bit_flips import flip, spoil
from trials import Trial

from backcare.log import SessionLog
from backcare.log.__main__ import main
from backcare.log.schema import TABLES
from backcare.sessions import Entry, Session

WRITTEN = "my secret"
PATIENTS = ("p1", "p2", "p3")
ODD = ("NULL", "x'ff00'", "'p2'", "1e300", "-1", "9e999", "''", "CAST(x'c328' AS TEXT)", "char(0)")


class Seen(NamedTuple):
    """All that a log shows."""

    sessions: set[Session]
    scores: set[tuple[Any, ...]]
    answers: set[Any]
    waiting: set[str]

    @classmethod
    def of(cls, path: Path) -> "Seen":
        """Look at a log in which all can be read."""
        with SessionLog(path) as log:
            records = {name: log.safety_record(name) for name in PATIENTS}
            answers = {(name, one.red_flags()) for name, one in records.items() if one.red_flags()}
            for name, one in records.items():
                answers |= {(name, *item) for item in one.asked_about().items()}
            return cls(
                set(log.sessions()),
                set(log.measures().itertuples(index=False, name=None)),
                answers,
                {name for name in PATIENTS if log.awaiting_reason(name)},
            )


def fill(path: Path) -> None:
    """Put into a log what can be spoilt: two wait for a professional, one has asked."""
    with SessionLog(path) as log:
        for day in range(60):
            name, done = PATIENTS[day % 3], [Entry("bridging", reps=8), Entry("walking")]
            start, note = MONDAY + timedelta(days=day % 20), f"{WRITTEN} {day}" * 20
            log.add(Session(start, 2, day % 6, done, patient=name, session_id=f"{day}", note=note))
            log.add_measure(start.date(), "rmdq_24", day % 24, patient=name, note=WRITTEN)
        for name in PATIENTS:
            record = log.safety_record(name)
            record.ask_about("walking", reason=WRITTEN)
            record.ask_about("bird_dog", reason=WRITTEN)
            record.answer_red_flags([])
            record.answer_red_flags(["fever"])
            record.ask_about("walking", reason=WRITTEN, asked=False)
        log.confirm_professional(patient="p1")
        log.add(Session(MONDAY, pain_after=9, patient="p2", session_id="severe", note=WRITTEN))
        log.safety_record("p3").tell_to_stop("2", "stop_rule")
        log.delete("0")


def cut(content: bytearray, chance: Random) -> None:
    """Cut the file short."""
    del content[chance.randrange(len(content)) :]


def write_odd_values(content: bytearray, chance: Random) -> None:
    """Change a column of some rows, as another program would."""
    table = chance.choice([one for one in TABLES.sorted_tables if one.name != "backcare_log"])
    column, odd, rows = chance.choice(table.c.keys()), chance.choice(ODD), chance.choice([1, 3, 99])
    first = chance.randrange(len(PATIENTS) * rows)
    where = f"rowid BETWEEN {first} AND {first + rows}"
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(bytes(content))
        with suppress(sqlite3.DatabaseError):  # one that no other program could change any more
            change = f"{table} SET {column} = {odd} WHERE {where}"
            connection.execute(f"UPDATE OR IGNORE {change}")
            connection.commit()
            content[:] = connection.serialize()


@pytest.mark.parametrize("harm", [flip, spoil, cut, write_odd_values])
def test_what_repair_makes_of_a_damaged_log(
    quick_folder: Path,
    harm: Callable[[bytearray, Random], None],
    trial: Trial,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is whole, and nobody's stop is lost with the rest."""
    path, new = quick_folder / "log.db", quick_folder / "log-repaired.db"
    fill(path)
    good, whole, found = path.read_bytes(), Seen.of(path), Counter[str]()
    assert whole.waiting == {"p2", "p3"}
    times = trial.times(8, 500)
    for _ in range(times):
        content = bytearray(good)
        for _ in range(trial.chance.choice([1, 1, 2, 5])):
            harm(content, trial.chance)
        path.write_bytes(content)
        code = main(["repair", str(path)])
        assert WRITTEN not in capsys.readouterr().out
        assert path.read_bytes() == content
        assert {*quick_folder.iterdir()} <= {path, new}
        if not new.exists():
            found["refused"] += 1
            continue
        assert main(["check", str(new)]) == 0
        seen = Seen.of(new)
        new.unlink()
        assert all(map(set.issubset, seen[:3], whole[:3]))
        named = {one.patient for one in seen.sessions} | {one[0] for one in seen.scores}
        assert seen.waiting >= whole.waiting & named
        if code == 0:
            assert seen == whole
        found["saved in part" if code else "saved"] += 1
    came = ", ".join(f"{count:,} {what}" for what, count in sorted(found.items()))
    name = harm.__name__.replace("_", " ")
    trial.tell(f"{name} in a log of {len(good) // 1024} KiB, then repaired", times, came)
