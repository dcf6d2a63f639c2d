"""Notes that less was done, or that it was put off, in words that were not known before."""

from __future__ import annotations

from pathlib import Path

import pytest

import backcare as bc
from backcare.diary.less_done import says_less
from backcare.diary.not_done import says_not_done

LESS = (
    "nach 5 aufgehört|bei 6 abgebrochen|nach 2 Sätzen Schluss|zwischendrin abgebrochen|"
    "mehr war nicht drin|eine Wiederholung weniger|2 fehlen|nur rechte Seite|nur eine Seite|"
    "arrêté à 5|deux répétitions de moins|seulement le côté droit|pas pu faire plus|"
    "me paré en 4|dos repeticiones menos|solo el lado izquierdo|no pude más|"
    "mi sono fermato a 5|una serie in meno|solo il lato destro|een set minder|alleen links|"
    "parei em 5|uma série a menos|só o lado direito|1/3|5/8|without the last one|"
    "just the right side|only one side|3 fewer|2 reps short|did 5|x2|2x|stopped at 6|"
    "could not do more"
)
NOT_LESS = (
    "nach 2 Wochen besser|nur links verspannt|rechts besser als links|only the left hip hurts|"
    "less pain|much less stiff|3/3|8/10|8/8|x3|3x|did 8|did 3 sets|did well|x|left knee stiff|"
    "nach links gedreht|mehr morgen|à droite plus raide"
)
PUT_OFF = (
    "tomorrow|do it later|will do it on Monday|moved to next week|postponed until Thursday|"
    "verlegt auf Dienstag|mache ich am Freitag|mach ich später|reporté à mardi|plus tard|"
    "lo haré el jueves|pasado al lunes|spostato a sabato|lo farò più tardi|verzet naar vrijdag|"
    "adiado para quinta|Rücken zu schlecht|dos trop raide|guests came|hatte Besuch|tuve visita"
)
NOT_PUT_OFF = (
    "later than usual|did it later|done on Friday|Monday|sore tomorrow?|moved better|"
    "physio on Friday|visitors came later, did all|montags besser|moved to the mat|"
    "do it slowly|see the physio tomorrow"
)


@pytest.mark.parametrize("note", LESS.split("|"))
def test_a_note_of_less_is_known(note: str) -> None:
    assert says_less(note, (3.0, 8.0))


@pytest.mark.parametrize("note", NOT_LESS.split("|"))
def test_a_note_of_something_else_is_not(note: str) -> None:
    """Negative control: a side that hurts, a score, and what the amounts say already."""
    assert not says_less(note, (3.0, 8.0))


@pytest.mark.parametrize("note", PUT_OFF.split("|"))
def test_a_note_of_another_day_is_known(note: str) -> None:
    assert says_not_done(note)


@pytest.mark.parametrize("note", NOT_PUT_OFF.split("|"))
def test_a_day_alone_says_nothing(note: str) -> None:
    """Negative control."""
    assert not says_not_done(note)


def a_file(folder: Path, note: str) -> Path:
    path = folder / "P07.csv"
    path.write_text(
        f"Date,Exercise,Sets,Reps,Notes\n2026-03-02,Wall sit,3,8,fine\n"
        f"2026-03-04,Wall sit,3,8,{note}\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("note", ["1/3", "x2", "nur rechte Seite"])
def test_less_is_told_and_its_way_out_is_silent(tmp_path: Path, note: str) -> None:
    path = a_file(tmp_path, note)
    assert "may say that less was done" in str(bc.preview_csv(path))
    assert "may say" in str(bc.load_logs(tmp_path))
    assert "may say" not in str(bc.preview_csv(path, columns={"Notes": "note"}))


@pytest.mark.parametrize("note", ["❌ no", "✗ nein", "moved to Monday"])
@pytest.mark.parametrize(("meant", "days"), [("not_done", [2]), ("note", [2, 4])])
def test_what_was_not_done_is_asked_and_either_answer_reads(
    tmp_path: Path, note: str, meant: str, days: list[int]
) -> None:
    path = a_file(tmp_path, note)
    with pytest.raises(bc.TableError, match=rf"'Notes': '{meant}'"):
        bc.SessionLog(":memory:").import_csv(path)
    log = bc.SessionLog(":memory:")
    log.import_csv(path, columns={"Notes": meant})
    frame = log.to_frame()
    assert frame.loc[frame["exercise_id"].notna(), "started_at"].dt.day.tolist() == days
