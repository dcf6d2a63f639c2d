"""How long a chart of 52 weeks takes to PNG, beside the bare matplotlib calls that draw the same.

    python benchmarks/charts.py

Both draw the same picture, which is checked pixel by pixel before anything is timed, and both
from a frame that is ready. They take turns; processor time is measured, which a busy machine
stretches least. Aim: at most 1.5 times. About a quarter of both is matplotlib's constrained
layout, which finds room for the words; the last column is the bare calls without it, a picture
with other margins.
"""

import io
import statistics
import time
from collections.abc import Callable

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.image import imread
from matplotlib.ticker import MaxNLocator

from backcare import plot_pain_trend, plot_weekly_sessions
from backcare.palette import CHART_STYLE

ROUNDS = 15
WEEKS = pd.date_range("2025-01-06", periods=52, freq="7D", name="week")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
INK, QUIET, GRID, TEAL, ORANGE, RED = "#1f2d3a #5b6b78 #d9dfe3 #2f6f73 #d27a2a #b3261e".split()


def make_weekly() -> pd.DataFrame:
    """Make up the summary of a year with missed weeks and a stop-rule day."""
    rng = np.random.default_rng(52)
    sessions = rng.integers(2, 5, 52)
    sessions[[7, 21, 31, 32, 50]] = 0
    before = np.where(sessions > 0, np.linspace(6, 2, 52) + rng.random(52), np.nan)
    before[0] = 6.0
    columns = {"sessions": sessions, "sessions_goal": 3, "pain_before_mean": before}
    weekly = pd.DataFrame(columns, index=WEEKS)
    return weekly.assign(pain_after_mean=before - 0.7, stop_days=np.arange(52) == 20)


def bare_axes(height: float, layout: str | None) -> Axes:
    """Open a figure and dress its axes."""
    ax = plt.figure(figsize=(8.4, height), layout=layout).add_subplot()
    ax.spines[:].set_color(GRID)
    ax.tick_params(labelsize="small")
    return ax


def bare_weeks(ax: Axes) -> np.ndarray:
    """Label the months and return where the weeks stand."""
    at = dates.date2num(WEEKS.to_numpy())
    first = WEEKS.day <= 7
    labels = [MONTHS[day.month - 1] for day in WEEKS[first]]
    ax.set_xticks(at[first], [labels[0] + "\n2025", *labels[1:]])
    ax.set_xlim(at[0] - 4.5, at[-1] + 4.5)
    return at


def bare_legend(ax: Axes, handles: list) -> None:
    """Put the legend between title and chart."""
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 0.99), ncols=len(handles),
        borderaxespad=0.2, handlelength=1.6, columnspacing=1.4,
    )  # fmt: skip


