"""Marks beside the name of an exercise, in its own cell: Bridge ✗, ☐ Bridge, ~~Bridge~~.

What is crossed out was not done, and neither was what has no tick where others have one. A mark
that may be a tick or a cross is asked about; dots and dashes before a name are of a list.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from backcare.diary.marks import has_box, is_ticked, marks_among

_CROSSED = (
    "has a mark that says that it was not done: not counted. If it was, write the name alone, or "
    "with ✓."
)
_STRUCK = "is struck out: not counted. If it was done, write the name alone."
_UNTICKED = (
    "has no tick, where others have one: not counted as done. If it was, write ✓ behind it; if "
    "not, ✗."
)
_ASK = (
    "has a mark that may say that it was done or not. Write the name with ✓ if it was, or with ✗ "
    "if it was not."
)
# As Markdown does it, and with the signs that strike each letter out.
_STRIKE = re.compile("~~.*[^\\W_].*~~|[^\\W_][\u0335-\u0338]")
# Behind a name, and not before it as well: “- Bird dog” is of a list, “-- Bird dog --” a title.
_MINUS = re.compile(r"[^\W_][^-\N{EN DASH}\N{EM DASH}]*[-\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}]\s*$")
_PLUS = re.compile(r"[^\W_]\s*\+\s*$")
_DASHES = "-\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"


class Fate(NamedTuple):
    """A row whose exercise was not done, or may not have been, and why."""

    place: int
    rule: str
    is_asked: bool = False
    is_crossed: bool = True  # and not only without a tick


def left_undone(names: Sequence[str], patients: Sequence[Hashable]) -> Iterator[Fate]:
    """Yield what the marks in the cells of exercises say of their rows.

    Ticks are those of one patient: another may use none.
    """
    known = [name for name in dict.fromkeys(names) if name and not name.isalpha()]
    are_boxes = any(map(has_box, known))
    has_plus = any(map(_PLUS.search, known))
    said = {name: _says(name, are_boxes=are_boxes, has_plus=has_plus) for name in known}
    ticked = {name for name in known if said[name] is None and is_ticked(name)}
    who = {patient for name, patient in zip(names, patients, strict=True) if name in ticked}
    for place, (name, patient) in enumerate(zip(names, patients, strict=True) if known else ()):
        if fate := said.get(name):
            yield fate._replace(place=place)
        elif name and patient in who and name not in ticked and not _has_mark(name):
            yield Fate(place, _UNTICKED, is_crossed=False)


def _says(name: str, *, are_boxes: bool, has_plus: bool) -> Fate | None:
    """Return what marks say of a name that has them; None where it was done, or has none."""
    if _STRIKE.search(name):
        return Fate(0, _STRUCK)
    found = marks_among(name, are_boxes=are_boxes)
    if found.open or (found.yes and found.no):
        return Fate(0, _ASK, is_asked=True)
    if found.no:
        return Fate(0, _CROSSED)
    if not found.yes and _MINUS.search(name) and not name.lstrip().startswith(tuple(_DASHES)):
        return Fate(0, _CROSSED) if has_plus else Fate(0, _ASK, is_asked=True)
    return None


def _has_mark(name: str) -> bool:
    return any(marks_among(name)) or _PLUS.search(name) is not None
