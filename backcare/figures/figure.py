"""`figure_svg`: one exercise as a picture, a moving panel with two still ones for print.

The tables come in as a `Figure` (`figures_of`): whom the picture shows, with what around, in
which film. `picture` writes what is seen of it; `silhouettes` gives the shape alone, for where a
picture would be too much.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from backcare.errors import unknown_term
from backcare.exercises.load import load_exercises
from backcare.figures.body import Artist, outline_defs, outlines
from backcare.figures.film import Caption, Film, followed, make_film, merged_phases, shown_phases
from backcare.figures.poses import Movement, expect_poses, movements_of, shipped_movements
from backcare.figures.props import GRIPPED, Box, Scene, draw_prop, extent
from backcare.figures.skeleton import Frame
from backcare.figures.svg import Point, Span, Timeline, number, person_style, style
from backcare.text import split_terms, xml_text

WIDTH, HEIGHT = 320, 210
_BELOW_FIGURE = 'x="160" y="200" text-anchor="middle"'
_BESIDE_FIGURE = 'x="308" y="170" text-anchor="end"'
_ABOVE_FLOOR = ' transform="translate(0 -18)"'
_MARK_Y = 199
# What an exercise is taken for that is in no table.
_UNKNOWN = {"kind": "exercise", "advice": "try", "steps": "", "per_side": False}
_TINTS = {"primary_muscles": "1", "secondary_muscles": "2"}


class Panel(NamedTuple):
    """A rectangle of the picture, in its own units, y down."""

    x: float
    y: float
    width: float
    height: float


_MOVING = Panel(8, 8, WIDTH - 16, 170)
# Whoever stands gets all of the height where this much width is left for words at the right.
_TALL, _BESIDE = Panel(8, 3, WIDTH - 16, 196), 92
# Start and end, with the arrow between them.
_SIDE_BY_SIDE = (Panel(8, 8, 142, 190), Panel(170, 8, 142, 190)), "M153 100h14m-5-5l5 5l-5 5"
_STACKED = (Panel(8, 6, WIDTH - 16, 94), Panel(8, 110, WIDTH - 16, 94)), "M160 102v10m-5-5l5 5l5-5"
# Whatever lies is lifted from the foot of its panel by this part of the room above it.
_LIFTED = 0.3


class Figure(NamedTuple):
    """Whom a picture shows doing what; `tints` are muscle groups with their classes."""

    exercise_id: str
    name: str
    steps: Sequence[str]
    avoid: bool
    activity: bool
    per_side: bool
    tints: Mapping[str, str]
    front: int
    props: Sequence[str]
    film: Film

    @property
    def hand(self) -> str:
        """Which outline the hands have: closed around what they hold, or open."""
        return "fist" if GRIPPED & set(self.props) else "hand"


def figure_svg(
    exercise_id: str,
    *,
    static: bool = False,
    muscles: bool = True,
    width: int = WIDTH,
    exercises: pd.DataFrame | None = None,
    poses: pd.DataFrame | None = None,
) -> str:
    """Draw an exercise as an SVG that moves by itself, without any script.

    Parameters
    ----------
    exercise_id : str
        The exercise, one that has poses.
    static : bool, default False
        Whether to draw a start and an end panel instead, for print. A moving picture has
        these too, and shows them in print and to people who asked their system for less motion.
    muscles : bool, default True
        Whether to tint the muscles that work: the primary ones strongly, the others lightly.
    width : int, default 320
        Width in CSS pixels; where there is less room the picture shrinks.
    exercises : pandas.DataFrame, optional
        The table that names the exercise, its steps, muscles and dose; the shipped one when left
        out. An exercise that is not in it is drawn from its poses alone.
    poses : pandas.DataFrame, optional
        Poses as `load_poses` gives them; the shipped ones when left out.

    Returns
    -------
    str
        The SVG. `data-phases` of its root lists what it shows from second to second: phase,
        start, end and side, named as in `plan_phases`; `data-seconds` is the length of one loop.
        The smallest dose is shown; a hold of more than 6 s is named in full, shown shorter and
        marked "sped up".

    Raises
    ------
    ValueError
        If there are no poses for the exercise.

    Examples
    --------
    >>> svg = bc.figure_svg("bridging")
    >>> svg.startswith("<svg"), "<title>Bridge</title>" in svg
    (True, True)
    >>> bc.figure_svg("brigde")
    Traceback (most recent call last):
    ValueError: exercise_id 'brigde' is not known. Did you mean 'bridging'? Choose from: ...
    """
    (figure,) = figures_of([exercise_id], muscles=muscles, exercises=exercises, poses=poses)
    return _svg(figure, static=static, width=width)


def _svg(figure: Figure, *, static: bool, width: int = WIDTH) -> str:
    inside = picture(figure, static=static)
    return (
        f'<svg {root_attributes(figure, static=static)} width="{width}">'
        f"<title>{xml_text(figure.name)}</title><desc>{xml_text(_description(figure))}</desc>"
        f"<style>{style(inside)}</style>{inside}</svg>"
    )


def figure_svgs(
    ids: Iterable[str],
    *,
    static: bool = False,
    exercises: pd.DataFrame,
    poses: pd.DataFrame | None = None,
) -> dict[str, str]:
    """Draw each of these exercises once, as `figure_svg` does; one without poses has no picture."""
    drawn = with_poses(dict.fromkeys(ids), poses)
    figures = figures_of(drawn, exercises=exercises, poses=poses)
    return {figure.exercise_id: _svg(figure, static=static) for figure in figures}


def move_words(ids: Iterable[str], poses: pd.DataFrame | None = None) -> dict[str, dict[str, str]]:
    """Say what the move out and the move back of each drawn exercise are called in its picture."""
    movements = shipped_movements() if poses is None else movements_of(poses)
    keyframes = {key: movements[key].keyframes for key in with_poses(ids, poses)}
    return {
        key: {"lift": there.caption, "lower": home.caption}
        for key, (home, *way) in keyframes.items()
        for there in way[:1]
        if movements[key].motion == "there_and_back"
    }


def silhouettes(
    exercises: pd.DataFrame, poses: pd.DataFrame | None = None
) -> dict[str, list[list[Point]]]:
    """Outline each exercise that has poses, at its height: closed lines of (x, y) in cm, y up."""
    found = {}
    drawn = with_poses(exercises.index, poses)
    for figure in figures_of(drawn, muscles=False, exercises=exercises, poses=poses):
        body = outlines(figure.film.frames[figure.film.peak], figure.front).values()
        found[figure.exercise_id] = [[(at.real, at.imag) for at in outline] for outline in body]
    return found


def with_poses(ids: Iterable[str], poses: pd.DataFrame | None = None) -> list[str]:
    """Return those of these exercises that poses draw, the shipped ones when left out."""
    if poses is not None:
        expect_poses(poses)
    drawn = shipped_movements() if poses is None else set(poses["exercise_id"])
    return [str(key) for key in ids if key in drawn]


def figures_of(
    ids: Iterable[str],
    *,
    muscles: bool = True,
    exercises: pd.DataFrame | None = None,
    poses: pd.DataFrame | None = None,
) -> list[Figure]:
    """Look exercises up in their tables, and film them."""
    movements = shipped_movements() if poses is None else movements_of(poses)
    table: Mapping[Any, Any]
    table = _shipped_rows() if exercises is None else exercises.to_dict("index")
    figures = []
    for exercise_id in ids:
        if exercise_id not in movements:
            raise unknown_term("exercise_id", [exercise_id], list(movements))
        name = exercise_id.replace("_", " ").capitalize()
        row = {"name": name, **_UNKNOWN, **table.get(exercise_id, {})}
        figures.append(_figure(exercise_id, row, movements[exercise_id], muscles))
    return figures


@functools.cache
def _shipped_rows() -> Mapping[Any, Any]:
    return load_exercises().to_dict("index")


def _figure(exercise_id: str, row: Mapping[str, Any], movement: Movement, muscles: bool) -> Figure:
    tints = {
        group: tint for rank, tint in _TINTS.items() for group in split_terms(row.get(rank, ""))
    }
    return Figure(
        exercise_id=exercise_id,
        name=row["name"],
        steps=split_terms(row["steps"]),
        avoid=row["advice"] == "avoid",
        activity=row["kind"] == "activity",
        per_side=bool(row["per_side"]),
        tints=tints if muscles else {},
        front=movement.front,
        props=movement.props,
        film=followed(make_film(movement, shown_phases(exercise_id, row, movement.round_s))),
    )


def _description(figure: Figure) -> str:
    return " ".join([*(["To avoid."] if figure.avoid else []), *figure.steps])


def root_attributes(figure: Figure, *, static: bool, look: str = "") -> str:
    """Write the attributes of a picture's root: what it shows, and from when to when."""
    timing = "" if static else f"{_timing(figure)} "
    return (
        f'xmlns="http://www.w3.org/2000/svg" class="bc-figure{look}" role="img" '
        f'data-exercise="{xml_text(figure.exercise_id)}" {timing}viewBox="0 0 {WIDTH} {HEIGHT}"'
    )


