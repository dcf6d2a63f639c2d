"""Diaries as people keep them: hand-made messy files, read whole or with every fault told."""

import csv
import io
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from diaries import NOW, cells, lines, read

from backcare.csv_reader import escape_formula
from backcare.diary import Diary, diary_bytes, read_diary
from backcare.errors import DateOrderError, TableError
from backcare.exercises.load import load_exercises


def places(diary: Diary) -> list[tuple[int | None, str]]:
    return [(fault.row, fault.column) for fault in diary.faults]


def test_a_german_spreadsheet_is_read() -> None:
    """Windows-1252, semicolons, decimal commas and own headings are read as they are meant."""
    file = (
        "Datum;Uhr;Übung;Sets;Wdh.;Halten (s);Minuten;Pain before (0-10);Comment\r\n"
        "02.03.2026;18:30;Glute-Bridge;2;10;6,0;;3;schöner Tag\r\n"
        "02.03.2026;18:30;going for a WALK;;;;12,5;;\r\n"
    ).encode("cp1252")
    told = {"Datum": "started_at", "Uhr": "time", "Übung": "exercise_id", "Wdh.": "reps"}
    told |= {"Halten (s)": "hold_s", "Minuten": "minutes"}
    diary = read(file, columns=told, day_first=True)
    assert diary.faults == ()
    assert cells(diary, "exercise_id", "sets", "reps", "hold_s", "minutes", "pain_before") == [
        ["bridging", 2, 10, 6, None, 3],
        ["walking", None, None, None, 12.5, 3],
    ]
    assert diary.frame["note"].tolist() == ["schöner Tag"] * 2
    assert diary.frame["started_at"].tolist() == [pd.Timestamp(2026, 3, 2, 18, 30)] * 2
    assert len(set(diary.frame["session_id"])) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    """The same diary is read from each encoding and each separator."""
    text = 'date|exercise|reps|note\r\n2026-03-02|Crunch|8|"für, mich; heute"\r\n'
    diary = read(text.replace("|", separator).encode(encoding))
    assert cells(diary, "exercise_id", "reps", "note") == [
        ["partial_crunch", 8, "für, mich; heute"]
    ]


def test_a_separator_named_in_the_first_line_is_no_row() -> None:
    """`sep=;`, which spreadsheets hide, is neither the header nor counted."""
    diary = read(lines("sep=;", "date;reps;exercise", "2026-03-02;-1;Bridge"))
    assert places(diary) == [(2, "reps")]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("PAIN_BEFORE", "pain_before"),
        ("PainBefore", "pain_before"),
        (" Pain  before ", "pain_before"),
        ("Pain at start", "pain_before"),
        ("After (0-10)", "pain_after"),
        ("Worst pain", "pain_peak"),
        ("Minutes of pain", "pain_minutes"),
        ("Hold [s]", "hold_s"),
        ("Repetitions", "reps"),
        ("Duration (min)", "minutes"),
    ],
)
def test_headings_in_other_words(heading: str, column: str) -> None:
    """Capitals, spaces, units and common other words do not matter in a heading."""
    diary = read(lines(f"Day,Activity,{heading}", "2026-03-02,Bridge,7"))
    assert (cells(diary, column), diary.unread) == ([[7]], ())


def test_headings_not_understood_are_named() -> None:
    """A column that no column of the log is known for is not read, and that is said."""
    diary = read(lines("date,Mood,,exercise", "2026-03-02,fine,,Bridge"))
    assert (diary.unread, diary.faults) == (("Mood",), ())


def test_an_own_name_goes_before_other_words() -> None:
    """`exercise_id` is read, and `exercise` beside it is not, since it may say anything."""
    diary = read(lines("date,exercise,exercise_id", "2026-03-02,what I like,bridging"))
    assert (cells(diary, "exercise_id"), diary.unread) == ([["bridging"]], ("exercise",))


