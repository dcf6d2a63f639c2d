"""Files spoilt in thousands of ways: each is read within the rules, or refused in words.

After each of them, whoever spoilt it and however (`mangle` has the ways):

- it is read, or refused with the package's own error for files; there is no other error, no
  warning, and it takes no longer than a person waits;
- a refusal names the file, and for each fault the row and column, where it has one, and the rule
  with the way out, on one printable line; beyond twenty faults it only counts; what a patient
  wrote in a note is not in it;
- what is read keeps to the rules: each number inside its limits, each exercise known, nothing in
  the future; and it is what stands in the file, as another reader of CSV finds it there;
- a log has as much after a refusal as before, what it had before is as it was, and the same file
  a second time adds nothing;
- no exercise becomes less forbidden than in the good table, unless that very cell was changed;
- a plan that is read is one that `check_plan` leaves as it is.

A case that fails names the seed and all that was done to the file.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
import random
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pandas as pd
import pytest
from mangle import Cells, Mangled, cells_of, mangle, mangle_json
from pandas.testing import assert_frame_equal
from trials import Trial

import backcare as bc
from backcare import safety
from backcare.errors import DateOrderError, TableError
from backcare.exercises import load
from backcare.plan.dose import COLUMNS as PLAN_COLUMNS, DOSE_LIMITS
from backcare.sessions import CSV_COLUMNS, DAYS_AHEAD, LIMITS, check_session, log_frame
from backcare.tables import shipped
from backcare.tables.forms import fields

Found = TypeVar("Found")

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
EXERCISES = bc.load_exercises()
STATES = ("none", "mild", "chronic", "acute")
NOTHING = log_frame()
DATA = Path(__file__).parents[2] / "data"
# In every note, so that a note is known wherever it turns up.
MARK = "qzxmark"
NOTES = {"", "note", "notes", "comment", "remarks"}
OF_HEADINGS = ("has no column for the date", "are columns for ")
MOST_SECONDS = 5.0
MOST_FAULTS, MOST_IN_A_LINE = 20, 1_000


class Tally(NamedTuple):
    """How many files were read and refused, and how long the slowest took."""

    read: list[float]
    refused: list[float]

    @property
    def words(self) -> str:
        """Say it for the table."""
        return (
            f"{len(self.refused):,} refused in words, {len(self.read):,} read, within the rules; "
            f"the slowest took {max([*self.read, *self.refused]):.1f} s"
        )


def attempt(tally: Tally, read: Callable[[], Found], *, mark: str = MARK) -> Found | None:
    """Read a file: return what it says, or None for one refused as it has to be."""
    start = time.process_time()
    try:
        found = read()
    except (TableError, DateOrderError) as error:
        check_refusal(error, mark)
        found = None
    taken = time.process_time() - start
    assert taken < MOST_SECONDS, f"took {taken:.1f} s"
    (tally.refused if found is None else tally.read).append(taken)
    return found


def check_refusal(error: TableError | DateOrderError, mark: str = MARK) -> None:
    """Hold an error to what a refusal must say."""
    told = str(error)
    check_lines(told)
    if isinstance(error, DateOrderError):
        assert "could mean two different dates" in told
        return
    first, *lines = told.splitlines()
    count = len(error.faults)
    assert count
    assert " was not loaded: " in first
    assert len(lines) == min(count, MOST_FAULTS) + (count > MOST_FAULTS)
    assert (f"… and {count - MOST_FAULTS:,} more" in lines[-1]) == (count > MOST_FAULTS)
    check_faults(error.faults, mark)


def check_lines(told: str) -> None:
    """Hold a message to lines that can be printed and read."""
    lines = told.split("\n")
    assert len(lines) <= MOST_FAULTS + 6
    assert all(line.isprintable() for line in lines), told
    assert max(map(len, lines)) <= MOST_IN_A_LINE, told


def check_faults(faults: pd.DataFrame, mark: str = MARK) -> None:
    """Hold each fault to a rule with a way out, and to leaving notes alone."""
    assert faults["row"].dropna().ge(1).all()
    for row, column, value, rule in faults[["row", "column", "value", "rule"]].to_numpy():
        assert rule.rstrip().endswith((".", "?")), rule
        assert len(rule) > 10, rule
        assert len(rule) <= MOST_IN_A_LINE, rule
        # A note that got into the row of headings cannot be told from a heading.
        of_note = column.casefold().strip() in NOTES and not rule.startswith(OF_HEADINGS)
        assert not (of_note and mark in f"{value} {rule}"), (row, column, value, rule)


@contextmanager
def named(seed: int, mangled: Mangled) -> Iterator[None]:
    """Tell the seed and the manglings of a case that fails."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"seed {seed}: {', '.join(mangled.how)}\n{mangled.content[:2_000]!r}")
        raise


