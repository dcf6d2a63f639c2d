"""Chart of how much each muscle group was trained."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from backcare.balance import (
    HOW_COUNTED,
    UNIT,
    balance_range,
    balance_sentence,
    not_counted,
    not_counted_text,
)
from backcare.charts.style import Look, chart_axes, legend_above, say_empty, small_print, tell
from backcare.charts.words import short
from backcare.exercises.load import terms
from backcare.palette import LIGHT_TEAL, TEAL
from backcare.summaries.muscles import muscle_sets

_HEIGHT = 4.3


def plot_muscle_balance(
    frame: pd.DataFrame, exercises: pd.DataFrame, *, ax: Axes | None = None
) -> Axes:
    """Draw how many weighted sets each muscle group had, the most trained on top.

    The full part of a bar are sets that were mainly for the muscle, the striped part sets in
    which it helped.

    Parameters
    ----------
    frame : DataFrame
        A log as `SessionLog.to_frame()` gives it, or part of one.
    exercises : DataFrame
        The table that says which exercise trains what, as `load_exercises` gives it.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The axes drawn on.

    Examples
    --------
    >>> frame = pd.DataFrame({"exercise_id": ["bridging", "walking"], "sets": [3, 2],
    ...                       "started_at": pd.Timestamp("2026-03-02 18:30")})
    >>> ax = plot_muscle_balance(frame, bc.load_exercises())
    >>> [label.get_text() for label in ax.get_yticklabels()][:2]
    ['Buttocks', 'Heart and lungs']
    """
    sets = muscle_sets(frame, exercises).rename(index=dict(terms("muscle_group")))
    totals = sets.sum(axis=1)
    sets = sets.loc[totals.sort_values(ascending=False, kind="stable").index]
    with chart_axes(ax, height=_HEIGHT) as ax:
        ax.set_title("Muscle groups trained", pad=24)
        if totals.any():
            _draw_bars(ax, sets)
            ax.set_xlabel(f"{UNIT}, {balance_range(frame)}")
            left_out = not_counted_text([short(name) for name in not_counted(frame, exercises)])
            small_print(ax, " ".join(filter(None, [HOW_COUNTED, left_out])))
        else:
            ax.set_xticks([])
            say_empty(ax, "No exercises yet")
        tell(ax, balance_sentence(sets, frame))
    return ax


def _draw_bars(ax: Axes, sets: pd.DataFrame) -> None:
    """Draw a bar of two parts for each muscle group, and its number."""
    main, helping = sets["primary"], sets["secondary"]
    full = ax.barh(sets.index, main, height=0.68, color=TEAL, label="mainly for it")
    look: Look = {"facecolor": LIGHT_TEAL, "edgecolor": TEAL, "hatch": "////", "linewidth": 0}
    striped = ax.barh(sets.index, helping, left=main, height=0.68, label="helping", **look)
    ax.bar_label(striped, [f"{total:g}" for total in main + helping], padding=4, fontsize="small")
    ax.invert_yaxis()
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    ax.margins(x=0.08)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", labelsize="medium")
    legend_above(ax, [full, striped])
