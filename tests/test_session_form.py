"""The session form without a browser: what is given goes into the log, faults keep it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import backcare as bc
from backcare.errors import OutcomeUnknownError
from backcare.log.database import Database
from backcare.widgets.base import family

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from backcare.log import SessionLog

HARD = {"pain_before": 3, "pain_peak": 6, "pain_after": 5}


@pytest.fixture
def log() -> Iterator[SessionLog]:
    """Open an empty log by the computer's clock, which the form goes by, too."""
    with bc.SessionLog(":memory:") as opened:
        yield opened


@pytest.fixture
def form(log: SessionLog) -> bc.SessionForm:
    return bc.SessionForm(log)


def feel(form: bc.SessionForm, **pains: int | None) -> None:
    """Answer some of the pain scales."""
    for name, pain in pains.items():
        form.pains[name].value = pain


def stored(log: SessionLog) -> list[bc.Session]:
    return log.sessions("me")


def shown(widget: object) -> bool:
    return widget.layout.display != "none"


def hours_ago(hours: float) -> datetime:
    return datetime.now().astimezone() - timedelta(hours=hours)


def test_a_session_goes_into_the_log(form, log):
    """What the fields hold is stored, with now as its time and nothing that was not said."""
    form.add_exercise("bridging")
    form.add_exercise("walking")
    form.entries.children[1].fields["minutes"].value = 12.5
    feel(form, pain_before=3, pain_after=0)
    form.fields.note.value = "slept badly 🙂"
    assert form.status.unsaved
    form.save()
    assert not form.status.unsaved
    (session,) = stored(log)
    assert session.entries == (
        bc.Entry("bridging", sets=1, reps=8, hold_s=6),
        bc.Entry("walking", minutes=12.5),
    )
    assert (session.pain_before, session.pain_peak, session.pain_after) == (3, None, 0)
    assert (session.pain_minutes, session.note, session.patient) == (None, "slept badly 🙂", "me")
    assert abs(session.started_at - datetime.now().astimezone()) < timedelta(minutes=1)
    assert form.saved == session.session_id
    assert form.status.text.startswith("Saved. ")
    assert form.status.done
    assert "Bridge, Walking; pain before 3, after 0." in form.status.text
    assert "not counted as a session" not in form.status.text


def test_pain_alone_is_no_session(form, log):
    """It is kept, and said not to count."""
    feel(form, pain_before=3)
    form.save()
    assert stored(log)[0].pain_before == 3
    assert form.status.text.endswith("No exercise was done, so it is not counted as a session.")


def ask_about(log: bc.SessionLog, plan: pd.DataFrame) -> None:
    """Say that each exercise to ask about was asked about, for the reason that stands there."""
    for item in bc.SessionPlayer(plan, log).stage.program["items"]:
        if item["rating"] == "ask":
            log.safety_record().ask_about(item["exercise_id"], reason=item["ask_reason"])


def test_the_plan_comes_in_with_one_press(log):
    """Its exercises and amounts, as planned; what was done less is changed before it is saved."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=20, level=2)
    ask_about(log, plan)
    form = bc.SessionForm(log, plan=plan)
    form.planned.click()
    assert not shown(form.planned)
    form.entries.children[0].fields["reps"].value = 3
    form.save()
    done = stored(log)[0].entries
    assert [entry.exercise_id for entry in done] == plan["exercise_id"].tolist()
    assert (done[0].reps, done[0].hold_s) == (3, plan["hold_s"][0])
    amounts = plan[["sets", "reps", "hold_s", "minutes"]].iloc[1:].astype(object)
    assert [(one.sets, one.reps, one.hold_s, one.minutes) for one in done[1:]] == [
        tuple(row) for row in amounts.where(amounts.notna(), None).itertuples(index=False)
    ]
    form.clear()
    assert shown(form.planned)


def test_what_is_to_be_asked_about_stays_out_of_the_plan(log):
    """Until the person has asked for the reason that stands there; it is said, and can be added."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="acute", minutes=10)
    asks = plan[plan["rating"] == "ask"]
    form = bc.SessionForm(log, plan=plan)
    form.planned.click()
    done = [one.entry().exercise_id for one in form.entries.children]
    assert done == plan.loc[plan["rating"] != "ask", "exercise_id"].tolist()
    assert all(name in form.status.text for name in asks["name"])
    ask_about(log, plan)
    form.clear()
    form.planned.click()
    done = [one.entry().exercise_id for one in form.entries.children]
    assert done == plan["exercise_id"].tolist()
    assert form.status.text == ""


