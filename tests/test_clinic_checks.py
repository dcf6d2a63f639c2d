"""What of a clinic's server does not hold any more is named, and what is said to mend it does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from clinics import Clinic, at_the_tables, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy import create_engine, make_url

import backcare as bc
from backcare import clinic as server
from backcare.errors import LogError

pytestmark = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def made() -> Iterator[Clinic]:
    """Give a clinic that each test leaves as it was, for that is what it tries."""
    with made_clinic(POSTGRES) as one:
        yield one


@pytest.fixture
def own() -> Iterator[Clinic]:
    """Give a clinic of the test's own, which nothing brings back."""
    with made_clinic(POSTGRES) as one:
        yield one


def _root(own: Clinic) -> str:
    at = make_url(POSTGRES).set(database=own.owner.database)
    return at.render_as_string(hide_password=False)


def _run(own: Clinic, url: object, statement: str) -> None:
    """Type SQL with somebody's login, where what it names is looked for as the address says."""
    names = {name: own.login(name) for name in ("anna", "ben", "carla")}
    for name, login in {**names, "database": str(own.owner.database)}.items():
        statement = statement.replace(f"{{{name}}}", login)
    engine = create_engine(url, execution_options={"no_parameters": True})
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def _changed(own: Clinic, url: str, change: str) -> list[str]:
    """Change something at the tables, and have the server looked at."""
    _run(own, at_the_tables(make_url(url)), change)
    return server.check(own.url)


def _mend(own: Clinic, found: list[str]) -> None:
    """Do what is said, one after the other, with the login that is named and its own address."""
    for said in found:
        _, is_sql, mends = said.partition("un: ")
        assert is_sql, said
        _run(own, _root(own) if "administrator" in said else own.url, mends)


