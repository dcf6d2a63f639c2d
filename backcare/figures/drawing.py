"""A person as SVG: every bone a group that turns, every outline drawn once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backcare.figures.body import (
    DRESS,
    LIMBS,
    MUSCLES,
    SHAPES,
    TRUNK_MUSCLES,
    Outline,
    on_trunk,
    trunk,
    trunk_muscle,
)
from backcare.figures.clock import Clock, Span
from backcare.figures.motion import Frame
from backcare.figures.skeleton import bone_of, length_of
from backcare.figures.svg import number, pair, smooth

# How the far limbs are moved, so that they are seen beside the near ones.
_FAR = "2.4-2"
_FINE = 4


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
        What the ids of the outlines start with.
    held : str
        What each hand holds, as SVG in the frame of the hand.
    working : mapping, optional
        When each side works, in spans of seconds; left out when both work at once.
    grips : bool
        Whether the hands are closed.
    """

    frames: Sequence[Frame]
    clock: Clock
    front: int
    tints: Mapping[str, str]
    name: str = "@"
    held: str = ""
    working: Mapping[str, Sequence[Span]] | None = None
    grips: bool = False

    def person(self) -> str:
        """Write the whole person, what is far away first."""
        head = self._turned("head", "neck", self._dress("head"))
        neck = self._turned("neck", "", self._dress("neck") + head)
        pelvis = self._turned("pelvis", "", self._dress("pelvis"))
        # The muscles around the hip are seen over the leg, which they move.
        seat = self._turned("pelvis", "", self._tinted("pelvis"))
        far_arm, far_leg = (
            f'<g class="bf-far" transform="translate({_FAR})">{self._limb("far", kind)}</g>'
            for kind in LIMBS
        )
        return "".join(
            [
                self._at("shoulder", far_arm),
                self._at("hip", far_leg + pelvis),
                self._trunk(),
                self._at("hip", self._limb("near", "leg") + seat),
                self._at("shoulder", neck + self._limb("near", "arm")),
            ]
        )

    def _limb(self, side: str, kind: str) -> str:
        """Write an arm or a leg: each bone holds the next one."""
        first, second, third = (f"{side}_{bone}" for bone in LIMBS[kind])
        held = self.held if kind == "arm" else ""
        # A hand closes around what it holds; of two bones the upper lies over the lower.
        end = self._turned(third, second, held + self._dress(third))
        middle = self._turned(second, first, end + self._dress(second))
        return self._turned(first, "", middle + self._dress(first))

    def _dress(self, name: str) -> str:
        """Refer to the outlines of a bone, and to its muscles."""
        side, bone = bone_of(name)
        worn = DRESS[bone] if bone != "hand" else [(_hand(self.grips), "skin")]
        told = "".join(
            f'<use href="#{self.name}-{shape}" class="bf-{colour}"/>' for shape, colour in worn
        )
        return told + (self._tinted(bone, side) if side else "")

    def _tinted(self, bone: str, side: str = "") -> str:
        """Tint the muscles of a bone: of one side only while that side works."""
        told = "".join(
            f'<use href="#{self.name}-{group}" class="bf-{self.tints[group]}"/>'
            for group, (at, _) in MUSCLES.items()
            if at == bone and group in self.tints
        )
        if not told or self.working is None or not side:
            return told
        if not self.clock.times:
            return told if side == "near" else ""
        return f"<g>{self.clock.shown(self.working[side])}{told}</g>"

    def _at(self, point: str, inside: str) -> str:
        """Write a group that goes with a point of the body."""
        places = [pair(frame.points[point]) for frame in self.frames]
        moves = self.clock.animate(places, "transform", 'type="translate" ')
        return f'<g transform="translate({places[0]})">{moves}{inside}</g>'

    def _turned(self, bone: str, before: str, inside: str) -> str:
        """Write a group that turns with a bone, at the end of the bone before it if any."""
        if not inside:
            return ""
        angles = [frame.angles[before] if before else 0 for frame in self.frames]
        turns = [
            angle - frame.angles[bone] for angle, frame in zip(angles, self.frames, strict=True)
        ]
        told = [number(turn) for turn in unwrapped(turns)]
        moves = self.clock.animate(told, "transform", 'type="rotate" additive="sum" ')
        shift = f"translate({number(length_of(before))})" if before else ""
        still = "" if moves else f"rotate({told[0]})"
        transform = f' transform="{shift}{still}"' if shift + still else ""
        return f"<g{transform}>{moves}{inside}</g>"

    def _trunk(self) -> str:
        told = self._shape([trunk(*frame[:2], self.front) for frame in self.frames], "top")
        for group in TRUNK_MUSCLES:
            if group in self.tints:
                outlines = [trunk_muscle(*frame[:2], self.front, group) for frame in self.frames]
                told += self._shape(outlines, self.tints[group])
        heart = self._heart() if "cardio" in self.tints else ""
        return f'<g transform="scale({1 / _FINE:g})">{told}</g>{heart}'

    def _shape(self, outlines: Sequence[list[complex]], colour: str) -> str:
        """Write what changes its form, in quarters of a cm, which are shorter than fractions."""
        paths = [smooth([_FINE * point for point in outline], 0) for outline in outlines]
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


def definitions(
    name: str, front: int, muscles: Iterable[str] = (), *, grips: Iterable[bool] = (False,)
) -> str:
    """Write the outlines that every picture of a person is made of, each once.

    Examples
    --------
    >>> '-fist"' in definitions("p", 1), '-fist"' in definitions("p", 1, grips=[True])
    (False, True)
    """
    hands = [("hand", _hand(closed)) for closed in grips]
    worn = [(bone, shape) for bone, dress in DRESS.items() for shape, _ in dress if bone != "hand"]
    shapes = [(shape, bone, SHAPES[shape]) for bone, shape in [*worn, *hands]]
    shapes += [(group, *MUSCLES[group]) for group in muscles if group in MUSCLES]
    told = ""
    for shape, bone, outline in shapes:
        side = -front if bone in ("pelvis", "neck", "head") else front
        told += f'<path id="{name}-{shape}" d="{outlined(outline, side)}"/>'
    return f"<defs>{told}</defs>"


def _hand(closed: bool) -> str:
    return "fist" if closed else "hand"


def outlined(outline: Outline, side: int) -> str:
    """Write the outline of a bone in the bone's own frame.

    Examples
    --------
    >>> outlined([(0, 2), (4, 0), (0, -2)], 1)
    'M2-1q2 1 0 2q-2 1-2-1q0-2 2-1z'
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
