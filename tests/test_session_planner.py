"""The planner without a browser: answers in, a plan and a player out."""

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from ipywidgets import HTML
from ipywidgets.widgets.widget import _instances
from pandas.testing import assert_frame_equal
from traitlets import TraitError

import backcare as bc
from backcare.documents.handout import plan_html
from backcare.pages.today import today_words
from backcare.plan.summary import plan_head
from backcare.safety import REASON_MOST
from backcare.tables.vocabulary import definitions, terms
from backcare.text import about_minutes, counted
from backcare.widgets.base import family
from backcare.widgets.controls import condition_chips

EXERCISES = bc.load_exercises()
MARKUP = "<img src=x>"


@pytest.fixture
def make(scratch: bc.SessionLog) -> Iterator[Callable[..., bc.SessionPlanner]]:
    """Make planners with their gate answered, and close them in the end."""
    made: list[bc.SessionPlanner] = []

    def planner(*, cleared: bool = True, **traits: Any) -> bc.SessionPlanner:
        made.append(bc.SessionPlanner(scratch, **traits))
        made[-1].gate.cleared = cleared
        return made[-1]

    yield planner
    for one in made:
        one.close()


def said(planner: bc.SessionPlanner) -> str:
    return planner._words.html


def reasons(words: str) -> dict[str, str]:
    """Read what each box of a plan in words is to be ticked for."""
    boxes = re.findall(r'data-exercise-id="(\w+)" data-reason="([^"]*)"', words)
    return {exercise_id: html.unescape(reason) for exercise_id, reason in boxes}


def is_in(planner: bc.SessionPlanner, exercise_id: str) -> bool:
    """Tell whether an exercise to ask about is let in, as the page does."""
    return any(
        [exercise_id, reasons(said(planner))[exercise_id]] == [one, why]
        for one, why, _ in planner._words.asked
    )


def press(planner: bc.SessionPlanner, exercise_id: str, reason: str) -> None:
    """Tick a box, as the page does."""
    pressed = [exercise_id, reason, "1 June 2026"]
    planner._words.asked = [*planner._words.asked, pressed]


def test_nothing_before_the_red_flags(make: Callable[..., bc.SessionPlanner]) -> None:
    """No plan, no word of one, and nothing to start; a tick takes it all away again."""
    planner = make(cleared=False, pain_state="none")
    assert (planner.plan.empty, said(planner)) == (True, "")
    planner.gate.cleared = True
    assert not planner.plan.empty
    planner.gate.ticked = ["fever"]
    planner.start()
    assert (planner.plan.empty, said(planner), planner.player) == (True, "", None)


def test_nothing_before_the_pain_is_known(make: Callable[..., bc.SessionPlanner]) -> None:
    """A harmless guess is not made."""
    planner = make()
    assert planner.plan.empty
    assert "Choose how your back is" in said(planner)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(list(terms("pain_state"))),
    st.sampled_from([5, 15, 60]),
    st.lists(st.sampled_from(list(terms("muscle_group"))), max_size=3, unique=True),
    st.lists(st.sampled_from(list(terms("condition"))), max_size=3, unique=True),
)
def test_the_plan_is_that_of_make_plan(
    make: Callable[..., bc.SessionPlanner],
    state: str,
    minutes: int,
    muscles: list[str],
    conditions: list[str],
) -> None:
    """The widget computes nothing: it asks, and shows each exercise, dose and note."""
    planner = make()
    planner.pain_state, planner.minutes = state, minutes
    planner.muscle_groups, planner.conditions = muscles, conditions
    plan = bc.make_plan(
        EXERCISES,
        pain_state=state,
        minutes=minutes,
        muscle_groups=muscles or None,
        answers=conditions,
    )
    assert_frame_equal(planner.plan, plan)
    assert said(planner) == plan_html(plan)
    assert (planner._start.layout.display == "none") == plan.empty
    planner.close()  # else it looks at the log with each that follows


