"""A person as SVG: every bone a group that turns, every outline drawn once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backcare.figures.flesh import (
    DRESS,
    LIMBS,
    MUSCLES,
    ROOTS,
    SHAPES,
    TRUNK_MUSCLES,
    Outline,
    on_trunk,
    trunk,
    trunk_muscle,
)
from backcare.figures.motion import Frame
from backcare.figures.paths import number, pair, smooth
from backcare.figures.skeleton import LENGTHS


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
        """Write an animation of one attribute, or nothing where nothing changes."""
        if not self.times or len(set(values)) == 1:
            return ""
        kept = [
            k
            for k in range(len(values))
            if k in (0, len(values) - 1) or not values[k - 1] == values[k] == values[k + 1]
        ]
        end = self.times[-1]
        keys = ";".join(_key(self.times[k] / end) for k in kept)
        told = ";".join(values[k] for k in kept)
        tag = "animateTransform" if what == "transform" else "animate"
        return (
            f'<{tag} attributeName="{what}" {more}dur="{number(end)}s" repeatCount="indefinite" '
            f'keyTimes="{keys}" values="{told}"/>'
        )

    def shown(self, spans: Sequence[tuple[float, float]]) -> str:
        """Write an animation that shows something in some spans of seconds and hides it else."""
        return self._stepped("opacity", [(start, end, "1") for start, end in spans])

    def filled(self, spans: Sequence[tuple[float, float]]) -> str:
        """Write an animation that draws a line of length 1 from its start in each span."""
        keys, values = ["0"], ["1"]
        for start, end in spans:
            keys += [_key(start / self.times[-1]), _key(end / self.times[-1])]
            values += ["1", "0"]
            if end < self.times[-1]:
                keys.append(keys[-1])
                values.append("1")
        if keys[-1] != "1":
            keys.append("1")
            values.append("1")
        return self._written("stroke-dashoffset", keys, values)

    def _stepped(self, what: str, spans: Sequence[tuple[float, float, str]]) -> str:
        keys, values = ["0"], ["0"]
        for start, end, value in spans:
            for time, to in ((start, value), (end, "0")):
                key = _key(time / self.times[-1])
                if keys[-1] == key:
                    values[-1] = to
                elif time < self.times[-1]:
                    keys.append(key)
                    values.append(to)
        return self._written(what, keys, values, ' calcMode="discrete"')

    def _written(
        self, what: str, keys: Sequence[str], values: Sequence[str], more: str = ""
    ) -> str:
        return (
            f'<animate attributeName="{what}"{more} dur="{number(self.times[-1])}s" '
            f'repeatCount="indefinite" keyTimes="{";".join(keys)}" values="{";".join(values)}"/>'
        )


def _key(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".").removeprefix("0") or "0"


@dataclass(frozen=True)
class Artist:
    """Draws one person through some frames.

    Attributes
    ----------
    frames, clock
        What to draw and when; a still picture has one frame and an empty clock.
    front : {1, -1}
        Where the belly is.
    tints : mapping
        Muscle groups to tint, each with its class.
    name : str
        What the outlines' ids start with.
    working : {"both", "near"}
        Whether the limbs of both sides work at once.
    held : mapping
        What the hands hold: side, and the SVG in the frame of the hand.
    """

    frames: Sequence[Frame]
    clock: Clock
    front: int
    tints: Mapping[str, str]
    name: str
    held: Mapping[str, str]

    def person(self) -> str:
        """Write the whole person, what is far away first."""
        return "".join(
            [
                f'<g class="bf-far">{self.limb("far", "arm")}{self.limb("far", "leg")}</g>',
                self._bone("neck", "shoulder"),
                self._bone("pelvis", "hip"),
                self._trunk(),
                self._bone("head", "skull"),
                self.limb("near", "leg"),
                self.limb("near", "arm"),
            ]
        )

    def limb(self, side: str, kind: str) -> str:
        """Write an arm or a leg: each bone holds the next one."""
        inside = self.held.get(side, "") if kind == "arm" else ""
        bones = LIMBS[kind]
        for place in (2, 1, 0):
            bone = bones[place]
            dress = self._dress(bone, self.front)
            # What a bone holds is under it, but a hand closes around what it holds.
            inside = dress + inside if bone == "hand" else inside + dress
            if place:
                turn = [
                    self._relative(frame, f"{side}_{bone}", f"{side}_{bones[place - 1]}")
                    for frame in self.frames
                ]
                inside = self._turned(
                    f"translate({number(LENGTHS[bones[place - 1]])})", turn, inside
                )
        return self._rooted(ROOTS[kind], f"{side}_{bones[0]}", inside)

    def _bone(self, bone: str, root: str) -> str:
        return self._rooted(root, bone, self._dress(bone, -self.front))

    def _rooted(self, point: str, bone: str, inside: str) -> str:
        """Write a group that goes with a point and turns with a bone."""
        places = [pair(frame.points[point]) for frame in self.frames]
        angles = unwrapped([-frame.angles[bone] for frame in self.frames])
        moves = self.clock.animate(places, "transform", 'type="translate" ')
        if not moves:
            return self._turned(f"translate({places[0]})", angles, inside)
        turned = self._turned("", angles, inside)
        return f'<g transform="translate({places[0]})">{moves}{turned}</g>'

    def _turned(self, shift: str, angles: Sequence[float], inside: str) -> str:
        told = [number(angle) for angle in unwrapped(angles)]
        turns = self.clock.animate(told, "transform", 'type="rotate" additive="sum" ')
        still = "" if turns else f"rotate({told[0]})"
        transform = f' transform="{shift}{still}"' if shift + still else ""
        return f"<g{transform}>{turns}{inside}</g>"

    def _relative(self, frame: Frame, bone: str, before: str) -> float:
        return frame.angles[before] - frame.angles[bone]

    def _dress(self, bone: str, side: int) -> str:
        told = "".join(
            f'<use href="#{self.name}-{shape}" class="bf-{colour}"/>'
            for shape, colour in DRESS[bone]
        )
        for group, (at, outline) in MUSCLES.items():
            if at == bone and group in self.tints:
                told += f'<path class="bf-{self.tints[group]}" d="{outlined(outline, side)}"/>'
        return told

    def _trunk(self) -> str:
        told = self._shape([trunk(*frame[:2], self.front) for frame in self.frames], "top")
        for group in TRUNK_MUSCLES:
            if group in self.tints:
                outlines = [trunk_muscle(*frame[:2], self.front, group) for frame in self.frames]
                told += self._shape(outlines, self.tints[group])
        return told + (self._heart() if "cardio" in self.tints else "")

    def _shape(self, outlines: Sequence[list[complex]], colour: str) -> str:
        paths = [smooth(outline) for outline in outlines]
        return f'<path class="bf-{colour}" d="{paths[0]}">{self.clock.animate(paths, "d")}</path>'

    def _heart(self) -> str:
        places = [pair(on_trunk(f.angles, f.points, self.front, 3.1, 0.35)) for f in self.frames]
        moves = self.clock.animate(places, "transform", 'type="translate" ')
        heart = "M0 6C-9 -1-6 -7-3 -6Q-1 -6 0 -3Q1 -6 3 -6C6 -7 9 -1 0 6Z"
        # It stays upright, however the body lies.
        return (
            f'<g transform="translate({places[0]})">{moves}'
            f'<path class="bf-{self.tints["cardio"]}" d="{heart}"/></g>'
        )


def definitions(name: str, front: int) -> str:
    """Write the outlines that every picture of a person is made of, each once."""
    told = ""
    for bone, shapes in DRESS.items():
        spinal = bone in ("pelvis", "neck", "head")
        for shape, _ in shapes:
            path = outlined(SHAPES[shape], -front if spinal else front)
            told += f'<path id="{name}-{shape}" d="{path}"/>'
    return f"<defs>{told}</defs>"


def outlined(outline: Outline, side: int) -> str:
    """Write the outline of a bone in the bone's own frame.

    Examples
    --------
    >>> outlined([(0, 2), (4, 0), (0, -2)], 1)
    'M2 -1q2 1 0 2q-2 1-2-1q0-2 2-1z'
    """
    return smooth([complex(along, side * out) for along, out in outline])


def unwrapped(angles: Sequence[float]) -> list[float]:
    """Add whole turns so that nothing turns the long way round.

    Examples
    --------
    >>> unwrapped([350, 10])
    [350, 370]
    """
    told: list[float] = []
    for angle in angles:
        last = told[-1] if told else (angle + 180) % 360 - 180 if not 0 <= angle < 360 else angle
        told.append(last + (angle - last + 180) % 360 - 180)
    return told
