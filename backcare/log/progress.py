"""How far an import has come, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[int, int], object]
# A shorter file is read before anybody could see a bar: about a second.
_LONG_ROWS = 10_000


class Steps:
    """The two passes over a file, reading and storing, told as one."""

    def __init__(self, tell: Progress) -> None:
        self._tell = tell
        self._rows = 0

    def read(self, done: int, rows: int) -> None:
        """Tell how many rows have been read."""
        self._rows = rows
        self._tell(done, 2 * rows)

    def stored(self, share: float) -> None:
        """Tell which share of the rows has been stored."""
        self._tell(self._rows + round(share * self._rows), 2 * self._rows)


class _Bar:
    """A bar that appears for a long file only, in a notebook as a widget."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        if total < 2 * _LONG_ROWS:
            return
        if self._bar is None:
            # Imported here: most imports are short.
            from tqdm.auto import tqdm

            self._bar = tqdm(total=total, desc=self._text, unit=" steps")
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


@contextmanager
def steps(progress: Progress | None, text: str) -> Iterator[Steps]:
    """Tell of the steps to whom the caller names, or else on a bar."""
    bar = _Bar(text)
    try:
        yield Steps(progress or bar)
    finally:
        bar.close()
