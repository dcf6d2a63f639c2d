"""JupyterLab, set up for the notebooks: no news, private kernels, and our pages behind Voila."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import voila  # noqa: F401 -- as it loads it asks for the warnings that are turned off below
from jupyterlab.labapp import LabApp
from traitlets.config import Config

# Asks the newcomer about news and asks the network about updates: neither is wanted here.
_NEWS = "@jupyterlab/apputils-extension:announcements"


def open_lab(folder: Path, options: Sequence[str]) -> None:
    """Serve a folder's notebooks in JupyterLab until Ctrl-C; its own options go, and win."""
    # They are for whoever develops Jupyter.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module="traitlets")
    server = LabApp.initialize_server(list(options), config=Config(set_up(folder)))
    address = server.public_url
    # Jupyter prints the address of a word that it made up itself; we have plainer words.
    server.identity_provider.token_generated = False
    server.io_loop.add_callback(_say_where, address, server.root_dir)
    server.start()


def set_up(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the settings of JupyterLab, by the classes that have them."""
    first = min((path.name for path in folder.glob("*.ipynb")), default="")
    return {
        "Application": {"log_level": "ERROR"},
        "LabApp": {"default_url": f"/lab/tree/{first}"},
        "ServerApp": {
            "root_dir": str(folder),
            # Asked a second time, somebody has to answer within five seconds.
            "answer_yes": True,
            # In a container everybody is root, and JupyterLab would only say no.
            "allow_root": getattr(os, "geteuid", lambda: 1)() == 0,
            # What is typed goes to a kernel, and is not for others who use this computer.
            "kernel_manager_class": "backcare.pages.kernels.PrivateKernels",
            # Voila's pages have their own MathJax, and would fetch another from a public server.
            "tornado_settings": {
                "mathjax_url": None,
                "mathjax_config": None,
                "page_config_hook": without_news,
            },
        },
        # For the toolbar's Voila button, which shows a notebook without its code.
        "VoilaConfiguration": {"template": "backcare"},
    }


def without_news(_handler: object, page: dict[str, Any]) -> dict[str, Any]:
    """Leave JupyterLab's announcements out of a page, for this program alone."""
    return {**page, "disabledExtensions": [*page.get("disabledExtensions", ()), _NEWS]}


def _say_where(address: str, folder: str) -> None:
    """Print the address in plain words."""
    sys.stdout.write(
        "\nYour notebooks are ready. Open this address in a browser:\n\n"
        f"    {address}\n\n"
        f"They are in {folder}. To stop, press Ctrl and C here.\n"
    )
    sys.stdout.flush()
