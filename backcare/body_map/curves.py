"""Smooth curves through points, as the path data of an SVG; the half of a body gives the whole."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Point: TypeAlias = tuple[float, float]


def outlines(shape: Mapping[str, Any]) -> list[list[Point]]:
    """Return the whole curves of one shape of body_map.json, those on the other side too.

    Examples
    --------
    >>> outlines({"half": [[0, 1], [2, 2], [0, 3]]})
    [[(0, 1), (2, 2), (0, 3), (-2, 2)]]
    >>> outlines({"line": [[1, 1], [2, 2]]})
    [[(1, 1), (2, 2)], [(-1, 1), (-2, 2)]]
    """
    ((kind, listed),) = ((key, shape[key]) for key in ("half", "pair", "line") if key in shape)
    points = [(x, y) for x, y in listed]
    mirrored = [(-x, y) for x, y in points]
    if kind == "half":
        return [points + [point for point in reversed(mirrored) if point[0] != 0]]
    return [points] if mirrored == points else [points, mirrored]


def path_data(points: Sequence[Point], *, at: Point = (0, 0), closed: bool = True) -> str:
    """Write a smooth curve through points as path data; a point written twice is a corner.

    Examples
    --------
    >>> path_data([(0, 0), (3, 3)], closed=False)
    'M0 0C0 0 3 3 3 3'
    """
    knots = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
    if closed and knots[0] == knots[-1]:
        knots.pop()
    corners = {a for a, b in zip(points, [*points[1:], points[0]], strict=True) if a == b}
    slopes = _slopes(knots, corners, closed)
    ends = list(zip(knots, slopes, strict=True))
    steps = zip(ends, ends[1:] + ends[:1] if closed else ends[1:], strict=False)
    drawn = "".join(f"C{_text(_bend(*step), at)}" for step in steps)
    return f"M{_text(knots[:1], at)}{drawn}{'Z' if closed else ''}"


def _slopes(knots: list[Point], corners: set[Point], closed: bool) -> list[Point]:
    """Give the direction of the curve in each point; a corner, or an open end, has none.

    Measured against the lengths of the two chords, so that points may stand close or far.
    """
    last, slopes = len(knots) - 1, []
    for i, knot in enumerate(knots):
        before, after = knots[i - 1], knots[(i + 1) % len(knots)]
        if knot in corners or (not closed and i in (0, last)):
            slopes.append((0.0, 0.0))
            continue
        length = math.dist(before, knot) + math.dist(knot, after)
        slopes.append(((after[0] - before[0]) / length, (after[1] - before[1]) / length))
    return slopes


def _bend(start: tuple[Point, Point], end: tuple[Point, Point]) -> list[Point]:
    """Return the two handles and the end of one piece of a curve."""
    (a, slope_a), (b, slope_b) = start, end
    third = math.dist(a, b) / 3
    handle_a = (a[0] + slope_a[0] * third, a[1] + slope_a[1] * third)
    return [handle_a, (b[0] - slope_b[0] * third, b[1] - slope_b[1] * third), b]


def _text(points: Sequence[Point], at: Point) -> str:
    return " ".join(f"{round(x + at[0], 1):g} {round(y + at[1], 1):g}" for x, y in points)
