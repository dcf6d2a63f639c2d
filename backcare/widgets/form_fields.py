"""The fields of the session form: what they hold goes into a session and comes out of one.

`SessionFields` is all of them; `EntryRow` is one line, an exercise and how much of it was done.
`FormButtons` and `EarlierSessions` are the two rows of buttons below them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import traitlets
from ipywidgets import HTML, Box, Button, NaiveDatetimePicker, Textarea, VBox, Widget

from backcare.browser import fragment
from backcare.exercises.other import OTHER_ACTIVITY, OTHER_NAME
from backcare.safety import SafetySettings, above_mild, agreed_words, rise_words
from backcare.sessions import ENTRY_COLUMNS, ENTRY_LIMITS, Entry, Session
from backcare.widgets.controls import (
    Action,
    ActionButton,
    AmountField,
    ChoiceField,
    PainScale,
    button,
    dated,
    show,
)
from backcare.widgets.form_text import (
    AMOUNTS,
    FIELDS,
    PAINS,
    on_the_clock,
    rule_text,
    severe_words,
)

# How far a press of a field's buttons goes, where that is not 1.
_STEPS = {"minutes": 5}


class SessionFields(VBox):
    """Ask for a session: exercises, pain, when it was and a note."""

    touched = traitlets.Int()  # goes up whenever something in the fields changes

    def __init__(
        self,
        exercises: pd.DataFrame,
        *,
        shortcuts: Sequence[Button] = (),
        urgent: Widget,
        rule: SafetySettings | None = None,
    ) -> None:
        self._exercises, self._rule = exercises, rule
        offered = exercises.loc[exercises["advice"] != "avoid", "name"]
        choices = [("Choose an exercise", ""), *zip(offered, offered.index, strict=True)]
        self.choice = ChoiceField(description="Exercise", options=choices)
        # Not at once when the choice changes: arrow keys go through a list one by one.
        self.add_button = ActionButton("Add", self._add_chosen, fields=[self.choice])
        self.entries = VBox().add_class("bc-entries")
        self.pains = {name: PainScale(description=words) for name, words in PAINS.items()}
        # A place below each scale: to move the scales themselves would lose a press on them.
        self._urgent, self._places = urgent, [Box().add_class("bc-below") for _ in self.pains]
        below = zip(self.pains.values(), self._places, strict=True)
        self._pains = Box([part for both in below for part in both]).add_class("bc-pains")
        self.own_limit = HTML(placeholder="")
        self.ease_off = HTML(placeholder="")
        self.minutes = AmountField(description=FIELDS["pain_minutes"], step=5)
        self.note = Textarea(description=FIELDS["note"], placeholder="for example: slept badly")
        self.when = NaiveDatetimePicker(
            description=f"{FIELDS['started_at']} Leave blank if it was just now."
        )
        super().__init__(self._layout_of(shortcuts))
        self.add_class("bc-fields")
        for scale in self.pains.values():
            scale.observe(self._ask_for_minutes, "value")
        self._ask_for_minutes()
        self._notice_changes(self.questions())
        self.entries.observe(self._touch, "children")

    def __repr__(self) -> str:
        return f"SessionFields({self.answers()})"

    def add(self, exercise_id: str, entry: Entry | None = None) -> None:
        """Put one more exercise below the others, with the smallest dose or as it was done."""
        exercise = exercise_row(self._exercises, exercise_id)
        row = EntryRow(exercise, remove=self._remove, entry=entry)
        self._notice_changes(row.fields.values())
        self.entries.children = (*self.entries.children, row)

    def show(self, session: Session | None = None, *, entries: Sequence[Entry] = ()) -> None:
        """Fill the fields with a stored session; with none, empty them but for the entries."""
        for name, scale in self.pains.items():
            scale.value = getattr(session, name, None)
        self.minutes.value = session.pain_minutes if session else None
        self.minutes.unreadable = False
        self.note.value = session.note if session else ""
        self.when.value = on_the_clock(session.started_at) if session else None
        self.choice.value, self.entries.children = "", ()
        for entry in session.entries if session else entries:
            self.add(entry.exercise_id, entry)
        if session:  # what was pressed may be far below
            self.choice.focus()

    def unreadable(self) -> list[str]:
        """Name the questions in which something is typed that is no answer."""
        amounts = [one for one in self.questions() if isinstance(one, AmountField)]
        return [field.description for field in amounts if field.unreadable]

    def questions(self) -> list[Widget]:
        """Return every field that holds an answer now."""
        amounts = [field for row in self.entries.children for field in row.fields.values()]
        return [*self.pains.values(), self.minutes, self.note, self.when, *amounts]

    def answers(self) -> dict[str, Any]:
        """Return what the fields hold, by the names of `Session`; what is not asked is None."""
        when: datetime | None = self.when.value
        return {
            **{name: scale.value for name, scale in self.pains.items()},
            "pain_minutes": self.minutes.value if self._went_above_mild() else None,
            "entries": tuple(row.entry() for row in self.entries.children),
            "note": self.note.value,
            "started_at": when,
        }

    def _layout_of(self, shortcuts: Sequence[Button]) -> tuple[Widget, ...]:
        chooser = Box((self.choice, self.add_button)).add_class("bc-chooser")
        return (
            HTML("<h3>What did you do?</h3>"),
            Box((chooser, *shortcuts)).add_class("bc-choice"),
            self.entries,
            HTML("<h3>How was your back?</h3>"),
            self.own_limit,
            self._pains,
            self.ease_off,
            self.minutes,
            Box((dated(self.when), self.note)).add_class("bc-rest"),
        )

    def _add_chosen(self) -> None:
        chosen, self.choice.value = self.choice.value, ""
        if chosen:
            self.add(chosen)

    def _remove(self, row: EntryRow) -> None:
        self.entries.children = tuple(child for child in self.entries.children if child is not row)
        # What had the focus is gone; without this a keyboard would start again at the top.
        self.choice.focus()

    def _notice_changes(self, fields: Iterable[Widget]) -> None:
        for field in fields:
            field.observe(self._touch, "value")

    def _touch(self, _change: object) -> None:
        self.touched += 1

    def follow_rule(self, rule: SafetySettings) -> None:
        """Go by another stop rule from now on."""
        self._rule = rule
        self._ask_for_minutes()

    def felt(self) -> list[int | None]:
        """Return the pains that were given, in the order of the scales."""
        return [scale.value for scale in self.pains.values()]

    def _went_above_mild(self) -> bool:
        return above_mild(self.felt(), self.pains["pain_before"].value, settings=self._rule)

    def _ask_for_minutes(self, _change: object = None) -> None:
        """Say to ease off, and ask for the minutes, only where pain went above mild."""
        above, severe = self._went_above_mild(), severe_words(self.felt())
        self._place_urgent()
        own = agreed_words(self._rule)
        self.own_limit.value = fragment("small", text=own) if own else ""
        # Severe pain has a notice of its own, and nothing to ease off to.
        eases = above and not severe
        risen = rise_words(self.felt(), self.pains["pain_before"].value, settings=self._rule)
        words = " ".join(filter(None, [risen, rule_text("ease_off", self._rule)]))
        self.ease_off.value = fragment("caution", text=words) if eases else ""
        for widget, shown in (
            (self.own_limit, bool(own)),
            (self.ease_off, eases),
            (self.minutes, above),
        ):
            show(widget, shown)

    def _place_urgent(self) -> None:
        """Put what severe pain calls for right below the first that is severe."""
        severe = [bool(severe_words([pain])) for pain in self.felt()]
        first = severe.index(True) if any(severe) else len(severe) - 1
        for number, place in enumerate(self._places):
            inside = (self._urgent,) if number == first else ()
            if place.children != inside:
                place.children = inside


class EntryRow(Box):
    """Ask how much of one exercise was done, beginning with the table's smallest dose."""

    def __init__(
        self,
        exercise: pd.Series[Any],
        *,
        remove: Callable[[EntryRow], None],
        entry: Entry | None = None,
    ) -> None:
        self.exercise_id = str(exercise.name)
        # Where a stored session is changed, an amount that it lacks stays empty.
        amounts = _smallest_dose(exercise) if entry is None else _amounts_of(entry)
        self.fields = {
            name: _field(name, amounts.get(name)) for name in _columns_for(exercise, amounts)
        }
        name = str(exercise["name"])
        away = button("Remove", lambda: remove(self), tooltip=f"Remove {name}")
        heading = fragment("entry_name", name=name, per_side=bool(exercise["per_side"]))
        amount = Box(tuple(self.fields.values())).add_class("bc-amounts")
        super().__init__((HTML(heading), amount, away.add_class("bc-quiet")))
        self.add_class("bc-entry")

    def __repr__(self) -> str:
        return f"EntryRow({self.entry()})"

    def entry(self) -> Entry:
        """Return what stands in the fields."""
        given: dict[str, Any] = {name: field.value for name, field in self.fields.items()}
        return Entry(self.exercise_id, **given)