# What somebody does, and what is said of it.
SLIPS = [
    *(
        (f"ALTER DEFAULT PRIVILEGES {given}", "Rights are given on whatever the owner makes")
        for given in (
            "GRANT ALL ON TABLES TO backcare_patient",
            "GRANT SELECT ON TABLES TO PUBLIC",
            "IN SCHEMA public_rows GRANT SELECT ON TABLES TO backcare_clinician",
            "GRANT EXECUTE ON FUNCTIONS TO backcare_patient",
            "GRANT USAGE ON SCHEMAS TO backcare_patient",
        )
    ),
    ("ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY", "sessions is not held to row security"),
    ("ALTER TABLE audit DISABLE ROW LEVEL SECURITY", "audit is not held to row security"),
    ("CREATE POLICY mine ON sessions USING (true)", "rule mine of the table sessions: that"),
    ("CREATE POLICY owner ON events USING (true)", "rule owner of the table events: that shoul"),
    ("ALTER POLICY seen ON entries USING (true)", "rule seen of the table entries: that was"),
    ("DROP POLICY put_in ON measures", "rule put_in of the table measures: that is missing"),
    ("ALTER TABLE audit DISABLE TRIGGER append_only", "append_only of the table audit: that w"),
    ("ALTER TABLE events DISABLE TRIGGER ALL", "noted_insert of the table events: that was"),
    ("DROP TRIGGER noted_delete ON sessions", "noted_delete of the table sessions: that is m"),
    ("ALTER FUNCTION my_patient() SECURITY INVOKER", "function public.my_patient(): that was c"),
    ("ALTER FUNCTION my_patient() RESET search_path", "function public.my_patient(): that was c"),
    (
        "CREATE OR REPLACE FUNCTION public.my_patients() RETURNS SETOF varchar LANGUAGE sql"
        " STABLE SECURITY DEFINER AS 'SELECT patient FROM people'",
        "function public.my_patients(): that was changed",
    ),
    (
        "CREATE FUNCTION all_of_it() RETURNS SETOF sessions LANGUAGE sql SECURITY DEFINER"
        " AS 'SELECT * FROM sessions'",
        "function public_rows.all_of_it(): that should not be",
    ),
    ("GRANT EXECUTE ON FUNCTION my_opened() TO PUBLIC", "PUBLIC may EXECUTE FUNCTION public.my_o"),
    (
        "REVOKE EXECUTE ON FUNCTION my_patient() FROM backcare_patient",
        "backcare_patient may EXECUTE FUNCTION public.my_patient(): that is missing",
    ),
    ("CREATE VIEW all_of_it AS SELECT * FROM sessions", "The view public_rows.all_of_it: that"),
    ("CREATE OR REPLACE VIEW public.people AS SELECT * FROM people", "view public.people: that w"),
    ("DROP VIEW public.audit", "view public.audit: that is missing"),
    ("GRANT USAGE ON SCHEMA public_rows TO PUBLIC", "PUBLIC may USAGE SCHEMA public_rows: tha"),
    (
        "CREATE RULE r AS ON INSERT TO audit DO INSTEAD NOTHING",
        "rewriting rule r of public_rows.audit: tha",
    ),
    ("GRANT DELETE ON sessions TO backcare_patient", "backcare_patient may DELETE public_rows"),
    ("GRANT SELECT ON people TO PUBLIC", "PUBLIC may SELECT public_rows.people"),
    ("GRANT UPDATE (note) ON sessions TO backcare_patient", "may UPDATE (note) public_rows.sess"),
    (
        "REVOKE SELECT ON public.measures FROM backcare_patient",
        "may SELECT public.measures: that is missing",
    ),
    ("GRANT backcare_backup TO CURRENT_USER", "The owner belongs to backcare_backup"),
    ("ALTER ROLE {anna} CONNECTION LIMIT -1", "may take so many connections"),
    (
        "REVOKE USAGE ON SCHEMA public FROM backcare_patient",
        "may USAGE SCHEMA public: that is missing",
    ),
    ("GRANT CREATE ON SCHEMA public TO PUBLIC", "PUBLIC may CREATE SCHEMA public: that should"),
    (
        "GRANT CREATE ON SCHEMA public TO backcare_patient",
        "patient may CREATE SCHEMA public: that sh",
    ),
    ("GRANT CREATE ON DATABASE {database} TO PUBLIC", "PUBLIC may make schemas in this database"),
    ("GRANT CREATE ON DATABASE {database} TO {anna}", "may make schemas in this database"),
    (
        "REVOKE CONNECT ON DATABASE {database} FROM PUBLIC",
        "Logins of backcare_patient may not connect",
    ),
    ("ALTER DATABASE {database} SET row_security = off", "row_security is off"),
    ("ALTER ROLE {anna} SET row_security = off", "row_security is off"),
    (
        "GRANT SELECT ON public.audit TO backcare_patient WITH GRANT OPTION",
        "SELECT public.audit: that was c",
    ),
    (
        "ALTER TABLE audit ALTER xid DROP DEFAULT",
        "default of the column xid of the table audit: that is",
    ),
    (
        "ALTER TABLE audit ALTER what SET DEFAULT 'x'",
        "default of the column what of the table audit: that w",
    ),
    (
        "ALTER TABLE sessions ALTER note DROP NOT NULL",
        "NOT NULL of the column note of the table sessions: t",
    ),
    (
        "ALTER TABLE sessions ADD more int NOT NULL",
        "NOT NULL of the column more of the table sessions: that s",
    ),
    (
        "ALTER TABLE clinic ALTER step TYPE varchar(50)",
        "column step of the table clinic: that was changed",
    ),
    (
        "ALTER TABLE entries DROP CONSTRAINT entries_pkey",
        "entries_pkey of the table entries: that is m",
    ),
    (
        "ALTER TABLE sessions DROP CONSTRAINT sessions_pkey CASCADE",
        "entries_patient_session_id_fkey of the",
    ),
    (
        "ALTER TABLE sessions DROP CONSTRAINT limits",
        "constraint limits of the table sessions: that",
    ),
    (
        "ALTER TABLE people DROP CONSTRAINT people_patient_key CASCADE",
        "people_patient_key of the table",
    ),
    (
        "ALTER TABLE people DROP CONSTRAINT people_patient_check",
        "people_patient_check of the table people",
    ),
    (
        "ALTER TABLE sessions ADD CONSTRAINT more CHECK (note <> 'x')",
        "constraint more of the table sessions: t",
    ),
    ("DROP INDEX audit_of_login", "index audit_of_login of the table audit: that is missing"),
    (
        "CREATE UNIQUE INDEX more ON sessions (note)",
        "index more of the table sessions: that should",
    ),
    (
        "ALTER VIEW public.sessions SET (security_invoker = true)",
        "view public.sessions: that was changed",
    ),
    ("ALTER VIEW public.audit RENAME COLUMN did TO done", "view public.audit: that was changed"),
    ("ALTER VIEW public.audit RENAME TO more", "view public.more: that should not be"),
    ("ALTER FUNCTION my_patient() RENAME TO more", "function public.more(): that should not be"),
    ("ALTER FUNCTION seen_audit() RENAME TO more", "function public.more(): that should not be"),
    (
        "ALTER TRIGGER append_only ON audit RENAME TO more",
        "trigger more of the table audit: that should",
    ),
    ("ALTER ROLE {anna} NOLOGIN", "is let in, and cannot log in"),
    ("ALTER ROLE {anna} NOINHERIT", "is let in, and cannot log in or use its role"),
    ("DROP FUNCTION seen_audit() CASCADE", "function public.seen_audit(): that is missing"),
    ("DROP FUNCTION my_patient() CASCADE", "default of the column patient of the table entries: t"),
    (
        "CREATE MATERIALIZED VIEW more AS SELECT 1 AS one; CREATE INDEX ON more (one)",
        "view public_rows.more: that should not be",
    ),
    (
        "GRANT backcare_patient TO {anna} WITH ADMIN OPTION",
        "may let others belong to backcare_patien",
    ),
    ("GRANT {ben} TO {anna}", "and may do what that one may"),
    ("GRANT pg_read_all_data TO {carla}", "belongs to pg_read_all_data"),
    (
        "INSERT INTO assigned VALUES ('{ben}', 'anna')",
        "is a patient's, and may read the log of 'anna'",
    ),
]


