"""What a JupyterHub asks of a clinic's server: who somebody is, and a password for one visit.

The hub alone holds the owner's address. Each person's own server gets an address with that person's
login and a password that was just made; it ends with the visit.
"""

from __future__ import annotations

import asyncio
import math
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

import pandas as pd
from psycopg import sql
from sqlalchemy import Connection, make_url, text

from backcare.clinic.server import (
    execute,
    has_role,
    open_clinic,
    role_of,
    sees_more,
    set_password,
)
from backcare.errors import LogError
from backcare.exercises.load import load_exercises
from backcare.log import SessionLog
from backcare.log.login import Login
from backcare.log.version import Refused

T = TypeVar("T")
# A visit that goes on gets a new password before the old one ends.
_LASTS, _RENEWED_AFTER_S = timedelta(hours=2), 60 * 60
_ENDS_AFTER_S = 2 * 60
_FOR_PATIENTS = (
    "This page is for patients, and your login is a clinician's. Your notebooks are at the "
    "clinic's own address."
)
_NOT_LET_IN = (
    "Your login is not let in to this clinic any more. Ask your clinic to let you in again."
)
_UNKNOWN = (
    "the login {!r} is not known to this clinic. Let this person in first: "
    "python -m backcare.clinic grant URL LOGIN --patient NAME"
)


class NotLetInError(LogError):
    """A login that has no log of its own here, or none any more."""


def who_is(url: str, login: str) -> Login | None:
    """Say who has a login; None where nobody is let in with it.

    Parameters
    ----------
    url : str
        The address of the clinic's database, with its owner's login.
    login : str
        Whose.

    Returns
    -------
    Login or None
        With the name of the patient, or None in it for a clinician.

    Raises
    ------
    LogError
        If the database cannot be reached, or is no clinic's.
    """
    with open_clinic(url) as connection:
        return _person(connection, login)


def begin_visit(url: str, login: str, *, lasts: timedelta, patients_only: bool = False) -> str:
    """Make a new password for somebody who is let in, and give the address that has it.

    Parameters
    ----------
    url : str
        The address of the clinic's database, with its owner's login.
    login : str
        Whose. A password that they had before is good no more.
    lasts : timedelta
        How long the password is good for. Who is connected by then stays so.
    patients_only : bool, default False
        Whether a clinician gets none.

    Returns
    -------
    str
        The address of the same database with this login and password.

    Raises
    ------
    NotLetInError
        If it is for patients only, and this login is no patient's.
    LogError
        If nobody is let in with this login, or it may do more than a patient or clinician should.
    """
    with open_clinic(url) as connection:
        person = _person(connection, login)
        if patients_only and (person is None or person.patient is None):
            raise NotLetInError(_FOR_PATIENTS if person else _NOT_LET_IN)
        if person is None or not has_role(connection, login):
            raise Refused(_UNKNOWN.format(login))
        for what in sees_more(connection, login, role_of(person.patient)):
            raise Refused(f"the login {login!r} {what}. Let this person in with another one")
        password = secrets.token_urlsafe(32)
        set_password(connection, login, password)
        # By the server's own clock.
        until = connection.scalar(text("SELECT CAST(now() + :lasts AS text)"), {"lasts": lasts})
        role = sql.Identifier(login)
        execute(connection, "ALTER ROLE {} VALID UNTIL {}", role, sql.Literal(until))
    address = make_url(url).set(username=login, password=password)
    return address.render_as_string(hide_password=False)


def end_visit(url: str, login: str) -> None:
    """Take the password of a visit away, so that it opens nothing any more.

    Parameters
    ----------
    url : str
        The address of the clinic's database, with its owner's login.
    login : str
        Whose. Where the login is gone meanwhile, there is nothing to do.

    Raises
    ------
    LogError
        If the database cannot be reached, or is no clinic's.
    """
    with open_clinic(url) as connection:
        if has_role(connection, login):
            ended = "ALTER ROLE {} PASSWORD NULL VALID UNTIL 'infinity'"
            execute(connection, ended, sql.Identifier(login))


class Visits:
    """The logs of all who visit one server, each opened under the person's own login.

    Each has a password that is made when they come, and taken away when nothing was asked of their
    log for some minutes. It is kept nowhere else.

    Parameters
    ----------
    url : str
        The address of the clinic's database, with its owner's login.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._exercises = load_exercises()
        self._here: dict[str, _Visit] = {}

    async def act(self, login: str, what: Callable[[SessionLog], T]) -> T:
        """Do something with a patient's own log; of one person, one thing at a time.

        Parameters
        ----------
        login : str
            Whose, as the hub has found it out.
        what : callable
            Is given the log, in a thread of its own; what it returns is returned.

        Raises
        ------
        NotLetInError
            If nobody is let in with this login, or it is a clinician's.
        LogError
            If the log cannot be read or written.
        """
        visit = self._here.setdefault(login, _Visit(self._url, login, self._exercises))
        visit.used = time.monotonic()
        async with visit.lock:
            return await asyncio.to_thread(visit.act, what)

    async def is_clinician(self, login: str) -> bool:
        """Say whether somebody is known to be a clinician; not where nobody can be asked."""
        with suppress(LogError):
            person = await asyncio.to_thread(who_is, self._url, login)
            return person is not None and person.patient is None
        return False

    async def end(self, *, idle_only: bool = False) -> None:
        """End the visits of all, or of those who have not asked for anything for a while.

        Parameters
        ----------
        idle_only : bool, default False
            Whether those who are still here stay.
        """
        for visit in list(self._here.values()):
            async with visit.lock:
                if visit.is_on and not (
                    idle_only and visit.used + _ENDS_AFTER_S > time.monotonic()
                ):
                    await asyncio.to_thread(visit.end)


class _Visit:
    """One person's log while they are here; used by one thread at a time."""

    def __init__(self, url: str, login: str, exercises: pd.DataFrame) -> None:
        self._url, self._login, self._exercises = url, login, exercises
        self.lock = asyncio.Lock()
        self.used = self._begun = -math.inf
        self._log: SessionLog | None = None

    @property
    def is_on(self) -> bool:
        """Whether there is a password to take away."""
        return self._begun > -math.inf

    def act(self, what: Callable[[SessionLog], T]) -> T:
        if time.monotonic() - self._begun > _RENEWED_AFTER_S:
            self._close()
        self._log = self._log or self._begin()
        try:
            return what(self._log)
        except LogError:
            self._close()  # so that the next call begins anew, with a new password
            raise

    def end(self) -> None:
        self._close()
        self._begun = -math.inf
        with suppress(LogError):  # it ends by itself, then
            end_visit(self._url, self._login)

    def _begin(self) -> SessionLog:
        begun = time.monotonic()
        own = begin_visit(self._url, self._login, lasts=_LASTS, patients_only=True)
        self._begun = begun
        return SessionLog(own, exercises=self._exercises)

    def _close(self) -> None:
        if self._log is not None:
            self._log.close()
        self._log = None


def _person(connection: Connection, login: str) -> Login | None:
    found = connection.execute(
        text("SELECT patient FROM people WHERE login = :login"), {"login": login}
    ).first()
    return None if found is None else Login(found.patient)
