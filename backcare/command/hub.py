"""What a JupyterHub starts: `python -m backcare.command.hub pages`, or `lab`, or `page`.

The first two are one person's own server, the last is one page for all patients. The hub says in
the environment where; `backcare.clinic.hub` chooses which of them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from traitlets.config import Config

from backcare.command.notebooks import copy_notebooks, notebooks_folder

# What a clinician comes for.
_FIRST = "05_follow_a_group.ipynb"


def main() -> None:
    """Serve the pages, the notebooks or the page until the hub stops it."""
    match sys.argv[1:]:
        case ["pages"]:
            from backcare.pages.hub import HubPages

            HubPages.launch_instance([str(notebooks_folder())])
        case ["lab"]:
            _open_lab(Path.home() / "backcare-notebooks")
        case ["page"]:
            from backcare.clinic.visits import Visits
            from backcare.site.clinic_page import serve_patients

            serve_patients(Visits(os.environ.pop("BACKCARE_CLINIC")))
        case _:
            sys.exit("Say which: pages, lab or page. A JupyterHub starts this; see docs/guides.")


def _open_lab(folder: Path) -> None:
    from jupyterhub.singleuser.extension import JupyterHubSingleUser

    from backcare.command.lab import set_up, without_news

    copy_notebooks(folder)
    settings = Config(set_up(folder))
    settings.ServerApp.default_url = f"/lab/tree/{_FIRST}"
    server = JupyterHubSingleUser.initialize_server([], config=settings)
    # The hub's own hook has taken the place of ours.
    page_of_hub = server.web_app.settings["page_config_hook"]

    def page_config(handler: Any, page: dict[str, Any]) -> dict[str, Any]:
        return without_news(handler, page_of_hub(handler, page))

    server.web_app.settings["page_config_hook"] = page_config
    server.start()


if __name__ == "__main__":
    main()
