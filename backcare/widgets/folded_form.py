"""The session form inside another widget: folded behind a button, what both have shown once."""

from __future__ import annotations

from ipywidgets import Box

from backcare.widgets.controls import ActionButton
from backcare.widgets.form import SessionForm

_KEPT = "Not saved yet. What you entered is still here: press Write down a session to continue."


class FoldedForm:
    """Take a form in: its `button` opens and closes it, a save that leaves no question closes it.

    The check of the warning signs stands in `signs`, but for the time in which the form has it
    beside its own notice. The form's stop notice is for the widget around to place.
    """

    def __init__(self, form: SessionForm) -> None:
        self.form = form
        self.signs = Box().add_class("bc-lasting")
        self.button = ActionButton("Write down a session", self._press, main=True, expanded=False)
        self.button.add_class("bc-writes")
        form._leave_head()
        form.folded = True
        form.observe(self._follow_fold, "folded")
        form.observe(self._after_change, "changes")
        form.urgent.observe(self._place_signs, "children")
        form.entries.observe(self._follow_fields, "children")
        self._place_signs()
        self._follow_fields()

    def __repr__(self) -> str:
        return f"FoldedForm(folded={self.form.folded})"

    def _press(self) -> None:
        form = self.form
        if not form.folded:
            form.folded = True
            if form.unsaved and not form.status.bad:
                form.status.say(_KEPT)
            return
        # What is in the log is not written over by the next session.
        if form.saved and not form.unsaved:
            form.clear()
        elif form.status.text == _KEPT:
            form.status.say("")
        form.folded = False
        form.fields.choice.focus()

    def _after_change(self, _change: object) -> None:
        """Close after a save that leaves no question; open for whatever is still to be done."""
        form = self.form
        done = form.status.done
        moved, form.folded = form.folded is not done, done
        if moved:
            (self.button if done else form.buttons.save).focus()

    def _follow_fold(self, _change: object) -> None:
        self.button.expanded = not self.form.folded

    def _follow_fields(self, _change: object = None) -> None:
        self.button.follow(self.form.fields.questions())

    def _place_signs(self, _change: object = None) -> None:
        gate = self.form.gate
        self.signs.children = () if gate in self.form.urgent.children else (gate,)
