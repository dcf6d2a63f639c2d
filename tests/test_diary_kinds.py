"""What a row of a diary is: a session or none, a rest, a set; and where a session begins."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from diaries import NOW, cells, lines, read

from backcare.diary import Diary
from backcare.errors import TableError
from backcare.log import SessionLog


def done(diary: Diary) -> list[list[object]]:
    """Return what was done, when nothing of the file is a fault."""
    assert diary.faults == ()
    return cells(diary, "exercise_id", "reps", "hold_s", "minutes")


def left_out(diary: Diary) -> list[int | None]:
    return [one.row for one in diary.left_out]


def sessions(diary: Diary) -> int:
    return diary.frame["session_id"].nunique()


def refused(*rows: str, **told: object) -> str:
    """Return the question that a file leaves open."""
    with pytest.raises(TableError) as caught:
        read(lines(*rows), **told)
    return str(caught.value)


# --- absence is no event ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "blank",
    [
        "2026-03-03,,,,,",
        "2026-03-03,,,,,P01",
        "2026-03-03,,0,0,0,",
        "2026-03-03,Bridge,0,,,",
        "2026-03-03,Bridge,0,0,0,",
        "2026-03-03,rest day,,,,",
        "2026-03-03,-,,,,",
        "2026-03-03,none,0,,,",
    ],
)
def test_a_row_in_which_nothing_happened_is_told_and_no_session(blank: str) -> None:
    """A date, a patient, zeros and a rest make none."""
    file = lines(
        "date,exercise,reps,pain before,pain after,patient", "2026-03-02,Bridge,8,4,,", blank
    )
    diary = read(file)
    assert (sessions(diary), diary.faults, left_out(diary)) == (1, (), [3])


@pytest.mark.parametrize("row", ["2026-03-03,,,4,0,", "2026-03-03,Bridge,0,7,,"])
def test_pain_is_kept_though_nothing_was_done(row: str) -> None:
    """A day on which the pain was too strong is what a clinician looks for."""
    diary = read(lines("date,exercise,reps,pain before,pain after,note", row))
    assert cells(diary, "exercise_id", "pain_before") == [[None, int(row.split(",")[3])]]


def test_no_pain_written_on_the_day_of_a_session_belongs_to_it() -> None:
    """0 in a row of its own is pain of 0, when another row of the day was done."""
    diary = read(lines("date,exercise,pain before", "2026-03-03,,0", "2026-03-03,Bridge,"))
    assert cells(diary, "exercise_id", "pain_before") == [["bridging", 0]]


@pytest.mark.parametrize(
    ("note", "expected"), [("rest day", 0), ("Nothing", 0), ("slept badly", 1)]
)
def test_a_note_that_it_was_a_day_of_rest_makes_no_session(note: str, expected: int) -> None:
    """What else somebody wrote of a day is kept."""
    diary = read(lines("date,exercise,note", f"2026-03-03,,{note}"))
    assert (sessions(diary), len(left_out(diary))) == (expected, 1 - expected)


def test_weights_and_their_comments_are_no_sessions() -> None:
    """In a file with no column for an exercise or pain, a note makes no session either."""
    diary = read(
        lines("dateTime,weight,comment", "13.03.2026 06:29,69.3,", "14.03.2026 06:31,69,ill")
    )
    assert (sessions(diary), left_out(diary), diary.unread) == (0, [2, 3], ("weight",))
    assert diary.lacks == ("exercise_id",)


def test_an_empty_session_of_a_log_comes_back() -> None:
    """An export has every column of a log, and what it says was in one."""
    header = "session_id,patient,started_at,exercise_id,sets,reps,hold_s,minutes,pain_before,"
    header += "pain_after,pain_peak,pain_minutes,note"
    rows = ["a,me,2026-03-02T18:00:00+00:00,,,,,,,,,,", ",me,2026-03-03,,,,,,,,,,"]
    diary = read(lines(header, *rows))
    assert (sessions(diary), left_out(diary)) == (1, [3])


@pytest.mark.parametrize(
    "no", ["no", "No", "false", "FALSE", "0", "✗", "❌", "not done", "skipped"]
)
@pytest.mark.parametrize("yes", ["yes", "TRUE", "1", "✓", "done"])
def test_what_is_marked_as_not_done_is_left_out(yes: str, no: str) -> None:
    """In whatever word or sign."""
    diary = read(
        lines(
            "date,exercise,reps,Completed",
            f"2026-03-02,Bridge,8,{yes}",
            f"2026-03-03,Bridge,8,{no}",
        )
    )
    assert (sessions(diary), left_out(diary), diary.faults) == (1, [3], ())


def test_whether_it_was_done_can_be_left_unread() -> None:
    """With None, every row counts, and the column is not among those that were not understood."""
    diary = read(lines("date,exercise,Done", "2026-03-02,Bridge,?"), columns={"Done": None})
    assert (sessions(diary), diary.unread, diary.faults) == (1, (), ())


@pytest.mark.parametrize(
    ("heading", "no", "yes"),
    [("Skipped", "yes", "no"), ("Missed", "TRUE", "FALSE"), ("Status", "missed", "done")],
)
def test_what_is_marked_as_missed_is_left_out(heading: str, no: str, yes: str) -> None:
    """Under a heading that turns yes round, or that names what became of it."""
    rows = [f"2026-03-02,Bridge,{yes}", f"2026-03-03,Bridge,{no}"]
    assert left_out(read(lines(f"date,exercise,{heading}", *rows))) == [3]


def test_a_status_of_something_else_is_not_read() -> None:
    """A word that is no yes and no no says nothing of whether it was done."""
    diary = read(lines("date,exercise,Status", "2026-03-02,Bridge,tired", "2026-03-03,Bridge,done"))
    assert (sessions(diary), diary.unread, diary.faults) == (2, ("Status",), ())


# --- where a session begins and ends ----------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        (["2026-03-02T18:30:00", "2026-03-02T18:31:00", "2026-03-02T18:33:00"], 1),
        (["2026-03-02 23:50", "2026-03-03 00:05"], 1),
        (["2026-03-02 18:33", "2026-03-02 18:31", "2026-03-02 18:30"], 1),
        (["2026-03-02 08:00", "2026-03-02 18:00"], 2),
        (["2026-03-02 08:00", "2026-03-02 10:00"], 2),
        (["2026-03-02", "2026-03-03"], 2),
    ],
)
def test_stamps_of_sets_are_one_session_from_the_first(starts: list[str], expected: int) -> None:
    """Half an hour joins, also over midnight; two hours part."""
    diary = read(lines("timestamp,exercise,reps", *(f"{start},Bridge,8" for start in starts)))
    assert (sessions(diary), diary.faults, len(diary.frame)) == (expected, (), len(starts))


def test_a_long_walk_is_no_pause() -> None:
    """What an activity took is not counted as time between two rows."""
    rows = ["2026-03-02 18:00,Walking,40", "2026-03-02 18:42,Bridge,"]
    assert sessions(read(lines("timestamp,exercise,minutes", *rows))) == 1


def test_an_hour_between_two_rows_is_asked_about() -> None:
    """The fault names both ways out, and `gap_min` is one."""
    file = lines("timestamp,exercise", "2026-03-02 18:00,Bridge", "2026-03-02 19:00,Bridge")
    diary = read(file)
    assert [(fault.row, fault.column) for fault in diary.faults] == [(3, "timestamp")]
    assert "60 minutes after row 2: one session or two?" in diary.faults[0].rule
    assert left_out(diary) == [2]
    assert (sessions(read(file, gap_min=90)), sessions(read(file, gap_min=10))) == (1, 2)


@pytest.mark.parametrize("second", ["2026-03-02T18:33:00", "2026-03-03T00:10:00"])
def test_one_id_is_one_session_from_its_first_stamp(second: str) -> None:
    """Also when it goes over midnight."""
    first = second.replace("18:33", "18:30").replace("03T00:10", "02T23:40")
    diary = read(lines("SessionId,Timestamp,Exercise", f"a,{second},Bridge", f"a,{first},Crunch"))
    assert cells(diary, "exercise_id") == [["partial_crunch"], ["bridging"]]
    assert set(diary.frame["started_at"]) == {datetime.fromisoformat(first)}


def test_one_id_on_two_days_is_asked_about() -> None:
    """A diary may begin to count anew each week."""
    diary = read(lines("session_id,date,exercise", "1,2026-03-02,Bridge", "1,2026-03-09,Bridge"))
    assert (
        "is another time than that of row 2, which has the same session_id" in diary.faults[0].rule
    )


def test_notes_of_rows_and_columns_are_joined() -> None:
    """Each once, in their order; nothing that somebody wrote is lost."""
    rows = ["2026-03-02,Bridge,left side stiff,", "2026-03-02,Crunch,easy,warm"]
    diary = read(lines("Date,Exercise,Notes,Comment", *rows))
    assert diary.frame["note"].tolist() == ["left side stiff; easy; warm"] * 2
    assert diary.unread == ()


def test_notes_too_long_when_joined_are_a_fault() -> None:
    """The session is left out, and both of its rows are accounted for."""
    rows = [f"2026-03-02,Bridge,{sign * 6_000}" for sign in "ab"]
    diary = read(lines("Date,Exercise,Notes", *rows))
    assert ([fault.row for fault in diary.faults], left_out(diary)) == ([3], [2])


def test_two_pains_on_a_day_without_times_ask_for_a_time_or_an_id() -> None:
    """And with a time each, the two sessions are read."""
    rows = ["2026-03-02{},Bridge,3", "2026-03-02{},Crunch,6"]
    [fault] = read(lines("date,exercise,pain before", *(row.format("") for row in rows))).faults
    assert "give each a time or a session_id" in fault.rule
    times = (" 08:00", " 18:00")
    told = [row.format(time) for row, time in zip(rows, times, strict=True)]
    assert sessions(read(lines("date,exercise,pain before", *told))) == 2


@pytest.mark.parametrize("header", ["date", "timestamp,session_id"])
def test_the_same_file_in_another_time_zone_adds_nothing(tmp_path: Path, header: str) -> None:
    """And faults nothing: its times are those of the patient's clock, wherever it is read."""
    more = ",a" if "," in header else ""
    path = tmp_path / "diary.csv"
    path.write_bytes(lines(f"{header},exercise", f"2026-03-02 18:30{more},Bridge"))
    with SessionLog(":memory:", now=lambda: NOW) as log:
        results = [log.import_csv(path, tz=ZoneInfo(f"Asia/{city}")) for city in ("Tokyo", "Kabul")]
        assert [(one.added, one.known) for one in results] == [(1, 0), (0, 1)]
        assert len(results[1].faults) == 0


