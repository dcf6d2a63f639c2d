"""Libraries that only large groups need, loaded when they are first used."""

from __future__ import annotations

import importlib
from typing import Any


def library(name: str) -> Any:
    """Load a library of the extra `scale`, or say how to install it."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"{name.partition('.')[0]} is needed for this, and is not installed. It comes with the "
            'part "scale" of backcare. In backcare\'s folder, type: '
            'python -m pip install ".[scale]"'
        ) from error
