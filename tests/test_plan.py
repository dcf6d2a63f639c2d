"""Making a plan: what is in it, in which order, how much of it, and how long it takes."""

from __future__ import annotations

import itertools
import os
import random
from itertools import product
from typing import Any

import pandas as pd
import pytest
from counting import calls_of
from hypothesis import given, settings, strategies as st
from pandas.testing import assert_frame_equal

import backcare as bc
from backcare.plan.dose import COLUMNS, Dose, facts_of, records
from backcare.plan.phases import PHASE_COLUMNS, row_phases, seconds_of
from backcare.plan.screening import (
    ask_reason,
    is_needed,
    is_settled_before,
    may_be_done,
    screened,
)
from backcare.plan.summary import plan_notes
from backcare.tables.vocabulary import terms

EXERCISES = bc.load_exercises()
STATES = list(terms("pain_state"))
CONDITIONS = list(terms("condition"))
GROUPS = list(terms("muscle_group"))
HARD = 2
# The gentlest exercises, from the gentlest on, and the shortest walk.
GENTLEST = ["pelvic_tilt", "knee_to_chest", "hamstring_stretch"]
SHORTEST_WALK = 0.5
EVERY_PLAN = os.environ.get("BACKCARE_TEST_EVERY_PLAN", "")
# Every question with whole minutes: minutes, level, pain state, and a condition or none.
SPACE = list(product(range(1, 121), (1, 2, 3), STATES, ["", *CONDITIONS]))

# Everything that can be asked of make_plan, with a part of the table.
QUESTIONS = st.fixed_dictionaries(
    {
        "exercises": st.lists(st.sampled_from(list(EXERCISES.index)), unique=True, min_size=1).map(
            lambda ids: EXERCISES.loc[ids]
        )
        | st.just(EXERCISES),
        "pain_state": st.sampled_from(STATES),
        "minutes": st.floats(0.1, 120) | st.integers(1, 120),
        "muscle_groups": st.none() | st.lists(st.sampled_from(GROUPS), max_size=4),
        "level": st.integers(1, 3),
        "answers": st.lists(st.sampled_from(CONDITIONS), max_size=3),
    }
)
every_question = given(QUESTIONS)
quick = settings(deadline=None, max_examples=50)


def plan_of(**question: Any) -> pd.DataFrame:
    """Make a plan, by default for long-lasting pain and with time for everything."""
    return bc.make_plan(
        **{"exercises": EXERCISES, "pain_state": "chronic", "minutes": 60} | question
    )


# --- time -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exercise_id", "dose", "sides", "seconds"),
    [
        # get ready, 8 x (lift 3, hold 6, lower 3), 7 rests of 10 s
        ("bridging", Dose(reps=8, hold_s=6, rest_s=10), "both", 10 + 8 * 12 + 7 * 10),
        # on each side 8 x (3 + 5 + 3) and 7 breaths of 3 s; 5 s to change
        ("bird_dog", Dose(reps=8, hold_s=5), "one_then_other", 10 + 2 * (8 * 11 + 7 * 3) + 5),
        # 4 x (3 + 15 + 3), and 3 changes of 3 s between them
        ("knee_to_chest", Dose(reps=2, hold_s=15), "in_turn", 10 + 4 * 21 + 3 * 3),
        # the towel takes 4 s each way
        ("hamstring_stretch", Dose(reps=2, hold_s=15), "one_then_other", 10 + 4 * 23 + 2 * 3 + 5),
        # two sets, with 30 s between them
        ("partial_crunch", Dose(sets=2, reps=2, hold_s=1), "both", 10 + 2 * (2 * 7 + 3) + 30),
        ("walking", Dose(minutes=5), "both", 10 + 300),
    ],
)
def test_time_by_hand(exercise_id: str, dose: Dose, sides: str, seconds: int) -> None:
    """Reps, hold, moving, rest and changing sides add up to the time worked out by hand."""
    assert seconds_of(exercise_id, dose, sides, first=True) == seconds
    assert seconds_of(exercise_id, dose, sides, first=False) == seconds + 5


def test_sides_one_then_the_other() -> None:
    """All repetitions of one side come first, with one change."""
    phases = list(row_phases("bird_dog", Dose(reps=2, hold_s=5), "one_then_other", first=True))
    lifts = [(phase.side, phase.rep) for phase in phases if phase.phase == "lift"]
    assert lifts == [("first", 1), ("first", 2), ("other", 1), ("other", 2)]
    assert [phase.phase for phase in phases].count("other_side") == 1


def test_sides_in_turn() -> None:
    """The sides take turns, with a change after each but the last."""
    phases = list(row_phases("knee_to_chest", Dose(reps=2, hold_s=15), "in_turn", first=True))
    lifts = [(phase.side, phase.rep) for phase in phases if phase.phase == "lift"]
    assert lifts == [("first", 1), ("other", 1), ("first", 2), ("other", 2)]
    assert [phase.phase for phase in phases].count("other_side") == 3


def test_a_named_rest_takes_the_place_of_the_breath() -> None:
    """Where the dose names a rest, even of 0 s, there is no other pause."""
    named = [p.phase for p in row_phases("bridging", Dose(reps=2, rest_s=10), "both", first=True)]
    none = [p.phase for p in row_phases("bridging", Dose(reps=2, rest_s=0), "both", first=True)]
    assert named == ["get_ready", "lift", "lower", "rest", "lift", "lower"]
    assert none == ["get_ready", "lift", "lower", "lift", "lower"]


