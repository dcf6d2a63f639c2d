"""A clinic's hub, started for real: everybody gets their own, and nobody anything of the others."""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
import websocket
from hubs import (
    ANNA,
    BEN,
    CARLA,
    WAIT_S,
    Visitor,
    deploy,
    needs_hub,
    of_hub,
    stopped,
    told,
    until,
)
from sqlalchemy import make_url

import backcare as bc
from backcare import clinic
from backcare.clinic.visits import begin_visit, end_visit
from backcare.errors import LogError

SECRET = {ANNA: "a secret of Anna", BEN: "a secret of Ben"}


pytestmark = needs_hub


@dataclass
class Hub:
    """A trial that runs, and three people who have logged in to it."""

    trial: Any
    anna: Visitor
    ben: Visitor
    carla: Visitor
    token: str  # Ben's, for the hub's API

    def api(self, method: str, path: str, *, token: str = "", **more: Any) -> requests.Response:
        """Ask the hub's API, as Ben where no token is given."""
        head = {"Authorization": f"token {token or self.token}"}
        return requests.request(
            method, f"{self.trial.address}hub/api/{path}", headers=head, timeout=WAIT_S, **more
        )

    def server_of(self, who: str) -> psutil.Process:
        """Find the process of somebody's server."""
        (found,) = [one for one in of_hub(self.trial) if who in told(one).get("USER", "")]
        return found


def write(trial: Any, name: str, note: str) -> None:
    """Write two sessions as a patient, by a password as the hub makes them."""
    url = begin_visit(trial.database, name, lasts=timedelta(minutes=5))
    with bc.SessionLog(url) as log:
        for days in range(2):
            day = datetime.now(UTC) - timedelta(days=days, minutes=30)
            log.add(
                bc.Session(
                    day,
                    session_id=f"s{days}",
                    note=note,
                    pain_after=2,
                    entries=[bc.Entry("bridging", sets=2, reps=10)],
                )
            )
    end_visit(trial.database, name)


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    """Start a clinic in which Anna and Ben have written something, and let all three come."""
    with deploy.running_trial() as trial:
        for name, note in SECRET.items():
            write(trial, name, note)
        people = [Visitor(name, trial.address) for name in (ANNA, BEN, CARLA)]
        for one in people:
            one.log_in(trial.passwords[one.name])
        starting = [threading.Thread(target=one.start) for one in people]
        for thread in starting:
            thread.start()
        for thread in starting:
            thread.join()
        yield Hub(trial, *people, token=people[1].token())


def socket_of(
    visitor: Visitor, kernel: str, *, of: Visitor | None = None, **more: Any
) -> websocket.WebSocket:
    """Open the channel to a kernel: of one's own server, or of somebody else's."""
    where = (of or visitor).own.replace("http", "ws", 1) + f"api/kernels/{kernel}/channels"
    given = {"cookie": visitor.cookies(), "origin": visitor.base.rstrip("/")} | more
    return websocket.create_connection(where, timeout=WAIT_S, **given)


def say(channel: websocket.WebSocket, kind: str, content: dict[str, Any], on: str = "shell") -> str:
    """Send a message to a kernel; give its number."""
    number = uuid.uuid4().hex
    head = {"msg_id": number, "msg_type": kind, "session": "test", "username": "", "version": "5.3"}
    head["date"] = datetime.now(UTC).isoformat()
    message = {"header": head, "parent_header": {}, "content": content}
    message["metadata"] = {"version": "1.0.0"}  # of what is said to widgets
    channel.send(json.dumps(message | {"channel": on, "buffers": []}))
    return number


def answers(channel: websocket.WebSocket, number: str) -> Iterator[tuple[str, str]]:
    """Give what a kernel answers to a message, until it has nothing more to do."""
    while True:
        raw = channel.recv()
        if isinstance(raw, bytes):  # with buffers: their places come first
            count = int.from_bytes(raw[:4], "big")
            ends = [int.from_bytes(raw[n : n + 4], "big") for n in range(4, 4 + 4 * count, 4)]
            raw = raw[ends[0] : ends[1] if count > 1 else None].decode()
        message = json.loads(raw)
        if message["parent_header"].get("msg_id") != number:
            continue
        yield message["msg_type"], json.dumps(message["content"])
        if message["content"].get("execution_state") == "idle":
            return


