"""The hub's settings, a login from a school's system, idle servers; a trial leaves nothing."""

from __future__ import annotations

import json
import os
import re
import runpy
import secrets
import signal
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

import psutil
import pytest
import requests
import yaml
from hubs import ANNA, BEN, CARLA, ROOT, Visitor, deploy, needs_hub, of_hub, told, until
from schools import CONFIG_11, KEY, WORD, signed_11, written
from traitlets.config import Config
from traitlets.utils.importstring import import_item

import backcare as bc
from backcare.errors import LogError

pytestmark = needs_hub
SOON = """
c.JupyterHub.last_activity_interval = 1
c.JupyterHub.services[0]["command"][3:] = ["--timeout=15", "--cull-every=1"]
"""


def settings(monkeypatch: pytest.MonkeyPatch, **told_hub: str) -> tuple[Config, dict[str, Any]]:
    """Return what the configuration sets with some variables, and its own names."""
    for name, value in told_hub.items():
        monkeypatch.setenv(name, value)
    config = Config()
    file = ROOT / "deploy/jupyterhub_config.py"
    return config, runpy.run_path(str(file), {"get_config": lambda: config})


@pytest.mark.parametrize("way", ["", "pam", "oauth", "lti11", "lti13"])
def test_each_way_of_logging_in_is_there(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """One variable chooses it; no other site is believed, but where one sends people in."""
    url = "postgresql+psycopg://owner@server/clinic"
    config, _ = settings(monkeypatch, BACKCARE_CLINIC=url, BACKCARE_HUB_LOGIN=way)
    assert (
        import_item(config.JupyterHub.authenticator_class)
        .__name__.lower()
        .startswith({"": "pam", "oauth": "genericoauth"}.get(way, way))
    )
    assert "BACKCARE_CLINIC" not in os.environ
    cookies = config.JupyterHub.get("tornado_settings", {}).get("cookie_options", {})
    assert cookies == {"samesite": "Lax"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"BACKCARE_CLINIC": "x", "BACKCARE_HUB_LOGIN": "ldap"}, "'ldap'. Choose one of these"),
        ({"BACKCARE_CLINIC": "x", "BACKCARE_HUB_SPAWNER": "vm"}, "'vm'. Choose one of these"),
        ({}, "Set BACKCARE_CLINIC"),
    ],
)
def test_a_wrong_setting_is_told(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], words: str
) -> None:
    """The hub does not start with something else than what was meant."""
    monkeypatch.delenv("BACKCARE_CLINIC", raising=False)
    with pytest.raises(SystemExit, match=words):
        settings(monkeypatch, **given)


def test_a_person_s_server_wants_to_know_which() -> None:
    """Typed by hand, it says what it is for."""
    command = [sys.executable, "-m", "backcare.command.hub"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "pages, lab or page" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("program", "words"), [("postgres_programs", "apt-get install"), ("shutil", "apt-get install")]
)
def test_what_is_missing_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, words: str
) -> None:
    """Without PostgreSQL, or without the proxy and npm, it says how to get it."""
    if program == "shutil":
        monkeypatch.setattr(deploy.shutil, "which", lambda _: None)
        monkeypatch.setattr(deploy, "HERE", tmp_path / "deploy")
        with pytest.raises(SystemExit, match=words):
            deploy.proxy_command()
        return
    monkeypatch.setattr(deploy, program, lambda: None)
    with pytest.raises(SystemExit, match=words), deploy.running_postgres(tmp_path):
        pass