def test_the_harder_form_is_said() -> None:
    """The cue names the opposite arm."""
    dose = Dose(reps=1, hold_s=5)
    phases = row_phases("bird_dog", dose, "one_then_other", "opposite_arm", first=True)
    cues = {phase.cue for phase in phases if phase.phase == "lift"}
    assert cues == {"Stretch one leg out behind you. With the opposite arm."}


@quick
@every_question
def test_phases_add_up_to_the_plan(question: dict[str, Any]) -> None:
    """The phases follow each other without a gap, and last as long as each row says."""
    plan = bc.make_plan(**question)
    phases = bc.plan_phases(plan)
    assert phases.dtypes.astype(str).tolist() == plan_frame_dtypes(PHASE_COLUMNS)
    assert phases["seconds"].sum() == plan["seconds"].sum()
    assert phases.groupby("order")["seconds"].sum().tolist() == plan["seconds"].tolist()
    assert (phases["seconds"].cumsum() - phases["seconds"]).equals(phases["start_s"])
    assert (phases["seconds"] > 0).all()


def plan_frame_dtypes(columns: Any) -> list[str]:
    return [str(pd.Series(dtype=kind).dtype) for kind in columns.values()]


# --- what every plan keeps to ---------------------------------------------------------------


@quick
@every_question
def test_nothing_is_in_a_plan_that_may_not_be_offered(question: dict[str, Any]) -> None:
    """Each exercise is one that filter_exercises gives, and never marked less careful than told."""
    plan = bc.make_plan(**question)
    state = question["pain_state"]
    asked = question["muscle_groups"]
    offered = bc.filter_exercises(question["exercises"], pain_state=state, muscle_groups=asked)
    # With a new pain the walk is there whatever was picked, as long as it may be offered.
    any_muscle = bc.filter_exercises(question["exercises"], pain_state=state)
    walk = {"walking"} & set(any_muscle.index) if state == "acute" else set()
    assert set(plan["exercise_id"]) <= set(offered.index) | walk
    assert not plan["exercise_id"].duplicated().any()
    assert plan["rating"].isin(["ok", "ask"]).all()
    assert (plan["rating"].eq("ok") | plan["caution"].ne("")).all()


@quick
@every_question
def test_time_is_never_exceeded(question: dict[str, Any]) -> None:
    """The seconds of a plan are at most those asked for."""
    assert bc.make_plan(**question)["seconds"].sum() <= question["minutes"] * 60


@quick
@every_question
def test_doses_stay_in_range(question: dict[str, Any]) -> None:
    """No amount is below the table's smallest or above its largest; checking marks nothing."""
    plan = bc.make_plan(**question)
    facts = EXERCISES.loc[plan["exercise_id"]].reset_index(drop=True)
    for quantity in ("reps", "hold_s"):
        low, high = facts[f"{quantity}_min"], facts[f"{quantity}_max"]
        assert plan[quantity].isna().equals(low.isna())
        assert (plan[quantity].between(low, high) | low.isna()).all()
    assert plan["rest_s"].equals(facts["rest_s"])
    shortest = SHORTEST_WALK if question["pain_state"] == "acute" else 5
    assert (plan["minutes"].isna() | plan["minutes"].between(shortest, 30)).all()
    if not plan.empty:
        assert bc.check_plan(plan)["outside"].eq("").all()


@quick
@every_question
def test_order_keeps_the_rules(question: dict[str, Any]) -> None:
    """Warm-up, main part, wind-down; and no two hard ones in a row for the same muscles."""
    plan = bc.make_plan(**question)
    parts = list(terms("part"))
    places = [parts.index(part) for part in plan["part"]]
    assert places == sorted(places)
    facts = EXERCISES.loc[plan["exercise_id"]]
    hard = (facts["difficulty"] >= HARD).tolist()
    mainly = [set(cell.split("|")) for cell in facts["primary_muscles"]]
    for place in range(len(plan) - 1):
        if hard[place] and hard[place + 1]:
            assert not mainly[place] & mainly[place + 1]


@quick
@every_question
def test_the_same_question_gets_the_same_plan(question: dict[str, Any]) -> None:
    """Nothing is left to chance, and the table that was given stays as it was."""
    before = question["exercises"].copy()
    first, second = bc.make_plan(**question), bc.make_plan(**question)
    assert_frame_equal(first, second)
    assert first.attrs == second.attrs
    assert_frame_equal(question["exercises"], before)


@quick
@every_question
def test_a_plan_has_its_columns_and_words(question: dict[str, Any]) -> None:
    """Types never depend on the rows; every row says why and from where, an empty plan why not."""
    plan = bc.make_plan(**question)
    assert list(plan) == list(COLUMNS)
    assert plan.dtypes.astype(str).tolist() == [str(field.dtype) for field in COLUMNS.values()]
    assert plan["order"].tolist() == list(range(1, len(plan) + 1))
    assert plan[["why", "reason", "source", "name"]].ne("").all(axis=None)
    assert set("|".join(plan["source"]).split("|")) - {""} <= set(bc.load_sources().index)
    assert bool(plan.attrs["refusal"]) == plan.empty == bool(plan.attrs["refused_for"])
    assert bc.plan_summary(plan)


# --- choices --------------------------------------------------------------------------------


