"""A person as SVG: the outlines around the bones, and how they move with them.

Each outline is a list of points `(along, out)` in cm: along the bone from its start, and out of
it to the front of the body (of a foot: to its top). All of them are the project's own drawing.

First the outlines; then `Artist`, who writes a person through some frames, with `outline_defs`,
to which each of them refers; then `outlines`, where everything is in one frame; and the trunk,
the only part that changes its form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from backcare.figures.skeleton import LIMBS, SIDES, Frame, bone_of, direction, length_of, wrapped
from backcare.figures.svg import Span, Timeline, midpoints, number, pair, smooth

Outline: TypeAlias = Sequence[tuple[float, float]]

_SHAPES: dict[str, Outline] = {
    "thigh": [
        *((-9, 0), (-5, 7), (4, 8.9), (14, 8.7), (27, 7.2), (38, 5.9), (44, 5.3)),
        *((48, 0), (44, -5.2), (38, -5.6), (27, -7.2), (14, -8.6), (2, -9.2), (-6, -6.5)),
    ],
    "shin": [
        *((-5, 0), (-2, 4.6), (4, 5.2), (14, 4.6), (28, 3.4), (38, 3), (43, 3.2)),
        *((45, 0), (42, -3.2), (34, -3.3), (24, -5.1), (13, -6.7), (4, -5.8), (-2, -4.6)),
    ],
    "foot": [
        *((-4.5, 2), (0, 4.2), (5, 2.6), (11, -1.6), (16, -3.8), (18, -6)),
        *((16, -7.8), (8, -7.4), (3, -7), (-2, -8), (-5.6, -6.6), (-6, -2.5)),
    ],
    "upper_arm": [
        *((-6.5, 0), (-4, 4.8), (2, 5.6), (10, 4.9), (20, 4), (27, 3.8)),
        *((30.5, 0), (27, -3.8), (20, -4.2), (10, -4.9), (2, -5.2), (-4, -4.6)),
    ],
    "sleeve": [
        *((-6.8, 0), (-4.4, 5), (2, 5.9), (9, 5.5), (14.5, 5.1)),
        *((14.5, -5.3), (9, -5.4), (2, -5.5), (-4.4, -4.8)),
    ],
    "forearm": [
        *((-3.6, 0), (-1, 3.5), (5, 4.1), (12, 3.5), (20, 2.5), (25, 2.2)),
        *((27, 0), (25, -2.2), (20, -2.5), (12, -3.5), (5, -3.9), (-1, -3.5)),
    ],
    "hand": [
        *((-2, 0), (0, 2.2), (4, 2.6), (9, 2.4), (13, 1.7), (15.2, 0.2)),
        *((13, -1.5), (9, -2), (4, -2.2), (0, -2.2)),
    ],
    "fist": [
        *((-2, 0), (0, 2.3), (4, 3), (7.6, 3), (9, 1), (9, -1.6), (7.4, -3), (4, -2.8)),
        (0, -2.2),
    ],
    "pelvis": [
        *((-8.5, 2), (-6.5, 7.2), (0, 9.8), (8, 9.8), (15, 9)),
        *((15, -8), (9, -9.4), (3, -11.4), (-2, -11.6), (-6.5, -9.6), (-9, -4)),
    ],
    "neck": [(-5, 5), (3, 4.6), (10, 5), (12, 1), (10, -4.6), (3, -5), (-5, -6)],
    "head": [
        *((-1, -4), (4, -8), (11, -9.6), (17, -8.2), (21, -3), (21.2, 3), (18, 7.4), (14, 8.4)),
        *((11.6, 8.2), (8.8, 10.6), (7.6, 10.2), (7.2, 8.6), (4.4, 8.8), (3, 8), (0.4, 8)),
        *((-2, 5.6), (-2.2, 1)),
    ],
    "hair": [
        *((0.5, -5.2), (4, -9), (11, -10.8), (18, -9.4), (22.4, -3.6), (22.6, 3.4), (19.4, 8)),
        *((16.4, 8.4), (16.6, 4.4), (14.4, 1.6), (10.4, 0.6), (9, -1.6), (5.4, -2.2), (3, -4)),
    ],
    "ear": [(5.4, -0.6), (6.2, 1.2), (8.6, 1.4), (9.8, -0.4), (8.8, -2.2), (6.6, -2)],
}

# Where the muscles lie: the bone, and the outline on it. Those of the trunk bend with it.
MUSCLES: dict[str, tuple[str, Outline]] = {
    "glutes": ("pelvis", [(-7.5, -5), (-5.5, -9.4), (-1, -11), (4, -10.4), (7, -6.5), (0, -3)]),
    "hip_flexors": ("pelvis", [(-6.5, 3.4), (-5, 7.4), (1, 9.2), (8, 9.2), (6, 6), (-1, 4.2)]),
    "quadriceps": (
        "thigh",
        [(6, 4), (9, 8), (16, 8.1), (27, 6.6), (36, 5.4), (38, 3.4), (30, 2.6), (16, 2.6)],
    ),
    "hamstrings": (
        "thigh",
        [(4, -4), (7, -8.2), (15, -7.9), (27, -6.6), (37, -5.2), (38, -3), (28, -2.4), (14, -2.4)],
    ),
    "calves": (
        "shin",
        [(3, -3), (6, -5.6), (13, -6.2), (22, -5), (29, -3.4), (24, -1.6), (12, -1.6)],
    ),
    "shoulders": (
        "upper_arm",
        [(-5.6, 0), (-3.4, 4.2), (2, 5), (8, 3.2), (11, 0), (8, -3.2), (2, -4.6), (-3.4, -4)],
    ),
}
# Fractions along the trunk (hem, waist, chest, breast, shoulder = 0 to 4) and of its half width.
_TRUNK_MUSCLES = {
    "abdominals": ((0.1, 2.4), (0.42, 0.93)),
    "deep_core": ((0.25, 1.5), (-0.15, 0.62)),
    "lower_back": ((-0.2, 2.2), (-0.93, -0.4)),
}
# Half width of the trunk at those places: (front, back).
_TRUNK_WIDTHS = [(9.9, 9.3), (9.2, 8.2), (11, 9.8), (11.2, 10.6), (6.6, 7.2)]
_TRUNK_TOP = len(_TRUNK_WIDTHS) - 1
# The outlines on each bone with their class of colour, the later on top.
_LAYERS = {
    "thigh": [("thigh", "legs")],
    "shin": [("shin", "legs")],
    "foot": [("foot", "shoe")],
    "upper_arm": [("upper_arm", "skin"), ("sleeve", "sleeve")],
    "forearm": [("forearm", "skin")],
    "hand": [("hand", "skin")],
    "pelvis": [("pelvis", "legs")],
    "neck": [("neck", "skin")],
    "head": [("head", "skin"), ("hair", "hair"), ("ear", "ear")],
}
# Where a swimmer wears something else.
_SWIMMING = {
    "thigh": [("thigh", "skin")],
    "shin": [("shin", "skin")],
    "foot": [("foot", "skin")],
    "upper_arm": [("upper_arm", "skin")],
    "pelvis": [("pelvis", "suit")],
    "head": [("head", "skin"), ("hair", "suit")],
}
# The bones of the spine that have an outline of their own, and where each starts. They point up
# where limbs point down, so their front is on the other side.
_SPINE_STARTS = {"pelvis": "hip", "neck": "shoulder", "head": "skull"}
# How the far limbs are moved, so that they are seen beside the near ones.
_FAR = "2.4-2"
# The trunk is written in quarters of a cm: whole numbers are shorter than decimals.
_TRUNK_UNITS = 4


@dataclass(frozen=True)
class Artist:
    """Writes one person through some frames; a still picture has one, and an empty timeline."""

    # Bones are groups inside each other, each turned by its angle: between two frames a browser
    # turns them too, so no limb grows shorter on the way, and an outline is written once instead
    # of in every frame.

    frames: Sequence[Frame]
    timeline: Timeline
    front: int
    prefix: str
    tints: Mapping[str, str]  # muscle groups with their classes
    hand: str = "hand"
    held: str = ""  # what each hand holds, as SVG in the frame of the hand
    crossed: str = ""  # what lies on the near upper arm, under the forearm
    swims: bool = False  # whether to wear a swimsuit and a cap
    working: Mapping[str, Sequence[Span]] | None = None  # when each side works, if in turns

    def person(self) -> str:
        """Write the whole person, what is far away first."""
        head = self._turned("head", "neck", self._layers("head"))
        neck = self._turned("neck", "", self._layers("neck") + head)
        pelvis = self._turned("pelvis", "", self._layers("pelvis"))
        # The muscles around the hip are seen over the leg, which they move.
        seat = self._turned("pelvis", "", self._muscles("pelvis"))
        far_arm, far_leg = (
            f'<g class="bf-far" transform="translate({_FAR})">{self._limb("far", root)}</g>'
            for root in LIMBS
        )
        return "".join(
            [
                self._at("shoulder", far_arm),
                self._at("hip", far_leg + pelvis),
                self._trunk(),
                self._at("hip", self._limb("near", "hip") + seat),
                self._at("shoulder", neck + self._limb("near", "shoulder")),
            ]
        )

    def _limb(self, side: str, root: str) -> str:
        """Write an arm or a leg: each bone holds the next one."""
        first, second, third = (f"{side}_{bone}" for bone in LIMBS[root])
        held = self.held if root == "shoulder" else ""
        # A hand closes around what it holds; of two bones the upper lies over the lower.
        end = self._turned(third, second, held + self._layers(third))
        middle = self._turned(second, first, end + self._layers(second))
        if self.crossed and first == "near_upper_arm":
            return self._turned(first, "", self._layers(first) + self.crossed + middle)
        return self._turned(first, "", middle + self._layers(first))

    def _layers(self, name: str) -> str:
        """Refer to the outlines of a bone, and to its muscles."""
        side, bone = bone_of(name)
        layers = [(self.hand, "skin")] if bone == "hand" else _LAYERS[bone]
        layers = _SWIMMING.get(bone, layers) if self.swims else layers
        uses = "".join(self._use(shape, colour) for shape, colour in layers)
        return uses + (self._muscles(bone, side) if side else "")

    def _muscles(self, bone: str, side: str = "") -> str:
        """Tint the muscles of a bone: of one side only while that side works."""
        uses = "".join(
            self._use(group, self.tints[group])
            for group, (at, _) in MUSCLES.items()
            if at == bone and group in self.tints
        )
        if not uses or self.working is None or not side:
            return uses
        if not self.timeline.times:
            return uses if side == "near" else ""
        return f"<g>{self.timeline.show(self.working[side])}{uses}</g>"

    def _use(self, shape: str, colour: str) -> str:
        return f'<use href="#{self.prefix}-{shape}" class="bf-{colour}"/>'

    def _at(self, point: str, inside: str) -> str:
        """Write a group that goes with a point of the body."""
        return self._moved([frame.points[point] for frame in self.frames], inside)

    def _moved(self, points: Iterable[complex], inside: str) -> str:
        places = [pair(point) for point in points]
        moves = self.timeline.translate(places)
        return f'<g transform="translate({places[0]})">{moves}{inside}</g>'

    def _turned(self, bone: str, before: str, inside: str) -> str:
        """Write a group that turns with a bone, at the end of the bone before it if any."""
        if not inside:
            return ""
        turns = [
            (frame.angles[before] if before else 0) - frame.angles[bone] for frame in self.frames
        ]
        written = [number(turn) for turn in _unwrapped(turns)]
        # "sum" leaves the shift as it is, and would add to a turn that stands there already.
        moves = self.timeline.animate(written, "transform", 'type="rotate" additive="sum" ')
        shift = f"translate({number(length_of(before))})" if before else ""
        still = "" if moves else f"rotate({written[0]})"
        transform = f' transform="{shift}{still}"' if shift + still else ""
        return f"<g{transform}>{moves}{inside}</g>"

    def _trunk(self) -> str:
        wear = "suit" if self.swims else "top"
        paths = self._form([_trunk(frame, self.front) for frame in self.frames], wear)
        for group in _TRUNK_MUSCLES:
            if group in self.tints:
                forms = [_trunk_muscle(frame, self.front, group) for frame in self.frames]
                paths += self._form(forms, self.tints[group])
        return f'<g transform="scale({1 / _TRUNK_UNITS:g})">{paths}</g>'

    def _form(self, forms: Sequence[list[complex]], colour: str) -> str:
        """Write what changes its form."""
        paths = [smooth([_TRUNK_UNITS * point for point in form], 0) for form in forms]
        moves = self.timeline.animate(paths, "d")
        return f'<path class="bf-{colour}" d="{paths[0]}">{moves}</path>'


def _unwrapped(angles: Sequence[float]) -> list[float]:
    """Add whole turns so that nothing turns the long way round from frame to frame."""
    first, *others = angles
    turned = [first if 0 <= first < 360 else wrapped(first)]
    for angle in others:
        turned.append(turned[-1] + wrapped(angle - turned[-1]))
    return turned


def outline_defs(
    prefix: str, front: int, muscles: Iterable[str] = (), *, hands: Iterable[str] = ("hand",)
) -> str:
    """Write the outlines that every picture of a person refers to, each once."""
    shapes = [
        (shape, bone, _SHAPES[shape])
        for bone, layers in _LAYERS.items()
        for shape, _ in layers
        if bone != "hand"
    ]
    shapes += [(hand, "hand", _SHAPES[hand]) for hand in hands]
    shapes += [(group, *MUSCLES[group]) for group in muscles if group in MUSCLES]
    paths = "".join(
        f'<path id="{prefix}-{shape}" '
        f'd="{smooth(_along(outline, -front if bone in _SPINE_STARTS else front))}"/>'
        for shape, bone, outline in shapes
    )
    return f"<defs>{paths}</defs>"


def _along(outline: Outline, side: int) -> list[complex]:
    """Return an outline in the frame of its bone, which points to the right."""
    return [complex(along, side * out) for along, out in outline]


def layer_colours() -> set[str]:
    """Return the classes of colour that a person is drawn in."""
    layers = [*_LAYERS.values(), *_SWIMMING.values()]
    return {"top"}.union(colour for shapes in layers for _, colour in shapes)


def outlines(frame: Frame, front: int) -> dict[str, list[complex]]:
    """Return every outline of a person where it is in one frame, in cm."""
    found = {"trunk": _trunk(frame, front)}
    for bone, start in _SPINE_STARTS.items():
        for shape, _ in _LAYERS[bone]:
            found[shape] = _placed(shape, frame, start, bone, -front)
    for side in SIDES:
        for root, limb in LIMBS.items():
            starts = [root, *(f"{side}_{end}" for end in limb.values())]
            for bone, start in zip(limb, starts, strict=False):
                for shape, _ in _LAYERS[bone]:
                    found[f"{side}_{shape}"] = _placed(shape, frame, start, f"{side}_{bone}", front)
    return found


def _placed(shape: str, frame: Frame, start: str, bone: str, side: int) -> list[complex]:
    origin, turn = frame.points[start], direction(frame.angles[bone])
    # What is drawn touches the middles between the points, and nothing further out.
    return midpoints([origin + turn * point for point in _along(_SHAPES[shape], side)])


def on_floor(frame: Frame, front: int) -> Frame:
    """Put a body down so that the lowest of it is at height 0."""
    lowest = min(point.imag for outline in outlines(frame, front).values() for point in outline)
    return frame.shifted(-1j * lowest)


def _trunk(frame: Frame, front: int) -> list[complex]:
    """Outline the trunk up its front and down its back, from one end of the hem to the other."""
    sections, places = _sections(frame), range(_TRUNK_TOP + 1)
    belly = [_on_trunk(sections, front, where, 1) for where in places]
    back = [_on_trunk(sections, front, where, -1) for where in reversed(places)]
    top = frame.points["shoulder"] + 4.6 * direction(frame.angles["upper_back"])
    return [*belly, top, *back]


def _trunk_muscle(frame: Frame, front: int, group: str) -> list[complex]:
    (low, high), (inner, outer) = _TRUNK_MUSCLES[group]
    sections, places = _sections(frame), [low, (low + high) / 2, high]
    # Narrower at its ends, so that it looks like a muscle and not like a belt.
    narrow = inner + 0.7 * (outer - inner)
    reach = [narrow, outer, narrow]
    edge = [
        _on_trunk(sections, front, where, out) for where, out in zip(places, reach, strict=True)
    ]
    return edge + [_on_trunk(sections, front, where, inner) for where in reversed(places)]


def _on_trunk(
    sections: Sequence[tuple[complex, complex]], front: int, where: float, out: float
) -> complex:
    """Find a point of the trunk by how far up (0 to 4) and out (-1 back, 1 front) it is."""
    where = min(max(where, 0.0), float(_TRUNK_TOP))
    low = min(int(where), _TRUNK_TOP - 1)
    part = where - low
    (middle, normal), (next_middle, next_normal) = sections[low : low + 2]
    width, next_width = (widths[out <= 0] for widths in _TRUNK_WIDTHS[low : low + 2])
    middle += part * (next_middle - middle)
    normal += part * (next_normal - normal)
    width += part * (next_width - width)
    return middle + front * out * width * normal / abs(normal)


def _sections(frame: Frame) -> list[tuple[complex, complex]]:
    """Give the middle of the trunk at each of its places, and the step from there to the right."""
    points = frame.points
    pelvis, low_back, upper_back = (
        direction(frame.angles[bone]) for bone in ("pelvis", "low_back", "upper_back")
    )
    # Where two bones meet the trunk bends by half the angle between them.
    return [
        (points["hip"] + 6 * pelvis, -1j * pelvis),
        (points["waist"], -1j * (pelvis + low_back)),
        (points["chest"], -1j * (low_back + upper_back)),
        (points["chest"] + 14 * upper_back, -1j * upper_back),
        (points["shoulder"], -1j * upper_back),
    ]
