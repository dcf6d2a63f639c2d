"""A list with a button: what is pressed is what stands in the list at that moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from backcare.browser import assets


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
