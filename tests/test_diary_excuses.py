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
    assert (out.sessions, out.left_out["row"].tolist()) == (2, [3])
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
