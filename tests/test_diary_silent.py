"""What a file seems to say and does not: left out, planned, numbered, in another unit, asked."""

from __future__ import annotations

from pathlib import Path

import pytest

import backcare as bc
from backcare.diary.preview import Preview, preview_csv


def look(tmp_path: Path, text: str, **told: object) -> Preview:
    """Look at a file with this text."""
    path = tmp_path / "diary.csv"
    path.write_text(text, "utf-8")
    return preview_csv(path, **told)


# --- exercises that are left out ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("Seconds", "60"),
        ("Duration (min)", "2"),
        ("Duration (min)", "a while"),
        ("Hold", "60"),
        ("Set #", "last"),
        ("Completed", "perhaps"),
        ("Minutes", "12 km"),
    ],
)
def test_an_exercise_left_out_is_out_of_everything(
    tmp_path: Path, headings: str, cells: str
) -> None:
    """Whatever stands beside it, and it is told once."""
    text = f"Date,Exercise,Reps,{headings}\n2026-03-02,Bird dog,8,\n2026-03-02,Plnk,,{cells}\n"
    text = text.replace("Bird dog,8,", "Bird dog,8,yes") if headings == "Completed" else text
    seen = look(tmp_path, text, names={"Plnk": None})
    assert seen.faults.empty
    assert seen.rows["exercise_id"].tolist() == ["bird_dog"]
    assert seen.left_out["row"].tolist() == [3]


def test_a_row_left_out_needs_no_date_and_no_answer(tmp_path: Path) -> None:
    """Nor does its time make one session of two, or two of one."""
    text = (
        "Date,Time,Exercise,Reps\n"
        "2026-03-02,10:00,Bird dog,8\n2026-03-02,11:00,Plnk,9\n,,Plnk,9\n2026-03-04,,Bridge,8\n"
    )
    seen = look(tmp_path, text, names={"plnk": None})
    assert (seen.faults.empty, seen.asked, seen.sessions) == (True, (), 2)


def test_the_pain_of_a_row_left_out_is_that_of_its_session(tmp_path: Path) -> None:
    """It is kept."""
    text = "Date,Exercise,Reps,Pain after\n2026-03-02,Bird dog,8,\n2026-03-02,Plnk,9,4\n"
    seen = look(tmp_path, text, names={"Plnk": None})
    assert seen.rows[["exercise_id", "pain_after"]].to_numpy().tolist() == [["bird_dog", 4]]


def test_a_row_left_out_is_told_once_when_faults_are_skipped(tmp_path: Path) -> None:
    """By its own reason, not as a fault, too."""
    path = tmp_path / "diary.csv"
    path.write_text(
        "Date,Exercise,Reps,Seconds\n2026-03-02,Bird dog,8,\n2026-03-02,Plnk,,60\n", "utf-8"
    )
    result = bc.SessionLog(tmp_path / "log.db").import_csv(
        path, names={"Plnk": None}, on_error="skip"
    )
    assert (len(result.faults), result.left_out["row"].tolist()) == (0, [3])


# --- two columns for one --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "done"),
    [
        ("Sets", "Completed sets"),
        ("Reps", "Completed reps"),
        ("Reps", "Actual reps"),
        ("Minutes", "Minutes done"),
        ("Reps", "Actual"),
    ],
)
def test_of_two_columns_what_was_done_is_offered_first(
    tmp_path: Path, heading: str, done: str
) -> None:
    """Both ways are in the message and among the choices."""
    text = f"Date,Exercise,{heading},{done}\n2026-03-02,Walking,9,3\n"
    (asked,) = look(tmp_path, text).asked
    ways = [one.value for one in asked.choices]
    assert ways == [{heading: None}, {done: None}]
    assert asked.rule.index(str(ways[0])) < asked.rule.index(str(ways[1]))


def test_two_columns_with_the_same_heading_are_to_be_renamed(tmp_path: Path) -> None:
    """No argument tells them apart; what leaves out both is told."""
    text = "Date,Exercise,Reps,Reps,Minutes\n2026-03-02,Bridge,9,3,2\n"
    seen = look(tmp_path, text)
    (asked,) = seen.asked
    assert "Rename the others in the file" in asked.rule
    assert ("columns=" in asked.rule, asked.choices) == (False, ())
    assert look(tmp_path, text, columns={"Reps": None}).unread == ("Reps", "Reps")
    assert "Not read: Reps, Reps" in str(look(tmp_path, text, columns={"Reps": None}))


