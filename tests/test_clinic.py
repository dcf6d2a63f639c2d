"""A clinic's server: everybody alone with their own rows, whatever they type."""

from __future__ import annotations

import asyncio
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from clinics import LOG_ROWS, PASSWORD, Clinic, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError

import backcare as bc
from backcare import clinic as server
from backcare.clinic import visits
from backcare.clinic.__main__ import main
from backcare.clinic.server import steps
from backcare.clinic.visits import NotLetInError, Visits, begin_visit, end_visit, who_is
from backcare.errors import FaultsError, LogError
from backcare.log import database
from backcare.log.login import CLINICIANS, STEPS
from backcare.site.log_calls import read_log, tell_log
from backcare.widgets.take_along import everything_file, report_file

pytestmark = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def made() -> Iterator[Clinic]:
    """Give a clinic in which both patients have a session of the same id, one of them a secret."""
    with made_clinic(POSTGRES) as one:
        for name, note in (("anna", "a secret of Anna"), ("ben", "a secret of Ben")):
            log = one.log(name, now=lambda: NOW)
            entries = [bc.Entry("bridging", sets=2, reps=10)]
            log.add(
                bc.Session(MORNING, session_id="first", note=note, pain_after=3, entries=entries)
            )
            log.add_measure("2026-03-02", "nrs_pain", 3, note=note)
            log.safety_record().answer_red_flags([])
            log.delete(log.add(bc.Session(MORNING, session_id="gone", note=note)))
        yield one


@pytest.fixture(scope="module")
def ben(made: Clinic) -> bc.SessionLog:
    """Give the log of the patient whose rows others are after."""
    return made.log("ben", now=lambda: NOW)


@pytest.fixture
def own() -> Iterator[Clinic]:
    """Give a clinic of the test's own, in which nothing is written yet."""
    with made_clinic(POSTGRES) as one:
        yield one


def _session(session_id: str, **more: object) -> bc.Session:
    return bc.Session(MORNING, session_id=session_id, **more)


# --- what everybody can do with their own --------------------------------------------------------


def test_a_patient_has_a_log_of_their_own(own):
    """All that a log can do, it does for whoever has logged in, and "me" is that person."""
    log = own.log("anna", now=lambda: NOW)
    first = log.add(
        _session("first", pain_after=3, entries=[bc.Entry("bridging", sets=2, reps=10)])
    )
    assert log.add_once(_session("again")) == log.add_once(_session("again"))
    log.edit(replace(log.session(first), pain_after=2), known=log.session(first))
    assert log.session(first).patient == "anna"
    assert log.session(first).pain_after == 2
    assert log.undo().action == "edit"
    log.delete(first, known=log.session(first))
    assert not log.has(first)
    assert log.undo().action == "delete"
    for score in (9, 8):
        log.add_measure("2026-03-02", "rmdq_24", score)
    assert log.measures("me")["score"].tolist() == [8]
    assert log.to_frame("me").equals(log.to_frame())
    assert {*log.to_frame()["patient"]} == {"anna"}
    assert [one.session_id for one in log.last_sessions(1, patient="me")] == ["first"]
    record = log.safety_record()
    record.answer_red_flags(["fever"])
    assert record.red_flags().flags == ("fever",)
    record.tell_to_stop(first, "severe_pain")
    assert log.awaiting_reason() == "severe_pain"
    log.confirm_professional()
    assert log.awaiting_reason() == ""


def test_no_more_changes_are_kept_than_in_a_file(own):
    """What undo could bring back is forgotten on a server, too."""
    log = own.log("anna", now=lambda: NOW)
    for number in range(45):
        log.add(_session(f"{number}"))
    [[kept]] = own.sql("anna", "SELECT count(*) FROM changes")
    assert 20 <= kept <= 40


def test_a_diary_comes_in_for_its_own_patient_only(own, tmp_path):
    """In a file, "me" is who has logged in; rows of others are refused by name."""
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "session_id,patient,started_at,exercise_id\na,me,2026-03-02T08:00+00:00,bridging\n"
    )
    log = own.log("anna", now=lambda: NOW)
    assert log.import_csv(mine).added == 1
    assert log.import_csv(mine).known == 1
    assert log.to_frame()["patient"].tolist() == ["anna"]
    log.export_csv(tmp_path / "out.csv")
    assert log.import_csv(tmp_path / "out.csv").known == 1
    theirs = tmp_path / "theirs.csv"
    theirs.write_text(mine.read_text().replace(",me,", ",ben,"))
    with pytest.raises(LogError, match="the file has sessions of 'ben'"):
        log.import_csv(theirs)
    assert own.log("ben").import_csv(theirs).added == 1  # of the same id as Anna's