def test_a_told_column_goes_before_all() -> None:
    """`columns` settles which of two dates is meant."""
    file = lines("date,start,exercise", "2026-03-02,2026-03-05,Bridge")
    with pytest.raises(TableError, match="'date, start' are columns for started_at"):
        read(file)
    diary = read(file, columns={"START": "started_at"})
    assert diary.frame["started_at"].dt.day.tolist() == [5]


def test_wrong_answers_about_columns() -> None:
    """A heading that is not there and a column that no log has are named, with the nearest."""
    with pytest.raises(TableError, match=r"'Datmu' is not a heading.*Did you mean 'Datum'"):
        read(lines("Datum", "2026-03-02"), columns={"Datmu": "started_at"})
    with pytest.raises(ValueError, match=r"'pain_befor' is not known. Did you mean 'pain_before'"):
        read(lines("Datum", "2026-03-02"), columns={"Datum": "pain_befor"})


def test_rows_of_one_session_may_share_what_is_said_once() -> None:
    """Pain and note written in one row of a session hold for the whole session."""
    rows = ("date,exercise,pain before,note", "2026-03-02,Bridge,3,", "2026-03-02,Crunch,,good")
    diary = read(lines(*rows))
    assert cells(diary, "pain_before", "note") == [[3, "good"], [3, "good"]]


def test_rows_of_one_session_that_disagree() -> None:
    """Two rows of a session with different pain are a fault, and the session is left out."""
    rows = ("session_id,date,exercise,pain before", "a,2026-03-02,Bridge,3")
    diary = read(lines(*rows, "a,2026-03-02,Crunch,4", "b,2026-03-02,Crunch,4"))
    assert str(diary.faults[0]) == (
        "row 3, pain before: '4' is not what row 2 says of the same session. Make the two the same."
    )
    assert diary.frame["session_id"].tolist() == ["b"]


def test_half_finished_sessions() -> None:
    """A row without an exercise is a session without entries, or adds to one that has some."""
    rows = ("date,exercise,pain before", "2026-03-02,,3", "2026-03-03,,4", "2026-03-03,Bridge,")
    assert cells(read(lines(*rows)), "exercise_id", "pain_before") == [[None, 3], ["bridging", 4]]


def test_numbers_without_an_exercise() -> None:
    """Reps that belong to no exercise are a fault."""
    assert places(read(lines("date,exercise,reps", "2026-03-02,,8"))) == [(2, "exercise")]


def test_session_ids_made_up_are_stable() -> None:
    """The same diary gives the same ids in every time zone, and a mended row keeps its id."""
    rows = ("date,exercise,reps", "2026-03-02 18:30,Bridge,{}", "2026-03-04,Bridge,8")
    first = read(lines(*rows).replace(b"{}", b"9")).frame["session_id"]
    mended = lines(*rows).replace(b"{}", b"10")
    again = read_diary(mended, tz=ZoneInfo("Asia/Tokyo"), now=NOW).frame["session_id"]
    assert first.nunique() == 2
    assert first.tolist() == again.tolist()


@pytest.mark.parametrize("start", ["2026-03-02 09:00", "2026-03-02T09:00+00:00"])
def test_a_row_added_by_hand_joins_its_session(start: str) -> None:
    """A row without an id, written below an export, belongs to the session of that start."""
    export = diary_bytes(read(lines("date,exercise", f"{start},Bridge")).frame)
    diary = read(export + f",,{start},bird_dog,,8,,,,,,,\r\n".encode())
    assert diary.faults == ()
    assert cells(diary, "exercise_id", "reps") == [["bridging", None], ["bird_dog", 8]]
    assert len(set(diary.frame["session_id"])) == 1


