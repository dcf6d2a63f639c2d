"""What a person holds, rides or follows with the eyes, and who looks on.

What a prop is drawn for, and what drawing one gives.

What a person stands, lies, sits or swims on, and the wall to lean on.

The props there are: what can be drawn around a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from backcare.figures import props as gear, props as ground
from backcare.figures.body import Artist, flesh, lowest
from backcare.figures.film import Film
from backcare.figures.skeleton import ANGLES, SPINE, Frame, direction, place
from backcare.figures.svg import Clock, line, number, pair, teacher_style

_PAD = 8.0


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
    """One prop: what lies behind the person and what before, what is in the hands, how far it goes.

    `once` is what each panel refers to, and the picture writes only once.
    """

    behind: str = ""
    before: str = ""
    held: str = ""
    once: str = ""
    box: Box | None = None


class Stage(NamedTuple):
    """What a prop is drawn for: the frames and their times, where the belly is, how far one sees.

    `left`, `right` and `low` are the edges of the picture, in cm.
    """

    film: Film
    clock: Clock
    front: int
    left: float = 0.0
    right: float = 0.0
    low: float = 0.0


def extent(frames: Sequence[Frame]) -> Box:
    """Return the box around a person in all of some frames."""
    points = [point for frame in frames for point in frame.points.values()]
    across, up = [point.real for point in points], [point.imag for point in points]
    return Box(min(across) - _PAD, min(up) - _PAD, max(across) + _PAD, max(up) + _PAD)


def palm(frame: Frame, side: str) -> complex:
    """Find the middle of a hand that is closed."""
    return frame.points[f"{side}_wrist"] + 5 * direction(frame.angles[f"{side}_hand"])


def path(kind: str, d: str, moves: str = "") -> str:
    """Write a line of one kind, and how it moves."""
    return f'<path class="bf-{kind}" d="{d}">{moves}</path>'


_WALL = 9.0


def draw_floor(stage: Stage) -> Drawn:
    """Draw the floor from edge to edge; who walks on it passes grass."""
    left, right = stage.left, stage.right
    floor = (
        f'<rect class="bf-floor" x="{number(left)}" y="-1" width="{number(right - left)}" '
        'height="5"/>'
    )
    if stage.film.stride:
        floor = _passing(stage) + floor
    return Drawn(behind=floor, box=Box(0, -5, 0, 0))


def _passing(stage: Stage) -> str:
    """Draw grass that whoever walks passes by."""
    step = stage.film.stride / 2
    count = int((stage.right - stage.left) / step) + (3 if stage.clock.times else 0)
    blade = "M{0}-1q-1-5-4-8M{0}-1q1-7 2-11M{0}-1q3-4 6-6"
    tufts = "".join(
        blade.format(number(stage.left + step * (place + 0.5))) for place in range(count)
    )
    ends = Clock(stage.clock.times[:: len(stage.clock.times) - 1] if stage.clock.times else ())
    moves = ends.animate(
        ["0 0", f"{number(-stage.film.stride)} 0"], "transform", 'type="translate" '
    )
    return f'<path class="bf-grass" d="{tufts}">{moves}</path>'


def draw_mat(stage: Stage) -> Drawn:
    """Roll out a mat under whoever lies or kneels."""
    left, _, right, _ = extent(stage.film.every)
    left, right = left - 8, right + 8
    mat = (
        f'<rect class="bf-mat" x="{number(left)}" y="-1" width="{number(right - left)}" '
        'height="5" rx="2.5"/>'
    )
    return Drawn(behind=mat, box=Box(left, -5, right, 0))


def draw_wall(stage: Stage) -> Drawn:
    """Stand a wall at the back of whoever leans on it."""
    front = stage.front
    ends = stage.film.every[0], stage.film.every[stage.film.peak]
    every = [flesh(frame, front) for frame in ends]
    edge = max(
        -front * point.real
        for outlines in every
        for outline in outlines.values()
        for point in outline
    )
    back = -front * edge
    top = extent(stage.film.every).high + 6
    edge = min(stage.left, back) if front > 0 else max(stage.right, back)
    left, right = sorted([back, edge])
    wall = (
        f'<rect class="bf-wall" x="{number(left)}" y="{number(-top)}" '
        f'width="{number(right - left)}" height="{number(top)}"/>'
    )
    return Drawn(behind=wall, box=Box(back - _WALL, 0, back + _WALL, top))


def draw_chair(stage: Stage) -> Drawn:
    """Put a chair under whoever sits."""
    hip = stage.film.every[0].points["hip"]
    seat = hip - 11j
    back, knee = seat - stage.front * 16, seat + stage.front * 30
    legs = line([complex(back.real, 0), back + 48j]) + line([complex(knee.real, 0), knee])
    path = f"{legs}{line([back, knee])}"
    return Drawn(behind=f'<path class="bf-chair" d="{path}"/>', box=extent(stage.film.every[:1]))


def draw_water(stage: Stage) -> Drawn:
    """Fill the picture with water up to the back of whoever swims."""
    _, low, _, high = extent(stage.film.every)
    level, waves = 3.0, 10
    step = (stage.right - stage.left) / waves
    crest = f"M{number(stage.left)} {number(-level)}" + "".join(
        f"q{number(step / 4)} {-3 if place % 2 else 3} {number(step / 2)} 0t{number(step / 2)} 0"
        for place in range(waves)
    )
    pool = f"{crest}V{number(-stage.low)}H{number(stage.left)}Z"
    return Drawn(
        behind=path("deep", pool),
        before=path("water", pool) + path("wave", crest),
        box=Box(0, low - 12, 0, high + 14),
    )


_WHEEL, _WHEELS_AWAY, _AXLE_HIGH = 33.0, (-44.0, 58.0), 27.0
_TEACHER_AWAY = 92.0
# The phases in which something is aimed at.
_AIMED = ("lift", "hold")


def draw_towel(stage: Stage) -> Drawn:
    """Loop a towel round the ball of the foot that works, both ends in the hands."""
    paths = []
    for frame, turned in zip(stage.film.frames, stage.film.turned, strict=True):
        near, far = (frame.points[f"{side}_ball"] for side in ("near", "far"))
        foot = (1 - turned) * near + turned * far
        hands = (palm(frame, side) for side in ("near", "far"))
        paths.append(line([next(hands), foot, next(hands)]))
    return Drawn(before=path("towel", paths[0], stage.clock.animate(paths, "d")))


def draw_weights(_: Stage) -> Drawn:
    """Put a dumb-bell into each hand, across the palm."""
    bell = (
        '<g class="bf-weight"><path d="M4.5-9V9"/><rect x="-1" y="-15" width="11" height="7" '
        'rx="2"/><rect x="-1" y="8" width="11" height="7" rx="2"/></g>'
    )
    return Drawn(held=bell)


def draw_float(stage: Stage) -> Drawn:
    """Put a swimmer's board under the hands."""
    hand = palm(stage.film.every[0], "near")
    board = (
        f'<rect class="bf-board" x="{number(hand.real - 26)}" y="{number(-hand.imag - 3)}" '
        'width="34" height="5" rx="2.5"/>'
    )
    return Drawn(before=board, box=Box(hand.real - 30, 0, hand.real, 0))


