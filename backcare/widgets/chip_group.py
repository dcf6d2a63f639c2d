"""A row of chips of which any number may be pressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import traitlets
from ipywidgets import Box, ToggleButton


class ChipGroup(Box):
    """Toggle buttons whose pressed ones are a list of terms.

    Parameters
    ----------
    labels : mapping
        The terms, in order, each with the word on its chip.
    tips : mapping, optional
        A longer explanation of some terms.
    alone : str, optional
        A term that cannot be pressed together with others, such as "nothing".

    Attributes
    ----------
    value : list of str
        The pressed terms, in the order of the chips.

    Examples
    --------
    >>> chips = ChipGroup({"towel": "A towel", "wall": "A wall"})
    >>> chips.value = ["wall"]
    >>> chips
    ChipGroup(value=['wall'])
    """

    value = traitlets.List(traitlets.Unicode())

    def __init__(
        self, labels: Mapping[str, str], tips: Mapping[str, str] | None = None, *, alone: str = ""
    ) -> None:
        self._alone = alone
        self._chips = {
            term: ToggleButton(description=label, tooltip=(tips or {}).get(term, ""))
            for term, label in labels.items()
        }
        super().__init__(tuple(self._chips.values()))
        self.add_class("bc-chips")
        for term, chip in self._chips.items():
            chip.observe(lambda change, term=term: self._toggle(term, change["new"]), "value")

    def __repr__(self) -> str:
        return f"ChipGroup(value={self.value!r})"

    @traitlets.validate("value")
    def _in_order(self, proposal: dict[str, Any]) -> list[str]:
        return [term for term in self._chips if term in proposal["value"]]

    @traitlets.observe("value")
    def _press(self, change: dict[str, Any]) -> None:
        for term, chip in self._chips.items():
            chip.value = term in change["new"]

    def _toggle(self, term: str, pressed: bool) -> None:
        """Take one chip's change into the value; where that already agrees, nothing happens."""
        if pressed == (term in self.value):
            return
        others = [other for other in self.value if other != term]
        if pressed and self._alone in (term, *others):
            others = []
        self.value = [*others, term] if pressed else others
