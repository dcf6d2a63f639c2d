"""A plan made for today: rows that may be offered, candidates, those chosen, the plan's frame.

`make_plan` goes these four steps, each a section below. With sudden or new pain the choice is
another one: a walk, and after it very little. The same question always gets the same plan: nothing
is drawn by chance.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from backcare.exercises.filter import filter_exercises, read_criteria
from backcare.exercises.load import check_columns
from backcare.plan.dose import (
    Dose,
    Place,
    acute_walk,
    follows_acute_walk,
    level_dose,
    place_of,
    plan_frame,
    plan_rules,
    ranges,
    records,
)
from backcare.plan.phases import seconds_of, timings
from backcare.plan.screening import (
    Answers,
    Ticked,
    answered_reason,
    rating_and_caution,
    read_answers,
    refusal,
)
from backcare.plan.summary import no_walk, notes, nothing_fits, too_short
from backcare.tables.vocabulary import Terms, terms
from backcare.text import and_list, inside_sentence, join_terms, split_terms

# One of these says how much; a rest alone does not.
_HOW_MUCH = {"reps", "minutes"}


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

    With sudden or new pain a plan is a walk, shortened to fit the minutes, and after it at most
    two exercises of difficulty 1, from the gentlest on. There is no plan without the walk.

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
        What to train: exercises for any of these groups. None is any. The walk with which a plan
        for sudden or new pain begins is in it whatever is picked.
    level : int, default 1
        How much, inside the ranges of the table: 1 the smallest amounts, 3 the largest. With
        acute pain it is always 1.
    answers : iterable of str, or mapping of str to bool, optional
        What applies to this person: `flag_id`s of `load_red_flags` and terms of the
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
        - `pain_state`, `rating` (ok or ask), `caution` (what to know before), `why` (chosen
          for what), `reason` (the table's reason for the rating, after the answer that made it ok,
          if one did), `source`;
        - `seconds` with the time to get into place, and `outside` (what a clinician set
          outside the table's range; "" here).

        `plan.attrs` has `minutes` (as asked for), `notes` (a list of sentences), `refusal` (why it
        is empty, or "") and `refused_for` ("", red_flags, nothing_fits or too_short); a file does
        not keep these.

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
    return plan_from(
        exercises,
        pain_state=pain_state,
        minutes=minutes,
        muscle_groups=muscle_groups,
        level=level,
        answers=answers,
    )


def plan_from(
    exercises: pd.DataFrame,
    only: Sequence[str] | None = None,
    *,
    pain_state: str,
    minutes: float,
    muscle_groups: Terms = None,
    level: int = 1,
    answers: Answers = None,
) -> pd.DataFrame:
    """Make a plan as `make_plan` does, of `only` these, in their order where it keeps the rules."""
    seconds, asked_level = asked_seconds(minutes), _level(level)
    check_columns(exercises, ["kind", "cautions", "position"])
    groups = read_criteria(pain_state, muscle_groups, None, None).muscle_groups
    ticked = read_answers(answers)
    offered = filter_exercises(exercises, pain_state=pain_state, muscle_groups=groups)
    if ticked.flags:
        return _refused(refusal(ticked), "red_flags")

    acute = pain_state == "acute"
    level = min(asked_level, int(plan_rules()["acute_level_max"])) if acute else asked_level
    suited = _for_new_pain(exercises, offered) if acute else offered
    found = _find_candidates(suited, pain_state, level, ticked, groups or frozenset())
    wanted = [one for one in found.candidates if only is None or one.exercise_id in only]
    if not _can_begin(wanted, pain_state):
        names = {"advised_against": found.advised_against, "on_their_own": found.on_their_own}
        words = nothing_fits(exercises, pain_state, groups, **names)
        if acute:
            words = no_walk(exercises, groups, advised_against=found.advised_against)
        return _refused(words, "nothing_fits")

    chosen = (
        _choose_for_new_pain(wanted, seconds) if acute else _choose(wanted, seconds, only or ())
    )
    if not chosen:
        shortest, needed = _shortest(wanted, pain_state)
        return _refused(too_short(seconds, shortest=shortest, needed=needed), "too_short")

    crowded = [] if acute else _crowded_out(chosen, wanted, seconds)
    rows = [
        _plan_row(one, chosen[:place], pain_state=pain_state, level=level)
        for place, one in enumerate(chosen)
    ]
    plan = plan_frame(rows)
    sentences = notes(
        rows,
        advised_against=found.advised_against,
        crowded_out=[one.name for one in crowded],
        asked_level=asked_level,
        is_everything=len(chosen) + len(crowded) == len(found.candidates),
    )
    plan.attrs.update(minutes=float(minutes), notes=sentences, refusal="", refused_for="")
    return plan


def _refused(words: str, because: str) -> pd.DataFrame:
    plan = plan_frame([])
    plan.attrs.update(notes=[], refusal=words, refused_for=because)
    return plan


def asked_seconds(minutes: object) -> int:
    """Check the minutes that a session may take, and return them in seconds."""
    longest = plan_rules()["minutes_max"]
    number = isinstance(minutes, Real) and not isinstance(minutes, bool | np.bool_)
    if not (number and 0 < float(minutes) <= longest):  # type: ignore[arg-type]  # it is a number
        raise ValueError(
            f"minutes must be a number above 0 and at most {longest:g}, got {minutes!r}. "
            "Pass the minutes you have, such as 20."
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


# --- candidates: what may be offered today, each with its dose and its time -----------------


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

    @property
    def name(self) -> str:
        """Its name, as the table has it."""
        return str(self.row["name"])


class _Found(NamedTuple):
    """The candidates, and the names of those left out: for an answer, or for want of a dose."""

    candidates: list[Candidate]
    advised_against: list[str]
    on_their_own: list[str]


def _find_candidates(
    offered: pd.DataFrame, pain_state: str, level: int, ticked: Ticked, wanted: frozenset[str]
) -> _Found:
    """Turn the rows that may be offered into candidates."""
    found = _Found([], [], [])
    rows = zip(offered.index.map(str), records(offered), strict=True)
    for rank, (exercise_id, row) in enumerate(rows):
        rating, caution = rating_and_caution(exercise_id, row, pain_state, ticked)
        place, amounts = place_of(exercise_id, row), ranges(exercise_id, row)
        if rating == "avoid":
            found.advised_against.append(row["name"])
        elif place.part == "on_its_own" or not amounts.keys() & _HOW_MUCH:
            found.on_their_own.append(row["name"])
        else:
            dose = level_dose(amounts, level)
            # A walk begins short; time that is left over may lengthen it to the level's dose.
            short = dose._replace(minutes=amounts["minutes"][0]) if dose.minutes else dose
            candidate = Candidate(
                exercise_id,
                row,
                place,
                dose=short,
                most_minutes=dose.minutes or 0,
                rating=rating,
                caution=caution,
                groups=_groups_to_balance(row, wanted),
                mainly=frozenset(split_terms(row["primary_muscles"])),
                hard=_is_hard(row),
                seconds=_working_seconds(exercise_id, short, place),
                rank=rank,
            )
            found.candidates.append(candidate)
    return found


def _groups_to_balance(row: Mapping[str, Any], wanted: frozenset[str]) -> tuple[str, ...]:
    """Return what an exercise mainly works; of groups asked for, what it works at all."""
    mainly, also = (split_terms(row[f"{rank}_muscles"]) for rank in ("primary", "secondary"))
    if not wanted:
        return tuple(mainly)
    return tuple(one for one in (also if wanted.isdisjoint(mainly) else mainly) if one in wanted)


def _is_hard(row: Mapping[str, Any]) -> bool:
    """Tell what is hard; an exercise whose difficulty nobody stated counts as hard."""
    difficulty = row.get("difficulty", pd.NA)
    return bool(pd.isna(difficulty) or difficulty >= plan_rules()["hard_from"])


def _working_seconds(exercise_id: str, dose: Dose, place: Place) -> int:
    """Return the seconds of an exercise without the time to get into place."""
    first = seconds_of(exercise_id, dose, place.sides, first=True)
    return first - timings(exercise_id)["get_ready"][0]


# --- choosing: as many as fit into the time, in their order ---------------------------------


def _choose(candidates: Sequence[Candidate], seconds: int, order: Sequence[str]) -> list[Candidate]:
    """Choose and order as many exercises as fit into the time; none where not even one does."""
    suited = _without_long_walks(candidates, seconds)
    chosen = _kept_in_order(suited, seconds, order) or _chosen_by_need(suited, seconds)
    for place, one in enumerate(chosen):
        chosen[place] = _lengthened(one, seconds - _total_seconds(chosen))
    return chosen


def _kept_in_order(
    candidates: Sequence[Candidate], seconds: int, order: Sequence[str]
) -> list[Candidate]:
    """Take all candidates in an order that is known; none where it breaks a rule or the time."""
    known = {one.exercise_id: one for one in candidates}
    chosen = [known[exercise_id] for exercise_id in order if exercise_id in known]
    parts = [list(terms("part")).index(one.place.part) for one in chosen]
    clashes = any(_clashes(one, [other]) for one, other in itertools.pairwise(chosen))
    keeps = parts == sorted(parts) and not clashes and _total_seconds(chosen) <= seconds
    return chosen if keeps and len(chosen) == len(order) else []


def _chosen_by_need(candidates: Sequence[Candidate], seconds: int) -> list[Candidate]:
    # One at a time, the next is the one that what is chosen so far needs most. It goes to a place
    # where it stands beside no hard one for the same muscles, so that an order that keeps the
    # rules is kept at every step, and nothing has to be undone.
    chosen: list[Candidate] = []
    left = candidates
    while found := _next(left, chosen, seconds):
        best, chosen = found
        left = [one for one in left if one is not best]
    return chosen


def _next(
    left: Sequence[Candidate], chosen: list[Candidate], seconds: int
) -> tuple[Candidate, list[Candidate]] | None:
    """Return the candidate that is needed most of those that fit, and what is then chosen."""
    # The time must not grow with the square of a long table: what is the same for all candidates
    # is counted once, and a slot is looked for once for all those that it is the same for.
    trained = Counter(group for one in chosen for group in set(one.groups))
    spare = seconds - _total_seconds(chosen)
    slots: dict[Hashable, int | None] = {}
    for one in sorted(left, key=lambda one: _priority(one, trained, len(chosen))):
        alike = (one.place.part, one.row["position"], one.mainly if one.hard else None)
        if alike not in slots:
            slots[alike] = _slot(one, chosen)
        slot = slots[alike]
        if slot is not None and _added_seconds(one, chosen, slot) <= spare:
            return one, [*chosen[:slot], one, *chosen[slot:]]
    return None


def _crowded_out(
    chosen: Sequence[Candidate], candidates: Sequence[Candidate], seconds: int
) -> list[Candidate]:
    """Return those for which there was time, but no place beside others for the same muscles."""
    taken = {one.exercise_id for one in chosen}
    spare = seconds - _total_seconds(chosen)
    return [
        one
        for one in candidates
        if one.exercise_id not in taken
        and not one.dose.minutes
        and one.seconds + _lead(one, first=not chosen) <= spare
    ]


def _shortest(candidates: Sequence[Candidate], pain_state: str) -> tuple[str, int]:
    """Return the name of the shortest candidate, and the seconds that it takes by itself."""
    if pain_state == "acute":  # none comes without the walk
        candidates = [_walk_of(plan_rules()["acute_walk_min"], candidates[0])]
    shortest = min(candidates, key=lambda one: (_total_seconds([one]), one.rank))
    return shortest.name, _total_seconds([shortest])


def _total_seconds(chosen: Sequence[Candidate]) -> int:
    """Return the time of exercises done one after the other, with that between them."""
    return sum(one.seconds + _lead(one, first=place == 0) for place, one in enumerate(chosen))


def _lead(one: Candidate, *, first: bool) -> int:
    return timings(one.exercise_id)["get_ready" if first else "change_over"][0]


def _added_seconds(one: Candidate, chosen: Sequence[Candidate], slot: int) -> int:
    """Return how much longer what is chosen takes with one more in a slot."""
    alone = one.seconds + _lead(one, first=slot == 0)
    if slot or not chosen:
        return alone
    # What came first is now the second: there is another time before it.
    return alone + _lead(chosen[0], first=False) - _lead(chosen[0], first=True)


def _without_long_walks(candidates: Sequence[Candidate], seconds: int) -> list[Candidate]:
    """Leave out walks that would leave too little time for exercises that are as welcome."""
    others = [_rating_rank(one) for one in candidates if not one.dose.minutes]
    longest = seconds * plan_rules()["activity_percent_max"] / 100
    return [
        one
        for one in candidates
        if not one.dose.minutes
        or one.seconds <= longest
        or not others
        or min(others) > _rating_rank(one)
    ]


def _rating_rank(one: Candidate) -> int:
    return ("ok", "ask").index(one.rating)


def _priority(
    one: Candidate, trained: Mapping[str, int], count: int
) -> tuple[bool, int, bool, float, int]:
    """Order by what is needed most: a warm-up to begin with, `ok` before `ask`, then balance.

    `trained` says how many of the `count` that are chosen train each group.
    """
    counts = [trained.get(group, 0) for group in one.groups]
    warms_up = one.place.part == "warm_up"
    crowded = sum(counts) / len(counts) if counts else count
    # What is to be asked about is the gentler the better; the rest is for balance.
    gentle = one.rating == "ok" or not one.hard
    return not count and not warms_up, _rating_rank(one), not gentle, crowded, one.rank


def _slot(one: Candidate, chosen: list[Candidate]) -> int | None:
    """Find where to put one more: in its part, where there is least getting up and down."""
    order = list(terms("part"))
    parts = [order.index(other.place.part) for other in chosen]
    part = order.index(one.place.part)
    slots = range(sum(p < part for p in parts), sum(p <= part for p in parts) + 1)
    allowed = [slot for slot in slots if not _clashes(one, chosen[max(0, slot - 1) : slot + 1])]
    return max(allowed, key=lambda slot: (_moves_saved(one, chosen, slot), slot), default=None)


def _clashes(one: Candidate, neighbours: list[Candidate]) -> bool:
    return any(one.hard and other.hard and one.mainly & other.mainly for other in neighbours)


def _moves_saved(one: Candidate, chosen: list[Candidate], slot: int) -> int:
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
    return one._replace(dose=dose, seconds=_working_seconds(one.exercise_id, dose, one.place))


# --- with sudden or new pain: the walk, and after it very little --------------------------


def _for_new_pain(exercises: pd.DataFrame, offered: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that suit new pain: the walk, whatever was picked, then the gentlest."""
    every = filter_exercises(exercises, pain_state="acute")
    places = {}
    for exercise_id, row in zip(every.index.map(str), records(every), strict=True):
        place, picked = place_of(exercise_id, row).acute, exercise_id in offered.index
        if exercise_id == acute_walk() or (picked and follows_acute_walk(exercise_id, row)):
            places[exercise_id] = place or 0
    return every.loc[sorted(places, key=lambda exercise_id: places[exercise_id])]


