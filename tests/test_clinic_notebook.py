"""Notebook 06 on a clinic's server with 2,000 patients: the numbers of the rows in memory."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pandas as pd
import pytest
from clinic_notebook import NOTEBOOK, OF_A_GROUP, answers, differing, names_after
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
    people = "1 patient." if patients == 1 else f"{patients} patients."
    assert f"{len(few.drop_duplicates('session_id')):,} sessions of {people}" in words
    assert "There are no two groups to compare yet." in words
    assert "nan" not in words.replace("not_begun", "")
    assert answers(line) > 2


@pytest.mark.parametrize("patients", [0, 1, 5, 40])
def test_each_point_of_the_pain_chart_has_its_interval(patients: int) -> None:
    """None looks exact because it is of one person; with no point the title says why."""
    some = f"made[made['patient'].isin(made['patient'].unique()[:{patients}])]"
    names = names_after(f"clinic = bc.load_parts({some})")
    ax, both = names["ax"], names["both"]
    points = [line.get_xydata() for line in ax.lines]
    bands = [band.get_paths()[0].get_extents() for band in ax.collections if len(both)]
    for of_group, band in zip(points, bands, strict=False):
        assert (both[["count", "count_away"]] > 1).all(axis=None)
        assert band.ymin >= 0
        assert band.ymin <= of_group[:, 1].min()
        assert of_group[:, 1].max() <= band.ymax <= 10
    assert len(both) == len(points[0])
    assert len(ax.get_legend().get_texts()) == (2 if len(both) else 0)
    assert (ax.get_title(loc="left") == "There are no two groups to compare yet.") is both.empty
    assert "pain" in ax.get_ylabel()


def test_the_last_day_to_stop_is_the_one_that_the_text_says(made: pd.DataFrame) -> None:
    """It follows from the day of the notebook and from the rule."""
    rules = bc.load_table("call_rules").set_index("rule_id")
    days = int(rules.loc["stopped", "days"])
    day = pd.Timestamp("2025-07-07") - pd.Timedelta(days=days)
    text = NOTEBOOK.read_text("utf-8")
    assert f"less than {days} days ago (on 7 July: after {day.day} {day:%B}) can have" in text
    assert 'today = \\"2025-07-07\\"' in text
    one = made[made["patient"] == "P001"].head(1)
    for last, stopped in ((day, True), (day + pd.Timedelta(days=1), False)):
        weeks = bc.group_weeks(one.assign(started_at=last), as_of="2025-07-07")
        assert ("stopped" in set(weeks["state"])) is stopped


@pytest.mark.parametrize("patients", [1, 4])
def test_notebook_05_runs_with_few_patients(patients: int) -> None:
    """Also with none to call, and without some of the files that it spoils."""
    line = "patients=200"
    names = names_after(f"patients={patients}", line=line, notebook=OF_A_GROUP)
    assert len(names["logs"].frame["patient"].unique()) == patients
    assert len(names["text"]) == 4


def test_other_rows_give_other_numbers() -> None:
    """So that the comparison can fail: without one patient's, most outputs are others."""
    assert len(differing("clinic = bc.load_parts(made[made['patient'] != 'P007'])")) > 5
