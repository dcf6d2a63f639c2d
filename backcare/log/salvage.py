"""What of a damaged log goes into a new one, and who has to ask a professional because of the rest.

What is left out may have been a stop. Whoever it was of waits for the word of a professional in the
new log; everybody does where nobody can tell. And what an answer that is left out may have taken
back is left out with it, so that it is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Table, literal_column, select

from backcare.errors import Fault
from backcare.log.events import (
    Spoilt,
    lasting_answers,
    read_asked,
    read_told_to_stop,
    sort_answers,
    told_of_lost,
)
from backcare.log.measures import is_whole
from backcare.log.schema import CHANGES, ENTRIES, EVENTS, MEASURES, SESSIONS
from backcare.log.stored import (
    Aside,
    Rows,
    as_kept,
    checksum,
    is_as_written,
    mark_of,
    read_rows,
    row_sum,
)
from backcare.sessions import LOG_SCHEMA

_ROWID: ColumnElement[int] = literal_column("rowid")
_PATIENT = LOG_SCHEMA["patient"]
_KEPT_BY = ("add", "edit", "import")  # the changes after which a session is there

Values = Mapping[Any, Any]


class Kept(NamedTuple):
    """What goes into the new log, and the faults of the sessions that do not."""

    sessions: int
    scores: int
    answers: int  # those that can be read, also if they are asked again
    seen: set[Any]  # the ids of the sessions of which some row knows
    faults: list[Fault]


class _LeftOut(NamedTuple):
    """A session or an answer that is left out: whose it was, None where nobody can tell."""

    patient: str | None
    mark: str


class _Session(NamedTuple):
    """A session that is left out: its row, what can be read of it, and its entries."""

    row: dict[Any, Any]
    aside: Aside
    entries: Sequence[Values]

    @property
    def start(self) -> datetime | None:
        """When it began by the clock there, as far as that can be read."""
        with suppress(ValueError, TypeError):
            return datetime.fromisoformat(self.row["started_at"])
        return None

    def was(self, entries: Iterable[Values], **values: object) -> bool:
        """Tell by the checksum whether it had these entries and values when it was written."""
        with suppress(ValueError, TypeError, OverflowError, AttributeError):
            written = checksum({**self.row, "started_at": self.start, **values}, entries)
            return bool(written == self.row["checksum"])
        return False


def sort_out(connection: Connection, complete: Collection[Table]) -> Kept:
    """Leave in the tables of a log what is whole, and note there who has to ask a professional.

    Of a table that is not `complete`, nobody knows what else was in it.
    """
    rows = read_rows(connection, select(SESSIONS).order_by(_ROWID))
    whole = set(rows.sessions["session_id"])
    scores = [is_whole(one) for one in _all(connection, MEASURES)]
    good, spoilt = sort_answers(connection)
    known = {*rows.sessions["patient"], *(one.patient for one in good)}
    known.update(one.patient for one in _all(connection, MEASURES) if is_whole(one))

    gone = _left_out(connection, rows)
    answers = [_answer_left_out(one, known) for one in spoilt]
    may_be_stops = [one for one, was in zip(answers, spoilt, strict=True) if was.may_stop]
    may_be_stops += [_session_left_out(one, known) for one in gone]
    anybodys = not {SESSIONS, EVENTS} <= {*complete} or _has_lost_one(connection, gone, complete)
    stopped = _stopped(connection, may_be_stops, gone, known, anybodys=anybodys)
    seen = _seen(connection)

    _give_back(connection, answers, spoilt)
    lost = EVENTS not in complete or any(one.patient is None for one in answers)
    lasting = lasting_answers(connection, {one.patient for one in good}, lost=lost)
    _keep(connection, SESSIONS, [one.session_id in whole for one in _all(connection, SESSIONS)])
    _keep(connection, ENTRIES, [one.session_id in whole for one in _all(connection, ENTRIES)])
    _keep(connection, MEASURES, scores)
    events = _all(connection, EVENTS)  # two of which may have the same id
    _keep(connection, EVENTS, [one.event_id in lasting and is_as_written(one) for one in events])
    for patient in sorted(stopped):
        told_of_lost(connection, patient, datetime.now(UTC))
    return Kept(len(whole), sum(scores), len(good), seen, rows.faults)


def _all(connection: Connection, table: Table) -> list[Row[Any]]:
    return list(connection.execute(select(*as_kept(connection, table)).order_by(_ROWID)))


def _keep(connection: Connection, table: Table, is_kept: Iterable[bool]) -> None:
    """Delete the rows of a table that are not kept."""
    numbers = connection.scalars(select(_ROWID).select_from(table).order_by(_ROWID)).all()
    rest = [(number,) for number, kept in zip(numbers, is_kept, strict=True) if not kept]
    if rest:
        delete = f"DELETE FROM temp.{table.name} WHERE rowid = ?"  # noqa: S608 (our own names)
        connection.exec_driver_sql(delete, rest)


# --- sessions ------------------------------------------------------------------------------------


def _left_out(connection: Connection, rows: Rows) -> list[_Session]:
    """Return the sessions that are left out, in the order in which they were read."""
    whole, entries = set(rows.sessions["session_id"]), _entries(connection)
    found = [one for one in _all(connection, SESSIONS) if one.session_id not in whole]
    return [
        _Session({**row._mapping}, aside, entries.get(row.session_id, ()))
        for row, aside in zip(found, rows.aside, strict=True)
    ]


def _entries(connection: Connection) -> dict[Any, list[Values]]:
    """Return all entries by their session, each session's in order."""
    found = dict[Any, list[Values]]()
    for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.position)).mappings():
        found.setdefault(row["session_id"], []).append(row)
    return found