@pytest.mark.parametrize(
    ("column", "cell", "quoted"),
    [
        ("pain_before", "2.5", "2.5"),
        ("pain_before", "5/9", "5/9"),
        ("pain_before", "I fell", ""),
        ("minutes", "30, my leg hurt", ""),
        ("date", "2026-02-31", "2026-02-31"),
        ("date", "31 February 2026", "31 February 2026"),
        ("date", "2026.3", "2026.3"),
        ("date", "after my fall on Monday", ""),
        ("note", "x" * 10_001, ""),
        ("patient", "I fell off the ladder and hurt my back. " * 3, ""),
        ("exercise", "Glute brigde", "Glute brigde"),
        ("exercise", "I fell off the ladder and hurt my back. " * 3, ""),
    ],
)
def test_a_fault_quotes_no_words_that_stand_in_a_wrong_column(
    column: str, cell: str, quoted: str
) -> None:
    """What it says is where they are."""
    row = {"date": "2026-03-02", "exercise": "bridging", column: cell}
    file = io.StringIO(newline="")
    csv.writer(file).writerows([row.keys(), row.values()])
    faults = read(file.getvalue().encode()).faults
    assert [(fault.row, fault.column, fault.value) for fault in faults] == [(2, column, quoted)]


def test_every_fault_at_once() -> None:
    """Each faulty cell is told with its row as a spreadsheet numbers it, its column and value."""
    header = "date,exercise,sets,reps,hold_s,minutes,pain before,pain after,patient,note"
    rows = [
        "2026-03-02,Bridge,1,-1,,,11,2,,",
        "2027-01-01,Bridge,1,8,,,3,2,,",
        "2026-03-03,Brigde,1,NaN,,,3,2.5,,",
        "2026-03-04,Bridge,1,8,,inf,3,,,",
        "31/02/2026,Bridge,21,8,601,-1,3,,,",
        ",Bridge,1,8,6,,3,,,",
        f"2026-03-05,Bridge,1,8,6,,3,,{'x' * 101},",
        "2026-03-06,Bridge,1,8,6,,3,,,half\0a word",
        "2026-03-07,Bridge,1,8,6,,3,,,all good \N{FLEXED BICEPS}",
    ]
    diary = read(lines(header, *rows), columns={"pain before": "pain_before"})
    assert places(diary) == [
        *[(2, "reps"), (2, "pain before"), (3, "date"), (4, "exercise"), (4, "reps")],
        *[(4, "pain after"), (5, "minutes"), (6, "date"), (6, "sets"), (6, "hold_s")],
        *[(6, "minutes"), (7, "date"), (8, "patient"), (9, "note")],
    ]
    told = {(fault.row, fault.column): (fault.value, fault.rule) for fault in diary.faults}
    empty = "Leave the cell empty if it is not known."
    value, rule = told[2, "pain before"]
    assert value == "11"
    assert rule.startswith(f"must be a whole number from 0 to 10. {empty} If the file has another")
    assert told[4, "pain after"][0] == "2.5"
    assert "write 2 or 3" in told[4, "pain after"][1]
    assert told[6, "minutes"] == ("-1", f"must be a number above 0 and at most 600. {empty}")
    future = "must not be in the future. Correct the date, or this computer's clock."
    assert told[3, "date"] == ("2027-01-01", future)
    assert "Did you mean 'Bridge'?" in told[4, "exercise"][1]
    assert diary.frame["note"].tolist() == ["all good \N{FLEXED BICEPS}"]


def test_a_huge_note() -> None:
    """A note of 10 MB with line breaks is one fault, and none of its lines passes for a row."""
    limit = csv.field_size_limit()
    note = "2026-03-02,Bridge,x\n" * 500_000
    diary = read(lines("date,exercise,note", f'2026-03-01,Bridge,"{note}"', "2026-03-03,Bridge,"))
    assert [(fault.row, fault.rule) for fault in diary.faults] == [
        (2, "must have 0 to 10000 characters.")
    ]
    assert len(diary.faults[0].value) < 200
    assert diary.frame["started_at"].dt.day.tolist() == [3]
    assert csv.field_size_limit() == limit


def test_row_numbers_are_those_of_a_spreadsheet() -> None:
    """Blank rows count, and line breaks inside quotation marks do not."""
    rows = (
        "date,exercise,note,reps",
        "",
        '2026-03-02,Bridge,"a\r\nb\nc",8',
        ",,,",
        "2026-03-03,,,8",
    )
    file = "\r\n".join(rows).encode()
    assert places(read(file)) == [(5, "exercise")]


