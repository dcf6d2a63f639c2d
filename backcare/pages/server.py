"""Voila, set up for patients: a start page, pages with kernels ready, this computer only.

`find_pages` says which notebooks of a folder are pages, and `PagesServer` serves them; the template
around them is share/jupyter/voila/templates/backcare.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import sys
import threading
import webbrowser
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.logout import LogoutHandler
from jupyter_server.base.handlers import JupyterHandler
from tornado.ioloop import IOLoop
from tornado.web import ErrorHandler, HTTPError, RequestHandler, authenticated
from traitlets import default
from traitlets.config import Config
from voila.app import Voila
from voila.handler import BaseVoilaHandler
from voila.request_info_handler import RequestInfoSocketHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler
from voila.voila_identity_provider import VoilaLoginHandler

from backcare.browser import assets
from backcare.log import SessionLog
from backcare.pages.kernels import PageKernels
from backcare.pages.today import today_words

# A page that is loading, or whose connection is cut, is there again long before.
_GONE_S = 60
_LOOK_S = 10
_PING_MS = 30_000


class Page(NamedTuple):
    """A notebook that is shown as a page: its file's name, its title, and what it is for.

    `shows` says which app it has, where the start page leads to that: "session" or "progress".
    """

    file: str
    title: str
    about: str
    shows: str = ""


def find_pages(folder: str | os.PathLike[str]) -> list[Page]:
    """Find the notebooks of a folder that say in their metadata what they are for, by file name."""
    found = (_page(path) for path in sorted(Path(folder).glob("*.ipynb")))
    return [page for page in found if page]


def _page(path: Path) -> Page | None:
    try:
        # {"title": what links to the page are called,
        #  "backcare": {"page": what it is for, "shows": "session"}}
        metadata = json.loads(path.read_text("utf-8"))["metadata"]
        own = metadata["backcare"]
        title = str(metadata.get("title") or path.stem)
        return Page(path.name, title, str(own["page"]), str(own.get("shows", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


class PageHandler(TornadoVoilaHandler):
    """A page: with a kernel that is alive, and with what it needs to say goodbye to it."""

    @authenticated
    async def get(self, path: str | None = None) -> None:
        """Show the page."""
        # Asked for, it goes along as a cookie; a page that is left shows it again.
        _ = self.xsrf_token
        await self.kernel_manager.renew(path)
        await super().get(path)


# What a player has left in the browser is read by the start page as by all others.
_KEPT = assets("local_time.js", "player_play.js", "player_store.js", "kept_stops.js")


class StartHandler(TornadoVoilaTreeHandler):
    """The start page, with what the log says at the moment."""

    def render_template(self, name: str, **names: Any) -> str:
        """Read the log, and let the browser ask again whenever somebody comes back."""
        self.set_header("Cache-Control", "no-store")
        with SessionLog(open_later=True) as log:
            today = today_words(log)
            return str(super().render_template(name, today=today, kept_stops=_KEPT, **names))


class OutsideHandler(BaseVoilaHandler):
    """What is shown outside the pages, and looks like them."""

    def initialize(self) -> None:
        """Know the template that pages are shown in."""
        super().initialize(voila_configuration=self.settings["voila"].voila_configuration)


class SignOutHandler(OutsideHandler):
    """The end of a visit on a computer that people share."""

    @allow_unauthenticated
    def get(self) -> None:
        """Forget who is there, and say so."""
        self.identity_provider.clear_login_cookie(self)
        self.write(self.render_template("signed-out.html"))


class SecretWordHandler(VoilaLoginHandler, OutsideHandler):
    """The door, for who comes without the secret word."""

    def _render(self, message: dict[str, str] | None = None) -> None:
        asked_for = self.get_argument("next", default=self.base_url)
        self.write(self.render_template("secret-word.html", next=asked_for, wrong=bool(message)))


class OurHeaders(RequestHandler):
    """The headers that Jupyter's own handlers give, for those that are Tornado's."""

    def set_default_headers(self) -> None:
        """Shut out what comes from elsewhere, as pages do."""
        for name, value in (self.settings["headers"] | _NO_SNIFF).items():
            self.set_header(name, value)


class NothingHandler(OutsideHandler):
    """What is not there, said as a page with a way to the start."""

    @allow_unauthenticated
    def get(self) -> None:
        """Say that nothing is there."""
        raise HTTPError(404)


class ShutHandler(OurHeaders, ErrorHandler):
    """What is not for whoever asks."""


def _with_headers(handler: type[RequestHandler]) -> type[RequestHandler]:
    """Give a handler of files our headers: what it does not find is a page too."""
    if issubclass(handler, JupyterHandler | OurHeaders):
        return handler
    return type(handler.__name__, (OurHeaders, handler), {})


_INSTEAD = {
    TornadoVoilaHandler: PageHandler,
    TornadoVoilaTreeHandler: StartHandler,
    VoilaLoginHandler: SecretWordHandler,
    LogoutHandler: SignOutHandler,
}

# Everything comes from here, also what is opened, sent and shown inside. Voila's pages have their
# scripts and styles inline and made ready before anybody asks, widgets bring theirs as blobs.
_CONTENT = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
_HEADERS = {
    "Content-Security-Policy": "; ".join(map(" ".join, _CONTENT.items())),
    # The word that opens the pages is in their address.
    "Referrer-Policy": "same-origin",
}
_NO_SNIFF = {"X-Content-Type-Options": "nosniff"}
_SET_UP = {
    "Voila": {
        "ip": "127.0.0.1",
        "log_level": "ERROR",
        "tornado_settings": {
            "headers": _HEADERS,
            "default_handler_class": NothingHandler,
            "ws_ping_interval": _PING_MS,
            "ws_ping_timeout": _PING_MS,
        },
    },
    "VoilaConfiguration": {
        "template": "backcare",
        "preheat_kernel": True,
        "multi_kernel_manager_class": PageKernels,
    },
    "KernelProvisionerFactory": {"default_provisioner_name": "backcare-forked"},
    # One that has died is seen to be dead at once, and is not started again: that one would have
    # run nothing of its page.
    "KernelManager": {"autorestart": True},
    "KernelRestarter": {"restart_limit": 0, "time_to_dead": 1.0},
    "MappingKernelManager": {"cull_idle_timeout": _GONE_S, "cull_interval": _LOOK_S},
    "VoilaExecutor": {
        "cell_error_instruction": "This page did not load fully. Please open it again. If "
        "that does not help, tell the person who set it up. Nothing you saved has been lost."
    },
}
_DOOR = """<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="referrer" content="no-referrer">
    <meta http-equiv="refresh" content="0;url={address}">
    <title>backcare</title>
  </head>
  <body><p><a href="{address}">Go to your pages</a></p></body>