def _timing(figure: Figure) -> str:
    """Write what a player needs to keep the picture in step with the plan."""
    film = figure.film
    # A plan doses an activity in minutes, and has one phase for it.
    whole = [("go", 0.0, film.seconds, "")]
    phases = ",".join(
        f'["{phase}",{_decimals(start)},{_decimals(end)},"{side}"]'
        for phase, start, end, side in (whole if figure.activity else merged_phases(film.captions))
    )
    return f"data-seconds=\"{_decimals(film.seconds)}\" data-phases='[{phases}]'"


def _decimals(value: float) -> str:
    """Write a number as JSON has it, with a figure before the point."""
    return f"{round(value, 3):g}"


def picture(figure: Figure, *, static: bool) -> str:
    """Write what is to be seen of one exercise, with all that it refers to."""
    panels = two_panels(figure)
    if not static:
        panels = f'{moving_panel(figure)}<g class="bf-still">{panels}</g>'
    body = outline_defs("@", figure.front, figure.tints, hands=[figure.hand])
    teacher = outline_defs("@t", -1) if "teacher" in figure.props else ""
    inside = f"{body}{teacher}{prop_defs(figure)}{framed(figure, panels)}"
    # An id is the whole page's: the same picture gets the same ids everywhere, and no other
    # picture gets them.
    return with_ids(inside, f"bc{zlib.crc32(inside.encode()):08x}")


