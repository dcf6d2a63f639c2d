"""What every widget of this room needs: one message at a time, a page without a kernel, an end."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

from ipywidgets import Box, Widget

# One for all widgets, since they change one another: two locks could wait for each other.
_LOCK = threading.RLock()


# JupyterLab sends what a person does to threads of the kernel: the first thing to its main thread,
# what follows to a second one. Two chips pressed quickly would run side by side there, and the
# answer to one of them could get lost: the page would show exercises for other choices than those
# it says. So each message waits for the one before it.
def serialize_messages(root: Widget) -> None:
    """Let a widget, and whatever it holds now or later, handle one message at a time."""
    for widget in family(root):
        if widget.comm is not None:
            widget.comm.on_msg(_locked(widget._handle_msg))
        if isinstance(widget, Box):
            widget.observe(_serialize_added, "children")


def _serialize_added(change: dict[str, Any]) -> None:
    for child in change["new"]:
        if child not in change["old"]:
            serialize_messages(child)


def _locked(handle: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def handle_alone(message: dict[str, Any]) -> None:
        with _LOCK:
            handle(message)

    return handle_alone


def family(widget: Widget) -> Iterator[Widget]:
    """Go through a widget and everything that it holds, its layout and style too."""
    yield widget
    for value in widget._trait_values.values():
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, Widget):
                yield from family(child)


def close_parts(root: Widget, *others: Widget) -> None:
    """Close everything that a widget holds, and what else it made, but not the widget itself."""
    for widget in [*others, *family(root)]:
        if widget is not root:
            widget.close()


def with_page(bundle: Any, page: Callable[[], str]) -> Any:
    """Add to what a notebook is given of a widget the HTML for viewers with no kernel.

    A kernel of Voila writes no notebook, so nobody would read it there, and it need not be made.
    """
    if not bundle or "VOILA_PREHEAT" in os.environ:  # which Voila gives all its kernels
        return bundle
    if isinstance(bundle, tuple):  # anywidget gives metadata too, ipywidgets does not
        data, metadata = bundle
        return data | {"text/html": page()}, metadata
    return bundle | {"text/html": page()}
