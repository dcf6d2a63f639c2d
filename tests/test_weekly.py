"""Weekly summaries: by hand, against a slow and obvious reference, and put together from parts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import mean
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.summaries import week_sums as sums
from backcare.summaries.week_sums import weekly_sums
from backcare.summaries.weekly import summary_from_sums, weekly_summary

Row = dict[str, Any]
TYPES = {
    **dict.fromkeys(["sets", "reps", "hold_s", "pain_before", "pain_after"], "Int64"),
    **dict.fromkeys(["minutes", "pain_minutes"], "Float64"),
}
DOSES = ("sets", "reps", "hold_s", "minutes")
PAINS = ("pain_before", "pain_after", "pain_minutes")
COLUMNS = {
    **dict.fromkeys(["sessions", "active_days"], "int64"),
    "minutes": "float64",
    **dict.fromkeys(["reps", "hold_s"], "int64"),
    **dict.fromkeys(["pain_before_mean", "pain_before_worst"], "float64"),
    **dict.fromkeys(["pain_after_mean", "pain_after_worst", "pain_change_mean"], "float64"),
    "sessions_goal": "int64",
    "adherence": "float64",
    "stop_days": "int64",
}


def log(rows: Iterable[Row]) -> pd.DataFrame:
    """Build a log frame, what is left out being blank."""
    rows = [{"patient": "me", **row} for row in rows]
    named = ["exercise_id"] if any("exercise_id" in row for row in rows) else []
    frame = pd.DataFrame(rows, columns=["session_id", "patient", "started_at", *named, *TYPES])
    frame["started_at"] = pd.to_datetime(frame["started_at"]).astype("datetime64[us]")
    return frame.astype(TYPES)


# A slow and obvious reference: lists and dictionaries, the calendar from Python itself.


def monday(day: date) -> date:
    year, week, _ = day.isocalendar()
    return date.fromisocalendar(year, week, 1)


def first_rows(rows: list[Row]) -> list[Row]:
    seen = {}
    for row in rows:
        seen.setdefault(session_of(row), row)
    return list(seen.values())


def session_of(row: Row) -> tuple[object, ...]:
    return (row["patient"], row["session_id"], row["started_at"])


def is_exercise(row: Row) -> bool:
    return row.get("exercise_id", "column left out") not in (None, bc.OTHER_ACTIVITY)


def known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def slow_week(rows: list[Row], goal: float) -> Row:
    sessions = first_rows(rows)
    before, after = (known(s[name] for s in sessions) for name in PAINS[:2])
    change = known(
        None
        if s["pain_before"] is None or s["pain_after"] is None
        else s["pain_after"] - s["pain_before"]
        for s in sessions
    )
    stopped = [s for s in sessions if (s["pain_minutes"] or 0) > 15]
    done = {session_of(row) for row in rows if is_exercise(row)}
    exercised = [s for s in sessions if session_of(s) in done]
    sets = [1 if row["sets"] is None else row["sets"] for row in rows]
    times = [1 if row["reps"] is None else row["reps"] for row in rows]
    holds = [row["hold_s"] or 0 for row in rows]
    return {
        "sessions": len(exercised),
        "active_days": len({s["started_at"].date() for s in exercised}),
        "minutes": float(sum(row["minutes"] or 0 for row in rows)),
        "reps": sum(s * (row["reps"] or 0) for s, row in zip(sets, rows, strict=True)),
        "hold_s": sum(s * r * h for s, r, h in zip(sets, times, holds, strict=True)),
        "pain_before_mean": mean(before) if before else np.nan,
        "pain_before_worst": max(before, default=np.nan),
        "pain_after_mean": mean(after) if after else np.nan,
        "pain_after_worst": max(after, default=np.nan),
        "pain_change_mean": mean(change) if change else np.nan,
        "sessions_goal": goal,
        "adherence": len(exercised) / goal,
        "stop_days": len({s["started_at"].date() for s in stopped}),
    }


def slow_summary(
    frame: pd.DataFrame, goal: int, by: str | None, start: date | None, end: date | None
) -> pd.DataFrame:
    """Summarise week by week in plain Python."""
    blank = frame.astype(object).where(frame.notna(), None)
    groups: dict[str, dict[date, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in blank.to_dict("records"):
        groups[row["patient"] if by else ""][monday(row["started_at"].date())].append(row)
    if not by:
        groups[""]  # all rows together are one group, even of none
    labels, weeks = [], []
    for patient, found in sorted(groups.items()):
        first, last = (
            (monday(start) if start else min(found, default=None)),
            (monday(end) if end else max(found, default=None)),
        )
        while first and last and first <= last:
            labels.append((patient, pd.Timestamp(first)))
            weeks.append(slow_week(found.get(first, []), goal))
            first += timedelta(days=7)
    index = pd.MultiIndex.from_tuples(labels, names=["patient", "week"]) if labels else None
    table = pd.DataFrame(weeks, columns=list(COLUMNS), index=index).astype(COLUMNS)
    return table if by or not labels else table.droplevel("patient")


# Days around the ends of years with and without a week 53, and around a change to summer time.
DAYS = [date(2020, 12, 31), date(2021, 1, 3), date(2024, 12, 30), date(2026, 3, 29)]
score = st.none() | st.integers(0, 10)
entries = st.fixed_dictionaries(
    {
        "exercise_id": st.sampled_from(["bridging", bc.OTHER_ACTIVITY]),
        "sets": st.none() | st.integers(1, 20),
        "reps": st.none() | st.integers(1, 200),
        "hold_s": st.none() | st.integers(0, 600),
        "minutes": st.none() | st.integers(1, 2400).map(lambda quarters: quarters / 4),
    }
)
sessions = st.fixed_dictionaries(
    {
        "session_id": st.sampled_from(["a", "b", "c"]),
        "patient": st.sampled_from(["Ann", "Bob"]),
        "started_at": st.builds(
            lambda day, minutes: (
                datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
            ),
            st.sampled_from(DAYS),
            st.integers(-4, 4).map(lambda half_days: half_days * 720) | st.integers(-9999, 9999),
        ),
        "pain_before": score,
        "pain_after": score,
        "pain_minutes": st.none() | st.sampled_from([0, 14.5, 15, 15.5, 60]),
    }
)
NO_ENTRY = dict.fromkeys(["exercise_id", *DOSES])


@st.composite
def logs(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a log: in its own order, or with rows anywhere."""
    drawn = draw(st.lists(st.tuples(sessions, st.lists(entries, max_size=3)), max_size=8))
    rows = [{**session, **entry} for session, done in drawn for entry in done or [NO_ENTRY]]
    if draw(st.booleans()):  # a frame may do without
        rows = [{name: row[name] for name in row if name != "exercise_id"} for row in rows]
    if draw(st.booleans()):
        return log(draw(st.permutations(rows)))
    return log(sorted(rows, key=lambda row: (row["patient"], row["started_at"], row["session_id"])))


