"""Each session of a log once: when it was, whether an exercise was done, how the pain was.

Without what was done in it, which is most of a log. Sessions are found as for the weeks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from backcare.sessions import as_floats, is_exercised
from backcare.summaries.week_sums import Array, Pieces, find_pieces, wall_clock

KEYS = ["patient", "started_at", "session_id"]
PAINS = ("pain_before", "pain_after", "pain_peak", "pain_minutes")
_KEPT = (*KEYS, "utc_offset_min", *PAINS, "note")


def sessions_of(entries: pd.DataFrame, pieces: Pieces | None = None) -> pd.DataFrame:
    """Return each session of checked entries once, ordered by patient, start and id.

    It is read from its first row in which something was done; how long pain lasted, from the row
    that says the most.
    """
    if pieces is None:
        pieces = find_pieces(entries, wall_clock(entries))
    if pieces.again.any():  # rows of a session stand apart
        entries = entries.sort_values(KEYS, kind="stable")
        pieces = find_pieces(entries, wall_clock(entries))
    kept = [name for name in _KEPT if name in entries]
    once = entries[kept].iloc[_telling_rows(entries, pieces)]
    minutes = _floats(entries["pain_minutes"])
    sessions = pd.DataFrame(
        {
            **{name: once[name] for name in KEYS},
            "utc_offset_min": once["utc_offset_min"],
            "exercised": pieces.done,  # or only the pain or a note was kept
            **{name: _floats(once[name]) for name in PAINS},
            "pain_minutes": np.fmax.reduceat(minutes, pieces.first) if len(once) else minutes,
            "note": once.get("note", ""),
        }
    )
    order, same = in_time(pieces.who, sessions["started_at"].to_numpy())
    if same.any():  # sessions of one moment come by their ids, which take long to compare
        place = np.flatnonzero(of_one_moment(same))
        some = sessions.take(order[place]).reset_index(drop=True)
        order[place] = order[place][some.sort_values(KEYS, kind="stable").index]
    if not (order[1:] > order[:-1]).all():  # most logs have them in order
        sessions = sessions.take(order)
    return sessions.reset_index(drop=True)


def _floats(column: pd.Series[Any]) -> Array:
    numbers = column.astype("Float64") if column.dtype == object else column
    return as_floats(numbers.array).astype("float64", copy=False)


def in_time(who: Array, started_at: Array) -> tuple[Array, Array]:
    """Return the order of sessions by patient and start, and whether the next one's are the same.

    The second has an element less than there are sessions, or none.
    """
    order = np.arange(len(who))
    rising = (who[1:] > who[:-1]) | ((who[1:] == who[:-1]) & (started_at[1:] >= started_at[:-1]))
    if not rising.all():
        order = np.lexsort((started_at, who))
        who, started_at = who[order], started_at[order]
    return order, (who[1:] == who[:-1]) & (started_at[1:] == started_at[:-1])


def of_one_moment(same: Array) -> Array:
    """Tell the sessions that share patient and start with the one before or after."""
    one: Array = np.zeros(len(same) + 1, bool)
    one[1:] |= same
    one[:-1] |= same
    return one


def _telling_rows(entries: pd.DataFrame, pieces: Pieces) -> Array:
    """Return the place of each session's first row in which something was done, or its first."""
    rows = pieces.first.copy()
    late = np.flatnonzero(
        pieces.done & ~is_exercised(entries[["exercise_id"]].iloc[rows]).to_numpy(bool)
    )
    if len(late):
        done = np.flatnonzero(is_exercised(entries).to_numpy(bool))
        rows[late] = done[np.searchsorted(done, rows[late])]
    return rows