def page_kernel(visitor: Visitor, page: str = "03_track_progress.ipynb") -> str:
    """Open a page, and give the number of its kernel."""
    shown = visitor.browser.get(f"{visitor.own}voila/render/{page}")
    found = re.search(r'"kernelId": "([^"]+)"', shown.text)
    assert found, shown.text[:500]
    return found[1]


@pytest.mark.parametrize("who", ["anna", "ben"])
def test_a_patient_gets_the_pages_with_their_own_log(hub: Hub, who: str) -> None:
    """The page of their progress shows what they wrote, whatever stands in its address."""
    visitor = getattr(hub, who)
    assert "of 3 sessions" in visitor.browser.get(visitor.own).text
    shown = states(visitor, "03_track_progress.ipynb?patient=anna&BACKCARE_LOG=postgresql://x/y")
    assert {name: note in shown for name, note in SECRET.items()} == {
        name: name == visitor.name for name in SECRET
    }


def states(visitor: Visitor, page: str) -> str:
    """Return all that the widgets of a page hold, as its browser gets it."""
    with closing(socket_of(visitor, page_kernel(visitor, page))) as channel:
        opened = {"comm_id": "c", "target_name": "jupyter.widget.control", "data": {}}
        say(channel, "comm_open", opened)
        asked = {"comm_id": "c", "data": {"method": "request_states"}}
        return " ".join(words for _, words in answers(channel, say(channel, "comm_msg", asked)))


def test_a_page_runs_no_code_of_who_looks_at_it(hub: Hub, tmp_path: Path) -> None:
    """A message that asks for it is not passed on, and nothing else of Jupyter's is there."""
    kernel = page_kernel(hub.ben)
    code = ("execute_request", {"code": f"open({str(tmp_path / 'x')!r}, 'w')", "silent": False})
    with closing(socket_of(hub.ben, kernel)) as channel:
        channel.settimeout(3)
        number = say(channel, *code)
        with pytest.raises(websocket.WebSocketTimeoutException):
            list(answers(channel, number))
        channel.settimeout(WAIT_S)  # it is alive, and has done nothing
        assert list(answers(channel, say(channel, "kernel_info_request", {})))
    assert not list(tmp_path.iterdir())
    head = {"Authorization": f"token {hub.token}"}
    for path in ("api/kernels", "api/contents", "api/terminals", "api/sessions", "lab", "tree"):
        for method in ("GET", "POST"):
            asked = requests.request(method, hub.ben.own + path, headers=head, timeout=WAIT_S)
            assert asked.status_code in {404, 405}


def test_a_clinician_gets_notebooks_with_the_logs_of_their_patients(hub: Hub) -> None:
    """What is typed there runs under their own login, and the owner's password is nowhere."""
    code = (
        "import os, backcare as bc\n"
        "log = bc.SessionLog()\n"
        "print(sorted(set(log.to_frame()['patient'])))\n"
        "print(*os.environ.values())"
    )
    head = {"Authorization": f"token {hub.carla.token()}"}
    made = requests.post(hub.carla.own + "api/kernels", headers=head, json={}, timeout=WAIT_S)
    number = made.json()["id"]
    with closing(socket_of(hub.carla, number, header=head)) as channel:
        asked = say(channel, "execute_request", {"code": code, "silent": False})
        said = " ".join(words for kind, words in answers(channel, asked) if kind != "status")
    assert "['anna']" in said
    assert f"//{CARLA}:" in said
    assert hub.trial.owner.password not in said


def test_only_the_hub_has_the_owners_password(hub: Hub) -> None:
    """What it has started has not: not in the environment, not in the words of the command."""
    started = of_hub(hub.trial)
    below = [one for process in started for one in process.children(recursive=True)]
    assert len(started) >= 5  # the proxy, what stops idle servers, three servers
    for process in (*started, *below):
        known = f"{told(process)} {process.cmdline()}"
        assert hub.trial.owner.password not in known
        assert not {"BACKCARE_CLINIC", "BACKCARE_TRIAL"} & told(process).keys()
    for one in (hub.anna, hub.ben, hub.carla):
        address = make_url(told(hub.server_of(one.name))["BACKCARE_LOG"])
        assert address.username == one.name