def _can_begin(candidates: Sequence[Candidate], pain_state: str) -> bool:
    """Tell whether there is anything to choose; with new pain nothing without the walk."""
    first = next(iter(candidates), None)
    return first is not None and (pain_state != "acute" or first.exercise_id == acute_walk())


def _choose_for_new_pain(candidates: Sequence[Candidate], seconds: int) -> list[Candidate]:
    """Choose the walk, as long as there is time for, then what follows as long as it fits."""
    walk, *others = candidates
    whole = (seconds - _lead(walk, first=True)) // 60
    least = plan_rules()["acute_walk_min"]
    chosen = [_walk_of(max(least, min(walk.most_minutes, whole)), walk)]
    order = list(terms("part"))
    for one in others[: int(plan_rules()["acute_exercises_max"])]:
        longer = sorted([*chosen, one], key=lambda other: order.index(other.place.part))
        # What is less gentle does not take the place of what is too long.
        if _total_seconds(longer) > seconds:
            break
        chosen = longer
    return chosen if _total_seconds(chosen) <= seconds else []


def _walk_of(minutes: float, walk: Candidate) -> Candidate:
    dose = walk.dose._replace(minutes=minutes)
    return walk._replace(dose=dose, seconds=_working_seconds(walk.exercise_id, dose, walk.place))


