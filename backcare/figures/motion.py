"""From keyframes to every frame: angles turn smoothly, and what is planted stays where it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from backcare.figures.skeleton import ANGLES, SIDES, place, reach, wrapped

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
