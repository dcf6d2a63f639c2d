"""What an owner's slip elsewhere in a clinic's database, or on its server, opens to its people.

`pieces` knows what stands in the two schemas that are the clinic's. Whatever stands in others is
somebody else's business, but where it lets a clinic's logins walk round row security. Each kind is
one SELECT that says what there is, what mends it, and who owns it.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from backcare.clinic.rights import OWN, WHO
from backcare.clinic.server import ROLES, look_in, schemas

# When a trigger fires, nobody is asked whether they may call its function.
_FUNCTIONS = """
    SELECT format('The function %s does what its owner may do, and logins of the clinic may %s'
            ' it: it could show them what is others'' and write there', pg_proc.oid::regprocedure,
            CASE WHEN prorettype = 'trigger'::regtype THEN 'set off a trigger that calls'
                ELSE 'call' END),
        format('ALTER ROUTINE %s SECURITY INVOKER;', pg_proc.oid::regprocedure), proowner
    FROM pg_proc JOIN others ON others.oid = pronamespace JOIN pg_roles ON pg_roles.oid = proowner
    WHERE prosecdef AND (rolcreaterole OR has_schema_privilege(proowner, :rows, 'USAGE'))
        AND CASE prorettype WHEN 'event_trigger'::regtype THEN false
            WHEN 'trigger'::regtype THEN EXISTS (
                SELECT FROM pg_trigger JOIN written ON written.oid = tgrelid
                WHERE tgfoid = pg_proc.oid AND tgenabled IN ('O', 'A'))
            ELSE EXISTS (
                SELECT FROM logins WHERE has_schema_privilege(logins.oid, pronamespace, 'USAGE')
                    AND has_function_privilege(logins.oid, pg_proc.oid, 'EXECUTE')) END"""
_READ_BY = """
    SELECT pg_class.oid, relkind, relowner, relacl, rulename, by_writing FROM reads
        JOIN pg_rewrite ON pg_rewrite.oid = reads.rule JOIN pg_class ON pg_class.oid = ev_class
    WHERE EXISTS (SELECT FROM logins WHERE has_schema_privilege(logins.oid, relnamespace, 'USAGE')
        AND (has_any_column_privilege(logins.oid, pg_class.oid, CASE WHEN by_writing THEN ''
                ELSE 'SELECT, ' END || 'INSERT, UPDATE')
            OR has_table_privilege(logins.oid, pg_class.oid, 'DELETE')))"""
_VIEWS = f"""
    SELECT format('The view %s works on the clinic''s tables with its owner''s rights, and logins'
            ' of the clinic may use it', oid::regclass),
        format('ALTER VIEW %s SET (security_invoker = true);', oid::regclass), relowner
    FROM ({_READ_BY}) AS seen WHERE relkind = 'v' AND rulename = '_RETURN'
    UNION
    SELECT format('The view %s keeps rows of the clinic''s tables, and logins of the clinic may'
            ' read it', oid::regclass),
        -- Whoever owns it would give themselves again what was taken.
        concat_ws(' ', CASE WHEN EXISTS (
                SELECT FROM logins WHERE pg_has_role(logins.oid, relowner, 'USAGE'))
            THEN format('ALTER MATERIALIZED VIEW %s OWNER TO %I;', oid::regclass, current_user) END,
            format('REVOKE ALL ON %s FROM %s CASCADE;', oid::regclass, (
                SELECT COALESCE(string_agg(DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC'
                    ELSE grantee::regrole::text END, ', '), 'PUBLIC')
                FROM (SELECT relacl AS acl UNION SELECT attacl FROM pg_attribute
                    WHERE attrelid = seen.oid) AS given, LATERAL aclexplode(acl)
                WHERE grantee <> relowner))), relowner
    FROM ({_READ_BY}) AS seen WHERE relkind = 'm' AND NOT by_writing
    UNION
    SELECT format('The rewriting rule %I of %s works on the clinic''s tables with its owner''s'
            ' rights, and logins of the clinic may set it off', rulename, oid::regclass),
        format('DROP RULE %I ON %s;', rulename, oid::regclass), relowner
    FROM ({_READ_BY}) AS seen WHERE rulename <> '_RETURN'"""  # noqa: S608 (names of our own)
# Whoever may read the table above reads what is below it, past the row security of that.
_INHERITED = """
    SELECT CASE WHEN inhparent IN (SELECT oid FROM kept)
            THEN format('The table %s is a part of %s: what is in it counts as the clinic''s',
                inhrelid::regclass, inhparent::regclass)
            ELSE format('The table %s is a part of %s: who may read that one reads all of it',
                inhrelid::regclass, inhparent::regclass) END,
        CASE WHEN below.relispartition
            THEN format('ALTER TABLE %s DETACH PARTITION %s;', inhparent::regclass,
                inhrelid::regclass)
            ELSE format('ALTER TABLE %s NO INHERIT %s;', inhrelid::regclass, inhparent::regclass)
            END,
        CASE WHEN below.relowner = above.relowner THEN below.relowner ELSE 0 END
    FROM pg_inherits JOIN pg_class AS below ON below.oid = inhrelid
        JOIN pg_class AS above ON above.oid = inhparent
    WHERE inhparent IN (SELECT oid FROM kept) OR inhrelid IN (SELECT oid FROM kept)"""
# A key asks past row security whether a patient of some name is there, and what they have done.
_ASKED = """
    SELECT format('The constraint %I of %s asks for rows of %s, and logins of the clinic may write'
            ' there: so they learn which ones it has', conname, conrelid::regclass,
            confrelid::regclass),
        format('ALTER TABLE %s DROP CONSTRAINT %I;', conrelid::regclass, conname), relowner
    FROM asking JOIN pg_constraint ON pg_constraint.oid = asking.oid AND conparentid = 0
        JOIN pg_class ON pg_class.oid = conrelid"""
_SENT = """
    SELECT format('The publication %I hands rows of the clinic on to other servers', pubname),
        CASE how WHEN 'all' THEN format('DROP PUBLICATION %I;', pubname)
            WHEN 'schema' THEN format('ALTER PUBLICATION %I DROP TABLES IN SCHEMA %I;', pubname,
                CAST(:rows AS text))
            ELSE format('ALTER PUBLICATION %I DROP TABLE %s;', pubname, how) END, pubowner
    FROM (
        SELECT oid, 'all' AS how FROM pg_publication WHERE puballtables
        UNION ALL
        SELECT pnpubid, 'schema' FROM pg_publication_namespace
        WHERE pnnspid = (SELECT oid FROM pg_namespace WHERE nspname = :rows)
        UNION ALL
        SELECT prpubid, string_agg(prrelid::regclass::text, ', ') FROM pg_publication_rel
        WHERE prrelid IN (SELECT oid FROM kept) GROUP BY prpubid
    ) AS sent JOIN pg_publication USING (oid)"""
_KINDS = " UNION ALL ".join(f"({one})" for one in (_FUNCTIONS, _VIEWS, _INHERITED, _ASKED, _SENT))
_ELSEWHERE = text(f"""
    WITH RECURSIVE others AS (
            SELECT oid FROM pg_namespace WHERE nspname <> ALL(:schemas)
                AND nspname <> 'information_schema' AND nspname !~ '^pg_'),
        kept AS (
            SELECT pg_class.oid FROM pg_class
                JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE nspname = :rows AND relname = ANY(:tables)),
        logins AS (SELECT oid FROM pg_roles WHERE rolname = ANY(:logins)),
        -- Where logins may write, the parts of it, and what a view writes into with its owner's
        -- rights; into some they may put what is new.
        written (oid, with_rows) AS (
            SELECT pg_class.oid, with_rows FROM pg_class JOIN others ON others.oid = relnamespace,
                LATERAL (SELECT bool_or(puts_in) AS with_rows FROM logins, LATERAL (
                        SELECT has_any_column_privilege(logins.oid, pg_class.oid,
                            'INSERT, UPDATE') AS puts_in) AS rights
                    WHERE has_schema_privilege(logins.oid, relnamespace, 'USAGE') AND (puts_in
                        OR has_table_privilege(logins.oid, pg_class.oid, 'DELETE, TRUNCATE'))
                ) AS given
            WHERE relkind IN ('r', 'p', 'v', 'f') AND with_rows IS NOT NULL
            UNION
            SELECT below, with_rows FROM written, LATERAL (
                SELECT inhrelid AS below FROM pg_inherits WHERE inhparent = written.oid
                UNION ALL
                SELECT used FROM uses JOIN pg_rewrite ON pg_rewrite.oid = rule
                WHERE ev_class = written.oid AND pg_relation_is_updatable(written.oid, false) <> 0
            ) AS through),
        -- A view with its reader's rights shows nothing that they may not see anyhow. What rules do
        -- where somebody writes is done with their owner's.
        uses (rule, used) AS (
            SELECT pg_rewrite.oid, refobjid FROM pg_depend
                JOIN pg_rewrite ON pg_rewrite.oid = objid AND ev_class <> refobjid
                JOIN pg_class ON pg_class.oid = ev_class JOIN others ON others.oid = relnamespace
            WHERE refclassid = 'pg_class'::regclass AND classid = 'pg_rewrite'::regclass
                AND NOT (rulename = '_RETURN' AND EXISTS (
                    SELECT FROM pg_options_to_table(reloptions)
                    WHERE option_name = 'security_invoker' AND option_value::boolean))),
        reads (rule, by_writing) AS (
            SELECT rule, rulename <> '_RETURN' FROM uses JOIN kept ON kept.oid = used
                JOIN pg_rewrite ON pg_rewrite.oid = rule
            UNION
            SELECT uses.rule, by_writing OR above.rulename <> '_RETURN' FROM reads
                JOIN pg_rewrite AS below ON below.oid = reads.rule
                JOIN uses ON used = below.ev_class
                JOIN pg_rewrite AS above ON above.oid = uses.rule),
        -- That of a partition goes with the one it was made for, and not by itself.
        asking (oid) AS (
            SELECT pg_constraint.oid FROM pg_constraint JOIN kept ON kept.oid = confrelid
            WHERE contype = 'f' AND conrelid NOT IN (SELECT oid FROM kept)
                AND conrelid IN (SELECT oid FROM written WHERE with_rows)
            UNION
            SELECT conparentid FROM asking JOIN pg_constraint USING (oid)),
        found (what, mends, owner) AS ({_KINDS})
    SELECT what, mends, owner = current_user::regrole AS is_own FROM found ORDER BY what
