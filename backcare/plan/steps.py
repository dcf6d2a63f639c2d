"""The next dose: a step on, a step back, or the same, always inside the ranges of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from backcare.plan.dose import Dose, Range, Step, steps_of


class Next(NamedTuple):
    """What to do next time, and the step in words; "" where there is none."""

    dose: Dose
    variant: str
    text: str


def step_on(exercise_id: str, dose: Dose, variant: str, ranges: Mapping[str, Range]) -> Next | None:
    """Return the first step of progression that is still open, None at the top.

    Examples
    --------
    >>> ranges = {"reps": (8, 12), "hold_s": (5, 10)}
    >>> step_on("bird_dog", Dose(reps=8, hold_s=5), "", ranges).dose.hold_s
    6
    >>> step_on("bird_dog", Dose(reps=8, hold_s=10), "", ranges).variant
    'opposite_arm'
    >>> step_on("bird_dog", Dose(reps=12, hold_s=10), "opposite_arm", ranges) is None
    True
    """
    for step in steps_of(exercise_id):
        if step.quantity == "variant":
            if variant != step.variant:
                return Next(_smallest(dose, ranges), step.variant, step.text)
        elif (now := getattr(dose, step.quantity)) is not None and step.quantity in ranges:
            _, high = ranges[step.quantity]
            if high is not None and now < high:
                grown = min(now + step.by, high)
                return Next(dose._replace(**{step.quantity: grown}), variant, step.text)
    return None


def step_back(exercise_id: str, dose: Dose, variant: str, ranges: Mapping[str, Range]) -> Next:
    """Return a smaller dose: the last step that can be undone is.

    Examples
    --------
    >>> ranges = {"reps": (8, 12), "hold_s": (5, 10)}
    >>> step_back("bird_dog", Dose(reps=8, hold_s=7), "opposite_arm", ranges).variant
    ''
    >>> step_back("bird_dog", Dose(reps=8, hold_s=5), "", ranges).text
    'This is the smallest amount already. Leave it out until it has settled.'
    """
    for step in reversed(steps_of(exercise_id)):
        if step.quantity == "variant":
            if variant == step.variant:
                return Next(dose, "", "Do the easier form again.")
        elif (less := _less(step, dose, ranges)) is not None:
            return Next(dose._replace(**{step.quantity: less}), variant, "A step back.")
    told = "This is the smallest amount already. Leave it out until it has settled."
    return Next(dose, variant, told)


def _less(step: Step, dose: Dose, ranges: Mapping[str, Range]) -> Any:
    """Return a quantity one step smaller, None where it is at its smallest."""
    now = getattr(dose, step.quantity)
    if now is None or step.quantity not in ranges:
        return None
    low, high = ranges[step.quantity]
    # What a clinician set above the range comes back into it.
    less = max(low, now - step.by if high is None else min(now - step.by, high))
    return less if less < now else None


def _smallest(dose: Dose, ranges: Mapping[str, Range]) -> Dose:
    """Begin again with the smallest amounts: a harder form comes with less of it."""
    small = {name: low for name, (low, _) in ranges.items() if name in ("reps", "hold_s")}
    return dose._replace(**small)
