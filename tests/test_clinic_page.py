"""One page for all patients of a clinic, behind its hub: everybody gets their own rows alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import pytest
import requests
from hubs import ANNA, BEN, CARLA, Visitor, deploy, needs_hub, of_hub, told, until, xsrf_of
from sqlalchemy import create_engine, make_url, text

from backcare import clinic

pytestmark = needs_hub
STARTED = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)


@dataclass
class Guest:
    """A patient who has come to the page."""

    visitor: Visitor
    page: str

    def get(self, path: str = "log", **more: Any) -> requests.Response:
        """Ask for something of the page, as the page does."""
        return self.visitor.browser.get(self.page + path, headers=self.shown(), **more)

    def tell(self, call: dict[str, Any], path: str = "log", **more: Any) -> requests.Response:
        """Tell the log something, as the page does, but for what is given besides."""
        asked = {"headers": self.shown(), "json": call} | more
        return self.visitor.browser.post(self.page + path, **asked)

    def shown(self, **more: str) -> dict[str, str]:
        """Return the heads by which the hub sees that a request is the page's own."""
        cookies = self.visitor.browser.cookies
        own = next(c.value for c in cookies if c.name == "_xsrf" and "page" in c.path)
        return {"X-XSRFToken": str(own), "Sec-Fetch-Mode": "cors"} | more


@dataclass
class School:
    """A trial that runs, with two patients at the page, a session of each, and a clinician."""

    trial: Any
    anna: Guest
    ben: Guest
    carla: Visitor

    @property
    def server(self) -> psutil.Process:
        """The server of the page."""
        [found] = [one for one in of_hub(self.trial) if "page" in one.cmdline()]
        return found


def session(session_id: str, note: str = "", **more: object) -> dict[str, object]:
    """Give a session as the page writes it."""
    entry = {"exercise_id": "bridging", "sets": 2, "reps": 10}
    given = {"patient": "me", "started_at": STARTED.isoformat(), "entries": [entry]}
    return {**given, "session_id": session_id, "note": note, **more}


def guest(trial: Any, name: str) -> Guest:
    """Log in; the hub leads to the page."""
    visitor = Visitor(name, trial.address)
    page = visitor.log_in(trial.passwords[name]).url
    assert page == f"{trial.address}services/page/{name}/"
    return Guest(visitor, page)


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    """Start a clinic with one page for all; both patients write a session with the same id."""
    with deploy.running_trial(one_page=True) as trial:
        carla = Visitor(CARLA, trial.address)
        carla.log_in(trial.passwords[CARLA])
        both = [guest(trial, name) for name in (ANNA, BEN)]
        for one, note in zip(both, ("a secret of Anna", "a secret of Ben"), strict=True):
            assert one.tell({"do": "add", "session": session("first", note)}).ok
        yield School(trial, *both, carla)


def test_everybody_has_their_own(school: School) -> None:
    """What is told is there at once, in the database too, and nobody else's."""
    for one, name in ((school.anna, "Anna"), (school.ben, "Ben")):
        notes = [row["note"] for row in one.get().json()["sessions"]]
        assert notes == [f"a secret of {name}"]
    again = school.ben.tell({"do": "add", "session": session("first", "a secret of Ben")})
    assert again.json() == {"session_id": "first"}
    assert len(school.ben.get().json()["sessions"]) == 1
    assert "Sign out" in school.ben.get("").text


CALLS = [
    ("get", {}),
    ("add", {"do": "add", "session": session("new")}),
    ("take out", {"do": "take_out", "known": session("first", "a secret of Anna")}),
    ("note", {"do": "note", "event": {"kind": "confirmed"}}),
]


@pytest.mark.parametrize("call", [call for _, call in CALLS], ids=[name for name, _ in CALLS])
def test_nobody_gets_at_what_is_of_another(school: School, call: dict[str, Any]) -> None:
    """By another address, by another name in the call, or with a cookie of one's own."""

    def ask(path: str, **more: Any) -> requests.Response:
        if call:
            return school.ben.tell(call, path, **more)
        return school.ben.visitor.browser.get(
            school.ben.page + path, headers=school.ben.shown(), **more
        )

    before = school.anna.get().text
    token = school.ben.visitor.browser.cookies.get("service-page")
    for path in (f"../{ANNA}/log", f"..%2F{ANNA}/log", "../../../services/page/log"):
        for more in ({}, {"params": {"token": token}}, {"cookies": {"service-page": token}}):
            refused = ask(path, **more)
            assert refused.status_code in (302, 403, 404, 405), refused.text
            assert "secret of Anna" not in refused.text
    assert school.anna.get().text == before


