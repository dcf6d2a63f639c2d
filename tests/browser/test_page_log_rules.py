"""What a page without Python makes of a log: the same stop, weeks and next steps as Python."""

import itertools
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from playwright.sync_api import Page
from trials import Trial

import backcare as bc
from backcare.browser import assets
from backcare.charts.alt_text import chart_text
from backcare.plan.dose import records
from backcare.plan.progression import left_more_pain, unsettled_words
from backcare.safety import AgreedSettings, reason_to_stop, went_above_mild, whom_to_ask
from backcare.sessions import Entry, Session
from backcare.site import RULES, facts
from backcare.summaries.answer import (
    gently,
    hurt_on,
    hurting_sessions,
    pain_answer,
    setback_words,
    week_words,
)

pytestmark = pytest.mark.browser

EXERCISES = bc.load_exercises()
SETTINGS = (
    bc.safety_settings(),
    bc.safety_settings(mild_pain_max=1, pain_minutes_max=5),
    AgreedSettings(5, 15, date(2026, 3, 2)),
)
PAINS = (None, *range(11))
FELT = ("pain_before", "pain_after", "pain_peak", "pain_minutes")
AMOUNTS = ("sets", "reps", "hold_s", "minutes")


@pytest.fixture(scope="module")
def bare(context) -> Page:
    """Open a page with nothing in it but the rules and the facts."""
    page = context.new_page()
    page.add_script_tag(content=assets("local_time.js", *RULES, "page_log.js"))
    page.evaluate("(facts) => { window.facts = facts; }", facts(EXERCISES))
    return page


def plain(value: Any) -> Any:
    """Return a cell as the page has it."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return None if pd.isna(value) else value


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{key: plain(cell) for key, cell in row.items()} for row in records(frame)]


def in_page(settings: bc.SafetySettings) -> dict[str, float | None]:
    """Return the numbers of a rule as the page has them."""
    return {
        "mild_pain_max": settings.mild_pain_max,
        "pain_minutes_max": settings.pain_minutes_max,
        "rise": settings.rise,
    }


@pytest.mark.parametrize("settings", SETTINGS, ids=["usual", "lowered", "agreed"])
def test_page_and_python_stop_for_the_same(bare: Page, settings: bc.SafetySettings) -> None:
    """Every pain before, after and at its worst, with every kind of minutes above mild."""
    most = settings.pain_minutes_max
    every = list(itertools.product(PAINS, PAINS, PAINS, (None, 0, most, most + 0.1, 600)))
    there = bare.evaluate(
        """([every, settings]) => every.map(([before, after, peak, minutes]) => {
          const pains = { pain_before: before, pain_after: after, pain_peak: peak };
          const session = { ...pains, pain_minutes: minutes };
          return [reasonToStop(facts, session, settings), wentAboveMild(session, settings)];
        })""",
        [every, in_page(settings)],
    )
    frame = pd.DataFrame(every, columns=list(FELT)).astype("Float64")
    above = went_above_mild(frame, settings=settings)
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    reasons = [
        reason_to_stop(Session(noon, **dict(zip(FELT, one, strict=True))), settings=settings)
        for one in every
    ]
    assert there == [list(both) for both in zip(reasons, above.tolist(), strict=True)]


def test_page_and_python_name_the_same_to_ask(bare: Page) -> None:
    """By each reason, and by signs, which weigh more."""
    cases = list(itertools.product(("", "stop_rule", "severe_pain"), (False, True)))
    there = bare.evaluate("(cases) => cases.map((one) => whomToAsk(facts, ...one))", cases)
    assert there == [whom_to_ask(reason, signs=signs) for reason, signs in cases]


def some_plans() -> list[tuple[pd.DataFrame, int]]:
    """Make plans of each pain, some with a harder form and a clinician's amounts."""
    found = []
    for state, minutes, level in itertools.product(
        ("none", "mild", "chronic", "acute"), (5, 10, 20, 40), (1, 3)
    ):
        plan = bc.make_plan(EXERCISES, pain_state=state, minutes=minutes, level=level)
        found.append((plan, minutes))
        other = plan.copy()
        other.loc[other["exercise_id"] == "bird_dog", "variant"] = "opposite_arm"
        other.loc[other["reps"].notna(), ["sets", "reps"]] = [2, 9]
        found.append((bc.check_plan(other, EXERCISES), minutes))
    return found


