"""What is played is what is logged: easier amounts, the program of a page, and its record."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import backcare as bc
from backcare.plan.dose import DOSE_LIMITS, Dose, amounts, dose_of
from backcare.plan.phases import session_program
from backcare.plan.record import Played, minutes_above_mild, played_entries, played_session
from backcare.sessions import ENTRY_LIMITS, check_session

EXERCISES = bc.load_exercises()
STATES = list(bc.load_table("ratings")["pain_state"].unique())
SIDES = list(bc.load_table("vocabulary").query("vocabulary == 'sides'")["term"])
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

doses = st.builds(
    Dose,
    sets=st.integers(1, 3),
    reps=st.integers(1, 30),
    hold_s=st.none() | st.integers(0, 90),
    rest_s=st.none() | st.integers(0, 60),
    minutes=st.none(),
) | st.floats(0.5, 120).map(lambda minutes: Dose(minutes=minutes))


@functools.cache
def made(pain_state: str, minutes: int) -> pd.DataFrame:
    return bc.make_plan(EXERCISES, pain_state=pain_state, minutes=minutes)


@st.composite
def plans(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a plan: one that is made, some rows of it with a clinician's own amounts."""
    plan = made(draw(st.sampled_from(STATES)), draw(st.sampled_from([6, 12, 30]))).copy()
    plan["sides"] = [draw(st.sampled_from(SIDES)) for _ in range(len(plan))]
    for place in plan.index[plan["reps"].notna()]:
        plan.loc[place, "sets"] = draw(st.integers(1, 3))
        plan.loc[place, "reps"] = draw(st.integers(1, 12))
        plan.loc[place, "hold_s"] = draw(st.none() | st.integers(0, 20)) or pd.NA
    return bc.check_plan(plan)


def rows_of(place: int, item: dict[str, Any]) -> list[Played]:
    """Give the rows of an exercise that is played to its end."""
    phases = item["amounts"][0]["phases"]
    return [
        Played(place, item["exercise_id"], phase, side, set_, seconds, seconds)
        for phase, side, set_, _, seconds, _ in phases
    ]


def record(played: list[Played], **told: Any) -> dict[str, Any]:
    """Give the record of a session without pain."""
    plain = {"session_id": "s", "started_at": NOON.isoformat(), "note": "", "ended_ms": 0}
    return plain | {"reports": [[0, 0, "before"]], "played": [list(row) for row in played]} | told


@settings(max_examples=30, deadline=None)
@given(plan=plans())
def test_phases_add_up_to_the_time_of_the_plan(plan: pd.DataFrame) -> None:
    """What the page plays, when nothing is pressed, lasts as long as the plan says."""
    program = session_program(plan, EXERCISES)
    lasts = [sum(one[4] for one in item["amounts"][0]["phases"]) for item in program]
    assert lasts == plan["seconds"].tolist()
    assert [item["exercise_id"] for item in program] == plan["exercise_id"].tolist()


@settings(max_examples=30, deadline=None)
@given(plan=plans())
def test_a_plan_played_to_its_end_is_logged_as_it_is(plan: pd.DataFrame) -> None:
    """Every dose of the plan is an entry, and a log takes it."""
    program = session_program(plan, EXERCISES)
    played = [row for place, item in enumerate(program) for row in rows_of(place, item)]
    session = played_session(record(played))
    check_session(session, now=NOON)
    wanted = [
        bc.Entry(
            row["exercise_id"],
            sets=None if dose.minutes else dose.sets,
            reps=dose.reps,
            hold_s=dose.hold_s or None,
            minutes=dose.minutes,
        )
        for row in plan.to_dict("records")
        for dose in [dose_of(row)]
    ]
    assert list(session.entries) == wanted


@settings(max_examples=60, deadline=None)
@given(plan=plans(), data=st.data())
def test_only_what_was_done_counts_and_all_of_it(plan: pd.DataFrame, data: st.DataObject) -> None:
    """Broken off anywhere, skipped, gone back to: the repetitions of both sides, and the time."""
    program = session_program(plan, EXERCISES)
    played: list[Played] = []
    wanted: dict[str, float] = {}
    for place in data.draw(st.lists(st.integers(0, len(program) - 1), max_size=5)):
        rows = rows_of(place, program[place])
        at = data.draw(st.integers(0, len(rows) - 1), label="broken off at")
        part = data.draw(st.sampled_from([0, 0.4]), label="of a second before its end")
        turn = [*rows[:at], rows[at]._replace(done=rows[at].seconds * part)]
        played += turn
        name = program[place]["exercise_id"]
        moves = program[place]["amounts"][0]["phases"][:at]
        for set_ in {move[2] for move in moves}:
            ends = [move[1] for move in moves if move[0] == "lower" and move[2] == set_]
            count = ends.count("") + min(ends.count("first"), ends.count("other"))
            wanted[name] = wanted.get(name, 0) + count
        if rows[at].phase == "go":
            wanted[name] = wanted.get(name, 0) + turn[-1].done / 60
    found: dict[str, float] = {}
    for entry in played_entries(played):
        much = entry.minutes or (entry.sets or 0) * (entry.reps or 0)
        found[entry.exercise_id] = found.get(entry.exercise_id, 0) + much
    assert found == pytest.approx({name: n for name, n in wanted.items() if n}, abs=0.05)


