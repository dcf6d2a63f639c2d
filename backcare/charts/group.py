"""Charts of a group: each one's pain, the weeks of all, how pain changed, and who still comes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from backcare.charts.outcomes import from_to
from backcare.charts.style import (
    Floats,
    Look,
    chart_axes,
    day_numbers,
    legend_above,
    make_light,
    mark_stop_weeks,
    numbers,
    open_figure,
    say_empty,
    set_alt_text,
    short,
    sized_style,
    small_print,
    week_axis,
    weeks_in_words,
)
from backcare.errors import unknown_term
from backcare.palette import GRID, INK, LIGHT_TEAL, ORANGE, PAPER, QUIET_INK, TEAL
from backcare.sessions import require
from backcare.summaries.mcid import mcid_source, measure_row
from backcare.tables.vocabulary import terms
from backcare.text import and_list, counted, long_date, month_name

# Small charts of pain: so many beside one another, so many in all; inches; above 10 there is a
# strip for the marks of stop-rule weeks, which are no pain.
_COLUMNS, _MOST = 4, 24
_HEAD, _PANEL = 0.9, 1.35
_TOP, _STOP_MARK = 11.6, 10.9
# An id is no sentence: so many of its letters have room above a small chart, or beside a row.
_ID_LETTERS = 20
# Weeks: above so many patients, their names have no room. Inches for title, legend and dates, and
# for each patient as far as there is room; half a week and a dash in days.
_MOST_NAMED = 30
_WEEKS_HEAD, _LEAST_INCHES, _MOST_INCHES, _A_LINE = 1.3, 1.2, 6.2, 0.2
_HALF_WEEK, _DASH = 3.5, 2.2
_STOPPED: Look = {"facecolor": PAPER, "edgecolor": QUIET_INK, "hatch": "/////", "linewidth": 0}
# Changes: why there is no bar, by the word in `why_not`.
_CHANGES_HEIGHT = 3.6
_CROSS = 0.28
_WHY_NOT = {"too early": "with too short a time", "not noted": "who noted no pain"}
# Retention: a share of fewer people than this moves by five points and more with each one.
_RETENTION_HEIGHT = 3.4
_FEW = 20
_WEEKS_FROM = "group_weeks gives it"
_MOST_TICKS = 12

# --- the pain of several patients, side by side ---------------------------------------------------


def plot_group_pain(weeks: pd.DataFrame, patients: Iterable[str] | None = None) -> Figure:
    """Draw the pain before sessions of several patients, each in a small chart of its own.

    All have the same scales, so that they can be compared. A triangle marks a week with a day on
    which the stop rule was broken, stripes the weeks after someone has stopped.

    Parameters
    ----------
    weeks : DataFrame
        What `group_weeks` gave.
    patients : iterable of str, optional
        Whose, in this order, at most 24; the first 12 of the table when left out.

    Returns
    -------
    Figure
        A figure of small charts, four beside one another.

    Raises
    ------
    ValueError
        If a patient is not in the table, there are more than 24, or it is another table.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2026-03-02", "2026-03-09"], name="week")
    >>> index = pd.MultiIndex.from_product([["P1", "P2"], days], names=["patient", "week"])
    >>> weeks = pd.DataFrame({"state": "sessions", "pain_before_mean": [5.0, 4.0, 3.0, 3.5],
    ...                       "stop_days": 0}, index=index)
    >>> figure = plot_group_pain(weeks, ["P2", "P1"])
    >>> [ax.get_title(loc="left") for ax in figure.axes]
    ['P2', 'P1']
    """
    require(weeks, ("state", "pain_before_mean", "stop_days"), _WEEKS_FROM, name="weeks")
    known = list(weeks.index.unique("patient"))
    chosen = known[:12] if patients is None else list(patients)
    if unknown := [name for name in chosen if name not in known]:
        raise unknown_term("patient", unknown, [str(name) for name in known[:20]])
    if len(chosen) > _MOST:
        raise ValueError(f"patients must be at most {_MOST}, got {len(chosen)}. Choose some.")
    rows = max(1, -(-len(chosen) // _COLUMNS))
    figure = open_figure(_HEAD + _PANEL * rows)
    with plt.rc_context(sized_style()):
        figure.set_facecolor(PAPER)
        figure.suptitle("Pain before sessions, 0 to 10", x=0.01, ha="left", fontweight="bold")
        panels = figure.subplots(rows, _COLUMNS, sharex=True, sharey=True, squeeze=False).flat
        for patient, ax in zip(chosen, panels, strict=False):
            _draw_pain(ax, str(patient), weeks.loc[patient])
        for ax in list(figure.axes)[len(chosen) :]:
            ax.remove()
        if chosen:
            _label_weeks(figure, list(figure.axes)[: len(chosen)], weeks)
        set_alt_text(figure, _pain_sentence(weeks, chosen))
    return figure


def _draw_pain(ax: Axes, patient: str, own: pd.DataFrame) -> None:
    make_light(ax)
    ax.set_title(short(patient, _ID_LETTERS), fontsize="medium")
    at, pain = day_numbers(own.index), numbers(own["pain_before_mean"])
    ax.set_ylim(-0.5, _TOP)
    ax.set_yticks([0, 5, 10])
    ax.grid(axis="y", color=GRID, linewidth=0.7)
    stopped = own["state"].to_numpy() == "stopped"
    if stopped.any():
        look: Look = {"facecolor": PAPER, "edgecolor": GRID, "hatch": "////", "linewidth": 0}
        ax.axvspan(at[stopped][0] - 3.5, at[-1] + 3.5, **look)
    look = {"color": ORANGE, "marker": "o", "markersize": 2.4, "linewidth": 1.3}
    ax.plot(at, pain, **look)
    if not np.isfinite(pain).any():
        ax.text(0.5, 0.5, "no pain noted", transform=ax.transAxes, ha="center", color=QUIET_INK)
    stops = at[numbers(own["stop_days"]) > 0]
    mark_stop_weeks(ax, stops, height=_STOP_MARK, size=26, linewidths=(0.8, 0.6))


def _label_weeks(figure: Figure, panels: list[Axes], weeks: pd.DataFrame) -> None:
    """Name the first, the middle and the last month below the lowest chart of each column."""
    days = pd.DatetimeIndex(weeks.index.unique("week").sort_values())
    months = days[days.day <= 7]
    some = months[:: max(1, -(-len(months) // 3))] if len(months) else days[:1]
    labels = [month_name(day) for day in some]
    for ax in panels[-_COLUMNS:]:
        ax.tick_params(labelbottom=True)
    panels[0].set_xticks(day_numbers(some), labels)
    edges = day_numbers(days[[0, -1]])
    panels[0].set_xlim(edges[0] - 5, edges[1] + 5)
    stripes = terms("week_state")["stopped"].lower()
    text = f"{weeks_in_words(days)}; triangle: stop-rule week; stripes: {stripes}"
    figure.supxlabel(text, fontsize="small", color=QUIET_INK, x=0.01, ha="left")


def _pain_sentence(weeks: pd.DataFrame, chosen: list[Any]) -> str:
    """Tell each small chart in a part of a sentence."""
    parts = []
    for patient in chosen:
        own = weeks.loc[patient]
        words = [f"{patient} {from_to(own['pain_before_mean'].dropna(), measure=None)}"]
        if stops := [long_date(week) for week in own.index[numbers(own["stop_days"]) > 0]]:
            words.append(f"stop rule broken in the week from {and_list(stops)}")
        words += ["stopped"] if (own["state"] == "stopped").any() else []
        parts.append(", ".join(words))
    days = weeks.index.unique("week").sort_values()
    span = f", {weeks_in_words(days)}" if len(days) else ""
    return f"Pain before sessions, weekly means from 0 to 10{span}: {'; '.join(parts) or 'no one'}."


# --- every week of every patient ------------------------------------------------------------------


def plot_group_weeks(weeks: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw every week of every patient: the goal reached, fewer sessions, none, or stopped.

    Who began first is on top. A dark cell reached the goal, a light one had a session, a dash is a
    week without one; stripes begin when someone has stopped. Before the first session there is
    nothing.

    Parameters
    ----------
    weeks : DataFrame
        What `group_weeks` gave.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The axes drawn on.

    Examples
    --------
    >>> days = pd.DatetimeIndex(["2026-03-02", "2026-03-09"], name="week")
    >>> index = pd.MultiIndex.from_product([["P1", "P2"], days], names=["patient", "week"])
    >>> weeks = pd.DataFrame({"state": ["sessions", "none", "not_begun", "sessions"],
    ...                       "sessions": [3, 0, 0, 1], "sessions_goal": 3.0}, index=index)
    >>> ax = plot_group_weeks(weeks)
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['P1', 'P2']
    """
    require(weeks, ("state", "sessions", "sessions_goal"), _WEEKS_FROM, name="weeks")
    state = weeks["state"].unstack("week").fillna("not_begun")  # noqa: PD010 (a grid is wanted)
    order = _order(state)
    height = _WEEKS_HEAD + min(max(_A_LINE * len(order), _LEAST_INCHES), _MOST_INCHES)
    with chart_axes(ax, height=height) as ax:
        ax.set_title("Weeks of the group", pad=24)
        at = week_axis(ax, state.columns)
        if len(order):
            reached = (weeks["sessions"] >= weeks["sessions_goal"]) & (weeks["sessions"] > 0)
            goal = reached.unstack("week").loc[order].to_numpy(bool)  # noqa: PD010
            legend_above(ax, _draw_weeks(ax, at, state.loc[order].to_numpy(), goal))
            _name_patients(ax, order)
            ax.set_xlim(at[0] - _HALF_WEEK - 0.5, at[-1] + _HALF_WEEK + 0.5)
        else:
            say_empty(ax, "No sessions yet")
        set_alt_text(ax, _weeks_sentence(weeks))
    return ax


