"""What only the administrator of a PostgreSQL server can hold for a clinic.

`CREATE RULE`, `CREATE TRIGGER` and some more wait for a table before the server looks whether
somebody may use them at all, and whoever comes later waits behind them. So a clinic's logins are
refused such commands before they begin.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from backcare.clinic.server import NOT_YET, exists, on_server
from backcare.log.version import Refused

_GUARD = (
    "CREATE SCHEMA IF NOT EXISTS backcare_guard",
    """CREATE OR REPLACE FUNCTION backcare_guard.refuse() RETURNS event_trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_database
        WHERE datname = current_database() AND pg_has_role(session_user, datdba, 'MEMBER')
    ) AND NOT EXISTS (
        SELECT FROM pg_class
        WHERE relname = 'people' AND relpersistence = 'p'
            AND pg_has_role(session_user, relowner, 'MEMBER')
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the owner of a clinic makes or changes'
            ' tables, rules, triggers or functions';
    END IF;
END
$$""",
    "DROP EVENT TRIGGER IF EXISTS backcare_guard",
    "CREATE EVENT TRIGGER backcare_guard ON ddl_command_start"
    " EXECUTE FUNCTION backcare_guard.refuse()",
    # A large object of one login is nobody else's to copy, and so no backup would end well.
    "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea)"
    " FROM PUBLIC",
)
_NOT_MIGHTY = (
    "only a superuser may guard a server, and the login {!r} is none. Write the login of the "
    "server's administrator into the address"
)


def guard(url: str) -> None:
    """Keep logins from holding up others, as only the administrator of a server can.

    Parameters
    ----------
    url : str
        The address of the clinic's database with a superuser's login. Done again, it changes
        nothing.

    Raises
    ------
    LogError
        If the database cannot be reached, is no clinic's, or the login is no superuser's.
    """
    with on_server(url) as connection:
        if not exists(connection, "clinic"):
            raise Refused(NOT_YET)
        who = connection.execute(
            text("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user")
        ).one()
        if not who.rolsuper:
            raise Refused(_NOT_MIGHTY.format(who.rolname))
        for statement in _GUARD:
            connection.exec_driver_sql(statement)


def is_guarded(connection: Connection) -> bool:
    """Say whether commands that would hold up others are refused before they begin."""
    return bool(
        connection.scalar(
            text(
                "SELECT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = 'backcare_guard'"
                " AND evtevent = 'ddl_command_start' AND evtenabled IN ('O', 'A')"
                " AND evttags IS NULL)"
            )
        )
    )
