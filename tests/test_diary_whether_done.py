"""Columns that say by their cells whether, or how much, was done: nothing printed is just kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from backcare.diary.doing import asks_whether_done
from backcare.diary.headings import meaning
from backcare.diary.preview import Preview, preview_csv

# By language: headings that ask whether it was done; done, in part, and not done.
WORDS = {
    "en": ("Managed it?|How much did you do?|Exercises completed?", "all", "half", "None|not done"),
    "de": ("Fertig|Geschafft|Haben Sie es gemacht?", "gemacht", "teilweise", "keine|nicht gemacht"),
    "fr": ("Fait|Réalisé ?|Avez-vous fait l'exercice ?", "tout", "en partie", "aucun|pas fait"),
    "es": ("Hecho|¿Completado?|¿Lo hiciste?", "hecho", "a medias", "nada|pendiente"),
    "pt": ("Feito|Concluído|Você fez?", "feito", "metade", "nada|não feito"),
    "it": ("Fatto|Completato|L'hai fatto?", "fatto", "in parte", "niente|da fare"),
    "nl": ("Gedaan|Voltooid", "alles", "deels", "niets|niet gedaan"),
    "sv": ("Gjort|Klart", "allt", "delvis", "inget|inte gjort"),
    "fi": ("Tehty|Valmis", "kaikki", "osittain", "ei tehty|tekemättä"),
}
STATES = ["Status", "Exercise status", "Estado", "État", "Statut", "Stato", "Stand"]
COUNTS = [
    *("Séries faites", "Series hechas", "Series completadas", "Séries feitas", "Serie fatte"),
    *("How many sets did you do?", "No. of sets done", "Sets I did", "Gemachte Sätze"),
    *("Anzahl geschaffter Sätze", "Combien de séries avez-vous faites ?", "Sets gedaan"),
    *("¿Cuántas series hiciste?", "Quante serie hai fatto?", "Quantas séries você fez?"),
]
OPEN_COUNTS = [
    *("Geschafft", "Gedaan", "Number done", "How many did you do?", "Hecho", "Fait", "Fatto"),
    *("Nombre fait", "Anzahl gemacht", "Done", "Managed", "Feito", "Antal gjorda"),
]
TOTALS = ["Total reps", "Total", "Reps total", "Wdh gesamt", "Total de répétitions", "Totale serie"]
CASES = [
    (heading, done, half, no)
    for headings, done, half, none in WORDS.values()
    for heading in headings.split("|")
    for no in none.split("|")
]


def look(tmp_path: Path, heading: str, *cells: str, **told: object) -> Preview:
    """Look at a file with printed amounts and a column with these cells."""
    rows = [f"2026-03-{day:02};bridge;3;8;{cell}" for day, cell in enumerate(cells, start=2)]
    path = tmp_path / "diary.csv"
    path.write_text("\n".join([f"Date;Exercise;Sets;Reps;{heading}", *rows, ""]), "utf-8")
    return preview_csv(path, **told)


def left_out(seen: Preview) -> list[int]:
    assert (seen.asked, seen.faults.empty) == ((), True), seen.faults
    return seen.left_out["row"].tolist()


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("heading", "done", "no"), [(*case[:2], case[3]) for case in CASES])
def test_what_was_not_done_is_left_out(tmp_path: Path, heading: str, done: str, no: str) -> None:
    """Whatever is printed beside it, also where no row was done."""
    assert left_out(look(tmp_path, heading, done, no)) == [3]
    assert left_out(look(tmp_path, heading, no, no)) == [2, 3]
    assert left_out(look(tmp_path, heading, done, done)) == []


@pytest.mark.parametrize(("heading", "done", "half", "no"), CASES[::2])
def test_a_part_counts_without_its_amounts_and_is_told(
    tmp_path: Path, heading: str, done: str, half: str, no: str
) -> None:
    """The same under every heading that asks it; what is told names how to count the amounts."""
    seen = look(tmp_path, heading, done, half)
    assert (seen.sessions, left_out(seen)) == (2, [3])
    assert f"{{{heading!r}: ('done', {half!r})}}" in seen.left_out["rule"].iloc[0]
    with_them: dict[str, object] = {heading: ("done", half)}
    assert left_out(look(tmp_path, heading, done, half, columns=with_them)) == []
    assert left_out(look(tmp_path, heading, done, half, columns={heading: None})) == []
    assert left_out(look(tmp_path, heading, done, no, columns=with_them)) == [3]
    assert left_out(look(tmp_path, heading, half, half)) == [2, 3]


@pytest.mark.parametrize("heading", STATES)
@pytest.mark.parametrize(("done", "half", "no"), sorted({case[1:] for case in CASES}))
def test_a_state_may_be_that_it_was_done(
    tmp_path: Path, heading: str, done: str, half: str, no: str
) -> None:
    """By its words; none alone may be of anything, and is asked about."""
    seen = look(tmp_path, heading, done, no)
    assert seen.asked or left_out(seen) == [3]
    assert look(tmp_path, heading, half, half).asked
    seen = look(tmp_path, heading, no, no)
    assert seen.asked or left_out(seen) == [2, 3]
    assert left_out(look(tmp_path, heading, "tired", "fine")) == []


@pytest.mark.parametrize("heading", ["Xyz", "Homework", "Compliance", "Outcome"])
@pytest.mark.parametrize(("done", "half", "no"), sorted({case[1:] for case in CASES}))
def test_under_any_heading_it_is_asked(
    tmp_path: Path, heading: str, done: str, half: str, no: str
) -> None:
    """Or told, where nothing else can be meant."""
    for cells in ((done, no), (half, half), (done, half)):
        seen = look(tmp_path, heading, *cells)
        assert seen.asked or left_out(seen) == [3]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        *(("Stiffness", "none;some"), ("Pain", "none;some"), ("Equipment", "none;none")),
        *(("How did you do?", "great;ok"), ("Who", "Anna;Anna"), ("Managed it?", "yes;yes")),
        *(("Weather", "partly;mostly"), ("Help", "some;some"), ("Did it", "yes;ja")),
        *(("Fait", "oui;oui"), ("Status", "tired;done"), ("Mood", "half;all")),
    ],
)
def test_what_says_something_else_is_not_asked_about(
    tmp_path: Path, heading: str, cells: str
) -> None:
    """The amounts are as they stand."""
    seen = look(tmp_path, heading, *cells.split(";"))
    assert not any("done" in one.rule for one in seen.asked)


def test_two_columns_that_differ_are_asked_about(tmp_path: Path) -> None:
    """Where both say the same, either will do."""
    same = look(tmp_path, "Done;Fait", "no;pas fait", "yes;fait")
    assert left_out(same) == [2]
    (asked,) = look(tmp_path, "Done;Fait", "yes;pas fait", "no;fait").asked
    assert "only one can be" in asked.rule


@pytest.mark.parametrize(
    "heading", ["Exercises not done", "Not done", "Did it hurt?", "Done by", "Reps (to do)", "Plan"]
)
def test_what_asks_something_else(heading: str) -> None:
    """A no turns it round, and another word makes it something else."""
    assert not asks_whether_done(heading)


# --- counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", COUNTS)
def test_sets_that_were_done_are_sets(tmp_path: Path, heading: str) -> None:
    """As sure as the column's own name, so that both are asked about."""
    assert meaning(heading)[:2] == (1, "sets")
    (asked,) = look(tmp_path, heading, "3", "0").asked
    done = look(tmp_path, heading, "3", "0", columns=asked.choices[0].value)
    assert left_out(done) == [3]


