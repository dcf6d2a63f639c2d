"""Calendars with days, weeks or exercises as columns: said what they are, or read."""

from __future__ import annotations

from pathlib import Path

import pytest

import backcare as bc

DAYS = {
    "dates": ("2026-03-02", "2026-03-04", "2026-03-06"),
    "dates of Excel": ("02/03/2026", "04/03/2026", "15/03/2026"),
    "dates in words": ("2 March 2026", "4 March 2026", "6 March 2026"),
    "weekdays": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "weekdays in German": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag"),
    "weekdays in French": ("lundi", "mardi", "mercredi", "jeudi", "vendredi"),
    "weeks": ("Week 1", "Week 2", "Week 3"),
    "weeks in German": ("KW 10", "KW 11", "KW 12"),
    "weeks in Spanish": ("Semana 1", "Semana 2", "Semana 3"),
    "numbered days": ("Day 1", "Day 2", "Day 3"),
    "numbered days in German": ("Tag 1", "Tag 2", "Tag 3"),
    "a month": tuple(map(str, range(1, 32))),
}
FIRST = ("Exercise", "Übung", "", "What")
CELLS = ("8", "x", "3x8", "")


def look(folder: Path, text: str, **told: object) -> bc.Preview:
    path = folder / "diary.csv"
    path.write_text(text, encoding="utf-8")
    return bc.preview_csv(path, **told)


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("kind", DAYS)
@pytest.mark.parametrize("cell", CELLS[:3])
def test_days_and_weeks_as_columns_are_one_question(
    tmp_path: Path, kind: str, first: str, cell: str
) -> None:
    """It says what kind of file it is and how to write it; no heading is offered as the date."""
    head = ",".join([first, *DAYS[kind]])
    row = ",".join(["Bird dog", *([cell] * len(DAYS[kind]))])
    [asked] = look(tmp_path, f"{head}\n{row}\n").asked
    assert asked.choices == ()
    assert "with a column each" in asked.rule
    assert "Write a row for each exercise of a day instead" in asked.rule
    assert "2026-03-02, Bird dog, 8" in asked.rule
    assert DAYS[kind][0] in asked.value


@pytest.mark.parametrize("days", [("2026-03-02", "2026-03-04"), ("Mo", "Di", "Mi")])
@pytest.mark.parametrize(
    "names", [("Date", "Exercise", "Reps", "Pain before"), ("Datum", "Übung", "Wdh", "Schmerz")]
)
def test_a_file_on_its_side_is_one_question(
    tmp_path: Path, names: tuple[str, ...], days: tuple[str, ...]
) -> None:
    """Its headings stand in the first column."""
    cells = [days, ("Bird dog",) * len(days), ("8",) * len(days), ("4",) * len(days)]
    rows = [",".join([name, *row]) for name, row in zip(names, cells, strict=True)]
    [asked] = look(tmp_path, "\n".join([*rows, ""])).asked
    assert "the file lies on its side" in asked.rule
    assert "Transpose" in asked.rule


@pytest.mark.parametrize(
    "header",
    [
        "Date,Exercise,Reps,Week",
        "Date,Exercise,Reps,Day",
        "Week 1,Date,Exercise,Reps",
        "Date,Weekday,Exercise,Reps",
        "Date,Exercise,Set 1,Set 2,Set 3",
        "Mon,Date,Exercise,Reps",
    ],
)
def test_a_file_with_a_date_and_an_exercise_is_no_calendar(tmp_path: Path, header: str) -> None:
    """Negative control."""
    cells = {"Date": "2026-03-02", "Exercise": "Bird dog", "Week": "1", "Day": "Mon"}
    row = ",".join(cells.get(one, "8") for one in header.split(","))
    asked = look(tmp_path, f"{header}\n{row}\n").asked
    assert not any("with a column each" in one.rule for one in asked)


