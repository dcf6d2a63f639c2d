"""Amounts that stand together in a diary: sets and repetitions in a cell, or sets side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

import backcare as bc
from backcare.diary.preview import Preview, preview_csv


def look(tmp_path: Path, headings: str, *rows: str, **told: object) -> Preview:
    """Look at a file with these amounts, a day a row."""
    path = tmp_path / "diary.csv"
    lines = [f"2026-03-{day:02},{row}" for day, row in enumerate(rows, start=2)]
    path.write_text("\n".join([f"Date,Exercise,{headings}", *lines, ""]), "utf-8")
    return preview_csv(path, **told)


def amounts(seen: Preview, *columns: str) -> list[list[object]]:
    """Return what was read."""
    found = seen.rows.reindex(columns=["exercise_id", *columns]).astype(object)
    return found.where(found.notna(), None).to_numpy().tolist()


@pytest.mark.parametrize("heading", ["Sets", "Reps", "Set", "Sätze", "Wdh", "Sets x Reps"])
@pytest.mark.parametrize("by", ["x", " x ", "\N{MULTIPLICATION SIGN}", "X", "*"])
def test_sets_and_repetitions_in_one_column_are_read(tmp_path: Path, heading: str, by: str) -> None:
    """Where each cell has both, and no other column has the other."""
    seen = look(tmp_path, heading, f"Bridge,3{by}8", f"Bird dog,2{by}10", "Wall sit,")
    assert amounts(seen, "sets", "reps")[:2] == [["bridging", 3, 8], ["bird_dog", 2, 10]]
    assert (seen.asked, seen.unread) == ((), ())


@pytest.mark.parametrize(
    ("heading", "cell", "read"),
    [
        ("Sets x reps", "10x3", [10, 3]),
        ("Reps x sets", "8x3", [3, 8]),
        ("Sätze/Wdh", "3x8", [3, 8]),
    ],
)
def test_a_heading_says_which_number_is_which(
    tmp_path: Path, heading: str, cell: str, read: list[int]
) -> None:
    """Whatever is the larger one."""
    assert amounts(look(tmp_path, heading, f"Bridge,{cell}"), "sets", "reps") == [
        ["bridging", *read]
    ]


@pytest.mark.parametrize("cells", [("10x3",), ("3x2",), ("3x8", "10")])
def test_which_number_is_which_is_not_guessed(tmp_path: Path, cells: tuple[str, ...]) -> None:
    """Where the first may be the repetitions, or only some rows have two."""
    seen = look(tmp_path, "Sets", *(f"Bridge,{cell}" for cell in cells))
    assert seen.faults[["row", "value"]].to_numpy().tolist()[0] == [2, cells[0]]
    assert "in a column Sets, and" in seen.faults["rule"].tolist()[0]


def test_sets_and_repetitions_beside_other_repetitions_are_a_fault(tmp_path: Path) -> None:
    """The row is not said to have no amount."""
    seen = look(tmp_path, "Sets,Reps", "Bridge,3x8,", "Bird dog,2,8")
    assert (seen.faults["row"].tolist(), len(seen.left_out)) == ([2], 0)


def test_another_amount_under_sets_by_repetitions_is_asked_about(tmp_path: Path) -> None:
    """It is not left unread, with sessions that have no amount."""
    seen = look(tmp_path, "Sets x reps", "Bridge,3x8", "Wall sit,3x30s")
    (asked,) = seen.asked
    assert (asked.row, asked.column) == (3, "Sets x reps")
    assert [one.value for one in asked.choices] == [{"Sets x reps": None}]


@pytest.mark.parametrize(
    "headings",
    ["Set 1,Set 2,Set 3", "1. Satz,2. Satz,3. Satz", "S1,S2,S3", "Round 1,Round 2,Round 3"],
)
def test_sets_side_by_side_are_asked_about(tmp_path: Path, headings: str) -> None:
    """What is in them, once; each answer settles it."""
    rows = ("Bridge,8,8,7", "Bird dog,9,9,")
    (asked,) = look(tmp_path, headings, *rows).asked
    names = headings.split(",")
    assert [one.value for one in asked.choices] == [
        dict.fromkeys(names, one) for one in ("reps", "hold_s", None)
    ]
    read = [look(tmp_path, headings, *rows, columns=one.value) for one in asked.choices]
    assert amounts(read[0], "reps") == [
        *(["bridging", 8], ["bridging", 8], ["bridging", 7]),
        *(["bird_dog", 9], ["bird_dog", 9]),
    ]
    assert amounts(read[1], "hold_s")[2] == ["bridging", 7]
    assert amounts(read[2], "reps") == [["bridging", None], ["bird_dog", None]]


@pytest.mark.parametrize(
    "headings",
    ["Set 1 reps,Set 2 reps", "Reps 1,Reps 2", "Set 1 (reps),Set 2 (reps)", "Wdh 1,Wdh 2"],
)
def test_sets_of_repetitions_side_by_side_are_read(tmp_path: Path, headings: str) -> None:
    """A row each, under the number of the file's row."""
    seen = look(tmp_path, headings, "Bridge,8,7", "Bird dog,9,0")
    assert amounts(seen, "reps") == [["bridging", 8], ["bridging", 7], ["bird_dog", 9]]
    assert (seen.sessions, seen.asked) == (2, ())


