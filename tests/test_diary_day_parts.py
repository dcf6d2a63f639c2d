"""Two sessions of a day are two, where a column says so: 1 and 2, morning and evening."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcare.diary.preview import Preview, preview_csv


def look(tmp_path: Path, heading: str, first: str, second: str, **told: object) -> Preview:
    """Look at a diary with two sessions on its first day, and one on its second."""
    rows = [
        f"2026-03-02,{first},Bridge,8,2",
        f"2026-03-02,{first},Bird dog,8,",
        f"2026-03-02,{second},Bridge,8,2",
        f"2026-03-03,{first},Bridge,8,3",
    ]
    path = tmp_path / "diary.csv"
    head = f"Date,{heading},Exercise,Reps,Pain before"
    path.write_text("\n".join([head, *rows, ""]), "utf-8")
    return preview_csv(path, **told)


@pytest.mark.parametrize(
    ("heading", "first", "second"),
    [
        ("Session", "1", "2"),
        ("Session", "Session 1", "Session 2"),
        ("Session no.", "1st", "2nd"),
        ("Tageszeit", "morgens", "abends"),
        ("Time of day", "morning", "evening"),
        ("Time", "AM", "PM"),
        ("AM/PM", "am", "pm"),
        ("Wann", "am Morgen", "am Abend"),
    ],
)
def test_sessions_of_a_day_are_told_apart(
    tmp_path: Path, heading: str, first: str, second: str
) -> None:
    """Though neither has a time, and their pain is the same."""
    seen = look(tmp_path, heading, first, second)
    assert (seen.sessions, seen.asked, seen.unread) == (3, (), ())


def test_the_session_below_a_name_that_is_written_once_is_the_same(tmp_path: Path) -> None:
    """People leave it out in the rows below, as they do with a time."""
    path = tmp_path / "diary.csv"
    rows = "2026-03-02,1,Bridge,8\n2026-03-02,,Bird dog,8\n2026-03-02,2,Bridge,8\n"
    path.write_text(f"Date,Session,Exercise,Reps\n{rows}", "utf-8")
    assert preview_csv(path).sessions == 2


@pytest.mark.parametrize(("first", "second"), [("Physio", "Home"), ("early bird", "late")])
def test_other_words_are_asked_about(tmp_path: Path, first: str, second: str) -> None:
    """Each answer settles it."""
    (asked,) = look(tmp_path, "Session", first, second).asked
    assert [one.value for one in asked.choices] == [
        {"Session": "session_of_day"},
        {"Session": None},
    ]
    found = [
        look(tmp_path, "Session", first, second, columns=one.value).sessions
        for one in asked.choices
    ]
    assert found == [3, 2]


def test_one_session_a_day_needs_no_telling_apart(tmp_path: Path) -> None:
    """Whatever it is called, or however it is counted."""
    seen = look(tmp_path, "Session", "4", "4")
    assert (seen.sessions, seen.asked, seen.unread) == (2, (), ("Session",))


def test_times_and_words_in_one_column_are_asked_about(tmp_path: Path) -> None:
    """The question names the way out."""
    seen = look(tmp_path, "Time of day", "18:30", "morning")
    assert "'Time of day': 'session_of_day'" in seen.questions["rule"].iloc[0]


def test_a_workout_that_is_an_exercise_is_read_as_one(tmp_path: Path) -> None:
    """Where nothing else is."""
    path = tmp_path / "diary.csv"
    path.write_text("Date,Workout,Reps\n2026-03-02,Bridge,8\n2026-03-02,Bird dog,8\n", "utf-8")
    assert preview_csv(path).rows["exercise_id"].tolist() == ["bridging", "bird_dog"]
