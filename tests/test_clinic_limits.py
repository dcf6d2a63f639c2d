"""What can be put into a clinic's tables by hand, and what of a backup can be put back there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from clinics import LOG_ROWS, Clinic, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy.exc import DBAPIError

import backcare as bc
from backcare import clinic as server
from backcare.clinic.limits import table_limits
from backcare.errors import LogError
from backcare.sessions import LIMITS, OFFSET

pytestmark = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made() -> Iterator[Clinic]:
    """Give a clinic with a session of a patient, and a clinician who treats them."""
    with made_clinic(POSTGRES) as one:
        one.log("anna", now=lambda: NOW).add(_session("first"))
        yield one


def _session(session_id: str, **more: object) -> bc.Session:
    done = [bc.Entry("bridging", sets=2, reps=10), bc.Entry("walking", minutes=12.5)]
    usual = bc.Session(NOW, pain_after=3, entries=done, session_id=session_id)
    return replace(usual, **more)


TIMES = ("infinity", "-infinity", "4000-01-01 BC", "1969-12-31", "290000-01-01", "9999-01-01")
WHOLE = (-1, 2**30, 2**31 - 1)
ODD = {
    ("sessions", "started_at"): TIMES,
    ("measures", "date"): TIMES,
    ("events", "happened_at"): TIMES,
    ("measures", "score"): ("Infinity", "-Infinity", "NaN"),
    ("entries", "position"): WHOLE,
    ("events", "number"): WHOLE,
    ("changes", "change_id"): WHOLE,
    **{
        (table, OFFSET.name): (OFFSET.lowest - 1, OFFSET.highest + 1)
        for table in ("sessions", "events")
    },
    **{
        ({"session": "sessions", "entry": "entries"}[one.owner], name): (
            one.lowest - one.lowest_itself,
            one.highest + 1,
            *(() if one.whole else ("Infinity", "NaN")),
        )
        for name, one in LIMITS.items()
    },
}


@pytest.mark.parametrize(("table", "column"), ODD)
def test_what_a_log_could_not_read_cannot_be_put_in(made: Clinic, table: str, column: str) -> None:
    """By whatever SQL: what the server adds up by itself is believed."""
    for odd in ODD[table, column]:
        row = {"patient": "anna"} | LOG_ROWS[table] | {column: odd}
        with pytest.raises(DBAPIError, match=r'violates check constraint "limits"|out of range'):
            made.sql("anna", f"SELECT put_in('{table}', '{json.dumps([row])}')")


@pytest.mark.parametrize("nothing", ["'[]'", "'{}'", "'null'", "NULL"])
def test_to_put_in_nothing_does_nothing(made: Clinic, nothing: str) -> None:
    """It ended with the words of a statement that nobody had typed."""
    made.sql("anna", f"SELECT put_in('sessions', {nothing})")
    with pytest.raises(DBAPIError, match="nobody adds rows to this table"):
        made.sql("anna", f"SELECT put_in('people', {nothing})")


def test_each_number_and_each_day_has_its_limits() -> None:
    """Also one that a later version adds."""
    told = table_limits()
    assert {*told} == {*LOG_ROWS}
    for table, column in ODD:
        assert f'"{column}"' in told[table]
    log = bc.SessionLog(":memory:")
    with log._database.read() as connection:
        for table, limits in told.items():
            info = connection.exec_driver_sql(f"PRAGMA table_info({table})").all()
            numbers = [name for _, name, kind, *_ in info if not kind.startswith(("VARC", "TEXT"))]
            assert [name for name in numbers if f'"{name}"' not in limits] == []


def test_one_patient_cannot_spoil_the_sums_of_a_group(made: Clinic) -> None:
    """What is allowed at most does not overflow either."""
    most = {"position": 7, "exercise_id": "bridging"} | {
        name: one.highest for name, one in LIMITS.items() if one.owner == "entry"
    }
    made.sql("anna", f"SELECT put_in('entries', '{json.dumps([most | {'session_id': 'first'}])}')")
    log = made.log("carla", now=lambda: NOW)
    [hold] = log.weekly_sums(by="patient")["hold_s"]
    assert hold == LIMITS["sets"].highest * LIMITS["reps"].highest * LIMITS["hold_s"].highest
    assert len(log.each_session()) == 1
    assert len(bc.load_parts(log, progress=False).sessions) == 1


# --- what of a backup can be put back -----------------------------------------------------------


@pytest.fixture
def own() -> Iterator[Clinic]:
    """Give a clinic in which nobody has written yet."""
    with made_clinic(POSTGRES) as one:
        yield one


def filled(log: bc.SessionLog) -> bc.SessionLog:
    """Put something of each kind into a log."""
    log.add(_session("first"))
    log.edit(_session("first", note="better"))
    log.add(_session("second", started_at=NOW - timedelta(days=1)))
    log.add_measure("2026-03-02", "nrs_pain", 3, note="0.1 + 0.2")
    log.safety_record().answer_red_flags(["fever"], NOW - timedelta(days=2))
    log.safety_record().set_mild_limit(4, agreed_on=date(2026, 3, 2))
    return log


def test_a_backup_of_ones_own_computer_becomes_ones_own(own: Clinic, tmp_path: Path) -> None:
    """Who called themselves "me" there is who has logged in here; undo comes along."""
    laptop = filled(bc.SessionLog(tmp_path / "log.db", now=lambda: NOW))
    with laptop._database.write() as connection:  # what cannot be undone any more stays so
        connection.exec_driver_sql(
            "INSERT INTO changes (change_id, session_id, action, before)"
            " VALUES (0, 'spoilt', 'edit', '{')"
        )
    copy = laptop.backup(tmp_path / "copy.db")
    log = own.log("anna", now=lambda: NOW)
    for sessions in (2, 0):
        done = log.restore(copy)
        assert (done.sessions, done.known) == (sessions, 2 - sessions)
        mine, theirs = log.to_frame(), laptop.to_frame()
        assert {*mine["patient"]} == {"anna"}
        assert mine.drop(columns="patient").equals(theirs.drop(columns="patient"))
        assert log.unread.empty
        assert log.measures()["score"].tolist() == [3]
        assert log.safety_record().red_flags() == laptop.safety_record().red_flags()
        assert log.safety_record().mild_limit() == laptop.safety_record().mild_limit()
    assert log.undo().action == laptop.undo().action == "add"
    assert log.undo().action == laptop.undo().action == "edit"
    assert log.session("first").note == laptop.session("first").note == ""
    assert server.check(own.url) == []


def test_a_backup_of_a_clinic_becomes_ones_own_elsewhere(own: Clinic, tmp_path: Path) -> None:
    """On a laptop, where it is told how, and in a clinic that calls somebody by another name."""
    log = filled(own.log("anna", now=lambda: NOW))
    copy = log.backup(tmp_path / "copy.db")
    laptop = bc.SessionLog(tmp_path / "log.db", now=lambda: NOW)
    assert laptop.restore(copy, me="anna").sessions == 2
    assert {*laptop.to_frame()["patient"]} == {"me"}
    assert laptop.safety_record().red_flags() == log.safety_record().red_flags()
    assert laptop.safety_record().mild_limit() == log.safety_record().mild_limit()
    named = bc.SessionLog(tmp_path / "named.db", now=lambda: NOW)
    for _ in range(2):
        done = named.restore(copy)
        assert done.whose == "anna"
        assert "It is kept under 'anna', the name in the clinic" in str(done)
        assert "into a new log as yours: me='anna' (in a terminal --me NAME)" in str(done)
    assert laptop.restore(copy, me="anna").whose == log.restore(copy).whose == ""
    ben = own.log("ben", now=lambda: NOW)
    with pytest.raises(LogError, match="it is the log of 'ben'"):
        ben.restore(copy)
    assert ben.restore(copy, me="anna").whose == ""
    assert ben.safety_record().red_flags() == log.safety_record().red_flags()


def test_a_backup_of_what_undo_has_says_whose_it_is(own: Clinic, tmp_path: Path) -> None:
    """Where nothing else of the patient is left."""
    log = own.log("anna", now=lambda: NOW)
    log.delete(log.add(_session("gone")))
    copy = log.backup(tmp_path / "copy.db")
    laptop = bc.SessionLog(tmp_path / "laptop.db", now=lambda: NOW)
    assert laptop.restore(copy).whose == "anna"


def test_a_backup_of_somebody_else_is_refused(own: Clinic, tmp_path: Path) -> None:
    """Whatever in it is theirs; and a clinician has no log to put one into."""
    for name, keep in {
        "a session": lambda log: log.add(replace(_session("x"), patient="zoe")),
        "a score": lambda log: log.add_measure("2026-03-02", "nrs_pain", 3, patient="zoe"),
        "an answer": lambda log: log.safety_record("zoe").answer_red_flags([]),
    }.items():
        other = bc.SessionLog(tmp_path / f"{name}.db", now=lambda: NOW)
        keep(other)
        copy = other.backup(tmp_path / f"{name} copy.db")
        with pytest.raises(LogError, match=r"it is the log of 'anna', and the .* of 'zoe'"):
            own.log("anna").restore(copy)
        with pytest.raises(LogError, match="sessions are written by the patient alone"):
            own.log("carla").restore(copy)
    assert own.log("anna").to_frame().empty


def test_answers_come_back_where_none_has_to_move(own: Clinic, tmp_path: Path) -> None:
    """What a clinic has stays where it is: newer ones are added, older ones refused in words."""
    log = own.log("anna", now=lambda: NOW)
    record = log.safety_record()
    record.answer_red_flags(["fever"], NOW - timedelta(days=2))
    early = log.backup(tmp_path / "early.db")
    elsewhere = bc.SessionLog(tmp_path / "elsewhere.db", now=lambda: NOW)
    elsewhere.restore(early)
    elsewhere.safety_record("anna").answer_red_flags(["night_pain"], NOW - timedelta(days=1))
    later = elsewhere.backup(tmp_path / "later.db")
    assert log.restore(later).answers == 1
    assert record.red_flags() == elsewhere.safety_record("anna").red_flags()
    assert record.red_flags().flags == ("night_pain",)
    record.answer_red_flags([], NOW)
    elsewhere.safety_record("anna").answer_red_flags(["fever"], NOW - timedelta(hours=1))
    between = elsewhere.backup(tmp_path / "between.db")
    with pytest.raises(LogError, match=r"keeps each answer about safety where it is.*export_csv"):
        log.restore(between)
    assert record.red_flags().flags == ()
    assert log.unread.empty