</html>
"""
_OPEN = " Other people who use this computer could read along too (SECURITY.md explains why)."


class PagesServer(Voila):
    """Serve the pages of a folder; every option of Voila's own goes, `--port=9000` or others."""

    # Two that JupyterLab knows by these names too.
    aliases: ClassVar = Voila.aliases | {"ip": "Voila.ip", "log-level": "Voila.log_level"}

    def __init__(self, **traits: Any) -> None:
        given = traits.pop("config", None)
        super().__init__(**traits, config=Config(_SET_UP))
        self.pages: list[Page] = []
        if given:
            self.update_config(given)

    @default("token")
    def _secret(self) -> str:
        # In the address, because a page shows what its owner logged: on a computer that people
        # share, another person's browser does not get in.
        return secrets.token_hex(8)

    def initialize(self, argv: list[str] | None = None) -> None:
        """Read the options, find the pages and have their kernels made ready, no other's."""
        super().initialize(argv)
        self.pages = find_pages(self.root_dir)
        if not self.pages:
            sys.exit(
                f"There are no pages in {self.root_dir}: none of its notebooks is marked as one."
            )
        pages = [page._asdict() for page in self.pages]
        told = {"pages": pages, "sign_out": self.sign_out, "way_back": self.way_back}
        self.voila_configuration.extension_config = {"backcare": told}
        own = {Path(self.root_dir, page.file) for page in self.pages}
        others = set(Path(self.root_dir).rglob("*.ipynb")) - own
        self.config.VoilaKernelManager.preheat_denylist = [
            f"{re.escape(str(path))}$" for path in others
        ]

    def init_handlers(self) -> list[Any]:
        """Answer as Voila does, with our own pages, and only to the names we were started for."""
        if hosts := self.hosts:
            others = f"(?!({'|'.join(map(re.escape, hosts))})$).*"
            self.app.add_handlers(others, [(".*", ShutHandler, {"status_code": 403})])
        return [
            (path, _with_headers(_INSTEAD.get(handler, handler)), *settings)
            for path, handler, *settings in super().init_handlers()
            # It tells anybody who knows a kernel's id, which stands in the list of processes, with
            # which address its page was opened: the secret word is part of that.
            if handler is not RequestInfoSocketHandler
        ]

    @property
    def hosts(self) -> list[str]:
        """The names that a browser may know this server by; none where it listens to all."""
        if self.ip in {"", "*", "0.0.0.0", "::"}:  # noqa: S104
            return []
        local = ["localhost"] if self.ip.startswith("127.") or self.ip == "::1" else []
        shown = urlsplit(self.custom_display_url).hostname
        return [self.ip, f"[{self.ip}]", *local, *([shown] if shown else [])]

    @property
    def sign_out(self) -> str:
        """Where a link at the foot of the pages leads; none where it is one person's computer."""
        return ""

    @property
    def way_back(self) -> str:
        """What to do where no page can be opened again."""
        return (
            "If it cannot be opened again, start backcare the way you did before, and open the "
            "address that it shows."
        )

    def start(self) -> None:
        """Serve until Ctrl-C; say where as soon as somebody can come."""
        loop = IOLoop.current()
        loop.add_callback(self.say_where)

        async def end() -> None:
            loop.asyncio_loop.remove_signal_handler(signal.SIGINT)
            try:
                await self.kernel_manager.shutdown_all()
            finally:
                loop.stop()

        # An interrupt that is raised in the middle of a task comes up again in whatever waits for
        # it, and then kernels are left. Windows knows no other way.
        with suppress(NotImplementedError):
            loop.asyncio_loop.add_signal_handler(signal.SIGINT, loop.add_callback, end)
        super().start()

    @property
    def address(self) -> str:
        """Where the start page is."""
        return f"{self.connection_url}?token={self.token}" if self.token else self.connection_url

    def say_where(self) -> None:
        """Print the address in plain words."""
        sys.stdout.write(
            f"\nYour pages are ready. Open this address in a browser:\n\n    {self.address}\n\n"
            f"Only this computer can open it.{'' if self.kernel_manager.is_private else _OPEN} "
            "To stop, press Ctrl and C here.\n"
        )
        sys.stdout.flush()

    def launch_browser(self) -> None:
        """Open the start page in the browser of this computer, where it has one."""
        try:
            browser = webbrowser.get(self.browser or None)
        except webbrowser.Error:
            return
        # Everybody can read how a program was started: not the address, but the name of a file
        # that only its owner can read, in a folder that goes when the pages stop.
        door = Path(self.connection_dir, "open.html")
        door.write_text(_DOOR.format(address=escape(self.address)), "utf-8")
        # Some browsers come back when they are closed, and that must not hold up the pages.
        opening = (door.as_uri(), self.webbrowser_open_new)
        threading.Thread(target=browser.open, args=opening, daemon=True).start()
