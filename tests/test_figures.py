"""Pictures: what each SVG carries, that it is sound, small and the same every time."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from functools import cache

import pytest

import backcare as bc
from backcare.figures.figure import HEIGHT, figures_of

SVG = "{http://www.w3.org/2000/svg}"
EVERY = sorted(bc.load_exercises().index)
KIB = 1024


def tree(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 (our own)


def phases(svg: str) -> list[list[object]]:
    return json.loads(tree(svg).attrib["data-phases"])


@pytest.mark.parametrize("static", [False, True])
@pytest.mark.parametrize("exercise_id", EVERY)
def test_every_exercise_has_a_picture_that_needs_nothing_else(exercise_id, static):
    """It is well-formed, says what it shows, and refers to nothing outside and to no script."""
    svg = bc.figure_svg(exercise_id, static=static)
    root = tree(svg)
    row = bc.load_exercises().loc[exercise_id]
    assert root.findtext(f"{SVG}title") == row["name"]
    assert all(step in root.findtext(f"{SVG}desc") for step in row["steps"].split("|"))
    assert not list(root.iter(f"{SVG}script")) + list(root.iter(f"{SVG}image"))
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert ("<animate" in svg) is not static


@pytest.mark.parametrize("exercise_id", EVERY)
def test_ids_are_one_picture_s_own(exercise_id):
    """Each id stands once, each reference finds one, and no other picture has the same."""
    root = tree(bc.figure_svg(exercise_id))
    found = every_id()[exercise_id]
    assert len(found) == len(set(found))
    assert {use.attrib["href"][1:] for use in root.iter(f"{SVG}use")} <= set(found)
    others = [ids for other, ids in every_id().items() if other != exercise_id]
    assert not set().union(*others) & set(found)


@cache
def every_id() -> dict[str, list[str]]:
    """List the ids in each picture."""
    return {exercise_id: _ids(bc.figure_svg(exercise_id)) for exercise_id in EVERY}


def _ids(svg: str) -> list[str]:
    return [element.attrib["id"] for element in tree(svg).iter() if "id" in element.attrib]


@pytest.mark.parametrize("exercise_id", EVERY)
def test_phases_follow_one_another_to_the_end(exercise_id):
    """The first begins at 0, each begins where the last ends, and the last ends the loop."""
    svg = bc.figure_svg(exercise_id)
    told = phases(svg)
    ends = [0, *[end for _, _, end, _ in told]]
    assert [start for _, start, _, _ in told] == ends[:-1]
    assert ends[-1] == float(tree(svg).attrib["data-seconds"])


def test_phases_are_those_of_a_plan():
    """What a player finds in a plan, it finds in the picture, by phase and side."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="none", minutes=60)
    rows = bc.plan_phases(plan)
    for exercise_id, own in rows.groupby("exercise_id"):
        told = {(phase, side) for phase, _, _, side in phases(bc.figure_svg(str(exercise_id)))}
        moving = own[own["phase"].isin(["lift", "hold", "lower", "go"])]
        assert set(zip(moving["phase"], moving["side"], strict=True)) <= told, exercise_id


def test_the_bridge_by_hand():
    """3 s up, 6 s held, 3 s down; 10 s of rest are shown in 3, named in full and marked."""
    svg = bc.figure_svg("bridging")
    assert phases(svg) == [
        ["lift", 0, 3, ""],
        ["hold", 3, 9, ""],
        ["lower", 9, 12, ""],
        ["rest", 12, 15, ""],
    ]
    words = [text.text for text in tree(svg).iter(f"{SVG}text")]
    assert words == ["Lift", "Hold 6 s", "Lower", "Rest 10 s", "sped up"]
    (mark,) = [group for group in tree(svg).iter(f"{SVG}g") if group.get("class") == "bf-sped"]
    shown = mark.find(f"{SVG}animate").attrib
    assert (shown["keyTimes"], shown["values"]) == ("0;.8", "0;1")  # from 12 s of 15


def test_what_is_shown_in_full_has_no_mark():
    """5 s are held for 5 s, and 15 s are not."""
    assert "sped up" not in bc.figure_svg("bird_dog")
    assert "sped up" in bc.figure_svg("hamstring_stretch")


@pytest.mark.parametrize(
    "exercise_id", ["standing_toe_touch", "wall_sit", "lifting_weights", "walking"]
)
def test_who_stands_fills_the_frame(exercise_id):
    """From crown to sole five sixths of the card's height or more, with the words beside."""
    (figure,) = figures_of([exercise_id])
    scene = tree(bc.figure_svg(exercise_id)).find(f".//{SVG}g[@class='bf-moving']/{SVG}g")
    scale = float(re.search(r"scale\(([\d.]+)\)", scene.attrib["transform"])[1])
    assert scale * figure.film.frames[0].points["crown"].imag >= 5 / 6 * HEIGHT


def test_the_heart_is_a_badge_in_the_corner():
    """What is for the heart has one mark, in the tint of its rank, beside the person."""
    for exercise_id in EVERY:
        root = tree(bc.figure_svg(exercise_id))
        hearts = [path for path in root if path.get("class") == "bf-heart"]
        row = bc.load_exercises().loc[exercise_id]
        assert len(hearts) == ("cardio" in row["primary_muscles"].split("|"))
        assert bc.figure_svg(exercise_id, muscles=False).count("bf-heart") == 0


