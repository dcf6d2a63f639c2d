"""The tables of a log, and the steps that brought them from one version to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from backcare.sessions import LOG_SCHEMA
from backcare.tables.fields import Field


def _sql_columns(owner: str) -> Iterator[Column[Any]]:
    """Yield the columns that sessions or entries have by the log's schema, but for the key."""
    for name, field in LOG_SCHEMA.items():
        if field.owner == owner and name != "session_id":
            yield Column(name, _sql_type(field), nullable=field.is_number)


def _sql_type(field: Field) -> TypeEngine[Any]:
    if field.is_number:
        return Integer() if field.whole else Float()
    return DateTime() if field.type == "datetime" else String(field.most)


def _checksum() -> Column[Any]:
    """Make the column of what a row is held to: see `stored`."""
    return Column("checksum", String(64), nullable=False)


# The tables of a log of the newest version, which is how a new one is made. `started_at` is
# the time on the patient's wall clock: less `utc_offset_min` it is the instant in UTC.
TABLES = MetaData()
SESSIONS = Table(
    "sessions",
    TABLES,
    Column("session_id", String(100), primary_key=True),
    *_sql_columns("session"),
    Column("utc_offset_min", Integer, nullable=False),
    _checksum(),  # of the session with its entries
)
ENTRIES = Table(
    "entries",
    TABLES,
    Column("session_id", ForeignKey(SESSIONS.c.session_id), primary_key=True),
    Column("position", Integer, primary_key=True),
    *_sql_columns("entry"),
)
MEASURES = Table(
    "measures",
    TABLES,
    Column("patient", String(100), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("instrument", String(100), primary_key=True),
    Column("score", Float, nullable=False),
    Column("note", String(10_000), nullable=False),
    _checksum(),
)
EVENTS = Table(
    "events",
    TABLES,
    Column("event_id", String(32), primary_key=True),
    Column("patient", String(100), nullable=False),
    Column("happened_at", DateTime, nullable=False),
    Column("utc_offset_min", Integer, nullable=False),
    Column("kind", String(100), nullable=False),
    # Which warning signs, which exercise and why, or what was agreed on; "" where the kind says
    # it all.
    Column("detail", String(1_000), nullable=False),
    Column("number", Integer, nullable=False),  # in the order of writing
    _checksum(),
)
# How each changed session was before (JSON; empty where it did not exist), for undo.
CHANGES = Table(
    "changes",
    TABLES,
    Column("change_id", Integer, primary_key=True),
    Column("session_id", String(100), primary_key=True),
    Column("action", String(10), nullable=False),
    Column("before", Text),
)
VERSIONS = Table("backcare_log", TABLES, Column("version", Integer, nullable=False))

# What brings a log of version 1 to version 2, and so on, in SQL that SQLite and PostgreSQL both
# read. A released step is never changed. Few and plain as they are, they ask for no Alembic; and
# the version is ours anyway, because it refuses a log that a newer program has written.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "ALTER TABLE events ADD COLUMN detail VARCHAR(1000) DEFAULT '' NOT NULL",
        "ALTER TABLE events ADD COLUMN number INTEGER DEFAULT 0 NOT NULL",
    ),
    ("ALTER TABLE sessions ADD COLUMN checksum VARCHAR(64) DEFAULT '' NOT NULL",),
    (
        "ALTER TABLE measures ADD COLUMN checksum VARCHAR(64) DEFAULT '' NOT NULL",
        "ALTER TABLE events ADD COLUMN checksum VARCHAR(64) DEFAULT '' NOT NULL",
    ),
)
# The first version with checksums, which are then worked out for what is there.
FIRST_WITH_SUMS = {SESSIONS: 3, MEASURES: 4, EVENTS: 4}


def newest_version() -> int:
    """Return the version of a log after the last step."""
    return 1 + len(MIGRATIONS)