def test_a_patient_backs_up_and_restores_their_own(own, tmp_path):
    """A backup has one's own rows and no others; what was deleted since comes back."""
    for name in ("anna", "ben"):
        own.log(name, now=lambda: NOW).add(_session("first", note=name))
    log = own.log("anna", now=lambda: NOW)
    copy = log.backup(tmp_path / "copy.db")
    assert [one.note for one in bc.SessionLog(copy).sessions()] == ["anna"]
    log.delete("first")
    assert log.restore(copy).sessions == 1
    assert log.session("first").note == "anna"


def test_what_calls_a_patient_me_shows_what_is_theirs(own):
    """The page without Python, and the files that pages make, know their own by that name."""
    log = own.log("anna", now=lambda: NOW)
    log.add(_session("first", pain_after=3, entries=[bc.Entry("bridging", sets=2, reps=10)]))
    log.add_measure("2026-03-02", "rmdq_24", 9)
    (shown,) = read_log(log)["sessions"]
    assert shown["patient"] == "me"
    changed = shown | {"pain_after": 4}
    assert tell_log(log, {"do": "replace", "session": changed, "known": shown}) == {
        "session_id": "first"
    }
    assert tell_log(log, {"do": "take_in", "sessions": [changed]}) == {"added": 0}
    with pytest.raises(ValueError, match="is in the log already, with other details"):
        tell_log(log, {"do": "take_in", "sessions": [shown]})
    made = {"sessions_goal": 3, "settings": bc.safety_settings(), "day": NOW.date()}
    report = report_file(log, "me", exercises=bc.load_exercises(), **made)
    assert report.content.startswith(b"%PDF")
    with ZipFile(io.BytesIO(everything_file(log, "me", day=NOW.date()).content)) as archive:
        assert {"sessions.csv", "scores.csv"} <= {*archive.namelist()}
        assert b"bridging" in archive.read("sessions.csv")
    assert tell_log(log, {"do": "take_out", "known": changed}) == {"taken_out": True}
    assert log.to_frame().empty


def test_a_clinician_reads_their_patients_and_it_is_noted(own):
    """Reading is noted before anything is shown, once in five minutes, and patients see by whom."""
    log = own.log("anna", now=lambda: NOW)
    log.add(_session("first", pain_peak=6, pain_minutes=20))
    carla = own.log("carla", now=lambda: NOW)
    assert carla.to_frame("anna")["session_id"].tolist() == ["first"]
    assert carla.awaiting_reason("anna") == "stop_rule"
    assert carla.session("first").patient == "anna"
    carla.confirm_professional(patient="anna")
    assert log.awaiting_reason() == ""
    noted = "SELECT did, what FROM audit WHERE login LIKE 'carla%' ORDER BY at"
    assert own.sql("anna", noted) == [("read", ""), ("insert", "events")]
    assert own.sql("ben", noted) == []


def test_two_patients_with_the_same_id_are_read_apart(made):
    """A clinician of both sees each session whole, with whose it is."""
    made.let_in("dora")
    for patient in ("anna", "ben"):
        server.assign(made.url, made.login("dora"), patient)
    dora = made.log("dora", now=lambda: NOW)
    frame = dora.to_frame()
    assert frame["session_id"].tolist() == ["anna: first", "ben: first"]
    assert frame["reps"].tolist() == [10, 10]
    assert dora.unread.empty
    assert [one.patient for one in dora.sessions()] == ["anna", "ben"]
    assert dora.measures()["patient"].tolist() == ["anna", "ben"]
    assert len(dora.last_sessions(1)) == 1


def test_a_clinician_without_patients_sees_nothing(made):
    """Nothing is shown, and nothing breaks."""
    made.let_in("emil")
    emil = made.log("emil")
    assert emil.to_frame().empty
    assert emil.sessions() == []
    assert emil.measures().empty


def test_what_is_refused_is_said_in_words(made):
    """No message is PostgreSQL's own, and each says what to do."""
    carla, anna = made.log("carla", now=lambda: NOW), made.log("anna", now=lambda: NOW)
    refused = {
        "Say whose: patient=": lambda: carla.to_frame("me"),
        "'ben' is not a patient of yours": lambda: carla.to_frame("ben"),
        "written by the patient alone": lambda: carla.add(_session("new")),
        "the session is not": lambda: anna.add(_session("new", patient="ben")),
        "your login may not do that there": lambda: carla.add_measure(
            "2026-03-02", "nrs_pain", 1, patient="anna"
        ),
    }
    for words, act in refused.items():
        with pytest.raises(LogError, match=words):
            act()
    assert anna.to_frame("ben").empty  # as if there were no such person


@pytest.mark.parametrize(
    "act",
    [
        lambda log: log.undo(),
        lambda log: log.undo("first"),
        lambda log: log.delete("first"),
        lambda log: log.edit(replace(log.session("first"), note="more")),
        lambda log: log.add_measure("2026-03-02", "nrs_pain", 1, patient="anna"),
        lambda log: log.safety_record("anna").answer_red_flags(["fever"]),
    ],
)
def test_a_clinician_is_told_who_writes(own, act):
    """Whatever they press: nothing says that it was undone already, or sends them to others."""
    own.log("anna", now=lambda: NOW).add(_session("first"))
    with pytest.raises(
        LogError, match=r"it is a clinician's, .* Ask them to do it in their own lo"
    ):
        act(own.log("carla", now=lambda: NOW))
    assert own.log("anna").has("first")


