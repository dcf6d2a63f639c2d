"""What of a clinic's server does not hold any more, each with what mends it.

A server says itself what it should be: the steps are run once more, beside it, in a transaction of
which nothing is left. What differs then in a rule, a trigger, a function or a right is named.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import NamedTuple

from psycopg import sql
from sqlalchemy import Connection, text

from backcare.clinic.guard import is_guarded
from backcare.clinic.rights import OWN, WHO
from backcare.clinic.server import (
    BACKUP,
    MOST_CONNECTIONS,
    NO_ROLE,
    NOT_DONE,
    STEPS_TABLE,
    execute,
    has_role,
    look_in,
    make_ready,
    missing_roles,
    open_clinic,
    role_of,
    run_step,
    schemas,
    sees_more,
    steps,
    steps_to_do,
)
from backcare.log.schema import TABLES, newest_version
from backcare.log.version import check_version

_NO_GUARD = (
    "Any login can hold up everybody, with a command that the server refuses only after it has "
    "waited for a table. Run python -m backcare.clinic guard URL, with the login of the server's "
    "administrator in URL."
)


def check(url: str) -> list[str]:
    """Say what of a clinic's server does not hold any more, a sentence each; empty is well.

    Parameters
    ----------
    url : str
        The address of the clinic's database, with its owner's login.

    Returns
    -------
    list of str
        Tables without row security; rules, triggers, functions and rights that are others than
        `init` makes; logins that may do more than they should, are gone or lack their role; roles
        that are missing, steps that are not done, and a server that is not guarded.

    Raises
    ------
    LogError
        If the database cannot be reached, or is no clinic's.
    """
    with open_clinic(url, is_done=False) as connection:
        to_do, missing = steps_to_do(connection), missing_roles(connection)
        return [
            *_older(connection),
            *(_sentence(NOT_DONE.format(step)) for step in to_do),
            *(_sentence(NO_ROLE.format(role=role)) for role in missing),
            *_without_security(connection),
            # What was not done, or is nobody's any more, differs for that reason.
            *(() if to_do or missing else _others_than_made(connection)),
            *_open_to_all(connection),
            *_owner_as_backup(connection),
            *_odd_logins(connection),
            *(() if is_guarded(connection) else [_NO_GUARD]),
        ]


# --- what `init` makes ------------------------------------------------------------------------


class _Piece(NamedTuple):
    """The SQL that takes out what `init` makes, and that makes it as it stands."""

    undo: str
    redo: str


# With an empty search path, so that all names are written with their schemas.
_POLICIES = """
    SELECT format('The rule %s of the table %s', polname, relname) AS name,
        format('DROP POLICY IF EXISTS %I ON %s;', polname, polrelid::regclass) AS undo,
        format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s;', polname, polrelid::regclass,
            CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
            CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
            (SELECT string_agg(CASE who WHEN 0 THEN 'PUBLIC' ELSE who::regrole::text END, ', '
                ORDER BY who) FROM unnest(polroles) AS who),
            ' USING (' || pg_get_expr(polqual, polrelid) || ')',
            ' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')') AS redo
    FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
        JOIN own ON own.oid = relnamespace"""
_TRIGGERS = """
    SELECT format('The trigger %s of the table %s', tgname, relname),
        format('DROP TRIGGER IF EXISTS %I ON %s;', tgname, tgrelid::regclass),
        pg_get_triggerdef(pg_trigger.oid) || ';' || CASE WHEN tgenabled IN ('O', 'A') THEN ''
            ELSE ' -- turned off' END
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN own ON own.oid = relnamespace
    WHERE NOT tgisinternal"""
_FUNCTIONS = """
    SELECT format('The function %s', pg_proc.oid::regprocedure),
        format('DROP FUNCTION %s;', pg_proc.oid::regprocedure),
        pg_get_functiondef(pg_proc.oid) || ';' || CASE WHEN proowner = (SELECT relowner
            FROM pg_class JOIN own ON own.oid = relnamespace
            WHERE relname = 'people' AND relkind = 'r') THEN '' ELSE ' -- of another owner' END
    FROM pg_proc JOIN own ON own.oid = pronamespace WHERE prokind IN ('f', 'p')"""
_VIEWS = r"""
    SELECT format('The view %s', oid::regclass), format('DROP %s %s;', CASE relkind WHEN 'v'
        THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'FOREIGN TABLE' END, oid::regclass),
        format('CREATE OR REPLACE VIEW %s AS %s', oid::regclass, regexp_replace(
            pg_get_viewdef(oid),  -- in whatever order the columns came to be
            '^ SELECT (seen_\w+\.[\w"]+,?\s+)+FROM (\S+\(\)) \w+\([\w", ]+\)', 'SELECT * FROM \2'))
    FROM pg_class WHERE relnamespace IN (SELECT oid FROM own) AND relkind IN ('v', 'm', 'f')
    UNION ALL
    SELECT format('The rewriting rule %s of %I.%I', rulename, schemaname, tablename),
        format('DROP RULE %I ON %I.%I;', rulename, schemaname, tablename), definition
    FROM pg_rules WHERE schemaname = ANY(:schemas) AND rulename <> '_RETURN'"""
_RIGHTS = """
    SELECT format('%s may %s %s', who, may, object),
        format('REVOKE %s ON %s FROM %s;', may, object, who),
        format('GRANT %s ON %s TO %s;', may, object, who)
    FROM (
        SELECT acl.privilege_type AS may, acl.grantee, pg_class.oid::regclass::text AS object,
            relowner AS owner
        FROM pg_class JOIN own ON own.oid = relnamespace, LATERAL aclexplode(relacl) AS acl
        WHERE relkind IN ('r', 'v', 'p', 'm', 'f')
        UNION ALL
        SELECT format('%s (%I)', acl.privilege_type, attname), acl.grantee,
            pg_class.oid::regclass::text, relowner
        FROM pg_class JOIN own ON own.oid = relnamespace
            JOIN pg_attribute ON attrelid = pg_class.oid, LATERAL aclexplode(attacl) AS acl
        UNION ALL
        SELECT acl.privilege_type, acl.grantee,
            format('FUNCTION %s', pg_proc.oid::regprocedure), proowner
        FROM pg_proc JOIN own ON own.oid = pronamespace,
            LATERAL aclexplode(COALESCE(proacl, acldefault('f', proowner))) AS acl
        UNION ALL
        SELECT acl.privilege_type, acl.grantee, format('SCHEMA %I', nspname), nspowner
        FROM pg_namespace, LATERAL aclexplode(nspacl) AS acl WHERE nspname = :rows
    ) AS given, LATERAL (SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
        AS who) AS named
    WHERE grantee <> owner"""
_OWN = "WITH own AS (SELECT oid FROM pg_namespace WHERE nspname = ANY(:schemas))"
_ALL = text(_OWN + " UNION ALL ".join((_POLICIES, _TRIGGERS, _FUNCTIONS, _VIEWS, _RIGHTS)))


def _others_than_made(connection: Connection) -> Iterator[str]:
    """Name each rule, trigger, function or right that `init` would not make so, or not at all."""
    found, wanted = _pieces(connection), _made_anew(connection)
    for name in sorted({*found, *wanted}):
        here, there = found.get(name), wanted.get(name)
        if here == there:
            continue
        if there is None:
            yield f"{name}: that should not be. As its owner, run: {found[name].undo}"
        elif here is None:
            yield f"{name}: that is missing. As its owner, run: {there.redo}"
        else:
            # A function, on which others depend, is put in its place, and not taken out first.
            first = "" if there.redo.startswith("CREATE OR REPLACE") else f"{there.undo} "
            yield f"{name}: that was changed. As its owner, run: {first}{there.redo}"


def _made_anew(connection: Connection) -> dict[str, _Piece]:
    """Make the same once more, in a schema of its own of which nothing is left."""
    schema = f"backcare_{secrets.token_hex(8)}"
    own, _ = schemas(connection)
    aside = connection.begin_nested()
    try:
        execute(connection, "CREATE SCHEMA {}", sql.Identifier(schema))
        look_in(connection, schema)
        TABLES.create_all(connection, checkfirst=False)
        connection.execute(text(STEPS_TABLE))
        for step in steps():
            run_step(connection, step)
        make_ready(connection)
        made = _pieces(connection)
    finally:
        aside.rollback()
    renamed = (
        [part.replace(schema, own) for part in (name, *piece)] for name, piece in made.items()
    )
    return {name: _Piece(*piece) for name, *piece in renamed}


def _pieces(connection: Connection) -> dict[str, _Piece]:
    both = schemas(connection)
    within = connection.begin_nested()
    look_in(connection)
    told = connection.execute(_ALL, {"schemas": list(both), "rows": both[1]}).all()
    within.rollback()
    return {name: _Piece(*more) for name, *more in told}


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


# --- what it is beside that -------------------------------------------------------------------


def _older(connection: Connection) -> Iterator[str]:
    if check_version(connection) < newest_version():
        yield (
            "It is of an older version than this backcare. Run python -m backcare.clinic init URL."
        )


def _without_security(connection: Connection) -> Iterator[str]:
    held = text(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        " AND relrowsecurity AND relforcerowsecurity"
    )
    for table in sorted({*OWN, *WHO} - {*connection.scalars(held)}):
        yield (
            f"The table {table} is not held to row security. As its owner, run: "
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        )


def _open_to_all(connection: Connection) -> Iterator[str]:
    may = text("SELECT has_schema_privilege('public', :schema, 'CREATE')")
    for schema in schemas(connection):
        if connection.scalar(may, {"schema": schema}):
            mends = f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC;"
            yield f"Everybody may make tables here. Run: {mends}"


def _owner_as_backup(connection: Connection) -> Iterator[str]:
    sees_all = text(
        "SELECT relowner::regrole::text FROM pg_class"
        " WHERE oid = to_regclass('people') AND pg_has_role(relowner, :backup, 'USAGE')"
    )
    if BACKUP in missing_roles(connection):
        return
    for owner in connection.scalars(sees_all, {"backup": BACKUP}):
        yield f"The owner belongs to {BACKUP}, and sees all. Run: REVOKE {BACKUP} FROM {owner};"


def _odd_logins(connection: Connection) -> Iterator[str]:
    belongs = text("SELECT pg_has_role(:login, :role, 'MEMBER')")
    missing = missing_roles(connection)
    people = text("SELECT login, patient FROM people ORDER BY login")
    for login, patient in connection.execute(people).all():
        role = role_of(patient)
        if not has_role(connection, login):
            yield f"The login {login!r} is gone. Run python -m backcare.clinic revoke URL {login}."
        elif role not in missing and not connection.scalar(belongs, {"login": login, "role": role}):
            yield (
                f"The login {login!r} is let in, and does not belong to {role}. As the server's "
                f'administrator, run: GRANT {role} TO "{login}";'
            )
        for too_much in sees_more(connection, login, role):
            yield f"The login {login!r} {too_much}. Let this person in with another one."
    many = text(
        "SELECT rolname FROM pg_roles JOIN people ON login = rolname"
        " WHERE rolconnlimit NOT BETWEEN 1 AND :most ORDER BY 1"
    )
    for login in connection.scalars(many, {"most": MOST_CONNECTIONS}):
        yield (
            f"The login {login!r} may take so many connections that none is left for others. Run: "
            f'ALTER ROLE "{login}" CONNECTION LIMIT {MOST_CONNECTIONS};'
        )
