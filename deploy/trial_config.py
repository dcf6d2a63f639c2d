"""The hub of a trial: the clinic's own configuration, with people who are made up.

`deploy/trial.py` starts it. They are no users of this computer, so all their servers run as whoever
tries it: nothing keeps a clinician's notebook from reading the memory of the others.
"""

import json
import os
import secrets
from pathlib import Path

from jupyterhub.auth import Authenticator

from backcare.clinic.hub import PAGE

c = get_config()  # noqa: F821 -- JupyterHub gives it
trial = json.loads(os.environ.pop("BACKCARE_TRIAL"))
folder = Path(trial["folder"])

load_subconfig(str(Path(__file__).with_name("jupyterhub_config.py")))  # noqa: F821


class MadeUp(Authenticator):
    """Lets in those who were made up for the trial, each with a password of their own."""

    async def authenticate(self, _handler, data):
        """Return the name of who has typed the right password."""
        wanted = trial["passwords"].get(data["username"], "")
        right = secrets.compare_digest(data["password"].encode(), wanted.encode())
        return data["username"] if wanted and right else None


c.JupyterHub.authenticator_class = MadeUp
c.JupyterHub.spawner_class = "jupyterhub.spawner.SimpleLocalProcessSpawner"
c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "home" / "{username}")
c.Spawner.env_keep = [
    "BACKCARE_TRIAL_IN",
    "LANG",
    "JUPYTER_PATH",
    "PATH",
    "PYTHONPATH",
    "VIRTUAL_ENV",
]

c.JupyterHub.bind_url = f"http://127.0.0.1:{trial['ports'][0]}"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{trial['ports'][1]}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{trial['ports'][2]}"
c.ConfigurableHTTPProxy.command = trial["proxy"]
c.ConfigurableHTTPProxy.pid_file = str(folder / "proxy.pid")
c.JupyterHub.db_url = f"sqlite:///{folder / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(folder / "cookie_secret")
c.JupyterHub.log_level = "WARN"
for service in c.JupyterHub.services:
    # In all that is started, so that the end of the trial finds it: `of_trial`.
    service.setdefault("environment", {})["BACKCARE_TRIAL_IN"] = trial["folder"]
    if service["name"] == PAGE:
        service["url"] = f"http://127.0.0.1:{trial['ports'][3]}"