def test_what_was_eased_stands_as_it_was_done() -> None:
    """Three with the full hold, then two with half of it: two entries, no average."""
    rep = [("lift", 3), ("hold", 10), ("lower", 3), ("breathe", 3)]
    full = [Played(0, "pelvic_tilt", name, "", 1, s, s) for name, s in rep] * 3
    eased = [Played(0, "pelvic_tilt", name, "", 1, s // 2, s // 2) for name, s in rep] * 2
    place = Played(0, "pelvic_tilt", "get_ready", "", None, 10, 10)
    assert played_entries([place, *full, *eased]) == [
        bc.Entry("pelvic_tilt", sets=1, reps=3, hold_s=10),
        bc.Entry("pelvic_tilt", sets=1, reps=2, hold_s=5),
    ]


def test_a_side_that_was_eased_counts_as_the_easier_one() -> None:
    """Eight with the left leg, and four shorter ones with the right: four shorter ones."""
    moves = [*[("first", 1, 10)] * 8, *[("other", 1, 5)] * 4]
    played = [
        Played(0, "bird_dog", name, side, number, seconds, seconds)
        for side, number, hold in moves
        for name, seconds in (("lift", 3), ("hold", hold), ("lower", 3))
    ]
    assert played_entries(played) == [bc.Entry("bird_dog", sets=1, reps=4, hold_s=5)]


def test_nothing_done_is_no_entry() -> None:
    """A session that was stopped at once is logged all the same, with how it felt."""
    place = Played(0, "bridging", "get_ready", "", None, 10, 4)
    reports = [[0, 3, "before"], [4_000, 8, "during"]]
    session = played_session(record([place], reports=reports, ended_ms=6_000, note="ouch"))
    check_session(session, now=NOON)
    assert (session.entries, session.note) == ((), "ouch")
    assert (session.pain_before, session.pain_peak, session.pain_after) == (3, 8, None)
    assert session.pain_minutes == 0.1


@given(dose=doses, variant=st.sampled_from(["", "opposite_arm"]))
def test_each_easier_amount_is_less_and_can_be_logged(dose: Dose, variant: str) -> None:
    """Never more of anything, always less of something, and inside what a log takes."""
    found = amounts(dose, variant)
    assert found[0] == (dose, variant)
    for before, after in pairwise(found):
        numbers = list(zip(before.dose, after.dose, strict=True))
        assert all((a is None) == (b is None) for a, b in numbers)
        assert all(b <= a for a, b in numbers if a is not None)
        assert before != after
        assert after.variant == ""
        for name, value in after.dose._asdict().items():
            assert value is None or DOSE_LIMITS[name].allows(value)


def test_what_can_be_planned_can_be_logged() -> None:
    """Each amount that a plan may ask for is one that a log takes; a log may record more."""
    for name in set(DOSE_LIMITS) - {"rest_s"}:
        plan, log = DOSE_LIMITS[name], ENTRY_LIMITS[name]
        assert log.lowest <= plan.lowest
        assert plan.highest <= log.highest
        assert (plan.whole, plan.lowest_itself) == (log.whole, log.lowest_itself)


def test_easier_amounts_by_hand() -> None:
    """Half, and half again; a second and once are the least, a walk is never too short."""
    assert [one.dose[1:3] for one in amounts(Dose(reps=8, hold_s=5))] == [(8, 5), (4, 2), (2, 1)]
    assert [one.dose.minutes for one in amounts(Dose(minutes=5))] == [5, 2.5, 1.25]
    assert len(amounts(Dose(reps=1))) == 1


def test_the_program_of_a_page() -> None:
    """It says each amount, and has each phase with its side, set, repetition, length and cue."""
    first = session_program(made("chronic", 6), EXERCISES)[0]
    words = [amount["words"] for amount in first["amounts"]]
    assert words == ["8 times, hold 10 s", "4 times, hold 5 s", "2 times, hold 2 s"]
    breathe = ["hold", "", 1, 1, 10, "Breathe smoothly, in and out."]
    assert first["amounts"][0]["phases"][2] == breathe


def reported() -> st.SearchStrategy[list[tuple[int, int]]]:
    """Draw reports of pain in order of time, in whole seconds."""
    pairs = st.tuples(st.integers(0, 3_600), st.integers(0, 10))
    return st.lists(pairs, max_size=8).map(lambda all_: sorted(all_, key=lambda one: one[0]))


@given(reports=reported(), after=st.integers(0, 600), mild=st.sampled_from([0, 2, 3]))
def test_minutes_above_mild_second_by_second(
    reports: list[tuple[int, int]], after: int, mild: float
) -> None:
    """Going through the seconds one by one, by the last report before each, gives the same."""
    end = (reports[-1][0] if reports else 0) + after
    counted = 0
    for second in range(end):
        last = [pain for at, pain in reports if at <= second]
        counted += bool(last) and last[-1] > mild
    found = minutes_above_mild([(at * 1000, pain) for at, pain in reports], end * 1000, mild)
    if all(pain <= mild for _, pain in reports):
        assert found is None
    else:
        assert found == math.ceil(counted / 6) / 10


@given(reports=reported(), after=st.integers(0, 1_200), lower=st.data())
def test_more_pain_never_counts_for_less(
    reports: list[tuple[int, int]], after: int, lower: st.DataObject
) -> None:
    """Stronger pain in the same reports never gives fewer minutes."""
    end = (reports[-1][0] if reports else 0) + after
    stronger = [(at, lower.draw(st.integers(pain, 10))) for at, pain in reports]

    def minutes(told: list[tuple[int, int]]) -> float:
        return minutes_above_mild([(at * 1000, pain) for at, pain in told], end * 1000, 3) or 0

    assert minutes(stronger) >= minutes(reports)


def moments() -> Iterator[tuple[int, bool]]:
    """Give the ends of pain around the limit of the stop rule, and whether they break it."""
    limit = bc.safety_settings().pain_minutes_max * 60_000
    yield from [(int(limit) - 1, False), (int(limit), False), (int(limit) + 1, True)]


@pytest.mark.parametrize(("ended_ms", "broken"), list(moments()))
def test_the_log_stops_when_the_player_does(ended_ms: int, broken: bool) -> None:
    """A millisecond too long is too long, in the record and then in the log."""
    session = played_session(record([], reports=[[0, 4, "before"]], ended_ms=ended_ms))
    with bc.SessionLog(":memory:", now=lambda: NOON) as log:
        log.add(session)
        assert log.awaiting_professional() is broken


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, 10**400, 1e300])
def test_numbers_that_no_session_has_are_refused(odd: float) -> None:
    """Wherever they stand: NaN minutes of pain would be none."""
    pain = [[0, 9, "before"]]
    for told in (
        record([], reports=pain, ended_ms=odd),
        record([], reports=[[odd, 9, "before"]]),
        record([], reports=pain, gaps=[[0, 60_000, odd]]),
        record([], reports=pain, rule={"mild": 3, "rise": odd}),
        record([Played(0, "walking", "go", "", None, 60, odd)]),
    ):
        with pytest.raises(ValueError, match="not one that a session can have"):
            played_session(told)


