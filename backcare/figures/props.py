"""What is around a person: floor, wall and water, what is held, ridden or followed, a teacher.

`draw_prop` draws one of `PROPS` for a `Scene`. Each prop has a function of its own: first those
to stand, lie, sit or swim on, then those to hold or to look at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from backcare.figures.body import Artist, on_floor, outlines
from backcare.figures.film import Film
from backcare.figures.skeleton import ANGLES, SPINE, Frame, direction, place, wrapped
from backcare.figures.svg import Timeline, line, number, pair, teacher_style

# All in cm: how much room is left around a body, and what the props measure.
_MARGIN = 8.0
# A head is as wide as it is high: how far up it goes from its two ends, upright or level.
_ABOVE = {"crown": 5.0, "skull": 13.0}
_WALL = 9.0
_WHEEL, _WHEELS_AWAY, _AXLE_HIGH = 33.0, (-44.0, 58.0), 27.0
_TEACHER_AWAY = 92.0
# The phases in which something is aimed at.
_AIMED = ("lift", "hold")
# A teacher kneels on the far side of the mat, upright, a hand towards whoever lies there.
_KNEELING = dict.fromkeys(ANGLES, 270.0) | dict.fromkeys(SPINE, 92.0)
_KNEELING |= {"near_shin": 2, "far_shin": 2, "near_foot": 338, "far_foot": 338, "upper_back": 100}
_KNEELING |= {"near_upper_arm": 256, "near_forearm": 196, "near_hand": 188, "neck": 112}
_KNEELING |= {"far_upper_arm": 274, "far_forearm": 266, "far_hand": 262, "head": 116}


class Box(NamedTuple):
    """A rectangle in cm, y up."""

    left: float
    low: float
    right: float
    high: float

    def around(self, *others: Box) -> Box:
        """Return the smallest box around this and others."""
        left, low, right, high = zip(self, *others, strict=True)
        return Box(min(left), min(low), max(right), max(high))


class Scene(NamedTuple):
    """What a prop is drawn for: a film, the frames of it that a panel shows, and when."""

    # What stands still is drawn from it, the same in the panel of the start and in that of the end.
    film: Film
    frames: Sequence[Frame]
    timeline: Timeline
    front: int
    # The edges of the panel, in cm; they are not known while its size is measured.
    left: float = 0.0
    right: float = 0.0
    low: float = 0.0


class Drawing(NamedTuple):
    """A prop as SVG: behind the person, in front and in each hand, and how much room it needs."""

    behind: str = ""
    in_front: str = ""
    held: str = ""
    crossed: str = ""  # on the near upper arm
    defs: str = ""  # what each panel refers to, and the picture has once
    box: Box | None = None


def draw_prop(prop: str, scene: Scene) -> Drawing:
    """Draw one prop."""
    return _DRAW[prop](scene)


def extent(frames: Sequence[Frame]) -> Box:
    """Return the box around a person in all of some frames."""
    points = [(name, point) for frame in frames for name, point in frame.points.items()]
    across = [point.real for _, point in points]
    low = min(point.imag for _, point in points)
    high = max(point.imag + _ABOVE.get(name, _MARGIN) for name, point in points)
    return Box(min(across) - _MARGIN, low - _MARGIN, max(across) + _MARGIN, high)


def _palm(frame: Frame, side: str) -> complex:
    """Find the middle of a hand that is closed."""
    return frame.points[f"{side}_wrist"] + 5 * direction(frame.angles[f"{side}_hand"])


def _path(kind: str, d: str, moves: str = "") -> str:
    """Write a line of one kind, and how it moves."""
    return f'<path class="bf-{kind}" d="{d}">{moves}</path>'


def _path_through(kind: str, scene: Scene, paths: Sequence[str]) -> str:
    """Write a line that has another form in each frame."""
    return _path(kind, paths[0], scene.timeline.animate(paths, "d"))


def _slab(kind: str, left: float, right: float, top: float, more: str = "") -> str:
    """Write something flat, 5 cm thick."""
    return (
        f'<rect class="bf-{kind}" x="{number(left)}" y="{number(-top)}" '
        f'width="{number(right - left)}" height="5"{more}/>'
    )


def _draw_floor(scene: Scene) -> Drawing:
    """Draw the floor from edge to edge; who walks on it passes grass."""
    floor = _slab("floor", scene.left, scene.right, 1)
    if scene.film.stride:
        floor = _grass(scene) + floor
    return Drawing(behind=floor, box=Box(0, -5, 0, 0))


def _grass(scene: Scene) -> str:
    """Draw a tuft of grass for each step, so that the loop ends as it began."""
    step = scene.film.stride / 2
    times = scene.timeline.times
    # The loop moves them by two steps: so many more have to come in, and one for a part of a step.
    count = int((scene.right - scene.left) / step) + (3 if times else 0)
    tuft = "M{0}-1q-1-5-4-8M{0}-1q1-7 2-11M{0}-1q3-4 6-6"
    tufts = "".join(tuft.format(number(scene.left + step * (k + 0.5))) for k in range(count))
    ends = Timeline((times[0], times[-1]) if times else ())
    moves = ends.translate(["0 0", f"{number(-scene.film.stride)} 0"])
    return _path("grass", tufts, moves)


def _draw_mat(scene: Scene) -> Drawing:
    """Roll out a mat under whoever lies or kneels."""
    left, _, right, _ = extent(scene.film.frames)
    left, right = left - 8, right + 8
    return Drawing(behind=_slab("mat", left, right, 1, ' rx="2.5"'), box=Box(left, -5, right, 0))


def _draw_wall(scene: Scene) -> Drawing:
    """Stand a wall at the back of whoever leans on it."""
    film, front = scene.film, scene.front
    behind = max(
        -front * point.real
        for frame in (film.frames[0], film.frames[film.peak])
        for outline in outlines(frame, front).values()
        for point in outline
    )
    back = -front * behind
    top = extent(film.frames).high
    # The corners of the card are round.
    edge = min(scene.left + 8, back) if front > 0 else max(scene.right - 8, back)
    left, right = sorted([back, edge])
    wall = (
        f'<rect class="bf-wall" x="{number(left)}" y="{number(-top)}" '
        f'width="{number(right - left)}" height="{number(top)}"/>'
    )
    return Drawing(
        behind=wall + _bricks(back, edge, top), box=Box(back - _WALL, 0, back + _WALL, top)
    )


def _bricks(start: float, end: float, top: float) -> str:
    """Draw the joints of bricks, from the face of a wall to where it ends."""
    high, long = top / 12, 26
    courses = "".join(f"M{number(start)} {number(-high * k)}H{number(end)}" for k in range(1, 12))
    half = long / 2 if end > start else -long / 2
    joints = ["", ""]
    for k in range(1, int((end - start) / half) + 1):
        joints[k % 2] += f"M{number(start + half * k)} 0V{number(-top)}"
    # A joint is as long as a course is high, and the next one is a course further up.
    dashes = f'stroke-dasharray="{number(high, 2)}"'
    return (
        _path("brick", courses)
        + f'<path class="bf-brick" {dashes} d="{joints[0]}"/>'
        + f'<path class="bf-brick" {dashes} stroke-dashoffset="{number(high, 2)}" d="{joints[1]}"/>'
    )


def _draw_chair(scene: Scene) -> Drawing:
    """Put a chair under whoever sits."""
    first = scene.film.frames[0]
    seat = first.points["hip"] - 11j
    back, knee = seat - scene.front * 16, seat + scene.front * 30
    legs = line([complex(back.real, 0), back + 48j]) + line([complex(knee.real, 0), knee])
    chair = f'<path class="bf-chair" d="{legs}{line([back, knee])}"/>'
    return Drawing(behind=chair, box=extent([first]))


def _draw_water(scene: Scene) -> Drawing:
    """Fill the picture with water up to the back of whoever swims."""
    _, low, _, high = extent(scene.film.frames)
    level, waves = 5.0, 10
    step = (scene.right - scene.left) / waves
    crest = f"M{number(scene.left)} {number(-level)}" + "".join(
        f"q{number(step / 4)} {-3 if wave % 2 else 3} {number(step / 2)} 0t{number(step / 2)} 0"
        for wave in range(waves)
    )
    pool = f"{crest}V{number(-scene.low)}H{number(scene.left)}Z"
    return Drawing(
        behind=_path("deep", pool),
        in_front=_path("water", pool) + _path("wave", crest),
        box=Box(0, low - 12, 0, high + 14),
    )


def _draw_towel(scene: Scene) -> Drawing:
    """Loop a towel round the ball of the foot that works, both ends in the hands."""
    return Drawing(in_front=_path_through("towel", scene, [_towel(one) for one in scene.frames]))


def _towel(frame: Frame) -> str:
    near, far = (frame.points[f"{side}_ball"] for side in ("near", "far"))
    foot = (1 - frame.swapped) * near + frame.swapped * far
    return line([_palm(frame, "near"), foot, _palm(frame, "far")])


def _draw_weights(_: Scene) -> Drawing:
    """Put a dumb-bell into each hand, across the palm."""
    bell = (
        '<g class="bf-weight"><path d="M4.5-9V9"/><rect x="-1" y="-15" width="11" height="7" '
        'rx="2"/><rect x="-1" y="8" width="11" height="7" rx="2"/></g>'
    )
    return Drawing(held=bell)


def _draw_float(scene: Scene) -> Drawing:
    """Put a swimmer's board under the hands."""
    hand = _palm(scene.film.frames[0], "near")
    board = _slab("board", hand.real - 26, hand.real + 8, hand.imag + 3, ' rx="2.5"')
    return Drawing(in_front=board, box=Box(hand.real - 30, 0, hand.real, 0))


