"""The vocabulary: the terms that tables use, each with its label for the screen."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import pandas as pd

from backcare.errors import unknown_term
from backcare.tables.shipped import load_table
from backcare.text import inside_sentence

Terms: TypeAlias = str | Iterable[str] | None


@functools.cache
def terms(vocabulary: str) -> Mapping[str, str]:
    """Return the terms of one vocabulary, in order, each with its label for the screen.

    Examples
    --------
    >>> terms("rating")["ask"]
    'Ask first'
    """
    return _column(vocabulary, "label")


@functools.cache
def definitions(vocabulary: str) -> Mapping[str, str]:
    """Return the terms of one vocabulary, in order, each with what it means."""
    return _column(vocabulary, "definition")


@functools.cache
def anatomical_names() -> Mapping[str, str]:
    """Return the muscle groups, in order, each with what anatomy calls its muscles, or ""."""
    return _column("muscle_group", "anatomical_name")


def label_list(several: Iterable[str], vocabulary: str) -> str:
    """List terms by their labels, as words inside a sentence; an unknown one stays as it is."""
    return ", ".join(inside_sentence(terms(vocabulary).get(term, term)) for term in several)


def known_terms(argument: str, value: Terms, vocabulary: str) -> frozenset[str] | None:
    """Return the terms given, None for None; refuse what the vocabulary does not have.

    Examples
    --------
    >>> known_terms("muscle_groups", ["glutes", "calfs"], "muscle_group")
    Traceback (most recent call last):
    ValueError: muscle_groups 'calfs' is not known. Did you mean 'calves'? Choose from: ...
    """
    if value is None:
        return None
    given = [value] if isinstance(value, str) or not isinstance(value, Iterable) else list(value)
    choices = terms(vocabulary)
    if unknown := [term for term in given if term not in tuple(choices)]:
        raise unknown_term(argument, unknown, choices)
    return frozenset(given)


@functools.cache
def _every_term() -> pd.DataFrame:
    return load_table("vocabulary").sort_values("order")


def _column(vocabulary: str, column: str) -> Mapping[str, str]:
    rows = _every_term()[_every_term()["vocabulary"] == vocabulary]
    return MappingProxyType(dict(zip(rows["term"], rows[column], strict=True)))
