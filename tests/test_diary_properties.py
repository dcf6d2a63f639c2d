"""Properties of diaries: what goes out comes back, and nothing that comes in does harm."""

import contextlib
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pandas as pd
from hypothesis import given, settings, strategies as st

from backcare.csv_reader import escape_formula, unescape_formula
from backcare.diary import Diary, diary_bytes, read_diary
from backcare.errors import DateOrderError, TableError
from backcare.exercises.load import load_exercises
from backcare.sessions import (
    ENTRY_LIMITS,
    LIMITS,
    SESSION_LIMITS,
    Entry,
    Session,
    check_session,
    log_frame,
)
from backcare.tables.fields import Field

NOW = datetime(2030, 1, 1, tzinfo=UTC)
EXERCISES = list(load_exercises().index)
read = partial(read_diary, tz=UTC, now=NOW)

# The first call reads the tables, and other tests may be running beside this one.
unhurried = settings(deadline=None)
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
awkward = st.sampled_from([*"=+-@'\"\t\r\n,; ", "\r\n", "'=", '"",'])
texts = st.lists(st.one_of(st.text(characters, max_size=5), awkward), max_size=8).map("".join)
names = texts.filter(lambda text: text.strip() and len(text) <= 100)


def numbers(limit: Field) -> st.SearchStrategy[float | None]:
    low, high = limit.lowest, limit.highest
    if limit.whole:
        return st.none() | st.integers(low, high)
    return st.none() | st.floats(low, high, exclude_min=not limit.lowest_itself)


def amounts(limits: Mapping[str, Field]) -> dict[str, st.SearchStrategy[float | None]]:
    return {column: numbers(limit) for column, limit in limits.items()}


zones = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
entries = st.builds(Entry, st.sampled_from(EXERCISES), **amounts(ENTRY_LIMITS))
sessions = st.builds(
    Session,
    st.datetimes(datetime(1970, 1, 1), datetime(2029, 12, 30), timezones=zones),  # noqa: DTZ001
    entries=st.lists(entries, max_size=4),
    note=texts,
    patient=names,
    session_id=names,
    **amounts(SESSION_LIMITS),
)
logs = st.lists(sessions, max_size=6, unique_by=lambda session: session.session_id)


def wall(session: Session) -> datetime:
    return session.started_at.replace(tzinfo=None)


def frame_of(log: Sequence[Session]) -> pd.DataFrame:
    """Write sessions as a log frame, slowly and plainly."""
    rows = []
    for session in log:
        offset = session.started_at.utcoffset() or timedelta()
        own = {"started_at": wall(session), "utc_offset_min": offset // timedelta(minutes=1)}
        entries = [vars(entry) for entry in session.entries] or [{"exercise_id": None}]
        rows += [vars(session) | entry | own for entry in entries]
    return log_frame(rows)


def sessions_of(diary: Diary) -> Iterator[Session]:
    """Turn a frame back to sessions, so that the rules of sessions can be asked about them."""
    frame = diary.frame.astype(object).where(diary.frame.notna(), None)
    for _, rows in frame.groupby("session_id", sort=False):
        entries = rows.dropna(subset="exercise_id")[["exercise_id", *ENTRY_LIMITS]]
        first = rows.iloc[0]
        zone = timezone(timedelta(minutes=first["utc_offset_min"]))
        yield Session(
            first["started_at"].to_pydatetime().replace(tzinfo=zone),
            entries=[Entry(**entry) for entry in entries.to_dict("records")],
            **first[[*SESSION_LIMITS, "note", "patient", "session_id"]],
        )


@unhurried
@given(logs)
def test_a_log_comes_back_as_it_went(log: list[Session]) -> None:
    """Export, import, export gives the same bytes, and nothing of any session is lost."""
    export = diary_bytes(frame_of(log))
    diary = read(export)
    assert (diary.faults, diary.unread) == ((), ())
    assert diary_bytes(diary.frame) == export
    in_order = sorted(log, key=lambda one: (one.patient, wall(one), one.session_id))
    pd.testing.assert_frame_equal(diary.frame, frame_of(in_order))


@unhurried
@given(logs, st.sampled_from(";\t,"), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_what_a_spreadsheet_makes_of_it_is_the_same_log(
    log: list[Session], separator: str, encoding: str
) -> None:
    """Another separator and encoding, decimal commas and other headings change nothing."""
    export = diary_bytes(frame_of(log))
    header, *rows = csv.reader(io.StringIO(export.decode(), newline=""))
    for row in rows:
        for place, column in enumerate(header):
            if column in LIMITS and len(row[place].partition(".")[2]) != 3:
                row[place] = row[place].replace(".", ",")
    file = io.StringIO(newline="")
    told = [column.replace("_", " ").title() for column in header]
    csv.writer(file, delimiter=separator).writerows([told, *rows])
    diary = read(file.getvalue().encode(encoding))
    assert (diary.faults, diary_bytes(diary.frame)) == ((), export)


edits = st.tuples(st.integers(0, 10_000), st.integers(0, 40), st.binary(max_size=6))
scraps = st.sampled_from(
    [b",", b'"', b"\n", b"\r", b";", b"\0", b"-1", b"11", b"01/02/2020", b"inf"]
)


@unhurried
@given(logs, st.lists(st.one_of(edits, st.tuples(st.integers(0, 10_000), st.just(0), scraps))))
def test_a_damaged_file_is_read_or_told(
    log: list[Session], damage: list[tuple[int, int, bytes]]
) -> None:
    """Bytes lost and put in anywhere give faults, or sessions that could have been stored."""
    file = diary_bytes(frame_of(log))
    for place, lost, put_in in damage:
        at = place % (len(file) + 1)
        file = file[:at] + put_in + file[at + lost :]
    try:
        diary = read(file)
    except (TableError, DateOrderError):
        return
    assert all(fault.rule for fault in diary.faults)
    for session in sessions_of(diary):
        check_session(session, now=NOW)
    again = read(diary_bytes(diary.frame))
    assert again.faults == ()
    pd.testing.assert_frame_equal(again.frame, diary.frame)


@unhurried
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_told(file: bytes) -> None:
    """Whatever the bytes, there is a diary or an error with words."""
    with contextlib.suppress(TableError, DateOrderError):
        read(b"date,exercise,reps,note\n" + file)
        read(file)


@unhurried
@given(texts)
def test_no_text_is_run_or_lost(text: str) -> None:
    """A text neutralised begins with no sign that runs it, and is restored exactly."""
    safe = escape_formula(text)
    assert not safe.lstrip().startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20"))
    assert not safe.startswith(tuple("\t\r\n"))
    assert unescape_formula(safe) == text


@unhurried
@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2029, 12, 30)),  # noqa: DTZ001
    st.sampled_from(["%d/%m/%Y %H:%M", "%d.%m.%Y, %H:%M", "%d %B %Y %I:%M %p", "%Y-%m-%dT%H:%M"]),
)
def test_a_date_is_read_as_it_was_written(start: datetime, style: str) -> None:
    """With the order of day and month told, every date of every style is read exactly."""
    file = f'date,exercise\n"{start:{style}}",Bridge\n'
    [read_back] = read(file.encode(), day_first=True).frame["started_at"]
    assert read_back == start.replace(second=0, microsecond=0)
