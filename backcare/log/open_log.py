"""A log as such: opening and closing it. What can be done with it is built on this."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd

from backcare.exercises.load import load_exercises
from backcare.log.database import Database


def _clock() -> datetime:
    return datetime.now(UTC)


class OpenLog:
    """A log that is open; `SessionLog` tells how to open one."""

    def __init__(
        self,
        path_or_url: str | os.PathLike[str] | None = None,
        *,
        exercises: pd.DataFrame | None = None,
        now: Callable[[], datetime] = _clock,
        open_later: bool = False,
    ) -> None:
        self._exercises = load_exercises() if exercises is None else exercises
        self._now = now
        self._database = Database(path_or_url, open_later=open_later)
        # A notebook rarely closes what it opened; a log that nobody holds closes itself.
        weakref.finalize(self, self._database.close)

    @property
    def path(self) -> Path | None:
        """The log's file; None when it is kept by a server or in memory."""
        return self._database.path

    def close(self) -> None:
        """Let go of the file or the server; a closed log says so when it is used again.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> log.close()
        """
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"SessionLog({str(self._database)!r})"
