"""What is around the person: the floor, a mat, a wall, water, a bike, what the hands hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from backcare.figures.drawing import Artist, Clock
from backcare.figures.film import Film
from backcare.figures.flesh import lowest
from backcare.figures.motion import Frame
from backcare.figures.paths import line, number
from backcare.figures.skeleton import ANGLES, SPINE, direction, place

PROPS = ("floor", "mat", "wall", "towel", "weights", "water", "bike", "chair", "teacher")
# The ball of the foot, where the towel goes round and the pedal is: along the foot, and below it.
_BALL = (13.0, -6.0)
_PAD = 12.0
_WALL = 8.0
_TEACHER_AWAY = 40.0
_WHEEL, _WHEELS_AWAY, _AXLE_HIGH = 33.0, (-44.0, 58.0), 27.0


class Box(NamedTuple):
    """A rectangle in cm, y up."""

    left: float
    low: float
    right: float
    high: float

    def around(self, *others: Box) -> Box:
        """Return the smallest box around this and others."""
        every = [self, *others]
        return Box(
            min(box.left for box in every),
            min(box.low for box in every),
            max(box.right for box in every),
            max(box.high for box in every),
        )


class Drawn(NamedTuple):
    """One prop: what lies behind the person, what before, what is in the hands, and how far."""

    behind: str = ""
    before: str = ""
    held: Mapping[str, str] = {}
    box: Box | None = None


def extent(frames: Sequence[Frame]) -> Box:
    """Return the box around a person in all of some frames."""
    points = [point for frame in frames for point in frame.points.values()]
    across, up = [point.real for point in points], [point.imag for point in points]
    return Box(min(across) - _PAD, min(up) - _PAD, max(across) + _PAD, max(up) + _PAD)


class Stage(NamedTuple):
    """What a prop is drawn for: the frames and their times, and where the belly is."""

    film: Film
    clock: Clock
    front: int


def drawn(prop: str, stage: Stage) -> Drawn:
    """Draw one prop for the frames of a film.

    Examples
    --------
    >>> points = {"crown": 10 + 60j, "near_toe": 80 + 1j}
    >>> drawn("mat", Stage(Film([0], [Frame({}, points)], [0]), Clock(), 1)).behind
    '<rect class="bf-mat" x="-14" width="118" height="4" rx="2"/>'
    """
    return _PROPS[prop](stage)


def _floor(stage: Stage) -> Drawn:
    left, _, right, high = extent(stage.film.frames)
    left, right = left - 24, right + 24
    floor = f'<path class="bf-floor" d="{line([left + 0j, right + 0j])}"/>'
    if stage.film.stride:
        floor += _passing(stage.film.stride, left, right)
    return Drawn(behind=floor, box=Box(left, -4, right, high))


def _passing(stride: float, left: float, right: float) -> str:
    """Draw grass that whoever walks passes by."""
    blade = "M{0} 0q-1 -5 -4 -8M{0} 0q1 -7 2 -11M{0} 0q3 -4 6 -6"
    step = stride / 2
    count = round((right - left + stride) / step) + 1
    tufts = "".join(blade.format(number(left + step * place)) for place in range(count))
    return f'<path class="bf-grass" d="{tufts}"/>'


def _mat(stage: Stage) -> Drawn:
    left, _, right, high = extent(stage.film.frames)
    left, right = left - 12, right + 12
    mat = (
        f'<rect class="bf-mat" x="{number(left)}" width="{number(right - left)}" '
        'height="4" rx="2"/>'
    )
    return Drawn(behind=mat, box=Box(left, -5, right, high))


def _wall(stage: Stage) -> Drawn:
    """Stand a wall at the back of whoever leans on it."""
    first = stage.film.frames[0].points
    back = min(first["waist"].real, first["chest"].real, first["shoulder"].real) - 10.6
    top = first["crown"].imag + 14
    wall = (
        f'<rect class="bf-wall" x="{number(back - _WALL)}" y="{number(-top)}" '
        f'width="{number(_WALL)}" height="{number(top)}"/>'
    )
    return Drawn(behind=wall, box=Box(back - _WALL, 0, back, top))


def _towel(stage: Stage) -> Drawn:
    """Loop a towel round the ball of the foot that works, both ends in the hands."""
    paths = []
    for frame, turned in zip(stage.film.frames, stage.film.turned, strict=True):
        foot = (1 - turned) * _ball(frame, "near", stage.front) + turned * _ball(
            frame, "far", stage.front
        )
        paths.append(line([frame.points["near_fingers"], foot, frame.points["far_fingers"]]))
    moves = stage.clock.animate(paths, "d")
    return Drawn(before=f'<path class="bf-towel" d="{paths[0]}">{moves}</path>')


def _weights(_: Stage) -> Drawn:
    """Put a dumb-bell into each hand, across the palm."""
    bell = (
        '<g class="bf-weight"><path d="M6 -9V9"/>'
        '<rect x="1" y="-14" width="10" height="6" rx="2"/>'
        '<rect x="1" y="8" width="10" height="6" rx="2"/></g>'
    )
    return Drawn(held={"near": bell, "far": bell})


def _water(stage: Stage) -> Drawn:
    left, low, right, high = extent(stage.film.frames)
    left, right, low, level = left - 14, right + 14, low - 26, 5.0
    waves = 8
    step = (right - left) / waves
    crest = f"M{number(left)} {number(-level)}" + "".join(
        f"q{number(step / 4)} {-3 if place % 2 else 3} {number(step / 2)} 0t{number(step / 2)} 0"
        for place in range(waves)
    )
    pool = f"{crest}V{number(-low)}H{number(left)}Z"
    return Drawn(
        behind=f'<path class="bf-deep" d="{pool}"/>',
        before=f'<path class="bf-water" d="{pool}"/><path class="bf-wave" d="{crest}"/>',
        box=Box(left, low, right, high + 6),
    )


def _bike(stage: Stage) -> Drawn:
    """Build a bike under a rider: the pedals go where the feet go."""
    feet = [_ball(frame, "near", stage.front) for frame in stage.film.frames]
    first = stage.film.frames[0].points
    axle = _middle(feet)
    ground = axle.imag - _AXLE_HIGH
    rear, fore = (complex(axle.real + away, ground + _WHEEL) for away in _WHEELS_AWAY)
    seat, bars = first["hip"] - 12j, first["near_fingers"]
    head = bars + complex(2, -10)
    bones = (
        line([rear, axle, seat - 2j, rear])
        + line([axle, head, seat - 14j])
        + line([bars, head, fore])
    )
    cranks = [line([axle, foot]) for foot in feet]
    others = [line([axle, 2 * axle - foot]) for foot in feet]
    road = line([complex(rear.real - 50, ground), complex(fore.real + 50, ground)])
    return Drawn(
        behind=_path("floor", road)
        + _wheel(rear)
        + _wheel(fore)
        + _path("crank", others[0], stage.clock.animate(others, "d"))
        + _path("frame", bones)
        + _path("saddle", line([seat - 10 + 1j, seat + 12 + 1j])),
        before=_path("crank", cranks[0], stage.clock.animate(cranks, "d")),
        box=Box(rear.real - _WHEEL - 4, ground - 3, fore.real + _WHEEL + 4, ground + 60),
    )


def _middle(points: Sequence[complex]) -> complex:
    across, up = [point.real for point in points], [point.imag for point in points]
    return complex(max(across) + min(across), max(up) + min(up)) / 2


def _wheel(at: complex) -> str:
    return (
        f'<circle class="bf-wheel" cx="{number(at.real)}" cy="{number(-at.imag)}" '
        f'r="{number(_WHEEL)}"/>'
    )


def _path(kind: str, d: str, moves: str = "") -> str:
    return f'<path class="bf-{kind}" d="{d}">{moves}</path>'


def _chair(stage: Stage) -> Drawn:
    hip = stage.film.frames[0].points["hip"]
    seat = hip - 11j
    back, knee = seat - stage.front * 16, seat + stage.front * 30
    legs = line([complex(back.real, 0), back + 48j]) + line([complex(knee.real, 0), knee])
    path = f"{legs}{line([back, knee])}"
    return Drawn(behind=f'<path class="bf-chair" d="{path}"/>', box=extent(stage.film.frames[:1]))


_STANDING = dict.fromkeys(ANGLES, 270.0) | dict.fromkeys(SPINE, 90.0)
_STANDING |= {"near_foot": 180, "far_foot": 180, "near_upper_arm": 228, "near_forearm": 205}
_STANDING |= {"upper_back": 96, "neck": 104, "head": 112, "near_hand": 205, "low_back": 92}
_STANDING |= {"far_upper_arm": 262, "far_forearm": 230, "far_hand": 225}


def _teacher(stage: Stage) -> Drawn:
    """Stand somebody beside the mat who looks on."""
    right = extent(stage.film.frames).right + _TEACHER_AWAY
    frame = Frame(_STANDING, place(_STANDING, "near_ankle", complex(right, 8)))
    frame = frame._replace(points={k: p - 1j * lowest(frame, -1) for k, p in frame.points.items()})
    person = Artist([frame], Clock(), -1, {}, "@t", {}).person()
    return Drawn(behind=f'<g class="bf-teacher">{person}</g>', box=extent([frame]))


def _ball(frame: Frame, side: str, front: int) -> complex:
    """Find the ball of a foot."""
    step = direction(frame.angles[f"{side}_foot"])
    return frame.points[f"{side}_ankle"] + step * complex(_BALL[0], front * _BALL[1])


_PROPS = {
    "floor": _floor,
    "mat": _mat,
    "wall": _wall,
    "towel": _towel,
    "weights": _weights,
    "water": _water,
    "bike": _bike,
    "chair": _chair,
    "teacher": _teacher,
}
