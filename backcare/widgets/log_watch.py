"""When to look at a log again, so that nothing old is shown of it."""

from __future__ import annotations

import functools
import hashlib
import os
import uuid
from collections.abc import Callable
from datetime import date, timedelta, timezone, tzinfo
from typing import Any, ClassVar
from weakref import WeakSet

import anywidget
import traitlets

from backcare.browser import assets
from backcare.log import SessionLog


@functools.cache
def this_kernel() -> str:
    """Name this kernel: when it is first asked for, as others are forked from the same process."""
    return uuid.uuid4().hex


class LogWatch(anywidget.AnyWidget):
    """Look at a person's log when the page is opened or seen again, after midnight, on a change.

    Whoever has changed the log calls `tell_all`: all that watch this person's log look at once,
    in this kernel and on the other pages of the same browser.
    """

    _esm = assets("in_page.js", "lost_line.js", "log_watch.js")
    _css = assets("lost_line.css")

    # By it those who watch the same person's log know each other in the browser.
    key = traitlets.Unicode().tag(sync=True)
    kernel = traitlets.Unicode().tag(sync=True)
    # How often this kernel has changed the log: the page passes on that it moves.
    changes = traitlets.Int().tag(sync=True)

    _all: ClassVar[WeakSet[LogWatch]] = WeakSet()

    def __init__(self, log: SessionLog, patient: str, look: Callable[[], object]) -> None:
        self._log, self._look, self._record = log, look, log.safety_record(patient)
        self._zone: tzinfo | None = None
        super().__init__(key=owner_key(log, patient), kernel=this_kernel())
        self.on_msg(self._hear)
        self._all.add(self)

    def __repr__(self) -> str:
        return f"LogWatch({self.key!r})"

    def today(self) -> date:
        """Return the day where the person is; before the page has been opened, where Python is."""
        return self._record.now(self._zone).date()

    def tell_all(self, *patients: str) -> None:
        """Have everything that shows this person's log look at it, this first: it has changed.

        Where it has changed for others too, what this kernel shows of those `patients` looks, too.
        """
        self.changes += 1
        keys = {self.key, *(owner_key(self._log, patient) for patient in patients)}
        others = [one for one in self._all if one is not self and one.key in keys]
        for watch in (self, *others):
            watch._look()

    def _hear(self, _watch: object, content: dict[str, Any], _buffers: object) -> None:
        if content.get("kind") == "look":
            self._zone = zone_of(content)
            self._look()


def zone_of(message: dict[str, Any]) -> tzinfo:
    """Return the time zone that a page is in, from the minutes ahead of UTC that it sends."""
    return timezone(timedelta(minutes=int(message["zone"])))


def owner_key(log: SessionLog | None, patient: str) -> str:
    """Name a patient of a log; a log in memory is another one each time, and so is none."""
    shared = log is not None and ":memory:" not in repr(log)
    own = f"{this_kernel()} {id(log)}" if log else uuid.uuid4().hex
    one = f"{name_of(log)} {patient}" if shared else f"{own} {patient}"
    return hashlib.sha256(one.encode()).hexdigest()[:16]


def name_of(log: SessionLog | None) -> str:
    """Name a log as it writes itself, but its file by one path, whatever link led to it."""
    path = log.path if log else None
    return f"SessionLog({os.path.realpath(path)!r})" if path else repr(log)
