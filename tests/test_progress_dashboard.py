"""The dashboard without a browser: the part of the log that is chosen, in charts and words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from ipywidgets import HTML, Button, Dropdown, Widget

import backcare as bc
from backcare.pages.today import today_words
from backcare.summaries.answer import week_words
from backcare.widgets.base import family
from backcare.widgets.charts import ChartArea
from backcare.widgets.controls import ActionButton
from backcare.widgets.dashboard import first_day, sessions_table
from backcare.widgets.gate_and_stop import RedFlagGate, StopNotice

if TYPE_CHECKING:
    from backcare.log import SessionLog

SAMPLE = Path(bc.__file__).parents[1] / "data/sample_log.csv"
TODAY = date(2026, 1, 4)
EMPTY = "Your progress will appear here once you have written down your first session."


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def drawn() -> None:
    """Have the charts drawn: for a test that looks at them."""


@pytest.fixture(autouse=True)
def _charts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no charts where none is looked at: they take nearly all of the time."""
    if "drawn" not in request.fixturenames:
        monkeypatch.setattr(ChartArea, "html", lambda _area, _draw, place: f"<svg>{place}</svg>")
        monkeypatch.setattr("backcare.widgets.dashboard.picture_html", lambda _draw: "<img>")


@pytest.fixture
def log() -> Iterator[SessionLog]:
    """Open a log with three sessions in two weeks, the last on TODAY, a Sunday."""
    bridge, walk = bc.Entry("bridging", sets=2, reps=8, hold_s=6), bc.Entry("walking", minutes=20)
    with bc.SessionLog(":memory:") as opened:
        opened.add(bc.Session(at("2025-12-22T09:00"), pain_before=4, entries=[bridge, walk]))
        opened.add(bc.Session(at("2026-01-02T09:00"), pain_before=3, entries=[bridge]))
        opened.add(
            bc.Session(at("2026-01-04T18:30"), entries=[walk], pain_after=2, note="<b>wet</b>")
        )
        yield opened


@pytest.fixture
def dashboard(log: SessionLog) -> bc.ProgressDashboard:
    return bc.ProgressDashboard(log, today=TODAY)


def pictures(dashboard: bc.ProgressDashboard) -> str:
    return "".join(chart.value for chart in dashboard.charts)


def in_sight(widget: Widget) -> Iterator[Widget]:
    """Go through what somebody sees of a widget."""
    folded = isinstance(widget, bc.SessionForm) and widget.folded
    if widget.layout.display == "none":
        return
    yield widget
    for child in (widget.urgent, widget.status) if folded else getattr(widget, "children", ()):
        yield from in_sight(child)


def said(dashboard: bc.ProgressDashboard) -> list[str]:
    return [one.text for one in in_sight(dashboard) if getattr(one, "text", "")]


def to_press(dashboard: bc.ProgressDashboard) -> list[str]:
    kinds = (Button, ActionButton, Dropdown, RedFlagGate)
    return [one.description for one in in_sight(dashboard) if isinstance(one, kinds)]


def writes(dashboard: bc.ProgressDashboard) -> ActionButton:
    """Find the button that opens the form."""
    every = (one for one in family(dashboard) if isinstance(one, ActionButton))
    return next(one for one in every if one.description == "Write down a session")


def only_form(dashboard: bc.ProgressDashboard) -> bc.SessionForm:
    (form,) = (one for one in dashboard.children if isinstance(one, bc.SessionForm))
    return form


def alts(dashboard: bc.ProgressDashboard) -> list[str]:
    return re.findall(r'<svg [^>]*role="img" aria-label="([^"]+)"', pictures(dashboard))


@pytest.mark.parametrize(
    ("pains", "waits"),
    [
        ({"pain_before": 2, "pain_after": 2}, False),
        ({"pain_before": 3, "pain_after": 2}, False),
        ({"pain_before": 1, "pain_after": 3}, True),  # 2 more after it
        ({"pain_before": 3, "pain_peak": 5}, True),  # above mild
    ],
)
def test_where_the_last_session_left_more_pain_the_next_waits(pains, waits):
    """The planner leaves the exercises out then, and so nobody is sent on in the meantime."""
    with bc.SessionLog(":memory:", now=lambda: at("2026-01-03T09:00")) as log:
        bridge = bc.Entry("bridging", sets=2, reps=8, hold_s=6)
        log.add(bc.Session(at("2026-01-02T09:00"), entries=[bridge], **pains))
        week = bc.ProgressDashboard(log, today=at("2026-01-03T09:00").date()).this_week.text
        assert today_words(log)["week"] == week
    when = "once the pain of your last session has settled"
    assert week.startswith("This week: 1 of 3 sessions. 2 more to reach your goal, ")
    assert week.endswith(f"{when}." if waits else "if your back feels up to it.")