def _by_changes(connection: Connection) -> set[Any]:
    """Return the ids of the sessions that are there by the newest change to them."""
    in_order = sorted(_all(connection, CHANGES), key=lambda one: _number(one.change_id))
    newest = {one.session_id: one.action for one in in_order}
    return {session_id for session_id, action in newest.items() if action in _KEPT_BY}


def _seen(connection: Connection) -> set[Any]:
    """Return the id of each session of which there is a trace in a row."""
    here = connection.scalars(select(SESSIONS.c.session_id))
    # Where pages were mixed up, rows of another table are none of entries.
    done = (key for key, some in _entries(connection).items() if _number(some[0]["position"]) >= 0)
    return {*here, *done, *_by_changes(connection)}


def _has_lost_one(
    connection: Connection, gone: Sequence[_Session], complete: Collection[Table]
) -> bool:
    """Tell whether there are traces of a session that is none of those that are left out."""
    entries = _entries(connection)
    traces = {*entries, *(_by_changes(connection) if CHANGES in complete else ())}
    traces.difference_update(connection.scalars(select(SESSIONS.c.session_id)))
    return any(not _is_of_one(key, entries.get(key, []), gone) for key in traces)


def _is_of_one(session_id: object, entries: list[Values], gone: Iterable[_Session]) -> bool:
    """Tell whether an id is the one of a session in which it was spoilt; or was, in its entries."""
    return any(
        one.was(entries, session_id=session_id) or one.was(_in_order([*one.entries, *entries]))
        for one in gone
    )


def _in_order(entries: list[Values]) -> list[Values]:
    return sorted(entries, key=lambda one: _number(one["position"]))


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1


def _session_left_out(one: _Session, known: Iterable[str]) -> _LeftOut:
    patient = _whose(one.row, known, lambda name: one.was(one.entries, patient=name))
    if patient == one.row["patient"]:
        return _LeftOut(patient, one.aside.mark)
    return _LeftOut(patient, mark_of({**one.row, "patient": patient, "started_at": one.start}))


def _whose(row: Values, known: Iterable[str], fits: Callable[[str], bool]) -> str | None:
    """Return whose a row was: by its checksum, else by the name in it."""
    name = row["patient"]
    proven = (one for one in known if one != name and fits(one))
    return next(proven, None if _PATIENT.text_fault(name) else name)


# --- answers -------------------------------------------------------------------------------------


def _answer_left_out(one: Spoilt, known: Iterable[str]) -> _LeftOut:
    def fits(name: str) -> bool:
        return bool(row_sum({**one.row, "patient": name}) == one.row["checksum"])

    return _LeftOut(_whose(one.row, known, fits), one.mark)


def _give_back(
    connection: Connection, answers: Iterable[_LeftOut], spoilt: Iterable[Spoilt]
) -> None:
    """Put whose they were beside the answers in which that was spoilt, which stay unreadable."""
    for one, was in zip(answers, spoilt, strict=True):
        if one.patient not in (None, was.row["patient"]):
            connection.exec_driver_sql(
                "UPDATE temp.events SET patient = ?, checksum = '' WHERE event_id = ?",
                (one.patient, was.row["event_id"]),
            )


# --- stops ---------------------------------------------------------------------------------------


def _stopped(
    connection: Connection,
    left_out: Iterable[_LeftOut],
    gone: Iterable[_Session],
    known: Collection[str],
    *,
    anybodys: bool,
) -> set[str]:
    """Return who has to ask a professional because of what is left out."""
    marks, ids = dict[str | None, set[str]](), {one.row["session_id"] for one in gone}
    for one in left_out:
        marks.setdefault(one.patient, set()).add(one.mark)
    names = {*known, *(name for name in marks if name is not None)}
    if anybodys or None in marks:
        stopped = names
    else:
        stopped = {one for one in names if _waits(connection, one, marks.get(one, set()), ids)}
    # Where no name can be believed, it may be the log of the one person who needs none.
    return stopped if known or not (stopped or anybodys or None in marks) else stopped | {"me"}


def _waits(connection: Connection, patient: str, marks: set[str], ids: Collection[Any]) -> bool:
    """Tell whether somebody has to ask about what is left out, or about one of these sessions."""
    asked = read_asked(connection, patient)
    told = read_told_to_stop(connection, patient)
    return not marks <= asked.marks or any(one.session_id in ids for one in asked.open_of(told))
