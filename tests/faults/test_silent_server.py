"""A server that hangs: nothing is waited for without an end, and nothing is said that is not so."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from clinics import Clinic, at_the_tables, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from silent_server import SilentServer
from sqlalchemy import NullPool, create_engine, make_url

from backcare import clinic as server
from backcare.errors import LogError, OutcomeUnknownError
from backcare.log import SessionLog, connect, database
from backcare.sessions import Entry, Session

pytestmark = [
    pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES),
    pytest.mark.timeout(90),
]
MONDAY = datetime(2026, 3, 2, 18, tzinfo=UTC)
WAY_OUT = "Try again in a minute. If that does not help"
# All waiting has an end by then; without one, it would be the end of the test.
SOON_S = 12


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have an answer be waited for as long as a test can; how long it really is, is held below."""
    assert (connect.ANSWER_S, connect.ONE_PATIENT_S, connect.ALL_PATIENTS_S) == (15, 30, 1800)
    for module in (connect, database):
        monkeypatch.setattr(module, "ANSWER_S", 0.5)
        monkeypatch.setattr(module, "ONE_PATIENT_S", 0.5)
        monkeypatch.setattr(module, "ALL_PATIENTS_S", 1.5)


@pytest.fixture(scope="module")
def own() -> Iterator[Clinic]:
    """Give a clinic for all tests here."""
    with made_clinic(POSTGRES) as made:
        yield made


@pytest.fixture
def door(own: Clinic) -> Iterator[SilentServer]:
    """Give what can fall silent before the clinic's server."""
    with SilentServer(str(own.owner.host), int(own.owner.port or 5432)) as silent:
        yield silent


def through(door: SilentServer, address: str) -> str:
    """Return the address of the same server, through the door."""
    url = make_url(address).set(host="127.0.0.1", port=door.port)
    return url.render_as_string(hide_password=False)


def as_superuser(own: Clinic, *statements: str) -> None:
    """Do in the clinic's database what its owner may not."""
    url = make_url(POSTGRES).set(database=own.owner.database)
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def in_time(began: float) -> bool:
    """Tell whether a wait had an end."""
    return time.monotonic() - began < SOON_S


def test_who_is_let_in_and_told_nothing(own: Clinic, door: SilentServer) -> None:
    """A log, opened at once or later, and each task say so; no password is told."""
    door.fall_silent(b"")
    anna, carla = own.login("anna"), own.login("carla")
    owner = through(door, own.url)
    for use in (
        lambda: SessionLog(through(door, own.address("anna"))),
        lambda: SessionLog(through(door, own.address("anna")), open_later=True).to_frame(),
        lambda: server.check(owner),
        lambda: server.grant(owner, "new", patient="new"),
        lambda: server.assign(owner, carla, "ben"),
        lambda: server.revoke(owner, anna),
    ):
        began = time.monotonic()
        with pytest.raises(LogError, match=f"cannot be reached.*{WAY_OUT}") as told:
            use()
        assert in_time(began)
        assert "made up" not in str(told.value)


# A use of a log, and the words after which the server says nothing more.
_USES = {
    "look whether it is there": (SessionLog.to_frame, b""),
    "begin": (lambda log: log.add(Session(MONDAY, session_id="new")), b"lock_timeout"),
    "take one's turn": (lambda log: log.add(Session(MONDAY, session_id="new")), b"take_turn"),
    "write": (lambda log: log.add(Session(MONDAY, session_id="new")), b"put_in"),
    "read": (SessionLog.to_frame, b"FROM sessions"),
    "add up": (lambda log: log.weekly_sums(by="patient"), b"FROM sessions"),
    "answer": (lambda log: log.safety_record().answer_red_flags(["fever"]), b"put_in"),
    "a score": (lambda log: log.add_measure("2026-03-02", "rmdq_24", 3), b"put_in"),
}


@pytest.mark.parametrize("is_heard", [True, False], ids=["heard", "unheard"])
@pytest.mark.parametrize("use", _USES)
def test_a_server_that_falls_silent_in_the_middle(
    own: Clinic, door: SilentServer, use: str, is_heard: bool
) -> None:
    """It is told, soon, with what to do; nothing is there, and then the same log goes on."""
    act, word = _USES[use]
    with SessionLog(through(door, own.address("ben"))) as log:
        before = log.to_frame(), log.measures()
        door.fall_silent(word, is_heard=is_heard)
        began = time.monotonic()
        with pytest.raises(LogError, match=f"was left as it is: its server.*{WAY_OUT}") as told:
            act(log)
        assert in_time(began)
        assert door.fell_silent.is_set()
        assert not isinstance(told.value, OutcomeUnknownError)
        door.speak()
        assert log.to_frame().equals(before[0])
        assert log.measures().equals(before[1])
        assert log.safety_record().red_flags() is None
        log.delete(log.add(Session(MONDAY)))