def test_a_plan_by_hand() -> None:
    """Ten minutes with long-lasting pain: the order and the seconds worked out by hand."""
    plan = plan_of(minutes=10)
    assert dict(zip(plan["exercise_id"], plan["seconds"], strict=True)) == {
        "pelvic_tilt": 10 + 8 * 16 + 7 * 3,
        "single_leg_lift": 15 + 2 * (10 * 7 + 9 * 3) + 5,
        "partial_crunch": 15 + 8 * 7 + 7 * 3,
        "hamstring_stretch": 15 + 4 * 23 + 2 * 3 + 5,
    }


def test_a_longer_plan_is_balanced() -> None:
    """In 20 minutes no muscle group gets a third main exercise while another has none."""
    plan = plan_of(minutes=20)
    groups = EXERCISES.loc[plan["exercise_id"], "primary_muscles"].str.get_dummies().sum()
    assert groups.max() <= 2
    assert {"abdominals", "hamstrings", "quadriceps", "glutes", "lower_back", "cardio"} <= set(
        groups.index
    )


def test_a_warm_up_comes_first() -> None:
    """Wherever the table's warm-ups are offered and fit, one of them is first."""
    for state in STATES:
        assert plan_of(pain_state=state, minutes=10)["part"].iloc[0] == "warm_up"


def test_ok_comes_before_ask() -> None:
    """With little time nothing is chosen that has to be asked about while something ok fits."""
    assert plan_of(minutes=10)["rating"].eq("ok").all()


def test_what_one_can_do_today_grows_with_the_level() -> None:
    """Level 1 is the smallest amount, 2 between, 3 the largest."""
    plans = [
        plan_of(pain_state="none", level=level).set_index("exercise_id") for level in (1, 2, 3)
    ]
    assert [int(plan.loc["bridging", "reps"]) for plan in plans] == [8, 10, 12]
    assert [int(plan.loc["knee_to_chest", "hold_s"]) for plan in plans] == [15, 22, 30]


def test_time_left_over_makes_the_walk_longer() -> None:
    """At level 3 the walk takes what is left of the hour, at level 1 it stays short."""
    walks = [
        plan_of(level=level).set_index("exercise_id").loc["walking", "minutes"] for level in (1, 3)
    ]
    assert walks[0] == 5
    assert 5 < walks[1] <= 30


def test_new_pain_stays_at_the_smallest_amounts() -> None:
    """Whatever level is asked for, and the plan says so."""
    plan = plan_of(pain_state="acute", level=3)
    assert plan["level"].eq(1).all()
    assert plan.set_index("exercise_id").loc["walking", "minutes"] == 5
    assert any("level 1" in note for note in plan.attrs["notes"])


def test_new_pain_says_ask_first() -> None:
    """All but the walk is marked, in the rows and in the notes."""
    plan = plan_of(pain_state="acute").set_index("exercise_id")
    assert plan.index[plan["rating"] == "ok"].tolist() == ["walking"]
    assert plan.drop("walking")["caution"].str.contains("Ask a health professional").all()
    asks = "Before you do these, ask a health professional: "
    assert any(note.startswith(asks) for note in plan_notes(plan.reset_index()))


@pytest.mark.parametrize("minutes", [5, 10, 20, 30])
@pytest.mark.parametrize("state", ["mild", "chronic", "acute"])
def test_one_exercise_to_ask_about_is_this_one(state: str, minutes: int) -> None:
    """The sentence counts right, and is there only where there is something to ask about."""
    plan = plan_of(pain_state=state, minutes=minutes)
    asks = [note for note in plan_notes(plan) if note.startswith("Before you do th")]
    number = plan["rating"].eq("ask").sum()
    lead = "Before you do this one, ask" if number == 1 else "Before you do these, ask"
    assert [note.startswith(lead) for note in asks] == [True] * bool(number)


# --- a sudden or new pain -------------------------------------------------------------------


def keeps_the_rules(minutes: int, level: int, state: str, condition: str) -> None:
    """Assert what every plan has to keep to, and a plan for a sudden or new pain above all."""
    answers = [condition] if condition else []
    plan = plan_of(minutes=minutes, level=level, pain_state=state, answers=answers)
    ids = plan["exercise_id"].tolist()
    assert plan["seconds"].sum() <= minutes * 60
    assert len(set(ids)) == len(ids)
    assert set(ids) <= set(bc.filter_exercises(EXERCISES, pain_state=state).index)
    if state == "acute" and ids:
        walk, *others = ids
        assert walk == "walking"
        assert SHORTEST_WALK <= plan["minutes"].iloc[0] <= 5
        assert len(others) <= 2
        assert "press_up_extension" not in others
        assert EXERCISES.loc[others, "difficulty"].eq(1).all()
        assert plan["level"].eq(1).all()
        # The gentlest first: only what was ticked can leave one of them out.
        ruled_out = bc.load_table("cautions").query("condition == @condition")
        suited = [one for one in GENTLEST if one not in set(never(ruled_out))]
        assert others == suited[: len(others)]
    elif state == "acute":
        assert "walking" in never(bc.load_table("cautions").query("condition == @condition"))
        assert "begins with a walk" in bc.plan_summary(plan)


def never(cautions: pd.DataFrame) -> list[str]:
    """Return what some cautions leave out of a plan."""
    return cautions.loc[cautions["advice"].isin(["avoid", "stop"]), "exercise_id"].tolist()