def test_the_values_for_kubernetes_are_those_of_our_configuration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same limits and way in, settings that exist, and no password."""
    file = (ROOT / "deploy/values.yaml").read_text("utf-8")
    values = yaml.safe_load(file)
    monkeypatch.setenv("BACKCARE_CLINIC", "postgresql+psycopg://owner@server/clinic")
    monkeypatch.setenv("BACKCARE_CLINIC_NAME", " A clinic ")
    made = Config()
    exec(values["hub"]["extraConfig"]["backcare"], {"c": made})  # noqa: S102
    assert "BACKCARE_CLINIC" not in os.environ
    ours, own = settings(monkeypatch, BACKCARE_CLINIC="x", BACKCARE_HUB_LOGIN="oauth")
    assert {name: [*made[name]] for name in made} == {
        "Authenticator": ["allow_all", "post_auth_hook"],
        "JupyterHub": ["template_paths", "template_vars"],
        "Spawner": ["pre_spawn_hook", "post_stop_hook"],
    }
    assert values["singleuser"]["memory"]["limit"] == own["MEMORY"]
    stopped = ours.JupyterHub.services[0]["command"][-2:]
    cull = values["cull"]
    assert stopped == [f"--timeout={cull['timeout']}", f"--max-age={cull['maxAge']}"]
    told_hub = values["hub"]["config"]
    (chosen,) = entry_points(
        group="jupyterhub.authenticators", name=told_hub["JupyterHub"]["authenticator_class"]
    )
    way = import_item(ours.JupyterHub.authenticator_class)
    assert chosen.load() is way
    known = {"JupyterHub": import_item("jupyterhub.app.JupyterHub"), way.__name__: way}
    for name, given in told_hub.items():
        assert given.keys() <= {*known[name].class_trait_names(config=True)}
    for name in ("implicit_spawn_seconds", "shutdown_on_logout"):
        assert told_hub["JupyterHub"][name] == ours.JupyterHub[name]
    assert made.JupyterHub.template_vars.to_dict()["update"]["clinic_name"] == "A clinic"
    assert "BACKCARE_CLINIC_NAME" in values["hub"]["extraEnv"]
    assert [*values["hub"]["extraEnv"]["BACKCARE_CLINIC"]] == ["valueFrom"]
    assert not re.search(r"(?i)postgresql|password:|secret:|token:", file)


@pytest.fixture(scope="module")
def school() -> Iterator[Any]:
    """Start a hub to which a school's system sends people, and that stops idle servers soon."""
    with (
        deploy.made_trial() as trial,
        deploy.running_hub(trial, written(trial, CONFIG_11 + SOON)),
    ):
        yield trial


def launch(trial: Any, name: str, word: str = WORD, **more: str) -> tuple[Visitor, Any]:
    """Come from the school's system, as its page sends a browser."""
    visitor, (url, form) = (
        Visitor(name, trial.address),
        signed_11(trial.address, name, word, **more),
    )
    return visitor, visitor.browser.post(url, data=form)


def test_a_school_sends_people_in(school: Any) -> None:
    """With its signature; not with another's, not twice with the same, not whom nobody knows."""
    visitor, answer = launch(school, ANNA)
    assert answer.ok
    visitor.start()
    assert "bcp-today" in visitor.browser.get(visitor.own).text
    for refused in (
        launch(school, BEN, "another word")[1],
        launch(school, "p-nobody")[1],
        requests.post(answer.request.url, data={"user_id": BEN}, timeout=60),
    ):
        assert refused.status_code in {401, 403}
    once = {"nonce": "1", "timestamp": str(int(time.time()))}
    assert launch(school, BEN, **once)[1].ok
    assert launch(school, BEN, **once)[1].status_code == 401


