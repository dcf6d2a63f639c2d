"""What a plan says: why each exercise is in it, what to know, why it is empty."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from backcare.exercises.filter import explain_exclusions, filter_exercises
from backcare.exercises.load import load_table, terms
from backcare.plan.candidates import Candidate, Pool
from backcare.plan.columns import records
from backcare.plan.dose import Dose
from backcare.plan.phases import dose_of, timings
from backcare.text import and_list
from backcare.wish import Wish, several


def why(one: Candidate, before: Sequence[Candidate]) -> str:
    """Say what an exercise was chosen for, beside those that come before it."""
    labels = terms("muscle_group")
    muscles = [_inside(labels.get(group, group)) for group in one.groups]
    part = f"{terms('part')[one.place.part]}."
    if not muscles:
        return part
    done = {group for other in before for group in other.groups}
    new = " Nothing before it does." if before and not done & set(one.groups) else ""
    return f"{part} It trains: {and_list(muscles)}.{new}"


def notes(
    chosen: Sequence[Candidate],
    found: Pool,
    crowded: Sequence[Candidate],
    *,
    level: int,
    wanted: int,
) -> list[str]:
    """Say what to know of the plan as a whole; `wanted` is the level that was asked for."""
    said = [_rule("safety_rules", "ask_first")]
    if to_ask := _names(one for one in chosen if one.rating == "ask"):
        said.append(f"Ask first, before you do: {to_ask}.")
    if found.advised_against:
        said.append(f"Left out because of what you ticked: {and_list(found.advised_against)}.")
    if level < wanted:
        said.append(_rule("plan_rules", "acute_level"))
    if chosen[0].place.part != "warm_up":
        said.append("There is no warm-up in this plan. Move about gently before you begin.")
    if crowded:
        rule = "so that no two hard ones for the same muscles follow each other"
        said.append(f"Left out, {rule}: {_names(crowded)}.")
    if len(chosen) + len(crowded) == len(found.candidates):
        said.append("This is all that suits what you asked for. It need not fill the time.")
    return said


def _names(several: Iterable[Candidate]) -> str:
    return and_list([one.row["name"] for one in several])


def too_short(candidates: Sequence[Candidate], seconds: int) -> str:
    """Say the least that fits, when nothing does."""
    lead = {one.rank: timings(one.exercise_id)["get_ready"][0] for one in candidates}
    least = min(candidates, key=lambda one: (one.seconds + lead[one.rank], one.rank))
    needed = least.seconds + lead[least.rank]
    enough = dose_words(Dose(minutes=math.ceil(needed / 60)), "both")
    return (
        f"{clock(seconds) or 'No time'} is too short for a plan. The shortest is "
        f"{least.row['name']}, which takes {clock(needed)}. Ask for {enough} or more."
    )


def nothing_fits(exercises: pd.DataFrame, wish: Wish, found: Pool) -> str:
    """Say why there is nothing to plan, and what would open it."""
    if exercises.empty:
        return "There is nothing to plan: the table has no exercises. Use load_exercises()."
    said = ["There is nothing to plan.", *_left_out(exercises, wish)]
    if found.advised_against:
        said.append(f"Left out because of what you ticked: {and_list(found.advised_against)}.")
    if found.on_their_own:
        alone = and_list(found.on_their_own)
        said.append(f"No part of a guided session, or without a stated amount: {alone}.")
    others = len(filter_exercises(exercises, pain_state=wish.pain_state))
    if wish.muscle_groups is not None and others:
        said.append(f"Without a choice of muscles there are {others} to choose from.")
    else:
        said.append("Ask a health professional what suits you.")
    return " ".join(said)


def _left_out(exercises: pd.DataFrame, wish: Wish) -> Iterator[str]:
    """Say what was wished for and why it may not be offered."""
    if wish.muscle_groups is not None:
        groups = [_inside(label) for group, label in terms("muscle_group").items()
                  if group in wish.muscle_groups]  # fmt: skip
        yield f"You picked: {and_list(groups) or 'no muscles'}."
    left_out = explain_exclusions(exercises, pain_state=wish.pain_state)
    trained = exercises["primary_muscles"] + "|" + exercises["secondary_muscles"]
    for exercise_id, row in zip(left_out.index, records(left_out), strict=True):
        if wish.muscle_groups is None or wish.muscle_groups & set(several(trained[exercise_id])):
            swap = f" Instead: {row['swap_name']}." if row["swap_name"] else ""
            yield f"{row['name']}: {row['reason']}{swap}"


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
    >>> print(bc.plan_summary(bc.make_plan(exercises, pain_state="acute", minutes=3)))
    1 exercise, 2 min 39 s
     1. Pelvic tilt: 8 times, hold 10 s. Ask first.
    Ask a health professional before you start any exercise for back pain. Depending on the
    cause and how strong the pain is, some exercises may not suit you or may harm you.
    Ask first, before you do: Pelvic tilt.
    >>> print(bc.plan_summary(bc.make_plan(exercises, pain_state="mild", minutes=0.5)))
    30 s is too short for a plan. The shortest is Press-up back extension, which takes 39 s.
    Ask for 1 minute or more.
    """
    if plan.empty:
        return plan.attrs.get("refusal") or "There is no exercise in this plan."
    count = len(plan)
    head = f"{count} exercise{'s' if count != 1 else ''}, {clock(int(plan['seconds'].sum()))}"
    lines = [_line(row) for row in records(plan)]
    return "\n".join([head, *lines, *plan.attrs.get("notes", [])])


