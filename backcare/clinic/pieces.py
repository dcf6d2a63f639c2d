"""What `init` makes of a clinic's database, piece by piece, each as the SQL that makes it.

A kind of piece is one SELECT from the server's own tables. All names are written with their
schemas, for the search path is empty meanwhile: what is told can be typed whatever the path is.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple

from psycopg import sql
from sqlalchemy import Connection, text

from backcare.clinic.rights import OWN, WHO
from backcare.clinic.server import (
    STEPS_TABLE,
    execute,
    look_in,
    make_ready,
    run_step,
    schemas,
    steps,
)
from backcare.log.schema import TABLES

# As the kinds below call them.
COLUMN, OWNER, EXTENSION = "The column", "The owner", "The extension"


class Piece(NamedTuple):
    """The SQL that takes out what `init` makes, and that makes it as it stands."""

    rank: int  # of two, what the other one may need has the lower rank
    undo: str
    redo: str


_COLUMNS = """
    SELECT CASE part WHEN 'The column' THEN 0 ELSE 4 END AS rank,
        format('%s %s of the table %s', part, attname, called) AS name,
        format('ALTER TABLE %s ALTER COLUMN %I %s;', attrelid::regclass, attname, undo) AS undo,
        format('ALTER TABLE %s ALTER COLUMN %I %s;', attrelid::regclass, attname, redo) AS redo
    FROM tables JOIN pg_attribute ON attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum,
        LATERAL (VALUES
            ('The column', '', 'TYPE ' || format_type(atttypid, atttypmod)),
            ('NOT NULL of the column', 'DROP NOT NULL',
                CASE WHEN attnotnull THEN 'SET NOT NULL' END),
            ('The identity of the column', 'DROP IDENTITY',
                'ADD GENERATED ' || CASE attidentity WHEN 'a' THEN 'ALWAYS AS IDENTITY'
                    WHEN 'd' THEN 'BY DEFAULT AS IDENTITY' END),
            ('The default of the column',
                CASE attgenerated WHEN '' THEN 'DROP DEFAULT' ELSE 'DROP EXPRESSION' END,
                CASE attgenerated WHEN '' THEN 'SET DEFAULT ' ELSE 'SET EXPRESSION AS ' END
                    || pg_get_expr(adbin, adrelid))
        ) AS parts (part, undo, redo)
    WHERE relkind = 'r' AND redo IS NOT NULL"""
_OWNERS = """
    SELECT 0, format('The owner of %s', what), '', format('ALTER %s OWNER TO %s;', what, who)
    FROM (
        SELECT format('%s %s', CASE relkind WHEN 'r' THEN 'TABLE' ELSE 'VIEW' END,
            pg_class.oid::regclass) AS what, relowner::regrole AS who
        FROM pg_class JOIN own ON own.oid = relnamespace WHERE relkind IN ('r', 'v')
        UNION ALL
        SELECT format('FUNCTION %s', pg_proc.oid::regprocedure), proowner::regrole
        FROM pg_proc JOIN own ON own.oid = pronamespace
    ) AS owned"""
_FUNCTIONS = """
    SELECT 1, format('The function %s', pg_proc.oid::regprocedure),
        format('DROP %s %s;', CASE prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
            pg_proc.oid::regprocedure),
        pg_get_functiondef(pg_proc.oid) || ';'
    FROM pg_proc JOIN own ON own.oid = pronamespace
    WHERE prokind IN ('f', 'p') AND pg_proc.oid NOT IN (SELECT oid FROM functions_along)
    UNION ALL
    SELECT 1, format('The extension %s in the schema %I', extname, stands), format('DROP EXTENSION'
        ' %1$I; CREATE SCHEMA IF NOT EXISTS extensions; CREATE EXTENSION %1$I SCHEMA extensions;',
        extname), ''
    FROM pg_extension JOIN own ON own.oid = extnamespace"""
# A key of another table comes after that table's own.
_CONSTRAINTS = """
    SELECT CASE contype WHEN 'f' THEN 3 ELSE 2 END,
        format('The constraint %s of the table %s', conname, called),
        format('ALTER TABLE %s DROP CONSTRAINT %I;', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s;', conrelid::regclass, conname,
            pg_get_constraintdef(pg_constraint.oid))
    FROM pg_constraint JOIN tables ON tables.oid = conrelid
    WHERE contype IN ('c', 'p', 'u', 'f', 'x')
    UNION ALL
    SELECT 3, format('The index %s of the table %s', relname, of_table.called),
        format('DROP INDEX IF EXISTS %s;', indexrelid::regclass),
        pg_get_indexdef(indexrelid) || ';' || CASE WHEN indisvalid THEN '' ELSE ' -- broken' END
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN own ON own.oid = relnamespace
        JOIN tables AS of_table ON of_table.oid = indrelid
    WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype <> 'f')"""
_VIEWS = r"""
    SELECT 4, format('The view %s', oid::regclass), format('DROP %s IF EXISTS %s;', CASE relkind
        WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'FOREIGN TABLE' END,
        oid::regclass),
        format('CREATE VIEW %s%s AS %s', oid::regclass,
            ' WITH (' || array_to_string(reloptions, ', ') || ')', regexp_replace(
            pg_get_viewdef(oid),  -- in whatever order the columns came to be
            '^ SELECT (seen_\w+\.[\w"]+,?\s+)+FROM (\S+\(\)) \w+\([\w", ]+\)', 'SELECT * FROM \2'))
    FROM pg_class WHERE relnamespace IN (SELECT oid FROM own) AND relkind IN ('v', 'm', 'f')
        AND oid NOT IN (SELECT oid FROM views_along)
    UNION ALL
    -- Somebody's own, which stands where a view should be, is kept under another name.
    SELECT 4, format('The view %s', oid::regclass), format('ALTER %s %s RENAME TO %I;',
        CASE relkind WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, oid::regclass,
        format('%s_%s', relname, oid)), 'in its place'
    FROM pg_class WHERE relnamespace IN (SELECT oid FROM own WHERE stands <> :rows)
        AND relname = ANY(:tables) AND relkind NOT IN ('v', 'm', 'f')
    UNION ALL
    SELECT 5, format('The rewriting rule %s of %I.%I', rulename, schemaname, tablename),
        format('DROP RULE %I ON %I.%I;', rulename, schemaname, tablename), definition
    FROM pg_rules WHERE schemaname = ANY(:schemas) AND rulename <> '_RETURN'"""
_TRIGGERS = """
    SELECT 5, format('The trigger %s of the table %s', tgname, called),
        format('DROP TRIGGER IF EXISTS %I ON %s;', tgname, tgrelid::regclass),
        pg_get_triggerdef(pg_trigger.oid) || ';' || CASE WHEN tgenabled IN ('O', 'A') THEN ''
            ELSE ' -- turned off' END
    FROM pg_trigger JOIN tables ON tables.oid = tgrelid
    WHERE NOT tgisinternal"""
_POLICIES = """
    SELECT 5, format('The rule %s of the table %s', polname, called),
        format('DROP POLICY IF EXISTS %I ON %s;', polname, polrelid::regclass),
        format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s;', polname, polrelid::regclass,
            CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
            CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
            (SELECT string_agg(CASE who WHEN 0 THEN 'PUBLIC' ELSE who::regrole::text END, ', '
                ORDER BY who) FROM unnest(polroles) AS who),
            ' USING (' || pg_get_expr(polqual, polrelid) || ')',
            ' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')')
    FROM pg_policy JOIN tables ON tables.oid = polrelid"""
# That everybody may look for names where the views are is PostgreSQL's own, and opens none.
_RIGHTS = """
    SELECT 6, format('%s may %s %s', who, may, object),
        format('REVOKE %s ON %s FROM %s CASCADE;', may, object, who),
        format('GRANT %s ON %s TO %s%s;', may, object, who,
            CASE WHEN is_grantable THEN ' WITH GRANT OPTION' END)
    FROM (
        SELECT acl.privilege_type AS may, acl.grantee, is_grantable,
            pg_class.oid::regclass::text AS object, relowner AS owner
        FROM pg_class JOIN own ON own.oid = relnamespace, LATERAL aclexplode(relacl) AS acl
        WHERE relkind IN ('r', 'v', 'p', 'm', 'f')
            AND pg_class.oid NOT IN (SELECT oid FROM views_along)
        UNION ALL
        SELECT format('%s (%I)', acl.privilege_type, attname), acl.grantee, is_grantable,
            pg_class.oid::regclass::text, relowner
        FROM pg_class JOIN own ON own.oid = relnamespace
            JOIN pg_attribute ON attrelid = pg_class.oid, LATERAL aclexplode(attacl) AS acl
        UNION ALL
        SELECT acl.privilege_type, acl.grantee, is_grantable,
            format('%s %s', CASE prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
                pg_proc.oid::regprocedure), proowner
        FROM pg_proc JOIN own ON own.oid = pronamespace,
            LATERAL aclexplode(COALESCE(proacl, acldefault('f', proowner))) AS acl
        WHERE pg_proc.oid NOT IN (SELECT oid FROM functions_along)
        UNION ALL
        SELECT acl.privilege_type, acl.grantee, is_grantable, format('SCHEMA %I', nspname), nspowner
        FROM pg_namespace JOIN own USING (oid), LATERAL aclexplode(nspacl) AS acl
        WHERE nspname = :rows OR acl.grantee <> 0 OR acl.privilege_type <> 'USAGE'
    ) AS given, LATERAL (SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
        AS who) AS named
    WHERE grantee <> owner AND grantee NOT IN (SELECT oid FROM whose)"""
_OWN = """
    WITH own (oid, stands) AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY(:schemas)),
        -- With its extension each of them comes and goes.
        along AS (SELECT classid, objid AS oid FROM pg_depend WHERE deptype = 'e'),
        functions_along AS (SELECT oid FROM along WHERE classid = 'pg_proc'::regclass),
        views_along AS (SELECT oid FROM along WHERE classid = 'pg_class'::regclass),
        tables AS (
            SELECT pg_class.oid, relkind, CASE WHEN stands <> :rows AND relname = ANY(:tables)
                THEN pg_class.oid::regclass::text ELSE relname END AS called
            FROM pg_class JOIN own ON own.oid = relnamespace),
        whose AS (
            SELECT relowner AS oid FROM pg_class
                JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE nspname = :rows AND relname = 'people')"""
_KINDS = (_COLUMNS, _OWNERS, _FUNCTIONS, _CONSTRAINTS, _VIEWS, _TRIGGERS, _POLICIES, _RIGHTS)
_ALL = text(_OWN + " UNION ALL ".join(_KINDS))


def pieces(connection: Connection) -> dict[str, Piece]:
    """Return what a database has of each kind, by what people call it."""
    both = schemas(connection)
    within = connection.begin_nested()
    look_in(connection)
    named = {"schemas": list(both), "rows": both[1], "tables": [*OWN, *WHO]}
    told = connection.execute(_ALL, named).all()
    within.rollback()
    return {name: Piece(rank, undo, redo) for rank, name, undo, redo in told}


def made_anew(connection: Connection) -> tuple[dict[str, Piece], dict[str, Piece]]:
    """Make the same once more, in a schema of its own of which nothing is left.

    Once as `init` makes it, and once as a copy has it: what a constraint asks is written in another
    way by the server when it is made from what the server has written.
    """
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
        made = pieces(connection)
        for piece in made.values():
            if " ADD CONSTRAINT " in piece.redo and " CHECK (" in piece.redo:
                connection.connection.cursor().execute(f"{piece.undo} {piece.redo}")
        copied = pieces(connection)
    finally:
        aside.rollback()
    return _renamed(made, schema, own), _renamed(copied, schema, own)


def _renamed(made: dict[str, Piece], schema: str, own: str) -> dict[str, Piece]:
    return {
        name.replace(schema, own): Piece(rank, undo.replace(schema, own), redo.replace(schema, own))
        for name, (rank, undo, redo) in made.items()
    }