# Who is turned away is sent to the login, or told so.
REFUSED = {400, 401, 403, 404, 405}
Attempt = Callable[[Hub], "requests.Response | int"]


def _tried(open_it: Callable[[], websocket.WebSocket]) -> int:
    try:
        open_it().close()
    except websocket.WebSocketBadStatusException as error:
        return int(error.status_code)
    return 101


def _page_of_anna(hub: Hub, **more: Any) -> requests.Response:
    return requests.get(hub.anna.own, timeout=WAIT_S, **more)


def _direct(hub: Hub) -> str:
    """Return the address of Anna's server past the proxy, as others on this computer reach it."""
    return told(hub.server_of(ANNA))["JUPYTERHUB_SERVICE_URL"]


def _logged_in(hub: Hub, **given: str) -> requests.Response:
    return requests.post(
        hub.trial.address + "hub/login",
        data={"username": ANNA, "password": hub.trial.passwords[ANNA]} | given,
        cookies={"_xsrf": "made-up"},
        timeout=WAIT_S,
    )


def _cookie_of_ben_for_anna(hub: Hub) -> requests.Response:
    cookies = {c.name.replace(BEN, ANNA): c.value for c in hub.ben.browser.cookies}
    return _page_of_anna(hub, cookies=cookies)


def _as_written(visitor: Visitor, path: str) -> requests.Response:
    """Ask for a path that a browser would make shorter first."""
    asked = visitor.browser.prepare_request(requests.Request("GET", visitor.own))
    asked.url = visitor.own + path
    return visitor.browser.send(asked)


def _own_token(visitor: Visitor, hub: Hub) -> str:
    return told(hub.server_of(visitor.name))["JUPYTERHUB_API_TOKEN"]


