"""Properties of a group: what must hold for every clinic, made up or not."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from group_frames import ON
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.diary import diary_bytes

unhurried = settings(deadline=None, max_examples=12)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = ("2025-02-03", "2025-04-23", ON)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return the log of a made-up clinic."""
    return bc.load_logs(
        bc.make_clinic(tmp_path_factory.mktemp("clinic"), patients=24), now=NOW
    ).frame


@unhurried
@given(st.integers(0, 2**32 - 1), st.sampled_from(DAYS))
def test_the_order_of_rows_changes_nothing(clinic, seed, on):
    """Whatever order rows come in, the same people are called for the same reasons."""
    mixed = clinic.sample(frac=1, random_state=seed)
    for ask in (bc.who_to_call, bc.group_weeks, bc.pain_changes, bc.retention):
        pd.testing.assert_frame_equal(ask(mixed, on=on), ask(clinic, on=on))


@unhurried
@given(st.sets(st.integers(1, 24), min_size=1, max_size=6), st.sampled_from(DAYS))
def test_a_patient_is_the_same_alone_and_in_a_group(clinic, numbers, on):
    """Calls, changes and weeks of some are those of all, cut down to them."""
    some = {f"P{number:03}" for number in numbers}
    few = clinic[clinic["patient"].isin(some)]
    for ask in (bc.who_to_call, bc.pain_changes):
        whole = ask(clinic, on=on)
        pd.testing.assert_frame_equal(ask(few, on=on), whole[whole.index.isin(some)])
    weeks, day = bc.group_weeks(clinic, on=on), pd.Timestamp(on)
    for patient in some & set(weeks.index.get_level_values("patient")):
        until = day - pd.Timedelta(days=day.weekday())
        own = few[(few["patient"] == patient) & (few["started_at"] < until)]
        alone = bc.weekly_summary(own)
        pd.testing.assert_frame_equal(weeks.loc[patient].loc[alone.index, alone.columns], alone)


@unhurried
@given(st.sampled_from(DAYS), st.data())
def test_what_comes_later_changes_nothing(clinic, on, data):
    """The list of a day is the same whether later sessions are known or not."""
    later = data.draw(st.sampled_from([day for day in DAYS if day >= on]))
    known = clinic[clinic["started_at"] <= pd.Timestamp(later) + pd.Timedelta(days=1)]
    for ask in (bc.who_to_call, bc.group_weeks, bc.pain_changes, bc.retention):
        pd.testing.assert_frame_equal(ask(known, on=on), ask(clinic, on=on))


@unhurried
@given(st.integers(1, 7), st.sampled_from(["severe_pain", "pain_rise", "silent", "few_sessions"]))
def test_a_more_careful_number_calls_nobody_less(clinic, step, rule):
    """Sooner, for less pain or for fewer missed sessions: the list only gets longer."""
    rules = bc.load_table("call_rules")
    row = rules.index[rules["rule_id"] == rule]
    column, change = {
        "severe_pain": ("value", -step / 3),
        "pain_rise": ("value", -step / 7),
        "silent": ("days", -step),
        "few_sessions": ("value", step),
    }[rule]
    rules.loc[row, column] += change
    before, after = bc.who_to_call(clinic, on=ON), bc.who_to_call(clinic, on=ON, rules=rules)
    assert set(before.index) <= set(after.index)


@unhurried
@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=5))
def test_a_log_cut_into_files_that_overlap_is_read_as_one(clinic, marks):
    """However the exports of one patient overlap, each session counts once."""
    whole = clinic[clinic["patient"] == "P001"].reset_index(drop=True)
    ids = whole["session_id"].drop_duplicates().tolist()
    places = sorted(mark % len(ids) for mark in marks)
    with TemporaryDirectory() as folder:
        Path(folder, "P001.csv").write_bytes(diary_bytes(whole))
        for number, (begin, end) in enumerate(pairwise(places)):
            part = whole[whole["session_id"].isin(ids[begin : end + 1])]
            Path(folder, f"P001-{number}.csv").write_bytes(diary_bytes(part))
        group = bc.load_logs(folder, now=NOW)
    pd.testing.assert_frame_equal(group.frame, whole)
    assert group.faults["rule"].str.contains("Counted once").all()