@pytest.mark.parametrize("plan", [None, "fever"])
def test_where_nothing_is_planned_no_plan_is_offered(log, plan):
    """Neither without a plan nor with one that a warning sign keeps empty."""
    asked = {"pain_state": "mild", "minutes": 10, "answers": plan}
    made = plan and bc.make_plan(bc.load_exercises(), **asked)
    assert not shown(bc.SessionForm(log, plan=made).planned)


def test_a_plan_with_faults_is_no_plan(log):
    """All faults are told before the form is there."""
    plan = bc.make_plan(bc.load_exercises(), pain_state="acute", minutes=10)
    with pytest.raises(bc.PlanError, match="partial_crunch"):
        bc.SessionForm(log, plan=plan.assign(exercise_id="partial_crunch"))


def test_saved_is_not_said_before_it_is(form, log, monkeypatch):
    """While the log writes, nothing on the screen says that it has."""
    seen = []
    add = log.add
    monkeypatch.setattr(log, "add", lambda session: (seen.append(form.status.text), add(session)))
    feel(form, pain_before=1)
    form.save()
    assert seen == [""]
    assert form.status.text.startswith("Saved. ")


@pytest.mark.parametrize("enter", ["exercise", "pain"])
def test_nothing_to_save_is_said_until_there_is_something(form, enter):
    """What was asked for is there: the line that asked for it goes."""
    form.save()
    assert form.status.text.startswith("Nothing to save yet.")
    if enter == "exercise":
        form.add_exercise("walking")
    else:
        feel(form, pain_before=3)
    assert form.status.text == ""


def test_an_exercise_that_is_only_chosen_is_asked_for_until_it_is_added(form):
    """Press Add, says the line; and then it goes."""
    form.fields.choice.value = "walking"
    form.save()
    assert "press Add to include it" in form.status.text
    form.fields.add_button.click()
    assert form.status.text == ""


@pytest.mark.parametrize("name", ["pain_before", "pain_peak", "pain_after"])
def test_zero_is_an_answer(form, log, name):
    """No pain at all is worth a session; no answer is none."""
    form.save()
    assert stored(log) == []
    assert "Nothing to save yet" in form.status.text
    feel(form, **{name: 0})
    form.save()
    assert getattr(stored(log)[0], name) == 0


def test_a_double_click_stores_once(form, log):
    """The second press changes nothing, so one undo takes all of it back."""
    form.add_exercise("walking")
    form.buttons.save.click()
    form.buttons.save.click()
    assert len(stored(log)) == 1
    form.undo()
    assert stored(log) == []


def test_a_change_after_saving_takes_saved_back(form, log):
    """Also one that a busy kernel gets after the press: what is not stored is never called so."""
    form.add_exercise("walking")
    form.save()
    saved = form.status.text
    for change in (
        lambda: setattr(form.entries.children[0].fields["minutes"], "value", 5),
        lambda: setattr(form.fields.note, "value", "slept badly"),
        lambda: form.add_exercise("bridging"),
        lambda: feel(form, pain_after=2),
    ):
        assert form.status.text.startswith("Saved.")
        assert form.status.done
        change()
        assert not form.status.done
        assert (
            form.status.text
            == "You have made changes since you saved. Press Save changes to keep them."
        )
        form.save()
    assert form.status.text != saved
    (session,) = stored(log)
    assert (session.pain_after, session.note, len(session.entries)) == (2, "slept badly", 2)


def press(button, **stood) -> None:
    """Hand a button what its page sends with a press: what stood in fields, by their model ids."""
    button._handle_custom_msg({"press": stood}, [])


def test_a_press_on_save_brings_what_stood_in_the_fields(form, log):
    """A change that a busy kernel has not got yet is stored all the same, the stop rule too."""
    form.add_exercise("walking")
    fields = form.fields
    minutes = form.entries.children[0].fields["minutes"]
    stood = {minutes: 25.0, fields.pains["pain_peak"]: 7, fields.minutes: 20.0, fields.note: "late"}
    when = {"year": 2026, "month": 2, "date": 2, "hours": 18, "minutes": 5, "seconds": 0}
    values = {widget.model_id: value for widget, value in stood.items()}
    values[fields.when.model_id] = when | {"milliseconds": 0}
    press(form.buttons.save, **values, **{"of a line that is gone": 3})
    (session,) = stored(log)
    assert (session.pain_peak, session.pain_minutes, session.note) == (7, 20, "late")
    assert session.entries == (bc.Entry("walking", minutes=25),)
    assert session.started_at.replace(tzinfo=None) == datetime(2026, 3, 2, 18, 5)  # noqa: DTZ001
    assert form.stop.waiting


