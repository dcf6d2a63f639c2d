"""Cells that stand for several rows: a date or a time that is written in the first row alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from backcare.csv_reader import Rows
from backcare.diary.headings import Columns


def first_of_blocks(rows: Rows, found: Columns, own: Collection[int]) -> list[int] | None:
    """Return for each row the one with its date, where only the first of each day has one.

    So a spreadsheet writes cells that are merged. Where a day stands in several rows, or most
    days have but one row, a date that is missing was forgotten, and that is told; so it is in a
    row that has another day, of its `own`.
    """
    dates = [text.strip() for text in rows.column(found.places.get("started_at"))]
    patients = [text.strip() for text in rows.column(found.places.get("patient"))]
    firsts, blocks, first = [], set[int](), None
    for place, date in enumerate(dates):
        follows = place > 0 and rows.numbers[place] == rows.numbers[place - 1] + 1
        if date:
            if first is not None and (date, patients[place]) == (dates[first], patients[first]):
                return None
            first = place
        elif (
            not follows
            or place in own
            or (first is not None and patients[place] not in ("", patients[first]))
        ):
            first = None
        elif first is not None:
            blocks.add(first)
        firsts.append(place if first is None else first)
    days = sum(map(bool, dates))
    return firsts if blocks and 2 * len(blocks) >= days else None


def filled_down(
    rows: Rows, found: Columns, column: str, dates: Sequence[str] | None = None
) -> list[str]:
    """Return the times; one that is missing is that of the row above, on the same day.

    People write the time in the first row of a session and leave it out below.
    """
    if dates is None:
        dates = rows.column(found.places.get("started_at"))
    patients = rows.column(found.places.get("patient"))
    ids = rows.column(found.places.get("session_id"))
    filled: list[str] = []
    before = ("", "", "")
    for day, text in zip(
        zip(dates, patients, ids, strict=True), rows.column(found.places[column]), strict=True
    ):
        time = text.strip()
        filled.append(time or (filled[-1] if filled and day == before else ""))
        before = day
    return filled
