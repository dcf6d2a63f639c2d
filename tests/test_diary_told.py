"""What is said of a diary: pain that is not read, people who are nearly one, columns not known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from diaries import cells, lines, read

from backcare.diary import line_of_pain, suggested_pain
from backcare.diary.exercise_names import exercise_reader
from backcare.diary.reader import kinds_of
from backcare.errors import TableError
from backcare.exercises.filter import search_exercises
from backcare.exercises.load import load_exercises
from backcare.text import split_terms

# --- pain that is not read --------------------------------------------------------------------

OF_PAIN = (
    *("EVA", "EVN", "Mal de dos", "Mal di schiena", "Espalda", "Rug", "Dos", "Schiena", "Back"),
    *("Douleurs", "Dolor de espalda", "Pijn rug", "Lombaires", "Lumbago", "Ciática", "Costas"),
    *("Back (0-10)", "Rücken", "Kreuz", "Onderrug", "NRS", "Gêne", "Fastidio", "Molestias"),
)


@pytest.mark.parametrize("heading", OF_PAIN)
def test_pain_that_is_not_read_is_loud_in_each_language(heading: str) -> None:
    """With a column to pass, in which it is then read."""
    file = lines(f"Date,Exercise,Reps,{heading}", "2026-03-02,Bridge,10,9")
    assert read(file).unread == (heading,)
    assert f'{{"{heading}": "pain_before"}}' in line_of_pain([heading], stored=False)
    assert cells(read(file, columns={heading: "pain_before"}), "pain_before") == [[9]]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        *(("Pain later after", "pain_after"), ("Schmerz danach", "pain_after")),
        *(("Douleur dos après", "pain_after"), ("Dolor espalda después", "pain_after")),
        *(("Back pain during", "pain_peak"), ("Worst back pain", "pain_peak")),
        *(("Back pain", "pain_before"), ("Pain in the morning", "pain_before")),
        *(("Pain relief after", ""), ("Pain-free before", ""), ("Schmerzlinderung", "")),
        *(("Pain before (1-5)", ""), ("Pain after (0-100)", ""), ("Pain reduction", "")),
    ],
)
def test_what_is_suggested_for_pain(heading: str, column: str) -> None:
    """After is after; what eased, or has another scale, is no pain from 0 to 10."""
    told = line_of_pain([heading], stored=False)
    assert suggested_pain(heading) == column
    assert f"may be about pain: {heading}" in told
    assert ("columns=" in told) == bool(column)
    assert not column or f'"{heading}": "{column}"' in told


@pytest.mark.parametrize("of_10", ["/10", " / 10", " of 10", " von 10", " sur 10"])
def test_pain_of_10_is_a_number_where_each_cell_is(of_10: str) -> None:
    """Of 3/10 among plain numbers nobody knows why it is another."""
    head = "Date,Exercise,Pain before,Pain after"
    rows = [f"2026-03-02,Bridge,3{of_10},", f"2026-03-03,Bridge,10{of_10},2"]
    found = read(lines(head, *rows))
    assert cells(found, "pain_before", "pain_after") == [[3, None], [10, 2]]
    mixed = read(lines(head, *rows, "2026-03-04,Bridge,4,"))
    assert [(one.row, one.rule.rpartition(", ")[2]) for one in mixed.faults] == [
        (2, "write 3."),
        (3, "write 10."),
    ]
    assert [one.row for one in read(lines(head, f"2026-03-02,Bridge,14{of_10},")).faults] == [2]


@pytest.mark.parametrize("word", ["mild", "moderate", "leicht", "stark", "none", "léger", "fuerte"])
def test_pain_in_words_is_shown_and_asked_for_as_a_number(word: str) -> None:
    """It is nobody's note."""
    (fault,) = read(lines("Date,Exercise,Pain before", f"2026-03-02,Bridge,{word}")).faults
    assert (fault.column, fault.value) == ("Pain before", word)
    assert "from 0 (no pain) to 10" in fault.rule


# --- people -----------------------------------------------------------------------------------