def test_every_button_that_acts_on_the_fields_brings_them_along(form, log):
    """New session and another session ask before they drop a change; Undo does not lose it."""
    feel(form, pain_before=4)
    form.save()
    note = form.fields.note.model_id
    press(form.buttons.new, **{note: "late"})
    assert "not saved" in form.status.text
    assert (form.saved, form.fields.note.value) == (stored(log)[0].session_id, "late")
    press(form.buttons.undo, **{note: "later"})
    assert stored(log) == []
    assert form.fields.note.value == "later"
    log.add(bc.Session(hours_ago(5), pain_before=1, session_id="old"))
    form._show_state()
    chosen = {form.earlier.choice.model_id: "old"}
    press(form.earlier.change, **chosen, **{note: "latest"})
    assert "not saved" in form.status.text
    press(form.earlier.change, **chosen)
    assert (form.saved, form.fields.note.value) == ("old", "")


def test_buttons_follow_the_lines_of_the_form(form):
    """A new line's fields are among those that a press brings along, a removed one's are not."""
    buttons = [*form.buttons.children, form.earlier.change]
    before = [set(button.fields) for button in buttons]
    form.add_exercise("bridging")
    row = form.entries.children[0]
    added = {field.model_id for field in row.fields.values()}
    assert [set(button.fields) for button in buttons] == [fields | added for fields in before]
    row.children[-1].click()
    assert [set(button.fields) for button in buttons] == before


def test_the_press_says_what_was_chosen(form):
    """A choice that the kernel gets late changes nothing, and what is not offered adds nothing."""
    choice, add = form.fields.choice, form.fields.add_button
    choice.set_state({"value": "pelvic_tilt"})
    press(add, **{choice.model_id: "walking"})
    press(add, **{choice.model_id: "sit_up"})
    press(add, **{choice.model_id: ""})
    assert [row.exercise_id for row in form.entries.children] == ["walking"]
    assert choice.value == ""


def test_rows_can_be_taken_out(form):
    """Also of two rows of the same exercise the one goes whose button was pressed."""
    for exercise in ("walking", "bridging", "walking"):
        form.add_exercise(exercise)
    form.entries.children[2].fields["minutes"].value = 5
    form.entries.children[0].children[-1].click()
    ids = [row.exercise_id for row in form.entries.children]
    assert ids == ["bridging", "walking"]
    assert form.entries.children[1].entry().minutes == 5


def test_what_is_to_avoid_is_not_offered(form):
    """Toe touches and the like are in the table, and not in the list."""
    exercises = bc.load_exercises()
    offered = [key for _, key in form.fields.choice.options if key]
    assert offered == list(exercises.index[exercises["advice"] != "avoid"])


def test_a_choice_that_was_not_added_is_asked_about(form, log):
    """It is neither stored unseen nor dropped unseen."""
    feel(form, pain_before=2)
    form.fields.choice.value = "bridging"
    form.save()
    assert stored(log) == []
    assert "You chose Bridge" in form.status.text
    form.fields.choice.value = ""
    form.save()
    assert stored(log)[0].entries == ()


def test_minutes_are_asked_for_only_above_mild(form, log):
    """At 4 it says to ease off and asks; back at 3 the minutes are not stored."""
    fields = form.fields
    feel(form, pain_peak=3)
    assert not shown(fields.minutes)
    assert fields.ease_off.value == ""
    feel(form, pain_peak=4)
    assert shown(fields.minutes)
    assert "ease off" in fields.ease_off.value
    fields.minutes.value = 10
    feel(form, pain_peak=3)
    form.save()
    assert stored(log)[0].pain_minutes is None


def test_minutes_left_out_are_asked_about(form, log):
    """The session is stored, and the rule that they decide is said."""
    feel(form, **HARD)
    form.save()
    assert len(stored(log)) == 1
    assert "not said how long" in form.status.text
    assert (form.status.done, form.status.bad) == (False, False)  # something is still to do
    assert "15 minutes" in form.status.text


def test_the_stop_rule_stands_until_somebody_was_asked(form, log):
    """Stored, said, no next session suggested; and then again, after a professional was asked."""
    feel(form, **HARD)
    form.fields.minutes.value = 20
    form.add_exercise("bridging")
    form.save()
    assert stored(log)[0].pain_minutes == 20
    assert "Stop here" in form.status.text
    assert "doctor" in form.stop.children[0].value
    assert shown(form.stop)
    assert not shown(form.buttons.new)
    again = bc.SessionForm(log)
    assert shown(again.stop)
    assert not shown(again.again)
    plan = bc.make_plan(bc.load_exercises(), pain_state="mild", minutes=10)
    assert not shown(bc.SessionForm(log, plan=plan).planned)
    form.stop.confirm()
    assert not shown(form.stop)
    assert shown(form.buttons.new)
    again.stop.refresh()
    assert shown(again.again)


