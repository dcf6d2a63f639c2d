"""Files beyond all measure: refused with what is read at most, before they fill the memory."""

from __future__ import annotations

import difflib
import io
import os
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from counting import calls_of

import backcare as bc
from backcare import csv_reader
from backcare.diary import headings, read_diary
from backcare.diary.headings import match_columns
from backcare.errors import Fault, TableError, did_you_mean
from backcare.log.importing import ImportResult
from backcare.text import fold as text_fold

NOW = datetime(2026, 4, 1, tzinfo=UTC)
HEADER = "date,exercise,pain before\n"
ROW = "2026-03-02,Bridge,3\n"
MEGABYTE = 10**6


@pytest.fixture(autouse=True, scope="module")
def _shipped_tables_are_loaded() -> None:
    """Load what every diary needs once: the limits that tests set are not for our own files."""
    read_diary((HEADER + ROW).encode(), now=NOW)


def refused(source: object) -> str:
    """Return why a diary was not read."""
    with pytest.raises(TableError) as caught:
        read_diary(source, now=NOW)
    return str(caught.value)


def peak_megabytes(work: Callable[[], object]) -> float:
    """Return the most memory that something takes, beside what there was before."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module", autouse=True)
def _tables() -> None:
    """Read the shipped tables before: what is kept of them is under no limit of a test."""
    read_diary(io.BytesIO(f"{HEADER}{ROW}".encode()), now=NOW)


def test_brackets_of_json_may_be_in_one_another_but_not_for_ever() -> None:
    """A browser's Python would end at once, and all that is in memory with it."""
    for opening, closing in (("[", "]"), ('{"a": ', "}")):
        csv_reader.check_nesting(opening * 200 + closing * 200)
        for deep in (opening * 201, opening * 201 + closing * 201, "[]" * 500 + opening * 201):
            with pytest.raises(RecursionError):
                csv_reader.check_nesting(deep)
    csv_reader.check_nesting("[" + '"[[[\\"[[[", ' * 500 + "1]")
    csv_reader.check_nesting("[{}, " * 100 + "]" * 100 + "[]" * 10_000)


# --- what is read at most ---------------------------------------------------------------------


@pytest.fixture
def sparse(tmp_path: Path) -> Path:
    """Return a file of 3 GB that takes no room on the disk."""
    path = tmp_path / "P09.csv"
    path.write_text(HEADER + ROW, "utf-8")
    os.truncate(path, 3 * 10**9)
    return path


def test_a_file_of_three_gigabytes_is_not_read(sparse: Path) -> None:
    """Its size is asked for first: nothing of it comes into the memory."""
    assert peak_megabytes(lambda: refused(sparse)) < 5
    assert refused(sparse) == (
        "P09.csv was not loaded: 1 problem.\n"
        "  It is larger than 100 MB, and larger files are not read. Check that it is the right "
        "one, "
        "or split it into several."
    )
    with pytest.raises(TableError, match="larger than 100 MB"):
        bc.load_exercises(sparse)
    with pytest.raises(TableError, match="larger than 100 MB"):
        bc.load_plan(sparse)


