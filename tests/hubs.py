"""A clinic's hub as tests start it, by `deploy/trial.py`, and visitors with a browser each."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil
import pytest
import requests

ROOT = Path(__file__).parents[1]
ANNA, BEN, CARLA = "p-anna", "p-ben", "c-carla"
WAIT_S = 60


def _trial_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("trial_of_clinic", ROOT / "deploy/trial.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    # A dataclass or a pickle would look for it there.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


deploy = _trial_module()


@dataclass
class Visitor:
    """Somebody with a browser: what they have typed, and the cookies they got for it."""

    name: str
    base: str
    browser: requests.Session = field(default_factory=requests.Session)

    @property
    def own(self) -> str:
        """The address of their server."""
        return f"{self.base}user/{self.name}/"

    def log_in(self, password: str) -> requests.Response:
        """Fill in the form of the hub."""
        page = self.browser.get(self.base + "hub/login")
        given = {"username": self.name, "password": password, "_xsrf": xsrf_of(page.text)}
        return self.browser.post(self.base + "hub/login", data=given)

    def start(self) -> None:
        """Have the server started, and wait until it is there."""
        until = time.monotonic() + WAIT_S
        self.browser.get(f"{self.base}hub/spawn/{self.name}")
        while time.monotonic() < until:
            page = self.browser.get(self.own)
            if page.ok and page.url.startswith(self.own):
                return
            time.sleep(0.2)
        raise AssertionError(page.text)

    def token(self) -> str:
        """Make a token for the hub's API, as the hub's own page does."""
        page = self.browser.get(self.base + "hub/token")
        made = self.browser.post(
            f"{self.base}hub/api/users/{self.name}/tokens",
            json={"note": "mine"},
            headers={"X-XSRFToken": xsrf_of(page.text), "Referer": page.url},
        )
        return str(made.json()["token"])

    def cookies(self, path: str = "") -> str:
        """Return the cookies that a browser would send, or those of one path."""
        return "; ".join(f"{c.name}={c.value}" for c in self.browser.cookies if path in c.path)


@contextmanager
def own_postgres() -> Iterator[Any]:
    """Run a PostgreSQL that nobody else uses, in a folder that its own user can reach."""
    folder = Path(tempfile.mkdtemp())
    try:
        with deploy.running_postgres(folder) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def stopped(server: Any, mode: str = "immediate") -> Iterator[None]:
    """Stop a PostgreSQL for a while."""
    server.stop(mode)
    try:
        yield
    finally:
        server.start()


def xsrf_of(page: str) -> str:
    found = re.search(r'xsrf_token: "([^"]+)"|name="_xsrf" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1] or found[2]


def until(is_so: Callable[[], Any]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)


def told(process: psutil.Process) -> dict[str, str]:
    """Return the environment that a process was started with; nothing where it is gone."""
    with suppress(psutil.Error):
        return process.environ()
    return {}


def of_hub(trial: Any) -> list[psutil.Process]:
    """Find what the hub has started: servers, the proxy, what stops idle servers."""
    hub = next(
        one
        for one in psutil.Process().children()
        if str(trial.folder) in told(one).get("BACKCARE_TRIAL", "")
    )
    return hub.children()


needs_own_postgres = pytest.mark.skipif(
    sys.platform == "win32" or deploy.postgres_programs() is None, reason=deploy.NO_POSTGRES
)
needs_hub = [
    pytest.mark.hub,
    pytest.mark.skipif(not importlib.util.find_spec("jupyterhub"), reason="there is no jupyterhub"),
    pytest.mark.skipif(deploy.postgres_programs() is None, reason=deploy.NO_POSTGRES),
    pytest.mark.timeout(180),
]
