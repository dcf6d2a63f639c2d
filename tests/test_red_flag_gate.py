"""The gate before exercises: one answer for a person and a day, whoever asks."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from traitlets import TraitError

import backcare as bc
from backcare.log import SafetyRecord, SessionLog
from backcare.widgets.base import family
from backcare.widgets.gate_and_stop import RedFlagGate, StopNotice

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def log(tmp_path, clock) -> SessionLog:
    return SessionLog(tmp_path / "log.db", now=clock)


def is_shown(widget) -> bool:
    return widget.layout.display != "none"


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


@pytest.mark.parametrize("name", ["explorer", "planner"])
def test_how_the_back_is_holds_for_its_day(log, clock, name):
    """With the gate answered anew on the next day, nothing is there for yesterday's pain."""
    widget = ASKING[name](log)
    answered(widget.gate, [], cleared=True)
    widget.pain_state = "none"
    clock.now += timedelta(days=1)
    opened(widget.gate)
    answered(widget.gate, [], cleared=True, on="2026-06-02")
    assert widget.pain_state is None
    shown = widget.found if name == "explorer" else widget.plan
    assert shown.empty
    widget.pain_state = "acute"
    assert widget.pain_state == "acute"


def test_an_explorer_shows_nothing_to_who_has_to_stop(log, clock):
    """From severe pain until somebody was asked, and the back has settled; then all is there."""
    explorer = bc.ExerciseExplorer(log=log)
    answered(explorer.gate, [], cleared=True)
    explorer.pain_state = "mild"
    offered = explorer.found
    log.add(bc.Session(clock.now, pain_after=8, entries=[bc.Entry("walking")]))
    explorer.stop.watch._handle_custom_msg({"kind": "look", "zone": 0}, [])
    assert explorer.found.empty
    assert explorer.deck.shown == {"count": "No exercises are shown until you have asked."}
    assert explorer.stop.waiting
    clock.now += timedelta(minutes=1)
    explorer.stop.confirm()
    assert not explorer.stop.waiting
    assert explorer.found.empty
    explorer._settling.say()
    assert explorer.found.equals(offered)


def where(widget, part):
    """Return where among the parts of a widget one stands that may be in another."""
    return next(place for place, one in enumerate(widget.children) if part in family(one))


@pytest.mark.parametrize("name", ["explorer", "planner", "player", "dashboard"])
def test_a_sign_goes_before_a_stop(log, clock, name):
    """The check stands above the notice; nobody has asked about a stop while a sign is there."""
    log.add(bc.Session(clock.now, pain_after=8, entries=[bc.Entry("walking")]))
    clock.now += timedelta(minutes=1)
    form = bc.SessionForm(log)
    plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
    widget = {
        "explorer": lambda: bc.ExerciseExplorer(log=log),
        "planner": lambda: bc.SessionPlanner(log),
        "player": lambda: bc.SessionPlayer(plan, log),
        "dashboard": lambda: bc.ProgressDashboard(log, form=form),
    }[name]()
    gate = form.gate if name == "dashboard" else widget.gate
    stop = widget.stop
    assert where(widget, gate) < where(widget, stop)
    assert gate.folded  # a line, until somebody opens it
    assert "until you have asked a health professional" in stop._words.value
    assert is_shown(stop._confirm)
    answered(gate, ["bladder"], cleared=False)
    assert stop.waiting
    assert not is_shown(stop._confirm)
    assert "until you have asked a doctor" in stop._words.value
    answered(gate, [], cleared=True)
    assert is_shown(stop._confirm)
    stop.confirm()
    assert not stop.waiting


def test_a_sign_that_another_page_was_told_counts_for_a_stop_too(log, clock):
    """Where a widget has no check of its own, the log says so."""
    log.add(bc.Session(clock.now, pain_after=8, entries=[bc.Entry("walking")]))
    dashboard = bc.ProgressDashboard(log)
    assert is_shown(dashboard.stop._confirm)
    log.safety_record().answer_red_flags(["fever"])
    dashboard.refresh()
    assert not is_shown(dashboard.stop._confirm)


@pytest.mark.parametrize("page", ["explorer", "planner"])
def test_that_the_back_has_settled_ends_that_it_had_not(log, clock, page):
    """After “Not yet” there is a plan for sudden pain; “Yes” holds for today, on each page."""
    log.safety_record().answer_red_flags([])
    log.add(bc.Session(clock.now, pain_before=2, pain_after=5, entries=[bc.Entry("walking")]))
    clock.now += timedelta(minutes=1)
    first = bc.ExerciseExplorer(log=log)
    first.pain_state = "chronic"
    assert first._settling.asks
    first._settling.question.children[1].children[1].click()  # not yet
    assert first.pain_state == "acute"
    planner = bc.SessionPlanner(log)
    assert planner.pain_state == "acute"
    second = first if page == "explorer" else planner
    second.pain_state = "chronic"
    assert second._settling.asks
    second._settling.say()
    assert log.safety_record().usual().state_on(clock.now) == "chronic"
    planner.stop.watch._handle_custom_msg({"kind": "look", "zone": 0}, [])
    assert planner.pain_state == "chronic"
    assert not planner.plan.empty
    assert bc.SessionPlanner(log).pain_state == "chronic"


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


