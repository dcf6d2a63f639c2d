"""A day that a caller gives, and its argument: `as_of`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime
from typing import ParamSpec, TypeAlias, TypeVar

import numpy as np
import pandas as pd

Day: TypeAlias = str | date
P = ParamSpec("P")
R = TypeVar("R")


def day_of(argument: str, value: object) -> date:
    """Return the day of a date, of a time by its own clock, or of a text in ISO 8601; or raise."""
    # 03/04/2026 is two days, and a number none.
    try:
        given = datetime.fromisoformat(value) if isinstance(value, str) else value
        moment: object = pd.Timestamp(given) if isinstance(given, np.datetime64) else given
        if isinstance(moment, date):
            return date(moment.year, moment.month, moment.day)  # refuses the numbers of NaT
    except (TypeError, ValueError):
        pass  # raised below
    raise ValueError(f'{argument} must be a day, such as "2026-03-02", got {value!r}.')


def as_of_was(old: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function take `as_of` by the name that the argument had until 0.1, too."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def taking(*args: P.args, **kwargs: P.kwargs) -> R:
            if old in kwargs:
                if "as_of" in kwargs:
                    raise TypeError(f"as_of and {old} are one argument. Pass as_of only.")
                kwargs["as_of"] = kwargs.pop(old)
            return function(*args, **kwargs)

        return taking

    return decorate
