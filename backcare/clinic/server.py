"""Make a clinic's server, let people in, and shut them out."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from backcare.clinic.limits import table_limits
from backcare.clinic.names import login_faults, password_faults, patient_faults
from backcare.clinic.rights import OWN
from backcare.errors import Fault, FaultsError, LogError, did_you_mean, quoted
from backcare.log.connect import ALL_PATIENTS_S, ONE_PATIENT_S, may_take, server_engine
from backcare.log.place import address_of, shown_address
from backcare.log.schema import newest_version
from backcare.log.version import Refused, check_server, check_version, migrate
from backcare.log.why import why_of
from backcare.text import counted

PATIENT, CLINICIAN, BACKUP = "backcare_patient", "backcare_clinician", "backcare_backup"
ROLES = {"patient": PATIENT, "clinician": CLINICIAN, "backup": BACKUP}
_STEPS = files("backcare.clinic") / "steps"
_VIEWS = files("backcare.clinic") / "views.sql"
ROWS = "_rows"  # after the name of the schema of the views, that of the tables
STEPS_TABLE = "CREATE TABLE clinic (step text PRIMARY KEY)"
# Of one login: so that nobody takes all connections of the server.
MOST_CONNECTIONS = 20
NOT_YET = "it is no clinic's yet. Make it one: python -m backcare.clinic init URL"
_LOCK_S = 15.0  # how long others are waited for
# A password is sent as what the server keeps of it; nobody can read it in the server's own log.
_KEPT_AS = b"scram-sha-256"
_AS_GRANTED = "Write it as it was granted, or let them in first: python -m backcare.clinic grant"
NOT_DONE = "its step {} is not done yet. Run python -m backcare.clinic init URL"
_NEWER = (
    "its step {} is of a newer backcare than this one. Update backcare, the way it was installed "
    "here"
)
_NO_STEPS = (
    "its tables are there, and the list of its steps is gone. Put back a copy of the database; or, "
    "as its owner, run: CREATE TABLE IF NOT EXISTS {table} (step text PRIMARY KEY); INSERT INTO "
    "{table} VALUES {steps}; and then python -m backcare.clinic check URL, which says what else "
    "there is to mend"
)
_NO_ROWS = (
    "its schema {rows}, in which its tables stand, is gone or has got another name. Give it back "
    "its name, as its owner (ALTER SCHEMA … RENAME TO {rows}), or put back a copy of the database"
)
_RENAMED = (
    "its schema {was}, in which its views stand, has got another name. Give it back its name, as "
    "its owner: ALTER SCHEMA {now} RENAME TO {was}"
)
_NOT_ITS_OWNER = (
    "it belongs to {owner!r}, and the login in its address is {login!r}. Write its owner's login "
    "into the address"
)
_NOT_ALL_OUT = (
    "The login {login!r} is shut out, and may do nothing here any more. But that was not done to "
    "the end: {why}{who} Then run this again: python -m backcare.clinic revoke URL {login}"
)
NO_ROLE = (
    "the role {role} is missing from its server, and with it every right of those who had it. A "
    "copy that pg_dump makes has no roles. As the server's administrator, run CREATE ROLE {role} "
    "NOLOGIN; and put back a copy of the database"
)


def init(url: str) -> list[str]:
    """Make a database a clinic's, or bring it up to date; the login of the address will own it.

    Parameters
    ----------
    url : str
        The address of a PostgreSQL database, such as "postgresql+psycopg://owner@server/clinic".

    Returns
    -------
    list of str
        The names of the steps that were done; empty where it was up to date.

    Raises
    ------
    LogError
        If the database cannot be reached, holds sessions already, or the login may not do that.
        Nothing was changed.

    Notes
    -----
    Each step is one file of `backcare/clinic/steps`, done once and in order.
    """
    with on_server(url, is_long=True) as connection:
        for what in may_do_more(connection, connection.scalar(text("SELECT current_user"))):
            if "row security" in what:
                raise Refused(
                    f"its owner {what}. Make another one: CREATE ROLE clinic_owner LOGIN "
                    "CREATEROLE; CREATE DATABASE clinic OWNER clinic_owner"
                )
        is_new = not exists(connection, "clinic")
        with nullcontext() if is_new else _seen_by_its_owner(connection):
            migrate(connection)  # the tables of a log
        if is_new:
            _check_empty(connection)
            connection.execute(text(STEPS_TABLE))
        to_do = steps_to_do(connection)
        for role in () if is_new else missing_roles(connection):
            raise Refused(NO_ROLE.format(role=role))
        for step in to_do:
            run_step(connection, step)
            connection.execute(text("INSERT INTO clinic VALUES (:step)"), {"step": step})
        make_ready(connection)
    return to_do


def grant(
    url: str, login: str, *, patient: str | None = None, role: str = "", password: str = ""
) -> str:
    """Let a person log in: a patient to their own log, or a clinician to those of their patients.

    Parameters
    ----------
    url : str
        The address of the clinic's database, with its owner's login.
    login : str
        The name with which they log in: at most 63 small letters, digits and . _ - + @. Everybody
        on the server can read the names of all logins, so one that says nothing of the person is
        better. Made where there is none.
    patient : str, optional
        For a patient, under which name their sessions are kept.
    role : {"patient", "clinician", "backup"}, optional
        "patient" where `patient` is given, and else "clinician". "backup" reads all there is.
    password : str, optional
        With which they log in; one is made where it is left out and the login is new.

    Returns
    -------
    str
        The password that was made; "" where none was.

    Raises
    ------
    FaultsError
        If a name cannot be used by the hub or by PostgreSQL, or `role` is none of these or does not
        go with `patient`: all of it at once.
    LogError
        If the database is no clinic's, the login or the patient is known already, or the login
        may do more than it should. Nothing was changed.
    """
    role = role or ("clinician" if patient is None else "patient")
    if faults := [*_faults_of(login, patient, role, password)]:
        raise FaultsError("Nobody was let in", faults)
    with open_clinic(url) as connection:
        if why_not := [*_against(connection, login, patient, ROLES[role])]:
            raise Refused("; and ".join(why_not))
        made = "" if password or has_role(connection, login) else secrets.token_urlsafe(18)
        _let_in(connection, login, ROLES[role], password or made)
        if role != "backup":
            connection.execute(
                text("INSERT INTO people (login, patient) VALUES (:login, :patient)"),
                {"login": login, "patient": patient},
            )
            _note(connection, patient or login, "grant")
    return made


@contextmanager
def _seen_by_its_owner(connection: Connection) -> Iterator[None]:
    """Show the owner all rows, so that a new version changes each; to nobody else, meanwhile.

    The tables are locked until the transaction is over, at whose end nothing of this is left.
    """
    if check_version(connection) == newest_version():
        yield
        return
    schema, _ = schemas(connection)
    for view in OWN:  # which is where whoever reads meanwhile is told to wait
        named = sql.Identifier(schema, view)
        execute(connection, "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", named)
    for how in ("NO FORCE", "FORCE"):
        for table in OWN:
            execute(connection, f"ALTER TABLE {{}} {how} ROW LEVEL SECURITY", sql.Identifier(table))
        if how == "NO FORCE":
            yield


def _faults_of(login: str, patient: str | None, role: str, password: str) -> Iterator[Fault]:
    """Yield all that is wrong with what somebody is to be let in with, whatever the server has."""
    yield from login_faults(login)
    if role not in ROLES or (role == "patient") != (patient is not None):
        rule = f"must be one of {', '.join(ROLES)}, and patient goes with a patient."
        yield Fault(None, "role", role, rule)
    if patient is not None:
        yield from patient_faults(patient)
    yield from password_faults(password)


def _against(connection: Connection, login: str, patient: str | None, role: str) -> Iterator[str]:
    """Yield all that the server has against letting somebody in."""
    known = text("SELECT login, patient FROM people WHERE login = :login OR patient = :patient")
    for one in connection.execute(known, {"login": login, "patient": patient}):
        yield (
            f"the login {one.login!r} is let in already, for {one.patient or 'a clinician'}. Shut "
            f"it out first (python -m backcare.clinic revoke URL {one.login}), or choose another "
            "name"
        )
    for what in sees_more(connection, login, role):
        yield f"the login {login!r} {what}. Choose another one"
    if not has_role(connection, role):
        yield NO_ROLE.format(role=role)


def revoke(url: str, login: str) -> None:
    """Shut a person out; what a patient has written is kept.

    Parameters
    ----------
    url : str
        The address of the clinic's database, with its owner's login.
    login : str
        Whose. The login itself stays, and may do nothing here.

    Raises
    ------
    LogError
        If nobody is let in with this login; or if they are shut out, and somebody holds their row
        so that it stays among who is let in until this is run again.
    """
    with open_clinic(url) as connection:
        people = _people(connection)
        # Who makes backups is among no people.
        if login not in people and login not in _backups(connection):
            near = did_you_mean(login, [*people])
            raise Refused(f"nobody is let in with the login {quoted(login)}.{near} {_AS_GRANTED}")
        for role in _roles_of(connection, login):
            execute(connection, "REVOKE {} FROM {}", sql.Identifier(role), sql.Identifier(login))
        _note(connection, people.get(login) or login, "revoke")
        clinicians = connection.scalars(
            text("SELECT clinician FROM assigned WHERE patient = :patient ORDER BY 1"),
            {"patient": people.get(login)},
        ).all()
    # From here on they may do nothing; what they have open may still hold their row.
    try:
        with open_clinic(url) as connection:
            _end_connections(connection, login)
            connection.execute(text("DELETE FROM people WHERE login = :login"), {"login": login})
    except LogError as error:
        _, _, why = str(error).partition(": ")
        ends = ", ".join(
            f"python -m backcare.clinic release URL {one} {quoted(str(people[login]))}"
            for one in clinicians
        )
        who = f" A clinician of theirs may hold their row; that ends with {ends}." if ends else ""
        raise LogError(_NOT_ALL_OUT.format(login=login, why=why, who=who)) from error


def assign(url: str, clinician: str, patient: str) -> None:
    """Let a clinician read a patient's log.

    Parameters
    ----------
    url : str
        The address of the clinic's database, with its owner's login.
    clinician : str
        The login of the clinician.
    patient : str
        Whose log.

    Raises
    ------
    LogError
        If there is no such clinician or patient.
    """
    with open_clinic(url) as connection:
        _check_pair(connection, clinician, patient)
        connection.execute(
            text("INSERT INTO assigned VALUES (:clinician, :patient) ON CONFLICT DO NOTHING"),
            {"clinician": clinician, "patient": patient},
        )
        _note(connection, patient, "assign")


def release(url: str, clinician: str, patient: str) -> None:
    """Let a clinician read a patient's log no more.

    Parameters
    ----------
    url : str
        The address of the clinic's database, with its owner's login.
    clinician : str
        The login of the clinician.
    patient : str
        Whose log.

    Raises
    ------
    LogError
        If the patient is not assigned to the clinician.
    """
    with open_clinic(url) as connection:
        _check_pair(connection, clinician, patient)
        gone = connection.execute(
            text("DELETE FROM assigned WHERE clinician = :clinician AND patient = :patient"),
            {"clinician": clinician, "patient": patient},
        )
        if not gone.rowcount:
            raise Refused(f"{patient!r} is not assigned to {clinician!r}: there is nothing to do")
        _note(connection, patient, "release")
        _end_connections(connection, clinician)


def _people(connection: Connection) -> dict[str, str | None]:
    """Return whose each login is that is let in, None for a clinician's."""
    found = connection.execute(text("SELECT login, patient FROM people ORDER BY login"))
    return {one.login: one.patient for one in found}


