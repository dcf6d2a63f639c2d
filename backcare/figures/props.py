"""What a person holds, rides or follows with the eyes, and who looks on."""

from __future__ import annotations

from collections.abc import Sequence

from backcare.figures.body import lowest
from backcare.figures.clock import Clock
from backcare.figures.drawing import Artist
from backcare.figures.look import teacher_style
from backcare.figures.motion import Frame
from backcare.figures.skeleton import ANGLES, SPINE, direction, place
from backcare.figures.stage import Box, Drawn, Stage, extent, palm, path
from backcare.figures.svg import line, number, pair

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
