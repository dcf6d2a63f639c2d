"""Making a plan: what may be offered today, dosed, ordered and timed.

What may stand in a plan today: each exercise that is offered, with its dose and its time.

Choosing from the candidates, and their order, so that the time is never exceeded.

One at a time, the next exercise is the one that what is chosen so far needs most; it goes to a
place where it stands beside no hard one for the same muscles. An order that keeps the rules is
thereby kept at every step. The same candidates always give the same plan.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from backcare.exercises.filter import (
    Criteria,
    check_columns,
    explain_exclusions,
    filter_exercises,
    read_criteria,
)
from backcare.plan.dose import (
    Dose,
    Place,
    level_dose,
    place_of,
    plan_frame,
    plan_rules,
    ranges,
    records,
)
from backcare.plan.phases import seconds_of, timings
from backcare.plan.screening import Answers, Ticked, read_answers, refusal, verdict
from backcare.plan.text import dose_words
from backcare.tables.shipped import load_table
from backcare.tables.vocabulary import Terms, terms
from backcare.text import and_list, clock, inside_sentence, split_terms

# One of these says how much; a rest alone does not.
_HOW_MUCH = {"reps", "minutes"}


class Candidate(NamedTuple):
    """One exercise that may be chosen.

    `seconds` is the time without that to get into place; `groups` are the muscle groups to
    balance, `mainly` those that it mainly works; `rank` is its place in the table.
    """

    exercise_id: str
    row: Mapping[str, Any]
    place: Place
    dose: Dose
    most_minutes: float
    rating: str
    caution: str
    groups: tuple[str, ...]
    mainly: frozenset[str]
    hard: bool
    seconds: int
    rank: int


class Pool(NamedTuple):
    """The candidates, and the names of those left out: for an answer, or for want of a dose."""

    candidates: list[Candidate]
    advised_against: list[str]
    on_their_own: list[str]


def pool(offered: pd.DataFrame, state: str, level: int, ticked: Ticked, wish: set[str]) -> Pool:
    """Turn the rows that may be offered into candidates.

    Examples
    --------
    >>> from backcare.plan.screening import read_answers
    >>> offered = bc.filter_exercises(bc.load_exercises(), pain_state="acute")
    >>> found = pool(offered, "acute", 1, read_answers("leg_symptoms"), set())
    >>> found.candidates[0].exercise_id, found.advised_against[0]
    ('walking', 'Hamstring stretch with a towel')
    """
    found = Pool([], [], [])
    rows = zip(offered.index.map(str), records(offered), strict=True)
    for rank, (exercise_id, row) in enumerate(rows):
        judged = verdict(exercise_id, row, state, ticked)
        place, amounts = place_of(exercise_id, row), ranges(exercise_id, row)
        if judged.rating == "avoid":
            found.advised_against.append(row["name"])
        elif place.part == "on_its_own" or not amounts.keys() & _HOW_MUCH:
            found.on_their_own.append(row["name"])
        else:
            dose = level_dose(amounts, level)
            # A walk begins short; time that is left over may lengthen it to the level's dose.
            short = dose._replace(minutes=amounts["minutes"][0]) if dose.minutes else dose
            mainly, groups = _groups(row, wish)
            told = (judged.rating, judged.caution, groups, mainly, is_hard(row))
            lasts = work(exercise_id, short, place)
            found.candidates.append(
                Candidate(exercise_id, row, place, short, dose.minutes or 0, *told, lasts, rank)
            )
    return found


def work(exercise_id: str, dose: Dose, place: Place) -> int:
    """Return the seconds of an exercise without the time to get into place."""
    first = seconds_of(exercise_id, dose, place.sides, first=True)
    return first - timings(exercise_id)["get_ready"][0]


def is_hard(row: Mapping[str, Any]) -> bool:
    """Tell what is hard; an exercise whose difficulty nobody stated counts as hard.

    Examples
    --------
    >>> is_hard({"difficulty": 1}), is_hard({"difficulty": pd.NA})
    (False, True)
    """
    difficulty = row.get("difficulty", pd.NA)
    return bool(pd.isna(difficulty) or difficulty >= plan_rules()["hard_from"])


def _groups(row: Mapping[str, Any], wish: set[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return what an exercise mainly works, and the groups to balance: those wished for."""
    mainly = split_terms(row["primary_muscles"])
    if not wish:
        return frozenset(mainly), tuple(mainly)
    wished = [group for group in mainly if group in wish]
    also = [group for group in split_terms(row["secondary_muscles"]) if group in wish]
    return frozenset(mainly), tuple(wished or also)