APART = (
    *(
        ("Phone", "0171 1", "0171 2"),
        ("Mobile", "1", "2"),
        ("Birthday", "1960-03-01", "1970-03-01"),
    ),
    *(("DOB", "1960", "1970"), ("Date of birth", "1.3.1960", "1.3.1970"), ("Device", "a", "b")),
    *(("Geburtsdatum", "1.3.1960", "1.3.1970"), ("Group", "A", "B"), ("Husband/Wife", "H", "W")),
    *(("Sex", "m", "f"), ("Geschlecht", "m", "w"), ("Age", "54", "61"), ("Téléphone", "1", "2")),
)


@pytest.mark.parametrize(("heading", "one", "other"), APART)
def test_what_may_tell_people_apart_is_asked_about(heading: str, one: str, other: str) -> None:
    """And each answer settles it."""
    rows = [f"{who},2026-03-02,Bridge,10" for who in (one, other)]
    file = lines(f"{heading},Date,Exercise,Reps", *rows)
    with pytest.raises(TableError) as asked:
        read(file)
    (question,) = asked.value
    many = [read(file, columns=one.value).frame["patient"].nunique() for one in question.choices]
    assert many == [2, 1]


def test_age_and_sex_are_asked_about_in_one_question() -> None:
    """Nobody's rows are told apart by both."""
    rows = ["54,m,2026-03-02,Bridge,10", "61,f,2026-03-02,Bridge,10"]
    with pytest.raises(TableError) as asked:
        read(lines("Age,Sex,Date,Exercise,Reps", *rows))
    assert [one.column for one in asked.value] == ["Age, Sex"]


ONE = (
    *(("Müller", "Mueller"), ("Sørensen", "Sorensen"), ("Sørensen", "Soerensen")),
    *(
        ("Łukasz", "Lukasz"),
        ("Anne-Marie", "Annemarie"),
        ("Mr Smith", "Smith"),
        ("Dr. Berg", "Berg"),
    ),
    *(
        ("Frau Weiß", "Weiss"),
        ("Herr Groß", "Gross"),
        ("Mme Dupont", "Dupont"),
        ("Håkon", "Haakon"),
    ),
    *(("Anne-Marie Jäger", "Frau Annemarie Jaeger"), ("Sr. Núñez", "Nunez")),
)


@pytest.mark.parametrize(("name", "again"), ONE)
def test_one_person_written_in_two_ways_is_asked_about(name: str, again: str) -> None:
    """Never two without a word, nor one."""
    rows = [f"{who},2026-03-02,Bridge,10" for who in (name, again)]
    file = lines("Patient,Date,Exercise,Reps", *rows)
    with pytest.raises(TableError) as asked:
        read(file)
    (question,) = asked.value
    (two,) = question.choices
    assert read(file, columns=two.value).frame["patient"].nunique() == 2


@pytest.mark.parametrize(
    ("name", "other"),
    [("Hansen", "Jansen"), ("Peter", "Petra"), ("Anna", "Anne"), ("P-12", "P-21"), ("Dr", "Mr")],
)
def test_two_people_are_two(name: str, other: str) -> None:
    """And nothing is asked."""
    rows = [f"{who},2026-03-02,Bridge,10" for who in (name, other)]
    assert read(lines("Patient,Date,Exercise,Reps", *rows)).frame["patient"].nunique() == 2


# --- columns ----------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["No", "Nr.", "Number", "#", "N°"])
def test_the_number_of_a_row_is_nobody(heading: str) -> None:
    """Three of them are enough, where the heading says no more."""
    rows = [f"{n},2026-03-0{n},Bridge,10" for n in (1, 2, 3)]
    assert read(lines(f"{heading},Date,Exercise,Reps", *rows)).frame["patient"].eq("me").all()


@pytest.mark.parametrize("heading", ["Favorit", "Favorite", "Favourite", "Favori", "Preferito"])
def test_what_somebody_likes_is_no_tick(heading: str) -> None:
    """A program writes it for each entry."""
    rows = ["2026-03-02,Bridge,10,ja", "2026-03-03,Bridge,10,nein"]
    assert len(read(lines(f"Date,Exercise,Reps,{heading}", *rows)).frame) == 2


@pytest.mark.parametrize(
    ("yes", "no"), [("J", "N"), ("j", "n"), ("WAHR", "FALSCH"), ("VRAI", "FAUX")]
)
def test_a_tick_may_be_a_letter_or_a_word_of_a_spreadsheet(yes: str, no: str) -> None:
    """What was not done is told."""
    found = read(
        lines("Date,Exercise,Reps,Done", f"2026-03-02,Bridge,10,{yes}", f"2026-03-03,Bridge,9,{no}")
    )
    assert cells(found, "reps") == [[10]]
    assert [one.row for one in found.left_out] == [3]


