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
    assert [one.meaning for one in asked.choices] == ["Reps done", "Reps"]
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


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (("nein", "vielleicht", "ja"), "nein"),  # an answer more than yes and no
        (("ja", "", "ja"), "ja"),  # ticks: of what was done, or of what was not
        (("x", "", ""), "x"),
        (("0", "1", "1"), "0"),
        (("not today", "yes", "yes"), "not today"),
        (("nee", "ja", "ja"), "nee"),
    ],
)
def test_other_ways_to_say_no_are_asked_about(
    tmp_path: Path, cells: tuple[str, ...], shown: str
) -> None:
    """Under a heading that nobody knows."""
    rows = [f"2026-03-0{day},Bridge,8,{cell}" for day, cell in enumerate(cells, start=2)]
    text = "\n".join(["Date,Exercise,Reps,Xyz", *rows, ""])
    (asked,) = look(tmp_path, text).asked
    assert f"has {shown!r} in it" in asked.rule
    assert {"Xyz": "not_done"} in [one.value for one in asked.choices]


@pytest.mark.parametrize(
    ("planned", "done"),
    [
        ("Planned reps", "Done reps"),
        ("Reps (target)", "Reps (actual)"),
        ("Wdh geplant", "Wdh gemacht"),
        ("Target minutes", "Actual minutes"),
        ("Soll Sätze", "Ist Sätze"),
    ],
)
def test_a_heading_may_say_that_an_amount_was_planned_or_done(
    tmp_path: Path, planned: str, done: str
) -> None:
    """Before or after its name, and in brackets; what was done is read."""
    what = "Walking" if "minutes" in planned else "Bridge"
    text = f"Date,Exercise,{planned},{done}\n2026-03-02,{what},8,0\n2026-03-04,{what},8,6\n"
    seen = look(tmp_path, text)
    assert (seen.sessions, seen.unread, seen.asked) == (1, (planned,), ())


@pytest.mark.parametrize("heading", ["Target reps", "Reps (planned)", "Soll Wdh"])
def test_what_was_only_planned_is_asked_about(tmp_path: Path, heading: str) -> None:
    """Nothing in the file says that any of it was done."""
    text = f"Date,Exercise,{heading}\n2026-03-02,Bridge,8\n"
    (asked,) = look(tmp_path, text).asked
    assert f"columns={{'{heading}': 'reps'}}" in asked.rule
    assert look(tmp_path, text, columns={heading: "reps"}).rows["reps"].tolist() == [8]


@pytest.mark.parametrize(
    ("headings", "rows", "column", "amounts"),
    [
        ("Hold,Unit", ["Wall sit,30,sec", "Wall sit,1,min"], "hold_s", [30, 60]),
        ("Hold,Hold unit", ["Wall sit,30,sec", "Wall sit,1,min"], "hold_s", [30, 60]),
        ("Minutes,Unit", ["Walking,90,sec", "Walking,2,min"], "minutes", [1.5, 2]),
        ("Duration,Einheit", ["Walking,90,Sek.", "Walking,2,Min."], "minutes", [1.5, 2]),
        ("Amount,Unit", ["Wall sit,30,sec", "Wall sit,40,sec"], "hold_s", [30, 40]),
        ("Wdh,Wdh-Einheit", ["Walking,20,Minuten", "Walking,90,Sek."], "minutes", [20, 1.5]),
    ],
)
def test_the_unit_of_any_amount_is_read(
    tmp_path: Path, headings: str, rows: list[str], column: str, amounts: list[float]
) -> None:
    """Whatever the amount is called that it stands beside."""
    lines = [f"2026-03-02,{row}" for row in rows]
    seen = look(tmp_path, "\n".join([f"Date,Exercise,{headings}", *lines, ""]))
    assert (seen.rows[column].tolist(), seen.asked) == (amounts, ())


