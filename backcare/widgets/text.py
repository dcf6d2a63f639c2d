"""What the session form reads and says: sessions and sentences, with no widget in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from backcare.errors import LogError, SessionError
from backcare.safety import SafetySettings, breaks_stop_rule, safety_settings
from backcare.sessions import Session
from backcare.tables.shipped import load_safety_rules

PAINS = {
    "pain_before": "Pain before you started",
    "pain_peak": "Most pain while exercising",
    "pain_after": "Pain after you finished",
}
AMOUNTS = {
    "sets": "Rounds",
    "reps": "Times a round",
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
_SHORT = {"pain_before": "before", "pain_peak": "at most", "pain_after": "after"}
_LONGEST = 60


def rule_text(rule_id: str) -> str:
    """Return the words of a safety rule.

    Examples
    --------
    >>> rule_text("stop_rule")
    'If pain above mild lasts longer than 15 minutes, stop and contact a doctor.'
    """
    return str(load_safety_rules().at[rule_id, "text"])


def unread_words(error: LogError) -> str:
    """Say that the log cannot be read, why, and what is still possible.

    Examples
    --------
    >>> print(unread_words(LogError("The log is damaged. Put back a copy.")))
    Your log cannot be read just now. The log is damaged. Put back a copy. If that does not help,
    ask whoever set this up. You can still look at the exercises.
    """
    way_out = "If that does not help, ask whoever set this up. You can still look at the exercises."
    return f"Your log cannot be read just now. {error} {way_out}"


def stop_words(settings: SafetySettings | None = None) -> str:
    """Return the stop rule in words, with the minutes that a clinician may have lowered.

    Examples
    --------
    >>> stop_words(bc.safety_settings(pain_minutes_max=10))
    'If pain above mild lasts longer than 10 minutes, stop and contact a doctor.'
    """
    usual, now = safety_settings(), settings or safety_settings()
    return rule_text("stop_rule").replace(
        f"{usual.pain_minutes_max:g} minutes", f"{now.pain_minutes_max:g} minutes"
    )


def above_mild(pains: Iterable[int | None], *, settings: SafetySettings | None = None) -> bool:
    """Say whether any pain that was given is above mild.

    Examples
    --------
    >>> above_mild([3, None]), above_mild([None, 4, 0]), above_mild([])
    (False, True, False)
    """
    limit = (settings or safety_settings()).mild_pain_max
    return any(pain is not None and pain > limit for pain in pains)


def when_words(moment: datetime) -> str:
    """Return a day and a time as people say them.

    Examples
    --------
    >>> when_words(datetime(2026, 3, 2, 18, 5))
    '2 Mar 2026, 18:05'
    """
    return f"{moment.day} {moment:%b %Y, %H:%M}"


def on_the_clock(moment: datetime) -> datetime:
    """Return a moment as a field shows it: the time on the clock there, to the minute.

    Examples
    --------
    >>> on_the_clock(datetime(2026, 3, 2, 18, 5, 33).astimezone())
    datetime.datetime(2026, 3, 2, 18, 5)
    """
    return moment.replace(second=0, microsecond=0, tzinfo=None)


def nothing_to_save(told: Mapping[str, Any], chosen: str | None) -> str:
    """Say what has to be done before there is a session to store; "" when there is one.

    Examples
    --------
    >>> nothing_to_save({"entries": (), "note": ""}, None)
    'Nothing to save yet. Add an exercise, or say how your back feels.'
    >>> nothing_to_save({"entries": (), "note": "", "pain_before": 0}, None)
    ''
    """
    if chosen:
        return f"Not saved yet. You chose {chosen}: press Add, or choose nothing there."
    if told["entries"] or told["note"] or any(told.get(name) is not None for name in PAINS):
        return ""
    return "Nothing to save yet. Add an exercise, or say how your back feels."


def session_told(told: Mapping[str, Any], stored: Session | None, *, patient: str) -> Session:
    """Make a session of what the form was told: a new one, or the stored one, changed.

    Examples
    --------
    >>> stored = bc.Session(datetime(2026, 3, 2, 18, 5, 33), pain_before=3)
    >>> told = {"started_at": datetime(2026, 3, 2, 18, 5), "pain_before": 4}
    >>> changed = session_told(told, stored, patient="me")
    >>> changed.pain_before, changed.started_at == stored.started_at
    (4, True)
    """
    when: datetime | None = told["started_at"]
    if stored is None:
        return Session(
            **{**told, "started_at": when or datetime.now().astimezone()}, patient=patient
        )
    started = stored.started_at
    if when is not None and when != on_the_clock(started):
        started = when.replace(tzinfo=started.tzinfo)
    return replace(stored, **{**told, "started_at": started})


def session_words(session: Session, names: Mapping[str, str]) -> str:
    """Say what a session was, in one line.

    Examples
    --------
    >>> session = bc.Session(datetime(2026, 3, 2, 18, 5), entries=[bc.Entry("bridging")],
    ...                      pain_before=3, pain_after=0)
    >>> session_words(session, {"bridging": "Bridge"})
    '2 Mar 2026, 18:05: Bridge; pain before 3, after 0.'
    """
    pains = [
        f"{word} {getattr(session, name)}"
        for name, word in _SHORT.items()
        if getattr(session, name) is not None
    ]
    done = _exercises(session, names)
    parts = [done, f"pain {', '.join(pains)}" if pains else ""]
    told = "; ".join(part for part in parts if part) or "a note"
    return f"{when_words(session.started_at)}: {told}."


def saved_words(session: Session, names: Mapping[str, str]) -> str:
    """Say that a session is in the log, and what the stop rule has to say to it.

    Examples
    --------
    >>> session = bc.Session(datetime(2026, 3, 2, 18, 5), pain_peak=6, pain_minutes=20)
    >>> print(saved_words(session, {}))
    Saved. 2 Mar 2026, 18:05: pain at most 6.
    Stop here, and do no more exercises today. If pain above mild lasts longer ... a doctor.
    """
    lines = [f"Saved. {session_words(session, names)}"]
    pains = (getattr(session, name) for name in PAINS)
    if breaks_stop_rule(session):
        lines.append(f"Stop here, and do no more exercises today. {rule_text('stop_rule')}")
    elif above_mild(pains) and session.pain_minutes is None:
        lines.append(
            f"You have not said how long the pain was above mild. {rule_text('stop_rule')}"
        )
    return "\n".join(lines)


def session_label(session: Session, names: Mapping[str, str]) -> str:
    """Name a session in a list.

    Examples
    --------
    >>> session_label(bc.Session(datetime(2026, 3, 2, 18, 5), entries=[bc.Entry("walking")]), {})
    '2 Mar 2026, 18:05: walking'
    """
    told = f"{when_words(session.started_at)}: {_exercises(session, names) or 'no exercise'}"
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1].rstrip(", ") + "…"


def fault_words(error: SessionError, session: Session, names: Mapping[str, str]) -> str:
    """Say what is wrong with a session, a line for each fault, by the questions of the form.

    Examples
    --------
    >>> from backcare.errors import Fault
    >>> session = bc.Session(datetime(2026, 3, 2, 18, 5), entries=[bc.Entry("bridging")])
    >>> faults = [Fault(None, "entry 1, reps", "-1", "must be a whole number from 1 to 200.")]
    >>> print(fault_words(SessionError(faults), session, {"bridging": "Bridge"}))
    Bridge, Times a round: '-1' must be a whole number from 1 to 200.
    """
    return "\n".join(
        f"{_asked(fault.column, session, names)}: {fault._replace(column='')}" for fault in error
    )


def _asked(column: str, session: Session, names: Mapping[str, str]) -> str:
    """Turn a fault's place, such as "entry 2, reps", into what stands on the screen."""
    place, _, name = column.rpartition(", ")
    words = FIELDS.get(name, name)
    if not place:
        return words
    exercise_id = session.entries[int(place.removeprefix("entry ")) - 1].exercise_id
    return f"{names.get(exercise_id, exercise_id)}, {words}"


def _exercises(session: Session, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(entry.exercise_id, entry.exercise_id) for entry in session.entries)
