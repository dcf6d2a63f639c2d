"""What comes next: each rule by hand, what no numbers can bring about, and the next dose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from pandas.testing import assert_frame_equal
from test_contradictions import folder, replaced  # noqa: F401

import backcare as bc
from backcare.plan.dose import (
    Dose,
    dose_of,
    halved,
    is_half,
    ranges,
    records,
    smallest,
    step_on,
    widened,
)
from backcare.plan.history import read_sessions
from backcare.plan.progression import SUGGESTION_COLUMNS
from backcare.plan.settling import settling_words, unsettled_sessions, unsettled_words
from backcare.safety import AgreedSettings, safety_settings
from backcare.tables.vocabulary import terms

EXERCISES = bc.load_exercises()
RULES = bc.load_table("progression_rules")
CAREFUL = list(terms("decision"))  # from the least to the most careful
AMOUNTS = ["sets", "reps", "hold_s", "rest_s", "minutes", "variant"]
TODAY = date(2026, 3, 20)
# The ranges of what can be planned, and the smallest amount of each.
RANGES = {
    exercise_id: widened(exercise_id, known)
    for exercise_id, row in EXERCISES.query("advice == 'try'").iterrows()
    if (known := ranges(str(exercise_id), row))
}
AMOUNT = {
    exercise_id: {name: low for name, (low, _) in known.items()}
    for exercise_id, known in RANGES.items()
}
quick = settings(deadline=None, max_examples=60)


class Day(NamedTuple):
    """One session with the bridge: how long ago, how it felt, how much of it."""

    ago: int
    before: int | None = 2
    after: int | None = 2
    peak: int | None = None
    minutes: float | None = None
    reps: int | None = 8
    hold_s: int | None = 6
    exercise_id: str = "bridging"


GOOD = (Day(4), Day(2))


def log_of(*days: Day) -> pd.DataFrame:
    """Return the log of one patient, one entry a session."""
    return pd.DataFrame(
        {
            "session_id": [f"s{place}" for place in range(len(days))],
            "patient": "me",
            "started_at": pd.to_datetime([TODAY - timedelta(day.ago) for day in days]),
            "exercise_id": [day.exercise_id for day in days],
            "sets": 1,
            "reps": pd.array([day.reps for day in days], dtype="Int64"),
            "hold_s": pd.array([day.hold_s for day in days], dtype="Int64"),
            "minutes": pd.array([None] * len(days), dtype="Float64"),
            "pain_before": pd.array([day.before for day in days], dtype="Int64"),
            "pain_after": pd.array([day.after for day in days], dtype="Int64"),
            "pain_peak": pd.array([day.peak for day in days], dtype="Int64"),
            "pain_minutes": pd.array([day.minutes for day in days], dtype="Float64"),
            "note": "",
            "utc_offset_min": 0,
        }
    )


def plan_for(exercise_id: str = "bridging", **cells: Any) -> pd.DataFrame:
    """Return a plan of one exercise, its smallest amount, with these cells changed."""
    start = {"exercise_id": exercise_id, "pain_state": "none", **AMOUNT[exercise_id], **cells}
    return bc.check_plan(pd.DataFrame([start]))


def plan_for_new_pain() -> pd.DataFrame:
    """Return the same plan for a sudden pain: cleared by a clinician, and after the walk."""
    cells = {"pain_state": "acute", "rating": "ok"}
    exercise = {"exercise_id": "bridging", **AMOUNT["bridging"], **cells}
    return bc.check_plan(pd.DataFrame([{"exercise_id": "walking", "minutes": 5} | cells, exercise]))


PLAN = plan_for()


def suggested(
    *days: Day, plan: pd.DataFrame | None = None, today: date = TODAY, row: int = 0, **others: Any
) -> Any:
    """Return what is suggested for the one exercise of a plan, or for that of a row."""
    plan = PLAN if plan is None else plan
    return bc.suggest_progression(log_of(*days), plan, today=today, **others).iloc[row]


THREE = ("bridging", "wall_sit", "partial_crunch")


def plan_of_three(**cells: Any) -> pd.DataFrame:
    """Return a plan of three exercises, each its smallest amount."""
    rows = [{"exercise_id": one, "pain_state": "none", **AMOUNT[one], **cells} for one in THREE]
    return bc.check_plan(pd.DataFrame(rows))


def all_done(*days: Day) -> tuple[Day, ...]:
    """Return these days with all three exercises, each in a session of its own."""
    return tuple(
        day._replace(exercise_id=one, hold_s=AMOUNT[one]["hold_s"]) for day in days for one in THREE
    )


def rules_with(**values: float) -> pd.DataFrame:
    """Return the table with other numbers, by their settings."""
    rules = RULES.copy()
    for setting, value in values.items():
        rules.loc[rules["setting"] == setting, "value"] = value
    return rules


# --- each rule by hand ----------------------------------------------------------------------

# Every rule with a log in which it decides, and the last that just does not call for it.
BY_HAND: dict[str, tuple[str, tuple[Day, ...], dict[str, Any]]] = {
    "stop_rule": ("stop", (Day(4), Day(2, peak=4, minutes=16)), {}),
    "severe_pain": ("stop", (Day(4), Day(2, before=6, after=7)), {}),
    "pain_rise": ("regress", (Day(4), Day(2, before=0, after=2)), {}),
    "above_mild": ("regress", (Day(4, 3, 3), Day(2, before=3, after=3, peak=4)), {}),
    "baseline_rise": ("regress", (Day(4, 0, 0), Day(2, before=2, after=2)), {}),
    "long_break": ("regress", (Day(30), Day(28)), {}),
    "far_short": ("regress", (Day(4, reps=3), Day(2, reps=3)), {}),
    "new_pain": ("hold", GOOD, {"plan": plan_for_new_pain(), "row": 1}),
    "after_a_stop": (
        "hold",
        (Day(4, peak=4, minutes=16), Day(2)),
        {"awaiting_professional": False},
    ),
    "small_rise": ("hold", (Day(4), Day(2, before=1, after=2)), {}),
    "small_baseline_rise": ("hold", (Day(4, 1, 1), Day(2, before=2, after=2)), {}),
    "not_mild": ("hold", (Day(4, 4, 4), Day(2, before=4, after=4)), {}),
    "break": ("hold", (Day(16), Day(14)), {}),
    "few_sessions": ("hold", (Day(2),), {}),
    "pain_unknown": ("hold", (Day(4), Day(2, after=None)), {}),
    "not_reached": ("hold", (Day(4), Day(2, reps=7)), {}),
    "at_the_top": ("hold", (Day(4, reps=12), Day(2, reps=12)), {"plan": plan_for(reps=12)}),
    "no_time": ("hold", GOOD, {"minutes": 3}),  # 176 s, and 22 s for one more
    "two_at_a_time": ("hold", all_done(*GOOD), {"plan": plan_of_three(), "row": 2}),
    "ready": ("progress", GOOD, {}),
}


@pytest.mark.parametrize("rule_id", BY_HAND)
def test_each_rule_decides(rule_id: str) -> None:
    """One log for each rule, in which it and no other has the say; its words have its number."""
    decision, days, others = BY_HAND[rule_id]
    found = suggested(*days, **others)
    assert (found["decision"], found["rule_id"]) == (decision, rule_id)
    row = RULES.set_index("rule_id").loc[rule_id]
    assert found["rule"] == row["text"].replace("{value}", f"{row['value']:g}")
    assert "{" not in found["rule"]
    assert found["source"] == row["source"]
    assert rule_id in found["rules_met"].split("|")


def test_every_rule_of_the_table_is_tried() -> None:
    """A rule that is added to the table has to be worked out here by hand."""
    assert list(BY_HAND) == RULES.sort_values("order")["rule_id"].tolist()


@pytest.mark.parametrize(
    ("days", "rule_id"),
    [
        ((Day(4), Day(2, peak=3, minutes=None)), "small_rise"),  # 3 of 10 is mild still
        ((Day(4, 6, 6), Day(2, before=6, after=6)), "not_mild"),  # 7 is severe
        ((Day(4, 4, 4), Day(2, before=4, after=4, peak=5)), "above_mild"),
        ((Day(4), Day(2, peak=4, minutes=15)), "above_mild"),  # 15 minutes are not over 15
        ((Day(29), Day(27)), "break"),  # 28 days are long
        ((Day(15), Day(13)), "ready"),  # 14 days are a break
        ((Day(16), Day(2)), "break"),  # as are 14 between the two
        ((Day(4, reps=4), Day(2, reps=4)), "not_reached"),  # half is not less than half
        ((Day(4, reps=3), Day(2, reps=8)), "not_reached"),  # once is not each time
        ((Day(4), Day(2, hold_s=5)), "not_reached"),
        ((Day(4), Day(2, reps=None)), "not_reached"),
        ((Day(4), Day(2, reps=9, hold_s=8)), "ready"),
        ((Day(4, 5, 5), Day(2, before=5, after=3)), "not_mild"),
        ((Day(4, 3, 3), Day(2, before=3, after=0)), "ready"),
        ((Day(6, before=2, after=5), Day(4), Day(2)), "ready"),  # it is over: two were good since
        ((Day(4, before=2, after=3), Day(2)), "small_rise"),
        # pain before, beside that of the session before it
        ((Day(6, before=0, after=3), Day(4), Day(2)), "small_baseline_rise"),
        ((Day(4, before=0, after=3), Day(2)), "baseline_rise"),
        ((Day(4, 1, 0), Day(2, before=2, after=2)), "baseline_rise"),  # 2 above the end, and risen
        ((Day(4, 3, 1), Day(2, before=3, after=3)), "ready"),  # eased, and back where it was
        ((Day(4, 3, 2), Day(2, before=3, after=2)), "ready"),
        ((Day(4, 3, 1), Day(2, before=4, after=3)), "baseline_rise"),  # eased, and back above it
        ((Day(4, 3, 1), Day(2, before=1, after=1)), "ready"),
        ((Day(4, None, 0), Day(2)), "baseline_rise"),  # the end is all that is known
        ((Day(4, 0, None), Day(2)), "baseline_rise"),
        ((Day(6, 0, 0), Day(4, None, None), Day(2)), "baseline_rise"),  # the last that is known
        # on different days
        ((Day(2), Day(2)), "few_sessions"),
        ((Day(4), Day(2), Day(2)), "ready"),
        ((Day(4, before=2, after=3), Day(4), Day(2)), "small_rise"),  # all of the two days counts
        ((Day(2, reps=3), Day(2, reps=3)), "few_sessions"),
    ],
)
def test_where_a_rule_begins_and_ends(days: tuple[Day, ...], rule_id: str) -> None:
    """One step before or beyond each number, another rule decides."""
    assert suggested(*days)["rule_id"] == rule_id


def test_pain_in_a_session_without_the_exercise_counts() -> None:
    """The newest session of all, whatever was done in it, speaks for today's back."""
    other = Day(1, before=0, after=2, exercise_id="walking", reps=None, hold_s=None)
    assert suggested(*GOOD, other)["rule_id"] == "pain_rise"
    assert suggested(*GOOD, other._replace(after=1))["rule_id"] == "small_rise"


