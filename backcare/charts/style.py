"""What every chart stands on: light paper, a week axis, a legend, small print and its words."""

from __future__ import annotations

import functools
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib import dates, font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler

from backcare.palette import CHART_STYLE, GRID, INK, LINES, PAPER, QUIET_INK, RED
from backcare.text import counted, long_date, month_name, short_date

Floats: TypeAlias = npt.NDArray[np.float64]
# Keywords that say how something is drawn.
Look: TypeAlias = dict[str, Any]

WEEK_LABEL = "week beginning"
WIDTH = 8.4
# Inches: a figure that is narrower, for a phone, has less beside its axes, and more above them.
_NARROW = 6.0
_MOST_DAY_TICKS, _MOST_PERIOD_TICKS = 13, 15
# How far apart a phone's ticks are at least, in points, and what stands beside its axes, in inches.
_DAY_APART, _PERIOD_APART, _BESIDE = 39, 25, 1.3
_TITLE = 0.3
_FEWEST_WEEKS = 6
# What "small" means to matplotlib, and how wide a letter is on average, in parts of its size.
_SMALL, _LETTER = 0.833, 0.55
_DATE2NUM: Callable[[Any], Any] = dates.date2num
_WIDTH = ContextVar("_WIDTH", default=WIDTH)
# What the x axis said before there was small print, and that.
_SMALL_PRINT: WeakKeyDictionary[Axes, tuple[str, str]] = WeakKeyDictionary()
_ALT_TEXTS: WeakKeyDictionary[Axes | Figure, str] = WeakKeyDictionary()

# --- the axes -------------------------------------------------------------------------------------


@contextmanager
def chart_axes(ax: Axes | None, *, height: float) -> Iterator[Axes]:
    """Give the axes to draw on, made light and plain, under the charts' own settings."""
    figure = open_figure(height) if ax is None else None
    with plt.rc_context(sized_style()):
        ax = figure.add_subplot() if figure else ax
        if ax is not None:
            make_light(ax)
            yield ax


def chart_style() -> dict[Any, Any]:
    """Return how our charts look, for charts of your own.

    Returns
    -------
    dict
        Settings for `matplotlib.rc_context`, or for `rcParams.update` in the first cell of a
        notebook: light paper, plain axes, and colours in an order in which they can be told
        apart. Letters stay as large as they are.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> with plt.rc_context(bc.chart_style()):
    ...     (line,) = plt.figure().add_subplot().plot([6, 4, 3])
    >>> line.get_color()
    '#2f6f73'
    """
    own = {name: value for name, value in CHART_STYLE.items() if name != "font.size"}
    return own | {"axes.prop_cycle": cycler(color=LINES), "figure.labelsize": "small"}


def sized_style() -> dict[Any, Any]:
    """Return the charts' settings, with letters as much larger as a person has made theirs."""
    share = mpl.rcParams["font.size"] / mpl.rcParamsDefault["font.size"]
    return CHART_STYLE | {"font.size": CHART_STYLE["font.size"] * share}


@contextmanager
def drawn_wide(inches: float) -> Iterator[None]:
    """Let the figures that are opened be so wide, as a page has room for."""
    before = _WIDTH.set(inches)
    try:
        yield
    finally:
        _WIDTH.reset(before)


def figure_width() -> float:
    """Return how wide a figure is opened, in inches."""
    return _WIDTH.get()


def is_narrow() -> bool:
    """Say whether figures are opened for a phone."""
    return figure_width() < _NARROW


def open_figure(height: float) -> Figure:
    """Open a figure, outside `rc_context`."""
    # A notebook's first figure loads its backend, which then switches on that figures are shown;
    # inside `rc_context` that would be switched off again at its end, for this and every later one.
    return plt.figure(figsize=(figure_width(), height), layout="constrained")


def make_light(ax: Axes) -> None:
    """Give axes that somebody else made the light paper, whatever their style is."""
    ax.figure.figure.set_facecolor(PAPER)
    ax.set_facecolor(PAPER)
    ax.set_axisbelow(True)
    ax.grid(visible=False)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[:].set_color(GRID)
    ax.tick_params(colors=INK, length=0, labelfontfamily="DejaVu Sans", labelsize="small")


# --- what a chart says ----------------------------------------------------------------------------


def set_alt_text(chart: Axes | Figure, text: str) -> None:
    """Keep the one sentence that says what a chart shows."""
    _ALT_TEXTS[chart] = text


def get_alt_text(chart: Axes | Figure) -> str | None:
    """Return the sentence that a chart was given."""
    return _ALT_TEXTS.get(chart)