@pytest.mark.usefixtures("drawn")
def test_it_shows_the_log(dashboard):
    """Four charts that can be read out, the week against the goal, the sessions as a table."""
    assert len(alts(dashboard)) == 4
    assert alts(dashboard)[0].startswith("Pain before and after sessions")
    assert all(len(text) > 20 for text in alts(dashboard))
    assert dashboard.this_week.text.startswith("This week: 2 of 3 sessions. 1 more")
    assert dashboard.counted.text == "3 sessions since 22 Dec 2025."
    assert repr(dashboard) == "ProgressDashboard(3 sessions, weeks=12)"


def test_the_table_is_newest_first_and_escaped(dashboard):
    """With the amounts; a note is text, never markup."""
    rows = re.findall(r"<tr><td.*?</tr>", dashboard.sessions.value)
    assert [re.search(r"\d+ \w+ \d{4}(, 18:30)?", row)[0] for row in rows] == [
        "4 Jan 2026, 18:30",
        "2 Jan 2026",
        "22 Dec 2025",
    ]
    assert "&lt;b&gt;wet&lt;/b&gt;" in rows[0]
    assert "Bridge (2 sets of 8 times, hold 6 s), Walking (20 minutes)" in rows[2]


def test_what_was_done_on_each_side_says_so(log):
    """As the plan said it, and the player."""
    entry = bc.Entry("bird_dog", sets=1, reps=2, hold_s=5)
    log.add(bc.Session(at("2026-01-04T20:00"), entries=[entry]))
    said = bc.ProgressDashboard(log, today=TODAY).sessions.value
    assert "Bird dog (2 times on each side, hold 5 s)" in said


@pytest.mark.parametrize(
    ("choice", "ids"),
    [
        ({"weeks": 1}, ["bridging", "walking"]),
        ({"weeks": 4}, ["bridging", "walking", "bridging", "walking"]),
        ({"exercise_id": "bridging"}, ["bridging", "bridging"]),
        ({"muscle_group": "cardio"}, ["walking", "walking"]),
        ({"exercise_id": "bridging", "muscle_group": "cardio"}, []),
    ],
)
def test_filters(dashboard, choice, ids):
    """What the charts show is what pandas gives for the same choice."""
    for name, value in choice.items():
        setattr(dashboard, name, value)
    assert list(dashboard.shown["exercise_id"]) == ids
    assert bool(pictures(dashboard)) == bool(ids)


def test_the_table_has_whole_sessions(dashboard):
    """A filter chooses sessions; what else was done in them stays in sight."""
    dashboard.exercise_id = "bridging"
    assert "Walking (20 minutes)" in dashboard.sessions.value
    assert dashboard.counted.text == "2 sessions since 22 Dec 2025. Bridge only."


def test_the_goal_is_about_all_sessions(dashboard):
    """A filter does not take sessions away from this week."""
    dashboard.exercise_id = "pilates"
    assert dashboard.this_week.text.startswith("This week: 2 of 3 sessions.")
    assert "No sessions with Pilates" in dashboard.counted.text


def test_a_reached_goal_is_said_but_no_session_while_the_stop_rule_stands():
    """The week in words, for a goal that is reached, and after a stop."""
    done = "This week: 3 of 3 sessions."
    assert week_words(3, 3) == f"{done} You have reached your goal. Well done."
    stopped = f"{done} No more sessions until you have asked a health professional."
    assert week_words(3, 3, ask="a health professional") == stopped
    hurt = f"{done} Leave your usual exercises out until your pain has settled."
    assert week_words(3, 3, hurts=True) == hurt  # nobody is praised, or sent on, beside that
    assert week_words(3, 3, ask="a health professional", hurts=True) == stopped
    # beside a notice that says so, the number alone: a stop is said once
    assert week_words(3, 3, stops=True, ask="a health professional", hurts=True) == done


