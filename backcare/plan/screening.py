"""What a person ticked before the plan: warning signs, and conditions that change a rating."""

from __future__ import annotations

import functools
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from backcare.errors import unknown_term
from backcare.exercises.load import check_columns, load_exercises
from backcare.plan.dose import acute_walk, facts_of, plan_frame, records
from backcare.safety import REASON_MOST, red_flag_advice
from backcare.tables.fields import TEXT
from backcare.tables.shipped import load_red_flags, load_table
from backcare.tables.vocabulary import Terms, definitions, known_terms, terms
from backcare.text import and_list, inside_sentence, split_terms

Answers: TypeAlias = "str | Iterable[str] | Mapping[str, bool | None] | None"

_OK_BECAUSE = "OK because: "


class Ticked(NamedTuple):
    """The answers, checked: ids of warning signs, and terms of conditions."""

    flags: tuple[str, ...]
    conditions: frozenset[str]


def read_answers(answers: Answers) -> Ticked:
    """Check what was ticked."""
    given = _ticked(answers)
    flags, conditions = load_red_flags().index, terms("condition")
    if unknown := [one for one in given if one not in (*flags, *conditions)]:
        raise unknown_term("answers", unknown, dict.fromkeys(flags, "") | dict(conditions))
    return Ticked(
        tuple(one for one in given if one in flags),
        frozenset(one for one in given if one in conditions),
    )


def refusal(ticked: Ticked) -> str:
    """Return what to say in place of a plan when a warning sign was ticked."""
    advice = red_flag_advice(ticked.flags)
    signs = " ".join(advice["text"])
    action, say = advice[["action", "say"]].iloc[0]  # the most urgent come first
    return f"There is no plan for today, because of what you ticked: {signs}\n{action}\n{say}"


def rating_and_caution(
    exercise_id: str, row: Mapping[str, Any], state: str, ticked: Ticked
) -> tuple[str, str]:
    """Rate an exercise that may be offered in the light of the answers, and say what to know first.

    The rating is "avoid" where it must be left out; `row` is as `filter_exercises` gives it.
    """
    known = known_cautions().get(exercise_id, ())
    met = [one for one in known if one[0] in ticked.conditions]
    advices = {advice for _, advice, _ in met}
    texts = _texts_of(met, known)
    if unread := _unread_cautions(exercise_id, row["cautions"], ticked):
        advices, texts = advices | {"ask"}, [*texts, *unread]
    if advices & {"avoid", "stop"}:
        return "avoid", " ".join(texts)
    to_ask = row["rating"] == "ask" and not _is_met(exercise_id, row, state, ticked)
    if to_ask or "ask" in advices:
        return "ask", " ".join(texts) or definitions("rating")["ask"]
    return "ok", " ".join(texts)


def screen_exercises(
    exercises: pd.DataFrame, *, pain_state: str, conditions: Terms = None
) -> pd.DataFrame:
    """Hold exercises that may be offered to what applies to a person, as `make_plan` does.

    Parameters
    ----------
    exercises : pandas.DataFrame
        What `filter_exercises` found.
    pain_state : str
        The pain state that it was asked for.
    conditions : str or iterable of str, optional
        What applies to this person; terms of the vocabulary `condition`. None is nothing.

    Returns
    -------
    pandas.DataFrame
        The rows that may still be offered, `ok` before `ask`. `rating` is what it is for this
        person, and a column `caution` after `reason` says which condition or answer made it so,
        "" where none did.

    Raises
    ------
    ValueError
        If a term is unknown, or the frame is none that `filter_exercises` gives.

    Examples
    --------
    >>> found = bc.filter_exercises(bc.load_exercises(), pain_state="chronic")
    >>> found.loc["partial_crunch", "rating"]
    'ok'
    >>> mine = bc.screen_exercises(found, pain_state="chronic", conditions=["osteoporosis"])
    >>> mine.loc["partial_crunch", ["rating", "caution"]].tolist()
    ['ask', 'Ask first if you have osteoporosis (weak bones).']
    """
    rated = rate_exercises(exercises, pain_state, conditions)
    may = rated[rated["rating"].ne("avoid")]
    return may.sort_values("rating", key=lambda ratings: ratings.eq("ask"), kind="stable")


def rate_exercises(offered: pd.DataFrame, pain_state: str, conditions: Terms) -> pd.DataFrame:
    """Rate what may be offered for a person, with the caution that says why, in the same order.

    What has to be left out is "avoid".
    """
    check_columns(offered, ("name", "rating", "reason", "cautions"))
    known_terms("pain_state", [pain_state], "pain_state")
    ticked = Ticked((), known_terms("conditions", conditions, "condition") or frozenset())
    rows = zip(offered.index.map(str), records(offered), strict=True)
    rated = [_rated(one, row, pain_state, ticked) for one, row in rows]
    after_reason = list(offered.columns).index("reason") + 1
    found = offered.assign(rating=[rating for rating, _ in rated])
    found.insert(after_reason, "caution", pd.Series([said for _, said in rated], found.index, TEXT))
    return found