class Provider(BaseHTTPRequestHandler):
    """Where people log in elsewhere: it knows who sits at the browser, and tells the hub alone."""

    who = ANNA
    codes: ClassVar[dict[str, str]] = {}  # of whom each speaks; good for one time

    def do_GET(self) -> None:
        """Send a browser back with a code, or say of whom a token speaks."""
        asked = urlsplit(self.path)
        given = dict(parse_qsl(asked.query))
        if asked.path == "/authorize":
            code = secrets.token_hex(8)
            self.codes[code] = self.who
            back = urlencode({"code": code, "state": given["state"]})
            self.send_response(302)
            self.send_header("Location", f"{given['redirect_uri']}?{back}")
            self.end_headers()
        else:
            self.answer({"sub": self.headers["Authorization"].removeprefix("Bearer of ")})

    def do_POST(self) -> None:
        """Give a token for a code, to the hub alone."""
        given = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        who = self.codes.pop(given["code"], None)
        basic = b64encode(f"{KEY}:{WORD}".encode()).decode()
        if who is None or (given.get("client_secret"), self.headers["Authorization"]) not in {
            (WORD, None),
            (None, f"Basic {basic}"),
        }:
            self.answer({"error": "invalid_grant"}, 400)
        else:
            self.answer({"access_token": f"of {who}", "token_type": "Bearer"})

    def answer(self, said: dict[str, str], status: int = 200) -> None:
        """Send JSON."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


OAUTH = """
load_subconfig({trial!r})
c.JupyterHub.authenticator_class = {oauth!r}
c.GenericOAuthenticator.client_id = {key!r}
c.GenericOAuthenticator.client_secret = {word!r}
c.GenericOAuthenticator.oauth_callback_url = {back!r}
c.GenericOAuthenticator.authorize_url = {provider!r} + "/authorize"
c.GenericOAuthenticator.token_url = {provider!r} + "/token"
c.GenericOAuthenticator.userdata_url = {provider!r} + "/userinfo"
c.GenericOAuthenticator.username_claim = "sub"
"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Any]:
    """Start a hub with one page for all, to which people come who have logged in elsewhere."""
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), Provider) as provider,
        deploy.made_trial(one_page=True) as trial,
    ):
        threading.Thread(target=provider.serve_forever, daemon=True).start()
        config = written(
            trial,
            OAUTH,
            oauth="oauthenticator.generic.GenericOAuthenticator",
            back=trial.address + "hub/oauth_callback",
            provider=f"http://127.0.0.1:{provider.server_port}",
        )
        with deploy.running_hub(trial, config):
            yield trial
        provider.shutdown()


@pytest.mark.parametrize("who", [ANNA, BEN, ANNA.upper()])
def test_who_has_logged_in_elsewhere_comes_in(elsewhere: Any, who: str) -> None:
    """The door says so; one press leads to one's own page, and small letters are the same name."""
    Provider.who, browser = who, requests.Session()
    door = browser.get(elsewhere.address)
    assert "Forgotten" not in door.text
    press = re.search(r"""href=['"]([^'"]+)['"]>Sign in with""", door.text)
    assert press, door.text
    page = browser.get(elsewhere.address.rstrip("/") + unescape(press[1]))
    assert page.url == f"{elsewhere.address}services/page/{who.lower()}/"


def test_who_has_not_is_refused(elsewhere: Any) -> None:
    """Whom the clinic does not know, another's way back, a code that is made up or used twice."""
    Provider.who, nobody = "p-nobody", requests.Session()
    refused = nobody.get(elsewhere.address + "hub/oauth_login")
    assert refused.status_code == 403
    assert "not known to this clinic" in refused.text
    Provider.who, anna = ANNA, requests.Session()
    came = anna.get(elsewhere.address + "hub/oauth_login", allow_redirects=False)
    at_provider = anna.get(came.headers["Location"], allow_redirects=False)
    back = at_provider.headers["Location"]
    forged = re.sub("code=[^&]+", "code=made-up", back)
    for address, browser in ((back, requests.Session()), (forged, anna)):
        assert browser.get(address).status_code >= 400
    assert anna.get(elsewhere.address + "hub/home").url.startswith(elsewhere.address + "hub/login")
    came = anna.get(elsewhere.address + "hub/oauth_login")
    assert came.url.endswith(f"/services/page/{ANNA}/")
    used = next(one.url for one in came.history if "oauth_callback" in one.url)
    assert requests.get(used, timeout=60).status_code >= 400


def opens(address: str) -> bool:
    """Say whether a log opens; where not, its password is no good."""
    try:
        bc.SessionLog(address).close()
    except LogError as error:
        return "password" not in str(error)
    return True


