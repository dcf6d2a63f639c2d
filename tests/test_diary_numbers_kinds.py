"""What a number in a diary is: of a set or a repetition, or how many, or how long it took."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcare.diary import Diary, read_diary
from backcare.diary.preview import Preview, preview_csv

DAY = "2026-03-02"


def look(tmp_path: Path, heading: str, *rows: str, **told: object) -> Preview:
    """Look at a file with these columns beside date and exercise, all rows of one day."""
    path = tmp_path / "diary.csv"
    text = "\n".join([f"Date,Exercise,{heading}", *(f"{DAY},{row}" for row in rows), ""])
    path.write_text(text, "utf-8")
    return preview_csv(path, **told)


def done(tmp_path: Path, heading: str, *rows: str, **told: object) -> Diary:
    """Read the same file."""
    look(tmp_path, heading, *rows, **told)
    return read_diary(tmp_path / "diary.csv", **told)


def answers(seen: Preview) -> list[object]:
    """Return what may be passed for the only question about a file."""
    (asked,) = seen.asked
    return [one.value for one in asked.choices]


@pytest.mark.parametrize("heading", ["Set", "Satz", "Série", "Serie", "Sets", "Séries", "Sätze"])
@pytest.mark.parametrize("numbers", [(1, 3), (3, 1), (2, 3), (1, 2, 4)])
def test_set_numbers_with_a_gap_are_asked_about(
    tmp_path: Path, heading: str, numbers: tuple[int, ...]
) -> None:
    """Each answer settles it; one is that each row is one set."""
    rows = [f"Bird dog,{number},8" for number in numbers]
    values = answers(look(tmp_path, f"{heading},Reps", *rows))
    assert values[:2] == [{heading: "set_number"}, {heading: "sets"}]
    read = [done(tmp_path, f"{heading},Reps", *rows, columns=one) for one in values[:2]]
    assert [one.frame["sets"].fillna(1).tolist() for one in read] == [[1] * len(rows), [*numbers]]


@pytest.mark.parametrize("heading", ["Set", "Satz", "Série"])
def test_set_numbers_in_another_order_are_no_amounts(tmp_path: Path, heading: str) -> None:
    """Sets 1, 3, 2 are three."""
    read = done(tmp_path, f"{heading},Reps", "Bird dog,1,8", "Bird dog,3,8", "Bird dog,2,8")
    assert read.frame["sets"].isna().tolist() == [True] * 3


@pytest.mark.parametrize(
    "heading",
    ["Set #", "Set#", "Satz #", "Série n°", "Série #", "N° de série", "Número de serie", "Round #"],
)
def test_what_is_called_the_number_of_a_set_is_that(tmp_path: Path, heading: str) -> None:
    """Whatever number it is."""
    read = done(tmp_path, f"{heading},Reps", "Bird dog,2,8", "Bridge,3,8")
    assert (read.unread, read.frame["sets"].isna().tolist()) == ((), [True, True])


@pytest.mark.parametrize(
    ("heading", "numbers"),
    [("Sets", (3, 1)), ("Sets", (2, 4)), ("Serie", (3, 3)), ("Set", (3, 3)), ("Sets", (10, 1))],
)
def test_amounts_of_sets_are_no_question(
    tmp_path: Path, heading: str, numbers: tuple[int, int]
) -> None:
    """Of two exercises, or far from a row of numbers, as in an Italian diary of 3 and 3."""
    names = ("Bird dog", "Bird dog" if numbers in ((2, 4), (10, 1)) else "Bridge")
    rows = [f"{name},{number},8" for name, number in zip(names, numbers, strict=True)]
    assert done(tmp_path, f"{heading},Reps", *rows).frame["sets"].tolist() == [*numbers]


@pytest.mark.parametrize("heading", ["Times", "TIMES", "Holds", "Durations", "Times done"])
@pytest.mark.parametrize("more", ["", "Sets", "Reps", "Hold"])
def test_a_plural_may_be_a_count(tmp_path: Path, heading: str, more: str) -> None:
    """It is not the singular in seconds; repetitions are offered first."""
    headings, row = (f"{more},{heading}", "Bird dog,3,10") if more else (heading, "Bird dog,10")
    assert answers(look(tmp_path, headings, row))[0] == {heading: "reps"}


@pytest.mark.parametrize("heading", ["Time s", "Time (s)", "hold_s", "Hold (s)", "Duration s"])
def test_a_letter_apart_is_the_unit(tmp_path: Path, heading: str) -> None:
    """Seconds are no plural."""
    assert done(tmp_path, heading, "Bird dog,10").frame["hold_s"].tolist() == [10]


def test_times_with_their_unit_are_durations(tmp_path: Path) -> None:
    """What is written in the cells decides."""
    assert done(tmp_path, "Times", "Walking,20 min").frame["minutes"].tolist() == [20]


@pytest.mark.parametrize("heading", ["Duration", "Time", "Dauer", "Hold"])
@pytest.mark.parametrize(
    "cells", [("60", "61"), ("100", "120"), ("90", "45"), ("45", "480"), ("1:30", "1:30")]
)
def test_a_hold_and_a_walk_in_one_column_are_asked_about(
    tmp_path: Path, heading: str, cells: tuple[str, str]
) -> None:
    """A walk of 60 may be as many minutes, though the hold beside it is in seconds."""
    hold, walk = cells
    seen = look(tmp_path, heading, f"Wall sit,{hold}", f"Walking,{walk}")
    assert "write its unit into each cell" in seen.asked[0].rule
    assert len(answers(seen)) == 3


def test_what_no_walk_takes_in_minutes_is_seconds(tmp_path: Path) -> None:
    """1200 minutes are no walk, so that nothing is open."""
    frame = done(tmp_path, "Duration", "Wall sit,30", "Walking,1200").frame
    assert (frame["hold_s"].tolist()[0], frame["minutes"].tolist()[1]) == (30, 20)


@pytest.mark.parametrize(
    "heading", ["Duration (min)", "Time (minutes)", "Dauer [min]", "Minutes (min)", "Minutes"]
)
@pytest.mark.parametrize("cell", ["1:15", "1:30", "0:20"])
def test_a_clock_under_minutes_is_asked_about(tmp_path: Path, heading: str, cell: str) -> None:
    """It may be hours and minutes, whether the unit is in brackets or not."""
    values = answers(look(tmp_path, heading, f"Walking,{cell}"))
    assert [told[heading][1] for told in values if told[heading]] == ["m:ss", "h:mm"]


@pytest.mark.parametrize("heading", ["Rep #", "Rep no", "Rep number", "Wdh-Nr.", "Répétition n°"])
def test_numbers_of_repetitions_are_one_each(tmp_path: Path, heading: str) -> None:
    """Rows 1, 2, 3 are three repetitions, not six."""
    read = done(tmp_path, f"{heading},Hold", "Bird dog,1,5", "Bird dog,2,5", "Bird dog,3,6")
    assert (read.frame["reps"].tolist(), read.unread) == ([1, 1, 1], ())


@pytest.mark.parametrize("heading", ["Rep", "Reps", "Wiederholung", "Wdh"])
def test_repetitions_in_a_row_are_asked_about(tmp_path: Path, heading: str) -> None:
    """Each answer settles it."""
    rows = ["Bird dog,1,5", "Bird dog,2,5", "Bird dog,3,6"]
    values = answers(look(tmp_path, f"{heading},Hold", *rows))
    assert values[:2] == [{heading: "rep_number"}, {heading: "reps"}]
    read = [done(tmp_path, f"{heading},Hold", *rows, columns=one) for one in values[:2]]
    assert [one.frame["reps"].sum() for one in read] == [3, 6]


@pytest.mark.parametrize("heading", ["Rep", "Reps"])
@pytest.mark.parametrize("counts", [(8, 10), (12, 10, 8), (8, 8, 8)])
def test_counts_of_repetitions_are_no_question(
    tmp_path: Path, heading: str, counts: tuple[int, ...]
) -> None:
    """They do not begin with 1."""
    read = done(tmp_path, heading, *(f"Bird dog,{count}" for count in counts))
    assert read.frame["reps"].tolist() == [*counts]


def test_a_rep_number_that_is_in_no_row_is_asked_about(tmp_path: Path) -> None:
    """Ten may be how many, whatever the heading says."""
    assert {"Rep no": "reps"} in answers(look(tmp_path, "Rep no", "Bird dog,10"))


@pytest.mark.parametrize("number", [60, 90])
def test_one_duration_all_day_without_a_unit_is_asked_about(tmp_path: Path, number: int) -> None:
    """It may be of each exercise, in seconds or minutes, or of the whole session."""
    rows = (f"Bird dog,{number}", f"Cycling,{number}")
    seen = look(tmp_path, "Duration", *rows)
    values = answers(seen)
    ways = (("duration", "s"), ("duration", "min"), None)
    assert values == [{"Duration": way} for way in ways]
    assert "how long the whole session took" in seen.asked[0].rule
    read = done(tmp_path, "Duration", *rows, columns=values[0]).frame
    assert read["hold_s"].dropna().tolist() == [number]
    assert read["minutes"].dropna().tolist() == [number / 60]


def test_one_duration_that_no_exercise_takes_is_that_of_the_session(tmp_path: Path) -> None:
    """In no unit can it be held that long: not read."""
    seen = look(tmp_path, "Duration", "Bird dog,2400", "Bridge,2400")
    assert (seen.asked, seen.unread, seen.sessions) == ((), ("Duration",), 1)


@pytest.mark.parametrize(("way", "minutes"), [("m:ss", 1.25), ("h:mm", 75)])
def test_a_clock_beside_its_unit_in_minutes_is_asked_about(
    tmp_path: Path, way: str, minutes: float
) -> None:
    """1:15 min is hardly ever what somebody has written with care."""
    rows = ("Walking,1:15,min", "Cycling,20,min")
    assert {"Duration": ("duration", way)} in answers(look(tmp_path, "Duration,Unit", *rows))
    told = {"Duration": ("duration", way)}
    read = done(tmp_path, "Duration,Unit", *rows, columns=told).frame
    assert read["minutes"].tolist() == [minutes, 20]


def test_a_clock_beside_its_unit_in_hours_is_hours_and_minutes(tmp_path: Path) -> None:
    """1:15 h."""
    read = done(tmp_path, "Duration,Unit", "Walking,1:15,h", "Cycling,20,min").frame
    assert read["minutes"].tolist() == [75, 20]


@pytest.mark.parametrize(
    ("heading", "first", "second", "minutes"),
    [
        ("Hours,Minutes", "1,15", "0,20", [75, 20]),
        ("Minutes,Hours", "15,1", "20,", [75, 20]),
        ("Minutes,Seconds", "1,30", "20,0", [1.5, 20]),
        ("Std,Min", "1,15", ",20", [75, 20]),
    ],
)
def test_hours_and_minutes_of_a_row_are_one_time(
    tmp_path: Path, heading: str, first: str, second: str, minutes: list[float]
) -> None:
    """Each in its column, and none of them alone."""
    read = done(tmp_path, heading, f"Walking,{first}", f"Cycling,{second}").frame
    assert read["minutes"].tolist() == minutes


@pytest.mark.parametrize("cells", ["1,75", "1.25,75", "1,60"])
def test_one_time_in_two_units_is_not_added_up(tmp_path: Path, cells: str) -> None:
    """75 minutes beside an hour and a quarter are the same; beside an hour a fault."""
    seen = look(tmp_path, "Hours,Minutes", f"Walking,{cells}")
    read = seen.rows["minutes"].tolist() if seen.sessions else []
    assert read == ([] if cells == "1,75" else [60 * float(cells.split(",")[0])])
