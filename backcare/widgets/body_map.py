"""A body to point at: muscle groups picked on it, or shaded by how much a log trained them."""

from __future__ import annotations

from typing import Any

import anywidget
import pandas as pd
import traitlets

from backcare.browser import assets, fragment
from backcare.figures.body_map import Training, known_groups, live_body, log_training, printed_body
from backcare.text import counted
from backcare.widgets.base import whole_or_nothing, with_page

_STYLE = assets("theme.css", "body_map.css")


class BodyMap(anywidget.AnyWidget):
    """The front and the back of a body, on which muscle groups can be picked.

    Parameters
    ----------
    frame : pandas.DataFrame, optional
        A log as `SessionLog.to_frame()` gives it: each group is shaded by how much it was
        trained, with the numbers of `plot_muscle_balance`.
    exercises : pandas.DataFrame, optional
        The table that says which exercise trains what; the shipped one when left out.
    **traits
        The attributes below.

    Attributes
    ----------
    value : list of str
        The muscle groups that are picked, in the order of the vocabulary.

    Raises
    ------
    ValueError
        If `exercises` is given without `frame`, or a muscle group is unknown.

    Examples
    --------
    >>> body = bc.BodyMap(value=["calves", "glutes"])
    >>> body
    BodyMap(value=['glutes', 'calves'])
    >>> frame = pd.DataFrame({"exercise_id": ["bridging"], "sets": [3],
    ...                       "started_at": pd.Timestamp("2026-03-02 18:30")})
    >>> bc.BodyMap(frame=frame)
    BodyMap(value=[], 1 entry)
    """

    _esm = assets("in_page.js", "body_map.js")
    _css = _STYLE

    value = traitlets.List(traitlets.Unicode()).tag(sync=True)
    picture = traitlets.Unicode().tag(sync=True)
    legend = traitlets.Unicode().tag(sync=True)

    @whole_or_nothing
    def __init__(
        self,
        *,
        frame: pd.DataFrame | None = None,
        exercises: pd.DataFrame | None = None,
        **traits: Any,
    ) -> None:
        self._training = log_training(frame, exercises)
        self._entries = None if frame is None else len(frame)
        legend = _legend(self._training) if self._training else ""
        super().__init__(picture=live_body(self._training), legend=legend, **traits)

    def __repr__(self) -> str:
        if self._entries is None:
            return f"BodyMap(value={self.value!r})"
        return f"BodyMap(value={self.value!r}, {counted(self._entries, 'entry', 'entries')})"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        return with_page(super()._repr_mimebundle_(**kwargs), self._page)

    def _page(self) -> str:
        svg = printed_body(self.value, self._training)
        return fragment("body_page", css=_STYLE, svg=svg, legend=self.legend)

    @traitlets.validate("value")
    def _known(self, proposal: dict[str, Any]) -> list[str]:
        return known_groups("value", proposal["value"])


def _legend(training: Training) -> str:
    """Write the levels and the sentence below a map that is shaded by a log."""
    return fragment(
        "body_legend",
        title=training.title,
        levels=training.legend(),
        sentence=training.sentence,
        small_print=training.small_print,
    )
