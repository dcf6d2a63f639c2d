"""A person seen from the side: bones of fixed length, and where they are for given angles.

Points are complex numbers in centimetres, `x + y*1j`, y up. Angles are degrees: 0 points right,
90 up, 180 left, 270 down. Those of the spine point from the hip to the crown, those of a limb
away from the body. `front` is 1 where the person, looking along the spine, has the belly on the
right (standing and facing right, or on the back with the head at the left), else -1.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Mapping

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
