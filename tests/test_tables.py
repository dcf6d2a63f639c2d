"""The shipped tables as frames: hand-checked facts, types, and the join to the wide frame."""

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import backcare as bc
from backcare.tables import shipped
from backcare.tables.vocabulary import terms

DATA = Path(__file__).parents[1] / "data"
TABLES = sorted(set(bc.load_dictionary()["table"]))
STATES = ["none", "mild", "chronic", "acute"]
EXERCISE_IDS = [
    *("standing_toe_touch", "partial_crunch", "sit_up", "hamstring_stretch", "double_leg_lift"),
    *("single_leg_lift", "wall_sit", "press_up_extension", "bird_dog", "knee_to_chest"),
    *("pelvic_tilt", "bridging", "lifting_weights", "walking", "swimming", "cycling", "pilates"),
]


@pytest.fixture
def exercises() -> pd.DataFrame:
    return bc.load_exercises()


@pytest.mark.parametrize("name", TABLES)
def test_long_table_has_the_columns_of_the_dictionary(name: str) -> None:
    """Each shipped table has exactly the columns that the data dictionary tells, in its order."""
    dictionary = bc.load_dictionary()
    assert (
        list(bc.load_table(name)) == dictionary.loc[dictionary["table"] == name, "column"].tolist()
    )


@pytest.mark.parametrize("name", TABLES)
def test_long_table_has_no_missing_text(name: str) -> None:
    """Where a text column has nothing it has "", so that text methods never meet a NaN."""
    table = bc.load_table(name)
    text = table.select_dtypes(exclude=["number", "bool"])
    assert not text.isna().any(axis=None)


def test_whole_numbers_stay_whole_beside_missing_ones() -> None:
    """A dose with no stated number is missing, and makes no 8 an 8.0."""
    doses = bc.load_table("doses").set_index(["exercise_id", "quantity"])
    assert doses["minimum"].dtype == "Int64"
    assert doses.loc[("walking", "minutes"), "minimum"] is pd.NA