def test_nobody_makes_a_token(school: School) -> None:
    """One that was made at another's screen would open their log after they have signed out."""
    browser, base = school.anna.visitor.browser, school.trial.address
    page = browser.get(base + "hub/home")
    heads = {"X-XSRFToken": xsrf_of(page.text), "Referer": page.url}
    made = browser.post(f"{base}hub/api/users/{ANNA}/tokens", json={}, headers=heads)
    assert made.status_code in (403, 404), made.text


def test_a_session_for_somebody_else_is_refused(school: School) -> None:
    """Whose it is is who has logged in, whatever the call says; and it tells nothing of others."""
    for patient in ("anna", ANNA, "nobody"):
        said = school.ben.tell({"do": "add", "session": session("x", patient=patient)})
        assert said.status_code == 400
        assert "This log is of 'me'" in said.json()["fault"]


def test_who_has_not_logged_in_gets_nothing(school: School) -> None:
    """A page leads to the hub's login, a call is refused in words that say what to do."""
    nobody = requests.Session()
    for path in ("", f"{ANNA}/"):
        led = nobody.get(f"{school.trial.address}services/page/{path}")
        assert "/hub/login" in led.url
    for ask in (nobody.get, nobody.post):
        fetch = {"Sec-Fetch-Mode": "cors", "Content-Type": "application/json"}
        refused = ask(school.anna.page + "log", headers=fetch, allow_redirects=False)
        assert refused.status_code == 403
        assert "Sign in again in another tab" in refused.json()["fault"]


def test_no_other_site_and_no_other_page_can_write(school: School) -> None:
    """Neither by a form or script of another origin, nor by a page of this one without the word."""
    before, call = school.anna.get().text, {"do": "add", "session": session("forged")}
    own = school.anna.shown()
    for heads in (
        own | {"Origin": "http://elsewhere.example"},
        own | {"Origin": "null"},
        own | {"Content-Type": "text/plain"},
        own | {"X-XSRFToken": school.ben.shown()["X-XSRFToken"]},
        own | {"X-XSRFToken": ""},
        {"Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Mode": "navigate"},
        {},
    ):
        refused = school.anna.tell(call, headers=heads, allow_redirects=False)
        assert refused.status_code == 403, heads
    assert school.anna.get().text == before


WAYS_HOME = [
    # Where a patient may come by a bookmark, a button of the hub or a slip.
    *(
        "",
        "hub/",
        "hub/login",
        "hub/home",
        "hub/token",
        "hub/spawn",
        "hub/user-redirect/lab",
        "services/page/",
    ),
    *(f"user/{ANNA}/", f"user/{ANNA}/lab", f"user/{BEN}/", f"user/{CARLA}/", "user/nobody/"),
    *(f"hub/spawn/{BEN}", f"services/page/{BEN}/", "hub/nothing", "hub/admin", "nothing"),
]


@pytest.mark.parametrize("path", WAYS_HOME)
def test_a_patient_always_gets_to_their_page(school: School, path: str) -> None:
    """By itself, or with one press after words that are theirs."""
    browser, base = school.anna.visitor.browser, school.trial.address
    shown = browser.get(base + path)
    for _ in range(3):
        if shown.url == school.anna.page:
            return
        words = shown.text
        assert "server" not in words.partition("<body>")[2].partition("<script>")[0].lower()
        assert deploy.NAME in words
        by_itself = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', words)
        pressed = re.search(r'<a class="btn btn-lg btn-primary" href="([^"]+)"', words)
        found = by_itself or pressed
        assert found, words
        shown = browser.get(base.rstrip("/") + found[1])
    raise AssertionError(shown.url)


