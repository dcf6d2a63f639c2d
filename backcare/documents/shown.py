"""A handout or a report in the notebook that wrote it."""

from __future__ import annotations

import base64
import os
from pathlib import Path

from backcare.browser import fragment

# Small enough to be kept in a notebook, and still to be read.
_WIDE_PX = 1000
_COLOURS = 16


class Document:
    """A document, shown by every notebook; `show_document` makes it."""

    def __init__(self, words: str, html: str) -> None:
        self._words, self._html = words, html

    def __repr__(self) -> str:
        return self._words

    def _repr_html_(self) -> str:
        return self._html


def show_document(path: str | os.PathLike[str], *, text: str = "") -> Document:
    """Show a handout or a report that was written, as the last line of a notebook cell.

    Parameters
    ----------
    path : path-like
        What `plan_handout` or `weekly_report` returned: an HTML page, which works as it does
        in a window of its own, or a PNG.
    text : str, optional
        What is on it, in words; the name of the file when left out.

    Returns
    -------
    Document
        The document as HTML; its words where only text can be shown.

    Raises
    ------
    ValueError
        If the file is another kind, such as a PDF.
    OSError
        If there is no such file, or it can't be read.

    Examples
    --------
    >>> import tempfile
    >>> plan = bc.make_plan(bc.load_exercises(), pain_state="chronic", minutes=10)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     bc.show_document(bc.plan_handout(plan, f"{folder}/handout.html"))
    handout.html
    """
    file = Path(path)
    kind = file.suffix.casefold()
    content = file.read_bytes()
    words = text or file.name
    if kind in (".html", ".htm"):
        html = fragment("page_inside", name=file.name, words=words, page=content.decode("utf-8"))
    elif kind == ".png":
        from backcare.charts.alt_text import lighter_png  # loads matplotlib

        light = lighter_png(content, width=_WIDE_PX, colours=_COLOURS)
        png = base64.b64encode(light).decode()
        html = fragment("chart_image", text=words, png=png, width=_WIDE_PX)
    else:
        raise ValueError(
            f"path must end in .html or .png, got {file.name!r}. Write a report as report.png to "
            "see it here; a PDF opens from the folder it is in."
        )
    return Document(words, html)
