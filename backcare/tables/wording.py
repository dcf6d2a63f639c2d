"""Words of the shipped tables that say something else than the rest of their row.

A person reads the words and the program goes by the other cells, so both must say the same. Only
what is plain is judged: a sentence with a condition ("if it gets worse, ...") is left alone. Each
rule yields what `contradictions` puts together: table, place, column, and what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import pandas as pd

Rows: TypeAlias = "list[dict[str, Any]]"
Wrong: TypeAlias = "tuple[str, int, str, str]"

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_CONDITION = re.compile(r"\b(?:if|when|unless)\b", re.IGNORECASE)
# How soon an action has to be taken, by what it says; the most urgent first.
_HURRY = {
    "emergency": re.compile(r"(?<!not an )(?<!no )\bemergency\b|\bambulance\b|\b\d{3}\b", re.I),
    "today": re.compile(r"\btoday\b|\bsame day\b", re.IGNORECASE),
    "soon": re.compile(r"\bdays?\b|\bweeks?\b|\bsoon\b", re.IGNORECASE),
}
_HURRY_WORDS = {
    "emergency": "to call the emergency number or to go to an emergency department",
    "today": "to speak to a doctor today",
    "soon": 'by when to see a doctor, such as "within two weeks"',
}
_LEAVE_OUT = re.compile(
    r"\bleave (?:it|this(?: one)?) out\b"
    r"|\b(?:never|do not|don't) do (?:it|this)\b|\bavoid (?:it|this)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:ask|asks|asked|doctor|physiotherapist|professional|midwife)\b", re.I)
_ASK_FIRST = re.compile(r"\bask (?:first|a health professional|a doctor)\b", re.IGNORECASE)
_HALF = 50  # percent
# To stop when something comes, as the first thing that a caution says.
_STOP_FIRST = (
    r"^stop\b|^(?:if|when)\b[^,.]*, stop(?: at once| now)?"
    r" and (?:ask|call|contact|see|speak|talk|tell)\b"
)
# What a rule for progression tells a person to do; the most careful first.
_TELLS = {
    "stop": re.compile(
        r"(?:^|[,.:;!] |\b(?:please|must|should|have to|need to) )stop\b"
        r"|\bno (?:more )?exercis|\bdo not exercise\b",
        re.I,
    ),
    "regress": re.compile(r"(?<!not )\b(?:do|with) less\b|\bease off\b|\bstep down\b", re.I),
    "hold": re.compile(r"\bkeep (?:to|it up)\b|\b(?:keep|do|repeat) the same\b", re.I),
    "progress": re.compile(r"\b(?:go|move) on to\b|\bstep up\b", re.I),
}
# What the words of a caution must have, must not have, and how to mend them.
_ADVICE = {
    "avoid": (
        re.compile(r"\b(?:never|not|leave|avoid|don't)\b", re.I),
        re.compile(rf"{_ASK_FIRST.pattern}|{_STOP_FIRST}", re.I),
        "Never do this",
    ),
    "ask": (_ASKS, re.compile(rf"^never do\b|{_STOP_FIRST}", re.I), "Ask first"),
    "adapt": (
        re.compile(r""),
        re.compile(rf"^(?:ask first|never do)\b|{_STOP_FIRST}", re.I),
        "how to do it",
    ),
    "stop": (
        re.compile(r"(?<!not )(?<!never )\bstop\b", re.I),
        re.compile(r"^(?:ask first|never do)\b", re.I),
        "Stop",
    ),
}


def number_pattern(value: float, unit: str) -> re.Pattern[str]:
    """Return what finds a number in the words of a rule: of minutes, or of a scale from 0 to 10."""
    number = re.escape(f"{value:g}")
    if unit.startswith("minute"):
        return re.compile(rf"(?<![\d.,]){number}(?P<unit>[ -]minutes?)\b")
    return re.compile(rf"(?<![\d.,])(?<!to ){number}(?P<unit>)(?!\d|[.,]\d| to \d|[ -]minute)")


def _settings_in_words(safety_rules: Rows) -> Iterator[Wrong]:
    """Yield texts of the stop rule without the number that the program goes by."""
    for place, row in enumerate(safety_rules):
        value, unit = row["value"], row["unit"]
        # A value above the highest is a fault of its own, and the words may be right.
        if not row["setting"] or pd.isna(value) or value > row["highest"]:
            continue
        if not number_pattern(value, unit).search(row["text"]):
            number = f"{value:g} {unit}" if unit.startswith("minute") else f"{value:g}"
            rule = f"must say {number} in figures, which is its value. Change one of the two."
            yield "safety_rules", place, "text", rule


def _plan_rules_in_words(plan_rules: Rows) -> Iterator[Wrong]:
    """Yield rules of a plan without the number that the program goes by."""
    for place, row in enumerate(plan_rules):
        value = row["value"]
        number = rf"(?<![\d.]){value:g}(?!\d|\.\d)" + (r"|\bhalf\b" if value == _HALF else "")
        if value <= row["highest"] and not re.search(number, row["text"]):
            rule = f"must say {value:g} in figures, which is its value. Change one of the two."
            yield "plan_rules", place, "text", rule


def _places_for_numbers(table: str) -> Callable[[Rows], Iterator[Wrong]]:
    """Return the rule that words have a place for each number, which may change, and no other."""

    def faults(rules: Rows) -> Iterator[Wrong]:
        for place, row in enumerate(rules):
            for name in ("value", "days"):
                number, said = row.get(name), f"{{{name}}}" in row["text"]
                if not said and not pd.isna(number):
                    rule = f"must say {{{name}}} where the number {number:g} stands in it."
                    yield table, place, "text", rule
                elif said and pd.isna(number):
                    rule = f"says {{{name}}}, and there is no such number. Change one of the two."
                    yield table, place, "text", rule

    return faults


def _severe_in_words(guidance: Rows, progression_rules: Rows) -> Iterator[Wrong]:
    """Yield what is said of severe pain in a flare with another number than the rule's."""
    severe = next((r["value"] for r in progression_rules if r["rule_id"] == "severe_pain"), None)
    for place, row in enumerate(guidance):
        if severe is None or row["guidance_id"] != "flare_severe":
            continue
        if not number_pattern(severe, "").search(row["text"]):
            rule = f"must say {severe:g}, which is severe_pain in progression_rules.csv."
            yield "guidance", place, "text", f"{rule} Change one of the two."


