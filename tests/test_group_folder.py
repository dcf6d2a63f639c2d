"""A folder of logs: what is wrong in it is told by file and row, and the rest is read."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from group_frames import HEADER

import backcare as bc
from backcare.cohort import GroupLogs
from backcare.cohort.pseudonyms import is_id, shown_name

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def session(patient: str, day: int, *, key: str = "", exercise: str = "bridging", **told) -> str:
    """Write one session of one exercise as a row of an export."""
    cells = {"before": 5, "after": 4, "minutes": "", "note": "", **told}
    start = f"2025-03-{day:02}T18:00:00+00:00"
    row = [key or f"k{day}", patient, start, exercise, 1, 10, *cells.values()]
    return ",".join(map(str, row))


def load(folder: Path, files: dict[str, list[str]]) -> GroupLogs:
    for name, rows in files.items():
        (folder / name).write_text("\n".join([HEADER, *rows, ""]), "utf-8")
    return bc.load_logs(folder, tz=UTC, now=NOW)


def faults(group: GroupLogs) -> list[str]:
    """Write each fault as file, row and the beginning of what is wrong."""
    return [f"{one.file}, {one.row}, {one.value}: {one.rule}" for one in group.faults.itertuples()]


def test_a_log_that_was_exported_comes_back_whole(tmp_path):
    """Two patients' exports together are the log they came from."""
    monday = datetime(2025, 3, 3, 18, 30, tzinfo=UTC)
    done = [bc.Entry("bridging", sets=1, reps=10, hold_s=6), bc.Entry("walking", minutes=20)]
    with bc.SessionLog(":memory:", now=lambda: NOW) as log:
        for patient in ("P07", "P08"):
            log.add(bc.Session(monday, pain_before=4, entries=done, patient=patient, note="fine"))
            log.export_csv(tmp_path / f"{patient}.csv", patient)
        pd.testing.assert_frame_equal(bc.load_logs(tmp_path, now=NOW).frame, log.to_frame())


def test_rows_are_whole_numbers_beside_an_empty_file(tmp_path):
    """A file of which no row could be read turns no number of another into a fraction."""
    row = session("", 3).replace("k3", "")
    told = faults(load(tmp_path, {"P01.csv": [], "P02.csv": [row], "P03.csv": [row]}))
    assert len(told) == 2
    assert "P01 has no session here" in told[0]
    assert "1 session of this file, in row 2, appears word for word" in told[1]


def test_a_torn_file_is_told_and_its_whole_rows_are_read(tmp_path):
    """A download that broke off in a row: that row is named, those above count."""
    load(
        tmp_path,
        {"P01.csv": [session("P01", 3), session("P01", 4)], "P02.csv": [session("P02", 5)]},
    )
    whole = (tmp_path / "P01.csv").read_text("utf-8")
    (tmp_path / "P01.csv").write_text(whole[:-20], "utf-8")
    group = bc.load_logs(tmp_path, now=NOW)
    assert faults(group) == [
        "P01.csv, 3, : is cut off after 4 of 10 cells. Complete it, or export the file again."
    ]
    assert group.files["sessions"].to_dict() == {"P01.csv": 1, "P02.csv": 1}


