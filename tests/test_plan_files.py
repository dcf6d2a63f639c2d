"""Plans that people edit: checked, marked, and kept in CSV and JSON files."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from pandas.testing import assert_frame_equal

import backcare as bc
from backcare.plan.dose import COLUMNS

EXERCISES = bc.load_exercises()
PLAN = bc.make_plan(EXERCISES, pain_state="chronic", minutes=20)
BLANK = ("name", "part", "sides", "rating", "reason", "source", "caution")
MIXED = ["walking", "bridging", "bird_dog"]
quick = settings(deadline=None, max_examples=60)

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
FORMULAS = st.sampled_from(
    ["=1+1", "'=1+1", "+1", "-a", "@x", "''=", "a,b", 'a"b', "a;b", "a\nb", "1"]
)


@st.composite
def edited(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a plan in which a clinician changed whatever may be changed."""
    plan = PLAN.sample(frac=1, random_state=draw(st.integers(0, 99)))
    active = plan["reps"].notna()
    plan.loc[active, "reps"] = [draw(st.integers(1, 200)) for _ in range(active.sum())]
    plan.loc[active, "hold_s"] = [
        draw(st.none() | st.integers(0, 600)) for _ in range(active.sum())
    ]
    plan["sets"] = pd.array([draw(st.integers(1, 3)) for _ in plan.index], dtype="Int64")
    plan["rest_s"] = pd.array(
        [draw(st.none() | st.integers(0, 600)) for _ in plan.index], dtype="Int64"
    )
    plan.loc[~active, "minutes"] = draw(st.floats(0.1, 600))
    for column in ("name", "why", "caution", "reason"):
        plan[column] = [draw(TEXT | FORMULAS) for _ in plan.index]
    return plan


# --- files ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plans")


@pytest.mark.parametrize("suffix", [".csv", ".json"])
@quick
@given(plan=edited())
def test_a_file_gives_back_the_same_plan(folder: Path, suffix: str, plan: pd.DataFrame) -> None:
    """Every value and every type, whatever the numbers and the texts are."""
    file, checked = folder / f"plan{suffix}", bc.check_plan(plan)
    bc.save_plan(plan, file)
    assert_frame_equal(bc.load_plan(file), checked)


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_a_plan_that_was_made_comes_back(tmp_path: Path, suffix: str) -> None:
    """What make_plan gives needs no checking first."""
    bc.save_plan(PLAN, tmp_path / f"plan{suffix}")
    assert_frame_equal(bc.load_plan(tmp_path / f"plan{suffix}"), PLAN)


def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path) -> None:
    """What a spreadsheet would run stands behind an apostrophe."""
    bc.save_plan(PLAN.assign(why="=HYPERLINK(1)"), tmp_path / "plan.csv")
    assert "'=HYPERLINK(1)" in (tmp_path / "plan.csv").read_text("utf-8")
    assert bc.load_plan(tmp_path / "plan.csv")["why"].eq("=HYPERLINK(1)").all()


def test_a_short_csv_of_ones_own_is_filled(tmp_path: Path) -> None:
    """An id, a pain state and an amount are enough; a spreadsheet's semicolons are read."""
    file = tmp_path / "own.csv"
    file.write_text("exercise_id;pain_state;reps;hold_s\nbridging;mild;9;6.0\nbird_dog;;8;5\n")
    plan = bc.load_plan(file)
    assert plan["name"].tolist() == ["Bridge", "Bird dog"]
    assert plan["sides"].tolist() == ["both", "one_then_other"]
    assert plan[["sets", "reps", "hold_s"]].to_numpy().tolist() == [[1, 9, 6], [1, 8, 5]]
    assert plan["pain_state"].tolist() == ["mild", "mild"]
    assert plan["outside"].eq("").all()