def test_fifteen_minutes_break_no_rule(form):
    """The rule says longer than that."""
    feel(form, **HARD)
    form.fields.minutes.value = 15
    form.save()
    assert not form.stop.waiting


def test_a_fault_keeps_everything(form, log):
    """All that is wrong is said in the words of the form; mended, it is stored."""
    form.add_exercise("bridging")
    form.entries.children[0].fields["reps"].value = 8.5
    feel(form, **HARD)
    form.fields.minutes.value = 700
    form.fields.when.value = datetime(2999, 3, 2, 18, 5)  # noqa: DTZ001 -- as the field has it
    form.fields.note.value = "a" * 10_012
    before = form.fields.answers()
    form.save()
    assert stored(log) == []
    assert form.status.bad
    assert sorted(form.status.text.splitlines()) == [
        "Anything to remember? You wrote 10,012 characters; at most 10,000 fit. Please shorten it.",
        "Bridge, Times per set: you entered 8.5. It must be a whole number from 1 to 200. Correct "
        "it, or leave it empty.",
        "Minutes with pain above mild: you entered 700. It must be a number from 0 to 600. Correct "
        "it, or leave it empty.",
        "Not saved yet. What you entered is still here.",
        "When was it? You entered 2 Mar 2999, 18:05. It must not be in the future. Correct the "
        "date, or this computer's clock.",
    ]
    assert form.fields.answers() == before
    form.entries.children[0].fields["reps"].value = 8
    form.fields.minutes.value, form.fields.when.value = 7, None
    form.fields.note.value = ""
    form.save()
    assert stored(log)[0].entries[0].reps == 8


def test_an_edit_and_its_undo(form, log):
    """The same session changes, and is then again as it was, on the screen too."""
    form.add_exercise("bridging")
    feel(form, pain_before=4)
    form.save()
    first = stored(log)
    feel(form, pain_after=2)
    form.entries.children[0].fields["reps"].value = 10
    form.save()
    assert [(s.session_id, s.pain_after, s.entries[0].reps) for s in stored(log)] == [
        (form.saved, 2, 10)
    ]
    form.undo()
    assert stored(log) == first
    assert form.pains["pain_after"].value is None
    assert form.entries.children[0].entry().reps == 8
    assert form.buttons.save.description == "Save changes"
    form.undo()
    assert stored(log) == []
    assert form.pains["pain_before"].value == 4
    assert form.buttons.save.description == "Save"
    assert not shown(form.buttons.undo)


def test_an_earlier_session_is_changed(form, log):
    """Its time, its offset and what the form does not ask stay; undo of others is not offered."""
    there = datetime.fromisoformat("2026-03-02T18:05:33+05:30")
    entry = bc.Entry("bridging", sets=2, reps=10, hold_s=0)
    old = bc.Session(there, pain_before=5, entries=[entry], note="old", session_id="old")
    log.add(old)
    form.save()
    form._show_state()
    assert form.earlier.choice.options[1] == ("2 Mar 2026, 18:05: Bridge", "old")
    form.earlier.choice.value = "old"
    form.earlier.change.click()
    assert not shown(form.buttons.undo)
    feel(form, pain_after=1)
    form.save()
    assert log.session("old") == replace(old, pain_after=1)
    assert log.session("old").started_at == there
    form.fields.when.value = datetime(2026, 3, 2, 8, 0)  # noqa: DTZ001 -- as the field has it
    form.save()
    assert log.session("old").started_at.isoformat() == "2026-03-02T08:00:00+05:30"


def test_what_is_not_saved_is_not_lost_by_one_press(form, log):
    """An earlier session or a new one opens at the second press, when the first has warned."""
    log.add(bc.Session(hours_ago(5), pain_before=1, session_id="old"))
    feel(form, pain_before=7)
    form._show_state()
    form.earlier.choice.value = "old"
    form.earlier.change.click()
    assert (form.saved, form.pains["pain_before"].value) == ("", 7)
    assert "not saved" in form.status.text
    form.earlier.change.click()
    assert (form.saved, form.pains["pain_before"].value) == ("old", 1)