@pytest.mark.parametrize("pains", [{"pain_peak": 7}, {"pain_after": 5, "pain_minutes": 20}])
def test_no_plan_while_somebody_has_to_be_asked(make: Callable[..., Any], pains) -> None:
    """After severe pain or a broken stop rule: the notice, no word of a plan, nothing to start."""
    planner = make(pain_state="chronic", minutes=10)
    assert planner.stop in planner.children
    planner._play["log"].add(bc.Session(datetime(2026, 6, 1, 9, tzinfo=UTC), **pains))
    planner.start()
    assert (planner.player, planner.plan.empty) == (None, True)
    assert "until you have asked" in said(planner)
    assert "Stop here" in planner.stop.children[0].value
    planner.stop.confirm()
    planner.say_settled()  # the session was today
    assert len(planner.plan) == 4


def test_on_a_day_of_pain_above_mild_the_plan_says_what_is_fine(
    make: Callable[..., Any], scratch: bc.SessionLog
) -> None:
    """Also where the session was logged elsewhere; a stop says it in words of its own."""
    planner = make(pain_state="chronic")
    assert planner._settling.note.value == ""
    now = scratch.safety_record().now()
    scratch.add(bc.Session(now, pain_before=3, pain_after=5))
    planner.stop.look()
    words = html.unescape(planner._settling.note.value)
    assert (
        "In a session today your pain went above mild. A plan that was made for your usual" in words
    )
    scratch.add(bc.Session(now, pain_before=8))
    planner.stop.look()
    assert (planner._settling.note.value, planner.stop.waiting) == ("", True)
    assert planner._settling.question.layout.display == "none"


def test_a_plan_for_usual_pain_waits_until_the_back_has_settled(
    make: Callable[..., Any], scratch: bc.SessionLog
) -> None:
    """It is asked after each such session of today; a plan for sudden pain needs no such answer."""
    planner = make(pain_state="chronic")
    assert not planner.plan.empty
    now = scratch.safety_record().now()
    for _ in range(2):
        scratch.add(bc.Session(now, pain_before=3, pain_after=5))
        planner.stop.look()
        assert (planner.plan.empty, planner._settling.question.layout.display) == (True, None)
        planner.start()
        assert planner.player is None
        planner.say_settled()
        assert not planner.plan.empty
        words = html.unescape(planner._settling.note.value)
        assert "start your exercises again with less than before" in words
        assert "Leave its exercises out" not in words
    scratch.add(bc.Session(now, pain_before=3, pain_after=5))
    planner.stop.look()
    _yes, not_yet = planner._settling.question.children[1].children
    not_yet.click()
    assert planner.plan["pain_state"].eq("acute").all()
    assert planner._settling.question.layout.display == "none"


@pytest.mark.parametrize("hurts", [False, True])
def test_what_applies_is_kept_before_there_is_a_plan(
    make: Callable[..., Any], scratch: bc.SessionLog, hurts: bool
) -> None:
    """Pressed before the pain is said, or while it is asked whether the back has settled."""
    planner = make(pain_state=None)
    if hurts:
        scratch.add(bc.Session(scratch.safety_record().now(), pain_before=3, pain_after=5))
        planner.stop.look()
        planner.pain_state = "chronic"
    assert planner.plan.empty
    planner.conditions = ["osteoporosis"]
    usual = scratch.safety_record().usual()
    assert usual is not None
    assert usual.conditions == ("osteoporosis",)
    assert make().conditions == ["osteoporosis"]


def test_an_open_player_asks_whether_the_back_has_settled(
    make: Callable[..., Any], scratch: bc.SessionLog
) -> None:
    """After a session elsewhere in which it hurt, and for its own next one; not for new pain."""
    planner = make()
    planner.pain_state = "chronic"
    planner.start()
    program = planner.player.stage.program
    assert (program["hurt"], bool(program["said_on"])) == ("", True)
    scratch.add(bc.Session(scratch.safety_record().now(), pain_before=3, pain_after=5))
    planner.player.stop.look()
    program = planner.player.stage.program
    assert program["hurt"] == "In a session today your pain went above mild."
    assert program["said_on"] == ""
    assert "Leave its exercises out for now." in program["unsettled"]
    assert program["gentle"]
    planner.player.stage._handle_custom_msg({"kind": "gentle"}, [])  # "Not yet"
    assert planner.player not in planner.children
    assert set(planner.plan["pain_state"]) == {"acute"}
    planner.pain_state = "chronic"
    planner.say_settled()
    planner.start()
    assert planner.player.stage.program["hurt"] == ""
    planner._back.click()
    planner.pain_state = "acute"
    planner.start()
    scratch.add(bc.Session(scratch.safety_record().now(), pain_before=3, pain_after=5))
    planner.player.stop.look()
    assert planner.player.stage.program["hurt"] == ""


