"""The shipped sample log: made by its generator, marked as synthetic, and worth discussing."""

import json
import runpy
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from frictionless import Package

import backcare as bc
from backcare.diary import diary_bytes, read_diary
from backcare.safety import stop_rule_sessions
from backcare.sessions import CSV_COLUMNS, LIMITS
from backcare.summaries.weekly import weekly_summary
from backcare.tables.shipped import load_table

DATA = Path(__file__).parents[1] / "data"
FILE = DATA / "sample_log.csv"


@cache
def sample() -> pd.DataFrame:
    return read_diary(FILE).frame


def test_the_generator_writes_these_very_bytes() -> None:
    """Whoever runs the generator gets the shipped file."""
    generator = runpy.run_path(str(DATA / "make_sample_log.py"))
    assert generator["sample_bytes"]() == FILE.read_bytes()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_fits_its_description() -> None:
    """frictionless finds nothing wrong: types, ranges, exercises, and the word in each note."""
    package = Package(str(DATA / "datapackage.json"))
    report = package.get_resource("sample_log").validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_its_description_is_that_of_a_log() -> None:
    """The data dictionary has the log's columns in their order, and the same limits."""
    resources = json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]
    (described,) = (one for one in resources if one["name"] == "sample_log")
    fields = {field["name"]: field for field in described["schema"]["fields"]}
    assert tuple(fields) == CSV_COLUMNS
    for name, limit in LIMITS.items():
        assert fields[name]["type"] == ("integer" if limit.whole else "number")
        limits = fields[name]["constraints"]
        assert (limits["minimum"], limits["maximum"]) == (limit.lowest, limit.highest)


def test_every_row_says_that_it_is_synthetic() -> None:
    """Nobody who sees one row alone can take it for a person's."""
    assert load_table("sample_log")["note"].str.contains("synthetic", case=False).all()


def test_it_is_read_without_a_fault_and_written_again_the_same() -> None:
    """The file is a diary like any other."""
    diary = read_diary(FILE)
    assert diary.faults == ()
    written = diary_bytes(diary.frame).decode("utf-8-sig").replace("\r\n", "\n")
    assert written == FILE.read_bytes().decode()


def test_sample_log_is_that_file_in_memory() -> None:
    """Whoever asks for it gets all of it, and a log of their own: a change stays in that one."""
    log = bc.sample_log()
    pd.testing.assert_frame_equal(log.to_frame(), sample())
    log.delete(log.to_frame()["session_id"].iloc[0])
    assert log.to_frame()["session_id"].nunique() == 140
    assert bc.sample_log().to_frame()["session_id"].nunique() == 141


def test_it_is_a_year_with_missed_weeks() -> None:
    """52 weeks, five of them without a session, one of these gaps two weeks long."""
    weekly = weekly_summary(sample())
    missed = weekly.index[weekly["sessions"] == 0]
    assert len(weekly) == 52
    assert [day.strftime("%d %b") for day in missed] == [
        *("24 Feb", "02 Jun", "11 Aug", "18 Aug", "22 Dec")
    ]


def test_it_has_one_flare_with_a_day_that_broke_the_stop_rule() -> None:
    """Pain rises to 8 on 30 May, and the week after is missed."""
    (stop,) = stop_rule_sessions(sample()).itertuples()
    assert (stop.started_at.strftime("%d %b"), stop.pain_peak, stop.pain_minutes) == (
        *("30 May", 8, 25),
    )


def test_it_has_a_plateau() -> None:
    """From July to September pain before a session neither falls nor rises by a point."""
    weekly = weekly_summary(sample())["pain_before_mean"].dropna()
    plateau = weekly["2025-07-01":"2025-09-30"]
    assert len(plateau) >= 10
    assert plateau.max() - plateau.min() < 1
    assert plateau.mean() - weekly.iloc[-4:].mean() > 1


def test_clocks_change_with_the_season() -> None:
    """Times are those on the wall in London: an hour off UTC in summer, none in winter."""
    offsets = sample().set_index("started_at").sort_index()["utc_offset_min"]
    assert set(offsets[:"2025-03-29"]) == set(offsets["2025-10-27":]) == {0}
    assert set(offsets["2025-03-31":"2025-10-25"]) == {60}


def test_some_sessions_are_half_finished() -> None:
    """As in a real diary, pain after is missing here and there, and some days have two sessions."""
    sessions = sample().drop_duplicates("session_id")
    assert 0 < sessions["pain_after"].isna().mean() < 0.1
    assert sessions["started_at"].dt.normalize().duplicated().sum() > 5