def draw_ring(stage: Stage) -> Drawn:
    """Put a ring between the hands, as it is used in Pilates."""
    places = [palm(frame, "near") for frame in stage.film.frames]
    moves = stage.clock.animate([pair(place) for place in places], "transform", 'type="translate" ')
    ring = (
        f'<g transform="translate({pair(places[0])})">{moves}<circle class="bf-hoop" r="13"/></g>'
    )
    return Drawn(behind=ring)


def draw_arrow(stage: Stage) -> Drawn:
    """Show with an arrow which way the hips turn, where the turn itself is small."""
    hip = stage.film.every[0].points["hip"]
    way = int(stage.film.turn > 0)
    a, b = (hip + 24 * direction(angle) for angle in ((60, 130) if way else (130, 60)))
    tip = direction((130 + 90) if way else (60 - 90))
    head = line([b - 6 * tip * direction(35), b, b - 6 * tip * direction(-35)])
    arc = f"M{pair(a)}A24 24 0 0 {1 - way} {pair(b)}{head}"
    shown = [(one.start_s, one.end_s) for one in stage.film.captions if one.phase in _AIMED]
    moves = stage.clock.shown(shown)
    return Drawn(before=path("hint", arc, moves), box=Box(hip.real, 0, hip.real, hip.imag + 28))


