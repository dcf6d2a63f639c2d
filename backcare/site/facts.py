"""The tables as a page without Python reads them: plain values, a missing one as None.

The rules of such a page are in `browser/rules_*.js`. They hold what these tables leave to code,
and tests compare their answers with Python's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from backcare.plan.dose import activity_minutes, places, plan_rules, records
from backcare.plan.phases import every_timing
from backcare.plan.screening import known_cautions, shipped_cautions, shipped_ratings
from backcare.safety import red_flag_advice, rule_texts
from backcare.tables.shipped import load_red_flags, load_table
from backcare.tables.vocabulary import definitions, terms

# Those that need one another, in the order in which a script has them.
RULES = ("words.js", "rules_choose.js", "rules_dose.js", "rules_plan_words.js", "rules_plan.js")


def facts(exercises: pd.DataFrame) -> dict[str, Any]:
    """Return all that the rules of a page read, of these exercises and the shipped tables."""
    vocabularies = load_table("vocabulary")["vocabulary"].unique()
    return {
        "exercises": _rows(exercises.rename_axis("exercise_id").reset_index()),
        "terms": {name: dict(terms(name)) for name in vocabularies},
        "definitions": {name: dict(definitions(name)) for name in vocabularies},
        "ratings": _by_exercise(shipped_ratings()),
        "cautions": dict(known_cautions()),
        "shipped_cautions": dict(shipped_cautions()),
        "safety_rules": rule_texts(),
        "red_flags": _rows(red_flag_advice(load_red_flags().index).reset_index()),
        "plan_rules": dict(plan_rules()),
        "plan_rule_texts": load_table("plan_rules").set_index("rule_id")["text"].to_dict(),
        "places": {key: place._asdict() for key, place in places().items()},
        "activity_minutes": dict(activity_minutes()),
        "timings": {key: dict(times) for key, times in every_timing().items()},
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        for row in records(frame)
    ]


def _by_exercise(ratings: Mapping[tuple[str, str], Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for (exercise_id, state), rated in ratings.items():
        found.setdefault(exercise_id, {})[state] = rated
    return found
