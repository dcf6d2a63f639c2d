"""Turn a log of sessions into weeks: how often, how much, and how the pain was.

In order of reading: `entries` finds the sessions in a log, which has one row an entry; `sums`
adds the sessions up to weeks; `summary` makes means and adherence of the sums; `weeks` is the
calendar under both. The sums of parts of a log can be put together before the last step.
"""

from backcare.summaries.weekly import summary_from_sums, weekly_summary
from backcare.summaries.weeks import weekly_sums

__all__ = ["summary_from_sums", "weekly_summary", "weekly_sums"]
