"""What a log holds: its tables, and the numbered steps by which older logs become newer ones."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Date, DateTime, Float, Integer, MetaData, String, Table
from sqlalchemy import inspect as look_at


class Refused(Exception):  # noqa: N818 (it is the second half of a LogError's sentence)
    """Why a log cannot be used, for the end of a sentence that names the log."""


# One step a version, in SQL that SQLite and PostgreSQL both read. A step that has been
# released is never changed: what comes later goes into a step of its own.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE sessions (
            session_id VARCHAR(100) NOT NULL PRIMARY KEY,
            patient VARCHAR(100) NOT NULL,
            started_at TIMESTAMP NOT NULL,
            utc_offset_min INTEGER NOT NULL,
            pain_before INTEGER,
            pain_after INTEGER,
            pain_peak INTEGER,
            pain_minutes DOUBLE PRECISION,
            note VARCHAR(10000) NOT NULL
        )""",
        """CREATE TABLE entries (
            session_id VARCHAR(100) NOT NULL REFERENCES sessions (session_id),
            position INTEGER NOT NULL,
            exercise_id VARCHAR(100) NOT NULL,
            sets INTEGER,
            reps INTEGER,
            hold_s INTEGER,
            minutes DOUBLE PRECISION,
            PRIMARY KEY (session_id, position)
        )""",
        """CREATE TABLE measures (
            patient VARCHAR(100) NOT NULL,
            date DATE NOT NULL,
            instrument VARCHAR(100) NOT NULL,
            score DOUBLE PRECISION NOT NULL,
            note VARCHAR(10000) NOT NULL,
            PRIMARY KEY (patient, date, instrument)
        )""",
        """CREATE TABLE events (
            event_id VARCHAR(32) NOT NULL PRIMARY KEY,
            patient VARCHAR(100) NOT NULL,
            happened_at TIMESTAMP NOT NULL,
            utc_offset_min INTEGER NOT NULL,
            kind VARCHAR(100) NOT NULL
        )""",
        """CREATE TABLE changes (
            change_id INTEGER NOT NULL,
            session_id VARCHAR(100) NOT NULL,
            action VARCHAR(10) NOT NULL,
            before TEXT,
            PRIMARY KEY (change_id, session_id)
        )""",
        "CREATE TABLE backcare_log (version INTEGER NOT NULL)",
        "INSERT INTO backcare_log VALUES (0)",
    ),
)
VERSION = len(MIGRATIONS)

# The tables as they are after the last step; a test holds the two together. `started_at` is
# the time on the patient's wall clock: less `utc_offset_min` it is the instant in UTC.
TABLES = MetaData()
SESSIONS = Table(
    "sessions",
    TABLES,
    Column("session_id", String(100), primary_key=True),
    Column("patient", String(100), nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("utc_offset_min", Integer, nullable=False),
    Column("pain_before", Integer),
    Column("pain_after", Integer),
    Column("pain_peak", Integer),
    Column("pain_minutes", Float),
    Column("note", String(10_000), nullable=False),
)
ENTRIES = Table(
    "entries",
    TABLES,
    Column("session_id", String(100), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("exercise_id", String(100), nullable=False),
    Column("sets", Integer),
    Column("reps", Integer),
    Column("hold_s", Integer),
    Column("minutes", Float),
)
MEASURES = Table(
    "measures",
    TABLES,
    Column("patient", String(100), primary_key=True),
    Column("date", Date, primary_key=True),
    Column("instrument", String(100), primary_key=True),
    Column("score", Float, nullable=False),
    Column("note", String(10_000), nullable=False),
)
EVENTS = Table(
    "events",
    TABLES,
    Column("event_id", String(32), primary_key=True),
    Column("patient", String(100), nullable=False),
    Column("happened_at", DateTime, nullable=False),
    Column("utc_offset_min", Integer, nullable=False),
    Column("kind", String(100), nullable=False),
)
# How each changed session was before (JSON; empty where it did not exist), for undo.
CHANGES = Table(
    "changes",
    TABLES,
    Column("change_id", Integer, primary_key=True),
    Column("session_id", String(100), primary_key=True),
    Column("action", String(10), nullable=False),
    Column("before", String),
)


def version_of(connection: Connection) -> int:
    """Return the version of an opened log, 0 for an empty one; refuse what is no log of ours."""
    tables = look_at(connection).get_table_names()
    if "backcare_log" in tables:
        return check_version(connection)
    # A database on a server may have other tables; a file with other tables is someone else's.
    if tables and connection.dialect.name == "sqlite":
        raise Refused("it holds other data and is no session log. Give the path of a log")
    return 0


def check_version(connection: Connection) -> int:
    """Return the version of a log that has one; refuse one that this program is too old for."""
    version = int(connection.exec_driver_sql("SELECT version FROM backcare_log").scalar_one())
    if version > VERSION:
        raise Refused(
            f"it is of version {version} and this backcare knows versions up to {VERSION}. "
            "Update backcare (pip install --upgrade backcare)"
        )
    return version


def migrate(connection: Connection) -> None:
    """Bring a log to the newest version; the caller's transaction makes it all or nothing."""
    for step in MIGRATIONS[version_of(connection) :]:
        for statement in step:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("UPDATE backcare_log SET version = version + 1")
