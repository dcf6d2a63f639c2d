"""Weeks, changes of pain and retention of a group, each with numbers worked out by hand."""

import pandas as pd
import pytest
from group_frames import ON, group, seen

import backcare as bc


def test_each_week_says_why_it_is_empty():
    """Before the first session, in between, and after the last of somebody who stopped."""
    frame = group(
        *({"patient": "P1", "day": day} for day in ("2025-03-04", "2025-03-18")),
        {"patient": "P2", "day": "2025-03-11"},
        {"patient": "P2", "day": "2025-05-01"},
    )
    states = bc.group_weeks(frame, on="2025-05-05")["state"]
    assert states["P1"].index[0] == pd.Timestamp("2025-03-03")
    assert states["P1"].index[-1] == pd.Timestamp("2025-04-28")
    assert states["P1"].tolist() == ["sessions", "none", "sessions", *["stopped"] * 6]
    assert states["P2"].tolist() == ["not_begun", "sessions", *["none"] * 6, "sessions"]


def test_a_week_that_has_just_begun_is_no_week_missed():
    """On a Wednesday the last week is the one before; on a Monday, too."""
    frame = group(*seen("P1", [20, 7, 0]))
    for on in (ON, "2025-07-09", "2025-07-13"):
        weeks = bc.group_weeks(frame, on=on).index.get_level_values("week")
        assert weeks.max() == pd.Timestamp("2025-06-30")


def test_who_came_again_this_week_has_not_stopped():
    """41 days of silence are no stop, nor are 60 that ended yesterday."""
    frame = group(*seen("P1", [60, 0]), *seen("P2", [60, 41]), *seen("P3", [60, 42]))
    states = bc.group_weeks(frame, on=ON)["state"]
    assert states.xs("2025-06-30", level="week").tolist() == ["none", "none", "stopped"]


def test_adherence_names_what_it_is_of():
    """3 of 9 agreed with all who have begun, of 6 without who has stopped."""
    weeks = pd.MultiIndex.from_product(
        [["P1", "P2", "P3", "P4"], [pd.Timestamp("2025-03-03")]], names=["patient", "week"]
    )
    states = ["sessions", "none", "stopped", "not_begun"]
    table = pd.DataFrame({"state": states, "sessions": [3, 0, 0, 0], "sessions_goal": 3.0}, weeks)
    [row] = bc.group_adherence(table).to_dict("records")
    assert row == {
        "begun": 3,
        "stopped": 1,
        "came": 1,
        "sessions": 3,
        "share_of_begun": 3 / 9,
        "share_of_coming": 3 / 6,
    }


def test_a_week_of_nobody_who_comes_has_no_share():
    """Nothing planned is not nothing done."""
    weeks = pd.MultiIndex.from_tuples(
        [("P1", pd.Timestamp("2025-03-03"))], names=["patient", "week"]
    )
    table = pd.DataFrame({"state": ["stopped"], "sessions": [0], "sessions_goal": 3.0}, weeks)
    assert bc.group_adherence(table)["share_of_coming"].isna().all()
    with pytest.raises(ValueError, match="group_weeks gives all of them"):
        bc.group_adherence(table.drop(columns="state"))


def test_retention_counts_only_who_is_settled():
    """P1 came for 3 weeks, P2 for 1 day, P3 still comes and is settled for week 0 alone."""
    frame = group(
        *seen("P1", [84, 63]), *seen("P2", [70]), *seen("P3", [45, 1]), *seen("P4", [41, 1])
    )
    table = bc.retention(frame, on=ON)
    assert table["settled"].tolist() == [3, 2, 2, 2, 2, 1, 1]
    assert table["kept"].tolist() == [3, 1, 1, 1, 0, 0, 0]
    assert table["share"].tolist()[:2] == [1.0, 0.5]


def test_pain_change_is_of_first_and_latest_fortnight():
    """(6 + 5) / 2 in days 0 to 13, (3 + 4) / 2 in the last 14 up to the last session."""
    ages = [60, 47, 46, 20, 7]
    [row] = bc.pain_changes(group(*seen("P1", ages, [6, 5, 0, 3, 4])), on=ON).to_dict("records")
    assert (row["pain_first"], row["sessions_first"]) == (5.5, 2)
    assert (row["pain_last"], row["sessions_last"]) == (3.5, 2)
    assert (row["change"], row["better"], row["by"]) == (-2.0, True, "2 points and 30 %")


def test_worse_is_never_counted_by_the_numbers_for_better():
    """A rise of 5 points has a change and no rule."""
    table = bc.pain_changes(group(*seen("P1", [60, 7], [2, 7])), on=ON)
    assert table["change"].tolist() == [5.0]
    assert table["by"].tolist() == [""]
    assert not table["better"].any()


