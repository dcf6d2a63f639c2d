"""Charts of a group: which cell says what, and how many are missing."""

from collections.abc import Callable, Iterator

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_frames import MONDAY, bars, changes, week_at, weeks, words
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import rgb_to_hsv, to_hex, to_rgb

from backcare import (
    chart_text,
    load_parts,
    plot_group_pain,
    plot_group_weeks,
    plot_pain_changes,
    plot_retention,
    sample_log,
)
from backcare.palette import LIGHT_TEAL, ORANGE, TEAL


@pytest.fixture(autouse=True)
def _closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


def cells(ax: Axes) -> dict[str, set[tuple[int, int]]]:
    """Return where the cells of each label are: line and week, counted from 0."""
    found = {}
    for kind in ax.collections:
        if isinstance(kind, PolyCollection):
            middles = [path.vertices[:4].mean(axis=0) for path in kind.get_paths()]
            found[kind.get_label()] = middles
        elif isinstance(kind, LineCollection):
            found["no session"] = [segment.mean(axis=0) for segment in kind.get_segments()]
    weeks_at = {week_at(number): number for number in range(60)}
    return {
        label: {(round(y), weeks_at[round(x)]) for x, y in middles}
        for label, middles in found.items()
    }


def test_each_cell_says_what_its_week_was() -> None:
    """Goal reached, fewer, none and stopped are four different marks; not begun is nothing."""
    ax = plot_group_weeks(weeks(A="3101xx", B="--2405"))
    assert cells(ax) == {
        "goal reached": {(0, 0), (1, 3), (1, 5)},
        "fewer sessions": {(0, 1), (0, 3), (1, 2)},
        "stopped": {(0, 4), (0, 5)},
        "no session": {(0, 2), (1, 4)},
    }


def test_who_began_first_and_came_longest_is_on_top() -> None:
    """The patient's id settles the rest, whatever the order of the table."""
    ax = plot_group_weeks(weeks(C="-11", D="11x", B="111", A="-11"))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["B", "D", "A", "C"]


def test_a_large_group_is_counted_and_not_named() -> None:
    """Two hundred ids on a page would be read by nobody."""
    ax = plot_group_weeks(weeks(**{f"P{number:03}": "12" for number in range(31)}))
    assert ax.get_yticklabels() == []
    assert ax.get_ylabel() == "31 patients, earliest starters at the top"


def test_the_legend_names_only_what_is_there_and_no_mark_is_a_colour_alone() -> None:
    """Dark, light, line and stripes hold in grey."""
    ax = plot_group_weeks(weeks(A="31"))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "goal reached",
        "fewer sessions",
    ]
    stripes = plot_group_weeks(weeks(A="1x")).collections[-1]
    assert stripes.get_hatch()
    assert rgb_to_hsv(to_rgb(LIGHT_TEAL))[2] - rgb_to_hsv(to_rgb(TEAL))[2] > 0.3


def test_the_sentence_of_weeks_has_its_denominators() -> None:
    """Weeks since each began, and who came, did not or had stopped in the last."""
    assert chart_text(plot_group_weeks(weeks(A="3101xx", B="--2405"))) == (
        "Weeks of the group, 2 patients, 6 weeks from 2 Mar 2026: of 10 weeks since each began, 6 "
        "had a session, 3 of these the goal, 2 had none, and 2 came after the person had stopped; "
        "in the last week 1 came, 0 did not, and 1 had stopped."
    )


def test_changes_are_bars_in_their_order() -> None:
    """Less pain goes down, more goes up, and who cannot be told has no bar."""
    ax = plot_pain_changes(changes([-3.0, -1.0, None, 2.0, 0.0], better=1, stopped=1))
    drawn = bars(ax)
    assert {place: bar.get_height() for place, bar in drawn.items()} == pytest.approx(
        {0: -3.0, 1: -1.0, 2: 0.0, 3: 2.0}
    )
    colours = [to_hex(drawn[place].get_facecolor()) for place in (0, 1, 3)]
    assert colours == [TEAL, LIGHT_TEAL, ORANGE]


def test_who_stopped_is_marked_on_the_free_side() -> None:
    """Above a bar that goes down, below one that goes up."""
    ax = plot_pain_changes(changes([-3.0, 2.0], better=1, stopped=2))
    (crosses,) = [line for line in ax.lines if line.get_marker() == "x"]
    assert crosses.get_xdata().tolist() == [0, 1]
    assert np.sign(crosses.get_ydata()).tolist() == [1, -1]


def test_missing_changes_are_said_on_the_chart() -> None:
    """How many bars, of how many, why not the others, and by whose numbers."""
    ax = plot_pain_changes(changes([-3.0, None, None], better=1))
    told = " ".join(ax.get_xlabel().split())
    assert "1 of 3. Missing: 2 with too short a time." in told
    assert "2 points or 30 %" in told
    assert "Ostelo" in told


