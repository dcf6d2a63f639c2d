"""When what is drawn moves, shows and hides: the animations of an SVG, which need no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backcare.figures.svg import number

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