def fill(candidates: Sequence[Candidate], seconds: int) -> list[Candidate]:
    """Choose and order as many exercises as fit into the time.

    Parameters
    ----------
    candidates : sequence of Candidate
        What may be chosen.
    seconds : int
        The time there is.

    Returns
    -------
    list of Candidate
        In the order in which to do them; empty when not even one fits.
    """
    chosen: list[Candidate] = []
    left = list(candidates)
    while options := [
        (_need(one, chosen), one, longer)
        for one in left
        if not _walks_too_long(one, candidates, seconds)
        and (longer := _with(one, chosen))
        and total_seconds(longer) <= seconds
    ]:
        _, best, chosen = min(options, key=lambda option: option[0])
        left.remove(best)
    for place, one in enumerate(chosen):
        chosen[place] = _lengthened(one, seconds - total_seconds(chosen))
    return chosen


def crowded_out(
    chosen: Sequence[Candidate], candidates: Sequence[Candidate], seconds: int
) -> list[Candidate]:
    """Return those for which there was time, but no place beside others for the same muscles."""
    left = [one for one in candidates if one.exercise_id not in {two.exercise_id for two in chosen}]
    return [
        one for one in left if not one.dose.minutes and total_seconds([*chosen, one]) <= seconds
    ]


def total_seconds(chosen: Sequence[Candidate]) -> int:
    """Return the time of exercises done one after the other, with that between them."""
    return sum(one.seconds + _lead(one, first=place == 0) for place, one in enumerate(chosen))


def _lead(one: Candidate, *, first: bool) -> int:
    return timings(one.exercise_id)["get_ready" if first else "change_over"][0]


def _walks_too_long(one: Candidate, candidates: Sequence[Candidate], seconds: int) -> bool:
    """Tell whether a walk would leave too little time for exercises that are as welcome."""
    if not one.dose.minutes:
        return False
    others = any(not other.dose.minutes and _rank(other) <= _rank(one) for other in candidates)
    return others and one.seconds > seconds * plan_rules()["activity_percent_max"] / 100


def _rank(one: Candidate) -> int:
    return ("ok", "ask").index(one.rating)


def _need(one: Candidate, chosen: list[Candidate]) -> tuple[bool, int, bool, float, int]:
    """Order by what is needed most: a warm-up to begin with, `ok` before `ask`, then balance."""
    counts = [sum(group in other.groups for other in chosen) for group in one.groups]
    warms_up = one.place.part == "warm_up"
    crowded = sum(counts) / len(counts) if counts else len(chosen)
    # What is to be asked about is the gentler the better; the rest is for balance.
    gentle = one.rating == "ok" or not one.hard
    return not chosen and not warms_up, _rank(one), not gentle, crowded, one.rank


def _with(one: Candidate, chosen: list[Candidate]) -> list[Candidate]:
    """Put one more in: in its part, where there is least getting up and down; [] if nowhere."""
    order = list(terms("part"))
    parts = [order.index(other.place.part) for other in chosen]
    part = order.index(one.place.part)
    slots = range(sum(p < part for p in parts), sum(p <= part for p in parts) + 1)
    allowed = [slot for slot in slots if not _clashes(one, chosen[max(0, slot - 1) : slot + 1])]
    if not allowed:
        return []
    best = max(allowed, key=lambda slot: (_stays_down(one, chosen, slot), slot))
    return [*chosen[:best], one, *chosen[best:]]


def _clashes(one: Candidate, neighbours: list[Candidate]) -> bool:
    return any(one.hard and other.hard and one.mainly & other.mainly for other in neighbours)


def _stays_down(one: Candidate, chosen: list[Candidate], slot: int) -> int:
    """Count the changes of position that a slot saves."""
    positions = [None, *(other.row["position"] for other in chosen), None]
    before, after, own = positions[slot], positions[slot + 1], one.row["position"]
    return int(own == before) + int(own == after) - int(before is not None and before == after)


