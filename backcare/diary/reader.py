"""A diary read from the CSV file that somebody keeps, with every fault in it told at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

import pandas as pd

from backcare.csv_reader import Source, name_of, separator_of, text_of
from backcare.diary.cells import exercise_reader, number_reader, read_cells, text_reader
from backcare.diary.columns import CSV_COLUMNS, TIME, Columns, knows_heading, match_columns
from backcare.diary.dates import is_ambiguous, order_hint, start_reader
from backcare.diary.gather import RowFault, gather
from backcare.diary.rows import Rows, shortened, split_rows
from backcare.errors import DateOrderError, Fault, TableError
from backcare.exercises.load import load_exercises
from backcare.sessions import LIMITS, TEXT_LIMITS

_EMPTY = "Give a file whose first row names its columns: date, exercise, reps, pain before."


class Diary(NamedTuple):
    """What a diary file says.

    Attributes
    ----------
    frame : pandas.DataFrame
        The log of the rows without fault, as `SessionLog.to_frame()` gives one.
    faults : tuple of Fault
        Everything wrong, in the order of the file; empty when the frame is all of it.
    unread : tuple of str
        The headings of columns that no column of the log is known for.
    rows : tuple of int
        For each row of the frame the number that a spreadsheet shows beside it in the file.
    """

    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    unread: tuple[str, ...]
    rows: tuple[int, ...]


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
    r"""Read a diary of sessions, one exercise a row, from a CSV file of anybody's making.

    Comma, semicolon or tab between the cells; UTF-8, UTF-16 or Windows-1252; numbers with a
    decimal point or comma. Headings are known by the log's names and other common words,
    exercises by their ids, names and other names.

    Rows with the same `session_id` are one session; without one, the same patient and start.
    Such a session gets an id made of these two, the same whenever the file is read. What
    belongs to the session may stand in each of its rows or in some. A fault there leaves out
    the session; a fault in an exercise leaves out its row. A row without an exercise is a
    session without entries, or says more of one that has some.

    Parameters
    ----------
    source : path-like, bytes or open file
        The CSV file. A file opened as text should be opened with ``newline=""``.
    columns : mapping of str to str, optional
        Headings that are not understood: ``{"Datum": "started_at", "Uhr": "time"}``.
    day_first : bool, optional
        Whether 03/04/2026 is 3 April. Asked for when needed, never guessed.
    exercises : pandas.DataFrame, optional
        The table whose exercises count as known; `load_exercises()` when left out.
    tz : datetime.tzinfo, optional
        Where times without an offset from UTC were written; this computer's zone when left
        out. A day without a time counts as noon.
    now : datetime.datetime, optional
        The moment that counts as now, with its offset; the computer's clock when left out.
    progress : callable, optional
        Called as ``progress(done, total)``, in rows, while the file is read.

    Returns
    -------
    Diary
        Its `frame` with the `rows` it is of, its `faults` and the `unread` headings.

    Raises
    ------
    DateOrderError
        If a date can be read day first and month first, and `day_first` is not given.
    TableError
        If nothing can be read: no such file, a folder, no text, no column for the date, two
        columns for one thing.
    ValueError
        If `columns` names a heading or a column that there is not.

    Examples
    --------
    >>> diary = read_diary(b"Date;Exercise;Reps;Pain before\n2026-03-02;Bridge;10;3\n"
    ...                    b"2026-03-04;bird dog;8;11\n")
    >>> diary.frame[["exercise_id", "reps", "pain_before"]].values.tolist()
    [['bridging', 10, 3]]
    >>> print(diary.faults[0])
    row 3, Pain before: '11' must be a whole number from 0 to 10. Leave the cell empty if it is
    not known.
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
        values[column], broken[column] = read_cells(cells, readers[column])
        if progress is not None:
            progress(len(cells) * step // len(texts), len(cells))
    frame, faults = gather(values, broken, rows.numbers)
    told = [*rows.faults, *(_told(fault, rows, found, texts) for fault in faults)]
    told.sort(key=lambda fault: fault.row or 0)
    read = frame.reset_index(drop=True)
    return Diary(read, tuple(told), found.unread, tuple(frame.index.tolist()))


def _rows_and_columns(file: str, text: str, columns: Mapping[str, str]) -> tuple[Rows, Columns]:
    rows = split_rows(text, separator_of(text, knows_heading(columns)))
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


def _told(fault: RowFault, rows: Rows, found: Columns, texts: Mapping[str, list[str]]) -> Fault:
    """Say a fault as its reader sees it: by the row and the heading of the file."""
    at = found.places.get(fault.column)
    heading = fault.column if at is None else rows.header[at].strip()
    value = shortened(texts[fault.column][fault.place])
    return Fault(rows.numbers[fault.place], heading, value, fault.rule)
