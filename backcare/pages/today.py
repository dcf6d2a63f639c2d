"""What the start page says of today, read from the log whenever somebody opens it.

It offers nothing by itself: before a plan is shown, its page asks about the warning signs and how
the back is. Where both were answered today, the start page says what that plan has.
"""

from __future__ import annotations

import functools
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd

from backcare.errors import LogError
from backcare.figures import figure_svg
from backcare.figures.figure import with_poses
from backcare.log import SafetyRecord, SessionLog
from backcare.log.events import PainTold
from backcare.log.kept import kept_key
from backcare.plan.screening import may_be_done
from backcare.plan.settling import settling_words, unsettled_sessions
from backcare.plan.summary import in_short
from backcare.plan.today import todays_plan
from backcare.safety import (
    ASK_WHOM,
    WORSE,
    RedFlagAnswer,
    SafetySettings,
    Usual,
    reason_words,
    red_flag_advice,
    rule_texts,
    safety_settings,
    stronger_reason,
    whom_to_ask,
)
from backcare.sessions import is_exercised
from backcare.summaries.answer import (
    hurting_sessions,
    pain_answer,
    setback_words,
    week_words,
)
from backcare.summaries.weekly import weekly_summary
from backcare.tables.shipped import load_table
from backcare.tables.vocabulary import terms
from backcare.text import and_list, inside_sentence, weekday_name

_GENTLY = "Go gently today"
_NAMED = 3  # exercises, before "and 2 more"
_UNREAD = "Your log could not be read just now. The page with your progress says what to do."
_FIRST = (
    "First we ask a few questions about your back. Then you get a plan that fits it, with "
    "pictures and a timer."
)
_ASKED_THERE = "First you choose how your back is today. Then you see which exercises suit it."


def today_words(
    log: SessionLog, patient: str = "me", *, sessions_goal: float = 3
) -> dict[str, Any]:
    """Say what is on today for one person.

    Parameters
    ----------
    log : SessionLog
        Where the sessions and the answers are.
    patient : str, default "me"
        Whose day it is.
    sessions_goal : float, default 3
        Sessions a week.

    Returns
    -------
    dict
        Of today `heading`, `lines`, what stands on the button (`press`), whether somebody has to
        stop (`stops`), to let the back settle (`rests`) or to get help at once (`urgent`), what
        else would be urgent then (`worse`) and the moving figure (`picture`, SVG); of the week
        `week` in words, `days` (for each its letter, its name and whether a session was done) and
        `answer`, all of them empty before the first session; and the `safety` rules in words. For
        what only the browser has: `key`, under which it keeps that; of the sessions in which the
        log knows of a stop (`known`), or of pain above mild (`known_pains`, with its numbers),
        until when in ms by the clock that now shows `now`; and `kept`, all of this as it is with
        one more of these, by the reason of a stop or "pain".
    """
    kept = {"key": kept_key(log, patient), "now": 0.0, "known": {}, "known_pains": {}}
    try:
        read = _read(log, patient)
    except LogError:
        safety = {"safety": _safety()}
        stops = {why: _stop_card(why, safety_settings()) | safety for why in ASK_WHOM}
        return _card("Today", [_UNREAD]) | safety | kept | {"kept": stops}
    known = {
        "now": _ms(read.now),
        "known": _known_stops(read.record),
        "known_pains": _known_pains(read.record),
    }
    more = {}
    for why in ASK_WHOM:
        more[why] = _said(read._replace(why=stronger_reason(read.why, why)), sessions_goal)
    hurt = PainTold("", 0, int(read.rule.mild_pain_max) + 1, read.now)
    felt = read.record.with_unsaved(read.frame, hurt)
    more["pain"] = _said(read._replace(felt=felt), sessions_goal)
    return _said(read, sessions_goal) | kept | known | {"kept": more}


def _known_stops(record: SafetyRecord) -> dict[str, float]:
    """Return of each session that stopped until when the log was told, or somebody was asked."""
    asked = record.professional_asked()[-1:]
    told = record.told_to_stop()
    return {one: _ms(max([when, *asked])) for one, (_, when) in told.items()}


def _known_pains(record: SafetyRecord) -> dict[str, tuple[int, int, float]]:
    """Return of each session the pains that were told, until when; "it has settled" counts, too."""
    settled = record.settled_at()
    return {
        one.session_id: (
            *(one.before, one.peak),
            _ms(max(one.when, settled.get(one.session_id, one.when))),
        )
        for one in record.pain_told()
    }


def _ms(when: datetime) -> float:
    return when.timestamp() * 1000


class _Read(NamedTuple):
    """What a log has of one person now."""

    record: SafetyRecord
    exercises: pd.DataFrame
    now: datetime
    rule: SafetySettings
    signs: RedFlagAnswer | None
    usual: Usual | None
    asked: Collection[tuple[str, str]]
    settled: frozenset[str]
    frame: pd.DataFrame
    felt: pd.DataFrame  # the same, and the sessions in which it hurt that are in no log yet
    why: str  # the reason for which somebody has to be asked, or ""


def _read(log: SessionLog, patient: str) -> _Read:
    record = log.safety_record(patient)
    rule = record.settings()
    frame = log.to_frame(patient=patient)
    return _Read(
        record,
        log.exercises,
        record.now(),
        rule,
        record.red_flags(),
        record.usual(),
        record.asked_about(),
        record.settled(),
        frame,
        record.with_unsaved(frame),
        log.awaiting_reason(patient, settings=rule),
    )


