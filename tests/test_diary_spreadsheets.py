"""What spreadsheets and forms make of a diary: merged cells, bare numbers, German, whole lines."""

from datetime import UTC, datetime

import pytest
from diaries import cells, lines, read

from backcare.errors import DateOrderError, TableError

# --- merged cells -----------------------------------------------------------------------------


def days(*rows: str, header: str = "date,exercise,reps") -> list[int]:
    """Return the day of each row that is read."""
    return read(lines(header, *rows)).frame["started_at"].dt.day.tolist()


MERGED = ["2026-03-02,Bridge,8", ",Bird dog,8", ",Walking,", "2026-03-04,Bridge,8", ",Bird dog,9"]


def test_a_date_in_the_first_row_of_a_day_counts_for_the_rows_below() -> None:
    """So a spreadsheet writes a cell that was merged."""
    assert days(*MERGED) == [2, 2, 2, 4, 4]


def test_a_patient_may_be_merged_with_the_date() -> None:
    """The rows below are theirs, too."""
    rows = ["A,2026-03-02,Bridge,8", ",,Bird dog,8", "B,2026-03-02,Bridge,8", ",,Walking,"]
    diary = read(lines("patient,date,exercise,reps", *rows))
    assert diary.frame["patient"].tolist() == ["A", "A", "B", "B"]
    assert diary.frame["session_id"].nunique() == 2


@pytest.mark.parametrize(
    ("rows", "faulty"),
    [
        # A day that stands in two rows is not merged, and so a missing date was forgotten.
        (["2026-03-02,Bridge,8", "2026-03-02,Bird dog,8", ",Walking,"], 4),
        # One row a day, and one of them without its date.
        (["2026-03-02,Bridge,8", "2026-03-03,Bridge,8", ",Bridge,8", "2026-03-05,Bridge,8"], 4),
        (["2026-03-02,Bridge,8", "", ",Bird dog,8"], 4),
        ([",Bridge,8", "2026-03-02,Bridge,8", ",Bird dog,8"], 2),
    ],
)
def test_a_date_that_was_forgotten_is_told(rows: list[str], faulty: int) -> None:
    """Where it is not clear that cells were merged, nothing is filled in."""
    diary = read(lines("date,exercise,reps", *rows))
    assert [fault.row for fault in diary.faults] == [faulty]
    assert "must be given" in diary.faults[0].rule


def test_sets_are_numbered_below_a_merged_date() -> None:
    """They are of the same day, and so 1, 2, 3 are three sets."""
    rows = ["2026-03-02,Bridge,1,8", ",Bridge,2,8", ",Bridge,3,7", "2026-03-04,Bridge,1,8"]
    diary = read(lines("date,exercise,set,reps", *rows))
    assert cells(diary, "sets", "reps") == [[None, 8], [None, 8], [None, 7], [None, 8]]


def test_another_patient_has_a_date_of_their_own() -> None:
    """A merged date does not pass from one to the next."""
    rows = ["A,2026-03-02,Bridge,8", ",,Bird dog,8", "B,,Bridge,8", ",,Walking,"]
    diary = read(lines("patient,date,exercise,reps", *rows))
    assert [fault.row for fault in diary.faults] == [4, 5]


def test_an_export_of_a_program_has_each_date() -> None:
    """One that is missing there is damage, and is told."""
    header = "Date,Workout Name,Exercise Name,Set Order,Reps"
    rows = ["2026-03-02 18:30:00,Back,Bird Dog,1,8", ",Back,Bird Dog,2,8"]
    assert [fault.row for fault in read(lines(header, *rows)).faults] == [3]


# --- days and times as numbers ----------------------------------------------------------------


@pytest.mark.parametrize("cell", ["46083", "46083.77", "46083,5"])
def test_a_day_as_a_number_is_recognised(cell: str) -> None:
    """Two countings are about, so it is told, with the day and the way out."""
    (fault,) = read(lines("date;exercise;reps", f"{cell};Bridge;8")).faults
    assert "2 Mar 2026" in fault.rule
    assert "Format the column as a date" in fault.rule


@pytest.mark.parametrize("cell", ["12345", "99999", "460"])
def test_another_number_is_no_day(cell: str) -> None:
    """It is refused as before."""
    (fault,) = read(lines("date,exercise,reps", f"{cell},Bridge,8")).faults
    assert "must be a date such as" in fault.rule


@pytest.mark.parametrize(
    ("cell", "time"), [("0.77", "18:28:48"), ("0,770833333", "18:30:00"), (".5", "12:00:00")]
)
def test_a_part_of_the_day_is_a_time_where_a_time_stands(cell: str, time: str) -> None:
    """A spreadsheet keeps 18:30 as 0.770833."""
    frame = read(lines("date;uhrzeit;exercise", f"2026-03-02;{cell};Bridge")).frame
    assert frame["started_at"].item().strftime("%H:%M:%S") == time


