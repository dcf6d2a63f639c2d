"""Who sees what in a clinic: each cell of the table that people read, tried by a real login."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from clinics import LOG_ROWS, Clinic, at_the_tables, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy import Engine, create_engine, make_url, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError

import backcare as bc
from backcare import clinic as server
from backcare.clinic.rights import KINDS
from backcare.log.schema import TABLES

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
RIGHTS = bc.who_sees()
CELLS = [(role, kind, table) for role, kind in RIGHTS.index for table in KINDS[kind]]
LOGINS = {"patient": "anna", "clinician": "carla", "owner": "owner", "backup": "safe"}
# Which rows are whose, for Anna and for Carla, whose patient she is; Ben is Dora's.
OWN = {
    "patient": "patient = 'anna'",
    ("clinician", "people"): "login = '{carla}'",
    ("clinician", "assigned"): "clinician = '{carla}'",
    ("clinician", "audit"): "login = '{carla}'",
}
# A row about somebody, to be written.
ROWS = {
    **LOG_ROWS,
    "people": {"login": "x", "patient": "x"},
    "assigned": {"clinician": "{erik}"},
    "audit": {"at": "2026-03-02", "login": "x", "did": "read", "what": "", "number": 1, "xid": "1"},
}


@pytest.fixture(scope="module")
def made() -> Iterator[Clinic]:
    """Give a clinic with rows of each kind about two patients, each read by a clinician."""
    with made_clinic(POSTGRES) as one:
        for clinician in ("dora", "erik"):
            one.let_in(clinician)
        server.assign(one.url, one.login("dora"), "ben")
        one.let_in("safe", role="backup")
        for name, clinician in (("anna", "carla"), ("ben", "dora")):
            log = one.log(name, now=lambda: NOW)
            done = [bc.Entry("bridging", sets=2, reps=10)]
            log.add(bc.Session(NOW, session_id="kept", entries=done))
            log.add_measure("2026-03-02", "nrs_pain", 3)
            log.safety_record().answer_red_flags([])
            assert len(one.log(clinician, now=lambda: NOW).to_frame()) == 1
        yield one


@pytest.fixture(scope="module")
def all_seeing(made: Clinic) -> Iterator[Engine]:
    """Give the clinic's database as a superuser sees it, whom nothing holds."""
    engine = create_engine(at_the_tables(make_url(POSTGRES).set(database=made.owner.database)))
    yield engine
    engine.dispose()


def named(made: Clinic, sql: str, **more: str) -> str:
    """Put the logins of this clinic into SQL."""
    return sql.format(**{name: made.login(name) for name in ("carla", "erik")}, **more)


def rows_of(role: str, kind: str, table: str) -> str:
    """Return the condition for the rows that the table of rights says are seen."""
    own = OWN.get((role, table), OWN.get(role, "false"))
    seen = {
        "none": "false",
        "all": "true",
        "own": own,
        "assigned": OWN["patient"],
        "own and assigned": f"{own} OR {OWN['patient']}",
    }
    return seen[RIGHTS.loc[(role, kind), "sees"]]


def read(engine: Engine, table: str, told: str = "true") -> list[str]:
    """Return the rows of a table that somebody is shown, in order."""
    rows = select(text("one::text")).select_from(text(f"{table} one")).where(text(told))
    with engine.connect() as connection:
        return sorted(connection.scalars(rows))


@pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
@pytest.mark.parametrize(("role", "kind", "table"), CELLS)
def test_what_a_role_sees(made: Clinic, all_seeing: Engine, role: str, kind: str, table: str):
    """Just the rows that the table says: all of these, and of what else is there none."""
    told = named(made, rows_of(role, kind, table))
    every, wanted = read(all_seeing, table), read(all_seeing, table, told)
    engine = engine_of(made, role)
    assert read(engine, table) == wanted
    engine.dispose()
    # Otherwise this could not fail.
    sees = RIGHTS.loc[(role, kind), "sees"]
    assert (len(wanted) > 0, len(wanted) < len(every)) == (sees != "none", sees != "all")


def engine_of(made: Clinic, role: str) -> Engine:
    """Connect as a role: those who look after the server work with the tables themselves."""
    address = make_url(made.address(LOGINS[role]))
    return create_engine(at_the_tables(address) if role in ("owner", "backup") else address)


def may_write(made: Clinic, role: str, table: str, whose: str) -> bool:
    """Say whether a role may add a row about somebody, and leave none."""
    row = json.dumps([{"patient": whose} | ROWS[table]])
    row = row.replace("{erik}", made.login("erik"))
    plain = f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, :rows)"  # noqa: S608
    ways = [plain, "SELECT put_in(:table, :rows)"]
    return any(_is_taken(made, role, way, table=table, rows=row) for way in ways)


def _is_taken(made: Clinic, role: str, way: str, **values: str) -> bool:
    engine = engine_of(made, role)
    try:
        with engine.connect() as connection:
            connection.execute(text(way), values)
            connection.rollback()
    except (ProgrammingError, OperationalError) as error:
        # Not allowed, or a view that takes nothing.
        if error.orig.sqlstate not in ("42501", "55000"):
            raise
        return False
    finally:
        engine.dispose()
    return True


@pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
@pytest.mark.parametrize(("role", "kind", "table"), CELLS)
def test_what_a_role_writes(made: Clinic, role: str, kind: str, table: str):
    """Rows about Anna, who is that patient and assigned to that clinician, and about Ben."""
    found = {whose: may_write(made, role, table, whose) for whose in ("anna", "ben")}
    writes = RIGHTS.loc[(role, kind), "writes"]
    hers = writes in ("own", "assigned", "all")
    assert found == {"anna": hers, "ben": writes == "all"}


def test_the_table_is_whole():
    """Each role has a line for each kind of row, each with a reason; each kind is of one table."""
    assert len(RIGHTS) == len(LOGINS) * len(KINDS)
    assert RIGHTS.index.is_unique
    assert {*RIGHTS.index.unique("role")} == {*LOGINS}
    wide = RIGHTS["sees"].unstack("role")  # as the notebook shows it
    assert [wide.loc[kind, role] for role, kind in RIGHTS.index] == RIGHTS["sees"].to_list()
    assert (list(wide.columns), list(wide.index)) == (list(LOGINS), list(KINDS))
    assert RIGHTS["why"].str.endswith(".").all()
    words = {"none", "own", "assigned", "own and assigned", "all"}
    assert {*RIGHTS["sees"]} | {*RIGHTS["writes"]} <= words
    tables = [table for kind in KINDS for table in KINDS[kind]]
    assert sorted(tables) == sorted({*TABLES.tables, *ROWS} - {"backcare_log"})
