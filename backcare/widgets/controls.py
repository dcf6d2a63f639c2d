"""What is pressed in the session form: its buttons, and the list of earlier sessions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ipywidgets import HTML, Box, Button, VBox

from backcare.widgets.chooser import Chooser
from backcare.widgets.save_button import SaveButton

Action = Callable[[], object]


class FormButtons(Box):
    """Save, undo, and begin anew.

    Parameters
    ----------
    save, undo, new : callable
        What each button does.

    Examples
    --------
    >>> buttons = FormButtons(save=lambda: print("saving"), undo=print, new=print)
    >>> buttons.show(stored=True, undoable=False, new="New session")
    >>> buttons
    FormButtons('Save changes', 'New session')
    >>> buttons.save.click()
    saving
    """

    def __init__(self, *, save: Action, undo: Action, new: Action) -> None:
        self.save = SaveButton(pressed=save, description="Save")
        self.undo = button("Undo", undo)
        self.new = button("New session", new)
        super().__init__((self.save, self.undo, self.new))
        self.add_class("bc-buttons")

    def __repr__(self) -> str:
        shown = (one.description for one in self.children if one.layout.display != "none")
        return f"FormButtons({', '.join(map(repr, shown))})"

    def show(self, *, stored: bool, undoable: bool, new: str) -> None:
        """Show what can be pressed now; `new` is the word on the last button, "" hides it.

        Examples
        --------
        >>> buttons = FormButtons(save=print, undo=print, new=print)
        >>> buttons.show(stored=False, undoable=False, new="")
        >>> buttons
        FormButtons('Save')
        """
        self.save.description = "Save changes" if stored else "Save"
        self.new.description = new or self.new.description
        show(self.undo, undoable)
        show(self.new, bool(new))


class EarlierSessions(VBox):
    """Choose one of the last sessions, to change it.

    Parameters
    ----------
    change : callable
        Called with the `session_id` that was chosen.

    Examples
    --------
    >>> earlier = EarlierSessions(change=print)
    >>> earlier.offer([("2 Mar 2026, 18:05: Bridge", "first")])
    >>> earlier.choice.value = "first"
    >>> earlier.choice.press()
    first
    """

    def __init__(self, *, change: Callable[[str], object]) -> None:
        # Not at once when the choice changes: arrow keys go through a list one by one.
        self.choice = Chooser(
            chosen=change, description="Earlier sessions", action="Change it"
        ).add_class("bc-choice")
        super().__init__((HTML("<h3>Change an earlier session</h3>"), self.choice))
        self.add_class("bc-earlier")
        self.offer([])

    def __repr__(self) -> str:
        return f"EarlierSessions({len(self.choice.options) - 1})"

    def offer(self, sessions: Sequence[tuple[str, str]]) -> None:
        """Offer these sessions, each with its label and its id; the choice begins anew.

        Examples
        --------
        >>> earlier = EarlierSessions(change=print)
        >>> earlier.offer([("2 Mar 2026, 18:05: Bridge", "first")])
        >>> earlier
        EarlierSessions(1)
        """
        options = [("Choose a session", ""), *sessions]
        self.choice.options = options
        self.choice.value = ""
        show(self, bool(sessions))


def button(description: str, action: Action) -> Button:
    """Make a button that does one thing.

    Examples
    --------
    >>> button("Save", lambda: print("saved")).click()
    saved
    """
    made = Button(description=description)
    made.on_click(lambda _button: action())
    return made


def show(widget: Box | Button, shown: bool) -> None:
    """Show a widget, or take it out of sight and out of the way of a keyboard.

    Examples
    --------
    >>> undo = button("Undo", print)
    >>> show(undo, False)
    >>> undo.layout.display
    'none'
    """
    widget.layout.display = None if shown else "none"