def some_log(chance: Random, plan: pd.DataFrame) -> pd.DataFrame:
    """Draw a log of a plan: done whole and well, or little of it, or now and then, with pain."""
    how, at = (
        chance.choice(("well", "little", "mixed", "mixed")),
        datetime(2026, 3, 2, 8, tzinfo=UTC),
    )
    pains = {"well": (1,), "little": (0, 1, 2)}.get(how, chance.choice((PAINS, (None, *range(4)))))
    breaks = (0, 1, 2, 3, 8, 15, 30) if how == "mixed" else (2, 3)
    with bc.SessionLog(":memory:") as log:
        for _ in range(chance.choice((0, 1, 2, 3, 4, 6))):
            at += timedelta(days=chance.choice(breaks), hours=chance.choice((1, 5)))
            zone = timezone(timedelta(hours=chance.choice((0, 0, 2, -5))))
            done = [row for row in records(plan) if how == "well" or chance.random() < 0.8]
            entries = [some_entry(chance, row, how) for row in done]
            if chance.random() < 0.2:
                entries.append(Entry(bc.OTHER_ACTIVITY, minutes=12.5))
            before, after, peak = (chance.choice(pains) for _ in range(3))
            minutes = chance.choice((None, 0, 5, 20)) if pains == PAINS else None
            felt = dict(zip(FELT, (before, after, peak, minutes), strict=True))
            log.add(Session(at.astimezone(zone), **felt, entries=entries, note="It was windy."))
        return log.to_frame("me")