def test_every_minute_of_a_new_pain_begins_with_a_walk() -> None:
    """From 1 minute to 120: the walk, at most two of the gentlest, never over the minutes."""
    for minutes in range(1, 121):
        keeps_the_rules(minutes, 1, "acute", "")


def test_plans_drawn_from_all_of_them() -> None:
    """Some of every minute, level, pain state and condition; the long run has all of them."""
    for question in random.Random(10).sample(SPACE, 250):  # noqa: S311 -- no secret
        keeps_the_rules(*question)


@pytest.mark.skipif(not EVERY_PLAN, reason="set BACKCARE_TEST_EVERY_PLAN=1 for some ten minutes")
@pytest.mark.timeout(0)
@pytest.mark.parametrize("state", STATES)
def test_every_plan(state: str) -> None:
    """All minutes from 1 to 120, all levels, all conditions."""
    for question in SPACE:
        if question[2] == state:
            keeps_the_rules(*question)


@pytest.mark.parametrize(
    ("minutes", "walk", "others"),
    [
        (40 / 60, 0.5, []),  # 10 s to get ready, and half a minute: to the second
        (1, 0.5, []),
        (2, 1, []),
        (4, 3, []),
        (6, 5, []),
        (7, 5, []),  # time for the knee to chest, but the pelvic tilt is gentler
        (473 / 60, 5, []),
        (474 / 60, 5, ["pelvic_tilt"]),  # to the second
        (8, 5, ["pelvic_tilt"]),
        (10, 5, ["pelvic_tilt", "knee_to_chest"]),
        (120, 5, ["pelvic_tilt", "knee_to_chest"]),
    ],
)
def test_a_new_pain_by_hand(minutes: float, walk: float, others: list[str]) -> None:
    """310 s for the walk, 164 s for the pelvic tilt, 108 s for the knee to chest."""
    plan = plan_of(pain_state="acute", minutes=minutes)
    assert plan["exercise_id"].tolist() == ["walking", *others]
    assert plan["minutes"].iloc[0] == walk
    assert any("at most 2 exercises" in note for note in plan.attrs["notes"])


def test_the_walk_is_there_whatever_muscles_are_picked() -> None:
    """The exercises follow the choice, the walk does not."""
    plan = plan_of(pain_state="acute", muscle_groups="calves")
    assert plan["exercise_id"].tolist() == ["walking", "hamstring_stretch"]
    plan = plan_of(pain_state="acute", muscle_groups="quadriceps")
    assert plan["exercise_id"].tolist() == ["walking"]


def test_no_plan_for_a_new_pain_without_the_walk() -> None:
    """Where the table has none, or says no, the plan is empty and says why."""
    none = plan_of(exercises=EXERCISES.drop(index="walking"), pain_state="acute")
    assert (len(none), none.attrs["refused_for"]) == (0, "nothing_fits")
    assert "every plan begins with a walk" in bc.plan_summary(none)
    assert "This table has no walk." in bc.plan_summary(none)
    own = EXERCISES.copy()
    own.loc["walking", ["rating_acute", "reason_acute"]] = ["avoid", "Our clinic waits a day."]
    assert "Walking: Our clinic waits a day." in bc.plan_summary(
        plan_of(exercises=own, pain_state="acute")
    )


def test_an_answer_that_rules_out_the_walk_rules_out_the_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No exercise takes its place, and the plan says what was left out."""
    never_walk = {"walking": (("knee_pain", "avoid", "Rest the knee first."),)}
    monkeypatch.setattr("backcare.plan.screening.known_cautions", lambda: never_walk)
    plan = plan_of(pain_state="acute", answers="knee_pain")
    assert plan.empty
    left_out = "Left out because of what you ticked under “About you”: Walking."
    assert left_out in bc.plan_summary(plan)


def test_too_short_for_a_walk_says_the_least() -> None:
    """40 s with the time to get ready; nothing shorter takes its place."""
    told = bc.plan_summary(plan_of(pain_state="acute", minutes=0.6))
    assert told.endswith("The shortest is Walking, which takes 40 s. Choose 1 minute or more.")


def test_a_table_of_ones_own_decides_what_is_gentle() -> None:
    """What is harder, or of unknown difficulty, is in no plan for a new pain; one's own is last."""
    harder = EXERCISES.assign(difficulty=EXERCISES["difficulty"].where(
        ~EXERCISES.index.isin(["pelvic_tilt", "knee_to_chest"]), 2))  # fmt: skip
    plan = plan_of(exercises=harder, pain_state="acute")
    assert plan["exercise_id"].tolist() == ["walking", "hamstring_stretch"]
    easy = EXERCISES.assign(difficulty=1)
    plan = plan_of(exercises=easy, pain_state="acute")
    assert plan["exercise_id"].tolist() == ["walking", "pelvic_tilt", "knee_to_chest"]
    own = pd.concat([EXERCISES.loc[["walking", "pelvic_tilt"]], own_exercise(difficulty=1)])
    assert plan_of(exercises=own, pain_state="acute")["exercise_id"].tolist() == [
        "walking",
        "pelvic_tilt",
        "plank",
    ]
    unknown = own.assign(difficulty=own["difficulty"].where(own.index != "plank"))
    assert "plank" not in set(plan_of(exercises=unknown, pain_state="acute")["exercise_id"])


# --- choices that are not made --------------------------------------------------------------


