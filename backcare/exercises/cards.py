"""Rows of the exercise table as cards: plain HTML, every cell of the table escaped.

The templates in `backcare.browser` (`*.html.j2`) hold the words and the structure; this
module gives them the facts of the tables, and names no pain state, muscle or source itself.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

import jinja2
import pandas as pd

from backcare.browser import environment
from backcare.exercises.load import exercise_muscles
from backcare.tables.shipped import (
    load_guidance,
    load_red_flags,
    load_safety_rules,
    load_sources,
)
from backcare.tables.vocabulary import anatomical_names, definitions, terms
from backcare.text import (
    amount_words,
    and_list,
    counted,
    inside_sentence,
    join_terms,
    split_terms,
)

SIGNS = {"ok": "✓", "ask": "?", "avoid": "✕"}
# The strict form of a DOI: what a cell holds becomes a link only if nothing else can hide in it.
_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:A-Za-z0-9]+")
# What a source column of the wide frame stands for, in the words of a card.
_FACTS = {
    "dose_source": "how much",
    "instructions_source": "how to do it",
    "muscles_source": "muscles",
    "cautions_source": "cautions",
    "swap_source": "what to do instead",
}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
# The topics of guidance.csv that a patient reads beside the safety line, in this order.
_FLARE = ("flare_first", "flare_today", "flare_next", "flare_ask")
_GOOD_TO_KNOW = ("hurt_and_harm", "scan", "graded_return")


class Source(NamedTuple):
    """What a source key stands for; `doi` is "" unless it may safely become a link."""

    key: str
    origin: str = ""
    citation: str = ""
    doi: str = ""


class Album(NamedTuple):
    """Pictures for the cards: what they share, and an SVG for each `exercise_id` that has one."""

    shared: str
    pictures: Mapping[str, str]


NO_PICTURES = Album("", {})


def dose_text(row: Mapping[Hashable, Any] | pd.Series[Any]) -> str:
    """Say the dose of a row of the wide frame; where it has no number, its note.

    Examples
    --------
    >>> dose_text({"reps_min": 8, "reps_max": 12, "hold_s_min": 6, "hold_s_max": 6, "rest_s": 10})
    '8 to 12 times, hold 6 seconds, rest 10 seconds after each'
    """

    def number(column: str) -> float | None:
        return None if pd.isna(row.get(column)) else row[column]

    words = amount_words(
        reps=(number("reps_min"), number("reps_max")),
        hold_s=(number("hold_s_min"), number("hold_s_max")),
        rest_s=number("rest_s"),
        each_side=bool(row.get("per_side", False)),
        in_full=True,
    )
    return words[:1].upper() + words[1:] or " ".join(split_terms(row.get("dose_note") or ""))


def deck_html(exercises: pd.DataFrame, album: Album = NO_PICTURES) -> str:
    """Write every exercise as a hidden card and a hidden left-out line, for the page to show."""
    return template("deck").render(_rows(exercises) | album._asdict())


def gate_html() -> str:
    """Write the red-flag checklist, with what to do if something on it is ticked."""
    return template("gate").render(red_flags())


def safety_html(rules: Mapping[str, str] | None = None) -> str:
    """Write the line that stands above everything, and what to do if it flares."""
    return template("safety").render(safety_rules(rules) | {"signs": signs_html()})


def flare_html(*, signs: bool = True) -> str:
    """Write what to do if it flares, folded away, for where the safety line is not."""
    own = {"signs": signs_html()} if signs else {"asked_elsewhere": True}
    return template("flare").render(_flare() | own)


@functools.cache
def signs_html() -> str:
    """Write the warning signs in words, with what to do, for where nothing can be ticked."""
    return template("flags").render(red_flags())


def page_html(
    exercises: pd.DataFrame,
    css: str,
    album: Album = NO_PICTURES,
    *,
    rules: Mapping[str, str] | None = None,
) -> str:
    """Write a page that needs no kernel and no script: safety, red flags and all the cards."""
    facts = _rows(exercises) | red_flags() | safety_rules(rules) | album._asdict()
    return template("page").render(facts | {"css": css})


def red_flags() -> dict[str, Any]:
    """Group the red flags that are asked for, and say each advice once, the most urgent first."""
    flags = load_red_flags().query("asked").reset_index()
    every = {urgency: flags[flags["urgency"] == urgency] for urgency in terms("urgency")}
    groups = {urgency: rows.to_dict("records") for urgency, rows in every.items() if len(rows)}
    advices: dict[tuple[str, str, str], list[str]] = {}
    for urgency, group in groups.items():
        for flag in group:
            advice = (urgency, flag["action"], flag["say"])
            advices.setdefault(advice, []).append(flag["flag_id"])
    return {"groups": groups, "advices": advices, "keys": join_terms(flags["source"])}


def safety_rules(rules: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give the templates the safety rules by their ids, and what to do if it flares.

    The numbers are the usual ones, or those of `rules`.
    """
    table = load_safety_rules()
    words = table["text"].to_dict() if rules is None else rules
    sources = table["source"].to_dict()
    every = [
        {"rule_id": str(key), "text": words[str(key)], "source": source}
        for key, source in sources.items()
    ]
    return {"rules": words, "every_rule": every} | _flare()


