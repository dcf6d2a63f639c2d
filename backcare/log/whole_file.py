"""A log where files are taken whole only: the folder that the notebooks of a web page keep.

A page's Python (Pyodide) has its files in memory; what is in `/drive` the browser keeps, and every
notebook of the page sees it. It takes a file when that is closed, so SQLite cannot work there: it
works on a copy in memory. The copy is fetched before a look at the log, where another notebook has
changed it, and is put back after each change, which is done when what was put back is there.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
import warnings
from pathlib import Path

from backcare.log.version import Refused

# Where JupyterLite has the files that the browser keeps.
DRIVE = Path("/drive")
_NOT_KEPT = (
    "This browser keeps no files for the page, as in a private window: what you write down is gone "
    "when you close it. Open the page in a normal window, or save the log with export_csv and "
    "download the file."
)
_GONE = "it is no longer there. Put it back, or start a new one with SessionLog"
_CHANGED = "another notebook has changed it at the same moment. Do it again"
_FULL = (
    "the browser did not keep it. Its storage may be full: delete files that you no longer need, "
    "and try again"
)


def in_page() -> bool:
    """Tell whether this is the Python of a web page."""
    return sys.platform == "emscripten"


def kept_folder() -> Path | None:
    """Return where a page keeps its log; None on a computer, and where a browser keeps nothing."""
    if in_page() and DRIVE.is_dir():
        return DRIVE / "backcare"
    if in_page():
        warnings.warn(_NOT_KEPT, stacklevel=2)
    return None


def is_taken_whole(path: Path) -> bool:
    """Tell whether a file is where files are taken whole only."""
    return in_page() and DRIVE in path.parents and DRIVE.is_dir()


class WholeFile:
    """A file that the browser keeps, and the copy on which SQLite works."""

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self.copy = Path(tempfile.mkdtemp(prefix="backcare-")) / kept.name
        self._content: bytes | None = None  # what was there when it was last looked at
        self._stamp: tuple[int, int] | None = None

    def fetch(self) -> None:
        """Take over what is kept, where it is not what was seen last; a new file has a new copy."""
        stamp = self._stamp_now()
        if stamp is None and self._content is not None:
            raise Refused(_GONE)
        if stamp is None or stamp == self._stamp:
            return
        content = self._kept.read_bytes()
        if content != self._content:
            self._copy_again(content)
        self._content, self._stamp = content, stamp

    def keep(self) -> None:
        """Put the copy back; refuse where that cannot be, and take the copy for what it was."""
        content = self.copy.read_bytes()
        if content == self._content:
            return
        try:
            self._put(content)
        except BaseException:
            self._forget()
            raise
        self._content, self._stamp = content, self._stamp_now()

    def _put(self, content: bytes) -> None:
        try:
            if self._content is None:
                self._kept.parent.mkdir(parents=True, exist_ok=True)
            now = self._kept.read_bytes() if self._kept.exists() else None
            if now != self._content:
                raise Refused(_CHANGED if now is not None else _GONE)
            self._kept.write_bytes(content)
            if self._kept.read_bytes() != content:
                if self._content is not None:
                    self._kept.write_bytes(self._content)
                raise Refused(_FULL)
        except OSError as error:
            raise Refused(_FULL) from error

    def _forget(self) -> None:
        """Drop what could not be kept; the next look takes over what is there."""
        self._stamp = None
        if self._content is None:
            self.copy.unlink(missing_ok=True)
        else:
            self._copy_again(self._content)

    def _copy_again(self, content: bytes) -> None:
        # As another file: whoever has the old one open must not take it for the same.
        draft = self.copy.with_name(f"{secrets.token_hex(4)}.new")
        draft.write_bytes(content)
        draft.replace(self.copy)

    def _stamp_now(self) -> tuple[int, int] | None:
        try:
            found = self._kept.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size