def test_a_lower_setting_of_what_is_mild_is_heeded() -> None:
    """A clinician who calls only 1 of 10 mild gets an answer by that."""
    strict = bc.safety_settings(mild_pain_max=1)
    assert suggested(*GOOD, settings=strict)["rule_id"] == "not_mild"
    shorter = bc.safety_settings(pain_minutes_max=5)
    days = (Day(4), Day(2, peak=4, minutes=6))
    assert suggested(*days, settings=shorter)["decision"] == "stop"


def test_a_professional_who_was_asked_ends_the_waiting() -> None:
    """Till then everything stops, and the next dose is left open."""
    days = (Day(4, peak=4, minutes=16), Day(2))
    waiting, asked = (suggested(*days, awaiting_professional=waits) for waits in (None, False))
    assert (waiting["decision"], asked["decision"]) == ("stop", "hold")
    assert waiting[AMOUNTS[:-1]].isna().all()
    assert waiting["next"] == "Leave it out until a doctor has said that you may."


def test_severe_pain_of_any_session_waits_to_be_asked_about() -> None:
    """Good sessions after it do not make up for that; only a professional who was asked does."""
    days = (Day(6, before=8, after=2), *GOOD)
    waiting, asked = (suggested(*days, awaiting_professional=waits) for waits in (None, False))
    assert (waiting["decision"], waiting["rule_id"]) == ("stop", "severe_pain")
    assert asked["decision"] == "progress"


