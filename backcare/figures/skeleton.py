"""A person seen from the side: bones of fixed length, and how they get from pose to pose.

Points are complex numbers in centimetres, `x + y*1j`, y up. Angles are degrees: 0 points right,
90 up, 180 left, 270 down. Those of the spine point from the hip to the crown, those of a limb
away from the body. `front` is 1 where the person, looking along the spine, has the belly on the
right (standing and facing right, or on the back with the head at the left), else -1.

First the names of bones and points, then `place` (from angles to points), `reach` (from a point
to the angles of a limb), how far joints bend, and `tween`, the frames between two poses.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

# An adult of about 1.7 m; origin JUDGEMENT (drawing).
LENGTHS = {
    "pelvis": 12.0,
    "low_back": 15.0,
    "upper_back": 23.0,
    "neck": 9.0,
    "head": 21.0,
    "upper_arm": 28.0,
    "forearm": 25.0,
    "hand": 15.0,
    "thigh": 43.0,
    "shin": 42.0,
    "foot": 17.0,
}
SIDES = ("near", "far")
# Each bone with the point at its far end, in the order in which one hangs on the other.
_SPINE = {"pelvis": "waist", "low_back": "chest", "upper_back": "shoulder"}
_SPINE |= {"neck": "skull", "head": "crown"}
LIMBS = {
    "shoulder": {"upper_arm": "elbow", "forearm": "wrist", "hand": "fingers"},
    "hip": {"thigh": "knee", "shin": "ankle", "foot": "toe"},
}
SPINE = tuple(_SPINE)
# The angle columns of a pose.
ANGLES = (
    *SPINE,
    *(f"{side}_{bone}" for side in SIDES for limb in LIMBS.values() for bone in limb),
)
POINTS = (
    *("hip", *_SPINE.values()),
    *(f"{side}_{end}" for side in SIDES for limb in LIMBS.values() for end in limb.values()),
    *(f"{side}_ball" for side in SIDES),
)
# The ball of the foot is where one stands on tiptoe: so far along the foot, and so far below it.
_BALL = complex(13, -6.5)
# How far a joint bends, in degrees: backward (negative) and forward. Origin JUDGEMENT, generous:
# they are to catch a slip in a table of poses, not to tell a supple body from a stiff one.
LIMITS = {
    "low_back": (-35, 45),
    "upper_back": (-40, 45),
    "neck": (-45, 60),
    "head": (-35, 40),
    "upper_arm": (-70, 185),
    "forearm": (-3, 150),
    "hand": (-95, 95),
    "thigh": (-25, 135),
    "shin": (-3, 155),
    "foot": (-75, 35),
}
# The bone from which a joint's bend is measured.
_PARENT = {"low_back": "pelvis", "upper_back": "low_back", "neck": "upper_back", "head": "neck"}
_PARENT |= {"forearm": "upper_arm", "hand": "forearm", "shin": "thigh", "foot": "shin"}
_TRUNK_PARENT = {"thigh": "pelvis", "upper_arm": "upper_back"}
# Frames between two poses. A browser turns bones evenly from frame to frame, which leaves what is
# planted where it is only if the turns are small: a frame for each 20 degrees keeps it within a
# centimetre, and more than 6 would make the file larger for nothing that one sees.
_FEWEST_STEPS, _MOST_STEPS, _STEP_DEGREES = 3, 6, 20
_ARM, _LEG = ("upper_arm", "forearm"), ("thigh", "shin")
_REACHING = {"wrist": ("shoulder", _ARM), "ankle": ("hip", _LEG)}

Angles = Mapping[str, float]
Points = Mapping[str, complex]


class Keyframe(NamedTuple):
    """One row of the poses: the angles, and what stays planted, or slides, on the way to them."""

    angles: Angles
    planted: Sequence[str]
    slides: Sequence[str] = ()
    name: str = ""
    caption: str = ""


class Frame(NamedTuple):
    """One moment: the angles, where every point is, and what has been planted since the last."""

    angles: Angles
    points: Points
    planted: Sequence[str] = ()
    missing: Mapping[str, float] = {}  # the cm by which a limb is too short for what is planted
    swapped: float = 0  # 0 while the near side works, 1 while the far one does, or on the way

    def shifted(self, by: complex) -> Frame:
        """Return the same moment at another place."""
        return self._replace(points={name: point + by for name, point in self.points.items()})


def bone_of(name: str) -> tuple[str, str]:
    """Split the name of an angle into its side, "" for the spine, and its bone."""
    side, _, bone = name.partition("_")
    return (side, bone) if side in SIDES else ("", name)


def length_of(name: str) -> float:
    """Return the length of the bone that an angle turns, in cm."""
    return LENGTHS[bone_of(name)[1]]


def limits_of(name: str) -> tuple[int, int]:
    """Return how far a joint bends backward and forward, in degrees."""
    return LIMITS[bone_of(name)[1]]


def direction(angle: float) -> complex:
    """Return the step of length 1 in a direction."""
    return cmath.rect(1, math.radians(angle))


def wrapped(angle: float) -> float:
    """Return the same direction as an angle from -180 to 180."""
    return (angle + 180) % 360 - 180


def place(angles: Angles, front: int, anchor: str = "hip", at: complex = 0) -> dict[str, complex]:
    """Find every point of the body (forward kinematics), when one of them is held where it is."""
    points = {"hip": 0j}
    here = 0j
    for bone, end in _SPINE.items():
        points[end] = here = here + LENGTHS[bone] * direction(angles[bone])
    for side in SIDES:
        for root, limb in LIMBS.items():
            here = points[root]
            for bone, end in limb.items():
                here += LENGTHS[bone] * direction(angles[f"{side}_{bone}"])
                points[f"{side}_{end}"] = here
        ball = _BALL if front > 0 else _BALL.conjugate()
        points[f"{side}_ball"] = points[f"{side}_ankle"] + ball * direction(angles[f"{side}_foot"])
    shift = at - points[anchor]
    return {name: point + shift for name, point in points.items()}


def reach(
    root: complex, target: complex, bones: tuple[str, str], front: int
) -> tuple[float, float, float]:
    """Return the angles of a limb's two bones that reach for a target, and the cm they lack."""
    # The inverse kinematics of two bones.
    upper, lower = (LENGTHS[bone] for bone in bones)
    away = target - root
    # A limb cannot be folded shorter than the difference of its bones, nor grow.
    distance = max(abs(away), abs(upper - lower) + 1e-6)
    missing = max(0, distance - upper - lower)
    distance = min(distance, upper + lower)
    toward = math.degrees(cmath.phase(away))
    bent = math.degrees(math.acos(_cosine(upper, distance, lower)))
    back = math.degrees(math.acos(_cosine(lower, distance, upper)))
    # Of the two triangles that fit, elbows bend forward and knees backward.
    turn = front if bones == _LEG else -front
    return toward + turn * bent, toward - turn * back, missing