@pytest.mark.parametrize("is_back", [True, False], ids=["back", "gone"])
@pytest.mark.parametrize("is_heard", [True, False], ids=["heard", "unheard"])
def test_a_server_that_falls_silent_at_a_commit(
    own: Clinic, door: SilentServer, is_heard: bool, is_back: bool
) -> None:
    """Where it can be looked up, what is so is said; else that nobody knows."""
    one = Session(MONDAY, session_id=f"{is_heard} {is_back}", entries=[Entry("bridging")])
    said: LogError | None = None
    with SessionLog(through(door, own.address("anna"))) as log:
        door.fall_silent(b"COMMIT", is_heard=is_heard, is_back=is_back)
        log.to_frame()  # whoever only reads commits nothing
        assert not door.fell_silent.is_set()
        began = time.monotonic()
        try:
            log.add(one)
        except LogError as error:
            said = error
        assert in_time(began)
        assert door.fell_silent.is_set()
        door.speak()
        is_there = log.has(one.session_id)
        assert is_there is is_heard
        if not is_back:
            assert isinstance(said, OutcomeUnknownError)
            assert "It is not known whether" in str(said)
        elif is_heard:
            assert said is None
        else:
            assert not isinstance(said, OutcomeUnknownError)
            assert "was left as it is" in str(said)
        assert log.add_once(one) == one.session_id
        assert [kept.session_id for kept in log.sessions()].count(one.session_id) == 1


def test_a_statement_that_takes_too_long_is_ended(own: Clinic) -> None:
    """By the server, with a word for people; nothing of the change is there."""
    slow = "BEGIN PERFORM pg_sleep(20); RETURN NULL; END"
    as_superuser(
        own,
        f"CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ {slow} $$",
        "CREATE TRIGGER slow AFTER INSERT ON public_rows.measures EXECUTE FUNCTION slow()",
    )
    try:
        with own.log("anna") as log:
            began = time.monotonic()
            with pytest.raises(LogError, match=f"did not get it done in time.*{WAY_OUT}"):
                log.add_measure("2026-03-02", "rmdq_24", 3)
            assert in_time(began)
            assert log.measures().empty
            log.add(Session(MONDAY, session_id="others are written"))
    finally:
        as_superuser(own, "DROP FUNCTION slow CASCADE")
    with own.log("anna") as log:
        log.add_measure("2026-03-02", "rmdq_24", 3)


def test_what_is_asked_of_all_patients_may_take_longer(own: Clinic) -> None:
    """A clinician's sums of everybody are given time for which one patient's are not."""
    with own.log("carla") as log, own.log("anna") as anna:
        kinds = {
            "one": (lambda: anna.weekly_sums(), "500ms"),
            "all": (lambda: log.weekly_sums(by="patient"), "1500ms"),
        }
        for name, (use, most) in kinds.items():
            told = list[str]()
            begin = database.Database._begin

            def look(self, connection, *more, told=told, begin=begin, **named):
                begin(self, connection, *more, **named)
                told.append(connection.exec_driver_sql("SHOW statement_timeout").scalar())

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(database.Database, "_begin", look)
                use()
            assert told == [most], name
        # It ends with the transaction.
        with log._database.read() as connection:
            connection.rollback()
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "0"


def test_a_lock_or_a_slow_server_has_an_end_for_the_tasks_too(
    own: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever looks after the server is told the same as everybody, and nothing is changed."""
    monkeypatch.setattr("backcare.clinic.server.ONE_PATIENT_S", 2)
    ended = {0.3: "another program is busy with it", 15: "did not get it done in time"}
    engine = create_engine(at_the_tables(own.owner), poolclass=NullPool)
    with engine.connect() as held:
        held.exec_driver_sql("LOCK TABLE assigned IN ACCESS EXCLUSIVE MODE")
        for lock_s, words in ended.items():
            monkeypatch.setattr("backcare.clinic.server._LOCK_S", lock_s)
            with pytest.raises(LogError, match=f"left as it is: .*{words}"):
                server.assign(own.url, own.login("carla"), "ben")
    with pytest.raises(LogError, match="is not assigned"):
        server.release(own.url, own.login("carla"), "ben")
