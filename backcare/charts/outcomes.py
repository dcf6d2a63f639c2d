"""Small charts of other measures than session pain, and the lines of a change that matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import blended_transform_factory

from backcare.charts.style import day_numbers, make_light, numbers, set_alt_text
from backcare.errors import unknown_term
from backcare.palette import GRID, INK, QUIET_INK
from backcare.summaries.mcid import (
    Threshold,
    baseline,
    mcid_thresholds,
    measure_row,
    thresholds_reached,
)
from backcare.tables.shipped import load_table
from backcare.text import and_list, one_decimal

_COLUMNS = ("date", "instrument", "score")
_PAIN_SHARE = 2.2


def known_measures(measures: pd.DataFrame | None) -> dict[str, pd.DataFrame]:
    """Return the scores of each instrument by date, in the order of measures.csv."""
    if measures is None:
        return {}
    if missing := [column for column in _COLUMNS if column not in measures]:
        raise ValueError(
            f"measures lacks the column {missing[0]!r}. It needs: {', '.join(_COLUMNS)}."
        )
    table = load_table("measures")
    known = dict(zip(table["measure_id"], table["label"], strict=True))
    if unknown := [name for name in measures["instrument"].unique() if name not in known]:
        raise unknown_term("instrument", unknown, known)
    in_order = measures.assign(date=pd.to_datetime(measures["date"])).sort_values("date")
    groups = {name: in_order[in_order["instrument"] == name] for name in known}
    return {name: rows for name, rows in groups.items() if len(rows)}


def dates_of(scores: Mapping[str, pd.DataFrame]) -> pd.DatetimeIndex:
    """Return every date on which something was measured."""
    return pd.DatetimeIndex([day for rows in scores.values() for day in rows["date"]])


def draw_measures(ax: Axes, scores: Mapping[str, pd.DataFrame]) -> None:
    """Divide the place of a chart and draw a small chart for each instrument below it."""
    if not scores:
        return
    spec = ax.get_subplotspec()
    if spec is None:
        raise ValueError(
            "measures are drawn below the pain chart, and these axes have a fixed place. "
            "Pass axes that plt.subplots made, or leave ax out."
        )
    shares = [_PAIN_SHARE, *[1.0] * len(scores)]
    grid = spec.subgridspec(len(shares), 1, height_ratios=shares, hspace=0.1)
    ax.set_subplotspec(grid[0])
    for place, (measure, rows) in enumerate(scores.items(), start=1):
        panel = ax.figure.add_subplot(grid[place], sharex=ax)
        make_light(panel)
        panel.tick_params(labelbottom=place == len(scores))
        _draw_measure(panel, measure, rows)


def _draw_measure(ax: Axes, measure: str, rows: pd.DataFrame) -> None:
    row = measure_row(measure)
    set_alt_text(ax, measure_sentence(measure, rows))
    at = day_numbers(rows["date"])
    ax.plot(at, numbers(rows["score"]), color=INK, marker="D", markersize=5, linewidth=1.4)
    ax.set_title(f"{row['label']} ({row['better']} is better)", fontsize="medium")
    if np.isfinite([row["lowest"], row["highest"]]).all():
        span = row["highest"] - row["lowest"]
        ax.set_ylim(row["lowest"] - 0.06 * span, row["highest"] + 0.06 * span)
        ax.set_yticks([row["lowest"], row["lowest"] + span / 2, row["highest"]])
    ax.grid(axis="y", color=GRID, linewidth=0.7)
    draw_change_lines(ax, mcid_thresholds(baseline(rows["score"]), measure=measure), at[0])


def draw_change_lines(ax: Axes, lines: Sequence[Threshold], begin: float) -> None:
    """Draw from where on a score has improved enough to matter, each rule named at its end."""
    place = blended_transform_factory(ax.transAxes, ax.transData)
    end = max(ax.get_xlim()[1], begin)
    ordered = sorted(lines, reverse=True)
    # Two lines may lie close together: the words of one stand above it, of the other below.
    sides = ["center"] if len(ordered) == 1 else ["bottom", "top"]
    for line, side in zip(ordered, sides, strict=False):
        ax.hlines(line.score, begin, end, color=QUIET_INK, linewidth=1.1, linestyle=(0, (5, 3)))
        ax.text(
            1.008, line.score, f"{line.rule}\nbetter", transform=place, va=side,
            fontsize="small", color=QUIET_INK,
        )  # fmt: skip


def measure_sentence(measure: str, rows: pd.DataFrame) -> str:
    """Tell the scores of one instrument in one sentence."""
    row = measure_row(measure)
    known = rows["score"].dropna()
    return f"{row['label']} ({row['better']} is better): it {from_to(known, measure=measure)}."


def from_to(known: pd.Series[float], *, measure: str | None = "nrs_pain") -> str:
    """Say where scores begin and end and, of a measure, if that improved enough to matter."""
    if known.empty:
        return "was not noted"
    if len(known) == 1:
        return f"was {one_decimal(known.iloc[0])}, noted once"
    met = thresholds_reached(known.iloc[0], known.iloc[-1], measure=measure) if measure else ()
    enough = f", enough to matter ({and_list(met)})" if met else ""
    return f"went from {one_decimal(known.iloc[0])} to {one_decimal(known.iloc[-1])}{enough}"
