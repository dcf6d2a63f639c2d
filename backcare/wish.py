"""What a person asks for, with every term checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import pandas as pd

from backcare.errors import unknown_term
from backcare.tables import terms

Terms: TypeAlias = str | Iterable[str] | None


class Wish(NamedTuple):
    """The choices, checked. None is no wish; an empty set is one that nothing fulfils."""

    pain_state: str
    muscle_groups: frozenset[str] | None
    positions: frozenset[str] | None
    equipment: frozenset[str] | None


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
    """Refuse a frame that lacks columns, or has no value in some of their cells.

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
    empty = exercises[needed].isna().any()
    if empty.any():
        raise ValueError(
            f"exercises has missing values in {', '.join(empty.index[empty])}. Read your own "
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
