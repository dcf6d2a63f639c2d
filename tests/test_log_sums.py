"""Weekly sums, added up where the log is: the same, row for row, as those of its frame."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from clinics import made_clinic
from postgres import NO_POSTGRES, POSTGRES

import backcare as bc
from backcare import clinic as server
from backcare.exercises.other import OTHER_ACTIVITY
from backcare.summaries.each_session import sessions_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ENTRIES = {
    "bridging": {"sets": 2, "reps": 10, "hold_s": 6},
    "bird_dog": {"reps": 8, "hold_s": 5},
    "walking": {"minutes": 12.5},
    "pelvic_tilt": {"sets": 3},
    "side_plank": {"hold_s": 20},
    OTHER_ACTIVITY: {"minutes": 30},
}


def sessions(patient: str, count: int, seed: int) -> Iterator[bc.Session]:
    """Make up sessions, over two months with weeks left out, some of them with pain alone."""
    chance = np.random.default_rng(seed)
    known = [name for name in ENTRIES if name in {*bc.load_exercises().index, OTHER_ACTIVITY}]
    days = [*range(1, 20), *range(50, 60)]
    for number in range(count):
        names = chance.choice(known, chance.integers(len(known)), replace=False)
        pains = [None if pain > 10 else int(pain) for pain in chance.integers(0, 13, 3)]
        yield bc.Session(
            NOW - timedelta(days=int(chance.choice(days)), minutes=number),
            patient=patient,
            session_id=f"{number}",
            entries=[bc.Entry(str(name), **ENTRIES[name]) for name in names],
            pain_before=pains[0],
            pain_after=pains[1],
            pain_peak=pains[2],
            pain_minutes=[None, 0, 5, 15, 16, 40][chance.integers(6)],
        )


def same(found: pd.DataFrame, frame: pd.DataFrame, **how: object) -> None:
    """Fail unless sums are those of a frame."""
    pd.testing.assert_frame_equal(found, bc.weekly_sums(frame, **how), check_exact=True)


@pytest.mark.parametrize("by", [None, "patient"])
def test_sums_are_those_of_the_frame(address, by):
    """In a file, in memory and on a server; also of nothing, and by another stop rule."""
    log = bc.SessionLog(address, now=lambda: NOW)
    same(log.weekly_sums(by=by), log.to_frame(), by=by)
    for patient, count in (("Örs", 40), ("anna", 25), ("ben", 1)):
        for one in sessions(patient, count, seed=count):
            log.add(bc.Session(**{**vars(one), "session_id": f"{patient}-{one.session_id}"}))
    same(log.weekly_sums(by=by), log.to_frame(), by=by)
    strict = bc.safety_settings(pain_minutes_max=4)
    same(log.weekly_sums(by=by, settings=strict), log.to_frame(), by=by, settings=strict)
    with pytest.raises(ValueError, match="by"):
        log.weekly_sums(by="session_id")


@pytest.mark.parametrize("noted", [*range(8)])
def test_sums_of_a_pain_that_nobody_noted(address, noted):
    """Whichever of the three are noted in the whole log, also none."""
    log = bc.SessionLog(address, now=lambda: NOW)
    names = ("pain_before", "pain_after", "pain_peak")
    pains = {name: 4 for place, name in enumerate(names) if noted >> place & 1}
    log.add(bc.Session(NOW, patient="anna", entries=[bc.Entry("bridging", reps=5)], **pains))
    log.add(bc.Session(NOW, patient="ben", **pains))
    for by in (None, "patient"):
        same(log.weekly_sums(by=by), log.to_frame(), by=by)
    asked_alike(log)


def test_parts_add_up_in_any_order(address):
    """Whatever each part is of: a patient, a month, one session."""
    log = bc.SessionLog(address, now=lambda: NOW)
    for one in sessions("anna", 30, seed=3):
        log.add(one)
    frame = log.to_frame()
    parts = [bc.weekly_sums(part, by="patient") for _, part in frame.groupby("session_id")]
    same(bc.add_sums(pd.concat(parts[::-1])), frame, by="patient")
    assert bc.add_sums(bc.weekly_sums(frame[:0])).empty


def test_a_group_is_asked_of_a_log_where_it_is(address):
    """Its weeks and its sessions are all that is needed: the same answers as from its frame."""
    log = bc.SessionLog(address, now=lambda: NOW)
    assert bc.who_to_call(bc.load_parts(log), as_of="2026-06-01").empty
    for patient, count in (("Örs", 40), ("anna", 25), ("ben", 1)):
        for one in sessions(patient, count, seed=count):
            own = {"session_id": f"{patient}-{one.session_id}", "note": f"{count} Ä"[count % 2 :]}
            log.add(bc.Session(**{**vars(one), **own}))
    asked_alike(log)


def asked_alike(log: bc.SessionLog) -> None:
    """Fail unless a group's functions answer the same of a log and of its frame."""
    parts, frame = bc.load_parts(log), log.to_frame()
    pd.testing.assert_frame_equal(log.each_session(), sessions_of(frame), check_exact=True)
    for ask in (bc.who_to_call, bc.group_weeks, bc.compare_pain, bc.group_retention):
        for day in ("2026-04-20", "2026-06-01"):
            found, wanted = (ask(one, as_of=day) for one in (parts, frame))
            pd.testing.assert_frame_equal(found, wanted, check_exact=True)


@pytest.mark.skipif(not POSTGRES, reason=NO_POSTGRES)
def test_in_a_clinic_everybody_adds_up_what_they_may_read():
    """Two patients with the same ids are kept apart; a clinician gets both, a patient their own."""
    with made_clinic(POSTGRES) as clinic:
        server.assign(clinic.url, clinic.login("carla"), "ben")
        for name, seed in (("anna", 1), ("ben", 2)):
            log = clinic.log(name, now=lambda: NOW)
            for one in sessions("me", 20, seed=seed):
                log.add(one)
            same(log.weekly_sums(by="patient"), log.to_frame(), by="patient")
        carla = clinic.log("carla", now=lambda: NOW)
        same(carla.weekly_sums(by="patient"), carla.to_frame(), by="patient")
        asked_alike(carla)
        assert carla.weekly_sums(by="patient")["patient"].nunique() == 2
