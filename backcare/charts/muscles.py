"""Charts of muscle groups: which exercise trains which, and how much each was trained."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.offsetbox import AnnotationBbox, DrawingArea
from matplotlib.patches import Polygon
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from backcare.charts.style import (
    Look,
    chart_axes,
    is_narrow,
    legend_above,
    say_empty,
    set_alt_text,
    short,
    small_print,
)
from backcare.exercises.load import exercise_muscles
from backcare.figures import silhouettes
from backcare.palette import GRID, INK, LIGHT_TEAL, ORANGE, TEAL
from backcare.summaries.muscles import (
    HOW_COUNTED,
    UNIT,
    balance_range,
    balance_sentence,
    muscle_sets,
    not_counted,
    not_counted_text,
)
from backcare.tables.vocabulary import terms
from backcare.text import and_list, counted

# What happens to the muscle: its marker and its colour. A hollow marker means "helps".
_ROLE_MARKS = {"strengthens": ("o", TEAL), "stretches": ("s", ORANGE), "mobilises": ("D", INK)}

# The box of a small body in points: as high as a row allows.
_SHAPE_PT = (40.0, 20.0)
_BALANCE_HEIGHT = 4.3
Points = NDArray[np.float64]

# --- which exercise trains which muscle group ----------------------------------------------------


def plot_muscle_chart(
    exercises: pd.DataFrame, *, poses: pd.DataFrame | None = None, ax: Axes | None = None
) -> Axes:
    """Draw which exercise trains which muscle group: a row an exercise, a column a group.

    A filled mark means a primary muscle, a hollow one for a secondary; its shape says
    whether the muscle is strengthened, stretched or kept moving. What no one should do is
    marked as such. Beside its name is the shape of a body that does it.

    Parameters
    ----------
    exercises : DataFrame
        A table as `load_exercises` gives it, or part of one.
    poses : DataFrame, optional
        Poses as `load_poses` gives them; the shipped ones when left out.
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
        _draw_shapes(ax, exercises, poses)
        set_alt_text(ax, _sentence(exercises, pairs))
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


def _draw_shapes(ax: Axes, exercises: pd.DataFrame, poses: pd.DataFrame | None) -> None:
    """Put a small body between each name and its row."""
    width, height = _SHAPE_PT
    shapes = silhouettes(exercises, poses)
    ax.tick_params(axis="y", pad=width + 8)
    for place, key in enumerate(exercises.index):
        if key not in shapes:
            continue
        area = DrawingArea(width, height)
        for outline in _fitted(shapes[key]):
            area.add_artist(Polygon(outline, facecolor=INK, edgecolor="none"))
        box = AnnotationBbox(
            *(area, (0, place)),
            xybox=(-4, 0),
            xycoords=("axes fraction", "data"),
            boxcoords="offset points",
            box_alignment=(1, 0.5),
            frameon=False,
            pad=0,
        )
        ax.add_artist(box)


def _fitted(outlines: list[list[tuple[float, float]]]) -> list[Points]:
    """Move and shrink a shape into the middle of its box, in points."""
    box = np.array(_SHAPE_PT)
    points = np.concatenate([np.array(outline) for outline in outlines])
    low, high = points.min(axis=0), points.max(axis=0)
    size = (box / (high - low)).min()
    return [(np.array(outline) - (low + high) / 2) * size + box / 2 for outline in outlines]


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
    text = f"number to try for each group: {', '.join(parts) or 'none'}"
    if avoid.any():
        text += f"; to avoid: {and_list(exercises.loc[avoid, 'name'].map(short).tolist())}"
    return f"Muscle groups of {counted(len(exercises), 'exercise')}, {text}."


# --- how much each muscle group was trained ------------------------------------------------------


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
    with chart_axes(ax, height=_BALANCE_HEIGHT) as ax:
        ax.set_title("Muscle groups trained", pad=24)
        if totals.any():
            _draw_bars(ax, sets)
            between = ",\n" if is_narrow() else ", "
            ax.set_xlabel(f"{UNIT}{between}{balance_range(frame)}")
            left_out = not_counted_text([short(name) for name in not_counted(frame, exercises)])
            small_print(ax, " ".join(filter(None, [HOW_COUNTED, left_out])))
        else:
            ax.set_xticks([])
            say_empty(ax, "No exercises yet")
        set_alt_text(ax, balance_sentence(sets, frame))
    return ax


def _draw_bars(ax: Axes, sets: pd.DataFrame) -> None:
    """Draw a bar of two parts for each muscle group, and its number."""
    main, helping = sets["primary"], sets["secondary"]
    full = ax.barh(sets.index, main, height=0.68, color=TEAL, label="mainly for it")
    look: Look = {"facecolor": LIGHT_TEAL, "edgecolor": TEAL, "hatch": "////", "linewidth": 0}
    striped = ax.barh(sets.index, helping, left=main, height=0.68, label="helping", **look)
    ax.bar_label(striped, [f"{total:g}" for total in main + helping], padding=4, fontsize="small")
    ax.invert_yaxis()
    ax.xaxis.set_major_locator(MaxNLocator(nbins=2 if is_narrow() else 6, steps=[1, 2, 5, 10]))
    ax.margins(x=0.08)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", labelsize="small" if is_narrow() else "medium")
    legend_above(ax, [full, striped])
