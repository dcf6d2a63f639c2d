"""What is said of a cell that cannot be read: what it is, what it may be, and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

import backcare as bc
from backcare.diary.preview import Preview, preview_csv
from backcare.errors import Fault, TableError


def look(tmp_path: Path, text: str, **told: object) -> Preview:
    """Look at a file with this text."""
    path = tmp_path / "diary.csv"
    path.write_text(text, "utf-8")
    return preview_csv(path, **told)


def one_fault(tmp_path: Path, heading: str, cell: str) -> Fault:
    """Return the fault of a file with one cell of doubt."""
    exercise = "Walking" if heading in ("Minutes", "Duration") else "Bridge"
    text = f"Date,Exercise,{heading}\n2026-03-02,{exercise},{cell}\n"
    (fault,) = look(tmp_path, text).faults.itertuples(index=False, name=None)
    return Fault(*fault)


@pytest.mark.parametrize("cell", ["3x8", "3 x 8", "3\N{MULTIPLICATION SIGN}8", "3*8"])
@pytest.mark.parametrize("heading", ["Sets", "Reps"])
def test_sets_and_repetitions_in_one_cell_are_taken_apart(
    tmp_path: Path, heading: str, cell: str
) -> None:
    """Which is which, and where each is written."""
    amounts = f"{cell},8" if heading == "Sets" else f"2,{cell}"
    rows = f"2026-03-02,Bridge,2,8\n2026-03-04,Bridge,{amounts}\n"
    text = f"Date,Exercise,Sets,Reps\n{rows}"
    ((row, column, value, rule),) = look(tmp_path, text).faults.to_numpy()
    assert (row, column, value) == (3, heading, cell)
    assert "write 3 in a column Sets, and 8 in a column Reps" in rule


@pytest.mark.parametrize(
    "cell", ["#REF!", "#NAME?", "#DIV/0!", "#N/A", "#BEZUG!", "#NV", "Err:502"]
)
@pytest.mark.parametrize("heading", ["Reps", "Minutes", "Duration", "Pain before", "Patient"])
def test_an_error_of_a_spreadsheet_is_called_so(tmp_path: Path, heading: str, cell: str) -> None:
    """It is shown, and no patient is called #REF!."""
    fault = one_fault(tmp_path, heading, cell)
    assert (fault.row, fault.column, fault.value) == (2, heading, cell)
    assert "Mend the formula" in fault.rule


@pytest.mark.parametrize("row", ["#REF!,Bridge,8", "2026-03-02,#N/A,8"])
def test_an_error_in_place_of_a_date_or_an_exercise(tmp_path: Path, row: str) -> None:
    """It is no rest, and nobody is asked which exercise it is."""
    seen = look(tmp_path, f"Date,Exercise,Reps\n{row}\n")
    assert "Mend the formula" in seen.faults["rule"].item()
    assert (len(seen.unknown), len(seen.left_out)) == (0, 0)


@pytest.mark.parametrize(
    "row",
    ["Total,,16", "Summe,,16", "Grand total:,,16", "Summe Woche 1,,16", "2026-03-09,Total,16"],
)
def test_a_row_of_totals_is_left_out_and_told(tmp_path: Path, row: str) -> None:
    """By its number; what else there is comes in."""
    seen = look(tmp_path, f"Date,Exercise,Reps\n2026-03-02,Bridge,8\n{row}\n")
    assert (seen.faults.empty, seen.sessions) == (True, 1)
    ((number, rule),) = seen.left_out[["row", "rule"]].to_numpy()
    assert (number, "is a total" in rule) == (3, True)


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [
        ("Reps", "30s", "'Reps': 'duration'"),
        ("Reps", "0:30", "how long it took"),
        ("Reps", "20 min", "how long it took"),
        ("Reps", "8-10", "from 8 to 10"),
        ("Reps", "8/8", "of each side, write 8"),
        ("Reps", "8 each side", "Write the number alone: 8."),
        ("Reps", "AMRAP", "Write how many"),
        ("Reps", "NaN", "Write how many"),
        *(("Reps", cell, "more than one number") for cell in ("8/8/7", "8-8-7", "3 sets of 8")),
        *(
            ("Reps", cell, "more than one number")
            for cell in ("3x30s", "3x8@20kg", "3x8 each side")
        ),
        ("Pain before", "3 / 4 / 6", "write the one that is right"),
        ("Hold", "20:00", "'Hold': ('duration', 'm:ss')"),
        ("Minutes", "########", "Make it wider"),
    ],
)
def test_what_else_a_cell_may_be_is_said(
    tmp_path: Path, heading: str, cell: str, said: str
) -> None:
    """With what was read and its heading, so that the advice can be copied."""
    fault = one_fault(tmp_path, heading, cell)
    assert (fault.column, fault.value) == (heading, cell)
    assert said in fault.rule


