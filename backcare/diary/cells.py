"""What one cell of a diary may hold: numbers, texts, exercises, and no spreadsheet formula."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeVar

import pandas as pd

from backcare.diary.columns import fold
from backcare.errors import did_you_mean
from backcare.sessions import TEXT_LIMITS, Limit, text_rule

_Value = TypeVar("_Value")
# A comma before exactly three figures may also part the thousands, so it is not read.
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+|,(?![0-9]{3}$)[0-9]+)?")
# What makes a spreadsheet run a cell, after any blanks and apostrophes. A text that matches
# still matches behind one more apostrophe, so taking one off always undoes putting one on.
_FORMULA = re.compile(r"['\s]*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]")  # the last four: full width
_MOST_HINTS = 100


def neutralised(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula.

    Examples
    --------
    >>> neutralised("=1+1"), neutralised("- a bit stiff"), neutralised("'twas fine")
    ("'=1+1", "'- a bit stiff", "'twas fine")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restored(text: str) -> str:
    """Undo `neutralised`.

    Examples
    --------
    >>> restored("'=1+1"), restored("'twas fine"), restored(neutralised("'=1+1"))
    ('=1+1', "'twas fine", "'=1+1")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def read_cells(
    texts: Sequence[str], read: Callable[[str], _Value]
) -> tuple[list[_Value | None], dict[int, str]]:
    """Read a column, each distinct text once; an empty cell is None.

    Returns the values, and by place in the column the rule that a text breaks.

    Examples
    --------
    >>> read_cells(["1", "", "one", "1"], int)[0]
    [1, None, None, 1]
    """
    values: dict[str, _Value] = {}
    broken: dict[str, str] = {}
    for text in filter(None, dict.fromkeys(texts)):
        try:
            values[text] = read(text)
        except ValueError as error:
            broken[text] = str(error)
    faults = {place: broken[text] for place, text in enumerate(texts) if text in broken}
    return [values.get(text) for text in texts], faults


def number_reader(limit: Limit) -> Callable[[str], float]:
    """Return the function that reads a number, written with a point or a comma.

    Examples
    --------
    >>> from backcare.sessions import LIMITS
    >>> number_reader(LIMITS["minutes"])("12,5"), number_reader(LIMITS["reps"])("10.0")
    (12.5, 10)
    >>> number_reader(LIMITS["pain_after"])("11")
    Traceback (most recent call last):
    ValueError: must be a whole number from 0 to 10. Leave the cell empty if it is not known.
    """

    def read(text: str) -> float:
        number = float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else float("nan")
        value = int(number) if limit.whole and number.is_integer() else number
        if not limit.allows(value):
            raise ValueError(f"{limit.rule}. Leave the cell empty if it is not known.")
        return value

    return read


def text_reader(column: str) -> Callable[[str], str]:
    """Return the function that reads a text of the log, exactly as it was before export.

    Examples
    --------
    >>> text_reader("note")("'=1+1")
    '=1+1'
    """
    fewest, most = TEXT_LIMITS[column]

    def read(text: str) -> str:
        value = restored(text)
        if rule := text_rule(value, fewest, most):
            raise ValueError(rule)
        return value

    return read


def exercise_reader(exercises: pd.DataFrame) -> Callable[[str], str]:
    """Return the function that finds an exercise by its id, its name or an other name of it.

    Examples
    --------
    >>> from backcare.exercises.load import load_exercises
    >>> read = exercise_reader(load_exercises())
    >>> read("Glute-Bridge"), read("bird_dog")
    ('bridging', 'bird_dog')
    >>> read("brigde")
    Traceback (most recent call last):
    ValueError: is not an exercise of the table. Did you mean 'Bridge'?
    """
    meant = defaultdict[str, set[str]](set)
    spellings = []
    for exercise_id, name, other_names in exercises[["name", "other_names"]].itertuples():
        words = [word for word in (exercise_id, name, *other_names.split("|")) if word]
        spellings += words
        for spelling in words:
            meant[spelling].add(exercise_id)
            meant[fold(spelling)].add(exercise_id)
    meant |= {exercise_id: {exercise_id} for exercise_id in exercises.index}
    hints = iter(range(_MOST_HINTS))

    def read(text: str) -> str:
        exact = restored(text)
        found = sorted(meant.get(exact) or meant.get(fold(exact)) or ())
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(f"names several exercises. Write one of: {', '.join(found)}.")
        # Looking for a near name is slow, and nobody reads the hint a hundred times.
        hint = "" if next(hints, None) is None else did_you_mean(text[:100], spellings)
        raise ValueError(f"is not an exercise of the table.{hint}")

    return read