@pytest.mark.parametrize(("ages", "known"), [([27, 0], True), ([26, 0], False), ([50, 24], False)])
def test_spans_that_overlap_tell_no_change(ages, known):
    """28 days of the patient's own, first and last included, hold two spans of 14."""
    table = bc.pain_changes(group(*seen("P1", ages, 5)), on=ON)
    assert table["known"].tolist() == [known]
    assert table["why_not"].tolist() == ["" if known else "too early"]


def test_pain_that_was_not_noted_is_counted_as_missing():
    """Nobody is left out of the table, so that the denominator can be shown."""
    frame = group(*seen("P1", [60, 1]), *seen("P2", [60, 1], [5, None]), *seen("P3", [60, 1], 5))
    table = bc.pain_changes(frame, on=ON)
    assert table["why_not"].tolist() == ["not noted", "not noted", ""]
    assert table["known"].sum() == 1


def test_who_stopped_stays_in_the_table_of_changes():
    """Their last pain is from when they were last seen, and `stopped` says so."""
    table = bc.pain_changes(group(*seen("P1", [100, 42], [6, 3]), *seen("P2", [100, 41], 5)), on=ON)
    assert table["stopped"].tolist() == [True, False]
    assert table["better"].tolist() == [True, False]


@pytest.mark.parametrize("ask", [bc.who_to_call, bc.group_weeks, bc.pain_changes, bc.retention])
def test_wrong_arguments_say_what_is_right(ask):
    """A day that is none, and a frame that is no log."""
    frame = group(*seen("P1", [5]))
    with pytest.raises(ValueError, match="as_of must be a day"):
        ask(frame, on="7 July")
    with pytest.raises(ValueError, match="has no column pain_before"):
        ask(frame.drop(columns="pain_before"), on=ON)


def test_other_wrong_arguments():
    """Days and goals have limits."""
    frame = group(*seen("P1", [5]))
    with pytest.raises(ValueError, match="days must be 1 to 90, got 0"):
        bc.pain_changes(frame, on=ON, days=0)
    with pytest.raises(ValueError, match="sessions_goal must be 1 or more"):
        bc.who_to_call(frame, on=ON, sessions_goal=0)


def test_former_names_go_on():
    """What was written for the first version gives the same; both names at once are refused."""
    frame = group(*seen("P1", [60, 1]))
    assert bc.pain_changes is bc.compare_pain
    assert bc.retention is bc.group_retention
    assert bc.group_weeks(frame, on=ON).equals(bc.group_weeks(frame, as_of=ON))
    with pytest.raises(TypeError, match="as_of and on are one argument"):
        bc.group_weeks(frame, on=ON, as_of=ON)


ASKED = (bc.group_weeks, bc.group_retention, bc.compare_pain, bc.who_to_call)


@pytest.mark.parametrize("ask", ASKED)
@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("P001", "P001 ", "'P001 '"),
        ("P-07", "p7", "'p7'"),
        ("P 1", "P 01", ""),
        ("Zoë Berg", "ZOE BERG", ""),
    ],
)
def test_one_patient_written_in_two_ways_is_refused(ask, one, other, value):
    """As between files: as two, each would do too little. A name is not shown."""
    sessions = [*seen(one, [20, 2]), *seen("P2", [3]), *seen(other, [10])]
    said = r"patient, index 3: .*is nearly the patient of index 0"
    with pytest.raises(ValueError, match=said) as refused:
        ask(group(*sessions), as_of=ON)
    assert value in str(refused.value)
    assert value or other not in str(refused.value)
    with pytest.raises(ValueError, match="is nearly the patient of index 0"):
        bc.load_parts(group(*sessions), progress=False)


@pytest.mark.parametrize("ask", ASKED)
def test_patients_may_be_numbers(ask):
    """In a frame of somebody's own, as ever."""
    log = group(*seen("1", [20, 2]), *seen("2", [3]))
    told = ask(log.assign(patient=log["patient"].astype("int64")), as_of=ON)
    assert len(told) == len(ask(log, as_of=ON))


def test_patients_who_are_two_are_taken():
    """Categories that no row has, and ids that only look alike."""
    log = group(*seen("P1", [20]), *seen("P11", [3]), *seen("Q1", [3]), *seen("P10", [3]))
    log["patient"] = pd.Categorical(log["patient"], [*log["patient"].unique(), "p1"])
    assert len(bc.compare_pain(log, as_of=ON)) == 4