def test_a_time_written_once_holds_for_the_rows_below() -> None:
    """On the same day; a day with no time at all is noon."""
    rows = ["2026-03-02,18:30,Bridge", "2026-03-02,,Crunch", "2026-03-03,,Crunch"]
    diary = read(lines("Date,Start time,Exercise", *rows))
    assert diary.frame["started_at"].dt.hour.tolist() == [18, 18, 12]


# --- what a cell is ---------------------------------------------------------------------------

_BEFORE = "Date,Exercise,Reps,Time"


@pytest.mark.parametrize(
    ("rows", "hours"),
    [
        (["2026-03-02,Bridge,8,18:30", "2026-03-03,Bridge,8,7:05"], [18, 7]),
        (["2026-03-02,Bridge,8,6:30 pm"], [18]),
        (["2026-03-02,Bridge,8,18:30:00"], [18]),
        (["2026-03-02 00:00:00,Bridge,8,18:30:00"], [18]),
        (["2026-03-02T00:00:00Z,Bridge,8,18:30:00"], [18]),
        (["2026-03-02,Bridge,8,1899-12-30 18:30:00"], [18]),
    ],
)
def test_time_as_a_time_of_the_day(rows: list[str], hours: list[int]) -> None:
    """Too long to be how long a set took, or with am and pm."""
    diary = read(lines(_BEFORE, *rows))
    assert diary.frame["started_at"].dt.hour.tolist() == hours
    assert diary.frame["hold_s"].isna().all()