def test_what_the_last_session_has_left_is_said_with_the_plan(
    make: Callable[..., Any], scratch: bc.SessionLog
) -> None:
    """On later days, too; the next session without more pain ends it."""
    done = [bc.Entry("pelvic_tilt", sets=1, reps=8, hold_s=10)]
    now = scratch.safety_record().now()

    def felt(days_ago: int, before: int, after: int) -> None:
        began = now - timedelta(days=days_ago)
        scratch.add(bc.Session(began, pain_before=before, pain_after=after, entries=done))

    felt(9, 1, 1)
    felt(4, 1, 3)  # two points more, and still mild
    planner = make(minutes=10)
    planner.pain_state = "chronic"
    words = html.unescape(planner._settling.note.value)
    assert "There was more pain in your last session." in words
    assert "Until it has settled, leave your usual exercises out." in words
    assert bc.load_guidance().loc["flare_walk", "text"] in words
    # There is no plan until it is said that it has settled; the start page says the same.
    assert planner.plan.empty
    scratch.safety_record().answer_red_flags([])
    card = today_words(scratch)
    assert card["heading"] == "Go gently today"
    assert card["lines"][1].startswith("Until it has settled, leave your usual exercises out.")
    planner.say_settled()
    assert not planner.plan.empty
    assert make(pain_state="chronic").plan.empty is False  # another page knows it
    assert today_words(scratch)["heading"].startswith("Today: about")
    felt(0, 2, 2)
    planner.stop.watch.tell_all()
    assert planner._settling.note.value == ""
    assert today_words(scratch)["heading"].startswith("Today: about")


def test_start_opens_the_plan_once(make: Callable[..., bc.SessionPlanner]) -> None:
    """The way back finds the questions, the way on the same player, or another for another plan."""
    planner = make(pain_state="chronic", minutes=10)
    planner.start()
    first = planner.player
    assert repr(first) == "SessionPlayer(4 exercises, 9 min 43 s)"
    assert planner.children[-1] is first
    assert first.gate.cleared
    planner._back.click()
    assert first not in planner.children
    planner.start()
    assert planner.player is first
    planner.minutes = 5
    planner.start()
    assert planner.player is not first
    assert repr(planner.player) == "SessionPlayer(2 exercises, 4 min 37 s)"


def test_start_brings_the_answers_along(make: Callable[..., bc.SessionPlanner]) -> None:
    """What a busy kernel has not got yet is in the plan that is opened."""
    planner = make(pain_state="chronic", minutes=10)
    minutes = next(
        field for field in family(planner) if dict(getattr(field, "options", ())).get("5 min") == 5
    )
    place = [label for label, _ in minutes.options].index("5 min")
    planner._start._handle_custom_msg({"press": {minutes.model_id: place}}, [])
    assert repr(planner.player) == "SessionPlayer(2 exercises, 4 min 37 s)"


def test_wrong_answers_are_refused(make: Callable[..., bc.SessionPlanner]) -> None:
    """An unknown term is an error that names a near one."""
    with pytest.raises(ValueError, match="Did you mean 'chronic'"):
        make(pain_state="cronic")
    with pytest.raises(ValueError, match="Did you mean 'knee_pain'"):
        make().conditions = ["knee_pains"]
    with pytest.raises(TraitError, match="expected any of"):
        make(minutes=7)


def test_closing_leaves_nothing_behind(scratch: bc.SessionLog) -> None:
    """Every widget that the planner made is closed, its player too."""
    before = set(_instances)
    planner = bc.SessionPlanner(scratch, pain_state="mild")
    planner.gate.cleared = True
    planner.start()
    planner.close()
    assert set(_instances) == before


