"""A scale for pain from 0 to 10, with no answer until one is given."""

from pathlib import Path

import anywidget
import traitlets

from backcare.widgets.assets import LOG_STYLE


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

    _esm = Path(__file__).parent / "pain_scale.js"
    _css = LOG_STYLE

    value = traitlets.Int(None, min=0, max=10, allow_none=True).tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    low = traitlets.Unicode("no pain").tag(sync=True)
    high = traitlets.Unicode("worst pain you can think of").tag(sync=True)

    def __repr__(self) -> str:
        return f"PainScale({self.description!r}, value={self.value!r})"