def planned_entries(plan: pd.DataFrame) -> tuple[Entry, ...]:
    """Return what a plan says to do as entries of a log, in its order."""
    columns = [column for column in ENTRY_COLUMNS if column in plan]
    cells = plan[columns].astype(object).where(plan[columns].notna(), None)
    rows: list[dict[Any, Any]] = cells.to_dict("records")
    return tuple(Entry(**row) for row in rows)


def exercise_row(exercises: pd.DataFrame, exercise_id: str) -> pd.Series[Any]:
    """Return an exercise's row; for one that the table lacks, a row with its id for a name."""
    # A log may hold exercises of another table, and its sessions can be changed all the same.
    if exercise_id in exercises.index:
        found: pd.Series[Any] = exercises.loc[[exercise_id]].iloc[0]
        return found
    blank = dict.fromkeys(("reps_min", "hold_s_min"), pd.NA)
    is_other = exercise_id == OTHER_ACTIVITY
    name, kind = (OTHER_NAME, "activity") if is_other else (exercise_id, "")
    unknown = {"name": name, "kind": kind, "per_side": False, **blank}
    return pd.Series(unknown, name=exercise_id)


def _columns_for(exercise: pd.Series[Any], amounts: dict[str, float]) -> list[str]:
    """Name what to ask for: minutes of an activity; sets, times and a hold of an exercise."""
    usual = ["minutes"] if exercise["kind"] == "activity" else ["sets", "reps", "hold_s"]
    return [name for name in AMOUNTS if name in usual or name in amounts]