def _rated(exercise_id: str, row: Mapping[str, Any], state: str, ticked: Ticked) -> tuple[str, str]:
    rating, caution = rating_and_caution(exercise_id, row, state, ticked)
    if (row["rating"], rating) == ("ask", "ok"):
        return rating, f"{ok_because(exercise_id, state)} {caution}".strip()
    # That it has to be asked about with this pain the table says already.
    return rating, "" if caution == definitions("rating")["ask"] else caution


def _texts_of(
    met: Iterable[tuple[str, str, str]], known: Iterable[tuple[str, str, str]]
) -> list[str]:
    """Return the words of the cautions that are met, each once.

    Words that stand for several conditions name those that are met, so that who has asked about
    an artificial hip has not asked about an operation.
    """
    sharing = Counter(text for *_, text in known)
    conditions: dict[str, list[str]] = {}
    for condition, _, text in met:
        conditions.setdefault(text, []).append(condition)
    return [
        f"{text} {_about(whose)}" if sharing[text] > 1 else text
        for text, whose in conditions.items()
    ]


def _about(conditions: Iterable[str]) -> str:
    labels = [inside_sentence(terms("condition")[one]) for one in conditions]
    return f"About you: {and_list(labels)}."


def ok_because(exercise_id: str, state: str) -> str:
    """Say which answer makes an exercise to ask about ok; "" where none does."""
    answer = shipped_ratings().get((exercise_id, state), ("", "", ""))[2]
    return f"{_OK_BECAUSE}{terms('condition')[answer]}." if answer else ""


def is_answered(reason: str, exercise_id: str, state: str) -> bool:
    """Tell whether a row's reason says that an answer made it ok: it may be taken back."""
    answer = ok_because(exercise_id, state)
    return bool(answer) and reason.startswith(answer)


def answered_reason(exercise_id: str, state: str, reason: str) -> str:
    """Return the reason of a row that an answer made ok: the answer, then the table's reason."""
    return f"{ok_because(exercise_id, state)} {reason}"


def is_as_answered(reason: str, exercise_id: str, state: str, fact: Mapping[str, Any]) -> bool:
    """Tell whether a row's reason is what `make_plan` writes for an answer, to the letter.

    Less than that somebody typed, and so does not count as an answer.
    """
    table = fact[f"rating_{state}"], fact[f"reason_{state}"]
    *shipped, answer = shipped_ratings().get((exercise_id, state), ("", "", ""))
    same = bool(answer) and tuple(shipped) == table
    return same and reason == answered_reason(exercise_id, state, table[1])


def is_of_another(reason: str, exercise_id: str, state: str, fact: Mapping[str, Any]) -> bool:
    """Tell whether a row's reason is one that we write, but not for this exercise and pain."""
    if reason == fact[f"reason_{state}"] or is_as_answered(reason, exercise_id, state, fact):
        return False
    others = {text for _, text, _ in shipped_ratings().values()}
    others |= {fact[f"reason_{one}"] for one in terms("pain_state")}
    return reason in others or reason.startswith(_OK_BECAUSE)


def says_ask(exercise_id: str, caution: str, cautions: str) -> bool:
    """Tell whether the caution of a plan's row says to ask; `cautions` are those of the table."""
    known = known_cautions().get(exercise_id, ())
    texts = [text for _, advice, text in known if advice in ("ask", "avoid")]
    if shipped_cautions().get(exercise_id) != cautions:  # somebody's own: see _unread_cautions
        texts += split_terms(cautions)
    texts.append(definitions("rating")["ask"])
    label = terms("rating")["ask"].casefold()
    return label in caution.casefold() or any(text in caution for text in texts)


def is_settled_before(exercise_id: str, caution: str) -> bool:
    """Tell whether a caution only says whether to begin: one that nobody knows counts all along."""
    advices = {
        advice for _, advice, text in known_cautions().get(exercise_id, ()) if text == caution
    }
    return bool(advices) and advices <= {"ask", "avoid"}


