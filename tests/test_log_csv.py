"""A log as CSV and back: nothing twice, nothing half, nothing lost."""

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pandas as pd
import pytest

from backcare.csv_reader import csv_text
from backcare.errors import ChangedElsewhereError, DateOrderError, LogError, TableError
from backcare.log import SessionLog, Undone
from backcare.sessions import CSV_COLUMNS, Entry, Session
from backcare.widgets.import_text import added_words

CET = timezone(timedelta(hours=1))
MONDAY = datetime(2026, 3, 2, 18, 30, 5, 250, tzinfo=CET)
NOTE = "=1+1\r\n🙂, '\""
DIARY = """Date;Exercise;Reps;Minutes;Pain before;Notes
02/03/2026 18:30;Bridge;10;;3;"a ""good"" day, 🙂"
02/03/2026 18:30;Walking;;12,5;;
04/03/2026 18:30;Bird dog;8;;2;
"""


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """Write a diary as a stranger keeps it: two sessions, no ids, day first, decimal commas."""
    path = tmp_path / "diary.csv"
    path.write_text(DIARY, encoding="utf-8-sig")
    return path


def fill(log: SessionLog) -> list[Session]:
    """Add sessions of every kind, among them two that differ in nothing but their id."""
    walk = [Entry("walking", minutes=12.5), Entry("bird_dog", 1, 8, 5), Entry("walking", minutes=5)]
    sessions = [
        Session(MONDAY, 3, 2, walk, pain_peak=4, pain_minutes=2.5, note=NOTE, patient="P07"),
        Session(MONDAY, session_id="twin"),
        Session(MONDAY, session_id="other twin"),
        Session(datetime(2026, 3, 3, tzinfo=UTC), entries=[Entry("bridging")]),
    ]
    for session in sessions:
        log.add(session)
    return sessions


def test_export_import_export_gives_the_same_bytes(scratch: SessionLog, tmp_path: Path) -> None:
    """Whatever is in a log arrives in another."""
    sessions = fill(scratch)
    first = scratch.export_csv(tmp_path / "first.csv")
    with SessionLog(":memory:") as other:
        result = other.import_csv(first)
        assert (result.added, result.known, len(result.faults)) == (4, 0, 0)
        assert {one.session_id: one for one in other.sessions()} == {
            one.session_id: one for one in sessions
        }
        second = other.export_csv(tmp_path / "second.csv")
        pd.testing.assert_frame_equal(other.to_frame(), scratch.to_frame())
    assert second.read_bytes() == first.read_bytes()


def test_importing_the_same_file_twice_adds_nothing_twice(
    log: SessionLog, diary: Path, tmp_path: Path
) -> None:
    """By their ids, and where a file has none by what they say."""
    fill(log)
    before = log.to_frame()
    assert log.import_csv(log.export_csv(tmp_path / "log.csv")).known == 4
    pd.testing.assert_frame_equal(log.to_frame(), before)
    assert log.import_csv(diary, day_first=True, tz=CET).added == 2
    again = log.import_csv(diary, day_first=True, tz=CET)
    assert (again.added, again.known) == (0, 2)
    assert str(again) == "0 sessions added, 2 were there already."


def test_a_row_that_stands_twice_is_added_and_told(scratch: SessionLog, tmp_path: Path) -> None:
    """Two equal rows may be two rounds or a slip: nothing is guessed, and nothing kept silent."""
    rows = ["date;exercise;reps;sets", "2026-03-02;Bridge;10;1", "2026-03-02;Bridge;10;1"]
    other = ["2026-03-02;Bridge;8;1", "2026-03-04;Bridge;10;1"]
    file = tmp_path / "doubled.csv"
    file.write_text("\n".join([*rows, *other]), "utf-8")
    result = scratch.import_csv(file)
    assert (result.added, result.repeated, len(scratch.to_frame())) == (2, (3,), 4)
    assert "1 row repeating an earlier row of the same session (3)." in str(result)
    assert scratch.import_csv(file).repeated == ()  # nothing of it was added again


