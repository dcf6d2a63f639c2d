"""The session player without a browser: what the page sends is stored once, or the reason told."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import backcare as bc
from backcare.tables.vocabulary import terms
from backcare.text import inside_sentence
from backcare.widgets.base import family

PLAN = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)


@pytest.fixture
def log() -> Iterator[bc.SessionLog]:
    with bc.SessionLog(":memory:") as opened:
        yield opened


@pytest.fixture
def make(log: bc.SessionLog) -> Iterator[Callable[..., bc.SessionPlayer]]:
    """Make players on the log, and close them in the end."""
    made: list[bc.SessionPlayer] = []

    def player(plan: pd.DataFrame = PLAN, **given: Any) -> bc.SessionPlayer:
        made.append(bc.SessionPlayer(plan, log, **given))
        return made[-1]

    yield player
    for one in made:
        for widget in family(one):
            widget.close()


def record(session_id: str = "a", **told: Any) -> dict[str, Any]:
    """Give the record of a session that did one bridge, just now."""
    moves = [("change_over", 15), ("lift", 3), ("hold", 6), ("lower", 3)]
    plain = {
        "session_id": session_id,
        "started_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "played": [[0, "bridging", name, "", 1, seconds, seconds] for name, seconds in moves],
        "reports": [[0, 2, "before"], [30_000, 1, "after"]],
        "ended_ms": 30_000,
        "note": "Made easier: Bridge.",
    }
    return plain | told


def send(player: bc.SessionPlayer, told: dict[str, Any]) -> dict[str, Any]:
    """Hand the player a record, as its page does; give the answer."""
    player.stage._handle_custom_msg({"kind": "save", "record": told}, [])
    return player.stage.answer


@pytest.mark.parametrize(("ago_s", "settles"), [(90, True), (30, False), (None, True)])
def test_pain_felt_after_it_had_settled_has_to_settle_again_once_it_is_saved(clock, ago_s, settles):
    """What was said of the session before holds for what was felt before."""
    log = bc.SessionLog(":memory:", now=clock)
    safety, began = log.safety_record(), clock.now.isoformat()
    safety.tell_pain("a", 2, 6)
    clock.now += timedelta(minutes=1)
    safety.say_settled(["a"])
    clock.now += timedelta(minutes=1)
    ago = None if ago_s is None else [None, ago_s * 1000]
    reports = [[0, 2, "before"], [30_000, 6, "after"]]
    player = bc.SessionPlayer(PLAN, log)
    told = send(player, record(started_at=began, reports=reports, ago_ms=ago))
    player.close()
    assert told["saved"]
    assert safety.settled() == ({"a"} if settles else frozenset())


def test_a_record_is_stored_and_said(make, log):
    """What was done, how it felt, and whose it is; "saved" with the words of the session."""
    player = make(patient="P07")
    answer = send(player, record())
    (session,) = log.sessions("P07")
    assert session.entries == (bc.Entry("bridging", sets=1, reps=1, hold_s=6),)
    assert (session.pain_before, session.pain_after, session.note) == (2, 1, "Made easier: Bridge.")
    assert answer["saved"]
    assert "Bridge; pain before 2, after 1." in answer["said"]
    assert (player.saved, player.changes) == ("a", 1)


NOT_COUNTED = "No exercise was done, so it is not counted as a session."


def test_a_session_in_which_nothing_was_done_is_none(make, log):
    """How the back was is kept and said; the week has no session more, and the page says so."""
    player = make()
    answer = send(player, record(played=[]))
    assert answer["saved"]
    assert answer["said"].endswith(f": pain before 2, after 1. {NOT_COUNTED}")
    assert bc.weekly_summary(log.to_frame())["sessions"].to_list() == [0]
    assert NOT_COUNTED not in send(player, record("b"))["said"]
    assert bc.weekly_summary(log.to_frame())["sessions"].to_list() == [1]


def test_saved_is_not_said_before_it_is(make, log, monkeypatch):
    """While the log writes, the page has no answer."""
    player, seen = make(), []
    add = log.add_once

    def look(one: bc.Session) -> str:
        seen.append(dict(player.stage.answer))
        return add(one)

    monkeypatch.setattr(log, "add_once", look)
    assert send(player, record())["saved"]
    assert seen == [{}]


def test_a_record_sent_again_is_stored_once(make, log):
    """By the same page, by another one, and after it was changed in the form."""
    player, told = make(), record()
    for sender in (player, player, make()):
        assert send(sender, told)["saved"]
    assert (len(log.sessions()), player.changes) == (1, 1)
    form = bc.SessionForm(log)
    form.load("a")
    form.pains["pain_after"].value = 5
    form.save()
    assert send(player, told)["saved"]
    assert log.session("a").pain_after == 5


def test_a_record_sent_again_after_it_was_deleted(make, log):
    """It was saved, and then taken out: it stays out, and the page has its answer."""
    player, told = make(), record()
    send(player, told)
    log.delete("a")
    answer = send(player, told)
    assert (answer["saved"], answer["session_id"]) == (True, "a")
    assert log.sessions() == []


def test_two_pages_at_once(make, log, monkeypatch):
    """What another page has stored between the look and the writing counts as saved."""
    player = make()
    add = log.add_once
    monkeypatch.setattr(log, "add_once", lambda one: (add(one), add(one))[1])
    assert send(player, record())["saved"]
    assert len(log.sessions()) == 1


def test_two_tabs_that_end_one_session_differently(make, log):
    """Neither is lost, and each hears what became of its own, however often it is sent."""
    first, second = make(), make()
    mild = record(reports=[[0, 2, "before"], [30_000, 1, "after"]])
    hurt = record(reports=[[0, 2, "before"], [30_000, 9, "after"]], waits="severe_pain")
    assert send(first, mild)["said"].endswith("pain before 2, after 1.")
    for sender in (second, second, make()):
        answer = send(sender, hurt)
        assert (answer["session_id"], answer["saved"]) == ("a", True)
        assert "pain before 2, after 9. Another page had saved this session" in answer["said"]
    assert sorted(one.pain_after for one in log.sessions()) == [1, 9]
    assert log.awaiting_reason() == "severe_pain"
    assert send(first, mild)["said"].endswith("pain before 2, after 1.")
    assert len(log.sessions()) == 2


@pytest.mark.parametrize(
    "spoilt",
    [
        *(None, [], "a", 5, {}, {"session_id": "a"}),
        *(record(played=[[1]]), record(started_at="x"), record(reports=None)),
        *(record(waits=odd) for odd in ("zzz", ["stop_rule"], {}, 0, False, 5)),
        *(record(ended_ms=odd) for odd in (math.inf, math.nan, 10**400, -(10**400))),
        *(record(gaps=[[0, 1_000, odd]]) for odd in (math.inf, math.nan, 1e300)),
        record(reports=[[0, 10**400, "before"]]),
        record(reports=[[math.nan, 9, "before"]]),
        record(rule={"mild": math.nan, "rise": None}),
        record(played=[[0, "walking", "go", "", None, math.inf, math.inf]]),
        *(record(odd) for odd in (None, 7, ["a"], "", "\0", "\ud800", "x" * 101)),
        *(record(started_at=odd) for odd in ("2026-03-02", "2026-03-02T18:00", "2026-13-01", 7)),
        *(record(played=[[0, odd, "go", "", None, 60, 60]]) for odd in ([1], {}, "\ud800", None)),
        *(record(played=odd) for odd in (None, "", {}, [[0, "walking", "run", "", None, 60, 60]])),
        *(record(played=[[0, "walking", "go", "", None, 60, odd]]) for odd in (-1, True, "60")),
        # Pain that would be left out, and minutes that would be too few.
        *(record(reports=odd) for odd in ([], {}, [[0, 2, "before"], [60_000, 9, "peak"]])),
        *(record(reports=[[0, odd, "before"]]) for odd in (True, 2.5, 11, -1, "9", None)),
        record(reports=[[0, 2, "during"]]),
        record(reports=[[0, 2, "before"], [10, 9, "before"]]),
        record(reports=[[0, 2, "before"], [20_000, 9, "during"], [10_000, 1, "after"]]),
        record(ended_ms=29_999),
        record(ended_ms=True),
        *(record(rule=odd) for odd in ("x", {}, {"mild": True, "rise": None}, {"mild": -1})),
        *(record(gaps=odd) for odd in ("x", [[0, 1]], [[0, 30_000, 0]], [[-5, 0, 0]])),
        record(note=None),
    ],
)
def test_a_record_that_cannot_be_read_is_answered(make, log, spoilt):
    """The page is told, and goes on keeping what it has; nothing is stored."""
    answer = send(make(), spoilt)
    assert answer["saved"] is False
    assert "not a session that can be read" in answer["said"]
    assert "Download it as a file" in answer["said"]
    assert json.dumps(answer, ensure_ascii=False).encode()
    assert log.sessions() == []


@pytest.mark.parametrize("odd", [[], "x", None, 5, {}, {"kind": ["save"], "record": record()}])
def test_a_message_that_is_none_is_answered(make, log, odd):
    """Whatever a page may send: it hears that nothing came of it."""
    player = make()
    player.stage._handle_custom_msg(odd, [])
    assert "not a session that can be read" in player.stage.answer["said"]
    assert log.sessions() == []


@pytest.mark.parametrize("start", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_a_start_at_the_ends_of_the_calendar_is_answered(make, log, start):
    """By what the log says of it."""
    answer = send(make(), record(started_at=start))
    assert not answer["saved"]
    assert answer["said"].startswith("When was it? You entered ")
    assert log.sessions() == []


@pytest.mark.parametrize("rule", [{"mild": 10, "rise": None}, {"mild": 5, "rise": 2}])
def test_a_page_has_no_laxer_rule_than_the_person(make, log, rule):
    """What nobody has agreed on here makes no pain mild, and hides no stop."""
    told = record(reports=[[0, 3, "before"], [0, 5, "during"]], rule=rule, ended_ms=50 * 60_000)
    assert send(make(), told)["saved"]
    assert log.session("a").pain_minutes == 50
    assert log.awaiting_reason() == "stop_rule"


def test_a_page_may_play_by_what_was_agreed(make, log):
    """As long as it holds."""
    told = {"reports": [[0, 4, "before"], [0, 5, "during"]], "ended_ms": 50 * 60_000}
    told["rule"] = {"mild": 5, "rise": 2}
    log.safety_record().set_mild_limit(5, agreed_on="2026-03-02")
    send(make(), record("a", **told))
    log.safety_record().take_back_mild_limit()
    send(make(), record("b", **told))
    assert log.session("a").pain_minutes is None
    assert log.session("b").pain_minutes == 50


def test_a_message_without_a_record_is_answered(make, log):
    """Each time anew, so that the page hears it; the session itself comes through after it."""
    player = make()
    answers = []
    for _ in range(2):
        player.stage._handle_custom_msg({"kind": "save"}, [])
        answers.append(player.stage.answer)
    assert "not a session that can be read" in answers[0]["said"]
    assert answers[0] != answers[1]
    assert send(player, record(waits=None))["saved"]
    assert log.awaiting_reason() == ""


def test_a_log_that_cannot_be_written(make, log, monkeypatch):
    """The reason is told; the next try has an answer of its own, and then it is stored."""
    player = make()

    def refuse(_session: bc.Session) -> None:
        raise bc.LogError("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(log, "add_once", refuse)
        first = send(player, record())
        assert (first["saved"], first["said"]) == (False, "The disk is full.")
        assert send(player, record()) != first
    assert player.changes == 0
    assert send(player, record())["saved"]


def test_an_exercise_that_the_log_does_not_know(make, log):
    """What is wrong is said in words, and nothing is stored."""
    answer = send(make(), record(played=[[0, "rowing", "go", "", None, 60, 60]]))
    assert not answer["saved"]
    assert "rowing: your log does not know this exercise." in answer["said"]
    assert log.sessions() == []


def test_a_stop_bars_the_next_session(make, log):
    """Until somebody was asked, by this player or by a form on the same log."""
    player, form = make(), bc.SessionForm(log)
    assert not player.stage.waiting
    long = record(reports=[[0, 5, "before"]], ended_ms=15 * 60_000 + 1, played=[])
    assert send(player, long)["saved"]
    assert log.session("a").pain_minutes == 15.1
    assert player.stage.waiting
    assert "Stop here" in player.stop.children[0].value
    assert make().stage.waiting
    form.stop.refresh()
    form.stop.confirm()
    player.stop.refresh()
    assert not player.stage.waiting


def test_a_stop_that_no_number_tells_bars_the_next_session(make, log):
    """Minutes that nobody knows, or of two sessions together: the page stopped, and the log knows.

    It is written once, goes with its session, and asking while the session was on is no answer.
    """
    form = bc.SessionForm(log)
    player = make()
    log.confirm_professional()
    stopped = record(reports=[[0, 5, "before"]], waits="stop_rule")
    assert send(player, stopped)["saved"]
    assert send(make(), stopped)["saved"]  # another page, the same record
    assert player.stop.waiting
    assert form.stop.waiting
    assert log.awaiting_reason() == "stop_rule"
    assert log.awaiting_reason("somebody else") == ""
    assert list(log.safety_record().told_to_stop()) == ["a"]
    player.stage._handle_custom_msg({"kind": "asked"}, [])
    assert not form.stop.waiting
    send(player, record("b", reports=[[0, 8, "before"]], waits="severe_pain"))
    send(player, record("c", waits="stop_rule"))
    assert log.awaiting_reason() == "stop_rule"  # it weighs more
    log.undo()
    assert log.awaiting_reason() == "severe_pain"


def test_severe_pain_after_somebody_was_asked_is_another_stop(make, log):
    """The log was told of the session before; who asked between has not asked about the rest."""
    player = make()
    log.safety_record().tell_to_stop("a", "severe_pain", is_on=True)
    log.confirm_professional()
    began = datetime.now().astimezone() - timedelta(minutes=5)
    during, after = [10_000, 8, "during"], [360_000, 7, "after"]
    told = record(started_at=began.isoformat(), ended_ms=360_000, waits="severe_pain")
    before = [0, 2, "before"]
    assert send(player, told | {"reports": [before, during]})["saved"]
    assert log.awaiting_reason() == ""  # the 8 is what was asked about
    assert send(make(), told | {"reports": [before, during, after]})["saved"]
    assert log.awaiting_reason() == "severe_pain"


def test_a_stop_that_cannot_be_written_is_not_saved(make, log, monkeypatch):
    """The page sends the record again until both are in the log."""

    def full(*_: object, **__: object) -> None:
        raise bc.LogError("The disk is full.")

    player = make()
    told = record(waits="stop_rule")
    with monkeypatch.context() as patch:
        patch.setattr(type(log.safety_record()), "tell_to_stop", full)
        answer = send(player, told)
    assert (answer["saved"], answer["said"]) == (False, "The disk is full.")
    assert send(player, told)["saved"]
    assert log.awaiting_reason() == "stop_rule"


def test_a_clinician_may_lower_the_rule_and_nobody_raise_it(make):
    """The page plays by the lower numbers, the notice says them, and more is refused."""
    player = make(settings=bc.safety_settings(mild_pain_max=2, pain_minutes_max=5))
    rule = player.stage.program["rule"]
    assert (rule["mild"], rule["minutes"], rule["severe"]) == (2, 5, 7)
    assert "more than 2" in rule["words"]
    assert "longer than 5 minutes" in rule["words"]
    send(player, record(reports=[[0, 3, "before"]], ended_ms=5 * 60_000 + 1))
    assert player.stage.waiting
    assert "longer than 5 minutes" in player.stop.children[0].value
    rule = make().stage.program["rule"]
    assert (rule["mild"], rule["minutes"], rule["severe"]) == (3, 15, 7)
    with pytest.raises(ValueError, match="never raised"):
        bc.safety_settings(pain_minutes_max=20)


def test_a_session_of_today_is_no_answer_to_the_red_flags(make, log):
    """Nothing is inferred: whoever has logged one was never asked by the form."""
    log.add(bc.Session(datetime.now().astimezone() - timedelta(minutes=5)))
    assert not make().gate.cleared


def test_a_plan_edited_into_nonsense_is_told(make):
    """Every fault in words, nothing to play, and no exception in a patient's face."""
    player = make(PLAN.assign(reps=[-1, 3], exercise_id=["pelvic_tilt", "sit_up"]))
    assert repr(player) == "SessionPlayer(a plan with 2 problems)"
    page = player.children[1].value
    assert "exercise 1, reps" in page
    assert "&#39;sit_up&#39; should be avoided" in page
    assert player.stage not in player.children
    assert repr(make(pd.DataFrame({"a": [1]}))) == "SessionPlayer(a plan with 2 problems)"


