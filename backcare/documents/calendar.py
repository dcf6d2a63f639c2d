"""The days of a plan as a calendar file, which a phone or a computer takes into its calendar."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pandas as pd

from backcare.atomic_write import write_or_explain
from backcare.days import Day, day_of
from backcare.errors import unknown_term
from backcare.plan import plan_summary
from backcare.plan.check import checked_or_refused
from backcare.plan.dose import records
from backcare.safety import SafetySettings, rule_texts
from backcare.text import short_weekday_name, weekday_name

TITLE = "Back exercises"  # what others may see over a shoulder, or in a shared calendar
USUAL_TIME = "18:00"
USUAL_WEEKS = 6
_WEEK = pd.date_range("2024-01-01", periods=7)  # from a Monday on
# The codes of days in a calendar file, from Monday on.
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEKDAYS = {code: short_weekday_name(day) for code, day in zip(_CODES, _WEEK, strict=True)}
_NAMES = {
    name.casefold(): code
    for code, day in zip(_CODES, _WEEK, strict=True)
    for name in (code, short_weekday_name(day), weekday_name(day))
}
_MOST_WEEKS, _MOST_REMIND = 52, 24 * 60
_STILL = (
    "Is your back still as it was when this plan was made? If it is different, this plan may not "
    "fit: make a new one first. With sudden or new pain, ask a health professional."
)


def plan_calendar(
    plan: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    days: Sequence[str] = ("Mon", "Wed", "Fri"),
    at: str | time = USUAL_TIME,
    start: Day | None = None,
    weeks: int = USUAL_WEEKS,
    remind_min: int | None = 15,
    exercises: pd.DataFrame | None = None,
    settings: SafetySettings | None = None,
) -> Path:
    """Write the days agreed for a plan as a calendar file (.ics), with a reminder.

    A phone or a computer takes it into its calendar when it is opened. Each day is called "Back
    exercises", and nothing else shows from outside; the plan and the stop rule are in its notes.
    The time is that of the clock on the wall, wherever that is and whatever summer time does.
    Opened twice, the same file adds nothing twice: the same arguments give the same bytes.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan; it is checked first, as by `check_plan`.
    path : path-like
        Where to write; it ends in `.ics`. A file that is there is replaced once the new one is
        whole. Only you can read it, as a log.
    days : sequence of str
        The days of the week: "Mon" or "Monday".
    at : str or datetime.time
        When, by the clock there: "18:00".
    start : str or datetime.date, optional
        The first day that may be one; today when left out.
    weeks : int
        For how many weeks, 1 to 52. A plan is for a time, and then made anew.
    remind_min : int, optional
        How many minutes before to remind, 0 to 1440; None for no reminder.
    exercises : pandas.DataFrame, optional
        The wide frame that the plan is made of; `load_exercises()` when left out.
    settings : SafetySettings, optional
        The numbers of the stop rule; `safety_settings()` when left out.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    PlanError
        If the plan is nonsense, or empty; a plan that was refused says why.
    ValueError
        If the path ends in something else, or a day, the time or a number is none.
    OSError
        If the file cannot be written; one that was there before is as it was.

    Examples
    --------
    >>> import tempfile
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=10)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = bc.plan_calendar(plan, f"{folder}/plan.ics", days=["Tue", "Sat"], at="07:30")
    ...     "SUMMARY:Back exercises" in file.read_text("utf-8").splitlines()
    True
    """
    target = Path(path).expanduser()
    if target.suffix.casefold() != ".ics":
        raise ValueError(f"path must end in .ics, got {target.name!r}. Name it plan.ics.")
    codes, clock = _codes(days), _clock(at)
    _check_whole("weeks", weeks, 1, _MOST_WEEKS)
    if remind_min is not None:
        _check_whole("remind_min", remind_min, 0, _MOST_REMIND)
    first = datetime.now().astimezone().date() if start is None else day_of("start", start)
    checked = checked_or_refused(plan, exercises)
    content = _calendar(checked, codes, datetime.combine(first, clock), weeks, remind_min, settings)
    write_or_explain(target, content)
    return target


def _codes(days: Sequence[str]) -> list[str]:
    """Return the codes of days in the order of the week."""
    given = [days] if isinstance(days, str) else list(days)
    if unknown := [one for one in given if str(one).casefold() not in _NAMES]:
        raise unknown_term("days:", unknown, list(WEEKDAYS.values()))
    if not given:
        raise ValueError('days must name one day or more, got none. Pass days=["Mon", "Thu"].')
    found = {_NAMES[str(one).casefold()] for one in given}
    return [code for code in _CODES if code in found]


def _clock(at: str | time) -> time:
    try:
        found = at if isinstance(at, time) else time.fromisoformat(at)
    except (TypeError, ValueError):
        found = None
    if found is None or found.tzinfo is not None:
        raise ValueError(f"at must be a time of the day such as 18:00, got {at!r}.")
    return found.replace(second=0, microsecond=0)


def _check_whole(name: str, value: int, lowest: int, highest: int) -> None:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    if not is_whole or not lowest <= value <= highest:
        raise ValueError(
            f"{name} must be a whole number from {lowest} to {highest}, got {value!r}."
        )


def _calendar(
    plan: pd.DataFrame,
    codes: Sequence[str],
    start: datetime,
    weeks: int,
    remind_min: int | None,
    settings: SafetySettings | None,
) -> bytes:
    from icalendar import Alarm, Calendar, Event, vRecur  # most plans are never put in a calendar

    begins = _first(start, codes)
    rules = rule_texts(settings)
    pain = f"{rules['ease_off']} {rules['stop_rule']}"
    text = "\n\n".join([_STILL, plan_summary(plan), pain])
    rule = {"freq": "weekly", "byday": list(codes), "count": weeks * len(codes)}
    event = Event()
    event.add("uid", f"{_key(plan, codes, begins, weeks)}@backcare")
    # When it was made is not told by a clock, so that the same plan gives the same file.
    event.add("dtstamp", datetime.combine(begins.date(), time(), UTC))
    event.add("dtstart", begins)  # without a zone: by the clock on the wall
    event.add("duration", timedelta(minutes=_minutes(plan)))
    event.add("rrule", vRecur(rule))
    event.add("summary", TITLE)
    event.add("description", text)
    event.add("class", "PRIVATE")
    if remind_min is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", TITLE)
        alarm.add("trigger", timedelta(minutes=-remind_min))
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//backcare//plan//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _first(start: datetime, codes: Sequence[str]) -> datetime:
    """Return the first of the days on or after a day: a series begins with one of its own."""
    every = (start + timedelta(days=n) for n in range(7))
    return next(day for day in every if _CODES[day.weekday()] in codes)


def _minutes(plan: pd.DataFrame) -> int:
    """Return how long a plan lasts, up to the next five minutes."""
    return 5 * max(1, -(-int(plan["seconds"].sum()) // 300))


def _key(plan: pd.DataFrame, codes: Sequence[str], begins: date, weeks: int) -> str:
    """Return what is the same for the same plan on the same days, and tells nothing of either."""
    rows = [{name: str(value) for name, value in row.items()} for row in records(plan)]
    said = json.dumps([rows, list(codes), begins.isoformat(), weeks])
    return hashlib.sha256(said.encode()).hexdigest()[:32]
