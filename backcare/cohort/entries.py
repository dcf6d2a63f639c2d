"""What stands in a folder of logs: what is read, what looks like a log and is not, and the rest."""

from __future__ import annotations

import os
from collections.abc import Set
from pathlib import Path
from typing import NamedTuple

from backcare.csv_reader import IS_LINK
from backcare.errors import shown_value

# Workbooks too: whose patient is in one is to be told that it is not read.
_MAY_BE_DIARIES = {
    *(".csv", ".tsv", ".txt", ".json", ".xml", ".zip"),
    *(".xlsx", ".xls", ".xlsm", ".ods", ".numbers"),
}
PARQUET = ".parquet"
_PACKED = {".gz", ".bz2", ".xz", ".zst", ".lz4", ".br", ".7z", ".rar", ".tgz", ".tar"}
_TABLES = {".parq", ".feather", ".arrow", ".orc", ".avro", ".jsonl", ".ndjson"}
_PARQUET_TOO = {PARQUET, ".pq"}
_LOGS = _MAY_BE_DIARIES | _PARQUET_TOO | _TABLES
_HIDDEN = (".", "~", "readme")
# What file managers and open workbooks leave beside a file, and what is written for people.
_BESIDE_FILES, _FOR_PEOPLE = ("._", "~$"), {"readme.txt"}
# What Spark and file managers add, in which there is no row of a log.
_NO_LOGS = {
    *("_success", "_metadata", "_common_metadata", "thumbs.db", "desktop.ini"),
    *("__macosx", "$recycle.bin", "system volume information"),
}
# What a browser or a cloud's folder adds to the name of a file that is not all there yet.
_UNFINISHED = {".icloud", ".crdownload", ".download", ".part", ".partial"}
_IS_FOLDER = (
    "is a folder, which is not looked into, and may hold logs. Move its files into this folder, or "
    "read it by itself, with its own path. If there are none, move it elsewhere."
)
_IF_NOT = " If it holds no log, move it elsewhere."
_IS_PACKED = (
    "is packed, and is not read. Unpack it in this folder, and delete the packed file." + _IF_NOT
)
_IS_PARQUET = (
    "is a Parquet file, which only load_parts reads. Read the folder with load_parts." + _IF_NOT
)
_IS_CALLED = (
    "is not read under this name. If it is a Parquet file, let its name end in .parquet." + _IF_NOT
)
_IS_TABLE = (
    "is a table of a kind that is not read. Write it as .csv or .parquet, and delete it." + _IF_NOT
)

_NO_PATH = '{argument} must be the path of a folder, such as "logs", got {given}.'
_IS_HIDDEN = (
    "is not read under this name, which is that of a hidden file or a read-me. If it is a log, "
    "give it a name such as P07{ending}; if not, move it elsewhere."
)
_IS_UNFINISHED = (
    "is not all on this computer yet. Let it be downloaded to its end, and load the folder again."
)
_IS_GONE = "is gone since the folder was looked at. Load the folder again."
_NOT_SEEN = (
    "{folder!r} cannot be looked into ({why}). Ask who looks after this computer to let you read "
    "it and the files in it, or copy them into a folder of your own."
)


def path_of(argument: str, given: object) -> Path:
    """Return a path that was given, or refuse what is none."""
    path = os.fspath(given) if isinstance(given, str | os.PathLike) else None
    if not isinstance(path, str):
        raise ValueError(_NO_PATH.format(argument=argument, given=shown_value(given)))
    return Path(path)


class Entries(NamedTuple):
    """The paths in a folder that may be logs, in their order, and those that are none."""

    logs: list[Path]
    others: list[Path]


def entries(place: str | os.PathLike[str], more: Set[str] = frozenset()) -> Entries:
    """Return what is in a folder; `more` endings are those of logs, too.

    What is hidden is left out where its name is not that of a log.
    """
    folder = path_of("folder", place)
    try:
        if not os.fspath(place) or not folder.is_dir():  # of "" Path makes the folder one is in
            raise ValueError(
                f"{folder.name!r} is not a folder. Name the folder that the exported logs are in."
            )
        there = sorted(folder.iterdir(), key=lambda path: (path.name.casefold(), path.name))
        return _sorted_out(there, more)
    except OSError as error:  # whose words have the whole path
        words = _NOT_SEEN.format(folder=folder.name, why=error.strerror)
    raise ValueError(words)


def _sorted_out(there: list[Path], more: Set[str]) -> Entries:
    found = Entries([], [])
    for path in there:
        try:
            is_log = _is_read(path, more) or bool(why_not_read(path, more))
            is_seen = not _is_hidden(path) or _is_like_log(path)
        except OSError:  # a link to where one may not look: it is told when it is read
            is_log = is_seen = True
        if is_log:
            found.logs.append(path)
        elif is_seen and path.name.casefold() not in _NO_LOGS:
            found.others.append(path)
    return found


def why_not_read(path: Path, more: Set[str] = frozenset()) -> str:
    """Say of what looks like a log why it is not read; "" where it is, or is none."""
    name, kind = path.name.casefold(), _kind(path)
    if name in _NO_LOGS:
        return ""
    if kind in _UNFINISHED and _kind(Path(path.stem)) in _LOGS and not path.is_dir():
        return _IS_UNFINISHED
    if _is_hidden(path):
        is_none = name.startswith(_BESIDE_FILES) or name in _FOR_PEOPLE or path.is_dir()
        return "" if is_none or not _is_like_log(path) else _IS_HIDDEN.format(ending=kind)
    if path.is_dir():
        return _IS_FOLDER if _is_like_log(path) else ""
    if _is_read(path, more):
        return "" if path.exists() else IS_LINK if path.is_symlink() else _IS_GONE
    return _why_not_this_kind(kind, more)


def _why_not_this_kind(kind: str, more: Set[str]) -> str:
    if kind in _PARQUET_TOO:
        return _IS_CALLED if PARQUET in more else _IS_PARQUET
    if kind in _PACKED:
        return _IS_PACKED
    return _IS_TABLE if kind in _TABLES else ""


def _kind(path: Path) -> str:
    """Return the ending of a name, which may be all of it."""
    name = path.name.casefold()
    return path.suffix.casefold() or (name if name.startswith(".") else "")


def _is_hidden(path: Path) -> bool:
    name = path.name.casefold()
    return name.startswith(".") or (name.startswith(_HIDDEN) and not path.is_dir())


def _is_read(path: Path, more: Set[str]) -> bool:
    is_log = _kind(path) in _MAY_BE_DIARIES | more
    return is_log and not _is_hidden(path) and not path.is_dir()


def _is_like_log(path: Path) -> bool:
    """Tell whether a file has the ending of a log, or a folder may hold one."""
    if path.is_dir():
        return _kind(path) in _LOGS or _may_hold_logs(path)
    return _kind(path) in _LOGS | _PACKED


def _may_hold_logs(folder: Path) -> bool:
    """Tell whether a file below a folder may be a log; if it cannot be seen, one may be."""
    errors: list[OSError] = []
    for _, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if any(_kind(Path(name)) in _LOGS | _PACKED for name in files):
            return True
    return bool(errors)
