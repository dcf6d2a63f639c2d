"""What the last changes to a log were, and how to take them back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select

from backcare.log.rows import delete_sessions, from_json, insert_session, to_json
from backcare.log.schema import CHANGES, SESSIONS
from backcare.sessions import Session

# What was edited or deleted is kept for at least so many changes, in case its owner wants it
# back, and for less than twice as many: forgetting each time would slow down each time.
CHANGES_KEPT = 20
_NEWEST = select(func.max(CHANGES.c.change_id))
_REMEMBER = insert(CHANGES)


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


def remember(connection: Connection, action: str, before: Session) -> None:
    """Keep what a session was before it is edited or deleted."""
    _remember(connection, action, {before.session_id: to_json(before)})


def remember_added(connection: Connection, action: str, session_ids: Iterable[str]) -> None:
    """Keep which sessions were added, as one change."""
    _remember(connection, action, dict.fromkeys(session_ids))


def take_back(connection: Connection, session_id: str | None) -> Undone | None:
    """Take back the newest change, or the newest to one session; None when there is none."""
    mine = CHANGES.c.session_id == session_id
    newest = _NEWEST if session_id is None else _NEWEST.where(mine)
    here = CHANGES.c.change_id == newest.scalar_subquery()
    here = here if session_id is None else here & mine
    changes = connection.execute(select(CHANGES).where(here)).all()
    if not changes:
        return None
    changed = select(CHANGES.c.session_id).where(here)
    delete_sessions(connection, SESSIONS.c.session_id.in_(changed))
    for change in changes:
        if change.before is not None:
            insert_session(connection, from_json(change.before))
    connection.execute(delete(CHANGES).where(here))
    return Undone(changes[0].action, tuple(change.session_id for change in changes))


def _remember(connection: Connection, action: str, before: dict[str, Any]) -> None:
    number = (connection.scalar(_NEWEST) or 0) + 1
    rows = [
        {"change_id": number, "session_id": session_id, "action": action, "before": text}
        for session_id, text in before.items()
    ]
    connection.execute(_REMEMBER, rows)
    if number % CHANGES_KEPT == 0:
        connection.execute(delete(CHANGES).where(CHANGES.c.change_id <= number - CHANGES_KEPT))