def test_same_as_last_time(form, log):
    """The exercises of the last session that had any, as they were done, pain not."""
    entry = bc.Entry("bridging", sets=3, reps=12, hold_s=7)
    log.add(bc.Session(hours_ago(30), pain_before=5, entries=[entry]))
    log.add(bc.Session(hours_ago(5), pain_before=2))
    form = bc.SessionForm(log)
    assert shown(form.again)
    form.again.click()
    told = form.fields.answers()
    assert told["entries"] == (entry,)
    assert told["pain_before"] is None
    assert not shown(form.again)


def test_an_exercise_that_the_table_lacks(log):
    """A log kept with another table opens, changes and is told apart by the id."""
    mine = bc.load_exercises().drop(index="walking")
    log.add(bc.Session(hours_ago(1), entries=[bc.Entry("walking", minutes=9)], session_id="old"))
    form = bc.SessionForm(log, exercises=mine)
    form.load("old")
    feel(form, pain_after=0)
    form.save()
    assert log.session("old").entries == (bc.Entry("walking", minutes=9),)
    assert "walking; pain after 0." in form.status.text


def test_an_earlier_session_that_is_gone_says_so(form, log):
    """In plain words; it is no longer offered."""
    log.add(bc.Session(hours_ago(5), pain_before=1, session_id="old"))
    form.stop.look()
    form._show_state()
    form.earlier.choice.value = "old"
    log.undo("old")
    form.earlier.change.click()
    assert form.status.text.startswith("This session is no longer in your log")
    assert form.status.bad
    assert len(form.earlier.choice.options) == 1


def test_forms_on_one_log(log):
    """Each has its own session; what one takes out, the other can store anew."""
    one, two = bc.SessionForm(log), bc.SessionForm(log)
    feel(one, pain_before=1)
    feel(two, pain_before=2)
    one.save()
    two.save()
    assert {session.pain_before for session in stored(log)} == {1, 2}
    log.delete(one.saved)
    feel(one, pain_after=1)
    one.save()
    assert "no longer in your log" in one.status.text
    assert one.pains["pain_after"].value == 1
    one.save()
    assert {(s.pain_before, s.pain_after) for s in stored(log)} == {(1, 1), (2, None)}


def test_patients_are_kept_apart(log):
    """The form of one neither stops for nor lists the sessions of another."""
    log.add(bc.Session(hours_ago(1), pain_peak=8, pain_minutes=30, patient="other"))
    form = bc.SessionForm(log)
    assert not form.stop.waiting
    assert len(form.earlier.choice.options) == 1


def test_a_log_that_is_closed_says_so(form, log):
    """Nothing that was entered is lost, whatever is pressed."""
    feel(form, pain_before=3)
    form.save()
    feel(form, **HARD)
    told = form.fields.answers()
    log.close()
    for press in (form.save, form.undo, form.stop.confirm, lambda: form.load("x")):
        press()
    assert form.status.bad
    assert form.fields.answers() == told
    assert "cannot be read" in bc.SessionForm(log).stop.children[0].value


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"no log" * 999)])
def test_a_file_that_is_harmed_while_open(tmp_path: Path, harm: Callable[[Path], object]):
    """A deleted or overwritten file never shows a traceback, and never a false "Saved"."""
    path = tmp_path / "log.db"
    with bc.SessionLog(path) as log:
        form = bc.SessionForm(log)
        feel(form, pain_before=3)
        form.save()
        harm(path)
        feel(form, pain_after=2)
        form.save()
        if form.status.text.startswith("Saved."):
            with bc.SessionLog(path) as fresh:
                assert fresh.sessions()[-1].pain_after == 2
        else:
            assert form.pains["pain_after"].value == 2
        form.undo()
        form.clear()


def test_repr_is_short_and_shows_no_path(tmp_path):
    """A printed form gives away neither a name nor a folder."""
    with bc.SessionLog(tmp_path / "log.db") as log:
        assert repr(bc.SessionForm(log)) == "SessionForm(patient='me')"


def test_the_tables_are_not_changed(log):
    """A frame given to a form stays as it was."""
    mine = bc.load_exercises()
    kept = mine.copy()
    form = bc.SessionForm(log, exercises=mine)
    form.add_exercise("bridging")
    form.save()
    pd.testing.assert_frame_equal(mine, kept)


# --- the warning signs, and severe pain ----------------------------------------------------------


def test_a_ticked_sign_takes_the_shortcuts_away(log):
    """Nothing is suggested past a sign that was ticked anywhere; what was done can be logged."""
    log.add(bc.Session(hours_ago(30), entries=[bc.Entry("bridging", reps=8)]))
    plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=5)
    form = bc.SessionForm(log, plan=plan)
    assert shown(form.planned)
    assert shown(form.again)
    bc.RedFlagGate(log).ticked = ["fever"]  # on another widget of the same log
    assert form.gate.ticked == ["fever"]
    assert not shown(form.planned)
    assert not shown(form.again)
    assert form.children[1] is form.gate  # its advice stands above all fields
    form.add_exercise("walking")
    form.save()
    assert form.saved
    form.clear()
    assert not shown(form.again)
    form.gate.ticked = []
    assert shown(form.planned)
    assert shown(form.again)


