"""The page's icon as a picture of dots, since iPhones take no other.

Its shapes are those of `browser/page_icon.svg`; an iPhone rounds the corners itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from backcare.browser import assets

_DOTS = 180
_PART = re.compile(r"([Mhc])([^Mhc]*)")
_NUMBER = re.compile(r"-?[\d.]+")


def icon_png() -> bytes:
    """Return the icon as PNG: the same bytes each time, without a date or a program's name."""
    # The file is ours, and comes with the package.
    icon = ET.fromstring(assets("page_icon.svg"))  # noqa: S314
    side = float(icon.attrib["viewBox"].split()[-1])
    ground, *shapes = (one.attrib for one in icon)
    figure = Figure(figsize=(1, 1))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, side), ylim=(side, 0))
    axes.set_axis_off()
    points = 72 / side  # in a unit of the drawing; the picture is one inch wide
    for shape in shapes:
        if "d" in shape:
            steps = list(_steps(shape["d"]))
            line = PathPatch(
                Path([point for point, _ in steps], [how for _, how in steps]),
                fill=False,
                edgecolor=shape["stroke"],
                linewidth=float(shape["stroke-width"]) * points,
                capstyle="round",
                joinstyle="round",
            )
            axes.add_patch(line)
        else:
            center = float(shape["cx"]), float(shape["cy"])
            axes.add_patch(Circle(center, float(shape["r"]), color=shape["fill"], linewidth=0))
    picture = BytesIO()
    with mpl.rc_context({"savefig.bbox": None, "savefig.transparent": False}):
        figure.savefig(
            picture,
            format="png",
            dpi=_DOTS,
            facecolor=ground["fill"],
            metadata={"Software": None},
        )
    return picture.getvalue()


def _steps(path: str) -> Iterator[tuple[tuple[float, float], int]]:
    """Yield the points of a path, each with how Matplotlib gets there: M, h and c are used."""
    x = y = 0.0
    for letter, written in _PART.findall(path):
        numbers = [float(one) for one in _NUMBER.findall(written)]
        if letter == "h":
            x += numbers[0]
            yield (x, y), int(Path.LINETO)
            continue
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        if letter == "M":
            [(x, y)] = pairs
            yield (x, y), int(Path.MOVETO)
            continue
        for place in range(0, len(pairs), 3):
            curve = [(x + right, y + down) for right, down in pairs[place : place + 3]]
            yield from ((point, int(Path.CURVE4)) for point in curve)
            x, y = curve[-1]
