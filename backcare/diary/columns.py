"""Which column of somebody's diary is which column of the log, by the words people use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from backcare.diary.rows import shortened
from backcare.errors import Fault, did_you_mean, unknown_term
from backcare.sessions import LOG_COLUMNS

TIME = "time"
_LONGEST_HEADING = 100
CSV_COLUMNS = tuple(column for column in LOG_COLUMNS if column != "utc_offset_min")
# Other words for a column; its own name is always one more.
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "patient": "patient id|patient name|person|client|who",
        "started_at": "started|start|date|day|when|datetime|date time|date and time|timestamp|"
        "session date|start date|session start",
        TIME: "start time|time of day|session time",
        "exercise_id": "exercise|exercises|exercise name|activity|movement",
        "sets": "set|number of sets|rounds",
        "reps": "rep|repetitions|repeats|number of reps|reps per set",
        "hold_s": "hold|hold seconds|hold sec|hold time s|seconds|secs|sec|seconds held",
        "minutes": "minute|min|mins|duration min|duration minutes|time min|time minutes",
        "pain_before": "before|pain at start|start pain|pain start|pain pre|nrs before",
        "pain_after": "after|pain at end|end pain|pain end|pain post|nrs after",
        "pain_peak": "peak pain|worst pain|highest pain|max pain|pain max|pain worst|pain during",
        "pain_minutes": "minutes of pain|minutes in pain|minutes with pain|pain duration minutes",
        "note": "notes|comment|comments|remark|remarks",
    }
)
CHOICES = (*CSV_COLUMNS, TIME)
_TWICE = "are columns for {column}, and only one can be. Rename one, or pass columns={{…}}."
_NO_DATE = (
    "has no column for the date. Name it in the first row: started_at or date, "
    'or pass columns={"its heading": "started_at"}.'
)


class Columns(NamedTuple):
    """Where each column of the log stands in the file, and the headings that are not read."""

    places: Mapping[str, int]
    unread: tuple[str, ...]


def fold(text: str) -> str:
    """Reduce a text to its plain lower-case letters and figures: no accents, signs or spaces.

    Examples
    --------
    >>> fold("  Pain_Before!"), fold("Übung-Nr. 1")
    ('painbefore', 'ubungnr1')
    """
    # Marks are signs too: taken apart from its letter, an accent goes with them.
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text.casefold()))


_OWN_NAMES = {fold(column): column for column in CHOICES}
_OTHER_WORDS = {fold(word): column for column, words in _WORDS.items() for word in words.split("|")}


def knows_heading(columns: Mapping[str, str]) -> Callable[[str], bool]:
    """Return the function that says whether a heading is understood, or told by `columns`."""
    told = {fold(heading) for heading in columns}
    return lambda heading: _meaning(heading)[1] is not None or fold(heading) in told


def match_columns(
    header: Sequence[str], columns: Mapping[str, str], *, row: int = 1
) -> tuple[Columns, list[Fault]]:
    """Find the log's columns in a header: by `columns`, by their own names, by other words.

    Raises
    ------
    ValueError
        If `columns` names a column that no log has.

    Examples
    --------
    >>> found, faults = match_columns(["Datum", "Exercise", "Mood"], {"Datum": "started_at"})
    >>> dict(found.places), found.unread, faults
    ({'started_at': 0, 'exercise_id': 1}, ('Mood',), [])
    """
    if unknown := [column for column in columns.values() if column not in CHOICES]:
        raise unknown_term("columns: the column", unknown, CHOICES)
    told, faults = _told(header, columns, row)
    claims: dict[str, list[tuple[int, int]]] = {}
    for place, heading in enumerate(header):
        rank, column = (0, told[place]) if place in told else _meaning(heading)
        if column:
            claims.setdefault(column, []).append((rank, place))
    for column, found in claims.items():
        rivals = [header[place] for rank, place in found if rank == min(found)[0]]
        if len(rivals) > 1:
            faults.append(Fault(row, "", ", ".join(rivals), _TWICE.format(column=column)))
    if "started_at" not in claims:
        faults.append(Fault(row, "", shortened(", ".join(header)), _NO_DATE))
    places = {column: min(found)[1] for column, found in claims.items()}
    unread = [text for place, text in enumerate(header) if place not in places.values()]
    return Columns(places, tuple(filter(str.strip, unread))), faults


def _told(
    header: Sequence[str], columns: Mapping[str, str], row: int
) -> tuple[dict[int, str], list[Fault]]:
    """Find the headings that the caller named, as they stand or folded."""
    told: dict[int, str] = {}
    faults = []
    for heading, column in columns.items():
        exact = [place for place, text in enumerate(header) if text == heading]
        alike = [place for place, text in enumerate(header) if fold(text) == fold(heading)]
        if not exact and not alike:
            rule = f"is not a heading of this file.{did_you_mean(heading, header)}"
            faults.append(Fault(row, "", heading, rule))
        told |= dict.fromkeys(exact or alike, column)
    return told, faults


def _meaning(heading: str) -> tuple[int, str | None]:
    """Return how surely (the less the surer) and as what a heading is known."""
    if len(heading) > _LONGEST_HEADING:
        return 0, None
    without_unit = re.sub(r"[(\[].*?[)\]]", "", heading)
    for words in (fold(heading), fold(without_unit)):
        for rank, known in enumerate((_OWN_NAMES, _OTHER_WORDS), start=1):
            if words in known:
                return rank, known[words]
    return 0, None