def test_what_somebody_did_is_an_exercise() -> None:
    """In these words, too."""
    found = read(lines("Date,Weather,What I did,Reps", "2026-03-02,sunny,Bridge,10"))
    assert cells(found, "reps") == [[10]]


@pytest.mark.parametrize("heading", ["Ex1", "Programme", "Was"])
def test_a_column_of_exercises_that_nobody_knows_is_asked_about(heading: str) -> None:
    """With the headings that there are, and the answer that reads it."""
    file = lines(f"Date,Weather,{heading},Reps", "2026-03-02,sunny,Bridge,10")
    with pytest.raises(TableError) as asked:
        read(file)
    (question,) = asked.value
    assert (heading in question.value, "Weather" in question.value) == (True, True)
    first = question.choices[0]
    assert first.value == {heading: "exercise_id"}
    assert cells(read(file, columns=first.value), "exercise_id", "reps") == [["bridging", 10]]


@pytest.mark.parametrize(
    ("head", "said"), [("Bridge", "is an exercise,"), ("Bridge,Walk", "are ex")]
)
def test_one_exercise_is_said_of_one(head: str, said: str) -> None:
    """A column each."""
    with pytest.raises(TableError) as asked:
        read(lines(f"Date,{head}", "2026-03-02,10,8"[: 12 + 2 * head.count(",") + 1]))
    assert [said in one.rule for one in asked.value] == [True]


# --- names of exercises -----------------------------------------------------------------------

EXERCISES = load_exercises()


def typed() -> Iterator[str]:
    """Yield what people may type of the exercises' names: parts, joined, begun, turned round."""
    for name, others in EXERCISES[["name", "other_names"]].itertuples(index=False):
        for words in map(str.split, (name, *split_terms(others))):
            for first in range(len(words)):
                for last in range(first + 1, len(words) + 1):
                    part = words[first:last]
                    yield from (" ".join(part), "".join(part), " ".join(part[::-1]))
                    yield " ".join(word[:5] for word in part)


def test_what_a_search_finds_alone_is_read_or_asked_about_with_its_id() -> None:
    """An import and a search have one list of names; what is asked is answered by `names=`."""
    found = {text: search_exercises(EXERCISES, text).index for text in {*typed(), "push-up"}}
    alone = {text: ids[0] for text, ids in found.items() if len(ids) == 1}
    assert len(alone) > len(EXERCISES)
    for n, (text, exercise_id) in enumerate(alone.items()):
        if n % 50 == 0:  # a reader gives no more than a hundred hints
            read_name = exercise_reader(EXERCISES)
        try:
            assert read_name(text) == exercise_id
        except ValueError as error:
            assert "names={" in str(error), text  # noqa: PT017 (one of the two)
            assert exercise_id in str(error), text  # noqa: PT017


def test_each_table_has_names_of_its_own() -> None:
    """Read in turn, by a table and by one whose names and ids are changed about, with hints."""
    turned = EXERCISES.set_index(EXERCISES.index[::-1])
    names = EXERCISES["name"].drop_duplicates(keep=False)
    for _ in range(2):
        for table in (EXERCISES, turned):
            read_name = exercise_reader(table)
            whose = dict(zip(table["name"], table.index, strict=True))
            assert [read_name(name) for name in names] == [whose[name] for name in names]
            with pytest.raises(ValueError, match=whose["Bridge"]):
                exercise_reader(table)("Bridgge")


def test_each_table_has_kinds_of_its_own() -> None:
    """Read in turn, by a table and by one whose kinds are changed about; own names are added."""
    turned = EXERCISES.assign(kind=EXERCISES["kind"].to_numpy()[::-1])
    assert not turned["kind"].equals(EXERCISES["kind"])
    for names in ({"mine": "bridging"}, {}):
        for table in (EXERCISES, turned):
            kinds = kinds_of(table, names)
            assert {one: kinds[one] for one in table.index} == table["kind"].to_dict()
            assert kinds.get("mine") == (table["kind"]["bridging"] if names else None)
