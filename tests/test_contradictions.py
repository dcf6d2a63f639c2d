"""Shipped tables that were edited badly: refused, every fault with table, row and column."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

import backcare as bc
from backcare.errors import Fault
from backcare.exercises import load
from backcare.figures.poses import shipped_poses
from backcare.plan.dose import plan_rules
from backcare.tables import shipped
from backcare.tables.contradictions import CHECKED, table_faults
from backcare.tables.descriptor import descriptor
from backcare.tables.fields import cell_faults

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    return {name: bc.load_table(name) for name in (*CHECKED, "call_rules")}


def faults_of(tables: dict[str, pd.DataFrame]) -> list[Fault]:
    schemas = {one["name"]: one["schema"] for one in descriptor()["resources"] if "schema" in one}
    return table_faults(tables, schemas)


def place(table: pd.DataFrame, **cells: object) -> int:
    """Return where the row with these cells is; a spreadsheet shows the number that is 2 higher."""
    found = table.index[(table[list(cells)] == list(cells.values())).all(axis="columns")]
    (only,) = found
    return int(only)


def edit(tables: dict[str, pd.DataFrame], name: str, row: int, column: str, cell: object) -> None:
    table = tables[name].copy()
    if isinstance(cell, str) and pd.api.types.is_numeric_dtype(table[column]):
        table[column] = table[column].astype(object)
    table.loc[row, column] = cell
    tables[name] = table


def test_the_shipped_tables_agree(tables: dict[str, pd.DataFrame]) -> None:
    """Nothing is wrong with them, together or one by one."""
    assert faults_of(tables) == []
    for name, table in tables.items():
        assert faults_of({name: table}) == []


# Which row (by some of its cells), which column, what is put there; where the fault is then, if not
# there, and words of its rule.
WRONG = [
    ("red_flags", {"flag_id": "fever"}, "urgency", "someday", "is not known. Choose from: emerg"),
    ("red_flags", {"flag_id": "fever"}, "flag_id", "knee_pain", "is a condition of vocabulary.csv"),
    ("red_flags", {"flag_id": "fever"}, "source", "FINN", "not in sources.csv. .* mean 'FIN'"),
    ("red_flags", {"flag_id": "fever"}, "source", "FIN|NHS", "rests on NHS, which no one has read"),
    (
        *("cautions", {"exercise_id": "bird_dog", "condition": "knee_pain"}, "condition"),
        *("knee_pains", "is not known.*Did you mean 'knee_pain'"),
    ),
    (
        *("cautions", {"exercise_id": "bird_dog", "condition": "knee_pain"}, "exercise_id"),
        *("birddog", "is not known.*Did you mean 'bird_dog'"),
    ),
    (
        *("cautions", {"exercise_id": "bird_dog", "condition": "knee_pain"}, "advice"),
        *("beware", "is not known. Choose from: avoid, ask, adapt, stop"),
    ),
    (
        *("cautions", {"exercise_id": "standing_toe_touch", "condition": "osteoporosis"}),
        *("advice", "ask", "must be avoid, since exercises.csv has advice avoid"),
    ),
    ("exercises", {"exercise_id": "sit_up"}, "swap", "sit_ups", "is not known.*mean 'sit_up'"),
    ("exercises", {"exercise_id": "sit_up"}, "swap", "sit_up", "must be another exercise"),
    (
        *("exercises", {"exercise_id": "sit_up"}, "swap"),
        *("double_leg_lift", "should be avoided whenever this one is"),
    ),
    (
        *("exercises", {"exercise_id": "lifting_weights"}, "swap"),
        *("partial_crunch", "should be avoided whenever this one is"),
    ),
    (
        *("ratings", {"exercise_id": "sit_up", "pain_state": "mild"}, "rating"),
        *("ask", "must be avoid, since exercises.csv has advice avoid"),
    ),
    (
        *("ratings", {"exercise_id": "bridging", "pain_state": "mild"}, "rating"),
        *("fine", "is not known. Choose from: ok, ask, avoid"),
    ),
    (
        *("ratings", {"exercise_id": "bridging", "pain_state": "mild"}, "ok_if"),
        *("supervised", "must be blank where the rating is not ask"),
    ),
    (
        *("muscles", {"exercise_id": "bridging", "muscle_group": "glutes"}, "muscle_group"),
        *("glute", "is not known.*Did you mean 'glutes'"),
    ),
    (
        *("doses", {"exercise_id": "bridging", "quantity": "reps"}, "maximum"),
        *(7, "must not be below minimum"),
    ),
    (
        *("doses", {"exercise_id": "pilates", "quantity": "minutes"}, "note"),
        *("", "must say what to do"),
    ),
    ("safety_rules", {"rule_id": "stop_rule"}, "value", 16.0, "must not be above highest"),
    ("safety_rules", {"rule_id": "ease_off"}, "agreed_highest", 3.0, "must be above highest"),
    ("safety_rules", {"rule_id": "ease_off"}, "agreed_highest", 7.0, "must be below severe pain"),
    ("progression_rules", {"rule_id": "severe_pain"}, "value", 9.0, "must be 4 to 7, which are"),
    ("progression_rules", {"rule_id": "break"}, "value", 0.0, "must be 1 to 14, which are"),
    *(
        (
            "progression_rules",
            {"rule_id": rule},
            "decision",
            decision,
            "must be stop, since somebody",
        )
        for rule in ("stop_rule", "severe_pain")
        for decision in ("progress", "hold", "regress")
    ),
    *(
        ("progression_rules", {"rule_id": rule}, "decision", "progress", "must not be progress")
        for rule in ("pain_rise", "above_mild", "baseline_rise", "long_break", "far_short")
    ),
    *(
        ("progression_rules", {"rule_id": rule}, "decision", "progress", "must not be progress")
        for rule in ("new_pain", "after_a_stop", "small_rise", "not_mild", "pain_unknown")
    ),
    ("progression_rules", {"rule_id": "pain_rise"}, "decision", "hold", "must be regress where"),
    ("progression_rules", {"rule_id": "severe_pain"}, "value", None, "must be 4 to 7, which are"),
    *(
        ("call_rules", {"rule_id": rule}, "urgency", urgency, "must be today, since it is about")
        for rule in ("stop_rule", "severe_pain")
        for urgency in ("this_week", "next_visit", "counted")
    ),
    *(
        ("call_rules", {"rule_id": rule}, "urgency", urgency, "must be today or this_week, since")
        for rule in ("unknown_duration", "pain_rise")
        for urgency in ("next_visit", "counted")
    ),
    ("call_rules", {"rule_id": "silent"}, "urgency", "counted", "counted where reason is blank"),
    ("call_rules", {"rule_id": "stopped"}, "urgency", "today", "must be counted, since it only"),
    ("call_rules", {"rule_id": "severe_pain"}, "days", None, "must be 14 to 28, which are"),
    ("call_rules", {"rule_id": "severe_pain"}, "highest", 8.0, "must be 7 at most, as severe_pain"),
    ("safety_rules", {"rule_id": "ease_off"}, "highest", 7.0, "must be below severe pain"),
    (
        *("progression_steps", {"exercise_id": "bird_dog", "quantity": "hold_s"}, "highest", 4),
        "must not be below the dose of bird_dog, which is 5",
    ),
    (
        *("progression_steps", {"exercise_id": "walking", "quantity": "minutes"}, "highest", 20),
        "must not be below the dose of walking, which is 30",
    ),
    (
        *("progression_steps", {"exercise_id": "swimming", "quantity": "minutes"}, "highest", 4),
        "must not be below the dose of swimming, which is 5",
    ),
    (
        *("progression_steps", {"exercise_id": "", "quantity": "reps"}, "highest", 9),
        "must not be below the dose of wall_sit, which is 12",
    ),
    ("progression_rules", {"rule_id": "new_pain"}, "decision", "regress", "must be regress where"),
    ("red_flags", {"flag_id": "bladder"}, "asked", False, "must be true, since urgency is emerg"),
    ("red_flags", {"flag_id": "fever"}, "asked", False, "must be true, since urgency is today"),
    (
        *("ratings", {"exercise_id": "walking", "pain_state": "acute"}, "rating"),
        *("avoid", "must be ok or ask, since every plan for sudden or new pain begins with it"),
    ),
    ("sources", {"source": "NHS"}, "origin", "hearsay", "is not known"),
]


@pytest.mark.parametrize(("name", "row", "column", "cell", "rule"), WRONG)
def test_each_kind_of_fault_is_found(
    tables: dict[str, pd.DataFrame],
    name: str,
    row: dict[str, object],
    column: str,
    cell: object,
    rule: str,
) -> None:
    """One cell is changed: the fault names its row, its column and table, what is there, a rule."""
    where = place(tables[name], **row)
    edit(tables, name, where, column, cell)
    shown = "" if cell is None else str(int(cell) if column == "order" else cell)
    found = [one for one in faults_of(tables) if one.column == f"{column} of {name}.csv"]
    assert [(one.row, one.value) for one in found] == [(where + 2, shown)]
    assert pd.Series([found[0].rule]).str.contains(rule).all(), found[0].rule


# Cells that break the description of their own column, and words of the rule.
CELLS = [
    *(("red_flags", column, "", "must not be blank") for column in ("action", "say", "text")),
    ("red_flags", "flag_id", "Fever!", "must have the form"),
    ("red_flags", "order", "0", "must be a whole number from 1"),
    ("cautions", "text", "", "must not be blank"),
    ("ratings", "reason", "", "must not be blank"),
    ("ratings", "ok_if", "knee_pain", "must be one of"),
    ("safety_rules", "text", "", "must not be blank"),
]


@pytest.mark.parametrize(("name", "column", "cell", "rule"), CELLS)
def test_a_cell_is_held_to_its_description(name: str, column: str, cell: str, rule: str) -> None:
    """As it is read; the fault has its row, its column and what is there."""
    table = bc.load_table(name)
    cells = table.astype("object").where(table.notna(), "").astype("str")
    cells.loc[2, column] = cell
    found = [one for one in cell_faults(cells, shipped._columns(name)) if one.row == 2]
    assert [(one.column, one.value) for one in found] == [(column, cell)]
    assert rule in found[0].rule


# What a clinic may well decide for itself: which row, and what is put there.
FINE: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("call_rules", {"rule_id": "unknown_duration"}, {"urgency": "today"}),
    ("call_rules", {"rule_id": "pain_rise"}, {"urgency": "today"}),
    ("call_rules", {"rule_id": "few_sessions"}, {"urgency": "this_week"}),
    ("call_rules", {"rule_id": "few_sessions"}, {"urgency": "counted", "reason": ""}),
    ("call_rules", {"rule_id": "severe_pain"}, {"value": 5.0}),
    ("call_rules", {"rule_id": "stop_rule"}, {"order": 2}),
    ("progression_steps", {"exercise_id": "bird_dog", "quantity": "hold_s"}, {"highest": 5}),
    ("progression_steps", {"exercise_id": "bird_dog", "quantity": "reps"}, {"highest": 15}),
    ("progression_steps", {"exercise_id": "swimming"}, {"highest": 20}),
    ("progression_steps", {"exercise_id": "", "quantity": "reps"}, {"highest": 12}),
    ("exercises", {"exercise_id": "sit_up"}, {"swap": "pelvic_tilt"}),
    ("exercises", {"exercise_id": "sit_up"}, {"swap": ""}),
    ("exercises", {"exercise_id": "lifting_weights"}, {"swap": "walking"}),
    (
        *("progression_rules", {"rule_id": "not_mild"}),
        {"decision": "stop", "text": "Pain was above mild. Stop, and ask a physiotherapist."},
    ),
    (
        *("progression_rules", {"rule_id": "ready"}),
        {"decision": "hold", "text": "Keep to the amount you have until your next visit."},
    ),
]


@pytest.mark.parametrize(("name", "row", "cells"), FINE)
def test_what_a_clinic_may_decide_is_taken(
    tables: dict[str, pd.DataFrame],
    name: str,
    row: dict[str, object],
    cells: dict[str, object],
) -> None:
    """Nothing is refused that is as careful as before, or no question of safety."""
    for column, cell in cells.items():
        edit(tables, name, place(tables[name], **row), column, cell)
    assert faults_of(tables) == []


def test_a_swap_that_became_one_to_avoid_is_found(tables: dict[str, pd.DataFrame]) -> None:
    """Its ratings changed, and the row that names it is told."""
    ratings = tables["ratings"].copy()
    ratings.loc[ratings["exercise_id"] == "single_leg_lift", "rating"] = "avoid"
    tables["ratings"] = ratings
    row = place(tables["exercises"], exercise_id="double_leg_lift") + 2
    found = [one for one in faults_of(tables) if one.column == "swap of exercises.csv"]
    assert [(one.row, one.value) for one in found] == [(row, "single_leg_lift")]


def test_pain_that_stops_is_pain_to_call_about(tables: dict[str, pd.DataFrame]) -> None:
    """A clinic that stops at 6 has to call at 6, too."""
    rules = tables["progression_rules"]
    edit(tables, "progression_rules", place(rules, rule_id="severe_pain"), "value", 6.0)
    row = place(tables["call_rules"], rule_id="severe_pain") + 2
    (fault,) = [one for one in faults_of(tables) if one.column == "value of call_rules.csv"]
    assert (fault.row, fault.value) == (row, "7.0")
    assert "must be 6 at most" in fault.rule


def test_a_missing_rating_is_a_fault_of_the_exercise(tables: dict[str, pd.DataFrame]) -> None:
    """There is no row to blame in the ratings."""
    ratings = tables["ratings"]
    gone = place(ratings, exercise_id="bridging", pain_state="acute")
    tables["ratings"] = ratings.drop(index=gone).reset_index(drop=True)
    row = place(tables["exercises"], exercise_id="bridging") + 2
    rule = "has no rating for acute pain. Add a row to ratings.csv."
    assert faults_of(tables) == [Fault(row, "exercise_id of exercises.csv", "bridging", rule)]


def test_what_is_to_be_avoided_in_every_state_is_nothing_to_try(
    tables: dict[str, pd.DataFrame],
) -> None:
    """Four times avoid in the ratings, and the exercise says try."""
    ratings = tables["ratings"]
    ratings.loc[ratings["exercise_id"] == "bridging", "rating"] = "avoid"
    (fault,) = faults_of(tables)
    assert (fault.column, fault.value) == ("advice of exercises.csv", "try")


def test_a_condition_cannot_both_allow_and_forbid(tables: dict[str, pd.DataFrame]) -> None:
    """With a teacher Pilates is ok, and a caution that warns of teachers says the contrary."""
    where = place(tables["cautions"], exercise_id="pilates", condition="osteoporosis")
    edit(tables, "cautions", where, "condition", "supervised")
    row = place(tables["ratings"], exercise_id="pilates", pain_state="chronic") + 2
    (fault,) = faults_of(tables)
    assert fault[:3] == (row, "ok_if of ratings.csv", "supervised")


def test_a_condition_that_nobody_can_tick_is_refused(tables: dict[str, pd.DataFrame]) -> None:
    """A caution for it would never be said: every one of them is named."""
    words = tables["vocabulary"]
    tables["vocabulary"] = words[words["term"] != "pregnancy"].reset_index(drop=True)
    faults = faults_of(tables)
    assert {(one.column, one.value) for one in faults} == {
        ("condition of cautions.csv", "pregnancy"),
    }
    assert len(faults) == 13


def test_the_same_key_twice(tables: dict[str, pd.DataFrame]) -> None:
    """Two cautions for one condition, which could say different things: both rows are named."""
    cautions = tables["cautions"]
    tables["cautions"] = pd.concat([cautions, cautions.iloc[[3]]], ignore_index=True)
    assert [(one.row, one.column) for one in faults_of(tables)] == [
        (5, "condition of cautions.csv"),
        (len(cautions) + 2, "condition of cautions.csv"),
    ]


# --- at load --------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Read a copy of the data folder, which a test may edit, in place of the shipped one."""
    shutil.copytree(DATA, tmp_path / "data")
    monkeypatch.setattr(shipped, "data_folder", lambda: tmp_path / "data")
    for read in (load._shipped_exercises, shipped_poses, plan_rules):
        read.cache_clear()
    yield tmp_path / "data"
    for read in (load._shipped_exercises, shipped_poses, plan_rules):
        read.cache_clear()


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def test_every_fault_of_every_table_at_once(folder: Path) -> None:
    """The exercises are not loaded, and one error has all that is wrong, in the order of tables."""
    replaced(
        folder / "exercises.csv", "WEBMD,3,JUDGEMENT,partial_crunch", "WEBMD,3,JUDGEMENT,sit_up"
    )
    replaced(folder / "cautions.csv", "bird_dog,knee_pain,", "bird_dog,knees,")
    replaced(
        folder / "safety_rules.csv",
        "pain_minutes_max,15,minutes,15",
        "pain_minutes_max,60,minutes,15",
    )
    with pytest.raises(bc.TableError) as caught:
        bc.load_exercises()
    assert str(caught.value).startswith("The data folder was not loaded: 3 problems.\n  row ")
    assert dict(caught.value.faults[["column", "value"]].to_numpy().tolist()) == {
        "swap of exercises.csv": "sit_up",
        "condition of cautions.csv": "knees",
        "value of safety_rules.csv": "60.0",
    }


