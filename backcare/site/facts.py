"""The tables as a page without Python reads them: plain values, a missing one as None.

The rules of such a page are in `browser/rules_*.js`. They hold what these tables leave to code,
and tests compare their answers with Python's.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd

from backcare.diary.gather import SAME_ID_MIN
from backcare.exercises.cards import SIGNS, flare_html
from backcare.exercises.filter import findable_names
from backcare.exercises.other import OTHER_ACTIVITY, OTHER_NAME
from backcare.log.stored import LAST_YEAR
from backcare.plan.dose import activity_minutes, places, plan_rules, records, steps_of
from backcare.plan.phases import every_timing
from backcare.plan.screening import known_cautions, shipped_cautions, shipped_ratings
from backcare.safety import (
    ASK_WHOM,
    PAIN_ENDS,
    REASON_MOST,
    SEVERE,
    USUAL_MINUTES,
    WORSE,
    AgreedSettings,
    agreed_words,
    mild_limits,
    reason_words,
    red_flag_advice,
    rule_texts,
    safety_settings,
    severe_pain,
)
from backcare.sessions import (
    CSV_COLUMNS,
    DAYS_AHEAD,
    FIRST_YEAR,
    IN_FUTURE,
    LOG_SCHEMA,
    NO_EXERCISE,
    NO_SUCH_DAY,
    NO_SUCH_OFFSET,
    NO_SUCH_TIME,
    OTHER_MINUTES,
    SESSION_LIMITS,
    TOO_EARLY,
)
from backcare.summaries.answer import ANSWERS, HURT
from backcare.summaries.mcid import mcid_source
from backcare.tables.fields import Field
from backcare.tables.shipped import load_guidance, load_red_flags, load_safety_rules, load_table
from backcare.tables.vocabulary import definitions, terms
from backcare.text import long_date

# In the place of the day on which a limit was agreed on, which the page puts in.
_SOME_DAY = date(2026, 3, 2)
# The terms of which the page says what they mean.
_EXPLAINED = ("pain_state", "rating", "muscle_group", "equipment", "condition")
# What is said on a day on which it hurt.
_GUIDANCE = ("flare_walk", "flare_plan", "flare_restart")
# The vocabularies of which a page says the words, and of which it explains them.
ASKED = ("pain_state", "muscle_group", "position", "equipment", "condition")
_SPOKEN = (*ASKED, "rating", "part", "phase", "variant", "decision")
_EXPLAINED = ("pain_state", "muscle_group", "equipment", "condition", "rating")


def facts(exercises: pd.DataFrame) -> dict[str, Any]:
    """Return all that the rules of a page read, of these exercises and the shipped tables."""
    return {
        "exercises": _rows(_findable(exercises).rename_axis("exercise_id").reset_index()),
        "terms": {name: dict(terms(name)) for name in _SPOKEN},
        "definitions": {name: dict(definitions(name)) for name in _EXPLAINED},
        "answered_ratings": _answered(),
        "cautions": dict(known_cautions()),
        "own_cautions": _own_cautions(exercises),
        "safety_rules": rule_texts(),
        "rule_sources": load_safety_rules()["source"].to_dict(),
        "red_flags": _rows(red_flag_advice(load_red_flags().index).reset_index()),
        "plan_rules": dict(plan_rules()),
        "plan_rule_texts": load_table("plan_rules").set_index("rule_id")["text"].to_dict(),
        "places": {key: place._asdict() for key, place in places().items()},
        "activity_minutes": dict(activity_minutes()),
        "settings": asdict(safety_settings()) | {"rise": None},
        "own_limits": {pain: _own_limit(pain) for pain in mild_limits()},
        "severe_pain": severe_pain(),
        "ask_whom": dict(ASK_WHOM),
        "other_activity": OTHER_ACTIVITY,
        "other_name": OTHER_NAME,
        "progression_rules": _progression_rules(),
        "progression_steps": _progression_steps(),
        "timings": {key: dict(times) for key, times in every_timing().items()},
        "guidance": load_guidance().loc[[*_GUIDANCE], "text"].to_dict(),
        "hurt_words": HURT,
        "answers": dict(ANSWERS),
        "nrs_pain": _rows(load_table("measures").query("measure_id == 'nrs_pain'"))[0],
        "change_source": mcid_source("nrs_pain"),
        "signs": dict(SIGNS),
        "stop_words": {why: reason_words(why) for why in ASK_WHOM},
        "severe_words": SEVERE,
        "worse": WORSE,
        "flare": flare_html(),
        "pain_ends": PAIN_ENDS,
        "usual_minutes": USUAL_MINUTES,
        "columns": CSV_COLUMNS,
        "log_fields": {name: _field(one) for name, one in LOG_SCHEMA.items()},
        "starts": {
            "first_year": FIRST_YEAR,
            "early": TOO_EARLY,
            "ahead": DAYS_AHEAD,
            "late": IN_FUTURE,
            "last_year": LAST_YEAR,
            "no_day": NO_SUCH_DAY,
            "no_time": NO_SUCH_TIME,
            "no_offset": NO_SUCH_OFFSET,
        },
        "same_session_min": SAME_ID_MIN,
        "reason_most": REASON_MOST,
        "no_exercise": NO_EXERCISE,
        "other_minutes": OTHER_MINUTES,
        "minutes_most": SESSION_LIMITS["pain_minutes"].highest,
    }


def _field(field: Field) -> dict[str, Any]:
    """Return what a cell of the log may hold; a limit that is none is None."""
    ends = {name: getattr(field, name) for name in ("lowest", "highest")}
    names = ("is_number", "whole", "lowest_itself", "fewest", "most")
    rules = {name: getattr(field, name) for name in names}
    rules |= {name: end if math.isfinite(end) else None for name, end in ends.items()}
    return rules | {"limits": field.limits if field.is_number else field.length}


def _own_limit(pain: int) -> dict[str, Any]:
    """Return the stop rule with a limit of mild that was agreed on, with {day} for when."""
    rule = AgreedSettings(pain, safety_settings().pain_minutes_max, _SOME_DAY)
    texts = rule_texts(rule)
    words = {name: texts[name] for name in ("ease_off", "stop_rule")}
    words["agreed"] = agreed_words(rule)
    numbers = {name: getattr(rule, name) for name in ("mild_pain_max", "pain_minutes_max", "rise")}
    day = long_date(_SOME_DAY)
    return numbers | {name: text.replace(day, "{day}") for name, text in words.items()}


def _findable(exercises: pd.DataFrame) -> pd.DataFrame:
    """Add the words that a search looks through, each after a space, and once."""
    names = findable_names(exercises).str.findall(r"[^\W_]+")
    return exercises.assign(findable=names.map(dict.fromkeys).str.join(" "))


def _progression_rules() -> dict[str, dict[str, Any]]:
    """Return the rules in order, each with its words and how it asks for less."""
    table = load_table("progression_rules").sort_values("order")
    rows = _rows(table.rename(columns={"decision": "outcome"}))
    return {row["rule_id"]: row for row in rows}


def _progression_steps() -> dict[str, list[dict[str, Any]]]:
    """Return the steps of each exercise that has some of its own, and under "" those of all."""
    known = load_table("progression_steps")["exercise_id"].unique()
    return {key: [step._asdict() for step in steps_of(key)] for key in known}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        for row in records(frame)
    ]


def _answered() -> dict[str, dict[str, Any]]:
    """Return the ratings that an answer makes ok, by exercise and pain state."""
    found: dict[str, dict[str, Any]] = {}
    for (exercise_id, state), rated in shipped_ratings().items():
        if rated[2]:
            found.setdefault(exercise_id, {})[state] = rated
    return found


def _own_cautions(exercises: pd.DataFrame) -> list[str]:
    """Return the exercises whose cautions are not those of the shipped table."""
    shipped = shipped_cautions()
    cells = exercises["cautions"].fillna("").items()
    return [
        str(exercise_id) for exercise_id, cell in cells if cell != shipped.get(str(exercise_id))
    ]
