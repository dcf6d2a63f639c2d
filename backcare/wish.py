"""The two sides that rules of choice compare, both checked: a wish, and the rows of a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import pandas as pd

from backcare.errors import unknown_term
from backcare.exercises.load import terms

Terms: TypeAlias = str | Iterable[str] | None

FACTS = ("rating", "reason", "source")  # the wide frame has each of them for every pain state


class Wish(NamedTuple):
    """The choices, checked. None is no wish; an empty set is one that nothing fulfils."""

    pain_state: str
    muscle_groups: frozenset[str] | None
    positions: frozenset[str] | None
    equipment: frozenset[str] | None


class Row(NamedTuple):
    """What the rules look at in one row; the last three are those of the pain state asked for."""

    name: str
    advice: str
    position: str
    equipment: str
    primary_muscles: str
    secondary_muscles: str
    muscles_source: str
    swap: str
    rating: str
    reason: str
    source: str


def facts(pain_state: str) -> list[str]:
    """Name the columns of one pain state.

    Examples
    --------
    >>> facts("mild")
    ['rating_mild', 'reason_mild', 'source_mild']
    """
    return [f"{fact}_{pain_state}" for fact in FACTS]


def several(cell: str) -> list[str]:
    """Split a cell that may hold several values.

    Examples
    --------
    >>> several("glutes|calves"), several("")
    (['glutes', 'calves'], [])
    """
    return [value for value in cell.split("|") if value]


def read_rows(exercises: pd.DataFrame, pain_state: str) -> list[Row]:
    """Take what the rules need out of the frame; row by row, plain Python is the faster.

    Examples
    --------
    >>> read_rows(bc.load_exercises(), "acute")[0].rating
    'avoid'
    """
    columns = [*Row._fields[: -len(FACTS)], *facts(pain_state)]
    check_columns(exercises, columns)
    return [Row(*cells) for cells in zip(*(exercises[column] for column in columns), strict=True)]


def read_wish(pain_state: str, muscle_groups: Terms, position: Terms, equipment: Terms) -> Wish:
    """Check the choices that `filter_exercises` and `explain_exclusions` take.

    Examples
    --------
    >>> read_wish("acute", "calves", None, None).muscle_groups
    frozenset({'calves'})
    >>> read_wish("acute", ["calfs"], None, None)
    Traceback (most recent call last):
    ValueError: muscle_groups 'calfs' is not known. Did you mean 'calves'? Choose from: ...
    """
    _known("pain_state", [pain_state], "pain_state")
    return Wish(
        pain_state=pain_state,
        muscle_groups=_known("muscle_groups", muscle_groups, "muscle_group"),
        positions=_known("position", position, "position"),
        equipment=_known("equipment", equipment, "equipment"),
    )


def check_columns(exercises: pd.DataFrame, needed: Iterable[str]) -> None:
    """Refuse a frame that lacks columns, or holds something else than text in them.

    Examples
    --------
    >>> check_columns(pd.DataFrame({"name": ["Bridge"]}), ["name", "advice"])
    Traceback (most recent call last):
    ValueError: exercises lacks the columns advice. Pass a whole frame from load_exercises(); one
    that filter_exercises gave has no ratings left for other pain states.
    """
    needed = list(needed)
    lacking = [column for column in needed if column not in exercises.columns]
    if lacking:
        raise ValueError(
            f"exercises lacks the columns {', '.join(lacking)}. Pass a whole frame from "
            "load_exercises(); one that filter_exercises gave has no ratings left for other "
            "pain states."
        )
    empty = [name for name in needed if not all(isinstance(one, str) for one in exercises[name])]
    if empty:
        raise ValueError(
            f"exercises has cells without text in {', '.join(empty)}. Read your own "
            'table with load_exercises("mine.csv"), which fills blank cells with "".'
        )


def _known(argument: str, value: Terms, vocabulary: str) -> frozenset[str] | None:
    """Return the terms given, None for None; refuse what the vocabulary does not have."""
    if value is None:
        return None
    given = [value] if isinstance(value, str) or not isinstance(value, Iterable) else list(value)
    choices = terms(vocabulary)
    unknown = [term for term in given if term not in tuple(choices)]
    if unknown:
        raise unknown_term(argument, unknown, choices)
    return frozenset(given)
