"""What the script of a handout is told: the plan as a log has it, its limits, its words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from backcare.diary.columns import CSV_COLUMNS
from backcare.exercises.load import load_safety_rules
from backcare.safety import safety_settings
from backcare.sessions import ENTRY_LIMITS

_DONE = ("exercise_id", "name", *ENTRY_LIMITS)


def script_facts(rows: Iterable[Mapping[str, Any]], patient: str) -> str:
    """Write what the script needs as JSON that may stand inside an HTML page.

    The key under which a browser keeps the ticks is that of this plan and this patient, so that
    two handouts do not get into each other's days.

    Examples
    --------
    >>> row = {"exercise_id": "bridging", "name": "</script>", "sets": 1, "reps": 8}
    >>> told = script_facts([row | {"hold_s": 6, "minutes": pd.NA}], "me")
    >>> "<" in told, json.loads(told)["exercises"][0]["reps"]
    (False, 8)
    """
    done = [{name: _plain(row[name]) for name in _DONE} for row in rows]
    rules, settings = load_safety_rules()["text"], safety_settings()
    told = {
        "patient": patient,
        "exercises": done,
        "columns": CSV_COLUMNS,
        "mild": settings.mild_pain_max,
        "minutes": settings.pain_minutes_max,
        "ease_off": rules["ease_off"],
        "stop_rule": rules["stop_rule"],
    }
    kept = hashlib.sha256(json.dumps([patient, done]).encode()).hexdigest()[:16]
    text = json.dumps(told | {"key": f"backcare-{kept}"}, ensure_ascii=False)
    # Neither a tag nor a comment can begin, and no line can end, inside the script element.
    for sign in ("<", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value