@pytest.mark.usefixtures("drawn")
def test_missed_weeks_are_drawn_but_not_those_before_the_log(log):
    """The range begins with the log; the weeks since without a session count."""
    frame = log.to_frame()
    assert first_day(frame, 52, today=TODAY) == date(2025, 12, 22)
    dashboard = bc.ProgressDashboard(log, today=date(2026, 2, 1))
    assert "6 weeks" in alts(dashboard)[0]
    dashboard.weeks = 4
    assert first_day(frame, 4, today=date(2026, 2, 1)) == date(2026, 1, 5)


def test_an_empty_log_says_so(log):
    """Somebody without a session finds one sentence and one button, no chart, table or zero."""
    dashboard = bc.ProgressDashboard(log, patient="nobody", today=TODAY)
    assert pictures(dashboard) == dashboard.sessions.value == ""
    assert said(dashboard) == [EMPTY]
    assert EMPTY in dashboard._repr_mimebundle_()["text/html"]
    assert to_press(dashboard) == ["Refresh"]
    form = bc.SessionForm(log, patient="nobody")
    page = bc.ProgressDashboard(log, patient="nobody", today=TODAY, form=form)
    assert said(page) == [EMPTY]
    assert to_press(page) == ["Write down a session"]
    for name, value in {"weeks": 0, "exercise_id": "walking", "muscle_group": "glutes"}.items():
        setattr(dashboard, name, value)


def test_it_follows_its_form():
    """A save, an undo and a professional who was asked all show at once, both ways."""
    with bc.SessionLog(":memory:") as log:
        form = bc.SessionForm(log)
        dashboard = bc.ProgressDashboard(log, form=form)
        form.add_exercise("walking")
        form.save()
        assert "Walking" in dashboard.sessions.value
        assert dashboard.this_week.text.startswith("This week: 1 of 3")
        form.pains["pain_peak"].value, form.fields.minutes.value = 7, 30
        form.save()
        assert dashboard.stop.waiting
        assert dashboard.this_week.text == "This week: 1 of 3 sessions."
        dashboard.stop.confirm()
        assert not form.stop.waiting
        rest = "Leave your usual exercises out until your pain has settled."
        assert dashboard.this_week.text == f"This week: 1 of 3 sessions. {rest}"
        form.undo()
        assert "2 more" in dashboard.this_week.text
        form.undo()
        assert dashboard.sessions.value == ""
        assert dashboard.this_week.text == EMPTY


def test_a_form_is_taken_in_folded(log):
    """One check, one stop notice and one flare-up fold for both; the fields behind a button."""
    form = bc.SessionForm(log)
    dashboard = bc.ProgressDashboard(log, today=TODAY, form=form)
    assert dashboard.stop is form.stop
    for kind, count in ((StopNotice, 1), (RedFlagGate, 1), (bc.SessionForm, 1)):
        assert sum(isinstance(one, kind) for one in family(dashboard)) == count
    html = "".join(one.value for one in family(dashboard) if isinstance(one, HTML))
    assert html.count("bc-flare") == 1
    order = list(dashboard.children)
    assert order.index(dashboard.stop) < order.index(dashboard.answer) < order.index(form)
    pain, *others = (order.index(chart) for chart in dashboard.charts)
    assert order.index(form) < pain < order.index(dashboard._filters) < min(others)
    assert order.index(form) < order.index(dashboard.charts[0])
    write = writes(dashboard)
    assert (form.folded, write.expanded) == (True, False)
    assert "bc-folded" in form._dom_classes
    assert form.gate not in in_sight(dashboard)
    write.click()
    assert (form.folded, write.expanded) == (False, True)
    assert form.gate in in_sight(dashboard)
    assert "bc-folded" not in form._dom_classes


def test_folding_loses_nothing(log):
    """What was entered is there again; while it is out of sight the page says so."""
    dashboard = bc.ProgressDashboard(log, today=TODAY, form=bc.SessionForm(log))
    form, write = only_form(dashboard), writes(dashboard)
    write.click()
    write.click()
    assert form.status.text == ""  # nothing was entered
    write.click()
    form.add_exercise("walking")
    form.pains["pain_after"].value = 2
    kept = form.fields.answers()
    write.click()
    assert form.status.text.startswith("Not saved yet. What you entered is still here")
    assert not form.status.done
    assert "bc-unsaved" in form._dom_classes
    write.click()
    assert form.status.text == ""
    assert form.fields.answers() == kept


