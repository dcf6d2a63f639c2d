"""Whose log a clinic's server shows to whoever has logged in, and how they write into it.

`backcare.clinic` makes such a server. It holds these rules by itself, whatever is asked of it; here
is how to ask, and how to say in words what it refuses.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    Text,
    TextClause,
    cast,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from backcare.log.schema import TABLES
from backcare.log.stored import shows_others
from backcare.log.version import Refused
from backcare.sessions import NOBODY, Session

_IS_CLINIC = text("SELECT to_regprocedure('my_patient()') IS NOT NULL")
STEPS = 1  # of `backcare/clinic/steps`, by all of which a server is what is asked for here
_STEPS_DONE = text("SELECT count(*) FROM clinic")
_WHO = text("SELECT patient FROM people WHERE login = session_user")
_TURN = text("SELECT take_turn(:patient)")
_OPEN = text("SELECT open_record(:patient)")
_NARROW = text("SELECT set_config('backcare.patient', :patient, false)")
_MINE = text(
    'SELECT patient FROM assigned WHERE clinician = session_user ORDER BY patient COLLATE "C"'
)
_PUT_IN = text("SELECT put_in(:table, CAST(:rows AS json))")
_TAKE_OUT = text("SELECT take_out(:table, CAST(:rows AS json))")
_ROWS_AT_ONCE = 5_000
# A statement is built once: building one takes longer than running it.
_INSERTS = {table.name: insert(table) for table in TABLES.sorted_tables}
_UNKNOWN = "your login is not known to this clinic. Ask the person who looks after the server"
_WHOSE = 'your login is a clinician\'s, who has no log of their own. Say whose: patient="anna"'
OLDER = (
    "it is of an older version than this backcare. Ask the person who looks after the server to "
    "bring it up to date: python -m backcare.clinic init"
)
NEWER = "it is of a newer version than this backcare. Update backcare, the way it was installed"
_READS_ONLY = (
    "your login may not do that there: it is a clinician's, and answers to the warning signs, "
    "scores and sessions are written by the patient alone. Ask them to do it in their own log"
)
_DENIED = "42501"
# Answers that a clinician writes, too: that they have asked a professional, and what about.
CLINICIANS = ("professional_asked", "exercise_asked", "exercise_not_asked", "mild_limit")


class Login(NamedTuple):
    """Who has logged in to a clinic's server; `patient` is None for a clinician."""

    patient: str | None

    def whose(self, patient: str) -> str:
        """Return whose rows are meant: where nobody is named, those of who has logged in."""
        if patient != NOBODY:
            return patient
        if self.patient is None:
            raise Refused(_WHOSE)
        return self.patient

    def own(self, session: Session) -> Session:
        """Return a session as it is stored here; refuse one of anybody else."""
        if self.patient is None:
            raise Refused(_READS_ONLY)
        if session.patient not in (NOBODY, self.patient):
            raise Refused(f"it is the log of {self.patient!r}, and the session is not")
        return replace(session, patient=self.patient)

    def own_frame(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the sessions of a file as they are stored here; refuse those of anybody else."""
        if self.patient is None:
            raise Refused(_READS_ONLY)
        others = sorted({*frame["patient"]} - {NOBODY, self.patient})
        if others:
            raise Refused(
                f"it is the log of {self.patient!r}, and the file has sessions of {others[0]!r}. "
                "Take those out of it"
            )
        return frame.assign(patient=frame["patient"].mask(frame["patient"] == NOBODY, self.patient))

    def open(self, connection: Connection, patient: str | None) -> None:
        """Have it noted that a clinician reads, which the server wants before it shows anything."""
        if self.patient is not None:
            return
        opened = connection.scalar(_OPEN, {"patient": patient})
        connection.execute(_NARROW, {"patient": patient or ""})
        connection.commit()
        if not opened and patient is not None:
            raise Refused(
                f"{patient!r} is not a patient of yours. Ask the person who looks after the server "
                "to assign them to you"
            )

    def each(self, connection: Connection) -> list[str | None]:
        """Name whose logs somebody reads who names nobody: their own, or those of their patients.

        Sessions of two patients may have the same id: each patient's are read by themselves.
        """
        return [self.patient] if self.patient else [*connection.scalars(_MINE)] or [None]

    def take_turn(self, connection: Connection, patient: str | None) -> None:
        """Wait until nobody else writes for this patient; refuse a clinician who names nobody."""
        if patient is None and self.patient is None:
            raise Refused(_READS_ONLY)
        connection.execute(_TURN, {"patient": patient or self.patient})

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Say to a clinician who writes what, where the server refuses them."""
        try:
            yield
        except DBAPIError as error:
            is_denied = getattr(error.orig, "sqlstate", "") == _DENIED
            if self.patient is None and is_denied and _is_patients(error):
                raise Refused(_READS_ONLY) from error
            raise


def _is_patients(error: DBAPIError) -> bool:
    """Tell whether what was refused is for the patient alone to write or take out."""
    asked = error.params if isinstance(error.params, Mapping) else {}
    if "rows" not in asked:
        return False
    kinds = {row.get("kind") for row in json.loads(asked["rows"])}
    return asked["table"] != "events" or not kinds <= {*CLINICIANS}


def is_clinic(connection: Connection) -> bool:
    """Tell whether a server is a clinic's, which holds everybody to their own rows."""
    return connection.dialect.name == "postgresql" and bool(connection.scalar(_IS_CLINIC))


def login_of(connection: Connection) -> Login | None:
    """Return who has logged in, None where the server is no clinic's: there all rows are shared."""
    if not is_clinic(connection):
        return None
    done = connection.scalar(_STEPS_DONE)
    if done != STEPS:
        raise Refused(OLDER if done < STEPS else NEWER)
    who = connection.execute(_WHO).one_or_none()
    if who is None:
        raise Refused(_UNKNOWN)
    return Login(who.patient)


def together(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put log frames of patients together; ids that two of them have are told apart."""
    return frames[0] if len(frames) == 1 else told_apart(pd.concat(frames, ignore_index=True))


def told_apart(whole: pd.DataFrame) -> pd.DataFrame:
    """Put the patient before ids that two patients have.

    Those come from elsewhere: in a clinic, nobody learns whether somebody else has a session.
    """
    shared = whole.groupby("session_id")["patient"].transform("nunique") > 1
    named = whole["patient"] + ": " + whole["session_id"]
    return whole.assign(session_id=whole["session_id"].mask(shared, named))


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows to a table, none of which is there."""
    if rows and shows_others(connection):
        connection.execute(_INSERTS[table.name], rows)
    elif rows:
        _ask_for(connection, _PUT_IN, table, rows)


def delete_rows(connection: Connection, table: Table, *chosen: ColumnElement[bool]) -> None:
    """Delete the rows of a table for which conditions hold."""
    if shows_others(connection):
        connection.execute(delete(table).where(*chosen))
        return
    keys = (cast(column, Text).label(column.name) for column in table.primary_key)
    if gone := connection.execute(select(*keys).where(*chosen)).mappings().all():
        _ask_for(connection, _TAKE_OUT, table, gone)


def _ask_for(
    connection: Connection, what: TextClause, table: Table, rows: Sequence[Mapping[Any, Any]]
) -> None:
    """Have a clinic's server write: nobody may enter its tables by themselves.

    Whoever may, can also lock all others out of them.
    """
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        part = [dict(row) for row in rows[first : first + _ROWS_AT_ONCE]]
        written = json.dumps(part, ensure_ascii=False, allow_nan=False, default=str)
        connection.execute(what, {"table": table.name, "rows": written})
