"""A calendar with its exercises printed: what was done on a day, and what was only planned."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from diaries import cells, lines, read
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.diary import Diary

HEADER = "date,exercise,reps,pain before,pain after,note"
FILLED = "2026-03-02,Bird dog,8,4,3,"


def rows_of(diary: Diary, *rows: int) -> list[list[object]]:
    """Return what was done, where these rows and no others are left out, and nothing is a fault."""
    assert diary.faults == ()
    assert tuple(one.row for one in diary.left_out) == rows
    return cells(diary, "exercise_id", "reps")


def asked(diary: Diary) -> list[int | None]:
    assert all("without_amount='done'" in fault.rule for fault in diary.faults)
    return [fault.row for fault in diary.faults]


def test_a_day_that_was_not_filled_in_is_no_session() -> None:
    """It is told, with the way out."""
    diary = read(lines(HEADER, FILLED, "2026-03-03,Bird dog,,,,", "2026-03-04,Bridge,,,,"))
    assert rows_of(diary, 3, 4) == [["bird_dog", 8]]
    assert "pass without_amount='done'" in diary.left_out[0].rule


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2026-03-03,Bird dog,,7,,", [[None, 7, ""]]),
        ("2026-03-03,Bird dog,,7,,stiff", [[None, 7, "stiff"]]),
        ("2026-03-03,Bird dog,,,,stiff", []),
        ("2026-03-03,Bird dog,,,,too tired", []),
    ],
)
def test_pain_of_such_a_day_is_kept_and_a_note_alone_is_no_session(
    row: str, expected: list[list[object]]
) -> None:
    """The exercise is not counted; whoever wrote why not was not there."""
    diary = read(lines(HEADER, FILLED, row))
    assert cells(diary, "exercise_id", "pain_before", "note")[1:] == expected
    assert ([one.row for one in diary.left_out], diary.faults) == ([3], ())


@pytest.mark.parametrize(
    ("heading", "cell"), [("pain after", "0"), ("worst pain", "2"), ("pain_minutes", "0")]
)
def test_pain_after_it_says_that_it_was_done(heading: str, cell: str) -> None:
    """Though how much of it there was is not known."""
    file = lines(
        f"date,exercise,reps,{heading}", "2026-03-02,Bridge,8,", f"2026-03-03,Bridge,,{cell}"
    )
    assert rows_of(read(file)) == [["bridging", 8], ["bridging", None]]


def test_where_there_is_no_column_for_how_much_it_was_done() -> None:
    """A person wrote down what they did."""
    diary = read(lines("date,exercise,pain before", "2026-03-02,Bridge,4", "2026-03-03,Bridge,"))
    assert rows_of(diary) == [["bridging", None], ["bridging", None]]


def test_where_no_row_says_how_much_it_is_asked() -> None:
    """Both readings are possible, and each has its argument."""
    file = lines(HEADER, "2026-03-02,Bird dog,,,,", "2026-03-03,Bridge,,4,,")
    assert asked(read(file)) == [2, 3]
    assert len(rows_of(read(file, without_amount="done"))) == 2
    planned = read(file, without_amount="not_done")
    assert cells(planned, "exercise_id", "pain_before") == [[None, 4]]


def test_the_amounts_of_another_patient_do_not_decide() -> None:
    """One may write them down, and another not."""
    rows = ["2026-03-02,Bird dog,8,P01", "2026-03-02,Bird dog,,P02"]
    assert asked(read(lines("date,exercise,reps,patient", *rows))) == [3]


def test_what_never_has_an_amount_was_done_on_a_day_with_others() -> None:
    """A walk in a diary of repetitions; but not what has one on other days."""
    rows = [FILLED, "2026-03-02,Wall sit,,,,", "2026-03-02,Walking,,,,"]
    assert len(rows_of(read(lines(HEADER, *rows)))) == 3
    rows += ["2026-03-04,Bridge,8,,,", "2026-03-04,Bird dog,,,,"]
    assert rows_of(read(lines(HEADER, *rows)), 6)[-1] == ["bridging", 8]


def test_a_walk_on_a_blank_day_is_as_blank() -> None:
    """Though the file has no column for its minutes; alone on its day it was done."""
    rows = [FILLED, "2026-03-03,Bird dog,,,,", "2026-03-03,Walking,,,,", "2026-03-05,Walking,,,,"]
    assert rows_of(read(lines(HEADER, *rows)), 3, 4) == [["bird_dog", 8], ["walking", None]]


def test_a_walk_shares_the_question_of_its_day() -> None:
    """It is asked about with the exercise beside it."""
    rows = ["2026-03-03,Bird dog,,,,", "2026-03-03,Walking,,,,"]
    assert asked(read(lines(HEADER, *rows))) == [2, 3]


def test_a_walk_of_which_the_way_is_known_was_done() -> None:
    """A distance is an amount, though no log holds it."""
    rows = ["2026-03-02,Walking,20,", "2026-03-03,Walking,,1.5", "2026-03-04,Walking,,"]
    diary = read(lines("date,exercise,minutes,distance", *rows))
    assert [one.row for one in diary.left_out] == [4]


def test_sets_that_are_printed_are_no_amount() -> None:
    """They are where they are all that is written."""
    rows = ["2026-03-02,Bird dog,3,8", "2026-03-03,Bird dog,3,"]
    assert rows_of(read(lines("date,exercise,sets,reps", *rows)), 3) == [["bird_dog", 8]]
    rows = ["2026-03-02,Bird dog,3,", "2026-03-03,Bird dog,2,"]
    assert len(rows_of(read(lines("date,exercise,sets,reps", *rows)))) == 2


def test_what_is_not_ticked_was_not_done() -> None:
    """Where others are; its printed amount is none."""
    rows = ["2026-03-02,Bridge,8,yes,", "2026-03-03,Bridge,8,,"]
    assert rows_of(read(lines("date,exercise,reps,Done,note", *rows)), 3) == [["bridging", 8]]


@pytest.mark.parametrize(
    "rows",
    [
        ("2026-03-02,Bridge,8,yes,", "2026-03-03,Bridge,8,,sore"),
        ("2026-03-02,Bridge,8,no,", "2026-03-03,Bridge,8,,"),
    ],
)
def test_whether_it_was_done_is_asked_where_it_may_be(rows: tuple[str, str]) -> None:
    """Something else was written on that day, or only what was not done is marked."""
    [fault] = read(lines("date,exercise,reps,Done,note", *rows)).faults
    assert (fault.row, "may mean that it was done or not" in fault.rule) == (3, True)


@pytest.mark.parametrize(("heading", "mark"), [("Done", "yes"), ("Skipped", "no")])
def test_a_tick_is_enough(heading: str, mark: str) -> None:
    """Whoever ticks need not write how much."""
    rows = [f"2026-03-02,Bridge,8,{mark}", f"2026-03-03,Bridge,,{mark}"]
    assert len(rows_of(read(lines(f"date,exercise,reps,{heading}", *rows)))) == 2


def test_other_activity_of_a_blank_day_is_no_fault() -> None:
    """It was planned as well."""
    rows = ["2026-03-02,Running,20", "2026-03-03,Running,"]
    diary = read(lines("date,exercise,minutes", *rows), names={"Running": bc.OTHER_ACTIVITY})
    assert rows_of(diary, 3) == [["other_activity", None]]


def test_an_export_of_a_log_is_as_it_was(tmp_path: Path) -> None:
    """What is in a log was done."""
    (tmp_path / "diary.csv").write_bytes(lines(HEADER, FILLED, "2026-03-03,Bird dog,,,,"))
    log = bc.SessionLog(":memory:")
    log.import_csv(tmp_path / "diary.csv", without_amount="done")
    log.export_csv(tmp_path / "log.csv")
    assert log.import_csv(tmp_path / "log.csv").known == 2


def test_a_preview_has_the_same_argument(tmp_path: Path) -> None:
    """What it asks can be answered there."""
    (tmp_path / "diary.csv").write_bytes(lines(HEADER, FILLED, "2026-03-03,Bird dog,,,,"))
    assert bc.preview_csv(tmp_path / "diary.csv").sessions == 1
    assert bc.preview_csv(tmp_path / "diary.csv", without_amount="done").sessions == 2


def test_another_word_is_refused() -> None:
    """With the nearest that is known."""
    with pytest.raises(ValueError, match="Did you mean 'not_done'"):
        read(lines(HEADER, FILLED), without_amount="notdone")


def test_a_patient_who_stopped_is_called(tmp_path: Path) -> None:
    """Though each day has its exercises printed."""
    days = [date(2025, 1, 1) + timedelta(days=number) for number in range(69)]
    rows = [f"{day},Bird dog,{'8,3,3' if day < date(2025, 2, 15) else ',,'}" for day in days]
    (tmp_path / "P01.csv").write_bytes(lines("date,exercise,reps,pain before,pain after", *rows))
    group = bc.load_logs(tmp_path)
    calls = bc.who_to_call(group.frame, as_of="2025-03-10")
    assert calls.loc["P01", "days_since"] == 24
    every = bc.load_logs(tmp_path, without_amount="done")
    assert every.frame["session_id"].nunique() == 69


@settings(deadline=None)
@given(st.lists(st.sampled_from([None, 0, 8, 12]), min_size=1, max_size=20))
def test_every_row_is_read_or_told_and_filled_days_count(amounts: list[int | None]) -> None:
    """Whatever was filled in, nothing is lost and nothing made up."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(len(amounts))]
    rows = [
        f"{day},Bridge,{'' if amount is None else amount}"
        for day, amount in zip(days, amounts, strict=True)
    ]
    diary = read(lines("date,exercise,reps", *rows))
    told = [one.row for one in (*diary.left_out, *diary.faults)]
    assert sorted([*diary.read, *told]) == list(range(2, len(rows) + 2))
    assert len(diary.frame) == sum(map(bool, amounts))
