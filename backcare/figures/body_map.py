"""`body_map_svg`: a body from the front and the back, one region for each muscle group.

The drawing is body_map.json; a log, if one is given, shades it (`Training`). `printed_body` is
the picture by itself, with no script and no reference to anything outside; `live_body` is the one
that `BodyMap` lets people press.

Colours stand in attributes, for paper and for any viewer; a style sheet such as the widget's
overrides them. There are no ids, so that several maps can stand in one page.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from backcare.errors import unknown_term
from backcare.exercises.load import load_exercises
from backcare.figures.svg import Point, smooth_through
from backcare.palette import CLAY, CLAY_LINE, CLAY_SHADE, HAIR, INK, PAPER, RUST, RUST_LINE, SHADES
from backcare.summaries.muscles import (
    HOW_COUNTED,
    UNIT,
    balance_range,
    balance_sentence,
    muscle_sets,
    not_counted,
    not_counted_text,
)
from backcare.tables.shipped import read_drawing
from backcare.tables.vocabulary import definitions, terms
from backcare.text import and_list, counted, xml_text

# Few enough to tell apart in print; their words stand in the legend beside the numbers.
LEVELS = ("none", "a little", "some", "most")
_LEVEL_FILLS = (PAPER, *SHADES)
_TONES = {"skin": f'fill="{CLAY}"', "hair": f'fill="{HAIR}"', "crease": f'stroke="{CLAY_SHADE}"'}
_FONT = 'font-family="system-ui, sans-serif"'
_LEGEND_LINE, _LEGEND_TOP = 22, 22
# Many sets have no room for a half.
_WHOLE_FROM = 100


class Training(NamedTuple):
    """A log as a body map shows it: a number and a level for each group, and their words."""

    sets: dict[str, float]
    levels: dict[str, int]
    title: str
    sentence: str
    small_print: str

    def words(self, group: str) -> str:
        """Write one group's number and level: "12.5 sets, some"."""
        total = self.sets[group]
        return f"{counted(total, 'set')}, {LEVELS[self.levels[group]]}"

    def legend(self) -> list[tuple[int, str]]:
        """List the levels that occur, each with the numbers that it stands for."""
        found: dict[int, list[float]] = {}
        for group, level in sorted(self.levels.items(), key=lambda pair: pair[1]):
            found.setdefault(level, []).append(self.sets[group])
        return [(level, _range(level, totals)) for level, totals in found.items()]


def _range(level: int, totals: list[float]) -> str:
    """Write "some: 4 to 6.5", or "some: 4" where there is but one number."""
    ends = dict.fromkeys(f"{end:g}" for end in (min(totals), max(totals)))
    return f"{LEVELS[level]}: {' to '.join(ends)}"


def body_map_svg(
    muscle_groups: Iterable[str] = (),
    *,
    frame: pd.DataFrame | None = None,
    exercises: pd.DataFrame | None = None,
    width: int = 360,
) -> str:
    """Draw a body from the front and the back, with some muscle groups marked or all shaded.

    Parameters
    ----------
    muscle_groups : iterable of str
        The groups to mark, as in `load_table("vocabulary")`; a bare string counts as one.
    frame : pandas.DataFrame, optional
        A log as `SessionLog.to_frame()` gives it: each group is shaded by how much it was
        trained, with the numbers of `plot_muscle_balance` and a legend in words.
    exercises : pandas.DataFrame, optional
        The table that says which exercise trains what; the shipped one when left out.
    width : int, default 360
        Width in CSS pixels; where there is less room the picture shrinks.

    Returns
    -------
    str
        An SVG that needs nothing else, with a title and a description in words.

    Raises
    ------
    ValueError
        If a muscle group is unknown, or `exercises` is given without `frame`.

    Examples
    --------
    >>> svg = bc.body_map_svg(["glutes"])
    >>> svg.startswith("<svg"), "Picked: buttocks." in svg
    (True, True)
    """
    picked = known_groups("muscle_groups", muscle_groups)
    training = log_training(frame, exercises)
    legend = list(_legend(training)) if training else []
    return printed_body(picked, training, legend=legend, width=width)


def known_groups(argument: str, given: Iterable[str]) -> list[str]:
    """Put muscle groups in the order of the vocabulary, or raise for one that is not in it."""
    asked = [given] if isinstance(given, str) else list(given)
    known = terms("muscle_group")
    if unknown := [group for group in asked if group not in known]:
        raise unknown_term(argument, unknown, known)
    return [group for group in known if group in asked]


def log_training(frame: pd.DataFrame | None, exercises: pd.DataFrame | None) -> Training | None:
    """Read the log that a map is to show, if any, with the numbers of `plot_muscle_balance`."""
    if frame is None:
        if exercises is not None:
            raise ValueError("exercises says what a log trains, and there is no log. Pass frame=.")
        return None
    exercises = load_exercises() if exercises is None else exercises
    sets = muscle_sets(frame, exercises)
    totals = {str(group): float(total) for group, total in sets.sum(axis=1).items()}
    top = max(totals.values())
    left_out = not_counted_text(not_counted(frame, exercises))
    return Training(
        sets=totals,
        # Level 0 is nothing; 1 to 3 are the thirds of what the most trained group had: a map
        # compares a log with itself, not with a target.
        levels={group: math.ceil(3 * total / top) if top else 0 for group, total in totals.items()},
        title=f"{UNIT.capitalize()}, {balance_range(frame)}" if top else "No exercises yet",
        sentence=balance_sentence(sets, frame),
        small_print=" ".join(filter(None, [HOW_COUNTED, left_out])),
    )


