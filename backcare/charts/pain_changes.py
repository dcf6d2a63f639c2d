"""Chart of how the pain of each patient of a group changed, and of how many nobody can tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from backcare.charts.style import (
    Floats,
    Look,
    chart_axes,
    legend_above,
    numbers,
    say_empty,
    small_print,
    tell,
)
from backcare.charts.words import counted
from backcare.palette import GRID, INK, LIGHT_TEAL, ORANGE, QUIET_INK, TEAL
from backcare.summaries.mcid import change_source, measure_row
from backcare.text import and_list

_HEIGHT = 3.6
_CROSS = 0.28
# Why there is no bar, by the word in `why_not`.
_WHY_NOT = {"too early": "with too short a time", "not noted": "who noted no pain"}


def plot_pain_changes(changes: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the change of pain of each patient as a bar, down for less pain, in their order.

    A dark bar is better by enough to matter, a light one less or the same but not by enough, one
    that goes up is more pain. A cross marks who has stopped since. Under the chart stands how many
    there are, and of how many nothing can be told.

    Parameters
    ----------
    changes : DataFrame
        What `pain_changes` gave.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The axes drawn on.

    Examples
    --------
    >>> changes = pd.DataFrame({"change": [-2.0, 1.0, None], "better": [True, False, False],
    ...                         "known": [True, True, False], "stopped": False,
    ...                         "why_not": ["", "", "too early"]}, index=["P1", "P2", "P3"])
    >>> ax = plot_pain_changes(changes)
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['better by enough to matter', 'more pain']

    Source
    ------
    Ostelo and others, Spine 33:90, 2008: 2 points or 30 % of the first score, for getting better
    only.
    """
    known = changes[changes["known"].astype(bool)].sort_values("change", kind="stable")
    with chart_axes(ax, height=_HEIGHT) as ax:
        ax.set_title("Change of pain before sessions", pad=24)
        ax.set_xticks([])
        if len(known):
            legend_above(ax, _draw(ax, known))
            ax.set_ylabel("points")
            ax.axhline(0, color=INK, linewidth=0.9)
            ax.grid(axis="y", color=GRID, linewidth=0.7)
            ax.set_xlim(-0.8, len(known) - 0.2)
            _label_ends(ax)
        else:
            say_empty(ax, "No change can be told yet")
        small_print(ax, _missing(changes))
        tell(ax, _sentence(changes))
    return ax


def _draw(ax: Axes, known: pd.DataFrame) -> list[Artist]:
    change = numbers(known["change"])
    better, stopped = known["better"].to_numpy(bool), known["stopped"].to_numpy(bool)
    at = np.arange(len(change), dtype="float64")
    handles: list[Artist] = []
    for some, colour, label in (
        (better, TEAL, "better by enough to matter"),
        (~better & (change <= 0), LIGHT_TEAL, "not by enough"),
        (change > 0, ORANGE, "more pain"),
    ):
        if some.any():
            look: Look = {"color": colour, "width": 0.86, "label": label}
            handles.append(ax.bar(at[some], change[some], **look))  # type: ignore[arg-type]
            _draw_zeros(ax, at[some], change[some], colour)
    if stopped.any():
        # On the side of the line where no bar is.
        sides = np.where(change > 0, -_CROSS, _CROSS)
        look = {"marker": "x", "color": INK, "markersize": 4, "markeredgewidth": 1}
        handles += ax.plot(at[stopped], sides[stopped], linestyle="", label="has stopped", **look)
    return handles


def _draw_zeros(ax: Axes, at: Floats, change: Floats, colour: str) -> None:
    """Mark who has no change at all, which a bar would not show."""
    zero = at[change == 0]
    ax.add_line(Line2D(zero, 0 * zero, linestyle="", marker="_", color=colour, markersize=4))


def _label_ends(ax: Axes) -> None:
    """Say which way is better, in the room beside the bars."""
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, -1), max(high, 1))
    small: Look = {"fontsize": "small", "color": QUIET_INK, "transform": ax.transAxes}
    ax.text(0.995, 0.02, "less pain", ha="right", va="bottom", **small)
    ax.text(0.005, 0.98, "more pain", ha="left", va="top", **small)


def _missing(changes: pd.DataFrame) -> str:
    """Say how many bars there are, how many are missing, and by whose numbers they count."""
    row = measure_row("nrs_pain")
    known = int(changes["known"].sum())
    why = changes["why_not"].value_counts()
    left_out = [f"{why[name]} {words}" for name, words in _WHY_NOT.items() if why.get(name, 0)]
    told = [f"Each bar is one patient: {known} of {len(changes)}."]
    told += [f"Missing: {and_list(left_out)}."] if left_out else []
    told.append(
        f"Enough to matter: {row['change_points']:g} points or {row['change_percent']:g} % of the "
        f"first pain. {change_source('nrs_pain')}"
    )
    return " ".join(told)


def _sentence(changes: pd.DataFrame) -> str:
    """Tell the chart in one sentence."""
    known = changes[changes["known"].astype(bool)]
    missing = len(changes) - len(known)
    if known.empty:
        people = counted(len(changes), "patient")
        return f"Change of pain before sessions: of {people} none can be told yet."
    better, more = int(known["better"].sum()), int((known["change"] > 0).sum())
    stopped = int((known["better"] & known["stopped"]).sum())
    middle = f"{known['change'].median():+.1f} points"
    return (
        f"Change of pain before sessions of {len(known)} of {counted(len(changes), 'patient')} "
        f"({missing} cannot be told): {better} are better by enough to matter, {stopped} of these "
        f"have stopped since; {more} have more pain, {len(known) - better - more} less or the same "
        f"but not by enough; the one in the middle changed by {middle}."
    )
