"""What is pressed in the session form: its buttons, and the list of earlier sessions.

A number that may be left out, with buttons for those who would rather not type.

A row of chips of which any number may be pressed.

A list with a button: what is pressed is what stands in the list at that moment.

A button that acts on what stood in the fields when it was pressed.

A scale for pain from 0 to 10, with no answer until one is given.

A line that says what has just happened, aloud too where a page is read out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import anywidget
import traitlets
from ipywidgets import HTML, Box, Button, ToggleButton, VBox, Widget

from backcare.browser import assets


class AmountField(anywidget.AnyWidget):
    """Ask for a number; an empty field is no answer, where ipywidgets would put a 0.

    Attributes
    ----------
    value : float or None
        None as long as the field is empty. What it may be is checked with the whole session.
    description : str
        The question.
    lowest, step : float
        Where the buttons stop, and how far each press goes.

    Examples
    --------
    >>> field = AmountField(description="Minutes", step=5)
    >>> field.value is None
    True
    >>> field.value = 20
    >>> field
    AmountField('Minutes', value=20.0)
    """

    _esm = assets("amount_field.js")

    value = traitlets.Float(None, allow_none=True).tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    lowest = traitlets.Float(0).tag(sync=True)
    step = traitlets.Float(1).tag(sync=True)

    def __repr__(self) -> str:
        return f"AmountField({self.description!r}, value={self.value!r})"


class ChipGroup(Box):
    """Toggle buttons whose pressed ones are a list of terms.

    Parameters
    ----------
    labels : mapping
        The terms, in order, each with the word on its chip.
    tips : mapping, optional
        A longer explanation of some terms.
    alone : str, optional
        A term that cannot be pressed together with others, such as "nothing".

    Attributes
    ----------
    value : list of str
        The pressed terms, in the order of the chips.

    Examples
    --------
    >>> chips = ChipGroup({"towel": "A towel", "wall": "A wall"})
    >>> chips.value = ["wall"]
    >>> chips
    ChipGroup(value=['wall'])
    """

    value = traitlets.List(traitlets.Unicode())

    def __init__(
        self, labels: Mapping[str, str], tips: Mapping[str, str] | None = None, *, alone: str = ""
    ) -> None:
        self._alone = alone
        self._chips = {
            term: ToggleButton(description=label, tooltip=(tips or {}).get(term, ""))
            for term, label in labels.items()
        }
        super().__init__(tuple(self._chips.values()))
        self.add_class("bc-chips")
        for term, chip in self._chips.items():
            chip.observe(lambda change, term=term: self._toggle(term, change["new"]), "value")

    def __repr__(self) -> str:
        return f"ChipGroup(value={self.value!r})"

    @traitlets.validate("value")
    def _in_order(self, proposal: dict[str, Any]) -> list[str]:
        return [term for term in self._chips if term in proposal["value"]]

    @traitlets.observe("value")
    def _press(self, change: dict[str, Any]) -> None:
        for term, chip in self._chips.items():
            chip.value = term in change["new"]

    def _toggle(self, term: str, pressed: bool) -> None:
        """Take one chip's change into the value; where that already agrees, nothing happens."""
        if pressed == (term in self.value):
            return
        others = [other for other in self.value if other != term]
        if pressed and self._alone in (term, *others):
            others = []
        self.value = [*others, term] if pressed else others