def test_a_server_that_nobody_uses_is_stopped(school: Any) -> None:
    """Its password goes with it; whoever comes back gets a new one."""
    visitor, _ = launch(school, ANNA)
    visitor.start()

    def addresses() -> list[str]:
        mine = (told(one) for one in of_hub(school))
        return [one["BACKCARE_LOG"] for one in mine if one.get("USER") == ANNA]

    (address,) = addresses()
    assert opens(address)
    until(lambda: not addresses())
    until(lambda: not opens(address))
    visitor.start()
    assert addresses()[0] != address


@pytest.fixture(params=["servers", "page"])
def typed(request: pytest.FixtureRequest) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a trial as somebody at a shell does; give it, and what it has said."""
    command = [sys.executable, str(ROOT / "deploy/trial.py"), request.param]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as trial:
        try:
            assert trial.stdout
            last = "To stop and take everything away, press Ctrl and C here.\n"
            yield trial, "".join(iter(trial.stdout.readline, last))
        finally:
            trial.send_signal(signal.SIGINT)


@pytest.mark.parametrize("how", ["in order", "pressed twice", "the hub was killed"])
def test_a_trial_leaves_nothing(typed: tuple[subprocess.Popen[str], str], how: str) -> None:
    """Ctrl-C ends all that was started for it, kernels too, and takes its folder away."""
    trial, said = typed
    folder = Path(re.search(r"in (\S+)/hub.log", said)[1])
    people = dict(re.findall(r"^    (\S+) +(\S+)$", said, re.MULTILINE))
    assert people.keys() == {*deploy.PATIENTS, CARLA}
    base = re.search(r"http://127.0.0.1:\d+/", said)[0]
    carla = Visitor(CARLA, base)
    carla.log_in(people[CARLA])
    carla.start()
    for _ in range(2):
        heads = {"X-XSRFToken": carla.browser.cookies.get("_xsrf", path=f"/user/{CARLA}/") or ""}
        assert carla.browser.post(carla.own + "api/kernels", headers=heads, json={}).ok
    started = [*psutil.Process(trial.pid).children(recursive=True), *_named(folder)]
    kernels = [one for one in started if "ipykernel_launcher" in one.cmdline()]
    assert len(kernels) == 2
    assert {*deploy.of_trial(folder)} >= {*kernels}
    assert len({*started}) >= 7  # those, their server, the hub, its proxy, PostgreSQL and a culler
    written = [path for path in folder.iterdir() if path.name != "postgres"]
    assert {path.name for path in written} >= {"hub.log", "hub.sqlite", "cookie_secret"}
    assert [path for path in written if path.stat().st_mode & 0o077] == []
    if how == "the hub was killed":
        (hub,) = (one for one in started if "jupyterhub" in one.cmdline())
        hub.kill()
        until(lambda: not _runs(hub))
    trial.send_signal(signal.SIGINT)
    if how == "pressed twice":
        time.sleep(0.5)
        trial.send_signal(signal.SIGINT)
    assert trial.stdout
    assert trial.stdout.read() == deploy.STOPPED
    assert trial.wait() == 0
    assert not folder.exists()
    assert [one for one in started if _runs(one)] == []
    assert deploy.of_trial(folder) == []


def test_what_is_left_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What cannot be ended is named; it is never said that nothing is left."""
    known = {**os.environ, deploy.MARK: str(tmp_path)}
    words = [sys.executable, "-c", "import time; time.sleep(60)"]
    with subprocess.Popen(words, env=known) as held:
        until(lambda: deploy.of_trial(tmp_path))
        with monkeypatch.context() as patched:
            patched.setattr(deploy, "WAIT_S", 0)
            patched.setattr(psutil.Process, "kill", lambda _: None)
            with pytest.raises(SystemExit, match=rf"still runs: \S+ \({held.pid}\)"):
                deploy.end_all(tmp_path)
        deploy.end_all(tmp_path)
        assert held.wait(5) is not None


def _runs(process: psutil.Process) -> bool:
    """Say whether a process runs; in a container, one that has ended may wait to be noticed."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def _named(folder: Path) -> list[psutil.Process]:
    """Find the processes in whose command a folder is named."""
    return [
        one for one in psutil.process_iter(["cmdline"]) if str(folder) in str(one.info["cmdline"])
    ]
