"""The session form: write down today's session, and change or undo what was written.

`SessionForm` ties together the fields (`form_fields.py`), the words (`form_text.py`), the log, and
the two rows of buttons at the end of this file.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pandas as pd
import traitlets
from ipywidgets import HTML, Box, Button, VBox, Widget

from backcare.errors import LogError, OutcomeUnknownError, SessionError
from backcare.exercises.cards import flare_html
from backcare.exercises.load import load_exercises
from backcare.log import SessionLog
from backcare.plan import check_plan
from backcare.safety import SafetySettings, breaks_stop_rule
from backcare.sessions import Entry, Session
from backcare.text import and_list
from backcare.widgets.base import close_parts, serialize_messages, whole_or_nothing, with_page
from backcare.widgets.controls import (
    Action,
    ActionButton,
    ChoiceField,
    PainScale,
    StatusLine,
    button,
    show,
)
from backcare.widgets.form_fields import SessionFields, may_be_done, planned_entries
from backcare.widgets.form_text import (
    fault_words,
    nothing_to_save,
    saved_words,
    session_label,
    session_of,
    severe_words,
)
from backcare.widgets.gate_and_stop import RedFlagGate, SevereNotice, StopNotice

_LAST = 8
_UNKNOWN = (
    "It is not known yet whether your session is saved. What you entered is still here. Press Save "
    "again: it will be in your log once."
)
_WITHOUT_KERNEL = (
    "<p><strong>Your session today.</strong> This form can only be filled in where the notebook "
    "runs: open it in JupyterLab and run its cells.</p>"
)


class SessionForm(VBox):
    """Log a session in under a minute; "saved" is said only when it is on the disk.

    Parameters
    ----------
    log : SessionLog
        Where sessions are kept.
    exercises : pandas.DataFrame, optional
        The table to choose from; `load_exercises()` when left out. Its rows to avoid are not
        offered.
    patient : str, default "me"
        Whose session it is.
    plan : pandas.DataFrame, optional
        What was planned, as `make_plan` or `load_plan` gives it: one press puts its exercises
        and amounts into the form.
    settings : SafetySettings, optional
        The numbers of the stop rule, which a clinician may lower: `safety_settings(...)`.

    Raises
    ------
    PlanError
        If the plan has faults.

    Attributes
    ----------
    saved : str
        The `session_id` of the session that the form has just stored, or "".
    changes : int
        How many times this form has changed the log. A dashboard that is given the form looks
        at the log again whenever this moves.

    Examples
    --------
    >>> log = bc.SessionLog(":memory:")
    >>> form = bc.SessionForm(log)
    >>> form.add_exercise("bridging")
    >>> form.pains["pain_before"].value, form.pains["pain_after"].value = 3, 2
    >>> form.save()
    >>> log.to_frame()[["exercise_id", "reps", "pain_after"]].values.tolist()
    [['bridging', 8, 2]]
    """

    saved = traitlets.Unicode()
    changes = traitlets.Int()

    @whole_or_nothing
    def __init__(
        self,
        log: SessionLog,
        *,
        exercises: pd.DataFrame | None = None,
        patient: str = "me",
        plan: pd.DataFrame | None = None,
        settings: SafetySettings | None = None,
    ) -> None:
        self._log, self._patient = log, patient
        table = load_exercises() if exercises is None else exercises.copy()
        self._names: dict[Any, str] = table["name"].to_dict()
        # A plan is empty where a warning sign was ticked, and then nothing is to be offered.
        self._plan = pd.DataFrame()
        if plan is not None and not plan.empty:
            self._plan = check_plan(plan, table)
        self._table = table
        self.planned = button("As in my plan", self._take_plan)
        self.again = button("Same as last time", self._repeat)
        self.gate = RedFlagGate(log, patient)
        self.stop = StopNotice(log, patient, settings=settings)
        shortcuts = (self.planned, self.again)
        self.fields = SessionFields(table, shortcuts=shortcuts, rule=self.stop.rule)
        self.severe = SevereNotice(help_now=self._ask_for_signs)
        self.status = StatusLine()
        self.buttons = FormButtons(save=self.save, undo=self.undo, new=self._new)
        self.earlier = EarlierSessions(change=self._change)
        self._order = self._parts()
        super().__init__(self._order)
        self.add_class("bc-app").add_class("bc-session-form")
        self.stop.observe(self._show_state, "waiting")
        self.stop.observe(lambda change: self.fields.follow_rule(change["new"]), "rule")
        self.gate.observe(self._show_state, "ticked")
        # The page is opened, or seen again: another page may have changed what was agreed on.
        self.gate.on_msg(lambda *_opened: self.stop.refresh())
        self.gate.folded = True
        self._blank, self._saved_words = self.fields.answers(), ""
        self._warned = False
        self._begin(None)
        self.fields.observe(self._edited, "touched")
        self.entries.observe(self._follow_fields, "children")
        self._follow_fields()
        serialize_messages(self)

    def __repr__(self) -> str:
        return f"SessionForm(patient={self._patient!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return with_page(super()._repr_mimebundle_(**kwargs), lambda: _WITHOUT_KERNEL)

    @property
    def pains(self) -> dict[str, PainScale]:
        """The three pain scales, by the column of the log that each fills."""
        return self.fields.pains

    @property
    def entries(self) -> VBox:
        """The exercises that were added: its children, one `EntryRow` each."""
        return self.fields.entries

    def add_exercise(self, exercise_id: str) -> None:
        """Put one more exercise into the form, with the table's smallest dose.

        Parameters
        ----------
        exercise_id : str
            A row of the form's table.

        Examples
        --------
        >>> form = bc.SessionForm(bc.SessionLog(":memory:"))
        >>> form.add_exercise("walking")
        >>> form.entries.children
        (EntryRow(Entry(exercise_id='walking')),)
        """
        self.fields.add(exercise_id)

    def save(self) -> None:
        """Store what the form holds, and say so; on a fault say what to mend and keep it all.

        Examples
        --------
        >>> form = bc.SessionForm(bc.SessionLog(":memory:"))
        >>> form.save()
        >>> form.saved  # an empty form is not a session
        ''
        """
        answers = self.fields.answers()
        if nothing := nothing_to_save(answers, self._names.get(self.fields.choice.value)):
            self.status.say(nothing)
            return
        session = session_of(answers, self._stored, patient=self._patient)
        if self._stored is None:
            session = replace(session, session_id=self._new_id)
        if session == self._stored:  # pressed twice: nothing new to store
            self.status.say(saved_words(session, self._names, settings=self.stop.rule))
            return
        self._log.tell_waiting(self.status.say)
        try:
            (self._log.edit if self._is_in_log(session) else self._log.add)(session)
        except SessionError as error:
            self._not_saved(fault_words(error, session, self._names))
        except OutcomeUnknownError as error:
            self.status.say(f"{_UNKNOWN}\n{error}", bad=True)
        except LogError as error:
            self._not_saved(self._way_out(error))
        else:
            words = saved_words(session, self._names, settings=self.stop.rule)
            self._changed(session, words, undoable=self._undoable + 1)

    def undo(self) -> None:
        """Take back the last save of this form; what was entered stays in the form.

        An edit that is taken back gives the form what the log has again.

        Examples
        --------
        >>> log = bc.SessionLog(":memory:")
        >>> form = bc.SessionForm(log)
        >>> form.add_exercise("pelvic_tilt")
        >>> form.save()
        >>> form.undo()
        >>> len(log.to_frame())
        0
        """
        try:
            action = self._log.undo(self.saved).action
            kept = None if action == "add" else self._log.session(self.saved)
        except LogError as error:
            self.status.say(f"Not taken back. {error}", bad=True)
            return
        if kept is None:
            words = "Taken back. What you entered is still here, if you want to save it again."
        else:
            self.fields.show(kept)
            words = "Taken back: the session is again as it was before."
        self.buttons.save.focus()  # the button that was pressed may be gone
        self._changed(kept, words, undoable=self._undoable - 1 if kept else 0)

    def load(self, session_id: str) -> None:
        """Open a stored session, so that the next save changes it.

        Parameters
        ----------
        session_id : str
            As in the log's frame. When it cannot be read the form says so and stays as it is.

        Examples
        --------
        >>> from datetime import datetime, timezone
        >>> log = bc.SessionLog(":memory:")
        >>> id = log.add(bc.Session(datetime(2026, 3, 2, 18, tzinfo=timezone.utc), pain_before=4))
        >>> form = bc.SessionForm(log)
        >>> form.load(id)
        >>> form.pains["pain_before"].value
        4
        """
        try:
            session = self._log.session(session_id)
        except LogError as error:
            self.status.say(str(error), bad=True)
            return
        self.fields.show(session)
        self._begin(session)
        self.status.say(f"You are changing {session_label(session, self._names)}.")

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
        self.status.say("")

    def close(self) -> None:
        """Close the form and every widget that it made; what is in the log stays there.

        Examples
        --------
        >>> bc.SessionForm(bc.SessionLog(":memory:")).close()
        """
        close_parts(self)
        super().close()

    # --- what the form is made of, and what it offers when ---

    def _parts(self) -> tuple[Widget, ...]:
        return (
            HTML("<h2>Your session today</h2>" + flare_html()),
            self.gate,
            self.stop,
            self.fields,
            self.severe,
            self.buttons,
            self.status,
            self.earlier,
        )

    def _ask_for_signs(self) -> None:
        """Ask for the warning signs anew, right below the notice that leads to them."""
        self.gate.cleared = False
        self.gate.folded = False
        rest = [part for part in self._order if part is not self.gate]
        place = rest.index(self.severe) + 1
        self.children = (*rest[:place], self.gate, *rest[place:])

    def _follow_fields(self, _change: object = None) -> None:
        """Let each press bring along what stands in the fields that there are now."""
        self.buttons.follow(self.fields.questions())
        self.earlier.follow(self.fields.questions())

    def _show_state(self, _change: object = None) -> None:
        """Offer what can be done now; while the stop rule stands, no next session."""
        try:
            last = self._log.last_sessions(_LAST, patient=self._patient)
        except LogError:
            last = []  # the notice says so
        self.earlier.offer([(session_label(one, self._names), one.session_id) for one in last])
        self._last = next((one.entries for one in last if one.entries), ())
        stored, waiting = self._stored is not None, self.stop.waiting
        new = stored and not waiting
        self.buttons.show(stored=stored, undoable=self._undoable > 0, new=new)
        # A session that was done can always be written down; none is suggested past a warning.
        suggests = not stored and not waiting and not self.gate.ticked
        for shortcut, entries in ((self.planned, self._plan), (self.again, self._last)):
            show(shortcut, len(entries) > 0 and suggests)
        if self.gate.ticked:
            self.gate.folded = False  # what to do about it has to be in sight

    def _edited(self, _change: object) -> None:
        """Take "saved" back as soon as the fields hold something else than the log."""
        self.severe.say(severe_words(self.fields.felt()))
        says_saved = self._saved_words and self.status.text == self._saved_words
        if says_saved and self.fields.answers() != self._start:
            self.status.say("Changed since you saved it. Press Save changes to keep that too.")

    # --- what the buttons do ---

    def _take_plan(self) -> None:
        """Put the exercises of the plan into the form; what was done less can be changed there."""
        asked: Iterable[tuple[str, str]] = ()
        with suppress(LogError):  # the notice of the log says so; each is left out then
            asked = self._log.safety_record(self._patient).asked_about()
        let_in = may_be_done(self._plan, self._table, asked)
        self._take(planned_entries(self._plan[let_in]), self.planned)
        if left_out := self._plan.loc[~let_in, "name"].tolist():
            words = f"Ask first, so left out: {and_list(left_out)}. If you did it, add it below."
            self.status.say(words)

    def _repeat(self) -> None:
        """Put the exercises of the last session into the form, as they were done then."""
        self._take(self._last, self.again)

    def _take(self, entries: Iterable[Entry], pressed: Button) -> None:
        for entry in entries:
            self.fields.add(entry.exercise_id, entry)
        show(pressed, False)

    def _new(self) -> None:
        self._leave(self.clear)
        self.fields.choice.focus()

    def _change(self, session_id: str) -> None:
        self._leave(lambda: self.load(session_id))

    def _leave(self, action: Callable[[], None]) -> None:
        """Do what empties the form, but ask first where something in it is not in the log."""
        if self.fields.answers() != self._start and not self._warned:
            self._warned = True
            self.status.say("What you entered is not saved. Save it, or press again to drop it.")
        else:
            action()

    # --- what became of a save ---

    def _begin(self, stored: Session | None, *, undoable: int = 0) -> None:
        self._stored, self._undoable = stored, undoable
        self._new_id = uuid.uuid4().hex  # of a session to come, the same for each try to store it
        self.saved = stored.session_id if stored else ""
        self._start, self._warned = self.fields.answers() if stored else self._blank, False
        self.children = self._order
        self._show_state()

    def _changed(self, stored: Session | None, words: str, *, undoable: int) -> None:
        """Go on from what the log now has; say so before a dashboard takes its time to draw."""
        self._begin(stored, undoable=undoable)
        self._saved_words = words if stored else ""
        severe = bool(severe_words(self.fields.felt()))
        broken = stored is not None and breaks_stop_rule(stored, settings=self.stop.rule)
        self.status.say(words, bad=broken or severe)
        self.stop.tell_all()
        self.changes += 1

    def _is_in_log(self, session: Session) -> bool:
        """Tell whether a session has to be changed there: a try before may have stored it."""
        return self._stored is not None or self._log.has(session.session_id)

    def _not_saved(self, why: str) -> None:
        self.status.say(f"Not saved yet. What you entered is still here.\n{why}", bad=True)

    def _way_out(self, error: LogError) -> str:
        """Let a session that somebody else has taken out of the log be stored as a new one."""
        if self._stored is None or not self._is_gone(self._stored):
            return str(error)
        self._begin(None)
        return (
            "This session is no longer in your log: it was taken out somewhere else. "
            "Press Save to store it as a new one."
        )

    def _is_gone(self, session: Session) -> bool:
        try:
            there = self._log.sessions(self._patient, start=session.started_at.date())
        except LogError:
            return False
        return all(other.session_id != session.session_id for other in there)


class FormButtons(Box):
    """Save, undo, and begin anew."""

    def __init__(self, *, save: Action, undo: Action, new: Action) -> None:
        self.save = ActionButton("Save", save, main=True)
        self.undo = ActionButton("Undo", undo)
        self.new = ActionButton("New session", new)
        super().__init__((self.save, self.undo, self.new))
        self.add_class("bc-buttons")

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
