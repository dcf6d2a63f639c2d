"""What an owner's slip elsewhere in a clinic's database, or on its server, opens is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from clinics import Clinic, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError

import backcare as bc
from backcare import clinic as server
from backcare.clinic.__main__ import main
from backcare.clinic.checks import recommended

pytestmark = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole() -> Iterator[Clinic]:
    """Give a clinic in which a patient has written a session."""
    with made_clinic(POSTGRES) as one:
        done = [bc.Entry("bridging", sets=2, reps=10)]
        one.log("ben", now=lambda: NOW).add(bc.Session(NOW, session_id="first", entries=done))
        yield one


@pytest.fixture
def made(whole: Clinic) -> Iterator[Clinic]:
    """Put two schemas into its database that all may enter; take them away with what is in them."""
    schemas = {"of_owner": whole.url, "of_root": _root(whole)}
    for schema, url in schemas.items():
        _run(whole, url, f"CREATE SCHEMA {schema}; GRANT USAGE ON SCHEMA {schema} TO PUBLIC")
    yield whole
    root = _root(whole)
    _run(whole, root, 'DROP PUBLICATION IF EXISTS sent, "Sent", own')
    for table in ("sessions", "measures"):  # which would go with what it was made a part of
        _run(whole, root, _OUT.format(table=table))
    _run(whole, root, "DROP SCHEMA of_owner, of_root CASCADE")


def _root(made: Clinic) -> str:
    at = make_url(POSTGRES).set(database=made.owner.database)
    return at.render_as_string(hide_password=False)


def _run(made: Clinic, url: str, statement: str) -> None:
    names = {"anna": made.login("anna"), "database": str(made.owner.database)}
    for name, whose in names.items():
        statement = statement.replace(f"{{{name}}}", whose)
    engine = create_engine(url, execution_options={"no_parameters": True})
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


_OUT = """DO $$ DECLARE above regclass; BEGIN
    FOR above IN SELECT inhparent FROM pg_inherits
        WHERE inhrelid = 'public_rows.{table}'::regclass LOOP
        EXECUTE format(CASE '{table}' WHEN 'measures'
            THEN 'ALTER TABLE %s DETACH PARTITION public_rows.{table}'
            ELSE 'ALTER TABLE public_rows.{table} NO INHERIT %s' END, above);
    END LOOP;