def rating_reason(row: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Say why the table asks first with a row's pain; "" where only a condition does."""
    asks = row["rating"] == "ask" == fact.get(f"rating_{row['pain_state']}")
    return str(row["reason"]) if asks else ""


def advice(row: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Say what to know before a row is done: the table's reason to ask, then the caution.

    The caution is left out where it only says again whom to ask.
    """
    reason, caution = rating_reason(row, fact), str(row["caution"])
    asks = "ask a health professional" in reason.casefold()
    again = asks and caution == definitions("rating")["ask"]
    return " ".join(filter(None, [reason, "" if again else caution]))


def ask_reason(row: Mapping[str, Any], fact: Mapping[str, Any]) -> str:
    """Say why a plan's row is one to ask about, as a log keeps it; "" where it is not one.

    The caution alone would not do: knee to chest has the same with long-lasting and with new pain.
    It comes last, so that no "Fine if ..." of the table has the last word over a condition.
    """
    if row["rating"] != "ask":
        return ""
    words = " ".join(f"{rating_reason(row, fact)} {row['caution']}".split())
    if len(words) <= REASON_MOST:
        return words
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]  # long ones that begin alike differ
    return f"{words[: REASON_MOST - 20]}... {digest}"


def may_be_done(
    plan: pd.DataFrame, exercises: pd.DataFrame, asked: Iterable[tuple[str, str]]
) -> pd.Series[bool]:
    """Say of each row of a plan whether it needs no asking, or was asked about for its reason."""
    facts, known = facts_of(plan["exercise_id"], exercises), set(asked)
    rows = records(plan)
    may = [
        row["rating"] != "ask"
        or (row["exercise_id"], ask_reason(row, facts[row["exercise_id"]])) in known
        for row in rows
    ]
    if any(is_needed(row) and not one for row, one in zip(rows, may, strict=True)):
        may = [False] * len(rows)
    return pd.Series(may, index=plan.index, dtype=bool)


def is_needed(row: Mapping[str, Any]) -> bool:
    """Tell whether nothing of a plan is done without a row: the walk, with new pain."""
    return row.get("pain_state") == "acute" and row["exercise_id"] == acute_walk()


def screened(
    plan: pd.DataFrame, exercises: pd.DataFrame, conditions: Iterable[str] | None
) -> pd.DataFrame:
    """Hold a checked plan to what applies to a person now, and may not have when it was made.

    What a condition advises against is left out, and what it says to ask about has to be asked
    about, as has what was fine for an answer that is taken back. Whoever made the plan knew of a
    condition whose words stand in a row's caution. None: this person was never asked.
    """
    if conditions is None:
        return plan
    ticked = Ticked((), frozenset(conditions))
    facts = facts_of(plan["exercise_id"], exercises)
    kept: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    for row in records(plan):
        held = _held(row, facts[row["exercise_id"]], ticked)
        if held is None:
            left_out.append(row)
        else:
            kept.append(held | {"order": len(kept) + 1})
    if any(is_needed(row) for row in left_out):
        kept = []
    found = plan_frame(kept)
    found.attrs = dict(plan.attrs)
    if left_out:
        names = and_list([str(row["name"]) for row in left_out])
        words = f"Left out, because of what you have said about you: {names}."
        found.attrs["notes"] = [*plan.attrs.get("notes", []), words]
        if not kept:
            found.attrs["refusal"] = f"{words} That leaves nothing to do. Please make a new plan."
    return found


def _held(row: dict[str, Any], facts: Mapping[str, Any], ticked: Ticked) -> dict[str, Any] | None:
    """Hold a plan's row to the answers; None where it has to be left out."""
    exercise_id, state = row["exercise_id"], row["pain_state"]
    fact = {**facts, "rating": "ok", "reason": facts[f"reason_{state}"]}
    answered = is_answered(row["reason"], exercise_id, state)
    if answered:
        fact["rating"] = "ask"
    rating, caution = rating_and_caution(exercise_id, fact, state, ticked)
    if rating == "avoid":
        return None
    if caution in row["caution"]:
        return row
    said = caution if row["caution"] in caution else f"{caution} {row['caution']}"
    rating = "ask" if "ask" in (rating, row["rating"]) else "ok"
    taken_back = answered and not _is_met(exercise_id, fact, state, ticked)
    reason = fact["reason"] if taken_back else row["reason"]
    return row | {"rating": rating, "reason": reason, "caution": said}


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


def _unread_cautions(exercise_id: str, cautions: str, ticked: Ticked) -> list[str]:
    """Return cautions of somebody's own table, which name no condition that we could look up."""
    own = shipped_cautions().get(exercise_id) != cautions
    answers = {answer for _, _, answer in shipped_ratings().values()}
    met = [one for one in terms("condition") if one in ticked.conditions - answers]
    unread = split_terms(cautions) if own and met else []
    return [*unread, _about(met)] if unread else []


def _is_met(exercise_id: str, row: Mapping[str, Any], state: str, ticked: Ticked) -> bool:
    """Tell whether an answer makes `ask` an `ok`: never for a rating that somebody changed."""
    rating, reason, answer = shipped_ratings().get((exercise_id, state), ("", "", ""))
    same = (rating, reason) == (row["rating"], row["reason"])
    return same and answer in ticked.conditions


@functools.cache
def known_cautions() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """Return condition, advice and words of each exercise's cautions."""
    table = load_table("cautions")
    groups = table.groupby("exercise_id")[["condition", "advice", "text"]]
    return MappingProxyType(
        {str(key): tuple(rows.itertuples(index=False, name=None)) for key, rows in groups}
    )


@functools.cache
def shipped_ratings() -> Mapping[tuple[str, str], tuple[str, str, str]]:
    """Return rating, reason and the answer that makes it ok, by exercise and pain state."""
    table = load_table("ratings")[["exercise_id", "pain_state", "rating", "reason", "ok_if"]]
    rows = table.itertuples(index=False, name=None)
    return MappingProxyType({(key, state): (*facts,) for key, state, *facts in rows})


@functools.cache
def shipped_cautions() -> Mapping[str, str]:
    """Return the cell of cautions of each exercise, as the shipped table has it."""
    cells = load_exercises()["cautions"]
    return MappingProxyType({str(exercise_id): cell for exercise_id, cell in cells.items()})
