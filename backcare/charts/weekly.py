"""Chart of how many sessions each week had, against the goal."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.container import BarContainer
from matplotlib.ticker import MaxNLocator

from backcare.charts.style import (
    Floats,
    Look,
    chart_axes,
    fits_upright,
    legend_above,
    numbers,
    one_patient,
    points_per_week,
    say_empty,
    tell,
    week_axis,
)
from backcare.charts.words import counted, weeks_in_words
from backcare.palette import INK, PAPER, QUIET_INK, TEAL

_HEIGHT = 3.2
_BAR_DAYS = 5.4
# A turned word is so wide, in letters; where weeks are narrower it would hide its neighbours.
_WORD = 0.75
# Stripes in narrower bars run together.
_STRIPE_POINTS = 5.0


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
    with chart_axes(ax, height=_HEIGHT) as ax:
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
        tell(ax, _sentence(weekly))
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


def _sentence(weekly: pd.DataFrame) -> str:
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
