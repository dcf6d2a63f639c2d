"""Chart of the weeks of a group: a line a patient, a column a week, and why a cell is empty."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.lines import Line2D

from backcare.charts.style import Floats, Look, chart_axes, legend_above, say_empty, tell, week_axis
from backcare.charts.words import counted, weeks_in_words
from backcare.exercises.load import terms
from backcare.palette import INK, LIGHT_TEAL, PAPER, QUIET_INK, TEAL

_MOST_NAMED = 30
# Inches for title, legend and dates, and for each patient as far as there is room.
_HEAD, _LEAST, _MOST, _A_LINE = 1.3, 1.2, 6.2, 0.2
_HALF_WEEK, _DASH = 3.5, 2.2
_STOPPED: Look = {"facecolor": PAPER, "edgecolor": QUIET_INK, "hatch": "/////", "linewidth": 0}


def plot_group_weeks(weeks: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw every week of every patient: the goal reached, fewer sessions, none, or stopped.

    Who began first is on top. A dark cell reached the goal, a light one had a session, a dash is a
    week without one; stripes begin when somebody has stopped. Before the first session there is
    nothing.

    Parameters
    ----------
    weeks : DataFrame
        What `group_weeks` gave.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The axes drawn on.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2026-03-02", "2026-03-09"], name="week")
    >>> index = pd.MultiIndex.from_product([["P1", "P2"], days], names=["patient", "week"])
    >>> weeks = pd.DataFrame({"state": ["sessions", "none", "not_begun", "sessions"],
    ...                       "sessions": [3, 0, 0, 1], "sessions_goal": 3.0}, index=index)
    >>> ax = plot_group_weeks(weeks)
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['P1', 'P2']
    """
    state = weeks["state"].unstack("week").fillna("not_begun")  # noqa: PD010 (a grid is wanted)
    order = _order(state)
    height = _HEAD + min(max(_A_LINE * len(order), _LEAST), _MOST)
    with chart_axes(ax, height=height) as ax:
        ax.set_title("Weeks of the group", pad=24)
        at = week_axis(ax, state.columns)
        if len(order):
            reached = (weeks["sessions"] >= weeks["sessions_goal"]) & (weeks["sessions"] > 0)
            goal = reached.unstack("week").loc[order].to_numpy(bool)  # noqa: PD010
            legend_above(ax, _draw(ax, at, state.loc[order].to_numpy(), goal))
            _name_patients(ax, order)
            ax.set_xlim(at[0] - _HALF_WEEK - 0.5, at[-1] + _HALF_WEEK + 0.5)
        else:
            say_empty(ax, "No sessions yet")
        tell(ax, _sentence(weeks))
    return ax


def _order(state: pd.DataFrame) -> pd.Index[Any]:
    """Put who began first on top, and among these who came longest."""
    grid = state.to_numpy()
    counts = {kind: (grid == kind).sum(axis=1) for kind in ("not_begun", "stopped")}
    keys = pd.DataFrame(counts, index=state.index).sort_index()
    return keys.sort_values(list(counts), kind="stable").index


def _draw(ax: Axes, at: Floats, state: Any, goal: Any) -> list[Artist]:
    """Draw the cells of each kind at one go, and return what the legend shows."""
    full: Look = {"facecolor": TEAL, "edgecolor": "none", "label": "goal reached"}
    less: Look = {"facecolor": LIGHT_TEAL, "edgecolor": "none", "label": "fewer sessions"}
    labels = terms("week_state")
    handles: list[Artist] = []
    for some, look in (
        (goal, full),
        ((state == "sessions") & ~goal, less),
        (state == "stopped", _STOPPED | {"label": labels["stopped"].lower()}),
    ):
        if some.any():
            cells = PolyCollection(list(_squares(at, some)), **look)
            handles.append(ax.add_collection(cells))
    if (none := state == "none").any():
        line, week = np.nonzero(none)
        ends = np.stack([at[week] - _DASH, line, at[week] + _DASH, line], axis=-1)
        ax.add_collection(LineCollection(list(ends.reshape(-1, 2, 2)), colors=INK, linewidths=0.9))
        label = labels["none"].lower()
        handles.insert(-1, Line2D([], [], color=INK, linewidth=0.9, label=label))
    return handles


def _squares(at: Floats, some: Any) -> Floats:
    line, week = np.nonzero(some)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    # Wider lines leave a gap between patients; thousands of cells touch.
    tall = 0.42 if len(some) <= _MOST_NAMED else 0.5
    sizes = corners * [_HALF_WEEK, tall]
    return np.asarray(np.column_stack([at[week], line])[:, None] + sizes, dtype="float64")


def _name_patients(ax: Axes, order: pd.Index[Any]) -> None:
    ax.set_ylim(len(order) - 0.4, -0.6)
    if len(order) <= _MOST_NAMED:
        ax.set_yticks(range(len(order)), [str(name) for name in order])
    else:
        ax.set_yticks([])
        ax.set_ylabel(f"{counted(len(order), 'patient')}, who began first on top")


def _sentence(weeks: pd.DataFrame) -> str:
    """Tell the chart in one sentence."""
    if weeks.empty:
        return "Weeks of the group: no sessions yet."
    days = weeks.index.unique("week").sort_values()
    count = weeks["state"].value_counts()
    sessions, none = int(count.get("sessions", 0)), int(count.get("none", 0))
    stopped = int(count.get("stopped", 0))
    begun = sessions + none + stopped
    last = weeks.xs(days[-1], level="week")["state"].value_counts()
    reached = int((weeks["sessions"] >= weeks["sessions_goal"]).sum())
    return (
        f"Weeks of the group, {counted(weeks.index.unique('patient').size, 'patient')}, "
        f"{weeks_in_words(days)}: of {counted(begun, 'week')} since each began, {sessions:,} had a "
        f"session, {reached:,} of these the goal, {none:,} had none, and {stopped:,} came after "
        f"somebody had stopped; in the last week {last.get('sessions', 0)} came, "
        f"{last.get('none', 0)} did not, and {last.get('stopped', 0)} had stopped."
    )
