"""The exercises: load them, choose among them, say why one is left out, find one by name.

Read `load` first, which joins the long tables to one frame, an exercise a row; then `filter`, which
chooses from it. `own_table` checks a table that a clinician wrote, and `cards` shows rows as HTML.
"""

from backcare.exercises.filter import explain_exclusions, filter_exercises, search_exercises
from backcare.exercises.load import exercise_muscles, load_exercises

__all__ = [
    "exercise_muscles",
    "explain_exclusions",
    "filter_exercises",
    "load_exercises",
    "search_exercises",
]
