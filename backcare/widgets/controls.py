"""What several widgets are built from: fields, buttons, and a line that says what has happened.

Fields have a `value` or, as ipywidgets' lists, an `index`: `AmountField`, `PainScale`,
`ChoiceField`, `ChipGroup`. An `ActionButton` acts on fields, a `button` on nothing that a person
has entered. `StatusLine` says what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import anywidget
import traitlets
from ipywidgets import (
    HTML,
    Box,
    Button,
    DatePicker,
    NaiveDatetimePicker,
    ToggleButton,
    ToggleButtons,
    VBox,
    Widget,
)

from backcare.browser import assets, fragment
from backcare.errors import unknown_term
from backcare.safety import PAIN_ENDS
from backcare.tables.shipped import load_table
from backcare.tables.vocabulary import definitions, terms
from backcare.text import spelled_date, weekday_name

Action = Callable[[], object]

# What is asked about the conditions of a person, wherever it is.
ABOUT_YOU = "About you: is there anything that changes what suits you?"
HELPS = "And does any of this help?"

# --- fields --------------------------------------------------------------------------------------


class AmountField(anywidget.AnyWidget):
    """Ask for a number; an empty field is no answer (None), where ipywidgets would put a 0."""

    _esm = assets("amount_field.js")

    value = traitlets.Float(None, allow_none=True).tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    # Whether something is typed in it that is no number, such as 1e; it is no answer, either.
    unreadable = traitlets.Bool().tag(sync=True)
    # Where the buttons stop, and how far a press goes; what is allowed is checked on saving.
    lowest = traitlets.Float(0).tag(sync=True)
    step = traitlets.Float(1).tag(sync=True)

    def __repr__(self) -> str:
        return f"AmountField({self.description!r}, value={self.value!r})"


class PainScale(anywidget.AnyWidget):
    """Eleven buttons for the numeric rating scale (NRS), with words at both ends.

    Attributes
    ----------
    value : int or None
        0 to 10; None as long as no one has answered.
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

    _esm = assets("pain_marks.js", "pain_scale.js")
    _css = assets("theme.css", "form_and_dashboard.css", "pain_marks.css")

    value = traitlets.Int(None, min=0, max=10, allow_none=True).tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    low = traitlets.Unicode(PAIN_ENDS[0]).tag(sync=True)
    high = traitlets.Unicode(PAIN_ENDS[1]).tag(sync=True)

    def __repr__(self) -> str:
        return f"PainScale({self.description!r}, value={self.value!r})"


class ChoiceField(anywidget.AnyWidget):
    """A list to choose from: `options` are words with their keys; the key "" chooses nothing."""

    _esm = assets("in_page.js", "choice_field.js")

    description = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Tuple()).tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)

    def __repr__(self) -> str:
        return f"ChoiceField({self.description!r}, value={self.value!r})"

    def focus(self) -> None:
        """Put the keyboard's focus on the list."""
        self.send({"focus": True})

    @traitlets.validate("value")
    def _offered(self, proposal: dict[str, Any]) -> str:
        key: str = proposal["value"]
        return key if any(key == offered for _, offered in self.options) else ""


class ChipGroup(Box):
    """Toggle buttons whose pressed ones are a list of terms."""

    value = traitlets.List(traitlets.Unicode())

    def __init__(
        self, labels: Mapping[str, str], tips: Mapping[str, str] | None = None, *, alone: str = ""
    ) -> None:
        # The term of a chip, such as "nothing", that cannot be pressed together with others.
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

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that it has a chip for."""
        return tuple(self._chips)

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


def condition_chips(owner: Widget) -> tuple[ChipGroup, ChipGroup]:
    """Build the chips of an owner's trait `conditions`: what calls for care, and what helps."""
    helpful = set(load_table("ratings")["ok_if"])
    labels, tips = terms("condition"), definitions("condition")
    about, helps = (
        ChipGroup({term: label for term, label in labels.items() if (term in helpful) is it}, tips)
        for it in (False, True)
    )

    def press(_change: object = None) -> None:
        for group in (about, helps):
            group.value = owner.conditions  # it takes its own

    def gather(change: dict[str, Any]) -> None:
        own = change["owner"]
        pressed = {*own.value, *(term for term in owner.conditions if term not in own.terms)}
        owner.conditions = [term for term in labels if term in pressed]

    press()
    owner.observe(press, "conditions")
    for group in (about, helps):
        group.observe(gather, "value")
    return about, helps


def dated(field: DatePicker | NaiveDatetimePicker) -> VBox:
    """Put a date in words below its field, where a browser may mean April or March by 03/04."""
    words = HTML(placeholder="")

    def say(_change: object = None) -> None:
        day = field.value
        show(words, day is not None)
        if day is not None:
            hour = f", {day:%H:%M}" if isinstance(day, datetime) else ""
            text = f"{weekday_name(day)} {spelled_date(day)}{hour}"
            words.value = fragment("small", text=text)

    field.observe(say, "value")
    say()
    return VBox((field, words)).add_class("bc-dated")


