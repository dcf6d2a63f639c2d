"""Charts in a page: text that harms nobody, names of their own, colours to be seen, phones too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from chart_frames import year
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from backcare import plot_adherence, plot_muscle_balance, plot_muscle_chart, plot_pain_trend
from backcare.browser import assets
from backcare.charts.alt_text import chart_text
from backcare.charts.page_svg import PAGE_COLOURS, chart_svg, page_chart
from backcare.charts.style import drawn_wide, short, take_words
from backcare.charts.weekly import plot_sessions_and_doses
from backcare.exercises.load import load_exercises
from backcare.summaries.weekly import weekly_summary

HOSTILE = [
    '"><script>alert(1)</script>',
    "</text></svg><img src=x onerror=alert(1)>",
    "]]> --> <!-- <style>*{}</style>",
    'id="a" href="#a" url(#a) #1f2d3a',
    "javascript:alert(1) &lt;b&gt; '",
]
CLIPS = ("clippath", "rect", "pattern")


@pytest.fixture(autouse=True)
def _closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


def charts(width: float, *, frame: pd.DataFrame | None = None) -> list[Axes | Figure]:
    """Draw the dashboard's charts of a log, or of a year, for a page so wide."""
    frame = year() if frame is None else frame
    weekly = weekly_summary(frame)
    with drawn_wide(width):
        return [
            plot_pain_trend(weekly),
            plot_sessions_and_doses(weekly),
            plot_adherence(frame),
            plot_muscle_balance(frame, load_exercises()),
        ]


class Seen(HTMLParser):
    """What a browser makes of a piece of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.texts.append(data)


# What it says


def test_words_of_others_stay_words() -> None:
    """Hostile names are text in the picture and in its alternative text, and nothing besides."""
    exercises = load_exercises().head(len(HOSTILE)).assign(name=HOSTILE, advice="avoid")
    chart = plot_muscle_chart(exercises)
    words = chart_text(chart)
    seen = Seen(chart_svg(chart, name="one"))
    assert {tag for tag, _ in seen.tags} <= {"svg", "g", "path", "defs", "use", "text", *CLIPS}
    assert not [key for _, keys in seen.tags for key in keys if key.startswith("on")]
    assert all(href.startswith("#one-") for _, keys in seen.tags if (href := keys.get("href")))
    for text in HOSTILE:
        assert f"\N{MULTIPLICATION X} avoid: {short(text)}" in seen.texts
    (root,) = (keys for tag, keys in seen.tags if tag == "svg")
    assert (root["role"], root["aria-label"]) == ("img", words)


def test_a_chart_says_the_same_each_time_and_closes_its_figure() -> None:
    """No date, no chance: the same log is the same picture."""
    one, other = (chart_svg(charts(8.4)[0], name="a") for _ in range(2))
    plt.close("all")
    assert one == other
    assert "<!--" not in one
    assert "<style" not in one
    chart_svg(plot_muscle_chart(load_exercises().head(2)), name="a")
    assert plt.get_fignums() == []


@pytest.mark.parametrize("width", [2.2, 3.4, 8.4])
def test_charts_of_one_page_begin_and_end_below_each_other(width: float) -> None:
    """Weeks of one chart stand over those of the next; the calendar begins there too."""
    edges = []
    for chart in charts(width)[:3]:
        figure = chart.figure.figure
        page_chart(lambda chart=chart: chart, inches=width, name="a")
        edges += [(ax.get_position().x0 * width, ax.get_position().x1) for ax in figure.axes]
    lefts, rights = zip(*edges, strict=True)
    assert lefts == pytest.approx([lefts[0]] * len(edges))
    assert rights[:-1] == pytest.approx([rights[0]] * (len(edges) - 1), abs=0.02)


def test_charts_of_one_page_keep_apart() -> None:
    """Each id is there once, and what a part refers to is in its own chart."""
    taken: set[str] = set()
    for place, chart in enumerate(charts(8.4) + charts(3.4)):
        svg = chart_svg(chart, name=f"chart-{place}")
        ids = re.findall(r' id="([^"]+)"', svg)
        used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', svg))
        assert {one or other for one, other in used} == set(ids)
        assert len(ids) == len(set(ids))
        assert not taken & set(ids)
        taken |= set(ids)


# Its colours

# Paper and the other end of the theme: ours, JupyterLab's and Voila's, light and dark.
THEMES = {
    "light": ("#ffffff", "#000000"),
    "dark": ("#15191b", "#ffffff"),
    "JupyterLab's dark": ("#111111", "#ffffff"),
    "Voila's dark": ("#212121", "#ffffff"),
}
_MIX = re.compile(r"color-mix\(in srgb, (\S+) (\d+)%, ([^)]+\)?)\)$")
Colour = tuple[float, float, float]


def luminance(colour: Colour) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def page_colours(theme: str) -> dict[str, Colour]:
    """Work out the charts' colours of a theme from the style sheets."""
    css = assets("theme.css", "form_and_dashboard.css")
    paper, pole = THEMES[theme]
    meant = dict(reversed(re.findall(r"(--bc-[\w-]+): ([^;]+);", css)))  # the first holds
    meant |= {"--bc-paper": paper, "--bc-pole": pole}

    def colour(value: str) -> Colour:
        if value.startswith("var("):
            return colour(meant[value[4:-1]])
        if mix := _MIX.match(value):
            first, second, share = colour(mix[1]), colour(mix[3]), int(mix[2]) / 100
            return tuple(a * share + b * (1 - share) for a, b in zip(first, second, strict=True))
        return to_rgb(value)

    return {name: colour(meant[f"--bc-chart-{name}"]) for name in PAGE_COLOURS.values()}