def test_every_fault_of_a_file_comes_at_once(tmp_path: Path) -> None:
    """With the row as a spreadsheet numbers it, the column, the value and the rule."""
    file = tmp_path / "bad.csv"
    file.write_text(
        "exercise_id,pain_state,reps,hold_s,minutes\n"
        "bridgin,mild,8,6,\n\nbridging,mild,-1,six,\nwalking,mild,,,\nsit_up,mild,8,,\n"
    )
    with pytest.raises(bc.TableError) as error:
        bc.load_plan(file)
    found = [tuple(fault) for fault in error.value.faults[["row", "column", "value"]].to_numpy()]
    assert found == [
        (2, "exercise_id", "bridgin"),
        (4, "reps", "-1"),
        (4, "hold_s", "six"),
        (5, "reps", ""),
        (6, "exercise_id", "sit_up"),
    ]
    assert "Did you mean 'bridging'?" in str(error.value)
    assert "Take Partial crunch instead." in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.csv", "exercise_id,rep\nbridging,8\n", "Did you mean 'reps'"),
        ("plan.csv", "reps\n8\n", "exercise_id: is missing"),
        ("plan.csv", "exercise_id,pain_state,reps\n", "The plan has no exercises"),
        ("plan.csv", "", "It is empty"),
        ("plan.json", "[{", "It is not JSON"),
        ("plan.json", "{}", "It must be a list"),
        ("plan.json", "[1]", "It must be a list"),
        ("plan.json", '[{"reps": 8, "reps": 80}]', "'reps' appears twice in one object"),
        ("plan.json", '[{"exercise_id": "bridging", "hold_s": NaN}]', "NaN is not a number there"),
        ("plan.json", "[" * 100_000, "too many brackets inside one another"),
        ("plan.json", '[{"exercise_id": "bridging", "pain_state": "mild", "reps": "8"}]', "reps"),
        ("plan.json", '[{"exercise_id": ["x"], "pain_state": {}, "reps": true}]', "reps"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(
    tmp_path: Path, name: str, content: str, words: str
) -> None:
    """One error, which says what is wrong with it."""
    (tmp_path / name).write_text(content)
    with pytest.raises(bc.TableError, match=words):
        bc.load_plan(tmp_path / name)


@pytest.mark.parametrize("figure", ["nan", "inf", "1_0", "\uff18", "\u0668", "0x8", "8 8"])
def test_an_amount_is_written_in_figures(tmp_path: Path, figure: str) -> None:
    """What Python would take for a number, or for none, but nobody writes as one is refused."""
    file = tmp_path / "plan.csv"
    file.write_text(f"exercise_id,pain_state,reps,hold_s\nbridging,mild,8,{figure}\n", "utf-8")
    with pytest.raises(bc.TableError) as error:
        bc.load_plan(file)
    assert [fault[:3] for fault in error.value] == [(2, "hold_s", figure)]


def test_a_long_pain_state_is_quoted_once_only_in_part(tmp_path: Path) -> None:
    """Each row that differs from the first says so, and not all of what stands there."""
    file = tmp_path / "plan.csv"
    rows = f"bridging,{'x' * 5_000},8\nbird_dog,mild,8\n"
    file.write_text(f"exercise_id,pain_state,reps\n{rows}", "utf-8")
    with pytest.raises(bc.TableError) as error:
        bc.load_plan(file)
    assert max(len(fault.rule) for fault in error.value) < 200


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    """The name's ending decides how it is written."""
    with pytest.raises(ValueError, match=r"must end in .csv or .json, got 'plan.xlsx'"):
        bc.save_plan(PLAN, tmp_path / "plan.xlsx")


# --- checking -------------------------------------------------------------------------------


@quick
@given(edited())
def test_an_edited_plan_is_timed_anew(plan: pd.DataFrame) -> None:
    """Its phases last as long as it says, and it is in the order that its numbers say."""
    checked = bc.check_plan(plan)
    assert bc.plan_phases(checked)["seconds"].sum() == checked["seconds"].sum()
    assert checked["exercise_id"].tolist() == plan.sort_values("order")["exercise_id"].tolist()
    assert_frame_equal(bc.check_plan(checked), checked)


@pytest.mark.parametrize(
    ("exercise_id", "cells", "outside"),
    [
        ("bridging", {"reps": 12}, ""),
        ("bridging", {"reps": 13}, "13 times: the table has 8 to 12"),
        (
            "bridging",
            {"reps": 7, "hold_s": 10},
            "7 times: the table has 8 to 12; 10 s: the table has 6",
        ),
        ("bridging", {"rest_s": 5}, "5 s of rest: the table has 10"),
        ("bridging", {"sets": 2}, "2 sets: the table has 1"),
        ("pelvic_tilt", {"rest_s": 5}, "5 s of rest: the table has no number"),
        ("walking", {"minutes": 31.0}, "31 minutes: the table has 5 to 30"),
        # the source's own step, longer holds, is no deviation
        ("bird_dog", {"hold_s": 10, "variant": "opposite_arm"}, ""),
        ("bird_dog", {"hold_s": 11}, "11 s: the table has 5 to 10"),
    ],
)
def test_what_is_outside_the_table_is_marked(
    exercise_id: str, cells: dict[str, Any], outside: str
) -> None:
    """Any amount that can be done is kept, and said where it goes beyond the range."""
    plan = bc.make_plan(EXERCISES.loc[[exercise_id]], pain_state="none", minutes=30)
    for column, value in cells.items():
        plan[column] = value
    checked = bc.check_plan(plan)
    assert checked["outside"].tolist() == [outside]
    assert checked[list(cells)].iloc[0].tolist() == list(cells.values())


@pytest.mark.parametrize(
    ("reps", "taken", "outside"),
    [
        (None, 1, "30 s: the table has no number"),
        (1, 1, "30 s: the table has no number"),
        (2, 2, "2 times: the table has no number; 30 s: the table has no number"),
    ],
)
def test_a_hold_without_a_number_of_times_is_done_once(
    reps: int | None, taken: int, outside: str
) -> None:
    """Once needs no number in the table; more often does."""
    row = {"exercise_id": "lifting_weights", "pain_state": "none", "reps": reps, "hold_s": 30}
    checked = bc.check_plan(pd.DataFrame([row]))
    assert checked[["reps", "outside"]].iloc[0].tolist() == [taken, outside]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"reps": -1}, "reps"),
        ({"reps": 0}, "reps"),
        ({"reps": 8.5}, "reps"),
        ({"reps": "many"}, "reps"),
        ({"reps": None, "hold_s": None}, "reps"),
        ({"reps": True}, "reps"),
        ({"minutes": 5}, "minutes"),
        ({"rest_s": 10**9}, "rest_s"),
        ({"sets": 0}, "sets"),
        ({"hold_s": float("inf")}, "hold_s"),
        ({"sides": "left"}, "sides"),
        ({"part": "middle"}, "part"),
        ({"variant": "opposite_arm"}, "variant"),
        ({"rating": "fine"}, "rating"),
        ({"pain_state": "bad"}, "pain_state"),
        ({"exercise_id": "planking"}, "exercise_id"),
        ({"exercise_id": 7}, "exercise_id"),
        ({"order": -1}, "order"),
        ({"level": 9}, "level"),
        ({"name": 5}, "name"),
        ({"name": "\0"}, "name"),
        ({"name": "\ud800"}, "name"),
    ],
)
def test_nonsense_is_refused(cells: dict[str, Any], column: str) -> None:
    """The error names the exercise's place and the column."""
    plan = bc.make_plan(EXERCISES.loc[["bridging"]], pain_state="none", minutes=30).astype(object)
    for name, value in cells.items():
        plan[name] = pd.Series([value], dtype=object)
    with pytest.raises(bc.PlanError) as error:
        bc.check_plan(plan)
    assert f"exercise 1, {column}" in error.value.faults["column"].tolist()


