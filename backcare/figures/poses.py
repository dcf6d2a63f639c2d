"""The shipped poses, one keyframe a row, and what they say of each exercise's movement."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from backcare.figures.skeleton import ANGLES, Keyframe
from backcare.tables.shipped import load_table
from backcare.text import split_terms

SCENE = ("motion", "front", "round_s", "props")
COLUMNS = (
    *("exercise_id", "order", "keyframe", "caption", "planted", "slides"),
    *(*ANGLES, *SCENE, "source"),
)
FRONT = {"right": 1, "left": -1}


class Movement(NamedTuple):
    """All that the poses say of one exercise."""

    keyframes: tuple[Keyframe, ...]
    front: int
    motion: str
    round_s: float | None
    props: tuple[str, ...]

    @property
    def on_floor(self) -> bool:
        """Whether the body rests on the floor, which is at height 0; not in water or on a bike."""
        return not {"water", "bike"} & set(self.props)


@functools.cache
def shipped_poses() -> pd.DataFrame:
    """Join the shipped keyframes to what holds for the whole of their exercise."""
    scenes = load_table("scenes").drop(columns="source")
    joined = load_table("poses").merge(scenes, on="exercise_id", how="left")
    return joined[list(COLUMNS)]


@functools.cache
def shipped_movements() -> Mapping[str, Movement]:
    """Read the shipped poses once, since many pictures need them."""
    return MappingProxyType(movements_of(shipped_poses()))


def expect_poses(poses: object) -> None:
    """Refuse what is no frame of poses, and name what gives one."""
    if not isinstance(poses, pd.DataFrame):
        raise TypeError(
            f"poses must be a DataFrame, got {type(poses).__name__}. load_poses(path) gives one."
        )
    lacking = [name for name in COLUMNS if name != "source" and name not in poses]
    if lacking:
        raise ValueError(
            f"poses lacks the columns {', '.join(lacking)}. Pass a whole frame from load_poses()."
        )


def movements_of(poses: pd.DataFrame) -> dict[str, Movement]:
    """Put the rows of each exercise together."""
    expect_poses(poses)
    groups = poses.sort_values("order").groupby("exercise_id", sort=False)
    return {str(exercise_id): _movement(rows) for exercise_id, rows in groups}


def _movement(rows: pd.DataFrame) -> Movement:
    scene = rows.iloc[0]
    angles = rows[list(ANGLES)].astype(float).to_numpy().tolist()
    cells = (rows["planted"].map(split_terms), rows["slides"].map(split_terms))
    return Movement(
        keyframes=tuple(
            Keyframe(dict(zip(ANGLES, turns, strict=True)), *others)
            for turns, *others in zip(
                angles, *cells, rows["keyframe"], rows["caption"], strict=True
            )
        ),
        front=FRONT[scene["front"]],
        motion=scene["motion"],
        round_s=None if pd.isna(scene["round_s"]) else float(scene["round_s"]),
        props=tuple(split_terms(scene["props"])),
    )
