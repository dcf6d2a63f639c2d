"""A person seen from the side: bones of fixed length, and where they are for given angles.

Points are complex numbers in centimetres, `x + y*1j`, y up. Angles are degrees: 0 points right,
90 up, 180 left, 270 down. Those of the spine point from the hip to the crown, those of a limb
away from the body. `front` is 1 where the person, looking along the spine, has the belly on the
right (standing and facing right, or on the back with the head at the left), else -1.

From keyframes to every frame: angles turn smoothly, and what is planted stays where it is.
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
_SPINE = {"pelvis": "waist", "low_back": "chest", "upper_back": "shoulder"}
_SPINE |= {"neck": "skull", "head": "crown"}
_LIMBS = {
    "shoulder": {"upper_arm": "elbow", "forearm": "wrist", "hand": "fingers"},
    "hip": {"thigh": "knee", "shin": "ankle", "foot": "toe"},
}
# What each angle column of a pose turns, and the point at its far end.
SPINE = tuple(_SPINE)
ANGLES = (
    *SPINE,
    *(f"{side}_{bone}" for side in SIDES for limb in _LIMBS.values() for bone in limb),
)
POINTS = (
    *("hip", *_SPINE.values()),
    *(f"{side}_{end}" for side in SIDES for limb in _LIMBS.values() for end in limb.values()),
    *(f"{side}_ball" for side in SIDES),
)
# The ball of the foot is where one stands on tiptoe: so far along the foot, and so far below it.
BALL = complex(13, -6.5)
# How far a joint bends, in degrees: backward (negative) and forward. Origin JUDGEMENT, generous.
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
_ROOT = {"thigh": "pelvis", "upper_arm": "upper_back"}
_BEFORE = {"low_back": "pelvis", "upper_back": "low_back", "neck": "upper_back", "head": "neck"}
_BEFORE |= {"forearm": "upper_arm", "hand": "forearm", "shin": "thigh", "foot": "shin"}


def bone_of(name: str) -> tuple[str, str]:
    """Split the name of an angle into its side, "" for the spine, and its bone.

    Examples
    --------
    >>> bone_of("near_upper_arm"), bone_of("low_back")
    (('near', 'upper_arm'), ('', 'low_back'))
    """
    side, _, bone = name.partition("_")
    return (side, bone) if side in SIDES else ("", name)


def length_of(name: str) -> float:
    """Return the length of the bone that an angle turns, in cm.

    Examples
    --------
    >>> length_of("far_thigh")
    43.0
    """
    return LENGTHS[bone_of(name)[1]]


def direction(angle: float) -> complex:
    """Return the step of length 1 in a direction.

    Examples
    --------
    >>> round(direction(90).imag, 6)
    1.0
    """
    return cmath.rect(1, math.radians(angle))


def wrapped(angle: float) -> float:
    """Return the same direction as an angle from -180 to 180.

    Examples
    --------
    >>> wrapped(310)
    -50
    """
    return (angle + 180) % 360 - 180


def place(
    angles: Mapping[str, float], front: int, anchor: str = "hip", at: complex = 0
) -> dict[str, complex]:
    """Find every point of the body, when one of them is held where it is.

    Parameters
    ----------
    angles : mapping
        A number of degrees for each of `ANGLES`.
    front : {1, -1}
        See above.
    anchor : str, default "hip"
        One of `POINTS`.
    at : complex
        Where that point is, in cm.

    Examples
    --------
    >>> standing = dict.fromkeys(ANGLES, 270) | dict.fromkeys(SPINE, 90)
    >>> place(standing, 1, "near_ankle", 8j)["crown"].imag
    173.0
    """
    points = {"hip": 0j}
    here = 0j
    for bone, end in _SPINE.items():
        points[end] = here = here + LENGTHS[bone] * direction(angles[bone])
    for side in SIDES:
        for root, limb in _LIMBS.items():
            here = points[root]
            for bone, end in limb.items():
                here += LENGTHS[bone] * direction(angles[f"{side}_{bone}"])
                points[f"{side}_{end}"] = here
        ball = BALL if front > 0 else BALL.conjugate()
        points[f"{side}_ball"] = points[f"{side}_ankle"] + ball * direction(angles[f"{side}_foot"])
    shift = at - points[anchor]
    return {name: point + shift for name, point in points.items()}


def reach(root: complex, target: complex, limb: str, front: int) -> tuple[float, float, float]:
    """Bend a limb so that its end gets to a point.

    Parameters
    ----------
    root, target : complex
        The shoulder or hip, and where the wrist or ankle shall be.
    limb : {"arm", "leg"}
        Elbows bend forward and knees backward.
    front : {1, -1}
        See above.

    Returns
    -------
    tuple of float
        The angles of the two bones in degrees, and the cm by which the limb is too short.

    Examples
    --------
    >>> upper, lower, missing = reach(93j, 50j, "leg", 1)
    >>> round(wrapped(upper - lower)), missing  # the knee is bent
    (119, 0)
    """
    first, second = ("upper_arm", "forearm") if limb == "arm" else ("thigh", "shin")
    one, two = LENGTHS[first], LENGTHS[second]
    away = target - root
    distance = max(abs(away), abs(one - two) + 1e-6)
    missing = max(0, distance - one - two)
    distance = min(distance, one + two)
    toward = math.degrees(cmath.phase(away))
    bent = math.degrees(math.acos(_cosine(one, distance, two)))
    back = math.degrees(math.acos(_cosine(two, distance, one)))
    turn = front if limb == "leg" else -front
    return toward + turn * bent, toward - turn * back, missing


def bend(angles: Mapping[str, float], name: str, front: int) -> float:
    """Say how far a joint is bent forward, in degrees; a foot at a right angle is at 0.

    Examples
    --------
    >>> standing = dict.fromkeys(ANGLES, 270) | dict.fromkeys(SPINE, 90) | {"near_thigh": 360}
    >>> bend(standing, "near_thigh", front=1)
    90
    """
    if name in SPINE:
        return front * wrapped(angles[_BEFORE[name]] - angles[name])
    side, bone = name.split("_", 1)
    if bone in _ROOT:
        return front * wrapped(angles[name] - angles[_ROOT[bone]] - 180)
    turned = front * wrapped(angles[name] - angles[f"{side}_{_BEFORE[bone]}"])
    if bone == "shin":
        return -turned
    return turned - 90 if bone == "foot" else turned


def out_of_limits(angles: Mapping[str, float], front: int) -> dict[str, float]:
    """Return the joints that are bent too far, each with its degrees.

    The limits are `LIMITS`; the pelvis has none, since it is where the body starts.
    """
    bends = {name: bend(angles, name, front) for name in ANGLES if name != "pelvis"}
    return {name: value for name, value in bends.items() if not _may(name, value)}


def limits_of(name: str) -> tuple[int, int]:
    """Return how far a joint bends, in degrees.

    Examples
    --------
    >>> limits_of("near_shin")
    (-3, 155)
    """
    return LIMITS[bone_of(name)[1]]


def _may(name: str, value: float) -> bool:
    low, high = limits_of(name)
    # The table has whole degrees, and a shoulder can come round from behind.
    turns = (value, value + 360, value - 360)
    return any(low - 1 <= turn <= high + 1 for turn in turns)


def _cosine(beside: float, distance: float, across: float) -> float:
    """Apply the law of cosines, within what rounding leaves."""
    value = (beside**2 + distance**2 - across**2) / (2 * beside * distance)
    return min(1.0, max(-1.0, value))


_LEAST, _MOST, _STEP = 3, 6, 20
_LIMB_OF = {"wrist": ("arm", "shoulder"), "ankle": ("leg", "hip")}
_BONES = {"arm": ("upper_arm", "forearm"), "leg": ("thigh", "shin")}

Angles = Mapping[str, float]
Points = Mapping[str, complex]


class Key(NamedTuple):
    """One row of the poses: the angles, and what stays planted, or slides, on the way to them."""

    angles: Angles
    planted: Sequence[str]
    slides: Sequence[str] = ()


class Frame(NamedTuple):
    """One moment: the angles, where every point is, and what has been planted since the last."""

    angles: Angles
    points: Points
    planted: Sequence[str] = ()
    missing: Mapping[str, float] = {}


def moved(
    start: Frame, key: Key, front: int, *, steps: int | None = None, gently: bool = True
) -> Iterator[Frame]:
    """Move from a frame to the pose of a key.

    Parameters
    ----------
    start : Frame
        Where the move begins; it is not among the frames given.
    key : Key
        Where it ends. Its first planted point holds the body, the other planted ones are reached
        for, and what slides goes straight to where the key has it.
    front : {1, -1}
        Where the belly is, see `skeleton`.
    steps : int, optional
        How many frames; the more the body turns, the more, when left out.
    gently : bool
        Whether to start and stop slowly.

    Examples
    --------
    >>> from backcare.figures.skeleton import SPINE
    >>> standing = dict.fromkeys(ANGLES, 270) | dict.fromkeys(SPINE, 90)
    >>> start = Frame(standing, place(standing, 1))
    >>> bent = Key(standing | {"near_forearm": 360}, ["near_ankle"])
    >>> round(list(moved(start, bent, 1))[-1].angles["near_forearm"])
    360
    """
    turns = {name: wrapped(key.angles[name] - start.angles[name]) for name in ANGLES}
    if steps is None:
        steps = min(_MOST, max(_LEAST, math.ceil(max(map(abs, turns.values())) / _STEP)))
    anchor = key.planted[0]
    goal = place(key.angles, front, anchor, start.points[anchor])
    for step in range(1, steps + 1):
        part = (1 - math.cos(math.pi * step / steps)) / 2 if gently else step / steps
        angles = {name: start.angles[name] + part * turns[name] for name in ANGLES}
        ends = {name: start.points[name] for name in key.planted[1:]}
        for name in key.slides:
            ends[name] = start.points[name] + part * (goal[name] - start.points[name])
        yield _reached(angles, anchor, start.points[anchor], ends, key, front)


def _reached(
    angles: dict[str, float],
    anchor: str,
    at: complex,
    ends: Mapping[str, complex],
    key: Key,
    front: int,
) -> Frame:
    """Place a body, and bend its limbs until their ends are where they have to be."""
    points, missing = place(angles, front, anchor, at), {}
    for name, target in ends.items():
        side, _, end = name.partition("_")
        if end not in _LIMB_OF:
            continue
        limb, root = _LIMB_OF[end]
        *bent, short = reach(points[root], target, limb, front)
        for bone, angle in zip(_BONES[limb], bent, strict=True):
            column = f"{side}_{bone}"
            angles[column] += wrapped(angle - angles[column])
        if short:
            missing[name] = short
    return Frame(angles, place(angles, front, anchor, at), key.planted, missing)


def other_side(frame: Frame) -> Frame:
    """Return the same moment with the two sides changed over.

    Examples
    --------
    >>> frame = Frame({"near_shin": 1, "far_shin": 2, "head": 3}, {"near_toe": 1j, "far_toe": 2j})
    >>> other_side(frame).angles
    {'far_shin': 1, 'near_shin': 2, 'head': 3}
    """
    angles = {_swapped(name): value for name, value in frame.angles.items()}
    points = {_swapped(name): point for name, point in frame.points.items()}
    return Frame(angles, points, [_swapped(name) for name in frame.planted])


def _swapped(name: str) -> str:
    side, _, part = name.partition("_")
    return f"{SIDES[1 - SIDES.index(side)]}_{part}" if side in SIDES else name
