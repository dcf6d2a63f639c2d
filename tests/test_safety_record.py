"""What a person answered about their safety, kept in the log: one answer, for one day."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from backcare.errors import LogError, OutcomeUnknownError
from backcare.log import SessionLog
from backcare.log.events import put_event
from backcare.log.schema import EVENTS
from backcare.safety import REASON_MOST, RedFlagAnswer, Usual
from backcare.sessions import Session

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
IN_SYDNEY = timezone(timedelta(hours=10))


@pytest.fixture
def ticking(address: str, clock) -> SessionLog:
    """Open an empty log that goes by the test's clock."""
    return SessionLog(address, now=clock)


def test_nobody_is_clear_who_has_not_answered(log: SessionLog) -> None:
    """Nothing is inferred: not from a log with sessions, nor from another patient's answer."""
    log.safety_record("P07").answer_red_flags([])
    assert log.safety_record().red_flags() is None
    assert not log.safety_record().is_clear()


def test_the_last_answer_holds(log: SessionLog) -> None:
    """Two answers of one moment: the second counts."""
    record = log.safety_record()
    record.answer_red_flags([])
    record.answer_red_flags(["fever", "bladder"])
    assert record.red_flags() == RedFlagAnswer(record.red_flags().answered_at, ("bladder", "fever"))
    assert not record.is_clear()
    record.answer_red_flags([])
    assert record.is_clear()


def test_an_answer_is_there_for_every_program_that_opens_the_log(
    address: str, log: SessionLog
) -> None:
    """Another page has a kernel of its own, and the same log."""
    log.safety_record().answer_red_flags(["fever"])
    if address != ":memory:":
        with SessionLog(address, now=lambda: NOON) as other:
            assert other.safety_record().red_flags().flags == ("fever",)


@pytest.mark.parametrize(
    ("answered", "still", "no_more"),
    [
        # By the patient's own clock, wherever the computer is.
        (NOON, NOON.replace(hour=23, minute=59), datetime(2026, 6, 2, tzinfo=UTC)),
        (
            datetime(2026, 6, 1, 21, tzinfo=IN_SYDNEY),
            datetime(2026, 6, 1, 13, 59, tzinfo=UTC),
            datetime(2026, 6, 1, 14, 0, tzinfo=UTC),
        ),
    ],
)
def test_none_holds_until_midnight(
    ticking: SessionLog, clock, answered: datetime, still: datetime, no_more: datetime
) -> None:
    """What was true yesterday is asked again today."""
    record = ticking.safety_record()
    record.answer_red_flags([], answered)
    for clock.now, clear in ((still, True), (no_more, False), (NOON + timedelta(days=3), False)):
        assert record.is_clear() is clear


def test_a_sign_holds_until_it_is_taken_back(ticking: SessionLog, clock) -> None:
    """Nobody is led past it by going to bed."""
    record = ticking.safety_record()
    record.answer_red_flags(["fever"])
    clock.now += timedelta(days=30)
    assert record.red_flags().flags == ("fever",)
    assert not record.is_clear()


def test_an_answer_is_no_question_to_a_professional(log: SessionLog) -> None:
    """Only `confirm_professional` ends a stop: no other answer that is stored beside it."""
    log.add(Session(NOON - timedelta(hours=1), pain_peak=6, pain_minutes=30))
    record = log.safety_record()
    record.answer_red_flags([])
    record.take_back_red_flags()
    record.ask_about("bird_dog")
    record.ask_about("bird_dog", asked=False)
    record.set_mild_limit(4, agreed_on="2026-05-01")
    assert log.awaiting_professional()
    log.confirm_professional()
    assert not log.awaiting_professional()


def test_asked_about_an_exercise(log: SessionLog) -> None:
    """It is remembered with its day, for that person, and can be taken back."""
    record = log.safety_record()
    record.ask_about("partial_crunch", datetime(2026, 5, 30, 9, tzinfo=UTC))
    record.ask_about("pilates", datetime(2026, 5, 31, 23, tzinfo=timezone(timedelta(hours=-10))))
    assert {key: day.isoformat() for key, day in record.asked_about().items()} == {
        ("pilates", ""): "2026-05-31",
        ("partial_crunch", ""): "2026-05-30",
    }
    record.ask_about("pilates", asked=False)
    assert list(record.asked_about()) == [("partial_crunch", "")]
    assert log.safety_record("P07").asked_about() == {}


def test_a_word_holds_for_the_reason_it_was_asked_for(log: SessionLog) -> None:
    """Another reason is another question, and taking one back leaves the other."""
    record = log.safety_record()
    record.ask_about("partial_crunch", reason="Your leg hurts.")
    assert list(record.asked_about()) == [("partial_crunch", "Your leg hurts.")]
    record.ask_about("partial_crunch", reason="Weak bones.")
    record.ask_about("partial_crunch", reason="Your leg hurts.", asked=False)
    record.ask_about("partial_crunch", asked=False)
    assert list(record.asked_about()) == [("partial_crunch", "Weak bones.")]


