"""Chart of which exercise trains which muscle group."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from backcare.charts.paper import chart_axes, tell
from backcare.charts.words import counted, short
from backcare.muscles import exercise_muscles
from backcare.palette import GRID, INK, ORANGE, TEAL
from backcare.prose import and_list
from backcare.tables import terms

# What happens to the muscle: its marker and its colour. A hollow marker means "helps".
_ROLE_MARKS = {"strengthens": ("o", TEAL), "stretches": ("s", ORANGE), "mobilises": ("D", INK)}


def plot_muscle_chart(exercises: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw which exercise trains which muscle group: a row an exercise, a column a group.

    A filled mark stands for a primary muscle, a hollow one for a secondary; its shape says
    whether the muscle is strengthened, stretched or kept moving. What nobody should do is
    marked as such.

    Parameters
    ----------
    exercises : DataFrame
        A table as `load_exercises` gives it, or part of one.
    ax : Axes, optional
        Where to draw; a new figure by default, tall enough for its rows.

    Returns
    -------
    Axes
        The axes drawn on.

    Examples
    --------
    >>> import backcare as bc
    >>> ax = bc.plot_muscle_chart(bc.load_exercises().head(3))
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['✕ avoid: Standing toe touch', 'Partial crunch', '✕ avoid: Sit-up']
    """
    groups = pd.Series(dict(terms("muscle_group")))
    pairs = exercise_muscles(exercises)
    with chart_axes(ax, height=1.9 + 0.34 * len(exercises)) as ax:
        for role, rank in pairs[["role", "rank"]].drop_duplicates().itertuples(index=False):
            chosen = pairs[(pairs["role"] == role) & (pairs["rank"] == rank)]
            x = groups.index.get_indexer(pd.Index(chosen["muscle_group"]))
            y = exercises.index.get_indexer(chosen.index)
            ax.scatter(x, y, s=95, label=_legend_label(role, rank), **_mark(role, rank))
        _label_grid(ax, columns=groups, rows=_row_labels(exercises))
        tell(ax, _sentence(exercises, pairs))
    return ax


def _row_labels(exercises: pd.DataFrame) -> pd.Series:
    """Name each exercise, with a warning on those that nobody should do."""
    names = exercises["name"].map(short)
    return names.mask(exercises["advice"] == "avoid", "\N{MULTIPLICATION X} avoid: " + names)


def _mark(role: str, rank: str) -> dict[str, Any]:
    """Return the scatter keywords for a role, filled for a primary muscle."""
    marker, colour = _ROLE_MARKS[role]
    face = colour if rank == "primary" else "none"
    return {"marker": marker, "facecolors": face, "edgecolors": colour, "linewidths": 1.8}


def _legend_label(role: str, rank: str) -> str:
    """Name a mark in the words of the vocabulary."""
    return f"{terms('role')[role]} ({terms('rank')[rank].lower()})"


def _label_grid(ax: Axes, *, columns: pd.Series, rows: pd.Series) -> None:
    """Put words to the rows and columns, with the first row on top."""
    ax.set_xticks(range(len(columns)), columns, rotation=40, ha="left", rotation_mode="anchor")
    ax.set_yticks(range(len(rows)), rows)
    ax.set(xlim=(-0.6, len(columns) - 0.4), ylim=(len(rows) - 0.4, -0.6))
    ax.xaxis.tick_top()
    ax.grid(color=GRID)
    ax.tick_params(labelsize="medium")
    ax.spines[:].set_visible(False)
    if ax.collections:
        ax.legend(loc="upper right", bbox_to_anchor=(1, -0.01), ncols=3)


def _sentence(exercises: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """Tell the chart in one sentence: what to try by muscle group, and what to avoid."""
    avoid = exercises["advice"] == "avoid"
    to_try = pairs[pairs.index.isin(exercises.index[~avoid])]
    counts = to_try["muscle_group"].value_counts()
    parts = [
        f"{label.lower()} {counts[group]}"
        for group, label in terms("muscle_group").items()
        if group in counts
    ]
    told = f"number to try for each group: {', '.join(parts) or 'none'}"
    if avoid.any():
        told += f"; to avoid: {and_list(exercises.loc[avoid, 'name'].map(short).tolist())}"
    return f"Muscle groups of {counted(len(exercises), 'exercise')}, {told}."
