"""The charts of a dashboard: which there are, as wide as their page, and shown while busy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeAlias

import anywidget
import pandas as pd
import traitlets
from ipywidgets import Widget

from backcare.browser import assets, fragment
from backcare.charts.alt_text import show_chart
from backcare.charts.calendar import plot_adherence
from backcare.charts.muscles import plot_muscle_balance
from backcare.charts.page_svg import page_chart
from backcare.charts.weekly import plot_pain_trend, plot_sessions_and_doses
from backcare.safety import SafetySettings
from backcare.sessions import is_exercised
from backcare.summaries.weekly import weekly_summary
from backcare.widgets.controls import answers_of

Drawing: TypeAlias = Callable[[], Any]

# So many charts there are, and as wide as one of these they are drawn, in px: an inch is 100, at
# which the smallest letters have 12. What is a bit wider than its drawing shows it larger.
COUNT = 4
_WIDTHS = (220, 260, 340, 440, 560, 700, 840)


class ChartArea(anywidget.AnyWidget):
    """Learn from the page how wide its charts can be, and show there that they are being drawn."""

    _esm = assets("in_page.js", "stale_answer.js", "charts.js")

    width = traitlets.Int(_WIDTHS[-1], min=1).tag(sync=True)
    # Which fields the charts answer, and what stood in each.
    answers = traitlets.Dict().tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.add_class("bc-chart-area")

    def __repr__(self) -> str:
        return f"ChartArea(width={self.width})"

    @property
    def drawn_width(self) -> int:
        """How wide charts are drawn for this page."""
        return max([width for width in _WIDTHS if width <= self.width], default=_WIDTHS[0])

    def answered(self, fields: Iterable[Widget]) -> None:
        """Take it that the charts shown are those for what stands in these fields."""
        self.answers = answers_of(fields)

    def html(self, draw: Drawing, place: int) -> str:
        """Draw a chart for this page; its title and its small print are the page's own words."""
        title, svg, small_print = page_chart(
            draw, inches=self.drawn_width / 100, name=f"bc-{self.model_id}-{place}"
        )
        return fragment("chart", title=title, svg=svg, small_print=small_print)


def drawings(
    frame: pd.DataFrame,
    exercises: pd.DataFrame,
    *,
    first: date,
    until: date,
    sessions_goal: float,
    settings: SafetySettings | None,
) -> list[Drawing]:
    """Return what draws each chart of a part of a log, that of the pain first; none for no log.

    Where no exercise was done, that alone: the others would be empty.
    """
    if frame.empty:
        return []
    weekly = weekly_summary(
        frame, sessions_goal=sessions_goal, start=first, end=until, settings=settings
    )
    every: list[Drawing] = [
        lambda: plot_pain_trend(weekly),
        lambda: plot_sessions_and_doses(weekly),
        lambda: plot_adherence(frame, start=first, end=until, settings=settings),
        lambda: plot_muscle_balance(frame, exercises),
    ]
    return every if is_exercised(frame).any() else every[:1]


def picture_html(draw: Drawing) -> str:
    """Draw a chart as a picture, for a page without a kernel, where nothing else is kept."""
    return show_chart(draw()).html()
