"""What the page without Python keeps, brings back and deletes; and a log that it cannot read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alone_page import Alone, begun, write_down
from axe import axe_faults
from playwright.sync_api import BrowserContext, Locator, Page, expect

import backcare as bc
from backcare.csv_reader import csv_text
from backcare.sessions import CSV_COLUMNS
from backcare.site import write_page

pytestmark = pytest.mark.browser

FORGET = """async () => {
  localStorage.clear();
  sessionStorage.clear();
  await new Promise((done) => {
    const gone = indexedDB.deleteDatabase("backcare");
    gone.onsuccess = gone.onerror = gone.onblocked = done;
  });
}"""
# Write into the log beside the page, as a newer page or a damaged disk may have.
PUT = """async ([version, store, records]) => {
  const base = await new Promise((keep, fail) => {
    const request = indexedDB.open("backcare", version);
    request.onsuccess = () => keep(request.result);
    request.onerror = fail;
  });
  const adding = base.transaction(["sessions", "events"], "readwrite");
  for (const record of records) adding.objectStore(store).put(record);
  await new Promise((keep) => { adding.oncomplete = keep; });
  base.close();
}"""
SESSION: dict[str, Any] = {
    "session_id": "a",
    "patient": "me",
    "started_at": "2026-03-02T18:00:00+01:00",
    **dict.fromkeys(("pain_before", "pain_after", "pain_peak", "pain_minutes")),
    "note": "",
    "entries": [],
}
EVENT = {"kind": "told_to_stop", "patient": "me", "at": SESSION["started_at"], "session_id": "a"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page once."""
    return write_page(tmp_path_factory.mktemp("keeps") / "exercises.html")


@pytest.fixture
def alone(page: Page, file: Path) -> Iterator[Alone]:
    """Open the page with nothing kept."""
    page.goto(file.as_uri())
    page.evaluate(FORGET)
    yield Alone(page, file.as_uri())
    page.evaluate(FORGET)


def bring(alone: Alone, content: bytes | str, name: str = "f.csv") -> Locator:
    """Bring a file back, and give what is said of it."""
    data = alone.view("My data")
    given = content.encode() if isinstance(content, str) else content
    named = {"name": name, "mimeType": "text/plain", "buffer": given}
    data.locator("input[type=file]").set_input_files([named])
    return data.locator(".bc-said")


def row(**cells: object) -> str:
    """Write a file of one session."""
    usual = {"session_id": "a", "patient": "me", "started_at": SESSION["started_at"]}
    given = dict.fromkeys(CSV_COLUMNS, "") | usual | {"exercise_id": "walking"} | cells
    return csv_text(CSV_COLUMNS, [[str(given[name]) for name in CSV_COLUMNS]])


def saved_again(alone: Alone, to: Path) -> Path:
    press = alone.view("My data").get_by_role("button", name="Save the sessions")
    return alone.saved(press, to)


@pytest.mark.parametrize("how", ["form", "player"])
def test_a_session_without_an_exercise_comes_back(alone: Alone, how: str, tmp_path: Path) -> None:
    """As a file and as a backup; and Python takes it, too."""
    page = alone.page
    if how == "form":
        progress = alone.view("My progress")
        progress.get_by_role("button", name="Write down a session").click()
        scale = progress.get_by_role("radiogroup", name="Pain before you started")
        scale.get_by_label("4", exact=True).check(force=True)
        progress.get_by_role("button", name="Save", exact=True).click()
        expect(progress).to_contain_text("No exercise was done")
    else:
        session = alone.plan("Long-lasting pain")
        session.get_by_role("button", name="Do this plan").click()
        player = begun(page, pain=3)
        player.button("Finish for today").click()
        player.on("after")
        player.feels(3)
        player.button("Save").click()
        player.is_saved()
    file = saved_again(alone, tmp_path / "log.csv")
    with bc.SessionLog(":memory:") as log:
        assert log.import_csv(file).added == 1
        assert log.sessions()[0].entries == ()
    back = alone.view("My data").get_by_role("button", name="Back up")
    backup = alone.saved(back, tmp_path / "backup.json")
    for taken in (file, backup):
        page.evaluate(FORGET)
        alone.open()
        expect(bring(alone, taken.read_bytes(), taken.name)).to_contain_text("1 session taken in")
        assert saved_again(alone, tmp_path / "again.csv").read_bytes() == file.read_bytes()