def test_what_applies_now_holds_for_a_plan_made_before(make, log):
    """Kept in a file, say: what a condition rules out is left out, what it asks about is asked."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=30)
    names = dict(zip(plan["exercise_id"], plan["name"], strict=True))
    ruled_out = {"hamstring_stretch", "single_leg_lift", "press_up_extension"}
    assert {*ruled_out, "partial_crunch"} <= names.keys()
    log.safety_record().remember("chronic", 30, ["osteoporosis", "leg_symptoms"])
    program = make(plan).stage.program
    items = {item["exercise_id"]: item for item in program["items"]}
    assert items.keys() == names.keys() - ruled_out
    (note,) = [one for one in program["notes"] if one.startswith("Left out, because of what you")]
    assert all(names[one] in note for one in ruled_out)
    crunch = items["partial_crunch"]
    assert crunch["rating"] == "ask"
    assert "osteoporosis" in crunch["caution"]
    assert "in your leg" in crunch["ask_reason"]
    # Nothing is left of a plan that had nothing else.
    alone = plan[plan["exercise_id"] == "hamstring_stretch"]
    assert "Please make a new plan." in make(alone)._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("widget", [bc.ExerciseExplorer, bc.SessionPlanner])
def test_what_is_ticked_elsewhere_reaches_a_player_that_is_open(make, log, widget):
    """It was read once, when the player was made: a session began with what is ruled out now."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=30)
    player = make(plan)
    alone = make(plan[plan["exercise_id"] == "hamstring_stretch"])
    before = player.stage.program
    elsewhere = widget(log=log, pain_state="chronic")
    elsewhere.gate.cleared = True
    elsewhere.conditions = ["leg_symptoms"]
    program = player.stage.program
    done = {item["exercise_id"] for item in program["items"]}
    ruled_out = {"hamstring_stretch", "single_leg_lift", "press_up_extension"}
    assert done == {*plan["exercise_id"]} - ruled_out
    asked = {item["exercise_id"] for item in program["items"] if item["rating"] == "ask"}
    assert {"partial_crunch", "bridging"} <= asked
    assert program["conditions"] == "leg_symptoms"
    # What was begun stays where it can be saved, though nothing is left to begin.
    assert alone.stage.program["items"] == []
    assert alone.stage in alone.children
    assert "Please make a new plan." in alone.children[-2].value
    assert repr(alone) == "SessionPlayer(an empty plan)"
    elsewhere.conditions = []
    assert player.stage.program["items"] == before["items"]
    assert alone.stage.program["items"] != []
    for one in family(elsewhere):
        one.close()


