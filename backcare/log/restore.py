"""A backup put into a log: all of it where the log is empty, and what is new where it is not.

What is there already is not added twice. What is there otherwise is refused, with both shown:
nobody but its owner knows which is right. Who wants the rest has it, and keeps what is there. It is
one transaction, so all of it or nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import Connection, Table, func, select

from backcare.errors import (
    Fault,
    LogError,
    RestoreError,
    did_you_mean,
    fault_lines,
    quoted,
    shown_value,
)
from backcare.log.backup import OF_A_PATIENT, unsealed
from backcare.log.care import faults_of
from backcare.log.database import Database
from backcare.log.events import merge_answers, sort_answers
from backcare.log.importing import compare
from backcare.log.login import Login, delete_rows, insert_rows
from backcare.log.rows import (
    before_changed,
    make_room,
    patient_before,
    read_frame,
    remember_added,
)
from backcare.log.schema import CHANGES, ENTRIES, EVENTS, MEASURES, SESSIONS
from backcare.log.stored import as_kept, as_text, checksum, row_sum
from backcare.log.version import Refused
from backcare.sessions import ENTRY_COLUMNS, LOG_COLUMNS, NOBODY, Session
from backcare.text import and_list, counted, long_date

_TABLES = (SESSIONS, ENTRIES, MEASURES, EVENTS, CHANGES)
_OWN = ("checksum", "number")  # of an answer, what the log it is in has given it
_UNREADABLE = (
    "{path} was made of a log that could not be read as a whole, and {problems}. "
    "Make a log of the rest: python -m backcare.log repair. Nothing was restored."
)
_CONTRADICTED = "{path} was not restored: the log has other details of what is in it"
_CHOOSE = (
    "Correct the one in the log with {way}, or keep it as it is and restore the rest: "
    "keep_differing=True (in a terminal --keep-differing)."
)
_KEPT_UNDER = (
    "It is kept under {0!r}, the name in the clinic, and what a log shows as your own is {1!r}. If "
    "you are {0!r}, restore it into a new log as yours: me={0!r} (in a terminal --me NAME)."
)
_NO_NAME = (
    "me must be a name in quotation marks, such as me='anna', got {}. Leave it out, and everybody "
    "keeps the name that they have in the backup. Nothing was restored."
)
_NOT_THERE = "{path} has nothing of {me}.{near} It is of {names}. Nothing was restored."
_OF_BOTH = (
    "{path} has what is of {me!r} and what is of 'me', and nobody can say that they are one "
    "person. Restore it without me=…. Nothing was restored."
)
_KEPT = "Kept as the log has it, and not as the backup has it:"
_SPOILT_HERE = (
    "answers about safety in it cannot be read, so nobody can tell where those of the backup "
    "belong. See python -m backcare.log check"
)

Row = Mapping[str, Any]


class Restored(NamedTuple):
    """What `SessionLog.restore` did.

    Attributes
    ----------
    made : datetime.datetime
        When the backup was made.
    sessions, scores, answers : int
        How many are new in the log; answers are those about safety.
    known : int
        Sessions that were there already, and are as they were.
    kept : tuple of Fault
        Sessions and scores that differ in the backup and stay as the log has them, with what
        each of the two says; empty unless `keep_differing` was asked for.
    whose : str
        Of a patient's log of a clinic, under which name it is kept; "" where it is one's own.
    """

    made: datetime
    sessions: int
    scores: int
    answers: int
    known: int
    kept: tuple[Fault, ...] = ()
    whose: str = ""

    def __str__(self) -> str:
        new = [
            counted(self.sessions, "session"),
            counted(self.scores, "score"),
            counted(self.answers, "answer"),
        ]
        added = f"{and_list(new)} added, {counted(self.known, 'session')} known already."
        lines = [_KEPT, *fault_lines(self.kept, len(self.kept), kept_in=".kept")]
        said = lines if self.kept else []
        if self.whose:
            said = [*said, _KEPT_UNDER.format(self.whose, NOBODY)]
        return "\n".join([f"From the backup of {long_date(self.made)}: {added}", *said])


def restore(
    database: Database,
    path: str | os.PathLike[str],
    *,
    keep_differing: bool = False,
    me: str = NOBODY,
) -> Restored:
    """Put into a log what a backup has and it has not; what differs is refused, or kept."""
    if not isinstance(me, str):
        raise LogError(_NO_NAME.format(shown_value(me)))
    backup = _as_me(read_backup(Path(path).expanduser()), me)
    with database.login() as login:
        backup = _own(backup, login) if login else backup
    named = [one for one in backup.named if one != NOBODY]
    whose = named[0] if named and backup.is_patients and not login else ""
    done: list[Restored] = []

    def store() -> None:
        with database.write() as connection:
            done[:] = [put(connection, backup, keep_differing=keep_differing)]

    def is_stored() -> bool:
        with database.read() as connection:
            return is_put(connection, backup, keep_differing=keep_differing)

    database.for_certain(store, is_stored)
    return done[0]._replace(whose=whose)


class Backup(NamedTuple):
    """All that is in a backup: the rows of each table, and the sessions as a log frame."""

    path: Path
    made: datetime
    tables: Mapping[Table, Sequence[Row]]
    frame: pd.DataFrame
    is_patients: bool = False  # of a clinic, who is called by a name there

    @property
    def patients(self) -> list[str]:
        """Of whom there is something in it."""
        kept = (row["patient"] for one in (SESSIONS, MEASURES, EVENTS) for row in self.tables[one])
        return sorted({*kept})

    @property
    def named(self) -> list[str]:
        """Of whom there is something in it, or was: undo brings that back."""
        before = (patient_before(row["before"]) for row in self.tables[CHANGES])
        return sorted({*self.patients, *filter(None, before)})


def read_backup(path: Path) -> Backup:
    """Read a backup, which must be whole; it stays as it is."""
    with TemporaryDirectory() as folder:
        copy, made = unsealed(path, Path(folder))
        try:
            with closing(Database(copy)) as database:
                _check_readable(path, faults_of(database))
                with database.read() as connection:
                    tables = {table: _rows(connection, table) for table in _TABLES}
                    frame = read_frame(connection, select(SESSIONS))[0]
                    mark = connection.exec_driver_sql("PRAGMA user_version").scalar()
        except LogError as error:
            raise LogError(str(error).replace(str(copy), str(path))) from error
    return Backup(path, made, tables, frame, is_patients=mark == OF_A_PATIENT)


def _as_me(backup: Backup, me: str) -> Backup:
    """Return a backup in which a person, who was called by a name, is "me"."""
    if me == NOBODY:
        return backup
    names = backup.named
    if me not in names:
        near, of = did_you_mean(me, names), and_list([*map(repr, names)]) or "nobody"
        raise LogError(_NOT_THERE.format(path=backup.path, me=quoted(me), near=near, names=of))
    if NOBODY in backup.patients:
        raise LogError(_OF_BOTH.format(path=backup.path, me=me))
    return _renamed(
        backup, me, NOBODY, lambda one: replace(one, patient=NOBODY) if one.patient == me else one
    )


def _own(backup: Backup, login: Login) -> Backup:
    """Return a backup as it is stored in a clinic, where "me" is who has logged in."""
    login.own_frame(backup.frame)  # refuses others
    login.own_frame(pd.DataFrame({"patient": backup.patients}))
    return _renamed(backup, NOBODY, login.whose(NOBODY), login.own)


def _renamed(backup: Backup, old: str, new: str, own: Callable[[Session], Session]) -> Backup:
    """Return a backup in which a person has another name; `own` gives it to what undo has."""
    frame = backup.frame.assign(patient=backup.frame["patient"].replace(old, new))
    done: dict[str, list[Row]] = {}
    for row in backup.tables[ENTRIES]:
        done.setdefault(row["session_id"], []).append(row)
    tables = dict(backup.tables)
    for table in (SESSIONS, MEASURES, EVENTS):
        rows = [
            {**row, "patient": new if row["patient"] == old else row["patient"]}
            for row in tables[table]
        ]
        for row in rows:
            is_session = table is SESSIONS
            mine = done.get(row.get("session_id", ""), ())
            row["checksum"] = checksum(row, mine) if is_session else row_sum(row)
        tables[table] = rows
    tables[CHANGES] = [
        {**row, "before": before_changed(row["before"], own)} for row in tables[CHANGES]
    ]
    return backup._replace(tables=tables, frame=frame)


def _check_readable(path: Path, faults: Sequence[Fault]) -> None:
    if faults:
        problems = f"{counted(len(faults), 'part')} of it cannot be read, first {faults[0]}"
        raise LogError(_UNREADABLE.format(path=path, problems=problems.rstrip(".")))


def _rows(connection: Connection, table: Table) -> Sequence[Row]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


class _New(NamedTuple):
    """What of a backup a log does not have, or has in a form that cannot be read any more."""

    sessions: set[str]
    scores: Sequence[Row]
    answers: Sequence[Row]
    known: int
    kept: tuple[Fault, ...] = ()


def put(connection: Connection, backup: Backup, *, keep_differing: bool = False) -> Restored:
    """Put into a log what of a backup it does not have; refuse what contradicts it."""
    if all(not connection.scalar(select(func.count()).select_from(one)) for one in _TABLES):
        new = _New(
            {row["session_id"] for row in backup.tables[SESSIONS]},
            backup.tables[MEASURES],
            backup.tables[EVENTS],
            0,
        )
        for table in _TABLES:
            insert_rows(connection, table, backup.tables[table])
    else:
        new = _what_is_new(connection, backup, keep_differing=keep_differing)
        _merge(connection, backup, new)
    counts = len(new.sessions), len(new.scores), len(new.answers)
    return Restored(backup.made, *counts, new.known, new.kept)


def is_put(connection: Connection, backup: Backup, *, keep_differing: bool = False) -> bool:
    """Tell whether all of a backup is in a log."""
    new = _what_is_new(connection, backup, keep_differing=keep_differing)
    return not (new.sessions or new.scores or new.answers)


def _what_is_new(connection: Connection, backup: Backup, *, keep_differing: bool) -> _New:
    found = compare(connection, backup.frame)
    sessions, other_scores, unsure = list[Fault](), list[Fault](), list[Fault]()
    for fault, is_whole in _session_faults(connection, backup.frame, found.changed):
        (sessions if is_whole else unsure).append(fault)
    scores = _new_rows(connection, backup, MEASURES, (), other_scores, _score_fault)
    answers = _new_rows(connection, backup, EVENTS, _OWN, unsure, _answer_fault)
    ways = {"log.edit": sessions, "log.add_measure": other_scores}
    differing = [
        fault._replace(rule=f"{fault.rule} {_CHOOSE.format(way=way)}")
        for way, faults in ways.items()
        for fault in faults
    ]
    # What cannot be read, and an answer that nobody can have changed, are nothing to keep.
    if faults := [*([] if keep_differing else differing), *unsure]:
        raise RestoreError(_CONTRADICTED.format(path=backup.path), faults)
    return _New({*found.new}, scores, answers, len(found.known), (*sessions, *other_scores))


def _new_rows(
    connection: Connection,
    backup: Backup,
    table: Table,
    left_out: Sequence[str],
    faults: list[Fault],
    fault: Callable[[Row, Row], Fault],
) -> Sequence[Row]:
    """Return the rows of a backup that a log lacks, or has spoilt; add a fault for each other."""
    keys = [column.name for column in table.primary_key]
    # As they are kept: one in the log that cannot be read must not hide the rest.
    kept = map(_in_text, connection.execute(select(*as_kept(connection, table))).mappings())
    here = {tuple(row[key] for key in keys): row for row in kept}
    new = []
    for given in backup.tables[table]:
        row = _in_text(given)
        mine = here.get(tuple(row[key] for key in keys))
        if mine is None or (mine["checksum"] == row["checksum"] != row_sum(mine)):
            new.append(given)
        elif any(mine[name] != row[name] for name in row if name not in left_out):
            faults.append(fault(mine, row))
    return new


def _in_text(row: Mapping[Any, Any]) -> Row:
    return {name: as_text(value, None) for name, value in row.items()}


def _merge(connection: Connection, backup: Backup, new: _New) -> None:
    chosen = [row for row in backup.tables[SESSIONS] if row["session_id"] in new.sessions]
    make_room(connection, {row["session_id"]: row["checksum"] for row in chosen})
    done = [row for row in backup.tables[ENTRIES] if row["session_id"] in new.sessions]
    insert_rows(connection, SESSIONS, chosen)
    insert_rows(connection, ENTRIES, done)
    if chosen:
        remember_added(connection, "import", (row["session_id"] for row in chosen))
    for table, rows in ((MEASURES, new.scores), (EVENTS, new.answers)):
        keys = list(table.primary_key)
        for row in rows:  # what is left of it and cannot be read
            same = (key == row[key.name] for key in keys)
            delete_rows(connection, table, *same)
    insert_rows(connection, MEASURES, new.scores)
    if new.answers:
        if sort_answers(connection)[1]:
            raise Refused(_SPOILT_HERE)
        merge_answers(connection, new.answers)


# --- what contradicts each other,----------------------------------------------------------------


def _session_faults(
    connection: Connection, frame: pd.DataFrame, changed: Sequence[str]
) -> Iterator[tuple[Fault, bool]]:
    """Yield how sessions in a log differ from those of a backup, and whether they can be read."""
    for session_id in changed:
        here = read_frame(connection, select(SESSIONS).where(SESSIONS.c.session_id == session_id))
        words = "cannot be read in the log. Repair it first: python -m backcare.log repair."
        is_whole = not here[0].empty
        if is_whole:
            mine, theirs = here[0], frame[frame["session_id"] == session_id]
            words = _both(_differing(mine, theirs))
        yield Fault(None, f"session {session_id}", "", words), is_whole


def _differing(mine: pd.DataFrame, theirs: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Yield the columns in which two sessions differ, with what each says."""
    for column in LOG_COLUMNS:
        here, there = _said(mine[column]), _said(theirs[column])
        if here != there:
            yield column, here, there


