"""A FHIR bundle of ours as sessions again, or everything that is wrong with it.

In order of reading: `from_fhir` reads the file; `_Bundle` knows who is where in it and refuses what
no bundle may hold; `_Reading` puts the sessions together; the functions at the end read one
observation each.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from backcare.csv_reader import check_nesting, text_of
from backcare.errors import Fault, SessionError, TableError, quoted
from backcare.exercises.load import load_exercises
from backcare.fhir.codes import (
    AMOUNTS,
    COLUMN_SYSTEM,
    EXERCISE_SYSTEM,
    LIMITS,
    LOINC,
    PAINS,
    PATIENT_SYSTEM,
    SESSION_SYSTEM,
    Resource,
    activities,
    codes,
)
from backcare.plan.files import each_once, no_number
from backcare.sessions import Entry, Session, check_session
from backcare.text import counted

_WRITE = "Write it with to_fhir."
# Of those that R4 knows, the ones that stand for something that was done, and one that takes back.
_DONE = ("final", "amended", "corrected")
_TAKEN_BACK = "entered-in-error"
_STATUSES: Mapping[str, tuple[str, ...]] = {
    "Observation": (*_DONE, _TAKEN_BACK),
    "CarePlan": ("draft", "active", "on-hold", "revoked", "completed", _TAKEN_BACK),
}
_WEEKLY = ("moderate_minutes", "active_days", "strengthening_days")
# What of a resource is read, or is there for other systems and says nothing more.
_READ: Mapping[str, frozenset[str]] = {
    "Patient": frozenset({"resourceType", "id", "identifier"}),
    "Observation": frozenset(
        "resourceType id identifier status category code subject effectiveDateTime performer "
        "hasMember derivedFrom method note valueQuantity valueCodeableConcept component".split()
    ),
}
_LOINC = re.compile(r"[0-9]+-[0-9]")


class FhirSessions(list[Session]):
    """The sessions of a bundle, in its order; `unread` says what else was in it.

    Examples
    --------
    >>> print(bc.from_fhir({"resourceType": "Bundle", "type": "collection"}))
    0 sessions.
    """

    unread: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"{counted(len(self), 'session')}."]
        return "\n".join([*lines, *(f"Not read: {one}." for one in self.unread)])


def from_fhir(
    source: Mapping[str, Any] | str | os.PathLike[str],
    *,
    exercises: pd.DataFrame | None = None,
) -> FhirSessions:
    """Read a bundle that `to_fhir` wrote.

    Parameters
    ----------
    source : dict or path-like
        The bundle, or the file it is in.
    exercises : pandas.DataFrame, optional
        The table whose exercises count as known; `load_exercises()` when left out.

    Returns
    -------
    FhirSessions
        A list of `Session`, equal to what was written; without notes where those were left out.
        Weekly figures and plans are not read, as the one is worked out of the sessions, and the
        other is none; `unread` says so, and names whatever else was in the bundle.

    Raises
    ------
    TypeError
        If it is neither a bundle nor the path of one.
    TableError
        If the file cannot be read, or the bundle was changed or made elsewhere so that it cannot
        be relied on: every fault at once, with its place.

    Examples
    --------
    >>> log = bc.sample_log()
    >>> bundle = bc.to_fhir(log, notes=True)
    >>> sessions = bc.from_fhir(bundle)
    >>> sessions == log.sessions()
    True
    >>> group = next(one["resource"] for one in bundle["entry"] if "hasMember" in one["resource"])
    >>> group["status"] = "done"
    >>> bc.from_fhir(bundle)
    Traceback (most recent call last):
    backcare.errors.TableError: The bundle was not loaded: 1 problem.
      entry 2 (Observation), status: 'done' must be one of final, amended, corrected, ...
    """
    if not isinstance(source, Mapping | str | os.PathLike):
        kind = type(source).__name__
        raise TypeError(f"A bundle is a dict, or the path of the file that it is in, not {kind}.")
    name, content = ("The bundle", source) if isinstance(source, Mapping) else _read(source)
    bundle = _Bundle(content)
    if bundle.faults:  # what is where is not sure
        raise TableError(name, bundle.faults)
    reading = _Reading(bundle, load_exercises() if exercises is None else exercises)
    if reading.faults:
        raise TableError(name, reading.faults)
    found = FhirSessions(reading.sessions)
    found.unread = tuple(reading.unread())
    return found


def _read(path: str | os.PathLike[str]) -> tuple[str, Any]:
    file = Path(path).expanduser()
    text = text_of(file, empty=_WRITE)
    try:
        check_nesting(text)
        return file.name, json.loads(text, object_pairs_hook=each_once, parse_constant=no_number)
    except ValueError as error:
        rule = f"It is not JSON: {error}. {_WRITE}"
    except RecursionError:
        rule = f"It is not a bundle: too many brackets inside one another. {_WRITE}"
    raise TableError(file.name, [Fault(None, "", "", rule)])


class _Bundle:
    """The resources of a bundle by their addresses, and what is wrong with their frame."""

    def __init__(self, content: Any) -> None:
        self.faults: list[Fault] = []
        self.resources: list[Resource] = []
        self.by_url: dict[str, Resource] = {}
        self._numbers: dict[int, int] = {}
        kind = content.get("resourceType") if isinstance(content, Mapping) else None
        entries = content.get("entry", []) if kind == "Bundle" else None
        if not isinstance(entries, list):
            rule = f"It is not a FHIR Bundle with a list of entries. {_WRITE}"
            self.faults.append(Fault(None, "", "", rule))
            return
        for number, entry in enumerate(entries, start=1):
            self._add(number, entry)

    def _add(self, number: int, entry: Any) -> None:
        resource = entry.get("resource") if isinstance(entry, Mapping) else None
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            rule = "must have a resource with its resourceType. Put it back, or leave it out."
            self.faults.append(Fault(None, f"entry {number}", "", rule))
            return
        self.resources.append(resource)
        self._numbers[id(resource)] = number
        names = [entry.get("fullUrl")]
        if "id" in resource:
            names += [f"{resource['resourceType']}/{resource['id']}"]
        for url in (one for one in names if isinstance(one, str)):
            if self.by_url.setdefault(url, resource) is not resource:
                rule = "is the address of an earlier entry. Leave one of the two out."
                self.faults.append(Fault(None, f"entry {number}, fullUrl", url, rule))

    def place(self, resource: Resource, part: str = "") -> str:
        """Say where a resource is, or a part of it."""
        where = f"entry {self._numbers[id(resource)]} ({resource['resourceType']})"
        return f"{where}, {part}" if part else where

    def of_kind(self, kind: str) -> list[Resource]:
        """Return the resources of a kind, in their order."""
        return [one for one in self.resources if one["resourceType"] == kind]

    def target(self, reference: Any, kind: str) -> Resource | None:
        """Return what a reference stands for, where it is of the kind that is wanted."""
        found = self.named(reference)
        return found if found is not None and found["resourceType"] == kind else None

    def named(self, reference: Any) -> Resource | None:
        """Return what a reference stands for, of whatever kind."""
        url = reference.get("reference") if isinstance(reference, Mapping) else None
        return self.by_url.get(url) if isinstance(url, str) else None


class _Reading:
    """The sessions of a bundle, with what is wrong in it and what was not read."""

    def __init__(self, bundle: _Bundle, exercises: pd.DataFrame) -> None:
        self._bundle, self._exercises = bundle, exercises
        self.faults: dict[Fault, None] = {}  # in order, each once
        self._found = 0  # how often something was wrong
        self.sessions: list[Session] = []
        self._seen: set[int] = set()  # what belongs to a session
        self._ids: set[str] = set()
        self._unread: Counter[str] = Counter()
        for resource in bundle.resources:
            self._check(resource)
        for resource in bundle.of_kind("Observation"):
            if codes()["activity_group"].code in _codes_of(resource, "activity_group"):
                self._group(resource)

    def unread(self) -> Iterator[str]:
        """Say what of the bundle is not in the sessions."""
        for resource in self._bundle.resources:
            kind = resource["resourceType"]
            if kind in _READ:
                others = sorted(set(resource) - _READ[kind])
                self._unread.update(f"{kind}.{one}" for one in others)
            if kind != "Patient" and id(resource) not in self._seen:
                self._unread[_what(resource)] += 1
        yield from (f"{what} ({count:,})" for what, count in self._unread.items())

    def _fault(self, resource: Resource, part: str, value: object, rule: str) -> None:
        shown = "" if value is None else str(value)
        self.faults[Fault(None, self._bundle.place(resource, part), shown, rule)] = None
        self._found += 1

    # --- what holds for every resource ------------------------------------------------------

    def _check(self, resource: Resource) -> None:
        known = _STATUSES.get(resource["resourceType"])
        status = resource.get("status")
        if known and status not in known:
            self._fault(resource, "status", status, f"must be one of {', '.join(known)}.")
        for part, node in _walk(resource):
            if "reference" in node and self._bundle.named(node) is None:
                rule = "is nobody and nothing in this bundle. Correct it, or add what it names."
                self._fault(resource, f"{part}reference", node["reference"], rule)
            code = node.get("code")
            if node.get("system") == LOINC and isinstance(code, str) and _is_invented(code):
                rule = "is no code of LOINC: its check digit is wrong. Correct it."
                self._fault(resource, f"{part}code", code, rule)
        if resource["resourceType"] == "Observation":
            self._check_observation(resource)

    def _check_observation(self, resource: Resource) -> None:
        whom = resource.get("subject")
        if not isinstance(whom, Mapping) or "reference" not in whom:
            self._fault(resource, "subject", None, "is missing. Say whose it is.")
        elif self._bundle.named(whom) and not self._bundle.target(whom, "Patient"):
            self._fault(resource, "subject", None, "must be a Patient. Correct it.")
        if codes()["nrs_pain"].code in _codes_of(resource, "nrs_pain"):
            self._number(resource, "valueQuantity", "pain_before", codes()["nrs_pain"].unit)

    def _number(self, resource: Resource, part: str, column: str, unit: str) -> Any:
        """Read a number of a column; note a fault down where it is none."""
        return self._number_of(resource, resource.get(part), part, column, unit)

    def _number_of(self, resource: Resource, given: Any, part: str, column: str, unit: str) -> Any:
        given = given if isinstance(given, Mapping) else {}
        value, limit = given.get("value"), LIMITS[column]
        if isinstance(value, float) and limit.whole and value.is_integer():
            value = int(value)
        if not limit.allows(value):
            self._fault(resource, f"{part}.value", value, f"{limit.limits}. Correct it.")
        if given.get("code") != unit:
            self._fault(resource, f"{part}.code", given.get("code"), f"must be {unit}. Correct it.")
        return value

    # --- a session --------------------------------------------------------------------------

    def _group(self, group: Resource) -> None:
        members = [*self._members(group)]
        self._seen.add(id(group))
        for member in members:
            if id(member) in self._seen:
                rule = "is named twice as a part of a session. Name it in one, once."
                self._fault(member, "id", None, rule)
            self._seen.add(id(member))
        if group.get("status") == _TAKEN_BACK:
            self._unread["a session that was marked as entered in error"] += 1
            return
        before = self._found
        found: dict[str, Any] = {
            "session_id": self._own_name(group, SESSION_SYSTEM),
            "patient": self._patient(group),
            "started_at": self._start(group),
            "note": self._note(group),
        }
        entries = self._entries(members)
        for member in members:
            self._same_session(group, member)
            column = _own_code(member.get("code"), COLUMN_SYSTEM)
            if column is not None and column in {*PAINS, "pain_minutes"}:
                if column in found:
                    self._fault(member, "code", column, "is there twice. Leave one out.")
                found[column] = self._pain(member, column)
        if self._found == before and found["patient"] is not None:
            self._add(group, Session(**found, entries=entries))

    def _add(self, group: Resource, session: Session) -> None:
        if session.session_id in self._ids:
            rule = "is the session_id of an earlier session. Leave one of the two out."
            self._fault(group, "identifier", session.session_id, rule)
        self._ids.add(session.session_id)
        try:
            check_session(session, exercises=self._exercises)
        except SessionError as error:
            for one in error:
                self._fault(group, one.column, one.value or None, one.rule)
        else:
            self.sessions.append(session)

    def _members(self, group: Resource) -> Iterator[Resource]:
        given = group.get("hasMember", [])
        if not isinstance(given, list):
            self._fault(group, "hasMember", None, "must be a list of references. Correct it.")
            return
        for reference in given:
            member = self._bundle.target(reference, "Observation")
            if member is not None:
                yield member
            elif self._bundle.named(reference) or not isinstance(reference, Mapping):
                self._fault(group, "hasMember", None, "must be an Observation. Correct it.")

    def _same_session(self, group: Resource, member: Resource) -> None:
        """Say what of a member speaks of another person, another time, or not of exercise."""
        for part in ("subject", "effectiveDateTime"):
            if member.get(part) != group.get(part):
                rule = "must be that of its session. Correct one of the two."
                self._fault(member, part, None, rule)
        if member.get("status") == _TAKEN_BACK:
            rule = "takes back a part of a session. Take back the session, or leave this out."
            self._fault(member, "status", _TAKEN_BACK, rule)
        column = _own_code(member.get("code"), COLUMN_SYSTEM)
        known = "nrs_pain" if column in PAINS else None
        if column is None:
            names = ("exercise_activity", "exercise_duration")
            known = next((one for one in names if _codes_of(member, one)), None)
        if column not in {*PAINS, "pain_minutes", None} or (column is None and known is None):
            rule = "is not what to_fhir puts into a session. Correct it, or leave it out."
            self._fault(member, "code", _said(member), rule)
        elif known and _codes_of(member, known) != [codes()[known].code]:
            rule = f"must be {codes()[known].code}, {quoted(codes()[known].display)}. Correct it."
            self._fault(member, "code", _said(member), rule)

    def _own_name(self, resource: Resource, system: str) -> str | None:
        given = resource.get("identifier")
        names = [
            one.get("value")
            for one in (given if isinstance(given, list) else [])
            if isinstance(one, Mapping) and one.get("system") == system
        ]
        if len(names) == 1 and isinstance(names[0], str):
            return names[0]
        rule = "must be one that to_fhir gave. Bundles of other programs are not read."
        self._fault(resource, "identifier", None, rule)
        return None

    def _patient(self, group: Resource) -> str | None:
        person = self._bundle.target(group.get("subject"), "Patient")
        return None if person is None else self._own_name(person, PATIENT_SYSTEM)

    def _start(self, group: Resource) -> datetime | None:
        given = group.get("effectiveDateTime")
        try:
            start = datetime.fromisoformat(given) if isinstance(given, str) else None
        except ValueError:
            start = None
        if start is None or start.tzinfo is None:
            rule = "must be a date and time with its offset from UTC, as 2026-03-02T18:30:00+01:00."
            self._fault(group, "effectiveDateTime", given, rule)
        return start

    def _note(self, group: Resource) -> str:
        """Read the note of a session; nothing of it is shown."""
        given = group.get("note", [])
        notes = given if isinstance(given, list) else [None]
        texts = [one.get("text") if isinstance(one, Mapping) else None for one in notes]
        if not all(isinstance(one, str) for one in texts):
            self._fault(group, "note", None, "must be a list with texts. Correct it.")
            return ""
        return "\n".join(str(one) for one in texts)

    def _pain(self, member: Resource, column: str) -> Any:
        unit = "min" if column == "pain_minutes" else codes()["nrs_pain"].unit
        return self._number(member, "valueQuantity", column, unit)

    def _entries(self, members: list[Resource]) -> list[Entry]:
        """Read the exercises of a session, each with its minutes, in their order."""
        minutes: dict[int, Any] = {}
        done = [one for one in members if _codes_of(one, "exercise_activity")]
        for member in (one for one in members if _codes_of(one, "exercise_duration")):
            unit = codes()["exercise_duration"].unit
            value = self._number(member, "valueQuantity", "minutes", unit)
            given = member.get("derivedFrom")
            first = given[0] if isinstance(given, list) and len(given) == 1 else None
            activity = self._bundle.target(first, "Observation")
            if activity is None or not any(activity is one for one in done):
                rule = "must name the exercise of this session that it belongs to. Correct it."
                self._fault(member, "derivedFrom", None, rule)
            elif id(activity) in minutes:
                self._fault(member, "derivedFrom", None, "is a second duration. Leave one out.")
            else:
                minutes[id(activity)] = value
        return [self._entry(one, minutes.get(id(one))) for one in done]

    def _entry(self, activity: Resource, minutes: Any) -> Entry:
        concept = activity.get("valueCodeableConcept")
        exercise_id = _own_code(concept, EXERCISE_SYSTEM) or ""
        answer = activities().get(exercise_id)
        given = [one.get("code") for one in _codings(concept) if one.get("system") == LOINC]
        if not exercise_id:
            rule = "must name an exercise as to_fhir does. Bundles of other programs are not read."
            self._fault(activity, "valueCodeableConcept", None, rule)
        elif given != ([answer.code] if answer else []):
            rule = f"must be LOINC's answer for {exercise_id}: "
            rule += f"{answer.code}. Correct it." if answer else "it has none. Leave it out."
            self._fault(activity, "valueCodeableConcept", ", ".join(map(str, given)), rule)
        return Entry(exercise_id, minutes=minutes, **self._amounts(activity))

    def _amounts(self, activity: Resource) -> dict[str, Any]:
        found: dict[str, Any] = {}
        given = activity.get("component", [])
        for part in given if isinstance(given, list) else [given]:
            concept = part.get("code") if isinstance(part, Mapping) else None
            column = _own_code(concept, COLUMN_SYSTEM)
            if column is None or column not in AMOUNTS or column in found:
                rule = f"must be one of {', '.join(AMOUNTS)}, each once. Correct it."
                self._fault(activity, "component", column, rule)
                continue
            value, unit = part.get("valueQuantity"), AMOUNTS[column][1]
            found[column] = self._number_of(activity, value, f"component {column}", column, unit)
        return found


def _walk(node: Any, part: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every object inside a resource, with the way to it."""
    stack = [(part, node)]
    while stack:
        part, node = stack.pop()
        if isinstance(node, Mapping):
            yield part, node
            stack += [(f"{part}{name}.", one) for name, one in reversed([*node.items()])]
        elif isinstance(node, list):
            stack += [(part, one) for one in reversed(node)]


