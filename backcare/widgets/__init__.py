"""What a person sees and presses: one widget a file, its JavaScript beside it.

The modules are found by name, and load when first asked for: a page with the explorer alone
needs neither the database nor the charts.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING

if _TYPE_CHECKING:
    from backcare.widgets.body_map import BodyMap
    from backcare.widgets.controls import PainScale
    from backcare.widgets.dashboard import ProgressDashboard
    from backcare.widgets.explorer import ExerciseDeck, ExerciseExplorer
    from backcare.widgets.form import SessionForm
    from backcare.widgets.planner import SessionPlanner
    from backcare.widgets.player import SessionPlayer
    from backcare.widgets.quiz import Quiz
    from backcare.widgets.safety import RedFlagGate
    from backcare.widgets.setup_check import check_setup

_MODULES = {
    "BodyMap": "body_map",
    "ExerciseDeck": "explorer",
    "ExerciseExplorer": "explorer",
    "PainScale": "controls",
    "ProgressDashboard": "dashboard",
    "Quiz": "quiz",
    "RedFlagGate": "safety",
    "SessionForm": "form",
    "SessionPlanner": "planner",
    "SessionPlayer": "player",
    "check_setup": "setup_check",
}

__all__ = [
    "BodyMap",
    "ExerciseDeck",
    "ExerciseExplorer",
    "PainScale",
    "ProgressDashboard",
    "Quiz",
    "RedFlagGate",
    "SessionForm",
    "SessionPlanner",
    "SessionPlayer",
    "check_setup",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_import_module(f"{__name__}.{_MODULES[name]}"), name)
