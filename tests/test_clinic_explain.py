"""How a clinic's server answers, and not what: neither tells of anybody else's rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import numpy as np
import psycopg
import pytest
from clinics import PASSWORD, Clinic, made_clinic
from postgres import NO_POSTGRES, POSTGRES
from sqlalchemy import create_engine

import backcare as bc
from backcare import clinic as server
from backcare.clinic.rights import OWN, WHO
from backcare.clinic.server import ROWS

pytestmark = pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
# Asked of what Ben has and of what nobody has; neither may show in how a question is answered.
ASKED = {
    "whose": ("sessions", "patient = '{}'", ("ben", "zoe")),
    "an id": ("sessions", "session_id = '{}'", ("of-ben", "of-zoe")),
    "an id, letter by letter": ("sessions", "session_id >= '{}'", ("of-b", "of-y")),
    "an id of theirs": ("sessions", "patient = 'ben' AND session_id = '{}'", ("of-ben", "of-zoe")),
    "when": ("sessions", "patient = 'ben' AND started_at >= '{}'", ("2026-01-01", "2026-09-01")),
    "a note": ("sessions", "note = '{}'", ("of_Ben", "of_Zoe")),
    "exercises of an id": ("entries", "session_id = '{}'", ("of-ben", "of-zoe")),
    "whose exercises": ("entries", "patient = '{}'", ("ben", "zoe")),
    "an exercise": ("entries", "exercise_id = '{}'", ("bird_dog", "walking")),
    "whose scores": ("measures", "patient = '{}'", ("ben", "zoe")),
    "whose answers": ("events", "patient = '{}'", ("ben", "zoe")),
    "what answer": ("events", "patient = 'ben' AND kind = '{}'", ("red_flags", "usual")),
    "what undo keeps": ("changes", "patient = '{}'", ("ben", "zoe")),
    "who wrote": ("audit", "login = '{}'", ("{ben}", "nobody")),
    "who wrote when": ("audit", "login = '{ben}' AND at >= '{}'", ("2026-01-01", "2099-01-01")),
    "who wrote whose": ("audit", "login = '{ben}' AND patient = '{}'", ("ben", "zoe")),
    "who is let in": ("people", "patient = '{}'", ("ben", "zoe")),
    "with which login": ("people", "login = '{}'", ("{ben}", "nobody")),
    "who treats whom": ("assigned", "patient = '{}'", ("ben", "zoe")),
    "whom they treat": ("assigned", "clinician = '{}'", ("{dora}", "nobody")),
}
HOW = ("EXPLAIN", "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF)")
# Meanwhile the server may look up anew what its tables are. What tells of rows is told each time.
TIMES = 4
PLANNERS = ("", "SET enable_seqscan = off", "SET enable_bitmapscan = off", "SET enable_sort = off")


@pytest.fixture(scope="module")
def full() -> Iterator[Clinic]:
    """Give a clinic in which Ben has something of each kind, and the server has counted it."""
    with made_clinic(POSTGRES) as made:
        made.let_in("dora")
        server.assign(made.url, made.login("dora"), "ben")
        made.log("anna", now=lambda: NOW).add(_session("first"))
        _fill(made.log("ben", now=lambda: NOW))
        # Only its owner has the server count.
        engine = create_engine(made.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
        engine.dispose()
        yield made


def _session(session_id: str, exercise: str = "bridging", note: str = "") -> bc.Session:
    done = [bc.Entry(exercise, sets=2, reps=10)]
    return bc.Session(NOW, session_id=session_id, pain_after=3, note=note, entries=done)


def _fill(ben: bc.SessionLog) -> None:
    for number in range(30):
        ben.add(_session(f"ben-{number}", "bird_dog", "of_Ben"))
    ben.add(_session("of-ben", "bird_dog", "of_Ben"))
    ben.add_measure("2026-03-02", "nrs_pain", 3)
    ben.safety_record().answer_red_flags([])


@contextmanager
def asking(made: Clinic, name: str) -> Iterator[psycopg.Connection]:
    """Connect as somebody who types what they like; as a clinician who has opened their records."""
    at = made.owner
    with psycopg.connect(
        host=at.host, port=at.port, dbname=at.database, user=made.login(name), password=PASSWORD,
        autocommit=True, prepare_threshold=None,
    ) as connection:  # fmt: skip
        if name == "carla":
            connection.execute("SELECT open_record(NULL)")
        yield connection


def _questions(made: Clinic, what: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a table, and two questions to it, each with the word by which they differ."""
    table, condition, values = ASKED[what]
    for name in ("ben", "dora"):
        condition = condition.replace(f"{{{name}}}", made.login(name))
        values = [value.replace(f"{{{name}}}", made.login(name)) for value in values]
    return table, [(condition.replace("{}", value), value) for value in values]


