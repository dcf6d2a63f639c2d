"""The rows of a diary brought together to sessions: what all rows of one share must agree."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from backcare.diary.dates import Start
from backcare.sessions import ENTRY_LIMITS, LOG_COLUMNS, SESSION_LIMITS, Session

Values = Mapping[str, Sequence[Any]]
Broken = Mapping[str, Mapping[int, str]]

ENTRY_COLUMNS = ("exercise_id", *ENTRY_LIMITS)
SESSION_COLUMNS = tuple(
    column for column in LOG_COLUMNS if column not in {*ENTRY_COLUMNS, "utc_offset_min"}
)
# What pandas itself calls a column of text: `str` from 3.0 on, `object` before.
_TEXT = pd.Series(["text"]).dtype
_TYPES = {
    **dict.fromkeys(("session_id", "patient", "exercise_id", "note"), _TEXT),
    **{
        column: "Int64" if limit.whole else "Float64"
        for column, limit in {**ENTRY_LIMITS, **SESSION_LIMITS}.items()
    },
    "started_at": "datetime64[us]",
    "utc_offset_min": "Int64",
}
_NO_DATE = "must be given: the date of the session, in each of its rows."
_NO_EXERCISE = "must be given: the exercise that the numbers of this row are about."


class RowFault(NamedTuple):
    """A rule that is broken at one place (a row, counted from 0) of one column."""

    place: int
    column: str
    rule: str


def gather(
    values: Values, broken: Broken, numbers: Sequence[int]
) -> tuple[pd.DataFrame, list[RowFault]]:
    """Return the log frame of what is without fault, and all faults, within and between rows.

    The index of the frame is the number of each row in the file.

    A row is one entry of a session. Rows with the same `session_id`, or without one the same
    patient and start, are one session. What belongs to the session may stand in each of its
    rows or in some; where two rows say different things, that is a fault. A fault in what
    belongs to the session leaves out the session; any other leaves out its row.

    Parameters
    ----------
    values : mapping
        For each column of the log the value of each row; None for an empty cell and a
        broken one.
    broken : mapping
        For each column the rules that its cells break, by place.
    numbers : sequence of int
        The number of each row in the file, for the words of a fault.
    """
    sessions = _session_of_each_row(values, broken)
    # Written with its offset or without, the same moment is the same.
    starts = [start and (start.wall, start.offset_min) for start in values["started_at"]]
    values = {**values, "started_at": starts}
    said, disagreements = _said_of_sessions(values, sessions, numbers)
    faults = [
        *_broken_cells(broken),
        *disagreements,
        *_missing_starts(broken, sessions, said["started_at"]),
        *_missing_exercises(values, broken),
    ]
    rows = _good_rows(values, sessions, faults)
    index = pd.Index([numbers[place] for place in rows], dtype="int64", name="row")
    frame = pd.DataFrame(_columns(values, sessions, said, rows), index, list(LOG_COLUMNS))
    return in_order(frame.astype(_TYPES), ignore_index=False), faults


def in_order(frame: pd.DataFrame, *, ignore_index: bool = True) -> pd.DataFrame:
    """Sort a log frame: by patient, start and session; a session's rows keep their order."""
    by = ["patient", "started_at", "session_id"]
    return frame.sort_values(by, kind="stable", ignore_index=ignore_index)


def _session_of_each_row(values: Values, broken: Broken) -> list[Hashable]:
    """Return for each row the id of its session, or its place when that cannot be told."""
    keys = zip(values["session_id"], values["patient"], values["started_at"], strict=True)
    alone = {*broken["session_id"], *broken["patient"], *broken["started_at"]}
    made_up = functools.cache(_made_up_id)
    sessions: list[Hashable] = []
    for place, (session_id, patient, start) in enumerate(keys):
        if session_id is None and (start is None or place in alone):
            sessions.append(place)
        else:
            sessions.append(session_id or made_up(patient or Session.patient, start))
    return sessions


def _made_up_id(patient: str, start: Start) -> str:
    """Make an id that is the same each time the same diary is read, in whatever time zone."""
    words = f"{patient}\0{start.wall.isoformat()}\0{start.written_offset}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _said_of_sessions(
    values: Values, sessions: Sequence[Hashable], numbers: Sequence[int]
) -> tuple[dict[str, dict[Hashable, Any]], list[RowFault]]:
    """Return what each session's first row to say anything says, and rows that disagree."""
    said: dict[str, dict[Hashable, Any]] = {}
    faults = []
    for column in SESSION_COLUMNS:
        first: dict[Hashable, tuple[Any, int]] = {}
        for place, (session, value) in enumerate(zip(sessions, values[column], strict=True)):
            if value is None:
                continue
            known, row = first.setdefault(session, (value, numbers[place]))
            if value != known:
                rule = f"is not what row {row} says of the same session. Make the two the same."
                faults.append(RowFault(place, column, rule))
        said[column] = {session: value for session, (value, _) in first.items()}
    return said, faults


def _broken_cells(broken: Broken) -> Iterator[RowFault]:
    for column, places in broken.items():
        for place, rule in places.items():
            yield RowFault(place, column, rule)


def _missing_starts(
    broken: Broken,
    sessions: Sequence[Hashable],
    starts: Mapping[Hashable, Any],
) -> Iterator[RowFault]:
    for place, session in enumerate(sessions):
        if session not in starts and place not in broken["started_at"]:
            yield RowFault(place, "started_at", _NO_DATE)


def _missing_exercises(values: Values, broken: Broken) -> Iterator[RowFault]:
    entries = zip(*(values[column] for column in ENTRY_COLUMNS), strict=True)
    for place, (exercise, *amounts) in enumerate(entries):
        nameless = exercise is None and place not in broken["exercise_id"]
        if nameless and any(amount is not None for amount in amounts):
            yield RowFault(place, "exercise_id", _NO_EXERCISE)


def _good_rows(
    values: Values, sessions: Sequence[Hashable], faults: Sequence[RowFault]
) -> list[int]:
    """Return the places of the rows to keep: entries, and one row for a session without any."""
    bad_rows = {fault.place for fault in faults}
    bad_sessions = {sessions[fault.place] for fault in faults if fault.column in SESSION_COLUMNS}
    good = [
        place
        for place, session in enumerate(sessions)
        if place not in bad_rows and session not in bad_sessions
    ]
    trained = {sessions[place] for place in good if values["exercise_id"][place] is not None}
    untrained = {sessions[place]: place for place in good if sessions[place] not in trained}
    kept = set(untrained.values())
    return [place for place in good if values["exercise_id"][place] is not None or place in kept]


def _columns(
    values: Values,
    sessions: Sequence[Hashable],
    said: Mapping[str, Mapping[Hashable, Any]],
    rows: Sequence[int],
) -> dict[str, list[Any]]:
    """Return the columns of the log for the rows that are kept."""
    keys = [sessions[place] for place in rows]
    columns = {column: [values[column][place] for place in rows] for column in ENTRY_COLUMNS}
    columns |= {column: [said[column].get(key) for key in keys] for column in SESSION_COLUMNS}
    starts = columns["started_at"]
    return columns | {
        "session_id": keys,
        "patient": [patient or Session.patient for patient in columns["patient"]],
        "note": [note or "" for note in columns["note"]],
        "started_at": [wall for wall, _ in starts],
        "utc_offset_min": [offset for _, offset in starts],
    }