@pytest.mark.parametrize(("change", "words"), SLIPS, ids=[change for change, _ in SLIPS])
def test_what_does_not_hold_any_more_is_named(made: Clinic, change: str, words: str) -> None:
    """Each with what mends it, which does, as it is printed and in this order."""
    found = _changed(made, made.url, change)
    assert any(words in one for one in found)
    _mend(made, found)
    assert server.check(made.url) == []


@pytest.mark.parametrize(
    "what", ["TABLE public_rows.audit", "VIEW public.audit", "FUNCTION public.my_patient()"]
)
def test_what_is_somebody_elses_is_named(made: Clinic, what: str) -> None:
    """Who owns it may change it, and a function does what its owner may do."""
    found = _changed(made, _root(made), f"ALTER {what} OWNER TO CURRENT_USER")
    assert any(f"The owner of {what}: that was changed. As the server's" in one for one in found)
    _mend(made, found)
    assert server.check(made.url) == []


def test_what_cannot_be_brought_back_is_named(own: Clinic) -> None:
    """Nothing that could be typed brings back what was in a column: only a copy does."""
    [said] = _changed(own, own.url, "ALTER TABLE sessions DROP COLUMN note CASCADE")
    assert "The column note of the table sessions: that is missing" in said
    assert "Put back a copy of the database" in said


@pytest.mark.parametrize("what", ["sessions", "people", "audit"])
def test_a_table_that_is_gone_is_named(own: Clinic, what: str) -> None:
    """In one sentence, and nothing is said to be run but to name it back."""
    [said] = _changed(own, own.url, f"ALTER TABLE {what} RENAME TO mislaid")
    assert f"The table {what}: that is missing, with all that was in it. Put back a copy" in said
    named_back = said.partition("as its owner: ")[2].replace("…", "public_rows.mislaid")
    _run(own, own.url, named_back)
    assert server.check(own.url) == []
    [said] = _changed(own, own.url, f"DROP TABLE {what} CASCADE")
    assert "Put back a copy of the database: nothing that could be run brings it back" in said


