"""How a JupyterHub is told of a clinic: who may come in, and what each person's server gets.

`deploy/jupyterhub_config.py` calls `set_up`. Who is a patient and who a clinician is asked of the
database each time; there is no second list of people.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from typing import Any

from tornado.web import HTTPError

from backcare.clinic.visits import begin_visit, end_visit, who_is
from backcare.errors import LogError

# A server runs for no longer; whoever comes then gets a new one.
LONGEST_VISIT = timedelta(hours=12)
# It is looked at once in a while only how long a server has run.
_OVERLAP = timedelta(minutes=30)
_UNKNOWN = (
    "Your login is not known to this clinic yet. Ask the person who looks after it to let you in."
)
# By name: it stands far above this floor, and may run in another container.
_SERVER = "backcare.command.hub"


def set_up(config: Any, url: str, *, python: str = sys.executable) -> None:
    """Let in whom the clinic's database knows, each to a server with their own rows.

    Parameters
    ----------
    config : traitlets.config.Config
        The hub's settings, `c` in its configuration file.
    url : str
        The address of the clinic's database, with its owner's login. It stays in the hub.
    python : str, optional
        The Python that has backcare where people's servers run; the hub's own when left out.
    """

    async def let_in(_authenticator: Any, _handler: Any, found: dict[str, Any]) -> dict[str, Any]:
        if await _asked(who_is, url, found["name"]) is None:
            raise HTTPError(403, _UNKNOWN)
        return found

    async def begin(spawner: Any) -> None:
        login = spawner.user.name
        person = await _asked(who_is, url, login)
        if person is None:
            raise _shown(_UNKNOWN)
        lasts = LONGEST_VISIT + _OVERLAP
        own = await _asked(begin_visit, url, login, lasts=lasts)
        spawner.environment = {**spawner.environment, "BACKCARE_LOG": own}
        spawner.cmd = [python, "-m", _SERVER, "pages" if person.patient else "lab"]

    async def end(spawner: Any) -> None:
        try:
            await asyncio.to_thread(end_visit, url, spawner.user.name)
        except LogError as error:
            spawner.log.error("The password of a visit could not be taken away: %s", error)

    config.Authenticator.allow_all = True  # whom the database knows: see let_in
    config.Authenticator.post_auth_hook = let_in
    config.Spawner.pre_spawn_hook = begin
    config.Spawner.post_stop_hook = end


async def _asked(ask: Any, *what: Any, **more: Any) -> Any:
    """Ask the database without holding up the hub; say in words what is wrong with it."""
    try:
        return await asyncio.to_thread(ask, *what, **more)
    except LogError as error:
        raise _shown(f"{error} Tell the person who looks after this clinic.") from error


def _shown(words: str) -> HTTPError:
    """Return an error whose words the hub shows to whoever waits for their server."""
    error = HTTPError(503)
    error.jupyterhub_message = words
    return error
