"""One line of the session form: an exercise, and how much of it was done."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pandas as pd
from ipywidgets import HTML, Box, Button

from backcare.sessions import ENTRY_LIMITS, Entry
from backcare.widgets.amount_field import AmountField
from backcare.widgets.text import AMOUNTS

# How far a press of a field's buttons goes, where that is not 1.
_STEPS = {"minutes": 5}


class EntryRow(Box):
    """Ask how much of one exercise was done.

    The table's smallest dose stands in the fields of a new line; an empty field says nothing.

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
        self.fields = {name: _field(name, amounts.get(name)) for name in _asked(exercise, amounts)}
        away = Button(description="Remove", tooltip=f"Remove {exercise['name']}")
        away.on_click(lambda _button: remove(self))
        amount = Box(tuple(self.fields.values())).add_class("bc-amounts")
        name = html.escape(str(exercise["name"]))
        side = " <small>each side</small>" if exercise["per_side"] else ""
        super().__init__((HTML(f"<h4>{name}{side}</h4>"), amount, away.add_class("bc-quiet")))
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
        given: dict[str, Any] = {name: field.value for name, field in self.fields.items()}
        return Entry(self.exercise_id, **given)


def planned_entries(plan: pd.DataFrame) -> tuple[Entry, ...]:
    """Return what a plan says to do as entries of a log, in its order.

    Examples
    --------
    >>> planned_entries(bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=3))
    (Entry(exercise_id='pelvic_tilt', sets=1, reps=8, hold_s=10, minutes=None),)
    """
    columns = ["exercise_id", *ENTRY_LIMITS]
    cells = plan[columns].astype(object).where(plan[columns].notna(), None)
    return tuple(
        Entry(**dict(zip(columns, row, strict=True)))
        for row in cells.itertuples(index=False, name=None)
    )


def exercise_row(exercises: pd.DataFrame, exercise_id: str) -> pd.Series[Any]:
    """Return an exercise's row; for one that the table lacks, a row with its id for a name.

    A log may hold exercises of another table, and its sessions can be changed all the same.

    Examples
    --------
    >>> exercise_row(bc.load_exercises(), "bridging")["name"]
    'Bridge'
    >>> exercise_row(bc.load_exercises(), "rowing")["name"]
    'rowing'
    """
    if exercise_id in exercises.index:
        found: pd.Series[Any] = exercises.loc[[exercise_id]].iloc[0]
        return found
    blank = dict.fromkeys(("reps_min", "hold_s_min"), pd.NA)
    unknown = {"name": exercise_id, "kind": "", "per_side": False, **blank}
    return pd.Series(unknown, name=exercise_id)


def _asked(exercise: pd.Series[Any], amounts: dict[str, float]) -> list[str]:
    """Name what to ask for: minutes of an activity; rounds, times and a hold of an exercise."""
    usual = ["minutes"] if exercise["kind"] == "activity" else ["sets", "reps", "hold_s"]
    return [name for name in AMOUNTS if name in usual or name in amounts]


def _smallest_dose(exercise: pd.Series[Any]) -> dict[str, float]:
    if exercise["kind"] == "activity":
        return {}
    dose = {"sets": 1, "reps": exercise["reps_min"], "hold_s": exercise["hold_s_min"]}
    return {name: int(amount) for name, amount in dose.items() if pd.notna(amount)}


def _told(entry: Entry) -> dict[str, float]:
    amounts = {name: getattr(entry, name) for name in AMOUNTS}
    return {name: amount for name, amount in amounts.items() if amount is not None}


def _field(name: str, amount: float | None) -> AmountField:
    limit = ENTRY_LIMITS[name]
    lowest = limit.lowest if limit.lowest_itself else 1
    step = _STEPS.get(name, 1)
    return AmountField(value=amount, description=AMOUNTS[name], step=step, lowest=lowest)
