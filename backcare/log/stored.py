"""What stands in a log, looked at before it is believed.

Another program, a failing disk or one flipped bit can leave anything in a file of SQLite. So each
value is held to the log's schema as it is read, and each session, score and answer to the checksum
that was written with it. What breaks either is left out, never guessed at; the rest is there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby, product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Row,
    Select,
    String,
    Table,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.types import NullType

from backcare.errors import Fault
from backcare.log.schema import ENTRIES, SESSIONS
from backcare.sessions import ENTRY_COLUMNS, FIRST_YEAR, LOG_SCHEMA, OFFSET, SESSION_COLUMNS
from backcare.tables.fields import Field

_OFFSET = replace(OFFSET, required=True)
_POSITION = Field("position", "integer", required=True, lowest=0, highest=2**31 - 1)
# In a damaged file a part of a note may stand in the place of an id.
_NAMEABLE = re.compile(r"[\w.:+-]{1,100}")
_OF_SESSION = {**SESSION_COLUMNS, _OFFSET.name: _OFFSET}
_OF_ENTRY = {"session_id": LOG_SCHEMA["session_id"], _POSITION.name: _POSITION, **ENTRY_COLUMNS}
_PLAIN = {int, float, type(None)}
_TIME = "%Y-%m-%d %H:%M:%S.%f"  # as SQLAlchemy writes it into a file of SQLite
_ROWS_AT_ONCE = 1_000
LAST_YEAR = 9998  # a day on, or in another time zone, a time after that is none any more
# The days between which a time is one, of whatever type a column has.
FIRST_AND_LAST: tuple[ColumnElement[Any], ColumnElement[Any]] = (
    literal_column(f"'{FIRST_YEAR}-01-01'"),
    literal_column(f"'{LAST_YEAR}-12-31'"),
)
# Messages name this command; where the path is known, `with_path` puts it in.
_COMMAND = re.compile(r"python -m backcare\.log (check|repair)")
CHANGED = "is not as it was written. Put back a copy, or see python -m backcare.log check"

Columns = dict[str, list[Any]]


def with_path(words: str, path: Path | None) -> str:
    """Complete the command that a message names, so that it can be copied as it stands."""
    if path is None:  # on a server, which that program cannot open
        return _COMMAND.sub(
            "ask the person who looks after the server", words.replace("see python", "python")
        )
    return _COMMAND.sub(lambda found: f'{found[0]} "{path}"', words)


class Aside(NamedTuple):
    """A session or an answer that had to be set aside, as far as it can be read.

    Its `mark` tells it from every other, whatever of it is spoilt: who asks a professional asks
    about that. Its day may be what is spoilt.
    """

    session_id: object
    day: date | None
    mark: str


class Rows(NamedTuple):
    """Sessions and their entries, column by column; and what is wrong with those left out.

    The `row` of a fault is None and its `column` names the session too.
    """

    sessions: Columns
    entries: Columns
    faults: list[Fault]
    aside: list[Aside]


def read_rows(connection: Connection, chosen: Select[Any]) -> Rows:
    """Return the sessions that a SELECT from SESSIONS finds, in its order, if they are whole."""
    sessions, entries, faults = _read(connection, chosen)
    for session_id, stored, found in _sums(sessions, entries, left_out=faults):
        if stored != found:
            faults[session_id] = _fault(session_id, "checksum", CHANGED)
    aside = [_aside(row) for row in rows_of(sessions) if row["session_id"] in faults]
    whole = set(sessions["session_id"]) - faults.keys()
    # An index may still have a session that the table has no more: its entries are nobody's.
    if faults or not whole.issuperset(entries["session_id"]):
        sessions, entries = _only(sessions, whole), _only(entries, whole)
    return Rows(sessions, entries, list(faults.values()), aside)


def read_astray(connection: Connection, patient: str) -> list[Aside]:
    """Return the sessions that were a patient's before the patient's name in them was spoilt.

    Their checksum says so.
    """
    if not shows_others(connection):
        return []
    chosen = select(SESSIONS).where(*may_be_astray(SESSIONS, patient))
    sessions, entries, faults = _read(connection, chosen)
    sessions["patient"] = [patient] * len(sessions["patient"])
    broken = {key: one for key, one in faults.items() if not one.column.endswith(", patient")}
    mine = {key for key, stored, found in _sums(sessions, entries, broken) if stored == found}
    return [_aside(row) for row in rows_of(sessions) if row["session_id"] in mine]


def shows_others(connection: Connection) -> bool:
    """Tell whether rows of others are seen at all: a clinic's server hides them, spoilt or not."""
    return not connection.get_execution_options().get("is_clinic")


