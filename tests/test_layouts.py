"""Exports of other programs: known by their headings, read for what they say."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from diaries import cells, read
from exports import (
    BACK,
    FILES,
    FITBOD,
    HEVY,
    IDS,
    LAYOUTS,
    SETS_OF,
    START,
    STRAVA_2019,
    STRONG,
    STRONG_SEMICOLON,
    has_sets,
    names_in,
    written,
)
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.diary.words import CHOICES, IN_UTC, UNITS
from backcare.errors import TableError
from backcare.tables.forms import fields


def done(text: str, **told: object) -> list[list[object]]:
    diary = read(text.encode(), **told)
    assert diary.faults == ()
    frame = diary.frame[["exercise_id", "reps", "hold_s", "minutes"]].astype(object)
    return frame.where(frame.notna(), None).to_numpy().tolist()


@pytest.mark.parametrize("file", FILES)
def test_an_export_is_read_for_what_was_done(file: str) -> None:
    """Each program's file gives the exercises, amounts, note and start that are in it."""
    name, text, expected, note, hour = FILES[file]
    diary = read(text.encode())
    first = diary.frame.iloc[0]
    assert (diary.layout, done(text)) == (name, expected)
    assert (first["note"], first["started_at"].hour) == (note, hour)
    assert first["started_at"].date().isoformat() == "2026-03-02"


def test_every_layout_has_a_file_here() -> None:
    """No layout is shipped that no file was tried for."""
    names = set(bc.load_table("layouts")["layout"])
    no_csv = {"wger", "Apple Health"}  # see test_diary_foreign.py
    assert names == {name for name, *_ in FILES.values()} | no_csv


def test_the_table_knows_all_that_a_heading_may_mean() -> None:
    """The columns and units of the data package are those that `columns=` takes."""
    own = fields("own_layouts")
    assert set(own["column"].terms) == set(CHOICES)
    assert set(own["unit"].terms) == {*UNITS.values(), IN_UTC}


def test_what_is_not_read_of_an_export_is_told() -> None:
    """A heading that the layout leaves out is named, as any other that is not read."""
    assert "weight_kg" in read(HEVY.encode()).unread


@pytest.mark.parametrize(
    "month", ["März", "mars", "marzo", "mar.", "março", "mrt", "maart", "de mar. de", "MAR"]
)
def test_months_of_other_languages_are_read(month: str) -> None:
    """Hevy names the month in the language of the account."""
    text = HEVY.replace("2 Mar 2026", f"2 {month} 2026")
    assert done(text) == BACK
    assert set(read(text.encode()).frame["started_at"].dt.month) == {3}


def test_a_month_that_no_language_has_is_a_fault() -> None:
    """A word in the place of the month is not guessed at."""
    (fault, *_) = read(HEVY.replace("2 Mar 2026", "2 Foo 2026").encode()).faults
    assert "names no month" in fault.rule


@pytest.mark.parametrize(
    ("stamp", "offset"),
    [("2026/03/02 6:30:00 PM GMT+1", 60), ("2026/03/02 6:30:00 PM UTC", 0)],
)
def test_a_stamp_of_google_forms_is_read(stamp: str, offset: int) -> None:
    """Its zone is written as a distance from Greenwich."""
    frame = read(f"Timestamp,Exercise,Reps\n{stamp},Bridge,8\n".encode()).frame
    assert frame["started_at"].dt.hour.item() == 18
    assert frame["utc_offset_min"].item() == offset


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [("Europe/Helsinki", 2, 20), ("Pacific/Auckland", 3, 7), ("America/Los_Angeles", 2, 10)],
)
def test_the_dates_of_strava_are_in_utc(zone: str, day: int, hour: int) -> None:
    """18:30 there was another time here, and perhaps another day."""
    frame = read(STRAVA_2019.encode(), tz=ZoneInfo(zone)).frame
    start = frame["started_at"].item()
    assert (start.day, start.hour, start.minute) == (day, hour, 30)
    offset = timedelta(minutes=float(frame["utc_offset_min"].item()))
    assert start - offset == datetime.fromisoformat("2026-03-02 18:30")


