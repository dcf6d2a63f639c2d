"""A clinic that does not exist: its logs, as a folder or a frame, to learn and to test with."""

from __future__ import annotations

import itertools
import math
import os
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd

from backcare.cohort.arguments import check_whole
from backcare.cohort.entries import path_of
from backcare.diary import diary_bytes
from backcare.exercises.load import load_exercises
from backcare.safety import safety_settings
from backcare.sessions import log_frame

# No number here is epidemiology. They were chosen so that the group has some of everything that
# the rules and charts of a group look for.
WEEKS = 26
_FIRST_MONDAY = datetime(2025, 1, 6, tzinfo=ZoneInfo("Europe/London"))
_LAST_START = 21
# The courses that pain is made to take: how many of a hundred patients, and the change of pain
# each week, in points.
_COURSES = {"get better": (40, -0.2), "stay level": (40, 0.0), "get worse": (20, 0.16)}
# People come when it is bad. So much of the first pain goes by itself, and half as fast each week.
_BAD_START, _FADES = 1.7, 0.6
_MOST_FILES, _MOST_IN_MEMORY = 999, 9999
_DAYS = {1: (2,), 2: (1, 4), 3: (0, 2, 4), 4: (0, 2, 4, 5)}
_Chance = Callable[[], float]
_Row = dict[str, Any]


class _Person(NamedTuple):
    """What is made up once about somebody; weeks count from their own first."""

    patient: str
    course: str
    first_week: int
    last_week: int
    pain: float
    habit: int
    flare: int
    notes_pain: bool
    exercises: tuple[str, ...]


def make_clinic(folder: str | os.PathLike[str], *, patients: int = 200, seed: int = 6) -> Path:
    """Write the logs of a clinic that does not exist, one CSV file a patient.

    The logs cover 26 weeks, 6 January to 6 July 2025. Patients begin in different weeks, miss
    some, have flares, stop coming; some get better, some do not, and now and then the stop rule
    is broken. What a patient was made to do is in each note, after the word "Synthetic".

    Parameters
    ----------
    folder : path-like
        Where to write. It is made if it is not there, and must be empty, so that what is made up
        never gets among real logs.
    patients : int, default 200
        How many, 1 to 999. Of the same seed, patient P007 is always the same.
    seed : int, default 6
        Another number makes another clinic.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    ValueError
        If `patients` is out of range, or the folder is not empty.
    OSError
        If the folder or a file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     clinic = make_clinic(f"{home}/clinic", patients=2)
    ...     [file.name for file in sorted(clinic.iterdir())]
    ['P001.csv', 'P002.csv']
    """
    _check_numbers(patients, seed, most=_MOST_FILES)
    folder = path_of("folder", folder)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise ValueError(
            f"{folder.name} is not empty, and made-up logs must not get among others. "
            "Name a new folder."
        )
    for person, rows in _logs(patients, seed):
        (folder / f"{person.patient}.csv").write_bytes(diary_bytes(log_frame(rows)))
    return folder


def make_group(patients: int = 2000, *, seed: int = 6) -> pd.DataFrame:
    """Make the log of a clinic that does not exist as one frame, with no file.

    It is the clinic of `make_clinic`, described there, for as many patients as a clinic's server
    or a folder of Parquet files may hold.

    Parameters
    ----------
    patients : int, default 2000
        How many, 1 to 9999. Of the same seed, patient P007 is always the same.
    seed : int, default 6
        Another number makes another clinic.

    Returns
    -------
    pandas.DataFrame
        A log as `load_logs(folder).frame` is, a row for each exercise; about 100 rows a
        patient.

    Raises
    ------
    ValueError
        If `patients` is out of range.

    Examples
    --------
    >>> make_group(3)["session_id"].nunique()
    46
    """
    _check_numbers(patients, seed, most=_MOST_IN_MEMORY)
    return log_frame([row for _, rows in _logs(patients, seed) for row in rows])


def _check_numbers(patients: int, seed: int, *, most: int) -> None:
    check_whole("patients", patients, f"1 to {most}", 1, most)
    check_whole("seed", seed, "any whole number", -math.inf)


def _logs(patients: int, seed: int) -> Iterator[tuple[_Person, list[_Row]]]:
    """Yield each patient with the rows of their log."""
    offered = _offered()
    for number in range(1, patients + 1):
        # Of Python's generator only `random` itself is promised to stay as it is.
        chance = random.Random(f"{seed}/{number}").random  # noqa: S311 (no secret is made here)
        person = _person(f"P{number:03}", list(offered), chance)
        yield person, list(_rows(person, offered, chance))


def _offered() -> dict[str, _Row]:
    """Return the exercises that suit lasting pain without asking first, by id."""
    exercises = load_exercises().query("rating_chronic == 'ok' and advice == 'try'")
    rows = exercises.reset_index().to_dict("records")
    return {str(row["exercise_id"]): {str(name): row[name] for name in row} for row in rows}


