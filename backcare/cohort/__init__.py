"""Floor 3: many patients at once, from a folder of their logs.

`folder` reads it, with `ids` (never names) and `overlap` (each session once); `made_up` writes
one to learn with. `people` are the sessions of a group, on which stand `weeks` (who came when),
`changes` (how the pain changed) and `calls` (who needs a call, by the numbers of `rules`), which
`call_list` shows.
"""

from backcare.cohort.calls import CallList, show_calls, who_to_call
from backcare.cohort.load import GroupLogs, load_logs
from backcare.cohort.rules import call_rules
from backcare.cohort.summaries import group_adherence, group_weeks, pain_changes, retention
from backcare.cohort.synthetic import make_clinic

__all__ = [
    "CallList",
    "GroupLogs",
    "call_rules",
    "group_adherence",
    "group_weeks",
    "load_logs",
    "make_clinic",
    "pain_changes",
    "retention",
    "show_calls",
    "who_to_call",
]
