"""The page without Python, shown on this computer with the log that notebooks read."""

import json
import os
import re
import sqlite3
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pandas as pd
import psutil
import pytest
from alone_page import KEPT_HERE, SEVERE, Alone, begun, offers_nothing, write_down
from playwright.sync_api import Page, Route, expect
from servers import CHECKOUT, free_port, running

import backcare as bc
from backcare.csv_reader import csv_text
from backcare.documents.handout import plan_html
from backcare.sessions import CSV_COLUMNS
from backcare.tables.vocabulary import terms

AMOUNTS = ("sets", "reps", "hold_s", "minutes")
pytestmark = pytest.mark.browser


class OwnLog:
    """The page, its log and the program that shows both."""

    def __init__(self, address: str, path: Path, program: psutil.Process) -> None:
        self.address, self.path, self.program = address, path, program

    def open(self, page: Page) -> Alone:
        """Open the page."""
        return Alone(page, self.address)

    def log(self) -> bc.SessionLog:
        """Open the log, as a notebook does."""
        return bc.SessionLog(self.path)

    def ask(
        self, where: str = "log", *, word: bool = True, body: object = None, **headers: str
    ) -> tuple[int, str]:
        """Ask as a program would, not as a page; give the status and the text."""
        base, _, token = self.address.partition("?token=")
        own = {"Cookie": f"backcare-page={token}"} if word else {}
        data = None if body is None else json.dumps(body).encode()
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(base + where, data=data, headers=own | asked)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnLog]:
    """Run what `backcare site --own-log` runs."""
    command = [sys.executable, "-m", "backcare", "site", "--own-log", f"--port={free_port()}"]
    path = tmp_path / "log.db"
    told = os.environ | {"BACKCARE_LOG": str(path)}
    with running(command, CHECKOUT, told, tmp_path / "site.log") as said:
        address = said.finds(r"(http://\S+)")
        yield OwnLog(address, path, psutil.Process(said.process.pid))


def test_what_is_done_on_the_page_is_in_the_log_of_the_notebooks(own: OwnLog, page: Page) -> None:
    """Answers and sessions, from the page and to it; and nothing of it stays in the browser."""
    # Behind the log's clock, so that nothing is of the future, and not just before midnight.
    hour_ago = datetime.now().astimezone() - timedelta(hours=1)
    page.clock.install(time=hour_ago - timedelta(hours=hour_ago.hour == 23))
    alone = own.open(page)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", page.url)  # the word is not in the address
    progress = write_down(alone, "bridging", before=3)
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Saved.")
    alone.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    player = begun(page, pain=2)
    player.play_on()
    player.save(pain=2)
    player.is_saved()
    with own.log() as log:
        frame = log.to_frame()
        assert sorted(frame["pain_before"].unique()) == [2, 3]
        record = log.safety_record()
        signs = record.red_flags()
        assert signs is not None
        assert signs.flags == ()
        usual = record.usual()
        assert usual is not None
        assert (usual.pain_state, usual.minutes) == ("chronic", 5)
    said = page.evaluate(KEPT_HERE)
    assert "bridging" not in said
    assert said.endswith("[]")
    alone.open()
    expect(alone.view("My progress")).to_contain_text("This week: 2 of 3 sessions.")
    expect(alone.view("My data")).to_contain_text("Your log is kept on this computer")


@pytest.mark.parametrize("say_severe", SEVERE[:2])
def test_severe_pain_that_was_chosen_gets_to_the_log(own: OwnLog, page: Page, say_severe) -> None:
    """Notebooks stop, too; once somebody was asked, both go on."""
    page.clock.install(time=datetime.now().astimezone() - timedelta(minutes=30))
    alone = own.open(page)
    alone.plan("Long-lasting pain").get_by_role("button", name="Do this plan").click()
    say_severe(page)
    with own.log() as log:
        assert log.awaiting_reason() == ""
    offers_nothing(alone)
    with own.log() as log:
        alone.until(lambda: log.awaiting_reason() == "severe_pain")
    alone.open()
    offers_nothing(alone)
    session = alone.view("Do a session")
    session.get_by_role("button", name="I have asked a health professional").click()
    expect(session.locator(".bc-stop")).to_be_hidden()
    with own.log() as log:
        assert log.awaiting_reason() == ""
    alone.open()
    expect(alone.view("Do a session").locator(".bc-stop")).to_be_hidden()


