"""The fields of the session form: what they hold goes into a session and comes out of one."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import traitlets
from ipywidgets import HTML, Box, Button, NaiveDatetimePicker, Textarea, VBox, Widget

from backcare.sessions import Entry, Session
from backcare.widgets.amount_field import AmountField
from backcare.widgets.chooser import Chooser
from backcare.widgets.entry_row import EntryRow, exercise_row
from backcare.widgets.pain_scale import PainScale
from backcare.widgets.text import FIELDS, PAINS, above_mild, on_the_clock, rule_text


class SessionFields(VBox):
    """Ask for a session: exercises, pain, when it was and a note.

    Parameters
    ----------
    exercises : pandas.DataFrame
        The table to choose from; its rows to avoid are not offered.
    shortcuts : sequence of Button
        They stand beside the choice of an exercise.

    Attributes
    ----------
    touched : int
        Goes up whenever something in the fields changes.

    Examples
    --------
    >>> fields = SessionFields(bc.load_exercises())
    >>> fields.add("pelvic_tilt")
    >>> fields.pains["pain_peak"].value = 2
    >>> told = fields.told()
    >>> told["pain_peak"], told["entries"][0].hold_s, told["note"]
    (2, 10, '')
    """

    touched = traitlets.Int()

    def __init__(self, exercises: pd.DataFrame, *, shortcuts: Sequence[Button] = ()) -> None:
        self._exercises = exercises
        offered = exercises.loc[exercises["advice"] != "avoid", "name"]
        choices = [("Choose an exercise", ""), *zip(offered, offered.index, strict=True)]
        self.choice = Chooser(
            chosen=self._add_chosen, description="Exercise", action="Add", options=choices
        )
        self.entries = VBox().add_class("bc-entries")
        self.pains = {name: PainScale(description=words) for name, words in PAINS.items()}
        self.ease_off = HTML(placeholder="")
        self.minutes = AmountField(description=FIELDS["pain_minutes"], step=5)
        self.note = Textarea(description=FIELDS["note"], placeholder="for example: slept badly")
        self.when = NaiveDatetimePicker(description=f"{FIELDS['started_at']} Empty means now.")
        super().__init__(self._laid_out(shortcuts))
        self.add_class("bc-fields")
        for scale in self.pains.values():
            scale.observe(self._ask_for_minutes, "value")
        self._ask_for_minutes()
        self._follow(self.questions())
        self.entries.observe(self._touch, "children")

    def __repr__(self) -> str:
        return f"SessionFields({self.told()})"

    def add(self, exercise_id: str, entry: Entry | None = None) -> None:
        """Put one more exercise below the others, with the smallest dose or as it was done.

        Examples
        --------
        >>> fields = SessionFields(bc.load_exercises())
        >>> fields.add("walking", bc.Entry("walking", minutes=20))
        >>> fields.told()["entries"][0].minutes
        20.0
        """
        exercise = exercise_row(self._exercises, exercise_id)
        row = EntryRow(exercise, remove=self._remove, entry=entry)
        self._follow(row.fields.values())
        self.entries.children = (*self.entries.children, row)

    def show(self, session: Session | None = None, *, entries: Sequence[Entry] = ()) -> None:
        """Fill the fields with a stored session; with none, empty them but for the entries.

        Examples
        --------
        >>> fields = SessionFields(bc.load_exercises())
        >>> fields.show(entries=[bc.Entry("rowing", minutes=5)])
        >>> fields.entries.children
        (EntryRow(Entry(exercise_id='rowing', sets=None, reps=None, hold_s=None, minutes=5.0)),)
        """
        for name, scale in self.pains.items():
            scale.value = getattr(session, name, None)
        self.minutes.value = session.pain_minutes if session else None
        self.note.value = session.note if session else ""
        self.when.value = on_the_clock(session.started_at) if session else None
        self.choice.value, self.entries.children = "", ()
        for entry in session.entries if session else entries:
            self.add(entry.exercise_id, entry)

    def questions(self) -> list[Widget]:
        """Return every field that holds an answer now.

        Examples
        --------
        >>> fields = SessionFields(bc.load_exercises())
        >>> fields.add("walking")
        >>> len(fields.questions())
        7
        """
        amounts = [field for row in self.entries.children for field in row.fields.values()]
        return [*self.pains.values(), self.minutes, self.note, self.when, *amounts]

    def told(self) -> dict[str, Any]:
        """Return what the fields hold, by the names of `Session`; what is not asked is None.

        Examples
        --------
        >>> sorted(SessionFields(bc.load_exercises()).told())
        ['entries', 'note', 'pain_after', 'pain_before', 'pain_minutes', 'pain_peak', 'started_at']
        """
        when: datetime | None = self.when.value
        return {
            **{name: scale.value for name, scale in self.pains.items()},
            "pain_minutes": self.minutes.value if self._went_above_mild() else None,
            "entries": tuple(row.entry() for row in self.entries.children),
            "note": self.note.value,
            "started_at": when,
        }

    def _laid_out(self, shortcuts: Sequence[Button]) -> tuple[Widget, ...]:
        return (
            HTML("<h3>What did you do?</h3>"),
            Box((self.choice, *shortcuts)).add_class("bc-choice"),
            self.entries,
            HTML("<h3>How was your back?</h3>"),
            Box(tuple(self.pains.values())).add_class("bc-pains"),
            self.ease_off,
            self.minutes,
            Box((self.when, self.note)).add_class("bc-rest"),
        )

    def _add_chosen(self, exercise_id: str) -> None:
        self.add(exercise_id)
        self.choice.value = ""

    def _remove(self, row: EntryRow) -> None:
        self.entries.children = tuple(child for child in self.entries.children if child is not row)
        # What had the focus is gone; without this a keyboard would start again at the top.
        self.choice.focus()

    def _follow(self, fields: Iterable[Widget]) -> None:
        for field in fields:
            field.observe(self._touch, "value")

    def _touch(self, _change: object) -> None:
        self.touched += 1

    def _went_above_mild(self) -> bool:
        return above_mild(scale.value for scale in self.pains.values())

    def _ask_for_minutes(self, _change: object = None) -> None:
        """Say to ease off, and ask for the minutes, only where pain went above mild."""
        above = self._went_above_mild()
        words = f'<p class="bc-cautions" role="alert">{html.escape(rule_text("ease_off"))}</p>'
        self.ease_off.value = words if above else ""
        for widget in (self.ease_off, self.minutes):
            widget.layout.display = None if above else "none"
