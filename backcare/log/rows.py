"""Sessions in and out of the tables: one at a time as values, or all at once as a frame.

The second half is about changes: what the last ones to a log were, and how they are taken back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Float,
    Row,
    Select,
    String,
    Table,
    and_,
    collate,
    func,
    select,
    type_coerce,
)

from backcare.csv_reader import check_nesting
from backcare.errors import ChangedElsewhereError, Fault
from backcare.log.login import delete_rows, insert_rows
from backcare.log.schema import CHANGES, ENTRIES, SESSIONS
from backcare.log.stored import (
    FIRST_AND_LAST,
    LAST_YEAR,
    Aside,
    Columns,
    Rows,
    checksum,
    read_rows,
    rows_of,
)
from backcare.log.version import Refused
from backcare.sessions import (
    ENTRY_COLUMNS,
    LOG_COLUMNS,
    LOG_SCHEMA,
    SESSION_COLUMNS,
    Entry,
    Session,
    check_session,
)
from backcare.tables.fields import TEXT

# All that a session is stored with as it stands; its start is split into time and offset.
_AS_THEY_ARE = tuple(column for column in SESSION_COLUMNS if column != "started_at")
# A session's row, but for the checksum, which is worked out of the others.
_STORED_WITH = [column.name for column in SESSIONS.c if column.name != "checksum"]
# What was edited or deleted is kept for at least so many changes, in case its owner wants it
# back, and for less than twice as many: forgetting each time would slow down each time.
CHANGES_KEPT = 20
_IDS_AT_ONCE = 500
_IDS = select(SESSIONS.c.session_id)
# What reading a session from a text that is none may raise.
_NO_SESSION = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)
# The number of a change may be spoilt as well: text, blobs and the highest numbers are none.
_NEWEST = select(func.max(CHANGES.c.change_id)).where(CHANGES.c.change_id.between(0, 2**30))
# The rows of changes, each with the checksum with which its session stands in the log now; in the
# order of the sessions.
_CHANGES = (
    select(CHANGES, SESSIONS.c.checksum)
    .outerjoin(SESSIONS, SESSIONS.c.session_id == CHANGES.c.session_id)
    .order_by(SESSIONS.c.started_at, CHANGES.c.session_id)
)


def insert_sessions(connection: Connection, sessions: Iterable[Session]) -> None:
    """Write sessions that are not there yet."""
    rows, entries = [], []
    for session in sessions:
        rows.append(_session_row(session) | {"checksum": sum_of(session)})
        for position, entry in enumerate(session.entries):
            named = {"session_id": session.session_id, "position": position}
            entries.append(named | vars(entry))
    insert_rows(connection, SESSIONS, rows)
    insert_rows(connection, ENTRIES, entries)


def insert_frame(connection: Connection, frame: pd.DataFrame) -> None:
    """Write the sessions of a log frame, none of which may be there yet but what is left of one."""
    sessions, entries = _rows_of(frame)
    make_room(connection, {row["session_id"]: row["checksum"] for row in sessions})
    insert_rows(connection, SESSIONS, sessions)
    insert_rows(connection, ENTRIES, entries)


def sums_of(frame: pd.DataFrame) -> dict[str, str]:
    """Return the checksums of the sessions of a log frame."""
    return {row["session_id"]: row["checksum"] for row in _rows_of(frame)[0]}


def _rows_of(frame: pd.DataFrame) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the rows of the sessions and of the entries of a log frame, as they are stored."""
    position = frame.groupby("session_id", sort=False).cumcount()
    entries = frame.assign(position=position).dropna(subset="exercise_id")
    done = _records(entries, ENTRIES.c.keys())
    of: dict[str, list[dict[str, Any]]] = {}
    for row in done:  # the rows of a session need not stand together
        of.setdefault(row["session_id"], []).append(row)
    sessions = _records(frame.drop_duplicates("session_id"), _STORED_WITH)
    for row in sessions:
        row["checksum"] = checksum(row, of.get(row["session_id"], ()))
    return sessions, done


