"""A plan in words: a list in which exercises can be swapped or left out, or why there is no plan.

It is read out in short whenever it changes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import anywidget
import pandas as pd
import traitlets

from backcare.browser import PARTS, assets, fragment
from backcare.documents.handout import plan_html
from backcare.plan.screening import may_be_done
from backcare.plan.summary import plan_head
from backcare.widgets.gate_and_stop import Asked


class PlanWords(anywidget.AnyWidget):
    """Show a plan as a list, or why there is none."""

    _esm = assets(*PARTS["plan"])
    _css = assets("theme.css", "form_and_dashboard.css")

    # Heads the plan and is read out: what will be done and how long, or why there is none.
    head = traitlets.Unicode().tag(sync=True)
    html = traitlets.Unicode().tag(sync=True)
    # Small pictures: "pictures" by exercise id, and what they have "shared".
    stills = traitlets.Dict().tag(sync=True)
    # What the fields hold that it is for; see `answers_of`.
    answers = traitlets.Dict().tag(sync=True)
    # Whether anything may be shown at all, which the page takes from the gate.
    cleared = traitlets.Bool().tag(sync=True)
    # What a health professional was asked about; see `Asked`.
    asked = Asked().tag(sync=True)
    # Where the browser keeps a session that is not saved yet; see `kept_key`.
    key = traitlets.Unicode().tag(sync=True)
    # Labels for the controls around, by CSS selector.
    names = traitlets.Dict().tag(sync=True)
    # The plan that is shown, and its table.
    _shown: tuple[pd.DataFrame, pd.DataFrame] | None = None

    def __repr__(self) -> str:
        return f"PlanWords({self.head!r})"

    def on_change(self, swap: Callable[[str], None], leave_out: Callable[[str], None]) -> None:
        """Hand on which exercise somebody wants to swap or to leave out."""
        changes = {"swap": swap, "leave_out": leave_out}

        def receive(_words: PlanWords, content: dict[str, Any], _buffers: object) -> None:
            for change in changes.keys() & content.keys():
                # The plan may have become another one since.
                with suppress(ValueError):
                    changes[change](str(content[change]))
            self.send({"answered": True})

        self.on_msg(receive)

    def show(self, plan: pd.DataFrame, exercises: pd.DataFrame) -> None:
        """Show a plan."""
        self._shown = (plan, exercises)
        with self.hold_sync():
            self._count()
            self.html = plan_html(plan, exercises)

    def say(self, words: str) -> None:
        """Say something in the place of a plan; "" for nothing at all."""
        self._shown = None
        with self.hold_sync():
            self.head = words
            self.html = fragment("paragraph", text=words) if words else ""

    @traitlets.observe("asked")
    def _count(self, _change: object = None) -> None:
        """Say how much of the plan will be done, by what was asked about."""
        if self._shown is None:
            return
        plan, exercises = self._shown
        asked = [(exercise_id, reason) for exercise_id, reason, _ in self.asked]
        self.head = plan_head(plan, None if plan.empty else may_be_done(plan, exercises, asked))