@quick
@given(
    st.sampled_from([name for name in COLUMNS if name not in ("seconds", "outside")]),
    st.none()
    | st.integers()
    | st.floats()
    | TEXT
    | st.booleans()
    | st.lists(st.integers(), max_size=2)
    | st.dates()
    | st.sampled_from([pd.NaT, {}, np.array([1, 2]), np.float32("nan"), np.int8(3)]),
)
def test_any_cell_is_taken_or_refused(column: str, value: object) -> None:
    """Whatever is put into a cell, the answer is a plan that holds together, or one error."""
    plan = PLAN.astype(object)
    plan[column] = pd.Series([value] * len(plan), index=plan.index, dtype=object)
    with suppress(bc.PlanError):
        checked = bc.check_plan(plan)
        assert bc.plan_phases(checked)["seconds"].sum() == checked["seconds"].sum()


def test_an_empty_plan_is_nonsense() -> None:
    """There is nothing to check, to keep or to play."""
    with pytest.raises(bc.PlanError, match=r"The plan has no exercises\. Add at least one row\."):
        bc.check_plan(PLAN.iloc[:0])


def test_what_is_to_be_avoided_cannot_be_put_into_a_plan() -> None:
    """Not even by a clinician, but for one who gives a table with another rating."""
    plan = bc.make_plan(EXERCISES.loc[["bridging"]], pain_state="none", minutes=30)
    walk = plan.assign(exercise_id="walking", minutes=2.0, reps=None, hold_s=None, rest_s=None)
    lifted = pd.concat([walk, plan.assign(exercise_id="partial_crunch", order=2)])
    lifted = lifted.assign(pain_state="acute", part="main")
    with pytest.raises(bc.PlanError, match="should be avoided with this kind of pain"):
        bc.check_plan(lifted)
    own = EXERCISES.assign(rating_acute=EXERCISES["rating_acute"].replace("avoid", "ask"))
    seen = lifted.assign(rating="ok", reason="She does it well, and without pain.")
    cleared = bc.check_plan(seen, own)
    assert cleared["exercise_id"].tolist() == ["walking", "partial_crunch"]


