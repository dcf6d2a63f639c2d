"""Many pictures for one page, which hold together what they would each hold by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from backcare.figures.body import MUSCLES
from backcare.figures.caption import WIDTH
from backcare.figures.drawing import definitions
from backcare.figures.figure import shown
from backcare.figures.film import Film
from backcare.figures.look import style
from backcare.figures.picture import (
    Subject,
    attributes,
    followed,
    framed,
    moving,
    named,
    once,
    two_panels,
)
from backcare.figures.poses import shipped_moves
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
