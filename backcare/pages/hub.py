"""One person's pages behind a JupyterHub, which says who asks.

The hub says in the environment where they are. No secret word opens these pages: the hub's login
does, and only that of the person whose pages they are.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import urlsplit

from jupyter_server.utils import url_path_join
from jupyterhub import __version__ as hub_version
from jupyterhub.singleuser.extension import JupyterHubIdentityProvider
from traitlets.config import Config

from backcare.pages.server import PagesServer


class HubPages(PagesServer):
    """The pages of one person, at the address that the hub has given them."""

    def initialize(self, argv: list[str] | None = None) -> None:
        """Take the address from the hub."""
        at = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
        place = {
            "ip": at.hostname or "",
            "port": at.port,
            "port_retries": 0,
            "base_url": os.environ["JUPYTERHUB_SERVICE_PREFIX"],
            "open_browser": False,
            "token": None,
            "auto_token": True,
            "identity_provider_class": JupyterHubIdentityProvider,
        }
        # Kernels that wait ready for a page would be most of what a person's server holds.
        small = {"preheat_kernel": False}
        self.update_config(Config({"Voila": place, "VoilaConfiguration": small}))
        super().initialize(argv)
        # By this the hub sees that we fit together.
        self.tornado_settings["headers"] |= {"X-JupyterHub-Version": hub_version}

    def init_handlers(self) -> list[Any]:
        """Answer below the person's own address, at which the hub's door is too."""
        door = {path for path, *_ in self.identity_provider.get_handlers()}
        return [
            (url_path_join(self.base_url, path) if path in door else path, *rest)
            for path, *rest in super().init_handlers()
        ]

    @property
    def hosts(self) -> list[str]:
        """No names are refused: the hub is asked who comes, by whatever name."""
        return []

    @property
    def sign_out(self) -> str:
        """Where somebody ends their visit: the hub stops this server then."""
        return str(url_path_join(self.base_url, "logout"))

    @property
    def way_back(self) -> str:
        """Who comes through a hub has started nothing, and logs in."""
        return (
            "If it cannot be opened again, go to the address where you sign in, and sign in once "
            "more. If that does not help, tell your clinic."
        )

    def say_where(self) -> None:
        """Say nothing: the hub knows."""
