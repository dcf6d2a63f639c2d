"""Numbers in the brackets of a heading, and times a day: nothing printed is dropped in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcare.diary.preview import Preview, preview_csv

ASKED = (
    "Reps (x10);2|Reps (1 = 10);2|Reps (3x10);3|Sets (3);10|Reps (per set of 10);2|"
    "Hold (10 s);5|Hold (10 s);3|Wdh (x 10);2|Hold (1 min);1|"
    "Répétitions (x10);2|Repeticiones (x 12);12|Reps (10);20"
).split("|")
TOLD = ["Reps (10);8", "Sets (3);2", "Minutes (20);15", "Wdh (12);10", "Séries (3);1"]
SAME = ["Reps (10);10", "Hold (10 s);10", "Reps (8-12);10", "Minutes (0-60);15", "Sets (1-3);3"]
DAILY = (
    "Per day|x per day|Times a day|How many times a day|Times/day|Daily|x täglich|Mal am Tag|"
    "pro Tag|x/Tag|fois par jour|Fois/jour|veces al día|por día|volte al giorno|vezes por dia|"
    "keer per dag|Frequency per day"
).split("|")


def look(tmp_path: Path, heading: str, *rows: str, **told: object) -> Preview:
    path = tmp_path / "diary.csv"
    path.write_text("\n".join([heading, *rows, ""]), "utf-8")
    return preview_csv(path, **told)


def bracketed(tmp_path: Path, case: str, **told: object) -> tuple[str, Preview]:
    heading, cell = case.split(";")
    row = f"2026-03-02;bridge;{cell}"
    return heading, look(tmp_path, f"Date;Exercise;{heading}", row, **told)


@pytest.mark.parametrize("case", ASKED)
def test_a_number_in_brackets_is_asked_about(tmp_path: Path, case: str) -> None:
    """Unless the cells show that it is no more than a plan; each answer settles it."""
    heading, seen = bracketed(tmp_path, case)
    (asked,) = seen.asked
    assert asked.column == heading
    for one in asked.choices:
        assert bracketed(tmp_path, case, columns=one.value)[1].asked == ()


@pytest.mark.parametrize("case", TOLD)
def test_less_than_was_printed_counts_and_is_told(tmp_path: Path, case: str) -> None:
    """In the row of the headings."""
    heading, seen = bracketed(tmp_path, case)
    (told,) = seen.left_out.itertuples()
    assert (seen.asked, seen.sessions, told.row, told.column) == ((), 1, 1, heading)
    assert "taken for what was planned" in told.rule


@pytest.mark.parametrize("case", SAME)
def test_what_is_in_the_range_is_neither(tmp_path: Path, case: str) -> None:
    """Nothing is lost."""
    _, seen = bracketed(tmp_path, case)
    assert (seen.asked, seen.faults.empty, len(seen.left_out)) == ((), True, 0)


@pytest.mark.parametrize("heading", DAILY)
@pytest.mark.parametrize("cell", ["2", "3x", "twice", "zweimal", "2 mal"])
def test_more_than_once_a_day_is_asked_about(tmp_path: Path, heading: str, cell: str) -> None:
    """Whether the amounts beside it are all of the day; once is not."""
    rows = [f"2026-03-{day:02};bridge;8;" for day in (2, 3)]
    header = f"Date;Exercise;Reps;{heading}"
    (asked,) = look(tmp_path, header, *(row + cell for row in rows)).asked
    assert (asked.column, asked.value) == (heading, cell)
    (none,) = asked.choices
    told = look(tmp_path, header, *(row + cell for row in rows), columns=none.value)
    assert (told.asked, told.sessions) == ((), 2)
    assert look(tmp_path, header, *(row + "1" for row in rows)).asked == ()


@pytest.mark.parametrize("heading", ["Frequency", "How often", "Häufigkeit", "Fréquence"])
@pytest.mark.parametrize(("cell", "asked"), [("2x daily", 1), ("2 / day", 1), ("3 per week", 0)])
def test_how_often_may_be_a_day(tmp_path: Path, heading: str, cell: str, asked: int) -> None:
    rows = [f"2026-03-{day:02};bridge;8;{cell}" for day in (2, 3)]
    assert len(look(tmp_path, f"Date;Exercise;Reps;{heading}", *rows).asked) == asked


def test_a_plan_is_asked_about_as_one(tmp_path: Path) -> None:
    """Whether it was done comes first."""
    rows = ["2026-03-02;bridge;8;2", "2026-03-02;bird dog;8;2"]
    (asked,) = look(tmp_path, "Date;Exercise;Reps;Times per day", *rows).asked
    assert "as a plan does" in asked.rule
    assert "counts once" in asked.rule


@pytest.mark.parametrize("heading", ["Day", "Week", "Weekday", "Day of week", "Steps per day"])
def test_a_day_or_a_week_is_no_question(tmp_path: Path, heading: str) -> None:
    """Beside a date, also in a file of one row."""
    row = "2026-03-02;bridge;8;" + ("Monday" if heading == "Weekday" else "3")
    assert look(tmp_path, f"Date;Exercise;Reps;{heading}", row).asked == ()


@pytest.mark.parametrize("amounts", ["", "3;8;"])
@pytest.mark.parametrize(
    ("days", "cells"),
    [
        *(("Day 1;Day 2;Day 3", "8;;10"), ("Mo;Di;Mi", "x;;x"), ("Week 1;Week 2", "8;9")),
        *(("Lun;Mar;Mer", "x;x;"), ("Tag 1;Tag 2", "x;x"), ("Mon;Tue;Wed;Thu;Fri", "8;;8;;8")),
    ],
)
def test_days_in_columns_beside_a_date(tmp_path: Path, days: str, cells: str, amounts: str) -> None:
    """They say what was done; blank columns say nothing."""
    header = f"Date;Exercise;{'Sets;Reps;' if amounts else ''}{days}"
    (asked,) = look(tmp_path, header, f"2026-03-02;bridge;{amounts}{cells}").asked
    assert "with a column each" in asked.rule
    (none,) = asked.choices
    assert (
        look(tmp_path, header, f"2026-03-02;bridge;{amounts}{cells}", columns=none.value).asked
        == ()
    )
    blank = ";" * cells.count(";")
    assert look(tmp_path, header, f"2026-03-02;bridge;{amounts}{blank}").asked == ()