@pytest.mark.parametrize("kind", ["bytes", "binary", "text"])
def test_what_is_open_or_in_memory_has_the_same_limit(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that goes on for ever is left after what is read at most."""
    monkeypatch.setattr(csv_reader, "MOST_BYTES", 200)
    text = HEADER + ROW * 20
    source = {
        "bytes": text.encode(),
        "binary": io.BytesIO(text.encode()),
        "text": io.StringIO(text),
    }
    assert "It is larger than" in refused(source[kind])
    assert len(read_diary((HEADER + ROW * 8).encode(), now=NOW).frame)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ",\n"])
def test_millions_of_blank_lines_are_left_after_the_last_row_of_a_spreadsheet(end: str) -> None:
    """As many as fit into a file: the rows above the limit are not even counted."""
    source = (HEADER + ROW).encode() + end.encode() * (50 * MEGABYTE // len(end))
    assert refused(source).endswith(
        "It has more than 1,048,576 rows, blank ones counted, and no more are read. Delete the "
        "blank ones, or split it into several files."
    )


def test_nothing_but_blank_lines_is_an_empty_file() -> None:
    """Which is said as of any other."""
    assert "It is empty." in refused(b"\n" * (50 * MEGABYTE))


def test_the_last_row_of_a_spreadsheet_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the limit a file is whole, one row beyond it is not."""
    monkeypatch.setattr(csv_reader, "_MOST_ROWS", 5)
    for blank in ("", "\n"):
        text = HEADER + blank + ROW * (4 - len(blank))
        assert not read_diary(text.encode(), now=NOW).faults
        assert "blank ones counted" in refused((text + ROW).encode())


@pytest.mark.parametrize("heading", ["date", "x{}", ""])
def test_a_hundred_thousand_headings_are_refused(heading: str) -> None:
    """None of them is looked at."""
    header = ",".join(["date", *(heading.format(number) for number in range(100_000))])
    source = f"{header}\n2026-03-02\n".encode()
    assert refused(source).endswith(
        "row 1: has more than 1,000 columns, and no more are read. Check that it is the right "
        "file, or delete the columns that are not needed."
    )
    assert calls_of(lambda: refused(source)) < 100_000


def test_a_thousand_columns_are_read() -> None:
    """The limit itself is inside."""
    header = ",".join(["date", "exercise", *(f"x{number}" for number in range(998))])
    diary = read_diary(f"{header}\n2026-03-02,Bridge\n".encode(), now=NOW)
    assert (len(diary.frame), len(diary.unread)) == (1, 998)


@pytest.mark.parametrize("heading", ["date", "x"])
def test_the_work_of_matching_grows_with_the_headings(heading: str) -> None:
    """Also when all of them claim the same column: twice as many, twice the calls."""
    few, many = (
        calls_of(lambda header=[heading] * count: match_columns(header, {}))
        for count in (500, 1_000)
    )
    assert many < 2.2 * few


@pytest.mark.parametrize("named", [None, "exersise", "7" + "é " * 15_000])
def test_long_headings_are_not_folded(monkeypatch: pytest.MonkeyPatch, named: str | None) -> None:
    """As text they take half a minute for 30 MB, and none of them is a word for a column."""
    lengths = []

    def fold(text: str) -> str:
        lengths.append(len(text))
        return text_fold(text)

    monkeypatch.setattr(headings, "fold", fold)
    header = ["started_at", *(f"{number}" + "é " * 15_000 for number in range(50))]
    source = f"{','.join(header)}\n2026-03-02\n".encode()
    if named == "exersise":
        with pytest.raises(TableError, match="'exersise' is not a heading of this file"):
            read_diary(source, columns={named: "exercise_id"}, now=NOW)
    else:
        diary = read_diary(source, columns={named: "note"} if named else None, now=NOW)
        assert len(diary.unread) == (49 if named else 50)
    assert max(lengths) <= 1_000


def test_no_near_word_is_looked_for_where_none_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very different lengths no two words are near, and a long one takes long to prepare."""
    assert did_you_mean("exersise", ["exercise", "x" * 30_000]).endswith("'exercise'?")
    monkeypatch.delattr(difflib, "get_close_matches")
    assert did_you_mean("x" * 30_000, ["exercise"]) == ""


def test_few_characters_that_become_many_cells_are_refused() -> None:
    """A row is made as long as the header; the rows by the columns are counted."""
    header = ",".join(["date", *(f"x{number}" for number in range(999))])
    source = f"{header}\n".encode() + b"1\n" * 1_000_000
    assert "It has more than 20,000,000 cells in its rows and columns" in refused(source)


def test_a_line_of_commas_is_refused() -> None:
    """A row of many millions of blank cells is not made."""
    source = (HEADER + "," * (50 * MEGABYTE) + "\n").encode()
    assert "Its line 2 has more than 1,000,000 separators, and no more are read." in refused(source)
    assert peak_megabytes(lambda: refused(source)) < 200


def test_a_cell_of_a_table_may_be_as_long_as_that_of_a_spreadsheet(tmp_path: Path) -> None:
    """A longer one is a fault of its row."""
    table = bc.load_exercises()
    for length in (32_767, 32_768):
        table.loc["bridging", "why"] = "x" * length
        table.to_csv(tmp_path / "mine.csv", encoding="utf-8")
        if length == 32_767:
            assert len(bc.load_exercises(tmp_path / "mine.csv")) == len(table)
        else:
            with pytest.raises(TableError, match="a cell of more than 32,767 characters"):
                bc.load_exercises(tmp_path / "mine.csv")


def test_a_long_note_is_cut_where_its_rule_is_broken_anyway() -> None:
    """It is a fault of its row, and not kept whole."""
    note = "so sore " * 1_000_000
    source = f"date,exercise,note\n2026-03-02,Bridge,{note}\n2026-03-03,Bridge,fine\n".encode()
    diary = read_diary(source, now=NOW)
    assert [fault.rule for fault in diary.faults] == ["must have 0 to 10000 characters."]
    assert diary.frame["note"].tolist() == ["fine"]


# --- a folder with bad files ------------------------------------------------------------------


def good(folder: Path) -> None:
    (folder / "P07.csv").write_text(HEADER + ROW, "utf-8")


def test_a_large_file_does_not_stop_a_folder(sparse: Path) -> None:
    """It is told by its name, the others are read."""
    good(sparse.parent)
    group = bc.load_logs(sparse.parent, now=NOW)
    assert group.frame["patient"].tolist() == ["P07"]
    assert group.files["faults"].to_dict() == {"P07.csv": 0, "P09.csv": 1}
    assert "P09.csv, It is larger than 100 MB" in str(group)


@pytest.mark.skipif(sys.platform == "win32", reason="makes links and pipes")
def test_what_is_no_file_is_told_with_its_folder(tmp_path: Path) -> None:
    """A pipe, a device, a link to nowhere or to itself: none is waited for, none passed over."""
    good(tmp_path)
    os.mkfifo(tmp_path / "P01.csv")
    for name, to in {"P02": "/dev/zero", "P03": "nowhere", "P04": "P04.csv"}.items():
        (tmp_path / f"{name}.csv").symlink_to(to)
    (tmp_path / "P05.csv").mkdir()
    group = bc.load_logs(tmp_path, now=NOW)
    assert group.files["faults"].to_dict() == {
        **dict.fromkeys([f"P0{number}.csv" for number in range(1, 6)], 1),
        "P07.csv": 0,
    }
    rules = group.faults.set_index("file")["rule"]
    assert rules["P01.csv"].startswith("It is not a file that can be read to its end.")
    assert rules["P04.csv"].startswith("It is a link to a file that is not there.")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
@pytest.mark.parametrize("name", [b"P08\xff.csv", b"P08\n.csv", b"P08\x1b[31m.csv", b"\xe9va.csv"])
def test_a_name_that_cannot_be_printed_does_not_stop_a_folder(tmp_path: Path, name: bytes) -> None:
    """The file is read under its place, its name is told to be bad, and all of it can be shown."""
    good(tmp_path)
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_text(HEADER + ROW, "utf-8")
    group = bc.load_logs(tmp_path, now=NOW)
    assert sorted(group.frame["patient"]) == ["P07", "unnamed-1"]
    told = group.faults.set_index("file")["rule"].drop("P07.csv", errors="ignore")
    assert told.index.unique().isin(["file 1", "file 2"]).all()
    assert told.str.startswith("The file's name has a sign that cannot be printed").any()
    for shown in (str(group), group.files.to_csv(), group.faults.to_csv(), repr(group.files)):
        shown.encode("utf-8")
        assert "\x1b" not in shown


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
def test_an_error_names_such_a_file_so_that_it_can_be_printed(tmp_path: Path) -> None:
    """What is no letter is shown as a replacement."""
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/P08\xff\n.csv"))
    path.write_bytes(b"")
    assert refused(path).startswith("P08\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}.csv was")
    assert "Did you mean 'P08\N{REPLACEMENT CHARACTER}" in refused(tmp_path / "P08x.csv")


def test_a_disk_that_fails_does_not_stop_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be looked at is told, the others are read."""
    good(tmp_path)
    (tmp_path / "P08.csv").write_text(HEADER + ROW, "utf-8")
    whole = Path.exists

    def failing(path: Path, **options: object) -> bool:
        if path.name == "P08.csv":
            raise OSError(5, "Input/output error")
        return whole(path, **options)

    monkeypatch.setattr(Path, "exists", failing)
    group = bc.load_logs(tmp_path, now=NOW)
    assert group.frame["patient"].tolist() == ["P07"]
    assert group.faults[["file", "rule"]].to_numpy().tolist() == [
        [
            "P08.csv",
            "It cannot be read (Input/output error), so the file is left out. "
            "Close it elsewhere, or copy it.",
        ]
    ]


# --- what is printed --------------------------------------------------------------------------


def test_an_import_with_many_faults_prints_a_few() -> None:
    """Twenty faults and twenty headings, each with the count of the rest; all of them are kept."""
    faults = tuple(Fault(row, "h" * 30_000, "x" * 30_000, "is no good.") for row in range(5_000))
    result = ImportResult(1, 0, faults, unread=tuple(f"{n} {'u' * 9_000}" for n in range(900)))
    lines = str(result).splitlines()
    assert len(str(result)) < 10_000
    assert lines[1].endswith(" and 880 more, all in .unread.")
    assert lines[2] == "5,000 problems, left out:"
    assert lines[-1] == "  … and 4,980 more, all in .faults."
    assert len(lines) == 3 + 20 + 1
    assert (len(result.faults), len(result.unread)) == (5_000, 900)


def test_an_import_with_few_faults_prints_them_all() -> None:
    """No count where nothing was cut."""
    faults = tuple(Fault(row, "reps", "x", "is no good.") for row in range(20))
    assert "more" not in str(ImportResult(1, 0, faults, unread=("colour", "mood")))
    assert "Not read: colour, mood." in str(ImportResult(1, 0, faults, unread=("colour", "mood")))
