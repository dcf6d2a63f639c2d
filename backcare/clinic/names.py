"""What is wrong with the names that somebody is to be let in with: all of it, before anything else.

A clinic's hub writes each login in small letters and puts it into addresses. PostgreSQL cuts off
what is longer than it takes, and keeps some names for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backcare.errors import Fault
from backcare.sessions import LOG_SCHEMA, NOBODY

_LONGEST = 63  # bytes; PostgreSQL cuts off the rest without a word
# All of these can stand in an address, and none of them looks like another.
_NO_SIGN = re.compile(r"[^a-z0-9._@+-]")
_BEGINS = re.compile(r"[a-z0-9]")
_KEPT = {"current_role", "current_user", "none", "postgres", "public", "session_user", "user"}
_KEPT_BEGINNINGS = ("pg_", "backcare_")
_SIGNS = "small letters from a to z, digits, and any of . _ - + @"
_PATIENT = LOG_SCHEMA["patient"]


def login_faults(login: str) -> Iterator[Fault]:
    """Yield all that keeps the hub or PostgreSQL from using a login."""
    if not login:
        yield Fault(
            None, "login", "", f"must not be empty. Choose one of {_SIGNS}, such as p-7f3a."
        )
        return
    small = login.lower()
    if small != login:
        yield Fault(
            None, "login", login, f"has capitals, and the hub knows small letters only: {small!r}."
        )
    if odd := sorted({*_NO_SIGN.findall(small)}):
        yield Fault(None, "login", login, f"has {_named(odd)}. A login has {_SIGNS}.")
    elif not _BEGINS.match(small):
        yield Fault(None, "login", login, "must begin with a letter or a digit.")
    if (size := len(login.encode(errors="replace"))) > _LONGEST:
        yield Fault(
            None, "login", login, f"is {size} bytes long. PostgreSQL takes {_LONGEST}: shorten it."
        )
    if small in _KEPT or small.startswith(_KEPT_BEGINNINGS):
        yield Fault(None, "login", login, "is a name that is kept for the server. Choose another.")


def patient_faults(patient: str) -> Iterator[Fault]:
    """Yield all that is wrong with the name under which a patient's sessions are kept."""
    if rule := _PATIENT.text_fault(patient):
        yield Fault(None, "patient", patient, rule)
    elif patient != patient.strip() or not patient.isprintable():
        rule = "begins or ends with a space, or has a sign that cannot be seen. Type it again."
        yield Fault(None, "patient", patient, rule)
    if patient.strip().casefold() == NOBODY:
        rule = "stands for whoever has logged in. Choose another name."
        yield Fault(None, "patient", patient, rule)


def password_faults(password: str) -> Iterator[Fault]:
    """Yield what is wrong with a password, which is not told itself."""
    if rule := LOG_SCHEMA["note"].text_fault(password):
        yield Fault(None, "password", "", rule)


def _named(signs: list[str]) -> str:
    return ", ".join("a space" if sign == " " else repr(sign) for sign in signs)
