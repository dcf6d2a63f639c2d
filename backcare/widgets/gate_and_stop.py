"""What stands before exercises: warning signs, of which none may be true, and the stop rule."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets
from ipywidgets import HTML, VBox

from backcare.browser import assets, fragment
from backcare.errors import LogError
from backcare.exercises.cards import gate_html
from backcare.log import SessionLog
from backcare.safety import SafetySettings
from backcare.widgets.controls import button, show
from backcare.widgets.form_text import stop_words, unread_words


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
    _css = assets("theme.css")

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
    """Say stop for as long as a session broke the stop rule and no professional was asked."""

    waiting = traitlets.Bool()  # whether it stands, and no next session may be suggested

    def __init__(
        self,
        log: SessionLog,
        patient: str = "me",
        *,
        faults: bool = True,
        settings: SafetySettings | None = None,
    ) -> None:
        self._log, self._patient = log, patient
        # Where another widget of the page says already that the log cannot be read, no `faults`.
        self._faults, self._settings = faults, settings
        self._words = HTML(placeholder="")
        self._confirm = button("I have asked a professional", self.confirm)
        super().__init__((self._words, self._confirm))
        self.add_class("bc-stop")
        self.refresh()

    def __repr__(self) -> str:
        return f"StopNotice(waiting={self.waiting})"

    def refresh(self) -> None:
        """Read the log anew; when it cannot be read, say so and leave the notice as it was."""
        try:
            self.waiting = self._log.awaiting_professional(
                patient=self._patient, settings=self._settings
            )
            fault = ""
        except LogError as error:
            fault = unread_words(error) if self._faults else ""
        self._say(fault)

    def confirm(self) -> None:
        """Store that a professional has been asked."""
        try:
            self._log.confirm_professional(patient=self._patient)
        except LogError as error:
            self._say(str(error))
        else:
            self.refresh()

    def _say(self, fault: str) -> None:
        rule = stop_words(self._settings) if self.waiting else ""
        says = bool(rule or fault)
        self._words.value = fragment("stop_notice", rule=rule, fault=fault) if says else ""
        show(self._confirm, self.waiting)
        show(self, says)
