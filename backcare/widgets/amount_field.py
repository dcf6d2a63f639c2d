"""A number that may be left out, with buttons for those who would rather not type."""

import anywidget
import traitlets

from backcare.browser import assets


class AmountField(anywidget.AnyWidget):
    """Ask for a number; an empty field is no answer, where ipywidgets would put a 0.

    Attributes
    ----------
    value : float or None
        None as long as the field is empty. What it may be is checked with the whole session.
    description : str
        The question.
    lowest, step : float
        Where the buttons stop, and how far each press goes.

    Examples
    --------
    >>> field = AmountField(description="Minutes", step=5)
    >>> field.value is None
    True
    >>> field.value = 20
    >>> field
    AmountField('Minutes', value=20.0)
    """

    _esm = assets("amount_field.js")

    value = traitlets.Float(None, allow_none=True).tag(sync=True)
    description = traitlets.Unicode().tag(sync=True)
    lowest = traitlets.Float(0).tag(sync=True)
    step = traitlets.Float(1).tag(sync=True)

    def __repr__(self) -> str:
        return f"AmountField({self.description!r}, value={self.value!r})"