def _lengthened(one: Candidate, left: int) -> Candidate:
    """Give a walk the whole minutes that are left over, up to the dose of its level."""
    if not one.dose.minutes:
        return one
    minutes = min(one.most_minutes, one.dose.minutes + left // 60)
    dose = one.dose._replace(minutes=minutes)
    return one._replace(dose=dose, seconds=work(one.exercise_id, dose, one.place))


def make_plan(
    exercises: pd.DataFrame,
    *,
    pain_state: str,
    minutes: float,
    muscle_groups: Terms = None,
    level: int = 1,
    answers: Answers = None,
) -> pd.DataFrame:
    """Make a plan for one session: which exercises, in which order, and how much of each.

    Only what `filter_exercises` offers is ever in it; `ok` comes before `ask`. A warm-up
    comes first, two hard exercises for the same muscles never follow each other, the muscle
    groups are balanced, and the time is never above the minutes asked for. The same question
    always gets the same plan.

    Where there is nothing to plan the plan is empty, and says why: see `plan_summary`. So it
    is when a warning sign is ticked: that is no error of the person who asks.

    Parameters
    ----------
    exercises : pandas.DataFrame
        The wide frame, as `load_exercises` gives it.
    pain_state : str
        Today's pain: none, mild, chronic or acute.
    minutes : float
        How long the session may take at most; above 0, at most 120.
    muscle_groups : str or iterable of str, optional
        What to train: exercises for any of these groups. None is no wish.
    level : int, default 1
        How much, inside the ranges of the table: 1 the smallest amounts, 3 the largest. With
        acute pain it is always 1.
    answers : iterable of str, or mapping of str to bool, optional
        What is true for this person: `flag_id`s of `load_red_flags` and terms of the
        vocabulary `condition`. A red flag gives an empty plan that says what to do. A condition
        makes an exercise one to ask about, or leaves it out, as the table of cautions says;
        or it answers the question on which an exercise depends (arching_eases, supervised).

    Returns
    -------
    pandas.DataFrame
        One exercise a row, in the order in which to do them:

        - `order` (from 1), `exercise_id`, `name`, `part` (warm_up, main, wind_down);
        - the dose: `sets`, `reps`, `hold_s`, `rest_s` (after each repetition) and `minutes`
          (for a walk), <NA> where not counted; `sides` (both, one_then_other, in_turn: the
          repetitions count for each side), `variant` ("" or a harder form), `level`;
        - `pain_state`, `rating` (ok or ask), `caution` (what to be told before), `why` (chosen
          for what), `reason` (the table's reason for the rating), `source`;
        - `seconds` with the time to get into place, and `outside` (what a clinician set
          outside the table's range; "" here).

        `plan.attrs` has `notes` (a list of sentences), `refusal` (why it is empty, or "") and
        `refused_for` ("", red_flags, nothing_fits or too_short); a file does not keep these.

    Raises
    ------
    ValueError
        If minutes or level are out of range, a term is unknown, or the frame lacks a column.

    Examples
    --------
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=10)
    >>> plan[["name", "reps", "hold_s", "sides", "seconds"]]
                                 name  reps  hold_s           sides  seconds
    0                     Pelvic tilt     8      10            both      159
    1                 Single leg lift    10       1  one_then_other      214
    2                  Partial crunch     8       1            both       92
    3  Hamstring stretch with a towel     2      15  one_then_other      118
    >>> bool(plan["seconds"].sum() <= 10 * 60)
    True
    >>> bc.make_plan(bc.load_exercises(), pain_state="mild", minutes=10, answers="fever").empty
    True

    Source: doses and ratings are the table's; the rules are in `load_table("plan_rules")`,
    times in `load_table("timings")`, both our own judgement.
    """
    seconds, asked_level = _seconds(minutes), _level(level)
    check_columns(exercises, ["kind", "cautions", "position"])
    wish = read_criteria(pain_state, muscle_groups, None, None)
    ticked = read_answers(answers)
    offered = filter_exercises(exercises, pain_state=pain_state, muscle_groups=muscle_groups)
    if told := refusal(ticked):
        return _finished([], [], told, "red_flags")
    highest = plan_rules()["acute_level_max"] if pain_state == "acute" else asked_level
    used = min(asked_level, int(highest))
    found = pool(offered, pain_state, used, ticked, set(wish.muscle_groups or ()))
    if not found.candidates:
        return _finished([], [], nothing_fits(exercises, wish, found), "nothing_fits")
    chosen = fill(found.candidates, seconds)
    if not chosen:
        return _finished([], [], too_short(found.candidates, seconds), "too_short")
    crowded = crowded_out(chosen, found.candidates, seconds)
    told_of = notes(chosen, found, crowded, level=used, wanted=asked_level)
    return _finished(_rows(chosen, pain_state, used), told_of)


def _finished(
    rows: list[dict[str, Any]], notes: list[str], refused: str = "", because: str = ""
) -> pd.DataFrame:
    plan = plan_frame(rows)
    plan.attrs.update(notes=notes, refusal=refused, refused_for=because)
    return plan


def _rows(chosen: Sequence[Candidate], pain_state: str, level: int) -> list[dict[str, Any]]:
    return [
        {
            "order": place + 1,
            "exercise_id": one.exercise_id,
            "name": one.row["name"],
            "part": one.place.part,
            **one.dose._asdict(),
            "sides": one.place.sides,
            "level": level,
            "pain_state": pain_state,
            "rating": one.rating,
            "caution": one.caution,
            "why": why(one, chosen[:place]),
            "reason": one.row["reason"],
            "source": _sources(one),
            "seconds": seconds_of(one.exercise_id, one.dose, one.place.sides, first=place == 0),
        }
        for place, one in enumerate(chosen)
    ]


def _sources(one: Candidate) -> str:
    """Join the sources of rating, dose and place, each named once."""
    keys = [one.row["source"], one.row.get("dose_source", ""), one.place.source]
    return "|".join(dict.fromkeys(key for cell in keys for key in cell.split("|") if key))


def _seconds(minutes: object) -> int:
    longest = plan_rules()["minutes_max"]
    number = isinstance(minutes, Real) and not isinstance(minutes, bool | np.bool_)
    if not (number and 0 < float(minutes) <= longest):  # type: ignore[arg-type]  # it is a number
        raise ValueError(
            f"minutes must be a number above 0 and at most {longest:g}, got {minutes!r}. "
            "Pass the minutes that there are, such as 20."
        )
    return int(float(minutes) * 60)  # type: ignore[arg-type]


def _level(level: object) -> int:
    highest = int(plan_rules()["levels"])
    whole = isinstance(level, int | np.integer) and not isinstance(level, bool)
    if not (whole and 1 <= int(level) <= highest):  # type: ignore[call-overload]  # it is whole
        raise ValueError(
            f"level must be a whole number from 1 (least) to {highest} (most), got {level!r}."
        )
    return int(level)  # type: ignore[call-overload, no-any-return]


def why(one: Candidate, before: Sequence[Candidate]) -> str:
    """Say what an exercise was chosen for, beside those that come before it."""
    labels = terms("muscle_group")
    muscles = [inside_sentence(labels.get(group, group)) for group in one.groups]
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


def nothing_fits(exercises: pd.DataFrame, wish: Criteria, found: Pool) -> str:
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


def _left_out(exercises: pd.DataFrame, wish: Criteria) -> Iterator[str]:
    """Say what was wished for and why it may not be offered."""
    if wish.muscle_groups is not None:
        groups = [inside_sentence(label) for group, label in terms("muscle_group").items()
                  if group in wish.muscle_groups]  # fmt: skip
        yield f"You picked: {and_list(groups) or 'no muscles'}."
    left_out = explain_exclusions(exercises, pain_state=wish.pain_state)
    trained = exercises["primary_muscles"] + "|" + exercises["secondary_muscles"]
    for exercise_id, row in zip(left_out.index, records(left_out), strict=True):
        if wish.muscle_groups is None or wish.muscle_groups & set(
            split_terms(trained[exercise_id])
        ):
            swap = f" Instead: {row['swap_name']}." if row["swap_name"] else ""
            yield f"{row['name']}: {row['reason']}{swap}"


def _rule(table: str, rule_id: str) -> str:
    rules = load_table(table).set_index("rule_id")
    return str(rules.loc[rule_id, "text"])
