"""A diary read from the CSV file that somebody keeps, with every fault in it named at once.

In order of reading: `match_columns` finds which column of the file is which of the log, by the
words people use; each cell is read by itself; `gather` brings the rows together to sessions,
and says what rows of one session disagree about; `read_diary`, at the top, does all of it.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from backcare.csv_reader import Rows, Source, name_of, separator_of, shortened, split_rows, text_of
from backcare.diary.cells import (
    Start,
    exercise_reader,
    is_ambiguous,
    number_reader,
    order_hint,
    read_column,
    shown,
    start_reader,
    text_reader,
)
from backcare.errors import DateOrderError, Fault, TableError, did_you_mean, unknown_term
from backcare.exercises.load import load_exercises
from backcare.sessions import (
    CSV_COLUMNS,
    ENTRY_COLUMNS,
    LIMITS,
    SESSION_COLUMNS,
    TEXT_LIMITS,
    Session,
    log_frame,
)
from backcare.text import fold, split_terms

# By column the cells, None where one is empty or broken; and by place the rules that cells break.
Values = Mapping[str, Sequence[Any]]
Broken = Mapping[str, Mapping[int, str]]

TIME = "time"
_LONGEST_HEADING = 100
# A longer heading, which nobody types anew, is found only as it stands: 30 MB take long to fold.
_LONGEST_FOLDED = 1_000
# Other words for a column; its own name is always one more.
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "patient": "patient id|patient name|person|client|who",
        "started_at": "started|start|date|day|when|datetime|date time|date and time|timestamp|"
        "session date|start date|session start",
        TIME: "start time|time of day|session time",
        "exercise_id": "exercise|exercises|exercise name|activity|movement",
        "sets": "set|number of sets|rounds",
        "reps": "rep|repetitions|repeats|number of reps|reps per set",
        "hold_s": "hold|hold seconds|hold sec|hold time s|seconds|secs|sec|seconds held",
        "minutes": "minute|min|mins|duration min|duration minutes|time min|time minutes",
        "pain_before": "before|pain at start|start pain|pain start|pain pre|nrs before",
        "pain_after": "after|pain at end|end pain|pain end|pain post|nrs after",
        "pain_peak": "peak pain|worst pain|highest pain|max pain|pain max|pain worst|pain during",
        "pain_minutes": "minutes of pain|minutes in pain|minutes with pain|pain duration minutes",
        "note": "notes|comment|comments|remark|remarks",
    }
)
CHOICES = (*CSV_COLUMNS, TIME)
_TWICE = "are columns for {column}, and only one can be. Rename one, or pass columns={{…}}."
_NO_DATE = (
    "has no column for the date. Name it in the first row: started_at or date, "
    'or pass columns={"its heading": "started_at"}.'
)
_EMPTY = "Choose a file whose first row names its columns: date, exercise, reps, pain before."
_OWN_NAMES = {fold(column): column for column in CHOICES}
_OTHER_WORDS = {
    fold(word): column for column, words in _WORDS.items() for word in split_terms(words)
}
_DATE_MISSING = "must be given: the date of the session, in each of its rows."
_NO_EXERCISE = "must be given: the exercise that the numbers of this row are about."


class Diary(NamedTuple):
    """What a diary file says: a log frame, all faults in the order of the file, and more."""

    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    unread: tuple[str, ...]  # the headings that no column of the log is known for
    rows: tuple[int, ...]  # of each row of the frame, the number that a spreadsheet shows


def read_diary(
    source: Source,
    *,
    columns: Mapping[str, str] | None = None,
    day_first: bool | None = None,
    exercises: pd.DataFrame | None = None,
    tz: tzinfo | None = None,
    now: datetime | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Diary:
    """Read a diary of sessions, one exercise a row, from a CSV file of anybody's making.

    Comma, semicolon or tab between the cells; UTF-8, UTF-16 or Windows-1252; numbers with a
    decimal point or comma. Headings are known by the log's names and other common words,
    exercises by their ids, names and other names.

    Rows with the same `session_id` are one session; without one, the same patient and start.
    What belongs to the session may stand in each of its rows or in some. A fault there leaves
    out the session; a fault in an exercise leaves out its row. A row without an exercise is a
    session without entries, or says more of one that has some.

    A day without a time counts as noon. A file opened as text should be opened with
    `newline=""`. `SessionLog.import_csv` has the arguments and the errors.
    """
    file = name_of(source)
    rows, found = _rows_and_columns(file, text_of(source, empty=_EMPTY), columns or {})
    texts = {column: _texts(rows, found, column) for column in CSV_COLUMNS}
    if day_first is None:
        _ask_for_order(file, texts["started_at"], rows.numbers)
    readers = {
        "started_at": start_reader(day_first=day_first, zone=tz, now=now or datetime.now(UTC)),
        "exercise_id": exercise_reader(load_exercises() if exercises is None else exercises),
        **{column: number_reader(limit) for column, limit in LIMITS.items()},
        **{column: text_reader(column) for column in TEXT_LIMITS},
    }
    values, broken = {}, {}
    for step, (column, cells) in enumerate(texts.items(), start=1):
        values[column], broken[column] = read_column(cells, readers[column])
        if progress is not None:
            progress(len(cells) * step // len(texts), len(cells))
    frame, faults = gather(values, broken, rows.numbers)
    everything = [*rows.faults, *(_in_the_file(fault, rows, found, texts) for fault in faults)]
    everything.sort(key=lambda fault: fault.row or 0)
    numbers = tuple(frame.index.tolist())
    return Diary(frame.reset_index(drop=True), tuple(everything), found.unread, numbers)


def _rows_and_columns(file: str, text: str, columns: Mapping[str, str]) -> tuple[Rows, Columns]:
    knows = knows_heading(columns)
    rows = split_rows(
        file,
        text,
        separator_of(text, knows),
        may_show=lambda heading: knows(heading) and not _is_note(heading, columns),
    )
    found, faults = match_columns(rows.header, columns, row=rows.header_number)
    if faults:
        # The rows below cannot be judged by a header that is none.
        above = [fault for fault in rows.faults if (fault.row or 0) <= rows.header_number]
        raise TableError(file, [*above, *faults])
    return rows, found


def _texts(rows: Rows, found: Columns, column: str) -> list[str]:
    """Return what is written in one column of the log; a time of its own joins the date."""
    texts = rows.column(found.places.get(column))
    if column == "started_at" and TIME in found.places:
        times = rows.column(found.places[TIME])
        texts = [f"{date} {time}" for date, time in zip(texts, times, strict=True)]
    return texts if column in TEXT_LIMITS else [text.strip() for text in texts]


def _ask_for_order(file: str, dates: Sequence[str], numbers: Sequence[int]) -> None:
    """Raise the question which of day and month is first, when a date leaves it open."""
    distinct = dict.fromkeys(dates)
    unclear = next((text for text in distinct if is_ambiguous(text)), None)
    if unclear is not None:
        row = numbers[dates.index(unclear)]
        raise DateOrderError(file, row, unclear, order_hint(distinct))


def _in_the_file(
    fault: RowFault, rows: Rows, found: Columns, texts: Mapping[str, list[str]]
) -> Fault:
    """Say a fault as its reader sees it: by the row and the heading of the file."""
    at = found.places.get(fault.column)
    heading = fault.column if at is None else rows.header[at].strip()
    value = shown(fault.column, texts[fault.column][fault.place])
    return Fault(rows.numbers[fault.place], heading, value, fault.rule)


def _is_note(heading: str, columns: Mapping[str, str]) -> bool:
    """Say whether a heading is that of the notes, by itself or by what the caller says of it."""
    named = {_folded(one): column for one, column in columns.items()}
    return named.get(_folded(heading), _meaning(heading)[1]) == "note"


def _folded(heading: str) -> str:
    return fold(heading) if len(heading) <= _LONGEST_FOLDED else heading


class Columns(NamedTuple):
    """Where each column of the log stands in the file, and the headings that are not read."""

    places: Mapping[str, int]
    unread: tuple[str, ...]


def knows_heading(columns: Mapping[str, str]) -> Callable[[str], bool]:
    """Return the function that says whether a heading is understood, or named in `columns`."""
    named = {_folded(heading) for heading in columns}
    return lambda heading: _meaning(heading)[1] is not None or _folded(heading) in named


def match_columns(
    header: Sequence[str], columns: Mapping[str, str], *, row: int = 1
) -> tuple[Columns, list[Fault]]:
    """Find the log's columns in a header: by `columns`, by their own names, by other words."""
    if unknown := [column for column in columns.values() if column not in CHOICES]:
        raise unknown_term("columns: the column", unknown, CHOICES)
    named, faults = _named_headings(header, columns, row)
    claims: dict[str, list[tuple[int, int]]] = {}
    for place, heading in enumerate(header):
        rank, column = (0, named[place]) if place in named else _meaning(heading)
        if column:
            claims.setdefault(column, []).append((rank, place))
    for column, found in claims.items():
        surest = min(found)[0]
        rivals = [header[place] for rank, place in found if rank == surest]
        if len(rivals) > 1:
            value = shortened(", ".join(rivals))
            faults.append(Fault(row, "", value, _TWICE.format(column=column)))
    if "started_at" not in claims:
        # Where not one heading is known, this may be a row like any other, with a note in it.
        value = shortened(", ".join(header)) if claims else ""
        faults.append(Fault(row, "", value, _NO_DATE))
    places = {column: min(found)[1] for column, found in claims.items()}
    read = set(places.values())
    unread = [text for place, text in enumerate(header) if place not in read]
    return Columns(places, tuple(filter(str.strip, unread))), faults


