"""`figure_sheet`: many exercises on one page, for a wall or a desk."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from backcare.figures.caption import HEIGHT, WIDTH
from backcare.figures.figure import shown
from backcare.figures.look import style
from backcare.figures.picture import content, followed
from backcare.figures.poses import shipped_moves
from backcare.text import xml_text

_GAP, _TOP, _LABEL = 16, 56, 34
# So many columns for at most so many exercises: pages are higher than wide.
_COLUMNS = {1: 1, 2: 6, 3: 18, 4: 10**6}
_NOTE = "Education, not medical advice. Ask a health professional before you start."


def figure_sheet(
    ids: Iterable[str] | None = None,
    *,
    exercises: pd.DataFrame | None = None,
    poses: pd.DataFrame | None = None,
) -> str:
    r"""Draw many exercises on one printable page, each with its start, its end and its name.

    Parameters
    ----------
    ids : iterable of str, optional
        The exercises, in this order; every one that has poses when left out.
    exercises, poses : pandas.DataFrame, optional
        As for `figure_svg`.

    Returns
    -------
    str
        One SVG, to be shown in a notebook, saved as a file or printed; what to avoid is marked.

    Raises
    ------
    ValueError
        If there are no poses for an exercise, or `ids` is empty.

    Examples
    --------
    >>> sheet = bc.figure_sheet(["bridging", "pelvic_tilt"])
    >>> sheet.count("<rect class=\"bf-bg\""), ">Pelvic tilt</text>" in sheet
    (2, True)
    """
    if isinstance(ids, str):
        ids = [ids]
    asked = list(_every(poses) if ids is None else ids)
    if not asked:
        raise ValueError("ids must name at least one exercise, got none. Leave it out for all.")
    columns = next(n for n, most in _COLUMNS.items() if len(asked) <= most)
    cells = "".join(
        _cell(exercise_id, *divmod(place, columns), exercises, poses)
        for place, exercise_id in enumerate(asked)
    )
    wide = columns * (WIDTH + _GAP) + _GAP
    high = _TOP + -(-len(asked) // columns) * (HEIGHT + _LABEL + _GAP)
    inside = (
        f'<rect class="bf-page" width="{wide}" height="{high}"/>'
        f'<text x="{_GAP}" y="36">{_NOTE}</text>{cells}'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bc-figure bc-figure-sheet" role="img" '
        f'viewBox="0 0 {wide} {high}" width="{wide}"><title>Exercises at a glance</title>'
        f"<style>{style(inside)}</style>{inside}</svg>"
    )


def _every(poses: pd.DataFrame | None) -> Iterable[str]:
    return shipped_moves() if poses is None else poses["exercise_id"].drop_duplicates()


def _cell(
    exercise_id: str,
    row: int,
    column: int,
    exercises: pd.DataFrame | None,
    poses: pd.DataFrame | None,
) -> str:
    subject, film, _ = shown(exercise_id, muscles=True, exercises=exercises, poses=poses)
    x, y = _GAP + column * (WIDTH + _GAP), _TOP + row * (HEIGHT + _LABEL + _GAP)
    name = f"Avoid: {subject.name}" if subject.advice == "avoid" else subject.name
    return (
        f'<g transform="translate({x} {y})">{content(subject, followed(film), static=True)}'
        f'<text x="{WIDTH / 2:g}" y="{HEIGHT + 22}" text-anchor="middle">{xml_text(name)}</text>'
        "</g>"
    )
