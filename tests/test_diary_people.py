"""Whose sessions they are: two people under a heading that is not read are never one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import backcare as bc
from backcare.diary.preview import Preview, preview_csv

PEOPLE = (
    "Name|Full name|First name|Your name|Name des Patienten|Vorname|Nachname|Initials|Kürzel|Pat.|"
    "Username|Nutzername|User|Email|Email Address|E-Mail-Adresse|Member|Athlete|MRN|Code|Case|"
    "Study ID|Respondent|Account|ID|Nr.|userName|first_name|Pat.-Nr.|Case no.|For|Für|Pour|Done by|"
    "Filled in by|Logged by|Family member|Resident|Bewohnerin|Qui"
).split("|")


def look(tmp_path: Path, text: str, **told: object) -> Preview:
    """Look at a file with this text."""
    path = tmp_path / "diary.csv"
    path.write_text(text, "utf-8")
    return preview_csv(path, **told)


@pytest.mark.parametrize("heading", PEOPLE)
def test_a_heading_of_a_person_with_two_of_them_is_asked_about(
    tmp_path: Path, heading: str
) -> None:
    """Each answer settles it, and the first makes two patients."""
    text = f"{heading},Date,Exercise,Reps\nA1,2026-03-02,Bridge,8\nB2,2026-03-04,Bridge,8\n"
    (asked,) = look(tmp_path, text).asked
    assert [one.value for one in asked.choices] == [{heading: "patient"}, {heading: None}]
    found = [look(tmp_path, text, columns=one.value).patients for one in asked.choices]
    assert found == [("A1", "B2"), ("me",)]


@pytest.mark.parametrize("heading", ["Name", "Email Address", "ID"])
def test_one_and_the_same_in_every_row_tells_nobody_apart(tmp_path: Path, heading: str) -> None:
    """It stays unread, and nothing is asked."""
    text = f"{heading},Date,Exercise,Reps\nA1,2026-03-02,Bridge,8\na1 ,2026-03-04,Bridge,8\n"
    seen = look(tmp_path, text)
    assert (seen.asked, seen.unread, seen.sessions) == ((), (heading,), 2)


def test_addresses_are_people_under_any_heading(tmp_path: Path) -> None:
    """By the shape of the cells."""
    rows = "a@b.example,2026-03-02,Bridge,8\nc@b.example,2026-03-02,Bridge,8\n"
    text = f"Sent by,Date,Exercise,Reps\n{rows}"
    (asked,) = look(tmp_path, text).asked
    assert {"Sent by": "patient"} in [one.value for one in asked.choices]


def test_what_is_asked_shows_nobodys_name(tmp_path: Path) -> None:
    """An error may be passed on."""
    text = "Name,Date,Exercise,Reps\nAnna,2026-03-02,Bridge,8\nBerta,2026-03-02,Bridge,8\n"
    path = tmp_path / "diary.csv"
    path.write_text(text, "utf-8")
    with bc.SessionLog(":memory:") as log, pytest.raises(bc.TableError) as caught:
        log.import_csv(path)
    assert "'Name': 'patient'" in str(caught.value)
    assert "Anna" not in str(caught.value)


def test_a_first_and_a_last_name_are_one_question(tmp_path: Path) -> None:
    """Two Annas are not one: only what tells them apart is offered."""
    rows = ["Anna,Berg", "Anna,Tal", "Olga,Tal"]
    text = "First name,Last name,Date,Exercise,Reps\n" + "".join(
        f"{row},2026-03-02,Bridge,8\n" for row in rows
    )
    (asked,) = look(tmp_path, text).asked
    assert [one.value for one in asked.choices] == [{"First name": None, "Last name": None}]
    assert "in one column Patient" in asked.rule


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AB3", "aB3"),
        ("Zoë", "ZOE"),
        ("Berg, Anna", "Anna Berg"),
        ("P-07", "p7"),
        ("P 07", "P07"),
        ("Anna K.", "Anna K"),
    ],
)
def test_names_that_are_nearly_the_same_are_asked_about(
    tmp_path: Path, one: str, other: str
) -> None:
    """Who writes a name in two ways is not two people; who says that it is two, gets two."""
    rows = "".join(f'2026-03-0{day},"{who}",Bridge,8\n' for day, who in ((2, one), (4, other)))
    (asked,) = look(tmp_path, f"Date,Patient,Exercise,Reps\n{rows}").asked
    assert (asked.row, asked.column, asked.value) == (3, "Patient", "")
    assert "row 2" in asked.rule
    (way,) = asked.choices
    told = look(tmp_path, f"Date,Patient,Exercise,Reps\n{rows}", columns=way.value)
    assert sorted(told.patients) == sorted((one, other))
    rows = rows.replace(f'"{other}"', f'"{one}"')
    assert look(tmp_path, f"Date,Patient,Exercise,Reps\n{rows}").patients == (one,)


@pytest.mark.parametrize(
    ("one", "other"), [("Anna", "Hanna"), ("1-12", "11-2"), ("P1", "P11"), ("P-1-2", "P-2-1")]
)
def test_names_that_differ_are_two_people(tmp_path: Path, one: str, other: str) -> None:
    """Without a question."""
    rows = "".join(f"2026-03-0{day},{who},Bridge,8\n" for day, who in ((2, one), (4, other)))
    seen = look(tmp_path, f"Date,Patient,Exercise,Reps\n{rows}")
    assert (seen.asked, sorted(seen.patients)) == ((), sorted((one, other)))


def test_one_name_in_two_encodings_is_one_person(tmp_path: Path) -> None:
    """A letter with its accent, and the letter and its accent: nobody sees a difference."""
    rows = "2026-03-02,M\N{LATIN SMALL LETTER U WITH DIAERESIS}ller,Bridge,8\n"
    rows += "2026-03-04,Mu\N{COMBINING DIAERESIS}ller,Bridge,8\n"
    assert look(tmp_path, f"Date,Patient,Exercise,Reps\n{rows}").patients == ("Müller",)


@pytest.mark.parametrize("told", [{}, {"columns": {"Patient": "patient"}}])
def test_capital_letters_make_no_other_person(tmp_path: Path, told: dict[str, object]) -> None:
    """Anna, anna and ANNA are one, as the first row has it."""
    rows = [f"2026-03-0{day},{who},Bridge,8" for day, who in enumerate(("Anna", "anna", "ANNA"), 2)]
    text = "\n".join(["Date,Patient,Exercise,Reps", *rows, ""])
    assert look(tmp_path, text, **told).patients == ("Anna",)


@pytest.mark.parametrize("heading", ["First name", "Vorname", "firstName", "Initials"])
def test_a_first_name_beside_the_patient_may_tell_two_apart(tmp_path: Path, heading: str) -> None:
    """Anna and Olga Tal are not one; a name that goes with each patient asks nothing."""
    head = f"Patient,{heading},Date,Exercise,Reps\n"
    two = "Tal,Anna,2026-03-02,Bridge,8\nTal,Olga,2026-03-04,Bridge,8\n"
    (asked,) = look(tmp_path, head + two).asked
    assert asked.choices[0].value == {heading: None}
    assert look(tmp_path, head + two, columns={heading: None}).patients == ("Tal",)
    each = "Tal,Anna,2026-03-02,Bridge,8\nBerg,Olga,2026-03-04,Bridge,8\nTal,,2026-03-05,Bridge,8\n"
    assert look(tmp_path, head + each).asked == ()


def test_an_export_keeps_its_names_as_they_are(tmp_path: Path) -> None:
    """Whoever gave two people nearly the same name gets them back."""
    with bc.SessionLog(":memory:") as log:
        for who in ("Anna", "anna"):
            done = [bc.Entry("bridging", sets=1, reps=8)]
            log.add(bc.Session(datetime(2026, 3, 2, 9, tzinfo=UTC), patient=who, entries=done))
        log.export_csv(tmp_path / "all.csv")
    assert sorted(preview_csv(tmp_path / "all.csv").patients) == ["Anna", "anna"]


def test_the_numbers_of_rows_are_nobodys(tmp_path: Path) -> None:
    """One after the other, in every row."""
    for many in (2, 3, 5):
        rows = [f"{number},2026-03-0{number},Bridge,8" for number in range(1, many + 1)]
        seen = look(tmp_path, "\n".join(["Nr.,Date,Exercise,Reps", *rows, ""]))
        assert (seen.asked, seen.sessions) == ((), many)


@pytest.mark.parametrize("heading", ["Patient code", "Patient ref", "Patientenkürzel"])
def test_a_code_is_a_patient(tmp_path: Path, heading: str) -> None:
    """In a form whose questions are the headings."""
    head = f"Timestamp,{heading},Which exercise did you do?,How many repetitions?"
    rows = ["2026-03-02 18:30:05,P01,Bridge,8", "2026-03-04 18:30:05,P02,Bridge,10"]
    seen = look(tmp_path, "\n".join([head, *rows, ""]))
    assert (seen.asked, seen.patients) == ((), ("P01", "P02"))
    assert seen.rows["reps"].tolist() == [8, 10]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Workout Name", ("Morning", "Evening")),
        ("Exercise ID", ("4", "7")),
        ("Title", ("a", "b")),
        ("Patient feedback", ("fine", "good")),
    ],
)
def test_what_is_named_beside_people_is_not_asked_about(
    tmp_path: Path, heading: str, cells: tuple[str, str]
) -> None:
    """The name of a workout, or what somebody said."""
    rows = [f"{cell},2026-03-0{day},Bridge,8" for day, cell in enumerate(cells, start=2)]
    seen = look(tmp_path, "\n".join([f"{heading},Date,Exercise,Reps", *rows, ""]))
    assert "patient" not in str([one.choices for one in seen.asked])


def test_a_name_that_is_an_exercise_is_read_as_one(tmp_path: Path) -> None:
    """Where no other column has the exercise."""
    seen = look(tmp_path, "Name,Date,Reps\nBridge,2026-03-02,8\nBird dog,2026-03-02,8\n")
    assert seen.rows["exercise_id"].tolist() == ["bridging", "bird_dog"]


def test_in_a_group_the_file_waits_for_the_answer(tmp_path: Path) -> None:
    """The pain of one is not counted for another."""
    text = "Name,Date,Pain before\nAnna,2026-03-02,2\nBerta,2026-03-03,9\n"
    (tmp_path / "P01.csv").write_text(text, "utf-8")
    group = bc.load_logs(tmp_path, tz=UTC)
    assert (len(group.frame), group.frame.attrs["not_read"]) == (0, ("P01.csv",))