def test_a_unit_that_a_column_has_anyhow_changes_nothing(tmp_path: Path) -> None:
    """Seconds beside a hold are not those of the repetitions."""
    seen = look(tmp_path, "Date,Exercise,Reps,Hold,Unit\n2026-03-02,Bridge,8,5,sec\n")
    assert seen.rows[["reps", "hold_s"]].to_numpy().tolist() == [[8, 5]]


@pytest.mark.parametrize(
    ("heading", "cell"), [("Measure", "sec"), ("Type", "Seconds"), ("Unit", "m")]
)
def test_what_may_be_the_unit_of_repetitions_is_asked_about(
    tmp_path: Path, heading: str, cell: str
) -> None:
    """Seconds under a heading that says nothing, and m, which may be metres."""
    text = f"Date,Exercise,Reps,{heading}\n2026-03-02,Wall sit,30,{cell}\n"
    (asked,) = look(tmp_path, text).asked
    assert [one.value for one in asked.choices] == [{heading: "reps_unit"}, {heading: None}]


def test_an_unknown_unit_among_known_ones_is_a_fault(tmp_path: Path) -> None:
    """The others of the column are read all the same."""
    text = "Date,Exercise,Reps,Unit\n2026-03-02,Wall sit,30,seconds\n2026-03-03,Bridge,8,furlongs\n"
    seen = look(tmp_path, text)
    assert (seen.rows["hold_s"].tolist(), seen.faults["row"].tolist()) == ([30], [3])


@pytest.mark.parametrize("heading", ["Reps/Secs", "Reps (or seconds)", "Reps (sec)", "Wdh/Zeit"])
def test_repetitions_or_seconds_are_asked_about(tmp_path: Path, heading: str) -> None:
    """A column of both is read as neither."""
    text = f"Date,Exercise,{heading}\n2026-03-02,Wall sit,30\n"
    (asked,) = look(tmp_path, text).asked
    assert {heading: ("duration", "s")} in [one.value for one in asked.choices]
    assert look(tmp_path, text, columns={heading: ("duration", "s")}).rows["hold_s"].item() == 30


def test_a_plural_in_brackets_is_no_unit(tmp_path: Path) -> None:
    """Rep(s) are repetitions."""
    seen = look(tmp_path, "Date,Exercise,Rep(s),Set(s)\n2026-03-02,Bridge,8,2\n")
    assert seen.rows[["reps", "sets"]].to_numpy().tolist() == [[8, 2]]


@pytest.mark.parametrize(
    ("heading", "days"), [("Sets", (2, 2, 2)), ("Rounds", (2, 2, 2)), ("Set", (2, 3, 4))]
)
def test_numbers_that_go_up_three_times_are_asked_about(
    tmp_path: Path, heading: str, days: tuple[int, ...]
) -> None:
    """Under a heading that means how many, too, and from one day to the next."""
    exercises = ["Bird dog", "Bridge", "Wall sit"]
    rows = [
        f"2026-03-0{day},{exercise},{number},8"
        for number, (day, exercise) in enumerate(zip(days, exercises, strict=True), start=1)
    ]
    (asked,) = look(tmp_path, "\n".join([f"Date,Exercise,{heading},Reps", *rows, ""])).asked
    assert {heading: "set_number"} in [one.value for one in asked.choices]


def test_the_sets_of_two_patients_are_not_numbers_of_one(tmp_path: Path) -> None:
    """One set of the first and two of the second, on the same day."""
    text = "Patient,Date,Exercise,Set,Reps\nP1,2026-03-02,Bridge,1,8\nP2,2026-03-02,Bridge,2,8\n"
    assert look(tmp_path, text).rows["sets"].tolist() == [1, 2]


