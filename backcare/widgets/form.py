"""The session form: write down today's session, and change or undo what was written.

`SessionForm` ties together the fields and buttons (`form_fields.py`), the words (`form_text.py`)
and the log.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd
import traitlets
from ipywidgets import HTML, Button, VBox, Widget

from backcare.errors import ChangedElsewhereError, LogError, OutcomeUnknownError, SessionError
from backcare.exercises.cards import flare_html
from backcare.exercises.other import exercise_names
from backcare.log import SessionLog
from backcare.plan import check_plan
from backcare.plan.screening import may_be_done
from backcare.safety import SafetySettings, breaks_stop_rule, reason_to_stop
from backcare.sessions import Entry, Session, exercises_of
from backcare.text import and_list
from backcare.widgets.base import (
    close_parts,
    is_open,
    serialize_messages,
    whole_or_nothing,
    with_page,
)
from backcare.widgets.controls import PainScale, StatusLine, button, show
from backcare.widgets.form_fields import (
    EarlierSessions,
    FormButtons,
    SessionFields,
    planned_entries,
)
from backcare.widgets.form_text import (
    BOTH,
    CHANGED_ELSEWHERE,
    DELETED_ELSEWHERE,
    GONE,
    NOT_THERE,
    UNDO_UNKNOWN,
    UNKNOWN,
    fault_words,
    nothing_to_save,
    saved_words,
    session_label,
    session_of,
    severe_words,
    unreadable_words,
)
from backcare.widgets.gate_and_stop import RedFlagGate, SevereNotice, StopNotice

_LAST = 8
_WITHOUT_KERNEL = (
    "<p><strong>Your session today.</strong> To fill in this form, open the notebook in "
    "JupyterLab and run its cells.</p>"
)


class _Lost(NamedTuple):
    """A save or an undo whose answer got lost, and what stands in the log if it was done.

    `stored` is the session, and `before` what stood there before each save of the form.
    """

    stored: Session | None
    before: tuple[Session | None, ...]
    undo: bool = False


class SessionForm(VBox):
    """Log a session in under a minute; "saved" is said only when it is on the disk.

    Parameters
    ----------
    log : SessionLog
        Where sessions are kept.
    exercises : pandas.DataFrame, optional
        The table to choose from; that of the log when left out. Its rows to avoid are not
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
        How many times this form has changed the log.
    folded : bool
        Whether its fields are out of sight; a dashboard that has taken the form in folds it.
        What was entered stays.

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
    folded = traitlets.Bool()

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
        table = log.exercises if exercises is None else exercises.copy()
        self._names: dict[Any, str] = exercise_names(table)
        # A plan is empty where a warning sign was ticked, and then nothing is to be offered.
        self._plan = pd.DataFrame()
        if plan is not None and not plan.empty:
            self._plan = check_plan(plan, table)
        self._table = table
        self.planned = button("Fill in from my plan", self._take_plan)
        self.again = button("Same as last time", self._repeat)
        self.gate = RedFlagGate(log, patient).add_class("bc-lasting")
        self.stop = StopNotice(log, patient, settings=settings).add_class("bc-lasting")
        shortcuts = (self.planned, self.again)
        self.severe = SevereNotice(help_now=self._ask_for_signs)
        # Below the pain that is severe: there it is read, and there the signs are asked for then.
        self.urgent = VBox((self.severe,)).add_class("bc-urgent")
        self.fields = SessionFields(
            table, shortcuts=shortcuts, urgent=self.urgent, rule=self.stop.rule
        )
        self.fields.add_class("bc-lasting")
        self.status = StatusLine()
        self.buttons = FormButtons(save=self.save, undo=self.undo, new=self._new)
        self.earlier = EarlierSessions(change=self._change)
        heading = HTML("<h2>Your session today</h2>" + flare_html()).add_class("bc-lasting")
        self._head = (heading, self.gate, self.stop)
        self._order = self._parts()
        super().__init__(self._order)
        self.add_class("bc-app").add_class("bc-session-form")
        self.stop.observe(self._show_state, ["waiting", "looked"])
        self.stop.observe(lambda change: self.fields.follow_rule(change["new"]), "rule")
        self.gate.observe(self._show_state, "ticked")
        self.gate.folded = True
        self.stop.follow(self.gate, folds=False)
        self._blank, self._saved_words = self.fields.answers(), ""
        self._asked_for = ""  # what was to be done first, as it was said last
        self._lost: _Lost | None = None
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
    def unsaved(self) -> bool:
        """Whether something was entered that is not in the log."""
        return bool(self.fields.answers() != self._start)

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
        if unreadable := self.fields.unreadable():
            self._not_saved("\n".join(map(unreadable_words, unreadable)))
            return
        if nothing := self._nothing_yet():
            self._asked_for = nothing
            self.status.say(nothing)
            return
        session = self._session(answers)
        if session == self._stored and self._lost is None:  # pressed twice: nothing new to store
            self._say_stored(session, saved_words(session, self._names, settings=self.stop.rule))
            return
        self._store(session, answers)

    def _store(self, session: Session, answers: dict[str, Any]) -> None:
        try:
            with self._log.tell_waiting(self.status.say):
                self._find_lost()
                session = self._session(answers)
                stored = self._put(session)
        except SessionError as error:
            self._not_saved(fault_words(error, session, self._names))
        except OutcomeUnknownError as error:
            self._lost = _Lost(session, (*self._before, self._stored))
            self.status.say(f"{UNKNOWN}\n{error}", bad=True)
        except LogError as error:
            if not self._still_unknown(error):
                self._not_saved(self._way_out(error))
        else:
            self._say_saved(stored, apart=stored.session_id != session.session_id)

    def undo(self) -> None:
        """Take back the last save of this form; what was entered stays in the form.

        An edit that is undone gives the form what the log has again.

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
        lost = self._lost or _Lost(None, ())
        try:
            with self._log.tell_waiting(self.status.say):
                done = self._find_lost()
                if lost.stored and not lost.undo and not done:
                    self.status.say(NOT_THERE)
                    return
                already = lost.undo and done
                kept = self._stored if already else self._take_back()
        except ChangedElsewhereError:
            self._say_changed_elsewhere()
        except OutcomeUnknownError as error:
            self._lost = _Lost(next(reversed(self._before), None), self._before[:-1], undo=True)
            self.status.say(f"{UNDO_UNKNOWN}\n{error}", bad=True)
        except LogError as error:
            if not self._still_unknown(error):
                self.status.say(f"Not undone. {error}", bad=True)
        else:
            self._undone(kept, already=already)

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
            there = self._may_have(session_id)
            self.status.say(str(error) if there else GONE, bad=True)
            if not there:
                self._show_state()  # offers it no more
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
        if is_open(self):
            close_parts(self, *self._head)
        super().close()

    # --- what the form is made of, and what it offers when ---

    def _parts(self) -> tuple[Widget, ...]:
        return (
            *self._head,
            self.fields,
            self.buttons,
            self.status,
            self.earlier,
        )

    def _leave_head(self) -> None:
        """Leave heading, check and stop notice to the widget around, which shows them once."""
        self._order = tuple(part for part in self._order if part not in self._head)
        self.children = self._order
        self.remove_class("bc-app").add_class("bc-lasting")

    @traitlets.observe("folded")
    def _fold(self, _change: object) -> None:
        """Put the fields out of sight, or back; they last without Python while not in the log."""
        for name, on in {"bc-folded": self.folded, "bc-unsaved": self.unsaved}.items():
            (self.add_class if on else self.remove_class)(name)

    def _ask_for_signs(self) -> None:
        """Ask for the warning signs anew, right below the notice that leads to them."""
        # First away from above: unfolded there, it would push down what is read.
        self.children = tuple(part for part in self._order if part is not self.gate)
        self.gate.cleared = False
        self.gate.folded = False
        self.urgent.children = (self.severe, self.gate)

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
        done = map(exercises_of, last)
        self._last = next(filter(None, done), ())
        stored, waiting = self._stored is not None, self.stop.waiting
        new = stored and not waiting
        self.buttons.show(stored=stored, undoable=bool(self._before), new=new)
        # A session that was done can always be written down; none is suggested past a warning.
        suggests = not stored and not waiting and not self.gate.ticked
        for shortcut, entries in ((self.planned, self._plan), (self.again, self._last)):
            show(shortcut, len(entries) > 0 and suggests)
        if self.gate.ticked:
            self.gate.folded = False  # what to do about it has to be in sight

    def _edited(self, _change: object) -> None:
        """Take "saved" back as soon as the fields hold something else than the log."""
        self.severe.say(severe_words(self.fields.felt()))
        self.status.unsaved = self.unsaved
        says_saved = self._saved_words and self.status.text == self._saved_words
        if says_saved and self.status.unsaved:
            self.status.say(
                "You have made changes since you saved. Press Save changes to keep them."
            )
        if self._asked_for and self.status.text == self._asked_for != self._nothing_yet():
            self.status.say("")  # what it asked for is there

    def _nothing_yet(self) -> str:
        """Say what has to be done before there is a session to store; "" when there is one."""
        chosen = self._names.get(self.fields.choice.value)
        return nothing_to_save(self.fields.answers(), chosen)

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
        if self.unsaved and not self._warned:
            self._warned = True
            self.status.say(
                "You have not saved this session. Save it, or press again to discard it."
            )
        else:
            action()

    # --- what is done to the log ---

    def _session(self, answers: Mapping[str, Any]) -> Session:
        session = session_of(answers, self._stored, patient=self._patient)
        return session if self._stored else replace(session, session_id=self._new_id)

    def _put(self, session: Session) -> Session:
        """Store a session; beside the other, where that was changed in another window meanwhile."""
        if self._stored is None:
            self._log.add(session)
            return session
        try:
            self._log.edit(session, known=self._stored)
        except ChangedElsewhereError:
            own = replace(session, session_id=self._new_id)
            return replace(own, session_id=self._log.add_once(own))
        return session

    def _take_back(self) -> Session | None:
        """Take back the last change to the session; return what is in the log now."""
        if self._log.undo(self.saved, known=self._stored).action == "add":
            return None
        with suppress(LogError):
            return self._log.session(self.saved)
        return next(reversed(self._before), None)

    def _find_lost(self) -> bool:
        """Look whether a change whose answer got lost was done, and if so go on from there."""
        if self._lost is None:
            return False
        lost, one = self._lost, self._lost.stored or self._stored
        there = one is not None and self._log.has(one.session_id)
        now = self._log.session(one.session_id) if one and there else None
        self._lost = None
        # A new session may be there and have been changed in another window: it was stored, too.
        if done := now == lost.stored or (now is not None and self._stored is None):
            self._go_on_from(lost.stored, before=lost.before)
        return done

    # --- what became of it ---

    def _go_on_from(
        self, stored: Session | None, *, before: tuple[Session | None, ...] = ()
    ) -> None:
        """Keep what is in the log of this session, and what was before each save of this form."""
        self._stored, self._before, self._lost = stored, before, None
        self._new_id = uuid.uuid4().hex  # of a session to come, the same for each try to store it
        self.saved = stored.session_id if stored else ""

    def _begin(self, stored: Session | None, *, before: tuple[Session | None, ...] = ()) -> None:
        self._go_on_from(stored, before=before)
        self._reason = reason_to_stop(stored, settings=self.stop.rule) if stored else ""
        self._start, self._warned = self.fields.answers() if stored else self._blank, False
        self.status.unsaved = self.unsaved
        self.urgent.children = (self.severe,)
        self.children = self._order
        self._show_state()

    def _changed(
        self, stored: Session | None, words: str, *, before: tuple[Session | None, ...]
    ) -> None:
        """Go on from what the log now has; say so before a dashboard takes its time to draw."""
        self._saved_words = words if stored else ""
        self._say_stored(stored, words)
        reason = self._reason
        self._begin(stored, before=before)
        self.changes += 1
        if self._reason == reason:
            self.stop.watch.tell_all()
        else:
            self.stop.stop_for(self.saved, self._reason)

    def _say_stored(self, stored: Session | None, words: str) -> None:
        severe = bool(severe_words(self.fields.felt()))
        broken = stored is not None and breaks_stop_rule(stored, settings=self.stop.rule)
        bad = broken or severe
        self.status.say(words, done=bool(stored) and not bad and "\n" not in words, bad=bad)

    def _say_saved(self, stored: Session, *, apart: bool) -> None:
        words = saved_words(stored, self._names, settings=self.stop.rule)
        if apart:
            self._changed(stored, f"{words}\n{BOTH}", before=(None,))
            return
        # What a try before has stored, whose answer got lost, counts once.
        before = self._before if stored == self._stored else (*self._before, self._stored)
        self._changed(stored, words, before=before)

    def _undone(self, kept: Session | None, *, already: bool) -> None:
        """Go on after an undo from what is in the log again; it may have been done before."""
        if kept is None:
            rest = ". What you entered is still here if you want to save it again."
        else:
            self.fields.show(kept)
            rest = ": the session is back as it was."
        self.buttons.save.focus()  # the button that was pressed may be gone
        before = self._before if already else self._before[:-1]
        words = "It was already undone" if already else "Undone"
        self._changed(kept, words + rest, before=before if kept else ())

    def _say_changed_elsewhere(self) -> None:
        there = self._may_have(self.saved)
        self.status.say(CHANGED_ELSEWHERE if there else DELETED_ELSEWHERE, bad=True)
        if there:
            self._show_state()  # offers it as it is now
        else:
            self._begin(None)
        self.changes += 1  # of another's making, and it may be a stop
        self.stop.watch.tell_all()

    def _may_have(self, session_id: str) -> bool:
        """Say whether a session is in the log; where that cannot be read, it may be."""
        try:
            return self._log.has(session_id)
        except LogError:
            return True

    def _still_unknown(self, error: LogError) -> bool:
        """Say so where an answer got lost, and the log cannot tell yet what was done."""
        if self._lost is None:
            return False
        unknown = UNDO_UNKNOWN if self._lost.undo else UNKNOWN
        self.status.say(f"{unknown}\n{error}", bad=True)
        return True

    def _not_saved(self, why: str) -> None:
        self.status.say(f"Not saved yet. What you entered is still here.\n{why}", bad=True)

    def _way_out(self, error: LogError) -> str:
        """Let a session that somebody else has taken out of the log be stored as a new one."""
        if self._stored is None or not self._is_gone(self._stored):
            return str(error)
        self._begin(None)
        return (
            "This session is no longer in your log: it was deleted somewhere else. Press Save to "
            "add it as a new session."
        )

    def _is_gone(self, session: Session) -> bool:
        try:
            there = self._log.sessions(self._patient, start=session.started_at.date())
        except LogError:
            return False
        return all(other.session_id != session.session_id for other in there)