days = st.none() | st.dates(date(2020, 12, 1), date(2021, 2, 1))


@settings(deadline=None)
@given(logs(), st.integers(1, 7), st.sampled_from([None, "patient"]), days, days, st.integers(1, 3))
def test_agrees_with_the_reference(
    frame: pd.DataFrame,
    goal: int,
    by: str | None,
    start: date | None,
    end: date | None,
    sessions_at_a_time: int,
) -> None:
    """Whatever the log, plain Python finds the same numbers; and the log is left as it was."""
    if start and end and start > end:
        start, end = end, start
    before = frame.copy()
    with patch.object(sums, "_AT_A_TIME", sessions_at_a_time):
        found = weekly_summary(frame, sessions_goal=goal, by=by, start=start, end=end)
    expected = slow_summary(frame, goal, by, start, end)
    pd.testing.assert_frame_equal(
        found.reset_index(drop=True), expected.reset_index(drop=True), check_exact=False
    )
    assert found.index.to_list() == expected.index.to_list()
    pd.testing.assert_frame_equal(frame, before)


@settings(deadline=None)
@given(logs(), st.sampled_from([None, "patient"]), days, st.randoms())
def test_parts_make_the_whole(
    frame: pd.DataFrame, by: str | None, end: date | None, random: Any
) -> None:
    """Sessions dealt out to parts at random, summed up apart and put together: the same summary."""
    keys = ["patient", "session_id", "started_at"]
    number = frame.groupby(keys, sort=False).ngroup()
    part = number.map({each: random.randrange(3) for each in set(number)})
    parts = [weekly_sums(frame[part == each], by=by) for each in range(3)]
    together = summary_from_sums(pd.concat(parts), end=end)
    pd.testing.assert_frame_equal(together, weekly_summary(frame, by=by, end=end))


