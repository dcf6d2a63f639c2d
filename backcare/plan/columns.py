"""The columns of a plan, and what its numbers may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from backcare.sessions import ENTRY_LIMITS, Limit

# Everything that a session player or a handout needs stands in the plan itself.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "order": "Int64",
        "exercise_id": "str",
        "name": "str",
        "part": "str",
        "sets": "Int64",
        "reps": "Int64",
        "hold_s": "Int64",
        "rest_s": "Int64",
        "minutes": "Float64",
        "sides": "str",
        "variant": "str",
        "level": "Int64",
        "pain_state": "str",
        "rating": "str",
        "caution": "str",
        "why": "str",
        "reason": "str",
        "source": "str",
        "seconds": "Int64",
        "outside": "str",
    }
)
# What can be done can be logged: the limits are those of a log. Rest is not logged; its limit
# is only what a slip of the finger goes beyond.
DOSE_LIMITS: Mapping[str, Limit] = MappingProxyType({**ENTRY_LIMITS, "rest_s": Limit(0, 600)})


def plan_frame(rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Build a plan from its rows: every column, in order, with its type.

    Examples
    --------
    >>> plan_frame([{"exercise_id": "bridging", "reps": 8}])[["exercise_id", "reps", "hold_s"]]
      exercise_id  reps  hold_s
    0    bridging     8    <NA>
    """
    given = list(rows)
    return pd.DataFrame(
        {
            column: pd.Series([row.get(column, _blank(kind)) for row in given], dtype=kind)
            for column, kind in COLUMNS.items()
        }
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dicts of Python's own values: row by row the faster.

    Examples
    --------
    >>> records(pd.DataFrame({"reps": [8]}))
    [{'reps': 8}]
    """
    names = [str(name) for name in frame.columns]
    return [
        dict(zip(names, map(_plain, row), strict=True)) for row in frame.itertuples(index=False)
    ]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _blank(kind: str) -> object:
    return "" if kind == "str" else pd.NA