@pytest.mark.parametrize(
    ("table", "old", "new", "rule", "ask"),
    [
        (
            *("progression_rules", "severe_pain,7,NRS points,4,7", "severe_pain,9,NRS points,4,7"),
            *(r"row 3, value of progression_rules\.csv: '9\.0' must be 4 to 7", bc.load_exercises),
        ),
        (
            *("call_rules", "7,NRS points,4,7,14,14,28", "7,NRS points,4,7,60,14,28"),
            *(r"row 3, days of call_rules\.csv: '60\.0' must be 14 to 28", bc.call_rules),
        ),
        (
            *("call_rules", "stop_rule,1,today", "stop_rule,1,counted"),
            *(r"row 2, urgency of call_rules\.csv: 'counted' must be today", bc.call_rules),
        ),
        (
            *("progression_rules", "severe_pain,7,NRS points,4,7", "severe_pain,5,NRS points,4,7"),
            *(r"row 3, value of call_rules\.csv: '7\.0' must be 5 at most", bc.call_rules),
        ),
        (
            *("progression_rules", "stop_rule,1,stop", "stop_rule,1,hold"),
            *(r"row 2, decision of progression_rules\.csv: 'hold' must be stop", bc.load_exercises),
        ),
        (
            *("progression_steps", "bird_dog,1,hold_s,1,10", "bird_dog,1,hold_s,1,3"),
            *(r"highest of progression_steps\.csv: '3' must not be below", bc.load_exercises),
        ),
        (
            *("plan_rules", "acute_exercises_max,2,", "acute_exercises_max,6,"),
            *(r"row 5, value of plan_rules\.csv: '6\.0' must be 0 to 2", plan_rules),
        ),
        (
            *("plan_rules", "ease_percent,50,", "ease_percent,150,"),
            *(r"row 11, value of plan_rules\.csv: '150\.0' must be 25 to 50", plan_rules),
        ),
    ],
)
def test_a_rule_outside_its_own_limits_is_refused(
    folder: Path, table: str, old: str, new: str, rule: str, ask: Callable[[], object]
) -> None:
    """No slip raises where pain is severe, how long a call may wait, or what new pain is given."""
    replaced(folder / f"{table}.csv", old, new)
    with pytest.raises(bc.TableError, match=rule):
        ask()


