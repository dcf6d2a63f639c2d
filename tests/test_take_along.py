"""What is taken along: report, plan and a copy of everything, each whole, or why there is none."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest

import backcare as bc
from backcare.widgets.take_along import FileButton, everything_file

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
TODAY = date(2026, 3, 20)
WALK = [bc.Entry("walking", minutes=5)]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[bc.SessionLog]:
    with bc.SessionLog(tmp_path / "log.db", now=lambda: MONDAY + timedelta(days=18)) as opened:
        yield opened


def pressed(widget: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Any], str]:
    """Press a button of a widget; give the files that its page gets, and what is said."""
    found = [one for one in buttons(widget) if one.description == name]
    assert len(found) == 1
    given: list[Any] = []
    monkeypatch.setattr(
        found[0], "send", lambda message, buffers=(): given.append((message, *buffers))
    )
    found[0]._receive(None, {"press": {}}, [])
    assert given.pop() == ({"answered": True},)
    return [(message["file"], content) for message, content in given], found[0]._said.text


def buttons(widget: Any) -> Iterator[FileButton]:
    if isinstance(widget, FileButton):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from buttons(child)


def test_the_report_for_a_doctor(log, monkeypatch):
    """One PDF, with this person's sessions; without any there is nothing to print."""
    dashboard = bc.ProgressDashboard(log, today=TODAY)
    none, said = pressed(dashboard, "Print for my doctor", monkeypatch)
    assert none == []
    assert said == "Nothing to save yet. Write down a session first."
    log.add(bc.Session(MONDAY, pain_before=3, entries=WALK))
    log.add(bc.Session(MONDAY, pain_before=9, entries=WALK, patient="another"))
    ((name, content),), said = pressed(dashboard, "Print for my doctor", monkeypatch)
    assert name == "backcare-report-2026-03-20.pdf"
    assert content.startswith(b"%PDF-")
    assert content == report_of(log, "me")
    assert f"Your browser has the file {name}." in said


def report_of(log: bc.SessionLog, patient: str) -> bytes:
    path = Path(log.path).with_name("same.pdf")
    rule = log.safety_record(patient).settings()
    bc.weekly_report(log.to_frame(), path, patient=patient, settings=rule, end=TODAY)
    return path.read_bytes()


def test_a_copy_of_everything_can_be_used(log, tmp_path, monkeypatch):
    """The log itself opens again, and a new one takes the table."""
    log.add(bc.Session(MONDAY, pain_before=3, entries=WALK, note="=1+1"))
    log.add_measure(TODAY, "rmdq_24", 7)
    dashboard = bc.ProgressDashboard(log, today=TODAY)
    ((name, content),), _ = pressed(dashboard, "Save a copy of everything", monkeypatch)
    assert name == "backcare-copy-2026-03-20.zip"
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["sessions.csv", "scores.csv", "log.db"]
        archive.extractall(tmp_path / "copy")
    with (
        bc.SessionLog(tmp_path / "copy/log.db") as same,
        bc.SessionLog(":memory:") as new,
    ):
        new.import_csv(tmp_path / "copy/sessions.csv")
        for one in (same, new):
            pd.testing.assert_frame_equal(one.to_frame(), log.to_frame())
        pd.testing.assert_frame_equal(same.measures(), log.measures())


def test_nobody_gets_what_is_not_theirs(log):
    """Where others are in the log, it is not part of the copy, and their rows are not either."""
    for patient in ("p1", "p2"):
        log.add(bc.Session(MONDAY, entries=WALK, patient=patient, note=f"of {patient}"))
        log.add_measure(TODAY, "rmdq_24", 7, patient=patient)
    file = everything_file(log, "p1", day=TODAY)
    assert file is not None
    with ZipFile(io.BytesIO(file.content)) as archive:
        assert archive.namelist() == ["sessions.csv", "scores.csv"]
        assert all(b"p2" not in archive.read(name) for name in archive.namelist())
    assert everything_file(log, "p3", day=TODAY) is None


