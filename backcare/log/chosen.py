"""Which sessions of a log are meant: those of a patient, and of the days from one to another."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pandas as pd
from sqlalchemy import ColumnElement, Connection, select

from backcare.days import Day, day_of
from backcare.errors import Fault
from backcare.log.database import once
from backcare.log.events import spoilt_stops
from backcare.log.rows import frame_of, log_order
from backcare.log.schema import SESSIONS
from backcare.log.stored import Aside, Rows, orphan_faults, read_astray, read_orphans, read_rows


def all_of(connection: Connection, patient: str) -> tuple[pd.DataFrame, list[Fault], list[Aside]]:
    """Return a patient's sessions; and what cannot be read and may have told them to stop."""
    frame, faults, aside = once(connection, ("all", patient), lambda: _all(connection, patient))
    return frame, [*faults], [*aside]


def _all(connection: Connection, patient: str) -> tuple[pd.DataFrame, list[Fault], list[Aside]]:
    rows = rows_of(connection, patient)
    aside = rows.aside + read_astray(connection, patient)
    orphans = read_orphans(connection, aside)
    spoilt = spoilt_stops(connection, patient)
    return frame_of(rows), rows.faults + orphan_faults(orphans), [*aside, *orphans, *spoilt]


def rows_of(
    connection: Connection, patient: str | None, start: Day | None = None, end: Day | None = None
) -> Rows:
    """Return the sessions that are meant, column by column, in the order of a log frame."""
    chosen = select(SESSIONS).where(*conditions(patient, start, end))
    in_order = chosen.order_by(*log_order(connection))
    what = ("rows", patient, start, end)
    return once(connection, what, lambda: read_rows(connection, in_order))


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
