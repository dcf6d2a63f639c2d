"""Many patients at once, from a folder of their logs.

`folder` reads them, each session once, with `pseudonyms` for names, and `entries` says what of a
folder is read; `parts` reads a folder of any size part by part, `parquet` one such file;
`synthetic` makes logs to learn with. `summaries` are the group's weeks, its retention and how its
pain changed, `calls` says by rules who needs a call, and `group` is what both stand on.
"""

from backcare.cohort.calls import CallList, call_rules, show_calls, who_to_call
from backcare.cohort.folder import GroupLogs, load_logs
from backcare.cohort.group import GroupParts
from backcare.cohort.parts import load_parts
from backcare.cohort.summaries import (
    compare_pain,
    group_adherence,
    group_retention,
    group_weeks,
    pain_changes,
    retention,
)
from backcare.cohort.synthetic import make_clinic, make_group

__all__ = [
    "CallList",
    "GroupLogs",
    "GroupParts",
    "call_rules",
    "compare_pain",
    "group_adherence",
    "group_retention",
    "group_weeks",
    "load_logs",
    "load_parts",
    "make_clinic",
    "make_group",
    "pain_changes",
    "retention",
    "show_calls",
    "who_to_call",
]