@pytest.mark.parametrize("cell", ["8, my leg hurt", "Dr Jones 8", "ten Anna", "max pain at home"])
def test_words_of_ones_own_are_not_shown(tmp_path: Path, cell: str) -> None:
    """A note may have got into the wrong column."""
    assert one_fault(tmp_path, "Reps", f'"{cell}"').value == ""


@pytest.mark.parametrize("cell", ["Monday", "yesterday", "Week 1", "March", "tbd"])
def test_words_that_stand_where_dates_do_are_shown(tmp_path: Path, cell: str) -> None:
    """They are nobody's own."""
    seen = look(tmp_path, f"Date,Exercise,Reps\n{cell},Bridge,8\n")
    assert seen.faults["value"].tolist() == [cell]


def test_minutes_with_a_colon_are_asked_about_once(tmp_path: Path) -> None:
    """By their heading, however many rows there are; each answer settles it."""
    rows = "".join(f"2026-03-0{day},Walking,{day + 1}:30\n" for day in range(2, 6))
    text = f"Date,Exercise,Time walked\n2026-03-01,Walking,20\n{rows}"
    (asked,) = look(tmp_path, text, columns={"Time walked": "minutes"}).asked
    assert (asked.row, asked.column, asked.value) == (3, "Time walked", "3:30")
    assert "columns={'Time walked': ('minutes', 'm:ss')}" in asked.rule
    told = [
        look(tmp_path, text, columns=one.value).rows["minutes"].tolist()[:2]
        for one in asked.choices[:2]
    ]
    assert told == [[20, 3.5], [20, 210]]


def test_an_unknown_exercise_comes_with_an_argument_to_copy(tmp_path: Path) -> None:
    """It settles the fault as it stands."""
    text = "Date,Exercise,Reps\n2026-03-02,Yoga,8\n2026-03-02,Bridge,8\n"
    rule = look(tmp_path, text).faults["rule"].item()
    assert "names={'Yoga': None}" in rule
    assert len(look(tmp_path, text, names={"Yoga": None}).faults) == 0


def test_a_name_in_a_rule_is_hidden_with_the_value(tmp_path: Path) -> None:
    """In a group nobody's name is shown, whatever column it stands in."""
    text = "Date,Exercise,Reps\n2026-03-02,Bob Jones,8\n2026-03-02,Bridge,8\n"
    (tmp_path / "P01.csv").write_text(text, "utf-8")
    assert "Jones" not in bc.load_logs(tmp_path).faults.to_csv()


