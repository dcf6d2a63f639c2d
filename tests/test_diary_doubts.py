"""What a file leaves open is asked or told, never guessed: who did what, how much, how it hurt."""

from __future__ import annotations

from pathlib import Path

import pytest

import backcare as bc
from backcare.diary.preview import Preview, preview_csv
from backcare.sessions import LIMITS

assert LIMITS["pain_before"].highest == 10  # which the scales below are held against


def look(tmp_path: Path, text: str, **told: object) -> Preview:
    """Look at a file with this text."""
    path = tmp_path / "diary.csv"
    path.write_text(text, "utf-8")
    return preview_csv(path, **told)


@pytest.mark.parametrize(
    "heading", ["Did you feel up to it?", "OK?", "Wie abgemacht", "Programme followed"]
)
@pytest.mark.parametrize("no", ["no", "nein", "✗", "false"])
def test_a_no_that_nobody_understands_is_asked_about(tmp_path: Path, heading: str, no: str) -> None:
    """Whatever it stands under; each answer settles it."""
    text = f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,{no}\n2026-03-04,Bridge,8,yes\n"
    (asked,) = look(tmp_path, text).asked
    assert [one.value for one in asked.choices] == [
        {heading: "done"},
        {heading: "not_done"},
        {heading: None},
    ]
    found = [look(tmp_path, text, columns=one.value).sessions for one in asked.choices]
    assert found == [1, 1, 2]


@pytest.mark.parametrize(
    "column", ["Mood,good", "Warm-up,yes", "Fan,0", "Place,home", "Weather,none of it"]
)
def test_what_is_no_answer_is_not_asked_about(tmp_path: Path, column: str) -> None:
    """Figures, other words, and yes alone say of no row that nothing was done."""
    heading, cell = column.split(",")
    text = f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,{cell}\n"
    seen = look(tmp_path, text)
    assert (seen.asked, seen.sessions) == ((), 1)


@pytest.mark.parametrize(
    ("heading", "no"),
    [
        ("Durchgeführt", "nein"),
        ("Ausgefallen", "ja"),
        ("Übersprungen", "ja"),
        ("Adherence", "no"),
        ("Did you exercise today?", "No"),
    ],
)
def test_words_for_done_and_not_done(tmp_path: Path, heading: str, no: str) -> None:
    """A row that says that it was not done is no session."""
    text = f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,{no}\n"
    seen = look(tmp_path, text)
    assert (seen.sessions, len(seen.left_out)) == (0, 1)


def test_planned_and_done_are_not_taken_for_each_other(tmp_path: Path) -> None:
    """Two columns of repetitions are asked about."""
    text = "Date,Exercise,Reps,Reps done\n2026-03-02,Bridge,8,0\n"
    (asked,) = look(tmp_path, text).asked
    assert [one.meaning for one in asked.choices] == ["Reps", "Reps done"]
    assert look(tmp_path, text, columns={"Reps": None}).sessions == 0


def test_what_was_aimed_at_is_not_read(tmp_path: Path) -> None:
    """Nothing done is no session, whatever was planned."""
    text = "Datum,Übung,Soll Wdh,Ist Wdh\n2026-03-02,Bridge,8,0\n2026-03-04,Bridge,8,6\n"
    seen = look(tmp_path, text)
    assert (seen.sessions, seen.rows["reps"].tolist()) == (1, [6])


@pytest.mark.parametrize("heading", ["Repetition unit", "Unit", "Einheit"])
def test_the_unit_of_repetitions_has_many_names(tmp_path: Path, heading: str) -> None:
    """Thirty of them are seconds where that stands beside them."""
    text = (
        f"Date,Exercise,Repetitions,{heading}\n"
        "2026-03-02,Wall sit,30,sec\n2026-03-02,Walking,20,min\n2026-03-02,Bridge,8,reps\n"
    )
    rows = look(tmp_path, text).rows.astype(object)
    rows = rows.where(rows.notna(), None)
    assert rows[["reps", "hold_s", "minutes"]].to_numpy().tolist() == [
        [None, 30, None],
        [None, None, 20],
        [8, None, None],
    ]


def test_a_unit_of_something_else_is_not_read(tmp_path: Path) -> None:
    """Of a weight, for example."""
    text = "Date,Exercise,Reps,Weight,Unit\n2026-03-02,Bridge,8,10,kg\n"
    seen = look(tmp_path, text)
    assert (seen.rows["reps"].item(), seen.unread) == (8, ("Weight", "Unit"))


def test_numbers_that_go_on_over_the_exercises_are_asked_about(tmp_path: Path) -> None:
    """One, two, three: the sets of a day, or how many of each."""
    text = (
        "Date,Exercise,Set,Reps\n"
        "2026-03-02,Bird dog,1,8\n2026-03-02,Bridge,2,8\n2026-03-02,Wall sit,3,8\n"
    )
    (asked,) = look(tmp_path, text).asked
    assert {"Set": "set_number"} in [one.value for one in asked.choices]
    assert look(tmp_path, text, columns={"Set": "set_number"}).rows.get("sets") is None