def test_a_session_that_was_typed_in_is_known_by_its_content(
    scratch: SessionLog, diary: Path
) -> None:
    """The same session under another id is not added a second time."""
    scratch.add(
        Session(datetime(2026, 3, 4, 18, 30, tzinfo=CET), 2, entries=[Entry("bird_dog", reps=8)])
    )
    result = scratch.import_csv(diary, day_first=True, tz=CET)
    assert (result.added, result.known) == (1, 1)


def test_a_deleted_twin_comes_back(scratch: SessionLog, tmp_path: Path) -> None:
    """A session that stands in the file under its own id is no double of another."""
    fill(scratch)
    file = scratch.export_csv(tmp_path / "log.csv")
    scratch.delete("twin")
    assert scratch.import_csv(file).added == 1
    assert scratch.session("twin")


def test_an_import_is_undone_as_a_whole(log: SessionLog, diary: Path) -> None:
    """The wrong file is one step back."""
    log.add(Session(MONDAY, session_id="first"))
    log.import_csv(diary, day_first=True, tz=CET)
    undone = log.undo()
    assert (undone.action, len(undone.session_ids)) == ("import", 2)
    assert [one.session_id for one in log.sessions()] == ["first"]
    assert log.undo() == Undone("add", ("first",))


def test_an_import_is_taken_back_whatever_came_after(log: SessionLog, diary: Path) -> None:
    """Its own sessions alone, by its result; a second time there is nothing of it left."""
    result = log.import_csv(diary, day_first=True, tz=CET)
    log.add(Session(datetime(2026, 5, 1, 8, tzinfo=UTC), session_id="later"))
    undone = log.undo(imported=result)
    assert (undone.action, set(undone.session_ids)) == ("import", set(result.session_ids))
    assert set(log.to_frame()["session_id"]) == {"later"}
    with pytest.raises(ChangedElsewhereError, match="Nothing was done"):
        log.undo(imported=result)


def test_an_import_with_a_changed_session_stays(log: SessionLog, diary: Path) -> None:
    """What somebody has corrected since is not lost with it."""
    result = log.import_csv(diary, day_first=True, tz=CET)
    log.delete(result.session_ids[-1])
    before = log.to_frame()
    with pytest.raises(ChangedElsewhereError, match="changed or deleted meanwhile"):
        log.undo(imported=result)
    pd.testing.assert_frame_equal(log.to_frame(), before)


def test_an_import_that_added_nothing_is_nothing_to_undo(log: SessionLog, diary: Path) -> None:
    """And the change before it stays."""
    first = log.import_csv(diary, day_first=True, tz=CET)
    again = log.import_csv(diary, day_first=True, tz=CET)
    assert again.session_ids == ()
    with pytest.raises(LogError, match="nothing to undo"):
        log.undo(imported=again)
    assert set(first.session_ids) == set(log.to_frame()["session_id"])


def test_faults_stop_an_import_and_all_are_told(scratch: SessionLog, diary: Path) -> None:
    """Nothing is imported, and each fault has its row and column."""
    faulty = DIARY.replace(";3;", ";2.5;").replace("Bird dog", "Brid dog")
    diary.write_text(faulty, encoding="utf-8")
    with pytest.raises(TableError) as caught:
        scratch.import_csv(diary, day_first=True)
    assert caught.value.faults[["row", "column"]].to_numpy().tolist() == [
        [2, "Pain before"],
        [4, "Exercise"],
    ]
    assert scratch.sessions() == []


def test_faulty_rows_can_be_left_out_and_are_told(scratch: SessionLog, diary: Path) -> None:
    """The good ones are in the log, and the result says what is not."""
    diary.write_text(DIARY.replace("Bird dog", "Brid dog"), encoding="utf-8")
    result = scratch.import_csv(diary, on_error="skip", day_first=True)
    assert (result.added, len(result.faults)) == (1, 1)
    assert str(result).splitlines()[1:2] == ["1 problem, left out:"]
    assert "row 4, Exercise: 'Brid dog'" in str(result)
    with pytest.raises(TableError) as caught:
        scratch.import_csv(diary, day_first=True)
    pd.testing.assert_frame_equal(result.faults, caught.value.faults)