def test_logging_waits_for_no_answer(form, log):
    """The signs are asked, and the session is stored without an answer, which it is not either."""
    form.add_exercise("walking")
    form.save()
    assert form.saved
    assert not log.safety_record().is_clear()
    assert log.safety_record().red_flags() is None


@pytest.mark.parametrize("when", ["pain_before", "pain_peak", "pain_after"])
@pytest.mark.parametrize(("pain", "severe"), [(6, False), (7, True), (10, True)])
def test_severe_pain_ends_it(form, when: str, pain: int, severe: bool):
    """From 7 on: no more exercises, ask before the next session, and the way to the signs."""
    feel(form, **{when: pain})
    form.save()
    assert shown(form.severe) is severe
    words = f"Pain of {pain} out of 10 is severe. Do no more exercises now, and ask a health"
    assert (words in form.status.text) is severe
    assert (words in form.severe._words.value) is severe
    assert ("bladder or bowel trouble?" in form.severe._words.value) is severe
    # There is nothing to ease off to.
    assert bool(form.fields.ease_off.value) is not severe
    assert shown(form.fields.minutes)
    form.clear()
    assert not shown(form.severe)


def test_help_leads_to_the_signs(form, log):
    """They are asked anew, right below the press that asked for them."""
    form.gate.cleared = True
    feel(form, pain_after=8)
    form.severe.help_now.click()
    assert not form.gate.cleared
    assert not log.safety_record().is_clear()
    assert form.urgent.children == (form.severe, form.gate)
    assert form.gate not in form.children
    form.clear()
    assert form.children.index(form.gate) == 1
    assert form.urgent.children == (form.severe,)


@pytest.mark.parametrize("name", ["pain_before", "pain_peak", "pain_after"])
def test_what_severe_pain_calls_for_stands_below_it(form, name: str):
    """Right below the first scale that is severe, in sight of who has just pressed it."""
    feel(form, pain_before=2, pain_peak=2, pain_after=2)
    feel(form, **{name: 8})
    asked = list(form.fields._pains.children)
    below = asked[asked.index(form.pains[name]) + 1]
    assert below.children == (form.urgent,)
    assert [one for one in asked if form.urgent in getattr(one, "children", ())] == [below]


def test_closing_closes_what_it_made(form):
    """Fields, check and notices; none stays behind with its page."""
    made = list(family(form))
    assert form.gate in made
    form.close()
    assert [widget for widget in made if widget.comm is not None] == []


def test_an_outcome_that_nobody_knows_is_said_and_stored_once(form, log, monkeypatch):
    """The answer got lost: Save again stores it once, also with what was changed in between."""
    form.add_exercise("bridging")
    add = log.add

    def lose(session: bc.Session) -> None:
        add(session)
        raise OutcomeUnknownError("It is not known.", "the cable was cut")

    with monkeypatch.context() as patch:
        patch.setattr(log, "add", lose)
        form.save()
    assert "It is not known yet whether your session is saved" in form.status.text
    assert "Not saved" not in form.status.text
    form.pains["pain_after"].value = 4
    form.save()
    assert form.status.text.startswith("Saved")
    assert [one.pain_after for one in log.sessions()] == [4]
    form.clear()
    form.add_exercise("walking")
    form.save()
    assert len(log.sessions()) == 2


# --- two windows, lost answers and another program -----------------------------------------------


def pains(log: SessionLog) -> list[tuple[int | None, int | None]]:
    """Return what is in the log, the mildest first."""
    found = [(one.pain_before, one.pain_after) for one in stored(log)]
    return sorted(found, key=lambda pair: pair[1] or 0)


def test_undo_takes_back_nothing_of_another_window(form, log):
    """What was saved there since, and its stop, stay; the form says so and how to see it."""
    feel(form, pain_after=2)
    form.save()
    other = bc.SessionForm(log)
    other.load(form.saved)
    feel(other, pain_after=9)
    other.save()
    form.undo()
    assert pains(log) == [(None, 9)]
    assert log.awaiting_reason() == "severe_pain"
    assert "changed in another window" in form.status.text
    assert form.pains["pain_after"].value == 2
    form.earlier.choice.value = form.saved
    form.earlier.change.click()
    assert form.pains["pain_after"].value == 9