def test_whose_sessions_came_in_is_said(alone: Alone) -> None:
    """Those of somebody else are in another log; a name that is nearly known may be one person."""
    said = bring(alone, row(patient="Anna"))
    expect(said).to_contain_text("1 session taken in")
    expect(said).to_contain_text("1 session of Anna")
    said = bring(alone, row(session_id="b", patient="ANNA"))
    expect(said).to_contain_text("“ANNA” beside “Anna”")
    said = bring(alone, row(session_id="c", patient="Me"))
    expect(said).to_contain_text("“Me” beside “me”")
    alone.open()
    people = alone.view("My data").get_by_label("Whose log")
    expect(people.locator("option")).to_have_text(["Me", "Anna", "ANNA", "“Me”"])


@pytest.mark.parametrize(("typed", "whose"), [("Me", "me"), (" ME ", "me"), ("zoe", "Zoë")])
def test_nobody_becomes_two_by_a_capital_letter(alone: Alone, typed: str, whose: str) -> None:
    expect(bring(alone, row(patient="Zoë"))).to_contain_text("1 session taken in")
    data = alone.view("My data")
    data.get_by_label("Somebody else").fill(typed)
    with alone.page.expect_navigation():
        data.get_by_role("button", name="Add").click()
    expect(alone.view("My data").get_by_label("Whose log")).to_have_value(whose)


def test_letters_of_windows_are_read(alone: Alone, tmp_path: Path) -> None:
    text = row(note="Rücken müde")
    expect(bring(alone, text.encode("cp1252"))).to_contain_text("1 session taken in")
    assert "Rücken müde" in saved_again(alone, tmp_path / "log.csv").read_text("utf-8")


def test_a_session_with_severe_pain_is_never_dropped_in_silence(alone: Alone) -> None:
    expect(bring(alone, row(pain_before=2))).to_contain_text("1 session taken in")
    said = bring(alone, row(pain_before=2, pain_peak=9))
    expect(said).to_contain_text("was not taken in, and nothing has changed.")
    expect(said).to_contain_text("Worst pain while exercising is nothing here and 9 in the file")


def backup(*sessions: dict[str, Any]) -> str:
    """Write a backup with some sessions."""
    made = {"made_by": "backcare-page", "version": 1, "sessions": sessions, "events": [EVENT_OF_B]}
    return json.dumps(made)


EVENT_OF_B = {"kind": "confirmed", "patient": "me", "at": SESSION["started_at"], "about": ["b"]}
WORSE = SESSION | {"pain_peak": 9, "note": "as it was"}
LATER = SESSION | {"session_id": "b", "started_at": "2026-03-03T18:00:00+01:00"}


@pytest.mark.parametrize("kind", ["backup", "csv"])
def test_an_edited_session_keeps_the_rest_of_a_file_from_nobody(
    alone: Alone, kind: str, tmp_path: Path, shoot
) -> None:
    """Refused first, with what differs; then the rest comes in, and what is here stays."""
    expect(bring(alone, row(pain_before=2))).to_contain_text("1 session taken in")
    before = saved_again(alone, tmp_path / "before.csv").read_text("utf-8")
    if kind == "csv":
        lines = (
            row(pain_before=2, pain_peak=9)
            + row(session_id="b", started_at=LATER["started_at"]).split("\r\n", 1)[1]
        )
        said = bring(alone, lines)
    else:
        said = bring(alone, backup(WORSE, LATER), "b.json")
    expect(said).to_contain_text("was not taken in, and nothing has changed.")
    expect(said).to_contain_text("Worst pain while exercising is nothing here and 9 in the file")
    for width, theme in ((360, "light"), (1280, "dark")):
        alone.page.set_viewport_size({"width": width, "height": 800})
        alone.page.emulate_media(color_scheme=theme)
        said.scroll_into_view_if_needed()
        shoot(f"{width}-{theme}")
        assert axe_faults(alone.page.locator(":root")) == []
    data = alone.view("My data")
    rest = data.get_by_role("button", name="Keep what is here, and bring back the rest")
    rest.evaluate("(one) => { one.click(); one.click(); }")  # pressed twice, it is done once
    alone.page.wait_for_timeout(500)
    expect(said).to_contain_text("1 session taken in")
    expect(said).to_contain_text("Kept as it is here, and not as it is in the file:")
    expect(said).to_contain_text("9 in the file")
    expect(data.get_by_role("button", name="Keep what is here")).to_have_count(0)
    after = saved_again(alone, tmp_path / "after.csv").read_text("utf-8")
    assert after.startswith(before)
    assert len(after.splitlines()) == len(before.splitlines()) + 1


