"""How much each muscle group was trained in a log, as shades and words of a body map."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

from backcare.balance import (
    HOW_COUNTED,
    UNIT,
    balance_range,
    balance_sentence,
    not_counted,
    not_counted_text,
)
from backcare.summaries.muscles import muscle_sets

LEVELS = ("none", "a little", "some", "most")


class Training(NamedTuple):
    """A log as a body map shows it: a number and a level for each group, and their words."""

    sets: dict[str, float]
    levels: dict[str, int]
    title: str
    sentence: str
    small_print: str

    def words(self, group: str) -> str:
        """Say one group's number and level: "12.5 weighted sets, some"."""
        total = self.sets[group]
        return f"{total:g} {UNIT if total != 1 else UNIT[:-1]}, {LEVELS[self.levels[group]]}"

    def legend(self) -> list[tuple[int, str]]:
        """List the levels that occur, each with the numbers that it stands for."""
        found: dict[int, list[float]] = {}
        for group, level in sorted(self.levels.items(), key=lambda pair: pair[1]):
            found.setdefault(level, []).append(self.sets[group])
        return [(level, _range(level, totals)) for level, totals in found.items()]


def read_training(frame: pd.DataFrame, exercises: pd.DataFrame) -> Training:
    """Add up a log with the numbers of `plot_muscle_balance`, and shade each group by thirds.

    Parameters
    ----------
    frame : pandas.DataFrame
        A log as `SessionLog.to_frame()` gives it.
    exercises : pandas.DataFrame
        A table as `load_exercises` gives it.

    Returns
    -------
    Training
        Level 0 is nothing; 1 to 3 are the thirds of what the most trained group had.

    Examples
    --------
    >>> frame = pd.DataFrame({"exercise_id": ["bridging", "walking"], "sets": [3, None],
    ...                       "started_at": pd.Timestamp("2026-03-02 18:30")})
    >>> training = read_training(frame, bc.load_exercises())
    >>> training.words("glutes"), training.words("calves")
    ('3 weighted sets, most', '0 weighted sets, none')
    >>> training.legend()
    [(0, 'none: 0'), (1, 'a little: 1'), (2, 'some: 1.5'), (3, 'most: 3')]
    """
    sets = muscle_sets(frame, exercises)
    totals = {str(group): float(total) for group, total in sets.sum(axis=1).items()}
    top = max(totals.values())
    thirds = {group: math.ceil(3 * total / top) if top else 0 for group, total in totals.items()}
    left_out = not_counted_text(not_counted(frame, exercises))
    return Training(
        sets=totals,
        levels=thirds,
        title=f"{UNIT.capitalize()}, {balance_range(frame)}" if top else "No exercises yet",
        sentence=balance_sentence(sets, frame),
        small_print=" ".join(filter(None, [HOW_COUNTED, left_out])),
    )


def _range(level: int, totals: list[float]) -> str:
    """Say "some: 4 to 6.5", or "some: 4" where there is but one number."""
    ends = dict.fromkeys(f"{end:g}" for end in (min(totals), max(totals)))
    return f"{LEVELS[level]}: {' to '.join(ends)}"
