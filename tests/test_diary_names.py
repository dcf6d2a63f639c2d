"""Names of exercises in other languages, and what is said once of one that is not known."""

from __future__ import annotations

from pathlib import Path

import pytest
from diaries import lines, read

import backcare as bc
from backcare.widgets.import_text import asked_of

NAMES = {
    "walking": "Marche|Marche à pied|Caminar|Caminata|Camminare|Passeggiata|Wandelen|Caminhada",
    "swimming": "Natation|Natación|Nadar|Nuoto|Zwemmen|Natação",
    "cycling": "Vélo|Cyclisme|Bicicleta|Ciclismo|Bicicletta|Fietsen",
    "bridging": "Pont|Pont fessier|Puente|Puente de glúteos|Ponte|Bruggetje",
    "pelvic_tilt": "Bascule du bassin|Inclinación pélvica|Bekkenkanteling|Inclinação pélvica",
    "knee_to_chest": "Genou à la poitrine|Rodilla al pecho|Ginocchio al petto|Knie naar borst",
    "wall_sit": "Chaise contre le mur|Sentadilla en la pared|Muurzit",
    "lifting_weights": "Musculation|Pesas|Sollevamento pesi|Krachttraining|Musculação",
}
WARM_UPS = (
    "Warm-up|Warm up|Warmup|Cool down|Cool-down|Aufwärmen|Échauffement|Retour au calme|"
    "Calentamiento|Riscaldamento|Warming-up|Aquecimento"
).split("|")
PAIRS = [(one, name) for one, names in NAMES.items() for name in names.split("|")]


@pytest.mark.parametrize(("exercise", "name"), PAIRS)
def test_a_name_in_another_language_is_that_exercise(exercise: str, name: str) -> None:
    """With accents and without, in capitals and small letters."""
    plain = name.translate(str.maketrans("éèêàçãóúíñ", "eeeacaouin"))
    rows = [f"2026-03-0{day},{one}" for day, one in enumerate((name, name.upper(), plain), start=2)]
    diary = read(lines("date,exercise", *rows), without_amount="done")
    assert (diary.faults, diary.frame["exercise_id"].tolist()) == ((), [exercise] * 3)


@pytest.mark.parametrize("name", ["Lopen", "Chaise", "Gimnasia", "Étirements", "Oefening 3"])
def test_a_word_for_several_things_is_not_taken_for_one(name: str) -> None:
    """Negative control: to walk or to run, a chair, stretches of anything."""
    [fault] = read(lines("date,exercise,reps", f"2026-03-02,{name},8")).faults
    assert fault.rule.startswith("is not an exercise of the table.")


@pytest.mark.parametrize("name", WARM_UPS)
def test_a_warm_up_is_left_out_and_told(tmp_path: Path, name: str) -> None:
    """As a rest is; names= may still say what it was."""
    path = tmp_path / "diary.csv"
    path.write_text(f"Date,Exercise,Minutes\n2026-03-02,{name},5\n2026-03-02,Walking,20\n", "utf-8")
    seen = bc.preview_csv(path)
    assert (seen.sessions, len(seen.unknown), seen.left_out["row"].tolist()) == (1, 0, [2])
    assert "a warm-up" in seen.left_out["rule"].item()
    assert bc.preview_csv(path, names={name: "cycling"}).rows["exercise_id"].tolist() == [
        "cycling",
        "walking",
    ]


def test_an_unknown_name_is_one_line_with_all_its_rows(tmp_path: Path) -> None:
    """Not a line for each row; the frame of the faults has each."""
    path = tmp_path / "diary.csv"
    rows = [f"2026-03-{day:02},{'Plnk' if day % 2 else 'Rowng'},8" for day in range(1, 31)]
    path.write_text("\n".join(["Date,Exercise,Reps", *rows, ""]), "utf-8")
    with pytest.raises(bc.TableError) as caught:
        bc.SessionLog(":memory:").import_csv(path)
    first, *others = str(caught.value).splitlines()
    assert (first, len(others)) == ("diary.csv was not loaded: 30 problems.", 2)
    assert others[0].startswith("  rows 2, 4, 6")
    assert others[0].count("'Plnk' is not an exercise") == 1
    assert len(caught.value.faults) == 30


# --- what the import form asks, all at once and with what it is about -----------------------------

MANY = (
    "Date,Name,Exercise,Reps,Set,Done,Pain\n"
    "02/03/2026,Anna,Bridge,8,2,x,4\n04/03/2026,Ben,Bridgex,8,3,,5\n"
)


def test_all_that_can_be_asked_at_once_is(tmp_path: Path) -> None:
    """The order of day and month, too, and names; each with some of the cells that it is about."""
    path = tmp_path / "diary.csv"
    path.write_text(MANY, "utf-8")
    log = bc.SessionLog(":memory:")
    asked = [one.words for one in asked_of(bc.preview_csv(path), log.exercises)]
    assert asked == [
        "“Set” (“2” in row 2, “3”): what is it?",
        "“Name” (“Anna”, “Ben”): what is it?",
        "“Done” (“x” in row 2): what is it?",
        "“02/03/2026” (row 2): which day is that?",
        "“Pain” (“4”, “5”) may be about pain. What is it?",
        "“Bridgex” in 1 row",
    ]


def test_the_first_rows_are_shown_as_they_stand_while_something_is_asked() -> None:
    """And as a log would have them when nothing is."""
    form = bc.ImportForm(bc.SessionLog(":memory:"))
    form.read("diary.csv", MANY.encode())
    assert "The first rows as they stand in the file" in form.shown.value
    assert "Bridgex" in form.shown.value
    form.read("diary.csv", b"date,exercise,reps\n2026-03-02,Bridge,8\n")
    assert "as they stand" not in form.shown.value
    assert "The first rows" in form.shown.value


def test_a_heading_that_is_an_answer_shows_what_stands_under_it() -> None:
    """Which of two to read, or which is the date."""
    form = bc.ImportForm(bc.SessionLog(":memory:"))
    form.read("diary.csv", b"date,exercise,repeats,repetitions\n2026-03-02,Bridge,8,9\n")
    [field] = form.questions.children
    assert [label for label, _ in field.options[1:]] == ["repeats (“8”)", "repetitions (“9”)"]


def test_a_calendar_offers_no_false_choice() -> None:
    """The form says what the file is, and how to write it, and asks nothing."""
    form = bc.ImportForm(bc.SessionLog(":memory:"))
    form.read("diary.csv", b"Exercise,Week 1,Week 2\nBridge,8,8\n")
    assert form.questions.children == ()
    assert "are weeks or months, with a column each" in form.status.text
    assert "such as 2026-03-02, Bird dog, 8." in form.status.text
