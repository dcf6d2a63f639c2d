"""Plans that were read through as a physiotherapist would, and are meant to stay as they are.

A walk or a gentle start first, no two hard ones for the same muscles in a row, few changes of
position, a stretch at the end. A change here is a change for whoever follows the plan: read the new
one aloud before it takes the place of the old. What holds of every plan is in `test_plan`.
"""

import pytest

import backcare as bc

EXERCISES = bc.load_exercises()
# By pain state, minutes, condition and muscle groups: the exercises in order, "?" to ask about.
READ = {
    ("none", 5, "", ""): "pelvic_tilt hamstring_stretch",
    ("none", 10, "", ""): "pelvic_tilt single_leg_lift press_up_extension hamstring_stretch",
    ("none", 15, "", ""): (
        "pelvic_tilt single_leg_lift press_up_extension bridging partial_crunch hamstring_stretch"
    ),
    ("none", 20, "", ""): (
        "walking pelvic_tilt single_leg_lift press_up_extension bridging partial_crunch "
        "hamstring_stretch"
    ),
    ("none", 30, "", ""): (
        "walking pelvic_tilt single_leg_lift press_up_extension wall_sit bridging "
        "partial_crunch bird_dog hamstring_stretch knee_to_chest"
    ),
    ("mild", 5, "", ""): "pelvic_tilt hamstring_stretch",
    ("mild", 10, "", ""): "pelvic_tilt single_leg_lift hamstring_stretch knee_to_chest",
    ("mild", 15, "", ""): (
        "pelvic_tilt single_leg_lift bird_dog partial_crunch ?press_up_extension hamstring_stretch"
    ),
    ("mild", 20, "", ""): (
        "walking pelvic_tilt single_leg_lift bird_dog partial_crunch ?press_up_extension "
        "hamstring_stretch"
    ),
    ("mild", 30, "", ""): (
        "walking pelvic_tilt single_leg_lift bird_dog wall_sit ?press_up_extension "
        "partial_crunch bridging hamstring_stretch knee_to_chest"
    ),
    ("chronic", 5, "", ""): "pelvic_tilt hamstring_stretch",
    ("chronic", 10, "", ""): "pelvic_tilt single_leg_lift partial_crunch hamstring_stretch",
    ("chronic", 15, "", ""): (
        "pelvic_tilt single_leg_lift bird_dog partial_crunch ?press_up_extension hamstring_stretch"
    ),
    ("chronic", 20, "", ""): (
        "walking pelvic_tilt single_leg_lift bird_dog partial_crunch ?press_up_extension "
        "hamstring_stretch"
    ),
    ("chronic", 30, "", ""): (
        "walking pelvic_tilt single_leg_lift bird_dog wall_sit ?press_up_extension "
        "partial_crunch bridging hamstring_stretch ?knee_to_chest"
    ),
    ("acute", 3, "", ""): "walking",
    ("acute", 8, "", ""): "walking ?pelvic_tilt",
    ("acute", 10, "", ""): "walking ?pelvic_tilt ?knee_to_chest",
    ("acute", 30, "", ""): "walking ?pelvic_tilt ?knee_to_chest",
    ("chronic", 10, "leg_symptoms", ""): "pelvic_tilt ?wall_sit ?partial_crunch ?knee_to_chest",
    ("chronic", 25, "leg_symptoms", ""): (
        "pelvic_tilt walking ?wall_sit ?bridging ?partial_crunch ?bird_dog ?knee_to_chest"
    ),
    ("chronic", 10, "pregnancy", ""): "walking ?pelvic_tilt ?hamstring_stretch",
    ("chronic", 25, "pregnancy", ""): (
        "walking ?pelvic_tilt ?single_leg_lift ?bridging ?partial_crunch ?wall_sit "
        "?press_up_extension ?hamstring_stretch ?knee_to_chest"
    ),
    ("chronic", 10, "knee_pain", ""): (
        "pelvic_tilt single_leg_lift partial_crunch hamstring_stretch"
    ),
    ("chronic", 25, "knee_pain", ""): (
        "walking pelvic_tilt single_leg_lift bird_dog partial_crunch bridging "
        "?press_up_extension hamstring_stretch ?knee_to_chest"
    ),
    ("chronic", 10, "osteoporosis", ""): (
        "pelvic_tilt single_leg_lift hamstring_stretch ?knee_to_chest"
    ),
    ("chronic", 25, "osteoporosis", ""): (
        "walking pelvic_tilt single_leg_lift bird_dog wall_sit bridging hamstring_stretch "
        "?knee_to_chest"
    ),
    ("chronic", 10, "spondylolisthesis", ""): (
        "pelvic_tilt single_leg_lift partial_crunch hamstring_stretch"
    ),
    ("chronic", 25, "spondylolisthesis", ""): (
        "walking pelvic_tilt single_leg_lift bird_dog wall_sit ?press_up_extension "
        "partial_crunch hamstring_stretch ?knee_to_chest"
    ),
    ("mild", 8, "", "glutes|hamstrings"): "pelvic_tilt bridging hamstring_stretch",
    ("mild", 20, "", "glutes|hamstrings"): (
        "pelvic_tilt bird_dog wall_sit bridging hamstring_stretch knee_to_chest"
    ),
    ("mild", 8, "", "abdominals"): "pelvic_tilt partial_crunch single_leg_lift",
    ("mild", 20, "", "abdominals"): (
        "pelvic_tilt wall_sit partial_crunch single_leg_lift ?press_up_extension"
    ),
    ("mild", 8, "", "lower_back"): "bird_dog partial_crunch ?press_up_extension knee_to_chest",
    ("mild", 20, "", "lower_back"): (
        "bird_dog partial_crunch bridging ?press_up_extension knee_to_chest"
    ),
    ("mild", 8, "", "cardio"): "walking",
    ("mild", 20, "", "cardio"): "walking",
}


@pytest.mark.parametrize("asked", READ, ids=str)
def test_a_plan_is_the_one_that_was_read(asked: tuple[str, int, str, str]) -> None:
    state, minutes, condition, groups = asked
    plan = bc.make_plan(
        EXERCISES,
        pain_state=state,
        minutes=minutes,
        answers=condition or None,
        muscle_groups=groups.split("|") if groups else None,
    )
    asks = plan["rating"].map({"ask": "?", "ok": ""})
    assert " ".join(asks + plan["exercise_id"]) == READ[asked]