class Chooser(anywidget.AnyWidget):
    """Choose one of several things, and press to go on with it.

    ipywidgets sends a changed list and a pressed button on their own, and while the kernel is
    busy the press may come first; then it would be done with what stood in the list before.

    Parameters
    ----------
    chosen : callable
        Called with the key that stood in the list when the button was pressed; never with "".
    **traits
        The attributes below.

    Attributes
    ----------
    description, action : str
        The question, and the word on the button.
    options : list of (str, str)
        The words and the key of each entry; "" is the key of an entry that chooses nothing.
    value : str
        The key that stands in the list.

    Examples
    --------
    >>> chooser = Chooser(chosen=print, description="Fruit", action="Eat")
    >>> chooser.options = [("Choose a fruit", ""), ("An apple", "apple")]
    >>> chooser.value = "apple"
    >>> chooser.press()
    apple
    >>> chooser
    Chooser('Fruit', value='apple')
    """

    _esm = assets("chooser.js")

    description = traitlets.Unicode().tag(sync=True)
    action = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Tuple()).tag(sync=True)
    value = traitlets.Unicode()

    def __init__(self, *, chosen: Callable[[str], object], **traits: Any) -> None:
        self._chosen = chosen
        self._heard: str | None = None
        super().__init__(**traits)
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        return f"Chooser({self.description!r}, value={self.value!r})"

    def press(self) -> None:
        """Press the button.

        Examples
        --------
        >>> Chooser(chosen=print, description="Fruit", action="Eat").press()  # nothing is chosen
        """
        if self.value:
            self._chosen(self.value)

    def focus(self) -> None:
        """Put the keyboard's focus on the list.

        Examples
        --------
        >>> Chooser(chosen=print, description="Fruit", action="Eat").focus()
        """
        self.send({"focus": True})

    def _hear(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        offered = {key for _, key in self.options}
        self._heard = content["value"] if content.get("value") in offered else ""
        self.value, self._heard = self._heard, None
        if content.get("press"):
            self.press()

    @traitlets.observe("value")
    def _show(self, change: dict[str, Any]) -> None:
        # What the page itself has said is not said back: it may be further on by now.
        if change["new"] != self._heard:
            self.send({"show": change["new"]})


class SaveButton(anywidget.AnyWidget):
    """Press to go on with what stands in some fields.

    A field's last change and the press on a button are two messages, and while the kernel is
    busy ipywidgets holds the change back: what is saved then is not what was on screen. So the
    press brings along what stood in each field at that moment.

    Parameters
    ----------
    pressed : callable
        Called without arguments when the fields hold what stood in them.
    **traits
        The attributes below.

    Attributes
    ----------
    description : str
        The word on the button.
    fields : list of str
        The model ids of the fields; see `follow`.

    Examples
    --------
    >>> from ipywidgets import Text
    >>> name = Text()
    >>> button = SaveButton(pressed=lambda: print(name.value), description="Save")
    >>> button.follow([name])
    >>> button._hear(button, {"press": {name.model_id: "Ada"}}, [])
    Ada
    >>> button
    SaveButton('Save')
    """

    _esm = assets("save_button.js")

    description = traitlets.Unicode().tag(sync=True)
    fields = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def __init__(self, *, pressed: Callable[[], object], **traits: Any) -> None:
        self._pressed = pressed
        self._followed: dict[str, Widget] = {}
        super().__init__(**traits)
        self.on_msg(self._hear)

    def __repr__(self) -> str:
        return f"SaveButton({self.description!r})"

    def follow(self, fields: Iterable[Widget]) -> None:
        """Take these widgets for the fields; each has a `value`.

        Examples
        --------
        >>> SaveButton(pressed=print, description="Save").follow([])
        """
        self._followed = {field.model_id: field for field in fields}
        self.fields = list(self._followed)

    def click(self) -> None:
        """Press the button.

        Examples
        --------
        >>> SaveButton(pressed=lambda: print("saved"), description="Save").click()
        saved
        """
        self._pressed()

    def focus(self) -> None:
        """Put the keyboard's focus on the button.

        Examples
        --------
        >>> SaveButton(pressed=print, description="Save").focus()
        """
        self.send({"focus": True})

    def _hear(self, _widget: object, content: dict[str, Any], _buffers: object) -> None:
        if "press" not in content:
            return
        for key, value in content["press"].items():
            # A field may have gone since: a line that was removed in another view of the form.
            if key in self._followed:
                self._followed[key].set_state({"value": value})
        self.click()


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


class PainScale(anywidget.AnyWidget):
    """A slider on the numeric rating scale (NRS), with words at both ends.

    Attributes
    ----------
    value : int or None
        0 to 10; None as long as nobody has answered.
    description : str
        The question.

    Examples
    --------
    >>> scale = PainScale(description="Pain before you started")
    >>> scale.value is None
    True
    >>> scale.value = 3
    >>> scale
    PainScale('Pain before you started', value=3)
    """

    _esm = assets("pain_scale.js")
    _css = assets("backcare.css", "log.css")

    value = traitlets.Int(None, min=0, max=10, allow_none=True).tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    low = traitlets.Unicode("no pain").tag(sync=True)
    high = traitlets.Unicode("worst pain you can think of").tag(sync=True)

    def __repr__(self) -> str:
        return f"PainScale({self.description!r}, value={self.value!r})"


class StatusLine(anywidget.AnyWidget):
    """Say something, and bring the style of the form and the dashboard into their page.

    A screen reader reads out only what changes in an element that was there before, and
    ipywidgets' HTML has no such element.

    Attributes
    ----------
    text : str
        What it says; a line of its own for each line.
    bad : bool
        Whether that should interrupt.

    Examples
    --------
    >>> line = StatusLine()
    >>> line.say("Not saved yet.", bad=True)
    >>> line
    StatusLine('Not saved yet.', bad=True)
    """

    _esm = assets("in_page.js", "status_line.js")
    _css = assets("backcare.css", "log.css")

    text = traitlets.Unicode().tag(sync=True)
    bad = traitlets.Bool().tag(sync=True)

    def __repr__(self) -> str:
        return f"StatusLine({self.text!r}, bad={self.bad})"

    def say(self, text: str, *, bad: bool = False) -> None:
        """Say something in the place of what was said before.

        Examples
        --------
        >>> StatusLine().say("Saved.")
        """
        with self.hold_sync():
            self.text, self.bad = text, bad
