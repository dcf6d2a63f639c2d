"""Whether the back has to settle after a session that left more pain, and what is said then."""

from __future__ import annotations

from datetime import date

import pandas as pd

from backcare.plan.history import read_sessions
from backcare.plan.progression import leaving_out
from backcare.safety import SafetySettings
from backcare.summaries.answer import HURT, gently, hurting_sessions
from backcare.tables.shipped import load_guidance

_NOT_SETTLED = "If your pain has not settled since, leave your exercises out today."


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
) -> tuple[frozenset[str], bool, list[str]]:
    """Return these sessions, whether one of them is of the day, and the rules that the last met."""
    last = next(reversed(read_sessions(frame)), None)
    rules = leaving_out(last.felt, settings=settings) if last else []
    left = {str(last.entries[0]["session_id"])} if last and rules else set[str]()
    hurting = hurting_sessions(frame, day, settings=settings) - settled
    return hurting | left - settled, bool(hurting), rules


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
    waits, hurts_today, rules = _looked_at(frame, day, settings, settled)
    if not waits:
        return "", ""
    if hurts_today:
        return HURT, flare_words()
    return " ".join(rules), f"{_NOT_SETTLED} {load_guidance()['text']['flare_walk']}"


def flare_words() -> str:
    """Say what is fine while it hurts, and that a plan for the usual pain does not fit."""
    said = load_guidance()["text"]
    return f"{said['flare_walk']} {said['flare_plan']}"


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
