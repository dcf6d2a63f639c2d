"""The rows of a diary brought together to sessions: where each begins and ends, and what it says.

Rows with the same `session_id` are one session. Without one, rows of a patient that begin within
`JOINED_MIN` of each other are one, and from `APART_MIN` on they are two; in between it is asked.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Hashable, Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd

from backcare.diary.cells import Start
from backcare.diary.day_parts import place_in_day
from backcare.diary.events import PAINS, Told
from backcare.diary.not_done import says_not_done
from backcare.diary.questions import ASK_GAP
from backcare.diary.words import IN_UTC, SESSION, is_nothing
from backcare.sessions import ENTRY_COLUMNS, SESSION_COLUMNS, TEXT_LIMITS, Session, log_frame
from backcare.text import fold

# By column the cells, None where one is empty or broken; and by place the rules that cells break.
Values = Mapping[str, Sequence[Any]]
Broken = Mapping[str, Mapping[int, str]]

JOINED_MIN = 30
APART_MIN = 120
_DAY_MIN = 24 * 60
# How far the stamps of one id may be apart: nobody's session has a longer pause.
SAME_ID_MIN = 180
_LAST_OF_DAY = 999
_WHICH_FIRST = (
    "is one of several sessions of its day, and nothing says which of them was first. Give each a "
    "time, or call them 1 and 2."
)
_NO_TIME = (
    "has no time, and row {row} of the same day has one ({time}). If they are one session, write "
    "that time here, too; if they are two, write the time of this one."
)
_DATE_MISSING = "must be given: the date of the session, in each of its rows."
_NO_EXERCISE = (
    "must be given: the exercise that the numbers of this row are about, in a column Exercise."
)
_TWO_OR_ONE = f"is {{minutes:.0f}} minutes after row {{row}}: {ASK_GAP}"
_ONE_ID = (
    "is another time than that of row {row}, which has the same session_id. If they are two "
    "sessions, give each an id of its own; if one, correct the time."
)
_NOT_THE_SAME = "is not what row {row} says of the same session. "
_MAKE_SAME = "Make the two the same."
_ONE_OF_A_DAY = (
    "is not what row {row} says of the same day. If there were two sessions, give each a time or a "
    "session_id; if there was one, make the two the same."
)
_JOINED = (
    "is not what row {row} says, which began up to {minutes:.0f} minutes before. If they are "
    "two sessions, give each a session_id, or pass gap_min=0; if one, make the two the same."
)
_ABSENT = "no exercise, pain or note, so not a session: not added."
_NO_PAIN = "no exercise and no pain above 0, so not a session: not added."
_WITH_ANOTHER = "of the session that is left out because of row {row}."


class RowFault(NamedTuple):
    """A rule that is broken at one place (a row, counted from 0) of one column."""

    place: int
    column: str
    rule: str


class Gathered(NamedTuple):
    """The log frame, the faults, what is told without being a fault, and the rows in the frame."""

    frame: pd.DataFrame
    faults: list[RowFault]
    told: list[Told]
    places: list[int]  # of the rows of the frame
    read: set[int]  # of all rows of which something is in the frame
    unzoned: frozenset[str]  # sessions whose times were written without an offset from UTC
    again: list[tuple[str, int]]  # of rows without an exercise that say the same as one before


def gather(
    values: Values,
    broken: Broken,
    numbers: Sequence[int],
    *,
    gap_min: float | None = None,
    keep_empty: bool = False,
    notes_count: bool = True,
    out: Set[int] = frozenset(),
    emptied: Set[int] = frozenset(),
) -> Gathered:
    """Return the log frame of what is without fault, and all that is not in it, told.

    With `keep_empty` a session with an id and nothing else is kept: a log may hold one. Where no
    `notes_count`, a note alone makes no session; nor does it in rows that are `emptied`, because
    their exercise was not done, or where it says that nothing was. Rows `out` need no date.
    """
    sessions, unclear = _session_of_each_row(values, broken, numbers, gap_min)
    shared, disagreements = _shared_values(values, sessions, numbers, gap_min)
    faults = [
        *_broken_cells(broken),
        *unclear,
        *disagreements,
        *([] if keep_empty else _with_and_without_time(values, emptied, numbers)),
        *_missing_starts({*broken["started_at"], *out}, sessions, shared["started_at"]),
        *_missing_exercises(values, broken),
    ]
    bad_rows = {fault.place for fault in faults}
    told = list(_absent(values, sessions, bad_rows, emptied, notes_count=notes_count))
    if keep_empty:
        told = [one for one in told if values["session_id"][one.place] is None]
    absent = {one.place for one in told}
    told += _in_no_order(values, [n for n in range(len(sessions)) if n not in bad_rows | absent])
    bad_sessions: dict[Hashable, int] = {}
    for fault in faults:
        if fault.column not in ENTRY_COLUMNS and fault.column in SESSION_COLUMNS:
            bad_sessions.setdefault(sessions[fault.place], fault.place)
    good = []
    for place, session in enumerate(sessions):
        if place in bad_rows or place in absent:
            continue
        if session in bad_sessions:
            row = numbers[bad_sessions[session]]
            told.append(Told(place, "", _WITH_ANOTHER.format(row=row)))
        else:
            good.append(place)
    rows = _in_order_of_time(values, sessions, _kept(values, sessions, good))
    frame = log_frame(_log_columns(values, sessions, shared, rows), pd.Index(rows, dtype="int64"))
    frame = in_order(frame, ignore_index=False)
    unzoned = frozenset(
        str(sessions[place])
        for place in rows
        if not values["started_at"][place] or not values["started_at"][place].written_offset
    )
    return Gathered(
        frame.reset_index(drop=True),
        faults,
        told,
        frame.index.tolist(),
        set(good),
        unzoned,
        list(_said_again(values, sessions, [n for n in good if n not in emptied])),
    )


def in_order(frame: pd.DataFrame, *, ignore_index: bool = True) -> pd.DataFrame:
    """Sort a log frame: by patient, start and session; a session's rows keep their order."""
    by = ["patient", "started_at", "session_id"]
    return frame.sort_values(by, kind="stable", ignore_index=ignore_index)