def test_what_another_window_saved_stops_here_too(form, log):
    """It is another kernel's, so this form hears of it when it finds the session changed."""
    feel(form, pain_after=2)
    form.save()
    dashboard = bc.ProgressDashboard(log, form=form)
    log.edit(replace(log.session(form.saved), pain_after=9))
    form.undo()
    assert form.stop.waiting
    assert dashboard.this_week.text == "This week: 0 of 3 sessions."


def test_undo_does_not_bring_back_what_another_window_deleted(form, log):
    """It stays deleted; what was entered is there, to be saved as a new session."""
    feel(form, pain_after=2)
    form.save()
    log.delete(form.saved)
    form.undo()
    assert stored(log) == []
    assert "deleted from your log in another window" in form.status.text
    form.save()
    assert pains(log) == [(None, 2)]


@pytest.mark.parametrize("mine", [9, 1])
def test_two_windows_that_change_one_session_are_both_kept(form, log, mine: int):
    """Neither overwrites the other, the stop of either waits, and Undo takes back one's own."""
    log.add(bc.Session(hours_ago(5), pain_after=3, session_id="one"))
    other = bc.SessionForm(log)
    form.load("one")
    other.load("one")
    feel(other, pain_after=10 - mine)
    other.save()
    feel(form, pain_before=2, pain_after=mine)
    form.save()
    assert pains(log) == sorted([(2, mine), (None, 10 - mine)], key=lambda pair: pair[1])
    assert log.awaiting_reason() == "severe_pain"
    assert form.stop.waiting
    assert form.status.text.startswith("Saved.")
    assert "both are in your log now" in form.status.text
    feel(form, pain_before=3)
    form.save()
    assert "both" not in form.status.text
    assert pains(log) == sorted([(3, mine), (None, 10 - mine)], key=lambda pair: pair[1])
    form.undo()
    form.undo()
    assert pains(log) == [(None, 10 - mine)]


@pytest.fixture
def cut(
    form: bc.SessionForm, monkeypatch: pytest.MonkeyPatch
) -> Callable[[bool, Callable[[], None]], None]:
    """Press twice while the answer to the commit gets lost, and the log is gone from then on."""

    def lose(done: bool, press: Callable[[], None]) -> None:
        def gone(*_: object) -> None:
            raise bc.LogError("The server is gone.")

        with monkeypatch.context() as patch:

            def commit(_self: object, connection: Connection) -> None:
                (connection.commit if done else connection.rollback)()
                patch.setattr(Database, "read", gone)
                patch.setattr(Database, "write", gone)
                raise OutcomeUnknownError("It is not known.", "the cable was cut")

            patch.setattr(Database, "_commit", commit)
            for _ in range(2):
                press()
                assert "It is not known yet whether" in form.status.text

    return lose


@pytest.mark.parametrize("done", [True, False])
def test_an_undo_that_nobody_knows_of_is_done_once(form, log, cut, done: bool):
    """Neither called a failure nor done twice: the second press looks first."""
    feel(form, pain_after=1)
    form.save()
    feel(form, pain_after=3)
    form.save()
    feel(form, pain_after=5)
    form.save()
    cut(done, form.undo)
    form.undo()
    assert pains(log) == [(None, 3)]
    already = "It was already undone" if done else "Undone"
    assert form.status.text == f"{already}: the session is back as it was."
    assert form.pains["pain_after"].value == 3
    form.undo()
    cut(done, form.undo)
    form.undo()
    assert stored(log) == []
    assert form.status.text.startswith(already)
    assert form.buttons.save.description == "Save"


@pytest.mark.parametrize("done", [True, False])
def test_a_save_after_an_undo_that_nobody_knows_of(form, log, cut, done: bool):
    """It looks first, too: this is no other window, and there is one session."""
    feel(form, pain_after=1)
    form.save()
    feel(form, pain_after=3)
    form.save()
    cut(done, form.undo)
    feel(form, pain_after=4)
    form.save()
    assert pains(log) == [(None, 4)]
    assert "window" not in form.status.text
    form.undo()
    assert pains(log) == [(None, 1 if done else 3)]


@pytest.mark.parametrize("done", [True, False])
def test_a_change_that_nobody_knows_of_is_saved_once(form, log, cut, done: bool):
    """Save again, or undo: what was never stored is not taken back, nor what was before it."""
    feel(form, pain_after=1)
    form.save()
    feel(form, pain_after=3)
    cut(done, form.save)
    feel(form, pain_after=9)
    form.save()
    assert pains(log) == [(None, 9)]
    assert form.stop.waiting
    feel(form, pain_after=5)
    cut(done, form.save)
    form.undo()
    assert pains(log) == [(None, 9)]
    words = "Undone" if done else "Nothing was undone: your last save is not in your log"
    assert form.status.text.startswith(words)