def test_a_saved_notebook_has_the_warning_signs(make: Callable[..., bc.SessionPlanner]) -> None:
    """A viewer with no kernel sees the safety line, every sign, and what is needed."""
    page = make()._repr_mimebundle_()["text/html"]
    assert "Education, not medical advice." in page
    flags = bc.load_red_flags()
    assert all(text in page for text in flags.drop("age")["text"])
    assert flags.loc["age", "text"] not in page
    assert "Run All Cells" in page


# --- what was asked about ---------------------------------------------------------------------


def test_a_tick_holds_for_its_reason(make: Callable[..., bc.SessionPlanner]) -> None:
    """Who asked because of the leg has not asked because of weak bones; the leg's answer stays."""
    planner = make(pain_state="mild", minutes=60, conditions=["leg_symptoms"])
    assert not is_in(planner, "partial_crunch")
    press(planner, "partial_crunch", reasons(said(planner))["partial_crunch"])
    assert is_in(planner, "partial_crunch")
    planner.conditions = ["leg_symptoms", "osteoporosis"]
    assert not is_in(planner, "partial_crunch")
    planner.conditions = ["leg_symptoms"]
    assert is_in(planner, "partial_crunch")


@pytest.mark.parametrize("own", ["", "Not after a hip operation."])
def test_a_tick_about_a_hip_is_none_about_an_operation(own: str) -> None:
    """Conditions may share their words, and still each is asked about; also in one's own table."""
    table = EXERCISES.copy()
    if own:
        table.loc["bridging", "cautions"] = own
    log = bc.SessionLog(":memory:", exercises=table)
    planner = bc.SessionPlanner(log, pain_state="mild", minutes=60, conditions=["hip_replacement"])
    planner.gate.cleared = True
    press(planner, "bridging", reasons(said(planner))["bridging"])
    assert is_in(planner, "bridging")
    for conditions in (["recent_operation"], ["recent_operation", "hip_replacement"]):
        planner.conditions = conditions
        assert not is_in(planner, "bridging")
        assert "About you: recent operation (last 3 months)" in said(planner)
    planner.conditions = ["hip_replacement"]
    assert is_in(planner, "bridging")
    planner.close()


def test_a_new_pain_is_a_reason_of_its_own(make: Callable[..., bc.SessionPlanner]) -> None:
    """Knee to chest has the same caution with a long-lasting pain and with a new one."""
    planner = make(pain_state="chronic", minutes=60)
    cautions = [planner.plan.set_index("exercise_id").loc["knee_to_chest", "caution"]]
    press(planner, "knee_to_chest", reasons(said(planner))["knee_to_chest"])
    assert is_in(planner, "knee_to_chest")
    planner.pain_state = "acute"
    cautions.append(planner.plan.set_index("exercise_id").loc["knee_to_chest", "caution"])
    assert cautions[0] == cautions[1]
    assert not is_in(planner, "knee_to_chest")
    assert "Some exercises can make new pain worse." in said(planner)


def test_the_head_counts_what_will_be_done(make: Callable[..., bc.SessionPlanner]) -> None:
    """Minutes and exercises without what was not asked about; and that, once it is ticked."""
    planner = make(pain_state="acute", minutes=20)
    plan = planner.plan.set_index("exercise_id")
    asks = plan.index[plan["rating"] == "ask"]
    assert (len(plan), len(asks)) == (3, 2)
    for number, exercise_id in enumerate([None, *asks]):
        if exercise_id:
            press(planner, exercise_id, reasons(said(planner))[exercise_id])
        done = plan.drop(asks[number:])
        more = ["2 more once you have asked about them.", "1 more once you have asked about it."]
        words = f"{about_minutes(done['seconds'].sum())}, {counted(len(done), 'exercise')}"
        assert planner._words.head == ". ".join([words.capitalize(), *more[number : number + 1]])
    planner.pain_state = None
    assert planner._words.head.startswith("Choose how your back is")
    asked_first = bc.make_plan(EXERCISES, pain_state="acute", minutes=20).tail(1)
    assert plan_head(asked_first) == "1 exercise, once you have asked about it"