@pytest.mark.parametrize("theme", THEMES)
def test_colours_stand_out_from_the_page(theme: str) -> None:
    """Text 4.5 to 1, marks 3 to 1; but lines of a grid, which only lead the eye, lie back."""
    colours = page_colours(theme)
    paper = colours.pop("paper")
    assert 1.2 < contrast(colours.pop("grid"), paper) < 3
    least = dict.fromkeys(colours, 3.0) | {"ink": 7.0, "quiet-ink": 4.5}
    too_faint = {name: round(contrast(one, paper), 2) for name, one in colours.items()
                 if contrast(one, paper) < least[name]}  # fmt: skip
    assert too_faint == {}


@pytest.mark.parametrize("theme", THEMES)
def test_colours_side_by_side_differ_in_grey(theme: str) -> None:
    """Main and helping, one and two sessions: told apart where colours are not seen."""
    colours = page_colours(theme)
    for one, other in (("teal", "light-teal"), ("light-teal", "ink"), ("teal", "orange")):
        assert contrast(colours[one], colours[other]) > 1.3, (one, other)


def test_no_colour_is_fixed() -> None:
    """Each is the page's; what stands beside it is for where there is no style sheet."""
    for place, chart in enumerate(charts(8.4)):
        svg = chart_svg(chart, name=f"chart-{place}")
        named = re.sub(r"var\(--bc-chart-[\w-]+, #[0-9a-f]{6}\)", "", svg)
        assert re.findall(r"#[0-9a-f]{6}\b", named) == []
        assert 'fill="' not in named


# On a phone


def words_on(ax: Axes) -> list[Text]:
    """Return what is written on and beside axes; a tick out of their limits is not drawn."""
    ticks = [
        label
        for axis in (ax.xaxis, ax.yaxis)
        for label in axis.get_ticklabels()
        if min(axis.get_view_interval()) <= label.get_position()[axis is ax.yaxis]
        <= max(axis.get_view_interval())
    ]  # fmt: skip
    legend = ax.get_legend()
    all_of_them = [*ticks, *ax.texts, ax.xaxis.label, *(legend.get_texts() if legend else [])]
    return [word for word in all_of_them if word.get_text() and word.get_visible()]


@pytest.mark.parametrize(
    ("width", "sessions"),
    [(2.2, 1), (2.2, 900), (2.6, 4), (2.6, 900), (3.4, 9), (3.4, 900), (5.6, 20), (7.0, 900)],
)
def test_a_log_is_whole_at_every_width(width: float, sessions: int) -> None:
    """No word is smaller than 12 px or sticks out, no two dates touch, the newest week is there."""
    for chart in charts(width, frame=year().head(sessions)):
        figure = chart.figure.figure
        assert take_words(figure)[0]
        figure.canvas.draw()
        frame = figure.bbox.padded(1.5)
        for ax in figure.axes:
            for word in words_on(ax):
                box = word.get_window_extent()
                assert frame.contains(box.x0, box.y0), word
                assert frame.contains(box.x1, box.y1), word
                assert word.get_fontsize() / 72 * 100 >= 12
            dates = [word.get_window_extent() for word in ax.get_xticklabels() if word.get_text()]
            assert all(left.x1 < right.x0 for left, right in pairwise(dates))
            assert frame.contains(ax.bbox.x1, ax.bbox.y0)