@pytest.mark.parametrize("name", ["anna", "carla"])
@pytest.mark.parametrize("what", ASKED)
def test_how_a_question_is_answered_tells_nothing_of_others(
    full: Clinic, name: str, what: str
) -> None:
    """EXPLAIN says how many rows were passed over, and how many it takes there to be."""
    table, questions = _questions(full, what)
    with asking(full, name) as asks:
        for planner in PLANNERS:
            if planner:
                asks.execute(planner)
            for how in HOW:
                told = [_told(asks, how, table, *question) for question in questions * TIMES]
                assert {*told[::2]} & {*told[1::2]}, (planner, how)


# What a login may call, of what Ben has and of what nobody has.
CALLS = {
    "wait for a turn": ("take_turn('{}')", ("ben", "zoe")),
    "open a record": ("open_record('{}')", ("ben", "zoe")),
    "take out": ("take_out('sessions', '[{{\"session_id\": \"{}\"}}]')", ("of-ben", "of-zoe")),
    "take out of theirs": (
        'take_out(\'measures\', \'[{{"patient": "{}", "date": "2026-03-02",'
        ' "instrument": "nrs_pain"}}]\')',
        ("ben", "zoe"),
    ),
}


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("wait for a turn", "anna"),
        ("wait for a turn", "carla"),
        ("open a record", "carla"),
        ("take out", "anna"),
        ("take out of theirs", "anna"),
    ],
)
def test_how_a_call_is_answered_tells_nothing_of_others(full: Clinic, name: str, what: str) -> None:
    """Neither what it costs, nor which rows were looked at, nor what is said meanwhile."""
    call, values = CALLS[what]
    looked = "SELECT seq_scan, seq_tup_read, idx_scan, idx_tup_fetch FROM pg_stat_xact_all_tables"
    looked += f" WHERE schemaname LIKE '%{ROWS}' ORDER BY relname"
    told: dict[str, set[str]] = {value: set() for value in values}
    with asking(full, name) as asks:
        notices = list[str]()
        asks.add_notice_handler(lambda one: notices.append(str(one.message_primary)))
        for setting in ("client_min_messages = log", "debug_print_plan = on"):
            asks.execute(f"SET {setting}")
        for value in values * TIMES:
            notices.clear()
            statement = f"SELECT {call.format(value)}"
            with asks.transaction():
                before = np.array(asks.execute(looked).fetchall())
                plan = asks.execute(f"{HOW[1]} {statement}").fetchall()
                seen = np.array(asks.execute(looked).fetchall()) - before
            told[value].add(f"{plan} {seen.tolist()} {len(notices)}")
    one, other = told.values()
    assert one & other


def _told(
    asks: psycopg.Connection, how: str, table: str, condition: str = "true", value: str = "?"
) -> str:
    rows = asks.execute(f"{how} SELECT 1 FROM {table} WHERE {condition}")  # noqa: S608
    return re.sub(rf"'{re.escape(value)}\b", "'…", "\n".join(row for (row,) in rows))


@pytest.mark.parametrize("name", ["anna", "carla"])
def test_no_table_is_named_in_what_is_told(full: Clinic, name: str) -> None:
    """Whatever the server is asked to tell of how it goes about it."""
    notices = list[str]()
    with asking(full, name) as asks:
        asks.add_notice_handler(lambda told: notices.append(str(told.message_primary)))
        for setting in ("client_min_messages = debug5", "debug_print_plan = on", "trace_sort = on"):
            asks.execute(f"SET {setting}")
        for table in (*OWN, *WHO):
            notices.clear()
            plan = _told(asks, "EXPLAIN (ANALYZE, VERBOSE)", table)
            assert f"Function Scan on public.seen_{table}" in plan
            assert ROWS not in plan
            assert asks.execute(f"TABLE {table}").fetchall() or table in ("changes", *OWN)
            assert notices  # of what was typed, and not of what is done for it
            assert not any("SEQSCAN" in one or "INDEXSCAN" in one for one in notices)