ATTEMPTS: dict[str, Attempt] = {
    # another person's server, in a browser
    "the start page of another": lambda hub: hub.ben.browser.get(hub.anna.own),
    "a page of another": lambda hub: hub.ben.browser.get(
        hub.anna.own + "voila/render/03_track_progress.ipynb"
    ),
    "a clinician, the pages of their own patient": lambda hub: hub.carla.browser.get(hub.anna.own),
    "a patient, the notebooks of a clinician": lambda hub: hub.ben.browser.get(
        hub.carla.own + "api/contents"
    ),
    "nobody at all": _page_of_anna,
    "the channel to a kernel of another": lambda hub: _tried(
        lambda: socket_of(hub.ben, KERNELS[ANNA], of=hub.anna)
    ),
    "the channel, from a page of another site": lambda hub: _tried(
        lambda: socket_of(hub.anna, KERNELS[ANNA], origin="http://elsewhere.example")
    ),
    "the channel, with nothing": lambda hub: _tried(
        lambda: socket_of(hub.anna, KERNELS[ANNA], cookie="")
    ),
    "stop a kernel of another": lambda hub: hub.ben.browser.post(
        hub.anna.own + f"voila/api/shutdown/{KERNELS[ANNA]}"
    ),
    "a cookie of one's own, renamed": _cookie_of_ben_for_anna,
    "past the proxy, with one's own cookies": lambda hub: requests.get(
        _direct(hub), cookies={c.name: c.value for c in hub.ben.browser.cookies}, timeout=WAIT_S
    ),
    "past the proxy, with nothing": lambda hub: requests.get(_direct(hub), timeout=WAIT_S),
    "a file outside the pages": lambda hub: _as_written(
        hub.ben, "voila/files/" + "%2e%2e/" * 9 + "etc/passwd"
    ),
    "a notebook outside the pages": lambda hub: _as_written(
        hub.ben, "voila/render/%2e%2e/benchmarks/../../x.ipynb"
    ),
    # another person's server, with tokens
    "a token of one's own, in a header": lambda hub: _page_of_anna(
        hub, headers={"Authorization": f"token {hub.token}"}
    ),
    "a token of one's own, in the address": lambda hub: _page_of_anna(
        hub, params={"token": hub.token}
    ),
    "the token of one's own server": lambda hub: _page_of_anna(
        hub, headers={"Authorization": f"token {_own_token(hub.ben, hub)}"}
    ),
    "a token that is made up": lambda hub: hub.api("GET", "user", token="0" * 32),
    # the hub's API
    "who there is": lambda hub: hub.api("GET", "users/p-anna"),
    "start a server of another": lambda hub: hub.api("POST", "users/p-anna/server"),
    "stop a server of another": lambda hub: hub.api("DELETE", "users/p-anna/server"),
    "the tokens of another": lambda hub: hub.api("GET", "users/p-anna/tokens"),
    "a token as another": lambda hub: hub.api("POST", "users/p-anna/tokens", json={}),
    "a token that may do more": lambda hub: hub.api(
        "POST", "users/p-ben/tokens", json={"scopes": ["admin:users"]}
    ),
    "a token that reaches all servers": lambda hub: hub.api(
        "POST", "users/p-ben/tokens", json={"roles": ["admin"]}
    ),
    "be an administrator": lambda hub: hub.api("PATCH", "users/p-ben", json={"admin": True}),
    "another name": lambda hub: hub.api("PATCH", "users/p-ben", json={"name": ANNA}),
    "make a person": lambda hub: hub.api("POST", "users/p-mallory"),
    "take a person away": lambda hub: hub.api("DELETE", "users/p-anna"),
    "a second server": lambda hub: hub.api("POST", "users/p-ben/servers/second"),
    "the addresses of all servers": lambda hub: hub.api("GET", "proxy"),
    "another proxy": lambda hub: hub.api("PATCH", "proxy", json={"port": 1}),
    "what the hub is made of": lambda hub: hub.api("GET", "info"),
    "the services": lambda hub: hub.api("POST", "services/mine", json={}),
    "the groups": lambda hub: hub.api("POST", "groups/doctors", json={}),
    "share a server of another": lambda hub: hub.api(
        "POST", "shares/p-anna/", json={"user": BEN, "scopes": ["access:servers"]}
    ),
    "stop the hub": lambda hub: hub.api("POST", "shutdown", json={}),
    "the API with the cookies alone": lambda hub: hub.ben.browser.post(
        f"{hub.trial.address}hub/api/users/p-ben/tokens", json={}
    ),
    "the page of administrators": lambda hub: hub.ben.browser.get(hub.trial.address + "hub/admin"),
    "start a server of another, in a browser": lambda hub: hub.ben.browser.get(
        hub.trial.address + "hub/spawn/p-anna"
    ),
    "the proxy's own API": lambda hub: requests.get(
        f"http://127.0.0.1:{hub.trial.ports[2]}/api/routes", timeout=WAIT_S
    ),
    # the door
    "a login sent by another site": _logged_in,
    "a login with a number that is made up": lambda hub: _logged_in(hub, _xsrf="made-up"),
}
KERNELS: dict[str, str] = {}


@pytest.fixture(scope="module")
def with_kernel(hub: Hub) -> Hub:
    """Open a page for Anna, so that there is a kernel to be after."""
    KERNELS[ANNA] = page_kernel(hub.anna)
    return hub


def test_pages_say_what_to_do_while_the_database_is_gone(hub: Hub) -> None:
    """Who comes through a hub has started nothing: they log in. Then everything is there again."""
    page = f"{hub.anna.own}voila/render/03_track_progress.ipynb"
    for address in (hub.anna.own, page):
        shown = hub.anna.browser.get(address).text
        assert "sign in once more" in shown
        assert "start backcare the way you did" not in shown
    with stopped(hub.trial.server):
        shown = hub.anna.browser.get(hub.anna.own).text
        assert "Your log could not be read just now" in shown
        widgets = states(hub.anna, "03_track_progress.ipynb")
        assert "Your log cannot be read just now" in widgets
        assert "Try again in a minute" in widgets
        come = Visitor(BEN, hub.trial.address).log_in(hub.trial.passwords[BEN])
        assert (
            "tell your clinic" in unescape(come.text).partition("<h1>")[2].partition("If that")[0]
        )
        assert hub.trial.owner.password not in come.text
    assert "of 3 sessions" in hub.anna.browser.get(hub.anna.own).text
    assert SECRET[ANNA] in states(hub.anna, "03_track_progress.ipynb")


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_an_attempt_is_refused(with_kernel: Hub, attempt: Attempt) -> None:
    """Nobody gets at what is another's."""
    answer = attempt(with_kernel)
    if isinstance(answer, int):
        assert answer in REFUSED
        return
    at_the_door = "/hub/login" in answer.url
    assert at_the_door or answer.status_code in REFUSED, answer.text
    assert "of 3 sessions" not in answer.text


