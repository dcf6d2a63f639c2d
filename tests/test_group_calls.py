"""Who needs a call: each rule by itself, its edge, and what a class can change."""

import math
import re
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from group_frames import ON, group, seen
from test_contradictions import folder, replaced  # noqa: F401

import backcare as bc


def called(*sessions: dict, on: str = ON, **options: object) -> dict[str, tuple[str, str]]:
    """Return rule and reason of each patient to call."""
    calls = bc.who_to_call(group(*sessions), on=on, **options)
    return dict(zip(calls.index, zip(calls["rule_id"], calls["reason"], strict=True), strict=True))


def with_number(rule: str, column: str, number: float) -> pd.DataFrame:
    rules = bc.load_table("call_rules")
    rules.loc[rules["rule_id"] == rule, column] = number
    return rules


def test_a_broken_stop_rule_never_lapses():
    """Half a year and a stop later it still comes first, with its minutes and its day."""
    old = seen("P1", [180], pain=4, pain_minutes=16)
    assert called(*old) == {
        "P1": (
            "stop_rule",
            "Pain above mild lasted 16 minutes on 8 Jan 2025. No doctor has been asked since.",
        )
    }


def test_the_stop_rule_asks_for_more_than_its_minutes():
    """15 minutes are within the rule of safety_rules.csv."""
    assert called(*seen("P1", [3], pain=3, pain_minutes=15)) == {}


def test_who_was_asked_since_is_not_called_again():
    """A later professional's word clears the event; an earlier one does not."""
    sessions = seen("P1", [5], pain=3, pain_minutes=20)
    before, after, later = (datetime(2025, 7, day, 9, tzinfo=UTC) for day in (1, 3, 8))
    assert "P1" in called(*sessions, asked={"P1": [before]})
    assert "P1" in called(*sessions, asked={"P1": [later]})
    assert called(*sessions, asked={"P1": [before, after]}) == {}


def test_asking_about_an_unknown_patient_is_refused():
    """A misspelt id would leave a warning uncleared without a word."""
    with pytest.raises(ValueError, match="asked: the patient 'P2' is not known"):
        bc.who_to_call(group(*seen("P1", [5])), on=ON, asked={"P2": []})


def test_a_time_without_its_offset_is_refused():
    """Noon where? Nobody guesses when it decides whether a warning stands."""
    with pytest.raises(ValueError, match="of P1 must have its offset from UTC"):
        bc.who_to_call(group(*seen("P1", [5])), on=ON, asked={"P1": [pd.Timestamp("2025-07-03")]})


@pytest.mark.parametrize(("pain", "age", "held"), [(7, 13, True), (6, 13, False), (7, 14, False)])
def test_severe_pain_of_the_last_fortnight(pain, age, held):
    """7 or more out of 10, in the last 14 days."""
    assert bool(called(*seen("P1", [age], pain=2, pain_peak=pain, pain_minutes=5))) is held


def test_severe_pain_is_told_with_its_latest_day():
    """The worst pain of any kind, and the last day it was that bad."""
    sessions = [*seen("P1", [9, 4], pain=8), *seen("P1", [2], pain=3, pain_after=7)]
    assert called(*sessions)["P1"][1] == "Pain reached 8 out of 10 on 3 Jul 2025."


def test_no_rule_hides_a_more_urgent_one(folder: Path):  # noqa: F811
    """Where a clinic puts the stop rule last, who broke it is still to be called today, first."""
    replaced(folder / "call_rules.csv", "stop_rule,1,today", "stop_rule,11,today")
    sessions = [*seen("P1", [5], pain=3, note="Sore."), *seen("P2", [3], pain=3, pain_minutes=20)]
    broken = seen("P3", [4], pain=4, pain_minutes=20, note="Sore.")
    calls = bc.who_to_call(group(*sessions, *broken), on=ON)
    assert calls.index.tolist() == ["P2", "P3", "P1"]
    assert calls["urgency"].tolist() == ["today", "today", "next_visit"]
    assert "1 note to read" in calls.loc["P3", "also"]


# --- what is not written down, and what is ---------------------------------------------------


@pytest.mark.parametrize(
    ("pains", "held"),
    [
        ({"pain": 4}, True),
        ({"pain": 3}, False),  # 3 of 10 is mild
        ({"pain": 2, "pain_after": 4}, True),
        ({"pain": 2, "pain_peak": 4}, True),
        ({"pain": 4, "pain_minutes": 0}, False),
        ({"pain": 4, "pain_minutes": 5}, False),
        ({}, False),
    ],
)
def test_minutes_above_mild_that_are_missing_are_not_zero(pains, held):
    """Above mild before, during or after, and nobody knows how long: call this week."""
    calls = bc.who_to_call(group(*seen("P1", [3], **pains)), on=ON)
    assert calls["rule_id"].tolist() == ["unknown_duration"] * held
    assert calls["urgency"].tolist() == ["this_week"] * held


