"""Sessions that are brought back: all or none, each once, whatever the log has of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import Connection
from test_log import SESSIONS

from backcare.errors import FaultsError, LogError, OutcomeUnknownError
from backcare.log import SessionLog
from backcare.log.database import Database
from backcare.sessions import Entry, Session

every_place = pytest.mark.parametrize(
    "database", ["memory", "file", "postgresql", "clinic"], indirect=True
)
MONDAY = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)


def session(name: str, **values: object) -> Session:
    """Return a session with an entry."""
    done = [Entry("bridging", sets=2, reps=10)]
    return replace(Session(MONDAY, 3, 2, done, session_id=name), **values)


def own(log: SessionLog) -> list[Session]:
    """Return what is there, as somebody has it who calls themselves "me"."""
    return [replace(one, patient="me") for one in log.sessions()]


@every_place
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(SESSIONS, max_size=6))
def test_whatever_is_brought_back_is_there_once(log: SessionLog, given: list[Session]) -> None:
    """As it was, in one change that can be undone; brought again, nothing is added."""
    brought = [
        replace(one, session_id=f"{number}", patient="me") for number, one in enumerate(given)
    ]
    assert log.add_all(brought[:2]) == [one.session_id for one in brought[:2]]
    assert log.add_all(brought) == [one.session_id for one in brought[2:]]
    assert log.add_all(iter(brought)) == []
    found = {one.session_id: one for one in own(log)}
    assert found == {one.session_id: one for one in brought}
    for one in brought:
        assert found[one.session_id].started_at.isoformat() == one.started_at.isoformat()
    while log.sessions():
        log.undo()


@every_place
def test_what_was_deleted_comes_back(log: SessionLog) -> None:
    """Whoever brings it wants it; what a page sends once more stays deleted."""
    log.delete(log.add(session("one")))
    assert log.add_once(session("one")) == "one"
    assert own(log) == []
    assert log.add_all([session("one")]) == ["one"]
    assert own(log) == [session("one")]


@every_place
def test_all_that_is_wrong_is_named_and_nothing_is_stored(log: SessionLog) -> None:
    """With a session that could be stored among them."""
    log.add_all([session("there")])
    wrong = [
        session("fine"),
        session("too much", pain_after=11),
        session("later", started_at=MONDAY + timedelta(days=400), note=5),
    ]
    with pytest.raises(FaultsError, match=r"The sessions were not stored: 3 problems\.") as told:
        log.add_all(wrong)
    assert told.value.faults["column"].tolist() == [
        "session too much, pain_after",
        "session later, started_at",
        "session later, note",
    ]
    differing = [
        session("fine"),
        session("there", note="otherwise"),
        session("twice"),
        session("twice", pain_after=4),
    ]
    with pytest.raises(FaultsError, match="in the log already, with other details") as told:
        log.add_all(differing)
    assert told.value.faults["column"].tolist() == ["session there", "session twice"]
    there, twice = told.value.faults["rule"]
    assert "log" not in twice
    assert twice.startswith("is in what is brought twice, with different details. Take out the one")
    assert there.startswith("is in the log already")
    assert own(log) == [session("there")]


@every_place
@pytest.mark.parametrize("is_heard", [True, False])
def test_an_answer_that_gets_lost_is_looked_for(
    log: SessionLog, monkeypatch: pytest.MonkeyPatch, is_heard: bool
) -> None:
    """It is there, or it is said that it is not."""
    commit = Database._commit

    def lose(self: Database, connection: Connection) -> None:
        if is_heard:
            commit(self, connection)
        monkeypatch.undo()
        raise OutcomeUnknownError("It is not known.", "the answer got lost")

    monkeypatch.setattr(Database, "_commit", lose)
    if is_heard:
        assert log.add_all([session("one")]) == ["one"]
    else:
        with pytest.raises(LogError, match="was left as it is: the answer got lost"):
            log.add_all([session("one")])
    assert own(log) == [session("one")] * is_heard
