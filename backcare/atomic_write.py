"""Files that are whole: an old one stays until then."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_KEPT = "Any existing file is unchanged. Choose a folder you can write to."


def write_whole(target: Path, content: bytes) -> None:
    """Put a whole file, its owner's alone, in the place of another or of none: on the disk."""
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    if os.name == "posix":  # elsewhere a folder cannot be opened, and needs no flush
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_or_explain(
    target: Path, content: bytes, *, kept: str = _KEPT, error: type[Exception] | None = None
) -> None:
    """Write a whole file; where that fails, say which one, why, and what is as it was."""
    try:
        write_whole(target, content)
    except OSError as failure:
        words = f"{target} was not written: {failure.strerror or failure}. {kept}"
        raise (error or type(failure))(words) from failure