def test_an_unknown_duration_goes_by_the_lowered_limit_of_mild():
    """Where a clinician set mild to 2, three sessions with pain of 3 are above it."""
    sessions = seen("P1", [9, 6, 3], pain=3)
    assert called(*sessions) == {}
    lowered = bc.safety_settings(mild_pain_max=2)
    rule, reason = called(*sessions, settings=lowered)["P1"]
    assert rule == "unknown_duration"
    assert reason.startswith("Pain was above mild in 3 sessions, last on 4 Jul 2025 (3 out of 10)")


def test_an_unknown_duration_is_told_with_its_days():
    """How many sessions of the last 14 days, and the latest with its strongest pain."""
    sessions = [*seen("P1", [14, 13, 4], pain=[5, 6, 4]), *seen("P1", [1], pain=2)]
    assert called(*sessions) == {
        "P1": (
            "unknown_duration",
            "Pain was above mild in 2 sessions, last on 3 Jul 2025 (4 out of 10), and how long it "
            "lasted was not written down: ask.",
        )
    }


def test_who_was_asked_about_an_unknown_duration_is_not_called_again():
    """As with the stop rule: what a professional heard of after it counts, before it does not."""
    sessions = seen("P1", [5], pain=5)
    before, after = (datetime(2025, 7, day, 9, tzinfo=UTC) for day in (1, 3))
    assert "P1" in called(*sessions, asked={"P1": [before]})
    assert called(*sessions, asked={"P1": [before, after]}) == {}
    at_once = datetime(2025, 7, 2, 18, tzinfo=UTC)
    assert called(*sessions, asked={"P1": [at_once]}) == {}


def test_notes_are_listed_in_full():
    """No rule understands "my foot is numb", so the caller gets to read it, long or short."""
    long = "slept badly " * 60
    sessions = [
        {"patient": "P1", "day": "2025-07-01", "note": "my left foot\nis numb {found}"},
        {"patient": "P1", "day": "2025-07-05", "note": long},
    ]
    reason = called(*sessions)["P1"]
    assert reason == (
        "notes",
        "2 notes to read: 1 Jul 2025: \u201cmy left foot is numb {found}\u201d "
        f"5 Jul 2025: \u201c{long.strip()}\u201d",
    )
    calls = bc.who_to_call(group(*sessions), on=ON)
    assert long.strip() in str(bc.show_calls(calls))


def test_notes_stand_beside_other_reasons():
    """Who is called today has the notes beside the reason."""
    [row] = bc.who_to_call(
        group(*seen("P1", [2], pain=8, pain_minutes=5, note="numb")), on=ON
    ).to_dict("records")
    assert row["rule_id"] == "severe_pain"
    assert row["also"] == "1 note to read: 5 Jul 2025: \u201cnumb\u201d"


def test_a_note_counts_as_unread_until_the_day_that_is_named():
    """Without one, all of them; with one, all after it: a caller may come once in a month."""
    sessions = seen("P1", [20, 13, 2], note="tired")
    assert called(*sessions)["P1"][1].startswith("3 notes to read: 17 Jun 2025")
    assert called(*seen("P2", [200], note="cannot pee"))["P2"][1].endswith("cannot pee\u201d")
    assert called(*sessions, notes_read="2025-06-24")["P1"][1].startswith("1 note to read: 5 Jul")
    assert called(*sessions, notes_read="2025-06-01")["P1"][1].startswith("3 notes to read: 17 Jun")
    assert called(*sessions, notes_read=ON) == {}
    with pytest.raises(ValueError, match="notes_read must be a day"):
        called(*sessions, notes_read="yesterday")


def test_the_mark_of_a_made_up_log_is_no_note():
    """What somebody wrote after it is."""
    assert called(*seen("P1", [2], note="Synthetic, made to get better.")) == {}
    own = called(*seen("P1", [2], note="Synthetic. Slept badly."))["P1"][1]
    assert own == "1 note to read: 5 Jul 2025: \u201cSlept badly.\u201d"


def test_a_log_without_notes_is_read():
    """Notes are not asked of a group."""
    frame = group(*seen("P1", [2], pain=8, pain_minutes=5)).drop(columns="note")
    assert bc.who_to_call(frame, on=ON)["also"].tolist() == [""]


