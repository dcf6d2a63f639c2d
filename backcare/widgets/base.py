"""One message after another: what the pages of one kernel say never changes widgets at once.

JupyterLab sends what a person does to threads of the kernel: the first thing to its main thread,
what follows to a second one. Two chips pressed quickly would run side by side there, and the
answer to one of them could get lost: the page would show exercises for other choices than those
it says. So each message waits for the one before it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from ipywidgets import Box, Widget

# One for all widgets, since they change one another: two locks could wait for each other.
_TURN = threading.RLock()


def take_turns(root: Widget) -> None:
    """Let a widget, and whatever it holds now or later, take one message at a time.

    Parameters
    ----------
    root : Widget
        The outermost widget, when it holds its children.

    Examples
    --------
    >>> from ipywidgets import Text, VBox
    >>> take_turns(VBox([Text()]))
    """
    for widget in family(root):
        if widget.comm is not None:
            widget.comm.on_msg(_in_turn(widget._handle_msg))
        if isinstance(widget, Box):
            widget.observe(_greet, "children")


def family(widget: Widget) -> Iterator[Widget]:
    """Go through a widget and everything that it holds.

    Examples
    --------
    >>> from ipywidgets import Text, VBox
    >>> len(list(family(VBox([Text(), Text()]))))  # each has a layout, a text box a style too
    8
    """
    yield widget
    for value in widget._trait_values.values():
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, Widget):
                yield from family(child)


def _greet(change: dict[str, Any]) -> None:
    """Let the children that a box has just been given take their turns too."""
    for child in change["new"]:
        if child not in change["old"]:
            take_turns(child)


def _in_turn(handle: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def handled(message: dict[str, Any]) -> None:
        with _TURN:
            handle(message)

    return handled
