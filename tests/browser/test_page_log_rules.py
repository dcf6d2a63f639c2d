"""What a page without Python makes of a log: the same stop, weeks and next steps as Python."""

import itertools
from collections.abc import Sequence
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
from backcare.errors import SessionError
from backcare.plan.dose import records
from backcare.plan.settling import settling_words, unsettled_sessions, unsettled_words
from backcare.safety import (
    AgreedSettings,
    agreed_words,
    mild_limits,
    reason_to_stop,
    reason_words,
    rise_words,
    rule_texts,
    safety_settings,
    went_above_mild,
    whom_to_ask,
)
from backcare.sessions import Entry, Session, check_session
from backcare.site import RULES, facts
from backcare.summaries.answer import (
    gently,
    hurting_sessions,
    pain_answer,
    setback_words,
    week_words,
)
from backcare.text import long_date
from backcare.widgets import own_limit
from backcare.widgets.form_fields import EntryRow
from backcare.widgets.form_text import (
    FIELDS,
    fault_words,
    nothing_to_save,
    saved_words,
    severe_words,
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
    page.add_script_tag(content=assets("local_time.js", *RULES, "page_place.js", "page_log.js"))
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
    """For logs drawn by chance: what is said after more pain, and of the week."""
    chance, plans, times = trial.chance, some_plans(), trial.times(100, 2_000)
    seen = set[tuple[bool, bool, bool]]()
    for _ in range(times):
        frame = some_log(chance, chance.choice(plans)[0])
        settings = chance.choice(SETTINGS)
        newest = date(2026, 3, 2) if frame.empty else frame["started_at"].max().date()
        day = newest + timedelta(days=chance.choice((0, 0, 1)))
        waits = unsettled_sessions(frame, day, settings=settings)
        settled = frozenset(one for one in waits if chance.random() < 0.5)
        done, ask = chance.randrange(6), chance.choice(("", "a doctor"))
        stops = bool(ask) and chance.random() < 0.5
        there = bare.evaluate(
            """([sessions, settings, day, settled, done, ask, stops]) => {
              const given = [facts, sessions, day, settings, settled];
              const waits = unsettledSessions(...given);
              const hurting = hurtingSessions(sessions, day, settings);
              const hurts = hurting.some((id) => waits.includes(id));
              const unsettled = waits.length > 0;
              return [
                waits.sort(),
                gentlyWords(...given),
                unsettledWords(...given),
                settlingWords(...given),
                weekWords(facts, done, 3, { stops, ask, hurts, unsettled }),
              ];
            }""",
            [sessions_of(frame), in_page(settings), f"{day}", [*settled], done, ask, stops],
        )
        told: Any = {"settings": settings, "settled": settled}
        waits = unsettled_sessions(frame, day, **told)
        hurts = bool(waits & hurting_sessions(frame, day, settings=settings))
        seen.add((bool(waits), hurts, bool(settled)))
        assert there == [
            sorted(waits),
            gently(frame, day, **told),
            [*unsettled_words(frame, day, **told)],
            settling_words(frame, day, **told),
            week_words(done, 3, stops=stops, ask=ask, hurts=hurts, unsettled=bool(waits)),
        ]
    assert {(True, True, False), (True, False, False), (False, False, True)} <= seen


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


def in_form(session: Session) -> dict[str, Any]:
    """Return a session as the page's form makes it."""
    return {
        "session_id": session.session_id,
        "started_at": session.started_at.isoformat(),
        "note": session.note,
        **{name: getattr(session, name) for name in FELT},
        "entries": [vars(entry) for entry in session.entries],
    }


def some_amounts(chance: Random, numbers: Sequence[float | None]) -> Entry:
    """Give amounts of an exercise, of one that nobody knows, or the minutes of other activity."""
    exercise_id = chance.choice([*EXERCISES.index, bc.OTHER_ACTIVITY, "not_of_this_table"])
    asked = ("minutes",) if exercise_id == bc.OTHER_ACTIVITY else AMOUNTS
    return Entry(exercise_id, **{name: chance.choice(numbers) for name in asked})


def some_forms(chance: Random, times: int) -> list[Session]:
    """Fill in forms by chance: each number may be inside its limits, at them, and beyond."""
    numbers = (None, None, 0, 1, 3, 7, 10, 11, 20, 21, 200, 201, 600, 601, -1, 0.5, 2.5)
    notes = ("", "", "It was windy.", "x" * 10_000, "🙂" * 10_001, "half \ud83d", "a\0b")
    starts = (
        "2026-03-02T18:05+01:00",
        "1969-12-31T23:59Z",
        "2026-03-04T09:00Z",
        "2026-03-03T07:00Z",
    )
    return [
        Session(
            datetime.fromisoformat(chance.choice((starts[0], *starts))),
            **{name: chance.choice(numbers) for name in FELT},
            note=chance.choice(notes),
            entries=[some_amounts(chance, numbers) for _ in range(chance.choice((0, 1, 3)))],
        )
        for _ in range(times)
    ]


def test_page_and_python_find_the_same_faults(bare: Page, trial: Trial) -> None:
    """Forms filled in by chance: what is missing and each fault, in the same words."""
    names = EXERCISES["name"].to_dict() | {bc.OTHER_ACTIVITY: "Other activity"}
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    forms = some_forms(trial.chance, trial.times(500, 30_000))
    ask = """([forms, now]) => forms.map((one) => [
      nothingToSave(one, ""), sessionFaults(facts, one, now).join("\\n")])"""
    there = bare.evaluate(ask, [list(map(in_form, forms)), now.timestamp() * 1000])
    seen = ""
    for form, (nothing, faults) in zip(forms, there, strict=True):
        wrong = ""
        try:
            check_session(form, now=now)
        except SessionError as error:
            wrong = fault_words(error, form, names)
        assert faults == wrong, form
        assert nothing == nothing_to_save(vars(form), None)
        seen += wrong
    assert [question for question in FIELDS.values() if question not in seen] == []


@pytest.mark.parametrize("settings", SETTINGS, ids=["usual", "lowered", "agreed"])
def test_page_and_python_say_the_same_after_saving(bare: Page, settings: bc.SafetySettings) -> None:
    """Each kind of pain before, after and at its worst: severe, risen, saved."""
    names = EXERCISES["name"].to_dict() | {bc.OTHER_ACTIVITY: "Other activity"}
    done = ([], [Entry("bridging", reps=8)], [Entry(bc.OTHER_ACTIVITY, minutes=5)])
    start = datetime(2026, 3, 2, 18, 5, tzinfo=UTC)
    every = [
        Session(start, before, after, done[place % 3], peak, minutes, session_id="a")
        for place, (before, after, peak, minutes) in enumerate(
            itertools.product(*[(None, 0, 3, 5, 8)] * 3, (None, 5, 20))
        )
    ]
    texts = rule_texts(settings)
    there = bare.evaluate(
        """([every, settings, stop]) => every.map((one) => [severeSaid(facts, one),
          riseSaid(one, settings), savedWords(facts, one, settings, stop)])""",
        [list(map(in_form, every)), in_page(settings), texts["stop_rule"]],
    )
    for one, said in zip(every, there, strict=True):
        pains = [one.pain_before, one.pain_peak, one.pain_after]
        assert said == [
            severe_words(pains),
            rise_words(pains, one.pain_before, settings=settings),
            saved_words(one, names, settings=settings),
        ]


def test_page_and_python_begin_with_the_same_dose(bare: Page) -> None:
    """Of each exercise: what is asked, and with which amounts a form begins."""
    there = bare.evaluate(
        """(ids) => ids.map((id) => { const dose = smallestDose(factOf(facts, id));
          return amountsAsked(facts, id, dose)
            .map((name) => [AMOUNTS_ASKED[name], dose[name] ?? null]); })""",
        list(EXERCISES.index),
    )
    for (_, row), asked in zip(EXERCISES.iterrows(), there, strict=True):
        fields = EntryRow(row, remove=lambda _row: None).fields
        assert asked == [[field.description, field.value] for field in fields.values()]


@pytest.mark.parametrize("pain", mild_limits())
def test_page_and_python_hold_the_same_limit(bare: Page, pain: int) -> None:
    """The numbers of a limit that was agreed on, and all that is said of it; no other counts."""
    day = date(2025, 11, 30)
    rule = AgreedSettings(pain, safety_settings().pain_minutes_max, day)
    event = {"kind": "mild_limit", "pain": pain, "agreed_on": f"{day}"}
    there = bare.evaluate(
        """(event) => { const limit = mildLimit(facts, [event]);
          const { ease_off, stop_rule, agreed } = agreedOn(facts, limit);
          const words = { ease_off, stop_rule, agreed };
          return [settingsFor(facts, limit), `${ease_off} ${stop_rule}`, words]; }""",
        event,
    )
    texts = rule_texts(rule)
    said = {name: texts[name] for name in ("ease_off", "stop_rule")}
    assert long_date(day) in texts["ease_off"]
    assert there == [
        in_page(rule),
        reason_words("stop_rule", rule),
        said | {"agreed": agreed_words(rule)},
    ]
    for other in (0, 3, mild_limits()[-1] + 1, None):
        assert (
            bare.evaluate("(event) => mildLimit(facts, [event])", event | {"pain": other}) is None
        )


def test_page_and_python_ask_the_same_for_a_limit(bare: Page) -> None:
    """For whom it is, when it cannot be entered, and what is missing."""
    intro = own_limit._FOR_WHOM.format(
        mild=safety_settings().mild_pain_max, highest=mild_limits()[-1]
    )
    there = bare.evaluate("[limitIntro(facts, false), limitIntro(facts, true)]")
    assert there == [intro, own_limit._NOT_NOW]
    for pain, day, agreed in itertools.product((None, 4), (None, date(2026, 3, 2)), (False, True)):
        given = {"pain": f"{pain or ''}", "agreedOn": f"{day or ''}", "agreed": agreed}
        said = bare.evaluate(
            "(given) => limitMissing(facts, given)", given | {"latest": "2026-03-02"}
        )
        assert said == own_limit._missing(pain, day, agreed=agreed)
