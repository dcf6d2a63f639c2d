"""Columns that are not read and part the rows into a few kinds, and those that have no heading.

Letters for yes and no, words for states, what was left out and how often: read, told or asked.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import backcare as bc
from backcare.diary.answers import names_letters
from backcare.diary.doing import is_a_tick
from backcare.diary.harmless import is_about_else
from backcare.diary.left_over import names_left_over
from backcare.diary.preview import Preview, preview_csv

HEADER = "Date,Exercise,Sets,Reps"
MAY_SAY = "may say of some rows that they were not done"
NO_HEADING = "column 5 (no heading)"


def written(tmp_path: Path, heading: str, *cells: str) -> Path:
    """Write a diary of bridges, a day each, with one more column."""
    rows = [f'2026-03-{day:02},bridge,3,10,"{cell}"' for day, cell in enumerate(cells, start=2)]
    path = tmp_path / "diary.csv"
    path.write_text("\n".join([f'{HEADER},"{heading}"', *rows, ""]), "utf-8")
    return path


def look(tmp_path: Path, heading: str, *cells: str, **told: object) -> Preview:
    """Look at such a diary."""
    return preview_csv(written(tmp_path, heading, *cells), **told)


# --- no heading -----------------------------------------------------------------------------------


@pytest.mark.parametrize("cells", [("TRUE", "FALSE"), ("yes", "no"), ("", "not done"), ("✓", "✗")])
def test_a_column_without_a_heading_is_asked_about(tmp_path: Path, cells: tuple[str, str]) -> None:
    """By its place, and the answer reads it."""
    (asked,) = look(tmp_path, "", *cells).asked
    assert asked.column == NO_HEADING
    done = {NO_HEADING: "not_done" if "" in cells else "done"}
    seen = look(tmp_path, "", *cells, columns=done)
    assert (seen.asked, seen.sessions) == ((), 1)


@pytest.mark.parametrize("cells", [("red", "green"), ("Anna", "Peter"), ("pain 8/10", "")])
def test_a_column_without_a_heading_is_told(tmp_path: Path, cells: tuple[str, str]) -> None:
    """In what is not read, loudly, and in a folder as a fault."""
    path = written(tmp_path, "", *cells)
    seen = preview_csv(path)
    assert seen.unread == (NO_HEADING,)
    assert MAY_SAY in str(seen)
    imported = bc.SessionLog(":memory:").import_csv(path)
    assert imported.unread == (NO_HEADING,)
    group = bc.load_logs(tmp_path)
    assert NO_HEADING in group.faults["column"].tolist()


def test_an_empty_column_without_a_heading_is_silent(tmp_path: Path) -> None:
    """A comma at the end of each row is nothing."""
    seen = look(tmp_path, "", "", " ")
    assert (seen.unread, seen.asked, seen.sessions) == ((), (), 2)


# --- few values under any heading -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Traffic light", ("green", "red", "green")),
        ("D/ND", ("D", "ND", "D")),
        ("Signed", ("JM", "", "")),
        ("Kolumna", ("2", "0", "1")),
        ("Notatki", ("ok", "nie ćwiczyłam", "ok")),
        ("Face", ("😖", "🟢", "🟢")),
    ],
)
def test_what_parts_the_rows_is_told_loudly(
    tmp_path: Path, heading: str, cells: tuple[str, ...]
) -> None:
    """In an import, a preview and a folder, which then has a problem."""
    path = written(tmp_path, heading, *cells)
    log = bc.SessionLog(":memory:")
    told = str(log.import_csv(path))
    assert f"{MAY_SAY}: {heading}" in told
    assert f'undo the import and say it: columns={{"{heading}": "done"}}' in told
    assert f"{MAY_SAY}: {heading}" in str(preview_csv(path))
    group = bc.load_logs(tmp_path)
    assert any(MAY_SAY in rule for rule in group.faults["rule"])
    assert "No problems" not in str(group)
    rules = bc.load_logs(tmp_path, columns={heading: None}).faults["rule"]
    assert not any(MAY_SAY in rule for rule in rules)


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Traffic light", ("green", "green", "green")),
        ("Kolumna", ("2", "3", "1")),
        ("", ("0", "1", "2")),
        ("Kolumna", ("a long text that nobody writes for a state", "", "")),
        ("Weather", ("sun", "rain", "sun")),
        ("Therapist", ("Kim", "Lee", "")),
        ("Supervised", ("K.", "L.", "")),
        ("Distance", ("1", "0", "")),
    ],
)
def test_what_parts_no_rows_is_not(tmp_path: Path, heading: str, cells: tuple[str, ...]) -> None:
    """All the same, numbers without a 0, notes, and what is known to be of something else."""
    assert MAY_SAY not in str(preview_csv(written(tmp_path, heading, *cells)))


# --- yes and no of something else -----------------------------------------------------------------

OF_OTHERS = (
    "Painkillers taken|Supervised|Slept well?|With mat|Video watched|Warmed up|Red flags?|"
    "Good form|Any problems?|Mit Matte|Schmerzmittel genommen|Aufgewärmt|Favourite"
).split("|")
OF_DOING = (
    "Done well|Managed|Attended|Exercise done with form|Skipped|Active|Holiday|Rest day"
).split("|")


@pytest.mark.parametrize("heading", OF_OTHERS)
def test_yes_and_no_of_something_else_is_not_asked_about(tmp_path: Path, heading: str) -> None:
    """Nor told loudly: only that it is not read."""
    seen = look(tmp_path, heading, "yes", "no")
    assert is_about_else(heading)
    assert (seen.asked, seen.sessions, seen.unread) == ((), 2, (heading,))
    assert MAY_SAY not in str(seen)


@pytest.mark.parametrize(
    "text", ["not done", "skipped", "didn't do it", "nicht gemacht", "pas fait"]
)
@pytest.mark.parametrize("heading", ["Good form", "Mood today", "Haltung", "Any problems?"])
def test_not_done_under_how_it_was_is_asked_about(tmp_path: Path, heading: str, text: str) -> None:
    """Of the exercise, as nobody leaves out a mood; the way that is offered leaves the row out."""
    seen = look(tmp_path, heading, "good", text, "low")
    assert MAY_SAY in str(seen)
    without = look(tmp_path, heading, "good", text, "low", columns={heading: "note"})
    assert without.asked == ()


@pytest.mark.parametrize("heading", ["Coffee", "Painkillers taken", "Aufgewärmt", "With mat"])
@pytest.mark.parametrize("text", ["not done", "skipped"])
def test_what_is_left_out_itself_is_not_asked_about(
    tmp_path: Path, heading: str, text: str
) -> None:
    assert look(tmp_path, heading, "good", text, "low").asked == ()


@pytest.mark.parametrize("heading", OF_DOING)
def test_what_may_be_of_doing_is_not_about_else(heading: str) -> None:
    """One word that is not known is enough."""
    assert not is_about_else(heading)


@pytest.mark.parametrize(
    ("heading", "yes", "no"),
    [
        ("✓", "✓", "✗"),
        ("OK", "WAHR", "FALSCH"),
        ("J/N", "J", "N"),
        ("O/N", "O", "N"),
        ("S/N", "S", "N"),
        ("Coché", "VRAI", "FAUX"),
        ("Checkbox", "TRUE", "FALSE"),
        ("Hecho (S/N)", "S", "N"),
        ("Fatto (S/N)", "s", "n"),
        ("Feito", "S", "N"),
        ("Zrobione (T/N)", "T", "N"),
        ("Erledigt (J/N)", "J", "N"),
        ("Fait (O/N)", "O", "N"),
        ("Done (Y/N)", "Y", "N"),
    ],
)
def test_a_plain_tick_is_read(tmp_path: Path, heading: str, yes: str, no: str) -> None:
    """Without a question."""
    seen = look(tmp_path, heading, yes, no, yes)
    assert (seen.asked, seen.sessions, seen.unread) == ((), 2, ())
    assert seen.left_out["row"].tolist() == [3]


@pytest.mark.parametrize("heading", ["On", "No", "OK to call", "Side", "J"])
def test_other_short_headings_are_no_tick(heading: str) -> None:
    """A yes beside a no, a tick, or the word for one: no more."""
    assert not is_a_tick(heading)
    assert names_letters(heading) == ""


@pytest.mark.parametrize("cells", [("S", "S"), ("N", "N"), ("S", "M"), ("L", "R")])
def test_letters_alone_stay_what_they_are(tmp_path: Path, cells: tuple[str, str]) -> None:
    """Under a heading that nobody knows."""
    seen = look(tmp_path, "Kolumna", *cells)
    assert seen.unread == ("Kolumna",) or seen.asked


# --- words for states -----------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["done", "not_done"])
@pytest.mark.parametrize("word", ["Backlog", "Overdue", "in progress", "one set", "Upcoming week"])
def test_a_word_that_nobody_knows_is_never_done(tmp_path: Path, word: str, answer: str) -> None:
    """Whatever the column is said to be: the fault names the word and its own argument."""
    cells = ("Done", "To do", word)
    seen = look(tmp_path, "Status", *cells, columns={"Status": answer})
    assert seen.faults["row"].tolist() == [4]
    assert seen.faults["value"].tolist() == [word]
    rule = seen.faults["rule"].iloc[0]
    for means, sessions in (("done", 2), ("not_done", 1)):
        assert f"columns={{'Status': ({means!r}, {word!r})}}" in rule
        told = look(tmp_path, "Status", *cells, columns={"Status": (means, word)})
        assert (told.faults.empty, told.sessions) == (True, sessions)


def test_a_yes_beside_words_for_states_may_mean_either(tmp_path: Path) -> None:
    """Under “not done” it may be that of what was left out."""
    seen = look(tmp_path, "Kolumna", "yes", "partly so", columns={"Kolumna": "not_done"})
    assert seen.faults["row"].tolist() == [2, 3]


@pytest.mark.parametrize("text", ["felt good", "a long walk to the shop and back again"])
def test_notes_that_are_said_to_tell_stay_notes(tmp_path: Path, text: str) -> None:
    """Free text counts as done."""
    seen = look(tmp_path, "Notes", text, "skipped", columns={"Notes": "not_done"})
    assert (seen.faults.empty, seen.sessions) == (True, 1)


@pytest.mark.parametrize("cells", [("✓", "✗"), ("yes", "no"), ("x", "x"), ("TRUE", "FALSE")])
@pytest.mark.parametrize("heading", ["Dad", "Wer", "Mum"])
def test_ticks_are_no_people(tmp_path: Path, heading: str, cells: tuple[str, str]) -> None:
    """A patient is no answer there."""
    for asked in look(tmp_path, heading, *cells).asked:
        assert all("patient" not in one.value.values() for one in asked.choices)


@pytest.mark.parametrize("heading", "Quién Quem Wie Vem Namn Imię Kto".split())
def test_who_it_was_is_asked_in_more_languages(tmp_path: Path, heading: str) -> None:
    """Two people are not one."""
    (asked,) = look(tmp_path, heading, "Anna", "Piet").asked
    assert asked.choices[0].value == {heading: "patient"}


def test_minutes_are_offered_first_for_minutes(tmp_path: Path) -> None:
    """And no repetitions."""
    path = tmp_path / "diary.csv"
    text = (
        "Date,Exercise,Target min,Actual min\n2026-03-02,Walking,30,22\n2026-03-03,Walking,30,0\n"
    )
    path.write_text(text, "utf-8")
    for asked in preview_csv(path).asked:
        meant = [one.value.get("Actual min") for one in asked.choices]
        assert "reps" not in meant
        assert "'reps'" not in asked.rule


# --- what was left out, and how often -------------------------------------------------------------


@pytest.mark.parametrize(
    "heading", ["Sets missed", "Sets left", "Remaining", "Reps missed", "Sätze ausgelassen"]
)
def test_what_was_left_out_is_asked_about(tmp_path: Path, heading: str) -> None:
    """Nothing is taken off in silence; a column of zeros says nothing."""
    assert names_left_over(heading)
    (asked,) = look(tmp_path, heading, "0", "2").asked
    assert (asked.row, asked.value) == (3, "2")
    seen = look(tmp_path, heading, "0", "2", columns=asked.choices[0].value)
    assert (seen.asked, seen.sessions) == ((), 2)
    assert look(tmp_path, heading, "0", "0").asked == ()


@pytest.mark.parametrize(
    "heading",
    [
        "How many times today",
        "Wie oft",
        "Wie oft heute",
        "Combien de fois",
        "Cuántas veces",
        "Number of times done",
        "Quante volte oggi?",
    ],
)
@pytest.mark.parametrize("cell", ["3", "0"])
def test_how_often_is_asked_about(tmp_path: Path, heading: str, cell: str) -> None:
    """Once is as the row says; more, and none, are not."""
    (asked,) = look(tmp_path, heading, cell, cell).asked
    assert (asked.column, asked.row, asked.value) == (heading, 2, cell)
    assert look(tmp_path, heading, "1", "1").asked == ()


# --- pain and notes -------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["Smärta", "Rugklachten", "Klachten"])
def test_pain_in_more_languages_is_told_loudly(tmp_path: Path, heading: str) -> None:
    """As what may be pain."""
    told = str(look(tmp_path, heading, "9", "8"))
    assert f"may be about pain: {heading}" in told


def test_pre_and_post_are_asked_about(tmp_path: Path) -> None:
    """As before and after are."""
    path = tmp_path / "diary.csv"
    path.write_text("Date,Exercise,Reps,Pre,Post\n2026-03-02,Bridge,8,6,9\n", "utf-8")
    (asked,) = preview_csv(path).asked
    assert asked.choices[0].value == {"Pre": "pain_before", "Post": "pain_after"}


@pytest.mark.parametrize(
    "note",
    (
        "moved to tomorrow|rescheduled|deferred|refused|patient declined|verschoben auf morgen|"
        "reporté à demain|lo dejo para mañana|rimandato a domani|uitgesteld tot morgen|"
        "adiado para amanhã|no|nope|nil|0|lasse ich heute aus"
    ).split("|"),
)
def test_notes_that_put_off_or_refuse_are_asked_about(tmp_path: Path, note: str) -> None:
    """Beside an amount."""
    seen = look(tmp_path, "Notes", "", note)
    assert [one.row for one in seen.asked] == [3]
    assert look(tmp_path, "Notes", "", note, columns={"Notes": "not_done"}).sessions == 1
    assert look(tmp_path, "Notes", "", note, columns={"Notes": "note"}).sessions == 2


@pytest.mark.parametrize("note", ["no pain", "0 problems", "moved well", "nil pain, all good"])
def test_notes_of_something_else_are_not(tmp_path: Path, note: str) -> None:
    """A no of something else says nothing of the exercise."""
    assert look(tmp_path, "Notes", "", note).asked == ()


def test_what_counts_as_it_stands_is_not_said_to_be_left_out(tmp_path: Path) -> None:
    """It is worth a look."""
    told = str(look(tmp_path, "Notes", "", "only did 4"))
    assert "they count as they stand" in told
    assert "Left out, or worth a look:" in told
    assert "nothing wrong" not in told