def test_a_clinician_without_a_right_is_not_sent_to_the_patient(own):
    """Of what is for clinicians to write as well; all else is the patient's, as before."""
    own.log("anna", now=lambda: NOW).add(_session("first"))
    role = "backcare_clinician"
    engine = create_engine(own.url)
    with engine.begin() as connection:
        connection.execute(text(f"REVOKE EXECUTE ON FUNCTION put_in FROM {role}, PUBLIC"))
    engine.dispose()
    carla = own.log("carla", now=lambda: NOW)
    with pytest.raises(LogError, match=r"may not do that there\. Ask the person who looks after"):
        carla.confirm_professional(NOW, patient="anna")
    with pytest.raises(LogError, match="Ask them to do it in their own log"):
        carla.safety_record("anna").answer_red_flags(["fever"])


def test_what_a_clinician_may_write_is_what_the_server_lets_them():
    """The kinds of answers that a message goes by are those of the rule."""
    [step] = [
        one.read_text(encoding="utf-8") for one in (files("backcare.clinic") / "steps").iterdir()
    ]
    [rule] = re.findall(r"CREATE POLICY confirmed.*?;", step, re.DOTALL)
    assert {*re.findall(r"kind = '(\w+)'", rule)} == {*CLINICIANS}


def test_a_log_knows_the_steps_of_a_clinic():
    """By their number: what it asks of a server is what all of them make."""
    assert len(steps()) == STEPS


def test_a_login_that_nobody_knows_is_told_whom_to_ask(made):
    """The owner's own login keeps no log; it is for `python -m backcare.clinic`."""
    with pytest.raises(LogError, match="is not known to this clinic"):
        bc.SessionLog(made.url)


# --- what nobody can do, whatever they type -----------------------------------------------------


def _put_in(table: str, **row: object) -> str:
    """Return the SQL with which whoever has logged in adds a row."""
    return f"SELECT put_in('{table}', '{json.dumps([row])}')"


