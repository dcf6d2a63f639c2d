"""`figure_svg`: one exercise as a picture, from its poses, its timings and its muscles."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import pandas as pd

from backcare.errors import unknown_term
from backcare.exercises.load import load_exercises
from backcare.figures.film import Film, film
from backcare.figures.phases import beats
from backcare.figures.picture import Subject, drawing
from backcare.figures.poses import Moves, listed, moves_of, shipped_moves

_UNKNOWN = {"kind": "exercise", "advice": "try", "steps": "", "per_side": False}
_RANKS = {"primary_muscles": "1", "secondary_muscles": "2"}


def figure_svg(
    exercise_id: str,
    *,
    static: bool = False,
    muscles: bool = True,
    width: int = 320,
    exercises: pd.DataFrame | None = None,
    poses: pd.DataFrame | None = None,
) -> str:
    """Draw an exercise as an SVG that moves by itself, without any script.

    Parameters
    ----------
    exercise_id : str
        The exercise, one that has poses.
    static : bool, default False
        Whether to draw a start and an end panel instead, for print. A moving picture carries
        these too, and shows them in print and to whoever asked the system for less motion.
    muscles : bool, default True
        Whether to tint the muscles that work: the primary ones strongly, the others lightly.
    width : int, default 320
        Width in CSS pixels; where there is less room the picture shrinks.
    exercises : pandas.DataFrame, optional
        The table that names the exercise, its steps, muscles and dose; the shipped one when left
        out. An exercise that is not in it is drawn from its poses alone.
    poses : pandas.DataFrame, optional
        Poses as `load_poses` gives them; the shipped ones when left out.

    Returns
    -------
    str
        The SVG. `data-phases` of its root lists what it shows from second to second: phase,
        start, end and side, named as in `plan_phases`; `data-seconds` is the length of one loop.
        The smallest dose is shown; a hold of more than 6 s is told in full and shown shorter.

    Raises
    ------
    ValueError
        If there are no poses for the exercise.

    Examples
    --------
    >>> svg = bc.figure_svg("bridging")
    >>> svg.startswith("<svg"), "<title>Bridge</title>" in svg
    (True, True)
    >>> bc.figure_svg("brigde")
    Traceback (most recent call last):
    ValueError: exercise_id 'brigde' is not known. Did you mean 'bridging'? Choose from: ...
    """
    subject, shot, row = shown(exercise_id, muscles=muscles, exercises=exercises, poses=poses)
    activity = row["kind"] == "activity"
    return drawing(subject, shot, static=static, width=width, activity=activity)


def shown(
    exercise_id: str,
    *,
    muscles: bool,
    exercises: pd.DataFrame | None,
    poses: pd.DataFrame | None,
) -> tuple[Subject, Film, Mapping[str, Any]]:
    """Look up whom a picture shows, doing what, and the row of the exercise."""
    known = shipped_moves() if poses is None else moves_of(poses)
    if exercise_id not in known:
        raise unknown_term("exercise_id", [exercise_id], list(known))
    table = _shipped_rows() if exercises is None else _rows(exercises)
    row = {"name": _plain(exercise_id)} | _UNKNOWN | dict(table.get(exercise_id, {}))
    moves = known[exercise_id]
    shot = film(moves.script(beats(exercise_id, row, moves.round_s)))
    return _subject(exercise_id, row, moves, muscles), shot, row


def _subject(exercise_id: str, row: Mapping[str, Any], moves: Moves, muscles: bool) -> Subject:
    return Subject(
        exercise_id=exercise_id,
        name=row["name"],
        steps=listed(row["steps"]),
        advice=row["advice"],
        front=moves.front,
        props=moves.props,
        tints={group: tint for rank, tint in _RANKS.items() for group in listed(row.get(rank, ""))}
        if muscles
        else {},
        per_side=bool(row["per_side"]),
    )


def _plain(exercise_id: str) -> str:
    return exercise_id.replace("_", " ").capitalize()


@functools.cache
def _shipped_rows() -> dict[str, dict[str, Any]]:
    return _rows(load_exercises())


def _rows(exercises: pd.DataFrame) -> dict[str, dict[str, Any]]:
    rows: dict[Any, Any] = exercises.to_dict("index")
    return {str(key): row for key, row in rows.items()}