# --- the plan's rows ------------------------------------------------------------------------


def _plan_row(
    one: Candidate, before: Sequence[Candidate], *, pain_state: str, level: int
) -> dict[str, Any]:
    return {
        "order": len(before) + 1,
        "exercise_id": one.exercise_id,
        "name": one.name,
        "part": one.place.part,
        **one.dose._asdict(),
        "sides": one.place.sides,
        "level": level,
        "pain_state": pain_state,
        "rating": one.rating,
        "caution": one.caution,
        "why": _why(one, before),
        "reason": _reason(one, pain_state),
        "source": join_terms([one.row["source"], one.row.get("dose_source", ""), one.place.source]),
        "seconds": one.seconds + _lead(one, first=not before),
    }


def _reason(one: Candidate, pain_state: str) -> str:
    """Return the table's reason for the rating, after the answer that made it ok, if one did."""
    reason = str(one.row["reason"])
    if (one.rating, one.row["rating"]) != ("ok", "ask"):
        return reason
    return answered_reason(one.exercise_id, pain_state, reason)


def _why(one: Candidate, before: Sequence[Candidate]) -> str:
    """Say what an exercise was chosen for, beside those that come before it."""
    labels = terms("muscle_group")
    muscles = [inside_sentence(labels.get(group, group)) for group in one.groups]
    part = f"{terms('part')[one.place.part]}."
    if not muscles:
        return part
    trained = {group for other in before for group in other.groups}
    new = " Nothing earlier in the plan does." if before and not trained & set(one.groups) else ""
    return f"{part} It trains: {and_list(muscles)}.{new}"
