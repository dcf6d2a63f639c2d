"""What a person ticked before the plan: warning signs, and conditions that change a rating."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from backcare.errors import unknown_term
from backcare.exercises.load import load_exercises
from backcare.safety import red_flag_advice
from backcare.tables.shipped import load_red_flags, load_table
from backcare.tables.vocabulary import terms

Answers: TypeAlias = "str | Iterable[str] | Mapping[str, bool | None] | None"


class Ticked(NamedTuple):
    """The answers, checked: ids of warning signs, and terms of conditions."""

    flags: tuple[str, ...]
    conditions: frozenset[str]


class Verdict(NamedTuple):
    """What the answers make of one exercise; the rating is "avoid" where it must be left out."""

    rating: str
    caution: str


def read_answers(answers: Answers) -> Ticked:
    """Check what was ticked.

    Examples
    --------
    >>> read_answers({"osteoporosis": True, "fever": False})
    Ticked(flags=(), conditions=frozenset({'osteoporosis'}))
    >>> read_answers(["osteoporose"])
    Traceback (most recent call last):
    ValueError: answers 'osteoporose' is not known. Did you mean 'osteoporosis'? Choose from: ...
    """
    given = _ticked(answers)
    flags, conditions = load_red_flags().index, terms("condition")
    if unknown := [one for one in given if one not in (*flags, *conditions)]:
        raise unknown_term("answers", unknown, dict.fromkeys(flags, "") | dict(conditions))
    return Ticked(
        tuple(one for one in given if one in flags),
        frozenset(one for one in given if one in conditions),
    )


def refusal(ticked: Ticked) -> str:
    """Return what to say in place of a plan when a warning sign was ticked, else "".

    Examples
    --------
    >>> print(refusal(read_answers("fever")))
    There is no plan for today, because of what you ticked: I have a fever or feel ill.
    Do not exercise yet. See a doctor soon, and tell them which sign you have.
    """
    if not ticked.flags:
        return ""
    advice = red_flag_advice(ticked.flags)
    signs = " ".join(advice["text"])
    action = advice["action"].iloc[0]  # the most urgent come first
    return f"There is no plan for today, because of what you ticked: {signs}\n{action}"


def verdict(exercise_id: str, row: Mapping[str, Any], state: str, ticked: Ticked) -> Verdict:
    """Judge one exercise that may be offered, in the light of the answers.

    Parameters
    ----------
    exercise_id : str
        The exercise.
    row : mapping
        Its `rating`, `reason` and `cautions`, as `filter_exercises` gives them.
    state : str
        The pain state.
    ticked : Ticked
        What was ticked.

    Returns
    -------
    Verdict
        The rating that holds, and what to be told before doing it.

    Examples
    --------
    >>> row = bc.filter_exercises(bc.load_exercises(), pain_state="mild").loc["knee_to_chest"]
    >>> verdict("knee_to_chest", row, "mild", read_answers("osteoporosis"))
    Verdict(rating='ask', caution='Ask first if you have osteoporosis (weak bones).')
    """
    told = _cautions().get(exercise_id, ())
    met = [(advice, text) for condition, advice, text in told if condition in ticked.conditions]
    advices, texts = {advice for advice, _ in met}, [text for _, text in met]
    if unread := _unread_cautions(exercise_id, row["cautions"], ticked):
        advices, texts = advices | {"ask"}, [*texts, *unread]
    if advices & {"avoid", "stop"}:
        return Verdict("avoid", " ".join(texts))
    to_ask = row["rating"] == "ask" and not _is_met(exercise_id, row, state, ticked)
    if to_ask or "ask" in advices:
        return Verdict("ask", " ".join(texts) or ask_first())
    return Verdict("ok", " ".join(texts))


@functools.cache
def ask_first() -> str:
    """Return the words for `ask`, as the vocabulary has them.

    Examples
    --------
    >>> ask_first()
    'Ask a health professional before you do this one.'
    """
    rows = load_table("vocabulary").query("vocabulary == 'rating' and term == 'ask'")
    return str(rows["definition"].item())


def _ticked(answers: Answers) -> list[str]:
    if answers is None:
        return []
    if not isinstance(answers, Mapping):
        return [answers] if isinstance(answers, str) else list(answers)
    if unclear := [term for term, yes in answers.items() if yes not in (True, False, None)]:
        raise ValueError(
            f"answers must be True, False or None for each term, got {answers[unclear[0]]!r} "
            f"for {unclear[0]!r}. Pass a list of what was ticked if that is easier."
        )
    return [term for term, yes in answers.items() if yes]


@functools.cache
def _cautions() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """Return condition, advice and words of each exercise's cautions."""
    table = load_table("cautions")
    groups = table.groupby("exercise_id")[["condition", "advice", "text"]]
    return MappingProxyType(
        {str(key): tuple(rows.itertuples(index=False, name=None)) for key, rows in groups}
    )


@functools.cache
def _shipped() -> tuple[pd.DataFrame, pd.DataFrame]:
    ratings = load_table("ratings").set_index(["exercise_id", "pain_state"])
    return ratings, load_exercises()[["cautions"]]


def _unread_cautions(exercise_id: str, cautions: str, ticked: Ticked) -> list[str]:
    """Return cautions of somebody's own table, which name no condition that we could look up."""
    _, shipped = _shipped()
    own = exercise_id not in shipped.index or shipped.loc[exercise_id, "cautions"] != cautions
    eases = set(load_table("ratings")["ok_if"])
    return cautions.split("|") if own and cautions and ticked.conditions - eases else []


def _is_met(exercise_id: str, row: Mapping[str, Any], state: str, ticked: Ticked) -> bool:
    """Tell whether an answer makes `ask` an `ok`: never for a rating that somebody changed."""
    ratings, _ = _shipped()
    if (exercise_id, state) not in ratings.index:
        return False
    fact = ratings.loc[[(exercise_id, state)]].iloc[0]
    same = fact["rating"] == row["rating"] and fact["reason"] == row["reason"]
    return bool(same and fact["ok_if"] in ticked.conditions)