def test_retention_and_states_agree(clinic):
    """Whoever is settled and not kept at a week is stopped in it."""
    table = bc.retention(clinic, on=ON)
    assert table["settled"].is_monotonic_decreasing
    assert (table["kept"] <= table["settled"]).all()
    stopped = bc.group_weeks(clinic, on=ON)["state"].eq("stopped").groupby(level="patient").any()
    assert bc.pain_changes(clinic, on=ON)["stopped"].sum() >= stopped.sum()


def test_the_clinic_is_made_up_and_says_so(clinic):
    """Every row is marked, and has all that a group needs to be read."""
    assert clinic["note"].str.startswith("Synthetic").all()
    assert clinic["patient"].nunique() == 24
    assert clinic["pain_before"].isna().any()
    assert len(bc.stop_rule_sessions(clinic)) > 0
    assert set(bc.group_weeks(clinic, on=ON)["state"]) == {
        "not_begun",
        "sessions",
        "none",
        "stopped",
    }


def test_the_clinic_is_the_same_on_every_machine(tmp_path):
    """A seed is a clinic; another seed is another; fewer patients are the first of many."""
    first, few, other = (
        bc.make_clinic(tmp_path / name, patients=patients, seed=seed)
        for name, patients, seed in (("a", 3, 6), ("b", 2, 6), ("c", 2, 7))
    )
    for name in ("P001.csv", "P002.csv"):
        assert (first / name).read_bytes() == (few / name).read_bytes()
        assert (first / name).read_bytes() != (other / name).read_bytes()


def test_a_group_in_memory_is_the_clinic_of_the_files(clinic):
    """The same rows, with no file between; a large one holds what a log may hold, and no more."""
    pd.testing.assert_frame_equal(
        bc.make_group(24).sort_values(["patient", "started_at"], kind="stable", ignore_index=True),
        clinic,
        check_dtype=False,
    )
    assert bc.load_parts(bc.make_group(1500)).sessions["patient"].nunique() == 1500
    for wrong in (0, 10_000):
        with pytest.raises(ValueError, match=f"patients must be 1 to 9999, got {wrong}"):
            bc.make_group(wrong)


def test_a_frame_that_was_added_up_gives_the_same(clinic):
    """Whichever day is asked for, and by which stop rule; what is no log is refused as ever."""
    strict = bc.safety_settings(pain_minutes_max=5)
    parts = bc.load_parts(clinic, settings=strict)
    for day in DAYS:
        for ask in (bc.who_to_call, bc.group_weeks):
            asked = {"as_of": day, "settings": strict}
            pd.testing.assert_frame_equal(ask(parts, **asked), ask(clinic, **asked))
        for ask in (bc.compare_pain, bc.group_retention):
            pd.testing.assert_frame_equal(ask(parts, as_of=day), ask(clinic, as_of=day))
    assert bc.who_to_call(bc.load_parts(clinic[:0]), as_of=ON).empty
    with pytest.raises(ValueError, match="pain_before, index 0: '11' must be"):
        bc.load_parts(clinic.assign(pain_before=11))
    with pytest.raises(ValueError, match="has no column pain_peak"):
        bc.load_parts(clinic.drop(columns="pain_peak"))


def test_the_clinic_never_gets_among_other_files(tmp_path):
    """A folder that holds something is refused, and left as it is."""
    (tmp_path / "P001.csv").write_text("somebody's log")
    with pytest.raises(ValueError, match="is not empty"):
        bc.make_clinic(tmp_path)
    with pytest.raises(ValueError, match="patients must be 1 to 999, got 0"):
        bc.make_clinic(tmp_path / "new", patients=0)
    assert [path.name for path in tmp_path.iterdir()] == ["P001.csv"]
