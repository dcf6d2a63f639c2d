"""The stop rule on the screen: stop, ask a professional, and say so when that is done."""

from __future__ import annotations

import html

import traitlets
from ipywidgets import HTML, Button, VBox

from backcare.errors import LogError
from backcare.log import SessionLog
from backcare.tables import load_safety_rules


class StopNotice(VBox):
    """Say stop for as long as a session broke the stop rule and no professional was asked.

    Parameters
    ----------
    log : SessionLog
        Whose `awaiting_professional` decides.
    patient : str, default "me"
        Whose sessions.

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

    def __init__(self, log: SessionLog, patient: str = "me") -> None:
        self._log, self._patient = log, patient
        self._words = HTML()
        asked = Button(description="I have asked a professional")
        asked.on_click(lambda _button: self.confirm())
        super().__init__((self._words, asked))
        self.add_class("bc-stop")
        self.refresh()

    def __repr__(self) -> str:
        return f"StopNotice(waiting={self.waiting})"

    def refresh(self) -> None:
        """Read the log anew.

        Examples
        --------
        >>> StopNotice(bc.SessionLog(":memory:")).refresh()
        """
        self.waiting = self._log.awaiting_professional(patient=self._patient)
        rule = html.escape(load_safety_rules().loc["stop_rule", "text"])
        words = (
            f'<div role="alert"><h3>Stop here</h3><p>{rule} It did in your last sessions. '
            "Please do no more exercises until you have asked a doctor or another health "
            "professional. Everything you logged is kept.</p></div>"
        )
        self._words.value = words if self.waiting else ""
        self.layout.display = None if self.waiting else "none"

    def confirm(self) -> None:
        """Store that a professional has been asked.

        Examples
        --------
        >>> StopNotice(bc.SessionLog(":memory:")).confirm()
        """
        try:
            self._log.confirm_professional(patient=self._patient)
        except LogError as error:
            self._words.value += f'<p role="alert">{html.escape(str(error))}</p>'
        else:
            self.refresh()
