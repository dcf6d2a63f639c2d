"""The player's own clock and counting, in a real browser: sessions played at random, and timed."""

from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings, strategies as st
from playwright.sync_api import Page

import backcare as bc
from backcare.plan.phases import session_program
from backcare.plan.record import played_session
from backcare.plan.screening import may_be_done
from backcare.plan.summary import in_short
from backcare.sessions import CSV_COLUMNS
from backcare.text import about_minutes, amount_words

pytestmark = pytest.mark.browser

BROWSER = Path(bc.__file__).parent / "browser"
EXERCISES = bc.load_exercises()
RULE = {"mild": 3, "minutes": 15, "severe": 7}
# Of somebody who agreed on a limit of 5 with a professional.
AGREED = RULE | {"mild": 5, "rise": 2}
PROGRAM = {"patient": "me", "columns": CSV_COLUMNS, "minutes_most": 600}
START = 1_780_000_000_000
# Plays one session as it is told to, by a clock of its own; gives what came of it.
PLAY = """([items, rule, start, steps, program]) => {
  let [now, ran] = [start, 0];
  const play = begin(items, rule, 2, now);
  const unknown = (play, now) => fillGap(play, null, now);
  const acts = { pause, resume, skip, back, ease, finish, unknown };
  const left = () => play.over ? 0 : items.reduce(
    (sum, _, place) => sum + (place < play.place ? 0 : secondsLeft(play, place)), 0);
  for (const [name, seconds, pain] of steps) {
    if (play.over) break;
    if (play.since !== null && seconds <= 80) ran += Math.min(seconds, left());
    now += Math.round(seconds * 1000);
    tick(play, now);
    if (play.over) break;
    if (name === "report") report(play, pain, "during", now);
    else acts[name](play, now);
  }
  play.ended ??= play.seen - play.started;
  return {
    record: recordOf(play), rows: rowsOf(play, program), csv: csvOf(play, program), over: play.over,
    ran, done: play.played.reduce((sum, row) => sum + row[6], 0),
    how: isAbove(play) ? aboveWords(play) : "",
  };
}"""


@pytest.fixture(scope="module")
def bare(context) -> Page:
    """Open a page with nothing in it but the player's clock and its counting."""
    page = context.new_page()
    parts = ("local_time", "asked_about", "words", "csv", "player_play", "player_record")
    for name in (f"{part}.js" for part in parts):
        page.add_script_tag(content=(BROWSER / name).read_text("utf-8"))
    return page


ITEMS = session_program(
    bc.check_plan(
        pd.DataFrame(
            {
                "exercise_id": ["walking", "bridging", "bird_dog", "knee_to_chest"],
                "pain_state": "chronic",
                "sets": [1, 2, 1, 1],
                "reps": [None, 3, 5, 4],
                "hold_s": [None, 6, 5, 15],
                "rest_s": [None, 10, None, None],
                "minutes": [2, None, None, None],
            }
        )
    ),
    EXERCISES,
)
actions = st.sampled_from(["resume", "resume", "resume", "pause", "skip", "back", "ease", "report"])
steps = st.lists(
    st.tuples(actions, st.floats(0, 80).map(lambda s: round(s, 3)), st.integers(0, 10)),
    max_size=40,
).map(lambda drawn: [["resume", 0, 0], *map(list, drawn), ["finish", 5, 0]])


def played(page: Page, told: list[list[Any]], rule: dict[str, float] = RULE) -> dict[str, Any]:
    return page.evaluate(PLAY, [ITEMS, rule, START, told, PROGRAM])


@settings(max_examples=150, deadline=None)
@given(told=steps, rule=st.sampled_from([RULE, AGREED]))
def test_page_and_python_count_alike(
    bare: Page, told: list[list[Any]], rule: dict[str, float]
) -> None:
    """Whatever is pressed, the rows of the page are the session that Python makes of the record."""
    came = played(bare, told, rule)
    session = played_session(came["record"])
    for row in came["rows"]:
        for name in ("session_id", "note", "pain_before", "pain_after", "pain_peak"):
            assert row[name] == getattr(session, name), name
        assert row["pain_minutes"] == session.pain_minutes
        assert row["started_at"] == session.started_at.isoformat()
    names = ("exercise_id", "sets", "reps", "hold_s", "minutes")
    found = [{n: row.get(n) for n in names} for row in came["rows"] if row.get("exercise_id")]
    assert found == [{n: getattr(entry, n) for n in names} for entry in session.entries]


