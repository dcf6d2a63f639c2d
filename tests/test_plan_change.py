"""Exercises left out of a plan, or swapped: never anything that the same answers would not give."""

import functools

import pytest
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.plan.change import Change, changed_plan, find_swap, may_leave_out
from backcare.plan.dose import acute_walk
from backcare.tables.vocabulary import terms

EXERCISES = bc.load_exercises()
IDS = EXERCISES.index.tolist()
QUESTIONS = st.fixed_dictionaries(
    {
        "pain_state": st.sampled_from(list(terms("pain_state"))),
        "minutes": st.integers(1, 120),
        "answers": st.lists(st.sampled_from(list(terms("condition"))), max_size=3, unique=True),
    }
)
CHANGES = st.lists(
    st.builds(Change, st.sampled_from(IDS), st.sampled_from(["", *IDS])), min_size=1, max_size=5
)


def dosed(plan) -> dict:
    """Return what a plan says of each exercise, but for a walk's minutes, and for its place."""
    said = ["rating", "caution", "sets", "reps", "hold_s", "rest_s", "sides", "variant", "reason"]
    return plan.set_index("exercise_id")[said].astype(object).fillna("").to_dict("index")


@functools.cache
def alone(exercise_id: str, pain_state: str, answers: tuple[str, ...]) -> dict:
    """Return what is said of an exercise in a plan of nothing else, but for the walk before it."""
    wanted = {exercise_id, acute_walk()} if pain_state == "acute" else {exercise_id}
    table = EXERCISES.loc[sorted(wanted)]
    plan = bc.make_plan(table, pain_state=pain_state, minutes=120, answers=answers)
    return dosed(plan)[exercise_id]


@settings(max_examples=40, deadline=None)
@given(QUESTIONS, CHANGES)
def test_changes_offer_nothing_new(question, changes):
    """Whatever is changed: rated and dosed as with time for everything, and within the minutes."""
    plan = changed_plan(EXERCISES, changes, **question)
    if plan.empty:
        assert bc.make_plan(EXERCISES, **question).empty
        return
    assert plan["seconds"].sum() <= question["minutes"] * 60
    said = dosed(plan)
    assert said == {
        one: alone(one, question["pain_state"], tuple(question["answers"])) for one in said
    }
    if question["pain_state"] == "acute":
        assert acute_walk() in set(plan["exercise_id"])
        assert len(plan) <= 3
        assert "press_up_extension" not in set(plan["exercise_id"])
    made = set(bc.make_plan(EXERCISES, **question)["exercise_id"])
    came = set(plan["exercise_id"]) - made
    assert came <= {change.instead for change in changes}
    assert plan.loc[plan["exercise_id"].isin(came), "rating"].eq("ok").all()


@settings(max_examples=40, deadline=None)
@given(QUESTIONS, st.data())
def test_a_swap_keeps_the_rest(question, data):
    """One exercise goes, one that is OK and works a muscle of it comes, all others stay."""
    plan = bc.make_plan(EXERCISES, **question)
    if plan.empty:
        return
    exercise_id = data.draw(st.sampled_from(plan["exercise_id"].tolist()))
    instead = find_swap(plan, exercise_id, EXERCISES, **question)
    if not instead:
        return
    swapped = changed_plan(EXERCISES, [Change(exercise_id, instead)], **question)
    if not may_leave_out(plan, exercise_id):
        assert set(swapped["exercise_id"]) == set(plan["exercise_id"])
        return
    assert set(swapped["exercise_id"]) == {*plan["exercise_id"], instead} - {exercise_id}
    muscles = bc.exercise_muscles(EXERCISES)["muscle_group"]
    assert set(muscles[[exercise_id]]) & set(muscles[[instead]])


def test_the_others_stay_where_they_are():
    """Leaving one out moves no other; a swap stands where the first one stood."""
    question = {"pain_state": "chronic", "minutes": 15}
    made = bc.make_plan(EXERCISES, **question)["exercise_id"].tolist()
    without = changed_plan(EXERCISES, [Change("pelvic_tilt")], **question)["exercise_id"].tolist()
    assert without == [one for one in made if one != "pelvic_tilt"]
    swapped = changed_plan(EXERCISES, [Change("bird_dog", "bridging")], **question)
    at = made.index("bird_dog")
    assert swapped["exercise_id"].tolist() == [*made[:at], "bridging", *made[at + 1 :]]


@pytest.mark.parametrize("minutes", [8, 15, 30, 60])
def test_a_new_pain_keeps_its_walk(minutes):
    """Nothing is swapped then, and the walk cannot be left out."""
    question = {"pain_state": "acute", "minutes": minutes}
    plan = bc.make_plan(EXERCISES, **question)
    assert not may_leave_out(plan, acute_walk())
    assert {find_swap(plan, one, EXERCISES, **question) for one in plan["exercise_id"]} == {""}
    without = changed_plan(EXERCISES, [Change(acute_walk(), "swimming")], **question)
    assert without["exercise_id"].tolist() == plan["exercise_id"].tolist()


def test_what_does_not_fit_any_more_is_left_out():
    """A swap that was found for half an hour may be too long for ten minutes."""
    half = {"pain_state": "mild", "minutes": 30}
    plan = bc.make_plan(EXERCISES, **half)
    crunch = find_swap(plan, "partial_crunch", EXERCISES, **half)
    swaps = [Change("partial_crunch", crunch), Change("pelvic_tilt", "walking")]
    short = changed_plan(EXERCISES, swaps, pain_state="mild", minutes=5)
    assert not {"partial_crunch", "pelvic_tilt"} & set(short["exercise_id"])
    assert short["seconds"].sum() <= 300