_SESSION, _SCORE, _EVENT = (LOG_ROWS[table] for table in ("sessions", "measures", "events"))
_ENTRY, _CHANGE = (LOG_ROWS[table] | {"session_id": "first"} for table in ("entries", "changes"))
# Each is typed by Anna, in one transaction. What is shown or changed of Ben's is a breach.
ATTEMPTS = {
    "read sessions": ("SELECT * FROM sessions WHERE patient = 'ben'",),
    "read entries": ("SELECT * FROM entries WHERE patient = 'ben'",),
    "read scores": ("SELECT * FROM measures WHERE patient = 'ben'",),
    "read answers": ("SELECT * FROM events WHERE patient = 'ben'",),
    "read what undo keeps": ("SELECT * FROM changes WHERE patient = 'ben'",),
    "read who is let in": ("SELECT * FROM people WHERE patient = 'ben'",),
    "read who is assigned": ("SELECT * FROM assigned WHERE patient = 'ben'",),
    "read what is noted": ("SELECT * FROM audit WHERE patient = 'ben'",),
    "count by a join": ("SELECT 1 FROM people JOIN sessions USING (patient)"
                        " WHERE right(note, 3) = 'Ben'",),
    "copy": ("COPY sessions TO STDOUT",),
    "copy to a program": ("COPY (SELECT 1) TO PROGRAM 'true'",),
    "copy from a file": ("COPY sessions FROM '/etc/passwd'",),
    "write a session": (_put_in("sessions", patient="ben", **_SESSION),),
    "write a session into the view": (
        "INSERT INTO sessions (session_id, patient, started_at, note, utc_offset_min, checksum)"
        " VALUES ('x', 'ben', now(), '', 0, '')",
    ),
    "write entries": (_put_in("entries", patient="ben", **_ENTRY),),
    "write an answer": (_put_in("events", patient="ben", **_EVENT),),
    "write a score": (_put_in("measures", patient="ben", **_SCORE),),
    "write what undo keeps": (_put_in("changes", patient="ben", **_CHANGE),),
    "write one's own and another's": (
        "SELECT put_in('measures', '" + json.dumps(
            [{"patient": name, **_SCORE} for name in ("anna", "ben")]) + "')",),
    "write as somebody else": (_put_in("people", login="mallory", patient="ben"),),
    "write what is noted": (_put_in("audit", login="x", patient="ben", did="read"),),
    "write more than a table": (_put_in('sessions" SELECT * FROM x; --', patient="ben"),),
    "change sessions": ("UPDATE sessions SET note = 'mine'",),
    "change answers": ("UPDATE events SET detail = ''",),
    "delete sessions": ("DELETE FROM sessions",),
    "take out": ("""SELECT take_out('sessions', '[{"session_id": "first", "patient": "ben"}]')""",),
    "take out all": ("""SELECT take_out('sessions', '[{"session_id": null}]')""",),
    "take out answers": ("""SELECT take_out('events', '[{"event_id": "x"}]')""",),
    "take out people": ("SELECT take_out('people; DROP TABLE audit', '[]')",),
    "read a table": ("SELECT * FROM public_rows.sessions",),
    "copy a table": ("COPY public_rows.sessions TO STDOUT",),
    "change a table": ("UPDATE public_rows.sessions SET note = 'mine'",),
    "lock a table": ("LOCK TABLE public_rows.sessions IN ACCESS SHARE MODE",),
    "look into the schema": ("SET search_path = public_rows", "SELECT * FROM sessions"),
    "describe a row": ("SELECT (NULL::public_rows.sessions).*",),
    "empty a table": ("TRUNCATE sessions CASCADE",),
    "be another": ("UPDATE people SET patient = 'ben'",),
    "let oneself in": ("INSERT INTO people (login, patient) VALUES (session_user, 'ben')",),
    "be a clinician": ("INSERT INTO assigned VALUES (session_user, 'ben')",),
    "open as a clinician": ("SELECT open_record('ben')",),
    "set the narrowing": ("SELECT set_config('backcare.patient', 'ben', false)",
                          "SELECT * FROM sessions WHERE patient = 'ben'"),
    "be the owner": ("SET ROLE {owner}",),
    "be the backup": ("SET ROLE backcare_backup",),
    "be a clinician by role": ("SET ROLE backcare_clinician",),
    "be the other login": ("SET SESSION AUTHORIZATION {ben}",),
    "grant oneself": ("GRANT backcare_clinician TO {anna}",),
    "make a login": ("CREATE ROLE mallory SUPERUSER",),
    "bypass": ("ALTER ROLE {anna} BYPASSRLS",),
    "turn it off": ("ALTER TABLE sessions DISABLE ROW LEVEL SECURITY",),
    "turn it off for a while": ("SET row_security = off", "SELECT * FROM sessions"),
    "drop a rule": ("DROP POLICY seen ON public_rows.sessions",),
    "make a rule": ("CREATE POLICY all_of_it ON sessions USING (true)",),
    "replace a function": ("CREATE OR REPLACE FUNCTION my_patient() RETURNS varchar LANGUAGE sql AS"
                           " $$ SELECT 'ben'::varchar $$",),
    "make a function": ("CREATE FUNCTION leak(text) RETURNS bool LANGUAGE plpgsql COST 0.0000001 AS"
                        " $$ BEGIN RAISE EXCEPTION '%', $1; END $$",),
    "make a view": ("CREATE VIEW all_of_it AS SELECT * FROM sessions",),
    "shadow a function": ("CREATE FUNCTION pg_temp.my_patient() RETURNS varchar LANGUAGE sql AS"
                          " $$ SELECT 'ben'::varchar $$", "SET search_path = pg_temp, public",
                          "SELECT * FROM public.sessions WHERE patient = 'ben'"),
    "shadow a table": ("CREATE TEMP TABLE people AS SELECT session_user AS login, 'ben' AS patient",
                       "SELECT * FROM sessions WHERE patient = 'ben'"),
    "make a trigger": ("CREATE TRIGGER t AFTER INSERT ON sessions EXECUTE FUNCTION note_change()",),
    "call the trigger": ("SELECT note_change()",),
    "unnote": ("DELETE FROM audit",),
    "note falsely": ("INSERT INTO audit (patient, did) VALUES ('ben', 'read')",),
    "read the statistics": ("SELECT most_common_vals FROM pg_stats WHERE tablename = 'sessions'"
                            " AND attname = 'note' AND most_common_vals IS NOT NULL",),
    "read what others do": ("SELECT query FROM pg_stat_activity WHERE usename <> session_user"
                            " AND query NOT LIKE '<insufficient%' AND query <> ''",),
    "lock others out": ("LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE",),
    "lock out writers": ("LOCK TABLE events IN SHARE MODE",),
    "lock out logins": ("LOCK TABLE people IN EXCLUSIVE MODE",),
    "hold another's turn": ("SELECT take_turn('ben')", "SELECT pg_sleep(0)"),
    "end another's connection": ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                 " WHERE usename = '{ben}'",),
}  # fmt: skip