@pytest.mark.parametrize("widget", [bc.ExerciseExplorer, bc.SessionPlanner])
def test_a_new_pain_said_elsewhere_reaches_a_player_that_is_open(make, log, widget):
    """The day on which the back was as the plan has it is no longer known; nobody may begin."""
    log.safety_record().remember("chronic", 15)
    player = make(bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=15))
    today = str(player.stop.watch.today())
    said = ("said_on", "said_other", "is_new")
    assert [player.stage.program[name] for name in said] == [today, "", False]
    elsewhere = widget(log=log)
    elsewhere.gate.cleared = True
    elsewhere.pain_state = "acute"
    player.stop.look()
    label = "sudden or new pain (under 12 weeks, or a flare)"
    assert [player.stage.program[name] for name in said] == ["", label, True]
    log.safety_record().remember("mild", 15)
    player.stop.look()
    label = "mild discomfort (my usual, not new)"
    assert [player.stage.program[name] for name in said] == ["", label, False]
    log.safety_record().remember("chronic", 15)
    player.stop.look()
    assert [player.stage.program[name] for name in said] == [today, "", False]
    for one in family(elsewhere):
        one.close()


def test_severe_pain_stops_before_the_session_is_saved(make, log):
    """Whatever else comes under that name is ignored, and changes nothing."""
    player = make(PLAN)
    for odd in (None, 7, "", "\ud800", ["a"], "x" * 5_000):
        player.stage._handle_custom_msg({"kind": "severe", "session_id": odd}, [])
    assert not player.stage.waiting
    player.stage._handle_custom_msg({"kind": "severe", "session_id": "one"}, [])
    assert player.stage.waiting
    assert log.awaiting_reason() == "severe_pain"
    assert log.to_frame().empty