def answers_of(fields: Iterable[Widget]) -> dict[str, list[Any]]:
    """Return what stands in some fields, by the model id of each: its trait, and what it holds.

    What is shown for these answers carries them. Where the fields of the page hold others, it is
    out of date, and the page hides it (stale_answer.js).
    """
    traits = {field: "value" if "value" in field.keys else "index" for field in fields}
    return {field.model_id: [name, field.get_state(name)[name]] for field, name in traits.items()}


def pain_state_buttons() -> ToggleButtons:
    """Ask how the back is today; nothing is pressed before somebody answers."""
    states = terms("pain_state")
    return ToggleButtons(
        options=[(label, term) for term, label in states.items()],
        value=None,
        tooltips=[definitions("pain_state")[term] for term in states],
    )


def question(text: str, words: Mapping[str, str]) -> HTML:
    """Head a group of chips, with what each of their words means folded beside it."""
    return HTML(fragment("question", text=text, words=words))


def meanings(vocabulary: str, among: Iterable[str] | None = None) -> dict[str, str]:
    """Return what the labels of terms mean, all of a vocabulary or only those that are `among`."""
    labels, words = terms(vocabulary), definitions(vocabulary)
    return {labels[term]: words[term] for term in (labels if among is None else among)}


def known_terms(proposal: dict[str, Any], vocabulary: str) -> Any:
    """Validate a trait that holds a term, terms or None; an unknown one raises."""
    value = proposal["value"]
    known = terms(vocabulary)
    given = [value] if isinstance(value, str) else value or []
    if unknown := [term for term in given if term not in known]:
        raise unknown_term(proposal["trait"].name, unknown, known)
    return value


# --- buttons -------------------------------------------------------------------------------------


class ActionButton(anywidget.AnyWidget):
    """A button that acts on what stands in some fields at the moment of the press."""

    # A field's last change and the press are two messages, and while the kernel is busy ipywidgets
    # holds the change back: what is done then would not be what was on screen. So the press brings
    # along what stood in each field that the button follows.
    _esm = assets("in_page.js", "save_file.js", "action_button.js")

    description = traitlets.Unicode().tag(sync=True)
    main = traitlets.Bool().tag(sync=True)
    disabled = traitlets.Bool().tag(sync=True)
    # Whether what it opens is open; None where it opens nothing.
    expanded = traitlets.Bool(None, allow_none=True).tag(sync=True)
    # By a field's model id, the trait that holds what stands in it.
    fields = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        description: str,
        action: Action,
        *,
        main: bool = False,
        expanded: bool | None = None,
        fields: Iterable[Widget] = (),
    ) -> None:
        self._action = action
        super().__init__(description=description, main=main, expanded=expanded)
        self.follow(fields)
        self.on_msg(self._receive)

    def __repr__(self) -> str:
        return f"ActionButton({self.description!r})"

    def follow(self, fields: Iterable[Widget]) -> None:
        """Let a press bring along what stands in these fields, and in no others."""
        self._followed = {field.model_id: field for field in fields}
        self.fields = {key: name for key, (name, _) in answers_of(self._followed.values()).items()}

    def click(self) -> None:
        """Press the button."""
        self._action()

    def focus(self) -> None:
        """Put the keyboard's focus on the button."""
        self.send({"focus": True})

    def _receive(self, _button: object, content: dict[str, Any], _buffers: object) -> None:
        try:
            for key, value in content["press"].items():
                # A field may have gone since: a line that was removed in another view of the form.
                if key in self._followed:
                    self._followed[key].set_state({self.fields[key]: value})
            self.click()
        finally:
            self.send({"answered": True})


def button(description: str, action: Action, *, tooltip: str | None = None) -> Button:
    """Make a button that does one thing, whatever stands in the fields."""
    made = Button(description=description, tooltip=tooltip)
    made.on_click(lambda _button: action())
    return made


# --- what is seen --------------------------------------------------------------------------------


class StatusLine(anywidget.AnyWidget):
    """Say something, and bring the style of the form and the dashboard into their page.

    It is to note, unless it is `done` or `bad`: each has a colour of its own.
    """

    # A screen reader reads out only what changes in an element that was there before, and
    # ipywidgets' HTML has no such element.
    _esm = assets("in_page.js", "status_line.js")
    _css = assets("theme.css", "form_and_dashboard.css")

    text = traitlets.Unicode().tag(sync=True)
    done = traitlets.Bool().tag(sync=True)  # and nothing is left to do
    bad = traitlets.Bool().tag(sync=True)  # interrupts what is being read out
    # Whether something entered would be lost with the page: then it asks before it is left.
    unsaved = traitlets.Bool().tag(sync=True)

    def __repr__(self) -> str:
        return f"StatusLine({self.text!r}, done={self.done}, bad={self.bad})"

    def say(self, text: str, *, done: bool = False, bad: bool = False) -> None:
        """Say something in the place of what was said before."""
        with self.hold_sync():
            self.text, self.done, self.bad = text, done, bad


def show(widget: Widget, shown: bool) -> None:
    """Show a widget, or take it out of sight and out of the way of a keyboard."""
    widget.layout.display = None if shown else "none"
