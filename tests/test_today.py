"""What the start page says of today, from the log alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import backcare as bc
from backcare.pages.today import today_words
from backcare.plan.dose import facts_of, records
from backcare.plan.screening import ask_reason
from backcare.safety import WORSE
from backcare.text import about_minutes, counted

MORNING = datetime(2026, 3, 4, 9, tzinfo=UTC)  # a Wednesday
EXERCISES = bc.load_exercises()
NEVER = EXERCISES.index[EXERCISES["advice"] == "avoid"]


@pytest.fixture
def own_log(clock: Any) -> bc.SessionLog:
    """Open an empty log, in which it is that morning until a test puts the clock forward."""
    clock.now = MORNING
    return bc.SessionLog(":memory:", now=clock)


def walk(log: bc.SessionLog, days_ago: int = 0, **pains: Any) -> str:
    """Log a walk."""
    begun = (MORNING - timedelta(days=days_ago)).replace(tzinfo=None)
    return log.add(bc.Session(begun, entries=[bc.Entry("walking", minutes=10)], **pains))


def test_the_first_time(own_log: bc.SessionLog) -> None:
    """Nobody is told of a week or a plan that there is not; the picture suits every back."""
    today = today_words(own_log)
    assert today["heading"] == "Your first session"
    assert (today["week"], today["days"], today["answer"]) == ("", [], "")
    assert "<title>Walking</title>" in today["picture"]
    assert len(today["safety"]) == 2
    assert today["safety"][0].startswith("Ask a health professional before you start")


def test_a_plan_is_told_once_both_questions_were_answered_today(
    own_log: bc.SessionLog, clock: Any
) -> None:
    """Before that it is only said how long it takes as a rule."""
    record = own_log.safety_record()
    record.remember("chronic", 20, ["osteoporosis"])
    assert today_words(own_log)["heading"] == "Today: up to 20 minutes"
    record.answer_red_flags([])
    today = today_words(own_log)
    plan = bc.make_plan(EXERCISES, pain_state="chronic", minutes=20, answers=["osteoporosis"])
    asks = int(plan["rating"].eq("ask").sum())
    assert asks > 1
    done = plan[plan["rating"] == "ok"]
    minutes = about_minutes(done["seconds"].sum())
    later = f"{asks} more once you have asked about them."
    assert today["heading"] == f"Today: {minutes}, {counted(len(done), 'exercise')}. {later}"
    suits = plan.loc[plan["rating"] == "ok", "exercise_id"]
    (line,) = today["lines"]
    for exercise_id in EXERCISES.index:
        named = EXERCISES["name"][exercise_id].lower() in line.lower()
        assert named == (exercise_id in suits.head(3).tolist())
    assert f"<title>{EXERCISES['name'][suits.iloc[0]]}</title>" in today["picture"]
    # What was asked about, for the reason that stands in this plan, is done too.
    for row in records(plan[plan["rating"] == "ask"]):
        reason = ask_reason(row, facts_of([row["exercise_id"]], EXERCISES)[row["exercise_id"]])
        record.ask_about(row["exercise_id"], reason=reason)
    words = f"{about_minutes(plan['seconds'].sum())}, {len(plan)} exercises"
    assert today_words(own_log)["heading"] == f"Today: {words}"
    clock.now += timedelta(days=1)  # both are asked again
    assert today_words(own_log)["heading"] == "Today: up to 20 minutes"


@pytest.mark.parametrize("state", ["none", "mild", "chronic", "acute"])
def test_nothing_is_named_that_the_back_forbids(own_log: bc.SessionLog, state: str) -> None:
    record = own_log.safety_record()
    record.answer_red_flags([])
    record.remember(state, 60)
    today = today_words(own_log)
    words = " ".join([*today["lines"], today["picture"]]).lower()
    forbidden = EXERCISES.index[EXERCISES[f"rating_{state}"] != "ok"]
    assert set(NEVER) <= set(forbidden)
    for name in EXERCISES["name"][forbidden]:
        assert name.lower() not in words


def test_the_week_and_the_answer(own_log: bc.SessionLog) -> None:
    walk(own_log, days_ago=9, pain_before=4)
    walk(own_log, days_ago=2, pain_before=2)
    today = today_words(own_log)
    assert today["heading"] == "Today"
    assert today["week"].startswith("This week: 1 of 3 sessions.")
    assert [day["name"] for day in today["days"] if day["done"]] == ["Monday"]
    assert [day["letter"] for day in today["days"]] == list("MTWTFSS")
    assert "from 4 to 2 of 10. That is enough to matter." in today["answer"]
    walk(own_log)
    today = today_words(own_log)
    assert "You have done a session today. Well done." in today["lines"]
    assert today["press"] == "Do another session"
    assert [day["name"] for day in today["days"] if day["done"]] == ["Monday", "Wednesday"]


def test_after_pain_above_mild_no_session_is_suggested_that_day(own_log: bc.SessionLog) -> None:
    """Until it has settled; what was agreed on with one person counts as mild."""
    record = own_log.safety_record()
    record.answer_red_flags([])
    record.remember("chronic", 20)
    walk(own_log, pain_before=4, pain_after=5)
    today = today_words(own_log)
    assert (today["heading"], today["press"]) == ("Go gently today", "See my plan")
    assert today["lines"][0] == "In a session today your pain went above mild."
    assert today["lines"][1].startswith("A plan that was made for your usual pain does not fit")
    assert today["lines"][1].endswith("If it goes above mild, ease off and rest.")
    assert "<title>Walking</title>" in today["picture"]
    rest = "Leave your usual exercises out until your pain has settled."
    assert today["week"] == f"This week: 1 of 3 sessions. {rest}"
    record.set_mild_limit(5, agreed_on=MORNING.date())
    assert today_words(own_log)["heading"].startswith("Today: about")
    record.take_back_mild_limit()
    record.say_settled(own_log.to_frame()["session_id"])
    settled = today_words(own_log)
    assert settled["heading"].startswith("Today: about")
    assert "start your exercises again with less than before" in settled["lines"][1]
    assert "2 more to reach your goal, if your back" in settled["week"]


def test_on_the_days_after_it_has_to_settle_too(own_log: bc.SessionLog, clock: Any) -> None:
    """Until it is said that it has: before and after how the back is today was answered."""
    record = own_log.safety_record()
    record.remember("chronic", 20)
    walk(own_log, pain_before=4, pain_after=5)
    clock.now += timedelta(days=1)
    for _ in range(2):
        today = today_words(own_log)
        assert today["heading"] == "Go gently today"
        assert today["lines"][1].startswith("Until it has settled, leave your usual exercises out.")
        assert "once the pain of your last session has settled" in today["week"]
        record.answer_red_flags([])
        record.remember("chronic", 20)
    record.say_settled(own_log.to_frame()["session_id"])
    assert today_words(own_log)["heading"].startswith("Today: about")


@pytest.mark.parametrize(
    ("pains", "whom", "says"),
    [
        ({"pain_peak": 8}, "a health professional", "severe"),
        ({"pain_peak": 5, "pain_minutes": 30}, "a doctor", "15 minutes"),
    ],
)
def test_whoever_has_to_ask_somebody_is_not_sent_into_a_session(
    own_log: bc.SessionLog, pains: dict[str, float], whom: str, says: str
) -> None:
    own_log.safety_record().remember("chronic", 20)
    own_log.safety_record().answer_red_flags([])
    walk(own_log, **pains)
    today = today_words(own_log)
    assert today["heading"] == f"No session until you have asked {whom}"
    assert today["stops"]
    assert says in today["lines"][0]
    assert today["worse"] == WORSE
    assert (today["press"], today["picture"]) == ("See what to do", "")
    assert today["week"] == "This week: 1 of 3 sessions."  # the stop is said once, above
    high = max(pain for name, pain in pains.items() if name != "pain_minutes")
    assert today["answer"] == f"In your last session your pain was as high as {high} of 10."
    own_log.confirm_professional()
    assert not today_words(own_log)["stops"]


def test_a_warning_sign_says_what_to_do(own_log: bc.SessionLog, clock: Any) -> None:
    """Also on the days after, until it is taken back; the most urgent first."""
    own_log.safety_record().answer_red_flags(["fever", "bladder"])
    clock.now += timedelta(days=2)
    today = today_words(own_log)
    assert (today["heading"], today["urgent"]) == ("Get help now", True)
    advice = bc.red_flag_advice(["fever", "bladder"])["action"].tolist()
    assert len(advice) == len(today["lines"]) == 2
    for action, line in zip(advice, today["lines"], strict=True):
        assert line.startswith(action)  # what to do comes first
    assert (today["press"], today["picture"]) == ("See what to do", "")


def test_a_warning_sign_suggests_no_more_sessions(own_log: bc.SessionLog) -> None:
    """The goal of the week waits, as after a stop."""
    walk(own_log)
    assert "2 more to reach your goal" in today_words(own_log)["week"]
    own_log.safety_record().answer_red_flags(["weight_loss"])
    assert today_words(own_log)["week"].endswith("until you have asked a doctor.")


@pytest.mark.parametrize("pains", [{"pain_peak": 8}, {"pain_peak": 5, "pain_minutes": 30}])
def test_an_emergency_goes_before_an_older_stop(
    own_log: bc.SessionLog, pains: dict[str, float]
) -> None:
    """Who has to ask about a session is told first to call for help now; both are said."""
    walk(own_log, days_ago=3, **pains)
    own_log.safety_record().answer_red_flags(["bladder"])
    today = today_words(own_log)
    assert (today["heading"], today["stops"]) == ("Get help now", True)
    assert "Call your emergency number now" in today["lines"][0]
    assert "In one of your sessions" in today["lines"][1]
    assert today["week"].endswith("until you have asked a doctor.")


def test_a_log_that_cannot_be_read_shuts_no_door(tmp_path) -> None:
    (tmp_path / "log.db").write_text("no log at all")
    today = today_words(bc.SessionLog(tmp_path / "log.db", open_later=True))
    assert today["heading"] == "Today"
    assert "could not be read" in today["lines"][0]
    assert today["press"] == "Start"
    assert len(today["safety"]) == 2


@pytest.mark.parametrize("logged", [{}, {"pain_peak": 5, "pain_minutes": 20}, {"pain_peak": 8}])
@pytest.mark.parametrize("why", ["stop_rule", "severe_pain"])
def test_with_a_stop_that_only_the_browser_knows(
    own_log: bc.SessionLog, why: str, logged: dict[str, Any]
) -> None:
    """It is said as one of the log: no plan and no number of sessions that are left."""
    walk(own_log, **logged)
    kept = today_words(own_log)["kept"][why]
    own_log.safety_record().tell_to_stop("kept", why, is_on=True)
    told = today_words(own_log)
    assert kept == {name: told[name] for name in kept}
    assert (kept["stops"], kept["press"], kept["picture"]) == (True, "See what to do", "")
    assert "to reach your goal" not in kept["week"]
    assert [*told["known"]] == ["kept"]


def test_of_a_stop_is_known_until_when_it_was_told_or_asked_about(
    own_log: bc.SessionLog, clock: Any
) -> None:
    """So that pain that was felt later, in the same session, is another stop."""
    record = own_log.safety_record()
    record.tell_to_stop("kept", "severe_pain", is_on=True)
    assert today_words(own_log)["known"] == {"kept": clock.now.timestamp() * 1000}
    clock.now += timedelta(minutes=1)
    own_log.confirm_professional()
    assert today_words(own_log)["known"] == {"kept": clock.now.timestamp() * 1000}


def test_with_pain_that_only_the_browser_knows(own_log: bc.SessionLog, clock: Any) -> None:
    """It is said as that of one in the log, whatever else the log asks for."""
    record = own_log.safety_record()
    kept = today_words(own_log)["kept"]["pain"]
    record.tell_pain("kept", 2, 6)
    told = today_words(own_log)
    assert kept == {name: told[name] for name in kept}
    assert kept["heading"] == "Go gently today"
    assert told["known_pains"] == {"kept": (2, 6, clock.now.timestamp() * 1000)}
    clock.now += timedelta(minutes=1)
    record.say_settled(["kept"])
    assert today_words(own_log)["known_pains"]["kept"][2] == clock.now.timestamp() * 1000
    record.tell_to_stop("kept", "severe_pain", is_on=True)
    assert today_words(own_log)["kept"]["pain"]["stops"]