def _order(state: pd.DataFrame) -> pd.Index[Any]:
    """Put the earliest starters at the top, and among these the ones who came longest."""
    grid = state.to_numpy()
    counts = {kind: (grid == kind).sum(axis=1) for kind in ("not_begun", "stopped")}
    keys = pd.DataFrame(counts, index=state.index).sort_index()
    return keys.sort_values(list(counts), kind="stable").index


def _draw_weeks(ax: Axes, at: Floats, state: Any, goal: Any) -> list[Artist]:
    """Draw the cells of each kind at one go, and return what the legend shows."""
    full: Look = {"facecolor": TEAL, "edgecolor": "none", "label": "goal reached"}
    less: Look = {"facecolor": LIGHT_TEAL, "edgecolor": "none", "label": "fewer sessions"}
    labels = terms("week_state")
    handles: list[Artist] = []
    for some, look in (
        (goal, full),
        ((state == "sessions") & ~goal, less),
        (state == "stopped", _STOPPED | {"label": labels["stopped"].lower()}),
    ):
        if some.any():
            cells = PolyCollection(list(_squares(at, some)), **look)
            handles.append(ax.add_collection(cells))
    if (none := state == "none").any():
        line, week = np.nonzero(none)
        ends = np.stack([at[week] - _DASH, line, at[week] + _DASH, line], axis=-1)
        ax.add_collection(LineCollection(list(ends.reshape(-1, 2, 2)), colors=INK, linewidths=0.9))
        label = labels["none"].lower()
        handles.insert(-1, Line2D([], [], color=INK, linewidth=0.9, label=label))
    return handles


