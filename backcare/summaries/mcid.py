"""The minimal clinically important difference (MCID) of a measure, by measures.csv.

Its numbers apply to improvement. No one has shown that the same ones, turned round, tell a
change for the worse, so nothing here says so.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from backcare.errors import unknown_term
from backcare.tables.shipped import load_sources, load_table
from backcare.text import split_terms

# Scores are means of whole points; what is nearer than this is the same.
_SAME = 1e-6


class Threshold(NamedTuple):
    """A score from which on a change matters, and the rule behind it in words."""

    score: float
    rule: str


def mcid_thresholds(first: float, *, measure: str = "nrs_pain") -> tuple[Threshold, ...]:
    """Return the scores, one a rule, that are better than `first` by enough to matter."""
    row = measure_row(measure)
    sign = 1 if row["better"] == "higher" else -1
    points, percent = float(row["change_points"]), float(row["change_percent"])
    # In points, or as a share of the first score: each is enough by itself.
    thresholds = (
        Threshold(round(first + sign * points, 6), f"{points:g} points"),
        Threshold(round(first + sign * first * percent / 100, 6), f"{percent:g} %"),
    )
    # None that the scale does not have, or that is no better than the first.
    return tuple(
        one
        for one in thresholds
        if row["lowest"] <= one.score <= row["highest"] and abs(one.score - first) > _SAME
    )


def thresholds_reached(first: float, last: float, *, measure: str = "nrs_pain") -> tuple[str, ...]:
    """Return the rules by which `last` is better than `first` by enough to matter."""
    higher = measure_row(measure)["better"] == "higher"
    last = round(last, 6)
    return tuple(
        one.rule
        for one in mcid_thresholds(first, measure=measure)
        if (last >= one.score if higher else last <= one.score)
    )


def measure_row(measure: str) -> Mapping[str, Any]:
    """Return one row of measures.csv."""
    if measure not in _measures():
        labels = {name: str(row["label"]) for name, row in _measures().items()}
        raise unknown_term("measure", [measure], labels)
    return _measures()[measure]


def mcid_source(measure: str) -> str:
    """Name the source of a measure's MCID, "" where it has none."""
    sources = load_sources()["citation"]
    keys = split_terms(str(measure_row(measure)["change_source"]))
    return " ".join(sources[key] for key in keys)


def baseline(scores: pd.Series[Any]) -> float:
    """Return the first score that is there, NaN where none is."""
    known = scores.dropna()
    return float(known.iloc[0]) if len(known) else math.nan


@functools.cache
def _measures() -> Mapping[str, Mapping[str, Any]]:
    rows = load_table("measures").set_index("measure_id")
    return {
        str(name): {str(column): value for column, value in row.items()}
        for name, row in rows.iterrows()
    }
