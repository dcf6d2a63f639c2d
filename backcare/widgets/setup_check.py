"""The first cell of each notebook: is everything here, and if not, what to do."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from IPython.display import display

from backcare.needs import unmet_needs

_READY = "✓ Ready: everything this page needs is here."
_WAY_OUT = (
    "In backcare's folder, <code>python -m nox -s lab</code> starts the notebooks with all that "
    "they need. In an environment of your own, run <code>python -m pip install .</code> there "
    "instead, and restart the kernel."
)
# In a page whose widgets come it is taken away long before it would be seen.
_LATE = (
    "<style>.bc-setup-late { margin: 0; animation: bc-setup-late 8s step-end }"
    "@keyframes bc-setup-late { from { visibility: hidden } }</style>"
    '<p class="bc-setup-late">The buttons of this page do not work here: it is a saved copy, or '
    f"Jupyter's widgets are missing. {_WAY_OUT}</p>"
)


class SetupCheck(NamedTuple):
    """What `check_setup` found; in a notebook it shows itself in words."""

    faults: tuple[str, ...] = ()

    def _ipython_display_(self) -> None:
        if self.faults:
            items = "".join(f"<li>{html.escape(fault)}</li>" for fault in self.faults)
            _show(f"<p>Something is missing:</p><ul>{items}</ul><p>{_WAY_OUT}</p>")
            return
        # Imported here: its library may be one of those that are missing.
        from backcare.widgets.setup_line import SetupLine

        _show(_LATE)
        display(SetupLine(text=_READY))  # type: ignore[no-untyped-call]


def check_setup() -> SetupCheck:
    """Check that Python and its packages are what backcare needs, and that widgets can be shown.

    Asks nothing of the network. In a notebook the answer is one line if all is well; otherwise
    it is what is missing or too old, and what to do. A page in which widgets cannot be shown
    says that by itself, and so does a saved one.

    Returns
    -------
    SetupCheck
        With `faults`, a sentence for each thing that is missing or too old.

    Examples
    --------
    >>> bc.check_setup()
    SetupCheck(faults=())
    """
    return SetupCheck(unmet_needs())


def _show(markup: str) -> None:
    """Show HTML, and where only text can be shown, its words."""
    words = re.sub(r"<style>.*?</style>|<[^>]*>", " ", markup)
    bundle = {"text/html": markup, "text/plain": html.unescape(" ".join(words.split()))}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]