def with_ids(inside: str, name: str) -> str:
    """Give the ids of a picture, written with an @, the name of that picture."""
    return inside.replace('"#@', f'"#{name}').replace('id="@', f'id="{name}')


def prop_defs(figure: Figure) -> str:
    """Write what all panels of a picture refer to, beside the outlines of the body."""
    scene = Scene(figure.film, figure.film.frames[:1], Timeline(), figure.front)
    defs = "".join(draw_prop(prop, scene).defs for prop in figure.props)
    return f"<defs>{defs}</defs>" if defs else ""


def framed(figure: Figure, panels: str) -> str:
    """Put a background behind, the colours of a person, and the mark of what is to avoid."""
    return (
        f'<rect class="bf-bg" width="{WIDTH}" height="{HEIGHT}" rx="14"/>'
        f'<g style="{person_style(figure.exercise_id)}">{panels}</g>'
        f"{_avoid_mark() if figure.avoid else ''}"
        f"{_heart(figure.tints['cardio']) if 'cardio' in figure.tints else ''}"
    )


def _avoid_mark() -> str:
    """Mark what is not to be done: a frame of dashes, and a cross on an octagon."""
    return (
        f'<rect class="bf-edge" x="2" y="2" width="{WIDTH - 4}" height="{HEIGHT - 4}" rx="11"/>'
        '<path class="bf-no" d="M25 12h14l10 10v14l-10 10h-14l-10 -10v-14z"/>'
        '<path class="bf-x" d="M25.5 22.5l13 13m0 -13l-13 13"/>'
    )


def _heart(tint: str) -> str:
    """Mark what is for the heart, in a corner, as muscles are tinted."""
    return (
        f'<circle class="bf-{tint}" cx="296" cy="24" r="14"/>'
        '<path class="bf-heart" d="M296 32c-13-9-8-17-4-16q3 0 4 4q1-4 4-4c4-1 9 7-4 16z"/>'
    )


def moving_panel(figure: Figure) -> str:
    """Draw the moving panel and its captions."""
    film = figure.film
    timeline, box = Timeline(film.times), _box(figure, film.frames)
    taken = (box.right - box.left) * _scale(box, _TALL)
    tall = taken + 2 * _BESIDE <= _TALL.width
    scene = _scene(figure, film.frames, timeline, _TALL if tall else _MOVING, box)
    return f'<g class="bf-moving">{scene}{_captions(film.captions, timeline, tall=tall)}</g>'


def one_panel(figure: Figure) -> str:
    """Draw the end of the move alone, as large as there is room."""
    end = [figure.film.frames[figure.film.peak]]
    return _scene(figure, end, Timeline(), _TALL, _box(figure, end))


