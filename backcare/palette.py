"""The colours and lines of every chart and of the body map, in one place.

The colours can be told apart with any common colour blindness and differ in lightness, so that
they hold in grey print; no chart lets colour carry a meaning alone. A picture's paper is always
light: it reads the same in a dark notebook, in a mail and in print. On a page, where a chart is
SVG, each colour stands for one of the page's theme (`backcare.charts.page_svg`).
"""

from typing import Any

INK = "#1f2d3a"
QUIET_INK = "#5b6b78"
GRID = "#d9dfe3"
QUIET_EDGE = "#b4bfc7"
PAPER = "#ffffff"
TEAL = "#2f6f73"
ORANGE = "#d27a2a"
LIGHT_TEAL = "#9cc9c6"
PALE_TEAL = "#e3f1f0"
RED = "#b3261e"
# In the order in which a chart of one's own takes them.
LINES = (TEAL, ORANGE, QUIET_INK, RED)

# The body to point at: clay, so that it stands for anybody, and rust for what is picked.
CLAY = "#e6d2be"
CLAY_SHADE = "#d5b89f"
CLAY_LINE = "#6b4f3b"
HAIR = "#715847"
RUST = "#b4512f"
RUST_LINE = "#45190b"
# How much, from little to most; none is paper.
SHADES = ("#c5e1df", "#84bab7", TEAL)

CHART_STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": GRID,
    "axes.facecolor": PAPER,
    "axes.grid": False,
    "axes.labelcolor": INK,
    "axes.labelsize": "small",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": "large",
    "axes.titleweight": "bold",
    "figure.facecolor": PAPER,
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "grid.color": GRID,
    "hatch.linewidth": 0.9,
    "legend.fontsize": "small",
    "legend.frameon": False,
    "text.color": INK,
    # A price in a note, or a "$" in a name, is not a formula.
    "text.parse_math": False,
    "text.usetex": False,
    "xtick.color": INK,
    "xtick.major.size": 0,
    "ytick.color": INK,
    "ytick.major.size": 0,
}
"""Settings for `matplotlib.rc_context`; no module sets rcParams for good."""
