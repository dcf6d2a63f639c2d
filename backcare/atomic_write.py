"""Files that are whole: an old one stays until then."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

_KEPT = "Any existing file is unchanged. Choose a folder you can write to."


def write_whole(target: Path, content: bytes, *, is_private: bool = True) -> None:
    """Put a whole file in the place of another or of none, on the disk.

    It is its owner's alone; what is not private others may read, as far as the umask lets them.
    """
    mode = 0o600 if is_private else 0o666
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with open(temporary, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except FileExistsError:
        raise  # it is another's
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    if os.name == "posix":  # elsewhere a folder cannot be opened, and needs no flush
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_or_explain(
    target: Path,
    content: bytes,
    *,
    is_private: bool = True,
    kept: str = _KEPT,
    error: type[Exception] | None = None,
) -> None:
    """Write a whole file; where that fails, say which one, why, and what is as it was."""
    try:
        write_whole(target, content, is_private=is_private)
    except OSError as failure:
        words = f"{target} was not written: {failure.strerror or failure}. {kept}"
        raise (error or type(failure))(words) from failure
