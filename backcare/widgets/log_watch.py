"""When to look at a log again, so that nothing old is shown of it."""

from __future__ import annotations

import functools
import hashlib
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any, ClassVar, TypeAlias
from weakref import WeakSet

import anywidget
import traitlets

from backcare.browser import assets
from backcare.errors import LogError
from backcare.log import SessionLog
from backcare.log.kept import kept_key, name_of
from backcare.safety import ASK_WHOM
from backcare.sessions import SESSION_LIMITS, TEXT_LIMITS

_PAIN = SESSION_LIMITS["pain_peak"]
_A_DAY_MS = 86_400_000
_PAST_ALL_MS = 2.0**53
_ON_THE_WAY = timedelta(minutes=1)  # a message may be so long, where a kernel is busy
_Stop: TypeAlias = tuple[str, str, datetime | None]
_Pain: TypeAlias = tuple[str, int, int, datetime | None]


@functools.cache
def this_kernel() -> str:
    """Name this kernel: when it is first asked for, as others are forked from the same process."""
    return uuid.uuid4().hex


class LogWatch(anywidget.AnyWidget):
    """Look at a person's log when the page is opened or seen again, after midnight, on a change.

    Whoever has changed the log calls `tell_all`: all that watch this person's log look at once,
    in this kernel and on the other pages of the same browser.

    A stop that only the browser knows, because the kernel of its player was gone, is stored
    before that look. Until then the page itself hides what it offers, and says why. So is pain
    above mild in a session that is not saved yet.
    """

    _esm = assets(
        *("in_page.js", "lost_line.js", "local_time.js", "player_play.js", "player_store.js"),
        *("kept_stops.js", "log_watch.js"),
    )
    _css = assets("lost_line.css")

    # By it those who watch the same person's log know each other in the browser.
    key = traitlets.Unicode().tag(sync=True)
    kernel = traitlets.Unicode().tag(sync=True)
    # How often this kernel has changed the log: the page passes on that it moves.
    changes = traitlets.Int().tag(sync=True)
    # Where the browser keeps a session that is not saved yet; see `kept_key`.
    kept_key = traitlets.Unicode().tag(sync=True)
    # What is said at a stop that the log has not: from its reason to HTML.
    stop_words = traitlets.Dict().tag(sync=True)
    # The sessions that the browser has told a stop of, and the log has it: until when, in ms.
    known = traitlets.Dict().tag(sync=True)
    # Whether a professional has to be asked; else what the log knows has been asked about.
    waits = traitlets.Bool().tag(sync=True)

    _all: ClassVar[WeakSet[LogWatch]] = WeakSet()

    def __init__(self, log: SessionLog, patient: str, look: Callable[[], object]) -> None:
        self._log, self._look, self._record = log, look, log.safety_record(patient)
        self._zone: tzinfo | None = None
        super().__init__(
            key=owner_key(log, patient), kernel=this_kernel(), kept_key=kept_key(log, patient)
        )
        self.on_msg(self._hear)
        self._all.add(self)

    def __repr__(self) -> str:
        return f"LogWatch({self.key!r})"

    def close(self) -> None:
        """Close it: what is closed looks no more."""
        self._all.discard(self)
        super().close()

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

    def move_on(self) -> None:
        """Put the keyboard's focus on what comes next, before what was pressed goes away."""
        self.send({"move_on": True})

    def _hear(self, _watch: object, content: dict[str, Any], _buffers: object) -> None:
        if content.get("kind") == "look":
            self._zone = zone_of(content)
            stops = list(_stops(content.get("stops")))
            ahead = self._ahead(_moment(content.get("now")))
            stored = self._store(stops, ahead)
            hurts = self._store_pains(_pains(content.get("pains")), ahead)
            look = self.tell_all if hurts or any(stored.values()) else self._look
            look()
            # Last: by then all that is shown follows them.
            self.known = {one: until for one, until in _felt_until(stops).items() if one in stored}

    def _ahead(self, page_now: datetime | None) -> timedelta:
        """Return how far the page's clock is ahead of the log's, on another computer perhaps."""
        ahead = page_now - self._record.now() if page_now else timedelta()
        return ahead if abs(ahead) > _ON_THE_WAY else timedelta()

    def _store(self, stops: Iterable[_Stop], ahead: timedelta) -> dict[str, bool]:
        """Store stops that the browser keeps; return for each session whether it is new."""
        stored: dict[str, bool] = {}
        with suppress(LogError):  # the notice of the log says so, and the page hides what it offers
            for session_id, reason, on_page in stops:
                felt = on_page and on_page - ahead
                is_new = self._record.tell_to_stop(session_id, reason, is_on=True, felt=felt)
                stored[session_id] = is_new or stored.get(session_id, False)
        return stored

    def _store_pains(self, pains: Iterable[_Pain], ahead: timedelta) -> bool:
        """Store how strong pain was in sessions that the browser keeps; say whether any is new."""
        is_new = False
        with suppress(LogError):
            for session_id, before, peak, on_page in pains:
                felt = on_page and on_page - ahead
                one = self._record.tell_pain(session_id, before, peak, self._zone, felt=felt)
                is_new |= one
        return is_new


def _pains(given: object) -> Iterator[_Pain]:
    """Go through the pains a page has sent: session, at its start, at its worst, felt last when."""
    for one in given if isinstance(given, list) else []:
        session_id, *pains, felt = one if isinstance(one, list) and len(one) == 4 else ("", None)
        if _is_id(session_id) and all(type(pain) is int and _PAIN.allows(pain) for pain in pains):
            yield session_id, *pains, _moment(felt)


def _stops(given: object) -> Iterator[_Stop]:
    """Go through the stops that a page has sent: a session, a reason, and when it was felt last."""
    for one in given if isinstance(given, list) else []:
        session_id, reason, *felt = one if isinstance(one, list) and len(one) > 1 else ("", "")
        if _is_id(session_id) and isinstance(reason, str) and reason in ASK_WHOM:
            yield session_id, reason, _moment(felt[0] if felt else None)


def _felt_until(stops: Iterable[_Stop]) -> dict[str, float]:
    """Return for each session until when it stops, in ms; what has no time is past all."""
    until: dict[str, float] = {}
    for session_id, _, felt in stops:
        ms = felt.timestamp() * 1000 if felt else _PAST_ALL_MS
        until[session_id] = max(ms, until.get(session_id, 0))
    return until


def _moment(ms: object) -> datetime | None:
    """Return the time of a page's milliseconds; None for what is no time of today or before."""
    if type(ms) not in (int, float) or not 0 < ms <= time.time() * 1000 + _A_DAY_MS:  # type: ignore[operator]
        return None
    return datetime.fromtimestamp(ms / 1000, UTC)  # type: ignore[operator]


def _is_id(text: object) -> bool:
    return isinstance(text, str) and not TEXT_LIMITS["session_id"].text_fault(text)


def zone_of(message: dict[str, Any]) -> tzinfo:
    """Return the time zone that a page is in, from the minutes ahead of UTC that it sends."""
    return timezone(timedelta(minutes=int(message["zone"])))


def owner_key(log: SessionLog | None, patient: str) -> str:
    """Name a patient of a log; a log in memory is another one each time, and so is none."""
    shared = log is not None and ":memory:" not in repr(log)
    own = f"{this_kernel()} {id(log)}" if log else uuid.uuid4().hex
    one = f"{name_of(log)} {patient}" if shared else f"{own} {patient}"
    return hashlib.sha256(one.encode()).hexdigest()[:16]