# --- rows of a plan -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "planned", "done"),
    [
        ("Type", "Plan", "Done"),
        ("Kind", "planned", "actual"),
        ("Source", "Goal", "Log"),
        ("Plan/Ist", "Plan", "Ist"),
        ("State", "incomplete", "completed"),
        ("Status", "Soll", "Ist"),
        ("Xyz", "to do", "done"),
        ("Art", "geplant", "erledigt"),
    ],
)
def test_rows_of_a_plan_are_no_exercise(
    tmp_path: Path, heading: str, planned: str, done: str
) -> None:
    """Whatever the column is called: they are left out, and told."""
    text = (
        f"Date,Exercise,{heading},Reps\n2026-03-02,Bridge,{planned},9\n2026-03-02,Bridge,{done},3\n"
    )
    seen = look(tmp_path, text)
    assert (seen.asked, seen.rows["reps"].tolist()) == ((), [3])
    assert seen.left_out[["row", "column"]].to_numpy().tolist() == [[2, heading]]


@pytest.mark.parametrize("others", [("Plan",), ("Plan", "Extra"), ("Goal", "", "Done")])
def test_a_plan_among_other_words_is_asked_about(tmp_path: Path, others: tuple[str, ...]) -> None:
    """Where not every row says which it is."""
    rows = [f"2026-03-0{day},Bridge,{cell},8" for day, cell in enumerate(others, start=2)]
    text = "\n".join(["Date,Exercise,Xyz,Reps", *rows, ""])
    (asked,) = look(tmp_path, text).asked
    assert [one.value for one in asked.choices] == [
        {"Xyz": "done"},
        {"Xyz": "not_done"},
        {"Xyz": None},
    ]
    assert look(tmp_path, text, columns={"Xyz": None}).sessions == len(others)


# --- the number of a set beside how many ----------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "many"),
    [
        ("Set", "Sets"),
        ("Satz", "Sätze"),
        ("Set #", "Number of sets"),
        ("Set no.", "Rounds"),
        ("Satz-Nr.", "Sätze"),
    ],
)
@pytest.mark.parametrize("days", [1, 2])
def test_sets_with_their_number_and_how_many_are_a_row_each(
    tmp_path: Path, number: str, many: str, days: int
) -> None:
    """Three sets of eight are 24 repetitions, not 72."""
    rows = [f"2026-03-0{day + 1},Bird dog,{n},3,8" for day in range(days) for n in (1, 2, 3)]
    seen = look(tmp_path, "\n".join([f"Date,Exercise,{number},{many},Reps", *rows, ""]))
    assert (seen.asked, seen.unread, "sets" in seen.rows) == ((), (many,), False)


@pytest.mark.parametrize("rows", [("1,3",), ("1,3", "2,3"), ("1,3", "2,2"), ("3,3",)])
@pytest.mark.parametrize("number", ["Set", "Set #"])
def test_sets_that_are_not_all_there_are_asked_about(
    tmp_path: Path, number: str, rows: tuple[str, ...]
) -> None:
    """A row may be one of them, or all."""
    lines = [f"2026-03-02,Bird dog,{row},8" for row in rows]
    text = "\n".join([f"Date,Exercise,{number},Sets,Reps", *lines, ""])
    (asked,) = look(tmp_path, text).asked
    each, whole = (look(tmp_path, text, columns=one.value) for one in asked.choices)
    assert ("sets" in each.rows, each.asked, whole.asked) == (False, (), ())
    assert whole.rows["sets"].tolist() == [int(row[-1]) for row in rows]


def test_one_set_beside_its_number_is_not_asked_about(tmp_path: Path) -> None:
    """One of one is one, whichever way it is read."""
    text = "Date,Exercise,Set,Sets,Reps\n2026-03-02,Bridge,1,1,8\n2026-03-02,Bridge,2,1,8\n"
    assert look(tmp_path, text).asked == ()