def test_two_hard_ones_with_nothing_between_are_one_too_many() -> None:
    """For the thighs alone there is one exercise, and the plan says what it left out."""
    plan = plan_of(muscle_groups="quadriceps")
    assert plan["exercise_id"].tolist() == ["single_leg_lift"]
    assert any("Wall sit" in note for note in plan.attrs["notes"])


# --- answers --------------------------------------------------------------------------------


@quick
@given(st.lists(st.sampled_from(list(bc.load_red_flags().index)), min_size=1), QUESTIONS)
def test_a_red_flag_refuses_kindly(flags: list[str], question: dict[str, Any]) -> None:
    """One is enough: no exercise, no error, and the words say what to do."""
    plan = bc.make_plan(**question | {"answers": [*question["answers"], *flags]})
    assert plan.empty
    assert plan.attrs["refused_for"] == "red_flags"
    urgent = bc.red_flag_advice(flags).iloc[0]
    assert bc.plan_summary(plan).endswith(f"\n{urgent['action']}\n{urgent['say']}")


def test_a_condition_marks_what_to_ask_about() -> None:
    """With osteoporosis the crunch and the knee to chest are to be asked about, and say why."""
    plan = plan_of(pain_state="mild", answers="osteoporosis").set_index("exercise_id")
    told = "Ask first if you have osteoporosis (weak bones)."
    for exercise_id in ("partial_crunch", "knee_to_chest"):
        assert plan.loc[exercise_id, ["rating", "caution"]].tolist() == ["ask", told]
    assert plan.loc["bridging", "rating"] == "ok"


def test_a_condition_to_stop_at_leaves_out() -> None:
    """What is to be stopped at a pain in the leg is not begun with one."""
    plan = plan_of(answers={"leg_symptoms": True, "fever": False, "knee_pain": None})
    left_out = {"hamstring_stretch", "single_leg_lift", "press_up_extension"}
    assert not left_out & set(plan["exercise_id"])
    assert any(
        note.startswith("Left out because of what you ticked") for note in plan.attrs["notes"]
    )


def test_a_condition_to_adapt_to_is_said() -> None:
    """The bridge stays ok, with how to change it."""
    plan = plan_of(answers="spinal_stenosis").set_index("exercise_id")
    assert plan.loc["bridging", "rating"] == "ok"
    told = "stop when your body is in a straight line. Never go higher."
    assert plan.loc["bridging", "caution"].endswith(told)
    assert plan.loc["walking", "rating"] == "ok"
    assert "stop and sit down when your legs hurt" in plan.loc["walking", "caution"]


@pytest.mark.parametrize("condition", ["pregnancy", "recent_operation", "hip_replacement"])
@pytest.mark.parametrize("pain_state", ["none", "mild", "chronic", "acute"])
def test_everything_but_walking_is_asked_about(pain_state: str, condition: str) -> None:
    """After a birth, an operation or with an artificial hip nothing but the walk goes unasked."""
    plan = plan_of(pain_state=pain_state, answers=condition).set_index("exercise_id")
    assert plan.loc["walking", "rating"] == "ok"
    others = plan.drop("walking")
    assert len(others) > 0
    assert others["rating"].eq("ask").all()
    # One text for the three, so it has to cover each of them as the condition says it.
    assert others["caution"].str.contains("Ask first if you are pregnant").all()
    assert (
        others["caution"].str.contains("not yet allowed to do everything after an operation").all()
    )


def test_conditions_that_share_a_sentence_say_it_once() -> None:
    """Pregnant and with an artificial hip: one caution, which names both."""
    both = plan_of(answers=["hip_replacement", "pregnancy"]).set_index("exercise_id")
    assert both.loc["bridging", "caution"].count("Ask first") == 1
    assert both.loc["bridging", "caution"].endswith("About you: pregnancy and hip replacement.")


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("pain_state", STATES)
def test_a_plan_made_before_is_held_to_a_condition(pain_state: str, condition: str) -> None:
    """Nothing stays in it that is ruled out, nothing goes unasked that is to be asked about."""
    before = plan_of(pain_state=pain_state, minutes=120)
    asked_then = plan_of(pain_state=pain_state, minutes=120, answers=condition)
    assert_frame_equal(screened(asked_then, EXERCISES, [condition]), asked_then)
    assert screened(before, EXERCISES, None) is before
    assert_frame_equal(screened(before, EXERCISES, []), before)
    now = screened(before, EXERCISES, [condition])
    cautions = bc.load_table("cautions").query("condition == @condition")
    ruled_out = cautions.loc[cautions["advice"].isin(["avoid", "stop"]), "exercise_id"]
    kept = before[~before["exercise_id"].isin(ruled_out)]
    assert now["exercise_id"].tolist() == kept["exercise_id"].tolist()
    to_ask = now["exercise_id"].isin(cautions.loc[cautions["advice"] == "ask", "exercise_id"])
    assert now.loc[to_ask | kept["rating"].eq("ask").to_numpy(), "rating"].eq("ask").all()
    for row in now.itertuples():
        texts = cautions.loc[cautions["exercise_id"] == row.exercise_id, "text"]
        assert all(text in row.caution for text in texts)
    assert_frame_equal(screened(now, EXERCISES, [condition]), now)
    # What is gone is named, and where nothing is, nothing is said of it.
    gone = before.loc[before["exercise_id"].isin(ruled_out), "name"]
    said = [note for note in now.attrs["notes"] if note not in before.attrs["notes"]]
    assert len(said) == bool(len(gone))
    assert all(name in said[0] for name in gone)