def test_page_and_python_say_amounts_alike(bare: Page) -> None:
    """An entry of the log has the same words in the page as in Python."""
    names = ("sets", "reps", "hold_s", "minutes", "each_side")
    amounts = [
        dict(zip(names, one, strict=True))
        for one in product((None, 1, 2), (None, 1, 8), (None, 0, 6), (None, 1, 2.5), (False, True))
    ]
    in_page = bare.evaluate("(amounts) => amounts.map(amountWords)", amounts)
    assert in_page == [amount_words(**one) for one in amounts]


def test_page_and_python_leave_the_same_out(bare: Page) -> None:
    """What was not asked about; and all of a plan for a new pain whose walk was not."""
    own = EXERCISES.copy()
    own.loc["walking", "rating_acute"] = "ask"
    for table in (EXERCISES, own):
        plan = bc.make_plan(table, pain_state="acute", minutes=30)
        items = session_program(plan, table)
        asks = [[one["exercise_id"], one["ask_reason"]] for one in items if one["ask_reason"]]
        for asked in ([], asks, *([one] for one in asks)):
            may = plan.loc[may_be_done(plan, table, map(tuple, asked)), "exercise_id"]
            ticks = [[*one, "2 March 2026"] for one in asked]
            in_page = bare.evaluate("([items, asked]) => allowed(items, asked)", [items, ticks])
            assert [item["exercise_id"] for item in in_page] == may.tolist()


def test_page_and_python_say_a_plan_in_short_alike(bare: Page) -> None:
    """How long, how many, and how many more once they were asked about."""
    lasts = [0, 1, 89, 90, 149, 150, 583, 3600]
    in_page = bare.evaluate("(lasts) => lasts.map(aboutMinutes)", lasts)
    assert in_page == [about_minutes(seconds) for seconds in lasts]
    plans = [(ok, asks) for ok in range(3) for asks in range(3) if ok or asks]
    in_page = bare.evaluate(
        "(plans) => plans.map(([ok, asks]) => inShort(200 * ok, ok, asks))", plans
    )
    assert in_page == [
        in_short(pd.DataFrame({"seconds": 200, "rating": ["ok"] * ok + ["ask"] * asks}))
        for ok, asks in plans
    ]


@settings(max_examples=150, deadline=None)
@given(told=steps)
@example(told=[["resume", s, 0] for s in (0, 6, 80, 80)] + [["ease", 80, 0], ["finish", 5, 0]])
def test_every_second_is_written_down(bare: Page, told: list[list[Any]]) -> None:
    """The time that was played is the time that went by while it was not paused."""
    came = played(bare, told)
    cuts = len(came["record"]["played"])
    assert came["done"] == pytest.approx(came["ran"], abs=0.1 * cuts + 0.1)


