"""One figure of how often, how much and how the pain was, on the same weeks."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backcare.charts.pain_trend import plot_pain_trend
from backcare.charts.style import (
    chart_axes,
    chart_style,
    numbers,
    one_patient,
    open_figure,
    tell,
    told,
    week_axis,
)
from backcare.charts.weekly import plot_weekly_sessions
from backcare.charts.words import counted, weeks_in_words
from backcare.palette import LIGHT_TEAL, TEAL

# What a dose is counted in, by column of the weekly summary.
_DOSES = {"reps": "repetitions", "minutes": "minutes of activity"}
_HEIGHTS = {"sessions": 2.6, "dose": 1.5, "pain": 3.6}


def plot_progress(weekly: pd.DataFrame) -> Figure:
    """Draw sessions, dose and pain of the same weeks in one figure, one below the other.

    Parameters
    ----------
    weekly : DataFrame
        A summary of one patient, as `weekly_summary` gives it.

    Returns
    -------
    Figure
        From top to bottom the axes of the sessions (adherence to the goal), the repetitions
        and the minutes of activity (each only if there are any), and the pain.

    Raises
    ------
    ValueError
        If `weekly` holds several patients.

    Examples
    --------
    >>> weeks = pd.DatetimeIndex(["2026-03-02", "2026-03-09"], name="week")
    >>> weekly = pd.DataFrame({"sessions": [3, 2], "sessions_goal": 3, "reps": [40, 30],
    ...                        "minutes": 0.0, "pain_before_mean": [5.0, 4.0],
    ...                        "pain_after_mean": [4.0, 3.0], "stop_days": 0}, index=weeks)
    >>> [ax.get_title(loc="left") for ax in plot_progress(weekly).axes]
    ['Sessions each week', 'Repetitions', 'Pain before and after sessions']
    """
    weekly = one_patient(weekly)
    doses = [column for column in _DOSES if (weekly[column] > 0).any()]
    heights = [_HEIGHTS["sessions"], *[_HEIGHTS["dose"]] * len(doses), _HEIGHTS["pain"]]
    figure = open_figure(sum(heights))
    with plt.rc_context(chart_style()):
        axes = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights).tolist()
    plot_weekly_sessions(weekly, ax=axes[0])
    for column, ax in zip(doses, axes[1:], strict=False):
        _plot_dose(weekly, column, ax)
    plot_pain_trend(weekly, ax=axes[-1])
    for ax in axes[:-1]:
        ax.set_xlabel("")
    tell(figure, " ".join(filter(None, map(told, axes))))
    return figure


def _plot_dose(weekly: pd.DataFrame, column: str, ax: Axes) -> None:
    """Draw how much was done each week."""
    with chart_axes(ax, height=_HEIGHTS["dose"]) as ax:
        at, amount = week_axis(ax, weekly.index), numbers(weekly[column])
        ax.bar(at, amount, width=5.4, facecolor=LIGHT_TEAL, edgecolor=TEAL, linewidth=1)
        ax.set_title(_DOSES[column].capitalize())
        ax.set_ylabel("a week")
        tell(
            ax,
            f"{_DOSES[column].capitalize()}, {weeks_in_words(weekly.index)}: {amount.sum():,.0f} "
            f"in all, most in one week {amount.max():,.0f}, none in "
            f"{counted(int((amount == 0).sum()), 'week')}.",
        )
