"""Charts of one patient's weeks: how many sessions, how the pain was, and both in one figure."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

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
    fits_upright,
    get_alt_text,
    legend_above,
    mark_stop_weeks,
    numbers,
    one_patient,
    open_figure,
    points_per_week,
    say_empty,
    set_alt_text,
    sized_style,
    small_print,
    week_axis,
    weeks_in_words,
)
from backcare.palette import GRID, INK, LIGHT_TEAL, ORANGE, PAPER, QUIET_INK, TEAL
from backcare.summaries.mcid import baseline, mcid_source, mcid_thresholds
from backcare.text import and_list, counted, long_date

_SESSIONS_HEIGHT = 3.2
_BAR_DAYS = 5.4
# A turned word is so wide, in letters; where weeks are narrower it would hide its neighbours.
_WORD = 0.75
# Stripes in narrower bars run together.
_STRIPE_POINTS = 5.0
_TREND_HEIGHT, _PANEL_HEIGHT = 3.9, 1.5
_LEAST_MARK, _MOST_MARK = 2.4, 4.5
# Above 10 there is a strip for the marks of stop-rule weeks: it is no pain.
_TOP, _STOP_MARK = 11.3, 10.75
# What a dose is counted in, by column of the weekly summary.
_DOSES = {"reps": "repetitions", "minutes": "minutes of activity"}
_HEIGHTS = {"sessions": 2.6, "dose": 1.5, "pain": 3.6}

# --- sessions each week ---------------------------------------------------------------------------


def plot_weekly_sessions(weekly: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the sessions of each week as bars, with the goal and the weeks without any.

    A full bar reached the goal, a striped one (over years, an empty one) did not; a week
    without a session has a cross on the base line and, where there is room, says so.

    Parameters
    ----------
    weekly : DataFrame
        A summary of one patient, as `weekly_summary` gives it.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The axes drawn on.

    Examples
    --------
    >>> weeks = pd.DatetimeIndex(["2026-03-02", "2026-03-09", "2026-03-16"], name="week")
    >>> weekly = pd.DataFrame({"sessions": [3, 0, 2], "sessions_goal": 3}, index=weeks)
    >>> ax = plot_weekly_sessions(weekly)
    >>> [text.get_text() for text in ax.texts]
    ['missed', 'goal 3']
    """
    weekly = one_patient(weekly)
    with chart_axes(ax, height=_SESSIONS_HEIGHT) as ax:
        ax.set_title("Sessions each week", pad=24)
        at = week_axis(ax, weekly.index)
        sessions, goal = numbers(weekly["sessions"]), numbers(weekly["sessions_goal"])
        if len(at):
            handles = _draw_bars(ax, at, sessions, goal) + _mark_missed(ax, at[sessions == 0])
            _draw_goal(ax, at, goal)
            ax.set_ylim(0, max(np.nanmax([*sessions, *goal]) * 1.1, 1))
            ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
            ax.set_ylabel("sessions")
            legend_above(ax, handles)
        else:
            say_empty(ax, "No sessions yet")
        set_alt_text(ax, _sessions_sentence(weekly))
    return ax


def _draw_bars(ax: Axes, at: Floats, sessions: Floats, goal: Floats) -> list[BarContainer]:
    """Draw a bar for each week that had a session."""
    reached = (sessions >= goal) & (sessions > 0)
    below = (sessions < goal) & (sessions > 0)
    full: Look = {"facecolor": TEAL, "label": "goal reached"}
    striped: Look = {"facecolor": PAPER, "label": "fewer than the goal"}
    if points_per_week(ax) >= _STRIPE_POINTS:
        striped["hatch"] = "////"
    return [
        ax.bar(at[some], sessions[some], width=_BAR_DAYS, edgecolor=TEAL, linewidth=1, **look)
        for some, look in ((reached, full), (below, striped))
        if some.any()
    ]


def _draw_goal(ax: Axes, at: Floats, goal: Floats) -> None:
    """Draw the goal as a line that follows its changes, with its number at the end."""
    edges = np.append(at - 3.5, at[-1] + 3.5)
    ax.stairs(goal, edges, baseline=None, color=INK, linewidth=1.4, linestyle=(0, (4, 2)))
    ax.annotate(
        f"goal {goal[-1]:g}",
        (edges[-1], goal[-1]),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        annotation_clip=False,
    )


def _mark_missed(ax: Axes, missed: Floats) -> list[PathCollection]:
    """Put a cross on each week without a session, and a word where there is room for one."""
    if not len(missed):
        return []
    cross: Look = {"marker": "x", "s": 26, "color": INK, "linewidths": 1.5, "zorder": 3}
    marks = ax.scatter(missed, 0 * missed, clip_on=False, label="no session", **cross)
    for run in np.split(missed, np.flatnonzero(np.diff(missed) > 7) + 1):
        if len(run) * points_per_week(ax) < _WORD * mpl.rcParams["font.size"]:
            continue
        word = "missed" if len(run) == 1 else f"{len(run)} weeks missed"
        word = word if fits_upright(ax, word) else "missed"
        turned: Look = {"rotation": 90, "ha": "center", "va": "bottom", "color": QUIET_INK}
        turned["bbox"] = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6}
        above: Look = {"xytext": (0, 7), "textcoords": "offset points"}
        ax.annotate(word, (run.mean(), 0), fontsize="small", **turned, **above)
    return [marks]