# --- what a stale page, a dead disk or a second window may not undo -----------------------------


def alone(gate: RedFlagGate) -> RedFlagGate:
    """Let a gate be one of another kernel: those do not tell each other."""
    RedFlagGate._all.discard(gate)
    return gate


def test_a_stale_page_takes_no_sign_back(log, clock):
    """Neither by midnight nor by its own "none": it has never shown the sign."""
    for press in ({"cleared": False, "on": ""}, {"cleared": True, "on": "2026-06-02"}):
        stale, other = alone(RedFlagGate(log)), alone(RedFlagGate(log))
        answered(stale, [], cleared=not press["cleared"])
        clock.now += timedelta(days=1)
        answered(other, ["fever"], cleared=False)
        answered(stale, [], **press)
        opened(other)
        assert (other.ticked, stale.ticked, stale.cleared) == (["fever"], ["fever"], False)
        opened(other)
        answered(other, [], cleared=False, on="")
        clock.now += timedelta(days=1)


def test_signs_of_two_pages_add_up(log):
    """Whoever ticks a second sign elsewhere has not taken the first one back."""
    first, second = alone(RedFlagGate(log)), alone(RedFlagGate(log))
    answered(first, ["fever"], cleared=False)
    answered(second, ["bladder"], cleared=False)
    assert second.ticked == ["bladder", "fever"]
    assert log.safety_record().red_flags().flags == ("bladder", "fever")


def test_a_sign_that_could_not_be_written_goes_before_the_log(log, monkeypatch):
    """It is said, held, and written as soon as that works."""
    gate = RedFlagGate(log)
    answered(gate, [], cleared=True)

    def refuse(*_given: object) -> None:
        raise bc.LogError("The log is busy.")

    with monkeypatch.context() as patched:
        patched.setattr(SafetyRecord, "answer_red_flags", refuse)
        answered(gate, ["fever"], cleared=False)
        opened(gate)
        assert (gate.ticked, gate.cleared) == (["fever"], False)
        assert "on this page only" in gate.trouble
    opened(gate)
    assert gate.trouble == ""
    assert log.safety_record().red_flags().flags == ("fever",)


def test_a_stale_page_gives_no_word_back_that_was_revoked(log):
    """What is pressed is stored, not all that the page shows."""
    record = log.safety_record()
    record.ask_about("press_up_extension")
    player = bc.SessionPlayer(PLAN, log)
    record.ask_about("press_up_extension", asked=False)
    pressed = ["knee_to_chest", "Your leg hurts.", "1 June 2026"]
    player.stage.asked = [*player.stage.asked, pressed]
    assert list(record.asked_about()) == [("knee_to_chest", "Your leg hurts.")]


@pytest.mark.parametrize("pressed", [["bird_dog", "x"], ["bird_dog", "x", "1 June 2026", "y"]])
def test_what_is_no_tick_is_refused(log, pressed):
    """A tick is an exercise, a reason and a day: neither less nor more."""
    player = bc.SessionPlayer(PLAN, log)
    with pytest.raises(TraitError):
        player.stage.asked = [pressed]
    assert player.stage.asked == []


def test_an_answer_that_the_code_gives_is_one(log):
    """It is kept, and has its day, with a log and without one."""
    gate = RedFlagGate(log, cleared=True)
    assert log.safety_record().is_clear()
    assert gate.answered_on == "2026-06-01"
    without = RedFlagGate()
    without.cleared = True
    assert without.answered_on == without.today()


def test_a_stop_stops_what_is_in_the_next_cell(log, clock):
    """A broken stop rule, and severe pain: every player, form and dashboard of the notebook."""
    player, form = bc.SessionPlayer(PLAN, log), bc.SessionForm(log)
    for pain, minutes, words in ((8, None, "7 or more out of 10"), (5, 20, "stay")):
        clock.now += timedelta(days=1)
        log.add(bc.Session(clock.now, pain_peak=pain, pain_minutes=minutes))
        form.stop.watch.tell_all()
        assert player.stop.waiting
        assert player.stage.waiting
        assert words in player.stop.children[0].value
        assert ("it was that strong" in player.stop.children[0].value) is (pain == 8)
        whom = player.stop.children[1].description.removeprefix("I have asked ")
        assert f"until you have asked {whom}." in player.stop.children[0].value
        clock.now += timedelta(minutes=1)
        form.stop.confirm()
        assert not player.stop.waiting


