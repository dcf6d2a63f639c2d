"""Notebook 06 on a clinic's server with 2,000 patients: the numbers of the rows in memory."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pandas as pd
import pytest
from clinic_notebook import answers, differing
from clinics import Clinic, at_the_tables, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy import Connection, create_engine, make_url

import backcare as bc
from backcare.log.schema import ENTRIES, SESSIONS

needs_server = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)


@pytest.fixture(scope="module")
def made() -> pd.DataFrame:
    """Give the rows of the notebook."""
    return bc.make_group(2000)


@pytest.fixture(autouse=True)
def _made_once(made: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bc, "make_group", {2000: made}.__getitem__)


def copy(connection: Connection, table: str, rows: pd.DataFrame) -> None:
    """Write rows into a table, many at once."""
    names = ", ".join(rows)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)") as into:
        into.write(rows.to_csv(index=False, header=False))


@pytest.fixture(scope="module")
def clinic(made: pd.DataFrame) -> Iterator[Clinic]:
    """Give a clinic with the rows of the notebook, and a clinician of all its patients."""
    sessions = made.drop_duplicates("session_id").assign(checksum="x")[SESSIONS.columns.keys()]
    position = made.groupby("session_id").cumcount()
    entries = made.assign(position=position)[[*ENTRIES.columns.keys(), "patient"]]
    patients = made["patient"].drop_duplicates()
    with made_clinic(POSTGRES) as one:
        # As a superuser, whom no row security holds and for whom nothing is noted.
        engine = create_engine(at_the_tables(make_url(POSTGRES).set(database=one.owner.database)))
        with engine.begin() as connection:
            connection.exec_driver_sql("SET session_replication_role = replica")
            copy(
                connection, "people", pd.DataFrame({"login": "x-" + patients, "patient": patients})
            )
            carla = pd.DataFrame({"clinician": one.login("carla"), "patient": patients})
            copy(connection, "assigned", carla)
            copy(connection, "sessions", sessions)
            copy(connection, "entries", entries)
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
        engine.dispose()
        yield one


@needs_server
def test_the_notebook_gives_the_same_numbers_on_a_server(clinic: Clinic) -> None:
    """Each output of each cell, with the rows behind a clinician's login; reading it is noted."""
    source = f"bc.SessionLog({clinic.address('carla')!r})"
    assert differing(f"clinic = bc.load_parts({source})") == []
    [[noted]] = clinic.sql("carla", "SELECT count(DISTINCT patient) FROM audit WHERE did = 'read'")
    assert noted == 2001  # Anna, of whom there is nothing, too


@needs_server
def test_a_patient_counts_their_own_rows_alone(clinic: Clinic) -> None:
    """The same line with another login: nothing of the 2,000."""
    assert bc.load_parts(clinic.log("ben")).sessions.empty


@pytest.mark.parametrize("patients", [0, 1, 2])
def test_a_clinician_of_nobody_or_few_is_told(made: pd.DataFrame, patients: int) -> None:
    """Each cell and each answer goes on, in words; nothing is divided by nobody."""
    few = made[made["patient"].isin(made["patient"].unique()[:patients])]
    line = f"clinic = bc.load_parts(made[made['patient'].isin({[*few['patient'].unique()]})])"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        given = dict(differing(line))
    words = "".join(given.values())
    assert ("Nobody is assigned to you yet" in words) is (patients == 0)
    assert f"{len(few.drop_duplicates('session_id')):,} sessions of {patients} patients" in words
    assert "nan" not in words.replace("not_begun", "")
    assert answers(line) > 2


def test_other_rows_give_other_numbers() -> None:
    """So that the comparison can fail: without one patient's, most outputs are others."""
    assert len(differing("clinic = bc.load_parts(made[made['patient'] != 'P007'])")) > 5
