"""The first cell of each notebook: is everything here, and if not, what to do.

This file runs where backcare's own libraries are missing or too old, so it imports none of them:
its HTML is written here and not by the templates, which need Jinja.
"""

from __future__ import annotations

import html
import platform
import re
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import NamedTuple

from IPython.display import display

_READY = "✓ Ready: everything this page needs is here."
_WAY_OUT = (
    "In a terminal, <code>backcare lab</code> starts the notebooks, or, in backcare's folder, "
    "<code>python -m nox -s lab</code>, with all that they need. In an environment of your own, "
    "run <code>python -m pip install .</code> there instead, and restart the kernel."
)
# In a page whose widgets come it is taken away long before it would be seen.
_LATE = (
    "<style>.bc-setup-late { margin: 0; animation: bc-setup-late 8s step-end }"
    "@keyframes bc-setup-late { from { visibility: hidden } }</style>"
    '<p class="bc-setup-late"><strong>Not running yet:</strong> choose <em>Run</em>, <em>Run All '
    f"Cells</em>. Is there no such menu, or is this line still here after that? {_WAY_OUT}</p>"
)


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


class SetupCheck(NamedTuple):
    """What `check_setup` found; in a notebook it shows itself in words."""

    faults: tuple[str, ...] = ()

    def _ipython_display_(self) -> None:
        if self.faults:
            # No template: what renders one may be among what is missing.
            items = "".join(f"<li>{html.escape(fault)}</li>" for fault in self.faults)
            _show(f"<p>Something is missing:</p><ul>{items}</ul><p>{_WAY_OUT}</p>")
            return
        # Imported here: its library may be one of those that are missing.
        from backcare.widgets.setup_line import SetupLine

        _show(_LATE)
        display(SetupLine(text=_READY))  # type: ignore[no-untyped-call]


def _show(markup: str) -> None:
    """Show HTML, and where only text can be shown, its words."""
    words = re.sub(r"<style>.*?</style>|</?(?:p|ul|li)\b[^>]*>", " ", markup)
    words = re.sub(r"<[^>]*>", "", words)
    bundle = {"text/html": markup, "text/plain": html.unescape(" ".join(words.split()))}
    display(bundle, raw=True)  # type: ignore[no-untyped-call]


def unmet_needs() -> tuple[str, ...]:
    """Say what the installed package asks for and this Python has not, a sentence for each need."""
    try:
        python = metadata.metadata("backcare")["Requires-Python"] or ""
        needs = metadata.requires("backcare") or []
    except metadata.PackageNotFoundError:
        return ()  # not installed but only found: nothing is known
    return unmet(needs, python=python)


def unmet(
    needs: Sequence[str],
    *,
    python: str = "",
    have: Mapping[str, str] | None = None,
    have_python: str = "",
) -> tuple[str, ...]:
    """Compare requirements, as package metadata writes them, with what is there or in `have`."""
    # Declared by backcare, but it may be missing as any other.
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet

    compared = [("Python", SpecifierSet(python), have_python or platform.python_version())]
    compared += [
        (need.name, need.specifier, _version(need.name, have))
        for need in map(Requirement, needs)
        # Passing over those of an extra.
        if need.marker is None or need.marker.evaluate({"extra": ""})
    ]
    return tuple(
        _words(name, str(needed), version)
        for name, needed, version in compared
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
