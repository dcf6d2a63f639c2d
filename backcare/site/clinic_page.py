"""Show the page without Python to every patient of a clinic, from one small server behind its hub.

The hub says who comes. Each has an address of their own, so that the browser of a computer that
people share keeps apart what it has of them, and a log that is opened under their own login.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import signal
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jupyterhub.services.auth import (
    HubOAuth,
    HubOAuthCallbackHandler,
    HubOAuthenticated,
    UserNotAllowed,
)
from tornado.httpserver import HTTPServer
from tornado.log import app_log
from tornado.netutil import bind_sockets
from tornado.web import Application, StaticFileHandler, url

from backcare.clinic.visits import NotLetInError, Visits
from backcare.errors import LogError, OutcomeUnknownError
from backcare.log import SessionLog
from backcare.site.page import write_site
from backcare.site.served import MOST_BYTES, Guarded, LogCalls, say_nothing

_LOOKS_AFTER_S, _KNOWN_FOR_S = 2, 5
_NOT = "Your clinic's log cannot be reached just now. If it stays like this, tell your clinic."
_SOMEBODY_ELSE = (
    "Somebody else has signed in with this browser. Sign in again with your own name in another "
    "tab of it; then go on here."
)
_AGAIN = (
    "This did not work. Open your clinic's address anew: its first part alone, up to the first "
    "single slash. If that does not help, allow cookies for it in your browser, or tell your "
    "clinic."
)
_MAYBE = "The connection to your clinic's log was lost, and it is not known whether this was saved."


class _Patients(HubOAuthenticated, Guarded):  # type: ignore[misc]
    """Lets in whom the hub knows, each to their own address."""

    shut = (
        "You are not signed in here any more. Sign in again in another tab of this browser; then "
        "go on here."
    )

    async def prepare(self) -> None:
        """Have who comes log in at the hub, and keep them to their own page."""
        who = await self._who()
        own = self.path_kwargs.get("login", who)
        if who is not None and who == own and not self._is_from_elsewhere():
            return
        fetched = self.request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
        if fetched or self.request.method != "GET":
            self.is_somebody_else = who not in (None, own)
            self.shut = _SOMEBODY_ELSE if self.is_somebody_else else self.shut
            self.send_error(403)
        elif who is None:
            self.redirect(self.get_login_url())
        else:
            self.redirect(self.reverse_url("page", who, ""))

    async def _who(self) -> str | None:
        model = await self.hub_auth.get_user(self, sync=False)
        try:
            self.current_user = model and self.check_hub_user(model)
        except UserNotAllowed:
            self.current_user = None
        return self.current_user and str(self.current_user["name"])

    def _is_from_elsewhere(self) -> bool:
        origin = self.request.headers.get("Origin")
        return bool(origin) and urlsplit(origin).netloc != self.request.host


class _Own(_Patients):
    """The way to one's own page, and for clinicians to their notebooks."""

    async def get(self) -> None:
        """Go there."""
        login, visits = self.current_user["name"], self.settings["visits"]
        if await visits.is_clinician(login):
            self.redirect(_notebooks())
        else:
            self.redirect(self.reverse_url("page", login, ""))


class _Callback(HubOAuthCallbackHandler):  # type: ignore[misc]
    """Where the hub sends somebody back to, with who they are."""

    def write_error(self, _status_code: int, **_: Any) -> None:
        """Say how to begin anew: by itself it could go round and round."""
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(_AGAIN)


class _Files(_Patients, StaticFileHandler):  # type: ignore[misc]
    """The page and what it consists of."""

    SUPPORTED_METHODS = ("GET",)

    async def prepare(self) -> None:
        """Ask who comes to the page itself; its other files say nothing of anybody."""
        if not self.path_kwargs["path"]:
            await super().prepare()

    async def get(self, path: str, login: str) -> None:
        """Give one file, the same for all."""
        del login  # see `prepare`
        await super().get(path)


class _Log(_Patients, LogCalls):
    """The log behind the page, that of who has come."""

    async def act(self, what: Callable[[SessionLog], dict[str, Any]]) -> dict[str, Any]:
        visits: Visits = self.settings["visits"]
        login = self.current_user["name"]
        try:
            return await visits.act(login, what)
        except NotLetInError:
            if await visits.is_clinician(login):
                self.beside = {"leads_to": _notebooks()}
            raise
        except LogError as error:
            # Addresses and reasons are for whoever looks after the clinic.
            app_log.error("The log of %s: %s", login, error)
            self.beside = {"again": True}
            raise LogError(_MAYBE if isinstance(error, OutcomeUnknownError) else _NOT) from error


def _notebooks() -> str:
    """Say where the hub leads a clinician to their own server."""
    return os.environ["JUPYTERHUB_BASE_URL"] + "hub/spawn"


def serve_patients(visits: Visits) -> None:
    """Show every patient the page, until the hub that has started this stops it.

    Parameters
    ----------
    visits : Visits
        Opens everybody's log.
    """
    with tempfile.TemporaryDirectory() as folder:
        write_site(folder, log="log", sign_out=os.environ["JUPYTERHUB_BASE_URL"] + "hub/logout")
        asyncio.run(_serve(Path(folder), visits))


async def _serve(folder: Path, visits: Visits) -> None:
    stopped, hub = asyncio.Event(), os.getppid()
    # What the hub knows of somebody is asked again soon, so that who signs out has left.
    HubOAuth.instance(cache_max_age=_KNOWN_FOR_S)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    at = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    server = HTTPServer(_application(folder, visits), max_body_size=MOST_BYTES)
    server.add_sockets(bind_sockets(at.port or 0, at.hostname))
    # A hub that was killed stops nobody, and one that is started again needs this port.
    while not stopped.is_set() and os.getppid() == hub:
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), _LOOKS_AFTER_S)
        await visits.end(idle_only=True)
    await visits.end()


def _application(folder: Path, visits: Visits) -> Application:
    own = os.environ["JUPYTERHUB_SERVICE_PREFIX"]
    files = {"path": str(folder), "default_filename": "index.html"}
    return Application(
        [
            (own, _Own),
            (own + "oauth_callback", _Callback),
            (own + "(?P<login>[^/]+)/log", _Log),
            url(own + "(?P<login>[^/]+)/(?P<path>.*)", _Files, files, name="page"),
        ],
        # The same after a restart, by which nobody is logged out.
        cookie_secret=hashlib.sha256(os.environ["JUPYTERHUB_API_TOKEN"].encode()).digest(),
        log_function=say_nothing,
        visits=visits,
    )