def test_a_word_without_a_reason_is_asked_for_again(log: SessionLog) -> None:
    """An early version kept the exercise alone: nobody knows what was asked."""
    record = log.safety_record()
    with record._database.write() as connection:
        put_event(connection, "me", "exercise_asked", NOON, detail="partial_crunch")
    assert record.asked_about() == {}
    record.ask_about("partial_crunch")  # of a plan by hand, which gives none
    assert list(record.asked_about()) == [("partial_crunch", "")]


def test_the_longest_reason_fits_the_log(log: SessionLog) -> None:
    """In every database, beside the longest id, and signs that are no letters too."""
    longest = ("x" * 100, "\N{SNAKE}\n'" * (REASON_MOST // 3) + "ab")
    assert len(longest[1]) == REASON_MOST
    log.safety_record().ask_about(longest[0], reason=longest[1])
    assert list(log.safety_record().asked_about()) == [longest]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda r: r.answer_red_flags(["cough"]), "red flag 'cough' is not known"),
        (lambda r: r.answer_red_flags([], NOON + timedelta(minutes=1)), "not in the future"),
        (lambda r: r.ask_about("pilates", "yesterday"), "when must be a date and time"),
        (lambda r: r.ask_about(""), "exercise_id must have 1 to 100 characters"),
        (lambda r: r.ask_about("pilates", reason="x" * 801), "reason must have 0 to 800 char"),
        (lambda r: r.ask_about("pilates", reason="\0"), "reason must not hold a NUL"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(scratch: SessionLog, act, words: str) -> None:
    """And nothing is stored."""
    record = scratch.safety_record()
    with pytest.raises(ValueError, match=words):
        act(record)
    assert record.red_flags() is None
    assert record.asked_about() == {}


def test_a_log_that_cannot_be_read_says_so(scratch: SessionLog) -> None:
    """Not clear is no answer: the error has the words."""
    record = scratch.safety_record()
    scratch.close()
    with pytest.raises(LogError, match="closed"):
        record.is_clear()


def test_who_asks_now_has_asked_about_all_that_is_in_the_log(ticking: SessionLog, clock) -> None:
    """A clock that is wrong, or was put back, makes nobody wait; a day that is given holds."""
    later = clock.now + timedelta(hours=6)
    ticking.add(Session(later, pain_before=8))
    ticking.confirm_professional(clock.now)
    assert ticking.awaiting_reason() == "severe_pain"
    ticking.confirm_professional()
    assert ticking.awaiting_reason() == ""
    ticking.add(Session(later + timedelta(minutes=1), pain_before=7))
    assert ticking.awaiting_reason() == "severe_pain"


def test_another_reason_to_stop_is_refused(log: SessionLog) -> None:
    """The choices are told, and nothing is stored."""
    with pytest.raises(ValueError, match=r"'tired' is not known.*stop_rule, severe_pain"):
        log.safety_record().tell_to_stop("a", "tired")
    assert log.safety_record().told_to_stop() == {}


def test_each_session_is_told_to_stop_once(ticking: SessionLog, clock) -> None:
    """For each reason with the moment; said again, the first moment stays."""
    record = ticking.safety_record()
    record.tell_to_stop("a", "severe_pain")
    record.tell_to_stop("c", "severe_pain", is_on=True)
    first = clock.now
    clock.now += timedelta(hours=1)
    record.tell_to_stop("a", "severe_pain")
    record.tell_to_stop("c", "severe_pain")
    record.tell_to_stop("b", "stop_rule")
    assert record.told_to_stop() == {
        "b": ("stop_rule", clock.now),
        "a": ("severe_pain", first),
        "c": ("severe_pain", first),
    }
    record.tell_to_stop("a", "stop_rule")
    assert record.told_to_stop()["a"] == ("stop_rule", clock.now)
    assert ticking.safety_record("another").told_to_stop() == {}


def test_severe_pain_in_a_session_that_is_on_counts_before_it_is_saved(
    ticking: SessionLog, clock: Any
) -> None:
    """It stands whatever becomes of the session, until somebody was asked; and not again then."""
    record = ticking.safety_record()
    record.tell_to_stop("a", "stop_rule")  # a session that was undone
    assert ticking.awaiting_reason() == ""
    record.tell_to_stop("a", "severe_pain", is_on=True)
    assert ticking.awaiting_reason() == "severe_pain"
    assert ticking.awaiting_reason("another") == ""
    clock.now += timedelta(minutes=5)
    ticking.confirm_professional()
    clock.now += timedelta(minutes=5)
    record.tell_to_stop("a", "severe_pain")  # as when it is saved
    assert ticking.awaiting_reason() == ""
    record.tell_to_stop("b", "severe_pain", is_on=True)
    assert ticking.awaiting_reason() == "severe_pain"


def test_what_was_said_of_the_back_stays_where_only_the_rest_is_said(
    ticking: SessionLog, clock: Any
) -> None:
    """With its day, so that it is no answer of a later one; before the first there is none."""
    record = ticking.safety_record()
    assert record.remember(None, 15).pain_state is None
    first = record.remember("mild", 15)
    clock.now += timedelta(days=2)
    later = record.remember(None, 20, ["osteoporosis"])
    assert later == first._replace(minutes=20, conditions=("osteoporosis",))
    assert record.usual() == later
    assert later.state_on(clock.now) is None


def written(log: SessionLog) -> int:
    """Count the answers in a log."""
    with log._database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(EVENTS)).scalar_one())


