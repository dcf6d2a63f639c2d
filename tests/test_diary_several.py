"""Several exercises in one cell, and exercises in a column that looks like a tick."""

from __future__ import annotations

from pathlib import Path

import pytest
from diaries import cells, lines, read
from hypothesis import given, settings, strategies as st

from backcare.diary.preview import preview_csv

EXERCISES = {"Bridge": "bridging", "Bird dog": "bird_dog", "Walking": "walking"}
SIGNS = [", ", ",", "; ", " / ", " + ", " & ", " and ", " und ", " et ", " | "]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("heading", ["Exercise", "Exercises done", "Done", "Completed"])
def test_several_in_one_cell_are_a_row_each(heading: str, sign: str) -> None:
    """Of a column for exercises, and of one that is named for what was done."""
    rows = [f'2026-03-02,"Bridge{sign}Bird dog",4', "2026-03-04,Bridge,3"]
    diary = read(lines(f"Date,{heading},Pain before", *rows))
    assert (diary.faults, diary.unread, diary.left_out) == ((), (), ())
    assert cells(diary, "exercise_id") == [["bridging"], ["bird_dog"], ["bridging"]]
    assert diary.rows == (2, 2, 3)
    assert diary.frame["session_id"].nunique() == 2


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(list(EXERCISES)), min_size=1, max_size=3), min_size=1),
    st.sampled_from(SIGNS[:3]),
)
def test_as_rows_of_their_own(days: list[list[str]], sign: str) -> None:
    """It is the same as a row for each."""
    days = days[:28]
    together = [f'2026-03-{n:02},"{sign.join(day)}"' for n, day in enumerate(days, start=1)]
    diary = read(lines("Date,Exercise", *together), gap_min=30)
    assert diary.faults == ()
    found = [one for (one,) in cells(diary, "exercise_id")]
    assert found == [EXERCISES[one] for day in days for one in day]


def test_numbers_beside_several_are_nobody_s() -> None:
    """It is said how to write them."""
    diary = read(lines("Date,Exercise,Reps", '2026-03-02,"Bridge, Bird dog",8'))
    (fault,) = diary.faults
    assert "a row of its own" in fault.rule
    assert diary.frame.empty


@pytest.mark.parametrize("text", ["Bridge, Foo", "Bird dog / left", "Foo and Bridge, Bar"])
def test_one_that_is_not_known_leaves_the_cell_whole(text: str) -> None:
    """With the ways out that there were, and how to write several."""
    diary = read(lines("Date,Exercise", f'2026-03-02,"{text}"'))
    (fault,) = diary.faults
    assert fault.value == text
    assert "names=" in fault.rule
    known = read(lines("Date,Exercise", f'2026-03-02,"{text}"'), names={text: "bird_dog"})
    assert (known.faults, cells(known, "exercise_id")) == ((), [["bird_dog"]])


def test_words_in_a_tick_are_asked_about(tmp_path: Path) -> None:
    """Where no column has exercises they would be lost; yes and no, and blanks, are ticks."""
    path = tmp_path / "diary.csv"
    path.write_text("Date,Exercises done,Pain before\n2026-03-02,my stuff,4\n", "utf-8")
    (asked,) = preview_csv(path).asked
    assert (asked.row, asked.column) == (2, "Exercises done")
    ways = [one.value["Exercises done"] for one in asked.choices]
    assert ways == ["exercise_id", "note", None]
    for way in ways[1:]:
        seen = preview_csv(path, columns={"Exercises done": way})
        assert (seen.asked, seen.sessions) == ((), 1)
    rows = ["2026-03-02,yes,4", "2026-03-03,no,4", "2026-03-04,,4"]
    assert read(lines("Date,Exercises done,Pain before", *rows)).faults == ()


def test_a_tick_that_names_its_exercise_is_asked_about() -> None:
    """Beside a column of exercises it may say anything."""
    diary = read(lines("Date,Exercise,Reps,Done", "2026-03-02,Bridge,8,Bridge"))
    assert [one.column for one in diary.faults] == ["Done"]
