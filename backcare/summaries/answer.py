"""How many sessions this week, and am I getting better? The answers in words."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType

import pandas as pd

from backcare.safety import (
    SafetySettings,
    severe_sessions,
    stop_rule_sessions,
    went_above_mild,
)
from backcare.summaries.mcid import thresholds_reached
from backcare.tables.shipped import load_guidance
from backcare.text import long_date

# What is said of pain, with places for numbers and names.
ANSWERS = MappingProxyType(
    {
        "one_week": (
            "Your pain before sessions was {first} of 10. After another week you will see here "
            "how it changes."
        ),
        "matters": (
            "Your pain before sessions went from {first} to {last} of 10. That is enough to matter."
        ),
        "better": (
            "Your pain before sessions went from {first} to {last} of 10. That is a small step: "
            "not yet enough to matter."
        ),
        "same": "Your pain before sessions is where it was: {last} of 10.",
        "worse": (
            "Your pain before sessions went up, from {first} to {last} of 10. If it stays up, talk "
            "to a health professional."
        ),
        "while_asking": (
            "Your pain before sessions: {first} of 10 in the first week, {last} in the latest."
        ),
        "too_strong": "In {session} your pain was as high as {worst} of 10.",
        "asked": "If it gets that strong again, stop and ask a health professional.",
    }
)
HURT = "In a session today your pain went above mild."
_ONCE_SETTLED = "once the pain of your last session has settled"
_PAINS = ["pain_before", "pain_after", "pain_peak"]
_WEEK = timedelta(days=7)


def pain_answer(weekly: pd.DataFrame, *, ask: bool = False) -> str:
    """Say how the pain before sessions went from the first week with a number to the latest.

    What is enough to matter is in measures.csv, for improvement; no such number is known
    for getting worse. Whoever has to `ask` somebody first, or had a setback, is told the numbers
    alone. "" where no pain was noted.
    """
    weeks = weekly["pain_before_mean"].dropna().astype(float)
    if weeks.empty:
        return ""
    first, last = (round(pain, 1) for pain in weeks.iloc[[0, -1]])
    if len(weeks) == 1:
        words = ANSWERS["one_week"]
    elif ask:
        words = ANSWERS["while_asking"]
    elif last == first:
        words = ANSWERS["same"]
    elif last > first:
        words = ANSWERS["worse"]
    else:
        words = (
            ANSWERS["matters"] if thresholds_reached(*weeks.iloc[[0, -1]]) else ANSWERS["better"]
        )
    return words.format(first=f"{first:g}", last=f"{last:g}")


def setback_words(
    frame: pd.DataFrame, today: date, *, settings: SafetySettings | None = None, ask: str = ""
) -> str:
    """Say what the means of weeks hide, and goes before them; "" where there is nothing to say.

    That is severe pain in a log's last session or within a week and, while somebody has to be
    asked (`ask`, such as "a doctor"), also a broken stop rule there. That they have to be asked
    stands once, in the notice above.
    """
    hard = severe_sessions(frame)
    if ask:
        broken = stop_rule_sessions(frame, settings=settings)
        hard = pd.concat([hard, broken]).sort_values("started_at", kind="stable")
    newest = frame["session_id"].tail(1)
    counts = hard["session_id"].isin(newest) | (hard["started_at"].dt.date > today - _WEEK)
    hard = hard[counts & hard[_PAINS].notna().any(axis="columns")].tail(1)
    if hard.empty:
        return ""
    is_last = hard["session_id"].isin(newest).all()
    day = long_date(hard["started_at"].iloc[0])
    session = "your last session" if is_last else f"your session on {day}"
    worst = hard[_PAINS].max(axis="columns").iloc[0]
    said = ANSWERS["too_strong"].format(session=session, worst=f"{worst:g}")
    return said if ask else f"{said} {ANSWERS['asked']}"


def hurting_sessions(
    frame: pd.DataFrame, day: date, *, settings: SafetySettings | None = None
) -> frozenset[str]:
    """Return the ids of the sessions of a day in which pain was above mild."""
    sessions = frame[frame["started_at"].dt.date == day]
    above = went_above_mild(sessions, settings=settings)
    return frozenset(sessions.loc[above, "session_id"])


def hurt_on(frame: pd.DataFrame, day: date, *, settings: SafetySettings | None = None) -> bool:
    """Say whether pain was above mild in a session of a day."""
    return bool(hurting_sessions(frame, day, settings=settings))


def gently(
    frame: pd.DataFrame,
    today: date,
    *,
    settings: SafetySettings | None = None,
    settled: frozenset[str] = frozenset(),
) -> list[str]:
    """Say what is fine on a day on which pain went above mild, and what is not; [] on others.

    Once somebody has said that it has `settled` since each of these sessions, how to begin again.
    """
    hurting = hurting_sessions(frame, today, settings=settings)
    if not hurting:
        return []
    said = load_guidance()["text"]
    advice = ("flare_restart",) if hurting <= settled else ("flare_plan", "flare_walk")
    return [HURT, *(str(said[one]) for one in advice)]


def week_words(
    done: int,
    goal: float,
    *,
    stops: bool = False,
    ask: str = "",
    hurts: bool = False,
    unsettled: bool = False,
) -> str:
    """Hold this week against the goal; who has to ask somebody, or hurts today, is sent to none.

    Where the notice above `stops` them, the number is said alone. Where the last session left more
    pain (`unsettled`), the next waits until that has settled.
    """
    if stops:
        then = ""
    elif ask:
        then = f"No more sessions until you have asked {ask}."
    elif hurts:
        then = "Leave your usual exercises out until your pain has settled."
    elif done < goal:
        when = _ONCE_SETTLED if unsettled else "if your back feels up to it"
        then = f"{goal - done:g} more to reach your goal, {when}."
    else:
        then = "You have reached your goal. Well done."
    much = (
        f"{done} sessions; your goal is {goal:g}" if done > goal else f"{done} of {goal:g} sessions"
    )
    return f"This week: {much}. {then}".rstrip()