@pytest.mark.parametrize(
    ("exercise_id", "pain_state", "answer"),
    # Pilates has no dose, and so is in no plan.
    bc.load_table("ratings")
    .query("ok_if != '' and exercise_id != 'pilates'")[["exercise_id", "pain_state", "ok_if"]]
    .to_numpy(),
)
def test_an_answer_that_is_taken_back_has_to_be_asked_about_again(
    exercise_id: str, pain_state: str, answer: str
) -> None:
    """What was fine for an answer is so only as long as it is the answer."""
    before = plan_of(pain_state=pain_state, minutes=120, answers=answer)
    row = before.set_index("exercise_id").loc[exercise_id]
    assert row["rating"] == "ok"
    for conditions in (None, [answer]):
        assert_frame_equal(screened(before, EXERCISES, conditions), before)
    now = screened(before, EXERCISES, []).set_index("exercise_id")
    assert now.loc[exercise_id, "rating"] == "ask"
    assert now.loc[exercise_id, "reason"] == EXERCISES.loc[exercise_id, f"reason_{pain_state}"]
    asked = may_be_done(now.reset_index(), EXERCISES, [])
    assert not asked.tolist()[now.index.get_loc(exercise_id)]
    # The others are as they were.
    others = now.drop(exercise_id)
    assert_frame_equal(others, before.set_index("exercise_id").loc[others.index])


def test_where_a_condition_leaves_nothing_the_plan_says_so() -> None:
    """And only there."""
    both = bc.check_plan(
        pd.DataFrame(
            {
                "exercise_id": ["single_leg_lift", "bridging"],
                "pain_state": "none",
                "reps": 8,
            }
        )
    )
    assert "refusal" not in screened(both, EXERCISES, ["leg_symptoms"]).attrs
    none = screened(both.head(1), EXERCISES, ["leg_symptoms"])
    assert none.empty
    assert none.attrs["refusal"].endswith("leaves nothing to do. Please make a new plan.")


@pytest.mark.parametrize("condition", [None, "osteoporosis", "arching_eases"])
def test_what_is_found_is_rated_as_in_a_plan(condition: str | None) -> None:
    """With what makes it so beside the reason."""
    found = bc.filter_exercises(EXERCISES, pain_state="chronic")
    mine = bc.screen_exercises(found, pain_state="chronic", conditions=condition)
    columns = list(mine.columns)
    assert columns.index("caution") == columns.index("reason") + 1
    plan = plan_of(pain_state="chronic", minutes=120, answers=condition).set_index("exercise_id")
    assert mine["rating"].reindex(plan.index).tolist() == plan["rating"].tolist()


def test_a_caution_of_ones_own_stays_beside_the_one_that_is_met() -> None:
    """Whoever wrote a word into a plan finds it there, whatever the person has by now."""
    before = plan_of(minutes=120).assign(caution="Slowly.", reason="It did her good.")
    held = screened(before, EXERCISES, ["hip_replacement"]).set_index("exercise_id")
    assert held["reason"].eq("It did her good.").all()
    now = held["caution"]
    assert now["bridging"].startswith("Ask first if you are pregnant")
    assert now["bridging"].endswith("About you: hip replacement. Slowly.")
    assert now["walking"] == "Slowly."


def test_what_a_plan_cannot_do_without_is_the_walk_of_new_pain() -> None:
    for state, exercise_id in itertools.product(STATES, EXERCISES.index):
        needed = is_needed({"pain_state": state, "exercise_id": exercise_id})
        assert needed == ((state, exercise_id) == ("acute", "walking"))


@pytest.mark.parametrize("exercise_id", EXERCISES.index)
def test_a_caution_that_nobody_knows_counts_all_along(exercise_id: str) -> None:
    """Also one that stands, in the alphabet, after all that are known."""
    known = bc.load_table("cautions").query("exercise_id == @exercise_id")
    for text, advices in known.groupby("text")["advice"]:
        assert is_settled_before(exercise_id, text) == (set(advices) <= {"ask", "avoid"})
    assert not is_settled_before(exercise_id, "~")
    assert not is_settled_before(exercise_id, "A")


@pytest.mark.parametrize(
    "frame",
    [EXERCISES, EXERCISES.astype(object), EXERCISES[:0], EXERCISES[[]], plan_of(minutes=30)],
    ids=["table", "objects", "no rows", "no columns", "plan"],
)
def test_a_record_has_what_its_row_has(frame: pd.DataFrame) -> None:
    """Every cell, what is missing as it is, and no number of NumPy's."""
    rows = [{name: row[name] for name in frame} for _, row in frame.astype(object).iterrows()]
    assert repr(records(frame)) == repr(rows)


def test_a_new_pain_has_no_plan_without_its_walk() -> None:
    """Where somebody's own table asks about the walk, a yes to the rest alone lets nothing in."""
    own = EXERCISES.copy()
    own.loc["walking", "rating_acute"] = "ask"
    plan = plan_of(exercises=own, pain_state="acute", minutes=30)
    facts = facts_of(plan["exercise_id"], own)
    rows = records(plan)
    asked = {(row["exercise_id"], ask_reason(row, facts[row["exercise_id"]])) for row in rows}
    assert may_be_done(plan, own, asked).all()
    assert len(plan) > 1
    assert not may_be_done(plan, own, {one for one in asked if one[0] != "walking"}).any()


