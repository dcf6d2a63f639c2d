"""What SVG is written with: numbers, curves, animations that need no script, and colours.

Points are complex numbers, y up, and are written with y down, one decimal and nothing spare: a
page carries many pictures, and each of them hundreds of points. Text and attributes that come
from a table go through `backcare.text.xml_text` where they are written.
"""

from __future__ import annotations

import functools
import math
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from backcare.browser import assets

Span: TypeAlias = tuple[float, float]
Point: TypeAlias = tuple[float, float]

# Skin, hair and shirt of the people in the pictures, who are as different as those who look. But
# for light skin, which has an outline, each is 3:1 or more against light and dark paper.
_PEOPLE = (
    ("#cf9872", "#86694f", "#4a8f8a"),
    ("#a26c4c", "#8f8982", "#5f86ad"),
    ("#e2b494", "#8a6a4c", "#488c7a"),
    ("#b57f5b", "#7d6450", "#6f83ab"),
)
_TEACHER = ("#a26c4c", "#8f8982", "#a07c40")


def number(value: float, places: int = 1) -> str:
    """Write a number with at most so many decimals."""
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if places else text
    text = text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
    return "0" if text in ("-0", "", "-") else text


def pair(point: complex, places: int = 1) -> str:
    """Write a point; a minus needs no space before it."""
    return f"{number(point.real, places)} {number(-point.imag, places)}".replace(" -", "-")


def line(points: Iterable[complex]) -> str:
    """Write an open line of straight pieces."""
    return "M" + "L".join(pair(point) for point in points)


def midpoints(points: Sequence[complex]) -> list[complex]:
    """Return the middles between the points of a closed line, the last that to the first."""
    return [(here + after) / 2 for here, after in zip(points, _rolled(points), strict=True)]


def smooth(points: Sequence[complex], places: int = 1) -> str:
    """Write a closed curve drawn by points beside it: it touches the middles between them."""
    # Quadratic pieces, the shortest that SVG has for a round outline: four numbers a point, as far
    # as possible relative to where the last piece ends.
    middles = midpoints(points)
    at = _as_written(middles[0], places)
    pieces = [f"M{pair(at, places)}"]
    for control, middle in zip(_rolled(points), _rolled(middles), strict=True):
        end = _as_written(middle, places)
        pieces.append(f"q{pair(control - at, places)} {pair(end - at, places)}".replace(" -", "-"))
        at = end
    return "".join(pieces) + "z"


def _as_written(point: complex, places: int) -> complex:
    """Round a point as it is written, so that what is cut off does not add up."""
    return complex(round(point.real, places), round(point.imag, places))


def _rolled(points: Sequence[complex]) -> list[complex]:
    return [*points[1:], points[0]]


def smooth_through(points: Sequence[Point], *, at: Point = (0, 0), closed: bool = True) -> str:
    """Write a curve through its points, x and y down; a point written twice is a corner."""
    # Cubic pieces: what is drawn by hand, as the body map is, has its points on the line.
    knots = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
    if closed and knots[0] == knots[-1]:
        knots.pop()
    corners = {a for a, b in zip(points, [*points[1:], points[0]], strict=True) if a == b}
    ends = list(zip(knots, _slopes(knots, corners, closed), strict=True))
    steps = zip(ends, ends[1:] + ends[:1] if closed else ends[1:], strict=False)
    pieces = "".join(f"C{_absolute(_handles(*step), at)}" for step in steps)
    return f"M{_absolute(knots[:1], at)}{pieces}{'Z' if closed else ''}"


def _slopes(knots: list[Point], corners: set[Point], closed: bool) -> list[Point]:
    """Give the direction of a curve in each point; a corner, or an open end, has none."""
    last, slopes = len(knots) - 1, []
    for i, knot in enumerate(knots):
        before, after = knots[i - 1], knots[(i + 1) % len(knots)]
        if knot in corners or (not closed and i in (0, last)):
            slopes.append((0.0, 0.0))
            continue
        # Against both chords, so that points may stand close or far.
        length = math.dist(before, knot) + math.dist(knot, after)
        slopes.append(((after[0] - before[0]) / length, (after[1] - before[1]) / length))
    return slopes


def _handles(start: tuple[Point, Point], end: tuple[Point, Point]) -> list[Point]:
    """Return the two handles and the end of one piece of a curve."""
    (a, slope_a), (b, slope_b) = start, end
    # A third of the chord: handles of a circle's arc are about as long, and it cannot loop.
    third = math.dist(a, b) / 3
    handle_a = (a[0] + slope_a[0] * third, a[1] + slope_a[1] * third)
    return [handle_a, (b[0] - slope_b[0] * third, b[1] - slope_b[1] * third), b]