def cases(
    trial: Trial, times: int, spoil: Callable[[random.Random], Mangled]
) -> Iterator[tuple[int, Mangled]]:
    """Yield so many spoilt files, each with the seed that spoils it again."""
    for _ in range(times):
        seed = trial.chance.getrandbits(48)
        yield seed, spoil(random.Random(seed))  # noqa: S311 (no mark)


# --- another reader of the same files ---------------------------------------------------------


def plain_table(content: bytes, key: str) -> pd.DataFrame:
    """Read a table as nobody else here does: by Python's csv alone, blank rows left out."""
    utf16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    if text[:4] == "sep=" and text[5:6] in "\r\n":
        text = text[5:].lstrip("\r\n")
    for separator in ",;\t":
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows = [[cell.strip() for cell in row] for row in lines if "".join(row).strip()]
        if key in rows[0]:
            width = len(rows[0])
            cells = [(row + [""] * width)[:width] for row in rows[1:]]
            table = pd.DataFrame(cells, columns=rows[0], dtype="str")
            return table.loc[:, table.columns != ""]
    raise AssertionError("no separator fits")


def check_same(loaded: pd.DataFrame, plain: pd.DataFrame) -> None:
    """Hold a table that was read to what the other reader finds in the file."""
    assert len(loaded) == len(plain)
    for name in plain:
        cells, column = plain[name].tolist(), loaded[str(name)]
        if pd.api.types.is_bool_dtype(column):
            expected: list[Any] = [cell.casefold() in {"true", "yes"} for cell in cells]
            assert column.tolist() == expected
        elif pd.api.types.is_numeric_dtype(column):
            assert [None if pd.isna(one) else float(one) for one in column] == [
                float(cell) if cell else None for cell in cells
            ]
        else:
            split = [[one.strip() for one in cell.split("|") if one.strip()] for cell in cells]
            assert [
                [one.strip() for one in cell.split("|") if one.strip()] for cell in column
            ] == split


# --- diaries ----------------------------------------------------------------------------------


def good_diary(chance: random.Random) -> Cells:
    """Make up an export of a log, with some sessions of some patients."""
    rows = []
    for number in range(chance.randint(1, 4)):
        patient, before, after = chance.choice(["me", "P07"]), *chance.choices(range(11), k=2)
        peak, minutes = chance.choice([("", ""), ("7", "20"), ("10", "2.5")])
        note = chance.choice([f"{MARK} my back", f'{MARK}, "bad"\nday', ""])
        start = f"2026-03-{2 * number + 2:02}T18:00:00+00:00"
        done = [
            ("bridging", "1", f"{chance.randint(1, 12)}", "6", ""),
            ("bird_dog", "2", "8", "", ""),
        ]
        done = chance.choice(
            [done, done[:1], [*done, ("walking", "", "", "", "12.5")], [("",) * 5]]
        )
        said = (f"{before}", f"{after}", peak, minutes, note)
        rows += [[f"s{number}", patient, start, *entry, *said] for entry in done]
    return [list(CSV_COLUMNS), *rows]


