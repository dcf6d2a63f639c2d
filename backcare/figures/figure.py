"""`figure_svg`: one exercise as a picture, from its poses, its timings and its muscles.

Put a picture together: a moving panel, two still ones for print, a caption, a title in words.

The shape of an exercise at its height, for where a picture would be too much.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from backcare.errors import unknown_term
from backcare.exercises.load import load_exercises
from backcare.figures.body import Artist, definitions, flesh
from backcare.figures.film import HEIGHT, WIDTH, Film, avoid_mark, captions, film, joined
from backcare.figures.phases import beats
from backcare.figures.poses import Moves, listed, moves_of, shipped_moves
from backcare.figures.props import GRIPPED, Box, Stage, drawn, extent
from backcare.figures.svg import Clock, Span, number, person_style, style
from backcare.text import xml_text

_FOOT = 178
# Whatever lies is lifted from the foot of its panel by this part of the room above it.
_LIFTED = 0.3


class Subject(NamedTuple):
    """Whom a picture shows doing what.

    Attributes
    ----------
    exercise_id, name, steps, advice
        As in the wide frame; the steps as a list.
    front : {1, -1}
        Where the belly is.
    props : sequence of str
        What is drawn with the body.
    tints : mapping
        Muscle groups to tint, each with its class.
    per_side : bool
        Whether the sides take turns.
    """

    exercise_id: str
    name: str
    steps: Sequence[str]
    advice: str
    front: int
    props: Sequence[str]
    tints: Mapping[str, str]
    per_side: bool


class Panel(NamedTuple):
    """A rectangle of the picture, in its own units, y down."""

    x: float
    y: float
    width: float
    height: float


def drawing(subject: Subject, film: Film, *, static: bool, width: int, activity: bool) -> str:
    """Write the whole SVG of one exercise."""
    film = followed(film)
    inside = content(subject, film, static=static)
    told = (
        f"<title>{xml_text(subject.name)}</title><desc>{xml_text(_description(subject))}</desc>"
        f"<style>{style(inside)}</style>{inside}"
    )
    return f"<svg {attributes(subject, film, static, width, activity)}>{told}</svg>"


def content(subject: Subject, film: Film, *, static: bool) -> str:
    """Write what is to be seen of one exercise, in a frame of its own."""
    told = two_panels(subject, film)
    if not static:
        told = f'{moving(subject, film)}<g class="bf-still">{told}</g>'
    teacher = definitions("@t", -1) if "teacher" in subject.props else ""
    outlines = definitions("@", subject.front, subject.tints, grips=[_grips(subject)])
    inside = f"{outlines}{teacher}{once(subject, film)}{framed(subject, told)}"
    # The same picture gets the same ids everywhere, and no other picture gets them.
    return named(inside, f"bc{zlib.crc32(inside.encode()):08x}")


def named(inside: str, name: str) -> str:
    """Give the ids of a picture the name of that picture."""
    return inside.replace('"#@', f'"#{name}').replace('id="@', f'id="{name}')


def once(subject: Subject, film: Film) -> str:
    """Write what all panels of a picture refer to."""
    stage = Stage(film, Clock(), subject.front)
    once = "".join(drawn(prop, stage).once for prop in subject.props)
    return f"<defs>{once}</defs>" if once else ""


def framed(subject: Subject, told: str) -> str:
    """Put a background behind, the colours of a person, and the mark of what is to avoid."""
    return (
        f'<rect class="bf-bg" width="{WIDTH}" height="{HEIGHT}" rx="14"/>'
        f'<g style="{person_style(subject.exercise_id)}">{told}</g>'
        f"{avoid_mark() if subject.advice == 'avoid' else ''}"
    )


def _grips(subject: Subject) -> bool:
    return bool(GRIPPED & set(subject.props))


def followed(film: Film) -> Film:
    """Let the camera go with whoever walks."""
    if not film.stride:
        return film
    frames = [
        frame._replace(
            points={
                name: point - film.stride * time / film.seconds
                for name, point in frame.points.items()
            }
        )
        for time, frame in zip(film.times, film.frames, strict=True)
    ]
    return replace(film, frames=frames)


def attributes(
    subject: Subject, film: Film, static: bool, width: int, activity: bool, look: str = ""
) -> str:
    """Write the attributes of a picture's root: what it shows, and from when to when."""
    told = (
        f'xmlns="http://www.w3.org/2000/svg" class="bc-figure{look}" role="img" '
        f'data-exercise="{xml_text(subject.exercise_id)}" '
    )
    if not static:
        whole = [("go", 0, film.seconds, "")]
        phases = whole if activity else joined(film.captions)
        listed = ",".join(
            f'["{phase}",{_short(start)},{_short(end)},"{side}"]'
            for phase, start, end, side in phases
        )
        told += f"data-seconds=\"{_short(film.seconds)}\" data-phases='[{listed}]' "
    return told + f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{width}"'