def _sessions_sentence(weekly: pd.DataFrame) -> str:
    """Tell the chart in one sentence."""
    if weekly.empty:
        return "Sessions each week: no sessions yet."
    sessions, goal = numbers(weekly["sessions"]), numbers(weekly["sessions_goal"])
    goals = np.unique(goal)
    amount = f" of {goals[0]:g} a week" if len(goals) == 1 else ""
    missed = int((sessions == 0).sum())
    return (
        f"Sessions each week, {weeks_in_words(weekly.index)}: "
        f"{counted(int(sessions.sum()), 'session')} in all; the goal{amount} was reached in "
        f"{counted(int((sessions >= goal).sum()), 'week')}, and "
        + (f"{counted(missed, 'week')} had no session." if missed else "no week was missed.")
    )


# --- pain before and after ------------------------------------------------------------------------


def plot_pain_trend(
    weekly: pd.DataFrame, *, measures: pd.DataFrame | None = None, ax: Axes | None = None
) -> Axes:
    """Draw the mean pain before and after the sessions of each week, 0 to 10.

    Weeks in which no one noted pain are gaps. Dashed lines show from where on pain before a
    session has improved enough to matter, by each rule of measures.csv; nothing is drawn for
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
    with chart_axes(ax, height=_TREND_HEIGHT + _PANEL_HEIGHT * len(scores)) as ax:
        ax.set_title("Pain before and after sessions", pad=24)
        at = week_axis(ax, weekly.index, also=dates_of(scores))
        before, after = numbers(weekly["pain_before_mean"]), numbers(weekly["pain_after_mean"])
        if np.isfinite([before, after]).any():
            _label_scale(ax)
            handles = _draw_lines(ax, at, before, after)
            stops = at[numbers(weekly["stop_days"]) > 0]
            handles += mark_stop_weeks(ax, stops, height=_STOP_MARK, size=62)
            _draw_change(ax, at, weekly)
            legend_above(ax, handles)
        else:
            say_empty(ax, "No pain noted yet")
        draw_measures(ax, scores)
        set_alt_text(
            ax, " ".join([_trend_sentence(weekly), *map(measure_sentence, scores, scores.values())])
        )
    return ax


def _label_scale(ax: Axes) -> None:
    """Put numbers on the pain scale, and words to its ends."""
    ticks = range(0, 11, 2)
    ax.set_yticks(ticks, ["no\npain 0", *map(str, ticks[1:-1]), "worst\npain 10"])
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


def _draw_change(ax: Axes, at: Floats, weekly: pd.DataFrame) -> None:
    """Draw from where on pain has improved enough to matter, and say by whose numbers."""
    first = baseline(weekly["pain_before_mean"])
    lines = mcid_thresholds(first)
    if lines:
        begin = at[np.isfinite(numbers(weekly["pain_before_mean"]))][0]
        draw_change_lines(ax, lines, begin)
        rules = " or ".join(line.rule for line in lines)
        small_print(
            ax,
            f"Dashed lines: pain before a session improved enough to matter, {rules} below "
            f"the {first:.1f} of the first week with a number. {mcid_source('nrs_pain')}",
        )


def _trend_sentence(weekly: pd.DataFrame) -> str:
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


# --- all in one figure ----------------------------------------------------------------------------


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
    return _draw_panels(weekly, pain=True)


def plot_sessions_and_doses(weekly: pd.DataFrame) -> Figure:
    """Draw what `plot_progress` does, without the pain, which has a chart of its own on a page."""
    return _draw_panels(weekly, pain=False)


def _draw_panels(weekly: pd.DataFrame, *, pain: bool) -> Figure:
    weekly = one_patient(weekly)
    doses = [column for column in _DOSES if (weekly[column] > 0).any()]
    names = ["sessions", *["dose"] * len(doses), *["pain"] * pain]
    heights = [_HEIGHTS[name] for name in names]
    figure = open_figure(sum(heights))
    with plt.rc_context(sized_style()):
        grid = figure.subplots(len(heights), 1, sharex=True, squeeze=False, height_ratios=heights)
    axes = grid[:, 0].tolist()
    for ax in axes[:-1]:  # the weeks are named once, below all of them
        ax.xaxis.set_visible(False)
    plot_weekly_sessions(weekly, ax=axes[0])
    for column, ax in zip(doses, axes[1:], strict=False):
        _plot_dose(weekly, column, ax)
    if pain:
        plot_pain_trend(weekly, ax=axes[-1])
    set_alt_text(figure, " ".join(filter(None, map(get_alt_text, axes))))
    return figure


def _plot_dose(weekly: pd.DataFrame, column: str, ax: Axes) -> None:
    """Draw how much was done each week."""
    with chart_axes(ax, height=_HEIGHTS["dose"]) as ax:
        at, amount = week_axis(ax, weekly.index), numbers(weekly[column])
        ax.bar(at, amount, width=_BAR_DAYS, facecolor=LIGHT_TEAL, edgecolor=TEAL, linewidth=1)
        ax.yaxis.set_major_locator(MaxNLocator("auto", integer=True, steps=[1, 2, 5, 10]))
        ax.set_title(_DOSES[column].capitalize(), fontsize="medium")  # below that of the sessions
        ax.set_ylabel("a week")
        set_alt_text(
            ax,
            f"{_DOSES[column].capitalize()}, {weeks_in_words(weekly.index)}: {amount.sum():,.0f} "
            f"in all, most in one week {amount.max():,.0f}, none in "
            f"{counted(int((amount == 0).sum()), 'week')}.",
        )
