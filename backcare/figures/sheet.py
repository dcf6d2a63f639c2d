"""Many pictures on one page: `figure_sheet` for a wall or a desk, `figure_album` for a screen.

Both write once what the pictures would each hold by themselves: a sheet the style, an album also
the outlines.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from backcare.figures.body import MUSCLES, outline_defs
from backcare.figures.figure import (
    HEIGHT,
    WIDTH,
    Figure,
    figures_of,
    framed,
    moving_panel,
    one_panel,
    picture,
    prop_defs,
    root_attributes,
    two_panels,
    with_ids,
    with_poses,
)
from backcare.figures.poses import movements_of, shipped_movements
from backcare.figures.svg import style
from backcare.text import xml_text

_GAP, _TOP, _LABEL = 16, 56, 34
# So many columns for at most so many exercises: pages are higher than wide.
_COLUMNS = {1: 1, 2: 6, 3: 18, 4: 10**6}
_NOTE = "Education, not medical advice. Ask a health professional before you start."
# The names of outlines that many pictures of a page share, by where the belly is.
_SHARED = {1: "bc-figure-right", -1: "bc-figure-left"}


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
    if ids is None:
        ids = shipped_movements() if poses is None else movements_of(poses)
    ids = [ids] if isinstance(ids, str) else list(ids)
    if not ids:
        raise ValueError("ids must name at least one exercise, got none. Leave it out for all.")
    columns = next(n for n, most in _COLUMNS.items() if len(ids) <= most)
    cells = "".join(
        _cell(figure, *divmod(place, columns))
        for place, figure in enumerate(figures_of(ids, exercises=exercises, poses=poses))
    )
    wide = columns * (WIDTH + _GAP) + _GAP
    high = _TOP + -(-len(ids) // columns) * (HEIGHT + _LABEL + _GAP)
    inside = (
        f'<rect class="bf-page" width="{wide}" height="{high}"/>'
        f'<text x="{_GAP}" y="36">{_NOTE}</text>{cells}'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bc-figure bc-figure-sheet" role="img" '
        f'viewBox="0 0 {wide} {high}" width="{wide}"><title>Exercises at a glance</title>'
        f"<style>{style(inside)}</style>{inside}</svg>"
    )


def _cell(figure: Figure, row: int, column: int) -> str:
    x, y = _GAP + column * (WIDTH + _GAP), _TOP + row * (HEIGHT + _LABEL + _GAP)
    name = f"Avoid: {figure.name}" if figure.avoid else figure.name
    return (
        f'<g transform="translate({x} {y})">{picture(figure, static=True)}'
        f'<text x="{WIDTH / 2:g}" y="{HEIGHT + 22}" text-anchor="middle">{xml_text(name)}</text>'
        "</g>"
    )


def figure_album(
    exercises: pd.DataFrame,
    *,
    static: bool = False,
    still: bool = False,
    poses: pd.DataFrame | None = None,
) -> tuple[str, dict[str, str]]:
    """Draw every exercise that has poses: what stands before the pictures, and an SVG for each.

    They move; or are `static`, the start and the end; or `still`, the end alone, to be small.
    """
    panels = one_panel if still else two_panels if static else moving_panel
    # Half the size of as many pictures by `figure_svg`. What moves can be stopped by the page's
    # script alone, which has to ask whether less motion is wanted.
    shared = "".join(
        outline_defs(name, front, MUSCLES, hands=["hand", "fist"])
        for front, name in _SHARED.items()
    )
    pictures = {}
    for figure in figures_of(with_poses(exercises.index, poses), exercises=exercises, poses=poses):
        # Both albums may stand on one page.
        name = f"bc-{'still' if still else 'figure'}-{xml_text(figure.exercise_id)}-"
        shared += _with_shared_ids(prop_defs(figure), figure, name)
        inside = _with_shared_ids(framed(figure, panels(figure)), figure, name)
        root = root_attributes(figure, static=static or still, look=" bf-one")
        pictures[figure.exercise_id] = (
            f'<svg {root} width="{WIDTH}"><title>{xml_text(figure.name)}</title>{inside}</svg>'
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="bc-figure" width="0" height="0" '
        f'style="position:absolute" aria-hidden="true">'
        f"<style>{style(''.join(pictures.values()))}</style>{shared}</svg>"
    ), pictures


def _with_shared_ids(inside: str, figure: Figure, name: str) -> str:
    """Refer to the outlines that an album shares; a teacher has the belly on the left."""
    inside = inside.replace('"#@t-', f'"#{_SHARED[-1]}-')
    inside = inside.replace('"#@-', f'"#{_SHARED[figure.front]}-')
    return with_ids(inside, name)