def test_how_the_back_is_is_asked_each_day(log, clock):
    """An open planner does not carry yesterday's pain into today's plan."""
    planner = bc.SessionPlanner(log)
    answered(planner.gate, [], cleared=True)
    planner.pain_state = "mild"
    planner.start()
    program = planner.player.stage.program
    assert (program["said_on"], bool(program["made_for"])) == ("2026-06-01", True)
    clock.now += timedelta(days=3)
    opened(planner.gate)
    answered(planner.gate, [], cleared=True, on="2026-06-04")
    assert planner.pain_state is None
    assert planner.plan.empty
    assert planner.player.stage.program["said_on"] == "2026-06-01"
    planner.pain_state = "mild"
    planner.start()  # the same plan, for what was said today
    assert planner.player.stage.program["said_on"] == "2026-06-04"


def test_a_pain_that_the_code_names_is_asked_about(log):
    """Nobody has said it today."""
    planner = bc.SessionPlanner(log, pain_state="chronic", minutes=5)
    answered(planner.gate, [], cleared=True)
    planner.start()
    assert "long-lasting pain" in planner.player.stage.program["made_for"]
    assert planner.player.stage.program["said_on"] == ""


def test_a_log_that_cannot_be_read_leaves_the_gate_as_it_is(log):
    """Neither an error in the page nor an answer that nobody gave."""
    gate, notice = RedFlagGate(log), StopNotice(log)
    answered(gate, ["fever"], cleared=False)
    log.add(bc.Session(NOON, pain_peak=6, pain_minutes=30))
    notice.refresh()
    log.close()
    gate.refresh()
    notice.refresh()
    assert (gate.ticked, gate.cleared, gate.trouble) == (["fever"], False, "")
    assert notice.waiting
    assert "log" in notice.children[0].value


def test_gates_of_one_person_share_a_key(log, tmp_path, clock):
    """By it the page hears of another's answer, also from another kernel; nobody else does."""
    with SessionLog(tmp_path / "log.db", now=clock) as there:
        assert RedFlagGate(there).key == RedFlagGate(log).key
    others = [RedFlagGate(log, "P07"), RedFlagGate(), RedFlagGate()]
    others += [RedFlagGate(SessionLog(":memory:")) for _ in range(2)]
    keys = [gate.key for gate in (RedFlagGate(log), *others)]
    assert len(set(keys)) == len(keys)
    with SessionLog(":memory:") as alone_here:
        assert RedFlagGate(alone_here).key == RedFlagGate(alone_here).key


def test_signs_that_were_added_up_are_stored_once(log):
    """One answer more, whatever the gate then tells itself."""
    first, second = alone(RedFlagGate(log)), alone(RedFlagGate(log))
    answered(first, ["fever"], cleared=False)
    answered(second, ["bladder"], cleared=False)
    with log._database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar() == 2


def test_the_day_of_an_answer_is_the_pages_or_else_the_logs(log):
    """A page knows where the person is; code that answers goes by the log's clock."""
    gate = RedFlagGate(log)
    gate.cleared = True
    assert gate.answered_on == "2026-06-01"
    gate.cleared = False
    assert gate.answered_on == ""
    answered(gate, [], cleared=True, on="2026-06-02")
    assert gate.answered_on == "2026-06-02"


def test_the_page_hears_which_of_its_answers_is_kept(log):
    """Until then it holds a sign for itself, and a reload does not lose it."""
    gate = RedFlagGate(log)
    gate.set_state({"ticked": ["fever"], "cleared": False, "answer_id": "17"})
    assert gate.kept_id == "17"


def test_a_notice_says_what_its_place_does_not(log):
    """A log that cannot be read is said once on a page; the signs, where no check shows them."""
    loud, quiet = StopNotice(log, signs=True), StopNotice(log, faults=False)
    log.add(bc.Session(NOON, pain_before=8))
    for notice in (loud, quiet):
        notice.refresh()
    texts = [notice.children[0].value for notice in (loud, quiet)]
    sign = bc.load_red_flags().loc["fever", "text"]
    # Both have it in what to do in a flare, further down.
    assert [text.count(sign) for text in texts] == [2, 1]
    log.close()
    for notice in (loud, quiet):
        notice.refresh()
        notice.confirm()  # an error in words, and it still waits
        assert notice.waiting
    assert "log" in loud.children[0].value
    quiet.refresh()
    assert "closed" not in quiet.children[0].value