def test_an_unknown_exercise_is_told_the_nearest():
    """A slip of the finger finds the exercise that was meant."""
    with pytest.raises(ValueError, match="Did you mean 'bridging'"):
        bc.figure_svg("brigde")


@pytest.mark.parametrize("exercise_id", EVERY)
def test_a_picture_is_small_and_always_the_same(exercise_id):
    """At most 20,000 bytes, and drawn again it is the same to the byte."""
    svg = bc.figure_svg(exercise_id)
    assert len(svg.encode()) <= 20_000
    assert bc.figure_svg(exercise_id) == svg


def test_muscles_are_tinted_by_rank():
    """Primary and secondary ones have different classes, and none is tinted on demand."""
    tinted = bc.figure_svg("bridging")
    assert 'class="bf-1"' in tinted
    assert 'class="bf-2"' in tinted
    plain = bc.figure_svg("bridging", muscles=False)
    assert 'class="bf-1"' not in plain
    assert 'class="bf-2"' not in plain


@pytest.mark.parametrize("exercise_id", EVERY)
def test_what_to_avoid_is_marked_by_a_shape(exercise_id):
    """An octagon with a cross, and a dashed frame, on what is to avoid and on nothing else."""
    avoid = bc.load_exercises().loc[exercise_id, "advice"] == "avoid"
    for static in (True, False):
        svg = bc.figure_svg(exercise_id, static=static)
        assert ('class="bf-no"' in svg) == ('class="bf-edge"' in svg) == avoid


def test_the_sheet_has_every_exercise_once():
    """One page, each with its name; ids stay unique on it."""
    sheet = bc.figure_sheet()
    words = [text.text for text in tree(sheet).iter(f"{SVG}text")]
    for name, advice in bc.load_exercises()[["name", "advice"]].values:
        assert words.count(f"Avoid: {name}" if advice == "avoid" else name) == 1
    assert len(_ids(sheet)) == len(set(_ids(sheet)))


def test_the_sheet_keeps_the_order_asked_for():
    """Names stand as asked, and a bare string is one exercise."""
    words = [
        text.text for text in tree(bc.figure_sheet(["bridging", "bird_dog"])).iter(f"{SVG}text")
    ]
    assert words[1:] == ["Bridge", "Bird dog"]
    assert len(list(tree(bc.figure_sheet("bridging")).iter(f"{SVG}text"))) == 2
    with pytest.raises(ValueError, match="at least one exercise"):
        bc.figure_sheet([])


def test_words_of_others_are_words_in_the_picture():
    """Markup and control characters in a table of one's own come out as text."""
    exercises = bc.load_exercises()
    exercises.loc["bridging", ["name", "steps"]] = ["<b>Lift & go</b>\x08", "A < B|\x00"]
    for svg in (
        bc.figure_svg("bridging", exercises=exercises),
        bc.figure_sheet(exercises=exercises),
    ):
        words = "".join(tree(svg).itertext())
        assert "<b>Lift & go</b>\N{REPLACEMENT CHARACTER}" in words


def test_what_stands_around_is_the_same_in_both_panels():
    """The bike of the start and of the end is one bike, though the feet are elsewhere."""
    wheels = [
        tuple(sorted(circle.attrib.items()))
        for circle in tree(bc.figure_svg("cycling", static=True)).iter(f"{SVG}circle")
        if circle.get("class") == "bf-wheel"
    ]
    assert len(wheels) == 4
    assert len(set(wheels)) == 2


@pytest.mark.parametrize("exercise_id", EVERY)
def test_every_class_that_is_used_has_a_rule(exercise_id):
    """Nothing is black for want of a style, on a sheet neither."""
    for svg in (bc.figure_svg(exercise_id), bc.figure_sheet([exercise_id])):
        root = tree(svg)
        rules = root.findtext(f"{SVG}style")
        shapes = [*root.iter(f"{SVG}path"), *root.iter(f"{SVG}rect"), *root.iter(f"{SVG}use")]
        used = {shape.attrib["class"] for shape in shapes if "class" in shape.attrib}
        assert not {name for name in used if f".{name}{{" not in rules}


def test_who_swims_wears_a_swimsuit():
    """Bare arms and legs, a suit and a cap; nobody else is dressed like that."""
    for exercise_id in EVERY:
        root = tree(bc.figure_svg(exercise_id))
        worn = {
            part.attrib.get("class") for part in [*root.iter(f"{SVG}use"), *root.iter(f"{SVG}path")]
        }
        on_land = {"bf-legs", "bf-shoe", "bf-sleeve", "bf-top", "bf-hair"}
        assert on_land & worn == (set() if exercise_id == "swimming" else on_land), exercise_id
        assert ("bf-suit" in worn) == (exercise_id == "swimming")


def test_a_wall_has_bricks():
    """Courses from side to side, and joints that are a course apart in every other row."""
    rows, *joints = [
        path.attrib
        for path in tree(bc.figure_svg("wall_sit")).iter(f"{SVG}path")
        if path.get("class") == "bf-brick"
    ][:3]
    assert rows["d"].count("H") == 11
    assert {joint["stroke-dasharray"] for joint in joints} == {joints[1]["stroke-dashoffset"]}