""")  # noqa: S608 (names of our own)
_DATABASES = text(
    "SELECT string_agg(quote_ident(datname), ', ' ORDER BY datname) FROM pg_database"
    " WHERE datallowconn AND datname <> current_database() AND EXISTS (SELECT"
    " FROM aclexplode(COALESCE(datacl, acldefault('d', datdba)))"
    " WHERE grantee = 0 AND privilege_type = 'CONNECT')"
    # Another clinic, to which its people come that way, looks after itself: it has such rules.
    " AND NOT EXISTS (SELECT FROM pg_shdepend JOIN pg_roles ON pg_roles.oid = refobjid"
    " WHERE dbid = pg_database.oid AND classid = 'pg_policy'::regclass"
    " AND refclassid = 'pg_authid'::regclass AND rolname = :backup)"
)


def openings(connection: Connection) -> list[tuple[str, str, bool]]:
    """Return what opens a clinic's rows from elsewhere, what mends it, and if its owner may."""
    both = schemas(connection)
    people = connection.scalars(text("SELECT login FROM people")).all()
    named = {"schemas": [*both], "rows": both[1], "tables": [*OWN, *WHO]}
    within = connection.begin_nested()
    look_in(connection)
    found = connection.execute(_ELSEWHERE, {**named, "logins": [*ROLES.values(), *people]}).all()
    within.rollback()
    return [(what, mends, is_own) for what, mends, is_own in found]


def open_databases(connection: Connection) -> str:
    """Return the server's databases that are no clinic's and take in every login, as SQL."""
    return connection.scalar(_DATABASES, ROLES) or ""
