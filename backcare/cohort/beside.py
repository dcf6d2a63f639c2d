"""Columns beside those of a log, in a frame or a Parquet file: what is told, what is refused.

A log's own columns are read there as they are. So another one, whatever its name, is never one of
them, as it may be in a CSV file: it is not read, or refused where it may be about pain.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import lru_cache

from backcare.csv_reader import shortened
from backcare.diary import Meanings, read_diary, speaks_of_pain
from backcare.errors import Fault, TableError, printable
from backcare.sessions import CSV_COLUMNS, LOG_COLUMNS
from backcare.text import fold

_MAY_BE_PAIN = (
    "is not read, but may be about pain, and then no rule knows of it. Put what it says into "
    "pain_before, pain_after or pain_peak (0 to 10), or into pain_minutes, and delete it.{or_else}"
)
_MAY_BE_OWN = (
    "is none of the columns of a log, but may be one under another name, or say what was done. Put "
    "what it says into the column that SessionLog.to_frame() has for it, and delete it.{or_else}"
)
_IF_NOT = " Or pass columns={{{name!r}: None}} if it is something else."
_IS_OWN = (
    "is a column of a log, and is read here as it is. columns cannot make it something else: leave "
    "{heading!r} out of columns, or change the column in the file."
)


def columns_beside(names: Iterable[str], columns: Meanings | None) -> tuple[list[str], list[Fault]]:
    """Return which columns beside a log's own are not read, and what is wrong with some of them."""
    names = [*names]
    others = [*dict.fromkeys(name for name in names if name not in LOG_COLUMNS)]
    named = {
        name: (heading, meaning)
        for heading, meaning in (columns or {}).items()
        for name in _called(heading, names)
    }
    faults = [
        Fault(None, name, "", _IS_OWN.format(heading=heading))
        for name, (heading, meaning) in named.items()
        if name in LOG_COLUMNS and meaning != name
    ]
    told = [name for name in others if name in named]
    doubtful = _doubtful(tuple(names), tuple(name for name in others if name not in named))
    loud = doubtful | {name for name in told if named[name][1] is not None}
    faults += [_fault(name) for name in others if name in loud]
    return [shown_heading(name) for name in others], faults


def _called(heading: str, names: Sequence[str]) -> list[str]:
    """Return the columns that a heading names, as it stands or folded."""
    exact = [name for name in names if name == heading]
    return exact or [name for name in names if fold(heading) and fold(name) == fold(heading)]


@lru_cache  # the files of a folder mostly have the same columns
def _doubtful(names: tuple[str, ...], others: tuple[str, ...]) -> frozenset[str]:
    """Return which columns may be about pain, or would be read of a CSV file that has them, too."""
    own = [name for name in CSV_COLUMNS if name != "note" or name in names]
    found = _like_own(own, others)
    if found is None:  # nothing is read of such a file, so that each is looked at by itself
        found = [name for name in others if _like_own(own, [name]) != []] or [*others]
    return frozenset({*found, *filter(speaks_of_pain, others)})


def _like_own(own: Sequence[str], others: Sequence[str]) -> list[str] | None:
    """Return which columns a CSV file would be read with; None where two of them are one."""
    header = io.StringIO()
    csv.writer(header).writerow([*own, *others])
    try:
        diary = read_diary(header.getvalue().encode(errors="replace"))
    except TableError:
        return None
    unread = {heading.strip() for heading in diary.unread}
    asked = {*diary.amounts, *diary.parting}
    return [
        name for name in others if name.strip() and (name.strip() not in unread or name in asked)
    ]


def shown_heading(name: str) -> str:
    """Return a heading as it can be shown, in quotation marks where it would not be seen whole."""
    text = printable(shortened(name))
    return text if text == text.strip() == name and text else repr(shortened(name))


def _fault(name: str) -> Fault:
    rule = _MAY_BE_PAIN if speaks_of_pain(name) else _MAY_BE_OWN
    or_else = _IF_NOT.format(name=name) if shortened(name) == name else ""
    return Fault(None, shown_heading(name), "", rule.format(or_else=or_else))