def may_be_astray(table: Table, patient: str) -> list[ColumnElement[bool]]:
    """Return what holds for the rows of others whose name may have been this patient's.

    A spoilt name stands there once, or it is the name of another, from which one bit parts it.
    """
    column = table.c.patient
    once = select(column).group_by(column).having(func.count() == 1)
    return [column != patient, or_(column.in_(once), column.in_(_one_bit_off(patient)))]


def _one_bit_off(name: str) -> list[str]:
    """Return the texts from which one bit parts a name."""
    written, found = name.encode(), []
    for place, bit in product(range(len(written)), range(8)):
        other = bytearray(written)
        other[place] ^= 1 << bit
        with suppress(UnicodeDecodeError):
            found.append(other.decode())
    return [text for text in found if "\0" not in text]  # which PostgreSQL does not take


def read_orphans(connection: Connection, known: Sequence[Aside]) -> list[Aside]:
    """Return the sessions of which only the entries are there; nobody can tell whose they were.

    Of the sessions that are `known` not to be whole, one without entries may be one of those, under
    an id that was spoilt: so many are left out.
    """
    gone = ENTRIES.c.session_id.not_in(select(SESSIONS.c.session_id))
    ids = connection.scalars(select(ENTRIES.c.session_id).where(gone).distinct()).all()
    if ids and known:
        has_some = set(connection.scalars(select(ENTRIES.c.session_id).distinct()))
        ids = ids[sum(one.session_id not in has_some for one in known) :]
    return [Aside(one, None, mark_of({"entries of": one})) for one in ids]


def orphan_faults(orphans: Iterable[Aside]) -> list[Fault]:
    """Return a fault for each session of which only the entries are there."""
    rule = f"is gone: only its exercises are there. {_OUT}"
    return [_fault(one.session_id, "", rule) for one in orphans]


def _aside(row: Mapping[str, Any]) -> Aside:
    """Read of a session that is not whole what can be read."""
    wall_clock = row["started_at"]
    return Aside(row["session_id"], wall_clock and wall_clock.date(), mark_of(row))


def mark_of(row: Mapping[str, Any]) -> str:
    """Return what tells a row from every other, also from the same row before it was spoilt."""
    return _sha256({name: repr(value) for name, value in row.items()})[:16]


def mark_of_session(session_id: object) -> str:
    """Return what stands for a session whatever becomes of it."""
    return mark_of({"session_id": session_id})


def write_sums(connection: Connection, table: Table) -> None:
    """Write the checksums that an early version did not: what is there now counts as right."""
    if table is SESSIONS:
        found = _sums(*_read(connection, select(SESSIONS)))
        sums = [{"of_session_id": session_id, "sum": now} for session_id, _, now in found]
    else:
        keys = [column.name for column in table.primary_key]
        rows = connection.execute(select(*as_kept(connection, table))).mappings()
        sums = [{f"of_{key}": row[key] for key in keys} | {"sum": row_sum(row)} for row in rows]
    if sums:
        # As they are kept, see `as_kept`: no type looks at a value that may be none of its own.
        same = (type_coerce(c, NullType()) == bindparam(f"of_{c.name}") for c in table.primary_key)
        change = update(table).where(*same).values(checksum=bindparam("sum"))
        connection.execute(change, sums)