def test_an_empty_plan_says_why(make):
    """A refusal stands in the place of the player."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="mild", minutes=9, answers="fever")
    player = make(plan)
    assert "I have a fever" in player.children[1].value
    assert repr(player) == "SessionPlayer(an empty plan)"


def test_a_viewer_without_a_kernel_has_the_plan(make):
    """Names, amounts and still pictures, escaped, without a script."""
    player = make(bc.check_plan(PLAN.assign(name=["<b>Tilt</b>", "Stretch"])))
    page = player._repr_mimebundle_()["text/html"]
    assert "&lt;b&gt;Tilt" in page
    assert "8 times, hold 10 s" in page.lower()
    assert page.count("<svg") == 2
    assert "<script" not in page
    assert "<animate" not in page


@pytest.mark.parametrize("state", ["chronic", "acute"])
def test_a_viewer_without_a_kernel_has_the_warnings(make, state):
    """As the handout: the pain that it is for, what to ask about, cues, mistakes and cautions."""
    plan = bc.make_plan(bc.load_exercises(), pain_state=state, minutes=20)
    page = html.unescape(make(plan)._repr_mimebundle_()["text/html"])
    assert "Is your back still like that today?" in page
    assert inside_sentence(terms("pain_state")[state]) in page
    for row in plan.to_dict("records"):
        fact = bc.load_exercises().loc[row["exercise_id"]]
        cells = "|".join(fact[["steps", "cues", "mistakes", "cautions"]]).split("|")
        asks = "ask a health professional" in row["reason"].casefold()
        assert all(text in page for text in [row["reason"] if asks else row["caution"], *cells])
    assert page.count("<strong>Ask first.</strong>") == plan["rating"].eq("ask").sum()


def test_logs_and_patients_have_places_of_their_own(make, tmp_path: Path):
    """What one leaves unsaved in a browser is not offered to another; no path is given away."""
    with bc.SessionLog(tmp_path / "log.db") as other:
        keys = {
            make().stage.program["key"],
            make(patient="P07").stage.program["key"],
            bc.SessionPlayer(PLAN, other).stage.program["key"],
        }
        assert len(keys) == 3
        assert str(tmp_path) not in str(bc.SessionPlayer(PLAN, other).stage.program)


def test_each_exercise_to_ask_about_says_why(make):
    """The caution, and the table's reason where its rating asks; a plan by hand has no caution."""
    by_hand = {"exercise_id": ["walking", "pelvic_tilt"], "pain_state": "acute"}
    plan = bc.check_plan(pd.DataFrame(by_hand | {"minutes": [2, None], "reps": [None, 1]}))
    walk, tilt = make(plan).stage.program["items"]
    table = bc.load_exercises().loc["pelvic_tilt", "reason_acute"]
    assert (plan.loc[1, "caution"], walk["ask_reason"], tilt["ask_reason"]) == ("", "", table)
    cautious = plan.assign(caution=["", "Ask about  your knee."])
    tilt = make(cautious).stage.program["items"][1]
    assert tilt["ask_reason"] == f"{table} Ask about your knee."


