"""A place to choose a file or to drop one: its content, and nothing else of it, comes to Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import anywidget
import traitlets

from backcare.browser import assets
from backcare.csv_reader import MOST_BYTES
from backcare.errors import printable


class Given(NamedTuple):
    """A file as its page gave it, and the time zone of the page; None where that is not known."""

    name: str
    content: bytes
    zone: tzinfo | None = None


class FileDrop(anywidget.AnyWidget):
    """Take a file from the page, in pieces; what is refused there is not sent at all.

    `take` is called with each file once it is here, `refuse` with why one is not, and its name:
    "large", "several" or "unreadable".
    """

    _esm = assets("in_page.js", "stale_answer.js", "file_drop.js")
    _css = assets("import_form.css")

    description = traitlets.Unicode().tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    most_bytes = traitlets.Int(MOST_BYTES).tag(sync=True)
    # Which fields the rest of the app answers, and what stood in each.
    answers = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        description: str,
        take: Callable[[Given], object],
        refuse: Callable[[str, str], object],
        *,
        words: str = "",
    ) -> None:
        self._take, self._refuse = take, refuse
        self._id, self._content = "", bytearray()
        super().__init__(description=description, words=words)
        self.on_msg(self._receive)

    def __repr__(self) -> str:
        return f"FileDrop({self.description!r})"

    def focus(self) -> None:
        """Put the keyboard's focus on the button."""
        self.send({"focus": True})

    def _receive(self, _part: object, message: dict[str, Any], buffers: Any) -> None:
        name = printable(str(message.get("name", "")))
        if message.get("kind") == "refused":
            self._id = ""
            self._refuse(str(message["why"]), name)
        elif message.get("kind") == "piece":
            try:
                self._add(message, bytes(buffers[0]), name)
            finally:
                self.send({"got": message["id"]})

    def _add(self, message: dict[str, Any], piece: bytes, name: str) -> None:
        """Put a piece behind the others; of a file that another has overtaken nothing is kept."""
        if message["start"] == 0:
            self._id, self._content = message["id"], bytearray()
        if message["id"] != self._id or message["start"] != len(self._content):
            return
        self._content += piece
        if len(self._content) > self.most_bytes:
            self._id, self._content = "", bytearray()
            self._refuse("large", name)
        elif len(self._content) >= message["size"]:
            content, self._content, self._id = bytes(self._content), bytearray(), ""
            self._take(Given(name, content, _zone(message.get("zone"))))


def _zone(name: object) -> tzinfo | None:
    """Return the time zone of this name; None where this computer has no such."""
    try:
        return ZoneInfo(str(name))
    except (ValueError, OSError, KeyError):  # the last also where no zones are installed
        return None