def _plainly(text: str) -> list[str]:
    """Return the sentences of a text that have no condition."""
    return [one for one in _SENTENCE.split(text) if not _CONDITION.search(one)]


def _hurry(text: str) -> str:
    """Return how soon a text says to act; "" where it does not say."""
    said = " ".join(_plainly(text))
    return next((term for term, words in _HURRY.items() if words.search(said)), "")


def _actions(red_flags: Rows) -> Iterator[Wrong]:
    """Yield warning signs whose action, or words for the phone, have another hurry."""
    for place, row in enumerate(red_flags):
        urgency = row["urgency"]
        for column in ("action", "say"):
            hurry = _hurry(row[column])
            if urgency in _HURRY and hurry != urgency and (hurry or column == "action"):
                said = f"says what fits {hurry}" if hurry else "does not say how soon"
                must = f"Say {_HURRY_WORDS[urgency]}, or change the urgency."
                yield "red_flags", place, column, f"{said}, and urgency is {urgency}. {must}"


def _advice_in_words(cautions: Rows) -> Iterator[Wrong]:
    """Yield cautions whose words advise something else than their advice."""
    for place, row in enumerate(cautions):
        if row["advice"] not in _ADVICE:
            continue
        needed, other, mend = _ADVICE[row["advice"]]
        if other.search(row["text"]) or not needed.search(row["text"]):
            rule = f"does not fit the advice {row['advice']}. Say {mend}, or change the advice."
            yield "cautions", place, "text", rule


def _decisions_in_words(progression_rules: Rows) -> Iterator[Wrong]:
    """Yield rules that tell a person to do something else than they decide."""
    for place, row in enumerate(progression_rules):
        decision, plainly = row["decision"], " ".join(_plainly(row["text"]))
        told = next((term for term, words in _TELLS.items() if words.search(plainly)), "")
        if decision == "stop" and not _TELLS["stop"].search(row["text"]):
            rule = "does not say to stop, and the decision is stop. Change one of the two."
            yield "progression_rules", place, "text", rule
        elif told and told != decision:
            rule = f"says what fits {told}, and the decision is {decision}. Change one of the two."
            yield "progression_rules", place, "text", rule
        if _LEAVE_OUT.search(row["least_text"]) and not row["leave_out"]:
            rule = "says to leave it out, and leave_out is not true. Change one of the two."
            yield "progression_rules", place, "least_text", rule


def _reasons(ratings: Rows) -> Iterator[Wrong]:
    """Yield what may be offered with a reason that tells to leave it out, or is ok and asks."""
    for place, row in enumerate(ratings):
        said = " ".join(_plainly(row["reason"]))
        if row["rating"] in ("ok", "ask") and _LEAVE_OUT.search(said):
            rule = (
                f"says to leave it out, and the rating is {row['rating']}. Change one of the two."
            )
            yield "ratings", place, "reason", rule
        elif row["rating"] == "ok" and _ASK_FIRST.search(said):
            rule = "says to ask first, and the rating is ok. Change one of the two."
            yield "ratings", place, "reason", rule


def _acute_ok(
    exercises: Rows, ratings: Rows, session_parts: Rows, plan_rules: Rows
) -> Iterator[Wrong]:
    """Yield what would be offered with sudden pain, and is in no plan for it."""
    rules = {row["setting"]: row["value"] for row in plan_rules}
    hardest = rules.get("acute_difficulty_max", float("inf"))
    hard = {row["exercise_id"]: row["difficulty"] for row in exercises}
    # 0 is the place of what is in no such plan, whoever cleared it.
    places = {row["exercise_id"]: row["acute_order"] for row in session_parts}
    never = {key for key, order in places.items() if not pd.isna(order) and order == 0}
    for place, row in enumerate(ratings):
        exercise_id = row["exercise_id"]
        if (row["pain_state"], row["rating"]) != ("acute", "ok"):
            continue
        difficulty = hard.get(exercise_id, pd.NA)
        if exercise_id in never:
            why = "acute_order in session_parts.csv is 0"
        elif not pd.isna(difficulty) and difficulty > hardest:
            why = f"its difficulty is {difficulty:g} and plan_rules.csv allows {hardest:g} then"
        else:
            continue
        rule = f"must be ask or avoid, since {why}: no plan for sudden or new pain has it."
        yield "ratings", place, "rating", f"{rule} Change one of the two."


WORDING: tuple[tuple[tuple[str, ...], Callable[..., Iterator[Wrong]]], ...] = (
    (("safety_rules",), _settings_in_words),
    (("plan_rules",), _plan_rules_in_words),
    (("progression_rules",), _places_for_numbers("progression_rules")),
    (("progression_rules",), _decisions_in_words),
    (("call_rules",), _places_for_numbers("call_rules")),
    (("guidance", "progression_rules"), _severe_in_words),
    (("red_flags",), _actions),
    (("cautions",), _advice_in_words),
    (("ratings",), _reasons),
    (("exercises", "ratings", "session_parts", "plan_rules"), _acute_ok),
)
