"""What of a clinic's server does not hold any more, each with what mends it.

A server says itself what it should be: the steps are run once more, beside it, in a transaction of
which nothing is left. What differs then in whatever `init` makes is named (`pieces`). What is to be
run can be typed with the owner's login as it stands there, or else it is said who can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from psycopg import sql
from sqlalchemy import Connection, text

from backcare.clinic.elsewhere import open_databases, openings
from backcare.clinic.guard import is_guarded
from backcare.clinic.pieces import COLUMN, EXTENSION, OWNER, Piece, made_anew, pieces
from backcare.clinic.rights import OWN, WHO
from backcare.clinic.server import (
    BACKUP,
    MOST_CONNECTIONS,
    NO_ROLE,
    NOT_DONE,
    ROLES,
    has_role,
    may_do_more,
    missing_roles,
    open_clinic,
    role_of,
    schemas,
    steps_to_do,
)
from backcare.log.schema import newest_version
from backcare.log.version import Refused, check_version

_NO_GUARD = (
    "Any login can hold up everybody, with a command that the server refuses only after it has "
    "waited for a table, or with more locks than the server has room for. Run python -m "
    "backcare.clinic guard URL, with the login of the server's administrator in URL."
)
_AS_ADMINISTRATOR = "As the server's administrator, run:"
_AS_OWNER = "As its owner, run:"
_ONLY_A_COPY = (
    "Put back a copy of the database: nothing that could be run brings it back. If it has only got "
    "another name, give it back the old one, as its owner:"
)
_VIEW = re.compile(r'CREATE VIEW ((?:"(?:[^"]|"")*"|[^\s"])+)')
_FUNCTION = re.compile(r"DROP (?:FUNCTION|PROCEDURE) (.+);", re.DOTALL)
_DATABASES = (
    "Recommended: every login may connect to other databases of this server, unless pg_hba.conf "
    "says otherwise, and there nothing keeps it from taking more locks than the server has room "
    "for. If another program needs one of them, first GRANT CONNECT ON DATABASE … TO its login. "
    f"{_AS_ADMINISTRATOR} REVOKE CONNECT ON DATABASE {{}} FROM PUBLIC;"
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
        Tables without row security; columns, keys, rules, triggers, functions, views and rights
        that are others than `init` makes, in the order in which they are mended; functions, views,
        tables and publications elsewhere in the database that open what is the clinic's; logins
        that may do more than they should, are gone, cannot log in or lack their role; roles that
        are missing or may do more, steps that are not done, and a server that is not guarded.

    Raises
    ------
    LogError
        If the database cannot be reached, is no clinic's, or lacks what all else stands in.
    """
    with open_clinic(url, is_done=False) as connection:
        to_do, missing = steps_to_do(connection), missing_roles(connection)
        for mends in _of_another(connection):
            raise Refused(
                "the login may not make schemas in it, as its owner may, and so nothing of it can "
                f"be compared. {_AS_ADMINISTRATOR} {mends}"
            )
        if lost := [] if to_do else [*_lost_tables(connection)]:
            return lost  # without which the rest cannot be looked at
        given = [*_given_beforehand(connection)]
        return [
            *_older(connection),
            *(_sentence(NOT_DONE.format(step)) for step in to_do),
            *(_sentence(NO_ROLE.format(role=role)) for role in missing),
            *_without_security(connection),
            *given,
            # What was not done, is nobody's any more, or was given beforehand, differs for that.
            *(() if to_do or missing or given else _others_than_made(connection)),
            *_elsewhere(connection),
            *_of_the_database(connection),
            *_owner_as_backup(connection),
            *_odd_roles(connection),
            *_odd_logins(connection),
            *_odd_pairs(connection),
            *(() if is_guarded(connection) else [_NO_GUARD]),
        ]


def recommended(url: str) -> list[str]:
    """Say what would keep a clinic's server safer and is not the clinic's: nothing of it fails."""
    with open_clinic(url, is_done=False) as connection:
        names = open_databases(connection)
    return [_DATABASES.format(names)] if names else []


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


# --- what `init` makes ------------------------------------------------------------------------


