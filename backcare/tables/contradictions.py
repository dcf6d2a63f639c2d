"""What must hold inside the shipped tables and between them.

Each cell by itself is held to its description when a table is read (`shipped`). `table_faults`
finds what only several tables can show: terms and keys that lead nowhere, and rows that contradict
each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from backcare.errors import Fault, did_you_mean
from backcare.tables.wording import WORDING
from backcare.text import and_list, split_terms

# The tables that rules below look at; the exercises are loaded only if all of them agree.
CHECKED = (
    *("exercises", "names", "muscles", "instructions", "doses", "ratings", "cautions"),
    *("safety_rules", "progression_rules", "red_flags", "vocabulary", "sources"),
    *("session_parts", "plan_rules", "guidance", "progression_steps"),
)
# Columns whose terms a person reads or ticks by their words, so that the vocabulary must know them.
_VOCABULARIES = {
    ("cautions", "advice"): "caution",
    ("cautions", "condition"): "condition",
    ("guidance", "topic"): "guidance_topic",
    ("muscles", "muscle_group"): "muscle_group",
    ("ratings", "ok_if"): "condition",
    ("ratings", "pain_state"): "pain_state",
    ("ratings", "rating"): "rating",
    ("red_flags", "urgency"): "urgency",
    ("sources", "origin"): "origin",
}

# The rules for which one stops, and how soon a call about pain may be at the latest.
_STOPS = ("stop_rule", "severe_pain")
_CALL_BY = {
    **dict.fromkeys(_STOPS, ("today",)),
    **dict.fromkeys(("unknown_duration", "pain_rise"), ("today", "this_week")),
}
# Rules of calls that only say what a word of the others means.
_CALL_WORDS = ("regular", "stopped")

Rows: TypeAlias = "list[dict[str, Any]]"
Tables: TypeAlias = Mapping[str, Rows]


class _Wrong(NamedTuple):
    """A cell that breaks a rule; `place` counts the rows of its table from 0."""

    table: str
    place: int
    column: str
    rule: str


def table_faults(
    tables: Mapping[str, pd.DataFrame], schemas: Mapping[str, Mapping[str, Any]]
) -> list[Fault]:
    """Return every fault of shipped tables, as `load_table` gives them; [] if they may be used.

    `schemas` has what `datapackage.json` says of each. A rule between two tables waits until both
    are given. The `column` of a fault names its table too; `row` is that of a spreadsheet.
    """
    given: Tables = {name: _rows(table) for name, table in tables.items()}
    wrong = [one for name in given for one in _cell_faults(name, given, schemas[name])]
    for needed, rule in (*_RULES, *WORDING):
        if given.keys() >= set(needed):
            wrong += map(_Wrong._make, rule(*(given[name] for name in needed)))
    wrong.sort(key=lambda one: (list(given).index(one.table), one.place))
    return [
        Fault(place + 2, f"{column} of {table}.csv", _shown(given[table][place][column]), rule)
        for table, place, column, rule in wrong
    ]


def _rows(table: pd.DataFrame) -> Rows:
    # Four times as fast as `to_dict`, on the way to every first screen.
    columns = [str(column) for column in table]
    cells = zip(*(table[column].tolist() for column in columns), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in cells]


# --- each cell by itself, and keys -----------------------------------------------------------


def _cell_faults(name: str, given: Tables, schema: Mapping[str, Any]) -> Iterator[_Wrong]:
    """Yield the cells that lead nowhere: to no term, to no row of another table, to no source."""
    links = {
        key["fields"]: key["reference"]["resource"] or name for key in schema.get("foreignKeys", ())
    }
    for column in (field["name"] for field in schema["fields"]):
        cells = [row[column] for row in given[name]]
        choices = _choices(name, column, given)
        if (other := links.get(column)) in given:
            choices = [row["exercise_id"] for row in given[str(other)]]
        rules = {cell: _unknown(cell, choices) for cell in {*cells}} if choices else {}
        if column.endswith("source") and name != "sources" and "sources" in given:
            origins = {row["source"]: row["origin"] for row in given["sources"]}
            rules = {cell: _source_rule(cell, origins) for cell in {*cells}}
        if any(rules.values()):
            for place, cell in enumerate(cells):
                if rule := rules[cell]:
                    yield _Wrong(name, place, column, rule)
    yield from _repeated(name, schema["primaryKey"], given[name])


def _choices(name: str, column: str, given: Tables) -> list[str]:
    """Return the terms of the vocabulary that a column may hold; none where it may hold any."""
    vocabulary = _VOCABULARIES.get((name, column))
    return [row["term"] for row in given.get("vocabulary", ()) if row["vocabulary"] == vocabulary]


def _unknown(cell: str, choices: list[str]) -> str:
    if not cell or cell in choices:
        return ""
    return f"is not known. Choose from: {', '.join(choices)}.{did_you_mean(cell, choices)}"


def _source_rule(cell: str, origins: Mapping[str, str]) -> str:
    for key in split_terms(cell):
        if key not in origins:
            return f"is not in sources.csv. Add the source there.{did_you_mean(key, origins)}"
        if origins[key] == "named_by_source":
            return f"rests on {key}, which no one has read. Read it, or name what was read."
    return ""


def _repeated(name: str, key: str | list[str], rows: Rows) -> Iterator[_Wrong]:
    columns = [key] if isinstance(key, str) else key
    keys = [tuple(row[column] for column in columns) for row in rows]
    count = Counter(keys)
    for place, one in enumerate(keys):
        if count[one] > 1:
            rule = f"must be there once only for each {and_list(columns)}. Delete one row."
            yield _Wrong(name, place, columns[-1], rule)


def _shown(cell: Any) -> str:
    return "" if pd.isna(cell) else str(cell)


# --- rows that contradict each other ---------------------------------------------------------


def _ratings(exercises: Rows, ratings: Rows, vocabulary: Rows) -> Iterator[_Wrong]:
    """Yield exercises not rated for each pain state, or told to avoid in one way only."""
    states = [row["term"] for row in vocabulary if row["vocabulary"] == "pain_state"]
    given = {(row["exercise_id"], row["pain_state"]): row["rating"] for row in ratings}
    for place, row in enumerate(exercises):
        rated = [given.get((row["exercise_id"], state)) for state in states]
        for state in (state for state, one in zip(states, rated, strict=True) if one is None):
            rule = f"has no rating for {state} pain. Add a row to ratings.csv."
            yield _Wrong("exercises", place, "exercise_id", rule)
        if row["advice"] == "try" and set(rated) == {"avoid"}:
            rule = "must be avoid, since ratings.csv has avoid for every pain state."
            yield _Wrong("exercises", place, "advice", rule)
    yield from _milder(exercises, ratings, "ratings", "rating")


def _milder(exercises: Rows, rows: Rows, table: str, column: str) -> Iterator[_Wrong]:
    """Yield what lets somebody do an exercise that nobody should."""
    to_avoid = _to_avoid(exercises)
    for place, row in enumerate(rows):
        if row["exercise_id"] in to_avoid and row[column] != "avoid":
            rule = "must be avoid, since exercises.csv has advice avoid. Change one of the two."
            yield _Wrong(table, place, column, rule)


def _to_avoid(exercises: Rows) -> set[str]:
    return {row["exercise_id"] for row in exercises if row["advice"] == "avoid"}


def _swaps(exercises: Rows, ratings: Rows) -> Iterator[_Wrong]:
    """Yield swaps that are no other exercise, or may never be done when this one must not."""
    # Where it is to be avoided in one such state but not in all, it is not offered in that one.
    avoided: dict[str, set[str]] = {}
    for row in ratings:
        if row["rating"] == "avoid":
            avoided.setdefault(row["exercise_id"], set()).add(row["pain_state"])
    to_avoid = _to_avoid(exercises)
    for place, row in enumerate(exercises):
        swap, own = row["swap"], avoided.get(row["exercise_id"], set())
        if not swap:
            continue
        if swap == row["exercise_id"]:
            yield _Wrong("exercises", place, "swap", "must be another exercise.")
        elif swap in to_avoid or (own and own <= avoided.get(swap, set())):
            rule = "should be avoided whenever this one is. Name an exercise that may be done."
            yield _Wrong("exercises", place, "swap", rule)


def _conditional(ratings: Rows, cautions: Rows) -> Iterator[_Wrong]:
    """Yield conditions that make anything but an `ask` an `ok`, or that a caution warns of."""
    against = {(row["exercise_id"], row["condition"]) for row in cautions}
    for place, row in enumerate(ratings):
        if row["ok_if"] and row["rating"] != "ask":
            rule = "must be blank where the rating is not ask. Change one of the two."
            yield _Wrong("ratings", place, "ok_if", rule)
        if (row["exercise_id"], row["ok_if"]) in against:
            rule = "makes it ok, and cautions.csv warns of the same. Change one of the two."
            yield _Wrong("ratings", place, "ok_if", rule)


def _cautions(exercises: Rows, cautions: Rows) -> Iterator[_Wrong]:
    """Yield cautions that let somebody do what nobody should."""
    yield from _milder(exercises, cautions, "cautions", "advice")


def _doses(doses: Rows) -> Iterator[_Wrong]:
    """Yield ranges that go downwards, and doses that say nothing at all."""
    for place, row in enumerate(doses):
        low, high = row["minimum"], row["maximum"]
        if pd.isna(low) and pd.isna(high) and not row["note"]:
            rule = "must say what to do, since no number is given. Write a sentence."
            yield _Wrong("doses", place, "note", rule)
        if not pd.isna(low) and not pd.isna(high) and low > high:
            yield _Wrong("doses", place, "maximum", "must not be below minimum.")


def _settings(safety_rules: Rows) -> Iterator[_Wrong]:
    """Yield numbers of the stop rule above the highest that anybody may set."""
    for place, row in enumerate(safety_rules):
        if not row["setting"]:
            continue
        if pd.isna(row["value"]) or pd.isna(row["highest"]):
            rule = "needs both value and highest. Fill them in."
            yield _Wrong("safety_rules", place, "setting", rule)
        elif row["value"] > row["highest"]:
            yield _Wrong("safety_rules", place, "value", "must not be above highest.")
        elif row["agreed_highest"] <= row["highest"]:  # never where it is blank
            yield _Wrong("safety_rules", place, "agreed_highest", "must be above highest.")


def _rule_numbers(table: str) -> Callable[[Rows], Iterator[_Wrong]]:
    """Return the rule that each number of a table of rules is inside the limits of its own row."""

    def faults(rules: Rows) -> Iterator[_Wrong]:
        limits = {"value": ("lowest", "highest"), "days": ("days_lowest", "days_highest")}
        for place, row in enumerate(rules):
            for name in row.keys() & limits.keys():
                low, high = (row[limit] for limit in limits[name])
                # A blank number inside limits would never be reached.
                if not (pd.isna([row[name], low, high]).all() or low <= row[name] <= high):
                    rule = f"must be {low:g} to {high:g}, which are the limits of this row."
                    yield _Wrong(table, place, name, rule)

    return faults


def _decisions(progression_rules: Rows) -> Iterator[_Wrong]:
    """Yield rules that do not brake, and steps down without how much less, or the other way."""
    for place, row in enumerate(progression_rules):
        rule_id, decision = row["rule_id"], row["decision"]
        if rule_id in _STOPS and decision != "stop":
            rule = "must be stop, since somebody has to be asked first. Choose that."
        elif decision == "progress" and rule_id != "ready":
            rule = "must not be progress, which is for ready alone. Choose hold, regress or stop."
        elif (decision == "regress") != bool(row["less"]):
            rule = (
                "must be regress where less says how much, and nowhere else. Change one of the two."
            )
        else:
            continue
        yield _Wrong("progression_rules", place, "decision", rule)


def _steps(progression_steps: Rows, doses: Rows, session_parts: Rows) -> Iterator[_Wrong]:
    """Yield steps that end below the amount that a plan may begin with."""
    ends = [(row["exercise_id"], "minutes", row["minutes_min"]) for row in session_parts]
    for end in ("minimum", "maximum"):
        ends += [(row["exercise_id"], row["quantity"], row[end]) for row in doses]
    begins = {(exercise_id, name): end for exercise_id, name, end in ends if not pd.isna(end)}
    own = {row["exercise_id"] for row in progression_steps}
    for place, row in enumerate(progression_steps):
        # A row without an exercise is for all that have none of their own.
        one = row["exercise_id"]
        its = {key for key, name in begins if name == row["quantity"]}
        its &= {one} if one else its - own
        most, key = max(((begins[key, row["quantity"]], key) for key in its), default=(0, ""))
        if not pd.isna(row["highest"]) and row["highest"] < most:
            rule = f"must not be below the dose of {key}, which is {most:g}. Change one of the two."
            yield _Wrong("progression_steps", place, "highest", rule)


def _calls(call_rules: Rows) -> Iterator[_Wrong]:
    """Yield rules about pain that call too late, and those that call no one but say why."""
    for place, row in enumerate(call_rules):
        rule_id, urgency = row["rule_id"], row["urgency"]
        by = _CALL_BY.get(rule_id, ())
        if by and urgency not in by:
            rule = f"must be {' or '.join(by)}, since it is about pain. Choose that."
        elif rule_id in _CALL_WORDS and urgency != "counted":
            rule = "must be counted, since it only says what a word means. Choose that."
        elif (urgency == "counted") == bool(row["reason"]):
            rule = "must be counted where reason is blank, and nowhere else. Change one of the two."
        else:
            continue
        yield _Wrong("call_rules", place, "urgency", rule)


def _severe_calls(call_rules: Rows, progression_rules: Rows) -> Iterator[_Wrong]:
    """Yield pain that is severe enough to stop, and not severe enough to be called about."""
    stops = next((row for row in progression_rules if row["rule_id"] == "severe_pain"), None)
    for place, row in enumerate(call_rules):
        if stops is None or row["rule_id"] != "severe_pain":
            continue
        for column in ("value", "highest"):
            most = stops[column]  # where it is blank, that row is told
            if not (row[column] <= most or pd.isna(most)):
                rule = f"must be {most:g} at most, as severe_pain in progression_rules.csv."
                yield _Wrong("call_rules", place, column, f"{rule} Change one of the two.")


def _agreed(safety_rules: Rows, progression_rules: Rows) -> Iterator[_Wrong]:
    """Yield a limit that may be set, or agreed on, and lets severe pain count as mild."""
    severe = next((r["value"] for r in progression_rules if r["rule_id"] == "severe_pain"), None)
    for place, row in enumerate(safety_rules):
        if severe is None or row["setting"] != "mild_pain_max":
            continue
        for column in ("highest", "agreed_highest"):
            if row[column] >= severe:
                rule = f"must be below severe pain, which is {severe:g} in progression_rules.csv."
                yield _Wrong("safety_rules", place, column, rule)


def _same_day(red_flags: Rows) -> Iterator[_Wrong]:
    """Yield signs to be seen to on the same day that nobody is asked about."""
    for place, row in enumerate(red_flags):
        if row["urgency"] in ("emergency", "today") and not row["asked"]:
            rule = f"must be true, since urgency is {row['urgency']}: everyone is asked about it."
            yield _Wrong("red_flags", place, "asked", rule)


def _acute_walk(ratings: Rows) -> Iterator[_Wrong]:
    """Yield the walk to avoid with sudden pain: no plan could begin then."""
    for place, row in enumerate(ratings):
        walk = (row["exercise_id"], row["pain_state"]) == ("walking", "acute")
        if walk and row["rating"] == "avoid":
            rule = "must be ok or ask, since every plan for sudden or new pain begins with it."
            yield _Wrong("ratings", place, "rating", rule)


def _answers(red_flags: Rows, vocabulary: Rows) -> Iterator[_Wrong]:
    """Yield warning signs that have the name of a condition: answers name both."""
    conditions = {row["term"] for row in vocabulary if row["vocabulary"] == "condition"}
    for place, row in enumerate(red_flags):
        if row["flag_id"] in conditions:
            rule = "is a condition of vocabulary.csv too. Rename one of the two."
            yield _Wrong("red_flags", place, "flag_id", rule)


_RULES: tuple[tuple[tuple[str, ...], Callable[..., Iterator[_Wrong]]], ...] = (
    (("exercises", "ratings", "vocabulary"), _ratings),
    (("exercises", "ratings"), _swaps),
    (("ratings", "cautions"), _conditional),
    (("exercises", "cautions"), _cautions),
    (("doses",), _doses),
    (("safety_rules",), _settings),
    (("safety_rules", "progression_rules"), _agreed),
    (("progression_rules",), _rule_numbers("progression_rules")),
    (("progression_rules",), _decisions),
    (("progression_steps", "doses", "session_parts"), _steps),
    (("call_rules",), _rule_numbers("call_rules")),
    (("call_rules",), _calls),
    (("call_rules", "progression_rules"), _severe_calls),
    (("plan_rules",), _rule_numbers("plan_rules")),
    (("red_flags",), _same_day),
    (("ratings",), _acute_walk),
    (("red_flags", "vocabulary"), _answers),
)
