"""The shape of an exercise at its height, for where a picture would be too much."""

from __future__ import annotations

import pandas as pd

from backcare.figures.body import flesh
from backcare.figures.figure import shown
from backcare.figures.poses import shipped_moves

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