@pytest.mark.parametrize(("peak", "rule_id"), [(4, "small_rise"), (5, "above_mild")])
def test_a_rise_from_an_agreed_limit_is_above_mild(peak: int, rule_id: str) -> None:
    """As every screen says: 2 above the start, whatever was agreed."""
    agreed = AgreedSettings(5, 15, TODAY - timedelta(30))
    days = (Day(4, before=3, after=3), Day(2, before=3, after=3, peak=peak))
    assert suggested(*days, settings=agreed)["rule_id"] == rule_id


@pytest.mark.parametrize(
    ("done", "rule_id"),
    [
        ({"hold_s": 10}, "few_sessions"),  # the plain form, held longer than the arm asks for
        ({"hold_s": 5, "reps": 9}, "few_sessions"),
        ({"hold_s": 5}, "ready"),
        ({"hold_s": None}, "not_reached"),
    ],
)
def test_a_harder_form_goes_on_by_what_was_done_in_it(done: dict[str, Any], rule_id: str) -> None:
    """The log does not name the form, but its amounts give the plain one away."""
    plan = plan_for("bird_dog", variant="opposite_arm")
    days = (day._replace(**{"exercise_id": "bird_dog", "reps": 8, **done}) for day in GOOD)
    assert suggested(*days, plan=plan)["rule_id"] == rule_id


def test_pain_after_the_plain_form_counts_for_the_harder() -> None:
    """What hurt in one form is no less a reason in the other."""
    plan = plan_for("bird_dog", variant="opposite_arm")
    plain = Day(2, before=1, after=3, exercise_id="bird_dog", hold_s=10)
    assert suggested(plain, Day(1), plan=plan)["rule_id"] == "pain_rise"


def test_what_is_not_in_the_log_yet() -> None:
    """There is nothing to say but to begin."""
    found = suggested()
    assert (found["rule_id"], found["evidence"], found["sessions"]) == (
        "few_sessions",
        "Not in the log yet.",
        0,
    )
    assert pd.isna(found["days_since"])


def test_the_evidence_is_said() -> None:
    """The last day, how much of the amount, and the pain; days are counted to today."""
    found = suggested(Day(4), Day(2, before=1, after=None, reps=4))
    assert found["evidence"] == (
        "Last on 18 Mar 2026: 50% of the amount; pain 1 before, not known after."
    )
    assert (found["sessions"], found["days_since"]) == (2, 2)
    found = suggested(Day(6), Day(4), Day(2, before=3, after=2, reps=12))
    assert found["evidence"] == ("Last on 18 Mar 2026: 100% of the amount; pain 3 before, 2 after.")


# --- the next dose --------------------------------------------------------------------------