def test_a_part_of_the_day_under_time_is_asked_about() -> None:
    """It may be half an hour as well; both answers are named, and work."""
    file = lines("date,time,exercise", "2026-03-02,0.5,Walking", "2026-03-04,0.77,Walking")
    with pytest.raises(TableError, match="as a part of it") as caught:
        read(file)
    assert "('duration', 'h')" in str(caught.value)
    assert read(file, columns={"time": "time"}).frame["started_at"].dt.hour.tolist() == [12, 18]
    hours = read(file, columns={"time": ("duration", "h")})
    assert hours.frame["minutes"].tolist() == [30, 46.2]


@pytest.mark.parametrize("heading", ["duration", "minutes", "dauer"])
def test_a_duration_as_a_part_of_a_day_is_asked_about(heading: str) -> None:
    """20 minutes come out as 0.0138888889, which is no minute and no second."""
    file = lines(f"date;exercise;{heading}", "2026-03-02;Walking;0,0138888889")
    with pytest.raises(TableError, match=r"0\.0139 is 20 minutes"):
        read(file)
    told = read(file, columns={heading: ("duration", "h")})
    assert told.frame["minutes"].item() == pytest.approx(0.8333)


def test_half_a_minute_is_one() -> None:
    """A heading that says minutes is believed where somebody may have written the number."""
    assert read(lines("date,exercise,minutes", "2026-03-02,Walking,0.5")).faults == ()


# --- stamps -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stamp", "hour", "offset"),
    [
        ("2026/03/02 6:15:30 PM GMT+1", 18, 60),
        ("2026/03/02 6:15:30 nachm. MEZ", 18, 60),
        ("2026/07/02 6:15:30 vorm. MESZ", 6, 120),
    ],
)
def test_stamps_of_forms_are_read(stamp: str, hour: int, offset: int) -> None:
    """With their zone, in English and in German."""
    now = datetime(2026, 8, 1, tzinfo=UTC)
    frame = read(lines("Timestamp,Exercise", f"{stamp},Bridge"), now=now).frame
    assert frame["started_at"].dt.hour.item() == hour
    assert frame["utc_offset_min"].item() == offset


def test_a_stamp_of_sheets_asks_which_number_is_the_day() -> None:
    """3/2/2026 is one thing in the States and another elsewhere."""
    file = lines("Timestamp,Exercise", "3/2/2026 18:15:30,Bridge")
    with pytest.raises(DateOrderError):
        read(file)
    start = read(file, day_first=False).frame["started_at"].item()
    assert start.isoformat() == "2026-03-02T18:15:30"


# --- lines in quotation marks -----------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";"])
def test_lines_in_quotation_marks_are_opened(mark: str) -> None:
    """A spreadsheet writes them where it had a whole line in one cell; notes keep their marks."""
    rows = ["date,exercise,note", '2026-03-02,Bridge,""a, b""', "2026-03-04,Walking,"]
    rows = [row.replace(",", mark) for row in rows]
    diary = read(lines(*(f'"{row}"' for row in rows)))
    assert cells(diary, "exercise_id", "note") == [
        ["bridging", f"a{mark} b"],
        ["walking", ""],
    ]
    assert diary.rows == (2, 3)


def test_cells_in_quotation_marks_are_left_as_they_are() -> None:
    """An export with each cell in them is read as ever."""
    diary = read(lines('"date","exercise","note"', '"2026-03-02","Bridge","a, b"'))
    assert cells(diary, "note") == [["a, b"]]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"'])
def test_a_line_that_names_the_separator_is_no_row(first: str) -> None:
    """Spreadsheets write it, and do not show it."""
    assert len(read(lines(first, "date;exercise", "2026-03-02;Bridge")).frame) == 1


# --- German -----------------------------------------------------------------------------------

GERMAN = (
    "Datum;Uhrzeit;Übung;Wiederholungen;Sätze;Haltezeit;Dauer;Schmerz vorher;Schmerz nachher;"
    "Notiz;Patient"
)


@pytest.mark.parametrize("header", [GERMAN, GERMAN.replace("Ü", "Ue").replace("ä", "ae")])
def test_german_headings_are_understood(header: str) -> None:
    """Each is the column that it names, with umlauts or without."""
    diary = read(
        lines(
            "Mein Tagebuch;",
            header,
            "02.03.2026;18:30;Bridge;8;3;6;;4;3;gut;P1",
            "13.03.2026;18:30;Walking;;;;20 min;;;;P1",
        ),
        day_first=True,
    )
    columns = ("sets", "reps", "hold_s", "minutes", "pain_before", "pain_after", "note", "patient")
    assert cells(diary, *columns) == [
        [3, 8, 6, None, 4, 3, "gut", "P1"],
        [None, None, None, 20, None, None, "", "P1"],
    ]
    assert diary.unread == ()


def test_pain_without_before_or_after_is_told_in_german_too() -> None:
    """Which of the two it is, nobody can know."""
    diary = read(lines("Datum;Übung;Schmerz", "2026-03-02;Bridge;9"))
    assert diary.unread == ("Schmerz",)


def test_done_or_not_in_german() -> None:
    """What was not done is left out."""
    diary = read(lines("Datum;Übung;Erledigt", "2026-03-02;Bridge;ja", "2026-03-03;Bridge;nein"))
    assert len(diary.frame) == 1