def _named_headings(
    header: Sequence[str], columns: Mapping[str, str], row: int
) -> tuple[dict[int, str], list[Fault]]:
    """Find the headings that the caller named, as they stand or folded."""
    named: dict[int, str] = {}
    faults = []
    folded = [_folded(text) for text in header] if columns else []
    for heading, column in columns.items():
        exact = [place for place, text in enumerate(header) if text == heading]
        alike = [place for place, text in enumerate(folded) if text == _folded(heading)]
        if not exact and not alike:
            near = [text for text in header if len(text) <= _LONGEST_HEADING]
            rule = f"is not a heading of this file.{did_you_mean(heading[:_LONGEST_HEADING], near)}"
            faults.append(Fault(row, "", heading, rule))
        named |= dict.fromkeys(exact or alike, column)
    return named, faults


def _meaning(heading: str) -> tuple[int, str | None]:
    """Return how surely (the less the surer) and as what a heading is known."""
    if len(heading) > _LONGEST_HEADING:
        return 0, None
    without_unit = re.sub(r"[(\[].*?[)\]]", "", heading)
    for words in (fold(heading), fold(without_unit)):
        for rank, known in enumerate((_OWN_NAMES, _OTHER_WORDS), start=1):
            if words in known:
                return rank, known[words]
    return 0, None


