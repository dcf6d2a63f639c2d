"""What the session form reads and says, with no widget in it: answers to sessions to sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from backcare.errors import Fault, LogError, SessionError
from backcare.safety import (
    SEVERE,
    WORSE,
    SafetySettings,
    above_mild,
    breaks_stop_rule,
    rule_texts,
    severe_pain,
)
from backcare.sessions import LIMITS, TEXT_LIMITS, Session, exercises_of
from backcare.text import and_list, counted, long_date

_DAYS = 3  # named at most of those that cannot be read: the last
PAINS = {
    "pain_before": "Pain before you started",
    "pain_peak": "Worst pain while exercising",
    "pain_after": "Pain after you finished",
}
AMOUNTS = {
    "sets": "Sets",
    "reps": "Times per set",
    "hold_s": "Seconds held",
    "minutes": "Minutes",
}
FIELDS = {
    **PAINS,
    **AMOUNTS,
    "pain_minutes": "Minutes with pain above mild",
    "note": "Anything to remember?",
    "started_at": "When was it?",
}
_SHORT = {"pain_before": "before", "pain_peak": "worst", "pain_after": "after"}
_LONGEST = 60

# --- the safety rules ----------------------------------------------------------------------------


def rule_text(rule_id: str, settings: SafetySettings | None = None) -> str:
    """Return the words of a safety rule, with the numbers that hold here."""
    return rule_texts(settings)[rule_id]


def worst_pain(pains: Iterable[int | None]) -> int | None:
    """Return the strongest pain that was given."""
    return max((pain for pain in pains if pain is not None), default=None)


def severe_words(pains: Iterable[int | None]) -> str:
    """Say what severe pain means for today and for the next session; "" where none is severe."""
    worst = worst_pain(pains)
    if worst is None or worst < severe_pain():
        return ""
    return SEVERE.format(worst=worst)


# --- from the form to a session ------------------------------------------------------------------


def on_the_clock(moment: datetime) -> datetime:
    """Return a moment as a field shows it: the time on the clock there, to the minute."""
    return moment.replace(second=0, microsecond=0, tzinfo=None)


def nothing_to_save(answers: Mapping[str, Any], chosen: str | None) -> str:
    """Say what has to be done before there is a session to store; "" when there is one."""
    if chosen:
        return f"Not saved yet. You chose {chosen}: press Add to include it, or clear that choice."
    if answers["entries"] or answers["note"] or any(answers[name] is not None for name in PAINS):
        return ""
    return "Nothing to save yet. Add an exercise, or say how your back feels."


def session_of(answers: Mapping[str, Any], stored: Session | None, *, patient: str) -> Session:
    """Make a session of the form's answers: a new one, or the stored one, changed."""
    when: datetime | None = answers["started_at"]
    if stored is None:
        started = when or datetime.now().astimezone()
        return Session(**{**answers, "started_at": started}, patient=patient)
    started = stored.started_at
    # The field has no seconds and no offset; a time that nobody changed keeps both.
    if when is not None and when != on_the_clock(started):
        started = when.replace(tzinfo=started.tzinfo)
    return replace(stored, **{**answers, "started_at": started})


# --- a session in words --------------------------------------------------------------------------


def when_words(moment: datetime) -> str:
    """Return a day and a time as people say them: "2 Mar 2026, 18:05"."""
    return f"{long_date(moment)}, {moment:%H:%M}"


def session_label(session: Session, names: Mapping[str, str]) -> str:
    """Name a session in a list: "2 Mar 2026, 18:05: Bridge, Walking", cut where it is long."""
    label = f"{when_words(session.started_at)}: {_exercises(session, names) or 'no exercise'}"
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1].rstrip(", ") + "…"


def session_words(session: Session, names: Mapping[str, str]) -> str:
    """Say what a session was: "2 Mar 2026, 18:05: Bridge; pain before 3, after 0."."""
    pains = [
        f"{word} {getattr(session, name)}"
        for name, word in _SHORT.items()
        if getattr(session, name) is not None
    ]
    parts = [_exercises(session, names), f"pain {', '.join(pains)}" if pains else ""]
    return f"{when_words(session.started_at)}: {'; '.join(filter(None, parts)) or 'a note'}."


def saved_line(session: Session, names: Mapping[str, str]) -> str:
    """Say that a session is in the log, and what it was; one without an exercise is none."""
    counts = " It is kept as other activity, and not counted as a session."
    if not session.entries:
        counts = " No exercise was done, so it is not counted as a session."
    elif exercises_of(session):
        counts = ""
    return f"Saved. {session_words(session, names)}{counts}"