def _short(value: float) -> str:
    return f"{round(value, 3):g}"


def moving(subject: Subject, film: Film) -> str:
    """Draw the moving panel and its captions."""
    clock = Clock(film.times)
    panel = Panel(8, 8, WIDTH - 16, _FOOT - 8)
    scene = _scene(subject, film, clock, panel)
    return f'<g class="bf-moving">{scene}{captions(film, clock)}</g>'


def two_panels(subject: Subject, film: Film) -> str:
    """Draw the start, an arrow and the end."""
    ends = [_cut(film, 0), _cut(film, film.peak)]
    seen = [film.frames[0], film.frames[film.peak]]
    box = _box(subject, replace(film, frames=seen, whole=film.frames))
    one_below_the_other = [Panel(8, 6, WIDTH - 16, 94), Panel(8, 110, WIDTH - 16, 94)]
    side_by_side = [Panel(8, 8, 142, 190), Panel(170, 8, 142, 190)]
    if _size(box, one_below_the_other[0]) > _size(box, side_by_side[0]):
        panels, arrow = one_below_the_other, "M160 102v10m-5-5l5 5l5-5"
    else:
        panels, arrow = side_by_side, "M153 100h14m-5-5l5 5l-5 5"
    told = "".join(
        _scene(subject, end, Clock(), panel, box) for end, panel in zip(ends, panels, strict=True)
    )
    return f'{told}<path class="bf-arrow" d="{arrow}"/>'


def _cut(film: Film, place: int) -> Film:
    frames, turned = [film.frames[place]], [film.turned[place]]
    cut = replace(film, times=[0.0], frames=frames, turned=turned, captions=[])
    return replace(cut, whole=film.frames)


def _box(subject: Subject, film: Film) -> Box:
    still = replace(film, turned=[0.0] * len(film.frames))
    boxes = [drawn(prop, Stage(still, Clock(), subject.front)).box for prop in subject.props]
    return extent(film.frames).around(*[box for box in boxes if box])


def _scene(
    subject: Subject,
    film: Film,
    clock: Clock,
    panel: Panel,
    box: Box | None = None,
) -> str:
    """Draw a person and what is around, as large as a panel allows, standing at its foot."""
    box = box or _box(subject, film)
    size = _size(box, panel)
    x = panel.x + (panel.width - size * (box.right + box.left)) / 2
    spare = panel.height - size * (box.high - box.low)
    y = panel.y + panel.height + size * box.low - spare * _LIFTED
    stage = Stage(
        film,
        clock,
        subject.front,
        left=(panel.x - 8 - x) / size,
        right=(panel.x + panel.width + 8 - x) / size,
        low=(y - panel.y - panel.height) / size,
    )
    props = [drawn(prop, stage) for prop in subject.props]
    held = "".join(prop.held for prop in props)
    working = _working(film) if subject.per_side else None
    grips = _grips(subject)
    person = Artist(
        film.frames, clock, subject.front, subject.tints, "@", held, working, grips=grips
    )
    behind = "".join(prop.behind for prop in props)
    before = "".join(prop.before for prop in props)
    return (
        f'<g transform="translate({number(x)} {number(y)}) scale({size:.3f})">'
        f"{behind}{person.person()}{before}</g>"
    )


def _size(box: Box, panel: Panel) -> float:
    """Return how large a cm can be."""
    return min(panel.width / (box.right - box.left), panel.height / (box.high - box.low))


