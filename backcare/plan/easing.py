"""What "easier" means while an exercise is being done: a smaller amount, and its easier form."""

from __future__ import annotations

from typing import NamedTuple

from backcare.plan.dose import Dose, plan_rules

_EASED = ("reps", "hold_s", "minutes")


class Amount(NamedTuple):
    """A dose, and the harder form of the exercise that it is for; "" is the plain one."""

    dose: Dose
    variant: str = ""


def amounts(dose: Dose, variant: str = "") -> list[Amount]:
    """Return the dose as it is planned, then each easier one, as far as it can be made easier.

    Parameters
    ----------
    dose : Dose
        How much the plan asks for.
    variant : str
        The harder form that the plan asks for, which is the first thing to go; "" is none.

    Returns
    -------
    list of Amount
        The plan's own first, each that follows smaller than the one before.

    Examples
    --------
    >>> [(one.dose.reps, one.dose.hold_s) for one in amounts(Dose(reps=8, hold_s=5))]
    [(8, 5), (4, 2), (2, 1)]
    >>> [one.dose.minutes for one in amounts(Dose(minutes=5))]
    [5, 2.5, 1.25]
    >>> len(amounts(Dose(reps=1)))
    1

    Source: the share and how often are in `load_table("plan_rules")`, our own judgement.
    """
    found = [Amount(dose, variant)]
    for _ in range(int(plan_rules()["ease_steps"])):
        easier = Amount(_smaller(found[-1].dose))
        if easier == found[-1]:
            break
        found.append(easier)
    return found


def _smaller(dose: Dose) -> Dose:
    """Take the share of what can be made less; once is the least, and a second."""
    share = plan_rules()["ease_percent"] / 100
    given = {name: value for name in _EASED if (value := getattr(dose, name)) is not None}
    less = {
        name: value * share if name == "minutes" else min(value, max(1, int(value * share)))
        for name, value in given.items()
    }
    return dose._replace(**less)
