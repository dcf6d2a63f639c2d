"""A scale for pain from 0 to 10, with no answer until one is given."""

import anywidget
import traitlets

from backcare.browser import assets


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
