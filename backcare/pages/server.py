"""Voila, set up for patients: a start page, pages with kernels ready, this computer only.

`find_pages` says which notebooks of a folder are pages, and `PagesServer` serves them; the template
around them is share/jupyter/voila/templates/backcare.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import sys
import webbrowser
from pathlib import Path
from typing import Any, NamedTuple

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import IOLoop
from traitlets import default
from traitlets.config import Config
from voila.app import Voila

from backcare.tables.shipped import load_safety_rules

# What stands on the start page: as on the line above every exercise.
_SAFETY = ["ask_first", "ease_off", "stop_rule"]
_HOUR_S = 3600
_PING_MS = 30_000


class Page(NamedTuple):
    """A notebook that is shown as a page: its file's name, its title, and what it is for."""

    file: str
    title: str
    about: str


def find_pages(folder: str | os.PathLike[str]) -> list[Page]:
    """Find the notebooks of a folder that say in their metadata what they are for, by file name."""
    found = (_page(path) for path in sorted(Path(folder).glob("*.ipynb")))
    return [page for page in found if page]


def _page(path: Path) -> Page | None:
    try:
        # {"title": what links to the page are called, "backcare": {"page": what it is for}}
        metadata = json.loads(path.read_text("utf-8"))["metadata"]
        about = metadata["backcare"]["page"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Page(path.name, str(metadata.get("title") or path.stem), str(about))


class QuietKernels(AsyncMappingKernelManager):
    """Kernels that leave the window where somebody reads the address to the address."""

    async def start_kernel(self, *arguments: Any, **named: Any) -> Any:
        """Start a kernel that reports only what ends it."""
        quiet = {"extra_arguments": ["--log-level=CRITICAL"]}
        return await super().start_kernel(*arguments, **(quiet | named))


_SET_UP = {
    "Voila": {
        "ip": "127.0.0.1",
        "log_level": "ERROR",
        "tornado_settings": {"ws_ping_interval": _PING_MS, "ws_ping_timeout": _PING_MS},
    },
    "VoilaConfiguration": {
        "template": "backcare",
        "preheat_kernel": True,
        "multi_kernel_manager_class": QuietKernels,
    },
    # A page that is closed stops its kernel; this is for those that could not say goodbye.
    "MappingKernelManager": {"cull_idle_timeout": _HOUR_S, "cull_interval": 300},
    "VoilaExecutor": {
        "cell_error_instruction": "This page is not whole. Please open it again. If it stays so, "
        "tell whoever set it up; nothing that you saved is lost."
    },
}


class PagesServer(Voila):
    """Serve the pages of a folder; every option of Voila's own goes, `--port=9000` or others."""

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
            sys.exit(f"There is no page in {self.root_dir}: no notebook there says that it is one.")
        rules = load_safety_rules()["text"]
        start_page = {
            "pages": [page._asdict() for page in self.pages],
            "safety": rules[_SAFETY].to_list(),
        }
        self.voila_configuration.extension_config = {"backcare": start_page}
        own = {Path(self.root_dir, page.file) for page in self.pages}
        others = set(Path(self.root_dir).rglob("*.ipynb")) - own
        self.config.VoilaKernelManager.preheat_denylist = [
            f"{re.escape(str(path))}$" for path in others
        ]

    def start(self) -> None:
        """Serve until Ctrl-C; say where as soon as somebody can come."""
        IOLoop.current().add_callback(self.say_where)
        super().start()

    @property
    def address(self) -> str:
        """Where the start page is."""
        return f"{self.connection_url}?token={self.token}" if self.token else self.connection_url

    def say_where(self) -> None:
        """Print the address in plain words."""
        sys.stdout.write(
            f"\nYour pages are ready. Open this address in a browser:\n\n    {self.address}\n\n"
            "Only this computer can open it. To stop, press Ctrl and C here.\n"
        )
        sys.stdout.flush()

    def launch_browser(self) -> None:
        """Open the start page in the browser of this computer, where it has one."""
        webbrowser.open(self.address)
