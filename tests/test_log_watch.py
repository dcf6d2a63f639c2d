"""What is shown of a log is looked at again when it may be old: the kernel's part of that."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import backcare as bc
from backcare.widgets.log_watch import LogWatch, owner_key

if TYPE_CHECKING:
    from backcare.log import SessionLog

MONDAY = datetime(2026, 6, 1, 12, tzinfo=UTC)  # when the clock begins
PLAN = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
WALK = [bc.Entry("walking", minutes=5)]
STOP = bc.Session(MONDAY, pain_before=2, pain_after=5, pain_minutes=20, entries=WALK)


@pytest.fixture
def another(tmp_path: Path, clock: Callable[[], datetime]) -> Iterator[Callable[[], SessionLog]]:
    """Open the same file as another page does, as often as wanted."""
    opened: list[SessionLog] = []

    def open_log() -> SessionLog:
        opened.append(bc.SessionLog(tmp_path / "log.db", now=clock))
        return opened[-1]

    yield open_log
    for log in opened:
        log.close()


def look(watch: LogWatch, *, zone: int = 0, **kept: object) -> None:
    """Do what the page does when it is opened, seen again, or hears of a change."""
    watch._handle_custom_msg({"kind": "look", "zone": zone, **kept}, [])


def owners(log: SessionLog) -> list[str]:
    """Return by what pages know whose log it is, and browsers what is not saved yet."""
    player = bc.SessionPlayer(PLAN, log=log)
    return [owner_key(log, "me"), player.gate.key, player.stage.program["key"]]


@pytest.mark.skipif(sys.platform == "win32", reason="makes links")
@pytest.mark.parametrize("name", ["link.db", "link/log.db", "folder/../log.db"])
def test_a_log_is_the_same_by_whatever_path_it_was_opened(name: str, tmp_path: Path) -> None:
    """A warning sign ticked on one page shuts the others, also through a link to the file."""
    (tmp_path / "folder").mkdir()
    with bc.SessionLog(tmp_path / "log.db") as log:
        if name.startswith("link"):
            is_folder = name != "link.db"
            target = tmp_path if is_folder else tmp_path / "log.db"
            (tmp_path / name.split("/")[0]).symlink_to(target, target_is_directory=is_folder)
        with bc.SessionLog(tmp_path / name) as again:
            assert owners(again) == owners(log)


def test_the_key_of_an_ordinary_path_stays(tmp_path: Path) -> None:
    """Sessions that are not saved yet wait in browsers under it."""
    file = tmp_path.resolve() / "log.db"
    with bc.SessionLog(file) as log:
        key = hashlib.sha256(f"SessionLog({str(file)!r}) me".encode()).hexdigest()[:16]
        assert owners(log) == [key] * 3


def test_a_dashboard_that_was_made_before_shows_what_was_saved_since(another) -> None:
    """As preheated pages are: made first, opened later."""
    dashboard = bc.ProgressDashboard(another())
    assert dashboard.this_week.text.startswith("Your progress will appear here once")
    another().add(STOP)
    assert not dashboard.stop.waiting
    look(dashboard.stop.watch)
    assert dashboard.this_week.text.startswith("This week: 1 of 3")
    assert dashboard.stop.waiting
    another().confirm_professional()
    look(dashboard.stop.watch)
    assert not dashboard.stop.waiting


def test_a_planner_and_a_form_made_before_stop_too(another) -> None:
    """None suggests a session past a stop that another page has saved."""
    planner = bc.SessionPlanner(another(), pain_state="chronic", minutes=10)
    form = bc.SessionForm(another())
    planner.gate.cleared = True
    assert len(planner.plan)
    another().add(STOP)
    for widget in (planner, form):
        look(widget.stop.watch)
        assert widget.stop.waiting
    assert planner.plan.empty
    assert len(form.earlier.children)


@pytest.mark.parametrize("reason", ["severe_pain", "stop_rule"])
@pytest.mark.parametrize("shows", [bc.SessionPlanner, bc.ProgressDashboard, bc.SessionForm])
def test_a_stop_that_only_the_browser_knows_is_stored(another, clock, shows, reason) -> None:
    """Once, however often a page tells of it: whoever has asked since has asked about it."""
    widget, other = shows(another()), bc.SessionPlanner(another())
    for _ in range(2):
        look(widget.stop.watch, stops=[["a", reason]])
    assert widget.stop.waiting
    assert other.stop.waiting
    assert ([*widget.stop.watch.known], widget.stop.watch.waits) == (["a"], True)
    assert widget.stop.watch.changes == 1
    assert another().awaiting_reason() == reason
    clock.now += timedelta(minutes=1)
    another().confirm_professional()
    look(widget.stop.watch, stops=[["a", reason]])
    assert not widget.stop.waiting
    assert ([*widget.stop.watch.known], widget.stop.watch.waits) == (["a"], False)
    clock.now += timedelta(minutes=1)
    look(widget.stop.watch, stops=[["a", reason], ["b", reason]])
    assert widget.stop.waiting


@pytest.mark.parametrize(
    "odd",
    [None, 7, "a", [7], [["a"]], [["a", "tired"]], [["a", ["severe_pain"]]], [["", "severe_pain"]]],
)
def test_what_is_no_stop_is_not_stored(another, odd) -> None:
    planner = bc.SessionPlanner(another())
    look(planner.stop.watch, stops=odd)
    assert (planner.stop.waiting, planner.stop.watch.known) == (False, {})


@pytest.mark.parametrize("shows", [bc.SessionPlanner, bc.ProgressDashboard, bc.SessionForm])
def test_pain_of_a_session_that_is_not_saved_counts(another, shows) -> None:
    """As that of one in the log: for what has to settle, also on the other pages; told once."""
    widget, planner = shows(another()), bc.SessionPlanner(another(), pain_state="chronic")
    planner.gate.cleared = True
    assert len(planner.plan)
    for _ in range(2):
        look(widget.stop.watch, pains=[["a", 2, 6, 0]])
    assert widget.stop.watch.changes == 1
    assert not widget.stop.waiting
    assert planner.plan.empty
    log = another()
    log.safety_record().say_settled(["a"])
    look(planner.stop.watch)
    assert len(planner.plan)


def test_worse_pain_after_it_had_settled_has_to_settle_again(another, clock) -> None:
    """And severe pain after somebody was asked is another stop: in the same unsaved session."""
    planner = bc.SessionPlanner(another(), pain_state="chronic")
    planner.gate.cleared = True
    look(planner.stop.watch, pains=[["a", 2, 6, 0]])
    clock.now += timedelta(minutes=1)
    another().safety_record().say_settled(["a"])
    look(planner.stop.watch, pains=[["a", 2, 6, 0]])
    assert len(planner.plan)
    clock.now += timedelta(minutes=1)
    felt = clock.now.timestamp() * 1000
    look(planner.stop.watch, pains=[["a", 2, 8, 0]], stops=[["a", "severe_pain", felt]])
    assert planner.stop.waiting
    clock.now += timedelta(minutes=1)
    another().confirm_professional()
    look(planner.stop.watch, pains=[["a", 2, 8, 0]], stops=[["a", "severe_pain", felt]])
    assert not planner.stop.waiting
    assert planner.plan.empty  # whether it has settled is asked
    felt = clock.now.timestamp() * 1000 + 1000
    clock.now += timedelta(minutes=1)
    for _ in range(2):
        look(planner.stop.watch, stops=[["a", "severe_pain", felt]])
        assert planner.stop.waiting
        assert planner.stop.watch.known == {"a": felt}


def test_the_same_pain_after_it_had_settled_has_to_settle_again(another, clock) -> None:
    """Felt anew, not heard of again: a page tells all that it keeps whenever it is seen."""
    planner = bc.SessionPlanner(another(), pain_state="chronic")
    planner.gate.cleared = True
    first = clock.now.timestamp() * 1000
    look(planner.stop.watch, pains=[["a", 2, 6, first]])
    clock.now += timedelta(minutes=1)
    another().safety_record().say_settled(["a"])
    look(planner.stop.watch, pains=[["a", 2, 6, first]])
    assert len(planner.plan)
    clock.now += timedelta(minutes=1)
    look(planner.stop.watch, pains=[["a", 2, 6, clock.now.timestamp() * 1000]])
    assert planner.plan.empty
    clock.now += timedelta(minutes=1)
    another().safety_record().say_settled(["a"])
    look(planner.stop.watch)
    assert len(planner.plan)


@pytest.mark.parametrize("ahead_s", [-3600, 0, 3600])
def test_a_page_whose_clock_is_another_stops_and_goes_on_as_others_do(
    another, clock, ahead_s: int
) -> None:
    """A server may be on another computer: what was felt when is told by the page's clock."""
    planner = bc.SessionPlanner(another(), pain_state="chronic")
    planner.gate.cleared = True

    def look_now(felt: datetime, pain: int) -> None:
        ms = (felt.timestamp() + ahead_s) * 1000
        now = (clock.now.timestamp() + ahead_s) * 1000
        stops = [["a", "severe_pain", ms]] if pain == 8 else []
        look(planner.stop.watch, now=now, pains=[["a", 2, pain, ms]], stops=stops)
        assert planner.stop.watch.known == {one: ms for one, *_ in stops}

    for pain in (6, 8):
        for _ in range(2):
            clock.now += timedelta(minutes=1)
            felt = clock.now
            look_now(felt, pain)
            assert (planner.stop.waiting, planner.plan.empty) == (pain == 8, True)
            clock.now += timedelta(minutes=1)
            log = another()
            log.confirm_professional()
            log.safety_record().say_settled(["a"])
            clock.now += timedelta(minutes=1)
            look_now(felt, pain)
            assert (planner.stop.waiting, planner.plan.empty) == (False, False)


