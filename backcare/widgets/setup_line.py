"""A line that shows, by being there, that widgets work in this page.

It stands apart from `setup_check.py`, which runs where anywidget is missing.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from backcare.browser import assets
from backcare.widgets.base import with_page


class SetupLine(anywidget.AnyWidget):
    """Say something, and hide what is there for pages in which nothing can be said like this."""

    _esm = assets("setup_line.js")
    _css = assets("setup_line.css")

    text = traitlets.Unicode().tag(sync=True)

    def __repr__(self) -> str:
        return f"SetupLine({self.text!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        # Without a kernel nothing is left here: the line before it says what to do.
        return with_page(super()._repr_mimebundle_(**kwargs), lambda: "<span></span>")
