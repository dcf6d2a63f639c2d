"""Rounds, circuits and sessions over counts: what they multiply is not known, so it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcare.diary.preview import Preview, preview_csv

ROUNDS = (
    "Circuits|Circuits done|How many circuits|Sessions|Number of sessions|Workouts|Supersets|"
    "Zirkel|Durchgänge|Runden|Einheiten|Anzahl der Runden|Tours|Nombre de circuits|Séances|"
    "Sesiones|Vueltas|Circuitos|Giri|Sessioni|Sessies|Rondes|Voltas|Varv|Kierroksia|Times today"
).split("|")


def look(
    tmp_path: Path, heading: str, *cells: str, amounts: str = "Reps", **told: object
) -> Preview:
    """Look at a file with printed amounts and a column with these cells, a day each."""
    beside = ",".join("8" for _ in amounts.split(","))
    rows = [f"2026-03-{n:02},bridge,{beside},{cell}" for n, cell in enumerate(cells, start=2)]
    path = tmp_path / "diary.csv"
    path.write_text("\n".join([f"Date,Exercise,{amounts},{heading}", *rows, ""]), "utf-8")
    return preview_csv(path, **told)


@pytest.mark.parametrize("amounts", ["Reps", "Sets,Reps", "Minutes"])
@pytest.mark.parametrize("heading", ROUNDS)
def test_rounds_are_asked_about_and_each_answer_settles_it(
    tmp_path: Path, heading: str, amounts: str
) -> None:
    """The sets, where there are none beside it; or no more than stands there."""
    cells = ("2", "3", "3")
    (asked,) = look(tmp_path, heading, *cells, amounts=amounts).asked
    assert (asked.row, asked.column, asked.value) == (2, heading, "2")
    for one in asked.choices:
        seen = look(tmp_path, heading, *cells, amounts=amounts, columns=one.value)
        assert (seen.asked, seen.sessions) == ((), 3)
    may_be_sets = {heading: "sets"} in [one.value for one in asked.choices]
    assert may_be_sets == (amounts != "Sets,Reps" and heading != "Times today")


def test_rounds_beside_sets_multiply_them_or_not(tmp_path: Path) -> None:
    """Without sets they are the sets, as they always were."""
    assert look(tmp_path, "Rounds", "2", "3").asked == ()
    assert [
        one.column for one in look(tmp_path, "Rounds", "2", "3", amounts="Sets,Reps").asked
    ] == ["Rounds"]


@pytest.mark.parametrize("heading", ROUNDS[:-1])
def test_one_round_changes_nothing(tmp_path: Path, heading: str) -> None:
    """Negative control."""
    assert look(tmp_path, heading, "1", "1", "1").asked == ()


@pytest.mark.parametrize("heading", ["Sessions", "Einheiten", "Séances"])
def test_numbers_of_sessions_are_no_counts(tmp_path: Path, heading: str) -> None:
    """1, 2, 3 over the days."""
    assert look(tmp_path, heading, "1", "2", "3", "4").asked == ()
    assert look(tmp_path, heading, "1", "1", "2", "2", "3").asked == ()


@pytest.mark.parametrize("heading", ["Circuit training", "Session notes", "Tour", "Laps"])
def test_other_headings_are_none(tmp_path: Path, heading: str) -> None:
    """Negative control."""
    assert look(tmp_path, heading, "2", "3").asked == ()
