"""Chart of pain before and after sessions, week by week, and of other measures below it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from backcare.charts.outcomes import (
    dates_of,
    draw_change_lines,
    draw_measures,
    from_to,
    known_measures,
    measure_sentence,
)
from backcare.charts.style import (
    Floats,
    Look,
    chart_axes,
    legend_above,
    numbers,
    one_patient,
    points_per_week,
    say_empty,
    small_print,
    tell,
    week_axis,
)
from backcare.charts.words import counted, weeks_in_words
from backcare.palette import GRID, INK, ORANGE, PAPER, RED, TEAL
from backcare.summaries.mcid import baseline, change_lines, change_source
from backcare.text import and_list, long_date

_HEIGHT, _PANEL_HEIGHT = 3.9, 1.5
_LEAST_MARK, _MOST_MARK = 2.4, 4.5
# Above 10 there is a strip for the marks of stop-rule weeks: it is no pain.
_TOP, _STOP_MARK = 11.3, 10.75


def plot_pain_trend(
    weekly: pd.DataFrame, *, measures: pd.DataFrame | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the mean pain before and after the sessions of each week, 0 to 10.

    Weeks in which nobody noted pain are gaps. Dashed lines show from where on pain before a
    session is better by enough to matter, by each rule of measures.csv; nothing is drawn for
    getting worse, because no such number is known. A triangle marks a week with a day on which
    the stop rule was broken.

    Parameters
    ----------
    weekly : DataFrame
        A summary of one patient, as `weekly_summary` gives it.
    measures : DataFrame, optional
        Other scores of the same patient, one a row: `date`, `instrument` (a `measure_id` of
        measures.csv) and `score`. Each instrument gets a small chart below.
    ax : Axes, optional
        Where to draw; a new figure by default. With `measures` its place is divided, which
        only a subplot allows.

    Returns
    -------
    Axes
        The axes of the pain chart.

    Raises
    ------
    ValueError
        If `weekly` holds several patients, or an instrument is not known.

    Examples
    --------
    >>> weeks = pd.DatetimeIndex(["2026-03-02", "2026-03-09", "2026-03-16"], name="week")
    >>> weekly = pd.DataFrame({"pain_before_mean": [5.0, None, 3.0], "stop_days": 0,
    ...                        "pain_after_mean": [4.0, None, 2.5]}, index=weeks)
    >>> ax = plot_pain_trend(weekly)
    >>> [line.get_label() for line in ax.lines[:2]]
    ['before a session', 'after a session']

    Source
    ------
    Ostelo and others, Spine 33:90, 2008: 2 points or 30 % of the first score.
    """
    weekly = one_patient(weekly)
    scores = known_measures(measures)
    with chart_axes(ax, height=_HEIGHT + _PANEL_HEIGHT * len(scores)) as ax:
        ax.set_title("Pain before and after sessions", pad=24)
        at = week_axis(ax, weekly.index, also=dates_of(scores))
        before, after = numbers(weekly["pain_before_mean"]), numbers(weekly["pain_after_mean"])
        if np.isfinite([before, after]).any():
            _label_scale(ax)
            handles = _draw_lines(ax, at, before, after)
            handles += _mark_stops(ax, at[numbers(weekly["stop_days"]) > 0])
            _draw_change(ax, at, weekly)
            legend_above(ax, handles)
        else:
            say_empty(ax, "No pain noted yet")
        draw_measures(ax, scores)
        tell(ax, " ".join([_sentence(weekly), *map(measure_sentence, scores, scores.values())]))
    return ax


def _label_scale(ax: Axes) -> None:
    """Put numbers on the pain scale, and words to its ends."""
    ticks = range(0, 11, 2)
    ax.set_yticks(ticks, ["no pain  0", *map(str, ticks[1:-1]), "worst pain  10"])
    ax.set_ylim(-0.5, _TOP)
    ax.grid(axis="y", color=GRID, linewidth=0.7)


def _draw_lines(ax: Axes, at: Floats, before: Floats, after: Floats) -> list[Artist]:
    """Draw both means; matplotlib leaves a gap where a number is missing."""
    size = min(max(0.42 * points_per_week(ax), _LEAST_MARK), _MOST_MARK)
    hollow: Look = {"color": ORANGE, "marker": "o", "markerfacecolor": PAPER}
    # The larger mark lies below: where both means are the same, both are seen.
    hollow["markersize"] = 1.7 * size
    hollow["linestyle"] = (0, (2, 1))
    full: Look = {"color": TEAL, "marker": "s", "markersize": size}
    drawn: list[Artist] = []
    for pain, label, look in ((before, "before", hollow), (after, "after", full)):
        drawn += ax.plot(at, pain, linewidth=1.6, label=f"{label} a session", **look)
    return drawn


def _mark_stops(ax: Axes, stops: Floats) -> list[Artist]:
    """Put a triangle over each week in which the stop rule was broken."""
    if not len(stops):
        return []
    ax.vlines(stops, 0, _STOP_MARK, color=RED, linewidth=0.9, linestyle=":", zorder=1)
    look: Look = {"marker": "^", "s": 62, "color": RED, "edgecolor": INK, "zorder": 3}
    return [ax.scatter(stops, 0 * stops + _STOP_MARK, label="stop-rule week", **look)]


def _draw_change(ax: Axes, at: Floats, weekly: pd.DataFrame) -> None:
    """Draw from where on pain is better by enough to matter, and say by whose numbers."""
    first = baseline(weekly["pain_before_mean"])
    lines = change_lines(first)
    if lines:
        begin = at[np.isfinite(numbers(weekly["pain_before_mean"]))][0]
        draw_change_lines(ax, lines, begin)
        rules = " or ".join(line.rule for line in lines)
        small_print(
            ax,
            f"Dashed lines: pain before a session is better by enough to matter, {rules} below "
            f"the {first:.1f} of the first week with a number. {change_source('nrs_pain')}",
        )


def _sentence(weekly: pd.DataFrame) -> str:
    """Tell the chart in one sentence."""
    known = weekly[["pain_before_mean", "pain_after_mean"]].notna().any(axis=1)
    if not known.any():
        return "Pain before and after sessions: no pain noted yet."
    before, after = (weekly[f"pain_{when}_mean"].dropna() for when in ("before", "after"))
    parts = [f"the weekly mean before a session {from_to(before)}"]
    parts.append(f"after it {from_to(after, measure=None)}")
    if stops := [long_date(week) for week in weekly.index[numbers(weekly["stop_days"]) > 0]]:
        parts.append(f"the stop rule was broken in the week from {and_list(stops)}")
    if missing := int((~known).sum()):
        parts.append(f"{counted(missing, 'week')} without a number")
    return (
        f"Pain before and after sessions, {weeks_in_words(weekly.index)}, "
        f"from 0 (no pain) to 10 (worst pain): {'; '.join(parts)}."
    )
