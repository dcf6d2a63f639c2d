"""Files of other programs that are no CSV: their entries as rows, for all that follows.

JSON of wger is taken apart here, an export of Apple Health in `apple`. What the headings of such
rows mean is in the table of layouts, as for any CSV file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from backcare.csv_reader import Given, Source, check_nesting, csv_text, name_of, text_of
from backcare.diary.apple import workouts_of
from backcare.errors import Fault, TableError

# Every entry of wger's log has the one or, of earlier versions, the other.
_UNITS = {"repetitions_unit", "repetition_unit"}
_MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T00:00:00(?:\.0+)?(Z|[+-][0-9:]+)?")
_BROKEN = "It is not complete JSON. Save it again as a whole."
_OTHER = (
    "It is JSON, but not of a program that is known here. Of wger save what /api/v2/workoutlog/ "
    "gives; a FHIR bundle is read by from_fhir."
)
_A_PAGE = (
    "This is one page of several, with {found:,} of {count} entries. Save all of them in one file "
    '(?limit=9999 at the end of the address), or pass on_error="skip" to read this page alone.'
)


def given(source: Source, *, empty: str) -> Given:
    """Return a file as the text of a CSV file, whatever program it comes from."""
    if (found := workouts_of(source)) is not None:
        return found
    text = text_of(source, empty=empty)
    if not text.lstrip().startswith(("{", "[")):
        return Given(text)
    file = name_of(source)
    try:
        check_nesting(text)
        content = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        if file.casefold().endswith(".json"):
            raise TableError(file, [Fault(None, "", "", _BROKEN)]) from None
        return Given(text)  # a heading may begin with a bracket
    return _wger(file, content)


def _wger(file: str, content: Any) -> Given:
    """Return the entries of wger's log, in the order of the file; row 1 is the first."""
    page = content if isinstance(content, dict) and "results" in content else {}
    entries = list(_entries(page.get("results", content)))
    headings = list(dict.fromkeys(key for entry in entries for key in entry))
    if not _UNITS & set(headings):
        raise TableError(file, [Fault(None, "", "", _OTHER)])
    faults = []
    if page.get("next"):
        rule = _A_PAGE.format(found=len(entries), count=page.get("count", "more"))
        faults.append(Fault(None, "", "", rule))
    rows = [[_cell(entry.get(key)) for key in headings] for entry in entries]
    numbers = tuple(range(1, len(rows) + 1))
    return Given(csv_text(headings, rows), numbers, faults=tuple(faults), program="wger")


def _entries(content: Any) -> Iterator[dict[str, Any]]:
    """Yield each set, with what its session says where the two stand together."""
    for one in content if isinstance(content, list) else [content]:
        if not isinstance(one, dict):
            continue
        if not isinstance(one.get("logs"), list):
            yield _named(one)
            continue
        session = one.get("session")
        session = session if isinstance(session, Mapping) else {}
        shared = {"date": session.get("date"), "session": session.get("id")}
        shared["notes"] = session.get("notes")
        logs = [log for log in one["logs"] if isinstance(log, dict)]
        for log in logs or [{}]:
            lacks = {key: value for key, value in shared.items() if log.get(key) is None}
            yield _named({**log, **lacks}, _cell(session.get("time_start")))


def _named(entry: dict[str, Any], time: str = "") -> dict[str, Any]:
    """Name the session with its program, as numbers are not wger's alone; put in its time.

    Midnight is what wger writes where only the day is known.
    """
    session, date = entry.get("session"), entry.get("date")
    if isinstance(date, str) and (day := _MIDNIGHT.fullmatch(date)):
        entry = entry | {"date": f"{day[1]}T{time}{day[2] or ''}" if time else day[1]}
    return entry | {"session": f"wger-{session}"} if _cell(session) else entry


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return _cell(value.get("name"))
    if isinstance(value, bool):
        return str(value).casefold()
    return value if isinstance(value, str) else ""