def test_a_flag_without_an_action_is_refused_by_itself(folder: Path) -> None:
    """Who asks for the warning signs alone gets no list in which one says nothing."""
    text = (folder / "red_flags.csv").read_text("utf-8").splitlines()
    fever = next(place for place, line in enumerate(text) if line.startswith("fever,"))
    before, rest = text[fever].split(',"Do not exercise', 1)
    text[fever] = f"{before},,{rest.split(chr(34) + ',', 1)[1]}"
    (folder / "red_flags.csv").write_text("\n".join(text) + "\n", "utf-8")
    rule = rf"1 problem\.\s+row {fever + 1}, action of red_flags\.csv"
    for load_them in (bc.load_red_flags, bc.load_exercises):
        with pytest.raises(bc.TableError, match=rule):
            load_them()


def test_the_stop_rule_is_not_raised_by_a_slip(folder: Path) -> None:
    """Who asks for the safety rules alone is told, too."""
    replaced(
        folder / "safety_rules.csv", "mild_pain_max,3,NRS points,3", "mild_pain_max,5,NRS points,3"
    )
    with pytest.raises(bc.TableError, match=r"row 4, value of safety_rules\.csv: '5\.0' must not"):
        bc.load_safety_rules()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('all day.",DAHM|', 'all day.",NHS|', r"source of guidance\.csv: 'NHS\|.* no one has read"),
        (
            "flare_rest,flare_today",
            "flare_rest,flare_toady",
            r"topic of guidance\.csv: 'flare_toady'",
        ),
    ],
)
def test_guidance_that_rests_on_nothing_is_refused(
    folder: Path, old: str, new: str, rule: str
) -> None:
    """A line with a source that nobody has read, or under a heading that there is not."""
    replaced(folder / "guidance.csv", old, new)
    with pytest.raises(bc.TableError, match=rf"row 8, {rule}"):
        bc.load_guidance()