def test_a_misspelt_table_names_the_nearest() -> None:
    """The error has the value, the nearest name and all the names."""
    with pytest.raises(ValueError, match=r"'muscels'.*'muscles'.*vocabulary"):
        bc.load_table("muscels")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("bridging,Bridge, glute,JUDGEMENT", "row 2: has 4 cells, but the header has 3."),
        ("bridging,JUDGEMENT", "row 2: has 2 cells, but the header has 3."),
    ],
)
def test_a_badly_edited_table_is_refused(
    row: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unquoted comma shifts no cell silently into the next column: the row is named."""
    (tmp_path / "names.csv").write_text(f"exercise_id,other_name,source\n{row}\n", "utf-8")
    monkeypatch.setattr(shipped, "data_folder", lambda: tmp_path)
    with pytest.raises(bc.TableError, match=words):
        bc.load_table("names")


def test_text_in_a_number_column_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word where a number belongs is an error that names the file and the word."""
    text = "rule_id,order,text,setting,value,unit,highest,source\nx,first,x,,,,,WEBMD\n"
    (tmp_path / "safety_rules.csv").write_text(text, "utf-8")
    monkeypatch.setattr(shipped, "data_folder", lambda: tmp_path)
    with pytest.raises(bc.TableError, match=r"(?s)safety_rules\.csv was not loaded.*first"):
        bc.load_safety_rules()


def test_every_cell_of_an_edited_table_is_held_to_its_description(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A term that nobody knows, a blank and a doubled key are refused, all in one error."""
    header = "rule_id,order,decision,setting,value,unit,lowest,highest,text"
    header += ",less,leave_out,less_text,least_text,source"
    text = f"{header}\na,1,halt,,,,,,Stop.,,,,,WEBMD\na,2,stop,,,,,,,,,,,WEBMD\n"
    (tmp_path / "progression_rules.csv").write_text(text, "utf-8")
    monkeypatch.setattr(shipped, "data_folder", lambda: tmp_path)
    with pytest.raises(bc.TableError) as error:
        bc.load_table("progression_rules")
    faults = error.value.faults[["row", "column", "value"]].astype(str).to_numpy().tolist()
    assert faults == [
        ["2", "rule_id", "a"],
        ["3", "rule_id", "a"],
        ["2", "decision", "halt"],
        ["3", "text", ""],
    ]


def test_a_table_without_one_of_its_columns_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column that was deleted is named, and so is one that was added."""
    (tmp_path / "names.csv").write_text("exercise_id,note,source\nx,y,WEBMD\n", "utf-8")
    monkeypatch.setattr(shipped, "data_folder", lambda: tmp_path)
    with pytest.raises(bc.TableError) as error:
        bc.load_table("names")
    assert error.value.faults["column"].tolist() == ["other_name", "note"]


def test_exercises_are_the_seventeen_in_the_source_order(exercises: pd.DataFrame) -> None:
    """One row for each exercise, in the order of the source document."""
    assert exercises.index.tolist() == EXERCISE_IDS
    assert exercises.index.name == "exercise_id"


def test_wide_columns_stand_in_their_order(exercises: pd.DataFrame) -> None:
    """What an exercise is, its dose, muscles, words, swap; then three columns for each state."""
    columns = list(exercises)
    assert columns[:7] == [
        *("name", "other_names", "kind", "advice", "position", "equipment", "per_side"),
    ]
    by_state = [f"{fact}_{state}" for state in STATES for fact in ("rating", "reason", "source")]
    assert columns[-12:] == by_state
    assert len(columns) == 43


def test_wide_types(exercises: pd.DataFrame) -> None:
    """Numbers are whole and may be missing, `per_side` is true or false, all else is text."""
    kinds = exercises.dtypes.astype(str)
    whole = ["difficulty", "reps_min", "reps_max", "hold_s_min", "hold_s_max", "rest_s"]
    assert kinds[kinds == "Int64"].index.tolist() == whole
    assert kinds[kinds == "bool"].index.tolist() == ["per_side"]
    text = exercises.drop(columns=[*whole, "per_side"])
    assert all(isinstance(cell, str) for cell in text.to_numpy().ravel())


@pytest.mark.parametrize(
    ("exercise_id", "dose"),
    [
        ("bridging", [8, 12, 6, 6, 10]),
        ("bird_dog", [8, 12, 5, 5, None]),
        ("hamstring_stretch", [2, 4, 15, 30, None]),
        ("single_leg_lift", [10, 10, 1, 2, None]),
        ("sit_up", [None] * 5),
        ("walking", [None] * 5),
    ],
)
def test_doses_are_those_of_the_source(
    exercises: pd.DataFrame, exercise_id: str, dose: list[int | None]
) -> None:
    """Repetitions, seconds to hold and seconds to rest, read off the source by hand."""
    found = exercises.loc[
        exercise_id, ["reps_min", "reps_max", "hold_s_min", "hold_s_max", "rest_s"]
    ]
    assert [None if number is pd.NA else number for number in found] == dose


@pytest.mark.parametrize(
    ("exercise_id", "column", "cell"),
    [
        ("bird_dog", "primary_muscles", "glutes|lower_back"),
        ("bird_dog", "secondary_muscles", "deep_core|hamstrings|shoulders"),
        ("hamstring_stretch", "stretched_muscles", "hamstrings|calves"),
        ("press_up_extension", "mobilised_muscles", "lower_back"),
        ("bridging", "stretched_muscles", ""),
        ("hamstring_stretch", "equipment", "towel"),
        ("sit_up", "swap", "partial_crunch"),
        ("partial_crunch", "rating_acute", "avoid"),
        ("walking", "rating_acute", "ok"),
        ("press_up_extension", "rating_chronic", "ask"),
    ],
)
def test_facts_of_the_wide_frame(
    exercises: pd.DataFrame, exercise_id: str, column: str, cell: str
) -> None:
    """Single cells, read off the source and the literature by hand."""
    assert exercises.loc[exercise_id, column] == cell


def test_only_one_sided_exercises_are_per_side(exercises: pd.DataFrame) -> None:
    """The dose of these four is for each leg."""
    per_side = exercises.index[exercises["per_side"]].tolist()
    assert per_side == ["hamstring_stretch", "single_leg_lift", "bird_dog", "knee_to_chest"]


@pytest.mark.parametrize("fact", ["rating", "reason", "source"])
def test_wide_ratings_are_the_long_ones(exercises: pd.DataFrame, fact: str) -> None:
    """Each of the 68 ratings stands in the column of its pain state, unchanged."""
    long = bc.load_table("ratings").set_index(["exercise_id", "pain_state"])[fact].to_dict()
    wide = {
        (exercise_id, state): exercises.loc[exercise_id, f"{fact}_{state}"]
        for exercise_id in exercises.index
        for state in STATES
    }
    assert wide == long


def test_steps_come_in_order(exercises: pd.DataFrame) -> None:
    """Splitting the cell gives the steps back, first to last."""
    lines = bc.load_table("instructions").query("exercise_id == 'bridging' and part == 'step'")
    steps = lines.sort_values("order")["text"].tolist()
    assert exercises.loc["bridging", "steps"].split("|") == steps
    assert len(steps) > 2


def test_joined_sources_name_each_key_once(exercises: pd.DataFrame) -> None:
    """Keys of several facts are joined in the order first seen, none twice."""
    doses = bc.load_table("doses").query("exercise_id == 'single_leg_lift'")
    assert doses["source"].tolist() == ["WEBMD", "WEBMD|JUDGEMENT", "WEBMD"]
    assert exercises.loc["single_leg_lift", "dose_source"] == "WEBMD|JUDGEMENT"


def test_every_source_of_the_wide_frame_is_known(exercises: pd.DataFrame) -> None:
    """`load_sources` has what each key in a source column stands for."""
    columns = [column for column in exercises if "source" in column]
    keys = {key for cell in exercises[columns].to_numpy().ravel() for key in cell.split("|")}
    assert len(columns) == 9
    assert keys - {""} <= set(bc.load_sources().index)


def test_a_changed_frame_does_not_change_the_next(exercises: pd.DataFrame) -> None:
    """The frame is assembled once, but everybody gets a copy of their own."""
    exercises.loc["sit_up", "rating_none"] = "ok"
    exercises.pop("name")
    assert bc.load_exercises().loc["sit_up", "rating_none"] == "avoid"
    assert "name" in bc.load_exercises()


@pytest.mark.parametrize(
    ("load", "index"),
    [
        (bc.load_sources, "source"),
        (bc.load_red_flags, "flag_id"),
        (bc.load_safety_rules, "rule_id"),
        (bc.load_guidance, "guidance_id"),
    ],
)
def test_tables_with_a_key_are_indexed_by_it(load: Callable[[], pd.DataFrame], index: str) -> None:
    """Rows can be asked for by their key, and no key is there twice."""
    table = load()
    assert table.index.name == index
    assert table.index.is_unique


def test_dictionary_has_a_meaning_for_every_column() -> None:
    """No column of any shipped table is left without words."""
    dictionary = bc.load_dictionary()
    assert dictionary["meaning"].str.len().min() > 3
    assert {"table", "column", "type", "unit", "meaning"} <= set(dictionary)


def test_terms_come_in_the_order_of_the_vocabulary() -> None:
    """Pain states go from none to acute, each with the words for the screen."""
    assert list(terms("pain_state")) == STATES
    assert terms("muscle_group")["glutes"] == "Buttocks"


@pytest.mark.parametrize(
    ("table", "column", "vocabulary"),
    [
        ("exercises", "position", "position"),
        ("ratings", "pain_state", "pain_state"),
        ("ratings", "rating", "rating"),
        ("muscles", "muscle_group", "muscle_group"),
    ],
)
def test_vocabulary_and_dictionary_agree(table: str, column: str, vocabulary: str) -> None:
    """A table of one's own may hold exactly what the shipped ones may, in the same order."""
    dictionary = bc.load_dictionary().set_index(["table", "column"])
    assert dictionary.loc[(table, column), "choices"].split("|") == list(terms(vocabulary))


@pytest.mark.parametrize(
    ("table", "column", "cell"),
    [
        ("safety_rules", "rule_id", "stop_rule"),
        ("plan_rules", "setting", "sets"),
        ("progression_rules", "rule_id", "stop_rule"),
        ("call_rules", "rule_id", "severe_pain"),
        ("timings", "phase", "hold"),
        ("session_parts", "acute_order", "1"),
    ],
)
def test_a_table_that_lost_a_row_that_is_needed_is_refused(
    table: str, column: str, cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No rule is lost silently, and none ends in an error without words later on."""
    rows = bc.load_table(table)
    lost = rows[column].astype("str").eq(cell)
    if table == "timings":  # those for one exercise stay, and do not stand in for it
        lost &= rows["exercise_id"].eq("")
    assert lost.sum() == 1
    rows[~lost].to_csv(tmp_path / f"{table}.csv", index=False)
    monkeypatch.setattr(shipped, "data_folder", lambda: tmp_path)
    with pytest.raises(bc.TableError) as error:
        bc.load_table(table)
    rule = "no longer has a row. Put it back: it is needed."
    assert bc.Fault(None, column, cell, rule) in error.value


@pytest.mark.parametrize("table", ["red_flags", "cautions", "safety_rules", "vocabulary"])
def test_a_table_without_a_row_is_refused(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off after its header, a table of warning signs would warn of nothing."""
    bc.load_table(table).head(0).to_csv(tmp_path / f"{table}.csv", index=False)
    monkeypatch.setattr(shipped, "data_folder", lambda: tmp_path)
    with pytest.raises(bc.TableError, match="It has a header but no rows"):
        bc.load_table(table)


def without_last_row(table: str, folder: Path) -> int:
    """Put a shipped table that lost its last row into a folder; return how many rows it had."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows[:-1])
    return len(rows) - 1


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_lost_its_last_row_is_refused(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file cut off between two rows looks whole; that it is not is told with both numbers."""
    count = without_last_row(table, tmp_path)
    monkeypatch.setattr(shipped, "data_folder", lambda: tmp_path)
    with pytest.raises(bc.TableError) as error:
        bc.load_table(table)
    fault = next(iter(error.value))
    assert fault[:3] == (None, "", "")
    numbers = f"It must have {count} rows below its header, and has {count - 1}. "
    assert fault.rule.startswith(f"{numbers}Put the file back, or install the package again.")


def test_a_description_without_a_number_of_rows_asks_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A data folder of somebody's own need not count the rows of a table."""
    count = without_last_row("cautions", tmp_path)
    monkeypatch.setattr(shipped, "data_folder", lambda: tmp_path)
    monkeypatch.delitem(shipped._resources()["cautions"], "rows")
    assert len(bc.load_table("cautions")) == count - 1


def test_a_table_of_ones_own_may_have_any_number_of_rows(
    exercises: pd.DataFrame, tmp_path: Path
) -> None:
    """Who passes a path is not held to what the shipped table has."""
    exercises.iloc[:-1].to_csv(tmp_path / "mine.csv")
    bc.load_poses().query("exercise_id == 'bridging'").to_csv(tmp_path / "poses.csv", index=False)
    assert len(bc.load_exercises(tmp_path / "mine.csv")) == len(exercises) - 1
    assert set(bc.load_poses(tmp_path / "poses.csv")["exercise_id"]) == {"bridging"}
