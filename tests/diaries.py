"""Small diaries for the tests: written as lines, read at one moment, shown as lists."""

from datetime import UTC, datetime
from functools import partial

from backcare.diary import Diary, read_diary

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
read = partial(read_diary, tz=UTC, now=NOW)


def lines(*rows: str) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode()


def cells(diary: Diary, *columns: str) -> list[list[object]]:
    """Return some columns of the frame as lists, None where nothing is."""
    frame = diary.frame[list(columns)].astype(object)
    return frame.where(frame.notna(), None).to_numpy().tolist()
