"""How logs are to be read, looked at before any file is: a wrong argument is no fault of a file.

Of a folder in which no file needs it, it would not even be noticed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, tzinfo
from numbers import Real
from typing import Any

from backcare.diary.events import WITHOUT_AMOUNT
from backcare.diary.headings import check_told
from backcare.diary.reader import checked_names
from backcare.errors import unknown_term
from backcare.exercises.load import load_exercises
from backcare.sessions import require

_NO_ZONE = (
    'tz must be a time zone, such as zoneinfo.ZoneInfo("America/New_York"), got {given!r}. Or '
    "leave it out: then it is this computer's."
)
_NO_MOMENT = (
    "now must be a date and time with its offset from UTC, such as "
    "datetime(2025, 7, 7, 12, tzinfo=UTC), got {given!r}. Or leave it out: then it is now."
)
_NO_MEANINGS = (
    "columns must say of headings what they mean, such as "
    'columns={{"Datum": "started_at", "Weight": None}}, got {given!r}.'
)
_NO_NAMES = (
    "names must say of names which exercise each is, such as "
    'names={{"Bridges": "bridging", "Yoga": None}}, got {given!r}.'
)
_NO_ORDER = (
    "day_first must be True, if the day is written before the month, or False, got {given!r}. Or "
    "leave it out."
)
_NO_MINUTES = (
    "gap_min must be the most minutes between two rows of a session, 0 or more, got {given!r}. Or "
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
        raise ValueError(_NO_MOMENT.format(given=given["now"]))
    if "gap_min" in given and not _is_length(given["gap_min"]):
        raise ValueError(_NO_MINUTES.format(given=given["gap_min"]))
    if given.get("without_amount", "done") not in WITHOUT_AMOUNT:
        raise unknown_term("without_amount", [given["without_amount"]], WITHOUT_AMOUNT)
    exercises = given["exercises"] if "exercises" in given else load_exercises()
    way_out = "load_exercises() and load_exercises(path) give such a table"
    require(exercises, ("name", "other_names", "kind"), way_out, name="exercises")
    for name, rule in (("columns", _NO_MEANINGS), ("names", _NO_NAMES)):
        if not all(isinstance(key, str) for key in given.get(name, ())):
            raise ValueError(rule.format(given=given[name]))
    check_told(given.get("columns", {}))
    checked_names(given.get("names", {}), exercises)


def _hold(name: str, given: Mapping[str, Any], kind: type, rule: str) -> None:
    if name in given and not isinstance(given[name], kind):
        raise ValueError(rule.format(given=given[name]))


def _is_moment(given: object) -> bool:
    return isinstance(given, datetime) and given.tzinfo is not None  # which NaT has none of


def _is_length(given: object) -> bool:
    is_number = isinstance(given, Real) and not isinstance(given, bool)
    return is_number and math.isfinite(float(given)) and float(given) >= 0  # type: ignore[arg-type]
