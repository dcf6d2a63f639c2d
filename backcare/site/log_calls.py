"""What the page without Python asks of a log that is kept beside it, and tells it.

The page has its own log in the browser (`browser/page_log.js`). Where a server of ours shows it,
the same calls end here, in the log that notebooks read and write too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from backcare.errors import ChangedElsewhereError
from backcare.log import SessionLog
from backcare.safety import stronger_reason
from backcare.sessions import ENTRY_LIMITS, Entry, Session

_FELT = ("pain_before", "pain_after", "pain_peak", "pain_minutes")
_ENTRY = ("exercise_id", *ENTRY_LIMITS)


def read_log(log: SessionLog, patient: str = "me") -> dict[str, Any]:
    """Return all that the page needs of one person's log.

    Parameters
    ----------
    log : SessionLog
        The log.
    patient : str, default "me"
        Whose.

    Returns
    -------
    dict
        Plain values, ready for JSON: `sessions` and `events` as the page's own log has them, `why`
        somebody has to be asked before the next session ("" where nobody has), and how much
        cannot be read (`unread`).

    Raises
    ------
    LogError
        If the log cannot be read.
    """
    with log.one_moment(patient):
        return {
            "sessions": [_plain(one, patient) for one in log.sessions(patient=patient)],
            "events": _events(log, patient),
            "why": log.awaiting_reason(patient, settings=log.safety_record(patient).settings()),
            "unread": len(log.unread_stops(patient)),
        }


def _plain(session: Session, patient: str) -> dict[str, Any]:
    return asdict(session) | {
        "patient": patient,  # who "me" is on a clinic's server has a name there
        "started_at": session.started_at.isoformat(timespec="seconds"),
        "entries": [asdict(entry) for entry in session.entries],
    }


def _events(log: SessionLog, patient: str) -> list[dict[str, Any]]:
    """Return what somebody has answered, as far as it holds, the oldest of a kind first."""
    record = log.safety_record(patient)
    events: list[tuple[str, datetime | str, dict[str, Any]]] = []
    if signs := record.red_flags():
        events.append(("red_flags", signs.answered_at, {"flags": signs.flags}))
    if usual := record.usual():
        said_on = f"{usual.said_at.date()}" if usual.pain_state else ""
        said = {"state": usual.pain_state, "minutes": usual.minutes, "said_on": said_on}
        events.append(("usual", usual.said_at, said | {"conditions": usual.conditions}))
    for (exercise_id, reason), day in reversed(record.asked_about().items()):
        asked = {"exercise_id": exercise_id, "reason": reason}
        events.append(("asked", f"{day}T12:00:00", asked))
    if limit := record.mild_limit():
        agreed_on = f"{limit.agreed_on}"
        events.append(("mild_limit", agreed_on, {"pain": limit.pain, "agreed_on": agreed_on}))
    for session_id, (why, when) in record.told_to_stop().items():
        events.append(("told_to_stop", when, {"session_id": session_id, "reason": why}))
    events += [("confirmed", when, {"about": []}) for when in record.professional_asked()]
    for pain in record.pain_told():
        told = {"session_id": pain.session_id, "before": pain.before, "peak": pain.peak}
        events.append(("pain_told", pain.when, told))
    events += [("settled", when, {"about": [one]}) for one, when in record.settled_at().items()]
    return [
        {"kind": kind, "patient": patient, "at": at if isinstance(at, str) else at.isoformat()}
        | more
        for kind, at, more in events
    ]


def tell_log(log: SessionLog, call: Mapping[str, Any], patient: str = "me") -> dict[str, Any]:
    """Do one thing that the page asks for, all of it or nothing.

    Parameters
    ----------
    log : SessionLog
        The log.
    call : mapping
        `do` is its name: `add` a `session`, or `replace` the `known` one by it, which may have
        been a `reason` to stop; `take_out` a `known` session; `note` an `event`; or
        `take_in` the `sessions` of a file.
    patient : str, default "me"
        Whose log it is; what is for anybody else is refused.

    Returns
    -------
    dict
        The `session_id` under which a session is kept ("" where the `known` one was changed
        meanwhile, so that it is not), whether it was `taken_out`, or how many
        sessions were `added`.

    Raises
    ------
    ValueError
        If the call is none of these, or anything in it is wrong: all of it at once.
    LogError
        If the log cannot be read or written.
    """
    try:
        act = _CALLS[call["do"]]
        return act(log, call, patient)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"This is not what the page asks for: {error}.") from error


def _session(given: Mapping[str, Any], patient: str) -> Session:
    if given["patient"] != patient:
        raise ValueError(f"This log is of {patient!r}, and the session is not.")
    values = {name: given.get(name) for name in _FELT}
    entries = [Entry(**{name: one.get(name) for name in _ENTRY}) for one in given["entries"]]
    return Session(
        datetime.fromisoformat(given["started_at"]),
        entries=entries,
        note=given.get("note") or "",
        patient=patient,
        session_id=given["session_id"],
        **values,
    )


def _add(log: SessionLog, call: Mapping[str, Any], patient: str) -> dict[str, Any]:
    return _stopped(log, log.add_once(_session(call["session"], patient)), call, patient)


def _replace(log: SessionLog, call: Mapping[str, Any], patient: str) -> dict[str, Any]:
    session, known = (_session(call[name], patient) for name in ("session", "known"))
    if not log.has(known.session_id):
        return {"session_id": ""}
    try:
        kept = log.edit(replace(session, session_id=known.session_id), known=known)
    except ChangedElsewhereError:
        return {"session_id": ""}
    return _stopped(log, kept, call, patient)


def _stopped(
    log: SessionLog, session_id: str, call: Mapping[str, Any], patient: str
) -> dict[str, Any]:
    """Have the log know of a stop that the numbers of a session alone do not tell."""
    if reason := call.get("reason"):
        record = log.safety_record(patient)
        why = log.awaiting_reason(patient, settings=record.settings())
        if stronger_reason(why, reason) != why:
            record.tell_to_stop(session_id, reason)
    return {"session_id": session_id}


def _take_out(log: SessionLog, call: Mapping[str, Any], patient: str) -> dict[str, Any]:
    known = _session(call["known"], patient)
    try:
        log.delete(known.session_id, known=known)
    except ChangedElsewhereError:
        return {"taken_out": False}
    return {"taken_out": True}


def _take_in(log: SessionLog, call: Mapping[str, Any], patient: str) -> dict[str, Any]:
    return {"added": len(log.add_all(_session(one, patient) for one in call["sessions"]))}


def _note(log: SessionLog, call: Mapping[str, Any], patient: str) -> dict[str, Any]:
    event = call["event"]
    _NOTES[event["kind"]](log, event, patient)
    return {}


def _usual(log: SessionLog, event: Mapping[str, Any], patient: str) -> None:
    when = datetime.fromisoformat(event["at"])
    is_said = event["state"] if event["said_on"] == f"{when.date()}" else None
    log.safety_record(patient).remember(is_said, event["minutes"], event["conditions"], when)


def _asked(log: SessionLog, event: Mapping[str, Any], patient: str) -> None:
    when = datetime.fromisoformat(event["at"])
    log.safety_record(patient).ask_about(
        event["exercise_id"], when, reason=event["reason"], asked=event["kind"] == "asked"
    )


def _signs(log: SessionLog, event: Mapping[str, Any], patient: str) -> None:
    """Keep the signs that are there; one that the page has not `seen` is not taken back by it."""
    record = log.safety_record(patient)
    last = record.red_flags()
    unseen = {*last.flags} - {*event["seen"]} if last else set[str]()
    record.answer_red_flags({*event["flags"], *unseen}, datetime.fromisoformat(event["at"]))


def _limit(log: SessionLog, event: Mapping[str, Any], patient: str) -> None:
    record = log.safety_record(patient)
    if event["pain"] is None:
        record.take_back_mild_limit()
    else:
        record.set_mild_limit(event["pain"], agreed_on=event["agreed_on"])


_NOTES: Mapping[str, Callable[[SessionLog, Mapping[str, Any], str], object]] = {
    "red_flags": _signs,
    "taken_back": lambda log, _, patient: log.safety_record(patient).take_back_red_flags(),
    "usual": _usual,
    "asked": _asked,
    "not_asked": _asked,
    "mild_limit": _limit,
    "told_to_stop": lambda log, event, patient: log.safety_record(patient).tell_to_stop(
        event["session_id"], event["reason"], is_on=True, felt=datetime.fromisoformat(event["at"])
    ),
    "pain_told": lambda log, event, patient: log.safety_record(patient).tell_pain(
        *(event[name] for name in ("session_id", "before", "peak")),
        felt=datetime.fromisoformat(event["at"]),
    ),
    "confirmed": lambda log, _, patient: log.confirm_professional(patient=patient),
    "settled": lambda log, event, patient: log.safety_record(patient).say_settled(event["about"]),
}
_CALLS: Mapping[str, Callable[[SessionLog, Mapping[str, Any], str], dict[str, Any]]] = {
    "add": _add,
    "replace": _replace,
    "take_out": _take_out,
    "take_in": _take_in,
    "note": _note,
}
