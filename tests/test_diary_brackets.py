"""What stands in the brackets of a heading: only what changes nothing may be dropped."""

from __future__ import annotations

from typing import Any

import pytest
from diaries import cells, lines, read

from backcare.diary.anchors import turns_around
from backcare.diary.headings import meaning
from backcare.diary.pain_told import line_of_pain
from backcare.errors import TableError

# By column: headings, and what may stand behind each without changing it.
HARMLESS = {
    "started_at": (
        "Date|Datum|Fecha|Data",
        "dd/mm/yyyy|YYYY-MM-DD|local time|TT.MM.JJJJ|jj/mm/aaaa|gg/mm/aaaa|required|start",
    ),
    "exercise_id": (
        "Exercise|Übung|Exercice|Ejercicio|Esercizio|Oefening|Exercício",
        "name|Name|nom|nombre|nome|naam|optional|one per row|1|select|done today",
    ),
    "reps": (
        "Reps|Wdh|Répétitions|Repeticiones|Ripetizioni|Herhalingen|Repetições",
        "each side|pro Seite|par côté|por lado|per lato|per kant|number|Anzahl|10|8-12|approx.|"
        "done|faites|hechas|fatte|gedaan|geschafft",
    ),
    "hold_s": (
        "Hold|Haltezeit|Maintien",
        "s|sec|seconds|in seconds|Sek.|in Sekunden|secondes|en segundos|each side|in secondi",
    ),
    "minutes": ("Minutes|Minuten|Minutos|Minuti", "approx.|ca.|environ|min|number|optional"),
    "done": (
        "Done|Erledigt|Completed|Gemacht",
        "yes/no|y/n|ja/nein|oui/non|sí/no|sì/no|ja/nee|0/1|1 = yes, 0 = no|tick|ankreuzen|optional",
    ),
    "note": (
        "Notes|Bemerkung|Remarques|Comentario|Commenti|Opmerking",
        "optional|free text|Freitext|facultatif|opcional|facoltativo|optioneel|how it felt",
    ),
    "patient": ("Patient|Paciente|Paziente", "ID|initials|Kürzel|code|anonymous|nom"),
    "sets": ("Sets|Sätze|Séries", "number|Anzahl|nombre|total|each side|3"),
}
_SCALES = (
    "0-10|0 to 10|1-10|NRS|0-10, optional|0 = none, 10 = worst|0 = no pain, 10 = worst pain|"
    "none 0 to 10 worst|no pain - worst 0-10|0 none - 10 worst imaginable|0-10, 10 worst|"
    "10 = worst, 0 = none|0 = kein Schmerz, 10 = stärkster|0 = aucune, 10 = pire douleur|"
    "0 nada, 10 máximo|0 nessuno, 10 massimo|0 geen, 10 ergste|0 nenhuma, 10 pior|1 low - 10 high"
)
_REVERSED = (
    "10 low - 1 high|10 = none, 0 = worst|0 = worst, 10 = none|0 worst 10 none|worst 0 to 10 none|"
    "0-10, 10 = no pain|0-10, 0 = worst|worst - none 0-10|10 = kein, 0 = stärkster|"
    "10 = aucune, 0 = pire|0 peor, 10 nada|10 niente, 0 peggiore|10 geen, 0 ergste|"
    "0-10, high is good|10 best 1 worst|0 = pior, 10 = nenhuma"
)
_PAIN = "Pain before|Pain after|Schmerz vorher|Douleur avant|Dolor antes|Dolore prima|Pijn voor"
# What makes of a heading another one, in each language.
_OTHERWISE = (
    "planned|not done|skipped|missed|next visit|last time|to do|not finished|stopped|of my wife|"
    "geplant|nicht gemacht|ausgelassen|letztes Mal|nächste Woche|prévu|non fait|la dernière fois|"
    "previsto|no hecho|la última vez|non fatto|saltato|gepland|niet gedaan|vorige keer|não feito|"
    "due|cancelled|refused|xyzzy"
)
_ALSO = {
    "started_at": "of birth|Geburt|of surgery|appointment",
    "exercise_id": "too painful|alternative|goal",
    "reps": "total|all sets|gesamt|en tout|max|of 3 sets",
    "hold_s": "total s|rest|Pause",
    "minutes": "sitting|lying|im Bett|rest|of sleep",
    "done": "by therapist|0 = yes, 1 = no|x = not",
    "note": "why not|reason for not doing it",
    "patient": "doctor|referring doctor|Arzt|therapist",
    "sets": "of rest|remaining",
}
FOLDED = [
    (column, f"{heading} ({inside})")
    for column, (headings, harmless) in HARMLESS.items()
    for heading in headings.split("|")
    for inside in harmless.split("|")
]
CHANGED = [
    (column, f"{heading} {sign[0]}{inside}{sign[1]}")
    for column, (headings, _) in HARMLESS.items()
    for heading in headings.split("|")
    for sign in ("()", "[]")
    for inside in f"{_OTHERWISE}|{_ALSO[column]}".split("|")
]


