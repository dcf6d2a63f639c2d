"""A button that acts on what stood in the fields when it was pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import anywidget
import traitlets
from ipywidgets import Widget

from backcare.browser import assets


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
