"""Who has read or written whose rows, and when: each way is noted, and no note can be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from clinics import Clinic, at_the_tables, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

import backcare as bc
from backcare import clinic as server
from backcare.errors import LogError
from backcare.widgets.take_along import everything_file

pytestmark = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
Use = Callable[[bc.SessionLog, Path], object]


@pytest.fixture(scope="module")
def made() -> Iterator[Clinic]:
    """Give a clinic with rows of two patients, who are both of one clinician."""
    with made_clinic(POSTGRES) as one:
        server.assign(one.url, one.login("carla"), "ben")
        for name in ("anna", "ben"):
            log = one.log(name, now=lambda: NOW)
            log.add(bc.Session(NOW, session_id="kept", entries=[bc.Entry("bridging", reps=5)]))
            log.add_measure("2026-03-02", "nrs_pain", 3)
            log.safety_record().answer_red_flags([])
        yield one


@pytest.fixture
def clinician(made: Clinic) -> Iterator[str]:
    """Give the name of a clinician of both, who has read nothing yet."""
    name = f"dora{len(made.logins)}"
    made.let_in(name)
    for patient in ("anna", "ben"):
        server.assign(made.url, made.login(name), patient)
    yield name
    server.revoke(made.url, made.login(name))


def noted(made: Clinic, name: str) -> list[tuple[str, str, str, int]]:
    """Return what is noted of somebody, as a superuser sees it, in order."""
    engine = create_engine(at_the_tables(make_url(POSTGRES).set(database=made.owner.database)))
    asked = text("SELECT patient, did, what, number FROM audit WHERE login = :login ORDER BY at")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(asked, {"login": made.login(name)})]
    engine.dispose()
    return found


# How a clinician reads one patient's log, and those of all of theirs.
READS_ONE: dict[str, Use] = {
    "frame": lambda log, _: log.to_frame("anna"),
    "sessions": lambda log, _: log.sessions("anna"),
    "last sessions": lambda log, _: log.last_sessions(1, patient="anna"),
    "scores": lambda log, _: log.measures("anna"),
    "whether to stop": lambda log, _: log.awaiting_reason("anna"),
    "answers": lambda log, _: log.safety_record("anna").red_flags(),
    "all of one moment": lambda log, _: _in_one_moment(log),
    "a copy of everything": lambda log, _: everything_file(log, "anna", day=date(2026, 6, 1)),
}
READS_ALL: dict[str, Use] = {
    "frame": lambda log, _: log.to_frame(),
    "sessions": lambda log, _: log.sessions(),
    "last sessions": lambda log, _: log.last_sessions(1),
    "scores": lambda log, _: log.measures(),
    "one session, by its id": lambda log, _: log.has("kept"),
    "sums of weeks": lambda log, _: log.weekly_sums(),
    "sums of weeks by patient": lambda log, _: log.weekly_sums(by="patient"),
    "each session": lambda log, _: log.each_session(),
    "a group": lambda log, _: bc.load_parts(log, progress=False),
    "weeks of a group": lambda log, _: bc.group_weeks(log.to_frame(), as_of="2026-06-08"),
    "export": lambda log, folder: log.export_csv(folder / "out.csv"),
    "backup": lambda log, folder: _refused_backup(log, folder),
}


def _refused_backup(log: bc.SessionLog, folder: Path) -> None:
    # One file cannot hold two sessions of one id; they were read, to find that.
    with pytest.raises(LogError, match="two patients of it have a session with the same id"):
        log.backup(folder / "copy.db")


def _in_one_moment(log: bc.SessionLog) -> None:
    with log.one_moment("anna"):
        log.sessions("anna")


@pytest.mark.parametrize("way", READS_ONE)
def test_what_a_clinician_reads_of_one_patient(
    made: Clinic, clinician: str, way: str, tmp_path: Path
) -> None:
    """Noted with that patient and no other."""
    READS_ONE[way](made.log(clinician, now=lambda: NOW), tmp_path)
    assert noted(made, clinician) == [("anna", "read", "", 1)]


@pytest.mark.parametrize("way", READS_ALL)
def test_what_a_clinician_reads_of_all(
    made: Clinic, clinician: str, way: str, tmp_path: Path
) -> None:
    """Noted with each patient, also where the server adds up, once in five minutes."""
    for _ in range(2):
        READS_ALL[way](made.log(clinician, now=lambda: NOW), tmp_path)
        for file in tmp_path.iterdir():
            file.unlink()
    assert sorted(noted(made, clinician)) == [
        ("anna", "read", "", 1),
        ("ben", "read", "", 1),
    ]


def test_whoever_opens_a_log_and_reads_nothing_is_not_noted(made: Clinic, clinician: str) -> None:
    """A note says that something was shown."""
    made.log(clinician).close()
    assert noted(made, clinician) == []


def _file(folder: Path) -> Path:
    diary = folder / "diary.csv"
    diary.write_text("started_at,exercise_id\n2026-03-02T18:00Z,bridging\n", "utf-8")
    return diary


_NEW = bc.Session(NOW, session_id="new", pain_after=3)
# What a patient does, and what is noted of it after what comes before each: a session, a score.
WRITES: dict[str, tuple[Use, list[tuple[str, str, int]]]] = {
    "add": (lambda log, _: log.add(_NEW), [("insert", "sessions", 1)]),
    "add once": (lambda log, _: log.add_once(_NEW), [("insert", "sessions", 1)]),
    "edit": (
        lambda log, _: log.edit(replace(log.session("kept"), pain_after=2)),
        [("delete", "sessions", 1), ("insert", "sessions", 1)],
    ),
    "delete": (lambda log, _: log.delete("kept"), [("delete", "sessions", 1)]),
    "undo": (lambda log, _: log.undo(), [("delete", "sessions", 1)]),
    "a score": (
        lambda log, _: log.add_measure("2026-03-03", "nrs_pain", 3),
        [("insert", "measures", 1)],
    ),
    "another score": (
        lambda log, _: log.add_measure("2026-03-02", "nrs_pain", 4),
        [("delete", "measures", 1), ("insert", "measures", 1)],
    ),
    "import": (lambda log, folder: log.import_csv(_file(folder)), [("insert", "sessions", 1)]),
    "answers": (
        lambda log, _: log.safety_record().answer_red_flags(["fever"]),
        [("insert", "events", 1)],
    ),
    "confirm": (lambda log, _: log.confirm_professional(), [("insert", "events", 1)]),
}


@pytest.mark.parametrize("way", WRITES)
def test_what_a_patient_writes(made: Clinic, way: str, tmp_path: Path) -> None:
    """Noted with what was done to which table; reading one's own is not noted."""
    act, wanted = WRITES[way]
    name = f"p{len(made.logins)}"
    made.let_in(name, patient=name)
    log = made.log(name, now=lambda: NOW)
    log.add(bc.Session(NOW, session_id="kept", pain_after=3))
    log.add_measure("2026-03-02", "nrs_pain", 3)
    log.to_frame()
    before = noted(made, name)
    assert [row[1:] for row in before] == [("insert", "sessions", 1), ("insert", "measures", 1)]
    act(log, tmp_path)
    found = noted(made, name)[len(before) :]
    assert {row[0] for row in found} == {name}
    assert sorted(row[1:] for row in found) == sorted(wanted)


