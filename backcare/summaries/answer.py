"""Am I getting better? The answer in words, from the pain before the sessions of each week."""

from __future__ import annotations

import pandas as pd

from backcare.summaries.mcid import thresholds_reached

_ONE_WEEK = (
    "Your pain before sessions was {first} of 10. With another week to compare it with, you will "
    "see here how it changes."
)
_MATTERS = "Your pain before sessions went from {first} to {last} of 10. That is enough to matter."
_BETTER = (
    "Your pain before sessions went from {first} to {last} of 10. That is a small step: not yet "
    "enough to matter."
)
_SAME = "Your pain before sessions is where it was: {last} of 10."
_WORSE = (
    "Your pain before sessions went up, from {first} to {last} of 10. If it stays up, talk to a "
    "health professional."
)
_WHILE_ASKING = "Your pain before sessions: {first} of 10 in the first week, {last} in the latest."


def pain_answer(weekly: pd.DataFrame, *, ask: bool = False) -> str:
    """Say how the pain before sessions went from the first week with a number to the latest.

    What is enough to matter is told by measures.csv, for getting better; no such number is known
    for getting worse. Whoever has to `ask` somebody first is told the numbers alone. "" where no
    pain was noted.
    """
    weeks = weekly["pain_before_mean"].dropna().astype(float)
    if weeks.empty:
        return ""
    first, last = (round(pain, 1) for pain in weeks.iloc[[0, -1]])
    if len(weeks) == 1:
        words = _ONE_WEEK
    elif ask:
        words = _WHILE_ASKING
    elif last == first:
        words = _SAME
    elif last > first:
        words = _WORSE
    else:
        words = _MATTERS if thresholds_reached(*weeks.iloc[[0, -1]]) else _BETTER
    return words.format(first=f"{first:g}", last=f"{last:g}")
