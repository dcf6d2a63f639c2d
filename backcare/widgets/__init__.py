"""What a person sees and presses: one widget a file, its JavaScript beside it."""

from backcare.widgets.exercise_deck import ExerciseDeck
from backcare.widgets.exercise_explorer import ExerciseExplorer
from backcare.widgets.red_flag_gate import RedFlagGate

__all__ = ["ExerciseDeck", "ExerciseExplorer", "RedFlagGate"]