def _squares(at: Floats, some: Any) -> Floats:
    line, week = np.nonzero(some)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    # Wider lines leave a gap between patients; thousands of cells touch.
    tall = 0.42 if len(some) <= _MOST_NAMED else 0.5
    sizes = corners * [_HALF_WEEK, tall]
    return np.asarray(np.column_stack([at[week], line])[:, None] + sizes, dtype="float64")


def _name_patients(ax: Axes, order: pd.Index[Any]) -> None:
    ax.set_ylim(len(order) - 0.4, -0.6)
    if len(order) <= _MOST_NAMED:
        ax.set_yticks(range(len(order)), [short(str(name), _ID_LETTERS) for name in order])
    else:
        ax.set_yticks([])
        ax.set_ylabel(f"{counted(len(order), 'patient')}, earliest starters at the top")


def _weeks_sentence(weeks: pd.DataFrame) -> str:
    """Tell the chart in one sentence."""
    if weeks.empty:
        return "Weeks of the group: no sessions yet."
    days = weeks.index.unique("week").sort_values()
    count = weeks["state"].value_counts()
    sessions, none = int(count.get("sessions", 0)), int(count.get("none", 0))
    stopped = int(count.get("stopped", 0))
    begun = sessions + none + stopped
    last = weeks.xs(days[-1], level="week")["state"].value_counts()
    reached = int((weeks["sessions"] >= weeks["sessions_goal"]).sum())
    return (
        f"Weeks of the group, {counted(weeks.index.unique('patient').size, 'patient')}, "
        f"{weeks_in_words(days)}: of {counted(begun, 'week')} since each began, {sessions:,} had a "
        f"session, {reached:,} of these the goal, {none:,} had none, and {stopped:,} came after "
        f"the person had stopped; in the last week {last.get('sessions', 0):,} came, "
        f"{last.get('none', 0):,} did not, and {last.get('stopped', 0):,} had stopped."
    )


