"""One training session as a value: what was done, how it felt, and what may be written down.

A `Session` holds its `Entry`s, one for each exercise. Making one only tidies what it was
given; `check_session` says everything that is wrong with it at once, before it is stored.
`limits` has the rules, and is the only place where they are written.
"""

from backcare.sessions.checks import check_session
from backcare.sessions.limits import (
    DAYS_AHEAD,
    ENTRY_LIMITS,
    FIRST_YEAR,
    LIMITS,
    LOG_COLUMNS,
    SESSION_LIMITS,
    TEXT_LIMITS,
    Limit,
    text_rule,
)
from backcare.sessions.values import Entry, Session

__all__ = [
    "DAYS_AHEAD",
    "ENTRY_LIMITS",
    "FIRST_YEAR",
    "LIMITS",
    "LOG_COLUMNS",
    "SESSION_LIMITS",
    "TEXT_LIMITS",
    "Entry",
    "Limit",
    "Session",
    "check_session",
    "text_rule",
]
