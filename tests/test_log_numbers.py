"""Numbers that no log holds, in a frame made by hand: refused by whatever takes a log."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import backcare as bc
from backcare.errors import FaultsError
from backcare.safety import severe_sessions
from backcare.sessions import LIMITS, LOG_COLUMNS, check_numbers, log_frame

EXERCISES = bc.load_exercises()
PLAN = bc.make_plan(EXERCISES, pain_state="chronic", minutes=10)


def log(**cells: Any) -> pd.DataFrame:
    """Return a log of two sessions, with some columns as they are given."""
    frame = log_frame(
        {
            "session_id": ["a", "b"],
            "patient": ["P1", "P1"],
            "started_at": pd.to_datetime(["2026-03-02", "2026-03-04"]),
            "exercise_id": ["bridging", "walking"],
            "sets": [1, None],
            "reps": [10, None],
            "hold_s": [6, None],
            "minutes": [None, 20],
            "pain_before": [3, 2],
            "pain_after": [2, 2],
            "pain_peak": [3, None],
            "pain_minutes": [None, 5],
            "note": ["", "slept badly"],
            "utc_offset_min": [60, 60],
        },
        pd.Index([7, 12]),
    )
    return frame.assign(**cells)


def of_a_log() -> list[str]:
    """Return the names of all public functions that take the frame of a log."""
    named = [name for name in bc.__all__ if inspect.isfunction(getattr(bc, name))]
    return [name for name in named if "frame" in inspect.signature(getattr(bc, name)).parameters]


def asked(name: str, folder: Path) -> Callable[[pd.DataFrame], object]:
    """Return a function of a log, with what else it needs."""
    function = getattr(bc, name)
    needed: dict[str, Any] = {
        "as_of": date(2026, 3, 9),
        "exercises": EXERCISES,
        "plan": PLAN,
        "path": folder / "report.pdf",
    }
    parameters = inspect.signature(function).parameters
    return lambda frame: function(
        frame=frame, **{key: value for key, value in needed.items() if key in parameters}
    )


def test_there_are_functions_to_ask() -> None:
    """Those of weeks, groups, calls, charts and steps are among them."""
    assert {"weekly_summary", "weekly_sums", "group_weeks", "who_to_call"} <= {*of_a_log()}
    assert {"plot_adherence", "plot_muscle_balance", "suggest_progression"} <= {*of_a_log()}


@pytest.mark.parametrize("name", of_a_log())
def test_what_a_log_holds_is_taken(name: str, tmp_path: Path) -> None:
    """The frame of a log passes, in the types of a log and in plain ones."""
    asked(name, tmp_path)(log())
    asked(name, tmp_path)(log(**{one: log()[one].astype("float64") for one in LIMITS}))


@pytest.mark.parametrize("value", [math.inf, -7, 1e300])
@pytest.mark.parametrize("name", of_a_log())
def test_what_no_log_holds_is_refused(name: str, value: float, tmp_path: Path) -> None:
    """One error names each column and row, the value and the rule; no note is quoted."""
    cells = {one: pd.Series([1.0, value], [7, 12]) for one in ("sets", "pain_minutes")}
    with pytest.raises(FaultsError) as caught:
        asked(name, tmp_path)(log(**cells))
    assert str(caught.value) == "\n".join(
        [
            "The log was not read: 2 problems.",
            f"  sets, index 12: '{value}' must be a whole number from 1 to 20. "
            "Correct it, or leave it blank if it is not known.",
            f"  pain_minutes, index 12: '{value}' must be a number from 0 to 600. "
            "Correct it, or leave it blank if it is not known.",
        ]
    )
    assert isinstance(caught.value, ValueError)


ODD: list[Any] = [math.inf, 2.5, 1 + 2j, pd.NaT, [1], {}, "I was beaten"]


def refusal(ask: Callable[[pd.DataFrame], object], frame: pd.DataFrame) -> str:
    """Return in which words a frame is refused; "" where it is taken."""
    try:
        ask(frame)
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("column", LOG_COLUMNS)
@pytest.mark.parametrize("name", of_a_log())
def test_whatever_stands_in_a_column_is_taken_or_told(
    name: str, column: str, tmp_path: Path
) -> None:
    """In words that name the column and quote nobody; and so is a column that is not there."""
    ask = asked(name, tmp_path)
    first = log()[column].iloc[0]
    cells = [pd.Series([first, odd], [7, 12], dtype=object) for odd in ODD]
    for frame in [*(log(**{column: one}) for one in cells), log().drop(columns=column)]:
        words = refusal(ask, frame)
        assert not words or column in words
        assert "beaten" not in words
        assert "invalid literal" not in words
    plt.close("all")


@pytest.mark.parametrize("offset", [math.inf, 1e300, 2.5, 1_440, pd.NaT, "x"])
@pytest.mark.parametrize("name", ["group_weeks", "who_to_call", "compare_pain", "group_retention"])
def test_an_offset_that_no_clock_has_is_refused(name: str, offset: Any, tmp_path: Path) -> None:
    """With the rule; one that is not known counts as none."""
    with pytest.raises(FaultsError, match=r"utc_offset_min, index 12: .*from -1439 to 1439"):
        asked(name, tmp_path)(log(utc_offset_min=pd.Series([60, offset], [7, 12], dtype=object)))
    asked(name, tmp_path)(log(utc_offset_min=None))


@pytest.mark.parametrize("column", ["session_id", "patient", "started_at"])
@pytest.mark.parametrize("name", ["group_weeks", "who_to_call", "compare_pain", "group_retention"])
def test_no_session_of_a_group_is_left_out_in_silence(
    name: str, column: str, tmp_path: Path
) -> None:
    """Whose it is, and when, must be known: it may be one with a stop."""
    with pytest.raises(FaultsError, match=f"{column}, index 12: must be .* not blank"):
        asked(name, tmp_path)(log(**{column: log()[column].where([True, False])}))


def test_times_of_a_group_are_those_of_the_clock_there(tmp_path: Path) -> None:
    """Times with an offset are told apart; a frame without a row may have any type."""
    aware = log()["started_at"].dt.tz_localize("UTC")
    with pytest.raises(ValueError, match=r"tz_localize\(None\)"):
        asked("who_to_call", tmp_path)(log(started_at=aware))
    assert asked("who_to_call", tmp_path)(pd.DataFrame(columns=list(LOG_COLUMNS))).empty


def test_a_stop_needs_its_columns() -> None:
    """A log without minutes or ids has no stops that anybody could see."""
    for column in ("session_id", "pain_minutes"):
        with pytest.raises(ValueError, match=f"The frame lacks {column}; SessionLog.to_frame"):
            bc.stop_rule_sessions(log().drop(columns=column))
    with pytest.raises(ValueError, match="The frame lacks pain_peak"):
        severe_sessions(log().drop(columns="pain_peak"))


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS)
@pytest.mark.parametrize("dtype", ["Float64", "float64", "object"])
def test_the_ends_of_a_range_belong_to_it_or_not(limit: Any, dtype: str) -> None:
    """The check draws the line where that of a session does, whatever the type of the column."""
    step = 1 if limit.whole else 0.001
    values = [limit.lowest - step, limit.lowest, limit.lowest + step, limit.highest - step]
    values += [limit.highest, limit.highest + step, (limit.lowest + limit.highest) / 2 + 0.25]
    for value in [*values, math.inf, -math.inf, 1e300, math.nan]:
        frame = pd.DataFrame({limit.name: pd.Series([None, value], dtype=dtype)})
        whole = limit.whole and math.isfinite(value) and value == int(value)
        if math.isnan(value) or limit.allows(int(value) if whole else value):
            check_numbers(frame)
        else:
            with pytest.raises(FaultsError, match=f"{limit.name}, index 1: "):
                check_numbers(frame)


@pytest.mark.parametrize("dtype", ["Int64", "int64", "int8"])
def test_whole_numbers_are_held_to_the_range_too(dtype: str) -> None:
    """A column that can hold nothing but whole numbers may still hold a pain of 11."""
    check_numbers(pd.DataFrame({"pain_before": [0, 10]}, dtype=dtype))
    with pytest.raises(FaultsError, match="pain_before, index 1: '11' must be a whole number"):
        check_numbers(pd.DataFrame({"pain_before": [0, 11]}, dtype=dtype))


def test_a_word_in_a_column_of_numbers_is_a_fault() -> None:
    """What is no number at all is told like any other, but a patient's words are not quoted."""
    with pytest.raises(FaultsError, match="pain_after, index 0: must be a whole number"):
        check_numbers(pd.DataFrame({"pain_after": ["bad", 3, None]}))


def test_many_faults_are_cut_and_all_kept() -> None:
    """Twenty are printed with the count of the rest; `faults` has every one."""
    frame = pd.DataFrame({"reps": np.full(5_000, -7)})
    with pytest.raises(FaultsError, match=r"… and 4,980 more, all in this error's \.faults") as it:
        check_numbers(frame)
    assert len(str(it.value).splitlines()) == 22
    assert len(it.value.faults) == 5_000


def test_blank_columns_and_logs_pass() -> None:
    """Nothing known is nothing wrong."""
    check_numbers(log().iloc[:0])
    check_numbers(pd.DataFrame({name: [None, pd.NA] for name in LIMITS}))
    check_numbers(pd.DataFrame({name: pd.array([None], dtype="Int64") for name in LIMITS}))
    check_numbers(pd.DataFrame())
