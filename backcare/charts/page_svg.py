"""A chart as SVG inside a page: its colours are those of the page's theme, its words are text."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from backcare.charts.alt_text import chart_text
from backcare.charts.style import drawn_wide, take_words
from backcare.palette import GRID, INK, LIGHT_TEAL, ORANGE, PAPER, QUIET_EDGE, QUIET_INK, RED, TEAL

# What each stands for on a page, light and dark, is in form_and_dashboard.css.
PAGE_COLOURS = {
    INK: "ink",
    QUIET_INK: "quiet-ink",
    GRID: "grid",
    QUIET_EDGE: "quiet-edge",
    PAPER: "paper",
    TEAL: "teal",
    LIGHT_TEAL: "light-teal",
    ORANGE: "orange",
    RED: "red",
}
# Where axes begin, in inches, but for those with words beside them that need more.
_LEFT = 0.56
_LOOK = ("style", "fill", "stroke")
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
_COLOUR = re.compile("|".join(PAGE_COLOURS))
_FONT = re.compile(r"'DejaVu Sans'[^;]*")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_USED_ID = re.compile(r"url\(#([^)]+)\)|^#(.+)$")


def page_chart(
    draw: Callable[[], Axes | Figure], *, inches: float, name: str
) -> tuple[str, str, str]:
    """Draw a chart for a page: its title, its SVG and its small print, which the page shows."""
    with drawn_wide(inches):
        chart = draw()
    title, small_print = take_words(chart.figure.figure)
    _align_left(chart.figure.figure)
    return title, chart_svg(chart, name=name), small_print


def _align_left(figure: Figure) -> None:
    """Lay a figure out, and let its axes begin where those of a page's other charts do."""
    if layout := figure.get_layout_engine():
        layout.execute(figure)
        figure.set_layout_engine("none")
    for ax in figure.axes:
        place = ax.get_position()
        place.x0 = max(place.x0, _LEFT / figure.get_figwidth())
        ax.set_position(place)


def chart_svg(chart: Axes | Figure, *, name: str) -> str:
    """Turn a chart into SVG to stand in a page, with its sentence as its alternative text.

    The figure is closed. `name` is the chart's own on its page: what its parts refer to each
    other by begins with it.
    """
    figure, written = chart.figure.figure, io.StringIO()
    words = chart_text(chart)
    # As text, letters are the page's own, and are found and magnified as such.
    with plt.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        # `savefig` would lay the figure out twice.
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(written, metadata=_NO_METADATA)
    plt.close(figure)
    return _for_page(ET.fromstring(written.getvalue()), words, name)  # noqa: S314 -- matplotlib's own


def _for_page(root: ET.Element, words: str, name: str) -> str:
    """Leave what a page needs, under names of its own."""
    viewed = root.get("viewBox", "")
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.endswith("}style"):  # it would be a rule for the whole page
                parent.remove(child)
    used = {
        found for part in root.iter() for value in part.attrib.values() for found in _ids(value)
    }
    names = {one: f"{name}-{place}" for place, one in enumerate(sorted(used))}
    for part in root.iter():
        _clean(part, names)
    root.attrib.clear()
    root.attrib |= {"viewBox": viewed, "role": "img", "aria-label": words}
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    return ET.tostring(root, encoding="unicode")


def _ids(value: str) -> list[str]:
    return [one or other for one, other in _USED_ID.findall(value)]


def _clean(part: ET.Element, names: dict[str, str]) -> None:
    """Take away an element's namespace, spaces and unused id; give it the theme's colours."""
    part.tag = part.tag.rpartition("}")[2]
    part.tail = None
    if part.tag != "text":
        part.text = None
    for key, value in list(part.attrib.items()):
        del part.attrib[key]
        short = key.rpartition("}")[2]
        if short in _LOOK:
            style = value if short == "style" else f"{short}: {value}"  # where `var` is understood
            part.set("style", _for_theme(_renamed(style, names)))
        elif short != "id":
            part.set(short, _shorter(_renamed(value, names)))
        elif value in names:
            part.set("id", names[value])


def _renamed(value: str, names: dict[str, str]) -> str:
    return _USED_ID.sub(lambda found: found[0].replace(*_pair(found, names)), value)


def _pair(found: re.Match[str], names: dict[str, str]) -> tuple[str, str]:
    old = found[1] or found[2]
    return old, names[old]


def _for_theme(style: str) -> str:
    return _FONT.sub("var(--bc-chart-font, sans-serif)", _COLOUR.sub(_variable, style))


def _variable(found: re.Match[str]) -> str:
    return f"var(--bc-chart-{PAGE_COLOURS[found[0]]}, {found[0]})"


def _shorter(value: str) -> str:
    """Write numbers as fine as a screen shows them, on one line."""
    return " ".join(_LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}", value).split())