def _is_invented(code: str) -> bool:
    """Tell whether a code of LOINC cannot be one: its last digit is worked out of the others."""
    if code.startswith("LA"):  # answers have no check digit of that kind
        return False
    if not _LOINC.fullmatch(code):
        return True
    digits, check = code.split("-")
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 if place % 2 else 2)
        total += number - 9 if number > 9 else number
    return -total % 10 != int(check)


def _codings(concept: Any) -> list[Mapping[str, Any]]:
    given = concept.get("coding") if isinstance(concept, Mapping) else None
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []


def _own_code(concept: Any, system: str) -> str | None:
    found = [one.get("code") for one in _codings(concept) if one.get("system") == system]
    return found[0] if len(found) == 1 and isinstance(found[0], str) else None


def _codes_of(resource: Resource, code_id: str) -> list[str]:
    """Return the codes of an observation in a code's system, where that code is among them."""
    known = codes()[code_id]
    system = [one for one in _codings(resource.get("code")) if one.get("system") == known.system]
    found = [str(one.get("code")) for one in system]
    return found if known.code in found else []


def _said(resource: Resource) -> str:
    found = [str(one.get("code")) for one in _codings(resource.get("code"))]
    return ", ".join(found)


def _what(resource: Resource) -> str:
    """Name what was not read, by its kind and what it is of."""
    kind = str(resource["resourceType"])
    if kind == "Observation" and any(_codes_of(resource, one) for one in _WEEKLY):
        return "weekly figures, which are worked out of the sessions"
    if kind != "Observation":
        return kind
    column = _own_code(resource.get("code"), COLUMN_SYSTEM)
    ours = ("exercise_activity", "exercise_duration")
    lost = column is not None or any(_codes_of(resource, one) for one in ours)
    return f"Observation {_said(resource)}" + (", which belongs to no session" if lost else "")
