"""A clinician's own table: what a spreadsheet may do to it, and every fault told at once."""

import copy
import csv
import io
import pickle
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st
from pandas.testing import assert_frame_equal

import backcare as bc

Change = Callable[[pd.DataFrame], pd.DataFrame]
SHIPPED = bc.load_exercises()
# The table as a spreadsheet sees it: text, with the exercise_id as its first column.
CELLS = pd.read_csv(io.StringIO(SHIPPED.to_csv()), dtype="str", keep_default_na=False)
ROW_OF = {exercise_id: place + 2 for place, exercise_id in enumerate(SHIPPED.index)}
REQUIRED = {
    *("exercise_id", "name", "kind", "advice", "position", "primary_muscles"),
    *(column for column in CELLS if column.startswith(("rating_", "reason_", "source_"))),
}
OPTIONAL = [column for column in CELLS if column not in REQUIRED]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return tmp_path / "mine.csv"


def with_cells(**cells: str) -> pd.DataFrame:
    """Return the table with cells changed: bridging__reps_min="8"."""
    table = CELLS.set_index("exercise_id", drop=False)
    for place, value in cells.items():
        exercise_id, column = place.split("__")
        table.loc[exercise_id, column] = value
    return table.reset_index(drop=True)


def faults_of(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Write a table, load it, and return the faults it is refused for."""
    table.to_csv(path, index=False, encoding="utf-8")
    with pytest.raises(bc.TableError) as caught:
        bc.load_exercises(path)
    return caught.value.faults


def refusal(path: Path) -> str:
    """Load a file that is to be refused, and return the message."""
    with pytest.raises(bc.TableError) as caught:
        bc.load_exercises(path)
    return str(caught.value)


# What spreadsheets and people do to a good table


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_saved_table_loads_equal(mine: Path, separator: str, encoding: str) -> None:
    """Saved with any separator and encoding of a spreadsheet, the frame comes back equal."""
    SHIPPED.to_csv(mine, sep=separator, encoding=encoding)
    assert_frame_equal(bc.load_exercises(mine), SHIPPED)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16-le", "utf-16-be"])
def test_accents_survive_each_encoding(mine: Path, encoding: str) -> None:
    """A name with accents reads the same from every encoding."""
    text = with_cells(bridging__name="Pont épaulé “Brücke” €5").to_csv(index=False)
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    mine.write_bytes((mark + text).encode(encoding))
    assert bc.load_exercises(mine).loc["bridging", "name"] == "Pont épaulé “Brücke” €5"


def test_windows_line_ends_and_blank_rows_change_nothing(mine: Path) -> None:
    """Carriage returns, blank rows and the empty columns of a spreadsheet are no content."""
    lines = SHIPPED.to_csv().splitlines()
    lines[5:5] = ["", "," * 43]
    mine.write_bytes("\r\n".join(f"{line},," for line in lines).encode())
    assert_frame_equal(bc.load_exercises(mine), SHIPPED)


def test_rows_are_numbered_as_a_spreadsheet_does(mine: Path) -> None:
    """A blank row and a line break inside a cell do not shift the row that is named."""
    table = with_cells(sit_up__why="One line.\nAnother line.", walking__rating_mild="fine")
    lines = table.to_csv(index=False).split("\n")
    mine.write_text("\n".join([lines[0], "", *lines[1:]]), encoding="utf-8")
    assert f"row {ROW_OF['walking'] + 1}, rating_mild" in refusal(mine)


def test_only_the_required_columns_are_needed(mine: Path) -> None:
    """Columns that may be blank may be left out: text is "", numbers are missing."""
    CELLS.drop(columns=OPTIONAL).to_csv(mine, index=False)
    loaded = bc.load_exercises(mine)
    assert list(loaded) == list(SHIPPED)
    assert (loaded.dtypes == SHIPPED.dtypes).all()
    assert loaded["steps"].eq("").all()
    assert loaded["reps_min"].isna().all()
    assert not loaded["per_side"].any()


def test_columns_may_stand_in_any_order(mine: Path) -> None:
    """The order of the columns in the file does not matter."""
    CELLS[CELLS.columns[::-1]].to_csv(mine, index=False)
    assert_frame_equal(bc.load_exercises(mine), SHIPPED)


@pytest.mark.parametrize(
    ("column", "written", "read"),
    [
        ("reps_min", "8.0", 8),
        ("reps_min", " 8 ", 8),
        ("per_side", "TRUE", True),
        ("per_side", "no", False),
        ("secondary_muscles", "hamstrings | calves", "hamstrings|calves"),
        ("secondary_muscles", "hamstrings|", "hamstrings"),
        ("name", "  Bridge ", "Bridge"),
    ],
)
def test_harmless_spellings_are_read(mine: Path, column: str, written: str, read: object) -> None:
    """What a spreadsheet writes differently, and spaces that nobody sees, are no faults."""
    with_cells(**{f"bridging__{column}": written}).to_csv(mine, index=False)
    assert bc.load_exercises(mine).loc["bridging", column] == read


@pytest.mark.parametrize(
    "text",
    ['<script>alert("x")</script>', "<b>Bridge</b> & co", "=1+1", "{{ 7 * 7 }}", "NA", "null"],
)
def test_a_cell_stays_plain_text(mine: Path, text: str) -> None:
    """HTML, formulas and words that mean missing elsewhere come back letter by letter."""
    with_cells(bridging__name=text, bridging__why=text).to_csv(mine, index=False)
    assert bc.load_exercises(mine).loc["bridging", ["name", "why"]].tolist() == [text, text]


def test_a_path_may_be_text_or_path(mine: Path) -> None:
    """Both ways of giving a path do the same."""
    SHIPPED.to_csv(mine)
    assert_frame_equal(bc.load_exercises(str(mine)), bc.load_exercises(mine))


# Single faults


@pytest.mark.parametrize(
    ("exercise_id", "column", "value", "rule"),
    [
        ("walking", "rating_mild", "okay", "must be one of ok, ask, avoid. Did you mean 'ok'?"),
        ("walking", "rating_mild", "", "must be one of ok, ask, avoid."),
        ("walking", "kind", "activty", "Did you mean 'activity'?"),
        ("walking", "advice", "maybe", "must be one of try, avoid."),
        ("walking", "position", "siting", "Did you mean 'sitting'?"),
        ("walking", "equipment", "towl", "Did you mean 'towel'?"),
        ("walking", "primary_muscles", "cardio|glute", "Did you mean 'glutes'?"),
        ("walking", "secondary_muscles", "calves, glutes", "with | between several"),
        ("walking", "name", "", "must not be blank."),
        ("walking", "source_mild", " ", "must say where the rating is from"),
        ("bridging", "reps_min", "eight", "must be a whole number from 1 to 100"),
        ("bridging", "reps_min", "8.5", "must be a whole number from 1 to 100"),
        ("bridging", "reps_min", "-8", "must be a whole number from 1 to 100"),
        ("bridging", "reps_min", "0", "must be a whole number from 1 to 100"),
        ("bridging", "reps_max", "1200", "must be a whole number from 1 to 100"),
        ("bridging", "hold_s_max", "1e3", "must be a whole number from 1 to 600"),
        ("bridging", "rest_s", "10 s", "must be a whole number from 0 to 600"),
        ("bridging", "rest_s", "\u0661\u0660", "must be a whole number from 0 to 600"),
        ("bridging", "difficulty", "4", "must be a whole number from 1 to 3"),
        ("bridging", "reps_max", "7", "must not be below reps_min"),
        ("bridging", "hold_s_max", "5", "must not be below hold_s_min"),
        ("bridging", "per_side", "sometimes", "must be true or false."),
        ("bridging", "exercise_id", "", "must be lower-case words joined by _"),
        ("bridging", "exercise_id", "Glute Bridge", "must be lower-case words joined by _"),
        ("sit_up", "swap", "partial_crunsh", "Did you mean 'partial_crunch'?"),
        ("sit_up", "swap", "sit_up", "must be the exercise_id of another row"),
        ("sit_up", "swap", "double_leg_lift", "must not be a row with advice avoid"),
        ("sit_up", "rating_none", "ok", "must be avoid, since advice is avoid"),
        ("sit_up", "reason_none", "", "must say why, since rating_none is avoid"),
    ],
)
def test_a_fault_is_told_with_its_place(
    mine: Path, exercise_id: str, column: str, value: str, rule: str
) -> None:
    """One wrong cell gives its row as a spreadsheet numbers it, its column, value and rule."""
    faults = faults_of(with_cells(**{f"{exercise_id}__{column}": value}), mine)
    found = faults[(faults["row"] == ROW_OF[exercise_id]) & (faults["column"] == column)]
    assert found["value"].str.strip().unique().tolist() == [value.strip()]
    assert any(rule in text for text in found["rule"])


def test_a_swap_that_may_never_be_done_instead_is_refused(mine: Path) -> None:
    """The crunch is avoid in each state in which the sit-up is: one left open, and it may stand."""
    three = {f"partial_crunch__rating_{state}": "avoid" for state in ("none", "mild", "acute")}
    with_cells(**three).to_csv(mine, index=False)
    assert bc.load_exercises(mine).loc["sit_up", "swap"] == "partial_crunch"
    faults = faults_of(with_cells(**three, partial_crunch__rating_chronic="avoid"), mine)
    assert faults[["row", "column", "value"]].to_numpy().tolist() == [
        [ROW_OF["sit_up"], "swap", "partial_crunch"]
    ]
    assert faults["rule"].item().startswith("should be avoided whenever this one is")


@pytest.mark.parametrize("column", sorted(REQUIRED))
def test_a_missing_column_is_named(mine: Path, column: str) -> None:
    """Each column that must be there is told as missing, by name, and nothing else is."""
    faults = faults_of(CELLS.drop(columns=column), mine)
    assert faults[["row", "column"]].to_numpy().tolist() == [[1, column]]
    assert faults["rule"].str.contains("is missing").all()


def test_a_misspelt_column_names_the_nearest(mine: Path) -> None:
    """A column that nobody knows is told with the one that was probably meant."""
    faults = faults_of(CELLS.rename(columns={"hold_s_max": "hold_max"}), mine)
    assert faults["column"].tolist() == ["hold_max"]
    assert "Did you mean 'hold_s_max'?" in faults["rule"].item()


def test_a_double_column_is_told(mine: Path) -> None:
    """Of two columns with one name nobody can say which counts."""
    CELLS.to_csv(mine, index=False)
    first, rest = mine.read_text(encoding="utf-8").split("\n", 1)
    mine.write_text(f"{first.replace(',feel,', ',name,')}\n{rest}", encoding="utf-8")
    assert "row 1, name: 'name' appears twice in the header." in refusal(mine)


def test_double_ids_are_told_on_both_rows(mine: Path) -> None:
    """Both rows with the same exercise_id are named, since either may be the wrong one."""
    faults = faults_of(with_cells(bridging__exercise_id="wall_sit"), mine)
    double = faults[faults["rule"].str.contains("once only")]
    assert double["row"].tolist() == [ROW_OF["wall_sit"], ROW_OF["bridging"]]


@pytest.mark.parametrize(("cut", "cells"), [(-3, 41), (None, 46)])
def test_a_row_with_too_few_or_many_cells_is_told(mine: Path, cut: int | None, cells: int) -> None:
    """A row that does not fit the header is told once, not as thirty wrong cells."""
    rows = list(csv.reader(io.StringIO(SHIPPED.to_csv())))
    rows[3] = rows[3][:cut] + (["x", "y"] if cut is None else [])
    with mine.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    assert f"row 4: has {cells} cells, but the header has 44." in refusal(mine)


# All faults at once


def test_all_faults_come_at_once_in_the_order_of_the_file(mine: Path) -> None:
    """A file with faults of every kind tells them all, header first, then row by row."""
    table = with_cells(
        sit_up__rating_none="ok",
        wall_sit__reps_max="3",
        bridging__reps_min="eight",
        walking__rating_acute="okay",
        cycling__difficulty="7",
        pilates__primary_muscles="glute",
    )
    faults = faults_of(table.rename(columns={"feel": "feels"}).drop(columns="source_mild"), mine)
    assert faults[["row", "column"]].to_numpy().tolist() == [
        [1, "feels"],
        [1, "source_mild"],
        [ROW_OF["sit_up"], "rating_none"],
        [ROW_OF["wall_sit"], "reps_max"],
        [ROW_OF["bridging"], "reps_min"],
        [ROW_OF["walking"], "rating_acute"],
        [ROW_OF["cycling"], "difficulty"],
        [ROW_OF["pilates"], "primary_muscles"],
    ]


def test_a_long_list_is_cut_in_print_only(mine: Path) -> None:
    """The message stays readable and says how many more there are; `.faults` has them all."""
    CELLS.assign(rating_mild="fine", rating_acute="bad").to_csv(mine, index=False)
    with pytest.raises(bc.TableError) as caught:
        bc.load_exercises(mine)
    told = re.search(r"… and (\d+) more", str(caught.value))
    assert told is not None
    assert len(caught.value.faults) == len(str(caught.value).splitlines()) - 2 + int(told[1])


def test_a_table_error_can_be_copied(mine: Path) -> None:
    """The error keeps its words and faults when it is pickled or copied."""
    mine.write_text("exercise_id,name\n", encoding="utf-8")
    with pytest.raises(bc.TableError) as caught:
        bc.load_exercises(mine)
    for again in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):  # noqa: S301
        assert str(again) == str(caught.value)
        assert_frame_equal(again.faults, caught.value.faults)


# Files that are no table


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "It is empty."),
        (b"\xef\xbb\xbf\r\n\r\n", "It is empty."),
        (b"PK\x03\x04\x14\x00\x06", "It is a workbook, not a CSV file."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "It is a workbook, not a CSV file."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "Save as"),
        (b"exercise_id,name\n\x81\x8d,x\n", "line 2 is not text"),
        ("exercise_id,née\n".encode() + b"\xff,x\n", "line 2 is not text"),
        (b"\xff\xfea", "is not text"),
        (b'exercise_id,name\n"bridging,Bridge\n', "quotation mark"),
        (b"exercise_id,name\nx," + b"y" * 200_000 + b"\n", "row 1, kind: is missing"),
        (",".join(CELLS).encode() + b"\n", "It has a header but no rows."),
    ],
)
def test_a_file_that_is_no_table_is_refused(mine: Path, content: bytes, words: str) -> None:
    """Empty, binary, damaged and half-written files are refused in words, with a way out."""
    mine.write_bytes(content)
    assert words in refusal(mine)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder is told as such."""
    assert "It is a folder." in refusal(tmp_path)


def test_a_missing_file_names_the_one_beside_it(mine: Path) -> None:
    """A misspelt path is told with the file that was probably meant."""
    mine.write_text("", encoding="utf-8")
    assert "There is no such file. Did you mean 'mine.csv'?" in refusal(mine.with_name("mien.csv"))


# Any corruption


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """One file for all examples of a property: a fixture for each test would be shared anyway."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "scratch.csv"


def load_or_refuse(path: Path) -> pd.DataFrame | None:
    """Load a file; None where it is refused with at least one fault. No other error passes."""
    try:
        return bc.load_exercises(path)
    except bc.TableError as error:
        return None if len(error.faults) else pd.DataFrame()


TEXT_COLUMNS = ["name", "why", "steps", "reason_mild", "dose_note"]


@settings(max_examples=40, deadline=None)
@given(
    row=st.integers(0, len(CELLS) - 1),
    column=st.sampled_from(list(CELLS)),
    value=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=30)
    | st.sampled_from(["ok", "avoid", "bridging", "glutes|calves", "7", "1e9", "nan", "TRUE"]),
)
def test_any_cell_loads_as_written_or_is_refused(
    scratch: Path, row: int, column: str, value: str
) -> None:
    """Whatever stands in one cell is loaded as it stands, or the table is refused."""
    table = CELLS.copy()
    table.loc[row, column] = value
    table.to_csv(scratch, index=False, encoding="utf-8")
    loaded = load_or_refuse(scratch)
    if column in TEXT_COLUMNS and value.strip():
        assert loaded is not None
        assert loaded[column].iloc[row] == value.strip()
    if loaded is not None and column != "exercise_id":
        assert_frame_equal(loaded.drop(columns=column), SHIPPED.drop(columns=column))


@settings(max_examples=60, deadline=None)
@given(
    start=st.integers(0, len(SHIPPED.to_csv().encode())),
    length=st.integers(0, 300),
    noise=st.binary(max_size=8),
)
def test_any_damage_loads_or_is_refused(
    scratch: Path, start: int, length: int, noise: bytes
) -> None:
    """Bytes cut out and put in anywhere never end in another error, and what loads is whole."""
    good = SHIPPED.to_csv().encode()
    scratch.write_bytes(good[:start] + noise + good[start + length :])
    loaded = load_or_refuse(scratch)
    if loaded is not None:
        loaded.to_csv(scratch, encoding="utf-8")
        assert_frame_equal(bc.load_exercises(scratch), loaded)