@pytest.mark.parametrize("cells", ["8;0", "8;3", "8;", "10;8", "8;none"])
@pytest.mark.parametrize("heading", OPEN_COUNTS)
def test_numbers_of_what_was_done_are_asked_about(tmp_path: Path, heading: str, cells: str) -> None:
    """They are not read in place of what is printed, nor thrown away."""
    (asked,) = look(tmp_path, heading, *cells.split(";")).asked
    assert (asked.column, asked.value) == (heading, cells.split(";")[0])
    for one in asked.choices:
        seen = look(tmp_path, heading, *cells.split(";"), columns=one.value)
        is_none = cells in ("8;0", "8;", "8;none") and one.value[heading]
        assert seen.sessions == (1 if is_none else 2) or not seen.faults.empty or seen.asked


@pytest.mark.parametrize("heading", [*OPEN_COUNTS[:-1], *TOTALS])
def test_numbers_that_say_the_same_are_not_asked_about(tmp_path: Path, heading: str) -> None:
    """Nor is 1 for yes and 0 for no."""
    number = "24" if "Total" in heading or "gesamt" in heading else "8"
    assert left_out(look(tmp_path, heading, number, number)) == []
    if heading not in TOTALS:
        assert left_out(look(tmp_path, heading, "1", "0")) == [3]


