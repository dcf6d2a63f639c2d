"""Floor 3: charts. Each takes a table that is already computed, draws it and returns the Axes.

`paper` is what they all stand on, with `words` for what they say. Every other module is one
chart, but for `measure`, the small charts below another, and `alt_text`, which has the text of
a chart and shows it with that.
"""

from backcare.charts.alt_text import ChartImage, chart_text, show_chart
from backcare.charts.calendar import plot_adherence
from backcare.charts.group import (
    plot_group_pain,
    plot_group_weeks,
    plot_pain_changes,
    plot_retention,
)
from backcare.charts.muscles import plot_muscle_balance, plot_muscle_chart
from backcare.charts.weekly import plot_pain_trend, plot_progress, plot_weekly_sessions

__all__ = [
    "ChartImage",
    "chart_text",
    "plot_adherence",
    "plot_group_pain",
    "plot_group_weeks",
    "plot_muscle_balance",
    "plot_muscle_chart",
    "plot_pain_changes",
    "plot_pain_trend",
    "plot_progress",
    "plot_retention",
    "plot_weekly_sessions",
    "show_chart",
]