def _check_pair(connection: Connection, clinician: str, patient: str) -> None:
    """Refuse a clinician or a patient who is not let in, both at once."""
    people = _people(connection)
    clinicians = [login for login, whose in people.items() if whose is None]
    patients = [whose for whose in people.values() if whose is not None]
    unknown = [
        f"there is no {what} {quoted(name)}.{did_you_mean(name, known)} {_AS_GRANTED}"
        for what, name, known in (
            ("clinician with the login", clinician, clinicians),
            ("patient", patient, patients),
        )
        if name not in known
    ]
    if unknown:
        raise Refused("; and ".join(unknown))


def steps_to_do(connection: Connection) -> list[str]:
    """Return the names of the steps that are not done yet, in order; refuse those of the future."""
    done = {*connection.scalars(text("SELECT step FROM clinic"))}
    if newer := sorted(done - {*steps()}):
        raise Refused(_NEWER.format(newer[0]))
    schema, rows = schemas(connection)
    stands = connection.scalar(
        text("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = :rows)"), {"rows": rows}
    )
    if stands and not done:
        listed = sql.SQL(", ").join(sql.SQL("({})").format(step) for step in steps())
        raise Refused(
            _NO_STEPS.format(
                table=sql.Identifier(schema, "clinic").as_string(), steps=listed.as_string()
            )
        )
    if done and not stands:
        raise Refused(_NO_ROWS.format(rows=rows))
    return [step for step in steps() if step not in done]