def two_panels(figure: Figure) -> str:
    """Draw the start, an arrow and the end, beside or below each other as they are larger."""
    ends = [figure.film.frames[0], figure.film.frames[figure.film.peak]]
    box = _box(figure, ends)
    stacked = _scale(box, _STACKED[0][0]) > _scale(box, _SIDE_BY_SIDE[0][0])
    panels, arrow = _STACKED if stacked else _SIDE_BY_SIDE
    scenes = "".join(
        _scene(figure, [end], Timeline(), panel, box)
        for end, panel in zip(ends, panels, strict=True)
    )
    return f'{scenes}<path class="bf-arrow" d="{arrow}"/>'


def _box(figure: Figure, frames: Sequence[Frame]) -> Box:
    """Measure a person in some frames, with what is around."""
    scene = Scene(figure.film, frames, Timeline(), figure.front)
    boxes = [draw_prop(prop, scene).box for prop in figure.props]
    return extent(frames).around(*[box for box in boxes if box])


def _scale(box: Box, panel: Panel) -> float:
    """Return how large a cm can be."""
    return min(panel.width / (box.right - box.left), panel.height / (box.high - box.low))


def _scene(
    figure: Figure, frames: Sequence[Frame], timeline: Timeline, panel: Panel, box: Box
) -> str:
    """Draw a person and what is around, as large as a panel allows, standing at its foot."""
    scale = _scale(box, panel)
    x = panel.x + (panel.width - scale * (box.right + box.left)) / 2
    spare = panel.height - scale * (box.high - box.low)
    y = panel.y + panel.height + scale * box.low - spare * _LIFTED
    scene = Scene(
        film=figure.film,
        frames=frames,
        timeline=timeline,
        front=figure.front,
        left=(panel.x - 8 - x) / scale,
        right=(panel.x + panel.width + 8 - x) / scale,
        low=(y - panel.y - panel.height) / scale,
    )
    props = [draw_prop(prop, scene) for prop in figure.props]
    artist = Artist(
        frames=frames,
        timeline=timeline,
        front=figure.front,
        prefix="@",
        tints=figure.tints,
        hand=figure.hand,
        held="".join(prop.held for prop in props),
        crossed="".join(prop.crossed for prop in props),
        swims="water" in figure.props,
        working=_working(figure.film.captions) if figure.per_side else None,
    )
    behind = "".join(prop.behind for prop in props)
    in_front = "".join(prop.in_front for prop in props)
    return (
        f'<g transform="translate({number(x)} {number(y)}) scale({scale:.3f})">'
        f"{behind}{artist.person()}{in_front}</g>"
    )


def _working(captions: Iterable[Caption]) -> dict[str, list[Span]]:
    """Return when the near and when the far side works."""
    spans: dict[str, list[Span]] = {"near": [], "far": []}
    for caption in captions:
        side = "far" if caption.side == "other" else "near"
        spans[side].append((caption.start_s, caption.end_s))
    return spans


def _captions(captions: Iterable[Caption], timeline: Timeline, *, tall: bool) -> str:
    """Write each caption for its time, the ring that fills while holding, and what is sped up."""
    spans: dict[str, list[Span]] = {}
    for caption in captions:
        spans.setdefault(caption.text, []).append((caption.start_s, caption.end_s))
    place, shift = (_BESIDE_FIGURE, _ABOVE_FLOOR) if tall else (_BELOW_FIGURE, "")
    texts = "".join(
        f"<text {place}>{xml_text(text)}{timeline.show(times)}</text>"
        for text, times in spans.items()
    )
    holds = [(caption.start_s, caption.end_s) for caption in captions if caption.phase == "hold"]
    sped_up = [(caption.start_s, caption.end_s) for caption in captions if caption.sped_up]
    marks = _ring(holds, timeline) if holds else ""
    marks += _sped_up(sped_up, timeline) if sped_up else ""
    return f'<g class="bc-figure-caption"{shift}>{texts}{marks}</g>'


def _sped_up(times: Sequence[Span], timeline: Timeline) -> str:
    """Say that a hold or a rest is shown in less time than it takes."""
    return (
        f'<g class="bf-sped">{timeline.show(times)}'
        f'<path d="M211 {_MARK_Y - 9}l6 5l-6 5zm7 0l6 5l-6 5z"/>'
        f'<text x="227" y="{_MARK_Y}">sped up</text></g>'
    )


def _ring(holds: Sequence[Span], timeline: Timeline) -> str:
    circle = 'cx="298" cy="190" r="10"'
    return (
        f'<g><circle class="bf-track" {circle}/>{timeline.show(holds)}'
        f'<circle class="bf-ring" {circle} pathLength="1" stroke-dasharray="1" '
        f'transform="rotate(-90 298 190)">{timeline.fill(holds)}</circle></g>'
    )
