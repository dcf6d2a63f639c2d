"""Whether the back has settled since a session that left more pain: asked once, known to all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from ipywidgets import HTML, Box

from backcare.browser import fragment
from backcare.errors import LogError
from backcare.log import SessionLog
from backcare.plan.settling import settling_words, unsettled_sessions
from backcare.widgets.controls import button, show
from backcare.widgets.gate_and_stop import StopNotice

_ASKED = "Has your back settled since that session?"


class Settling:
    """What is said after a session that left more pain, and the question that is asked then.

    `note` and `question` are widgets for whoever shows exercises for the usual pain: as long as it
    `asks`, there are none.
    """

    def __init__(
        self,
        log: SessionLog,
        patient: str,
        stop: StopNotice,
        *,
        settled: Callable[[], object],
        not_yet: Callable[[], object],
    ) -> None:
        self._log, self._patient, self._stop = log, patient, stop
        self._record = log.safety_record(patient)
        self._settled = settled
        self._said: frozenset[str] = frozenset()  # here, also where the log cannot keep it
        self._waits: frozenset[str] = frozenset()
        self._words = ""
        self.asks = False
        self.note = HTML(placeholder="").add_class("bc-lasting")
        answers = (
            button("Yes, it is as usual again", self.say),
            button("Not yet", self._after_moving(not_yet)),
        )
        self.question = Box(
            (HTML(fragment("heading", text=_ASKED)), Box(answers).add_class("bc-buttons"))
        ).add_class("bc-question")
        self.look()

    def __repr__(self) -> str:
        return f"Settling(asks={self.asks})"

    def _after_moving(self, act: Callable[[], object]) -> Callable[[], object]:
        def moved() -> None:
            self._stop.watch.move_on()
            act()

        return moved

    def look(self) -> None:
        """Read the log anew."""
        with suppress(LogError):  # the notice of the log says so
            frame = self._record.with_unsaved(self._log.to_frame(self._patient))
            today = self._stop.watch.today()
            settled = self._record.settled() | self._said
            rule = self._stop.rule
            self._waits = unsettled_sessions(frame, today, settings=rule, settled=settled)
            self._words = " ".join(settling_words(frame, today, settings=rule, settled=settled))

    def show(self, state: str | None, *, cleared: bool) -> None:
        """Say and ask it where the warning signs are answered and nobody has to be asked first."""
        is_free = cleared and not self._stop.waiting
        words = self._words if is_free else ""
        self.note.value = fragment("caution", text=words) if words else ""
        show(self.note, bool(words))
        self.asks = is_free and state not in (None, "acute") and bool(self._waits)
        show(self.question, self.asks)

    def say(self) -> None:
        """Keep that the back has settled, for every page; nothing where it had not to."""
        self._stop.watch.move_on()
        try:
            self._record.say_settled(self._waits)
        except LogError:  # then it is asked again on another page
            self._said |= self._waits
        self.look()
        self._settled()
        self._stop.watch.tell_all()