def test_an_unknown_exercise_is_told_and_the_session_counts(tmp_path):
    """Its row is left out; the session's other row is read."""
    rows = [session("P01", 3), session("P01", 3, exercise="brigding")]
    group = load(tmp_path, {"P01.csv": rows})
    assert faults(group) == [
        "P01.csv, 3, brigding: is not an exercise of the table. Did you mean 'Bridging'? "
        "Correct it, or pass names={'brigding': None} to leave it out, or with 'bridging' in place "
        "of None to say what it is, or bc.OTHER_ACTIVITY to keep its minutes."
    ]
    assert group.frame["exercise_id"].tolist() == ["bridging"]


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path):
    """A workbook, an empty file, one without dates and one with unclear dates, each told."""
    (tmp_path / "P01.csv").write_bytes(b"PK\x03\x04")
    (tmp_path / "P02.csv").write_bytes(b"")
    (tmp_path / "P03.csv").write_text("exercise\nbridging\n")
    (tmp_path / "P04.csv").write_text("date,exercise\n\n03/04/2025,bridging\n")
    group = load(tmp_path, {"P05.csv": [session("P05", 3)]})
    told = group.faults.set_index("file")
    assert told["row"].fillna(0).to_dict() == {
        "P01.csv": 0,
        "P02.csv": 0,
        "P03.csv": 1,
        "P04.csv": 3,
    }
    assert "day_first=True" in told.loc["P04.csv", "rule"]
    assert group.frame["patient"].tolist() == ["P05"]
    assert bc.load_logs(tmp_path, day_first=True, now=NOW).files.loc["P04.csv", "sessions"] == 1


def test_the_same_sessions_in_two_files_count_once(tmp_path):
    """Which rows of which file stand in which other one is said in one line."""
    both = {
        "P01.csv": [session("P01", day) for day in (3, 5, 7)],
        "P01-2.csv": [session("P01", day) for day in (5, 6, 7, 9)],
    }
    group = load(tmp_path, both)
    assert faults(group) == [
        "P01.csv, 3, : 2 sessions of this file, in rows 3 to 4, appear in P01-2.csv, too. "
        "Counted once. Leave each session in one file only."
    ]
    assert group.frame["started_at"].dt.day.tolist() == [3, 5, 6, 7, 9]


def test_rows_that_do_not_follow_each_other_are_named(tmp_path):
    """Those in a row are put together, the others stand by themselves."""
    files = {
        "P01.csv": [session("P01", day) for day in (3, 4, 5, 7, 9)],
        "P01-2.csv": [session("P01", day) for day in (3, 4, 5, 9)],
    }
    [told] = faults(load(tmp_path, files))
    assert "4 sessions of this file, in rows 2 to 4 and 6, appear in P01-2.csv" in told


def test_a_value_that_names_nobody_is_shown(tmp_path):
    """A number that is out of range helps to find it; words in its place may be about somebody."""
    rows = [session("P01", 3, before=-1), session("P01", 4, before="ask Anna")]
    values = load(tmp_path, {"P01.csv": rows}).faults["value"]
    assert values.tolist() == ["-1", ""]


def test_the_same_session_under_another_id_counts_once(tmp_path):
    """A diary without ids and the export of the log it was read into are one."""
    files = {"P01-a.csv": [session("P01", 3, key="x")], "P01-b.csv": [session("P01", 3, key="y")]}
    assert load(tmp_path, files).frame["session_id"].tolist() == ["x"]


@pytest.mark.parametrize("names", [("P01-a.csv", "P01-b.csv"), ("P01-b.csv", "P01-a.csv")])
def test_of_two_that_differ_the_one_with_more_pain_counts(tmp_path, names):
    """Whichever file comes first, a stop-rule event is not lost."""
    files = {
        names[0]: [session("P01", 3, minutes=20)],
        names[1]: [session("P01", 3, before=9)],
    }
    group = load(tmp_path, files)
    assert group.frame["pain_minutes"].tolist() == [20]
    [told] = faults(group)
    assert told.startswith("P01-b.csv, 2, k3: is in P01-a.csv (row 2) with different details.")
    assert f"that in {names[0]}" in told


def test_of_two_with_the_same_pain_the_longer_one_counts(tmp_path):
    """A copy that broke off inside a session does not hide the rest of it."""
    whole = [session("P01", 3), session("P01", 3, exercise="bird_dog")]
    group = load(tmp_path, {"P01-a.csv": whole[:1], "P01-b.csv": whole})
    assert group.frame["exercise_id"].tolist() == ["bridging", "bird_dog"]
    assert "that in P01-b.csv" in faults(group)[0]


