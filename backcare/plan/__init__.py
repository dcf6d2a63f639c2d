"""A plan for one session: exercises in order, each with a dose, and the phases to play.

In order of reading: `making` puts a plan together from `candidates` (what may be offered, after
the `answers`), which `fitting` chooses and orders; `doses` and `phases` are the amounts and the
time that they take; `checks` and `faults` look after a plan that somebody edited, `files` keeps
it, `words` says it. `progression` reads in the log what came of it (`history`), asks the `rules`
and takes the next of the `steps`. While a plan is done, `program` is what a page
plays, `easing` what is easier, and `playing` makes a session of the page's record.
"""

from backcare.plan.check import check_plan
from backcare.plan.files import load_plan, save_plan
from backcare.plan.make import make_plan
from backcare.plan.phases import plan_phases
from backcare.plan.progression import suggest_progression
from backcare.plan.text import plan_summary

__all__ = [
    "check_plan",
    "load_plan",
    "make_plan",
    "plan_phases",
    "plan_summary",
    "save_plan",
    "suggest_progression",
]
