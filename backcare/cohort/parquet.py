"""A log in a Parquet file, as `SessionLog.to_frame()` gives it: read whole, or all that is wrong.

Types and names of columns are held to those of a log before anything is read; the rules of what
stands in them come after, and are those of a session that is stored.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from backcare.cohort.folder import columns_beside
from backcare.cohort.group import NEEDED
from backcare.cohort.libraries import library
from backcare.csv_reader import shortened
from backcare.errors import Fault, FaultsError, printable
from backcare.sessions import LIMITS, OFFSET, check_log, unlike_sessions

_NUMBERS = {**LIMITS, OFFSET.name: OFFSET}
# Few different texts stand in these, so that a number for each is enough.
_DICTIONARIES = ["patient", "exercise_id", "note"]
_TORN = (
    "is no Parquet file, or is torn: it cannot be read to its end. Write it anew with "
    'SessionLog.to_frame().to_parquet("P07.parquet"), or copy it again.'
)
_NO_FILE = "is no file, but a device or a pipe. Put the file itself here."
_TOO_LARGE = (
    "needs more memory than there is, or is torn. Write it into smaller files, or copy it again."
)
# The row numbers of a frame of which some rows were taken.
_OF_PANDAS = re.compile(r"__index_level_\d+__")
_NOT_OPENED = "cannot be read ({why}). Close it elsewhere, or copy it."
_LACKS = "lacks {columns}; SessionLog.to_frame() gives all of them."
_TWICE = "has {columns} twice. Rename or delete one of each."
_WRONG_TYPE = (
    "must be {needed}, but the file has it as {found}. Convert it, and write the file anew."
)
_ZONE = (
    "must be the time on the clock there, without a zone; the offset is in utc_offset_min. Use "
    'frame["started_at"].dt.tz_localize(None), and write the file anew.'
)


class ParquetLog(NamedTuple):
    """The log in a file, and the columns that are not read; or all that is wrong with it."""

    frame: pd.DataFrame
    unread: Sequence[str] = ()
    faults: Sequence[Fault] = ()


def read_parquet(path: Path, **reading: Any) -> ParquetLog:
    """Read the log in a file, with what of `read_diary`'s arguments is about a log's own columns.

    Whatever pyarrow raises of a damaged file is a fault of that file.
    """
    pa, parquet = library("pyarrow"), library("pyarrow.parquet")
    try:
        return _read(pa, parquet, path, reading)
    except MemoryError:
        rule = _TOO_LARGE
    except OSError as error:
        # pyarrow says with the same error that a file ends too soon, without its number. Its words
        # name the path.
        rule = _NOT_OPENED.format(why=os.strerror(error.errno)) if error.errno else _TORN
    except Exception:  # noqa: BLE001 - a flipped bit may lead to an error of any kind
        rule = _TORN
    return _refused([Fault(None, "", "", rule)])


def _refused(faults: Sequence[Fault]) -> ParquetLog:
    return ParquetLog(pd.DataFrame(), (), faults)


def _read(pa: Any, parquet: Any, path: Path, reading: dict[str, Any]) -> ParquetLog:
    if path.exists() and not path.is_file():  # a pipe would be waited for
        return _refused([Fault(None, "", "", _NO_FILE)])
    with parquet.ParquetFile(path) as file:
        schema = file.schema_arrow
    if faults := [*_schema_faults(pa.types, schema)]:
        return _refused(faults)
    beside = [name for name in schema.names if not _OF_PANDAS.fullmatch(name)]
    unread, faults = columns_beside(beside, reading.get("columns"))
    # It does not know a column that is not there.
    coded = [name for name in _DICTIONARIES if name in schema.names]
    with parquet.ParquetFile(path, read_dictionary=coded, page_checksum_verification=True) as file:
        note = ["note"] if "note" in schema.names else []
        table = file.read([*NEEDED, *note], use_threads=False)
    table = table.replace_schema_metadata(None)  # what pandas writes there is not needed
    table.validate(full=True)
    frame = _as_frame(pa, table)
    frame.attrs["not_read"] = _not_read(schema.metadata or {})
    try:
        check_log(frame, NEEDED)
    except FaultsError as error:
        return _refused([*faults, *error])
    exercises, now = reading.get("exercises"), reading.get("now")
    faults += unlike_sessions(frame, exercises=exercises, now=now)
    return _refused(faults) if faults else ParquetLog(frame, unread)


def _not_read(metadata: Mapping[bytes, bytes]) -> tuple[str, ...]:
    """Return what `load_logs` could not read of a log's folder, which pandas writes beside it."""
    try:
        told = json.loads(metadata.get(b"PANDAS_ATTRS", b"{}"))["not_read"]
    except (KeyError, TypeError, ValueError):  # it may be anything
        return ()
    files = told if isinstance(told, list) else []
    return tuple(printable(shortened(one)) for one in files if isinstance(one, str))


def release_memory() -> None:
    """Give back what pyarrow keeps for the next file, where there is none."""
    library("pyarrow").default_memory_pool().release_unused()


def _schema_faults(types: Any, schema: Any) -> Iterator[Fault]:
    """Yield the columns that are missing, there twice or of another type."""
    if lacking := [name for name in NEEDED if name not in schema.names]:
        yield Fault(None, "", "", _LACKS.format(columns=", ".join(lacking)))
    wanted = [name for name in (*NEEDED, "note") if name in schema.names]
    if twice := [name for name in wanted if schema.names.count(name) > 1]:
        yield Fault(None, "", "", _TWICE.format(columns=", ".join(twice)))
    for name in wanted:
        if name not in twice and (rule := _type_fault(types, name, schema.field(name).type)):
            yield Fault(None, name, "", rule)


def _type_fault(types: Any, name: str, found: Any) -> str:
    if types.is_null(found):  # every row of it is blank, which the rules of the log judge
        return ""
    if name == "started_at":
        if not types.is_timestamp(found):
            return _WRONG_TYPE.format(needed="a date and time", found=found)
        return "" if found.tz is None else _ZONE
    if name in _NUMBERS:
        is_number = types.is_integer(found) or types.is_floating(found)
        return "" if is_number else _WRONG_TYPE.format(needed="a number", found=found)
    text = found.value_type if types.is_dictionary(found) else found
    is_text = types.is_string(text) or types.is_large_string(text) or types.is_string_view(text)
    return "" if is_text else _WRONG_TYPE.format(needed="text", found=found)


def _as_frame(pa: Any, table: Any) -> pd.DataFrame:
    """Return a table as a frame: small whole numbers where all of them are, dictionaries coded."""
    for place, name in enumerate(table.column_names):
        kind = _wanted_type(pa, name, table.column(name).type)
        if kind is not None:
            try:
                table = table.set_column(place, name, table.column(name).cast(kind))
            except pa.ArrowInvalid:
                continue  # 2.5 of a whole number, or one too large: the rules of the log name it
    dtypes = {pa.int16(): pd.Int16Dtype(), pa.float64(): pd.Float64Dtype()}
    frame: pd.DataFrame = table.to_pandas(
        types_mapper=dtypes.get, ignore_metadata=True, use_threads=False
    )
    return frame


def _wanted_type(pa: Any, name: str, found: Any) -> Any:
    if name in _NUMBERS:
        return pa.int16() if _NUMBERS[name].whole else pa.float64()
    if pa.types.is_null(found):
        return pa.timestamp("us") if name == "started_at" else pa.string()
    return None