def test_the_last_line_cut_off() -> None:
    """A last line without its end and with too few cells is a fault; short rows else are not."""
    rows = ("date,exercise,reps,note", "2026-03-02,Bridge", "2026-03-03,Bridge,8,fi")
    assert read(lines(*rows)[:-1]).faults == ()
    cut = read(lines(*rows)[:-4], without_amount="done")
    assert str(cut.faults[0]) == (
        "row 3: '2026-03-03,Bridge,8' is cut off after 3 of 4 cells. Complete it, or export the "
        "file again."
    )
    assert cells(cut, "reps") == [[None]]


@pytest.mark.parametrize(
    "row",
    [
        "2026-03-02,Bridge,8,private,private",
        "2026-03-02,Bridge,8,private",
        f"2026-03-02,Bridge,8,{'private' * 2_000},3",
        "2026-03-02,Bridge,8,private\0,3",
    ],
)
@pytest.mark.parametrize("heading", ["note", "Befinden", "my words"])
def test_a_note_is_never_quoted(row: str, heading: str) -> None:
    """Neither for its own fault nor in that of its row, and nor is what may be one."""
    known = {"Befinden": "note"} if heading == "Befinden" else {}
    other = "2026-03-02,Bridge,8,other,3"
    file = lines(f"date,exercise,reps,{heading},pain before", other, row)[:-2]
    diary = read(file, columns=known)
    assert (heading == "my words") or diary.faults
    assert not any("private" in f"{fault}" for fault in diary.faults)
    assert not any("other" in f"{fault}" for fault in diary.faults)


def test_a_row_in_place_of_the_headings_is_not_quoted() -> None:
    """Where not one heading is known, it may be a row with a note."""
    with pytest.raises(TableError) as error:
        read(lines("2026-03-02,Bridge,private"))
    assert "private" not in str(error.value)


def test_a_row_with_more_cells_than_headings() -> None:
    """A decimal comma between commas shifts the cells: the row is told, not guessed at."""
    diary = read(lines("date,minutes,exercise", "2026-03-02,12,5,Walk", "2026-03-03,9,Walk,,"))
    assert places(diary) == [(2, "")]
    assert cells(diary, "minutes") == [[9]]


@pytest.mark.parametrize(
    "stray",
    ['2026-03-02,Bridge,"never closed', '2026-03-02,Bridge,"closed" too early'],
)
def test_a_stray_quotation_mark(stray: str) -> None:
    """It is told, and what it swallowed does not pass for a note."""
    rows = ("date,exercise,note", "2026-03-01,Bridge,", stray, "2026-03-03,Bridge,a note")
    diary = read(lines(*rows, '2026-03-04,Bridge,"quoted"', "2026-03-05,Bridge,"))
    assert diary.faults[0].row == 3
    assert "quotation mark" in diary.faults[0].rule
    assert not diary.frame["note"].str.contains("2026").any()


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (b"", "It is empty"),
        (b"\xef\xbb\xbf\r\n", "It is empty"),
        (b"PK\x03\x04\x14\0\x06\0", "It is a workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x81", "It is a picture"),
        (b"SQLite format 3\0\x10\0\x01\x01", "It is a database"),
        (b"2026-03-02,Bridge,10\n", "has no column for the date"),
        (b"date,exercise,Exercise\n", "'exercise, Exercise' are columns for exercise_id"),
        (b'"date,exercise\n', "quotation mark"),
    ],
)
def test_files_that_are_no_diary(file: bytes, told: str) -> None:
    """A file of which nothing can be read is refused, with the reason."""
    with pytest.raises(TableError, match=told):
        read(file)


def test_a_wrong_header_is_told_alone() -> None:
    """Rows are not held to a header that is none, such as a title above it."""
    with pytest.raises(TableError) as refused:
        read(lines("My diary", "2026-03-02,Bridge"))
    assert refused.value.faults["row"].tolist() == [1]


