"""What pictures are made of, by hand: bones and their turns, numbers and times as SVG has them."""

from __future__ import annotations

import pytest

import backcare as bc
from backcare.figures import silhouettes
from backcare.figures.body import on_floor, outline_defs, outlines
from backcare.figures.film import Caption, Film, merged_phases
from backcare.figures.props import Scene, draw_prop
from backcare.figures.skeleton import (
    ANGLES,
    SPINE,
    Frame,
    Keyframe,
    bend,
    place,
    reach,
    swap_sides,
    tween,
    wrapped,
)
from backcare.figures.svg import (
    Timeline,
    line,
    number,
    pair,
    person_style,
    smooth,
    smooth_through,
    style,
    teacher_style,
)

STANDING = dict.fromkeys(ANGLES, 270.0) | dict.fromkeys(SPINE, 90.0)


def test_standing_on_8_cm_of_ankle_the_crown_is_at_173_cm():
    """Shin, thigh and spine, bone on bone."""
    assert place(STANDING, 1, "near_ankle", 8j)["crown"].imag == pytest.approx(173)


def test_who_stands_on_the_floor_has_the_soles_at_0():
    """The lowest of the outlines counts, not the ankle or the toe."""
    angles = STANDING | {"near_foot": 0, "far_foot": 0}
    frame = on_floor(Frame(angles, place(angles, 1)), 1)
    assert min(point.imag for point in outlines(frame, 1)["near_foot"]) == pytest.approx(0)


def test_a_foot_half_way_up_bends_the_knee():
    """A leg of 85 cm gets to a point 43 cm away, with 119 degrees between its bones."""
    thigh, shin, missing = reach(93j, 50j, ("thigh", "shin"), 1)
    assert (round(wrapped(thigh - shin)), missing) == (119, 0)


def test_a_limb_that_is_too_short_is_stretched_and_says_by_how_much():
    """An arm of 53 cm does not get to a point 60 cm away."""
    upper, lower, missing = reach(0j, 60 + 0j, ("upper_arm", "forearm"), 1)
    assert (upper, lower, missing) == pytest.approx((0, 0, 7))


def test_a_thigh_that_points_forward_is_bent_by_90_degrees():
    """Bends are counted from standing upright, whole turns aside."""
    assert bend(STANDING | {"near_thigh": 360}, "near_thigh", 1) == 90


def test_a_move_ends_in_the_pose_of_its_keyframe():
    """The last frame has the keyframe's angles; what is planted has not moved."""
    start = Frame(STANDING, place(STANDING, 1))
    *_, last = tween(start, Keyframe(STANDING | {"near_forearm": 360}, ["near_ankle"]), 1)
    assert last.angles["near_forearm"] == pytest.approx(360)
    assert last.points["near_ankle"] == start.points["near_ankle"]


def test_sides_change_over():
    """What was near is far, in angles, points and what is planted; the head has no side."""
    frame = Frame({"near_shin": 1, "far_shin": 2, "head": 3}, {"near_toe": 1j}, ["near_toe"])
    other = swap_sides(frame)
    assert other.angles == {"far_shin": 1, "near_shin": 2, "head": 3}
    assert (other.points, other.planted, other.swapped) == ({"far_toe": 1j}, ["far_toe"], 1)


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (-0.04, "0"), (0.25, ".2"), (-0.26, "-.3"), (10.0, "10")]
)
def test_numbers_are_short(value, text):
    """One decimal, and neither a zero nor a sign that says nothing."""
    assert number(value) == text


def test_points_and_paths_have_y_down():
    """A minus stands for the space before it."""
    assert (pair(3 + 4.5j), pair(3 - 4.5j)) == ("3-4.5", "3 4.5")
    assert line([0j, 2 + 2j]) == "M0 0L2-2"


def test_a_smooth_outline_touches_the_middles():
    """A triangle: three quadratic pieces from middle to middle, each by a corner."""
    assert smooth([0j, 4 + 0j, 4j]) == "M2 0q2 0 0-2q-2-2-2 0q0 2 2 2z"


def test_a_curve_through_two_points_is_straight():
    """Open ends have no slope."""
    assert smooth_through([(0, 0), (3, 3)], closed=False) == "M0 0C0 0 3 3 3 3"


def test_values_that_stay_are_written_twice_at_most():
    """Four frames, of which two in a row are the same as the one before."""
    written = Timeline([0, 1, 2, 4]).animate([*"5559"], "x")
    assert 'keyTimes="0;.5;1" values="5;5;9"' in written
    assert Timeline([0, 1]).animate(["5", "5"], "x") == ""
    assert Timeline().animate(["5"], "x") == ""


def test_what_is_shown_all_the_time_needs_no_animation():
    """Spans that follow one another are one."""
    assert Timeline([0, 4]).show([(0, 1), (1, 4)]) == ""
    assert 'keyTimes="0;.25;.5" values="0;1;0"' in Timeline([0, 4]).show([(1, 2)])


def test_parts_of_one_phase_are_one():
    """The captions of a walk change, and a player is told of one phase."""
    captions = [Caption("go", "", 0, 2, "Left"), Caption("go", "", 2, 4, "Right")]
    assert merged_phases(captions) == [("go", 0, 4, "")]


def test_a_picture_has_the_rules_of_its_classes_only():
    """There is a mat in one picture and a floor in another."""
    assert ".bf-mat{" in style('class="bf-mat"')
    assert ".bf-mat{" not in style('class="bf-floor"')


def test_a_person_has_six_colours_and_is_always_the_same():
    """Skin, hair and shirt, and what is darker of them."""
    assert person_style("bridging").split(";")[0] == "--bf-s:#a26c4c"
    assert "--bf-s2:#8b5d41;" in person_style("bridging")
    assert teacher_style().count("--bf-") == 6


def test_hands_are_open_or_closed():
    """A picture has the outlines of the hands that it shows."""
    assert '-fist"' not in outline_defs("p", 1)
    assert '-fist"' in outline_defs("p", 1, hands=["fist"])


def test_a_mat_is_as_long_as_who_lies_on_it():
    """16 cm more at either end."""
    frame = Frame({}, {"crown": 10 + 60j, "near_toe": 80 + 1j})
    mat = draw_prop("mat", Scene(Film([0], [frame]), [frame], Timeline(), 1))
    assert mat.behind == '<rect class="bf-mat" x="-6" y="-1" width="102" height="5" rx="2.5"/>'


def test_a_silhouette_is_a_whole_person():
    """More than ten outlines, the trunk of who lies more than 40 cm long."""
    lying = silhouettes(bc.load_exercises())["pelvic_tilt"]
    widths = [max(x for x, _ in outline) - min(x for x, _ in outline) for outline in lying]
    assert len(lying) > 10
    assert max(widths) > 40
