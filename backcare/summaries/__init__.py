"""What a log adds up to: weeks, muscles, and whether a change matters.

`weekly` is the summary by weeks, on the sums of `week_sums`; `muscles` counts sets by muscle group,
and days and doses; `mcid` knows from which score on a change matters.
"""
