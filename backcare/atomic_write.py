"""Files that are whole: an old one stays until then."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(target: Path, content: bytes) -> None:
    """Put a whole file in the place of another, or of none; on the disk when this returns.

    Only its owner can read it, as a log.

    Raises
    ------
    OSError
        If it cannot be written; what was there before is as it was.

    Examples
    --------
    >>> file = Path(tempfile.mkdtemp()) / "plan.csv"
    >>> write_whole(file, b"reps")
    >>> file.read_bytes(), len(list(file.parent.iterdir()))
    (b'reps', 1)
    """
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