def test_pain_in_the_leg_is_asked_about() -> None:
    """What is not left out is asked about where the leg or the spine has to work."""
    plan = plan_of(answers="leg_symptoms").set_index("exercise_id")
    asked = ["partial_crunch", "knee_to_chest", "bridging", "bird_dog", "wall_sit"]
    assert plan.loc[plan.index.intersection(asked), "rating"].eq("ask").all()
    assert {"partial_crunch", "bridging", "wall_sit"} <= set(plan.index)


def test_an_answer_makes_a_conditional_ok_an_ok() -> None:
    """Where arching eases pain the press-up needs no asking, unless something else forbids it.

    With a sudden pain it is not in the plan at all.
    """
    eased = plan_of(answers="arching_eases").set_index("exercise_id")
    both = plan_of(answers=["arching_eases", "spinal_stenosis"]).set_index("exercise_id")
    acute = plan_of(pain_state="acute", answers="arching_eases").set_index("exercise_id")
    ratings = [plan.loc["press_up_extension", "rating"] for plan in (eased, both)]
    assert ratings == ["ok", "ask"]
    assert "press_up_extension" not in acute.index


def test_an_answer_does_not_undo_a_clinicians_own_rating() -> None:
    """Somebody who changed the reason of a rating meant it."""
    own = EXERCISES.copy()
    own.loc["press_up_extension", "reason_chronic"] = "Ask me about this one."
    plan = plan_of(exercises=own, answers="arching_eases").set_index("exercise_id")
    assert plan.loc["press_up_extension", "rating"] == "ask"


def test_cautions_of_ones_own_are_asked_about() -> None:
    """Nobody can look up which condition they mean, so any condition makes them count."""
    own = EXERCISES.copy()
    own.loc["bridging", "cautions"] = "Not after a hip operation."
    plan = plan_of(exercises=own, answers="knee_pain").set_index("exercise_id")
    assert plan.loc["bridging", ["rating", "caution"]].tolist() == [
        "ask",
        "Not after a hip operation. About you: knee pain.",
    ]
    eased = plan_of(exercises=own, answers="bending_eases").set_index("exercise_id")
    assert eased.loc["bridging", "rating"] == "ok"


def test_no_term_is_both_a_flag_and_a_condition() -> None:
    """Answers name both kinds, so their names must differ."""
    assert not set(bc.load_red_flags().index) & set(CONDITIONS)


# --- a table of one's own -------------------------------------------------------------------


def own_exercise(**cells: Any) -> pd.DataFrame:
    """Return a table of one exercise that the shipped tables do not know."""
    return EXERCISES.loc[["bridging"]].rename(index={"bridging": "plank"}).assign(**cells)


def test_an_own_exercise_that_is_only_held_is_done_once() -> None:
    """A hold without a number of times counts as one."""
    own = own_exercise(
        reps_min=pd.NA, reps_max=pd.NA, hold_s_min=20, hold_s_max=pd.NA, rest_s=pd.NA
    )
    plan = plan_of(exercises=own)
    assert plan[["exercise_id", "reps", "hold_s", "part"]].to_numpy().tolist() == [
        ["plank", 1, 20, "main"]
    ]
    assert plan["seconds"].sum() == 10 + 3 + 20 + 3


@pytest.mark.parametrize(("gentle", "hard"), [("wall_sit", "bridging"), ("bridging", "wall_sit")])
def test_of_two_to_ask_about_the_gentler_comes_first(gentle: str, hard: str) -> None:
    """Whichever stands first in the table, where there is time for one alone."""
    own = EXERCISES.loc[["bridging", "wall_sit"]].assign(rating_chronic="ask")
    own.loc[[gentle, hard], "difficulty"] = [1, 3]
    alone = [plan_of(exercises=own.loc[[one]], minutes=60)["seconds"].sum() for one in own.index]
    plan = plan_of(exercises=own, minutes=max(alone) / 60)
    assert plan["exercise_id"].tolist() == [gentle]


def test_an_own_exercise_of_unknown_difficulty_counts_as_hard() -> None:
    """Two of them for the same muscles never follow each other."""
    two = pd.concat([own_exercise(), own_exercise().rename(index={"plank": "side_plank"})])
    assert len(plan_of(exercises=two.assign(difficulty=1))) == 2
    assert len(plan_of(exercises=two.assign(difficulty=pd.NA))) == 1


def test_an_own_exercise_on_each_side() -> None:
    """What counts for each side is done on one, then on the other."""
    assert plan_of(exercises=own_exercise(per_side=True))["sides"].tolist() == ["one_then_other"]


def test_an_own_exercise_without_an_amount_cannot_be_planned() -> None:
    """The plan is empty and names it."""
    blank = dict.fromkeys(["reps_min", "reps_max", "hold_s_min", "hold_s_max"], pd.NA)
    plan = plan_of(exercises=own_exercise(**blank))
    assert plan.attrs["refused_for"] == "nothing_fits"
    assert "on their own or have no set amount: Bridge." in bc.plan_summary(plan)


