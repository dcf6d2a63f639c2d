"""What a log adds up to: weeks, muscles, and whether a change matters.

`weekly` is the summary by weeks, on the sums of `week_sums`; `muscles` counts sets by muscle group,
and days and doses; `mcid` knows from which score on a change matters, and `answer` says of pain
whether it got better.
"""

from backcare.summaries.week_sums import add_sums, weekly_sums
from backcare.summaries.weekly import summary_from_sums, weekly_summary

__all__ = ["add_sums", "summary_from_sums", "weekly_summary", "weekly_sums"]
