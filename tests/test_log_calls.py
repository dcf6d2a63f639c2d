"""What the page without Python asks of a log that a server keeps, and tells it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from clinics import made_clinic
from postgres import NO_POSTGRES, POSTGRES

import backcare as bc
from backcare.errors import SessionError
from backcare.safety import mild_limits
from backcare.site.log_calls import read_log, tell_log

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(
    params=[
        "memory",
        pytest.param("clinic", marks=pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)),
    ]
)
def log(request: pytest.FixtureRequest) -> Iterator[bc.SessionLog]:
    """Give a log of one's own, and that of a patient on a clinic's server, who is "me" there."""
    if request.param == "memory":
        with bc.SessionLog(":memory:", now=lambda: NOON) as log:
            yield log
    else:
        with made_clinic(POSTGRES) as clinic:
            yield clinic.log("anna", now=lambda: NOON)


def given(**changes: Any) -> dict[str, Any]:
    """Give a session as the page sends it."""
    amounts = {"sets": 2, "reps": 8, "hold_s": None, "minutes": None}
    session: dict[str, Any] = {
        "session_id": "one",
        "patient": "me",
        "started_at": "2026-03-02T12:30:00+01:00",
        "note": "",
        "entries": [{"exercise_id": "bridging"} | amounts],
    }
    return session | dict.fromkeys(PAINS) | {"pain_before": 3, "pain_after": 2} | changes


PAINS = ("pain_before", "pain_after", "pain_peak", "pain_minutes")


def note(log: bc.SessionLog, kind: str, **event: Any) -> None:
    at = {"at": "2026-03-02T11:59:00+00:00", "patient": "me"}
    tell_log(log, {"do": "note", "event": at | {"kind": kind} | event})


def events(log: bc.SessionLog, kind: str) -> list[dict[str, Any]]:
    return [event for event in read_log(log)["events"] if event["kind"] == kind]


def test_what_the_page_adds_is_in_the_log_and_comes_back(log: bc.SessionLog) -> None:
    assert tell_log(log, {"do": "add", "session": given()}) == {"session_id": "one"}
    [session] = log.sessions("me")
    assert session.entries == (bc.Entry("bridging", sets=2, reps=8),)
    assert session.started_at.isoformat() == "2026-03-02T12:30:00+01:00"
    said = read_log(log)
    assert said["sessions"] == [given()]
    assert (said["why"], said["unread"]) == ("", 0)
    json.dumps(said)  # plain values
    assert tell_log(log, {"do": "add", "session": given()}) == {"session_id": "one"}
    assert len(log.sessions()) == 1  # however often it is sent


def test_a_changed_session_takes_the_place_of_the_known_one_alone(log: bc.SessionLog) -> None:
    tell_log(log, {"do": "add", "session": given()})
    later = given(pain_after=4)
    call = {"do": "replace", "session": later, "known": given()}
    assert tell_log(log, call) == {"session_id": "one"}
    assert read_log(log)["sessions"] == [later]
    # somebody changes it in a notebook: the page hears of it, and says what it is now
    log.edit(replace(log.session("one"), note="from a notebook"))
    call = {"do": "replace", "session": given(pain_after=5), "known": later}
    assert tell_log(log, call) == {"session_id": ""}
    [there] = read_log(log)["sessions"]
    assert there == later | {"note": "from a notebook"}
    assert tell_log(log, call | {"known": there}) == {"session_id": "one"}
    assert read_log(log)["sessions"] == [given(pain_after=5)]
    assert tell_log(log, {"do": "take_out", "known": later}) == {"taken_out": False}
    assert log.has("one")
    own = given(pain_after=5)
    assert tell_log(log, {"do": "take_out", "known": own}) == {"taken_out": True}
    assert tell_log(log, {"do": "replace", "session": own, "known": own}) == {"session_id": ""}
    assert log.sessions() == []


def test_answers_are_those_of_the_log(log: bc.SessionLog) -> None:
    """What the page notes, the log's own record says, and the page reads again."""
    record = log.safety_record()
    note(log, "red_flags", flags=[], seen=[])
    assert record.is_clear()
    note(log, "usual", state="chronic", said_on="2026-03-02", minutes=20, conditions=[])
    usual = record.usual()
    assert usual is not None
    assert (usual.state_on(NOON), usual.minutes) == ("chronic", 20)
    assert events(log, "usual")[0]["said_on"] == "2026-03-02"
    for kind, asked in (("asked", 1), ("not_asked", 0), ("asked", 1)):
        note(log, kind, exercise_id="bird_dog", reason="Ask first.")
        assert len(record.asked_about()) == len(events(log, "asked")) == asked
    note(log, "mild_limit", pain=min(mild_limits()), agreed_on="2026-03-01")
    assert events(log, "mild_limit")[0]["agreed_on"] == "2026-03-01"
    note(log, "mild_limit", pain=None)
    assert record.mild_limit() is None
    assert events(log, "mild_limit") == []
    note(log, "settled", about=["one"])
    assert record.settled() == {"one"}
    note(log, "told_to_stop", session_id="still on", reason="severe_pain")
    assert read_log(log)["why"] == "severe_pain"
    note(log, "confirmed", about=[])
    assert read_log(log)["why"] == ""
    assert len(events(log, "confirmed")) == 1
    note(log, "taken_back")
    assert record.red_flags() is None


