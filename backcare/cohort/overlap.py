"""Files of one patient that overlap: the same session in two of them is counted once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from backcare.errors import Fault
from backcare.sessions import LOG_COLUMNS
from backcare.text import and_list

_SESSION = ["file", "patient", "session_id", "started_at"]
_CONTENT = [column for column in LOG_COLUMNS if column not in ("session_id", "patient")]
_AGAIN = (
    "{count} of this file, in {rows}, {stand} in {other}, too. Counted once. "
    "Leave each session in one file only."
)
_OTHER = (
    "is in {other} (row {row}) with other content. The one with more pain is counted, or else the "
    "longer one: that in {counted}. Make the two the same."
)
_TWO_STARTS = (
    "is the id of a session in {other} (row {row}) that began at another time. Both are counted. "
    "If they are one session, take one of them out."
)
_TWO_PATIENTS = (
    "{count} of this file, in {rows}, {stand} word for word among those of {patient} in {other}. "
    "Counted for both. If they are one person's, give them the same id."
)


class Told(NamedTuple):
    """A fault and the file, counted from 0, that it is in."""

    file: int
    fault: Fault


class _Session(NamedTuple):
    """One session as one file has it."""

    file: int
    row: int
    rows: tuple[int, ...]
    patient: str
    session_id: str
    moment: tuple[pd.Timestamp, int]
    content: tuple[Any, ...]
    care: tuple[float, float, int]


_Pair: TypeAlias = tuple[_Session, _Session]


def count_once(frame: pd.DataFrame, names: list[str]) -> tuple[pd.DataFrame, list[Told]]:
    """Keep one of each session that several files have, and say so; make ids unique.

    Parameters
    ----------
    frame : pandas.DataFrame
        The logs of all files below one another, with two more columns: `file`, counted from 0,
        and `row`, the number of the row in it.
    names : list of str
        What to call the files.

    Returns
    -------
    pandas.DataFrame
        The sessions that count. Where two kept sessions have one id, patient and start are put
        before it.
    list of Told
        What was found.
    """
    numbered = frame.assign(piece=frame.groupby(_SESSION, sort=False).ngroup())
    suspects = numbered[_is_suspect(numbered)]
    sessions = {
        int(rows["piece"].iloc[0]): _read(rows) for _, rows in suspects.groupby("piece", sort=True)
    }
    dropped, told = _doubles(sessions, names)
    kept = {piece: one for piece, one in sessions.items() if piece not in dropped}
    new_ids, more = _clashes(kept, names)
    counted = numbered[~numbered["piece"].isin(dropped)].copy()
    clash = counted["piece"].isin(new_ids)
    counted.loc[clash, "session_id"] = [new_ids[piece] for piece in counted.loc[clash, "piece"]]
    return counted, [*told, *more]


def _is_suspect(numbered: pd.DataFrame) -> pd.Series[bool]:
    """Tell the rows of patients in several files, and those whose id is in several sessions."""
    files = numbered.groupby("patient")["file"].transform("nunique")
    pieces = numbered.groupby("session_id")["piece"].transform("nunique")
    return (files > 1) | (pieces > 1)


def _read(rows: pd.DataFrame) -> _Session:
    first = rows.iloc[0]
    cells = rows[_CONTENT].astype(object)
    pains = first[["pain_before", "pain_after", "pain_peak"]].dropna()
    return _Session(
        file=int(first["file"]),
        row=int(rows["row"].min()),
        rows=tuple(rows["row"]),
        patient=str(first["patient"]),
        session_id=str(first["session_id"]),
        moment=(first["started_at"], int(first["utc_offset_min"])),
        content=tuple(cells.where(cells.notna(), None).itertuples(index=False, name=None)),
        # What asks for more care: how long the pain was above mild, how strong, how much was done.
        care=(
            0 if pd.isna(first["pain_minutes"]) else float(first["pain_minutes"]),
            float(max(pains, default=0)),
            len(rows),
        ),
    )


def _doubles(sessions: dict[int, _Session], names: list[str]) -> tuple[set[int], list[Told]]:
    """Find sessions that an earlier file has, by id and start, or by all that they say."""
    seen: dict[Hashable, int] = {}
    dropped: set[int] = set()
    told, again = [], []
    for piece, one in sessions.items():
        keys = (
            (one.patient, one.moment, one.session_id),
            (one.patient, one.moment, one.content),
        )
        before = next((seen[key] for key in keys if key in seen), None)
        other = None if before is None else sessions[before]
        if before is None or other is None or other.file == one.file:
            seen |= dict.fromkeys(keys, piece)
        elif other.content == one.content:
            dropped.add(piece)
            again.append((one, other))
        else:
            more = one.care > other.care
            dropped.add(before if more else piece)
            seen |= dict.fromkeys(keys, piece if more else before)
            places = {"other": names[other.file], "row": other.row}
            rule = _OTHER.format(**places, counted=names[(one if more else other).file])
            told.append(Told(one.file, Fault(one.row, "session_id", one.session_id, rule)))
    return dropped, [*_tell_pairs(again, names, _AGAIN), *told]


def _tell_pairs(pairs: Iterable[_Pair], names: list[str], words: str) -> Iterator[Told]:
    """Say once for each two files, and whose they are, which sessions they share."""
    for (file, other, patient), same in groupby(sorted(pairs, key=_whose), key=_whose):
        ones = [one for one, _ in same]
        rows = sorted(row for one in ones for row in one.rows)
        several = len(ones) > 1
        rule = words.format(
            count=f"{len(ones)} session{'s' if several else ''}",
            stand="stand" if several else "stands",
            rows=_ranges(rows),
            patient=patient,
            other=names[other],
        )
        yield Told(file, Fault(rows[0], "session_id", "", rule))


def _whose(pair: _Pair) -> tuple[int, int, str]:
    one, other = pair
    return one.file, other.file, other.patient


def _ranges(rows: Iterable[int]) -> str:
    """Write row numbers with those in a row put together.

    Examples
    --------
    >>> _ranges([2, 3, 4, 9]), _ranges([7])
    ('rows 2 to 4 and 9', 'row 7')
    """
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    texts = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return f"row{'s' if len(runs) > 1 or len(runs[0]) > 1 else ''} {and_list(texts)}"


def _clashes(sessions: dict[int, _Session], names: list[str]) -> tuple[dict[int, str], list[Told]]:
    """Give sessions that share an id new ones, and say where that may be a mistake."""
    by_id: dict[str, list[int]] = {}
    for piece, one in sessions.items():
        by_id.setdefault(one.session_id, []).append(piece)
    new_ids: dict[int, str] = {}
    told, copies = [], []
    for pieces in by_id.values():
        if len(pieces) == 1:
            continue
        for place, piece in enumerate(pieces):
            one = sessions[piece]
            new_ids[piece] = f"{one.patient} {one.moment[0]:%Y-%m-%d %H:%M} {one.session_id}"
            earlier = [sessions[before] for before in pieces[:place]]
            copies += [(one, other) for other in earlier if one.content == other.content][:1]
            for other in [other for other in earlier if one.patient == other.patient][:1]:
                rule = _TWO_STARTS.format(other=names[other.file], row=other.row)
                told.append(Told(one.file, Fault(one.row, "session_id", one.session_id, rule)))
    return new_ids, [*_tell_pairs(copies, names, _TWO_PATIENTS), *told]
