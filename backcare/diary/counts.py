"""How much of a row was done, where some of its amounts may be no more than what was planned.

People print a plan and fill in what they did: then 0 sets beside 10 repetitions is not done, blank
`Reps done` beside a hold may not be, and what was done by half was not done as it is printed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from backcare.diary import words
from backcare.diary.questions import ASK_AMOUNT
from backcare.sessions import ENTRY_LIMITS

_NONE_DONE = "is 0: not counted as done. If it was, write how many, or leave the cell empty."
_NOT_FILLED = (
    "is blank, where other rows say how much was done: not counted as done. If it was, write how "
    "much, or pass without_amount='done'."
)
_ZERO_OR_NOT = (
    "is 0, and other cells of the row say that it was done. Write how many, or leave the cell "
    "empty if nobody counted."
)
_COUNTS = ("sets", "reps")


class Fate(NamedTuple):
    """What is said of a row: that it was not done, or a question."""

    place: int
    column: str
    rule: str
    is_asked: bool


def uncounted(
    values: Mapping[str, Sequence[Any]],
    headings: Mapping[str, str],
    kinds: Mapping[str, str],
    *,
    ticked: Collection[int],
    felt: Collection[int],
    answer: str | None,
) -> Iterator[Fate]:
    """Find the exercises of which the count says that none was done, beside other amounts.

    Rows that are `ticked` or have pain after it, `felt`, say otherwise. A count of an activity says
    nothing, and neither does one that is 0 in all rows, unless its heading says that it was done.
    """
    amounts = [one for one in (*ENTRY_LIMITS, words.DURATION) if one in headings]
    counts = [one for one in _COUNTS if one in headings]
    asked = [one for one in amounts if words.says_done(headings[one])]
    filled = _filled(values, {*counts, *asked}, kinds)
    for place, exercise in enumerate(values["exercise_id"] if counts or asked else ()):
        some = [one for one in amounts if values[one][place]]
        if exercise is None or not some or kinds.get(exercise) == "activity":
            continue
        patient = values["patient"][place]
        zeros = [one for one in counts if values[one][place] == 0]
        of_it = [one for one in zeros if (one, patient, exercise) in filled and some != ["sets"]]
        of_any = [one for one in zeros if one == "sets" and (one, patient, None) in filled]
        of_any += [one for one in zeros if one in asked]
        is_blank = bool(asked) and not any(values[one][place] for one in asked)
        if column := next(iter((*of_any, *of_it)), ""):
            is_open = place in ticked or (column == "reps" and bool(values["sets"][place]))
            yield Fate(place, column, _ZERO_OR_NOT if is_open else _NONE_DONE, is_open)
        elif is_blank and not (place in ticked or place in felt) and answer != "done":
            known = [one for one in asked if (one, patient, exercise) in filled]
            if known or answer == "not_done":
                yield Fate(place, (known or asked)[0], _NOT_FILLED, is_asked=False)
            else:
                yield Fate(place, "exercise_id", ASK_AMOUNT, is_asked=True)


def _filled(
    values: Mapping[str, Sequence[Any]], columns: Collection[str], kinds: Mapping[str, str]
) -> set[tuple[str, str | None, str | None]]:
    """Return of which patient and exercise a column counts some; None is any of the exercises."""
    found = set[tuple[str, str | None, str | None]]()
    rows = [*zip(values["patient"], values["exercise_id"], strict=True)]
    for column in columns:
        for (patient, exercise), amount in zip(rows, values[column], strict=True):
            if amount and exercise is not None and kinds.get(exercise) != "activity":
                found |= {(column, patient, exercise), (column, patient, None)}
    return found