# By hand.


def test_a_session_without_an_exercise_is_none() -> None:
    """Its pain counts, and so does a stop; it is no session, and its day none with one."""
    start = datetime.fromisoformat("2026-03-02 08:00")
    rows = [
        {"session_id": "a", "started_at": start, "exercise_id": "bridging", "pain_before": 2},
        {"session_id": "b", "started_at": start + timedelta(days=1), "exercise_id": None}
        | {"pain_before": 8, "pain_minutes": 20},
    ]
    week = weekly_summary(log(rows)).iloc[0]
    assert week[["sessions", "active_days", "stop_days"]].to_list() == [1, 1, 1]
    assert week[["adherence", "pain_before_mean"]].to_list() == [pytest.approx(1 / 3), 5]


MONDAY = datetime.fromisoformat("2026-03-02 08:00")
TUESDAY = datetime.fromisoformat("2026-03-03 18:30")
DIARY = [
    # Monday: bridges, and a wall sit of which only the seconds are known.
    {"session_id": "a", "started_at": MONDAY, "sets": 2, "reps": 10, "hold_s": 6}
    | {"pain_before": 6, "pain_after": 3, "pain_minutes": 0},
    {"session_id": "a", "started_at": MONDAY, "hold_s": 30}
    | {"pain_before": 6, "pain_after": 3, "pain_minutes": 0},
    # The same evening: a walk, and no word on the pain after it.
    {"session_id": "b", "started_at": MONDAY.replace(hour=19), "minutes": 22.5, "pain_before": 4},
    # Tuesday: one set of curls, sets left blank; pain above mild for 16 minutes.
    {"session_id": "c", "started_at": TUESDAY, "reps": 8}
    | {"pain_before": 2, "pain_after": 5, "pain_minutes": 16},
    # A fortnight on: begun, and nothing else written down.
    {"session_id": "d", "started_at": MONDAY + timedelta(days=14)},
]


def test_a_diary_by_hand() -> None:
    """Every column of three weeks, worked out on paper."""
    summary = weekly_summary(log(DIARY), sessions_goal=2)
    nan = np.nan
    expected = pd.DataFrame(
        {
            "sessions": [3, 0, 1],
            "active_days": [2, 0, 1],
            "minutes": [22.5, 0, 0],
            "reps": [2 * 10 + 8, 0, 0],
            "hold_s": [2 * 10 * 6 + 30, 0, 0],
            "pain_before_mean": [(6 + 4 + 2) / 3, nan, nan],
            "pain_before_worst": [6, nan, nan],
            "pain_after_mean": [(3 + 5) / 2, nan, nan],
            "pain_after_worst": [5, nan, nan],
            "pain_change_mean": [((3 - 6) + (5 - 2)) / 2, nan, nan],
            "sessions_goal": 2,
            "adherence": [1.5, 0, 0.5],
            "stop_days": [1, 0, 0],
        },
        index=pd.DatetimeIndex(
            ["2026-03-02", "2026-03-09", "2026-03-16"], dtype="datetime64[us]", name="week"
        ),
    ).astype(COLUMNS)
    pd.testing.assert_frame_equal(summary, expected)