def _others_than_made(connection: Connection) -> Iterator[str]:
    """Name what `init` would not make so, or not at all; what others need is mended first."""
    found = pieces(connection)
    wanted, copied = made_anew(connection)
    names = sorted(wanted, key=lambda name: (wanted[name].rank, name))
    missing = [name for name in names if name not in found and not name.startswith(OWNER)]
    if lost := [name for name in missing if name.startswith(COLUMN)]:
        # The rest is missing for that reason, and comes back with it.
        yield from (
            f"{name}: that is missing, with all that was in it. {_ONLY_A_COPY} ALTER TABLE … "
            f"RENAME COLUMN … TO {name.removeprefix(COLUMN).split()[0]};"
            for name in lost
        )
        return
    changed = [
        name for name in names if name in found and found[name] not in (wanted[name], copied[name])
    ]
    more = [name for name in found if name not in wanted and not _harmless(name, found, wanted)]
    # A right goes along with what it is on, where that is taken out.
    out = [_on(wanted[name]) for name in changed if _is_made_anew(found[name], wanted[name])]
    out += filter(None, (_on(found[name]) for name in more))
    for name in missing:
        if not _goes_along(wanted[name], out):
            yield f"{name}: that is missing. {_AS_OWNER} {_make(wanted[name])}"
    for name in changed:
        if not _goes_along(wanted[name], out):
            mends = _put_right(found[name], wanted[name], wanted)
            who = _AS_ADMINISTRATOR if name.startswith(OWNER) else _AS_OWNER
            yield f"{name}: that was changed. {who} {mends}"
    for name in sorted(more, key=lambda name: (-found[name].rank, name)):
        if not _goes_along(found[name], out):
            who = _AS_ADMINISTRATOR if name.startswith(EXTENSION) else _AS_OWNER
            yield f"{name}: that should not be. {who} {found[name].undo}"


def _make(piece: Piece) -> str:
    """Return what makes a piece, without the right to call a function that everybody gets."""
    _, is_function, of = piece.undo.partition("DROP FUNCTION ")
    taken = f" REVOKE ALL ON FUNCTION {of.rstrip(';')} FROM PUBLIC;" if is_function else ""
    return piece.redo + taken


def _put_right(here: Piece, there: Piece, wanted: dict[str, Piece]) -> str:
    """Return what makes a piece as it should be, with the rights that go when it is taken out."""
    if not there.rank or (there.rank == 1 and not _is_made_anew(here, there)):
        return there.redo  # others depend on it
    # What goes with a function is missing, then, and is named.
    undo = here.undo if there.rank > 1 else here.undo.replace(";", " CASCADE;")
    rights = [one.redo for one in wanted.values() if (on := _on(there)) and on in one.redo]
    return " ".join((undo, _make(there), *rights))


def _is_made_anew(here: Piece, there: Piece) -> bool:
    """Say whether it is taken out and made: a view, or a function that is called in another way."""
    headers = [piece.redo.partition(" LANGUAGE ")[0].split() for piece in (here, there)]
    return bool(_on(there)) and (there.rank > 1 or headers[0] != headers[1])


def _on(piece: Piece) -> str:
    """Return how a right names what it is on, of a function or a view; of all else nothing."""
    if view := _VIEW.match(piece.redo):
        return f" ON {view[1]} TO "
    function = _FUNCTION.match(piece.undo)
    return f" ON FUNCTION {function[1]} TO " if function else ""


def _goes_along(piece: Piece, out: list[str]) -> bool:
    given = piece.redo.replace(" ON PROCEDURE ", " ON FUNCTION ")
    return given.startswith("GRANT ") and any(on in given for on in out)


def _harmless(name: str, found: dict[str, Piece], wanted: dict[str, Piece]) -> bool:
    """Say whether it is of a table or a column more, and rows can be written as before."""
    if name.startswith(OWNER):  # of what is named itself
        return True
    _, is_of_table, table = name.rpartition(" of the table ")
    if is_of_table and not any(one.endswith(f" of the table {table}") for one in wanted):
        return True
    _, is_of_column, of = name.partition("olumn ")
    if not is_of_column or f"{COLUMN} {of}" in wanted:
        return False
    filled = (f"The {what} of the column {of}" for what in ("default", "identity"))
    return not name.startswith("NOT NULL") or any(one in found for one in filled)


# --- what it is beside that -------------------------------------------------------------------


def _older(connection: Connection) -> Iterator[str]:
    if check_version(connection) < newest_version():
        yield (
            "It is of an older version than this backcare. Run python -m backcare.clinic init URL."
        )


def _lost_tables(connection: Connection) -> Iterator[str]:
    """Name the tables that are gone, or are called something else."""
    _, rows = schemas(connection)
    stand = text(
        "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
        " WHERE nspname = :rows AND relkind IN ('r', 'p')"
    )
    for table in sorted({*OWN, *WHO} - {*connection.scalars(stand, {"rows": rows})}):
        yield (
            f"The table {table}: that is missing, with all that was in it. {_ONLY_A_COPY} ALTER "
            f"TABLE … RENAME TO {table};"
        )


