"""Chart of how many of a group still came, so many weeks after their first session."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from backcare.charts.style import Look, chart_axes, legend_above, numbers, say_empty, tell
from backcare.charts.words import counted
from backcare.palette import GRID, PAPER, QUIET_INK, TEAL

_HEIGHT = 3.4
# A share of fewer people than this moves by five points and more with each one.
_FEW = 20
_MOST_TICKS = 12


def plot_retention(retention: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    r"""Draw the share of a group that still came, by weeks since each one's first session.

    Under each week stands of how many people the share is. Hollow marks are of fewer than 20.

    Parameters
    ----------
    retention : DataFrame
        What `retention` gave.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The axes drawn on.

    Examples
    --------
    >>> table = pd.DataFrame({"settled": [40, 30, 10], "kept": [40, 24, 7]})
    >>> ax = plot_retention(table.assign(share=table["kept"] / table["settled"]))
    >>> [text.get_text() for text in ax.get_xticklabels()]
    ['0\nof 40', '1\nof 30', '2\nof 10']
    """
    with chart_axes(ax, height=_HEIGHT) as ax:
        ax.set_title("Who still comes", pad=24)
        if len(retention):
            _draw(ax, retention)
            _label(ax, retention)
        else:
            ax.set_xticks([])
            say_empty(ax, "Nobody began so long ago that it can be told")
        tell(ax, _sentence(retention))
    return ax


def _draw(ax: Axes, retention: pd.DataFrame) -> None:
    at, share = np.arange(len(retention)), 100 * numbers(retention["share"])
    few = retention["settled"].to_numpy() < _FEW
    ax.plot(at, share, color=TEAL, linewidth=1.6, zorder=2)
    full: Look = {"color": TEAL, "label": f"of {_FEW} people or more"}
    hollow: Look = {
        "markerfacecolor": PAPER,
        "markeredgecolor": TEAL,
        "label": f"of fewer than {_FEW}",
    }
    handles = []
    for some, look in ((~few, full), (few, hollow)):
        if some.any():
            handles += ax.plot(
                at[some], share[some], linestyle="", marker="o", markersize=5, **look
            )
    legend_above(ax, handles)


def _label(ax: Axes, retention: pd.DataFrame) -> None:
    step = -(-len(retention) // _MOST_TICKS)
    some = retention["settled"].iloc[::step]
    labels = [f"{place * step}\nof {count}" for place, count in enumerate(some)]
    ax.set_xticks([place * step for place in range(len(some))], labels)
    ax.set_xlim(-0.5, max(len(retention) - 0.5, 4))
    ax.set_ylim(0, 104)
    ax.set_yticks(range(0, 101, 25), [f"{share} %" for share in range(0, 101, 25)])
    ax.grid(axis="y", color=GRID, linewidth=0.7)
    label = "weeks since the first session, and of how many people it is known"
    ax.set_xlabel(label, color=QUIET_INK, fontsize="small", loc="left")


def _sentence(retention: pd.DataFrame) -> str:
    """Tell the chart in one sentence."""
    if retention.empty:
        return "Who still comes: nobody began so long ago that it can be told."
    sure = retention[retention["settled"] >= _FEW]
    table = retention if sure.empty else sure
    places = sorted({min(week, len(table) - 1) for week in (4, 8, 12, len(table) - 1)})
    parts = [
        f"{counted(week, 'week')} after their first session {table['kept'].iloc[week]} of "
        f"{table['settled'].iloc[week]} ({table['share'].iloc[week]:.0%})"
        for week in places
    ]
    return f"Who still comes: {'; '.join(parts)}."
