"""The deck: every card is in the page from the start, and Python says which of them to show."""

from __future__ import annotations

from typing import Any

import anywidget
import pandas as pd
import traitlets

from backcare.browser import assets
from backcare.exercises.cards import Album, deck_html
from backcare.figures import figure_album


class ExerciseDeck(anywidget.AnyWidget):
    """Cards of exercises, the list of those left out, and the code behind both.

    Attributes
    ----------
    shown : dict
        What to show, in one piece, so that a change is one message: `pain_state`; `offered`,
        pairs of `exercise_id` and rating in order; `left_out`, with `id`, `because`, `reason`
        and `swap`; `count` and `note`, said to screen readers; `code`. Empty shows nothing.
    cleared : bool
        Whether anything may be shown at all. The page links it to the gate, so that the deck
        shuts even while the kernel is busy.
    names : dict
        Labels for the controls around the deck: a CSS selector, and its label.

    Examples
    --------
    >>> ExerciseDeck(bc.load_exercises())
    ExerciseDeck(0 of 17 shown)
    """

    _esm = assets("in_page.js", "exercise_deck.js")
    # Its style comes with the gate, which stands before it in an explorer.

    html = traitlets.Unicode().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)
    cleared = traitlets.Bool().tag(sync=True)
    names = traitlets.Dict().tag(sync=True)

    def __init__(self, exercises: pd.DataFrame, **traits: Any) -> None:
        self._number = len(exercises)
        super().__init__(html=deck_html(exercises, Album(*figure_album(exercises))), **traits)

    def __repr__(self) -> str:
        return f"ExerciseDeck({len(self.shown.get('offered', []))} of {self._number} shown)"
