"""What was refused, asked or dropped without need: headings, lines between rows, am and pm."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcare.diary.headings import meaning
from backcare.diary.pain_words import speaks_of_pain
from backcare.diary.preview import Preview, preview_csv

DATES = (
    "Visit date|Date of visit|Session date|Exercise date|Date of exercise|Übungsdatum|"
    "Date de la séance|Fecha de la sesión|Data della sessione|Data da sessão"
).split("|")
EXERCISES = (
    "Which exercises did you do today?|Which exercises did you do?|What exercises did you do?|"
    "Exercise (what you did)|Exercise completed|Exercises completed|Exercise done|"
    "Welche Übungen haben Sie heute gemacht?|¿Qué ejercicios hizo hoy?|"
    "Quels exercices avez-vous faits ?|Quali esercizi ha fatto oggi?|Quais exercícios você fez?"
).split("|")
LINES = (
    "Session 1|Session 2:|Workout 3|Visit #4|Einheit 2|Séance 1|---|-----|=====|***|"
    "Thank you for keeping this diary!|no exercise this week|Bitte geben Sie das Blatt ab|"
    "Merci de rendre cette feuille"
).split("|")


def look(tmp_path: Path, *rows: str) -> Preview:
    path = tmp_path / "diary.csv"
    path.write_text("\n".join([*rows, ""]), "utf-8")
    return preview_csv(path)


def found(seen: Preview) -> tuple[object, ...]:
    return seen.asked, seen.faults.empty, seen.sessions


@pytest.mark.parametrize("heading", DATES)
def test_a_date_by_another_name_is_the_date(tmp_path: Path, heading: str) -> None:
    """Where there is no other; beside one a day of a visit is not read, and nothing is asked."""
    assert found(look(tmp_path, f"{heading};Exercise;Reps", "2026-03-02;bridge;8")) == ((), True, 1)
    both = look(tmp_path, "Date;Visit date;Exercise;Reps", "2026-03-02;2026-03-02;bridge;8")
    assert found(both) == ((), True, 1)


@pytest.mark.parametrize("heading", EXERCISES)
def test_what_was_done_is_the_exercise(tmp_path: Path, heading: str) -> None:
    """One or several in a cell."""
    seen = look(tmp_path, f"Date;{heading}", "2026-03-02;Bridge", '2026-03-03;"Bird dog, Bridge"')
    assert found(seen) == ((), True, 2)
    assert seen.unread == ()


@pytest.mark.parametrize("line", LINES)
def test_a_line_between_rows_is_told(tmp_path: Path, line: str) -> None:
    """And the rest is read."""
    for row in (f"{line};;", f'"{line}";;'):
        seen = look(tmp_path, "Date;Exercise;Reps", "2026-03-02;bridge;8", row)
        assert found(seen) == ((), True, 1)
        assert seen.left_out["row"].tolist() == [3]
    rule = look(tmp_path, "Date;Exercise;Reps", "2026-03-02;bridge;8", "---;---;---")
    assert rule.left_out["row"].tolist() == [3]


@pytest.mark.parametrize(
    "row",
    [
        "Pain was terrible this week;;",
        "2 Mrach;;",
        "no exercise today;bridge;8",
        "Mondayy;;",
        "on the last monday again;;",
    ],
)
def test_what_may_be_a_row_is_still_a_fault(tmp_path: Path, row: str) -> None:
    """Of pain, with a number, with an exercise, or a word alone."""
    seen = look(tmp_path, "Date;Exercise;Reps", "2026-03-02;bridge;8", row)
    assert seen.faults["row"].tolist() == [3]


@pytest.mark.parametrize("heading", ["AM/PM", "am or pm", "AM PM", "Half"])
@pytest.mark.parametrize(
    ("cells", "hour"),
    [("6:30;PM", 18), ("6:30;am", 6), ("12:00;AM", 0), ("12:00;p.m.", 12), ("18:30;PM", 18)],
)
def test_am_and_pm_in_a_column_of_their_own(
    tmp_path: Path, heading: str, cells: str, hour: int
) -> None:
    """They are of the time beside them."""
    seen = look(tmp_path, f"Date;Time;{heading};Exercise;Reps", f"2026-03-02;{cells};bridge;8")
    assert found(seen) == ((), True, 1)
    assert str(seen).count("half_of_day") == 1
    assert getattr(seen.first, "hour", None) == hour


@pytest.mark.parametrize(
    "heading",
    [*("Pain meds before", "Painkillers", "Pain medication taken", "Schmerzmittel"), "Analgesics"],
)
def test_what_was_taken_for_pain_is_no_pain(heading: str) -> None:
    assert not speaks_of_pain(heading)
    assert meaning(heading)[1] is None


def test_brackets_that_change_nothing() -> None:
    """What is optional, and whose it is."""
    for heading, column in (
        ("Note (facoltative)", "note"),
        ("Comments (how did it feel?)", "note"),
        ("Reps (how many you did)", "reps"),
    ):
        assert meaning(heading)[1] == column