# --- numbers without a unit -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cells", "told", "ways"),
    [
        ("Duration (h:mm)", ["20", "0:30"], {}, "Write 20 min or 20 h."),
        ("Duration (mm:ss)", ["20", "20:30"], {}, "Write 20 s or 20 min."),
        ("Time (min:sec)", ["20", "20:30"], {}, "Write 20 s or 20 min."),
        ("Duration (hours:minutes)", ["20", "1:30"], {}, "Write 20 min or 20 h."),
        (
            "Duration",
            ["20", "0:20", "1:10"],
            {"columns": {"Duration": ("duration", "h:mm")}},
            "Write 20 min or 20 h.",
        ),
        ("Dauer (min:sek)", ["20", "0:20"], {}, "Write 20 s or 20 min."),
    ],
)
def test_a_bare_number_among_clocks_is_refused(
    tmp_path: Path, heading: str, cells: list[str], told: dict[str, object], ways: str
) -> None:
    """With both that it may be; a written unit settles it."""
    rows = [f"2026-03-0{day},Walking,{cell}" for day, cell in enumerate(cells, start=2)]
    text = "\n".join([f"Date,Exercise,{heading}", *rows, ""])
    seen = look(tmp_path, text, **told)
    assert seen.faults["row"].tolist() == [2]
    assert seen.faults["rule"].item().endswith(ways)
    seen = look(tmp_path, text.replace(",20\n", ",20 min\n"), **told)
    assert (seen.faults.empty, seen.rows["minutes"].tolist()[0]) == (True, 20)


def test_a_bare_number_in_the_time_of_a_watch_is_refused(tmp_path: Path) -> None:
    """Twenty seconds are no walk."""
    text = (
        "Activity Type,Date,Title,Distance,Calories,Time,Avg HR,Max HR\n"
        "Walking,2026-03-02 10:00:00,Walk,1,80,20,90,110\n"
    )
    assert "20 s or 20 min" in look(tmp_path, text).faults["rule"].item()


@pytest.mark.parametrize("heading", ["Duration", "Time", "Hold"])
def test_clocks_among_numbers_are_asked_about_first(tmp_path: Path, heading: str) -> None:
    """What the clocks are is known then, and the numbers are refused."""
    text = (
        f"Date,Exercise,{heading}\n2026-03-02,Walking,20\n2026-03-03,Walking,0:20\n"
        "2026-03-04,Walking,1:10\n"
    )
    (asked,) = look(tmp_path, text).asked
    assert {heading: ("duration", "h:mm")} in [one.value for one in asked.choices]
    seen = look(tmp_path, text, columns={heading: ("duration", "h:mm")})
    assert (seen.faults["row"].tolist(), seen.rows["minutes"].tolist()) == ([2], [20, 70])


@pytest.mark.parametrize("heading", ["Duration,Duration unit", "Duration,Unit", "Hold,Unit"])
def test_a_number_with_no_unit_where_others_have_one_is_refused(
    tmp_path: Path, heading: str
) -> None:
    """It is not taken for seconds."""
    text = f"Date,Exercise,{heading}\n2026-03-02,Walking,20,\n2026-03-03,Walking,20,min\n"
    seen = look(tmp_path, text)
    assert (seen.faults["row"].tolist(), seen.rows["minutes"].tolist()) == ([2], [20])
    assert "20 s or 20 min" in seen.faults["rule"].item()


def test_a_column_of_minutes_says_what_a_blank_unit_is(tmp_path: Path) -> None:
    """Where the heading has a unit, that beside a cell may be missing."""
    text = "Date,Exercise,Minutes,Unit\n2026-03-02,Walking,20,\n2026-03-03,Walking,90,sec\n"
    assert look(tmp_path, text).rows["minutes"].tolist() == [20, 1.5]


def test_a_column_of_units_that_is_blank_is_none(tmp_path: Path) -> None:
    """The unit is asked for."""
    text = "Date,Exercise,Duration,Duration unit\n2026-03-02,Walking,20,\n"
    (asked,) = look(tmp_path, text).asked
    assert {"Duration": ("duration", "min")} in [one.value for one in asked.choices]


def test_repetitions_of_a_walk_without_their_unit_are_refused(tmp_path: Path) -> None:
    """Where that of others is there."""
    text = "Date,Exercise,Reps,Unit\n2026-03-02,Walking,20,\n2026-03-03,Walking,20,min\n"
    seen = look(tmp_path, text)
    assert (seen.faults["row"].tolist(), seen.rows["minutes"].tolist()) == ([2], [20])


@pytest.mark.parametrize("heading", ["Hold", "Haltezeit", "Hold time"])
@pytest.mark.parametrize("cell", ["Walking,20", "Swimming,40", "Walking,480"])
def test_nobody_holds_a_walk(tmp_path: Path, heading: str, cell: str) -> None:
    """Whether it is seconds or minutes is asked, as of a duration."""
    text = f"Date,Exercise,{heading}\n2026-03-02,{cell}\n"
    (asked,) = look(tmp_path, text).asked
    number = int(cell.split(",")[1])
    found = [look(tmp_path, text, columns=one.value) for one in asked.choices[:2]]
    assert [seen.rows["minutes"].item() for seen in found] == [
        pytest.approx(number / 60, abs=1e-4),
        number,
    ]