def take_words(figure: Figure) -> tuple[str, str]:
    """Take the title and the small print off a figure, for a page to say around it."""
    title, notes = figure.axes[0].get_title(loc="left"), []
    figure.axes[0].set_title("", loc="left")
    figure.set_figheight(figure.get_figheight() - _TITLE)
    for ax in figure.axes:
        if ax in _SMALL_PRINT:
            label, note = _SMALL_PRINT.pop(ax)
            # Where axes are short, a label in their middle would run out of the figure.
            ax.set_xlabel(label, loc="right" if figure.get_figwidth() < _NARROW else "center")
            notes.append(note)
    return title, " ".join(notes)


def weeks_in_words(weeks: pd.Index[Any]) -> str:
    """Say which weeks a chart shows: "52 weeks from 6 Jan 2025"."""
    return f"{counted(len(weeks), 'week')} from {long_date(weeks[0])}"


def short(text: str, letters: int = 40) -> str:
    """Return a person's words fit for a label: printable, and cut with "…" where too long."""
    text = printable(text)
    if len(text) <= letters:
        return text
    cut = text[: letters - 2]
    word_end = cut.rfind(" ") if text[letters - 2] != " " else len(cut)
    # A word that fills half the label is cut itself.
    return f"{cut[:word_end] if word_end > letters / 2 else cut} …"


def printable(text: str) -> str:
    """Return a person's words on one line, and in words what the font lacks: "[grinning face]"."""
    known = _characters()
    return " ".join("".join(c if _is_drawn(c, known) else _named(c) for c in text).split())


def _is_drawn(character: str, known: frozenset[int]) -> bool:
    # A sign that only directs others, such as a zero-width space, has no glyph of its own, which
    # matplotlib's PDF cannot write.
    return ord(character) in known and unicodedata.category(character) != "Cf"


