"""Put a picture together: a moving panel, two still ones for print, a caption, a title in words."""

from __future__ import annotations

import html
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from backcare.figures.drawing import Artist, Clock, definitions
from backcare.figures.film import Film, joined
from backcare.figures.look import style
from backcare.figures.paths import number
from backcare.figures.scene import Box, Stage, drawn, extent

WIDTH, HEIGHT = 320, 240
_CAPTION_Y = 220
# The names of outlines that many pictures of a page share, by where the belly is.
_SHARED = {1: "bc-figure-right", -1: "bc-figure-left"}


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
    """

    exercise_id: str
    name: str
    steps: Sequence[str]
    advice: str
    front: int
    props: Sequence[str]
    tints: Mapping[str, str]


class Panel(NamedTuple):
    """A rectangle of the picture, in its own units, y down."""

    x: float
    y: float
    width: float
    height: float


def drawing(subject: Subject, film: Film, *, static: bool, width: int, activity: bool) -> str:
    """Write the whole SVG of one exercise."""
    film = followed(film)
    told = (
        f"<title>{_text(subject.name)}</title><desc>{_text(_description(subject))}</desc>"
        f"<style>{style()}</style>{content(subject, film, static=static)}"
    )
    return f"<svg {_attributes(subject, film, static, width, activity)}>{told}</svg>"


def content(subject: Subject, film: Film, *, static: bool) -> str:
    """Write what is to be seen of one exercise, in a frame of its own."""
    still = _still(subject, film)
    told = still if static else f'{_moving(subject, film)}<g class="bf-still">{still}</g>'
    inside = (
        f"{definitions('@', subject.front)}"
        f"{definitions('@t', -1) if 'teacher' in subject.props else ''}"
        f"{_framed(subject, told)}"
    )
    # The same picture gets the same ids everywhere, and no other picture gets them.
    name = f"bc{zlib.crc32(inside.encode()):08x}"
    return inside.replace('"#@', f'"#{name}').replace('id="@', f'id="{name}')


def album(pictures: Iterable[tuple[Subject, Film, bool]], *, static: bool) -> Iterator[str]:
    """Write what many pictures share, then each of them: either moving, or its two panels."""
    outlines = "".join(definitions(_SHARED[front], front) for front in _SHARED)
    yield (
        '<svg xmlns="http://www.w3.org/2000/svg" class="bc-figure" width="0" height="0" '
        f'style="position:absolute" aria-hidden="true"><style>{style()}</style>{outlines}</svg>'
    )
    for subject, film, activity in pictures:
        film = followed(film)
        told = _framed(subject, (_still if static else _moving)(subject, film))
        told = told.replace('"#@t-', f'"#{_SHARED[-1]}-')
        told = told.replace('"#@-', f'"#{_SHARED[subject.front]}-')
        named = f"<title>{_text(subject.name)}</title>{told}"
        yield f"<svg {_attributes(subject, film, static, WIDTH, activity, ' bf-one')}>{named}</svg>"


def _framed(subject: Subject, told: str) -> str:
    mark = _avoid() if subject.advice == "avoid" else ""
    return f'<rect class="bf-bg" width="{WIDTH}" height="{HEIGHT}" rx="12"/>{told}{mark}'


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


def _attributes(
    subject: Subject, film: Film, static: bool, width: int, activity: bool, look: str = ""
) -> str:
    told = (
        f'xmlns="http://www.w3.org/2000/svg" class="bc-figure{look}" role="img" '
        f'data-exercise="{_text(subject.exercise_id)}" '
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


def _moving(subject: Subject, film: Film) -> str:
    clock = Clock(film.times)
    panel = Panel(10, 12, WIDTH - 20, 188)
    scene = _scene(subject, film, clock, panel, _box(subject, film))
    return f'<g class="bf-moving">{scene}{_captions(film, clock)}</g>'


def _still(subject: Subject, film: Film) -> str:
    """Draw the start, an arrow and the end."""
    ends = [_cut(film, 0), _cut(film, film.peak)]
    box = _box(subject, film, [film.frames[0], film.frames[film.peak]])
    shape = (box.right - box.left) / (box.high - box.low)
    if shape > (WIDTH - 20) / (HEIGHT - 20):
        panels = [Panel(10, 10, WIDTH - 20, 100), Panel(10, 130, WIDTH - 20, 100)]
        arrow = "M160 113v12m-6 -6l6 6l6 -6"
    else:
        panels = [Panel(8, 10, 142, 220), Panel(170, 10, 142, 220)]
        arrow = "M152 120h14m-6 -6l6 6l-6 6"
    told = "".join(
        _scene(subject, end, Clock(), panel, box) for end, panel in zip(ends, panels, strict=True)
    )
    return f'{told}<path class="bf-arrow" d="{arrow}"/>'


def _cut(film: Film, place: int) -> Film:
    return Film([0.0], [film.frames[place]], [film.turned[place]], stride=film.stride)


def _box(subject: Subject, film: Film, frames: Sequence[Any] = ()) -> Box:
    seen = list(frames or film.frames)
    box = extent(seen)
    ends = replace(film, frames=seen, turned=[0.0] * len(seen))
    boxes = [drawn(prop, Stage(ends, Clock(), subject.front)).box for prop in subject.props]
    return box.around(*[one for one in boxes if one])


def _scene(subject: Subject, film: Film, clock: Clock, panel: Panel, box: Box) -> str:
    """Draw a person and what is around, as large as a panel allows, standing at its foot."""
    size = min(panel.width / (box.right - box.left), panel.height / (box.high - box.low))
    x = panel.x + (panel.width - size * (box.right + box.left)) / 2
    y = panel.y + panel.height + size * box.low
    props = [drawn(prop, Stage(film, clock, subject.front)) for prop in subject.props]
    held = {side: told for prop in props for side, told in prop.held.items()}
    person = Artist(film.frames, clock, subject.front, subject.tints, "@", held).person()
    behind = "".join(prop.behind for prop in props)
    before = "".join(prop.before for prop in props)
    return (
        f'<g transform="translate({number(x)} {number(y)}) scale({size:.3f})">'
        f"{behind}{person}{before}</g>"
    )


def _captions(film: Film, clock: Clock) -> str:
    """Write each phase's words for its time, and the ring that fills while holding."""
    spans: dict[str, list[tuple[float, float]]] = {}
    for caption in film.captions:
        spans.setdefault(caption.text, []).append((caption.start_s, caption.end_s))
    told = "".join(
        f'<text x="160" y="{_CAPTION_Y}" text-anchor="middle">{_text(words)}'
        f"{clock.shown(times)}</text>"
        for words, times in spans.items()
    )
    holds = [(one.start_s, one.end_s) for one in film.captions if one.phase == "hold"]
    return f'<g class="bc-figure-caption">{told}{_ring(holds, clock) if holds else ""}</g>'


def _ring(holds: Sequence[tuple[float, float]], clock: Clock) -> str:
    circle = 'cx="290" cy="215" r="11"'
    return (
        f'<g><circle class="bf-track" {circle}/>{clock.shown(holds)}'
        f'<circle class="bf-ring" {circle} pathLength="1" stroke-dasharray="1" '
        f'transform="rotate(-90 290 215)">{clock.filled(holds)}</circle></g>'
    )


def _avoid() -> str:
    """Mark what is not to be done: a frame of dashes, and a cross on an octagon."""
    return (
        f'<rect class="bf-edge" x="2" y="2" width="{WIDTH - 4}" height="{HEIGHT - 4}" rx="11"/>'
        '<path class="bf-no" d="M25 12h14l10 10v14l-10 10h-14l-10 -10v-14z"/>'
        '<path class="bf-x" d="M25.5 22.5l13 13m0 -13l-13 13"/>'
    )


def _description(subject: Subject) -> str:
    lead = ["To avoid."] if subject.advice == "avoid" else []
    return " ".join([*lead, *subject.steps])


def _text(words: str) -> str:
    return html.escape(words)
