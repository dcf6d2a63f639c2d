"""A program that does to a log all that can be done to one, and says what it then promises.

The first line comes when the log is open, and one more with each step that the log has
acknowledged. A line tells all that is in the log, by digests: see `promise`.
"""

import hashlib
import json
import os
import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import chain
from pathlib import Path

from backcare.log import SessionLog
from backcare.sessions import Entry, Session

MONDAY = datetime(2026, 3, 2, 18, tzinfo=timezone(timedelta(hours=1)))
EXERCISES = ("bridging", "bird_dog", "walking", "partial_crunch")


def session(number: int, day: str = "") -> Session:
    """Return a session of a few entries or of many, without a note or with a very long one."""
    chance = random.Random(number)  # noqa: S311 (no secret)
    entries = [
        Entry(chance.choice(EXERCISES), sets=2, reps=chance.randint(1, 20))
        for _ in range(chance.choice([0, 1, 4, 60]))
    ]
    return Session(
        MONDAY + timedelta(hours=number),
        pain_before=chance.randint(0, 10),
        pain_after=chance.randint(0, 10),
        entries=entries,
        note=f"my secret {number} " * chance.choice([0, 1, 100, 700]),
        session_id=f"{day}-{number}",
    )


def steps(log: SessionLog) -> Iterator[object]:
    """Make one change after the other; what each yields is acknowledged."""
    day = str(len(log.sessions()))  # names of its own for what is added now
    record = log.safety_record()
    for number in range(8):
        yield log.add(session(number, day))
    for number in (1, 5, 5):
        yield log.edit(replace(session(20 + number), session_id=f"{day}-{number}"))
    yield log.delete(f"{day}-2")
    yield log.undo()
    yield log.delete(f"{day}-3")
    yield log.undo(f"{day}-5")
    yield record.answer_red_flags(["fever"], MONDAY)
    yield log.add_measure("2026-03-02", "rmdq_24", 9, note="walk to the shop: 4")
    yield log.add_measure("2026-03-02", "rmdq_24", 7)
    yield record.ask_about("partial_crunch", MONDAY, reason="Ask first if your leg hurts.")
    yield record.tell_to_stop(f"{day}-4", "stop_rule")
    yield log.confirm_professional()
    yield record.set_mild_limit(4, agreed_on="2026-03-02")
    with tempfile.TemporaryDirectory() as folder, SessionLog(":memory:") as other:
        for number in range(100, 130):
            other.add(session(number, day))
        yield log.import_csv(other.export_csv(Path(folder) / "diary.csv"))
    yield log.add_once(session(40, day))
    yield log.undo()
    yield log.undo()  # the whole import
    yield record.take_back_red_flags()
    for number in range(40, 50):
        yield log.add(session(number, day))
    for number in range(40, 46):
        yield log.delete(f"{day}-{number}")


def promise(log: SessionLog) -> str:
    """Tell all that is in a log: each session whole, what else is shown, and every stored row."""
    sessions = log.sessions()
    record = log.safety_record()
    answers = (
        record.red_flags(),
        record.asked_about(),
        record.told_to_stop(),
        record.mild_limit(),
    )
    with closing(sqlite3.connect(str(log.path))) as connection:
        rows = list(connection.iterdump())
    told = {
        "sessions": {one.session_id: _digest(one) for one in sessions},
        "frame": _digest(log.to_frame().to_csv()),
        "scores": _digest(log.measures().to_csv()),
        "answers": _digest(answers),
        "rows": _digest(rows),
    }
    return json.dumps(told, sort_keys=True)


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


if __name__ == "__main__":
    where = sys.argv[1]
    with SessionLog(where) as log:
        for _ in chain(["open"], steps(log)):
            os.write(1, f"{promise(log)}\n".encode())  # a whole line in one call
