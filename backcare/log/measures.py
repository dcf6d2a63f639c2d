"""What belongs to a patient and not to one session: outcome measures, and advice asked for."""

from __future__ import annotations

import math
import uuid
from datetime import UTC, date, datetime, timedelta

import pandas as pd
from sqlalchemy import delete, insert, select

from backcare.errors import unknown_term
from backcare.exercises.load import load_table
from backcare.log.reading import Reading, day_of
from backcare.log.rows import split_offset
from backcare.log.schema import EVENTS, MEASURES
from backcare.safety import SafetySettings
from backcare.sessions import DAYS_AHEAD, TEXT_LIMITS, text_rule
from backcare.stop_rule import awaits_professional

_ASKED = "professional_asked"


class Measures(Reading):
    """The part of a log that is about patients; see `SessionLog`."""

    def add_measure(
        self,
        date: str | date,
        instrument: str,
        score: float,
        *,
        patient: str = "me",
        note: str = "",
    ) -> None:
        """Store the score of a questionnaire, or the pain over the last week.

        A second score for the same patient, day and instrument takes the place of the first.

        Parameters
        ----------
        date : str or datetime.date
            The day it was filled in, such as "2026-03-02".
        instrument : str
            A `measure_id` of `load_table("measures")`: "nrs_pain", "rmdq_24", "psfs" or
            "oswestry_total".
        score : float
            The total, within the range that this table gives for the instrument.
        patient : str
            Whose score.
        note : str
            For example the activities that a patient named for the PSFS.

        Raises
        ------
        ValueError
            If the day, the instrument, the score or a text is not as it must be.
        LogError
            If the log cannot be written.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> log.add_measure("2026-03-02", "rmdq_24", 9)
        >>> log.measures()["score"].tolist()
        [9.0]
        """
        day = self._checked_day(date)
        _check_score(instrument, score)
        _check_texts(patient=patient, note=note)
        key = {"patient": patient, "date": day, "instrument": instrument}
        same = (MEASURES.c[column] == value for column, value in key.items())
        with self._database.write() as connection:
            connection.execute(delete(MEASURES).where(*same))
            connection.execute(insert(MEASURES), key | {"score": float(score), "note": note})

    def measures(self, patient: str | None = None) -> pd.DataFrame:
        """Return the scores that were stored with `add_measure`.

        Parameters
        ----------
        patient : str, optional
            Whose scores; everybody's when left out.

        Returns
        -------
        pandas.DataFrame
            Columns `patient`, `date`, `instrument`, `score`, `note`; sorted by the first three.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> log.add_measure("2026-03-09", "nrs_pain", 3)
        >>> log.add_measure("2026-03-02", "nrs_pain", 5)
        >>> log.measures()[["date", "instrument", "score"]]
                date instrument  score
        0 2026-03-02   nrs_pain    5.0
        1 2026-03-09   nrs_pain    3.0
        """
        whose = [] if patient is None else [MEASURES.c.patient == patient]
        with self._database.read() as connection:
            rows = connection.execute(select(MEASURES).where(*whose)).all()
        frame = pd.DataFrame(rows, columns=MEASURES.c.keys())
        frame = frame.astype({"date": "datetime64[us]", "score": "float64"})
        return frame.sort_values(["patient", "date", "instrument"], ignore_index=True)

    def confirm_professional(self, when: datetime | None = None, *, patient: str = "me") -> None:
        """Note that a health professional has been asked, as the stop rule wants.

        Parameters
        ----------
        when : datetime.datetime, optional
            When they were asked; now when left out. Without an offset from UTC it is this
            computer's local time.
        patient : str
            Who asked.

        Raises
        ------
        ValueError
            If `when` is not a time, or lies in the future.
        LogError
            If the log cannot be written.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> log = bc.SessionLog(":memory:")
        >>> evening = datetime(2026, 3, 2, 18, tzinfo=timezone.utc)
        >>> session_id = log.add(bc.Session(evening, pain_peak=6, pain_minutes=20))
        >>> log.awaiting_professional()
        True
        >>> log.confirm_professional(datetime(2026, 3, 4, 9, tzinfo=timezone.utc))
        >>> log.awaiting_professional()
        False
        """
        _check_texts(patient=patient)
        now = self._now()
        when = now if when is None else when
        if not isinstance(when, datetime) or pd.isna(when) or when.astimezone(UTC) > now:
            raise ValueError(f"when must be a date and time that is not in the future, got {when}.")
        wall_clock, minutes = split_offset(when if when.tzinfo else when.astimezone())
        event = {"event_id": uuid.uuid4().hex, "patient": patient, "kind": _ASKED}
        times = {"happened_at": wall_clock, "utc_offset_min": minutes}
        with self._database.write() as connection:
            connection.execute(insert(EVENTS), event | times)

    def awaiting_professional(
        self, patient: str = "me", *, settings: SafetySettings | None = None
    ) -> bool:
        """Say whether pain has broken the stop rule and no professional has been asked since.

        Parameters
        ----------
        patient : str
            Whose sessions.
        settings : SafetySettings, optional
            The numbers of the stop rule; `safety_settings()` when left out.

        Returns
        -------
        bool
            While it is True, no next session should be suggested.

        Examples
        --------
        >>> bc.SessionLog(":memory:").awaiting_professional()
        False
        """
        whose = (EVENTS.c.patient == patient) & (EVENTS.c.kind == _ASKED)
        with self._database.read() as connection:
            events = connection.execute(select(EVENTS).where(whose)).all()
        asked = [_utc(event.happened_at, event.utc_offset_min) for event in events]
        return awaits_professional(self.to_frame(patient), asked, settings=settings)

    def _checked_day(self, given: str | date) -> date:
        day = day_of(given)
        if day is None:
            raise ValueError(f'date must be a day, such as "2026-03-02", got {given!r}.')
        if day > self._now().date() + timedelta(days=DAYS_AHEAD):
            raise ValueError(f"date must not be in the future, got {given!r}. Correct the date.")
        return day


def _check_score(instrument: str, score: float) -> None:
    table = load_table("measures")
    # A side that the table leaves open has no limit.
    lows, highs = table["lowest"].fillna(-math.inf), table["highest"].fillna(math.inf)
    ranges = dict(zip(table["measure_id"], zip(lows, highs, strict=True), strict=True))
    if instrument not in ranges:
        raise unknown_term("instrument", [instrument], list(ranges))
    lowest, highest = ranges[instrument]
    is_number = isinstance(score, int | float) and not isinstance(score, bool)
    if not is_number or not math.isfinite(score) or not lowest <= score <= highest:
        limits = f" from {lowest:g} to {highest:g}" if math.isfinite(highest - lowest) else ""
        raise ValueError(f"score must be a number{limits} for {instrument}, got {score!r}.")


def _check_texts(**texts: str) -> None:
    for name, text in texts.items():
        if rule := text_rule(text, *TEXT_LIMITS[name]):
            raise ValueError(f"{name} {rule}")


def _utc(wall_clock: datetime, offset_min: int) -> datetime:
    return (wall_clock - timedelta(minutes=offset_min)).replace(tzinfo=UTC)