def printed_body(
    picked: Sequence[str],
    training: Training | None,
    *,
    legend: Sequence[str] = (),
    width: int | None = None,
) -> str:
    """Draw the body as one picture with a title, the legend below it."""
    regions = "".join(_region(group, picked, training) for group in terms("muscle_group"))
    wide, high = _drawing()["size"]
    if legend:
        high += _LEGEND_LINE * len(legend) + _LEGEND_TOP // 2
    size = f' width="{width}" style="max-width:100%;height:auto"' if width else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="bc-body-map" role="img" '
        f'viewBox="0 0 {wide} {high}"{size}><title>Body map: front and back</title>'
        f"<desc>{xml_text(_description(picked, training))}</desc>"
        f"{_body()}{regions}{''.join(legend)}</svg>"
    )


def live_body(training: Training | None = None) -> str:
    """Draw the body for a page that can be pressed: no legend, and touch areas round it."""
    groups = terms("muscle_group")
    regions = "".join(_region(group, [], training, live=True) for group in groups)
    wide, high = _drawing()["size"]
    return f'<svg class="bc-body-map" viewBox="0 0 {wide} {high}">{_body()}{regions}</svg>'


def _description(picked: Sequence[str], training: Training | None) -> str:
    """Say in words what the picture shows."""
    labels = [terms("muscle_group")[group].lower() for group in picked]
    sentence = f"Picked: {and_list(labels)}." if labels else "Nothing is picked."
    if not training:
        return sentence
    return " ".join([training.sentence, training.small_print, *([sentence] if labels else [])])


def _legend(training: Training) -> Iterator[str]:
    """Write what the numbers are, then a line for each level that occurs, below the body."""
    y = _drawing()["size"][1] + _LEGEND_TOP
    look = f'font-size="14" fill="{INK}" {_FONT}'
    yield f'<text x="16" y="{y}" font-weight="600" {look}>{xml_text(training.title)}</text>'
    for level, words in training.legend():
        y += _LEGEND_LINE
        yield (
            f'<rect x="16" y="{y - 13}" width="24" height="16" rx="4" '
            f'fill="{_LEVEL_FILLS[level]}" stroke="{CLAY_LINE}"/>'
            f'<text x="50" y="{y}" {look}>{xml_text(words)}</text>'
        )


@functools.cache
def _drawing() -> dict[str, Any]:
    return read_drawing("body_map")


@functools.cache
def _body() -> str:
    """Draw what is under the regions, once and for all maps."""
    drawing, parts = _drawing(), []
    for name, view in drawing["views"].items():
        for shape in [*drawing["body"]["both"], *drawing["body"][name]]:
            tone = shape["tone"]
            parts.append(f'<path class="bc-{tone}" {_TONES[tone]} d="{_paths([shape], name)}"/>')
        x, y = view["at"]
        parts.append(
            f'<text class="bc-view" x="{x}" y="{y - 12}" text-anchor="middle" font-size="17" '
            f'fill="{INK}" {_FONT}>{xml_text(view["label"])}</text>'
        )
    return f'<g fill="none" stroke-width="1.4" stroke-linecap="round">{"".join(parts)}</g>'


def _region(
    group: str, picked: Sequence[str], training: Training | None, *, live: bool = False
) -> str:
    """Draw one muscle group on both sides of the body, named for eyes, ears and style sheets."""
    label, words = terms("muscle_group")[group], definitions("muscle_group")[group]
    if training:
        words = training.words(group)
        level, marks = f' data-level="{training.levels[group]}"', _numbers(group, training)
    else:
        # A live map has every tick ready, and its style shows those of what is picked.
        level, marks = "", _ticks(group) if live or group in picked else ""
    marked = ' data-picked="true"' if group in picked else ""
    return (
        f'<g class="bc-region" data-group="{xml_text(group)}" data-label="{xml_text(label)}" '
        f'data-words="{xml_text(words)}"{level}{marked} {_paint(group, picked, training)}>'
        f"<title>{xml_text(f'{label}: {words}')}</title>{_outlines(group, live)}{marks}</g>"
    )


def _paint(group: str, picked: Sequence[str], training: Training | None) -> str:
    """Colour a region for paper; what is picked has a wide outline too."""
    shade = _LEVEL_FILLS[training.levels[group]] if training else CLAY_SHADE
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


def _numbers(group: str, training: Training) -> str:
    """Write the weighted sets of a group once on each side of the body, short where it is long."""
    darkest = training.levels[group] == len(LEVELS) - 1
    total = training.sets[group]
    text = f"{total:g}" if total < _WHOLE_FROM else f"{total:.0f}"
    return "".join(
        f'<text class="bc-number" x="{x:g}" y="{y + 4.5:g}" text-anchor="middle" font-size="13" '
        f'font-weight="600" fill="{PAPER if darkest else INK}" stroke="none" {_FONT}>{text}</text>'
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
        smooth_through(curve, at=(x, y), closed="line" not in shape)
        for shape in shapes
        for curve in whole_curves(shape)
    )


def whole_curves(shape: Mapping[str, Any]) -> list[list[Point]]:
    """Return the curves of one shape of body_map.json, those on the other side too."""
    ((kind, listed),) = ((key, shape[key]) for key in ("half", "pair", "line") if key in shape)
    points = [(x, y) for x, y in listed]
    mirrored = [(-x, y) for x, y in points]
    # A half goes on as its mirror image; a pair and a line have theirs beside them.
    if kind == "half":
        return [points + [point for point in reversed(mirrored) if point[0] != 0]]
    return [points] if mirrored == points else [points, mirrored]
