"""A plan in words, which is read out in short whenever it changes."""

from __future__ import annotations

import anywidget
import pandas as pd
import traitlets

from backcare.browser import assets
from backcare.handout.in_words import plan_html
from backcare.plan import plan_summary


class PlanWords(anywidget.AnyWidget):
    """Show a plan as a list, or why there is none.

    Attributes
    ----------
    head : str
        What is read out: how many exercises and how long, or why there is none.
    html : str
        What is shown.
    names : dict
        Labels for the controls around: a CSS selector, and its label.

    Examples
    --------
    >>> words = PlanWords()
    >>> words.show(bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=10))
    >>> words
    PlanWords('4 exercises, 9 min 43 s')
    """

    _esm = assets("in_page.js", "plan_words.js")
    _css = assets("backcare.css", "log.css")

    head = traitlets.Unicode().tag(sync=True)
    html = traitlets.Unicode().tag(sync=True)
    names = traitlets.Dict().tag(sync=True)

    def __repr__(self) -> str:
        return f"PlanWords({self.head!r})"

    def show(self, plan: pd.DataFrame) -> None:
        """Show a plan.

        Examples
        --------
        >>> PlanWords().show(bc.make_plan(bc.load_exercises(), pain_state="mild", minutes=1))
        """
        with self.hold_sync():
            self.head, self.html = plan_summary(plan).splitlines()[0], plan_html(plan)

    def say(self, words: str) -> None:
        """Say something in the place of a plan; "" for nothing at all.

        Examples
        --------
        >>> PlanWords().say("")
        """
        with self.hold_sync():
            self.head = words
            self.html = f"<p>{words}</p>" if words else ""