END $$"""
_READS = "RETURNS SETOF public_rows.people LANGUAGE sql SECURITY DEFINER"
_BODY = "AS 'SELECT * FROM public_rows.people'"
_ALL = "SELECT * FROM public_rows.people"
_SET_OFF = (
    "CREATE TABLE {schema}.two PARTITION OF {schema}.one DEFAULT; CREATE VIEW {schema}.three AS"
    " TABLE {schema}.one; CREATE FUNCTION {schema}.fill()"
    " RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN NEW.x :="
    " (SELECT string_agg(login, $$,$$) FROM public_rows.people); RETURN NEW; END'; REVOKE ALL ON"
    " FUNCTION {schema}.fill FROM PUBLIC"
)
_SEEN = (  # and not written through
    "GRANT SELECT ON {schema}.one, {schema}.three TO PUBLIC; CREATE VIEW {schema}.four AS SELECT"
    " DISTINCT x FROM {schema}.one; CREATE VIEW {schema}.five WITH (security_invoker) AS TABLE"
    " {schema}.one; GRANT ALL ON {schema}.four, {schema}.five TO PUBLIC"
)
_RULED = (
    'GRANT ALL ON {schema}.one TO PUBLIC; CREATE RULE "of y. Run" AS ON UPDATE TO {schema}.one'
    " DO INSTEAD UPDATE public_rows.sessions SET note = 'hacked'"
)
_PARTED = (
    "CREATE TABLE {schema}.one (LIKE public_rows.measures) PARTITION BY LIST (patient);"
    " ALTER TABLE {schema}.one ATTACH PARTITION public_rows.measures DEFAULT"
)
# What somebody makes in a schema, what is said of it, and what it shows to a patient.
SLIPS = [
    (
        f"CREATE FUNCTION {{schema}}.one() {_READS} {_BODY}",
        "The function {schema}.one() does what its owner may do",
        "SELECT * FROM {schema}.one()",
    ),
    (
        f"CREATE FUNCTION {{schema}}.one(int) {_READS} BEGIN ATOMIC {_ALL}; END;"
        " REVOKE ALL ON FUNCTION {schema}.one FROM PUBLIC;"
        " GRANT EXECUTE ON FUNCTION {schema}.one TO {anna}",
        "The function {schema}.one(integer) does what its owner may do",
        "SELECT * FROM {schema}.one(1)",
    ),
    (
        "CREATE PROCEDURE {schema}.one() LANGUAGE plpgsql SECURITY DEFINER AS"
        " 'BEGIN PERFORM FROM public_rows.people FOR UPDATE; END'",
        "The function {schema}.one() does what its owner may do",
        "CALL {schema}.one()",
    ),
    *(
        (
            f"CREATE TABLE {{schema}}.one (x text) PARTITION BY LIST (x); {_SET_OFF}; CREATE"
            f" TRIGGER z BEFORE INSERT ON {{schema}}.{at} FOR EACH ROW EXECUTE FUNCTION"
            f" {{schema}}.fill(); GRANT ALL ON {{schema}}.{to} TO PUBLIC",
            "The function {schema}.fill() does what its owner may do, and logins of the clinic may"
            " set off a trigger that calls it",
            f"INSERT INTO {{schema}}.{to} VALUES ('a') RETURNING x",  # noqa: S608 (our own)
        )
        for at, to in (("one", "one"), ("one", "two"), ("two", "one"), ("two", "three"))
    ),
    (
        f"CREATE VIEW {{schema}}.one AS {_ALL}; GRANT SELECT ON {{schema}}.one TO PUBLIC",
        "The view {schema}.one works on the clinic's tables with its owner's rights",
        "TABLE {schema}.one",
    ),
    (
        f"CREATE VIEW {{schema}}.one AS {_ALL}; CREATE VIEW {{schema}}.two AS TABLE {{schema}}.one;"
        " GRANT SELECT (login) ON {schema}.two TO {anna}",
        "The view {schema}.two works on the clinic's tables with its owner's rights",
        "SELECT login FROM {schema}.two",
    ),
    (
        f"CREATE MATERIALIZED VIEW {{schema}}.one AS {_ALL};"
        " GRANT SELECT ON {schema}.one TO backcare_patient; GRANT SELECT (login) ON {schema}.one"
        " TO {anna}",
        "The view {schema}.one keeps rows of the clinic's tables",
        "TABLE {schema}.one",
    ),
    *(
        (
            f"CREATE MATERIALIZED VIEW {{schema}}.one AS {_ALL}; {given}"
            f" ALTER MATERIALIZED VIEW {{schema}}.one OWNER TO {owner}",
            "The view {schema}.one keeps rows of the clinic's tables",
            "TABLE {schema}.one",
        )
        for owner in ("{anna}", "backcare_patient")
        for given in ("", "GRANT SELECT ON {schema}.one TO PUBLIC;")
    ),
    (
        "CREATE TABLE {schema}.one (login name); GRANT INSERT ON {schema}.one TO PUBLIC;"
        " CREATE RULE all_out AS ON INSERT TO {schema}.one DO ALSO DELETE FROM public_rows.people",
        "The rewriting rule all_out of {schema}.one works on the clinic's tables",
        "",
    ),
    *(
        (
            f"CREATE VIEW {{schema}}.one{how} AS SELECT 1 AS x; {_RULED}",
            'The rewriting rule "of y. Run" of {schema}.one works on the clinic\'s tables',
            "",
        )
        for how in ("", " WITH (security_invoker)")
    ),
    (
        "CREATE TABLE {schema}.one (LIKE public_rows.sessions);"
        " GRANT SELECT ON {schema}.one TO PUBLIC;"
        " ALTER TABLE public_rows.sessions INHERIT {schema}.one",
        "The table public_rows.sessions is a part of {schema}.one: who may read that one reads",
        "TABLE {schema}.one",
    ),
    (
        _PARTED,
        "The table public_rows.measures is a part of {schema}.one: who may read that one reads",
        "",
    ),
    (
        "CREATE TABLE {schema}.one () INHERITS (public_rows.events)",
        "The table {schema}.one is a part of public_rows.events: what is in it counts",
        "",
    ),
    (
        "CREATE TABLE {schema}.one (patient varchar(100) CONSTRAINT asks REFERENCES"
        " public_rows.people (patient)); GRANT INSERT (patient) ON {schema}.one TO PUBLIC",
        "The constraint asks of {schema}.one asks for rows of public_rows.people",
        "",
    ),
    *(
        (
            "CREATE TABLE {schema}.one (patient varchar(100)) PARTITION BY LIST (patient); CREATE"
            " TABLE {schema}.two PARTITION OF {schema}.one DEFAULT; ALTER TABLE"
            f" {{schema}}.{at} ADD CONSTRAINT asks FOREIGN KEY (patient) REFERENCES"
            f" public_rows.people (patient); GRANT INSERT ON {{schema}}.{to} TO PUBLIC",
            f"The constraint asks of {{schema}}.{at} asks for rows of public_rows.people",
            "",
        )
        for at, to in (("one", "one"), ("one", "two"), ("two", "one"))
    ),
    ("CREATE PUBLICATION sent FOR TABLE public_rows.audit, {schema}.x", "publication sent", ""),
    ('CREATE PUBLICATION "Sent" FOR TABLES IN SCHEMA public_rows', 'publication "Sent"', ""),
    ("CREATE PUBLICATION sent FOR ALL TABLES", "publication sent hands rows of the clinic on", ""),
]


# A superuser alone may hand on a whole schema, all tables, or what is theirs to anybody.
_ROOTS = (" FOR ALL TABLES", " IN SCHEMA ", " OWNER TO ")
_BY_WHOM = [
    (who, *slip)
    for slip in SLIPS
    for who in ("owner", "root")
    if who == "root" or not any(words in slip[0] for words in _ROOTS)
]


@pytest.mark.parametrize(("who", "slip", "words", "shows"), _BY_WHOM)
def test_what_a_slip_elsewhere_opens_is_named(
    made: Clinic, who: str, slip: str, words: str, shows: str
) -> None:
    """With what shuts it, which does as it is printed; what was made is still there."""
    url, schema = (made.url, "of_owner") if who == "owner" else (_root(made), "of_root")
    _run(made, url, f"CREATE TABLE {schema}.x (x int)")
    _run(made, url, slip.replace("{schema}", schema))
    shown = shows.replace("{schema}", schema)
    if shown:
        assert made.sql("anna", shown) or shown.startswith("CALL")
    [said] = server.check(made.url)
    assert words.replace("{schema}", schema) in said
    # Whose a clinic's table is, its owner may also take it out of something.
    before, _, mends = said.partition("un: ")
    _run(made, made.url if "As its owner" in before else _root(made), mends)
    if "INHERIT" in slip:  # the other table is theirs to read, as it was
        assert not (shown and made.sql("anna", shown))
    elif shown:
        with pytest.raises(DBAPIError, match="permission denied"):
            made.sql("anna", shown)
    assert server.check(made.url) == []


@pytest.mark.parametrize(
    "own",
    [
        f"CREATE VIEW of_owner.one AS {_ALL}",
        f"CREATE FUNCTION public.my_own() {_READS} {_BODY}; ALTER FUNCTION public.my_own()"
        " SET SCHEMA of_owner; REVOKE ALL ON FUNCTION of_owner.my_own FROM PUBLIC",
        "CREATE VIEW of_owner.one AS TABLE public.sessions; GRANT SELECT ON of_owner.one TO PUBLIC",
        f"CREATE VIEW of_owner.one WITH (security_invoker) AS {_ALL}; CREATE VIEW of_owner.two AS"
        " TABLE of_owner.one; GRANT SELECT ON of_owner.one, of_owner.two TO PUBLIC",
        "CREATE VIEW of_owner.one AS SELECT 1 AS x; CREATE RULE z AS ON UPDATE TO of_owner.one DO"
        " INSTEAD DELETE FROM public_rows.sessions; CREATE VIEW of_owner.two AS TABLE of_owner.one;"
        " CREATE MATERIALIZED VIEW of_owner.three AS TABLE of_owner.one;"
        " GRANT SELECT ON of_owner.one, of_owner.two, of_owner.three TO PUBLIC",
        "CREATE TABLE of_owner.one (patient varchar(100) REFERENCES public_rows.people (patient))",
        "CREATE FUNCTION of_owner.one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        f"CREATE TABLE of_owner.one (x text) PARTITION BY LIST (x); {_SET_OFF}; CREATE TRIGGER z"
        " BEFORE INSERT ON of_owner.one FOR EACH ROW EXECUTE FUNCTION of_owner.fill();"
        f" {_SEEN}".replace("{schema}", "of_owner"),
        "CREATE TABLE of_owner.one (x int); CREATE TABLE of_owner.two () INHERITS (of_owner.one);"
        " CREATE PUBLICATION own FOR TABLE of_owner.two",
    ],
)
def test_what_opens_nothing_is_left_alone(made: Clinic, own: str) -> None:
    """What others may not use, shows each their own, or has nothing to do with a clinic."""
    _run(made, made.url, own)
    assert server.check(made.url) == []


def test_other_databases_of_the_server_are_a_recommendation(made: Clinic) -> None:
    """What lets people in there stands outside, and can be shut there: it is no fault of this."""
    name = f"other_{made.tag}"
    engine = create_engine(make_url(POSTGRES), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        try:
            [said] = recommended(made.url)
            listed = said.partition("REVOKE CONNECT ON DATABASE ")[2].partition(" FROM PUBLIC;")[0]
            assert {name, "postgres"} <= {*listed.split(", ")}
            assert str(made.owner.database) not in listed.split(", ")
            done = CliRunner().invoke(main, ["check", made.url])
            assert done.exit_code == 0
            assert done.stdout == "All of it holds.\n"
            assert done.stderr.startswith("Recommended: every login may connect")
            connection.exec_driver_sql(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
            assert name not in "".join(recommended(made.url))
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name}")
    engine.dispose()


def test_another_clinic_of_the_server_is_not_to_be_shut(made: Clinic) -> None:
    """Its people come in as everybody does, and it is guarded by itself."""
    with made_clinic(POSTGRES) as other:
        assert str(other.owner.database) not in "".join(recommended(made.url))
