"""Small charts of the pain of several patients, side by side on the same scales."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from backcare.charts.outcomes import from_to
from backcare.charts.style import (
    Floats,
    Look,
    chart_style,
    day_numbers,
    make_light,
    numbers,
    open_figure,
    tell,
)
from backcare.charts.words import weeks_in_words
from backcare.errors import unknown_term
from backcare.exercises.load import terms
from backcare.palette import GRID, INK, ORANGE, PAPER, QUIET_INK, RED
from backcare.text import MONTHS, and_list, long_date

_COLUMNS, _MOST = 4, 24
_HEAD, _PANEL = 0.9, 1.35
# Above 10 there is a strip for the marks of stop-rule weeks: it is no pain.
_TOP, _STOP_MARK = 11.6, 10.9


def plot_group_pain(weeks: pd.DataFrame, patients: Iterable[str] | None = None) -> Figure:
    """Draw the pain before sessions of several patients, each in a small chart of its own.

    All have the same scales, so that they can be compared. A triangle marks a week with a day on
    which the stop rule was broken, stripes the weeks after somebody has stopped.

    Parameters
    ----------
    weeks : DataFrame
        What `group_weeks` gave.
    patients : iterable of str, optional
        Whose, in this order, at most 24; the first 12 of the table when left out.

    Returns
    -------
    Figure
        A figure of small charts, four beside one another.

    Raises
    ------
    ValueError
        If a patient is not in the table, or there are more than 24.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2026-03-02", "2026-03-09"], name="week")
    >>> index = pd.MultiIndex.from_product([["P1", "P2"], days], names=["patient", "week"])
    >>> weeks = pd.DataFrame({"state": "sessions", "pain_before_mean": [5.0, 4.0, 3.0, 3.5],
    ...                       "stop_days": 0}, index=index)
    >>> figure = plot_group_pain(weeks, ["P2", "P1"])
    >>> [ax.get_title(loc="left") for ax in figure.axes]
    ['P2', 'P1']
    """
    known = list(weeks.index.unique("patient"))
    chosen = known[:12] if patients is None else list(patients)
    if unknown := [name for name in chosen if name not in known]:
        raise unknown_term("patient", unknown, [str(name) for name in known[:20]])
    if len(chosen) > _MOST:
        raise ValueError(f"patients must be at most {_MOST}, got {len(chosen)}. Choose some.")
    rows = max(1, -(-len(chosen) // _COLUMNS))
    figure = open_figure(_HEAD + _PANEL * rows)
    with plt.rc_context(chart_style()):
        figure.set_facecolor(PAPER)
        figure.suptitle("Pain before sessions, 0 to 10", x=0.01, ha="left", fontweight="bold")
        panels = figure.subplots(rows, _COLUMNS, sharex=True, sharey=True, squeeze=False).flat
        for patient, ax in zip(chosen, panels, strict=False):
            _draw(ax, str(patient), weeks.loc[patient])
        for ax in list(figure.axes)[len(chosen) :]:
            ax.remove()
        if chosen:
            _label_weeks(figure, list(figure.axes)[: len(chosen)], weeks)
        tell(figure, _sentence(weeks, chosen))
    return figure


def _draw(ax: Axes, patient: str, own: pd.DataFrame) -> None:
    make_light(ax)
    ax.set_title(patient, fontsize="medium")
    at, pain = day_numbers(own.index), numbers(own["pain_before_mean"])
    ax.set_ylim(-0.5, _TOP)
    ax.set_yticks([0, 5, 10])
    ax.grid(axis="y", color=GRID, linewidth=0.7)
    stopped = own["state"].to_numpy() == "stopped"
    if stopped.any():
        look: Look = {"facecolor": PAPER, "edgecolor": GRID, "hatch": "////", "linewidth": 0}
        ax.axvspan(at[stopped][0] - 3.5, at[-1] + 3.5, **look)
    look = {"color": ORANGE, "marker": "o", "markersize": 2.4, "linewidth": 1.3}
    ax.plot(at, pain, **look)
    if not np.isfinite(pain).any():
        ax.text(0.5, 0.5, "no pain noted", transform=ax.transAxes, ha="center", color=QUIET_INK)
    _mark_stops(ax, at[numbers(own["stop_days"]) > 0])


def _mark_stops(ax: Axes, stops: Floats) -> None:
    if len(stops):
        ax.vlines(stops, 0, _STOP_MARK, color=RED, linewidth=0.8, linestyle=":", zorder=1)
        look: Look = {"marker": "^", "s": 26, "color": RED, "edgecolor": INK, "zorder": 3}
        ax.scatter(stops, 0 * stops + _STOP_MARK, linewidth=0.6, **look)


def _label_weeks(figure: Figure, panels: list[Axes], weeks: pd.DataFrame) -> None:
    """Name the first, the middle and the last month below the lowest chart of each column."""
    days = pd.DatetimeIndex(weeks.index.unique("week").sort_values())
    months = days[days.day <= 7]
    some = months[:: max(1, -(-len(months) // 3))] if len(months) else days[:1]
    labels = [MONTHS[day.month - 1] for day in some]
    for ax in panels[-_COLUMNS:]:
        ax.tick_params(labelbottom=True)
    panels[0].set_xticks(day_numbers(some), labels)
    edges = day_numbers(days[[0, -1]])
    panels[0].set_xlim(edges[0] - 5, edges[1] + 5)
    stripes = terms("week_state")["stopped"].lower()
    text = f"{weeks_in_words(days)}; triangle: stop-rule week; stripes: {stripes}"
    figure.supxlabel(text, fontsize="small", color=QUIET_INK, x=0.01, ha="left")


def _sentence(weeks: pd.DataFrame, chosen: list[Any]) -> str:
    """Tell each small chart in a part of a sentence."""
    parts = []
    for patient in chosen:
        own = weeks.loc[patient]
        told = [f"{patient} {from_to(own['pain_before_mean'].dropna(), measure=None)}"]
        if stops := [long_date(week) for week in own.index[numbers(own["stop_days"]) > 0]]:
            told.append(f"stop rule broken in the week from {and_list(stops)}")
        told += ["stopped"] if (own["state"] == "stopped").any() else []
        parts.append(", ".join(told))
    days = weeks.index.unique("week").sort_values()
    span = f", {weeks_in_words(days)}" if len(days) else ""
    return f"Pain before sessions, weekly means from 0 to 10{span}: {'; '.join(parts) or 'nobody'}."