def missing_roles(connection: Connection) -> list[str]:
    """Return the roles that a step has made, and that are gone."""
    return [role for role in ROLES.values() if not has_role(connection, role)]


def may_do_more(connection: Connection, login: str) -> list[str]:
    """Say what a login may do that walks round row security."""
    role = connection.execute(
        text(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolreplication, oid FROM pg_roles"
            " WHERE rolname = :login"
        ),
        {"login": login},
    ).first()
    if role is None:
        return []
    owner = connection.scalar(
        text("SELECT relowner FROM pg_class WHERE oid = to_regclass('people')")
    )
    words = [
        (role.rolsuper, "is a superuser, whom no row security holds"),
        (role.rolbypassrls, "may bypass row security"),
        (role.rolcreaterole, "may make other logins"),
        (role.rolreplication, "may copy the whole server"),
        (role.oid == owner, "owns the tables"),
    ]
    return [what for is_so, what in words if is_so]


def role_of(patient: str | None) -> str:
    """Return the role of somebody who is let in: where they have no log, a clinician's."""
    return PATIENT if patient else CLINICIAN


def sees_more(connection: Connection, login: str, role: str) -> list[str]:
    """Say what would show a login more than its role does."""
    return may_do_more(connection, login) + _belongs_elsewhere(connection, login, role)


