"""Exports of other programs: known by their headings, read for what they say."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.diary import read_diary
from backcare.diary.words import CHOICES, UNITS
from backcare.errors import TableError
from backcare.tables.forms import fields

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
read = partial(read_diary, tz=UTC, now=NOW)

STRONG = """\
Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,\
Workout Notes,RPE
2026-03-02 18:30:00,"Back",25m,"Bird Dog",1,0.0,8.0,0,0.0,"slow","fine",
2026-03-02 18:30:00,"Back",25m,"Bird Dog",Rest Timer,,,,90.0,"","",
2026-03-02 18:30:00,"Back",25m,"Wall Sit",1,0.0,0.0,0,30.0,"","",
2026-03-02 18:30:00,"Back",25m,"Walking",1,0.0,0.0,1.5,1200.0,"","",
"""
STRONG_SEMICOLON = """\
Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;\
Seconds;Notes;Workout Notes;Workout Duration
2026-03-02 18:30:00;"Back";"Bird Dog";1;0;kg;8;;;;0;"slow";"fine";25m
2026-03-02 18:30:00;"Back";"Wall Sit";1;0;kg;0;;;;30;"";"";25m
2026-03-02 18:30:00;"Back";"Walking";1;0;kg;0;;1.5;km;1200;"";"";25m
"""
STRONG_6 = """\
"Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";"Weight (kg)";\
"Reps";"RPE";"Distance (meters)";"Seconds";"Notes";"Workout Notes"
"7";"2026-03-02 18:30:00";"Back";"1500";"Bird Dog";"W";"0.0";"8";"";"0.0";"0.0";"slow";"fine"
"7";"2026-03-02 18:30:00";"Back";"1500";"Bird Dog";"Note";"";"";"";"";"";"slow";""
"7";"2026-03-02 18:30:00";"Back";"1500";"Wall Sit";"1";"0.0";"0";"";"0.0";"30.0";"";""
"7";"2026-03-02 18:30:00";"Back";"1500";"Walking";"1";"0.0";"0";"";"1500";"1200.0";"";""
"""
HEVY = """\
"title","start_time","end_time","description","exercise_title","superset_id","exercise_notes",\
"set_index","set_type","weight_kg","reps","distance_km","duration_seconds","rpe"
"Back","2 Mar 2026, 18:30","2 Mar 2026, 18:55","fine","Bird Dog",,"slow",0,"warmup",,8,,,
"Back","2 Mar 2026, 18:30","2 Mar 2026, 18:55","fine","Wall Sit",,"",0,"normal",,,,30,
"Back","2 Mar 2026, 18:30","2 Mar 2026, 18:55","fine","Walking",,"",0,"normal",,,1.5,1200,
"""
FITNOTES = """\
Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment
2026-03-02,Bird Dog,Back,,,8,,,,slow
2026-03-02,Wall Sit,Legs,,,,,,0:00:30,fine
2026-03-02,Walking,Cardio,,,,1.5,km,0:20:00,
"""
FITNOTES_OLD = """\
Date,Exercise,Category,Weight (lbs),Reps,Distance,Distance Unit,Time
2026-03-02,Bird Dog,Back,0.0,8,,,
2026-03-02,Wall Sit,Legs,,,,,0:00:30
2026-03-02,Walking,Cardio,,,1.5,mi,0:20:00
"""
FITBOD = """\
Date,Exercise,Reps,Weight(kg),Duration(s),Distance(m),Incline,Resistance,isWarmup,Note,multiplier
2026-03-02 18:30:00 +0000,Bird Dog,8,0.0,0.0,0.0,0.0,0.0,true,slow,1.0
2026-03-02 18:30:00 +0000,Wall Sit,0,0.0,30.0,0.0,0.0,0.0,false,fine,1.0
2026-03-02 18:30:00 +0000,Walking,0,0.0,1200.0,1500.0,0.0,0.0,false,,1.0
"""
LIFTLOG = """\
SessionId,Timestamp,Exercise,Weight,WeightUnit,Reps,TargetReps,Notes
b59ab47f-8955-4a23-afa3-5d472dacc575,2026-03-02T18:30:06,Bird Dog,0,kg,8,8,slow
b59ab47f-8955-4a23-afa3-5d472dacc575,2026-03-02T18:34:00,Pelvic Tilt,0,kg,10,8,fine
"""
GARMIN = """\
Activity Type,Date,Favorite,Title,Distance,Calories,Time,Avg HR,Max HR,Min Temp,Moving Time,\
Elapsed Time
Walking,2026-03-02 18:30:00,false,"River","1.50","90","00:20:00","95","110","12.0","00:19:30",\
"00:25:00"
Cycling,2026-03-04 08:00:00,false,"Round","9.00","190","00:30:30.5","110","130","9.0","00:30:00",\
"00:31:00"
"""
STRAVA = """\
Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,\
Max Heart Rate,Commute,Activity Private Note,Filename,Elapsed Time,Moving Time,Distance,\
Type,Start Time
1836776031,"Mar 2, 2026, 6:30:00 PM",Evening,Walk,fine,1500,1.5,,false,slow,,1500.0,1200.0,1500.0,,
1836776032,"Mar 4, 2026, 8:00:00 AM",Pool,Swim,,1900,0.8,,false,,,1900.0,1830.0,800.0,,
"""
STRAVA_2019 = """\
Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,\
Commute,Activity Gear,Filename
1836776031,"Mar 2, 2026, 6:30:00 PM",Evening,Walk,fine,1200,1.5,false,,
"""
BACK = [["bird_dog", 8, None, None], ["wall_sit", None, 30, None], ["walking", None, None, 20.0]]
TILT = [["bird_dog", 8, None, None], ["pelvic_tilt", 10, None, None]]
WALK = ["walking", None, None, 20.0]
FILES = {
    "strong": ("Strong", STRONG, BACK, "slow; fine", 18),
    "strong_semicolon": ("Strong", STRONG_SEMICOLON, BACK, "slow; fine", 18),
    "strong_6": ("Strong", STRONG_6, BACK, "slow; fine", 18),
    "hevy": ("Hevy", HEVY, BACK, "fine; slow", 18),
    "fitnotes": ("FitNotes", FITNOTES, BACK, "slow; fine", 12),
    "fitnotes_old": ("FitNotes", FITNOTES_OLD, BACK, "", 12),
    "fitbod": ("Fitbod", FITBOD, BACK, "slow; fine", 18),
    "liftlog": ("LiftLog", LIFTLOG, TILT, "slow; fine", 18),
    "garmin": ("Garmin", GARMIN, [WALK, ["cycling", None, None, 30.5]], "", 18),
    "strava": ("Strava", STRAVA, [WALK, ["swimming", None, None, 30.5]], "fine; slow", 18),
    "strava_2019": ("Strava", STRAVA_2019, [WALK], "fine", 18),
}


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
    assert set(own["unit"].terms) == set(UNITS.values())


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

Set = tuple[str, int, int, int]  # exercise, repetitions, seconds of a hold, minutes
SETS = st.one_of(
    st.tuples(
        st.sampled_from(["Bird Dog", "Pelvic Tilt"]), st.integers(1, 30), st.just(0), st.just(0)
    ),
    st.tuples(st.just("Wall Sit"), st.just(0), st.integers(1, 120), st.just(0)),
    st.tuples(st.sampled_from(["Walking", "Cycling"]), st.just(0), st.just(0), st.integers(1, 90)),
)
SESSIONS = st.lists(st.lists(SETS, min_size=1, max_size=5), min_size=1, max_size=4)


def _strong(start: datetime, number: int, one: Set) -> list[object]:
    name, reps, hold, minutes = one
    return [start, "Back", "25m", name, number + 1, 0, reps, 0, hold + 60 * minutes, "", "", ""]


def _hevy(start: datetime, number: int, one: Set) -> list[object]:
    name, reps, hold, minutes = one
    stamp = f"{start:%d %b %Y, %H:%M}"
    seconds = hold + 60 * minutes or ""
    return [
        "Back",
        stamp,
        stamp,
        "",
        name,
        "",
        "",
        number,
        "normal",
        "",
        reps or "",
        "",
        seconds,
        "",
    ]


def _fitnotes(start: datetime, _: int, one: Set) -> list[object]:
    name, reps, hold, minutes = one
    time = str(timedelta(seconds=hold, minutes=minutes)) if hold or minutes else ""
    return [start.date(), name, "Back", "", "", reps or "", "", "", time, ""]


def _fitbod(start: datetime, _: int, one: Set) -> list[object]:
    name, reps, hold, minutes = one
    return [f"{start} +0000", name, reps, 0, hold + 60 * minutes, 0, 0, 0, "false", "", 1]


WRITERS: dict[str, tuple[str, Callable[[datetime, int, Set], list[object]]]] = {
    "Strong": (STRONG, _strong),
    "Hevy": (HEVY, _hevy),
    "FitNotes": (FITNOTES, _fitnotes),
    "Fitbod": (FITBOD, _fitbod),
}


@pytest.mark.parametrize("layout", WRITERS)
@settings(max_examples=25, deadline=None)
@given(sessions=SESSIONS)
def test_sessions_written_in_a_layout_come_back(layout: str, sessions: list[list[Set]]) -> None:
    """One session a day, each set as it was."""
    example, write = WRITERS[layout]
    out = io.StringIO()
    out.write(example.partition("\n")[0] + "\n")
    rows = csv.writer(out, lineterminator="\n")
    for day, sets in enumerate(sessions):
        start = datetime.fromisoformat("2026-03-02 18:30") + timedelta(days=day)
        rows.writerows(write(start, number, one) for number, one in enumerate(sets))
    diary = read(out.getvalue().encode())
    ids = {"Bird Dog": "bird_dog", "Pelvic Tilt": "pelvic_tilt", "Wall Sit": "wall_sit"}
    assert diary.layout == layout
    assert diary.frame["session_id"].nunique() == len(sessions)
    assert done(out.getvalue()) == [
        [ids.get(name, name.lower()), reps or None, hold or None, minutes or None]
        for sets in sessions
        for name, reps, hold, minutes in sets
    ]