def test_what_a_notebook_changes_is_on_the_page_soon(own: OwnLog, page: Page) -> None:
    alone = own.open(page)
    session = alone.plan("Long-lasting pain")
    expect(session.locator(".bc-plan li")).not_to_have_count(0)
    with own.log() as log:
        start = datetime.now(UTC) - timedelta(minutes=30)
        log.add(bc.Session(start, pain_before=2, pain_peak=8, entries=[bc.Entry("walking")]))
    expect(session).to_contain_text("Stop here")
    expect(session.locator(".bc-plan li")).to_have_count(0)
    session.get_by_role("button", name="I have asked a health professional").click()
    expect(session.get_by_role("button", name="I have asked")).to_have_count(0)
    with own.log() as log:
        assert log.awaiting_reason() == ""


@pytest.mark.parametrize("state", ["chronic", "mild", "none"])
def test_the_plan_has_the_amounts_of_the_notebooks_planner(
    own: OwnLog, page: Page, state: str
) -> None:
    """From the same log, after two weeks in which all of it was done with little pain."""
    exercises = bc.load_exercises()
    done = bc.make_plan(exercises, pain_state=state, minutes=20)
    entries = [
        bc.Entry(
            row.exercise_id,
            **{name: int(row[name]) for name in AMOUNTS if pd.notna(row[name])},
        )
        for _, row in done.iterrows()
    ]
    with own.log() as log:
        for days in range(14, 0, -2):
            start = datetime.now(UTC) - timedelta(days=days)
            log.add(bc.Session(start, entries=entries, pain_before=1, pain_after=1, pain_peak=1))
        planner = bc.SessionPlanner(log, pain_state=state, minutes=20)
        planner.gate.cleared = True
        there = plan_html(planner.plan, exercises)
    shown = re.findall(r"<p><strong>(.*?)</strong>(: .*?)</p>", there)
    assert len(shown) == len(planner.plan) > 2
    alone = own.open(page)
    session = alone.view("Do a session")
    expect(session).to_contain_text("No warning signs today.")
    label = terms("pain_state")[state]
    session.locator(".bc-pain-state").get_by_role("button", name=label, exact=True).click()
    session.get_by_role("button", name="20 min", exact=True).click()
    lines = session.locator(".bc-plan .bc-what > p:first-child")
    expect(lines).to_have_text([unescape(f"{name}{dose}") for name, dose in shown])


def test_what_cannot_be_read_is_said(own: OwnLog, page: Page) -> None:
    """And it may have been a stop: then the page stops, too."""
    with own.log() as log:
        log.add(bc.Session(datetime.now(UTC) - timedelta(minutes=30), pain_before=2))
    alone = own.open(page)
    told = page.get_by_text("A part of your log cannot be read")
    expect(told).to_be_hidden()
    with sqlite3.connect(own.path) as base:
        base.execute("update sessions set pain_before = 3")
    expect(told).to_be_visible()
    expect(alone.view("Do a session")).to_contain_text("Stop here")


def test_a_page_whose_program_is_gone_shows_nothing_old(own: OwnLog, page: Page) -> None:
    alone = own.open(page)
    session = alone.plan("Long-lasting pain")
    expect(session.locator(".bc-plan li")).not_to_have_count(0)
    own.program.kill()
    lost = page.get_by_role("alert").filter(has_text="This page has lost its connection.")
    expect(lost).to_be_visible()
    expect(lost.get_by_role("button", name="Open it again")).to_be_visible()
    expect(session).to_be_hidden()


def test_only_who_started_it_comes_in(own: OwnLog) -> None:
    """Without the word, by another name, from another site, as a form: nothing told or done."""
    add = {"do": "note", "event": {"kind": "red_flags", "flags": ["fever"], "seen": [], "at": "2"}}
    kind = {"Content_Type": "application/json"}
    shut = [
        own.ask("", word=False),
        own.ask("log", word=False),
        own.ask("log?token=guessed", word=False),
        own.ask("log", word=False, body=add, **kind),
        own.ask("log", Host="backcare.example"),
        own.ask("log", Origin="https://backcare.example"),
        own.ask("log", body=add, **kind, Origin="null"),
        own.ask("log", body=add, Content_Type="text/plain"),
    ]
    for status, text in shut:
        assert (status, "sessions" in text) == (403, False)
    assert own.ask("../../etc/passwd")[0] in (403, 404)
    assert own.ask("no-page.html") == (404, "Nothing is here.")
    status, text = own.ask("log", body=add, **kind)
    assert status == 400
    assert "fault" in json.loads(text)
    status, text = own.ask("log")
    assert (status, json.loads(text)["events"]) == (200, [])