def test_a_file_with_faults_is_not_brought_in_part(alone: Alone) -> None:
    """What differs can stay; a cell that is wrong has to be corrected first."""
    expect(bring(alone, row(pain_before=2))).to_contain_text("1 session taken in")
    lines = row(pain_before=2, pain_peak=9) + row(session_id="b", sets=99).split("\r\n", 1)[1]
    said = bring(alone, lines)
    expect(said).to_contain_text("sets: “99”")
    expect(alone.page.get_by_role("button", name="Keep what is here")).to_have_count(0)


@pytest.mark.parametrize("goes", ["Find exercises", "My progress"])
def test_delete_does_not_stay_armed(alone: Alone, goes: str) -> None:
    """Who goes elsewhere, and comes back, is asked anew."""
    expect(bring(alone, row())).to_contain_text("1 session taken in")
    data = alone.view("My data")
    data.get_by_role("button", name="Delete everything").click()
    expect(data.get_by_role("button", name="Press again")).to_be_visible()
    alone.view(goes)
    data = alone.view("My data")
    expect(data.get_by_role("button", name="Press again")).to_have_count(0)
    data.get_by_role("button", name="Delete everything").click()
    with alone.page.expect_navigation():
        data.get_by_role("button", name="Press again").click()
    expect(alone.view("My progress")).to_contain_text("Your progress will appear here")


def test_no_word_promises_what_a_private_window_forgets(alone: Alone) -> None:
    """No page can know whether it is in one: where the log is, is said with what forgets it."""
    expect(alone.view("My data")).to_contain_text("A private window forgets it when it is closed")


# --- a log that cannot be read: nobody knows whether it says to stop ---


def reopened(alone: Alone) -> Locator:
    """Open the page where it cannot read its log, and see that it offers nothing."""
    alone.page.goto("about:blank")
    alone.page.goto(alone.address)
    told = alone.page.get_by_role("alert").filter(has_text="nothing is offered")
    expect(told).to_be_visible()
    expect(told.get_by_role("button", name="Open it again")).to_be_visible()
    for part in ("#session", "#exercises", "#data", ""):
        alone.page.evaluate("(part) => { location.hash = part; }", part)
        expect(alone.page.locator("[data-view]:visible, nav:visible")).to_have_count(0)
    return told


def test_a_log_of_a_newer_page_offers_nothing(alone: Alone) -> None:
    """It is neither read by the rules of an older page, nor deleted, nor one that is empty."""
    alone.page.evaluate(PUT, [2, "sessions", [SESSION | {"pain_peak": 9}]])
    told = reopened(alone)
    expect(told).to_contain_text("newer version")
    expect(told.get_by_role("button")).to_have_count(1)


DAMAGED = [
    ("sessions", {"session_id": "a"}),
    ("sessions", {name: value for name, value in SESSION.items() if name != "started_at"}),
    ("sessions", SESSION | {"started_at": "2026-02-31"}),
    ("sessions", SESSION | {"pain_peak": "nine"}),
    ("sessions", SESSION | {"entries": None}),
    ("sessions", SESSION | {"entries": [None]}),
    ("events", EVENT),
    ("events", EVENT | {"reason": "stop_rule", "at": "soon"}),
    ("events", {"kind": "constructor", "patient": "me", "at": EVENT["at"]}),
    ("events", {"kind": "red_flags", "patient": "me", "at": EVENT["at"]}),
    ("events", {"kind": "confirmed", "patient": "me", "at": EVENT["at"], "about": "all"}),
]