def test_numbers_used_for_ids_by_several_patients_stay_apart(tmp_path):
    """Session 1 of two patients is two sessions, and no rule takes them for one."""
    files = {f"P0{n}.csv": [session(f"P0{n}", n, key="1", minutes=20)] for n in (1, 2)}
    group = load(tmp_path, files)
    assert faults(group) == []
    assert len(bc.stop_rule_sessions(group.frame)) == 2


def test_one_id_at_two_times_counts_twice_and_is_told(tmp_path):
    """A diary that begins to count anew each month loses no session."""
    files = {
        "P01-a.csv": [session("P01", 3, key="1")],
        "P01-b.csv": [session("P01", 9, key="1")],
    }
    group = load(tmp_path, files)
    assert group.frame["session_id"].nunique() == 2
    assert (
        "is the id of a session in P01-a.csv (row 2) that began at another time" in faults(group)[0]
    )


def test_one_persons_file_under_two_ids_is_told(tmp_path):
    """The same session with the same id of another patient is a copy, most likely."""
    files = {name: [session(name[:3], 3), session(name[:3], 4)] for name in ("P01.csv", "P02.csv")}
    assert faults(load(tmp_path, files)) == [
        "P02.csv, 2, : 2 sessions of this file, in rows 2 to 3, appear word for word among those "
        "of P01 in P01.csv. Counted for both. If they are one person's, give them the same id."
    ]


def test_a_log_of_me_is_known_by_its_file(tmp_path):
    """Patients' own logs all say "me"; a second copy of a file is the same patient."""
    files = {
        "P01.csv": [session("me", 3)],
        "P01 (1).csv": [session("me", 3), session("me", 5)],
        "P02.csv": [session("me", 4)],
    }
    group = load(tmp_path, files)
    assert group.frame["patient"].tolist() == ["P01", "P01", "P02"]


def test_names_are_shown_nowhere(tmp_path):
    """Not as a patient, a file, a value or in a fault's words; and one name has one id."""
    files = {
        "Anna Smith.csv": [session("me", 3), "torn by Anna Smith"],
        "clinic.csv": [
            session("Bob Jones", 4, key="bob jones 1"),
            session("bob jones", 5),
            session("P03", 6),
            session("Bob Jones", 7, exercise="Bob Jones walked"),
            session("Bob Jones", 8) + ",Bob Jones",
            session("Bob Jones", 10, before="Bob"),
            session("Dr Jones", 10),
        ],
        "P09.csv": [session("Bob Jones", 9)],
    }
    group = load(tmp_path, files)
    every = " ".join(
        [str(group), group.faults.to_csv(), group.files.to_csv(), group.frame.to_csv()]
    )
    for name in ("Anna", "Smith", "Bob", "bob", "Jones"):
        assert name not in every
    assert set(group.files.index) == {"file 1", "clinic.csv", "P09.csv"}
    bob = group.frame.loc[group.frame["started_at"].dt.day == 9, "patient"].item()
    assert group.frame.loc[group.frame["patient"] == bob, "started_at"].dt.day.tolist() == [4, 5, 9]
    told = group.faults[group.faults["rule"].str.contains("may be a name")]
    assert told["file"].tolist() == ["clinic.csv", "P09.csv"]  # once for both spellings


@pytest.mark.parametrize("text", ["P07", "p-007", "clinic-12", "0042", "A1_b2", "unnamed-3"])
def test_ids_are_taken(text):
    """Short, and with a figure."""
    assert is_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "me",
        "Anna",
        "anna70",
        "smith-1970",
        "a@b.org",
        "1970-05-12",
        "4857773456",
        "Ölaf 1",
        "",
        "P 7",
    ],
)
def test_what_may_tell_a_person_is_no_id(text):
    """Names, addresses, birthdays and health numbers are not taken."""
    assert not is_id(text)