def test_what_is_wrong_with_a_row_of_sets_is_said_once(tmp_path: Path) -> None:
    """Though it is several rows by then."""
    seen = look(tmp_path, "Reps 1,Reps 2", "Yoga,8,8", "Bridge,8,#REF!")
    assert seen.faults[["row", "column"]].to_numpy().tolist() == [
        [2, "Exercise"],
        [3, "Reps 1, Reps 2"],
    ]


def test_pain_and_notes_beside_sets_stay_those_of_the_session(tmp_path: Path) -> None:
    """They are not repeated, and equal sets are no slip."""
    path = tmp_path / "diary.csv"
    path.write_text("Date,Exercise,Reps 1,Reps 2,Pain after,Note\n2026-03-02,Bridge,8,8,3,ok\n")
    log = bc.SessionLog(":memory:")
    assert log.import_csv(path).repeated == ()
    (session,) = log.sessions()
    assert (session.pain_after, session.note, len(session.entries)) == (3, "ok", 2)


def test_sets_of_which_one_is_missing_are_asked_about(tmp_path: Path) -> None:
    """There is no other amount, and what these are together nobody knows."""
    seen = look(tmp_path, "Set 1,Set 3", "Bridge,8,8")
    assert [one.column for one in seen.asked] == ["Set 1, Set 3"]


@pytest.mark.parametrize("headings", ["Set 1,Reps", "Set 1,Set 2,Reps"])
def test_what_are_no_sets_side_by_side_stays_as_it_is(tmp_path: Path, headings: str) -> None:
    """One alone, or repetitions that have a column of their own."""
    cells = ",".join("8" for _ in headings.split(","))
    seen = look(tmp_path, headings, f"Bridge,{cells}")
    assert (seen.sessions, seen.asked) == (1, ())
    assert [one for one in seen.unread if one.startswith("Set")] != []


@pytest.mark.parametrize(
    ("headings", "column"),
    [
        *(("Reps left,Reps right", "reps"), ("Reps (L),Reps (R)", "reps")),
        *(("Left reps,Right reps", "reps"), ("Wdh links,Wdh rechts", "reps")),
        *(("Hold left,Hold right", "hold_s"), ("Hold L,Hold R", "hold_s")),
    ],
)
def test_two_sides_that_differ_are_asked_about(tmp_path: Path, headings: str, column: str) -> None:
    """Once; they are never added up, and each answer settles it."""
    left, right = headings.split(",")
    (asked,) = look(tmp_path, headings, "Bird dog,8,9").asked
    assert [one.value for one in asked.choices] == [
        {left: column, right: None},
        {left: None, right: column},
        {left: None, right: None},
    ]
    read = [look(tmp_path, headings, "Bird dog,8,9", columns=one.value) for one in asked.choices]
    assert [amounts(one, column) for one in read] == [
        [["bird_dog", 8]],
        [["bird_dog", 9]],
        [["bird_dog", None]],
    ]


