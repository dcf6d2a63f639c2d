"""What a person stands, lies, sits or swims on, and the wall to lean on."""

from __future__ import annotations

from backcare.figures.body import flesh
from backcare.figures.clock import Clock
from backcare.figures.stage import Box, Drawn, Stage, extent, path
from backcare.figures.svg import line, number

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