# --- the change of pain of each patient -----------------------------------------------------------


def plot_pain_changes(changes: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the change of pain of each patient as a bar, down for less pain, in their order.

    A dark bar improved enough to matter, a light one is less or the same but not enough, one
    that goes up is more pain. A cross marks those who have stopped since. Under the chart is how
    many there are, and for how many a change cannot be known.

    Parameters
    ----------
    changes : DataFrame
        What `compare_pain` gave.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If it is another table.

    Examples
    --------
    >>> changes = pd.DataFrame({"change": [-2.0, 1.0, None], "better": [True, False, False],
    ...                         "known": [True, True, False], "stopped": False,
    ...                         "why_not": ["", "", "too early"]}, index=["P1", "P2", "P3"])
    >>> ax = plot_pain_changes(changes)
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['improved enough to matter', 'more pain']

    Source
    ------
    Ostelo and others, Spine 33:90, 2008: 2 points or 30 % of the first score, for improvement
    only.
    """
    needed = ("known", "change", "better", "stopped", "why_not")
    require(changes, needed, "compare_pain gives it", name="changes")
    known = changes[changes["known"].astype(bool)].sort_values("change", kind="stable")
    with chart_axes(ax, height=_CHANGES_HEIGHT) as ax:
        ax.set_title("Change of pain before sessions", pad=24)
        ax.set_xticks([])
        if len(known):
            legend_above(ax, _draw_changes(ax, known))
            ax.set_ylabel("points")
            ax.axhline(0, color=INK, linewidth=0.9)
            ax.grid(axis="y", color=GRID, linewidth=0.7)
            ax.set_xlim(-0.8, len(known) - 0.2)
            _label_ends(ax)
        else:
            say_empty(ax, "No change can be shown yet")
        small_print(ax, _who_is_missing(changes))
        set_alt_text(ax, _changes_sentence(changes))
    return ax


def _draw_changes(ax: Axes, known: pd.DataFrame) -> list[Artist]:
    change = numbers(known["change"])
    better, stopped = known["better"].to_numpy(bool), known["stopped"].to_numpy(bool)
    at = np.arange(len(change), dtype="float64")
    handles: list[Artist] = []
    for some, colour, label in (
        (better, TEAL, "improved enough to matter"),
        (~better & (change <= 0), LIGHT_TEAL, "not enough to matter"),
        (change > 0, ORANGE, "more pain"),
    ):
        if some.any():
            look: Look = {"color": colour, "width": 0.86, "label": label}
            handles.append(ax.bar(at[some], change[some], **look))  # type: ignore[arg-type]
            _draw_zeros(ax, at[some], change[some], colour)
    if stopped.any():
        # On the side of the line where no bar is.
        sides = np.where(change > 0, -_CROSS, _CROSS)
        look = {"marker": "x", "color": INK, "markersize": 4, "markeredgewidth": 1}
        handles += ax.plot(at[stopped], sides[stopped], linestyle="", label="has stopped", **look)
    return handles


def _draw_zeros(ax: Axes, at: Floats, change: Floats, colour: str) -> None:
    """Mark who has no change at all, which a bar would not show."""
    zero = at[change == 0]
    ax.add_line(Line2D(zero, 0 * zero, linestyle="", marker="_", color=colour, markersize=4))


def _label_ends(ax: Axes) -> None:
    """Say which way is better, in the room beside the bars."""
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, -1), max(high, 1))
    small: Look = {"fontsize": "small", "color": QUIET_INK, "transform": ax.transAxes}
    ax.text(0.995, 0.02, "less pain", ha="right", va="bottom", **small)
    ax.text(0.005, 0.98, "more pain", ha="left", va="top", **small)


def _who_is_missing(changes: pd.DataFrame) -> str:
    """Say how many bars there are, how many are missing, and by whose numbers they count."""
    row = measure_row("nrs_pain")
    known = int(changes["known"].sum())
    why = changes["why_not"].value_counts()
    left_out = [f"{why[name]:,} {words}" for name, words in _WHY_NOT.items() if why.get(name, 0)]
    sentences = [f"Each bar is one patient: {known:,} of {len(changes):,}."]
    sentences += [f"Missing: {and_list(left_out)}."] if left_out else []
    sentences.append(
        f"Enough to matter: {row['change_points']:g} points or {row['change_percent']:g} % of the "
        f"first pain. {mcid_source('nrs_pain')}"
    )
    return " ".join(sentences)


def _changes_sentence(changes: pd.DataFrame) -> str:
    """Tell the chart in one sentence."""
    known = changes[changes["known"].astype(bool)]
    missing = len(changes) - len(known)
    if known.empty:
        people = counted(len(changes), "patient")
        return f"Change of pain before sessions: of {people} none can be shown yet."
    better, more = int(known["better"].sum()), int((known["change"] > 0).sum())
    stopped = int((known["better"] & known["stopped"]).sum())
    middle = f"{known['change'].median():+.1f} points"
    return (
        f"Change of pain before sessions of {len(known):,} of {counted(len(changes), 'patient')} "
        f"({missing:,} cannot be known): {better:,} improved enough to matter, {stopped:,} of "
        f"these have stopped since; {more:,} have more pain, {len(known) - better - more:,} less "
        f"or the same but not enough to matter; the one in the middle changed by {middle}."
    )


# --- who still comes ------------------------------------------------------------------------------


def plot_retention(retention: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    r"""Draw the share of a group that still came, by weeks since each one's first session.

    Under each week is the number of people that the share is of. Hollow marks: fewer than 20.

    Parameters
    ----------
    retention : DataFrame
        What `group_retention` gave.
    ax : Axes, optional
        Where to draw; a new figure by default.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    ValueError
        If it is another table.

    Examples
    --------
    >>> table = pd.DataFrame({"settled": [40, 30, 10], "kept": [40, 24, 7]})
    >>> ax = plot_retention(table.assign(share=table["kept"] / table["settled"]))
    >>> [text.get_text() for text in ax.get_xticklabels()]
    ['0\nof 40', '1\nof 30', '2\nof 10']
    """
    needed = ("settled", "kept", "share")
    require(retention, needed, "group_retention gives it", name="retention")
    with chart_axes(ax, height=_RETENTION_HEIGHT) as ax:
        ax.set_title("Who still comes", pad=24)
        if len(retention):
            _draw_retention(ax, retention)
            _label_retention(ax, retention)
        else:
            ax.set_xticks([])
            say_empty(ax, "No one started long enough ago to show this yet")
        set_alt_text(ax, _retention_sentence(retention))
    return ax


def _draw_retention(ax: Axes, retention: pd.DataFrame) -> None:
    at, share = np.arange(len(retention)), 100 * numbers(retention["share"])
    few = retention["settled"].to_numpy() < _FEW
    ax.plot(at, share, color=TEAL, linewidth=1.6, zorder=2)
    full: Look = {"color": TEAL, "label": f"of {_FEW} people or more"}
    hollow: Look = {
        "markerfacecolor": PAPER,
        "markeredgecolor": TEAL,
        "label": f"of fewer than {_FEW}",
    }
    handles = []
    for some, look in ((~few, full), (few, hollow)):
        if some.any():
            handles += ax.plot(
                at[some], share[some], linestyle="", marker="o", markersize=5, **look
            )
    legend_above(ax, handles)


def _label_retention(ax: Axes, retention: pd.DataFrame) -> None:
    step = -(-len(retention) // _MOST_TICKS)
    some = retention["settled"].iloc[::step]
    labels = [f"{place * step}\nof {count:,}" for place, count in enumerate(some)]
    ax.set_xticks([place * step for place in range(len(some))], labels)
    ax.set_xlim(-0.5, max(len(retention) - 0.5, 4))
    ax.set_ylim(0, 104)
    ax.set_yticks(range(0, 101, 25), [f"{share} %" for share in range(0, 101, 25)])
    ax.grid(axis="y", color=GRID, linewidth=0.7)
    label = "weeks since the first session, and how many people this is known for"
    ax.set_xlabel(label, color=QUIET_INK, fontsize="small", loc="left")


def _retention_sentence(retention: pd.DataFrame) -> str:
    """Tell the chart in one sentence."""
    if retention.empty:
        return "Who still comes: no one started long enough ago to show this yet."
    sure = retention[retention["settled"] >= _FEW]
    table = retention if sure.empty else sure
    places = sorted({min(week, len(table) - 1) for week in (4, 8, 12, len(table) - 1)})
    parts = [
        f"{counted(week, 'week')} after their first session {table['kept'].iloc[week]:,} of "
        f"{table['settled'].iloc[week]:,} ({table['share'].iloc[week]:.0%})"
        for week in places
    ]
    return f"Who still comes: {'; '.join(parts)}."
