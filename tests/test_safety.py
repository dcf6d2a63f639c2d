"""The red-flag gate and the numbers of the stop rule."""

import dataclasses
from collections.abc import Iterable

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from pandas.testing import assert_frame_equal

import backcare as bc
from backcare.safety import WORSE

FLAGS = bc.load_red_flags()


def test_no_tick_opens_the_gate() -> None:
    """With nothing ticked there is nothing to do first."""
    assert bc.red_flag_advice([]).empty


@pytest.mark.parametrize("word", ["numb", "weak", "tingling", "urine", "bowels"])
def test_what_severe_pain_asks_is_on_the_list(word: str) -> None:
    """Whoever is led from there to the signs finds what they were asked about."""
    assert WORSE == "New numbness, weakness, tingling, bladder or bowel trouble?"
    flags = bc.load_red_flags().query("asked")
    assert flags["text"].str.contains(word).any()


def test_emergencies_come_first() -> None:
    """However they were ticked, what needs help at once stands above what can wait."""
    advice = bc.red_flag_advice(["fever", "chest_pain", "cancer", "bladder"])
    assert advice.index.tolist() == ["bladder", "chest_pain", "fever", "cancer"]
    assert advice["urgency"].tolist() == ["emergency", "emergency", "today", "soon"]


@settings(deadline=None)  # one slow example on a busy machine is no fault
@given(st.lists(st.sampled_from(list(FLAGS.index)), min_size=1))
def test_any_tick_says_what_to_do(ticked: list[str]) -> None:
    """One tick is enough, each flag is told once, and each says not to exercise."""
    advice = bc.red_flag_advice(ticked)
    assert sorted(advice.index) == sorted(set(ticked))
    assert advice["action"].str.startswith("Do not exercise").all()
    assert advice["say"].str.startswith("On the phone, say").all()


@pytest.mark.parametrize("ticked", ["fever", ("fever",), {"fever"}, pd.Index(["fever"])])
def test_ticks_come_as_any_collection(ticked: Iterable[str]) -> None:
    """A bare string is one flag, not its letters."""
    assert bc.red_flag_advice(ticked).index.tolist() == ["fever"]


def test_an_unknown_flag_names_the_nearest() -> None:
    """A tick that no flag stands for is an error, never ignored."""
    with pytest.raises(
        ValueError, match=r"red flag 'bladdr' is not known\. Did you mean 'bladder'"
    ):
        bc.red_flag_advice(["fever", "bladdr"])


def test_flags_of_your_own_are_used_and_not_changed() -> None:
    """A clinician's own list takes the place of the shipped one."""
    own = FLAGS.loc[["fever"]].assign(action="Call us.")
    before = own.copy()
    assert bc.red_flag_advice(["fever"], own)["action"].item() == "Call us."
    assert_frame_equal(own, before)


def test_settings_are_those_of_the_source() -> None:
    """Mild is up to 3 of 10, and pain above it may last 15 minutes."""
    assert dataclasses.astuple(bc.safety_settings()) == (3, 15)


def test_a_clinician_may_lower_a_setting() -> None:
    """One number is lowered, the other stays that of the table."""
    assert dataclasses.astuple(bc.safety_settings(pain_minutes_max=5)) == (3, 5)


@pytest.mark.parametrize("minutes", [15.1, 60, float("inf"), float("nan"), -1, "10", None])
def test_a_setting_is_never_raised(minutes: object) -> None:
    """Above the highest of the table, below 0 or no number at all: refused, with the range."""
    with pytest.raises(ValueError, match=r"pain_minutes_max must be 0 to 15 minutes, got"):
        bc.SafetySettings(mild_pain_max=3, pain_minutes_max=minutes)


def test_settings_cannot_be_changed_later() -> None:
    """A frozen object: a limit checked once stays what it was."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        bc.safety_settings().pain_minutes_max = 60