FOREIGN = (
    "Date;Exercise;Sets;Reps;Pain Before;Notes\n2026-03-02;Bridge;2;8;3;{note}\n"
    "2026-03-04;Bird dog;;10;4;\n2026-03-05;Walking;;;;\n",
    "date,time,exercise,hold (s),minutes,pain at start,pain at end,comment\n"
    '2 March 2026,6:30 pm,Wall sit,10,,5,4,"{note}, and more"\n4 March 2026,18:30,Walk,,20,5,4,\n',
    '"biceps","comment","dateTime","fat","weight"\n0.0,"{note}","13.03.2026 06:29",17.6,69.3\n',
    "title,start_time,description,exercise_title,exercise_notes,set_index,reps\n"
    '"Back","2 Mar 2026, 18:30","{note}","Bird Dog","{note}",0,8\n',
    "Date,Workout Name,Exercise Name,Set Order,Reps,Seconds,Notes\n"
    "2026-03-02 18:30:00,Back,Bird Dog,1,8,0,{note}\n2026-03-02 18:30:00,Back,Bridge,2,0,30,\n",
    "Day,Person,Activity,Rep,Worst pain,Minutes in pain,Remarks\n"
    "02/03/2026,P07,bridging,8,7,20,{note}\n13/03/2026,P07,bird_dog,8,2,,\n",
    "timestamp\texercise\treps\tpain\n2026-03-02T18:30:00+01:00\tBird dog\t8\t9\n"
    "2026-03-02T18:31:00+01:00\tBird dog\t8\t9\n",
)


def foreign_diary(chance: random.Random) -> Cells:
    """Return a diary in the layout of another program."""
    text = chance.choice(FOREIGN).format(note=f"{MARK} words")
    separator = max(",;\t", key=text.count)
    return list(csv.reader(io.StringIO(text), delimiter=separator))


class DiaryCase(NamedTuple):
    """How one diary is imported."""

    before: bool  # whether the good diary is in the log already
    how: dict[str, Any]


def a_way_to_import(chance: random.Random) -> DiaryCase:
    how = {
        "on_error": chance.choice(["raise", "skip"]),
        "day_first": chance.choice([None, None, True, False]),
    }
    return DiaryCase(chance.random() < 0.2, how)


def import_twice(
    tally: Tally, good: Cells, path: Path, case: DiaryCase, log: bc.SessionLog
) -> None:
    """Import a spoilt diary into a log, and look at the log each time."""
    spoilt = path.read_bytes()
    if case.before:
        path.write_text(written(good), "utf-8", newline="")
        with suppress(TableError):  # of one layout not even a good file is understood
            log.import_csv(path, on_error="skip", day_first=True, tz=UTC)
        path.write_bytes(spoilt)
    os.utime(path, (NOW.timestamp(),) * 2)  # what is in a file was not in the future then
    before = log.to_frame() if case.before else NOTHING
    read = partial(log.import_csv, path, tz=UTC, progress=lambda *_: None, **case.how)
    result = attempt(tally, read)
    after = log.to_frame()
    if result is None:
        assert_frame_equal(after, before)
        return
    check_lines(str(result))
    check_faults(result.faults)
    check_log(log, after)
    known = after[after["session_id"].isin(before["session_id"])].reset_index(drop=True)
    assert_frame_equal(known, before)
    assert after["session_id"].nunique() == before["session_id"].nunique() + result.added
    again = read()
    assert again.added == 0
    assert again.known == result.added + result.known
    assert_frame_equal(log.to_frame(), after)


def written(cells: Cells) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(cells)
    return file.getvalue()


def check_log(log: bc.SessionLog, frame: pd.DataFrame) -> None:
    """Hold all that a log has to the rules for what may be stored."""
    assert log.unread.empty
    check_frame(frame)
    for session in log.sessions():
        check_session(session, now=NOW, exercises=EXERCISES)