@pytest.mark.parametrize("heading", ["Rücken", "Back", "Score", "Symptoms", "Today (1-10)"])
def test_the_part_that_hurts_and_how_much_are_loud(tmp_path: Path, heading: str) -> None:
    """Where they are not read, it is said that they may be pain."""
    seen = look(tmp_path, f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,9\n")
    assert "may be about pain" in str(seen)


@pytest.mark.parametrize(
    "heading", ["Schlafqualität (0-10)", "Zufriedenheit (0-10)", "Feedback", "Energy level (0-10)"]
)
def test_compounds_of_other_things_are_not_called_pain(tmp_path: Path, heading: str) -> None:
    """How well somebody slept is no pain in any language."""
    seen = look(tmp_path, f"Date,Exercise,Reps,{heading}\n2026-03-02,Bridge,8,9\n")
    assert "may be about pain" not in str(seen)


@pytest.mark.parametrize("heading", ["Set", "Satz"])
@pytest.mark.parametrize("numbers", [(3, 3, 3), (3, 2, 3), (2, 4)])
def test_one_number_of_sets_a_day_is_asked_about(
    tmp_path: Path, heading: str, numbers: tuple[int, ...]
) -> None:
    """It may be the last set of a day, or how many there were."""
    rows = [f"2026-03-0{day},Bridge,{number},8" for day, number in enumerate(numbers, start=2)]
    text = "\n".join([f"Date,Exercise,{heading},Reps", *rows, ""])
    (asked,) = look(tmp_path, text).asked
    assert [one.value for one in asked.choices][:2] == [{heading: "set_number"}, {heading: "sets"}]
    assert look(tmp_path, text, columns={heading: "sets"}).rows["sets"].tolist() == [*numbers]


def test_how_many_sets_under_their_plural_is_not_asked_about(tmp_path: Path) -> None:
    """Three sets a day are what most people do."""
    text = "Date,Exercise,Sets,Reps\n2026-03-02,Bridge,3,8\n2026-03-03,Bridge,3,8\n"
    assert look(tmp_path, text).rows["sets"].tolist() == [3, 3]


@pytest.mark.parametrize("heading", ["Length", "Länge"])
def test_a_length_is_a_time_or_a_distance(tmp_path: Path, heading: str) -> None:
    """Its cells say which; numbers alone are asked about, where nothing else says how much."""
    start = f"Date,Exercise,{heading}\n2026-03-02,Walking,"
    assert look(tmp_path, f"{start}20 min\n").rows["minutes"].tolist() == [20]
    assert look(tmp_path, f"{start}2 km\n").unread == (heading,)
    (asked,) = look(tmp_path, f"{start}20\n").asked
    assert [one.value for one in asked.choices] == [
        {heading: "minutes"},
        {heading: ("duration", "s")},
        {heading: None},
    ]
    with_minutes = f"Date,Exercise,{heading},Minutes\n2026-03-02,Walking,2,20\n"
    assert look(tmp_path, with_minutes).asked == ()


@pytest.mark.parametrize(("heading", "cell"), [("Sek", "1200"), ("Std.", "0.5"), ("Min.", "20")])
def test_short_german_units_are_headings(tmp_path: Path, heading: str, cell: str) -> None:
    """With a point or without."""
    seen = look(tmp_path, f"Datum,Übung,{heading}\n2026-03-02,Gehen,{cell}\n")
    assert seen.rows["minutes"].tolist()[0] in (20, 30)


@pytest.mark.parametrize(
    ("day", "dates"),
    [
        ("{} Mar 2026", (16, 17, 23)),
        ("Mon, {}.03.2026", (16, 23, 30)),
        ("Tue {}.03.2026", (17, 24, 31)),
    ],
)
def test_days_are_told_apart_however_they_are_written(
    tmp_path: Path, day: str, dates: tuple[int, ...]
) -> None:
    """Sets 1 and 2 of each day are numbers, and no day runs on into the next."""
    rows = [f'"{day.format(date)}",Bridge,{number},8' for date in dates for number in (1, 2, 3)]
    seen = look(tmp_path, "\n".join(["Date,Exercise,Set,Reps", *rows, ""]))
    assert (seen.sessions, seen.asked, "sets" in seen.rows) == (3, (), False)
