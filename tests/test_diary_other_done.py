"""Notes that somebody else did it, or that it was something else: told, and the rows count."""

from __future__ import annotations

import pytest
from diaries import cells, lines, read

from backcare.diary import Diary

WHO = (
    "husband|my wife|wife did it|my husband did this one|done by my son|Mum did it today|not me|"
    "meine Frau hat es gemacht|von meinem Mann gemacht|nicht ich|Mutter|mon mari l'a fait|"
    "ma femme a fait|fait par ma fille|pas moi|mi marido lo hizo|lo hizo mi marido|"
    "hecho por mi hija|mia moglie|"
    "fatto da mia moglie|mijn man|gedaan door mijn vrouw|minha mulher fez|feito por meu filho"
).split("|")
OTHER = (
    "did bird dog instead|bird dog instead|walked instead|went swimming instead of this|"
    "swapped for clamshell|replaced by cat-camel|did something else|did another exercise|"
    "did cat stretches instead|pilates instead|bird dog instead of bridge|switched to planks|"
    "stattdessen spazieren|statt dessen Vierfüßler|ersetzt durch Planke|spaziert statt geübt|"
    "bird dog anstelle|à la place bird dog|marché au lieu de l'exercice|remplacé par la planche|"
    "en su lugar bird dog|caminé en vez de esto|sustituido por plancha|camminato invece|"
    "sostituito con plank|in plaats daarvan gewandeld|vervangen door plank|"
    "caminhei em vez disso|autre chose|etwas anderes"
).split("|")
SAME = (
    "wife helped|with my husband|my wife counted|partner held my feet|for my daughter|me|myself|"
    "told my son about it|husband says I look better|mit meiner Frau|avec ma femme|con mi marido|"
    "in the evening instead|morning instead of evening|did it on the bed instead|"
    "on the mat instead of the bed|did them tonight instead|abends statt morgens|"
    "le soir au lieu du matin|por la noche en vez de la mañana|bridge instead|changed to 8 reps|"
    "switched to the left side|swapped legs|felt something else|did bridge|good|ok"
).split("|")


def diary_of(note: str, columns: dict[str, str] | None = None) -> Diary:
    row = f'2026-03-02,bridge,3,8,"{note}"'
    rows = ("Date,Exercise,Sets,Reps,Notes", row, "2026-03-04,bridge,3,8,")
    return read(lines(*rows), columns=columns)


@pytest.mark.parametrize(
    ("note", "says"),
    [
        *((one, "somebody else did it") for one in WHO),
        *((one, "something else was") for one in OTHER),
    ],
)
def test_what_a_note_says_otherwise_is_told(note: str, says: str) -> None:
    """The row counts as it stands; what the note means can be said."""
    diary = diary_of(note)
    assert cells(diary, "sets", "reps") == [[3, 8], [3, 8]]
    assert ([one.row for one in diary.left_out], diary.faults) == ([2], ())
    assert says in diary.left_out[0].rule
    assert diary_of(note, columns={"Notes": "note"}).left_out == ()


@pytest.mark.parametrize("note", SAME)
def test_who_helped_and_when_it_was_are_not_told(note: str) -> None:
    """Negative control: the row says what was done, and by whom."""
    diary = diary_of(note)
    assert (diary.left_out, diary.faults) == ((), ())


@pytest.mark.parametrize(("me", "other"), [("me", "Peter"), ("ich", "Uwe B."), ("moi", "Léa")])
def test_names_beside_me_are_other_people(me: str, other: str) -> None:
    """Where a note is who did it, another name is somebody else."""
    rows = [f"2026-03-0{day},bridge,8,{who}" for day, who in ((2, me), (3, other), (4, me))]
    diary = read(lines("Date,Exercise,Reps,Notes", *rows))
    assert [one.row for one in diary.left_out] == [3]
    assert len(diary.frame) == 3
