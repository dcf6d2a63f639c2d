"""What the session form is made of, and what it offers to press when."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pandas as pd
import traitlets
from ipywidgets import HTML, Button, VBox, Widget

from backcare.errors import LogError
from backcare.exercises.load import load_exercises
from backcare.log import SessionLog
from backcare.plan import check_plan
from backcare.sessions import Entry, Session
from backcare.stop_rule import breaks_stop_rule
from backcare.widgets.base import take_turns
from backcare.widgets.controls import EarlierSessions, FormButtons, button, show
from backcare.widgets.entry_row import planned_entries
from backcare.widgets.form_fields import SessionFields
from backcare.widgets.pain_scale import PainScale
from backcare.widgets.safety import StopNotice
from backcare.widgets.status_line import StatusLine
from backcare.widgets.text import session_label

_LAST = 8


class FormFrame(VBox):
    """The part of the session form that stores nothing; see `SessionForm`."""

    saved = traitlets.Unicode()
    changes = traitlets.Int()

    def __init__(
        self,
        log: SessionLog,
        *,
        exercises: pd.DataFrame | None = None,
        patient: str = "me",
        plan: pd.DataFrame | None = None,
    ) -> None:
        self._log, self._patient = log, patient
        table = load_exercises() if exercises is None else exercises.copy()
        self._names = dict(zip(table.index, table["name"], strict=True))
        # A plan is empty where a warning sign was ticked, and then nothing is to be offered.
        self._planned: tuple[Entry, ...] = ()
        if plan is not None and not plan.empty:
            self._planned = planned_entries(check_plan(plan, table))
        self.planned = button("As in my plan", self._take_plan)
        self.again = button("Same as last time", self._repeat)
        self.fields = SessionFields(table, shortcuts=(self.planned, self.again))
        self.said, self.stop = StatusLine(), StopNotice(log, patient)
        self.buttons = FormButtons(save=self.save, undo=self.undo, new=self._new)
        self.earlier = EarlierSessions(change=self._change)
        super().__init__(self._laid_out())
        self.add_class("bc-app").add_class("bc-session-form")
        self.stop.observe(self._show_state, "waiting")
        self._blank, self._said_saved = self.fields.told(), ""
        self._begin(None)
        self.fields.observe(self._edited, "touched")
        self.entries.observe(self._follow_fields, "children")
        self._follow_fields()
        take_turns(self)

    @property
    def pains(self) -> dict[str, PainScale]:
        """The three pain scales, by the column of the log that each fills."""
        return self.fields.pains

    @property
    def entries(self) -> VBox:
        """The exercises that were added: its children, one `EntryRow` each."""
        return self.fields.entries

    def save(self) -> None:
        """Store what the form holds; `SessionForm` does."""
        raise NotImplementedError

    def undo(self) -> None:
        """Take back the last save; `SessionForm` does."""
        raise NotImplementedError

    def load(self, session_id: str) -> None:
        """Open a stored session; `SessionForm` does."""
        raise NotImplementedError

    def clear(self) -> None:
        """Start a new session with an empty form.

        Examples
        --------
        >>> form = bc.SessionForm(bc.SessionLog(":memory:"))
        >>> form.add_exercise("walking")
        >>> form.clear()
        >>> form.entries.children
        ()
        """
        self.fields.show()
        self._begin(None)
        self.said.say("")

    def _laid_out(self) -> tuple[Widget, ...]:
        return (
            HTML("<h2>Your session today</h2>"),
            self.stop,
            self.fields,
            self.buttons,
            self.said,
            self.earlier,
        )

    def _changed(self, stored: Session | None, said: str, *, undoable: int) -> None:
        """Go on from what the log now has; say so before a dashboard takes its time to draw."""
        self._begin(stored, undoable=undoable)
        self._said_saved = said if stored else ""
        self.said.say(said, bad=stored is not None and breaks_stop_rule(stored))
        self.stop.refresh()
        self.changes += 1

    def _follow_fields(self, _change: object = None) -> None:
        """Let a press on Save bring along what stands in the fields that there are now."""
        self.buttons.save.follow(self.fields.questions())

    def _edited(self, _change: object) -> None:
        """Take "saved" back as soon as the fields hold something else than the log."""
        says_saved = self._said_saved and self.said.text == self._said_saved
        if says_saved and self.fields.told() != self._start:
            self.said.say("Changed since you saved it. Press Save changes to keep that too.")

    def _begin(self, stored: Session | None, *, undoable: int = 0) -> None:
        self._stored, self._undoable = stored, undoable
        self.saved = stored.session_id if stored else ""
        self._start, self._warned = self.fields.told() if stored else self._blank, False
        self._show_state()

    def _leave(self, action: Callable[[], None]) -> None:
        """Do what empties the form, but ask first where something in it is not in the log."""
        if self.fields.told() != self._start and not self._warned:
            self._warned = True
            self.said.say("What you entered is not saved. Save it, or press again to drop it.")
        else:
            action()

    def _change(self, session_id: str) -> None:
        self._leave(lambda: self.load(session_id))

    def _new(self) -> None:
        self._leave(self.clear)
        self.fields.choice.focus()

    def _repeat(self) -> None:
        """Put the exercises of the last session into the form, as they were done then."""
        self._take(self._last, self.again)

    def _take_plan(self) -> None:
        """Put the exercises of the plan into the form; what was done less can be changed there."""
        self._take(self._planned, self.planned)

    def _take(self, entries: Iterable[Entry], pressed: Button) -> None:
        for entry in entries:
            self.fields.add(entry.exercise_id, entry)
        show(pressed, False)

    def _show_state(self, _change: object = None) -> None:
        """Offer what can be done now; while the stop rule stands, no next session."""
        try:
            last = self._log.last_sessions(_LAST, patient=self._patient)
        except LogError:
            last = []  # the notice has said so
        self.earlier.offer([(session_label(one, self._names), one.session_id) for one in last])
        self._last = next((one.entries for one in last if one.entries), ())
        stored, waiting = self._stored is not None, self.stop.waiting
        new = "New session" if stored and not waiting else ""
        self.buttons.show(stored=stored, undoable=self._undoable > 0, new=new)
        for shortcut, entries in ((self.planned, self._planned), (self.again, self._last)):
            show(shortcut, bool(entries) and not stored and not waiting)
