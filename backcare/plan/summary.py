"""What a plan says in words: line by line, what to know of it, and why there is none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set as AbstractSet
from typing import Any

import pandas as pd

from backcare.exercises.filter import explain_exclusions, filter_exercises
from backcare.plan.dose import Dose, acute_walk, dose_words, records, row_dose_words
from backcare.tables.shipped import load_table
from backcare.tables.vocabulary import terms
from backcare.text import about_minutes, and_list, clock, counted, inside_sentence, split_terms

NO_WARM_UP = "This plan has no warm-up. Move about gently before you start."


def plan_summary(plan: pd.DataFrame) -> str:
    """Say a plan in words, line by line; or why there is none.

    Parameters
    ----------
    plan : pandas.DataFrame
        A plan, as `make_plan`, `check_plan` or `load_plan` gives it; it may be empty.

    Returns
    -------
    str
        How many exercises and how long, a line for each exercise, and the notes; for an empty
        plan what to do instead. Plain text, to print or to show.

    Examples
    --------
    >>> exercises = bc.load_exercises()
    >>> print(bc.plan_summary(bc.make_plan(exercises, pain_state="acute", minutes=8)))
    About 5 minutes, 1 exercise. 1 more once you have asked about it.
     1. Walking: 5 minutes.
     2. Pelvic tilt: 8 times, hold 10 s. Ask first.
    Before you do this one, ask a health professional: Pelvic tilt.
    Ask a health professional before you start any exercise for back pain. Depending on the
    cause and how strong the pain is, some exercises may not suit you or may harm you.
    With sudden or new pain, a plan is a walk, and after it at most 2 exercises, from the
    gentlest on.
    >>> print(bc.plan_summary(bc.make_plan(exercises, pain_state="mild", minutes=0.5)))
    30 s is too short for a plan. The shortest is Press-up back extension, which takes 39 s.
    Choose 1 minute or more.
    """
    if plan.empty:
        return plan.attrs.get("refusal") or "This plan has no exercises."
    lines = [_line(row) for row in records(plan)]
    return "\n".join([plan_head(plan), *lines, *plan_notes(plan)])


def plan_notes(plan: pd.DataFrame) -> list[str]:
    """Say what to know of a plan as a whole; what to ask about goes by how it is rated now."""
    # A plan that was refused may have no columns at all.
    to_ask = [] if plan.empty else list(plan.loc[plan["rating"].eq("ask"), "name"])
    which = "this one" if len(to_ask) == 1 else "these"
    asks = [f"Before you do {which}, ask a health professional: {and_list(to_ask)}."]
    return [*asks[: len(to_ask)], *plan.attrs.get("notes", [])]


def further_notes(plan: pd.DataFrame) -> list[str]:
    """Return the notes that a screen still has to say, where rows and rules say the rest.

    Each row says that it is to be asked about, and the first safety rule stands above.
    """
    ask_first = _rule_text("safety_rules", "ask_first")
    return [note for note in plan.attrs.get("notes", []) if note != ask_first]


def in_short(plan: pd.DataFrame, may: pd.Series[bool] | None = None) -> str:
    """Say in a few words what will be done of a plan, and what only once it was asked about.

    `may` says of each row whether it may be done (`may_be_done`); without it, nothing was asked
    about. `inShort` in a page.
    """
    may = plan["rating"].ne("ask") if may is None else may
    number, more = int(may.sum()), int((~may).sum())
    once = f"once you have asked about {'it' if more == 1 else 'them'}"
    if not number:
        return f"{counted(more, 'exercise')}, {once}"
    lasts = about_minutes(plan.loc[may, "seconds"].sum())
    return f"{lasts}, {counted(number, 'exercise')}" + (f". {more} more {once}." if more else "")


def plan_head(plan: pd.DataFrame, may: pd.Series[bool] | None = None) -> str:
    """Say it as a heading, or why there is no plan."""
    if plan.empty:
        return plan_summary(plan).splitlines()[0]
    words = in_short(plan, may)
    return words[0].upper() + words[1:]


def _line(row: dict[str, Any]) -> str:
    ask = " Ask first." if row["rating"] == "ask" else ""
    outside = outside_words(row)
    mark = outside and f" {outside}"
    return f"{row['order']:2}. {row['name']}: {row_dose_words(row)}.{ask}{mark}"


def outside_words(row: Mapping[str, Any]) -> str:
    """Say which amounts of a plan's row are outside the table's range; "" where none is."""
    given = row["outside"]
    return given and f"Outside the usual range, set by the person who made this plan: {given}."


def notes(
    rows: Sequence[dict[str, Any]],
    *,
    advised_against: Sequence[str],
    crowded_out: Sequence[str],
    asked_level: int,
    is_everything: bool,
) -> list[str]:
    """Say what to know of a plan as a whole, given its rows and the names of what is not in it."""
    sentences = [_rule_text("safety_rules", "ask_first")]
    acute = rows[0]["pain_state"] == "acute"
    sentences += [_rule_text("plan_rules", "acute_exercises")] if acute else []
    sentences += _left_out_for_an_answer(advised_against)
    if rows[0]["level"] < asked_level:
        sentences.append(_rule_text("plan_rules", "acute_level"))
    if rows[0]["part"] != "warm_up":
        sentences.append(NO_WARM_UP)
    if crowded_out:
        rule = "so that two hard exercises for the same muscles do not come one after the other"
        sentences.append(f"Left out, {rule}: {and_list(crowded_out)}.")
    if is_everything and not acute:
        sentences.append(
            "This is everything that fits your choices. It does not have to fill the time."
        )
    return sentences


def too_short(seconds: int, *, shortest: str, needed: int) -> str:
    """Say the least that fits, when nothing does; `needed` are the seconds of the shortest."""
    enough = dose_words(Dose(minutes=math.ceil(needed / 60)), "both")
    return (
        f"{clock(seconds) or 'No time'} is too short for a plan. The shortest is "
        f"{shortest}, which takes {clock(needed)}. Choose {enough} or more."
    )


def nothing_fits(
    exercises: pd.DataFrame,
    pain_state: str,
    muscle_groups: AbstractSet[str] | None,
    *,
    advised_against: Sequence[str],
    on_their_own: Sequence[str],
) -> str:
    """Say why there is nothing to plan, and what would open it."""
    if exercises.empty:
        return "There is nothing to plan: the table has no exercises. Use load_exercises()."
    sentences = ["There is nothing to plan."]
    sentences += _not_offered(exercises, pain_state, muscle_groups)
    sentences += _left_out_for_an_answer(advised_against)
    if on_their_own:
        alone = and_list(on_their_own)
        sentences.append(
            f"Left out because they are done on their own or have no set amount: {alone}."
        )
    others = len(filter_exercises(exercises, pain_state=pain_state))
    if muscle_groups is not None and others:
        sentences.append(f"If you do not pick any muscles, there are {others} to choose from.")
    else:
        sentences.append("Ask a health professional what suits you.")
    return " ".join(sentences)


def no_walk(
    exercises: pd.DataFrame,
    muscle_groups: AbstractSet[str] | None,
    *,
    advised_against: Sequence[str],
) -> str:
    """Say why there is no plan for sudden or new pain: the walk is ruled out, or not there."""
    sentences = ["There is nothing to plan.", _rule_text("plan_rules", "acute_walk")]
    walk = exercises["name"].get(acute_walk())
    if walk is None:
        sentences += ["This table has no walk.", *_not_offered(exercises, "acute", muscle_groups)]
    elif walk in advised_against:
        sentences += _left_out_for_an_answer([str(walk)])
    else:
        sentences += _not_offered(exercises.loc[[acute_walk()]], "acute", None)
    return " ".join([*sentences, "Ask a health professional what suits you."])


def _left_out_for_an_answer(names: Sequence[str]) -> list[str]:
    why = "what you ticked under “About you”"
    return [f"Left out because of {why}: {and_list(names)}."] if names else []


def _not_offered(
    exercises: pd.DataFrame, pain_state: str, muscle_groups: AbstractSet[str] | None
) -> Iterator[str]:
    """Say what was asked for and why it may not be offered."""
    if muscle_groups is not None:
        groups = [inside_sentence(label) for group, label in terms("muscle_group").items()
                  if group in muscle_groups]  # fmt: skip
        yield f"You picked: {and_list(groups) or 'no muscles'}."
    left_out = explain_exclusions(exercises, pain_state=pain_state)
    trained = exercises["primary_muscles"] + "|" + exercises["secondary_muscles"]
    for exercise_id, row in zip(left_out.index, records(left_out), strict=True):
        if muscle_groups is None or muscle_groups & set(split_terms(trained[exercise_id])):
            yield f"{row['name']}: {row['reason']}{_instead(row)}"


def _instead(row: Mapping[str, Any]) -> str:
    """Name the swap of an exercise that is left out, and say where it is one to ask about."""
    if not row["swap_name"]:
        return ""
    ask = f" ({inside_sentence(terms('rating')['ask'])})" if row["swap_rating"] == "ask" else ""
    return f" Instead: {row['swap_name']}{ask}."


def _rule_text(table: str, rule_id: str) -> str:
    rules = load_table(table).set_index("rule_id")
    return str(rules.loc[rule_id, "text"])
