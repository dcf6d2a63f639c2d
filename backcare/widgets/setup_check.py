"""The first cell of each notebook: is everything here, and if not, what to do.

Floor 2: whether this Python and its packages are what backcare asks for.
"""

from __future__ import annotations

import html
import platform
import re
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import NamedTuple

from IPython.display import display


def unmet_needs() -> tuple[str, ...]:
    """Say what backcare asks for and this Python has not, in words.

    What it asks for is read from the installed package, so it is what pyproject.toml says. Where
    backcare was not installed but is only found, nothing is known, and nothing is said.

    Returns
    -------
    tuple of str
        A sentence for each need that is not met; empty when all is well.

    Examples
    --------
    >>> unmet_needs()
    ()
    """
    try:
        python = metadata.metadata("backcare")["Requires-Python"] or ""
        needs = metadata.requires("backcare") or []
    except metadata.PackageNotFoundError:
        return ()
    return unmet(needs, python=python)


def unmet(
    needs: Sequence[str],
    *,
    python: str = "",
    have: Mapping[str, str] | None = None,
    have_python: str = "",
) -> tuple[str, ...]:
    """Compare needs with what is there.

    Parameters
    ----------
    needs : sequence of str
        Requirements as package metadata writes them; those of an extra are passed over.
    python : str
        Which Python is needed; "" is any.
    have : mapping of str to str, optional
        Versions by package; what is installed here, when left out.
    have_python : str
        A Python's version; "" is the one that runs.

    Returns
    -------
    tuple of str
        A sentence for each need that is not met.

    Examples
    --------
    >>> unmet(["pandas>=2.2", "tqdm", "voila>=1; extra == 'lab'"], have={"pandas": "2.1.4"})
    ('pandas 2.1.4 is here, but >=2.2 is needed.', 'tqdm is missing.')
    >>> unmet([], python=">=3.11", have_python="3.10.2")
    ('Python 3.10.2 is here, but >=3.11 is needed.',)
    """
    # Comes with matplotlib and pandera.
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

    asked = [("Python", SpecifierSet(python), have_python or platform.python_version())]
    asked += [
        (need.name, need.specifier, _version(need.name, have))
        for need in map(Requirement, needs)
        if need.marker is None or need.marker.evaluate({"extra": ""})
    ]
    return tuple(
        _words(name, str(needed), version)
        for name, needed, version in asked
        if not version or not needed.contains(version, prereleases=True)
    )


def _version(name: str, have: Mapping[str, str] | None) -> str:
    """Find the version of a package, "" where it is missing."""
    if have is not None:
        return have.get(name, "")
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _words(name: str, needed: str, version: str) -> str:
    if version:
        return f"{name} {version} is here, but {needed} is needed."
    return f"{name} is missing" + (f": {needed} is needed." if needed else ".")


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