@pytest.mark.parametrize("state", ["mild", "chronic"])
def test_another_pain_clears_nothing(state: str) -> None:
    """What was ok for a back without pain is to ask about where the table does."""
    plan = bc.make_plan(EXERCISES, pain_state="none", minutes=60)
    known = EXERCISES.loc[plan["exercise_id"]]
    plan = plan[known[f"rating_{state}"].ne("avoid").to_numpy()]
    checked = bc.check_plan(plan.assign(pain_state=state))
    facts = EXERCISES.loc[checked["exercise_id"]]
    assert "ask" in set(checked["rating"])
    assert checked["rating"].tolist() == facts[f"rating_{state}"].tolist()
    assert checked["reason"].tolist() == facts[f"reason_{state}"].tolist()
    assert not checked["caution"].str.contains("Cleared").any()


def test_a_new_pain_makes_no_long_plan_of_an_old_one() -> None:
    """The rules for a sudden pain hold for what was ok without it."""
    plan = bc.make_plan(EXERCISES, pain_state="none", minutes=60)
    offered = EXERCISES.loc[plan["exercise_id"], "rating_acute"].ne("avoid").to_numpy()
    with pytest.raises(bc.PlanError, match=r"more than 2|gentle"):
        bc.check_plan(plan[offered].assign(pain_state="acute"))


@pytest.mark.parametrize("other", ["knee_to_chest", "lifting_weights"])
def test_another_exercise_takes_nothing_over(other: str) -> None:
    """Its name, sides and rating are its own, and what was cleared was the one before it."""
    cleared = bc.check_plan(PLAN.assign(rating="ok"))
    edited = cleared.assign(exercise_id=[other, *cleared["exercise_id"][1:]])
    row = bc.check_plan(edited).iloc[0]
    usual = bc.check_plan(PLAN.head(1).assign(exercise_id=other, **dict.fromkeys(BLANK, ""))).iloc[
        0
    ]
    words = "Ask a health professional before you do this one."
    assert row[[*BLANK]].to_dict() == usual[[*BLANK]].to_dict() | {"caution": words}
    assert row["rating"] == "ask"


def test_a_clinicians_word_stays(tmp_path: Path) -> None:
    """With the table's reason or with their own; also through a file, and checked twice."""
    asked = bc.check_plan(
        PLAN.head(1).assign(exercise_id="knee_to_chest", **dict.fromkeys(BLANK, ""))
    )
    for reason in (asked["reason"].item(), "I have seen her do it."):
        cleared = bc.check_plan(asked.assign(rating="ok", reason=reason))
        bc.save_plan(cleared, tmp_path / "plan.csv")
        again = bc.check_plan(bc.load_plan(tmp_path / "plan.csv"))
        assert (again["rating"].item(), again["reason"].item()) == ("ok", reason)
        assert "Cleared by a clinician" in again["caution"].item()


def test_checking_changes_no_argument_and_keeps_the_notes() -> None:
    """The frame stays as it was; what the plan says of itself goes along."""
    before = PLAN.copy()
    checked = bc.check_plan(PLAN)
    assert_frame_equal(PLAN, before)
    assert checked.attrs == PLAN.attrs