def test_what_was_asked_about_another_reason_is_left_out(make, log):
    """The page lets in what is ticked for the reason that stands there, and shows since when."""
    log.safety_record().ask_about("pelvic_tilt", reason="Your knee.")
    plan = bc.make_plan(bc.load_exercises(), pain_state="acute", minutes=10)
    player = make(plan)
    item = player.stage.program["items"][1]
    assert item["exercise_id"] == "pelvic_tilt"
    (ticked,) = player.stage.asked
    assert ticked[:2] == ["pelvic_tilt", "Your knee."] != ["pelvic_tilt", item["ask_reason"]]
    player.stage.asked = [ticked, ["pelvic_tilt", item["ask_reason"], "today"]]
    stored = log.safety_record().asked_about()
    assert {*stored} == {("pelvic_tilt", "Your knee."), ("pelvic_tilt", item["ask_reason"])}
    player.stage.asked = [player.stage.asked[1]]
    assert {*log.safety_record().asked_about()} == {("pelvic_tilt", item["ask_reason"])}


def test_a_table_of_ones_own_without_a_picture(log):
    """An exercise that has no poses is played without one."""
    mine = bc.load_exercises().rename(index={"bridging": "my_bridge"})
    plan = bc.check_plan(
        pd.DataFrame(
            {
                "exercise_id": ["my_bridge"],
                "reps": [3],
                "pain_state": "mild",
                "part": "main",
                "sides": "both",
            }
        ),
        mine,
    )
    with pytest.raises(ValueError, match=r"'my_bridge'.*could not be saved.*exercises=exercises"):
        bc.SessionPlayer(plan, log, exercises=mine)
    with bc.SessionLog(":memory:", exercises=mine) as own:
        player = bc.SessionPlayer(plan, own)  # the table is that of the log
        assert player.stage.figures == {}
        assert player.stage.program["items"][0]["name"] == "Bridge"
        done = [[place, "my_bridge", *rest] for place, _, *rest in record()["played"]]
        assert send(player, record(played=done))["saved"]
        assert own.to_frame()["exercise_id"].tolist() == ["my_bridge"]