def test_what_is_usual_is_written_when_it_changes_and_once_a_day(
    ticking: SessionLog, clock: Any
) -> None:
    """The newest holds; who says the same on the same day has said it before."""
    clock.now = NOON
    record = ticking.safety_record()
    assert record.usual() is None
    first = record.remember("chronic", 20, ["osteoporosis"])
    clock.now += timedelta(hours=1)
    assert record.remember("chronic", 20, ["osteoporosis"]) == first
    assert (record.usual(), written(ticking)) == (first, 1)
    for said in [
        ("acute", 20, ["osteoporosis"]),
        ("acute", 1, ["osteoporosis"]),
        ("acute", 1, []),
    ]:
        usual = record.remember(*said)
        assert record.usual() == usual == Usual(clock.now, said[0], said[1], tuple(said[2]))
    clock.now += timedelta(days=1)
    assert record.remember("acute", 1) != usual
    assert (record.usual().said_at, written(ticking)) == (clock.now, 5)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (("awful", 20), "pain_state 'awful' is not known"),
        (("chronic", 20, ["tired"]), "conditions 'tired' is not known"),
        (("chronic", 0), "minutes must be a whole number above 0, got 0"),
        (("chronic", 20.0), r"minutes must be a whole number above 0, got 20\.0"),
    ],
)
def test_what_nobody_can_mean_is_not_remembered(
    scratch: SessionLog, said: tuple[Any, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        scratch.safety_record().remember(*said)
    assert (scratch.safety_record().usual(), written(scratch)) == (None, 0)


@pytest.mark.parametrize(
    "detail", ["chronic", "chronic\ntwenty\n", "chronic\n20\ntired", "awful\n20\n", "chronic\n0\n"]
)
def test_what_no_version_knows_is_asked_again(scratch: SessionLog, detail: str) -> None:
    """Of another version, whose words and conditions nobody here can act on."""
    with scratch._database.write() as connection:
        put_event(connection, "me", "usual", scratch.safety_record().now(), detail=detail)
    assert scratch.safety_record().usual() is None


@pytest.mark.parametrize("kept", [True, False])
def test_an_answer_whose_outcome_got_lost_is_looked_up(
    scratch: SessionLog, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    """It is told as stored only where it is."""
    write, lost = scratch._database.write, OutcomeUnknownError("It is not known.", "it was cut")

    @contextmanager
    def lose(patient: str | None = None) -> Iterator[object]:
        with write(patient) as connection:
            yield connection
            if not kept:
                raise lost
        raise lost

    record = scratch.safety_record()
    with monkeypatch.context() as patch:
        patch.setattr(scratch._database, "write", lose)
        if kept:
            record.answer_red_flags([])
        else:
            with pytest.raises(LogError, match="was left as it is: it was cut"):
                record.answer_red_flags([])
    assert record.is_clear() is kept


def test_a_sign_whose_number_was_spoilt_brings_no_older_answer_back(tmp_path: Path) -> None:
    """By its number it would be the oldest: nobody is clear because of the one before it."""
    path = tmp_path / "log.db"
    with SessionLog(path) as log:
        log.safety_record().answer_red_flags([])
        log.safety_record().answer_red_flags(["fever"])
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE events SET number = 0 WHERE detail = 'fever'")
    with SessionLog(path) as log:
        assert log.safety_record().red_flags() is None


def test_answers_whose_numbers_were_spoilt_get_one_each_before_the_next(tmp_path: Path) -> None:
    """So that the next is the newest, and none of the others passes for it."""
    path = tmp_path / "log.db"
    with SessionLog(path) as log:
        log.safety_record().answer_red_flags([])
        log.safety_record().remember("mild", 20)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE events SET number = 'x' || number")
    with SessionLog(path) as log:
        log.safety_record().remember("chronic", 10)
        assert log.safety_record().usual()[1:3] == ("chronic", 10)
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute("SELECT number, detail FROM events ORDER BY number").fetchall()
    numbers = [number for number, _ in rows]
    assert all(type(number) is int for number in numbers)
    assert len(set(numbers)) == 3
    assert rows[-1][1].startswith("chronic")
