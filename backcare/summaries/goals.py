"""Goals in words: where what a person wants to do again stands, and one small next step.

Goals are the activities of the Patient-Specific Functional Scale (PSFS). A log keeps their mean as
a score, and in its note, if somebody writes them down like this, each with its own score:
"walk to the shop: 4; lift my child: 2".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from backcare.safety import severe_pain
from backcare.summaries.mcid import measure_row, thresholds_reached
from backcare.tables.shipped import load_guidance
from backcare.text import and_list, counted, long_date, one_decimal, plain_words

_PSFS = "psfs"
_TOGETHER = "All goals together"
# No figure stands before the colon: "seen at 9:05" is no goal.
_GOAL = re.compile(r"\s*([^:;]*[^:;\s\d])\s*:\s*(\d{1,2}(?:\.\d+)?)\s*")
# From here on two scores, which are means of whole points, are not the same.
_SOME = 0.05


class Goal(NamedTuple):
    """What a person wants to do: the first and the latest score, with their days."""

    name: str
    first: float
    first_day: Any
    latest: float
    latest_day: Any

    @property
    def change(self) -> float:
        """How much easier it is than at first, in points; below 0 it is harder."""
        higher = measure_row(_PSFS)["better"] == "higher"
        return round((self.latest - self.first) * (1 if higher else -1), 6)

    @property
    def reached(self) -> bool:
        """Whether it can be done as well as before."""
        return bool(self.latest >= measure_row(_PSFS)["highest"] - _SOME)


def goal_words(measures: pd.DataFrame | None, *, single: bool = False) -> list[str]:
    """Say of each goal where it stands, a line each; then, if not `single`, of all together."""
    mean, goals = _goals(measures)
    # The change that matters is one of the mean; on a single activity as much may be chance.
    together = [] if single else [_stands(goal, met=_met(goal)) for goal in mean]
    return [_stands(goal) for goal in goals] + together


def next_step(measures: pd.DataFrame | None, *, ask: str = "") -> str:
    """Say one small step, for the goal that needs it most; "" where there are no goals.

    Whoever has to `ask` somebody, for the stop rule, a warning sign or severe pain, such as
    "a doctor", is told no step.
    """
    together, single = _goals(measures)
    if not (goals := single or together):
        return ""
    if ask:
        return f"No next step until you have asked {ask}."
    # What got harder comes first, then what is hardest; what was reached comes last.
    goal = min(goals, key=lambda one: (one.reached, min(one.change, 0), one.latest))
    step = str(load_guidance().loc[f"step_{_course(goal)}", "text"])
    return f"One small next step ({goal.name}): {step}"


def was_severe(frame: pd.DataFrame) -> bool:
    """Tell whether pain was severe in the last session of a log."""
    pains = frame.reindex(columns=["pain_before", "pain_after", "pain_peak"]).tail(1)
    return bool((pains.astype("Float64") >= severe_pain()).fillna(False).to_numpy().any())


def _course(goal: Goal) -> str:
    if goal.reached:
        return "reached"
    if goal.first_day == goal.latest_day:
        return "first"
    if abs(goal.change) < _SOME:
        return "same"
    return "easier" if goal.change > 0 else "harder"


def _stands(goal: Goal, *, met: tuple[str, ...] = ()) -> str:
    scale = f"of {measure_row(_PSFS)['highest']:g}"
    begin = f"{goal.name}: {one_decimal(goal.first)} {scale} on {long_date(goal.first_day)}"
    if goal.first_day == goal.latest_day:
        return f"{begin}, noted once."
    points = counted(float(one_decimal(abs(goal.change))), "point")
    change = f"{points} {'easier' if goal.change > 0 else 'harder'}"
    if abs(goal.change) < _SOME:
        change = "no change"
    enough = f", enough to matter ({and_list(met)})" if met else ""
    return f"{begin}, {one_decimal(goal.latest)} on {long_date(goal.latest_day)}: {change}{enough}."


def _met(goal: Goal) -> tuple[str, ...]:
    return thresholds_reached(goal.first, goal.latest, measure=_PSFS)


def _goals(measures: pd.DataFrame | None) -> tuple[list[Goal], list[Goal]]:
    """Return the mean of all goals, and each goal whose own scores were written down."""
    if measures is None or measures.empty:
        return [], []
    scores = measures[(measures["instrument"] == _PSFS) & measures["score"].notna()]
    scores = scores.assign(date=pd.to_datetime(scores["date"])).sort_values("date", kind="stable")
    together = [(_TOGETHER, row["date"], row["score"]) for _, row in scores.iterrows()]
    notes = scores["note"] if "note" in scores else pd.Series("", index=scores.index)
    single = [
        (name, day, score)
        for day, note in zip(scores["date"], notes, strict=True)
        for name, score in _scored(str(note))
    ]
    return list(_first_and_latest(together)), list(_first_and_latest(single))


def _scored(note: str) -> list[tuple[str, float]]:
    """Read the goals of a note with their scores; none unless the whole note is made of them."""
    parts = [_GOAL.fullmatch(part) for part in note.split(";") if part.strip()]
    scored = [(part[1], float(part[2])) for part in parts if part]
    row = measure_row(_PSFS)
    fits = len(scored) == len(parts) and all(
        row["lowest"] <= score <= row["highest"] for _, score in scored
    )
    return scored if fits else []


def _first_and_latest(scores: list[tuple[str, Any, float]]) -> Iterator[Goal]:
    """Yield each goal once, in the order in which they came; names are the same as people say."""
    found = pd.DataFrame(scores, columns=["name", "day", "score"])
    for _, rows in found.groupby(found["name"].map(plain_words), sort=False):
        first, latest = rows.iloc[0], rows.iloc[-1]
        yield Goal(latest["name"], first["score"], first["day"], latest["score"], latest["day"])