def test_patients_have_weeks_of_their_own() -> None:
    """Each from the first to the last session, or all between the days named."""
    frame = log(
        {"session_id": day, "patient": name, "started_at": day}
        for name, day in [("Bob", "2026-03-18"), ("Ann", "2026-03-02"), ("Ann", "2026-03-16")]
    )
    summary = weekly_summary(frame, by="patient")
    assert summary["sessions"].loc["Ann"].tolist() == [1, 0, 1]
    assert summary["sessions"].loc["Bob"].tolist() == [1]
    named = weekly_summary(frame, by="patient", start="2026-03-12", end=date(2026, 3, 29))
    assert {name: named["sessions"].loc[name].tolist() for name in ("Ann", "Bob")} == {
        "Ann": [0, 1, 0],
        "Bob": [0, 1, 0],
    }


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2021-01-03 23:59", "2020-12-28"),  # the Sunday of week 53
        ("2021-01-04 00:00", "2021-01-04"),  # week 1 begins after New Year
        ("2024-12-30 00:00", "2024-12-30"),  # week 1 begins before it
        ("1969-12-31 12:00", "1969-12-29"),  # before day 0 of the computer's calendar
    ],
)
def test_weeks_begin_on_monday(day: str, week: str) -> None:
    """A week goes from Monday midnight to the next, whatever the year does."""
    assert weekly_summary(log([{"session_id": "a", "started_at": day}])).index.tolist() == [
        pd.Timestamp(week)
    ]


def test_the_clock_on_the_wall_decides() -> None:
    """Half past midnight on Monday in summer time is Sunday in UTC, and still Monday's week."""
    frame = log([{"session_id": "a", "started_at": "2026-03-30 00:30"}])
    aware = frame.assign(started_at=frame["started_at"].dt.tz_localize("Europe/Berlin"))
    assert aware["started_at"].dt.tz_convert("UTC")[0].day_name() == "Sunday"
    pd.testing.assert_frame_equal(weekly_summary(aware), weekly_summary(frame))


def test_a_class_may_share_one_session_id() -> None:
    """Two patients with the same id and the same start did a session each."""
    frame = log(
        {"session_id": "class", "patient": name, "started_at": MONDAY, "pain_before": pain}
        for name, pain in [("Ann", 2), ("Bob", 4)]
    )
    week = weekly_summary(frame).iloc[0]
    assert (week["sessions"], week["pain_before_mean"]) == (2, 3)


def test_sessions_at_the_same_time() -> None:
    """Rows of two sessions of one start, one after another in turn, are two sessions."""
    frame = log({"session_id": one, "started_at": MONDAY, "reps": 10} for one in "abab")
    week = weekly_summary(frame).iloc[0]
    assert (week["sessions"], week["active_days"], week["reps"]) == (2, 1, 40)


TYPES_OF_TEXT = ["object", "str", "string", "category", "string[pyarrow]"]
TYPES_OF_NUMBERS = ["float64", "object", "Float64", "double[pyarrow]"]


@pytest.mark.parametrize("text", TYPES_OF_TEXT)
@pytest.mark.parametrize("unit", ["s", "ns"])
def test_text_and_times_of_any_type(text: str, unit: str) -> None:
    """However pandas keeps ids and times, the numbers are the same."""
    if "pyarrow" in text:
        pytest.importorskip("pyarrow")
    frame = log(DIARY)
    other = frame.astype({"session_id": text, "patient": text, "started_at": f"datetime64[{unit}]"})
    for order in (slice(None), [4, 1, 3, 0, 2]):
        found = weekly_summary(other.iloc[order], by="patient")
        expected = weekly_summary(frame.iloc[order], by="patient")
        assert found.index.to_list() == expected.index.to_list()
        assert found.index.levels[0].dtype == other["patient"].dtype
        assert found.index.levels[1].unit == unit
        pd.testing.assert_frame_equal(found.reset_index(drop=True), expected.reset_index(drop=True))


@pytest.mark.parametrize("numbers", TYPES_OF_NUMBERS)
def test_numbers_of_any_type(numbers: str) -> None:
    """However pandas keeps numbers and blanks, the sums are the same."""
    if "pyarrow" in numbers:
        pytest.importorskip("pyarrow")
    frame = log(DIARY)
    other = frame.astype(dict.fromkeys(TYPES, "Float64")).astype(dict.fromkeys(TYPES, numbers))
    if numbers == "object":
        other = other.where(other.notna(), None)
    pd.testing.assert_frame_equal(weekly_summary(other), weekly_summary(frame))