@plt.rc_context(CHART_STYLE)
def bare_sessions(weekly: pd.DataFrame, layout: str | None) -> Axes:
    """Draw what plot_weekly_sessions draws."""
    ax = bare_axes(3.2, layout)
    ax.set_title("Sessions each week", pad=24)
    at, sessions = bare_weeks(ax), weekly["sessions"].to_numpy()
    full, less, none = sessions >= 3, (sessions > 0) & (sessions < 3), sessions == 0
    look = {"width": 5.4, "edgecolor": TEAL, "linewidth": 1}
    handles = [
        ax.bar(at[full], sessions[full], facecolor=TEAL, label="goal reached", **look),
        ax.bar(
            at[less], sessions[less], facecolor="#ffffff", hatch="////",
            label="fewer than the goal", **look,
        ),
        ax.scatter(
            at[none], 0 * at[none], marker="x", s=26, color=INK, linewidths=1.5, zorder=3,
            clip_on=False, label="no session",
        ),
    ]  # fmt: skip
    for middle, word in ((7, "missed"), (21, "missed"), (31.5, "2 weeks missed"), (50, "missed")):
        ax.annotate(
            word, (at[0] + 7 * middle, 0), xytext=(0, 7), textcoords="offset points", rotation=90,
            ha="center", va="bottom", fontsize="small", color=QUIET,
            bbox={"facecolor": "#ffffff", "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
    edges = np.append(at - 3.5, at[-1] + 3.5)
    goal = np.full(52, 3.0)
    ax.stairs(goal, edges, baseline=None, color=INK, linewidth=1.4, linestyle=(0, (4, 2)))
    ax.annotate(
        "goal 3", (edges[-1], 3), xytext=(5, 0), textcoords="offset points", va="center",
        annotation_clip=False,
    )  # fmt: skip
    ax.set_ylim(0, sessions.max() * 1.1)
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    ax.set_ylabel("sessions")
    bare_legend(ax, handles)
    return ax


@plt.rc_context(CHART_STYLE)
def bare_pain(weekly: pd.DataFrame, layout: str | None) -> Axes:
    """Draw what plot_pain_trend draws."""
    ax = bare_axes(3.9, layout)
    ax.set_title("Pain before and after sessions", pad=24)
    at = bare_weeks(ax)
    ax.set_yticks(range(0, 11, 2), ["no\npain 0", "2", "4", "6", "8", "worst\npain 10"])
    ax.set_ylim(-0.5, 11.3)
    ax.grid(axis="y", color=GRID, linewidth=0.7)
    size = 0.42 * 8.4 * 0.775 * 72 / (366 / 7)
    handles = ax.plot(
        at, weekly["pain_before_mean"], linewidth=1.6, label="before a session", color=ORANGE,
        marker="o", markerfacecolor="#ffffff", markersize=1.7 * size, linestyle=(0, (2, 1)),
    ) + ax.plot(
        at, weekly["pain_after_mean"], linewidth=1.6, label="after a session", color=TEAL,
        marker="s", markersize=size,
    )  # fmt: skip
    stops = at[weekly["stop_days"] > 0]
    ax.vlines(stops, 0, 10.75, color=RED, linewidth=0.9, linestyle=":", zorder=1)
    look = {"marker": "^", "s": 62, "color": RED, "edgecolor": INK, "zorder": 3}
    handles += [ax.scatter(stops, 0 * stops + 10.75, label="stop-rule week", **look)]
    first = weekly["pain_before_mean"].iloc[0]
    ends = ((first * 0.7, "30 %", "bottom"), (first - 2, "2 points", "top"))
    for score, rule, side in ends:
        dashed = {"color": QUIET, "linewidth": 1.1, "linestyle": (0, (5, 3))}
        ax.hlines(score, at[0], ax.get_xlim()[1], **dashed)
        ax.text(
            1.008, score, f"{rule}\nbetter", transform=ax.get_yaxis_transform(), va=side,
            fontsize="small", color=QUIET,
        )  # fmt: skip
    words = (
        "Dashed lines: pain before a session improved enough to matter, 2 points or 30 % below "
        f"the {first:.1f} of\nthe first week with a number. Ostelo and others. Spine 33:90. 2008."
    )
    ax.set_xlabel(words, color=QUIET, fontsize="small", loc="left")
    bare_legend(ax, handles)
    return ax


PAIRS = ((plot_weekly_sessions, bare_sessions), (plot_pain_trend, bare_pain))


def png(draw: Callable[..., Axes], *arguments: object) -> bytes:
    """Draw a chart into a PNG in memory."""
    figure = draw(*arguments).figure
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100)
    plt.close(figure)
    return file.getvalue()


def milliseconds(draw: Callable[..., Axes], *arguments: object) -> float:
    """Time one chart."""
    start = time.process_time()
    png(draw, *arguments)
    return (time.process_time() - start) * 1e3


def main() -> None:
    """Measure, and print the medians and their ratios."""
    mpl.use("agg")
    weekly = make_weekly()
    print("chart                 ours   bare   ratio   bare without layout")
    for ours, bare in PAIRS:
        pictures = [png(ours, weekly), png(bare, weekly, "constrained")]
        one, other = (imread(io.BytesIO(picture)) for picture in pictures)
        assert one.shape == other.shape
        assert (one == other).all(), f"{ours.__name__}: the two pictures differ"
        rounds = [
            (
                milliseconds(ours, weekly),
                milliseconds(bare, weekly, "constrained"),
                milliseconds(bare, weekly, None),
            )
            for _ in range(ROUNDS)
        ]
        mine, theirs, least = map(statistics.median, zip(*rounds, strict=True))
        name = ours.__name__
        print(f"{name:20} {mine:5.0f}  {theirs:5.0f}   {mine / theirs:5.2f}   {least:5.0f} ms")
    print("aim: a ratio of at most 1.5")


if __name__ == "__main__":
    main()