def test_a_save_folds_and_the_next_session_is_a_new_one(log):
    """Saved and Undo stay in sight; what is taken back or asks for more opens the form."""
    dashboard = bc.ProgressDashboard(log, form=bc.SessionForm(log))
    form, write = only_form(dashboard), writes(dashboard)
    write.click()
    form.add_exercise("walking")
    form.save()
    assert form.folded
    assert form.status.text.startswith("Saved.")
    assert form.buttons.undo.layout.display != "none"
    assert form.status.done
    form.undo()
    assert not form.status.done
    assert not form.folded
    assert [row.exercise_id for row in form.entries.children] == ["walking"]
    form.save()
    first = form.saved
    write.click()
    assert form.entries.children == ()
    form.add_exercise("pilates")
    form.save()
    assert form.saved != first
    assert len(log.sessions()) == 5
    write.click()
    form.pains["pain_peak"].value = 6  # for how long was not said
    form.save()
    assert not form.folded
    form.fields.minutes.value = 20
    form.save()
    assert dashboard.stop.waiting
    assert not form.folded
    assert form.status.bad
    stopped = form.saved
    for _ in ("closed", "opened"):
        write.click()
    assert form.pains["pain_peak"].value is None
    form.pains["pain_after"].value = 1
    form.save()
    assert form.saved != stopped
    assert log.session(stopped).pain_minutes == 20
    assert dashboard.stop.waiting


def test_what_was_changed_after_a_save_is_not_cleared(log):
    """Only a session that is in the log as it stands makes room for the next."""
    dashboard = bc.ProgressDashboard(log, form=bc.SessionForm(log))
    form, write = only_form(dashboard), writes(dashboard)
    write.click()
    form.pains["pain_after"].value = 2
    form.save()
    form.pains["pain_after"].value = 3
    write.click()
    assert form.pains["pain_after"].value == 3
    form.save()
    assert [one.pain_after for one in log.sessions()][-1] == 3


def test_the_check_goes_to_the_notice_that_leads_to_it(log):
    """After severe pain it stands in the form, and only there; then above all again."""
    dashboard = bc.ProgressDashboard(log, form=bc.SessionForm(log))
    form, (_, signs, *_rest) = only_form(dashboard), dashboard.children
    assert signs.children == (form.gate,)
    form.pains["pain_after"].value = 8
    form.severe.help_now.click()
    assert signs.children == ()
    assert form.gate in form.urgent.children
    form.save()
    assert signs.children == (form.gate,)
    assert form.gate not in form.urgent.children
    form.folded = True
    assert form.gate in in_sight(dashboard)  # "Get help now" in the stop notice leads there
    dashboard.stop.confirm()
    assert form.gate not in in_sight(dashboard)


def test_a_sign_that_is_ticked_is_in_sight_and_counts(log):
    """Though the form is folded, also where nothing is logged yet; for week and goals at once."""
    log.add_measure("2026-01-02", "psfs", 5)
    log.add(bc.Session(log.safety_record().now(), entries=[bc.Entry("walking", minutes=5)]))
    dashboard = bc.ProgressDashboard(log, form=bc.SessionForm(log))
    only_form(dashboard).gate.ticked = ["fever"]
    assert "No next step until you have asked a doctor." in dashboard.goals.value
    assert "No more sessions until you have asked a doctor." in dashboard.this_week.text
    empty = bc.ProgressDashboard(log, patient="b", form=bc.SessionForm(log, patient="b"))
    signs = empty.children[1]
    assert signs.layout.display == "none"
    only_form(empty).gate.ticked = ["fever"]
    assert signs.layout.display != "none"


def test_a_form_that_does_not_belong_is_refused(log):
    """Another log, another patient or another stop rule would make the page say two things."""
    strict = bc.safety_settings(mild_pain_max=2)
    with bc.SessionLog(":memory:") as other:
        for form in (bc.SessionForm(other), bc.SessionForm(log, patient="another")):
            with pytest.raises(ValueError, match="another log or patient"):
                bc.ProgressDashboard(log, form=form)
    form = bc.SessionForm(log)
    with pytest.raises(ValueError, match="a different stop rule from settings"):
        bc.ProgressDashboard(log, form=form, settings=strict)
    with pytest.raises(TypeError, match="form must be a SessionForm, got StatusLine"):
        bc.ProgressDashboard(log, form=form.status)
    with pytest.raises(ValueError, match="sessions_goal"):
        bc.ProgressDashboard(log, form=form, sessions_goal=0)
    assert form.comm is not None  # it is as it was, and can be used
    assert form.gate in form.children
    assert not form.folded
    form = bc.SessionForm(log, settings=strict)
    assert bc.ProgressDashboard(log, form=form).stop.rule.mild_pain_max == 2


