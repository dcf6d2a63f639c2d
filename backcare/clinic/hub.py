"""How a JupyterHub is told of a clinic: who may come in, and what each person's server gets.

`deploy/jupyterhub_config.py` calls `set_up`. Who is a patient and who a clinician is asked of the
database each time; there is no second list of people.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from tornado.log import app_log
from tornado.web import HTTPError

from backcare.clinic.visits import begin_visit, end_visit, who_is
from backcare.errors import LogError
from backcare.log.login import Login

# A server runs for no longer; whoever comes then gets a new one.
LONGEST_VISIT = timedelta(hours=12)
# It is looked at once in a while only how long a server has run.
_OVERLAP = timedelta(minutes=30)
_UNKNOWN = "Your login is not known to this clinic yet. Ask your clinic to let you in."
_UNREACHED = (
    "Your clinic's database cannot be reached just now. Try again in a minute. If it stays like "
    "this, tell your clinic."
)
PAGE = "page"
_AT_PAGE = f"services/{PAGE}/"
_ONE_PAGE = "What you asked for is for clinicians. Patients here have a page of their own."
_NO_NAME = "Exercises for your back"
# By name: it stands far above this floor, and may run in another container.
_SERVER = "backcare.command.hub"


def set_up(
    config: Any,
    url: str,
    *,
    python: str = sys.executable,
    one_page: str = "",
    name: str = "",
) -> None:
    """Let in whom the clinic's database knows, each to a server with their own rows.

    Parameters
    ----------
    config : traitlets.config.Config
        The hub's settings, `c` in its configuration file.
    url : str
        The address of the clinic's database, with its owner's login. It stays in the hub.
    python : str, optional
        The Python that has backcare where people's servers run; the hub's own when left out.
    one_page : str, default ""
        Where given, patients get no servers of their own: one server shows all of them the page
        without Python, and listens at this address, such as "http://127.0.0.1:8010".
    name : str, default ""
        What patients call the clinic. It stands on the page where they log in.
    """
    people = _People(url, python, has_page=bool(one_page))
    # Before the hub's own, on which ours are built.
    config.JupyterHub.template_paths.insert(0, str(Path(__file__).with_name("hub_pages")))
    shown = {"clinic_name": name.strip() or _NO_NAME, "own_page": people.own_page}
    config.JupyterHub.template_vars.update(shown)
    config.Authenticator.allow_all = True  # whom the database knows: see `let_in`
    config.Authenticator.post_auth_hook = people.let_in
    config.Spawner.pre_spawn_hook = people.begin
    config.Spawner.post_stop_hook = people.end
    if one_page:
        config.JupyterHub.default_url = people.way_in
        config.JupyterHub.services.append(
            {
                "name": PAGE,
                "url": one_page,
                "command": [python, "-m", _SERVER, "page"],
                "environment": {"BACKCARE_CLINIC": url},
                "oauth_no_confirm": True,  # it is the clinic's own
            }
        )
        own = [f"{what}!user" for what in ("read:users", "users:activity", "servers")]
        own += ["access:servers!user", f"access:services!service={PAGE}"]
        # No tokens: one that somebody makes at another's screen would open their log for good.
        config.JupyterHub.load_roles.append({"name": "user", "scopes": own})


class _People:
    """What the hub does when somebody comes, and when their server starts or has stopped."""

    def __init__(self, url: str, python: str, *, has_page: bool) -> None:
        self._url, self._python, self._has_page = url, python, has_page
        # Of whom it is known. Anybody else is led to the page, which asks the database.
        self._clinicians = set[str]()

    def __deepcopy__(self, _memo: object) -> _People:
        return self  # settings are copied, with the hooks in them

    async def let_in(self, _auth: Any, handler: Any, found: dict[str, Any]) -> dict[str, Any]:
        if await self._known(found["name"]) is None:
            raise _shown(_UNKNOWN, 403)
        before = handler.get_current_user_cookie()
        if before and before.name != found["name"]:
            # Somebody else has not signed out in this browser: what is open of them would stay open
            # to whoever comes now, and with it their log.
            handler.clear_login_cookie()
            handler.set_session_cookie()
        return found

    def own_page(self, user: Any) -> str:
        """Say where somebody has a page in place of a server, seen from the hub's first address."""
        return _AT_PAGE if self._has_page and user and user.name not in self._clinicians else ""

    def way_in(self, handler: Any) -> str:
        """Lead patients to the page; the others, as ever, to their server."""
        own = self.own_page(handler.current_user)
        return f"{handler.base_url}{own}" if own else ""

    async def begin(self, spawner: Any) -> None:
        login = spawner.user.name
        person = await self._known(login)
        if person is None:
            raise _shown(_UNKNOWN)
        if self._has_page and person.patient:
            raise _shown(_ONE_PAGE)
        lasts = LONGEST_VISIT + _OVERLAP
        own = await _asked(begin_visit, self._url, login, lasts=lasts)
        spawner.environment = {**spawner.environment, "BACKCARE_LOG": own}
        spawner.cmd = [self._python, "-m", _SERVER, "pages" if person.patient else "lab"]

    async def _known(self, login: str) -> Login | None:
        person: Login | None = await _asked(who_is, self._url, login)
        if person and not person.patient:
            self._clinicians.add(login)
        else:
            self._clinicians.discard(login)
        return person

    async def end(self, spawner: Any) -> None:
        try:
            await asyncio.to_thread(end_visit, self._url, spawner.user.name)
        except LogError as error:
            spawner.log.error("The password of a visit could not be taken away: %s", error)


async def _asked(ask: Any, *what: Any, **more: Any) -> Any:
    """Ask the database without holding up the hub; say in words what is wrong with it."""
    try:
        return await asyncio.to_thread(ask, *what, **more)
    except LogError as error:
        # Addresses and reasons are for whoever looks after the clinic.
        app_log.error("The clinic's database: %s", error)
        raise _shown(_UNREACHED) from error


def _shown(words: str, status: int = 503) -> HTTPError:
    """Return an error whose words the hub shows to whoever waits."""
    error = HTTPError(status)
    error.jupyterhub_message = words
    return error
