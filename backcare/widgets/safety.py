"""The stop rule on the screen: stop, ask a professional, and say so when that is done.

The red-flag gate: warning signs first, exercises only when none of them is true.
"""

from __future__ import annotations

import html
from typing import Any

import anywidget
import traitlets
from ipywidgets import HTML, VBox

from backcare.browser import assets
from backcare.errors import LogError
from backcare.exercises.cards import gate_html
from backcare.log import SessionLog
from backcare.safety import SafetySettings
from backcare.widgets.controls import button, show
from backcare.widgets.text import stop_words, unread_words


class RedFlagGate(anywidget.AnyWidget):
    """A checklist of warning signs, of which a single one closes the way.

    Attributes
    ----------
    ticked : list of str
        The `flag_id` of each sign that the person has ticked.
    cleared : bool
        Whether the person has answered that none is true. Never true while one is ticked.

    Examples
    --------
    >>> gate = RedFlagGate()
    >>> gate.cleared = True
    >>> gate.ticked = ["fever"]
    >>> gate
    RedFlagGate(ticked=['fever'], cleared=False)
    """

    _esm = assets("red_flag_gate.js")
    _css = assets("backcare.css")

    html = traitlets.Unicode().tag(sync=True)
    ticked = traitlets.List(traitlets.Unicode()).tag(sync=True)
    cleared = traitlets.Bool().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        super().__init__(html=gate_html(), **traits)

    def __repr__(self) -> str:
        return f"RedFlagGate(ticked={self.ticked!r}, cleared={self.cleared!r})"

    @traitlets.validate("cleared")
    def _not_while_ticked(self, proposal: dict[str, Any]) -> bool:
        return bool(proposal["value"]) and not self.ticked

    @traitlets.observe("ticked")
    def _close(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self.cleared = False


class StopNotice(VBox):
    """Say stop for as long as a session broke the stop rule and no professional was asked.

    Parameters
    ----------
    log : SessionLog
        Whose `awaiting_professional` decides.
    patient : str, default "me"
        Whose sessions.
    faults : bool, default True
        Whether it also says when the log cannot be read.
    settings : SafetySettings, optional
        The numbers of the stop rule, where a clinician has lowered them.

    Attributes
    ----------
    waiting : bool
        Whether the notice stands, and no next session may be suggested.

    Examples
    --------
    >>> from datetime import datetime, timezone
    >>> log = bc.SessionLog(":memory:")
    >>> morning = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
    >>> id = log.add(bc.Session(morning, pain_peak=6, pain_minutes=20))
    >>> notice = StopNotice(log)
    >>> notice.waiting
    True
    >>> notice.confirm()
    >>> notice.waiting
    False
    """

    waiting = traitlets.Bool()

    def __init__(
        self,
        log: SessionLog,
        patient: str = "me",
        *,
        faults: bool = True,
        settings: SafetySettings | None = None,
    ) -> None:
        self._log, self._patient = log, patient
        self._faults, self._settings = faults, settings
        self._words = HTML(placeholder="")
        self._asked = button("I have asked a professional", self.confirm)
        super().__init__((self._words, self._asked))
        self.add_class("bc-stop")
        self.refresh()

    def __repr__(self) -> str:
        return f"StopNotice(waiting={self.waiting})"

    def refresh(self) -> None:
        """Read the log anew; when it cannot be read, say so and leave the notice as it was.

        Examples
        --------
        >>> StopNotice(bc.SessionLog(":memory:")).refresh()
        """
        try:
            self.waiting = self._log.awaiting_professional(
                patient=self._patient, settings=self._settings
            )
            fault = ""
        except LogError as error:
            fault = unread_words(error) if self._faults else ""
        self._say(fault)

    def confirm(self) -> None:
        """Store that a professional has been asked.

        Examples
        --------
        >>> StopNotice(bc.SessionLog(":memory:")).confirm()
        """
        try:
            self._log.confirm_professional(patient=self._patient)
        except LogError as error:
            self._say(str(error))
        else:
            self.refresh()

    def _say(self, fault: str) -> None:
        rule = html.escape(stop_words(self._settings))
        words = (
            f"<h3>Stop here</h3><p>{rule} In a session of yours it did. Please do no more "
            "exercises until you have asked a doctor or another health professional. "
            "Everything you logged is kept.</p>"
        )
        told = (words if self.waiting else "") + (fault and f"<p>{html.escape(fault)}</p>")
        self._words.value = told and f'<div role="alert">{told}</div>'
        show(self._asked, self.waiting)
        show(self, bool(told))
