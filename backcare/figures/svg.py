"""Numbers and outlines as SVG writes them: y down, one decimal, nothing spare.

When what is drawn moves, shows and hides: the animations of an SVG, which need no script.

How the pictures look: one style, for JupyterLab's themes, the system's and paper.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backcare.browser import assets


def number(value: float, places: int = 1) -> str:
    """Write a number with at most so many decimals.

    Examples
    --------
    >>> number(2.0), number(-0.04), number(0.25)
    ('2', '0', '.2')
    """
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if places else text
    text = text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
    return "0" if text in ("-0", "", "-") else text


def pair(point: complex, places: int = 1) -> str:
    """Write a point.

    Examples
    --------
    >>> pair(3 + 4.5j), pair(3 - 4.5j)
    ('3-4.5', '3 4.5')
    """
    return _tight(f"{number(point.real, places)} {number(-point.imag, places)}")


def smooth(points: Sequence[complex], places: int = 1) -> str:
    """Write a closed outline that is round at every point, each piece from where the last ends.

    Examples
    --------
    >>> smooth([0j, 4 + 0j, 4j])
    'M2 0q2 0 0-2q-2-2-2 0q0 2 2 2z'
    """
    middles = [(here + after) / 2 for here, after in zip(points, rolled(points), strict=True)]
    at = _written(middles[0], places)
    told = [f"M{pair(at, places)}"]
    for by, to in zip(rolled(points), rolled(middles), strict=True):
        end = _written(to, places)
        told.append(_tight(f"q{pair(by - at, places)} {pair(end - at, places)}"))
        at = end
    return "".join(told) + "z"


def _written(point: complex, places: int) -> complex:
    """Round a point as it is written, so that what is cut off does not add up."""
    return complex(round(point.real, places), round(point.imag, places))


def _tight(text: str) -> str:
    """Leave out the spaces that a minus makes needless."""
    return text.replace(" -", "-")


def rolled(points: Sequence[complex]) -> list[complex]:
    """Return the points after each point of a closed line."""
    return [*points[1:], points[0]]


def line(points: Iterable[complex]) -> str:
    """Write an open line of straight pieces.

    Examples
    --------
    >>> line([0j, 2 + 2j])
    'M0 0L2-2'
    """
    return "M" + "L".join(pair(point) for point in points)


Span = tuple[float, float]


@dataclass(frozen=True)
class Clock:
    """When the frames of an animation are shown; without times there is one frame, and it stays.

    Attributes
    ----------
    times : list of float
        Seconds, the first 0, the last the length of the loop.
    """

    times: Sequence[float] = ()

    def animate(self, values: Sequence[str], what: str, more: str = "") -> str:
        """Write an animation of one attribute, or nothing where nothing changes.

        Examples
        --------
        >>> 'keyTimes="0;.5;1" values="5;5;9"' in Clock([0, 1, 2, 4]).animate([*"5559"], "x")
        True
        """
        if not self.times or len(set(values)) == 1:
            return ""
        last = len(values) - 1
        kept = [
            k
            for k in range(last + 1)
            if k in (0, last) or not values[k - 1] == values[k] == values[k + 1]
        ]
        keys = [self._key(self.times[k]) for k in kept]
        tag = "animateTransform" if what == "transform" else "animate"
        return self._written(tag, what, keys, [values[k] for k in kept], more)

    def shown(self, spans: Iterable[Span]) -> str:
        """Write an animation that shows something in some spans of seconds and hides it else.

        Examples
        --------
        >>> Clock([0, 4]).shown([(0, 1), (1, 4)])
        ''
        >>> 'keyTimes="0;.25;.5" values="0;1;0"' in Clock([0, 4]).shown([(1, 2)])
        True
        """
        if not self.times:
            return ""
        keys, values = ["0"], ["0"]
        for start, end in _joined(spans):
            for time, value in ((start, "1"), (end, "0")):
                if keys[-1] == self._key(time):
                    values[-1] = value
                elif time < self.times[-1]:
                    keys.append(self._key(time))
                    values.append(value)
        if values == ["1"]:
            return ""
        return self._written("animate", "opacity", keys, values, 'calcMode="discrete" ')

    def filled(self, spans: Iterable[Span]) -> str:
        """Write an animation that draws a line of length 1 from its start in each span."""
        keys, values = ["0"], ["1"]
        for start, end in spans:
            keys += [self._key(start), self._key(end), self._key(end)]
            values += ["1", "0", "1"]
        return self._written("animate", "stroke-dashoffset", [*keys, "1"], [*values, "1"])

    def _key(self, time: float) -> str:
        return f"{time / self.times[-1]:.3f}".rstrip("0").rstrip(".").removeprefix("0") or "0"

    def _written(
        self, tag: str, what: str, keys: Sequence[str], values: Sequence[str], more: str = ""
    ) -> str:
        return (
            f'<{tag} attributeName="{what}" {more}dur="{number(self.times[-1])}s" '
            f'repeatCount="indefinite" keyTimes="{";".join(keys)}" values="{";".join(values)}"/>'
        )


def _joined(spans: Iterable[Span]) -> list[Span]:
    told: list[Span] = []
    for start, end in spans:
        begun = told.pop()[0] if told and told[-1][1] == start else start
        told.append((begun, end))
    return told


def style(inside: str) -> str:
    """Return the rules of figure.css that a picture needs: those of the classes in it.

    Examples
    --------
    >>> ".bf-mat{" in style('class="bf-mat"'), ".bf-mat{" in style('class="bf-floor"')
    (True, False)
    """
    used = set(re.findall(r"bf-[\w-]+", inside))
    return "".join(rule for needed, rule in _rules() if needed <= used)


# Skin, hair and shirt of the people in the pictures, who are as different as those who look.
_PEOPLE = (
    ("#cf9872", "#54402f", "#4a8f8a"),
    ("#8d5f45", "#4a3a32", "#5f86ad"),
    ("#e2b494", "#b1aaa2", "#4f9a86"),
    ("#b57f5b", "#5c4535", "#7d8fb3"),
)
_TEACHER = ("#9a6a4a", "#b3ada6", "#c09a5b")


def person_style(exercise_id: str) -> str:
    """Return the colours of the person who shows an exercise, always the same one.

    Examples
    --------
    >>> person_style("bridging").split(";")[0]
    '--bf-s:#8d5f45'
    """
    return _colours(*_PEOPLE[zlib.crc32(exercise_id.encode()) % len(_PEOPLE)])


def teacher_style() -> str:
    """Return the colours of whoever teaches.

    Examples
    --------
    >>> teacher_style().count("--bf-")
    6
    """
    return _colours(*_TEACHER)


def _colours(skin: str, hair: str, top: str) -> str:
    """Name the colours of one person, those on the far side darker."""
    told = {"s": skin, "s2": _darker(skin, 0.8), "h": hair}
    told |= {"t": top, "t1": _darker(top, 0.93), "t2": _darker(top, 0.74)}
    return ";".join(f"--bf-{name}:{colour}" for name, colour in told.items())


def _darker(colour: str, part: float) -> str:
    """Darken a colour.

    Examples
    --------
    >>> _darker("#ff8000", 0.5)
    '#804000'
    """
    channels = (round(part * int(colour[k : k + 2], 16)) for k in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


@functools.cache
def _rules() -> tuple[tuple[set[str], str], ...]:
    """Read figure.css, one rule a line, each with the classes without which it is not needed."""
    css = assets("figure.css")
    rules = [line for line in css.splitlines() if not line.startswith("/*")]
    return tuple((set(re.findall(r"(?<!not\()\.(bf-[\w-]+)", rule)), rule) for rule in rules)