def test_json_is_plain(tmp_path: Path) -> None:
    """Another program reads a list of objects with nulls, whole numbers whole."""
    bc.save_plan(PLAN, tmp_path / "plan.json")
    walk, tilt, *_ = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert (walk["minutes"], walk["reps"], tilt["reps"], tilt["minutes"]) == (5.0, None, 8, None)


def test_a_rating_changed_by_hand_is_marked_as_cleared() -> None:
    """From ask to ok: kept, and marked, once; also where an answer, not given, would make it ok."""
    asks = pd.DataFrame(
        {
            "exercise_id": ["bridging", "lifting_weights", "press_up_extension"],
            "pain_state": "mild",
            "reps": [8, 8, 10],
        }
    )
    plan = bc.check_plan(asks)
    assert plan["rating"].tolist() == ["ok", "ask", "ask"]
    cleared = bc.check_plan(plan.assign(rating="ok"))
    # What a plan says as a whole goes by its ratings as they are now.
    asks = "ask a health professional: "
    assert (asks in bc.plan_summary(plan), asks in bc.plan_summary(cleared)) == (True, False)
    mark = "Cleared by a clinician"
    # The press-up is ok where arching eases the pain; but nobody has answered that here.
    assert cleared["caution"].str.contains(mark).tolist() == [False, True, True]
    assert bc.check_plan(cleared)["caution"].tolist() == cleared["caution"].tolist()
    assert not plan["caution"].str.contains(mark).any()


@pytest.mark.parametrize(
    "caution",
    [
        "Ask first: she had an operation.",  # in our words, or in those of the table alone
        bc.load_table("cautions")
        .query("exercise_id == 'bridging' and advice == 'ask'")["text"]
        .iloc[0],
        "Ask a health professional before you do this one.",
    ],
)
def test_each_way_to_say_ask_keeps_a_blank_rating_asking(caution: str) -> None:
    """One of them is enough."""
    row = {"exercise_id": "bridging", "pain_state": "none", "reps": 8, "caution": caution}
    assert bc.check_plan(pd.DataFrame([row]))["rating"].item() == "ask"
    cleared = bc.check_plan(pd.DataFrame([row | {"rating": "ok"}]))
    assert cleared["caution"].item().startswith("The table says “Ask first”. Cleared")


def row_of(plan: pd.DataFrame, exercise_id: str) -> pd.Series:
    return plan.set_index("exercise_id").loc[exercise_id]


def test_what_an_answer_makes_ok_is_told_from_what_a_hand_does() -> None:
    """The press-up with long-lasting pain: ok because of an answer, or cleared by a clinician."""
    asked = {"pain_state": "chronic", "minutes": 120}
    answered = bc.make_plan(EXERCISES, answers="arching_eases", **asked)
    row = row_of(answered, "press_up_extension")
    assert row["rating"] == "ok"
    because = "OK because: Arching the back eases the pain. Fine if arching your back"
    assert row["reason"].startswith(because)
    assert_frame_equal(bc.check_plan(answered), answered)
    others = answered[answered["exercise_id"] != "press_up_extension"]
    facts = EXERCISES.loc[others["exercise_id"], "reason_chronic"]
    assert others["reason"].tolist() == facts.tolist()
    by_hand = bc.check_plan(bc.make_plan(EXERCISES, **asked).assign(rating="ok"))
    row = row_of(by_hand, "press_up_extension")
    assert (row["rating"], "Cleared by a clinician" in row["caution"]) == ("ok", True)
    assert not by_hand["reason"].str.contains("OK because").any()
    # A condition beside it: the answer does not make it ok then, and no reason says so.
    both = bc.make_plan(EXERCISES, answers=["arching_eases", "spinal_stenosis"], **asked)
    changed = bc.check_plan(both.assign(rating="ok"))
    assert "Cleared by a clinician" in row_of(changed, "press_up_extension")["caution"]


