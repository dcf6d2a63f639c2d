"""What all charts share: words for who cannot see them, and nothing else changed."""

import base64
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from chart_frames import MEASURES, changes, weekly, weeks, year
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.figure import Figure

import backcare as bc
from backcare import (
    chart_text,
    plot_adherence,
    plot_muscle_balance,
    plot_muscle_chart,
    plot_pain_trend,
    plot_progress,
    plot_weekly_sessions,
    show_chart,
)
from backcare.charts.style import printable, short
from backcare.exercises.load import load_exercises
from backcare.palette import INK, LIGHT_TEAL, ORANGE, PAPER, QUIET_INK, RED, TEAL
from backcare.summaries.weekly import weekly_summary


@pytest.fixture(autouse=True)
def _closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


# Words


def test_sentences_tell_the_chart() -> None:
    """The numbers of the sentence are those of the chart."""
    summary = weekly([3, 0, 1], before=[6, None, 4], after=[5, None, 3], stops=[0, 0, 1])
    assert chart_text(plot_weekly_sessions(summary)) == (
        "Sessions each week, 3 weeks from 2 Mar 2026: 4 sessions in all; the goal of 3 a week was "
        "reached in 1 week, and 1 week had no session."
    )
    assert chart_text(plot_pain_trend(summary)) == (
        "Pain before and after sessions, 3 weeks from 2 Mar 2026, from 0 (no pain) to 10 (worst "
        "pain): the weekly mean before a session went from 6 to 4, enough to matter (2 "
        "points and 30 %); after it went from 5 to 3; the stop rule was broken in the week from "
        "16 Mar 2026; 1 week without a number."
    )


def test_getting_worse_is_never_said_to_matter() -> None:
    """The change that matters is not turned round."""
    text = chart_text(plot_pain_trend(weekly([3, 3], before=[2, 9], after=[2, 9])))
    assert "went from 2 to 9;" in text
    assert "matter" not in text


def test_a_chart_of_somebody_else_has_no_text() -> None:
    """Rather than guess, chart_text says what it needs."""
    with pytest.raises(ValueError, match="Pass what a plot_… function returned"):
        chart_text(plt.figure().add_subplot())


def test_show_chart_gives_every_reader_the_text() -> None:
    """Escaped in HTML for JupyterLab, in the PNG's metadata for export, as repr for the rest."""
    exercises = load_exercises()
    exercises.loc["sit_up", "name"] = '"><script>alert(1)</script>'
    image = show_chart(plot_muscle_chart(exercises))
    data, metadata = image._repr_mimebundle_()
    assert repr(image) == data["text/plain"] == metadata["image/png"]["alt"]
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert "<script>" in image.text
    assert "<script>" not in data["text/html"]
    assert re.fullmatch(r'<img alt="[^"<>]+" src="data:image/png;base64,[^"]+" [^<>]+>',
                        data["text/html"])  # fmt: skip


def test_show_chart_takes_the_words_for_a_chart_of_your_own() -> None:
    """Somebody else's chart is shown with the sentence given for it, and never without one."""
    chart = plt.figure().add_subplot()
    with pytest.raises(ValueError, match=r'show_chart\(chart, text="…"\)'):
        show_chart(chart)
    with pytest.raises(ValueError, match="got a blank one"):
        show_chart(chart, text=" \n")
    data, metadata = show_chart(chart, text=" <Nothing> yet. ")._repr_mimebundle_()
    assert metadata["image/png"]["alt"] == "<Nothing> yet."
    assert 'alt="&lt;Nothing&gt; yet."' in data["text/html"]


def test_show_chart_closes_the_figure() -> None:
    """The notebook does not show it a second time."""
    show_chart(plot_progress(weekly([3, 2])))
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("costs $5, $6", "costs $5, $6"),
        ("two\nlines\tand\0nul", "two lines and nul"),
        ("on wheels \N{WHEELCHAIR SYMBOL}", "on wheels \N{WHEELCHAIR SYMBOL}"),
        ("hot \N{ROBOT FACE}", "hot [robot face]"),
        ("wave\N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}", "wave[waving hand sign]"),
        ("\N{CJK UNIFIED IDEOGRAPH-4F60}a", "\N{WHITE SQUARE}a"),
        ("half \ud800", "half \N{WHITE SQUARE}"),
    ],
)
def test_words_that_the_font_lacks_are_put_in_words(text: str, expected: str) -> None:
    """Nothing that somebody wrote stops a chart, and no symbol is lost without a trace."""
    assert printable(text) == expected


def test_long_words_are_cut() -> None:
    """A label never takes more than its letters."""
    assert short("x" * 200, 20) == "x" * 18 + " …"
    assert short("   ") == ""


# Manners

# Every chart is found by its name, and drawn from the tables that its arguments name.
CHARTS = {name: getattr(bc, name) for name in bc.__all__ if name.startswith("plot_")}
TABLES: dict[str, Callable[[], pd.DataFrame]] = {
    "weekly": lambda: weekly([3, 0, 2]),
    "frame": year,
    "exercises": load_exercises,
    "weeks": lambda: weeks(A="3101xx", B="--2405"),
    "changes": lambda: changes([-3.0, 1.0, None], better=1, stopped=2),
    "retention": lambda: pd.DataFrame({"settled": [30, 9], "kept": [30, 6], "share": [1.0, 6 / 9]}),
}
ON_AXES = [name for name, plot in CHARTS.items() if "ax" in inspect.signature(plot).parameters]


