"""One line of the session form: an exercise, and how much of it was done."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pandas as pd
from ipywidgets import HTML, BoundedFloatText, BoundedIntText, Box, Button

from backcare.sessions import ENTRY_LIMITS, Entry

_QUESTIONS = {
    "sets": "Rounds",
    "reps": "Times a round",
    "hold_s": "Hold (seconds)",
    "minutes": "Minutes",
}


class EntryRow(Box):
    """Ask how much of one exercise was done.

    The table's smallest dose stands in the fields of a new line; a 0 says nothing.

    Parameters
    ----------
    exercise : pandas.Series
        The exercise's row of `load_exercises()`.
    remove : callable
        Called with this line when the person takes it away.
    entry : Entry, optional
        What is known already, where a stored session is changed.

    Examples
    --------
    >>> row = EntryRow(bc.load_exercises().loc["bridging"], remove=print)
    >>> row.entry()
    Entry(exercise_id='bridging', sets=1, reps=8, hold_s=6, minutes=None)
    """

    def __init__(
        self,
        exercise: pd.Series[Any],
        *,
        remove: Callable[[EntryRow], None],
        entry: Entry | None = None,
    ) -> None:
        self.exercise_id = str(exercise.name)
        amounts = _smallest_dose(exercise) if entry is None else _told(entry)
        self._fields = {name: _field(name, amounts.get(name)) for name in _asked(exercise, amounts)}
        away = Button(description="Remove", tooltip=f"Remove {exercise['name']}")
        away.on_click(lambda _button: remove(self))
        fields = Box(tuple(self._fields.values()))
        fields.add_class("bc-amounts")
        super().__init__((HTML(f"<h3>{html.escape(exercise['name'])}</h3>"), fields, away))
        self.add_class("bc-entry")

    def __repr__(self) -> str:
        return f"EntryRow({self.entry()})"

    def entry(self) -> Entry:
        """Return what stands in the fields.

        Examples
        --------
        >>> EntryRow(bc.load_exercises().loc["walking"], remove=print).entry().minutes is None
        True
        """
        given: dict[str, Any] = {name: field.value or None for name, field in self._fields.items()}
        return Entry(self.exercise_id, **given)


def _asked(exercise: pd.Series[Any], amounts: dict[str, float]) -> list[str]:
    """Name what to ask for: minutes of an activity; rounds, times and a hold of an exercise."""
    usual = ["minutes"] if exercise["kind"] == "activity" else ["sets", "reps", "hold_s"]
    return [name for name in _QUESTIONS if name in usual or name in amounts]


def _smallest_dose(exercise: pd.Series[Any]) -> dict[str, float]:
    if exercise["kind"] == "activity":
        return {}
    dose = {"sets": 1, "reps": exercise["reps_min"], "hold_s": exercise["hold_s_min"]}
    return {name: int(amount) for name, amount in dose.items() if pd.notna(amount)}


def _told(entry: Entry) -> dict[str, float]:
    amounts = {name: getattr(entry, name) for name in _QUESTIONS}
    return {name: amount for name, amount in amounts.items() if amount is not None}


def _field(name: str, amount: float | None) -> BoundedIntText | BoundedFloatText:
    limit = ENTRY_LIMITS[name]
    kind = BoundedIntText if limit.whole else BoundedFloatText
    return kind(value=amount or 0, min=0, max=limit.highest, description=_QUESTIONS[name])
