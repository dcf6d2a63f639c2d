"""Diaries of every layout, with cells, rows and headings changed at random, and bytes too.

After each of them: it is read, or refused with the package's own error; it takes no longer than a
person waits; and every row that has something in it is read or told, by its number. Where bytes
were changed nobody knows how many rows there should be, but none is both read and faulty.

`python -m nox -s fuzz` tries 20,000, and a run of the tests a few hundred.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from exports import LAYOUTS, SETS_OF, START, has_sets, in_form, names_in, table_of
from mangle import NASTY
from trials import Trial

from backcare.diary import Diary, read_diary
from backcare.errors import DateOrderError, TableError

NOW = datetime(2030, 1, 1, tzinfo=UTC)
MOST_SECONDS = 5.0
FIRST_ROWS = {"wger": 1, "Apple Health": 2}  # an entry of JSON, and a line of XML
Chance = random.Random  # noqa: S311 (no secret)


class File(NamedTuple):
    """A diary as a table, and the program that would write it."""

    layout: str
    above: int  # lines above the headings
    headings: list[str]
    rows: list[list[str]]


# Kept by hand: a heading that may mean two things in each.
BY_HAND = (
    ("Date,Exercise,Set,Reps,Pain before", "2026-03-02,Bridge,1,8,3"),
    ("Date,Exercise,Reps,Time,Notes", "2026-03-02,Walking,,0:20:00,by the river"),
    ("timestamp,exercise,reps,Completed", "2026-03-02 18:30,Bridge,8,yes"),
    ("session_id,Timestamp,Exercise,Seconds", "a,2026-03-02T18:30:00,Wall sit,30"),
    ("Date,Time,Exercise,Set Order,Reps", "2026-03-02,18:30,Bridge,Rest Timer,8"),
    ("Date,Exercise,repetitions,repetitions_unit", "2026-03-02,Bridge,8,Seconds"),
    ("Date,Exercise,Reps 1,Reps 2,Note", "2026-03-02,Bridge,8,7,by the river"),
    ("Date,Exercise,Sets x reps,Pain after", "2026-03-02,Bridge,3x8,2"),
    ("Date,Exercise,Reps left,Reps right", "Mo 02.03.2026,Bird dog,8,8"),
    ("Patient,Datum,Uhrzeit,Übung,Dauer", "P1,2.13.2026,0.77,Walking,20 min"),
)
# A bare carriage return is the end of a row to some readers, and to none that writes.
CELLS = [text for text in NASTY if "\r" not in text]
STRANGE = (
    *("", "", "0", "1", "-1", "11", "30", "20:00", "0:20:00", "25m", "x", "no", "✓", "Rest Timer"),
    *("Walking", "Bird dog", "2026-03-02", "2026-03-03 00:05", "02.03.26", "Minutes", "note"),
    *("3x8", "#REF!", "Total", "Fr, 13.03.2026", "1:30 h", "8/8"),
    *("46083", "0.77", "2026/03/02 6:15:30 PM GMT+1", "<b>", "5 days", "1e9"),
)


def good_file(chance: Chance) -> File:
    """Return a file of some program, or one kept by hand."""
    layout = chance.choice([*LAYOUTS, *LAYOUTS, ""])
    if not layout:
        header, row = chance.choice(BY_HAND)
        rows = [row.split(",") for _ in range(chance.randint(1, 7))]
        return File("", chance.choice([0, 0, 2]), header.split(","), rows)
    most = 4 if has_sets(layout) else 1
    sessions = [
        (START + timedelta(days=day), chance.choices(SETS_OF[layout], k=chance.randint(1, most)))
        for day in range(chance.randint(1, 4))
    ]
    return File(layout, 0, *table_of(layout, sessions))


def _cell(file: File, chance: Chance) -> None:
    row = chance.choice(file.rows)
    row[chance.randrange(len(row))] = chance.choice([chance.choice(STRANGE), chance.choice(CELLS)])


def _column(file: File, chance: Chance) -> None:
    place, text = chance.randrange(len(file.headings)), chance.choice(STRANGE)
    for row in file.rows:
        row[place] = text


def _heading(file: File, chance: Chance) -> None:
    place = chance.randrange(len(file.headings))
    # Of JSON and XML none can be there twice.
    twice = [] if file.layout in FIRST_ROWS else file.headings
    others = {"note", "Pain", "time", "patient", ""} - set(file.headings)
    file.headings[place] = chance.choice([*twice, *sorted(others), file.headings[place]])


def _blank(file: File, chance: Chance) -> None:
    file.rows.insert(chance.randint(0, len(file.rows)), [""] * len(file.headings))


def _again(file: File, chance: Chance) -> None:
    file.rows.insert(chance.randint(0, len(file.rows)), list(chance.choice(file.rows)))


def _swap(file: File, chance: Chance) -> None:
    one, other = (chance.randrange(len(file.headings)) for _ in range(2))
    for row in file.rows:
        row[one], row[other] = row[other], row[one]


CHANGES: tuple[Callable[[File, Chance], None], ...] = (
    *(_cell, _cell, _cell, _cell),
    *(_column, _heading, _blank, _again, _swap),
)


def spoilt(content: bytes, chance: Chance) -> bytes:
    """Change a few bytes."""
    for _ in range(chance.randint(1, 4)):
        place = chance.randint(0, len(content))
        put = chance.choice(
            [b",", b'"', b"\n", b";", b"\0", b"<", b"[", bytes([chance.randrange(256)])]
        )
        content = content[:place] + put + content[place + chance.choice([0, 1, 1, 9]) :]
    return content


def rows_of(file: File) -> set[int]:
    """Return the number of each row with something in it, as its faults are to have it."""
    first = FIRST_ROWS.get(file.layout, file.above + 2)
    return {place for place, row in enumerate(file.rows, first) if "".join(row).strip()}


def read(content: bytes, layout: str) -> Diary | None:
    """Read a file; None for one that is refused in words."""
    try:
        return read_diary(content, tz=UTC, now=NOW, names=names_in(layout))
    except (TableError, DateOrderError):
        return None


def check(diary: Diary, rows: set[int] | None) -> None:
    """See that each row is read or told, and none both read and faulty."""
    faulty = {fault.row for fault in diary.faults}
    assert set(diary.rows) <= set(diary.read)
    assert not set(diary.read) & faulty
    if rows is not None:
        told = faulty | {one.row for one in diary.left_out}
        assert rows <= {*diary.read} | told, sorted(rows - {*diary.read} - told)
        assert set(diary.read) <= rows


def test_every_row_of_a_fuzzed_diary_is_read_or_told(trial: Trial) -> None:
    """No crash, no hang, no silent loss: rows in are rows read and rows told."""
    times = trial.times(400, 20_000)
    refused = rows_in = rows_read = 0
    slowest = 0.0
    for number in range(times):
        chance = Chance(f"{trial.chance.random()} {number}")
        file = good_file(chance)
        for _ in range(chance.choice([1, 1, 2, 3, 5, 8])):
            chance.choice(CHANGES)(file, chance)
        content = in_form(file.layout, file.headings, file.rows)
        content = b"My diary\n\n" * bool(file.above) + content
        bytes_too = chance.random() < 0.25
        content = spoilt(content, chance) if bytes_too else content
        begun = time.process_time()
        try:
            diary = read(content, file.layout)
            rows = None if bytes_too else rows_of(file)
            if diary is None:
                refused += 1
            else:
                check(diary, rows)
                rows_in += len(rows or ())
                rows_read += len(diary.read) if rows else 0
        except BaseException as error:
            error.add_note(f"case {number}: {content[:2_000]!r}")
            raise
        slowest = max(slowest, time.process_time() - begun)
        assert slowest < MOST_SECONDS, content[:2_000]
    assert refused < times
    trial.tell(
        "a fuzzed diary of any layout",
        times,
        f"{refused:,} refused in words, {times - refused:,} read; of {rows_in:,} rows with "
        f"something in them {rows_read:,} read, the others told; the slowest took {slowest:.1f} s",
    )
