"""What a prop is drawn for, and what drawing one gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from backcare.figures.clock import Clock
from backcare.figures.film import Film
from backcare.figures.motion import Frame
from backcare.figures.skeleton import direction

_PAD = 8.0


class Box(NamedTuple):
    """A rectangle in cm, y up."""

    left: float
    low: float
    right: float
    high: float

    def around(self, *others: Box) -> Box:
        """Return the smallest box around this and others."""
        every = [self, *others]
        return Box(
            min(box.left for box in every),
            min(box.low for box in every),
            max(box.right for box in every),
            max(box.high for box in every),
        )


class Drawn(NamedTuple):
    """One prop: what lies behind the person and what before, what is in the hands, how far it goes.

    `once` is what each panel refers to, and the picture writes only once.
    """

    behind: str = ""
    before: str = ""
    held: str = ""
    once: str = ""
    box: Box | None = None


class Stage(NamedTuple):
    """What a prop is drawn for: the frames and their times, where the belly is, how far one sees.

    `left`, `right` and `low` are the edges of the picture, in cm.
    """

    film: Film
    clock: Clock
    front: int
    left: float = 0.0
    right: float = 0.0
    low: float = 0.0


def extent(frames: Sequence[Frame]) -> Box:
    """Return the box around a person in all of some frames."""
    points = [point for frame in frames for point in frame.points.values()]
    across, up = [point.real for point in points], [point.imag for point in points]
    return Box(min(across) - _PAD, min(up) - _PAD, max(across) + _PAD, max(up) + _PAD)


def palm(frame: Frame, side: str) -> complex:
    """Find the middle of a hand that is closed."""
    return frame.points[f"{side}_wrist"] + 5 * direction(frame.angles[f"{side}_hand"])


def path(kind: str, d: str, moves: str = "") -> str:
    """Write a line of one kind, and how it moves."""
    return f'<path class="bf-{kind}" d="{d}">{moves}</path>'
