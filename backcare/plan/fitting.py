"""Choosing from the candidates, and their order, so that the time is never exceeded.

One at a time, the next exercise is the one that what is chosen so far needs most; it goes to a
place where it stands beside no hard one for the same muscles. An order that keeps the rules is
thereby kept at every step. The same candidates always give the same plan.
"""

from __future__ import annotations

from collections.abc import Sequence

from backcare.exercises.load import terms
from backcare.plan.candidates import Candidate, work
from backcare.plan.dose import plan_rules
from backcare.plan.phases import timings


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