def test_a_plan_that_the_log_does_not_know_is_refused(log):
    """When the player is built, as the form does: after the session it would be too late."""
    mine = PLAN.assign(exercise_id=["my_tilt", PLAN["exercise_id"].iloc[1]])
    with pytest.raises(ValueError, match=r"plan has 'my_tilt'.*SessionLog\(path, exercises="):
        bc.SessionPlayer(mine, log)


@pytest.mark.parametrize("widget", [bc.SessionForm, bc.SessionPlanner, bc.ProgressDashboard])
def test_every_widget_of_a_log_refuses_a_table_it_does_not_know(log, widget):
    """When it is built, with the words that mend it, not when a whole session cannot be saved."""
    mine = bc.load_exercises().rename(index={"bridging": "my_bridge"})
    with pytest.raises(ValueError, match=r"'my_bridge'.*SessionLog\(path, exercises=exercises\)"):
        widget(log, exercises=mine)
    widget(bc.SessionLog(":memory:", exercises=mine)).close()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"rating_mild": "avoid"}, r"'avoid' as rating_mild of 'bridging'.*log has 'ok':"),
        ({"reps_max": 3, "hold_s_max": pd.NA}, r"3 as reps_max of 'bridging'.*1 other cell too"),
    ],
)
def test_a_widget_refuses_a_table_that_says_otherwise(log, changed, words):
    """Of an exercise that both have; columns that only one has are nobody's business."""
    mine = bc.load_exercises()
    mine.loc["bridging", list(changed)] = list(changed.values())
    way = r".*SessionLog\(path, exercises=exercises\)"
    with pytest.raises(ValueError, match=words + way):
        bc.SessionPlanner(log=log, exercises=mine)
    bc.SessionPlanner(log=bc.SessionLog(":memory:", exercises=mine), exercises=mine).close()
    fewer = bc.load_exercises().drop(columns="feel").assign(room="hall").drop(index="bridging")
    bc.SessionPlanner(log=log, exercises=fewer).close()


