"""Other activity: kept with its minutes, shown by its name, and counted for no adherence."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from diaries import cells, lines, read

import backcare as bc
from backcare.diary import Diary
from backcare.documents.report import latest_notes
from backcare.errors import SessionError, TableError
from backcare.exercises.own_table import read_own_table
from backcare.plan.history import read_sessions
from backcare.summaries.muscles import (
    exercise_doses,
    muscle_sets,
    not_counted,
    other_activity,
    sessions_by_day,
)
from backcare.widgets.dashboard import sessions_table
from backcare.widgets.form_text import fault_words, saved_line

RUN = {"Running": bc.OTHER_ACTIVITY}
HEADER = "date,exercise,reps,minutes,pain before,pain after,note"
RUNS = ("2026-03-02,Running,,30,4,3,by the river", "2026-03-04,Running,,20,4,3,")
EXERCISES = bc.load_exercises()


def of(*entries: bc.Entry) -> bc.Session:
    return bc.Session(datetime(2026, 3, 2, 18, tzinfo=UTC), pain_before=4, entries=entries)


def left_out(diary: Diary) -> list[int | None]:
    return [one.row for one in diary.left_out]


def imported(folder: Path, *rows: str, header: str = HEADER) -> bc.SessionLog:
    (folder / "diary.csv").write_bytes(lines(header, *rows))
    log = bc.SessionLog(":memory:")
    log.import_csv(folder / "diary.csv", names=RUN, tz=UTC)
    return log


# --- how it comes in --------------------------------------------------------------------------


def test_its_minutes_are_kept_and_the_note_says_what_it_was() -> None:
    """Before what the patient wrote of that row."""
    diary = read(lines(HEADER, *RUNS), names=RUN)
    assert cells(diary, "exercise_id", "minutes", "note") == [
        ["other_activity", 30, "Other activity: Running, 30 min; by the river"],
        ["other_activity", 20, "Other activity: Running, 20 min"],
    ]
    assert (diary.faults, diary.left_out) == ((), ())


def test_several_of_a_session_are_all_named() -> None:
    """Each with its minutes, so that the note says which entry was what."""
    names = RUN | {"Yoga": bc.OTHER_ACTIVITY}
    rows = ["2026-03-02,Running,,30,4,3,", "2026-03-02,Yoga,,20,4,3,"]
    [note, _] = read(lines(HEADER, *rows), names=names).frame["note"]
    assert note == "Other activity: Running, 30 min; Other activity: Yoga, 20 min"


def test_seconds_are_its_minutes() -> None:
    """Nobody holds a run."""
    diary = read(lines("date,exercise,seconds", "2026-03-02,Running,1800"), names=RUN)
    assert cells(diary, "hold_s", "minutes") == [[None, 30]]


def test_without_minutes_it_is_a_fault_with_the_ways_out() -> None:
    """Give them, or leave it out."""
    rows = lines(HEADER, "2026-03-02,Running,10,,4,3,")
    diary = read(rows, names=RUN, columns={"reps": "reps"})
    [fault] = diary.faults
    assert fault.rule.startswith("must be given: of other activity the minutes are kept")
    assert "names={'Running': None}" in fault.rule


def test_minutes_that_are_wrong_are_told_once() -> None:
    """A fault in them is not also that they are missing."""
    diary = read(lines(HEADER, "2026-03-02,Running,,9000,4,3,"), names=RUN)
    assert len(diary.faults) == 1


def test_what_else_stands_beside_the_minutes_is_told() -> None:
    """The row is read, without its repetitions."""
    diary = read(lines(HEADER, "2026-03-02,Running,10,30,4,3,"), names=RUN)
    assert (cells(diary, "reps", "minutes"), left_out(diary)) == ([[None, 30]], [2])


def test_a_note_that_gets_too_long_is_told() -> None:
    """Nothing of it is cut off."""
    note = "a" * 9_990
    [fault] = read(lines(HEADER, f"2026-03-02,Running,,30,4,3,{note}"), names=RUN).faults
    assert fault.rule.startswith("with the name of the activity")


@pytest.mark.parametrize("text", ["other_activity", "Other activity", "OTHER ACTIVITY"])
def test_a_diary_may_call_it_so_itself(text: str) -> None:
    """Then there is no name to keep."""
    diary = read(lines(HEADER, f"2026-03-02,{text},,30,4,3,"))
    assert cells(diary, "exercise_id", "note") == [["other_activity", ""]]


def test_an_unknown_exercise_is_told_with_the_three_ways(tmp_path: Path) -> None:
    """By the preview at length, and in short by each fault."""
    (tmp_path / "diary.csv").write_bytes(lines(HEADER, *RUNS))
    seen = bc.preview_csv(tmp_path / "diary.csv")
    assert "names={'Running': None} or names={'Running': bc.OTHER_ACTIVITY}" in str(seen)
    with pytest.raises(TableError) as caught:
        bc.SessionLog(":memory:").import_csv(tmp_path / "diary.csv")
    assert "pass names={'Running': None} to leave it out" in str(caught.value)
    assert "bc.OTHER_ACTIVITY to keep its minutes" in str(caught.value)
    assert bc.preview_csv(tmp_path / "diary.csv", names=RUN).unknown.empty


def test_a_group_is_read_with_it(tmp_path: Path) -> None:
    """`load_logs` takes the same names."""
    (tmp_path / "P01.csv").write_bytes(lines(HEADER, *RUNS))
    group = bc.load_logs(tmp_path, names=RUN)
    assert group.frame["minutes"].tolist() == [30, 20]


# --- how it is stored, and goes out and in again ----------------------------------------------


def test_the_same_file_adds_nothing(tmp_path: Path) -> None:
    """The name in the note is the same each time."""
    log = imported(tmp_path, *RUNS)
    assert log.import_csv(tmp_path / "diary.csv", names=RUN, tz=UTC).known == 2


def test_an_export_comes_back_as_it_was(tmp_path: Path) -> None:
    """Without any `names`."""
    log = imported(tmp_path, *RUNS)
    log.export_csv(tmp_path / "log.csv")
    assert log.import_csv(tmp_path / "log.csv").known == 2
    other = bc.SessionLog(":memory:")
    other.import_csv(tmp_path / "log.csv")
    pd.testing.assert_frame_equal(other.to_frame(), log.to_frame())


def test_a_backup_holds_it(tmp_path: Path) -> None:
    """As any session."""
    log = imported(tmp_path, *RUNS)
    other = bc.SessionLog(":memory:")
    other.restore(log.backup(tmp_path / "backup.db"))
    pd.testing.assert_frame_equal(other.to_frame(), log.to_frame())


def test_it_can_be_deleted_and_brought_back() -> None:
    """Also in a log with a table of its own."""
    log = bc.SessionLog(":memory:", exercises=EXERCISES.loc[["bridging"]])
    session_id = log.add(of(bc.Entry(bc.OTHER_ACTIVITY, minutes=30)))
    log.delete(session_id)
    log.undo()
    assert log.to_frame()["minutes"].tolist() == [30]


def test_fhir_takes_it_and_gives_it_back(tmp_path: Path) -> None:
    """It counts as no moderate activity, as nobody knows whether it was."""
    log = imported(tmp_path, *RUNS)
    bundle = bc.to_fhir(log, notes=True)
    found = bc.from_fhir(bundle)
    assert [one.entries for one in found] == [one.entries for one in log.sessions()]
    texts = [one["resource"].get("code", {}).get("coding", [{}]) for one in bundle["entry"]]
    weekly = {"82290-8", "89555-7", "82291-6"}
    assert not weekly & {code.get("code") for coding in texts for code in coding}


# --- what may be written down -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (bc.Entry(bc.OTHER_ACTIVITY), "minutes: must be given"),
        (bc.Entry(bc.OTHER_ACTIVITY, minutes=30, reps=8), "reps: '8' is not kept of other"),
        (bc.Entry(bc.OTHER_ACTIVITY, minutes=30, sets=2), "sets: '2' is not kept of other"),
        (bc.Entry(bc.OTHER_ACTIVITY, minutes=0), "minutes: '0'"),
    ],
)
def test_it_has_minutes_and_nothing_else(entry: bc.Entry, message: str) -> None:
    """A log refuses the rest."""
    with pytest.raises(SessionError, match=message):
        bc.SessionLog(":memory:").add(of(entry))


def test_a_table_of_your_own_cannot_have_it(tmp_path: Path) -> None:
    """Its short name is the log's."""
    own = EXERCISES.loc[["bridging"]].rename(index={"bridging": bc.OTHER_ACTIVITY})
    own.to_csv(tmp_path / "own.csv")
    with pytest.raises(TableError, match="Choose another short name"):
        read_own_table(tmp_path / "own.csv")


