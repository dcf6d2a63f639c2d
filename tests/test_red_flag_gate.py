"""The gate before exercises: one answer for a person and a day, whoever asks."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from traitlets import TraitError

import backcare as bc
from backcare.log import SessionLog
from backcare.widgets.gate_and_stop import RedFlagGate

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Clock:
    """A clock that a test puts forward."""

    now = NOON

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(tmp_path, clock) -> SessionLog:
    return SessionLog(tmp_path / "log.db", now=clock)


def opened(gate: RedFlagGate, zone: int = 0) -> None:
    """Have the page say that it is opened or seen again, at so many minutes from UTC."""
    gate._handle_custom_msg({"kind": "opened", "zone": zone}, [])


def answered(gate: RedFlagGate, ticked: list[str], *, cleared: bool, on: str = "2026-06-01"):
    """Have the page answer, as it does: all in one message."""
    gate.set_state({"ticked": ticked, "cleared": cleared, "answered_on": on})


PLAN = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
ASKING = {
    "explorer": lambda log: bc.ExerciseExplorer(log=log),
    "planner": bc.SessionPlanner,
    "player": lambda log: bc.SessionPlayer(PLAN, log),
}


@pytest.mark.parametrize("first", ASKING)
@pytest.mark.parametrize("second", ASKING)
def test_a_tick_shuts_everything_that_asks_the_same_person(log, first, second):
    """Whether it was made before or after, and until it is taken back."""
    before = ASKING[second](log).gate
    gate = ASKING[first](log).gate
    answered(gate, [], cleared=True)
    assert before.cleared
    answered(gate, ["fever"], cleared=False)
    after = ASKING[second](log).gate
    for other in (before, after):
        assert (other.ticked, other.cleared) == (["fever"], False)
    answered(after, [], cleared=False, on="")
    answered(after, [], cleared=True)
    assert gate.cleared
    assert before.cleared


def test_another_person_is_asked_for_themselves(log):
    """Two patients at one computer."""
    answered(RedFlagGate(log), [], cleared=True)
    assert not RedFlagGate(log, "P07").cleared


def test_another_page_takes_the_answer_when_it_is_opened(tmp_path, log):
    """It has a kernel of its own, which was there before anybody answered."""
    with SessionLog(tmp_path / "log.db", now=lambda: NOON) as there:
        gate = RedFlagGate(there)
        RedFlagGate._all.discard(gate)  # those of another kernel do not know each other
        answered(RedFlagGate(log), ["bladder"], cleared=False)
        assert gate.ticked == []
        opened(gate)
        assert gate.ticked == ["bladder"]


def test_yesterdays_none_is_asked_again(log, clock):
    """Also by a planner that has stood open for three days."""
    planner = bc.SessionPlanner(log, pain_state="chronic", minutes=5)
    answered(planner.gate, [], cleared=True)
    clock.now += timedelta(days=3)
    planner.start()
    assert planner.player is None
    assert planner.plan.empty
    assert not RedFlagGate(log).cleared


def test_midnight_is_the_patients_own(log, clock):
    """By a server's clock it is another day."""
    gate = RedFlagGate(log)
    opened(gate, zone=600)
    answered(gate, [], cleared=True, on="2026-06-01")  # 22:00 in Brisbane
    there = timezone(timedelta(hours=10))
    assert log.safety_record().red_flags().answered_at == NOON.astimezone(there)
    clock.now = datetime(2026, 6, 1, 13, 59, tzinfo=UTC)
    opened(gate, zone=600)
    assert gate.cleared
    clock.now = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
    opened(gate, zone=600)
    assert not gate.cleared


def test_a_page_that_finds_it_past_midnight_takes_none_back(log):
    """The page says so itself, because it hears of midnight first."""
    gate = RedFlagGate(log)
    answered(gate, [], cleared=True)
    answered(gate, [], cleared=False, on="")
    assert log.safety_record().red_flags() is None


def test_what_is_answered_while_the_log_cannot_be_written_holds_here(log):
    """A person with a dead disk is stopped all the same."""
    gate = RedFlagGate(log)
    log.close()
    answered(gate, ["fever"], cleared=False)
    opened(gate)
    assert gate.ticked == ["fever"]


def test_one_answer_is_stored_once(log):
    """However many gates hear of it, and whoever repeats it."""
    gates = [RedFlagGate(log) for _ in range(3)]
    answered(gates[0], ["fever"], cleared=False)
    for gate in gates:
        answered(gate, ["fever"], cleared=False)
    with log._database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar() == 1


def test_an_unknown_sign_is_refused():
    """A sign that nobody can look up would have no advice."""
    with pytest.raises((TraitError, ValueError), match="'cough' is not known"):
        RedFlagGate().ticked = ["cough"]