def some_entry(chance: Random, row: dict[str, Any], how: str) -> Entry:
    """Do a row of a plan: as it was planned, or little, or one amount more, less, or not known."""
    amounts = {name: plain(row[name]) for name in AMOUNTS}
    given = [name for name, amount in amounts.items() if amount is not None]
    if how == "little":
        amounts |= {name: max(1, amounts[name] // 4) for name in given}
    elif how == "mixed" and chance.random() < 0.3:
        name = chance.choice(given)
        amounts[name] = chance.choice((None, amounts[name] + 1, max(1, amounts[name] // 3)))
    return Entry(row["exercise_id"], **amounts)


def sessions_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a log's sessions as the page has them."""
    found: dict[str, dict[str, Any]] = {}
    for row in records(frame):
        session = found.setdefault(
            row["session_id"],
            {
                "session_id": row["session_id"],
                "started_at": f"{row['started_at']:%Y-%m-%dT%H:%M:%S}",
                "utc_offset_min": plain(row["utc_offset_min"]),
                **{name: plain(row[name]) for name in FELT},
                "entries": [],
            },
        )
        if not pd.isna(row["exercise_id"]):
            entry = {name: plain(row[name]) for name in ("exercise_id", *AMOUNTS)}
            session["entries"].append(entry)
    return list(found.values())


def test_page_and_python_suggest_the_same(bare: Page, trial: Trial) -> None:
    """For logs and plans drawn by chance: decision, rule, evidence, next dose, to the letter."""
    chance, plans, held = trial.chance, some_plans(), set[str]()
    times = trial.times(150, 3_000)
    for _ in range(times):
        plan, minutes = chance.choice(plans)
        frame, settings = some_log(chance, plan), chance.choice(SETTINGS)
        newest = date(2026, 3, 2) if frame.empty else frame["started_at"].max().date()
        day = newest + timedelta(days=chance.choice((0, 1, 3, 20)))
        waits = chance.random() < 0.1
        asked = {"awaiting": waits, "asOf": f"{day}", "minutes": minutes}
        there = bare.evaluate(
            "([sessions, plan, asked]) => suggestProgression(facts, sessions, plan, asked)",
            [sessions_of(frame), rows_of(plan), asked | {"settings": in_page(settings)}],
        )
        here = bc.suggest_progression(
            frame,
            plan,
            exercises=EXERCISES,
            settings=settings,
            awaiting_professional=waits,
            minutes=minutes,
            as_of=day,
        )
        assert there == rows_of(here)
        held |= set("|".join(here["rules_met"]).split("|"))
    # Each rule was met: else both would agree on what nobody has asked.
    assert held == {*bc.load_table("progression_rules")["rule_id"]}
    trial.tell("next steps asked of the page and of Python", times, "the same to the letter")


def test_page_and_python_sum_the_same_weeks(bare: Page, trial: Trial) -> None:
    """For logs drawn by chance: every week, those without a session, those around the log too."""
    plans, times = some_plans(), trial.times(60, 1_000)
    for _ in range(times):
        frame = some_log(trial.chance, trial.chance.choice(plans)[0])
        settings = trial.chance.choice(SETTINGS)
        window = {} if frame.empty or trial.chance.random() < 0.5 else {
            "start": "2026-02-18", "end": "2026-06-30",
        }  # fmt: skip
        asked = {**window, "goal": 3, "settings": in_page(settings)}
        there = bare.evaluate(
            "([sessions, asked]) => weeklySummary(facts, sessions, asked)",
            [sessions_of(frame), asked],
        )
        weekly = bc.weekly_summary(frame, sessions_goal=3, settings=settings, **window)
        here = rows_of(weekly.reset_index())
        assert there == [pytest.approx(week, nan_ok=True) for week in here]
    trial.tell("weeks summed by the page and by Python", times, "alike")


def test_page_and_python_wait_for_the_same(bare: Page, trial: Trial) -> None:
    """Sessions, words to stop and answers drawn by chance, one after the other: the same reason."""
    chance, times, seen = trial.chance, trial.times(150, 3_000), set[str]()
    for _ in range(times):
        now = datetime(2026, 3, 2, 8, tzinfo=UTC)
        with bc.SessionLog(":memory:", now=lambda: now) as log:  # noqa: B023 -- used in its turn
            record, events, ids = log.safety_record(), [], list[str]()
            for _ in range(chance.randrange(1, 7)):
                now += timedelta(hours=chance.choice((0, 1, 30)))
                kind = chance.choice(("session", "session", "confirmed", "told_to_stop"))
                event: dict[str, Any] = {"kind": kind, "at": now.isoformat()}
                if kind == "session":
                    felt = dict(zip(FELT, (*(chance.choice(PAINS) for _ in range(3)), None)))  # noqa: B905
                    felt["pain_minutes"] = chance.choice((None, 5, 20))
                    started = now - timedelta(hours=chance.choice((0, 1, 40)))
                    zone = timezone(timedelta(hours=chance.choice((0, 5, -8))))
                    ids.append(log.add(Session(started.astimezone(zone), **felt)))
                elif kind == "confirmed":
                    log.confirm_professional()
                    events.append(event | {"about": []})
                elif ids:
                    reason = chance.choice(("stop_rule", "severe_pain"))
                    record.tell_to_stop(ids[-1], reason)
                    known = [one for one in events if one.get("session_id") == ids[-1]]
                    if reason not in [one["reason"] for one in known]:  # stored once
                        events.append(event | {"reason": reason, "session_id": ids[-1]})
            here = log.awaiting_reason()
            there = bare.evaluate(
                "([sessions, events]) => awaitingReason(facts, sessions, events, facts.settings)",
                [sessions_of(log.to_frame()), events],
            )
        assert there == here
        seen.add(here)
    assert seen == {"", "stop_rule", "severe_pain"}


def test_page_and_python_go_gently_alike(bare: Page, trial: Trial) -> None:
    """For logs drawn by chance: what is said after pain above mild, of a plan, and of the week."""
    chance, plans, times = trial.chance, some_plans(), trial.times(100, 2_000)
    for _ in range(times):
        plan, _minutes = chance.choice(plans)
        frame, settings = some_log(chance, plan), chance.choice(SETTINGS)
        newest = date(2026, 3, 2) if frame.empty else frame["started_at"].max().date()
        day = newest + timedelta(days=chance.choice((0, 0, 1)))
        settled = hurting_sessions(frame, day, settings=settings) if chance.random() < 0.5 else ()
        done, ask = chance.randrange(6), chance.choice(("", "a doctor"))
        there = bare.evaluate(
            """([sessions, rows, settings, day, settled, done, ask]) => [
              gentlyWords(facts, sessions, day, settings, settled),
              unsettledWords(facts, sessions, rows, settings, day),
              weekWords(facts, done, 3, {
                ask,
                hurts: hurtingSessions(sessions, day, settings).length > 0,
                unsettled: leftMorePain(facts, sessions, settings),
              }),
            ]""",
            [
                *(sessions_of(frame), rows_of(plan), in_page(settings), f"{day}"),
                *([*settled], done, ask),
            ],
        )
        assert there == [
            gently(frame, day, settings=settings, settled=frozenset(settled)),
            unsettled_words(frame, plan, exercises=EXERCISES, settings=settings, as_of=day),
            week_words(
                done,
                3,
                ask=ask,
                hurts=hurt_on(frame, day, settings=settings),
                unsettled=left_more_pain(frame, settings=settings),
            ),
        ]


def test_page_and_python_tell_how_it_went_alike(bare: Page, trial: Trial) -> None:
    """For logs drawn by chance: both charts in a sentence, whether it matters, and a setback."""
    chance, plans, times = trial.chance, some_plans(), trial.times(40, 600)
    for _ in range(times):
        frame = some_log(chance, chance.choice(plans)[0])
        if frame.empty:
            continue
        day = frame["started_at"].max().date() + timedelta(days=chance.choice((0, 3, 20)))
        weekly = bc.weekly_summary(frame, sessions_goal=3, end=day)
        ask = chance.choice(("", "a doctor"))
        there = bare.evaluate(
            """([sessions, weeks, day, ask]) => {
              const setback = setbackWords(facts, sessions, day, facts.settings, ask);
              return [sessionsSentence(weeks), painSentence(facts, weeks), setback,
                painAnswer(facts, weeks, Boolean(ask || setback))];
            }""",
            [sessions_of(frame), rows_of(weekly.reset_index()), f"{day}", ask],
        )
        setback = setback_words(frame, day, ask=ask)
        assert there == [
            *(chart_text(plot(weekly)) for plot in (bc.plot_weekly_sessions, bc.plot_pain_trend)),
            setback,
            pain_answer(weekly, ask=bool(ask or setback)),
        ]
        plt.close("all")
