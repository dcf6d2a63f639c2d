"""The body map without a browser: its drawing, its numbers, and what the widget takes."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.figures.body_map import LEVELS, live_body, log_training, printed_body, whole_curves
from backcare.figures.svg import Point, smooth_through
from backcare.summaries.muscles import balance_sentence, muscle_sets
from backcare.tables.shipped import read_drawing

EXERCISES = bc.load_exercises()
DRAWING = read_drawing("body_map")
VOCABULARY = bc.load_table("vocabulary").query("vocabulary == 'muscle_group'").sort_values("order")
GROUPS = list(VOCABULARY["term"])
SVG = "{http://www.w3.org/2000/svg}"
SIDES = [(group, view) for group, sides in DRAWING["regions"].items() for view in sides]


def whole(shapes: list[dict[str, Any]]) -> list[list[Point]]:
    """Give every curve of some shapes, on both sides of the body."""
    return [curve for shape in shapes for curve in whole_curves(shape)]


def holds(outline: list[Point], point: Point) -> bool:
    """Say whether a point is inside a polygon: a line from it crosses the edges an odd number."""
    x, y = point
    edges = zip(outline, [*outline[1:], outline[0]], strict=True)
    crossed = [
        (bx - ax) * (y - ay) / (by - ay) + ax > x
        for (ax, ay), (bx, by) in edges
        if (ay > y) != (by > y)
    ]
    return crossed.count(True) % 2 == 1


def log(**columns: Any) -> pd.DataFrame:
    """Make a small log."""
    return pd.DataFrame({"started_at": pd.Timestamp("2026-03-02 18:30"), **columns})


def parsed(svg: str) -> ET.Element:
    """Read an SVG as strictly as a viewer of files does."""
    return ET.fromstring(svg)  # noqa: S314 -- our own text


@pytest.fixture
def year() -> pd.DataFrame:
    """Give the sample log."""
    with bc.SessionLog(":memory:") as sample:
        sample.import_csv("data/sample_log.csv")
        return sample.to_frame()


def test_every_muscle_group_has_a_region() -> None:
    """The drawing and the vocabulary name the same groups."""
    assert sorted(DRAWING["regions"]) == sorted(GROUPS)


def test_both_sides_show_what_is_seen_from_both() -> None:
    """Shoulders and calves are on the front and on the back; every other group on one side."""
    both = {group for group, sides in DRAWING["regions"].items() if len(sides) == 2}
    assert both == {"shoulders", "calves"}


@pytest.mark.parametrize(("group", "view"), SIDES)
def test_regions_are_on_the_body(group: str, view: str) -> None:
    """Every point of every muscle, and its mark, lies inside the outline of the body."""
    skin = [shape for shape in DRAWING["body"]["both"] if shape["tone"] == "skin"]
    body, side = whole(skin), DRAWING["regions"][group][view]
    points = [point for curve in whole(side["shapes"]) for point in curve]
    marks = [tuple(side["mark"])] if "mark" in side else []
    # A hair's breadth towards the middle: the middle line itself is an edge of both halves.
    inner = [(x - 0.01 if x > 0 else x + 0.01, y) for x, y in [*points, *marks]]
    assert [point for point in inner if not any(holds(part, point) for part in body)] == []


@pytest.mark.parametrize(("group", "view"), SIDES)
def test_regions_are_symmetric(group: str, view: str) -> None:
    """Mirrored, every outline is there again."""
    points = {
        point for curve in whole(DRAWING["regions"][group][view]["shapes"]) for point in curve
    }
    assert {(-x, y) for x, y in points} == points


def test_an_adult_is_seven_and_a_half_heads_tall() -> None:
    """The proportions are those of an adult, not of a child or a doll."""
    body = [y for curve in whole(DRAWING["body"]["both"]) for _, y in curve]
    head = [y for _, y in DRAWING["body"]["both"][-2]["half"]]
    assert min(head) == min(body)
    assert 7.2 <= (max(body) - min(body)) / (max(head) - min(head)) <= 7.8


@given(picked=st.lists(st.sampled_from(GROUPS), unique=True))
@settings(max_examples=30, deadline=None)
def test_picked_groups_are_marked(picked: list[str]) -> None:
    """Exactly the groups asked for are marked, by a tick and a wide outline, and named."""
    root = parsed(bc.body_map_svg(picked))
    regions = {
        node.get("data-group"): node for node in root.iter(f"{SVG}g") if node.get("data-group")
    }
    assert list(regions) == GROUPS
    for group, node in regions.items():
        ticks = [path for path in node if path.get("class") == "bc-tick"]
        wide = float(node.get("stroke-width") or 0) > 2
        assert (bool(ticks), wide) == (group in picked, group in picked)
    labels = VOCABULARY.set_index("term")["label"].str.lower()
    told = root.findtext(f"{SVG}desc") or ""
    assert [labels[group] in told for group in picked] == [True] * len(picked)


@given(name=st.text(min_size=1, max_size=30).filter(lambda name: name not in EXERCISES.index))
@settings(max_examples=60, deadline=None)
def test_an_svg_holds_any_name_as_text(name: str) -> None:
    """Whatever an exercise is called, the picture is XML, with no script and no reference."""
    frame = log(exercise_id=[name, "bridging"], sets=2)
    svg = bc.body_map_svg(frame=frame)
    root = parsed(svg)
    allowed = {"svg", "title", "desc", "g", "path", "text", "rect"}
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= allowed
    names = {attribute for node in root.iter() for attribute in node.attrib}
    assert not {one for one in names if one.startswith("on") or one in {"id", "href"}}
    assert "url(" not in svg
    assert "Not counted" in (root.findtext(f"{SVG}desc") or "")


def test_same_numbers_as_the_chart(year: pd.DataFrame) -> None:
    """A map has the numbers that plot_muscle_balance draws, and says the same sentence."""
    training = log_training(year, EXERCISES)
    assert training
    ax = bc.plot_muscle_balance(year, EXERCISES)
    labels = VOCABULARY.set_index("term")["label"]
    drawn = dict(zip([tick.get_text() for tick in ax.get_yticklabels()], ax.texts, strict=False))
    assert {labels[group]: f"{total:g}" for group, total in training.sets.items()} == {
        label: text.get_text() for label, text in drawn.items()
    }
    assert training.sentence == bc.chart_text(ax)
    assert training.sentence == balance_sentence(muscle_sets(year, EXERCISES), year)


@given(
    doses=st.dictionaries(
        st.sampled_from(list(EXERCISES.index)), st.integers(min_value=1, max_value=500)
    )
)
@settings(max_examples=60, deadline=None)
def test_levels_follow_the_numbers(doses: dict[str, int]) -> None:
    """More sets are never a lower level; none is level 0; the most is the highest."""
    # A row of a log has at most 20 sets.
    rows = [(one, min(20, left)) for one, sets in doses.items() for left in range(sets, 0, -20)]
    ids, sets = map(list, zip(*rows, strict=True)) if rows else ([], [])
    training = log_training(log(exercise_id=ids, sets=sets), EXERCISES)
    assert training
    ranked = sorted(training.sets, key=lambda group: training.sets[group])
    levels = [training.levels[group] for group in ranked]
    assert levels == sorted(levels)
    assert [level == 0 for level in levels] == [training.sets[group] == 0 for group in ranked]
    assert levels[-1] == (len(LEVELS) - 1 if any(training.sets.values()) else 0)
    assert [level for level, _ in training.legend()] == sorted(set(levels))


def test_a_small_log_by_hand() -> None:
    """Three sets of the bridge: buttocks most, what helps less, calves none; levels in order."""
    training = log_training(log(exercise_id=["bridging", "walking"], sets=[3, None]), EXERCISES)
    assert training
    assert training.words("glutes") == "3 sets, most"
    assert training.words("calves") == "0 sets, none"
    levels = ["none: 0", "a little: 1", "some: 1.5", "most: 3"]
    assert training.legend() == list(enumerate(levels))


def test_an_empty_log_is_said_to_be_empty() -> None:
    """Without an entry every group is none, and no date is made up."""
    training = log_training(log(exercise_id=[], sets=[]), None)
    assert training
    assert (training.title, training.legend()) == ("No exercises yet", [(0, "none: 0")])
    parsed(bc.body_map_svg(frame=log(exercise_id=[], sets=[])))


@pytest.mark.parametrize("make", [bc.body_map_svg, lambda groups: bc.BodyMap(value=groups)])
def test_an_unknown_group_names_the_nearest(make: Any) -> None:
    """A misspelt group is told with the nearest and with all choices."""
    with pytest.raises(ValueError, match=r"'glute' is not known. Did you mean 'glutes'\?.*cardio"):
        make(["glutes", "glute"])


def test_a_table_without_a_log_is_refused() -> None:
    """Exercises alone say nothing of what was trained."""
    with pytest.raises(ValueError, match="Pass frame="):
        bc.BodyMap(exercises=EXERCISES)


@pytest.fixture
def body() -> Iterator[bc.BodyMap]:
    """Make a map, and close it in the end."""
    made = bc.BodyMap(value=["shoulders", "glutes"])
    yield made
    made.close()


def test_value_is_in_the_order_of_the_vocabulary(body: bc.BodyMap) -> None:
    """As with chips, the order of picking does not matter, and a wrong value changes nothing."""
    assert body.value == ["glutes", "shoulders"]
    with pytest.raises(ValueError, match="Did you mean 'shoulders'"):
        body.value = ["shoulder"]
    assert body.value == ["glutes", "shoulders"]
    assert repr(body) == "BodyMap(value=['glutes', 'shoulders'])"


def test_without_a_kernel_there_is_a_picture(body: bc.BodyMap) -> None:
    """The output holds the widget, its text, and the body as it is now, with no script."""
    data, _ = body._repr_mimebundle_()
    assert data["text/plain"] == repr(body)
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/html"].count('data-picked="true"') >= 2
    assert "<script" not in data["text/html"]


def test_a_map_with_a_log_tells_it_in_words(year: pd.DataFrame) -> None:
    """Below it stand the levels with their numbers, and the sentence of the chart."""
    body = bc.BodyMap(frame=year.head(40), exercises=EXERCISES)
    assert repr(body) == "BodyMap(value=[], 40 entries)"
    assert "most: " in body.legend
    assert "Muscle groups trained, " in body.legend
    body.close()


def test_explorer_and_map_pick_the_same() -> None:
    """The map in the explorer follows its muscle groups, and they follow the map."""
    explorer = bc.ExerciseExplorer(muscle_groups=["calves"])
    (body,) = [one for one in walk(explorer) if isinstance(one, bc.BodyMap)]
    assert body.value == ["calves"]
    body.value = ["calves", "glutes"]
    assert explorer.muscle_groups == ["glutes", "calves"]
    explorer.muscle_groups = []
    assert body.value == []
    explorer.close()


def walk(widget: Any) -> Iterator[Any]:
    """Go through a widget and its children."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from walk(child)