def _said(read: _Read, sessions_goal: float) -> dict[str, Any]:
    today, rule, frame, why = read.now.date(), read.rule, read.frame, read.why
    done = frame[is_exercised(frame)]
    flags = read.signs.flags if read.signs else ()
    waits = unsettled_sessions(read.felt, today, settings=rule, settled=read.settled)
    softly = settling_words(read.felt, today, settings=rule, settled=read.settled)
    if flags:  # an emergency among them does not wait for what an older session asks
        card = _signs_card(flags, why, rule)
    elif why:
        card = _stop_card(why, rule)
    elif waits:
        card = _card(_GENTLY, softly, press="See my plan") | {"rests": True}
    elif done.empty and read.usual is None:
        card = _card("Your first session", [_FIRST])
    else:
        plan = todays_plan(read.exercises, read.signs, read.usual, read.now)
        has_done = bool(done["started_at"].dt.date.eq(today).any())
        card = _plan_card(read.exercises, plan, read.usual, asked=read.asked, has_done=has_done)
        card["lines"] = [*softly, *card["lines"]]
    ask = whom_to_ask(why, signs=bool(flags))
    stops = bool(why) and not flags
    week = {}
    if not frame.empty:
        week = _week(read, sessions_goal, ask=ask, stops=stops, waits=waits)
    return card | {"safety": _safety(rule)} | week


def _card(
    heading: str,
    lines: list[str],
    *,
    press: str = "Start",
    shown: str = "",
    stops: bool = False,
) -> dict[str, Any]:
    picture = "" if stops else _picture(shown or _suits_everybody())
    return {
        "heading": heading,
        "lines": lines,
        "press": press,
        "stops": stops,
        "rests": False,
        "urgent": False,
        "worse": "",
        "picture": picture,
        "week": "",
        "days": [],
        "answer": "",
    }


def _stop_card(why: str, rule: SafetySettings) -> dict[str, Any]:
    heading = f"No session until you have asked {ASK_WHOM[why]}"
    lines = [_stop_words(why, rule), "Everything you logged is kept."]
    return _card(heading, lines, press="See what to do", stops=True) | {"worse": WORSE}


def _stop_words(why: str, rule: SafetySettings) -> str:
    what = "was that strong" if why == "severe_pain" else "did, or may have"
    return f"{reason_words(why, rule)} In one of your sessions, it {what}."


def _signs_card(flags: tuple[str, ...], why: str, rule: SafetySettings) -> dict[str, Any]:
    advice = red_flag_advice(flags)
    lines = [f"{row.action} You ticked: {row.text}" for row in advice.itertuples()]
    if why:
        lines.append(_stop_words(why, rule))
    first = str(advice["urgency"].iloc[0])
    card = _card(terms("urgency")[first], lines, press="See what to do", stops=True)
    return card | {"urgent": first == "emergency"}


def _plan_card(
    exercises: pd.DataFrame,
    plan: pd.DataFrame,
    usual: Usual | None,
    *,
    asked: Collection[tuple[str, str]],
    has_done: bool,
) -> dict[str, Any]:
    done = ["You have done a session today. Well done."] if has_done else []
    press = "Do another session" if has_done else "Start"
    if plan.empty:
        minutes = f": up to {usual.minutes} minutes" if usual else ""
        return _card(f"Today{minutes}", [*done, _ASKED_THERE], press=press)
    may = may_be_done(plan, exercises, asked)
    # What has to be asked about first is counted and not named: its reason stands in the plan.
    suits = plan.loc[plan["rating"] == "ok", "exercise_id"]
    drawn = with_poses(suits)
    return _card(
        f"Today: {in_short(plan, may)}",
        [*done, *_names(exercises["name"][suits].tolist(), int(may.sum()))],
        press=press,
        shown=drawn[0] if drawn else "",
    )


def _names(names: list[str], number: int) -> list[str]:
    """Name some exercises of a plan in one sentence: "Walking, bridge and 3 more."."""
    named = [inside_sentence(name) if place else name for place, name in enumerate(names[:_NAMED])]
    more = [f"{number - len(named)} more"] if len(named) < number else []
    return [f"{and_list([*named, *more])}."] if named else []


def _week(
    read: _Read,
    goal: float,
    *,
    ask: str,
    stops: bool,
    waits: frozenset[str],
) -> dict[str, Any]:
    frame, felt, rule, today = read.frame, read.felt, read.rule, read.now.date()
    weekly = weekly_summary(frame, sessions_goal=goal, start=today, end=today)
    setback = setback_words(felt, today, settings=rule, ask=ask)
    answer = pain_answer(weekly_summary(frame), ask=bool(ask or setback))
    monday = today - timedelta(days=today.weekday())
    done = set(frame.loc[is_exercised(frame), "started_at"].dt.date)
    week = [monday + timedelta(days=number) for number in range(7)]
    return {
        "week": week_words(
            int(weekly["sessions"].sum()),
            goal,
            stops=stops,
            ask=ask,
            hurts=bool(waits & hurting_sessions(felt, today, settings=rule)),
            unsettled=bool(waits),
        ),
        "days": [
            {"letter": (name := weekday_name(day))[0], "name": name, "done": day in done}
            for day in week
        ],
        "answer": " ".join(filter(None, [setback, answer])),
    }


def _safety(rule: SafetySettings | None = None) -> list[str]:
    """Return the two sentences that have to do here; whoever begins reads all of them."""
    texts = rule_texts(rule)
    first, _, _more = texts["ask_first"].partition(". ")
    return [f"{first}.", texts["ease_off"]]


@functools.cache
def _suits_everybody() -> str:
    """Return an exercise that is drawn and suits every pain, so that its picture offers nothing."""
    suits = load_table("ratings").groupby("exercise_id")["rating"].agg(lambda one: {*one} == {"ok"})
    drawn = with_poses(suits.index[suits])
    return drawn[0] if drawn else ""


@functools.cache
def _picture(exercise_id: str) -> str:
    return figure_svg(exercise_id, width=520) if exercise_id else ""