def test_a_weak_bone_is_the_same_reason_with_any_pain(
    make: Callable[..., bc.SessionPlanner],
) -> None:
    """Nobody is asked twice about what has not changed."""
    planner = make(pain_state="mild", minutes=60, conditions=["osteoporosis"])
    press(planner, "partial_crunch", reasons(said(planner))["partial_crunch"])
    planner.pain_state = "chronic"
    assert is_in(planner, "partial_crunch")


def test_a_tick_that_comes_late_is_none_for_another_plan(
    make: Callable[..., bc.SessionPlanner], scratch: bc.SessionLog
) -> None:
    """The page may still show the old plan when the kernel has made the new one."""
    planner = make(pain_state="mild", minutes=60, conditions=["leg_symptoms"])
    seen = reasons(said(planner))["partial_crunch"]
    planner.conditions = ["osteoporosis"]
    press(planner, "partial_crunch", seen)
    assert not is_in(planner, "partial_crunch")
    assert list(scratch.safety_record().asked_about()) == [("partial_crunch", seen)]


def test_a_tick_is_shown_with_its_day(
    make: Callable[..., bc.SessionPlanner], scratch: bc.SessionLog
) -> None:
    """That of the log, for whoever opens the planner another day."""
    planner = make(pain_state="mild", minutes=60, conditions=["osteoporosis"])
    press(planner, "partial_crunch", reasons(said(planner))["partial_crunch"])
    (there,) = bc.SessionPlanner(scratch)._words.asked
    assert (there[0], there[2]) == ("partial_crunch", "1 June 2026")


def test_reasons_too_long_for_the_log_are_told_apart() -> None:
    """A clinician may write a page; two that begin alike are still two, and each can be stored."""
    plan = bc.make_plan(EXERCISES, pain_state="acute", minutes=20)
    found = [
        reasons(plan_html(plan.assign(caution="word " * 300 + end)))["pelvic_tilt"]
        for end in ("one", "two")
    ]
    assert found[0] != found[1]
    assert max(map(len, found)) <= REASON_MOST


# --- a plan in words --------------------------------------------------------------------------


def test_a_plan_in_words_has_its_doses_cautions_and_reasons() -> None:
    """Each row, what to ask first, and the notes but the one that stands above already."""
    plan = bc.make_plan(EXERCISES, pain_state="acute", minutes=20)
    words = plan_html(plan)
    assert words.count("<li ") == len(plan)
    assert words.count("bc-ask-first") == plan["rating"].eq("ask").sum()
    assert all(text in words for text in [*plan["name"], *plan["caution"], *plan["why"]])
    assert "ask a health professional: " not in words  # each row says it
    assert bc.load_safety_rules().loc["ask_first", "text"] not in words


def test_what_is_outside_the_usual_range_is_said_with_the_plan() -> None:
    """By that name and by whom, in the summary and on the page; nothing where nothing is."""
    plan = bc.make_plan(EXERCISES.loc[["bridging"]], pain_state="none", minutes=30)
    words = "Outside the usual range, set by the person who made this plan: 13 times: the table has"
    for told, times in ((plan, 0), (bc.check_plan(plan.assign(reps=13)), 1)):
        assert bc.plan_summary(told).count(f"{words} 8 to 12.") == times
        assert plan_html(told).count(f"{words} 8 to 12.") == times


def test_who_is_to_be_asked_is_said_once(log) -> None:
    """Where the table's reason says so already; "Fine if ..." never has the last word."""
    fixed = "Ask a health professional before you do this one."
    acute = bc.make_plan(EXERCISES, pain_state="acute", minutes=20)
    tilt = "The gentlest exercise here, but some exercises can make new pain worse. "
    tilt += "Ask a health professional first."
    assert f"</span> {tilt}</p>" in plan_html(acute)
    lines = dict(re.findall(r'<li data-exercise-id="(\w+)">(.*?)</li>', plan_html(acute), re.S))
    seen = {key: re.sub("<[^>]*>", "", line).casefold() for key, line in lines.items()}
    for row in acute.itertuples():
        # In full, and no second time; beside it only the tick.
        times = int(row.rating == "ask")
        assert seen[row.exercise_id].count("ask a health professional") == times
        assert len(re.findall(r"\bask(?:ed)?\b", seen[row.exercise_id])) == 2 * times
    chronic = bc.make_plan(EXERCISES.loc[["press_up_extension"]], pain_state="chronic", minutes=5)
    assert f"or you are not sure, ask first. {fixed}" in plan_html(chronic)
    listed = bc.SessionPlayer(chronic, log).stage.program["items"]
    assert [one["advice"].endswith(f"ask first. {fixed}") for one in listed] == [True]


