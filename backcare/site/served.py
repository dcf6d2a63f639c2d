"""Show the page without Python on this computer, with its log in the person's own file.

It is one small server: files, and the calls of `log_calls`. A page shows what its owner logged, so
whoever comes has to bring the secret word of its address, and from no other site.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, StaticFileHandler

from backcare.errors import LogError
from backcare.log import SessionLog
from backcare.site.log_calls import read_log, tell_log
from backcare.site.page import write_site

_COOKIE = "backcare-page"
MOST_BYTES = 10_000_000
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Guarded(RequestHandler):
    """Answers nobody but those whom `prepare` lets in, and says to the others why it does not."""

    shut = ""
    is_somebody_else = False

    def set_default_headers(self) -> None:
        """Have nothing run, shown elsewhere, or kept."""
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say in words who may come in, or that nothing is here."""
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(self.shut if status_code == 403 else "Nothing is here.")


class LogCalls(Guarded):
    """The log behind the page; `act` does something with that of who has come.

    What it cannot do is said with what else the page has to know (`beside`): whether the same may
    work in a minute (`again`), or where whoever has come belongs (`leads_to`).
    """

    beside: Mapping[str, Any] = MappingProxyType({})

    async def get(self, **_: str) -> None:
        """Give what is in the log."""
        await self._answer(read_log)

    async def post(self, **_: str) -> None:
        """Do what the page asks for; it says that it is done only when it is."""
        # No other site can send this without asking first.
        if self.request.headers.get("Content-Type") != "application/json":
            self.send_error(403)
            return
        await self._answer(lambda log: tell_log(log, _call(self.request.body)))

    async def act(self, what: Callable[[SessionLog], dict[str, Any]]) -> dict[str, Any]:
        """Do something with the log of who has come."""
        raise NotImplementedError

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say why nothing was done, as the page expects it."""
        fault = self.shut if status_code == 403 else "Nothing was done."
        self.finish({"fault": fault, "somebody_else": self.is_somebody_else})

    async def _answer(self, what: Callable[[SessionLog], dict[str, Any]]) -> None:
        try:
            said = await self.act(what)
        except (LogError, ValueError) as error:
            self.set_status(400 if isinstance(error, ValueError) else 503)
            said = {"fault": str(error), **self.beside}
        self.finish(said)


def _call(body: bytes) -> Any:
    """Read what the page asks for."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is not what the page asks for: {error}.") from error


class _OwnPage(Guarded):
    """Lets in who has the secret word and comes from here."""

    shut = "This page is for who started it. Open the whole address that was shown there."

    def prepare(self) -> None:
        """Shut out who comes by another name, from another site, or without the word."""
        word: str = self.settings["word"]
        own = {f"{name}:{self.settings['port']}" for name in ("127.0.0.1", "localhost")}
        origin = self.request.headers.get("Origin", "")
        if self.request.host not in own or (origin and origin.removeprefix("http://") not in own):
            self.send_error(403)
        elif _is_same(self.get_query_argument("token", ""), word):
            self.set_cookie(_COOKIE, word, httponly=True, samesite="Strict")
            self.redirect(self.request.path)  # the word stands in no history and no link
        elif not _is_same(self.get_cookie(_COOKIE, "") or "", word):
            self.send_error(403)


class _Files(_OwnPage, StaticFileHandler):
    """The page and what it consists of."""


class _Log(_OwnPage, LogCalls):
    """The log behind the page, that of the person who has started this."""

    async def act(self, what: Callable[[SessionLog], dict[str, Any]]) -> dict[str, Any]:
        return what(self.settings["log"])


def _is_same(given: str, word: str) -> bool:
    return hmac.compare_digest(given.encode(), word.encode())


def serve_with_log(
    exercises: pd.DataFrame | None = None,
    *,
    log: SessionLog,
    port: int = 0,
    say: Callable[[str], object] = print,
) -> None:
    """Show the page on 127.0.0.1 until it is interrupted; `say` is told the address.

    Parameters
    ----------
    exercises : pandas.DataFrame, optional
        A frame as `load_exercises` gives it; the shipped table when left out.
    log : SessionLog
        Where the page keeps what is written down.
    port : int, default 0
        Where to listen; a free one when left out.
    say : callable, default print
        Called with the address, once somebody can come.

    Raises
    ------
    OSError
        If the port is taken.
    """
    with tempfile.TemporaryDirectory() as folder:
        write_site(folder, exercises, log="log")
        asyncio.run(_serve(Path(folder), log, port, say))


async def _serve(folder: Path, log: SessionLog, port: int, say: Callable[[str], object]) -> None:
    [socket] = bind_sockets(port, "127.0.0.1")
    word, port = secrets.token_hex(8), socket.getsockname()[1]
    files = (r"/(.*)", _Files, {"path": str(folder), "default_filename": "index.html"})
    app = Application(
        [(r"/log", _Log), files], word=word, port=port, log=log, log_function=say_nothing
    )
    server = HTTPServer(app, max_body_size=MOST_BYTES)
    server.add_sockets([socket])
    say(f"http://127.0.0.1:{port}/?token={word}")
    await asyncio.Event().wait()


def say_nothing(_handler: RequestHandler) -> None:
    """Say nothing of who opens what."""