@pytest.mark.parametrize(
    ("gaps", "minutes"),
    [
        ([[60_000, 120_000, 0.5]], 1.5),
        ([[60_000, 120_000, None]], None),
        ([[0, 120_000, 0]], None),  # above mild, and never: nobody knows
        ([[60_000, 90_000, 0], [90_000, 120_000, 0]], 1),
    ],
)
def test_gaps_by_hand(gaps: list[list[float]], minutes: float | None) -> None:
    """Two minutes above mild, less what was not looked at, plus what was told of it."""
    reports = [[0, 5, "before"], [120_000, 2, "during"]]
    told = record([], reports=reports, gaps=gaps, ended_ms=240_000)
    assert played_session(told).pain_minutes == minutes


@pytest.mark.parametrize(
    "gaps",
    [
        [[130_000, 200_000, 0]],  # pain was mild
        [[60_000, 200_000, 0]],
        [[0, 10**9, 0]],
        [[60_000, 120_000, 1.1]],  # longer than the gap
        [[90_000, 60_000, 0]],
        [[60_000, 100_000, 0], [80_000, 120_000, 0]],  # taken off twice
    ],
)
def test_gaps_that_take_off_too_much_are_refused(gaps: list[list[float]]) -> None:
    """Minutes are taken off only where they were counted, and once."""
    reports = [[0, 5, "before"], [120_000, 2, "during"]]
    with pytest.raises(ValueError, match="not one that a session can have"):
        played_session(record([], reports=reports, gaps=gaps, ended_ms=240_000))


def test_a_record_comes_out_of_the_log_as_it_went_in() -> None:
    """Also with its offset from UTC, and pain after that was told twice."""
    reports = [[0, 2, "before"], [90_000, 3, "after"], [95_000, 1, "after"]]
    told = record([], reports=reports, ended_ms=95_000, session_id="x")
    told["started_at"] = "2026-03-02T18:00:00+05:30"
    session = played_session(told, patient="P07")
    with bc.SessionLog(":memory:") as log:
        log.add(session)
        assert log.session("x") == session
    assert (session.pain_after, session.pain_minutes, session.patient) == (1, None, "P07")
    assert session.started_at.isoformat() == "2026-03-02T18:00:00+05:30"
