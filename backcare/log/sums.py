"""The weekly sums of a log, and each of its sessions once, found where it is kept.

A server adds up its own rows in one SELECT, so that of a clinic's years only the weeks travel, and
in another tells of its sessions, without their entries. It believes its rows as they stand: what
`stored` finds spoilt, by the checksums, is left out only where the rows themselves are read. A file
is read, and its frame added up.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    extract,
    func,
    literal,
    literal_column,
    select,
)

from backcare.exercises.other import OTHER_ACTIVITY
from backcare.log.login import told_apart
from backcare.log.rows import log_order
from backcare.log.schema import ENTRIES, SESSIONS
from backcare.log.stored import shows_others
from backcare.safety import SafetySettings, settings_in_force
from backcare.summaries.each_session import PAINS
from backcare.tables.fields import TEXT

_EACH = {
    "patient": TEXT,
    "started_at": "datetime64[us]",
    "session_id": TEXT,
    "utc_offset_min": "Int64",
    "exercised": "bool",
    **dict.fromkeys(PAINS, "float64"),
    "note": TEXT,
}


def server_sums(connection: Connection, settings: SafetySettings | None) -> pd.DataFrame:
    """Return the sums of each patient's weeks, those weeks alone in which something was written."""
    is_clinic = not shows_others(connection)
    found = connection.execute(_sums(is_clinic, settings_in_force(settings)))
    frame = pd.DataFrame(found.all(), columns=list(found.keys()))
    # Where nobody has noted a pain, it comes as no number.
    worst = dict.fromkeys(("pain_before_worst", "pain_after_worst"), "float64")
    return frame.astype({"patient": TEXT, "week": "datetime64[us]", **worst})


def server_sessions(connection: Connection) -> pd.DataFrame:
    """Return each session once, as `sessions_of` does, with the rows of no entry."""
    is_clinic = not shows_others(connection)
    patient: ColumnElement[str] = literal_column("entries.patient")
    mine = ENTRIES.c.session_id == SESSIONS.c.session_id
    if is_clinic:  # where two patients may have the same id
        mine = and_(mine, patient == SESSIONS.c.patient)
    done = exists().where(mine, ENTRIES.c.exercise_id != OTHER_ACTIVITY).label("exercised")
    wanted = [done if name == "exercised" else SESSIONS.c[name] for name in _EACH]
    found = connection.execute(select(*wanted).order_by(*log_order(connection)))
    frame = pd.DataFrame(found.all(), columns=list(_EACH))
    frame = frame.astype(_EACH)
    return told_apart(frame) if is_clinic else frame


def _sums(is_clinic: bool, settings: SafetySettings) -> Select[Any]:
    """Return the SELECT that adds up sessions by patient and week."""
    doses = _doses(is_clinic)
    before, after = SESSIONS.c.pain_before, SESSIONS.c.pain_after
    mine = SESSIONS.c.session_id == doses.c.session_id
    if is_clinic:  # where two patients may have the same id
        mine = and_(mine, SESSIONS.c.patient == doses.c.patient)
    weekday = cast(extract("isodow", SESSIONS.c.started_at), Integer) - 1
    bit = literal(1, Integer).op("<<")(weekday)
    is_done = func.coalesce(doses.c.is_done, False)
    lasted = SESSIONS.c.pain_minutes > settings.pain_minutes_max
    change = after - before
    return (
        select(
            SESSIONS.c.patient,
            func.date_trunc("week", SESSIONS.c.started_at).label("week"),
            func.count(case((is_done, 1))).label("sessions"),
            _set_of(case((is_done, bit))).label("active_days"),
            *(_total(doses.c[name]).label(name) for name in ("minutes", "reps", "hold_s")),
            _total(before).label("pain_before_sum"),
            func.count(before).label("pain_before_count"),
            cast(func.max(before), Float).label("pain_before_worst"),
            _total(after).label("pain_after_sum"),
            func.count(after).label("pain_after_count"),
            cast(func.max(after), Float).label("pain_after_worst"),
            _total(change).label("pain_change_sum"),
            func.count(change).label("pain_change_count"),
            _set_of(case((lasted, bit))).label("stop_days"),
        )
        .select_from(SESSIONS.outerjoin(doses, mine))
        .group_by(SESSIONS.c.patient, literal_column("week"))
    )


def _doses(is_clinic: bool) -> Subquery[Any]:
    """Return what was done in each session."""
    times = func.coalesce(ENTRIES.c.sets, 1) * func.coalesce(ENTRIES.c.reps, 1)
    patient: ColumnElement[str] = literal_column("entries.patient")
    whose = [patient.label("patient")] if is_clinic else []
    return (
        select(
            ENTRIES.c.session_id,
            *whose,
            func.bool_or(ENTRIES.c.exercise_id != OTHER_ACTIVITY).label("is_done"),
            func.sum(func.coalesce(ENTRIES.c.minutes, 0)).label("minutes"),
            func.sum(case((ENTRIES.c.reps.is_not(None), times), else_=0)).label("reps"),
            # Not reps x seconds: a hold without reps was held once.
            func.sum(times * func.coalesce(ENTRIES.c.hold_s, 0)).label("hold_s"),
        )
        .group_by(ENTRIES.c.session_id, *whose)
        .subquery("doses")
    )


def _total(numbers: ColumnElement[Any]) -> ColumnElement[float]:
    return cast(func.coalesce(func.sum(numbers), 0), Float)


def _set_of(bits: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the days of a week as a set of bits, as `backcare.summaries.week_sums` has it."""
    return func.coalesce(func.bit_or(bits), 0)
