"""Chart of the days with a session: a calendar, a column a week, a row a day of the week."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from backcare.charts.style import (
    WIDTH,
    Floats,
    Look,
    chart_axes,
    figure_width,
    is_narrow,
    legend_above,
    say_empty,
    set_alt_text,
)
from backcare.days import day_of
from backcare.palette import INK, LIGHT_TEAL, PAPER, QUIET_EDGE, RED, TEAL
from backcare.safety import SafetySettings
from backcare.sessions import check_log
from backcare.summaries.muscles import sessions_by_day
from backcare.text import and_list, counted, long_date, month_name

_Handle: TypeAlias = Line2D | tuple[Line2D, Line2D]

# The fewest weeks for which there is room, and the most beside each other; on a phone, too.
_WEEKS, _WEEKS_ON_PHONE = (26, 53), (13, 27)
# Inches above the calendar, for title and legend, and beside it, for the days of the week.
_HEAD, _SIDE = 0.65, 0.42
# So many squares' height is left above a band of 53 weeks, for two lines of month names.
_NAMES_GAP, _NAMES = 0.55, 2.4
_ROOM_FOR_NAME = 21
# In parts of a day's square, its middle being (0, 0).
_SQUARE = np.array([(-0.42, -0.42), (0.42, -0.42), (0.42, 0.42), (-0.42, 0.42)])
_TRIANGLE = np.array([(-0.36, 0.3), (0.36, 0.3), (0, -0.36)])
_PLUS = np.array([[(-0.22, 0), (0.22, 0)], [(0, -0.22), (0, 0.22)]])


def plot_adherence(
    frame: pd.DataFrame,
    *,
    start: str | date | None = None,
    end: str | date | None = None,
    ax: Axes | None = None,
    settings: SafetySettings | None = None,
) -> Axes:
    """Draw a calendar of the days with a session, one column a week, Monday on top.

    An empty square is a day without a session, a full one a day with one, a dark one with a
    plus a day with two or more. A triangle marks a day on which the stop rule was broken.
    After about a year the calendar continues below.

    Parameters
    ----------
    frame : DataFrame
        One patient's log, as `SessionLog.to_frame("me")` gives it.
    start, end : str or date, optional
        First and last day to draw, such as "2026-03-02"; those of the log by default. Name
        the `end` to see how long ago the last session was.
    ax : Axes, optional
        Where to draw; a new figure by default.
    settings : SafetySettings, optional
        The numbers of the stop rule; `safety_settings()` when left out.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If `frame` holds several patients, or `end` comes before `start`.

    Examples
    --------
    >>> starts = pd.to_datetime(["2026-03-02 08:00", "2026-03-04 18:00"])
    >>> frame = pd.DataFrame({"session_id": ["a", "b"], "started_at": starts,
    ...                       "pain_minutes": None})
    >>> ax = plot_adherence(frame, end="2026-03-15")
    >>> ax.get_title(loc="left")
    'Days with a session'
    """
    days = _every_day(_one_patient(frame), start, end, settings)
    grid = _Grid.of(pd.DatetimeIndex(days.index))
    with chart_axes(ax, height=_HEAD + grid.rows * (figure_width() - _SIDE) / grid.columns) as ax:
        ax.set_title("Days with a session", pad=24)
        ax.spines[:].set_visible(False)
        ax.set_xticks([])
        if len(days):
            handles, labels = _draw_days(ax, days, grid)
            _name_days_and_months(ax, grid)
            ax.set(xlim=(-0.6, grid.columns - 0.4), ylim=grid.down)
            ax.set_aspect("equal", anchor="NW")
            legend_above(ax, handles, labels)
        else:
            say_empty(ax, "No sessions yet")
        set_alt_text(ax, _sentence(days))
    return ax


class _Grid(NamedTuple):
    """How the calendar lies on its paper: bands of weeks, one below the other."""

    days: pd.DatetimeIndex
    columns: int
    bands: int

    @classmethod
    def of(cls, days: pd.DatetimeIndex) -> _Grid:
        weeks = (len(days) + (days[0].weekday() if len(days) else 0) + 6) // 7
        fewest, most = _WEEKS_ON_PHONE if is_narrow() else _WEEKS
        columns = min(max(weeks, fewest), most)
        return cls(days, columns, max(1, -(-weeks // most)))

    @property
    def names(self) -> float:
        """Squares' height that the names of months take: letters don't grow with squares."""
        return _NAMES_GAP + _NAMES * self.columns / _WEEKS[1] * WIDTH / figure_width()

    @property
    def band(self) -> float:
        """From one band to the next, in squares."""
        return 7.4 + self.names

    @property
    def rows(self) -> float:
        """The height of all bands, in squares."""
        return self.bands * self.band

    @property
    def down(self) -> tuple[float, float]:
        """The limits of the y axis, on which Monday is above Sunday."""
        return self.rows - self.names - 0.5, -self.names

    def places(self, days: pd.DatetimeIndex) -> Floats:
        """Return the middle of each day's square: its week to the right, its weekday down."""
        number = np.asarray((days - self.days[0]).days) + self.days[0].weekday()
        band, week = np.divmod(number // 7, self.columns)
        return np.column_stack([week, number % 7 + band * self.band]).astype("float64")


def _one_patient(frame: pd.DataFrame) -> pd.DataFrame:
    check_log(frame, ["patient"] if "patient" in frame else [])
    patients = frame["patient"].unique().tolist() if "patient" in frame else []
    if len(patients) > 1:
        raise ValueError(
            f"A calendar shows one patient, and the frame holds {len(patients)}. "
            f'Choose one: frame[frame["patient"] == {patients[0]!r}].'
        )
    return frame


def _every_day(
    frame: pd.DataFrame,
    start: str | date | None,
    end: str | date | None,
    settings: SafetySettings | None,
) -> pd.DataFrame:
    """Return what was done on each day from the first to the last, most days nothing."""
    done = sessions_by_day(frame, settings=settings)
    first = pd.Timestamp(day_of("start", start)) if start is not None else done.index.min()
    last = pd.Timestamp(day_of("end", end)) if end is not None else done.index.max()
    if first > last:
        raise ValueError(f"end must not be before start, got {first:%Y-%m-%d} to {last:%Y-%m-%d}.")
    known = [day for day in (first, last) if not pd.isna(day)]
    days = pd.date_range(known[0], known[-1], freq="D", name="day") if known else done.index
    nothing = {"sessions": 0, "stop": False}
    return pd.DataFrame(
        {column: done[column].reindex(days, fill_value=none) for column, none in nothing.items()}
    )


def _draw_days(ax: Axes, days: pd.DataFrame, grid: _Grid) -> tuple[list[_Handle], list[str]]:
    """Draw the squares of all days and what stands on them; return the legend's parts."""
    middles = grid.places(grid.days)
    sessions, stop = days["sessions"].to_numpy(), days["stop"].to_numpy()
    several = (sessions > 1) & ~stop
    legend: dict[str, _Handle] = {}
    for label, some, (face, edge) in (
        ("no session", (sessions == 0) & ~stop, (PAPER, QUIET_EDGE)),
        ("one session", (sessions == 1) & ~stop, (LIGHT_TEAL, TEAL)),
        ("two or more", several, (INK, INK)),
        ("stop-rule day", stop, (PAPER, RED)),
    ):
        if some.any():
            squares = _shapes(middles[some], _SQUARE, label=label, linewidth=0.7)
            squares.set(facecolor=face, edgecolor=edge)
            ax.add_artist(squares)
            legend[label] = _handle("s", face, edge)
    if several.any():
        pluses = (middles[several, None, None] + _PLUS).reshape(-1, 2, 2)
        ax.add_collection(LineCollection(pluses, colors=PAPER, linewidths=1.2))
        legend["two or more"] = (_handle("s", INK, INK), _handle("+", PAPER, PAPER))
    if stop.any():
        ax.add_artist(_shapes(middles[stop], _TRIANGLE, facecolor=RED, linewidth=0))
        legend["stop-rule day"] = (_handle("s", PAPER, RED), _handle("^", RED, RED, size=5))
    return list(legend.values()), list(legend)


def _shapes(middles: Floats, shape: Floats, **look: Any) -> PathPatch:
    """Put a shape on each of some days, all of them as one path: hundreds take long to draw."""
    corners = (middles[:, None] + np.append(shape, shape[:1], axis=0)).reshape(-1, 2)
    codes = [Path.MOVETO, *[Path.LINETO] * (len(shape) - 1), Path.CLOSEPOLY] * len(middles)
    # Edges lie on whole pixels, as those of a short path do without being asked.
    return PathPatch(Path(corners, codes), snap=len(shape) == len(_SQUARE), **look)


def _handle(marker: str, face: str, edge: str, *, size: float = 8) -> Line2D:
    look: Look = {"markerfacecolor": face, "markeredgecolor": edge, "markersize": size}
    return Line2D([], [], linestyle="", marker=marker, **look)


def _name_days_and_months(ax: Axes, grid: _Grid) -> None:
    """Write the days of the week beside each band, and the months above it."""
    names = {0: "Mon", 2: "Wed", 4: "Fri", 6: "Sun"}
    ticks = [band * grid.band + row for band in range(grid.bands) for row in names]
    ax.set_yticks(ticks, [*names.values()] * grid.bands)
    first = np.asarray(grid.days.day == 1)
    # A month that began before the first day is named there, if that leaves room for the next.
    first[0] = not first[1:_ROOM_FOR_NAME].any()
    firsts = grid.days[first]
    begun: set[float] = set()
    for day, (x, y) in zip(firsts, grid.places(firsts), strict=True):
        top = y - (y % grid.band)
        year = f"{day.year}\n" if day.month == 1 or top not in begun else ""
        begun.add(top)
        ax.text(x - 0.42, top - 0.7, year + month_name(day), fontsize="small", va="bottom")


def _sentence(days: pd.DataFrame) -> str:
    """Tell the chart in one sentence."""
    if days.empty:
        return "Days with a session: no sessions yet."
    active = days.index[days["sessions"] > 0]
    parts = [f"a session on {len(active)} of {counted(len(days), 'day')}"]
    if several := int((days["sessions"] > 1).sum()):
        parts.append(f"two or more on {several}")
    day = pd.Timedelta(days=1)
    edges = pd.DatetimeIndex([days.index[0] - day, *active, days.index[-1] + day])
    if len(active) and (longest := np.diff(edges).max() // day - 1):
        parts.append(f"the longest break lasted {counted(longest, 'day')}")
    if stops := [long_date(day) for day in days.index[days["stop"]]]:
        parts.append(f"the stop rule was broken on {and_list(stops)}")
    begin, finish = long_date(days.index[0]), long_date(days.index[-1])
    return f"Days with a session, {begin} to {finish}: {'; '.join(parts)}."