# --- where a session begins and ends ----------------------------------------------------------


def _session_of_each_row(
    values: Values, broken: Broken, numbers: Sequence[int], gap_min: float | None
) -> tuple[list[Hashable], list[RowFault]]:
    """Return for each row the id of its session, or its place when that is not known."""
    keys = list(zip(values["session_id"], values["patient"], values["started_at"], strict=True))
    alone = {*broken["session_id"], *broken["patient"], *broken["started_at"]}
    named = values.get(SESSION) or [None] * len(keys)  # which session of its day
    told_apart = {place for place, name in enumerate(named) if name}
    firsts, faults = _first_starts(values, keys, alone | told_apart, numbers, gap_min)
    made_up, folded = functools.cache(_made_up_id), functools.cache(fold)
    sessions: list[Hashable] = []
    for place, (session_id, patient, start) in enumerate(keys):
        if session_id is None and (start is None or place in alone):
            sessions.append(place)
        elif session_id:
            sessions.append(session_id)
        elif start is not None and place in told_apart:
            day = start._replace(wall=start.wall.replace(hour=0, minute=0, second=0, microsecond=0))
            made = made_up(f"{patient or Session.patient}\0{folded(named[place])}", day)
            # Sessions of one time are in the order of their ids.
            rank = place_in_day(named[place])
            sessions.append(f"{_LAST_OF_DAY if rank is None else rank:03}-{made}")
        else:
            who = patient or Session.patient
            sessions.append(made_up(who, firsts.get((who, start), start)))
    return sessions, faults


def _in_no_order(values: Values, places: Sequence[int]) -> list[Told]:
    """Tell of the first sessions of a day that nothing puts in order."""
    named, of_days = values.get(SESSION) or (), dict[Hashable, dict[str, int]]()
    for place in places if named else ():
        start, name = values["started_at"][place], named[place]
        if name and start is not None and values["session_id"][place] is None:
            day = (values["patient"][place], start.wall.date())
            of_days.setdefault(day, {}).setdefault(fold(name), place)
    for names in of_days.values():
        unknown = [place for place in names.values() if place_in_day(named[place]) is None]
        if len(names) > 1 and unknown:
            return [Told(unknown[0], SESSION, _WHICH_FIRST)]
    return []