def _smallest_dose(exercise: pd.Series[Any]) -> dict[str, float]:
    if exercise["kind"] == "activity":
        return {}
    dose = {"sets": 1, "reps": exercise["reps_min"], "hold_s": exercise["hold_s_min"]}
    return {name: int(amount) for name, amount in dose.items() if pd.notna(amount)}


def _amounts_of(entry: Entry) -> dict[str, float]:
    amounts = {name: getattr(entry, name) for name in AMOUNTS}
    return {name: amount for name, amount in amounts.items() if amount is not None}


def _field(name: str, amount: float | None) -> AmountField:
    limit = ENTRY_LIMITS[name]
    lowest = limit.lowest if limit.lowest_itself else 1
    step = _STEPS.get(name, 1)
    return AmountField(value=amount, description=AMOUNTS[name], step=step, lowest=lowest)


# --- the buttons ----------------------------------------------------------------------------------


class FormButtons(Box):
    """Save, undo, and begin anew."""

    def __init__(self, *, save: Action, undo: Action, new: Action) -> None:
        self.save = ActionButton("Save", save, main=True)
        self.undo = ActionButton("Undo", undo)
        self.new = ActionButton("New session", new)
        super().__init__((self.save, self.undo, self.new))
        self.add_class("bc-buttons")
        for one in (self.save, self.new):
            one.add_class("bc-when-open")

    def __repr__(self) -> str:
        shown = (one.description for one in self.children if one.layout.display != "none")
        return f"FormButtons({', '.join(map(repr, shown))})"

    def follow(self, fields: Sequence[Widget]) -> None:
        """Let each press bring along what stands in these fields."""
        for one in self.children:
            one.follow(fields)

    def show(self, *, stored: bool, undoable: bool, new: bool) -> None:
        """Show what can be pressed now."""
        self.save.description = "Save changes" if stored else "Save"
        show(self.undo, undoable)
        show(self.new, new)


class EarlierSessions(VBox):
    """Choose one of the last sessions; `change` is called with its `session_id`."""

    def __init__(self, *, change: Callable[[str], object]) -> None:
        self._change = change
        self.choice = ChoiceField(description="Earlier sessions")
        # Not at once when the choice changes: arrow keys go through a list one by one.
        self.change = ActionButton("Change it", self._change_chosen)
        chooser = Box((self.choice, self.change)).add_class("bc-chooser")
        super().__init__((HTML("<h3>Change an earlier session</h3>"), chooser))
        self.add_class("bc-earlier")
        self.follow([])
        self.offer([])

    def __repr__(self) -> str:
        return f"EarlierSessions({len(self.choice.options) - 1})"

    def follow(self, fields: Sequence[Widget]) -> None:
        """Let a press bring along what stands in these fields, beside the choice."""
        self.change.follow([self.choice, *fields])

    def offer(self, sessions: Sequence[tuple[str, str]]) -> None:
        """Offer these sessions, each with its label and its id; the choice begins anew."""
        with self.choice.hold_sync():
            self.choice.options = [("Choose a session", ""), *sessions]
            self.choice.value = ""
        show(self, bool(sessions))

    def _change_chosen(self) -> None:
        if self.choice.value:
            self._change(self.choice.value)