@pytest.mark.parametrize(
    "rows",
    [
        ["2026-03-02,Wall sit,,0:00:30", "2026-03-02,Walking,,0:20:00"],
        ["2026-03-02,Wall sit,,30 s", "2026-03-02,Walking,,20 min"],
        ["2026-03-02 18:30,Wall sit,,00:00:30", "2026-03-02 18:30,Walking,,00:20:00"],
        ["2026-03-02,Wall sit,,00:30", "2026-03-02,Walking,,20:00", "2026-03-01,Bridge,8,"],
    ],
)
def test_time_as_a_duration(rows: list[str]) -> None:
    """With units, too early for anybody, or beside a date that has a time of its own."""
    diary = read(lines(_BEFORE, *rows))
    assert done(diary)[-2:] == [["wall_sit", None, 30, None], ["walking", None, None, 20]]
    assert sessions(diary) == len({row[:10] for row in rows})


def test_a_time_that_may_be_both_is_asked_about() -> None:
    """20:00 of walking: eight in the evening, or twenty minutes; each answer is kept to."""
    rows = (_BEFORE, "2026-03-02,Walking,,20:00")
    question = refused(*rows)
    assert "row 2, Time: '20:00' may be a time of the day or how long it took" in question
    evening = read(lines(*rows), columns={"Time": "time"})
    assert evening.frame["started_at"].dt.hour.tolist() == [20]
    assert done(read(lines(*rows), columns={"Time": ("duration", "m:ss")}))[0][3] == 20


