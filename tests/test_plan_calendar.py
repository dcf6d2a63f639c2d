"""The days of a plan as a calendar file: read by a parser, the same each time, and discreet."""

import os
import stat
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from icalendar import Calendar, Event

import backcare as bc
from backcare.errors import PlanError

EXERCISES = bc.load_exercises()
PLAN = bc.make_plan(EXERCISES, pain_state="chronic", minutes=20)
GIVEN: dict[str, Any] = {
    "days": ["Fri", "monday"],
    "at": "07:30",
    "start": "2026-03-03",
    "weeks": 5,
}


def event_of(file: Path) -> Event:
    """Return the one event of a calendar file."""
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    return event


def test_the_days_agreed_are_there(tmp_path: Path) -> None:
    """From the first of them on, at their time, for the weeks agreed."""
    event = event_of(bc.plan_calendar(PLAN, tmp_path / "plan.ics", **GIVEN))
    assert event.decoded("dtstart") == datetime(2026, 3, 6, 7, 30)  # noqa: DTZ001 (any clock's)
    assert event["rrule"] == {"FREQ": ["WEEKLY"], "BYDAY": ["MO", "FR"], "COUNT": [10]}
    assert event.decoded("duration") == timedelta(minutes=20)
    assert not event.errors


def test_the_time_is_that_of_the_clock_on_the_wall(tmp_path: Path) -> None:
    """No zone is in it, and so no summer time can move it."""
    file = bc.plan_calendar(PLAN, tmp_path / "plan.ics", **GIVEN).read_bytes()
    assert b"DTSTART:20260306T073000\r\n" in file
    assert b"TZID" not in file
    assert b"VTIMEZONE" not in file


def test_nothing_shows_but_the_title(tmp_path: Path) -> None:
    """In the reminder too; what the plan is, stands in the notes of a private event."""
    event = event_of(bc.plan_calendar(PLAN, tmp_path / "plan.ics", **GIVEN))
    (alarm,) = event.walk("VALARM")
    assert {str(event["summary"]), str(alarm["description"])} == {"Back exercises"}
    assert event["class"] == "PRIVATE"
    assert alarm.decoded("trigger") == timedelta(minutes=-15)
    assert not {"LOCATION", "ATTENDEE", "ORGANIZER", "CATEGORIES"} & event.keys()


def test_the_plan_and_the_stop_rule_are_in_the_notes(tmp_path: Path) -> None:
    """Word for word, whatever signs are in them: the library escapes and folds them."""
    said = str(event_of(bc.plan_calendar(PLAN, tmp_path / "plan.ics"))["description"])
    assert bc.plan_summary(PLAN) in said
    rules = bc.load_safety_rules()["text"]
    assert f"{rules['ease_off']} {rules['stop_rule']}" in said
    assert said.startswith("Is your back still as it was when this plan was made?")


def test_signs_of_the_format_are_only_text(tmp_path: Path) -> None:
    """A name of an own exercise cannot begin an event, or end a line."""
    name = "Walk; slow, \\n\r\nEND:VEVENT\r\nBEGIN:VEVENT ü"
    own = EXERCISES.assign(name=EXERCISES["name"].where(EXERCISES.index != "walking", name))
    plan = bc.make_plan(own, pain_state="chronic", minutes=20)
    file = bc.plan_calendar(plan, tmp_path / "plan.ics", exercises=own)
    said = str(event_of(file)["description"])
    assert "Walk; slow, \\n" in said
    assert "END:VEVENT" in said
    assert all(len(line) <= 75 for line in file.read_bytes().split(b"\r\n"))


def test_the_same_plan_adds_nothing_twice(tmp_path: Path) -> None:
    """The same bytes, and so the same id; another plan, or other days, have another."""
    first = bc.plan_calendar(PLAN, tmp_path / "a.ics", **GIVEN)
    again = bc.plan_calendar(PLAN.copy(), tmp_path / "b.ics", **GIVEN)
    assert first.read_bytes() == again.read_bytes()
    short = bc.make_plan(EXERCISES, pain_state="chronic", minutes=10)
    others = [
        bc.plan_calendar(short, tmp_path / "c.ics", **GIVEN),
        bc.plan_calendar(PLAN, tmp_path / "d.ics", **(GIVEN | {"days": ["Sat"]})),
        bc.plan_calendar(PLAN, tmp_path / "e.ics", **(GIVEN | {"at": time(19)})),
    ]
    ids = {str(event_of(file)["uid"]) for file in (first, again, *others)}
    assert len(ids) == 4
    assert all(one.endswith("@backcare") for one in ids)


def test_it_begins_today_where_no_day_is_given(tmp_path: Path) -> None:
    """With the first of its days from then on."""
    today = datetime.now(UTC).astimezone().date()
    event = event_of(bc.plan_calendar(PLAN, tmp_path / "plan.ics"))
    assert today <= event.decoded("dtstart").date() <= today + timedelta(days=7)


def test_there_may_be_no_reminder(tmp_path: Path) -> None:
    """Or one at the time itself."""
    none = event_of(bc.plan_calendar(PLAN, tmp_path / "plan.ics", remind_min=None))
    assert not none.walk("VALARM")
    (alarm,) = event_of(bc.plan_calendar(PLAN, tmp_path / "plan.ics", remind_min=0)).walk("VALARM")
    assert alarm.decoded("trigger") == timedelta()


@pytest.mark.skipif(os.name != "posix", reason="rights are another thing elsewhere")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    """As a log, and as a handout."""
    file = bc.plan_calendar(PLAN, tmp_path / "plan.ics")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_refused_plan_is_refused_here_too(tmp_path: Path) -> None:
    """In its own words, and no file is made."""
    refused = bc.make_plan(EXERCISES, pain_state="chronic", minutes=0.5)
    faulty = PLAN.assign(reps=-1)
    for plan, words in (
        (refused, "too short for a plan"),
        (faulty, "reps"),
        (PLAN[:0], "no exercises|exercise"),
    ):
        with pytest.raises(PlanError, match=words):
            bc.plan_calendar(plan, tmp_path / "plan.ics")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"days": ["Mon", "Someday"]}, "days: 'Someday' is not known"),
        ({"days": []}, "days must name one day or more"),
        ({"at": "25:00"}, "at must be a time of the day such as 18:00, got '25:00'"),
        ({"at": time(18, tzinfo=ZoneInfo("Europe/Berlin"))}, "at must be a time of the day"),
        ({"weeks": 0}, "weeks must be a whole number from 1 to 52, got 0"),
        ({"weeks": 2.5}, "weeks must be a whole number"),
        ({"remind_min": -1}, "remind_min must be a whole number from 0 to 1440"),
        ({"start": "soon"}, "start"),
    ],
)
def test_what_is_no_day_or_number_is_told(
    tmp_path: Path, given: dict[str, Any], words: str
) -> None:
    """With what it may be, and no file is made."""
    with pytest.raises(ValueError, match=words):
        bc.plan_calendar(PLAN, tmp_path / "plan.ics", **given)
    with pytest.raises(ValueError, match=r"must end in \.ics"):
        bc.plan_calendar(PLAN, tmp_path / "plan.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_day_may_be_given_as_one(tmp_path: Path) -> None:
    """A date is a day as well as its text, and a single day needs no list."""
    event = event_of(
        bc.plan_calendar(PLAN, tmp_path / "p.ics", days="Tuesday", start=date(2026, 3, 3))
    )
    assert pd.Timestamp(event.decoded("dtstart")) == pd.Timestamp("2026-03-03 18:00")
