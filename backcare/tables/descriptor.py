"""Where the shipped tables are, and `datapackage.json`, which says what each may hold."""

from __future__ import annotations

import functools
import json
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@functools.cache
def data_folder() -> Traversable:
    """Find the tables: inside an installed package, or beside the package in a checkout."""
    inside = resources.files("backcare") / "data"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "data"


@functools.cache
def descriptor() -> dict[str, Any]:
    """Read `datapackage.json`: its `resources` are the shipped tables, its `forms` people's own."""
    package: dict[str, Any] = json.loads((data_folder() / "datapackage.json").read_text("utf-8"))
    return package


@functools.cache
def described_tables() -> dict[str, list[dict[str, Any]]]:
    """Return the columns of each shipped table, as `datapackage.json` describes them."""
    return {
        table["name"]: table["schema"]["fields"]
        for table in descriptor()["resources"]
        if "schema" in table
    }
