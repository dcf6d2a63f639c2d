"""The hub's settings, a login from a school's system, idle servers; a trial leaves nothing."""

from __future__ import annotations

import os
import re
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
import yaml
from hubs import ANNA, BEN, ROOT, Visitor, deploy, needs_hub, of_hub, told, until
from traitlets.config import Config
from traitlets.utils.importstring import import_item

import backcare as bc
from backcare.errors import LogError

pytestmark = needs_hub
KEY, WORD = "school", "known to school and clinic"
CONFIG = """
load_subconfig({trial!r})
c.JupyterHub.authenticator_class = {lti!r}
c.LTI11Authenticator.consumers = {{{key!r}: {word!r}}}
c.LTI11Authenticator.username_key = "user_id"
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
    assert cookies == ({} if "lti" in way else {"samesite": "Lax"})


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
    with deploy.made_trial() as trial:
        config = trial.folder / "config.py"
        config.write_text(
            CONFIG.format(
                trial=str(deploy.CONFIG),
                lti="ltiauthenticator.lti11.auth.LTI11Authenticator",
                key=KEY,
                word=WORD,
            )
        )
        with deploy.running_hub(trial, config):
            yield trial


def launch(trial: Any, name: str, word: str = WORD, **more: str) -> tuple[Visitor, Any]:
    """Come from the school's system, as its page sends a browser."""
    from oauthlib.oauth1 import SIGNATURE_TYPE_BODY, Client

    visitor, url = Visitor(name, trial.address), trial.address + "hub/lti/launch"
    sent = {
        "lti_message_type": "basic-lti-launch-request",
        "lti_version": "LTI-1p0",
        "resource_link_id": "backcare",
        "user_id": name,
    }
    signing = Client(KEY, client_secret=word, signature_type=SIGNATURE_TYPE_BODY, **more)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    _, head, body = signing.sign(url, "POST", sent, kind)
    return visitor, visitor.browser.post(url, data=body, headers=head)


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


def test_a_trial_leaves_nothing() -> None:
    """Ctrl-C stops the database and the hub, and takes their folder away."""
    command = [sys.executable, str(ROOT / "deploy/trial.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as trial:
        try:
            assert trial.stdout
            said = "".join(
                iter(
                    trial.stdout.readline,
                    "To stop and take everything away, press Ctrl and C here.\n",
                )
            )
            folder = re.search(r"in (\S+)/hub.log", said)[1]
            people = re.findall(r"^    (\S+) +\S+$", said, re.MULTILINE)
            assert {*people} == {*deploy.PATIENTS, "c-carla"}
            started = [*psutil.Process(trial.pid).children(recursive=True), *_named(folder)]
            written = [path for path in Path(folder).iterdir() if path.name != "postgres"]
            assert {path.name for path in written} >= {"hub.log", "hub.sqlite", "cookie_secret"}
            assert [path for path in written if path.stat().st_mode & 0o077] == []
            assert len(started) >= 4  # the hub, its proxy, what stops idle servers, PostgreSQL
        finally:
            trial.send_signal(signal.SIGINT)
        assert trial.stdout.read() == "\nStopped. Nothing of the trial is left.\n"
    assert trial.returncode == 0
    assert not Path(folder).exists()
    assert [one for one in started if _runs(one)] == []


def _runs(process: psutil.Process) -> bool:
    """Say whether a process runs; in a container, one that has ended may wait to be noticed."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def _named(folder: str) -> list[psutil.Process]:
    """Find the processes in whose command a folder is named."""
    return [one for one in psutil.process_iter(["cmdline"]) if folder in str(one.info["cmdline"])]
