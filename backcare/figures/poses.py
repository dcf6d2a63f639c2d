"""Load poses: the keyframes of each exercise with its scene, one keyframe a row."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from backcare.figures.film import Beat, Script
from backcare.figures.skeleton import ANGLES, Key
from backcare.tables.shipped import load_table

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


@functools.cache
def shipped_poses() -> pd.DataFrame:
    """Join the shipped keyframes to what holds for the whole of their exercise."""
    scenes = load_table("scenes").drop(columns="source")
    joined = load_table("poses").merge(scenes, on="exercise_id", how="left")
    return joined[list(COLUMNS)]


@functools.cache
def shipped_moves() -> Mapping[str, Moves]:
    """Read the shipped poses once, since many pictures need them."""
    return MappingProxyType(moves_of(shipped_poses()))


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