def _draw_ring(scene: Scene) -> Drawing:
    """Put a ring between the hands, as it is used in Pilates."""
    places = [pair(_palm(frame, "near")) for frame in scene.frames]
    moves = scene.timeline.translate(places)
    ring = f'<g transform="translate({places[0]})">{moves}<circle class="bf-hoop" r="13"/></g>'
    return Drawing(behind=ring)


def _draw_folded_arms(scene: Scene) -> Drawing:
    """Lay the far hand on the near upper arm, where folded arms have it."""
    turn = scene.front * 84
    hand = f'<g class="bf-far" transform="translate(14 {-scene.front * 9})rotate({turn})">'
    return Drawing(crossed=f'{hand}<use href="#@-hand" class="bf-skin"/></g>')


def _draw_arrow(scene: Scene) -> Drawing:
    """Show with an arrow which way the hips turn, where the turn itself is small."""
    film = scene.film
    first, peak = film.frames[0], film.frames[film.peak]
    hip = first.points["hip"]
    left = int(wrapped(peak.angles["pelvis"] - first.angles["pelvis"]) > 0)
    a, b = (hip + 24 * direction(angle) for angle in ((60, 130) if left else (130, 60)))
    tip = direction((130 + 90) if left else (60 - 90))
    head = line([b - 6 * tip * direction(35), b, b - 6 * tip * direction(-35)])
    arc = f"M{pair(a)}A24 24 0 0 {1 - left} {pair(b)}{head}"
    aimed = [(one.start_s, one.end_s) for one in film.captions if one.phase in _AIMED]
    return Drawing(
        in_front=_path("hint", arc, scene.timeline.show(aimed)),
        box=Box(hip.real, 0, hip.real, hip.imag + 28),
    )


