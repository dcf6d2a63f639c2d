"""How logs are to be read, looked at before any file is: a wrong argument is no fault of a file.

Of a folder in which no file needs it, it would not even be noticed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from numbers import Integral, Real
from typing import Any

import pandas as pd

from backcare.days import day_of
from backcare.diary.events import WITHOUT_AMOUNT
from backcare.diary.headings import check_told
from backcare.diary.reader import checked_names
from backcare.errors import shown_value, unknown_term
from backcare.exercises.load import load_exercises
from backcare.sessions import FIRST_YEAR, require
from backcare.summaries.weekly import check_goal

# Of what is later there is no log; up to the year 9999 there are more weeks than memory can hold.
LAST_YEAR = 2099
_NO_DAY = (
    f"{{argument}} must be a day of the years {FIRST_YEAR} to {LAST_YEAR}, got {{day}}. Correct "
    "the year."
)
_NO_GOAL = "sessions_goal must be 1 or more sessions a week, as a number such as 3, got {given}."
_NO_ZONE = (
    'tz must be a time zone, such as zoneinfo.ZoneInfo("America/New_York"), got {given}. Or '
    "leave it out: then it is this computer's."
)
_NO_MOMENT = (
    "now must be a date and time with its offset from UTC, such as "
    f"datetime(2025, 7, 7, 12, tzinfo=UTC), and of the years {FIRST_YEAR} to {LAST_YEAR}, got "
    "{given}. Or leave it out: then it is now."
)
_NO_MEANINGS = (
    "columns must say of headings what they mean, such as "
    'columns={{"Datum": "started_at", "Weight": None}}, got {given}.'
)
_NO_NAMES = (
    "names must say of names which exercise each is, such as "
    'names={{"Bridges": "bridging", "Yoga": None}}, got {given}.'
)
_NO_ORDER = (
    "day_first must be True, if the day is written before the month, or False, got {given}. Or "
    "leave it out."
)
_NO_MINUTES = (
    "gap_min must be the most minutes between two rows of a session, 0 or more, got {given}. Or "
    "leave it out."
)


def check_reading(reading: Mapping[str, Any]) -> None:
    """Refuse how logs are to be read where it makes no sense."""
    given = {name: value for name, value in reading.items() if value is not None}
    _hold("tz", given, tzinfo, _NO_ZONE)
    _hold("day_first", given, bool, _NO_ORDER)
    _hold("columns", given, Mapping, _NO_MEANINGS)
    _hold("names", given, Mapping, _NO_NAMES)
    if "now" in given and not _is_moment(given["now"]):
        raise ValueError(_NO_MOMENT.format(given=shown_value(given["now"])))
    if "gap_min" in given and not _is_length(given["gap_min"]):
        raise ValueError(_NO_MINUTES.format(given=shown_value(given["gap_min"])))
    if not is_one_of(given.get("without_amount", "done"), WITHOUT_AMOUNT):
        raise unknown_term("without_amount", [given["without_amount"]], WITHOUT_AMOUNT)
    exercises = given["exercises"] if "exercises" in given else load_exercises()
    way_out = "load_exercises() and load_exercises(path) give such a table"
    require(exercises, ("name", "other_names", "kind"), way_out, name="exercises")
    for name, rule in (("columns", _NO_MEANINGS), ("names", _NO_NAMES)):
        if not all(isinstance(key, str) for key in given.get(name, ())):
            raise ValueError(rule.format(given=shown_value(given[name])))
    check_told(given.get("columns", {}))
    checked_names(given.get("names", {}), exercises)


def is_one_of(given: object, words: Iterable[str]) -> bool:
    """Tell whether something is one of some words; a table cannot be compared with one."""
    return isinstance(given, str) and given in words


def day_asked(argument: str, given: object) -> pd.Timestamp:
    """Return a day on which one looks at a group, at its beginning."""
    day = day_of(argument, given)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(_NO_DAY.format(argument=argument, day=day))
    return pd.Timestamp(day)


def check_agreed(sessions_goal: Any) -> None:
    """Refuse what nobody can agree on as so many sessions a week."""
    check_goal(sessions_goal)
    if isinstance(sessions_goal, bool) or not math.isfinite(sessions_goal):
        raise ValueError(_NO_GOAL.format(given=shown_value(sessions_goal)))


def check_whole(
    argument: str, given: Any, limits: str, least: float, most: float = math.inf
) -> None:
    """Refuse what is no whole number within limits, which are also given in words."""
    is_whole = isinstance(given, Integral) and not isinstance(given, bool)
    if not (is_whole and least <= given <= most):
        got = shown_value(given)
        raise ValueError(f"{argument} must be {limits}, got {got}. Write a whole number of these.")


def _hold(name: str, given: Mapping[str, Any], kind: type, rule: str) -> None:
    if name in given and not isinstance(given[name], kind):
        raise ValueError(rule.format(given=shown_value(given[name])))


def _is_moment(given: object) -> bool:
    if not isinstance(given, datetime) or given.tzinfo is None:  # which NaT has none of
        return False
    return FIRST_YEAR <= given.year <= LAST_YEAR


def _is_length(given: object) -> bool:
    is_number = isinstance(given, Real) and not isinstance(given, bool)
    return is_number and math.isfinite(float(given)) and float(given) >= 0  # type: ignore[arg-type]