def _belongs_elsewhere(connection: Connection, login: str, role: str) -> list[str]:
    """Say to which roles a login belongs besides its own: each would show it more."""
    others = text(
        "WITH RECURSIVE held AS (SELECT oid FROM pg_roles WHERE rolname = :login UNION"
        " SELECT roleid FROM pg_auth_members JOIN held ON member = held.oid) SELECT rolname"
        " FROM pg_roles JOIN held USING (oid) WHERE rolname NOT IN (:login, :role) ORDER BY 1"
    )
    found = connection.scalars(others, {"login": login, "role": role}).all()
    return [f"belongs to {', '.join(found)}"] if found else []


def _roles_of(connection: Connection, login: str) -> list[str]:
    """Return the roles of a clinic that a login was given; none where there is no such login."""
    given = text(
        "SELECT held.rolname FROM pg_auth_members AS given"
        " JOIN pg_roles AS held ON held.oid = given.roleid"
        " JOIN pg_roles AS whose ON whose.oid = given.member"
        " WHERE whose.rolname = :login AND held.rolname = ANY(:roles) ORDER BY 1"
    )
    roles = {"login": login, "roles": [*ROLES.values()]}
    return [*connection.scalars(given, roles)]


def _backups(connection: Connection) -> list[str]:
    """Return the logins that make backups."""
    given = text(
        "SELECT whose.rolname FROM pg_auth_members AS given"
        " JOIN pg_roles AS held ON held.oid = given.roleid AND held.rolname = :role"
        " JOIN pg_roles AS whose ON whose.oid = given.member"
    )
    return [*connection.scalars(given, {"role": BACKUP})]


def has_role(connection: Connection, login: str) -> bool:
    """Say whether the server has a login."""
    one = text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :login)")
    return bool(connection.scalar(one, {"login": login}))