def long_table(rows: int, **cells: Any) -> pd.DataFrame:
    """Return the shipped exercises over and over, each with an id of its own."""
    table = pd.concat([EXERCISES] * (rows // len(EXERCISES) + 1)).head(rows)
    ids = [f"{exercise_id}_{place}" for place, exercise_id in enumerate(table.index)]
    return table.set_axis(ids).rename_axis("exercise_id").assign(**cells)


@pytest.mark.parametrize("minutes", [20, 120])
@pytest.mark.parametrize(
    "cells",
    [
        {},
        # Each but the first is in the way of another: no slot for any of them.
        {"difficulty": 3, "primary_muscles": "glutes", "secondary_muscles": ""},
        {"difficulty": 1, "primary_muscles": ""},
    ],
)
def test_a_table_twice_as_long_takes_twice_the_work(minutes: float, cells: dict[str, Any]) -> None:
    """Counted in calls, which no busy machine changes; the square would be four times as many."""
    plan_of(minutes=minutes)  # what is read once is read before anything is counted
    short, long = (long_table(rows, **cells) for rows in (500, 1000))
    few = calls_of(lambda: plan_of(exercises=short, minutes=minutes))
    assert calls_of(lambda: plan_of(exercises=long, minutes=minutes)) < 2.2 * few


def test_times_are_read_once_for_all_exercises(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exercise of one's own costs no look into the table of times."""
    plan_of(minutes=20)
    monkeypatch.setattr("backcare.plan.phases.load_table", None)
    assert len(plan_of(exercises=long_table(60), minutes=20))


# --- nothing to plan, and bad input ---------------------------------------------------------


def test_too_little_time_says_the_least_that_fits() -> None:
    """And asking for what it says does give a plan."""
    plan = plan_of(minutes=0.5)
    assert plan.attrs["refused_for"] == "too_short"
    assert bc.plan_summary(plan).endswith("which takes 39 s. Choose 1 minute or more.")
    assert len(plan_of(minutes=1)) == 1


def test_nothing_for_the_muscles_says_what_would_open_it() -> None:
    """The choice is repeated, and how many there are without it."""
    told = bc.plan_summary(plan_of(muscle_groups=["calves"], answers="leg_symptoms"))
    assert "You picked: calves." in told
    assert "Hamstring stretch with a towel" in told
    assert "If you do not pick any muscles, there are 14 to choose from." in told


def test_only_things_to_avoid_says_why_and_what_instead() -> None:
    """The table's own reason and swap."""
    told = bc.plan_summary(
        plan_of(exercises=EXERCISES.loc[["sit_up", "partial_crunch"]], pain_state="acute")
    )
    assert "Sit-up: It puts a lot of pressure on the discs" in told
    assert "Partial crunch: Leave it out while your pain is new" in told


def test_an_empty_table_says_so() -> None:
    """No row, no plan, no crash."""
    assert "the table has no exercises" in bc.plan_summary(plan_of(exercises=EXERCISES.iloc[:0]))


@pytest.mark.parametrize(
    "minutes", [0, -5, float("nan"), float("inf"), 121, 10**9, "20", None, True, pd.NA, [20]]
)
def test_absurd_minutes_are_refused(minutes: Any) -> None:
    """The error names the rule, the value and the way out."""
    with pytest.raises(ValueError, match=r"minutes must be a number above 0 and at most 120, got"):
        plan_of(minutes=minutes)


@pytest.mark.parametrize("level", [0, 4, 1.5, "2", None, True])
def test_absurd_levels_are_refused(level: Any) -> None:
    """The error names the rule and the value."""
    with pytest.raises(ValueError, match=r"level must be a whole number from 1 \(least\) to 3"):
        plan_of(level=level)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"pain_state": "cronic"}, "Did you mean 'chronic'"),
        ({"muscle_groups": "glute"}, "Did you mean 'glutes'"),
        ({"answers": ["osteoporose"]}, "Did you mean 'osteoporosis'"),
        ({"answers": {"fever": "no"}}, "must be True, False or None"),
        ({"answers": {"fever": "no", "bladder": "eh"}}, r"got 'no' for 'fever'\. Pass"),
        ({"exercises": EXERCISES.drop(columns="kind")}, "lacks the columns kind"),
    ],
)
def test_a_misspelt_question_is_refused(question: dict[str, Any], words: str) -> None:
    """An unknown term or a frame with a column missing is an error, not an empty plan."""
    with pytest.raises(ValueError, match=words):
        plan_of(**question)


def test_a_swap_named_in_words_says_when_to_ask() -> None:
    """Also where no plan is made at all."""
    words = bc.plan_summary(plan_of(exercises=EXERCISES.drop(index="walking"), pain_state="acute"))
    assert "Instead: Single leg lift (ask first)." in words
    assert "Instead: Partial crunch" not in words


def test_a_blank_around_a_reason_clears_nobody():
    """A plan for another pain is rated anew, also where a table of one's own has blanks around."""
    own = bc.load_exercises().loc[["bridging"]]
    own[["reason_chronic", "reason_mild"]] = [" It is fine. ", "\tIt needs a word first."]
    own[["rating_chronic", "rating_mild"]] = ["ok", "ask"]
    made = bc.check_plan(
        pd.DataFrame({"exercise_id": ["bridging"], "pain_state": "chronic", "reps": 8}), own
    )
    changed = bc.check_plan(made.assign(pain_state="mild"), own).iloc[0]
    assert (changed["rating"], changed["reason"]) == ("ask", "It needs a word first.")
    assert "Cleared" not in changed["caution"]
