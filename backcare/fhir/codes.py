"""What both ways share: the codes of the tables, names of our own, and what FHIR can hold."""

from __future__ import annotations

import functools
import json
import re
import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from backcare.sessions import ENTRY_LIMITS, SESSION_LIMITS
from backcare.tables.shipped import load_table

Resource: TypeAlias = dict[str, Any]

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
# Whatever bundles and systems of ours are called follows from this, the same on every computer.
_ROOT = uuid.UUID("6f1c1b0e-5f0b-4f6e-9a53-0d8a6b1c7f42")
# What a system may call a file of its own needs an address or a UUID; we have no address.
PATIENT_SYSTEM, SESSION_SYSTEM, EXERCISE_SYSTEM, COLUMN_SYSTEM = (
    f"urn:uuid:{uuid.uuid5(_ROOT, name)}" for name in ("patient", "session", "exercise", "column")
)
# Columns of the log that are pain on the NRS, and what is said of each where it is shown.
PAINS: Mapping[str, str] = MappingProxyType(
    {
        "pain_before": "Pain just before the session",
        "pain_after": "Pain just after the session",
        "pain_peak": "Strongest pain during the session",
    }
)
PAIN_MINUTES = "Minutes with pain above mild during the session"
# How much of an exercise was done, beside its minutes: what it is called, and its UCUM unit.
AMOUNTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "sets": ("Sets", "{set}"),
        "reps": ("Repetitions in each set", "{repetition}"),
        "hold_s": ("Seconds that each repetition was held", "s"),
    }
)
LIMITS = MappingProxyType({**SESSION_LIMITS, **ENTRY_LIMITS})
# FHIR's text has no control characters but these three, and its times no greater offset.
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MOST_OFFSET_MIN = 14 * 60


class Code(NamedTuple):
    """A code of another system: which system, the code, what it is called there, its unit."""

    system: str
    code: str
    display: str
    unit: str = ""
    days: int = 0

    @property
    def coding(self) -> Resource:
        """The code as FHIR writes it."""
        return {"system": self.system, "code": self.code, "display": self.display}


@functools.cache
def codes() -> Mapping[str, Code]:
    """Return the codes of codes.csv by their short names."""
    rows = load_table("codes").set_index("code_id")
    days = rows.pop("days").fillna(0).tolist()
    columns = (rows[name] for name in ("system", "code", "display", "unit"))
    made = map(Code, *columns, days)
    return MappingProxyType(dict(zip(map(str, rows.index), made, strict=True)))


@functools.cache
def activities() -> Mapping[str, Code]:
    """Return the LOINC answers of the exercises that have one."""
    rows = load_table("activity_codes")
    answers = zip(rows["exercise_id"], rows["loinc"], rows["display"], strict=True)
    return MappingProxyType({one: Code(LOINC, code, display) for one, code, display in answers})


@functools.cache
def counts_as(kind: str) -> frozenset[str]:
    """Return the exercises that count as `moderate`, or as `strengthening`."""
    rows = load_table("activity_codes")
    return frozenset(rows.loc[rows["counts_as"] == kind, "exercise_id"])


def id_of(*parts: object) -> str:
    """Return the id of what is known by these words and numbers: always the same."""
    return str(uuid.uuid5(_ROOT, json.dumps(parts)))


def url_of(resource: Resource) -> str:
    """Return the address of a resource inside a bundle."""
    return f"urn:uuid:{resource['id']}"


def own_coding(column: str, words: str) -> Resource:
    """Name a column of the log, which other systems have no code for."""
    return {"system": COLUMN_SYSTEM, "code": column, "display": words}


def quantity(value: float, unit: str) -> Resource:
    """Write a number with its unit; a whole one without a decimal point."""
    number = int(value) if float(value).is_integer() else value
    return {"value": number, "unit": unit, "system": UCUM, "code": unit}