def test_the_table_does_not_have_it() -> None:
    """So nothing can offer it."""
    assert bc.OTHER_ACTIVITY not in EXERCISES.index
    assert bc.search_exercises(EXERCISES, "other activity").empty


# --- what it counts for -----------------------------------------------------------------------


def test_minutes_count_and_sessions_do_not(tmp_path: Path) -> None:
    """Adherence is to the exercises that were agreed on; its pain counts as any."""
    log = imported(tmp_path, *RUNS, "2026-03-05,Bridge,8,,2,1,")
    week = bc.weekly_summary(log.to_frame()).iloc[0]
    assert week[["sessions", "active_days", "minutes"]].tolist() == [1, 1, 50]
    assert week["pain_before_mean"] == pytest.approx(10 / 3)


@pytest.mark.parametrize("first", [True, False])
def test_a_session_with_an_exercise_counts_wherever_that_stands(
    tmp_path: Path, first: bool
) -> None:
    """Before the run or after it."""
    rows = ["2026-03-02,Running,,30,4,3,", "2026-03-02,Bridge,8,,4,3,"]
    frame = imported(tmp_path, *(rows if first else rows[::-1])).to_frame()
    assert bc.weekly_summary(frame)["sessions"].tolist() == [1]
    assert sessions_by_day(frame)["sessions"].tolist() == [1]


