"""Every frame of every exercise is a body that could be somebody's, and stays where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

import backcare as bc
from backcare.figures.body import outlines
from backcare.figures.film import Film, make_film, shown_phases
from backcare.figures.poses import shipped_movements
from backcare.figures.skeleton import LENGTHS, LIMITS, SIDES, Frame, bend, place

EVERY = sorted(bc.load_exercises().index)
# The bones with the points at their two ends, written out once more, not taken from the code.
BONES = {
    "pelvis": ("hip", "waist"),
    "low_back": ("waist", "chest"),
    "upper_back": ("chest", "shoulder"),
    "neck": ("shoulder", "skull"),
    "head": ("skull", "crown"),
    **{
        f"{side}_{bone}": (f"{side}_{start}" if start not in ("shoulder", "hip") else start, end)
        for side in SIDES
        for bone, start, end in [
            ("upper_arm", "shoulder", f"{side}_elbow"),
            ("forearm", "elbow", f"{side}_wrist"),
            ("hand", "wrist", f"{side}_fingers"),
            ("thigh", "hip", f"{side}_knee"),
            ("shin", "knee", f"{side}_ankle"),
            ("foot", "ankle", f"{side}_toe"),
        ]
    },
}


@cache
def film_of(exercise_id: str) -> tuple[Film, int, tuple[str, ...]]:
    movement = shipped_movements()[exercise_id]
    row = bc.load_exercises().loc[exercise_id]
    film = make_film(movement, shown_phases(exercise_id, row, movement.round_s))
    return film, movement.front, movement.props


def between(before: Frame, after: Frame, front: int) -> Frame:
    """Return the moment halfway, as a browser shows it: the hip goes straight, bones turn."""
    angles = {
        name: value + ((after.angles[name] - value + 180) % 360 - 180) / 2
        for name, value in before.angles.items()
    }
    return Frame(
        angles, place(angles, front, "hip", (before.points["hip"] + after.points["hip"]) / 2)
    )


def moments(exercise_id: str) -> Iterator[Frame]:
    """Every frame, and what is seen halfway to the next."""
    film, front, _ = film_of(exercise_id)
    frames = film.frames
    for before, after in pairwise(frames):
        yield before
        yield between(before, after, front)
    yield frames[-1]


@pytest.mark.parametrize("exercise_id", EVERY)
def test_limbs_keep_their_length(exercise_id):
    """No bone gets longer or shorter."""
    for frame in moments(exercise_id):
        for name, (start, end) in BONES.items():
            bone = name.split("_", 1)[1] if name.startswith(SIDES) else name
            length = abs(frame.points[end] - frame.points[start])
            assert length == pytest.approx(LENGTHS[bone], abs=1e-6), name


@pytest.mark.parametrize("exercise_id", EVERY)
def test_what_is_planted_stays(exercise_id):
    """Hands, feet and hips that hold the body do not slip by more than a centimetre."""
    film, front, _ = film_of(exercise_id)
    for before, after in pairwise(film.frames):
        half = between(before, after, front)
        for point in after.planted:
            slip = abs(after.points[point] - before.points[point])
            assert slip < 0.1, (point, slip)
            assert abs(half.points[point] - before.points[point]) < 1, point
        assert after.missing == {}


@pytest.mark.parametrize("exercise_id", EVERY)
def test_nothing_goes_through_the_floor(exercise_id):
    """Clothes and skin stay above it, but for what a mat gives way."""
    _, front, props = film_of(exercise_id)
    if {"water", "bike"} & set(props):
        return
    for frame in moments(exercise_id):
        for name, outline in outlines(frame, front).items():
            assert (low := min(point.imag for point in outline)) > -1, (name, low)


def test_nothing_goes_through_the_wall():
    """Whoever sits at the wall leans on it all the time, within two centimetres."""
    _, front, _ = film_of("wall_sit")
    backs = [
        min(point.real for outline in outlines(frame, front).values() for point in outline)
        for frame in moments("wall_sit")
    ]
    assert max(backs) - min(backs) < 2


@pytest.mark.parametrize("exercise_id", EVERY)
def test_joints_stay_within_their_limits(exercise_id):
    """No joint bends further than a body's does."""
    film, front, _ = film_of(exercise_id)
    for frame in film.frames:
        for name in BONES:
            if name != "pelvis":
                bone = name.split("_", 1)[1] if name.startswith(SIDES) else name
                low, high = LIMITS[bone]
                value = bend(frame.angles, name, front)
                turns = (value, value - 360, value + 360)
                assert any(low - 1 <= turn <= high + 1 for turn in turns), (name, value)