def test_half_a_shape_gives_the_whole() -> None:
    """A half goes on as its mirror image without the points of the middle; a line has another."""
    assert whole_curves({"half": [[0, 1], [2, 2], [0, 3]]}) == [[(0, 1), (2, 2), (0, 3), (-2, 2)]]
    assert whole_curves({"line": [[1, 1], [2, 2]]}) == [[(1, 1), (2, 2)], [(-1, 1), (-2, 2)]]


def test_a_live_body_has_areas_to_touch() -> None:
    """One for each side of each group, and a printed one has none."""
    live, printed = live_body(), printed_body([], None)
    assert live.count("data-group") == printed.count("data-group") == len(GROUPS)
    assert (live.count("bc-touch"), printed.count("bc-touch")) == (len(SIDES), 0)


def test_live_and_printed_bodies_are_light() -> None:
    """A page that has the explorer, its cards and a map stays small."""
    assert len(live_body()) < 40_000
    assert len(bc.body_map_svg()) < 30_000


@given(
    points=st.lists(
        st.tuples(st.integers(-200, 200), st.integers(-200, 200)), min_size=3, unique=True
    )
)
def test_curves_go_through_their_points(points: list[tuple[int, int]]) -> None:
    """Every point of the data is on the curve, in order, and the curve is closed."""
    data = smooth_through(points)
    ends = [piece.split(" ")[-2:] for piece in data.removesuffix("Z").split("C")[1:]]
    on_curve = [(float(x), float(y)) for x, y in ends]
    assert on_curve == [(float(x), float(y)) for x, y in [*points[1:], points[0]]]
    assert data.endswith("Z")