def test_a_refused_plan_says_why() -> None:
    """In its own words, and with no list."""
    words = plan_html(bc.make_plan(EXERCISES, pain_state="mild", minutes=0.1))
    assert "is too short for a plan" in words
    assert "<li>" not in words


def test_cells_of_a_plan_are_text() -> None:
    """A name in a table of one's own is no tag."""
    plan = bc.make_plan(EXERCISES, pain_state="mild", minutes=5)
    words = plan_html(plan.assign(name=MARKUP, caution=MARKUP, why=MARKUP))
    assert "<img" not in words
    in_cells, in_labels = 3 * len(plan), 2 * len(plan)
    assert words.count("&lt;img src=x&gt;") == in_cells + in_labels


def test_an_exercise_is_left_out_and_another_swapped(make) -> None:
    """Both are said, hold for other minutes too, and can be put back."""
    planner = make(pain_state="mild", minutes=15)
    as_made = planner.plan
    planner.leave_out("partial_crunch")
    planner.swap("bird_dog")
    instead = ({*planner.plan["exercise_id"]} - {*as_made["exercise_id"]}).pop()
    name = EXERCISES["name"][instead]
    assert {*as_made["exercise_id"]} - {*planner.plan["exercise_id"]} == {
        "partial_crunch",
        "bird_dog",
    }
    assert planner._changed.text == f"Partial crunch is left out. {name} instead of bird dog."
    planner.minutes = 30
    assert not {"partial_crunch", "bird_dog"} & {*planner.plan["exercise_id"]}
    planner.minutes = 15
    planner.put_back()
    assert_frame_equal(planner.plan, as_made)
    assert (planner._changed.text, planner._back_in.layout.display) == ("", "none")


@pytest.mark.parametrize("change", ["swap", "leave_out"])
def test_a_change_that_takes_the_warm_up_says_so(make, change: str) -> None:
    """Right where the change is said, with what to do instead; and one change is put back alone."""
    planner = make(pain_state="mild", minutes=10)
    assert planner.plan["part"].iloc[0] == "warm_up"
    getattr(planner, change)("knee_to_chest")
    assert "no warm-up" not in planner._changed.text
    assert planner._back_in.description == "Put it back"
    getattr(planner, change)("pelvic_tilt")
    assert "This plan has no warm-up. Move about gently before you start." in planner._changed.text
    assert planner._back_in.description == "Put them back"


def test_a_swap_of_a_swap_is_for_the_first(make) -> None:
    """Who swaps what came in its place sees none of both again, and one change is said."""
    planner = make(pain_state="mild", minutes=15)
    first = "bird_dog"
    seen = [first]
    for _ in range(3):
        there = {*planner.plan["exercise_id"]}
        planner.swap(seen[-1])
        if not (came := {*planner.plan["exercise_id"]} - there):
            assert "Nothing else fits in place of" in planner._changed.text
            break
        seen.append(came.pop())
    assert len(seen) > 1
    assert len({*seen}) == len(seen)
    assert [change.exercise_id for change in planner._changes] == [first]


def test_what_cannot_be_left_out(make) -> None:
    """Neither the walk of a new pain, nor the last exercise, nor what is in no plan."""
    planner = make(pain_state="acute", minutes=15)
    for exercise_id in ("walking", "bird_dog", "constructor"):
        with pytest.raises(ValueError, match=f"'{exercise_id}' cannot be left out.*pelvic_tilt"):
            planner.leave_out(exercise_id)
    assert "data-change" in said(planner)
    assert 'data-change="swap"' not in said(planner)
    planner.pain_state, planner.minutes = "mild", 5
    planner.leave_out("hamstring_stretch")
    with pytest.raises(ValueError, match="None can"):
        planner.leave_out("pelvic_tilt")
    assert "data-change" not in said(planner)