def test_a_time_beside_minutes_is_a_time_of_the_day() -> None:
    """How long it took is said in another column."""
    diary = read(lines("Date,Time,Exercise,Minutes", "2026-03-02,20:00,Walking,20"))
    assert (diary.frame["started_at"].dt.hour.item(), done(diary)[0][3]) == (20, 20)


def test_times_of_weighing_are_no_question() -> None:
    """In a file without exercises nothing depends on what they are."""
    diary = read(lines("Date,Time,Weight", "2026-03-02,06:29,70"))
    assert (sessions(diary), left_out(diary)) == (0, [2])


def test_of_several_durations_the_time_in_motion_is_read() -> None:
    """Programs write how long it took, and how long of that one stood."""
    rows = "2026-03-02 18:30,Walking,0:25:00,0:20:00"
    diary = read(lines("Date,Activity Type,Elapsed Time,Moving Time", rows))
    assert (done(diary)[0][3], diary.unread) == (20, ("Elapsed Time",))


def test_a_number_without_a_unit_is_asked_about() -> None:
    """20 for a walk may be seconds; 1200 can only be."""
    rows = ("Date,Exercise,Duration", "2026-03-02,Walking,20")
    assert "may be seconds or minutes" in refused(*rows)
    assert done(read(lines(*rows), columns={"Duration": ("duration", "min")}))[0][3] == 20
    assert done(read(lines(rows[0], rows[1].replace("20", "1200").replace("120026", "2026"))))
    long = read(lines("Date,Exercise,Duration", "2026-03-02,Walking,1200"))
    assert done(long)[0][3] == 20


@pytest.mark.parametrize(
    ("heading", "cell", "minutes"),
    [
        ("Seconds", "480", 8),
        ("Hold (s)", "480", 8),
        ("Duration(s)", "480", 8),
        ("duration_seconds", "480", 8),
        ("Duration (min)", "8", 8),
        ("Minutes", "8 min", 8),
        ("Time (h)", "0.5", 30),
        ("Duration", "0:08:00", 8),
        ("Duration", "25m", 25),
        ("Duration", "1h 5 min", 65),
    ],
)
def test_how_long_a_walk_took(heading: str, cell: str, minutes: float) -> None:
    """In whatever unit the heading or the cell names."""
    diary = read(lines(f"Date,Exercise,Reps,{heading}", f"2026-03-02,Walking,0,{cell}"))
    assert done(diary) == [["walking", None, None, minutes]]


