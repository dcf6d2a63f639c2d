"""Charts of weeks: where bars, gaps, goal and change lines stand."""

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from chart_frames import MEASURES, bars, week_at, weekly, words
from matplotlib import dates
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from backcare import (
    chart_text,
    plot_pain_trend,
    plot_progress,
    plot_weekly_sessions,
)
from backcare.palette import TEAL


@pytest.fixture(autouse=True)
def _closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


# Sessions each week


def test_a_bar_stands_on_its_week_and_is_as_high_as_its_sessions() -> None:
    """One bar for each week with sessions, its middle on the Monday."""
    drawn = bars(plot_weekly_sessions(weekly([3, 0, 1, 7])))
    assert {place: bar.get_height() for place, bar in drawn.items()} == pytest.approx(
        {week_at(0): 3, week_at(2): 1, week_at(3): 7}
    )


def test_weeks_at_the_goal_differ_by_more_than_colour() -> None:
    """Full at or over the goal, striped on paper below it."""
    drawn = bars(plot_weekly_sessions(weekly([3, 2, 4])))
    looks = [(bar.get_facecolor() == to_rgba(TEAL), bar.get_hatch()) for bar in drawn.values()]
    assert sorted(looks, key=str) == [(False, "////"), (True, None), (True, None)]


def test_a_missed_week_has_a_mark_and_a_word_on_the_base_line() -> None:
    """A cross at zero for each missed week; neighbours share their words."""
    ax = plot_weekly_sessions(weekly([3, 0, 1, 0, 0]))
    (crosses,) = ax.collections
    assert crosses.get_offsets().tolist() == [[week_at(n), 0] for n in (1, 3, 4)]
    assert words(ax)[:2] == ["missed", "2 weeks missed"]
    assert ax.texts[1].xy == (pytest.approx((week_at(3) + week_at(4)) / 2), 0)


def test_words_give_way_where_weeks_are_narrow() -> None:
    """Over three years the crosses stay, and no word covers a neighbour's bar."""
    ax = plot_weekly_sessions(weekly([3, 0, 2] * 52))
    assert "missed" not in " ".join(words(ax))
    assert len(ax.collections[0].get_offsets()) == 52


def test_the_goal_line_follows_the_goal_and_names_it() -> None:
    """A goal that changes is a step; its last number stands at the end."""
    ax = plot_weekly_sessions(weekly([3, 3, 3], goal=[2, 2, 2.5]))
    (line,) = [patch for patch in ax.patches if hasattr(patch, "get_data")]
    assert line.get_data()[0].tolist() == [2, 2, 2.5]
    assert words(ax) == ["goal 2.5"]


def test_many_sessions_stay_on_the_chart() -> None:
    """The axis grows with a week far over the goal."""
    assert plot_weekly_sessions(weekly([3, 40])).get_ylim()[1] > 40


def test_the_legend_names_only_what_is_there() -> None:
    """No empty promise of crosses in a year without a missed week."""
    legend = plot_weekly_sessions(weekly([3, 2])).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == [
        *("goal reached", "fewer than the goal")
    ]


@pytest.mark.parametrize("plot", [plot_weekly_sessions, plot_pain_trend, plot_progress])
def test_a_summary_of_several_patients_is_refused_with_the_way_out(plot: Any) -> None:
    """One patient, also under a patient level, is drawn; two are not mixed."""
    one = pd.concat({"a": weekly([3, 2])}, names=["patient"])
    assert chart_text(plot(one)) == chart_text(plot(weekly([3, 2])))
    with pytest.raises(ValueError, match=r"2: a, b\. Choose one: weekly\.loc\['a'\]"):
        plot(pd.concat({"a": weekly([3]), "b": weekly([2])}, names=["patient"]))


# Pain


def test_pain_lines_have_gaps_where_weeks_are_missed() -> None:
    """Both lines hold every week's mean, and NaN, which is not drawn across, in between."""
    ax = plot_pain_trend(weekly([3, 0, 2], before=[6, None, 5], after=[5, None, 4.5]))
    lines = {line.get_label(): line.get_ydata().tolist() for line in ax.lines}
    assert lines["before a session"] == pytest.approx([6, np.nan, 5], nan_ok=True)
    assert lines["after a session"] == pytest.approx([5, np.nan, 4.5], nan_ok=True)
    assert all(line.get_marker() != "None" for line in ax.lines)


def test_the_pain_scale_is_whole_and_has_words_at_its_ends() -> None:
    """0 and 10 are on the axis however mild the pain was."""
    ax = plot_pain_trend(weekly([3], before=[1], after=[1]))
    labels = dict(zip(ax.get_yticks(), [t.get_text() for t in ax.get_yticklabels()], strict=True))
    assert labels[0] == "no\npain 0"
    assert labels[10] == "worst\npain 10"
    assert ax.get_ylim()[0] < 0 < 10 < ax.get_ylim()[1]


def levels(ax: Axes) -> dict[float, float]:
    """Return the height of each horizontal line of a chart and where it begins."""
    segments = [s for lines in ax.collections if hasattr(lines, "get_segments")
                for s in lines.get_segments()]  # fmt: skip
    return {float(s[0][1]): float(s[0][0]) for s in segments if s[0][1] == s[1][1]}


