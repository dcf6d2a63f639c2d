"""A JupyterHub for a clinic; docs/guides/clinic_hub.md says how to start it.

It reads these from the environment, and hands none of them on:

    BACKCARE_CLINIC          the address of the clinic's database, with its owner's login
    BACKCARE_HUB_LOGIN       how people log in: pam (also where it is left out), oauth, lti11, lti13
    BACKCARE_HUB_SPAWNER     where their servers run: local (also where it is left out), systemd,
                             docker
    BACKCARE_HUB_PATIENTS    what patients get: servers of their own (also where it is left out), or
                             page: one server shows all of them the page without Python
    BACKCARE_CLINIC_NAME     what patients call the clinic: it stands on the hub's pages

Who is a patient and who a clinician stands in the database. Nobody is an administrator of the hub.
"""

import os
import sys
from datetime import timedelta

from backcare.clinic.hub import LONGEST_VISIT, set_up

c = get_config()  # noqa: F821 -- JupyterHub gives it

LOGINS = {
    "pam": "jupyterhub.auth.PAMAuthenticator",
    "oauth": "oauthenticator.generic.GenericOAuthenticator",
    "lti11": "ltiauthenticator.lti11.auth.LTI11Authenticator",
    "lti13": "backcare.clinic.lti.LTI13AcrossSites",
}
# A container has a Python of its own.
SPAWNERS = {
    "local": ("jupyterhub.spawner.LocalProcessSpawner", sys.executable),
    "systemd": ("systemdspawner.SystemdSpawner", sys.executable),
    "docker": ("dockerspawner.DockerSpawner", "python3"),
}
PATIENTS = {"servers": "", "page": "http://127.0.0.1:8010"}
# Each person's: the guide says what was measured.
MEMORY = "1G"
# Longer than anybody exercises without a press.
IDLE_S = 60 * 60


def chosen(name, known):
    """Return what a variable chooses; end with what there is where it is something else."""
    word = os.environ.pop(name, "") or next(iter(known))
    if word not in known:
        sys.exit(f"{name} is {word!r}. Choose one of these: {', '.join(known)}.")
    return known[word]


c.JupyterHub.authenticator_class = chosen("BACKCARE_HUB_LOGIN", LOGINS)
# No other site can have a browser use the hub unseen, to sign somebody out.
c.JupyterHub.tornado_settings = {"cookie_options": {"samesite": "Lax"}}
# The id that the school's system has given somebody: an e-mail address, as LTI 1.3 would take, may
# be changed by whoever it is of.
c.LTI11Authenticator.username_key = "user_id"
c.LTI13Authenticator.username_key = "sub"
c.JupyterHub.spawner_class, python = chosen("BACKCARE_HUB_SPAWNER", SPAWNERS)
if "BACKCARE_CLINIC" not in os.environ:
    sys.exit("Set BACKCARE_CLINIC to the address of the clinic's database with its owner's login.")
# Nobody stays logged in for longer than a server runs.
c.JupyterHub.cookie_max_age_days = LONGEST_VISIT / timedelta(days=1)
c.Spawner.mem_limit = MEMORY
c.Spawner.start_timeout = 120
# Whoever comes back to a page whose server was stopped gets a new one, and presses nothing.
c.JupyterHub.implicit_spawn_seconds = 1
# The password of the visit ends with it.
c.JupyterHub.shutdown_on_logout = True
# What ends TLS stands in front, on the same computer.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.services = [
    {
        "name": "stop-idle",
        "command": [
            *(sys.executable, "-m", "jupyterhub_idle_culler"),
            *(f"--timeout={IDLE_S}", f"--max-age={LONGEST_VISIT.total_seconds():.0f}"),
        ],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "stop-idle",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["stop-idle"],
    }
]
# Taken out: what the hub starts must not have it, but the page for all patients, which is told.
one_page = chosen("BACKCARE_HUB_PATIENTS", PATIENTS)
name = os.environ.pop("BACKCARE_CLINIC_NAME", "")
set_up(c, os.environ.pop("BACKCARE_CLINIC"), python=python, one_page=one_page, name=name)
