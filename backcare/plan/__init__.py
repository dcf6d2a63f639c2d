"""A plan for one session: exercises in order, each with a dose, and the phases to play.

In order of reading: `make` puts a plan together, after the answers of `screening`; `dose` has the
amounts and `phases` the time that they take; `summary` says a plan in words. `change` leaves out or
swaps what somebody does not want today, `check` looks after a plan that was edited by hand, and
`files` keeps it. A page plays the `phases`, and `record` makes a
session of what it recorded; `progression` reads in the log what came of it, and says what is next.
"""

from backcare.plan.check import check_plan
from backcare.plan.files import load_plan, save_plan
from backcare.plan.make import make_plan
from backcare.plan.phases import plan_phases
from backcare.plan.progression import suggest_progression
from backcare.plan.screening import screen_exercises
from backcare.plan.summary import plan_summary

__all__ = [
    "check_plan",
    "load_plan",
    "make_plan",
    "plan_phases",
    "plan_summary",
    "save_plan",
    "screen_exercises",
    "suggest_progression",
]
