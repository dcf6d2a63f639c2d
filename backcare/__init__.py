"""Exercises for low back pain, as cited tables, plain pandas and Jupyter widgets.

Education, not medical advice: ask a health professional before you start.

The words this package uses:

- exercise: one row of `load_exercises()`, known by its `exercise_id`; a dose is its
  repetitions (`reps_…`), how long to hold (`hold_s_…`) and to rest (`rest_s`), in seconds;
- pain state: none, mild, chronic or acute; for each, an exercise is rated ok, ask (ask a
  professional first) or avoid;
- muscle group, position, equipment: what to choose by; `load_table("vocabulary")` has all terms;
- source: a key of `load_sources()`; every fact has one;
- red flag: a sign that calls for a doctor instead of exercise;
- plan: exercises in order, each with a dose, for one session; its phases are what to do from
  second to second;
- session and entry: one time of exercising, and one exercise in it; pain is on the numeric rating
  scale (NRS) from 0 to 10; adherence is sessions done over sessions planned.

`load_*` give tables, `filter_exercises` and its like take and give tables, `plot_*` draw,
and classes such as `ExerciseExplorer` show in a notebook.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING

from backcare.errors import DateOrderError, LogError, PlanError, SessionError, TableError
from backcare.exercises.filter import explain_exclusions, filter_exercises, search_exercises
from backcare.exercises.load import (
    exercise_muscles,
    load_dictionary,
    load_exercises,
    load_red_flags,
    load_safety_rules,
    load_sources,
    load_table,
)
from backcare.safety import SafetySettings, red_flag_advice, safety_settings, stop_rule_sessions
from backcare.sessions import Entry, Session
from backcare.summaries.weekly import summary_from_sums, weekly_summary
from backcare.summaries.weeks import weekly_sums

if _TYPE_CHECKING:
    from backcare.charts import (
        chart_text,
        plot_adherence,
        plot_group_pain,
        plot_group_weeks,
        plot_muscle_balance,
        plot_muscle_chart,
        plot_pain_changes,
        plot_pain_trend,
        plot_progress,
        plot_retention,
        plot_weekly_sessions,
        show_chart,
    )
    from backcare.cohort import (
        call_rules,
        group_adherence,
        group_weeks,
        load_logs,
        make_clinic,
        pain_changes,
        retention,
        show_calls,
        who_to_call,
    )
    from backcare.documents.handout import plan_handout
    from backcare.documents.report import weekly_report
    from backcare.figures import figure_sheet, figure_svg, load_poses
    from backcare.figures.body_map import body_map_svg
    from backcare.log import SessionLog
    from backcare.plan import (
        check_plan,
        load_plan,
        make_plan,
        plan_phases,
        plan_summary,
        save_plan,
        suggest_progression,
    )
    from backcare.widgets import (
        BodyMap,
        ExerciseExplorer,
        PainScale,
        ProgressDashboard,
        Quiz,
        RedFlagGate,
        SessionForm,
        SessionPlanner,
        SessionPlayer,
        check_setup,
    )

# These need a library slower than pandas, or are many modules that a session may do without, so
# they load when they are first asked for.
_LAZY = {
    "BodyMap": "widgets",
    "ExerciseExplorer": "widgets",
    "PainScale": "widgets",
    "ProgressDashboard": "widgets",
    "Quiz": "widgets",
    "RedFlagGate": "widgets",
    "SessionForm": "widgets",
    "SessionLog": "log",
    "SessionPlanner": "widgets",
    "SessionPlayer": "widgets",
    "body_map_svg": "figures",
    "call_rules": "cohort",
    "chart_text": "charts",
    "check_plan": "plan",
    "check_setup": "widgets",
    "figure_sheet": "figures",
    "figure_svg": "figures",
    "group_adherence": "cohort",
    "group_weeks": "cohort",
    "load_logs": "cohort",
    "load_plan": "plan",
    "load_poses": "figures",
    "make_clinic": "cohort",
    "make_plan": "plan",
    "pain_changes": "cohort",
    "plan_handout": "documents.handout",
    "plan_phases": "plan",
    "plan_summary": "plan",
    "plot_adherence": "charts",
    "plot_group_pain": "charts",
    "plot_group_weeks": "charts",
    "plot_muscle_balance": "charts",
    "plot_muscle_chart": "charts",
    "plot_pain_changes": "charts",
    "plot_pain_trend": "charts",
    "plot_progress": "charts",
    "plot_retention": "charts",
    "plot_weekly_sessions": "charts",
    "retention": "cohort",
    "save_plan": "plan",
    "show_calls": "cohort",
    "show_chart": "charts",
    "suggest_progression": "plan",
    "weekly_report": "documents.report",
    "who_to_call": "cohort",
}

__all__ = [
    "BodyMap",
    "DateOrderError",
    "Entry",
    "ExerciseExplorer",
    "LogError",
    "PainScale",
    "PlanError",
    "ProgressDashboard",
    "Quiz",
    "RedFlagGate",
    "SafetySettings",
    "Session",
    "SessionError",
    "SessionForm",
    "SessionLog",
    "SessionPlanner",
    "SessionPlayer",
    "TableError",
    "body_map_svg",
    "call_rules",
    "chart_text",
    "check_plan",
    "check_setup",
    "exercise_muscles",
    "explain_exclusions",
    "figure_sheet",
    "figure_svg",
    "filter_exercises",
    "group_adherence",
    "group_weeks",
    "load_dictionary",
    "load_exercises",
    "load_logs",
    "load_plan",
    "load_poses",
    "load_red_flags",
    "load_safety_rules",
    "load_sources",
    "load_table",
    "make_clinic",
    "make_plan",
    "pain_changes",
    "plan_handout",
    "plan_phases",
    "plan_summary",
    "plot_adherence",
    "plot_group_pain",
    "plot_group_weeks",
    "plot_muscle_balance",
    "plot_muscle_chart",
    "plot_pain_changes",
    "plot_pain_trend",
    "plot_progress",
    "plot_retention",
    "plot_weekly_sessions",
    "red_flag_advice",
    "retention",
    "safety_settings",
    "save_plan",
    "search_exercises",
    "show_calls",
    "show_chart",
    "stop_rule_sessions",
    "suggest_progression",
    "summary_from_sums",
    "weekly_report",
    "weekly_summary",
    "weekly_sums",
    "who_to_call",
]


def __getattr__(name: str) -> object:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_import_module(f"{__name__}.{_LAZY[name]}"), name)


def __dir__() -> list[str]:
    return __all__
