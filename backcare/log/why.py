"""Why a database refused, in words for people, and with what to do about it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from sqlalchemy.exc import DBAPIError, OperationalError

from backcare.log.place import NO_FILE, NOT_A_LOG
from backcare.log.version import DAMAGED

_LOCK_NOT_AVAILABLE = "55P03"
_ASK = "ask the person who looks after the server"
_LATER = "Try again in a minute. If that does not help"
_NAMES = "the password and the name of the database in its address"
_CHECK = "check the server's name and port in its address"
_MISSING = "a part of it is missing. Put back a copy"
_RENAMED = f"a part of it is missing or has got another name. {_ASK.capitalize()}"
_CHANGED = f"{_RENAMED}: python -m backcare.clinic check URL says what mends it"
_NO_ROOM = f"the disk of its server is full. {_ASK.capitalize()} to make room, and try again"
_NO_MEMORY = (
    "its server has no memory, or no room for locks, left: somebody may hold too many of them. "
    f"{_ASK.capitalize()} to look for that, and try again"
)
_SERVER_WORDS = {
    "23505": "somebody else has just written the same. Look what is there now, and try again",
    "25006": f"its server only reads: it is a copy of another one. {_CHECK.capitalize()}",
    "42P01": _MISSING,  # a table
    "42703": _MISSING,  # a column
    "42883": _CHANGED,  # a function
    "42P16": _CHANGED,  # a column of a view
    "3F000": f"{_RENAMED}, or put back a copy",  # a schema
    "40P01": "another program and this one have waited for each other. Try again",
    "42501": f"your login may not do that there. {_ASK.capitalize()}",
    "53100": _NO_ROOM,
    "53200": _NO_MEMORY,
    "57014": f"its server did not get it done in time, and has let it be. {_LATER}, {_ASK}",
}
# It is shut down or starts, the connection broke, it has no memory or connections left.
_NOT_NOW = ("57P", "08", "53")
_NOT_NOW_SAID = re.compile(
    "starting up|shutting down|(yet|not) accepting|in recovery|too many|remaining connection"
)
_KEEP_TLS = "Do not turn this check off: it keeps others from reading along"
# Of a connection that was never made there is no state, but what the server or the driver says.
# The first that is found there counts.
_SAID: Iterable[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern), words)
    for pattern, words in (
        ("out of (shared )?memory", _NO_MEMORY),
        ("No space left on device", _NO_ROOM),
        (
            "does not support SSL",
            "its server does not do TLS, and its address asks for it (sslmode). Ask the person who "
            f"looks after the server to turn it on. {_KEEP_TLS}",
        ),
        (
            "certificate for .* does not match",
            "its server shows a certificate with another name ({said}). Write the name that is in "
            f"it into the address, or {_ASK}. {_KEEP_TLS}",
        ),
        (
            r"root certificate file .*does not exist|could not read root certificate|root\.crt",
            "there is nothing to hold the certificate of its server to ({said}). Add sslrootcert= "
            "with the file of those whom you trust to its address, or sslrootcert=system for "
            f"those of this computer. {_KEEP_TLS}",
        ),
        (
            "certificate verify failed|certificate has expired|self.signed",
            "the certificate of its server is by nobody whom this computer trusts, or is too old "
            f"({{said}}). Name the right file with sslrootcert= in its address, or {_ASK}. "
            f"{_KEEP_TLS}",
        ),
        (
            "private key file|certificate file|client certificate|valid client cert",
            "its server and your own certificate do not go together ({said}). Check sslcert= and "
            f"sslkey= in its address, or {_ASK}",
        ),
        (
            "no encryption",
            "its server lets this login in with TLS only ({said}). Add sslmode=verify-full to its "
            f"address, as in …/name?sslmode=verify-full, or {_ASK}",
        ),
        (
            "SSL error|SSL negotiation|SSL SYSCALL",
            "its server and this computer do not agree on TLS ({said}). Check sslmode= in its "
            f"address, or {_ASK}",
        ),
        (
            "no password supplied",
            "its server wants a password, and there is none. Write it into PostgreSQL's own file "
            f"for passwords (~/.pgpass), or {_ASK}",
        ),
        (
            "password authentication failed",
            f"its server does not let you in ({{said}}). Check the login, {_NAMES} (in a password, "
            f"% is written %25 there), or {_ASK}",
        ),
        (
            "pg_hba.conf",
            "its server does not let this login in from this computer ({said}). Check the login "
            f"and the name of the database in its address, or {_ASK}",
        ),
        (
            "(invalid|bad|unrecognized) .*(value|parameter|port number|option)|of service",
            "a setting in its address cannot be used ({said}). Check what comes after the question "
            f"mark there, or {_ASK}",
        ),
        (
            "invalid command-line argument",
            f"a setting in its address cannot be used ({{said}}). Check options= in it, or {_ASK}",
        ),
        (
            "FATAL",
            f"its server does not let you in ({{said}}). Check the login, {_NAMES}, or {_ASK}",
        ),
    )
]
_UNREACHED = f"its server cannot be reached ({{said}}). {_LATER}, {_CHECK}, or {_ASK}"
# How SQLite begins to say that a table or a column of a log is not there, or twice.
_NOT_AS_MADE = re.compile("no such (table|column)|duplicate column|table .* already exists")
_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full. Free some space on it and try again",
    sqlite3.SQLITE_READONLY: "it is read-only. Ask for permission to write there",
    sqlite3.SQLITE_PERM: "you do not have permission to open it. Ask its owner",
    sqlite3.SQLITE_CANTOPEN: NO_FILE,
    sqlite3.SQLITE_BUSY: "another program is busy with it. Try again in a minute",
    sqlite3.SQLITE_NOTADB: NOT_A_LOG,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_IOERR: "the disk gave an error. Check that it is connected and has free space",
}


def why_of(error: Exception) -> str:
    """Say why a database refused, for the end of a sentence that names the log."""
    words = _WORDS.get(_sqlite_code(error)) or _words_of_server(error)
    if words is None and is_busy(error):
        words = _WORDS[sqlite3.SQLITE_BUSY]
    if words is None and _NOT_AS_MADE.match(str(_orig(error))):
        words = DAMAGED
    return words or _first_line(error)


def is_busy(error: Exception) -> bool:
    """Tell whether another program holds what was asked for."""
    sqlstate = getattr(_orig(error), "sqlstate", None)
    return _sqlite_code(error) == sqlite3.SQLITE_BUSY or sqlstate == _LOCK_NOT_AVAILABLE


def may_be_done(error: DBAPIError) -> bool:
    """Tell whether a commit may have come to be although it failed.

    A server that answers with a fault has not done it; one that is gone may have. SQLite has not,
    unless the disk itself failed.
    """
    if isinstance(error.orig, sqlite3.Error):
        return _sqlite_code(error) == sqlite3.SQLITE_IOERR
    sqlstate = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or not sqlstate or sqlstate[:2] in ("08", "57")


def _words_of_server(error: Exception) -> str | None:
    """Say what a server that refuses, or cannot be reached, means by it, and what to do."""
    orig = _orig(error)
    if orig is None or isinstance(orig, sqlite3.Error):
        return None
    state, said = getattr(orig, "sqlstate", None) or "", _first_line(error)
    if state in _SERVER_WORDS:
        return _SERVER_WORDS[state]
    if state.startswith(_NOT_NOW) or (not state and _NOT_NOW_SAID.search(said)):
        return f"its server has stopped, or has too much to do ({said}). {_LATER}, {_ASK}"
    if state:
        return None
    known = next((words for pattern, words in _SAID if pattern.search(said)), None)
    words = known or (_UNREACHED if isinstance(error, OperationalError) else None)
    return words and words.format(said=said)


def _first_line(error: Exception) -> str:
    # What follows it may be the row, and so a patient's words.
    return str(_orig(error)).strip().partition("\n")[0].rstrip(".")


def _sqlite_code(error: Exception) -> int:
    return int(getattr(_orig(error), "sqlite_errorcode", 0)) & 0xFF


def _orig(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error