def test_minutes_that_may_be_hours_are_asked_about() -> None:
    """1:30 for a walk; 0:00 is none either way."""
    file = lines("Date,Exercise,Minutes", "2026-03-02,Walking,1:30", "2026-03-02,Bridge,0:00")
    with pytest.raises(TableError, match="may be minutes and seconds or hours and minutes"):
        read(file)
    assert read(file, columns={"Minutes": ("minutes", "h:mm")}).frame["minutes"].tolist()[0] == 90


def test_a_unit_can_be_named() -> None:
    """`columns` says what a column is and in which unit, and a wrong unit is told."""
    file = lines("Date,Exercise,How long", "2026-03-02,Walking,480")
    assert done(read(file, columns={"How long": ("minutes", "s")}))[0][3] == 8
    with pytest.raises(ValueError, match="the unit 'sek' is not known"):
        read(file, columns={"How long": ("minutes", "sek")})
    with pytest.raises(ValueError, match="'reps' has no unit"):
        read(file, columns={"How long": ("reps", "s")})


def test_a_session_that_has_its_length_in_every_row() -> None:
    """25 minutes beside each set is that of the session, and no exercise took as long."""
    rows = ["2026-03-02 18:30,25m,Bird dog,8", "2026-03-02 18:30,25m,Wall sit,"]
    diary = read(lines("Date,Duration,Exercise,Reps", *rows))
    assert (done(diary)[1], diary.unread) == (["wall_sit", None, None, None], ("Duration",))


@pytest.mark.parametrize("heading", ["Duration (sec)", "Duration"])
def test_the_length_of_a_session_beside_seconds(heading: str) -> None:
    """Of two durations, the one in each row and too long for some exercise is the session's."""
    rows = ["2026-03-02 18:30,1500,Bird dog,8,0", "2026-03-02 18:30,1500,Wall sit,0,30"]
    diary = read(lines(f"Date,{heading},Exercise,Reps,Seconds", *rows))
    assert (done(diary)[1], diary.unread) == (["wall_sit", None, 30, None], (heading,))


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("heading", ["Set", "set_index", "Set #"])
def test_numbers_of_sets_are_not_how_many(heading: str, start: int) -> None:
    """1, 2, 3 of an exercise are three sets."""
    rows = [f"2026-03-02,Bird dog,{start + n},8" for n in range(3)]
    diary = read(lines(f"Date,Exercise,{heading},Reps", *rows))
    assert cells(diary, "sets", "reps") == [[None, 8]] * 3


@pytest.mark.parametrize("written", ["Set {}", "#{}", "{}/2", "{} of 2"])
def test_a_set_named_in_words(written: str) -> None:
    """It says which it was."""
    rows = [f"2026-03-02,Bird dog,{written.format(number)},8" for number in (1, 2)]
    assert len(done(read(lines("Date,Exercise,Set,Reps", *rows)))) == 2


def test_how_many_sets_are_still_read() -> None:
    """Of a single row for each exercise they are no numbers of rows."""
    rows = ["2026-03-02,Bird dog,3,8", "2026-03-02,Bridge,2,8", "2026-03-04,Bird dog,3,8"]
    assert read(lines("Date,Exercise,Set,Reps", *rows)).frame["sets"].tolist() == [3, 2, 3]