def draw_bike(stage: Stage) -> Drawn:
    """Build a bike under a rider: the pedals go where the feet go."""
    feet = [frame.points["near_ball"] for frame in stage.film.frames]
    first = stage.film.every[0].points
    axle = _middle([frame.points["near_ball"] for frame in stage.film.every])
    ground = axle.imag - _AXLE_HIGH
    rear, fore = (complex(axle.real + away, ground + _WHEEL) for away in _WHEELS_AWAY)
    seat, bars = first["hip"] - 12j, palm(stage.film.every[0], "near")
    head = bars + complex(-3, -12)
    post = axle + 0.8 * (seat - axle)
    bones = (
        line([rear, axle, head, post, rear])
        + line([axle, seat])
        + line([bars, bars - 6, head, fore])
    )
    cranks = [line([axle, foot]) for foot in feet]
    others = [line([axle, 2 * axle - foot]) for foot in feet]
    road = (
        f'<rect class="bf-floor" x="{number(stage.left)}" y="{number(-ground)}" '
        f'width="{number(stage.right - stage.left)}" height="5"/>'
    )
    return Drawn(
        behind=road
        + _wheel(rear)
        + _wheel(fore)
        + path("crank", others[0], stage.clock.animate(others, "d"))
        + path("frame", bones)
        + path("saddle", line([seat - 9 + 1j, seat + 11 + 1j])),
        before=path("crank", cranks[0], stage.clock.animate(cranks, "d")),
        box=Box(rear.real - _WHEEL - 2, ground - 5, fore.real + _WHEEL + 2, ground + 60),
    )


def _middle(points: Sequence[complex]) -> complex:
    across, up = [point.real for point in points], [point.imag for point in points]
    return complex(max(across) + min(across), max(up) + min(up)) / 2


def _wheel(at: complex) -> str:
    return (
        f'<circle class="bf-wheel" cx="{number(at.real)}" cy="{number(-at.imag)}" '
        f'r="{number(_WHEEL)}"/>'
    )


# Kneeling on the far side of the mat, upright, a hand towards whoever lies there.
_KNEELING = dict.fromkeys(ANGLES, 270.0) | dict.fromkeys(SPINE, 92.0)
_KNEELING |= {"near_shin": 2, "far_shin": 2, "near_foot": 338, "far_foot": 338, "upper_back": 100}
_KNEELING |= {"near_upper_arm": 236, "near_forearm": 208, "near_hand": 200, "neck": 112}
_KNEELING |= {"far_upper_arm": 262, "far_forearm": 236, "far_hand": 230, "head": 116}


def draw_teacher(stage: Stage) -> Drawn:
    """Let somebody kneel beside the mat who looks on."""
    hip = stage.film.every[0].points["hip"]
    frame = Frame(
        _KNEELING, place(_KNEELING, -1, "near_knee", complex(hip.real + _TEACHER_AWAY, 8))
    )
    lift = -1j * lowest(frame, -1)
    frame = frame._replace(points={name: p + lift for name, p in frame.points.items()})
    person = Artist([frame], Clock(), -1, {}, "@t").person()
    return Drawn(
        behind='<use href="#@who"/>',
        once=f'<g id="@who" style="{teacher_style()}">{person}</g>',
        box=extent([frame]),
    )


_PROPS: Mapping[str, Callable[[Stage], Drawn]] = MappingProxyType(
    {
        "floor": ground.draw_floor,
        "mat": ground.draw_mat,
        "wall": ground.draw_wall,
        "chair": ground.draw_chair,
        "towel": gear.draw_towel,
        "weights": gear.draw_weights,
        "water": ground.draw_water,
        "float": gear.draw_float,
        "bike": gear.draw_bike,
        "ring": gear.draw_ring,
        "arrow": gear.draw_arrow,
        "teacher": gear.draw_teacher,
    }
)
PROPS = tuple(_PROPS)
# Around these the hands are closed.
GRIPPED = frozenset({"towel", "weights", "bike", "float", "ring"})


def drawn(prop: str, stage: Stage) -> Drawn:
    """Draw one prop for the frames of a film.

    Examples
    --------
    >>> from backcare.figures.svg import Clock
    >>> from backcare.figures.film import Film
    >>> from backcare.figures.skeleton import Frame
    >>> points = {"crown": 10 + 60j, "near_toe": 80 + 1j}
    >>> drawn("mat", Stage(Film([0], [Frame({}, points)], [0]), Clock(), 1)).behind
    '<rect class="bf-mat" x="-6" y="-1" width="102" height="5" rx="2.5"/>'
    """
    return _PROPS[prop](stage)