@pytest.mark.parametrize(
    "heading",
    [
        "Pain before (0-5)",
        "Pain before (0 to 5)",
        "Schmerz vorher (0 bis 4)",
        "Pain before (0 = worst; 10 = none)",
        "Pain after (24 h later)",
        "Pain after (next morning)",
        "VAS after 0-100",
    ],
)
def test_pain_on_another_scale_or_at_another_time_is_not_read(tmp_path: Path, heading: str) -> None:
    """It is said loudly, because nobody may think that there was no pain."""
    seen = look(tmp_path, f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,4\n")
    assert seen.unread == (heading,)
    assert "may be about pain" in str(seen)


@pytest.mark.parametrize("heading", ["Pain before (0-10)", "Pain before (1 to 10)"])
def test_pain_on_the_scale_of_a_log_is_read(tmp_path: Path, heading: str) -> None:
    """From 0 to 10, and from 1 as people write it."""
    seen = look(tmp_path, f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,4\n")
    assert (seen.unread, seen.rows["pain_before"].item()) == ((), 4)


@pytest.mark.parametrize("heading", ["Beschwerden", "Weh", "Pijn", "How bad is it today (0-10)?"])
def test_other_words_that_may_be_pain_are_loud(tmp_path: Path, heading: str) -> None:
    """In the preview, and in a group as a fault."""
    seen = look(tmp_path, f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,9\n")
    assert "may be about pain" in str(seen)
    assert "pain" in " ".join(bc.load_logs(tmp_path).faults["rule"])


@pytest.mark.parametrize("heading", ["Sleep (0-10)", "RPE 0-10", "Mood 0 to 10"])
def test_other_scales_to_ten_are_not_called_pain(tmp_path: Path, heading: str) -> None:
    """Whoever cries wolf is not heard."""
    seen = look(tmp_path, f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,9\n")
    assert "may be about pain" not in str(seen)


def test_a_row_of_nobody_among_patients_is_a_fault(tmp_path: Path) -> None:
    """It is not taken for the reader's own, nor for that of the file's name."""
    text = "Patient,Date,Exercise,Reps\nP1,2026-03-02,Bridge,8\n,2026-03-03,Bridge,8\n"
    seen = look(tmp_path, text)
    assert (seen.sessions, seen.patients) == (1, ("P1",))
    assert seen.faults[["row", "column"]].to_numpy().tolist() == [[3, "Patient"]]


def test_files_of_a_group_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """A patient in a workbook is not forgotten; what is read by itself is read here, too."""
    text = "Date,Exercise,Reps\n2026-03-02,Bridge,8\n"
    (tmp_path / "P1.csv").write_text(text, "utf-8")
    (tmp_path / "P2.TXT").write_text(text.replace("8", "9"), "utf-8")
    (tmp_path / "P3.xlsx").write_bytes(b"PK\x03\x04 and more")
    (tmp_path / "README.txt").write_text("About these files.", "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    group = bc.load_logs(tmp_path)
    assert group.files["sessions"].to_dict() == {"P1.csv": 1, "P2.TXT": 1, "P3.xlsx": 0}
    assert group.faults["file"].tolist() == ["P3.xlsx"]
    assert "workbook" in group.faults["rule"].item()


@pytest.mark.parametrize("start", ["18:30", "6:30 pm"])
@pytest.mark.parametrize("heading", ["Start", "Started", "Begin", "Beginn"])
def test_a_start_beside_a_date_is_the_time_of_day(tmp_path: Path, heading: str, start: str) -> None:
    """The session is not put at noon."""
    text = f"Date,{heading},End,Exercise,Reps\n2026-03-02,{start},18:50,Bridge,8\n"
    seen = look(tmp_path, text)
    assert (str(seen.first), seen.unread) == ("2026-03-02 18:30:00", ("End",))


def test_a_start_that_holds_no_times_stays_unread(tmp_path: Path) -> None:
    """A weekday, for example; the date is as it was."""
    seen = look(tmp_path, "Date,Start,Exercise,Reps\n2026-03-02,Monday,Bridge,8\n")
    assert (str(seen.first), seen.unread) == ("2026-03-02 12:00:00", ("Start",))


@pytest.mark.parametrize("heading", ["Puls", "HR", "Heart rate", "Herzfrequenz (bpm)", "Pulse"])
def test_min_beside_a_pulse_may_be_the_lowest_one(tmp_path: Path, heading: str) -> None:
    """It is not taken for minutes without a question."""
    text = f"Date,Activity,Min,{heading}\n2026-03-02,Walking,70,120\n"
    (asked,) = look(tmp_path, text).asked
    assert [one.value for one in asked.choices] == [{"Min": "minutes"}, {"Min": None}]


def test_dates_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    """Day first in one row and month first in the next: both are read, and it is said."""
    text = "Date,Exercise,Reps\n13/03/2026,Bridge,8\n03/14/2026,Bridge,8\n"
    seen = look(tmp_path, text)
    assert (seen.sessions, seen.left_out["row"].tolist()) == (2, [3])
    assert "the other way round than 13/03/2026 (row 2)" in seen.left_out["rule"].item()
    assert look(tmp_path, text, day_first=True).faults["row"].tolist() == [3]


def test_dates_in_two_ways_of_writing_do_not_contradict_each_other(tmp_path: Path) -> None:
    """With points the day is first, and with strokes it may be the month."""
    text = "Date,Exercise,Reps\n13.03.2026,Bridge,8\n03/14/2026,Bridge,8\n"
    seen = look(tmp_path, text)
    assert (seen.sessions, len(seen.left_out)) == (2, 0)
