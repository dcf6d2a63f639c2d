"""`figure_sheet`: many exercises on one page, for a wall or a desk.

Many pictures for one page, which hold together what they would each hold by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from backcare.figures.body import MUSCLES, definitions
from backcare.figures.figure import (
    Subject,
    attributes,
    content,
    followed,
    framed,
    moving,
    named,
    once,
    shown,
    two_panels,
)
from backcare.figures.film import HEIGHT, WIDTH, Film
from backcare.figures.poses import shipped_moves
from backcare.figures.svg import style
from backcare.text import xml_text

# The names of outlines that many pictures of a page share, by where the belly is.
_SHARED = {1: "bc-figure-right", -1: "bc-figure-left"}


def figure_album(exercises: pd.DataFrame, *, static: bool = False) -> tuple[str, dict[str, str]]:
    """Draw every exercise of a table that has poses, for a page that shows many of them.

    Half the size of as many pictures by `figure_svg`: style and outlines come once, and there
    is one picture of each instead of a moving one and one for print. What moves can be stopped
    by the page's script alone, which has to ask whether less motion is wanted.

    Parameters
    ----------
    exercises : pandas.DataFrame
        A frame as `load_exercises` gives it.
    static : bool, default False
        Whether to draw start and end side by side instead.

    Returns
    -------
    shared, pictures : str, dict of str
        What has to stand on the page before the pictures; and an SVG for each `exercise_id`.

    Examples
    --------
    >>> shared, pictures = figure_album(bc.load_exercises())
    >>> len(pictures), "<style>" in shared, "<style>" in pictures["bridging"]
    (17, True, False)
    """
    known = [str(key) for key in exercises.index if key in shipped_moves()]
    found = [shown(key, muscles=True, exercises=exercises, poses=None) for key in known]
    asked = ((subject, film, row["kind"] == "activity") for subject, film, row in found)
    shared, *pictures = _album(asked, static=static)
    return shared, dict(zip(known, pictures, strict=True))


def _album(pictures: Iterable[tuple[Subject, Film, bool]], *, static: bool) -> Iterator[str]:
    """Write what many pictures share, then each of them: either moving, or its two panels."""
    shared = "".join(
        definitions(name, front, MUSCLES, grips=[False, True]) for front, name in _SHARED.items()
    )
    told = []
    for subject, film, activity in pictures:
        film = followed(film)
        shared += _in_album(once(subject, film), subject)
        inside = framed(subject, (two_panels if static else moving)(subject, film))
        told.append(
            f"<svg {attributes(subject, film, static, WIDTH, activity, ' bf-one')}>"
            f"<title>{xml_text(subject.name)}</title>{_in_album(inside, subject)}</svg>"
        )
    yield (
        '<svg xmlns="http://www.w3.org/2000/svg" class="bc-figure" width="0" height="0" '
        f'style="position:absolute" aria-hidden="true"><style>{style("".join(told))}</style>'
        f"{shared}</svg>"
    )
    yield from told


def _in_album(inside: str, subject: Subject) -> str:
    """Name what is used by its name in an album; a teacher has the belly on the left."""
    inside = inside.replace('"#@t-', f'"#{_SHARED[-1]}-')
    inside = inside.replace('"#@-', f'"#{_SHARED[subject.front]}-')
    return named(inside, f"bc-figure-{xml_text(subject.exercise_id)}-")


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
