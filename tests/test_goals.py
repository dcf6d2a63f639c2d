"""Goals in words: where each stands, by hand; and one next step, never for who has to ask first."""

import pandas as pd
import pytest
from chart_frames import MEASURES

import backcare as bc
from backcare.summaries.goals import goal_words, next_step, was_severe

STEPS = bc.load_guidance()["text"]


def measured(*scores: tuple[str, float, str]) -> pd.DataFrame:
    """Return PSFS scores by day, each with its note, as a log gives them."""
    log = bc.SessionLog(":memory:")
    for day, score, note in scores:
        log.add_measure(day, "psfs", score, note=note)
    return log.measures("me")


TWO = measured(
    ("2026-01-05", 3, "Walk to the shop: 4; Lift my child: 2"),
    ("2026-02-02", 4, "a bad week; seen at 9:05"),
    ("2026-03-02", 5.5, "walk to the shop: 7.5; LIFT MY CHILD : 2;Dig: 7"),
)


def test_each_goal_is_told_from_first_to_latest_and_then_all_together():
    """Names as they were last written; 2 points matter for the mean only, not for one activity."""
    assert goal_words(TWO) == [
        "walk to the shop: 4 of 10 on 5 Jan 2026, 7.5 on 2 Mar 2026: 3.5 points easier.",
        "LIFT MY CHILD: 2 of 10 on 5 Jan 2026, 2 on 2 Mar 2026: no change.",
        "Dig: 7 of 10 on 2 Mar 2026, noted once.",
        "All goals together: 3 of 10 on 5 Jan 2026, 5.5 on 2 Mar 2026: 2.5 points easier, "
        "enough to matter (2 points).",
    ]
    assert goal_words(TWO, single=True) == goal_words(TWO)[:-1]


def test_getting_worse_is_told_without_a_threshold():
    """The change that matters holds for getting better only."""
    worse = measured(("2026-01-05", 6, ""), ("2026-02-02", 1, ""))
    assert goal_words(worse) == [
        "All goals together: 6 of 10 on 5 Jan 2026, 1 on 2 Feb 2026: 5 points harder."
    ]


def test_no_goals_no_words():
    """Another instrument is no goal, and no measures are none."""
    for measures in (None, measured(), MEASURES[MEASURES["instrument"] == "rmdq_24"]):
        assert goal_words(measures) == []
        assert next_step(measures) == ""


@pytest.mark.parametrize(
    "note",
    ["shop: 11", "shop: 4; and more", "at 9:05", ": 4", "shop: -1", "shop: four", "shop 4"],
)
def test_a_note_that_is_not_all_goals_is_a_note(note):
    """Then the score of the day is that of all goals together, and nothing is guessed."""
    assert goal_words(measured(("2026-01-05", 4, note))) == [
        "All goals together: 4 of 10 on 5 Jan 2026, noted once."
    ]


@pytest.mark.parametrize(
    ("scores", "step"),
    [
        ([4], "first"),
        ([4, 5], "easier"),
        ([4, 4], "same"),
        ([4, 6, 3], "harder"),
        ([4, 10], "reached"),
        ([10], "reached"),
    ],
)
def test_the_step_is_that_of_the_course(scores, step):
    """From the first score to the latest; 10 is as well as before."""
    days = ("2026-01-05", "2026-02-02", "2026-03-02")
    notes = [(day, score, f"Dig: {score}") for day, score in zip(days, scores, strict=False)]
    said = next_step(measured(*notes))
    assert said == f"One small next step (Dig): {STEPS[f'step_{step}']}"


def test_the_step_is_for_the_goal_that_needs_it_most():
    """What got harder; otherwise what is hardest; what is reached comes last."""
    assert next_step(TWO).startswith("One small next step (LIFT MY CHILD)")
    days = ("2026-01-05", 5, "a: 0; b: 8; c: 10"), ("2026-02-02", 5, "a: 1; b: 7; c: 10")
    assert next_step(measured(*days)).startswith("One small next step (b)")
    done = measured(("2026-01-05", 9, "c: 10; d: 9"))
    assert next_step(done).startswith("One small next step (d)")


def test_who_has_to_ask_first_is_told_no_step():
    """No sentence of the table is shown then."""
    said = next_step(TWO, ask="a health professional")
    assert said == "No next step until you have asked a health professional."


@pytest.mark.parametrize(
    ("pains", "severe"), [((2, 7, None), True), ((2, 6, None), False), ((None, None, 9), True)]
)
def test_severe_pain_counts_where_it_was_last(pains, severe):
    """From 7 of 10 in the last session, before, after or in between; an earlier one is over."""
    names = ["pain_before", "pain_after", "pain_peak"]
    frame = pd.DataFrame([dict.fromkeys(names, 9), dict(zip(names, pains, strict=True))])
    assert was_severe(frame) is severe
    assert was_severe(frame.iloc[:0]) is False