def test_rows_that_stand_apart_are_one_session(tmp_path: Path) -> None:
    """Also where the first of them is the run."""
    rows = ["2026-03-02,Running,,30,4,3,", "2026-03-02,Bridge,8,,4,3,", "2026-03-03,Walk,,9,,,"]
    frame = imported(tmp_path, *rows).to_frame().iloc[[0, 2, 1]]
    assert bc.weekly_summary(frame)["sessions"].tolist() == [2]


def test_who_only_runs_has_stopped_coming(tmp_path: Path) -> None:
    """Days are counted since the last exercises."""
    rows = [f"2026-01-{day:02},Bridge,8,,3,3," for day in range(1, 15, 2)]
    rows += [f"2026-02-{day:02},Running,,30,3,3," for day in range(1, 26, 2)]
    calls = bc.who_to_call(imported(tmp_path, *rows).to_frame(), as_of="2026-02-26")
    assert calls.loc["me", "days_since"] == 44


def test_it_trains_no_muscle_and_has_no_dose(tmp_path: Path) -> None:
    """It is named among what was not counted."""
    frame = imported(tmp_path, *RUNS).to_frame()
    assert muscle_sets(frame, EXERCISES).to_numpy().sum() == 0
    assert not_counted(frame, EXERCISES) == ["Other activity"]
    assert exercise_doses(frame).empty