@pytest.mark.parametrize(
    "odd",
    [None, 7, [7], [["a"]], [["a", 2]], [["a", 2, 11, 0]], [["a", 2, "6", 0]], [["", 2, 6, 0]]],
)
def test_what_is_no_pain_is_not_stored(another, odd) -> None:
    dashboard = bc.ProgressDashboard(another())
    look(dashboard.stop.watch, pains=odd)
    assert another().safety_record().with_unsaved(another().to_frame()).empty


def test_a_stop_that_cannot_be_stored_is_not_known(another, tmp_path) -> None:
    """Then the page goes on hiding what it offers."""
    planner = bc.SessionPlanner(another())
    (tmp_path / "log.db").rename(tmp_path / "away.db")
    look(planner.stop.watch, stops=[["a", "severe_pain"]])
    assert planner.stop.watch.known == {}
    assert "severe" in planner.stop.watch.stop_words["severe_pain"]
    (tmp_path / "away.db").rename(tmp_path / "log.db")
    look(planner.stop.watch, stops=[["a", "severe_pain"]])
    assert ([*planner.stop.watch.known], planner.stop.waiting) == (["a"], True)


def test_an_explorer_says_the_limit_that_another_widget_has_just_stored(another) -> None:
    """At once, and that of this person alone."""
    mine, other = (bc.ExerciseExplorer(log=another(), patient=who) for who in ("me", "you"))
    log = another()
    before = mine._safety.value
    assert "more than 3 on the 0 to 10 scale" in before
    log.safety_record("me").set_mild_limit(4, agreed_on="2026-03-02")
    bc.ProgressDashboard(log).stop.watch.tell_all()
    assert "more than 4 on the 0 to 10 scale" in mine._safety.value
    assert other._safety.value == before