def test_refresh_reads_again(dashboard, log):
    """Without a form, a press of the button shows what others have stored."""
    log.add(bc.Session(at("2026-01-04T20:00"), entries=[bc.Entry("pilates", minutes=30)]))
    assert "Pilates" not in dashboard.sessions.value
    (again,) = (one for one in family(dashboard) if getattr(one, "description", "") == "Refresh")
    again.click()
    assert "Pilates (30 minutes)" in dashboard.sessions.value


def test_a_log_that_cannot_be_read_says_so(dashboard, log):
    """What was on the screen stays there; a dashboard that begins so has words only."""
    charts = pictures(dashboard)
    log.close()
    dashboard.refresh()
    assert dashboard.counted.bad
    assert pictures(dashboard) == charts
    other = bc.ProgressDashboard(log, today=TODAY)
    other.weeks = 4
    other.refresh()
    assert "cannot be read" in other.counted.text


def test_a_log_that_never_opened(tmp_path):
    """Form and dashboard are there and say why, once; when it is mended both go on."""
    path = tmp_path / "log.db"
    path.write_text("Dear diary, " * 999)
    with bc.SessionLog(path, open_later=True) as log:
        form = bc.SessionForm(log)
        dashboard = bc.ProgressDashboard(log, form=form)
        alone = bc.ProgressDashboard(log)
        for words in (form.stop.children[0].value, alone.counted.text):
            assert "not a backcare log" in words
            assert "You can still look at the exercises" in words
        assert alone.stop.layout.display == "none"
        assert dashboard.counted.text == ""
        assert {chart.layout.display for chart in dashboard.charts} == {"none"}
        form.pains["pain_before"].value = 3
        form.save()
        assert form.status.text.startswith("Not saved yet")
        path.unlink()
        form.save()
        assert form.status.text.startswith("Saved.")
        assert form.stop.layout.display == "none"
        assert dashboard.counted.text.startswith("No exercises since")


@pytest.mark.usefixtures("drawn")
def test_the_sample_year():
    """The shipped made-up year, as notebook 03 shows it; the pain chart comes first."""
    came = []
    with bc.SessionLog(":memory:") as log:
        log.import_csv(SAMPLE)
        dashboard = bc.ProgressDashboard(log, patient="sample", today=TODAY)
        for chart in dashboard.charts:
            chart.observe(lambda change: came.append(change["owner"]), "value")
        dashboard.weeks = 52
        assert tuple(came) == dashboard.charts
        assert alts(dashboard)[0].startswith("Pain before and after sessions, 52 weeks")
        assert dashboard.shown["session_id"].nunique() > 80
        assert dashboard.sessions.value.count("<tr><td") == 5


def test_a_page_gets_charts_of_its_width(dashboard, monkeypatch):
    """Drawn anew for a phone, but not for a few px."""
    drawn = []
    monkeypatch.setattr(
        ChartArea, "html", lambda area, _draw, _place: drawn.append(area) or "<svg>"
    )
    (area,) = (one for one in family(dashboard) if isinstance(one, ChartArea))
    area.width = 360
    assert area.drawn_width == 340
    assert len(drawn) == 4
    area.width = 380
    assert len(drawn) == 4
    area.width = 200
    assert area.drawn_width == 220


def test_the_charts_say_which_choice_they_are_for(dashboard):
    """So that the page can show that they are busy while the lists hold another."""
    (area,) = (one for one in family(dashboard) if isinstance(one, ChartArea))
    (time,) = (one for one in family(dashboard) if getattr(one, "description", "") == "Time")
    assert area.answers[time.model_id] == ["index", 1]
    time.index = 0
    assert area.answers[time.model_id] == ["index", 0]
    assert dashboard.weeks == 4


@pytest.mark.usefixtures("drawn")
def test_a_page_without_a_kernel_has_pictures(dashboard):
    """Where a page takes SVG away, as an untrusted notebook does, a chart and its text stay."""
    page = dashboard._repr_mimebundle_()["text/html"]
    told = re.findall(r'<img alt="([^"]+)" src="data:image/png;base64,[^"]+"', page)
    assert told == alts(dashboard)
    assert "<svg" not in page


