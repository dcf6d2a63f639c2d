"""The public names and where they live: each loads when it is first asked for.

A name stands here once, and `name as name` makes it public for type checkers too.
"""

from .charts.alt_text import chart_text as chart_text, show_chart as show_chart
from .charts.calendar import plot_adherence as plot_adherence
from .charts.group import (
    plot_group_pain as plot_group_pain,
    plot_group_weeks as plot_group_weeks,
    plot_pain_changes as plot_pain_changes,
    plot_retention as plot_retention,
)
from .charts.muscles import (
    plot_muscle_balance as plot_muscle_balance,
    plot_muscle_chart as plot_muscle_chart,
)
from .charts.style import chart_style as chart_style
from .charts.weekly import (
    plot_pain_trend as plot_pain_trend,
    plot_progress as plot_progress,
    plot_weekly_sessions as plot_weekly_sessions,
)
from .clinic.rights import who_sees as who_sees
from .cohort import (
    call_rules as call_rules,
    compare_pain as compare_pain,
    group_adherence as group_adherence,
    group_retention as group_retention,
    group_weeks as group_weeks,
    load_logs as load_logs,
    load_parts as load_parts,
    make_clinic as make_clinic,
    make_group as make_group,
    pain_changes as pain_changes,
    retention as retention,
    show_calls as show_calls,
    who_to_call as who_to_call,
)
from .diary.preview import preview_csv as preview_csv
from .documents.calendar import plan_calendar as plan_calendar
from .documents.handout import plan_handout as plan_handout
from .documents.report import weekly_report as weekly_report
from .documents.shown import show_document as show_document
from .errors import (
    ChangedElsewhereError as ChangedElsewhereError,
    DateOrderError as DateOrderError,
    Fault as Fault,
    LogError as LogError,
    PlanError as PlanError,
    RestoreError as RestoreError,
    SessionError as SessionError,
    TableError as TableError,
)
from .exercises.filter import (
    explain_exclusions as explain_exclusions,
    filter_exercises as filter_exercises,
    search_exercises as search_exercises,
)
from .exercises.load import exercise_muscles as exercise_muscles, load_exercises as load_exercises
from .exercises.other import OTHER_ACTIVITY as OTHER_ACTIVITY
from .fhir import from_fhir as from_fhir, to_fhir as to_fhir
from .figures import (
    figure_sheet as figure_sheet,
    figure_svg as figure_svg,
    load_poses as load_poses,
)
from .figures.body_map import body_map_svg as body_map_svg
from .log import SessionLog as SessionLog
from .log.sample import sample_log as sample_log
from .plan import (
    check_plan as check_plan,
    load_plan as load_plan,
    make_plan as make_plan,
    plan_phases as plan_phases,
    plan_summary as plan_summary,
    save_plan as save_plan,
    screen_exercises as screen_exercises,
    suggest_progression as suggest_progression,
)
from .safety import (
    SafetySettings as SafetySettings,
    red_flag_advice as red_flag_advice,
    safety_settings as safety_settings,
    stop_rule_sessions as stop_rule_sessions,
)
from .sessions import Entry as Entry, Session as Session
from .site import write_page as write_page, write_site as write_site
from .summaries.week_sums import add_sums as add_sums, weekly_sums as weekly_sums
from .summaries.weekly import (
    summary_from_sums as summary_from_sums,
    weekly_summary as weekly_summary,
)
from .tables.shipped import (
    load_dictionary as load_dictionary,
    load_guidance as load_guidance,
    load_red_flags as load_red_flags,
    load_safety_rules as load_safety_rules,
    load_sources as load_sources,
    load_table as load_table,
)
from .widgets.body_map import BodyMap as BodyMap
from .widgets.controls import PainScale as PainScale
from .widgets.dashboard import ProgressDashboard as ProgressDashboard
from .widgets.explorer import ExerciseExplorer as ExerciseExplorer
from .widgets.form import SessionForm as SessionForm
from .widgets.gate_and_stop import RedFlagGate as RedFlagGate
from .widgets.import_form import ImportForm as ImportForm
from .widgets.planner import SessionPlanner as SessionPlanner
from .widgets.player import SessionPlayer as SessionPlayer
from .widgets.quiz import Quiz as Quiz
from .widgets.setup_check import check_setup as check_setup
from .widgets.table_style import use_table_style as use_table_style

__version__: str
