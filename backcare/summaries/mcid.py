"""Floor 2: the change that matters to a patient, by the numbers of measures.csv.

The numbers hold for getting better. Nobody has shown that the same ones, turned round, tell a
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

# Scores are means of whole points; what is nearer than this is the same.
_SAME = 1e-6


class ChangeLine(NamedTuple):
    """A score from which on a change matters, and the rule that says so in words."""

    score: float
    rule: str


def change_lines(first: float, *, measure: str = "nrs_pain") -> tuple[ChangeLine, ...]:
    """Return the scores at which somebody who began at `first` is better by enough to matter.

    Parameters
    ----------
    first : float
        The first score (the baseline), in the measure's own points; NaN where there is none.
    measure : str, default "nrs_pain"
        A `measure_id` of measures.csv.

    Returns
    -------
    tuple of ChangeLine
        One for each rule of the measure, that in points first. A score that the scale does not
        have, or that is no better than the first, is left out; so may be all of them.

    Raises
    ------
    ValueError
        If the measure is not known.

    Examples
    --------
    >>> change_lines(6)
    (ChangeLine(score=4.0, rule='2 points'), ChangeLine(score=4.2, rule='30 %'))
    >>> change_lines(1)
    (ChangeLine(score=0.7, rule='30 %'),)
    >>> change_lines(4.5, measure="psfs")
    (ChangeLine(score=6.5, rule='2 points'),)

    Source
    ------
    Column `change_source` of measures.csv: Ostelo and others 2008 for pain and for the
    Roland-Morris questionnaire, the project's own judgement for the PSFS.
    """
    row = measure_row(measure)
    sign = 1 if row["better"] == "higher" else -1
    points, percent = float(row["change_points"]), float(row["change_percent"])
    lines = (
        ChangeLine(round(first + sign * points, 6), f"{points:g} points"),
        ChangeLine(round(first + sign * first * percent / 100, 6), f"{percent:g} %"),
    )
    return tuple(
        line
        for line in lines
        if row["lowest"] <= line.score <= row["highest"] and abs(line.score - first) > _SAME
    )


def rules_met(first: float, last: float, *, measure: str = "nrs_pain") -> tuple[str, ...]:
    """Return the rules by which the way from one score to another is better by enough to matter.

    Parameters
    ----------
    first, last : float
        The two scores, in the measure's own points.
    measure : str, default "nrs_pain"
        A `measure_id` of measures.csv.

    Returns
    -------
    tuple of str
        The rules in words; none if the change is smaller, or for the worse.

    Raises
    ------
    ValueError
        If the measure is not known.

    Examples
    --------
    >>> rules_met(6, 4), rules_met(6, 4.2), rules_met(6, 5), rules_met(4, 8)
    (('2 points', '30 %'), ('30 %',), (), ())
    """
    higher = measure_row(measure)["better"] == "higher"
    last = round(last, 6)
    return tuple(
        line.rule
        for line in change_lines(first, measure=measure)
        if (last >= line.score if higher else last <= line.score)
    )


def measure_row(measure: str) -> Mapping[str, Any]:
    """Return one row of measures.csv.

    Examples
    --------
    >>> measure_row("rmdq_24")["label"]
    'Roland-Morris questionnaire, 24 items'
    """
    if measure not in _measures():
        labels = {name: str(row["label"]) for name, row in _measures().items()}
        raise unknown_term("measure", [measure], labels)
    return _measures()[measure]


def change_source(measure: str) -> str:
    """Name the source of a measure's change that matters, "" where it has none.

    Examples
    --------
    >>> change_source("nrs_pain")
    'Ostelo and others. Spine 33:90. 2008.'
    """
    sources = load_sources()["citation"]
    keys = str(measure_row(measure)["change_source"]).split("|")
    return " ".join(sources[key] for key in keys if key)


def baseline(scores: pd.Series[Any]) -> float:
    """Return the first score that is there, NaN where none is.

    Examples
    --------
    >>> baseline(pd.Series([None, 5.5, 4.0]))
    5.5
    """
    known = scores.dropna()
    return float(known.iloc[0]) if len(known) else math.nan


@functools.cache
def _measures() -> Mapping[str, Mapping[str, Any]]:
    rows = load_table("measures").set_index("measure_id")
    return {
        str(name): {str(column): value for column, value in row.items()}
        for name, row in rows.iterrows()
    }