def dose_words(dose: Dose, sides: str, variant: str = "", *, in_full: bool = False) -> str:
    """Say how much of an exercise to do; `in_full` writes "seconds" out.

    Examples
    --------
    >>> dose_words(Dose(sets=2, reps=8, hold_s=5), "one_then_other", "opposite_arm")
    '2 sets of 8 times on each side, hold 5 s, with the opposite arm'
    >>> dose_words(Dose(minutes=5), "both")
    '5 minutes'
    >>> dose_words(Dose(reps=8, hold_s=1), "both", in_full=True)
    '8 times, hold 1 second'
    """
    if dose.minutes is not None:
        return f"{dose.minutes:g} minute{'s' if dose.minutes != 1 else ''}"
    times = "once" if dose.reps == 1 else f"{dose.reps} times"
    parts = [f"{dose.sets} sets of {times}" if dose.sets > 1 else times]
    if sides != "both":
        parts[0] += " on each side"
    for name, seconds in (("hold", dose.hold_s), ("rest", dose.rest_s)):
        unit = f"second{'s' if seconds != 1 else ''}" if in_full else "s"
        parts += [f"{name} {seconds} {unit}"] if seconds else []
    parts += [_inside(terms("variant")[variant])] if variant else []
    return ", ".join(filter(None, parts))


def clock(seconds: int) -> str:
    """Write a time as people say it.

    Examples
    --------
    >>> clock(45), clock(120), clock(125)
    ('45 s', '2 min', '2 min 5 s')
    """
    minutes, rest = divmod(seconds, 60)
    return " ".join(filter(None, [f"{minutes} min" * bool(minutes), f"{rest} s" * bool(rest)]))


def _line(row: dict[str, Any]) -> str:
    ask = " Ask first." if row["rating"] == "ask" else ""
    mark = f" ({row['outside']})" if row["outside"] else ""
    much = dose_words(dose_of(row), row["sides"], row["variant"])
    return f"{row['order']:2}. {row['name']}: {much}.{ask}{mark}"


def _inside(label: str) -> str:
    """Write a label as words inside a sentence."""
    return label[:1].lower() + label[1:]


def _rule(table: str, rule_id: str) -> str:
    rules = load_table(table).set_index("rule_id")
    return str(rules.loc[rule_id, "text"])