@pytest.mark.parametrize("headings", ["Reps left,Reps right", "Wdh (re),Wdh (li)"])
def test_two_sides_that_are_the_same_are_read(tmp_path: Path, headings: str) -> None:
    """A log has the repetitions of each side."""
    seen = look(tmp_path, headings, "Bird dog,8,8", "Bird dog,9,9")
    assert amounts(seen, "reps") == [["bird_dog", 8], ["bird_dog", 9]]


def test_left_and_right_alone_may_be_how_many(tmp_path: Path) -> None:
    """Or seconds; where there are numbers, and nothing else says how many."""
    (asked,) = look(tmp_path, "Sets,Left,Right", "Bird dog,2,8,8").asked
    assert {"Left": "hold_s", "Right": None} in [one.value for one in asked.choices]
    assert look(tmp_path, "Left,Right", "Bird dog,fine,stiff").asked == ()
    assert look(tmp_path, "Reps,Left,Right", "Bird dog,8,2,3").asked == ()


@pytest.mark.parametrize("cell", ["#REF!", "500", "x", "8.5"])
def test_a_row_with_a_set_that_cannot_be_read_is_left_out(tmp_path: Path, cell: str) -> None:
    """As a whole: no row is read and faulty at once."""
    seen = look(tmp_path, "Reps 1,Reps 2,Reps 3", f"Bridge,8,{cell},7", "Bridge,8,8,8")
    assert seen.faults[["row", "value"]].to_numpy().tolist() == [[2, cell]]
    assert seen.sessions == 1


# --- exercises side by side -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "headings",
    [
        "Exercise 1,Reps 1,Exercise 2,Reps 2",
        "Exercise 1,Exercise 2,Reps 1,Reps 2",
        "Exercise,Reps 1,Exercise 2,Reps 2",
        "Exercise,Reps,Exercise 2,Reps 2",
        "Exercise_1,Reps_1,Exercise_2,Reps_2",
        "Exercise (1),Reps (1),Exercise (2),Reps (2)",
        "Exercise #1,Reps #1,Exercise #2,Reps #2",
        "Übung 1,Wiederholungen 1,Übung 2,Wiederholungen 2",
    ],
)
def test_exercises_side_by_side_are_a_row_each(tmp_path: Path, headings: str) -> None:
    """Each with its own repetitions, and a blank one is none."""
    cells = {"1": ("Bridge", "8"), "2": ("Bird dog", "10")}
    heads = headings.split(",")
    row = [cells["2" if "2" in head else "1"][not head.startswith(("Ex", "Üb"))] for head in heads]
    blank = ["" if "2" in head else cell for head, cell in zip(heads, row, strict=True)]
    path = tmp_path / "diary.csv"
    lines = [f"Date,{headings}", ",".join(["2026-03-02", *row]), ",".join(["2026-03-04", *blank])]
    path.write_text("\n".join([*lines, ""]), "utf-8")
    seen = preview_csv(path)
    assert (seen.asked, seen.faults.empty, seen.sessions) == ((), True, 2)
    assert amounts(seen, "reps") == [["bridging", 8], ["bird_dog", 10], ["bridging", 8]]


@pytest.mark.parametrize(
    "headings", ["Exercise 1,Reps 1,Exercise 2,Hold 2", "Exercise,Exercise 2,Reps"]
)
def test_exercises_without_the_same_columns_are_asked_about(tmp_path: Path, headings: str) -> None:
    """Nobody can say whose amount it is; the answer reads the first alone."""
    path = tmp_path / "diary.csv"
    row = ["Bridge" if head == "Exercise 1" else head for head in headings.split(",")]
    row = [{"Exercise": "Bridge", "Exercise 2": "Bird dog"}.get(cell, cell) for cell in row]
    row = ["8" if cell.startswith(("Reps", "Hold")) else cell for cell in row]
    path.write_text(f"Date,{headings}\n2026-03-02,{','.join(row)}\n", "utf-8")
    (asked,) = preview_csv(path).asked
    (way,) = asked.choices
    seen = preview_csv(path, columns=way.value)
    assert (seen.asked, seen.sessions, amounts(seen, "reps")) == ((), 1, [["bridging", 8]])