def _pick(weights: dict[str, int], chance: _Chance) -> str:
    """Return one of the words, each as often as its weight says."""
    ends = itertools.accumulate(weights.values())
    place = chance() * sum(weights.values())
    return next(word for word, end in zip(weights, ends, strict=True) if place < end)


def _person(patient: str, exercises: list[str], chance: _Chance) -> _Person:
    course = _pick({name: share for name, (share, _) in _COURSES.items()}, chance)
    first_week = int(chance() * (_LAST_START + 1))
    weeks = WEEKS - first_week
    # Whoever stops does so early rather than late, and sooner with pain that does not ease.
    stops = chance() < (0.25 if course == "get better" else 0.45)
    stayed = 1 + int(chance() ** 1.5 * 16) if stops else weeks
    kept = sorted(exercises, key=lambda _: chance())[: 3 + int(chance() * 3)]
    return _Person(
        patient=patient,
        course=course,
        first_week=first_week,
        last_week=min(stayed, weeks) - 1,
        pain=2.2 + 3.2 * chance(),
        habit=int(_pick({"2": 25, "3": 55, "4": 20}, chance)),
        flare=int(chance() * 50),
        notes_pain=chance() > 0.06,
        exercises=tuple(kept),
    )


def _rows(person: _Person, offered: dict[str, _Row], chance: _Chance) -> Iterator[_Row]:
    """Yield the entries of one patient, from their first week to their last."""
    rests = 0
    for week in range(person.last_week + 1):
        if rests or (week and chance() < 0.07):
            rests = max(0, rests - 1)
            continue
        for day in _DAYS[_sessions(person, week, chance)]:
            session = _session(person, week, day, chance)
            yield from _entries(person, session, week, offered, chance)
            if session["pain_minutes"] is not None and session["pain_minutes"] > 15:
                rests = 1 + int(chance() * 3)
                break


def _sessions(person: _Person, week: int, chance: _Chance) -> int:
    """Return how many sessions a week has: the habit, and with time sometimes one fewer."""
    fewer = chance() < 0.2 + 0.012 * week
    more = chance() > 0.93
    return min(4, max(1, person.habit - fewer + more))


def _usual_pain(person: _Person, week: int) -> float:
    _, step = _COURSES[person.course]
    flare = 2.4 * 0.5 ** (week - person.flare) if week >= person.flare else 0.0
    return max(0.3, person.pain + step * week + _BAD_START * _FADES**week + flare)


def _session(person: _Person, week: int, day: int, chance: _Chance) -> _Row:
    clock = timedelta(hours=7 + int(chance() * 13), minutes=5 * int(chance() * 12))
    start = _FIRST_MONDAY + timedelta(weeks=person.first_week + week, days=day) + clock
    usual = _usual_pain(person, week)
    before = min(10, max(0, round(usual - 1.2 + 2.4 * chance())))
    after = min(10, max(0, before - 1 + int(0.4 + 1.2 * chance())))
    noted = person.notes_pain and chance() < 0.94
    session: _Row = {
        "session_id": f"{person.patient}-{start:%Y-%m-%d}",
        "patient": person.patient,
        "started_at": start.replace(tzinfo=None),
        "utc_offset_min": (start.utcoffset() or timedelta()) // timedelta(minutes=1),
        "pain_before": before if noted else None,
        "pain_after": after if noted and chance() < 0.9 else None,
        "pain_peak": None,
        "pain_minutes": None,
        "note": f"Synthetic, made to {person.course}.",
    }
    # Who wrote down both pains wrote down how long it was above mild as well.
    above_mild = before - _mild_max()
    if session["pain_after"] is not None and above_mild > 0:
        session["pain_minutes"] = 2 * above_mild
    trouble = chance()
    if before >= 5 and trouble < 0.011:
        peak = min(10, before + 2)
        session |= {"pain_peak": peak, "pain_after": peak, "pain_minutes": 20 + int(chance() * 25)}
    elif before >= 4 and trouble < 0.08:
        session |= {"pain_peak": min(10, before + 1), "pain_minutes": 3 + int(chance() * 10)}
    return session


@cache
def _mild_max() -> float:
    return safety_settings().mild_pain_max


def _entries(
    person: _Person, session: _Row, week: int, offered: dict[str, _Row], chance: _Chance
) -> Iterator[_Row]:
    done = [exercise for exercise in person.exercises if chance() < 0.8]
    for exercise in done or person.exercises[:1]:
        yield session | {"exercise_id": exercise, **_dose(offered[exercise], week)}


def _dose(exercise: _Row, week: int) -> _Row:
    """Start at the table's smallest dose and build up to its largest in half a year."""
    if exercise["kind"] == "activity":
        return {"minutes": 10.0 + 5 * (week // 6)}
    grown = min(1.0, week / WEEKS)
    dose: _Row = {"sets": 1}
    for what in ("reps", "hold_s"):
        low, high = exercise[f"{what}_min"], exercise[f"{what}_max"]
        if not pd.isna(low):
            dose[what] = int(low + round(grown * (high - low)))
    return dose
