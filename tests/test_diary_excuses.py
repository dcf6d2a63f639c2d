"""Columns that ask why it was not done, and those that have a moment, or a rest, in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcare.diary.excuses import is_excuse, names_excuse, names_reason
from backcare.diary.preview import Preview, preview_csv

EXCUSES = (
    "Barriers|Excuse|Why missed|Why not?|Reason if not done|Reason for missing|Hinderungsgrund|"
    "Grund für Ausfall|Warum nicht?|Pourquoi pas ?|Raison si non fait|Motivo si no|Por qué no|"
    "Motivo assenza|Perché non|Reden niet gedaan|Waarom niet"
).split("|")
REASONS = "Reason|Why|Grund|Warum?|Raison|Motivo|Ragione|Reden|Begründung|Other reason".split("|")
OTHERS = "Reason for visit|Mood|Weather|Place|Cause of referral|Grund der Überweisung".split("|")
NOTES = "Observaciones|Observations|Osservazioni|Notities|Beobachtungen|Feedback".split("|")
HEADER = "Date,Exercise,Sets,Reps"


def look(tmp_path: Path, text: str, **told: object) -> Preview:
    """Look at a file with this text."""
    path = tmp_path / "diary.csv"
    path.write_text(text, "utf-8")
    return preview_csv(path, **told)


def three(heading: str, *cells: str) -> str:
    rows = [f"2026-03-{day:02},bridge,3,10,{cell}" for day, cell in enumerate(cells, start=2)]
    return "\n".join([f"{HEADER},{heading}", *rows, ""])


# --- why it was not done --------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["no time", "grandson ill", "Regen", "x"])
@pytest.mark.parametrize("heading", EXCUSES)
def test_any_text_under_an_excuse_is_asked_about(tmp_path: Path, heading: str, reason: str) -> None:
    """Whatever it says; each answer settles it."""
    assert names_excuse(heading)
    text = three(heading, "", reason, "-")
    (asked,) = look(tmp_path, text).asked
    assert (asked.row, asked.column, asked.value) == (3, heading, "")
    ways = [one.value for one in asked.choices]
    assert [one[heading] for one in ways] == ["not_done", "note", None]
    found = [look(tmp_path, text, columns=way) for way in ways]
    assert [(one.sessions, one.asked) for one in found] == [(2, ()), (3, ()), (3, ())]
    assert found[0].left_out["row"].tolist() == [3]


@pytest.mark.parametrize("heading", REASONS)
def test_a_reason_may_be_one_for_doing_it(tmp_path: Path, heading: str) -> None:
    """It is asked, and what tells of doing stays; so is no question raised by blanks."""
    assert names_reason(heading)
    assert not names_excuse(heading)
    text = three(heading, "", "visit of aunt", "only 5 reps")
    (asked,) = look(tmp_path, text).asked
    out = look(tmp_path, text, columns=asked.choices[0].value)
    assert (out.sessions, out.left_out["row"].tolist()) == (2, [3, 4])
    assert "they count as they stand" in out.left_out["rule"].iloc[1]  # 5 reps, beside 8
    assert look(tmp_path, three(heading, "", "none", "")).asked == ()


@pytest.mark.parametrize("heading", OTHERS)
def test_what_is_a_reason_for_something_else_is_not_asked_about(
    tmp_path: Path, heading: str
) -> None:
    """Nor is a mood."""
    assert not names_reason(heading)
    assert look(tmp_path, three(heading, "", "grandson", "tired")).asked == ()


@pytest.mark.parametrize("heading", NOTES)
def test_notes_in_other_words_are_asked_about_if_they_say_so(tmp_path: Path, heading: str) -> None:
    """With a reason alone, too; and only then."""
    seen = look(tmp_path, three(heading, "", "geen tijd", "felt good"))
    assert [(one.row, one.column) for one in seen.asked] == [(3, heading)]
    assert look(tmp_path, three(heading, "", "warm day", "felt good")).asked == ()


def test_what_does_not_count_is_not_asked_about(tmp_path: Path) -> None:
    """A row without an amount is left out, and one that is ticked was done."""
    rows = ["2026-03-02,bridge,3,10,", "2026-03-03,bridge,,,rain"]
    seen = look(tmp_path, "\n".join([f"{HEADER},Excuse", *rows]))
    assert (seen.asked, seen.sessions, seen.left_out["row"].tolist()) == ((), 1, [3])
    rows = ["2026-03-02,bridge,3,10,yes,rain", "2026-03-03,bridge,3,10,no,rain"]
    seen = look(tmp_path, "\n".join([f"{HEADER},Done,Excuse", *rows]))
    assert (seen.asked, seen.sessions, seen.left_out["row"].tolist()) == ((), 1, [3])


def test_under_an_excuse_only_nothing_is_none() -> None:
    """Done, ok and a dash are no excuses."""
    found = [is_excuse(text, "Barriers") for text in ("-", "none", "done", "ok", "no time", "dog")]
    assert found == [False, False, False, False, True, True]


# --- when it was done, or who saw it --------------------------------------------------------------

MOMENTS = (
    "Completed at,18:30|Completed at,6.30 pm|Completed at,18h30|Completed date,2 Mar|"
    "Logged at,18:30|Signed off by,AB|Done at,morning|Erledigt am,2.3.|Erledigt von,AB|"
    "Date completed,2026-03-02|Fait le,2 mars|Hecho a,tarde|Fatto il,2.3.|Gedaan om,7 uur|"
    "Ticked off by,nurse|Finished on,Monday"
).split("|")


@pytest.mark.parametrize("none", ["", "-", "\N{EN DASH}", "n/a", "none", "N/A"])
@pytest.mark.parametrize("column", MOMENTS)
def test_what_has_no_moment_was_not_done(tmp_path: Path, column: str, none: str) -> None:
    """Where others have one; and it is told."""
    heading, cell = column.split(",")
    seen = look(tmp_path, three(heading, cell, none, cell))
    assert (seen.asked, seen.faults.empty, seen.sessions) == ((), True, 2)
    assert seen.left_out["row"].tolist() == [3]
    assert seen.left_out["column"].tolist() == [heading]


@pytest.mark.parametrize("heading", [one.split(",")[0] for one in MOMENTS])
def test_a_moment_in_no_row_is_asked_about(tmp_path: Path, heading: str) -> None:
    """As Completed is that is blank; in each row nothing is to be asked."""
    assert look(tmp_path, three(heading, "", "", "")).sessions == 0
    assert look(tmp_path, three(heading, "18:10", "18:10", "18:10")).sessions == 3


@pytest.mark.parametrize("heading", ["Last seen at", "Set at", "Pain at rest", "Done with band"])
def test_another_moment_is_no_tick(tmp_path: Path, heading: str) -> None:
    """It has a word that says of something else."""
    seen = look(tmp_path, three(heading, "18:30", "", "18:10"))
    assert "Reps" not in {one.column for one in seen.asked}
    assert seen.left_out.empty


@pytest.mark.parametrize("none", ["-", "\N{EN DASH}", "n/a", "none"])
@pytest.mark.parametrize("heading", ["Done", "Completed", "Erledigt"])
def test_a_dash_among_ticks_is_none(tmp_path: Path, heading: str, none: str) -> None:
    """In a column of yes and no."""
    seen = look(tmp_path, three(heading, "yes", none, "yes"))
    assert (seen.asked, seen.sessions, seen.left_out["row"].tolist()) == ((), 2, [3])


def test_who_completed_it_may_be_the_patient(tmp_path: Path) -> None:
    """Two names are asked about, and one of the answers is a tick."""
    text = three("Completed by", "Anna", "", "Bert")
    (asked,) = look(tmp_path, text).asked
    done = next(one.value for one in asked.choices if one.value == {"Completed by": "done"})
    seen = look(tmp_path, text, columns=done)
    assert (seen.asked, seen.sessions, seen.left_out["row"].tolist()) == ((), 2, [3])


# --- work and rest --------------------------------------------------------------------------------

RESTS = (
    "rest|recovery|Pause|Rest 2|rest period|Erholung|repos|récupération|descanso|recupero|rust"
).split("|")


@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize("heading", ["Phase", "Step", "Interval", "Part", "Xyz", "Etappe"])
def test_a_rest_is_no_exercise_under_any_heading(tmp_path: Path, heading: str, rest: str) -> None:
    """It is told, and its seconds are nobody's hold."""
    rows = ["30,work 1", f"60,{rest}", "30,Work 2"]
    text = "\n".join(
        [f"Date,Exercise,Seconds,{heading}", *(f"2026-03-02,wall squat,{row}" for row in rows), ""]
    )
    seen = look(tmp_path, text)
    assert (seen.asked, seen.faults.empty) == ((), True)
    assert seen.left_out["row"].tolist() == [3]
    assert seen.rows["hold_s"].tolist() == [30, 30]


@pytest.mark.parametrize("cells", [("rest", "quiet"), ("off", "off"), ("work", "work")])
def test_what_only_names_a_place_is_no_phase(tmp_path: Path, cells: tuple[str, str]) -> None:
    """Nor is anything that has only one of the two, under a heading that nobody knows."""
    seen = look(tmp_path, three("Music", *cells, ""))
    assert (seen.asked, seen.sessions, seen.left_out.empty) == ((), 3, True)


def test_what_is_neither_in_a_phase_is_told(tmp_path: Path) -> None:
    """A rest beside words that nobody knows: those may be rests, too."""
    seen = look(tmp_path, three("Phase", "rest", "blue", "work"))
    assert seen.faults["row"].tolist() == [3]