def _named(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in ("So", "Sk") and (name := unicodedata.name(character, "")):
        return "" if "MODIFIER" in name else f"[{name.lower()}]"
    if character.isspace() or kind == "Cc":
        return " "
    return "" if kind in ("Mn", "Cf") else "\N{WHITE SQUARE}"


@functools.cache
def _characters() -> frozenset[int]:
    # matplotlib's own font, so that every machine prints the same; it has no coloured emoji.
    path = font_manager.findfont(font_manager.FontProperties(family="DejaVu Sans"))
    return frozenset(font_manager.get_font(path).get_charmap())


# --- the data -------------------------------------------------------------------------------------


def one_patient(weekly: pd.DataFrame) -> pd.DataFrame:
    """Return the summary of the one patient it holds, indexed by week alone."""
    if weekly.index.nlevels == 1:
        return weekly
    patients = weekly.index.unique("patient")
    if len(patients) > 1:
        some = ", ".join(map(str, patients[:5])) + (", …" if len(patients) > 5 else "")
        raise ValueError(
            f"A chart shows one patient, and weekly holds {len(patients)}: {some}. "
            f"Choose one: weekly.loc[{patients[0]!r}]."
        )
    return weekly.droplevel("patient")


def numbers(column: pd.Series[Any]) -> Floats:
    """Return a column as floats, NaN where nothing is known."""
    return column.to_numpy(dtype="float64", na_value=np.nan)


# --- the axis of weeks ----------------------------------------------------------------------------


def week_axis(ax: Axes, weeks: pd.Index[Any], *, also: pd.Index[Any] | None = None) -> Floats:
    """Put the Mondays of weeks on the x axis, long enough for `also`; return where they stand."""
    days = _mondays(pd.DatetimeIndex(weeks), pd.DatetimeIndex([] if also is None else also))
    at = day_numbers(days)
    if len(at):
        ax.set_xlim(at[0] - 4.5, at[0] + 7 * max(len(at), _FEWEST_WEEKS) - 2.5)
    if ax.xaxis.get_visible():
        _name_weeks(ax, days, at)
    return day_numbers(weeks)


def _name_weeks(ax: Axes, days: pd.DatetimeIndex, at: Floats) -> None:
    """Label the weeks by their Mondays; many of them by the months, quarters or years."""
    most_days, most_periods = _most_ticks()
    by_day = len(days) == 1 or max(len(days), _FEWEST_WEEKS) <= most_days
    ticked = np.ones(len(days), bool) if by_day else _begins_period(days, most_periods)
    years = pd.Series(days.year[ticked]).diff().ne(0)
    labels = [
        (short_date(day) if by_day else month_name(day)) + (f"\n{day.year}" if new else "")
        for day, new in zip(days[ticked], years, strict=True)
    ]
    ax.set_xticks(at[ticked], labels)
    if len(at) and by_day:
        ax.set_xlabel(WEEK_LABEL, color=QUIET_INK, fontsize="small")


def day_numbers(days: pd.Index[Any] | pd.Series[Any]) -> Floats:
    """Return where days stand on a date axis of matplotlib."""
    return np.asarray(_DATE2NUM(pd.DatetimeIndex(days).to_numpy()), dtype="float64")


def points_wide(ax: Axes) -> float:
    """Return about how wide axes are, in points: the layout is made later."""
    return float(ax.bbox.width / ax.figure.figure.dpi * 72)


def points_per_week(ax: Axes) -> float:
    """Return about how wide a week is drawn, in points."""
    return float(points_wide(ax) * 7 / np.ptp(ax.get_xlim()))


def fits_upright(ax: Axes, word: str) -> bool:
    """Say whether a turned word in small letters is no higher than the axes."""
    height = ax.bbox.height / ax.figure.figure.dpi * 72
    return bool(len(word) * _SMALL * 0.62 * plt.rcParams["font.size"] < 0.85 * height)


def _mondays(weeks: pd.DatetimeIndex, also: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return every Monday from the first to the last week that any of the dates is in."""
    if also.empty:
        return weeks
    days = weeks.append(also)
    first, last = (day - pd.Timedelta(days=day.weekday()) for day in (days.min(), days.max()))
    return pd.date_range(first, last, freq="7D")


def _most_ticks() -> tuple[int, int]:
    """Return for how many days, and for how many months, a week axis has room."""
    if not is_narrow():
        return _MOST_DAY_TICKS, _MOST_PERIOD_TICKS
    room = (figure_width() - _BESIDE) * 72
    return int(room / _DAY_APART), int(room / _PERIOD_APART)


def _begins_period(days: pd.DatetimeIndex, most: int) -> npt.NDArray[np.bool_]:
    """Pick the first Monday of each month, quarter or year: as many as have room."""
    first = np.asarray(days.day <= 7)
    for months in (1, 3, 12):
        chosen = first & np.asarray((days.month - 1) % months == 0)
        if chosen.sum() <= most:
            break
    if not chosen.any():
        chosen[:1] = True
    return chosen


# --- what stands on and around the axes -----------------------------------------------------------


def legend_above(ax: Axes, handles: Sequence[Any], labels: Sequence[str] | None = None) -> None:
    """Put the legend between title and chart, where it covers nothing."""
    names = [handle.get_label() for handle in handles] if labels is None else labels
    ax.legend(
        list(handles),
        list(names),
        loc="lower left",
        bbox_to_anchor=(-0.01, 0.99),
        ncols=_columns(names),
        borderaxespad=0.2,
        handlelength=1.6,
        columnspacing=1.4,
    )


def _columns(names: Sequence[str]) -> int:
    """Return how many entries of a legend stand side by side: all, where there is room."""
    if not is_narrow():
        return len(names) or 1
    longest = max(map(len, names), default=1) * _LETTER + 3.8
    room = (figure_width() - _BESIDE / 2) * 72
    return min(len(names) or 1, max(1, int(room / (longest * _SMALL * plt.rcParams["font.size"]))))


def mark_stop_weeks(
    ax: Axes,
    stops: Floats,
    *,
    height: float,
    size: float,
    linewidths: tuple[float, float | None] = (0.9, None),
) -> list[Artist]:
    """Put a triangle over each week in which the stop rule was broken, on a line up to it."""
    if not len(stops):
        return []
    line, edge = linewidths
    ax.vlines(stops, 0, height, color=RED, linewidth=line, linestyle=":", zorder=1)
    look: Look = {"marker": "^", "s": size, "color": RED, "edgecolor": INK, "zorder": 3}
    label = "stop-rule week"
    return [ax.scatter(stops, 0 * stops + height, label=label, linewidths=edge, **look)]


def small_print(ax: Axes, text: str) -> None:
    """Put a sentence in small letters under the x axis, broken to the width of the axes."""
    # As part of the axis label it keeps clear of the tick labels, however many lines these have.
    _SMALL_PRINT[ax] = (ax.get_xlabel(), text)
    letters = points_wide(ax) / (_SMALL * _LETTER * plt.rcParams["font.size"])
    lines = textwrap.wrap(text, max(30, int(letters)))
    label = "\n".join(filter(None, [ax.get_xlabel(), *lines]))
    ax.set_xlabel(label, color=QUIET_INK, fontsize="small", loc="left")


def say_empty(ax: Axes, text: str) -> None:
    """Write in the middle of an empty chart why it is empty."""
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=QUIET_INK)
    ax.set_yticks([])