def test_a_long_text_is_not_quoted_in_a_rule(tmp_path: Path) -> None:
    """Neither where the value would stand, nor in the argument."""
    words = "I fell off the ladder and hurt my back, and more. " * 2
    path = tmp_path / "diary.csv"
    path.write_text(f'Date,Exercise,Reps\n2026-03-02,"{words}",8\n', "utf-8")
    with pytest.raises(TableError) as caught:
        bc.SessionLog(":memory:").import_csv(path)
    assert "ladder" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        *(("Brücke", "bridging"), ("Bruecke", "bridging"), ("schulterbrücke", "bridging")),
        *(
            ("Spaziergang", "walking"),
            ("Radfahren", "cycling"),
            ("Knie zur Brust", "knee_to_chest"),
        ),
    ],
)
def test_exercises_have_german_names(tmp_path: Path, name: str, exercise: str) -> None:
    """With and without dots on the letters."""
    seen = look(tmp_path, f"Datum,Übung,Wdh\n2026-03-02,{name},8\n", columns={"Wdh": "reps"})
    assert seen.rows["exercise_id"].tolist() == [exercise]


@pytest.mark.parametrize("name", ["Kniebeuge", "Hike", "Superman", "Tanzen"])
def test_another_exercise_is_not_suggested(tmp_path: Path, name: str) -> None:
    """Only what is misspelled has a name that is meant."""
    seen = look(tmp_path, f"Date,Exercise,Reps\n2026-03-02,{name},8\n")
    assert seen.unknown["nearest"].tolist() == [""]
    assert "Did you mean" not in seen.faults["rule"].item()


def test_letters_read_wrongly_are_told_by_their_column(tmp_path: Path) -> None:
    """With the cell, unless it is a note."""
    text = "Date,Exercise,Reps,Note\n2026-03-02,BrÃ¼cke,8,ok\n2026-03-04,Bridge,8,mÃ¼de\n"
    faults = look(tmp_path, text).faults
    assert faults[["row", "column", "value"]].to_numpy().tolist() == [
        [2, "Exercise", "BrÃ¼cke"],
        [3, "Note", ""],
    ]
    assert faults["rule"].str.contains("“ü” was written").all()


@pytest.mark.parametrize(
    "row", ["2026-03-02,Bri\0dge,8,", "2026-03-02,Bridge,8\0,", "2026-03-02,Bridge,8,a\0b"]
)
def test_a_nul_in_a_word_is_told(tmp_path: Path, row: str) -> None:
    """It is not passed over: the file is damaged."""
    seen = look(tmp_path, f"Date,Exercise,Reps,Note\n{row}\n")
    assert (seen.sessions, seen.faults["row"].tolist()) == (0, [2])
    assert "has a NUL" in seen.faults["rule"].item()


def test_a_heading_read_wrongly_is_told(tmp_path: Path) -> None:
    """Its column would be left unread, and the exercises with it."""
    text = "Datum,Ãœbung,Wdh\n2026-03-02,Bridge,8\n"
    (asked,) = look(tmp_path, text).asked
    assert (asked.row, asked.column) == (1, "Ãœbung")
    assert "“Ü” was written" in asked.rule
    assert look(tmp_path, text, columns={"Ãœbung": "exercise_id"}).sessions == 1


@pytest.mark.parametrize(
    "headings",
    ["Bird dog,Bridge", "Bird dog (reps),Bridge", "Gehen (min),Brücke", "Bridge reps,Note"],
)
def test_exercises_with_a_column_each_are_told_how_to_be_written(
    tmp_path: Path, headings: str
) -> None:
    """A row for each; or the rest of the file is read without them."""
    seen = look(tmp_path, f"Date,{headings},Pain before\n2026-03-02,8,10,3\n")
    (asked,) = seen.asked
    assert "a row for each exercise" in asked.rule
    named = [heading for heading in headings.split(",") if heading != "Note"]
    assert [one.value for one in asked.choices] == [dict.fromkeys(named)]
    path = tmp_path / "diary.csv"
    assert preview_csv(path, columns=asked.choices[0].value).sessions == 1


def test_an_exercise_among_headings_beside_a_column_of_them_is_not_asked_about(
    tmp_path: Path,
) -> None:
    """It is not read, and told so."""
    seen = look(tmp_path, "Date,Exercise,Reps,Walking\n2026-03-02,Bridge,8,20\n")
    assert (seen.asked, seen.unread) == ((), ("Walking",))