def check_frame(frame: pd.DataFrame) -> None:
    """Hold a log frame to the limits, the known exercises and the present."""
    for name, limit in LIMITS.items():
        assert all(limit.allows(number) for number in frame[name].dropna().tolist()), name
    assert frame["exercise_id"].replace("", pd.NA).dropna().isin(EXERCISES.index).all()
    offset = pd.to_timedelta(frame["utc_offset_min"].astype("int64"), unit="min")
    latest = pd.Timestamp(NOW + timedelta(days=DAYS_AHEAD)).tz_localize(None)
    assert (frame["started_at"] - offset <= latest).all()


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """Return where each spoilt file is written."""
    return tmp_path / "mine.csv"


@pytest.mark.parametrize(
    ("kind", "small", "large", "good"),
    [
        ("export of a log", 15, 1_500, good_diary),
        ("diary of another layout", 15, 1_000, foreign_diary),
    ],
)
def test_a_mangled_diary(
    kind: str, small: int, large: int, good: Callable[[random.Random], Cells],
    spoilt: Path, trial: Trial,
) -> None:  # fmt: skip
    """It is imported twice: all of it once, or nothing."""
    tally, times = Tally([], []), trial.times(small, large)

    def spoil(chance: random.Random) -> Mangled:
        return mangle(good(chance), chance)

    for seed, mangled in cases(trial, times, spoil):
        chance = random.Random(seed)  # noqa: S311 (no mark)
        diary, case = good(chance), a_way_to_import(random.Random(-seed))  # noqa: S311 (no mark)
        spoilt.write_bytes(mangled.content)
        log = bc.SessionLog(":memory:", now=lambda: NOW, exercises=EXERCISES)
        with named(seed, mangled), log:
            import_twice(tally, diary, spoilt, case, log)
    trial.tell(f"a mangled {kind}, imported twice", times, f"{tally.words}; none twice")


def has_rows(content: bytes) -> bool:
    """Say whether anything stands below the header, whatever the separator and line ends."""
    unquoted = re.sub(rb'"[^"]*"', b"cell", content)
    lines = [line.strip(b'\0\t ,;"') for line in re.split(rb"[\r\n]+", unquoted)]
    return sum(1 for line in lines if line and not line.startswith(b"sep=")) > 1


def test_a_folder_with_mangled_diaries(tmp_path: Path, trial: Trial) -> None:
    """The good file beside it is read whole, and the spoilt one is read or told."""
    tally, times = Tally([], []), trial.times(10, 1_000)
    whole = written(good_diary(random.Random(1)))  # noqa: S311 (no mark)
    (tmp_path / "P01.csv").write_text(whole.replace("P07", "P01"), "utf-8", newline="")
    alone = bc.load_logs(tmp_path, now=NOW, tz=UTC, exercises=EXERCISES).frame
    alone = alone.drop(columns="session_id")  # which another file may have too

    def spoil(chance: random.Random) -> Mangled:
        return mangle(chance.choice([good_diary, foreign_diary])(chance), chance)

    for seed, mangled in cases(trial, times, spoil):
        (tmp_path / "P02.csv").write_bytes(mangled.content)
        with named(seed, mangled):
            read = partial(bc.load_logs, tmp_path, now=NOW, tz=UTC, exercises=EXERCISES)
            group = attempt(tally, read)
            assert group is not None
            check_lines(str(group))
            check_faults(group.faults)
            assert MARK not in str(group)
            assert not group.faults["value"].str.contains(MARK).any()
            check_frame(group.frame)
            mine = group.frame[group.frame["patient"] == "P01"].drop(columns="session_id")
            assert_frame_equal(mine.reset_index(drop=True), alone)
            told = group.files.loc["P02.csv"]
            assert told["sessions"] or told["faults"] or not has_rows(mangled.content)
    told = "its faults are told, the other files are read; all within the rules"
    trial.tell("a mangled diary in a folder of logs", times, told)


# --- plans ------------------------------------------------------------------------------------


PLANS = [
    bc.make_plan(EXERCISES, pain_state=state, minutes=minutes)
    for state in STATES
    for minutes in (5, 20)
]


