"""How much of a plan was done, how far it was, and how long in all: blank and 0 are not done."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcare.diary.degrees import is_part, names_degree, share_done
from backcare.diary.preview import Preview, preview_csv

SHARES = ["0/3,3/3", "0 %,100 %", "0%,50%", "0 of 3,2 of 3", "0 von 3,3 von 3", "0.0 %,80 %"]
IN_WORDS = ["none,full", "none,partial", "nothing,all", "keine,ganz", "aucun,complet", "geen,deels"]
DEGREES = ["Compliance", "Completion", "Adherence", "Completion rate", "Erfüllung", "Cumplimiento"]
PROGRESS = ["Progress", "Fortschritt", "Avancement", "Progreso", "Progress (%)"]


def look(tmp_path: Path, *rows: str, **told: object) -> Preview:
    """Look at a file with these rows."""
    path = tmp_path / "diary.csv"
    path.write_text("\n".join([*rows, ""]), "utf-8")
    return preview_csv(path, **told)


def three(heading: str, *texts: str, exercise: str = "walking") -> list[str]:
    rows = [f"2026-03-{day:02};{exercise};{text}" for day, text in enumerate(texts, start=2)]
    return [f"Date;Exercise;{heading}", *rows]


def found(seen: Preview) -> tuple[object, ...]:
    return seen.asked, seen.faults.empty, seen.sessions, seen.left_out["row"].tolist()


# --- a share of what was planned ------------------------------------------------------------------


@pytest.mark.parametrize("cells", SHARES)
@pytest.mark.parametrize("heading", [*DEGREES, *PROGRESS, "Done"])
@pytest.mark.parametrize("reps", ["", ";10"])
def test_nothing_of_a_plan_was_not_done(
    tmp_path: Path, heading: str, cells: str, reps: str
) -> None:
    """Whatever amount the plan has printed beside it; of a part that amount is not taken."""
    none, some = cells.split(",")
    beside = ";Reps" if reps else ""
    rows = three(heading + beside, *(one + reps for one in (some, none, some)), exercise="bridge")
    told = [2, 3, 4] if reps and is_part(some) else [3]
    assert found(look(tmp_path, *rows)) == ((), True, 2, told)


@pytest.mark.parametrize("cells", IN_WORDS)
@pytest.mark.parametrize("heading", [*DEGREES, "Done"])
def test_nothing_of_it_in_words(tmp_path: Path, heading: str, cells: str) -> None:
    """In six languages."""
    none, some = cells.split(",")
    rows = three(heading, some, none, some, exercise="bridge")
    assert found(look(tmp_path, *rows)) == ((), True, 2, [3])


@pytest.mark.parametrize("cells", ["0,100", "0,3"])
@pytest.mark.parametrize("heading", [one for one in DEGREES if one != "Adherence"])
def test_a_bare_number_is_asked_about(tmp_path: Path, heading: str, cells: str) -> None:
    """It may be a grade; each answer settles it."""
    none, some = cells.split(",")
    rows = three(heading, some, none, some, exercise="bridge")
    (asked,) = look(tmp_path, *rows).asked
    assert (asked.row, asked.column) == (3, heading)
    done = look(tmp_path, *rows, columns={heading: "done"})
    assert found(done) == ((), True, 2, [3])
    assert found(look(tmp_path, *rows, columns={heading: None})) == ((), True, 3, [])


def test_progress_in_words_is_asked_about(tmp_path: Path) -> None:
    """None may be no change for the better."""
    (asked,) = look(tmp_path, *three("Progress", "some", "none", "some")).asked
    assert (asked.row, asked.column) == (3, "Progress")
    assert look(tmp_path, *three("Progress", "good", "slow", "none")).asked == ()


def test_what_is_no_share() -> None:
    """Of something else, or of nothing."""
    assert [share_done(text) for text in ("3/0", "good", "10", "", "100")] == [None] * 5
    assert not any(
        map(names_degree, ("Pain progress", "Plan", "Total", "Rate", "Work in progress"))
    )


# --- how far, and how long in all -----------------------------------------------------------------


@pytest.mark.parametrize("none", ["", "0", "0 km", "0.0"])
@pytest.mark.parametrize(
    "heading", ["Km", "Steps", "Laps", "Distance", "Distance (km)", "Strecke", "Pasos", "Afstand"]
)
def test_a_way_of_nothing_was_not_walked(tmp_path: Path, heading: str, none: str) -> None:
    """Where others have one; with its unit, too."""
    seen = look(tmp_path, *three(heading, "2", none, "2.5 km"))
    assert found(seen) == ((), True, 2, [3])


def test_a_way_says_nothing_of_exercises(tmp_path: Path) -> None:
    """Nobody says how far a bridge was; and a file without any way is as it was."""
    rows = three("Steps", "2000", "", "3000", exercise="bridge")
    assert found(look(tmp_path, *rows)) == ((), True, 3, [])
    assert look(tmp_path, *three("Steps", "", "", "")).sessions == 3


@pytest.mark.parametrize("none", ["", "0", "0 min", "-"])
@pytest.mark.parametrize("heading", ["Total time", "Gesamtzeit", "Time taken", "Total duration"])
def test_a_time_in_all_is_an_amount(tmp_path: Path, heading: str, none: str) -> None:
    """A row without one was not done, where others have one."""
    seen = look(tmp_path, *three(heading, "20 min", none, "25 min"))
    assert found(seen) == ((), True, 2, [3])


def test_a_time_that_is_written_once_a_day_is_of_all_its_rows(tmp_path: Path) -> None:
    """It is how long the session took."""
    rows = ["2026-03-02,bridge,20 min", "2026-03-02,bird dog,", "2026-03-04,bridge,"]
    seen = look(tmp_path, "Date,Exercise,Total time", *rows)
    assert found(seen) == ((), True, 1, [4])
    bare = [row.replace(" min", "") for row in rows]
    assert look(tmp_path, "Date,Exercise,Total time", *bare[:2]).asked == ()
    assert len(look(tmp_path, "Date,Exercise,Total time", *bare).asked) == 1


def test_a_time_in_all_says_nothing_beside_other_amounts(tmp_path: Path) -> None:
    """A blank in these is one."""
    rows = ["2026-03-02,bridge,8,20 min", "2026-03-02,bridge,,20 min"]
    seen = look(tmp_path, "Date,Exercise,Reps,Total time", *rows)
    assert found(seen) == ((), True, 1, [3])


# --- planned, and done ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headings",
    ["Planificado;Realizado", "Prévu;Réalisé", "Previsto;Eseguito", "Gepland;Gedaan"],
)
def test_what_was_only_planned_is_not_done(tmp_path: Path, headings: str) -> None:
    """Numbers are asked about, since nobody says of what; sets and repetitions are not."""
    seen = look(tmp_path, *three(headings, "10;10", "10;", "10;8", exercise="bridge"))
    assert [one.column for one in seen.asked] == [headings.split(";")[1]]
    seen = look(tmp_path, *three(headings, "3x10;3x10", "3x10;", "3x10;3x8", exercise="bridge"))
    assert found(seen) == ((), True, 2, [3])