def test_the_change_that_matters_is_counted_down_from_the_first_week_with_pain() -> None:
    """2 points and 30 % below 6, from that week on; nothing for getting worse."""
    ax = plot_pain_trend(weekly([3, 3, 3], before=[None, 6, 8], after=[None, 5, 8]))
    assert levels(ax) == pytest.approx({4.0: week_at(1), 4.2: week_at(1)})
    assert words(ax) == ["30 %\nbetter", "2 points\nbetter"]
    assert "Ostelo and others. Spine 33:90. 2008." in ax.get_xlabel().replace("\n", " ")


@pytest.mark.parametrize(("first", "expected"), [(0, []), (1.5, [1.05]), (10, [7, 8])])
def test_a_change_that_cannot_be_is_not_drawn(first: float, expected: list[float]) -> None:
    """From 0 there is no getting better; from 1.5 no 2 points."""
    assert sorted(levels(plot_pain_trend(weekly([3], before=[first])))) == expected


def test_stop_rule_weeks_have_a_triangle_above_the_scale() -> None:
    """A shape of its own, and not a pain value: it stands above 10."""
    ax = plot_pain_trend(weekly([3, 3, 3], stops=[0, 2, 0]))
    (marks,) = [c for c in ax.collections if c.get_label() == "stop-rule week"]
    ((x, y),) = marks.get_offsets().tolist()
    assert x == week_at(1)
    assert 10 < y < ax.get_ylim()[1]


def test_no_pain_noted_is_said() -> None:
    """Sessions without pain give an empty chart with words, not an error."""
    ax = plot_pain_trend(weekly([3, 2], before=[None, None], after=[None, None]))
    assert words(ax) == ["No pain noted yet"]
    assert chart_text(ax) == "Pain before and after sessions: no pain noted yet."


def test_each_measure_has_a_small_chart_with_its_own_change_lines() -> None:
    """Scores by date; 5 points and 30 % below 15 for RMDQ, 2 points above 4 for PSFS."""
    ax = plot_pain_trend(weekly([3, 3]), measures=MEASURES)
    _, rmdq, psfs = ax.figure.axes
    assert rmdq.lines[0].get_ydata().tolist() == [15, 9]
    assert sorted(levels(rmdq)) == [10, 10.5]
    assert sorted(levels(psfs)) == [6]
    assert psfs.get_title(loc="left") == "Patient-Specific Functional Scale (higher is better)"


def test_scores_from_before_the_first_session_are_on_the_chart() -> None:
    """The shared axis begins with whatever came first."""
    ax = plot_pain_trend(weekly([3, 3]), measures=MEASURES)
    low, high = ax.get_xlim()
    assert low < dates.date2num(pd.Timestamp("2026-02-10"))
    assert high > dates.date2num(pd.Timestamp("2026-03-20"))


def test_measures_take_the_place_of_the_axes_they_are_given() -> None:
    """In a subplot the pain chart and its small charts share that subplot's place."""
    figure, (left, right) = plt.subplots(1, 2)
    plot_pain_trend(weekly([3, 3]), measures=MEASURES, ax=right)
    assert len(figure.axes) == 4
    middle = left.get_position().x1
    assert all(ax.get_position().x0 > middle for ax in figure.axes[1:])


@pytest.mark.parametrize(
    ("measures", "message"),
    [
        (MEASURES.assign(instrument="rmdq"), "Did you mean 'rmdq_24'"),
        (MEASURES.drop(columns="score"), "lacks the column 'score'"),
    ],
)
def test_faulty_measures_are_refused(measures: pd.DataFrame, message: str) -> None:
    """The error names what is wrong."""
    with pytest.raises(ValueError, match=message):
        plot_pain_trend(weekly([3]), measures=measures)


def test_measures_need_axes_that_can_be_divided() -> None:
    """Axes with a fixed place are refused, with the way out."""
    ax = plt.figure().add_axes((0.1, 0.1, 0.8, 0.8))
    with pytest.raises(ValueError, match=r"plt\.subplots"):
        plot_pain_trend(weekly([3]), measures=MEASURES, ax=ax)


# Together


def test_progress_shares_its_weeks() -> None:
    """Sessions, repetitions, minutes and pain stand over one another, week by week."""
    figure = plot_progress(weekly([3, 0, 2]))
    assert [ax.get_title(loc="left") for ax in figure.axes] == [
        *("Sessions each week", "Repetitions", "Minutes of activity"),
        "Pain before and after sessions",
    ]
    assert len({ax.get_xlim() for ax in figure.axes}) == 1
    assert sorted(bars(figure.axes[1])) == [week_at(n) for n in range(3)]


@pytest.mark.parametrize("amount", [1, 3, 8, 25, 300])
def test_doses_are_counted_in_whole_numbers(amount: int) -> None:
    """Nobody does half a repetition: no tick of either panel is between two numbers."""
    figure = plot_progress(weekly([1]).assign(reps=amount, minutes=amount))
    ticks = [tick for ax in figure.axes[1:3] for tick in ax.get_yticks()]
    assert ticks == [int(tick) for tick in ticks]


def test_progress_leaves_out_a_dose_that_nobody_had() -> None:
    """Who never walks sees no empty chart of minutes."""
    assert len(plot_progress(weekly([3, 2]).assign(minutes=0.0)).axes) == 3