def test_pain_that_rose_by_two():
    """(5 + 6) / 2 in the last 14 days against (3 + 4) / 2 in the 14 before: 2 points."""
    rise = called(*seen("P1", [27, 14, 13, 0], pain=[3, 4, 5, 6], pain_minutes=5))
    assert rise == {"P1": ("pain_rise", "Pain before sessions rose by 2 points, from 3.5 to 5.5.")}
    assert called(*seen("P1", [27, 14, 13, 0], pain=[3, 4, 5, 5], pain_minutes=5)) == {}


def test_older_pain_is_not_what_it_rose_from():
    """Only the 14 days before count: a good time months ago makes no rise of today's 5."""
    sessions = seen("P1", [40, 27, 14, 13, 0], pain=[0, 4, 4, 5, 5], pain_minutes=5)
    assert called(*sessions, sessions_goal=1) == {}


def test_nobody_came_and_one_a_week_was_agreed():
    """None at all is 0 of 4, and 1 a week is a goal."""
    found = called(*seen("P1", [41, 35, 30]), sessions_goal=1)
    assert found["P1"] == ("few_sessions", "0 of 4 agreed sessions in 28 days, 0 percent.")


@pytest.mark.parametrize("goal", [0, math.nan, "3", None])
def test_a_goal_is_a_number_from_1_on(goal):
    """As for weeks: text is refused in the same words, not by Python's own."""
    with pytest.raises(ValueError, match="sessions_goal must be 1 or more"):
        called(*seen("P1", [5]), sessions_goal=goal)


def test_silent_after_coming_regularly():
    """4 sessions in the 28 days up to the last, then none for 14 days and up to 41."""
    assert called(*seen("P1", [41, 30, 20, 14])) == {
        "P1": ("silent", "No session for 14 days, after 4 in the 28 days before that.")
    }
    assert called(*seen("P1", [41, 30, 20, 17, 14]))["P1"][0] == "silent"  # more often than that
    assert called(*seen("P1", [40, 30, 20, 13]))["P1"][0] == "few_sessions"
    assert called(*seen("P1", [42, 30, 20, 14]))["P1"][0] == "few_sessions"
    assert called(*seen("P1", [50, 49, 48, 42])) == {}


def test_to_note_the_pain_or_a_holiday_is_no_session():
    """Who came regularly and now only writes how it is has done no exercises since."""
    done = seen("P1", [41, 30, 20, 14])
    noted = seen("P1", [5, 1], pain=2, exercise_id=None, note="On holiday.")
    found = bc.who_to_call(group(*done, *noted), on=ON)
    assert found.loc["P1", ["rule_id", "days_since"]].tolist() == ["silent", 14]
    assert (
        found.loc["P1", "reason"] == "No session for 14 days, after 4 in the 28 days before that."
    )
    assert "On holiday." in found.loc["P1", "also"]
    assert called(*done, *seen("P1", [1], pain=2))["P1"][0] != "silent"
    assert called(*seen("P2", [5, 1], pain=2, exercise_id=None)) == {}


def test_no_better_after_eight_weeks():
    """Pain 5 at first and 4 now is above mild, and neither 2 points nor 30 % less."""
    often = [56, 49, 42, 35, 28, 26, 24, 22, 20, 10, 8, 6, 4, 2]
    found = called(*seen("P1", often, pain=[5] + [4] * 13, pain_minutes=5))
    assert found["P1"][0] == "no_better"
    assert "After 56 days pain before sessions is 4, and was 4.5 at first" in found["P1"][1]
    assert called(*seen("P1", often, pain=[5] + [3] * 13)) == {}
    assert called(*seen("P1", often, pain=[6, 6] + [4] * 12, pain_minutes=5)) == {}


def test_few_sessions_of_those_agreed():
    """5 of 12 in 28 days are fewer than half; 6 of 12 are not."""
    assert called(*seen("P1", [28, 20, 15, 10, 5, 1]))["P1"] == (
        "few_sessions",
        "5 of 12 agreed sessions in 28 days, 42 percent.",
    )
    assert called(*seen("P1", [28, 20, 15, 10, 5, 3, 1])) == {}
    assert called(*seen("P1", [28, 20, 15, 10, 5, 1]), sessions_goal=2) == {}


def test_the_most_urgent_stands_on_top():
    """By the order of the rules, then by how far each is over its line, then by id."""
    frame = group(
        *seen("P4", [28, 20, 15, 10, 5, 1]),
        *seen("P3", [5], pain=7),
        *seen("P2", [5], pain=9),
        *seen("P1", [5], pain=7),
        *seen("P5", [30], pain=2, pain_minutes=40),
    )
    assert bc.who_to_call(frame, on=ON).index.tolist() == ["P5", "P2", "P1", "P3", "P4"]