def tables_of(name: str) -> dict[str, pd.DataFrame]:
    """Make the tables that a chart needs; a chart of another table adds it to TABLES."""
    needed = inspect.signature(CHARTS[name]).parameters.values()
    return {one.name: TABLES[one.name]() for one in needed if one.default is one.empty}


def drawn(name: str, **options: Any) -> Any:
    return CHARTS[name](**tables_of(name), **options)


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_keeps_the_manners_of_all(name: str) -> None:
    """It gives what it drew, with its sentence; settings and tables stay as they were."""
    tables = tables_of(name)
    before, copies = dict(plt.rcParams), {key: table.copy() for key, table in tables.items()}
    chart = CHARTS[name](**tables)
    assert isinstance(chart, Axes if name in ON_AXES else Figure)
    assert chart_text(chart).endswith(".")
    assert dict(plt.rcParams) == before
    for key, table in tables.items():
        pd.testing.assert_frame_equal(table, copies[key])


@pytest.mark.parametrize("name", ON_AXES)
def test_a_chart_is_drawn_where_it_is_told_and_changes_nothing_global(name: str) -> None:
    """It returns the axes that it was given, opens no figure, and leaves the settings alone."""
    ax = plt.figure().add_subplot()
    before, figures = dict(plt.rcParams), plt.get_fignums()
    assert drawn(name, ax=ax) is ax
    assert dict(plt.rcParams) == before
    assert plt.get_fignums() == figures


@pytest.mark.parametrize("name", ON_AXES)
def test_paper_is_light_in_a_dark_style(name: str) -> None:
    """Ink on paper, whatever the person's style; also in axes that they made."""
    with plt.style.context("dark_background"):
        for ax in (drawn(name), drawn(name, ax=plt.figure().add_subplot())):
            assert ax.get_facecolor() == ax.figure.get_facecolor() == to_rgba(PAPER)
            labels = [*ax.get_xticklabels(), *ax.get_yticklabels()]
            assert {to_rgba(label.get_color()) for label in labels} <= {to_rgba(INK)}


@pytest.mark.parametrize("name", CHARTS)
def test_a_figure_is_opened_outside_rc_context(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a notebook's backend switches on when the first figure loads it, stays on."""
    opened = plt.figure

    def figure_of_a_notebook(**options: Any) -> Figure:
        plt.rcParams["interactive"] = True
        return opened(**options)

    monkeypatch.setattr(plt, "figure", figure_of_a_notebook)
    with plt.rc_context({"interactive": False}):
        drawn(name)
        assert plt.rcParams["interactive"] is True


def test_letters_grow_with_a_persons_own() -> None:
    """Who set larger letters for a talk gets them."""
    usual = plot_weekly_sessions(weekly([3])).get_legend().get_texts()[0].get_fontsize()
    with plt.rc_context({"font.size": 20}):
        large = plot_weekly_sessions(weekly([3])).get_legend().get_texts()[0].get_fontsize()
    assert large == pytest.approx(2 * usual)


def test_charts_do_not_change_the_measures() -> None:
    """No function changes its argument, the one that may be left out neither."""
    scores = MEASURES.copy()
    plot_pain_trend(weekly_summary(year()), measures=MEASURES)
    pd.testing.assert_frame_equal(MEASURES, scores)


@pytest.mark.parametrize("size", ["nothing", "one session", "a year", "three years"])
def test_charts_of_any_length_are_drawn_without_a_warning(size: str) -> None:
    """Drawn to a picture, where a missing glyph or too little room would warn."""
    frames = {
        "nothing": year().iloc[:0],
        "one session": year().iloc[:1],
        "a year": year(),
        "three years": year(weeks=156),
    }
    frame = frames[size]
    summary = weekly_summary(frame)
    charts = [
        plot_progress(summary),
        plot_weekly_sessions(summary),
        plot_pain_trend(summary, measures=MEASURES),
        plot_muscle_balance(frame, load_exercises()),
        plot_adherence(frame),
    ]
    for chart in charts:
        assert chart_text(chart).endswith(".")
        chart.figure.canvas.draw()


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(
    ("colour", "least"), [(INK, 7), (QUIET_INK, 4.5), (TEAL, 3), (ORANGE, 3), (RED, 3)]
)
def test_colours_stand_out_from_paper(colour: str, least: float) -> None:
    """Text at 4.5 to 1 or better, marks at 3 to 1, as WCAG asks."""
    assert 1.05 / (luminance(colour) + 0.05) >= least


def test_colours_that_stand_side_by_side_differ_in_grey() -> None:
    """Before and after, one and two sessions, main and helping: told apart in a photocopy."""
    for one, other in ((TEAL, ORANGE), (TEAL, LIGHT_TEAL), (LIGHT_TEAL, INK)):
        dark, light = sorted((luminance(one), luminance(other)))
        assert (light + 0.05) / (dark + 0.05) > 1.7
