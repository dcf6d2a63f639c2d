"""Shipped tables whose words say something else than their row: refused, with the way out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from test_contradictions import edit, faults_of, folder, place, replaced  # noqa: F401

import backcare as bc
from backcare.safety import rule_texts, safety_settings
from backcare.tables.contradictions import CHECKED
from backcare.tables.wording import number_pattern

EMERGENCY = "Do not exercise. Call your emergency number now."
WEEKS = "Do not exercise yet. See a doctor within two weeks."
KNEES = {"exercise_id": "bird_dog", "condition": "knee_pain"}
CRUNCH = {"exercise_id": "partial_crunch", "condition": "osteoporosis"}
TOE_TOUCH = {"exercise_id": "standing_toe_touch", "condition": "osteoporosis"}
LEG = {"exercise_id": "single_leg_lift", "condition": "leg_symptoms"}
NEW_CRUNCH = {"exercise_id": "partial_crunch", "pain_state": "acute"}
NEW_TILT = {"exercise_id": "pelvic_tilt", "pain_state": "acute"}
MILD_BRIDGE = {"exercise_id": "bridging", "pain_state": "mild"}


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    names = dict.fromkeys([*CHECKED, "call_rules"])
    return {name: bc.load_table(name) for name in names}


# Which row, which column, what is put there; in which column the fault is, and words of its rule.
WRONG = [
    (
        *("safety_rules", {"rule_id": "stop_rule"}, "text"),
        *("If it lasts longer than 30 minutes, stop.", "text", "must say 15 minutes in figures"),
    ),
    ("safety_rules", {"rule_id": "stop_rule"}, "value", 10.0, "text", "must say 10 minutes"),
    (
        *("safety_rules", {"rule_id": "ease_off"}, "text"),
        *("If pain is more than 4 of 10, ease off.", "text", "must say 3 in figures"),
    ),
    ("safety_rules", {"rule_id": "ease_off"}, "value", 2.0, "text", "must say 2 in figures"),
    (
        *("plan_rules", {"rule_id": "acute_exercises"}, "value", 1.0, "text"),
        "must say 1 in figures",
    ),
    ("plan_rules", {"rule_id": "ease_off"}, "value", 40.0, "text", "must say 40 in figures"),
    (
        *("progression_rules", {"rule_id": "severe_pain"}, "text", "Pain of 8. Stop.", "text"),
        "must say {value} where the number 7 stands",
    ),
    (
        *("call_rules", {"rule_id": "severe_pain"}, "text", "Pain of {value} in 30 days.", "text"),
        "must say {days} where the number 14 stands",
    ),
    (
        *("guidance", {"guidance_id": "flare_severe"}, "text", "With 8 or more, stop.", "text"),
        "must say 7, which is severe_pain",
    ),
    (
        *("progression_rules", {"rule_id": "break"}, "value", None, "text"),
        "says {value}, and there is no such number",
    ),
    (
        *("progression_rules", {"rule_id": "stop_rule"}, "text", "Pain lasted. Do less.", "text"),
        "does not say to stop, and the decision is stop",
    ),
    (
        *("progression_rules", {"rule_id": "above_mild"}, "text", "Pain rose: stop.", "text"),
        "says what fits stop, and the decision is regress",
    ),
    (
        *("progression_rules", {"rule_id": "above_mild"}, "decision", "hold", "text"),
        "says what fits regress, and the decision is hold",
    ),
    (
        *("progression_rules", {"rule_id": "not_mild"}, "text", "Go on to the next step.", "text"),
        "says what fits progress, and the decision is hold",
    ),
    (
        *("progression_rules", {"rule_id": "new_pain"}, "decision", "progress", "text"),
        "says what fits hold, and the decision is progress",
    ),
    (
        *("progression_rules", {"rule_id": "pain_rise"}, "leave_out", False, "least_text"),
        "says to leave it out, and leave_out is not true",
    ),
    ("red_flags", {"flag_id": "weight_loss"}, "action", EMERGENCY, "action", "and urgency is soon"),
    ("red_flags", {"flag_id": "fever"}, "action", EMERGENCY, "action", "and urgency is today"),
    ("red_flags", {"flag_id": "bladder"}, "action", WEEKS, "action", "and urgency is emergency"),
    ("red_flags", {"flag_id": "bladder"}, "urgency", "soon", "action", "and urgency is soon"),
    ("red_flags", {"flag_id": "fever"}, "urgency", "emergency", "action", "Say to call the emerg"),
    ("red_flags", {"flag_id": "fever"}, "action", "Rest.", "action", "does not say how soon"),
    (
        *("red_flags", {"flag_id": "bladder"}, "say", "I need to be seen within two weeks.", "say"),
        "says what fits soon, and urgency is emergency",
    ),
    ("cautions", KNEES, "text", "Ask first if your knees hurt.", "text", "advice adapt"),
    ("cautions", CRUNCH, "text", "Bend only a little.", "text", "advice ask. Say Ask first"),
    ("cautions", CRUNCH, "advice", "adapt", "text", "does not fit the advice adapt"),
    ("cautions", CRUNCH, "text", "Never do this.", "text", "does not fit the advice ask"),
    ("cautions", TOE_TOUCH, "text", "Ask first if your bones are weak.", "text", "advice avoid"),
    *(
        ("cautions", LEG, "advice", advice, "text", f"does not fit the advice {advice}")
        for advice in ("ask", "adapt", "avoid")
    ),
    ("cautions", CRUNCH, "text", "Stop and ask if it hurts.", "text", "fit the advice ask"),
    ("cautions", KNEES, "text", "If it hurts, stop and call us.", "text", "fit the advice adapt"),
    ("cautions", LEG, "text", "Do not stop if it tingles.", "text", "does not fit the advice stop"),
    ("cautions", LEG, "text", "Lift a little less.", "text", "does not fit the advice stop"),
    ("ratings", NEW_CRUNCH, "rating", "ask", "reason", "says to leave it out"),
    ("ratings", MILD_BRIDGE, "reason", "Avoid this for now.", "reason", "the rating is ok"),
    ("ratings", NEW_TILT, "rating", "ok", "reason", "says to ask first, and the rating is ok"),
    (
        *("ratings", {"exercise_id": "press_up_extension", "pain_state": "acute"}, "rating", "ok"),
        *("rating", "acute_order in session_parts.csv is 0: no plan for sudden or new pain has it"),
    ),
    (
        *("ratings", {"exercise_id": "bird_dog", "pain_state": "acute"}, "rating", "ok"),
        *("rating", "its difficulty is 2 and plan_rules.csv allows 1 then"),
    ),
]


@pytest.mark.parametrize(("name", "row", "column", "cell", "wrong", "rule"), WRONG)
def test_words_that_say_something_else(
    tables: dict[str, pd.DataFrame],
    name: str,
    row: dict[str, object],
    column: str,
    cell: object,
    wrong: str,
    rule: str,
) -> None:
    """One cell is changed: the fault names table, row and column, and how to mend it."""
    where = place(tables[name], **row)
    edit(tables, name, where, column, cell)
    found = [one for one in faults_of(tables) if one.column == f"{wrong} of {name}.csv"]
    assert [one.row for one in found] == [where + 2]
    assert rule in found[0].rule


# What a clinician may well write in a table of their own.
FINE = [
    ("safety_rules", {"rule_id": "stop_rule"}, "Longer than 15 minutes? Stop, rest 30 minutes."),
    ("safety_rules", {"rule_id": "ease_off"}, "Above 3 of 10, ease off. At 7, stop."),
    ("red_flags", {"flag_id": "fever"}, "Do not exercise. Be seen by a doctor the same day."),
    ("red_flags", {"flag_id": "weight_loss"}, f"{WEEKS} If it gets worse, call an ambulance."),
    ("red_flags", {"flag_id": "cancer"}, "See a doctor within a week. It is not an emergency."),
    ("red_flags", {"flag_id": "bladder"}, "Do not exercise. Call 112 now."),
    ("cautions", CRUNCH, "With weak bones, talk to your doctor before you try it."),
    ("cautions", KNEES, "Kneel on a cushion. If that hurts, ask first."),
    ("cautions", KNEES, "Kneel on a cushion, and stop lower than usual."),
    ("cautions", CRUNCH, "Ask first. If it hurts while you do it, stop and ask again."),
    ("cautions", LEG, "If your leg tingles, stop at once and see a doctor."),
    ("progression_rules", {"rule_id": "stop_rule"}, "If it lasted too long, stop and ask."),
    ("progression_rules", {"rule_id": "severe_pain"}, "At {value}: no exercise until asked."),
    ("progression_rules", {"rule_id": "above_mild"}, "Pain rose. Take a smaller amount."),
    ("progression_rules", {"rule_id": "above_mild"}, "Do less. If pain lasts, stop and call us."),
    ("progression_rules", {"rule_id": "not_mild"}, "Pain was above mild. Stay where you are."),
    ("progression_rules", {"rule_id": "new_pain"}, "Keep to your amount. You need not do less."),
    ("ratings", MILD_BRIDGE, "Good for your back. Leave it out if your knees hurt."),
]


@pytest.mark.parametrize(("name", "row", "words"), FINE)
def test_a_clinicians_own_words_are_taken(
    tables: dict[str, pd.DataFrame], name: str, row: dict[str, object], words: str
) -> None:
    """What has a condition, or other words for the same, contradicts nothing."""
    column = {"red_flags": "action", "ratings": "reason"}.get(name, "text")
    edit(tables, name, place(tables[name], **row), column, words)
    assert faults_of(tables) == []


def test_the_stop_rule_in_words_is_refused_at_load(folder: Path) -> None:  # noqa: F811
    """Who asks for the rules alone is told, too."""
    replaced(folder / "safety_rules.csv", "longer than 15 minutes", "longer than 30 minutes")
    for load_them in (bc.load_safety_rules, bc.load_exercises):
        with pytest.raises(bc.TableError, match=r"row 5, text of safety_rules.*15 minutes"):
            load_them()


def test_other_words_show_the_lowered_numbers_too(folder: Path) -> None:  # noqa: F811
    """Whatever a clinician writes around the number."""
    replaced(folder / "safety_rules.csv", "for longer than 15 minutes", "beyond the 15-minute mark")
    replaced(folder / "safety_rules.csv", "(more than 3 on the 0 to 10 scale)", "(over 3 of 10)")
    texts = rule_texts(safety_settings(mild_pain_max=0.5, pain_minutes_max=5))
    assert "beyond the 5-minute mark" in texts["stop_rule"]
    assert "(over 0.5 of 10)" in texts["ease_off"]


@pytest.mark.parametrize("words", ["0 to 10", "a scale to 3", "3.5", "13", "3 minutes", "30"])
def test_a_number_is_told_from_others(words: str) -> None:
    """The ends of a scale, decimals and minutes are none of a limit of pain."""
    for value in (0, 3):
        assert not number_pattern(value, "NRS points").search(words)