def _with_and_without_time(
    values: Values, emptied: Set[int], numbers: Sequence[int]
) -> Iterator[RowFault]:
    """Ask about what has no time on a day on which something else has one: one session, or two."""
    starts = values["started_at"]
    if len({start.has_clock for start in starts if start is not None}) < 2:
        return
    named = values.get(SESSION) or [None] * len(starts)
    days: dict[bool, dict[Hashable, list[int]]] = {True: {}, False: {}}
    for place, start in enumerate(starts):
        ids = (values["session_id"][place], named[place])
        if start is None or any(ids) or place in emptied or not _says_something(values, place):
            continue
        day = (values["patient"][place], start.wall.date())
        days[start.has_clock].setdefault(day, []).append(place)
    for one, places in days[False].items():
        for other in days[True].get(one, [])[:1]:
            rule = _NO_TIME.format(row=numbers[other], time=f"{starts[other].wall:%H:%M}")
            yield from (RowFault(place, "started_at", rule) for place in places)


def _says_something(values: Values, place: int) -> bool:
    columns = ("exercise_id", *PAINS, "pain_minutes", "note")
    return any(values[column][place] is not None for column in columns)


def _made_up_id(patient: str, start: Start) -> str:
    """Make an id that is the same each time the same diary is read, in whatever time zone."""
    written = _moment(start) if start.written_offset == IN_UTC else start.wall
    words = f"{patient}\0{written.isoformat()}\0{start.written_offset}"
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _moment(start: Start) -> datetime:
    """Return what starts are put in order by; an offset that is not written plays no part."""
    return start.wall - timedelta(minutes=start.offset_min) if start.written_offset else start.wall


def _first_starts(
    values: Values,
    keys: Sequence[tuple[str | None, str | None, Start | None]],
    alone: set[int],
    numbers: Sequence[int],
    gap_min: float | None,
) -> tuple[dict[tuple[str, Start], Start], list[RowFault]]:
    """Return for each start of a patient the first one of its session, and what is unclear."""
    least, most = (JOINED_MIN, APART_MIN) if gap_min is None else (gap_min, gap_min)
    by_patient: dict[tuple[str, bool], dict[Start, int]] = {}
    took: dict[tuple[str, Start], float] = {}
    for place, (session_id, patient, start) in enumerate(keys):
        if session_id is None and start is not None and start.has_clock and place not in alone:
            who = patient or Session.patient
            by_patient.setdefault((who, bool(start.written_offset)), {}).setdefault(start, place)
            minutes = values["minutes"][place] or 0
            took[who, start] = took.get((who, start), 0) + minutes
    firsts: dict[tuple[str, Start], Start] = {}
    faults = []
    for (who, _), starts in by_patient.items():
        ordered = sorted(starts, key=_moment)
        first = ordered[0]
        for before, start in pairwise(ordered):
            minutes = (_moment(start) - _moment(before)) / timedelta(minutes=1)
            pause = minutes - took[who, before]
            if pause > least and (pause >= most or minutes >= _DAY_MIN):
                first = start
            elif pause > least:
                rule = _TWO_OR_ONE.format(minutes=minutes, row=numbers[starts[before]])
                faults.append(RowFault(starts[start], "started_at", rule))
            firsts[who, start] = first
    return firsts, faults


# --- what a session says ----------------------------------------------------------------------


def _shared_values(
    values: Values, sessions: Sequence[Hashable], numbers: Sequence[int], gap_min: float | None
) -> tuple[dict[str, dict[Hashable, Any]], list[RowFault]]:
    """Return what each session's rows say of it together, and rows that disagree."""
    starts, faults = _starts(values, sessions, numbers)
    shared: dict[str, dict[Hashable, Any]] = {"started_at": starts}
    notes, too_long = _notes(values, sessions)
    shared["note"] = notes
    faults += too_long
    for column in SESSION_COLUMNS:
        if column in shared:
            continue
        first: dict[Hashable, tuple[Any, int]] = {}
        for place, (session, value) in enumerate(zip(sessions, values[column], strict=True)):
            if value is None:
                continue
            known, before = first.setdefault(session, (value, place))
            if value != known:
                rule = _disagreement(values, column, before, place)
                faults.append(
                    RowFault(
                        place,
                        column,
                        rule.format(row=numbers[before], minutes=gap_min or JOINED_MIN),
                    )
                )
        shared[column] = {session: value for session, (value, _) in first.items()}
    return shared, faults


