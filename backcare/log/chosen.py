"""Which sessions of a log are meant: those of a patient, and of the days from one to another."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pandas as pd
from sqlalchemy import ColumnElement, Connection, select

from backcare.days import Day, day_of
from backcare.errors import Fault
from backcare.log.database import once
from backcare.log.events import spoilt_stops
from backcare.log.rows import read_frame
from backcare.log.schema import SESSIONS
from backcare.log.stored import Aside, orphan_faults, read_astray, read_orphans


def all_of(connection: Connection, patient: str) -> tuple[pd.DataFrame, list[Fault], list[Aside]]:
    """Return a patient's sessions; and what cannot be read and may have told them to stop."""
    frame, faults, aside = once(connection, ("all", patient), lambda: _all(connection, patient))
    return frame, [*faults], [*aside]


def _all(connection: Connection, patient: str) -> tuple[pd.DataFrame, list[Fault], list[Aside]]:
    chosen = select(SESSIONS).where(*conditions(patient))
    frame, faults, aside = read_frame(connection, chosen)
    aside += read_astray(connection, patient)
    orphans = read_orphans(connection, aside)
    spoilt = spoilt_stops(connection, patient)
    return frame, faults + orphan_faults(orphans), [*aside, *orphans, *spoilt]


def conditions(
    patient: str | None, start: Day | None = None, end: Day | None = None
) -> list[ColumnElement[bool]]:
    """Return what holds for the sessions of a patient, and of the days from start to end."""
    found = []
    if patient is not None:
        found.append(SESSIONS.c.patient == patient)
    if start is not None:
        found.append(SESSIONS.c.started_at >= datetime.combine(day_of("start", start), time()))
    if end is not None:
        after = day_of("end", end) + timedelta(days=1)
        found.append(SESSIONS.c.started_at < datetime.combine(after, time()))
    return found
