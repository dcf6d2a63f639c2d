"""Load poses: the keyframes of each exercise with its scene, one keyframe a row."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from backcare.exercises.load import load_table
from backcare.figures.film import Beat, Script
from backcare.figures.motion import Key
from backcare.figures.skeleton import ANGLES

MOTIONS = ("there_and_back", "round", "walk")
SCENE = ("motion", "front", "round_s", "props")
COLUMNS = (
    *("exercise_id", "order", "keyframe", "caption", "planted", "slides"),
    *(*ANGLES, *SCENE, "source"),
)
FRONT = {"right": 1, "left": -1}


class Moves(NamedTuple):
    """All that the poses say of one exercise."""

    keys: tuple[Key, ...]
    words: tuple[str, ...]
    front: int
    motion: str
    round_s: float | None
    props: tuple[str, ...]

    def script(self, beats: Sequence[Beat]) -> Script:
        """Return what a film is made of, given its phases."""
        # In the water and on a bike nothing rests on the floor.
        on_floor = not {"water", "bike"} & set(self.props)
        return Script(self.keys, self.words, self.front, self.motion, beats, on_floor)


def load_poses(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Load the poses that the moving pictures are drawn from, one keyframe a row.

    Parameters
    ----------
    path : path-like, optional
        Poses of your own in the same form, to draw an exercise that is not in the table;
        `load_poses().to_csv("poses.csv", index=False)` writes a file to start from.

    Returns
    -------
    pandas.DataFrame
        Columns:

        - `exercise_id`; `order`, from 1; `keyframe`, the row's own name; `caption`, said on the
          way to it (that of the first row on the way back);
        - `planted`, points that stay where they are on the way to this row, the first of them
          holding the body; `slides`, points that go there in a straight line; both joined by `|`;
        - a whole number of degrees for each joint: 0 right, 90 up, 180 left, 270 down; the spine
          from hip to head, limbs away from the body, in a body of which one sees the near side;
        - of the scene, the same in all rows of an exercise: `motion` (there_and_back, round,
          walk), `front`, where the belly is when one looks from the hip to the head (right,
          left), `round_s`, the seconds of one round or step, and `props`, joined by `|`;
        - `source`.

    Raises
    ------
    TableError
        If a file of your own has faults: all of them at once, with keyframe and joint. A joint
        that is missing or bends too far, something planted that would have to move, and a
        hand or foot below the floor are faults.

    Examples
    --------
    >>> poses = bc.load_poses().set_index(["exercise_id", "keyframe"])
    >>> poses.loc[("bridging", "hips up"), ["pelvis", "near_thigh"]].tolist()
    [205, 23]
    """
    if path is None:
        return _shipped().copy()
    from backcare.figures.pose_check import read_poses

    return read_poses(Path(path).expanduser())


@functools.cache
def _shipped() -> pd.DataFrame:
    scenes = load_table("scenes").drop(columns="source")
    joined = load_table("poses").merge(scenes, on="exercise_id", how="left")
    return joined[list(COLUMNS)]


@functools.cache
def shipped_moves() -> Mapping[str, Moves]:
    """Read the shipped poses once, since many pictures need them."""
    return MappingProxyType(moves_of(_shipped()))


def moves_of(poses: pd.DataFrame) -> dict[str, Moves]:
    """Put the rows of each exercise together.

    Examples
    --------
    >>> moves_of(bc.load_poses())["wall_sit"].props
    ('floor', 'wall')
    """
    groups = poses.sort_values("order").groupby("exercise_id", sort=False)
    return {str(exercise_id): _moves(rows) for exercise_id, rows in groups}


def _moves(rows: pd.DataFrame) -> Moves:
    scene = rows.iloc[0]
    angles = rows[list(ANGLES)].astype(float)
    planted, slides = rows["planted"].map(listed), rows["slides"].map(listed)
    return Moves(
        keys=tuple(
            Key(dict(zip(ANGLES, turns, strict=True)), *ends)
            for turns, *ends in zip(angles.to_numpy().tolist(), planted, slides, strict=True)
        ),
        words=tuple(rows["caption"]),
        front=FRONT[scene["front"]],
        motion=scene["motion"],
        round_s=None if pd.isna(scene["round_s"]) else float(scene["round_s"]),
        props=tuple(listed(scene["props"])),
    )


def listed(cell: str) -> list[str]:
    """Split a many-valued cell.

    Examples
    --------
    >>> listed("mat|towel"), listed("")
    (['mat', 'towel'], [])
    """
    return [part.strip() for part in cell.split("|") if part.strip()]