@pytest.mark.parametrize(
    ("name", "password"),
    [
        *((ANNA, "wrong"), (ANNA, ""), (ANNA, BEN), (ANNA, "clinic_owner")),
        *(("clinic_owner", "clinic_owner"), ("postgres", ""), ("", ""), ("p-anna ", BEN)),
    ],
)
def test_a_wrong_login_is_refused(hub: Hub, name: str, password: str) -> None:
    """Only a name with its own password comes in: not another's, nor the database's own logins."""
    words = hub.trial.passwords | {"clinic_owner": str(hub.trial.owner.password)}
    answer = Visitor(name, hub.trial.address).log_in(words.get(password, password))
    assert answer.status_code == 403
    assert "This name and this password do not belong together" in answer.text


def test_what_is_refused_to_others_is_there_for_its_owner(with_kernel: Hub) -> None:
    """So the refusals are for who asks, and not for how."""
    hub = with_kernel
    assert _tried(lambda: socket_of(hub.anna, KERNELS[ANNA])) == 101
    assert hub.api("GET", "users/p-ben").json()["name"] == BEN
    assert hub.api("GET", "users/p-ben/tokens").ok
    assert requests.get(
        hub.ben.own, headers={"Authorization": f"token {hub.token}"}, timeout=WAIT_S
    ).ok
    assert requests.get(
        f"http://127.0.0.1:{hub.trial.ports[2]}/api/routes",
        headers={"Authorization": "token " + _proxy_token(hub.trial)},
        timeout=WAIT_S,
    ).ok
    assert "of 3 sessions" in hub.anna.browser.get(_direct(hub)).text


def _proxy_token(trial: Any) -> str:
    (token,) = {
        told(one)["CONFIGPROXY_AUTH_TOKEN"]
        for one in of_hub(trial)
        if "CONFIGPROXY_AUTH_TOKEN" in told(one)
    }
    return token


def test_the_hub_tells_nothing_of_a_visit(hub: Hub) -> None:
    """Its API has neither the password of the visit nor what the authenticator knows."""
    answer = hub.api("GET", "users/p-ben").text
    password = make_url(told(hub.server_of(BEN))["BACKCARE_LOG"]).password
    assert str(password) not in answer
    assert not json.loads(answer).get("auth_state")
    assert hub.api("GET", "users").status_code == 403
    assert not json.loads(answer)["admin"]


def test_a_server_cannot_be_asked_for_with_other_settings(hub: Hub) -> None:
    """What is sent along when it is started changes neither its command nor its log."""
    assert hub.api("DELETE", "users/p-ben/server").ok
    until(lambda: not hub.api("GET", "users/p-ben").json()["servers"])
    anna = told(hub.server_of(ANNA))["BACKCARE_LOG"]
    wished = {"environment": {"BACKCARE_LOG": anna}, "cmd": ["sleep"], "mem_limit": "9G"}
    assert hub.api("POST", "users/p-ben/server", json=wished | {"env": wished}).ok
    hub.ben.start()
    server = hub.server_of(BEN)
    assert make_url(told(server)["BACKCARE_LOG"]).username == BEN
    assert server.cmdline()[-1] == "pages"
    assert told(server)["MEM_LIMIT"] == str(2**30)


def test_a_password_ends_with_the_visit(hub: Hub) -> None:
    """It opens the database while the server runs, as its owner only, and then no more."""
    url = told(hub.server_of(BEN))["BACKCARE_LOG"]
    with bc.SessionLog(url) as log:
        assert set(log.to_frame()["patient"]) == {"ben"}
    assert hub.api("DELETE", "users/p-ben/server").ok
    until(lambda: not hub.api("GET", "users/p-ben").json()["servers"])
    with pytest.raises(LogError, match="password"):
        bc.SessionLog(url)