def _disagreement(values: Values, column: str, before: int, place: int) -> str:
    """Return what to say of two rows of a session that differ: by what made them one."""
    start, ids = values["started_at"][place], values["session_id"]
    if column not in PAINS and column != "pain_minutes":
        return _NOT_THE_SAME + _MAKE_SAME
    if ids[place] is None and start is not None:
        if not start.has_clock:
            return _ONE_OF_A_DAY
        if start != values["started_at"][before]:
            return _JOINED
    return _NOT_THE_SAME + _MAKE_SAME


def _starts(
    values: Values, sessions: Sequence[Hashable], numbers: Sequence[int]
) -> tuple[dict[Hashable, tuple[datetime, int]], list[RowFault]]:
    """Return when each session began, its first stamp; and stamps of one id that lie far apart."""
    found: dict[Hashable, dict[Start, int]] = {}
    for place, (session, start) in enumerate(zip(sessions, values["started_at"], strict=True)):
        if start is not None:
            found.setdefault(session, {}).setdefault(start, place)
    first: dict[Hashable, tuple[datetime, int]] = {}
    faults: list[RowFault] = []
    for session, starts in found.items():
        one = next(iter(starts))
        if len(starts) > 1:
            # An offset that is not written may come from another place than the others'.
            zoned = all(start.written_offset for start in starts)
            by_time = sorted(starts, key=_moment if zoned else _instant)
            one = by_time[0]
            if isinstance(session, str) and values["session_id"][starts[one]] is not None:
                faults += _far_apart(by_time, starts, numbers)
        first[session] = (one.wall, one.offset_min)
    return first, faults


def _instant(start: Start) -> datetime:
    return start.wall - timedelta(minutes=start.offset_min)


def _far_apart(
    by_time: Sequence[Start], places: Mapping[Start, int], numbers: Sequence[int]
) -> Iterator[RowFault]:
    longest = timedelta(minutes=SAME_ID_MIN)
    for before, start in pairwise(by_time):
        is_apart = _instant(start) - _instant(before) > longest
        if is_apart or (
            start.has_clock != before.has_clock and _instant(start) != _instant(before)
        ):
            later, earlier = sorted((places[start], places[before]), reverse=True)
            yield RowFault(later, "started_at", _ONE_ID.format(row=numbers[earlier]))


def _notes(
    values: Values, sessions: Sequence[Hashable]
) -> tuple[dict[Hashable, str], list[RowFault]]:
    """Join the notes of each session's rows, each once, in their order."""
    found: dict[Hashable, dict[str, int]] = {}
    for place, (session, note) in enumerate(zip(sessions, values["note"], strict=True)):
        if note:
            found.setdefault(session, {}).setdefault(note, place)
    joined, faults = {}, []
    for session, notes in found.items():
        joined[session] = next(iter(notes))
        if len(notes) > 1:  # a row may hold those of the set and of the whole session, joined
            parts = (part for note in notes for part in note.split("; "))
            joined[session] = "; ".join(dict.fromkeys(parts))
        if len(notes) > 1 and (rule := TEXT_LIMITS["note"].text_fault(joined[session])):
            rule = f"joined with the other notes of its session {rule} Shorten it."
            faults.append(RowFault(max(notes.values()), "note", rule))
    return joined, faults


def _broken_cells(broken: Broken) -> Iterator[RowFault]:
    for column, places in broken.items():
        for place, rule in places.items():
            yield RowFault(place, column, rule)


def _missing_starts(
    told: Set[int],
    sessions: Sequence[Hashable],
    starts: Mapping[Hashable, Any],
) -> Iterator[RowFault]:
    for place, session in enumerate(sessions):
        if session not in starts and place not in told:
            yield RowFault(place, "started_at", _DATE_MISSING)