def test_an_unknown_exercise_stands_for_itself(log):
    """A log kept with another table is shown all the same."""
    none = bc.load_exercises().iloc[:0]
    assert "bridging (2" in sessions_table(log.to_frame(), none)
    mine = bc.load_exercises().drop(index=["walking", "bridging"])
    assert "walking" in bc.ProgressDashboard(log, exercises=mine, today=TODAY).sessions.value


def test_goals_are_told_in_words(dashboard, log):
    """Where each stands, and one next step; on the page without a kernel too."""
    assert dashboard.goals.value == ""
    assert dashboard.goals.layout.display == "none"
    log.add_measure("2025-12-22", "psfs", 3, note="Dig <b>: 3")
    log.add_measure("2026-01-02", "psfs", 5, note="Dig <b>: 5")
    dashboard.refresh()
    assert "<li>Dig &lt;b&gt;: 3 of 10 on 22 Dec 2025, 5 on 2 Jan 2026" in dashboard.goals.value
    assert "2 points easier, enough to matter (2 points).</li>" in dashboard.goals.value
    assert bc.load_guidance().loc["step_easier", "text"] in dashboard.goals.value
    assert dashboard.goals.layout.display != "none"
    assert dashboard.goals.value in dashboard._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("why", ["stop rule", "warning sign", "severe pain"])
def test_no_next_step_before_somebody_was_asked(dashboard, log, why):
    """The goals stay on the page; the step is not for whoever has to ask first."""
    log.add_measure("2026-01-02", "psfs", 5)
    start = at("2026-01-04T20:00")
    if why == "stop rule":
        log.add(bc.Session(start, pain_peak=4, pain_minutes=16))
    elif why == "severe pain":
        log.add(bc.Session(start, pain_before=7))
    else:
        log.safety_record().answer_red_flags(["fever"])
    dashboard.refresh()
    assert "All goals together: 5 of 10 on 2 Jan 2026, noted once." in dashboard.goals.value
    whom = "a health professional" if why == "severe pain" else "a doctor"
    assert f"No next step until you have asked {whom}." in dashboard.goals.value
    assert "One small next step" not in dashboard.goals.value
    if why == "stop rule":
        dashboard.stop.confirm()
        assert "One small next step" in dashboard.goals.value


@pytest.mark.filterwarnings("ignore:.*cannot be read")
def test_what_cannot_be_read_is_told_to_whom_it_belongs(tmp_path):
    """Whoever else looks into the log, the alarm of one stays, and another has none."""
    with bc.SessionLog(tmp_path / "log.db") as log:
        for patient in ("p1", "p2"):
            walk = [bc.Entry("walking")]
            start = at("2026-01-02T09:00")
            log.add(bc.Session(start, patient=patient, session_id=patient, entries=walk))
        with sqlite3.connect(tmp_path / "log.db") as connection:
            connection.execute("UPDATE sessions SET note = 'spoilt' WHERE session_id = 'p1'")
        connection.close()
        one, two = (
            bc.ProgressDashboard(log, patient=patient, as_of=TODAY) for patient in ("p1", "p2")
        )
        bc.SessionForm(log, patient="p1")
        bc.SessionForm(log, patient="p2")
        one.weeks = two.weeks = 4
        assert "1 session of your log cannot be read" in one.counted.text
        assert two.counted.text == "1 session since 29 Dec 2025."
        assert len(log.to_frame()) == 1
        log.awaiting_reason("p2")
        assert len(log.unread) == 1
        log.to_frame("p2")
        log.awaiting_reason("p1")
        assert log.unread.empty


def test_the_last_sessions_say_the_worst_pain():
    """Where it was above both what it was before and after; else there is nothing to add."""
    with bc.SessionLog(":memory:") as log:
        now = log.safety_record().now()
        for days, (before, worst, after) in enumerate([(2, 8, 4), (2, 4, 4), (None, 5, None)]):
            pains = {"pain_before": before, "pain_peak": worst, "pain_after": after}
            log.add(bc.Session(now - timedelta(days=days), **pains))
        html = sessions_table(log.to_frame(), bc.load_exercises())
    assert html.count("at worst") == 2
    assert "4 (at worst 8)" in html
    assert "not given (at worst 5)" in html
