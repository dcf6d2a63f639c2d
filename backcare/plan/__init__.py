"""A plan for one session: exercises in order, with a dose each, and its phases."""

from backcare.plan.making import make_plan
from backcare.plan.phases import plan_phases
from backcare.plan.words import plan_summary

__all__ = ["make_plan", "plan_phases", "plan_summary"]