def test_a_new_week_begins_while_the_page_is_open(another, clock) -> None:
    """The page looks again after midnight where the person is, whatever time it is at the log."""
    log = another()
    log.add(bc.Session(MONDAY, entries=WALK))
    dashboard = bc.ProgressDashboard(log)
    clock.now = datetime(2026, 6, 7, 20, tzinfo=UTC)
    look(dashboard.stop.watch)
    assert dashboard.this_week.text.startswith("This week: 1 of 3")
    look(dashboard.stop.watch, zone=5 * 60)  # it is Monday already in Karachi
    assert dashboard.this_week.text.startswith("This week: 0 of 3")


def test_whoever_saves_tells_all_others_of_this_kernel(another, clock) -> None:
    """Without being given to one another, and of other people's logs nothing."""
    clock.now = datetime.now(UTC) + timedelta(minutes=1)  # a form stores by the computer's own
    form, dashboard = bc.SessionForm(another()), bc.ProgressDashboard(another())
    other = bc.ProgressDashboard(another(), patient="somebody else")
    form.add_exercise("walking")
    form.save()
    assert len(dashboard.shown) == 1
    assert (form.stop.watch.changes, dashboard.stop.watch.changes) == (1, 0)
    assert other.stop.looked == 0
    form.undo()
    assert len(dashboard.shown) == 0


def test_what_is_closed_looks_no_more(another) -> None:
    """Each that is open looks whenever somebody saves; one that is closed shows nothing."""
    log = another()
    looks: list[str] = []
    open_one = LogWatch(log, "me", lambda: looks.append("open"))
    closed = LogWatch(log, "me", lambda: looks.append("closed"))
    closed.close()
    LogWatch(log, "me", lambda: looks.append("teller")).tell_all()
    assert looks == ["teller", "open"]
    open_one.close()


def test_charts_are_drawn_again_only_where_they_changed(another, monkeypatch) -> None:
    """A look that finds nothing new costs no second of drawing."""
    log = another()
    log.add(bc.Session(MONDAY, entries=[bc.Entry("walking", minutes=9)]))
    dashboard = bc.ProgressDashboard(log)
    drawn: list[object] = []
    plot = "backcare.widgets.charts.plot_muscle_balance"
    monkeypatch.setattr(plot, lambda *given: drawn.append(given) or bc.plot_muscle_balance(*given))
    look(dashboard.stop.watch)
    assert len(drawn) == 0
    log.add(bc.Session(MONDAY + timedelta(hours=1), entries=[bc.Entry("walking", minutes=8)]))
    look(dashboard.stop.watch)
    assert len(drawn) == 1
    dashboard.weeks = 0
    assert len(drawn) == 1  # this log is no longer than the weeks that were shown


def test_a_message_that_asks_for_nothing_is_none(another) -> None:
    """Only "look" looks."""
    dashboard = bc.ProgressDashboard(another())
    another().add(STOP)
    dashboard.stop.watch._handle_custom_msg({"kind": "something else"}, [])
    assert not dashboard.stop.waiting
