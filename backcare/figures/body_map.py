"""The parts of a body map: the body below, and each muscle group with its tick or its number.

Colours stand in attributes, for paper and for any viewer; a style sheet such as the widget's
overrides them. There are no ids, so that several maps can stand in one page.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from backcare.body_map.curves import Point, outlines, path_data
from backcare.body_map.training import Training
from backcare.exercises.load import definitions, terms
from backcare.palette import CLAY, CLAY_LINE, CLAY_SHADE, HAIR, INK, PAPER, RUST, RUST_LINE, SHADES
from backcare.shipped import read_drawing
from backcare.text import xml_text

FONT = 'font-family="system-ui, sans-serif"'
LEVEL_FILLS = (PAPER, *SHADES)
_TONES = {"skin": f'fill="{CLAY}"', "hair": f'fill="{HAIR}"', "crease": f'stroke="{CLAY_SHADE}"'}
# Many sets have no room for a half.
_SHORT_FROM = 100


def read_size() -> tuple[int, int]:
    """Return width and height of the drawing, in its own units."""
    wide, high = _drawing()["size"]
    return wide, high


@functools.cache
def _drawing() -> dict[str, Any]:
    return read_drawing("body_map")


@functools.cache
def drawn_body() -> str:
    """Draw what is under the regions, once and for all maps."""
    drawing, parts = _drawing(), []
    for name, view in drawing["views"].items():
        for shape in [*drawing["body"]["both"], *drawing["body"][name]]:
            tone = shape["tone"]
            parts.append(f'<path class="bc-{tone}" {_TONES[tone]} d="{_paths([shape], name)}"/>')
        x, y = view["at"]
        parts.append(
            f'<text class="bc-view" x="{x}" y="{y - 12}" text-anchor="middle" font-size="17" '
            f'fill="{INK}" {FONT}>{view["label"]}</text>'
        )
    return f'<g fill="none" stroke-width="1.4" stroke-linecap="round">{"".join(parts)}</g>'


def drawn_region(
    group: str, picked: Sequence[str], training: Training | None, *, live: bool = False
) -> str:
    """Draw one muscle group on both sides of the body, named for eyes, ears and style sheets."""
    label, words = terms("muscle_group")[group], definitions("muscle_group")[group]
    if training:
        words += f": {training.words(group)}"
    level = f' data-level="{training.levels[group]}"' if training else ""
    marked = ' data-picked="true"' if group in picked else ""
    # A live map has every tick ready, and its style shows those of what is picked.
    ticks = _ticks(group) if not training and (live or group in picked) else ""
    return (
        f'<g class="bc-region" data-group="{group}" data-label="{xml_text(label)}" '
        f'data-words="{xml_text(words)}"{level}{marked} {_paint(group, picked, training)}>'
        f"<title>{xml_text(f'{label}: {words}')}</title>{_outlines(group, live)}"
        f"{_number(group, training) if training else ticks}</g>"
    )


def _paint(group: str, picked: Sequence[str], training: Training | None) -> str:
    """Colour a region for paper; what is picked has a wide outline too."""
    shade = LEVEL_FILLS[training.levels[group]] if training else CLAY_SHADE
    if group not in picked:
        return f'fill="{shade}" stroke="{CLAY_LINE}" stroke-width="1"'
    fill = shade if training else RUST
    return f'fill="{fill}" stroke="{RUST_LINE}" stroke-width="2.6"'


@functools.cache
def _outlines(group: str, live: bool) -> str:
    """Draw the outlines of a group, with larger ones to touch where the map is live."""
    parts = []
    for name, side in _drawing()["regions"][group].items():
        if live:
            touch = side.get("touch", side["shapes"])
            parts.append(f'<path class="bc-touch" d="{_paths(touch, name)}"/>')
        parts.append(
            f'<path class="bc-shape" stroke-linejoin="round" d="{_paths(side["shapes"], name)}"/>'
        )
        if creases := side.get("creases"):
            look = 'fill="none" stroke-width="1" opacity="0.5"'
            parts.append(f'<path class="bc-fibre" {look} d="{_paths(creases, name)}"/>')
    return "".join(parts)


def _ticks(group: str) -> str:
    """Draw a tick on each muscle of a group that has room for one."""
    d = "".join(f"M{x - 5.5:g} {y:g}l4 4.5 7 -9" for x, y in _marks(group, both=True))
    return (
        f'<path class="bc-tick" fill="none" stroke="{PAPER}" stroke-width="2.8" '
        f'stroke-linecap="round" stroke-linejoin="round" d="{d}"/>'
    )


def _number(group: str, training: Training) -> str:
    """Write the weighted sets of a group once on each side of the body, short where it is long."""
    total, ink = (
        training.sets[group],
        INK if training.levels[group] < len(LEVEL_FILLS) - 1 else PAPER,
    )
    told = f"{total:g}" if total < _SHORT_FROM else f"{total:.0f}"
    return "".join(
        f'<text class="bc-number" x="{x:g}" y="{y + 4.5:g}" text-anchor="middle" font-size="13" '
        f'font-weight="600" fill="{ink}" stroke="none" {FONT}>{told}</text>'
        for x, y in _marks(group, both=False)
    )


def _marks(group: str, *, both: bool) -> Iterator[Point]:
    """Yield where a tick or a number may stand: on one leg or arm, or on both."""
    for name, side in _drawing()["regions"][group].items():
        left, top = _drawing()["views"][name]["at"]
        for x, y in [side["mark"]] if "mark" in side else []:
            yield left + x, top + y
            if both and x:
                yield left - x, top + y


def _paths(shapes: Iterable[Mapping[str, Any]], view: str) -> str:
    """Write several shapes of one side of the body, with their mirror images, as one path."""
    x, y = _drawing()["views"][view]["at"]
    return "".join(
        path_data(outline, at=(x, y), closed="line" not in shape)
        for shape in shapes
        for outline in outlines(shape)
    )