def delete_sessions(connection: Connection, chosen: ColumnElement[bool]) -> None:
    """Take the sessions out for which `chosen`, a condition on SESSIONS, holds."""
    ids = select(SESSIONS.c.session_id).where(chosen)
    delete_rows(connection, ENTRIES, ENTRIES.c.session_id.in_(ids))
    delete_rows(connection, SESSIONS, chosen)


def spoilt_of(connection: Connection, session_ids: Sequence[str]) -> dict[str, str]:
    """Return which of some sessions are there and cannot be read, with their checksums."""
    found: dict[str, str] = {}
    for some in _parts(session_ids):
        chosen = SESSIONS.c.session_id.in_(some)
        rows = read_rows(connection, select(SESSIONS).where(chosen))
        spoilt = {one.session_id for one in rows.aside}
        sums = connection.execute(select(SESSIONS.c.session_id, SESSIONS.c.checksum).where(chosen))
        found |= {one: sums_to for one, sums_to in sums if one in spoilt}
    return found


def make_room(connection: Connection, sums: Mapping[str, str]) -> None:
    """Take out what is left of some sessions and cannot be read, where somebody has them whole.

    That they are the same, their checksums say.
    """
    spoilt = spoilt_of(connection, list(sums))
    for some in _parts([one for one, stored in spoilt.items() if stored == sums[one]]):
        delete_sessions(connection, SESSIONS.c.session_id.in_(some))
    for some in _parts(list(sums)):
        delete_orphans(connection, ENTRIES.c.session_id.in_(some))


def delete_orphans(connection: Connection, *chosen: ColumnElement[bool]) -> None:
    """Take out the entries whose session is not there, and for which `chosen` holds."""
    delete_rows(connection, ENTRIES, ENTRIES.c.session_id.not_in(_IDS), *chosen)