@pytest.mark.parametrize("heading", TOTALS)
def test_a_total_of_nothing_is_asked_about(tmp_path: Path, heading: str) -> None:
    """With three ways to read it."""
    (asked,) = look(tmp_path, heading, "24", "0").asked
    ticked, in_all, none = (one.value for one in asked.choices)
    assert left_out(look(tmp_path, heading, "24", "0", columns=ticked)) == [3]
    assert look(tmp_path, heading, "24", "0", columns=in_all).sessions == 1
    assert look(tmp_path, heading, "24", "0", columns=none).sessions == 2


def test_a_number_is_no_patient(tmp_path: Path) -> None:
    """“Number done” is not asked about as if it were one; a patient's number is."""
    assert "patient" not in str(look(tmp_path, "Number done", "8", "0").asked)
    assert "patient" in str(look(tmp_path, "Patient (filled in by)", "8", "0").asked)


# --- notes ----------------------------------------------------------------------------------------

NOT_DONE = (
    "não fiz|Não fiz hoje|nao fiz|não consegui|não consegui fazer|não fiz, muita dor|não deu|"
    "não fiz por causa da dor|não fiz porque estava doente|hoje não|não feito|esqueci|sem tempo|"
    "doente|tive que cancelar|will do tomorrow|Will do it tomorrow|DNS|mache ich morgen|"
    "inte gjort|en tehnyt"
).split("|")
LESS = (
    "half|Half|DNF|first set only|only the first set|only managed one|só metade|só fiz metade|"
    "apenas 4|consegui só 5|só 1 série|nur der erste Satz|seulement la première série|"
    "solo la primera serie|solo la prima serie|half the reps|hälften|puolet"
).split("|")
OTHERS = ["first set was hard", "felt half asleep", "half an hour walk first", "fiz tudo", "bem"]


@pytest.mark.parametrize("heading", ["Notes", "Notas", "Observações", "Anotações", "Comentários"])
@pytest.mark.parametrize("note", NOT_DONE)
def test_notes_beside_a_printed_amount_are_asked_about(
    tmp_path: Path, heading: str, note: str
) -> None:
    """Where they say that it was not done."""
    seen = look(tmp_path, heading, "", note)
    assert [one.row for one in seen.asked] == [3]
    assert left_out(look(tmp_path, heading, "", note, columns={heading: "not_done"})) == [3]


@pytest.mark.parametrize("note", LESS)
def test_notes_that_less_was_done_are_told(tmp_path: Path, note: str) -> None:
    """And asked about under a heading that may be that of notes."""
    seen = look(tmp_path, "Notes", "", note)
    assert (seen.sessions, left_out(seen)) == (2, [3])
    assert len(look(tmp_path, "Observações", "", note).asked) == 1


@pytest.mark.parametrize("note", OTHERS)
@pytest.mark.parametrize("heading", ["Notes", "Observações"])
def test_other_notes_are_notes(tmp_path: Path, heading: str, note: str) -> None:
    assert left_out(look(tmp_path, heading, "", note)) == []
