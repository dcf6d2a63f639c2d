"""What a JupyterHub asks of a clinic's server: who somebody is, and a password for one visit.

The hub alone holds the owner's address. Each person's own server gets an address with that person's
login and a password that was just made; it ends with the visit.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from psycopg import sql
from sqlalchemy import Connection, make_url, text

from backcare.clinic.server import execute, has_role, may_do_more, open_clinic, set_password
from backcare.log.login import Login
from backcare.log.version import Refused

_UNKNOWN = (
    "the login {!r} is not known to this clinic. Let this person in first: "
    "python -m backcare.clinic grant URL LOGIN --patient NAME"
)


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


def begin_visit(url: str, login: str, *, lasts: timedelta) -> str:
    """Make a new password for somebody who is let in, and give the address that has it.

    Parameters
    ----------
    url : str
        The address of the clinic's database, with its owner's login.
    login : str
        Whose. A password that they had before is good no more.
    lasts : timedelta
        How long the password is good for. Who is connected by then stays so.

    Returns
    -------
    str
        The address of the same database with this login and password.

    Raises
    ------
    LogError
        If nobody is let in with this login, or it may do more than a patient or clinician should.
    """
    with open_clinic(url) as connection:
        if _person(connection, login) is None or not has_role(connection, login):
            raise Refused(_UNKNOWN.format(login))
        if mighty := may_do_more(connection, login):
            raise Refused(f"the login {login!r} {mighty[0]}. Let this person in with another one")
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


def _person(connection: Connection, login: str) -> Login | None:
    found = connection.execute(
        text("SELECT patient FROM people WHERE login = :login"), {"login": login}
    ).first()
    return None if found is None else Login(found.patient)
