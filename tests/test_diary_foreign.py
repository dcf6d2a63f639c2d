"""Files of other programs that are no CSV: the JSON of wger, the export of Apple Health."""

import io
import json
import tracemalloc
import zipfile
from datetime import UTC
from pathlib import Path

import pytest
from diaries import cells, read

import backcare as bc
from backcare.errors import TableError

# --- wger -------------------------------------------------------------------------------------

NAMES = {"345": "bird_dog", "73": "wall_sit", "9": "walking"}
# Fields of which nothing is read.
OTHERS = ("routine", "iteration", "slot_entry", "next_log", "weight", "rir", "rest")


def entry(number: int, exercise: int, unit: int, repetitions: str, **more: object) -> dict:
    """Return a set as wger's API gives it."""
    return {
        "id": number,
        "date": f"2026-03-02T18:{30 + number}:00+01:00",
        "session": 5,
        "exercise": exercise,
        "repetitions_unit": unit,
        "repetitions": repetitions,
        "weight_unit": 1,
        **dict.fromkeys(OTHERS),
        **more,
    }


ENTRIES = [
    entry(1, 345, 1, "8.00"),
    entry(2, 345, 7, "6.00"),
    entry(3, 73, 3, "30.00"),
    entry(4, 9, 4, "20.00"),
]
PAGE = {"count": 4, "next": None, "previous": None, "results": ENTRIES}
LOGS = [{"session": {"id": 5, "date": "2026-03-02", "notes": "fine"}, "logs": ENTRIES}]


def file_of(content: object) -> bytes:
    return json.dumps(content).encode()


@pytest.mark.parametrize("content", [PAGE, ENTRIES, LOGS])
def test_a_log_of_wger_is_read_by_its_units(content: object) -> None:
    """A page, a list or the logs of a routine: the unit says what the repetitions are."""
    diary = read(file_of(content), names=NAMES)
    assert (diary.layout, diary.faults) == ("wger", ())
    assert cells(diary, "exercise_id", "reps", "hold_s", "minutes") == [
        ["bird_dog", 8, None, None],
        ["bird_dog", 6, None, None],
        ["wall_sit", None, 30, None],
        ["walking", None, None, 20],
    ]
    assert set(diary.frame["session_id"]) == {"wger-5"}
    assert set(diary.frame["utc_offset_min"]) == {60}


def test_an_entry_of_an_earlier_wger_is_read() -> None:
    """Its fields had other names, and no session."""
    old = {
        "id": 1,
        "date": "2026-03-02",
        "workout": 3,
        "weight": "0",
        "weight_unit": 1,
        "rir": None,
    }
    entries = [old | {"exercise_base": 345, "reps": 8, "repetition_unit": 1}]
    entries += [old | {"exercise_base": 73, "reps": 30, "repetition_unit": 3}]
    diary = read(file_of(entries), names=NAMES)
    assert diary.layout == "wger"
    assert cells(diary, "exercise_id", "reps", "hold_s") == [
        ["bird_dog", 8, None],
        ["wall_sit", None, 30],
    ]


@pytest.mark.parametrize(("time", "start"), [("20:28:49", "20:28:49"), (None, "12:00:00")])
def test_midnight_of_wger_is_a_day_without_a_time(time: str | None, start: str) -> None:
    """The session has its time, or nobody knows it."""
    sets = [entry(1, 345, 1, "8.00", date="2026-03-02T00:00:00+01:00")]
    session = {"id": 5, "date": "2026-03-02", "time_start": time}
    frame = read(file_of([{"session": session, "logs": sets}]), names=NAMES).frame
    assert frame["started_at"].item().isoformat() == f"2026-03-02T{start}"


def test_few_fields_of_wger_are_enough() -> None:
    """JSON with wger's units is wger's, whatever else somebody left out of it."""
    told = {"date": "2026-03-02", "exercise": 73, "repetitions": 30, "repetitions_unit": 3}
    diary = read(file_of([told]), names=NAMES)
    assert (diary.layout, cells(diary, "hold_s")) == ("wger", [[30]])