@pytest.mark.parametrize("cell", ["Done", "yes", "[x]", "\N{CHECK MARK}", "erledigt"])
@pytest.mark.parametrize("heading", ["Exercises", "Which exercises did you do?", "Übungen"])
def test_exercises_that_a_form_ticks_are_a_row_each(
    tmp_path: Path, heading: str, cell: str
) -> None:
    """What is blank, or says no, was not done; pain is that of the day."""
    text = (
        f"Date,{heading} [Bird dog],{heading} [Bridge],Pain before\n"
        f"2026-03-02,{cell},{cell},4\n2026-03-04,,{cell},5\n2026-03-06,,,6\n"
    )
    seen = look(tmp_path, text)
    assert (seen.asked, seen.sessions, seen.faults.empty) == ((), 3, True)
    done = seen.rows.dropna(subset="exercise_id")
    assert done["exercise_id"].tolist() == ["bird_dog", "bridging", "bridging"]
    assert seen.rows["pain_before"].tolist() == [4, 4, 5, 6]


@pytest.mark.parametrize("heading", ["Exercises", "Reps", "Which?"])
def test_exercises_with_amounts_in_a_column_each_are_asked_about(
    tmp_path: Path, heading: str
) -> None:
    """As exercises with a column each, in one question; the rest can be read."""
    head = f"Date,{heading} [Bird dog],{heading} [Bridge],Pain before"
    text = f"{head}\n2026-03-02,8,,4\n2026-03-04,,8,5\n"
    [asked] = look(tmp_path, text).asked
    assert "are exercises, with a column each" in asked.rule
    [choice] = asked.choices
    assert look(tmp_path, text, columns=choice.value).sessions == 2


# --- what is not to be answered as something else -------------------------------------------------


@pytest.mark.parametrize("heading", ["Pain", "Any pain?", "Schmerzen", "Douleur", "Dolor", "Pijn"])
@pytest.mark.parametrize("cells", [("yes", "no"), ("ja", "nein"), ("x", "")])
def test_pain_yes_or_no_does_not_say_what_was_done(
    tmp_path: Path, heading: str, cells: tuple[str, str]
) -> None:
    """A day without pain is a session like any other; that pain is not read is told loudly."""
    first, second = cells
    text = (
        f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,{first}\n2026-03-03,Bridge,8,{second}\n"
    )
    seen = look(tmp_path, text)
    assert (seen.sessions, seen.faults.empty) == (2, True)
    assert "may be about pain" in str(seen)


@pytest.mark.parametrize(
    "heading", ["Stopped because of pain", "Too painful to do", "Skipped due to pain", "Back done"]
)
def test_what_pain_kept_from_doing_is_still_asked_about(tmp_path: Path, heading: str) -> None:
    """Negative control: there yes and no may say that it was not done."""
    text = f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,yes\n2026-03-03,Bridge,8,no\n"
    asked = look(tmp_path, text).asked
    assert any({heading: "not_done"} in [way.value for way in one.choices] for one in asked)


def test_a_diary_of_pain_alone_can_say_that_it_has_no_exercises(tmp_path: Path) -> None:
    """In one answer; nor is what is about pain offered as an exercise."""
    text = (
        "Date,Duration,Pain before,Location,Pain type\n"
        "2026-03-02,2 hours,7,Lower back,Aching\n2026-03-03,30 min,4,Lower back,Aching\n"
    )
    [asked] = [one for one in look(tmp_path, text).asked if "exercise" in one.rule]
    assert "Pain type" not in asked.value
    none = asked.choices[-1]
    seen = look(tmp_path, text, columns=none.value)
    assert (none.meaning.startswith("none"), seen.sessions) == (True, 2)


def test_only_a_heading_with_dates_below_it_is_offered_as_the_date(tmp_path: Path) -> None:
    """And none of these; where there is no date at all nothing is offered."""
    text = "Xyz,Exercise,Reps,Uvw\n2026-03-02,Bridge,8,a\n2026-03-04,Bridge,8,b\n"
    [asked] = look(tmp_path, text).asked
    assert [one.meaning for one in asked.choices] == ["Xyz", "none of these"]
    assert look(tmp_path, text, columns=asked.choices[0].value).sessions == 2
    [asked] = look(tmp_path, "Xyz,Exercise,Reps\na,Bridge,8\n").asked
    assert (asked.choices, "no column for the date" in asked.rule) == ((), True)