def _missing_exercises(values: Values, broken: Broken) -> Iterator[RowFault]:
    entries = zip(*(values[column] for column in ENTRY_COLUMNS), strict=True)
    told = {*broken["exercise_id"], *broken["started_at"]}  # a row of totals has neither
    for place, (exercise, *amounts) in enumerate(entries):
        nameless = exercise is None and place not in told
        if nameless and any(amount is not None for amount in amounts):
            yield RowFault(place, "exercise_id", _NO_EXERCISE)


# --- what is in the frame ---------------------------------------------------------------------


def _absent(
    values: Values,
    sessions: Sequence[Hashable],
    bad: set[int],
    emptied: Set[int],
    *,
    notes_count: bool,
) -> Iterator[Told]:
    """Tell the rows that say of no exercise, no pain and nothing else that it happened."""
    exercises = values["exercise_id"]
    trained = {session for session, exercise in zip(sessions, exercises, strict=True) if exercise}
    pained = {
        sessions[place]
        for column in (*PAINS, "pain_minutes")
        for place, value in enumerate(values[column])
        if value
    }
    notes = values["note"]
    alone = {
        note
        for note in dict.fromkeys(notes)
        if notes_count and note and not (is_nothing(note) or says_not_done(note))
    }
    for place, exercise in enumerate(exercises):
        if place in bad or exercise is not None:
            continue
        pains = [values[column][place] for column in (*PAINS, "pain_minutes")]
        says = any(pain is not None for pain in pains) or bool(notes[place])
        if not says:
            yield Told(place, "", _ABSENT)
        elif not (
            sessions[place] in trained
            or sessions[place] in pained
            or (notes[place] in alone and place not in emptied)
        ):
            yield Told(place, "", _NO_PAIN)


def _kept(values: Values, sessions: Sequence[Hashable], good: Sequence[int]) -> list[int]:
    """Return the places of the rows to keep: entries, and one row for a session without any."""
    trained = {sessions[place] for place in good if values["exercise_id"][place] is not None}
    untrained = {sessions[place]: place for place in good if sessions[place] not in trained}
    kept = set(untrained.values())
    return [place for place in good if values["exercise_id"][place] is not None or place in kept]


def _said_again(
    values: Values, sessions: Sequence[Hashable], good: Sequence[int]
) -> Iterator[tuple[str, int]]:
    """Yield the rows without an exercise that say of a session what one before them has said."""
    said = set[tuple[Hashable, ...]]()
    for place in good:
        if values["exercise_id"][place] is None:
            row = (sessions[place], *(values[column][place] for column in SESSION_COLUMNS))
            if row in said:
                yield str(sessions[place]), place
            said.add(row)


def _in_order_of_time(values: Values, sessions: Sequence[Hashable], rows: list[int]) -> list[int]:
    """Put the rows of a session in the order of their stamps, where each has one."""
    starts = values["started_at"]
    stamps: dict[Hashable, set[Any]] = {}
    for place in rows:
        stamps.setdefault(sessions[place], set()).add(starts[place])
    several = {one for one, found in stamps.items() if len(found) > 1 and None not in found}
    if not several:
        return rows
    rank = {session: number for number, session in enumerate(stamps)}
    return sorted(
        rows,
        key=lambda place: (
            rank[sessions[place]],
            _instant(starts[place]) if sessions[place] in several else datetime.min,  # noqa: DTZ901
        ),
    )


def _log_columns(
    values: Values,
    sessions: Sequence[Hashable],
    shared: Mapping[str, Mapping[Hashable, Any]],
    rows: Sequence[int],
) -> dict[str, list[Any]]:
    """Return the columns of the log for the rows that are kept."""
    keys = [sessions[place] for place in rows]
    columns = {column: [values[column][place] for place in rows] for column in ENTRY_COLUMNS}
    columns |= {column: [shared[column].get(key) for key in keys] for column in SESSION_COLUMNS}
    starts = columns["started_at"]
    return columns | {
        "session_id": keys,
        "patient": [patient or Session.patient for patient in columns["patient"]],
        "note": [note or "" for note in columns["note"]],
        "started_at": [wall for wall, _ in starts],
        "utc_offset_min": [offset for _, offset in starts],
    }