TIMES = (
    *("2025-01", "2025_1", "202501", "01-2025", "2025", "15-01-25", "2025-1-5", "1-15-25"),
    *("jan-2025", "Jan25", "15-MAI-25", "2025-okt", "week-3", "2025-W03", "Q1-2025"),
    *("log-2025-01", "diary_2025", "export-jan-2025", "2025-01 (1)"),
)
NO_TIMES = (
    *("P07", "0042", "01-15", "150125", "2025-13", "P-2025-01", "patient-2025", "W03", "group-2"),
    *("MAR-001", "2103", "M1", "M12", "m-07", "07M"),
)


@pytest.mark.parametrize("name", TIMES)
def test_a_file_called_by_a_time_is_nobodys(tmp_path, name):
    """Each month of one patient would be somebody else; who is named in the rows has an id."""
    [told] = faults(load(tmp_path, {f"{name}.csv": [session("me", 3)]}))
    assert "The patient is shown as unnamed-1. Give the file a name such as P07.csv. Or" in told
    assert "write the id into each row, in a column patient" in told
    read = load(tmp_path, {f"{name}.csv": [session("P07", 3)]})
    assert (faults(read), read.frame["patient"].tolist()) == ([], ["P07"])


@pytest.mark.parametrize("name", NO_TIMES)
def test_what_only_resembles_a_time_is_an_id(tmp_path, name):
    """Figures that are no month, and letters that are none."""
    assert load(tmp_path, {f"{name}.csv": [session("me", 3)]}).frame["patient"].tolist() == [name]


def test_other_files_are_left_alone(tmp_path):
    """What does not end in .csv, lies in a folder without a log or is left by a program is none."""
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "picture.png").write_bytes(b"")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "._P01.csv").write_bytes(b"")
    for name in ("readme.txt", "._P03.csv", "~$P04.csv", ".DS_Store"):
        (tmp_path / name).write_text("nothing")
    assert load(tmp_path, {"P01.CSV": [session("P01", 3)]}).files.index.tolist() == ["P01.CSV"]


LIKE_LOGS = {
    "P02.parquet": "is a Parquet file, which only load_parts reads",
    "P03.pq": "is a Parquet file, which only load_parts reads",
    "P04.csv.gz": "is packed, and is not read. Unpack it",
    "P05.feather": "is a table of a kind that is not read",
    "2024/P06.csv": "is a folder, which is not looked into",
    "2024/01/P07.parquet": "is a folder, which is not looked into",
    "P08.csv/x": "is a folder, which is not looked into",
    ".P09.csv": "give it a name such as P07.csv",
    "~P10.zip": "give it a name such as P07.zip",
    "readme_P11.parquet": "give it a name such as P07.parquet",
    "readme.csv": "if not, move it elsewhere",
    ".csv": "give it a name such as P07.csv",
    "readme/P12.csv": "is a folder, which is not looked into",
    "~old/P13.csv": "is a folder, which is not looked into",
    "P14.csv.crdownload": "is not all on this computer yet",
    ".P15.csv.icloud": "is not all on this computer yet",
}