def test_suggestions_hear_of_its_pain_alone(tmp_path: Path) -> None:
    """It is practice of no exercise."""
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=20)
    frame = imported(tmp_path, *RUNS).to_frame()
    found = bc.suggest_progression(frame, plan, as_of=date(2026, 3, 5))
    assert {*found["decision"]} <= {"hold"}
    assert read_sessions(frame)[-1].felt.before == 4


# --- what is shown ----------------------------------------------------------------------------


def test_the_report_says_how_much_and_that_it_does_not_count(tmp_path: Path) -> None:
    """And the notes what it was."""
    frame = imported(tmp_path, *RUNS).to_frame()
    assert other_activity(frame) == (
        "Other activity: 2 times, 50 minutes. It is not counted as a session; the notes say what "
        "it was."
    )
    assert latest_notes(frame)[0] == "4 Mar 2026: Other activity: Running, 20 min"
    assert bc.weekly_report(frame, tmp_path / "report.pdf").stat().st_size > 1_000


def test_a_log_without_it_says_nothing_of_it(tmp_path: Path) -> None:
    """No line for what was never done."""
    assert other_activity(imported(tmp_path, "2026-03-05,Bridge,8,,2,1,").to_frame()) == ""


def test_the_dashboard_shows_it_by_its_name(tmp_path: Path) -> None:
    """Never by its id."""
    html = sessions_table(imported(tmp_path, *RUNS).to_frame(), EXERCISES)
    assert "Other activity (20 minutes)" in html
    assert "other_activity" not in html


def test_the_form_keeps_it_and_never_offers_it(tmp_path: Path) -> None:
    """An earlier session can be changed; no next one begins with it."""
    log = imported(tmp_path, *RUNS)
    form = bc.SessionForm(log)
    last = log.last_sessions(1)[0]
    assert form.again.layout.display == "none"
    form.load(last.session_id)
    [row] = form.fields.entries.children
    assert (list(row.fields), row.entry()) == (["minutes"], last.entries[0])
    assert bc.OTHER_ACTIVITY not in {value for _, value in form.fields.choice.options}


def test_a_saved_one_is_said_not_to_count() -> None:
    """In the words of the form."""
    line = saved_line(of(bc.Entry(bc.OTHER_ACTIVITY, minutes=30)), {"other_activity": "Other"})
    assert line.endswith("It is kept as other activity, and not counted as a session.")


def test_the_form_asks_for_its_minutes() -> None:
    """A fault is said by the question, with the way out."""
    session = of(bc.Entry(bc.OTHER_ACTIVITY))
    with pytest.raises(SessionError) as error:
        bc.SessionLog(":memory:").add(session)
    words = fault_words(error.value, session, {"other_activity": "Other activity"})
    assert words.endswith("how long did it take? Fill it in, or remove it.")


# --- what is no other activity ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "exercise"),
    [
        ("Ride", "cycling"),
        ("Indoor Cycling", "cycling"),
        ("Walk", "walking"),
        ("Outdoor Walk", "walking"),
        ("Swim", "swimming"),
        ("Lap Swimming", "swimming"),
        ("Weight Training", "lifting_weights"),
        ("Traditional Strength Training", "lifting_weights"),
        ("Pilates", "pilates"),
    ],
)
def test_what_programs_call_an_exercise_of_the_table_is_known(text: str, exercise: str) -> None:
    """As Strava, Garmin and Apple write it."""
    diary = read(lines(HEADER, f"2026-03-02,{text},,30,4,3,"))
    assert cells(diary, "exercise_id", "minutes") == [[exercise, 30]]


@pytest.mark.parametrize(
    "text", ["Run", "Hike", "Yoga", "Workout", "Mountain Bike Ride", "E-Bike Ride", "Core Training"]
)
def test_what_is_not_safely_the_same_is_asked(text: str) -> None:
    """Nobody's judgement is in the table for it."""
    [fault] = read(lines(HEADER, f"2026-03-02,{text},,30,4,3,")).faults
    assert fault.rule.startswith("is not an exercise of the table.")