@pytest.mark.parametrize("on_error", ["raise", "skip"])
def test_a_session_with_other_content_is_never_overwritten(
    scratch: SessionLog, tmp_path: Path, on_error: str
) -> None:
    """Which of the two is right, nobody can know: it is told, and the log's stays."""
    fill(scratch)
    file = scratch.export_csv(tmp_path / "log.csv")
    edited = replace(scratch.session("twin"), note="edited", pain_after=1)
    scratch.edit(edited)
    scratch.delete("other twin")
    if on_error == "raise":
        with pytest.raises(
            TableError, match="'twin' is already in the log, with different details"
        ):
            scratch.import_csv(file)
    else:
        result = scratch.import_csv(file, on_error="skip")
        assert (result.added, result.known, len(result.faults)) == (1, 2, 1)
    assert scratch.session("twin") == edited


def test_a_changed_session_without_an_id_is_found_by_its_row(
    scratch: SessionLog, tmp_path: Path
) -> None:
    """The id was made up by the program: the row that differs and the start tell which it is."""
    file = tmp_path / "mine.csv"
    rows = ["date,time,exercise,reps", "2026-03-05,7:00,bridge,5"]
    rows += [f"2026-03-02,18:30,{one},9" for one in ("bridge", "bird dog")]
    file.write_text("\n".join(rows))
    scratch.import_csv(file)
    file.write_text("\n".join(rows).replace("dog,9", "dog,8"))
    with pytest.raises(TableError) as caught:
        scratch.import_csv(file)
    (fault,) = caught.value
    assert (fault.row, fault.column, fault.value) == (4, "", "")
    assert "The session of 2 Mar 2026, 18:30 is in the log already" in fault.rule
    assert "they differ in reps" in fault.rule


@pytest.mark.parametrize(
    ("before", "after", "row", "said"),
    [
        (["bird dog,8"], ["bird dog,8", "bridge,9"], 3, "only this file has bridging"),
        (["bird dog,8", "bridge,9"], ["bird dog,8"], 2, "only the log has bridging"),
        (["bird dog,8"], ["bird dog,8", "bird dog,9"], 3, "this file has 2 rows of it"),
    ],
)
def test_a_day_that_grew_since_it_was_imported(
    scratch: SessionLog, tmp_path: Path, before: list[str], after: list[str], row: int, said: str
) -> None:
    """It is said which day and row, and how they differ; deleted in the log, it is read anew."""
    file = tmp_path / "mine.csv"
    for rows in (before, after):
        lines = ["date,exercise,reps", *(f"2026-03-02,{one}" for one in rows), ""]
        file.write_text("\n".join(lines))
        if rows == before:
            scratch.import_csv(file)
    with pytest.raises(TableError) as caught:
        scratch.import_csv(file)
    (fault,) = caught.value
    assert (fault.row, fault.column) == (row, "")
    assert "2 Mar 2026" in fault.rule
    assert said in fault.rule
    (session,) = scratch.sessions()
    assert f"log.delete({session.session_id!r})" in fault.rule
    scratch.delete(session.session_id)
    assert scratch.import_csv(file).added == 1


def test_an_unclear_date_is_asked_about(scratch: SessionLog, diary: Path) -> None:
    """Day or month first: never guessed."""
    with pytest.raises(DateOrderError):
        scratch.import_csv(diary)
    assert scratch.sessions() == []


def test_a_wrong_on_error_is_told(scratch: SessionLog, diary: Path) -> None:
    """With the choices."""
    with pytest.raises(ValueError, match="on_error 'ignore' is not known.*raise, skip"):  # noqa: RUF043
        scratch.import_csv(diary, on_error="ignore")  # type: ignore[arg-type]


