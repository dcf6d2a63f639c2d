"""The body map as an SVG: self-contained, with no script and no reference to anything outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from backcare.body_map.training import Training, read_training
from backcare.errors import unknown_term
from backcare.exercises.load import load_exercises, terms
from backcare.figures.body_map import FONT, LEVEL_FILLS, drawn_body, drawn_region, read_size
from backcare.palette import CLAY_LINE, INK
from backcare.text import and_list, xml_text

_LEGEND_LINE, _LEGEND_TOP = 22, 22


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


def printed_body(
    picked: Sequence[str],
    training: Training | None,
    *,
    legend: Sequence[str] = (),
    width: int | None = None,
) -> str:
    """Draw the body as one picture with a title, the legend below it.

    Examples
    --------
    >>> printed_body([], None).count("data-group")
    10
    """
    drawn = "".join(drawn_region(group, picked, training) for group in terms("muscle_group"))
    wide, high = read_size()
    if legend:
        high += _LEGEND_LINE * len(legend) + _LEGEND_TOP // 2
    given = f' width="{width}" style="max-width:100%;height:auto"' if width else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="bc-body-map" role="img" '
        f'viewBox="0 0 {wide} {high}"{given}>'
        f"<title>Body map: front and back</title><desc>{_description(picked, training)}</desc>"
        f"{drawn_body()}{drawn}{''.join(legend)}</svg>"
    )


def live_body(training: Training | None = None) -> str:
    """Draw the body for a page that can be pressed: no legend, and touch areas round it.

    Examples
    --------
    >>> live_body().count("data-group"), live_body().count("bc-touch")
    (10, 12)
    """
    groups = terms("muscle_group")
    drawn = "".join(drawn_region(group, [], training, live=True) for group in groups)
    wide, high = read_size()
    return f'<svg class="bc-body-map" viewBox="0 0 {wide} {high}">{drawn_body()}{drawn}</svg>'


def known_groups(argument: str, given: Iterable[str]) -> list[str]:
    """Put muscle groups in the order of the vocabulary, or say which one is not in it.

    Examples
    --------
    >>> known_groups("value", ["calves", "glutes"])
    ['glutes', 'calves']
    """
    asked = [given] if isinstance(given, str) else list(given)
    known = terms("muscle_group")
    if unknown := [group for group in asked if group not in known]:
        raise unknown_term(argument, unknown, known)
    return [group for group in known if group in asked]


def log_training(frame: pd.DataFrame | None, exercises: pd.DataFrame | None) -> Training | None:
    """Read the log that a map is to show, if any.

    Examples
    --------
    >>> log_training(None, None) is None
    True
    """
    if frame is None:
        if exercises is not None:
            raise ValueError("exercises says what a log trains, and there is no log. Pass frame=.")
        return None
    return read_training(frame, load_exercises() if exercises is None else exercises)


def _legend(training: Training) -> Iterator[str]:
    """Write what the numbers are, then a line for each level that occurs, below the body."""
    y = read_size()[1] + _LEGEND_TOP
    look = f'font-size="14" fill="{INK}" {FONT}'
    yield f'<text x="16" y="{y}" font-weight="600" {look}>{xml_text(training.title)}</text>'
    for level, words in training.legend():
        y += _LEGEND_LINE
        yield (
            f'<rect x="16" y="{y - 13}" width="24" height="16" rx="4" fill="{LEVEL_FILLS[level]}" '
            f'stroke="{CLAY_LINE}"/><text x="50" y="{y}" {look}>{xml_text(words)}</text>'
        )


def _description(picked: Sequence[str], training: Training | None) -> str:
    """Say in words what the picture shows."""
    labels = [terms("muscle_group")[group].lower() for group in picked]
    told = [f"Picked: {and_list(labels)}." if labels else "Nothing is picked."]
    if training:
        told = [training.sentence, training.small_print, *told[: len(labels)]]
    return xml_text(" ".join(told))