def _typed(made: Clinic, name: str, statements: tuple[str, ...]) -> list[tuple[object, ...]]:
    """Type SQL as somebody; what the server refuses shows nothing."""
    names = {"owner": f"owner_{made.tag}", "anna": made.login("anna"), "ben": made.login("ben")}
    try:
        for key, login in names.items():
            statements = tuple(one.replace(f"{{{key}}}", login) for one in statements)
        return made.sql(name, *statements)
    except DBAPIError as error:
        return [(str(error.orig),)] if "ecret" in str(error.orig) else []


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_nobody_crosses_the_line_in_sql(made, ben, attempt):
    """A patient sees and changes nothing of another, and stops nobody, with any SQL."""
    before = ben.to_frame(), ben.measures()
    found = _typed(made, "anna", ATTEMPTS[attempt])
    assert not any("ben" in str(cell).lower() for row in found for cell in row)
    assert ben.to_frame().equals(before[0])
    assert ben.measures().equals(before[1])
    assert ben.safety_record().red_flags().flags == ()
    ben.undo(ben.add(_session("still writes")))
    assert server.check(made.url) == []


def test_a_clinician_types_no_more_than_they_may(made):
    """Unopened, unassigned, rolled back or narrowed: nothing is shown; nothing can be written."""
    made.let_in("fred")
    server.assign(made.url, made.login("fred"), "anna")
    see = "SELECT patient FROM sessions"
    assert _typed(made, "fred", (see,)) == []
    assert _typed(made, "fred", ("SELECT open_record('anna')", see, "SELECT 1 / 0")) == []
    assert _typed(made, "fred", (see,)) == []  # the note was rolled back with it
    assert _typed(made, "fred", ("SELECT open_record(NULL)", see)) == []  # not noted for good yet
    assert _typed(made, "fred", (see,)) == [("anna",)]
    assert _typed(made, "fred", ("SELECT patient FROM changes",)) == []
    for write in (
        _put_in("sessions", patient="anna", **_SESSION),
        _put_in("measures", patient="anna", **_SCORE),
        _put_in("events", patient="anna", **_EVENT | {"kind": "red_flags"}),
        _put_in("events", patient="ben", **_EVENT),
        "INSERT INTO assigned VALUES (session_user, 'ben') RETURNING 1",
        "DELETE FROM sessions RETURNING 1",
        """SELECT take_out('sessions', '[{"session_id": "first"}]')""",
    ):
        assert _typed(made, "fred", (write,)) == []
    server.release(made.url, made.login("fred"), "anna")
    assert _typed(made, "fred", (see,)) == []


def test_who_is_shut_out_sees_nothing(made):
    """What was written stays for when the same patient is let in again."""
    made.let_in("gina", patient="gina")
    made.log("gina", now=lambda: NOW).add(_session("first"))
    server.revoke(made.url, made.login("gina"))
    with pytest.raises(LogError, match="your login may not do that there"):
        made.log("gina")
    server.grant(made.url, made.login("gina"), patient="gina")
    assert made.log("gina").has("first")


def test_the_backup_reads_all_and_writes_nothing(made):
    """pg_dump has a login of its own, which changes nothing."""
    made.let_in("dump", role="backup")
    see = "SELECT DISTINCT patient FROM public_rows.sessions ORDER BY 1"
    assert _typed(made, "dump", (see,))[:2] == [
        ("anna",),
        ("ben",),
    ]
    assert _typed(made, "dump", ("DELETE FROM public_rows.sessions RETURNING 1",)) == []


def test_one_patient_who_holds_their_turn_holds_up_nobody_else(made, ben, monkeypatch):
    """A transaction left open is waited for by the same patient alone, and told in words."""
    monkeypatch.setattr(database, "GIVE_UP_AFTER_S", 1.0)
    monkeypatch.setattr(database, "WORD_AFTER_S", 0.3)
    engine = create_engine(made.address("anna"))
    with engine.connect() as held:
        held.exec_driver_sql("SELECT take_turn('anna')")
        anna = made.log("anna", now=lambda: NOW)
        told: list[str] = []
        ben.add(_session("meanwhile"))
        with anna.tell_waiting(told.append), pytest.raises(LogError, match="busy with it"):
            anna.add(_session("meanwhile"))
        assert "Another program is busy" in told[0]
        ben.delete("meanwhile")
    engine.dispose()


# --- for whoever looks after it ------------------------------------------------------------------


def test_it_is_made_once_and_holds(own):
    """What is up to date is left alone."""
    assert server.init(own.url) == []
    assert server.check(own.url) == []


def test_mighty_logins_are_refused_and_named(own):
    """A superuser, or who may bypass row security, is never let in; later on, it is told."""
    mighty = own.login("mighty")
    own.logins.append(mighty)
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {mighty} SUPERUSER")
    engine.dispose()
    with pytest.raises(LogError, match="is a superuser, whom no row security holds"):
        server.grant(own.url, mighty, patient="root")
    with pytest.raises(LogError, match="its owner is a superuser"):
        server.init(make_url(POSTGRES).set(database=own.owner.database).render_as_string(False))
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ALTER ROLE {own.login('anna')} BYPASSRLS")
    engine.dispose()
    assert any("may bypass row security" in one for one in server.check(own.url))