def check_loaded_plan(plan: pd.DataFrame) -> None:
    """Hold a plan that was read to what a plan may be."""
    assert_frame_equal(bc.check_plan(plan), plan)
    assert list(plan) == list(PLAN_COLUMNS)
    for name, limit in DOSE_LIMITS.items():
        assert all(limit.allows(number) for number in plan[name].dropna().tolist()), name
    [state] = plan["pain_state"].unique()
    facts = EXERCISES.loc[plan["exercise_id"]]
    assert not (facts[f"rating_{state}"].eq("avoid") | facts["advice"].eq("avoid")).any()
    # What the table asks about is asked about still, or somebody's word for it is told.
    asked = facts[f"rating_{state}"].eq("ask").to_numpy() & plan["rating"].eq("ok").to_numpy()
    assert plan["caution"][asked].str.contains("Cleared by a clinician").all()
    assert plan["outside"].notna().all()


def check_amounts(plan: pd.DataFrame, plain: pd.DataFrame) -> None:
    """Hold the amounts of a plan to those that stand in the file, in figures that people write."""
    for name in DOSE_LIMITS:
        cells = [cell for cell in plain.get(name, []) if cell]
        assert all(re.fullmatch(r"[0-9]*\.?[0-9]*(e-?[0-9]+)?", cell, re.ASCII) for cell in cells)
        blank = name in ("sets", "reps")  # which may be filled
        read = sorted(plan[name].dropna().tolist())
        assert blank or read == sorted(map(float, cells)), name


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_a_mangled_plan(suffix: str, tmp_path: Path, trial: Trial) -> None:
    """A plan is read as one that may be done, or refused."""
    tally, times = Tally([], []), trial.times(20, 4_000)
    texts = []
    for plan in PLANS:
        bc.save_plan(plan, tmp_path / f"good{suffix}", EXERCISES)
        texts.append((tmp_path / f"good{suffix}").read_text("utf-8"))

    def spoil(chance: random.Random) -> Mangled:
        text = chance.choice(texts)
        return mangle(cells_of(text), chance) if suffix == ".csv" else mangle_json(text, chance)

    file = tmp_path / f"plan{suffix}"
    for seed, mangled in cases(trial, times, spoil):
        file.write_bytes(mangled.content)
        with named(seed, mangled):
            plan = attempt(tally, partial(bc.load_plan, file, EXERCISES))
            if plan is not None:
                check_loaded_plan(plan)
                if suffix == ".csv":
                    check_amounts(plan, plain_table(mangled.content, "exercise_id"))
    trial.tell(f"a mangled plan ({suffix})", times, tally.words)


# --- tables of exercises ----------------------------------------------------------------------


GOOD_TABLE = cells_of(EXERCISES.to_csv())
HARD = EXERCISES[[f"rating_{state}" for state in STATES]] == "avoid"


def check_ratings(table: pd.DataFrame) -> None:
    """Hold a table to what must be so between its cells."""
    assert table.index.is_unique
    for state in STATES:
        rating = table[f"rating_{state}"]
        assert rating.isin(["ok", "ask", "avoid"]).all()
        assert table[f"reason_{state}"][rating.eq("avoid")].ne("").all()
        assert rating[table["advice"].eq("avoid")].eq("avoid").all()


def test_a_mangled_table_of_ones_own(spoilt: Path, trial: Trial) -> None:
    """What is loaded is what stands in the file, so nothing to avoid becomes fine by itself."""
    tally, times = Tally([], []), trial.times(20, 3_500)
    known = fields("own_exercises")

    def spoil(chance: random.Random) -> Mangled:
        rows = [GOOD_TABLE[0], *chance.sample(GOOD_TABLE[1:], chance.choice([3, 17]))]
        return mangle(rows, chance)

    for seed, mangled in cases(trial, times, spoil):
        spoilt.write_bytes(mangled.content)
        with named(seed, mangled):
            table = attempt(tally, partial(bc.load_exercises, spoilt))
            if table is not None:
                check_same(table.reset_index(), plain_table(mangled.content, "exercise_id"))
                check_ratings(table)
                for name, field in known.items():
                    if field.is_number:
                        numbers = table[name].dropna().tolist()
                        assert all(field.allows(number) for number in numbers), name
    trial.tell("a mangled table of exercises", times, tally.words)


