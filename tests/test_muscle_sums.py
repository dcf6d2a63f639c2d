"""What a log adds up to by muscle, by day and by exercise, by hand-counted logs."""

import pandas as pd
import pytest
from chart_frames import log, year

from backcare.exercises.load import load_exercises
from backcare.summaries.muscles import exercise_doses, muscle_sets, sessions_by_day
from backcare.tables.vocabulary import terms


def test_sets_count_in_full_for_main_muscles_and_by_weight_for_helpers() -> None:
    """Two sets of bridges and one bird dog without sets, a helper counting a half or nothing."""
    frame = log(["2026-03-02"] * 2, exercise_id=["bridging", "bird_dog"], sets=[2, None])
    sets = muscle_sets(frame, load_exercises())
    assert sets.loc["glutes"].tolist() == [3, 0]
    assert sets.loc["lower_back"].tolist() == [1, 1]
    assert sets.loc["hamstrings"].tolist() == [0, 1.5]
    assert muscle_sets(frame, load_exercises(), secondary_weight=0)["secondary"].sum() == 0


def test_every_muscle_group_is_there_in_its_order() -> None:
    """Also those that nothing trained, and with an empty log."""
    for frame in (year(), year().iloc[:0]):
        assert muscle_sets(frame, load_exercises()).index.tolist() == list(terms("muscle_group"))


def test_sessions_without_exercises_train_nothing() -> None:
    """A session that was only begun adds no set."""
    frame = log(["2026-03-02"], exercise_id=[None], sets=[None])
    assert muscle_sets(frame, load_exercises()).to_numpy().sum() == 0


def test_a_day_counts_its_sessions_not_its_entries() -> None:
    """Two entries of one session and a second session are two."""
    starts = ["2026-03-02 08:00", "2026-03-02 08:00", "2026-03-02 23:59", "2026-03-03 00:00"]
    frame = log(starts, session_id=["a", "a", "b", "c"], pain_minutes=[None, None, 15.5, 15.0])
    days = sessions_by_day(frame)
    assert days["sessions"].tolist() == [2, 1]
    assert days["stop"].tolist() == [True, False]
    assert days.index.tolist() == [pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-03")]


def test_doses_are_the_first_and_the_last_by_time() -> None:
    """Whatever the order of the rows; an exercise twice in a session counts once."""
    starts = ["2026-03-09", "2026-03-02", "2026-03-02", "2026-03-04"]
    frame = log(
        starts,
        session_id=["b", "a", "a", "c"],
        exercise_id=["bridging", "bridging", "bridging", "walking"],
        reps=[12, 8, 9, None],
        sets=[2, 1, 1, None],
        minutes=[None, None, None, 20.0],
    )
    doses = exercise_doses(frame)
    assert doses["sessions"].to_dict() == {"bridging": 2, "walking": 1}
    assert doses.loc["bridging", ["first_reps", "last_reps", "last_sets"]].tolist() == [8, 12, 2]
    assert doses.loc["walking", "last_minutes"] == 20


@pytest.mark.parametrize("frame", [year().iloc[:0], log(["2026-03-02"], exercise_id=[None])])
def test_no_exercise_has_no_dose(frame: pd.DataFrame) -> None:
    """An empty log, and one of sessions without exercises, give no rows."""
    assert exercise_doses(frame).empty
