"""Chart of how much each muscle group was trained."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from backcare.charts.paper import (
    Look,
    chart_axes,
    legend_above,
    long_date,
    say_empty,
    small_print,
    tell,
)
from backcare.charts.words import and_list, short
from backcare.muscles import exercise_muscles
from backcare.palette import LIGHT_TEAL, TEAL
from backcare.tables import terms
from backcare.tallies import SECONDARY_WEIGHT, muscle_sets

_HEIGHT = 4.3
_HOW_COUNTED = (
    f"A set counts 1 for a muscle it is mainly for and {SECONDARY_WEIGHT:g} for one that helps; it "
    "may strengthen, stretch or move it. An activity, such as a walk, counts as one set."
)


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
            ax.set_xlabel(f"weighted sets, {_range(frame)}")
            small_print(ax, " ".join(filter(None, [_HOW_COUNTED, _left_out(frame, exercises)])))
        else:
            ax.set_xticks([])
            say_empty(ax, "No exercises yet")
        tell(ax, _sentence(sets, frame))
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


def _range(frame: pd.DataFrame) -> str:
    first, last = frame["started_at"].min(), frame["started_at"].max()
    return f"{long_date(first)} to {long_date(last)}"


def _left_out(frame: pd.DataFrame, exercises: pd.DataFrame) -> str:
    """Name what was done but trains no muscle that the table knows of."""
    done = frame["exercise_id"].dropna().drop_duplicates()
    names = exercises["name"].to_dict()
    without = done[~done.isin(exercise_muscles(exercises).index)]
    told = and_list([short(names.get(exercise, exercise)) for exercise in without])
    return f"Not counted, because the table names no muscle for it: {told}." if told else ""


def _sentence(sets: pd.DataFrame, frame: pd.DataFrame) -> str:
    """Tell the chart in one sentence."""
    totals = sets.sum(axis=1)
    if not totals.any():
        return "Muscle groups trained: no exercises yet."
    trained = totals[totals > 0]
    most = and_list([f"{label} ({total:g})" for label, total in trained.head(3).items()])
    none = and_list([str(label).lower() for label in totals[totals == 0].index])
    return (
        f"Muscle groups trained, {_range(frame)}, in weighted sets: "
        f"most for {most.lower()}; {f'none for {none}' if none else 'no group was left out'}."
    )
