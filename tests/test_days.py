"""A day that a caller gives: a date, a time or a text in ISO 8601, and nothing else."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from backcare.days import day_of


@pytest.mark.parametrize(
    "given",
    [
        "2026-03-02",
        date(2026, 3, 2),
        pd.Timestamp("2026-03-02 18:30"),
        pd.Timestamp("2026-03-02 23:30-08:00"),
        np.datetime64("2026-03-02"),
    ],
)
def test_a_day_by_the_clock_of_whoever_gave_it(given: object) -> None:
    """A time counts as its own clock has it, in whatever zone."""
    assert day_of("start", given) == date(2026, 3, 2)
    assert type(day_of("start", given)) is date


@pytest.mark.parametrize("given", ["next week", "03/04/2026", 20260302, pd.NaT, None])
def test_what_is_no_day_is_refused(given: object) -> None:
    """With the argument, what it must be, and what it was."""
    with pytest.raises(ValueError, match=r"^start must be a day") as caught:
        day_of("start", given)
    assert str(caught.value) == f'start must be a day, such as "2026-03-02", got {given!r}.'
