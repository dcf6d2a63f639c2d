"""Which notebooks of a folder are pages: each says so in its own metadata."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple


class Page(NamedTuple):
    """A notebook that is shown as a page: its file's name, its title, and what it is for."""

    file: str
    title: str
    about: str


def find_pages(folder: str | os.PathLike[str]) -> list[Page]:
    """Find the notebooks that are pages.

    Such a notebook says in its metadata what it is for, in one sentence, under `backcare` and
    there `page`; `title` is what links to it are called.

    Parameters
    ----------
    folder : path-like or str
        Where the notebooks are; folders inside it are passed over.

    Returns
    -------
    list of Page
        In the order of their names; a file that is no notebook is passed over.

    Examples
    --------
    >>> import tempfile
    >>> written = {"title": "Walk", "backcare": {"page": "Go for a walk."}}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text = json.dumps({"metadata": written, "cells": []})
    ...     _ = Path(folder, "walk.ipynb").write_text(text, encoding="utf-8")
    ...     find_pages(folder)
    [Page(file='walk.ipynb', title='Walk', about='Go for a walk.')]
    """
    found = (_page(path) for path in sorted(Path(folder).glob("*.ipynb")))
    return [page for page in found if page]


def _page(path: Path) -> Page | None:
    try:
        metadata = json.loads(path.read_text("utf-8"))["metadata"]
        about = metadata["backcare"]["page"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Page(path.name, str(metadata.get("title") or path.stem), str(about))