def test_a_plan_to_take_home(log, monkeypatch):
    """The plan that is shown; none before the warning signs are answered, or while one waits."""
    planner = bc.SessionPlanner(log, pain_state="chronic", minutes=10)
    assert pressed(planner, "Take my plan home", monkeypatch)[0] == []
    planner.gate.cleared = True
    ((name, content),), _ = pressed(planner, "Take my plan home", monkeypatch)
    assert name.startswith("backcare-plan-")
    page = content.decode()
    assert all(f'id="{key}"' in page or key in page for key in planner.plan["exercise_id"])
    log.add(bc.Session(MONDAY, pain_after=8, pain_minutes=60, entries=WALK))
    assert pressed(planner, "Take my plan home", monkeypatch)[0] == []


def test_a_plan_goes_into_a_calendar(log, monkeypatch):
    """On the days and at the time that are chosen; without a day, or a plan, there is none."""
    planner = bc.SessionPlanner(log, pain_state="chronic", minutes=10)
    name = "Save the calendar file (6 weeks)"
    none = ([], "Choose the days first. There must be a plan, too.")
    assert pressed(planner, name, monkeypatch) == none
    planner.gate.cleared = True
    planner._calendar.days.value = ["TU", "SA"]
    planner._calendar.at.value = "07:30"
    ((given, content),), said = pressed(planner, name, monkeypatch)
    assert given.endswith(".ics")
    assert "your calendar asks before it adds the days" in said
    assert b"BYDAY=TU,SA" in content
    assert b"T073000\r\n" in content
    assert b"SUMMARY:Back exercises\r\n" in content
    planner._calendar.days.value = []
    assert pressed(planner, name, monkeypatch) == none
    planner._calendar.days.value = ["TU"]
    log.add(bc.Session(MONDAY, pain_after=8, pain_minutes=60, entries=WALK))
    assert pressed(planner, name, monkeypatch)[0] == []


def test_todays_plan_is_also_where_the_progress_is(log, monkeypatch):
    """The planner's own of today, once today was asked about; none on the next day, or after it.

    Nor where a session asks to stop, or a warning sign is ticked.
    """
    log.add(bc.Session(MONDAY, entries=WALK))
    dashboard = bc.ProgressDashboard(log, today=TODAY)
    none = ([], "There is no plan for today yet. Open “Do a session”: it says what to do first.")
    assert pressed(dashboard, "Take my plan home", monkeypatch) == none
    planner = bc.SessionPlanner(log)
    planner.gate.cleared = True
    planner.pain_state, planner.minutes, planner.conditions = "chronic", 20, ["osteoporosis"]
    name = "Take my plan home"
    mine = pressed(planner, name, monkeypatch)
    assert "There is no plan" not in mine[1]
    assert pressed(dashboard, name, monkeypatch)[0][0][1] == mine[0][0][1]
    planner.gate.ticked = ["fever"]
    assert pressed(dashboard, name, monkeypatch) == none
    planner.gate.ticked, planner.gate.cleared = [], True
    assert len(pressed(dashboard, name, monkeypatch)[0]) == 1
    now = log.safety_record().now()
    with monkeypatch.context() as patch:
        patch.setattr(log, "_now", lambda: now + timedelta(days=1))
        assert pressed(dashboard, name, monkeypatch) == none
    # Where it hurt today, the planner asks first whether the back has settled.
    hurting = log.add(bc.Session(now, pain_before=2, pain_after=4, entries=WALK))
    assert pressed(dashboard, name, monkeypatch) == none
    log.delete(hurting)
    assert len(pressed(dashboard, name, monkeypatch)[0]) == 1
    log.add(bc.Session(MONDAY, pain_after=8, pain_minutes=60, entries=WALK))
    assert pressed(dashboard, name, monkeypatch) == none


def test_a_file_that_cannot_be_made_is_said(log, monkeypatch):
    """In words, and no file is given."""
    log.add(bc.Session(MONDAY, entries=WALK))
    dashboard = bc.ProgressDashboard(log, today=TODAY)

    def refuse(*_: object, **__: object) -> None:
        raise bc.LogError("The disk is full.")

    monkeypatch.setattr(log, "to_frame", refuse)
    for name in ("Print for my doctor", "Save a copy of everything"):
        assert pressed(dashboard, name, monkeypatch) == (
            [],
            "This file could not be made: The disk is full.",
        )