@pytest.mark.parametrize(("store", "record"), DAMAGED)
def test_a_damaged_record_offers_nothing(
    alone: Alone, store: str, record: dict[str, Any], tmp_path: Path
) -> None:
    """All is saved as a file, what is damaged is taken out, and then a professional is asked."""
    alone.page.evaluate(PUT, [1, "sessions", [SESSION | {"session_id": "whole"}]])
    alone.page.evaluate(PUT, [1, store, [record]])
    told = reopened(alone)
    every = alone.saved(told.get_by_role("button", name="Save all of it"), tmp_path / "all.json")
    assert {one["session_id"] for one in json.loads(every.read_text())["sessions"]} >= {"whole"}
    told.get_by_role("button", name="Take out what is damaged").click()
    with alone.page.expect_navigation():
        told.get_by_role("button", name="Press again to do it").click()
    alone.page.locator("html[data-ready=all]").wait_for()
    expect(alone.view("Do a session")).to_contain_text("Stop here")
    expect(alone.view("My progress")).to_contain_text("All sessions (1)")


@pytest.mark.parametrize(
    "fault",
    [
        "IDBObjectStore.prototype.getAll = () => { throw new DOMException('x', 'UnknownError'); };",
        "indexedDB.open = () => { throw new DOMException('x', 'UnknownError'); };",
    ],
)
def test_a_log_that_cannot_be_read_offers_nothing(
    alone: Alone, context: BrowserContext, fault: str
) -> None:
    """Also where a browser opens none any more: an empty one would have forgotten a stop."""
    other = context.new_page()
    other.add_init_script(fault)
    there = reopened(alone_in(other, alone.address))
    expect(there).to_contain_text("cannot be read")
    expect(there.get_by_role("button", name="Delete the log of this browser")).to_be_visible()
    other.close()


def alone_in(page: Page, address: str) -> Alone:
    """Give a page that is not opened yet."""
    found = Alone.__new__(Alone)
    found.page, found.address = page, address
    return found


def test_who_deletes_a_log_that_cannot_be_read_asks_first(alone: Alone) -> None:
    fault = "IDBObjectStore.prototype.getAll = () => { throw new Error('x'); };"
    once = f"if (!sessionStorage.getItem('once')) {{ sessionStorage.setItem('once', 1); {fault} }}"
    alone.page.add_init_script(once)
    alone.page.evaluate("sessionStorage.removeItem('once')")
    alone.page.goto(alone.address)
    told = alone.page.get_by_role("alert").filter(has_text="nothing is offered")
    told.get_by_role("button", name="Delete the log").click()
    with alone.page.expect_navigation():
        told.get_by_role("button", name="Press again to do it").click()
    alone.page.locator("html[data-ready=all]").wait_for()
    expect(alone.view("Do a session")).to_contain_text("Stop here")


def test_an_open_session_goes_on_where_the_log_is_lost(alone: Alone) -> None:
    """It can still be done, and saved as a file."""
    session = alone.plan("Mild discomfort")
    session.get_by_role("button", name="Do this plan").click()
    alone.page.evaluate("IDBObjectStore.prototype.getAll = () => { throw new Error('x'); }; null")
    alone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(alone.page.get_by_role("alert").filter(has_text="nothing is offered")).to_be_visible()
    player = begun(alone.page, pain=1)
    expect(player.root).to_be_visible()


def test_a_form_that_was_filled_in_is_kept_as_it_was_typed(alone: Alone, tmp_path: Path) -> None:
    """What the page writes itself is what it reads: no session of its own is damaged to it."""
    progress = write_down(alone, "walking", before=2)
    progress.get_by_label("When was it?").fill("2026-03-02T18:05")
    progress.get_by_role("button", name="Save", exact=True).click()
    expect(progress).to_contain_text("Saved. 2 Mar 2026, 18:05")
    alone.open()
    expect(alone.view("My progress")).to_contain_text("All sessions (1)")
    assert "2026-03-02T18:05:00" in saved_again(alone, tmp_path / "log.csv").read_text("utf-8")