@pytest.mark.parametrize("text", [STRAVA_2019, "Date,Exercise,Reps\n2026-03-02 18:30,Bridge,8\n"])
def test_what_is_in_utc_is_the_same_session_in_another_time_zone(tmp_path: Path, text: str) -> None:
    """Nothing is added, and nothing is a fault; a day without a time stays that day."""
    path = tmp_path / "export.csv"
    path.write_text(text, "utf-8")
    told = {} if text is STRAVA_2019 else {"columns": {"Date": ("started_at", "UTC")}}
    with bc.SessionLog(":memory:") as log:
        for zone, added in (("Europe/Helsinki", 1), ("Pacific/Auckland", 0)):
            done = log.import_csv(path, tz=ZoneInfo(zone), **told)
            assert (done.added, done.known, len(done.faults)) == (added, 1 - added, 0)
        assert log.to_frame()["started_at"].dt.hour.unique().tolist() == [20]
    bare = b"Date,Exercise,Reps\n2026-03-02,Bridge,8\n"
    day = read(bare, tz=ZoneInfo("Pacific/Auckland"), columns={"Date": ("started_at", "UTC")})
    assert day.frame["started_at"].dt.day.item() == 2


# --- who has the last word --------------------------------------------------------------------


def test_columns_win_over_the_layout() -> None:
    """What the caller says of a heading is done, whatever the layout says."""
    got = done(STRONG_SEMICOLON, columns={"Seconds": None})
    assert got == [["bird_dog", 8, None, None], ["walking", None, None, None]]


def test_no_layout_is_looked_for_if_none_is_wanted() -> None:
    """With None a file is read as any other."""
    assert read(HEVY.encode(), layout=None).layout == ""


def test_a_layout_can_be_named() -> None:
    """A file that lacks a needed heading is read by the layout that is named."""
    text = "Exercise Name,Date,Seconds\nWall Sit,2026-03-02,30\n"
    assert read(text.encode(), layout="strong").layout == "Strong"


def test_an_unknown_layout_is_refused() -> None:
    """The error has the names that are known."""
    with pytest.raises(ValueError, match="Did you mean 'Strong'"):
        read(STRONG.encode(), layout="Stron")


def test_our_own_export_is_no_other_programs(tmp_path: Path) -> None:
    """A log's export has no layout, though a clinic's own layout would fit it."""
    log = bc.SessionLog(":memory:")
    log.import_csv(_file(tmp_path, FITBOD))
    log.export_csv(tmp_path / "log.csv")
    own = table(
        ["Mine", "note", True, "exercise_id", ""], ["Mine", "started_at", True, "started_at", ""]
    )
    diary = read(tmp_path / "log.csv", layouts=own)
    assert (diary.layout, len(diary.frame)) == ("", 3)


def test_detection_leaves_the_logs_own_names_alone() -> None:
    """A heading that is a column of a log, as it stands, means that column."""
    own = table(["Mine", "reps", False, "sets", ""], ["Mine", "Tag", True, "started_at", ""])
    text = "Tag,exercise,reps\n2026-03-02,Bridge,8\n"
    assert done(text, layouts=own) == [["bridging", 8, None, None]]


# --- a clinic's own ---------------------------------------------------------------------------

COLUMNS = ["layout", "heading", "needed", "column", "unit"]
KARTE = [
    ["Rehakarte", "Tag", True, "started_at", ""],
    ["Rehakarte", "Übung", True, "exercise_id", ""],
    ["Rehakarte", "Anzahl", False, "reps", ""],
    ["Rehakarte", "Dauer", False, "duration", "min"],
    ["Rehakarte", "Raum", False, "", ""],
]
KARTE_FILE = (
    "Tag;Uebung;Übung;Anzahl;Dauer;Raum\n2.3.2026;;Bird Dog;8;;12\n2.3.2026;;Walking;;20;12\n"
)