def test_a_file_of_nothing_adds_nothing(scratch: SessionLog, tmp_path: Path) -> None:
    """The export of an empty log can be imported."""
    assert scratch.import_csv(scratch.export_csv(tmp_path / "empty.csv")).added == 0
    with pytest.raises(LogError, match="nothing to undo"):
        scratch.undo()


def test_progress_goes_up_to_its_end(scratch: SessionLog, tmp_path: Path) -> None:
    """Reading and storing are told as one way, from the first row to the last."""
    days = pd.date_range("2000-01-01", periods=2500).strftime("%Y-%m-%d")
    rows = "".join(f"{day},Bridge\n" for day in days)
    path = tmp_path / "long.csv"
    path.write_text(f"date,exercise\n{rows}")
    steps: list[tuple[int, int]] = []
    scratch.import_csv(path, progress=lambda done, total: steps.append((done, total)))
    assert {total for _, total in steps} == {5000}
    assert steps == sorted(steps)
    assert steps[-1] == (5000, 5000)
    assert len({done for done, _ in steps if done > 2500}) >= 3


def test_an_import_that_breaks_off_leaves_nothing(scratch: SessionLog, diary: Path) -> None:
    """Even when it is the caller's own progress bar that fails."""

    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scratch.import_csv(diary, day_first=True, progress=stop)
    assert scratch.sessions() == []


def test_part_of_a_log_can_be_exported(scratch: SessionLog, tmp_path: Path) -> None:
    """One patient, some days."""
    fill(scratch)
    lines = scratch.export_csv(tmp_path / "me.csv", "me", start="2026-03-03").read_text("utf-8")
    assert len(lines.splitlines()) == 2


