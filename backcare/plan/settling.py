"""Whether the back has to settle after a session that left more pain, and what is said then."""

from __future__ import annotations

from datetime import date

import pandas as pd

from backcare.plan.history import read_sessions
from backcare.plan.progression import left_more_pain
from backcare.safety import SafetySettings
from backcare.summaries.answer import HURT, gently, hurting_sessions
from backcare.tables.shipped import load_guidance

_LEFT_MORE = "There was more pain in your last session."
_UNTIL_SETTLED = "Until it has settled, leave your usual exercises out."


def unsettled_sessions(
    frame: pd.DataFrame,
    day: date,
    *,
    settings: SafetySettings,
    settled: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """Return the sessions after which the back has to settle, and nobody has said that it has.

    That is each of the day in which pain went above mild, and the last of all where it left more
    pain, by the rules of progression that leave an exercise out then.
    """
    return _looked_at(frame, day, settings, settled)[0]


def _looked_at(
    frame: pd.DataFrame, day: date, settings: SafetySettings, settled: frozenset[str]
) -> tuple[frozenset[str], bool]:
    """Return these sessions, and whether one of them is of the day."""
    last = next(reversed(read_sessions(frame)), None)
    left = set[str]()
    if last and left_more_pain(last.felt, settings=settings):
        left.add(str(last.entries[0]["session_id"]))
    hurting = hurting_sessions(frame, day, settings=settings) - settled
    return hurting | left - settled, bool(hurting)


def unsettled_words(
    frame: pd.DataFrame,
    day: date,
    *,
    settings: SafetySettings,
    settled: frozenset[str] = frozenset(),
) -> tuple[str, str]:
    """Say what happened after which the back has to settle, and what to do until it has.

    Both are "" where it has not to.
    """
    waits, hurts_today = _looked_at(frame, day, settings, settled)
    if not waits:
        return "", ""
    if hurts_today:
        return HURT, flare_words()
    return _LEFT_MORE, f"{_UNTIL_SETTLED} {load_guidance()['text']['flare_walk']}"


def flare_words() -> str:
    """Say that a plan for the usual pain does not fit while it hurts, and what is fine."""
    said = load_guidance()["text"]
    return f"{said['flare_plan']} {said['flare_walk']}"


def settling_words(
    frame: pd.DataFrame,
    day: date,
    *,
    settings: SafetySettings,
    settled: frozenset[str] = frozenset(),
) -> list[str]:
    """Say what is fine until the back has settled; on the same day then, how to begin again."""
    words = unsettled_words(frame, day, settings=settings, settled=settled)
    return [*words] if any(words) else gently(frame, day, settings=settings, settled=settled)