def ladder(exercise_id: str, decision: str, plan: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Follow the suggestions until they stay the same; give the doses on the way."""
    seen = []
    for _ in range(60):
        row = plan.iloc[0]
        seen.append(tuple(row[name] for name in ("reps", "hold_s", "minutes", "variant")))
        hurt = {"before": 0, "after": 3} if decision == "regress" else {}
        days = [Day(ago, exercise_id=exercise_id, **hurt) for ago in (4, 2)]
        frame = log_of(*days).assign(**{name: row[name] for name in ("reps", "hold_s", "minutes")})
        found = bc.suggest_progression(frame, plan, today=TODAY, minutes=120)
        if found["decision"].item() != decision:
            break
        following = bc.check_plan(plan.assign(**found[AMOUNTS]))
        assert following["outside"].eq("").all()
        if following.equals(plan):
            break
        plan = following
    return seen


def test_the_bird_dog_goes_the_way_of_the_source() -> None:
    """Longer holds, then the opposite arm from the smallest amount, and so on to the top."""
    way = ladder("bird_dog", "progress", plan_for("bird_dog"))
    plain, arm = [(8, hold) for hold in range(5, 11)], "opposite_arm"
    assert [step[:2] for step in way if step[3] == ""] == plain
    # With the arm the holds grow again, and then the repetitions.
    again = [*plain, *((reps, 10) for reps in range(9, 13))]
    assert [step[:2] for step in way if step[3] == arm] == again


def test_the_walk_grows_by_minutes() -> None:
    """Two at a time, from 5 to the 30 of the table."""
    way = ladder("walking", "progress", plan_for("walking"))
    assert [step[2] for step in way] == [*range(5, 30, 2), 30]


def test_a_stretch_is_held_longer_first() -> None:
    """Five seconds at a time to 30, then once more on each side."""
    way = ladder("knee_to_chest", "progress", plan_for("knee_to_chest"))
    assert [step[:2] for step in way] == [(2, 15), (2, 20), (2, 25), (2, 30), (3, 30), (4, 30)]


@pytest.mark.parametrize("exercise_id", ["bird_dog", "walking", "bridging", "hamstring_stretch"])
def test_steps_back_end_at_the_smallest_amount(exercise_id: str) -> None:
    """From the top down, never below the table, never up."""
    up = ladder(exercise_id, "progress", plan_for(exercise_id))
    top = dict(zip(("reps", "hold_s", "minutes", "variant"), up[-1], strict=True))
    down = ladder(exercise_id, "regress", plan_for(exercise_id, **top))
    assert down[-1] == up[0]


HURT = (Day(4), Day(2, before=2, after=3, peak=4))


@pytest.mark.parametrize(
    ("exercise_id", "now", "then", "leave_out"),
    [
        ("walking", {"minutes": 20}, {"minutes": 10}, False),
        # Never below the table's smallest: where that is no half, it waits until the pain settled.
        ("walking", {"minutes": 9}, {"minutes": 5}, True),
        (
            "walking",
            {"minutes": 15},
            {"minutes": 7},
            False,
        ),  # at least half: down to a whole minute
        ("walking", {"minutes": 60}, {"minutes": 30}, False),
        ("walking", {"minutes": 90}, {"minutes": 30}, False),  # back into the table
        ("pelvic_tilt", {"reps": 12}, {"reps": 8, "hold_s": 10}, True),
        ("pelvic_tilt", {"reps": 9}, {"reps": 8, "hold_s": 10}, True),
        ("pelvic_tilt", {"reps": 16}, {"reps": 8, "hold_s": 10}, False),
        ("pelvic_tilt", {"reps": 15}, {"reps": 8, "hold_s": 10}, True),
        ("hamstring_stretch", {"reps": 4, "hold_s": 30}, {"reps": 2, "hold_s": 15}, False),
        ("single_leg_lift", {"hold_s": 2}, {"reps": 10, "hold_s": 1}, False),
        ("bridging", {"sets": 3, "reps": 20}, {"sets": 1, "reps": 10, "hold_s": 6}, False),
        (
            "bird_dog",
            {"reps": 12, "hold_s": 10, "variant": "opposite_arm"},
            {"reps": 8, "hold_s": 5, "variant": ""},
            False,
        ),
        ("bird_dog", {"variant": "opposite_arm"}, {"reps": 8, "hold_s": 5, "variant": ""}, True),
    ],
)
def test_a_step_back_after_pain_is_half(
    exercise_id: str, now: dict[str, Any], then: dict[str, Any], leave_out: bool
) -> None:
    """Half of all that can be made less, in the plain form, and never below the table."""
    plan = plan_for(exercise_id, **now)
    days = (day._replace(exercise_id=exercise_id) for day in HURT)
    found = suggested(*days, plan=plan)
    assert (found["decision"], found["rule_id"]) == ("regress", "above_mild")
    assert {name: found[name] for name in then} == then
    assert found["leave_out"] == leave_out
    assert found["next"].startswith("Leave it out for now. Once" if leave_out else "Step down.")
    assert ("easier form" in found["next"]) == ("variant" in now)


def test_a_walk_with_a_new_pain_can_be_made_shorter() -> None:
    """Moving is better than resting: what is to be halved is not left out at five minutes."""
    days = [day._replace(exercise_id="walking", reps=None) for day in HURT]
    for now, then in ((5, 2), (2, 1), (1, 0.5)):
        plan = plan_for("walking", pain_state="acute", minutes=now)
        assert plan["outside"].item() == ""
        found = suggested(*days, plan=plan)
        assert (found["minutes"], found["leave_out"]) == (then, False)
    shortest = suggested(*days, plan=plan_for("walking", pain_state="acute", minutes=0.5))
    assert shortest["leave_out"]
    assert suggested(*days, plan=plan_for("walking"))["leave_out"]


def test_a_step_back_at_the_smallest_amount_is_to_leave_it_out() -> None:
    """Less than the table's smallest amount is not made up; the words say when it comes again."""
    found = suggested(Day(4), Day(2, before=0, after=2))
    amount = "8 times, hold 6 s, rest 10 s after each"
    words = f"Leave it out for now. Once the pain has settled: {amount}."
    assert (found["next"], found["leave_out"]) == (words, True)
    assert (found["reps"], found["hold_s"]) == (8, 6)


@pytest.mark.parametrize(
    ("exercise_id", "now"),
    [
        ("bird_dog", {"reps": 12, "hold_s": 10, "variant": "opposite_arm"}),
        ("walking", {"minutes": 30}),
        ("walking", {"minutes": 5}),
        ("hamstring_stretch", {"sets": 2, "reps": 4, "hold_s": 30}),
    ],
)
def test_after_a_long_break_it_begins_again(exercise_id: str, now: dict[str, Any]) -> None:
    """The smallest amounts and the plain form; nothing hurt, so nothing is left out."""
    days = (Day(40, exercise_id=exercise_id), Day(28, exercise_id=exercise_id))
    found = suggested(*days, plan=plan_for(exercise_id, **now))
    assert (found["decision"], found["rule_id"]) == ("regress", "long_break")
    for name, value in {**AMOUNT[exercise_id], "sets": 1, "variant": ""}.items():
        assert found[name] == value
    assert found["next"].startswith("Start again with the smallest amount.")
    assert not found["leave_out"]


def test_pain_and_a_long_break_ask_for_the_least() -> None:
    """Of two rules that ask for less the one that asks for least, whichever comes first."""
    days = (Day(40, exercise_id="walking"), Day(28, 1, 3, exercise_id="walking"))
    found = suggested(*days, plan=plan_for("walking", minutes=30))
    assert (found["rule_id"], found["minutes"]) == ("pain_rise", 5)
    least = suggested(*days, plan=plan_for("walking"))
    assert least["leave_out"]


def test_who_cannot_do_half_is_asked_for_half() -> None:
    """Nothing hurt, so that the smallest amount is not left out."""
    days = (Day(4, reps=4), Day(2, reps=4))
    found = suggested(*days, plan=plan_for(reps=12))
    assert (found["rule_id"], found["reps"]) == ("far_short", 8)
    short = suggested(Day(4, reps=3), Day(2, reps=3))
    assert short["next"].startswith("It is the smallest amount. Do what you can.")
    assert not short["leave_out"]


def test_a_baseline_that_rises_is_no_progress() -> None:
    """Pain 0, 1, 2, 3 before and after: each session is good in itself, and none is good news."""
    days = [Day(8 - 2 * place, pain, pain) for place, pain in enumerate(range(4))]
    for many in (2, 3, 4):
        found = suggested(*days[:many])
        assert (found["decision"], found["rule_id"]) == ("hold", "small_baseline_rise")
    twice = [Day(6, 0, 0), Day(4, 2, 2), Day(2, 4, 4)]
    for many in (2, 3):
        assert suggested(*twice[:many], plan=plan_for(reps=12))["reps"] == 8


def test_two_steps_on_at_a_time() -> None:
    """The first two of the plan go on; the third waits, and has its turn after them."""
    plan, days = plan_of_three(), all_done(*GOOD)
    found = bc.suggest_progression(log_of(*days), plan, today=TODAY)
    assert found["decision"].tolist() == ["progress", "progress", "hold"]
    assert found["reps"].tolist() == [9, 9, 8]
    grown = bc.check_plan(plan.assign(**found[AMOUNTS]))
    found = bc.suggest_progression(log_of(*days, *all_done(Day(1))), grown, today=TODAY)
    assert found["rule_id"].tolist() == ["not_reached", "not_reached", "ready"]
    one = bc.suggest_progression(
        log_of(*days), plan, today=TODAY, rules=rules_with(steps_at_a_time=1)
    )
    assert one["decision"].tolist() == ["progress", "hold", "hold"]


def test_a_step_on_that_does_not_fit_makes_way_for_one_that_does() -> None:
    """The minutes are those of the plan: asked for, told, or its own time, rounded up."""
    plan, log = plan_of_three(), log_of(*all_done(*GOOD))
    seconds = int(plan["seconds"].sum())
    assert seconds == 176 + (15 + 8 * 16 + 7 * 3) + (15 + 8 * 7 + 7 * 3)  # 432

    def decided(plan: pd.DataFrame, minutes: float | None) -> list[str]:
        return bc.suggest_progression(log, plan, today=TODAY, minutes=minutes)["rule_id"].tolist()

    # A step takes 22, 19 and 10 s: bridge, wall sit, crunch.
    assert decided(plan, 462 / 60) == ["ready", "no_time", "no_time"]
    assert decided(plan, 464 / 60) == ["ready", "no_time", "ready"]
    assert decided(plan, 483 / 60) == ["ready", "ready", "two_at_a_time"]
    assert decided(plan, 441 / 60) == ["no_time"] * 3
    assert decided(plan, None) == ["ready", "ready", "two_at_a_time"]  # within ten minutes
    plan.attrs["minutes"] = 7.5
    assert decided(plan, None) == ["no_time", "no_time", "ready"]
    for wrong in (0, 121, float("nan"), "20"):
        with pytest.raises(ValueError, match="minutes must be a number above 0"):
            decided(plan, wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("minutes", [5, 10, 20])
def test_a_made_plan_stays_within_its_minutes(minutes: int) -> None:
    """Step after step until nothing is left to add, and never beyond what was asked for."""
    plan = bc.make_plan(EXERCISES, pain_state="none", minutes=minutes)
    for _ in range(40):
        days = [Day(ago, exercise_id=one) for ago in (4, 2) for one in plan["exercise_id"]]
        done = plan.set_index("exercise_id").loc[[day.exercise_id for day in days]]
        frame = log_of(*days).assign(
            **{name: done[name].to_numpy() for name in ("reps", "hold_s", "minutes")}
        )
        found = bc.suggest_progression(frame, plan, today=TODAY)
        assert (found["decision"] == "progress").sum() <= 2
        following = bc.check_plan(plan.assign(**found[AMOUNTS]))
        assert following["seconds"].sum() <= minutes * 60
        if following.equals(plan):
            break
        plan = following
    assert not (found["decision"] == "progress").any()


def test_the_next_words_are_short_enough_for_a_table() -> None:
    """Nothing that a table of 100 characters would cut, whatever the exercise and the answer."""
    longest = {"variant": "opposite_arm", "hold_s": 10, "reps": 11}
    for exercise_id in RANGES:
        for days in (GOOD, HURT, (Day(40), Day(30)), (Day(4, reps=1), Day(2, reps=1))):
            for cells in ({}, {"variant": "opposite_arm"}, {"hold_s": 10}, longest):
                if "variant" in cells and exercise_id != "bird_dog":
                    continue
                some = cells if "hold_s" in RANGES[exercise_id] else {}
                done = (day._replace(exercise_id=exercise_id, hold_s=20) for day in days)
                frame = log_of(*done).assign(minutes=60.0)
                plan = plan_for(exercise_id, **some)
                found = bc.suggest_progression(frame, plan, today=TODAY, minutes=120)
                assert len(found["next"].item()) <= 100


def test_what_was_set_outside_the_table_comes_back_or_stays() -> None:
    """Above the range nothing is added; a step down goes into the range."""
    above = plan_for(reps=20)
    days = (Day(4, reps=20), Day(2, reps=20))
    assert suggested(*days, plan=above)["rule_id"] == "at_the_top"
    hurt = (Day(4, reps=20), Day(2, reps=20, before=0, after=2))
    assert suggested(*hurt, plan=above)["reps"] == 10
    assert suggested(*hurt, plan=plan_for(reps=40))["reps"] == 12
    below = suggested(*hurt, plan=plan_for(reps=4))
    assert (below["reps"], below["leave_out"]) == (4, True)


# --- what no log and no number can bring about -----------------------------------------------

PAIN = st.none() | st.integers(0, 10)
DAYS = st.builds(
    Day,
    ago=st.integers(0, 60),
    before=PAIN,
    after=PAIN,
    peak=PAIN,
    minutes=st.none() | st.integers(0, 30),
    reps=st.none() | st.integers(1, 15),
    hold_s=st.none() | st.integers(1, 12),
    exercise_id=st.sampled_from(["bridging", "bridging", "walking"]),
)
# Good sessions are drawn as well: few logs drawn at random are good enough to go on.
NICE = st.tuples(st.integers(0, 13), st.integers(0, 3)).map(lambda two: Day(*two, after=0))
LOGS = st.lists(DAYS | NICE, max_size=5).map(lambda days: sorted(days, key=lambda day: -day.ago))
NUMBERS = st.fixed_dictionaries(
    {
        str(row["setting"]): st.integers(int(row["lowest"]), int(row["highest"]))
        for row in records(RULES)
        if row["setting"]
    }
).map(lambda values: rules_with(**values))
ANY_RULES = st.none() | NUMBERS


def carefulness(days: list[Day], **others: Any) -> int:
    return CAREFUL.index(suggested(*days, **others)["decision"])


@quick
@given(LOGS, ANY_RULES, st.data())
def test_more_pain_is_never_answered_less_carefully(
    days: list[Day], rules: pd.DataFrame | None, data: st.DataObject
) -> None:
    """Raise any pain during or after, or the minutes of it: no hold becomes a step up."""
    if not days:
        return
    place = data.draw(st.integers(0, len(days) - 1))
    # Pain after an earlier session is also what the next one's pain before is compared with.
    last = [day for day in days if day.ago == days[-1].ago] == days[place:]
    worse = data.draw(st.sampled_from(["after"] * last + ["peak", "minutes"]))
    now = getattr(days[place], worse)
    most = 30 if worse == "minutes" else 10
    more = data.draw(st.integers(0 if now is None else now, most))
    hurting = [*days[:place], days[place]._replace(**{worse: more}), *days[place + 1 :]]
    # A pain that was not known before may be good news; that it was not known was bad enough.
    was_unknown = now is None and worse == "after"
    before, after = carefulness(days, rules=rules), carefulness(hurting, rules=rules)
    assert after >= before or was_unknown
    if after < before:
        assert days[place].before is None or more <= days[place].before


@quick
@given(st.lists(NICE, min_size=2, max_size=4), st.integers(0, 10))
def test_more_pain_all_along_is_never_answered_less_carefully(days: list[Day], more: int) -> None:
    """A session that hurts more from beginning to end, with the same rise."""
    days = sorted(days, key=lambda day: -day.ago)
    last = days[-1]
    room = min(more, 10 - max(last.before, last.after))
    hurting = [*days[:-1], last._replace(before=last.before + room, after=last.after + room)]
    assert carefulness(hurting) >= carefulness(days)


@quick
@given(LOGS, ANY_RULES, st.booleans())
def test_no_step_on_after_bad_news(
    days: list[Day], rules: pd.DataFrame | None, waits: bool
) -> None:
    """Neither after a rise or a stop, nor after two weeks, nor on fewer than two sessions."""
    found = suggested(*days, rules=rules, awaiting_professional=waits)
    agos = list(dict.fromkeys(day.ago for day in days if day.exercise_id == "bridging"))[-2:]
    with_it = [day for day in days if day.exercise_id == "bridging" and day.ago in agos]
    since = days[days.index(with_it[0]) :] if with_it else days
    known = [day for day in since if day.before is not None]
    rose = any((pain or 0) > day.before for day in known for pain in (day.after, day.peak))
    stopped = waits or any((day.minutes or 0) > 15 for day in since)
    earlier = [(a, b) for a, b in pairwise(days) if b in since and None not in (*a[1:3], b.before)]
    rose = rose or any(b.before > a.before for a, b in earlier)
    gaps = [a - b for a, b in pairwise(agos)] + agos[-1:]
    if rose or stopped or len(agos) < 2 or max(gaps) >= 14:
        assert found["decision"] != "progress"


@quick
@given(LOGS, ANY_RULES)
def test_a_suggestion_is_whole(days: list[Day], rules: pd.DataFrame | None) -> None:
    """Every column with its type; a reason, its source, and a next dose inside the table."""
    found = bc.suggest_progression(log_of(*days), PLAN, rules=rules, today=TODAY)
    types = [str(pd.Series(dtype=kind).dtype) for kind in SUGGESTION_COLUMNS.values()]
    assert (list(found), found.dtypes.astype(str).tolist()) == (list(SUGGESTION_COLUMNS), types)
    row = found.iloc[0]
    assert all(row[name] for name in ("rule", "evidence", "next", "source"))
    assert "ready" in row["rules_met"]
    if row["decision"] != "stop":
        following = bc.check_plan(PLAN.assign(**found[AMOUNTS]))
        assert following["outside"].eq("").all()
        grew = following["reps"].item() - PLAN["reps"].item()
        assert grew == {"progress": 1}.get(row["decision"], 0)


@quick
@given(st.sampled_from(list(RANGES)), st.data())
def test_a_next_dose_stays_in_the_table(exercise_id: str, data: st.DataObject) -> None:
    """Whatever a clinician set: a step up stays at or below the top, a step down goes no higher."""
    known = RANGES[exercise_id]
    quantity = "minutes" if "minutes" in known else "reps"
    amount = data.draw(st.integers(1, 60))
    plan = plan_for(exercise_id, **{quantity: amount})
    days = data.draw(st.sampled_from([GOOD, (Day(4), Day(2, before=0, after=2))]))
    frame = log_of(*(day._replace(exercise_id=exercise_id) for day in days))
    frame = frame.assign(**{name: plan[name].iloc[0] for name in ("reps", "hold_s", "minutes")})
    found = bc.suggest_progression(frame, plan, today=TODAY).iloc[0]
    high = known[quantity][1]
    if found["decision"] == "progress" and found[quantity] > amount:
        assert high is None or found[quantity] <= high
    if found["decision"] == "regress":
        assert found[quantity] <= max(amount, known[quantity][0])


@quick
@given(LOGS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(days: list[Day], chance: Any) -> None:
    """A log is read by its times, and is not changed."""
    frame = log_of(*(day._replace(ago=place) for place, day in enumerate(days)))
    places = list(range(len(frame)))
    chance.shuffle(places)
    shuffled = frame.iloc[places]
    before = shuffled.copy()
    found = [bc.suggest_progression(one, PLAN, today=TODAY) for one in (frame, shuffled)]
    assert_frame_equal(*found)
    assert_frame_equal(shuffled, before)


def test_the_later_moment_is_the_later_session() -> None:
    """Two sessions of one wall clock: the one further west came later."""
    frame = log_of(Day(4), Day(2, before=0, after=2), Day(2))
    frame["utc_offset_min"] = [0, -300, 300]
    found = bc.suggest_progression(frame, PLAN, today=TODAY)
    assert found["rule_id"].item() == "pain_rise"
    frame["utc_offset_min"] = [0, 300, -300]
    found = bc.suggest_progression(frame, PLAN, today=TODAY)
    assert found["rule_id"].item() == "baseline_rise"


@pytest.mark.parametrize(
    ("last", "more"),
    [
        (Day(2, 1, 1), False),
        (Day(2, 3, 1), True),  # it began higher than the one before: baseline_rise
        (Day(2, 1, 3), True),  # pain_rise
        (Day(2, 2, 5), True),  # and above_mild
    ],
)
def test_after_more_pain_the_back_has_to_settle(last: Day, more: bool) -> None:
    """On later days too, until somebody says that it has."""
    frame, asked = log_of(Day(4, 1, 1), last), {"settings": safety_settings()}
    waits = unsettled_sessions(frame, TODAY, **asked)
    assert len(waits) == more
    why, what = unsettled_words(frame, TODAY, **asked)
    assert why == ("There was more pain in your last session." if more else "")
    assert what.startswith("Until it has settled, leave your usual exercises out.") is more
    assert unsettled_words(frame, TODAY, settled=waits, **asked) == ("", "")
    assert settling_words(frame, TODAY, settled=waits, **asked) == []
    assert waits <= {frame["session_id"].iloc[-1]}


# --- a class changes the numbers --------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "numbers", "usual", "changed"),
    [
        (GOOD, {"sessions": 3}, "ready", "few_sessions"),
        ((Day(4), Day(2, before=1, after=2)), {"rise": 1}, "small_rise", "pain_rise"),
        ((Day(4, 4, 4), Day(2, 4, 4)), {"severe_pain": 4}, "not_mild", "severe_pain"),
        ((Day(4, 1, 1), Day(2)), {"baseline_rise": 1}, "small_baseline_rise", "baseline_rise"),
        (GOOD, {"small_baseline_rise": 0}, "ready", "small_baseline_rise"),
        (GOOD, {"small_rise": 0}, "ready", "small_rise"),
        (GOOD, {"break_days": 2}, "ready", "break"),
        (GOOD, {"long_break_days": 2}, "ready", "long_break"),
        (
            (Day(4, reps=6), Day(2, reps=6)),
            {"percent_done": 80},
            "not_reached",
            "far_short",
        ),
    ],
)
def test_other_numbers_give_other_suggestions(
    days: tuple[Day, ...], numbers: dict[str, float], usual: str, changed: str
) -> None:
    """Each number of the table can be made to matter, and the words then have it."""
    assert suggested(*days)["rule_id"] == usual
    found = suggested(*days, rules=rules_with(**numbers))
    assert found["rule_id"] == changed
    assert f"{next(iter(numbers.values()))}" in found["rule"]


def test_each_number_is_changed_above() -> None:
    """No setting is left out, but for that of a whole plan, which has a test of its own."""
    marks = test_other_numbers_give_other_suggestions.pytestmark
    tried = {name for _, numbers, _, _ in marks[0].args[1] for name in numbers}
    assert tried == set(RULES["setting"]) - {"", "steps_at_a_time"}


def test_wrong_rules_are_refused_all_at_once() -> None:
    """Unknown, missing, doubled and absurd numbers are told in one error."""
    rules = pd.concat([rules_with(break_days=15, rise=2.5), RULES.iloc[:1]])
    rules = rules[rules["rule_id"] != "ready"].replace({"rule_id": {"far_short": "far_shot"}})
    rules.loc[rules["rule_id"] == "new_pain", "value"] = 3
    with pytest.raises(bc.TableError, match=r"table of rules was not loaded: 7 problems") as error:
        suggested(*GOOD, rules=rules)
    for words in (
        "break, value: '15' must be a number of days from 1 to 14.",
        "pain_rise, value: '2.5' must be a number of NRS points from 1 to 2.",
        "rule_id: 'stop_rule' appears twice.",
        "rule_id: 'far_shot' is not a rule. Did you mean 'far_short'?",
        "far_short: is missing.",
        "ready: is missing.",
        "new_pain, value: '3' must be blank.",
    ):
        assert words in str(error.value)
    assert sorted(error.value.faults["column"]) == [
        *("break, value", "far_short", "new_pain, value", "pain_rise, value", "ready"),
        *("rule_id", "rule_id"),
    ]


def test_rules_without_a_column_are_refused() -> None:
    """Each column that is missing is a fault; the error says where to begin."""
    with pytest.raises(
        bc.TableError, match=r'Start from load_table\("progression_rules"\)'
    ) as error:
        suggested(*GOOD, rules=RULES.drop(columns=["rule_id", "value"]))
    assert error.value.faults["column"].tolist() == ["rule_id", "value"]


# --- bad input ------------------------------------------------------------------------------


def test_a_log_of_several_patients_is_refused() -> None:
    """A suggestion is for one person; the error says how to get one's log."""
    frame = log_of(*GOOD).assign(patient=["P01", "P02"])
    with pytest.raises(ValueError, match=r"Pass log\.to_frame\('P01'\)"):
        bc.suggest_progression(frame, plan_for())


def test_a_frame_that_is_no_log_is_refused() -> None:
    """The error names the columns that it lacks."""
    with pytest.raises(ValueError, match="The frame has no column pain_after, pain_peak"):
        bc.suggest_progression(log_of(*GOOD).drop(columns=["pain_after", "pain_peak"]), plan_for())


@pytest.mark.parametrize("today", ["2 March", 3, pd.NaT])
def test_a_day_that_is_none_is_refused(today: Any) -> None:
    """The error shows what a day looks like."""
    with pytest.raises(ValueError, match='as_of must be a day, such as "2026-03-02", got'):
        suggested(*GOOD, today=today)


def test_a_refused_plan_gets_no_suggestions() -> None:
    """An empty plan is nobody's fault, a nonsensical one is told."""
    refused = bc.make_plan(EXERCISES, pain_state="mild", minutes=10, answers="fever")
    found = bc.suggest_progression(log_of(*GOOD), refused)
    assert found.empty
    assert list(found) == list(SUGGESTION_COLUMNS)
    with pytest.raises(bc.PlanError, match="reps"):
        bc.suggest_progression(log_of(*GOOD), PLAN.assign(reps=-1))


def test_the_sample_log_is_read() -> None:
    """As `load_table` gives it, with times and their offsets as text."""
    assert read_sessions(bc.load_table("sample_log"))[0].felt.before == 7


def test_a_log_kept_by_the_session_log_is_read(scratch: bc.SessionLog) -> None:
    """From real sessions, as a person keeps them, to the next step."""
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)  # now, in this log
    for days, pain in ((4, 2), (2, 1)):
        done = [bc.Entry("bridging", sets=1, reps=8, hold_s=6)]
        scratch.add(
            bc.Session(noon - timedelta(days), pain_before=pain, pain_after=1, entries=done)
        )
    found = bc.suggest_progression(scratch.to_frame("me"), plan_for(), today=noon.date())
    assert found["decision"].tolist() == ["progress"]
    amount = "9 times, hold 6 s, rest 10 s after each"
    assert found["next"].item() == f"One more repetition. Next time: {amount}."


@pytest.mark.parametrize(
    ("less", "dose", "half"),
    [
        (Dose(sets=1, minutes=5), Dose(sets=1, minutes=10), True),
        (Dose(sets=1, minutes=5.04), Dose(sets=1, minutes=10), False),
        (Dose(sets=1, reps=4, hold_s=10), Dose(sets=1, reps=8, hold_s=10), True),
        (Dose(sets=1, reps=5, hold_s=10), Dose(sets=1, reps=8, hold_s=10), False),
        (Dose(sets=1, reps=5, hold_s=8), Dose(sets=1, reps=8, hold_s=10), True),
    ],
)
def test_what_is_half_of_a_dose(less: Dose, dose: Dose, half: bool) -> None:
    """Minutes, or times and how long each is held; not a little more."""
    assert is_half(less, dose) is half


@pytest.mark.parametrize("lessened", [halved, smallest])
def test_what_the_table_has_no_range_of_is_halved(lessened: Any) -> None:
    """Rounded down, and never to nothing: a table of one's own may have a dose in words alone."""
    for now, half in ((200, 100), (9, 4), (3, 1), (1, 1)):
        assert lessened(Dose(sets=1, reps=now), {}).dose.reps == half


def test_a_step_on_asks_for_no_quantity_that_the_dose_has_not() -> None:
    """A hold that the table knows, but the plan has not, is no step: the times are."""
    reach = {"reps": (8.0, 12.0), "hold_s": (6.0, 6.0)}
    assert step_on("bridging", Dose(sets=1, reps=12), "", reach) is None
    only_times = step_on("bridging", Dose(sets=1, reps=8, hold_s=6), "", {"reps": (8.0, 12.0)})
    assert only_times is not None
    assert (only_times.dose.reps, only_times.dose.hold_s) == (9, 6)
    assert step_on("bridging", Dose(sets=1, reps=12, hold_s=6), "", {"reps": (8.0, 12.0)}) is None


def test_the_dose_of_a_row_is_in_whole_numbers() -> None:
    """But for minutes, of which there may be a half: pandas may have made floats of the rest."""
    row = dict.fromkeys(Dose._fields, pd.NA) | {"sets": 1.0, "reps": 8.0, "hold_s": 6.0}
    dose = dose_of(row)
    assert [type(number) for number in (dose.sets, dose.reps, dose.hold_s)] == [int] * 3
    assert dose_of(row | {"minutes": 7.5}).minutes == 7.5


def test_a_clinic_may_stop_for_less(folder: Path) -> None:  # noqa: F811
    """Whoever is told to stop by a rule of theirs is told whom to ask."""
    was = "In the last sessions pain was above mild."
    old = f"not_mild,12,hold,,,,,,{was} Keep to the amount you have."
    replaced(folder / "progression_rules.csv", old, f"not_mild,12,stop,,,,,,{was} Stop and ask.")
    log = log_of(Day(4, before=4, after=4), Day(2, before=4, after=4))
    (row,) = records(bc.suggest_progression(log, plan_for(), as_of=TODAY))
    assert (row["rule_id"], row["decision"]) == ("not_mild", "stop")
    assert row["next"] == "Leave it out until a health professional has said that you may."