def _meant(heading: str) -> Any:
    return meaning(heading)[1]


def test_what_changes_nothing_may_stand_in_brackets() -> None:
    """A unit, a scale, yes or no, each side and the like, in seven languages."""
    same = {"hold_s": {"hold_s"}, "minutes": {"minutes", "duration"}}
    wrong = [one for one in FOLDED if _meant(one[1]) not in same.get(one[0], {one[0]})]
    assert len(FOLDED) > 300
    assert wrong == []


def test_nothing_else_does() -> None:
    """Neither what is known to change the meaning nor what nobody knows."""
    read_so = [(column, one) for column, one in CHANGED if _meant(one) == column]
    assert len(CHANGED) > 1_000
    assert read_so == []


@pytest.mark.parametrize("heading", _PAIN.split("|"))
def test_a_scale_of_pain_is_read_if_ten_is_the_worst(heading: str) -> None:
    """Whatever the order in which it says so; the other way round it is told, loudly."""
    good, bad = (
        [f"{heading} ({inside})" for inside in text.split("|")] for text in (_SCALES, _REVERSED)
    )
    assert [one for one in good if _meant(one) not in ("pain_before", "pain_after")] == []
    assert [one for one in bad if _meant(one) is not None] == []
    for one in bad:
        assert "Its scale is not 0 to 10" in line_of_pain([one], stored=False), one


@pytest.mark.parametrize("inside", ["", "0-10", "pain", "10", "worst", "0", "mild to severe"])
def test_a_scale_with_one_end_or_none_turns_nothing_around(inside: str) -> None:
    """Only an end that says it does."""
    assert not turns_around(inside)


FILES = {
    "Date (planned),Exercise,Reps": "has no column for the date",
    "Datum (geplant);Übung;Wdh": "has no column for the date",
    "Date (of birth),Exercise,Reps": "has no column for the date",
    "Date,Exercise (skipped),Reps": "may have the exercise in it",
    "Date,Exercice (non fait),Reps": "may have the exercise in it",
    "Date,Oefening (niet gedaan),Reps": "may have the exercise in it",
}


@pytest.mark.parametrize("heading", FILES)
def test_a_date_or_an_exercise_with_such_brackets_is_asked_for(heading: str) -> None:
    """And the question says why the likely heading was not taken."""
    sign = ";" if ";" in heading else ","
    with pytest.raises(TableError, match=r"What is in the brackets of .* may make it") as refused:
        read(lines(heading, sign.join(["2026-03-02", "Bird dog", "8"])))
    assert FILES[heading] in str(refused.value)


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Reps (missed)", "8"),
        ("Wdh (gesamt)", "24"),
        ("Hold (total s)", "120"),
        ("Seconds (rest)", "60"),
        ("Minutes (sitting)", "300"),
        ("Sets (left to do)", "2"),
    ],
)
def test_an_amount_with_such_brackets_is_not_read_and_told(heading: str, value: str) -> None:
    """With the answer that reads it, which is then followed."""
    file = lines(f"Date,Exercise,Pain before,{heading}", f"2026-03-02,Bird dog,4,{value}")
    found = read(file)
    assert cells(found, "sets", "reps", "hold_s", "minutes") == [[None] * 4]
    assert found.unread == (heading,)
    (told,) = [one for one in found.left_out if one.column == heading]
    assert "in its brackets may make it something else" in told.rule
    assert f"columns={{{heading!r}: " in told.rule
    silent = read(file, columns={heading: None})
    assert (silent.left_out, silent.unread) == ((), ())


@pytest.mark.parametrize(
    "heading", ["Notes (pain 0-10)", "Bemerkung (Schmerz)", "Comment (douleur)", "Time (of pain)"]
)
def test_pain_in_the_brackets_of_any_heading_is_told_loudly(heading: str) -> None:
    """Eights and nines are no notes."""
    found = read(lines(f"Date,Exercise,Reps,{heading}", "2026-03-02,Bird dog,8,8"))
    assert cells(found, "note") == [[""]]
    assert "may be about pain" in line_of_pain(found.unread, stored=False)


def test_a_patient_with_such_brackets_is_asked_for() -> None:
    """Two doctors are no patients; but two patients are not one."""
    rows = ("Patient (referring doctor),Date,Exercise,Reps", "A,2026-03-02,Bird dog,8")
    with pytest.raises(TableError, match="may say whose rows they are"):
        read(lines(*rows, "B,2026-03-04,Bird dog,8"))
    assert len(read(lines(*rows, "A,2026-03-04,Bird dog,8")).frame) == 2


def test_a_date_in_utc_is_read_as_that() -> None:
    """The brackets say on which clock it was."""
    rows = ("Date (UTC),Exercise,Reps", "2026-03-02 18:30,Bird dog,8")
    assert read(lines(*rows)).unzoned == frozenset()