def test_a_sign_that_the_page_has_not_seen_is_not_taken_back(log: bc.SessionLog) -> None:
    log.safety_record().answer_red_flags(["fever"])
    note(log, "red_flags", flags=[], seen=[])
    assert events(log, "red_flags")[0]["flags"] == ("fever",)
    note(log, "red_flags", flags=[], seen=["fever"])
    assert events(log, "red_flags")[0]["flags"] == ()


@pytest.mark.parametrize(
    ("felt", "why"),
    [({"pain_peak": 8}, "severe_pain"), ({"pain_peak": 5, "pain_minutes": 30}, "stop_rule")],
)
def test_a_session_that_stops_is_a_reason_to_ask(
    log: bc.SessionLog, felt: dict[str, Any], why: str
) -> None:
    """Also where somebody asked after it began, and before it was kept."""
    log.confirm_professional(NOON - timedelta(minutes=1))
    tell_log(log, {"do": "add", "session": given(**felt), "reason": why})
    assert read_log(log)["why"] == why


def test_what_is_wrong_is_said_and_nothing_is_kept(log: bc.SessionLog) -> None:
    bad = given(pain_before=99, entries=[{"exercise_id": "no exercise", "sets": 1}])
    with pytest.raises(SessionError, match=r"(?s)pain_before.*no exercise"):
        tell_log(log, {"do": "add", "session": bad})
    ahead = given(started_at=(NOON + timedelta(days=9)).isoformat())
    for call in (
        {"do": "add", "session": ahead},
        {"do": "add", "session": given(patient="somebody else")},
        {"do": "add", "session": given(started_at="soon")},
        {"do": "add"},
        {"do": "something else"},
        {},
        {"do": "note", "event": {"kind": "red_flags", "flags": ["no sign"], "seen": []}},
        {"do": "note", "event": {"kind": "no kind"}},
        {"do": "take_in", "sessions": [given(), given(session_id="two", pain_after=-1)]},
    ):
        with pytest.raises(ValueError, match=r"\w"):
            tell_log(log, call)
    assert read_log(log) == {"sessions": [], "events": [], "why": "", "unread": 0}


def test_a_file_is_taken_in_whole_and_once(log: bc.SessionLog) -> None:
    call = {"do": "take_in", "sessions": [given(), given(session_id="two")]}
    assert tell_log(log, call) == {"added": 2}
    assert tell_log(log, call) == {"added": 0}
    assert len(log.sessions()) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"pain_peak": 9},
        {"note": "worse"},
        {"entries": []},
        {"started_at": "2026-03-02T12:31+01:00"},
    ],
)
def test_a_session_of_a_file_that_is_there_otherwise_is_refused(
    log: bc.SessionLog, changes: dict[str, Any]
) -> None:
    """And nothing of the file is taken in; the same session in another time zone is no other."""
    tell_log(log, {"do": "take_in", "sessions": [given()]})
    same = given(started_at="2026-03-02T11:30:00+00:00")
    assert tell_log(log, {"do": "take_in", "sessions": [same]}) == {"added": 0}
    both = [given(session_id="two"), given(**changes)]
    with pytest.raises(ValueError, match="session one: is in the log already, with other details"):
        tell_log(log, {"do": "take_in", "sessions": both})
    assert [one.session_id for one in log.sessions()] == ["one"]


def test_a_look_is_of_one_moment(log: bc.SessionLog) -> None:
    """What is asked within it is what is asked without."""

    def ask() -> list[Any]:
        record = log.safety_record()
        return [
            log.sessions(patient="me"),
            log.awaiting_reason(),
            log.unread_stops(),
            record.red_flags(),
            record.usual(),
            record.asked_about(),
            record.mild_limit(),
            record.told_to_stop(),
            record.professional_asked(),
            record.pain_told(),
            record.settled_at(),
        ]

    tell_log(log, {"do": "add", "session": given(pain_after=8)})
    note(log, "red_flags", flags=["fever"], seen=[])
    note(log, "asked", exercise_id="bridging", reason="osteoporosis")
    note(log, "told_to_stop", session_id="two", reason="stop_rule")
    note(log, "pain_told", session_id="two", before=2, peak=6)
    note(log, "settled", about=["two"])
    apart = ask()
    assert apart[1] == "stop_rule"
    with log.one_moment():
        assert ask() == apart
