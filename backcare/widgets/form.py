"""The session form: write down today's session, and change or undo what was written."""

from __future__ import annotations

from typing import Any

from backcare.errors import LogError, SessionError
from backcare.sessions import Session
from backcare.widgets.form_frame import FormFrame
from backcare.widgets.text import (
    fault_words,
    nothing_to_save,
    saved_words,
    session_label,
    session_told,
)

_WITHOUT_KERNEL = (
    "<p><strong>Your session today.</strong> This form can only be filled in where the notebook "
    "runs: open it in JupyterLab and run its cells.</p>"
)


class SessionForm(FormFrame):
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

    def __repr__(self) -> str:
        return f"SessionForm(patient={self._patient!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any] | None:
        bundle: dict[str, Any] | None = super()._repr_mimebundle_(**kwargs)
        return bundle and bundle | {"text/html": _WITHOUT_KERNEL}

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
        (EntryRow(Entry(exercise_id='walking', sets=None, reps=None, hold_s=None, minutes=None)),)
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
        told = self.fields.told()
        if nothing := nothing_to_save(told, self._names.get(self.fields.choice.value)):
            self.said.say(nothing)
            return
        session = session_told(told, self._stored, patient=self._patient)
        if session == self._stored:  # pressed twice: nothing new to store
            self.said.say(saved_words(session, self._names))
            return
        try:
            (self._log.edit if self._stored else self._log.add)(session)
        except SessionError as error:
            self._not_saved(fault_words(error, session, self._names))
        except LogError as error:
            self._not_saved(self._way_out(error))
        else:
            said = saved_words(session, self._names)
            self._changed(session, said, undoable=self._undoable + 1)

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
            self.said.say(f"Not taken back. {error}", bad=True)
            return
        if kept is None:
            said = "Taken back. What you entered is still here, if you want to save it again."
        else:
            self.fields.show(kept)
            said = "Taken back: the session is again as it was before."
        self.buttons.save.focus()  # the button that was pressed may be gone
        self._changed(kept, said, undoable=self._undoable - 1 if kept else 0)

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
            self.said.say(str(error), bad=True)
            return
        self.fields.show(session)
        self._begin(session)
        self.said.say(f"You are changing {session_label(session, self._names)}.")

    def _not_saved(self, why: str) -> None:
        self.said.say(f"Not saved yet. What you entered is still here.\n{why}", bad=True)

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