def saved_words(
    session: Session, names: Mapping[str, str], *, settings: SafetySettings | None = None
) -> str:
    """Say that a session is in the log, and what the stop rule has to say to it."""
    lines = [saved_line(session, names)]
    pains = [getattr(session, name) for name in PAINS]
    stop = rule_text("stop_rule", settings)
    if breaks_stop_rule(session, settings=settings):
        lines.append(f"Stop here, and do no more exercises today. {stop}")
    elif above_mild(pains, session.pain_before, settings=settings) and session.pain_minutes is None:
        lines.append(f"You have not said how long the pain was above mild. {stop}")
    if severe := severe_words(pains):
        lines.append(f"{severe} {WORSE} Get help now.")
    return "\n".join(lines)


def _exercises(session: Session, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(entry.exercise_id, entry.exercise_id) for entry in session.entries)


# --- what went wrong -----------------------------------------------------------------------------

UNKNOWN = (
    "It is not known yet whether your session is saved. What you entered is still here. Press "
    "Save again: it will be in your log only once."
)
UNDO_UNKNOWN = (
    "It is not known yet whether your last save has been undone. What you entered is still here. "
    "Press Undo again: it will be undone only once."
)
NOT_THERE = "Nothing was undone: your last save is not in your log. What you entered is still here."
BOTH = (
    "Meanwhile this session was changed in another window. Nothing is lost: both are in your log "
    "now. Look at the other one under Earlier sessions. If that one is right, press Undo here: it "
    "deletes this one. If this one is right, ask the person who set this up to delete the other "
    "one."
)
CHANGED_ELSEWHERE = (
    "Nothing was undone: meanwhile this session was changed in another window. To see it as it "
    "is now, choose it under Earlier sessions and press Change it."
)
GONE = (
    "This session is no longer in your log: it was deleted somewhere else. Choose another one "
    "under Earlier sessions."
)
DELETED_ELSEWHERE = (
    "Nothing was undone: meanwhile this session was deleted from your log in another window. What "
    "you entered is still here. Press Save to add it as a new session."
)


def unread_words(error: LogError) -> str:
    """Say that the log cannot be read, why, and what is still possible."""
    said = f"Your log cannot be read just now. {error}"
    if "ask the person" not in said.casefold():
        said = f"{said} If that does not help, ask the person who set this up."
    return f"{said} You can still look at the exercises."


def unread_stop_words(days: Sequence[date | None]) -> str:
    """Say that a part of the log, which may hold a stop, cannot be read; "" where all can."""
    if not days:
        return ""
    known = and_list([long_date(day) for day in sorted({day for day in days if day})][-_DAYS:])
    lost = f", such as what you did on {known}" if known else ""
    return (
        f"Part of your log cannot be read{lost}. Your pain may have been too strong then, and "
        "you may have been told to stop. No one can know any more, so this page plays it safe."
    )


def fault_words(error: SessionError, session: Session, names: Mapping[str, str]) -> str:
    """Say what is wrong with a session, a line for each fault, by the questions of the form."""
    return "\n".join(_fault_line(fault, session, names) for fault in error)


def unreadable_words(question: str) -> str:
    """Say that what is typed in a field is no answer: left out, it would be lost."""
    return f"{question}: what you typed cannot be read. Correct it, or leave it empty."


def _fault_line(fault: Fault, session: Session, names: Mapping[str, str]) -> str:
    """Say under which question what stands, what fits there, and the way out."""
    place, _, column = fault.column.rpartition(", ")
    question = FIELDS.get(column, column)
    if place:  # such as "entry 2"
        exercise_id = session.entries[int(place.removeprefix("entry ")) - 1].exercise_id
        exercise = names.get(exercise_id, exercise_id)
        if column == "exercise_id":
            return f"{exercise}: your log does not know this exercise. Remove it, then save again."
        question = f"{exercise}, {question}"
    if column in LIMITS and not fault.value:  # other activity without its minutes
        return f"{question}: how long did it take? Fill it in, or remove it."
    if column in LIMITS:
        rule = f"It {LIMITS[column].limits}. Correct it, or leave it empty."
        return f"{question}: you entered {fault.value.removesuffix('.0')}. {rule}"
    if column == "started_at":
        return f"{question} You entered {when_words(session.started_at)}. It {fault.rule}"
    if column == "note":
        length, most = len(session.note), TEXT_LIMITS["note"].most
        if length > most:
            wrote = f"You wrote {counted(length, 'character')}; at most {most:,} fit."
            return f"{question} {wrote} Please shorten it."
        return f"{question} Something in it cannot be saved. Please type it again."
    return f"{question}: {fault._replace(column='')}"
