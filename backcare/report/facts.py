"""The words of the report: what a log says, and what it cannot say."""

from __future__ import annotations

from typing import Any

import pandas as pd

from backcare.charts.outcomes import from_to
from backcare.charts.style import numbers
from backcare.charts.words import counted
from backcare.exercises.load import load_safety_rules, load_sources
from backcare.safety import safety_settings
from backcare.stop_rule import stop_rule_sessions
from backcare.summaries.mcid import change_source
from backcare.text import long_date

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def covered(frame: pd.DataFrame, weekly: pd.DataFrame) -> str:
    """Say which days the report is about."""
    if frame.empty:
        return "no sessions yet"
    first, last = frame["started_at"].min(), frame["started_at"].max()
    days = dict.fromkeys((long_date(first), long_date(last)))
    return f"{' to '.join(days)} ({counted(len(weekly), 'week')})"


def key_numbers(weekly: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the four numbers to read first, each with what it is."""
    sessions, goal = numbers(weekly["sessions"]), numbers(weekly["sessions_goal"])
    done, planned = sessions.sum(), goal.sum()
    share = f", {100 * done / planned:.0f} %" if planned else ""
    stops = int(weekly["stop_days"].sum())
    return [
        (f"{done:g} of {planned:g}", f"planned sessions{share}"),
        (f"{int((sessions >= goal).sum())} of {len(weekly)}", "weeks reached the goal"),
        (_first_and_last(weekly), "pain before sessions (0 to 10), first and last week"),
        (f"{stops}", f"{'day' if stops == 1 else 'days'} on which the stop rule was broken"),
    ]


def _first_and_last(weekly: pd.DataFrame) -> str:
    before = weekly["pain_before_mean"].dropna()
    if before.empty:
        return "not noted"
    ends = before.iloc[[0, -1]] if len(before) > 1 else before
    return " \N{RIGHTWARDS ARROW} ".join(f"{pain:.1f}" for pain in ends)


def dose(row: pd.Series[Any], when: str) -> str:
    """Write a dose: "2 x 12, 6 s" or "30 min"."""
    sets, reps, hold, minutes = (
        None if pd.isna(row[f"{when}_{part}"]) else row[f"{when}_{part}"]
        for part in ("sets", "reps", "hold_s", "minutes")
    )
    parts = []
    if reps is not None:
        parts.append(f"{sets or 1:g} \N{MULTIPLICATION SIGN} {reps:g}")
    elif sets is not None:
        parts.append(counted(int(sets), "set"))
    if hold:
        parts.append(f"{hold:g} s")
    if minutes is not None:
        parts.append(f"{minutes:g} min")
    return ", ".join(parts) or "no amount noted"


def stop_events(frame: pd.DataFrame) -> list[str]:
    """Tell each session that broke the stop rule, the latest first."""
    return [_event(row) for _, row in stop_rule_sessions(frame)[::-1].iterrows()]


def _event(row: pd.Series[Any]) -> str:
    pain = row[["pain_peak", "pain_before", "pain_after"]].max()
    much = "pain above mild" if pd.isna(pain) else f"pain up to {pain:g} of 10, above mild"
    start = row["started_at"]
    return (
        f"{_DAYS[start.weekday()]} {long_date(start)}: {much} for {row['pain_minutes']:g} minutes"
    )


def safety_line(frame: pd.DataFrame) -> str:
    """Say how far the log can tell about the stop rule at all."""
    settings = safety_settings()
    sessions = frame.drop_duplicates("session_id")
    noted = int(sessions["pain_minutes"].notna().sum())
    rule = (
        f"Stop rule: pain above mild (over {settings.mild_pain_max:g}) for longer than "
        f"{settings.pain_minutes_max:g} minutes means stop and contact a doctor."
    )
    return f"{rule} How long it lasted was noted in {noted} of {counted(len(sessions), 'session')}."


def notes(frame: pd.DataFrame) -> list[str]:
    """Return what the patient wrote, the latest first, the same words once."""
    sessions = frame.drop_duplicates("session_id")[::-1]
    written = sessions[sessions["note"].fillna("").str.strip() != ""].drop_duplicates("note")
    return [
        f"{long_date(start)}: {note}"
        for start, note in zip(written["started_at"], written["note"], strict=True)
    ]


def cannot_say(frame: pd.DataFrame, weekly: pd.DataFrame) -> str:
    """Say in plain words what nobody should read into the numbers."""
    told = [
        "They are what the patient wrote down: a session that was not logged is not here.",
        "Back pain comes and goes by itself, so a change is no proof that the exercises made it.",
    ]
    sessions = frame.drop_duplicates("session_id")
    known = weekly["pain_before_mean"].notna()
    if known.any():
        first = int(weekly.loc[known, "sessions"].iloc[0])
        told.append(
            f"Pain is compared with the first week alone, and that had {counted(first, 'session')}."
        )
    if missing := int(sessions["pain_after"].isna().sum()):
        told.append(f"Pain after is missing in {missing} of {counted(len(sessions), 'session')}.")
    return " ".join(told)


def sources(weekly: pd.DataFrame) -> str:
    """Name where the rules of the page come from."""
    told = [f"Better by enough to matter: {change_source('nrs_pain')}"]
    told.append(f"Stop rule: {_source_of('stop_rule')} What is mild: {_source_of('ease_off')}")
    if len(weekly):
        told.append(f"The goal of {weekly['sessions_goal'].iloc[-1]:g} a week was given.")
    return " ".join(told)


def _source_of(rule: str) -> str:
    key = str(load_safety_rules().loc[rule, "source"]).split("|")[0]
    source = load_sources().loc[key]
    judged = source["origin"] == "judgement"
    return "this project's own judgement." if judged else str(source["citation"])


def measure_line(label: str, scores: pd.DataFrame, measure: str) -> str:
    """Tell one instrument in a line."""
    since = long_date(scores["date"].iloc[0])
    return f"{label}, from {since}: {from_to(scores['score'].dropna(), measure=measure)}."