def _without_security(connection: Connection) -> Iterator[str]:
    _, rows = schemas(connection)
    held = text(
        "SELECT relname FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace"
        " WHERE nspname = :rows) AND relrowsecurity AND relforcerowsecurity"
    )
    held_to = {*connection.scalars(held, {"rows": rows})}
    for table in sorted({*OWN, *WHO} - held_to):
        yield (
            f"The table {table} is not held to row security. As its owner, run: ALTER TABLE "
            f"{_name(rows, table)} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
        )


def _elsewhere(connection: Connection) -> Iterator[str]:
    """Name what stands elsewhere in the database and walks round row security."""
    for what, mends, is_own in openings(connection):
        yield f"{what}. {_AS_OWNER if is_own else _AS_ADMINISTRATOR} {mends}"


def _of_the_database(connection: Connection) -> Iterator[str]:
    """Name who may make schemas in it, who cannot come in, and where rows would be refused."""
    makes = text(
        "SELECT who, format('REVOKE CREATE ON DATABASE %I FROM %s CASCADE;', datname, who)"
        " FROM pg_database, LATERAL aclexplode(datacl) AS acl, LATERAL (SELECT CASE grantee"
        " WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS who) AS named"
        " WHERE datname = current_database() AND privilege_type = 'CREATE' AND grantee <> datdba"
        " AND grantee <> current_user::regrole"
    )
    for who, mends in connection.execute(makes).all():
        yield f"{who} may make schemas in this database. {_AS_ADMINISTRATOR} {mends}"
    kept_out = text(
        "SELECT min(login), CASE WHEN patient IS NULL THEN :clinician ELSE :patient END AS role"
        " FROM people JOIN pg_roles ON rolname = login AND rolinherit"
        " WHERE NOT has_database_privilege(pg_roles.oid, current_database(), 'CONNECT')"
        " GROUP BY role"
    )
    name = _name(str(connection.scalar(text("SELECT current_database()"))))
    for login, role in connection.execute(kept_out, ROLES).all():
        yield (
            f"Logins of {role} may not connect to this database, such as {login!r}. "
            f"{_AS_ADMINISTRATOR} GRANT CONNECT ON DATABASE {name} TO {role};"
        )
    turned_off = text(
        "SELECT format('ALTER %s RESET row_security;', concat_ws(' ',"
        " CASE WHEN setrole <> 0 THEN format('ROLE %s', setrole::regrole) END,"
        " CASE WHEN setdatabase = 0 AND setrole = 0 THEN 'ROLE ALL'"
        " WHEN setdatabase <> 0 AND setrole = 0 THEN format('DATABASE %I', datname)"
        " WHEN setdatabase <> 0 THEN format('IN DATABASE %I', datname) END))"
        " FROM pg_db_role_setting LEFT JOIN pg_database ON pg_database.oid = setdatabase"
        " LEFT JOIN pg_roles ON pg_roles.oid = setrole"
        " WHERE (setdatabase = 0 OR datname = current_database())"
        # Of a login that is another clinic's, or nobody's, it says nothing here.
        " AND (setrole = 0 OR rolname = current_user OR rolname IN (SELECT login FROM people))"
        " AND setconfig && ARRAY['row_security=off']"
    )
    for mends in connection.scalars(turned_off):
        yield (
            "row_security is off, and so whoever has logged in is refused their own rows. "
            f"{_AS_ADMINISTRATOR} {mends}"
        )


def _of_another(connection: Connection) -> list[str]:
    """Return what gives a database to who has logged in, where it is somebody else's."""
    gives = text(
        "SELECT format('ALTER DATABASE %I OWNER TO %I', current_database(), current_user)"
        " WHERE NOT has_database_privilege(current_database(), 'CREATE')"
    )
    return [*connection.scalars(gives)]


def _given_beforehand(connection: Connection) -> Iterator[str]:
    """Name the rights on whatever the owner will make, which what is made anew would have, too."""
    takes = text(
        "SELECT format('ALTER DEFAULT PRIVILEGES%s REVOKE ALL ON %s FROM %s;',"
        " ' IN SCHEMA ' || quote_ident(nspname), CASE defaclobjtype WHEN 'r' THEN 'TABLES'"
        " WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'"
        " ELSE 'SCHEMAS' END, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)"
        " FROM pg_default_acl LEFT JOIN pg_namespace ON pg_namespace.oid = defaclnamespace,"
        " LATERAL aclexplode(defaclacl) WHERE defaclrole = current_user::regrole"
        # That everybody may call a function and name a type is PostgreSQL's own.
        " AND grantee <> defaclrole AND NOT (grantee = 0 AND defaclobjtype IN ('f', 'T'))"
        " GROUP BY 1 ORDER BY 1"
    )
    for mends in connection.scalars(takes):
        words = "Rights are given on whatever the owner makes from now on"
        yield f"{words}. {_AS_OWNER} {mends}"