def test_what_a_clinician_confirms_is_noted_with_the_patient(made: Clinic, clinician: str) -> None:
    """And the patient can read it."""
    made.log(clinician, now=lambda: NOW).confirm_professional(patient="anna")
    assert noted(made, clinician)[-1] == ("anna", "insert", "events", 1)
    seen = made.sql("anna", "SELECT login, did, what FROM audit")
    assert (made.login(clinician), "insert", "events") in seen


CHANGES = (
    "UPDATE audit SET login = 'nobody'",
    "DELETE FROM audit",
    "TRUNCATE audit",
    "UPDATE audit SET at = at WHERE false",
    "WITH gone AS (DELETE FROM audit RETURNING 1) SELECT count(*) FROM gone",
    "INSERT INTO audit (patient, did) VALUES ('anna', 'read') ON CONFLICT DO NOTHING",
)
# What a view says, which takes nothing, and a table.
REFUSED = r"cannot \w+ (\w+ )?view|is not a table|never changed|permission denied|row-level"


@pytest.mark.parametrize("sql", CHANGES)
@pytest.mark.parametrize("who", ["owner", "anna", "carla", "safe"])
def test_no_note_can_be_changed(made: Clinic, who: str, sql: str) -> None:
    """By nobody with a login, nor by the owner, who may add notes and do no more."""
    if who == "safe" and made.login("safe") not in made.logins:
        made.let_in("safe", role="backup")
    before = noted(made, "anna")
    address = make_url(made.address(who))
    engine = create_engine(address if who in ("anna", "carla") else at_the_tables(address))
    with engine.connect() as connection:
        if (who, sql) == ("owner", CHANGES[-1]):
            connection.exec_driver_sql(sql)
        else:
            with pytest.raises(DBAPIError, match=REFUSED):
                connection.exec_driver_sql(sql)
        connection.rollback()
    engine.dispose()
    assert noted(made, "anna") == before