@pytest.mark.parametrize(
    ("heading", "numbers"), [("Sets", (1, 2, 3)), ("Set", (2, 3)), ("number of sets", (1, 2))]
)
def test_sets_that_may_be_both_are_asked_about(heading: str, numbers: Sequence[int]) -> None:
    """The two readings and the words that choose are in the question."""
    rows = [f"2026-03-02,Bird dog,{number},8" for number in numbers]
    question = refused(f"Date,Exercise,{heading},Reps", *rows)
    assert f"columns={{'{heading}': 'set_number'}} or columns={{'{heading}': 'sets'}}" in question
    file = lines(f"Date,Exercise,{heading},Reps", *rows)
    assert read(file, columns={heading: "sets"}).frame["sets"].tolist() == list(numbers)
    assert read(file, columns={heading: "set_number"}).frame["sets"].isna().all()


@pytest.mark.parametrize("word", ["Rest Timer", "Note", "rest"])
@pytest.mark.parametrize("heading", ["Set Order", "set_type"])
def test_a_rest_among_the_sets_is_no_exercise(heading: str, word: str) -> None:
    """It is told; a warm-up and a set to failure are sets."""
    rows = [f"2026-03-02,Bird dog,{kind},8,0" for kind in ("W", "F")]
    diary = read(
        lines(f"Date,Exercise,{heading},Reps,Seconds", *rows, f"2026-03-02,Bird dog,{word},,90")
    )
    assert (len(done(diary)), left_out(diary)) == (2, [4])


@pytest.mark.parametrize("exercise", ["Pause squat", "Restorative yoga", "?"])
def test_an_exercise_that_is_not_known_is_no_rest(exercise: str) -> None:
    """It is a fault, so that somebody names it."""
    [fault] = read(lines("Date,Exercise", f"2026-03-02,{exercise}")).faults
    assert "is not an exercise of the table" in fault.rule


@pytest.mark.parametrize("exercise", ["Rest", "Rest (90 s)", "Rest between sets", "Pause"])
def test_a_rest_in_place_of_an_exercise(exercise: str) -> None:
    """With any number beside it, it is none."""
    rows = ["2026-03-02,Bridge,8,", f"2026-03-02,{exercise},,90"]
    diary = read(lines("Date,Exercise,Reps,Seconds", *rows))
    assert (len(done(diary)), left_out(diary)) == (1, [3])


def test_sets_that_are_numbered_are_no_slip(tmp_path: Path) -> None:
    """Two equal sets of which the file says that they are two are not asked about."""
    path = tmp_path / "sets.csv"
    path.write_bytes(
        lines("Date,Exercise,Set,Reps", "2026-03-02,Bridge,1,8", "2026-03-02,Bridge,2,8")
    )
    with SessionLog(":memory:", now=lambda: NOW) as log:
        assert log.import_csv(path).repeated == ()


def test_min_beside_max_is_a_heart_rate() -> None:
    """Alone it is minutes."""
    diary = read(lines("Date,Exercise,Min,Max", "2026-03-02,Walking,80,130"))
    assert (done(diary)[0][3], diary.unread) == (None, ("Min", "Max"))
    assert done(read(lines("Date,Exercise,Min", "2026-03-02,Walking,20")))[0][3] == 20


def test_min_beside_the_most_of_something_is_asked_about() -> None:
    """Minutes beside a heart rate, or the least of it."""
    rows = ("Date,Exercise,Min,Max HR", "2026-03-02,Walking,80,130")
    question = refused(*rows)
    assert "columns={'Min': 'minutes'} or columns={'Min': None}" in question
    assert done(read(lines(*rows), columns={"Min": None}))[0][3] is None
    other = lines("Date,Exercise,Min,Max pain", "2026-03-02,Walking,20,3")
    assert done(read(other))[0][3] == 20


def test_more_seconds_than_anybody_repeats() -> None:
    """1200 s are 20 minutes, and 1200 repetitions a fault."""
    header = "date,exercise,repetitions,repetitions_unit"
    diary = read(lines(header, "2026-03-02,Walking,1200,s", "2026-03-02,Bridge,1200,"))
    assert cells(diary, "minutes") == [[20]]
    assert [(fault.row, fault.column) for fault in diary.faults] == [(3, "repetitions")]