def _owner_as_backup(connection: Connection) -> Iterator[str]:
    sees_all = text(
        "SELECT relowner::regrole::text FROM pg_class"
        " WHERE oid = to_regclass('people') AND pg_has_role(relowner, :backup, 'USAGE')"
    )
    if BACKUP in missing_roles(connection):
        return
    for owner in connection.scalars(sees_all, {"backup": BACKUP}):
        yield f"The owner belongs to {BACKUP}, and sees all. Run: REVOKE {BACKUP} FROM {owner};"


def _odd_roles(connection: Connection) -> Iterator[str]:
    """Name roles that can be logged in with, or may do more, and to what people belong beside."""
    logs_in = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:roles) AND rolcanlogin")
    can = {*connection.scalars(logs_in, {"roles": [*ROLES.values()]})}
    for role in ROLES.values():
        too_much = ["may log in itself"] if role in can else []
        if too_much := [*too_much, *may_do_more(connection, role)]:
            yield (
                f"The role {role} {' and '.join(too_much)}. {_AS_ADMINISTRATOR} "
                f"ALTER ROLE {role} NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION;"
            )
    belongs = text(
        "SELECT whose.rolname, held.rolname, held.rolname = CASE WHEN login IS NULL THEN NULL"
        " WHEN patient IS NULL THEN :clinician ELSE :patient END AS is_own, admin_option"
        " FROM pg_auth_members AS given"
        " JOIN pg_roles AS held ON held.oid = given.roleid"
        " JOIN pg_roles AS whose ON whose.oid = given.member"
        " LEFT JOIN people ON login = whose.rolname"
        " WHERE login IS NOT NULL OR whose.rolname = ANY(:roles) ORDER BY 1, 2"
    )
    given = connection.execute(belongs, {"roles": [*ROLES.values()], **ROLES})
    for login, other, is_own, may_give in given.all():
        named = f"{_name(other)} FROM {_name(login)};"
        if not is_own:
            yield (
                f"The login {login!r} belongs to {other}, and may do what that one may. "
                f"{_AS_ADMINISTRATOR} REVOKE {named}"
            )
        elif may_give:
            yield (
                f"The login {login!r} may let others belong to {other}. {_AS_ADMINISTRATOR} "
                f"REVOKE ADMIN OPTION FOR {named}"
            )


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
                f"The login {login!r} is still among who is let in, and does not belong to {role}: "
                "it was not shut out to the end, or its role was taken by mistake. Run python -m "
                f"backcare.clinic revoke URL {login}, and grant it again if it should be let in."
            )
        for too_much in may_do_more(connection, login):
            yield f"The login {login!r} {too_much}. Let this person in with another one."
    shut = text(
        "SELECT rolname FROM pg_roles JOIN people ON login = rolname"
        " WHERE NOT (rolcanlogin AND rolinherit) ORDER BY 1"
    )
    for login in connection.scalars(shut):
        yield (
            f"The login {login!r} is let in, and cannot log in or use its role. Shut it out with "
            f"python -m backcare.clinic revoke URL {login}; or, if it should be let in, run: "
            f"ALTER ROLE {_name(login)} LOGIN INHERIT;"
        )
    many = text(
        "SELECT rolname FROM pg_roles JOIN people ON login = rolname"
        " WHERE rolconnlimit NOT BETWEEN 1 AND :most ORDER BY 1"
    )
    for login in connection.scalars(many, {"most": MOST_CONNECTIONS}):
        yield (
            f"The login {login!r} may take so many connections that none is left for others. Run: "
            f"ALTER ROLE {_name(login)} CONNECTION LIMIT {MOST_CONNECTIONS};"
        )


def _odd_pairs(connection: Connection) -> Iterator[str]:
    """Name the patients who are assigned to a patient, as `assign` never does."""
    _, rows = schemas(connection)
    pairs = text(
        "SELECT clinician, assigned.patient, format('DELETE FROM %I.assigned WHERE clinician = %L"
        " AND patient = %L;', CAST(:rows AS text), clinician, assigned.patient)"
        " FROM assigned JOIN people ON login = clinician"
        " WHERE people.patient IS NOT NULL ORDER BY 1, 2"
    )
    for login, patient, mends in connection.execute(pairs, {"rows": rows}).all():
        yield (
            f"The login {login!r} is a patient's, and may read the log of {patient!r}. As its "
            f"owner, run: {mends}"
        )


def _name(*parts: str) -> str:
    return str(sql.Identifier(*parts).as_string())