@pytest.mark.parametrize("by", [None, "patient"])
def test_an_empty_log(by: str | None) -> None:
    """No session: no week, or, of all rows together, the weeks asked for; the types as ever."""
    frame = log([])
    empty = weekly_summary(frame, by=by)
    assert empty.empty
    assert empty.dtypes.astype(str).to_dict() == COLUMNS
    assert empty.index.names == (["patient", "week"] if by else ["week"])
    asked = weekly_summary(frame, by=by, start="2026-03-02", end="2026-03-15")
    assert asked["sessions"].tolist() == ([] if by else [0, 0])
    assert asked["pain_before_mean"].isna().all()
    bare = pd.DataFrame(columns=frame.columns)
    assert weekly_summary(bare, by=by).dtypes.astype(str).to_dict() == COLUMNS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "patiend"}, "by 'patiend' is not known. Did you mean 'patient'?"),
        ({"sessions_goal": 0}, "sessions_goal must be 1 or more sessions a week, got 0"),
        ({"sessions_goal": "3"}, "sessions_goal must be 1 or more sessions a week, got '3'"),
        ({"sessions_goal": np.nan}, "sessions_goal must be 1 or more sessions a week, got nan"),
        ({"start": "02/03/2026"}, 'start must be a day, such as "2026-03-02"'),
        ({"end": pd.NaT}, "end must be a day"),
        ({"start": "2026-03-02", "end": "2026-03-01"}, "start must not be after end"),
    ],
)
def test_arguments_that_make_no_sense(arguments: Row, message: str) -> None:
    """The error gives the name, the rule and the value."""
    with pytest.raises(ValueError, match=message):
        weekly_summary(log(DIARY), **arguments)


@pytest.mark.parametrize(
    ("column", "value", "dtype", "message"),
    [
        (
            "started_at",
            pd.NaT,
            "datetime64[us]",
            r"must not be blank, but is in 1 row \(index 6\)",
        ),
        ("session_id", None, "object", r"must not be blank, but is in 1 row \(index 6\)"),
        ("session_id", pd.NA, "object", r"must not be blank, but is in 1 row \(index 6\)"),
        ("session_id", pd.NA, "string", r"must not be blank, but is in 1 row \(index 6\)"),
        ("session_id", np.nan, "category", r"must not be blank, but is in 1 row \(index 6\)"),
        ("patient", np.nan, "object", r"must not be blank, but is in 1 row \(index 6\)"),
        (
            "reps",
            "ten",
            "object",
            r"must be a number, but is none in 1 row \(index 6\)",
        ),
        ("started_at", "today", "object", "must hold dates and times, got the type object"),
    ],
)
def test_logs_that_cannot_be_summed_up(column: str, value: Any, dtype: str, message: str) -> None:
    """The error names the column and the rows, and says what to do."""
    frame = log(DIARY).set_axis([5, 6, 7, 8, 9]).astype({column: dtype})
    frame.loc[6, column] = value
    with pytest.raises(ValueError, match=f"^{column} {message}"):
        weekly_summary(frame, by="patient")


def test_many_rows_at_fault() -> None:
    """The first five are named, and all are counted."""
    frame = log([*DIARY, *DIARY]).assign(session_id=None)
    with pytest.raises(ValueError, match=r"in 10 rows \(index 0, 1, 2, 3, 4 …\)"):
        weekly_summary(frame)


def test_columns_that_are_not_there() -> None:
    """All that a frame lacks is named at once."""
    frame = log(DIARY)
    with pytest.raises(ValueError, match=r"The frame lacks reps, pain_after; SessionLog\.to_frame"):
        weekly_summary(frame.drop(columns=["reps", "pain_after"]))
    with pytest.raises(ValueError, match="The frame lacks patient;"):
        weekly_summary(frame.drop(columns="patient"), by="patient")
    with pytest.raises(ValueError, match=r"The frame lacks week, sessions, .*; weekly_sums"):
        summary_from_sums(frame.drop(columns=["minutes", "reps", "hold_s"]))


def test_a_log_without_patients() -> None:
    """One person's frame needs no patient, as long as nobody asks for them apart."""
    frame = log(DIARY)
    pd.testing.assert_frame_equal(
        weekly_summary(frame.drop(columns="patient")), weekly_summary(frame)
    )