@pytest.mark.parametrize("name", LIKE_LOGS)
def test_what_looks_like_a_log_and_is_not_read_is_told(tmp_path, name):
    """As a fault, and beside the answer to whom to call; also when nothing else is there."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(b"")
    top = name.split("/")[0]
    for files in ({}, {"P01.csv": [session("P01", 3)]}):
        found = load(tmp_path, files)
        called = shown_name(Path(top), 1 + (top > "P01" and len(files)))
        assert found.faults["file"].tolist() == [called]
        assert LIKE_LOGS[name] in found.faults["rule"].iloc[0]
        assert found.frame.attrs["not_read"] == (called,)
        assert len(found.frame) == len(files)


def test_a_link_to_where_nobody_may_look_hides_no_other_file(tmp_path, monkeypatch):
    """It is named, and the others are read."""
    really = Path.is_dir

    def is_dir(path: Path, **more: object) -> bool:
        if path.name == "P09.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return really(path, **more)

    (tmp_path / "P09.csv").write_text("nothing")
    monkeypatch.setattr(Path, "is_dir", is_dir)
    found = load(tmp_path, {"P01.csv": [session("P01", 3)]})
    assert found.frame["patient"].tolist() == ["P01"]
    assert found.faults["file"].tolist() == ["P09.csv"]
    assert "Permission denied" in found.faults["rule"].iloc[0]
    assert str(tmp_path) not in str(found)


def test_no_folder_and_no_file_say_what_to_do(tmp_path):
    """Both are errors, because an empty group looks like a quiet one."""
    with pytest.raises(ValueError, match="'nowhere' is not a folder"):
        bc.load_logs(tmp_path / "nowhere")
    with pytest.raises(ValueError, match=r"holds no file that ends in \.csv"):
        bc.load_logs(tmp_path)


WRONG = {
    "day_first": ("yes", 1, "True"),
    "gap_min": ("x", -1, float("nan"), float("inf"), True),
    "without_amount": ("maybe", 5),
    "now": ("2025", datetime.fromisoformat("2025-01-01"), pd.NaT, 5),
    "tz": ("Europe/London", 1),
    "columns": (["a"], "x", {1: None}, {"fatigue": "pain"}, {"a": ("reps", "parsec")}),
    "names": ("x", ["bridge"], {1: "bridging"}, {"brigde": "nothing"}),
    "exercises": (["wall_sit"], "x", pd.DataFrame(), 5),
    "layouts": ("missing.csv",),
}
WRONG_OF_PARTS = {"settings": (5, "x", {}), "address": (5, b"x", []), "engine": ("", "daks", 5)}


@pytest.mark.parametrize("name", [*WRONG, *WRONG_OF_PARTS])
def test_a_wrong_argument_is_named_and_no_file_is(tmp_path, name):
    """Whether a file would need it or not: here is one that nobody could read."""
    (tmp_path / "P01.parquet").write_bytes(b"PAR1")
    values = (WRONG | WRONG_OF_PARTS)[name]
    reads = [bc.load_parts, *([bc.load_logs] if name in WRONG else [])]
    for read in reads:
        for value in values:
            with pytest.raises(ValueError, match=rf"^{name} |^{name}:|missing.csv") as told:
                read(tmp_path, **{name: value})
            assert "P01" not in str(told.value)


@pytest.mark.parametrize("ask", ["is_dir", "iterdir"])
@pytest.mark.parametrize("read", [bc.load_logs, bc.load_parts])
def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path, monkeypatch, ask, read):
    """Without the way to it, which may have a name in it."""

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    folder = tmp_path / "Anna" / "logs"
    folder.mkdir(parents=True)
    monkeypatch.setattr(Path, ask, refuse)
    with pytest.raises(ValueError, match=r"'logs' cannot be looked into \(Permission") as told:
        read(folder)
    assert "Anna" not in str(told.value)
    assert told.value.__context__ is None


@pytest.mark.parametrize("read", [bc.load_logs, bc.load_parts])
def test_a_file_that_is_gone_when_it_is_read_names_no_other(tmp_path, monkeypatch, read):
    """What is nearest to it may have a name."""

    def show(path: Path, place: int) -> str:
        if path.name == "P01.csv":
            path.unlink()
        return shown_name(path, place)

    for name in ("P01.csv", "P01 Anna.csv"):
        (tmp_path / name).write_text("date,exercise\n2025-03-02,bridge\n")
    monkeypatch.setattr(f"{read.__module__}.shown_name", show)
    try:
        told = f"{read(tmp_path)}"
    except ValueError as error:
        told = f"{error}"
    assert "P01.csv: is gone since the folder was looked at" in told.replace(", is", ": is")
    assert "Anna" not in told


def test_a_folder_of_nothing_but_faults_is_an_empty_log(tmp_path):
    """What follows works on it: nobody to call, no weeks, no changes."""
    (tmp_path / "P01.csv").write_bytes(b"")
    frame = bc.load_logs(tmp_path).frame
    for answer in (bc.who_to_call, bc.group_weeks, bc.pain_changes, bc.retention):
        assert len(answer(frame, on="2025-07-07")) == 0


def test_many_faults_are_shown_in_part(tmp_path):
    """Twenty lines, and how many more there are."""
    rows = [session("P01", day, exercise="juggling") for day in range(1, 26)]
    lines = str(load(tmp_path, {"P01.csv": rows})).splitlines()
    assert len(lines) == 22
    assert lines[0].endswith("25 problems:")
    assert lines[-1] == "  … and 5 more, all in .faults."


def test_a_heading_that_speaks_of_pain_is_told_loudly(tmp_path):
    """A pain that no rule knows of is a problem of the file, and the call list says so."""
    rows = ["date,exercise,mood,NRS now", "2025-03-03,Bird dog,low,9"]
    (tmp_path / "P01.csv").write_text("\n".join(rows) + "\n")
    group = bc.load_logs(tmp_path, now=NOW)
    assert group.faults[["file", "row", "column"]].to_numpy().tolist() == [
        ["P01.csv", 1, "NRS now"]
    ]
    assert group.files.loc["P01.csv", "unread"] == "mood, NRS now"
    assert "Columns not read:\n  P01.csv: mood, NRS now" in str(group)
    calls = bc.show_calls(bc.who_to_call(group.frame, as_of="2025-03-05"))
    assert "But not all was read, so someone may be missing: P01.csv (NRS now)." in str(calls)
    named = bc.load_logs(tmp_path, now=NOW, columns={"NRS now": "pain_before", "elsewhere": "note"})
    assert named.frame["pain_before"].tolist() == [9]
    assert "No problems in what was read." in str(named)


def test_a_file_without_an_exercise_is_told_loudly(tmp_path):
    """Its patient seems to do nothing."""
    (tmp_path / "P01.csv").write_text("date,programme\n2025-03-03,Bird dog\n")
    group = bc.load_logs(tmp_path, now=NOW)
    assert "no column for the exercise" in group.faults["rule"].item()
    assert group.frame.attrs["not_read"] == ("P01.csv (exercises)",)


def test_a_file_that_is_not_read_is_named_beside_the_calls(tmp_path):
    """That nobody needs a call is not said of a patient whose file cannot be read."""
    (tmp_path / "P01.csv").write_bytes(b"PK\x03\x04")
    group = load(tmp_path, {"P05.csv": [session("P05", 3)]})
    calls = bc.show_calls(bc.who_to_call(group.frame, as_of="2025-03-05"))
    assert "someone may be missing: P01.csv" in str(calls)


def test_days_with_nothing_but_a_date_hide_no_silence(tmp_path):
    """A calendar with every day written in is told by file, and its patient is silent."""
    for name, blank in (("P01.csv", True), ("P02.csv", False)):
        rows = ["date,exercise,pain before"]
        for day in pd.date_range("2025-01-01", "2025-03-10"):
            done = day.weekday() in (0, 2, 4) and day < pd.Timestamp("2025-02-15")
            rows += [f"{day:%Y-%m-%d},Bird dog,3"] * done
            rows += [f"{day:%Y-%m-%d},,"] * (blank and not done)
        (tmp_path / name).write_text("\n".join(rows) + "\n")
    group = bc.load_logs(tmp_path, now=NOW)
    assert group.files["left_out"].to_dict() == {"P01.csv": 49, "P02.csv": 0}
    assert len(group.left_out) == 49
    assert "Left out, or worth a look:\n  P01.csv, rows 3, 5 to 6" in str(group)
    calls = bc.who_to_call(group.frame, as_of="2025-03-10")
    assert calls["rule_id"].to_dict() == {"P01": "silent", "P02": "silent"}


def test_a_heading_with_a_name_is_shown_without_it(tmp_path):
    """A patient's name is nowhere, nor in a column's."""
    rows = ["date,patient,exercise,pain of Bob Jones", "2025-03-03,Bob Jones,Bird dog,9"]
    (tmp_path / "clinic.csv").write_text("\n".join(rows) + "\n")
    group = bc.load_logs(tmp_path, now=NOW)
    assert "pain of unnamed-1" in str(group)
    assert "Jones" not in str(group) + group.files.to_csv()


NOBODY = {
    "headings alone": "date,exercise,reps,done\n",
    "blank days": "date,exercise,reps,done\n2025-03-03,,,\n2025-03-04,,,\n",
    "nothing done": "date,exercise,reps,done\n2025-03-03,Bird dog,8,no\n",
}


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_who_never_did_anything_is_named(tmp_path, text):
    """Nobody says that there is no problem, or that no one needs a call."""
    (tmp_path / "P02.csv").write_text(text)
    group = load(tmp_path, {"P01.csv": [session("P01", 3)]})
    [told] = faults(group)
    assert told.startswith("P02.csv, <NA>, : P02 has no session here")
    assert "No problems" not in str(group)
    calls = bc.show_calls(bc.who_to_call(group.frame, as_of="2025-03-05"))
    assert "someone may be missing: P02.csv (P02 without a session)" in str(calls)


def test_who_is_in_a_joint_file_and_never_did_anything_is_named(tmp_path):
    """With the first of their rows."""
    rows = [
        "patient,date,exercise,reps",
        "P1,2025-03-03,Bird dog,8",
        "P2,2025-03-03,,",
        "P2,2025-03-04,,",
    ]
    (tmp_path / "clinic.csv").write_text("\n".join(rows) + "\n")
    group = bc.load_logs(tmp_path, now=NOW)
    [told] = faults(group)
    assert told.startswith("clinic.csv, 3, : P2 has no session here")
    assert group.frame.attrs["not_read"] == ("clinic.csv (P2 without a session)",)


def test_who_is_missing_because_of_faults_is_named_beside_the_calls(tmp_path):
    """The faults say why, so that there is no other one."""
    group = load(tmp_path, {"P01.csv": [session("P01", 3, exercise="brigde")]})
    assert len(group.faults) == 1
    assert group.frame.attrs["not_read"] == ("P01.csv (P01 without a session)",)


def test_who_has_sessions_in_another_file_is_not_missing(tmp_path):
    """A blank month is for the rules of silence."""
    rows = ["patient,date,exercise,reps", "P01,2025-04-03,,"]
    (tmp_path / "april.csv").write_text("\n".join(rows) + "\n")
    group = load(tmp_path, {"P01.csv": [session("P01", 3)]})
    assert (faults(group), group.frame.attrs["not_read"]) == ([], ())


@pytest.mark.parametrize(("one", "other"), [("P1", "P1 "), ("1", "1.0"), ("P1", "P1\xa0")])
def test_one_patient_written_in_two_ways_is_one(tmp_path, one, other):
    """In a diary, and in an export that was edited."""
    rows = [
        "patient,date,exercise,reps",
        f"{one},2025-03-03,Bird dog,8",
        f"{other},2025-03-04,Bird dog,8",
    ]
    (tmp_path / "clinic.csv").write_text("\n".join(rows) + "\n", "utf-8")
    group = load(tmp_path, {"export.csv": [session(one, 5), session(other, 6)]})
    assert group.frame["patient"].tolist() == [one] * 4


def test_an_id_in_two_spellings_is_told(tmp_path):
    """P07 and p-7 count as two, each with half of the sessions: somebody has to know."""
    group = load(tmp_path, {"a.csv": [session("P07", 3)], "b.csv": [session("p-7", 4)]})
    assert group.frame["patient"].tolist() == ["P07", "p-7"]
    (rule,) = group.faults["rule"]
    assert rule.startswith("is nearly P07, and counts as somebody else.")