def test_a_column_with_another_name_can_be_named_back(own: Clinic) -> None:
    """What was in it is not gone, then."""
    [said] = _changed(own, own.url, "ALTER TABLE sessions RENAME COLUMN note TO mislaid")
    assert "Put back a copy of the database" in said
    mends = said.partition("as its owner: ")[2].replace("TABLE …", "TABLE public_rows.sessions")
    _run(own, own.url, mends.replace("…", "mislaid"))
    assert server.check(own.url) == []


# What the owner makes where something of a clinic's should be.
_IN_PLACE = [
    *(
        (f"DROP VIEW public.audit; {stray}", "The view public.audit: that was changed")
        for stray in (
            "CREATE TABLE public.audit (login name PRIMARY KEY, at int NOT NULL DEFAULT 1)",
            "CREATE TABLE public.audit (x int) PARTITION BY LIST (x)",
            "CREATE SEQUENCE public.audit",
            "CREATE TYPE public.audit AS (x int)",
            "CREATE TABLE public.stray (x int); CREATE INDEX audit ON public.stray (x)",
        )
    ),
    *(
        (f"DROP FUNCTION public.take_turn(varchar); {stray}", "take_turn(character varying): that")
        for stray in (
            "CREATE PROCEDURE public.take_turn(varchar) LANGUAGE sql AS 'SELECT 1'",
            "CREATE FUNCTION public.take_turn(x varchar) RETURNS void LANGUAGE sql AS 'SELECT'",
            "CREATE FUNCTION public.take_turn(whose varchar) RETURNS int LANGUAGE sql RETURN 1",
        )
    ),
    (
        "CREATE PROCEDURE public.more() LANGUAGE sql AS 'SELECT 1';"
        " GRANT EXECUTE ON PROCEDURE public.more() TO backcare_patient",
        "The function public.more(): that should not be",
    ),
    (
        "ALTER TABLE entries ALTER position ADD GENERATED ALWAYS AS IDENTITY",
        "The identity of the column position of the table entries: that should not be",
    ),
    (
        "CREATE EXTENSION pg_trgm SCHEMA public",
        "The extension pg_trgm in the schema public: that should not be",
    ),
]


@pytest.mark.parametrize(("change", "words"), _IN_PLACE)
def test_what_stands_in_the_place_of_something_is_named(
    made: Clinic, change: str, words: str
) -> None:
    """What mends it works as it is printed; a table of somebody's is kept under another name."""
    found = _changed(made, made.url, change)
    assert any(words in one for one in found)
    _mend(made, found)
    assert server.check(made.url) == []


def test_nobody_is_let_into_a_table_that_stands_where_a_view_should_be(own: Clinic) -> None:
    """What is said to be run gives no right on it, and then takes those that it has."""
    change = "DROP VIEW public.sessions; CREATE TABLE public.sessions AS TABLE people"
    [said] = _changed(own, own.url, f"{change}; GRANT SELECT ON public.sessions TO PUBLIC")
    _mend(own, [said])
    assert own.sql("anna", "TABLE sessions") == []
    _mend(own, server.check(own.url))
    assert server.check(own.url) == []


def test_a_column_more_is_left_alone(own: Clinic) -> None:
    """And a table: an administrator's own, with which rows can be written as before."""
    change = "ALTER TABLE sessions ADD ward text, ADD floor int NOT NULL DEFAULT 0"
    assert _changed(own, own.url, change) == []
    change = (
        "ALTER TABLE sessions ADD one int GENERATED ALWAYS AS IDENTITY, ADD two int NOT NULL"
        " GENERATED ALWAYS AS (length(note)) STORED; ALTER TABLE entries ADD three serial"
    )
    assert _changed(own, own.url, change) == []
    own.log("anna", now=lambda: NOW).add(bc.Session(NOW, entries=[bc.Entry("bridging", sets=1)]))
    change = "CREATE TABLE public.wards (ward int PRIMARY KEY, name text UNIQUE DEFAULT '')"
    assert _changed(own, own.url, change) == []