@functools.cache
def _flare() -> dict[str, Any]:
    """Give the templates the guidance for patients by its topics."""
    lines = load_guidance().query("audience == 'patient'")
    every = {topic: rows.to_dict("records") for topic, rows in lines.groupby("topic", sort=False)}
    return {
        "flare": {topic: every[topic] for topic in _FLARE},
        "good_to_know": {topic: every[topic] for topic in _GOOD_TO_KNOW},
        "flare_keys": join_terms(lines["source"]),
    }


@functools.cache
def template(name: str) -> jinja2.Template:
    """Return one of the templates, in which everything is escaped."""
    return _environment().get_template(f"{name}.html.j2")


def _rows(exercises: pd.DataFrame) -> dict[str, Any]:
    """Give the templates the exercises as plain mappings, a missing number as None."""
    cells = exercises.astype(object).where(exercises.notna(), None)
    rows = cells.rename_axis("exercise_id").reset_index().to_dict("records")
    return {
        "rows": rows,
        "names": exercises["name"].to_dict(),
        "swaps": {row["exercise_id"]: _swap_lines(row, rows) for row in rows if row["swap"]},
        "muscles": _muscle_lines(exercises),
        "states": terms("pain_state"),
    }


def _swap_lines(row: Mapping[Any, Any], rows: list[dict[Any, Any]]) -> dict[str, str]:
    """Say with which pain a swap is ok, to be asked about first, or to be avoided too."""
    found: dict[str, list[str]] = {}
    for swap in [one for one in rows if one["exercise_id"] == row["swap"]][:1]:
        for state, label in terms("pain_state").items():
            if row[f"rating_{state}"] == "avoid":
                found.setdefault(str(swap[f"rating_{state}"]), []).append(inside_sentence(label))
    return {rating: and_list(states) for rating, states in found.items()}


@functools.cache
def _environment() -> jinja2.Environment:
    found = environment()
    found.filters |= {
        "parts": split_terms,
        "label": lambda term, vocabulary: terms(vocabulary).get(str(term), str(term)),
        "definition": lambda term, vocabulary: definitions(vocabulary).get(term, ""),
        "anatomical_name": lambda group: anatomical_names().get(group, ""),
        "sign": lambda rating: SIGNS.get(rating, ""),
        "dose": dose_text,
        "sources": _sources,
        "sentences": sentences,
        "counted": counted,
        "offered": _offered,
        "facts": _facts,
        "reason_sources": _reason_sources,
    }
    return found


@functools.cache
def _all_sources() -> dict[str, Source]:
    """Read every source, with its origin in words and its DOI only if that is one."""
    origins = terms("origin")
    return {
        str(key): Source(
            str(key),
            origins[row["origin"]],
            row["citation"],
            row["doi"] if _DOI.fullmatch(row["doi"]) else "",
        )
        for key, row in load_sources().iterrows()
    }


def sentences(text: str) -> list[str]:
    """Take a text apart into its sentences.

    Examples
    --------
    >>> sentences("A gentle stretch. Ask first.")
    ['A gentle stretch.', 'Ask first.']
    """
    return _SENTENCE_END.split(text.strip())


def _offered(row: Mapping[str, Any]) -> bool:
    """Say whether a row may be offered to anybody: else no page needs its card."""
    return any(row[f"rating_{state}"] != "avoid" for state in terms("pain_state"))


def _sources(keys: str) -> list[Source]:
    """Look up the sources of a cell; a key that only the user's own table knows stays a key."""
    return [_all_sources().get(key, Source(key)) for key in dict.fromkeys(split_terms(keys))]


def _facts(row: Mapping[str, Any]) -> list[tuple[Source, list[str]]]:
    """List each source of a card once, with the facts that stand on it."""
    facts: dict[Source, list[str]] = {}
    ratings = {f"source_{state}": "rating" for state in terms("pain_state")}
    for column, fact in (_FACTS | ratings).items():
        for source in _sources(row[column]):
            known = facts.setdefault(source, [])
            if fact not in known:
                known.append(fact)
    return list(facts.items())


def _reason_sources(row: Mapping[str, Any]) -> list[str]:
    """List each cell of sources that a reason for leaving a row out may stand on."""
    ratings = [f"source_{state}" for state in terms("pain_state")]
    columns = ["muscles_source", "cautions_source", *ratings]
    return list(dict.fromkeys(row[column] for column in columns if row[column]))


def _muscle_lines(exercises: pd.DataFrame) -> dict[Hashable, list[tuple[str, list[str]]]]:
    """Group the muscles of each exercise by rank and role: ("Mainly stretches", [hamstrings])."""
    lines: dict[Hashable, list[tuple[str, list[str]]]] = {}
    by_role = exercise_muscles(exercises).groupby(["exercise_id", "rank", "role"], sort=False)
    for (exercise, rank, role), groups in by_role["muscle_group"]:
        lead = f"{terms('rank')[str(rank)]} {terms('role')[str(role)].lower()}"
        lines.setdefault(exercise, []).append((lead, list(groups)))
    return lines