def test_the_notes_of_a_session_of_wger_are_kept() -> None:
    """They stand beside its sets."""
    assert set(read(file_of(LOGS), names=NAMES).frame["note"]) == {"fine"}


def test_an_entry_of_a_json_file_is_named_by_its_place() -> None:
    """The third entry is row 3, and an exercise that is only a number is not known."""
    faults = read(file_of(PAGE), names={"345": "bird_dog"}).faults
    assert [(fault.row, fault.column, fault.value) for fault in faults] == [
        (3, "exercise", "73"),
        (4, "exercise", "9"),
    ]


def test_a_distance_of_wger_is_no_repetition() -> None:
    """Two miles are told, and are not two times."""
    diary = read(file_of([entry(1, 9, 5, "2.00")]), names=NAMES)
    assert cells(diary, "exercise_id", "reps") == [["walking", None]]
    assert "distance" in diary.left_out[0].rule


def test_a_unit_that_somebody_added_to_wger_is_asked_about() -> None:
    """Its number means nothing here."""
    (fault,) = read(file_of([entry(1, 345, 99, "8.00")]), names=NAMES).faults
    assert (fault.column, fault.value) == ("repetitions_unit", "99")


def test_one_page_of_several_is_told() -> None:
    """What is on the other pages would be missing, and nobody would know."""
    page = PAGE | {"count": 312, "next": "https://example.org/?offset=20"}
    (fault,) = read(file_of(page), names=NAMES).faults
    assert "4 of 312 entries" in fault.rule


def test_wger_can_be_looked_at_first(tmp_path: Path) -> None:
    """The preview shows what is read, and counts the numbers that need a name."""
    (tmp_path / "log.json").write_bytes(file_of(PAGE))
    seen = bc.preview_csv(tmp_path / "log.json", tz=UTC)
    assert seen.layout == "wger"
    assert seen.unknown["name"].tolist() == ["345", "73", "9"]
    assert bc.preview_csv(tmp_path / "log.json", names=NAMES).sessions == 1


def test_importing_wger_twice_adds_nothing_twice(tmp_path: Path) -> None:
    """A session is known by the number that wger gave it."""
    (tmp_path / "log.json").write_bytes(file_of(PAGE))
    log = bc.SessionLog(":memory:")
    added = [log.import_csv(tmp_path / "log.json", names=NAMES).added for _ in range(2)]
    assert added == [1, 0]


@pytest.mark.parametrize("content", [{"a": 1}, [1], [], [{"date": "2026-03-02"}], [[]]])
def test_other_json_is_refused_in_words(content: object) -> None:
    """It is no diary, and no CSV file either."""
    with pytest.raises(TableError, match="not of a program that is known"):
        read(file_of(content))


@pytest.mark.parametrize("text", ['{"results": [', "[" * 100_000])
def test_json_that_is_cut_off_is_refused(tmp_path: Path, text: str) -> None:
    """By its name it is JSON; as CSV nobody would understand what is wrong."""
    (tmp_path / "log.json").write_text(text)
    with pytest.raises(TableError, match="not complete JSON"):
        read(tmp_path / "log.json")


def test_a_heading_may_begin_with_a_bracket() -> None:
    """Such a CSV file is one."""
    assert len(read(b"[date],exercise,reps\n2026-03-02,Bridge,8\n").frame) == 1


# --- Apple Health -----------------------------------------------------------------------------