def _said(cells: pd.Series[Any]) -> str:
    """Say what a session has in a column; in one of its exercises, of each."""
    own = cells.name in ENTRY_COLUMNS
    shown = list(cells if own else cells[:1])
    return ", ".join("nothing" if pd.isna(one) else str(one) for one in shown)


def _both(differing: Iterator[tuple[str, str, str]]) -> str:
    parts = [
        f"{column} is {quoted(mine)} in the log and {quoted(theirs)} in the backup"
        if column != "note"
        else "the notes differ"  # anybody's words: for the file, not for a message
        for column, mine, theirs in differing
    ]
    return f"differs: {'; '.join(parts)}."


def _score_fault(mine: Row, theirs: Row) -> Fault:
    pairs = ((name, str(mine[name]), str(theirs[name])) for name in ("score", "note"))
    words = _both(pair for pair in pairs if pair[1] != pair[2])
    place = f"{mine['instrument']} of {mine['date']}, patient {mine['patient']}"
    return Fault(None, place, "", words)


def _answer_fault(mine: Row, theirs: Row) -> Fault:
    names = ("patient", "happened_at", "kind", "detail")
    words = _both((n, str(mine[n]), str(theirs[n])) for n in names if mine[n] != theirs[n])
    return Fault(None, f"answer {mine['event_id']}", "", f"{words} Restore into a new log.")