@pytest.mark.parametrize("exercise_id", EVERY)
def test_the_loop_closes(exercise_id):
    """The last frame is the first one, so that nothing jumps; who walks has moved on."""
    film, _, _ = film_of(exercise_id)
    first, last = film.frames[0], film.frames[-1]
    for name, point in first.points.items():
        assert abs(last.points[name] - point - film.stride) < 0.5, name


@pytest.mark.parametrize("exercise_id", EVERY)
def test_nothing_jumps(exercise_id):
    """From one frame to the next no point goes further than a calm body does in that time."""
    film, _, _ = film_of(exercise_id)
    steps = zip(film.times, film.frames, film.times[1:], film.frames[1:], strict=False)
    for time, before, later, after in steps:
        for name, point in before.points.items():
            assert abs(after.points[name] - point) / (later - time) < 200, name


def test_a_crunch_a_press_up_and_a_tilt_bend_the_spine_differently():
    """The lower back stays down in the crunch, arches in the press-up and flattens in the tilt."""
    bends = {}
    for exercise_id in ("partial_crunch", "press_up_extension", "pelvic_tilt"):
        film, front, _ = film_of(exercise_id)
        ends = film.frames[0], film.frames[film.peak]
        bends[exercise_id] = [
            [bend(frame.angles, part, front) for part in ("low_back", "upper_back")]
            for frame in ends
        ]
    (low, up), (crunched_low, crunched_up) = bends["partial_crunch"]
    assert abs(crunched_low - low) < 5
    assert crunched_up - up > 15
    (low, _), (pressed_low, pressed_up) = bends["press_up_extension"]
    assert pressed_low - low < -15
    assert pressed_up < 0
    (low, _), (tilted_low, _) = bends["pelvic_tilt"]
    assert tilted_low - low > 10


def test_the_tilt_closes_a_gap_that_can_be_seen():
    """Under the lower back are 4 cm or more of air, and 1.5 cm or less when it is flat."""
    film, front, _ = film_of("pelvic_tilt")
    gaps = []
    for frame in (film.frames[0], film.frames[film.peak]):
        trunk = outlines(frame, front)["trunk"]
        left, right = frame.points["chest"].real - 1, frame.points["hip"].real - 5
        gaps.append(min(point.imag for point in trunk if left < point.real < right))
    assert gaps[0] > 4
    assert gaps[1] < 1.5


def test_on_hands_and_knees_the_wrists_are_under_the_shoulders():
    """Straight down, within two centimetres, whatever the legs do."""
    for frame in moments("bird_dog"):
        for side in SIDES:
            assert abs(frame.points[f"{side}_wrist"].real - frame.points["shoulder"].real) < 2


@pytest.mark.parametrize("exercise_id", ["partial_crunch", "sit_up", "pelvic_tilt"])
def test_folded_arms_lie_on_the_chest(exercise_id):
    """Elbow and wrist of the near arm stay within the trunk, or 5 cm before it."""
    film, front, _ = film_of(exercise_id)
    for frame in film.frames:
        along = frame.points["shoulder"] - frame.points["chest"]
        for point in ("near_elbow", "near_wrist"):
            away = (frame.points[point] - frame.points["chest"]) / along * abs(along)
            assert -11 < -front * away.imag < 11 + 5, (point, away)
            assert bend(frame.angles, "near_forearm", front) > 120
