"""Many pictures for one page, which hold together what they would each hold by themselves."""

from __future__ import annotations

import pandas as pd

from backcare.figures.figure import shown
from backcare.figures.picture import album
from backcare.figures.poses import shipped_moves


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
    shared, *pictures = album(asked, static=static)
    return shared, dict(zip(known, pictures, strict=True))
