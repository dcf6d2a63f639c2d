"""Floor 1: the colours and lines of every chart, in one place.

The colours can be told apart with any common colour blindness and differ in lightness, so that
they hold in grey print; no chart lets colour carry a meaning alone.
"""

from typing import Any

INK = "#1f2d3a"
QUIET_INK = "#5b6b78"
GRID = "#d9dfe3"
PAPER = "#ffffff"
TEAL = "#2f6f73"
ORANGE = "#d98032"
LIGHT_TEAL = "#9cc9c6"

CHART_STYLE: dict[str, Any] = {
    "axes.edgecolor": GRID,
    "axes.facecolor": PAPER,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.axisbelow": True,
    "figure.facecolor": PAPER,
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "grid.color": GRID,
    "legend.frameon": False,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
}
"""Settings for `matplotlib.rc_context`; no module sets rcParams for good."""