def test_the_sentence_of_changes_has_its_denominators() -> None:
    """Getting worse is counted as more pain, never as enough to matter."""
    table = changes([-3.0, -2.5, -1.0, 4.0, None], better=2, stopped=1)
    assert chart_text(plot_pain_changes(table)) == (
        "Change of pain before sessions of 4 of 5 patients (1 cannot be known): 2 improved enough "
        "to matter, 1 of these have stopped since; 1 have more pain, 1 less or the same but not "
        "enough to matter; the one in the middle changed by -1.8 points."
    )


def test_retention_is_drawn_where_it_is_known() -> None:
    """Shares in percent; full marks for 20 people or more, hollow for fewer."""
    table = pd.DataFrame({"settled": [40, 20, 10], "kept": [40, 15, 5]})
    ax = plot_retention(table.assign(share=table["kept"] / table["settled"]))
    line, full, hollow = ax.lines
    assert line.get_ydata().tolist() == [100, 75, 50]
    assert (full.get_xdata().tolist(), hollow.get_xdata().tolist()) == ([0, 1], [2])
    assert chart_text(ax) == ("Who still comes: 1 week after their first session 15 of 20 (75%).")


def test_small_charts_share_their_scales() -> None:
    """In the order asked for, with stripes for who stopped and words for who noted nothing."""
    table = weeks(A="3101xx", B="--2405", C="111111")
    table.loc["C", "pain_before_mean"] = np.nan
    table.loc[("B", MONDAY + pd.Timedelta(weeks=3)), "stop_days"] = 1
    figure = plot_group_pain(table, ["C", "A", "B"])
    c, a, b = figure.axes
    assert [ax.get_title(loc="left") for ax in (c, a, b)] == ["C", "A", "B"]
    assert c.get_ylim() == a.get_ylim()
    assert c.get_xlim() == b.get_xlim()
    assert words(c) == ["no pain noted"]
    (stripes,) = a.patches
    corners = stripes.get_patch_transform().transform(stripes.get_path().vertices)
    assert corners[:, 0].min() == week_at(4) - 3.5
    assert b.collections[-1].get_offsets().tolist() == [[week_at(3), 10.9]]
    assert chart_text(figure) == (
        "Pain before sessions, weekly means from 0 to 10, 6 weeks from 2 Mar 2026: C was not "
        "noted; A went from 7 to 9, stopped; B went from 8 to 5, stop rule broken in the week from "
        "23 Mar 2026."
    )


def test_small_charts_refuse_what_they_cannot_draw() -> None:
    """An unknown patient, and more than fit on a page."""
    table = weeks(**{f"P{number:02}": "1" for number in range(30)})
    with pytest.raises(ValueError, match="patient 'P99' is not known"):
        plot_group_pain(table, ["P99"])
    with pytest.raises(ValueError, match="patients must be at most 24, got 30"):
        plot_group_pain(table, [f"P{number:02}" for number in range(30)])


@pytest.mark.parametrize("size", [1, 12, 200])
def test_groups_of_any_size_are_drawn_without_a_warning(size: int) -> None:
    """Drawn to a picture, where too little room would warn."""
    table = weeks(**{f"P{number:03}": "--3120x" for number in range(size)})
    retention = pd.DataFrame({"settled": [size] * 27, "kept": size, "share": 1.0})
    pain = changes([-1.0, 0.0, 1.0, None] * size, better=1, stopped=2)
    charts = [
        plot_group_weeks(table),
        plot_group_pain(table),
        plot_pain_changes(pain),
        plot_retention(retention),
    ]
    for chart in charts:
        assert chart_text(chart).endswith(".")
        chart.figure.canvas.draw()


def test_empty_groups_say_so() -> None:
    """A chart of nothing has words instead."""
    nobody = weeks(A="1").iloc[:0]
    assert words(plot_group_weeks(nobody)) == ["No sessions yet"]
    assert chart_text(plot_group_weeks(nobody)) == "Weeks of the group: no sessions yet."
    assert words(plot_pain_changes(changes([]))) == ["No change can be shown yet"]
    table = pd.DataFrame({"settled": [], "kept": [], "share": []})
    assert chart_text(plot_retention(table)).endswith("long enough ago to show this yet.")
    assert chart_text(plot_group_pain(nobody)).endswith("no one.")


@pytest.mark.parametrize(
    ("plot", "name", "gives"),
    [
        (plot_group_weeks, "weeks", "group_weeks"),
        (plot_group_pain, "weeks", "group_weeks"),
        (plot_pain_changes, "changes", "compare_pain"),
        (plot_retention, "retention", "group_retention"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_what_is_another_table_is_refused_in_words(
    plot: Callable[..., object], name: str, gives: str
) -> None:
    """It names what was given, and what gives the right one."""
    log = sample_log().to_frame()
    with pytest.raises(ValueError, match=rf"^{name} lacks .*; {gives} gives it\.$"):
        plot(log)
    parts = load_parts(log, progress=False)
    with pytest.raises(ValueError, match=f"^{name} must be a DataFrame, got GroupParts; .*{gives}"):
        plot(parts)
