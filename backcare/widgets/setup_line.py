"""A line that shows, by being there, that widgets work in this page."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from backcare.browser import assets


class SetupLine(anywidget.AnyWidget):
    """Say something, and hide what is there for pages in which nothing can be said like this.

    Attributes
    ----------
    text : str
        What it says.

    Examples
    --------
    >>> SetupLine(text="Ready.")
    SetupLine('Ready.')
    """

    _esm = assets("setup_line.js")
    _css = assets("setup_line.css")

    text = traitlets.Unicode().tag(sync=True)

    def __repr__(self) -> str:
        return f"SetupLine({self.text!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        if not bundle:
            return bundle
        data, metadata = bundle
        # Without a kernel nothing is left here: the line before it says what to do.
        return data | {"text/html": "<span></span>"}, metadata