def _draw_bike(scene: Scene) -> Drawing:
    """Build a bike under a rider: the pedals go where the feet go."""
    first = scene.film.frames[0]
    axle = _middle([frame.points["near_ball"] for frame in scene.film.frames])
    ground = axle.imag - _AXLE_HIGH
    rear, fore = (complex(axle.real + away, ground + _WHEEL) for away in _WHEELS_AWAY)
    seat, bars = first.points["hip"] - 12j, _palm(first, "near")
    head = bars + complex(-3, -12)
    post = axle + 0.8 * (seat - axle)
    tubes = (
        line([rear, axle, head, post, rear])
        + line([axle, seat])
        + line([bars, bars - 6, head, fore])
    )
    feet = [frame.points["near_ball"] for frame in scene.frames]
    near_cranks = [line([axle, foot]) for foot in feet]
    far_cranks = [line([axle, 2 * axle - foot]) for foot in feet]
    return Drawing(
        behind=_slab("floor", scene.left, scene.right, ground)
        + _wheel(rear)
        + _wheel(fore)
        + _path_through("crank", scene, far_cranks)
        + _path("frame", tubes)
        + _path("saddle", line([seat - 9 + 1j, seat + 11 + 1j])),
        in_front=_path_through("crank", scene, near_cranks),
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


def _draw_teacher(scene: Scene) -> Drawing:
    """Let somebody kneel beside the mat who looks on."""
    knee = complex(scene.film.frames[0].points["hip"].real + _TEACHER_AWAY, 8)
    frame = on_floor(Frame(_KNEELING, place(_KNEELING, -1, "near_knee", knee)), -1)
    person = Artist([frame], Timeline(), -1, "@t", {}).person()
    return Drawing(
        behind='<use href="#@who"/>',
        defs=f'<g id="@who" style="{teacher_style()}">{person}</g>',
        box=extent([frame]),
    )


_DRAW: Mapping[str, Callable[[Scene], Drawing]] = MappingProxyType(
    {
        "floor": _draw_floor,
        "mat": _draw_mat,
        "wall": _draw_wall,
        "chair": _draw_chair,
        "towel": _draw_towel,
        "weights": _draw_weights,
        "water": _draw_water,
        "float": _draw_float,
        "bike": _draw_bike,
        "ring": _draw_ring,
        "folded_arms": _draw_folded_arms,
        "arrow": _draw_arrow,
        "teacher": _draw_teacher,
    }
)
PROPS = tuple(_DRAW)
# Around these the hands are closed.
GRIPPED = frozenset({"towel", "weights", "bike", "float", "ring"})