def _working(film: Film) -> dict[str, list[Span]]:
    """Tell when the near and when the far side works."""
    spans: dict[str, list[Span]] = {"near": [], "far": []}
    for one in film.captions:
        spans["far" if one.side == "other" else "near"].append((one.start_s, one.end_s))
    return spans


def _description(subject: Subject) -> str:
    lead = ["To avoid."] if subject.advice == "avoid" else []
    return " ".join([*lead, *subject.steps])


_UNKNOWN = {"kind": "exercise", "advice": "try", "steps": "", "per_side": False}
_RANKS = {"primary_muscles": "1", "secondary_muscles": "2"}


def figure_svg(
    exercise_id: str,
    *,
    static: bool = False,
    muscles: bool = True,
    width: int = 320,
    exercises: pd.DataFrame | None = None,
    poses: pd.DataFrame | None = None,
) -> str:
    """Draw an exercise as an SVG that moves by itself, without any script.

    Parameters
    ----------
    exercise_id : str
        The exercise, one that has poses.
    static : bool, default False
        Whether to draw a start and an end panel instead, for print. A moving picture carries
        these too, and shows them in print and to whoever asked the system for less motion.
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
        The smallest dose is shown; a hold of more than 6 s is told in full and shown shorter.

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
    subject, shot, row = shown(exercise_id, muscles=muscles, exercises=exercises, poses=poses)
    activity = row["kind"] == "activity"
    return drawing(subject, shot, static=static, width=width, activity=activity)


def shown(
    exercise_id: str,
    *,
    muscles: bool,
    exercises: pd.DataFrame | None,
    poses: pd.DataFrame | None,
) -> tuple[Subject, Film, Mapping[str, Any]]:
    """Look up whom a picture shows, doing what, and the row of the exercise."""
    known = shipped_moves() if poses is None else moves_of(poses)
    if exercise_id not in known:
        raise unknown_term("exercise_id", [exercise_id], list(known))
    table = _shipped_rows() if exercises is None else _rows(exercises)
    row = {"name": _plain(exercise_id)} | _UNKNOWN | dict(table.get(exercise_id, {}))
    moves = known[exercise_id]
    shot = film(moves.script(beats(exercise_id, row, moves.round_s)))
    return _subject(exercise_id, row, moves, muscles), shot, row


def _subject(exercise_id: str, row: Mapping[str, Any], moves: Moves, muscles: bool) -> Subject:
    return Subject(
        exercise_id=exercise_id,
        name=row["name"],
        steps=listed(row["steps"]),
        advice=row["advice"],
        front=moves.front,
        props=moves.props,
        tints={group: tint for rank, tint in _RANKS.items() for group in listed(row.get(rank, ""))}
        if muscles
        else {},
        per_side=bool(row["per_side"]),
    )


def _plain(exercise_id: str) -> str:
    return exercise_id.replace("_", " ").capitalize()


@functools.cache
def _shipped_rows() -> dict[str, dict[str, Any]]:
    return _rows(load_exercises())


def _rows(exercises: pd.DataFrame) -> dict[str, dict[str, Any]]:
    rows: dict[Any, Any] = exercises.to_dict("index")
    return {str(key): row for key, row in rows.items()}


Outline = list[tuple[float, float]]


def silhouettes(exercises: pd.DataFrame) -> dict[str, list[Outline]]:
    """Outline the person of every exercise that has poses, at the height of the exercise.

    Parameters
    ----------
    exercises : pandas.DataFrame
        A frame as `load_exercises` gives it.

    Returns
    -------
    dict of str to list of outlines
        For each `exercise_id` closed lines of (x, y) in cm, y up, that together fill the shape.

    Examples
    --------
    >>> lying = silhouettes(bc.load_exercises())["pelvic_tilt"]
    >>> widths = [max(x for x, _ in line) - min(x for x, _ in line) for line in lying]
    >>> len(lying) > 10, max(widths) > 40
    (True, True)
    """
    found = {}
    for key in map(str, exercises.index):
        if key in shipped_moves():
            subject, film, _ = shown(key, muscles=False, exercises=exercises, poses=None)
            body = flesh(film.frames[film.peak], subject.front).values()
            found[key] = [[(point.real, point.imag) for point in outline] for outline in body]
    return found