DECLARED = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
]>
"""
STEPS = '<Record type="HKQuantityTypeIdentifierStepCount" value="9" sourceName="Ann\'s phone"/>\n'
PULSE = '<Record type="HKQuantityTypeIdentifierHeartRate" value="60"/>\n'


def workout(kind: str, start: str, end: str, minutes: str, unit: str = "min") -> str:
    """Return a workout of one day as the phone writes it."""
    day = "2026-03-02"
    return (
        f'<Workout workoutActivityType="HKWorkoutActivityType{kind}" duration="{minutes}" '
        f'durationUnit="{unit}" sourceName="Ann\'s watch" startDate="{day} {start} +0100" '
        f'endDate="{day} {end} +0100"><MetadataEntry key="a" value="b"/></Workout>\n'
    )


WALK = workout("Walking", "18:07:05", "18:26:20", "19.24855829974016")


def health(*parts: str, declared: str = DECLARED) -> bytes:
    return f"{declared}<HealthData>\n{''.join(parts)}</HealthData>\n".encode()


def test_a_walk_of_apple_health_is_read() -> None:
    """With its minutes, and the offset from UTC that it was written with."""
    diary = read(health(STEPS, WALK))
    assert (diary.layout, diary.faults) == ("Apple Health", ())
    assert cells(diary, "exercise_id", "minutes", "utc_offset_min") == [["walking", 19.25, 60]]
    assert diary.frame["started_at"].item().isoformat() == "2026-03-02T18:07:05"


@pytest.mark.parametrize(
    ("kind", "exercise"), [("Cycling", "cycling"), ("Swimming", "swimming"), ("Pilates", "pilates")]
)
def test_other_workouts_that_the_table_has_are_read(kind: str, exercise: str) -> None:
    """They are known by their names."""
    diary = read(health(workout(kind, "08:00:00", "08:30:00", "30")))
    assert cells(diary, "exercise_id", "minutes") == [[exercise, 30]]


def test_a_workout_that_is_not_known_is_named_in_words() -> None:
    """And by the line of the file; names= says what it is."""
    file = health(workout("MartialArts", "08:00:00", "08:30:00", "30"))
    (fault,) = read(file).faults
    assert (fault.row, fault.value) == (6, "Martial Arts")
    diary = read(file, names={fault.value: "pilates"})
    assert cells(diary, "exercise_id", "minutes") == [["pilates", 30]]


@pytest.mark.parametrize(("duration", "unit"), [("1800", "s"), ("0.5", "hr"), ("", "min")])
def test_a_duration_may_be_in_another_unit(duration: str, unit: str) -> None:
    """Or be missing, where start and end tell it."""
    diary = read(health(workout("Walking", "08:00:00", "08:30:00", duration, unit)))
    assert cells(diary, "minutes") == [[30]]


def test_a_duration_in_no_unit_is_told() -> None:
    """It is not guessed at."""
    (fault,) = read(health(workout("Walking", "08:00:00", "08:30:00", "3", "moons"))).faults
    assert fault.row == 6


def test_steps_are_counted_and_never_a_session() -> None:
    """A log has no place for them, and who looks for them is told so."""
    diary = read(health(STEPS * 3, PULSE))
    assert diary.frame.empty
    told = [one.rule for one in diary.left_out]
    assert any("3 records of steps" in rule for rule in told)
    assert any("1 record of other kinds" in rule for rule in told)


def test_a_walk_that_two_devices_recorded_is_read_once() -> None:
    """The longer one, and the other is told by its line."""
    phone = workout("Walking", "18:07:00", "18:27:30", "20.5")
    diary = read(health(WALK, phone))
    assert cells(diary, "minutes") == [[20.5]]
    assert [(one.row, one.column) for one in diary.left_out] == [(6, "workoutActivityType")]
    assert "row 7" in diary.left_out[0].rule


@pytest.mark.parametrize(
    "other",
    [
        workout("Walking", "18:25:00", "18:50:00", "25"),
        workout("Cycling", "18:07:00", "18:27:00", "20"),
    ],
)
def test_a_walk_that_hardly_overlaps_is_another(other: str) -> None:
    """As is another activity: nothing is left out."""
    diary = read(health(WALK, other))
    assert (len(diary.frame), diary.left_out) == (2, ())


def test_a_walk_is_known_again_in_another_time_zone(tmp_path: Path) -> None:
    """The phone writes every stamp in the zone where it is: nothing is added twice."""
    log, path = bc.SessionLog(":memory:"), tmp_path / "export.xml"
    path.write_bytes(health(WALK))
    assert [log.import_csv(path).added for _ in range(2)] == [1, 0]
    path.write_bytes(health(WALK.replace("18:", "17:").replace("+0100", "+0000")))
    again = log.import_csv(path, on_error="skip")
    assert (again.added, log.to_frame()["session_id"].nunique()) == (0, 1)


def test_each_workout_is_a_session() -> None:
    """A ride that follows a walk at once is another."""
    ride = workout("Cycling", "18:30:00", "18:50:00", "20")
    assert read(health(WALK, ride)).frame["session_id"].tolist() == [
        "apple-20260302T170705Z",
        "apple-20260302T173000Z",
    ]


def test_names_of_devices_are_shown_nowhere(tmp_path: Path) -> None:
    """They hold people's names."""
    (tmp_path / "export.xml").write_bytes(health(STEPS, WALK, WALK))
    assert "Ann" not in str(bc.preview_csv(tmp_path / "export.xml"))