def test_changes_end_with_the_day() -> None:
    """What somebody did not want yesterday is in the plan again today."""
    clock = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    log = bc.SessionLog(":memory:", now=lambda: clock[0])
    planner = bc.SessionPlanner(log, minutes=15)
    planner.gate.cleared, planner.pain_state = True, "mild"
    as_made = planner.plan
    planner.leave_out("bird_dog")
    clock[0] = datetime(2026, 3, 3, 9, tzinfo=UTC)
    planner.gate.refresh()
    planner.gate.cleared, planner.pain_state = True, "mild"
    assert_frame_equal(planner.plan, as_made)


def test_a_press_on_a_plan_that_is_gone_changes_nothing(make) -> None:
    """A page may send what stood in the plan before; nonsense is answered too."""
    planner = make(pain_state="mild", minutes=15)
    as_made = planner.plan
    for content in ({"swap": "sit_up"}, {"leave_out": None}, {"save": "bird_dog"}, {}):
        planner._words._handle_custom_msg(content, [])
    assert_frame_equal(planner.plan, as_made)
    planner._words._handle_custom_msg({"leave_out": "bird_dog"}, [])
    assert "bird_dog" not in set(planner.plan["exercise_id"])


def test_what_helps_stands_apart_from_what_calls_for_care(log):
    """Two groups of chips, one list of conditions, in whatever order they are pressed."""
    planner = bc.SessionPlanner(log)
    about, helps = condition_chips(planner)
    assert set(helps.terms) == {"bending_eases", "arching_eases", "supervised"}  # by hand
    assert not {*about.terms} & {*helps.terms}
    helps.value = ["supervised"]
    about.value = ["pregnancy"]
    assert planner.conditions == ["pregnancy", "supervised"]
    planner.conditions = ["arching_eases"]
    assert (about.value, helps.value) == ([], ["arching_eases"])


def test_what_is_folded_says_what_was_chosen(make) -> None:
    """What to train is folded from the first; what calls for care only once it is known."""
    planner = make()
    assert (planner._train.value, planner._about.value) == (False, True)
    assert planner._train.description == "What to train: everything"
    planner.muscle_groups = ["lower_back", "glutes"]
    assert planner._train.description == "What to train: lower back and buttocks"
    planner.muscle_groups = ["lower_back", "glutes", "calves"]
    assert planner._train.description == "What to train: 3 chosen"
    assert planner._about.description == "About you"
    planner._about.value = False
    assert planner._about.description == "About you: nothing chosen"
    planner.pain_state, planner.conditions = "mild", ["knee_pain"]
    again = bc.SessionPlanner(planner._play["log"])
    assert (again._about.value, again._about.description) == (False, "About you: knee pain")
    again.close()


def test_it_begins_as_last_time() -> None:
    """Time and conditions come back and are said; how the back is, on the same day alone."""
    clock = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    log = bc.SessionLog(":memory:", now=lambda: clock[0])
    first = bc.SessionPlanner(log)
    first.gate.cleared = True
    first.minutes = 20
    assert bc.SessionPlanner(log).minutes == 15  # there is no plan yet
    first.pain_state, first.conditions = "chronic", ["osteoporosis"]  # read, and not done
    open_page, same_day = bc.SessionPlanner(log, minutes=5), bc.SessionPlanner(log)
    assert (same_day.minutes, same_day.conditions) == (20, ["osteoporosis"])
    assert same_day.pain_state == "chronic"
    assert_frame_equal(same_day.plan, first.plan)
    state = terms("pain_state")["chronic"]
    assert (
        f"You said today: {state}. As last time: 20 minutes; Osteoporosis" in same_day._usual.text
    )
    same_day.pain_state = "mild"  # which is not as last time
    assert same_day._usual.text == "As last time: 20 minutes; Osteoporosis (weak bones)."
    same_day.pain_state = "chronic"
    assert same_day._usual.text == "As last time: 20 minutes; Osteoporosis (weak bones)."
    same_day.minutes = 30
    assert same_day._usual.text == ""
    clock[0] = datetime(2026, 3, 3, 9, tzinfo=UTC)
    for planner in (open_page, same_day):
        planner.stop.look()  # their page is seen again, and keeps what was chosen in it
    assert (open_page.minutes, same_day.minutes) == (5, 30)
    next_day = bc.SessionPlanner(log)
    assert (next_day.minutes, next_day.pain_state) == (30, None)
    assert "As last time: 30 minutes; Osteoporosis" in next_day._usual.text
    assert next_day.plan.empty
    next_day.gate.cleared = True
    next_day.pain_state, next_day.minutes, next_day.conditions = "mild", 15, []
    assert next_day._usual.text == ""
    state = terms("pain_state")["mild"]  # also where all else is as a planner begins anyway
    assert (
        f"You said today: {state}. As last time: 15 minutes." in bc.SessionPlanner(log)._usual.text
    )
    other = bc.SessionPlanner(log, patient="p2")
    assert (other.minutes, other.conditions, other._usual.text) == (15, [], "")


