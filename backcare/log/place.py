"""The place of a log: its address, and the file, which gets its name when it is whole.

A new log is made under another name and gets its own when it is whole. So an empty file is never
a log of ours that was just begun: somebody made it, or a log has lost its content.
"""

from __future__ import annotations

import glob
import os
import re
import secrets
import stat
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from platformdirs import user_data_path
from sqlalchemy import URL, NullPool, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from backcare.errors import LogError
from backcare.log.version import Refused, migrate
from backcare.log.whole_file import kept_folder

KINDS = ("sqlite", "postgresql")
NOT_A_LOG = (
    "it is not a backcare log, or was cut short. Choose the file of a log, or put back a copy"
)
NO_FILE = "it is not a file that can be opened. Choose another path"
_LINK = "it is a link to a file that is not there. Put the file back, or choose another path"
_EMPTY = (
    "it is an empty file. If it was your log, its content is lost: put back a copy. If it is to "
    "become a new log, delete it first"
)
_ADDRESS = (
    "The address of the log cannot be read. It is written like "
    "postgresql+psycopg://user@server:5432/name. The port is a number from 1 to 65535; in a "
    "password, @ is written %40, / is %2F, : is %3A and % is %25."
)
# What begins like an address and has no "://": as the path of a file, its parts would become the
# names of folders, and one of them may be a password.
_NEARLY = re.compile(
    r"\s*(postgres[\w+.-]*(:|.*@)|[a-z][\w+.-]+:/{0,2}[^/\\]*@|//[^/\\]*@"
    # How PostgreSQL's own programs write it.
    r"|(host|hostaddr|port|dbname|user|password|passfile|service)\s*=)",
    re.IGNORECASE,
)
HEADER = b"SQLite format 3\0"  # how every file of SQLite begins
_STALE_S = 60


def is_address(path_or_url: str | os.PathLike[str]) -> bool:
    """Tell the address of a database from the path of a file; refuse what is nearly an address."""
    given = os.fspath(path_or_url)
    if "://" not in given and _NEARLY.match(given):
        raise LogError(_ADDRESS)
    return "://" in given


def shown_address(url: URL) -> str:
    """Return an address as it may be read: what follows its ? can be a password, too."""
    return url.set(query={}).render_as_string(hide_password=True)


def address_of(path_or_url: str | os.PathLike[str] | None) -> URL:
    """Turn a path, a URL or neither into the address of a database."""
    given = os.fspath(path_or_url or os.environ.get("BACKCARE_LOG") or _own_folder() / "log.db")
    if given == ":memory:":
        return make_url("sqlite://")
    url = _parsed(given) if is_address(given) else URL.create("sqlite", database=given)
    if url.get_backend_name() not in KINDS:
        raise LogError(
            f"{shown_address(url)} cannot be a log. Pass the path of a file, or the address of a "
            "PostgreSQL database: postgresql+psycopg://user@server/name."
        )
    if url.get_backend_name() == "sqlite" and url.database not in (None, ":memory:"):
        # A notebook may change its folder later; the log stays where it was.
        return url.set(database=str(Path(url.database).expanduser().absolute()))
    return url


def _parsed(given: str) -> URL:
    try:
        url = make_url(given.strip())
    except (ArgumentError, ValueError):  # the second of a port
        raise LogError(_ADDRESS) from None
    if url.get_backend_name() == "sqlite":
        return url
    # Of a password with an "@" in it, the rest is taken for the server or the database. What has a
    # NUL in it ends there for PostgreSQL, and 0 is no port: both lead to another server.
    parts = [*map(str, url.translate_connect_args().values()), *map(str, url.query.values())]
    is_odd = "@" in (url.host or url.database or "") or any("\0" in part for part in parts)
    if is_odd or not (url.port is None or 1 <= url.port <= 65535):
        raise LogError(_ADDRESS)
    return url


def _own_folder() -> Path:
    return kept_folder() or user_data_path("backcare", appauthor=False)


def make_file(path: Path) -> None:
    """Make a log where there is none, and the folders that it lacks, for their owner alone.

    It is whole before it gets its name. A file or folder that is there already keeps the rights
    that somebody gave it.
    """
    if path.exists() or path.is_symlink():
        return
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    try:
        for folder in reversed(path.parents):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, exist_ok=True)
                _keep_names(folder.parent)
        for stale in path.parent.glob(f".{glob.escape(path.name)}.*.new"):  # of one that was killed
            with suppress(FileNotFoundError):  # of one that is done in this very moment
                if time.time() - stale.stat().st_mtime > _STALE_S:
                    stale.unlink()
        try:
            os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            engine = create_engine(URL.create("sqlite", database=str(draft)), poolclass=NullPool)
            with engine.begin() as connection:
                migrate(connection, new=True)
            _name(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise Refused(f"{error.strerror} ({error.filename}). Choose another path") from error


def _name(draft: Path, path: Path) -> None:
    """Give a new log its name, unless another program was faster: then that one is the log."""
    with suppress(FileExistsError):
        try:
            os.link(draft, path)
        except FileExistsError:
            raise
        except (OSError, AttributeError):
            # A disk, or a browser's Python, that knows no second name for a file: claim it, then
            # take its place.
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            draft.replace(path)
    _keep_names(path.parent)


def _keep_names(folder: Path) -> None:
    """See that the names in a folder are on the disk: what is in a lost folder is lost with it."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def check_kind(path: Path) -> None:
    """Refuse what is no file of SQLite before SQLite takes it for an empty log and writes there."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(HEADER))
    except OSError:
        return  # SQLite says in its own words why it cannot be opened
    if begins != HEADER:
        raise Refused(NOT_A_LOG)


def identity_of(path: Path) -> tuple[int, int]:
    """Return which file a path leads to now; refuse what cannot be a log."""
    try:
        found = path.stat()
    except OSError as error:
        gone = "it is no longer there. Put it back, or start a new one with SessionLog"
        raise Refused(_LINK if path.is_symlink() else gone) from error
    if not stat.S_ISREG(found.st_mode):  # a folder, a device, a pipe that nobody ever writes to
        raise Refused(NO_FILE)
    if not found.st_size:
        raise Refused(_EMPTY)
    return found.st_dev, found.st_ino


def file_uri(path: Path) -> str:
    """Return the address of a file for SQLite, whatever its name holds."""
    posix = path.as_posix()
    return "file://" + quote(os.fsencode(posix if posix.startswith("/") else f"/{posix}"))