def _let_in(connection: Connection, login: str, role: str, password: str) -> None:
    name = sql.Identifier(login)
    if not has_role(connection, login):
        execute(connection, "CREATE ROLE {} LOGIN", name)
    if password:
        set_password(connection, login, password)
    execute(connection, "GRANT {} TO {}", sql.Identifier(role), name)
    # Whoever forgets an open transaction does not hold others up for ever.
    execute(connection, "ALTER ROLE {} SET idle_in_transaction_session_timeout = '60s'", name)
    most = sql.Literal(MOST_CONNECTIONS)
    execute(connection, "ALTER ROLE {} CONNECTION LIMIT {}", name, most)


def _end_connections(connection: Connection, login: str) -> None:
    """End what somebody has open: it may hold rows, or go on reading as of before."""
    open_ones = text("SELECT pid FROM pg_stat_activity WHERE usename = :login AND pid <> :own")
    own = connection.scalar(text("SELECT pg_backend_pid()"))
    pids = connection.scalars(open_ones, {"login": login, "own": own}).all()
    if not pids:
        return
    name, owner = sql.Identifier(login), sql.SQL("CURRENT_USER")
    # Who ends what somebody does has to belong to them, for as long as that takes.
    execute(connection, "GRANT {} TO {}", name, owner)
    for pid in pids:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    execute(connection, "REVOKE {} FROM {}", name, owner)


def set_password(connection: Connection, login: str, password: str) -> None:
    """Give a login a password; no statement, and so no log of the server, has it as it is."""
    driver: Any = connection.connection.driver_connection
    kept = driver.pgconn.encrypt_password(password.encode(), login.encode(), _KEPT_AS)
    execute(
        connection,
        "ALTER ROLE {} PASSWORD {}",
        sql.Identifier(login),
        sql.Literal(kept.decode()),
    )


def _note(connection: Connection, patient: str, did: str) -> None:
    connection.execute(
        text("INSERT INTO audit (patient, did, what) VALUES (:patient, :did, 'people')"),
        {"patient": patient, "did": did},
    )


def execute(connection: Connection, statement: str, *names: sql.Composable) -> None:
    """Run a statement with names and texts in it, which are put into quotes."""
    composed = sql.SQL(statement).format(*names)
    connection.connection.cursor().execute(composed)


def steps() -> list[str]:
    """Return the names of all steps, in order."""
    return sorted(one.name for one in _STEPS.iterdir() if one.name.endswith(".sql"))


def run_step(connection: Connection, step: str) -> None:
    """Run one step, for the clinic whose list of steps comes first, and for who runs it."""
    _run(connection, _STEPS / step)


def make_ready(connection: Connection) -> None:
    """Make what follows from the tables as they are by now: their limits, and what logins read."""
    for table, limits in table_limits().items():
        # Not of what is there already: an upgrade does not end at a row that somebody has spoilt.
        change = "DROP CONSTRAINT IF EXISTS limits, ADD CONSTRAINT limits CHECK ({}) NOT VALID"
        execute(connection, f"ALTER TABLE {{}} {change.format(limits)}", sql.Identifier(table))
    _run(connection, _VIEWS)


def _run(connection: Connection, script: Traversable) -> None:
    words = script.read_text(encoding="utf-8")
    schema, rows = schemas(connection)
    owner = connection.scalar(text("SELECT current_user"))
    for name, value in {"schema": schema, "rows": rows, "owner": owner}.items():
        words = words.replace("{" + name + "}", sql.Identifier(value).as_string())
    connection.connection.cursor().execute(words)


def schemas(connection: Connection) -> tuple[str, str]:
    """Return in which schema a clinic's views and functions are, and in which one its tables."""
    where = text(
        "SELECT nspname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
        " WHERE pg_class.oid = to_regclass('clinic')"
    )
    schema = str(connection.scalar(where))
    return schema, schema + ROWS


def _check_empty(connection: Connection) -> None:
    """Refuse a log in which there is anything: answers and what undo keeps are somebody's, too."""
    rows = " + ".join(f"(SELECT count(*) FROM {table})" for table in OWN)  # noqa: S608
    if count := connection.scalar(text(f"SELECT {rows}")):
        raise Refused(
            f"it is a log in which {counted(count, 'row')} of somebody stand already, and nobody "
            "can say whose login each belongs to. Make an empty database; then each person brings "
            "their own (log.restore with a backup, or log.import_csv)"
        )