def test_a_folder_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Both are refused in words; the nearest name is offered."""
    with pytest.raises(TableError, match="It is a folder"):
        read(tmp_path)
    (tmp_path / "diary.csv").touch()
    with pytest.raises(TableError, match=r"Did you mean 'diary.csv'"):
        read(str(tmp_path / "dairy.csv"))


def test_a_header_alone_is_a_diary() -> None:
    """Nobody has done anything yet: an empty log, and no fault."""
    diary = read(b"date,exercise\n")
    assert (len(diary.frame), diary.faults) == (0, ())
    assert diary_bytes(diary.frame).count(b"\r\n") == 1


def test_each_kind_of_source(tmp_path: Path) -> None:
    """A path, bytes and open files give the same diary, and the path its name in messages."""
    file = tmp_path / "mine.csv"
    file.write_bytes(lines("date,exercise", "03/04/2026,Bridge"))
    with file.open(newline="", encoding="utf-8") as text, file.open("rb") as raw:
        frames = [read(source, day_first=True).frame for source in (file, str(file), text, raw)]
    assert all(frame.equals(frames[0]) for frame in frames)
    with pytest.raises(DateOrderError, match=r"^mine\.csv: '03/04/2026' \(row 2\)"):
        read(file)


def test_an_open_file_with_another_encoding(tmp_path: Path) -> None:
    """A text file opened with the wrong encoding is told how to open it."""
    file = tmp_path / "mine.csv"
    file.write_bytes("date,note\n2026-03-02,müde\n".encode("cp1252"))
    with file.open(encoding="utf-8") as text, pytest.raises(TableError, match='mode "rb"'):
        read(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("bridging", "bridging"),
        ("GLUTE BRIDGE", "bridging"),
        ("glute-bridge ", "bridging"),
        ("Situps", "sit_up"),
        ("Wálking", "walking"),
        ("knees to chest", "knee_to_chest"),
        ("birddogs", "bird_dog"),
        ("Abdominal Crunches", "partial_crunch"),
        ("Cobra", "press_up_extension"),
        ("press-up on the elbows", "press_up_extension"),
    ],
)
def test_exercises_in_other_words(written: str, meant: str) -> None:
    """An id, a name or an other name is enough; signs and whether it is a plural do not matter."""
    assert cells(read(lines("date,exercise", f"2026-03-02,{written}")), "exercise_id") == [[meant]]


def test_a_part_of_a_name_is_not_taken_for_it() -> None:
    """A push-up is found by who looks for it, but it is another exercise in a file."""
    (fault,) = read(lines("date,exercise", "2026-03-02,Push-ups")).faults
    assert "is not an exercise" in fault.rule


def test_exercises_of_another_table() -> None:
    """Names are looked up in the table given; one that two exercises bear is not guessed at."""
    own = load_exercises().loc[["bridging", "bird_dog"]].assign(other_names="The Usual")
    diary = read(lines("date,exercise", "2026-03-02,usual", "2026-03-02,the usual"), exercises=own)
    assert "is not an exercise" in diary.faults[0].rule
    assert "names several exercises. Write one of: bird_dog, bridging." in diary.faults[1].rule


def test_progress_ends_when_all_is_read() -> None:
    """`progress` is told rows done and rows in all, up to the end."""
    told: list[tuple[int, int]] = []
    read(lines("date", *["2026-03-02"] * 30), progress=lambda *rows: told.append(rows))
    assert told == sorted(told)
    assert told[-1] == (30, 30)


def test_a_short_diary_there_and_back() -> None:
    """Semicolons and words of one's own; a faulty row is named by the file's own heading."""
    diary = read(
        b"Date;Exercise;Reps;Pain before\n2026-03-02;Bridge;10;3\n2026-03-04;bird dog;8;2.5\n"
    )
    kept = diary.frame[["exercise_id", "reps", "pain_before"]].to_numpy().tolist()
    assert kept == [["bridging", 10, 3]]
    assert [str(fault) for fault in diary.faults] == [
        "row 3, Pain before: '2.5' must be a whole number from 0 to 10. A log keeps pain in whole "
        "numbers: write 2 or 3. If the scale is in centimetres with one decimal, round every row "
        "in the same way."
    ]
    written = diary_bytes(
        read(b"date,exercise,reps,note\n2026-03-02 18:30 +00:00,Bridge,10,=1+1\n").frame
    )
    _, row = written.decode().split("\r\n")[:2]
    assert row[32:] == ",me,2026-03-02T18:30:00+00:00,bridging,,10,,,,,,,'=1+1"


def test_only_what_would_run_gets_an_apostrophe() -> None:
    """A note that begins with a dash does; one that begins with an apostrophe does not."""
    safe = [escape_formula(text) for text in ("=1+1", "- a bit stiff", "'twas fine")]
    assert safe == ["'=1+1", "'- a bit stiff", "'twas fine"]


def test_the_bytes_of_an_export() -> None:
    """One small log is written exactly like this, in order of patient and start."""
    file = lines(
        "started_at,patient,exercise,sets,minutes,pain before,note",
        "2026-03-04 07:05:09+05:30,Zoë,walk,,30.0,,",
        "2026-03-02 18:30+01:00,Anna,Bridge,2,,3,",
        '2026-03-02 18:30+01:00,Anna,Walk,,12.25,,"=1+1, ""quoted"""',
    )
    export = diary_bytes(read(file).frame)
    assert export.startswith(b"\xef\xbb\xbf")  # or spreadsheets take é for Ã©
    written = export.decode("utf-8-sig")
    ids = read(file).frame["session_id"].tolist()
    assert written.split("\r\n") == [
        "session_id,patient,started_at,exercise_id,sets,reps,hold_s,minutes,"
        "pain_before,pain_after,pain_peak,pain_minutes,note",
        f'{ids[0]},Anna,2026-03-02T18:30:00+01:00,bridging,2,,,,3,,,,"\'=1+1, ""quoted"""',
        f'{ids[0]},Anna,2026-03-02T18:30:00+01:00,walking,,,,12.25,3,,,,"\'=1+1, ""quoted"""',
        f"{ids[2]},Zoë,2026-03-04T07:05:09+05:30,walking,,,,30,,,,,",
        "",
    ]