@settings(max_examples=60, deadline=None)
@given(told=steps)
def test_a_log_reads_the_file_of_the_page(
    bare: Page, told: list[list[Any]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What is downloaded and imported is the session that would have been stored."""
    came = played(bare, told)
    file = tmp_path_factory.mktemp("csv") / "session.csv"
    file.write_bytes(came["csv"].encode())
    with bc.SessionLog(":memory:") as log:
        log.import_csv(file)
        assert log.sessions() == [played_session(came["record"])]


@pytest.mark.parametrize("runs", ["resume", "pause"])
def test_the_rule_stops_at_once_after_its_minutes(bare: Page, runs: str) -> None:
    """At 15 minutes it goes on, a millisecond later it stops, paused or not."""
    told = [[runs, 0, 0], ["report", 0, 4], *[["back", 60, 0]] * 14, [runs, 60, 0]]
    came = played(bare, told)
    assert came["over"] == ""
    assert came["record"]["ended_ms"] == 15 * 60_000
    came = played(bare, [*told, [runs, 0.001, 0]])
    assert came["over"] == "stopped"
    with bc.SessionLog(":memory:") as log:
        log.add(played_session(came["record"]))
        assert log.awaiting_professional()


def test_mild_pain_in_between_stops_the_count(bare: Page) -> None:
    """Fourteen minutes above mild, an hour of mild pain, and not yet two more: no stop."""
    told = [["pause", 0, 0], ["report", 0, 5], *[["pause", 60, 0]] * 13, ["report", 60, 3]]
    told += [*[["pause", 60, 0]] * 60, ["report", 0, 8], ["pause", 60, 0]]
    came = played(bare, told)
    assert came["over"] == ""
    assert came["rows"][0]["pain_minutes"] == 15
    assert played(bare, [*told, ["pause", 1, 0]])["over"] == "stopped"


@pytest.mark.parametrize(
    ("pain", "rule", "above"),
    # It began with 2. Without a limit of one's own a rise that stays mild is mild.
    [(3, RULE, False), (4, RULE, True), (3, AGREED, False), (4, AGREED, True), (6, AGREED, True)],
)
def test_a_rise_counts_whatever_was_agreed(
    bare: Page, pain: int, rule: dict[str, float], above: bool
) -> None:
    """Two above the start is above mild, also below the limit that was agreed on; so it stops."""
    told = [["pause", 0, 0], ["report", 0, pain], *[["pause", 60, 0]] * 15, ["pause", 1, 0]]
    came = played(bare, told, rule)
    assert (came["over"] == "stopped") is above
    assert came["rows"][0]["pain_minutes"] == (15.1 if above else None)
    how = "above mild" if pain > rule["mild"] else f"{pain - 2} more than at the start"
    assert came["how"] == (how if above else "")
    # By the rule that the page watched by, whatever holds when it is stored.
    assert played_session(came["record"]).pain_minutes == (15.1 if above else None)


def test_a_page_that_slept(bare: Page) -> None:
    """A walk goes on to its end; repetitions that nobody counted are not counted."""
    walk = played(bare, [["resume", 0, 0], ["resume", 20, 0], ["resume", 3_600, 0]])
    assert walk["rows"][0]["minutes"] == 2
    assert walk["record"]["ended_ms"] == 3_620_000
    asleep = [["resume", 0, 0], ["skip", 1, 0], ["resume", 20, 0], ["resume", 3_600, 0]]
    assert "exercise_id" not in played(bare, asleep)["rows"][0]


@pytest.mark.parametrize(("away", "over"), [(10, ""), (16, "stopped")])
def test_a_gap_of_which_nobody_knows_counts_for_the_rule(bare: Page, away: int, over: str) -> None:
    """Ten minutes with four others go on, sixteen stop; the record has them as unknown."""
    told = [["pause", 0, 0], ["report", 0, 5], *[["pause", 60, 0]] * 4, ["pause", away * 60, 0]]
    came = played(bare, [*told, ["unknown", 0, 0], ["pause", 1, 0]])
    assert came["over"] == over
    assert came["record"]["gaps"] == [[240_000, (4 + away) * 60_000, None]]
    assert came["rows"][0]["pain_minutes"] is None


def test_a_clock_that_is_put_back(bare: Page) -> None:
    """The session stands still for a moment and goes on; it never plays backwards."""
    there = [["resume", 0, 0], ["resume", 10, 0], ["resume", 60, 0], ["pause", -3_600, 0]]
    came = played(bare, [*there, ["resume", 1, 0], ["finish", 60, 0]])
    assert came["rows"][0]["minutes"] == 2


@pytest.mark.parametrize("note", ['=HYPERLINK("x"), stiff', "@SUM(1)", "'=1", "-2 today", "\t=1"])
def test_a_note_that_looks_like_a_formula_runs_nowhere(
    bare: Page, note: str, tmp_path: Path
) -> None:
    """The file of the page has an apostrophe before it, which a log takes off again."""
    play = "([items, rule, program, note]) => { const play = begin(items, rule, 2, 1780000000000);"
    play += " play.note = note; play.ended = 0; return csvOf(play, program); }"
    program = PROGRAM | {"patient": "=1+1"}
    file = tmp_path / "session.csv"
    file.write_bytes(bare.evaluate(play, [ITEMS, RULE, program, note]).encode())
    row = dict(pd.read_csv(file, dtype=str, keep_default_na=False).iloc[0])
    assert (row["note"], row["patient"]) == (f"'{note.strip()}", "'=1+1")
    with bc.SessionLog(":memory:") as log:
        log.import_csv(file)
        assert [(one.note, one.patient) for one in log.sessions()] == [(note.strip(), "=1+1")]