@pytest.mark.parametrize("change", ["DELETE FROM clinic", "DROP TABLE clinic"])
def test_a_list_of_steps_that_is_gone_is_named(own: Clinic, change: str) -> None:
    """Nothing says to run `init` where that cannot help; what it says does."""
    _run(own, at_the_tables(own.owner), change)
    with pytest.raises(LogError, match=r"the list of its steps is gone\. Put back a copy") as told:
        server.init(own.url)
    if change.startswith("DELETE"):
        for task in (server.check, lambda url: server.revoke(url, own.login("anna"))):
            with pytest.raises(LogError, match="the list of its steps is gone"):
                task(own.url)
    _run(own, own.url, str(told.value).partition("run: ")[2].partition("; and then")[0])
    _mend(own, server.check(own.url))
    assert server.check(own.url) == []
    assert server.init(own.url) == []


def test_a_database_of_somebody_else_is_named(own: Clinic) -> None:
    """As a copy is in that was put back into a database that the administrator owns."""
    name = own.owner.database
    _run(own, _root(own), f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
    with pytest.raises(LogError, match="may not make schemas in it") as told:
        server.check(own.url)
    _run(own, _root(own), str(told.value).partition("administrator, run: ")[2].rstrip("."))
    assert server.check(own.url) == []


@pytest.mark.parametrize(
    "change",
    [
        "ALTER VIEW public.audit RENAME COLUMN did TO done",
        "ALTER FUNCTION seen_audit() RENAME TO more",
    ],
)
def test_init_says_who_knows_what_was_renamed(made: Clinic, change: str) -> None:
    """It cannot go on there; `check` says what mends it."""
    _run(made, made.url, change)
    with pytest.raises(LogError, match=r"clinic check URL says what mends it"):
        server.init(made.url)
    _mend(made, server.check(made.url))
    assert server.init(made.url) == []
    assert server.check(made.url) == []


def test_a_schema_with_another_name_is_named(own: Clinic) -> None:
    """Where its tables are, and where its views are; named back, all of it holds."""
    _run(own, own.url, "ALTER SCHEMA public_rows RENAME TO mislaid")
    for task in (server.check, server.init):
        with pytest.raises(
            LogError, match=r"schema public_rows, in which its tables stand, is gone"
        ):
            task(own.url)
    with pytest.raises(LogError, match="a part of it is missing"):
        own.log("anna").sessions()
    _run(own, own.url, "ALTER SCHEMA mislaid RENAME TO public_rows")
    _run(own, own.url, "ALTER SCHEMA public RENAME TO mislaid")
    with pytest.raises(LogError, match=r"missing or has got another name.*or put back a copy"):
        server.init(own.url)
    with pytest.raises(LogError, match=r"schema \"public\", in which its views stand") as told:
        server.check(own.url)
    _run(own, own.url, str(told.value).partition("as its owner: ")[2].rstrip("."))
    assert server.check(own.url) == []


@pytest.mark.parametrize("who", ["administrator", "anna", "carla"])
def test_what_is_for_the_owner_is_refused_to_others(made: Clinic, who: str) -> None:
    """What would be said to mend the clinic would give it to them."""
    url = _root(made) if who == "administrator" else made.address(who)
    login = str(make_url(url).username)
    for act in (
        lambda: server.check(url),
        lambda: server.grant(url, "new", patient="new"),
        lambda: server.assign(url, made.login("carla"), "ben"),
    ):
        with pytest.raises(LogError, match=f"belongs to '{made.owner.username}', and .* '{login}'"):
            act()
    assert server.check(made.url) == []