@pytest.mark.parametrize("start", [*"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"])
@pytest.mark.parametrize("before", ["", "'", "''", " ", "\u3000"])
def test_formulas_are_neutralised_and_restored(start: str, before: str) -> None:
    """No cell of an export can run in a spreadsheet, and each comes back as it was."""
    note = f"{before}{start}1+1"
    frame = read(lines("date,exercise", "2026-03-02,Bridge")).frame.assign(note=note, patient=note)
    export = diary_bytes(frame)
    [row] = csv.DictReader(io.StringIO(export.decode(), newline=""))
    assert row["patient"] == row["note"] == f"'{note}"
    again = read(export).frame
    assert again[["note", "patient"]].to_numpy().tolist() == [[note, note]]


def test_apostrophes_that_are_no_armour_stay() -> None:
    """A note that begins with an apostrophe is written and read as it is."""
    frame = read(lines("date,exercise,note", "2026-03-02,,'twas fine")).frame
    assert frame["note"].tolist() == ["'twas fine"]
    assert b",'twas fine\r\n" in diary_bytes(frame)


def test_a_frame_that_is_no_log() -> None:
    """What is missing is named, and the frame given is not changed."""
    frame = read(lines("date,pain before", "2026-03-02,3", "2026-03-01,3")).frame.iloc[::-1]
    before = frame.copy()
    diary_bytes(frame)
    pd.testing.assert_frame_equal(frame, before)
    with pytest.raises(ValueError, match="no column note"):
        diary_bytes(frame.drop(columns="note"))


def test_each_row_of_the_frame_knows_its_row_in_the_file() -> None:
    """Sorted, and with blank and faulty rows left out, as a spreadsheet numbers them."""
    file = b"date,exercise,reps\n2026-03-04,Bridge,9\n\n2026-03-02,brigde,8\n2026-03-02,Bridge,7\n"
    diary = read(file)
    assert (diary.frame["reps"].tolist(), diary.rows) == ([7, 9], (5, 2))