def test_who_is_shut_out_comes_in_no_more(hub: Hub) -> None:
    """The database says so, at once: to who logs in and to who is logged in already."""
    clinic.revoke(hub.trial.database, BEN)
    try:
        answer = Visitor(BEN, hub.trial.address).log_in(hub.trial.passwords[BEN])
        assert answer.status_code == 403
        assert "not known to this clinic" in answer.text
        assert hub.api("POST", "users/p-ben/server").status_code >= 500
    finally:
        clinic.grant(hub.trial.database, BEN, patient="ben")


@pytest.mark.parametrize(
    "path",
    # A server that runs, one that does not, a clinician's, nobody's, a page that is not there.
    [
        *("user/p-anna/", "user/p-anna/voila/render/x.ipynb", "user/c-carla/lab", "user/p-x/"),
        *("hub/spawn/p-anna", "hub/admin", "hub/nothing", "hub/error/503"),
    ],
)
def test_whoever_comes_to_what_is_not_theirs_is_told_so_and_led_home(hub: Hub, path: str) -> None:
    """In words for a patient; what a programmer wants to know is for the clinic."""
    told_so = hub.ben.browser.get(hub.trial.address + path)
    words = unescape(told_so.text)
    assert deploy.NAME in words
    assert "There is nothing here for you" in words or "This did not work" in words
    assert "JupyterHub" not in re.sub(
        r"<script.*?</script>|<noscript>.*?</noscript>", "", words, flags=re.S
    )
    home = re.search(r'<a class="btn btn-lg btn-primary" href="([^"]+)">', words)
    assert home, words
    led = hub.ben.browser.get(hub.trial.address.rstrip("/") + home[1]).url
    assert led.startswith((hub.ben.own, f"{hub.trial.address}hub/spawn-pending/{BEN}"))


def test_the_door_has_the_name_of_the_clinic(hub: Hub) -> None:
    """And says what to do; a cookie that lets in is not sent along where a picture is shown."""
    browser = requests.Session()
    door = browser.get(hub.trial.address)
    assert door.text.count(deploy.NAME) >= 2
    assert "Forgotten one of them?" in door.text
    nobody = Visitor("p-x", hub.trial.address)
    refused = nobody.log_in("x").text
    assert "This name and this password do not belong together" in refused
    for page in (door.text, refused):  # one word for one thing
        assert ">Name:</label>" in page
        assert re.search(r'<input id="username_input"[^>]+name="username"', page)
        shown = re.sub(r"<(script|style).*?</\1>|<[^>]+>", "", page, flags=re.S)
        assert "username" not in shown.lower()
    ben = Visitor(BEN, hub.trial.address)
    led = ben.log_in(hub.trial.passwords[BEN]).history[0]
    given = led.raw.headers.getlist("Set-Cookie")
    assert any("jupyterhub-hub-login" in one for one in given)
    for one in given:
        assert "samesite=lax" in one.lower()


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_the_hub_s_own_pages_are_no_programmer_s(hub: Hub, who: str) -> None:
    """One button opens what somebody has there, and nobody is asked to look after a server."""
    visitor: Visitor = getattr(hub, who)
    page = visitor.browser.get(hub.trial.address + "hub/home").text
    shown = re.sub(r"<(script|noscript).*?</\1>|<[^>]+>", "", page, flags=re.S)
    for word in ("server", "token", "JupyterHub", "stop"):
        assert word not in shown.lower().replace(deploy.NAME.lower(), "")
    opens = re.search(r'<a class="btn btn-lg btn-primary" href="([^"]+)">', page)
    assert opens, page
    led = visitor.browser.get(hub.trial.address.rstrip("/") + opens[1]).url
    pending = f"{hub.trial.address}hub/spawn-pending/{visitor.name}"
    assert led.startswith((visitor.own.rstrip("/"), pending))


def test_signing_out_ends_the_visit(hub: Hub) -> None:
    """At the foot of a page is a link: then the page asks who comes, and the server is gone."""
    for page in ("", "voila/render/01_explore_exercises.ipynb"):
        shown = hub.anna.browser.get(hub.anna.own + page).text
        link = re.search(r'href="([^"]+)">Sign out<', shown)
        assert link, shown
    hub.anna.browser.get(hub.trial.address.rstrip("/") + link[1])
    assert "/hub/login" in hub.anna.browser.get(hub.anna.own).url
    until(lambda: all(told(one).get("USER") != ANNA for one in of_hub(hub.trial)))