@pytest.mark.parametrize("state", ["mild", "chronic"])
@pytest.mark.parametrize("added", ["", " She says so."])
def test_an_answer_that_somebody_typed_clears_nothing(state: str, added: str) -> None:
    """Nobody answered, and no clinician cleared it: it is asked about, and the words are gone."""
    row = {"exercise_id": "press_up_extension", "pain_state": state, "reps": 8, "rating": "ok"}
    typed = pd.DataFrame([row | {"reason": f"OK because: Arching the back eases the pain.{added}"}])
    checked = bc.check_plan(typed).iloc[0]
    assert checked["rating"] == "ask"
    assert checked["reason"] == EXERCISES.loc["press_up_extension", f"reason_{state}"]
    assert "Cleared" not in checked["caution"]


def test_an_answer_counts_for_the_shipped_rating_only() -> None:
    """With a reason of a clinic's own, `make_plan` asks; a plan of before changes nothing."""
    asked = {"pain_state": "chronic", "minutes": 120, "answers": "arching_eases"}
    before = bc.make_plan(EXERCISES, **asked)
    own = EXERCISES.copy()
    own.loc["press_up_extension", "reason_chronic"] = "Our clinic looks at it first."
    assert row_of(bc.make_plan(own, **asked), "press_up_extension")["rating"] == "ask"
    row = row_of(bc.check_plan(before, own), "press_up_extension")
    assert (row["rating"], row["reason"]) == ("ask", "Our clinic looks at it first.")
    typed = before.assign(reason=before["reason"].replace(r"Fine if.*", row["reason"], regex=True))
    row = row_of(bc.check_plan(typed, own), "press_up_extension")
    assert (row["rating"], row["reason"]) == ("ask", "Our clinic looks at it first.")


def test_what_a_condition_asks_about_is_cleared_by_a_clinician_only() -> None:
    """Pregnancy: the table itself says ok, but the row's own caution says to ask first."""
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=20, answers="pregnancy")
    tilt = row_of(plan, "pelvic_tilt")
    assert (tilt["rating"], tilt["caution"][:9]) == ("ask", "Ask first")
    cleared = bc.check_plan(plan.assign(rating="ok"))
    told = row_of(cleared, "pelvic_tilt")["caution"]
    assert told.endswith(f"Cleared by a clinician for this plan. {tilt['caution']}")
    assert_frame_equal(bc.check_plan(cleared), cleared)
    # The walk has a caution only where something is to be adapted: nobody had to clear that.
    walk = bc.make_plan(EXERCISES, pain_state="none", minutes=20, answers="spinal_stenosis")
    assert bc.check_plan(walk)["caution"].tolist() == walk["caution"].tolist()


def test_cautions_of_ones_own_stay_asked_about() -> None:
    """No condition of theirs is known, so who finds them in a row has been told to ask."""
    own = EXERCISES.copy()
    own.loc["bridging", "cautions"] = "Not after a hip operation."
    plan = bc.make_plan(own, pain_state="chronic", minutes=60, answers="knee_pain")
    assert row_of(plan, "bridging")["rating"] == "ask"
    assert row_of(bc.check_plan(plan.assign(rating=""), own), "bridging")["rating"] == "ask"
    cleared = bc.check_plan(plan.assign(rating="ok"), own)
    assert "Cleared by a clinician" in row_of(cleared, "bridging")["caution"]


@pytest.mark.parametrize("state", ["none", "mild", "chronic", "acute"])
@pytest.mark.parametrize("answers", ["", "pregnancy", "osteoporosis", "arching_eases"])
def test_a_blank_rating_is_never_milder(tmp_path: Path, state: str, answers: str) -> None:
    """Blanked, or its column deleted: from the table, or as the caution says; in a file too."""
    asked = {"pain_state": state, "minutes": 120, "answers": answers or None}
    plan = bc.make_plan(EXERCISES, **asked)
    plan.drop(columns="rating").to_csv(tmp_path / "plan.csv", index=False)
    others = (bc.check_plan(plan.assign(rating="")), bc.load_plan(tmp_path / "plan.csv"))
    for filled in (*others, bc.check_plan(plan.drop(columns="rating"))):
        asks = filled["rating"] == "ask"
        assert asks[plan["rating"] == "ask"].all()
        assert not filled["caution"].str.contains("Cleared").any()
    # Without the caution, what the table itself says is asked about still is.
    bare = bc.check_plan(plan.assign(rating="", caution=""))
    table = EXERCISES.loc[plan["exercise_id"], f"rating_{state}"]
    assert bare["rating"].tolist() == table.tolist()
    kept = bc.check_plan(plan.drop(columns="caution"))
    assert kept["rating"].tolist() == plan["rating"].tolist()