def test_a_dashboard_follows_the_player(make, log):
    """What is stored is in the dashboard at once, and so is a stop."""
    player = make()
    dashboard = bc.ProgressDashboard(log)
    send(player, record(reports=[[0, 5, "before"]], ended_ms=16 * 60_000))
    assert repr(dashboard) == "ProgressDashboard(1 sessions, weeks=12)"
    assert dashboard.stop.waiting
    player.stop.confirm()
    assert not dashboard.stop.waiting


def test_a_move_has_the_name_that_its_picture_gives_it(make) -> None:
    """Nobody is told to lift who is to slide down a wall, or to press the back to the floor."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=120)
    items = {item["exercise_id"]: item for item in make(plan).stage.program["items"]}
    assert items["wall_sit"]["moves"] == {"lift": "Slide down", "lower": "Slide up"}
    assert items["pelvic_tilt"]["moves"] == {"lift": "Tilt", "lower": "Let go"}
    assert items["walking"]["moves"] == {}
    drawn = bc.load_poses().groupby("exercise_id", sort=False)["caption"].agg(list)
    for exercise_id, item in items.items():
        if item["moves"]:
            assert list(item["moves"].values()) == drawn[exercise_id][1::-1]
            assert item["steps"][0]  # what is said while one gets into place
    assert sum(bool(item["moves"]) for item in items.values()) >= 9
