"""Charts for people who listen to a notebook: the text of a chart, and a picture that has it."""

from __future__ import annotations

import base64
import io
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from backcare.browser import fragment
from backcare.charts.style import get_alt_text
from backcare.palette import PAPER

_DPI = 100
_FINE = 1.6
_COLOURS = 128


def chart_text(chart: Axes | Figure) -> str:
    """Return what a chart shows, in words.

    Parameters
    ----------
    chart : Axes or Figure
        What one of the `plot_…` functions returned.

    Returns
    -------
    str
        A sentence with the chart's own numbers, fit for an alternative text. Small charts
        below a chart add a sentence each.

    Raises
    ------
    ValueError
        If no `plot_…` function of this package drew the chart.

    Examples
    --------
    >>> chart_text(bc.plot_muscle_chart(bc.load_exercises().loc[["walking"]]))
    'Muscle groups of 1 exercise, number to try for each group: heart and lungs 1.'
    """
    text = get_alt_text(chart)
    if text is None:
        raise ValueError(
            "chart_text knows the charts of backcare only, and none is drawn here. "
            "Pass what a plot_… function returned; of a chart of your own, say in "
            'show_chart(chart, text="…") what it shows.'
        )
    return text


class ChartImage:
    """A chart as a picture with its text, shown by every notebook; `show_chart` makes it."""

    def __init__(self, png: bytes, text: str, width: int) -> None:
        self.png, self.text, self.width = png, text, width

    def __repr__(self) -> str:
        return self.text

    def html(self) -> str:
        """Return the picture as part of a page."""
        return fragment("chart_image", text=self.text, png=_coded(self.png), width=self.width)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        # JupyterLab takes the alternative text of a picture only from HTML. PDF export takes a
        # picture only as PNG: no finer than it is on paper, for a notebook carries both.
        plain = _coded(lighter_png(self.png, width=self.width))
        data = {"image/png": plain, "text/html": self.html(), "text/plain": self.text}
        return data, {"image/png": {"alt": self.text, "width": self.width}}


def show_chart(chart: Axes | Figure, *, text: str | None = None) -> ChartImage:
    """Turn a chart into a picture that carries its text, as the last line of a notebook cell.

    Without it a notebook shows the chart, too, but a screen reader finds nothing to read.

    Parameters
    ----------
    chart : Axes or Figure
        What one of the `plot_…` functions returned, or a chart of your own. The whole figure it
        is on is shown, and closed, so that the notebook does not show it a second time.
    text : str, optional
        What the chart shows, in words: needed for a chart of your own. By default the chart's
        own sentence.

    Returns
    -------
    ChartImage
        The picture as PNG, its text as alternative text.

    Raises
    ------
    ValueError
        If no `plot_…` function of this package drew the chart and no text is given, or the
        text is blank.

    Examples
    --------
    >>> image = show_chart(bc.plot_muscle_chart(bc.load_exercises().loc[["walking"]]))
    >>> image
    Muscle groups of 1 exercise, number to try for each group: heart and lungs 1.
    """
    words = chart_text(chart) if text is None else text.strip()
    if not words:
        raise ValueError("text must say what the chart shows, got a blank one. Write a sentence.")
    figure = chart.figure.figure
    png = _png(figure)
    plt.close(figure)
    return ChartImage(png, words, round(figure.get_figwidth() * _DPI))


def lighter_png(png: bytes, *, width: int, colours: int = _COLOURS) -> bytes:
    """Make a picture no wider than that, and write it in few colours."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.thumbnail((width, picture.height), Image.Resampling.LANCZOS)
    light = io.BytesIO()
    # Of Pillow's ways this one keeps also the colour of a single small mark.
    few = picture.quantize(colours, Image.Quantize.MAXCOVERAGE)
    few.save(light, format="png", optimize=True)
    return light.getvalue()


def _coded(png: bytes) -> str:
    return base64.b64encode(png).decode()


def _png(figure: Figure) -> bytes:
    """Draw finer than it is shown, for screens that can."""
    fine = io.BytesIO()
    figure.savefig(fine, format="png", dpi=_FINE * _DPI, facecolor=PAPER)
    # In few colours it is three times smaller.
    return lighter_png(fine.getvalue(), width=round(_FINE * _DPI * figure.get_figwidth()) + 1)