# Where each is read, and by which of its columns a plain reader knows its header.
SHIPPED = sorted(path.stem for path in DATA.glob("*.csv") if path.stem != "sample_log")


def forget() -> None:
    """Make the package read its tables anew."""
    load._shipped_exercises.cache_clear()
    safety._shipped_settings.cache_clear()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Read a copy of the data folder, which a test may spoil, in place of the shipped one."""
    shutil.copytree(DATA, tmp_path / "data")
    monkeypatch.setattr(shipped, "data_folder", lambda: tmp_path / "data")
    forget()
    yield tmp_path / "data"
    monkeypatch.undo()
    forget()


def read_shipped(name: str) -> pd.DataFrame:
    """Read a table by all the ways that lead to it."""
    forget()
    table = bc.load_table(name)
    bc.load_exercises()
    bc.load_red_flags()
    bc.load_safety_rules()
    bc.load_guidance()
    bc.safety_settings()
    return table


def test_a_mangled_table_of_the_data_folder(data: Path, trial: Trial) -> None:
    """One of the tables is spoilt: all agree still, or the exercises are not loaded."""
    tally, times = Tally([], []), trial.times(15, 2_500)
    good = {name: cells_of((DATA / f"{name}.csv").read_text("utf-8")) for name in SHIPPED}
    for _ in range(times):
        name = trial.chance.choice(SHIPPED)
        [(seed, mangled)] = cases(trial, 1, lambda chance: mangle(good[name], chance))  # noqa: B023
        (data / f"{name}.csv").write_bytes(mangled.content)
        with named(seed, mangled._replace(how=(name, *mangled.how))):
            table = attempt(tally, partial(read_shipped, name))
            if table is not None:
                plain = plain_table(mangled.content, good[name][0][0])
                check_same(table, plain)
                assert len(table) == len(good[name]) - 1  # no row got lost, and none was added
                check_still_hard(plain if name == "ratings" else None)
        shutil.copy(DATA / f"{name}.csv", data / f"{name}.csv")
    trial.tell("a mangled table of the data folder", times, tally.words)


def check_still_hard(ratings: pd.DataFrame | None) -> None:
    """Hold the exercises to every `avoid` of the good table whose cell was not changed."""
    table = bc.load_exercises()
    check_ratings(table)
    if ratings is None:
        now = table[list(HARD)].eq("avoid").reindex(HARD.index, fill_value=True)
        assert not (HARD & ~now).any(axis=None)


# --- poses ------------------------------------------------------------------------------------


POSES = cells_of(bc.load_poses().to_csv(index=False))


def test_mangled_poses(spoilt: Path, trial: Trial) -> None:
    """What is loaded can be drawn."""
    tally, times = Tally([], []), trial.times(10, 2_500)
    names = sorted({row[0] for row in POSES[1:]})

    def spoil(chance: random.Random) -> Mangled:
        chosen = chance.sample(names, 1)
        return mangle([POSES[0], *(row for row in POSES[1:] if row[0] in chosen)], chance)

    for seed, mangled in cases(trial, times, spoil):
        spoilt.write_bytes(mangled.content)
        with named(seed, mangled):
            poses = attempt(tally, partial(bc.load_poses, spoilt))
            if poses is not None:
                check_same(poses, plain_table(mangled.content, "exercise_id"))
                for exercise_id in poses["exercise_id"].unique():
                    assert bc.figure_svg(exercise_id, poses=poses).startswith("<svg")
    trial.tell("mangled poses", times, tally.words)


# --- the checks themselves --------------------------------------------------------------------


def raises(error: Exception) -> Callable[[], None]:
    """Return a reader that breaks down with an error."""

    def read() -> None:
        raise error

    return read


def is_slow() -> None:
    """Take longer than anybody waits."""
    end = time.process_time() + 0.02
    while time.process_time() < end:
        pass


def refusal(*fault: Any) -> TableError:
    return TableError("mine.csv", [bc.Fault(*fault)] if fault else [])


@pytest.mark.parametrize(
    ("read", "caught"),
    [
        (raises(KeyError("x")), KeyError),
        (raises(UserWarning("pandas says")), UserWarning),
        (raises(refusal()), AssertionError),
        (raises(refusal(2, "reps", "x", "bad")), AssertionError),
        (raises(refusal(0, "reps", "x", "must be a number.")), AssertionError),
        (raises(refusal(2, "note", f"{MARK} words", "must be shorter.")), AssertionError),
        (raises(refusal(2, "", f"2026-03-02,{MARK}", "has 2 cells, not 3.")), AssertionError),
        (raises(refusal(2, "reps", "x", "must be " + "x" * 2_000 + ".")), AssertionError),
        (raises(refusal(2, "reps", "x", "must be\nnumber.")), AssertionError),
        (is_slow, AssertionError),
    ],
)
def test_a_reader_that_breaks_a_rule_is_caught(
    read: Callable[[], None], caught: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of another kind, one without words, too many or a note's, and a hang."""
    monkeypatch.setattr("test_mangled_files.MOST_SECONDS", 0.01 if read is is_slow else 5)
    with pytest.raises(caught):
        attempt(Tally([], []), read)


