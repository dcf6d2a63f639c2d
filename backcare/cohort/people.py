"""From a log of many patients to its sessions, counted in days before the day one looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from backcare.errors import unknown_term
from backcare.sessions import LOG_COLUMNS

_NEEDED = tuple(column for column in LOG_COLUMNS if column != "note")


def day_of(on: str | date) -> pd.Timestamp:
    """Return the day one looks at a group, at midnight.

    Examples
    --------
    >>> day_of("2025-07-07")
    Timestamp('2025-07-07 00:00:00')
    >>> day_of("next week")
    Traceback (most recent call last):
    ValueError: on must be a date, or its text as in "2025-07-07", got 'next week'.
    """
    try:
        day = date.fromisoformat(on) if isinstance(on, str) else on
        return pd.Timestamp(day.year, day.month, day.day)
    except (AttributeError, ValueError) as error:
        message = f'on must be a date, or its text as in "2025-07-07", got {on!r}.'
        raise ValueError(message) from error


def entries_until(frame: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    """Return the rows of a log up to the end of a day.

    Raises
    ------
    ValueError
        If the frame is no log.
    """
    if lacking := [column for column in _NEEDED if column not in frame]:
        raise ValueError(
            f"The frame has no column {', '.join(lacking)}. "
            "Give a log, as load_logs(folder).frame or SessionLog.to_frame()."
        )
    until: pd.DataFrame = frame[frame["started_at"].dt.normalize() <= on]
    return until


def sessions_until(frame: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    """Return each session up to a day once, with its age.

    Returns
    -------
    pandas.DataFrame
        `patient`, `day`, `age` (days before `on`), `since_first` (days after the patient's first
        session), `pain_before`, `pain_after`, `pain_peak` (float), ordered by patient and start.

    Examples
    --------
    >>> frame = bc.load_table("sample_log").assign(utc_offset_min=0)
    >>> frame["started_at"] = pd.to_datetime(frame["started_at"].str[:19])
    >>> sessions = sessions_until(frame, pd.Timestamp("2025-01-13"))
    >>> sessions[["age", "since_first", "pain_before"]].values.tolist()[:2]
    [[7.0, 0.0, 7.0], [5.0, 2.0, 5.0]]
    """
    entries = entries_until(frame, on)
    once = entries.drop_duplicates(["patient", "started_at", "session_id"])
    once = once.sort_values(["patient", "started_at", "session_id"], kind="stable")
    day = once["started_at"].dt.normalize()
    first = day.groupby(once["patient"]).transform("min")
    pains = ["pain_before", "pain_after", "pain_peak"]
    told = {pain: once[pain].astype("Float64").astype("float64") for pain in pains}
    return pd.DataFrame(
        {
            "patient": once["patient"],
            "day": day,
            "age": (on - day).dt.days,
            "since_first": (day - first).dt.days,
            **told,
        }
    ).reset_index(drop=True)


def ends_of(sessions: pd.DataFrame) -> pd.DataFrame:
    """Return when each patient began and was last seen.

    Returns
    -------
    pandas.DataFrame
        Index `patient`; columns `first_session`, `last_session` (days), `days_known` and
        `days_since` (from these two to the day one looks).
    """
    days = sessions.groupby("patient")["day"].agg(["min", "max"])
    ages = sessions.groupby("patient")["age"].agg(["max", "min"])
    ends = pd.concat([days, ages], axis=1)
    ends.columns = pd.Index(["first_session", "last_session", "days_known", "days_since"])
    return ends


def mean_of(sessions: pd.DataFrame, some: pd.Series[Any], column: str) -> pd.Series[Any]:
    """Return each patient's mean over some of the sessions; a patient without any is left out."""
    return sessions.loc[some].dropna(subset=column).groupby("patient")[column].mean()


def read_asked(
    asked: Mapping[str, Iterable[datetime]] | None, patients: pd.Index[Any], on: pd.Timestamp
) -> dict[str, list[datetime]]:
    """Return when a professional was asked about each patient, up to the end of a day.

    Raises
    ------
    ValueError
        If no patient has such an id, or a time has no offset.

    Examples
    --------
    >>> day = pd.Timestamp("2025-07-07")
    >>> read_asked({"P1": [pd.Timestamp("2025-07-01")]}, pd.Index(["P1"]), day)
    Traceback (most recent call last):
    ValueError: asked: the time 2025-07-01 00:00:00 of P1 must have its offset from UTC. Write
    pd.Timestamp("2025-07-01 12:00", tz="Europe/London").
    """
    told = {name: list(times) for name, times in (asked or {}).items()}
    if unknown := [name for name in told if name not in patients]:
        raise unknown_term("asked: the patient", unknown, [str(name) for name in patients[:20]])
    for name, times in told.items():
        for moment in times:
            if moment.tzinfo is None:
                raise ValueError(
                    f"asked: the time {moment} of {name} must have its offset from UTC. Write "
                    'pd.Timestamp("2025-07-01 12:00", tz="Europe/London").'
                )
    return {
        name: [moment for moment in times if moment.date() <= on.date()]
        for name, times in told.items()
    }