class RowFault(NamedTuple):
    """A rule that is broken at one place (a row, counted from 0) of one column."""

    place: int
    column: str
    rule: str


def gather(
    values: Values, broken: Broken, numbers: Sequence[int]
) -> tuple[pd.DataFrame, list[RowFault]]:
    """Return the log frame of what is without fault, and all faults, within and between rows."""
    sessions = _session_of_each_row(values, broken)
    # Written with its offset or without, the same moment is the same.
    starts = [start and (start.wall, start.offset_min) for start in values["started_at"]]
    values = {**values, "started_at": starts}
    shared, disagreements = _shared_values(values, sessions, numbers)
    faults = [
        *_broken_cells(broken),
        *disagreements,
        *_missing_starts(broken, sessions, shared["started_at"]),
        *_missing_exercises(values, broken),
    ]
    rows = _good_rows(values, sessions, faults)
    index = pd.Index([numbers[place] for place in rows], dtype="int64", name="row")
    frame = log_frame(_log_columns(values, sessions, shared, rows), index)
    return in_order(frame, ignore_index=False), faults


def in_order(frame: pd.DataFrame, *, ignore_index: bool = True) -> pd.DataFrame:
    """Sort a log frame: by patient, start and session; a session's rows keep their order."""
    by = ["patient", "started_at", "session_id"]
    return frame.sort_values(by, kind="stable", ignore_index=ignore_index)


def _session_of_each_row(values: Values, broken: Broken) -> list[Hashable]:
    """Return for each row the id of its session, or its place when that is not known."""
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


def _shared_values(
    values: Values, sessions: Sequence[Hashable], numbers: Sequence[int]
) -> tuple[dict[str, dict[Hashable, Any]], list[RowFault]]:
    """Return what each session's first row to say anything says, and rows that disagree."""
    shared: dict[str, dict[Hashable, Any]] = {}
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
        shared[column] = {session: value for session, (value, _) in first.items()}
    return shared, faults


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
            yield RowFault(place, "started_at", _DATE_MISSING)


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