def test_an_export_is_for_its_owners_eyes(scratch: SessionLog, tmp_path: Path) -> None:
    """Also when it takes the place of a file that everybody could read."""
    target = tmp_path / "log.csv"
    target.write_text("old")
    target.chmod(0o644)
    scratch.export_csv(target)
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_an_export_never_takes_the_place_of_the_log(tmp_path: Path) -> None:
    """Whatever the name by which it is called."""
    with SessionLog(tmp_path / "log.db") as log:
        log.add(Session(MONDAY))
        with pytest.raises(LogError, match="is the log itself"):
            log.export_csv(tmp_path / "x" / ".." / "log.db")
        assert len(log.sessions()) == 1


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_an_export_that_fails_leaves_the_old_file_whole(
    scratch: SessionLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """And no half file beside it."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    fill(scratch)
    target = tmp_path / "log.csv"
    target.write_text("old")
    monkeypatch.setattr(step, full)
    with pytest.raises(LogError, match="was not written: No space left on device"):
        scratch.export_csv(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_an_export_to_where_no_folder_is_is_told(scratch: SessionLog, tmp_path: Path) -> None:
    """With the name of the file."""
    with pytest.raises(LogError, match=r"log\.csv was not written: No such file or directory"):
        scratch.export_csv(tmp_path / "gone" / "log.csv")


def test_a_long_import_shows_how_far_it_is(
    scratch: SessionLog,
    diary: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A bar names the file and ends at all of it; a short import shows none."""
    monkeypatch.setattr("backcare.log.importing._BAR_DELAY_S", 600)  # short on any machine
    scratch.import_csv(diary, day_first=True, tz=CET)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("backcare.log.importing._BAR_DELAY_S", 0)
    scratch.import_csv(diary, day_first=True, tz=CET)
    told = capsys.readouterr().err
    assert "Importing diary.csv" in told
    assert "100%" in told


def test_what_is_left_out_is_told_by_reason(scratch: SessionLog, tmp_path: Path) -> None:
    """Days with nothing but their date are one line, and a rest is another; none is a fault."""
    rows = ["Date,Exercise,Reps,pain", "2026-03-02,Bridge,8,9", "2026-03-03,,,", "2026-03-04,,,"]
    path = tmp_path / "calendar.csv"
    path.write_text("\n".join([*rows, "2026-03-05,Rest,,", ""]))
    result = scratch.import_csv(path)
    assert (result.added, result.left_out["row"].tolist()) == (1, [3, 4, 5])
    told = str(result)
    assert "  rows 3 to 4: no exercise, pain or note, so not a session: not added." in told
    assert (
        "  row 5, Exercise: is a rest, a warm-up or a note, and no exercise: not counted." in told
    )
    assert "Not read, but may be about pain: pain." in told


def test_a_file_without_an_exercise_column_says_so(scratch: SessionLog, tmp_path: Path) -> None:
    """With what to pass if there is one."""
    path = tmp_path / "weights.csv"
    path.write_text("date,weight\n2026-03-02,70\n")
    result = scratch.import_csv(path)
    assert result.added == 0
    assert 'columns={"its heading": "exercise_id"}' in str(result)


@pytest.mark.parametrize("mark", ["ï»¿", "ï»¿ï»¿", "\ufeffï»¿", "Ã¯Â»Â¿", "\ufeff\ufeff"])
@pytest.mark.parametrize("quoted", [False, True])
def test_the_mark_of_a_file_that_was_read_wrongly_is_taken_off(
    scratch: SessionLog, tmp_path: Path, mark: str, *, quoted: bool
) -> None:
    """Before the first heading of an export, in quotation marks or not."""
    scratch.add(Session(MONDAY, 3, 2, [Entry("bird_dog", 1, 8, 5)], patient="P07", note="é"))
    path = scratch.export_csv(tmp_path / "first.csv")
    text = path.read_text("utf-8-sig")
    first, _, rest = text.partition(",")
    path.write_text(f'"{mark}{first}",{rest}' if quoted else mark + text, "utf-8")
    with SessionLog(tmp_path / "other.db") as other:
        result = other.import_csv(path)
        assert (result.unread, other.to_frame().to_dict()) == ((), scratch.to_frame().to_dict())


def test_marks_within_a_file_are_taken_off(scratch: SessionLog, tmp_path: Path) -> None:
    """Below a title, and where two files were put together."""
    path = tmp_path / "diary.csv"
    rows = "ï»¿P1,2026-03-02,Bridge,8\n\ufeffP1,2026-03-03,Bridge,8\n"
    path.write_text(f"My diary\nï»¿Patient,Date,Exercise,Reps\n{rows}", "utf-8")
    scratch.import_csv(path)
    assert scratch.to_frame()["patient"].tolist() == ["P1", "P1"]


def test_a_new_patient_who_is_nearly_one_of_the_log_is_told(tmp_path):
    """Two halves of a person's log are noticed by nobody."""
    path, known, other = tmp_path / "diary.csv", "Berg, Anna", "anna berg"
    told = [(known, ()), (known, ()), (other, ((other, known),))]
    with SessionLog(":memory:") as log:
        for day, (who, alike) in enumerate(told, start=2):
            rows = f'Date,Patient,Exercise,Reps\n2026-03-0{day},"{who}",Bridge,8\n'
            path.write_text(rows, "utf-8")
            assert log.import_csv(path, dry_run=True).alike == alike
            done = log.import_csv(path)
            assert (done.added, done.alike) == (1, alike)
    assert "'anna berg' beside 'Berg, Anna'" in str(done)
    assert "undo the import" in str(done)
    assert "anna berg is new here, but nearly Berg, Anna" in added_words(done)


def test_a_zero_has_no_sign(tmp_path: Path) -> None:
    """Kept as -0.0 it would be another number than a log reads, and spoil the session."""
    row = {"session_id": "a", "started_at": "2026-03-02T18:00Z", "pain_minutes": "-0"}
    cells = [row.get(name, "") for name in CSV_COLUMNS]
    file = tmp_path / "log.csv"
    file.write_text(csv_text(CSV_COLUMNS, [cells]), "utf-8")
    with SessionLog(":memory:") as log:
        log.add(Session(datetime(2026, 3, 2, tzinfo=UTC), pain_minutes=-0.0))
        log.import_csv(file)
        assert [str(one.pain_minutes) for one in log.sessions()] == ["0.0", "0.0"]
