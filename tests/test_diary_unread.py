"""Columns that are not read and may be how much was done, what was planned, or when it was done."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from diaries import cells, lines, read
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.diary import Diary
from backcare.diary.preview import Preview, preview_csv

AMOUNTS = "Amount|Result|Value|Menge|Umfang|Anzahl|Quantity|Volume|Dose|Leistung|Valeur|Cantidad"
COUNTED = [
    "3x8",
    "two sets",
    "3x30 s",
    "3 x 8",
    "3 \N{MULTIPLICATION SIGN} 8",
    "8 reps",
    "3 sets of 8",
    "2 Sätze",
]


def look(tmp_path: Path, text: str, **told: object) -> Preview:
    """Look at a file with this text."""
    path = tmp_path / "diary.csv"
    path.write_text(text, "utf-8")
    return preview_csv(path, **told)


def text_of(heading: str, *texts: str) -> str:
    """Return a file with a day for each cell under this heading."""
    rows = [f"2026-03-{day:02},bridge,{cell}" for day, cell in enumerate(texts, start=2)]
    return "\n".join([f"Date,Exercise,{heading}", *rows, ""])


# --- how much was done ----------------------------------------------------------------------------


@pytest.mark.parametrize("heading", [*AMOUNTS.split("|"), "Set 1", "How much", "Work done"])
@pytest.mark.parametrize("amount", [*COUNTED, "30 s", "20 min"])
def test_a_row_without_what_others_have_was_not_done(
    tmp_path: Path, heading: str, amount: str
) -> None:
    """Though nobody reads it; that is told loudly, and the row is."""
    seen = look(tmp_path, text_of(heading, amount, "", amount))
    if seen.asked:  # some headings are asked about by another rule
        return
    assert (seen.sessions, seen.left_out["row"].tolist()) == (2, [3])
    assert f"may be how much was done: {heading}. If so" in str(seen) or not seen.unread


@pytest.mark.parametrize("heading", AMOUNTS.split("|"))
@pytest.mark.parametrize("cells_", [("3x8", "3x10", ""), ("8", "", "12"), ("8", "3x8", "")])
def test_what_may_be_an_amount_is_never_counted_in_silence(
    tmp_path: Path, heading: str, cells_: tuple[str, ...]
) -> None:
    """It is asked about, or the blank row is left out and told."""
    seen = look(tmp_path, text_of(heading, *cells_))
    assert seen.asked or seen.left_out["row"].tolist() == [2 + cells_.index("")]


@pytest.mark.parametrize("heading", AMOUNTS.split("|"))
@pytest.mark.parametrize("answer", ["reps", "sets", "hold_s", "minutes", None])
def test_numbers_are_asked_about_and_each_answer_settles_it(
    tmp_path: Path, heading: str, answer: str | None
) -> None:
    """What is read makes the blank row one that was planned; what is not, a day like any other."""
    text = text_of(heading, "8", "", "12")
    (asked,) = look(tmp_path, text).asked
    assert (asked.row, asked.column) == (2, heading)
    assert {heading: answer} in [one.value for one in asked.choices]
    seen = look(tmp_path, text, columns={heading: answer})
    assert (seen.asked, seen.sessions) == ((), 2 if answer else 3)


def test_sets_and_repetitions_are_read_where_the_caller_says_so(tmp_path: Path) -> None:
    """Under a heading that nobody knows."""
    seen = look(tmp_path, text_of("Amount", "3x8", "", "3x10"), columns={"Amount": "reps"})
    assert seen.rows[["sets", "reps"]].to_numpy().tolist() == [[3, 8], [3, 10]]
    assert seen.left_out["row"].tolist() == [3]


def test_what_every_row_has_is_told_loudly_and_not_asked(tmp_path: Path) -> None:
    """Each was done, and how much is lost unless somebody says what it is."""
    path = tmp_path / "P07.csv"
    path.write_text(text_of("Amount", "8", "12"), "utf-8")
    assert (preview_csv(path).asked, preview_csv(path).sessions) == ((), 2)
    log = bc.SessionLog(":memory:")
    assert 'undo the import and say what it is: columns={"Amount": "reps"}' in str(
        log.import_csv(path)
    )
    group = bc.load_logs(tmp_path)
    assert "may be how much was done" in " ".join(group.faults["rule"])
    assert not len(bc.load_logs(tmp_path, columns={"Amount": None}).faults)


@pytest.mark.parametrize(
    ("heading", "texts"),
    [
        ("Weather", ("21", "", "18")),
        ("Temperature", ("21", "", "18")),
        ("Therapist", ("AB", "", "CD")),
        ("Location", ("home", "", "gym")),
        ("Room", ("8", "", "9")),
        ("Weight (kg)", ("20", "", "25")),
        ("Band", ("20 kg", "", "25 kg")),
        ("Heart rate", ("88", "", "92")),
        ("Rest", ("60 s", "", "90 s")),
        ("Mood", ("3", "", "4")),
        ("Sleep quality", ("7", "", "8")),
        ("RPE", ("5", "", "6")),
        ("Calories", ("88", "", "120")),
        ("Blood pressure", ("120/80", "", "118/76")),
        ("Result", ("felt strong", "", "fine")),
        ("Value", ("worth it", "", "great fun")),
        ("Amount", ("a lot", "", "a little more than before")),
        ("Visit", ("2", "", "3")),
        ("Cost", ("20", "", "25")),
        ("Xyz", ("2019", "", "2024")),
        ("Xyz", ("blue", "", "red")),
    ],
)
def test_what_has_nothing_to_do_with_amounts_is_not_asked_about(
    tmp_path: Path, heading: str, texts: tuple[str, ...]
) -> None:
    """By its words, or because its cells say something else."""
    seen = look(tmp_path, text_of(heading, *texts))
    assert (seen.asked, seen.sessions, seen.left_out.empty) == ((), 3, True)
    assert "may be how much" not in str(seen)


def test_the_amounts_of_another_patient_do_not_decide(tmp_path: Path) -> None:
    """One may write them down, and another not: it is asked."""
    text = "Date,Patient,Exercise,Amount\n2026-03-02,P01,bridge,3x8\n2026-03-03,P02,bridge,\n"
    (asked,) = look(tmp_path, text).asked
    assert (asked.row, asked.choices[0].argument) == (3, "without_amount")


def test_amounts_that_are_written_as_notes(tmp_path: Path) -> None:
    """A day without one was not filled in; other notes decide nothing."""
    seen = look(tmp_path, text_of("Notes", "3x8", "", "2 x 10 reps"))
    assert (seen.sessions, seen.left_out["row"].tolist()) == (2, [3])
    assert seen.rows["note"].tolist() == ["3x8", "2 x 10 reps"]
    assert look(tmp_path, text_of("Notes", "3x8 felt good", "", "fine")).sessions == 3


def test_a_missed_day_among_numbers_is_not_what_is_asked(tmp_path: Path) -> None:
    """The numbers are: then the word is a fault, and the blank row was planned."""
    text = text_of("Result", "8", "missed", "")
    (asked,) = look(tmp_path, text).asked
    assert "may be how much was done" in asked.rule
    seen = look(tmp_path, text, columns={"Result": "reps"})
    assert (seen.sessions, seen.left_out["row"].tolist()) == (1, [4])
    assert seen.faults["row"].tolist() == [3]


def test_beside_an_amount_that_is_read_numbers_are_not_asked_about(tmp_path: Path) -> None:
    """Each row says how much."""
    text = "Date,Exercise,Reps,Xyz\n2026-03-02,bridge,8,3\n2026-03-03,bridge,8,\n"
    assert (look(tmp_path, text).asked, look(tmp_path, text).sessions) == ((), 2)


def test_an_amount_that_is_not_read_is_one_beside_another(tmp_path: Path) -> None:
    """A hold that nobody reads was held."""
    text = "Date,Exercise,Reps,Amount\n2026-03-02,bridge,8,\n2026-03-03,bridge,,30 s\n"
    text += "2026-03-04,bridge,,\n"
    seen = look(tmp_path, text)
    assert (seen.sessions, seen.left_out["row"].tolist()) == (2, [4])


# --- what was planned -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        *("Prescription", "Target", "Set 1 target", "Goal", "Plan", "Prescribed", "Rx"),
        *("Verordnung", "Vorgabe", "Ziel", "Soll", "Objectif", "Objetivo", "Obiettivo", "Doel"),
        "Target reps",
    ],
)
@pytest.mark.parametrize("amount", ["8", "3x8", "30 s"])
def test_what_was_planned_is_asked_about(tmp_path: Path, heading: str, amount: str) -> None:
    """And if it is not read, whether it was done is."""
    text = text_of(heading, amount, amount)
    (asked,) = look(tmp_path, text).asked
    assert ("only what was planned" in asked.rule, asked.column) == (True, heading)
    left = look(tmp_path, text, columns={heading: None})
    assert [one.argument for one in left.asked[0].choices] == ["without_amount"] * 2
    found = {
        answer: look(tmp_path, text, columns={heading: None}, without_amount=answer).sessions
        for answer in ("done", "not_done")
    }
    assert found == {"done": 2, "not_done": 0}


def test_a_plan_beside_what_was_done_is_not_asked_about(tmp_path: Path) -> None:
    """What is read, or ticked, says more."""
    for heading, cell in (("Reps", "8"), ("Done", "yes")):
        text = f"Date,Exercise,Prescription,{heading}\n2026-03-02,bridge,3x8,{cell}\n"
        assert (look(tmp_path, text).asked, look(tmp_path, text).sessions) == ((), 1)


# --- when it was done -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        *("Completed at", "Done on", "Finished at", "Date completed", "Completed", "Performed on"),
        *("Erledigt am", "Abgeschlossen um", "Fait le", "Completado el", "Fatto il", "Gedaan op"),
    ],
)
@pytest.mark.parametrize(
    "stamp", ["2026-03-02 18:30", "2026-03-02T18:30:00", "18:30", "2026-03-02"]
)
def test_the_moment_when_it_was_done_is_a_tick(tmp_path: Path, heading: str, stamp: str) -> None:
    """Where it is blank it was not done, and that is told."""
    seen = look(tmp_path, text_of(heading, stamp, "", stamp))
    assert (seen.asked, seen.sessions, seen.left_out["row"].tolist()) == ((), 2, [3])
    assert seen.left_out["column"].tolist() == [heading]


@pytest.mark.parametrize("heading", ["Created at", "Seen on", "Exported at", "Next visit on"])
def test_another_moment_is_none(tmp_path: Path, heading: str) -> None:
    """It says nothing of what was done."""
    seen = look(tmp_path, text_of(heading, "2026-03-02 18:30", ""))
    assert (seen.asked, seen.sessions) == ((), 2)


@settings(deadline=None)  # the first file takes longer: what is read once comes with it
@given(
    st.sampled_from(["Amount", "Result", "Prescription", "Completed at", "Weather", "Xyz"]),
    st.lists(
        st.sampled_from(["", "8", "3x8", "30 s", "2026-03-02 18:30", "fine", "0", "-", "20 kg"]),
        min_size=1,
        max_size=12,
    ),
)
def test_every_row_is_read_or_told_or_the_file_is_asked_about(
    heading: str, texts: list[str]
) -> None:
    """Whatever stands in a column that nobody reads."""
    file = lines(*text_of(heading, *texts).splitlines())
    if heading != "Weather":  # of which nothing is asked
        with suppress(bc.TableError):
            assert_each_row_once(read(file), len(texts))
        return
    assert_each_row_once(read(file), len(texts))


def assert_each_row_once(diary: Diary, rows: int) -> None:
    places = [*diary.read, *(one.row for one in (*diary.left_out, *diary.faults))]
    assert sorted(places) == list(range(2, rows + 2))
    assert len(cells(diary, "exercise_id")) == len(diary.read)