def test_wrong_names_are_refused_in_words(own, tmp_path):
    """Nothing is changed, and each message says what is wrong."""
    anna, ben, carla = map(own.login, ("anna", "ben", "carla"))
    refused = {
        "is let in already": lambda: server.grant(own.url, anna, patient="anna2"),
        "is let in already, for anna. Shut it out first": lambda: server.grant(
            own.url, "new", patient="anna"
        ),
        f"'{anna}' is let in already.*; and the login '{ben}' is let in already": lambda: (
            server.grant(own.url, anna, patient="ben")
        ),
        "there is no clinician": lambda: server.assign(own.url, anna, "ben"),
        "there is no patient 'zoe'": lambda: server.assign(own.url, carla, "zoe"),
        "clinician with the login 'zo'.*; and there is no patient 'zoe'.*let them in first": (
            lambda: server.assign(own.url, "zo", "zoe")
        ),
        "login 'zo'.*; and there is no patient 'an'. Did you mean 'anna'": lambda: server.release(
            own.url, "zo", "an"
        ),
        "is not assigned": lambda: server.release(own.url, carla, "ben"),
        "nobody is let in with the login 'zoe'. Write": lambda: server.revoke(own.url, "zoe"),
        f"Did you mean '{anna}'": lambda: server.revoke(own.url, anna.upper()),
        "with the login 'a.x00b'": lambda: server.revoke(own.url, "a\0b"),
        "with the login '.ud800'": lambda: server.revoke(own.url, "\ud800"),
        "with the login '.x00'": lambda: server.release(own.url, "\0", "\ud800"),
        "cannot be a clinic's": lambda: server.check(str(tmp_path / "log.db")),
        "cannot be a log": lambda: server.check("mysql://me@server/log"),
        "is no clinic's yet": lambda: server.check(POSTGRES),
    }
    for words, act in refused.items():
        with pytest.raises(LogError, match=words):
            act()
    assert server.check(own.url) == []


# What `grant` is given beside the address, and what is wrong with it, in order.
NAMES = {
    "capitals": ({"login": "Anna"}, ["has capitals.*'anna'"]),
    "a space": ({"login": "an na"}, ["has a space"]),
    "quotes": ({"login": "a\"'b"}, ["has '\"', \"'\"\\. A login has small letters"]),
    "other letters": ({"login": "zoë"}, ["has 'ë'"]),
    "a sign that ends a text": ({"login": "a\0"}, ["has '.x00'"]),
    "half a character": ({"login": "\ud800"}, ["has '.ud800'"]),
    "a folder": ({"login": ".."}, ["must begin with a letter"]),
    "an option": ({"login": "-h"}, ["must begin with a letter"]),
    "too long": ({"login": "x" * 64}, ["is 64 bytes long. PostgreSQL takes 63"]),
    "empty": ({"login": ""}, ["must not be empty"]),
    **{
        kept: ({"login": kept}, ["is kept for the server"])
        for kept in ("pg_monitor", "postgres", "public", "none", "backcare_patient", "user")
    },
    "no patient": ({"patient": ""}, ["must have 1 to 100 characters"]),
    "a blank patient": ({"patient": "  "}, ["must have 1 to 100 characters"]),
    "a long patient": ({"patient": "x" * 101}, ["must have 1 to 100 characters"]),
    "a patient in two lines": ({"patient": "a\nb"}, ["cannot be seen"]),
    "a patient with a space": ({"patient": "anna "}, ["ends with a space"]),
    "whoever has logged in": ({"patient": "me"}, ["stands for whoever has logged in"]),
    "a patient of none": ({"patient": "a\0"}, ["must not hold a NUL"]),
    "a password cut short": ({"password": "sec\0ret"}, ["must not hold a NUL"]),
    "a role too many": ({"role": "clinician"}, ["role: 'clinician' must be one of"]),
    "a role of none": ({"patient": None, "role": "owner"}, ["role: 'owner' must be one of"]),
    "all at once": (
        {"login": "PG_ä" * 13, "patient": "", "password": "sec\0ret", "role": "boss"},
        ["capitals", "has 'ä'", "65 bytes", "kept", "role: 'boss'", "patient: must", "password: "],
    ),
}


@pytest.mark.parametrize("given", NAMES)
def test_names_that_cannot_be_used_are_refused_at_once(given: str) -> None:
    """All that is wrong, with what to choose; no server is asked, and no password told."""
    names, wrong = NAMES[given]
    with pytest.raises(FaultsError, match="Nobody was let in: ") as told:
        server.grant("postgresql+psycopg://nobody@", **{"login": "new", "patient": "new"} | names)
    lines = str(told.value).splitlines()[1:]
    assert len(lines) == len(wrong)
    for line, words in zip(lines, wrong, strict=True):
        assert re.search(words, line), line
    assert "sec" not in str(told.value)


