"""The part of a log that reads sessions back: one, some, or all of them as a frame."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pandas as pd
from sqlalchemy import ColumnElement, select

from backcare.errors import LogError
from backcare.log.open_log import OpenLog
from backcare.log.rows import read_frame, read_session, read_sessions
from backcare.log.schema import SESSIONS
from backcare.sessions import Session

Day = str | date | None


class Reading(OpenLog):
    """The part of a log that reads; see `SessionLog`."""

    def session(self, session_id: str) -> Session:
        """Return one stored session.

        Parameters
        ----------
        session_id : str
            As in the log's frame.

        Returns
        -------
        Session
            As it was added or last edited.

        Raises
        ------
        LogError
            If there is no session of this id, or the log cannot be read.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> log = bc.SessionLog(":memory:")
        >>> session = bc.Session(datetime(2026, 3, 2, 18, tzinfo=timezone.utc), note="a good day")
        >>> log.session(log.add(session)).note
        'a good day'
        """
        with self._database.read() as connection:
            return known(read_session(connection, session_id), session_id)

    def sessions(
        self,
        patient: str | None = None,
        *,
        start: Day = None,
        end: Day = None,
    ) -> list[Session]:
        """Return the stored sessions, oldest first.

        Parameters
        ----------
        patient : str, optional
            Whose sessions; everybody's when left out.
        start, end : str or datetime.date, optional
            The first and the last day, both included, such as "2026-03-02".

        Returns
        -------
        list of Session
            By the time on the wall clock where each was done.

        Examples
        --------
        >>> bc.SessionLog(":memory:").sessions("me", start="2026-03-02")
        []
        """
        chosen = select(SESSIONS).where(*_conditions(patient, start, end))
        with self._database.read() as connection:
            ordered = chosen.order_by(SESSIONS.c.started_at, SESSIONS.c.session_id)
            return read_sessions(connection, ordered)

    def last_sessions(self, n: int = 5, *, patient: str | None = None) -> list[Session]:
        """Return the last sessions, newest first.

        Parameters
        ----------
        n : int, default 5
            How many at most.
        patient : str, optional
            Whose sessions; everybody's when left out.

        Returns
        -------
        list of Session
            By the time on the wall clock where each was done.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> log = bc.SessionLog(":memory:")
        >>> for day in (4, 2, 6):
        ...     _ = log.add(bc.Session(datetime(2026, 3, day, 18, tzinfo=timezone.utc)))
        >>> [session.started_at.day for session in log.last_sessions(2)]
        [6, 4]
        """
        chosen = select(SESSIONS).where(*_conditions(patient, None, None))
        newest = chosen.order_by(SESSIONS.c.started_at.desc(), SESSIONS.c.session_id.desc())
        with self._database.read() as connection:
            return read_sessions(connection, newest.limit(n))

    def to_frame(
        self,
        patient: str | None = None,
        *,
        start: Day = None,
        end: Day = None,
    ) -> pd.DataFrame:
        """Return the log as a frame, one row an entry, its session's columns repeated.

        Parameters
        ----------
        patient : str, optional
            Whose sessions; everybody's when left out.
        start, end : str or datetime.date, optional
            The first and the last day, both included, such as "2026-03-02".

        Returns
        -------
        pandas.DataFrame
            Sorted by `patient`, `started_at`, `session_id` and the order of the entries; a
            session without entries is one row whose `exercise_id` is missing. Columns:
            `session_id`, `patient`, `started_at` (the time on the wall clock there),
            `exercise_id`, `sets`, `reps`, `hold_s`, `minutes`, `pain_before`, `pain_after`,
            `pain_peak` (0 to 10), `pain_minutes`, `note` and `utc_offset_min` (minutes to
            take off `started_at` for the instant in UTC).

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> log = bc.SessionLog(":memory:")
        >>> walked = [bc.Entry("walking", minutes=20), bc.Entry("bird_dog", reps=8, hold_s=5)]
        >>> session_id = log.add(bc.Session(datetime(2026, 3, 2, 18, tzinfo=timezone.utc),
        ...                                 pain_before=3, entries=walked))
        >>> log.to_frame("me", start="2026-03-02")[["exercise_id", "minutes", "reps"]]
          exercise_id  minutes  reps
        0     walking     20.0  <NA>
        1    bird_dog     <NA>     8
        """
        chosen = select(SESSIONS).where(*_conditions(patient, start, end))
        with self._database.read() as connection:
            return read_frame(connection, chosen)


def known(found: Session | None, session_id: str) -> Session:
    """Return a session that was found; say so when it was not."""
    if found is None:
        raise LogError(f"There is no session {session_id!r} in the log: see log.to_frame().")
    return found


def _conditions(patient: str | None, start: Day, end: Day) -> list[ColumnElement[bool]]:
    """Return what holds for the sessions of a patient, and of the days from start to end."""
    found = []
    if patient is not None:
        found.append(SESSIONS.c.patient == patient)
    if start is not None:
        found.append(SESSIONS.c.started_at >= _day("start", start))
    if end is not None:
        found.append(SESSIONS.c.started_at < _day("end", end) + timedelta(days=1))
    return found


def _day(name: str, value: str | date) -> datetime:
    day = day_of(value)
    if day is None:
        raise ValueError(f'{name} must be a day, such as "2026-03-02", got {value!r}.')
    return datetime.combine(day, time())


def day_of(value: object) -> date | None:
    """Return the day that a text, a date or a time means, or None when it means none."""
    try:
        found = pd.Timestamp(value)  # type: ignore[arg-type]  # refuses what it cannot read
    except (TypeError, ValueError):
        return None
    return None if pd.isna(found) else found.date()