def _absolute(points: Sequence[Point], at: Point) -> str:
    return " ".join(f"{round(x + at[0], 1):g} {round(y + at[1], 1):g}" for x, y in points)


@dataclass(frozen=True)
class Timeline:
    """The seconds at which the frames of an animation are seen; without any, one frame stays."""

    times: Sequence[float] = ()  # from 0 to the length of the loop

    def animate(self, values: Sequence[str], attribute: str, more: str = "") -> str:
        """Write an animation of one attribute, or nothing where nothing changes."""
        if not self.times or len(set(values)) == 1:
            return ""
        # Of equal values in a row the first and the last stay: between two, a browser moves evenly.
        last = len(values) - 1
        kept = [
            k
            for k in range(last + 1)
            if k in (0, last) or not values[k - 1] == values[k] == values[k + 1]
        ]
        keys = [self._key(self.times[k]) for k in kept]
        tag = "animateTransform" if attribute == "transform" else "animate"
        return self._element(tag, attribute, keys, [values[k] for k in kept], more)

    def translate(self, places: Sequence[str]) -> str:
        """Write an animation that moves a group from place to place."""
        return self.animate(places, "transform", 'type="translate" ')

    def show(self, spans: Iterable[Span]) -> str:
        """Write an animation that shows something in some spans of seconds and hides it else."""
        if not self.times:
            return ""
        keys, values = ["0"], ["0"]
        for start, end in _merged(spans):
            for time, value in ((start, "1"), (end, "0")):
                if keys[-1] == self._key(time):
                    values[-1] = value
                elif time < self.times[-1]:
                    keys.append(self._key(time))
                    values.append(value)
        if values == ["1"]:
            return ""
        return self._element("animate", "opacity", keys, values, 'calcMode="discrete" ')

    def fill(self, spans: Iterable[Span]) -> str:
        """Write an animation that draws a line of length 1 from its start in each span."""
        keys, values = ["0"], ["1"]
        for start, end in spans:
            # The end comes twice: there the line is whole, and gone.
            keys += [self._key(start), self._key(end), self._key(end)]
            values += ["1", "0", "1"]
        return self._element("animate", "stroke-dashoffset", [*keys, "1"], [*values, "1"])

    def _key(self, time: float) -> str:
        return f"{time / self.times[-1]:.3f}".rstrip("0").rstrip(".").removeprefix("0") or "0"

    def _element(
        self, tag: str, attribute: str, keys: Sequence[str], values: Sequence[str], more: str = ""
    ) -> str:
        return (
            f'<{tag} attributeName="{attribute}" {more}dur="{number(self.times[-1])}s" '
            f'repeatCount="indefinite" keyTimes="{";".join(keys)}" values="{";".join(values)}"/>'
        )


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that follow one another without a gap."""
    merged: list[Span] = []
    for start, end in spans:
        begun = merged.pop()[0] if merged and merged[-1][1] == start else start
        merged.append((begun, end))
    return merged


def style(svg: str) -> str:
    """Return the rules of figure.css that a picture needs: those of the classes in it."""
    # All of them are 3 kB, and a page has many pictures.
    used = set(re.findall(r"bf-[\w-]+", svg))
    return "".join(rule for needed, rule in _rules() if needed <= used)


@functools.cache
def _rules() -> tuple[tuple[set[str], str], ...]:
    """Read figure.css, one rule a line, each with the classes without which it is not needed."""
    css = assets("figure.css")
    # A class in `:not(...)` need not be there for the rule to be needed.
    rules = [rule for rule in css.splitlines() if not rule.startswith("/*")]
    return tuple((set(re.findall(r"(?<!not\()\.(bf-[\w-]+)", rule)), rule) for rule in rules)


def person_style(exercise_id: str) -> str:
    """Return the colours of the person who shows an exercise, always the same one."""
    # Python's own hash is another one each time it starts.
    return _colours(*_PEOPLE[zlib.crc32(exercise_id.encode()) % len(_PEOPLE)])


def teacher_style() -> str:
    """Return the colours of whoever teaches."""
    return _colours(*_TEACHER)


def _colours(skin: str, hair: str, top: str) -> str:
    """Name the colours of one person, those of sleeves and of the far side darker."""
    colours = {"s": skin, "s2": _darker(skin, 0.86), "h": hair}
    colours |= {"t": top, "t1": _darker(top, 0.93), "t2": _darker(top, 0.81)}
    return ";".join(f"--bf-{name}:{colour}" for name, colour in colours.items())


def _darker(colour: str, part: float) -> str:
    channels = (round(part * int(colour[k : k + 2], 16)) for k in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in channels)
