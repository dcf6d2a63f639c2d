"""`load_poses`: the shipped poses, or somebody's own, checked whole with every fault at once.

First the cells of each row (`_RULES`), then what the rows of one exercise must have in common;
where all of that can be read, the body is moved through its keyframes, and joints that bend too
far, hands that cannot stay planted and feet below the floor are faults too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from backcare.csv_reader import read_cells
from backcare.errors import Fault, TableError, quoted
from backcare.figures.body import outlines
from backcare.figures.film import first_frame
from backcare.figures.poses import (
    COLUMNS,
    SCENE,
    Movement,
    movements_of,
    shipped_poses,
)
from backcare.figures.skeleton import POINTS, Frame, limits_of, out_of_limits, tween
from backcare.tables.fields import cell_faults, header_faults, typed
from backcare.tables.forms import fields

Row = Mapping[str, str]

# What is forgiven: clothes that a mat gives way to, and the rounding of angles to whole degrees.
_BELOW_CM, _MISSED_CM = 2.0, 3.0


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
        return shipped_poses().copy()
    path = Path(path).expanduser()
    cells, faults = read_cells(path, COLUMNS)
    faults += header_faults(cells.columns, fields("own_poses"))
    if not faults and cells.empty:
        faults = [Fault(None, "", "", "It has a header but no rows. Add a row for each keyframe.")]
    if not faults:
        cells = cells.reindex(columns=list(COLUMNS), fill_value="")
        for exercise_id, rows in cells.groupby("exercise_id", sort=False):
            faults += _exercise_faults(str(exercise_id), rows)
    if faults:
        raise TableError(path.name, sorted(faults, key=lambda fault: fault.row or 0))
    return typed(cells, fields("own_poses")).reset_index(drop=True)


def _exercise_faults(exercise_id: str, rows: pd.DataFrame) -> list[Fault]:
    """Check the cells, and where they can be read, what the body does."""
    table: dict[Any, Any] = rows.to_dict("index")
    numbered = [(int(row), cells) for row, cells in table.items()]
    faults = [*_cell_faults(rows), *_shared_faults(numbered)]
    if faults:
        return faults
    movement = movements_of(typed(rows, fields("own_poses")))[exercise_id]
    numbers = {cells["keyframe"]: row for row, cells in numbered}
    return [*_bent_too_far(movement, numbers), *_misplaced(movement, numbers)]


def _cell_faults(cells: pd.DataFrame) -> Iterator[Fault]:
    """Yield each cell that breaks the rule of its column, with its keyframe."""
    names: dict[Any, str] = cells["keyframe"].to_dict()
    for fault in cell_faults(cells, fields("own_poses")):
        keyframe = names[fault.row]
        yield fault._replace(column=_where(keyframe, fault.column))


def _where(keyframe: str, what: str) -> str:
    return f"{keyframe}, {what}" if keyframe and what != "keyframe" else what


def _shared_faults(numbered: list[tuple[int, Row]]) -> Iterator[Fault]:
    """Check what the rows of one exercise must have in common, and what must differ."""
    (first_row, first), *others = numbered
    if not others:
        rule = "has one keyframe. A move needs at least two."
        yield Fault(first_row, "exercise_id", first["exercise_id"], rule)
    if bool(first["round_s"]) == (first["motion"] == "there_and_back"):
        rule = "must be given for round and walk, and be blank for there_and_back."
        yield Fault(first_row, "round_s", first["round_s"], rule)
    for row, cells in others:
        for column in SCENE:
            if cells[column] != first[column]:
                rule = f"must be as in the exercise's first row, {quoted(first[column])}."
                yield Fault(row, _where(cells["keyframe"], column), cells[column], rule)
    yield from _repeated(numbered)


def _repeated(numbered: list[tuple[int, Row]]) -> Iterator[Fault]:
    for column in ("order", "keyframe"):
        seen: set[str] = set()
        for row, cells in numbered:
            if cells[column] in seen:
                rule = "appears twice in this exercise. Change one of the two."
                yield Fault(row, column, cells[column], rule)
            seen.add(cells[column])


def _bent_too_far(movement: Movement, rows: Mapping[str, int]) -> Iterator[Fault]:
    for keyframe in movement.keyframes:
        for joint, degrees in out_of_limits(keyframe.angles, movement.front).items():
            low, high = limits_of(joint)
            rule = f"is bent by {degrees:.0f} degrees; this joint bends from {low} to {high}."
            place = _where(keyframe.name, joint)
            yield Fault(rows[keyframe.name], place, f"{keyframe.angles[joint]:g}", rule)


def _misplaced(movement: Movement, rows: Mapping[str, int]) -> Iterator[Fault]:
    """Find what is planted but would have to move, and what gets below the floor."""
    found: dict[tuple[str, str], float] = {}
    for name, frame in _way(movement):
        for part, depth in _depths(frame, movement):
            found[(name, part)] = max(depth, found.get((name, part), 0))
    for (name, part), depth in found.items():
        rule = _OUT_OF_REACH if part in POINTS else _BELOW_FLOOR
        yield Fault(rows[name], _where(name, part), "", rule.format(depth))


def _way(movement: Movement) -> Iterator[tuple[str, Frame]]:
    """Yield each frame of a movement with the name of the keyframe that it is on the way to."""
    first, *others = movement.keyframes
    frame = first_frame(movement)
    yield first.name, frame
    # There and back, the way back is the way there.
    for keyframe in others if movement.motion == "there_and_back" else [*others, first]:
        *between, frame = tween(frame, keyframe, movement.front)
        yield from ((keyframe.name, seen) for seen in [*between, frame])


def _depths(frame: Frame, movement: Movement) -> Iterator[tuple[str, float]]:
    """Yield by how many cm a planted point is missed, or a part is below the floor."""
    for point, short in frame.missing.items():
        if short > _MISSED_CM:
            yield point, short
    for part, outline in outlines(frame, movement.front).items() if movement.on_floor else ():
        if (depth := -min(point.imag for point in outline)) > _BELOW_CM:
            yield part, depth


_BELOW_FLOOR = "is {:.0f} cm below the floor on the way here. Turn the limb or the body up."
_OUT_OF_REACH = (
    "is planted but out of reach: the limb would have to grow by {:.0f} cm. "
    "Turn the body towards it, or take it out of planted."
)
