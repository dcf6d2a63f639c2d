"""Arguments of the functions of a group that make no sense: each is named, with what it may be."""

from __future__ import annotations

import traceback
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import backcare as bc

FRAME = bc.make_group(2)
DAY = "2025-07-07"
ODD: dict[str, Any] = {
    "NA": pd.NA,
    "NaT": pd.NaT,
    "nan": float("nan"),
    "inf": float("inf"),
    "0": 0,
    "-1": -1,
    "2.5": 2.5,
    "3": 3,
    "True": True,
    "bytes": b"x",
    "text": "x",
    "list": [1, 2],
    "nothing": [],
    "dict": {},
    "array": np.array([True, False]),
    "series": FRAME["reps"],
    "index": pd.Index([1, 2]),
    "frame": FRAME,
    "empty frame": pd.DataFrame(),
    "thing": object(),
    "year 1": datetime(1, 1, 1, tzinfo=UTC),
    "year 9999": datetime(9999, 12, 31, tzinfo=UTC),
    "day 9999": date(9999, 12, 31),
}
DAYS = {"year 1", "year 9999", "day 9999"}
# Of each argument what it takes.
ARGUMENTS = {
    "load_logs": {
        "folder": {"text"},
        "exercises": set(),
        "day_first": {"True"},
        "tz": set(),
        "now": set(),
        "columns": {"dict"},
        "gap_min": {"0", "2.5", "3"},
        "layouts": {"text", "frame", "empty frame"},  # whose own faults are told
        "names": {"dict"},
        "without_amount": set(),
    },
    "group_weeks": {"frame": {"frame"}, "as_of": set(), "sessions_goal": {"2.5", "3"}},
    "group_retention": {"frame": {"frame"}, "as_of": set(), "rules": set()},
    "compare_pain": {"frame": {"frame"}, "as_of": set(), "days": {"3"}, "rules": set()},
    "who_to_call": {
        "frame": {"frame"},
        "as_of": set(),
        "sessions_goal": {"2.5", "3"},
        "rules": set(),
        "asked": {"dict"},
        "notes_read": set(),
        "settings": set(),
    },
    "make_clinic": {"folder": {"text"}, "patients": {"3"}, "seed": {"0", "-1", "3"}},
    "make_group": {"patients": {"3"}, "seed": {"0", "-1", "3"}},
    "show_calls": {"calls": set(), "most": {"0", "3"}},
    "weekly_sums": {"frame": {"frame"}, "settings": set()},
    "add_sums": {"sums": set()},
    "summary_from_sums": {"sums": set(), "start": DAYS, "end": DAYS},
}
ARGUMENTS["group_weeks"] |= {"rules": set(), "settings": set()}
ARGUMENTS["load_parts"] = ARGUMENTS["load_logs"] | {
    "folder": {"text", "frame"},
    "engine": set(),
    "address": {"text"},
    "settings": set(),
}
CASES = [
    (function, argument, odd)
    for function, arguments in ARGUMENTS.items()
    for argument, may_be in arguments.items()
    for odd in ODD.keys() - may_be
]


def good(function: str, folder: Path) -> dict[str, Any]:
    """Return arguments that a function takes."""
    if function in ("load_logs", "load_parts"):
        (folder / "P01.csv").write_text("date,exercise\n2025-03-02,bridge\n", encoding="utf-8")
        return {"folder": folder} | ({"progress": False} if function == "load_parts" else {})
    if function == "show_calls":
        return {"calls": bc.who_to_call(FRAME, as_of=DAY)}
    if function in ("make_clinic", "make_group"):
        return {"patients": 1} | ({"folder": folder} if function == "make_clinic" else {})
    if function == "weekly_sums":
        return {"frame": FRAME}
    if function in ("add_sums", "summary_from_sums"):
        return {"sums": bc.weekly_sums(FRAME, by="patient")}
    return {"frame": FRAME, "as_of": DAY}


def test_old_names_are_the_same_functions():
    """What holds of one holds of both."""
    assert (bc.retention, bc.pain_changes) == (bc.group_retention, bc.compare_pain)


@pytest.mark.parametrize("function", ARGUMENTS)
def test_good_arguments_are_taken(tmp_path, function):
    """What is spoilt below is good before."""
    getattr(bc, function)(**good(function, tmp_path))


@pytest.mark.parametrize(("function", "argument", "odd"), sorted(CASES))
def test_what_makes_no_sense_is_named(tmp_path, function, argument, odd):
    """By this project's own words, short, before anything is done."""
    with pytest.raises((ValueError, TypeError)) as refused:
        getattr(bc, function)(**good(function, tmp_path) | {argument: ODD[odd]})
    words = str(refused.value)
    where = traceback.extract_tb(refused.value.__traceback__)[-1]
    assert "/backcare/" in Path(where.filename).as_posix()
    assert (where.line or "").startswith("raise ")
    assert argument in words
    assert len(words) < 600
    if not isinstance(ODD[odd], pd.DataFrame):  # of which what it lacks is named
        kind = type(ODD[odd]).__name__
        assert any(shown in words for shown in (repr(ODD[odd])[:20], str(ODD[odd])[:10], kind))


@pytest.mark.parametrize(
    "asked",
    [
        {"P001": "2025-07-01"},
        {"P001": [pd.NaT]},
        {"P001": [3]},
        {"P001": datetime(2025, 7, 1, tzinfo=UTC)},
    ],
)
def test_when_a_doctor_was_asked_is_a_list_of_times(asked):
    """A day, or a time by itself, is told how it is written."""
    with pytest.raises(ValueError, match="asked must say by patient when a doctor was asked, such"):
        bc.who_to_call(FRAME, as_of=DAY, asked=asked)
