"""A clinic of an older version, with rows in it, brought up to date; all lines hold throughout."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from clinics import Clinic, at_the_tables, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy import create_engine, make_url, select, text

import backcare as bc
from backcare import clinic as server
from backcare.clinic.rights import OWN, WHO
from backcare.errors import LogError
from backcare.log import schema

pytestmark = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
# What a new version does: another column, and a change to each row of each table of a log.
STEP = (
    *(f"ALTER TABLE {table} ADD COLUMN mood INTEGER DEFAULT 0 NOT NULL" for table in OWN),
    *(f"UPDATE {table} SET mood = 3" for table in OWN),  # noqa: S608 (names of our own)
)


@pytest.fixture
def own() -> Iterator[Clinic]:
    """Give a clinic with rows of each kind of two patients, read by a clinician."""
    with made_clinic(POSTGRES) as one:
        for name in ("anna", "ben"):
            log = one.log(name, now=lambda: NOW)
            done = [bc.Entry("bridging", sets=2, reps=10)]
            log.add(bc.Session(NOW, session_id="kept", pain_after=3, note=name, entries=done))
            log.add_measure("2026-03-02", "nrs_pain", 3)
            log.safety_record().answer_red_flags([])
        assert len(one.log("carla", now=lambda: NOW).to_frame()) == 1
        yield one


def all_rows(own: Clinic) -> dict[str, list[dict[str, object]]]:
    """Return every row as a superuser sees it, whom nothing holds."""
    engine = create_engine(at_the_tables(make_url(POSTGRES).set(database=own.owner.database)))
    with engine.connect() as connection:
        rows = {
            table: select(text("to_jsonb(one)"))
            .select_from(text(f"{table} one"))
            .order_by(text("to_jsonb(one)::text"))
            for table in (*OWN, *WHO)
        }
        found = {table: [*connection.scalars(chosen)] for table, chosen in rows.items()}
    engine.dispose()
    return found


def test_an_older_clinic_is_brought_up_to_date(own: Clinic, monkeypatch) -> None:
    """Every row is there and changed, of whomever it is, and nobody sees more than before."""
    before = all_rows(own)
    assert all(before.values())
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, STEP))
    # Until it is done, everybody is told whom to ask, and nothing is written.
    for name in ("anna", "carla"):
        with pytest.raises(LogError, match="older version than this"):
            own.log(name)
    assert "It is of an older version than this backcare" in server.check(own.url)[0]
    assert all_rows(own) == before
    assert server.init(own.url) == []
    after = all_rows(own)
    for table in OWN:
        assert {row.pop("mood") for row in after[table]} == {3}
    assert after == before
    assert server.check(own.url) == []
    assert own.sql("anna", "SELECT DISTINCT patient FROM sessions") == [("anna",)]
    assert own.log("anna", now=lambda: NOW).session("kept").note == "anna"
    assert own.log("anna", now=lambda: NOW).measures()["score"].tolist() == [3]
    assert {*own.log("carla", now=lambda: NOW).to_frame()["patient"]} == {"anna"}
    owners = create_engine(at_the_tables(own.owner))
    with owners.connect() as connection:
        for table in OWN:
            assert connection.execute(select(text("1")).select_from(text(table))).all() == []
    owners.dispose()
    log = own.log("ben", now=lambda: NOW)
    log.delete("kept")
    assert log.undo().action == "delete"


def test_a_step_that_fails_leaves_all_as_it_was(own: Clinic, monkeypatch) -> None:
    """The rows, the version, and that row security is forced."""
    before = all_rows(own)
    with monkeypatch.context() as patch:
        step = (*STEP, "UPDATE sessions SET no_such = 1")
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
        with pytest.raises(LogError, match="left as it is"):
            server.init(own.url)
    assert all_rows(own) == before
    assert server.check(own.url) == []
    assert own.log("anna").has("kept")