def test_what_is_as_last_time_is_asked_only_where_somebody_wants_it_changed() -> None:
    """A line says it; the pain is asked each day, and no question folds while it is answered."""

    def asked(planner: bc.SessionPlanner) -> list[bool]:
        parts = (planner._asks_state, *planner._asks_rest, planner._anew)
        return [part.layout.display != "none" for part in parts]

    clock = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    log = bc.SessionLog(":memory:", now=lambda: clock[0])
    first = bc.SessionPlanner(log)
    first.gate.cleared = True
    assert asked(first) == [True, True, True, False]
    first.pain_state, first.conditions = "chronic", ["osteoporosis"]
    assert asked(first) == [True, True, True, False]
    same_day = bc.SessionPlanner(log)
    assert asked(same_day) == [False, False, False, True]
    same_day._anew.value = True
    assert asked(same_day) == [True, True, True, True]
    same_day.minutes = 30
    assert asked(same_day) == [True, True, True, False]
    clock[0] = datetime(2026, 3, 3, 9, tzinfo=UTC)
    next_day = bc.SessionPlanner(log)
    assert asked(next_day) == [True, False, False, True]
    next_day.gate.cleared = True
    next_day.pain_state = "mild"
    assert asked(next_day) == [True, False, False, True]


def test_an_older_pain_state_never_comes_back() -> None:
    """A page that was made ready before a new pain takes it over, and writes nothing by itself."""
    log = bc.SessionLog(":memory:")
    first = bc.SessionPlanner(log)
    first.gate.cleared = True
    first.pain_state = "mild"
    ready = bc.SessionPlanner(log)
    assert ready.pain_state == "mild"
    first.pain_state, first.conditions = "acute", ["knee_pain"]
    ready.stop.look()  # now it is opened
    assert (ready.pain_state, ready.conditions) == ("acute", ["knee_pain"])
    assert_frame_equal(ready.plan, first.plan)
    usual = log.safety_record().usual()
    assert usual.state_on(log.safety_record().now()) == "acute"
    # Who has chosen in a page keeps that until something else is said elsewhere.
    ready.pain_state = "chronic"
    ready.stop.look()
    assert ready.pain_state == "chronic"
    first.stop.look()
    assert first.pain_state == "chronic"


def test_a_page_made_ready_before_takes_what_is_usual_when_it_opens() -> None:
    log = bc.SessionLog(":memory:")
    ready, other = bc.SessionPlanner(log), bc.SessionPlanner(log)
    other.gate.cleared = True
    other.pain_state, other.minutes = "acute", 10
    other.start()
    ready.stop.watch._handle_custom_msg({"kind": "look", "zone": 0}, [])
    assert (ready.pain_state, ready.minutes) == ("acute", 10)


def test_every_chip_is_explained_on_the_page(make):
    """What a term means can be read beside its question; a tip is not seen on a phone."""
    page = " ".join(one.value for one in family(make()) if isinstance(one, HTML))
    for vocabulary in ("pain_state", "muscle_group", "condition"):
        for meaning in definitions(vocabulary).values():
            assert f"<dd>{html.escape(meaning)}</dd>" in page
