"""The change that matters (MCID): numbers of measures.csv, for getting better only."""

import math

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from backcare.summaries.mcid import (
    baseline,
    mcid_source,
    mcid_thresholds,
    measure_row,
    thresholds_reached,
)
from backcare.tables.shipped import load_table

MEASURES = load_table("measures").set_index("measure_id")
SCORES = st.floats(0, 10, allow_nan=False)


@pytest.mark.parametrize(
    ("first", "measure", "expected"),
    [
        (6, "nrs_pain", {"2 points": 4, "30 %": 4.2}),
        (10, "nrs_pain", {"2 points": 8, "30 %": 7}),
        (1.9, "nrs_pain", {"30 %": 1.33}),
        (0, "nrs_pain", {}),
        (15, "rmdq_24", {"5 points": 10, "30 %": 10.5}),
        (4, "psfs", {"2 points": 6}),
        (4.5, "psfs", {"2 points": 6.5}),
        (9, "psfs", {}),
        (40, "oswestry_total", {}),
        (math.nan, "nrs_pain", {}),
    ],
)
def test_lines_by_hand(first: float, measure: str, expected: dict[str, float]) -> None:
    """Counted from the first score in the direction that is better, and only where one can get."""
    lines = {line.rule: line.score for line in mcid_thresholds(first, measure=measure)}
    assert lines == pytest.approx(expected)
    assert list(lines) == list(expected)


def test_rules_reached_by_hand() -> None:
    """At the very edge, a point short of it, and for the worse."""
    ends = [(6, 4), (6, 4.2), (6, 5), (4, 8)]
    reached = [thresholds_reached(first, last) for first, last in ends]
    assert reached == [("2 points", "30 %"), ("30 %",), (), ()]


@given(first=SCORES, last=SCORES)
def test_worse_or_the_same_never_matters(first: float, last: float) -> None:
    """No rule is met unless the score is better than the first."""
    if thresholds_reached(first, last):
        assert last < first
    if thresholds_reached(first, last, measure="psfs"):
        assert last > first


@given(first=SCORES, last=SCORES)
def test_the_rules_say_what_they_are(first: float, last: float) -> None:
    """2 points, or 30 % of the first: checked the obvious way, away from the very edge."""
    met = thresholds_reached(first, last)
    for rule, enough in (("2 points", 2.0), ("30 %", 0.3 * first)):
        if abs(first - last - enough) > 1e-5 and enough > 1e-5:
            assert (rule in met) == (first - last > enough)


def test_every_change_that_matters_has_a_source() -> None:
    """A number without a source is drawn nowhere."""
    for measure, row in MEASURES.iterrows():
        has_number = pd.notna(row["change_points"]) or pd.notna(row["change_percent"])
        assert bool(mcid_source(str(measure))) == has_number


def test_an_unknown_measure_is_refused() -> None:
    """The nearest name is offered."""
    with pytest.raises(ValueError, match="Did you mean 'nrs_pain'"):
        measure_row("nrs_pian")


def test_the_baseline_is_the_first_that_is_known() -> None:
    """Weeks without a number before it do not count; none at all is NaN."""
    assert baseline(pd.Series([math.nan, 3.0, 5.0])) == 3
    assert math.isnan(baseline(pd.Series([math.nan])))
    assert math.isnan(baseline(pd.Series([], dtype="float64")))