@pytest.mark.parametrize("login", ["x" * 63, "7", "a.b-c_d+e@clinic.example"])
def test_each_name_that_is_taken_can_be_used(own: Clinic, login: str) -> None:
    """Granted, logged in with, assigned and shut out."""
    login = f"{own.tag}{login}"[:63]
    own.logins.append(login)
    server.grant(own.url, login, patient="Zoë O'Neill", password=PASSWORD)
    assert who_is(own.url, login).patient == "Zoë O'Neill"
    address = own.owner.set(username=login, password=PASSWORD).render_as_string(False)
    assert bc.SessionLog(address).to_frame().empty
    server.assign(own.url, own.login("carla"), "Zoë O'Neill")
    assert server.check(own.url) == []
    server.revoke(own.url, login)
    assert who_is(own.url, login) is None


# What may stand in a log that has no session; the last is one.
KEPT_BY_A_LOG = {
    "a score": lambda log: log.add_measure("2026-03-02", "nrs_pain", 3),
    "an answer": lambda log: log.safety_record().answer_red_flags([]),
    "what undo keeps": lambda log: log.delete(log.add(_session("first"))),
    "a session": lambda log: log.add(_session("first")),
}


@pytest.mark.parametrize("what", KEPT_BY_A_LOG)
def test_a_log_with_anything_in_it_is_not_made_a_clinics(own, what):
    """Nobody could say whose login it belongs to, and nobody would see it again."""
    engine = create_engine(own.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA shared")
    engine.dispose()
    url = own.owner.update_query_dict({"options": "-csearch_path=shared"})
    address = url.render_as_string(hide_password=False)
    log = bc.SessionLog(address, now=lambda: NOW)
    KEPT_BY_A_LOG[what](log)
    before = log.to_frame(), log.measures(), log.safety_record().red_flags()
    with pytest.raises(LogError, match=r"in which \d rows? of somebody stand already"):
        server.init(address)
    assert log.to_frame().equals(before[0])
    assert log.measures().equals(before[1])
    assert log.safety_record().red_flags() == before[2]


def test_the_command(own):
    """Each task from a terminal; a password is shown once, and faults end with 1."""

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
        return done.stdout

    login = own.login("henk")
    own.logins.append(login)
    password = run("grant", own.url, login, "--patient", "henk").rpartition(": ")[2].strip()
    address = own.owner.set(username=login, password=password).render_as_string(False)
    assert bc.SessionLog(address).to_frame().empty
    assert "may read" in run("assign", own.url, own.login("carla"), "henk")
    assert "no longer" in run("release", own.url, own.login("carla"), "henk")
    assert run("init", own.url) == "It is up to date.\n"
    assert run("check", own.url) == "All of it holds.\n"
    assert "is shut out" in run("revoke", own.url, login)
    assert CliRunner().invoke(main, ["grant", own.url, login]).exit_code == 2
    command = [sys.executable, "-m", "backcare.clinic", "revoke", own.url, login]
    wrong = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "nobody is let in" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def _password(login: str) -> tuple[bool, bool]:
    """Say whether a login has a password, and whether that ends."""
    kept = text(
        "SELECT rolpassword IS NOT NULL, COALESCE(rolvaliduntil < now() + interval '1 hour', false)"
        " FROM pg_authid WHERE rolname = :login"
    )
    engine = create_engine(POSTGRES)
    with engine.connect() as connection:
        found = connection.execute(kept, {"login": login}).one()
    engine.dispose()
    return tuple(found)


def test_a_visit_has_a_password_of_its_own(own: Clinic) -> None:
    """Each time another one, that ends by itself; after the visit there is none."""
    login = own.login("anna")
    addresses = [begin_visit(own.url, login, lasts=timedelta(minutes=59)) for _ in range(2)]
    passwords = {make_url(address).password for address in addresses}
    assert len(passwords) == 2
    assert {make_url(address).username for address in addresses} == {login}
    assert _password(login) == (True, True)
    bc.SessionLog(addresses[-1]).add(_session("first"))
    end_visit(own.url, login)
    assert _password(login) == (False, False)
    end_visit(own.url, "nobody")  # who is gone needs nothing


@pytest.mark.parametrize("more", [{"role": "clinician"}, {"patient": "dora"}])
def test_who_made_backups_gets_no_other_part(own: Clinic, more: dict[str, str]) -> None:
    """A login that belongs to two would see by the one what the other hides, and note nothing."""
    own.let_in("dora", role="backup")
    login = own.login("dora")
    with pytest.raises(LogError, match=f"{login}' belongs to backcare_backup. Choose another"):
        server.grant(own.url, login, **more)
    server.revoke(own.url, login)
    with pytest.raises(DBAPIError, match="permission denied"):
        own.sql("dora", "SELECT note FROM sessions")
    server.grant(own.url, login, **more)
    assert server.check(own.url) == []
    root = create_engine(make_url(POSTGRES), isolation_level="AUTOCOMMIT")
    with root.connect() as connection:  # as an administrator of the server can
        connection.execute(text(f"GRANT backcare_backup TO {login}"))
    root.dispose()
    [said] = server.check(own.url)
    assert f"{login!r} belongs to backcare_backup" in said
    with pytest.raises(LogError, match=f"{login}' belongs to backcare_backup"):
        begin_visit(own.url, login, lasts=timedelta(minutes=1))


def test_what_is_written_meanwhile_is_in_the_next_look(own: Clinic) -> None:
    """All of a look is of one moment, whatever another window writes."""
    looking, other = (own.log("anna", now=lambda: NOW) for _ in range(2))
    other.add(_session("first", pain_after=8))
    with looking.one_moment():
        assert looking.unread_stops() == []  # the first look says which moment
        other.confirm_professional()
        other.add(_session("second"))
        assert looking.awaiting_reason() == "severe_pain"
        assert [one.session_id for one in looking.sessions("me")] == ["first"]
    assert looking.awaiting_reason() == ""
    assert len(looking.sessions("me")) == 2


def test_a_look_at_a_page_asks_for_every_row_once(own: Clinic) -> None:
    """Many patients look at the same time."""
    log = own.log("anna", now=lambda: NOW)
    log.add(_session("first", pain_after=8))
    asked = list[str]()
    with log._database.read() as connection:
        event.listen(
            connection.engine, "before_cursor_execute", lambda *told: asked.append(told[2])
        )
    assert read_log(log)["why"] == "severe_pain"
    for column in ("sessions.note", "entries.reps", "events.detail"):
        assert len([one for one in asked if f"{column}," in one]) == 1


def test_who_visits_a_page_is_there_under_their_own_login(own: Clinic, monkeypatch) -> None:
    """With one password for the visit, a new one in time, and none afterwards."""
    here, anna, ben = Visits(own.url), own.login("anna"), own.login("ben")
    made = list[str]()

    def begin(url: str, login: str, **more: Any) -> str:
        made.append(login)
        return begin_visit(url, login, **more)

    def add(log: bc.SessionLog) -> str:
        return log.add_once(_session("first"))

    def whose(log: bc.SessionLog) -> list[str]:
        return [one.patient for one in log.sessions()]

    async def visit() -> None:
        for login in (anna, ben, anna):
            await here.act(login, add)
        assert [await here.act(login, whose) for login in (anna, ben)] == [["anna"], ["ben"]]
        assert made == [anna, ben]
        await here.end(idle_only=True)  # both have just asked
        assert _password(anna) == (True, False)
        monkeypatch.setattr(visits, "_RENEWED_AFTER_S", -1)
        await here.act(ben, whose)
        assert made == [anna, ben, ben]
        monkeypatch.setattr(visits, "_ENDS_AFTER_S", -1)
        await here.end(idle_only=True)
        assert _password(anna) == _password(ben) == (False, False)
        assert await here.act(anna, whose) == ["anna"]
        await here.end()
        assert _password(anna) == (False, False)

    monkeypatch.setattr(visits, "begin_visit", begin)
    asyncio.run(visit())


def test_a_visit_goes_on_after_its_password_was_replaced(own: Clinic) -> None:
    """Another server of the same person has replaced it: one call fails, the next is answered."""
    here, anna = Visits(own.url), own.login("anna")

    def fail(_log: bc.SessionLog) -> None:
        raise LogError("The server has gone away.")

    async def visit() -> None:
        await here.act(anna, bc.SessionLog.sessions)
        begin_visit(own.url, anna, lasts=timedelta(minutes=1))
        with pytest.raises(LogError, match="gone away"):
            await here.act(anna, fail)
        assert await here.act(anna, bc.SessionLog.sessions) == []
        await here.end()

    asyncio.run(visit())


def test_only_patients_have_a_page(own: Clinic) -> None:
    """A clinician is told where else to go, and who is nobody is not let in."""
    here = Visits(own.url)
    with pytest.raises(NotLetInError, match="This page is for patients"):
        asyncio.run(here.act(own.login("carla"), bc.SessionLog.sessions))
    with pytest.raises(NotLetInError, match="not let in to this clinic any more"):
        asyncio.run(here.act("nobody", bc.SessionLog.sessions))


def test_who_has_logged_in_is_asked_of_the_database(own: Clinic) -> None:
    """A patient, a clinician or nobody; not who only makes backups, nor the owner."""
    own.let_in("dora", role="backup")
    assert who_is(own.url, own.login("anna")).patient == "anna"
    assert who_is(own.url, own.login("carla")).patient is None
    for name in (own.login("dora"), str(own.owner.username), "nobody"):
        assert who_is(own.url, name) is None
        with pytest.raises(LogError, match="not known to this clinic"):
            begin_visit(own.url, name, lasts=timedelta(minutes=1))


def test_a_login_that_may_do_too_much_gets_no_visit(own: Clinic) -> None:
    """It would have walked round row security."""
    engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ALTER ROLE {own.login('ben')} BYPASSRLS")
    engine.dispose()
    with pytest.raises(LogError, match="may bypass row security"):
        begin_visit(own.url, own.login("ben"), lasts=timedelta(minutes=1))