def as_kept(connection: Connection, table: Table) -> list[ColumnElement[Any]]:
    """Return a table's columns as the database keeps them: one odd time must not hide the rest."""
    kept = _time_that_is_one if connection.dialect.name == "postgresql" else _text_of_time
    days = (Date, DateTime)
    return [kept(c).label(c.name) if isinstance(c.type, days) else c for c in table.c]


def _text_of_time(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a time as the text that SQLite keeps, which need be no time."""
    return type_coerce(column, String)


def _time_that_is_one(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a time of PostgreSQL, or NULL: it knows "infinity" and years BC, Python neither."""
    return case((column.between(*FIRST_AND_LAST), column), else_=None)


def as_text(value: Any, blank: str | None) -> Any:
    """Return a value of a server as SQLite keeps it; `blank` for one that cannot be read there."""
    if isinstance(value, datetime):
        return value.strftime(_TIME)
    if isinstance(value, date):
        return value.isoformat()
    return blank if value is None else value


def row_sum(row: Mapping[Any, Any]) -> str:
    """Return the SHA-256 of a score or an answer: of all that its row says."""
    return _sha256({name: _plain(value) for name, value in row.items() if name != "checksum"})


def is_as_written(row: Row[Any]) -> bool:
    """Tell whether a score or an answer keeps to its checksum."""
    return bool(row.checksum == row_sum(row._mapping))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _read(connection: Connection, chosen: Select[Any]) -> tuple[Columns, Columns, dict[Any, Fault]]:
    """Read sessions and entries; with them, for each session that breaks the schema, how."""
    sessions = _columns(connection, chosen, SESSIONS)
    ids = chosen.with_only_columns(SESSIONS.c.session_id)
    done = select(ENTRIES).where(ENTRIES.c.session_id.in_(ids))
    in_order = done.order_by(ENTRIES.c.session_id, ENTRIES.c.position)
    entries = _columns(connection, in_order, ENTRIES)
    sessions["started_at"] = _times(sessions["started_at"])
    faults = dict[Any, Fault]()
    for columns, fields in ((sessions, _OF_SESSION), (entries, _OF_ENTRY)):
        for session_id, fault in _faults(columns, fields):
            faults.setdefault(session_id, fault)
    return sessions, entries, faults


def checksum(session: Mapping[str, Any], entries: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of a session's canonical form: its values and those of its entries.

    What is missing is left out, so that a column which comes later changes no sum.
    """
    return _sha256(
        [_canonical(session, _OF_SESSION), *(_canonical(one, ENTRY_COLUMNS) for one in entries)]
    )


def _sha256(value: Any) -> str:
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _canonical(row: Mapping[str, Any], columns: Mapping[str, Field]) -> dict[str, Any]:
    return {
        name: _WRITTEN_AS.get(field.type, _as_it_is)(row[name])
        for name, field in columns.items()
        if row[name] is not None
    }


def _as_it_is(value: Any) -> Any:
    return value


_WRITTEN_AS: Mapping[str, Callable[[Any], Any]] = {
    "datetime": lambda value: value.isoformat(" ", "microseconds"),
    "integer": int,
    "number": float,
}


def rows_of(columns: Columns) -> Iterator[dict[str, Any]]:
    """Yield the rows of columns as dicts."""
    names = list(columns)
    return (dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True))


def _columns(connection: Connection, chosen: Select[Any], table: Table) -> Columns:
    """Read columns as the database keeps them; pandas parses times much faster, too."""
    raw = as_kept(connection, table)
    cells: list[list[Any]] = [[] for _ in raw]
    # In small parts, which the garbage collector does not go through again and again.
    for rows in connection.execute(chosen.with_only_columns(*raw)).partitions(_ROWS_AT_ONCE):
        for column, part in zip(cells, zip(*rows, strict=True), strict=True):
            column.extend(part)
    return dict(zip(table.c.keys(), cells, strict=True))


def _faults(columns: Columns, fields: Mapping[str, Field]) -> Iterator[tuple[Any, Fault]]:
    """Yield what breaks the schema, the first of each session; never what a person wrote."""
    if not columns["session_id"]:
        return
    for name, field in fields.items():
        for place in _misfits(field, columns[name]):
            session_id = columns["session_id"][place]
            rule = field.limits if field.is_number else "must be text that can be read"
            if field.type == "datetime":
                rule = f"must be a date and time from {FIRST_YEAR} on"
            yield session_id, _fault(session_id, name, f"{rule}. {_OUT}")


_OUT = "Put back a copy, or see python -m backcare.log check"


def _fault(session_id: object, column: str, rule: str) -> Fault:
    named = "a session without an id"
    if isinstance(session_id, str):
        is_id = _NAMEABLE.fullmatch(session_id)
        named = f"session {session_id}" if is_id else "a session whose id is not a single word"
    return Fault(None, f"{named}, {column}" if column else named, "", rule)


def _misfits(field: Field, cells: Sequence[Any]) -> Iterable[int]:
    """Return the places of what a column may not hold; quickly where there is none."""
    if field.type == "datetime":  # see `_times`
        return [n for n, cell in enumerate(cells) if cell is None]
    if field.is_number:
        if set(map(type, cells)) <= _PLAIN:
            return _outside(field, np.array(cells, dtype=float))
        return [n for n, cell in enumerate(cells) if not _is_fit(field, cell)]
    if all(type(cell) is str for cell in cells) and _are_fit(field, cells):
        return []
    return [n for n, cell in enumerate(cells) if field.text_fault(cell)]


def _is_fit(field: Field, cell: object) -> bool:
    return not field.required if cell is None else field.allows(cell)


def _outside(field: Field, numbers: np.ndarray[Any, Any]) -> Iterable[int]:
    low = numbers >= field.lowest if field.lowest_itself else numbers > field.lowest
    fits = low & (numbers <= field.highest)
    if field.whole:
        with np.errstate(invalid="ignore"):  # infinity has no rest
            fits &= numbers % 1 == 0
    missing = np.isnan(numbers)
    return np.flatnonzero(~fits & (True if field.required else ~missing))


def _are_fit(field: Field, cells: Sequence[str]) -> bool:
    """Tell of texts all at once whether they are fit: it is usual, and most columns are long."""
    text = "".join(cells)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    short = max(map(len, cells), default=0) <= field.most
    return short and "\0" not in text and (not field.fewest or all(map(str.strip, cells)))


def _times(cells: Sequence[Any]) -> list[datetime | None]:
    """Return times, which a server gives as such and SQLite as text; None where there is none."""
    if any(isinstance(cell, str) for cell in cells):
        known = pd.Series([cell if isinstance(cell, str) else None for cell in cells], dtype=object)
        read = pd.to_datetime(known, format=_TIME, errors="coerce").astype("datetime64[us]")
        cells = [None if pd.isna(time) else time.to_pydatetime() for time in read]
    return [cell if _is_time(cell) else None for cell in cells]


def _is_time(cell: object) -> bool:
    return isinstance(cell, datetime) and FIRST_YEAR <= cell.year <= LAST_YEAR


def _sums(
    sessions: Columns, entries: Columns, left_out: Mapping[Any, Fault]
) -> Iterator[tuple[str, str, str]]:
    """Yield of each session its id, the checksum that stands beside it, and the one that it has."""
    by_session = {
        session_id: list(some)
        for session_id, some in groupby(rows_of(entries), key=lambda row: row["session_id"])
    }
    for row in rows_of(sessions):
        session_id = row["session_id"]
        if session_id not in left_out:
            yield session_id, row["checksum"], checksum(row, by_session.get(session_id, ()))


def _only(columns: Columns, whole: set[Any]) -> Columns:
    kept = [n for n, session_id in enumerate(columns["session_id"]) if session_id in whole]
    return {name: [cells[n] for n in kept] for name, cells in columns.items()}