def test_other_reasons_stand_beside_the_first():
    """Nothing that holds is left unsaid."""
    [row] = bc.who_to_call(group(*seen("P1", [5], pain=8, pain_minutes=20)), on=ON).to_dict(
        "records"
    )
    assert row["rule_id"] == "stop_rule"
    assert row["also"] == "Pain reached 8 out of 10 on 2 Jul 2025."


def test_a_class_can_change_a_number():
    """With 10 days instead of 14 somebody is silent sooner; nothing else moves."""
    sessions = seen("P1", [30, 25, 20, 10])
    assert called(*sessions) == {"P1": called(*sessions)["P1"]}
    assert called(*sessions)["P1"][0] == "few_sessions"
    assert called(*sessions, rules=with_number("silent", "days", 10))["P1"][0] == "silent"


def test_numbers_out_of_range_are_told_at_once():
    """Pain may be called for sooner, never later than the shipped rule."""
    rules = with_number("severe_pain", "value", 9)
    rules.loc[rules["rule_id"] == "silent", "days"] = None
    rules.loc[rules["rule_id"] == "stop_rule", "value"] = 30
    with pytest.raises(ValueError, match="rules was not loaded: 3 problems") as error:
        bc.who_to_call(group(*seen("P1", [5])), on=ON, rules=rules)
    assert list(map(str, error.value)) == [
        "stop_rule, value: '30' must be blank. Delete the number.",
        "severe_pain, value: '9' must be a number of NRS points from 4 to 7.",
        "silent, days: 'nan' must be a number of days from 7 to 28.",
    ]


def test_missing_and_unknown_rules_are_told():
    """A rule that was deleted is not taken for a rule that is off."""
    rules = bc.load_table("call_rules").replace({"rule_id": {"silent": "silence"}})
    with pytest.raises(ValueError, match=r"'silence' is not a rule\. Did you mean 'silent'"):
        bc.who_to_call(group(*seen("P1", [5])), on=ON, rules=rules)


def test_every_rule_of_the_table_is_asked():
    """No row of call_rules.csv calls for something that no code looks for."""
    from backcare.cohort.calls import _FINDERS

    rules = bc.load_table("call_rules")
    calling = rules[rules["urgency"] != "counted"]
    assert calling["rule_id"].tolist() == list(_FINDERS)
    assert calling["order"].is_monotonic_increasing


def test_what_comes_later_is_not_read():
    """Looking back at an earlier day gives the list of that day."""
    sessions = [*seen("P1", [20], pain=3), *seen("P1", [1], pain=9)]
    assert called(*sessions, on="2025-06-20") == {}
    assert "P1" in called(*sessions)


def test_the_list_reads_as_text_and_as_a_page():
    """By urgency, with all reasons, the last session, and how many are left below."""
    frame = group(
        *seen("P1", [28, 20, 15, 10, 5, 1]),
        *seen("P2", [0], pain=8, pain_minutes=20),
        *seen("<b>", [1], pain=7, pain_minutes=5),
    )
    shown = bc.show_calls(bc.who_to_call(frame, on=ON), most=2)
    assert str(shown).splitlines() == [
        "Call today (2)",
        "  P2: Pain above mild lasted 20 minutes on 7 Jul 2025. "
        "No doctor has been asked since. Also: "
        "Pain reached 8 out of 10 on 7 Jul 2025. Last session 7 Jul 2025, today.",
        "  <b>: Pain reached 7 out of 10 on 6 Jul 2025. Last session 6 Jul 2025, yesterday.",
        "2 of 3 patients to call.",
    ]
    page = shown._repr_html_()
    titles = re.findall('<th scope="col">(.*?)</th>', page)
    assert titles == ["When", "Patient", "Why", "Last session"]
    (when,) = re.findall('<th scope="rowgroup" rowspan="2">(.*?)</th>', page)
    assert when == "Call today (2)"
    assert re.findall('<th scope="row"><bdi>(.*?)</bdi>', page) == ["P2", "&lt;b&gt;"]
    assert "<p>Also: Pain reached 8 out of 10 on 7 Jul 2025.</p>" in page
    assert "<td>7 Jul 2025, today</td>" in page
    assert page.count("<tr>") == 3


def test_a_list_of_nobody_says_so():
    """And another table is refused in words."""
    nobody = bc.who_to_call(group(*seen("P1", [1])), on=ON)
    assert str(bc.show_calls(nobody)) == "By these rules, no one needs a call."
    with pytest.raises(ValueError, match="calls lacks reason; who_to_call gives all of them"):
        bc.show_calls(nobody.drop(columns="reason"))


def test_rules_are_told_with_their_numbers():
    """No place is left open, and a number that was changed is in the sentence."""
    told = bc.call_rules(with_number("silent", "days", 10))["rule"]
    assert not told.str.contains("[{}]|nan").any()
    assert told["silent"].startswith("No session for 10 days")
