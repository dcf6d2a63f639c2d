"""A sheet of paper: words measured and placed in points from its top left, one page, no more.

matplotlib draws the sheet, so that charts lie on it as they are, and measures its letters.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from backcare.charts.style import Look, printable
from backcare.palette import GRID, INK, PALE_TEAL, PAPER, QUIET_INK

Weight = Literal["normal", "bold"]
BODY, SMALL, HEADING = 8.4, 7.4, 10.5
_LINE = 1.32
# Letters on the screen, which are fitted to its dots, may be a little wider than measured.
_SLACK = 0.98
_MOST_LETTERS = 1_000


class Sheet:
    """One sheet of paper, in points (1/72 inch)."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure(figsize=(width / 72, height / 72), facecolor=PAPER)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = BODY,
        weight: Weight = "normal",
        colour: str = INK,
        align: Literal["left", "right"] = "left",
    ) -> None:
        """Write one line; `y` is its base line."""
        look: Look = {"fontsize": size, "fontweight": weight, "color": colour, "ha": align}
        self.figure.text(x / self.width, 1 - y / self.height, text, va="baseline", **look)

    def box(self, x: float, top: float, width: float, height: float) -> None:
        """Lay a pale box below what is written later."""
        corner = (x / self.width, 1 - (top + height) / self.height)
        size = (width / self.width, height / self.height)
        self.figure.add_artist(Rectangle(corner, *size, facecolor=PALE_TEAL, zorder=-1))

    def line(self, x: float, y: float, width: float) -> None:
        """Draw a thin line across."""
        ends = [x / self.width, (x + width) / self.width]
        down = 1 - y / self.height
        self.figure.add_artist(Line2D(ends, [down, down], color=GRID, linewidth=0.8))

    def axes(self, x: float, top: float, width: float, height: float) -> Axes:
        """Return axes whose frame has this place; their words need room around it."""
        left, bottom = x / self.width, 1 - (top + height) / self.height
        return self.figure.add_axes((left, bottom, width / self.width, height / self.height))


class Column:
    """A column of text on a sheet, filled from the top; what has no room is not written."""

    def __init__(self, sheet: Sheet, x: float, top: float, width: float, bottom: float) -> None:
        self.sheet, self.x, self.y, self.width, self.bottom = sheet, x, top, width, bottom

    def room(self, size: float = BODY) -> int:
        """Return how many lines still have room."""
        return max(0, int((self.bottom - self.y) / (size * _LINE) + 1e-6))

    def heading(self, text: str) -> None:
        """Write a heading, with some air above it."""
        self.y += 0.5 * HEADING
        self._line(text, size=HEADING, weight="bold")
        self.y += 0.2 * HEADING

    def paragraph(
        self,
        text: str,
        *,
        most: int | None = None,
        size: float = BODY,
        weight: Weight = "normal",
        colour: str = INK,
    ) -> bool:
        """Write as many lines as fit and as `most` allows; say whether any did."""
        lines = min(self.room(size), self.room(size) if most is None else most)
        for line in wrap(text, self.width, lines=lines, size=size, weight=weight):
            self._line(line, size=size, weight=weight, colour=colour)
        return lines > 0

    def quiet(self, text: str, *, most: int | None = None) -> bool:
        """Write a paragraph that is there for those who look for it."""
        return self.paragraph(text, most=most, size=SMALL, colour=QUIET_INK)

    def row(self, cells: Sequence[str], shares: Sequence[float], *, colour: str = INK) -> None:
        """Write one row of a table, each cell cut to its share of the width."""
        x, base = self.x, self.y + BODY
        for cell, share in zip(cells, shares, strict=True):
            self.sheet.write(x, base, fit(cell, share * self.width - 5), colour=colour)
            x += share * self.width
        self.y += BODY * _LINE

    def gap(self, points: float) -> None:
        """Leave some air."""
        self.y += points

    def _line(
        self, text: str, *, size: float, weight: Weight = "normal", colour: str = INK
    ) -> None:
        self.sheet.write(self.x, self.y + size, text, size=size, weight=weight, colour=colour)
        self.y += size * _LINE


def wrap(
    text: str, width: float, *, lines: int, size: float = BODY, weight: Weight = "normal"
) -> list[str]:
    """Break a text into at most so many lines of a width; what is left out shows as "…"."""
    rest = printable(text[: lines * _MOST_LETTERS])
    if len(text) > lines * _MOST_LETTERS:
        rest += " …"
    broken: list[str] = []
    while rest and len(broken) < lines - 1:
        line, rest = _first_line(rest, width, size, weight)
        broken.append(line)
    return [*broken, fit(rest, width, size=size, weight=weight)] if rest and lines else broken


def fit(text: str, width: float, *, size: float = BODY, weight: Weight = "normal") -> str:
    """Return a text that fits on one line, cut with "…" where it is too long."""
    text = printable(text[:_MOST_LETTERS])
    if text_width(text, size, weight) <= width:
        return text
    line, _ = _first_line(text, width - text_width(" …", size, weight), size, weight)
    return f"{line} …"


def _first_line(text: str, width: float, size: float, weight: Weight) -> tuple[str, str]:
    """Split off what fits on a line: whole words if it can be, letters if it must."""
    line, rest = "", text.split(" ")
    while rest and text_width(f"{line} {rest[0]}".lstrip(), size, weight) <= width:
        line = f"{line} {rest.pop(0)}".lstrip()
    if not line:  # a word wider than the line: search for how many of its letters fit
        long = rest.pop(0)
        too_wide = bisect_left(
            range(1, len(long)), True, key=lambda n: text_width(long[:n], size, weight) > width
        )
        letters = max(1, too_wide)
        line, rest = long[:letters], [long[letters:], *rest]
    return line, " ".join(rest)


# A note is measured word by word, and the same few hundred words come again and again.
@functools.lru_cache(maxsize=20_000)
def text_width(text: str, size: float, weight: Weight) -> float:
    """Return how wide a line is, in points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / _SLACK