@pytest.mark.parametrize("heading", ["Seconds held", "hold_s", "Hold (s)"])
def test_a_hold_in_seconds_says_so(tmp_path: Path, heading: str) -> None:
    """Nothing is asked, and 480 of them are 8 minutes."""
    text = f"Date,Exercise,{heading}\n2026-03-02,Walking,480\n2026-03-02,Wall sit,30\n"
    seen = look(tmp_path, text)
    assert (seen.asked, seen.rows["minutes"].tolist()[0]) == ((), 8)


# --- thousands ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Sekunden", ["1.200"]),
        ("Sekunden", ["1.200", "20,5"]),
        ("Minuten", ["1.200", "20,5"]),
        ("Minuten", ["1.200", "20,5", "20.5"]),
        ("Haltezeit (s)", ["1.200 s"]),
        ("Seconds", ["1,200"]),
        ("Minutes", ["1,200"]),
        ("Dauer", ["1.200 Sek."]),
    ],
)
def test_what_may_be_thousands_is_refused(tmp_path: Path, heading: str, cells: list[str]) -> None:
    """Twelve hundred, or little more than one: the message has both."""
    rows = [f"2026-03-0{day};Gehen;{cell}" for day, cell in enumerate(cells, start=2)]
    faults = look(tmp_path, "\n".join([f"Datum;Übung;{heading}", *rows, ""])).faults
    assert faults["row"].tolist() == [2]
    assert "may be 1200 or 1.2: the" in faults["rule"].item()


@pytest.mark.parametrize("cells", [("20.125", "20.5"), ("0.125", "0.500"), ("20.125", "0.500")])
def test_decimals_beside_others_are_read(tmp_path: Path, cells: tuple[str, ...]) -> None:
    """A point before one or two figures, or after a 0, parts no thousands."""
    rows = [f"2026-03-0{day},Walking,{cell}" for day, cell in enumerate(cells, start=2)]
    seen = look(tmp_path, "\n".join(["Date,Exercise,Minutes", *rows, ""]))
    assert (seen.faults.empty, seen.rows["minutes"].tolist()) == (True, [*map(float, cells)])


# --- repetitions of a walk ------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["Reps", "reps", "Wdh", "Actual"])
@pytest.mark.parametrize("cell", ["Walking,20", "Swimming,40", "Cycling,15"])
def test_repetitions_of_a_walk_may_be_minutes(tmp_path: Path, heading: str, cell: str) -> None:
    """It is asked, and the others stay what they are."""
    text = f"Date,Exercise,{heading}\n2026-03-02,Bridge,8\n2026-03-02,{cell}\n"
    (asked,) = look(tmp_path, text).asked
    number = int(cell.split(",")[1])
    assert (asked.row, asked.value) == (3, str(number))
    minutes, reps, _ = (look(tmp_path, text, columns=one.value) for one in asked.choices)
    assert minutes.rows["reps"].tolist()[0] == 8
    assert minutes.rows["minutes"].tolist()[1] == number
    assert (reps.rows["reps"].tolist(), reps.asked) == ([8, number], ())


@pytest.mark.parametrize("more", ["Minutes,20", "Duration (min),20", "Seconds,1200"])
def test_repetitions_of_a_walk_beside_its_time_are_not_asked_about(
    tmp_path: Path, more: str
) -> None:
    """Both are there."""
    heading, cell = more.split(",")
    text = f"Date,Exercise,Reps,{heading}\n2026-03-02,Walking,2,{cell}\n"
    assert look(tmp_path, text).asked == ()


# --- the time of day ------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [("1:30", "2:15"), ("1:00", "3:30")])
def test_a_time_beside_repetitions_may_be_in_the_afternoon(
    tmp_path: Path, times: tuple[str, ...]
) -> None:
    """It is among what is offered."""
    rows = [f"2026-03-0{day},{time},Bridge,8" for day, time in enumerate(times, start=2)]
    text = "\n".join(["Date,Time,Exercise,Reps", *rows, ""])
    (asked,) = look(tmp_path, text).asked
    assert {"Time": "time"} in [one.value for one in asked.choices]


def test_a_date_the_other_way_round_is_said_to_be_read(tmp_path: Path) -> None:
    """It stands among what was left out, and was not."""
    text = "Date,Exercise,Reps\n13/02/2026,Bridge,8\n02/14/2026,Bridge,8\n"
    assert "is read, and not left out" in look(tmp_path, text).left_out["rule"].item()
