"""Show a folder on this computer alone, as any web server would."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".webmanifest": "application/manifest+json",
        ".js": "text/javascript",
    }

    def log_message(self, *_words: object) -> None:
        """Say nothing of who opens what."""


def serve_folder(folder: Path, *, port: int = 0, say: Callable[[str], object] = print) -> None:
    """Serve a folder on 127.0.0.1 until it is interrupted; `say` is told the address."""
    handler = functools.partial(_Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        say(f"http://127.0.0.1:{server.server_port}/")
        server.serve_forever()
