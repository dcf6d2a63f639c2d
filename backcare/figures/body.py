"""The body around the bones: outlines in centimetres, drawn by this project.

Each outline is a list of points `(along, out)`: along the bone from its start, and out of it to
the front of the body (of a foot: to its top). All of them are the project's own drawing.

A person as SVG: every bone a group that turns, every outline drawn once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from backcare.figures.skeleton import Angles, Frame, Points, bone_of, direction, length_of
from backcare.figures.svg import Clock, Span, number, pair, smooth

Outline = Sequence[tuple[float, float]]

SHAPES: dict[str, Outline] = {
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
TRUNK_MUSCLES = {
    "abdominals": ((0.1, 2.4), (0.42, 0.93)),
    "deep_core": ((0.25, 1.5), (-0.15, 0.62)),
    "lower_back": ((-0.2, 2.2), (-0.93, -0.4)),
}
# Half width of the trunk at those places: (front, back).
_TRUNK = [(9.9, 9.3), (9.2, 8.2), (11, 9.8), (11.2, 10.6), (6.6, 7.2)]
_LAST = len(_TRUNK) - 1

LIMBS = {"arm": ("upper_arm", "forearm", "hand"), "leg": ("thigh", "shin", "foot")}
ROOTS = {"arm": "shoulder", "leg": "hip"}
# Which class of colour each outline has; a bone may have several, the later on top.
DRESS = {
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


def trunk(angles: Angles, points: Points, front: int) -> list[complex]:
    """Outline the trunk, which bends in two places, from the hem to the shoulders.

    Parameters
    ----------
    angles, points : mapping
        A frame's.
    front : {1, -1}
        Where the belly is.

    Returns
    -------
    list of complex
        Points in cm around the trunk; the first and last are the two ends of the hem.
    """
    along = range(_LAST + 1)
    belly = [on_trunk(angles, points, front, where, 1) for where in along]
    back = [on_trunk(angles, points, front, where, -1) for where in reversed(along)]
    top = points["shoulder"] + 4.6 * direction(angles["upper_back"])
    return [*belly, top, *back]


def on_trunk(angles: Angles, points: Points, front: int, where: float, out: float) -> complex:
    """Find a point of the trunk by how far up (0 to 4) and out (-1 back, 1 front) it is."""
    place = min(max(where, 0.0), float(_LAST))
    low = min(int(place), _LAST - 1)
    part = place - low
    centre, across = zip(*(_section(angles, points, k) for k in (low, low + 1)), strict=True)
    middle = centre[0] + part * (centre[1] - centre[0])
    normal = across[0] + part * (across[1] - across[0])
    widths = [(_TRUNK[k][0] if out > 0 else _TRUNK[k][1]) for k in (low, low + 1)]
    width = widths[0] + part * (widths[1] - widths[0])
    edge: complex = middle + front * out * width * normal / abs(normal)
    return edge


def trunk_muscle(angles: Angles, points: Points, front: int, group: str) -> list[complex]:
    """Outline one muscle of the trunk."""
    (low, high), (inner, outer) = TRUNK_MUSCLES[group]
    places = [low, (low + high) / 2, high]
    # Narrower at its ends, so that it looks like a muscle and not like a belt.
    narrow = inner + 0.7 * (outer - inner)
    reach = [narrow, outer, narrow]
    edge = [on_trunk(angles, points, front, *pair) for pair in zip(places, reach, strict=True)]
    rest = [on_trunk(angles, points, front, where, inner) for where in reversed(places)]
    return edge + rest


def _section(angles: Angles, points: Points, place: int) -> tuple[complex, complex]:
    """Give the middle of the trunk at one of its places, and the step from there to the right."""
    up = {bone: direction(angles[bone]) for bone in ("pelvis", "low_back", "upper_back")}
    middles = [
        points["hip"] + 6 * up["pelvis"],
        points["waist"],
        points["chest"],
        points["chest"] + 14 * up["upper_back"],
        points["shoulder"],
    ]
    ways = [
        up["pelvis"],
        up["pelvis"] + up["low_back"],
        up["low_back"] + up["upper_back"],
        up["upper_back"],
        up["upper_back"],
    ]
    return middles[place], -1j * ways[place]


def flesh(frame: Frame, front: int) -> dict[str, list[complex]]:
    """Return every outline of a person where it is in one frame, in cm.

    Examples
    --------
    >>> from backcare.figures.skeleton import ANGLES, SPINE, place
    >>> standing = dict.fromkeys(ANGLES, 270) | dict.fromkeys(SPINE, 90) | {"near_foot": 0}
    >>> body = flesh(Frame(standing, place(standing, 1, "near_ankle", 8j)), 1)
    >>> round(min(point.imag for point in body["near_foot"]))
    0
    """
    told = {"trunk": trunk(frame.angles, frame.points, front)}
    for bone, root in (("pelvis", "hip"), ("neck", "shoulder"), ("head", "skull")):
        for shape, _ in DRESS[bone]:
            told[shape] = _there(SHAPES[shape], frame, root, bone, -front)
    for side in ("near", "far"):
        for kind, bones in LIMBS.items():
            starts = [ROOTS[kind], *(f"{side}_{end}" for end in _ENDS[kind])]
            for bone, start in zip(bones, starts, strict=False):
                for shape, _ in DRESS[bone]:
                    told[f"{side}_{shape}"] = _there(
                        SHAPES[shape], frame, start, f"{side}_{bone}", front
                    )
    return told


_ENDS = {"arm": ("elbow", "wrist"), "leg": ("knee", "ankle")}


def _there(outline: Outline, frame: Frame, start: str, bone: str, side: int) -> list[complex]:
    step = direction(frame.angles[bone])
    points = [frame.points[start] + step * complex(along, side * out) for along, out in outline]
    # What is drawn goes through the middles between these points, and touches them nowhere else.
    return [
        (here + after) / 2 for here, after in zip(points, [*points[1:], points[0]], strict=True)
    ]


def lowest(frame: Frame, front: int) -> float:
    """Return how high above 0 the lowest of a body is, in cm."""
    return min(point.imag for outline in flesh(frame, front).values() for point in outline)


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