@pytest.mark.parametrize(
    ("load_them", "table"),
    [
        *((bc.load_exercises, name) for name in CHECKED),
        *((bc.load_poses, name) for name in ("poses", "scenes")),
        (bc.load_red_flags, "red_flags"),
        (bc.load_safety_rules, "safety_rules"),
        (bc.load_guidance, "guidance"),
        (bc.load_sources, "sources"),
    ],
)
def test_whoever_asks_is_told_of_a_row_that_got_lost(
    folder: Path, load_them: Callable[[], pd.DataFrame], table: str
) -> None:
    """No caution and no sign is left out silently, whichever function reads the table."""
    file = folder / f"{table}.csv"
    file.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    with pytest.raises(bc.TableError, match=rf"(?s){table}\.csv.*It must have \d+ rows below"):
        load_them()


def test_a_table_with_a_row_too_many_is_told_how_to_count_it(folder: Path) -> None:
    """Who added a caution on purpose is told the number to write; the line begins with the file."""
    with (folder / "cautions.csv").open("a", encoding="utf-8") as file:
        file.write("walking,knee_pain,ask,Ask first.,JUDGEMENT\n")
    with pytest.raises(bc.TableError) as caught:
        bc.load_exercises()
    count = shipped._resources()["cautions"]["rows"]
    line = f"  cautions.csv: It must have {count} rows below its header, and has {count + 1}. "
    assert line in str(caught.value)
    assert f'write "rows": {count + 1} for it in datapackage.json' in str(caught.value)


@pytest.mark.parametrize("table", ["instructions", "doses", "muscles", "names"])
def test_what_no_row_speaks_of_is_blank(
    folder: Path, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table made short leaves columns without a value: they are there all the same, and typed."""
    before = bc.load_exercises()
    monkeypatch.setitem(shipped._resources()[table], "rows", 1)
    load._shipped_exercises.cache_clear()
    file = folder / f"{table}.csv"
    header, first, *_ = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text(header + first, "utf-8")
    now = bc.load_exercises()
    assert (now.dtypes == before.dtypes).all()
    assert list(now) == list(before)
