"""What a worker elsewhere is sent along, to read a file as the computer that asks would.

By itself a worker would go by its own clock, its own time zone and its own folders, and say nothing
of it.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise
from pathlib import Path
from typing import Any

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = 400 * _DAY  # no diary is read that is further ahead
# Bytes at the start of a file and at its end: of another diary, or another log, they differ.
_LOOKED_AT = 65_536
_NOT_SEEN = (
    "A worker of the Dask cluster does not see {name}, which this computer does. Workers must see "
    "the folder under the same path: put it where all of them see it, such as on a shared drive, "
    "start the workers on this computer, or leave address out."
)
_ANOTHER = (
    "A worker of the Dask cluster sees another {name} than this computer does, or the file has "
    "changed meanwhile. Workers must see the same folder under the same path: put it on a shared "
    "drive, start the workers on this computer, or leave address out."
)


class ZoneHere(tzinfo):
    """The time zone of one computer, on any: the offsets of its clock, and when they changed."""

    def __init__(self, changes: Sequence[datetime], offsets: Sequence[timedelta]) -> None:
        self._changes, self._offsets = changes, offsets
        # What the clock shows at each change: a time that comes twice is the first of the two, and
        # one that is skipped is told by the old offset, unless `fold` says otherwise.
        self._shown = [
            [change + which(pair) for change, pair in zip(changes, pairwise(offsets), strict=True)]
            for which in (max, min)
        ]

    def __reduce__(self) -> tuple[Any, ...]:
        return ZoneHere, (self._changes, self._offsets)

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return the offset by the clock on the wall."""
        if moment is None:
            return None
        shown = self._shown[moment.fold]
        return self._offsets[bisect_right(shown, moment.replace(tzinfo=UTC))]

    def dst(self, _: datetime | None) -> None:
        """Tell nothing of what is summer time."""

    def tzname(self, _: datetime | None) -> str:
        """Return what is no name."""
        return "local"

    def fromutc(self, moment: datetime) -> datetime:
        """Return what the clock shows at a moment."""
        offset = self._offsets[bisect_right(self._changes, moment.replace(tzinfo=UTC))]
        shown = (moment + offset).replace(fold=0)
        return shown if self.utcoffset(shown) == offset else shown.replace(fold=1)


def zone_here(until: datetime) -> ZoneHere:
    """Return the zone of this computer, as far as its clock goes back and up to a day."""
    moment, changes, offsets = _FIRST, list[datetime](), [_offset(_FIRST)]
    while moment < until:
        after = moment + _DAY
        if _offset(after) != offsets[-1]:
            changes.append(_change_between(moment, after))
            offsets.append(_offset(after))
        moment = after
    return ZoneHere(changes, offsets)


def _offset(moment: datetime) -> timedelta:
    return moment.astimezone().utcoffset() or timedelta()


def _change_between(before: datetime, after: datetime) -> datetime:
    """Return the second from which the clock goes by the offset that it has at the end."""
    new = _offset(after)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (before, middle) if _offset(middle) == new else (middle, after)
    return after


def fixed_here(reading: Mapping[str, Any]) -> dict[str, Any]:
    """Return how to read, where `now` is known, by the clock and the zone of this computer."""
    now = reading["now"].astimezone(UTC)
    return {**reading, "now": now, "tz": reading.get("tz") or zone_here(now + _AHEAD)}


def digest(path: Path) -> bytes:
    """Return a few bytes by which a file is known from another of its name."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        start = file.read(_LOOKED_AT)
        file.seek(max(0, size - _LOOKED_AT))
        return hashlib.blake2b(b"%d," % size + start + file.read(), digest_size=16).digest()


def whole_digest(path: Path) -> bytes:
    """Return a few bytes by which all that a file says is known; none where it cannot be read."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return b""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return b""


def hold_to(path: Path, name: str, seen: bytes) -> None:
    """Raise unless a file is here, and the one that was seen where it was asked for."""
    try:
        same = digest(path) == seen
    except OSError:
        raise ValueError(_NOT_SEEN.format(name=name)) from None
    if not same:
        raise ValueError(_ANOTHER.format(name=name))