def test_the_word_about_waiting_ends_with_the_save(form, log, monkeypatch):
    """Saved, and the stop, stand while another program has the log; later waits are not told."""
    told: list[str] = []
    log.tell_waiting(told.append)
    feel(form, pain_after=9)
    add = log.add

    def busy(*_: object, **__: object) -> None:
        log._database.on_wait("Another program is busy with the log. Waiting up to 13 seconds.")
        raise bc.LogError("Another program is busy with it.")

    def taken_after(session: bc.Session) -> None:
        log._database.on_wait("Waiting for the save.")
        assert form.status.text == "Waiting for the save."
        add(session)
        monkeypatch.setattr(Database, "read", busy)

    monkeypatch.setattr(log, "add", taken_after)
    form.save()
    assert form.status.text.startswith("Saved.")
    assert "is severe" in form.status.text
    assert set(told) == {"Another program is busy with the log. Waiting up to 13 seconds."}
    assert form.stop.waiting
    assert shown(form.stop)
    assert "a health professional" in form.stop.children[0].value
    assert not shown(form.buttons.new)
    monkeypatch.undo()
    form.stop.confirm()
    assert not form.stop.waiting
    assert log.awaiting_reason() == ""


ONE_REASON = [({"pain_after": 9}, None, "severe_pain"), (HARD, 20, "stop_rule")]


@pytest.mark.parametrize(("hurt", "minutes", "reason"), ONE_REASON)
@pytest.mark.parametrize("changed", [False, True])
def test_who_asked_before_it_was_saved_has_not_asked_about_it(
    form, log, hurt: dict[str, int], minutes: int | None, reason: str, changed: bool
):
    """A session that began before that waits, also when a change made it a reason to stop."""
    form.fields.when.value = hours_ago(1).replace(tzinfo=None)
    if changed:
        feel(form, pain_before=1)
        form.save()
    log.confirm_professional()
    feel(form, **hurt)
    form.fields.minutes.value = minutes
    form.save()
    assert log.awaiting_reason() == reason
    assert form.stop.waiting
    assert bc.SessionForm(log).stop.waiting
    form.stop.confirm()
    assert log.awaiting_reason() == ""
    form.fields.note.value = "a change that makes it no other reason"
    form.save()
    assert log.awaiting_reason() == ""
    assert not form.stop.waiting


def test_a_stop_that_could_not_be_told_is_told_later(form, log, monkeypatch):
    """While the log cannot be read the form says it; the log is told as soon as it can be."""
    form.fields.when.value = hours_ago(1).replace(tzinfo=None)
    log.confirm_professional()
    feel(form, pain_after=9)
    add = log.add

    def gone(*_: object) -> None:
        raise bc.LogError("The server is gone.")

    with monkeypatch.context() as patch:
        patch.setattr(
            log, "add", lambda session: (add(session), patch.setattr(Database, "read", gone))
        )
        form.save()
    assert form.stop.waiting
    assert log.awaiting_reason() == ""
    form.stop.refresh()
    assert form.stop.waiting
    assert log.awaiting_reason() == "severe_pain"


def test_a_date_is_said_in_words(form):
    """A browser may show 3 April as 03/04 or as 04/03; below it there is no doubt."""
    dated = next(one for one in family(form) if "bc-dated" in getattr(one, "_dom_classes", ()))
    when, words = dated.children
    assert when is form.fields.when
    assert not shown(words)
    when.value = datetime(2026, 4, 3, 14, 5)  # noqa: DTZ001 (by the clock on the wall)
    assert words.value == '<p class="bc-small">Friday 3 April 2026, 14:05</p>'
    assert shown(words)
    when.value = None
    assert not shown(words)


def test_what_is_typed_and_no_number_is_not_left_out(form, log):
    """Nothing is saved until it is mended or emptied; a new session begins without it."""
    form.add_exercise("bridging")
    reps = form.entries.children[0].fields["reps"]
    form.fields.minutes.unreadable = reps.unreadable = True
    form.save()
    assert form.status.text.startswith("Not saved yet. What you entered is still here.")
    assert form.status.text.count("what you typed cannot be read") == 2
    assert log.to_frame().empty
    reps.unreadable = form.fields.minutes.unreadable = False
    form.save()
    assert len(log.to_frame()) == 1
    form.fields.minutes.unreadable = True
    form.fields.show()
    assert not form.fields.minutes.unreadable
