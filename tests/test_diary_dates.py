"""Dates and times of a diary: each way of writing them, and the question about their order."""

from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from backcare.diary import Diary, read_diary
from backcare.errors import DateOrderError
from backcare.sessions import Session

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
read = partial(read_diary, tz=UTC, now=NOW)


def diary_of(*dates: str, **settings: object) -> Diary:
    rows = "".join(f'"{date}",Bridge\n' for date in dates)
    return read(f"date,exercise\n{rows}".encode(), **settings)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-02", "2026-03-02T12:00:00"),
        ("2026-3-2 7:05", "2026-03-02T07:05:00"),
        ("2026/03/02 18:30:59", "2026-03-02T18:30:59"),
        ("2026-03-02T18:30:59.123456", "2026-03-02T18:30:59.123456"),
        ("2026-03-02T18:30:59.1234567", "2026-03-02T18:30:59.123456"),
        ("2026-03-02 00:00", "2026-03-02T00:00:00"),
        ("13/03/2026", "2026-03-13T12:00:00"),
        ("3/13/2026", "2026-03-13T12:00:00"),
        ("13.3.26, 18:30", "2026-03-13T18:30:00"),
        ("13-03-2026", "2026-03-13T12:00:00"),
        ("05/05/2026 6:30 pm", "2026-05-05T18:30:00"),
        ("05/05/2026 12:15am", "2026-05-05T00:15:00"),
        ("05/05/2026 6 p.m.", "2026-05-05T18:00:00"),
        ("05/05/2026 6:30\N{NARROW NO-BREAK SPACE}PM", "2026-05-05T18:30:00"),
        ("2 March 2026", "2026-03-02T12:00:00"),
        ("Mon 2nd Mar 2026 18:30", "2026-03-02T18:30:00"),
        ("March 2, 2026", "2026-03-02T12:00:00"),
        ("2-Sept-26", "2026-09-02T12:00:00"),
        ("29/02/2024", "2024-02-29T12:00:00"),
    ],
)
def test_ways_to_write_a_date(written: str, meant: str) -> None:
    """Each way that can be read only one way is read, without a question."""
    diary = diary_of(written)
    assert diary.faults == ()
    assert diary.frame["started_at"].tolist() == [datetime.fromisoformat(meant)]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("soon", "must be a date such as"),
        ("46085", "is a day as a spreadsheet counts them, 4 Mar 2026"),
        ("04-03-26", "must be a date such as"),
        ("2026-03-02 half past six", "must be a date such as"),
        ("2026-03-02 18", "must be a date such as"),
        ("1" * 1_000_000, "must be a date such as"),
        ("2026-02-29", "does not exist: there is no 29 February 2026."),
        ("31.04.2026", "there is no 31 April 2026. Find out which day it was."),
        ("31.04.2026", "See day_first"),
        ("13/13/2026", "does not exist"),
        ("0/1/2026", "does not exist"),
        ("2026-03-02 24:30", "does not exist"),
        ("2026-03-02 13:30 pm", "has the hour 13"),
        ("2 Marz 2026", "names no month: 'marz'"),
        ("2026-03-02 18:30+24:00", "has an offset of"),
        ("2026-03-02 18:30-01:75", "has an offset of"),
        ("1969-12-31", "must not be before 1970"),
        ("0000-01-01", "does not exist"),
        ("2026-11-03", "must not be in the future"),
        ("9999-12-31T23:59-23:59", "must not be in the future"),
    ],
)
def test_what_is_no_date(written: str, rule: str) -> None:
    """Each is told with its rule, and never guessed at."""
    [fault] = diary_of(written).faults
    assert rule in fault.rule


def test_an_ambiguous_date_is_asked_about() -> None:
    """The question names the date, its row, what answers it, and a date that hints at it."""
    with pytest.raises(DateOrderError) as asked:
        diary_of("2026-01-01", "03/04/2026", "25/04/2026", "04/26/2026")
    assert str(asked.value) == (
        "The file: '03/04/2026' (row 3) could mean two different dates. Another date, 25/04/2026, "
        "has the "
        "day first. Pass day_first=True if the day is written first, or day_first=False if the "
        "month is."
    )
    assert (asked.value.row, asked.value.value) == (3, "03/04/2026")


@pytest.mark.parametrize(("day_first", "month"), [(True, 4), (False, 3)])
def test_the_answer_is_kept_to(day_first: bool, month: int) -> None:
    """With an answer each date is read that way, and one that cannot be is a fault."""
    diary = diary_of("03/04/2026", "25/04/2026", "04/25/2026", day_first=day_first)
    assert diary.frame["started_at"].dt.month.iloc[0] == month
    assert [fault.row for fault in diary.faults] == [4 if day_first else 3]


def test_each_date_readable_one_way_is_no_question() -> None:
    """Where no date is ambiguous, none is asked about, even if their orders differ."""
    diary = diary_of("25/04/2026", "04/26/2026", "07/07/2026")
    assert diary.frame["started_at"].dt.day.tolist() == [25, 26, 7]


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("2026-03-02 18:30", 60),
        ("2026-07-02 18:30", 120),
        ("2026-03-29 02:30", 60),  # skipped by the clocks of that night
        ("2026-10-25 02:30", 120),  # there twice; the first is taken
        ("2026-07-02 18:30Z", 0),
        ("2026-07-02T18:30+0530", 330),
        ("2026-07-02 18:30 -03", -180),
    ],
)
def test_offsets(written: str, minutes: int) -> None:
    """An offset is kept as written; without one it is that of the place at that time."""
    frame = diary_of(written, tz=BERLIN).frame
    assert frame["utc_offset_min"].tolist() == [minutes]
    assert frame["started_at"].dt.hour.tolist() == [int(written[11:13])]


def test_the_offset_is_the_one_that_a_session_has() -> None:
    """A diary and a Session agree on local time, also on the nights when clocks change."""
    for hour in range(24):
        start = datetime(2026, 3, 29, hour, 30)  # noqa: DTZ001 (local time is the point)
        session = Session(start).started_at.utcoffset()
        [minutes] = read_diary(f"date,exercise\n{start},Bridge\n".encode(), now=NOW).frame[
            "utc_offset_min"
        ]
        assert session is not None
        assert minutes * 60 == session.total_seconds()


def test_a_time_of_its_own_joins_the_date() -> None:
    """Date and time may stand in two columns; a day without a time counts as noon."""
    diary = read(b"Date,Start time,exercise\n2026-03-02,6:30 pm,Walk\n2026-03-03,,Walk\n")
    assert diary.frame["started_at"].dt.hour.tolist() == [18, 12]