def test_the_unit_beside_repetitions_says_what_they_are() -> None:
    """Seconds are a hold, minutes of a walk are minutes, and a unit unknown is asked about."""
    header = "date,exercise,repetitions,repetitions_unit"
    units = [("Wall sit", "Seconds"), ("Walking", "Minutes"), ("Bridge", "Repetitions")]
    rows = [f"2026-03-02,{exercise},30,{unit}" for exercise, unit in units]
    assert [row[1:] for row in done(read(lines(header, *rows)))] == [
        [None, 30, None],
        [None, None, 30],
        [30, None, None],
    ]
    [fault] = read(lines(header, "2026-03-02,Bridge,30,Furlongs")).faults
    assert "is no unit of repetitions or time" in fault.rule


def test_repetitions_that_are_a_distance_are_told() -> None:
    """The walk was done, and how far it went no log holds."""
    header = "date,exercise,repetitions,repetitions_unit"
    diary = read(lines(header, "2026-03-02,Walking,2,Kilometers"))
    assert (done(diary), left_out(diary)) == ([["walking", None, None, None]], [2])


def test_nought_beside_an_amount_is_none() -> None:
    """Where a program writes 0 for what does not apply, the row is read without it."""
    rows = ["2026-03-02,Wall sit,0,30,0", "2026-03-02,Bridge,8,0,0", "2026-03-02,Walking,0,0,20"]
    diary = read(lines("Date,Exercise,Reps,Hold (s),Minutes", *rows))
    assert [row[1:] for row in done(diary)] == [[None, 30, None], [8, None, None], [None, None, 20]]


def test_a_distance_was_covered_though_all_else_is_nought() -> None:
    """A walk of which only the way is known was done."""
    diary = read(lines("Date,Exercise,Reps,Distance", "2026-03-02,Walking,0,1.5"))
    assert done(diary) == [["walking", None, None, None]]


def test_how_long_each_of_several_repetitions_took_is_asked_about() -> None:
    """40 s beside 8 repetitions may be for each or for all."""
    [fault] = read(lines("Date,Exercise,Reps,Duration", "2026-03-02,Bird dog,8,40 s")).faults
    assert (
        "columns={'Duration': ('hold_s', 's')} or columns={'Duration': ('minutes', 's')}"
        in fault.rule
    )


@pytest.mark.parametrize("day", ["Mon", "1", "Monday"])
def test_a_weekday_beside_the_date_is_not_read(day: str) -> None:
    """The column that holds dates is the date, and the other is told."""
    diary = read(lines("Date,Day,Exercise", f"2026-03-02,{day},Bridge"))
    assert (sessions(diary), diary.unread) == (1, ("Day",))


def test_a_start_time_that_holds_the_date() -> None:
    """Where no other column does, it is both."""
    diary = read(lines("start_time,exercise_title", '"2 Mar 2026, 18:30",Bridge'))
    assert diary.frame["started_at"].tolist() == [datetime(2026, 3, 2, 18, 30)]  # noqa: DTZ001


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_stands_above_the_headings_is_told(separator: str) -> None:
    """A title, whose diary it is; rows keep the numbers that a spreadsheet shows."""
    rows = ["My back diary|||", "|||", "Date|Exercise|Reps|Pain before", "2026-03-02|Bridge|-1|3"]
    diary = read(lines(*(row.replace("|", separator) for row in rows)))
    assert (left_out(diary), [fault.row for fault in diary.faults]) == ([1], [4])
    assert "diary" not in str(diary.left_out[0])


@pytest.mark.parametrize("heading", ["Pain before (0-100)", "Pain before (mm)", "Pain before [%]"])
def test_pain_on_another_scale_is_not_read_as_ours(heading: str) -> None:
    """5 of 100 is no 5 of 10."""
    diary = read(lines(f"Date,Exercise,{heading}", "2026-03-02,Bridge,5"))
    assert (cells(diary, "pain_before"), diary.unread) == ([[None]], (heading,))
