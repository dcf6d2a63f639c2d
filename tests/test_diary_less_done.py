"""Notes that say that less was done than was planned: told, and the amounts beside them count."""

from __future__ import annotations

import pytest
from diaries import cells, lines, read
from hypothesis import given, settings, strategies as st

from backcare.diary import Diary
from backcare.diary.less_done import says_less

LESS = (
    "only did 4|could only do one set|did 5 instead of 8|managed 4 reps|just two sets|"
    "stopped after 5|only did one set|cut short|did half|did not finish|skipped the last set|"
    "too tired for more, only 5|busy day, short session|"
    "nur 4 geschafft|nur ein Satz|5 statt 8|4 geschafft|nur die Hälfte|abgebrochen nach 5|"
    "nicht alles gemacht|letzten Satz ausgelassen|"
    "seulement 4|seulement une série|5 au lieu de 8|j'ai fait 4 au lieu de 8|la moitié|"
    "pas tout fait|solo 4|sólo hice 4|5 en vez de 8|solo una serie|la mitad|no terminé|"
    "solo 4 ripetizioni|5 invece di 8|ho fatto solo 4|la metà|non ho finito|"
    "alleen 4|slechts 4 keer|5 in plaats van 8|maar 4 gedaan|de helft|niet afgemaakt"
).split("|")
SOMETHING_ELSE = (
    "ok|good|did not hurt|only sore|just fine|only a little pain|just after breakfast|"
    "only at home|no problem|only in the morning|just 2 days after the visit|"
    "only 5 minutes late|did all 8|8 instead of 5|pain only 2|pain 3 instead of 5|"
    "after 2 weeks off|time 10 min|on the mat|half an hour before dinner|first of the week|"
    "nur leicht|nur wenig Schmerzen|nur morgens|Schmerz nur 2|nach 3 Tagen wieder|"
    "seulement un peu mal|seulement le matin|solo un poco|solo en casa|solo la mattina|"
    "alleen thuis|alleen een beetje pijn"
).split("|")


def diary_of(note: str, columns: dict[str, str] | None = None) -> Diary:
    row = f'2026-03-02,bridge,3,8,"{note}"'
    header = "Date,Exercise,Sets,Reps,Notes"
    return read(lines(header, row, "2026-03-04,bridge,3,8,"), columns=columns)


@pytest.mark.parametrize("note", LESS)
def test_that_less_was_done_is_told(note: str) -> None:
    """The amounts count as they stand; what the note means can be said."""
    diary = diary_of(note)
    assert cells(diary, "sets", "reps") == [[3, 8], [3, 8]]
    assert ([one.row for one in diary.left_out], diary.faults) == ([2], ())
    assert "less was done than the amounts beside it" in diary.left_out[0].rule
    assert diary_of(note, columns={"Notes": "note"}).left_out == ()


@pytest.mark.parametrize("note", SOMETHING_ELSE)
def test_what_says_something_else_is_not_told(note: str) -> None:
    """Negative control: of pain, of a time, or of a place."""
    diary = diary_of(note)
    assert (diary.left_out, diary.faults) == ((), ())


@pytest.mark.parametrize("note", ["only did 8", "only 3 sets", "managed 8 reps", "nur 8 geschafft"])
def test_a_note_that_says_what_stands_beside_it_is_not_told(note: str) -> None:
    """Then the amount was written with it."""
    assert diary_of(note).left_out == ()


@settings(deadline=None)
@given(st.text(max_size=400), st.lists(st.floats(1, 200), max_size=3))
def test_any_text_is_a_note(note: str, amounts: list[float]) -> None:
    """Whatever somebody pastes."""
    assert says_less(note, tuple(amounts)) in (True, False)
