"""The name under which a browser keeps what a log does not have yet: for each log and patient."""

from __future__ import annotations

import hashlib
import os

from backcare.log.session_log import SessionLog


def kept_key(log: SessionLog, patient: str) -> str:
    """Name where the browser keeps a session that is not saved yet: apart for log and patient."""
    return hashlib.sha256(f"{name_of(log)} {patient}".encode()).hexdigest()[:16]


def name_of(log: SessionLog | None) -> str:
    """Name a log as it writes itself, but its file by one path, whatever link led to it."""
    path = log.path if log else None
    return f"SessionLog({os.path.realpath(path)!r})" if path else repr(log)
