"""Weekly figures of what counts as moderate activity, or as muscle training.

A log knows what was written down and nothing else, so a week in which nothing that counts was
logged has no figure: that would be a zero that nobody has measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from backcare.fhir.codes import codes, counts_as

_WEEK = 7


class Done(NamedTuple):
    """An exercise that was done: on which day, how long, and where its duration stands."""

    day: date
    exercise_id: str
    minutes: float | None
    url: str = ""


class Figure(NamedTuple):
    """A weekly figure: which of the codes, as of which day, how much, and of what."""

    code_id: str
    day: date
    value: float
    urls: tuple[str, ...] = ()


def weekly_figures(done: Sequence[Done], *, first: date, last: date) -> Iterator[Figure]:
    """Yield the figures of each week, oldest first.

    A log is known from the Monday of its `first` day until its `last`. A figure is as of the end of
    its week, or of the log. One that is defined over more days than a week is a mean over those
    that the log reaches back.
    """
    moderate = [one for one in done if one.exercise_id in counts_as("moderate")]
    training = [one for one in done if one.exercise_id in counts_as("strengthening")]
    for monday in sorted({_monday(one.day) for one in (*moderate, *training)}):
        day = min(monday + timedelta(days=_WEEK - 1), last)
        walks = [one for one in moderate if monday <= one.day <= day]
        minutes = [one.minutes for one in walks if one.minutes is not None]
        if walks and len(minutes) == len(walks):  # a sum with a part that nobody knows is none
            yield Figure("moderate_minutes", day, sum(minutes), tuple(one.url for one in walks))
        if walks:
            yield _days_a_week("active_days", moderate, day, _monday(first))
        if any(monday <= one.day <= day for one in training):
            yield _days_a_week("strengthening_days", training, day, monday)


def _days_a_week(code_id: str, done: Iterable[Done], day: date, known_from: date) -> Figure:
    """Return on how many days a week, over the days of the definition or as far as is known."""
    begin = max(day - timedelta(days=codes()[code_id].days - 1), known_from)
    days = {one.day for one in done if begin <= one.day <= day}
    length = max((day - begin).days + 1, _WEEK)
    return Figure(code_id, day, round(len(days) * _WEEK / length, 2))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