def table(*rows: list[object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def _file(folder: Path, text: str, name: str = "file.csv") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


def test_a_clinic_adds_a_layout_without_programming(tmp_path: Path) -> None:
    """A CSV file of the table's shape is enough, and the result names it."""
    table(*KARTE).to_csv(tmp_path / "ours.csv", index=False)
    log = bc.SessionLog(":memory:")
    result = log.import_csv(
        _file(tmp_path, KARTE_FILE), layouts=tmp_path / "ours.csv", day_first=True
    )
    assert "Read as an export of Rehakarte." in str(result)
    assert log.to_frame()["minutes"].dropna().tolist() == [20.0]


def test_an_own_layout_comes_before_a_shipped_one() -> None:
    """A clinic knows its own files better, even with fewer headings."""
    own = table(
        ["Ours", "Date", True, "started_at", ""], ["Ours", "Exercise Name", True, "exercise_id", ""]
    )
    assert read(STRONG_SEMICOLON.encode(), layouts=own).layout == "Ours"


def test_all_faults_of_an_own_table_are_told_at_once(tmp_path: Path) -> None:
    """Unknown column and unit, a heading twice, no needed one and no date: in one error."""
    faulty = table(
        ["A", "Tag", "perhaps", "started", ""],
        ["A", "tag", False, "reps", "s"],
        ["A", "Dauer", False, "minutes", "hours"],
    )
    path = tmp_path / "faulty.csv"
    faulty.to_csv(path, index=False)
    for source in (faulty, path):
        with pytest.raises(TableError) as caught:
            read(STRONG.encode(), layouts=source)
        told = [(fault.row, fault.column) for fault in caught.value]
        assert sorted(told) == [
            (2, "column"),
            (2, "layout"),
            (2, "layout"),
            (2, "needed"),
            (3, "heading"),
            (3, "unit"),
            (4, "unit"),
        ]


def test_a_folder_is_read_by_an_own_layout(tmp_path: Path) -> None:
    """Its faults are raised at once, and not those of each file."""
    _file(tmp_path, KARTE_FILE, "P07.csv")
    own = table(*KARTE)
    group = bc.load_logs(tmp_path, layouts=own, day_first=True, names={"Bird Dog": None})
    assert group.frame["exercise_id"].tolist() == ["walking"]
    with pytest.raises(TableError, match="needed: is missing"):
        bc.load_logs(tmp_path, layouts=own.drop(columns="needed"))


def test_an_own_table_without_its_columns_is_refused() -> None:
    """Each column that is missing is named."""
    with pytest.raises(TableError, match="needed: is missing"):
        read(STRONG.encode(), layouts=table(*KARTE).drop(columns="needed"))


# --- written in a layout, and read back -------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_sessions_written_in_a_layout_come_back(layout: str, data: st.DataObject) -> None:
    """One session a day, each set and each start as it was; of all that the layout can hold."""
    sets = st.sampled_from(SETS_OF[layout])
    session = st.lists(sets, min_size=1, max_size=5 if has_sets(layout) else 1)
    days = data.draw(st.lists(session, min_size=1, max_size=4))
    sessions = [(START + timedelta(days=day), sets) for day, sets in enumerate(days)]
    diary = read(written(layout, sessions), names=names_in(layout))
    assert (diary.layout, diary.faults, diary.left_out) == (layout, (), ())
    assert cells(diary, "exercise_id", "reps", "hold_s", "minutes") == [
        [IDS[one.name], one.reps or None, one.hold_s or None, one.minutes or None]
        for _, sets in sessions
        for one in sets
    ]
    starts = diary.frame.groupby("session_id", sort=False)["started_at"].first()
    hour = 12 if layout == "FitNotes" else START.hour
    assert starts.tolist() == [start.replace(hour=hour, minute=0) for start, _ in sessions]
