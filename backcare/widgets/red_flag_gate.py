"""The red-flag gate: warning signs first, exercises only when none of them is true."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from backcare.browser import assets
from backcare.exercises.cards import gate_html


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