def _parts(session_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Part ids into as many as one statement takes."""
    return (session_ids[n : n + _IDS_AT_ONCE] for n in range(0, len(session_ids), _IDS_AT_ONCE))


def check_known(connection: Connection, known: Session) -> None:
    """Refuse where a session is not in the log as somebody knows it."""
    here = SESSIONS.c.session_id == known.session_id
    if connection.scalar(select(SESSIONS.c.checksum).where(here)) != sum_of(known):
        raise ChangedElsewhereError(
            f"The session {known.session_id!r} is not in the log as you know it: it was changed "
            "or deleted meanwhile. Nothing was done. See log.to_frame()."
        )


def read_session(connection: Connection, session_id: str) -> Session | None:
    """Return one session, or None where there is none of that id; refuse one that is not whole."""
    rows = read_rows(connection, select(SESSIONS).where(SESSIONS.c.session_id == session_id))
    if rows.faults:
        raise Refused(f"{rows.faults[0]}".rstrip("."))
    return next(iter(as_sessions(rows)), None)


def read_sessions(connection: Connection, chosen: Select[Any]) -> list[Session]:
    """Return the sessions that a SELECT from SESSIONS finds and that are whole, in its order."""
    return as_sessions(read_rows(connection, chosen))


def as_sessions(rows: Rows) -> list[Session]:
    """Return sessions that were read column by column."""
    entries: dict[str, list[Entry]] = {}
    for row in rows_of(rows.entries):
        entry = Entry(**{column: row[column] for column in ENTRY_COLUMNS})
        entries.setdefault(row["session_id"], []).append(entry)
    return [
        Session(
            started_at=_with_offset(row["started_at"], row["utc_offset_min"]),
            entries=entries.get(row["session_id"], ()),
            **{column: row[column] for column in _AS_THEY_ARE},
        )
        for row in rows_of(rows.sessions)
    ]


def read_frame(
    connection: Connection, chosen: Select[Any]
) -> tuple[pd.DataFrame, list[Fault], list[Aside]]:
    """Return the sessions that a SELECT from SESSIONS finds as a log frame; and what it lacks."""
    rows = read_rows(connection, chosen.order_by(*log_order(connection)))
    return frame_of(rows), rows.faults, rows.aside


def frame_of(rows: Rows) -> pd.DataFrame:
    """Return sessions that were read column by column as a log frame.

    A session's own columns are repeated by numpy, not fetched with each entry.
    """
    sessions, entries = _frame(rows.sessions, SESSIONS), _frame(rows.entries, ENTRIES)
    session = pd.Index(sessions["session_id"]).get_indexer(entries["session_id"])
    without = np.setdiff1d(np.arange(len(sessions)), session)
    session_of = np.concatenate([session, without])
    # -1 takes a row of missing values: a session without entries is still a row.
    entry_of = np.concatenate([np.arange(len(entries)), np.full(len(without), -1)])
    # The entries stay in the order in which they were read, and held to the checksum.
    order = np.argsort(session_of, kind="stable")
    own = entries[list(ENTRY_COLUMNS)].reindex(entry_of[order]).reset_index(drop=True)
    shared = sessions.take(session_of[order]).reset_index(drop=True)
    return pd.concat([shared, own], axis="columns")[list(LOG_COLUMNS)]


def sum_of(session: Session) -> str:
    """Return the checksum of a session."""
    return checksum(_session_row(session), map(vars, session.entries))


def to_json(session: Session) -> str:
    """Write a session down as text, for undo; with its checksum, as one that is in the log."""
    more = {"started_at": session.started_at.isoformat(), "checksum": sum_of(session)}
    return json.dumps(asdict(session) | more)


def from_json(text: str) -> Session:
    """Read a session from its text; ValueError where it is not as it was written."""
    check_nesting(text)
    values = json.loads(text)
    started_at = datetime.fromisoformat(values.pop("started_at"))
    entries = [Entry(**entry) for entry in values.pop("entries")]
    written = values.pop("checksum", None)  # earlier programs wrote none
    session = Session(started_at=started_at, entries=entries, **values)
    if written not in (None, sum_of(session)):
        raise ValueError("the session is not as it was written")
    _check_fits(session)
    return session


def _check_fits(session: Session) -> None:
    """Refuse a session that could not be read any more once it stood in the log."""
    names = [entry.exercise_id for entry in session.entries]
    # Of a table that somebody may have changed since; and at a time that was checked by then.
    check_session(session, exercises=pd.DataFrame(index=names), now=session.started_at)
    unfit = any(ENTRY_COLUMNS["exercise_id"].text_fault(name) for name in names)
    session_id = LOG_SCHEMA["session_id"].text_fault(session.session_id)
    if unfit or session_id or session.started_at.year > LAST_YEAR:
        raise ValueError("the session is not one that a log can hold")


def split_offset(moment: datetime) -> tuple[datetime, int]:
    """Part an aware time into its wall-clock time and its offset from UTC in minutes."""
    offset = moment.utcoffset() or timedelta()
    return moment.replace(tzinfo=None), round(offset / timedelta(minutes=1))


class Undone(NamedTuple):
    """What `SessionLog.undo` took back.

    Attributes
    ----------
    action : str
        "add", "edit", "delete" or "import".
    session_ids : tuple of str
        The sessions that are now as they were before.
    """

    action: str
    session_ids: tuple[str, ...]


def remember(connection: Connection, action: str, before: Session) -> int:
    """Keep what a session was before it is edited or deleted; return the number of the change."""
    return _remember(connection, action, {before.session_id: to_json(before)})


def remember_added(connection: Connection, action: str, session_ids: Iterable[str]) -> int:
    """Keep which sessions were added, as one change; return its number."""
    return _remember(connection, action, dict.fromkeys(session_ids))


def is_there(connection: Connection, session_id: str) -> bool:
    """Tell whether there is a session of that id."""
    one = select(SESSIONS.c.session_id).where(SESSIONS.c.session_id == session_id)
    return connection.scalar(one) is not None


def stored_of(connection: Connection, session_ids: Iterable[str]) -> set[str]:
    """Return which of some sessions are there, whether they can be read or not."""
    some = SESSIONS.c.session_id.in_(list(session_ids))
    return set(connection.scalars(select(SESSIONS.c.session_id).where(some)))


def newest_starts(connection: Connection) -> list[datetime]:
    """Return when the newest session began, by the wall clock there; empty where there is none."""
    fits = SESSIONS.c.started_at.between(*FIRST_AND_LAST)
    began = type_coerce(SESSIONS.c.started_at, String)
    newest = connection.scalar(select(func.max(began)).where(fits))
    with suppress(ValueError):
        if newest is not None:
            return [datetime.fromisoformat(str(newest)).replace(tzinfo=UTC)]
    return []


def newest_change(connection: Connection, session_id: str | None) -> Sequence[Row[Any]]:
    """Return the rows of the newest change, or of the newest to one session; empty without one.

    Each has the checksum with which its session stands in the log now.
    """
    mine = CHANGES.c.session_id == session_id
    newest = _NEWEST if session_id is None else _NEWEST.where(mine)
    here = CHANGES.c.change_id == newest.scalar_subquery()
    return connection.execute(_CHANGES.where(here if session_id is None else here & mine)).all()


def whole_import(connection: Connection, session_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return the rows of the import that added these sessions; empty where one was changed since.

    Also where it is too long ago: only so many changes are kept.
    """
    one = next(iter(session_ids), None)
    number = connection.scalar(_NEWEST.where(CHANGES.c.session_id == one))
    rows = connection.execute(_CHANGES.where(CHANGES.c.change_id == number)).all()
    added = {row.session_id for row in rows if row.action == "import"}
    theirs = select(CHANGES.c.session_id).where(CHANGES.c.change_id == number)
    newest = connection.scalar(_NEWEST.where(CHANGES.c.session_id.in_(theirs)))
    return rows if added == set(session_ids) and newest == number else []


def take_back(connection: Connection, change: Sequence[Row[Any]]) -> Undone:
    """Take back a change, given its rows."""
    here = _are(change)
    changed = select(CHANGES.c.session_id).where(here)
    delete_sessions(connection, SESSIONS.c.session_id.in_(changed))
    for row in change:
        if row.before is not None:
            insert_sessions(connection, [_before(row.before)])
    delete_rows(connection, CHANGES, here)
    return Undone(change[0].action, tuple(row.session_id for row in change))


def is_taken_back(connection: Connection, change: Sequence[Row[Any]]) -> bool:
    """Tell whether a change, given by the rows that it had, was taken back.

    Its number is used again. So a change with that number is only the same if it has the same
    rows, and if their sessions stand as they did or were changed once more since.
    """
    had = {row.session_id: row for row in change}
    for row in connection.execute(_CHANGES.where(_are(change))):
        before = had.get(row.session_id)
        if before is None or row[:-1] != before[:-1]:
            continue
        if row.checksum == before.checksum or _changed_since(connection, row):
            return False
    return True


def was_stored(connection: Connection, session: Session, since: int = 0) -> bool:
    """Tell whether a session stands in the log just so, or did before it was changed there.

    Of the changes to it, those are looked at that are newer than the one with the number `since`.
    """
    same, key = sum_of(session), session.session_id
    here = select(SESSIONS).where(SESSIONS.c.session_id == key)
    now = next(iter(read_rows(connection, here).sessions["checksum"]), None)
    kept = select(CHANGES.c.before).where(
        CHANGES.c.session_id == key, CHANGES.c.before.is_not(None), CHANGES.c.change_id > since
    )
    return now == same or any(_is_of(text, same) for text in connection.scalars(kept).all())


def _are(change: Sequence[Row[Any]]) -> ColumnElement[bool]:
    """Return what holds for the rows of a change, all of which or one of which may be given."""
    here: ColumnElement[bool] = CHANGES.c.change_id == change[0].change_id
    return and_(here, CHANGES.c.session_id == change[0].session_id) if len(change) == 1 else here


def _changed_since(connection: Connection, row: Row[Any]) -> bool:
    """Tell whether there is a newer change to the session of a change's row."""
    newest = _NEWEST.where(CHANGES.c.session_id == row.session_id)
    return bool(connection.scalar(newest) != row.change_id)


def _is_of(text: str, same: str) -> bool:
    with suppress(Refused):
        return sum_of(_before(text)) == same
    return False


def before_changed(text: str | None, change: Callable[[Session], Session]) -> str | None:
    """Return how a session was before, changed; as it stands where it cannot be read any more."""
    with suppress(*_NO_SESSION):
        return text and to_json(change(from_json(text)))
    return text


def patient_before(text: str | None) -> str | None:
    """Return whose a session was before; None where there was none, or it cannot be read."""
    with suppress(*_NO_SESSION):
        return from_json(text).patient if text else None
    return None


def _before(text: str) -> Session:
    try:
        return from_json(text)
    except _NO_SESSION:
        # Not from that error, which may quote what a patient wrote.
        raise Refused(
            "what was there before that change cannot be read any more. Correct that session by "
            "hand, or put back a copy of the log. In code: log.undo(session_id) takes back the "
            "last change to another session"
        ) from None


def _remember(connection: Connection, action: str, before: dict[str, Any]) -> int:
    number = int(connection.scalar(_NEWEST) or 0) + 1
    rows = [
        {"change_id": number, "session_id": session_id, "action": action, "before": text}
        for session_id, text in before.items()
    ]
    insert_rows(connection, CHANGES, rows)
    if number % CHANGES_KEPT == 0:
        delete_rows(connection, CHANGES, CHANGES.c.change_id <= number - CHANGES_KEPT)
    return int(number)


def _with_offset(wall_clock: datetime, minutes: int) -> datetime:
    return wall_clock.replace(tzinfo=timezone(timedelta(minutes=minutes)))


def _session_row(session: Session) -> dict[str, object]:
    wall_clock, minutes = split_offset(session.started_at)
    values = {column: getattr(session, column) for column in _AS_THEY_ARE}
    return values | {"started_at": wall_clock, "utc_offset_min": minutes}


def log_order(connection: Connection) -> list[ColumnElement[Any]]:
    """Order as Python orders text, whatever language a server is set to."""
    plain = "C" if connection.dialect.name == "postgresql" else "BINARY"
    patient, session_id = SESSIONS.c.patient, SESSIONS.c.session_id
    return [collate(patient, plain), SESSIONS.c.started_at, collate(session_id, plain)]


def _frame(columns: Columns, table: Table) -> pd.DataFrame:
    """Put columns into a frame, each with its type."""
    return pd.DataFrame({c.name: _typed(c, columns[c.name]) for c in table.c})


def _typed(column: Column[Any], cells: list[Any]) -> Any:
    if isinstance(column.type, DateTime):
        return pd.to_datetime(pd.Series(cells, dtype=object)).astype("datetime64[us]")
    if isinstance(column.type, String):
        return pd.Series(cells, dtype=TEXT)
    return pd.array(
        np.array(cells, float), "Float64" if isinstance(column.type, Float) else "Int64"
    )


def _records(frame: pd.DataFrame, names: Sequence[str]) -> list[dict[str, Any]]:
    """Turn a frame's rows into what the database takes: Python's values, None where missing."""
    cells = frame[list(names)].astype(object)
    rows = cells.where(cells.notna(), None).itertuples(index=False, name=None)
    return [dict(zip(names, row, strict=True)) for row in rows]
