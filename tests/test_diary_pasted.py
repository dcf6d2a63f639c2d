"""What was pasted twice counts once, and is told; sets and rounds count as often as they stand."""

from __future__ import annotations

import pytest

import backcare as bc
from backcare.diary import read_diary

BRIDGES, WALK = "bridge,2,10,", "walking,,,20"
DAYS = ("2026-03-02", "2026-03-04 08:00", "2026-03-05 18:30")


def diary(*rows: str, heading: str = "date") -> bytes:
    """Write a diary."""
    return "\n".join([f"{heading},exercise,sets,reps,minutes", *rows, ""]).encode()


def days(*numbers: int) -> list[str]:
    """Return the rows of some days, each with bridges and a walk."""
    return [f"{DAYS[number]},{done}" for number in numbers for done in (BRIDGES, WALK)]


AGAIN = {
    "all of it": (days(0, 1, 0, 1), ["6 begins rows 2 to 5: rows 6 to 9 are"]),
    "a day": (days(0, 1, 0), ["6 begins rows 2 to 3: rows 6 to 7 are"]),
    "two days apart": (
        days(0, 1, 0, 2, 1),
        ["6 begins rows 2 to 3: rows 6 to 7 are", "10 begins rows 4 to 5: rows 10 to 11 are"],
    ),
    "three times": (
        days(0, 1, 0, 1, 0, 1),
        ["6 begins rows 2 to 5: rows 6 to 13 are"],
    ),
    "a row": ([days(0)[0], days(1)[0], days(0)[0]], ["4 begins row 2: row 4 is"]),
}


@pytest.mark.parametrize("ids", ["", "session_id,"])
@pytest.mark.parametrize("case", AGAIN)
def test_what_is_there_again_counts_once(case, ids):
    """With ids or without; each block is named with its rows."""
    rows, told = AGAIN[case]
    if ids:
        rows = [f"k{DAYS.index(row.split(',')[0])},{row}" for row in rows]
    read = read_diary(diary(*rows, heading=f"{ids}date"))
    once = read_diary(diary(*dict.fromkeys(rows), heading=f"{ids}date"))
    assert read.frame.equals(once.frame)
    assert once.faults == ()
    said = " ".join(
        f"{fault.row} {fault.rule}".replace("what stands in ", "") for fault in read.faults
    )
    for words in told:
        begins, left_out = words.split(": ")
        assert f"{begins} already, word for word: {left_out} left out." in said


@pytest.mark.parametrize(
    "rows",
    [
        [days(0)[0]] * 3,
        days(0) * 2,
        [*days(0, 1), days(0)[0]],
        ["2026-03-02,,,,", "2026-03-03,,,,"] * 2,
        [f"2026-03-0{day} {time},{BRIDGES}" for time in ("08:00", "18:00") for day in (2, 3)],
    ],
    ids=["sets", "rounds", "one more set", "nothing", "times"],
)
def test_what_may_have_been_done_counts(rows):
    """Sets and rounds follow each other, and some are added later."""
    read = read_diary(diary(*rows))
    done = [row for row in rows if not row.endswith(",,,,")]
    assert len(read.frame) == len(done)
    assert read.faults == ()


def test_a_column_that_is_not_read_tells_rows_apart():
    """The number of a set in any words."""
    rows = [f"2026-03-0{day},{BRIDGES},{mark}" for mark in ("A", "B") for day in (2, 3)]
    read = read_diary(diary(*rows, heading="date").replace(b"minutes\n", b"minutes,Zzyx\n", 1))
    assert (len(read.frame), read.faults) == (4, ())


def test_an_import_asks_first_and_then_adds_it_once(tmp_path):
    """Who passes skip has each day once."""
    file = tmp_path / "diary.csv"
    file.write_bytes(diary(*days(0, 1, 0, 1)))
    log = bc.SessionLog(tmp_path / "log.db")
    with pytest.raises(ValueError, match=r"row 6: begins what stands in rows 2 to 5 already"):
        log.import_csv(file)
    log.import_csv(file, on_error="skip")
    assert len(log.to_frame()) == 4
    log.close()