def test_a_clinician_gets_notebooks(school: School) -> None:
    """They are led there also from the patients' page, and have no log in it."""
    shown = school.carla.browser.get(f"{school.trial.address}services/page/", allow_redirects=False)
    while shown.is_redirect and "spawn" not in shown.headers["Location"]:
        shown = school.carla.browser.get(shown.next.url, allow_redirects=False)
    assert shown.headers["Location"].endswith("/hub/spawn")
    home = school.carla.browser.get(f"{school.trial.address}hub/home").text
    assert re.search(rf'href="/[^"]*{CARLA}/?">Open what you have here</a>', home), home
    carla = Guest(school.carla, f"{school.trial.address}services/page/{CARLA}/")
    assert carla.get("").ok
    refused = carla.get()
    assert refused.status_code == 503
    assert "This page is for patients" in refused.json()["fault"]
    assert refused.json()["leads_to"] == "/hub/spawn"


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"do": ' * 9_999, "{", "[]", "7", '"add"', "\xff"]
)
def test_what_is_no_call_is_refused_in_words(school: School, body: str) -> None:
    """However deep it goes; and the page goes on answering."""
    kind = {"Content-Type": "application/json"}
    said = school.anna.tell(
        {}, data=body.encode("latin-1"), json=None, headers=school.anna.shown(**kind)
    )
    assert said.status_code == 400
    assert "This is not what the page asks for" in said.json()["fault"]
    assert school.anna.get().ok


def test_a_login_that_was_not_finished_says_how_to_begin_anew(school: School) -> None:
    """A bookmark of that address, or a browser that keeps no cookies."""
    for path in ("oauth_callback", "oauth_callback?code=x&state=y"):
        said = requests.get(f"{school.trial.address}services/page/{path}", timeout=60)
        assert said.status_code in (400, 403)
        assert "Open your clinic's address anew" in said.text


def test_the_owner_s_address_is_in_two_places(school: School) -> None:
    """The hub has it and the page's server, which opens everybody's log; nothing else."""
    word = make_url(school.trial.database).password
    assert word
    holders = [one for one in of_hub(school.trial) if word in str(told(one))]
    assert holders == [school.server]
    for one in of_hub(school.trial):
        assert word not in " ".join(one.cmdline())
    assert word not in school.trial.log.read_text()


def test_whoever_signs_out_has_left(school: School) -> None:
    """The page's own cookie opens nothing any more."""
    one = guest(school.trial, BEN)
    assert one.get().ok
    heads = one.shown()
    one.visitor.browser.get(f"{school.trial.address}hub/logout")
    refused = one.visitor.browser.get(one.page + "log", headers=heads, allow_redirects=False)
    assert refused.status_code == 403


@contextmanager
def without_connections(trial: Any) -> Iterator[None]:
    """Let nobody connect to the clinic's database, and end who is connected."""
    root = trial.root.set(database="postgres")
    engine = create_engine(root, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER DATABASE clinic CONNECTION LIMIT 0"))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'clinic'")
        )
        try:
            yield
        finally:
            connection.execute(text("ALTER DATABASE clinic CONNECTION LIMIT -1"))
    engine.dispose()


def test_a_database_that_is_gone_for_a_while(school: School) -> None:
    """It is said in words for a patient; when it is there again, the page goes on by itself."""
    call = {"do": "add", "session": session("while it is away")}
    with without_connections(school.trial):
        for said in (school.anna.get(), school.anna.tell(call)):
            assert said.status_code == 503
            assert "Your clinic's log cannot be reached" in said.json()["fault"]
            assert "postgresql" not in said.text
    until(lambda: school.anna.tell(call).ok)
    ids = [one["session_id"] for one in school.anna.get().json()["sessions"]]
    assert ids.count("while it is away") == 1


def test_who_is_shut_out_is_told_so(school: School) -> None:
    """And not that the log cannot be reached, for which they would wait."""
    assert school.ben.get().ok
    clinic.revoke(school.trial.database, BEN)
    school.ben.get()  # whoever was connected hears of it once
    said = school.ben.get()
    assert said.status_code == 503
    assert "not let in to this clinic any more" in said.json()["fault"]


def test_a_page_ends_with_its_hub(school: School) -> None:
    """However that ended: the next one needs its port."""
    server, others = school.server, of_hub(school.trial)
    server.parent().kill()
    until(lambda: not server.is_running() or server.status() == psutil.STATUS_ZOMBIE)
    for one in others:  # which live on, and would for ever
        with suppress(psutil.NoSuchProcess):
            one.kill()
