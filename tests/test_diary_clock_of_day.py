"""A clock that goes back within a date is asked about, and a day with and without times is."""

from __future__ import annotations

import itertools

import pytest
from diaries import cells, lines, read

HEAD = "Date,Time,Exercise,Reps"
EXERCISES = ("Bridge", "Bird dog", "Pelvic tilt", "Wall sit")


def diary(*days: str) -> bytes:
    """Write a diary with the times of each day, which are parted by commas."""
    rows = []
    for day in days:
        date, _, times = day.partition(" ")
        names = itertools.cycle(EXERCISES)
        rows += [f"2026-03-{date},{time},{next(names)},8" for time in times.split(",")]
    return lines(HEAD, *rows)


@pytest.mark.parametrize(
    ("days", "rows", "right"),
    [
        (("02 23:40,23:55,00:10", "04 23:45"), [4], "write the next day there, 3 March 2026"),
        (("02 22:50,00:20,00:35",), [3, 4], "write the next day there, 3 March 2026"),
        (("28 21:30", "31 23:59,0:01"), [4], "write the next day there, 1 April 2026"),
        # The newest first: what was late stands above.
        (("04 00:05,23:50,23:30", "02 22:00,21:50"), [2], "the next day there, 5 March 2026"),
        # Of twelve hours.
        (("02 6:30", "03 11:50,12:10,1:05"), [5], "was after noon, write 13:05"),
        (("02 12:45,1:10,1:20",), [3, 4], "was after noon, write 13:10"),
    ],
)
def test_a_clock_that_goes_back(days: tuple[str, ...], rows: list[int], right: str) -> None:
    """Each row after the turn is asked about, with both readings."""
    found = read(diary(*days))
    assert [fault.row for fault in found.faults] == rows
    assert right in found.faults[0].rule
    assert "early in the morning of that day, move the row" in found.faults[0].rule


@pytest.mark.parametrize(
    "days",
    [
        ("02 00:10,23:40,23:55", "04 23:45"),  # early, and late on the same day
        ("02 18:00,08:00", "04 08:00,18:00"),  # noted in another order
        ("04 23:50,00:05", "02 22:00,21:50"),  # the newest first
        ("04 23:50,00:05", "02 22:00"),
        ("02 23:50", "03 00:05"),
        ("02 9:50,1:05", "03 8:00,12:30"),  # in another order, and at night
        ("02 9:00,6:30", "04 8:00,10:00"),
        ("02 12:10,12:10,12:40",),
        ("02 18:00,18:00",),
        ("02 15:00,12:30",),  # hours that go on to 24
    ],
)
def test_clocks_that_are_right(days: tuple[str, ...]) -> None:
    assert read(diary(*days)).faults == ()


def test_what_is_said_settles_it() -> None:
    """The next day makes it one session; moved to the top of its day, it is another."""
    assert len(read(diary("02 23:40,23:55,00:10")).faults) == 1
    night = read(diary("02 23:40,23:55", "03 00:10"))
    assert (night.faults, night.frame["session_id"].nunique()) == ((), 1)
    morning = read(diary("02 00:10,23:40,23:55"))
    assert (morning.faults, morning.frame["session_id"].nunique()) == ((), 2)
    assert len(read(diary("02 12:10,12:40,1:05")).faults) == 1
    noon = read(diary("02 12:10,12:40,13:05"))
    assert (noon.faults, noon.frame["session_id"].nunique()) == ((), 1)


def test_what_programs_write_is_as_it_stands() -> None:
    """They name their sessions, or the offset from UTC; another patient's clock is another's."""
    head = "patient,session_id,date,exercise,reps"
    for late, early in (
        ("A,s1,2026-03-02 23:50", "A,s2,2026-03-02 00:05"),
        ("A,,2026-03-02T23:50+01:00", "A,,2026-03-02T00:05+01:00"),
        ("A,,2026-03-02 23:50", "B,,2026-03-02 00:05"),
    ):
        assert read(lines(head, f"{late},bridge,8", f"{early},wall sit,8")).faults == ()


@pytest.mark.parametrize(("first", "second"), [("", " 18:00"), (" 07:15", "")])
def test_a_day_with_and_without_a_time(first: str, second: str) -> None:
    """It is asked whether it was one session; a time in both rows settles it."""
    row = "2026-03-02{},{},8"
    file = lines("Date,Exercise,Reps", row.format(first, "Bridge"), row.format(second, "Bird dog"))
    (fault,) = read(file).faults
    assert (fault.row, fault.column) == (3 if first else 2, "Date")
    assert "If they are one session, write that time here, too" in fault.rule
    for time, many in ((first or second, 1), (" 23:30", 2)):
        told = [row.format(one or time, name) for one, name in ((first, "Bridge"), (second, "Sit"))]
        found = read(lines("Date,Exercise,Reps", *told), names={"Sit": "wall_sit"})
        assert (found.faults, found.frame["session_id"].nunique()) == ((), many)


@pytest.mark.parametrize(
    "rows",
    [
        ("2026-03-02,Bridge,8", "2026-03-03 18:00,Bridge,8"),
        ("2026-03-02,,", "2026-03-02 18:00,Bridge,8"),  # a blank day of a calendar
        ("2026-03-02,Rest day,", "2026-03-02 18:00,Bridge,8"),
        ("2026-03-02 18:00,Bridge,8", "2026-03-02 18:00,Wall sit,8"),
    ],
)
def test_days_that_are_clear(rows: tuple[str, ...]) -> None:
    assert read(lines("Date,Exercise,Reps", *rows)).faults == ()


def test_a_time_that_is_written_once_is_that_of_its_day() -> None:
    found = read(lines(HEAD, "2026-03-02,18:00,Bridge,8", "2026-03-02,,Wall sit,8"))
    assert found.faults == ()
    assert [*map(str, found.frame["started_at"])] == ["2026-03-02 18:00:00"] * 2


def test_another_patient_has_another_day() -> None:
    head = "Patient,Date,Exercise,Reps"
    found = read(lines(head, "A,2026-03-02,Bridge,8", "B,2026-03-02 18:00,Bridge,8"))
    assert (found.faults, cells(found, "patient")) == ((), [["A"], ["B"]])
