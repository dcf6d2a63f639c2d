"""A log and a plan as one FHIR bundle."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from backcare.atomic_write import write_or_explain
from backcare.days import Day, day_of
from backcare.errors import Fault, FaultsError
from backcare.exercises.load import load_exercises
from backcare.exercises.other import exercise_names
from backcare.fhir.codes import (
    AMOUNTS,
    EXERCISE_SYSTEM,
    MOST_OFFSET_MIN,
    NO_TEXT,
    PAIN_MINUTES,
    PAINS,
    PATIENT_SYSTEM,
    SESSION_SYSTEM,
    Resource,
    activities,
    codes,
    id_of,
    own_coding,
    quantity,
    url_of,
)
from backcare.fhir.weeks import Done, weekly_figures
from backcare.plan import check_plan
from backcare.plan.dose import records, row_dose_words
from backcare.plan.summary import outside_words, plan_head
from backcare.sessions import NOBODY, TEXT_LIMITS, Entry, Session

if TYPE_CHECKING:
    from backcare.log import SessionLog

_METHOD = "Counted from what was written into the session log; anything else is not in it"
_WHOSE = (
    "Whose plan is it? The log has sessions of {count} patients. Pass patient= with the id of one."
)
_OFFSET = "is further from UTC than the 14 hours that FHIR allows. Correct it with log.edit."
_SIGNS = "holds a control character, which FHIR does not allow. Correct it with log.edit."


def to_fhir(
    log: SessionLog,
    path: str | os.PathLike[str] | None = None,
    *,
    patient: str | None = None,
    start: Day | None = None,
    end: Day | None = None,
    plan: pd.DataFrame | None = None,
    notes: bool = False,
    exercises: pd.DataFrame | None = None,
) -> dict[str, Any]:
    """Give a log as a FHIR R4 bundle, which other health systems can read.

    Each session is a group of observations, as in HL7's Physical Activity guide: its exercises,
    their minutes, and pain on the NRS, 0 to 10. Weekly figures follow: minutes and days of moderate
    activity, and days of muscle training, by what `load_table("activity_codes")` counts as such. A
    week in which none was logged has no figure. A patient is known by the id that the log has, and
    by nothing else. The same log gives the same bytes.

    Parameters
    ----------
    log : SessionLog
        The log.
    path : path-like, optional
        Where to write it besides; it ends in `.json`. A file that is there is replaced once the
        new one is whole. Only you can read it, as a log.
    patient : str, optional
        Whose sessions; everybody's when left out.
    start, end : str or datetime.date, optional
        The first and the last day, both included, such as "2026-03-02".
    plan : pandas.DataFrame, optional
        A plan of this one patient, which becomes a CarePlan; it is checked first, as by
        `check_plan`.
    notes : bool, default False
        Whether what was written about sessions is in it.
    exercises : pandas.DataFrame, optional
        The table that has the names of the exercises; `load_exercises()` when left out.

    Returns
    -------
    dict
        The bundle, as `json` writes it.

    Raises
    ------
    ValueError
        If something cannot be said in FHIR (all of it at once), if it is not known whose the plan
        is, or if the path ends in something else, or is the log. Nothing was written.
    PlanError
        If the plan is nonsense, or empty.
    LogError
        If the log cannot be read.
    OSError
        If the file cannot be written; one that was there before is as it was.

    Examples
    --------
    >>> from datetime import datetime, timedelta, timezone
    >>> log = bc.SessionLog(":memory:")
    >>> evening = datetime(2026, 3, 2, 18, 30, tzinfo=timezone(timedelta(hours=1)))
    >>> _ = log.add(bc.Session(evening, pain_before=3, entries=[bc.Entry("walking", minutes=20)]))
    >>> bundle = bc.to_fhir(log)
    >>> walked = bundle["entry"][4]["resource"]
    >>> walked["code"]["coding"][0]["display"], walked["valueQuantity"]["value"]
    ('Exercise duration', 20)
    >>> bc.from_fhir(bundle) == log.sessions()
    True
    """
    target = _target(path, log)
    exercises = load_exercises() if exercises is None else exercises
    log.to_frame(patient, start=start, end=end)  # it warns of sessions that cannot be read
    sessions = log.sessions(patient, start=start, end=end)
    if faults := [fault for one in sessions for fault in _unsayable(one, notes=notes)]:
        raise FaultsError("The log was not given as FHIR", faults)
    last = None if end is None else day_of("end", end)
    resources: list[Resource] = []
    for whom in _people(sessions, patient, has_plan=plan is not None):
        person = _patient(whom)
        resources += [person]
        if plan is not None:
            resources += [_care_plan(person, plan, exercises)]
        own = [one for one in sessions if one.patient == whom]
        resources += _of_patient(person, own, exercise_names(exercises), last=last, notes=notes)
    bundle: Resource = {"resourceType": "Bundle", "type": "collection"}
    if resources:  # FHIR has no empty lists
        bundle["entry"] = [{"fullUrl": url_of(one), "resource": one} for one in resources]
    if target is not None:
        write_or_explain(target, _bytes(bundle))
    return bundle


def _bytes(bundle: Resource) -> bytes:
    return f"{json.dumps(bundle, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()


def _people(sessions: list[Session], patient: str | None, *, has_plan: bool) -> list[str]:
    """Return who is in the bundle; a plan is of one person, of whom nothing else may be known."""
    people = sorted({one.patient for one in sessions} | ({patient} if patient else set()))
    if has_plan and len(people) > 1:
        raise ValueError(_WHOSE.format(count=len(people)))
    return people or ([NOBODY] if has_plan else [])


def _target(path: str | os.PathLike[str] | None, log: SessionLog) -> Path | None:
    if not hasattr(log, "sessions"):
        raise ValueError(f"log must be a SessionLog, got {type(log).__name__}.")
    if path is None:
        return None
    target = Path(path).expanduser()
    if target.suffix.casefold() != ".json":
        raise ValueError(f"path must end in .json, got {target.name!r}. Name it log.json.")
    if log.path is not None and target.exists() and target.samefile(log.path):
        raise ValueError(f"{target} is the log itself. Choose another name.")
    return target


def _unsayable(session: Session, *, notes: bool) -> Iterator[Fault]:
    """Yield what of a session FHIR has no way to say."""
    place = f"session {session.session_id!r}"
    offset = session.started_at.utcoffset() or timedelta()
    if abs(offset) > timedelta(minutes=MOST_OFFSET_MIN):
        yield Fault(None, f"{place}, started_at", session.started_at.isoformat(), _OFFSET)
    for column in TEXT_LIMITS:
        if (notes or column != "note") and NO_TEXT.search(getattr(session, column)):
            yield Fault(None, f"{place}, {column}", "", _SIGNS)


def _patient(whom: str) -> Resource:
    return {
        "resourceType": "Patient",
        "id": id_of("patient", whom),
        "identifier": [{"system": PATIENT_SYSTEM, "value": whom}],
    }


def _of_patient(
    person: Resource,
    sessions: list[Session],
    names: Mapping[str, str],
    *,
    last: date | None,
    notes: bool,
) -> Iterator[Resource]:
    done: list[Done] = []
    for session in sessions:
        yield from _session(person, session, names, done, notes=notes)
    if not sessions:
        return
    days = [one.started_at.date() for one in sessions]
    for figure in weekly_figures(done, first=min(days), last=last or max(days)):
        code = codes()[figure.code_id]
        yield {
            **_observation(person, figure.code_id, figure.day.isoformat(), figure.day.isoformat()),
            "valueQuantity": quantity(figure.value, code.unit),
            "method": {"text": _METHOD},
            **({"derivedFrom": [{"reference": url} for url in figure.urls]} if figure.urls else {}),
        }


def _session(
    person: Resource,
    session: Session,
    names: Mapping[str, str],
    done: list[Done],
    *,
    notes: bool,
) -> Iterator[Resource]:
    """Yield the group of a session and after it its members; note down what was done."""
    when = session.started_at.isoformat()
    members = [*_pains(person, session, when)]
    for number, entry in enumerate(session.entries, start=1):
        of_entry = [*_entry(person, session, entry, names, number)]
        members += of_entry
        url = url_of(of_entry[-1])
        done.append(Done(session.started_at.date(), entry.exercise_id, entry.minutes, url))
    group = _observation(person, "activity_group", when, session.session_id)
    group["identifier"] = [{"system": SESSION_SYSTEM, "value": session.session_id}]
    if members:
        group["hasMember"] = [{"reference": url_of(one)} for one in members]
    if notes and session.note:
        author = {"reference": url_of(person)}
        group["note"] = [{"authorReference": author, "time": when, "text": session.note}]
    yield group
    yield from members


def _pains(person: Resource, session: Session, when: str) -> Iterator[Resource]:
    for column, words in PAINS.items():
        score = getattr(session, column)
        if score is not None:
            pain = _observation(person, "nrs_pain", when, session.session_id, column)
            pain["category"] = [_concept("category_survey")]
            pain["code"]["coding"].append(own_coding(column, words))
            pain["code"]["text"] = words
            pain["valueQuantity"] = quantity(score, codes()["nrs_pain"].unit)
            yield pain
    if session.pain_minutes is not None:
        long = _observation(person, "nrs_pain", when, session.session_id, "pain_minutes")
        long["category"] = [_concept("category_survey")]
        long["code"] = {"coding": [own_coding("pain_minutes", PAIN_MINUTES)], "text": PAIN_MINUTES}
        long["valueQuantity"] = quantity(session.pain_minutes, "min")
        yield long


def _entry(
    person: Resource, session: Session, entry: Entry, names: Mapping[str, str], number: int
) -> Iterator[Resource]:
    """Yield which exercise was done and how much, then for how long, where that is known."""
    when, key = session.started_at.isoformat(), (session.session_id, number)
    activity = _observation(person, "exercise_activity", when, *key)
    activity["valueCodeableConcept"] = _exercise(entry.exercise_id, names)
    amounts = [
        {
            "code": {"coding": [own_coding(column, words)], "text": words},
            "valueQuantity": quantity(getattr(entry, column), unit),
        }
        for column, (words, unit) in AMOUNTS.items()
        if getattr(entry, column) is not None
    ]
    if amounts:
        activity["component"] = amounts
    yield activity
    if entry.minutes is not None:
        duration = _observation(person, "exercise_duration", when, *key)
        duration["valueQuantity"] = quantity(entry.minutes, codes()["exercise_duration"].unit)
        duration["derivedFrom"] = [{"reference": url_of(activity)}]
        yield duration


def _exercise(exercise_id: str, names: Mapping[str, str]) -> Resource:
    name = names.get(exercise_id, exercise_id)
    own = {"system": EXERCISE_SYSTEM, "code": exercise_id, "display": name}
    answer = activities().get(exercise_id)
    return {"coding": [answer.coding, own] if answer else [own], "text": name}


def _observation(person: Resource, code_id: str, when: str, *key: object) -> Resource:
    """Begin an observation that a patient has made of themselves."""
    reference = {"reference": url_of(person)}
    return {
        "resourceType": "Observation",
        "id": id_of(code_id, person["identifier"][0]["value"], *key),
        "status": "final",
        "category": [_concept("category_activity"), _concept("physical_activity")],
        "code": _concept(code_id),
        "subject": reference,
        "effectiveDateTime": when,
        "performer": [reference],
    }


def _concept(code_id: str) -> Resource:
    return {"coding": [codes()[code_id].coding]}


def _care_plan(person: Resource, plan: pd.DataFrame, exercises: pd.DataFrame) -> Resource:
    checked = check_plan(plan, exercises)
    names = exercise_names(exercises)
    return {
        "resourceType": "CarePlan",
        "id": id_of("plan", person["identifier"][0]["value"]),
        "status": "active",
        "intent": "plan",
        "category": [_concept("physical_activity")],
        "title": "Exercises for the back",
        "description": plan_head(checked),
        "subject": {"reference": url_of(person)},
        "activity": [
            {
                "detail": {
                    "code": _exercise(row["exercise_id"], names),
                    "status": "not-started",
                    "description": _how_much(row),
                }
            }
            for row in records(checked)
        ],
    }


def _how_much(row: Mapping[str, Any]) -> str:
    """Say how much a row of a plan asks for, and what to know before."""
    dose = row_dose_words(row, in_full=True)
    words = [f"{dose[:1].upper()}{dose[1:]}.", outside_words(row), row["caution"]]
    if row["rating"] == "ask" and not row["caution"].startswith("Ask"):
        words.append("Ask first.")
    return " ".join(filter(None, words))