def test_a_log_that_cannot_be_written_is_said(own: OwnLog, page: Page) -> None:
    """And what was entered is still there."""
    alone = own.open(page)
    progress = write_down(alone, "bridging", before=3)
    own.path.write_text("no log any more")
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Not saved yet. What you entered is still here.")
    expect(progress).to_contain_text("it is not a backcare log, or was cut short")


def test_what_is_saved_again_because_no_answer_came_is_kept_once(own: OwnLog, page: Page) -> None:
    """The page says that nobody knows, and a later press sends the same session."""
    page.clock.install(time=datetime.now().astimezone() - timedelta(minutes=30))
    alone = own.open(page)
    progress = write_down(alone, "bridging", before=3)

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.fallback()

    page.route("**/log", lose)
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("nobody knows whether it was kept")
    page.clock.run_for(120_000)
    page.unroute("**/log", lose)
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Saved.")
    with own.log() as log:
        assert len(log.sessions()) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"patient": "Anna"}, "Row 2, patient: “Anna” is not “me”"),
        ({"started_at": "2026-02-30T18:00:00+01:00"}, "Row 2, started_at: “2026-02-30"),
        ({"started_at": "2031-03-02T18:00:00+01:00"}, "must not be in the future"),
        ({"exercise_id": "no_exercise"}, "is not an exercise of the table"),
        ({"pain_peak": "9"}, "is here already with other answers"),
    ],
)
def test_a_file_that_is_refused_says_why(
    own: OwnLog, page: Page, changes: dict[str, str], said: str
) -> None:
    """It is the file's fault, and not that of the program."""
    usual = {"session_id": "a", "patient": "me", "started_at": "2026-03-02T18:00:00+01:00"}
    with own.log() as log:
        start = datetime.fromisoformat(usual["started_at"])
        log.add(bc.Session(start, entries=[bc.Entry("walking")], session_id="a"))
    row = dict.fromkeys(CSV_COLUMNS, "") | usual | {"exercise_id": "walking"} | changes
    data = own.open(page).view("My data")
    text = csv_text(CSV_COLUMNS, [row.values()]).encode()
    named = {"name": "f.csv", "mimeType": "text/csv", "buffer": text}
    data.locator("input[type=file]").set_input_files([named])
    expect(data).to_contain_text("was not taken in, and nothing has changed.")
    expect(data).to_contain_text(said)
    expect(data).not_to_contain_text("may have been stopped")
    with own.log() as log:
        assert len(log.sessions()) == 1


def test_a_file_with_too_much_for_one_go_says_what_to_do(own: OwnLog, page: Page) -> None:
    """More than the program takes in one piece; all of what it takes, or none."""
    start = datetime.fromisoformat("2020-03-02T18:00:00+01:00")

    def bring(name: str, count: int) -> None:
        usual = dict.fromkeys(CSV_COLUMNS, "") | {"patient": "me", "exercise_id": "walking"}
        rows = [
            usual
            | {"session_id": f"s{n}", "started_at": (start + timedelta(days=n)).isoformat()}
            | {"note": "x" * 9_900}
            for n in range(count)
        ]
        text = csv_text(CSV_COLUMNS, [row.values() for row in rows]).encode()
        named = {"name": name, "mimeType": "text/csv", "buffer": text}
        data.locator("input[type=file]").set_input_files([named])

    data = own.open(page).view("My data")
    bring("large.csv", 1_000)
    expect(data).to_contain_text("large.csv was not taken in, and nothing has changed.")
    expect(data).to_contain_text("It has 1000 sessions that are not here yet, and so many")
    expect(data).to_contain_text("Cut the file in two")
    with own.log() as log:
        assert log.sessions() == []
    bring("half.csv", 960)
    expect(data).to_contain_text("960 sessions taken in from half.csv.", timeout=20_000)
    with own.log() as log:
        assert len(log.sessions()) == 960


def test_what_the_log_refuses_is_said_in_its_words(own: OwnLog, page: Page) -> None:
    alone = own.open(page)
    progress = write_down(alone, "walking", before=2)
    own_words = "This log is of 'me', and the session is not."
    refuse = {"status": 400, "content_type": "application/json"}
    page.route("**/log", lambda route: route.fulfill(json={"fault": own_words}, **refuse)
               if route.request.method == "POST" else route.fallback())  # fmt: skip
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text(f"Not saved yet. What you entered is still here. {own_words}")


def test_the_manifest_is_asked_for_with_the_word(own: OwnLog) -> None:
    """Browsers ask for it without a cookie otherwise, and are shut out."""
    assert 'href="page.webmanifest" crossorigin="use-credentials"' in own.ask("")[1]
    assert own.ask("page.webmanifest")[0] == 200
