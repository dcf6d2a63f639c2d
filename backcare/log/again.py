"""Sessions that a log may have already: sent once more by a page, or brought back in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from backcare.errors import Fault, FaultsError
from backcare.log.rows import (
    insert_sessions,
    is_there,
    make_room,
    read_sessions,
    remember_added,
    sum_of,
    was_stored,
)
from backcare.log.schema import SESSIONS
from backcare.sessions import Session

# Characters of an id that stay in front where a session gets one of its own.
_ID_KEPT = 80
_OTHERWISE = (
    "is in the log already, with other details. Correct it in the log, or leave it out of what is "
    "brought."
)
_TWICE = (
    "is in what is brought twice, with different details. Take out the one that is not right, and "
    "bring the rest again."
)


def put_once(connection: Connection, session: Session, fault: Exception | None) -> str:
    """Store a session that is not there and was not; raise the fault where it would be new."""
    own = f"{session.session_id[:_ID_KEPT]}-{sum_of(session)[:16]}"
    apart = replace(session, session_id=own)
    make_room(connection, {one.session_id: sum_of(one) for one in (session, apart)})
    for known in (session, apart):
        if was_stored(connection, known):
            return known.session_id
    if fault is not None:
        raise fault
    kept = apart if is_there(connection, session.session_id) else session
    if not is_there(connection, kept.session_id):
        insert_sessions(connection, [kept])
        remember_added(connection, "add", [kept.session_id])
    return kept.session_id


def put_all(connection: Connection, sessions: Sequence[Session]) -> list[str]:
    """Store the sessions that are not there, as one change; refuse what is there otherwise."""
    wanted = {one.session_id: one for one in sessions}
    make_room(connection, {key: sum_of(one) for key, one in wanted.items()})
    known = {*connection.scalars(select(SESSIONS.c.session_id))}
    theirs = select(SESSIONS).where(SESSIONS.c.patient.in_({one.patient for one in sessions}))
    there = {one.session_id: one for one in read_sessions(connection, theirs)}
    # What is there and cannot be read is no session that is known.
    here = {key: there.get(key) if key in known else one for key, one in wanted.items()}
    rules = {one.session_id: _OTHERWISE for one in sessions if one != here[one.session_id]}
    rules |= {one.session_id: _TWICE for one in sessions if one != wanted[one.session_id]}
    if rules:
        faults = [Fault(None, f"session {one}", "", rules[one]) for one in sorted(rules)]
        raise FaultsError("The sessions were not stored", faults)
    new = [one for key, one in wanted.items() if key not in known]
    insert_sessions(connection, new)
    if new:
        remember_added(connection, "import", [one.session_id for one in new])
    return [one.session_id for one in new]