def _cosine(beside: float, distance: float, across: float) -> float:
    """Apply the law of cosines, within what rounding leaves."""
    value = (beside**2 + distance**2 - across**2) / (2 * beside * distance)
    return min(1.0, max(-1.0, value))


def bend(angles: Angles, name: str, front: int) -> float:
    """Return how far a joint is bent forward, in degrees; a foot at a right angle is at 0."""
    side, bone = bone_of(name)
    if not side:
        return front * wrapped(angles[_PARENT[bone]] - angles[bone])
    if bone in _TRUNK_PARENT:
        return front * wrapped(angles[name] - angles[_TRUNK_PARENT[bone]] - 180)
    turned = front * wrapped(angles[name] - angles[f"{side}_{_PARENT[bone]}"])
    if bone == "shin":
        return -turned
    return turned - 90 if bone == "foot" else turned


def out_of_limits(angles: Angles, front: int) -> dict[str, float]:
    """Return the joints that are bent too far, each with its degrees."""
    # The pelvis has no limits, since it is where the body starts.
    bends = {name: bend(angles, name, front) for name in ANGLES if name != "pelvis"}
    return {name: value for name, value in bends.items() if not _within_limits(name, value)}


def _within_limits(name: str, value: float) -> bool:
    low, high = limits_of(name)
    # The table has whole degrees, and a shoulder can come round from behind.
    turns = (value, value + 360, value - 360)
    return any(low - 1 <= turn <= high + 1 for turn in turns)


def tween(
    start: Frame, keyframe: Keyframe, front: int, *, steps: int | None = None, eased: bool = True
) -> Iterator[Frame]:
    """Yield the frames from one, which is not among them, to the pose of a keyframe."""
    turns = {name: wrapped(keyframe.angles[name] - start.angles[name]) for name in ANGLES}
    if steps is None:
        largest = max(map(abs, turns.values()))
        steps = min(_MOST_STEPS, max(_FEWEST_STEPS, math.ceil(largest / _STEP_DEGREES)))
    # The first planted point holds the body, and the others are reached for.
    anchor = keyframe.planted[0]
    at = start.points[anchor]
    goal = place(keyframe.angles, front, anchor, at)
    for step in range(1, steps + 1):
        # Eased, a move starts and stops slowly.
        part = (1 - math.cos(math.pi * step / steps)) / 2 if eased else step / steps
        angles = {name: start.angles[name] + part * turns[name] for name in ANGLES}
        targets = {name: start.points[name] for name in keyframe.planted[1:]}
        for name in keyframe.slides:  # straight to where the keyframe has it
            targets[name] = start.points[name] + part * (goal[name] - start.points[name])
        missing = _reach_all(angles, targets, place(angles, front, anchor, at), front)
        yield Frame(angles, place(angles, front, anchor, at), keyframe.planted, missing)


def _reach_all(
    angles: dict[str, float], targets: Points, points: Points, front: int
) -> dict[str, float]:
    """Turn the limbs in `angles` so that their ends get to the targets; return what is missing."""
    missing = {}
    for name, target in targets.items():
        side, _, end = name.partition("_")
        if end not in _REACHING:
            continue  # a knee or the hip is not at the end of two bones; it goes with the anchor
        root, bones = _REACHING[end]
        *turned, short = reach(points[root], target, bones, front)
        for bone, angle in zip(bones, turned, strict=True):
            column = f"{side}_{bone}"
            angles[column] += wrapped(angle - angles[column])
        if short:
            missing[name] = short
    return missing


def swap_sides(frame: Frame) -> Frame:
    """Return the same moment with the near and the far side changed over."""
    return Frame(
        angles={_swapped(name): value for name, value in frame.angles.items()},
        points={_swapped(name): point for name, point in frame.points.items()},
        planted=[_swapped(name) for name in frame.planted],
        swapped=1 - frame.swapped,
    )


def _swapped(name: str) -> str:
    side, part = bone_of(name)
    return f"{SIDES[1 - SIDES.index(side)]}_{part}" if side else name
