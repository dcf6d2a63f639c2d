"""What only the administrator of a PostgreSQL server can hold for a clinic.

`CREATE RULE`, `CREATE TRIGGER` and some more wait for a table before the server looks whether
somebody may use them at all, and whoever comes later waits behind them. So a clinic's logins are
refused such commands before they begin. Of locks that stand for nothing (`pg_advisory_lock`)
anybody may take as many as the server has room for, and then nobody else gets in: they take none.
Nor do they make tables of their own for the time being (`CREATE TEMP TABLE`), each of which is a
lock: under `EXPLAIN ANALYZE` no command is announced, so the right itself is taken from them.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from backcare.clinic.server import NOT_YET, exists, on_server
from backcare.log.version import Refused

# Whom a clinic belongs to. A log of theirs in the same database takes such a lock while it is made.
_OWNERS = """SELECT datdba AS oid FROM pg_database WHERE datname = current_database()
    UNION SELECT relowner FROM pg_class WHERE relname = 'people' AND relpersistence = 'p'"""
_BODY = f"""
BEGIN
    IF NOT EXISTS (
        SELECT FROM ({_OWNERS}) AS owners WHERE pg_has_role(session_user, oid, 'MEMBER')
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the owner of a clinic makes or changes'
            ' tables, rules, triggers or functions';
    END IF;
END
"""
# A large object of one login is nobody else's to copy, and so no backup would end well.
_HELD = """SELECT pg_proc.oid, proacl, proowner FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname ~ '^pg_(try_)?advisory_'
        OR proname IN ('lo_creat', 'lo_create', 'lo_from_bytea'))"""
# Who besides its owners may make tables for the time being.
_TEMPORARY = f"""SELECT grantee FROM pg_database,
        LATERAL aclexplode(COALESCE(datacl, acldefault('d', datdba)))
    WHERE datname = current_database() AND privilege_type = 'TEMPORARY'
        AND grantee NOT IN ({_OWNERS})"""  # noqa: S608 (names of our own)
_GUARD = (
    "CREATE SCHEMA IF NOT EXISTS backcare_guard",
    "DROP EVENT TRIGGER IF EXISTS backcare_guard",
    "DROP FUNCTION IF EXISTS backcare_guard.refuse()",
    "CREATE FUNCTION backcare_guard.refuse() RETURNS event_trigger LANGUAGE plpgsql"
    f" SET search_path = pg_catalog, pg_temp AS $${_BODY}$$",
    "CREATE EVENT TRIGGER backcare_guard ON ddl_command_start"
    " EXECUTE FUNCTION backcare_guard.refuse()",
    f"""DO $$
DECLARE
    who text;
BEGIN
    FOR who IN SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
        FROM ({_TEMPORARY}) AS given
    LOOP
        EXECUTE format(
            'REVOKE TEMPORARY ON DATABASE %I FROM %s CASCADE', current_database(), who);
    END LOOP;
END
$$""",  # noqa: S608 (names of our own)
    f"""DO $$
DECLARE
    held regprocedure;
    who regrole;
BEGIN
    FOR held, who IN SELECT held.oid, grantee FROM ({_HELD}) AS held, LATERAL aclexplode(proacl)
        WHERE grantee NOT IN (0, proowner)
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM %s CASCADE', held, who);
    END LOOP;
    FOR held IN SELECT oid FROM ({_HELD}) AS held LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', held);
    END LOOP;
    FOR who IN {_OWNERS} LOOP
        EXECUTE format(
            'GRANT EXECUTE ON FUNCTION pg_advisory_xact_lock(integer, integer) TO %s', who);
    END LOOP;
END
$$""",  # noqa: S608 (names of our own)
)
# What stands is what `_GUARD` makes: the function, its owner, when it is run, and who may do what.
_IS_GUARDED = text(f"""
SELECT EXISTS (
    SELECT FROM pg_event_trigger JOIN pg_proc ON pg_proc.oid = evtfoid
        JOIN pg_roles ON pg_roles.oid = proowner AND rolsuper
    WHERE evtname = 'backcare_guard' AND evtevent = 'ddl_command_start'
        AND evtenabled IN ('O', 'A') AND evttags IS NULL AND prosrc = :body
        AND proconfig = ARRAY['search_path=pg_catalog, pg_temp']
) AND NOT EXISTS (
    SELECT FROM ({_HELD}) AS held,
        LATERAL aclexplode(COALESCE(proacl, acldefault('f', proowner)))
    WHERE grantee NOT IN (SELECT proowner UNION {_OWNERS})
) AND NOT EXISTS ({_TEMPORARY})""")  # noqa: S608 (names of our own)
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
            connection.connection.cursor().execute(statement)


def is_guarded(connection: Connection) -> bool:
    """Say whether commands that would hold up others are refused before they begin."""
    return bool(connection.scalar(_IS_GUARDED, {"body": _BODY}))
