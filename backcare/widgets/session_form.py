"""The session form: write down today's session, and change or undo what was written."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import datetime
from typing import Any

import pandas as pd
import traitlets
from ipywidgets import HTML, BoundedFloatText, Box, Button, Dropdown, Textarea, VBox

from backcare.errors import LogError, SessionError
from backcare.log import SessionLog
from backcare.safety import safety_settings
from backcare.sessions import SESSION_LIMITS, Session
from backcare.tables import load_exercises, load_safety_rules
from backcare.widgets.entry_row import EntryRow
from backcare.widgets.pain_scale import PainScale
from backcare.widgets.stop_notice import StopNotice

_PAINS = {
    "pain_before": "Pain before you started",
    "pain_after": "Pain after you finished",
    "pain_peak": "The most pain while you exercised",
}
_WITHOUT_KERNEL = (
    "<p><strong>Your session today.</strong> This form can only be filled in where the notebook "
    "runs: open it in JupyterLab and run its cells.</p>"
)
_SHORT = {"pain_before": "before", "pain_after": "after", "pain_peak": "at most"}


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

    Attributes
    ----------
    saved : str
        The `session_id` of the session that the form has just stored, or "".

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

    def __init__(
        self, log: SessionLog, *, exercises: pd.DataFrame | None = None, patient: str = "me"
    ) -> None:
        self._log = log
        self._exercises = load_exercises() if exercises is None else exercises.copy()
        self._patient = patient
        self._stored: Session | None = None
        self._make_fields()
        super().__init__(self._laid_out())
        self.add_class("bc-app").add_class("bc-session-form")
        self._show_minutes()

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
        row = EntryRow(self._exercises.loc[exercise_id], remove=self._remove)
        self.entries.children = (*self.entries.children, row)

    def save(self) -> None:
        """Store what the form holds, and say so; on a fault say what to mend and keep it all.

        Examples
        --------
        >>> form = bc.SessionForm(bc.SessionLog(":memory:"))
        >>> form.save()
        >>> form.saved  # an empty form is not a session
        ''
        """
        session = self._session()
        if not session.entries and all(scale.value is None for scale in self.pains.values()):
            self._say("Nothing to save yet. Add an exercise, or say how your back feels.")
            return
        try:
            store = self._log.add if self._stored is None else self._log.edit
            store(session)
        except (SessionError, LogError) as error:
            self._say(f"Not saved yet: what you entered is still here. {error}", bad=True)
            return
        self._stored, self.saved = session, session.session_id
        self._say(f"Saved. {self._in_words(session)}")
        self._show_state()
        self.stop.refresh()

    def undo(self) -> None:
        """Take back the last save of this form; what was entered stays in the form.

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
            undone = self._log.undo(self.saved)
        except LogError as error:
            self._say(str(error), bad=True)
            return
        if undone.action == "add":
            self._stored, self.saved = None, ""
            self._say("Taken back. What you entered is still here, if you want to save it again.")
        else:
            self.load(self.saved)
            self._say("Taken back: the session is again as it was before.")
        self._show_state()
        self.stop.refresh()

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
        self._stored, self.saved = None, ""
        for scale in self.pains.values():
            scale.value = None
        self.minutes.value, self.note.value, self.entries.children = 0, "", ()
        self._say("")
        self._show_state()

    def load(self, session_id: str) -> None:
        """Open a stored session, so that the next save changes it.

        Parameters
        ----------
        session_id : str
            As in the log's frame.

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
        session = self._log.session(session_id)
        self._stored, self.saved = session, session_id
        for name, scale in self.pains.items():
            scale.value = getattr(session, name)
        self.minutes.value, self.note.value = session.pain_minutes or 0, session.note
        self.entries.children = tuple(
            EntryRow(self._exercises.loc[entry.exercise_id], remove=self._remove, entry=entry)
            for entry in session.entries
        )
        self._say("You are changing a session that is in your log.")
        self._show_state()

    def _make_fields(self) -> None:
        offered = self._exercises[self._exercises["advice"] != "avoid"]["name"]
        choices = [("Choose an exercise", ""), *zip(offered, offered.index, strict=True)]
        self.choice = Dropdown(options=choices, description="What did you do?")
        self.choice.observe(self._chosen, "value")
        self.entries = VBox()
        self.pains = {name: PainScale(description=text) for name, text in _PAINS.items()}
        for scale in self.pains.values():
            scale.observe(self._show_minutes, "value")
        rule = html.escape(load_safety_rules().loc["ease_off", "text"])
        self.ease_off = HTML(f'<p class="bc-cautions" role="status">{rule}</p>')
        limit = SESSION_LIMITS["pain_minutes"].highest
        self.minutes = BoundedFloatText(max=limit, description="Minutes of pain above mild")
        self.note = Textarea(
            description="Anything to remember?", placeholder="for example: slept badly"
        )
        self.message = HTML().add_class("bc-message")
        self.stop = StopNotice(self._log, self._patient)
        self.save_button = _button("Save", self.save).add_class("bc-main")
        self.undo_button = _button("Undo", self.undo)
        self.new_button = _button("New session", self.clear)

    def _laid_out(self) -> tuple[Any, ...]:
        buttons = Box((self.save_button, self.undo_button, self.new_button)).add_class("bc-buttons")
        self._show_state()
        return (
            HTML("<h2>Your session today</h2>"),
            self.stop,
            self.pains["pain_before"],
            self.choice,
            self.entries,
            self.pains["pain_peak"],
            self.pains["pain_after"],
            self.ease_off,
            self.minutes,
            self.note,
            buttons,
            self.message,
        )

    def _session(self) -> Session:
        """Read the form: a new session, or the stored one with what was changed."""
        told = {name: scale.value for name, scale in self.pains.items()}
        told["pain_minutes"] = self.minutes.value if _shown(self.minutes) else None
        told["entries"] = tuple(row.entry() for row in self.entries.children)
        told["note"] = self.note.value
        if self._stored is not None:
            return replace(self._stored, **told)
        return Session(datetime.now().astimezone(), patient=self._patient, **told)

    def _in_words(self, session: Session) -> str:
        """Say what was stored, as the log has it."""
        names = [self._exercises.loc[entry.exercise_id, "name"] for entry in session.entries]
        pains = [
            f"{word} {getattr(session, name)}"
            for name, word in _SHORT.items()
            if getattr(session, name) is not None
        ]
        parts = [", ".join(names), f"pain {', '.join(pains)}" if pains else ""]
        return f"{'; '.join(part for part in parts if part)}."

    def _chosen(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self.add_exercise(change["new"])
            self.choice.value = ""

    def _remove(self, row: EntryRow) -> None:
        self.entries.children = tuple(child for child in self.entries.children if child is not row)

    def _show_minutes(self, _change: object = None) -> None:
        """Say to ease off, and ask for the minutes, only where pain went above mild."""
        most = max(scale.value or 0 for scale in self.pains.values())
        for widget in (self.ease_off, self.minutes):
            _show(widget, most > safety_settings().mild_pain_max)

    def _show_state(self) -> None:
        stored = self._stored is not None
        self.save_button.description = "Save changes" if stored else "Save"
        _show(self.undo_button, stored)
        _show(self.new_button, stored)

    def _say(self, text: str, *, bad: bool = False) -> None:
        role = "alert" if bad else "status"
        lines = "<br>".join(html.escape(line) for line in text.splitlines())
        self.message.value = f'<p role="{role}">{lines}</p>'


def _button(description: str, action: Any) -> Button:
    button = Button(description=description)
    button.on_click(lambda _button: action())
    return button


def _show(widget: Any, shown: bool) -> None:
    widget.layout.display = None if shown else "none"


def _shown(widget: Any) -> bool:
    return widget.layout.display != "none"