def test_a_good_refusal_passes() -> None:
    """The checks do not refuse everything."""
    tally = Tally([], [])
    assert attempt(tally, raises(refusal(2, "reps", "x", "must be a number. Correct it."))) is None
    assert (len(tally.refused), len(tally.read)) == (1, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pain_before", 11),
        ("minutes", 0.0),
        ("exercise_id", "no_such"),
        ("started_at", "2027-01-01"),
    ],
)
def test_a_reader_that_lets_through_what_no_log_holds_is_caught(column: str, value: object) -> None:
    """A pain of 11, no time at all, an exercise of no table, a day to come."""
    with bc.SessionLog(":memory:", now=lambda: NOW) as log:
        log.add(bc.Session(NOW, 3, 2, [bc.Entry("bridging", 1, 8)]))
        frame = log.to_frame()
    check_frame(frame)
    spoilt = frame.assign(**{column: value}).astype(frame.dtypes.to_dict())
    with pytest.raises(AssertionError):
        check_frame(spoilt)


def test_a_diary_that_is_imported_twice_over_is_caught(spoilt: Path) -> None:
    """A log that takes the same file again does not pass."""

    class Forgetful(bc.SessionLog):
        """Gives each session of a file a new id, so that nothing is known again."""

        def import_csv(self, path: Any, **how: Any) -> Any:
            number = len(self.sessions())
            text = re.sub(r"s[0-9]+,me", f"s{number},me", path.read_text("utf-8"))
            path.write_text(re.sub("T[0-9]+:", f"T{number:02}:", text), "utf-8")
            return super().import_csv(path, **how)

    good = [list(CSV_COLUMNS), ["s0", "me", "2026-03-02T18:00:00+00:00", *[""] * 10]]
    for kind, caught in ((bc.SessionLog, None), (Forgetful, AssertionError)):
        spoilt.write_text(written(good), "utf-8", newline="")
        with (
            kind(":memory:", now=lambda: NOW) as log,
            pytest.raises(caught) if caught else nullcontext(),
        ):
            import_twice(Tally([], []), good, spoilt, DiaryCase(False, {}), log)


def test_an_exercise_that_becomes_less_forbidden_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table whose `avoid` is gone without its cell being changed does not pass."""
    softened = EXERCISES.copy()
    exercise_id = HARD.index[HARD["rating_acute"] & EXERCISES["advice"].eq("try")][0]
    softened.loc[exercise_id, "rating_acute"] = "ok"
    check_still_hard(None)
    monkeypatch.setattr(bc, "load_exercises", lambda: softened)
    with pytest.raises(AssertionError):
        check_still_hard(None)
    with pytest.raises(AssertionError):
        check_same(softened.reset_index(), plain_table(written(GOOD_TABLE).encode(), "exercise_id"))