def test_the_zip_of_the_phone_is_read_as_it_is() -> None:
    """Also where the phone's language gives the file another name."""
    for name in ("export.xml", "exportación.xml"):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
            archive.writestr(f"apple_health_export/{name}", health(WALK))
        assert len(read(file.getvalue()).frame) == 1


def test_a_zip_with_nothing_of_the_kind_is_a_workbook() -> None:
    """It is refused as one, as before."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(TableError, match="workbook"):
        read(file.getvalue())


def test_a_zip_that_is_damaged_is_told() -> None:
    """The export in it cannot be unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("apple_health_export/export.xml", health(WALK))
    damaged = file.getvalue().replace(b"Walking", b"Talking", 1)
    with pytest.raises(TableError, match="cannot be unpacked"):
        read(damaged)


# --- a file that is no export, or a trap -------------------------------------------------------


def test_a_declaration_with_faults_does_no_harm() -> None:
    """Some phones write one that is no XML, and signs that none may have."""
    declared = DECLARED.replace("]>", "<!ATTLIST Prescription\n type CDATA\n<!ELEMENT x>\n]>")
    diary = read(health(WALK.replace("watch", "wat\x0bch"), declared=declared))
    assert (len(diary.frame), diary.rows) == (1, (9,))


LAUGHS = """\
<?xml version="1.0"?>
<!DOCTYPE HealthData [
<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;">
]>
"""


@pytest.mark.parametrize(
    "declared", [LAUGHS, LAUGHS.replace("DOCTYPE HealthData [", "DOCTYPE HealthData ['']><x [")]
)
def test_entities_are_refused(declared: str) -> None:
    """With them a small file becomes one that fills the memory."""
    with pytest.raises(TableError, match=r"entities|damaged"):
        read(health(WALK, declared=declared))


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    """A declaration that points to another file is not followed."""
    declared = f'<!DOCTYPE HealthData SYSTEM "{(tmp_path / "secret").as_uri()}">\n'
    with pytest.raises(TableError, match="names another file"):
        read(health(WALK, declared=declared))


def test_a_file_that_is_cut_off_is_told_by_its_line() -> None:
    """Half of an export is not read as if it were all."""
    with pytest.raises(TableError, match="damaged at line 6"):
        read(health(WALK)[:-15])


def test_other_xml_is_refused() -> None:
    """The way to the right file is said."""
    with pytest.raises(TableError, match="not of Apple Health"):
        read(b'<?xml version="1.0"?><diary/>')


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Of 30 MB with one walk less than 5 MB are held at a time."""
    path = tmp_path / "export.xml"
    with path.open("wb") as file:
        file.write(health(WALK).partition(b"</HealthData>")[0])
        file.writelines([(STEPS + PULSE).encode()] * (30_000_000 // len(STEPS + PULSE)))
        file.write(b"</HealthData>\n")
    read(health(WALK))  # what is loaded once is not counted
    tracemalloc.start()
    try:
        diary = read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(diary.frame) == 1
    assert peak < 5_000_000
