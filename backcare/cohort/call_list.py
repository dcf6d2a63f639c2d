"""The call list as somebody with a telephone reads it: by urgency, a patient a line."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from backcare.exercises.load import definitions, terms
from backcare.text import long_date

_NEEDED = ("urgency", "reason", "also", "last_session", "days_since")
_NOBODY = "Nobody needs a call by these rules."


class _Line(NamedTuple):
    """What is said of one patient."""

    patient: str
    reason: str
    rest: str


class CallList:
    """A call list, shown by every notebook; `show_calls` makes it."""

    def __init__(self, groups: dict[str, list[_Line]], shown: str) -> None:
        self._groups, self._shown = groups, shown

    def __repr__(self) -> str:
        told = []
        for heading, lines in self._groups.items():
            told += [heading, *(f"  {one.patient}: {one.reason} {one.rest}" for one in lines)]
        return "\n".join([*told, self._shown])

    def _repr_html_(self) -> str:
        told = []
        for heading, lines in self._groups.items():
            items = "".join(
                f"<li><strong>{escape(one.patient)}</strong>: {escape(one.reason)} "
                f"<span>{escape(one.rest)}</span></li>"
                for one in lines
            )
            told.append(f"<p><strong>{escape(heading)}</strong></p><ul>{items}</ul>")
        return f"<div>{''.join(told)}<p>{escape(self._shown)}</p></div>"


def show_calls(calls: pd.DataFrame, *, most: int | None = None) -> CallList:
    """Turn a call list into text to read and print, as the last line of a notebook cell.

    Parameters
    ----------
    calls : DataFrame
        What `who_to_call` gave.
    most : int, optional
        How many patients to show, from the top; all when left out. How many are left stands below.

    Returns
    -------
    CallList
        Who to call today, this week and at the next visit, each with all reasons and the last
        session.

    Raises
    ------
    ValueError
        If the table is not one of `who_to_call`.

    Examples
    --------
    >>> calls = pd.DataFrame({"urgency": ["today"], "reason": ["Pain reached 8."], "also": [""],
    ...                       "last_session": pd.to_datetime(["2025-07-01"]), "days_since": 6},
    ...                      index=["P024"])
    >>> show_calls(calls)
    Call today (1)
      P024: Pain reached 8. Last session 1 Jul 2025, 6 days ago.
    1 of 1 patients to call.
    """
    if lacking := [name for name in _NEEDED if name not in calls]:
        raise ValueError(f"calls lacks {', '.join(lacking)}; who_to_call gives all of them.")
    shown = calls.head(len(calls) if most is None else most)
    groups = {}
    for urgency in terms("call"):
        if lines := list(_lines(shown[shown["urgency"] == urgency])):
            count = int((calls["urgency"] == urgency).sum())
            groups[f"{definitions('call')[urgency].rstrip('.')} ({count})"] = lines
    below = f"{len(shown)} of {len(calls)} patients to call." if len(calls) else _NOBODY
    return CallList(groups, below)


def _lines(calls: pd.DataFrame) -> Iterator[_Line]:
    for patient, row in zip(calls.index, calls.to_dict("records"), strict=True):
        also = f"Also: {row['also']}" if row["also"] else ""
        yield _Line(str(patient), row["reason"], " ".join(filter(None, [also, _last(row)])))


def _last(row: dict[Any, Any]) -> str:
    days = int(row["days_since"])
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return f"Last session {long_date(row['last_session'])}, {ago}."
