"""How many sessions this week, and am I getting better? The answers in words."""

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


def week_words(done: int, goal: float, *, ask: str = "") -> str:
    """Hold this week against the goal; while somebody has to be asked, suggest no session."""
    if ask:
        then = f"No more sessions until you have asked {ask}."
    elif done < goal:
        then = f"{goal - done:g} more to reach your goal, if your back feels up to it."
    else:
        then = "You have reached your goal. Well done."
    much = (
        f"{done} sessions; your goal is {goal:g}" if done > goal else f"{done} of {goal:g} sessions"
    )
    return f"This week: {much}. {then}"
