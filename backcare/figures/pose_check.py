"""Read poses of somebody's own, checked whole: every fault is told, with keyframe and joint."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from backcare.csv_reader import read_cells
from backcare.errors import Fault, TableError, did_you_mean
from backcare.figures.body import flesh
from backcare.figures.film import first_frame
from backcare.figures.poses import COLUMNS, FRONT, MOTIONS, Moves, listed, moves_of, shipped_poses
from backcare.figures.props import PROPS
from backcare.figures.skeleton import ANGLES, POINTS, Frame, limits_of, moved, out_of_limits

_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_WHOLE = re.compile(r"-?[0-9]{1,4}(\.0*)?")  # some programs write 90 as 90.0
_SECONDS = re.compile(r"[0-9]{1,2}(\.[0-9]+)?")
_MAY_BE_BLANK = ("slides", "round_s", "source")
_LEAST, _MOST = -360, 720
_BELOW_CM, _MISSED_CM = 2.0, 3.0

Row = Mapping[str, str]


def read_poses(path: Path) -> pd.DataFrame:
    """Read and check a file of poses.

    Raises
    ------
    TableError
        With every fault of the file; nothing is loaded then.
    """
    cells, faults = read_cells(path, COLUMNS)
    faults += _header_faults(cells.columns)
    if not faults and cells.empty:
        faults = [Fault(None, "", "", "It has a header but no rows. Add a row for each keyframe.")]
    if not faults:
        cells = cells.reindex(columns=list(COLUMNS), fill_value="")
        for exercise_id, rows in cells.groupby("exercise_id", sort=False):
            faults += _exercise_faults(str(exercise_id), rows)
    if faults:
        raise TableError(path.name, sorted(faults, key=lambda fault: fault.row or 0))
    return _typed(cells)


def _header_faults(names: Iterable[str]) -> Iterator[Fault]:
    names = list(names)
    for name in COLUMNS:
        if name not in names and name not in _MAY_BE_BLANK:
            yield Fault(1, name, "", "is missing. Add this column to the header.")
    for name in names:
        if name not in COLUMNS:
            rule = f"is not a column of poses.{did_you_mean(name, COLUMNS)} Rename or delete it."
            yield Fault(1, name, "", rule)


def _exercise_faults(exercise_id: str, rows: pd.DataFrame) -> list[Fault]:
    """Check the cells, and where they can be read, what the body does."""
    table: dict[Any, Any] = rows.to_dict("index")
    numbered = [(int(row), cells) for row, cells in table.items()]
    found = [fault for row, cells in numbered for fault in _cell_faults(row, cells)]
    found += _together(numbered)
    if found:
        return found
    typed = _typed(rows)
    numbers = dict(zip(typed["keyframe"], rows.index.astype(int), strict=True))
    moves = moves_of(typed)[exercise_id]
    names = list(typed.sort_values("order")["keyframe"])
    return [*_bent_too_far(moves, names, numbers), *_misplaced(moves, names, numbers)]


def _cell_faults(row: int, cells: Row) -> Iterator[Fault]:
    for column, (holds, rule) in _RULES.items():
        if not holds(cells[column]):
            yield Fault(row, _where(cells["keyframe"], column), cells[column], rule)


def _where(keyframe: str, what: str) -> str:
    return f"{keyframe}, {what}" if keyframe and what != "keyframe" else what


def _together(numbered: list[tuple[int, Row]]) -> Iterator[Fault]:
    """Check what the rows of one exercise must have in common, and what must differ."""
    (first_row, first), *others = numbered
    if not others:
        rule = "has one keyframe. A move needs at least two."
        yield Fault(first_row, "exercise_id", first["exercise_id"], rule)
    if bool(first["round_s"]) == (first["motion"] == "there_and_back"):
        rule = "must be given for round and walk, and be blank for there_and_back."
        yield Fault(first_row, "round_s", first["round_s"], rule)
    for row, cells in others:
        for column in ("motion", "front", "round_s", "props"):
            if cells[column] != first[column]:
                rule = f"must be as in the exercise's first row, {first[column]!r}."
                yield Fault(row, _where(cells["keyframe"], column), cells[column], rule)
    yield from _twice(numbered)


def _twice(numbered: list[tuple[int, Row]]) -> Iterator[Fault]:
    for column in ("order", "keyframe"):
        seen: set[str] = set()
        for row, cells in numbered:
            if cells[column] in seen:
                rule = "stands twice in this exercise. Change one of the two."
                yield Fault(row, column, cells[column], rule)
            seen.add(cells[column])


def _bent_too_far(moves: Moves, names: list[str], rows: Mapping[str, int]) -> Iterator[Fault]:
    for name, key in zip(names, moves.keys, strict=True):
        for joint, degrees in out_of_limits(key.angles, moves.front).items():
            low, high = limits_of(joint)
            rule = f"is bent by {degrees:.0f} degrees; this joint bends from {low} to {high}."
            yield Fault(rows[name], _where(name, joint), f"{key.angles[joint]:g}", rule)


def _misplaced(moves: Moves, names: list[str], rows: Mapping[str, int]) -> Iterator[Fault]:
    """Find what is planted but would have to move, and what gets below the floor."""
    script = moves.script([])
    before = first_frame(script)
    found: dict[tuple[str, str], float] = {}
    ways = list(zip(names, moves.keys, strict=True))[1:]
    if moves.motion != "there_and_back":
        ways.append((names[0], moves.keys[0]))
    seen = [(names[0], before)]
    for name, key in ways:
        frames = list(moved(before, key, moves.front))
        seen += [(name, frame) for frame in frames]
        before = frames[-1]
    for name, frame in seen:
        for part, depth in _depths(frame, moves.front, script.on_floor):
            found[(name, part)] = max(depth, found.get((name, part), 0))
    for (name, part), depth in found.items():
        yield Fault(rows[name], _where(name, part), "", _PLACES[part in POINTS].format(depth))


def _depths(frame: Frame, front: int, on_floor: bool) -> Iterator[tuple[str, float]]:
    """Yield by how many cm a planted point is missed, or a part is below the floor."""
    for point, short in frame.missing.items():
        if short > _MISSED_CM:
            yield point, short
    for part, outline in flesh(frame, front).items() if on_floor else ():
        if (depth := -min(point.imag for point in outline)) > _BELOW_CM:
            yield part, depth


_PLACES = (
    "is {:.0f} cm below the floor on the way here. Turn the limb or the body up.",
    "is planted but out of reach: the limb would have to grow by {:.0f} cm. "
    "Turn the body towards it, or take it out of planted.",
)


def _is_whole(cell: str, low: int, high: int) -> bool:
    return bool(_WHOLE.fullmatch(cell)) and low <= float(cell) <= high


def _names_only(known: Iterable[str], *, some: bool) -> Callable[[str], bool]:
    return lambda cell: set(listed(cell)) <= set(known) and (bool(listed(cell)) or not some)


_POINTS_RULE = f"must name only points of the body, with | between several: {', '.join(POINTS)}."
_RULES: dict[str, tuple[Callable[[str], object], str]] = {
    "exercise_id": (_ID.fullmatch, "must be lower-case words joined by _, such as cat_stretch."),
    "order": (lambda cell: _is_whole(cell, 1, 99), "must be a whole number from 1 to 99."),
    "keyframe": (bool, "must not be blank."),
    "caption": (bool, "must not be blank: the picture says it on the way to this keyframe."),
    "planted": (_names_only(POINTS, some=True), _POINTS_RULE),
    "slides": (_names_only(POINTS, some=False), _POINTS_RULE),
    **{
        name: (
            lambda cell: _is_whole(cell, _LEAST, _MOST),
            f"must be a whole number of degrees from {_LEAST} to {_MOST}.",
        )
        for name in ANGLES
    },
    "motion": (MOTIONS.__contains__, f"must be one of {', '.join(MOTIONS)}."),
    "front": (FRONT.__contains__, f"must be one of {', '.join(FRONT)}."),
    "round_s": (
        lambda cell: not cell or (bool(_SECONDS.fullmatch(cell)) and 0.5 <= float(cell) <= 20),
        "must be a number of seconds from 0.5 to 20, or blank.",
    ),
    "props": (
        _names_only(PROPS, some=True),
        f"must name only {', '.join(PROPS)}, with | between several.",
    ),
}


def _typed(cells: pd.DataFrame) -> pd.DataFrame:
    """Give the columns the types that the shipped poses have."""
    whole = {name: cells[name].astype("float64").astype("Int64") for name in ("order", *ANGLES)}
    seconds = pd.to_numeric(cells["round_s"].replace("", None)).astype("float64")
    return cells.assign(**whole, round_s=seconds).reset_index(drop=True)


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
    return read_poses(Path(path).expanduser())
