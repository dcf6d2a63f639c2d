"""What a professional agreed on with one person, entered and taken back: a limit of mild."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import traitlets
from ipywidgets import HTML, Box, Checkbox, DatePicker, Dropdown, VBox

from backcare.browser import fragment
from backcare.errors import LogError
from backcare.log import SessionLog
from backcare.safety import (
    MildLimit,
    SafetySettings,
    agreed_words,
    limit_words,
    mild_limits,
    safety_settings,
)
from backcare.widgets.controls import ActionButton, button, dated, show

_TITLE = "A limit agreed with my professional"
_FOR_WHOM = (
    "Is your usual pain above {mild:g} of 10? A doctor or physiotherapist who knows your back may "
    "agree on another limit of mild with you, {highest} at most. Enter here only what you have "
    "agreed on. It counts from your next session on. It is not a way to carry on while your pain "
    "is up: pause and ease off then."
)
_LOWERED = "Your clinician has set mild to {mild:g} or less here, and that applies."
_NOT_NOW = (
    "Not now: your pain was above mild in a session. Ask your health professional about it, and "
    "enter a limit on another day, once your pain has settled."
)


class OwnLimit(VBox):
    """Say which personal limit of mild holds; enter one, or take it back."""

    changes = traitlets.Int()  # goes up whenever this has changed the log

    def __init__(self, log: SessionLog, patient: str = "me") -> None:
        self._record = log.safety_record(patient)
        self.kept = False  # whether there is a limit to be seen
        self._now = HTML(placeholder="")
        self.take_back = button("Remove this limit", self.revoke)
        self.pain = Dropdown(
            options=[("Choose a number", None), *((f"{one} of 10", one) for one in mild_limits())],
            description="Up to this, pain is mild for me",
        )
        self.agreed_on = DatePicker(description="Agreed on")
        self.agreed = Checkbox(description="I agreed on this with my health professional")
        self.keep = ActionButton(
            "Keep this limit", self.enter, fields=(self.pain, self.agreed_on, self.agreed)
        )
        self._intro, self.said = HTML(placeholder=""), HTML(placeholder="")
        self._fields = Box((self.pain, dated(self.agreed_on), self.agreed, self.keep))
        inside = VBox((self._intro, self._fields.add_class("bc-rest"), self.said))
        self.inside = inside
        self.fold = button(_TITLE, self._unfold).add_class("bc-quiet")
        super().__init__((self._now, self.take_back, self.fold, inside))
        show(inside, False)
        self.add_class("bc-own-limit")

    def __repr__(self) -> str:
        return f"OwnLimit({self._now.value!r})"

    def show_rule(self, rule: SafetySettings, *, hurts: bool) -> None:
        """Show what holds now; while it `hurts` a limit can be taken back, but not entered."""
        words, usual = agreed_words(rule), safety_settings()
        kept = self._limit()
        if kept and not words:  # a clinician's lower number goes before
            words = f"{limit_words(kept)} {_LOWERED.format(mild=rule.mild_pain_max)}"
        self._now.value = fragment("paragraph", text=words) if words else ""
        self.kept = kept is not None
        show(self.take_back, self.kept)
        lowered = rule.mild_pain_max < usual.mild_pain_max
        show(self.fold, not lowered)
        if lowered:
            show(self.inside, False)
        intro = _FOR_WHOM.format(mild=usual.mild_pain_max, highest=mild_limits()[-1])
        words = "" if lowered else _NOT_NOW if hurts else intro
        self._intro.value = fragment("paragraph", text=words)
        show(self._fields, not hurts)

    def enter(self) -> None:
        """Keep the limit that stands in the fields, if it was agreed on."""
        if missing := _missing(self.pain.value, self.agreed_on.value, agreed=self.agreed.value):
            self._say(missing)
            return
        self._change(
            lambda: self._record.set_mild_limit(self.pain.value, agreed_on=self.agreed_on.value),
            "Kept. It counts from your next session on.",
        )

    def revoke(self) -> None:
        """Take the limit back: the usual one holds again."""
        self._change(self._record.take_back_mild_limit, "Removed. The usual limit applies again.")

    def _unfold(self) -> None:
        folded = self.inside.layout.display == "none"
        show(self.inside, folded)
        self.fold.description = f"{_TITLE}: close" if folded else _TITLE

    def _change(self, action: Callable[[], object], words: str) -> None:
        try:
            action()
        except LogError as error:
            self._say(str(error))
            return
        except ValueError:  # the number is one of those that may be chosen
            self._say("Not kept yet: that day is in the future. Correct it.")
            return
        self.pain.value, self.agreed_on.value, self.agreed.value = None, None, False
        self._say(words)
        self.changes += 1

    def _say(self, words: str) -> None:
        self.said.value = fragment("caution", text=words)

    def _limit(self) -> MildLimit | None:
        try:
            return self._record.mild_limit()
        except LogError:
            return None  # the notice of the log says so


def _missing(pain: int | None, agreed_on: date | None, *, agreed: bool) -> str:
    """Say what has to be answered before a limit can be kept; "" when nothing has."""
    if pain is None:
        return "Not kept yet: choose the number that you agreed on."
    if agreed_on is None:
        return "Not kept yet: say on which day you agreed on it."
    if not agreed:
        return "Not kept yet: only a limit that you agreed on with your health professional counts."
    return ""