def exists(connection: Connection, table: str) -> bool:
    """Say whether there is a table."""
    return connection.scalar(text("SELECT to_regclass(:table)"), {"table": table}) is not None


@contextmanager
def open_clinic(url: str, *, is_done: bool = True) -> Iterator[Connection]:
    """Connect with the owner's login to a clinic's database, of which every step `is_done`."""
    with on_server(url) as connection:
        if not exists(connection, "clinic"):
            raise Refused(_renamed(connection) or NOT_YET)
        check_version(connection)
        _check_owner(connection)
        for step in steps_to_do(connection) if is_done else ():
            raise Refused(NOT_DONE.format(step))
        yield connection


def _renamed(connection: Connection) -> str:
    """Say what the schema of the views is called by now, where a list of steps lies in another."""
    now = connection.execute(
        text(
            "SELECT left(held.nspname, -length(:rows)) AS was, own.nspname AS now"
            " FROM pg_class AS steps JOIN pg_namespace AS own ON own.oid = steps.relnamespace,"
            " pg_class AS people JOIN pg_namespace AS held ON held.oid = people.relnamespace"
            " WHERE steps.relname = 'clinic' AND steps.relkind = 'r' AND people.relname = 'people'"
            " AND people.relkind = 'r' AND held.nspname LIKE '_%' || :rows"
            " AND NOT EXISTS (SELECT FROM pg_namespace WHERE nspname IN"
            " (left(held.nspname, -length(:rows)), own.nspname || :rows))"
        ),
        {"rows": ROWS},
    ).first()
    if now is None:
        return ""
    was, is_now = (sql.Identifier(name).as_string() for name in now)
    return _RENAMED.format(was=was, now=is_now)


def _check_owner(connection: Connection) -> None:
    """Refuse every login but the owner's: what is said to be mended would give the clinic away."""
    who = connection.execute(
        text(
            "SELECT nspowner::regrole::text AS owner, current_user AS login FROM pg_namespace"
            " WHERE nspname = :rows AND nspowner <> current_user::regrole"
        ),
        {"rows": schemas(connection)[1]},
    ).one_or_none()
    if who:
        raise Refused(_NOT_ITS_OWNER.format(owner=who.owner.strip('"'), login=who.login))


def _enter(connection: Connection) -> None:
    """Have the tables of a clinic found before the views that are named like them."""
    if exists(connection, "clinic"):
        look_in(connection, *reversed(schemas(connection)))


def look_in(connection: Connection, *names: str) -> None:
    """Say in which schemas a transaction looks for what it names."""
    path = sql.SQL(", ").join(map(sql.Identifier, names)) if names else sql.Literal("")
    connection.connection.cursor().execute(sql.SQL("SET LOCAL search_path = {}").format(path))


@contextmanager
def on_server(url: str, *, is_long: bool = False) -> Iterator[Connection]:
    """Open a transaction on a server, all of it or nothing; say in words why it refuses."""
    address = address_of(url)
    if (address.get_backend_name(), address.get_driver_name()) != ("postgresql", "psycopg"):
        raise LogError(
            f"{shown_address(address)!r} cannot be a clinic's. Pass the "
            "address of a PostgreSQL database: postgresql+psycopg://owner@server/name."
        )
    try:
        engine = server_engine(address)
    except Refused as error:
        raise LogError(f"{shown_address(address)!r} cannot be a clinic's: {error}.") from error
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(1000 * _LOCK_S)}")
            # As it is unless somebody has turned it off, which refuses whatever a rule would hide.
            connection.exec_driver_sql("SET LOCAL row_security = on")
            may_take(connection, ALL_PATIENTS_S if is_long else ONE_PATIENT_S)
            check_server(connection)
            _enter(connection)
            yield connection
    # What `execute` runs does not go through SQLAlchemy.
    except (DBAPIError, psycopg.Error) as error:
        raise LogError(f"The clinic's database was left as it is: {why_of(error)}.") from error
    except Refused as error:
        raise LogError(f"The clinic's database was left as it is: {error}.") from error
    finally:
        engine.dispose()
