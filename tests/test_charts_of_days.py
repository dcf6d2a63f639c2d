"""Charts of muscles and of days: bars by hand-counted sets, and a calendar square by square."""

from collections.abc import Iterator
from itertools import pairwise

import matplotlib.pyplot as plt
import pytest
from chart_frames import log, words, year
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.offsetbox import AnnotationBbox

from backcare import (
    chart_text,
    plot_adherence,
    plot_muscle_balance,
    plot_muscle_chart,
)
from backcare.exercises.load import load_exercises
from backcare.palette import RED


@pytest.fixture(autouse=True)
def _closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


# Muscles


def test_muscle_bars_are_the_weighted_sets_most_trained_on_top() -> None:
    """Three sets of bridges: 3 for the buttocks, half of 3 for each helper."""
    frame = log(["2026-03-02"], sets=3)
    ax = plot_muscle_balance(frame, load_exercises())
    labels = [label.get_text() for label in ax.get_yticklabels()]
    full, striped = ax.containers[:2]
    totals = [bar.get_width() for bar in full], [bar.get_width() for bar in striped]
    assert labels[:3] == ["Buttocks", "Lower back", "Back of thigh"]
    assert [row[:4] for row in totals] == [[3, 0, 0, 0], [0, 1.5, 1.5, 0]]
    assert len(labels) == 10
    assert ax.yaxis_inverted()
    assert striped[0].get_hatch()
    assert full[0].get_hatch() is None


def test_what_is_not_counted_is_named() -> None:
    """Weights name no muscle, and an exercise of one's own is not in the table."""
    frame = log(["2026-03-02"] * 3, exercise_id=["lifting_weights", "my_own", "bridging"])
    label = plot_muscle_balance(frame, load_exercises()).get_xlabel().replace("\n", " ")
    assert "names no muscle for it: Lifting weights and my_own." in label
    assert "sets, 2 Mar 2026 to 2 Mar 2026" in label


def test_the_muscle_chart_marks_what_to_avoid_and_clips_no_word() -> None:
    """Every label lies inside the figure, also a long name, which is cut; `avoid` stays marked."""
    exercises = load_exercises()
    exercises.loc["bridging", "name"] = "A bridge with a name that does not end for a long time"
    ax = plot_muscle_chart(exercises)
    figure = ax.figure
    figure.canvas.draw()
    frame = figure.bbox.padded(1)
    for text in [*ax.get_xticklabels(), *ax.get_yticklabels(), *ax.get_legend().get_texts()]:
        box = text.get_window_extent()
        assert frame.contains(box.x0, box.y0), text
        assert frame.contains(box.x1, box.y1), text
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert [row for row in rows if "avoid: " in row] == [
        *("✕ avoid: Standing toe touch", "✕ avoid: Sit-up", "✕ avoid: Double leg lift"),
    ]
    assert "A bridge with a name that does not end …" in rows


def test_each_row_of_the_muscle_chart_has_its_own_shape() -> None:
    """It stands in its row, right of the name; an exercise without poses has none."""
    exercises = load_exercises().rename(index={"bridging": "my_bridge"})
    ax = plot_muscle_chart(exercises)
    ax.figure.canvas.draw()
    shapes = [box for box in ax.artists if isinstance(box, AnnotationBbox)]
    rows = [int(box.xy[1]) for box in shapes]
    assert rows == [row for row, key in enumerate(exercises.index) if key != "my_bridge"]
    names = [label.get_window_extent() for label in ax.get_yticklabels()]
    extents = [box.offsetbox.get_window_extent() for box in shapes]
    for row, extent in zip(rows, extents, strict=True):
        assert not any(extent.overlaps(name) for name in names)
        assert extent.y0 < ax.transData.transform((0, row))[1] < extent.y1
    drawn = sorted(extent.y0 for extent in extents)
    assert all(above - below >= extents[0].height for below, above in pairwise(drawn))


# Calendar


def squares(ax: Axes) -> dict[str, list[tuple[float, float]]]:
    """Return the middles of the days' squares by what the legend calls them."""
    found = {patch.get_label(): patch.get_path() for patch in ax.patches if patch.get_label()}
    return {
        label: [tuple((shape.min(0) + shape.max(0)) / 2) for shape in path.to_polygons()]
        for label, path in found.items()
    }


def test_a_day_stands_in_its_week_and_on_its_weekday() -> None:
    """Monday on top, a column a week; days between sessions are empty squares."""
    frame = log(["2026-03-03 08:00", "2026-03-03 18:00", "2026-03-11 18:00"])
    drawn = squares(plot_adherence(frame))
    assert drawn["two or more"] == [pytest.approx((0, 1))]
    assert drawn["one session"] == [pytest.approx((1, 2))]
    assert len(drawn["no session"]) == 7


def test_stop_rule_days_have_a_triangle() -> None:
    """A symbol of its own inside the square."""
    ax = plot_adherence(log(["2026-03-02", "2026-03-03"], pain_minutes=[None, 16]))
    assert squares(ax)["stop-rule day"] == [pytest.approx((0, 1))]
    (triangles,) = (patch for patch in ax.patches if not patch.get_label())
    (triangle,) = triangles.get_path().to_polygons()
    assert len(triangle) == 4  # the last corner is the first
    assert triangles.get_facecolor() == to_rgba(RED)


def test_a_day_on_which_no_exercise_was_done_has_no_session() -> None:
    """Only its pain was kept; a stop is shown all the same, once."""
    frame = log(["2026-03-02", "2026-03-03", "2026-03-04"], pain_minutes=[None, None, 16])
    drawn = squares(plot_adherence(frame.assign(exercise_id=["bridging", None, None])))
    assert drawn["one session"] == [pytest.approx((0, 0))]
    assert drawn["no session"] == [pytest.approx((0, 1))]
    assert drawn["stop-rule day"] == [pytest.approx((0, 2))]


def test_start_and_end_show_days_before_and_after_the_log() -> None:
    """Who has stopped coming is seen."""
    ax = plot_adherence(log(["2026-03-04"]), start="2026-03-02", end="2026-03-31")
    assert len(squares(ax)["no session"]) == 29
    assert "the longest break lasted 27 days" in chart_text(ax)


def test_a_calendar_that_ends_before_it_starts_is_refused() -> None:
    """Also where the log ends before the start that was asked for."""
    with pytest.raises(ValueError, match="got 2026-04-01 to 2026-03-04"):
        plot_adherence(log(["2026-03-04"]), start="2026-04-01")


@pytest.mark.parametrize(("weeks", "bands"), [(4, 1), (52, 1), (104, 2), (156, 3)])
def test_a_longer_calendar_goes_on_below(weeks: int, bands: int) -> None:
    """At most 53 weeks side by side; each band names its weekdays."""
    ax = plot_adherence(year(weeks=weeks))
    assert [label.get_text() for label in ax.get_yticklabels()].count("Mon") == bands
    assert max(x for middles in squares(ax).values() for x, _ in middles) <= 52


def test_months_are_named_once_each() -> None:
    """A year has its twelve months, the year beside the first and beside January."""
    names = words(plot_adherence(log(["2026-01-01", "2026-12-31"])))
    assert [name[-3:] for name in names] == list(
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    )
    assert [name for name in names if "\n" in name] == ["2026\nJan"]


def test_a_calendar_of_several_patients_is_refused() -> None:
    """Two people's days are not one calendar."""
    with pytest.raises(ValueError, match=r'frame\["patient"\] == \'a\''):
        plot_adherence(log(["2026-03-02"] * 2, patient=["a", "b"]))
