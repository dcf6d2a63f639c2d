"""A line that says what has just happened, aloud too where a page is read out."""

import anywidget
import traitlets

from backcare.browser import assets


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
