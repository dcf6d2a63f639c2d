"""How the pictures look: one style, for JupyterLab's themes, the system's and paper."""

from __future__ import annotations

import functools
import re
from importlib import resources


@functools.cache
def style() -> str:
    """Return figure.css without what only its readers need."""
    css = resources.files("backcare.figures").joinpath("figure.css").read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/|\n", "", css, flags=re.DOTALL)
