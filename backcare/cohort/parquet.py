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

from backcare.cohort.beside import columns_beside
from backcare.cohort.group import NEEDED, WITH_ZONE, names_of
from backcare.cohort.libraries import library
from backcare.errors import Fault
from backcare.sessions import LIMITS, OFFSET, log_faults, unlike_sessions

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
NOT_OPENED = "cannot be read ({why}). Close it elsewhere, or copy it."
_LACKS = "lacks {columns}; SessionLog.to_frame() gives all of them."
_TWICE = "is there twice. Rename or delete one of the two."
_WRONG_TYPE = (
    "must be {needed}, but the file has it as {found}. Convert it, and write the file anew."
)


class ParquetLog(NamedTuple):
    """The log in a file, and the columns that are not read; or whose it is and all its faults."""

    frame: pd.DataFrame
    unread: Sequence[str] = ()
    faults: Sequence[Fault] = ()


def read_parquet(path: Path, **reading: Any) -> ParquetLog:
    """Read the log in a file, with what of `read_diary`'s arguments is about a log's own columns.

    Whatever pyarrow raises of a damaged file is a fault of that file.
    """
    read = _read_as(path, reading)
    # A number that is wrong is told as it stands there.
    return _read_as(path, reading, exact=True) if read.faults else read


def _read_as(path: Path, reading: dict[str, Any], *, exact: bool = False) -> ParquetLog:
    pa, parquet = library("pyarrow"), library("pyarrow.parquet")
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            return _refused([Fault(None, "", "", _NO_FILE)])
        schema, frame = _read(pa, parquet, path, exact=exact)
    except MemoryError:
        rule = _TOO_LARGE
    except OSError as error:
        # pyarrow says with the same error that a file ends too soon, without its number. Its words
        # name the path.
        rule = NOT_OPENED.format(why=os.strerror(error.errno)) if error.errno else _TORN
    except Exception:  # noqa: BLE001 - a flipped bit may lead to an error of any kind
        rule = _TORN
    else:
        return _judged(pa.types, schema, frame, reading)
    return _refused([Fault(None, "", "", rule)])


def _refused(faults: Sequence[Fault]) -> ParquetLog:
    return ParquetLog(pd.DataFrame(), (), faults)


def _read(pa: Any, parquet: Any, path: Path, *, exact: bool) -> tuple[Any, pd.DataFrame]:
    """Read of a file what columns it has, and the log's own where they are of the right type."""
    with parquet.ParquetFile(path) as file:
        schema = file.schema_arrow
    own = [name for name in _own(schema) if not _column_fault(pa.types, schema, name)]
    coded = [name for name in _DICTIONARIES if name in own]
    with parquet.ParquetFile(path, read_dictionary=coded, page_checksum_verification=True) as file:
        columns = {name: _column(pa, file, name, exact=exact) for name in own}
    return schema, _as_frame(pa, pa.table(columns))


def _judged(types: Any, schema: Any, frame: pd.DataFrame, reading: dict[str, Any]) -> ParquetLog:
    """Return a log by what was read of it, or all that is wrong with it."""
    beside = [name for name in schema.names if not _OF_PANDAS.fullmatch(name)]
    unread, doubtful = columns_beside(beside, reading.get("columns"))
    faults = [*_schema_faults(types, schema), *doubtful]
    there = [name for name in NEEDED if name in frame]
    faults += log_faults(frame, there)
    if len(there) == len(NEEDED):
        exercises, now = reading.get("exercises"), reading.get("now")
        faults += unlike_sessions(frame, exercises=exercises, now=now)
    if faults:
        return ParquetLog(frame.reindex(columns=["patient"]), (), faults)
    frame.attrs["not_read"] = _not_read(schema.metadata or {})
    return ParquetLog(frame, unread)


def _not_read(metadata: Mapping[bytes, bytes]) -> tuple[str, ...]:
    """Return what `load_logs` could not read of a log's folder, which pandas writes beside it."""
    try:
        told = json.loads(metadata.get(b"PANDAS_ATTRS", b"{}"))["not_read"]
    except (KeyError, TypeError, ValueError):  # it may be anything
        return ()
    return names_of(told)


def release_memory() -> None:
    """Give back what pyarrow keeps for the next file, where there is none."""
    library("pyarrow").default_memory_pool().release_unused()


def _own(schema: Any) -> list[str]:
    return [name for name in (*NEEDED, "note") if name in schema.names]


def _schema_faults(types: Any, schema: Any) -> Iterator[Fault]:
    """Yield the columns that are missing, there twice or of another type."""
    if lacking := [name for name in NEEDED if name not in schema.names]:
        yield Fault(None, "", "", _LACKS.format(columns=", ".join(lacking)))
    for name in _own(schema):
        if rule := _column_fault(types, schema, name):
            yield Fault(None, name, "", rule)


def _column_fault(types: Any, schema: Any, name: str) -> str:
    if schema.names.count(name) > 1:
        return _TWICE
    return _type_fault(types, name, schema.field(name).type)


def _type_fault(types: Any, name: str, found: Any) -> str:
    if types.is_nested(found):  # whose own names may be of a person
        return _WRONG_TYPE.format(needed="one value", found="several in one")
    if types.is_null(found):  # every row of it is blank, which the rules of the log judge
        return ""
    if name == "started_at":
        if not types.is_timestamp(found):
            return _WRONG_TYPE.format(needed="a date and time", found=found)
        return "" if found.tz is None else f"{WITH_ZONE} Then write the file anew."
    if name in _NUMBERS:
        is_number = types.is_integer(found) or types.is_floating(found)
        return "" if is_number else _WRONG_TYPE.format(needed="a number", found=found)
    text = found.value_type if types.is_dictionary(found) else found
    is_text = types.is_string(text) or types.is_large_string(text) or types.is_string_view(text)
    return "" if is_text else _WRONG_TYPE.format(needed="text", found=found)


def _column(pa: Any, file: Any, name: str, *, exact: bool) -> Any:
    """Read a column, one at a time to use its memory again; numbers as floats, if not exact.

    A blank among floats is NaN, so that pandas takes their memory over as it is; 32 bits are enough
    for every whole number that a log holds.
    """
    table = file.read([name], use_threads=False)
    table.validate(full=True)
    column = table.column(name)
    if name == "started_at":
        return _in_microseconds(pa, column)
    if pa.types.is_null(column.type):
        return column.cast(pa.float64() if name in _NUMBERS else pa.string())
    if name not in _NUMBERS or exact:
        return column
    kind = pa.float32() if pa.types.is_integer(column.type) else pa.float64()
    return column.cast(kind, safe=False).fill_null(float("nan"))


def _in_microseconds(pa: Any, times: Any) -> Any:
    """Return times as a log has them, or those of a year that no microseconds reach as they are."""
    try:
        return times.cast(pa.timestamp("us"), safe=getattr(times.type, "unit", "") != "ns")
    except pa.ArrowInvalid:
        return times


def _as_frame(pa: Any, table: Any) -> pd.DataFrame:
    """Return a table as a frame, whose numbers are floats, or whole with a blank beside them."""
    frame: pd.DataFrame = table.to_pandas(
        types_mapper=lambda kind: pd.ArrowDtype(kind) if pa.types.is_integer(kind) else None,
        split_blocks=True,
        use_threads=False,
    )
    return frame