def acute(*exercise_ids: str, **cells: object) -> pd.DataFrame:
    """Return a plan of one's own for a sudden pain."""
    walks = [one == "walking" for one in exercise_ids]
    amounts = {
        "minutes": [2.0 if walk else None for walk in walks],
        "reps": [None if walk else 5 for walk in walks],
    }
    return pd.DataFrame({"exercise_id": [*exercise_ids], "pain_state": "acute", **amounts, **cells})


@pytest.mark.parametrize(
    ("plan", "place", "rule"),
    [
        (acute("pelvic_tilt"), 1, "is not enough with sudden or new pain. Add a row for walking"),
        (
            acute("pelvic_tilt", "walking"),
            1,
            "every plan begins with a walk. Put walking before it",
        ),
        (acute("walking", "pelvic_tilt", order=[2, 1]), 2, "every plan begins with a walk"),
        (acute("walking", "press_up_extension"), 2, "whatever its rating"),
        (acute("walking", "press_up_extension", rating="ok"), 2, "whatever its rating"),
        (acute("walking", "wall_sit"), 2, "not among the gentle exercises"),
        (acute("walking", "swimming"), 2, "not among the gentle exercises"),
        (
            acute("walking", "pelvic_tilt", "knee_to_chest", "hamstring_stretch"),
            *(4, "is more than 2 exercises with sudden or new pain"),
        ),
    ],
)
def test_a_plan_for_a_new_pain_stays_one(
    tmp_path: Path, plan: pd.DataFrame, place: int, rule: str
) -> None:
    """A walk, and at most two of the gentle ones; never the press-up: row and column are told."""
    with pytest.raises(bc.PlanError) as error:
        bc.check_plan(plan)
    (fault,) = error.value.faults.to_dict("records")
    assert fault["column"] == f"exercise {place}, exercise_id"
    assert rule in fault["rule"]
    plan.to_csv(tmp_path / "plan.csv", index=False)
    with pytest.raises(bc.TableError) as error:
        bc.load_plan(tmp_path / "plan.csv")
    (fault,) = error.value.faults.to_dict("records")
    assert (fault["row"], fault["column"]) == (place + 1, "exercise_id")


def test_what_a_clinician_cleared_may_follow_the_walk() -> None:
    """It is marked, and does not count among the two; the rule names the press-up extension."""
    ids = ["walking", "pelvic_tilt", "knee_to_chest", "wall_sit"]
    plan = bc.check_plan(acute(*ids, rating=["ok", "ask", "ask", "ok"]))
    assert plan["caution"].str.contains("Cleared by a").tolist() == [False, False, False, True]
    rules = bc.load_table("plan_rules").set_index("rule_id")["text"]
    assert "never the press-up back extension" in rules["acute_gentle"]
    for minutes in (1, 10, 120):
        made = bc.make_plan(EXERCISES, pain_state="acute", minutes=minutes)
        assert_frame_equal(bc.check_plan(made), made)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("chronic", "Take Partial crunch instead."),
        ("acute", "Delete the row."),  # the crunch is to be avoided then
    ],
)
def test_a_swap_is_named_only_where_it_may_be_done(state: str, words: str) -> None:
    """Nobody is sent from one exercise to avoid to another."""
    plan = pd.DataFrame({"exercise_id": ["sit_up"], "pain_state": [state], "reps": [8]})
    with pytest.raises(bc.PlanError, match=words):
        bc.check_plan(plan)
    ask = plan.assign(exercise_id="double_leg_lift", pain_state="acute")
    with pytest.raises(
        bc.PlanError, match=r"Take Single leg lift instead and ask about it first\."
    ):
        bc.check_plan(ask)


def test_a_column_that_stands_twice_is_told() -> None:
    """Nobody knows which of the two counts."""
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=5)
    with pytest.raises(bc.PlanError, match=r"reps: .*appears twice\. Rename or delete one"):
        bc.check_plan(pd.concat([plan, plan[["reps"]]], axis="columns"))
